package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"suyuan/model"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// listCommand is what recall-list is asked to do.
type listCommand struct {
	do, file, code string
	key            string
	changes        []string
}

// recallList verifies a signed list of recalls, or says what it has against a code, without a network or a database.
// Several --changes are applied in their order.
func recallList(_ context.Context, p *program, args []string) error {
	cmd, err := p.parseListCommand(args)
	if err != nil {
		return err
	}
	keys, err := readKeys(cmd.key)
	if err != nil {
		return err
	}
	list, err := readList(keys, cmd.file)
	for _, file := range cmd.changes {
		if err != nil {
			break
		}
		var changes model.RecallList
		if changes, err = readList(keys, file); err == nil {
			list, err = list.Apply(changes)
		}
	}
	if err != nil {
		return err
	}
	if cmd.do == "verify" {
		return p.describeList(list)
	}
	return p.checkAgainst(list, cmd.code)
}

// parseListCommand reads the arguments; flags may stand anywhere.
func (p *program) parseListCommand(args []string) (cmd listCommand, err error) {
	f := flag.NewFlagSet("recall-list", flag.ContinueOnError)
	f.SetOutput(p.stderr)
	f.Usage = func() {
		fmt.Fprint(p.stderr, "usage: suyuan recall-list verify FILE --key KEY\n       suyuan recall-list check FILE CODE --key KEY [--changes FILE]\n")
		f.PrintDefaults()
	}
	f.StringVar(&cmd.key, "key", "", "public `key`: a file with a JWK set (/.well-known/recall-keys.json), or its x")
	f.Func("changes", "`file` with changes that follow the list; may be given again", func(s string) error {
		cmd.changes = append(cmd.changes, s)
		return nil
	})
	var words []string
	for len(args) > 0 {
		if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
			return cmd, err
		} else if err != nil {
			return cmd, errUsage
		}
		if args = f.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	wanted := map[string]int{"verify": 2, "check": 3}
	if len(words) == 0 || wanted[words[0]] != len(words) || cmd.key == "" {
		f.Usage()
		return cmd, errUsage
	}
	cmd.do, cmd.file = words[0], words[1]
	if cmd.do == "check" {
		cmd.code = words[2]
	}
	return cmd, nil
}

// readKeys reads a JWK set from a file, or makes one of the x of a key.
func readKeys(key string) (keys recall.JWKS, err error) {
	if raw, err := base64.RawURLEncoding.Strict().DecodeString(key); err == nil && len(raw) == 32 {
		return recall.KeysOf(raw), nil
	}
	text, err := os.ReadFile(key) //nolint:gosec // the operator names it
	if err == nil {
		err = json.Unmarshal(text, &keys)
	}
	return keys, err
}

func readList(keys recall.JWKS, file string) (model.RecallList, error) {
	text, err := os.ReadFile(file) //nolint:gosec // the operator names it
	if err != nil {
		return model.RecallList{}, err
	}
	return recall.ReadList(keys, text)
}

// errOld says that a list was signed by the right key and is past its time.
var errOld = errors.New("the list is past its time; fetch a new one")

func (p *program) describeList(l model.RecallList) error {
	fmt.Fprintf(p.stdout, "the signature is right: %s, epoch %d, since %d, issued %s, expires %s, %d recalls, %d entries\n",
		l.Origin, l.Epoch, l.Since, l.Issued, l.Expires, len(l.Recalls), len(l.Entries))
	if l.Old(model.InstantOf(p.clock())) {
		return errOld
	}
	return nil
}

// errRecalled makes the verb fail, so that a script need not read its words.
var errRecalled = errors.New("do not sell it")

// errUnclear says that the code is not enough to judge by.
var errUnclear = errors.New("lots of this product are recalled and the code names no lot or serial number: read it from the package")

// checkAgainst says what a list has against a code. It never says that something may be sold.
func (p *program) checkAgainst(l model.RecallList, code string) error {
	keys := trace.CodeKeys(code)
	if len(keys) == 0 {
		return model.CheckCodeUnreadable.Refuse(model.P("value", code))
	}
	strikes := l.Against(keys...)
	for _, s := range strikes {
		fmt.Fprintln(p.stdout, strings.TrimSpace(fmt.Sprintf("recalled: %s %s %s", s.Number, s.Class, s.Grade)))
	}
	old := l.Old(model.InstantOf(p.clock()))
	switch {
	case len(strikes) > 0:
		return errRecalled
	case l.Since > 0:
		return errors.New("these are changes, not a whole list: they do not say what is recalled")
	case old:
		return errOld
	case l.Unclear(keys...):
		return errUnclear
	}
	fmt.Fprintf(p.stdout, "the list of %s has nothing against it\n", l.Issued)
	return nil
}

// recallNotice verifies a signed notice of a recall, as /recalls/NUMBER.json gives it, without a network or a database.
func recallNotice(_ context.Context, p *program, args []string) error {
	f := flag.NewFlagSet("recall-notice", flag.ContinueOnError)
	f.SetOutput(p.stderr)
	f.Usage = func() {
		fmt.Fprint(p.stderr, "usage: suyuan recall-notice verify FILE --key KEY\n")
		f.PrintDefaults()
	}
	key := f.String("key", "", "public `key`: a file with a JWK set (/.well-known/recall-keys.json), or its x")
	var words []string
	for len(args) > 0 {
		if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
			return err
		} else if err != nil {
			return errUsage
		}
		if args = f.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if len(words) != 2 || words[0] != "verify" || *key == "" {
		f.Usage()
		return errUsage
	}
	keys, err := readKeys(*key)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(words[1])
	if err != nil {
		return err
	}
	notice, err := recall.VerifyNotice(keys, text)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "the signature is right: recall %s, %s, announced %s, updated %s\n", notice.Number, notice.State, notice.AnnouncedAt, notice.UpdatedAt)
	return nil
}
