package trace

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"syscall"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// How deliveries are made.
const (
	// deliverEvery is how often streams are looked at: an event is sent about so long after its commit.
	deliverEvery = time.Second
	// deliverBatch and deliverBytes bound the events of one delivery; a single event may be larger.
	deliverBatch = 100
	deliverBytes = 1 << 20
	// runBatch bounds the events that one run of a subscription sends; the next run follows at once.
	runBatch = 1_000
	// deliverTimeout bounds one attempt, deliverHold is how long other processes leave it alone.
	deliverTimeout = 10 * time.Second
	deliverHold    = time.Minute
	// MaxAttempts is how often a delivery is tried before it is given up: for about two days.
	MaxAttempts = 12
	firstPause  = 30 * time.Second
	longestWait = 12 * time.Hour
	// keepDelivered is how long deliveries that arrived are kept to be looked at.
	keepDelivered = 7 * 24 * time.Hour
)

// Deliverer runs the subscriptions, one goroutine at a time: it asks their queries, keeps what they send, and sends it. Every delivery is kept in
// the database before it is sent, so that it survives a crash and is sent at least once; its id tells repetitions.
type Deliverer struct {
	store  *repository.Store
	clock  func() time.Time
	log    *slog.Logger
	client *http.Client
	local  bool
	forgot time.Time // when old deliveries were last deleted
}

// DelivererOption changes a Deliverer.
type DelivererOption func(*Deliverer)

// AllowLoopback lets deliveries go to this machine and without TLS, for tests.
func AllowLoopback(d *Deliverer) { d.local = true }

// NewDeliverer makes a Deliverer. Its client reaches the open Internet only: the address that is dialled is judged, not
// the name, so that a name cannot lead into the house's network; it follows no redirects and uses no proxy.
func NewDeliverer(store *repository.Store, clock func() time.Time, log *slog.Logger, options ...DelivererOption) *Deliverer {
	d := &Deliverer{store: store, clock: clock, log: log}
	for _, o := range options {
		o(d)
	}
	dialer := &net.Dialer{Timeout: deliverTimeout, Control: d.control}
	d.client = &http.Client{
		Timeout:       deliverTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: deliverTimeout, ResponseHeaderTimeout: deliverTimeout,
			MaxResponseHeaderBytes: 16 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		},
	}
	return d
}

// Client returns the client of the deliveries, for whatever else of the house sends to addresses that others have named.
func (d *Deliverer) Client() *http.Client { return d.client }

// errInside says that an address is none of the open Internet.
var errInside = errors.New("the address is not on the open Internet")

// control judges the address that is about to be dialled.
func (d *Deliverer) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	switch {
	case d.local && at.Addr().Unmap().IsLoopback():
		return nil
	case !public(at.Addr()):
		return errInside
	case !slices.Contains(deliverPorts, at.Port()):
		return errPort
	}
	return nil
}

// deliverPorts are those at which receivers of HTTPS listen; any other is more likely a way to something else.
var deliverPorts = []uint16{443, 8443}

// errPort says that a receiver must listen elsewhere.
var errPort = errors.New("deliveries go to the ports 443 and 8443 only")

// Run works until the context is done.
func (d *Deliverer) Run(ctx context.Context) error {
	tick := time.NewTicker(deliverEvery)
	defer tick.Stop()
	for {
		if err := d.Step(ctx); err != nil && ctx.Err() == nil {
			d.log.LogAttrs(ctx, slog.LevelWarn, "subscriptions did not run", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Step runs the queries that are due and sends the deliveries that are due.
func (d *Deliverer) Step(ctx context.Context) error {
	var due []model.Subscription
	err := d.store.Read(ctx, func(tx *repository.Tx) (err error) {
		due, err = tx.Trace().DueSubscriptions(100)
		return err
	})
	if err != nil {
		return err
	}
	var failures []error
	for _, s := range due {
		if err := d.ask(ctx, s); err != nil {
			failures = append(failures, fmt.Errorf("subscription %s: %w", s.ID, err))
		}
	}
	const most = 200 // sent in one step; the rest waits a second
	for range most {
		sent, err := d.send(ctx)
		if err != nil {
			failures = append(failures, err)
		}
		if !sent || err != nil {
			break
		}
	}
	if now := d.clock(); now.Sub(d.forgot) > time.Hour {
		d.forgot = now
		failures = append(failures, d.store.Write(ctx, func(tx *repository.Tx) error {
			return tx.Trace().ForgetDeliveries(tx.Now().Add(-keepDelivered))
		}))
	}
	return errors.Join(failures...)
}

// ask runs the query of a subscription and keeps what it is to send. The query runs as the organisation, with what it
// may see now; one that is not active sends nothing until it is again.
func (d *Deliverer) ask(ctx context.Context, s model.Subscription) error {
	var (
		batches []repository.Batch
		upto    = s.Upto
		more    bool
	)
	err := d.store.Read(ctx, func(tx *repository.Tx) error {
		org, err := tx.Trace().OrganisationOf(s.OrgID)
		if err != nil || org.State != model.OrgActive {
			return err
		}
		row, err := tx.Trace().NamedQuery(s.OrgID, s.QueryName)
		if err != nil {
			return err
		}
		q, err := parseNamed(row.Query, row.Extensions)
		if err != nil {
			return err
		}
		actor := model.Actor{Org: org.ID, OrgKind: org.Kind, OrgState: org.State, Region: org.Region}
		var events []QueriedEvent
		if events, upto, more, err = tx.Trace().Unsent(actor.Scope(), s, q, runBatch); err != nil {
			return err
		}
		batches, err = d.pack(s, events)
		return err
	})
	next := model.InstantOf(d.clock()).Add(deliverEvery)
	if len(s.Schedule) > 0 && !more {
		next = d.scheduled(s)
	}
	var refusal *model.Refusal
	switch {
	case errors.As(err, &refusal): // it would fail the same way the next second
		next = max(next, model.InstantOf(d.clock()).Add(longestWait/12))
		d.log.LogAttrs(ctx, slog.LevelWarn, "a subscription cannot run", slog.String("subscription", s.ID.String()), slog.Any("error", err))
		batches, upto = nil, s.Upto
	case err != nil:
		return err
	}
	return d.store.Write(ctx, func(tx *repository.Tx) error {
		_, err := tx.Trace().Enqueue(s, batches, upto, next)
		return err
	})
}

// scheduled is when a subscription runs next by its schedule.
func (d *Deliverer) scheduled(s model.Subscription) model.Instant {
	n, err := epcis.ParseJSON(s.Schedule)
	if err == nil {
		if schedule, err := epcis.ParseSchedule(n); err == nil {
			if next, ok := schedule.Next(d.clock()); ok {
				return model.InstantOf(next)
			}
		}
	}
	return model.Forever
}

// pack writes events into documents of a size that a receiver can take.
func (d *Deliverer) pack(s model.Subscription, events []QueriedEvent) ([]repository.Batch, error) {
	var batches []repository.Batch
	write := func(part []QueriedEvent) error {
		body, _, err := EventDocument(part, epcis.Heading{
			QueryName: s.QueryName, SubscriptionID: s.ID.String(), CreationDate: d.clock().UTC(),
		}, FormatNeverTranslates)
		b := repository.Batch{Body: body, Events: []model.Seq{}}
		for _, e := range part {
			b.Events = append(b.Events, e.Row.Seq)
		}
		batches = append(batches, b)
		return err
	}
	from, size := 0, 0
	for i, e := range events {
		if i > from && (i-from == deliverBatch || size+len(e.Row.Body) > deliverBytes) {
			if err := write(events[from:i]); err != nil {
				return nil, err
			}
			from, size = i, 0
		}
		size += len(e.Row.Body)
	}
	if from < len(events) || len(events) == 0 && s.ReportIfEmpty == 1 {
		return batches, write(events[from:])
	}
	return batches, nil
}

// send makes one attempt at the delivery that waits longest; false when none is due.
func (d *Deliverer) send(ctx context.Context) (bool, error) {
	var (
		row model.Delivery
		s   model.Subscription
	)
	err := d.store.Write(ctx, func(tx *repository.Tx) (err error) {
		row, s, err = tx.Trace().ClaimDelivery(tx.Now().Add(deliverHold))
		return err
	})
	if err != nil || row.ID == "" {
		return false, err
	}
	failure := d.post(ctx, row, s)
	return true, d.store.Write(ctx, func(tx *repository.Tx) error {
		const worker = "system:deliverer"
		switch {
		case failure == nil:
			return tx.Trace().FinishDelivery(row, model.DeliveryDeliver, worker, "")
		case row.Attempts >= MaxAttempts:
			return tx.Trace().FinishDelivery(row, model.DeliveryGiveUp, worker, failureText(failure))
		}
		return tx.Trace().PostponeDelivery(row, failureText(failure), tx.Now().Add(pause(row.Attempts)))
	})
}

// pause doubles from attempt to attempt.
func pause(attempts int) time.Duration { return min(firstPause<<min(attempts-1, 20), longestWait) }

// failureText shortens an error for the list of deliveries. What a server answered is not in it: an address that leads
// inside must not become a way to read.
func failureText(err error) string {
	text := err.Error()
	if inner := (*url.Error)(nil); errors.As(err, &inner) {
		text = inner.Err.Error()
	}
	return text[:min(len(text), 250)]
}

// The headers of a delivery. GS1-Signature is "t=<unix seconds>,sha256=<hex>", the HMAC-SHA256 under the subscription's
// secret of the seconds, a point and the body: whoever knows the secret can tell that the body is ours and how old.
const (
	headerSignature = "GS1-Signature"
	headerDelivery  = "GS1-Delivery-ID"
	headerAttempt   = "GS1-Delivery-Attempt"
)

// Sign is the value of GS1-Signature.
func Sign(secret, body []byte, at time.Time) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(seconds + "."))
	mac.Write(body)
	return "t=" + seconds + ",sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// post sends a delivery; any answer but success is a failure.
func (d *Deliverer) post(ctx context.Context, row model.Delivery, s model.Subscription) error {
	u, err := url.Parse(s.Dest)
	if err != nil {
		return err
	}
	if u.Scheme != "https" && !d.local {
		return errors.New("deliveries go to https addresses only")
	}
	ctx, cancel := context.WithTimeout(ctx, deliverTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Dest, bytes.NewReader(row.Body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "suyuan")
	req.Header.Set("GS1-EPCIS-Version", "2.0")
	req.Header.Set(headerSignature, Sign(s.Secret, row.Body, d.clock()))
	req.Header.Set(headerDelivery, row.ID.String())
	req.Header.Set(headerAttempt, strconv.Itoa(row.Attempts))
	res, err := d.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode < http.StatusOK || res.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the receiver answered %d", res.StatusCode)
	}
	return nil
}
