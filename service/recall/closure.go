package recall

import (
	"cmp"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// What the answers of the room refer to.
type (
	OrgName   = repository.OrgName
	PlaceName = repository.PlaceName
	EventRef  = repository.EventRef
	LastSeen  = repository.LastSeen
)

// Gap is something that the policy asks for and the events do not tell.
type Gap string

// The gaps.
const (
	// GapCleaning: no clean-out of a line or silo is recorded (model.StepCleanOut), so what went in taints it without end.
	GapCleaning Gap = "cleaning"
	// GapLine: things were processed and the event does not say at which line of the site.
	GapLine Gap = "line"
	// GapPlace: what shared a store or a vehicle, other than a container, is not followed.
	GapPlace Gap = "place"
)

// Gaps lists the gaps.
func Gaps() []Gap { return []Gap{GapCleaning, GapLine, GapPlace} }

// Closure is everything that the scope of a recall reaches, as far as the actor may see and as of the query's times.
type Closure struct {
	Query Query
	// Roots are what it starts from; Unnamed those lots of which nothing has been recorded; Nothing the positions of the
	// conditions that select nothing the actor may see.
	Roots   []Root
	Unnamed []Unnamed
	Nothing []int
	// Rows are the ways to what is affected: those that are certain first, by generation, then the others.
	Rows []Row
	// Things is the number of things, without Unnamed; Confirmed and Possible add up to it.
	Things, Confirmed, Possible int
	// Holders are who has some, or had; Frontier is where it goes on beyond what the actor may see.
	Holders  []Holder
	Frontier []Frontier
	// Totals sum what is out there, by account and unit. What was used as input is in its products and is no part of it.
	Totals []Amount
	// Untold counts the holders of things whose amounts the actor is not told.
	Untold int
	Gaps   []Gap
	// Cut names the bound that ended the walk early, empty when the closure is whole; Open is the number of things from
	// which it would have gone on.
	Cut  repository.Bound
	Open int
	// Orgs, Places and Events name what is referred to.
	Orgs   map[model.OrgID]OrgName
	Places map[model.Seq]PlaceName
	Events map[model.Seq]EventRef

	rootOf  map[model.Seq]int
	rowOf   map[model.Seq]int
	tainted map[model.Seq]bool // the lines where what is made from now on may be affected
}

// Row is one step of a way. The first row of each thing (First) says everything about it; Via leads back to the root.
type Row struct {
	repository.Visit
	Thing  *repository.Thing
	Class  model.AffectedClass
	Reason Reason
	// Root is the position of what the way starts from, -1 on later rows of it.
	Root int
	// Amounts are the quantities of a lot by account, as far as the actor may know; Untold counts the holders whose
	// amounts it may not.
	Amounts []Amount
	Untold  int
	// Share bounds how much of a lot descends from what is affected; nil when no quantities say.
	Share *Share
	// Seen is, for a single thing, where it was last; the zero value for a lot.
	Seen LastSeen
}

// Amount is a quantity on one account.
type Amount struct {
	Account  model.Account
	Unit     model.Unit
	Quantity model.Quantity
}

// compute answers a query.
func compute(tx *repository.Tx, scope model.Scope, q Query) (*Closure, error) {
	r := &roots{tx: tx, scope: scope, asOf: q.asOf(), index: map[model.Seq]int{}}
	if err := r.resolve(q.Scope); err != nil {
		return nil, err
	}
	return follow(r, q)
}

// follow walks on from roots that are known.
func follow(r *roots, q Query) (*Closure, error) {
	c := &Closure{Query: q, Orgs: map[model.OrgID]OrgName{}, Places: map[model.Seq]PlaceName{}}
	all, sure, err := c.walk(r)
	if err != nil {
		return nil, err
	}
	c.Roots, c.Unnamed, c.Nothing, c.rootOf = r.list, r.unnamed, r.nothing, r.index
	c.join(all, sure)
	return c, c.describe(r)
}

// walk closes over the trace graph: all that is reached, and of it what is certain (nil: everything). A policy that
// follows more than the graph adds roots until there are none to add.
func (c *Closure) walk(r *roots) (all, sure *repository.Closure, err error) {
	for {
		all, err = c.close(r, false, model.AffectedConfirmed, model.AffectedPossible)
		if err != nil {
			return nil, nil, err
		}
		more, err := c.contacts(r, all)
		if err != nil {
			return nil, nil, err
		}
		if !more || all.Cut != repository.BoundNone {
			break
		}
	}
	c.Cut, c.Open = all.Cut, all.Open
	certain := r.starts(model.AffectedConfirmed)
	if !all.Doubtful && len(certain) == len(r.starts(model.AffectedConfirmed, model.AffectedPossible)) {
		return all, nil, nil
	}
	sure, err = c.close(r, true, model.AffectedConfirmed)
	return all, sure, err
}

func (c *Closure) close(r *roots, certain bool, from ...model.AffectedClass) (*repository.Closure, error) {
	return r.tx.Trace().Closure(r.scope, repository.ClosureQuery{
		Roots: r.starts(from...), Direction: repository.Forward, KnownAt: c.Query.KnownAt, Until: c.Query.Until,
		InOrder: true, Certain: certain, MaxNodes: c.Query.MaxNodes,
	})
}

// join makes rows of the ways: the certain ones, and those to what only the others reach.
func (c *Closure) join(all, sure *repository.Closure) {
	c.rowOf, c.Rows = make(map[model.Seq]int, all.Nodes), make([]Row, 0, len(all.Visits))
	if sure != nil {
		for _, v := range sure.Visits {
			c.row(v, model.AffectedConfirmed)
		}
	}
	class := model.AffectedPossible
	if sure == nil {
		class = model.AffectedConfirmed
	}
	wanted := make([]bool, len(all.Visits))
	for i := len(all.Visits) - 1; i >= 0; i-- { // a visit comes after the one it came from
		v := all.Visits[i]
		_, known := c.rowOf[v.Node]
		wanted[i] = wanted[i] || v.First && !known
		if wanted[i] && v.Via >= 0 {
			wanted[v.Via] = true
		}
	}
	position := make([]int, len(all.Visits))
	for i, v := range all.Visits {
		if at, known := c.rowOf[v.Node]; known && v.First {
			c.Rows[at].Beyond = c.Rows[at].Beyond || v.Beyond
		}
		if !wanted[i] {
			continue
		}
		if v.Via >= 0 {
			v.Via = position[v.Via]
		}
		position[i] = len(c.Rows)
		c.row(v, class)
	}
}

// row adds a row. Only the first one about a thing counts it.
func (c *Closure) row(v repository.Visit, class model.AffectedClass) {
	_, known := c.rowOf[v.Node]
	v.First = !known
	row := Row{Visit: v, Class: class, Root: -1}
	if root, starts := c.rootOf[v.Node]; starts { // a container that stands for what it held for a time is met on the way
		row.Class = model.Strictest(class, c.Roots[root].Class)
	}
	if v.Via < 0 {
		row.Root = c.rootOf[v.Node]
		row.Reason = c.Roots[row.Root].Reason
	} else {
		row.Reason = c.reason(v, c.Rows[v.Via].Visit)
	}
	if !known {
		c.rowOf[v.Node] = len(c.Rows)
		c.count(row.Class)
	}
	c.Rows = append(c.Rows, row)
}

func (c *Closure) count(class model.AffectedClass) {
	c.Things++
	if class == model.AffectedConfirmed {
		c.Confirmed++
	} else {
		c.Possible++
	}
}

// contacts adds, by the policy, what shared a container or a line with what is affected; more tells that it did.
func (c *Closure) contacts(r *roots, all *repository.Closure) (more bool, err error) {
	policy, _ := model.ClosureOf(c.Query.Policy)
	reached := make(map[model.Seq]int, all.Nodes)
	for i, v := range all.Visits {
		if v.First {
			reached[v.Node] = i
		}
	}
	add := func(root Root, of int) {
		if _, known := reached[root.Node.ID]; known {
			return
		}
		for i := of; i >= 0; i = all.Visits[i].Via {
			root.way = append(root.way, all.Visits[i])
		}
		more = r.put(root) || more
	}
	if policy.Line {
		if err := c.lines(r, reached, add); err != nil {
			return false, err
		}
	}
	if policy.Place {
		c.gap(GapPlace)
		if err := c.mates(r, all, add); err != nil {
			return false, err
		}
	}
	return more, nil
}

func (c *Closure) gap(g Gap) {
	if !slices.Contains(c.Gaps, g) {
		c.Gaps = append(c.Gaps, g)
	}
}

// lines adds what was made at a line after something affected had gone in there, until it was cleaned out.
func (c *Closure) lines(r *roots, reached map[model.Seq]int, add func(Root, int)) error {
	lines, unnamed, err := r.tx.Recall().Lines(r.scope, sortedKeys(reached), r.asOf)
	if err != nil {
		return err
	}
	if unnamed > 0 {
		c.gap(GapLine)
	}
	c.tainted = map[model.Seq]bool{}
	for _, l := range lines {
		c.tainted[l.Place] = true
		if l.Until == model.Forever {
			c.gap(GapCleaning)
		}
		made, err := r.tx.Recall().MadeAt(r.scope, l, r.asOf)
		if err != nil {
			return err
		}
		for _, m := range made {
			add(Root{Node: m.Node, Class: model.AffectedPossible, Reason: SameLine, Of: l.Node, Event: m.Event, to: model.Forever}, reached[l.Node])
		}
	}
	return nil
}

// mates adds what lay in a container while something affected did.
func (c *Closure) mates(r *roots, all *repository.Closure, add func(Root, int)) error {
	stays := map[model.Seq][]int{}
	for i, v := range all.Visits {
		if v.Kind == model.EdgeContain || v.Kind == model.EdgeAssociate {
			stays[v.Node] = append(stays[v.Node], i)
		}
	}
	contents, err := r.tx.Recall().ContentsOf(r.scope, sortedKeys(stays), r.asOf)
	if err != nil {
		return err
	}
	for _, content := range contents {
		for _, i := range stays[content.Container] {
			stay := all.Visits[i]
			if max(stay.From, content.From) < min(stay.To, content.To) {
				add(Root{
					Node: content.Node, Class: model.AffectedPossible, Reason: SameContainer, Of: content.Container, Event: content.Event,
					from: content.From, to: content.To,
				}, i)
			}
		}
	}
	return r.open()
}

func sortedKeys[V any](m map[model.Seq]V) []model.Seq {
	keys := make([]model.Seq, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Find returns the first row of a thing by its canonical name; ok is false when it is not affected.
func (c *Closure) Find(key string) (row Row, ok bool) {
	at := c.at(key)
	if at < 0 {
		return Row{}, false
	}
	return c.Rows[at], true
}

func (c *Closure) at(key string) int {
	return slices.IndexFunc(c.Rows, func(r Row) bool { return r.First && r.Thing.Node.Key == key })
}

// Step is one step of an explanation: the thing, why it is affected, and the events that connect it with the one before.
type Step struct {
	Node   model.Node
	Reason Reason
	Class  model.AffectedClass
	Events []EventRef
	// Conditions are, on the first step, the positions of the conditions that select the thing.
	Conditions []int
}

// Explain returns the shortest way from a condition of the scope to the thing of a row.
func (c *Closure) Explain(row int) []Step {
	var way []Step
	for i := row; i >= 0; i = c.Rows[i].Via {
		r := c.Rows[i]
		step := Step{Node: r.Thing.Node, Reason: r.Reason, Class: r.Class}
		if r.Root < 0 {
			step.Events = c.refs(r.Joined, r.Event)
			way = append(way, step)
			continue
		}
		way = append(way, step)
		way = c.explainRoot(way, r.Root)
	}
	slices.Reverse(way)
	return way
}

// explainRoot completes the first step of a way, and goes on to what made it a root.
func (c *Closure) explainRoot(way []Step, root int) []Step {
	for seen := map[int]bool{}; !seen[root]; {
		seen[root] = true
		r := c.Roots[root]
		last := &way[len(way)-1]
		last.Conditions, last.Events = r.Conditions, c.refs(r.Event)
		if r.Of == 0 {
			break
		}
		next, known := c.rootOf[r.Of]
		for i, v := range r.way {
			step := Step{Node: c.Rows[c.rowOf[v.Node]].Thing.Node, Class: c.Rows[c.rowOf[v.Node]].Class}
			if next, known = c.rootOf[v.Node]; i == len(r.way)-1 {
				break
			}
			step.Reason, step.Events = c.reason(v, r.way[i+1]), c.refs(v.Joined, v.Event)
			way = append(way, step)
		}
		if !known {
			break
		}
		root = next
		way = append(way, Step{Node: c.Roots[root].Node, Reason: c.Roots[root].Reason, Class: c.Roots[root].Class})
	}
	return way
}

// reason says why a visit's thing is affected, given the visit before.
func (c *Closure) reason(v, via repository.Visit) Reason {
	switch {
	case v.Kind != model.EdgeTransform:
		return Holds
	case v.Joined != 0 || via.Kind == model.EdgeContain || via.Kind == model.EdgeAssociate:
		return Mixed
	}
	return MadeOf
}

func (c *Closure) refs(events ...model.Seq) []EventRef {
	var list []EventRef
	for _, e := range events {
		if ref, known := c.Events[e]; known {
			list = append(list, ref)
		}
	}
	return list
}

// describe says what is where, how much of it, and where it goes on.
func (c *Closure) describe(r *roots) error {
	var lots, items, steps []model.Seq
	events := map[model.Seq]bool{}
	last := model.Seq(0)
	for i := range c.Rows {
		row := &c.Rows[i]
		if row.Event != last || row.Joined != 0 { // neighbours often came out of one event
			events[row.Event], events[row.Joined], last = true, true, row.Event
		}
		if row.Step != 0 {
			steps = append(steps, row.Step)
		}
	}
	for _, root := range r.list {
		events[root.Event] = true
		for _, v := range root.way {
			events[v.Event], events[v.Joined] = true, true
		}
	}
	nodes := sortedKeys(c.rowOf)
	things, err := r.tx.Recall().Stock(r.scope, nodes, r.asOf)
	if err != nil {
		return err
	}
	for _, id := range nodes {
		switch {
		case things.Things[id].Node.Level == model.LevelInstance:
			items = append(items, id)
		case !c.Rows[c.rowOf[id]].Ends: // what nothing was made of went into no run that made anything
			lots = append(lots, id)
		}
	}
	seen, err := r.tx.Recall().LastSeen(r.scope, items, r.asOf)
	if err != nil {
		return err
	}
	for i := range c.Rows {
		row := &c.Rows[i]
		row.Thing, row.Seen = things.Things[row.Node], seen[row.Node]
		if row.First {
			row.Amounts, row.Untold = amounts(row.Thing)
		}
	}
	delete(events, 0)
	if c.Events, err = r.tx.Recall().EventRefs(sortedKeys(events)); err != nil {
		return err
	}
	c.Orgs, c.Places = things.Orgs, things.Places
	for _, l := range seen {
		c.Orgs[l.Org], c.Places[l.Place] = OrgName{}, PlaceName{}
	}
	if len(seen) > 0 {
		if err := r.tx.Recall().Name(c.Orgs, c.Places); err != nil {
			return err
		}
	}
	slices.Sort(steps)
	parts, err := r.tx.Recall().Runs(r.scope, lots, slices.Compact(steps), r.asOf)
	if err != nil {
		return err
	}
	c.share(parts)
	c.hold()
	c.bound()
	return nil
}

// amounts sums what the actor may know of the quantities of a thing, by account and unit, all positive.
func amounts(t *repository.Thing) (sums []Amount, untold int) {
	hidden := map[model.OrgID]bool{}
	for _, h := range t.Stock {
		if !h.Told {
			hidden[h.Org] = true
			continue
		}
		sums = plus(sums, Amount{h.Account, h.Unit, positive(h)})
	}
	return sums, len(hidden)
}

func positive(h repository.Holding) model.Quantity {
	if h.Account.Contra() {
		return h.Amount.Neg()
	}
	return h.Amount
}

// plus adds to a list of sums. One that no quantity can hold stays at the most there is.
func plus(sums []Amount, a Amount) []Amount {
	at := slices.IndexFunc(sums, func(b Amount) bool { return a.Account == b.Account && a.Unit == b.Unit })
	if at < 0 {
		sums = append(sums, a)
		order := model.Accounts()
		slices.SortStableFunc(sums, func(a, b Amount) int {
			return cmp.Or(cmp.Compare(slices.Index(order, a.Account), slices.Index(order, b.Account)), cmp.Compare(a.Unit, b.Unit))
		})
		return sums
	}
	total, ok := sums[at].Quantity.AddChecked(a.Quantity)
	if !ok && a.Quantity != 0 {
		total = model.MaxQuantity
	}
	sums[at].Quantity = total
	return sums
}
