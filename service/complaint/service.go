// Package complaint takes complaints and tips to the market regulator and carries them through to their end
// (市场监督管理投诉举报处理办法, Order 121). People decide; the room keeps the clocks, the closed lists and the secrets.
package complaint

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// Sealer seals personal data, each subject with a data key of its own that is wrapped by the key of the house.
type Sealer interface {
	// NewSeal draws a data key for a subject and returns it with its wrapped form, which is what is stored.
	NewSeal(subject string) (seal Seal, wrapped []byte, err error)
	// OpenSeal unwraps the data key of a subject.
	OpenSeal(subject string, wrapped []byte) (Seal, error)
	// Hash is a keyed hash by which a value is recognised without being kept.
	Hash(field, value string) []byte
}

// Seal seals and opens what belongs to one subject.
type Seal interface {
	Close(field string, plain []byte) []byte
	Open(field string, sealed []byte) ([]byte, error)
}

// Service is the complaint room.
type Service struct {
	store    *repository.Store
	sealer   Sealer
	baseURL  string
	calendar *model.WorkCalendar
	evidence Evidence
}

// Option changes how the room works.
type Option func(*Service)

// WithCalendar replaces the State Council's calendar, by which clocks run.
func WithCalendar(c *model.WorkCalendar) Option { return func(s *Service) { s.calendar = c } }

// New returns the room. Private links begin with baseURL.
func New(store *repository.Store, sealer Sealer, baseURL string, options ...Option) *Service {
	s := &Service{store: store, sealer: sealer, baseURL: baseURL, calendar: model.ChinaWorkdays()}
	for _, o := range options {
		o(s)
	}
	return s
}

// The limits of what people write, in characters.
const (
	MaxStory   = 4000
	MaxWish    = 1000
	MaxNote    = 4000
	MaxName    = 100
	MaxAddress = 300
	MaxBody    = 200 // name of an institution
	MaxCode    = 255
)

// LinkPath begins the address of the page of a private link, before the secret.
const LinkPath = "/complaint/"

// secretOf is the secret of a complaint's or a tip's private link: as hard to guess as the key of the house. It is computed
// and not kept, so that a retry is told the same one though only its hash is stored.
func (s *Service) secretOf(subject string) string {
	return base64.RawURLEncoding.EncodeToString(s.sealer.Hash("complaint-link", subject))
}

// Link is the address of the private link of a complaint or tip, for whoever filed it alone.
func (s *Service) Link(subject string) string { return s.baseURL + LinkPath + s.secretOf(subject) }

// linkHash is what is kept of a secret.
func linkHash(secret string) []byte {
	sum := sha256.Sum256([]byte("complaint-link\x00" + secret))
	return sum[:]
}

// alphabet leaves out what is read for something else.
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// newNumber draws a number: its prefix, the year, and ten characters that tell nothing.
func newNumber(prefix string, now model.Instant) (string, error) {
	var drawn [10]byte
	if _, err := rand.Read(drawn[:]); err != nil {
		return "", err
	}
	for i, b := range drawn {
		drawn[i] = alphabet[int(b)%len(alphabet)]
	}
	return fmt.Sprintf("%s%s-%s-%s", prefix, model.DateOf(now, model.China)[:4], drawn[:5], drawn[5:]), nil
}

// seal opens the data key of a subject, or refuses with complaint-erased.
func (s *Service) seal(secret model.ComplaintSecret) (Seal, error) {
	if len(secret.DataKey) == 0 {
		return nil, model.ComplaintErased.Refuse()
	}
	return s.sealer.OpenSeal(secret.SubjectID, secret.DataKey)
}

// opened reads a sealed JSON text.
func opened[T any](seal Seal, field string, sealed []byte) (v T, err error) {
	plain, err := seal.Open(field, sealed)
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(plain, &v)
}

// closed seals a JSON text.
func closed(seal Seal, field string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return seal.Close(field, plain), nil
}

// listed refuses what is not in a closed list, or missing from it.
func listed[C ~string](f *model.Faults, at string, list []model.Listed[C], code C) {
	switch _, ok := model.ListedOf(list, code); {
	case code == "":
		f.Add(at, model.ValueRequired)
	case !ok:
		f.Add(at, model.ValueInvalid, model.P("value", shortened(string(code))))
	}
}

func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func absentHere(err error) bool { return errors.Is(err, model.NotFound) }

// retention is how long personal data is kept after the end: the general limitation of actions (民法典 Art. 188).
func retention(end model.Instant) model.Instant {
	return model.InstantOf(end.Time().In(model.China).AddDate(3, 0, 0))
}

// month is that of an instant in China.
func month(at model.Instant) string { return string(model.DateOf(at, model.China)[:7]) }

// day is a whole day.
const day = 24 * time.Hour
