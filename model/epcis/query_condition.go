package epcis

import (
	"math/big"
	"slices"
	"strings"
	"time"
)

// operator is how a condition compares.
type operator uint8

const (
	opEqual operator = iota
	opGreater
	opGreaterEqual
	opLess
	opLessEqual
	opMatch
	opWithin
	opExists
	opHasAttribute
	opEqualAttribute
)

// operators are the prefixes of parameter names, the longer first where one begins like another.
var operators = []struct {
	prefix string
	op     operator
}{
	{"EQATTR_", opEqualAttribute}, {"EQ_ATTR_", opEqualAttribute}, {"HASATTR_", opHasAttribute}, {"EXISTS_", opExists},
	{"MATCH_", opMatch}, {"WD_", opWithin}, {"EQ_", opEqual}, {"GT_", opGreater}, {"GE_", opGreaterEqual}, {"LT_", opLess},
	{"LE_", opLessEqual},
}

// Attribute is one piece of master data about a location or party (EPCIS 2.0 §6.5): a name of the CBV and its value.
type Attribute struct{ Name, Value string }

// Attributes tells what master data there is about an identifier; nil tells of none.
type Attributes func(uri string) []Attribute

// Condition is one parameter of a query.
type Condition struct {
	// Param is the name of the parameter as given.
	Param string

	op       operator
	field    *textField
	sub      string // type of a typed field
	time     func(*Event) []time.Time
	number   func(*Event) []measure
	name     string // of the time or number field
	unit     string
	measured bool // a unit was asked for
	named    Named
	extra    *extraName
	sensors  bool   // EXISTS_sensorElementList
	declared bool   // EXISTS_errorDeclaration
	attr     string // attribute of EQATTR

	texts    []string
	numbers  []*big.Rat
	times    []time.Time
	patterns []KeyPattern
	values   []openValue
}

// parseCondition reads one parameter.
func parseCondition(a argumentList, context *Context) (*Condition, error) {
	c := &Condition{Param: a.name}
	if a.name == "eventType" {
		return c, c.texted(eventTypeField, "", a)
	}
	for _, o := range operators {
		rest, ok := strings.CutPrefix(a.name, o.prefix)
		if !ok {
			continue
		}
		c.op = o.op
		return c, c.parse(rest, a, context)
	}
	return nil, badParam(a.name, "is no parameter of EPCIS 2.0")
}

func (c *Condition) parse(rest string, a argumentList, context *Context) error {
	switch c.op {
	case opMatch:
		return c.matching(rest, a)
	case opWithin:
		if rest == "readPoint" || rest == "bizLocation" {
			return c.texted(textFields[rest], "", a)
		}
	case opExists:
		return c.existing(rest, a, context)
	case opHasAttribute, opEqualAttribute:
		return c.attribute(rest, a, context)
	case opEqual:
		if f := textFields[rest]; f != nil {
			return c.texted(f, "", a)
		}
		name, sub, _ := strings.Cut(rest, "_")
		if f := typedFields[name]; f != nil && sub != "" {
			return c.texted(f, typeWords[name].Word(sub), a)
		}
		if done, err := c.measuring(rest, a); done {
			return err
		}
		return c.extending(rest, a, context)
	case opGreater, opGreaterEqual, opLess, opLessEqual:
		if get := timeFields[rest]; get != nil && (c.op == opGreaterEqual || c.op == opLess) {
			c.time, c.name = get, rest
			return c.timed(a)
		}
		if done, err := c.measuring(rest, a); done {
			return err
		}
		return c.extending(rest, a, context)
	}
	return badParam(a.name, "is no parameter of EPCIS 2.0")
}

func (c *Condition) texted(f *textField, sub string, a argumentList) error {
	c.field, c.sub = f, sub
	for _, v := range a.values {
		if v.kind != String && v.kind != Bool {
			return badParam(a.name, v.kind.String()+" instead of string")
		}
		if why := f.refuse(v.text); why != "" {
			return badParam(a.name, why)
		}
		c.texts = append(c.texts, f.norm(v.text))
	}
	return nil
}

func (c *Condition) timed(a argumentList) error {
	v, err := a.one(String)
	if err != nil {
		return err
	}
	t, ok := parseQueryTime(v.text)
	if !ok {
		return badParam(a.name, quote(v.text)+" is no date-time of RFC 3339 with its zone")
	}
	c.times = []time.Time{t}
	return nil
}

// measuring reads the parameters of numbers; done is false when the name means none of them.
func (c *Condition) measuring(rest string, a argumentList) (done bool, err error) {
	name, unit, measured := strings.Cut(rest, "_")
	c.number = numberFields[name]
	if c.number == nil || measured && (name == "percRank" || len(unit) < 2 || len(unit) > 4 || !all(unit, upper|digit)) {
		c.number = nil
		return false, nil
	}
	if !measured && name != "quantity" && name != "percRank" {
		return true, badParam(a.name, "needs a unit of UN/CEFACT Recommendation 20: "+a.name+"_CEL")
	}
	c.name, c.unit, c.measured = name, unit, measured
	if c.op != opEqual && len(a.values) != 1 {
		return true, badParam(a.name, "takes one value")
	}
	for _, v := range a.values {
		n, ok := parseNumber(v.text)
		if v.kind != Number && !v.loose || !ok {
			return true, badParam(a.name, quote(v.text)+" is no number")
		}
		if measured {
			n, _ = inUnit(n, unit)
		}
		c.numbers = append(c.numbers, n)
	}
	return true, nil
}

func (c *Condition) matching(rest string, a argumentList) error {
	c.named = matchFields[rest]
	if c.named == 0 {
		return badParam(a.name, "is no parameter of EPCIS 2.0")
	}
	for _, v := range a.values {
		p, ok := ParseKeyPattern(v.text)
		if v.kind != String || !ok {
			return badParam(a.name, quote(v.text)+" is neither an identifier nor a pattern of identifiers")
		}
		c.patterns = append(c.patterns, p)
	}
	return nil
}

// existing reads a parameter whose presence is all that counts: its value is void.
func (c *Condition) existing(rest string, a argumentList, context *Context) error {
	for _, v := range a.values {
		if v.kind == String && !slices.Contains([]string{"", "null", "true", "1"}, v.text) || v.kind == Bool && v.text != "true" {
			return badParam(a.name, "takes no value")
		}
	}
	switch rest {
	case "errorDeclaration":
		c.declared = true
		return nil
	case "sensorElementList":
		c.sensors = true
		return nil
	}
	return c.extension(rest, a, context)
}

// extension reads the name of an extension element.
func (c *Condition) extension(rest string, a argumentList, context *Context) error {
	n, ok := parseExtraName(rest, context)
	if !ok {
		return badParam(a.name, "is no parameter of EPCIS 2.0; the name of an extension is a CURIE or URI")
	}
	c.extra = &n
	return nil
}

// extending reads a comparison with an extension element.
func (c *Condition) extending(rest string, a argumentList, context *Context) error {
	if err := c.extension(rest, a, context); err != nil {
		return err
	}
	if c.op != opEqual && len(a.values) != 1 {
		return badParam(a.name, "takes one value")
	}
	for _, v := range a.values {
		if v.kind == Null {
			return badParam(a.name, "needs a value")
		}
		o := queryValue(v)
		if v.kind == Number && o.number == nil || c.op != opEqual && o.number == nil && !o.hasTime {
			return badParam(a.name, quote(v.text)+" is neither a number nor a date-time")
		}
		c.values = append(c.values, o)
	}
	return nil
}

// attribute reads HASATTR_field and EQATTR_field_attribute. The field is a location, a source or a destination, whose
// master data is asked for.
func (c *Condition) attribute(rest string, a argumentList, context *Context) error {
	field := rest
	if c.op == opEqualAttribute {
		var ok bool
		if field, c.attr, ok = strings.Cut(rest, "_"); !ok || c.attr == "" {
			return badParam(a.name, "must name a field and an attribute")
		}
		c.attr = attributeName(c.attr, context)
	}
	if c.field = textFields[field]; c.field == nil {
		c.field = typedFields[field]
	}
	if c.field == nil {
		return badParam(a.name, "must name a field with master data: readPoint, bizLocation, source or destination")
	}
	for _, v := range a.values {
		if v.kind == Null {
			return badParam(a.name, "needs a value")
		}
		text := v.text
		if c.op == opHasAttribute {
			text = attributeName(text, context)
		}
		c.texts = append(c.texts, text)
	}
	return nil
}

// masterData is the namespace of attributes of the CBV, which names them without it too (CBV 2.0 §9).
const masterData = "urn:epcglobal:cbv:mda:"

func attributeName(name string, context *Context) string {
	if !strings.Contains(name, ":") {
		return masterData + name
	}
	return context.Expand(name)
}

// Matches reports whether an event meets every condition. Its RecordTime and EventID are those of the repository.
func (q *Query) Matches(e *Event, about Attributes) bool {
	for i := range q.Conditions {
		if !q.Conditions[i].Matches(e, about) {
			return false
		}
	}
	return true
}

// Matches reports whether an event meets the condition.
func (c *Condition) Matches(e *Event, about Attributes) bool {
	switch {
	case c.declared:
		return e.ErrorDeclaration != nil
	case c.sensors:
		return len(e.SensorElements) > 0
	case c.named != 0:
		return e.named(c.named, func(uri string) bool {
			key := Key(uri)
			return slices.ContainsFunc(c.patterns, func(p KeyPattern) bool { return p.Match(key) })
		})
	case c.op == opHasAttribute || c.op == opEqualAttribute:
		return c.matchesAttribute(e, about)
	case c.field != nil:
		return c.matchesText(e)
	case c.time != nil:
		return slices.ContainsFunc(c.time(e), func(t time.Time) bool { return c.compares(t.Compare(c.times[0])) })
	case c.number != nil:
		return slices.ContainsFunc(c.number(e), c.matchesMeasure)
	}
	return c.matchesExtra(e)
}

func (c *Condition) compares(order int) bool {
	switch c.op {
	case opGreater:
		return order > 0
	case opGreaterEqual:
		return order >= 0
	case opLess:
		return order < 0
	case opLessEqual:
		return order <= 0
	case opEqual, opMatch, opWithin, opExists, opHasAttribute, opEqualAttribute:
	}
	return order == 0
}

func (c *Condition) matchesText(e *Event) bool {
	found := false
	c.field.each(e, func(sub, value string) {
		if found || sub != c.sub {
			return
		}
		value = c.field.norm(value)
		if c.op == opWithin {
			found = slices.ContainsFunc(c.texts, func(wanted string) bool { return within(value, wanted) })
			return
		}
		found = slices.Contains(c.texts, value)
	})
	return found
}

func (c *Condition) matchesAttribute(e *Event, about Attributes) bool {
	if about == nil {
		return false
	}
	found := false
	c.field.each(e, func(_, value string) {
		for _, a := range about(value) {
			wanted, attribute := a.Name, a.Name
			if c.op == opEqualAttribute {
				wanted = a.Value
				if attribute != c.attr {
					continue
				}
			}
			found = found || slices.Contains(c.texts, wanted)
		}
	})
	return found
}

func (c *Condition) matchesMeasure(m measure) bool {
	n, ok := parseNumber(m.number)
	if !ok {
		return false
	}
	if c.measured {
		_, wanted := inUnit(n, c.unit)
		dimension := ""
		if n, dimension = inUnit(n, m.unit); dimension != wanted {
			return false
		}
	}
	return slices.ContainsFunc(c.numbers, func(wanted *big.Rat) bool { return c.compares(n.Cmp(wanted)) })
}

func (c *Condition) matchesExtra(e *Event) bool {
	found := false
	e.extra(c.extra, func(v *Node) {
		if c.op == opExists {
			found = true
			return
		}
		scalars(v, func(v *Node) {
			if o, ok := eventValue(v); ok && !found {
				found = slices.ContainsFunc(c.values, func(wanted openValue) bool { return c.holds(&o, &wanted) })
			}
		})
	})
	return found
}

func (c *Condition) holds(o, wanted *openValue) bool {
	switch {
	case c.op == opEqual:
		return o.equals(wanted)
	case wanted.number != nil && o.number != nil:
		return c.compares(o.number.Cmp(wanted.number))
	case wanted.hasTime && o.hasTime:
		return c.compares(o.time.Compare(wanted.time))
	}
	return false
}
