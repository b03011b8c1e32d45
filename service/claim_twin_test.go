package service_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/service/claim"
)

// phoned changes who claims, boughtOn the day of purchase.
func phoned(phone string) func(*claim.Filing) {
	return func(in *claim.Filing) { in.Contact.Phone = phone }
}

func boughtOn(day model.Date) func(*claim.Filing) {
	return func(in *claim.Filing) { in.BoughtOn = day }
}

// order has a party pay by hand what both have agreed on.
func (m *market) order(who link, f claim.Filed) (claim.Payment, error) {
	return m.claim.Order(m.t.Context(), who.Actor, model.Idempotency{}, claim.PayOrder{Claim: f.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
}

// paid has a party pay a claim to the end.
func (m *market) paid(who link, f claim.Filed) {
	m.t.Helper()
	p, err := m.order(who, f)
	if err == nil {
		_, err = m.claim.MovePayment(m.t.Context(), who.Actor, model.Idempotency{}, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentConfirm, Reference: "r"})
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// TestClaim_onePhoneManyWritings: a telephone number is the same however it is written, a receipt is its seller's against
// whomever it is held, and another number is somebody else.
func TestClaim_onePhoneManyWritings(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		damage := func(f claim.Filed, who link) model.DamageID {
			return m.must(m.claim.Claim(t.Context(), who.Actor, f.ID)).DamageID
		}
		first := damage(m.file(m.shop, phoned("13899990001")), m.shop)
		for _, phone := range []string{"+86 138 9999 0001", "0086-138-9999-0001", "86 13899990001", "(138) 9999.0001"} {
			if got := damage(m.file(m.maker, phoned(phone)), m.maker); got != first {
				t.Errorf("%s is somebody else", phone)
			}
		}
		for _, phone := range []string{"13899990002", "+1 389 999 0001", "+998 99 990 0001"} {
			if got := damage(m.file(m.maker, phoned(phone)), m.maker); got == first {
				t.Errorf("%s is the same person", phone)
			}
		}
		receipt := func(in *claim.Filing) { in.Receipt, in.Seller = "R-77", m.shop.Org.String() }
		if damage(m.file(m.shop, receipt), m.shop) != damage(m.file(m.maker, receipt, phoned("13700000000")), m.maker) {
			t.Error("one receipt is two damages by whom it is held against")
		}
	})
}

// TestClaim_samePersonIsHeld: what may be the same loss under another day or respondent is not paid twice on its own; once
// somebody says with a reason that it is another one, it is paid.
func TestClaim_samePersonIsHeld(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		a := m.file(m.shop, boughtOn("2026-11-22"))
		b := m.file(m.maker, boughtOn("2026-11-21"), phoned("+86 138 9999 0001"))
		other := m.file(m.shop, phoned("13700000000"))
		m.accepted(m.shop, a)
		m.accepted(m.shop, other)
		if c := m.must(m.claim.Claim(t.Context(), m.maker.Actor, b.ID)); c.Held || !cmp.Equal(c.Twins, []string{a.Number}) || !c.Apart {
			t.Errorf("before: held %v, twins %v, apart %v", c.Held, c.Twins, c.Apart)
		}
		c := m.file(m.maker, boughtOn("2026-11-20"))
		m.accepted(m.maker, c) // before anything is paid
		m.paid(m.shop, a)
		m.paid(m.shop, other)

		if _, err := m.claim.Grant(t.Context(), m.maker.Actor, model.Idempotency{}, claim.Grant{ID: b.ID}); !errors.Is(err, model.ClaimSamePerson) || !strings.Contains(err.Error(), a.Number) {
			t.Errorf("granted: %v", err)
		}
		if _, err := m.order(m.maker, c); !errors.Is(err, model.ClaimSamePerson) {
			t.Errorf("ordered: %v", err)
		}
		if f := m.must(m.claim.Claim(t.Context(), m.maker.Actor, c.ID)); !f.Held {
			t.Error("the desk is not told")
		}
		apart := func(who model.Actor, reason string) error {
			_, err := m.claim.Apart(t.Context(), who, model.Idempotency{}, c.ID, reason)
			return err
		}
		if diff := cmp.Diff([]string{"reason value-required"}, faultsOf(apart(m.maker.Actor, " "))); diff != "" {
			t.Errorf("without a reason (-want +got):\n%s", diff)
		}
		if err := apart(m.shop.Actor, "x"); !errors.Is(err, model.NotFound) {
			t.Errorf("another company: %v", err)
		}
		if err := apart(m.maker.Actor, "两张小票，两天购买"); err != nil {
			t.Fatal(err)
		}
		if err := apart(m.maker.Actor, "x"); !errors.Is(err, model.ClaimNotHeld) {
			t.Errorf("twice: %v", err)
		}
		if !slices.ContainsFunc(m.dump("audit"), func(line string) bool {
			return strings.Contains(line, "claim.part") && strings.Contains(line, c.ID.String())
		}) {
			t.Error("nothing says who told them apart")
		}
		m.paid(m.maker, c)
		if st, err := m.claim.Status(t.Context(), b.Secret); err != nil || st.Claim.State != model.ClaimFiled {
			t.Errorf("the third one is %s, %v", st.Claim.State, err)
		}
		m.sound()
	})
}

// TestClaim_samePersonAtOnce: of two payments for one person and lot that are ordered at the same moment one is held.
func TestClaim_samePersonAtOnce(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		a, b := m.file(m.shop), m.file(m.maker, boughtOn("2026-11-21"))
		m.accepted(m.shop, a)
		m.accepted(m.maker, b)
		var all sync.WaitGroup
		errs := make([]error, 2)
		for i, one := range []struct {
			who link
			f   claim.Filed
		}{{m.shop, a}, {m.maker, b}} {
			all.Go(func() { _, errs[i] = m.order(one.who, one.f) })
		}
		all.Wait()
		held, ordered := 0, 0
		for _, err := range errs {
			switch {
			case err == nil:
				ordered++
			case errors.Is(err, model.ClaimSamePerson):
				held++
			default:
				t.Error(err)
			}
		}
		if held != 1 || ordered != 1 {
			t.Errorf("%d ordered, %d held: %v", ordered, held, errs)
		}
	})
}

// TestClaim_partsWhatAStrangerWasPaidFor: the authority is offered to part a claim whose damage somebody else was paid for,
// and can; the one that was paid stays.
func TestClaim_partsWhatAStrangerWasPaidFor(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		receipt := func(in *claim.Filing) { in.Receipt = "SAME-1" }
		victim, stranger := m.file(m.shop, receipt), m.file(m.shop, receipt, phoned("13700000000"))
		m.accepted(m.shop, stranger)
		m.paid(m.shop, stranger)
		if _, err := m.claim.Grant(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Grant{ID: victim.ID}); !errors.Is(err, model.ClaimPaid) {
			t.Errorf("granted: %v", err)
		}
		if f := m.must(m.claim.Claim(t.Context(), m.inspector, stranger.ID)); f.Part {
			t.Error("the paid one can be parted")
		}
		if _, err := m.claim.Part(t.Context(), m.inspector, model.Idempotency{}, stranger.ID, "x"); !errors.Is(err, model.ClaimPaid) {
			t.Errorf("the paid one: %v", err)
		}
		if f := m.must(m.claim.Claim(t.Context(), m.inspector, victim.ID)); !f.Part {
			t.Error("the authority is not offered to part the victim's")
		}
		m.must(m.claim.Part(t.Context(), m.inspector, model.Idempotency{}, victim.ID, "两个人"))
		m.accepted(m.shop, victim)
		m.paid(m.shop, victim)
		m.sound()
	})
}
