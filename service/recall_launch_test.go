package service_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
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

// TestRecordingsWithoutRecalls: recordings ask the database about recalls only when there are any, and a process that has
// not heard of the first one yet refuses like the others.
func TestRecordingsWithoutRecalls(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm, shop := h.company("farm", urumqi), h.company("shop", urumqi)
		lot, bad := h.lot(farm, melonGTIN, "L1", ""), h.lot(farm, melonGTIN, "L2", "")
		h.capture(farm, made(1, lot, 100, farm), made(1, bad, 100, farm))
		other := repotest.Again(t, h.store, h.clock)
		deaf := recall.NewBoard(other, slog.New(slog.DiscardHandler))
		till := trace.New(other, trace.WithRecalls(deaf))
		for _, b := range []*recall.Board{h.board, deaf} {
			if err := b.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		ships := func(at float64) int64 {
			before := h.store.Statements()
			h.capture(farm, happens("ObjectEvent", "OBSERVE", "shipping", at, listed("quantityList", lot, 1), where(farm), between(farm, shop)))
			return h.store.Statements() - before
		}
		ships(2) // the first one meets a partner
		quiet := ships(2.5)
		c := h.recalls(farm)
		h.strikes(c, model.AffectedConfirmed, bad)
		if live := ships(3); live <= quiet {
			t.Errorf("%d statements while nothing is recalled, %d beside a recall", quiet, live)
		}
		_, err := till.Sell(t.Context(), farm.Actor, model.Idempotency{}, trace.SellCommand{Site: farm.site.ID, Lines: []trace.Line{{EPC: bad, Quantity: model.Units(1)}}})
		if !errors.Is(err, model.BatchRecalled) {
			t.Errorf("a process that has not heard of it: %v", err)
		}
	})
}
