package service_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// The size of the launch that is measured, and how long it may take.
const (
	launchLots    = 10_000
	launchHolders = 1_000
	launchLimit   = 3 * time.Second
)

// BenchmarkRatioRecallLaunch measures an authority's order of a lot from which ten thousand were made that a thousand
// companies hold: closure, blocks, tasks, clocks, notices and events in one transaction.
func BenchmarkRatioRecallLaunch(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { clock := repotest.NewClock(); measureLaunch(b, repotest.SQLite(b, clock)) })
	b.Run("mysql", func(b *testing.B) { clock := repotest.NewClock(); measureLaunch(b, repotest.MySQL(b, clock)) })
}

func measureLaunch(b *testing.B, s *repository.Store) {
	h := newChain(b, s)
	m := &melons{chain: h, farm: h.company("farm", urumqi), bureau: h.inspector("650000")}
	m.lot = h.lot(m.farm, melonGTIN, "M1", "2026-11-20")
	m.spread()
	boss := m.supervisor()
	var took []time.Duration
	for range max(3, b.N) {
		start := time.Now()
		c := m.ordered()
		took = append(took, time.Since(start))
		things, tasks := 0, 0
		h.read(func(tx *repository.Tx) error {
			affected, err := tx.Recall().Affected(c.ID)
			if err != nil {
				return err
			}
			list, err := tx.Recall().TasksOf(c.ID)
			things, tasks = len(affected), len(list)
			return err
		})
		if things != launchLots+1 || tasks != launchHolders {
			b.Fatalf("%d things, %d tasks", things, tasks)
		}
		m.moved(boss, c, model.RecallRevoke)
	}
	best := slices.Min(took)
	verdict := "ok"
	if best > launchLimit {
		verdict = "OVER"
	}
	fmt.Printf("ratio: recall launch %d lots %d holders %s: %d ms = %.2fx of the limit (%d ms) %s\n", launchLots, launchHolders, s.Engine(),
		best.Milliseconds(), best.Seconds()/launchLimit.Seconds(), launchLimit.Milliseconds(), verdict)
	b.ReportMetric(best.Seconds()/launchLimit.Seconds(), "x")
}

// spread makes ten thousand lots of one and ships ten of them to each of a thousand companies.
func (m *melons) spread() {
	m.t.Helper()
	each := launchLots / launchHolders
	m.goods(m.farm, juiceGTIN)
	name := func(i int) string { return fmt.Sprintf("https://id.gs1.org/01/%s/10/J%05d", juiceGTIN, i) }
	m.capture(m.farm, made(0, m.lot, launchLots, m.farm))
	var steps, sent []deed
	for i := 0; i < launchLots; i += 500 {
		d := mixes(1, in(m.lot, 500), where(m.farm))
		for j := i; j < i+500; j++ {
			out(name(j), 1)(d)
		}
		steps = append(steps, d)
	}
	for i := range launchHolders {
		to := m.company(fmt.Sprintf("holder %04d", i), urumqi)
		d := happens("ObjectEvent", "OBSERVE", "shipping", 2, where(m.farm), between(m.farm, to))
		for j := i * each; j < (i+1)*each; j++ {
			listed("quantityList", name(j), 1)(d)
		}
		sent = append(sent, d)
	}
	m.capture(m.farm, steps...)
	m.capture(m.farm, sent...)
}
