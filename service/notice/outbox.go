// Package notice tells organisations, and claimants who want it, what has happened. The other rooms put notices in, in the
// transaction of what they tell; this room delivers them: to desks at once, to web addresses as signed messages (Standard
// Webhooks), to mailboxes as mail, again and again until they have arrived or are given up.
package notice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
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
	// Attempts is how often a notice is tried before it is given up: for about two days.
	Attempts     = 12
	firstPause   = 30 * time.Second
	longestPause = 12 * time.Hour
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
	opts  Options
}

// Fate is what a room does, in the same transaction, when a notice about something of its own has arrived or could not be
// delivered.
type Fate func(tx *repository.Tx, n model.Notice) error

// Mailbox opens the address of the claimant whom a notice is for, and the language that they chose, at the moment a mail
// goes there. A refusal with not-found or claim-erased says that there is none.
type Mailbox func(tx *repository.Tx, n model.Notice) (address string, lang model.Lang, err error)

// Options say how notices leave the house.
type Options struct {
	// BaseURL is the address people reach the server at, without a trailing slash.
	BaseURL string
	// Client reaches the open Internet and nothing of the house's own network, whatever name leads there. Without one no
	// messages go to web addresses.
	Client *http.Client
	// Mail is how e-mail is sent; nil where no mail server is configured.
	Mail *Mail
	// Plain lets messages go to addresses without TLS and to any port, for tests.
	Plain bool
	// Arrived and Bounced are what the rooms do with what became of their notices, by topic; a topic may be left out.
	Arrived, Bounced map[model.NoticeTopic]Fate
	// Claimant opens the mailboxes of claimants; nil where no mail goes to them.
	Claimant Mailbox
}

// New makes an Outbox.
func New(store *repository.Store, log *slog.Logger, opts Options) *Outbox {
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

// deskAtOnce is how many notices to desks one transaction delivers.
const deskAtOnce = 50

// desks delivers the notices to desks, and passes each on to the addresses of its organisation.
func (o *Outbox) desks(ctx context.Context) error {
	var due []model.Notice
	err := o.store.Read(ctx, func(tx *repository.Tx) (err error) {
		due, err = tx.Notice().DueDesk(deskStep)
		return err
	})
	if err != nil {
		return err
	}
	var failures []error
	for some := range slices.Chunk(due, deskAtOnce) {
		err := o.deliver(ctx, some)
		if err == nil {
			continue
		}
		for _, n := range some { // another process has one of them, or one cannot be delivered: the others can
			err := o.deliver(ctx, []model.Notice{n})
			if err != nil && !errors.Is(err, model.ChangedMeanwhile) {
				failures = append(failures, fmt.Errorf("notice %s: %w", n.ID, err))
			}
		}
	}
	return errors.Join(failures...)
}

// deliver delivers notices to desks in one transaction.
func (o *Outbox) deliver(ctx context.Context, rows []model.Notice) error {
	return o.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Notice().Arrive(rows, outboxName); err != nil {
			return err
		}
		for _, n := range rows {
			if err := o.fate(tx, o.opts.Arrived, n); err != nil {
				return err
			}
		}
		return o.passOn(tx, rows)
	})
}

// fate tells the room of a notice what became of it.
func (o *Outbox) fate(tx *repository.Tx, fates map[model.NoticeTopic]Fate, n model.Notice) error {
	if f := fates[n.Topic]; f != nil {
		return f(tx, n)
	}
	return nil
}

// passOn adds a notice for each address that the organisations have named for the topic. What is addressed to one that has
// ended reaches who has succeeded it.
func (o *Outbox) passOn(tx *repository.Tx, rows []model.Notice) error {
	var orgs []model.OrgID
	for _, n := range rows {
		orgs = append(orgs, n.OrgID)
	}
	slices.Sort(orgs)
	orgs = slices.Compact(orgs)
	heirs, err := tx.Access().Heirs(orgs)
	if err != nil {
		return err
	}
	answers := func(org model.OrgID) model.OrgID {
		if h, ended := heirs[org]; ended {
			return h.Org
		}
		return org
	}
	for _, h := range heirs {
		orgs = append(orgs, h.Org)
	}
	endpoints, err := tx.Notice().Endpoints(orgs...)
	if err != nil || len(endpoints) == 0 {
		return err
	}
	var more []model.Notice
	for _, n := range rows {
		for _, e := range endpoints {
			if e.OrgID != answers(n.OrgID) || !e.Hears(n.Topic) {
				continue
			}
			facts, err := readFacts(n)
			if err != nil {
				return err
			}
			body, err := json.Marshal(message(n.Kind, facts, o.opts.BaseURL, tx.Now()))
			if err != nil {
				return err
			}
			more = append(more, addressed(tx, e, n, body))
		}
	}
	return tx.Notice().Insert(more)
}

// addressed is a notice to one address.
func addressed(tx *repository.Tx, e model.NoticeEndpoint, n model.Notice, body []byte) model.Notice {
	row := tx.Notice().NewNotice(n.Kind, e.OrgID, n.SubjectID, n.PartID, body)
	row.Channel, row.Address, row.Lang = e.Channel, e.ID.String(), e.Lang
	return row
}

// errFinal marks a failure that another attempt will not mend.
var errFinal = errors.New("given up")

// send makes one attempt at the notice that waits longest; false when none is due.
func (o *Outbox) send(ctx context.Context) (bool, error) {
	var n model.Notice
	err := o.store.Write(ctx, func(tx *repository.Tx) (err error) {
		n, err = tx.Notice().Take(tx.Now().Add(sendHold))
		return err
	})
	if err != nil || n.ID == "" {
		return false, err
	}
	failure := o.attempt(ctx, n)
	err = o.store.Write(ctx, func(tx *repository.Tx) error {
		switch {
		case failure == nil:
			if err := tx.Notice().Finish(n, model.NoticeDeliver, outboxName, ""); err != nil {
				return err
			}
			return o.fate(tx, o.opts.Arrived, n)
		case n.Attempts >= Attempts || errors.Is(failure, errFinal):
			if err := tx.Notice().Finish(n, model.NoticeGiveUp, outboxName, failureText(failure)); err != nil {
				return err
			}
			return o.fate(tx, o.opts.Bounced, n)
		}
		return tx.Notice().Postpone(n, failureText(failure), tx.Now().Add(pause(n.Attempts)))
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
	if said := (*textproto.Error)(nil); errors.As(err, &said) { // which mail servers like to begin with the address
		text = fmt.Sprintf("the mail server answered %d", said.Code)
	}
	const most = 250
	return text[:min(len(text), most)]
}

// attempt sends one notice to where its organisation wants it.
func (o *Outbox) attempt(ctx context.Context, n model.Notice) error {
	if n.OrgID == "" {
		return o.write(ctx, n)
	}
	var e model.NoticeEndpoint
	err := o.store.Read(ctx, func(tx *repository.Tx) error {
		id, err := model.ParseID[model.NoticeEndpoint](n.Address)
		if err != nil {
			return err
		}
		e, err = tx.Notice().Endpoint(n.OrgID, id)
		return err
	})
	switch {
	case errors.Is(err, model.NotFound):
		return fmt.Errorf("the address is not in use any more: %w", errFinal)
	case err != nil:
		return err
	case e.Channel == model.ChannelWebhook && o.opts.Client != nil:
		return o.post(ctx, n, e)
	case e.Channel == model.ChannelEmail && o.opts.Mail != nil:
		m, err := readMessage(n.Body)
		if err != nil {
			return err
		}
		return o.mail(ctx, n, m, e.Address, e.Lang)
	}
	return fmt.Errorf("this installation does not send by %s: %w", e.Channel, errFinal)
}

// write sends a mail to a claimant. Where they are reached is opened now and forgotten after: it stands neither in the
// notice nor in what is noted of a failure.
func (o *Outbox) write(ctx context.Context, n model.Notice) error {
	if o.opts.Mail == nil || o.opts.Claimant == nil {
		return fmt.Errorf("this installation does not send mail to claimants: %w", errFinal)
	}
	var address string
	var lang model.Lang
	err := o.store.Write(ctx, func(tx *repository.Tx) (err error) {
		address, lang, err = o.opts.Claimant(tx, n)
		return err
	})
	switch {
	case errors.Is(err, model.NotFound), errors.Is(err, model.ClaimErased):
		return fmt.Errorf("there is no address any more: %w", errFinal)
	case err != nil:
		return errors.New("the address could not be opened")
	}
	facts, err := readFacts(n)
	if err != nil {
		return err
	}
	m := message(n.Kind, facts, o.opts.BaseURL, n.CreatedAt)
	m.Data.URL = "" // the private link is the claimant's alone
	return o.mail(ctx, n, m, address, lang)
}

// mail sends a message as a mail.
func (o *Outbox) mail(ctx context.Context, n model.Notice, m Message, to string, lang model.Lang) error {
	subject, text := m.Mail(lang)
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return o.opts.Mail.Send(ctx, Letter{ID: n.ID.String(), To: to, Subject: subject, Text: text, Lang: lang, At: n.CreatedAt})
}

// The headers of Standard Webhooks 1.0.0.
const (
	headerWebhookID        = "webhook-id"
	headerWebhookTime      = "webhook-timestamp"
	headerWebhookSignature = "webhook-signature"
)

// post sends a notice to a web address; any answer but success is a failure, and 410 says that nobody listens any more.
func (o *Outbox) post(ctx context.Context, n model.Notice, e model.NoticeEndpoint) error {
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
	req.Header.Set(headerWebhookSignature, model.SignWebhook(e.Secret, n.ID.String(), now, n.Body))
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
