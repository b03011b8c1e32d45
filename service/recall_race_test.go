package service_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// TestRecall_RecordingsAtOnce: recordings that widen a case, that move what it affects, that make what its conditions
// watch for, and that have nothing to do with it, all at the same time: every one is kept, and the case holds all of it.
func TestRecall_RecordingsAtOnce(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		h.clock.Advance(24 * time.Hour) // everything that follows is a late report
		order := m.order()
		order.Scope = model.RecallScope{Predicates: []model.RecallPredicate{
			model.ScopeDates{Goods: m.goods(m.farm, melonGTIN), Made: model.Made{From: "2026-11-19", To: "2026-11-21"}},
		}}
		c, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, order)
		if err != nil {
			t.Fatal(err)
		}
		const each = 20
		type report struct {
			from  link
			deeds []deed
		}
		var reports []report
		want := h.standing(c.ID)
		kiosks, jars := make([]link, each), h.company("jars", urumqi)
		for i := range each {
			jam, fresh := h.lot(m.farm, juiceGTIN, fmt.Sprint("K", i), "2026-11-21"), h.lot(m.farm, melonGTIN, fmt.Sprint("N", i), "2026-11-20")
			far := h.lot(jars, "", fmt.Sprint("Q", i), "2026-11-21")
			kiosks[i] = h.company(fmt.Sprint("kiosk ", i), urumqi)
			want[jam], want[fresh] = model.AffectedConfirmed, model.AffectedConfirmed
			amount := listed("quantityList", m.lot, float64(i+1))
			reports = append(reports,
				report{m.farm, []deed{mixes(5, in(m.lot, 1), out(jam, 1), where(m.farm), as(fmt.Sprint("urn:example:jam:", i)))}},
				report{m.farm, []deed{happens("ObjectEvent", "OBSERVE", "shipping", 5, amount, where(m.farm), between(m.farm, kiosks[i]))}},
				report{m.farm, []deed{made(5, fresh, 10, m.farm)}},
				report{jars, []deed{made(5, far, 10, jars)}})
		}
		var working sync.WaitGroup
		failed := make([]error, len(reports))
		for i, r := range reports {
			working.Go(func() { failed[i] = h.captured(r.from, r.deeds...) })
		}
		working.Wait()
		if err := errors.Join(failed...); err != nil {
			t.Fatal(err)
		}
		same(h, "what is blocked", h.standing(c.ID), want)
		working = sync.WaitGroup{}
		for i, k := range kiosks {
			amount := listed("quantityList", m.lot, float64(i+1))
			working.Go(func() {
				failed[i] = h.captured(k, happens("ObjectEvent", "OBSERVE", "receiving", 6, amount, where(k), between(m.farm, k)))
			})
		}
		working.Wait()
		if err := errors.Join(failed...); err != nil {
			t.Fatal(err)
		}
		tasks := h.tasks(c.ID)
		for i := range kiosks {
			line := fmt.Sprintf("kiosk %d 1 by farm delivered: M1 %d=%d+0+0", i, i+1, i+1)
			if !slices.Contains(tasks, line) {
				t.Errorf("no %q among %q", line, tasks)
			}
		}
		order.Scope.Predicates = append(order.Scope.Predicates, model.ScopeLot{Goods: m.goods(m.farm, melonGTIN), Lot: "NONE"})
		anew, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, order)
		if err != nil {
			t.Fatal(err)
		}
		same(h, "the lines are those of a case launched now", h.lineList(c.ID, anew.ID), h.lineList(anew.ID, anew.ID))
		var added int
		h.read(func(tx *repository.Tx) error {
			rows, err := tx.Recall().Deltas(c.ID)
			for _, d := range rows {
				added += d.Added
			}
			return err
		})
		same(h, "the history tells of each thing once", added, 2*each)
		h.sound()
	})
}
