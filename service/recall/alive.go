package recall

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// Follow looks again at the cases that a recording touches, in its transaction. What they reach now is blocked and given
// to its holders at once, and a delta tells who carries them out. Where things only moved, what is affected stays as it
// is, and the lines of these things alone follow them. Closed cases are looked at like open ones. The trace room calls it
// after each recording.
func (s *Service) Follow(tx *repository.Tx, actor model.Actor, t model.Touched) error {
	live, err := tx.Recall().Watched()
	if err != nil || !live {
		return err
	}
	affected, watching, tainted, err := tx.Recall().TouchedBy(t)
	if err != nil {
		return err
	}
	ids := slices.Concat(affected, watching, tainted)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		c, err := tx.Recall().Case(wide(), id)
		if err != nil {
			return err
		}
		if c.Mock == 1 || !c.State.Blocks() || c.BlockedFrom == 0 {
			continue
		}
		m := &moving{s: s, tx: tx, actor: actor, c: &c, from: c.State}
		if err := m.follow(t, slices.Contains(watching, id), slices.Contains(tainted, id)); err != nil {
			return err
		}
	}
	return nil
}

// follow decides how much of a case has to be looked at again: all of it when what leads from one thing to another, what
// its conditions select, or what was made at a line that it taints may have changed, and else the things that moved.
func (m *moving) follow(t model.Touched, watching, tainted bool) error {
	nodes := slices.Concat(t.Nodes, t.Moved)
	slices.Sort(nodes)
	before, err := m.tx.Recall().AffectedAt(m.c.ID, slices.Compact(nodes))
	if err != nil {
		return err
	}
	affected := false
	for _, l := range before {
		affected = affected || l.GoneAt == 0
	}
	reaches := affected && (t.Genealogy || len(t.Corrected) > 0) || tainted && adds(t, before)
	if !reaches && watching {
		if reaches, err = m.fits(t, before); err != nil {
			return err
		}
	}
	late := t.Earliest < m.c.BlockedFrom
	if reaches {
		if err := m.widen(t, late); err != nil {
			return err
		}
		if before, err = m.tx.Recall().AffectedAt(m.c.ID, slices.Compact(nodes)); err != nil {
			return err
		}
	}
	if err := m.retrace(before, t, late); err != nil {
		return err
	}
	if m.epoch == 0 {
		return nil
	}
	return m.tx.Recall().UpdateCase(m.c)
}

// adds reports whether events at a tainted line may add to it: they name something new, take something back, or name
// nothing, as a clean-out does.
func adds(t model.Touched, before map[model.Seq]model.RecallLot) bool {
	return len(t.Nodes) == 0 || len(t.Corrected) > 0 ||
		slices.ContainsFunc(t.Nodes, func(n model.Seq) bool { l, known := before[n]; return !known || l.GoneAt != 0 })
}

// watchLines has the case looked at again whenever something is recorded at a line that it taints.
func (m *moving) watchLines(r *reach) error {
	if m.c.Mock == 1 {
		return nil
	}
	return m.tx.Recall().WatchLines(m.c.ID, sortedKeys(r.tainted))
}

// widen computes the whole case anew and writes what differs.
func (m *moving) widen(t model.Touched, late bool) error {
	a, _, _, err := scopeOf(m.tx, *m.c, m.c.ScopeVersion)
	if err != nil {
		return err
	}
	before, err := m.tx.Recall().Affected(m.c.ID)
	if err != nil {
		return err
	}
	r, err := m.again(a)
	if err != nil || r == nil {
		return err
	}
	if err := m.renew(r, before, t, late); err != nil {
		return err
	}
	return m.watchLines(r)
}

// fits reports whether events name something that a condition may select and has not selected yet.
func (m *moving) fits(t model.Touched, before map[model.Seq]model.RecallLot) (bool, error) {
	a, _, _, err := scopeOf(m.tx, *m.c, m.c.ScopeVersion)
	if err != nil {
		return false, err
	}
	fresh := slices.ContainsFunc(t.Nodes, func(n model.Seq) bool { l, known := before[n]; return !known || l.GoneAt != 0 })
	if fresh {
		if picked, err := m.picks(a.query.Scope, t, before); err != nil || picked {
			return picked, err
		}
	}
	for i, p := range a.query.Scope.Predicates {
		selects := false
		switch p := p.(type) {
		case model.ScopeSite:
			selects = p.Covers(t.Earliest, m.tx.Now())
		case model.ScopeSupplier:
			selects = p.To == 0 || t.Earliest <= p.To
		case model.ScopeSerials:
			selects = fresh
		}
		if selects && slices.ContainsFunc(t.Nodes, func(n model.Seq) bool { return !selectedBy(before[n], i) }) {
			return true, nil
		}
	}
	return false, nil
}

// selectedBy reports whether a condition has selected a thing, by its position.
func selectedBy(l model.RecallLot, condition int) bool {
	return l.GoneAt == 0 && slices.Contains(strings.Split(l.Conditions, ","), strconv.Itoa(condition))
}

// picks reports whether a condition picks one of the batches that are not affected.
func (m *moving) picks(scope model.RecallScope, t model.Touched, before map[model.Seq]model.RecallLot) (bool, error) {
	known := map[model.BatchID]bool{}
	for _, l := range before {
		if l.GoneAt == 0 {
			known[l.BatchID] = true
		}
	}
	batches, err := m.tx.Trace().BatchesOf(t.Batches)
	for id, b := range batches {
		if !known[id] && scope.Picks(b) {
			return true, err
		}
	}
	return false, err
}

// again is what the case reaches now; nil when its conditions select nothing any more, which frees nothing: only people
// free, with evidence.
func (m *moving) again(a asked) (*reach, error) {
	r, err := m.s.reached(m.tx, a)
	if errors.Is(err, model.RecallScopeVoid) {
		return nil, m.alarm(changes{}, model.DeltaCorrection, 0, true)
	}
	if err != nil {
		return nil, err
	}
	if err := r.claim(m.tx, a); errors.Is(err, model.RecallForeign) || errors.Is(err, model.RecallMakerStands) {
		return nil, m.alarm(changes{}, model.DeltaCorrection, 0, true)
	} else if err != nil {
		return nil, err
	}
	return r, r.name(m.tx, a)
}

// renew writes what differs. What a correction would free stays blocked as possible, until somebody clears it with
// evidence: whoever has the goods must not be able to free them by withdrawing what it said about them. Of a closure
// that was cut only what is new counts.
func (m *moving) renew(r *reach, before map[model.Seq]model.RecallLot, t model.Touched, late bool) error {
	d := compare(before, r.lots(m.c.ID))
	unsure := d.Removed
	d.Removed = nil
	for _, l := range unsure {
		if r.Cut != repository.BoundNone || l.Class == model.AffectedCleared || l.Reason == string(Withdrawn) {
			continue
		}
		l.Class, l.Reason, l.EventSeq = model.AffectedPossible, string(Withdrawn), first(t.Corrected)
		d.Changed = append(d.Changed, l)
	}
	if d.empty() {
		return nil
	}
	if err := m.store(d.Added); err != nil {
		return err
	}
	if err := m.change(d, ""); err != nil {
		return err
	}
	if err := m.spread(r, d); err != nil {
		return err
	}
	cause := model.DeltaEvent
	switch {
	case len(t.Corrected) > 0:
		cause = model.DeltaCorrection
	case d.onlyPicked():
		cause = model.DeltaBatch
	}
	return m.alarm(d, cause, first(t.Events), late)
}

// onlyPicked reports whether all that came in is new and fits a condition by itself.
func (d changes) onlyPicked() bool {
	follows := func(l model.RecallLot) bool { return l.Conditions == "" || l.BatchID == "" }
	return len(d.Changed) == 0 && !slices.ContainsFunc(d.Added, follows)
}

func first(events []model.Seq) model.Seq {
	if len(events) == 0 {
		return 0
	}
	return events[0]
}

// alarm notes a change that nobody has ordered, for the history of the case, and tells who carries it out and its
// authorities.
func (m *moving) alarm(d changes, cause model.DeltaCause, event model.Seq, late bool) error {
	detail, err := json.Marshal(d.noted())
	if err != nil {
		return err
	}
	row := model.RecallDelta{
		ID: m.tx.NextSeq(), RecallID: m.c.ID, At: m.tx.Now(), Cause: cause, EventSeq: event, Actor: m.actor.Name(), Added: len(d.Added),
		Changed: len(d.Changed), Detail: detail,
	}
	if late {
		row.Late = 1
	}
	if err := m.tx.Recall().InsertDelta(row); err != nil {
		return err
	}
	to, err := m.authorities()
	if err != nil {
		return err
	}
	return m.message(model.NewsRecallChanged, append(to, m.c.OrgID)...)
}

// noted is what a delta lists.
func (d changes) noted() []changeNote {
	notes := slices.Clone(d.notes)
	for _, l := range d.Changed {
		if l.Reason == string(Withdrawn) {
			at := slices.IndexFunc(notes, func(n changeNote) bool { return n.Key == l.EPC })
			if at >= 0 {
				notes[at].Is = string(l.Class)
			}
		}
	}
	return notes[:min(len(notes), maxNotes)]
}
