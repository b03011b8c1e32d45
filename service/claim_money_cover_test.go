package service_test

import (
	"errors"
	"testing"

	"suyuan/model"
	"suyuan/service/claim"
)

// TestCovers: who records what, and who sees it.
func TestCovers(t *testing.T) {
	eachTill(t, func(h *till) {
		good := claim.NewCover{Kind: model.PayerInsurer, Org: h.store.Org, Number: "P1", Ceiling: model.Yuan(100), ValidFrom: "2026-01-01", ValidTo: "2026-12-31"}
		change := func(f func(*claim.NewCover)) claim.NewCover { c := good; f(&c); return c }
		for _, c := range []struct {
			name string
			by   model.Actor
			in   claim.NewCover
			want *model.Problem
		}{
			{"a policy", h.insurer.Actor, good, nil},
			{"a policy of a trader", h.trader.Actor, good, model.Invalid},
			{"a bond of an insurer", h.insurer.Actor, change(func(c *claim.NewCover) { c.Kind = model.PayerBond }), model.Invalid},
			{"a bond of a trader", h.trader.Actor, change(func(c *claim.NewCover) { c.Kind = model.PayerBond }), nil},
			{"a bond for itself", h.store.Actor, change(func(c *claim.NewCover) { c.Kind = model.PayerBond }), model.Invalid},
			{"a party's cover", h.insurer.Actor, change(func(c *claim.NewCover) { c.Kind = model.PayerParty }), model.Invalid},
			{"a policy for a laboratory", h.insurer.Actor, change(func(c *claim.NewCover) { c.Org = h.lab.Org }), model.Invalid},
			{"a policy for nobody", h.insurer.Actor, change(func(c *claim.NewCover) { c.Org = "00000000-0000-7000-8000-000000000009" }), model.Invalid},
			{"no number", h.insurer.Actor, change(func(c *claim.NewCover) { c.Number = "" }), model.Invalid},
			{"no ceiling", h.insurer.Actor, change(func(c *claim.NewCover) { c.Ceiling = model.Money{} }), model.Invalid},
			{"dollars", h.insurer.Actor, change(func(c *claim.NewCover) { c.Ceiling.Currency = "USD" }), model.Invalid},
			{"no day", h.insurer.Actor, change(func(c *claim.NewCover) { c.ValidFrom = "soon" }), model.Invalid},
			{"over before it begins", h.insurer.Actor, change(func(c *claim.NewCover) { c.ValidTo = "2025-12-31" }), model.Invalid},
			{"a laboratory", h.lab.Actor, good, model.Forbidden},
			{"a producer", h.maker.Actor, good, model.Forbidden},
		} {
			_, err := h.Claim.AddCover(ctx, c.by, once, c.in)
			declines(t, c.name, err, c.want)
		}
		policy := h.cover(h.insurer, h.store, model.PayerInsurer, 100, false)
		for _, c := range []struct {
			name string
			by   model.Actor
			want *model.Problem
		}{
			{"the insurer", h.insurer.Actor, nil}, {"the insured", h.store.Actor, nil}, {"the authority", h.bureau.Actor, nil},
			{"a competitor", h.trader.Actor, model.NotFound}, {"nobody", model.Actor{}, model.Unauthenticated},
		} {
			_, err := h.Claim.Cover(ctx, c.by, policy)
			declines(t, "seen by "+c.name, err, c.want)
		}
		declines(t, "ended by the insured", h.Claim.EndCover(ctx, h.store.Actor, policy), model.NotFound)
		declines(t, "ended", h.Claim.EndCover(ctx, h.insurer.Actor, policy), nil)
		declines(t, "ended again", h.Claim.EndCover(ctx, h.insurer.Actor, policy), model.NotFound)
		live, _, err := h.Claim.Covers(ctx, h.store.Actor, claim.CoverFilter{Org: h.store.Org, Live: true}, model.Page{})
		if err != nil || len(live) != 2 { // the first policy and the bond
			t.Errorf("%d live covers, %v", len(live), err)
		}
	})
}

// TestStatement: the statement of a time opens where the one before closed.
func TestStatement(t *testing.T) {
	eachTill(t, func(h *till) {
		c := h.accepted(h.store, 10_000, 2000)
		h.pay(h.store, c)
		middle := model.InstantOf(h.clock.Now())
		r := h.demand(h.store, c, h.trader, model.GroundSupply, 5000)
		h.moveRecourse(h.trader, r, claim.RecourseMove{Event: model.RecourseAgree})
		before, _, err := h.Claim.Statement(ctx, h.store.Actor, claim.StatementQuery{To: middle}, model.Page{})
		if err != nil {
			t.Fatal(err)
		}
		after, next, err := h.Claim.Statement(ctx, h.store.Actor, claim.StatementQuery{From: middle}, model.Page{Limit: 1})
		if err != nil || len(after.Entries) != 1 || next == "" {
			t.Fatalf("%+v, %q, %v", after.Entries, next, err)
		}
		for i, part := range model.MoneyParts() {
			if before.Closing[i] != after.Opening[i] || after.Opening[i].Part != part {
				t.Errorf("closes at %+v, opens at %+v", before.Closing[i], after.Opening[i])
			}
		}
		if c := after.Closing[0]; c.Borne.Fen != 10_000 || c.Receivable.Fen != 5000 || c.Payable.Fen != 0 {
			t.Errorf("the shop closes at %+v", c)
		}
		owes, _, err := h.Claim.Statement(ctx, h.trader.Actor, claim.StatementQuery{}, model.Page{})
		if err != nil || owes.Closing[0].Payable.Fen != 5000 || owes.Closing[1].Payable.Fen != 1000 || owes.Closing[0].Borne.Fen != 0 {
			t.Errorf("the trader closes at %+v, %v", owes.Closing, err)
		}
	})
}

// TestCoverNeedsConsent: a cover that who is covered has not confirmed shows its payer no claim and pays nothing.
func TestCoverNeedsConsent(t *testing.T) {
	eachTill(t, func(h *till) {
		c := h.claim(tillClaim{against: h.store, state: model.ClaimRefused})
		made, err := h.Claim.AddCover(ctx, h.trader.Actor, once, claim.NewCover{
			Kind: model.PayerBond, Org: h.store.Org, Number: "B1", Ceiling: model.Yuan(1), ValidFrom: "2026-01-01", ValidTo: "2026-12-31",
		})
		if err != nil {
			t.Fatal(err)
		}
		sees := func(want error) {
			t.Helper()
			if _, err := h.Claim.Claim(ctx, h.trader.Actor, c.ID); !errors.Is(err, want) {
				t.Errorf("the payer reads the claim: %v", err)
			}
			if _, err := h.Claim.Reveal(ctx, h.trader.Actor, c.ID); want != nil && !errors.Is(err, want) {
				t.Errorf("the payer reads who claims: %v", err)
			}
		}
		sees(model.NotFound)
		if _, err := h.Claim.ConfirmCover(ctx, h.trader.Actor, made.Row.ID); !errors.Is(err, model.NotFound) {
			t.Errorf("the payer confirms itself: %v", err)
		}
		if _, err := h.Claim.ConfirmCover(ctx, h.store.Actor, made.Row.ID); err != nil {
			t.Fatal(err)
		}
		sees(nil)
	})
}
