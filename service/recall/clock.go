package recall

import (
	"encoding/json"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// begin makes the clocks that a fact starts for a case or, with a task, for its holder.
func (s *Service) begin(tx *repository.Tx, c model.Recall, task model.RecallTaskID, fact model.Trigger, at model.Instant, only func(model.Rule) bool) ([]model.RecallClock, error) {
	if c.Mock == 1 {
		return nil, nil
	}
	rules, err := model.RulesOn(c.Pack, c.Grade, fact, model.DateOf(tx.Now(), model.China))
	if err != nil {
		return nil, err
	}
	var list []model.RecallClock
	for _, r := range rules {
		if only != nil && !only(r) {
			continue
		}
		clock, err := model.StartClock(r, at, tx.Now())
		if err != nil {
			return nil, err
		}
		row, err := s.clockRow(tx, c.ID, task, clock)
		if err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, nil
}

// clockRow stores a clock as it stands.
func (s *Service) clockRow(tx *repository.Tx, id model.RecallID, task model.RecallTaskID, clock model.Clock) (model.RecallClock, error) {
	rule, _ := model.RuleOf(clock.Rule)
	row := model.RecallClock{
		ID: repository.NewID[model.RecallClock](tx), RecallID: id, TaskID: task, Rule: clock.Rule, Party: rule.Party, Version: 1, CreatedAt: tx.Now(),
	}
	return row, s.write(&row, clock, tx.Now())
}

// write puts a clock into its row, with its deadline and the next instant at which somebody has to hear of it.
func (s *Service) write(row *model.RecallClock, clock model.Clock, now model.Instant) (err error) {
	due := clock.Due(s.calendar, now)
	row.DueAt, row.Provisional, row.Ended, row.WarnAt = due.At, 0, 0, 0
	if due.Provisional() {
		row.Provisional = 1
	}
	if !clock.AnsweredAt.IsZero() {
		row.Ended = 1
	}
	if row.Ended == 0 && watched(clock.Rule) {
		row.WarnAt = s.nextWarning(clock, now)
	}
	row.Clock, err = json.Marshal(clock)
	return err
}

// watched reports whether the end of a rule's period is a deadline that somebody is reminded of.
func watched(id model.RuleID) bool {
	r, known := model.RuleOf(id)
	return known && (r.Kind == model.RuleDeadline || r.Kind == model.RuleRepeats)
}

// nextWarning is the next instant after now at which a clock warns, the first after its deadline included.
func (s *Service) nextWarning(clock model.Clock, now model.Instant) model.Instant {
	for _, at := range clock.Warnings(s.calendar, now) {
		if at > now {
			return at
		}
	}
	due := clock.Due(s.calendar, now).At
	if clock.Period.Amount == 0 {
		due = due.Add(model.AtOnceGrace)
	}
	return due + 1
}

// Until is the instant after which a task that is not answered is brought before the authority, zero when no rule sets
// one; atOnce tells that the law wants it answered without delay, and the instant is how long this house waits.
func (t Task) Until() (at model.Instant, atOnce bool) { return t.Row.Until() }

// taskClocks makes the clocks of holders that have received their notice; those of who recalls run on the case.
func (s *Service) taskClocks(tx *repository.Tx, c model.Recall, tasks []model.RecallTask) ([]model.RecallClock, error) {
	var list []model.RecallClock
	for i := range tasks {
		t := &tasks[i]
		if t.DeliveredAt == 0 || t.Tier == 0 {
			continue
		}
		clocks, err := s.begin(tx, c, t.ID, model.OnNoticeReceived, t.DeliveredAt, nil)
		if err != nil {
			return nil, err
		}
		for _, row := range clocks {
			t.DueAt = max(t.DueAt, row.DueAt)
		}
		list = append(list, clocks...)
	}
	return list, nil
}

// start begins the clocks of a fact for the case itself.
func (m *moving) start(fact model.Trigger, at model.Instant) error {
	clocks, err := m.s.begin(m.tx, *m.c, "", fact, at, nil)
	if err != nil {
		return err
	}
	return m.tx.Recall().InsertClocks(clocks)
}

// answer notes that the case has met duties, now. Of a duty that repeats the next round begins.
func (m *moving) answer(duties ...model.Duty) error { return m.s.answer(m.tx, m.c.ID, "", duties...) }

func (s *Service) answer(tx *repository.Tx, id model.RecallID, task model.RecallTaskID, duties ...model.Duty) error {
	rows, err := tx.Recall().OpenClocks(id, task)
	if err != nil {
		return err
	}
	for _, row := range rows {
		rule, known := model.RuleOf(row.Rule)
		if !known || !slices.Contains(duties, rule.Answers) {
			continue
		}
		clock, err := readClock(row)
		if err != nil {
			return err
		}
		if clock, err = clock.Answer(tx.Now()); err != nil {
			return err
		}
		if err := s.put(tx, row, clock); err != nil {
			return err
		}
		if rule.Kind != model.RuleRepeats {
			continue
		}
		next, err := clock.Next()
		if err != nil {
			return err
		}
		again, err := s.clockRow(tx, id, task, next)
		if err != nil {
			return err
		}
		if err := tx.Recall().InsertClocks([]model.RecallClock{again}); err != nil {
			return err
		}
	}
	return nil
}

func readClock(row model.RecallClock) (c model.Clock, err error) {
	return c, json.Unmarshal(row.Clock, &c)
}

// put writes a changed clock.
func (s *Service) put(tx *repository.Tx, row model.RecallClock, clock model.Clock) error {
	if err := s.write(&row, clock, tx.Now()); err != nil {
		return err
	}
	return tx.Recall().UpdateClock(row)
}

// stopClocks ends every clock of a case but those that say how long its records are kept.
func (m *moving) stopClocks() error {
	rows, err := m.tx.Recall().EveryOpenClock(m.c.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if !watched(row.Rule) {
			continue
		}
		row.Ended, row.WarnAt = 1, 0
		if err := m.tx.Recall().UpdateClock(row); err != nil {
			return err
		}
	}
	return nil
}

// extend moves the end of the case's clocks of a duty with the authority's consent.
func (m *moving) extend(duty model.Duty, until model.Instant) error {
	rows, err := m.tx.Recall().OpenClocks(m.c.ID, "")
	if err != nil {
		return err
	}
	found := false
	for _, row := range rows {
		rule, known := model.RuleOf(row.Rule)
		if !known || rule.Answers != duty {
			continue
		}
		clock, err := readClock(row)
		if err != nil {
			return err
		}
		if clock, err = clock.Extend(m.s.calendar, until, m.actor.Name(), m.in.Reason, m.tx.Now()); err != nil {
			return err
		}
		found = true
		if err := m.s.put(m.tx, row, clock); err != nil {
			return err
		}
	}
	if !found {
		return model.ClockFixed.Refuse(model.PText("act", model.Text{ZH: "延长", UG: "ئۇزارتىش", EN: "an extension"}))
	}
	return nil
}

// restart lets a duty that had been met run again, as if it had not been: the deadline stays the first one.
func (m *moving) restart(duty model.Duty) error {
	rows, err := m.tx.Recall().ClocksOf(m.c.ID, "")
	if err != nil {
		return err
	}
	for _, row := range slices.Backward(rows) {
		rule, known := model.RuleOf(row.Rule)
		if !known || rule.Answers != duty {
			continue
		}
		clock, err := readClock(row)
		if err != nil || clock.AnsweredAt.IsZero() {
			return err
		}
		clock.AnsweredAt = 0
		again, err := m.s.clockRow(m.tx, m.c.ID, "", clock)
		if err != nil {
			return err
		}
		return m.tx.Recall().InsertClocks([]model.RecallClock{again})
	}
	return nil
}
