package epcis

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// Term stands for one fact about an event in an index: 63 bits of a hash. Two facts may share a term, so an index
// narrows the search and Matches decides.
type Term int64

func termOf(parts ...string) Term {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p)) // never fails
		_, _ = h.Write([]byte{0})
	}
	return Term(h.Sum64() >> 1)
}

// Facts that are no value of a field.
var (
	declaredTerm = termOf("declared")
	sensorTerm   = termOf("sensors")
)

// maxExtraTerms bounds the facts about extension elements that one event adds to the index. An event with more is
// indexed under overflowTerm beside, which every search for an extension element includes.
const maxExtraTerms = 200

var overflowTerm = termOf("overflow")

// Terms are the facts about an event by which queries find it, sorted.
func (e *Event) Terms() []Term {
	var terms []Term
	for _, fields := range []map[string]*textField{textFields, typedFields} {
		for _, f := range fields {
			if !f.indexed {
				continue
			}
			f.each(e, func(sub, value string) {
				value = f.norm(value)
				terms = append(terms, termOf(f.name, sub, value))
				if whole, part, ok := strings.Cut(value, "/254/"); ok && part != "" && (f.name == "readPoint" || f.name == "bizLocation") {
					terms = append(terms, termOf("within "+f.name, "", whole))
				}
			})
		}
	}
	if e.ErrorDeclaration != nil {
		terms = append(terms, declaredTerm)
	}
	if len(e.SensorElements) > 0 {
		terms = append(terms, sensorTerm)
	}
	terms = append(terms, e.extraTerms()...)
	slices.Sort(terms)
	return slices.Compact(terms)
}

// localName is what the short and the full spelling of a name have in common.
func localName(name string) string { return name[strings.LastIndexAny(name, ":/#")+1:] }

// extraTerms are facts about extension elements: that there is one with a name, and that it has a value.
func (e *Event) extraTerms() []Term {
	var terms []Term
	add := func(name string, m *Member) {
		terms = append(terms, termOf("extra", name))
		scalars(&m.Value, func(v *Node) {
			if o, ok := eventValue(v); ok {
				o.readings(func(r string) { terms = append(terms, termOf("extra", name, r)) })
			}
		})
	}
	e.extras(func(_ section, members []Member) {
		walkMembers(members, true, func(m *Member, _ bool) {
			if len(terms) > maxExtraTerms {
				return
			}
			written, full := localName(m.Name), localName(e.Context.Expand(m.Name))
			add(written, m)
			if full != written {
				add(full, m)
			}
		})
	})
	if len(terms) > maxExtraTerms {
		return append(terms[:maxExtraTerms], overflowTerm)
	}
	return terms
}

// Terms lists facts of which an event that meets the condition has at least one; ok is false when no index can tell.
func (c *Condition) Terms() (terms []Term, ok bool) {
	switch {
	case c.declared:
		return []Term{declaredTerm}, true
	case c.sensors:
		return []Term{sensorTerm}, true
	case c.op == opHasAttribute || c.op == opEqualAttribute || c.named != 0:
		return nil, false
	case c.field != nil:
		return c.textTerms()
	case c.time != nil:
		switch c.name {
		case "eventTime", "recordTime":
			return nil, false
		case "errorDeclarationTime", "errorDeclaration_Time":
			return []Term{declaredTerm}, true
		}
		return []Term{sensorTerm}, true
	case c.number != nil:
		return []Term{sensorTerm}, c.name != "quantity"
	}
	return c.extraTerms(), true
}

func (c *Condition) textTerms() (terms []Term, ok bool) {
	if !c.field.indexed {
		return nil, false
	}
	for _, t := range c.texts {
		terms = append(terms, termOf(c.field.name, c.sub, t))
		if c.op == opWithin {
			terms = append(terms, termOf("within "+c.field.name, "", t))
		}
	}
	return terms, true
}

func (c *Condition) extraTerms() []Term {
	name := localName(c.extra.written)
	if c.extra.uri != "" {
		name = localName(c.extra.uri)
	}
	terms := []Term{overflowTerm}
	if c.op != opEqual {
		return append(terms, termOf("extra", name))
	}
	for i := range c.values {
		c.values[i].readings(func(r string) { terms = append(terms, termOf("extra", name, r)) })
	}
	return terms
}

// What of a condition an index of the repository can answer by itself.

// EventIDs are the eventIDs that the condition asks for.
func (c *Condition) EventIDs() (ids []string, ok bool) {
	return c.texts, c.field == textFields["eventID"] && c.op == opEqual
}

// Types are the event types that the condition asks for.
func (c *Condition) Types() (types []string, ok bool) { return c.texts, c.field == eventTypeField }

// Actions are the actions that the condition asks for.
func (c *Condition) Actions() (actions []string, ok bool) {
	return c.texts, c.field == textFields["action"] && c.op == opEqual
}

// Patterns are the things of which the event must name one, and the fields in which it must.
func (c *Condition) Patterns() (patterns []KeyPattern, in Named, ok bool) {
	return c.patterns, c.named, c.named != 0
}

// EventTimes returns the bound that the condition sets to the time of the event: from it on, or before it.
func (c *Condition) EventTimes() (bound time.Time, from, ok bool) { return c.bound("eventTime") }

// RecordTimes returns the bound that the condition sets to the record time.
func (c *Condition) RecordTimes() (bound time.Time, from, ok bool) { return c.bound("recordTime") }

func (c *Condition) bound(name string) (bound time.Time, from, ok bool) {
	if c.time == nil || c.name != name {
		return bound, false, false
	}
	return c.times[0], c.op == opGreaterEqual, true
}
