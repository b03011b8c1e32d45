package trace

import (
	"context"
	"strconv"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// ShipCommand says that goods left a site for another.
type ShipCommand struct {
	From, To model.SiteID
	Lines    []Line
	// Reference is the number or URI of the delivery note.
	Reference string
	At        time.Time
	Note      string
}

// Ship records that lots and containers left a site of the actor's organisation for a site of any active organisation,
// its own included. They are in transit to it until it receives or refuses them. A container that lies in another is
// taken out of it first.
//
// Who: permission step:record. Refusals: not-found (from, to, lines), value-required (lines), value-invalid (to the same
// site; a container twice; a time before what is recorded of a container), trace-stock-short, catalog-batch-not-movable,
// trace-container-invalid, quantity-invalid, unit-*, trace-time-future, value-too-long, idempotency-*.
func (s *Service) Ship(ctx context.Context, actor model.Actor, idem model.Idempotency, c ShipCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		text := o.text("note", c.Note, note)
		number := o.text("reference", c.Reference, reference)
		d, err := o.departure(c.From, c.To, c.Lines, lineRule{where: where{account: model.AccountOnHand}})
		if err != nil {
			return err
		}
		return o.leave(d, number, epcis.DispInTransit, func(e *epcis.Event) { e.Extensions = append(e.Extensions, own(memberNote, text)...) })
	})
}

// departure is what leaves a site for another.
type departure struct {
	from, to model.Site
	toOrg    model.Organisation
	goods    goods
}

// departure understands what leaves, from where and for whom. What is wrong with it is noted; the error is one of the
// database, or the refusal.
func (o *operation) departure(from, to model.SiteID, lines []Line, rule lineRule) (d departure, err error) {
	if d.from, err = o.site("from", from); err != nil {
		return d, err
	}
	if d.to, d.toOrg, err = o.tx.Trace().Receiver(to); err != nil {
		if err := o.fault("to", err); err != nil {
			return d, err
		}
	}
	if from == to {
		o.faults.Add("to", model.ValueInvalid, model.P("value", to))
	}
	place, err := o.place(d.from)
	if err != nil {
		return d, err
	}
	rule.where.place = place.ID
	if d.goods, err = o.someGoods("lines", lines, rule); err != nil {
		return d, err
	}
	if err := o.inOrder(unitNodes(d.goods.units), false); err != nil {
		return d, err
	}
	return d, o.faults.Err()
}

// leave records that goods are on their way, in a shipment of their own. more adds to the event.
func (o *operation) leave(d departure, number, disposition string, more func(e *epcis.Event)) error {
	if err := o.lift(d.goods.units, d.from); err != nil {
		return err
	}
	sh := model.Shipment{
		ID: repository.NewID[model.Shipment](o.tx), FromOrg: o.org.ID, FromSite: d.from.ID, ToOrg: d.toOrg.ID, ToSite: d.to.ID,
		Reference: number, State: model.ShipmentLifecycle.Initial, SentAt: o.at,
	}
	e := o.event(epcis.ObjectEvent, epcis.Observe, epcis.StepShipping, disposition, d.from)
	ends(&e, d.from, d.to, o.org, d.toOrg)
	e.EPCList, e.QuantityList = containerKeys(d.goods.units), quantities(d.goods.lots)
	despatch(&e, sh)
	more(&e)
	if err := o.add(e); err != nil {
		return err
	}
	if err := o.record(); err != nil {
		return err
	}
	return o.send(sh, d.goods)
}

// despatch refers an event to its shipment: the shipment's own URN, by which the events of both companies are found
// together, and the company's number for it.
func despatch(e *epcis.Event, sh model.Shipment) {
	e.BizTransactions = append(e.BizTransactions, epcis.BizTransaction{Type: bttDespatch, ID: sh.ID.URN()})
	refer(e, bttDespatch, sh.Reference)
}

// The business transaction types of CBV 2.0 §7.3 that plain operations refer to.
const (
	bttDespatch = "desadv"
	bttReturn   = "rma"
	bttInvoice  = "inv"
)

// send keeps a shipment whose event has just been recorded.
func (o *operation) send(sh model.Shipment, g goods) error {
	sh.EventID = o.step.EventIDs[len(o.step.EventIDs)-1]
	var lines []model.ShipmentLine
	for _, l := range g.lots {
		lines = append(lines, model.ShipmentLine{
			ShipmentID: sh.ID, Line: len(lines) + 1, NodeID: l.node.ID, Quantity: l.quantity, Open: l.quantity, Unit: l.unit,
		})
	}
	for _, u := range g.units {
		lines = append(lines, model.ShipmentLine{ShipmentID: sh.ID, Line: len(lines) + 1, NodeID: u.node.ID, Container: 1})
	}
	o.step.Shipment = sh
	return o.tx.Trace().InsertShipment(sh, lines)
}

// ReceiveCommand says that a shipment, or a part of it, arrived.
type ReceiveCommand struct {
	Shipment model.ShipmentID
	// Lines say what arrived of which line; none is everything that is open.
	Lines []ReceivedLine
	At    time.Time
	Note  string
}

// ReceivedLine says what became of one line of a shipment, in the unit of the line. Both amounts zero is everything that
// is open, and the only thing to say of a container: it arrives whole or not.
type ReceivedLine struct {
	Line int
	// Quantity arrived. Lost will not arrive any more: it is written off in transit.
	Quantity, Lost model.Quantity
}

// Receive records that goods of a shipment arrived at the site they were sent to. What has not arrived stays open until
// it is received, lost or refused.
//
// Who: permission step:record, of the organisation that the shipment is for. Refusals: not-found, forbidden (the
// sender), move-not-allowed (nothing is open any more), trace-shipment-line-unknown, value-invalid (more than is open, a
// line twice, a time before the goods were sent), changed-meanwhile, trace-stock-short (another document has moved the goods on), trace-time-future,
// value-too-long, idempotency-*.
func (s *Service) Receive(ctx context.Context, actor model.Actor, idem model.Idempotency, c ReceiveCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		text := o.text("note", c.Note, note)
		a, err := o.arrival(c.Shipment)
		if err != nil {
			return err
		}
		arrived, lost, err := o.settle(&a, c.Lines)
		if err != nil {
			return err
		}
		if len(arrived.lots)+len(arrived.units) > 0 {
			e := o.event(epcis.ObjectEvent, epcis.Observe, epcis.StepReceiving, epcis.DispInProgress, a.to)
			stays(&e, a.to)
			ends(&e, a.from, a.to, a.fromOrg, o.org)
			e.EPCList, e.QuantityList = containerKeys(arrived.units), quantities(arrived.lots)
			despatch(&e, a.shipment)
			e.Extensions = append(e.Extensions, own(memberNote, text)...)
			if err := o.add(e); err != nil {
				return err
			}
		}
		if len(lost) > 0 {
			e := o.event(epcis.ObjectEvent, epcis.Delete, epcis.StepReceiving, dispMismatchQuantity, a.to)
			ends(&e, a.from, a.to, a.fromOrg, o.org)
			e.QuantityList = quantities(lost)
			despatch(&e, a.shipment)
			e.Extensions = append(append(e.Extensions, own(memberStock, string(model.AccountInTransit))...), own(memberNote, text)...)
			if err := o.add(e); err != nil {
				return err
			}
		}
		on := model.ShipmentReceivePart
		if a.open == 0 {
			on = model.ShipmentReceiveRest
		}
		if err := o.moveShipment(&a.shipment, on, ""); err != nil {
			return err
		}
		o.step.Shipment = a.shipment
		return o.record()
	})
}

// dispMismatchQuantity is the disposition of goods of which another amount arrived than was sent (CBV 2.0 §7.2).
const dispMismatchQuantity = "mismatch_quantity"

// arrival is a shipment as its receiver handles it.
type arrival struct {
	shipment model.Shipment
	lines    []model.ShipmentLine
	nodes    map[model.Seq]model.Node
	batches  map[model.BatchID]model.Batch
	from, to model.Site
	fromOrg  model.Organisation
	open     int // lines with something open
}

// arrival reads a shipment for its receiver.
func (o *operation) arrival(id model.ShipmentID) (a arrival, err error) {
	t := o.tx.Trace()
	if a.shipment, err = t.Shipment(o.actor.Scope(), id); err != nil {
		if err := o.fault("shipment", err); err != nil {
			return a, err
		}
		return a, o.faults.Err()
	}
	if !o.actor.ActsFor(a.shipment.ToOrg) {
		return a, model.Forbidden.Refuse(model.P("permission", model.PermStepRecord))
	}
	if o.at < a.shipment.SentAt {
		o.faults.Add("at", model.ValueInvalid, model.P("value", o.at))
	}
	if a.to, err = o.site("shipment", a.shipment.ToSite); err != nil {
		return a, err
	}
	if a.from, a.fromOrg, err = t.SiteWithOwner(a.shipment.FromSite); err != nil {
		return a, err
	}
	if a.lines, err = t.ShipmentLines(id); err != nil {
		return a, err
	}
	var ids []model.Seq
	for _, l := range a.lines {
		ids = append(ids, l.NodeID)
		if l.Done == 0 {
			a.open++
		}
	}
	nodes, err := t.NodesByID(ids)
	if err != nil {
		return a, err
	}
	a.nodes = map[model.Seq]model.Node{}
	var batches []model.BatchID
	for _, n := range nodes {
		a.nodes[n.ID] = n
		if n.BatchID != "" {
			batches = append(batches, n.BatchID)
		}
	}
	a.batches, err = t.BatchesOf(batches)
	return a, err
}

// settle works out what the lines say and takes it off what is open. It returns what was received and what was lost.
func (o *operation) settle(a *arrival, lines []ReceivedLine) (got goods, lost []lotLine, err error) {
	if len(lines) > MaxLines {
		return got, nil, model.TooLarge.Refuse(model.P("limit", MaxLines))
	}
	if len(lines) == 0 {
		for _, l := range a.lines {
			if l.Done == 0 {
				lines = append(lines, ReceivedLine{Line: l.Line})
			}
		}
	}
	seen := map[int]bool{}
	for i, r := range lines {
		at := "lines[" + strconv.Itoa(i) + "]"
		l, ok := a.line(r.Line)
		switch {
		case !ok:
			o.faults.Add(at+".line", model.ShipmentLineUnknown, model.P("value", r.Line))
		case seen[r.Line]:
			o.faults.Add(at+".line", model.ValueInvalid, model.P("value", r.Line))
		default:
			seen[r.Line] = true
			if err := o.settleLine(a, at, l, r, &got, &lost); err != nil {
				return got, lost, err
			}
		}
	}
	if len(lines) == 0 { // nothing is open: the machine says what may happen instead
		_, err := model.ShipmentLifecycle.Next(a.shipment.State, model.ShipmentReceiveRest)
		return got, lost, err
	}
	return got, lost, o.faults.Err()
}

func (o *operation) settleLine(a *arrival, at string, l model.ShipmentLine, r ReceivedLine, got *goods, lost *[]lotLine) error {
	if l.Container == 1 {
		if r.Quantity != 0 || r.Lost != 0 {
			o.faults.Add(at+".quantity", model.ValueInvalid, model.P("value", r.Quantity+r.Lost))
			return nil
		}
		got.units = append(got.units, unitLine{field: at, node: a.nodes[l.NodeID]})
		a.open--
		return o.tx.Trace().SettleLine(l, 0)
	}
	if r.Quantity == 0 && r.Lost == 0 {
		r.Quantity = l.Open
	}
	for _, q := range []struct {
		field  string
		amount model.Quantity
	}{{".quantity", r.Quantity}, {".lost", r.Lost}} {
		if q.amount < 0 || q.amount > l.Open {
			o.faults.Add(at+q.field, model.ValueInvalid, model.PText("value", beyond(q.amount, l)))
			return nil
		}
	}
	if r.Quantity+r.Lost > l.Open {
		o.faults.Add(at+".lost", model.ValueInvalid, model.PText("value", beyond(r.Quantity+r.Lost, l)))
		return nil
	}
	line := lotLine{field: at, node: a.nodes[l.NodeID], unit: l.Unit, quantity: r.Quantity}
	if r.Quantity > 0 {
		got.lots = append(got.lots, line)
	}
	if line.quantity = r.Lost; r.Lost > 0 {
		*lost = append(*lost, line)
	}
	if r.Quantity+r.Lost == l.Open {
		a.open--
	}
	return o.tx.Trace().SettleLine(l, r.Quantity+r.Lost)
}

// beyond names an amount and what is open instead.
func beyond(q model.Quantity, l model.ShipmentLine) model.Text {
	given, open := amount(q, l.Unit), amount(l.Open, l.Unit)
	return model.Text{
		ZH: given.ZH + "（未收 " + open.ZH + "）", UG: given.UG + " (تاپشۇرۇۋېلىنمىغىنى " + open.UG + ")", EN: given.EN + " (open: " + open.EN + ")",
	}
}

// line returns an open line of the shipment.
func (a *arrival) line(number int) (model.ShipmentLine, bool) {
	for _, l := range a.lines {
		if l.Line == number && l.Done == 0 {
			return l, true
		}
	}
	return model.ShipmentLine{}, false
}

// RefuseCommand says that the rest of a shipment is not accepted.
type RefuseCommand struct {
	Shipment model.ShipmentID
	Reason   string
	At       time.Time
}

// Refuse records that the receiver sends back everything that is still open of a shipment. The goods never enter its
// stock: they stand in transit to the sender, in a shipment of their own that the sender receives like any other. Held
// and blocked batches may go back.
//
// Who: permission step:record, of the organisation that the shipment is for. Refusals: not-found, forbidden (the
// sender), value-required (reason), value-invalid (a time before the goods were sent), move-not-allowed (nothing is open
// any more), changed-meanwhile, trace-stock-short
// (another document has moved the goods on), trace-time-future, value-too-long, idempotency-*.
func (s *Service) Refuse(ctx context.Context, actor model.Actor, idem model.Idempotency, c RefuseCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		why := o.text("reason", c.Reason, reason)
		a, err := o.arrival(c.Shipment)
		if err != nil {
			return err
		}
		if err := o.faults.Err(); err != nil {
			return err
		}
		if err := o.moveShipment(&a.shipment, model.ShipmentRefuse, why); err != nil {
			return err
		}
		if err := o.tx.Trace().GiveReason(a.shipment.ID, why); err != nil {
			return err
		}
		g, _, err := o.settle(&a, nil)
		if err != nil {
			return err
		}
		back := model.Shipment{
			ID: repository.NewID[model.Shipment](o.tx), FromOrg: o.org.ID, FromSite: a.to.ID, ToOrg: a.fromOrg.ID, ToSite: a.from.ID,
			Reference: a.shipment.Reference, State: model.ShipmentLifecycle.Initial, SentAt: o.at,
		}
		e := o.event(epcis.ObjectEvent, epcis.Observe, epcis.StepShipping, epcis.DispReturned, a.to)
		ends(&e, a.to, a.from, o.org, a.fromOrg)
		e.EPCList, e.QuantityList = containerKeys(g.units), quantities(g.lots)
		e.BizTransactions = []epcis.BizTransaction{{Type: bttReturn, ID: a.shipment.ID.URN()}}
		despatch(&e, back)
		e.Extensions = append(append(e.Extensions, own(memberStock, string(model.AccountInTransit))...), own(memberReason, why)...)
		if err := o.add(e); err != nil {
			return err
		}
		if err := o.record(); err != nil {
			return err
		}
		return o.send(back, g)
	})
}

// moveShipment moves a shipment from the version that was read.
func (o *operation) moveShipment(sh *model.Shipment, on model.ShipmentEvent, why string) error {
	state, err := repository.Move(o.tx, &model.ShipmentLifecycle, sh.ID.String(), sh.Version, sh.State, on, o.actor.Name(), why)
	if err == nil {
		sh.State, sh.Version = state, sh.Version+1
	}
	return err
}
