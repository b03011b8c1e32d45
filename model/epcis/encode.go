package epcis

import (
	"bytes"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// AppendJSON appends the value to dst as compact JSON: members in their order, numbers with their own digits.
func (n *Node) AppendJSON(dst []byte) []byte {
	switch n.Kind {
	case String:
		return appendString(dst, n.Text)
	case Number:
		return appendNumber(dst, n.Text)
	case Bool:
		return strconv.AppendBool(dst, n.Text == "true")
	case Array:
		return appendList(dst, n.Items, func(dst []byte, v *Node) []byte { return v.AppendJSON(dst) })
	case Object:
		w := objectWriter{dst: append(dst, '{')}
		w.members(n.Members)
		return append(w.dst, '}')
	case Null:
	}
	return append(dst, "null"...)
}

// Text returns a String node.
func Text(s string) Node { return Node{Kind: String, Text: s} }

// Num returns a Number node for the literal of a JSON number.
func Num(literal string) Node { return Node{Kind: Number, Text: literal} }

// Obj returns an Object node; names must be unique.
func Obj(members ...Member) Node { return Node{Kind: Object, Members: members} }

// Arr returns an Array node.
func Arr(items ...Node) Node { return Node{Kind: Array, Items: items} }

// Encode writes e as an element of an eventList: compact, members in a fixed order, empty members left out, numbers
// with their own digits, so that equal events have equal bytes. A Timestamp is written as its Text, or else from its
// instant at the event's own offset. Encode checks nothing; what ParseEvent would refuse it refuses afterwards.
// @context is not written, see WithContext.
func Encode(e *Event) []byte {
	w := objectWriter{dst: append(make([]byte, 0, 1024), '{'), zone: location(e.EventTimeZoneOffset)}
	w.text("type", string(e.Type))
	w.text("eventID", e.EventID)
	w.time("eventTime", e.EventTime)
	w.text("eventTimeZoneOffset", e.EventTimeZoneOffset)
	w.time("recordTime", e.RecordTime)
	w.errorDeclaration(e.ErrorDeclaration)
	w.certification(e.CertificationInfo)
	w.text("action", string(e.Action))
	w.what(e)
	w.text("bizStep", e.BizStep)
	w.text("disposition", e.Disposition)
	w.persistent(e.Persistent)
	w.place("readPoint", &e.ReadPoint)
	w.place("bizLocation", &e.BizLocation)
	w.references("bizTransactionList", "bizTransaction", len(e.BizTransactions), func(i int) (string, string) {
		return e.BizTransactions[i].Type, e.BizTransactions[i].ID
	})
	w.references("sourceList", "source", len(e.Sources), func(i int) (string, string) {
		return e.Sources[i].Type, e.Sources[i].ID
	})
	w.references("destinationList", "destination", len(e.Destinations), func(i int) (string, string) {
		return e.Destinations[i].Type, e.Destinations[i].ID
	})
	w.sensors(e.SensorElements)
	if e.ILMD != nil {
		w.name("ilmd")
		w.dst = e.ILMD.AppendJSON(w.dst)
	}
	w.members(e.Extensions)
	return append(w.dst, '}')
}

// Heading is what stands around the events of a document to be written.
type Heading struct {
	Kind         DocumentKind // CaptureDocument or QueryDocument; other values count as CaptureDocument
	CreationDate time.Time    // required in a CaptureDocument
	// QueryName is required in a QueryDocument; "" stands for the standard query, SimpleEventQuery.
	QueryName      string
	SubscriptionID string
	// Prefixes are declared for all events. Events of different origin carry theirs themselves, see WithContext.
	Prefixes []Prefix
}

// EncodeDocument wraps events, each the JSON of one event, into an EPCISDocument or EPCISQueryDocument with the
// standard context. The events are copied as they are.
func EncodeDocument(h Heading, events [][]byte) []byte {
	size := 512
	for _, e := range events {
		size += len(e) + 1
	}
	w := objectWriter{dst: append(make([]byte, 0, size), '{')}
	w.name("@context")
	w.dst = appendContext(w.dst, h.Prefixes)
	query := h.Kind == QueryDocument
	if query {
		w.text("type", "EPCISQueryDocument")
	} else {
		w.text("type", "EPCISDocument")
	}
	w.text("schemaVersion", "2.0")
	if !query || !h.CreationDate.IsZero() {
		w.name("creationDate")
		w.dst = appendTime(w.dst, h.CreationDate.UTC())
	}
	w.name("epcisBody")
	w.dst = append(w.dst, '{')
	if query {
		w.queryResults(h)
	}
	w.dst = append(w.dst, `"eventList":[`...)
	w.dst = append(w.dst, bytes.Join(events, []byte{','})...)
	w.dst = append(w.dst, "]}}"...)
	if query {
		w.dst = append(w.dst, "}}"...)
	}
	return w.dst
}

func (w *objectWriter) queryResults(h Heading) {
	name := h.QueryName
	if name == "" {
		name = "SimpleEventQuery"
	}
	w.dst = append(w.dst, `"queryResults":{`...)
	w.text("queryName", name)
	w.text("subscriptionID", h.SubscriptionID)
	w.name("resultsBody")
	w.dst = append(w.dst, '{')
}

// WithContext returns the JSON of an event with an @context of its own in front: the standard context and the given
// prefixes, in place of any @context it carried. An event that leaves its document needs this to keep its meaning.
// src must be a JSON object; anything else is returned unchanged.
func WithContext(src []byte, prefixes []Prefix) []byte {
	n, err := ParseJSON(src)
	if err != nil || n.Kind != Object {
		return src
	}
	out := make([]byte, 0, len(src)+128)
	out = append(out, `{"@context":`...)
	out = appendContext(out, prefixes)
	body := src[n.Start+1 : n.End]
	switch old := n.Get("@context"); {
	case old != nil:
		w := objectWriter{dst: out}
		for i := range n.Members {
			if m := &n.Members[i]; m.Name != "@context" {
				w.name(m.Name)
				w.dst = append(w.dst, src[m.Value.Start:m.Value.End]...)
			}
		}
		return append(w.dst, '}')
	case len(n.Members) > 0:
		out = append(out, ',')
	}
	return append(out, body...)
}

// SelfContained returns the event as sent, completed by the prefixes that its document declared, so that it can be
// stored and answered on its own. The bytes are Raw itself when the document declared none or the event says it all.
func (e *Event) SelfContained() []byte {
	all := e.Context.Prefixes()
	var own Context
	if n := e.Node.Get("@context"); n != nil {
		own = own.with(n)
	}
	if slices.Equal(all, own.Prefixes()) && (own.standard || own.Zero()) {
		return e.Raw
	}
	return WithContext(e.Raw, all)
}

func appendContext(dst []byte, prefixes []Prefix) []byte {
	if len(prefixes) == 0 {
		return appendString(dst, StandardContext)
	}
	dst = append(dst, '[')
	dst = appendString(dst, StandardContext)
	w := objectWriter{dst: append(dst, ",{"...)}
	for _, p := range prefixes {
		w.text(p.Name, p.Namespace)
	}
	return append(w.dst, "}]"...)
}

// objectWriter appends the members of one object after another; zone is the offset of the event under the pen.
type objectWriter struct {
	dst  []byte
	zone *time.Location
}

func (w *objectWriter) name(name string) {
	if last := w.dst[len(w.dst)-1]; last != '{' {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(appendString(w.dst, name), ':')
}

func (w *objectWriter) text(name, value string) {
	if value != "" {
		w.name(name)
		w.dst = appendString(w.dst, value)
	}
}

func (w *objectWriter) number(name, literal string) {
	if literal != "" {
		w.name(name)
		w.dst = appendNumber(w.dst, literal)
	}
}

func (w *objectWriter) time(name string, t Timestamp) {
	switch {
	case t.Text != "":
		w.text(name, t.Text)
	case !t.At.IsZero():
		w.name(name)
		w.dst = appendTime(w.dst, t.At.In(w.zone))
	}
}

func (w *objectWriter) texts(name string, values []string) {
	if values != nil {
		w.name(name)
		w.dst = appendList(w.dst, values, func(dst []byte, s *string) []byte { return appendString(dst, *s) })
	}
}

func (w *objectWriter) members(list []Member) {
	for i := range list {
		w.name(list[i].Name)
		w.dst = list[i].Value.AppendJSON(w.dst)
	}
}

// object writes a member whose value is the object that fill writes.
func (w *objectWriter) object(name string, fill func(*objectWriter)) {
	w.name(name)
	w.dst = append(w.dst, '{')
	fill(w)
	w.dst = append(w.dst, '}')
}

func (w *objectWriter) what(e *Event) {
	w.text("parentID", e.ParentID)
	w.texts("epcList", e.EPCList)
	w.quantities("quantityList", e.QuantityList)
	w.texts("childEPCs", e.ChildEPCs)
	w.quantities("childQuantityList", e.ChildQuantity)
	w.texts("inputEPCList", e.InputEPCs)
	w.quantities("inputQuantityList", e.InputQuantity)
	w.texts("outputEPCList", e.OutputEPCs)
	w.quantities("outputQuantityList", e.OutputQuantity)
	w.text("transformationID", e.TransformationID)
}

func (w *objectWriter) quantities(name string, list []Quantity) {
	if list == nil {
		return
	}
	w.name(name)
	w.dst = appendList(w.dst, list, func(dst []byte, q *Quantity) []byte {
		o := objectWriter{dst: append(dst, '{')}
		o.text("epcClass", q.EPCClass)
		o.number("quantity", q.Quantity)
		o.text("uom", q.UOM)
		return append(o.dst, '}')
	})
}

func (w *objectWriter) references(list, member string, n int, at func(int) (kind, id string)) {
	if n == 0 {
		return
	}
	w.name(list)
	w.dst = append(w.dst, '[')
	for i := range n {
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		kind, id := at(i)
		w.dst = append(w.dst, '{')
		w.text("type", kind)
		w.text(member, id)
		w.dst = append(w.dst, '}')
	}
	w.dst = append(w.dst, ']')
}

func (w *objectWriter) errorDeclaration(d *ErrorDeclaration) {
	if d == nil {
		return
	}
	w.object("errorDeclaration", func(w *objectWriter) {
		w.time("declarationTime", d.DeclarationTime)
		w.text("reason", d.Reason)
		w.texts("correctiveEventIDs", d.CorrectiveEventIDs)
		w.members(d.Extensions)
	})
}

func (w *objectWriter) certification(ids []string) {
	if len(ids) == 1 {
		w.text("certificationInfo", ids[0])
		return
	}
	w.texts("certificationInfo", ids)
}

func (w *objectWriter) persistent(p *PersistentDisposition) {
	if p == nil {
		return
	}
	w.object("persistentDisposition", func(w *objectWriter) {
		w.texts("set", p.Set)
		w.texts("unset", p.Unset)
	})
}

func (w *objectWriter) place(name string, p *Place) {
	if p.ID == "" {
		return
	}
	w.object(name, func(w *objectWriter) {
		w.text("id", p.ID)
		w.members(p.Extensions)
	})
}

func (w *objectWriter) sensors(list []SensorElement) {
	if len(list) == 0 {
		return
	}
	w.name("sensorElementList")
	w.dst = appendList(w.dst, list, func(dst []byte, s *SensorElement) []byte {
		o := objectWriter{dst: append(dst, '{'), zone: w.zone}
		o.sensorMetadata(&s.Metadata)
		o.name("sensorReport")
		o.dst = appendList(o.dst, s.Reports, func(dst []byte, r *SensorReport) []byte {
			report := objectWriter{dst: append(dst, '{'), zone: w.zone}
			report.sensorReport(r)
			return append(report.dst, '}')
		})
		o.members(s.Extensions)
		return append(o.dst, '}')
	})
}

func (w *objectWriter) sensorMetadata(m *SensorMetadata) {
	before := len(w.dst)
	w.object("sensorMetadata", func(w *objectWriter) {
		w.time("time", m.Time)
		w.time("startTime", m.StartTime)
		w.time("endTime", m.EndTime)
		w.text("deviceID", m.DeviceID)
		w.text("deviceMetadata", m.DeviceMetadata)
		w.text("rawData", m.RawData)
		w.text("dataProcessingMethod", m.DataProcessingMethod)
		w.text("bizRules", m.BizRules)
		w.members(m.Extensions)
	})
	if bytes.HasSuffix(w.dst, []byte("{}")) {
		w.dst = w.dst[:before]
	}
}

func (w *objectWriter) sensorReport(r *SensorReport) {
	w.text("type", r.Type)
	w.text("exception", r.Exception)
	w.text("deviceID", r.DeviceID)
	w.text("deviceMetadata", r.DeviceMetadata)
	w.text("rawData", r.RawData)
	w.text("dataProcessingMethod", r.DataProcessingMethod)
	w.text("bizRules", r.BizRules)
	w.time("time", r.Time)
	w.text("microorganism", r.Microorganism)
	w.text("chemicalSubstance", r.ChemicalSubstance)
	w.text("coordinateReferenceSystem", r.CoordinateReferenceSystem)
	w.text("component", r.Component)
	w.number("value", r.Value)
	w.number("minValue", r.MinValue)
	w.number("maxValue", r.MaxValue)
	w.number("meanValue", r.MeanValue)
	w.number("sDev", r.SDev)
	w.number("percRank", r.PercRank)
	w.number("percValue", r.PercValue)
	w.text("uom", r.UOM)
	w.text("stringValue", r.StringValue)
	if r.BooleanValue != "" {
		w.name("booleanValue")
		w.dst = strconv.AppendBool(w.dst, r.BooleanValue == "true")
	}
	w.text("hexBinaryValue", r.HexBinaryValue)
	w.text("uriValue", r.URIValue)
	w.members(r.Extensions)
}

func appendList[T any](dst []byte, list []T, one func([]byte, *T) []byte) []byte {
	dst = append(dst, '[')
	for i := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = one(dst, &list[i])
	}
	return append(dst, ']')
}

// appendTime writes milliseconds, and micro- or nanoseconds only when they carry something.
func appendTime(dst []byte, t time.Time) []byte {
	layout := "2006-01-02T15:04:05.000Z07:00"
	switch ns := t.Nanosecond(); {
	case ns%1_000 != 0:
		layout = "2006-01-02T15:04:05.000000000Z07:00"
	case ns%1_000_000 != 0:
		layout = "2006-01-02T15:04:05.000000Z07:00"
	}
	return append(t.AppendFormat(append(dst, '"'), layout), '"')
}

// location returns the fixed zone of an eventTimeZoneOffset, UTC for anything else.
func location(offset string) *time.Location {
	minutes, ok := zone(offset)
	if !ok || minutes == 0 {
		return time.UTC
	}
	return time.FixedZone(offset, minutes*60)
}

// appendNumber writes the literal of a number. A text that is none is written as a string: ParseEvent then refuses
// the event, where a raw text would have changed its structure.
func appendNumber(dst []byte, literal string) []byte {
	p := parser{src: literal}
	if _, err := p.number(); err != nil || p.at != len(literal) {
		return appendString(dst, literal)
	}
	return append(dst, literal...)
}

// appendString escapes what RFC 8259 §7 requires and nothing else; invalid UTF-8 becomes U+FFFD.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[from:i]...), "\uFFFD"...)
				from = i + 1
			}
			i += size
			continue
		}
		dst = append(dst, s[from:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	return append(append(dst, s[from:]...), '"')
}
