package service_test

import (
	"errors"
	"testing"

	"suyuan/model"
	"suyuan/service/recall"
)

// TestThingsAreNarrowed: what a case affects is found by where it is and by who has it, and who recalls finds nothing by the
// names and regions of its customers' customers, of whom it is not told.
func TestThingsAreNarrowed(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		for _, x := range []struct {
			what string
			who  model.Actor
			f    recall.ThingFilter
			want int
		}{
			{"everything", m.bureau, recall.ThingFilter{}, 2},
			{"on hand", m.bureau, recall.ThingFilter{At: "on-hand"}, 2},
			{"sold", m.bureau, recall.ThingFilter{At: "sold"}, 1},
			{"consumed", m.bureau, recall.ThingFilter{At: "consumed"}, 0},
			{"a holder", m.bureau, recall.ThingFilter{Holder: "shop"}, 1},
			{"a part of a name", m.bureau, recall.ThingFilter{Holder: "ar"}, 2},
			{"no holder", m.bureau, recall.ThingFilter{Holder: "o'%_"}, 0},
			{"a province", m.bureau, recall.ThingFilter{Region: "110000"}, 1},
			{"a province without any", m.bureau, recall.ThingFilter{Region: "310000"}, 0},
			{"sold by who has none", m.bureau, recall.ThingFilter{At: "sold", Holder: "far"}, 0},
			{"the maker by its customer", m.farm.Actor, recall.ThingFilter{Holder: "trader"}, 1},
			{"the maker by a customer's customer", m.farm.Actor, recall.ThingFilter{Holder: "shop"}, 0},
			{"the maker by the region of one", m.farm.Actor, recall.ThingFilter{Region: "110000"}, 0},
			{"a holder by its supplier", m.shop.Actor, recall.ThingFilter{Holder: "trader"}, 0},
			{"a holder by itself", m.shop.Actor, recall.ThingFilter{Holder: "shop"}, 1},
		} {
			rows, _, err := m.recall.Things(t.Context(), x.who, c.ID, x.f, model.Page{})
			if err != nil || len(rows) != x.want {
				t.Errorf("%s: %d things, want %d: %v", x.what, len(rows), x.want, err)
			}
		}
		regions, err := m.recall.ThingRegions(t.Context(), m.bureau, c.ID)
		if err != nil || len(regions) != 2 {
			t.Errorf("regions of holders: %v %v", regions, err)
		}
		if regions, err = m.recall.ThingRegions(t.Context(), m.farm.Actor, c.ID); err != nil || len(regions) != 1 {
			t.Errorf("regions that the maker is told of: %v %v", regions, err)
		}
	})
}

// TestNewsUntilNoted: a change is news to who carries a case out and its authorities, with the thing and who has it, until
// somebody notes it; what comes in meanwhile stays news. Others are told nothing.
func TestNewsUntilNoted(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		alarmed := func(who model.Actor) int {
			t.Helper()
			rows, _, err := m.recall.Cases(t.Context(), who, recall.CaseFilter{Alarmed: true}, model.Page{})
			if err != nil {
				t.Fatal(err)
			}
			alarms, err := m.recall.Alarms(t.Context(), who, rows)
			if err != nil || len(alarms) != len(rows) {
				t.Errorf("%d alarms of %d cases: %v", len(alarms), len(rows), err)
			}
			return alarms[c.ID].Changes
		}
		if n := alarmed(m.bureau); n != 0 {
			t.Errorf("%d changes before any", n)
		}
		jam, syrup := h.lot(m.farm, juiceGTIN, "J2", "2026-11-20"), h.lot(m.farm, juiceGTIN, "J3", "2026-11-20")
		h.capture(m.farm, mixes(0.6, in(m.lot, 10), out(jam, 5), where(m.farm)))
		first, err := m.recall.News(t.Context(), m.bureau, c.ID)
		if err != nil || first.All != 1 || len(first.Deltas) != 1 || len(first.Deltas[0].Things) != 1 {
			t.Fatalf("news: %+v %v", first, err)
		}
		if thing := first.Deltas[0].Things[0]; thing.Thing.EPC != jam || thing.Thing.Lot != "J2" || thing.Was != "" || thing.Is != model.AffectedConfirmed ||
			len(thing.Holders) != 1 || thing.Holders[0].Row.OrgID != m.farm.Org || first.Deltas[0].Row.Late != 1 {
			t.Errorf("the change is told as %+v", thing)
		}
		h.capture(m.farm, mixes(0.7, in(m.lot, 10), out(syrup, 5), where(m.farm)))
		for _, who := range []model.Actor{m.bureau, m.farm.Actor} {
			if n := alarmed(who); n != 2 {
				t.Errorf("%d changes to note, want 2", n)
			}
		}
		if n := alarmed(m.shop.Actor); n != 0 {
			t.Errorf("a holder is told of %d changes", n)
		}
		if _, err := m.recall.News(t.Context(), m.shop.Actor, c.ID); !errors.Is(err, model.Forbidden) {
			t.Errorf("a holder reads the news: %v", err)
		}
		if _, err := m.recall.SeeDeltasUpTo(t.Context(), m.farm.Actor, c.ID, first.UpTo); err != nil {
			t.Fatal(err)
		}
		rest, err := m.recall.News(t.Context(), m.bureau, c.ID)
		if err != nil || rest.All != 1 || rest.Deltas[0].Things[0].Thing.EPC != syrup {
			t.Errorf("after the first was noted: %+v %v", rest, err)
		}
		if _, err := m.recall.SeeDeltas(t.Context(), m.bureau, c.ID); err != nil || alarmed(m.farm.Actor) != 0 {
			t.Errorf("after all were noted there are still some: %v", err)
		}
		things, _, err := m.recall.Things(t.Context(), m.bureau, c.ID, recall.ThingFilter{}, model.Page{})
		if err != nil {
			t.Fatal(err)
		}
		nodes := []model.Seq{1 << 40}
		for _, thing := range things {
			nodes = append(nodes, thing.NodeID)
		}
		classes, err := m.recall.Classes(t.Context(), m.bureau, c.ID, nodes)
		if err != nil || len(classes) != len(things) || classes[things[0].NodeID] != things[0].Class {
			t.Errorf("classes %v of %d things: %v", classes, len(things), err)
		}
		if part, err := m.recall.Classes(t.Context(), m.shop.Actor, c.ID, nodes); err != nil || len(part) != 1 {
			t.Errorf("a holder is told of %d things: %v", len(part), err)
		}
		h.sound()
	})
}
