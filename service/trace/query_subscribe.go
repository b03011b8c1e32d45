package trace

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// Bounds of subscriptions.
const (
	// MaxSubscriptions is how many an organisation has at most.
	MaxSubscriptions = 100
	minSecret        = 8
	maxSecret        = 200
	maxDest          = 1_000
)

// NewSubscription asks for the answers to a named query to be sent to an address.
type NewSubscription struct {
	Query string
	Dest  string
	// Secret signs what is sent.
	Secret string
	// Stream sends events as they come; otherwise Schedule, the JSON of the standard's schedule, says when.
	Stream        bool
	Schedule      json.RawMessage
	ReportIfEmpty bool
	// Since leaves out what was recorded before; zero means from now on.
	Since model.Instant
}

func badSubscription(name, reason string) error {
	r := model.SubscriptionInvalid.Refuse(model.P("name", name), model.P("reason", reason))
	r.Fields = []model.FieldFault{{At: name, Problem: model.SubscriptionInvalid, Params: r.Params}}
	return r
}

// check refuses what cannot be a subscription and returns its schedule, nil for a stream.
func (n NewSubscription) check() (*epcis.Schedule, error) {
	u, err := url.Parse(n.Dest)
	switch {
	case err != nil || len(n.Dest) > maxDest || u.Host == "" || u.User != nil || u.Fragment != "":
		return nil, badSubscription("dest", "must be the address of a server")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, badSubscription("dest", "must be an https address")
	case len(n.Secret) < minSecret || len(n.Secret) > maxSecret:
		return nil, badSubscription("secret", "must have 8 to 200 bytes")
	case n.Stream == (len(n.Schedule) > 0):
		return nil, badSubscription("stream", "either stream is true or there is a schedule")
	case n.Stream && n.ReportIfEmpty:
		return nil, badSubscription("reportIfEmpty", "goes with a schedule")
	case n.Stream:
		return nil, nil
	}
	node, err := epcis.ParseJSON(n.Schedule)
	if err != nil {
		return nil, badSubscription("schedule", err.Error())
	}
	s, err := epcis.ParseSchedule(node)
	if fault := (*epcis.QueryError)(nil); err != nil && errors.As(err, &fault) {
		return nil, badSubscription(fault.Param, fault.Reason)
	}
	return s, err
}

// Subscribe has the answers to a named query of the actor's organisation sent to an address, signed with the secret.
// They hold what the organisation may see when they are made.
//
// Who: permission subscription:write. Refusals: epcis-query-name-unknown, epcis-subscription-invalid,
// epcis-subscriptions-too-many, idempotency-*.
func (s *Service) Subscribe(ctx context.Context, actor model.Actor, idem model.Idempotency, n NewSubscription) (model.Subscription, error) {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return model.Subscription{}, err
	}
	schedule, err := n.check()
	if err != nil {
		return model.Subscription{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Subscription, error) {
		var none model.Subscription
		if _, err := tx.Trace().NamedQuery(actor.Org, n.Query); err != nil {
			return none, err
		}
		have, err := tx.Trace().CountSubscriptions(actor.Org)
		if err != nil {
			return none, err
		}
		if have >= MaxSubscriptions {
			return none, model.SubscriptionsTooMany.Refuse(model.P("limit", MaxSubscriptions))
		}
		row := model.Subscription{
			ID: repository.NewID[model.Subscription](tx), OrgID: actor.Org, QueryName: n.Query, Actor: actor.Name(), Dest: n.Dest,
			Secret: []byte(n.Secret), Schedule: []byte(n.Schedule), Since: n.Since, NextAt: tx.Now(), Version: 1, CreatedAt: tx.Now(),
		}
		if row.Schedule == nil {
			row.Schedule = []byte{}
		}
		if n.ReportIfEmpty {
			row.ReportIfEmpty = 1
		}
		if row.Since == 0 {
			row.Since = tx.Now()
		}
		if schedule != nil {
			next, ok := schedule.Next(tx.Now().Time())
			if !ok {
				return none, badSubscription("schedule", "never comes")
			}
			row.NextAt = model.InstantOf(next)
		}
		if err := tx.Trace().InsertSubscription(row); err != nil {
			return none, err
		}
		if err := tx.Audit(actor, "subscription.create", row.ID.String(), row.QueryName); err != nil {
			return none, err
		}
		row.Secret = nil // what is remembered of the call holds no secret
		return row, nil
	})
}

// Subscriptions lists the subscriptions to a query of the actor's organisation, without their secrets.
//
// Who: permission event:read. Refusals: epcis-query-name-unknown, page-token-invalid.
func (s *Service) Subscriptions(ctx context.Context, actor model.Actor, query string, page model.Page) (rows []model.Subscription, next model.PageToken, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if _, err = tx.Trace().NamedQuery(actor.Org, query); err == nil {
			rows, next, err = tx.Trace().Subscriptions(actor.Org, query, page)
		}
		return err
	})
	return rows, next, err
}

// Subscription returns one subscription to a query of the actor's organisation.
//
// Who: permission event:read. Refusals: epcis-query-name-unknown, not-found.
func (s *Service) Subscription(ctx context.Context, actor model.Actor, query string, id model.SubscriptionID) (row model.Subscription, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return row, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if _, err = tx.Trace().NamedQuery(actor.Org, query); err == nil {
			row, err = tx.Trace().Subscription(actor.Org, query, id)
		}
		return err
	})
	return row, err
}

// Unsubscribe ends a subscription. What it had still to send is given up.
//
// Who: permission subscription:write. Refusals: epcis-query-name-unknown, not-found.
func (s *Service) Unsubscribe(ctx context.Context, actor model.Actor, query string, id model.SubscriptionID) error {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Trace().NamedQuery(actor.Org, query); err != nil {
			return err
		}
		ended, err := tx.Trace().DeleteSubscriptions(actor.Org, query, id, actor.Name())
		if err == nil && ended == 0 {
			err = model.NotFound.Refuse()
		}
		return err
	})
}

// Deliveries lists what the subscriptions of the actor's organisation send, newest first and without bodies: what
// waits, what was delivered, or what was given up.
//
// Who: permission subscription:write. Refusals: page-token-invalid.
func (s *Service) Deliveries(ctx context.Context, actor model.Actor, state model.DeliveryState, page model.Page) (rows []model.Delivery, next model.PageToken, err error) {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Trace().Deliveries(actor.Org, state, page)
		return err
	})
	return rows, next, err
}

// RetryDelivery has a delivery that was given up sent again.
//
// Who: permission subscription:write. Refusals: not-found, move-not-allowed, changed-meanwhile.
func (s *Service) RetryDelivery(ctx context.Context, actor model.Actor, id model.DeliveryID) error {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error { return tx.Trace().RetryDelivery(actor.Org, id, actor.Name()) })
}

// public reports whether an address is one of the open Internet: nothing is sent into the house's own network, whatever
// name leads there (RFC 6890).
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.Zone() != "" {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// reserved are the blocks that lead elsewhere than their addresses say, or nowhere (IANA special-purpose registries), and
// 168.63.129.16, where virtual machines of one cloud find its platform.
var reserved = func() []netip.Prefix {
	var list []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "168.63.129.16/32", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		list = append(list, netip.MustParsePrefix(p))
	}
	return list
}()
