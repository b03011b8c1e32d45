package service_test

import (
	"errors"
	"testing"

	"suyuan/model"
	"suyuan/service/claim"
)

// TestClaim_asksFund: who is refused asks a relief fund of the region once, which then sees the claim, who claims and
// what was written about their means; the company that refused never reads the latter.
func TestClaim_asksFund(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		ask := func(means string) (claim.Status, error) {
			return m.claim.AskFund(t.Context(), model.Idempotency{}, f.Secret, means)
		}
		if _, err := ask("三个孩子"); !errors.Is(err, model.AdvanceNotOpen) {
			t.Errorf("before the answer: %v", err)
		}
		if _, err := m.claim.Claim(t.Context(), m.fund.Actor, f.ID); !errors.Is(err, model.NotFound) {
			t.Errorf("a fund that nobody asked: %v", err)
		}
		m.days(16)
		if _, err := m.claim.Deem(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := ask(" "); !errors.Is(err, model.ValueRequired) {
			t.Errorf("without a word: %v", err)
		}
		for range 2 {
			st, err := ask("三个孩子")
			if err != nil || st.Advance || st.Claim.AdvanceAt == 0 {
				t.Errorf("asked: %v %v %v", st.Advance, st.Claim.AdvanceAt, err)
			}
		}
		p, err := m.claim.Reveal(t.Context(), m.fund.Actor, f.ID)
		if err != nil || len(p.Notes) != 1 || p.Notes[0].Text != "三个孩子" {
			t.Errorf("the fund reads %+v, %v", p.Notes, err)
		}
		if p, err := m.claim.Reveal(t.Context(), m.shop.Actor, f.ID); err != nil || len(p.Notes) != 0 {
			t.Errorf("the shop reads %+v, %v", p.Notes, err)
		}
		m.sound()
	})
}
