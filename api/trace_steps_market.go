package api

import (
	"context"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/service/trace"
)

// SendBackInput says on the wire that received goods went back.
type SendBackInput struct {
	When
	From         string     `json:"from" maxLength:"36" doc:"A site of yours."`
	To           string     `json:"to" maxLength:"36" doc:"A site of the company that supplied the goods, that made them, or that recalls them."`
	Lines        []StepLine `json:"lines" minItems:"1" maxItems:"500"`
	Reason       string     `json:"reason" minLength:"1" maxLength:"500" doc:"Stays in the event for ever and is read by partners: no personal data."`
	FromReturned bool       `json:"from_returned,omitempty" doc:"Take what consumers have returned first, then stock. Lots only."`
	Reference    string     `json:"reference,omitempty" maxLength:"100" doc:"Number or URI of the return or delivery note."`
}

func (in *SendBackInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.SendBackCommand{
		From: idAt[model.Site]("from", in.From, faults), To: idAt[model.Site]("to", in.To, faults), Lines: linesAt("lines", in.Lines, faults),
		Reason: in.Reason, FromReturned: in.FromReturned, Reference: in.Reference, At: in.time(faults),
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.SendBack(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}

// SellInput says on the wire that goods were sold to consumers.
type SellInput struct {
	When
	Site    string     `json:"site" maxLength:"36"`
	Lines   []StepLine `json:"lines" minItems:"1" maxItems:"500"`
	Receipt string     `json:"receipt,omitempty" maxLength:"100" doc:"Number or URI of the receipt or invoice; nothing about the buyer."`
}

func (in *SellInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.SellCommand{
		Site: idAt[model.Site]("site", in.Site, faults), Lines: linesAt("lines", in.Lines, faults), At: in.time(faults), Receipt: in.Receipt,
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Sell(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}

// ReturnInput says on the wire that consumers brought goods back.
type ReturnInput struct {
	When
	Site    string     `json:"site" maxLength:"36"`
	Lines   []StepLine `json:"lines" minItems:"1" maxItems:"500" doc:"Lots; containers do not come back from consumers."`
	Reason  string     `json:"reason,omitempty" maxLength:"500" doc:"No personal data."`
	Receipt string     `json:"receipt,omitempty" maxLength:"100" doc:"Number or URI of the receipt or of the return; nothing about the buyer."`
}

func (in *ReturnInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.ReturnCommand{
		Site: idAt[model.Site]("site", in.Site, faults), Lines: linesAt("lines", in.Lines, faults), At: in.time(faults), Reason: in.Reason,
		Receipt: in.Receipt,
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Return(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}

// DestroyInput says on the wire that goods were destroyed.
type DestroyInput struct {
	When
	Site         string     `json:"site" maxLength:"36"`
	Lines        []StepLine `json:"lines" minItems:"1" maxItems:"500"`
	FromReturned bool       `json:"from_returned,omitempty" doc:"Take what consumers have returned first, then stock."`
	Reason       string     `json:"reason" minLength:"1" maxLength:"500" doc:"No personal data."`
	Method       string     `json:"method,omitempty" maxLength:"500"`
	Witness      string     `json:"witness,omitempty" maxLength:"500" doc:"The office or company that watched; no person's name."`
}

func (in *DestroyInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.DestroyCommand{
		Site: idAt[model.Site]("site", in.Site, faults), Lines: linesAt("lines", in.Lines, faults), At: in.time(faults),
		FromReturned: in.FromReturned, Reason: in.Reason, Method: in.Method, Witness: in.Witness,
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Destroy(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}

// LoseInput says on the wire that goods are missing or spoiled in stock.
type LoseInput struct {
	When
	Site   string     `json:"site" maxLength:"36"`
	Lines  []StepLine `json:"lines" minItems:"1" maxItems:"500"`
	Reason string     `json:"reason" minLength:"1" maxLength:"500" doc:"No personal data."`
}

func (in *LoseInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.LoseCommand{
		Site: idAt[model.Site]("site", in.Site, faults), Lines: linesAt("lines", in.Lines, faults), At: in.time(faults), Reason: in.Reason,
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Lose(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}

// ObserveStepCode is a business step that moves nothing, on the wire.
type ObserveStepCode string

// Schema implements huma.SchemaProvider.
func (ObserveStepCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Business step of CBV 2.0.", trace.ObserveSteps())
}

// MeasurementCode is a measurement type of the GS1 Web Vocabulary, on the wire.
type MeasurementCode string

// Schema implements huma.SchemaProvider.
func (MeasurementCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Measurement type of the GS1 Web Vocabulary.", epcis.MeasurementTypes.Words())
}

// ObserveInput says on the wire what was seen or measured.
type ObserveInput struct {
	When
	Site     string          `json:"site" maxLength:"36"`
	Lines    []StepLine      `json:"lines,omitempty" maxItems:"500" doc:"Quantities may be left out; the lines too, when the readings are about the site."`
	Step     ObserveStepCode `json:"step"`
	Readings []SensorReading `json:"readings,omitempty" maxItems:"200"`
	Note     string          `json:"note,omitempty" maxLength:"500" doc:"Stays in the event for ever and is read by partners: no personal data."`
}

// SensorReading is one measurement on the wire.
type SensorReading struct {
	Type   MeasurementCode `json:"type"`
	Value  Decimal         `json:"value,omitempty"`
	Min    Decimal         `json:"min,omitempty"`
	Max    Decimal         `json:"max,omitempty"`
	UOM    string          `json:"uom" minLength:"2" maxLength:"3" doc:"Unit code of UN/ECE Recommendation 20: CEL, P1, …"`
	From   string          `json:"from,omitempty" format:"date-time" maxLength:"40"`
	To     string          `json:"to,omitempty" format:"date-time" maxLength:"40"`
	Device string          `json:"device,omitempty" maxLength:"100" doc:"Number or URI of the sensor."`
}

func (in *ObserveInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.ObserveCommand{
		Site: idAt[model.Site]("site", in.Site, faults), Lines: linesAt("lines", in.Lines, faults), Step: string(in.Step), At: in.time(faults),
		Note: in.Note,
	}
	for i, r := range in.Readings {
		at := "readings[" + strconv.Itoa(i) + "]"
		cmd.Readings = append(cmd.Readings, trace.Reading{
			Type: string(r.Type), Value: string(r.Value), Min: string(r.Min), Max: string(r.Max), UOM: r.UOM,
			From: timeAt(at+".from", r.From, faults), To: timeAt(at+".to", r.To, faults), Device: r.Device,
		})
	}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	step, err := room.Observe(ctx, c.Actor, c.Idem, cmd)
	return recorded(step, err, cmd.Lines)
}

// ErrorReasonCode says why an event is withdrawn, on the wire.
type ErrorReasonCode string

// Schema implements huma.SchemaProvider.
func (ErrorReasonCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Reason of an error declaration of CBV 2.0.", epcis.ErrorReasons.Words())
}

// CorrectInput withdraws an event on the wire.
type CorrectInput struct {
	When
	EventID       string          `json:"event_id" minLength:"1" maxLength:"512"`
	Reason        ErrorReasonCode `json:"reason"`
	CorrectiveIDs []string        `json:"corrective_ids,omitempty" maxItems:"20" doc:"eventIDs of your events that say what really happened."`
}

func (in *CorrectInput) record(ctx context.Context, room *trace.Service, c Call, faults *model.Faults) (recording, error) {
	cmd := trace.CorrectCommand{EventID: in.EventID, Reason: string(in.Reason), CorrectiveIDs: in.CorrectiveIDs, At: in.time(faults)}
	if err := faults.Err(); err != nil {
		return recording{}, err
	}
	return recorded(room.Correct(ctx, c.Actor, c.Idem, cmd))
}
