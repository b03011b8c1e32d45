package recall

import (
	"cmp"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// holderKey tells holders apart: an organisation, or a place outside the house.
type holderKey struct {
	org   model.OrgID
	place model.Seq
}

// lineKey is one line of a holder.
type lineKey struct {
	node model.Seq
	unit model.Unit
}

// issued are the tasks of a case, before they are stored.
type issued struct {
	tasks   []model.RecallTask
	lines   []model.RecallLine
	tellers []model.RecallTeller
}

// issuing works out who holds what of a case and who told whom.
type issuing struct {
	reach *reach
	org   model.OrgID // who recalls
	// succeeded are those whom it has succeeded: what they supplied it has supplied.
	succeeded []model.OrgID
	ways      []repository.Way
	lines     map[holderKey]map[lineKey]*model.RecallLine
	tiers     map[model.OrgID]int
	told      map[model.OrgID]model.OrgID
	orgs      map[model.OrgID]model.Organisation
	// supply is who supplied each holder with each thing; known are the suppliers of holders that have tasks already, and
	// stands says who has.
	supply supply
	known  map[holderKey][]model.OrgID
	stands map[holderKey]bool
	// senders are who sent what to places outside the house.
	senders map[sent][]model.OrgID
}

// sent is a thing on its way to a place outside the house.
type sent struct{ place, node model.Seq }

// issue works out the tasks for some of the affected things; nil means all of them. What a holder has to account for is
// what stands on its accounts now, so that the sum over all holders counts no kilogram twice; who has passed everything
// on has a line with nothing in it, and follows up those it supplied.
func issue(tx *repository.Tx, c *reach, org model.OrgID, only map[model.Seq]bool) (*issuing, error) {
	succeeded, err := tx.Access().Succeeded(org)
	if err != nil {
		return nil, err
	}
	i := &issuing{reach: c, org: org, succeeded: succeeded, lines: map[holderKey]map[lineKey]*model.RecallLine{}, senders: map[sent][]model.OrgID{}}
	var nodes, bare []model.Seq
	for at, row := range c.Rows {
		if !row.First || !c.holds(row.Node) {
			continue
		}
		nodes = append(nodes, row.Node)
		if only != nil && !only[row.Node] {
			continue
		}
		i.stock(row)
		if len(row.Thing.Stock) == 0 && row.Seen.Event == 0 && !c.container(at) {
			bare = append(bare, row.Node)
		}
	}
	ways, err := tx.Recall().Ways(nodes)
	if err != nil {
		return nil, err
	}
	i.ways = ways
	i.rank(nil)
	i.supply = supplied(ways, func(n model.Seq) model.OrgID { return c.Rows[c.rowOf[n]].Thing.Maker })
	for _, w := range ways {
		if only == nil || only[w.Node] {
			i.line(holderKey{org: w.From}, w.Node, w.Unit)
			i.line(holderKey{org: w.To}, w.Node, w.Unit)
		}
	}
	handlers, err := tx.Recall().Handlers(bare)
	if err != nil {
		return nil, err
	}
	for _, h := range handlers {
		i.line(holderKey{org: h.Org}, h.Node, model.Piece)
	}
	return i, nil
}

// place looks up where holders are that have no task yet.
func (i *issuing) place(tx *repository.Tx) (err error) {
	ids := make([]model.OrgID, 0, len(i.lines))
	for key := range i.lines {
		if !i.stands[key] {
			ids = append(ids, key.org)
		}
	}
	slices.Sort(ids)
	i.orgs, err = tx.Recall().OrganisationsOf(slices.Compact(ids))
	return err
}

// line returns the line of a holder about a thing in a unit.
func (i *issuing) line(holder holderKey, node model.Seq, unit model.Unit) *model.RecallLine {
	if i.lines[holder] == nil {
		i.lines[holder] = map[lineKey]*model.RecallLine{}
	}
	key := lineKey{node, unit}
	if i.lines[holder][key] == nil {
		row := i.reach.Rows[i.reach.rowOf[node]]
		i.lines[holder][key] = &model.RecallLine{NodeID: node, Unit: unit, BatchID: row.Thing.Node.BatchID}
	}
	return i.lines[holder][key]
}

// stock books what stands where of one thing.
func (i *issuing) stock(row Row) {
	for _, h := range row.Thing.Stock {
		if h.Org == "" || h.Account.Contra() {
			continue
		}
		holder := holderKey{org: h.Org}
		outside := h.Account == model.AccountInTransit && h.Place != 0 && i.reach.Places[h.Place].Org == ""
		if outside {
			i.line(holder, row.Node, h.Unit) // who sent it there follows it up
			holder = holderKey{place: h.Place}
			to := sent{h.Place, row.Node}
			i.senders[to] = append(i.senders[to], h.Org)
		}
		l := i.line(holder, row.Node, h.Unit)
		switch h.Account {
		case model.AccountOnHand, model.AccountReturned:
			l.OnHand = plusAmount(l.OnHand, h.Amount)
		case model.AccountInTransit:
			l.InTransit = plusAmount(l.InTransit, h.Amount)
		case model.AccountSold:
			l.Sold = plusAmount(l.Sold, h.Amount)
		case model.AccountProduced, model.AccountConsumed, model.AccountDestroyed, model.AccountLost, model.AccountUnaccounted:
			continue
		}
		l.Distributed = plusAmount(l.Distributed, h.Amount)
	}
	if container := i.reach.container(i.reach.rowOf[row.Node]); row.Seen.Event == 0 || row.Seen.Org == "" || container {
		return
	}
	l := i.line(holderKey{org: row.Seen.Org}, row.Node, model.Piece)
	l.Distributed = model.Units(1)
	if sold := row.Seen.Step == "retail_selling" || strings.HasPrefix(row.Seen.Disposition, "retail_sold"); sold {
		l.Sold = model.Units(1)
	} else {
		l.OnHand = model.Units(1)
	}
}

func plusAmount(a, b model.Quantity) model.Quantity {
	sum, ok := a.AddChecked(b)
	if !ok {
		return model.MaxQuantity
	}
	return sum
}

// rank finds how far each holder stands from who recalls, along who supplied whom; whoever cannot be reached that way is
// told by who recalls. Holders that have a task stay where they stand.
func (i *issuing) rank(standing []model.RecallTask) {
	next := map[model.OrgID][]model.OrgID{}
	type pair struct{ from, to model.OrgID }
	seen := map[pair]bool{}
	for _, w := range i.ways {
		from := w.From
		if slices.Contains(i.succeeded, from) {
			from = i.org
		}
		if p := (pair{from, w.To}); !seen[p] {
			seen[p] = true
			next[from] = append(next[from], w.To)
		}
	}
	i.tiers, i.told = map[model.OrgID]int{i.org: 0}, map[model.OrgID]model.OrgID{}
	at := [][]model.OrgID{{i.org}} // those of each tier
	put := func(org model.OrgID, tier int, told model.OrgID) {
		if _, known := i.tiers[org]; known || org == "" {
			return
		}
		for len(at) <= tier {
			at = append(at, nil)
		}
		i.tiers[org], i.told[org], at[tier] = tier, told, append(at[tier], org)
	}
	for _, t := range standing {
		put(t.OrgID, t.Tier, t.ToldBy)
	}
	for tier := 0; tier < len(at); tier++ {
		slices.Sort(at[tier])
		for _, from := range at[tier] {
			slices.Sort(next[from])
			for _, to := range next[from] {
				put(to, tier+1, from)
			}
		}
	}
}

// holders lists who has lines.
func (i *issuing) holders() []holderKey {
	list := make([]holderKey, 0, len(i.lines))
	for h := range i.lines {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b holderKey) int { return cmp.Or(cmp.Compare(a.org, b.org), cmp.Compare(a.place, b.place)) })
	return list
}

// lacks reports whether a holder that gets a task is without one.
func (i *issuing) lacks(tasks []model.RecallTask) bool {
	stands := map[holderKey]bool{}
	for _, t := range tasks {
		if t.State != model.TaskWithdrawn {
			stands[holderKey{t.OrgID, outsidePlace(t)}] = true
		}
	}
	for h, lines := range i.lines {
		if !stands[h] && !i.spared(h, lines) {
			return true
		}
	}
	return false
}

// spared reports whether a holder gets no task: who recalls and has nothing itself has none to give itself.
func (i *issuing) spared(h holderKey, lines map[lineKey]*model.RecallLine) bool {
	return h.org == i.org && h.place == 0 && nothing(lines)
}

// join takes the tasks that there are into account: where their holders stand, and who told them.
func (i *issuing) join(n near) {
	i.rank(n.tasks)
	i.known, i.stands = map[holderKey][]model.OrgID{}, map[holderKey]bool{}
	holder := map[model.RecallTaskID]holderKey{}
	for _, t := range n.tasks {
		if t.State != model.TaskWithdrawn {
			holder[t.ID] = holderKey{t.OrgID, outsidePlace(t)}
			i.stands[holder[t.ID]] = true
		}
	}
	for _, t := range n.tellers {
		if h, stands := holder[t.TaskID]; stands {
			i.known[h] = append(i.known[h], t.OrgID)
		}
	}
}

// tasks writes the rows, in the order of holders and things.
func (i *issuing) tasks(tx *repository.Tx, id model.RecallID) (out issued, err error) {
	if err := i.place(tx); err != nil {
		return out, err
	}
	for _, h := range i.holders() {
		lines := i.lines[h]
		if i.spared(h, lines) {
			continue
		}
		t := i.task(tx, id, h)
		out.tasks = append(out.tasks, t)
		for _, key := range sortedLines(lines) {
			l := *lines[key]
			l.TaskID, l.RecallID = t.ID, id
			out.lines = append(out.lines, l)
		}
		i.tell(&out, t, h)
	}
	return out, nil
}

// tell names the tellers of a holder's task and of its lines, which are the last of those issued. What nobody is known to
// have supplied is its only supplier's to follow up, and nobody's when there are several.
func (i *issuing) tell(out *issued, t model.RecallTask, h holderKey) {
	if h.org == i.org && h.org != "" { // nobody tells who recalls
		return
	}
	lines := out.lines[len(out.lines)-len(i.lines[h]):]
	tellers := slices.Concat(i.known[h], i.supply.all[h.org])
	for _, l := range lines {
		tellers = append(tellers, i.suppliers(h, l)...)
	}
	slices.Sort(tellers)
	if tellers = slices.Compact(tellers); len(tellers) == 0 && t.ToldBy != "" {
		tellers = append(tellers, t.ToldBy)
	}
	for k := range lines {
		lines[k].ToldBy = teller(i.suppliers(h, lines[k]), tellers)
	}
	for _, org := range tellers {
		out.tellers = append(out.tellers, model.RecallTeller{TaskID: t.ID, OrgID: org})
	}
}

// suppliers lists who supplied a holder with the thing of a line, each once.
func (i *issuing) suppliers(h holderKey, l model.RecallLine) []model.OrgID {
	if h.org != "" {
		return i.supply.of(h.org, l.NodeID, l.Unit)
	}
	return each(slices.Clone(i.senders[sent{h.place, l.NodeID}]))
}

func nothing(lines map[lineKey]*model.RecallLine) bool {
	for _, l := range lines {
		if l.Distributed != 0 {
			return false
		}
	}
	return true
}

func sortedLines(lines map[lineKey]*model.RecallLine) []lineKey {
	keys := make([]lineKey, 0, len(lines))
	for k := range lines {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b lineKey) int { return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.unit, b.unit)) })
	return keys
}

func (i *issuing) task(tx *repository.Tx, id model.RecallID, h holderKey) model.RecallTask {
	t := model.RecallTask{
		ID: repository.NewID[model.RecallTask](tx), RecallID: id, OrgID: h.org, PlaceID: h.place, Tier: 1, ToldBy: i.org,
		State: model.TaskLifecycle.Initial, Version: 1, LinkHash: []byte{}, CreatedAt: tx.Now(),
	}
	if tier, known := i.tiers[h.org]; known && h.org != "" {
		t.Tier, t.ToldBy = tier, i.told[h.org]
	}
	t.Region = i.orgs[h.org].Region
	if h.org == "" {
		i.outside(&t)
	}
	return t
}

// outside ranks a holder outside the house behind who sent goods there.
func (i *issuing) outside(t *model.RecallTask) {
	t.Region = i.reach.Places[t.PlaceID].Region
	for key := range i.lines[holderKey{place: t.PlaceID}] {
		for _, org := range i.senders[sent{t.PlaceID, key.node}] {
			if t.ToldBy == i.org || org < t.ToldBy {
				t.ToldBy = org
			}
		}
	}
	t.Tier = i.tiers[t.ToldBy] + 1
}

// give stores tasks and lines and tells the holders that have a console here. Whoever is outside the house stays to be
// notified by other means.
func (s *Service) give(tx *repository.Tx, actor model.Actor, c model.Recall, out issued) error {
	var issued []string
	var notices []told
	for i := range out.tasks {
		t := &out.tasks[i]
		if t.OrgID == "" {
			continue
		}
		t.NotifiedAt, t.DeliveredAt = tx.Now(), tx.Now()
		issued = append(issued, t.ID.String())
		notices = append(notices, told{to: t.OrgID, task: t.ID, kind: model.NewsRecallTask, due: t.DueAt})
	}
	clocks, err := s.taskClocks(tx, c, out.tasks)
	if err != nil {
		return err
	}
	if err := tx.Recall().InsertTasks(out.tasks, out.lines); err != nil {
		return err
	}
	if err := tx.Recall().AddTellers(out.tellers); err != nil {
		return err
	}
	if err := tellAll(tx, c, notices); err != nil {
		return err
	}
	if _, err := repository.MoveEach(tx, &model.TaskLifecycle, issued, model.TaskIssued, model.TaskNotify, actor.Name(), ""); err != nil {
		return err
	}
	if _, err := repository.MoveEach(tx, &model.TaskLifecycle, issued, model.TaskNotified, model.TaskDeliver, actor.Name(), ""); err != nil {
		return err
	}
	return tx.Recall().InsertClocks(clocks)
}
