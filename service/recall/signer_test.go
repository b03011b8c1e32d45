package recall_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/service/recall"
)

func TestOpenSigner(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	var first sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids { // servers that start at once agree
		first.Go(func() {
			k, err := recall.OpenSigner(dir)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = k.KeyID()
		})
	}
	first.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("keys %q", ids)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("left behind: %v, %v", entries, err)
	}
	if info, err := entries[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	other, err := recall.OpenSigner(t.TempDir())
	if err != nil || other.KeyID() == ids[0] {
		t.Errorf("two directories share a key: %v", err)
	}
}

func TestOpenSignerRefuses(t *testing.T) {
	t.Parallel()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text []byte
		mode os.FileMode
	}{
		"no PEM":        {[]byte("secret"), 0o600},
		"no key":        {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}), 0o600},
		"another curve": {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "recall-signing.pem")
		if err := os.WriteFile(file, c.text, c.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := recall.OpenSigner(dir); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if text, err := os.ReadFile(file); err != nil || !cmp.Equal(text, c.text) {
			t.Errorf("%s: the file was replaced", name)
		}
	}
	dir := t.TempDir()
	if _, err := recall.OpenSigner(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "recall-signing.pem"), 0o604); err != nil {
		t.Fatal(err)
	}
	if _, err := recall.OpenSigner(dir); err == nil {
		t.Error("a key that everybody may read is used")
	}
}

func TestSignDetached(t *testing.T) {
	t.Parallel()
	key, err := recall.OpenSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	other, err := recall.OpenSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	message := []byte(`{"number":"2026-000017"}`)
	sig, err := recall.SignDetached(key, "recall-notice", message)
	if err != nil {
		t.Fatal(err)
	}
	if err := recall.VerifyDetached(key.Keys(), "recall-notice", sig, message); err != nil {
		t.Fatalf("a good signature: %v", err)
	}
	head, _, _ := strings.Cut(sig, ".")
	for name, c := range map[string]struct {
		keys    recall.JWKS
		typ     string
		sig     string
		message string
	}{
		"another message": {key.Keys(), "recall-notice", sig, `{"number":"2026-000018"}`},
		"another key":     {other.Keys(), "recall-notice", sig, string(message)},
		"another kind":    {key.Keys(), "recall-list", sig, string(message)},
		"no keys":         {recall.JWKS{}, "recall-notice", sig, string(message)},
		"cut short":       {key.Keys(), "recall-notice", sig[:len(sig)-2], string(message)},
		"no signature":    {key.Keys(), "recall-notice", head + "..", string(message)},
		"no algorithm": {key.Keys(), "recall-notice", strings.Replace(sig, head, b64(`{"alg":"none","kid":"`+key.KeyID()+`","typ":"recall-notice"}`), 1),
			string(message)},
		"nothing": {key.Keys(), "recall-notice", "", string(message)},
	} {
		if err := recall.VerifyDetached(c.keys, c.typ, c.sig, []byte(c.message)); !errors.Is(err, recall.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// TestRetiredKeys: after the key was changed, what was signed with the one before still verifies, by its own name and no
// other; a set that is no set of keys stops the start.
func TestRetiredKeys(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func() *recall.SigningKey {
		t.Helper()
		k, err := recall.OpenSigner(dir)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	first := open()
	message := []byte("before")
	signature, err := recall.SignDetached(first, "x", message)
	if err != nil {
		t.Fatal(err)
	}
	published, err := json.Marshal(first.Keys())
	if err != nil {
		t.Fatal(err)
	}
	retired := filepath.Join(dir, "recall-signing-retired.json")
	if err := os.WriteFile(retired, published, 0o600); err != nil {
		t.Fatal(err)
	}
	if k := open(); len(k.Keys().Keys) != 1 { // the same key is not listed twice
		t.Errorf("%+v", k.Keys())
	}
	if err := os.Remove(filepath.Join(dir, "recall-signing.pem")); err != nil {
		t.Fatal(err)
	}
	second := open()
	keys := second.Keys()
	if len(keys.Keys) != 2 || keys.Keys[0].ID != second.KeyID() || keys.Keys[1].ID != first.KeyID() || first.KeyID() == second.KeyID() {
		t.Fatalf("%+v", keys)
	}
	if err := recall.VerifyDetached(keys, "x", signature, message); err != nil {
		t.Errorf("signed before the change: %v", err)
	}
	keys.Keys = keys.Keys[:1]
	if err := recall.VerifyDetached(keys, "x", signature, message); !errors.Is(err, recall.ErrSignature) {
		t.Errorf("a key that was taken away verifies: %v", err)
	}
	for _, text := range []string{"{", `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA","kid":"x"}]}`, strings.Replace(string(published), first.KeyID(), second.KeyID(), 1)} {
		if err := os.WriteFile(retired, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := recall.OpenSigner(dir); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}
