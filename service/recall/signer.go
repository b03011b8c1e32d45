package recall

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Signer signs what leaves the house for machines that cannot ask again: notices and the list for tills without a
// network.
type Signer interface {
	// KeyID names the key, as the set of public keys names it.
	KeyID() string
	// Sign returns the Ed25519 signature (RFC 8032) of a message.
	Sign(message []byte) []byte
}

// signingFile is the private key in the data directory: PKCS #8 in PEM. Servers that share a database must share it.
const signingFile = "recall-signing.pem"

// retiredFile is a set of public keys in the data directory with which earlier messages were signed: RotateSigner puts the
// key here that it replaces, so that what was signed before still verifies. A key whose secret got out is left out of the set.
const retiredFile = "recall-signing-retired.json"

// SigningKey is the Signer of a data directory.
type SigningKey struct {
	private ed25519.PrivateKey
	id      string
	retired []JWK
}

// OpenSigner reads the key of a data directory and makes one at the first start, readable by its owner alone. A file that
// everybody on the machine can read or that holds anything but an Ed25519 key is an error: it is never replaced, because
// what was signed with it could then no longer be verified.
func OpenSigner(dataDir string) (*SigningKey, error) {
	if err := os.MkdirAll(dataDir, 0o750); err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	root, err := os.OpenRoot(dataDir)
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	defer root.Close()
	text, err := root.ReadFile(signingFile)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(root); err != nil {
			return nil, fmt.Errorf("signing key: %w", err)
		}
		text, err = root.ReadFile(signingFile)
	}
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	if info, err := root.Stat(signingFile); err != nil || info.Mode().Perm()&0o007 != 0 {
		return nil, errors.Join(fmt.Errorf("signing key: everybody may read %s", filepath.Join(dataDir, signingFile)), err)
	}
	k, err := readKey(text)
	if err == nil {
		k.retired, err = readRetired(root, k.id)
	}
	if err != nil {
		return nil, err
	}
	return k, nil
}

// readRetired reads the keys that are no longer signed with. A set that cannot be understood is an error: without it, what
// was signed before would silently cease to verify.
func readRetired(root *os.Root, current string) (keys []JWK, err error) {
	text, err := root.ReadFile(retiredFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var set JWKS
	if err == nil {
		err = json.Unmarshal(text, &set)
	}
	if err != nil {
		return nil, fmt.Errorf("signing key: %s: %w", retiredFile, err)
	}
	for _, k := range set.Keys {
		public, err := base64.RawURLEncoding.Strict().DecodeString(k.X)
		if err != nil || len(public) != ed25519.PublicKeySize || k.ID != thumbprint(public) {
			return nil, fmt.Errorf("signing key: %s holds something else than Ed25519 keys under their thumbprints", retiredFile)
		}
		if k.ID != current {
			keys = append(keys, jwk(public))
		}
	}
	return keys, nil
}

// makeKey writes a new key under another name and links it into place, so that of two servers that start at once both
// read the key of the first.
func makeKey(root *os.Root) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	temp := "." + rand.Text()
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := writeSynced(root, temp, text); err != nil {
		return errors.Join(err, root.Remove(temp))
	}
	if err = root.Link(temp, signingFile); errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return errors.Join(err, root.Remove(temp))
}

func writeSynced(root *os.Root, name string, text []byte) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

func readKey(text []byte) (*SigningKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("signing key: %s holds no PEM block", signingFile)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("signing key: %s holds no Ed25519 key", signingFile)
	}
	k := &SigningKey{private: private}
	k.id = thumbprint(k.Public())
	return k, nil
}

// Public returns the public key.
func (k *SigningKey) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// KeyID implements Signer: the thumbprint of the public key (RFC 7638), so that it names this key and no other.
func (k *SigningKey) KeyID() string { return k.id }

// Sign implements Signer.
func (k *SigningKey) Sign(message []byte) []byte { return ed25519.Sign(k.private, message) }

func thumbprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + b64(public) + `"}`))
	return b64(sum[:])
}

func b64(p []byte) string { return base64.RawURLEncoding.EncodeToString(p) }

// JWK is a public key for verifying signatures (RFC 7517, RFC 8037).
type JWK struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

// JWKS is a set of public keys.
type JWKS struct {
	Keys []JWK `json:"keys"`
}

// Keys returns the set of public keys with which what was signed here is verified, the one that signs now first.
func (k *SigningKey) Keys() JWKS {
	return JWKS{append([]JWK{jwk(k.Public())}, k.retired...)}
}

func jwk(public ed25519.PublicKey) JWK {
	return JWK{"OKP", "Ed25519", b64(public), thumbprint(public), "sig", "EdDSA"}
}

// signatureHeader is the protected header of a signature (RFC 7515 §4.1); its order of names is ours and is signed as
// it is written.
type signatureHeader struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
	Type      string `json:"typ"`
}

// SignDetached signs a message and returns the JSON Web Signature without its content (RFC 7515 Appendix F, RFC 8037
// §3.1): header..signature. typ says what kind of message it is, so that the signature of one kind never passes for
// that of another.
func SignDetached(s Signer, typ string, message []byte) (string, error) {
	header, err := json.Marshal(signatureHeader{"EdDSA", s.KeyID(), typ})
	if err != nil {
		return "", err
	}
	head := b64(header)
	return head + ".." + b64(s.Sign([]byte(head+"."+b64(message)))), nil
}

// ErrSignature says that a signature does not fit: another message, another key, another kind, or damage.
var ErrSignature = errors.New("the signature does not fit")

// VerifyDetached checks a signature that SignDetached made, against a set of public keys. Every failure is ErrSignature.
func VerifyDetached(keys JWKS, typ, signature string, message []byte) error {
	head, rest, _ := bytes.Cut([]byte(signature), []byte(".."))
	text, err := base64.RawURLEncoding.Strict().DecodeString(string(head))
	var header signatureHeader
	if err != nil || json.Unmarshal(text, &header) != nil || header.Algorithm != "EdDSA" || header.Type != typ {
		return ErrSignature
	}
	sig, err := base64.RawURLEncoding.Strict().DecodeString(string(rest))
	if err != nil {
		return ErrSignature
	}
	for _, k := range keys.Keys {
		public, err := base64.RawURLEncoding.Strict().DecodeString(k.X)
		if k.ID != header.KeyID || k.Type != "OKP" || k.Curve != "Ed25519" || err != nil || len(public) != ed25519.PublicKeySize {
			continue
		}
		if ed25519.Verify(public, []byte(string(head)+"."+b64(message)), sig) {
			return nil
		}
	}
	return ErrSignature
}
