package trace

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
)

// CorrectCommand says that an event of the actor's organisation was wrong.
type CorrectCommand struct {
	EventID string
	// Reason is a word of CBV 2.0 §7.5: did_not_occur or incorrect_data.
	Reason string
	// CorrectiveIDs are the eventIDs of own events that say what really happened.
	CorrectiveIDs []string
	At            time.Time
}

// maxCorrective bounds the events that one declaration refers to.
const maxCorrective = 20

// Correct withdraws an event: it is sent again as it was, with an errorDeclaration (EPCIS 2.0 §7.4.1.2), and what it
// booked is booked back. What later steps rest on cannot be withdrawn before them, and a shipment's events not at all: the
// other company has them too; refuse the shipment instead. A declaration that comes as a document through Capture is
// taken in any case and leaves findings.
//
// Who: permission step:record. Refusals: not-found (event_id, corrective_ids), value-invalid (reason), too-large,
// move-not-allowed (an event of a shipment), trace-event-duplicate (withdrawn already), trace-stock-short (later steps
// rest on it), trace-time-future, idempotency-*.
func (s *Service) Correct(ctx context.Context, actor model.Actor, idem model.Idempotency, c CorrectCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		if !epcis.ErrorReasons.Has(c.Reason) {
			o.faults.Add("reason", model.ValueInvalid, model.P("value", shorten(c.Reason)))
		}
		stored, err := o.tx.Trace().OwnEvent(o.actor.Orgs(), c.EventID)
		if err != nil {
			if err := o.fault("event_id", err); err != nil {
				return err
			}
		}
		if err := o.corrective(c); err != nil {
			return err
		}
		if err := o.faults.Err(); err != nil {
			return err
		}
		if stored.Retracted != 0 {
			return model.EventDuplicate.Refuse(model.P("value", c.EventID))
		}
		e, err := read(stored)
		if err != nil {
			return err
		}
		if err := o.ofNoShipment(e); err != nil {
			return err
		}
		if err := o.declare(e, c); err != nil {
			return err
		}
		return o.recordIn(stored.Context)
	})
}

// corrective checks that the events which set things right are the organisation's own.
func (o *operation) corrective(c CorrectCommand) error {
	if len(c.CorrectiveIDs) > maxCorrective {
		return model.TooLarge.Refuse(model.P("limit", maxCorrective))
	}
	for i, id := range c.CorrectiveIDs {
		_, err := o.tx.Trace().OwnEvent(o.actor.Orgs(), id)
		if err == nil && id != c.EventID {
			continue
		}
		if err := o.fault("corrective_ids["+strconv.Itoa(i)+"]", orNotFound(err)); err != nil {
			return err
		}
	}
	return nil
}

// read parses a stored event with the context that its document gave it.
func read(stored model.Event) (*epcis.Event, error) {
	context := []byte(stored.Context)
	if len(context) == 0 {
		context = []byte(strconv.Quote(epcis.StandardContext))
	}
	doc, err := epcis.ParseDocument(bytes.Join([][]byte{
		[]byte(`{"@context":`), context,
		[]byte(`,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{"eventList":[`), stored.Body, []byte(`]}}`),
	}, nil), epcis.Limits{Bytes: CaptureMaxBytes})
	if err != nil {
		return nil, fmt.Errorf("stored event %s: %w", stored.EventID, err)
	}
	return &doc.Events[0], nil
}

// ofNoShipment refuses to withdraw one side of what two companies agreed on.
func (o *operation) ofNoShipment(e *epcis.Event) error {
	var ids []model.ShipmentID
	for _, b := range e.BizTransactions {
		if id, ok := model.IDFromURN[model.Shipment](b.ID); ok {
			ids = append(ids, id)
		}
	}
	found, err := o.tx.Trace().AnyShipment(ids)
	if err == nil && found {
		return model.MoveNotAllowed.Refuse(model.P("state", epcis.BizSteps.Word(e.BizStep)), model.P("event", "correct"),
			model.P("allowed", model.ShipmentRefuse))
	}
	return err
}

// declare sends an event again with an errorDeclaration after the members it had.
func (o *operation) declare(e *epcis.Event, c CorrectCommand) error {
	d := epcis.ErrorDeclaration{DeclarationTime: epcis.Timestamp{At: o.at.Time()}, Reason: c.Reason, CorrectiveEventIDs: c.CorrectiveIDs}
	wrapped, err := epcis.ParseJSON(epcis.Encode(&epcis.Event{ErrorDeclaration: &d, EventTimeZoneOffset: e.EventTimeZoneOffset}))
	if err != nil {
		return fmt.Errorf("error declaration: %w", err)
	}
	again := epcis.Node{Kind: epcis.Object}
	for _, m := range e.Node.Members {
		if m.Name != "eventID" {
			again.Members = append(again.Members, m)
		}
	}
	// An event without an eventID of its own was given its hash, by which the declaration names it.
	again.Members = append(again.Members, epcis.Member{Name: "eventID", Value: epcis.Text(c.EventID)},
		epcis.Member{Name: "errorDeclaration", Value: *wrapped.Get("errorDeclaration")})
	return o.take(again.AppendJSON(nil), e.Context)
}
