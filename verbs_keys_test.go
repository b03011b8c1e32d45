package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suyuan/service/recall"
)

// TestRecallKeysVerb: the key is changed while what it has signed still verifies, as often as one likes; a key whose secret
// got out is dropped with what it has signed, and with nothing else.
func TestRecallKeysVerb(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run := func(args ...string) (code int, out, failed string) {
		var stdout, stderr bytes.Buffer
		p := &program{environ: []string{}, stdout: &stdout, stderr: &stderr, clock: time.Now}
		return p.do(t.Context(), append([]string{"recall-keys"}, args...)), stdout.String(), stderr.String()
	}
	type signed struct {
		id, signature string
		message       []byte
	}
	sign := func(text string) signed {
		t.Helper()
		k, err := recall.OpenSigner(dir)
		if err != nil {
			t.Fatal(err)
		}
		signature, err := recall.SignDetached(k, "test", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return signed{k.KeyID(), signature, []byte(text)}
	}
	verifies := func(s signed) bool {
		t.Helper()
		k, err := recall.OpenSigner(dir)
		if err != nil {
			t.Fatal(err)
		}
		return recall.VerifyDetached(k.Keys(), "test", s.signature, s.message) == nil
	}
	first := sign("one")
	if code, out, failed := run("rotate", "--data", dir); code != exitOK || !strings.Contains(out, "still verified: "+first.id) {
		t.Fatalf("%d %q %q", code, out, failed)
	}
	second := sign("two")
	if second.id == first.id || !verifies(first) || !verifies(second) {
		t.Errorf("the key is the same (%t), or what was signed no longer verifies: %t %t", second.id == first.id, verifies(first), verifies(second))
	}
	if code, out, failed := run("rotate", "--drop", "--data", dir); code != exitOK || !strings.Contains(out, "dropped: "+second.id) {
		t.Fatalf("%d %q %q", code, out, failed)
	}
	third := sign("three")
	if !verifies(first) || verifies(second) || !verifies(third) {
		t.Errorf("after dropping the second: %t %t %t", verifies(first), verifies(second), verifies(third))
	}
	for name, args := range map[string][]string{"no verb": {}, "another": {"burn", "--data", dir}, "too much": {"rotate", "now", "--data", dir}} {
		if code, _, _ := run(args...); code != exitUsage {
			t.Errorf("%s: %d", name, code)
		}
	}
	if now := sign("four"); now.id != third.id {
		t.Error("a wrong command line changed the key")
	}

	// A set that cannot be read stops it before anything changes.
	if err := os.WriteFile(filepath.Join(dir, "recall-signing-retired.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, "recall-signing.pem"))
	if code, _, _ := run("rotate", "--data", dir); err != nil || code != exitFailed {
		t.Errorf("a broken set: %d, %v", code, err)
	}
	if after, err := os.ReadFile(filepath.Join(dir, "recall-signing.pem")); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the key changed, %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("%d files, %v", len(entries), err)
	}
}
