package service_test

import (
	"errors"
	"testing"

	"suyuan/model"
	"suyuan/service/recall"
)

// TestStandingTellsEachItsPart: the numbers of a case, what it affects and why, on both databases and for everybody who
// may ask.
func TestStandingTellsEachItsPart(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		f, err := m.recall.Foretell(t.Context(), m.bureau, m.order().Draft)
		if err != nil {
			t.Fatal(err)
		}
		c := m.ordered()
		scopes, err := m.recall.Case(t.Context(), m.bureau, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if s := scopes.Scopes[len(scopes.Scopes)-1]; s.Things != f.Things || s.Holders != f.Holders || f.Org.ID != m.farm.Org || f.Things == 0 {
			t.Errorf("foretold %d things and %d holders, reached %d and %d", f.Things, f.Holders, s.Things, s.Holders)
		}
		st, err := m.recall.Standing(t.Context(), m.bureau, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if n := st.Things[model.AffectedConfirmed] + st.Things[model.AffectedPossible]; n != int64(f.Things) || !st.Whole || len(st.Sums) == 0 {
			t.Errorf("the standing counts %d of %d things, sums %v", n, f.Things, st.Sums)
		}
		var rows []recall.AffectedThing
		for page := (model.Page{Limit: 1}); ; {
			part, next, err := m.recall.Things(t.Context(), m.bureau, c.ID, recall.ThingFilter{}, page)
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, part...)
			if next == "" {
				break
			}
			page.After = next
		}
		if len(rows) != f.Things {
			t.Errorf("%d things are listed of %d", len(rows), f.Things)
		}
		longest := 0
		for _, r := range rows {
			steps, words, err := m.recall.Way(t.Context(), m.bureau, c.ID, r.NodeID)
			if err != nil || len(steps[0].Positions()) == 0 || steps[len(steps)-1].EPC != r.EPC || len(words.Scope.Predicates) != 1 {
				t.Errorf("the way to %s: %v %v", r.EPC, steps, err)
			}
			longest = max(longest, len(steps))
		}
		if longest < 2 {
			t.Error("nothing follows from anything")
		}
		stranger := m.company("stranger to the case", beijing)
		if _, err := m.recall.Standing(t.Context(), stranger.Actor, c.ID); !errors.Is(err, model.NotFound) {
			t.Errorf("a stranger is told: %v", err)
		}
		if _, _, err := m.recall.Way(t.Context(), m.bureau, c.ID, 1<<40); !errors.Is(err, model.NotFound) {
			t.Errorf("the way to nothing: %v", err)
		}
		if why, err := m.recall.WhyOpen(t.Context(), m.bureau, c.ID); err != nil || why == nil {
			t.Errorf("nothing keeps it from being closed: %v", err)
		}
	})
}
