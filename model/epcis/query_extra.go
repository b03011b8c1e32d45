package epcis

import (
	"math/big"
	"strings"
	"time"
)

// section is a part of an event that may hold extension elements.
type section uint8

const (
	inEvent section = iota
	inILMD
	inDeclaration
	inReadPoint
	inBizLocation
	inSensorElement
	inSensorMetadata
	inSensorReport
)

// sections are the words by which parameters name the parts.
var sections = []struct {
	word string
	part section
}{
	{"ILMD_", inILMD}, {"ERROR_DECLARATION_", inDeclaration}, {"readPoint_", inReadPoint}, {"bizLocation_", inBizLocation},
	{"SENSORELEMENT_", inSensorElement}, {"SENSORMETADATA_", inSensorMetadata}, {"SENSORREPORT_", inSensorReport},
}

// extraName is the name of an extension element as a query asks for it.
type extraName struct {
	part section
	// inner looks for elements below the top level, at any depth.
	inner bool
	// uri is the name in full; "" when the query declared no prefix for it, which then must stand in the event as written.
	uri     string
	written string
}

// parseExtraName reads the rest of a parameter's name behind its operator; false when it names no extension.
func parseExtraName(rest string, context *Context) (extraName, bool) {
	var n extraName
	rest, n.inner = strings.CutPrefix(rest, "INNER_")
	for _, s := range sections {
		if after, ok := strings.CutPrefix(rest, s.word); ok {
			n.part, rest = s.part, after
			break
		}
	}
	// The XML binding separates namespace and local name by "#", which a namespace may itself end with.
	if namespace, local, ok := strings.Cut(rest, "#"); ok && strings.HasSuffix(namespace, "/") && isURI(namespace) {
		rest = namespace + local
	}
	prefix, local, ok := scheme(rest)
	if !ok || local == "" {
		return n, false
	}
	n.written = rest
	if _, declared := context.Namespace(prefix); declared {
		n.uri = context.Expand(rest)
	} else if context.known(rest) {
		n.uri = rest
	}
	return n, true
}

// matches reports whether a member of an event, in the event's context, has the name.
func (n *extraName) matches(member string, context *Context) bool {
	if n.uri == "" {
		return member == n.written
	}
	return context.Expand(member) == n.uri
}

// extras calls yield for the extension elements of every part of an event that may hold some.
func (e *Event) extras(yield func(part section, members []Member)) {
	yield(inEvent, e.Extensions)
	if e.ILMD != nil {
		yield(inILMD, e.ILMD.Members)
	}
	if e.ErrorDeclaration != nil {
		yield(inDeclaration, e.ErrorDeclaration.Extensions)
	}
	yield(inReadPoint, e.ReadPoint.Extensions)
	yield(inBizLocation, e.BizLocation.Extensions)
	for i := range e.SensorElements {
		s := &e.SensorElements[i]
		yield(inSensorElement, s.Extensions)
		yield(inSensorMetadata, s.Metadata.Extensions)
		for j := range s.Reports {
			yield(inSensorReport, s.Reports[j].Extensions)
		}
	}
}

// walkMembers calls yield for each member and what lies below it; top is true for the members given.
func walkMembers(members []Member, top bool, yield func(m *Member, top bool)) {
	for i := range members {
		m := &members[i]
		yield(m, top)
		walkMembers(m.Value.Members, false, yield)
		for j := range m.Value.Items {
			walkMembers(m.Value.Items[j].Members, false, yield)
		}
	}
}

// extra calls yield for the values of the extension elements of an event that have a name.
func (e *Event) extra(n *extraName, yield func(v *Node)) {
	e.extras(func(part section, members []Member) {
		if part != n.part {
			return
		}
		walkMembers(members, true, func(m *Member, top bool) {
			if top != n.inner && n.matches(m.Name, &e.Context) {
				yield(&m.Value)
			}
		})
	})
}

// scalars calls yield for a value, or for the items of a list.
func scalars(v *Node, yield func(v *Node)) {
	if v.Kind != Array {
		yield(v)
		return
	}
	for i := range v.Items {
		yield(&v.Items[i])
	}
}

// openValue is a value whose type nobody has declared: of an extension element, or of the query that looks for it.
type openValue struct {
	text   string // "" with hasText unset for a number of a JSON query
	number *big.Rat
	time   time.Time

	hasText, hasTime bool
}

// eventValue reads what an event holds. A text that reads like a number is one as well: documents that came as XML have
// no other way to say so.
func eventValue(v *Node) (o openValue, ok bool) {
	switch v.Kind {
	case String:
		o = openValue{text: v.Text, hasText: true}
		o.number, _ = parseNumber(v.Text)
		o.time, o.hasTime = parseTime(v.Text)
	case Number:
		o = openValue{text: v.Text, hasText: true}
		o.number, _ = parseNumber(v.Text)
	case Bool:
		o = openValue{text: v.Text, hasText: true}
	case Null, Array, Object:
		return o, false
	}
	return o, true
}

// queryValue reads what a query looks for: a text of a JSON query is a text, a number a number, and a value from a URL
// whatever it reads like.
func queryValue(a argument) (o openValue) {
	switch {
	case a.loose:
		o = openValue{text: a.text, hasText: true}
		o.number, _ = parseNumber(a.text)
		o.time, o.hasTime = parseQueryTime(a.text)
	case a.kind == Number:
		o.number, _ = parseNumber(a.text)
	default:
		o = openValue{text: a.text, hasText: true}
		o.time, o.hasTime = parseTime(a.text)
	}
	return o
}

// equals reports whether two values have a reading in common under which they are equal.
func (o *openValue) equals(other *openValue) bool {
	return o.hasText && other.hasText && o.text == other.text ||
		o.number != nil && other.number != nil && o.number.Cmp(other.number) == 0 ||
		o.hasTime && other.hasTime && o.time.Equal(other.time)
}

// readings are the same for equal values and go into terms.
func (o *openValue) readings(yield func(string)) {
	if o.hasText {
		yield("s" + o.text)
	}
	if o.number != nil {
		yield("n" + o.number.RatString())
	}
	if o.hasTime {
		yield("t" + o.time.UTC().Format(time.RFC3339Nano))
	}
}

// parseQueryTime is parseTime for a query string in which "+" was not escaped and so became a blank.
func parseQueryTime(s string) (time.Time, bool) {
	if at := len(s) - len(" 00:00"); at > 0 && s[at] == ' ' {
		s = s[:at] + "+" + s[at+1:]
	}
	return parseTime(s)
}
