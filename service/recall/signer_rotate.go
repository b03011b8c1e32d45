package recall

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// Rotation is a change of the key that signs.
type Rotation struct {
	// Was is the key that signed until now; Is signs from the next start of the servers on.
	Was, Is string
	// Keys are those that are published then: with them what was signed before still verifies, unless its key was dropped.
	Keys JWKS
}

// RotateSigner makes a new signing key in a data directory. The one before is retired: its public half stays in the set that
// is published, so that notices and lists that it has signed still verify. A key whose secret got out is dropped instead,
// together with all that it has signed. Servers use the new key from their next start on.
//
// The retired set is written before the key changes: whatever stops in between, every signature given out verifies, and the
// same call does the rest.
func RotateSigner(dataDir string, drop bool) (r Rotation, err error) {
	was, err := OpenSigner(dataDir)
	if err != nil {
		return r, err
	}
	root, err := os.OpenRoot(dataDir)
	if err != nil {
		return r, fmt.Errorf("signing key: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	retired := JWKS{slices.Clone(was.retired)}
	if !drop {
		retired.Keys = append([]JWK{jwk(was.Public())}, retired.Keys...)
	}
	if err := writeRetired(root, retired); err != nil {
		return r, fmt.Errorf("signing key: %w", err)
	}
	if err := root.Remove(signingFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return r, fmt.Errorf("signing key: %w", err)
	}
	is, err := OpenSigner(dataDir)
	if err != nil {
		return r, err
	}
	return Rotation{Was: was.id, Is: is.id, Keys: is.Keys()}, nil
}

// writeRetired replaces the set of retired keys at once: what reads it sees the old one or the new one.
func writeRetired(root *os.Root, set JWKS) error {
	if set.Keys == nil {
		set.Keys = []JWK{}
	}
	text, err := json.MarshalIndent(set, "", "  ")
	if err != nil {
		return err
	}
	const temp = "." + retiredFile
	if err := root.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeSynced(root, temp, append(text, '\n')); err != nil {
		return errors.Join(err, root.Remove(temp))
	}
	return root.Rename(temp, retiredFile)
}
