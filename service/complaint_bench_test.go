package service_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/complaint"
)

// BenchmarkRatioComplaintQueue compares the second page of the queue of a county, a city, a province and the country among
// many complaints with that of a province that has few.
func BenchmarkRatioComplaintQueue(b *testing.B) {
	for name, open := range map[string]func(testing.TB, *repotest.Clock) *repository.Store{
		"sqlite": func(t testing.TB, c *repotest.Clock) *repository.Store { return repotest.SQLite(t, c) },
		"mysql":  func(t testing.TB, c *repotest.Clock) *repository.Store { return repotest.MySQL(t, c) },
	} {
		b.Run(name, func(b *testing.B) {
			clock := repotest.NewClock()
			q := newQuarrel(b, open(b, clock), clock)
			q.copies(b, q.files(func(in *complaint.Filing) { in.Firm = q.company("south", "440103").Org }), "44", deskShort)
			q.copies(b, q.files(), "65", deskClaims)
			if q.store.Engine() == repository.MySQL {
				if _, err := repotest.SQL(b, q.store).ExecContext(b.Context(), "ANALYZE TABLE complaints"); err != nil {
					b.Fatal(err)
				}
			}
			few, county, nation := q.bureau("440000"), q.bureau("650110"), q.bureau(model.Nation)
			for b.Loop() {
				short := q.page(b, few)
				for level, actor := range map[string]model.Actor{"county": county, "city": q.city, "province": q.province, "country": nation} {
					long := q.page(b, actor)
					verdict := "ok"
					if float64(long)/float64(short) > deskLimit {
						verdict = "OVER"
					}
					fmt.Printf("ratio: complaint queue of a %s %s of %d %.2f ms vs of a province of %d %.2f ms = %.1fx (limit %.0fx) %s\n", level, q.store.Engine(), deskClaims,
						float64(long.Microseconds())/1000, deskShort, float64(short.Microseconds())/1000, float64(long)/float64(short), deskLimit, verdict)
				}
			}
		})
	}
}

// page returns the least time of reading the second page of an authority's queue of its region.
func (q *quarrel) page(b *testing.B, actor model.Actor) time.Duration {
	b.Helper()
	_, next, err := q.complaint.Complaints(b.Context(), actor, complaint.Filter{}, model.Page{Limit: 30})
	if err != nil || next == "" {
		b.Fatal(next, err)
	}
	var took []time.Duration
	for range 15 {
		start := time.Now()
		rows, _, err := q.complaint.Complaints(b.Context(), actor, complaint.Filter{}, model.Page{Limit: 30, After: next})
		took = append(took, time.Since(start))
		if err != nil || len(rows) != 30 {
			b.Fatalf("%d rows, %v", len(rows), err)
		}
	}
	return slices.Min(took)
}

// copies copies a complaint until a province has so many, in a hundred counties of ten prefectures, due on thirty days,
// handled by an authority that does not look.
func (q *quarrel) copies(b *testing.B, f complaint.Filed, province string, n int) {
	b.Helper()
	db := repotest.SQL(b, q.store)
	rows, err := db.QueryContext(b.Context(), "SELECT * FROM complaints LIMIT 1")
	if err != nil {
		b.Fatal(err)
	}
	columns, err := rows.Columns()
	if err != nil || rows.Close() != nil || rows.Err() != nil {
		b.Fatal(err, rows.Err())
	}
	columns = slices.DeleteFunc(columns, func(c string) bool { return c == "province" || c == "prefecture" }) // computed
	padded := func(width int) string { return fmt.Sprintf("printf('%%0%dd', n)", width) }
	if q.store.Engine() == repository.MySQL {
		padded = func(width int) string { return fmt.Sprintf("LPAD(n, %d, '0')", width) }
	}
	joined := func(parts ...string) string { return strings.Join(parts, " || ") }
	if q.store.Engine() == repository.MySQL {
		joined = func(parts ...string) string { return "CONCAT(" + strings.Join(parts, ", ") + ")" }
		if _, err := db.ExecContext(b.Context(), "SET max_recursive_iterations = 10000000"); err != nil {
			b.Fatal(err)
		}
	}
	chosen := slices.Clone(columns)
	for i, c := range columns {
		switch c {
		case "id":
			chosen[i] = joined("SUBSTR(id, 1, 22)", "'"+province+"'", padded(12))
		case "number":
			chosen[i] = joined("'"+province+"'", padded(10))
		case "region":
			chosen[i] = joined("'"+province+"0'", "(n % 10)", "'1'", "((n / 10) % 10)")
			if q.store.Engine() == repository.MySQL {
				chosen[i] = joined("'"+province+"0'", "(n % 10)", "'1'", "((n DIV 10) % 10)")
			}
		case "authority_id":
			chosen[i] = "'00000000-0000-7000-8000-000000000009'"
		case "due_at":
			chosen[i] = "due_at + (n % 30) * 86400000000"
		}
	}
	query := "INSERT INTO complaints (" + strings.Join(columns, ", ") + ") WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) SELECT " +
		strings.Join(chosen, ", ") + " FROM complaints, numbers WHERE id = ?"
	if _, err := db.ExecContext(b.Context(), query, n, f.Complaint.String()); err != nil {
		b.Fatal(err)
	}
}
