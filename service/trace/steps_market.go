package trace

import (
	"context"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
)

// SellCommand says that goods were sold to consumers.
type SellCommand struct {
	Site  model.SiteID
	Lines []Line
	At    time.Time
	// Receipt is the number or URI of the receipt or invoice.
	Receipt string
}

// Sell records that goods left the chain to a consumer. A container that is sold is unpacked first.
//
// Who: permission step:record. Refusals: not-found (site, lines), value-required (lines), trace-stock-short,
// catalog-batch-not-movable, trace-container-invalid, value-invalid (a container twice; a time that is not after what is recorded
// of a container), quantity-invalid, unit-*, trace-time-future, value-too-long, idempotency-*.
func (s *Service) Sell(ctx context.Context, actor model.Actor, idem model.Idempotency, c SellCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		receipt := o.text("receipt", c.Receipt, reference)
		return o.withdraw(c.Site, c.Lines, false, func(site model.Site) epcis.Event {
			e := o.event(epcis.ObjectEvent, epcis.Observe, epcis.StepRetailSelling, epcis.DispRetailSold, site)
			refer(&e, bttInvoice, receipt)
			return e
		})
	})
}

// withdraw takes goods out of stock at a site with the event that begin makes.
func (o *operation) withdraw(at model.SiteID, lines []Line, noContainers bool, begin func(model.Site) epcis.Event) error {
	site, err := o.site("site", at)
	if err != nil {
		return err
	}
	place, err := o.place(site)
	if err != nil {
		return err
	}
	g, err := o.someGoods("lines", lines, lineRule{noContainers: noContainers, where: where{model.AccountOnHand, place.ID}})
	if err != nil {
		return err
	}
	if err := o.faults.Err(); err != nil {
		return err
	}
	things, err := o.takeOut(&g, site)
	if err != nil {
		return err
	}
	e := begin(site)
	e.EPCList, e.QuantityList = things, quantities(g.lots)
	if err := o.add(e); err != nil {
		return err
	}
	return o.record()
}

// ReturnCommand says that consumers brought goods back.
type ReturnCommand struct {
	Site   model.SiteID
	Lines  []Line
	At     time.Time
	Reason string
	// Receipt is the number or URI of the receipt or of the return.
	Receipt string
}

// Return records that goods which the actor's organisation has sold came back from consumers. They stand apart from the
// stock and can only be destroyed: food that was out of the house does not go on sale again by a plain operation.
//
// Who: permission step:record. Refusals: not-found (site, lines), value-required (lines), trace-stock-short (more than
// was sold), trace-container-invalid (containers do not come back from consumers), quantity-invalid, unit-*,
// trace-time-future, value-too-long, idempotency-*.
func (s *Service) Return(ctx context.Context, actor model.Actor, idem model.Idempotency, c ReturnCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		why := o.text("reason", c.Reason, note)
		receipt := o.text("receipt", c.Receipt, reference)
		return o.withdraw(c.Site, c.Lines, true, func(site model.Site) epcis.Event {
			// No source is named: consumers are nobody's business partners, and that is how the event is recognised.
			e := o.event(epcis.ObjectEvent, epcis.Observe, epcis.StepReceiving, epcis.DispReturned, site)
			stays(&e, site)
			refer(&e, bttReturn, receipt)
			e.Extensions = append(e.Extensions, own(memberReason, why)...)
			return e
		})
	})
}

// DestroyCommand says that goods were destroyed.
type DestroyCommand struct {
	Site  model.SiteID
	Lines []Line
	At    time.Time
	// FromReturned takes what consumers have returned first, and then from stock.
	FromReturned bool
	Reason       string
	Method       string
	// Witness is the office or company that watched; names of persons do not belong in an event.
	Witness string
}

// Destroy records that goods were destroyed or disposed of at the site. Held and blocked batches may be destroyed. A
// container is unpacked first.
//
// Who: permission step:record. Refusals: not-found (site, lines), value-required (lines, reason), trace-stock-short,
// trace-container-invalid (also any container with FromReturned), value-invalid (a container twice; a time that is not
// after what is recorded of a container), quantity-invalid, unit-*, trace-time-future, value-too-long, idempotency-*.
func (s *Service) Destroy(ctx context.Context, actor model.Actor, idem model.Idempotency, c DestroyCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		members := own(memberReason, o.text("reason", c.Reason, reason))
		members = append(members, own(memberMethod, o.text("method", c.Method, note))...)
		members = append(members, own(memberWitness, o.text("witness", c.Witness, note))...)
		if c.FromReturned {
			members = append(members, own(memberStock, string(model.AccountReturned))...)
		}
		return o.withdraw(c.Site, c.Lines, c.FromReturned, func(site model.Site) epcis.Event {
			e := o.event(epcis.ObjectEvent, epcis.Delete, epcis.StepDestroying, epcis.DispDestroyed, site)
			e.Extensions = members
			return e
		})
	})
}

// LoseCommand says that goods are missing or spoiled in stock.
type LoseCommand struct {
	Site   model.SiteID
	Lines  []Line
	At     time.Time
	Reason string
}

// Lose writes off goods in stock at a site: a difference found by stock-taking, theft, spoilage. What is lost on the way
// is told with Receive.
//
// Who: permission step:record. Refusals: not-found (site, lines), value-required (lines, reason), trace-stock-short,
// trace-container-invalid, value-invalid (a container twice; a time that is not after what is recorded of a container),
// quantity-invalid, unit-*, trace-time-future, value-too-long, idempotency-*.
func (s *Service) Lose(ctx context.Context, actor model.Actor, idem model.Idempotency, c LoseCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		why := o.text("reason", c.Reason, reason)
		return o.withdraw(c.Site, c.Lines, false, func(site model.Site) epcis.Event {
			e := o.event(epcis.ObjectEvent, epcis.Delete, stepStockTaking, dispUnavailable, site)
			e.Extensions = own(memberReason, why)
			return e
		})
	})
}

// What CBV 2.0 says of goods that a count did not find (§7.1, §7.2).
const (
	stepStockTaking = "stock_taking"
	dispUnavailable = "unavailable"
)
