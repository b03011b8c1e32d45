package trace

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
)

// ObserveCommand says what was seen or measured of goods without moving them.
type ObserveCommand struct {
	Site model.SiteID
	// Lines are the goods; their quantities may be left out. They may be left out themselves when the readings are about
	// the site.
	Lines []Line
	// Step is a business step of CBV that moves nothing, see ObserveSteps.
	Step     string
	Readings []Reading
	At       time.Time
	Note     string
}

// Reading is what a sensor, or somebody with one, measured.
type Reading struct {
	// Type is a measurement type of the GS1 Web Vocabulary: Temperature, RelativeHumidity, …
	Type string
	// Value, Min and Max are exact decimals, at least one of them is given.
	Value, Min, Max string
	// UOM is the UN/ECE Recommendation 20 code: CEL, P1, …
	UOM string
	// From and To bound when it was measured; both zero is the time of the observation, one alone is an instant.
	From, To time.Time
	// Device is the number or URI of the sensor.
	Device string
}

// observeSteps are the business steps of CBV 2.0 §7.1 that say what happens to goods without changing how many there are
// or whose, each with the disposition that goes without saying; "" when none does.
var observeSteps = []struct{ step, disposition string }{
	{epcis.StepStoring, epcis.DispInProgress},
	{epcis.StepStocking, epcis.DispSellableAccessible},
	{epcis.StepInspecting, ""},
	{epcis.StepSampling, ""},
	{epcis.StepHolding, ""},
	{epcis.StepTransporting, epcis.DispInTransit},
	{"arriving", epcis.DispInProgress},
	{"departing", epcis.DispInTransit},
	{"loading", epcis.DispInProgress},
	{"unloading", epcis.DispInProgress},
	{"staging_outbound", epcis.DispInProgress},
	{"picking", epcis.DispInProgress},
	{"accepting", epcis.DispInProgress},
	{"collecting", epcis.DispInProgress},
	{"cycle_counting", ""},
	{stepStockTaking, ""},
	{"sensor_reporting", ""},
	{epcis.StepOther, ""},
}

// ObserveSteps lists the business steps that Observe takes.
func ObserveSteps() []string {
	var words []string
	for _, s := range observeSteps {
		words = append(words, s.step)
	}
	return words
}

// Observe records that goods were stored, cooled, inspected, counted or moved about within a site, with what sensors
// measured.
//
// Who: permission step:record. Refusals: not-found (site, lines), value-required (lines, without readings; a reading
// without value), value-invalid (step, type, value, a container twice), unit-unknown, trace-container-invalid,
// quantity-invalid, trace-time-future, time-invalid (a reading that ends before it begins), too-large (more than
// MaxReadings), value-too-long, idempotency-*.
func (s *Service) Observe(ctx context.Context, actor model.Actor, idem model.Idempotency, c ObserveCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		text := o.text("note", c.Note, note)
		i := slices.IndexFunc(observeSteps, func(s struct{ step, disposition string }) bool { return s.step == c.Step })
		if i < 0 {
			o.faults.Add("step", model.ValueInvalid, model.P("value", shorten(c.Step)))
		}
		site, err := o.site("site", c.Site)
		if err != nil {
			return err
		}
		if len(c.Lines)+len(c.Readings) == 0 {
			o.faults.Add("lines", model.ValueRequired)
		}
		g, err := o.goods("lines", c.Lines, lineRule{unmeasured: true})
		if err != nil {
			return err
		}
		sensors, err := o.readings(c.Readings)
		if err != nil {
			return err
		}
		if err := o.faults.Err(); err != nil {
			return err
		}
		e := o.event(epcis.ObjectEvent, epcis.Observe, c.Step, observeSteps[i].disposition, site)
		stays(&e, site)
		e.EPCList, e.QuantityList, e.SensorElements = containerKeys(g.units), quantities(g.lots), sensors
		e.Extensions = own(memberNote, text)
		if err := o.add(e); err != nil {
			return err
		}
		return o.record()
	})
}

// readings writes what sensors measured.
func (o *operation) readings(list []Reading) ([]epcis.SensorElement, error) {
	if len(list) > MaxReadings {
		return nil, model.TooLarge.Refuse(model.P("limit", MaxReadings))
	}
	var elements []epcis.SensorElement
	for i, r := range list {
		elements = append(elements, o.reading("readings["+strconv.Itoa(i)+"]", r))
	}
	return elements, nil
}

func (o *operation) reading(at string, r Reading) epcis.SensorElement {
	report := epcis.SensorReport{Type: epcis.MeasurementTypes.Word(r.Type), UOM: r.UOM}
	if !epcis.MeasurementTypes.Has(report.Type) {
		o.faults.Add(at+".type", model.ValueInvalid, model.P("value", shorten(r.Type)))
	}
	if !isUnitOf(report.Type, r.UOM) {
		o.faults.Add(at+".uom", model.UnitUnknown, model.P("value", shorten(r.UOM)))
	}
	if r.Value == "" && r.Min == "" && r.Max == "" {
		o.faults.Add(at+".value", model.ValueRequired)
	}
	report.Value = o.number(at+".value", r.Value)
	report.MinValue = o.number(at+".min", r.Min)
	report.MaxValue = o.number(at+".max", r.Max)
	s := epcis.SensorElement{Reports: []epcis.SensorReport{report}}
	o.measured(at, r, &s.Metadata)
	switch device := o.text(at+".device", r.Device, reference); {
	case isDocumentURI(device):
		s.Metadata.DeviceID = device
	default:
		s.Extensions = own(memberDevice, device)
	}
	return s
}

// measured says when a reading was taken.
func (o *operation) measured(at string, r Reading, m *epcis.SensorMetadata) {
	from, to := o.when(at+".from", r.From, 0), o.when(at+".to", r.To, 0)
	switch {
	case from.IsZero() && to.IsZero():
		m.Time = epcis.Timestamp{At: o.at.Time()}
	case from.IsZero() || to.IsZero() || from == to:
		m.Time = epcis.Timestamp{At: max(from, to).Time()}
	case from > to:
		o.faults.Add(at+".to", model.TimeInvalid, model.P("value", to))
	default:
		m.StartTime, m.EndTime = epcis.Timestamp{At: from.Time()}, epcis.Timestamp{At: to.Time()}
	}
}

// sensorUnits are the units of the measurements that cold chains are judged by; other types take any well-formed code.
var sensorUnits = map[string][]string{
	"Temperature":      {"CEL", "FAH", "KEL"},
	"RelativeHumidity": {"P1"},
}

// isUnitOf reports whether a code can be the unit of a measurement: two or three capitals or digits (UN/ECE
// Recommendation 20), and of the right kind where we know it.
func isUnitOf(kind, code string) bool {
	if units, known := sensorUnits[kind]; known {
		return slices.Contains(units, code)
	}
	return (len(code) == 2 || len(code) == 3) && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// number checks an exact decimal and keeps its digits: 4.0 says more than 4.
func (o *operation) number(field, s string) string {
	if s == "" {
		return ""
	}
	if _, err := model.ParseQuantity(s); err != nil || strings.ContainsAny(s, "eE") {
		o.faults.Add(field, model.ValueInvalid, model.P("value", shorten(s)))
	}
	return s
}
