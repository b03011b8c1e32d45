package main

import (
	"context"
	"flag"
	"fmt"

	"suyuan/config"
	"suyuan/service/recall"
)

// recallKeys changes the key with which lists and notices of recalls are signed.
func recallKeys(_ context.Context, p *program, args []string) error {
	drop := false
	verb := ""
	if len(args) > 0 {
		verb, args = args[0], args[1:]
	}
	cfg, err := p.parse("recall-keys rotate", args, func(f *flag.FlagSet, _ *config.Flags) {
		f.BoolVar(&drop, "drop", false, "the secret got out: what the key has signed no longer verifies")
	})
	if err != nil {
		return err
	}
	if verb != "rotate" {
		fmt.Fprint(p.stderr, "usage: suyuan recall-keys rotate [--drop] [--data DIR]\n")
		return errUsage
	}
	r, err := recall.RotateSigner(cfg.DataDir, drop)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "signing: %s\n", r.Is)
	for _, k := range r.Keys.Keys[1:] {
		fmt.Fprintf(p.stdout, "still verified: %s\n", k.ID)
	}
	if drop {
		fmt.Fprintf(p.stdout, "dropped: %s\n", r.Was)
	}
	fmt.Fprintln(p.stdout, "restart the servers that share the directory; tills fetch /.well-known/recall-keys.json again")
	return nil
}
