package service_test

import (
	"fmt"
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/claim"
	"suyuan/service/trace"
)

// demand demands a share and must succeed.
func (h *till) demand(by party, c model.Claim, of party, ground model.RecourseGround, share int) claim.Recourse {
	h.t.Helper()
	r, err := h.Claim.Demand(ctx, by.Actor, once, claim.Demand{Claim: c.ID, Debtor: of.Org, Ground: ground, Share: share})
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func (h *till) moveRecourse(by party, r claim.Recourse, m claim.RecourseMove) claim.Recourse {
	h.t.Helper()
	m.Recourse = r.Row.ID
	r, err := h.Claim.MoveRecourse(ctx, by.Actor, once, m)
	if err != nil {
		h.t.Fatalf("%s: %v", m.Event, err)
	}
	return r
}

// settle agrees to a recourse and pays it.
func (h *till) settle(r claim.Recourse, creditor, debtor party) claim.Recourse {
	h.t.Helper()
	r = h.moveRecourse(debtor, r, claim.RecourseMove{Event: model.RecourseAgree})
	return h.moveRecourse(creditor, r, claim.RecourseMove{Event: model.RecourseSettle})
}

// TestRecourseStory: the shop pays, the trader bears 60 %, the producer all of the trader's part, and the producer's
// insurer the compensation of it.
func TestRecourseStory(t *testing.T) {
	eachTill(t, func(h *till) {
		policy := h.cover(h.insurer, h.maker, model.PayerInsurer, 1000, false)
		c := h.accepted(h.store, 10_000, 50_000)
		h.pay(h.store, c)
		first := h.demand(h.store, c, h.trader, model.GroundSupply, 6000)
		if first.Row.Compensation.Fen != 6000 || first.Row.Punitive.Fen != 30_000 {
			t.Errorf("demanded %v and %v", first.Row.Compensation, first.Row.Punitive)
		}
		_, err := h.Claim.Demand(ctx, h.trader.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundSupply, Share: 10_000})
		declines(t, "passed on before it is borne", err, model.RecourseUnpaid)
		h.settle(first, h.store, h.trader)
		_, err = h.Claim.Demand(ctx, h.trader.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.store.Org, Ground: model.GroundOther, Share: 10_000})
		declines(t, "back to where it came from", err, model.RecourseCircle)
		second := h.demand(h.trader, c, h.maker, model.GroundProduction, 10_000)
		if second.Row.ParentID != first.Row.ID {
			t.Errorf("passed on from %q", second.Row.ParentID)
		}
		_, err = h.Claim.Demand(ctx, h.maker.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Share: 10_000})
		declines(t, "the insured before it has paid", err, model.InsuredBeforeVictim)
		h.settle(second, h.trader, h.maker)
		_, err = h.Claim.Demand(ctx, h.maker.Actor, once, claim.Demand{
			Claim: c.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Compensation: model.Yuan(60), Punitive: model.Yuan(1),
		})
		declines(t, "the punitive part of a policy without it", err, model.CoverPunitive)
		third, err := h.Claim.Demand(ctx, h.maker.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Share: 10_000})
		if err != nil || third.Row.Compensation.Fen != 6000 || third.Row.Punitive.Fen != 0 {
			t.Fatalf("the policy: %+v, %v", third.Row, err)
		}
		h.settle(third, h.maker, h.insurer)
		if left := h.left(h.insurer, policy); left != 94_000 {
			t.Errorf("left of the policy: %d", left)
		}
		_, err = h.Claim.Demand(ctx, h.maker.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Compensation: model.Yuan(60)})
		declines(t, "the insured twice", err, model.RecourseExcess)
		_, err = h.Claim.Demand(ctx, h.insurer.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundInsured, Share: 10_000})
		declines(t, "against the insured", err, model.RecourseCircle)
		for who, want := range map[*party]int64{&h.store: 24_000, &h.trader: 0, &h.maker: 30_000, &h.insurer: 6000} {
			if got := h.borne(*who); got != want {
				t.Errorf("%s has borne %d, want %d", who.OrgKind, got, want)
			}
		}
		l, err := h.Claim.Balance(ctx, h.bureau.Actor, c.ID)
		if err != nil || len(l.Parties) != 3 { // the trader has come out even
			t.Errorf("the ledger: %+v, %v", l.Parties, err)
		}
		if l, err = h.Claim.Balance(ctx, h.store.Actor, c.ID); err != nil || len(l.Parties) != 1 ||
			slices.ContainsFunc(l.Entries, func(e model.MoneyEntry) bool { return e.Party == string(h.maker.Org) }) {
			t.Errorf("the shop sees %+v, %v", l, err)
		}
	})
}

// TestDemandRefusals: nobody demands more than it bears, nor of whom it cannot.
func TestDemandRefusals(t *testing.T) {
	eachTill(t, func(h *till) {
		unpaid := h.accepted(h.store, 100, 0)
		c := h.accepted(h.store, 10_000, 50_000)
		policy := h.cover(h.insurer, h.trader, model.PayerInsurer, 1000, true)
		h.pay(h.store, c)
		h.demand(h.store, c, h.trader, model.GroundSupply, 5000)
		yuan := model.Yuan
		for _, d := range []struct {
			name   string
			by     model.Actor
			demand claim.Demand
			want   *model.Problem
		}{
			{"before payment", h.store.Actor, claim.Demand{Claim: unpaid.ID, Debtor: h.maker.Org, Ground: model.GroundSupply, Share: 1}, model.RecourseUnpaid},
			{"a policy before payment", h.store.Actor, claim.Demand{Claim: unpaid.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Share: 1}, model.InsuredBeforeVictim},
			{"who has borne nothing", h.maker.Actor, claim.Demand{Claim: c.ID, Debtor: h.trader.Org, Ground: model.GroundSupply, Share: 1}, model.NotFound},
			{"more than half", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundSupply, Share: 5001}, model.RecourseExcess},
			{"more compensation", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundSupply, Compensation: yuan(51)}, model.RecourseExcess},
			{"more punitive", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundSupply, Punitive: yuan(251)}, model.RecourseExcess},
			{"itself", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.store.Org, Ground: model.GroundSupply, Share: 1000}, model.Invalid},
			{"the authority", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.bureau.Org, Ground: model.GroundSupply, Share: 1000}, model.Invalid},
			{"nobody", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: "00000000-0000-7000-8000-000000000009", Ground: model.GroundSupply, Share: 1000}, model.Invalid},
			{"a report of a trader", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.trader.Org, Ground: model.GroundReport, Share: 1000}, model.Invalid},
			{"an insurer without a policy", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.insurer.Org, Ground: model.GroundOther, Share: 1000}, model.Invalid},
			{"the policy of another", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Share: 1000}, model.CoverUnfit},
			{"an advance by the party", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundAdvance, Share: 1000}, model.Invalid},
			{"subrogation of a shop", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundInsured, Share: 1000}, model.Invalid},
			{"share and sums", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundSupply, Share: 1000, Compensation: yuan(1)}, model.Invalid},
			{"neither", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundSupply}, model.Invalid},
			{"no ground", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Share: 1000}, model.Invalid},
			{"a clerk", clerk(h.store.Actor), claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundSupply, Share: 1000}, model.Forbidden},
			{"the other half", h.store.Actor, claim.Demand{Claim: c.ID, Debtor: h.lab.Org, Ground: model.GroundNegligent, Share: 5000, Term: true}, nil},
		} {
			r, err := h.Claim.Demand(ctx, d.by, once, d.demand)
			declines(t, d.name, err, d.want)
			if d.want == nil && r.Row.DueAt == 0 {
				t.Errorf("%s: no term", d.name)
			}
		}
	})
}

// TestRecourseMoves: every event by every side in every state does what the lifecycle says, and nothing else.
func TestRecourseMoves(t *testing.T) {
	eachTill(t, func(h *till) {
		ref, why := "(2026)民初1号", "not ours"
		one := model.Yuan(1)
		step := func(by *party, on model.RecourseEvent) func(claim.Recourse) claim.Recourse {
			return func(r claim.Recourse) claim.Recourse {
				m := claim.RecourseMove{Event: on, CourtRef: ref, Reason: why}
				if on == model.RecourseAdjudge || on == model.RecourseFind {
					m.Compensation = one
				}
				return h.moveRecourse(*by, r, m)
			}
		}
		store, trader := &h.store, &h.trader
		bring := map[model.RecourseState][]func(claim.Recourse) claim.Recourse{
			model.RecourseDemanded:  nil,
			model.RecourseDisputed:  {step(trader, model.RecourseDispute)},
			model.RecourseMediation: {step(trader, model.RecourseDispute), step(trader, model.RecourseMediate)},
			model.RecourseCourt:     {step(trader, model.RecourseDispute), step(store, model.RecourseSue)},
			model.RecourseAgreed:    {step(trader, model.RecourseAgree)},
			model.RecourseSettled:   {step(trader, model.RecourseAgree), step(store, model.RecourseSettle)},
			model.RecourseReleased:  {step(store, model.RecourseRelease)},
		}
		sides := map[model.RecourseEvent]*party{
			model.RecourseAgree: trader, model.RecourseDispute: trader, model.RecourseMediate: store, model.RecourseFind: &h.bureau, model.RecourseSue: store,
			model.RecourseAdjudge: store, model.RecourseDismiss: store, model.RecourseSettle: store, model.RecourseRelease: store,
		}
		for _, from := range model.RecourseLifecycle.States() {
			for _, on := range model.RecourseLifecycle.Events() {
				c := h.accepted(h.store, 10_000, 0)
				h.pay(h.store, c)
				r := h.demand(h.store, c, h.trader, model.GroundSupply, 5000)
				for _, b := range bring[from] {
					r = b(r)
				}
				h.clock.Advance(21 * day) // past the time to answer or to pay
				m := claim.RecourseMove{Recourse: r.Row.ID, Event: on, CourtRef: ref, Reason: why}
				if on == model.RecourseAdjudge || on == model.RecourseFind {
					m.Compensation = one
				}
				for _, other := range []*party{store, trader, &h.bureau} {
					if other == sides[on] || on == model.RecourseMediate {
						continue
					}
					if _, err := h.Claim.MoveRecourse(ctx, other.Actor, once, m); err == nil {
						t.Errorf("%s %s by the %s", from, on, other.OrgKind)
					}
				}
				_, err := h.Claim.MoveRecourse(ctx, h.maker.Actor, once, m)
				if err == nil {
					t.Errorf("%s %s by a stranger", from, on)
				}
				got, err := h.Claim.MoveRecourse(ctx, sides[on].Actor, once, m)
				mv, undeclared := model.RecourseLifecycle.Next(from, on)
				if undeclared != nil {
					declines(t, string(from)+" "+string(on), err, model.MoveNotAllowed)
					continue
				}
				declines(t, string(from)+" "+string(on), err, nil)
				if got.Row.State != mv.To {
					t.Errorf("%s %s: %s", from, on, got.Row.State)
				}
			}
		}
	})
}

// TestCounterOffer: a disputed demand is agreed at the lower sum that the debtor offers, by the creditor, and what is left
// can be demanded of somebody else.
func TestCounterOffer(t *testing.T) {
	eachTill(t, func(h *till) {
		c := h.accepted(h.store, 10_000, 0)
		h.pay(h.store, c)
		r := h.demand(h.store, c, h.trader, model.GroundSupply, 10_000)
		for _, sum := range []int64{10_000, 10_001} {
			_, err := h.Claim.MoveRecourse(ctx, h.trader.Actor, once, claim.RecourseMove{
				Recourse: r.Row.ID, Event: model.RecourseDispute, Reason: "w", Compensation: model.Money{Fen: sum, Currency: model.CNY},
			})
			declines(t, fmt.Sprint("a counter-offer of ", sum), err, model.Invalid)
		}
		_, err := h.Claim.MoveRecourse(ctx, h.store.Actor, once, claim.RecourseMove{Recourse: r.Row.ID, Event: model.RecourseAgree})
		declines(t, "agreed by the creditor without an offer", err, model.Forbidden)
		r = h.moveRecourse(h.trader, r, claim.RecourseMove{Event: model.RecourseDispute, Reason: "half", Compensation: model.Yuan(40)})
		if r = h.moveRecourse(h.store, r, claim.RecourseMove{Event: model.RecourseAgree}); r.Row.Compensation.Fen != 4000 || r.Row.Share != 4000 {
			t.Errorf("agreed %v, share %d", r.Row.Compensation, r.Row.Share)
		}
		h.moveRecourse(h.store, r, claim.RecourseMove{Event: model.RecourseSettle})
		rest := h.demand(h.store, c, h.maker, model.GroundProduction, 6000)
		_, err = h.Claim.MoveRecourse(ctx, h.maker.Actor, once, claim.RecourseMove{Recourse: rest.Row.ID, Event: model.RecourseDispute, Reason: "w"})
		declines(t, "disputed", err, nil)
		h.moveRecourse(h.store, rest, claim.RecourseMove{Event: model.RecourseMediate})
		_, err = h.Claim.MoveRecourse(ctx, h.bureau.Actor, once, claim.RecourseMove{Recourse: rest.Row.ID, Event: model.RecourseFind, CourtRef: "调1", Compensation: model.Yuan(61)})
		declines(t, "found more than was demanded", err, model.Invalid)
		rest = h.moveRecourse(h.bureau, rest, claim.RecourseMove{Event: model.RecourseFind, CourtRef: "调1", Compensation: model.Yuan(30)})
		h.moveRecourse(h.store, rest, claim.RecourseMove{Event: model.RecourseRelease, Reason: "goodwill"})
		if h.borne(h.store) != 6000 || h.borne(h.trader) != 4000 || h.borne(h.maker) != 0 {
			t.Errorf("borne %d, %d, %d", h.borne(h.store), h.borne(h.trader), h.borne(h.maker))
		}
	})
}

// TestInsurerAndFund: an insurer that has paid directly takes over the insured's recourse and not that against it; a fund
// that has advanced turns to the first responsible party.
func TestInsurerAndFund(t *testing.T) {
	eachTill(t, func(h *till) {
		policy := h.cover(h.insurer, h.store, model.PayerInsurer, 1000, false)
		c := h.claim(tillClaim{against: h.store, state: model.ClaimRefused})
		p, err := h.Claim.Order(ctx, h.insurer.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerInsurer, Cover: policy, Provider: model.PayoutManual, Compensation: model.Yuan(100)})
		if err != nil {
			t.Fatal(err)
		}
		h.confirm(h.insurer, p)
		_, err = h.Claim.Demand(ctx, h.insurer.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.store.Org, Ground: model.GroundInsured, Share: 10_000})
		declines(t, "against the insured", err, model.RecourseInsured)
		_, err = h.Claim.Demand(ctx, h.store.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Share: 10_000})
		declines(t, "the insured, who has not paid", err, model.InsuredBeforeVictim)
		h.settle(h.demand(h.insurer, c, h.maker, model.GroundInsured, 10_000), h.insurer, h.maker)
		if h.borne(h.insurer) != 0 || h.borne(h.maker) != 10_000 {
			t.Errorf("borne %d and %d", h.borne(h.insurer), h.borne(h.maker))
		}

		poor := h.claim(tillClaim{against: h.store, state: model.ClaimDeemed})
		h.write(func(tx *repository.Tx) error { return claim.AskAdvance(tx, &poor) })
		p, err = h.Claim.Order(ctx, h.fund.Actor, once, claim.PayOrder{
			Claim: poor.ID, Kind: model.PayerFund, Provider: model.PayoutManual, Compensation: model.Yuan(100), Reason: "low income", Decider: "board 7",
		})
		if err != nil {
			t.Fatal(err)
		}
		h.confirm(h.fund, p)
		plan, err := h.Claim.Proposals(ctx, h.fund.Actor, poor.ID)
		if err != nil || len(plan.Proposals) != 1 || plan.Proposals[0].Debtor != h.store.Org || plan.Proposals[0].Ground != model.GroundAdvance {
			t.Errorf("the fund is told %+v, %v", plan.Proposals, err)
		}
		h.settle(h.demand(h.fund, poor, h.store, model.GroundAdvance, 10_000), h.fund, h.store)
		if h.borne(h.fund) != 0 || h.borne(h.store) != 10_000 {
			t.Errorf("borne %d and %d", h.borne(h.fund), h.borne(h.store))
		}
	})
}

// trade registers a lot of the maker and lets it go to the trader and the shop.
func (h *till) trade(expires model.Date, to ...party) model.Batch {
	h.t.Helper()
	n := number()
	var b model.Batch
	h.write(func(tx *repository.Tx) error {
		p := model.Product{
			ID: repository.NewID[model.Product](tx), OrgID: h.maker.Org, GTIN: gtin(n), Code: fmt.Sprint(n), Name: model.Text{ZH: "甜瓜"}, Category: model.CategoryFruit,
			Unit: "KGM", Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Catalog().InsertProduct(p); err != nil {
			return err
		}
		b = model.Batch{
			ID: repository.NewID[model.Batch](tx), OrgID: h.maker.Org, ProductID: p.ID, Lot: "L1", Produced: "2026-11-01", Expires: expires, Quantity: model.Units(100),
			Unit: "KGM", SiteID: h.maker.site.ID, Code: fmt.Sprintf("T%09d", n), EPC: "https://id.gs1.org/01/" + gtin(n) + "/10/L1", State: model.BatchDraft,
			Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Catalog().InsertBatch(b); err != nil {
			return err
		}
		return tx.Trace().BindBatch(b)
	})
	if _, err := h.Trace.Commission(ctx, h.maker.Actor, once, trace.CommissionCommand{Batch: b.ID, At: h.clock.Now()}); err != nil {
		h.t.Fatal(err)
	}
	from := h.maker
	for _, p := range to {
		h.ship(from, p, b)
		from = p
	}
	return b
}

func (h *till) ship(from, to party, b model.Batch) {
	h.t.Helper()
	s, err := h.Trace.Ship(ctx, from.Actor, once, trace.ShipCommand{
		From: from.site.ID, To: to.site.ID, At: h.clock.Now(), Lines: []trace.Line{{Batch: b.ID, Quantity: model.Units(10), Unit: "KGM"}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.Trace.Receive(ctx, to.Actor, once, trace.ReceiveCommand{Shipment: s.Shipment.ID, At: h.clock.Now()}); err != nil {
		h.t.Fatal(err)
	}
}

// recall lets a recall stand against a lot.
func (h *till) recall(b model.Batch) {
	h.t.Helper()
	h.write(func(tx *repository.Tx) error {
		r := model.Recall{
			ID: repository.NewID[model.Recall](tx), Number: fmt.Sprint("2026-", number()), OrgID: h.maker.Org, OpenedBy: h.maker.Org, Origin: model.OriginVoluntary, State: model.RecallDraft,
			Version: 1, CreatedAt: tx.Now(), AnnouncedAt: tx.Now(), BlockedFrom: tx.Now(),
		}
		if err := tx.Recall().InsertRecall(r); err != nil {
			return err
		}
		if _, err := repository.Move(tx, &model.RecallLifecycle, r.ID.String(), 1, r.State, model.RecallAssess, "test", ""); err != nil {
			return err
		}
		return tx.Recall().InsertAffected([]model.RecallLot{{
			RecallID: r.ID, NodeID: 1, EPC: b.EPC, Level: model.LevelLot, BatchID: b.ID, MakerID: b.OrgID, Class: model.AffectedConfirmed, CreatedAt: tx.Now(),
		}})
	})
}

// TestProposals: whom the trace proposes, on what ground, and who has to bear it alone.
func TestProposals(t *testing.T) {
	eachTill(t, func(h *till) {
		show := func(plan claim.RecoursePlan) (list []string) {
			names := map[model.OrgID]string{h.store.Org: "store", h.trader.Org: "trader", h.maker.Org: "maker", h.insurer.Org: "insurer", h.lab.Org: "lab"}
			for _, b := range plan.Bears {
				list = append(list, "bears "+string(b.Ground)+" "+string(b.Evidence[0].Fact))
			}
			for _, p := range plan.Proposals {
				way := ""
				for _, org := range p.Way {
					way += " " + names[org]
				}
				list = append(list, fmt.Sprintf("%s %s %d%s", names[p.Debtor], p.Ground, p.Share, way))
			}
			return list
		}
		chain := []party{h.trader, h.store}
		for _, c := range []struct {
			name    string
			expires model.Date
			way     []party
			change  func(b model.Batch)
			want    []string
		}{
			{"nothing but the chain", "2027-01-01", chain, nil, []string{"trader supplier 10000 store trader"}},
			{"straight from the maker", "2027-01-01", chain[1:], nil, []string{"maker supplier 10000 store maker"}},
			{"from two", "2027-01-01", chain, func(b model.Batch) { h.ship(h.maker, h.store, b) }, []string{"maker supplier 5000 store maker", "trader supplier 5000 store trader"}},
			{"recalled", "2027-01-01", chain, h.recall, []string{"maker production-defect 10000 store trader maker", "trader supplier 10000 store trader"}},
			{"recalled, from nobody", "2027-01-01", nil, h.recall, []string{"bears seller-fault no-source", "maker production-defect 10000"}},
			{"from nobody", "2027-01-01", nil, nil, []string{"bears seller-fault no-source"}},
			{"sold after its last day", "2026-11-19", chain, nil, []string{"bears seller-fault expired"}},
			{"damaged at the trader", "2027-01-01", chain, func(b model.Batch) { h.damage(h.trader, b) }, []string{"trader storage 10000 store trader", "trader supplier 10000 store trader"}},
			{"damaged in the shop", "2027-01-01", chain, func(b model.Batch) { h.damage(h.store, b) }, []string{"bears storage spoilt", "trader supplier 10000 store trader"}},
			{"insured", "2027-01-01", chain, func(model.Batch) { h.cover(h.insurer, h.store, model.PayerInsurer, 1000, false) }, []string{"trader supplier 10000 store trader", "insurer policy 10000"}},
		} {
			b := h.trade(c.expires, c.way...)
			if c.change != nil {
				c.change(b)
			}
			row := h.claim(tillClaim{against: h.store, state: model.ClaimAccepted, compensation: 10_000, batch: b, bought: "2026-11-20"})
			_, err := h.Claim.Proposals(ctx, h.store.Actor, row.ID)
			declines(t, c.name+", unpaid", err, model.RecourseUnpaid)
			h.pay(h.store, row)
			plan, err := h.Claim.Proposals(ctx, h.store.Actor, row.ID)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			got := show(plan)
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			if len(plan.Proposals) == 0 {
				continue
			}
			r, err := h.Claim.Demand(ctx, h.store.Actor, once, claim.Demand{Claim: row.ID, Debtor: plan.Proposals[0].Debtor, Ground: plan.Proposals[0].Ground, Share: 100, Cover: plan.Proposals[0].CoverID})
			if err != nil || len(r.Proposal.Evidence) == 0 || r.Proposal.Debtor != plan.Proposals[0].Debtor {
				t.Errorf("%s: the demand keeps %+v, %v", c.name, r.Proposal, err)
			}
		}
	})
}

// damage records that goods were found damaged at somebody's site.
func (h *till) damage(p party, b model.Batch) {
	h.t.Helper()
	body := fmt.Sprintf(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0",
		"creationDate":"2026-11-22T08:00:00Z","epcisBody":{"eventList":[{"type":"ObjectEvent","action":"OBSERVE","bizStep":"inspecting","disposition":"damaged",
		"eventTime":%q,"eventTimeZoneOffset":"+08:00","quantityList":[{"epcClass":%q}],"bizLocation":{"id":%q}}]}}`,
		model.InstantOf(h.clock.Now()), b.EPC, p.site.Location())
	job, err := h.Trace.Capture(ctx, p.Actor, once, trace.Document{Body: []byte(body)})
	if err != nil || job.State != model.CaptureSuccess {
		h.t.Fatalf("capture: %v %s", err, job.Errors)
	}
}
