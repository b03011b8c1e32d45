package claim

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// vaultFile holds the key of the house in the data directory, in hex. Servers that share a database must share it, and a
// backup of the database is worth nothing without it.
const vaultFile = "personal-data.key"

// keyLength is that of an AES-256 key.
const keyLength = 32

// Vault seals personal data with AES-256-GCM. Each claimant has a data key of their own, wrapped by the key of the house:
// forgetting the wrapped key erases what it sealed, in every copy there is.
type Vault struct {
	wrap cipher.AEAD
	hash []byte
}

// OpenVault reads the key of a data directory and makes one at the first start, readable by its owner alone. A file that
// everybody on the machine can read, or that holds no key, is an error; it is never replaced, because what was sealed
// with it could then no longer be read.
func OpenVault(dataDir string) (*Vault, error) {
	if err := os.MkdirAll(dataDir, 0o750); err != nil {
		return nil, fmt.Errorf("key of personal data: %w", err)
	}
	root, err := os.OpenRoot(dataDir)
	if err != nil {
		return nil, fmt.Errorf("key of personal data: %w", err)
	}
	defer root.Close()
	text, err := root.ReadFile(vaultFile)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeVaultKey(root); err != nil {
			return nil, fmt.Errorf("key of personal data: %w", err)
		}
		text, err = root.ReadFile(vaultFile)
	}
	if err != nil {
		return nil, fmt.Errorf("key of personal data: %w", err)
	}
	if info, err := root.Stat(vaultFile); err != nil || info.Mode().Perm()&0o007 != 0 {
		return nil, errors.Join(fmt.Errorf("key of personal data: everybody may read %s", filepath.Join(dataDir, vaultFile)), err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyLength {
		return nil, fmt.Errorf("key of personal data: %s holds no key of %d bytes in hex", filepath.Join(dataDir, vaultFile), keyLength)
	}
	return NewVault(key)
}

// makeVaultKey writes a new key under another name and links it into place, so that of two servers that start at once
// both read the key of the first.
func makeVaultKey(root *os.Root) (err error) {
	key := make([]byte, keyLength)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	temp := "." + rand.Text()
	defer func() { err = errors.Join(err, root.Remove(temp)) }()
	f, err := root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := root.Link(temp, vaultFile); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// NewVault makes a vault of a key of 32 bytes. What is wrapped and what is hashed use keys derived from it (RFC 5869).
func NewVault(key []byte) (*Vault, error) {
	if len(key) != keyLength {
		return nil, fmt.Errorf("key of personal data: %d bytes, not %d", len(key), keyLength)
	}
	wrap, err := hkdf.Key(sha256.New, key, nil, "suyuan wrap", keyLength)
	if err != nil {
		return nil, err
	}
	hash, err := hkdf.Key(sha256.New, key, nil, "suyuan hash", keyLength)
	if err != nil {
		return nil, err
	}
	aead, err := gcm(wrap)
	return &Vault{aead, hash}, err
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal is an open data key: it seals and opens what belongs to one subject, such as a claim.
type Seal struct {
	aead    cipher.AEAD
	subject string
}

// NewSeal draws a data key for a subject and returns it with its wrapped form, which is what is stored.
func (v *Vault) NewSeal(subject string) (s *Seal, wrapped []byte, err error) {
	key := make([]byte, keyLength)
	if _, err := rand.Read(key); err != nil {
		return nil, nil, err
	}
	aead, err := gcm(key)
	if err != nil {
		return nil, nil, err
	}
	return &Seal{aead, subject}, v.wrap.Seal(nil, nil, key, []byte(subject)), nil
}

// OpenSeal unwraps the data key of a subject. An error means that the key was wrapped for another subject, by another
// house, or changed.
func (v *Vault) OpenSeal(subject string, wrapped []byte) (*Seal, error) {
	key, err := v.wrap.Open(nil, nil, wrapped, []byte(subject))
	if err != nil {
		return nil, fmt.Errorf("data key of %s: %w", subject, err)
	}
	aead, err := gcm(key)
	return &Seal{aead, subject}, err
}

// Close seals a text of the subject; field says which of its texts it is, and opening needs the same.
func (s *Seal) Close(field string, plain []byte) []byte {
	return s.aead.Seal(nil, nil, plain, []byte(s.subject+"\x00"+field))
}

// Open returns what Close sealed.
func (s *Seal) Open(field string, sealed []byte) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(s.subject+"\x00"+field))
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", field, s.subject, err)
	}
	return plain, nil
}

// Hash returns a keyed hash (HMAC-SHA256) by which the same value is recognised without being kept: nobody without the
// key of the house can try all the telephone numbers there are.
func (v *Vault) Hash(field, value string) []byte {
	mac := hmac.New(sha256.New, v.hash)
	mac.Write([]byte(field + "\x00" + value))
	return mac.Sum(nil)
}
