package service_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/service/recall"
)

func same[T any](h *chain, what string, got, want T) {
	h.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// share shows the bounds of a lot's share.
func share(h *chain, c *recall.Closure, key string) string {
	h.t.Helper()
	row, ok := c.Find(key)
	if !ok || row.Share == nil {
		return "none"
	}
	return row.Share.Least.String() + "–" + row.Share.Most.String() + " of " + row.Share.Total.String() + " " + string(row.Share.Unit)
}

// TestRecall_01_PartOfALot: with the serial numbers recorded only those things are affected; without, any lot may hold them.
func TestRecall_01_PartOfALot(t *testing.T) {
	eachChain(t, func(h *chain) {
		farm := h.company("farm", urumqi)
		whole := h.lot(farm, melonGTIN, "WHOLE", "2026-11-20")
		h.capture(farm, made(1, whole, 1000, farm))
		range3 := scopeOf(model.ScopeSerials{Goods: h.goods(farm, melonGTIN), First: "S001", Last: "S003"})
		c := h.everything(range3)
		same(h, "serials unknown", affected(c), []string{"WHOLE possible serials-unknown"})

		h.capture(farm, happens("ObjectEvent", "ADD", "commissioning", 2, named("epcList", serialOf("S002"), serialOf("S004")), where(farm)))
		same(h, "one serial known", affected(h.everything(range3)), []string{"S002 confirmed selected", "WHOLE possible serials-unknown"})
		h.capture(farm, happens("ObjectEvent", "ADD", "commissioning", 2, named("epcList", serialOf("S001"), serialOf("S003")), where(farm)))
		same(h, "serials known", affected(h.everything(range3)), []string{"S001 confirmed selected", "S002 confirmed selected", "S003 confirmed selected"})

		// A part of the lot that was split off has a lot number of its own.
		part, rest := h.lot(farm, melonGTIN, "PART", ""), h.lot(farm, melonGTIN, "REST", "")
		h.capture(farm, mixes(3, in(whole, 1000), out(part, 300), out(rest, 700), where(farm)))
		c = h.everything(scopeOf(model.ScopeLot{Goods: h.goods(farm, melonGTIN), Lot: "PART"}))
		same(h, "the part alone", affected(c), []string{"PART confirmed selected"})
		same(h, "its quantity", c.Totals, []recall.Amount{{Account: model.AccountOnHand, Unit: "KGM", Quantity: model.Units(300)}})
		c = h.everything(scopeOf(model.ScopeLot{Goods: h.goods(farm, melonGTIN), Lot: "WHOLE"}))
		same(h, "all of it", affected(c), []string{"PART confirmed made-of", "REST confirmed made-of", "WHOLE confirmed selected"})
		same(h, "and no kilogram twice", c.Totals, []recall.Amount{{Account: model.AccountOnHand, Unit: "KGM", Quantity: model.Units(1000)}})
	})
}

// TestRecall_02_Silo: what came out of a silo after the first entry is affected, without end; what came out before is not.
func TestRecall_02_Silo(t *testing.T) {
	eachChain(t, func(h *chain) {
		mill := h.company("mill", urumqi)
		clean, bad := h.lot(mill, melonGTIN, "CLEAN", ""), h.lot(mill, melonGTIN, "BAD", "")
		silo := joined("urn:example:silo:1")
		var flour []string
		for _, n := range []string{"F1", "F2", "F3"} {
			flour = append(flour, h.lot(mill, juiceGTIN, n, ""))
		}
		h.capture(mill, made(0, clean, 500, mill), made(0, bad, 100, mill))
		h.capture(mill,
			mixes(1, silo, in(clean, 500), where(mill)), mixes(2, silo, out(flour[0], 200), where(mill)),
			mixes(3, silo, in(bad, 100), where(mill)), mixes(4, silo, out(flour[1], 250), where(mill)),
			mixes(90, silo, out(flour[2], 100), where(mill)))
		c := h.everything(scopeOf(model.ScopeLot{Goods: h.goods(mill, melonGTIN), Lot: "BAD"}))
		same(h, "out of the silo", affected(c), []string{"BAD confirmed selected", "F2 possible mixed", "F3 possible mixed"})

		// A container that was drawn from is the same, and emptying it ends it.
		tank := pallet(7)
		late := h.lot(mill, juiceGTIN, "F4", "")
		after := h.lot(mill, juiceGTIN, "F5", "")
		h.capture(mill,
			packs(5, "ADD", tank, child(bad, 10), where(mill)),
			mixes(6, named("inputEPCList", tank), out(late, 5), where(mill)),
			packs(7, "DELETE", tank, where(mill)), packs(8, "ADD", tank, child(clean, 10), where(mill)),
			mixes(9, named("inputEPCList", tank), out(after, 5), where(mill)))
		c = h.everything(scopeOf(model.ScopeLot{Goods: h.goods(mill, melonGTIN), Lot: "BAD"}))
		same(h, "out of the tank", affected(c), []string{
			"069012340000000078 confirmed holds", "BAD confirmed selected", "F2 possible mixed", "F3 possible mixed", "F4 possible mixed",
		})
	})
}

// TestRecall_03_Shares: everything that was touched is affected, whatever its share; the share is bounded beside it.
func TestRecall_03_Shares(t *testing.T) {
	eachChain(t, func(h *chain) {
		mill := h.company("mill", urumqi)
		bad, clean := h.lot(mill, melonGTIN, "BAD", ""), h.lot(mill, melonGTIN, "CLEAN", "")
		small, large := h.lot(mill, juiceGTIN, "SMALL", ""), h.lot(mill, juiceGTIN, "LARGE", "")
		pure := h.lot(mill, juiceGTIN, "PURE", "")
		h.capture(mill, made(1, bad, 10, mill), made(1, clean, 90, mill))
		h.capture(mill, mixes(2, in(bad, 6), in(clean, 90), out(small, 4), out(large, 92), where(mill)), mixes(2, in(bad, 4), out(pure, 4), where(mill)))
		c := h.everything(scopeOf(model.ScopeLot{Goods: h.goods(mill, melonGTIN), Lot: "BAD"}))
		same(h, "affected", affected(c), []string{"BAD confirmed selected", "LARGE confirmed made-of", "PURE confirmed made-of", "SMALL confirmed made-of"})
		for key, want := range map[string]string{
			bad: "10–10 of 10 KGM", small: "0–4 of 4 KGM", large: "2–6 of 92 KGM", pure: "4–4 of 4 KGM",
		} {
			same(h, short(key), share(h, c, key), want)
		}
	})
}

// TestRecall_04_Rework: what goes back into what it came from ends, and no kilogram counts twice.
func TestRecall_04_Rework(t *testing.T) {
	eachChain(t, func(h *chain) {
		mill := h.company("mill", urumqi)
		a, b := h.lot(mill, melonGTIN, "A", ""), h.lot(mill, juiceGTIN, "B", "")
		later := h.lot(mill, juiceGTIN, "LATER", "")
		h.capture(mill, made(1, a, 100, mill))
		h.capture(mill, mixes(2, in(a, 40), out(b, 40), where(mill)), mixes(3, in(b, 10), out(a, 10), where(mill)), mixes(50, in(a, 20), out(later, 20), where(mill)))
		for _, start := range []model.ScopeLot{{Goods: h.goods(mill, melonGTIN), Lot: "A"}, {Goods: h.goods(mill, juiceGTIN), Lot: "B"}} {
			c := h.everything(scopeOf(start))
			same(h, "things from "+start.Lot, c.Things, 3)
			same(h, "on hand from "+start.Lot, c.Totals, []recall.Amount{{Account: model.AccountOnHand, Unit: "KGM", Quantity: model.Units(100)}})
		}
		c := h.everything(scopeOf(model.ScopeLot{Goods: h.goods(mill, juiceGTIN), Lot: "B"}))
		same(h, "share of A", share(h, c, a), "10–10 of 110 KGM")
	})
}

// TestRecall_06_InOtherUnits: quantities are added in their own units and converted exactly or not at all.
func TestRecall_06_InOtherUnits(t *testing.T) {
	eachChain(t, func(h *chain) {
		mill := h.company("mill", urumqi)
		bad, grams := h.lot(mill, melonGTIN, "BAD", ""), h.lot(mill, juiceGTIN, "GRAMS", "")
		boxes := "https://id.gs1.org/01/09520001234569/10/BOXES" // of no product here, so that its unit is what the event says
		unit := func(field, epc string, n float64, uom string) func(deed) {
			return func(d deed) { d[field] = []any{map[string]any{"epcClass": epc, "quantity": n, "uom": uom}} }
		}
		h.capture(mill, made(1, bad, 3, mill))
		h.capture(mill, mixes(2, in(bad, 1), unit("outputQuantityList", grams, 1000, "GRM"), where(mill)),
			mixes(3, in(bad, 2), unit("outputQuantityList", boxes, 7, "C62"), where(mill)))
		c := h.everything(scopeOf(model.ScopeLot{Goods: h.goods(mill, melonGTIN), Lot: "BAD"}))
		same(h, "grams and kilograms", share(h, c, grams), "1–1 of 1 KGM")
		same(h, "boxes of nothing but it", share(h, c, boxes), "7–7 of 7 ") // C62 is written as no unit
		if len(c.Totals) < 2 {
			t.Errorf("kilograms and boxes were added up: %v", c.Totals)
		}
	})
}

// TestRecall_07_WhatIsSold: what consumers have is neither on hand nor lost from sight.
func TestRecall_07_WhatIsSold(t *testing.T) {
	eachChain(t, func(h *chain) {
		farm, shop := h.company("farm", urumqi), h.company("shop", urumqi)
		lot := h.lot(farm, melonGTIN, "L1", "")
		h.capture(farm, made(1, lot, 100, farm))
		h.moves(farm, shop, 2, lot, 60)
		h.capture(shop, happens("ObjectEvent", "OBSERVE", "retail_selling", 3, listed("quantityList", lot, 25), where(shop), func(d deed) { d["disposition"] = "retail_sold" }))
		h.capture(shop, happens("ObjectEvent", "OBSERVE", "receiving", 4, listed("quantityList", lot, 2), where(shop), func(d deed) { d["disposition"] = "returned" }))
		h.capture(shop, happens("ObjectEvent", "DELETE", "destroying", 5, listed("quantityList", lot, 5), where(shop)))
		h.capture(farm, happens("ObjectEvent", "OBSERVE", "shipping", 6, listed("quantityList", lot, 10), where(farm), between(farm, shop)))
		c := h.everything(scopeOf(model.ScopeLot{Goods: h.goods(farm, melonGTIN), Lot: "L1"}))
		amount := func(a model.Account, n int64) recall.Amount {
			return recall.Amount{Account: a, Unit: "KGM", Quantity: model.Units(n)}
		}
		same(h, "totals", c.Totals, []recall.Amount{
			amount(model.AccountOnHand, 60), amount(model.AccountInTransit, 10), amount(model.AccountSold, 23), amount(model.AccountReturned, 2), amount(model.AccountDestroyed, 5),
		})
		same(h, "holders", len(c.Holders), 2)
		sold := 0
		for _, f := range c.Frontier {
			if f.Kind == recall.FrontierSold && f.Org == shop.Org {
				sold++
				same(h, "with consumers", f.Amounts, []recall.Amount{amount(model.AccountSold, 23)})
			}
		}
		same(h, "frontiers of sale", sold, 1)

		// As of an hour at which it had not been sold yet.
		q := scopeOf(model.ScopeLot{Goods: h.goods(farm, melonGTIN), Lot: "L1"})
		q.Until = hour(2.5)
		same(h, "before", h.everything(q).Totals, []recall.Amount{amount(model.AccountOnHand, 100)})
	})
}

// TestRecall_08_CollidingLots: the same number at two makers, of two products or two dates is not the same lot.
func TestRecall_08_CollidingLots(t *testing.T) {
	eachChain(t, func(h *chain) {
		farm, rival := h.company("farm", urumqi), h.company("rival", urumqi)
		rivals := "06901234567915"
		for _, lot := range []string{"A1", "A01", "AO1", "A2", "B1"} {
			h.capture(farm, made(1, h.lot(farm, melonGTIN, lot, "2026-11-20"), 1, farm))
		}
		h.capture(farm, made(1, h.lot(farm, juiceGTIN, "A1", "2026-11-20"), 1, farm))
		h.capture(rival, made(1, h.lot(rival, rivals, "A1", "2026-11-20"), 1, rival))
		goods := h.goods(farm, melonGTIN)
		h.lot(farm, melonGTIN, "UNDATED", "")
		for _, c := range []struct {
			name string
			p    model.RecallPredicate
			want []string
		}{
			{"one lot", model.ScopeLot{Goods: goods, Lot: "A1"}, []string{"A1 confirmed selected"}},
			{"another year's", model.ScopeLot{Goods: goods, Lot: "A2", Produced: "2026-11-20"}, []string{"A2 confirmed selected"}},
			{"range", model.ScopeLotRange{Goods: goods, First: "A1", Last: "A9"}, []string{"A1 confirmed selected", "A2 confirmed selected"}},
			{"wildcard", model.ScopeLotPattern{Goods: goods, Pattern: "A?1"}, []string{"A01 confirmed selected", "AO1 confirmed selected"}},
			{"dates", model.ScopeDates{Goods: h.goods(farm, juiceGTIN), Made: model.Made{From: "2026-11-20", To: "2026-11-20"}}, []string{"A1 confirmed selected"}},
		} {
			same(h, c.name, affected(h.everything(scopeOf(c.p))), c.want)
		}
		_, err := h.recall.Preview(t.Context(), farm.Actor, scopeOf(model.ScopeLot{Goods: goods, Lot: "A2", Produced: "2025-11-20"}))
		if !errors.Is(err, model.RecallScopeVoid) {
			t.Errorf("a lot of another year: %v", err)
		}
		c := h.everything(scopeOf(model.ScopeLot{Goods: goods, Lot: "UNDATED", Produced: "2026-11-20"}))
		if len(c.Unnamed) != 1 || c.Unnamed[0].Class != model.AffectedPossible || c.Unnamed[0].Reason != recall.DateUnknown {
			t.Errorf("a lot without date or events: %+v", c.Unnamed)
		}
	})
}

// TestRecall_09_WithinSight: a firm sees its own and one step on, an inspector the region; another region's sees nothing.
func TestRecall_09_WithinSight(t *testing.T) {
	eachChain(t, func(h *chain) {
		farm, trader, shop := h.company("farm", urumqi), h.company("trader", urumqi), h.company("shop", beijing)
		lot := h.lot(farm, melonGTIN, "L1", "")
		juice := h.lot(trader, juiceGTIN, "J1", "")
		h.capture(farm, made(1, lot, 100, farm))
		h.moves(farm, trader, 2, lot, 60)
		h.capture(trader, mixes(3, in(lot, 60), out(juice, 50), where(trader)))
		h.moves(trader, shop, 4, juice, 20)
		q := scopeOf(model.ScopeLot{Goods: h.goods(farm, melonGTIN), Lot: "L1"})

		c := h.preview(farm.Actor, q)
		same(h, "the farm sees", affected(c), []string{"L1 confirmed selected"})
		same(h, "and that it goes on", []any{len(c.Frontier), c.Frontier[0].Kind, c.Frontier[0].Org}, []any{1, recall.FrontierHidden, trader.Org})
		same(h, "how much", c.Frontier[0].Amounts, []recall.Amount{{Account: model.AccountConsumed, Unit: "KGM", Quantity: model.Units(60)}})

		c = h.preview(shop.Actor, scopeOf(model.ScopeLot{Goods: h.goods(trader, juiceGTIN), Lot: "J1"}))
		for _, holder := range c.Holders {
			if holder.Org == farm.Org {
				t.Error("the shop learns of the farm")
			}
		}
		same(h, "the region's inspector", affected(h.preview(h.inspector("650000"), q)), []string{"J1 confirmed made-of", "L1 confirmed selected"})
		for name, actor := range map[string]model.Actor{"another region's inspector": h.inspector("440100"), "a stranger": h.company("stranger", "440100").Actor} {
			if _, err := h.recall.Preview(t.Context(), actor, q); !errors.Is(err, model.RecallScopeVoid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.recall.Preview(t.Context(), model.Actor{}, q); !errors.Is(err, model.Unauthenticated) {
			t.Errorf("the public: %v", err)
		}
	})
}

// TestRecall_10_Grows: a wider scope adds and changes, and names what it adds.
func TestRecall_10_Grows(t *testing.T) {
	eachChain(t, func(h *chain) {
		mill := h.company("mill", urumqi)
		a, b, mixed := h.lot(mill, melonGTIN, "A1", ""), h.lot(mill, melonGTIN, "A2", ""), h.lot(mill, juiceGTIN, "M", "")
		h.capture(mill, made(1, a, 10, mill), made(1, b, 10, mill))
		one, both := scopeOf(model.ScopeLot{Goods: h.goods(mill, melonGTIN), Lot: "A1"}), scopeOf(model.ScopeLotRange{Goods: h.goods(mill, melonGTIN), First: "A1", Last: "A2"})
		before := h.everything(one)
		h.capture(mill, mixes(2, in(b, 4), out(mixed, 4), where(mill)))
		after := h.everything(both)
		d := recall.Compare(before, after)
		same(h, "added", []string{short(d.Added[0].Key), short(d.Added[1].Key)}, []string{"A2", "M"})
		same(h, "removed", len(d.Removed)+len(d.Changed), 0)
		same(h, "back", len(recall.Compare(after, before).Removed), 2)
		if d := recall.Compare(after, h.everything(both)); !d.Empty() {
			t.Errorf("the same again differs: %+v", d)
		}
		h.capture(mill, happens("ObjectEvent", "DELETE", "destroying", 3, listed("quantityList", a, 3), where(mill)))
		d = recall.Compare(after, h.everything(both))
		same(h, "changed", []any{len(d.Added), len(d.Removed), len(d.Changed), short(d.Changed[0].After.Key)}, []any{0, 0, 1, "A1"})
	})
}

// TestRecall_12_ThroughFirmsOutside: an ingredient that went to somebody who records nothing here is a report, not a gap.
func TestRecall_12_ThroughFirmsOutside(t *testing.T) {
	eachChain(t, func(h *chain) {
		farm := h.company("farm", urumqi)
		lot := h.lot(farm, melonGTIN, "L1", "")
		outside := link{org: model.Organisation{GLN: "6999999999991"}, site: model.Site{GLN: "6999999999984"}}
		h.capture(farm, made(1, lot, 100, farm),
			happens("ObjectEvent", "OBSERVE", "shipping", 2, listed("quantityList", lot, 40), where(farm), between(farm, outside)))
		c := h.preview(farm.Actor, scopeOf(model.ScopeLot{Goods: h.goods(farm, melonGTIN), Lot: "L1"}))
		same(h, "frontiers", len(c.Frontier), 1)
		f := c.Frontier[0]
		same(h, "what it says", []any{f.Kind, f.Org, f.Amounts}, []any{
			recall.FrontierOutside, farm.Org, []recall.Amount{{Account: model.AccountInTransit, Unit: "KGM", Quantity: model.Units(40)}},
		})
		if c.Places[f.Place].URI != outside.site.Location() {
			t.Errorf("it went to %q", c.Places[f.Place].URI)
		}
		// What came from outside, named by its own number.
		foreign := "https://id.gs1.org/01/09520001234569/10/FOREIGN"
		made := h.lot(farm, juiceGTIN, "J", "")
		h.capture(farm, mixes(3, in(foreign, 5), out(made, 5), where(farm)))
		c = h.preview(farm.Actor, scopeOf(model.ScopeInput{EPC: "urn:epc:class:lgtin:9520001.023456.FOREIGN"}))
		same(h, "made of it", affected(c), []string{"FOREIGN confirmed selected", "J confirmed made-of"})
	})
}

// TestRecall_13_SiteWithinTime: events at the bounds count, the end may be open, and what stood there before counts too.
func TestRecall_13_SiteWithinTime(t *testing.T) {
	eachChain(t, func(h *chain) {
		farm, shop := h.company("farm", urumqi), h.company("shop", urumqi)
		early, at, late, stored := h.lot(farm, melonGTIN, "EARLY", ""), h.lot(farm, melonGTIN, "AT", ""), h.lot(farm, melonGTIN, "LATE", ""), h.lot(shop, juiceGTIN, "STORED", "")
		h.capture(farm, made(1, early, 1, farm), made(24, at, 1, farm), made(30, late, 1, farm))
		h.moves(farm, shop, 2, early, 1)
		h.capture(shop, made(0, stored, 5, shop))
		h.moves(shop, farm, 3, stored, 5)
		for _, c := range []struct {
			name string
			p    model.ScopeSite
			want []string
		}{
			{"a day, its bound included", model.ScopeSite{Site: farm.site.ID, From: hour(12), To: hour(24)}, []string{"AT confirmed made-there", "STORED possible was-there"}},
			{"from midnight on, without end", model.ScopeSite{Site: farm.site.ID, From: hour(24)}, []string{"AT confirmed made-there", "LATE confirmed made-there", "STORED possible was-there"}},
			{"before", model.ScopeSite{Site: farm.site.ID, From: hour(0.5), To: hour(1.5)}, []string{"EARLY confirmed made-there"}},
		} {
			same(h, c.name, affected(h.everything(scopeOf(c.p))), c.want)
		}
	})
}

// TestRecall_13_Line: a line of the site alone, and what was made on the line of an affected lot, until a recorded clean-out.
func TestRecall_13_Line(t *testing.T) {
	eachChain(t, func(h *chain) {
		mill := h.company("mill", urumqi)
		bad := h.lot(mill, melonGTIN, "BAD", "")
		var lots []string
		for _, n := range []string{"BEFORE", "FROM", "AFTER", "OTHER"} {
			lots = append(lots, h.lot(mill, juiceGTIN, n, ""))
		}
		clean := h.lot(mill, melonGTIN, "CLEAN", "")
		h.capture(mill, made(0, bad, 10, mill), made(0, clean, 90, mill),
			mixes(1, in(clean, 5), out(lots[0], 5), where(mill), line(mill, "L1")), mixes(2, in(bad, 5), out(lots[1], 5), where(mill), line(mill, "L1")),
			mixes(3, in(clean, 5), out(lots[2], 5), where(mill), line(mill, "L1")), mixes(4, in(clean, 5), out(lots[3], 5), where(mill), line(mill, "L2")))
		c := h.everything(scopeOf(model.ScopeSite{Site: mill.site.ID, Line: "L2", From: hour(0)}))
		row, ok := c.Find(lots[3])
		same(h, "made on one line", []any{ok, row.Class, row.Reason}, []any{true, model.AffectedConfirmed, recall.MadeThere})
		row, ok = c.Find(lots[0])
		same(h, "made of what was there", []any{ok, row.Class, row.Reason}, []any{true, model.AffectedPossible, recall.MadeOf})
		q := scopeOf(model.ScopeLot{Goods: h.goods(mill, melonGTIN), Lot: "BAD"})
		same(h, "containment", affected(h.everything(q)), []string{"BAD confirmed selected", "FROM confirmed made-of"})
		q.Policy = model.ClosureLine
		c = h.everything(q)
		same(h, "line", affected(c), []string{"AFTER possible same-line", "BAD confirmed selected", "FROM confirmed made-of"})
		same(h, "gaps", c.Gaps, []recall.Gap{recall.GapCleaning})
		same(h, "why", way(c, lots[2])[:2], []string{"BAD selected #0", "AFTER same-line " + way(c, lots[2])[1][len("AFTER same-line "):]})

		// Cleaned out, the line taints nothing more, until something affected goes in again; another line's clean-out, a
		// stranger's word for it and one that is taken back end nothing.
		stranger := h.company("stranger", urumqi)
		h.capture(stranger, cleans(3.5, mill, "L1"))
		h.capture(mill, cleans(3.2, mill, "L2"))
		wrong := cleans(2.5, mill, "L1", as("urn:example:clean:wrong"))
		h.capture(mill, wrong)
		same(h, "cleaned before AFTER was made", affected(h.everything(q)), []string{"BAD confirmed selected", "FROM confirmed made-of"})
		wrong["errorDeclaration"] = map[string]any{"declarationTime": "2026-11-22T07:00:00Z", "reason": "did_not_occur"}
		h.capture(mill, wrong)
		same(h, "it did not happen", affected(h.everything(q)), []string{"AFTER possible same-line", "BAD confirmed selected", "FROM confirmed made-of"})
		var more []string
		for _, n := range []string{"CLEANED", "AGAIN", "LAST"} {
			more = append(more, h.lot(mill, juiceGTIN, n, ""))
		}
		h.capture(mill, cleans(5, mill, "L1"), mixes(6, in(clean, 5), out(more[0], 5), where(mill), line(mill, "L1")),
			mixes(7, in(bad, 1), out(more[1], 1), where(mill), line(mill, "L1")), cleans(8, mill, "L1"),
			mixes(9, in(clean, 5), out(more[2], 5), where(mill), line(mill, "L1")))
		c = h.everything(q)
		same(h, "between the clean-outs", affected(c), []string{
			"AFTER possible same-line", "AGAIN confirmed made-of", "BAD confirmed selected", "FROM confirmed made-of",
		})
		same(h, "nothing is open", c.Gaps, nil)
	})
}
