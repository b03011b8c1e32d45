package service_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// counter is a chain with a clock in which recalls stop goods.
type counter struct {
	*chain
	clock *repotest.Clock
	board *recall.Board
	cases int
}

func eachCounter(t *testing.T, test func(h *counter)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) { test(newCounter(t, s, clock)) })
}

func newCounter(t testing.TB, s *repository.Store, clock *repotest.Clock) *counter {
	h := &counter{chain: newChain(t, s), clock: clock, board: recall.NewBoard(s, slog.New(slog.DiscardHandler))}
	h.trace = trace.New(s, trace.WithRecalls(h.board))
	return h
}

// recalls opens a case of a company that stands against things, with a scope that names them by conditions only.
func (h *counter) recalls(l link, conditions ...model.RecallPredicate) model.Recall {
	h.t.Helper()
	h.cases++
	var c model.Recall
	h.write(func(tx *repository.Tx) error {
		epoch, err := tx.Recall().NextEpoch()
		if err != nil {
			return err
		}
		c = model.Recall{
			ID: repository.NewID[model.Recall](tx), Number: "2026-00001" + string(rune('0'+h.cases)), OrgID: l.Org, Region: l.Region, OpenedBy: l.Org,
			Origin: model.OriginVoluntary, Pack: model.PackCNFood, PackVersion: 1, Grade: model.GradeI, Title: model.Text{ZH: "召回", UG: "قايتۇرۇۋېلىش", EN: "recall"},
			Policy: model.ClosureContainment, ScopeVersion: 1, State: model.RecallAnnounced, Version: 1, KnownAt: tx.Now(), BlockedFrom: tx.Now(), AnnouncedAt: tx.Now(),
			Changed: epoch, CreatedAt: tx.Now(),
		}
		if err := tx.Recall().InsertRecall(c); err != nil || len(conditions) == 0 {
			return err
		}
		return tx.Recall().InsertScope(model.RecallScopeRow{
			RecallID: c.ID, Version: 1, Conditions: []byte(model.RecallScope{Predicates: conditions}.String()), Policy: c.Policy, CreatedAt: tx.Now(), Summary: []byte("{}"),
		})
	})
	h.clock.Advance(2 * time.Second) // events name whole seconds
	return c
}

// strikes puts things on the list of a case.
func (h *counter) strikes(c model.Recall, class model.AffectedClass, keys ...string) {
	h.t.Helper()
	h.write(func(tx *repository.Tx) error {
		epoch, err := tx.Recall().NextEpoch()
		if err != nil {
			return err
		}
		var rows []model.RecallLot
		for _, key := range keys {
			n, found, err := tx.Trace().NodeOf(key)
			if err != nil || !found {
				h.t.Fatalf("%s: %v %v", key, found, err)
			}
			rows = append(rows, model.RecallLot{
				RecallID: c.ID, NodeID: n.ID, EPC: n.Key, Level: n.Level, BatchID: n.BatchID, Class: class, Reason: "selected", Blocked: 1, ScopeVersion: 1,
				Changed: epoch, CreatedAt: tx.Now(),
			})
		}
		return tx.Recall().InsertAffected(rows)
	})
	h.clock.Advance(2 * time.Second)
}

// frees takes a thing off the list of a case, as clearing or correcting its label does.
func (h *counter) frees(c model.Recall, key string) {
	h.t.Helper()
	_, err := repotest.SQL(h.t, h.store).ExecContext(h.t.Context(), "UPDATE recall_lots SET blocked = 0, class = 'cleared', changed = "+
		"(SELECT value + 1 FROM recall_epochs WHERE id = 1) WHERE recall_id = ? AND epc = ?", c.ID, key)
	if err != nil {
		h.t.Fatal(err)
	}
	h.write(func(tx *repository.Tx) error {
		_, err := tx.Recall().NextEpoch()
		return err
	})
}

// hears captures a document and returns what was refused, and the kinds of the findings of all that was captured.
func (h *counter) hears(l link, deeds ...deed) error {
	h.t.Helper()
	body, err := json.Marshal(map[string]any{
		"@context": []any{"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}, "type": "EPCISDocument", "schemaVersion": "2.0",
		"creationDate": "2026-11-22T08:00:00Z", "epcisBody": map[string]any{"eventList": deeds},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	job, err := h.trace.Capture(h.t.Context(), l.Actor, model.Idempotency{}, trace.Document{Body: body})
	if err == nil && job.State != model.CaptureSuccess {
		h.t.Fatalf("capture: %s %s", job.State, job.Errors)
	}
	return err
}

// now is the hour of the tests' clock.
func (h *counter) now() float64 {
	return h.clock.Now().Sub(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)).Hours()
}

func (h *counter) refused(what string, err error, numbers ...string) {
	h.t.Helper()
	if !errors.Is(err, model.BatchRecalled) {
		h.t.Errorf("%s: %v, want batch-recalled", what, err)
		return
	}
	var r *model.Refusal
	errors.As(err, &r)
	for _, p := range r.Params {
		if p.Name == "recall" && p.Value != strings.Join(numbers, ", ") {
			h.t.Errorf("%s names %s, want %v", what, p.Value, numbers)
		}
	}
}

func (h *counter) passes(what string, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Errorf("%s: %v", what, err)
	}
}

func sold(at float64, epc string, kg float64, l link) deed {
	return happens("ObjectEvent", "OBSERVE", "retail_selling", at, listed("quantityList", epc, kg), where(l), func(d deed) { d["disposition"] = "retail_sold" })
}

func shipped(at float64, epc string, kg float64, a, b link) deed {
	return happens("ObjectEvent", "OBSERVE", "shipping", at, listed("quantityList", epc, kg), where(a), between(a, b))
}

func received(at float64, epc string, kg float64, a, b link) deed {
	return happens("ObjectEvent", "OBSERVE", "receiving", at, listed("quantityList", epc, kg), where(b), between(a, b))
}

// TestRecall_17_SaleDuringRecall: what goes on is refused, by a plain operation and by a document, and what must still be
// possible is not; a till that was offline is believed, and found.
func TestRecall_17_SaleDuringRecall(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm, shop, stranger := h.company("farm", urumqi), h.company("shop", beijing), h.company("stranger", beijing)
		lot, other, juice := h.lot(farm, melonGTIN, "L1", ""), h.lot(farm, melonGTIN, "L2", ""), h.lot(farm, juiceGTIN, "J1", "")
		h.capture(farm, made(1, lot, 100, farm), made(1, other, 100, farm))
		h.moves(farm, shop, 2, lot, 40)
		h.capture(farm, shipped(3, lot, 10, farm, shop))
		before := h.now()
		h.clock.Advance(10 * time.Second)
		c := h.recalls(farm)
		h.strikes(c, model.AffectedConfirmed, lot)
		now := h.now()

		h.refused("selling", h.hears(shop, sold(now, lot, 1, shop)), c.Number)
		h.refused("shipping", h.hears(farm, shipped(now, lot, 1, farm, shop)), c.Number)
		h.refused("using", h.hears(farm, mixes(now, in(lot, 1), out(juice, 1), where(farm))), c.Number)
		h.refused("packing", h.hears(farm, packs(now, "ADD", pallet(1), child(lot, 1), where(farm))), c.Number)
		h.refused("one bad of two", h.hears(farm, shipped(now, other, 1, farm, shop), shipped(now, lot, 1, farm, shop)), c.Number)
		_, err := h.trace.Sell(h.t.Context(), shop.Actor, model.Idempotency{}, trace.SellCommand{Site: shop.site.ID, Lines: []trace.Line{{EPC: lot, Quantity: model.Units(1)}}})
		h.refused("a plain sale", err, c.Number)
		_, err = h.trace.Sell(h.t.Context(), shop.Actor, model.Idempotency{}, trace.SellCommand{
			Site: shop.site.ID, Lines: []trace.Line{{EPC: lot, Quantity: model.Units(1)}}, At: hour(2.5).Time(),
		})
		h.refused("a plain sale that names an earlier hour", err, c.Number)

		h.passes("receiving what was on its way", h.hears(shop, received(now, lot, 10, farm, shop)))
		h.passes("sending it back", h.hears(shop, happens("ObjectEvent", "OBSERVE", "shipping", now, listed("quantityList", lot, 5), where(shop), between(shop, farm),
			func(d deed) { d["disposition"] = "returned" })))
		h.refused("sending it on under the name of a return", h.hears(shop, happens("ObjectEvent", "OBSERVE", "shipping", now,
			listed("quantityList", lot, 5), where(shop), between(shop, stranger), func(d deed) { d["disposition"] = "returned" })), c.Number)
		alien := h.lot(stranger, "06901234567915", "S1", "")
		h.capture(stranger, made(1, alien, 9, stranger), shipped(2, alien, 9, stranger, shop))
		h.capture(shop, received(2.5, alien, 9, stranger, shop))
		h.refused("sending it on among the receiver's own goods", h.hears(shop, happens("ObjectEvent", "OBSERVE", "shipping", now,
			listed("quantityList", alien, 1), listed("quantityList", lot, 5), where(shop), between(shop, stranger), func(d deed) { d["disposition"] = "returned" })), c.Number)
		back := func(to link) error {
			_, err := h.trace.SendBack(h.t.Context(), shop.Actor, model.Idempotency{}, trace.SendBackCommand{
				From: shop.site.ID, To: to.site.ID, Lines: []trace.Line{{EPC: lot, Quantity: model.Units(2)}}, Reason: "召回",
			})
			return err
		}
		if err := back(stranger); !errors.Is(err, model.NotSupplied) {
			h.t.Errorf("sending it back to a stranger: %v", err)
		}
		h.passes("sending it back by a plain step", back(farm))
		h.passes("destroying", h.hears(shop, happens("ObjectEvent", "DELETE", "destroying", now, listed("quantityList", lot, 5), where(shop))))
		h.passes("looking at it", h.hears(shop, happens("ObjectEvent", "OBSERVE", "inspecting", now, listed("quantityList", lot, 5), where(shop))))
		h.passes("another lot", h.hears(farm, shipped(now, other, 1, farm, shop)))

		h.passes("a sale before the block", h.hears(shop, sold(before, lot, 1, shop)))
		h.found(farm, shop, nil)
		h.clock.Advance(10 * time.Minute)
		h.passes("a sale after the block, told late", h.hears(shop, sold(now, lot, 1, shop)))
		h.found(farm, shop, []string{"L1 " + hour(now).Time().UTC().Format(time.TimeOnly)})
	})
}

// TestRecall_17_ProceedKeepsTheOthers: a document of which one event is stopped keeps the others when it asks for that, and
// says which was refused; otherwise it keeps nothing.
func TestRecall_17_ProceedKeepsTheOthers(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm, shop := h.company("farm", urumqi), h.company("shop", beijing)
		lot, other := h.lot(farm, melonGTIN, "L1", ""), h.lot(farm, melonGTIN, "L2", "")
		h.capture(farm, made(1, lot, 100, farm), made(1, other, 100, farm))
		c := h.recalls(farm)
		h.strikes(c, model.AffectedConfirmed, lot)
		now := h.now()
		send := func(behaviour string, deeds ...deed) (model.Capture, error) {
			body, err := json.Marshal(map[string]any{
				"@context": []any{"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}, "type": "EPCISDocument", "schemaVersion": "2.0",
				"creationDate": "2026-11-22T00:00:00Z", "epcisBody": map[string]any{"eventList": deeds},
			})
			if err != nil {
				h.t.Fatal(err)
			}
			return h.trace.Capture(h.t.Context(), farm.Actor, model.Idempotency{}, trace.Document{Body: body, Behaviour: behaviour})
		}
		events := []deed{
			shipped(now, other, 1, farm, shop), shipped(now, lot, 1, farm, shop), sold(now, other, 2, farm),
			packs(now, "ADD", pallet(1), child(lot, 3), where(farm)), happens("ObjectEvent", "OBSERVE", "shipping", now, named("epcList", pallet(1)), where(farm), between(farm, shop)),
		}
		_, err := send(trace.BehaviourRollback, events...)
		h.refused("rollback", err, c.Number)
		job, err := send(trace.BehaviourProceed, events...)
		if err != nil {
			h.t.Fatal(err)
		}
		var faults []trace.CaptureFault
		if err := json.Unmarshal(job.Errors, &faults); err != nil {
			h.t.Fatal(err)
		}
		var at []string
		for _, f := range faults {
			at = append(at, f.Instance)
			if !strings.Contains(f.Detail, c.Number) {
				h.t.Errorf("%+v does not name the recall", f)
			}
		}
		want := []string{"/epcisBody/eventList/1", "/epcisBody/eventList/3"}
		if job.State != model.CapturePartial || job.Rejected != len(at) || job.Accepted != 5-len(at) || !slices.Equal(at[:2], want) {
			h.t.Errorf("%s: %d accepted, %d rejected, at %v", job.State, job.Accepted, job.Rejected, at)
		}
		if on := h.onHand(farm, other); on != "97" {
			h.t.Errorf("%s kg of the other lot are left", on)
		}
		if on := h.onHand(farm, lot); on != "100" {
			h.t.Errorf("%s kg of the recalled lot are left", on)
		}
		job, err = send(trace.BehaviourProceed, shipped(now, lot, 1, farm, shop), sold(now, lot, 1, farm))
		if err != nil || job.State != model.CaptureFailed || job.Accepted != 0 || job.Rejected != 2 {
			h.t.Errorf("nothing but recalled goods: %+v, %v", job, err)
		}
	})
}

// onHand tells how much of a lot stands in a company's stock, packed or not.
func (h *counter) onHand(l link, epc string) string {
	h.t.Helper()
	rows, _, err := h.trace.Stock(h.t.Context(), l.Actor, trace.StockFilter{Account: model.AccountOnHand}, model.Page{})
	if err != nil {
		h.t.Fatal(err)
	}
	var sum model.Quantity
	for _, r := range rows {
		if r.Node.Key == epc {
			sum += r.Balance.Amount
		}
	}
	return sum.String()
}

// found compares what was found about goods that moved while being recalled: the lot and when it happened.
func (h *counter) found(farm, shop link, want []string) {
	h.t.Helper()
	var got []string
	for _, l := range []link{farm, shop} {
		rows, _, err := h.trace.Findings(h.t.Context(), l.Actor, trace.FindingFilter{Kind: model.FindingRecalled}, model.Page{})
		if err != nil {
			h.t.Fatal(err)
		}
		for _, r := range rows {
			if r.OpenedAt < r.Time.Add(trace.LateReport) {
				h.t.Errorf("found at %s, told at %s", r.OpenedAt, r.Time)
			}
			got = append(got, r.Lot+" "+r.Time.Time().UTC().Format(time.TimeOnly))
		}
	}
	same(h.chain, "moved while being recalled", got, want)
}

// TestRecall_05_ReturnedGoodsAreNoInput: what came back must not go into anything, until its label is corrected.
func TestRecall_05_ReturnedGoodsAreNoInput(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm := h.company("farm", urumqi)
		lot, again := h.lot(farm, melonGTIN, "L1", ""), h.lot(farm, juiceGTIN, "NEW", "")
		h.capture(farm, made(1, lot, 100, farm), sold(2, lot, 30, farm))
		c := h.recalls(farm)
		h.strikes(c, model.AffectedConfirmed, lot)
		now := h.now()
		h.passes("consumers bring it back", h.hears(farm, happens("ObjectEvent", "OBSERVE", "receiving", now, listed("quantityList", lot, 10), where(farm),
			func(d deed) { d["disposition"] = "returned" })))
		restock := mixes(now, in(lot, 10), out(again, 10), where(farm))
		h.refused("restocking under a new number", h.hears(farm, restock), c.Number)
		h.frees(c, lot)
		h.passes("with its label corrected", h.hears(farm, restock))
	})
}

// TestRecall_08_SameNumberElsewhere: a lot is its product and number; the same number of another product, another maker,
// with a zero less or in other letters is another lot, and full-width figures are the same.
func TestRecall_08_SameNumberElsewhere(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm, mill := h.company("farm", urumqi), h.company("mill", beijing)
		lots := map[string]string{
			"007": h.lot(farm, melonGTIN, "007", "2026-11-20"), "07": h.lot(farm, melonGTIN, "07", ""), "A7": h.lot(farm, melonGTIN, "A7", ""),
			"a7": h.lot(farm, melonGTIN, "a7", ""), "mill's 007": h.lot(mill, juiceGTIN, "007", ""),
		}
		h.capture(farm, made(1, lots["007"], 10, farm), made(1, lots["07"], 10, farm), made(1, lots["A7"], 10, farm), made(1, lots["a7"], 10, farm))
		h.capture(mill, made(1, lots["mill's 007"], 10, mill))
		c := h.recalls(farm)
		h.strikes(c, model.AffectedConfirmed, lots["007"], lots["A7"])
		now := h.now()
		for name, blocked := range map[string]bool{"007": true, "07": false, "A7": true, "a7": false, "mill's 007": false} {
			seller := farm
			if name == "mill's 007" {
				seller = mill
			}
			err := h.hears(seller, sold(now, lots[name], 1, seller))
			if blocked {
				h.refused(name, err, c.Number)
			} else {
				h.passes(name, err)
			}
		}
		for code, blocked := range map[string]bool{
			"(01)" + melonGTIN + "(10)007": true, "（０１）０６９０１２３４５６７８９２（１０）００７": true, "(01)" + melonGTIN + "(10)07": false,
			"(01)" + melonGTIN + "(10)a7": false, "(01)" + juiceGTIN + "(10)007": false, "01" + melonGTIN + "10A7": true,
			"https://somewhere.example/01/" + melonGTIN + "/10/007?17=261231": true, "urn:epc:class:lgtin:6901234.056789.007": true,
		} {
			v, err := h.trace.Answer(h.t.Context(), model.Actor{}, code)
			if err != nil || (v.Why == trace.CheckRecalled) != blocked {
				h.t.Errorf("%s: %s %v, want recalled %v", code, v.Why, err, blocked)
			}
		}
	})
}

// TestRecall_16_TwoCasesOnOneLot: the strictest counts, and what one case lets go the other still holds.
func TestRecall_16_TwoCasesOnOneLot(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm := h.company("farm", urumqi)
		lot := h.lot(farm, melonGTIN, "L1", "")
		h.capture(farm, made(1, lot, 100, farm))
		first, second := h.recalls(farm), h.recalls(farm)
		h.strikes(first, model.AffectedPossible, lot)
		h.strikes(second, model.AffectedConfirmed, lot)
		now := h.now()
		h.refused("both", h.hears(farm, sold(now, lot, 1, farm)), first.Number, second.Number)
		h.against(lot, "confirmed "+second.Number, "possible "+first.Number)
		h.frees(second, lot)
		h.refused("one", h.hears(farm, sold(now, lot, 1, farm)), first.Number)
		h.against(lot, "possible "+first.Number)
		h.frees(first, lot)
		h.against(lot)
		h.passes("none", h.hears(farm, sold(now, lot, 1, farm)))
	})
}

// against compares what the board and the check say against a lot.
func (h *counter) against(key string, want ...string) {
	h.t.Helper()
	strikes, err := h.board.Against(h.t.Context(), model.RecallAsked{Key: key})
	if err != nil {
		h.t.Fatal(err)
	}
	v, err := h.trace.Answer(h.t.Context(), model.Actor{}, key)
	if err != nil {
		h.t.Fatal(err)
	}
	same(h.chain, "on the board", words(strikes), want)
	same(h.chain, "to a till", words(v.Recalls), want)
	if v.Sell != (len(want) == 0) {
		h.t.Errorf("sell: %v", v.Sell)
	}
	plain, err := trace.New(h.store).Answer(h.t.Context(), model.Actor{}, key)
	if err != nil {
		h.t.Fatal(err)
	}
	same(h.chain, "without a board", words(plain.Recalls), want)
}

func words(strikes []model.RecallStrike) (list []string) {
	for _, s := range strikes {
		list = append(list, string(s.Class)+" "+s.Number)
	}
	return list
}

// TestRecall_19_LotsInPallets: a pallet that holds some of the lot goes nowhere, however deep it lies and whatever else
// lies there; it can still be unpacked, and then the rest goes on.
func TestRecall_19_LotsInPallets(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm, shop := h.company("farm", urumqi), h.company("shop", beijing)
		bad, good := h.lot(farm, melonGTIN, "BAD", ""), h.lot(farm, melonGTIN, "GOOD", "")
		crate, mixed, sealed := pallet(1), pallet(2), pallet(3)
		h.capture(farm, made(1, bad, 100, farm), made(1, good, 100, farm))
		h.capture(farm, packs(2, "ADD", crate, child(bad, 10), where(farm)))
		h.capture(farm, packs(2.1, "ADD", mixed, child(bad, 5), child(good, 5), where(farm)))
		h.capture(farm, packs(2.2, "ADD", sealed, named("childEPCs", crate), where(farm)))
		c := h.recalls(farm)
		h.strikes(c, model.AffectedConfirmed, bad)
		now := h.now()
		leaves := func(sscc string) deed {
			return happens("ObjectEvent", "OBSERVE", "shipping", now, named("epcList", sscc), where(farm), between(farm, shop))
		}
		for name, sscc := range map[string]string{"crate": crate, "mixed": mixed, "sealed": sealed} {
			h.refused(name, h.hears(farm, leaves(sscc)), c.Number)
		}
		h.passes("unpacking", h.hears(farm, packs(now, "DELETE", mixed, child(bad, 5), where(farm))))
		h.passes("what is left in it", h.hears(farm, leaves(mixed)))

		empty := pallet(4)
		h.capture(farm, packs(3, "ADD", empty, child(good, 5), where(farm)))
		h.strikes(c, model.AffectedPossible, empty)
		now = h.now()
		h.refused("a pallet that is named itself", h.hears(farm, leaves(empty)), c.Number)
		h.against(empty, "possible "+c.Number)
	})
}

// TestRecall_20_EveryBrandIsBlocked: one make sold under two brands is two lots, and each is blocked.
func TestRecall_20_EveryBrandIsBlocked(t *testing.T) {
	eachCounter(t, func(h *counter) {
		plant := h.company("plant", urumqi)
		bulk, ours, theirs := h.lot(plant, melonGTIN, "BULK", ""), h.lot(plant, juiceGTIN, "OURS", ""), h.lot(plant, "06901234567915", "THEIRS", "")
		h.capture(plant, made(1, bulk, 100, plant), mixes(2, in(bulk, 100), out(ours, 50), out(theirs, 50), where(plant)))
		closure := h.everything(scopeOf(model.ScopeLot{Goods: h.goods(plant, melonGTIN), Lot: "BULK"}))
		c := h.recalls(plant)
		for _, r := range closure.Rows {
			if r.First {
				h.strikes(c, r.Class, r.Thing.Node.Key)
			}
		}
		now := h.now()
		for _, lot := range []string{ours, theirs} {
			h.refused(short(lot), h.hears(plant, sold(now, lot, 1, plant)), c.Number)
			h.against(lot, "confirmed "+c.Number)
		}
	})
}

// TestConditionsStopWhatNoListHasSeen: a lot that fits a live condition is stopped although no list has it, one that the
// case has cleared is not, and neither is one that only looks alike.
func TestConditionsStopWhatNoListHasSeen(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm := h.company("farm", urumqi)
		goods := h.goods(farm, melonGTIN)
		cleared := h.lot(farm, melonGTIN, "A002", "2026-11-20")
		h.capture(farm, made(1, cleared, 10, farm))
		c := h.recalls(farm, model.ScopeLotRange{Goods: goods, First: "A001", Last: "A009"}, model.ScopeSerials{Goods: goods, First: "S10", Last: "S20"},
			model.ScopeDates{Goods: h.goods(farm, juiceGTIN), Made: model.Made{From: "2026-11-01", To: "2026-11-20"}})
		h.strikes(c, model.AffectedConfirmed, cleared)
		h.frees(c, cleared)
		now := h.now()

		fresh, outside := h.lot(farm, melonGTIN, "A003", ""), h.lot(farm, melonGTIN, "A010", "")
		old, young, undated := h.lot(farm, juiceGTIN, "OLD", "2026-11-02"), h.lot(farm, juiceGTIN, "YOUNG", "2026-11-21"), h.lot(farm, juiceGTIN, "WHEN", "")
		h.capture(farm, made(now, fresh, 10, farm), made(now, outside, 10, farm), made(now, old, 10, farm), made(now, young, 10, farm), made(now, undated, 10, farm))
		things := serialOf("S15")
		h.capture(farm, happens("ObjectEvent", "ADD", "commissioning", now, named("epcList", things, serialOf("S21")), where(farm)))
		selling := func(epcs ...string) deed {
			return happens("ObjectEvent", "OBSERVE", "retail_selling", now, named("epcList", epcs...), where(farm), func(d deed) { d["disposition"] = "retail_sold" })
		}
		for _, s := range []*trace.Service{h.trace, trace.New(h.store)} {
			h.trace = s
			h.refused("in the range", h.hears(farm, sold(now, fresh, 1, farm)), c.Number)
			h.refused("made then", h.hears(farm, sold(now, old, 1, farm)), c.Number)
			h.refused("made nobody knows when", h.hears(farm, sold(now, undated, 1, farm)), c.Number)
			h.refused("a serial number", h.hears(farm, selling(things)), c.Number)
		}
		h.passes("beside the range", h.hears(farm, sold(now, outside, 1, farm)))
		h.passes("made later", h.hears(farm, sold(now, young, 1, farm)))
		h.passes("another serial number", h.hears(farm, selling(serialOf("S21"))))
		h.passes("cleared", h.hears(farm, sold(now, cleared, 1, farm)))

		h.against(fresh, "confirmed "+c.Number)
		h.against(undated, "possible "+c.Number)
		h.against(cleared)
		answer := func(code string) trace.Verdict {
			v, err := h.trace.Answer(h.t.Context(), model.Actor{}, code)
			if err != nil {
				h.t.Errorf("%s: %v", code, err)
			}
			return v
		}
		if v := answer("(01)" + melonGTIN + "(10)A008"); v.Why != trace.CheckRecalled || v.Sell || len(v.Recalls) != 1 || !v.Recalls[0].Unlisted {
			t.Errorf("a lot that is not registered, in the range: %+v", v)
		}
		if v := answer("(01)" + melonGTIN + "(10)A011"); v.Why != trace.CheckUnknown || v.Sell {
			t.Errorf("a lot that is not registered, beside it: %+v", v)
		}
		if v := answer("(01)" + melonGTIN + "(10)A010(21)S15"); v.Why != trace.CheckRecalled {
			t.Errorf("a good lot with a bad serial number: %+v", v)
		}
	})
}

// TestExercisesStopNothing: neither does a case that was cancelled.
func TestExercisesStopNothing(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm := h.company("farm", urumqi)
		lot := h.lot(farm, melonGTIN, "L1", "")
		h.capture(farm, made(1, lot, 100, farm))
		for _, change := range []string{"UPDATE recalls SET mock = 1", "UPDATE recalls SET mock = 0, state = 'cancelled'"} {
			c := h.recalls(farm)
			h.strikes(c, model.AffectedConfirmed, lot)
			if _, err := repotest.SQL(h.t, h.store).ExecContext(h.t.Context(), change); err != nil {
				h.t.Fatal(err)
			}
			h.clock.Advance(2 * time.Second)
			h.passes(change, h.hears(farm, sold(h.now(), lot, 1, farm)))
			v, err := trace.New(h.store).Answer(h.t.Context(), model.Actor{}, lot)
			if err != nil || !v.Sell {
				h.t.Errorf("%s: %+v %v", change, v, err)
			}
		}
	})
}
