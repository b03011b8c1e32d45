package recall

import (
	"cmp"
	"encoding/json"
	"slices"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// launch makes a case real, in the transaction of its move: everything it reaches now is written down and blocked, its
// holders get their tasks, and the events say so. A case that is under way already is evaluated again instead, so that
// a later move never widens it silently.
func (m *moving) launch() error {
	version := 0
	if m.c.ScopeVersion > 0 {
		version = m.c.ScopeVersion
	}
	if err := m.tx.Recall().Standstill(); err != nil {
		return err
	}
	a, head, sum, err := scopeOf(m.tx, *m.c, version)
	if err != nil {
		return err
	}
	r, err := m.whole(a)
	if err != nil {
		return err
	}
	if version > 0 {
		if _, err := m.apply(r, version, model.DeltaEvent, ""); err != nil {
			return err
		}
		return m.watchLines(r)
	}
	if err := r.name(m.tx, a); err != nil {
		return err
	}
	sum = r.summary(ScopeSummary{Sight: sum.Sight, Kind: sum.Kind, Region: sum.Region})
	lots := r.lots(m.c.ID)
	out, err := issue(m.tx, r, m.c.OrgID, nil)
	if err != nil {
		return err
	}
	tasks, err := out.tasks(m.tx, m.c.ID)
	if err != nil {
		return err
	}
	if m.c.Mock == 1 {
		sum.Exercise = exercised(r, tasks, lots, m.s.elapsed(m.c.CreatedAt.Time()), m.s.elapsed(r.since))
	}
	row, err := r.row(model.RecallScopeRow{
		RecallID: m.c.ID, Version: 1, KnownAt: m.tx.Now(), Actor: m.actor.Name(), Reason: cmp.Or(m.in.Reason, head.Reason), CreatedAt: m.tx.Now(),
	}, lots, len(tasks.tasks), sum)
	if err != nil {
		return err
	}
	if err := m.tx.Recall().InsertScope(row); err != nil {
		return err
	}
	m.c.ScopeVersion = 1
	if m.c.Mock == 1 { // what is recorded later changes nothing about an exercise
		if err := m.tx.Recall().Unwatch(m.c.ID); err != nil {
			return err
		}
		return m.store(lots)
	}
	m.c.BlockedFrom = m.tx.Now()
	if err := m.store(lots); err != nil {
		return err
	}
	if err := m.watchLines(r); err != nil {
		return err
	}
	if err := m.s.give(m.tx, m.actor, *m.c, tasks); err != nil {
		return err
	}
	return m.tell(recalled, r.heads(lots))
}

// whole is what the case reaches now.
func (m *moving) whole(a asked) (*reach, error) {
	if m.ready != nil {
		return m.ready, m.ready.uncut()
	}
	return m.s.whole(m.tx, a)
}

// whole is what a case reaches; a closure that was cut is refused with recall-scope-cut.
func (s *Service) whole(tx *repository.Tx, a asked) (*reach, error) {
	r, err := s.reached(tx, a)
	if err != nil {
		return nil, err
	}
	if err := r.claim(tx, a); err != nil {
		return nil, err
	}
	return r, r.uncut()
}

// uncut refuses a closure that is not whole: what it leaves out would stay on sale.
func (c *reach) uncut() error {
	if c.Cut == repository.BoundNone {
		return nil
	}
	return model.RecallCut.Refuse(model.P("things", c.Things), model.P("open", c.Open))
}

// name gives selected lots of which nothing has been recorded a place in the trace, so that they are blocked from their
// first event on.
func (c *reach) name(tx *repository.Tx, a asked) error {
	var want []model.Node
	for _, u := range c.Unnamed {
		if c.answersFor(a, u.Batch.OrgID) {
			want = append(want, model.Node{Key: u.Batch.EPC, Level: model.LevelLot})
		}
	}
	if len(want) == 0 {
		return nil
	}
	nodes, _, err := tx.Trace().EnsureNodes(want)
	if err != nil {
		return err
	}
	for _, u := range c.Unnamed {
		node, ours := nodes[u.Batch.EPC]
		if _, known := c.rowOf[node.ID]; !ours || known {
			continue
		}
		c.Roots = append(c.Roots, Root{Node: node, Class: u.Class, Reason: u.Reason, Conditions: u.Conditions})
		c.rootOf[node.ID] = len(c.Roots) - 1
		if c.kept != nil {
			c.kept[node.ID] = true
		}
		c.rowOf[node.ID] = len(c.Rows)
		c.count(u.Class)
		c.Rows = append(c.Rows, Row{
			Visit: repository.Visit{Node: node.ID, First: true, Via: -1}, Class: u.Class, Reason: u.Reason, Root: len(c.Roots) - 1,
			Thing: &repository.Thing{Node: node, Maker: u.Batch.OrgID, Lot: u.Batch.Lot, State: u.Batch.State, ProductID: u.Batch.ProductID},
		})
	}
	return nil
}

// changed counts a change of what tills have to know, once in a transaction.
func (m *moving) changed() (model.Seq, error) {
	if m.epoch != 0 || m.c.Mock == 1 {
		return m.epoch, nil
	}
	epoch, err := m.tx.Recall().NextEpoch()
	m.epoch, m.c.Changed = epoch, epoch
	return epoch, err
}

// store writes affected things, blocked unless it is an exercise.
func (m *moving) store(lots []model.RecallLot) error {
	epoch, err := m.changed()
	if err != nil {
		return err
	}
	for i := range lots {
		l := &lots[i]
		l.ScopeVersion, l.Changed, l.CreatedAt, l.Blocked = m.c.ScopeVersion, epoch, m.tx.Now(), 1-m.c.Mock
	}
	return m.tx.Recall().InsertAffected(lots)
}

// heads are what the events of a case name: what it starts from, and what follows from something that is not its own.
func (c *reach) heads(lots []model.RecallLot) []model.RecallLot {
	var list []model.RecallLot
	for _, l := range lots {
		if _, affected := c.rowOf[l.ViaID]; !affected || !c.holds(l.ViaID) {
			list = append(list, l)
		}
	}
	return list
}

// The two things that events of a recall say: CBV 2.0 §7.2, persistent dispositions.
const (
	recalled = "set"
	lifted   = "unset"
)

// perEvent bounds how much one event names.
const perEvent = 500

// tell records that things are recalled, or not any more. An observation moves nothing; the persistent disposition stays
// with the goods until it is taken off.
func (m *moving) tell(what string, lots []model.RecallLot) error {
	if m.s.recorder == nil || m.c.Mock == 1 || len(lots) == 0 {
		return nil
	}
	if what == lifted {
		others, err := m.tx.Recall().Striking(nodesOf(lots))
		if err != nil {
			return err
		}
		lots = slices.DeleteFunc(slices.Clone(lots), func(l model.RecallLot) bool { // what another case blocks stays recalled for partners
			return slices.ContainsFunc(others, func(o model.RecallLot) bool { return o.NodeID == l.NodeID && o.RecallID != m.c.ID })
		})
	}
	var events []*epcis.Event
	for chunk := range slices.Chunk(lots, perEvent) {
		e := &epcis.Event{
			Type: epcis.ObjectEvent, Action: epcis.Observe, EventTime: epcis.Timestamp{At: m.tx.Now().Time()},
			EventTimeZoneOffset: m.tx.Now().Time().In(model.China).Format("-07:00"), BizStep: "holding",
			BizTransactions: []epcis.BizTransaction{{Type: model.RecallTransactionType, ID: m.c.Transaction()}},
			Persistent:      &epcis.PersistentDisposition{Set: []string{"recalled"}},
		}
		if what == lifted {
			e.Persistent = &epcis.PersistentDisposition{Unset: []string{"recalled"}}
		}
		for _, l := range chunk {
			if asClass(l) {
				e.QuantityList = append(e.QuantityList, epcis.Quantity{EPCClass: l.EPC})
			} else {
				e.EPCList = append(e.EPCList, l.EPC)
			}
		}
		events = append(events, e)
	}
	return m.s.recorder.RecordIn(m.tx, m.actor, events)
}

// asClass reports whether events name a thing as a class of objects: a lot, and not a single thing or container.
func asClass(l model.RecallLot) bool {
	if epc, err := gs1.ParseEPC(l.EPC); err == nil {
		return epc.Level() == gs1.LevelLot || epc.Level() == gs1.LevelClass
	}
	return l.Level != model.LevelInstance
}

// changeNote is one thing in the detail of a delta.
type changeNote struct {
	Key string `json:"key"`
	Was string `json:"was,omitempty"`
	Is  string `json:"is,omitempty"`
}

// changes are the differences between what a case affected and what it affects now.
type changes struct {
	Added, Removed, Changed []model.RecallLot
	notes                   []changeNote
}

// compare finds what differs. What somebody has cleared stays cleared, whatever is computed.
func compare(before map[model.Seq]model.RecallLot, now []model.RecallLot) (d changes) {
	still := make(map[model.Seq]bool, len(now))
	for _, l := range now {
		still[l.NodeID] = true
		was, known := before[l.NodeID]
		switch {
		case !known:
			d.Added = append(d.Added, l)
			d.notes = append(d.notes, changeNote{Key: l.EPC, Is: string(l.Class)})
		case was.GoneAt != 0 || was.Class != l.Class && was.Class != model.AffectedCleared:
			d.notes = append(d.notes, changeNote{l.EPC, string(was.Class), string(l.Class)})
			l.ScopeVersion, l.CreatedAt, l.Blocked = was.ScopeVersion, was.CreatedAt, was.Blocked
			l.ClearedBy, l.EvidenceID, l.Note, l.ClearedAt = was.ClearedBy, was.EvidenceID, was.Note, was.ClearedAt
			if was.Class == model.AffectedCleared {
				l.Class = model.AffectedCleared
			}
			if was.GoneAt != 0 {
				l.Blocked = 1
			}
			d.Changed = append(d.Changed, l)
		}
	}
	for _, was := range before {
		if was.GoneAt == 0 && !still[was.NodeID] {
			d.Removed = append(d.Removed, was)
			d.notes = append(d.notes, changeNote{Key: was.EPC, Was: string(was.Class)})
		}
	}
	slices.SortFunc(d.Removed, func(a, b model.RecallLot) int { return cmp.Compare(a.NodeID, b.NodeID) })
	slices.SortFunc(d.notes, func(a, b changeNote) int { return cmp.Compare(a.Key, b.Key) })
	return d
}

func (d changes) empty() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// apply brings a case that is under way to what its scope reaches now: what is new is blocked and given to its holders,
// what is gone is freed with the evidence given, and what was answered stays.
func (m *moving) apply(r *reach, version int, cause model.DeltaCause, evidence model.DocumentID) (changes, error) {
	a := asked{org: m.c.OrgID, standIn: standsIn(*m.c)}
	if err := r.name(m.tx, a); err != nil {
		return changes{}, err
	}
	before, err := m.tx.Recall().Affected(m.c.ID)
	if err != nil {
		return changes{}, err
	}
	d := compare(before, r.lots(m.c.ID))
	if d.empty() {
		return d, nil
	}
	if len(d.Removed) > 0 && cause == model.DeltaScope && evidence == "" && m.c.Mock == 0 {
		return d, model.ValueRequired.At("evidence")
	}
	m.c.ScopeVersion = version
	if err := m.store(d.Added); err != nil {
		return d, err
	}
	if err := m.change(d, evidence); err != nil {
		return d, err
	}
	if m.c.Mock == 0 {
		if err := m.spread(r, d); err != nil {
			return d, err
		}
	}
	return d, m.delta(d, cause)
}

// change writes what differs of things that were affected before.
func (m *moving) change(d changes, evidence model.DocumentID) error {
	rows := slices.Clone(d.Changed)
	for _, l := range d.Removed {
		l.Blocked, l.GoneAt, l.EvidenceID, l.Note = 0, m.tx.Now(), cmp.Or(evidence, l.EvidenceID), cmp.Or(m.in.Reason, l.Note)
		rows = append(rows, l)
	}
	for i := range rows {
		rows[i].Changed = m.epoch
		if m.c.Mock == 1 || rows[i].Class == model.AffectedCleared {
			rows[i].Blocked = 0
		}
	}
	return m.tx.Recall().SetAffected(rows)
}

// delta notes the change for the case's history.
func (m *moving) delta(d changes, cause model.DeltaCause) error {
	detail, err := json.Marshal(d.notes[:min(len(d.notes), maxNotes)])
	if err != nil {
		return err
	}
	return m.tx.Recall().InsertDelta(model.RecallDelta{
		ID: m.tx.NextSeq(), RecallID: m.c.ID, At: m.tx.Now(), Cause: cause, Actor: m.actor.Name(), Added: len(d.Added), Removed: len(d.Removed),
		Changed: len(d.Changed), Detail: detail,
	})
}

// spread gives what is new to its holders, takes back tasks about nothing, and records both.
func (m *moving) spread(r *reach, d changes) error {
	fresh := map[model.Seq]bool{}
	for _, l := range d.Added {
		fresh[l.NodeID] = true
	}
	for _, l := range d.Changed {
		fresh[l.NodeID] = true
	}
	work, err := issue(m.tx, r, m.c.OrgID, fresh)
	if err != nil {
		return err
	}
	out, err := work.tasks(m.tx, m.c.ID)
	if err != nil {
		return err
	}
	n, err := m.near(work)
	if err != nil {
		return err
	}
	if err := m.extendTasks(out, n); err != nil {
		return err
	}
	if err := m.withdraw(d); err != nil {
		return err
	}
	if err := m.tell(lifted, d.Removed); err != nil {
		return err
	}
	return m.tell(recalled, r.headsOf(d.Added))
}

func (c *reach) headsOf(added []model.RecallLot) []model.RecallLot {
	if len(added) == 0 {
		return nil
	}
	return c.heads(added)
}

// near is what there is already about the holders and the things of a part of a case.
type near struct {
	tasks   []model.RecallTask
	tellers []model.RecallTeller
	lines   map[lineOf]model.RecallLine
}

// near reads it. When a holder has no task yet, nobody else gives it one until the transaction ends.
func (m *moving) near(i *issuing) (n near, err error) {
	var orgs []model.OrgID
	var places []model.Seq
	var nodes []model.Seq
	for h, lines := range i.lines {
		if h.org != "" {
			orgs = append(orgs, h.org)
		} else {
			places = append(places, h.place)
		}
		for l := range lines {
			nodes = append(nodes, l.node)
		}
	}
	if n.tasks, err = m.tx.Recall().TasksHeldBy(m.c.ID, orgs, places); err != nil {
		return n, err
	}
	if i.lacks(n.tasks) {
		if err = m.tx.Recall().HoldCase(m.c.ID); err != nil {
			return n, err
		}
		if n.tasks, err = m.tx.Recall().TasksHeldBy(m.c.ID, orgs, places); err != nil {
			return n, err
		}
	}
	ids := make([]model.RecallTaskID, 0, len(n.tasks))
	for _, t := range n.tasks {
		ids = append(ids, t.ID)
	}
	if n.tellers, err = m.tx.Recall().Tellers(ids); err != nil {
		return n, err
	}
	slices.Sort(nodes)
	lines, err := m.tx.Recall().LinesAt(m.c.ID, slices.Compact(nodes))
	n.lines = make(map[lineOf]model.RecallLine, len(lines))
	for _, l := range lines {
		n.lines[lineOf{l.TaskID, l.NodeID, l.Unit}] = l.RecallLine
	}
	return n, err
}

// extendTasks adds lines to tasks that there are, and opens new ones.
func (m *moving) extendTasks(out issued, n near) error {
	standing := map[holderKey]*model.RecallTask{}
	withdrawn := map[model.OrgID]bool{}
	for i := range n.tasks {
		if t := &n.tasks[i]; t.State != model.TaskWithdrawn {
			standing[holderKey{t.OrgID, outsidePlace(*t)}] = t
		} else if t.OrgID != "" {
			withdrawn[t.OrgID] = true
		}
	}
	var fresh issued
	var again []model.RecallTask
	become := map[model.RecallTaskID]model.RecallTaskID{}
	for _, t := range out.tasks {
		old := standing[holderKey{t.OrgID, t.PlaceID}]
		switch {
		case old != nil:
			become[t.ID] = old.ID
			again = append(again, *old)
		case withdrawn[t.OrgID]: // a withdrawn task stays so; its successor is told apart by a place
			t.PlaceID = m.tx.NextSeq()
			fallthrough
		default:
			become[t.ID] = t.ID
			fresh.tasks = append(fresh.tasks, t)
		}
	}
	var more, retold []model.RecallLine
	for _, l := range out.lines {
		own := become[l.TaskID]
		was, there := n.lines[lineOf{own, l.NodeID, l.Unit}]
		switch {
		case own == l.TaskID:
			fresh.lines = append(fresh.lines, l)
		case !there:
			l.TaskID = own
			more = append(more, l)
		case was.ToldBy != l.ToldBy:
			l.TaskID = own
			retold = append(retold, l)
		}
	}
	if err := m.tx.Recall().AddLines(more); err != nil {
		return err
	}
	if err := m.tx.Recall().SetTold(retold); err != nil {
		return err
	}
	var others []model.RecallTeller
	for _, t := range out.tellers {
		if own := become[t.TaskID]; own == t.TaskID {
			fresh.tellers = append(fresh.tellers, t)
		} else {
			others = append(others, model.RecallTeller{TaskID: own, OrgID: t.OrgID})
		}
	}
	if err := m.joinTellers(again, n.tellers, others); err != nil {
		return err
	}
	if err := m.s.give(m.tx, m.actor, *m.c, fresh); err != nil {
		return err
	}
	return m.remind(again, more)
}

// outsidePlace is what tells a holder outside the house apart.
func outsidePlace(t model.RecallTask) model.Seq {
	if t.OrgID != "" {
		return 0
	}
	return t.PlaceID
}

type lineOf struct {
	task model.RecallTaskID
	node model.Seq
	unit model.Unit
}

// joinTellers notes who has supplied holders that have tasks already, beside those that are known to have.
func (m *moving) joinTellers(tasks []model.RecallTask, before, now []model.RecallTeller) error {
	there, had := map[model.RecallTeller]bool{}, map[model.RecallTaskID]bool{}
	for _, t := range before {
		there[t], had[t.TaskID] = true, true
	}
	joined := map[model.RecallTaskID]bool{}
	var more []model.RecallTeller
	for _, t := range now {
		if !there[t] {
			more = append(more, t)
			joined[t.TaskID] = had[t.TaskID]
		}
	}
	if err := m.tx.Recall().AddTellers(more); err != nil {
		return err
	}
	return m.retell(slices.DeleteFunc(slices.Clone(tasks), func(t model.RecallTask) bool { return !joined[t.ID] || t.OrgID == "" }))
}

// remind tells holders that their task has grown, and starts clocks for what is new; what they have answered stays.
func (m *moving) remind(tasks []model.RecallTask, lines []model.RecallLine) error {
	grown := map[model.RecallTaskID]bool{}
	for _, l := range lines {
		grown[l.TaskID] = true
	}
	var notices []told
	var clocks []model.RecallClock
	for _, t := range tasks {
		if !grown[t.ID] || t.OrgID == "" {
			continue
		}
		if t.State == model.TaskConfirmed {
			if _, err := repository.Move(m.tx, &model.TaskLifecycle, t.ID.String(), t.Version, t.State, model.TaskReopen, m.actor.Name(), m.in.Reason); err != nil {
				return err
			}
		}
		notices = append(notices, told{to: t.OrgID, task: t.ID, kind: model.NewsRecallTask, due: t.DueAt})
		t.DeliveredAt = m.tx.Now()
		more, err := m.s.taskClocks(m.tx, *m.c, []model.RecallTask{t})
		if err != nil {
			return err
		}
		clocks = append(clocks, more...)
	}
	if err := tellAll(m.tx, *m.c, notices); err != nil {
		return err
	}
	return m.tx.Recall().InsertClocks(clocks)
}

// withdraw takes back the tasks of which nothing is affected any more and that have not disposed of anything, and tells
// every holder of something that is free again.
func (m *moving) withdraw(d changes) error {
	if len(d.Removed) == 0 {
		return nil
	}
	tasks, err := m.tx.Recall().TasksOf(m.c.ID)
	if err != nil {
		return err
	}
	lines, err := m.tx.Recall().LinesOf(m.c.ID)
	if err != nil {
		return err
	}
	affected, err := m.tx.Recall().Affected(m.c.ID)
	if err != nil {
		return err
	}
	left, freed := map[model.RecallTaskID]int{}, map[model.RecallTaskID]bool{}
	gone := map[model.Seq]bool{}
	for _, l := range d.Removed {
		gone[l.NodeID] = true
	}
	for _, l := range lines {
		if gone[l.NodeID] {
			freed[l.TaskID] = true
		}
		if a := affected[l.NodeID]; a.GoneAt == 0 && a.Class != model.AffectedCleared {
			left[l.TaskID]++
		}
	}
	var notices []told
	for _, t := range tasks {
		if !freed[t.ID] {
			continue
		}
		if left[t.ID] == 0 {
			if err := m.takeBack(t); err != nil {
				return err
			}
		}
		if t.OrgID == "" {
			continue
		}
		notices = append(notices, told{to: t.OrgID, task: t.ID, kind: model.NewsRecallLifted, due: t.DueAt})
	}
	return tellAll(m.tx, *m.c, notices)
}

// takeBack withdraws a task unless its holder has disposed of goods: that stays on record.
func (m *moving) takeBack(t model.RecallTask) error {
	if _, err := model.TaskLifecycle.Next(t.State, model.TaskWithdraw); err != nil {
		return nil //nolint:nilerr // disposed of, confirmed or withdrawn: there is nothing to take back
	}
	_, err := repository.Move(m.tx, &model.TaskLifecycle, t.ID.String(), t.Version, t.State, model.TaskWithdraw, m.actor.Name(), m.in.Reason)
	if err != nil {
		return err
	}
	rows, err := m.tx.Recall().OpenClocks(m.c.ID, t.ID)
	for _, row := range rows {
		if err != nil {
			break
		}
		row.Ended, row.WarnAt = 1, 0
		err = m.tx.Recall().UpdateClock(row)
	}
	return err
}
