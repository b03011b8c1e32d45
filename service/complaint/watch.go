package complaint

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// lookAtOnce is how many complaints and tips one round of Look takes.
const lookAtOnce = 500

// Look notes that clocks run out soon or have run out, and erases personal data whose time is over. It makes no move:
// where time is over it is a person who acts. It may run on several replicas at once. It returns how many records it has
// dealt with.
func (s *Service) Look(ctx context.Context) (n int, err error) {
	for {
		var complaints []model.Complaint
		var tips []model.Tip
		var expired []string
		err := s.store.Read(ctx, func(tx *repository.Tx) (err error) {
			if complaints, tips, err = tx.Complaint().ToWarn(tx.Now(), lookAtOnce); err != nil {
				return err
			}
			expired, err = tx.Complaint().DueErasure(tx.Now(), lookAtOnce)
			return err
		})
		if err != nil {
			return n, err
		}
		done, err := s.expire(ctx, expired)
		n += done
		if err != nil {
			return n, err
		}
		for _, work := range s.works(complaints, tips) {
			switch err := s.store.Write(ctx, work); {
			case errors.Is(err, model.ChangedMeanwhile): // somebody was faster
			case err != nil:
				return n, err
			default:
				n++
				done++
			}
		}
		if done == 0 || max(len(complaints), len(tips), len(expired)) < lookAtOnce {
			return n, nil
		}
	}
}

func (s *Service) works(complaints []model.Complaint, tips []model.Tip) (list []func(tx *repository.Tx) error) {
	for _, c := range complaints {
		list = append(list, func(tx *repository.Tx) error {
			marks, err := s.look(c.Clocks, tx.Now())
			if err != nil {
				return err
			}
			c.DueAt, c.Provisional, c.WarnAt = marks.due, marks.provisional, marks.warnAt
			kind := marks.urgency(c.WarnedAt)
			c.WarnedAt, c.OverdueAt = marks.told(c.WarnedAt, kind, tx.Now()), marks.since(c.OverdueAt, tx.Now())
			if err := tx.Complaint().Update(&c); err != nil || kind == "" {
				return err
			}
			return tell(tx, kind, c, c.AuthorityID)
		})
	}
	for _, t := range tips {
		list = append(list, func(tx *repository.Tx) error {
			marks, err := s.look(t.Clocks, tx.Now())
			if err != nil {
				return err
			}
			t.DueAt, t.Provisional, t.WarnAt = marks.due, marks.provisional, marks.warnAt
			kind := marks.urgency(t.WarnedAt)
			t.WarnedAt, t.OverdueAt = marks.told(t.WarnedAt, kind, tx.Now()), marks.since(t.OverdueAt, tx.Now())
			if err := tx.Complaint().UpdateTip(&t); err != nil || kind == "" {
				return err
			}
			return tellTip(tx, kind, t)
		})
	}
	return list
}

// expire erases subjects whose time is over and takes their evidence off the disk.
func (s *Service) expire(ctx context.Context, subjects []string) (n int, err error) {
	for _, subject := range subjects {
		var files []model.SealedFile
		err := s.store.Write(ctx, func(tx *repository.Tx) (err error) {
			files, err = erase(tx, subject, actionExpire)
			return err
		})
		if err == nil {
			err = s.removeFiles(files)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// marks are what a look at the present clock finds.
type marks struct {
	face
	began           model.Instant // when the present clock began
	warned, overdue bool
}

// since is the instant at which a clock was first found to have run out.
func (m marks) since(at, now model.Instant) model.Instant {
	if at == 0 && m.overdue {
		return now
	}
	return at
}

// told is the instant at which the authority was last told that a clock runs out.
func (m marks) told(at model.Instant, kind model.NoticeKind, now model.Instant) model.Instant {
	if kind != "" {
		return now
	}
	return at
}

func (s *Service) look(text []byte, now model.Instant) (m marks, err error) {
	list, err := readClocks(text)
	if err != nil {
		return m, err
	}
	if m.face, err = s.face(list, now); err != nil {
		return m, err
	}
	m.began = list.present().StartedAt
	stage := list.present().Stage(s.calendar, now)
	m.overdue = stage == model.ClockRanOut
	m.warned = m.overdue || stage == model.ClockWarns
	return m, nil
}

// Watch runs Look every minute until its context is done. A failure is tried again the next time.
func (s *Service) Watch(log *slog.Logger) func(context.Context) error {
	return func(ctx context.Context) error {
		tick := time.NewTicker(time.Minute)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
				if _, err := s.Look(ctx); err != nil && ctx.Err() == nil {
					log.LogAttrs(ctx, slog.LevelWarn, "the clocks of complaints could not be looked at", slog.Any("error", err))
				}
			}
		}
	}
}
