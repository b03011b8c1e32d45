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

// followLimit is how much longer the capture of a movement may take when the lot is one of ten thousand of a case.
const followLimit = 2.0

// BenchmarkRatioRecallFollow measures captures of a lot that arrives, one document each: while its ten thousand fellows
// are in no case, and when they are all in one.
func BenchmarkRatioRecallFollow(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { clock := repotest.NewClock(); measureFollow(b, repotest.SQLite(b, clock)) })
	b.Run("mysql", func(b *testing.B) { clock := repotest.NewClock(); measureFollow(b, repotest.MySQL(b, clock)) })
}

func measureFollow(b *testing.B, s *repository.Store) {
	h := newChain(b, s)
	m := &melons{chain: h, farm: h.company("farm", urumqi), bureau: h.inspector("650000")}
	m.lot = h.lot(m.farm, melonGTIN, "M1", "2026-11-20")
	holders := m.spread()
	arrivals := func(from int) time.Duration {
		const n = 60
		took := make([]time.Duration, n)
		for i := range n {
			to := holders[from+i]
			d := happens("ObjectEvent", "OBSERVE", "receiving", 3, where(to), between(m.farm, to))
			listed("quantityList", m.spreadLot((from+i)*launchLots/launchHolders), 1)(d)
			start := time.Now()
			h.capture(to, d)
			took[i] = time.Since(start)
		}
		slices.Sort(took)
		return took[n/2]
	}
	arrivals(0) // warms the caches of statements
	var with, without time.Duration
	for i := range max(1, b.N) {
		without = arrivals(100 + i*200)
		c := m.ordered()
		with = arrivals(200 + i*200)
		m.moved(m.supervisor(), c, model.RecallRevoke)
	}
	ratio, verdict := with.Seconds()/without.Seconds(), "ok"
	if ratio > followLimit {
		verdict = "MISSED"
		b.Fail()
	}
	fmt.Printf("ratio: capture of a movement %s, lot in a case of %d lots: %s vs no case %s = %.2fx (limit %.1fx) %s\n", s.Engine(), launchLots,
		with.Round(10*time.Microsecond), without.Round(10*time.Microsecond), ratio, followLimit, verdict)
	b.ReportMetric(ratio, "ratio")
}

// spreadLot names one of the ten thousand lots.
func (m *melons) spreadLot(i int) string {
	return fmt.Sprintf("https://id.gs1.org/01/%s/10/J%05d", juiceGTIN, i)
}

// spread makes ten thousand lots of one and ships ten of them to each of a thousand companies.
func (m *melons) spread() (holders []link) {
	m.t.Helper()
	each := launchLots / launchHolders
	m.goods(m.farm, juiceGTIN)
	m.capture(m.farm, made(0, m.lot, launchLots, m.farm))
	var steps, sent []deed
	for i := 0; i < launchLots; i += 500 {
		d := mixes(1, in(m.lot, 500), where(m.farm))
		for j := i; j < i+500; j++ {
			out(m.spreadLot(j), 1)(d)
		}
		steps = append(steps, d)
	}
	for i := range launchHolders {
		to := m.company(fmt.Sprintf("holder %04d", i), urumqi)
		holders = append(holders, to)
		d := happens("ObjectEvent", "OBSERVE", "shipping", 2, where(m.farm), between(m.farm, to))
		for j := i * each; j < (i+1)*each; j++ {
			listed("quantityList", m.spreadLot(j), 1)(d)
		}
		sent = append(sent, d)
	}
	m.capture(m.farm, steps...)
	m.capture(m.farm, sent...)
	return holders
}
