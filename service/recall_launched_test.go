package service_test

import (
	"errors"
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// TestRecallLaunchedIsNotTakenBack: whatever way a launched case comes back to being assessed, who has to recall does not
// cancel it and frees nothing; the authority does.
func TestRecallLaunchedIsNotTakenBack(t *testing.T) {
	for name, launch := range map[string]func(m *melons) model.Recall{
		"ordered, the plan refused": func(m *melons) model.Recall {
			c := m.moved(m.farm.Actor, m.ordered(), model.RecallFilePlan, planned)
			return m.moved(m.supervisor(), c, model.RecallObject)
		},
		"withdrawn, then found with consumers": func(m *melons) model.Recall {
			c := m.moved(m.farm.Actor, m.opened(), model.RecallAssess, graded(model.GradeI))
			return m.moved(m.farm.Actor, m.moved(m.farm.Actor, c, model.RecallWithdraw), model.RecallReachedSale)
		},
		"announced, found lacking": func(m *melons) model.Recall {
			return m.moved(m.bureau, m.moved(m.bureau, m.announced(model.GradeI), model.RecallFindLacking), model.RecallReturnToPlan)
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachChain(t, func(h *chain) {
				m := newMelons(h)
				c := launch(m)
				before := m.blocked(c.ID)
				if c.State != model.RecallAssessed || len(before) == 0 {
					t.Fatalf("%s with %v blocked", c.State, before)
				}
				cancel := recall.Move{ID: c.ID, Event: model.RecallCancel, Reason: "test"}
				if _, err := m.recall.Move(t.Context(), m.farm.Actor, model.Idempotency{}, cancel); !errors.Is(err, model.RecallLaunched) {
					t.Errorf("the company cancels: %v", err)
				}
				f, err := m.recall.Case(t.Context(), m.farm.Actor, c.ID)
				if err != nil || slices.Contains(f.Allowed, model.RecallCancel) {
					t.Errorf("the company is offered %v, %v", f.Allowed, err)
				}
				same(h, "still blocked", m.blocked(c.ID), before)
				m.moved(m.supervisor(), c, model.RecallCancel)
				if left := m.blocked(c.ID); len(left) != 0 {
					t.Errorf("after the authority took it back %v stands blocked", left)
				}
				h.sound()
			})
		})
	}
}

// TestRecallNotLaunchedIsTakenBack: what nobody was told of yet is the company's own to cancel.
func TestRecallNotLaunchedIsTakenBack(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.moved(m.farm.Actor, m.opened(), model.RecallAssess, graded(model.GradeI))
		if c = m.moved(m.farm.Actor, c, model.RecallCancel); c.State != model.RecallCancelled {
			t.Errorf("it is %s", c.State)
		}
	})
}

// TestRecall_29_ExerciseIsNotOrdered: an authority neither orders nor announces the exercise of a company.
func TestRecall_29_ExerciseIsNotOrdered(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.opened(func(d *recall.Draft) { d.Mock = true })
		order := recall.Move{ID: c.ID, Event: model.RecallOrder, Reason: "test", Grade: model.GradeI}
		if _, err := m.recall.Move(t.Context(), m.bureau, model.Idempotency{}, order); !errors.Is(err, model.RecallMockForeign) {
			t.Errorf("the authority orders an exercise: %v", err)
		}
		if f, err := m.recall.Case(t.Context(), m.bureau, c.ID); err != nil || slices.Contains(f.Allowed, model.RecallOrder) {
			t.Errorf("it is offered %v, %v", f.Allowed, err)
		}
	})
}

// TestRecallSales: a safety notice says when the goods were sold, from the first to the last sale on record.
func TestRecallSales(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		h.capture(m.shop, happens("ObjectEvent", "DELETE", "retail_selling", 30, listed("quantityList", m.lot, 20), where(m.shop)))
		c := m.ordered()
		h.read(func(tx *repository.Tx) error {
			span, err := tx.Recall().SalesOf(c.ID)
			same(h, "sold", span, [2]model.Instant{hour(4), hour(30)})
			return err
		})
	})
}
