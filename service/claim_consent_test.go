package service_test

import (
	"errors"
	"testing"

	"suyuan/model"
	"suyuan/service/claim"
)

// TestClaim_acceptsWhatWasRead: who accepts an offer that another has taken the place of meanwhile accepts nothing.
func TestClaim_acceptsWhatWasRead(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		offer := func(yuan int64) model.ClaimOfferID {
			return m.must(m.claim.Offer(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Proposal{ID: f.ID, Remedy: model.RemedyRefund, Compensation: model.Yuan(yuan)})).OfferID
		}
		read, worse := offer(100), offer(1)
		for name, c := range map[string]struct {
			offer model.ClaimOfferID
			want  *model.Problem
		}{"unread": {"", model.ValueRequired}, "replaced": {read, model.ChangedMeanwhile}} {
			_, err := m.claim.Reply(t.Context(), model.Idempotency{}, f.Secret, claim.Reply{Event: model.ClaimAccept, Offer: c.offer})
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		st, err := m.claim.Reply(t.Context(), model.Idempotency{}, f.Secret, claim.Reply{Event: model.ClaimAccept, Offer: worse})
		if err != nil || st.Claim.State != model.ClaimAccepted {
			t.Errorf("%s %v", st.Claim.State, err)
		}
	})
}

// TestClaim_paymentLeftLying: a payment that is ordered and never carried out holds off nothing. Until it is on its way the
// claimant can say where it is to go.
func TestClaim_paymentLeftLying(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		m.accepted(m.shop, f)
		p, err := m.claim.Order(t.Context(), m.shop.Actor, model.Idempotency{}, claim.PayOrder{Claim: f.ID, Kind: model.PayerParty, Provider: model.PayoutFile})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.claim.PayTo(t.Context(), f.Secret, claim.Payee{Account: "6222000011112222", Holder: "阿依古丽", Bank: "", Consent: true}); err != nil {
			t.Errorf("the account: %v", err)
		}
		m.days(16)
		if n, err := m.claim.Deem(t.Context()); n != 1 || err != nil {
			t.Errorf("%d deemed, %v", n, err)
		}
		if p, err = m.claim.Payment(t.Context(), m.shop.Actor, p.Row.ID); err != nil || p.Row.State != model.PaymentCancelled {
			t.Errorf("the payment is %s, %v", p.Row.State, err)
		}
		m.accepted(m.shop, f) // late, and left lying again
		m.days(16)
		if n, err := m.claim.Deem(t.Context()); n != 1 || err != nil {
			t.Errorf("%d deemed again, %v", n, err)
		}
		m.sound()
	})
}

// TestClaim_complaintNeedsAName: Order 121 Art. 10 wants a real name, which a claim does not.
func TestClaim_complaintNeedsAName(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop, func(in *claim.Filing) { in.Contact.Name = "" })
		m.days(16)
		if _, err := m.claim.Complain(t.Context(), model.Idempotency{}, f.Secret, " "); !errors.Is(err, model.ValueRequired) {
			t.Errorf("without a name: %v", err)
		}
		if _, err := m.claim.Complain(t.Context(), model.Idempotency{}, f.Secret, "阿依古丽"); err != nil {
			t.Error(err)
		}
		if n := len(m.escalated); n != 1 || m.escalated[0].Name != "阿依古丽" {
			t.Errorf("handed over: %+v", m.escalated)
		}
		if c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)); c.ComplaintID != "" {
			t.Error("the firm reads of a complaint that nobody has accepted")
		}
		if c := m.must(m.claim.Claim(t.Context(), m.inspector, f.ID)); c.ComplaintID == "" {
			t.Error("the authority does not read of it")
		}
	})
}
