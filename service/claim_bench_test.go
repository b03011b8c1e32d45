package service_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
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

// deskClaims is how long the long queue is; deskLimit how much slower a page of it may be than one of a thousandth.
const (
	deskShort = 1_000
	deskLong  = 200_000
	deskLimit = 3.0
)

// BenchmarkRatioClaimDesk compares a page in the middle of a long queue of claims with one of a short queue.
func BenchmarkRatioClaimDesk(b *testing.B) {
	eachMarketBench(b, func(b *testing.B, m *market) {
		m.queue(b, m.shop, deskShort)
		m.queue(b, m.maker, deskLong)
		if m.store.Engine() == repository.MySQL {
			if _, err := m.sql().ExecContext(b.Context(), "ANALYZE TABLE claims"); err != nil {
				b.Fatal(err)
			}
		}
		for b.Loop() {
			short, long := m.page(b, m.shop, deskShort), m.page(b, m.maker, deskLong)
			verdict := "ok"
			if float64(long)/float64(short) > deskLimit {
				verdict = "OVER"
			}
			fmt.Printf("ratio: claim desk page %s of %d claims %.2f ms vs of %d %.2f ms = %.1fx (limit %.0fx) %s\n", m.store.Engine(), deskLong,
				float64(long.Microseconds())/1000, deskShort, float64(short.Microseconds())/1000, float64(long)/float64(short), deskLimit, verdict)
			b.ReportMetric(float64(long)/float64(short), "x")
		}
	})
}

// page returns the least time of reading the second page of a queue.
func (m *market) page(b *testing.B, l link, n int) time.Duration {
	b.Helper()
	var took []time.Duration
	_, next, err := m.claim.Claims(b.Context(), l.Actor, claim.Filter{Turn: model.TurnParty}, model.Page{Limit: 30})
	if err != nil {
		b.Fatal(err)
	}
	for range 15 {
		start := time.Now()
		rows, _, err := m.claim.Claims(b.Context(), l.Actor, claim.Filter{Turn: model.TurnParty}, model.Page{Limit: 30, After: next})
		took = append(took, time.Since(start))
		if err != nil || len(rows) != 30 {
			b.Fatalf("%d rows of %d, %v", len(rows), n, err)
		}
	}
	return slices.Min(took)
}

// queue copies a filed claim until a party has so many, due on thirty days.
func (m *market) queue(b *testing.B, l link, n int) {
	b.Helper()
	f := m.file(l)
	db := m.sql()
	columns := m.columns("claims")
	chosen := make([]string, 0, len(columns))
	for _, c := range columns {
		switch c {
		case "id":
			c = "printf('%s%012d', substr(id, 1, 24), n)"
		case "number":
			c = "printf('%s%010d', substr(id, 1, 4), n)"
		case "due_at":
			c = "due_at + (n % 30) * 86400000000"
		}
		if m.store.Engine() == repository.MySQL {
			c = strings.NewReplacer("printf('%s%012d', substr(id, 1, 24), n)", "CONCAT(SUBSTR(id, 1, 24), LPAD(n, 12, '0'))",
				"printf('%s%010d', substr(id, 1, 4), n)", "CONCAT(SUBSTR(org_id, 29, 4), LPAD(n, 10, '0'))").Replace(c)
		} else {
			c = strings.Replace(c, "substr(id, 1, 4)", "substr(org_id, 29, 4)", 1)
		}
		chosen = append(chosen, c)
	}
	query := "INSERT INTO claims (" + strings.Join(columns, ", ") + ") WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) SELECT " +
		strings.Join(chosen, ", ") + " FROM claims, numbers WHERE id = ?"
	if m.store.Engine() == repository.MySQL {
		if _, err := db.ExecContext(b.Context(), "SET max_recursive_iterations = 10000000"); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := db.ExecContext(b.Context(), query, n, f.ID.String()); err != nil {
		b.Fatal(err)
	}
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
