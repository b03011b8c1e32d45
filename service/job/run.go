package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// How workers work.
const (
	// workers bounds the jobs that run at once in this process.
	workers = 2
	// pollEvery is how often the queue is looked at for jobs that other processes have queued or lost.
	pollEvery = 2 * time.Second
	// leaseTime is how long a worker may be silent before another takes its job over. It is longer than the longest
	// transaction of an import, during which SQLite lets nobody else write.
	leaseTime = 2 * time.Minute
	// beatEvery is how often a worker tells how far it is and looks whether it should stop; beatTime bounds one beat.
	beatEvery = 500 * time.Millisecond
	beatTime  = 2 * time.Second
	// settleTime bounds writing down the end of a job after the server has been told to stop.
	settleTime = 10 * time.Second
	// maxAttempts is how often a job may break off before it is given up.
	maxAttempts = 3
)

// Run does queued jobs until ctx is done. Those that run then are interrupted and go back to the queue.
func (s *Service) Run(ctx context.Context) error {
	var hands sync.WaitGroup
	defer hands.Wait()
	slots := make(chan struct{}, workers)
	poll, forget := time.NewTicker(pollEvery), time.NewTicker(forgetEvery)
	defer poll.Stop()
	defer forget.Stop()
	s.wakeUp() // what was queued before the start
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		case <-poll.C:
		case <-forget.C:
			if _, err := s.Forget(ctx); err != nil {
				s.warn(ctx, "old files of jobs could not be deleted", err)
			}
			continue
		}
		for len(slots) < workers && ctx.Err() == nil {
			row, found, err := s.claim(ctx)
			if err != nil {
				s.warn(ctx, "the queue of jobs could not be read", err)
			}
			if !found {
				break
			}
			slots <- struct{}{}
			hands.Go(func() {
				s.execute(ctx, row)
				<-slots
				s.wakeUp() // a hand is free
			})
		}
	}
}

// RunQueued does what is queued, one job after another, and returns when nothing is left: for set-up and tests.
func (s *Service) RunQueued(ctx context.Context) error {
	for {
		row, found, err := s.claim(ctx)
		if err != nil || !found {
			return err
		}
		s.execute(ctx, row)
	}
}

func (s *Service) warn(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, what, slog.Any("error", err))
	}
}

func (s *Service) wakeUp() {
	select {
	case s.wake <- struct{}{}:
	default: // Run has been woken already
	}
}

// interrupt stops a job that runs in this process.
func (s *Service) interrupt(id model.JobID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if run := s.running[id]; run != nil {
		run.cancel(errCancelled)
	}
}

// claim takes one job from the queue.
func (s *Service) claim(ctx context.Context) (row model.Job, found bool, err error) {
	err = s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		row, found, err = tx.Jobs().Claim(s.holder, leaseTime)
		return err
	})
	return row, found && err == nil, err
}

// execute does one claimed job and writes down what became of it.
func (s *Service) execute(ctx context.Context, row model.Job) {
	work, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	run := &Run{service: s, row: row, Lang: row.Lang, ctx: work, cancel: cancel}
	s.mu.Lock()
	s.running[row.ID] = run
	s.mu.Unlock()
	beating, stopBeat := context.WithCancel(ctx) // also after a cancellation: the job is held until its work has noticed
	var heart sync.WaitGroup
	heart.Go(func() { s.beat(beating, run) })
	err := s.perform(work, run)
	stopBeat()
	heart.Wait()
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer stop()
	if err := s.settle(end, ctx, run, err); err != nil {
		s.log.LogAttrs(end, slog.LevelWarn, "the end of a job could not be written; it will run again", slog.String("job", row.ID.String()), slog.Any("error", err))
	}
	s.mu.Lock()
	delete(s.running, row.ID)
	s.mu.Unlock()
}

// perform does the work of a job, once it is sure that it still may.
func (s *Service) perform(ctx context.Context, run *Run) (err error) {
	defer func() {
		if v := recover(); v != nil {
			s.log.LogAttrs(ctx, slog.LevelError, "panic in a job", slog.String("job", run.row.ID.String()), slog.Any("value", v), slog.String("stack", string(debug.Stack())))
			err = model.Internal.Refuse()
		}
	}()
	if run.row.State == model.JobCancelling {
		return errCancelled // its worker is gone, and its effect was never committed
	}
	if run.row.Attempts > maxAttempts {
		return model.JobGaveUp.Refuse(model.P("count", maxAttempts))
	}
	if run.kind, err = s.kind(run.row.Kind); err != nil {
		return err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		actor, found, err := tx.Jobs().Starter(run.row)
		if err == nil && (!found || !actor.Can(run.kind.Need)) {
			err = model.JobStarterGone.Refuse()
		}
		run.Actor = actor
		return err
	})
	if err != nil {
		return err
	}
	run.Dry = run.kind.Checked && !run.row.Confirmed
	return run.kind.Work(ctx, run)
}

// beat keeps the lease, writes the progress and looks for a cancellation until ctx is done. A beat that fails, while a
// long transaction holds the database, is made up for by the next.
func (s *Service) beat(ctx context.Context, run *Run) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.look(ctx, run)
			s.pulse(ctx, run)
		}
	}
}

// look sees whether somebody in another process has cancelled the job. Reading does not wait for writers.
func (s *Service) look(ctx context.Context, run *Run) {
	ctx, stop := context.WithTimeout(ctx, beatTime)
	defer stop()
	_ = s.store.Read(ctx, func(tx *repository.Tx) error {
		state, err := tx.Jobs().State(run.row.ID)
		if err == nil && state == model.JobCancelling {
			run.cancel(errCancelled)
		}
		return err
	})
}

// pulse renews the lease.
func (s *Service) pulse(ctx context.Context, run *Run) {
	ctx, stop := context.WithTimeout(ctx, beatTime)
	defer stop()
	done, total := run.progress()
	var held bool
	err := s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		_, held, err = tx.Jobs().Beat(run.row.ID, s.holder, leaseTime, done, total)
		return err
	})
	if err == nil && !held && !run.committed.Load() {
		run.cancel(repository.ErrLeaseLost)
	}
}

// settle writes down what became of a job: err is what its work answered, server the context of the server.
func (s *Service) settle(ctx, server context.Context, run *Run, err error) error {
	cause := context.Cause(run.ctx)
	if err != nil && errors.Is(cause, errCancelled) {
		err = errCancelled // however the work felt it
	}
	switch {
	case run.committed.Load():
		return nil // written together with its effect
	case errors.Is(err, repository.ErrLeaseLost) || errors.Is(cause, repository.ErrLeaseLost):
		s.drop(ctx, run.result.Key)
		return nil // it is another's now
	case err != nil && server.Err() != nil && !errors.Is(err, errCancelled):
		s.drop(ctx, run.result.Key)
		return s.store.Write(ctx, func(tx *repository.Tx) error { return tx.Jobs().GiveBack(run.row.ID, s.holder) })
	}
	outcome := s.outcome(ctx, run, err)
	var state model.JobState
	err = s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		state, err = tx.Jobs().Settle(run.row.ID, s.holder, outcome)
		return err
	})
	if errors.Is(err, repository.ErrLeaseLost) || err == nil && state != model.JobDone {
		s.drop(ctx, run.result.Key)
	}
	if errors.Is(err, repository.ErrLeaseLost) {
		return nil
	}
	return err
}

// outcome judges what a work answered.
func (s *Service) outcome(ctx context.Context, run *Run, err error) repository.Outcome {
	o := repository.Outcome{Added: int64(run.report.Added), Unchanged: int64(run.report.Unchanged)}
	o.Done, o.Total = run.progress()
	var refusal *model.Refusal
	switch {
	case errors.Is(err, errCancelled):
		o.On = model.JobStop
		return o
	case errors.As(err, &refusal) && refusal.Problem.Kind == model.KindUnavailable && run.row.Attempts < maxAttempts:
		o.On = model.JobRequeue
		return o
	case errors.As(err, &refusal):
	case err != nil:
		s.log.LogAttrs(ctx, slog.LevelError, "a job failed", slog.String("job", run.row.ID.String()), slog.String("kind", string(run.row.Kind)), slog.Any("error", err))
		refusal = model.Internal.Refuse()
	case run.report.Faulty > 0:
		refusal = model.JobRowsFaulty.Refuse(model.P("count", run.report.Faulty))
	case run.Dry:
		o.On = model.JobPass
		return o
	default:
		o.On, o.Result = model.JobFinish, run.result
		return o
	}
	for _, f := range refusal.Fields {
		run.report.Refuse(0, f.At, f.Problem, f.Params...)
	}
	o.On, o.Added, o.Unchanged, o.Faulty = model.JobFail, 0, 0, int64(run.report.Faulty)
	o.Faults = keptFaults(run)
	o.Reason = keptReason(refusal)
	return o
}

// keptReason is a refusal as a job keeps it.
func keptReason(r *model.Refusal) []byte {
	text, err := json.Marshal(reason{r.Problem.Code, r.Params})
	if err != nil {
		return fmt.Appendf(nil, `{"Code":%q}`, r.Problem.Code) // a code has nothing to escape
	}
	return text
}

// keptFaults are the faults of a run as a job keeps them.
func keptFaults(run *Run) []model.JobFault {
	kept := make([]model.JobFault, 0, len(run.report.Faults))
	for i, f := range run.report.Faults {
		params, err := json.Marshal(f.Params)
		if err != nil {
			params = []byte("null")
		}
		kept = append(kept, model.JobFault{
			JobID: run.row.ID, Ordinal: int64(i + 1), Row: int64(f.Row), Column: clip(f.Column), Code: f.Problem.Code, Params: params,
		})
	}
	return kept
}

// clip keeps a column short: the head of an unknown one is a stranger's text.
func clip(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:100])
	}
	return s
}
