package epcis

import (
	"slices"
	"strings"
	"time"
)

// textField is a field of events whose values are compared as texts, in one spelling.
type textField struct {
	name string
	// norm brings a value into the one spelling.
	norm func(string) string
	// refuse says what is wrong with a value that a query gives, "" for nothing.
	refuse func(string) string
	// each yields the values of an event as written, with the type that a bizTransaction, source or destination has.
	each func(e *Event, yield func(sub, value string))
	// indexed says that Event.Terms holds the values.
	indexed bool
}

func same(s string) string { return s }

func anyText(string) string { return "" }

func mustBeURI(s string) string {
	if !isURI(s) {
		return quote(s) + " is no URI"
	}
	return ""
}

// wordIn refuses what is neither a word of a vocabulary, in any spelling, nor a URI.
func wordIn(v *Vocabulary) func(string) string {
	return func(s string) string {
		if v.Has(v.Word(s)) || isURI(s) {
			return ""
		}
		return quote(s) + " is neither a word of the vocabulary nor a URI"
	}
}

func oneText(get func(*Event) string) func(*Event, func(string, string)) {
	return func(e *Event, yield func(string, string)) {
		if s := get(e); s != "" {
			yield("", s)
		}
	}
}

func manyTexts(get func(*Event) []string) func(*Event, func(string, string)) {
	return func(e *Event, yield func(string, string)) {
		for _, s := range get(e) {
			yield("", s)
		}
	}
}

// sensorTexts yields a field of the reports and, where it has the field, of the metadata of sensor elements.
func sensorTexts(report func(*SensorReport) string, metadata func(*SensorMetadata) string) func(*Event, func(string, string)) {
	return func(e *Event, yield func(string, string)) {
		for i := range e.SensorElements {
			s := &e.SensorElements[i]
			if metadata != nil && metadata(&s.Metadata) != "" {
				yield("", metadata(&s.Metadata))
			}
			for j := range s.Reports {
				if v := report(&s.Reports[j]); v != "" {
					yield("", v)
				}
			}
		}
	}
}

// textFields are the fields that EQ_ compares as texts, by the rest of the parameter's name (EPCIS 2.0 §8.2.7.1).
var textFields = map[string]*textField{}

// typedFields are those whose parameter goes on with a type: EQ_bizTransaction_po.
var typedFields = map[string]*textField{}

// typeWords bring the type of a typed field into its one spelling.
var typeWords = map[string]*Vocabulary{
	"bizTransaction": BizTransactionTypes, "source": SourceDestTypes, "destination": SourceDestTypes,
}

func init() {
	word := func(name string, v *Vocabulary, indexed bool, each func(*Event, func(string, string))) {
		textFields[name] = &textField{name: name, norm: v.Word, refuse: wordIn(v), each: each, indexed: indexed}
	}
	uri := func(name string, each func(*Event, func(string, string))) {
		textFields[name] = &textField{name: name, norm: Key, refuse: mustBeURI, each: each, indexed: true}
	}
	word("bizStep", BizSteps, true, oneText(func(e *Event) string { return e.BizStep }))
	word("disposition", Dispositions, true, oneText(func(e *Event) string { return e.Disposition }))
	word("persistentDisposition_set", Dispositions, true, manyTexts(func(e *Event) []string {
		if e.Persistent == nil {
			return nil
		}
		return e.Persistent.Set
	}))
	word("persistentDisposition_unset", Dispositions, true, manyTexts(func(e *Event) []string {
		if e.Persistent == nil {
			return nil
		}
		return e.Persistent.Unset
	}))
	word("errorReason", ErrorReasons, true, oneText(func(e *Event) string {
		if e.ErrorDeclaration == nil {
			return ""
		}
		return e.ErrorDeclaration.Reason
	}))
	word("type", MeasurementTypes, true, sensorTexts(func(r *SensorReport) string { return r.Type }, nil))
	textFields["action"] = &textField{name: "action", norm: same, refuse: func(s string) string {
		if !Action(s).Valid() {
			return quote(s) + " is none of ADD, OBSERVE and DELETE"
		}
		return ""
	}, each: oneText(func(e *Event) string { return string(e.Action) })}
	textFields["eventID"] = &textField{name: "eventID", norm: same, refuse: mustBeURI, each: oneText(func(e *Event) string { return e.EventID })}
	uri("readPoint", oneText(func(e *Event) string { return e.ReadPoint.ID }))
	uri("bizLocation", oneText(func(e *Event) string { return e.BizLocation.ID }))
	uri("transformationID", oneText(func(e *Event) string { return e.TransformationID }))
	uri("correctiveEventID", manyTexts(func(e *Event) []string {
		if e.ErrorDeclaration == nil {
			return nil
		}
		return e.ErrorDeclaration.CorrectiveEventIDs
	}))
	uri("deviceID", sensorTexts(func(r *SensorReport) string { return r.DeviceID }, func(m *SensorMetadata) string { return m.DeviceID }))
	uri("dataProcessingMethod", sensorTexts(func(r *SensorReport) string { return r.DataProcessingMethod },
		func(m *SensorMetadata) string { return m.DataProcessingMethod }))
	uri("bizRules", sensorTexts(func(r *SensorReport) string { return r.BizRules }, func(m *SensorMetadata) string { return m.BizRules }))
	uri("microorganism", sensorTexts(func(r *SensorReport) string { return r.Microorganism }, nil))
	uri("chemicalSubstance", sensorTexts(func(r *SensorReport) string { return r.ChemicalSubstance }, nil))
	uri("uriValue", sensorTexts(func(r *SensorReport) string { return r.URIValue }, nil))
	plain := func(name string, norm func(string) string, refuse func(string) string, get func(*SensorReport) string) {
		textFields[name] = &textField{name: name, norm: norm, refuse: refuse, each: sensorTexts(get, nil), indexed: true}
	}
	plain("stringValue", same, anyText, func(r *SensorReport) string { return r.StringValue })
	plain("booleanValue", same, func(s string) string {
		if s != "true" && s != "false" {
			return quote(s) + " is neither true nor false"
		}
		return ""
	}, func(r *SensorReport) string { return r.BooleanValue })
	plain("hexBinaryValue", strings.ToUpper, func(s string) string {
		if !isHex(s) {
			return quote(s) + " is not hexadecimal"
		}
		return ""
	}, func(r *SensorReport) string { return r.HexBinaryValue })

	typed := func(name string, each func(*Event, func(string, string))) {
		typedFields[name] = &textField{name: name, norm: Key, refuse: mustBeURI, each: each, indexed: true}
	}
	typed("bizTransaction", func(e *Event, yield func(string, string)) {
		for _, b := range e.BizTransactions {
			yield(BizTransactionTypes.Word(b.Type), b.ID)
		}
	})
	parties := func(get func(*Event) []Party) func(*Event, func(string, string)) {
		return func(e *Event, yield func(string, string)) {
			for _, p := range get(e) {
				yield(SourceDestTypes.Word(p.Type), p.ID)
			}
		}
	}
	typed("source", parties(func(e *Event) []Party { return e.Sources }))
	typed("destination", parties(func(e *Event) []Party { return e.Destinations }))
}

// eventTypeField is what the parameter eventType compares.
var eventTypeField = &textField{name: "eventType", norm: same, refuse: func(s string) string {
	if !EventType(s).Standard() && !isURI(s) {
		return quote(s) + " is neither an EPCIS event type nor a URI"
	}
	return ""
}, each: oneText(func(e *Event) string { return string(e.Type) })}

// timeFields are the fields that GE_ and LT_ compare as times.
var timeFields = map[string]func(e *Event) []time.Time{
	"eventTime":             func(e *Event) []time.Time { return times(e.EventTime) },
	"recordTime":            func(e *Event) []time.Time { return times(e.RecordTime) },
	"errorDeclarationTime":  declarationTimes,
	"errorDeclaration_Time": declarationTimes, // the spelling of query-schema.json
	"time": func(e *Event) (list []time.Time) {
		for i := range e.SensorElements {
			s := &e.SensorElements[i]
			list = append(list, times(s.Metadata.Time)...)
			for j := range s.Reports {
				list = append(list, times(s.Reports[j].Time)...)
			}
		}
		return list
	},
	"startTime": metadataTimes(func(m *SensorMetadata) Timestamp { return m.StartTime }),
	"endTime":   metadataTimes(func(m *SensorMetadata) Timestamp { return m.EndTime }),
}

func times(t Timestamp) []time.Time {
	if t.At.IsZero() {
		return nil
	}
	return []time.Time{t.At}
}

func declarationTimes(e *Event) []time.Time {
	if e.ErrorDeclaration == nil {
		return nil
	}
	return times(e.ErrorDeclaration.DeclarationTime)
}

func metadataTimes(get func(*SensorMetadata) Timestamp) func(*Event) []time.Time {
	return func(e *Event) (list []time.Time) {
		for i := range e.SensorElements {
			list = append(list, times(get(&e.SensorElements[i].Metadata))...)
		}
		return list
	}
}

// measure is a number of an event with its unit.
type measure struct{ number, unit string }

func reportNumbers(get func(*SensorReport) string) func(*Event) []measure {
	return func(e *Event) (list []measure) {
		for i := range e.SensorElements {
			for j := range e.SensorElements[i].Reports {
				if r := &e.SensorElements[i].Reports[j]; get(r) != "" {
					list = append(list, measure{get(r), r.UOM})
				}
			}
		}
		return list
	}
}

// numberFields are the fields that are compared as numbers. The parameter may go on with a unit, into which amounts are
// converted: GE_value_CEL.
var numberFields = map[string]func(e *Event) []measure{
	"quantity": func(e *Event) (list []measure) {
		for _, q := range slices.Concat(e.QuantityList, e.ChildQuantity, e.InputQuantity, e.OutputQuantity) {
			if q.Quantity != "" {
				list = append(list, measure{q.Quantity, q.UOM})
			}
		}
		return list
	},
	"value":     reportNumbers(func(r *SensorReport) string { return r.Value }),
	"minValue":  reportNumbers(func(r *SensorReport) string { return r.MinValue }),
	"maxValue":  reportNumbers(func(r *SensorReport) string { return r.MaxValue }),
	"meanValue": reportNumbers(func(r *SensorReport) string { return r.MeanValue }),
	"sDev":      reportNumbers(func(r *SensorReport) string { return r.SDev }),
	"percRank":  reportNumbers(func(r *SensorReport) string { return r.PercRank }),
	"percValue": reportNumbers(func(r *SensorReport) string { return r.PercValue }),
}

// Named is a set of the fields with which an event names things.
type Named uint16

// The fields that name things.
const (
	NamedEPC Named = 1 << iota
	NamedQuantity
	NamedParent
	NamedChild
	NamedChildQuantity
	NamedInput
	NamedInputQuantity
	NamedOutput
	NamedOutputQuantity

	anyNamed = NamedOutputQuantity<<1 - 1
)

// matchFields say in which fields the MATCH parameters look (EPCIS 2.0 §8.2.7.1).
var matchFields = map[string]Named{
	"epc":            NamedEPC | NamedChild,
	"parentID":       NamedParent,
	"inputEPC":       NamedInput,
	"outputEPC":      NamedOutput,
	"anyEPC":         NamedEPC | NamedChild | NamedParent | NamedInput | NamedOutput,
	"epcClass":       NamedQuantity | NamedChildQuantity,
	"inputEPCClass":  NamedInputQuantity,
	"outputEPCClass": NamedOutputQuantity,
	"anyEPCClass":    NamedQuantity | NamedChildQuantity | NamedInputQuantity | NamedOutputQuantity,
}

// named calls yield for each identifier in some fields of an event until it returns true, and returns whether it did.
func (e *Event) named(in Named, yield func(uri string) bool) bool {
	for _, l := range []struct {
		bit  Named
		list []string
	}{{NamedEPC, e.EPCList}, {NamedChild, e.ChildEPCs}, {NamedInput, e.InputEPCs}, {NamedOutput, e.OutputEPCs}} {
		if in&l.bit != 0 && slices.ContainsFunc(l.list, yield) {
			return true
		}
	}
	if in&NamedParent != 0 && e.ParentID != "" && yield(e.ParentID) {
		return true
	}
	class := func(q Quantity) bool { return yield(q.EPCClass) }
	for _, l := range []struct {
		bit  Named
		list []Quantity
	}{
		{NamedQuantity, e.QuantityList}, {NamedChildQuantity, e.ChildQuantity},
		{NamedInputQuantity, e.InputQuantity}, {NamedOutputQuantity, e.OutputQuantity},
	} {
		if in&l.bit != 0 && slices.ContainsFunc(l.list, class) {
			return true
		}
	}
	return false
}
