package service_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// watches lists the kinds of what a case watches.
func (h *chain) watches(id model.RecallID) (list []string) {
	h.t.Helper()
	h.read(func(tx *repository.Tx) error {
		rows, err := tx.Recall().Watches(id)
		for _, w := range rows {
			list = append(list, string(w.Kind))
		}
		return err
	})
	return list
}

// TestRecall_29_ExerciseEnds: an exercise ends wherever it stands, by who holds it, and keeps its report; a recall in earnest
// does not end like that, and nobody else ends it.
func TestRecall_29_ExerciseEnds(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		draft := m.order().Draft
		draft.Mock = true
		c, err := m.recall.Open(t.Context(), m.farm.Actor, model.Idempotency{}, draft)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []recall.Move{{Event: model.RecallAssess, Grade: model.GradeI}, {Event: model.RecallWithdraw}} {
			step.ID = c.ID
			if c, err = m.recall.Move(t.Context(), m.farm.Actor, model.Idempotency{}, step); err != nil {
				t.Fatal(err)
			}
		}
		finish := recall.Move{ID: c.ID, Event: model.RecallFinishExercise}
		if _, err := m.recall.Move(t.Context(), m.shop.Actor, model.Idempotency{}, finish); !errors.Is(err, model.NotFound) {
			t.Errorf("somebody else ends it: %v", err)
		}
		c, err = m.recall.Move(t.Context(), m.farm.Actor, model.Idempotency{}, finish)
		same(h, "ended", []any{c.State, c.EndedAt != 0, h.watches(c.ID), err}, []any{model.RecallClosed, true, []string(nil), nil})
		if _, e, err := m.recall.ExerciseOf(t.Context(), m.farm.Actor, c.ID); err != nil || e.Things == 0 {
			t.Errorf("its report is gone: %+v, %v", e, err)
		}
		if f, err := m.recall.Case(t.Context(), m.farm.Actor, c.ID); err != nil || slices.Contains(f.Allowed, model.RecallFinishExercise) {
			t.Errorf("it goes on: %v, %v", f.Allowed, err)
		}
		real := m.ordered()
		finish.ID = real.ID
		if _, err := m.recall.Move(t.Context(), m.farm.Actor, model.Idempotency{}, finish); !errors.Is(err, model.RecallMockOnly) {
			t.Errorf("a recall in earnest: %v", err)
		}
		h.sound()
	})
}

// TestRecall_14_WatchesEnd: a closed case still hears of what may add to it and of nothing else; a revoked one of nothing.
func TestRecall_14_WatchesEnd(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		same(h, "under way", h.watches(c.ID), []string{"case", "product"})
		h.write(func(tx *repository.Tx) error {
			row, err := tx.Recall().ScopeOf(c.ID, 1)
			if err != nil {
				return err
			}
			scope, err := model.ParseRecallScope(string(row.Conditions), 1)
			if err != nil {
				return err
			}
			return tx.Recall().NarrowWatch(c.ID, scope)
		})
		same(h, "its one lot is found", h.watches(c.ID), []string{"case"})
		paste := h.lot(m.shop, "06901234567922", "P1", "2026-11-21")
		h.capture(m.shop, mixes(7, in(m.lot, 5), out(paste, 5), where(m.shop)))
		same(h, "what was made of it", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected", "P1 confirmed made-of"})

		other := m.order()
		other.Scope = model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeInput{EPC: m.lot}}}
		d, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, other)
		if err != nil {
			t.Fatal(err)
		}
		same(h, "a scope without anything to wait for", h.watches(d.ID), []string{"case"})
		if _, err = m.recall.Move(t.Context(), m.bureau, model.Idempotency{}, recall.Move{ID: d.ID, Event: model.RecallRevoke, Reason: "not needed"}); err != nil {
			t.Fatal(err)
		}
		same(h, "revoked", h.watches(d.ID), nil)
		h.sound()
	})
}

// TestRecall_14_InputAlone: a case whose only condition is an input hears of what is made of it, though nothing else is
// recalled.
func TestRecall_14_InputAlone(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		order := m.order()
		order.Scope = model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeInput{EPC: m.lot}}}
		c, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, order)
		if err != nil {
			t.Fatal(err)
		}
		before := h.blocked(c.ID)
		h.capture(m.farm, mixes(5, in(m.lot, 5), out(h.lot(m.farm, "06901234567922", "P1", "2026-11-21"), 5), where(m.farm)))
		same(h, "made of it since", h.blocked(c.ID), append(before, "P1 confirmed made-of"))
		same(h, "and told", fmt.Sprint(h.deltas(c.ID)), "[event +1 ~0 late 1]")
	})
}
