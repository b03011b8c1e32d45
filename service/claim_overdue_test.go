package service_test

import (
	"fmt"
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/repository/repotest"
	"suyuan/service/claim"
)

// TestClaim_sentAndNeverConfirmed: what somebody says to have paid by hand holds no deadline; when it arrives it settles
// the claim, deemed as it is.
func TestClaim_sentAndNeverConfirmed(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		m.accepted(m.shop, f)
		p, err := m.order(m.shop, f)
		if err != nil {
			t.Fatal(err)
		}
		move := func(on model.PaymentEvent) {
			t.Helper()
			if _, err := m.claim.MovePayment(t.Context(), m.shop.Actor, model.Idempotency{}, claim.PaymentMove{Payment: p.Row.ID, Event: on, Reference: "r"}); err != nil {
				t.Fatal(err)
			}
		}
		move(model.PaymentSend)
		m.days(17)
		if n, err := m.claim.Deem(t.Context()); n != 1 || err != nil {
			t.Errorf("%d deemed, %v", n, err)
		}
		if clues, err := m.claim.CreditClues(t.Context(), m.inspector, 0); err != nil || len(clues) != 1 || clues[0].Times != 1 {
			t.Errorf("clues %+v %v", clues, err)
		}
		move(model.PaymentConfirm)
		if c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)); c.State != model.ClaimSettled {
			t.Errorf("after the money has come the claim is %s", c.State)
		}
		m.sound()
	})
}

// TestClaim_bankHoldsForDays: what a bank carries out keeps a claim from being deemed for a few days, and not for ever.
func TestClaim_bankHoldsForDays(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		m.accepted(m.shop, f)
		m.account(f)
		if _, err := m.claim.Order(t.Context(), m.shop.Actor, model.Idempotency{}, claim.PayOrder{Claim: f.ID, Kind: model.PayerParty, Provider: model.PayoutFile}); err != nil {
			t.Fatal(err)
		}
		if _, err := m.claim.Settle(t.Context(), m.shop.Actor, model.Idempotency{}); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct{ days, deemed int }{{16, 0}, {8, 0}, {2, 1}, {30, 0}} {
			m.days(step.days)
			if n, err := m.claim.Deem(t.Context()); n != step.deemed || err != nil {
				t.Errorf("after %d days more %d deemed, %v", step.days, n, err)
			}
		}
		m.sound()
	})
}

// account says where the money of a claim is to go.
func (m *market) account(f claim.Filed) {
	m.t.Helper()
	if _, err := m.claim.PayTo(m.t.Context(), f.Secret, claim.Payee{Account: "6222000011112222", Holder: "阿依古丽", Bank: "农行", Consent: true}); err != nil {
		m.t.Fatal(err)
	}
}

// TestClaim_oneBadClock: a claim that cannot be dealt with keeps none behind it from its turn, and is told of.
func TestClaim_oneBadClock(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		bad := m.file(m.shop, phoned("13700000001"))
		m.days(1)
		m.file(m.shop, phoned("13700000002"))
		row := m.must(m.claim.Claim(t.Context(), m.shop.Actor, bad.ID))
		if _, err := m.sql().ExecContext(t.Context(), "DELETE FROM claim_damages WHERE id = ?", row.DamageID.String()); err != nil {
			t.Fatal(err)
		}
		m.days(20)
		for _, want := range []int{1, 0} {
			if n, err := m.claim.Deem(t.Context()); n != want || err == nil || !strings.Contains(err.Error(), bad.Number) {
				t.Errorf("%d deemed, %v", n, err)
			}
		}
	})
}

// TestRecourse_silentDebtor: a debtor who does not answer, or does not pay what it owes, ends nothing.
func TestRecourse_silentDebtor(t *testing.T) {
	eachTill(t, func(h *till) {
		c := h.accepted(h.store, 10_000, 0)
		h.pay(h.store, c)
		for _, first := range []model.RecourseEvent{model.RecourseMediate, model.RecourseSue} {
			r := h.demand(h.store, c, h.trader, model.GroundSupply, 5000)
			m := claim.RecourseMove{Recourse: r.Row.ID, Event: first, CourtRef: "(2026)1"}
			_, err := h.Claim.MoveRecourse(ctx, h.store.Actor, once, m)
			declines(t, "at once: "+string(first), err, model.RecourseEarly)
			h.clock.Advance(21 * day)
			r = h.moveRecourse(h.store, r, m)
			if r.Row.State == model.RecourseMediation {
				r = h.moveRecourse(h.store, r, claim.RecourseMove{Event: model.RecourseSue, CourtRef: "(2026)1"})
			}
			adjudge := claim.RecourseMove{Event: model.RecourseAdjudge, CourtRef: "(2026)1", Compensation: model.Money{Fen: 5000, Currency: model.CNY}}
			r = h.moveRecourse(h.store, r, adjudge)
			_, err = h.Claim.MoveRecourse(ctx, h.store.Actor, once, claim.RecourseMove{Recourse: r.Row.ID, Event: model.RecourseSue, CourtRef: "(2026)2"})
			declines(t, "the debt is not due", err, model.RecourseEarly)
			h.clock.Advance(21 * day)
			r = h.moveRecourse(h.store, r, claim.RecourseMove{Event: model.RecourseSue, CourtRef: "(2026)2"})
			h.sound() // what is before a court is no debt of the ledger
			r = h.moveRecourse(h.store, r, adjudge)
			h.moveRecourse(h.store, r, claim.RecourseMove{Event: model.RecourseSettle})
		}
		if got := h.borne(h.store); got != 0 {
			t.Errorf("the shop has borne %d", got)
		}
	})
}

// TestSettlePassesOver: however many payments wait for an account, those behind them go.
func TestSettlePassesOver(t *testing.T) {
	eachTill(t, func(h *till) {
		c := h.accepted(h.store, 100, 0)
		order := func(c model.Claim) claim.Payment {
			p, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutFile})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		first := order(c)
		db := repotest.SQL(t, h.house.store)
		exec := func(query string, args ...any) {
			t.Helper()
			if _, err := db.ExecContext(ctx, query, args...); err != nil {
				t.Fatal(err)
			}
		}
		var key, contact []byte
		if err := db.QueryRowContext(ctx, "SELECT data_key, contact FROM claim_secrets WHERE claim_id = ?", c.ID.String()).Scan(&key, &contact); err != nil {
			t.Fatal(err)
		}
		exec("UPDATE claim_secrets SET data_key = ?, contact = ? WHERE claim_id = ?", []byte{}, []byte{}, c.ID.String())
		const columns = "claim_id, damage_id, payer_id, payer_kind, cover_id, provider, reference, remedy, compensation_fen, compensation_currency, punitive_fen, punitive_currency, " +
			"reason, decider, run_id, actor, approver, state, version, ordered_at, confirmed_at, created_at"
		for i := range 1000 {
			id := fmt.Sprintf("00000000-0000-7000-8000-%012d", i)
			exec("INSERT INTO claim_payments (id, holds, "+columns+") SELECT ?, ?, "+columns+" FROM claim_payments WHERE id = ?", id, id, first.Row.ID.String())
		}
		good := order(h.accepted(h.store, 200, 0))
		made, err := h.Claim.Settle(ctx, h.store.Actor, once)
		if err != nil || made.Run.Payments != 1 || made.Run.Fen != 200 || len(made.Left) != 1000 {
			t.Fatalf("%d payments, %d left, %v", made.Run.Payments, len(made.Left), err)
		}
		exec("DELETE FROM claim_payments WHERE id < '00000000-0000-7000-9'")
		exec("UPDATE claim_secrets SET data_key = ?, contact = ? WHERE claim_id = ?", key, contact, c.ID.String())
		if p, err := h.Claim.Payment(ctx, h.store.Actor, good.Row.ID); err != nil || p.Row.State != model.PaymentSent {
			t.Errorf("the one behind is %s, %v", p.Row.State, err)
		}
	})
}
