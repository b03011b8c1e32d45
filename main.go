// Command suyuan is the whole of Suyuan in one file: the server, and the verbs that an operator needs beside it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"suyuan/config"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/trace"
)

// What the program tells the shell.
const (
	exitOK     = 0
	exitFailed = 1 // the verb could not do its work, or fsck found something
	exitUsage  = 2 // the command line or a setting is wrong
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // from then on a second signal ends the process as it always would
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// verb is one thing the program does.
type verb struct {
	name, summary string
	run           func(ctx context.Context, p *program, args []string) error
}

// verbs lists what the program does; the first one is done when none is named.
func verbs() []verb {
	return []verb{
		{"serve", "answer requests until told to stop", serve},
		{"migrate", "bring the database's schema up to date", migrate},
		{"fsck", "check every invariant of the data; change nothing", fsck},
		{"create-admin", "make a person who runs the platform", createAdmin},
		{"openapi", "print the OpenAPI document", printOpenAPI},
		{"recall-notice", "verify a signed notice of a recall", recallNotice},
		{"recall-list", "verify a signed list of recalls, or check a code against it", recallList},
		{"recall-keys", "change the key that signs lists and notices of recalls", recallKeys},
		{"version", "print the version", printVersion},
	}
}

// program is what every verb has at hand.
type program struct {
	environ        []string
	stdout, stderr io.Writer
	clock          func() time.Time
	delivery       []trace.DelivererOption // how subscriptions are delivered otherwise than to the open Internet
}

// errUsage says that the command line was wrong and that the reason has been printed.
var errUsage = errors.New("usage")

// run does what the arguments ask and returns the process's exit code.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	return (&program{environ: environ, stdout: stdout, stderr: stderr, clock: time.Now}).do(ctx, args)
}

// do runs the verb that the arguments name, the first one when they name none.
func (p *program) do(ctx context.Context, args []string) int {
	name := verbs()[0].name
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	for _, v := range verbs() {
		if v.name == name {
			return p.exit(v.run(ctx, p, args))
		}
	}
	fmt.Fprintf(p.stderr, "suyuan: there is no verb %q\n", name)
	p.usage(p.stderr)
	return exitUsage
}

// exit prints an error that has not been printed yet and returns the code for it.
func (p *program) exit(err error) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		return exitUsage
	}
	fmt.Fprintf(p.stderr, "suyuan: %s\n", explain(err))
	return exitFailed
}

// explain puts a refusal in words; any other error stays as it is. The operator may know causes.
func explain(err error) string {
	var r *model.Refusal
	if !errors.As(err, &r) {
		return err.Error()
	}
	parts := []string{r.Problem.Title.In(model.EN), r.Problem.Detail.Fill(model.EN, r.Params)}
	if len(r.Fields) > 0 {
		parts = parts[:1] // the fields say it better
	}
	for _, f := range r.Fields {
		parts = append(parts, f.At+": "+f.Problem.Detail.Fill(model.EN, f.Params))
	}
	if r.Err != nil {
		parts = append(parts, r.Err.Error())
	}
	return strings.Join(parts, "; ")
}

func (p *program) usage(w io.Writer) {
	fmt.Fprint(w, "usage: suyuan [verb] [flags]\n\n")
	for _, v := range verbs() {
		fmt.Fprintf(w, "  %-13s %s\n", v.name, v.summary)
	}
	fmt.Fprint(w, "\n`suyuan verb -h` lists the flags of a verb. Settings are described in config/CONFIG.md.\n")
}

// parse reads the flags of a verb. declare adds those beyond --config and --data; more arguments are refused.
func (p *program) parse(name string, args []string, declare func(f *flag.FlagSet, settings *config.Flags)) (config.Config, error) {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(p.stderr)
	f.Usage = func() {
		p.usage(p.stderr)
		fmt.Fprintf(p.stderr, "\nflags of %s:\n", name)
		f.PrintDefaults()
	}
	var settings config.Flags
	file := f.String("config", "", "`file` with settings (YAML or JSON)")
	f.StringVar(&settings.DataDir, "data", "", "`directory` of the embedded database and of uploaded documents")
	if declare != nil {
		declare(f, &settings)
	}
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		return config.Config{}, err
	} else if err != nil {
		return config.Config{}, errUsage // flag has printed it
	}
	return p.load(f.Args(), settings, *file)
}

// load puts the settings together and prints everything that is wrong with them.
func (p *program) load(rest []string, settings config.Flags, file string) (config.Config, error) {
	if len(rest) > 0 {
		fmt.Fprintf(p.stderr, "suyuan: unexpected argument %q\n", rest[0])
		return config.Config{}, errUsage
	}
	cfg, err := config.Load(p.environ, settings, file)
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			fmt.Fprintf(p.stderr, "suyuan: %s\n", line)
		}
		return config.Config{}, errUsage
	}
	return cfg, nil
}

// logger writes to the standard error stream as the settings say.
func (p *program) logger(cfg config.Config) *slog.Logger {
	opts := &slog.HandlerOptions{Level: cfg.LogLevel}
	var h slog.Handler = slog.NewJSONHandler(p.stderr, opts)
	if cfg.LogFormat == "text" {
		h = slog.NewTextHandler(p.stderr, opts)
	}
	log := slog.New(h)
	for _, name := range cfg.Unknown {
		log.Warn("this variable is no setting", slog.String("name", name))
	}
	return log
}

// open connects to the database of the settings.
func (p *program) open(ctx context.Context, cfg config.Config, log *slog.Logger) (*repository.Store, error) {
	return repository.Open(ctx, repository.Options{
		Dir: cfg.DataDir, DSN: cfg.MySQLDSN.Reveal(), MaxConns: cfg.MaxConns, Clock: p.clock, Log: log,
	})
}

// version tells what the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && !strings.Contains(v, s.Value[:min(12, len(s.Value))]) {
			v += " " + s.Value
		}
	}
	return v
}
