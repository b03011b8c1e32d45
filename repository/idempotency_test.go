package repository_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// answer is a result with everything that has to survive being remembered.
type answer struct {
	ID       string
	Text     model.Text
	Quantity model.Quantity
	At       model.Instant
	Lines    []string
}

// attempt runs an operation under an idempotency key. The operation leaves one line in the audit trail, and its answer
// differs with each real run.
func attempt(ctx context.Context, s *repository.Store, actor model.Actor, idem model.Idempotency) (answer, error) {
	return repository.Once(ctx, s, actor, idem, func(tx *repository.Tx) (answer, error) {
		a := answer{string(repository.NewID[answer](tx)), model.Text{ZH: "苹果", UG: "ئالما"}, 500_000, tx.Now(), []string{"<a>&", "\u2028"}}
		return a, tx.Audit(actor, "attempt", a.ID, "")
	})
}

func effects(t testing.TB, s *repository.Store) int64 {
	t.Helper()
	return number(t, s, "SELECT COUNT(*) FROM audit")
}

var (
	buyer  = model.Actor{Org: "org-1", Person: "person-1"}
	create = model.Idempotency{Operation: "create", Key: "key-1", Fingerprint: [32]byte{1}}
)

// TestOnce: what makes an attempt the same, and what makes it another.
func TestOnce(t *testing.T) {
	t.Parallel()
	other := create
	other.Fingerprint[31] = 7
	upper := create
	upper.Key = "KEY-1"
	update := create
	update.Operation = "update"
	for name, c := range map[string]struct {
		actor model.Actor
		idem  model.Idempotency
		want  error
		again bool // it has an effect of its own
	}{
		"the same":             {buyer, create, nil, false},
		"another request":      {buyer, other, model.IdempotencyReused, false},
		"another key by case":  {buyer, upper, nil, true},
		"another operation":    {buyer, update, nil, true},
		"another person":       {model.Actor{Org: "org-1", Person: "person-2"}, create, nil, true},
		"another organisation": {model.Actor{Org: "org-2", Person: "person-1"}, create, nil, true},
		"a key of the company": {model.Actor{Org: "org-1", Key: "person-1"}, create, nil, true},
		"the public":           {model.Actor{}, create, nil, true},
		"no key":               {buyer, model.Idempotency{Operation: "create", Fingerprint: create.Fingerprint}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
				first, err := attempt(t.Context(), s, buyer, create)
				if err != nil {
					t.Fatal(err)
				}
				second, err := attempt(t.Context(), s, c.actor, c.idem)
				if !errors.Is(err, c.want) {
					t.Fatalf("second attempt: %v, want %v", err, c.want)
				}
				if err == nil && cmp.Equal(first, second) == c.again {
					t.Errorf("answers %+v and %+v", first, second)
				}
				want := int64(1)
				if c.again {
					want = 2
				}
				if n := effects(t, s); n != want {
					t.Errorf("%d effects, want %d", n, want)
				}
			})
		})
	}
}

// TestOnceAcrossRestart: the answer is remembered in the database, not in the process.
func TestOnceAcrossRestart(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		first, err := attempt(t.Context(), s, buyer, create)
		if err != nil {
			t.Fatal(err)
		}
		second, err := attempt(t.Context(), another(t, s, clock.Now), buyer, create)
		if diff := cmp.Diff(first, second); err != nil || diff != "" {
			t.Errorf("after a restart: %v (-first +second):\n%s", err, diff)
		}
	})
}

// TestOnceInParallel: sixteen impatient callers, spread over two processes, have one effect. Whoever gets an answer gets
// the same one; the others are told that it is under way.
func TestOnceInParallel(t *testing.T) {
	t.Parallel()
	const callers = 16
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		other := another(t, s, clock.Now)
		answers := make([]answer, callers)
		errs := together(callers, func(i int) (err error) {
			store := s
			if i%2 == 1 {
				store = other
			}
			answers[i], err = attempt(t.Context(), store, buyer, create)
			return err
		})
		final, err := attempt(t.Context(), s, buyer, create)
		if err != nil {
			t.Fatal(err)
		}
		for i, err := range errs {
			switch {
			case err == nil:
				if diff := cmp.Diff(final, answers[i]); diff != "" {
					t.Errorf("caller %d got another answer:\n%s", i, diff)
				}
			case !errors.Is(err, model.IdempotencyInFlight):
				t.Errorf("caller %d: %v", i, err)
			}
		}
		if n := effects(t, s); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

// TestOnceForgetsFailure: a refusal or a crash is not an answer; the next attempt works.
func TestOnceForgetsFailure(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		_, err := repository.Once(t.Context(), s, buyer, create, func(tx *repository.Tx) (answer, error) {
			return answer{}, errors.Join(tx.Audit(buyer, "attempt", "", ""), model.StockShort.Refuse())
		})
		if !errors.Is(err, model.StockShort) {
			t.Fatalf("first attempt: %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_, _ = repository.Once(t.Context(), s, buyer, create, func(*repository.Tx) (answer, error) { panic("boom") })
		}()
		other := create
		other.Fingerprint[0] = 9 // may differ: nothing is remembered
		if _, err := attempt(t.Context(), s, buyer, other); err != nil {
			t.Errorf("after a refusal and a crash: %v", err)
		}
		if n := effects(t, s); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

// TestOnceRunsAgain: a transaction that lost a race is run again under the same key, and its first half is forgotten.
func TestOnceRunsAgain(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		runs := 0
		got, err := repository.Once(t.Context(), s, buyer, create, func(tx *repository.Tx) (int, error) {
			if runs++; runs == 1 {
				return 0, errors.Join(tx.Audit(buyer, "attempt", "", ""), deadlock())
			}
			return runs, tx.Audit(buyer, "attempt", "", "")
		})
		if err != nil || got != 2 || effects(t, s) != 1 {
			t.Errorf("Once = %d, %v; %d effects", got, err, effects(t, s))
		}
	})
}

// TestForgetAnswers: answers are kept for their time and no longer.
func TestForgetAnswers(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		for step, c := range []struct {
			pass    time.Duration
			effects int64
		}{
			{0, 1},
			{repository.IdempotencyKept - time.Minute, 1},
			{2 * time.Minute, 2},
		} {
			clock.Advance(c.pass)
			if err := s.ForgetAnswers(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := attempt(t.Context(), s, buyer, create); err != nil {
				t.Fatal(err)
			}
			if n := effects(t, s); n != c.effects {
				t.Errorf("step %d: %d effects, want %d", step, n, c.effects)
			}
		}
	})
}
