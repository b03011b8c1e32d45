package access

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestSignInCostsTheSame counts the work of each way to fail instead of timing it: one hash at the present cost and one
// write, whatever the cause.
func TestSignInCostsTheSame(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	clock := repotest.NewClock()
	store := repotest.SQLite(t, clock)
	s := New(store, slog.New(slog.DiscardHandler))
	for _, login := range []string{"known@x.cn", "disabled@x.cn", "delayed@x.cn", "lonely@x.cn"} {
		id, err := s.CreateAdmin(ctx, login, "correct horse battery", "n")
		if err != nil {
			t.Fatal(err)
		}
		err = store.Write(ctx, func(tx *repository.Tx) error {
			switch login {
			case "disabled@x.cn":
				return tx.Access().SetDisabled(id, true)
			case "delayed@x.cn":
				for range failuresFree + 3 {
					if err := tx.Access().CountFailure(id); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var hashes atomic.Int64
	s.passwords.derive = func(password, salt []byte, c cost, length uint32) []byte {
		hashes.Add(1)
		if c != present || len(salt) != saltBytes || length != tagBytes {
			t.Errorf("cost %+v, salt of %d bytes, tag of %d", c, len(salt), length)
		}
		return argon2id(password, salt, c, length)
	}
	failures := func() (n int) {
		err := store.Read(ctx, func(tx *repository.Tx) error {
			for _, login := range []string{"known@x.cn", "disabled@x.cn", "delayed@x.cn", "nobody"} {
				p, _, err := tx.Access().PersonByLogin(login)
				if err != nil {
					return err
				}
				n += p.Failures
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for what, try := range map[string]SignIn{
		"wrong password": {Login: "known@x.cn", Password: "wrong password"},
		"unknown login":  {Login: "unknown@x.cn", Password: "correct horse battery"},
		"no login":       {Login: "not a login", Password: "correct horse battery"},
		"disabled":       {Login: "disabled@x.cn", Password: "correct horse battery"},
		"delayed":        {Login: "delayed@x.cn", Password: "correct horse battery"},
		"long password":  {Login: "known@x.cn", Password: strings.Repeat("x", 10_000)},
	} {
		hashes.Store(0)
		before := failures()
		if _, err := s.SignIn(ctx, try); !errors.Is(err, model.SignInFailed) {
			t.Errorf("%s: %v", what, err)
		}
		if hashes.Load() != 1 || failures() != before+1 {
			t.Errorf("%s: %d hashes, %d writes", what, hashes.Load(), failures()-before)
		}
	}
}

func TestHashingIsBounded(t *testing.T) {
	t.Parallel()
	p := newPasswords()
	p.wait = time.Millisecond
	busy, release := make(chan struct{}), make(chan struct{})
	p.derive = func(_, _ []byte, _ cost, length uint32) []byte {
		busy <- struct{}{}
		<-release
		return make([]byte, length)
	}
	p.slots = make(chan struct{}, 1)
	done := make(chan error)
	go func() {
		_, err := p.hash(context.Background(), "first")
		done <- err
	}()
	<-busy
	_, err := p.hash(t.Context(), "second")
	var r *model.Refusal
	if !errors.As(err, &r) || r.Problem != model.Unavailable || r.RetryAfter == 0 {
		t.Errorf("%v", err)
	}
	if _, err := p.matches(t.Context(), p.nobody, "third"); !errors.Is(err, model.Unavailable) {
		t.Errorf("%v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestPHC(t *testing.T) {
	t.Parallel()
	p := newPasswords()
	kept, err := p.hash(t.Context(), "correct horse battery")
	if err != nil || !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%q, %v", kept, err)
	}
	for password, want := range map[string]bool{"correct horse battery": true, "correct horse battery ": false, "": false} {
		if got, err := p.matches(t.Context(), kept, password); got != want || err != nil {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	// The reference implementation's own vector: argon2id, t=2, m=256 KiB, p=1, "password", "somesalt".
	const vector = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if got, err := p.matches(t.Context(), vector, "password"); !got || err != nil {
		t.Errorf("reference vector: %v, %v", got, err)
	}
	for _, broken := range []string{
		"", "x", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		strings.Replace(vector, "v=19", "v=16", 1), strings.Replace(vector, "m=256", "m=99999999", 1), strings.Replace(vector, "t=2", "t=0", 1),
		strings.Replace(vector, "p=1", "p=0", 1), strings.Replace(vector, "$nf65", "$", 1)[:60], strings.TrimSuffix(vector, "i/4"), vector + "$",
	} {
		if _, ok := parsePHC(broken); ok && broken != strings.TrimSuffix(vector, "i/4") {
			t.Errorf("%q was read", broken)
		}
		if got, err := p.matches(t.Context(), broken, "password"); got || err != nil {
			t.Errorf("%q: %v, %v", broken, got, err)
		}
	}
}

func TestDelayAfter(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{
		0: 0, 4: 0, 5: time.Second, 6: 2 * time.Second, 14: 512 * time.Second, 15: 15 * time.Minute, 26: 15 * time.Minute, 1_000_000: 15 * time.Minute,
	} {
		if got := delayAfter(failures); got != want {
			t.Errorf("%d failures: %v, want %v", failures, got, want)
		}
	}
}

// TestHoldersForgetWhileAsking loses a change between asking the database and remembering the answer, which must not
// bring the old answer back.
func TestHoldersForgetWhileAsking(t *testing.T) {
	t.Parallel()
	h := newHolders()
	now := model.InstantOf(time.Unix(1_800_000_000, 0))
	k := held{actor: model.Actor{Org: "o"}, loaded: now, until: now.Add(time.Hour)}
	_, generation, _ := h.get("k", now)
	h.forget()
	h.put("k", generation, k)
	_, generation, found := h.get("k", now)
	if found {
		t.Error("a stale answer was remembered")
	}
	h.put("k", generation, k)
	for at, want := range map[model.Instant]bool{now: true, now.Add(holderKept - 1000): true, now.Add(holderKept): false, now - 1: false} {
		if _, _, found := h.get("k", at); found != want {
			t.Errorf("%v later: %v", at.Sub(now), found)
		}
	}
	k.until = now.Add(time.Second)
	h.put("k", generation, k)
	if _, _, found := h.get("k", now.Add(time.Second)); found {
		t.Error("remembered beyond its end")
	}
}

func TestPaceForgetsQuietLogins(t *testing.T) {
	t.Parallel()
	p := newPace()
	now := model.InstantOf(time.Unix(1_800_000_000, 0))
	for i := range paceLogins {
		p.allow(string(rune('a'+i%26))+time.Duration(i).String(), now)
	}
	p.allow("one more", now.Add(paceInterval))
	if len(p.tat) != 1 {
		t.Errorf("%d logins remembered", len(p.tat))
	}
}
