package service_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// TestRecallLaunchWaitsForRecordings: what is made of an affected lot by a recording that was under way when the recall
// was ordered is affected, whichever way round the two are committed.
func TestRecallLaunchWaitsForRecordings(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		type result struct {
			c   model.Recall
			err error
		}
		ordered := make(chan result, 1)
		underWay := func(*repository.Tx, model.Actor, model.Touched) error {
			ctx := context.WithoutCancel(m.t.Context())
			go func() {
				c, err := m.recall.Order(ctx, m.bureau, model.Idempotency{}, m.order())
				ordered <- result{c, err}
			}()
			patience, stop := context.WithTimeout(ctx, 300*time.Millisecond)
			defer stop()
			select {
			case r := <-ordered:
				m.t.Errorf("the order did not wait: %v", r.err)
				ordered <- r
			case <-patience.Done():
			}
			return nil
		}
		late := *h
		late.trace = trace.New(m.store, trace.Follow(underWay))
		late.capture(m.farm, mixes(5, in(m.lot, 1), out("https://id.gs1.org/01/"+juiceGTIN+"/10/LATE", 1), where(m.farm)))
		r := <-ordered
		if r.err != nil {
			m.t.Fatal(r.err)
		}
		if got := m.blocked(r.c.ID); !slices.Contains(got, "LATE confirmed "+string(recall.MadeOf)) {
			m.t.Errorf("blocked: %v", got)
		}
	})
}
