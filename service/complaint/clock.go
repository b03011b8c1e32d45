package complaint

import (
	"encoding/json"

	"suyuan/model"
)

// clocks are every clock of a complaint or tip so far; the last one is the present one.
type clocks []model.Clock

func readClocks(text []byte) (list clocks, err error) {
	return list, json.Unmarshal(text, &list)
}

// present is the last clock, or one that has not started.
func (c clocks) present() model.Clock {
	if len(c) == 0 {
		return model.Clock{}
	}
	return c[len(c)-1]
}

// runs reports whether the present clock is open.
func (c clocks) runs() bool {
	p := c.present()
	return !p.StartedAt.IsZero() && p.AnsweredAt.IsZero()
}

// start begins the clock of a duty at a fact that happens now, under the rules of today.
func (c clocks) start(fact model.Trigger, now model.Instant) (clocks, error) {
	rules, err := model.RulesOn(model.PackCNComplaint, "", fact, model.DateOf(now, model.China))
	if err != nil {
		return c, err
	}
	for _, r := range rules {
		if r.Kind != model.RuleDeadline {
			continue
		}
		started, err := model.StartClock(r, now, now)
		return append(c, started), err
	}
	return c, model.RuleUnknown.Refuse(model.P("value", fact))
}

// answer notes that the present duty is met; where none is open nothing changes.
func (c clocks) answer(now model.Instant) (clocks, error) {
	if !c.runs() {
		return c, nil
	}
	return c.replace(c.present().Answer(now))
}

// replace puts a changed clock in the place of the present one.
func (c clocks) replace(changed model.Clock, err error) (clocks, error) {
	if err != nil {
		return c, err
	}
	c[len(c)-1] = changed
	return c, nil
}

// face is what a row shows of its clocks.
type face struct {
	text        []byte
	due         model.Instant
	provisional int
	running     int
	warnAt      model.Instant
}

// face reads the present clock at an instant.
func (s *Service) face(c clocks, now model.Instant) (f face, err error) {
	if f.text, err = json.Marshal(c); err != nil || !c.runs() {
		return f, err
	}
	present := c.present()
	due := present.Due(s.calendar, now)
	f.running, f.due = 1, due.At
	if due.Provisional() {
		f.provisional = 1
	}
	f.warnAt = s.nextLook(present, now)
	return f, nil
}

// nextLook is the next instant after now at which a clock is to be looked at: when somebody has to hear of it, the first
// instant after its deadline included, and daily while it stands still, since its deadline then moves on.
func (s *Service) nextLook(c model.Clock, now model.Instant) model.Instant {
	if c.Paused() {
		return now.Add(day)
	}
	for _, at := range c.Warnings(s.calendar, now) {
		if at > now {
			return at
		}
	}
	if due := c.Due(s.calendar, now).At; due >= now {
		return due + 1
	}
	return 0
}

// setClocks writes clocks into a complaint.
func (s *Service) setClocks(row *model.Complaint, c clocks, now model.Instant) error {
	f, err := s.face(c, now)
	row.Clocks, row.DueAt, row.Provisional, row.Running, row.WarnAt = f.text, f.due, f.provisional, f.running, f.warnAt
	row.OverdueAt = firstOverdue(row.OverdueAt, s.missed(c), now)
	return err
}

// setTipClocks writes clocks into a tip.
func (s *Service) setTipClocks(row *model.Tip, c clocks, now model.Instant) error {
	f, err := s.face(c, now)
	row.Clocks, row.DueAt, row.Provisional, row.Running, row.WarnAt = f.text, f.due, f.provisional, f.running, f.warnAt
	row.OverdueAt = firstOverdue(row.OverdueAt, s.missed(c), now)
	return err
}

// missed reports whether a clock that is answered was answered too late: the worker may not have seen it overdue.
func (s *Service) missed(c clocks) bool {
	for _, one := range c {
		if one.Late(s.calendar) {
			return true
		}
	}
	return false
}

func firstOverdue(at model.Instant, missed bool, now model.Instant) model.Instant {
	if at == 0 && missed {
		return now
	}
	return at
}
