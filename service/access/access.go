// Package access decides who may come in: organisations and their approval, sites, people, sessions, API keys and the
// audit trail.
//
// Where to look:
//
//   - organisation.go: registration, the lifecycle, reading and correcting organisations
//   - cessation.go: ends of organisations, and who succeeds them
//   - site.go: sites, and where goods can be sent
//   - signin.go: sessions; password.go and pace.go: what makes guessing slow
//   - person.go: the people of an organisation; key.go: its API keys
//   - audit.go: who did what
//   - credential.go: who stands behind a session or key, asked on every request
//   - admin.go: the platform's first administrator
package access

import (
	"crypto/sha256"
	"encoding/json"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// Service is the access room. It is safe for concurrent use.
type Service struct {
	store     *repository.Store
	log       *slog.Logger
	passwords *passwords
	pace      *pace
	holders   *holders
}

// New makes the room. It keeps no goroutines.
func New(store *repository.Store, log *slog.Logger, options ...Option) *Service {
	s := &Service{store: store, log: log, passwords: newPasswords(), pace: newPace(), holders: newHolders()}
	for _, o := range options {
		o(s)
	}
	return s
}

// Option changes how the room works.
type Option func(*Service)

// CheapPasswords hashes with next to no cost. It is for tests that sign in hundreds of people; a server that used it
// would give its passwords away with its database.
func CheapPasswords() Option {
	return func(s *Service) {
		s.passwords.derive = func(password, salt []byte, _ cost, length uint32) []byte {
			return argon2id(password, salt, cost{memory: 16, time: 1, lanes: 1}, length)
		}
	}
}

// withoutSecret fingerprints a request by its command, from which the caller has removed the password: the fingerprint
// is kept, and one over the whole body would let whoever steals the database try passwords at the speed of SHA-256.
func withoutSecret(idem model.Idempotency, command any) (model.Idempotency, error) {
	text, err := json.Marshal(command)
	idem.Fingerprint = sha256.Sum256(text)
	return idem, err
}

// The lengths of texts in characters.
const (
	nameLimit    = 200
	phoneLimit   = 40
	addressLimit = 300
	personLimit  = 120
	keyNameLimit = 80
	reasonLimit  = 500
)

// line reads one line of text: trimmed, within the limit, without control characters.
func line(f *model.Faults, at, text string, limit int) string {
	text = strings.TrimSpace(text)
	switch {
	case utf8.RuneCountInString(text) > limit:
		f.Add(at, model.ValueTooLong, model.P("limit", limit))
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		f.Add(at, model.ValueInvalid, model.P("value", ""))
	}
	return text
}

// required reads a line that must not be empty.
func required(f *model.Faults, at, text string, limit int) string {
	text = line(f, at, text, limit)
	if text == "" {
		f.Add(at, model.ValueRequired)
	}
	return text
}

// names reads a name in up to three languages, of which one is enough.
func names(f *model.Faults, at string, t model.Text) model.Text {
	t = model.Text{
		ZH: line(f, at+".zh", t.ZH, nameLimit), UG: line(f, at+".ug", t.UG, nameLimit), EN: line(f, at+".en", t.EN, nameLimit),
	}
	if t.Empty() {
		f.Add(at, model.ValueRequired)
	}
	return t
}

// phone reads a telephone number as people write it; it is shown, never dialled.
func phone(f *model.Faults, at, text string) string {
	text = line(f, at, text, phoneLimit)
	if strings.Trim(text, "0123456789+-() /;,") != "" {
		f.Add(at, model.ValueInvalid, model.P("value", text))
	}
	return text
}
