package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/trace"
)

// routeSteps registers the plain operations of the trace room: forms for what people do with goods.
func (s *Server) routeSteps() {
	step(s, "commission", "Record that a batch was produced or harvested; the draft becomes active.", (*CommissionInput).record)
	step(s, "ship", "Record that goods left a site for another company's or another site of yours.", (*ShipInput).record)
	step(s, "receive", "Record that a shipment, or a part of it, arrived, and what was lost on the way.", (*ReceiveInput).record)
	step(s, "refuse", "Send back what is still open of a shipment.", (*RefuseInput).record)
	step(s, "send-back", "Record that received goods went back to who supplied them, or to who made or recalls them.", (*SendBackInput).record)
	step(s, "transform", "Record that inputs were used up to make own batches.", (*TransformInput).record)
	step(s, "pack", "Record that goods were put into a container.", (*PackInput).record)
	step(s, "unpack", "Record that goods were taken out of a container.", (*UnpackInput).record)
	step(s, "sell", "Record that goods were sold to consumers.", (*SellInput).record)
	step(s, "return", "Record that consumers brought goods back.", (*ReturnInput).record)
	step(s, "destroy", "Record that goods were destroyed.", (*DestroyInput).record)
	step(s, "lose", "Write off goods that are missing or spoiled in stock.", (*LoseInput).record)
	step(s, "observe", "Record what was seen or measured of goods without moving them.", (*ObserveInput).record)
	step(s, "correct", "Withdraw an event of yours that was wrong.", (*CorrectInput).record)
}

// StepBody carries the body of a plain operation.
type StepBody[B any] struct{ Body B }

// step registers one plain operation.
func step[B any](s *Server, verb, summary string, record func(*B, context.Context, *trace.Service, Call, *model.Faults) (recording, error)) {
	Op(s, Operation{
		ID: "step-" + verb, Method: http.MethodPost, Path: "/v1/steps/" + verb, Tag: "trace", Need: model.PermStepRecord, Creates: true,
		Status: http.StatusCreated, Summary: summary,
	}, func(ctx context.Context, c Call, in *StepBody[B]) (*StepOutput, error) {
		var faults model.Faults
		done, err := record(&in.Body, ctx, s.services.Trace, c, &faults)
		if err != nil {
			return nil, err
		}
		s.services.Code.Forget(done.batches...)
		return &StepOutput{stepView(done.Step)}, nil
	})
}

// recording is what a plain operation has done and the batches whose pages it changes.
type recording struct {
	trace.Step
	batches []model.BatchID
}

// recorded pairs what was done with the batches that the lines name.
func recorded(step trace.Step, err error, lists ...[]trace.Line) (recording, error) {
	r := recording{Step: step}
	for _, l := range slices.Concat(lists...) {
		if l.Batch != "" {
			r.batches = append(r.batches, l.Batch)
		}
	}
	return r, err
}

// StepOutput carries what was recorded.
type StepOutput struct{ Body StepView }

// StepView is what a plain operation recorded, on the wire.
type StepView struct {
	EventIDs   []string      `json:"event_ids" doc:"The EPCIS events that were written, in order."`
	RecordedAt string        `json:"recorded_at" format:"date-time"`
	Shipment   *StepShipment `json:"shipment,omitempty" doc:"The shipment that was sent or received; after a refusal, the one that goes back."`
	Container  string        `json:"container,omitempty" doc:"The container that was filled."`
}

// StepShipment is a shipment as an operation leaves it, on the wire.
type StepShipment struct {
	ID        string            `json:"id"`
	State     ShipmentStateCode `json:"state"`
	StateName TextView          `json:"state_name"`
	FromOrg   string            `json:"from_org"`
	FromSite  string            `json:"from_site"`
	ToOrg     string            `json:"to_org"`
	ToSite    string            `json:"to_site"`
	Reference string            `json:"reference,omitempty"`
	SentAt    string            `json:"sent_at" format:"date-time"`
}

// ShipmentStateCode is where a shipment stands, on the wire.
type ShipmentStateCode model.ShipmentState

// Schema implements huma.SchemaProvider.
func (ShipmentStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a shipment stands.", model.ShipmentLifecycle.States())
}

func stepView(s trace.Step) StepView {
	v := StepView{EventIDs: s.EventIDs, RecordedAt: s.Recorded.String(), Container: s.Container}
	if sh := s.Shipment; sh.ID != "" {
		v.Shipment = &StepShipment{
			ID: sh.ID.String(), State: ShipmentStateCode(sh.State), StateName: textView(model.ShipmentLifecycle.Words[sh.State]),
			FromOrg: sh.FromOrg.String(), FromSite: sh.FromSite.String(), ToOrg: sh.ToOrg.String(), ToSite: sh.ToSite.String(),
			Reference: sh.Reference, SentAt: sh.SentAt.String(),
		}
	}
	return v
}

// When is the time of a step, with its zone.
type When struct {
	At string `json:"at,omitempty" format:"date-time" maxLength:"40" doc:"When it happened, with its zone; now when left out, never in the future."`
}

func (w When) time(faults *model.Faults) time.Time { return timeAt("at", w.At, faults) }

// timeAt reads a time at a field; the empty text is the zero time.
func timeAt(field, s string, faults *model.Faults) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		faults.Add(field, model.TimeInvalid, model.P("value", clip(s, 40)))
	}
	return t
}

// idAt reads an identifier at a field; the empty text is the zero identifier.
func idAt[T any](field, s string, faults *model.Faults) model.ID[T] {
	if s == "" {
		return ""
	}
	id, err := model.ParseID[T](s)
	faults.Check(field, err)
	return id
}

// quantityAt reads a quantity at a field; the empty text is zero.
func quantityAt(field string, d Decimal, faults *model.Faults) model.Quantity {
	if d == "" {
		return 0
	}
	return d.Quantity(field, faults)
}

// StepLine is one lot or container that a step is about: exactly one of batch, epc and container.
type StepLine struct {
	Batch     string   `json:"batch,omitempty" maxLength:"36" doc:"Id of a batch."`
	EPC       string   `json:"epc,omitempty" maxLength:"300" doc:"Any spelling of a lot: EPC URN, Digital Link on any host, its path, or (01)…(10)…"`
	Container string   `json:"container,omitempty" maxLength:"300" doc:"A container with everything in it: an SSCC in any spelling, or the urn:uuid that pack answered."`
	Quantity  Decimal  `json:"quantity,omitempty" doc:"With batch or epc."`
	Unit      UnitCode `json:"unit,omitempty" doc:"The lot's own unit when left out."`
}

func linesAt(field string, list []StepLine, faults *model.Faults) []trace.Line {
	var lines []trace.Line
	for i, l := range list {
		at := field + "[" + strconv.Itoa(i) + "]"
		lines = append(lines, trace.Line{
			Batch: idAt[model.Batch](at+".batch", l.Batch, faults), EPC: l.EPC, Container: l.Container,
			Quantity: quantityAt(at+".quantity", l.Quantity, faults), Unit: model.Unit(l.Unit),
		})
	}
	return lines
}

// CommissionInput says on the wire that a batch came into being.
type CommissionInput struct {
	When
	Batch    string   `json:"batch" maxLength:"36"`
	Site     string   `json:"site,omitempty" maxLength:"36" doc:"The site that the batch was registered at when left out."`
	Quantity Decimal  `json:"quantity,omitempty" doc:"At most what was registered; exactly that when left out."`
	Unit     UnitCode `json:"unit,omitempty"`
	Harvest  bool     `json:"harvest,omitempty" doc:"It was harvested, not otherwise produced."`
	Note     string   `json:"note,omitempty" maxLength:"500" doc:"Stays in the event for ever and is read by partners: no personal data."`
}

func (in *CommissionInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.CommissionCommand{
		Batch: idAt[model.Batch]("batch", in.Batch, faults), Site: idAt[model.Site]("site", in.Site, faults), At: in.time(faults),
		Quantity: quantityAt("quantity", in.Quantity, faults), Unit: model.Unit(in.Unit), Harvest: in.Harvest, Note: in.Note,
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Commission(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, []trace.Line{{Batch: cmd.Batch}})
}

// ShipInput says on the wire that goods left.
type ShipInput struct {
	When
	From      string     `json:"from" maxLength:"36" doc:"A site of yours."`
	To        string     `json:"to" maxLength:"36" doc:"A site of any active company; see /v1/receivers."`
	Lines     []StepLine `json:"lines" minItems:"1" maxItems:"500"`
	Reference string     `json:"reference,omitempty" maxLength:"100" doc:"Number or URI of the delivery note."`
	Note      string     `json:"note,omitempty" maxLength:"500" doc:"Stays in the event for ever and is read by partners: no personal data."`
}

func (in *ShipInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.ShipCommand{
		From: idAt[model.Site]("from", in.From, faults), To: idAt[model.Site]("to", in.To, faults), Lines: linesAt("lines", in.Lines, faults),
		Reference: in.Reference, At: in.time(faults), Note: in.Note,
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Ship(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}

// ReceiveInput says on the wire that goods arrived.
type ReceiveInput struct {
	When
	Shipment string        `json:"shipment" maxLength:"36"`
	Lines    []ReceiveLine `json:"lines,omitempty" maxItems:"500" doc:"Everything that is open when left out."`
	Note     string        `json:"note,omitempty" maxLength:"500" doc:"Stays in the event for ever and is read by partners: no personal data."`
}

// ReceiveLine says what became of one line, in the line's unit.
type ReceiveLine struct {
	Line     int     `json:"line" minimum:"1" maximum:"500"`
	Quantity Decimal `json:"quantity,omitempty" doc:"What arrived; everything open when lost is left out too. A container arrives whole."`
	Lost     Decimal `json:"lost,omitempty" doc:"What will not arrive any more."`
}

func (in *ReceiveInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.ReceiveCommand{Shipment: idAt[model.Shipment]("shipment", in.Shipment, faults), At: in.time(faults), Note: in.Note}
	for i, l := range in.Lines {
		at := "lines[" + strconv.Itoa(i) + "]"
		cmd.Lines = append(cmd.Lines, trace.ReceivedLine{
			Line: l.Line, Quantity: quantityAt(at+".quantity", l.Quantity, faults), Lost: quantityAt(at+".lost", l.Lost, faults),
		})
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	return recorded(room.Receive(ctx, c.Actor, c.Idem, cmd))
}

// RefuseInput says on the wire that a shipment is not accepted.
type RefuseInput struct {
	When
	Shipment string `json:"shipment" maxLength:"36"`
	Reason   string `json:"reason" minLength:"1" maxLength:"500" doc:"The sender reads it; no personal data."`
}

func (in *RefuseInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.RefuseCommand{Shipment: idAt[model.Shipment]("shipment", in.Shipment, faults), Reason: in.Reason, At: in.time(faults)}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	return recorded(room.Refuse(ctx, c.Actor, c.Idem, cmd))
}

// TransformInput says on the wire that inputs became outputs.
type TransformInput struct {
	When
	Site      string     `json:"site" maxLength:"36"`
	Inputs    []StepLine `json:"inputs,omitempty" maxItems:"500" doc:"Lots, or containers whose whole content is used."`
	Outputs   []StepLine `json:"outputs,omitempty" maxItems:"500" doc:"Own batches; as registered when the quantity is left out."`
	ProcessID string     `json:"process_id,omitempty" maxLength:"100" doc:"Your own name of a process, when its inputs and outputs are recorded in several steps."`
	Note      string     `json:"note,omitempty" maxLength:"500" doc:"Stays in the event for ever and is read by partners: no personal data."`
}

func (in *TransformInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.TransformCommand{
		Site: idAt[model.Site]("site", in.Site, faults), Inputs: linesAt("inputs", in.Inputs, faults), Outputs: linesAt("outputs", in.Outputs, faults),
		ProcessID: in.ProcessID, At: in.time(faults), Note: in.Note,
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Transform(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Inputs, cmd.Outputs)
}

// PackInput says on the wire that goods were put into a container.
type PackInput struct {
	When
	Site      string     `json:"site" maxLength:"36"`
	Container string     `json:"container,omitempty" maxLength:"300" doc:"An SSCC in any spelling, or the urn:uuid of an earlier answer; one is made when left out."`
	Lines     []StepLine `json:"lines" minItems:"1" maxItems:"500"`
}

func (in *PackInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.PackCommand{
		Site: idAt[model.Site]("site", in.Site, faults), Container: in.Container, Lines: linesAt("lines", in.Lines, faults), At: in.time(faults),
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Pack(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}

// UnpackInput says on the wire that goods were taken out of a container.
type UnpackInput struct {
	When
	Site      string     `json:"site" maxLength:"36"`
	Container string     `json:"container" minLength:"1" maxLength:"300"`
	Lines     []StepLine `json:"lines,omitempty" maxItems:"500" doc:"Everything when left out."`
}

func (in *UnpackInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.UnpackCommand{
		Site: idAt[model.Site]("site", in.Site, faults), Container: in.Container, Lines: linesAt("lines", in.Lines, faults), At: in.time(faults),
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Unpack(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}
