package repository_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// The two companies and the regulator of the graphs below.
const (
	farm   = model.OrgID("00000000-0000-7000-8000-00000000000a")
	dairy  = model.OrgID("00000000-0000-7000-8000-00000000000b")
	bureau = model.OrgID("00000000-0000-7000-8000-00000000000c")
)

var everything = model.SystemScope("test")

func company(org model.OrgID) model.Scope {
	return model.Actor{Org: org, OrgKind: model.KindProducer, OrgState: model.OrgActive}.Scope()
}

func regulator(region model.Region) model.Scope {
	return model.Actor{Org: bureau, OrgKind: model.KindRegulator, OrgState: model.OrgActive, Region: region}.Scope()
}

// arrow is one edge of a drawn graph; nodes are numbered from 0 and times are small.
type arrow struct {
	Src, Dst         int
	Kind             model.EdgeKind
	From, To         model.Instant
	KnownFrom, Until model.Instant
	Event            int
}

func (a arrow) holdsAt(t model.Instant) bool { return a.From <= t && t < a.To }

// graph is a genealogy to walk. Nodes from Things on are steps. Seen tells who may see each event.
type graph struct {
	Things, Steps int
	Arrows        []arrow
	Seen          [][]model.EventOrg

	ids    []model.Seq
	events []model.Seq
}

// store writes the graph under keys of its own.
func (g *graph) store(t testing.TB, s *repository.Store) {
	t.Helper()
	write(t, s, func(tx *repository.Tx) error {
		tag := fmt.Sprint(tx.NextSeq())
		want := make([]model.Node, 0, g.Things+g.Steps)
		for i := range g.Things + g.Steps {
			n := model.Node{Key: fmt.Sprintf("urn:test:%s:%04d", tag, i), Level: model.LevelLot}
			if i >= g.Things {
				n.Key, n.Level = fmt.Sprintf("step %s:%04d", tag, i), model.LevelStep
			}
			want = append(want, n)
		}
		nodes, _, err := tx.Trace().EnsureNodes(want)
		if err != nil {
			return err
		}
		g.ids = g.ids[:0]
		for _, w := range want {
			g.ids = append(g.ids, nodes[w.Key].ID)
		}
		events := make([]repository.Recorded, len(g.Seen))
		g.events = g.events[:0]
		for i, orgs := range g.Seen {
			seq := tx.NextSeq()
			g.events = append(g.events, seq)
			e := &events[i]
			e.Event = model.Event{Seq: seq, EventID: fmt.Sprintf("urn:test:event:%s:%d", tag, i), Body: []byte("{}"), Recorded: 1}
			for _, o := range orgs {
				o.EventSeq = seq
				e.Orgs = append(e.Orgs, o)
			}
		}
		for _, a := range g.Arrows {
			e := &events[a.Event]
			e.Edges = append(e.Edges, model.Edge{
				ID: tx.NextSeq(), Src: g.ids[a.Src], Dst: g.ids[a.Dst], Kind: a.Kind, EventSeq: g.events[a.Event],
				FromTime: a.From, ToTime: a.To, KnownFrom: a.KnownFrom, KnownTo: a.Until,
			})
		}
		return tx.Trace().InsertEvents(events)
	})
}

// question is a walk over a drawn graph.
type question struct {
	Root         int
	Direction    repository.Direction
	At, KnownAt  model.Instant
	Depth, Nodes int
	Scope        model.Scope
}

func walk(t testing.TB, s *repository.Store, g *graph, q question) (c *repository.Closure) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *repository.Tx) (err error) {
		c, err = tx.Trace().Closure(q.Scope, repository.ClosureQuery{
			Roots: []model.Seq{g.ids[q.Root]}, Direction: q.Direction, At: q.At, KnownAt: q.KnownAt, MaxDepth: q.Depth, MaxNodes: q.Nodes,
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// instants is how far the oracle's time goes: arrows begin and end between 1 and instants-2, so that the first and the
// last stand for all time before and after.
const instants = 10

// oracle answers the same question by brute force over pairs of node and instant: whoever is reached at an instant
// inside a container goes on from there at that same instant.
type oracle struct {
	g *graph
	q question
	// depth holds the generation at which each pair was reached.
	depth map[[2]int]int
	// hidden holds the nodes from which arrows that may not be seen go on.
	hidden map[int]bool
}

func (o *oracle) applies(a arrow) bool {
	if o.q.KnownAt == 0 {
		return a.Until == model.Forever
	}
	return a.KnownFrom <= o.q.KnownAt && o.q.KnownAt < a.Until
}

func (o *oracle) visible(a arrow) bool {
	if o.q.Scope.All() {
		return true
	}
	lo, hi, region := o.q.Scope.Region()
	return slices.ContainsFunc(o.g.Seen[a.Event], func(e model.EventOrg) bool {
		return e.OrgID == o.q.Scope.Org() || region && lo <= string(e.Region) && string(e.Region) <= hi
	})
}

// onward lists the pairs that an arrow leads to from a node at an instant.
func (o *oracle) onward(a arrow, node, at int) (pairs [][2]int) {
	back := o.q.Direction == repository.Backward
	near, far := a.Src, a.Dst
	if back {
		near, far = far, near
	}
	if near != node || !o.applies(a) {
		return nil
	}
	switch {
	case a.Kind != model.EdgeTransform:
		if a.holdsAt(model.Instant(at)) {
			return [][2]int{{far, at}}
		}
	case back:
		return [][2]int{{far, int(a.From)}}
	case int(a.From) == at || node == o.q.Root && o.q.At != 0:
		for i := range instants {
			pairs = append(pairs, [2]int{far, i})
		}
	}
	return pairs
}

func solve(g *graph, q question) *oracle {
	o := &oracle{g: g, q: q, depth: map[[2]int]int{}, hidden: map[int]bool{}}
	for i := range instants {
		if q.At == 0 || int(q.At) == i {
			o.depth[[2]int{q.Root, i}] = 0
		}
	}
	for changed := true; changed; {
		changed = false
		for node := range g.Things + g.Steps {
			for at := range instants {
				d, reached := o.depth[[2]int{node, at}]
				if !reached || q.Depth > 0 && d > q.Depth {
					continue
				}
				if node < g.Things {
					d++
				}
				for _, a := range g.Arrows {
					for _, p := range o.onward(a, node, at) {
						if !o.visible(a) {
							o.hidden[node] = true
							continue
						}
						if have, ok := o.depth[p]; !ok || d < have {
							o.depth[p], changed = d, true
						}
					}
				}
			}
		}
	}
	return o
}

// generations maps every thing that the oracle reaches to its generation.
func (o *oracle) generations() map[int]int {
	all := map[int]int{}
	for p, d := range o.depth {
		if p[0] >= o.g.Things {
			continue
		}
		if have, ok := all[p[0]]; !ok || d < have {
			all[p[0]] = d
		}
	}
	return all
}

// drawGraph draws splits, merges, rework cycles, reused and nested containers, transformations of many to many, arrows
// that were corrected later, and events that only some may see.
func drawGraph(t *rapid.T) *graph {
	g := &graph{Things: rapid.IntRange(2, 9).Draw(t, "things"), Steps: rapid.IntRange(0, 2).Draw(t, "steps")}
	for range rapid.IntRange(1, 6).Draw(t, "events") {
		var orgs []model.EventOrg
		if rapid.Bool().Draw(t, "farm sees") {
			orgs = append(orgs, model.EventOrg{OrgID: farm, Region: "650102", Why: model.WhyParty})
		}
		if rapid.Bool().Draw(t, "dairy sees") {
			orgs = append(orgs, model.EventOrg{OrgID: dairy, Region: "110101", Why: model.WhyCaptured})
		}
		g.Seen = append(g.Seen, orgs)
	}
	for range rapid.IntRange(1, 22).Draw(t, "arrows") {
		a := arrow{
			Src: rapid.IntRange(0, g.Things+g.Steps-1).Draw(t, "src"), Event: rapid.IntRange(0, len(g.Seen)-1).Draw(t, "event"),
			From: model.Instant(rapid.IntRange(1, instants-3).Draw(t, "from")), Kind: model.EdgeTransform,
			KnownFrom: model.Instant(rapid.IntRange(1, 4).Draw(t, "known from")), Until: model.Forever,
		}
		if a.Src >= g.Things {
			a.Dst = rapid.IntRange(0, g.Things-1).Draw(t, "dst of step")
		} else {
			a.Dst = rapid.IntRange(0, g.Things+g.Steps-1).Draw(t, "dst")
		}
		a.To = a.From
		if a.Src < g.Things && a.Dst < g.Things && rapid.IntRange(0, 2).Draw(t, "kind") > 0 {
			a.Kind = rapid.SampledFrom([]model.EdgeKind{model.EdgeContain, model.EdgeAssociate}).Draw(t, "containment")
			a.To = model.Instant(rapid.IntRange(int(a.From), instants-2).Draw(t, "to"))
			if rapid.IntRange(0, 3).Draw(t, "stays") == 0 {
				a.To = model.Forever
			}
		}
		if rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0 {
			a.Until = a.KnownFrom + model.Instant(rapid.IntRange(1, 3).Draw(t, "until"))
		}
		g.Arrows = append(g.Arrows, a)
	}
	return g
}

func drawQuestion(t *rapid.T, g *graph) question {
	q := question{
		Root:      rapid.IntRange(0, g.Things-1).Draw(t, "root"),
		Direction: rapid.SampledFrom([]repository.Direction{repository.Forward, repository.Backward}).Draw(t, "direction"),
		Scope:     rapid.SampledFrom([]model.Scope{everything, everything, company(farm), company(dairy), regulator("650000"), {}}).Draw(t, "scope"),
	}
	if rapid.IntRange(0, 3).Draw(t, "at?") == 0 {
		q.At = model.Instant(rapid.IntRange(1, instants-2).Draw(t, "at"))
	}
	if rapid.IntRange(0, 2).Draw(t, "known at?") == 0 {
		q.KnownAt = model.Instant(rapid.IntRange(1, 6).Draw(t, "known at"))
	}
	if rapid.IntRange(0, 4).Draw(t, "depth?") == 0 {
		q.Depth = rapid.IntRange(1, 3).Draw(t, "depth")
	}
	return q
}

func TestClosureAgainstBruteForce(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		rapid.Check(t, func(rt *rapid.T) {
			g := drawGraph(rt)
			g.store(t, s)
			for range 6 {
				q := drawQuestion(rt, g)
				if fault := compare(g, q, walk(t, s, g, q)); fault != "" {
					rt.Fatalf("%+v: %s", q, fault)
				}
			}
		})
	})
}

// compare says what is wrong with an answer.
func compare(g *graph, q question, c *repository.Closure) string {
	o := solve(g, q)
	want := o.generations()
	if q.Depth > 0 {
		for thing, d := range want {
			if d > q.Depth {
				delete(want, thing)
				if c.Cut != repository.BoundDepth || c.Open == 0 {
					return fmt.Sprintf("there are more generations, and the answer does not say so: %+v", c)
				}
			}
		}
	} else if c.Cut != repository.BoundNone || c.Open != 0 {
		return fmt.Sprintf("the answer says that it was cut: %+v", c)
	}
	got := map[int]int{}
	for _, v := range c.Visits {
		if v.First {
			got[slices.Index(g.ids, v.Node)] = v.Depth
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || c.Nodes != len(got) {
		return fmt.Sprintf("generations (-want +got, %d nodes):\n%s", c.Nodes, diff)
	}
	for i := range c.Visits {
		if fault := explain(o, c.Visits, i); fault != "" {
			return fault
		}
		if v := c.Visits[i]; v.Ends != o.ends(slices.Index(g.ids, v.Node)) {
			return fmt.Sprintf("thing %d: ends is %v", slices.Index(g.ids, v.Node), v.Ends)
		}
	}
	return compareBeyond(o, c)
}

// ends reports whether no arrow goes on from a node, seen or not.
func (o *oracle) ends(node int) bool {
	return !slices.ContainsFunc(o.g.Arrows, func(a arrow) bool {
		if o.q.Direction == repository.Backward {
			return a.Dst == node && o.applies(a)
		}
		return a.Src == node && o.applies(a)
	})
}

// compareBeyond checks the marks of where the genealogy goes on unseen. A step is not shown, so that one of the things
// that lead to it carries its mark.
func compareBeyond(o *oracle, c *repository.Closure) string {
	for _, v := range c.Visits {
		if !v.First {
			if v.Beyond {
				return "a second visit is marked beyond"
			}
			continue
		}
		thing := slices.Index(o.g.ids, v.Node)
		through := slices.ContainsFunc(o.g.Arrows, func(a arrow) bool {
			near, far := a.Src, a.Dst
			if o.q.Direction == repository.Backward {
				near, far = far, near
			}
			return near == thing && far >= o.g.Things && o.hidden[far]
		})
		if o.hidden[thing] && !v.Beyond || v.Beyond && !o.hidden[thing] && !through {
			return fmt.Sprintf("thing %d: beyond is %v", thing, v.Beyond)
		}
	}
	for step := o.g.Things; step < o.g.Things+o.g.Steps; step++ {
		told := slices.ContainsFunc(c.Visits, func(v repository.Visit) bool {
			return v.Beyond && o.leads(slices.Index(o.g.ids, v.Node), step)
		})
		if o.hidden[step] && !told {
			return fmt.Sprintf("nothing that leads to step %d is marked beyond", step)
		}
	}
	return ""
}

// leads reports whether an arrow that may be seen goes on from a node to another.
func (o *oracle) leads(from, to int) bool {
	return slices.ContainsFunc(o.g.Arrows, func(a arrow) bool {
		near, far := a.Src, a.Dst
		if o.q.Direction == repository.Backward {
			near, far = far, near
		}
		return near == from && far == to && o.applies(a) && o.visible(a)
	})
}

// explain checks that the way to a visit is one that the oracle's rules allow, arrow by arrow.
func explain(o *oracle, visits []repository.Visit, last int) string {
	var way []int
	for i := last; i >= 0; i = visits[i].Via {
		if i > 0 && visits[i].Via >= i {
			return fmt.Sprintf("visit %d comes from a later one", i)
		}
		way = append(way, i)
	}
	slices.Reverse(way)
	now := map[[2]int]bool{}
	for p, d := range o.depth {
		if d == 0 && p[0] == o.q.Root {
			now[p] = true
		}
	}
	for _, i := range way[1:] {
		v := visits[i]
		thing := slices.Index(o.g.ids, v.Node)
		events := []model.Seq{v.Event}
		if v.Joined != 0 {
			events = append(events, v.Joined)
		}
		next := map[[2]int]bool{}
		o.hop(now, events, func(p [2]int) {
			if p[0] == thing {
				next[p] = true
			}
			if p[0] >= o.g.Things {
				o.hop(map[[2]int]bool{p: true}, events, func(p [2]int) {
					if p[0] == thing {
						next[p] = true
					}
				})
			}
		})
		if len(next) == 0 {
			return fmt.Sprintf("no such way: %v of %+v", way, visits)
		}
		now = next
	}
	return ""
}

func (o *oracle) hop(from map[[2]int]bool, events []model.Seq, found func([2]int)) {
	for p := range from {
		for _, a := range o.g.Arrows {
			if !o.visible(a) || !slices.Contains(events, o.g.events[a.Event]) {
				continue
			}
			for _, to := range o.onward(a, p[0], p[1]) {
				found(to)
			}
		}
	}
}

// transform and contain are arrows that everybody knows of and sees.
func transform(src, dst int, at model.Instant) arrow {
	return arrow{Src: src, Dst: dst, Kind: model.EdgeTransform, From: at, To: at, KnownFrom: 1, Until: model.Forever}
}

func contain(src, dst int, from, to model.Instant) arrow {
	return arrow{Src: src, Dst: dst, Kind: model.EdgeContain, From: from, To: to, KnownFrom: 1, Until: model.Forever}
}

// reached lists the things of an answer.
func reached(g *graph, c *repository.Closure) (things []int) {
	for _, v := range c.Visits {
		if v.First && v.Depth > 0 {
			things = append(things, slices.Index(g.ids, v.Node))
		}
	}
	slices.Sort(things)
	return things
}

func TestClosureOfContainers(t *testing.T) {
	t.Parallel()
	const pallet, milk, juice, van, soup, shop = 0, 1, 2, 3, 4, 5
	g := &graph{Things: 6, Seen: [][]model.EventOrg{nil}, Arrows: []arrow{
		contain(milk, pallet, 1, 3), contain(juice, pallet, 4, 7), // a reused pallet
		contain(pallet, van, 2, 3), contain(pallet, shop, 5, model.Forever), // twice in something else
		transform(pallet, soup, 6), // used up with the juice in it
	}}
	tests := []struct {
		name string
		q    question
		want []int
	}{
		{"the load of before", question{Root: milk, Direction: repository.Forward}, []int{pallet, van}},
		{"the load of after", question{Root: juice, Direction: repository.Forward}, []int{pallet, soup, shop}},
		{"the pallet itself", question{Root: pallet, Direction: repository.Forward}, []int{van, soup, shop}},
		{"all it ever held", question{Root: pallet, Direction: repository.Backward}, []int{milk, juice}},
		{"what it held then", question{Root: pallet, Direction: repository.Backward, At: 2}, []int{milk}},
		{"nothing in between", question{Root: pallet, Direction: repository.Backward, At: 3}, nil},
		{"what lay in the van", question{Root: van, Direction: repository.Backward}, []int{pallet, milk}},
		{"where it lay then", question{Root: pallet, Direction: repository.Forward, At: 2}, []int{van, soup}},
		{"what went into the soup", question{Root: soup, Direction: repository.Backward}, []int{pallet, juice}},
	}
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		g := &graph{Things: g.Things, Seen: g.Seen, Arrows: g.Arrows}
		g.store(t, s)
		for _, test := range tests {
			test.q.Scope = everything
			slices.Sort(test.want)
			if diff := cmp.Diff(test.want, reached(g, walk(t, s, g, test.q))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	})
}

func TestClosureOfLongChain(t *testing.T) {
	t.Parallel()
	const length = 5000
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		g := &graph{Things: length + 1, Seen: [][]model.EventOrg{nil}}
		for i := range length {
			g.Arrows = append(g.Arrows, transform(i, i+1, 1))
		}
		g.store(t, s)
		for root, direction := range map[int]repository.Direction{0: repository.Forward, length: repository.Backward} {
			c := walk(t, s, g, question{Root: root, Direction: direction, Scope: everything})
			last := c.Visits[len(c.Visits)-1]
			if c.Nodes != length+1 || last.Depth != length || c.Cut != repository.BoundNone {
				t.Errorf("%s: %d nodes, last of generation %d, cut %q", direction, c.Nodes, last.Depth, c.Cut)
			}
			if c.Statements > length+2 {
				t.Errorf("%s: %d statements for %d generations", direction, c.Statements, length)
			}
		}
	})
}

// TestClosureBounds checks that an answer that is not whole says so, and what it took.
func TestClosureBounds(t *testing.T) {
	t.Parallel()
	const width = 3000
	g := &graph{Things: 1 + 2*width, Seen: [][]model.EventOrg{nil}}
	for i := range width {
		g.Arrows = append(g.Arrows, transform(0, 1+i, 1), transform(1+i, 1+width+i, 2))
	}
	tests := []struct {
		name         string
		depth, nodes int
		cut          repository.Bound
		found, open  int
	}{
		{"whole", 0, 0, repository.BoundNone, 1 + 2*width, 0},
		{"exactly deep enough", 2, 0, repository.BoundNone, 1 + 2*width, 0},
		{"exactly many enough", 0, 1 + 2*width, repository.BoundNone, 1 + 2*width, 0},
		{"too deep", 1, 0, repository.BoundDepth, 1 + width, width},
		{"too many at once", 0, 100, repository.BoundNodes, 100, 100},
		{"one too many", 0, 2 * width, repository.BoundNodes, 2 * width, width},
	}
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		g := &graph{Things: g.Things, Seen: g.Seen, Arrows: g.Arrows}
		g.store(t, s)
		for _, test := range tests {
			c := walk(t, s, g, question{Direction: repository.Forward, Depth: test.depth, Nodes: test.nodes, Scope: everything})
			if c.Cut != test.cut || c.Nodes != test.found || c.Open != test.open {
				t.Errorf("%s: cut %q, %d nodes, %d open", test.name, c.Cut, c.Nodes, c.Open)
			}
		}
		c := walk(t, s, g, question{Direction: repository.Forward, Scope: everything})
		if limit := 3*3 + 2*(1+2*width)/1000; c.Statements > limit {
			t.Errorf("%d statements for 3 generations of %d nodes; at most %d", c.Statements, 1+2*width, limit)
		}
	})
}

func TestClosureWithinScope(t *testing.T) {
	t.Parallel()
	const milk, cheese, pizza, whey = 0, 1, 2, 3
	both := []model.EventOrg{{OrgID: farm, Region: "650102"}, {OrgID: dairy, Region: "110101"}}
	g := &graph{Things: 4, Seen: [][]model.EventOrg{both, {both[1]}, {both[0]}}, Arrows: []arrow{
		transform(milk, cheese, 1), transform(cheese, pizza, 2), transform(milk, whey, 3),
	}}
	g.Arrows[1].Event, g.Arrows[2].Event = 1, 2
	tests := []struct {
		name   string
		scope  model.Scope
		want   []int
		beyond []int
	}{
		{"everything", everything, []int{cheese, pizza, whey}, nil},
		{"the farm", company(farm), []int{cheese, whey}, []int{cheese}},
		{"the dairy", company(dairy), []int{cheese, pizza}, []int{milk}},
		{"a regulator of the farm's region", regulator("650000"), []int{cheese, whey}, []int{cheese}},
		{"a stranger", company(bureau), nil, []int{milk}},
		{"the public", model.Scope{}, nil, []int{milk}},
	}
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		g := &graph{Things: g.Things, Seen: g.Seen, Arrows: g.Arrows}
		g.store(t, s)
		for _, test := range tests {
			c := walk(t, s, g, question{Root: milk, Direction: repository.Forward, Scope: test.scope})
			var beyond []int
			for _, v := range c.Visits {
				if v.Beyond {
					beyond = append(beyond, slices.Index(g.ids, v.Node))
				}
			}
			if diff := cmp.Diff(test.want, reached(g, c)) + cmp.Diff(test.beyond, beyond); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	})
}

// TestWalkPlans checks that no statement of a walk reads a whole table once the tables have grown.
func TestWalkPlans(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		g := &graph{Things: 6000, Seen: [][]model.EventOrg{{{OrgID: farm, Region: "650102"}}}}
		for i := range 5000 {
			g.Arrows = append(g.Arrows, transform(i, i+1, 1), transform(i, (i*7)%6000, 1), contain(i, 6000-1-i, 1, 5))
		}
		g.store(t, s)
		if s.Engine() == repository.MySQL {
			onServer(t, s, "ANALYZE TABLE edges, nodes, events, event_nodes, event_orgs")
		}
		for _, scope := range []model.Scope{everything, company(farm), regulator("650000")} {
			for _, direction := range []repository.Direction{repository.Forward, repository.Backward} {
				for _, n := range []int{2, 100, 300} { // of 6000: for a larger part of so small a table a scan is right
					query, args := repository.WalkStatement(s, scope, direction, g.ids[:n])
					for _, line := range plan(t, s, query, args...) {
						if strings.Contains(line, "scans") {
							t.Errorf("%s, %d nodes: %s", direction, n, line)
						}
					}
				}
			}
		}
	})
}

// plan lists how a query reads each table: "scans edges" or "edges by PRIMARY".
func plan(t testing.TB, s *repository.Store, query string, args ...any) (lines []string) {
	t.Helper()
	explain := "EXPLAIN "
	if s.Engine() == repository.SQLite {
		explain = "EXPLAIN QUERY PLAN "
	}
	rows, err := s.WriterPool().QueryContext(t.Context(), explain+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		dest := make([]any, len(columns))
		for i := range cells {
			dest[i] = &cells[i]
		}
		if err := rows.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		of := map[string]string{}
		for i, c := range columns {
			of[c] = cells[i].String
		}
		if s.Engine() == repository.SQLite {
			line := of["detail"]
			if strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "CONSTANT ROW") && !strings.Contains(line, "json_each") {
				line = "scans " + line
			}
			lines = append(lines, line)
			continue
		}
		line := of["table"] + " by " + of["key"] + " (" + of["type"] + ")"
		if of["type"] == "ALL" || of["type"] == "index" {
			line = "scans " + line
		}
		if strings.Contains(of["Extra"], "filesort") {
			line += " sorted"
		}
		if strings.Contains(of["Extra"], "temporary") || of["select_type"] == "MATERIALIZED" {
			line += " gathered"
		}
		if strings.Contains(of["Extra"], "for group-by") {
			line += " jumping"
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil || len(lines) == 0 {
		t.Fatalf("no plan: %v", err)
	}
	return lines
}
