package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// queryRatioLimit is how much slower a query for one thing may be in the larger table: its cost must not grow with the
// table, and some of the difference is cold pages.
const queryRatioLimit = 3.0

// benchEvents are the sizes of the table. SUYUAN_BENCH_EVENTS sets another greatest one.
func benchEvents(b *testing.B) []int {
	b.Helper()
	greatest := 200_000
	if text := os.Getenv("SUYUAN_BENCH_EVENTS"); text != "" {
		var err error
		if greatest, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	sizes := []int{10_000}
	for _, n := range []int{100_000, 1_000_000} {
		if n < greatest {
			sizes = append(sizes, n)
		}
	}
	return append(sizes, greatest)
}

// BenchmarkRatioQuery asks for the events that name one thing, of a company that may see every tenth event, while the
// table grows.
func BenchmarkRatioQuery(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB, *repotest.Clock) *repository.Store
	}{{"sqlite", repotest.SQLite}, {"mysql", repotest.MySQL}} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				clock := repotest.NewClock()
				h := open(b, engine.open(b, clock), clock)
				farm := h.company("farm", xin)
				if engine.name == "sqlite" {
					h.exec("PRAGMA synchronous = OFF")
				}
				few := open(b, engine.open(b, clock), clock)
				fewFarm := few.company("farm", xin)
				sizes := benchEvents(b)
				few.fill(fewFarm, 0, sizes[0])
				filled := 0
				for _, n := range sizes[1:] {
					h.fill(farm, filled, n)
					filled = n
					// In turns, so that what the machine does besides slows both.
					var small, large []time.Duration
					for i := range 400 {
						small = append(small, few.queryTime(fewFarm.Actor, i, sizes[0]))
						large = append(large, h.queryTime(farm.Actor, i, n))
					}
					slices.Sort(small)
					slices.Sort(large)
					p95, first := large[len(large)*95/100], small[len(small)*95/100]
					ratio, verdict := float64(p95)/float64(first), "ok"
					if ratio > queryRatioLimit {
						verdict = "MISSED"
						b.Fail()
					}
					fmt.Printf("ratio: MATCH_anyEPC %s, %d events: p50 %s, p95 %s; with %d in turns: p50 %s, p95 %s; p95 %.2f (limit %.1f) %s\n",
						engine.name, n, large[len(large)/2].Round(time.Microsecond), p95.Round(time.Microsecond),
						sizes[0], small[len(small)/2].Round(time.Microsecond), first.Round(time.Microsecond), ratio, queryRatioLimit, verdict)
					b.ReportMetric(ratio, "ratio")
				}
			}
		})
	}
}

// queryTime asks for a thing, named by five events of which the company may see some. It asks four times and takes the
// least but the first: the first reads pages from the disk, and what the machine does beside the query says nothing
// about the query.
func (h *house) queryTime(a model.Actor, i, events int) time.Duration {
	h.t.Helper()
	thing := i * 7919 % (events / 5)
	q, err := epcis.ParseQueryValues(url.Values{"MATCH_anyEPC": {benchThing(thing)}}, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	took := time.Hour
	for round := range 4 {
		start := time.Now()
		answer, err := h.trace.QueryEvents(context.Background(), a, q, "", model.Page{})
		if spent := time.Since(start); round > 0 {
			took = min(took, spent)
		}
		if seen := thing%2 == 0 && thing%10 < 5 || thing%2 == 1 && thing%10 >= 5; err != nil || seen != (len(answer.Events) > 0) {
			h.t.Fatalf("%d events of thing %d, %v", len(answer.Events), thing, err)
		}
	}
	return took
}

func benchThing(i int) string { return fmt.Sprintf("https://id.gs1.org/01/09521141012345/21/%d", i) }

func (h *house) exec(statement string, args ...any) {
	h.t.Helper()
	if _, err := h.db.ExecContext(context.Background(), statement, args...); err != nil {
		h.t.Fatal(err)
	}
}

// fill adds events by hand, five to each thing, in the shape that captures leave them in.
func (h *house) fill(p party, from, to int) {
	h.t.Helper()
	stranger := strings.Replace(string(p.Org), string(p.Org[:4]), "ffff", 1)
	insert := func(tx *sql.Tx, table string, width int, rows []any) {
		tuple := "(" + strings.TrimSuffix(strings.Repeat("?,", width), ",") + ")"
		_, err := tx.Exec("INSERT INTO "+table+" VALUES "+strings.TrimSuffix(strings.Repeat(tuple+",", len(rows)/width), ","), rows...)
		if err != nil {
			h.t.Fatalf("%s: %v", table, err)
		}
	}
	const chunk = 500
	for at := from; at < to; at += chunk {
		tx, err := h.db.Begin()
		if err != nil {
			h.t.Fatal(err)
		}
		var events, nodes, named, orgs, terms []any
		for i := at; i < min(to, at+chunk); i++ {
			seq, thing := int64(i+1)<<12, i/5
			org, region := string(p.Org), string(xin)
			if i%10 != thing%10 {
				org, region = stranger, string(shang)
			}
			body := fmt.Sprintf(`{"type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-11-22T00:00:00Z","eventTimeZoneOffset":"+08:00",`+
				`"eventID":"urn:uuid:b-%d","epcList":["%s"],"bizStep":"shipping","disposition":"in_transit","readPoint":{"id":"https://id.gs1.org/414/9521141123454"}}`,
				i, benchThing(thing))
			e, err := epcis.ParseEvent([]byte(body), epcis.BaseContext(), epcis.Limits{})
			if err != nil || !e.Valid() {
				h.t.Fatal(err, e.Issues)
			}
			events = append(events, seq, fmt.Sprintf("urn:uuid:b-%d", i), "h"+strconv.Itoa(i), "", 0, "ObjectEvent", "OBSERVE", int64(i), "+08:00", int64(i)+1,
				"shipping", "in_transit", 0, 0, org, "", p.Org, 0, "", []byte(body))
			if i%5 == 0 {
				nodes = append(nodes, int64(thing+1)<<12, benchThing(thing), "instance", "")
			}
			named = append(named, seq, 0, int64(thing+1)<<12, "epc", 0, "", 0)
			orgs = append(orgs, seq, org, region, "captured")
			for _, term := range e.Terms() {
				terms = append(terms, int64(term), seq)
			}
		}
		insert(tx, "events", 20, events)
		insert(tx, "nodes", 4, nodes)
		insert(tx, "event_nodes", 7, named)
		insert(tx, "event_orgs", 4, orgs)
		insert(tx, "event_terms", 2, terms)
		if err := tx.Commit(); err != nil {
			h.t.Fatal(err)
		}
	}
}

// BenchmarkRatioDisk captures days of trade and says how many bytes of the database an event costs, and how many of them
// are the event itself.
func BenchmarkRatioDisk(b *testing.B) {
	for b.Loop() {
		clock := repotest.NewClock()
		h := open(b, repotest.SQLite(b, clock), clock)
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		size := func() int {
			h.exec("VACUUM")
			n, err := strconv.Atoi(h.rows("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")[0])
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
		before := size()
		for day := range 30 {
			h.capture(farm, busyDay(farm, shop, day)...)
		}
		events := h.count("events", "1 = 1")
		all := float64(size()-before) / float64(events)
		bodies, err := strconv.ParseFloat(h.rows("SELECT AVG(LENGTH(body)) FROM events")[0], 64)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("ratio: disk sqlite: %.0f bytes/event, %.0f of them as captured = %.2f\n", all, bodies, all/bodies)
		b.ReportMetric(all, "bytes/event")
		b.ReportMetric(all/bodies, "ratio")
	}
}
