package recall

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// How notices are sent.
const (
	// sendEvery is how often the outbox is looked at: a notice leaves about so long after its commit.
	sendEvery = time.Second
	// sendTimeout bounds one attempt, sendHold is how long other processes leave a notice alone that one is sending.
	sendTimeout = 10 * time.Second
	sendHold    = time.Minute
	// NoticeAttempts is how often a notice is tried before it is given up: for about two days.
	NoticeAttempts = 12
	firstPause     = 30 * time.Second
	longestPause   = 12 * time.Hour
	// deskStep and sendStep bound what one step does; the rest waits a second.
	deskStep = 500
	sendStep = 100
	// MaxEndpoints is how many addresses for notices an organisation has at most.
	MaxEndpoints = 20
	maxAddress   = 500
	webhookKey   = 24 // bytes; Standard Webhooks asks for 24 to 64
)

// Outbox sends notices. Every notice is kept in the database before it is sent, so that it survives a crash and arrives
// at least once; its id is the same each time, so that the receiver can tell.
type Outbox struct {
	store *repository.Store
	log   *slog.Logger
	opts  OutboxOptions
}

// OutboxOptions say how notices leave the house.
type OutboxOptions struct {
	// BaseURL is the address people reach the server at, without a trailing slash.
	BaseURL string
	// Client reaches the open Internet and nothing of the house's own network, whatever name leads there. Without one no
	// messages go to web addresses.
	Client *http.Client
	// Mail is how e-mail is sent; nil where no mail server is configured.
	Mail *Mail
	// Plain lets messages go to addresses without TLS and to any port, for tests.
	Plain bool
}

// NewOutbox makes an Outbox.
func NewOutbox(store *repository.Store, log *slog.Logger, opts OutboxOptions) *Outbox {
	return &Outbox{store, log, opts}
}

// Channels lists the ways in which notices can go here.
func (o *Outbox) Channels() []model.NoticeChannel {
	channels := []model.NoticeChannel{model.ChannelDesk}
	if o.opts.Client != nil {
		channels = append(channels, model.ChannelWebhook)
	}
	if o.opts.Mail != nil {
		channels = append(channels, model.ChannelEmail)
	}
	return channels
}

// Run works until the context is done.
func (o *Outbox) Run(ctx context.Context) error {
	tick := time.NewTicker(sendEvery)
	defer tick.Stop()
	for {
		if err := o.Step(ctx); err != nil && ctx.Err() == nil {
			o.log.LogAttrs(ctx, slog.LevelWarn, "notices were not sent", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Step writes what is due to desks and sends what is due to elsewhere.
func (o *Outbox) Step(ctx context.Context) error {
	err := o.desks(ctx)
	for range sendStep {
		sent, failure := o.send(ctx)
		if failure != nil {
			return errors.Join(err, failure)
		}
		if !sent {
			break
		}
	}
	return err
}

// outboxName is who moves what the outbox moves.
const outboxName = "system:outbox"

// desks delivers the notices to desks, and passes each on to the addresses of its organisation.
func (o *Outbox) desks(ctx context.Context) error {
	var due []model.RecallNotice
	err := o.store.Read(ctx, func(tx *repository.Tx) (err error) {
		due, err = tx.Recall().DueDesk(deskStep)
		return err
	})
	if err != nil {
		return err
	}
	var failures []error
	for _, n := range due {
		err := o.store.Write(ctx, func(tx *repository.Tx) error { return o.desk(tx, n) })
		if err != nil && !errors.Is(err, model.ChangedMeanwhile) { // another process has done it
			failures = append(failures, fmt.Errorf("notice %s: %w", n.ID, err))
		}
	}
	return errors.Join(failures...)
}

func (o *Outbox) desk(tx *repository.Tx, n model.RecallNotice) error {
	c, t, err := subject(tx, n)
	if err != nil {
		return err
	}
	if c.Mock == 1 {
		return tx.Recall().FinishNotice(n, model.NoticeGiveUp, outboxName, "an exercise tells nobody")
	}
	if err := tx.Recall().FinishNotice(n, model.NoticeDeliver, outboxName, ""); err != nil {
		return err
	}
	if err := arrived(tx, n); err != nil {
		return err
	}
	return o.passOn(tx, n, c, t)
}

// subject returns the case and the task that a notice is about, as far as it is about any.
func subject(tx *repository.Tx, n model.RecallNotice) (c model.Recall, t model.RecallTask, err error) {
	scope := model.SystemScope("the outbox sends what others have decided to tell")
	if n.RecallID != "" {
		if c, err = tx.Recall().Case(scope, n.RecallID); err != nil {
			return c, t, err
		}
	}
	if n.TaskID != "" {
		t, err = tx.Recall().Task(scope, n.TaskID)
	}
	return c, t, err
}

// passOn adds a notice for each address that an organisation has named.
func (o *Outbox) passOn(tx *repository.Tx, n model.RecallNotice, c model.Recall, t model.RecallTask) error {
	answers, err := tx.Access().Heir(n.OrgID) // what is addressed to one that has ended reaches who has succeeded it
	if err != nil || answers == "" {
		return err
	}
	endpoints, err := tx.Recall().Endpoints(answers)
	if err != nil || len(endpoints) == 0 {
		return err
	}
	orgs := map[model.OrgID]repository.OrgName{c.OrgID: {}}
	if err := tx.Recall().Name(orgs, nil); err != nil {
		return err
	}
	body, err := json.Marshal(message(n.Kind, c, t, orgs[c.OrgID].Name, o.opts.BaseURL, tx.Now()))
	if err != nil {
		return err
	}
	rows := make([]model.RecallNotice, 0, len(endpoints))
	for _, e := range endpoints {
		rows = append(rows, addressed(tx, e, n, body))
	}
	return tx.Recall().InsertNotices(rows)
}

// addressed is a notice to one address.
func addressed(tx *repository.Tx, e model.NoticeEndpoint, n model.RecallNotice, body []byte) model.RecallNotice {
	return model.RecallNotice{
		ID: repository.NewID[model.RecallNotice](tx), RecallID: n.RecallID, TaskID: n.TaskID, OrgID: e.OrgID, Kind: n.Kind, Channel: e.Channel,
		Address: e.ID.String(), Lang: e.Lang, State: model.NoticePending, Version: 1, Body: body, NextAt: tx.Now(), CreatedAt: tx.Now(),
	}
}

// arrived moves the task of a notice that has arrived.
func arrived(tx *repository.Tx, n model.RecallNotice) error {
	if n.TaskID == "" {
		return nil
	}
	t, err := tx.Recall().HoldTask(n.TaskID)
	if err != nil {
		return err
	}
	for _, on := range []model.TaskEvent{model.TaskNotify, model.TaskDeliver} {
		if on == model.TaskNotify && t.State != model.TaskIssued {
			continue
		}
		if _, err := model.TaskLifecycle.Next(t.State, on); err != nil {
			continue // it has gone on already
		}
		if err := tx.Recall().MoveTask(&t, on, outboxName, ""); err != nil {
			return err
		}
	}
	return nil
}

// bounced moves the task of a notice that could not be delivered, unless another way has worked or may still.
func bounced(tx *repository.Tx, n model.RecallNotice) error {
	if n.TaskID == "" {
		return nil
	}
	t, err := tx.Recall().HoldTask(n.TaskID)
	if err != nil {
		return err
	}
	open, err := tx.Recall().NoticesOpen(n.TaskID, n.ID)
	if err != nil || open {
		return err
	}
	for _, on := range []model.TaskEvent{model.TaskNotify, model.TaskBounce} {
		if on == model.TaskNotify && t.State != model.TaskIssued {
			continue
		}
		if _, err := model.TaskLifecycle.Next(t.State, on); err != nil {
			continue
		}
		if err := tx.Recall().MoveTask(&t, on, outboxName, ""); err != nil {
			return err
		}
	}
	return nil
}

// errFinal marks a failure that another attempt will not mend.
var errFinal = errors.New("given up")

// send makes one attempt at the notice that waits longest; false when none is due.
func (o *Outbox) send(ctx context.Context) (bool, error) {
	var n model.RecallNotice
	err := o.store.Write(ctx, func(tx *repository.Tx) (err error) {
		n, err = tx.Recall().ClaimNotice(tx.Now().Add(sendHold))
		return err
	})
	if err != nil || n.ID == "" {
		return false, err
	}
	failure := o.attempt(ctx, n)
	err = o.store.Write(ctx, func(tx *repository.Tx) error {
		switch {
		case failure == nil:
			if err := tx.Recall().FinishNotice(n, model.NoticeDeliver, outboxName, ""); err != nil {
				return err
			}
			return arrived(tx, n)
		case n.Attempts >= NoticeAttempts || errors.Is(failure, errFinal):
			if err := tx.Recall().FinishNotice(n, model.NoticeGiveUp, outboxName, failureText(failure)); err != nil {
				return err
			}
			return bounced(tx, n)
		}
		return tx.Recall().PostponeNotice(n, failureText(failure), tx.Now().Add(pause(n.Attempts)))
	})
	if errors.Is(err, model.ChangedMeanwhile) { // ended while it was on its way
		err = nil
	}
	return true, err
}

// pause doubles from attempt to attempt.
func pause(attempts int) time.Duration { return min(firstPause<<min(attempts-1, 20), longestPause) }

// failureText shortens an error for the list of notices. What a server answered is not in it.
func failureText(err error) string {
	text := err.Error()
	if inner := (*url.Error)(nil); errors.As(err, &inner) {
		text = inner.Err.Error()
	}
	const most = 250
	return text[:min(len(text), most)]
}

// attempt sends one notice to where its organisation wants it.
func (o *Outbox) attempt(ctx context.Context, n model.RecallNotice) error {
	var e model.NoticeEndpoint
	var mock bool
	err := o.store.Read(ctx, func(tx *repository.Tx) error {
		id, err := model.ParseID[model.NoticeEndpoint](n.Address)
		if err != nil {
			return err
		}
		if e, err = tx.Recall().Endpoint(n.OrgID, id); err != nil {
			return err
		}
		c, _, err := subject(tx, n)
		mock = c.Mock == 1
		return err
	})
	switch {
	case errors.Is(err, model.NotFound):
		return fmt.Errorf("the address is not in use any more: %w", errFinal)
	case err != nil:
		return err
	case mock:
		return fmt.Errorf("an exercise tells nobody: %w", errFinal)
	case e.Channel == model.ChannelWebhook && o.opts.Client != nil:
		return o.post(ctx, n, e)
	case e.Channel == model.ChannelEmail && o.opts.Mail != nil:
		m, err := readMessage(n.Body)
		if err != nil {
			return err
		}
		subject, text := m.Mail(e.Lang)
		ctx, cancel := context.WithTimeout(ctx, sendTimeout)
		defer cancel()
		return o.opts.Mail.Send(ctx, Letter{ID: n.ID.String(), To: e.Address, Subject: subject, Text: text, Lang: e.Lang, At: n.CreatedAt})
	}
	return fmt.Errorf("this installation does not send by %s: %w", e.Channel, errFinal)
}

// The headers of Standard Webhooks 1.0.0.
const (
	headerWebhookID        = "webhook-id"
	headerWebhookTime      = "webhook-timestamp"
	headerWebhookSignature = "webhook-signature"
)

// SignWebhook is the value of webhook-signature: "v1," and the HMAC-SHA256, in Base64, of id, seconds and body joined by
// points (Standard Webhooks 1.0.0, symmetric).
func SignWebhook(key []byte, id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// WebhookSecret writes a key as receivers enter it.
func WebhookSecret(key []byte) string { return "whsec_" + base64.StdEncoding.EncodeToString(key) }

// post sends a notice to a web address; any answer but success is a failure, and 410 says that nobody listens any more.
func (o *Outbox) post(ctx context.Context, n model.RecallNotice, e model.NoticeEndpoint) error {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.Address, bytes.NewReader(n.Body))
	if err != nil {
		return err
	}
	var now time.Time
	if err := o.store.Read(ctx, func(tx *repository.Tx) error { now = tx.Now().Time(); return nil }); err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "suyuan")
	req.Header.Set(headerWebhookID, n.ID.String())
	req.Header.Set(headerWebhookTime, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(headerWebhookSignature, SignWebhook(e.Secret, n.ID.String(), now, n.Body))
	res, err := o.opts.Client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusGone:
		return fmt.Errorf("the receiver answered %d: %w", res.StatusCode, errFinal)
	case res.StatusCode < http.StatusOK || res.StatusCode >= http.StatusMultipleChoices:
		return fmt.Errorf("the receiver answered %d", res.StatusCode)
	}
	return nil
}
