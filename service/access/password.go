package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"suyuan/model"
)

// cost is what one hash of argon2id takes (RFC 9106 §3.1): memory in KiB, passes, lanes.
type cost struct {
	memory, time uint32
	lanes        uint8
}

// present is the cost of new hashes: the least that the OWASP Password Storage Cheat Sheet recommends, 26 ms here.
var present = cost{memory: 19 * 1024, time: 2, lanes: 1}

// dearest bounds what a stored hash may ask for, so that a forged row cannot take the machine down.
var dearest = cost{memory: 256 * 1024, time: 10, lanes: 8}

// The lengths of salt and tag in bytes.
const (
	saltBytes = 16
	tagBytes  = 32
)

// passwords hashes and compares. Each hash takes 19 MiB, so only as many run at once as there are processors; the
// others wait.
type passwords struct {
	slots chan struct{}
	wait  time.Duration
	// nobody is a hash that no password has; comparing with it costs what comparing with a real one does.
	nobody string
	derive func(password, salt []byte, c cost, length uint32) []byte
}

func newPasswords() *passwords {
	return &passwords{
		slots: make(chan struct{}, runtime.NumCPU()), wait: 5 * time.Second,
		nobody: phc{present, random(saltBytes), random(tagBytes)}.String(), derive: argon2id,
	}
}

func argon2id(password, salt []byte, c cost, length uint32) []byte {
	return argon2.IDKey(password, salt, c.time, c.memory, c.lanes, length)
}

// random returns n random bytes; crypto/rand.Read never fails.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// hash makes the text to keep for a password. Refusal: unavailable.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	h := phc{cost: present, salt: random(saltBytes)}
	tag, err := p.run(ctx, password, h.salt, h.cost, tagBytes)
	h.tag = tag
	return h.String(), err
}

// matches compares a password with a kept text. A text that cannot be read matches nothing and costs the same. Refusal:
// unavailable.
func (p *passwords) matches(ctx context.Context, kept, password string) (bool, error) {
	h, ok := parsePHC(kept)
	if !ok {
		h, _ = parsePHC(p.nobody)
	}
	tag, err := p.run(ctx, password, h.salt, h.cost, uint32(len(h.tag))) //nolint:gosec // parsePHC bounds it
	return err == nil && subtle.ConstantTimeCompare(tag, h.tag) == 1 && ok, err
}

func (p *passwords) run(ctx context.Context, password string, salt []byte, c cost, length uint32) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, p.wait)
	defer cancel()
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		r := model.Unavailable.Refuse().Because(fmt.Errorf("waiting to hash a password: %w", ctx.Err()))
		r.RetryAfter = 2
		return nil, r
	}
	defer func() { <-p.slots }()
	return p.derive([]byte(password), salt, c, length), nil
}

// phc is a hash in the PHC string format: $argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>.
type phc struct {
	cost cost
	salt []byte
	tag  []byte
}

// String writes the format; binary parts are base64 without padding.
func (h phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.memory, h.cost.time, h.cost.lanes,
		b64.EncodeToString(h.salt), b64.EncodeToString(h.tag))
}

// parsePHC reads what String writes; ok is false for anything else and for costs beyond dearest.
func parsePHC(s string) (h phc, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.cost.memory, &h.cost.time, &h.cost.lanes); err != nil {
		return phc{}, false
	}
	var saltErr, tagErr error
	h.salt, saltErr = base64.RawStdEncoding.DecodeString(parts[4])
	h.tag, tagErr = base64.RawStdEncoding.DecodeString(parts[5])
	sound := saltErr == nil && tagErr == nil && len(h.salt) >= 8 && len(h.tag) >= 16 && len(h.tag) <= 64 &&
		h.cost.time >= 1 && h.cost.lanes >= 1 && h.cost.memory <= dearest.memory && h.cost.time <= dearest.time && h.cost.lanes <= dearest.lanes
	return h, sound
}
