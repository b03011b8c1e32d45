package trace

import (
	"context"
	"time"

	"github.com/google/uuid"

	"suyuan/model"
	"suyuan/model/epcis"
)

// CommissionCommand says that a registered batch was produced or harvested.
type CommissionCommand struct {
	Batch model.BatchID
	// Site is where it came into being; empty is the site it was registered at.
	Site model.SiteID
	At   time.Time
	// Quantity is at most what was registered; 0 is exactly that. Unit as in Line.
	Quantity model.Quantity
	Unit     model.Unit
	// Harvest tells a harvest from other production in the master data of the lot.
	Harvest bool
	Note    string
}

// Commission records that a draft of the actor's organisation came into being: it becomes active and its quantity stands
// at the site. A batch whose production was withdrawn by Correct can be commissioned again.
//
// Who: permission step:record. Refusals: not-found (batch, site), move-not-allowed (not a draft), quantity-invalid (more
// than registered), unit-unknown, unit-mismatch, trace-time-future, time-invalid, value-too-long, idempotency-*.
func (s *Service) Commission(ctx context.Context, actor model.Actor, idem model.Idempotency, c CommissionCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		if err := o.commission(c); err != nil {
			return err
		}
		return o.record()
	})
}

// commission says that a batch came into being, for record to write.
func (o *operation) commission(c CommissionCommand) error {
	text := o.text("note", c.Note, note)
	b, err := o.ownBatch("batch", c.Batch)
	if err != nil {
		return err
	}
	if c.Site == "" {
		c.Site = b.SiteID
	}
	site, err := o.site("site", c.Site)
	if err != nil {
		return err
	}
	if err := o.faults.Err(); err != nil {
		return err
	}
	line := lotLine{field: "", batch: b}
	if err := o.produces(&line, Line{Quantity: c.Quantity, Unit: c.Unit}, false); err != nil {
		return err
	}
	e := o.event(epcis.ObjectEvent, epcis.Add, epcis.StepCreatingClassInstance, epcis.DispActive, site)
	stays(&e, site)
	e.QuantityList = quantities([]lotLine{line})
	e.ILMD = lotData(b, c.Harvest)
	e.Extensions = own(memberNote, text)
	return o.add(e)
}

// ownBatch returns a batch of the actor's own organisation, or notes not-found at the field.
func (o *operation) ownBatch(field string, id model.BatchID) (model.Batch, error) {
	batches, err := o.tx.Trace().BatchesOf([]model.BatchID{id})
	b := batches[id]
	if err == nil && (b.ID == "" || !o.actor.ActsFor(b.OrgID)) {
		o.faults.Add(field, model.NotFound)
	}
	return b, err
}

// produces completes a line about a batch that comes into being: it locks the lot, checks that the batch may be produced
// now and how much of it. Where further production is allowed, partial steps of one process add up.
func (o *operation) produces(line *lotLine, l Line, further bool) error {
	t := o.tx.Trace()
	nodes, _, err := t.EnsureNodes([]model.Node{{Key: line.batch.EPC, Level: model.LevelLot}})
	if err != nil {
		return err
	}
	line.node = nodes[line.batch.EPC]
	ledger, err := t.LoadLedger([]model.Seq{line.node.ID})
	if err != nil {
		return err
	}
	// Under the lock: whoever produced it a moment ago has changed its state.
	batches, err := t.BatchesOf([]model.BatchID{line.batch.ID})
	if err != nil {
		return err
	}
	line.batch = batches[line.batch.ID]
	var before model.Quantity
	for _, s := range ledger.Find(line.node.ID, func(s model.Slot) bool { return s.Account == model.AccountProduced }) {
		before -= ledger.Available(s)
	}
	if line.batch.State != model.BatchActive || before != 0 && !further {
		if _, err := model.BatchLifecycle.Next(line.batch.State, model.BatchActivate); err != nil {
			return err
		}
	}
	if l.Quantity == 0 {
		l.Quantity, l.Unit = line.batch.Quantity-before, line.batch.Unit
	}
	if o.measure(line, l) && line.quantity > line.batch.Quantity-before {
		o.faults.Add(dotted(line.field, "quantity"), model.QuantityInvalid, model.P("value", l.Quantity))
	}
	return o.faults.Err()
}

// dotted joins the path of a field.
func dotted(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

// lotData is the instance and lot master data of a batch that comes into being (CBV 2.0 §9.2).
func lotData(b model.Batch, harvest bool) *epcis.Node {
	var members []epcis.Member
	add := func(name, value string) {
		if value != "" {
			members = append(members, epcis.Member{Name: "cbvmda:" + name, Value: epcis.Text(value)})
		}
	}
	add("lotNumber", b.Lot)
	if harvest {
		add("harvestStartDate", string(b.Produced))
		add("harvestEndDate", string(b.Produced))
	} else {
		add("productionDate", string(b.Produced))
	}
	add("itemExpirationDate", string(b.Expires))
	n := epcis.Obj(members...)
	return &n
}

// TransformCommand says that inputs were used up to make outputs.
type TransformCommand struct {
	Site model.SiteID
	// Inputs are lots, or containers whose whole content is used.
	Inputs []Line
	// Outputs are own batches; without a quantity a draft is produced as registered. Drafts become active.
	Outputs []Line
	// ProcessID joins partial steps of one process, within the organisation: inputs may be recorded before outputs, and
	// an active batch may be produced further. Any text.
	ProcessID string
	At        time.Time
	Note      string
}

// Transform records processing, mixing, splitting, packing into consumer units: inputs are consumed at the site, outputs
// come into being there, and the genealogy joins them. A batch cannot be made from itself: rework is another batch.
//
// Who: permission step:record. Refusals: not-found (site, lines), value-required (inputs or outputs; both without a
// process), value-invalid (a batch on both sides), move-not-allowed (an output that may not be produced),
// trace-stock-short, catalog-batch-not-movable, trace-container-invalid, quantity-invalid, unit-*, trace-time-future,
// idempotency-*.
func (s *Service) Transform(ctx context.Context, actor model.Actor, idem model.Idempotency, c TransformCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		text := o.text("note", c.Note, note)
		process := o.text("process_id", c.ProcessID, reference)
		site, err := o.site("site", c.Site)
		if err != nil {
			return err
		}
		place, err := o.place(site)
		if err != nil {
			return err
		}
		inputs, outputs, err := o.bothSides(c, process != "", place)
		if err != nil {
			return err
		}
		if err := o.faults.Err(); err != nil {
			return err
		}
		things, err := o.takeOut(&inputs, site)
		if err != nil {
			return err
		}
		if l, both := sameKey(inputs.lots, outputs.lots); both {
			return model.ValueInvalid.At(l.field, model.P("value", l.batch.Lot))
		}
		for i := range outputs.lots {
			if err := o.produces(&outputs.lots[i], c.Outputs[i], process != ""); err != nil {
				return err
			}
		}
		e := o.event(epcis.TransformationEvent, "", epcis.StepCreatingClassInstance, epcis.DispActive, site)
		stays(&e, site)
		e.InputEPCs, e.InputQuantity = things, quantities(inputs.lots)
		e.OutputQuantity = quantities(outputs.lots)
		if process != "" {
			e.TransformationID = processURN(o.actor.Org, process)
		}
		if len(outputs.lots) == 1 { // the data of an event holds for all of its outputs
			e.ILMD = lotData(outputs.lots[0].batch, false)
		}
		e.Extensions = own(memberNote, text)
		if err := o.add(e); err != nil {
			return err
		}
		return o.record()
	})
}

// bothSides understands the lines of a transformation.
func (o *operation) bothSides(c TransformCommand, process bool, place model.Place) (inputs, outputs goods, err error) {
	if len(c.Inputs) == 0 && (!process || len(c.Outputs) == 0) {
		o.faults.Add("inputs", model.ValueRequired)
	}
	if len(c.Outputs) == 0 && !process {
		o.faults.Add("outputs", model.ValueRequired)
	}
	inputs, err = o.goods("inputs", c.Inputs, lineRule{where: where{model.AccountOnHand, place.ID}})
	if err != nil {
		return inputs, outputs, err
	}
	outputs, err = o.goods("outputs", c.Outputs, lineRule{unmeasured: true, noContainers: true})
	for i, l := range outputs.lots {
		if !o.actor.ActsFor(l.batch.OrgID) {
			o.faults.Add(l.field, model.NotFound)
		}
		if _, twice := sameKey(outputs.lots[:i], outputs.lots[i:i+1]); twice {
			o.faults.Add(l.field, model.ValueInvalid, model.P("value", l.batch.Lot))
		}
	}
	return inputs, outputs, err
}

// processURN makes a transformationID of a company's own name for a process. It is derived from the company too (UUID
// version 5, RFC 9562 §5.5), so that nobody ties a step to another company's by choosing its name.
func processURN(org model.OrgID, process string) string {
	space, err := uuid.Parse(org.String())
	if err != nil {
		space = uuid.NameSpaceURL // an identifier of ours is always a UUID
	}
	return "urn:uuid:" + uuid.NewSHA1(space, []byte(process)).String()
}
