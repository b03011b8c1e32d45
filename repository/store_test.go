package repository_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestKeyColumnsAreExact: what differs in case or in a trailing space is another key, in every collation a server may
// be set to.
func TestKeyColumnsAreExact(t *testing.T) {
	t.Parallel()
	twins := []string{"aBc", "AbC", "aBc ", "aBc  ", " aBc", "ABC"}
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		for _, c := range []struct{ table, column string }{
			{"nodes", "epc"},
			{"places", "uri"},
			{"batches", "lot"},
			{"batches", "epc"},
			{"people", "login"},
			{"identities", "uri"},
			{"events", "event_id"},
			{"organisations", "registration"},
			{"products", "code"},
			{"idempotency", "idem_key"},
			{"idempotency", "actor"},
		} {
			var shared row // what the twins have in common, so that only the column keeps them apart
			write(t, s, func(tx *repository.Tx) (err error) {
				shared, err = sameButFor(tx, c.table, c.column)
				return err
			})
			for _, twin := range twins {
				write(t, s, func(tx *repository.Tx) error {
					shared[c.column] = twin
					_, err := plant(tx, c.table, shared)
					return err
				})
			}
			for _, twin := range twins {
				n := number(t, s, "SELECT COUNT(*) FROM "+c.table+" WHERE "+c.column+" = ?", twin)
				if n != 1 {
					t.Errorf("%s.%s = %q finds %d rows, want 1", c.table, c.column, twin, n)
				}
			}
		}
	})
}

// sameButFor gives the columns that, together with the one tested, make up a unique key of the table.
func sameButFor(tx *repository.Tx, table, column string) (row, error) {
	rest := row{}
	switch table + "." + column {
	case "batches.lot":
		product, err := plant(tx, "products", nil)
		if err != nil {
			return nil, err
		}
		rest["product_id"], rest["produced"] = product["id"], "2026-11-22"
	case "products.code":
		org, err := plant(tx, "organisations", nil)
		if err != nil {
			return nil, err
		}
		rest["org_id"] = org["id"]
	case "idempotency.idem_key":
		rest["actor"], rest["operation"] = "public", "op"
	case "idempotency.actor":
		rest["idem_key"], rest["operation"] = "key", "op"
	}
	return rest, nil
}

// TestInstantsAreExact: the microsecond that goes in comes out, whatever the server's time zone.
func TestInstantsAreExact(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		var wrote model.Instant
		write(t, s, func(tx *repository.Tx) error {
			wrote = tx.Now()
			if again := tx.Now(); again != wrote {
				t.Errorf("tx.Now() is %v, then %v", wrote, again)
			}
			return tx.Audit(model.Actor{}, "test", "subject", "")
		})
		if wrote%1000 == 0 {
			t.Fatalf("%v would not show a lost microsecond", wrote)
		}
		err := s.Read(t.Context(), func(tx *repository.Tx) error {
			records, _, err := tx.AuditTrail(model.SystemScope("test"), repository.AuditFilter{}, model.Page{})
			if err == nil && (len(records) != 1 || records[0].At != wrote) {
				t.Errorf("audit = %+v, want one record at %v", records, wrote)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []model.Instant{0, 1, -1, model.InstantOf(clock.Now()), model.Forever, math.MinInt64} {
			var id any
			write(t, s, func(tx *repository.Tx) error {
				r, err := plant(tx, "audit", row{"at": at})
				id = r["id"]
				return err
			})
			if got := number(t, s, "SELECT at FROM audit WHERE id = ?", id); got != int64(at) {
				t.Errorf("wrote %d, read %d", at, got)
			}
		}
	})
}

// TestFailureLeavesNothing: an error anywhere in a transaction takes rows, history, audit and remembered answers back.
func TestFailureLeavesNothing(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		var org row
		write(t, s, func(tx *repository.Tx) (err error) {
			org, err = plant(tx, "organisations", row{"version": 1})
			return err
		})
		before := counts(t, s)
		hooks := 0
		_, err := repository.Once(t.Context(), s, model.Actor{}, model.Idempotency{Operation: "op", Key: "k"}, func(tx *repository.Tx) (int, error) {
			tx.AfterCommit(func() { hooks++ })
			if _, err := plant(tx, "products", nil); err != nil {
				return 0, err
			}
			if _, err := repository.Move(tx, &model.OrganisationLifecycle, org["id"].(string), 1, model.OrgPending, model.OrgApprove, "test", ""); err != nil {
				return 0, err
			}
			if err := tx.Audit(model.Actor{}, "approve", "x", ""); err != nil {
				return 0, err
			}
			return 1, boom
		})
		if !errors.Is(err, boom) || hooks != 0 {
			t.Errorf("Once = %v, %d hooks ran", err, hooks)
		}
		if diff := cmp.Diff(before, counts(t, s)); diff != "" {
			t.Errorf("rows (-before +after):\n%s", diff)
		}
		if n := number(t, s, "SELECT COUNT(*) FROM organisations WHERE state = 'pending' AND version = 1"); n != 1 {
			t.Error("the organisation has moved")
		}
	})
}

// counts tells how many rows the tables of the tests have.
func counts(t testing.TB, s *repository.Store) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for _, table := range []string{"organisations", "products", "moves", "audit", "idempotency"} {
		all[table] = number(t, s, "SELECT COUNT(*) FROM "+table)
	}
	return all
}

// TestPanicRollsBack: a panic leaves nothing and the store usable.
func TestPanicRollsBack(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		func() {
			defer func() {
				if v := recover(); v != "boom" {
					t.Errorf("recovered %v", v)
				}
			}()
			_ = s.Write(t.Context(), func(tx *repository.Tx) error {
				tx.AfterCommit(func() { t.Error("a hook ran") })
				if _, err := plant(tx, "organisations", nil); err != nil {
					return err
				}
				panic("boom")
			})
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // a leaked transaction would hold the only writer
		defer cancel()
		if err := s.Write(ctx, func(tx *repository.Tx) error { return tx.Audit(model.Actor{}, "after", "", "") }); err != nil {
			t.Fatal(err)
		}
		if n := number(t, s, "SELECT COUNT(*) FROM organisations"); n != 0 {
			t.Errorf("%d rows of the panicking transaction remain", n)
		}
	})
}

// TestHooksRunOnceAfterCommit: hooks see the committed rows, in order, once, also when the transaction had to run twice.
func TestHooksRunOnceAfterCommit(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		var heard []string
		attempts := 0
		write(t, s, func(tx *repository.Tx) error {
			attempts++
			run := fmt.Sprintf("attempt %d", attempts)
			tx.AfterCommit(func() {
				heard = append(heard, fmt.Sprintf("%s, %d rows", run, number(t, s, "SELECT COUNT(*) FROM audit")))
			})
			tx.AfterCommit(func() { heard = append(heard, "second") })
			if err := tx.Audit(model.Actor{}, "test", "", ""); err != nil {
				return err
			}
			if attempts == 1 {
				return deadlock()
			}
			return nil
		})
		if diff := cmp.Diff([]string{"attempt 2, 1 rows", "second"}, heard); diff != "" {
			t.Errorf("hooks (-want +got):\n%s", diff)
		}
	})
}

// deadlock is the error of a transaction that lost a race.
func deadlock() error {
	return fmt.Errorf("update: %w", &mysql.MySQLError{Number: 1213, Message: "Deadlock found when trying to get lock"})
}

// TestWriteGivesUp: a transaction that always loses ends as the refusal unavailable.
func TestWriteGivesUp(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		attempts := 0
		err := s.Write(t.Context(), func(*repository.Tx) error {
			attempts++
			return deadlock()
		})
		var r *model.Refusal
		if !errors.As(err, &r) || !errors.Is(err, model.Unavailable) || r.RetryAfter == 0 {
			t.Errorf("Write = %v, want unavailable with a time to retry", err)
		}
		if attempts != repository.WriteAttempts {
			t.Errorf("%d attempts, want %d", attempts, repository.WriteAttempts)
		}
	})
}

// TestWriteStopsWithItsCaller: nobody waits for a caller that has gone.
func TestWriteStopsWithItsCaller(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		ctx, cancel := context.WithCancel(t.Context())
		attempts := 0
		err := s.Write(ctx, func(tx *repository.Tx) error {
			attempts++
			if err := tx.Audit(model.Actor{}, "test", "", ""); err != nil {
				return err
			}
			cancel()
			return deadlock()
		})
		if !errors.Is(err, context.Canceled) || attempts != 1 {
			t.Errorf("Write = %v after %d attempts", err, attempts)
		}
		if n := number(t, s, "SELECT COUNT(*) FROM audit"); n != 0 {
			t.Errorf("%d rows remain", n)
		}
		if err := s.Write(ctx, func(*repository.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("Write for nobody = %v", err)
		}
	})
}

// TestUniqueKeysRefuse: every unique key that a caller can run into is the refusal it stands for.
func TestUniqueKeysRefuse(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		for _, key := range repository.UniqueKeys() {
			columns := strings.Split(key.Columns, ", ")
			table, _, _ := strings.Cut(columns[0], ".")
			var first row
			write(t, s, func(tx *repository.Tx) (err error) {
				first, err = plant(tx, table, nil)
				return err
			})
			same := row{}
			for _, c := range columns {
				_, name, _ := strings.Cut(c, ".")
				same[name] = first[name]
			}
			err := s.Write(t.Context(), func(tx *repository.Tx) error {
				_, err := plant(tx, table, same)
				return err
			})
			if !errors.Is(err, key.Problem) {
				t.Errorf("%s: a second row is %v, want %s", key.Name, err, key.Problem.Code)
			}
		}
	})
}

// TestDatabaseRefusesUndeclaredStates: even SQL typed by hand can neither invent a state nor record a move that no
// machine declares.
func TestDatabaseRefusesUndeclaredStates(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		for _, chart := range model.Charts() {
			table := repository.MachineTable(chart.Name)
			var subject row
			write(t, s, func(tx *repository.Tx) (err error) {
				subject, err = plant(tx, table, nil)
				return err
			})
			for _, state := range []string{"", "invented", strings.ToUpper(chart.Initial), chart.Initial + " "} {
				err := s.Write(t.Context(), func(tx *repository.Tx) error {
					_, err := tx.Exec("UPDATE "+table+" SET state = ? WHERE id = ?", state, subject["id"])
					return err
				})
				// ascii_bin compares 'draft ' as 'draft' (PAD SPACE): the state stays a declared one
				if padded := state == chart.Initial+" " && s.Engine() == repository.MySQL; padded {
					continue
				}
				if err == nil || !strings.Contains(err.Error(), table+"_state_declared") {
					t.Errorf("%s in state %q: %v", chart.Name, state, err)
				}
			}
			for _, edge := range [][2]string{{chart.Initial, "invented"}, {chart.States[len(chart.States)-1].Code, chart.Initial}} {
				if declared(chart, edge) {
					continue
				}
				if err := record(t, s, chart.Name, edge); err == nil {
					t.Errorf("%s: the undeclared move %v was recorded", chart.Name, edge)
				}
			}
			if err := record(t, s, chart.Name, chart.Edges()[0]); err != nil {
				t.Errorf("%s: the declared move %v: %v", chart.Name, chart.Edges()[0], err)
			}
		}
		if err := record(t, s, "no-machine", model.Charts()[0].Edges()[0]); err == nil {
			t.Error("a move of an unknown machine was recorded")
		}
	})
}

func declared(c model.Chart, edge [2]string) bool {
	for _, e := range c.Edges() {
		if e == edge {
			return true
		}
	}
	return false
}

// record writes a line of history by hand.
func record(t testing.TB, s *repository.Store, machine string, edge [2]string) error {
	return s.Write(t.Context(), func(tx *repository.Tx) error {
		_, err := plant(tx, "moves", row{"machine": machine, "from_state": edge[0], "to_state": edge[1]})
		return err
	})
}

// TestNoIncrementIsLost: eight writers of two processes read, add one and write, fifty times each. All are acknowledged,
// none is lost.
func TestNoIncrementIsLost(t *testing.T) {
	t.Parallel()
	const writers, rounds = 8, 50
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		var org row
		write(t, s, func(tx *repository.Tx) (err error) {
			org, err = plant(tx, "organisations", row{"version": 0})
			return err
		})
		stores := []*repository.Store{s, another(t, s, clock.Now)}
		var attempts atomic.Int64
		errs := together(writers, func(i int) error {
			for range rounds {
				if err := stores[i%2].Write(t.Context(), func(tx *repository.Tx) error {
					attempts.Add(1)
					return increment(tx, org["id"])
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		if n := number(t, s, "SELECT version FROM organisations"); n != writers*rounds {
			t.Errorf("%d increments remain of %d", n, writers*rounds)
		}
		if n := attempts.Load(); s.Engine() == repository.SQLite && n != writers*rounds {
			t.Errorf("%d attempts: a transaction began without the right to write", n)
		}
	})
}

// increment reads a row under a lock and writes it back.
func increment(tx *repository.Tx, org any) error {
	lock := ""
	if tx.Engine() == repository.MySQL {
		lock = " FOR UPDATE"
	}
	n, err := numberIn(tx, "SELECT version FROM organisations WHERE id = ?"+lock, org)
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE organisations SET version = ? WHERE id = ?", n+1, org)
	return err
}

// TestDeadlockRunsAgain: two transactions that take two rows crosswise both succeed, one of them at its second attempt.
func TestDeadlockRunsAgain(t *testing.T) {
	t.Parallel()
	s := repotest.MySQL(t, repotest.NewClock())
	orgs := twoOrganisations(t, s)
	var bothHoldOne sync.WaitGroup
	bothHoldOne.Add(2)
	attempts := make([]int, 2)
	errs := together(2, func(i int) error {
		return s.Write(t.Context(), func(tx *repository.Tx) error {
			attempts[i]++
			if err := increment(tx, orgs[i]); err != nil {
				return err
			}
			if attempts[i] == 1 {
				bothHoldOne.Done()
				bothHoldOne.Wait()
			}
			return increment(tx, orgs[1-i])
		})
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if attempts[0]+attempts[1] < 3 {
		t.Errorf("attempts = %v: there was no deadlock", attempts)
	}
	if n := number(t, s, "SELECT SUM(version) FROM organisations"); n != 4 {
		t.Errorf("the rows were incremented %d times, want 4", n)
	}
}

// TestLockTimeoutLeavesNoHalf: after a lock timeout MySQL keeps the transaction open with its first statement done; the
// store takes it back before it tries again.
func TestLockTimeoutLeavesNoHalf(t *testing.T) {
	t.Parallel()
	s := repotest.MySQL(t, repotest.NewClock())
	orgs := twoOrganisations(t, s)
	held, release := make(chan struct{}), make(chan struct{})
	attempts := 0
	errs := together(2, func(i int) error {
		if i == 0 { // holds the second row until the other has run into the timeout
			return s.Write(t.Context(), func(tx *repository.Tx) error {
				err := increment(tx, orgs[1])
				close(held)
				<-release
				return err
			})
		}
		<-held
		return s.Write(t.Context(), func(tx *repository.Tx) error {
			if attempts++; attempts == 2 {
				close(release)
			}
			if err := increment(tx, orgs[0]); err != nil {
				return err
			}
			return increment(tx, orgs[1])
		})
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{1, 2} {
		if n := number(t, s, "SELECT version FROM organisations WHERE id = ?", orgs[i]); n != want || attempts != 2 {
			t.Errorf("row %d was incremented %d times, want %d; %d attempts", i, n, want, attempts)
		}
	}
}

func twoOrganisations(t testing.TB, s *repository.Store) []any {
	t.Helper()
	var ids []any
	write(t, s, func(tx *repository.Tx) error {
		for range 2 {
			org, err := plant(tx, "organisations", row{"version": 0})
			if err != nil {
				return err
			}
			ids = append(ids, org["id"])
		}
		return nil
	})
	return ids
}

// TestReadCannotWrite: the transaction of Read refuses to change anything.
func TestReadCannotWrite(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		err := s.Read(t.Context(), func(tx *repository.Tx) error { return tx.Audit(model.Actor{}, "test", "", "") })
		if err == nil {
			t.Error("Read has written")
		}
		if n := number(t, s, "SELECT COUNT(*) FROM audit"); n != 0 {
			t.Errorf("%d rows were written", n)
		}
	})
}

// TestReadSeesOneSnapshot: what commits while a Read runs is not there for it, and is there for the next.
func TestReadSeesOneSnapshot(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		const count = "SELECT COUNT(*) FROM audit"
		err := s.Read(t.Context(), func(tx *repository.Tx) error {
			before, err := numberIn(tx, count)
			if err != nil {
				return err
			}
			write(t, s, func(tx *repository.Tx) error { return tx.Audit(model.Actor{}, "meanwhile", "", "") })
			after, err := numberIn(tx, count)
			if before != 0 || after != 0 {
				t.Errorf("the snapshot has %d rows, then %d", before, after)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := number(t, s, count); n != 1 {
			t.Errorf("the next Read sees %d rows, want 1", n)
		}
	})
}

// TestWritesAreSeenByOtherProcesses: what Write has acknowledged is there for everybody.
func TestWritesAreSeenByOtherProcesses(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		other := another(t, s, clock.Now)
		write(t, s, func(tx *repository.Tx) error { return tx.Audit(model.Actor{}, "test", "", "") })
		if n := number(t, other, "SELECT COUNT(*) FROM audit"); n != 1 {
			t.Errorf("the other sees %d rows", n)
		}
	})
}

// TestNextSeq: numbers are unique among goroutines and processes, rise within a process, and survive a clock that
// stands or runs backwards.
func TestNextSeq(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	backwards := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(-time.Microsecond)
		return at
	}
	s := another(t, repotest.SQLite(t, repotest.NewClock()), backwards)
	seen := map[model.Seq]bool{}
	write(t, s, func(tx *repository.Tx) error {
		for last := model.Seq(0); len(seen) < 1000; {
			n := tx.NextSeq()
			if n <= last || seen[n] {
				return fmt.Errorf("%d comes after %d", n, last)
			}
			seen[n], last = true, n
		}
		return nil
	})
	var counted sync.Map
	for _, err := range together(4, func(int) error {
		return s.Read(t.Context(), func(tx *repository.Tx) error {
			for range 500 {
				n := tx.NextSeq()
				if _, twice := counted.LoadOrStore(n, true); twice || seen[n] {
					return fmt.Errorf("%d was given twice", n)
				}
			}
			return nil
		})
	}) {
		if err != nil {
			t.Error(err)
		}
	}
}

// TestDurability: a database that would lose acknowledged writes says so.
func TestDurability(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		if why, err := s.Durability(t.Context()); err != nil || why != "" {
			t.Errorf("Durability = %q, %v", why, err)
		}
	})
	s := repotest.SQLite(t, repotest.NewClock())
	if _, err := s.WriterPool().ExecContext(t.Context(), "PRAGMA synchronous = NORMAL"); err != nil {
		t.Fatal(err)
	}
	if why, err := s.Durability(t.Context()); err != nil || !strings.Contains(why, "synchronous") {
		t.Errorf("with synchronous = NORMAL, Durability = %q, %v", why, err)
	}
}

// TestDurabilityOfServer changes global settings, so it runs itself once more beside a server that nobody else uses.
func TestDurabilityOfServer(t *testing.T) {
	t.Parallel()
	const alone = "SUYUAN_TEST_DURABILITY"
	if os.Getenv(alone) == "" {
		repotest.MySQL(t, repotest.NewClock()) // skips or fails where no server is wanted
		rerunBesideOwnServer(t, alone+"=1")
		return
	}
	s := repotest.MySQL(t, repotest.NewClock())
	for _, c := range []struct{ set, back, want string }{
		{"innodb_flush_log_at_trx_commit = 2", "innodb_flush_log_at_trx_commit = 1", "innodb_flush_log_at_trx_commit is 2"},
		{"innodb_flush_log_at_trx_commit = 0", "innodb_flush_log_at_trx_commit = 1", "innodb_flush_log_at_trx_commit is 0"},
		{"sync_binlog = 0", "sync_binlog = 1", ""}, // without a binary log it does not matter
	} {
		onServer(t, s, "SET GLOBAL "+c.set)
		why, err := s.Durability(t.Context())
		if err != nil || (why == "") != (c.want == "") || !strings.Contains(why, c.want) {
			t.Errorf("%s: Durability = %q, %v", c.set, why, err)
		}
		onServer(t, s, "SET GLOBAL "+c.back)
	}
	if why, err := s.Durability(t.Context()); err != nil || why != "" {
		t.Errorf("with everything set back, Durability = %q, %v", why, err)
	}
}

// rerunBesideOwnServer runs the calling test in a process of its own with a MariaDB of its own.
func rerunBesideOwnServer(t *testing.T, env string) {
	t.Helper()
	script, err := filepath.Abs("../deploy/mariadb-test.sh")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("mariadb-install-db"); err != nil {
		if os.Getenv("SUYUAN_REQUIRE_MYSQL") != "" {
			t.Fatal("mariadb-install-db is not installed")
		}
		t.Skip("mariadb-install-db is not installed: run `make test`, which installs it")
	}
	cmd := exec.CommandContext(t.Context(), script, os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), env, "SUYUAN_TEST_MYSQL=")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("beside its own server: %v\n%s", err, out)
	}
}

// TestOpenRefuses what it cannot work with.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]repository.Options{
		"no clock": {Dir: t.TempDir()},
		"bad DSN":  {DSN: "nonsense"},
	} {
		if name != "no clock" {
			opts.Clock, opts.Log = time.Now, discard()
		}
		if s, err := repository.Open(t.Context(), opts); err == nil {
			t.Errorf("%s: opened %v", name, s.Engine())
		}
	}
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := repository.Open(t.Context(), repository.Options{Dir: file, Clock: time.Now, Log: discard()}); err == nil {
		t.Error("a file served as data directory")
	}
	_, err := repository.Open(t.Context(), repository.Options{DSN: "u:p@tcp(127.0.0.1:1)/x", Clock: time.Now, Log: discard()})
	if !errors.Is(err, model.Unavailable) {
		t.Errorf("a server that is not there: %v, want unavailable", err)
	}
	if strings.Contains(fmt.Sprint(err), "u:p@") {
		t.Errorf("the error shows the password: %v", err)
	}
}

// TestOddDirectory: a data directory may have any name.
func TestOddDirectory(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "溯源 ?a=b#c %20&d")
	s := open(t, repository.Options{Dir: dir, Clock: time.Now, Log: discard()})
	var journal string
	if err := s.WriterPool().QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&journal); err != nil || journal != "wal" {
		t.Errorf("journal_mode = %q, %v", journal, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "suyuan.db")); err != nil {
		t.Error(err)
	}
}
