package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/recall"
)

// TestRecallListVerb: a till verifies and asks with two files and no network.
func TestRecallListVerb(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, err := recall.OpenSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, text []byte, err error) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err == nil {
			err = os.WriteFile(path, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	now := model.InstantOf(time.Now().Truncate(time.Second))
	list := func(epoch, since model.Seq, issued model.Instant, lots ...string) []byte {
		l := model.RecallList{
			Origin: "https://trace.example", Epoch: epoch, Since: since, Issued: issued, Expires: issued.Add(time.Hour),
			Recalls: map[string]model.ListedRecall{"2026-000017": {Grade: model.GradeI, Since: issued}}, Entries: map[model.ListedGoods]model.RecallMarks{},
		}
		for _, lot := range lots {
			l.Entries[model.ListedGoods{GTIN: gs1.GTIN("06901234567892"), Kind: model.ListLot, First: lot}] = model.RecallMarks{"2026-000017": model.AffectedConfirmed}
		}
		text, err := recall.SignList(key, l)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	keys, err := json.Marshal(key.Keys())
	jwks := file("keys.json", keys, err)
	whole, changes := file("whole", list(1, 0, now, "L1"), nil), file("changes", list(2, 1, now, "L2"), nil)
	old := file("old", list(1, 0, now.Add(-2*time.Hour), "L1"), nil)
	forged := file("forged", []byte(strings.Replace(string(list(1, 0, now, "L1")), "lot L1", "lot L9", 1)), nil)
	code := func(lot string) string { return "(01)06901234567892(10)" + lot }
	for name, c := range map[string]struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		"right":                   {[]string{"verify", whole, "--key", jwks}, exitOK, "the signature is right: https://trace.example, epoch 1", ""},
		"by the key itself":       {[]string{"verify", "--key", key.Keys().Keys[0].X, whole}, exitOK, "1 recalls, 1 entries", ""},
		"forged":                  {[]string{"verify", forged, "--key", jwks}, exitFailed, "", "signature of the list is wrong"},
		"another key":             {[]string{"verify", whole, "--key", strings.Repeat("A", 43)}, exitFailed, "", "signature of the list is wrong"},
		"old":                     {[]string{"verify", old, "--key", jwks}, exitFailed, "the signature is right", "past its time"},
		"recalled":                {[]string{"check", whole, code("L1"), "--key", jwks}, exitFailed, "recalled: 2026-000017 confirmed i", "do not sell it"},
		"recalled, by an old one": {[]string{"check", old, code("L1"), "--key", jwks}, exitFailed, "recalled: 2026-000017", "do not sell it"},
		"not listed":              {[]string{"check", whole, code("L2"), "--key", jwks}, exitOK, "has nothing against it", ""},
		"not listed, old":         {[]string{"check", old, code("L2"), "--key", jwks}, exitFailed, "", "past its time"},
		"with changes":            {[]string{"check", whole, code("L2"), "--key", jwks, "--changes", changes}, exitFailed, "recalled: 2026-000017", "do not sell it"},
		"no lot":                  {[]string{"check", whole, "https://id.gs1.org/01/06901234567892", "--key", jwks}, exitFailed, "", "read it from the package"},
		"no lot, an EAN alone":    {[]string{"check", whole, "6901234567892", "--key", jwks}, exitFailed, "", "read it from the package"},
		"no lot, of other goods":  {[]string{"check", whole, "(01)09521007000011", "--key", jwks}, exitOK, "has nothing against it", ""},
		"changes alone":           {[]string{"check", changes, code("L1"), "--key", jwks}, exitFailed, "", "not a whole list"},
		"nonsense":                {[]string{"check", whole, "<>", "--key", jwks}, exitFailed, "", "no code that can be checked"},
		"no key":                  {[]string{"verify", whole}, exitUsage, "", "usage: suyuan recall-list verify"},
		"no file":                 {[]string{"verify", dir + "/none", "--key", jwks}, exitFailed, "", "no such file"},
		"nothing to do":           {nil, exitUsage, "", "usage: suyuan recall-list verify"},
	} {
		code, stdout, stderr := ask(t, nil, append([]string{"recall-list"}, c.args...)...)
		if code != c.code || !strings.Contains(stdout, c.stdout) || !strings.Contains(stderr, c.stderr) || c.stdout == "" && stdout != "" {
			t.Errorf("%s: %d %q %q", name, code, stdout, stderr)
		}
	}
}
