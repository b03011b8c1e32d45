package recall

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// overdueAtOnce is how many clocks one round of Overdue looks at.
const overdueAtOnce = 500

// worker is who acts when time does.
const worker = "system:recall-clocks"

// Overdue looks at every clock about which somebody has to hear by now: it reminds who has a duty before its end and
// tells its authority after it, and escalates the task of a holder that has not met it. It may run on several replicas
// at once: each clock is taken by one of them, and none is told of twice. A clock that fails does not stop those behind it;
// the next call tries it again. It returns how many it has dealt with, and what has failed.
func (s *Service) Overdue(ctx context.Context) (n int, err error) {
	var wrong []error
	for after := (model.RecallClock{}); ; {
		var due []model.RecallClock
		err := s.store.Read(ctx, func(tx *repository.Tx) (err error) {
			due, err = tx.Recall().DueClocks(after, overdueAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return n, errors.Join(append(wrong, err)...)
		}
		for _, row := range due {
			after = row
			err := s.store.Write(ctx, func(tx *repository.Tx) error { return s.ring(tx, row.ID, row.Version) })
			switch {
			case errors.Is(err, model.ChangedMeanwhile): // another replica has it, or the duty was met
			case ctx.Err() != nil:
				return n, err
			case err != nil && len(wrong) < overdueAtOnce:
				wrong = append(wrong, fmt.Errorf("clock %s: %w", row.ID, err))
			case err == nil:
				n++
			}
		}
		if len(due) < overdueAtOnce {
			return n, errors.Join(wrong...)
		}
	}
}

// ring deals with one clock.
func (s *Service) ring(tx *repository.Tx, id model.RecallClockID, version int64) error {
	row, err := tx.Recall().Clock(id)
	if err != nil {
		return err
	}
	if row.Version != version || row.Ended == 1 || row.WarnAt == 0 {
		return model.ChangedMeanwhile.Refuse()
	}
	clock, err := readClock(row)
	if err != nil {
		return err
	}
	overdue := clock.Overdue(s.calendar, tx.Now())
	c, err := tx.Recall().Case(wide(), row.RecallID)
	if err != nil {
		return err
	}
	if err := s.write(&row, clock, tx.Now()); err != nil {
		return err
	}
	if overdue && row.WarnAt <= tx.Now() {
		row.WarnAt = 0 // all that can be said has been
	}
	if err := tx.Recall().UpdateClock(row); err != nil {
		return err
	}
	if !overdue {
		return s.warn(tx, c, row, model.NewsRecallReminder, false)
	}
	if row.TaskID != "" {
		if err := s.escalate(tx, row.TaskID); err != nil {
			return err
		}
	}
	return s.warn(tx, c, row, model.NewsRecallOverdue, true)
}

// escalate brings a task before the authority; one that is answered or ended meanwhile stays as it is.
func (s *Service) escalate(tx *repository.Tx, id model.RecallTaskID) error {
	t, err := tx.Recall().TaskByID(id)
	if err != nil {
		return err
	}
	if _, err := model.TaskLifecycle.Next(t.State, model.TaskEscalate); err != nil {
		return nil //nolint:nilerr // nothing is owed any more
	}
	_, err = repository.Move(tx, &model.TaskLifecycle, t.ID.String(), t.Version, t.State, model.TaskEscalate, worker, "")
	return err
}

// warn tells who has the duty, who told it, and after the deadline the authorities.
func (s *Service) warn(tx *repository.Tx, c model.Recall, row model.RecallClock, kind model.NoticeKind, authority bool) error {
	to := []model.OrgID{c.OrgID}
	if row.TaskID != "" {
		t, err := tx.Recall().TaskByID(row.TaskID)
		if err != nil {
			return err
		}
		to = []model.OrgID{t.OrgID}
		if authority {
			tellers, err := tx.Recall().Tellers([]model.RecallTaskID{t.ID})
			if err != nil {
				return err
			}
			for _, told := range tellers {
				to = append(to, told.OrgID)
			}
		}
	}
	if authority {
		above, err := authorities(tx, c)
		if err != nil {
			return err
		}
		to = append(to, above...)
	}
	var notices []told
	seen := map[model.OrgID]bool{"": true}
	for _, org := range to {
		if seen[org] {
			continue
		}
		seen[org] = true
		notices = append(notices, told{to: org, task: row.TaskID, kind: kind, due: row.DueAt})
	}
	return tellAll(tx, c, notices)
}

// Watch runs Overdue every minute until its context is done. A failure is tried again the next time.
func (s *Service) Watch(log *slog.Logger) func(context.Context) error {
	return func(ctx context.Context) error {
		tick := time.NewTicker(time.Minute)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
				if _, err := s.Overdue(ctx); err != nil && ctx.Err() == nil {
					log.LogAttrs(ctx, slog.LevelWarn, "the clocks of recalls could not be looked at", slog.Any("error", err))
				}
			}
		}
	}
}

// DeadlineFilter narrows a list of deadlines.
type DeadlineFilter = repository.DeadlineFilter

// Deadline is an open duty with how urgent it is.
type Deadline struct {
	repository.Deadline
	Rule  model.Rule
	Clock model.Clock
	Stage model.ClockStage
	Due   model.Deadline
}

// Deadlines lists the open duties that concern the actor, the next one first: its cases' and tasks' and those of the
// holders it has supplied, or what lies in an authority's region.
//
// Who: permission recall:read. Refusals: page-token-invalid.
func (s *Service) Deadlines(ctx context.Context, actor model.Actor, f DeadlineFilter, page model.Page) (list []Deadline, next model.PageToken, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		rows, token, err := tx.Recall().Deadlines(actor.Scope(), f, page)
		if err != nil {
			return err
		}
		next = token
		for _, row := range rows {
			d, err := s.deadline(row, tx.Now())
			if err != nil {
				return err
			}
			list = append(list, d)
		}
		return nil
	})
	return list, next, err
}

func (s *Service) deadline(row repository.Deadline, now model.Instant) (Deadline, error) {
	clock, err := readClock(row.RecallClock)
	rule, _ := model.RuleOf(row.RecallClock.Rule)
	return Deadline{row, rule, clock, clock.Stage(s.calendar, now), clock.Due(s.calendar, now)}, err
}
