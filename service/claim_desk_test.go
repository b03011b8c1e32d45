package service_test

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/claim"
)

// TestClaim_everyMove makes each declared move of the desk and the claimant, in every state, and compares what happens
// with the lifecycle.
func TestClaim_everyMove(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		desk := map[model.ClaimEvent]func(f claim.Filed) error{
			model.ClaimAsk: func(f claim.Filed) error {
				_, err := m.claim.Ask(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Ask{ID: f.ID, Kinds: []model.ClaimFileKind{model.FileGoods}})
				return err
			},
			model.ClaimGrant: func(f claim.Filed) error {
				_, err := m.claim.Grant(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Grant{ID: f.ID})
				return err
			},
			model.ClaimPropose: func(f claim.Filed) error {
				_, err := m.claim.Offer(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Proposal{ID: f.ID, Remedy: model.RemedyCompensate, Compensation: model.Yuan(350)})
				return err
			},
			model.ClaimRefuse: func(f claim.Filed) error {
				_, err := m.claim.Refuse(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Refusal{ID: f.ID, Reason: model.ReasonTooLate, Note: "多年前"})
				return err
			},
		}
		for _, on := range []model.ClaimEvent{model.ClaimSupply, model.ClaimAccept, model.ClaimDecline, model.ClaimWithdraw, model.ClaimConfirm} {
			desk[on] = func(f claim.Filed) error {
				read, err := m.claim.Status(t.Context(), f.Secret)
				if err != nil {
					return err
				}
				_, err = m.claim.Reply(t.Context(), model.Idempotency{}, f.Secret, claim.Reply{Event: on, Offer: cmp.Or(read.Claim.OfferID, "none")})
				return err
			}
		}
		desk[model.ClaimDeem] = func(f claim.Filed) error { return m.move(f, model.ClaimDeem) }
		desk[model.ClaimLapse] = func(f claim.Filed) error { return m.move(f, model.ClaimLapse) }
		desk[model.ClaimSettle] = func(f claim.Filed) error { return m.move(f, model.ClaimSettle) }
		ways := map[model.ClaimState][]model.ClaimEvent{
			model.ClaimFiled: {}, model.ClaimEvidence: {model.ClaimAsk}, model.ClaimOffered: {model.ClaimPropose}, model.ClaimDeclined: {model.ClaimPropose, model.ClaimDecline},
			model.ClaimAccepted: {model.ClaimGrant}, model.ClaimSettled: {model.ClaimGrant, model.ClaimSettle}, model.ClaimRefused: {model.ClaimRefuse},
			model.ClaimDeemed: {model.ClaimDeem}, model.ClaimWithdrawn: {model.ClaimWithdraw}, model.ClaimClosed: {model.ClaimGrant, model.ClaimSettle, model.ClaimConfirm},
		}
		for _, state := range model.ClaimLifecycle.States() {
			for _, on := range model.ClaimLifecycle.Events() {
				f := m.file(m.shop)
				for _, step := range ways[state] {
					if err := desk[step](f); err != nil {
						t.Fatalf("to %s by %s: %v", state, step, err)
					}
				}
				mv, declared := model.ClaimLifecycle.Next(state, on)
				switch err := desk[on](f); {
				case declared != nil && !errors.Is(err, model.MoveNotAllowed):
					t.Errorf("%s on %s: %v", on, state, err)
				case declared == nil && err != nil:
					t.Errorf("%s on %s: %v", on, state, err)
				case declared == nil:
					if c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)); c.State != mv.To || c.Turn != mv.To.Turn() || c.OrgID != m.shop.Org {
						t.Errorf("%s on %s leads to %s, the turn of %s, answered by %s", on, state, c.State, c.Turn, c.OrgID)
					}
				}
			}
		}
		m.sound()
	})
}

// move makes a move of the house.
func (m *market) move(f claim.Filed, on model.ClaimEvent) error {
	return m.store.Write(m.t.Context(), func(tx *repository.Tx) error {
		row, err := tx.Claim().Claim(model.SystemScope("test"), f.ID)
		if err != nil {
			return err
		}
		return tx.Claim().Move(&row, on, "system:test", "")
	})
}

// TestClaim_refused: each reason is of the closed list and has an article, none says that another is liable; the
// claimant is told the ways with both limits.
func TestClaim_refused(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		refuse := func(f claim.Filed, reason model.ClaimReason, note string) error {
			_, err := m.claim.Refuse(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Refusal{ID: f.ID, Reason: reason, Note: note})
			return err
		}
		for _, reason := range []model.ClaimReason{"", "producer-is-liable", "other"} {
			if diff := diff.Diff([]string{"reason value-invalid"}, faultsOf(refuse(m.file(m.shop), reason, "x"))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", reason, diff)
			}
		}
		if diff := diff.Diff([]string{"note value-required"}, faultsOf(refuse(m.file(m.shop), model.ReasonFalse, " "))); diff != "" {
			t.Errorf("without a word (-want +got):\n%s", diff)
		}
		f := m.file(m.shop, func(in *claim.Filing) { in.BoughtOn, in.HarmOn = "2026-11-01", "2026-11-10" })
		if err := refuse(f, model.ReasonNoLink, "没有关联"); err != nil {
			t.Fatal(err)
		}
		st, err := m.claim.Status(t.Context(), f.Secret)
		if err != nil || st.Refusal == nil || st.Refusal.Code != model.ReasonNoLink || !st.Complain {
			t.Fatalf("%+v %v", st.Refusal, err)
		}
		var told []string
		for _, r := range st.Routes {
			told = append(told, string(r.Kind))
			for _, l := range r.Limits {
				told = append(told, string(l.Last)+" "+string(l.Ref.Law))
			}
		}
		want := []string{"complaint", "2029-11-10 complaints", "mediation", "court", "2028-11-10 product-quality", "2029-11-10 civil-code", "2036-11-01 product-quality"}
		if diff := diff.Diff(want, told); diff != "" {
			t.Errorf("ways (-want +got):\n%s", diff)
		}
		if len(st.Notes) != 1 || st.Notes[0].Text != "没有关联" {
			t.Errorf("notes %+v", st.Notes)
		}
	})
}

// TestClaim_days: what is left lying is deemed refused after 15 days and leaves a clue; what is decided is not; the days
// for the payment begin with the agreement.
func TestClaim_days(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		lying, asked, offered, granted, declined := m.file(m.shop), m.file(m.shop), m.file(m.shop), m.file(m.shop), m.file(m.shop)
		m.must(m.claim.Ask(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Ask{ID: asked.ID, Kinds: []model.ClaimFileKind{model.FileHarm}, Note: "病历"}))
		offer := func(f claim.Filed) {
			m.must(m.claim.Offer(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Proposal{ID: f.ID, Remedy: model.RemedyRefund, Compensation: model.Yuan(50), Note: "先退款"}))
		}
		m.days(12)
		n, err := m.claim.Count(t.Context(), m.shop.Actor)
		if err != nil || n != wanting(4, 0) {
			t.Errorf("after 12 days %+v %v", n, err)
		}
		m.days(1)
		if n, err := m.claim.Count(t.Context(), m.shop.Actor); err != nil || n != wanting(4, 4) {
			t.Errorf("after 13 days %+v %v", n, err)
		}
		offer(offered)
		offer(declined)
		m.reply(declined.Secret, model.ClaimDecline)
		m.accepted(m.shop, granted)
		m.days(3)
		if n, err := m.claim.Deem(t.Context()); n != 2 || err != nil {
			t.Fatalf("%d deemed, %v", n, err)
		}
		if n, err := m.claim.Deem(t.Context()); n != 0 || err != nil {
			t.Errorf("%d deemed twice, %v", n, err)
		}
		m.days(14)
		if n, err := m.claim.Deem(t.Context()); n != 2 || err != nil { // agreed and not paid; declined and nothing better
			t.Errorf("%d more deemed, %v", n, err)
		}
		states := map[claim.Filed]model.ClaimState{
			lying: model.ClaimDeemed, asked: model.ClaimDeemed, offered: model.ClaimOffered, granted: model.ClaimDeemed, declined: model.ClaimDeemed,
		}
		for f, want := range states {
			if c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)); c.State != want {
				t.Errorf("%s instead of %s", c.State, want)
			}
		}
		// A late agreement has to be paid in time as well.
		m.accepted(m.shop, lying)
		if c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, lying.ID)); c.Overdue || c.WarnAt == 0 {
			t.Errorf("late: %+v", c.Row)
		}
		clues, err := m.claim.CreditClues(t.Context(), m.inspector, 0)
		if err != nil || len(clues) != 1 || clues[0].OrgID != m.shop.Org || clues[0].Times != 4 {
			t.Errorf("clues %+v %v", clues, err)
		}
		if clues, err := m.claim.CreditClues(t.Context(), m.foreign, 0); err != nil || len(clues) != 0 {
			t.Errorf("another authority sees %+v %v", clues, err)
		}
		m.sound()
	})
}

// TestClaim_complain: the authority can be asked to step in once the party has refused or let its time run out, once.
func TestClaim_complain(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		if _, err := m.claim.Complain(t.Context(), model.Idempotency{}, f.Secret, ""); !errors.Is(err, model.ClaimNoComplaint) {
			t.Errorf("at once: %v", err)
		}
		m.days(17)
		st, err := m.claim.Complain(t.Context(), model.Idempotency{}, f.Secret, "") // overdue, before any worker has looked
		if err != nil || st.Claim.ComplaintID != f.ID.String() || st.Complain {
			t.Errorf("overdue: %+v %v", st.Claim, err)
		}
		if len(m.escalated) != 1 || m.escalated[0].Phone != "13899990001" {
			t.Errorf("handed over %+v", m.escalated)
		}
		if _, err := m.claim.Complain(t.Context(), model.Idempotency{}, f.Secret, ""); !errors.Is(err, model.ClaimComplained) {
			t.Errorf("twice: %v", err)
		}
		if n, err := m.claim.Deem(t.Context()); n != 1 || err != nil {
			t.Errorf("%d deemed, %v", n, err)
		}
	})
}

// TestClaim_desk: a queue begins with what is due first, pages to its end without losing or repeating one, and holds
// what is the reader's.
func TestClaim_desk(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		var want []model.ClaimID
		for i := range 9 {
			if i%4 == 0 {
				m.days(1)
			}
			want = append(want, m.file(m.shop).ID)
		}
		other := m.file(m.maker)
		var got []model.ClaimID
		page := model.Page{Limit: 2}
		for {
			rows, next, err := m.claim.Claims(t.Context(), m.shop.Actor, claim.Filter{Turn: model.TurnParty}, page)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				got = append(got, r.ID)
				if r.Respondent.Name.EN != "shop" || r.Product.EN != "goods" || r.Lot != "L1" {
					t.Errorf("row %+v", r)
				}
			}
			if page.After = next; next == "" {
				break
			}
		}
		if diff := diff.Diff(want, got); diff != "" {
			t.Errorf("queue (-want +got):\n%s", diff)
		}
		count := func(actor model.Actor, f claim.Filter) int {
			rows, _, err := m.claim.Claims(t.Context(), actor, f, model.Page{Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		for _, c := range []struct {
			who  model.Actor
			f    claim.Filter
			want int
		}{
			{m.shop.Actor, claim.Filter{}, 9},
			{m.shop.Actor, claim.Filter{Batch: m.lots["L1"]}, 9},
			{m.shop.Actor, claim.Filter{State: model.ClaimRefused}, 0},
			{m.shop.Actor, claim.Filter{Turn: model.TurnParty, Overdue: true}, 0},
			{m.maker.Actor, claim.Filter{Turn: model.TurnParty}, 1},
			{m.trader.Actor, claim.Filter{}, 0},
			{m.insurer.Actor, claim.Filter{Payer: true}, 0},
			{m.inspector, claim.Filter{Turn: model.TurnParty}, 9},
			{m.inspector, claim.Filter{Org: m.shop.Org}, 9},
			{m.foreign, claim.Filter{}, 0},
		} {
			if n := count(c.who, c.f); n != c.want {
				t.Errorf("%s with %+v: %d, want %d", c.who.Org, c.f, n, c.want)
			}
		}
		m.reserve(t)
		if _, err := m.claim.Claim(t.Context(), m.shop.Actor, other.ID); !errors.Is(err, model.NotFound) {
			t.Errorf("another company's claim: %v", err)
		}
	})
}

// reserve checks what a company is told that it may have to pay: what open claims ask for, and that of nobody else.
func (m *market) reserve(t *testing.T) {
	t.Helper()
	asks := func(against link, yuan int64) claim.Filed {
		return m.file(against, func(in *claim.Filing) { in.Asked = model.Yuan(yuan) })
	}
	asks(m.shop, 1200)
	asks(m.maker, 7)
	waits, gone := asks(m.shop, 35), asks(m.shop, 900)
	m.must(m.claim.Ask(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Ask{ID: waits.ID, Kinds: []model.ClaimFileKind{model.FileGoods}}))
	m.reply(gone.Secret, model.ClaimWithdraw)
	for who, want := range map[*link]claim.Counts{
		&m.shop:  {Open: 10, Reserve: model.Yuan(1235), Unstated: 9},
		&m.maker: {Open: 2, Reserve: model.Yuan(7), Unstated: 1},
		&m.fund:  {Reserve: model.Yuan(0)},
	} {
		n, err := m.claim.Count(t.Context(), who.Actor)
		if n.Soon = 0; err != nil || n != want {
			t.Errorf("%s: %+v, want %+v (%v)", who.org.Name.EN, n, want, err)
		}
	}
}

// TestClaim_deskRefuses: who may not decide is told so, and a version that was overtaken is refused.
func TestClaim_deskRefuses(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		grant := func(who model.Actor, version int64) error {
			_, err := m.claim.Grant(t.Context(), who, model.Idempotency{}, claim.Grant{ID: f.ID, Version: version})
			return err
		}
		for name, c := range map[string]struct {
			err  error
			want *model.Problem
		}{
			"a clerk":       {grant(m.shop.staff(model.RoleClerk), 0), model.Forbidden},
			"the inspector": {grant(m.inspector, 0), model.Forbidden},
			"the maker":     {grant(m.maker.Actor, 0), model.NotFound},
			"nobody":        {grant(model.Actor{}, 0), model.Unauthenticated},
			"overtaken":     {grant(m.shop.Actor, 7), model.ChangedMeanwhile},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: %v, want %s", name, c.err, c.want.Code)
			}
		}
		for name, change := range map[string]func(*claim.Proposal){
			"compensation value-required": func(p *claim.Proposal) { p.Compensation = model.Money{} },
			"compensation value-invalid":  func(p *claim.Proposal) { p.Remedy = model.RemedyReplace },
			"punitive money-invalid":      func(p *claim.Proposal) { p.Punitive.Fen = -1 },
			"remedy value-invalid":        func(p *claim.Proposal) { p.Remedy = "hope" },
		} {
			p := claim.Proposal{ID: f.ID, Remedy: model.RemedyRefund, Compensation: model.Yuan(1)}
			change(&p)
			_, err := m.claim.Offer(t.Context(), m.shop.Actor, model.Idempotency{}, p)
			if !slices.Contains(faultsOf(err), name) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestClaim_facts: what the party establishes is what is due, and an offer is held against it.
func TestClaim_facts(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		before := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID))
		if before.Due.Established || before.Due.Amount.Punitive.Fen != 0 {
			t.Errorf("before: %+v", before.Due)
		}
		facts := before.Due.Facts
		facts.UnsafeFood, facts.Knew = true, []model.KnowingSign{model.KnewExpired}
		after := m.must(m.claim.Establish(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Facts{ID: f.ID, Version: before.Version, Facts: facts, Note: "查看了监控"}))
		// ten times 2 × 25 is 500, three times 300 is 900: both are lifted to 1000
		if !after.Due.Established || after.Due.Amount.Punitive != model.Yuan(1000) || after.Due.Amount.Total != model.Yuan(1350) {
			t.Errorf("after: %+v", after.Due.Amount)
		}
		granted := m.accepted(m.shop, f)
		if o := granted.Offers[0]; o.Compensation != model.Yuan(350) || o.Punitive != model.Yuan(1000) || !o.Stands || o.Amount.Total != model.Yuan(1350) {
			t.Errorf("granted %+v", o.ClaimOffer)
		}
		_, err := m.claim.Establish(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Facts{ID: f.ID, Facts: model.ClaimFacts{Units: 1}, Note: "x"})
		if diff := diff.Diff([]string{"price value-required"}, faultsOf(err)); diff != "" {
			t.Errorf("without a price (-want +got):\n%s", diff)
		}
		if _, err := m.claim.Amount(t.Context(), m.shop.Actor, f.ID, model.ClaimFacts{Price: model.Yuan(99), Units: 1, Fraud: true}); err != nil {
			t.Error(err)
		}
		if !strings.Contains(strings.Join(after.Due.Amount.Explain(model.EN), "\n"), "1000.00 CNY") {
			t.Errorf("explained %q", after.Due.Amount.Explain(model.EN))
		}
	})
}

// wanting is what a desk counts of claims that leave their sum to the law: one more is with the claimant.
func wanting(open, soon int) repository.ClaimCount {
	return repository.ClaimCount{Open: open, Soon: soon, Reserve: model.Yuan(0), Unstated: open + 1}
}
