package api_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// pageRatioLimit is how much slower a page may be when the company has a hundred times as many events: what a page shows
// is bounded, so only the depth of indexes and the warmth of caches may tell.
const pageRatioLimit = 3.0

// heavyPages are those that read the longest tables; {batch} is a batch of the company.
var heavyPages = []struct{ name, path, as string }{
	{"first page", "/console", "maker/owner"},
	{"events", "/console/events", "maker/owner"},
	{"events of the region", "/console/events", "north/supervisor"},
	{"stock, expiry first", "/console/stock", "maker/owner"},
	{"batches", "/console/batches", "maker/owner"},
	{"batch", "/console/batches/{batch}", "maker/owner"},
	{"batch, by a regulator", "/console/batches/{batch}", "north/inspector"},
}

// BenchmarkRatioPages opens the heaviest pages of a company with about 10 000 events and with about 200 000
// (SUYUAN_BENCH_EVENTS sets another number) and prints the time and the SQL statements of each.
func BenchmarkRatioPages(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB, *repotest.Clock) *repository.Store
	}{{"sqlite", repotest.SQLite}, {"mysql", repotest.MySQL}} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				measurePages(b, engine.name, engine.open)
			}
		})
	}
}

func measurePages(b *testing.B, engine string, open func(testing.TB, *repotest.Clock) *repository.Store) {
	clock := repotest.NewClock()
	store := open(b, clock)
	w := apitest.New(b, store, clock, nil)
	maker := furnish(w, "maker")
	partner := furnish(w, "partner")
	for i := range 150 { // each batch is produced and shipped: 300 events
		maker.batch = w.JSON(apitest.Request{Method: "POST", Path: "/v1/batches", As: "maker/owner", Body: object{
			"product_id": maker.product, "lot": fmt.Sprintf("B%d", i), "produced": "2026-11-20", "quantity": "1000", "unit": "KGM", "site_id": maker.site,
		}}, http.StatusCreated)["id"].(string)
		w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/commission", As: "maker/owner", Body: object{"batch": maker.batch}}, http.StatusCreated)
		w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/ship", As: "maker/owner", Body: object{
			"from": maker.site, "to": partner.site, "lines": []object{{"batch": maker.batch, "quantity": "10"}},
		}}, http.StatusCreated)
	}
	db := repotest.SQL(b, store)
	greatest := 200_000
	if text := os.Getenv("SUYUAN_BENCH_EVENTS"); text != "" {
		var err error
		if greatest, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	first, level := map[string]time.Duration{}, 0
	for _, size := range []int{10_000, greatest} {
		for ; events(b, db) < size && level < 12; level++ {
			double(b, db, level)
		}
		n := events(b, db)
		for _, page := range heavyPages {
			path := strings.ReplaceAll(page.path, "{batch}", maker.batch)
			took, statements := openPage(b, w, store, page.as, path)
			if first[page.name] == 0 {
				first[page.name] = took
			}
			ratio, verdict := float64(took)/float64(first[page.name]), "ok"
			if ratio > pageRatioLimit {
				verdict = "OVER"
			}
			fmt.Printf("ratio: page %q, %s, %d events: %s, %d statements, %.2f of the time with few (limit %.1f) %s\n",
				page.name, engine, n, took.Round(10*time.Microsecond), statements, ratio, pageRatioLimit, verdict)
		}
	}
}

func events(b *testing.B, db *sql.DB) (n int) {
	b.Helper()
	if err := db.QueryRowContext(b.Context(), "SELECT COUNT(*) FROM events").Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

// double copies every event with what hangs on it, and every lot in stock, under new numbers: the numbers of real ones
// differ by 4096 at least, so twelve doublings fit between them.
func double(b *testing.B, db *sql.DB, level int) {
	b.Helper()
	by := 1 << level
	for _, statement := range []string{
		"INSERT INTO events SELECT seq + ?, CONCAT(event_id, 'x', ?), CONCAT(hash, 'x'), hash_rules, declares, type, action, time + ?, zone_offset, recorded, biz_step, disposition, " +
			"read_point, biz_location, org_id, actor, capture_id, retracted, context, body FROM events",
		"INSERT INTO event_orgs SELECT event_seq + ?, org_id, region, why FROM event_orgs",
		"INSERT INTO event_nodes SELECT event_seq + ?, line, node_id + ?, role, quantity, unit, measured FROM event_nodes WHERE node_id > 0",
		"INSERT INTO nodes SELECT id + ?, CONCAT(epc, 'x', ?), level, '' FROM nodes WHERE id > 0",
		"INSERT INTO balances SELECT node_id + ?, unit, account, org_id, place_id, container_id, for_account, amount FROM balances WHERE node_id > 0",
		"INSERT INTO stock SELECT org_id, account, node_id + ?, unit, place_id, container_id, '', '9999-12-31' FROM stock WHERE node_id > 0",
	} {
		args := make([]any, strings.Count(statement, "?"))
		for i := range args {
			args[i] = by
		}
		if _, err := db.ExecContext(b.Context(), statement, args...); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
}

// openPage opens a page some times and returns the median time on the server and the SQL statements of one opening.
func openPage(b *testing.B, w *apitest.World, store *repository.Store, as, path string) (time.Duration, int64) {
	b.Helper()
	var times []time.Duration
	var statements int64
	for range 15 {
		before, start := store.Statements(), time.Now()
		pageOf(b, w, as, path+"?lang="+string(model.ZH), http.StatusOK)
		times = append(times, time.Since(start))
		statements = store.Statements() - before
	}
	slices.Sort(times)
	return times[len(times)/2], statements
}
