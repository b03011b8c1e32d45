package service_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service/claim"
)

// TestRecourse_narrow: a debtor reads its recourse, what it is about and what the trace proves of the goods, its part of
// the ledger, and nothing of the claim's file: not the claimant's facts, offers, evidence, notes, payments, nor what is
// demanded of others. Once it has paid it may pass its part on, still without the file.
func TestRecourse_narrow(t *testing.T) {
	eachTill(t, func(h *till) {
		b := h.trade("2026-11-19", h.trader, h.store)
		const bought, offered, others = "2026-11-20", "123.45", "43.21"
		c := h.claim(tillClaim{against: h.store, state: model.ClaimAccepted, compensation: 12_345, punitive: 4_321, batch: b, bought: bought})
		paid := h.pay(h.store, c)
		r := h.demand(h.store, c, h.trader, model.GroundOther, 5000)
		secret := h.demand(h.store, c, h.maker, model.GroundOther, 1000)

		got, err := h.Claim.Recourse(ctx, h.trader.Actor, r.Row.ID)
		if err != nil || got.Claim.Number != c.Number || got.Claim.Product.ZH != "甜瓜" || got.Claim.Lot != "L1" || got.Claim.Damage != c.DamageID || got.Claim.File {
			t.Fatalf("the debtor reads %+v, %v", got.Claim, err)
		}
		proven := map[model.ProofSign]model.ProofState{}
		for _, p := range got.Claim.Proofs {
			proven[p.Sign] = p.State
			for _, ref := range p.Refs {
				if ref.OrgID == h.maker.Org {
					t.Errorf("%s tells of the maker", p.Sign)
				}
			}
		}
		if proven[model.ProofExpired] != model.Proven {
			t.Errorf("proven: %v", proven)
		}
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		for _, hidden := range []string{bought, offered, others, `"Fen":10000`, `"Fen":12345`, secret.Row.ID.String(), secret.Row.Number, h.maker.Org.String(), string(c.OfferID)} {
			if hidden != "" && strings.Contains(string(text), hidden) {
				t.Errorf("the recourse holds %s: %s", hidden, text)
			}
		}
		if mine, err := h.Claim.Recourse(ctx, h.store.Actor, r.Row.ID); err != nil || !mine.Claim.File {
			t.Errorf("the creditor: %+v, %v", mine.Claim, err)
		}

		type reads = map[string]func(who model.Actor) error
		file := reads{
			"the claim": func(who model.Actor) error { _, err := h.Claim.Claim(ctx, who, c.ID); return err },
			"an amount": func(who model.Actor) error {
				_, err := h.Claim.Amount(ctx, who, c.ID, model.ClaimFacts{Price: model.Yuan(1), Units: 1})
				return err
			},
			"who claims":  func(who model.Actor) error { _, err := h.Claim.Reveal(ctx, who, c.ID); return err },
			"evidence":    func(who model.Actor) error { _, _, err := h.Claim.OpenEvidence(ctx, who, c.ID, "x"); return err },
			"the payment": func(who model.Actor) error { _, err := h.Claim.Payment(ctx, who, paid.Row.ID); return err },
			"its history": func(who model.Actor) error { _, err := h.Claim.PaymentHistory(ctx, who, paid.Row.ID); return err },
			"the other":   func(who model.Actor) error { _, err := h.Claim.Recourse(ctx, who, secret.Row.ID); return err },
			"its moves":   func(who model.Actor) error { _, err := h.Claim.RecourseHistory(ctx, who, secret.Row.ID); return err },
		}
		for name, read := range file {
			if err := read(h.trader.Actor); !errors.Is(err, model.NotFound) {
				t.Errorf("%s to the debtor: %v", name, err)
			}
		}
		narrow := func(when string) {
			t.Helper()
			for name, n := range map[string]func() (int, error){
				"claims": func() (int, error) {
					l, _, err := h.Claim.Claims(ctx, h.trader.Actor, claim.Filter{}, model.Page{})
					return len(l), err
				},
				"claims of others": func() (int, error) {
					l, _, err := h.Claim.Claims(ctx, h.trader.Actor, claim.Filter{Payer: true}, model.Page{})
					return len(l), err
				},
				"payments": func() (int, error) {
					l, _, err := h.Claim.Payments(ctx, h.trader.Actor, claim.PaymentFilter{Damage: c.DamageID}, model.Page{})
					return len(l), err
				},
			} {
				if got, err := n(); err != nil || got != 0 {
					t.Errorf("%s: lists %d %s, %v", when, got, name, err)
				}
			}
			l, err := h.Claim.Balance(ctx, h.trader.Actor, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range l.Entries {
				if e.Party == string(h.maker.Org) || e.RecourseID == secret.Row.ID {
					t.Errorf("%s: the ledger tells of another recourse: %+v", when, e)
				}
			}
		}
		narrow("demanded")
		h.moveRecourse(h.maker, secret, claim.RecourseMove{Event: model.RecourseAgree})
		h.settle(r, h.store, h.trader)
		narrow("settled")
		if about, err := h.Claim.Subject(ctx, h.trader.Actor, c.ID); err != nil || about.Number != c.Number || about.File || about.Proofs != nil {
			t.Errorf("what to pass on: %+v, %v", about, err)
		}
		on := h.demand(h.trader, c, h.maker, model.GroundProduction, 10_000)
		if on.Row.ParentID != r.Row.ID {
			t.Errorf("passed on from %q", on.Row.ParentID)
		}
		theirs, err := h.Claim.Recourse(ctx, h.maker.Actor, on.Row.ID)
		if err != nil || theirs.Row.ParentID != "" {
			t.Errorf("the next debtor reads from where it comes: %q, %v", theirs.Row.ParentID, err)
		}
		if err := file["the claim"](h.trader.Actor); !errors.Is(err, model.NotFound) {
			t.Errorf("who passes it on reads the claim: %v", err)
		}
		for name, who := range map[string]model.Actor{"a stranger": h.lab.Actor, "the fund": h.fund.Actor} {
			if _, err := h.Claim.Subject(ctx, who, c.ID); !errors.Is(err, model.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestCover_endedLater: a policy that its insurer ends answers for what was claimed while it was in force, to the consumer
// and to the insured, and for nothing that comes later. What is over it does not keep open.
func TestCover_endedLater(t *testing.T) {
	eachTill(t, func(h *till) {
		policy := h.cover(h.insurer, h.store, model.PayerInsurer, 10_000, true)
		before := h.claim(tillClaim{against: h.store, state: model.ClaimRefused})
		own := h.accepted(h.store, 10_000, 0)
		gone := h.claim(tillClaim{against: h.store, state: model.ClaimWithdrawn})
		h.clock.Advance(time.Hour)
		if err := h.Claim.EndCover(ctx, h.insurer.Actor, policy); err != nil {
			t.Fatal(err)
		}
		h.clock.Advance(time.Hour)
		after := h.claim(tillClaim{against: h.store, state: model.ClaimRefused})
		for _, c := range []struct {
			name string
			row  model.Claim
			want *model.Problem
		}{{"filed before", before, nil}, {"filed after", after, model.NotFound}, {"over", gone, model.NotFound}} {
			_, err := h.Claim.Claim(ctx, h.insurer.Actor, c.row.ID)
			declines(t, c.name+", read", err, c.want)
		}
		list, _, err := h.Claim.Claims(ctx, h.insurer.Actor, claim.Filter{Payer: true}, model.Page{})
		if err != nil || len(list) != 2 { // the one refused and the one accepted
			t.Errorf("lists %d claims, %v", len(list), err)
		}
		covers, _, err := h.Claim.Covers(ctx, h.insurer.Actor, claim.CoverFilter{Filed: before.CreatedAt}, model.Page{})
		if err != nil || len(covers) != 1 {
			t.Errorf("%d covers answer for the one before, %v", len(covers), err)
		}
		if covers, _, err = h.Claim.Covers(ctx, h.insurer.Actor, claim.CoverFilter{Filed: after.CreatedAt}, model.Page{}); err != nil || len(covers) != 0 {
			t.Errorf("%d covers answer for the one after, %v", len(covers), err)
		}
		p, err := h.Claim.Order(ctx, h.insurer.Actor, once, claim.PayOrder{Claim: before.ID, Kind: model.PayerInsurer, Cover: policy, Provider: model.PayoutManual, Compensation: model.Yuan(100)})
		if err != nil {
			t.Fatal(err)
		}
		h.confirm(h.insurer, p)
		h.pay(h.store, own)
		plan, err := h.Claim.Proposals(ctx, h.store.Actor, own.ID)
		if err != nil || len(plan.Proposals) != 1 || plan.Proposals[0].CoverID != policy {
			t.Errorf("the insured is told %+v, %v", plan.Proposals, err)
		}
		r, err := h.Claim.Demand(ctx, h.store.Actor, once, claim.Demand{Claim: own.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Share: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		h.settle(r, h.store, h.insurer)
		if h.borne(h.insurer) != 20_000 || h.borne(h.store) != 0 {
			t.Errorf("borne %d and %d", h.borne(h.insurer), h.borne(h.store))
		}
		late := h.accepted(h.store, 10_000, 0)
		h.pay(h.store, late)
		_, err = h.Claim.Demand(ctx, h.store.Actor, once, claim.Demand{Claim: late.ID, Debtor: h.insurer.Org, Ground: model.GroundPolicy, Cover: policy, Share: 10_000})
		declines(t, "a claim after the end", err, model.CoverUnfit)
	})
}
