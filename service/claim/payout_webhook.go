package claim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// How orders are sent to providers.
const (
	payoutEvery   = time.Second
	payoutTimeout = 10 * time.Second
	// payoutHold is how long other processes leave an order alone that one is sending.
	payoutHold = time.Minute
	// PayoutAttempts is how often an order is tried before a person has to decide: for about two days.
	PayoutAttempts = 12
	// PayoutInquiries is how often the provider is asked after an order that it may have or not, before a person has to
	// turn to it: for a week.
	PayoutInquiries = 14
	payoutPause     = 30 * time.Second
	payoutLongest   = 12 * time.Hour
	payoutStep      = 100 // orders of one step
	payoutKey       = 32  // bytes of a secret; Standard Webhooks asks for 24 to 64
	maxPayoutURL    = 500
	// payoutTolerance is how far the timestamp of a call may be from now.
	payoutTolerance = 5 * time.Minute
	// MaxPayoutCall bounds the body of a provider's call, in bytes.
	MaxPayoutCall = 16 << 10
)

// payoutName is who moves what the sender of orders and the calls of providers move.
const payoutName = "system:payouts"

// The types of messages to and from providers.
const (
	payoutOrderType   = "payout.order"
	payoutInquiryType = "payout.inquiry"
	payoutConfirmed   = "payout.confirmed"
	payoutFailed      = "payout.failed"
	payoutUnknown     = "payout.unknown"
)

// Payouts sends orders to the providers of payers. An order is kept in the database before it is sent, so that it
// survives a crash and arrives at least once; it carries the payment's id as the key by which the provider tells that it
// has it already.
type Payouts struct {
	service *Service
	log     *slog.Logger
	client  *http.Client
	plain   bool
}

// PayoutOption changes how orders are sent.
type PayoutOption func(*Payouts)

// PayoutPlain lets orders go to addresses without TLS and to any port, for tests.
func PayoutPlain(p *Payouts) { p.plain = true }

// NewPayouts makes the sender. The client reaches the open Internet and nothing of the house's own network.
func NewPayouts(s *Service, client *http.Client, log *slog.Logger, options ...PayoutOption) *Payouts {
	p := &Payouts{service: s, log: log, client: client}
	for _, o := range options {
		o(p)
	}
	return p
}

// Run works until the context is done.
func (p *Payouts) Run(ctx context.Context) error {
	tick := time.NewTicker(payoutEvery)
	defer tick.Stop()
	for {
		if err := p.Step(ctx); err != nil && ctx.Err() == nil {
			p.log.LogAttrs(ctx, slog.LevelWarn, "orders to payment providers were not sent", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Step sends what is due.
func (p *Payouts) Step(ctx context.Context) error {
	for range payoutStep {
		sent, err := p.send(ctx)
		if err != nil || !sent {
			return err
		}
	}
	return nil
}

// payoutMessage is an order as the provider gets it. An inquiry after an order names no account: the provider answers it
// with a signed call that confirms the payment, says that it has failed, or that it has no such order and will carry none
// out.
type payoutMessage struct {
	Type     string          `json:"type"`
	Payment  model.PaymentID `json:"payment"`
	Amount   string          `json:"amount"`
	Currency model.Currency  `json:"currency"`
	Holder   string          `json:"holder,omitempty"`
	Account  string          `json:"account,omitempty"`
	Bank     string          `json:"bank,omitempty"`
	Purpose  string          `json:"purpose"`
	// id is the same for every attempt at an order, so that the provider tells that it has it already; each inquiry has its
	// own.
	id       string
	endpoint model.PayoutEndpoint
	at       time.Time
}

// errPayoutFinal marks a failure that another attempt will not mend.
var errPayoutFinal = errors.New("given up")

// send makes one attempt at the order that waits longest; false when none is due.
func (p *Payouts) send(ctx context.Context) (bool, error) {
	var order model.PayoutOrder
	store := p.service.store
	err := store.Write(ctx, func(tx *repository.Tx) (err error) {
		order, err = tx.Claim().TakePayoutOrder(tx.Now().Add(payoutHold))
		return err
	})
	if err != nil || order.PaymentID == "" {
		return false, err
	}
	reached, failure := p.attempt(ctx, order)
	return true, store.Write(ctx, func(tx *repository.Tx) error {
		if !reached || inquiring(order) { // an inquiry leaves the doubt as it was
			order.Doubt--
			if err := tx.Claim().PayoutOrderKnown(order.PaymentID, 1); err != nil {
				return err
			}
		}
		switch {
		case failure == nil && !inquiring(order):
			order.Phase, order.LastError = model.PayoutTaken, ""
		case errors.Is(failure, errPayoutFinal), order.Attempts >= PayoutAttempts && order.Doubt == 0, order.Attempts >= PayoutAttempts+PayoutInquiries:
			order.Phase, order.LastError = model.PayoutGivenUp, payoutFailure(failure)
			if err := givenUp(tx, order); err != nil {
				return err
			}
		default:
			order.LastError = payoutFailure(failure)
			order.NextAt = tx.Now().Add(min(payoutPause<<min(order.Attempts-1, 20), payoutLongest))
		}
		return tx.Claim().SetPayoutOrder(order)
	})
}

// inquiring reports whether an attempt at an order only asks after it: so many attempts at handing it over were in vain.
func inquiring(order model.PayoutOrder) bool { return order.Attempts > PayoutAttempts }

// givenUp tells the payer that its provider could not be reached.
func givenUp(tx *repository.Tx, order model.PayoutOrder) error {
	p, err := tx.Claim().Payment(model.SystemScope("an order that was given up"), order.PaymentID)
	if err != nil {
		return err
	}
	return tellOf(tx, model.NewsPayoutGivenUp, p)
}

// payoutFailure shortens an error for people. It holds neither what a server answered nor where money was to go.
func payoutFailure(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	if inner := (*url.Error)(nil); errors.As(err, &inner) {
		text = inner.Err.Error()
	}
	const most = 250
	return text[:min(len(text), most)]
}

// attempt sends one order, or asks after it. Where the money goes is opened now and forgotten after. Reached tells that the
// provider may have the order now: everything but a connection that was never made, or an answer by which the provider
// does not take it.
func (p *Payouts) attempt(ctx context.Context, order model.PayoutOrder) (reached bool, err error) {
	var m payoutMessage
	err = p.service.store.Write(ctx, func(tx *repository.Tx) (err error) {
		m, err = p.message(tx, order)
		return err
	})
	if err != nil {
		return false, err
	}
	body, err := json.Marshal(m)
	if err != nil {
		return false, err
	}
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	ctx, cancel := context.WithTimeout(ctx, payoutTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.endpoint.Address, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "suyuan", "Idempotency-Key": m.id, "webhook-id": m.id,
		"webhook-timestamp": strconv.FormatInt(m.at.Unix(), 10), "webhook-signature": model.SignWebhook(m.endpoint.Secret, m.id, m.at, body),
	} {
		req.Header.Set(name, value)
	}
	res, err := p.client.Do(req)
	if err != nil {
		return connected.Load(), err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusGone:
		return false, fmt.Errorf("the provider answered %d: %w", res.StatusCode, errPayoutFinal)
	case res.StatusCode < http.StatusOK || res.StatusCode >= http.StatusMultipleChoices:
		return !declined[res.StatusCode], fmt.Errorf("the provider answered %d", res.StatusCode)
	}
	return true, nil
}

// declined are the answers by which a provider says that it does not take an order (RFC 9110 §15.5). Others may come from
// something between it and us that does not know what became of the order.
var declined = map[int]bool{
	http.StatusBadRequest: true, http.StatusUnauthorized: true, http.StatusPaymentRequired: true, http.StatusForbidden: true, http.StatusNotFound: true,
	http.StatusMethodNotAllowed: true, http.StatusRequestEntityTooLarge: true, http.StatusUnsupportedMediaType: true, http.StatusUnprocessableEntity: true,
	http.StatusTooManyRequests: true,
}

func (p *Payouts) message(tx *repository.Tx, order model.PayoutOrder) (m payoutMessage, err error) {
	row, err := tx.Claim().Payment(model.SystemScope("orders that people have sent"), order.PaymentID)
	if err != nil {
		return m, err
	}
	if row.State != model.PaymentSent {
		return m, fmt.Errorf("the payment is %s: %w", row.State, errPayoutFinal)
	}
	if m.endpoint, err = tx.Claim().PayoutEndpoint(order.EndpointID); err != nil {
		return m, err
	}
	claims, err := tx.Claim().ClaimsOf([]model.ClaimID{row.ClaimID})
	if err != nil {
		return m, err
	}
	m.Type, m.Payment, m.Amount, m.Currency, m.at = payoutOrderType, row.ID, Total(row).Amount(), model.CNY, tx.Now().Time()
	m.Purpose, m.id = claims[row.ClaimID].Number, row.ID.String()
	if inquiring(order) {
		m.Type, m.id = payoutInquiryType, m.id+"."+strconv.Itoa(order.Attempts)
		return m, nil
	}
	if m.endpoint.EndedAt != 0 {
		return m, fmt.Errorf("the address is not in use any more: %w", errPayoutFinal)
	}
	to, err := p.service.account(tx, doer{payoutName, row.PayerID}, row)
	if err != nil {
		return m, fmt.Errorf("%w: %w", errPayoutFinal, err)
	}
	m.Holder, m.Account, m.Bank = to.Holder, to.Account, to.Bank
	return m, nil
}

// SetEndpoint has the orders of the actor's organisation sent to the address of its payment provider, in place of the one
// before. The secret with which orders and confirmations are signed is told this once.
//
// Who: permission claim:pay. Refusals: invalid (claim-payout-address).
func (p *Payouts) SetEndpoint(ctx context.Context, actor model.Actor, address string) (row model.PayoutEndpoint, secret string, err error) {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return row, "", err
	}
	if !p.reachable(address) {
		return row, "", model.PayoutAddress.At("address")
	}
	key := make([]byte, payoutKey)
	_, _ = rand.Read(key) // crypto/rand.Read never fails
	err = p.service.store.Write(ctx, func(tx *repository.Tx) error {
		row = model.PayoutEndpoint{
			ID: repository.NewID[model.PayoutEndpoint](tx), PayerID: actor.Org, Address: address, Secret: key, Actor: actor.Name(), CreatedAt: tx.Now(),
		}
		if err := tx.Claim().InsertPayoutEndpoint(row); err != nil {
			return err
		}
		return tx.Audit(actor, "payout-endpoint.set", row.ID.String(), "")
	})
	row.Secret = nil
	return row, model.WebhookSecret(key), err
}

// reachable reports whether an address has the form of one on the open Internet; where it leads is judged each time it
// is dialled.
func (p *Payouts) reachable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxPayoutURL || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return false
	}
	return p.plain || u.Scheme == "https" && slices.Contains([]string{"", "443", "8443"}, u.Port())
}

// Endpoint returns the address of the provider of the actor's organisation, without its secret.
//
// Who: permission claim:pay. Refusals: not-found when there is none.
func (p *Payouts) Endpoint(ctx context.Context, actor model.Actor) (row model.PayoutEndpoint, err error) {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return row, err
	}
	err = p.service.store.Read(ctx, func(tx *repository.Tx) (err error) {
		row, err = tx.Claim().PayoutEndpointOf(actor.Org)
		return err
	})
	row.Secret = nil
	return row, err
}

// RemoveEndpoint sends no more orders to an address. What was sent there can still be confirmed.
//
// Who: permission claim:pay. Refusals: not-found.
func (p *Payouts) RemoveEndpoint(ctx context.Context, actor model.Actor, id model.PayoutEndpointID) error {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return err
	}
	return p.service.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Claim().EndPayoutEndpoint(actor.Org, id); err != nil {
			return err
		}
		return tx.Audit(actor, "payout-endpoint.remove", id.String(), "")
	})
}

// PayoutCall is a call of a provider as it came in: the headers of Standard Webhooks and the body to the byte.
type PayoutCall struct {
	Endpoint                 model.PayoutEndpointID
	ID, Timestamp, Signature string
	Body                     []byte
}

// payoutAnswer is what a provider says of a payment.
type payoutAnswer struct {
	Type      string `json:"type"`
	Payment   string `json:"payment"`
	Amount    string `json:"amount"`
	Reference string `json:"reference"`
}

// Heard takes a signed call of a provider: the payment has arrived, has failed, or the provider has no order for it and
// will carry none out. The same call again has no effect. A payment that had failed and was paid after all is noted and settles nothing.
//
// Who: whoever has the secret of the address. Refusals: claim-payout-signature, malformed, not-found,
// claim-payout-mismatch, claim-payout-paid-after-failure, move-not-allowed.
func (p *Payouts) Heard(ctx context.Context, call PayoutCall) error {
	late := false
	err := p.service.store.Write(ctx, func(tx *repository.Tx) error {
		late = false
		e, err := tx.Claim().PayoutEndpoint(call.Endpoint)
		if errors.Is(err, model.NotFound) {
			return model.PayoutSignature.Refuse()
		}
		if err != nil {
			return err
		}
		if err := call.verify(e.Secret, tx.Now()); err != nil {
			return err
		}
		a, amount, err := call.read()
		if err != nil {
			return err
		}
		fresh, err := tx.Claim().HeardPayoutCall(model.PayoutCall{EndpointID: e.ID, Message: call.ID, PaymentID: model.PaymentID(a.Payment), At: tx.Now()})
		if err != nil || !fresh {
			return err
		}
		late, err = a.apply(p.service, tx, e, amount)
		return err
	})
	if err == nil && late {
		return model.PaidAfterFailure.Refuse() // what was heard stays noted
	}
	return err
}

// maxPayoutID bounds the id of a call.
const maxPayoutID = 100

// verify refuses a call that is not signed with the secret, or not just now.
func (c PayoutCall) verify(secret []byte, now model.Instant) error {
	seconds, err := strconv.ParseInt(c.Timestamp, 10, 64)
	at := time.Unix(seconds, 0)
	if err != nil || c.ID == "" || len(c.ID) > maxPayoutID || now.Time().Sub(at).Abs() > payoutTolerance {
		return model.PayoutSignature.Refuse()
	}
	want := []byte(model.SignWebhook(secret, c.ID, at, c.Body))
	for one := range strings.FieldsSeq(c.Signature) {
		if hmac.Equal([]byte(one), want) {
			return nil
		}
	}
	return model.PayoutSignature.Refuse()
}

// read reads what a signed call says.
func (c PayoutCall) read() (a payoutAnswer, amount model.Money, err error) {
	bad := func(reason string) error { return model.Malformed.Refuse(model.P("reason", reason)) }
	if json.Unmarshal(c.Body, &a) != nil {
		return a, amount, bad("JSON")
	}
	if a.Type != payoutConfirmed && a.Type != payoutFailed && a.Type != payoutUnknown {
		return a, amount, bad("type")
	}
	if _, err := model.ParseID[model.ClaimPayment](a.Payment); err != nil {
		return a, amount, bad("payment")
	}
	if a.Reference == "" && a.Type == payoutConfirmed || len(a.Reference) > maxPayText {
		return a, amount, bad("reference")
	}
	if amount, err = model.ParseMoney(a.Amount, model.CNY); err != nil {
		return a, amount, bad("amount")
	}
	return a, amount, nil
}

// apply does what a provider says of a payment that it was given; late when it has paid what had failed.
func (a payoutAnswer) apply(s *Service, tx *repository.Tx, e model.PayoutEndpoint, amount model.Money) (late bool, err error) {
	order, err := tx.Claim().PayoutOrder(model.PaymentID(a.Payment))
	if err != nil {
		return false, err
	}
	row, err := tx.Claim().Payment(model.SystemScope("what a provider was given"), order.PaymentID)
	if err != nil {
		return false, err
	}
	if order.EndpointID != e.ID || row.PayerID != e.PayerID || amount.Fen != Total(row).Fen {
		return false, model.PayoutMismatch.Refuse()
	}
	if row, err = lockedPayment(tx, row); err != nil {
		return false, err
	}
	by := doer{payoutName, row.PayerID}
	switch a.Type {
	case payoutFailed:
		return false, letGo(tx, by, &row, model.PaymentFail, model.PayoutFailureOf(a.Reference))
	case payoutUnknown:
		return false, unheard(tx, by, row)
	}
	if row.State == model.PaymentFailed {
		return true, paidAfterFailure(tx, by, &row, a.Reference)
	}
	return false, s.arrive(tx, by, &row, a.Reference)
}

// unheard notes that a provider has no order for a payment: from then on somebody may let it fail. While the order is still
// being sent the answer decides nothing, since the provider may get it after all.
func unheard(tx *repository.Tx, by doer, row model.ClaimPayment) error {
	order, err := tx.Claim().PayoutOrder(row.ID)
	if err != nil {
		return err
	}
	if row.State != model.PaymentSent || order.Phase == model.PayoutWaiting && !inquiring(order) {
		return model.PayoutStillSent.Refuse()
	}
	if err := tx.Claim().PayoutOrderKnown(row.ID, order.Doubt); err != nil {
		return err
	}
	order.Phase = model.PayoutGivenUp
	if err := tx.Claim().SetPayoutOrder(order); err != nil {
		return err
	}
	return by.audit(tx, "claim-payment.unknown", row.ID, "")
}
