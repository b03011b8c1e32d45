package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"suyuan/api"
	"suyuan/config"
	"suyuan/repository"
	"suyuan/service"
	"suyuan/service/notice"
)

// How the server ends: it first says that it is not ready, so that a balancer sends no more, then finishes what it has.
const (
	drainDelay   = time.Second
	shutdownTime = 25 * time.Second
)

// serve answers requests until ctx is done. It listens before it opens the database: a second server on the same port
// must not touch the data of the first, and requests wait while the schema is made.
func serve(ctx context.Context, p *program, args []string) error {
	cfg, how, err := p.parseServe(args)
	if err != nil {
		return err
	}
	log := p.logger(cfg)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	if how.demo {
		if err := runDemo(ctx, p.demoConfig(cfg, listener, log), p.stdout); err != nil {
			return err
		}
	}
	return p.withStore(ctx, cfg, log, func(store *repository.Store) error {
		if err := prepare(ctx, store, how.migrate && mayMigrate(cfg), log); err != nil {
			return err
		}
		return p.serveOn(ctx, listener, cfg, how, store, log)
	})
}

// serveFlags are the flags of serve that are no settings.
type serveFlags struct{ migrate, demo bool }

func (p *program) parseServe(args []string) (cfg config.Config, how serveFlags, err error) {
	var noMigrate bool
	cfg, err = p.parse("serve", args, func(f *flag.FlagSet, settings *config.Flags) {
		f.StringVar(&settings.Listen, "listen", "", "`host:port` to listen on; port 0 picks a free one")
		f.BoolVar(&how.demo, "demo", false, "fill an empty database with invented companies, products and events first")
		f.BoolVar(&noMigrate, "no-migrate", false, "do not bring the schema up to date; refuse to start when it is not")
	})
	how.migrate = !noMigrate
	if err == nil && noMigrate && how.demo {
		fmt.Fprintln(p.stderr, "suyuan: --demo makes its own schema; it cannot go with --no-migrate")
		err = errUsage
	}
	return cfg, how, err
}

// mayMigrate tells whether a verb other than migrate may change the schema: the account that serves usually may not.
func mayMigrate(cfg config.Config) bool { return cfg.AutoMigrate || cfg.MySQLDSN == "" }

// demoConfig says where the demonstration lives: where the server will look for it.
func (p *program) demoConfig(cfg config.Config, listener net.Listener, log *slog.Logger) demoConfig {
	return demoConfig{
		Dir: cfg.DataDir, DSN: cfg.MySQLDSN.Reveal(), BaseURL: cfg.BaseURL(listener.Addr().String()), Now: p.clock, Log: log,
	}
}

// prepare brings the schema up to date where that is allowed, and refuses one that is not this program's.
func prepare(ctx context.Context, store *repository.Store, migrate bool, log *slog.Logger) error {
	if migrate {
		applied, err := store.Migrate(ctx)
		if err != nil {
			return err
		}
		if len(applied) > 0 {
			log.InfoContext(ctx, "the schema was brought up to date", slog.Int("steps", len(applied)))
		}
	}
	return store.CheckSchema(ctx)
}

// serveOn assembles the rooms and the door over an open database and runs them.
func (p *program) serveOn(ctx context.Context, listener net.Listener, cfg config.Config, how serveFlags, store *repository.Store, log *slog.Logger) error {
	base := cfg.BaseURL(listener.Addr().String())
	svc, err := service.New(service.Deps{
		Store: store, Clock: p.clock, Log: log, Dir: cfg.DataDir, BaseURL: base, Mail: mailOf(cfg), Delivery: p.delivery,
	})
	if err != nil {
		return err
	}
	ready := &readiness{store: store, clock: p.clock, log: log}
	opts := p.doorOptions(cfg, base, prometheus.NewRegistry(), log, ready.check)
	opts.Development = how.demo
	door, err := api.New(svc, opts)
	if err != nil {
		return err
	}
	server := newServer(door, log)
	fmt.Fprintf(p.stdout, "suyuan serves %s\n", base)
	if how.demo {
		if err := printDemo(cfg.DataDir, base, p.stdout); err != nil {
			return err
		}
	}
	log.InfoContext(ctx, "serving", slog.String("url", base), slog.String("version", version()), slog.String("engine", string(store.Engine())))
	return runServer(ctx, server, door.Drain, svc.Workers(), func() error {
		if cfg.TLS() {
			return server.ServeTLS(listener, cfg.TLSCert, cfg.TLSKey)
		}
		return server.Serve(listener)
	})
}

// mailOf says how mails are sent, nil where they are not.
func mailOf(cfg config.Config) *notice.Mail {
	if cfg.SMTPServer == "" {
		return nil
	}
	return &notice.Mail{Server: cfg.SMTPServer, From: cfg.SMTPFrom, User: cfg.SMTPUser, Password: cfg.SMTPPassword.Reveal()}
}

// doorOptions are the settings of the surface.
func (p *program) doorOptions(cfg config.Config, base string, metrics *prometheus.Registry, log *slog.Logger, ready func(context.Context) error) api.Options {
	return api.Options{
		Version: version(), BaseURL: base, InsecureCookies: strings.HasPrefix(base, "http://"),
		RatePerSecond: cfg.RatePerSecond, RateBurst: cfg.RateBurst, TrustedProxies: cfg.TrustedProxies,
		RequestTimeout: cfg.RequestTimeout, Clock: p.clock, Log: log, Metrics: metrics, Ready: ready,
	}
}

// newServer bounds everything that a client could hold on to.
func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      90 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12},
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// runServer serves and runs the workers until ctx is done or one of them fails, then ends them in this order: no more
// requests, then no more work. Everything is over when it returns.
func runServer(ctx context.Context, server *http.Server, drain func(), workers []func(context.Context) error, listen func() error) error {
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx)) // requests and workers outlive the signal
	defer stopWork()
	group, failed := errgroup.WithContext(work)
	for _, worker := range workers {
		group.Go(func() error { return unlessDone(worker(failed)) })
	}
	group.Go(func() error { return unlessDone(listen()) })
	group.Go(func() error {
		defer stopWork()
		select {
		case <-ctx.Done():
			drain()
			select {
			case <-time.After(drainDelay):
			case <-failed.Done():
			}
		case <-failed.Done():
		}
		return shutDown(context.WithoutCancel(ctx), server)
	})
	return group.Wait()
}

// shutDown lets the requests that run finish, and cuts off those that take too long.
func shutDown(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, shutdownTime)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("requests were cut off: %w", err), server.Close())
	}
	return nil
}

// unlessDone forgets the errors by which a part says that it was told to stop.
func unlessDone(err error) error {
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// readiness answers whether the server can do its work. What it says is public, so causes go to the log.
type readiness struct {
	store *repository.Store
	clock func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	schema  bool
	checked time.Time
}

// schemaKept is how long a right schema is believed to stay so.
const schemaKept = time.Minute

// The reasons for not being ready.
var (
	errDatabaseAway = errors.New("the database does not answer")
	errWrongSchema  = errors.New("the database's schema is not the one of this program")
)

// check returns nil when the database answers, keeps what it acknowledges, and has the right schema.
func (r *readiness) check(ctx context.Context) error {
	if err := r.store.Ping(ctx); err != nil {
		return r.because(ctx, errDatabaseAway, err)
	}
	why, err := r.store.Durability(ctx)
	if err != nil {
		return r.because(ctx, errDatabaseAway, err)
	}
	if why != "" {
		return errors.New(why)
	}
	return r.checkSchema(ctx)
}

func (r *readiness) checkSchema(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock()
	if r.schema && now.Sub(r.checked) < schemaKept {
		return nil
	}
	err := r.store.CheckSchema(ctx)
	r.schema, r.checked = err == nil, now
	switch {
	case errors.Is(err, repository.ErrSchema):
		return r.because(ctx, errWrongSchema, err)
	case err != nil:
		return r.because(ctx, errDatabaseAway, err)
	}
	return nil
}

func (r *readiness) because(ctx context.Context, reason, cause error) error {
	r.log.WarnContext(ctx, "not ready", slog.Any("cause", cause))
	return reason
}
