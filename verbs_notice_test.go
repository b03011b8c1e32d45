package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suyuan/service/recall"
)

// TestRecallNoticeVerb: a notice that was kept verifies with the published keys, and with no others or other words.
func TestRecallNoticeVerb(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, err := recall.OpenSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	notice := `{"number":"2026-000017","state":"active"}`
	signature, err := recall.SignDetached(key, recall.NoticeType, []byte(notice))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	keys, err := json.Marshal(key.Keys())
	if err != nil {
		t.Fatal(err)
	}
	jwks := write("keys.json", string(keys))
	right := write("right.json", `{"notice": `+notice+`, "signature": "`+signature+`"}`)
	forged := write("forged.json", `{"notice": `+strings.Replace(notice, "active", "closed", 1)+`, "signature": "`+signature+`"}`)
	for name, c := range map[string]struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		"right":       {[]string{"verify", right, "--key", jwks}, exitOK, "the signature is right: recall 2026-000017, active", ""},
		"forged":      {[]string{"verify", forged, "--key", jwks}, exitFailed, "", "the signature does not fit"},
		"another key": {[]string{"verify", right, "--key", strings.Repeat("A", 43)}, exitFailed, "", "the signature does not fit"},
		"no key":      {[]string{"verify", right}, exitUsage, "", "usage: suyuan recall-notice verify"},
	} {
		code, stdout, stderr := ask(t, nil, append([]string{"recall-notice"}, c.args...)...)
		if code != c.code || !strings.Contains(stdout, c.stdout) || !strings.Contains(stderr, c.stderr) || c.stdout == "" && stdout != "" {
			t.Errorf("%s: %d %q %q", name, code, stdout, stderr)
		}
	}
}
