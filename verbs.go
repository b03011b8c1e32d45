package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"suyuan/api"
	"suyuan/config"
	"suyuan/repository"
	"suyuan/service"
)

// withStore opens the database, runs fn and closes the database.
func (p *program) withStore(ctx context.Context, cfg config.Config, log *slog.Logger, fn func(store *repository.Store) error) (err error) {
	store, err := p.open(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return fn(store)
}

func migrate(ctx context.Context, p *program, args []string) error {
	cfg, err := p.parse("migrate", args, nil)
	if err != nil {
		return err
	}
	return p.withStore(ctx, cfg, p.logger(cfg), func(store *repository.Store) error {
		applied, err := store.Migrate(ctx)
		for _, name := range applied {
			fmt.Fprintln(p.stdout, name)
		}
		if err == nil {
			fmt.Fprintf(p.stdout, "the schema is up to date, %d steps were applied\n", len(applied))
		}
		return err
	})
}

// fsck prints a line for each violation: the invariant, the thing and how it breaks it.
func fsck(ctx context.Context, p *program, args []string) error {
	cfg, err := p.parse("fsck", args, nil)
	if err != nil {
		return err
	}
	return p.withStore(ctx, cfg, p.logger(cfg), func(store *repository.Store) error {
		if err := store.CheckSchema(ctx); err != nil {
			return err
		}
		found, err := store.Fsck(ctx)
		for _, v := range found {
			fmt.Fprintf(p.stdout, "%s: %s: %s\n", v.Invariant, v.ID, v.Detail)
		}
		switch {
		case err != nil:
			return err
		case len(found) > 0:
			return fmt.Errorf("%d violations", len(found))
		}
		fmt.Fprintf(p.stdout, "%d invariants hold\n", len(repository.Invariants()))
		return nil
	})
}

// admin is the person that create-admin makes.
type admin struct{ login, name, passwordFile string }

// createAdmin makes the first administrator, or another when all have lost their passwords. Without a file for the
// password it makes one up and prints it once: arguments and variables can be seen by others.
func createAdmin(ctx context.Context, p *program, args []string) error {
	var a admin
	cfg, err := p.parse("create-admin", args, func(f *flag.FlagSet, _ *config.Flags) {
		f.StringVar(&a.login, "login", "", "e-mail `address` or phone number to sign in with")
		f.StringVar(&a.name, "name", "", "`name` of the person")
		f.StringVar(&a.passwordFile, "password-file", "", "`file` with the password; without it one is made up and printed")
	})
	if err != nil {
		return err
	}
	log := p.logger(cfg)
	return p.withStore(ctx, cfg, log, func(store *repository.Store) error {
		svc, err := p.services(ctx, cfg, store, log)
		if err != nil {
			return err
		}
		return p.addAdmin(ctx, svc, a)
	})
}

func (p *program) addAdmin(ctx context.Context, svc *service.Services, a admin) error {
	password, err := readPassword(a.passwordFile)
	if err != nil {
		return err
	}
	if _, err := svc.Access.CreateAdmin(ctx, a.login, password, a.name); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s may sign in\n", a.login)
	if a.passwordFile == "" {
		fmt.Fprintf(p.stdout, "password: %s\n", password)
	}
	return nil
}

// services readies the schema of the embedded database and assembles the rooms.
func (p *program) services(ctx context.Context, cfg config.Config, store *repository.Store, log *slog.Logger) (*service.Services, error) {
	if err := prepare(ctx, store, mayMigrate(cfg), log); err != nil {
		return nil, err
	}
	return service.New(service.Deps{Store: store, Clock: p.clock, Log: log, Dir: cfg.DataDir, BaseURL: cfg.BaseURL(cfg.Listen)})
}

// readPassword returns the first line of a file, or a password made up from 130 random bits.
func readPassword(file string) (string, error) {
	if file == "" {
		return rand.Text(), nil
	}
	text, err := os.ReadFile(file) //nolint:gosec // the operator names it
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), err
}

// printOpenAPI needs no database of the installation: it assembles the routes over an empty one that it throws away.
func printOpenAPI(ctx context.Context, p *program, args []string) (err error) {
	cfg, err := p.parse("openapi", args, nil)
	if err != nil {
		return err
	}
	if cfg.DataDir, err = os.MkdirTemp("", "suyuan-openapi"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(cfg.DataDir)) }()
	cfg.MySQLDSN = ""
	log := p.logger(cfg)
	return p.withStore(ctx, cfg, log, func(store *repository.Store) error {
		svc, err := p.services(ctx, cfg, store, log)
		if err != nil {
			return err
		}
		door, err := api.New(svc, p.doorOptions(cfg, cfg.BaseURL(cfg.Listen), prometheus.NewRegistry(), log, nil))
		if err != nil {
			return err
		}
		return p.printDocument(door.OpenAPI())
	})
}

func (p *program) printDocument(text []byte, err error) error {
	if err == nil {
		_, err = fmt.Fprintf(p.stdout, "%s\n", text)
	}
	return err
}

func printVersion(_ context.Context, p *program, args []string) error {
	if _, err := p.parse("version", args, nil); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.stdout, "suyuan", version())
	return err
}
