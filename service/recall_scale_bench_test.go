package service_test

import (
	"database/sql"
	"fmt"
	"os"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
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
	f := newFiller(m.t, m.store)
	f.list("crowd_orgs", m.companies(), length)
	f.list("crowd_roles", []string{"input", "output"}, 1)
	const (
		id     = "(c.x + 1) * 4096 + 9"
		before = "c.x * 4096 + 9"
		at     = "1700000000000000 + c.x * 1000000"
	)
	org := fmt.Sprintf("JOIN crowd_orgs o ON o.n = (c.x - c.x %% %d) %% %d", length, length*len(m.companies()))
	first := fmt.Sprintf("c.x %% %d", length)
	f.fill(n, []string{
		"INSERT INTO nodes (id, epc, level, batch_id) SELECT " + id + ", CONCAT('https://id.gs1.org/01/" + juiceGTIN + "/10/C', 100000000 + c.x), 'lot', '' FROM {c}",
		"INSERT INTO events (seq, event_id, hash, hash_rules, declares, type, action, time, zone_offset, recorded, biz_step, disposition, read_point, " +
			"biz_location, org_id, actor, capture_id, retracted, context, body) SELECT " + id + ", CONCAT('urn:crowd:', 100000000 + c.x), " +
			"CONCAT('', 100000000 + c.x), '', 0, 'TransformationEvent', '', " + at + ", '+08:00', " + at + ", 'commissioning', 'active', 0, 0, o.v, '', '', 0, '', x'7b7d' " +
			"FROM {c} " + org,
		"INSERT INTO event_nodes (event_seq, line, node_id, role, quantity, unit, measured) SELECT " + id + ", r.n, " +
			"CASE WHEN r.n = 0 AND " + first + " > 0 THEN " + before + " ELSE " + id + " END, r.v, 1000000, 'KGM', 1 FROM {c} CROSS JOIN crowd_roles r",
		"INSERT INTO event_orgs (event_seq, org_id, region, why) SELECT " + id + ", o.v, '650102', 'captured' FROM {c} " + org,
		"INSERT INTO edges (src, dst, id, kind, event_seq, from_time, to_time, known_from, known_to, quantity, unit, measured) SELECT " + before + ", " + id + ", " +
			id + ", 'transform', " + id + ", " + at + ", " + at + ", " + at + ", " + fmt.Sprint(int64(model.Forever)) + ", 1000000, 'KGM', 1 FROM {c} WHERE " + first + " > 0",
		"INSERT INTO balances (node_id, unit, account, org_id, place_id, container_id, for_account, amount) SELECT " + id +
			", 'KGM', 'on-hand', o.v, 0, 0, '', 1000000 FROM {c} " + org,
	})
	f.settle("edges", "nodes", "balances", "events", "event_nodes", "event_orgs")
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

// filler makes rows by the million inside the database, from the numbers below a block's size.
type filler struct {
	t    testing.TB
	s    *repository.Store
	pool *sql.DB
}

// fillBlock is how many rows of a kind one transaction makes.
const fillBlock = 100_000

func newFiller(t testing.TB, s *repository.Store) filler {
	t.Helper()
	f := filler{t, s, repotest.SQL(t, s)}
	if s.Engine() == repository.SQLite { // the rows need not outlive the machine
		f.exec("PRAGMA synchronous = OFF")
		f.exec("PRAGMA cache_size = -500000")
	}
	f.exec("CREATE TABLE crowd_numbers (n BIGINT NOT NULL PRIMARY KEY)")
	f.exec("INSERT INTO crowd_numbers VALUES (0)")
	for have := 1; have < fillBlock; have *= 2 {
		f.exec("INSERT INTO crowd_numbers SELECT n + ? FROM crowd_numbers WHERE n < ?", have, fillBlock-have)
	}
	return f
}

func (f filler) exec(query string, args ...any) {
	f.t.Helper()
	if _, err := f.pool.ExecContext(f.t.Context(), query, args...); err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
}

// list makes a table of texts v under the numbers n: 0, step, 2 × step and so on.
func (f filler) list(table string, texts []string, step int) {
	f.t.Helper()
	f.exec("CREATE TABLE " + table + " (n BIGINT NOT NULL PRIMARY KEY, v VARCHAR(255) NOT NULL)")
	var rows []string
	for i, text := range texts {
		rows = append(rows, fmt.Sprintf("(%d,'%s')", i*step, text))
	}
	for chunk := range slices.Chunk(rows, 1000) {
		f.exec("INSERT INTO " + table + " VALUES " + strings.Join(chunk, ","))
	}
}

// fill runs statements for the numbers below n, which they find as c.x where they say {c}.
func (f filler) fill(n int, statements []string) {
	f.t.Helper()
	for from := 0; from < n; from += fillBlock {
		tx, err := f.pool.BeginTx(f.t.Context(), nil)
		if err != nil {
			f.t.Fatal(err)
		}
		for _, s := range statements {
			block := "(SELECT n + " + strconv.Itoa(from) + " AS x FROM crowd_numbers WHERE n < " + strconv.Itoa(n-from) + ") c"
			if _, err := tx.ExecContext(f.t.Context(), strings.ReplaceAll(s, "{c}", block)); err != nil {
				f.t.Fatalf("%s: %v", s, err)
			}
		}
		if err := tx.Commit(); err != nil {
			f.t.Fatal(err)
		}
	}
}

// settle leaves tables as they are found after a while.
func (f filler) settle(tables ...string) {
	f.t.Helper()
	if f.s.Engine() == repository.SQLite {
		f.exec("PRAGMA wal_checkpoint(TRUNCATE)")
		return
	}
	f.exec("ANALYZE TABLE " + strings.Join(tables, ", "))
}
