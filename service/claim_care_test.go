package service_test

import (
	"encoding/base64"
	"encoding/csv"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/claim"
)

// deaf is a provider that reads every message and hangs up without an answer.
type deaf struct {
	mu    sync.Mutex
	types []string
	ids   []string
	body  string
}

func (d *deaf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	d.mu.Lock()
	defer d.mu.Unlock()
	kind, _, _ := strings.Cut(strings.TrimPrefix(string(body), `{"type":"`), `"`)
	d.types, d.ids, d.body = append(d.types, kind), append(d.ids, r.Header.Get("webhook-id")), string(body)
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// webhook orders a payment that goes by a provider, and sends it.
func (h *till) webhook(fen int64) (model.Claim, claim.Payment) {
	h.t.Helper()
	c := h.accepted(h.store, fen, 0)
	p, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutWebhook})
	if err != nil {
		h.t.Fatal(err)
	}
	return c, h.movePayment(h.store.Actor, p, model.PaymentSend)
}

// TestPayout_inDoubt: an order to which no answer came may have reached its provider. Nobody lets it fail by hand before
// the provider has answered that it does not have it; until then it is asked after, without the account. What never reached
// anybody may be let go.
func TestPayout_inDoubt(t *testing.T) {
	eachTill(t, func(h *till) {
		bank := &deaf{}
		server := httptest.NewServer(bank)
		payouts := claim.NewPayouts(h.Claim, server.Client(), slog.New(slog.DiscardHandler), claim.PayoutPlain)
		e, text, err := payouts.SetEndpoint(ctx, h.store.Actor, server.URL)
		if err != nil {
			t.Fatal(err)
		}
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		run := func(times int) {
			for range times {
				if err := payouts.Step(ctx); err != nil {
					t.Fatal(err)
				}
				h.clock.Advance(13 * time.Hour)
			}
		}
		says := func(kind string, p claim.Payment, id string) error {
			body := `{"type":"` + kind + `","payment":"` + p.Row.ID.String() + `","amount":"` + claim.Total(p.Row).Amount() + `"}`
			at := h.clock.Now()
			return payouts.Heard(ctx, claim.PayoutCall{Endpoint: e.ID, ID: id, Timestamp: stamp(at), Signature: model.SignWebhook(key, id, at, []byte(body)), Body: []byte(body)})
		}
		fail := func(p claim.Payment) error {
			_, err := h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentFail, Reason: model.FailedRefused})
			return err
		}
		read := func(p claim.Payment) claim.Payment {
			t.Helper()
			p, err := h.Claim.Payment(ctx, h.store.Actor, p.Row.ID)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		c, p := h.webhook(10_000)
		run(3)
		declines(t, "while it is being sent", fail(p), model.PaymentProvider)
		declines(t, "unknown while it is being sent", says("payout.unknown", p, "u1"), model.PayoutStillSent)
		run(claim.PayoutAttempts - 3)
		declines(t, "while it is asked after", fail(p), model.PaymentProvider)
		run(claim.PayoutInquiries + 3)
		want := append(slices.Repeat([]string{"payout.order"}, claim.PayoutAttempts), slices.Repeat([]string{"payout.inquiry"}, claim.PayoutInquiries)...)
		if !slices.Equal(bank.types, want) || strings.Contains(bank.body, tillAccount) {
			t.Errorf("sent %v, the last %s", bank.types, bank.body)
		}
		if ids := slices.Compact(slices.Clone(bank.ids)); len(ids) != 1+claim.PayoutInquiries || ids[0] != p.Row.ID.String() {
			t.Errorf("by the ids %v", ids)
		}
		declines(t, "given up, in doubt", fail(p), model.PayoutInDoubt)
		if p = read(p); !p.Doubt || slices.Contains(p.Allowed, model.PaymentFail) {
			t.Errorf("offered %v, in doubt %v", p.Allowed, p.Doubt)
		}
		_, err = h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
		declines(t, "paid again meanwhile", err, model.DamagePaid)
		declines(t, "unknown to the provider", says("payout.unknown", p, "u2"), nil)
		if p = read(p); p.Doubt || !slices.Contains(p.Allowed, model.PaymentFail) {
			t.Errorf("offered %v, in doubt %v", p.Allowed, p.Doubt)
		}
		declines(t, "failed after the answer", fail(p), nil)
		declines(t, "unknown after it has failed", says("payout.unknown", p, "u3"), model.PayoutStillSent)
		h.pay(h.store, c)

		_, unreached := h.webhook(700)
		server.Close()
		run(claim.PayoutAttempts)
		declines(t, "never reached", fail(unreached), nil)
		if h.borne(h.store) != 10_000 {
			t.Errorf("borne %d", h.borne(h.store))
		}
	})
}

// TestSettlement_erased: a settlement file can be had again after claimants were erased: their lines name no account and
// say why, and the sums are those of the file. Nothing is erased while its payment is still to be carried out, and what a
// bank writes beside a payment is kept in no table.
func TestSettlement_erased(t *testing.T) {
	eachTill(t, func(h *till) {
		var rows []model.Claim
		var all []claim.Payment
		for i := range 3 {
			c := h.accepted(h.store, 1000+int64(i), 0)
			p, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutFile})
			if err != nil {
				t.Fatal(err)
			}
			rows, all = append(rows, c), append(all, p)
		}
		made, err := h.Claim.Settle(ctx, h.store.Actor, once)
		if err != nil {
			t.Fatal(err)
		}
		const years = 4 * 366 * 24 * time.Hour
		h.clock.Advance(years)
		if n, err := h.Claim.EraseDue(ctx); n != 0 || err != nil {
			t.Errorf("%d erased while payments are on their way, %v", n, err)
		}
		id := func(i int) string { return all[i].Row.ID.String() }
		bank := "户名王小二与6222000011112222不符"
		report, err := h.Claim.ReadSettlement(ctx, h.store.Actor, once, made.Run.ID, []byte(resultHead+id(0)+",ok,BANK-REF-77,10.00\n"+id(1)+",failed,"+bank+",10.01\n"))
		if err != nil || report.Lines[0].Outcome != claim.SettledConfirmed || report.Lines[1].Outcome != claim.SettledFailed {
			t.Fatalf("%+v, %v", report, err)
		}
		moves, err := h.Claim.PaymentHistory(ctx, h.store.Actor, all[1].Row.ID)
		if err != nil || moves[len(moves)-1].Reason != string(model.FailedOther) {
			t.Errorf("why it failed: %+v, %v", moves, err)
		}
		if n, err := h.Claim.EraseDue(ctx); n != 1 || err != nil { // the one whose payment has failed; nobody has moved it for years
			t.Errorf("%d erased, %v", n, err)
		}
		if s := h.state(rows[1]); s != model.ClaimWithdrawn {
			t.Errorf("the erased claim is %s", s)
		}
		h.clock.Advance(years)
		if n, err := h.Claim.EraseDue(ctx); n != 1 || err != nil { // the one that was paid
			t.Errorf("%d erased, %v", n, err)
		}
		_, content, err := h.Claim.SettlementFile(ctx, h.store.Actor, made.Run.ID)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
		if err != nil || len(lines) != 5 {
			t.Fatalf("%q, %v", lines, err)
		}
		for i, want := range [][]string{{"10.00", "", "erased"}, {"10.01", "", "erased"}, {"10.02", tillAccount, ""}, {"30.03", "", ""}} {
			got := lines[i+1]
			if !slices.Equal([]string{got[2], got[5], got[8]}, want) {
				t.Errorf("line %d: %q", i+1, got)
			}
		}
		db := repotest.SQL(t, h.house.store)
		for _, word := range []string{bank, "王小二", "BANK-REF-77"} {
			h.nowhere(word)
			var n int
			if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM claim_payments WHERE INSTR(reference, ?) > 0", word).Scan(&n); err != nil || n != 0 {
				t.Errorf("%d payments keep %q, %v", n, word, err)
			}
		}
		report, err = h.Claim.ReadSettlement(ctx, h.store.Actor, once, made.Run.ID, []byte(resultHead+id(1)+",ok,LATE-REF,10.01\n"))
		if err != nil || report.Lines[0].Outcome != claim.SettledAfterFailure {
			t.Errorf("%+v, %v", report, err)
		}
		if p, err := h.Claim.Payment(ctx, h.store.Actor, all[1].Row.ID); err != nil || p.Row.Reference != "" {
			t.Errorf("after the erasure %q is kept, %v", p.Row.Reference, err)
		}
	})
}

// TestPayReasons: why a payment fails or is taken back is chosen from a list.
func TestPayReasons(t *testing.T) {
	eachTill(t, func(h *till) {
		c := h.accepted(h.store, 1000, 0)
		p, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
		if err != nil {
			t.Fatal(err)
		}
		for reason, want := range map[model.PayoutFailure]*model.Problem{"": model.ValueRequired, "王小二的账户不对": model.ValueInvalid, model.FailedName: nil} {
			_, err := h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentFail, Reason: reason})
			if want != nil {
				declines(t, string(reason), err, want)
			}
		}
		if said := model.PayoutFailureOf(" Account "); said != model.FailedAccount {
			t.Errorf("read as %s", said)
		}
	})
}

// TestClaim_offerLapses: an offer that is never answered stays open for the period of limitation, three years after the
// last move; then the claim lapses and who claimed is forgotten, by the house and not by the public.
func TestClaim_offerLapses(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		offer := func() claim.Filed {
			f := m.file(m.shop)
			m.must(m.claim.Offer(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Proposal{ID: f.ID, Remedy: model.RemedyRefund, Compensation: model.Yuan(50)}))
			return f
		}
		silent, slow := offer(), offer()
		state := func(f claim.Filed) model.ClaimState {
			return m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)).State
		}
		m.days(3*365 - 30)
		if n, err := m.claim.Deem(t.Context()); n != 0 || err != nil {
			t.Errorf("%d deemed, %v", n, err)
		}
		if n, err := m.claim.EraseDue(t.Context()); n != 0 || err != nil || state(silent) != model.ClaimOffered {
			t.Errorf("%d erased early, %v", n, err)
		}
		m.reply(slow.Secret, model.ClaimAccept) // it could still be claimed
		m.days(32)
		if n, err := m.claim.EraseDue(t.Context()); n != 1 || err != nil {
			t.Errorf("%d erased, %v", n, err)
		}
		c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, silent.ID))
		if last := c.Moves[len(c.Moves)-1]; c.State != model.ClaimWithdrawn || c.Erased == 0 || last.Event != string(model.ClaimLapse) || last.Actor != "system:claim-clocks" {
			t.Errorf("the silent one is %s, erased at %v by %+v", c.State, c.Erased, last)
		}
		if _, err := m.claim.Status(t.Context(), silent.Secret); !errors.Is(err, model.ClaimLinkUnknown) {
			t.Errorf("its link: %v", err)
		}
		if state(slow) != model.ClaimAccepted {
			t.Errorf("the one that was answered is %s", state(slow))
		}
		for _, line := range m.dump("audit") {
			if strings.Contains(line, "claim.erase") && !strings.Contains(line, "system:claim-clocks") {
				t.Errorf("erased by another: %s", line)
			}
		}
		m.sound()
	})
}

// TestClaim_newLink: the authority of the region gives a claimant who has lost the link a new one, once the contact of the
// claim is told; the old one is void. Nobody else does, least of all the party that answers.
func TestClaim_newLink(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.seed()
		idem := model.Idempotency{Key: "relink-1", Operation: "renew-claim-link", Fingerprint: [32]byte{3}}
		ask := func(who model.Actor, idem model.Idempotency, contact string, proof model.LinkProof) (claim.Relinked, error) {
			return m.claim.NewLink(t.Context(), who, idem, claim.Relink{ID: f.ID, Contact: contact, Proof: proof})
		}
		for name, c := range map[string]struct {
			who     model.Actor
			contact string
			proof   model.LinkProof
			want    *model.Problem
		}{
			"the party":             {m.shop.Actor, "13812345678", model.ProofInPerson, model.Forbidden},
			"the insurer":           {m.insurer.Actor, "13812345678", model.ProofInPerson, model.Forbidden},
			"nobody":                {model.Actor{}, "13812345678", model.ProofInPerson, model.Unauthenticated},
			"another authority":     {m.foreign, "13812345678", model.ProofInPerson, model.NotFound},
			"another number":        {m.inspector, "13812345679", model.ProofInPerson, model.ClaimContactOther},
			"another mail":          {m.inspector, "zeynep@example.com", model.ProofInPerson, model.ClaimContactOther},
			"no contact":            {m.inspector, " ", model.ProofInPerson, model.ValueRequired},
			"without having looked": {m.inspector, "13812345678", "", model.ValueInvalid},
		} {
			if _, err := ask(c.who, model.Idempotency{}, c.contact, c.proof); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := m.claim.Status(t.Context(), f.Secret); err != nil {
			t.Fatalf("the link does not stand any more: %v", err)
		}
		made, err := ask(m.inspector, idem, "138-1234 5678", model.ProofCallBack)
		if err != nil || made.Number != f.Number || made.Secret == f.Secret || !strings.HasSuffix(made.URL, "/claim/"+made.Secret) {
			t.Fatalf("%+v, %v", made, err)
		}
		if again, err := ask(m.inspector, idem, "138-1234 5678", model.ProofCallBack); err != nil || again.Secret != made.Secret {
			t.Errorf("a retry: %+v, %v", again, err)
		}
		if _, err := m.claim.Status(t.Context(), f.Secret); !errors.Is(err, model.ClaimLinkUnknown) {
			t.Errorf("the old link: %v", err)
		}
		if st, err := m.claim.Status(t.Context(), made.Secret); err != nil || st.Claim.ID != f.ID {
			t.Errorf("the new link: %v", err)
		}
		byMail, err := ask(m.inspector, model.Idempotency{}, "Zeynep@Example.test", model.ProofInPerson)
		if err != nil {
			t.Fatal(err)
		}
		looked := 0
		for _, table := range []string{"audit", "claims", "idempotency", "claim_secrets"} {
			for _, line := range m.dump(table) {
				if strings.Contains(line, made.Secret) || strings.Contains(line, byMail.Secret) {
					t.Errorf("%s holds a link: %s", table, line)
				}
				if table == "audit" && strings.Contains(line, "claim.link") && strings.Contains(line, m.inspector.Name()) {
					looked++
				}
			}
		}
		if looked != 2 {
			t.Errorf("%d new links are written down", looked)
		}
		m.reply(byMail.Secret, model.ClaimWithdraw)
		if err := m.claim.Erase(t.Context(), byMail.Secret); err != nil {
			t.Fatal(err)
		}
		if _, err := ask(m.inspector, model.Idempotency{}, "13812345678", model.ProofInPerson); !errors.Is(err, model.ClaimErased) {
			t.Errorf("after the erasure: %v", err)
		}
	})
}

// TestClaim_accountConsent: an account is taken with a consent of its own only, by every way.
func TestClaim_accountConsent(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		m.must(m.claim.Offer(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Proposal{ID: f.ID, Remedy: model.RemedyRefund, Compensation: model.Yuan(50)}))
		st, err := m.claim.Status(t.Context(), f.Secret)
		if err != nil {
			t.Fatal(err)
		}
		payee := claim.Payee{Account: "6222000011112222"}
		_, err = m.claim.Reply(t.Context(), model.Idempotency{}, f.Secret, claim.Reply{Event: model.ClaimAccept, Offer: st.Claim.OfferID, Payee: payee})
		if !slices.Contains(faultsOf(err), "account_consent claim-account-consent-missing") {
			t.Errorf("with the acceptance: %v", err)
		}
		m.reply(f.Secret, model.ClaimAccept)
		if _, err = m.claim.PayTo(t.Context(), f.Secret, payee); !slices.Contains(faultsOf(err), "account_consent claim-account-consent-missing") {
			t.Errorf("by itself: %v", err)
		}
		payee.Consent = true
		if _, err := m.claim.PayTo(t.Context(), f.Secret, payee); err != nil {
			t.Error(err)
		}
	})
}

// TestClaim_clueReasons: the authority sees beside what ran out what was refused, and for which reason.
func TestClaim_clueReasons(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		for _, reason := range []model.ClaimReason{model.ReasonFalse, model.ReasonNoLink, model.ReasonFalse} {
			f := m.file(m.shop)
			m.must(m.claim.Refuse(t.Context(), m.shop.Actor, model.Idempotency{}, claim.Refusal{ID: f.ID, Reason: reason, Note: "x"}))
		}
		m.file(m.trader)
		m.days(16)
		if n, err := m.claim.Deem(t.Context()); n != 1 || err != nil {
			t.Fatalf("%d deemed, %v", n, err)
		}
		clues, err := m.claim.CreditClues(t.Context(), m.inspector, 0)
		if err != nil || len(clues) != 2 || clues[0].OrgID != m.trader.Org || clues[0].Times != 1 || clues[0].Refused != 0 || clues[0].First == 0 || len(clues[0].Reasons) != 0 {
			t.Fatalf("%+v, %v", clues, err)
		}
		want := []repository.ClueReason{{Reason: model.ReasonFalse, Times: 2}, {Reason: model.ReasonNoLink, Times: 1}}
		if shop := clues[1]; shop.Times != 0 || shop.First != 0 || shop.Refused != 3 || !slices.Equal(shop.Reasons, want) {
			t.Errorf("the shop: %+v", shop)
		}
	})
}
