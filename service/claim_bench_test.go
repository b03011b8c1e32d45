package service_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/claim"
)

// eachMarketBench opens the house on each engine.
func eachMarketBench(b *testing.B, measure func(b *testing.B, m *market)) {
	b.Run("sqlite", func(b *testing.B) {
		clock := repotest.NewClock()
		measure(b, newMarket(b, repotest.SQLite(b, clock), clock))
	})
	b.Run("mysql", func(b *testing.B) {
		clock := repotest.NewClock()
		measure(b, newMarket(b, repotest.MySQL(b, clock), clock))
	})
}

// deskShort is how long a short queue is and deskClaims a long one, which SUYUAN_BENCH_CLAIMS changes (a million takes some
// minutes to make); deskLimit is how much slower a page of the long one may be. The claims of either lie in deskCounties
// counties of one province.
const (
	deskShort    = 1_000
	deskClaims   = 200_000
	deskCounties = 100
	deskLimit    = 3.0
)

// BenchmarkRatioClaimDesk compares a page at the beginning of a long queue of claims with one of a short queue: of the company
// that answers, of the authorities of a county and of a province with a hundred counties, of that of the nation, and of the
// platform, and of the lists of them that begin with the newest.
func BenchmarkRatioClaimDesk(b *testing.B) {
	n := deskClaims
	if text := os.Getenv("SUYUAN_BENCH_CLAIMS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	eachMarketBench(b, func(b *testing.B, m *market) {
		began := time.Now()
		m.queue(b, m.shop, deskShort, "11")
		m.queue(b, m.maker, n, "65")
		fmt.Printf("claims: %d on %s in %.0f s\n", n, m.store.Engine(), time.Since(began).Seconds())
		bureau := func(region model.Region) model.Actor { return m.chain.inspector(region) }
		platform := m.inspector
		platform.OrgKind, platform.Roles, platform.Region = model.KindPlatform, []model.Role{model.RoleAdmin}, ""
		queue, every := claim.Filter{Turn: model.TurnParty}, claim.Filter{}
		for b.Loop() {
			for _, x := range []struct {
				what        string
				short, long model.Actor
				f           claim.Filter
			}{
				{"company", m.shop.Actor, m.maker.Actor, queue}, {"county", bureau("110001"), bureau("650001"), queue},
				{"province", bureau("110000"), bureau("650000"), queue}, {"nation", m.shop.Actor, bureau(model.Nation), queue},
				{"platform", m.shop.Actor, platform, queue}, {"newest of company", m.shop.Actor, m.maker.Actor, every},
				{"newest of province", bureau("110000"), bureau("650000"), every}, {"newest of nation", m.shop.Actor, bureau(model.Nation), every},
			} {
				short, long := m.page(b, x.short, x.f), m.page(b, x.long, x.f)
				verdict := "ok"
				if float64(long)/float64(short) > deskLimit {
					verdict = "OVER"
				}
				fmt.Printf("ratio: claim desk page %s %s of %d claims %.2f ms vs of %d %.2f ms = %.1fx (limit %.0fx) %s\n", m.store.Engine(), x.what, n,
					float64(long.Microseconds())/1000, deskShort, float64(short.Microseconds())/1000, float64(long)/float64(short), deskLimit, verdict)
				b.ReportMetric(float64(long)/float64(short), strings.ReplaceAll(x.what, " ", "-")+"-x")
			}
			fmt.Printf("claims: summary of a desk %s of %d claims %.2f ms, of %d %.2f ms\n", m.store.Engine(), n, float64(m.summary(b, m.maker).Microseconds())/1000,
				deskShort, float64(m.summary(b, m.shop).Microseconds())/1000)
		}
	})
}

// page returns the least time of reading the first page of a list or the one after it, whichever is slower.
func (m *market) page(b *testing.B, who model.Actor, f claim.Filter) time.Duration {
	b.Helper()
	var slower time.Duration
	var after model.PageToken
	for range 2 {
		var took []time.Duration
		var next model.PageToken
		began := time.Now()
		for len(took) < 15 && (len(took) < 2 || time.Since(began) < 5*time.Second) {
			start := time.Now()
			rows, more, err := m.claim.Claims(b.Context(), who, f, model.Page{Limit: 30, After: after})
			took = append(took, time.Since(start))
			if next = more; err != nil || len(rows) != 30 && next != "" || next == "" && after == "" && len(rows) < 10 {
				b.Fatalf("%d rows, %v", len(rows), err)
			}
		}
		slower, after = max(slower, slices.Min(took)), next
	}
	return slower
}

// summary returns the least time of counting a desk and adding up what is asked there.
func (m *market) summary(b *testing.B, l link) time.Duration {
	b.Helper()
	took := make([]time.Duration, 0, 5)
	for range cap(took) {
		start := time.Now()
		n, err := m.claim.Count(b.Context(), l.Actor)
		took = append(took, time.Since(start))
		if err != nil || n.Open == 0 {
			b.Fatalf("%+v, %v", n, err)
		}
	}
	return slices.Min(took)
}

// queueChunk is how many claims one statement copies.
const queueChunk = 100_000

// queue copies a filed claim until a party has so many, due on thirty days, in the counties of a province.
func (m *market) queue(b testing.TB, l link, n int, province string) {
	b.Helper()
	f := m.file(l)
	db := m.sql()
	columns := m.columns("claims")
	mysql := m.store.Engine() == repository.MySQL
	chosen := make([]string, 0, len(columns))
	for _, c := range columns {
		engines, own := map[string][2]string{
			"id":     {"printf('%s%012d', substr(id, 1, 24), n)", "CONCAT(SUBSTR(id, 1, 24), LPAD(n, 12, '0'))"},
			"number": {"printf('%s%010d', substr(org_id, 29, 4), n)", "CONCAT(SUBSTR(org_id, 29, 4), LPAD(n, 10, '0'))"},
			"region": {fmt.Sprintf("printf('%s%%04d', n %% %d)", province, deskCounties), fmt.Sprintf("CONCAT('%s', LPAD(n %% %d, 4, '0'))", province, deskCounties)},
			"due_at": {"due_at + (n % 30) * 86400000000", "due_at + (n % 30) * 86400000000"},
		}[c]
		switch {
		case own && mysql:
			c = engines[1]
		case own:
			c = engines[0]
		}
		chosen = append(chosen, c)
	}
	query := "INSERT INTO claims (" + strings.Join(columns, ", ") + ") WITH RECURSIVE numbers(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) SELECT " +
		strings.Join(chosen, ", ") + " FROM claims, numbers WHERE id = ?"
	prepare, finish := []string{"PRAGMA cache_size = -400000", "PRAGMA synchronous = OFF"}, "ANALYZE claims"
	if mysql {
		prepare = []string{"SET max_recursive_iterations = 10000000", "SET unique_checks = 0"}
		finish = "ANALYZE TABLE claims"
	}
	do := func(query string, args ...any) {
		if _, err := db.ExecContext(b.Context(), query, args...); err != nil {
			b.Fatal(err)
		}
	}
	for _, p := range prepare {
		do(p)
	}
	for from := 1; from <= n; from += queueChunk {
		do(query, from, min(from+queueChunk-1, n), f.ID.String())
	}
	do(finish)
}

// columns lists the columns of a table.
func (m *market) columns(table string) []string {
	m.t.Helper()
	rows, err := m.sql().QueryContext(context.WithoutCancel(m.t.Context()), "SELECT * FROM "+table+" LIMIT 1")
	if err != nil {
		m.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil || rows.Err() != nil {
		m.t.Fatal(err, rows.Err())
	}
	return columns
}

// fileLimit is how much longer filing may take than inserting the same rows by hand.
const fileLimit = 5.0

// BenchmarkRatioClaimFile compares filing claims, eight at a time, with inserting the same four rows of each by hand in
// transactions of their own.
func BenchmarkRatioClaimFile(b *testing.B) {
	eachMarketBench(b, func(b *testing.B, m *market) {
		const claims, hands = 400, 8
		bare := m.copies(b)
		for b.Loop() {
			var serial atomic.Int64
			filing := parallel(b, hands, claims, func(int) error {
				in := m.filing(m.shop)
				in.Contact.Phone = fmt.Sprintf("137%08d", serial.Add(1))
				_, err := m.claim.File(b.Context(), model.Actor{}, model.Idempotency{}, in)
				return err
			})
			inserting := parallel(b, hands, claims, bare)
			verdict := "ok"
			if float64(filing)/float64(inserting) > fileLimit {
				verdict = "OVER"
			}
			fmt.Printf("ratio: claims filed %s %.0f/s vs bare inserts of the same rows %.0f/s = %.1fx (limit %.0fx) %s\n", m.store.Engine(),
				claims/filing.Seconds(), claims/inserting.Seconds(), float64(filing)/float64(inserting), fileLimit, verdict)
			b.ReportMetric(float64(filing)/float64(inserting), "x")
		}
	})
}

// parallel runs an act n times on some hands and returns how long that took.
func parallel(b *testing.B, hands, n int, act func(i int) error) time.Duration {
	b.Helper()
	var wg sync.WaitGroup
	var next atomic.Int64
	start := time.Now()
	for range hands {
		wg.Go(func() {
			for {
				i := int(next.Add(1))
				if i > n {
					return
				}
				if err := act(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

// copies returns an act that inserts the rows of a filed claim again under other names, by hand.
func (m *market) copies(b *testing.B) func(int) error {
	b.Helper()
	f := m.file(m.shop)
	type line struct {
		insert string
		values []any
		change []int // columns that have to differ
	}
	var lines []line
	for _, t := range []struct{ table, where, change string }{
		{"claim_damages", "id = (SELECT damage_id FROM claims WHERE id = ?)", "id,token"}, {"claims", "id = ?", "id,number"},
		{"claim_secrets", "claim_id = ?", "claim_id"}, {"audit", "subject_id = ?", "id"},
	} {
		columns := m.columns(t.table)
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := m.sql().QueryRowContext(b.Context(), "SELECT * FROM "+t.table+" WHERE "+t.where, f.ID.String()).Scan(into...); err != nil {
			b.Fatal(err)
		}
		for i, v := range values {
			if text, bytes := v.([]byte); v == nil || bytes && len(text) == 0 {
				values[i] = []byte{}
			}
		}
		l := line{"INSERT INTO " + t.table + " (" + strings.Join(columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")", values, nil}
		for i, c := range columns {
			if slices.Contains(strings.Split(t.change, ","), c) {
				l.change = append(l.change, i)
			}
		}
		lines = append(lines, l)
	}
	pool := m.sql()
	if m.store.Engine() == repository.MySQL {
		pool.SetMaxOpenConns(8)
	}
	var serial atomic.Int64
	serial.Store(1)
	return func(int) error {
		n := serial.Add(1)
		tx, err := pool.BeginTx(b.Context(), &sql.TxOptions{})
		if err != nil {
			return err
		}
		for _, l := range lines {
			values := slices.Clone(l.values)
			for _, i := range l.change {
				if values[i] = fmt.Sprintf("bare-%d", n); strings.HasPrefix(l.insert, "INSERT INTO audit") {
					values[i] = n
				}
				if strings.HasPrefix(l.insert, "INSERT INTO claim_damages") && i == 1 {
					values[i] = []byte(fmt.Sprintf("bare-%d", n))
				}
			}
			if _, err := tx.ExecContext(b.Context(), l.insert, values...); err != nil {
				_ = tx.Rollback()
				return err
			}
		}
		return tx.Commit()
	}
}
