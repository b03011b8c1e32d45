package notice

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/url"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// NewEndpoint asks for notices to be sent to an address as well.
type NewEndpoint struct {
	Channel model.NoticeChannel
	Address string
	Lang    model.Lang
	// Topics are those of which it is told; recalls alone when left out.
	Topics []model.NoticeTopic
}

// check refuses an address to which no notices can go.
func (o *Outbox) check(n *NewEndpoint) error {
	var f model.Faults
	if n.Lang == "" {
		n.Lang = model.ZH
	}
	if _, known := model.ParseLang(string(n.Lang)); !known {
		f.Add("lang", model.ValueInvalid, model.P("value", n.Lang))
	}
	if len(n.Topics) == 0 {
		n.Topics = []model.NoticeTopic{model.TopicRecall}
	}
	checkTopics(&f, n.Topics)
	ok := len(n.Address) <= maxAddress
	switch n.Channel {
	case model.ChannelWebhook:
		ok = ok && o.opts.Client != nil && o.reachable(n.Address)
	case model.ChannelEmail:
		if o.opts.Mail == nil {
			return model.EmailAbsent.Refuse()
		}
		ok = ok && mailbox(n.Address)
	case model.ChannelDesk:
		f.Add("channel", model.ValueInvalid, model.P("value", n.Channel))
	default:
		f.Add("channel", model.ValueInvalid, model.P("value", n.Channel))
	}
	if !ok {
		f.Add("address", model.EndpointInvalid)
	}
	return f.Err()
}

// checkTopics refuses what is no topic.
func checkTopics(f *model.Faults, topics []model.NoticeTopic) {
	for _, t := range topics {
		if !slices.Contains(model.NoticeTopics(), t) {
			f.Add("topics", model.ValueInvalid, model.P("value", shortened(string(t))))
		}
	}
}

// shortened keeps what somebody sent from filling a refusal.
func shortened(s string) string { return s[:min(len(s), 40)] }

// reachable reports whether an address has the form of one on the open Internet; where it leads is judged each time it
// is dialled.
func (o *Outbox) reachable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return false
	}
	port := u.Port()
	return o.opts.Plain || u.Scheme == "https" && (port == "" || port == "443" || port == "8443")
}

// AddEndpoint has the notices to the actor's organisation sent to a web address or a mailbox as well. The secret with
// which messages to a web address are signed is told this once.
//
// Who: permission subscription:write. Refusals: invalid (topics; recall-endpoint-invalid at address), recall-email-absent,
// recall-endpoints-full.
func (o *Outbox) AddEndpoint(ctx context.Context, actor model.Actor, n NewEndpoint) (row model.NoticeEndpoint, secret string, err error) {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return row, "", err
	}
	if err := o.check(&n); err != nil {
		return row, "", err
	}
	key := []byte{}
	if n.Channel == model.ChannelWebhook {
		key = make([]byte, webhookKey)
		if _, err := rand.Read(key); err != nil {
			return row, "", err
		}
		secret = model.WebhookSecret(key)
	}
	return row, secret, o.store.Write(ctx, func(tx *repository.Tx) error {
		have, err := tx.Notice().Endpoints(actor.Org)
		if err != nil {
			return err
		}
		if len(have) >= MaxEndpoints {
			return model.EndpointsFull.Refuse(model.P("limit", MaxEndpoints))
		}
		row = model.NoticeEndpoint{
			ID: repository.NewID[model.NoticeEndpoint](tx), OrgID: actor.Org, Channel: n.Channel, Address: n.Address, Secret: key, Lang: n.Lang, Topics: model.JoinTopics(n.Topics),
			Actor: actor.Name(), CreatedAt: tx.Now(),
		}
		if err := tx.Notice().InsertEndpoint(row); err != nil {
			return err
		}
		return tx.Audit(actor, "notice-endpoint.add", row.ID.String(), string(row.Channel))
	})
}

// Endpoints lists where the notices to the actor's organisation go besides its desk, without secrets.
//
// Who: permission subscription:write.
func (o *Outbox) Endpoints(ctx context.Context, actor model.Actor) (rows []model.NoticeEndpoint, err error) {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return nil, err
	}
	err = o.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, err = tx.Notice().Endpoints(actor.Org)
		return err
	})
	for i := range rows {
		rows[i].Secret = nil
	}
	return rows, err
}

// RemoveEndpoint sends no more notices to an address; what waits for it is given up, and address and secret are
// forgotten.
//
// Who: permission subscription:write. Refusals: not-found.
func (o *Outbox) RemoveEndpoint(ctx context.Context, actor model.Actor, id model.EndpointID) error {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return err
	}
	return o.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Notice().EndEndpoint(actor.Org, id, actor.Name()); err != nil {
			return err
		}
		return tx.Audit(actor, "notice-endpoint.remove", id.String(), "")
	})
}

// SetTopics changes of what an address is told.
//
// Who: permission subscription:write. Refusals: invalid (topics), not-found.
func (o *Outbox) SetTopics(ctx context.Context, actor model.Actor, id model.EndpointID, topics []model.NoticeTopic) error {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return err
	}
	var f model.Faults
	checkTopics(&f, topics)
	if len(topics) == 0 {
		f.Add("topics", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return err
	}
	return o.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Notice().SetTopics(actor.Org, id, model.JoinTopics(topics)); err != nil {
			return err
		}
		return tx.Audit(actor, "notice-endpoint.topics", id.String(), model.JoinTopics(topics))
	})
}

// TestEndpoint sends a test notice to an address.
//
// Who: permission subscription:write. Refusals: not-found, idempotency-*.
func (o *Outbox) TestEndpoint(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.EndpointID) (model.NoticeID, error) {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return "", err
	}
	return repository.Once(ctx, o.store, actor, idem, func(tx *repository.Tx) (model.NoticeID, error) {
		e, err := tx.Notice().Endpoint(actor.Org, id)
		if err != nil {
			return "", err
		}
		body, err := json.Marshal(message(model.NewsTest, model.NoticeFacts{}, o.opts.BaseURL, tx.Now()))
		if err != nil {
			return "", err
		}
		row := addressed(tx, e, model.Notice{Kind: model.NewsTest}, body)
		return row.ID, tx.Notice().Insert([]model.Notice{row})
	})
}
