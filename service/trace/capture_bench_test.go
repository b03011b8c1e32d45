package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/trace"
)

// captureRatioLimit is how much of the rate of bare INSERTs the pipeline must keep: it parses, validates, hashes,
// resolves identities, books quantities and checks, and may cost five times the writing.
const captureRatioLimit = 0.2

// benchDocuments is how many documents of a hundred events are captured.
const benchDocuments = 60

// captureClients are how many clients capture at one time.
var captureClients = []int{1, 2, 4}

// BenchmarkRatioCapture compares capturing documents with inserting the rows that they became by hand.
func BenchmarkRatioCapture(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB, *repotest.Clock) *repository.Store
	}{{"sqlite", repotest.SQLite}, {"mysql", repotest.MySQL}} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				for _, clients := range captureClients {
					h := open(b, engine.open(b, repotest.NewClock()), repotest.NewClock())
					captured, p50 := h.captureRate(clients)
					bare := h.insertRate(repotest.SQL(b, engine.open(b, repotest.NewClock())))
					verdict := "ok"
					if captured/bare < captureRatioLimit {
						verdict = "MISSED"
						b.Fail()
					}
					fmt.Printf("ratio: capture %s, %d clients: %.0f events/s (p50 of a document %s) vs raw %.0f/s = %.2f (limit %.1f) %s\n",
						engine.name, clients, captured, p50.Round(100*time.Microsecond), bare, captured/bare, captureRatioLimit, verdict)
					b.ReportMetric(captured, "events/s")
					b.ReportMetric(captured/bare, "ratio")
				}
			}
		})
	}
}

// captureRate has clients capture the documents and returns events per second and the median time of a document.
func (h *house) captureRate(clients int) (rate float64, p50 time.Duration) {
	h.t.Helper()
	farm, shop := h.company("farm", xin), h.company("shop", shang)
	docs := make(chan []byte, benchDocuments)
	for i := range benchDocuments {
		docs <- document(busyDay(farm, shop, i)...)
	}
	close(docs)
	h.document(farm, "", document(busyDay(farm, shop, benchDocuments)...)) // warms the caches of statements
	var (
		working sync.WaitGroup
		mu      sync.Mutex
		times   []time.Duration
	)
	start := time.Now()
	for range clients {
		working.Go(func() {
			for body := range docs {
				began := time.Now()
				job, err := h.trace.Capture(context.Background(), farm.Actor, model.Idempotency{}, trace.Document{Body: body})
				if err != nil || job.Accepted != 100 {
					h.t.Errorf("%d accepted, %v: %s", job.Accepted, err, job.Errors)
				}
				mu.Lock()
				times = append(times, time.Since(began))
				mu.Unlock()
			}
		})
	}
	working.Wait()
	took := time.Since(start)
	slices.Sort(times)
	return benchDocuments * 100 / took.Seconds(), times[len(times)/2]
}

// busyDay is a hundred events: harvests, processing, packing, and goods that go from farm to shop and are sold there.
func busyDay(farm, shop party, day int) []event {
	var events []event
	for i := range 30 {
		a := lot(fmt.Sprintf("D%dN%d", day, i))
		events = append(events, object("ADD", "commissioning", 1, of(a, 100), at(farm.gln())))
	}
	for i := range 20 {
		a := lot(fmt.Sprintf("D%dN%d", day, i))
		b := lot(fmt.Sprintf("D%dP%d", day, i))
		switch {
		case i < 8:
			events = append(events, transformation(2, in(a, 50), out(b, 45), at(farm.gln())))
		case i < 12:
			events = append(events, aggregation("ADD", "packing", 3, sscc(day*100+i), child(a, 10), at(farm.gln())))
		default:
			events = append(events, object("OBSERVE", "inspecting", 2.5, of(a, 1), at(farm.gln())))
		}
		events = append(events,
			object("OBSERVE", "shipping", 4, of(a, 20), at(farm.gln()), between(farm, shop)),
			object("OBSERVE", "receiving", 5, of(a, 20), at(shop.gln()), between(farm, shop)))
	}
	for i := range 10 {
		a := lot(fmt.Sprintf("D%dN%d", day, i))
		events = append(events, object("OBSERVE", "retail_selling", 6, of(a, 5), at(shop.gln()), disposed("retail_sold")))
	}
	return events
}

// written are the tables that captures fill.
var written = []string{
	"captures", "moves", "nodes", "places", "events", "event_nodes", "event_orgs", "edges", "postings", "balances", "findings",
	"event_terms", "event_words", "stock",
}

// insertRate copies every row that the captures wrote into an empty database, in as many transactions as there were
// documents and with one statement per table and transaction, and returns events per second.
func (h *house) insertRate(into *sql.DB) float64 {
	h.t.Helper()
	type table struct {
		name, tuple string
		rows        [][]any
		columns     int
	}
	var tables []table
	events := 0
	for _, name := range written {
		t := table{name: name}
		rows, err := h.db.Query("SELECT * FROM " + name)
		if err != nil {
			h.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			h.t.Fatal(err)
		}
		t.columns = len(columns)
		t.tuple = "(" + strings.TrimSuffix(strings.Repeat("?,", t.columns), ",") + ")"
		for rows.Next() {
			cells := make([]any, t.columns)
			dest := make([]any, t.columns)
			for i := range cells {
				dest[i] = &cells[i]
			}
			if err := rows.Scan(dest...); err != nil {
				h.t.Fatal(err)
			}
			t.rows = append(t.rows, cells)
		}
		if err := rows.Err(); err != nil {
			h.t.Fatal(err)
		}
		rows.Close()
		if name == "events" {
			events = len(t.rows)
		}
		tables = append(tables, t)
	}
	if _, err := into.Exec("DELETE FROM moves"); err != nil {
		h.t.Fatal(err)
	}
	start := time.Now()
	for d := range benchDocuments {
		tx, err := into.Begin()
		if err != nil {
			h.t.Fatal(err)
		}
		for _, t := range tables {
			part := t.rows[len(t.rows)*d/benchDocuments : len(t.rows)*(d+1)/benchDocuments]
			if len(part) == 0 {
				continue
			}
			args := make([]any, 0, len(part)*t.columns)
			for _, r := range part {
				args = append(args, r...)
			}
			insert := "INSERT INTO " + t.name + " VALUES " + strings.TrimSuffix(strings.Repeat(t.tuple+",", len(part)), ",")
			if _, err := tx.Exec(insert, args...); err != nil {
				h.t.Fatalf("%s: %v", t.name, err)
			}
		}
		if err := tx.Commit(); err != nil {
			h.t.Fatal(err)
		}
	}
	return float64(events) / time.Since(start).Seconds()
}

// dependentRatioLimit is how much longer an event of a document may take that depends on the one before it than one that
// depends on none: it is written by statements of its own, not of its document's.
const dependentRatioLimit = 15.0

// BenchmarkRatioDependent captures documents in which one pallet is filled and emptied again and again, and as many
// events about pallets that have nothing to do with each other.
func BenchmarkRatioDependent(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB, *repotest.Clock) *repository.Store
	}{{"sqlite", repotest.SQLite}, {"mysql", repotest.MySQL}} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				first := 0.0
				for _, n := range []int{500, 2000} {
					h := open(b, engine.open(b, repotest.NewClock()), repotest.NewClock())
					farm := h.company("farm", xin)
					alone := h.documentTime(farm, n, func(i int) (pallet, box string) { return sscc(2 * i), sscc(2*i + 1) })
					again := h.documentTime(farm, n, func(int) (pallet, box string) { return sscc(5_000_000), sscc(5_000_001) })
					ratio := again.Seconds() / alone.Seconds()
					if first == 0 {
						first = ratio
					}
					verdict := "ok"
					if ratio > dependentRatioLimit || ratio > 2*first {
						verdict = "MISSED"
						b.Fail()
					}
					fmt.Printf("ratio: %d packings and unpackings of one pallet, %s: %s vs of different pallets %s = %.1f (limit %.0f, and twice that of few) %s\n",
						n, engine.name, again.Round(time.Millisecond), alone.Round(time.Millisecond), ratio, dependentRatioLimit, verdict)
					b.ReportMetric(ratio, "ratio")
				}
			}
		})
	}
}

// documentTime captures one document of n events, every other of which empties what the one before has filled.
func (h *house) documentTime(p party, n int, of func(i int) (pallet, box string)) time.Duration {
	h.t.Helper()
	var events []event
	for i := range n {
		pallet, box := of(i)
		action, step := "ADD", "packing"
		if i%2 == 1 {
			action, step = "DELETE", "unpacking"
		}
		events = append(events, aggregation(action, step, 1+float64(i)/1000, pallet, children(box), at(p.gln())))
	}
	body := document(events...)
	start := time.Now()
	job, err := h.trace.Capture(context.Background(), p.Actor, model.Idempotency{}, trace.Document{Body: body})
	if err != nil || job.Accepted != n {
		h.t.Fatalf("%d accepted, %v: %s", job.Accepted, err, job.Errors)
	}
	return time.Since(start)
}
