package recall

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Follow looks again at the cases that a recording touches, in its transaction: what they reach now is blocked and given
// to its holders at once, and a delta tells who carries them out. Closed cases are looked at like open ones. The trace
// room calls it after each recording.
func (s *Service) Follow(tx *repository.Tx, actor model.Actor, t model.Touched) error {
	live, err := tx.Recall().Watched()
	if err != nil || !live {
		return err
	}
	affected, watching, err := tx.Recall().TouchedBy(t)
	if err != nil {
		return err
	}
	ids := slices.Concat(affected, watching)
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
		if err := m.follow(t, slices.Contains(affected, id)); err != nil {
			return err
		}
	}
	return nil
}

// follow decides how much of a case has to be looked at again.
func (m *moving) follow(t model.Touched, affected bool) error {
	a, _, _, err := scopeOf(m.tx, *m.c, m.c.ScopeVersion)
	if err != nil {
		return err
	}
	before, err := m.tx.Recall().Affected(m.c.ID)
	if err != nil {
		return err
	}
	late := t.Earliest < m.c.BlockedFrom
	reaches := affected && (t.Genealogy || len(t.Corrected) > 0)
	if !reaches {
		if reaches, err = m.fits(a.query.Scope, t, before); err != nil {
			return err
		}
	}
	strangers := []model.OrgID(nil)
	if affected && !late && !reaches {
		if strangers, err = m.tx.Recall().HoldersBeyond(m.c.ID, t.Events); err != nil {
			return err
		}
	}
	moved := affected && m.heldBy(t, before)
	if !reaches && !late && len(strangers) == 0 && !moved {
		return nil
	}
	r, err := m.again(a)
	if err != nil || r == nil {
		return err
	}
	d, err := m.renew(r, before, t, late)
	if err != nil {
		return err
	}
	if err := m.retrace(r, d, t, late); err != nil {
		return err
	}
	if m.epoch == 0 {
		return nil
	}
	return m.tx.Recall().UpdateCase(m.c)
}

// heldBy reports whether an event names something that is affected still: where it is may have changed.
func (m *moving) heldBy(t model.Touched, before map[model.Seq]model.RecallLot) bool {
	return slices.ContainsFunc(t.Nodes, func(n model.Seq) bool { l, known := before[n]; return known && l.GoneAt == 0 })
}

// fits reports whether events name something that is not affected and that a condition may select.
func (m *moving) fits(scope model.RecallScope, t model.Touched, before map[model.Seq]model.RecallLot) (bool, error) {
	fresh := func(n model.Seq) bool { l, known := before[n]; return !known || l.GoneAt != 0 }
	if !slices.ContainsFunc(t.Nodes, fresh) {
		return false, nil
	}
	known := map[model.BatchID]bool{}
	for _, l := range before {
		if l.GoneAt == 0 {
			known[l.BatchID] = true
		}
	}
	batches, err := m.tx.Trace().BatchesOf(t.Batches)
	if err != nil {
		return false, err
	}
	for id, b := range batches {
		if !known[id] && scope.Picks(b) {
			return true, nil
		}
	}
	for _, p := range scope.Predicates {
		switch p := p.(type) {
		case model.ScopeSite:
			if p.Covers(t.Earliest, m.tx.Now()) {
				return true, nil
			}
		case model.ScopeSupplier:
			if p.To == 0 || t.Earliest <= p.To {
				return true, nil
			}
		case model.ScopeSerials:
			return true, nil
		}
	}
	return false, nil
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
func (m *moving) renew(r *reach, before map[model.Seq]model.RecallLot, t model.Touched, late bool) (changes, error) {
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
		return d, nil
	}
	if err := m.store(d.Added); err != nil {
		return d, err
	}
	if err := m.change(d, ""); err != nil {
		return d, err
	}
	if err := m.spread(r, d); err != nil {
		return d, err
	}
	cause := model.DeltaEvent
	if len(t.Corrected) > 0 {
		cause = model.DeltaCorrection
	}
	return d, m.alarm(d, cause, first(t.Events), late)
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
	return m.message(NoticeDelta, append(to, m.c.OrgID)...)
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

// holding is one line of the trace and where it stands among the tasks.
type holding struct {
	now  model.RecallLine
	was  model.RecallLine
	tier int
}

// retrace has holders that had none get their tasks, and lines that nobody has answered follow the goods. What was on
// its way when the recall began arrives; what goes back to who supplied it stays on the line of who returns it, since
// that is what it will answer. A late report corrects what the launch believed.
func (m *moving) retrace(r *reach, d changes, t model.Touched, late bool) error {
	fresh := map[model.Seq]bool{}
	for _, n := range t.Nodes {
		if _, affected := r.rowOf[n]; affected && r.holds(n) {
			fresh[n] = true
		}
	}
	for _, l := range slices.Concat(d.Added, d.Changed) {
		delete(fresh, l.NodeID) // they have just been given
	}
	if len(fresh) == 0 {
		return nil
	}
	work, err := issue(m.tx, r, m.c.OrgID, fresh)
	if err != nil {
		return err
	}
	out := work.tasks(m.tx, m.c.ID)
	list, err := m.standing(out)
	if err != nil {
		return err
	}
	if err := m.extendTasks(out, changes{}); err != nil {
		return err
	}
	return m.tx.Recall().SetTraced(retraced(list, late))
}

// standing pairs what the trace says now with the lines that there are.
func (m *moving) standing(out issued) ([]holding, error) {
	tasks, err := m.tx.Recall().TasksOf(m.c.ID)
	if err != nil {
		return nil, err
	}
	lines, err := m.tx.Recall().LinesOf(m.c.ID)
	if err != nil {
		return nil, err
	}
	there := map[lineOf]model.RecallLine{}
	for _, l := range lines {
		there[lineOf{l.TaskID, l.NodeID, l.Unit}] = l
	}
	task := map[holderKey]model.RecallTask{}
	for _, t := range tasks {
		if t.State != model.TaskWithdrawn {
			task[holderKey{t.OrgID, outsidePlace(t)}] = t
		}
	}
	holder := map[model.RecallTaskID]holderKey{}
	for _, t := range out.tasks {
		holder[t.ID] = holderKey{t.OrgID, outsidePlace(t)}
	}
	var list []holding
	for _, l := range out.lines {
		t, known := task[holder[l.TaskID]]
		if !known {
			continue
		}
		was, known := there[lineOf{t.ID, l.NodeID, l.Unit}]
		if !known || was.Answered == 1 {
			continue
		}
		l.TaskID = t.ID
		list = append(list, holding{now: l, was: was, tier: t.Tier})
	}
	return list, nil
}

// retraced chooses the lines that follow the trace.
func retraced(list []holding, late bool) []model.RecallLine {
	type thing struct {
		node model.Seq
		unit model.Unit
	}
	deepest := map[thing]int{} // of each thing, the deepest holder that has more than before
	for _, h := range list {
		if k := (thing{h.now.NodeID, h.now.Unit}); h.now.Distributed > h.was.Distributed {
			deepest[k] = max(deepest[k], h.tier)
		}
	}
	var rows []model.RecallLine
	for _, h := range list {
		deep, arrived := deepest[thing{h.now.NodeID, h.now.Unit}]
		more := h.now.Distributed > h.was.Distributed && h.tier > 0
		less := h.now.Distributed < h.was.Distributed && arrived && h.tier < deep
		same := h.now.Distributed == h.was.Distributed && (h.now.OnHand != h.was.OnHand || h.now.InTransit != h.was.InTransit || h.now.Sold != h.was.Sold)
		if late && h.now != h.was || more || less || same {
			rows = append(rows, h.now)
		}
	}
	slices.SortFunc(rows, func(a, b model.RecallLine) int {
		return cmp.Or(cmp.Compare(a.TaskID, b.TaskID), cmp.Compare(a.NodeID, b.NodeID))
	})
	return rows
}
