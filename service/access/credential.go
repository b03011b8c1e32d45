package access

import (
	"context"
	"crypto/subtle"
	"log/slog"
	"strings"
	"sync"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// holderKept is how long the answer to "who stands behind this credential" is believed without asking the database. In
// this process a change forgets all answers at once; other processes notice within this time.
const holderKept = 5 * time.Second

// usedEvery is how often the use of a credential is noted.
const usedEvery = time.Minute

// holdersKept bounds the memory: beyond it everything is forgotten and asked again.
const holdersKept = 10_000

// held is a remembered answer.
type held struct {
	actor         model.Actor
	loaded, until model.Instant
}

// holders remembers who stands behind the credentials of the last seconds, by the hash of the credential.
type holders struct {
	mu         sync.Mutex
	generation int64
	kept       map[string]held
}

func newHolders() *holders { return &holders{kept: map[string]held{}} }

// get returns a fresh answer. Without one, generation has to be handed to put.
func (h *holders) get(key string, now model.Instant) (actor model.Actor, generation int64, found bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	k, found := h.kept[key]
	if !found || now < k.loaded || now.Sub(k.loaded) >= holderKept || now >= k.until {
		return model.Actor{}, h.generation, false
	}
	return k.actor, h.generation, true
}

// put remembers an answer, unless something changed while the database was asked.
func (h *holders) put(key string, generation int64, k held) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if generation != h.generation {
		return
	}
	if len(h.kept) >= holdersKept {
		clear(h.kept)
	}
	h.kept[key] = k
}

// forget drops all answers. Changes are rare, so that knowing which ones they touch is not worth being wrong.
func (h *holders) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.generation++
	clear(h.kept)
}

// credential is one way of saying who asks.
type credential struct {
	key   string // in holders
	find  func(repository.Access) (repository.Holder, bool, error)
	until func(repository.Holder) model.Instant
	touch func(repository.Access) error
}

// ActorBySession returns who has a session token. Refusals: unauthenticated for a token that is unknown, ended, expired
// or idle for too long, or whose person is disabled or no longer a member; unavailable.
func (s *Service) ActorBySession(ctx context.Context, token string) (model.Actor, error) {
	if len(token) != 43 { // base64 of 32 bytes
		return model.Actor{}, model.Unauthenticated.Refuse()
	}
	hash := hashOf(token)
	return s.actor(ctx, credential{
		key:  "session:" + string(hash),
		find: func(a repository.Access) (repository.Holder, bool, error) { return a.SessionHolder(hash) },
		until: func(h repository.Holder) model.Instant {
			return min(h.ExpiresAt, h.SeenAt.Add(SessionIdle))
		},
		touch: func(a repository.Access) error { return a.TouchSession(hash) },
	})
}

// ActorByKey returns who has an API key. Refusals: unauthenticated for a key that is unknown, wrong, revoked or expired;
// unavailable.
func (s *Service) ActorByKey(ctx context.Context, text string) (model.Actor, error) {
	prefix, secret, ok := splitKey(text)
	if !ok {
		return model.Actor{}, model.Unauthenticated.Refuse()
	}
	var id model.KeyID
	return s.actor(ctx, credential{
		key: "key:" + string(hashOf(text)),
		find: func(a repository.Access) (repository.Holder, bool, error) {
			hash, h, found, err := a.KeyHolder(prefix)
			id = h.Actor.Key
			return h, found && subtle.ConstantTimeCompare(hash, hashOf(secret)) == 1, err
		},
		until: func(h repository.Holder) model.Instant { return h.ExpiresAt },
		touch: func(a repository.Access) error { return a.TouchKey(id) },
	})
}

// splitKey takes "syk_<prefix>_<secret>" apart.
func splitKey(text string) (prefix, secret string, ok bool) {
	parts := strings.Split(text, "_")
	if len(parts) != 3 || parts[0] != keyMark || len(parts[1]) != keyPrefixChars || len(parts[2]) != keySecretChars ||
		strings.Trim(parts[1], keyAlphabet) != "" {
		return "", "", false
	}
	return parts[1], parts[2], true
}

func (s *Service) actor(ctx context.Context, c credential) (model.Actor, error) {
	now := s.store.Now()
	actor, generation, found := s.holders.get(c.key, now)
	if found {
		return actor, nil
	}
	var h repository.Holder
	err := s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		h, found, err = c.find(tx.Access())
		return err
	})
	if err != nil {
		return model.Actor{}, err
	}
	if !found || now >= c.until(h) {
		return model.Actor{}, model.Unauthenticated.Refuse()
	}
	s.holders.put(c.key, generation, held{actor: h.Actor, loaded: now, until: c.until(h)})
	if now.Sub(h.SeenAt) >= usedEvery {
		s.noteUse(ctx, c)
	}
	return h.Actor, nil
}

// noteUse writes when a credential was used. A database that cannot write must not shut out those who only read.
func (s *Service) noteUse(ctx context.Context, c credential) {
	err := s.store.Write(ctx, func(tx *repository.Tx) error { return c.touch(tx.Access()) })
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "use of a credential not noted", slog.Any("error", err))
	}
}
