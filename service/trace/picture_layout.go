package trace

import (
	"cmp"
	"slices"

	"suyuan/model"
)

// The measures of a picture in pixels. A column with many boxes draws small ones.
const (
	boxWidth    = 196
	boxHeight   = 102
	smallHeight = 60
	smallFrom   = 9 // boxes in a column
	laneHeight  = 18
	rowGap      = 26
	columnGap   = 172
	margin      = 28
	sweeps      = 8
	// slotsMost bounds the lanes: in a thicket, arrows that pass columns go straight behind the boxes.
	slotsMost = 4000
)

// slot is a place in a column: a box, or the lane of an arrow that passes the column.
type slot struct {
	group  int // -1 for a lane
	height int
	layer  int
	y      float64 // middle
	order  float64 // what the sweeps sort by
	prev   []int   // slots it is joined with in the column before
	next   []int   // and in the column after
}

// layout is a drawing in the making.
type layout struct {
	slots   []slot
	columns [][]int
	routes  [][]int // of each arrow, its slots
}

// lay places boxes and arrows.
func (s *scene) lay(g gathering, p *model.Picture) {
	p.Grouping = g.grouping
	nodes := make([]model.PictureNode, len(g.groups))
	for i, gr := range g.groups {
		nodes[i] = s.box(gr)
	}
	edges := s.arrows(g, nodes)
	l := &layout{}
	l.place(len(nodes), edges)
	l.route(edges)
	l.order()
	l.align()
	l.size(nodes, p)
	l.draw(nodes, edges)
	sorted(nodes, edges, p)
}

// place gives each group its column by the longest way to it.
func (l *layout) place(n int, edges []model.PictureEdge) {
	layer, missing := make([]int, n), make([]int, n)
	out := make([][]int, n)
	for i, e := range edges {
		out[e.From] = append(out[e.From], i)
		missing[e.To]++
	}
	comes := slices.Clone(missing)
	var ready []int
	for i := range n {
		if missing[i] == 0 {
			ready = append(ready, i)
		}
	}
	var done []int
	for ; len(ready) > 0; ready = ready[1:] {
		at := ready[0]
		done = append(done, at)
		for _, i := range out[at] {
			to := edges[i].To
			layer[to] = max(layer[to], layer[at]+1)
			if missing[to]--; missing[to] == 0 {
				ready = append(ready, to)
			}
		}
	}
	for _, at := range slices.Backward(done) {
		if comes[at] > 0 || len(out[at]) == 0 {
			continue
		}
		nearest := layer[edges[out[at][0]].To]
		for _, i := range out[at] {
			nearest = min(nearest, layer[edges[i].To])
		}
		layer[at] = nearest - 1
	}
	counts := map[int]int{}
	for _, c := range layer {
		counts[c]++
	}
	for i, c := range layer {
		height := boxHeight
		if counts[c] >= smallFrom {
			height = smallHeight
		}
		l.add(slot{group: i, height: height, layer: c})
	}
}

func (l *layout) add(s slot) int {
	for len(l.columns) <= s.layer {
		l.columns = append(l.columns, nil)
	}
	s.order = float64(len(l.columns[s.layer]))
	l.columns[s.layer] = append(l.columns[s.layer], len(l.slots))
	l.slots = append(l.slots, s)
	return len(l.slots) - 1
}

// route gives an arrow a lane in every column that it passes. Arrows between the same boxes share their lanes.
func (l *layout) route(edges []model.PictureEdge) {
	l.routes = make([][]int, len(edges))
	known := map[[2]int][]int{}
	for i, e := range edges {
		if r, ok := known[[2]int{e.From, e.To}]; ok {
			l.routes[i] = r
			continue
		}
		r := []int{e.From}
		if passes := l.slots[e.To].layer - l.slots[e.From].layer - 1; passes > 0 && len(l.slots)+passes > slotsMost {
			l.routes[i] = []int{e.From, e.To}
			continue
		}
		for c := l.slots[e.From].layer + 1; c < l.slots[e.To].layer; c++ {
			r = append(r, l.add(slot{group: -1, height: laneHeight, layer: c}))
		}
		r = append(r, e.To)
		for j := 1; j < len(r); j++ {
			l.slots[r[j-1]].next = append(l.slots[r[j-1]].next, r[j])
			l.slots[r[j]].prev = append(l.slots[r[j]].prev, r[j-1])
		}
		known[[2]int{e.From, e.To}], l.routes[i] = r, r
	}
}

// order sorts each column so that few arrows cross: by the mean of the neighbours, to and fro a fixed number of times,
// keeping the best (Sugiyama, Tagawa and Toda 1981).
func (l *layout) order() {
	best, least := l.copyColumns(), l.crossings()
	for sweep := range sweeps {
		for i := range l.columns {
			c := i
			if sweep%2 == 1 {
				c = len(l.columns) - 1 - i
			}
			l.sortColumn(c, sweep%2 == 0)
		}
		if n := l.crossings(); n < least {
			best, least = l.copyColumns(), n
		}
	}
	l.columns = best
	l.number()
}

func (l *layout) copyColumns() [][]int {
	c := make([][]int, len(l.columns))
	for i := range c {
		c[i] = slices.Clone(l.columns[i])
	}
	return c
}

func (l *layout) number() {
	for _, c := range l.columns {
		for i, s := range c {
			l.slots[s].order = float64(i)
		}
	}
}

func (l *layout) sortColumn(c int, forward bool) {
	mean := func(s int) float64 {
		near := l.slots[s].next
		if forward {
			near = l.slots[s].prev
		}
		if len(near) == 0 {
			return l.slots[s].order
		}
		total := 0.0
		for _, n := range near {
			total += l.slots[n].order
		}
		return total / float64(len(near))
	}
	means := map[int]float64{}
	for _, s := range l.columns[c] {
		means[s] = mean(s)
	}
	slices.SortStableFunc(l.columns[c], func(a, b int) int { return cmp.Compare(means[a], means[b]) })
	for i, s := range l.columns[c] {
		l.slots[s].order = float64(i)
	}
}

// crossings counts how often arrows cross, by counting inversions in a Fenwick tree.
func (l *layout) crossings() int {
	total := 0
	for c, column := range l.columns[:max(0, len(l.columns)-1)] {
		tree := make([]int, len(l.columns[c+1])+1)
		seen := 0
		for _, s := range column {
			ends := make([]int, 0, len(l.slots[s].next))
			for _, n := range l.slots[s].next {
				ends = append(ends, int(l.slots[n].order))
			}
			slices.Sort(ends)
			for _, e := range ends {
				below := 0
				for i := e + 1; i > 0; i -= i & -i {
					below += tree[i]
				}
				total += seen - below
			}
			for _, e := range ends {
				seen++
				for i := e + 1; i < len(tree); i += i & -i {
					tree[i]++
				}
			}
		}
	}
	return total
}

// align moves each slot as near to the middle of its neighbours as its column allows.
func (l *layout) align() {
	for _, column := range l.columns {
		y := 0.0
		for i, s := range column {
			if i > 0 {
				y += l.apart(column[i-1], s)
			}
			l.slots[s].y = y
		}
		for _, s := range column {
			l.slots[s].y -= y / 2
		}
	}
	for sweep := range sweeps {
		for i := range l.columns {
			c := i
			if sweep%2 == 1 {
				c = len(l.columns) - 1 - i
			}
			l.alignColumn(l.columns[c], sweep)
		}
	}
}

// apart is the least distance between the middles of two slots that follow each other.
func (l *layout) apart(a, b int) float64 {
	gap := rowGap
	if l.slots[a].group < 0 && l.slots[b].group < 0 {
		gap = rowGap / 4
	} else if l.slots[a].height == smallHeight && l.slots[b].height == smallHeight {
		gap = rowGap * 2 / 3
	}
	return float64((l.slots[a].height+l.slots[b].height)/2 + gap)
}

// alignColumn is the least-squares solution with the order and the distances kept: pool adjacent violators.
func (l *layout) alignColumn(column []int, sweep int) {
	type pool struct {
		sum, weight float64
		n           int
	}
	var pools []pool
	offset := 0.0
	offsets := make([]float64, len(column))
	for i, s := range column {
		if i > 0 {
			offset += l.apart(column[i-1], s)
		}
		offsets[i] = offset
		want, weight := l.wish(s, sweep)
		pools = append(pools, pool{weight * (want - offset), weight, 1})
		for len(pools) > 1 {
			a, b := pools[len(pools)-2], pools[len(pools)-1]
			if a.sum/a.weight <= b.sum/b.weight {
				break
			}
			pools = append(pools[:len(pools)-2], pool{a.sum + b.sum, a.weight + b.weight, a.n + b.n})
		}
	}
	i := 0
	for _, p := range pools {
		for range p.n {
			l.slots[column[i]].y = p.sum/p.weight + offsets[i]
			i++
		}
	}
}

// wish is where a slot would like to stand, and how much. Lanes want to be straight.
func (l *layout) wish(s, sweep int) (y, weight float64) {
	near := l.slots[s].prev
	if sweep%2 == 1 {
		near = l.slots[s].next
	}
	if sweep >= sweeps-2 {
		near = slices.Concat(l.slots[s].prev, l.slots[s].next)
	}
	if len(near) == 0 {
		return l.slots[s].y, 0.1
	}
	total := 0.0
	for _, n := range near {
		total += l.slots[n].y
	}
	weight = 1
	if l.slots[s].group < 0 {
		weight = 2
	}
	return total / float64(len(near)), weight
}

// size moves everything into the picture.
func (l *layout) size(nodes []model.PictureNode, p *model.Picture) {
	top, bottom := 0.0, 0.0
	for i, s := range l.slots {
		half := float64(s.height) / 2
		if i == 0 || s.y-half < top {
			top = s.y - half
		}
		if i == 0 || s.y+half > bottom {
			bottom = s.y + half
		}
	}
	for i := range l.slots {
		l.slots[i].y += margin - top
	}
	p.Width = max(1, len(l.columns))*(boxWidth+columnGap) - columnGap + 2*margin
	p.Height = int(bottom-top) + 2*margin + 1
	for i := range nodes {
		s := l.slots[i]
		nodes[i].X, nodes[i].Y = margin+s.layer*(boxWidth+columnGap), int(s.y)-s.height/2
		nodes[i].W, nodes[i].H, nodes[i].Layer = boxWidth, s.height, s.layer
	}
}

// draw gives the arrows their points. Those that share the side of a box leave or arrive one under the other, in the
// order of where they go.
func (l *layout) draw(nodes []model.PictureNode, edges []model.PictureEdge) {
	leaving, arriving := make([][]int, len(nodes)), make([][]int, len(nodes))
	for i, e := range edges {
		leaving[e.From] = append(leaving[e.From], i)
		arriving[e.To] = append(arriving[e.To], i)
	}
	at := func(i, j int) float64 { return l.slots[l.routes[i][j]].y }
	starts, ends := make([]int, len(edges)), make([]int, len(edges))
	for n := range nodes {
		slices.SortStableFunc(leaving[n], func(a, b int) int { return cmp.Compare(at(a, 1), at(b, 1)) })
		slices.SortStableFunc(arriving[n], func(a, b int) int {
			return cmp.Compare(at(a, len(l.routes[a])-2), at(b, len(l.routes[b])-2))
		})
		ports(nodes[n], leaving[n], starts)
		ports(nodes[n], arriving[n], ends)
	}
	for i := range edges {
		e := &edges[i]
		from, to := nodes[e.From], nodes[e.To]
		e.Points = append(e.Points, model.PicturePoint{X: from.X + from.W, Y: starts[i]})
		for _, r := range l.routes[i][1 : len(l.routes[i])-1] {
			x, y := margin+l.slots[r].layer*(boxWidth+columnGap), int(l.slots[r].y)
			e.Points = append(e.Points, model.PicturePoint{X: x, Y: y}, model.PicturePoint{X: x + boxWidth, Y: y})
		}
		e.Points = append(e.Points, model.PicturePoint{X: to.X, Y: ends[i]})
		label(e, from.H/len(leaving[e.From]), to.H/len(arriving[e.To]))
	}
}

// The height that a label of one line and one of two lines take.
const (
	labelOne = 15
	labelTwo = 32
)

// label chooses the end of an arrow at which there is more room for its label: the distances are those to the next arrow.
func label(e *model.PictureEdge, start, end int) {
	e.LabelAtStart = end < labelTwo && start >= labelTwo || end < labelOne && start >= labelOne
	room := end
	if e.LabelAtStart {
		room = start
	}
	e.Tight, e.NoLabel = room < labelTwo, room < labelOne
}

// ports spreads arrows over the side of a box.
func ports(n model.PictureNode, edges, into []int) {
	for i, e := range edges {
		into[e] = n.Y + n.H*(2*i+1)/(2*len(edges))
	}
}

// sorted puts the boxes into reading order and the arrows with them.
func sorted(nodes []model.PictureNode, edges []model.PictureEdge, p *model.Picture) {
	order := make([]int, len(nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(nodes[a].Layer, nodes[b].Layer), cmp.Compare(nodes[a].Y, nodes[b].Y))
	})
	place := make([]int, len(nodes))
	p.Nodes = make([]model.PictureNode, 0, len(nodes))
	for i, n := range order {
		place[n] = i
		p.Nodes = append(p.Nodes, nodes[n])
	}
	for i := range edges {
		edges[i].From, edges[i].To = place[edges[i].From], place[edges[i].To]
	}
	slices.SortFunc(edges, func(a, b model.PictureEdge) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Kind, b.Kind))
	})
	p.Edges = edges
}
