package recall

import (
	"cmp"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// retrace has the tasks follow affected things that were touched, whatever else the case affects: holders that had none
// get theirs, and lines that nobody has answered follow the goods. What was on its way when the recall began arrives; what
// goes back to who supplied it stays on the line of who returns it, since that is what it will answer. A late report
// corrects what the launch believed. What was freed and then moved is nobody's task; what had left before it was freed,
// and is found with somebody who has not mended it, is blocked again.
func (m *moving) retrace(touched map[model.Seq]model.RecallLot, t model.Touched, late bool) error {
	stands, freed, err := m.concerned(touched, t)
	if err != nil || len(stands) == 0 {
		return err
	}
	r, err := m.standingOf(stands)
	if err != nil {
		return err
	}
	work, err := issue(m.tx, r, m.c.OrgID, nil)
	if err != nil {
		return err
	}
	n, err := m.near(work)
	if err != nil {
		return err
	}
	work.join(n)
	out, err := work.tasks(m.tx, m.c.ID)
	if err != nil {
		return err
	}
	if err := m.extendTasks(out, n); err != nil {
		return err
	}
	if err := m.tx.Recall().SetTraced(retraced(n.paired(out), late)); err != nil {
		return err
	}
	return m.strikeAgain(freed, t)
}

// concerned lists the touched things that the case holds against somebody, and of these what a remedy has freed since.
func (m *moving) concerned(touched map[model.Seq]model.RecallLot, t model.Touched) (stands []model.RecallLot, freed []model.Seq, err error) {
	for _, node := range sortedKeys(touched) {
		if l := touched[node]; l.GoneAt == 0 && l.Class.Blocks() && l.Blocked == 0 {
			freed = append(freed, node)
		}
	}
	since, err := m.tx.Recall().FreedAt(m.c.ID, freed)
	if err != nil {
		return nil, nil, err
	}
	freed = slices.DeleteFunc(freed, func(n model.Seq) bool { return t.Earliest >= since[n] })
	for _, node := range sortedKeys(touched) {
		if l := touched[node]; l.GoneAt == 0 && l.Class.Blocks() && (l.Blocked == 1 || slices.Contains(freed, node)) {
			stands = append(stands, l)
		}
	}
	return stands, freed, nil
}

// strikeAgain blocks again what a remedy had freed, once somebody is found to hold some that is not mended.
func (m *moving) strikeAgain(freed []model.Seq, t model.Touched) error {
	if len(freed) == 0 {
		return nil
	}
	lines, err := m.tx.Recall().LinesAt(m.c.ID, freed)
	if err != nil {
		return err
	}
	held := uncorrected(lines)
	lots, err := m.tx.Recall().HoldAffected(m.c.ID, sortedKeys(held))
	if err != nil {
		return err
	}
	blocked, err := m.strike(lots, nil, held)
	if err != nil || len(blocked) == 0 {
		return err
	}
	d := changes{Changed: blocked}
	for _, l := range blocked {
		d.notes = append(d.notes, changeNote{Key: l.EPC, Is: string(l.Class)})
	}
	return m.alarm(d, model.DeltaEvent, first(t.Events), true)
}

// standingOf is the part of a case that some affected things are, with where they are now; it tells nothing of ways.
func (m *moving) standingOf(lots []model.RecallLot) (*reach, error) {
	nodes := nodesOf(lots)
	things, err := m.tx.Recall().Stock(wide(), nodes, repository.AsOf{})
	if err != nil {
		return nil, err
	}
	var items []model.Seq
	for _, n := range nodes {
		if things.Things[n].Node.Level == model.LevelInstance {
			items = append(items, n)
		}
	}
	seen, err := m.tx.Recall().LastSeen(wide(), items, repository.AsOf{})
	if err != nil {
		return nil, err
	}
	r := &reach{Closure: &Closure{Orgs: things.Orgs, Places: things.Places, rowOf: map[model.Seq]int{}}}
	for i, l := range lots {
		r.rowOf[l.NodeID] = i
		r.Rows = append(r.Rows, Row{
			Visit: repository.Visit{Node: l.NodeID, First: true, Via: -1}, Thing: things.Things[l.NodeID], Class: l.Class, Root: -1, Seen: seen[l.NodeID],
		})
	}
	if len(items) == 0 { // what is a container is asked of single things alone
		return r, nil
	}
	return r, r.keys(m.tx)
}

// holding is one line of the trace and where it stands among the tasks.
type holding struct {
	now  model.RecallLine
	was  model.RecallLine
	tier int
}

// paired pairs what the trace says now with the lines that there are and that nobody has answered.
func (n near) paired(out issued) (list []holding) {
	task := map[holderKey]model.RecallTask{}
	for _, t := range n.tasks {
		if t.State != model.TaskWithdrawn {
			task[holderKey{t.OrgID, outsidePlace(t)}] = t
		}
	}
	holder := map[model.RecallTaskID]holderKey{}
	for _, t := range out.tasks {
		holder[t.ID] = holderKey{t.OrgID, outsidePlace(t)}
	}
	for _, l := range out.lines {
		t, known := task[holder[l.TaskID]]
		if !known {
			continue
		}
		was, known := n.lines[lineOf{t.ID, l.NodeID, l.Unit}]
		if !known || was.Answered == 1 {
			continue
		}
		l.TaskID = t.ID
		list = append(list, holding{now: l, was: was, tier: t.Tier})
	}
	return list
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
