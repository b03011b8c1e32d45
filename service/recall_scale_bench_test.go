package service_test

import (
	"database/sql"
	"fmt"
	"os"
	"runtime/metrics"
	"slices"
	"strconv"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// scaleEvents is how many events lie around the recall that is measured; SUYUAN_BENCH_EVENTS names another number.
const scaleEvents = 1_000_000

// The targets of a recall of ten thousand lots among them.
const (
	scalePreview = 300 * time.Millisecond
	scaleLaunch  = launchLimit
)

// BenchmarkRatioRecallScale measures preview and launch of the recall of one ingredient lot, which reaches ten thousand
// lots of a thousand holders, while a million other events of the same companies are recorded around it; and the walk in
// memory over the same graph, and the most memory that each needed.
func BenchmarkRatioRecallScale(b *testing.B) {
	n := scaleEvents
	if text := os.Getenv("SUYUAN_BENCH_EVENTS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("sqlite", func(b *testing.B) { measureScale(b, repotest.SQLite(b, repotest.NewClock()), n) })
	b.Run("mysql", func(b *testing.B) { measureScale(b, repotest.MySQL(b, repotest.NewClock()), n) })
}

func measureScale(b *testing.B, s *repository.Store, n int) {
	h := newChain(b, s)
	m := &melons{chain: h, farm: h.company("farm", urumqi), bureau: h.inspector("650000")}
	m.lot = h.lot(m.farm, melonGTIN, "M1", "2026-11-20")
	m.spread()
	crowd := m.surround(n)
	boss := m.supervisor()
	walks, previews, launches := make([]time.Duration, 0, 7), make([]time.Duration, 0, 7), make([]time.Duration, 0, 3)
	var seen, begun uint64
	for range cap(previews) {
		walks = append(walks, crowd.walk(b))
		used, took := peak(func() {
			if c := m.preview(m.bureau, scopeOf(m.one().Predicates...)); len(c.Rows) < launchLots {
				b.Fatalf("%d things", len(c.Rows))
			}
		})
		seen, previews = max(seen, used), append(previews, took)
	}
	for range cap(launches) {
		var c model.Recall
		used, took := peak(func() { c = m.ordered() })
		begun, launches = max(begun, used), append(launches, took)
		m.moved(boss, c, model.RecallRevoke)
	}
	walk, preview, launch := slices.Min(walks), slices.Min(previews), slices.Min(launches)
	fmt.Printf("ratio: recall of %d lots, %d holders among %d events, %s: preview %d ms = %.0fx of BFS in memory (%.2f ms), %d MB %s; launch %d ms, %d MB %s\n",
		launchLots, launchHolders, n, s.Engine(), preview.Milliseconds(), float64(preview)/float64(walk), 1000*walk.Seconds(), seen>>20,
		verdict(preview, scalePreview), launch.Milliseconds(), begun>>20, verdict(launch, scaleLaunch))
	b.ReportMetric(preview.Seconds()/scalePreview.Seconds(), "preview/limit")
	b.ReportMetric(launch.Seconds()/scaleLaunch.Seconds(), "launch/limit")
}

func verdict(took, limit time.Duration) string {
	word := "ok"
	if took > limit {
		word = "OVER"
	}
	return fmt.Sprintf("(limit %d ms) %s", limit.Milliseconds(), word)
}

// peak runs something and tells how long it took and how far the heap rose above where it was.
func peak(do func()) (bytes uint64, took time.Duration) {
	heap := func() uint64 {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	before, done, most := heap(), make(chan struct{}), make(chan uint64)
	go func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		highest := uint64(0)
		for {
			highest = max(highest, heap())
			select {
			case <-done:
				most <- highest
				return
			case <-tick.C:
			}
		}
	}()
	start := time.Now()
	do()
	took = time.Since(start)
	close(done)
	return max(<-most, before) - before, took
}

// crowd is the same graph in memory, as adjacency in two flat arrays: what no database can beat.
type crowd struct {
	root     uint32
	start    []uint32
	children []uint32
}

// surround records as many transformations as asked for of other lots by the same companies, in chains of ten, and
// returns the graph of everything.
func (m *melons) surround(n int) *crowd {
	const length = 10
	orgs := m.companies()
	id := func(i int) int64 { return int64(i+1)<<12 | 9 }
	org := func(i int) string { return orgs[i/length%len(orgs)] }
	at := func(i int) int64 { return 1_700_000_000_000_000 + int64(i)*1_000_000 }
	f := filler{m.t, m.store}
	f.fill("nodes (id, epc, level, batch_id)", n, func(i int, to []byte) []byte {
		return fmt.Appendf(to, "(%d,'https://id.gs1.org/01/%s/10/C%08d','lot','')", id(i), juiceGTIN, i)
	})
	f.fill("events (seq, event_id, hash, hash_rules, declares, type, action, time, zone_offset, recorded, biz_step, disposition, read_point, "+
		"biz_location, org_id, actor, capture_id, retracted, context, body)", n, func(i int, to []byte) []byte {
		return fmt.Appendf(to, "(%d,'urn:crowd:%d','%d','',0,'TransformationEvent','',%d,'+08:00',%d,'commissioning','active',0,0,'%s','','',0,'',x'7b7d')",
			id(i), i, i, at(i), at(i), org(i))
	})
	f.fill("event_nodes (event_seq, line, node_id, role, quantity, unit, measured)", 2*n, func(i int, to []byte) []byte {
		e, role := i/2, [2]string{"input", "output"}[i%2]
		lot := e
		if i%2 == 0 && e%length > 0 {
			lot = e - 1
		}
		return fmt.Appendf(to, "(%d,%d,%d,'%s',1000000,'KGM',1)", id(e), i%2, id(lot), role)
	})
	f.fill("event_orgs (event_seq, org_id, region, why)", n, func(i int, to []byte) []byte {
		return fmt.Appendf(to, "(%d,'%s','650102','own')", id(i), org(i))
	})
	f.fill("edges (src, dst, id, kind, event_seq, from_time, to_time, known_from, known_to, quantity, unit, measured)", n-n/length, func(i int, to []byte) []byte {
		e := i/(length-1)*length + i%(length-1) + 1
		return fmt.Appendf(to, "(%d,%d,%d,'transform',%d,%d,%d,%d,%d,1000000,'KGM',1)", id(e-1), id(e), id(e), id(e), at(e), at(e), at(e), int64(model.Forever))
	})
	f.fill("balances (node_id, unit, account, org_id, place_id, container_id, for_account, amount)", n, func(i int, to []byte) []byte {
		return fmt.Appendf(to, "(%d,'KGM','on-hand','%s',0,0,'',1000000)", id(i), org(i))
	})
	if m.store.Engine() == repository.MySQL {
		if _, err := repotest.SQL(m.t, m.store).ExecContext(m.t.Context(), "ANALYZE TABLE edges, nodes, balances, events, event_nodes, event_orgs"); err != nil {
			m.t.Fatal(err)
		}
	}
	g := &crowd{start: make([]uint32, n+launchLots+2), children: make([]uint32, 0, n+launchLots)}
	for i := range n {
		if i%length < length-1 && i+1 < n {
			g.children = append(g.children, uint32(i+1))
		}
		g.start[i+1] = uint32(len(g.children))
	}
	g.root = uint32(n)
	for i := range launchLots {
		g.children = append(g.children, uint32(n+1+i))
	}
	for i := n + 1; i < len(g.start); i++ {
		g.start[i] = uint32(len(g.children))
	}
	return g
}

// companies lists who trades.
func (m *melons) companies() (ids []string) {
	m.t.Helper()
	rows, err := repotest.SQL(m.t, m.store).QueryContext(m.t.Context(), "SELECT id FROM organisations WHERE kind <> 'regulator' ORDER BY id")
	if err != nil {
		m.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			m.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if rows.Err() != nil {
		m.t.Fatal(rows.Err())
	}
	return ids
}

// walk reaches everything from the ingredient lot, in memory.
func (g *crowd) walk(t testing.TB) time.Duration {
	start := time.Now()
	marks := make([]bool, len(g.start))
	reached := append(make([]uint32, 0, 16), g.root)
	marks[g.root] = true
	for i := 0; i < len(reached); i++ {
		for _, c := range g.children[g.start[reached[i]]:g.start[reached[i]+1]] {
			if !marks[c] {
				marks[c] = true
				reached = append(reached, c)
			}
		}
	}
	took := time.Since(start)
	if len(reached) != launchLots+1 {
		t.Fatalf("reached %d in memory", len(reached))
	}
	return took
}

// filler writes rows with as few statements as possible.
type filler struct {
	t testing.TB
	s *repository.Store
}

func (f filler) fill(table string, rows int, row func(i int, to []byte) []byte) {
	f.t.Helper()
	const most, commit = 1000, 200_000
	pool := repotest.SQL(f.t, f.s)
	var tx *sql.Tx
	for from := 0; from < rows; from += most {
		if from%commit == 0 {
			f.end(tx)
			var err error
			if tx, err = pool.BeginTx(f.t.Context(), nil); err != nil {
				f.t.Fatal(err)
			}
		}
		q := []byte("INSERT INTO " + table + " VALUES ")
		for i := from; i < min(rows, from+most); i++ {
			if i > from {
				q = append(q, ',')
			}
			q = row(i, q)
		}
		if _, err := tx.ExecContext(f.t.Context(), string(q)); err != nil {
			f.t.Fatal(err)
		}
	}
	f.end(tx)
}

func (f filler) end(tx *sql.Tx) {
	if tx == nil {
		return
	}
	if err := tx.Commit(); err != nil {
		f.t.Fatal(err)
	}
}
