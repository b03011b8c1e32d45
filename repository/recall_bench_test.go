package repository_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// BenchmarkRatioRecallPreview measures all that the database does for the preview of a recall against the walk in
// memory: the closure, where everything stands, and every part of the transformations.
func BenchmarkRatioRecallPreview(b *testing.B) {
	l := growLots()
	b.Run("sqlite", func(b *testing.B) { measureRecalls(b, l, repotest.SQLite(b, repotest.NewClock())) })
	b.Run("mysql", func(b *testing.B) { measureRecalls(b, l, repotest.MySQL(b, repotest.NewClock())) })
}

func measureRecalls(b *testing.B, l *lots, s *repository.Store) {
	l.store(b, s)
	const size = 10_000
	root := l.rootReaching(size)
	marks := make([]uint32, len(l.parents))
	reached, _, _ := l.closure(root, marks, 1)
	l.storeParts(b, s, reached)
	b.ResetTimer()
	for range b.N {
		measureRecall(b, l, s, root)
	}
}

// storeParts writes, for the lots of a closure that have none, the events that made them and the balances of holders.
func (l *lots) storeParts(b *testing.B, s *repository.Store, reached []uint32) {
	b.Helper()
	r := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // a benchmark wants the same holders each time
	pool := s.WriterPool()
	tx, err := pool.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	exec := func(query string) {
		if _, err := tx.ExecContext(b.Context(), query); err != nil {
			b.Fatal(err)
		}
	}
	few := uint32(len(l.parents) - min(len(l.parents), 50_000))
	for _, lot := range reached {
		event := int64(lot) << 12
		if lot >= few {
			exec(fmt.Sprintf("DELETE FROM event_nodes WHERE event_seq = %d", event))
			exec(fmt.Sprintf("DELETE FROM events WHERE seq = %d", event))
			exec(fmt.Sprintf("DELETE FROM balances WHERE node_id = %d", l.id(lot)))
		}
		exec(fmt.Sprintf("INSERT INTO events (seq, event_id, hash, hash_rules, declares, type, action, time, zone_offset, recorded, biz_step, disposition, "+
			"read_point, biz_location, org_id, actor, capture_id, retracted, context, body) VALUES (%d,'urn:recall:%d','','',0,'TransformationEvent','',%d,"+
			"'+08:00',1,'commissioning','active',0,0,'x','','',0,'',x'7b7d')", event, lot, lot))
		for line, p := range l.parents[lot] {
			exec(fmt.Sprintf("INSERT INTO event_nodes (event_seq, line, node_id, role, quantity, unit, measured) VALUES (%d,%d,%d,'input',1000000,'KGM',1)",
				event, line, l.id(p)))
		}
		exec(fmt.Sprintf("INSERT INTO event_nodes (event_seq, line, node_id, role, quantity, unit, measured) VALUES (%d,9,%d,'output',3000000,'KGM',1)",
			event, l.id(lot)))
		for _, line := range []string{"'produced','',-3000000", fmt.Sprintf("'on-hand','%08d-0000-7000-8000-00000000000a',3000000", r.IntN(1000))} {
			exec(fmt.Sprintf("INSERT INTO balances (node_id, unit, account, org_id, amount, place_id, container_id, for_account) VALUES (%d,'KGM',%s,0,0,'')", l.id(lot), line))
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	if s.Engine() == repository.MySQL {
		onServer(b, s, "ANALYZE TABLE edges, nodes, balances, events, event_nodes")
	}
}

func measureRecall(b *testing.B, l *lots, s *repository.Store, root uint32) {
	marks := make([]uint32, len(l.parents))
	var inMemory, inSQL []time.Duration
	found := 0
	for round := range 7 {
		start := time.Now()
		reached, _, _ := l.closure(root, marks, uint32(round+1))
		inMemory = append(inMemory, time.Since(start))
		found = len(reached)
		err := s.Read(context.WithoutCancel(b.Context()), func(tx *repository.Tx) error {
			start := time.Now()
			defer func() { inSQL = append(inSQL, time.Since(start)) }()
			c, err := tx.Trace().Closure(everything, repository.ClosureQuery{
				Roots: []model.Seq{l.id(root)}, Direction: repository.Forward, InOrder: true, MaxNodes: 1_000_000,
			})
			if err != nil {
				return err
			}
			ids := make([]model.Seq, 0, c.Nodes)
			events := make([]model.Seq, 0, c.Nodes)
			for _, v := range c.Visits {
				ids, events = append(ids, v.Node), append(events, v.Event)
			}
			slices.Sort(ids)
			if _, err := tx.Recall().Stock(everything, ids, repository.AsOf{}); err != nil {
				return err
			}
			if _, err := tx.Recall().EventRefs(events); err != nil {
				return err
			}
			parts, err := tx.Recall().Runs(everything, ids, nil, repository.AsOf{})
			if err == nil && (c.Nodes != found || c.Doubtful || len(parts) < 3*found) {
				err = fmt.Errorf("%d lots instead of %d, %d parts", c.Nodes, found, len(parts))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	memory, sql := slices.Min(inMemory), slices.Min(inSQL)
	verdict := "ok"
	if sql > 300*time.Millisecond {
		verdict = "OVER"
	}
	fmt.Printf("ratio: recall preview %s lots %s: %s ms vs in-memory BFS %s ms = %.0fx (limit 300 ms) %s\n",
		thousands(found), s.Engine(), millis(sql), millis(memory), float64(sql)/float64(memory), verdict)
	b.ReportMetric(float64(sql)/float64(memory), "x")
}
