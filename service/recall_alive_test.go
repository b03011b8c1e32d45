package service_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
)

// deltas shows the changes of a case that nobody ordered: cause, added, changed, and whether it is an alarm.
func (h *chain) deltas(id model.RecallID) (list []string) {
	h.t.Helper()
	h.read(func(tx *repository.Tx) error {
		rows, err := tx.Recall().Deltas(id)
		for _, d := range rows {
			list = append(list, fmt.Sprintf("%s +%d ~%d late %d", d.Cause, d.Added, d.Changed, d.Late))
		}
		return err
	})
	return list
}

// TestRecall_14_LateEvents: a shipment and a mixing that happened before the recall and are recorded after it add what
// they lead to, with a task for who has it and an alarm; in a closed case as well.
func TestRecall_14_LateEvents(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		same(h, "before", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected"})
		same(h, "the recall's own event is no news", h.deltas(c.ID), nil)

		jam := h.lot(m.shop, "06901234567915", "K1", "2026-11-21")
		h.capture(m.shop, mixes(5, in(m.lot, 10), out(jam, 8), where(m.shop)))
		same(h, "what was made of it", h.blocked(c.ID), []string{"J1 confirmed made-of", "K1 confirmed made-of", "M1 confirmed selected"})
		same(h, "an alarm", h.deltas(c.ID), []string{"event +1 ~0 late 1"})

		kiosk := h.company("kiosk", urumqi)
		h.moves(m.shop, kiosk, 6, m.lot, 40)
		tasks := h.tasks(c.ID)
		if !slices.ContainsFunc(tasks, func(s string) bool { return len(s) > 5 && s[:5] == "kiosk" }) {
			t.Errorf("who received it late has no task: %q", tasks)
		}
		h.sound()

		// A closed case is looked at like an open one.
		m.sql("UPDATE recalls SET state = 'closed' WHERE id = ?", c.ID)
		paste := h.lot(kiosk, "06901234567922", "P1", "2026-11-21")
		h.capture(kiosk, mixes(7, in(m.lot, 5), out(paste, 5), where(kiosk)))
		same(h, "after closing", h.blocked(c.ID), []string{"J1 confirmed made-of", "K1 confirmed made-of", "M1 confirmed selected", "P1 confirmed made-of"})
	})
}

// TestRecall_15_Corrections: withdrawing an event frees nothing by itself: whoever has the goods cannot talk them off the
// recall. What it led to stays blocked as possible, on record, until somebody clears it with evidence; and the history
// says what was known when.
func TestRecall_15_Corrections(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		wine := h.lot(m.farm, "06901234567915", "W1", "2026-11-21")
		mixing := mixes(5, in(m.lot, 10), out(wine, 8), where(m.farm), as("urn:example:wine"))
		h.capture(m.farm, mixing)
		c := m.ordered()
		same(h, "before", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected", "W1 confirmed made-of"})
		withdrawn := maps.Clone(mixing)
		withdrawn["errorDeclaration"] = map[string]any{"declarationTime": "2026-11-22T07:00:00Z", "reason": "did_not_occur"}
		h.capture(m.farm, withdrawn)
		after := []string{"J1 confirmed made-of", "M1 confirmed selected", "W1 possible withdrawn"}
		same(h, "after", h.blocked(c.ID), after)
		same(h, "an alarm", h.deltas(c.ID), []string{"correction +0 ~1 late 1"})

		// Something else happens: it is not told twice.
		jam := h.lot(m.farm, "06901234567922", "K1", "2026-11-21")
		h.capture(m.farm, mixes(6, in(m.juice, 1), out(jam, 1), where(m.farm)))
		same(h, "told once", h.deltas(c.ID), []string{"correction +0 ~1 late 1", "event +1 ~0 late 1"})

		// It is said again, under another name: it is reached again.
		again := maps.Clone(mixing)
		as("urn:example:wine:2")(again)
		h.capture(m.farm, again)
		same(h, "reached again", h.blocked(c.ID), []string{"J1 confirmed made-of", "K1 confirmed made-of", "M1 confirmed selected", "W1 confirmed made-of"})
		h.sound()
	})
}

// TestRecall_Watches: what is made and recorded after the recall began, and fits its conditions, is blocked from its first
// event on; what does not fit changes nothing.
func TestRecall_Watches(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		order := m.order()
		order.Scope = model.RecallScope{Predicates: []model.RecallPredicate{
			model.ScopeDates{Goods: m.goods(m.farm, melonGTIN), Made: model.Made{From: "2026-11-19", To: "2026-11-21"}},
		}}
		c, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, order)
		if err != nil {
			t.Fatal(err)
		}
		h.capture(m.farm, made(5, h.lot(m.farm, melonGTIN, "M2", "2026-11-21"), 10, m.farm))
		h.capture(m.farm, made(5, h.lot(m.farm, melonGTIN, "M3", "2026-11-22"), 10, m.farm))
		same(h, "blocked", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected", "M2 confirmed selected"})
		same(h, "the history says why", h.deltas(c.ID), []string{"batch +1 ~0 late 1"})
	})
}

// TestRecall_02_LineAfterLaunch: what is made on a tainted line after the recall began enters it from its first event on,
// recorded in time or late, until the line is cleaned out; a clean-out that is reported afterwards frees nothing by itself.
func TestRecall_02_LineAfterLaunch(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		clean := h.lot(m.farm, "06901234567915", "CLEAN", "2026-11-20")
		h.capture(m.farm, made(0, clean, 900, m.farm), mixes(1.5, in(m.lot, 10), out(h.lot(m.farm, "06901234567922", "P1", ""), 10), where(m.farm), line(m.farm, "L1")))
		order := m.order()
		order.Policy = model.ClosureLine
		c, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, order)
		if err != nil {
			t.Fatal(err)
		}
		base := []string{"J1 confirmed made-of", "M1 confirmed selected", "P1 confirmed made-of"}
		same(h, "at the launch", h.blocked(c.ID), base)
		fill := func(at float64, name, on string) {
			h.capture(m.farm, mixes(at, in(clean, 5), out(h.lot(m.farm, "06901234567922", name, ""), 5), where(m.farm), line(m.farm, on)))
		}
		fill(4, "OTHER", "L2")
		same(h, "another line", h.blocked(c.ID), base)
		fill(5, "P2", "L1")
		same(h, "made on the line", h.blocked(c.ID), append(base[:3:3], "P2 possible same-line"))
		same(h, "it is an alarm", h.deltas(c.ID), []string{"event +1 ~0 late 1"})
		h.capture(m.farm, cleans(6, m.farm, "L1"))
		fill(7, "P3", "L1")
		same(h, "cleaned out", h.blocked(c.ID), append(base[:3:3], "P2 possible same-line"))
		fill(5.5, "P4", "L1")
		same(h, "made before, recorded late", h.blocked(c.ID), append(base[:3:3], "P2 possible same-line", "P4 possible same-line"))
		h.capture(m.farm, cleans(4.5, m.farm, "L1"))
		same(h, "a clean-out found afterwards", h.blocked(c.ID), append(base[:3:3], "P2 possible withdrawn", "P4 possible withdrawn"))
		h.sound()
	})
}

// TestRecallFollowsEveryHistory: whatever is recorded or withdrawn after a case has begun, it blocks all that its scope
// reaches when asked anew, and nothing is let go of.
func TestRecallFollowsEveryHistory(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		clock.Advance(24 * time.Hour) // the history lies before the recall: everything that follows is a late report
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			followHistory(t, rt, s, round)
		})
	})
}

func followHistory(t *testing.T, rt *rapid.T, s *repository.Store, round int) {
	h := newChain(t, s)
	h.glns = 70_000 + 50*round
	list := drawHistory(rt)
	mill := h.company(fmt.Sprint("mill ", round), urumqi)
	bureau := h.inspector("650000")
	goods := h.goods(mill, "")
	var names []string
	for i := range drawnLots {
		names = append(names, h.lot(mill, "", fmt.Sprint("L", i), ""))
		h.capture(mill, made(0, names[i], 1000, mill))
	}
	palletOf := func(n int) string { return pallet(500_000 + round*drawnPallets + n) }
	at := rapid.IntRange(0, len(list)).Draw(rt, "begins")
	record := func(i int) {
		d := list[i].deed(mill, names, palletOf(list[i].pallet))
		as(fmt.Sprintf("urn:example:follow:%d:%d", round, i))(d)
		h.capture(mill, d)
		if list[i].withdrawn {
			d = maps.Clone(d)
			d["errorDeclaration"] = map[string]any{"declarationTime": "2026-11-22T07:00:00Z", "reason": "did_not_occur"}
			h.capture(mill, d)
		}
	}
	for i := range at {
		record(i)
	}
	root := rapid.IntRange(0, drawnLots-1).Draw(rt, "root")
	q := scopeOf(model.ScopeLot{Goods: goods, Lot: fmt.Sprint("L", root)})
	c, err := h.recall.Order(t.Context(), bureau, model.Idempotency{}, recall.Order{
		Draft: recall.Draft{Title: model.Text{EN: "drawn"}, Hazard: model.Text{EN: "glass"}, Scope: q.Scope, Pack: model.PackCNFood}, Grade: model.GradeII, Reason: "drawn",
	})
	if err != nil {
		rt.Fatal(err)
	}
	kept := h.standing(c.ID)
	for i := at; i < len(list); i++ {
		record(i)
		now := h.standing(c.ID)
		want := map[string]model.AffectedClass{}
		for _, r := range h.preview(bureau, q).Rows {
			if r.First {
				want[r.Thing.Node.Key] = r.Class
			}
		}
		for key, class := range want {
			if now[key] != class {
				rt.Fatalf("after %d: %s is %q, reached as %q\nhistory %+v", i, key, now[key], class, list)
			}
		}
		for key := range now {
			if _, reached := want[key]; !reached && now[key] != model.AffectedPossible {
				rt.Fatalf("after %d: %s is %q and not reached\nhistory %+v", i, key, now[key], list)
			}
		}
		for key := range kept {
			if _, still := now[key]; !still {
				rt.Fatalf("after %d: %s was let go of\nhistory %+v", i, key, list)
			}
		}
		kept = now
	}
}

// standing is what a case blocks.
func (h *chain) standing(id model.RecallID) map[string]model.AffectedClass {
	h.t.Helper()
	found := map[string]model.AffectedClass{}
	h.read(func(tx *repository.Tx) error {
		rows, err := tx.Recall().Affected(id)
		for _, l := range rows {
			if l.Strikes() {
				found[l.EPC] = l.Class
			}
		}
		return err
	})
	return found
}

// TestRecall_Clearing: what is cleared with evidence is free again, and stays so whatever is computed later; another case
// that holds it is not touched. Without evidence, or by who may not, nothing changes.
func TestRecall_Clearing(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		report := m.document(m.farm)
		clearing := recall.Clearing{ID: c.ID, Keys: []string{m.juice}, Evidence: report}
		for what, try := range map[string]struct {
			who model.Actor
			in  recall.Clearing
		}{
			"no evidence":     {m.bureau, recall.Clearing{ID: c.ID, Keys: []string{m.juice}}},
			"nothing":         {m.bureau, recall.Clearing{ID: c.ID, Evidence: report}},
			"not affected":    {m.bureau, recall.Clearing{ID: c.ID, Keys: []string{m.juice, pallet(9)}, Evidence: report}},
			"the company":     {m.farm.Actor, clearing},
			"a holder":        {m.shop.Actor, clearing},
			"another region":  {h.inspector("110000"), clearing},
			"an old version":  {m.bureau, recall.Clearing{ID: c.ID, Keys: []string{m.juice}, Evidence: report, Version: c.Version + 7}},
			"unseen evidence": {m.bureau, recall.Clearing{ID: c.ID, Keys: []string{m.juice}, Evidence: model.DocumentID(c.ID)}},
		} {
			if _, err := m.recall.Clear(t.Context(), try.who, model.Idempotency{}, try.in); err == nil {
				t.Errorf("%s: cleared", what)
			}
		}
		same(h, "nothing changed", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected"})
		if _, err := m.recall.Clear(t.Context(), m.bureau, model.Idempotency{}, clearing); err != nil {
			t.Fatal(err)
		}
		same(h, "cleared", h.blocked(c.ID), []string{"M1 confirmed selected"})
		h.capture(m.farm, mixes(0.7, in(m.lot, 1), out(m.juice, 1), where(m.farm)))
		same(h, "it stays cleared", h.blocked(c.ID), []string{"M1 confirmed selected"})
		deltas, err := m.recall.SeeDeltas(t.Context(), m.bureau, c.ID)
		if err != nil || len(deltas) != 1 || deltas[0].Row.Cause != model.DeltaClearing || deltas[0].Row.SeenAt == 0 ||
			len(deltas[0].Things) != 1 || deltas[0].Things[0] != (recall.DeltaThing{Key: m.juice, Was: "confirmed", Is: "cleared"}) {
			t.Errorf("the history says %+v, %v", deltas, err)
		}
		if _, err := m.recall.Deltas(t.Context(), m.shop.Actor, c.ID); err == nil {
			t.Error("a holder reads the whole history")
		}
		h.sound()
	})
}
