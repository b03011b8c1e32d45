package trace

import (
	"cmp"
	"context"
	"slices"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
)

// SendBackCommand says that received goods left a site for where they came from.
type SendBackCommand struct {
	From, To model.SiteID
	Lines    []Line
	Reason   string
	// FromReturned takes what consumers have returned first, and then from stock.
	FromReturned bool
	// Reference is the number or URI of the return or the delivery note.
	Reference string
	At        time.Time
}

// SendBack records that goods in stock went back to a site of the company that supplied them, that made them, or that
// recalls them. They are in transit to it, in a shipment that it receives or refuses like any other. Held, blocked and
// recalled batches may go back. A container goes back when it came from there, or when everything in it did.
//
// Who: permission step:record. Refusals: those of Ship without catalog-batch-not-movable, and value-required (reason),
// trace-not-supplied (lines), trace-container-invalid (any container with FromReturned).
func (s *Service) SendBack(ctx context.Context, actor model.Actor, idem model.Idempotency, c SendBackCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		members := own(memberReason, o.text("reason", c.Reason, reason))
		number := o.text("reference", c.Reference, reference)
		rule := lineRule{where: where{account: model.AccountOnHand}}
		if c.FromReturned {
			rule.noContainers = true
			members = append(members, own(memberStock, string(model.AccountReturned))...)
		}
		d, err := o.departure(c.From, c.To, c.Lines, rule)
		if err != nil {
			return err
		}
		if err := o.comeFrom(d); err != nil {
			return err
		}
		return o.leave(d, number, epcis.DispReturned, func(e *epcis.Event) { e.Extensions = append(e.Extensions, members...) })
	})
}

// comeFrom refuses to send back what the receiver has neither supplied nor made nor recalls.
func (o *operation) comeFrom(d departure) error {
	var nodes []model.Seq
	for _, l := range d.goods.lots {
		nodes = append(nodes, l.node.ID)
	}
	var packed []model.Seq
	for _, u := range d.goods.units {
		nodes = append(nodes, u.node.ID)
		for _, b := range u.held {
			packed = append(packed, b.NodeID)
		}
	}
	makers, err := o.makersOf(packed)
	if err != nil {
		return err
	}
	nodes = append(nodes, packed...)
	other, err := fromOther(o.tx, d.toOrg.ID, o.org.ID, nodes)
	if err != nil {
		return err
	}
	if d.toOrg.ID == o.org.ID { // between own places goods are shipped
		other = all
	}
	for _, l := range d.goods.lots {
		if other(l.node.ID, l.batch.OrgID) {
			if err := o.orRecalls(d.toOrg.ID, l); err != nil {
				return err
			}
		}
	}
	for _, u := range d.goods.units {
		foreign := func(b model.Balance) bool { return other(b.NodeID, makers[b.NodeID]) }
		if other(u.node.ID, "") && (len(u.held) == 0 || slices.ContainsFunc(u.held, foreign)) {
			o.faults.Add(u.field+".container", model.NotSupplied, model.P("lot", u.node.Key))
		}
	}
	return o.faults.Err()
}

// makersOf returns who made each of some lots that are registered.
func (o *operation) makersOf(lots []model.Seq) (map[model.Seq]model.OrgID, error) {
	nodes, err := o.tx.Trace().NodesByID(lots)
	if err != nil {
		return nil, err
	}
	var ids []model.BatchID
	for _, n := range nodes {
		if n.BatchID != "" {
			ids = append(ids, n.BatchID)
		}
	}
	batches, err := o.tx.Trace().BatchesOf(ids)
	makers := map[model.Seq]model.OrgID{}
	for _, n := range nodes {
		makers[n.ID] = batches[n.BatchID].OrgID
	}
	return makers, err
}

// orRecalls notes the refusal of a lot unless the receiver carries out a recall that stands against it.
func (o *operation) orRecalls(to model.OrgID, l lotLine) error {
	strikes, err := strikesOn(o.tx, o.service.recalls, map[model.Seq]model.RecallAsked{l.node.ID: {Key: l.node.Key, Batch: l.batch}})
	if err != nil {
		return err
	}
	var cases []model.RecallID
	for _, s := range strikes[l.node.ID] {
		cases = append(cases, s.ID)
	}
	recalls, err := o.tx.Recall().CarriedOutBy(to, cases)
	if !recalls || to == o.org.ID {
		o.faults.Add(l.field, model.NotSupplied, model.P("lot", cmp.Or(l.batch.Lot, l.node.Key)))
	}
	return err
}
