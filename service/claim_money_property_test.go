package service_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/repository/repotest"
	"suyuan/service/claim"
)

// TestMoneyProperty runs payments, failures, demands, moves of recourse and ends of a policy in random order over
// a chain. Whatever
// happens, each refusal is one that is declared, every invariant holds, the consumer has the money of a damage at most
// once, and what all have borne is what the consumers have.
func TestMoneyProperty(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	h := newTill(t, repotest.SQLite(t, clock), clock)
	rapid.Check(t, func(r *rapid.T) {
		policy := h.coverUntil(h.insurer, h.store, model.PayerInsurer, 1_000_000, true, "2099-12-31")
		parties := []party{h.store, h.trader, h.maker, h.insurer, h.lab}
		var claims []model.Claim
		damage := fmt.Sprint("property ", number())
		sum := rapid.Int64Range(1, 500_000).Draw(r, "compensation")
		punitive := rapid.Int64Range(0, 900_000).Draw(r, "punitive")
		for _, p := range []party{h.store, h.maker} {
			claims = append(claims, h.claim(tillClaim{against: p, damage: damage, state: model.ClaimAccepted, compensation: sum, punitive: punitive}))
		}
		var payments []claim.Payment
		var recourses []claim.Recourse
		before := h.all(parties)
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			var err error
			switch rapid.IntRange(0, 6).Draw(r, "what") {
			case 6: // what was claimed before is still demanded of it
				h.clock.Advance(time.Second)
				err = h.Claim.EndCover(ctx, h.insurer.Actor, policy)
			case 0:
				i := rapid.IntRange(0, 1).Draw(r, "claim")
				var p claim.Payment
				by := []party{h.store, h.maker}[i]
				if p, err = h.Claim.Order(ctx, by.Actor, once, claim.PayOrder{Claim: claims[i].ID, Kind: model.PayerParty, Provider: model.PayoutManual}); err == nil {
					payments = append(payments, p)
				}
			case 1, 2:
				if len(payments) == 0 {
					continue
				}
				p := payments[len(payments)-1]
				on := rapid.SampledFrom(append(model.PaymentLifecycle.Events(), model.PaymentConfirm, model.PaymentApprove)).Draw(r, "event")
				who := h.store
				if p.Row.PayerID == h.maker.Org {
					who = h.maker
				}
				_, err = h.Claim.MovePayment(ctx, h.colleague(who), once, claim.PaymentMove{Payment: p.Row.ID, Event: on, Reference: "r", Reason: model.FailedMistake})
			case 3:
				d := claim.Demand{
					Claim: claims[0].ID, Debtor: rapid.SampledFrom(parties).Draw(r, "debtor").Org, Share: rapid.IntRange(1, 10_000).Draw(r, "share"),
					Ground: rapid.SampledFrom([]model.RecourseGround{model.GroundSupply, model.GroundNegligent, model.GroundPolicy}).Draw(r, "ground"),
				}
				if d.Ground == model.GroundPolicy {
					d.Cover = policy
				}
				var got claim.Recourse
				if got, err = h.Claim.Demand(ctx, rapid.SampledFrom(parties).Draw(r, "creditor").Actor, once, d); err == nil {
					recourses = append(recourses, got)
				}
			default:
				if len(recourses) == 0 {
					continue
				}
				one := rapid.SampledFrom(recourses).Draw(r, "recourse")
				m := claim.RecourseMove{Recourse: one.Row.ID, Event: rapid.SampledFrom(model.RecourseLifecycle.Events()).Draw(r, "event"), CourtRef: "c", Reason: "w"}
				if m.Event == model.RecourseFind || m.Event == model.RecourseAdjudge || m.Event == model.RecourseDispute {
					m.Compensation = model.Money{Fen: rapid.Int64Range(0, sum).Draw(r, "sum"), Currency: model.CNY}
				}
				_, err = h.Claim.MoveRecourse(ctx, rapid.SampledFrom(append(parties, h.bureau)).Draw(r, "by").Actor, once, m)
			}
			var refusal *model.Refusal
			if err != nil && !errors.As(err, &refusal) {
				r.Fatalf("%v", err)
			}
		}
		paid := int64(0)
		for _, p := range payments {
			now, err := h.Claim.Payment(ctx, model.Actor(h.bureau.Actor), p.Row.ID)
			if err != nil {
				r.Fatal(err)
			}
			if now.Row.State == model.PaymentConfirmed {
				paid += claim.Total(now.Row).Fen
			}
		}
		if paid != 0 && paid != sum+punitive {
			r.Fatalf("the consumer has %d of %d", paid, sum+punitive)
		}
		if borne := h.all(parties) - before; borne != paid {
			r.Fatalf("borne %d, paid %d", borne, paid)
		}
		if violations, err := h.house.store.Fsck(ctx); err != nil || len(violations) > 0 {
			r.Fatalf("fsck: %v %v", violations, err)
		}
	})
}

// all is what parties have borne together, in fen.
func (h *till) all(parties []party) (fen int64) {
	h.t.Helper()
	for _, p := range parties {
		fen += h.borne(p)
	}
	return fen
}

// TestPayBroken breaks payments and recourses off at any moment, as a crash does: what was done whole stands, and what was
// not has left nothing. Afterwards everything can be brought to its end.
func TestPayBroken(t *testing.T) {
	eachTill(t, func(h *till) {
		const rounds = 40
		for i := range rounds {
			c := h.accepted(h.store, 1000, 500)
			var wg sync.WaitGroup
			for _, who := range []model.Actor{h.colleague(h.store), h.colleague(h.store)} {
				broken, stop := context.WithCancel(ctx)
				pause := time.Duration(rand.Int64N(int64(4 * time.Millisecond)))
				wg.Go(func() {
					p, err := h.Claim.Order(broken, who, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
					if err == nil {
						_, _ = h.Claim.MovePayment(broken, who, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentConfirm, Reference: "r"})
					}
				})
				time.AfterFunc(pause, stop)
			}
			wg.Wait()
			if i%10 == 0 {
				h.sound()
			}
			h.finishPayment(c)
		}
		if got := h.borne(h.store); got != rounds*1500 {
			t.Errorf("borne %d, want %d", got, rounds*1500)
		}
	})
}

// finishPayment brings a payment that was broken off to its end.
func (h *till) finishPayment(c model.Claim) {
	h.t.Helper()
	list, _, err := h.Claim.Payments(ctx, h.store.Actor, claim.PaymentFilter{Claim: c.ID}, model.Page{})
	if err != nil || len(list) > 1 {
		h.t.Fatalf("%d payments, %v", len(list), err)
	}
	switch {
	case len(list) == 0:
		h.pay(h.store, c)
	case list[0].Row.State != model.PaymentConfirmed:
		h.confirm(h.store, list[0])
	}
	if h.state(c) != model.ClaimSettled {
		h.t.Errorf("the claim is %s", h.state(c))
	}
}
