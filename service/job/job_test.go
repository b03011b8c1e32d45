package job_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/job"
)

func TestJob_writes_its_result(t *testing.T) {
	each(t, func(h *house) {
		j := h.start(h.owner, kindFile, "hello")
		h.stands(j, model.JobQueued)
		if _, _, err := h.room.OpenResult(ctx, h.owner, j.ID); !errors.Is(err, model.JobNoResult) {
			h.t.Errorf("a queued job has a result: %v", err)
		}
		j = h.run(j.ID)
		h.stands(j, model.JobDone)
		if j.Result.Name != "报告.csv" || j.Result.Size != 5 || j.StartedAt.IsZero() || j.FinishedAt < j.StartedAt {
			h.t.Errorf("the job says %+v", j)
		}
		_, content, err := h.room.OpenResult(ctx, h.owner, j.ID)
		if err != nil {
			h.t.Fatal(err)
		}
		if got := readAll(h.t, content); got != "hello" {
			h.t.Errorf("the result is %q", got)
		}
	})
}

func TestImport_is_tried_then_confirmed(t *testing.T) {
	each(t, func(h *house) {
		j := h.run(h.start(h.owner, kindSheet, sheet("code,day", "A,2026-11-20", "B,")).ID)
		h.stands(j, model.JobChecked)
		if n := h.taken(); j.Added != 2 || n != 0 {
			h.t.Errorf("the dry run counts %d and keeps %d", j.Added, n)
		}
		if _, err := h.room.Confirm(ctx, h.viewer, once, j.ID); !errors.Is(err, model.NotFound) {
			h.t.Errorf("a viewer confirms: %v", err)
		}
		j, err := h.room.Confirm(ctx, h.owner, model.Idempotency{Operation: "confirm", Key: "k"}, j.ID)
		if err != nil {
			h.t.Fatal(err)
		}
		if _, err := h.room.Confirm(ctx, h.owner, model.Idempotency{Operation: "confirm", Key: "k"}, j.ID); err != nil {
			h.t.Errorf("a retry is refused: %v", err)
		}
		if _, err := h.room.Confirm(ctx, h.owner, once, j.ID); !errors.Is(err, model.MoveNotAllowed) {
			h.t.Errorf("confirmed twice: %v", err)
		}
		j = h.run(j.ID)
		h.stands(j, model.JobDone)
		if n := h.taken(); j.Added != 2 || n != 2 {
			h.t.Errorf("the import counts %d and keeps %d", j.Added, n)
		}
	})
}

func TestImport_with_faults_keeps_nothing(t *testing.T) {
	each(t, func(h *house) {
		j := h.run(h.start(h.owner, kindSheet, sheet("Code,Day", "A,2026-11-20", "bad,", "", "bad,")).ID)
		h.stands(j, model.JobFailed)
		reason, err := job.Reason(j)
		if err != nil || reason.Problem != model.JobRowsFaulty || reason.Params[0].Value != "2" {
			h.t.Errorf("it failed because of %v (%v)", reason, err)
		}
		_, faults, next, err := h.room.Faults(ctx, h.owner, j.ID, model.Page{Limit: 1})
		if err != nil || len(faults) != 1 || faults[0].Row != 3 || faults[0].Column != "code" || faults[0].Problem != model.ValueInvalid {
			h.t.Fatalf("faults: %+v %v", faults, err)
		}
		_, faults, next, err = h.room.Faults(ctx, h.owner, j.ID, model.Page{Limit: 1, After: next})
		if err != nil || next != "" || len(faults) != 1 || faults[0].Row != 5 {
			h.t.Errorf("more faults: %+v %q %v", faults, next, err)
		}
		if _, err := h.room.Confirm(ctx, h.owner, once, j.ID); !errors.Is(err, model.MoveNotAllowed) {
			h.t.Errorf("a failed job is confirmed: %v", err)
		}
		if n := h.taken(); n != 0 {
			h.t.Errorf("%d rows are kept", n)
		}
	})
}

func TestJobs_are_seen_by_their_organisation(t *testing.T) {
	each(t, func(h *house) {
		write, read := h.start(h.owner, kindFile, "x"), h.start(h.viewer, kindWait, "x")
		for name, x := range map[string]struct {
			actor       model.Actor
			write, read bool
		}{
			"the owner": {h.owner, true, true}, "a viewer": {h.viewer, false, true}, "a stranger": {h.stranger, false, false},
			"the regulator of the region": {h.regulator, false, false},
		} {
			rows, _, err := h.room.Jobs(ctx, x.actor, job.JobFilter{}, model.Page{})
			if err != nil {
				h.t.Fatal(err)
			}
			seen := map[model.JobID]bool{}
			for _, r := range rows {
				seen[r.ID] = true
			}
			_, errWrite := h.room.Job(ctx, x.actor, write.ID)
			if seen[write.ID] != x.write || seen[read.ID] != x.read || (errWrite == nil) != x.write {
				h.t.Errorf("%s sees %v %v (%v)", name, seen[write.ID], seen[read.ID], errWrite)
			}
			if !x.write && !errors.Is(errWrite, model.NotFound) {
				h.t.Errorf("%s hears %v", name, errWrite)
			}
		}
		if _, err := h.room.Start(ctx, h.viewer, once, job.NewJob{Kind: kindFile}); !errors.Is(err, model.Forbidden) {
			h.t.Errorf("a viewer starts: %v", err)
		}
		if _, _, err := h.room.Jobs(ctx, model.Actor{}, job.JobFilter{}, model.Page{}); !errors.Is(err, model.Unauthenticated) {
			h.t.Errorf("nobody lists: %v", err)
		}
	})
}

func TestStart_refuses(t *testing.T) {
	each(t, func(h *house) {
		file := func(content string) *job.Upload { return &job.Upload{Name: "x", Content: []byte(content)} }
		for name, x := range map[string]struct {
			cmd  job.NewJob
			want error
		}{
			"an unknown kind": {job.NewJob{Kind: "nothing"}, model.NotFound},
			"no file":         {job.NewJob{Kind: kindFile}, model.ValueRequired},
			"an empty file":   {job.NewJob{Kind: kindFile, File: file("")}, model.ValueRequired},
			"a large file":    {job.NewJob{Kind: kindFile, File: file(strings.Repeat("x", job.MaxInput+1))}, model.TooLarge},
			"parameters":      {job.NewJob{Kind: kindSheet, File: file("x"), Params: []byte(`{"a":1}`)}, model.ValueInvalid},
		} {
			if _, err := h.room.Start(ctx, h.owner, once, x.cmd); !errors.Is(err, x.want) {
				h.t.Errorf("%s: %v, want %v", name, err, x.want)
			}
		}
		key := model.Idempotency{Operation: "start", Key: "k"}
		first, err := h.room.Start(ctx, h.owner, key, job.NewJob{Kind: kindFile, File: file("x")})
		if err != nil {
			h.t.Fatal(err)
		}
		again, err := h.room.Start(ctx, h.owner, key, job.NewJob{Kind: kindFile, File: file("x")})
		if err != nil || again.ID != first.ID || h.kept() != 1 {
			h.t.Errorf("a retry makes %s beside %s (%v), %d files", again.ID, first.ID, err, h.kept())
		}
		for range job.MaxUnfinished - 1 {
			h.start(h.owner, kindFile, "x")
		}
		if _, err := h.room.Start(ctx, h.owner, once, job.NewJob{Kind: kindFile, File: file("x")}); !errors.Is(err, model.JobsTooMany) {
			h.t.Errorf("one too many: %v", err)
		}
		if n := h.kept(); n != job.MaxUnfinished {
			h.t.Errorf("%d files are kept", n)
		}
	})
}

func TestCancel(t *testing.T) {
	each(t, func(h *house) {
		queued := h.start(h.owner, kindFile, "x")
		j, err := h.room.Cancel(ctx, h.owner, once, queued.ID)
		if err != nil || j.State != model.JobCancelled || j.FinishedAt.IsZero() {
			h.t.Errorf("a queued job is %s (%v)", j.State, err)
		}
		if _, err := h.room.Cancel(ctx, h.owner, once, queued.ID); !errors.Is(err, model.MoveNotAllowed) {
			h.t.Errorf("cancelled twice: %v", err)
		}
		checked := h.run(h.start(h.owner, kindSheet, sheet("code", "A")).ID)
		if j, err := h.room.Cancel(ctx, h.owner, once, checked.ID); err != nil || j.State != model.JobAbandoned {
			h.t.Errorf("a checked job is %s (%v)", j.State, err)
		}
		running := h.start(h.owner, kindWait, "")
		end := make(chan struct{})
		go func() {
			defer close(end)
			if err := h.room.RunQueued(ctx); err != nil {
				h.t.Error(err)
			}
		}()
		within(h.t, h.working, "the work")
		if j, err := h.room.Cancel(ctx, h.owner, once, running.ID); err != nil || j.State != model.JobCancelling && j.State != model.JobCancelled {
			h.t.Errorf("a running job is %s (%v)", j.State, err)
		}
		within(h.t, end, "the end")
		h.stands(h.job(running.ID), model.JobCancelled)
	})
}

// TestCancel_beats_the_commit: a cancellation that is committed before the import leaves nothing of it.
func TestCancel_beats_the_commit(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		if s.Engine() == repository.SQLite {
			t.Skip("the import holds the only writer of SQLite; nobody can cancel before it commits")
		}
		h := newHouse(t, s, clock)
		j := h.run(h.start(h.owner, kindSheet, sheet("code", "A")).ID)
		if _, err := h.room.Confirm(ctx, h.owner, once, j.ID); err != nil {
			t.Fatal(err)
		}
		other := h.open() // so that nobody interrupts the work here
		h.inside = func(*repository.Tx) error {
			_, err := other.Cancel(ctx, h.owner, once, j.ID)
			return err
		}
		j = h.run(j.ID)
		h.stands(j, model.JobCancelled)
		if n := h.taken(); n != 0 {
			t.Errorf("%d rows are kept", n)
		}
	})
}

func TestRace_of_two_workers(t *testing.T) {
	each(t, func(h *house) {
		j := h.start(h.owner, kindWait, "")
		work, stop := context.WithCancel(ctx)
		end := make(chan error, 2)
		for _, room := range []*job.Service{h.room, h.open()} {
			go func() { end <- room.Run(work) }()
		}
		within(h.t, h.working, "the work")
		if _, err := h.room.Cancel(ctx, h.owner, once, j.ID); err != nil {
			h.t.Fatal(err)
		}
		within(h.t, h.ended, "the end of the work")
		stop()
		for range 2 {
			if err := <-end; err != nil {
				h.t.Error(err)
			}
		}
		if h.calls != 1 {
			h.t.Errorf("the job ran %d times", h.calls)
		}
		h.stands(h.job(j.ID), model.JobCancelled)
	})
}

func TestShutdown_puts_the_job_back(t *testing.T) {
	each(t, func(h *house) {
		j := h.start(h.owner, kindWait, "")
		work, stop := context.WithCancel(ctx)
		end := make(chan struct{})
		go func() {
			defer close(end)
			if err := h.room.Run(work); err != nil {
				h.t.Error(err)
			}
		}()
		within(h.t, h.working, "the work")
		stop()
		within(h.t, end, "the end of the worker")
		if j = h.job(j.ID); j.State != model.JobQueued || j.Attempts != 0 {
			h.t.Errorf("the job is %s after %d attempts", j.State, j.Attempts)
		}
		if _, err := h.room.Cancel(ctx, h.owner, once, j.ID); err != nil {
			h.t.Error(err)
		}
	})
}

// TestTakeover: a job whose worker died runs again once its lease is over, and only then; one that breaks off too often
// is given up.
func TestTakeover(t *testing.T) {
	each(t, func(h *house) {
		j := h.run(h.start(h.owner, kindSheet, sheet("code", "A")).ID)
		if _, err := h.room.Confirm(ctx, h.owner, once, j.ID); err != nil {
			h.t.Fatal(err)
		}
		dies := func() {
			h.write(func(tx *repository.Tx) error {
				_, found, err := tx.Jobs().Claim("a dead worker", time.Minute)
				if err == nil && !found {
					h.t.Error("there is nothing to claim")
				}
				return err
			})
		}
		dies()
		h.stands(h.run(j.ID), model.JobRunning) // the lease is not over
		h.clock.Advance(2 * time.Minute)
		h.stands(h.run(j.ID), model.JobDone)
		if n := h.taken(); n != 1 {
			h.t.Errorf("%d rows are kept", n)
		}
		doomed := h.start(h.owner, kindFile, "x")
		for range 3 {
			dies()
			h.clock.Advance(2 * time.Minute)
		}
		doomed = h.run(doomed.ID)
		h.stands(doomed, model.JobFailed)
		if reason, err := job.Reason(doomed); err != nil || reason.Problem != model.JobGaveUp {
			h.t.Errorf("it failed because of %v (%v)", reason, err)
		}
	})
}

// TestLostLease: a worker that was thought dead keeps nothing of its import, and says nothing of the job.
func TestLostLease(t *testing.T) {
	each(t, func(h *house) {
		j := h.run(h.start(h.owner, kindSheet, sheet("code", "A")).ID)
		if _, err := h.room.Confirm(ctx, h.owner, once, j.ID); err != nil {
			h.t.Fatal(err)
		}
		h.inside = func(tx *repository.Tx) error {
			h.inside = nil
			return tx.Jobs().GiveBack(j.ID, h.room.Holder())
		}
		h.stands(h.run(j.ID), model.JobRunning)
		if n := h.taken(); n != 0 {
			h.t.Errorf("%d rows are kept by a worker without a lease", n)
		}
		h.clock.Advance(time.Hour)
		h.stands(h.run(j.ID), model.JobDone)
	})
}

func TestStarter_must_still_be_allowed(t *testing.T) {
	each(t, func(h *house) {
		clerk := h.person(h.owner, model.RoleManager)
		j := h.start(clerk, kindFile, "x")
		h.write(func(tx *repository.Tx) error { return tx.Access().RemoveMember(clerk.Org, clerk.Person) })
		j = h.run(j.ID)
		h.stands(j, model.JobFailed)
		if reason, err := job.Reason(j); err != nil || reason.Problem != model.JobStarterGone {
			h.t.Errorf("it failed because of %v (%v)", reason, err)
		}
	})
}

func TestForget(t *testing.T) {
	each(t, func(h *house) {
		done := h.run(h.start(h.owner, kindFile, "x").ID)
		faulty := h.run(h.start(h.owner, kindSheet, sheet("code", "bad")).ID)
		checked := h.run(h.start(h.owner, kindSheet, sheet("code", "A")).ID)
		forget := func(want int) {
			h.t.Helper()
			if n, err := h.room.Forget(ctx); err != nil || n != want {
				h.t.Errorf("%d jobs are forgotten, want %d (%v)", n, want, err)
			}
		}
		h.clock.Advance((job.KeptDays*24 - 1) * time.Hour)
		forget(0)
		h.clock.Advance(2 * time.Hour)
		forget(3)
		h.stands(h.job(checked.ID), model.JobAbandoned)
		if _, _, err := h.room.OpenResult(ctx, h.owner, done.ID); !errors.Is(err, model.JobForgotten) {
			h.t.Errorf("the result is there: %v", err)
		}
		if _, faults, _, err := h.room.Faults(ctx, h.owner, faulty.ID, model.Page{}); err != nil || len(faults) > 0 {
			h.t.Errorf("faults are kept: %v %v", faults, err)
		}
		if n := h.kept(); n != 1 {
			h.t.Errorf("%d files are kept, want the one of the abandoned job", n)
		}
		h.clock.Advance((job.KeptDays*24 + 1) * time.Hour)
		forget(1)
		forget(0)
		if n := h.kept(); n != 0 {
			h.t.Errorf("%d files are kept", n)
		}
	})
}
