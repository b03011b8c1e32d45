package recall_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
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
