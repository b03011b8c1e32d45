package service_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/claim"
)

// TestPay: a party pays what was agreed, the ledger has it, and every claim of the consumer for the damage is settled,
// whatever state it was in; what somebody else claims for the same thing is not.
func TestPay(t *testing.T) {
	eachTill(t, func(h *till) {
		const same = "one melon"
		c := h.claim(tillClaim{against: h.store, damage: same, state: model.ClaimAccepted, compensation: 10_000, punitive: 100_000})
		var others []model.Claim
		for _, s := range []model.ClaimState{model.ClaimFiled, model.ClaimEvidence, model.ClaimOffered, model.ClaimDeclined, model.ClaimRefused, model.ClaimDeemed, model.ClaimAccepted} {
			others = append(others, h.claim(tillClaim{against: h.maker, damage: same, state: s}))
		}
		gone := h.claim(tillClaim{against: h.maker, damage: same, state: model.ClaimWithdrawn})
		foreign := h.claim(tillClaim{against: h.maker, damage: same, state: model.ClaimFiled, stranger: true})
		p := h.pay(h.store, c)
		if p.Row.State != model.PaymentConfirmed || p.Row.Reference != "ref" || p.Row.ConfirmedAt == 0 {
			t.Errorf("payment %+v", p.Row)
		}
		for _, o := range append(others, c) {
			if s := h.state(o); s != model.ClaimSettled {
				t.Errorf("a claim that was %s is %s", o.State, s)
			}
		}
		if s := h.state(foreign); s != model.ClaimFiled {
			t.Errorf("a stranger's claim is %s", s)
		}
		if s := h.state(gone); s != model.ClaimWithdrawn {
			t.Errorf("the withdrawn claim is %s", s)
		}
		if got := h.borne(h.store); got != 110_000 {
			t.Errorf("the shop has borne %d", got)
		}
		_, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
		declines(t, "a second payment", err, model.DamagePaid)
		_, err = h.Claim.Order(ctx, h.maker.Actor, once, claim.PayOrder{Claim: others[6].ID, Kind: model.PayerParty, Provider: model.PayoutManual})
		declines(t, "a payment by the other", err, model.DamagePaid)
	})
}

// TestPayRefusals: who may pay which claim, and how much.
func TestPayRefusals(t *testing.T) {
	eachTill(t, func(h *till) {
		policy, full := h.cover(h.insurer, h.store, model.PayerInsurer, 10_000, false), h.cover(h.insurer, h.store, model.PayerInsurer, 10_000, true)
		small, others := h.cover(h.insurer, h.store, model.PayerInsurer, 1, true), h.cover(h.insurer, h.maker, model.PayerInsurer, 10_000, true)
		bond := h.cover(h.trader, h.store, model.PayerBond, 10_000, false)
		ended := h.cover(h.insurer, h.store, model.PayerInsurer, 10_000, true)
		if err := h.Claim.EndCover(ctx, h.insurer.Actor, ended); err != nil {
			t.Fatal(err)
		}
		yuan := model.Yuan
		party := func(o claim.PayOrder) claim.PayOrder { o.Kind = model.PayerParty; return o }
		insurer := func(cover model.CoverID, o claim.PayOrder) claim.PayOrder {
			o.Kind, o.Cover = model.PayerInsurer, cover
			return o
		}
		fund := func(o claim.PayOrder) claim.PayOrder {
			o.Kind, o.Reason, o.Decider = model.PayerFund, "low income", "board 7"
			return o
		}
		for _, c := range []struct {
			name  string
			by    model.Actor
			state model.ClaimState
			order claim.PayOrder
			asked bool // the claimant has asked for an advance
			want  *model.Problem
		}{
			{"the party, accepted", h.store.Actor, model.ClaimAccepted, party(claim.PayOrder{}), false, nil},
			{"the sums said again", h.store.Actor, model.ClaimAccepted, party(claim.PayOrder{Compensation: yuan(100), Punitive: yuan(500)}), false, nil},
			{"less than agreed", h.store.Actor, model.ClaimAccepted, party(claim.PayOrder{Compensation: yuan(99), Punitive: yuan(500)}), false, model.PaymentSum},
			{"more than agreed", h.store.Actor, model.ClaimAccepted, party(claim.PayOrder{Compensation: yuan(100), Punitive: yuan(501)}), false, model.PaymentSum},
			{"the party, filed", h.store.Actor, model.ClaimFiled, party(claim.PayOrder{}), false, model.ClaimNotPayable},
			{"the party, refused", h.store.Actor, model.ClaimRefused, party(claim.PayOrder{}), false, model.ClaimNotPayable},
			{"another company", h.maker.Actor, model.ClaimAccepted, party(claim.PayOrder{}), false, model.NotFound},
			{"an insurer as the party", h.insurer.Actor, model.ClaimAccepted, party(claim.PayOrder{}), false, model.PayerMismatch},
			{"a clerk", clerk(h.store.Actor), model.ClaimAccepted, party(claim.PayOrder{}), false, model.Forbidden},
			{"the insurer, refused", h.insurer.Actor, model.ClaimRefused, insurer(policy, claim.PayOrder{Compensation: yuan(100)}), false, nil},
			{"the insurer, part of it", h.insurer.Actor, model.ClaimDeemed, insurer(policy, claim.PayOrder{Compensation: yuan(60)}), false, model.PaymentSum},
			{"the insurer, nothing", h.insurer.Actor, model.ClaimDeemed, insurer(policy, claim.PayOrder{}), false, model.PaymentSum},
			{"the insurer, more than is due", h.insurer.Actor, model.ClaimDeclined, insurer(policy, claim.PayOrder{Compensation: yuan(101)}), false, model.PaymentSum},
			{"more punitive than is due", h.insurer.Actor, model.ClaimDeclined, insurer(full, claim.PayOrder{Compensation: yuan(100), Punitive: yuan(501)}), false, model.PaymentSum},
			{"punitive, not covered", h.insurer.Actor, model.ClaimDeclined, insurer(policy, claim.PayOrder{Compensation: yuan(100), Punitive: yuan(1)}), false, model.CoverPunitive},
			{"agreed punitive, not covered", h.insurer.Actor, model.ClaimAccepted, insurer(policy, claim.PayOrder{}), false, model.CoverPunitive},
			{"punitive, covered", h.insurer.Actor, model.ClaimDeclined, insurer(full, claim.PayOrder{Compensation: yuan(100), Punitive: yuan(500)}), false, nil},
			{"the insurer, filed", h.insurer.Actor, model.ClaimFiled, insurer(policy, claim.PayOrder{Compensation: yuan(100)}), false, model.ClaimNotPayable},
			{"above the ceiling", h.insurer.Actor, model.ClaimRefused, insurer(small, claim.PayOrder{Compensation: yuan(100)}), false, model.CoverCeiling},
			{"the policy of another", h.insurer.Actor, model.ClaimRefused, insurer(others, claim.PayOrder{Compensation: yuan(100)}), false, model.CoverUnfit},
			{"a policy that has ended", h.insurer.Actor, model.ClaimRefused, insurer(ended, claim.PayOrder{Compensation: yuan(100)}), false, model.CoverUnfit},
			{"no policy", h.insurer.Actor, model.ClaimRefused, insurer("", claim.PayOrder{Compensation: yuan(100)}), false, model.Invalid},
			{"a bond as a policy", h.trader.Actor, model.ClaimRefused, insurer(bond, claim.PayOrder{Compensation: yuan(100)}), false, model.PayerMismatch},
			{"a bond", h.trader.Actor, model.ClaimRefused, claim.PayOrder{Kind: model.PayerBond, Cover: bond, Compensation: yuan(100)}, false, nil},
			{"the fund, asked", h.fund.Actor, model.ClaimDeemed, fund(claim.PayOrder{Compensation: yuan(100)}), true, nil},
			{"the fund, not asked", h.fund.Actor, model.ClaimDeemed, fund(claim.PayOrder{Compensation: yuan(100)}), false, model.NotFound},
			{"the fund, punitive", h.fund.Actor, model.ClaimRefused, fund(claim.PayOrder{Compensation: yuan(100), Punitive: yuan(1)}), true, model.CoverPunitive},
			{"the fund, no means test", h.fund.Actor, model.ClaimRefused, claim.PayOrder{Kind: model.PayerFund, Compensation: yuan(100)}, true, model.Invalid},
			{"a company as a fund", h.store.Actor, model.ClaimRefused, fund(claim.PayOrder{Compensation: yuan(100)}), true, model.PayerMismatch},
			{"a wrong provider", h.store.Actor, model.ClaimAccepted, party(claim.PayOrder{Provider: "pigeon"}), false, model.Invalid},
			{"a webhook without an address", h.store.Actor, model.ClaimAccepted, party(claim.PayOrder{Provider: model.PayoutWebhook}), false, model.PayoutEndpointAbsent},
		} {
			row := h.claim(tillClaim{against: h.store, state: c.state, compensation: 10_000, punitive: 50_000})
			if c.asked {
				h.write(func(tx *repository.Tx) error { return claim.AskAdvance(tx, &row) })
			}
			if c.order.Claim = row.ID; c.order.Provider == "" {
				c.order.Provider = model.PayoutManual
			}
			_, err := h.Claim.Order(ctx, c.by, once, c.order)
			declines(t, c.name, err, c.want)
		}
		if left := h.left(h.insurer, policy); left != 1_000_000-10_000 {
			t.Errorf("left of the policy: %d", left)
		}
	})
}

func clerk(a model.Actor) model.Actor { a.Roles = []model.Role{model.RoleClerk}; return a }

// TestAskAdvance: an advance can be asked for after a refusal only, and a fund of another region does not see the claim.
func TestAskAdvance(t *testing.T) {
	eachTill(t, func(h *till) {
		for state := range tillWays {
			row := h.claim(tillClaim{against: h.store, state: state})
			want := model.AdvanceNotOpen
			if state == model.ClaimRefused || state == model.ClaimDeemed || state == model.ClaimDeclined {
				want = nil
			}
			err := h.house.store.Write(ctx, func(tx *repository.Tx) error { return claim.AskAdvance(tx, &row) })
			declines(t, "asked while "+string(row.State), err, want)
			err = h.house.store.Read(ctx, func(tx *repository.Tx) error {
				_, err := tx.Claim().Claim(h.fund.Scope(), row.ID)
				return err
			})
			if (err == nil) != (want == nil) {
				t.Errorf("the fund reads a claim that is %s: %v", row.State, err)
			}
			h.n++
		}
		for name, of := range map[string]struct {
			actor model.Actor
			want  int
		}{"the fund": {h.fund.Actor, 3}, "a company": {h.trader.Actor, 0}} {
			list, _, err := h.Claim.Claims(ctx, of.actor, claim.Filter{Advances: true}, model.Page{})
			if err != nil || len(list) != of.want {
				t.Errorf("%s lists %d asked advances: %v", name, len(list), err)
			}
		}
	})
}

// TestFourEyes: above the threshold nobody approves what they ordered; at the threshold they do, in the same step.
func TestFourEyes(t *testing.T) {
	eachTill(t, func(h *till) {
		order := func(fen int64) claim.Payment {
			c := h.accepted(h.store, fen, 0)
			p, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		if p := order(500_000); p.Row.State != model.PaymentApproved || p.Row.Approver != h.store.Name() {
			t.Errorf("at the threshold: %s by %q", p.Row.State, p.Row.Approver)
		}
		p := order(500_001)
		if p.Row.State != model.PaymentOrdered {
			t.Errorf("above the threshold: %s", p.Row.State)
		}
		_, err := h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentApprove})
		declines(t, "approved by who ordered it", err, model.PaymentApprover)
		_, err = h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentConfirm, Reference: "x"})
		declines(t, "confirmed unapproved", err, model.MoveNotAllowed)
		key := h.machine(h.store.Actor)
		_, err = h.Claim.MovePayment(ctx, key, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentApprove})
		declines(t, "approved by a key of who ordered it", err, model.PaymentApprover)
		c := h.accepted(h.store, 500_001, 0)
		byKey, err := h.Claim.Order(ctx, key, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
		if err != nil {
			t.Fatal(err)
		}
		for name, who := range map[string]model.Actor{"who made the key": h.store.Actor, "another key": h.machine(h.colleague(h.store))} {
			_, err = h.Claim.MovePayment(ctx, who, once, claim.PaymentMove{Payment: byKey.Row.ID, Event: model.PaymentApprove})
			declines(t, "ordered by a key, approved by "+name, err, model.PaymentApprover)
		}
		h.movePayment(h.colleague(h.store), byKey, model.PaymentApprove)
		other := h.colleague(h.store)
		if p = h.movePayment(other, p, model.PaymentApprove); p.Row.Approver != other.Name() {
			t.Errorf("approved by %q", p.Row.Approver)
		}
		_, err = h.Claim.MovePayment(ctx, h.maker.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentCancel, Reason: model.FailedMistake})
		declines(t, "cancelled by a stranger", err, model.NotFound)
		_, err = h.Claim.MovePayment(ctx, h.bureau.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentCancel, Reason: model.FailedMistake})
		declines(t, "cancelled by the authority", err, model.Forbidden)
	})
}

// TestPaymentMoves: every event in every state does what the lifecycle says, and nothing else.
func TestPaymentMoves(t *testing.T) {
	eachTill(t, func(h *till) {
		bring := map[model.PaymentState][]model.PaymentEvent{
			model.PaymentOrdered: {}, model.PaymentApproved: {model.PaymentApprove}, model.PaymentSent: {model.PaymentApprove, model.PaymentSend},
			model.PaymentConfirmed: {model.PaymentApprove, model.PaymentConfirm}, model.PaymentFailed: {model.PaymentApprove, model.PaymentFail},
			model.PaymentCancelled: {model.PaymentCancel},
		}
		policy := h.cover(h.insurer, h.store, model.PayerInsurer, 1_000_000, true)
		for _, from := range model.PaymentLifecycle.States() {
			for _, on := range model.PaymentLifecycle.Events() {
				was := h.left(h.insurer, policy)
				c := h.claim(tillClaim{against: h.store, state: model.ClaimAccepted, compensation: 600_000})
				p, err := h.Claim.Order(ctx, h.insurer.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerInsurer, Cover: policy, Provider: model.PayoutManual})
				if err != nil {
					t.Fatal(err)
				}
				second := h.colleague(h.insurer)
				for _, e := range bring[from] {
					p = h.movePayment(second, p, e)
				}
				got, err := h.Claim.MovePayment(ctx, second, once, claim.PaymentMove{Payment: p.Row.ID, Event: on, Reference: "r", Reason: model.FailedMistake})
				mv, declared := model.PaymentLifecycle.Next(from, on)
				state := from
				if declared == nil {
					declines(t, string(from)+" "+string(on), err, nil)
					if state = mv.To; got.Row.State != mv.To {
						t.Errorf("%s %s: %s", from, on, got.Row.State)
					}
				} else {
					declines(t, string(from)+" "+string(on), err, model.MoveNotAllowed)
				}
				if drawn := was - h.left(h.insurer, policy); (drawn == 600_000) != state.Stands() {
					t.Errorf("%s %s: %d drawn", from, on, drawn)
				}
				if settled := h.state(c) == model.ClaimSettled; settled != (state == model.PaymentConfirmed) {
					t.Errorf("%s %s: settled %v", from, on, settled)
				}
			}
		}
	})
}

// TestPerform: a replacement settles a claim with sums of zero, and is not a payment of money.
func TestPerform(t *testing.T) {
	eachTill(t, func(h *till) {
		c := h.claim(tillClaim{against: h.store, state: model.ClaimAccepted, remedy: model.RemedyReplace})
		_, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
		declines(t, "money for a replacement", err, model.PaymentInKind)
		p, err := h.Claim.Perform(ctx, h.store.Actor, once, claim.Performance{Claim: c.ID, Reference: "new melon"})
		if err != nil || p.Row.State != model.PaymentConfirmed || claim.Total(p.Row).Fen != 0 || h.state(c) != model.ClaimSettled {
			t.Errorf("%+v, %v, %s", p.Row, err, h.state(c))
		}
		_, err = h.Claim.Perform(ctx, h.store.Actor, once, claim.Performance{Claim: c.ID, Reference: "again"})
		declines(t, "again", err, model.DamagePaid)
		money := h.accepted(h.store, 100, 0)
		_, err = h.Claim.Perform(ctx, h.store.Actor, once, claim.Performance{Claim: money.ID, Reference: "a melon"})
		declines(t, "a melon for money", err, model.PaymentInKind)
		_, err = h.Claim.Demand(ctx, h.store.Actor, once, claim.Demand{Claim: c.ID, Debtor: h.maker.Org, Ground: model.GroundSupply, Share: model.WholeShare})
		declines(t, "recourse for what cost nothing", err, model.RecourseUnpaid)
	})
}

// TestPayOnce: shop and producer are both claimed for one damage; officers of both, and retries of the same request, pay
// all at once. One payment stands, the consumer has the money once, and the ledger sums to zero.
func TestPayOnce(t *testing.T) {
	const payers = 32
	eachTill(t, func(h *till) {
		const same = "one loss"
		shop := h.claim(tillClaim{against: h.store, damage: same, state: model.ClaimAccepted, compensation: 30_000, punitive: 70_000})
		maker := h.claim(tillClaim{against: h.maker, damage: same, state: model.ClaimAccepted, compensation: 30_000, punitive: 70_000})
		var wg sync.WaitGroup
		errs, ids := make([]error, payers), make([]model.PaymentID, payers)
		for i := range payers {
			by, c := h.store, shop
			if i%2 == 1 {
				by, c = h.maker, maker
			}
			actor, idem := by.Actor, once
			if i%4 < 2 {
				actor = h.colleague(by)
			} else {
				idem = model.Idempotency{Key: "pay " + by.Org.String(), Operation: "order"}
			}
			wg.Go(func() {
				p, err := h.Claim.Order(ctx, actor, idem, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
				if ids[i], errs[i] = p.Row.ID, err; err != nil {
					return
				}
				_, err = h.Claim.MovePayment(ctx, actor, model.Idempotency{}, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentConfirm, Reference: fmt.Sprint(i)})
				if err != nil && !errors.Is(err, model.MoveNotAllowed) && !errors.Is(err, model.ChangedMeanwhile) {
					errs[i] = err
				}
			})
		}
		wg.Wait()
		paid := map[model.PaymentID]bool{}
		for i, err := range errs {
			switch {
			case err == nil:
				paid[ids[i]] = true
			case !errors.Is(err, model.DamagePaid) && !errors.Is(err, model.IdempotencyInFlight) && !errors.Is(err, model.ChangedMeanwhile):
				t.Errorf("payer %d: %v", i, err)
			}
		}
		if len(paid) != 1 {
			t.Errorf("%d payments", len(paid))
		}
		if sum := h.borne(h.store) + h.borne(h.maker); sum != 100_000 {
			t.Errorf("together they have borne %d", sum)
		}
		if h.state(shop) != model.ClaimSettled || h.state(maker) != model.ClaimSettled {
			t.Errorf("claims are %s and %s", h.state(shop), h.state(maker))
		}
	})
}

// TestSettlementFile: approved payments go with one file each; what the bank says of them is done line by line, and what
// does not fit does nothing.
func TestSettlementFile(t *testing.T) {
	eachTill(t, func(h *till) {
		_, err := h.Claim.Settle(ctx, h.store.Actor, once)
		declines(t, "nothing to pay", err, model.PayoutNothing)
		order := func(fen int64) claim.Payment {
			c := h.accepted(h.store, fen, 0)
			p, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutFile})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		var all []claim.Payment
		for fen := range int64(5) {
			all = append(all, order(1000+fen))
		}
		_, err = h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: all[0].Row.ID, Event: model.PaymentSend})
		declines(t, "sent alone", err, model.PaymentProvider)
		made, err := h.Claim.Settle(ctx, h.store.Actor, model.Idempotency{Key: "run", Operation: "settle"})
		if err != nil || made.Run.Payments != 5 || made.Run.Fen != 5010 {
			t.Fatalf("%+v, %v", made, err)
		}
		again, err := h.Claim.Settle(ctx, h.store.Actor, model.Idempotency{Key: "run", Operation: "settle"})
		if err != nil || again.Run.ID != made.Run.ID {
			t.Errorf("a retry: %+v, %v", again, err)
		}
		_, err = h.Claim.Settle(ctx, h.store.Actor, once)
		declines(t, "everything is in a file", err, model.PayoutNothing)
		_, content, err := h.Claim.SettlementFile(ctx, h.store.Actor, made.Run.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{tillAccount, "," + all[3].Row.ID.String() + ",10.03,CNY,阿依古丽," + tillAccount, made.Run.Number + ",TOTAL,50.10,CNY,,,,5"} {
			if !strings.Contains(string(content), want) {
				t.Errorf("the file lacks %q:\n%s", want, content)
			}
		}
		_, _, err = h.Claim.SettlementFile(ctx, h.maker.Actor, made.Run.ID)
		declines(t, "a stranger reads the file", err, model.NotFound)

		for _, on := range []model.PaymentEvent{model.PaymentFail, model.PaymentConfirm} {
			_, err = h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: all[1].Row.ID, Event: on, Reference: "me", Reason: model.FailedMistake})
			declines(t, string(on)+" by hand", err, model.PaymentProvider)
		}
		id := func(i int) string { return all[i].Row.ID.String() }
		for _, bad := range []string{"", "number,result\n", resultHead + "x,maybe,r,1.00\n", resultHead + "x,ok,,1.00\n", resultHead + "x,ok,r,1.001\n", resultHead + "\"x,ok,r,1.00\n", "\xff" + resultHead} {
			_, err := h.Claim.ReadSettlement(ctx, h.store.Actor, once, made.Run.ID, []byte(bad))
			declines(t, fmt.Sprintf("the file %q", bad), err, model.PayoutFileInvalid)
		}
		report, err := h.Claim.ReadSettlement(ctx, h.store.Actor, once, made.Run.ID, []byte("\ufeff"+resultHead+
			id(0)+",ok,b0,10.00\n"+id(1)+",failed,no such account,10.01\n"+id(2)+",ok,b2,10.03\n"+
			id(3)+",ok,b3,10.03\n"+id(3)+",failed,b3,10.03\nnobody,ok,b,1.00\n"))
		if err != nil {
			t.Fatal(err)
		}
		var got []claim.SettlementOutcome
		for _, l := range report.Lines {
			got = append(got, l.Outcome)
		}
		want := []claim.SettlementOutcome{claim.SettledConfirmed, claim.SettledFailed, claim.SettledDiffers, claim.SettledDuplicate, claim.SettledDuplicate, claim.SettledUnknown}
		if fmt.Sprint(got) != fmt.Sprint(want) || report.Open != 3 {
			t.Errorf("%v, %d open", got, report.Open)
		}
		report, err = h.Claim.ReadSettlement(ctx, h.store.Actor, once, made.Run.ID, []byte(resultHead+id(0)+",ok,b0,10.00\n"+id(1)+",ok,b,10.01\n"+id(2)+",ok,b2,10.02\n"))
		if err != nil || report.Lines[0].Outcome != claim.SettledAlready || report.Lines[1].Outcome != claim.SettledAfterFailure || report.Lines[2].Outcome != claim.SettledConfirmed {
			t.Errorf("%+v, %v", report, err)
		}
		if got := h.borne(h.store); got != 1000+1002 {
			t.Errorf("borne %d", got)
		}
	})
}

const resultHead = "number,result,reference,amount\n"
