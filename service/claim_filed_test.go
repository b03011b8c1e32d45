package service_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/service/claim"
)

// oneFen are facts by which next to nothing is due.
var oneFen = model.ClaimFacts{Price: model.Money{Fen: 1, Currency: model.CNY}, Units: 1, Refund: true}

// insured gives the shop a policy of the insurer that it has confirmed.
func (m *market) insured() model.CoverID {
	m.t.Helper()
	c, err := m.claim.AddCover(m.t.Context(), m.insurer.Actor, model.Idempotency{}, claim.NewCover{
		Kind: model.PayerInsurer, Org: m.shop.Org, Number: "P1", Ceiling: model.Yuan(10_000), ValidFrom: "2026-01-01", ValidTo: "2027-01-01",
	})
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := m.claim.ConfirmCover(m.t.Context(), m.shop.Actor, c.Row.ID); err != nil {
		m.t.Fatal(err)
	}
	return c.Row.ID
}

func (m *market) establish(f claim.Filed, facts model.ClaimFacts) error {
	_, err := m.claim.Establish(m.t.Context(), m.shop.Actor, model.Idempotency{}, claim.Facts{ID: f.ID, Facts: facts, Note: "看过小票"})
	return err
}

func (m *market) refuse(f claim.Filed) {
	m.t.Helper()
	m.must(m.claim.Refuse(m.t.Context(), m.shop.Actor, model.Idempotency{}, claim.Refusal{ID: f.ID, Reason: model.ReasonNoPurchase, Note: "没有"}))
}

// TestClaim_factsKeepWhatWasFiled: what the claimant has filed stays beside every finding, for the claimant, the party and
// the authority, and a finding of the party alone takes nothing from it; one of the authority counts, and closes the facts
// to the party.
func TestClaim_factsKeepWhatWasFiled(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		for range 2 {
			if err := m.establish(f, oneFen); err != nil {
				t.Fatal(err)
			}
		}
		seen := func(name string, d claim.Due) {
			t.Helper()
			if len(d.Filed.Losses) != 1 || d.Filed.Losses[0].Money != model.Yuan(300) {
				t.Errorf("%s reads as filed %+v", name, d.Filed)
			}
			if d.Established || d.Amount.Compensation != model.Yuan(350) {
				t.Errorf("%s reads as due %+v", name, d.Amount.Compensation)
			}
			if len(d.Findings) != 2 {
				t.Fatalf("%s reads %d findings", name, len(d.Findings))
			}
			one := d.Findings[0]
			if one.Authority || one.Org != m.shop.Org || one.At == 0 || one.Why != "看过小票" || one.Counts || one.Amount.Total.Fen != 1 {
				t.Errorf("%s reads the finding %+v", name, one)
			}
		}
		st, err := m.claim.Status(t.Context(), f.Secret)
		if err != nil {
			t.Fatal(err)
		}
		seen("the claimant", st.Due)
		seen("the party", m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)).Due)
		seen("the authority", m.must(m.claim.Claim(t.Context(), m.inspector, f.ID)).Due)
		if !slices.ContainsFunc(m.dump("claims"), func(line string) bool { return strings.Contains(line, "30000") }) {
			t.Error("the 300 yuan that were filed are in no row")
		}

		if _, err := m.claim.Find(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Facts{ID: f.ID, Facts: oneFen, Note: "x"}); !errors.Is(err, model.Forbidden) {
			t.Errorf("the party finds as the authority: %v", err)
		}
		found := m.must(m.claim.Find(t.Context(), m.inspector, model.Idempotency{}, claim.Facts{ID: f.ID, Facts: model.ClaimFacts{Price: model.Yuan(25), Units: 1, Refund: true}, Note: "现场核实"}))
		if d := found.Due; !d.Established || d.Amount.Total != model.Yuan(25) || !d.Findings[2].Counts || !d.Findings[2].Authority {
			t.Errorf("the authority has found %+v", d)
		}
		if err := m.establish(f, oneFen); !errors.Is(err, model.ClaimFactsClosed) {
			t.Errorf("the party after the authority: %v", err)
		}
		m.sound()
	})
}

// TestClaim_refusalClosesFacts: whoever refuses does not set what its insurer pays, neither before the refusal nor after.
func TestClaim_refusalClosesFacts(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f, cover := m.file(m.shop), m.insured()
		if err := m.establish(f, oneFen); err != nil {
			t.Fatal(err)
		}
		m.refuse(f)
		if err := m.establish(f, oneFen); !errors.Is(err, model.ClaimFactsClosed) {
			t.Errorf("facts after the refusal: %v", err)
		}
		if c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)); c.Facts {
			t.Error("the party is offered to establish facts")
		}
		order := func(sum model.Money) error {
			_, err := m.claim.Order(t.Context(), m.insurer.Actor, model.Idempotency{}, claim.PayOrder{
				Claim: f.ID, Kind: model.PayerInsurer, Cover: cover, Provider: model.PayoutManual, Compensation: sum,
			})
			return err
		}
		if err := order(model.Money{Fen: 1, Currency: model.CNY}); !slices.Contains(faultsOf(err), "compensation claim-payment-sum") {
			t.Errorf("one fen: %v", err)
		}
		if err := order(model.Yuan(350)); err != nil {
			t.Errorf("what was filed: %v", err)
		}
		m.sound()
	})
}

// TestClaim_grantsWhatWasFiled: granting a claim that names no sum grants what is due on the claimant's word.
func TestClaim_grantsWhatWasFiled(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		if err := m.establish(f, oneFen); err != nil {
			t.Fatal(err)
		}
		if o := m.accepted(m.shop, f).Offers[0]; o.Compensation != model.Yuan(350) {
			t.Errorf("granted %v", o.Compensation)
		}
		asked := m.file(m.shop, func(in *claim.Filing) { in.Asked = model.Yuan(1000) })
		if o := m.accepted(m.shop, asked).Offers[0]; o.Compensation != model.Yuan(350) || o.Punitive != model.Yuan(650) {
			t.Errorf("1000 asked for 350: %v and %v", o.Compensation, o.Punitive)
		}
	})
}

// TestClaim_fileRefusedByLot: a lot is not bought before it is made, nor more pieces of it than there are.
func TestClaim_fileRefusedByLot(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		refused := func(want string, change func(*claim.Filing)) {
			t.Helper()
			_, err := m.claim.File(t.Context(), model.Actor{}, model.Idempotency{}, m.filing(m.shop, change))
			if diff := cmp.Diff([]string{want}, faultsOf(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
		refused("bought_on claim-before-made", func(in *claim.Filing) { in.BoughtOn = "2026-10-31" })
		m.file(m.shop, func(in *claim.Filing) { in.BoughtOn = "2026-11-01" })
		if _, err := m.sql().ExecContext(t.Context(), "UPDATE batches SET unit = '', quantity = ? WHERE id = ?", int64(model.Units(700)), m.lots["L1"].String()); err != nil {
			t.Fatal(err)
		}
		refused("units claim-units", func(in *claim.Filing) { in.Units = 701 })
		m.file(m.shop, func(in *claim.Filing) { in.Units = 700 })
	})
}
