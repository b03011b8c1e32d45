package service_test

import (
	"encoding/base64"
	"encoding/json"
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
	"suyuan/repository/repotest"
	"suyuan/service/claim"
)

// provider is a payment provider that takes orders.
type provider struct {
	mu     sync.Mutex
	status int
	heard  []*http.Request
	bodies []string
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard, p.bodies = append(p.heard, r), append(p.bodies, string(body))
	w.WriteHeader(p.status)
}

// TestPayoutWebhook: an order arrives signed, again with the same key when the provider stumbles, and only the provider's
// signed call confirms it, once.
func TestPayoutWebhook(t *testing.T) {
	eachTill(t, func(h *till) {
		bank := &provider{status: http.StatusServiceUnavailable}
		server := httptest.NewServer(bank)
		defer server.Close()
		payouts := claim.NewPayouts(h.Claim, server.Client(), slog.New(slog.DiscardHandler), claim.PayoutPlain)
		e, secret, err := payouts.SetEndpoint(ctx, h.store.Actor, server.URL)
		if err != nil {
			t.Fatal(err)
		}
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil || len(key) != 32 || e.Secret != nil {
			t.Fatalf("secret %q, %v", secret, err)
		}
		c := h.accepted(h.store, 10_050, 0)
		p, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutWebhook})
		if err != nil {
			t.Fatal(err)
		}
		p = h.movePayment(h.store.Actor, p, model.PaymentSend)
		step := func() {
			if err := payouts.Step(ctx); err != nil {
				t.Fatal(err)
			}
		}
		step()
		step()
		if len(bank.heard) != 1 {
			t.Fatalf("%d orders before the pause is over", len(bank.heard))
		}
		h.clock.Advance(time.Minute)
		bank.status = http.StatusAccepted
		step()
		h.clock.Advance(time.Hour)
		step()
		if len(bank.heard) != 2 {
			t.Fatalf("%d orders, want the first and its repetition", len(bank.heard))
		}
		id := p.Row.ID.String()
		for i, r := range bank.heard {
			var m struct{ Type, Payment, Amount, Account, Purpose string }
			if err := json.Unmarshal([]byte(bank.bodies[i]), &m); err != nil || m.Type != "payout.order" || m.Payment != id || m.Amount != "100.50" || m.Account != tillAccount || m.Purpose != c.Number {
				t.Errorf("order %d: %s, %v", i, bank.bodies[i], err)
			}
			if r.Header.Get("Idempotency-Key") != id || r.Header.Get("webhook-id") != id {
				t.Errorf("order %d goes by the key %q", i, r.Header.Get("Idempotency-Key"))
			}
			if err := (&signed{r.Header, bank.bodies[i]}).check(key); err != "" {
				t.Errorf("order %d: %s", i, err)
			}
		}
		_, err = h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentConfirm, Reference: "me"})
		declines(t, "confirmed by hand", err, model.PaymentProvider)

		now := h.clock.Now
		call := func(id string, at time.Time, key []byte, body string) claim.PayoutCall {
			return claim.PayoutCall{Endpoint: e.ID, ID: id, Timestamp: stamp(at), Signature: "v1,x " + model.SignWebhook(key, id, at, []byte(body)), Body: []byte(body)}
		}
		good := `{"type":"payout.confirmed","payment":"` + id + `","amount":"100.50","reference":"B-1"}`
		for _, one := range []struct {
			name string
			call claim.PayoutCall
			want *model.Problem
		}{
			{"another key", call("m1", now(), []byte("another"), good), model.PayoutSignature},
			{"long ago", call("m1", now().Add(-6*time.Minute), key, good), model.PayoutSignature},
			{"from the future", call("m1", now().Add(6*time.Minute), key, good), model.PayoutSignature},
			{"no id", call("", now(), key, good), model.PayoutSignature},
			{"another body", func() claim.PayoutCall { c := call("m1", now(), key, good); c.Body = append(c.Body, ' '); return c }(), model.PayoutSignature},
			{"another address", func() claim.PayoutCall {
				c := call("m1", now(), key, good)
				c.Endpoint = "00000000-0000-7000-8000-000000000009"
				return c
			}(), model.PayoutSignature},
			{"the order itself", call("m1", now(), key, bank.bodies[0]), model.Malformed},
			{"no JSON", call("m1", now(), key, "paid"), model.Malformed},
			{"another sum", call("m1", now(), key, strings.Replace(good, "100.50", "100.51", 1)), model.PayoutMismatch},
			{"a payment of nobody", call("m1", now(), key, strings.Replace(good, id, "00000000-0000-7000-8000-000000000009", 1)), model.NotFound},
			{"right", call("m1", now(), key, good), nil},
			{"the same again", call("m1", now(), key, good), nil},
			{"once more", call("m2", now(), key, good), model.MoveNotAllowed},
			{"failed after all", call("m3", now(), key, strings.Replace(good, "confirmed", "failed", 1)), model.MoveNotAllowed},
		} {
			declines(t, one.name, payouts.Heard(ctx, one.call), one.want)
			if one.want != nil && one.call.ID == "m1" && h.state(c) != model.ClaimAccepted {
				t.Errorf("%s: the claim is %s", one.name, h.state(c))
			}
		}
		if h.state(c) != model.ClaimSettled || h.borne(h.store) != 10_050 {
			t.Errorf("the claim is %s, the shop has borne %d", h.state(c), h.borne(h.store))
		}

		c = h.accepted(h.store, 700, 0)
		if p, err = h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutWebhook}); err != nil {
			t.Fatal(err)
		}
		p = h.movePayment(h.store.Actor, p, model.PaymentSend)
		if slices.Contains(p.Allowed, model.PaymentFail) {
			t.Error("offers to let fail by hand what the provider may carry out")
		}
		_, err = h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentFail, Reason: model.FailedMistake})
		declines(t, "failed by hand", err, model.PaymentProvider)
		declines(t, "failed", payouts.Heard(ctx, call("m4", now(), key, `{"type":"payout.failed","payment":"`+p.Row.ID.String()+`","amount":"7.00","reference":"no account"}`)), nil)
		sent := len(bank.heard)
		step()
		if len(bank.heard) != sent {
			t.Error("an order goes out for a payment that has failed")
		}
		if h.state(c) != model.ClaimAccepted {
			t.Errorf("the claim is %s", h.state(c))
		}
		late := `{"type":"payout.confirmed","payment":"` + p.Row.ID.String() + `","amount":"7.00","reference":"late 1"}`
		declines(t, "paid after it had failed", payouts.Heard(ctx, call("m5", now(), key, late)), model.PaidAfterFailure)
		if got, err := h.Claim.Payment(ctx, h.store.Actor, p.Row.ID); err != nil || got.Row.State != model.PaymentFailed || got.Row.Reference != "late 1" {
			t.Errorf("%+v, %v", got.Row, err)
		}
		if h.state(c) != model.ClaimAccepted {
			t.Errorf("paid after it had failed: the claim is %s", h.state(c))
		}
		h.pay(h.store, c)
		if got := h.borne(h.store); got != 10_750 {
			t.Errorf("borne %d", got)
		}

		bank.status = http.StatusGone // the provider wants no more orders
		c = h.accepted(h.store, 800, 0)
		if p, err = h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutWebhook}); err != nil {
			t.Fatal(err)
		}
		p = h.movePayment(h.store.Actor, p, model.PaymentSend)
		step()
		if p = h.movePayment(h.store.Actor, p, model.PaymentFail); p.Row.State != model.PaymentFailed {
			t.Errorf("what was given up is %s", p.Row.State)
		}
		h.nowhere(tillAccount)
	})
}

func stamp(at time.Time) string { return json.Number(jsonInt(at.Unix())).String() }

func jsonInt(n int64) string { b, _ := json.Marshal(n); return string(b) }

// signed is a message with the headers of Standard Webhooks.
type signed struct {
	header http.Header
	body   string
}

func (s *signed) check(key []byte) string {
	var seconds int64
	if json.Unmarshal([]byte(s.header.Get("webhook-timestamp")), &seconds) != nil {
		return "no timestamp"
	}
	if s.header.Get("webhook-signature") != model.SignWebhook(key, s.header.Get("webhook-id"), time.Unix(seconds, 0), []byte(s.body)) {
		return "not signed right"
	}
	return ""
}

// nowhere looks for a text in everything that payment writes.
func (h *till) nowhere(text string) {
	h.t.Helper()
	db := repotest.SQL(h.t, h.house.store)
	for _, q := range []string{
		"SELECT COUNT(*) FROM audit WHERE INSTR(detail, ?) > 0", "SELECT COUNT(*) FROM moves WHERE INSTR(reason, ?) > 0",
		"SELECT COUNT(*) FROM idempotency WHERE INSTR(result, ?) > 0", "SELECT COUNT(*) FROM claim_payout_orders WHERE INSTR(last_error, ?) > 0",
		"SELECT COUNT(*) FROM claim_secrets WHERE INSTR(contact, ?) > 0",
	} {
		var n int
		if err := db.QueryRowContext(ctx, q, text).Scan(&n); err != nil || n > 0 {
			h.t.Errorf("%s: %d, %v", q, n, err)
		}
	}
	var looks int
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM audit WHERE action = 'claim-payment.account'").Scan(&looks); err != nil || looks == 0 {
		h.t.Errorf("%d looks at an account are audited, %v", looks, err)
	}
}
