package claim_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"suyuan/service/claim"
)

func open(t *testing.T, dir string) *claim.Vault {
	t.Helper()
	v, err := claim.OpenVault(dir)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestVaultRemembers: what one start sealed the next one opens, and nothing is readable before.
func TestVaultRemembers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, wrapped, err := open(t, dir).NewSeal("claim-1")
	if err != nil {
		t.Fatal(err)
	}
	sealed := s.Close("contact", []byte("13899990000"))
	if bytes.Contains(sealed, []byte("1389999")) {
		t.Error("the number is readable")
	}
	again, err := open(t, dir).OpenSeal("claim-1", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := again.Open("contact", sealed); err != nil || string(plain) != "13899990000" {
		t.Errorf("opened %q, %v", plain, err)
	}
	if _, err := again.Open("story", sealed); err == nil {
		t.Error("a text opens as another field")
	}
	if _, err := open(t, dir).OpenSeal("claim-2", wrapped); err == nil {
		t.Error("a key opens for another subject")
	}
	if _, err := open(t, t.TempDir()).OpenSeal("claim-1", wrapped); err == nil {
		t.Error("a key opens in another house")
	}
}

// TestVaultHash: the same value of a field always hashes alike, in one house only.
func TestVaultHash(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b, other := open(t, dir), open(t, dir), open(t, t.TempDir())
	h := a.Hash("phone", "13899990000")
	if !bytes.Equal(h, b.Hash("phone", "13899990000")) {
		t.Error("the same number hashes differently after a restart")
	}
	if bytes.Equal(h, a.Hash("mail", "13899990000")) || bytes.Equal(h, other.Hash("phone", "13899990000")) {
		t.Error("hashes of different fields or houses are alike")
	}
}

// TestVaultKeepsItsKey: a damaged or open key file stops the start and stays as it is.
func TestVaultKeepsItsKey(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"empty": "", "short": "abcd", "no hex": "z"} {
		dir := t.TempDir()
		file := filepath.Join(dir, "personal-data.key")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := claim.OpenVault(dir); err == nil {
			t.Errorf("%s: no error", name)
		}
		if now, err := os.ReadFile(file); err != nil || string(now) != content {
			t.Errorf("%s: the file now holds %q, %v", name, now, err)
		}
	}
	dir := t.TempDir()
	open(t, dir)
	if err := os.Chmod(filepath.Join(dir, "personal-data.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := claim.OpenVault(dir); err == nil {
		t.Error("a key that everybody may read is taken")
	}
}

// TestVaultStartsAtOnce: servers that start together share the key of the first.
func TestVaultStartsAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var wg sync.WaitGroup
	hashes := make([][]byte, 8)
	for i := range hashes {
		wg.Go(func() {
			if v, err := claim.OpenVault(dir); err == nil {
				hashes[i] = v.Hash("phone", "1")
			}
		})
	}
	wg.Wait()
	for _, h := range hashes {
		if h == nil || !bytes.Equal(h, hashes[0]) {
			t.Fatal("two servers have different keys")
		}
	}
}
