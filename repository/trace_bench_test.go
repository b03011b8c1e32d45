package repository_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// The genealogy of the benchmarks: ten generations of lots, each made of three of the generation before, of which a few
// have very many children and most have none. It has a million arrows.
const (
	benchLevels  = 10
	benchParents = 3
	benchWidth   = 1_000_000 / benchParents / (benchLevels - 1)
)

// lots is a genealogy in memory, as adjacency in two flat arrays: what no database can beat.
type lots struct {
	start    []uint32 // of the children of each lot in children
	children []uint32
	parents  [][benchParents]uint32
}

// id is the number of a lot in the database: sparse, in the order of creation, as the house gives them.
func (l *lots) id(lot uint32) model.Seq { return model.Seq(lot+1)<<12 | 7 }

func growLots() *lots {
	r := rand.New(rand.NewPCG(20261122, 1)) //nolint:gosec // a benchmark wants the same graph each time
	n := benchLevels * benchWidth
	l := &lots{start: make([]uint32, n+1), parents: make([][benchParents]uint32, n)}
	for lot := benchWidth; lot < n; lot++ {
		above := uint32(lot/benchWidth-1) * benchWidth
		for i := range l.parents[lot] {
			p := above + uint32(benchWidth*math.Pow(r.Float64(), 3))
			for slices.Contains(l.parents[lot][:i], p) {
				p = above + r.Uint32N(benchWidth)
			}
			l.parents[lot][i] = p
			l.start[p+1]++
		}
	}
	for i := range n {
		l.start[i+1] += l.start[i]
	}
	l.children = make([]uint32, l.start[n])
	fill := slices.Clone(l.start)
	for lot := benchWidth; lot < n; lot++ {
		for _, p := range l.parents[lot] {
			l.children[fill[p]] = uint32(lot)
			fill[p]++
		}
	}
	return l
}

// closure walks in memory: the lots reached, each with its generation and the lot it came from.
func (l *lots) closure(root uint32, marks []uint32, mark uint32) (reached, via []uint32, depth []uint8) {
	reached, via, depth = append(reached, root), append(via, 0), append(depth, 0)
	marks[root] = mark
	for i := 0; i < len(reached); i++ {
		lot := reached[i]
		for _, c := range l.children[l.start[lot]:l.start[lot+1]] {
			if marks[c] != mark {
				marks[c] = mark
				reached, via, depth = append(reached, c), append(via, uint32(i)), append(depth, depth[i]+1)
			}
		}
	}
	return reached, via, depth
}

// rootReaching finds a lot whose closure is close to a size.
func (l *lots) rootReaching(size int) uint32 {
	r := rand.New(rand.NewPCG(7, uint64(size))) //nolint:gosec // as above
	marks := make([]uint32, len(l.parents))
	best, distance := uint32(0), math.Inf(1)
	for try := uint32(1); try <= 600; try++ {
		root := uint32(float64(len(l.parents)) * math.Pow(r.Float64(), 2))
		if size > len(l.parents)/2 {
			root = try - 1 // the lots with most children come first
		}
		reached, _, _ := l.closure(root, marks, try)
		if d := math.Abs(math.Log(float64(len(reached)) / float64(size))); d < distance {
			best, distance = root, d
		}
	}
	return best
}

// store writes the genealogy with as few statements as possible.
func (l *lots) store(b *testing.B, s *repository.Store) {
	b.Helper()
	pool := s.WriterPool()
	if s.Engine() == repository.SQLite {
		if _, err := pool.ExecContext(b.Context(), "PRAGMA synchronous = OFF"); err != nil {
			b.Fatal(err)
		}
	}
	insert := func(table string, rows int, row func(i int, to []byte) []byte) {
		const most = 1000
		tx, err := pool.BeginTx(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		for from := 0; from < rows; from += most {
			q := []byte("INSERT INTO " + table + " VALUES ")
			for i := from; i < min(rows, from+most); i++ {
				if i > from {
					q = append(q, ',')
				}
				q = row(i, q)
			}
			if _, err := tx.ExecContext(b.Context(), string(q)); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	insert("nodes (id, epc, level, batch_id)", len(l.parents), func(i int, to []byte) []byte {
		return fmt.Appendf(to, "(%d,'https://id.gs1.org/01/06912345678905/10/L%07d','lot','')", l.id(uint32(i)), i)
	})
	// In the order of the primary key, as a bulk load would do it.
	sources := make([]uint32, 0, len(l.children))
	for lot := range l.parents {
		for range l.children[l.start[lot]:l.start[lot+1]] {
			sources = append(sources, uint32(lot))
		}
	}
	forever := strconv.FormatInt(int64(model.Forever), 10)
	insert("edges (src, dst, id, kind, event_seq, from_time, to_time, known_from, known_to, quantity, unit, measured)", len(l.children),
		func(i int, to []byte) []byte {
			at := 1_700_000_000_000_000 + int64(l.children[i])*1_000_000
			return fmt.Appendf(to, "(%d,%d,%d,'transform',%d,%d,%d,%d,%s,1000000,'KGM',1)",
				l.id(sources[i]), l.id(l.children[i]), (i+1)<<12, int64(l.children[i])<<12, at, at, at, forever)
		})
	few := min(len(l.parents), 50_000) // with something to say about them
	holder := "00000000-0000-7000-8000-00000000000a"
	first := len(l.parents) - few
	insert("balances (node_id, unit, account, org_id, place_id, container_id, for_account, amount)", 2*few, func(i int, to []byte) []byte {
		account, amount := "produced", -5_000_000
		if i%2 == 1 {
			account, amount = "on-hand", 5_000_000
		}
		return fmt.Appendf(to, "(%d,'KGM','%s','%s',0,0,'',%d)", l.id(uint32(first+i/2)), account, holder, amount)
	})
	insert("event_nodes (event_seq, line, node_id, role, quantity, unit, measured)", few, func(i int, to []byte) []byte {
		return fmt.Appendf(to, "(%d,0,%d,'output',5000000,'KGM',1)", int64(first+i)<<12, l.id(uint32(first+i)))
	})
	insert("events (seq, event_id, hash, hash_rules, declares, type, action, time, zone_offset, recorded, biz_step, disposition, read_point, "+
		"biz_location, org_id, actor, capture_id, retracted, context, body)", few, func(i int, to []byte) []byte {
		return fmt.Appendf(to, "(%d,'urn:test:%d','%d','',0,'TransformationEvent','',%d,'+08:00',1,'commissioning','active',0,0,'%s','','',0,'',x'7b7d')",
			int64(first+i)<<12, i, i, i+1, holder)
	})
	if s.Engine() == repository.MySQL {
		onServer(b, s, "ANALYZE TABLE edges, nodes, balances, events, event_nodes")
	}
}

// BenchmarkRatioTrace measures the forward trace in the database against the same walk in memory.
func BenchmarkRatioTrace(b *testing.B) {
	l := growLots()
	b.Run("sqlite", func(b *testing.B) { measureTraces(b, l, repotest.SQLite(b, repotest.NewClock())) })
	b.Run("mysql", func(b *testing.B) { measureTraces(b, l, repotest.MySQL(b, repotest.NewClock())) })
}

func measureTraces(b *testing.B, l *lots, s *repository.Store) {
	l.store(b, s)
	b.ResetTimer()
	for range b.N {
		for _, size := range []int{100, 10_000, 500_000} {
			measureTrace(b, l, s, size)
		}
	}
}

func measureTrace(b *testing.B, l *lots, s *repository.Store, size int) {
	const limit = 150
	rounds := 9
	if size > 100_000 {
		rounds = 3
	}
	root := l.rootReaching(size)
	marks := make([]uint32, len(l.parents))
	var inMemory, inSQL, facts []time.Duration
	var found int
	for round := range rounds {
		start := time.Now()
		reached, _, _ := l.closure(root, marks, uint32(round+1))
		inMemory = append(inMemory, time.Since(start))
		found = len(reached)

		err := s.Read(context.WithoutCancel(b.Context()), func(tx *repository.Tx) error {
			start := time.Now()
			c, err := tx.Trace().Closure(everything, repository.ClosureQuery{
				Roots: []model.Seq{l.id(root)}, Direction: repository.Forward, MaxNodes: 1_000_000,
			})
			inSQL = append(inSQL, time.Since(start))
			if err != nil {
				return err
			}
			if c.Nodes != found || c.Cut != repository.BoundNone {
				return fmt.Errorf("%d lots instead of %d, cut %q", c.Nodes, found, c.Cut)
			}
			if size > 100_000 {
				return nil
			}
			ids := make([]model.Seq, 0, c.Nodes)
			for _, v := range c.Visits {
				ids = append(ids, v.Node)
			}
			start = time.Now()
			_, err = tx.Trace().Describe(everything, ids, 0)
			facts = append(facts, time.Since(start))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	// The best of the rounds: what else the machine does can only make a round slower.
	memory, sql := slices.Min(inMemory), slices.Min(inSQL)
	ratio := float64(sql) / float64(memory)
	verdict := "(no target)"
	if size == 10_000 {
		verdict = fmt.Sprintf("(limit %dx and 100 ms) ok", limit)
		if ratio > limit || sql > 100*time.Millisecond {
			verdict = fmt.Sprintf("(limit %dx and 100 ms) OVER", limit)
		}
	}
	fmt.Printf("ratio: forward trace %s lots %s: %s ms vs in-memory BFS %s ms = %.0fx %s\n",
		thousands(found), s.Engine(), millis(sql), millis(memory), ratio, verdict)
	if len(facts) > 0 {
		fmt.Printf("ratio: facts of %s lots %s: %s ms vs their trace %s ms = %.1fx (limit 10x) %s\n",
			thousands(found), s.Engine(), millis(slices.Min(facts)), millis(sql), float64(slices.Min(facts))/float64(sql),
			map[bool]string{true: "ok", false: "OVER"}[slices.Min(facts) <= 10*sql])
	}
	b.ReportMetric(ratio, "x/"+strings.ReplaceAll(thousands(found), " ", "_"))
}

func millis(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case ms < 1:
		return fmt.Sprintf("%.3f", ms)
	case ms < 100:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.0f", ms)
}

// thousands writes a number with a space before each three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
