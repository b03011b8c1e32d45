package repository

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"

	"suyuan/model"
)

// Direction says which way a walk follows the genealogy.
type Direction string

// The directions.
const (
	Backward Direction = "back"    // to what it was made of and what lay inside it
	Forward  Direction = "forward" // to what was made of it and what it lay in
)

// Bound names the limit at which a walk was cut short; empty when it came to its natural end.
type Bound string

// The bounds.
const (
	BoundNone  Bound = ""
	BoundDepth Bound = "depth" // more generations than were asked for
	BoundNodes Bound = "nodes" // more things than were asked for
	BoundEdges Bound = "edges" // one generation with more arrows than a walk of that many things may read
)

// walkChunk bounds the list of numbers in one statement. MariaDB turns a list of a thousand values or more into a
// temporary table (in_predicate_conversion_threshold), so it stays below.
const walkChunk = 999

// The limits of a walk that does not name its own.
const (
	DefaultDepth = 10_000
	DefaultNodes = 50_000
)

// ClosureQuery says what to follow from where.
type ClosureQuery struct {
	Roots     []model.Seq
	Direction Direction
	// At, when set, keeps to the containers the roots lay in, or to what lay in the roots, at that instant. What was
	// made of the roots, or what they were made of, is followed whenever it happened.
	At model.Instant
	// KnownAt, when set, answers as of what had been recorded by that instant.
	KnownAt model.Instant
	// Until, when set, answers as of what had happened by that instant.
	Until model.Instant
	// InOrder, forward only, lets a transformation that was reported in parts lead only to what came out of it once the
	// thing had gone in. Without it all its parts are one.
	InOrder bool
	// Certain, forward only, goes along no way on which it is not said that the thing itself went on: out of a container
	// that was drawn from, and through a transformation whose output was reported at another time than the input. It
	// implies InOrder.
	Certain bool
	// MaxDepth bounds the generations, MaxNodes the things; 0 means DefaultDepth and DefaultNodes.
	MaxDepth, MaxNodes int
}

// Visit is one step of a walk: a node, the time for which it was reached, and from where. A node that lay in a container
// several times may be visited several times, because what it leads to differs; First marks the shortest way to it.
type Visit struct {
	Node  model.Seq
	First bool
	// Depth counts generations from the root, 0 for the roots. The node that joins the parts of a transformation is
	// none and is not in the answer.
	Depth int
	// Via is the position of the visit this one came from, -1 for roots. Following it gives a way that really existed:
	// each container on it held what came before while it was there.
	Via int
	// Event linked it to Via; Joined is the other event of a transformation that was reported in parts, else 0.
	Event, Joined model.Seq
	// Step is the node that joins the parts of the transformation on the way from Via, 0 for none.
	Step model.Seq
	Kind model.EdgeKind
	// From and To bound the time for which a thing was reached inside a container; both are 0 when time does not
	// matter, and To is model.Forever while it lasts.
	From, To model.Instant
	// Beyond tells, on the first visit, that the genealogy goes on where the scope may not look.
	Beyond bool
	// Ends tells that the genealogy does not go on from here at all, neither within the scope nor beyond.
	Ends bool
}

// Closure is everything a walk reached, in order of discovery: by generation, roots first.
type Closure struct {
	Visits []Visit
	// Nodes is the number of things, roots included.
	Nodes int
	// Cut is the limit that ended the walk early, and Open the number of things from which it should have gone on.
	Cut  Bound
	Open int
	// Doubtful tells that it went along a way that a walk with Certain does not go.
	Doubtful bool
	// Statements is what the walk cost the database.
	Statements int
}

// Closure follows the genealogy from the roots, generation by generation, with one statement per thousand nodes.
//
// A node made by a transformation is reached for all time; one reached through a container only while it was inside.
// From there a further container is followed while both stays overlap, and a transformation only if it happened during
// the stay. Backward, a container that went into a transformation gives what lay in it at that instant. So a pallet
// that is used again leads from its old load to nothing of its new one, and loads of one pallet never lead to each
// other.
//
// Only edges of events within the scope are followed; where others go on, the node is marked Beyond.
func (t Trace) Closure(scope model.Scope, q ClosureQuery) (*Closure, error) {
	w := newWalker(t.tx, scope, q)
	defer w.close()
	for _, root := range q.Roots {
		w.enter(root)
	}
	for depth := 0; len(w.frontier) > 0 && w.cut == BoundNone; depth++ {
		if err := w.level(depth); err != nil {
			return nil, err
		}
	}
	return w.answer(), nil
}

// walker is the state of one walk. Nodes, visits and edges are numbered by position: a closure of half a million nodes
// is a few flat arrays.
type walker struct {
	tx       *Tx
	backward bool
	inOrder  bool
	certain  bool
	doubtful bool
	start    span
	maxDepth int
	maxNodes int
	maxEdges int

	edgesOf, knownThen string // the statement that reads edges, around the condition on the numbers
	args               []any
	single             *sql.Stmt // the same for one number, prepared: a chain is one node a generation
	statements         int

	index  map[model.Seq]int32
	nodes  []walkNode
	visits []walkVisit
	edges  []walkEdge
	seen   map[int32]spans // instants for which a node has been followed, where that is not always

	frontier []int32 // visits of the present generation
	next     []int32
	cut      Bound
	budget   int // edges that may still be read in this generation
	// last tells that the present generation is the last one wanted; late are the visits that would have come after it.
	last bool
	late []walkVisit
}

type walkNode struct {
	id         model.Seq
	first      int32 // visit
	head, rear int32 // its edges, -1 for none
	flags      nodeFlag
}

// nodeFlag is what a walk knows about a node.
type nodeFlag uint16

const (
	nodeRead   nodeFlag = 1 << iota // its edges have been read
	nodeOpened                      // it has been followed once
	nodeWhole                       // it has been reached for all time: no later visit can add anything
	nodeDone                        // it has been followed for all time
	nodeHolds                       // backward: something lay in it
	nodeStep                        // it joins the parts of a transformation
	nodeBeyond                      // edges outside the scope go on from it
	nodeOpen                        // it was not followed to the end because of a bound
	nodeLeads                       // edges go on from it, whether or not they may be seen
)

func (n *walkNode) is(f nodeFlag) bool { return n.flags&f != 0 }

type walkVisit struct {
	span
	event     model.Seq
	node, via int32
	depth     int32
	kind      int8
}

type walkEdge struct {
	span
	to, event model.Seq
	node      int32 // where it starts
	next      int32
	flags     int8
}

// The flags of a row as the statement computes them: the kind of an edge in the lower bits and whether its event may be
// seen.
const (
	edgeKind    = 3
	edgeVisible = 8
)

var edgeKinds = [...]model.EdgeKind{model.EdgeTransform, model.EdgeContain, model.EdgeAssociate}

func newWalker(tx *Tx, scope model.Scope, q ClosureQuery) *walker {
	w := &walker{
		tx: tx, backward: q.Direction == Backward, inOrder: q.InOrder || q.Certain, certain: q.Certain,
		start: always, maxDepth: q.MaxDepth, maxNodes: q.MaxNodes,
		index: map[model.Seq]int32{}, seen: map[int32]spans{},
	}
	if w.maxDepth <= 0 {
		w.maxDepth = DefaultDepth
	}
	if w.maxNodes <= 0 {
		w.maxNodes = DefaultNodes
	}
	w.maxEdges = 100_000 + 16*w.maxNodes
	if q.At != 0 {
		w.start = instant(int64(q.At))
	}
	w.prepareSQL(scope, q.KnownAt, q.Until)
	return w
}

// prepareSQL writes the statement of the walk: edges along the primary key or its mirror. It never looks a node up.
func (w *walker) prepareSQL(scope model.Scope, knownAt, until model.Instant) {
	near, far := "src", "dst"
	if w.backward {
		near, far = far, near
	}
	visible := "8"
	if !scope.All() {
		cond, args := seenEvent(scope, "e.event_seq")
		visible, w.args = "CASE WHEN "+cond+" THEN 8 ELSE 0 END", args
	}
	w.edgesOf = "SELECT e." + near + ", e." + far + ", e.event_seq, e.from_time, e.to_time, " +
		"CASE e.kind WHEN 'transform' THEN 0 WHEN 'contain' THEN 1 ELSE 2 END + " + visible + " FROM edges e WHERE e." + near + " "
	w.knownThen = " AND e.known_to = " + strconv.FormatInt(int64(model.Forever), 10)
	if knownAt != 0 {
		at := strconv.FormatInt(int64(knownAt), 10)
		w.knownThen = " AND e.known_from <= " + at + " AND e.known_to > " + at
	}
	if until != 0 {
		w.knownThen += " AND e.from_time <= " + strconv.FormatInt(int64(until), 10)
	}
}

// statement is the statement of the walk for the nodes that a condition names.
func (w *walker) statement(which string) string { return w.edgesOf + which + w.knownThen }

func (w *walker) close() {
	if w.single != nil {
		_ = w.single.Close()
	}
}

// enter starts the walk at a root.
func (w *walker) enter(root model.Seq) {
	if _, twice := w.index[root]; twice {
		return
	}
	w.visit(w.admit(root), walkVisit{span: w.start, via: -1})
	w.frontier, w.next = append(w.frontier, w.next...), nil
}

// level follows one generation. What a step leads to belongs to the generation of the step, so steps go first.
func (w *walker) level(depth int) error {
	mark := int32(len(w.edges))
	w.budget = w.maxEdges
	var ordinary []int32
	for todo := w.frontier; len(todo) > 0; todo = w.next {
		if err := w.read(todo); err != nil {
			return err
		}
		w.next = nil
		for _, v := range todo {
			if w.nodes[w.visits[v].node].is(nodeStep) {
				w.follow(v, int32(depth))
			} else {
				ordinary = append(ordinary, v)
			}
		}
	}
	w.next, w.last = nil, depth >= w.maxDepth
	for _, v := range ordinary {
		w.follow(v, int32(depth)+1)
	}
	w.last = false
	w.judge()
	w.forget(mark)
	w.frontier = w.next
	return nil
}

// errEnough ends the reading of a generation that is too large.
var errEnough = errors.New("more edges than a walk may read")

// read loads the edges of the nodes that have not been read.
func (w *walker) read(visits []int32) error {
	ids := make([]model.Seq, 0, len(visits))
	for _, v := range visits {
		n := &w.nodes[w.visits[v].node]
		if !n.is(nodeRead) {
			n.flags |= nodeRead
			ids = append(ids, n.id)
		}
	}
	var err error
	for chunk := range slices.Chunk(ids, walkChunk) {
		if err = w.readChunk(chunk); err != nil {
			break
		}
	}
	if !errors.Is(err, errEnough) {
		return err
	}
	w.cut = BoundEdges
	for _, id := range ids {
		w.nodes[w.index[id]].flags |= nodeOpen
	}
	return nil
}

func (w *walker) readChunk(ids []model.Seq) error {
	rows, err := w.rows(ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	var (
		cells [6]any // database/sql copies into an *any without reflection
		dest  = []any{&cells[0], &cells[1], &cells[2], &cells[3], &cells[4], &cells[5]}
		last  model.Seq
		node  = int32(-1)
	)
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		var n [6]int64
		for i, c := range cells {
			v, ok := c.(int64)
			if !ok {
				return fmt.Errorf("column %d of an edge is a %T", i, c)
			}
			n[i] = v
		}
		if from := model.Seq(n[0]); from != last || node < 0 {
			last, node = from, w.index[from]
		}
		w.link(walkEdge{to: model.Seq(n[1]), event: model.Seq(n[2]), span: span{n[3], n[4]}, node: node, next: -1, flags: int8(n[5])})
		if w.budget--; w.budget < 0 {
			return errEnough
		}
	}
	return rows.Err()
}

func (w *walker) rows(ids []model.Seq) (*sql.Rows, error) {
	w.statements++
	ctx := w.tx.ctx()
	if len(ids) > 1 {
		return w.tx.sql.QueryContext(ctx, w.statement(w.tx.among(ids)), w.args...)
	}
	if w.single == nil {
		var err error
		if w.single, err = w.tx.sql.PrepareContext(ctx, w.statement("= ?")); err != nil {
			return nil, err
		}
	}
	return w.single.QueryContext(ctx, append(slices.Clone(w.args), int64(ids[0]))...)
}

// link adds an edge to its node.
func (w *walker) link(e walkEdge) {
	i, n := int32(len(w.edges)), &w.nodes[e.node]
	if n.head < 0 {
		n.head = i
	} else {
		w.edges[n.rear].next = i
	}
	n.rear = i
	n.flags |= nodeLeads
	if e.flags&edgeKind != 0 {
		n.flags |= nodeHolds
	}
	w.edges = append(w.edges, e)
}

// follow visits everything that one visit leads to; depth is the generation of what it finds.
func (w *walker) follow(v, depth int32) {
	visit := w.visits[v]
	n := &w.nodes[visit.node]
	first := !n.is(nodeOpened)
	n.flags |= nodeOpened
	var during []span
	if !w.backward || n.is(nodeHolds) {
		during = w.unfollowed(visit.node, visit.span)
	}
	if !first && len(during) == 0 {
		return
	}
	for i := n.head; i >= 0; i = w.edges[i].next {
		e := w.edges[i]
		if e.flags&edgeKind != 0 {
			for _, d := range during {
				if both := d.and(e.span); !both.empty() {
					w.reach(v, depth, e, both)
				}
			}
			continue
		}
		switch {
		case w.backward && first:
			w.reach(v, depth, e, instant(e.lo))
		case !w.backward && (within(during, e.lo) || first && visit.via < 0):
			w.onward(v, depth, e)
		}
	}
}

// onward goes forward along a transformation.
func (w *walker) onward(v, depth int32, e walkEdge) {
	from := w.visits[v]
	step := w.nodes[from.node].is(nodeStep)
	if step && from.lo != math.MinInt64 && e.lo > from.lo || !step && from.via >= 0 && from.span != always {
		w.doubtful = true
		if w.certain {
			return
		}
	}
	s := always
	if e.to < 0 && w.inOrder {
		s = span{e.lo, math.MaxInt64}
		if w.certain {
			s = instant(e.lo)
		}
	}
	w.reach(v, depth, e, s)
}

// unfollowed returns the part of a time for which a node has not been followed, and notes that it has been now.
func (w *walker) unfollowed(node int32, s span) []span {
	n := &w.nodes[node]
	if n.is(nodeDone) {
		return nil
	}
	if s == always {
		n.flags |= nodeDone
		if len(w.seen[node]) == 0 {
			return []span{always}
		}
	}
	set := w.seen[node]
	rest := set.missing(s)
	w.seen[node] = set.with(s)
	return rest
}

// reach goes along an edge to a node for a time, unless it may not be seen or is known already.
func (w *walker) reach(from, depth int32, e walkEdge, s span) {
	if e.flags&edgeVisible == 0 {
		w.nodes[e.node].flags |= nodeBeyond
		return
	}
	i, known := w.index[e.to]
	if known && w.nodes[i].is(nodeWhole) {
		return
	}
	if w.last {
		if !known {
			i = -1
		}
		w.late = append(w.late, walkVisit{span: s, node: i, via: from})
		return
	}
	if !known {
		if len(w.nodes) >= w.maxNodes {
			w.cut = BoundNodes
			w.nodes[e.node].flags |= nodeOpen
			return
		}
		i = w.admit(e.to)
	}
	w.visit(i, walkVisit{span: s, event: e.event, via: from, depth: depth, kind: e.flags & edgeKind})
}

// judge tells whether what lies after the last generation would have added anything.
func (w *walker) judge() {
	for _, v := range w.late {
		if v.node >= 0 {
			n, seen := &w.nodes[v.node], w.seen[v.node]
			if w.backward && !n.is(nodeHolds) || len(seen.missing(v.span)) == 0 {
				continue
			}
		}
		w.cut = BoundDepth
		w.nodes[w.visits[v.via].node].flags |= nodeOpen
	}
	w.late = nil
}

// admit gives a node a number.
func (w *walker) admit(id model.Seq) int32 {
	i := int32(len(w.nodes))
	w.index[id] = i
	n := walkNode{id: id, first: int32(len(w.visits)), head: -1, rear: -1}
	if id < 0 {
		n.flags = nodeStep // steps have negative numbers, see EnsureNodes
	}
	w.nodes = append(w.nodes, n)
	return i
}

func (w *walker) visit(node int32, v walkVisit) {
	n := &w.nodes[node]
	// Backward, a node that has been read and in which nothing lay has told everything.
	if w.backward && n.is(nodeRead) && !n.is(nodeHolds) {
		return
	}
	if v.span == always {
		n.flags |= nodeWhole
	}
	v.node = node
	w.next = append(w.next, int32(len(w.visits)))
	w.visits = append(w.visits, v)
}

// forget drops the edges read since mark of nodes that need not be followed again.
func (w *walker) forget(mark int32) {
	read := w.edges[mark:]
	w.edges = w.edges[:mark]
	for _, e := range read {
		w.nodes[e.node].head = -1
	}
	for _, e := range read {
		n := &w.nodes[e.node]
		if n.is(nodeDone) || w.backward && !n.is(nodeHolds) {
			continue
		}
		e.next = -1
		w.link(e)
	}
}

// answer leaves out the steps and the visits that led to nothing new.
func (w *walker) answer() *Closure {
	c := &Closure{Cut: w.cut, Doubtful: w.doubtful, Statements: w.statements}
	wanted := make([]bool, len(w.visits))
	for i := range w.nodes {
		n := &w.nodes[i]
		if n.is(nodeStep) {
			if n.is(nodeBeyond) { // a step is not shown: what led to it goes on
				w.nodes[w.visits[w.visits[n.first].via].node].flags |= nodeBeyond
			}
			continue
		}
		wanted[n.first] = true
		c.Nodes++
		if w.cut != BoundNone && (n.is(nodeOpen) || !n.is(nodeRead)) {
			c.Open++
		}
	}
	for i := len(w.visits) - 1; i >= 0; i-- { // a visit comes after the one it came from
		if via := w.visits[i].via; wanted[i] && via >= 0 {
			wanted[via] = true
		}
	}
	position := make([]int32, len(w.visits))
	c.Visits = make([]Visit, 0, c.Nodes)
	for i, v := range w.visits {
		n := &w.nodes[v.node]
		if !wanted[i] || n.is(nodeStep) {
			continue
		}
		position[i] = int32(len(c.Visits))
		c.Visits = append(c.Visits, w.shown(int32(i), v, n, position))
	}
	return c
}

// shown turns a visit into what callers see, with the steps on its way taken out.
func (w *walker) shown(i int32, v walkVisit, n *walkNode, position []int32) Visit {
	out := Visit{
		Node: n.id, First: n.first == i, Depth: int(v.depth), Via: -1, Event: v.event, Kind: edgeKinds[v.kind],
		Beyond: n.first == i && n.is(nodeBeyond), Ends: n.is(nodeRead) && !n.is(nodeLeads),
	}
	if v.via < 0 {
		out.Kind = ""
	}
	if v.kind != 0 {
		out.From, out.To = model.Instant(v.lo), model.Instant(v.hi)
	}
	via := v.via
	for via >= 0 && w.nodes[w.visits[via].node].is(nodeStep) {
		if e := w.visits[via].event; e != out.Event {
			out.Joined = e
		}
		out.Step = w.nodes[w.visits[via].node].id
		via = w.visits[via].via
	}
	if via >= 0 {
		out.Via = int(position[via])
	}
	return out
}

// span is a stretch of time in microseconds, its end not included.
type span struct{ lo, hi int64 }

// always holds every instant.
var always = span{math.MinInt64, math.MaxInt64}

func instant(at int64) span { return span{at, at + 1} }

func (s span) empty() bool { return s.lo >= s.hi }

func (s span) and(o span) span { return span{max(s.lo, o.lo), min(s.hi, o.hi)} }

func within(list []span, at int64) bool {
	return slices.ContainsFunc(list, func(s span) bool { return s.lo <= at && at < s.hi })
}

// spans is a set of instants: spans in order that do not touch.
type spans []span

// touching returns the range of the set that s overlaps or meets.
func (set spans) touching(s span) (from, to int) {
	from = sort.Search(len(set), func(i int) bool { return set[i].hi >= s.lo })
	for to = from; to < len(set) && set[to].lo <= s.hi; to++ {
	}
	return from, to
}

// missing returns what of s is not in the set.
func (set spans) missing(s span) (rest []span) {
	from, to := set.touching(s)
	at := s.lo
	for _, o := range set[from:to] {
		if at < o.lo {
			rest = append(rest, span{at, o.lo})
		}
		at = max(at, o.hi)
	}
	if at < s.hi {
		rest = append(rest, span{at, s.hi})
	}
	return rest
}

// with returns the set with s in it; it may reuse the old one's memory.
func (set spans) with(s span) spans {
	from, to := set.touching(s)
	if from < to {
		s = span{min(s.lo, set[from].lo), max(s.hi, set[to-1].hi)}
	}
	return slices.Replace(set, from, to, s)
}
