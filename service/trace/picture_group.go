package trace

import (
	"cmp"
	"slices"
	"strconv"

	"suyuan/model"
)

// gathering is what is drawn: groups of units, and which group each unit is in.
type gathering struct {
	groups   []group
	of       []int // group of each unit
	grouping model.PictureGrouping
}

// group is a box: units of one column, or of a stretch of columns.
type group struct {
	id    string
	by    model.PictureGrouping
	units []int
}

// A gauge is one fineness at which the units of a column are put together.
type gauge struct {
	by  model.PictureGrouping
	key func(*scene, int) string
}

// The gauges. They only ever put together what stands in one column, so that every arrow between groups leads onward.
var (
	byUnit    = gauge{model.PictureEach, func(_ *scene, u int) string { return strconv.Itoa(u) }}
	byOffer   = gauge{model.PictureCompany, func(s *scene, u int) string { return string(s.units[u].org) + " " + s.kindOf(u) }}
	byCompany = gauge{model.PictureCompany, func(s *scene, u int) string { return string(s.units[u].org) }}
	byStep    = gauge{model.PictureStep, (*scene).kindOf}
	byDay     = gauge{model.PictureDay, func(s *scene, u int) string { return s.kindOf(u) + " " + s.dayOf(u) }}
	byStage   = gauge{model.PictureStep, func(*scene, int) string { return "" }}
)

// gauges says through which gauges a column goes, the finest first, until there is room.
var gauges = map[model.PictureGrouping][]gauge{
	model.PictureAuto:    {byOffer, byCompany, byStep, byStage},
	model.PictureEach:    {byUnit, byOffer, byCompany, byStep, byStage},
	model.PictureCompany: {byOffer, byCompany, byStep, byStage},
	model.PictureStep:    {byStep, byStage},
	model.PictureDay:     {byDay, byStep, byStage},
}

// kindOf tells products, and what is none of ours by its level.
func (s *scene) kindOf(u int) string {
	t := s.things[s.units[u].thing]
	return cmp.Or(t.ProductID.String(), string(t.Node.Level))
}

func (s *scene) dayOf(u int) string {
	if s.units[u].since == 0 {
		return ""
	}
	return string(model.DateOf(s.units[u].since, s.query.Zone))
}

// stretch is a run of columns.
type stretch struct{ from, to int }

// gather decides what is drawn as one.
func (s *scene) gather() gathering {
	columns := s.columns()
	budget := s.query.Budget
	if budget <= 0 {
		budget = PictureBudget
	}
	budget = min(budget, PictureMost)
	steps, ok := gauges[s.query.GroupBy]
	if !ok {
		steps = gauges[model.PictureAuto]
	}
	if s.query.GroupBy == model.PictureAuto && len(s.units) <= min(budget, PictureEachMost) {
		steps = []gauge{byUnit}
	}
	open := map[string]bool{}
	for i, id := range s.query.Open {
		if i < PictureOpenMost {
			open[id] = true
		}
	}
	alone := s.alone(budget)
	g := gathering{of: make([]int, len(s.units)), grouping: model.PictureEach}
	stretches := s.stretches(columns, alone, budget)
	level := s.levels(columns, stretches, steps, alone, budget)
	f := filler{s, &g, columns, alone, open}
	for i, st := range stretches {
		f.stretch(st, steps[level[i]])
	}
	for i, gr := range g.groups {
		for _, u := range gr.units {
			g.of[u] = i
		}
	}
	return g
}

// columns lists the units of each column.
func (s *scene) columns() [][]int {
	last := 0
	for _, u := range s.units {
		last = max(last, u.layer)
	}
	columns := make([][]int, last+1)
	for i, u := range s.units {
		columns[u.layer] = append(columns[u.layer], i)
	}
	return columns
}

// alone lists the units that are never put together with others: the root and the way to the target.
func (s *scene) alone(budget int) map[int]bool {
	list := map[int]bool{}
	for i, u := range s.units {
		if u.root && len(list) < 4 {
			list[i] = true
		}
	}
	if len(s.way) <= min(pictureWay, budget/2) {
		for _, u := range s.way {
			list[u] = true
		}
	}
	return list
}

// stretches cuts the columns into runs when there are more than may be drawn; a column with a unit that stays alone is a
// run of its own.
func (s *scene) stretches(columns [][]int, alone map[int]bool, budget int) []stretch {
	length := 1
	if len(columns) > budget/2 {
		length = (len(columns) + budget/2 - 1) / max(1, budget/2)
	}
	single := map[int]bool{}
	if length > 1 {
		for u := range alone {
			single[s.units[u].layer] = true
		}
	}
	var list []stretch
	for at := 0; at < len(columns); {
		end := at + 1
		for !single[at] && end < len(columns) && end-at < length && !single[end] {
			end++
		}
		list = append(list, stretch{at, end})
		at = end
	}
	return list
}

// levels chooses the gauge of each stretch: the fullest goes one coarser until there is room.
func (s *scene) levels(columns [][]int, stretches []stretch, steps []gauge, alone map[int]bool, budget int) []int {
	level, count := make([]int, len(stretches)), make([]int, len(stretches))
	total := 0
	measure := func(i int) int {
		if stretches[i].to-stretches[i].from > 1 {
			return 1
		}
		return len(s.parts(columns[stretches[i].from], steps[level[i]], alone))
	}
	for i := range stretches {
		count[i] = measure(i)
		total += count[i]
	}
	for total > budget {
		fullest := -1
		for i := range stretches {
			if level[i] < len(steps)-1 && count[i] > 1 && (fullest < 0 || count[i] > count[fullest]) {
				fullest = i
			}
		}
		if fullest < 0 {
			break
		}
		level[fullest]++
		total -= count[fullest]
		count[fullest] = measure(fullest)
		total += count[fullest]
	}
	return level
}

// parts puts the units of a column together by a gauge, in the order of the first of each.
func (s *scene) parts(units []int, by gauge, alone map[int]bool) [][]int {
	at := map[string]int{}
	var parts [][]int
	for _, u := range units {
		if alone[u] {
			parts = append(parts, []int{u})
			continue
		}
		key := by.key(s, u)
		i, known := at[key]
		if !known {
			i = len(parts)
			at[key] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], u)
	}
	return parts
}

// filler adds groups to a gathering.
type filler struct {
	*scene
	*gathering
	columns [][]int
	alone   map[int]bool
	open    map[string]bool
}

// stretch adds what is drawn of a run of columns.
func (f filler) stretch(st stretch, by gauge) {
	if st.to-st.from == 1 {
		for _, part := range f.parts(f.columns[st.from], by, f.alone) {
			f.group(name("group", strconv.Itoa(st.from), string(by.by), by.key(f.scene, part[0])), by.by, part)
		}
		return
	}
	id := name("stretch", strconv.Itoa(st.from), strconv.Itoa(st.to))
	if !f.open[id] {
		f.add(group{id, model.PictureStep, slices.Concat(f.columns[st.from:st.to]...)})
		return
	}
	length := (st.to - st.from + PictureEachMost - 1) / PictureEachMost
	for at := st.from; at < st.to; at += length {
		f.stretch(stretch{at, min(at+length, st.to)}, byOffer)
	}
}

// group adds units as one box, or in parts if the reader has opened it.
func (f filler) group(id string, by model.PictureGrouping, units []int) {
	switch {
	case len(units) == 1:
		f.add(group{f.idOf(units[0]), model.PictureEach, units})
	case !f.open[id]:
		f.add(group{id, by, units})
	case len(units) <= PictureEachMost:
		for _, u := range units {
			f.add(group{f.idOf(u), model.PictureEach, []int{u}})
		}
	default:
		f.split(id, units)
	}
}

func (f filler) add(g group) {
	if len(g.units) > 1 && slices.Index(model.PictureGroupings(), g.by) > slices.Index(model.PictureGroupings(), f.grouping) {
		f.grouping = g.by
	}
	f.groups = append(f.groups, g)
}

// split adds a large group in parts: by what tells its members apart, else in runs of the same length.
func (f filler) split(id string, units []int) {
	for _, by := range []gauge{byStep, byOffer, byDay} {
		if parts := f.parts(units, by, nil); len(parts) > 1 && len(parts) <= PictureEachMost {
			for _, part := range parts {
				f.group(name(id, by.key(f.scene, part[0])), by.by, part)
			}
			return
		}
	}
	units = slices.Clone(units)
	slices.SortStableFunc(units, func(a, b int) int {
		return cmp.Or(cmp.Compare(f.orgName(a), f.orgName(b)), cmp.Compare(f.units[a].since, f.units[b].since))
	})
	length := max(PictureEachMost, (len(units)+PictureEachMost-1)/PictureEachMost)
	run := 0
	for part := range slices.Chunk(units, length) {
		f.group(name(id, "run", strconv.Itoa(run)), model.PictureCompany, part)
		run++
	}
}

// orgName is a holder's name, for sorting.
func (s *scene) orgName(u int) string {
	return s.facts.Orgs[s.units[u].org].Name.In(model.ZH) + string(s.units[u].org)
}

// box says what a group shows.
func (s *scene) box(g group) model.PictureNode {
	first := s.units[g.units[0]]
	t := s.things[first.thing]
	n := model.PictureNode{
		ID: g.id, Product: t.Product, Org: s.nameOf(first.org), Place: s.placeOf(first).Name, Region: s.regionOf(first), State: s.stateOf(t),
	}
	if len(g.units) == 1 {
		n.Affected = s.query.Affected[t.Node.ID]
		n.Key, n.Level, n.Batch, n.Lot, n.Expires = t.Node.Key, t.Node.Level, t.Node.BatchID, t.Lot, t.Expires
	}
	for _, i := range g.units {
		u := s.units[i]
		n.Root, n.OnWay = n.Root || u.root, n.OnWay || u.way
		n.BeyondBefore = n.BeyondBefore || s.before[u.thing] && i == s.first[u.thing]
		n.BeyondAfter = n.BeyondAfter || s.after[u.thing]
		n.Amounts = sum(n.Amounts, u.amounts...)
		n.Since, n.Until = earlier(n.Since, u.since), max(n.Until, u.until)
		if u.org != first.org {
			n.Org = model.Text{}
		}
		if u.place != first.place {
			n.Place = model.Text{}
		}
		if s.regionOf(u) != n.Region {
			n.Region = ""
		}
		if s.things[u.thing].ProductID != t.ProductID {
			n.Product = model.Text{}
		}
	}
	if len(g.units) > 1 {
		n.Group = s.contents(g)
		n.State = n.Group.States[0].State
		if len(n.Group.Classes) > 0 {
			n.Affected = n.Group.Classes[0].Class
		}
	}
	return n
}

// contents counts what a group holds.
func (s *scene) contents(g group) *model.PictureGroup {
	c := &model.PictureGroup{By: g.by, Units: len(g.units)}
	things, orgs := map[int]bool{}, map[model.OrgID]bool{}
	counts, classes := map[model.PictureState]int{}, map[model.AffectedClass]int{}
	for _, i := range g.units {
		u := s.units[i]
		if u.org != "" {
			orgs[u.org] = true
		}
		if things[u.thing] {
			continue
		}
		things[u.thing] = true
		counts[s.stateOf(s.things[u.thing])]++
		classes[s.query.Affected[s.things[u.thing].Node.ID]]++
		if s.things[u.thing].Node.Level == model.LevelLot {
			c.Lots++
		}
	}
	c.Things, c.Orgs = len(things), len(orgs)
	for _, state := range model.PictureStates() {
		if counts[state] > 0 {
			c.States = append(c.States, model.PictureStateCount{State: state, Count: counts[state]})
		}
	}
	for _, class := range model.AffectedClasses() {
		if classes[class] > 0 {
			c.Classes = append(c.Classes, model.PictureClassCount{Class: class, Count: classes[class]})
		}
	}
	return c
}

// earlier is the earlier of two times, either of which may be unknown.
func earlier(a, b model.Instant) model.Instant {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

func (s *scene) nameOf(org model.OrgID) model.Text {
	if o, ok := s.facts.Orgs[org]; ok && !o.Name.Empty() {
		return o.Name
	}
	return s.walk.Orgs[org].Name
}

func (s *scene) placeOf(u unit) PlaceName {
	if p, ok := s.facts.Places[u.place]; ok && p.URI != "" {
		return p
	}
	return s.walk.Places[u.place]
}

func (s *scene) regionOf(u unit) model.Region {
	if r := s.placeOf(u).Region; r != "" {
		return r
	}
	if o, ok := s.facts.Orgs[u.org]; ok && o.Region != "" {
		return o.Region
	}
	return s.walk.Orgs[u.org].Region
}

// arrows puts the deeds between the same groups together.
func (s *scene) arrows(g gathering, nodes []model.PictureNode) []model.PictureEdge {
	type pair struct {
		from, to int
		kind     model.PictureEdgeKind
	}
	at := map[pair]int{}
	var edges []model.PictureEdge
	onWay := map[[2]int]bool{}
	for i := 1; i < len(s.way); i++ {
		a, b := g.of[s.way[i-1]], g.of[s.way[i]]
		onWay[[2]int{a, b}], onWay[[2]int{b, a}] = true, true
	}
	for _, d := range s.deeds {
		givers, takers := perGroup(d.in, g.of), perGroup(d.out, g.of)
		for _, giver := range givers {
			for _, taker := range takers {
				from, to := giver.group, taker.group
				if from == to {
					if nodes[from].Group != nil {
						nodes[from].Group.Inner++
					}
					continue
				}
				k := pair{from, to, d.kind}
				i, known := at[k]
				if !known {
					i = len(edges)
					at[k] = i
					edges = append(edges, model.PictureEdge{From: from, To: to, Kind: d.kind, EventID: d.event, Since: d.since, OnWay: onWay[[2]int{from, to}]})
				}
				e := &edges[i]
				if d.since != 0 && (e.Since == 0 || d.since < e.Since) {
					e.Since, e.EventID = d.since, d.event
				}
				e.Events, e.Until = e.Events+d.events, max(e.Until, d.until)
				e.Given, e.Taken = sum(e.Given, giver.amounts...), sum(e.Taken, taker.amounts...)
			}
		}
	}
	return edges
}

// heap is what one side of a deed has of a group.
type heap struct {
	group   int
	amounts []model.PictureAmount
}

// perGroup sums one side of a deed by group, in the order of the groups.
func perGroup(side []portion, of []int) []heap {
	heaps := make([]heap, 0, 1)
	for _, p := range side {
		i := slices.IndexFunc(heaps, func(h heap) bool { return h.group == of[p.unit] })
		if i < 0 {
			i = len(heaps)
			heaps = append(heaps, heap{group: of[p.unit]})
		}
		heaps[i].amounts = sum(heaps[i].amounts, p.amounts...)
	}
	slices.SortFunc(heaps, func(a, b heap) int { return cmp.Compare(a.group, b.group) })
	return heaps
}
