package epcis

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Query is a parsed SimpleEventQuery (EPCIS 2.0 §8.2.7.1): conditions that an event must all meet, and how the answer
// is ordered and bounded.
type Query struct {
	// Conditions are joined by AND; the values of each by OR.
	Conditions []Condition
	// OrderBy is OrderEventTime, OrderRecordTime, or "" for the order in which the repository took the events in.
	OrderBy   string
	Ascending bool // orderDirection ASC; the default is DESC
	// EventCountLimit is how many events the whole answer holds at most, MaxEventCount how many may match at most; 0
	// stands for no bound.
	EventCountLimit int
	MaxEventCount   int

	canonical string
}

// What orderBy may name.
const (
	OrderEventTime  = "eventTime"
	OrderRecordTime = "recordTime"
)

// Bounds of one query.
const (
	maxConditions  = 60
	maxQueryValues = 1_000
)

// Why a query is refused (EPCIS 2.0 §8.2.8).
const (
	QueryParameter      = "QueryParameterException"
	QueryTooComplex     = "QueryTooComplexException"
	QueryImplementation = "ImplementationException"
)

// QueryError says which parameter of a query is at fault.
type QueryError struct {
	Param     string
	Exception string // QueryParameter, QueryTooComplex or QueryImplementation
	Reason    string // in English
}

func (e *QueryError) Error() string { return e.Param + ": " + e.Reason }

func badParam(name, reason string) *QueryError { return &QueryError{name, QueryParameter, reason} }

// argument is the value of a parameter as given.
type argument struct {
	text string
	kind Kind
	// loose says that it comes from a URL, where a number cannot be told from a text.
	loose bool
}

// argumentList is a parameter with its values.
type argumentList struct {
	name   string
	values []argument
}

// ParseQueryValues reads the query string of a request. The values of a list are separated by "|"; prefixes are those
// that the request declares for the names of extensions. Errors: *QueryError.
func ParseQueryValues(values map[string][]string, prefixes []Prefix) (*Query, error) {
	list := make([]argumentList, 0, len(values))
	for name, given := range values {
		if len(given) != 1 {
			return nil, badParam(name, "is given more than once; the values of a list are separated by |")
		}
		a := argumentList{name: name}
		for text := range strings.SplitSeq(given[0], "|") {
			a.values = append(a.values, argument{text: text, kind: String, loose: true})
		}
		list = append(list, a)
	}
	return parseQuery(list, BaseContext(prefixes...))
}

// ParseQueryJSON reads a query in JSON form (EPCIS 2.0 query-schema.json). Its @context declares prefixes beside those
// given. Errors: *QueryError.
func ParseQueryJSON(n *Node, prefixes []Prefix) (*Query, error) {
	if n == nil || n.Kind != Object {
		return nil, badParam("query", "must be an object")
	}
	context := BaseContext(prefixes...)
	var list []argumentList
	for i := range n.Members {
		m := &n.Members[i]
		if m.Name == "@context" {
			context.add(&m.Value)
			continue
		}
		items := []Node{m.Value}
		if m.Value.Kind == Array {
			items = m.Value.Items
		}
		a := argumentList{name: m.Name}
		for j := range items {
			if k := items[j].Kind; k == Object || k == Array {
				return nil, badParam(m.Name, "a value is an "+k.String())
			}
			a.values = append(a.values, argument{text: items[j].Text, kind: items[j].Kind})
		}
		list = append(list, a)
	}
	return parseQuery(list, context)
}

// parseQuery reads the parameters in the order of their names, so that equal queries are equal however they were sent.
func parseQuery(list []argumentList, context Context) (*Query, error) {
	slices.SortFunc(list, func(a, b argumentList) int { return cmp.Compare(a.name, b.name) })
	if len(list) > maxConditions {
		return nil, &QueryError{list[maxConditions].name, QueryTooComplex, fmt.Sprintf("more than %d parameters", maxConditions)}
	}
	q := &Query{}
	for _, a := range list {
		if len(a.values) > maxQueryValues {
			return nil, &QueryError{a.name, QueryTooComplex, fmt.Sprintf("more than %d values", maxQueryValues)}
		}
		set, control := queryControls[a.name]
		if control {
			if err := set(q, a); err != nil {
				return nil, err
			}
			continue
		}
		c, err := parseCondition(a, &context)
		if err != nil {
			return nil, err
		}
		q.Conditions = append(q.Conditions, *c)
	}
	q.canonical = canonicalQuery(list, &context)
	return q, q.checkLimits()
}

// canonicalQuery writes the parameters so that two queries that mean different things never read alike.
func canonicalQuery(list []argumentList, context *Context) string {
	var b strings.Builder
	for _, p := range context.Prefixes() {
		b.WriteString(strconv.Quote(p.Name) + "=" + strconv.Quote(p.Namespace) + "\n")
	}
	for _, a := range list {
		b.WriteString(strconv.Quote(a.name))
		for _, v := range a.values {
			b.WriteString(" " + strconv.Quote(v.text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Canonical is the same text for the same parameters, whatever their order; it binds page tokens to their query.
func (q *Query) Canonical() string { return q.canonical }

// Narrow returns q with one more condition, given like a parameter of a URL. Errors: *QueryError.
func (q *Query) Narrow(name, value string) (*Query, error) {
	a := argumentList{name: name, values: []argument{{text: value, kind: String, loose: true}}}
	none := BaseContext()
	c, err := parseCondition(a, &none)
	if err != nil {
		return nil, err
	}
	narrow := *q
	narrow.Conditions = append(slices.Clip(q.Conditions), *c)
	narrow.canonical += "and " + canonicalQuery([]argumentList{a}, &none)
	return &narrow, nil
}

// Naming returns q with the condition that the event names a thing, in whatever field. key is as Key returns it.
func (q *Query) Naming(key string) *Query {
	narrow := *q
	narrow.Conditions = append(slices.Clip(q.Conditions), Condition{
		Param: "epc", op: opMatch, named: anyNamed, patterns: []KeyPattern{{Exact: key}},
	})
	narrow.canonical += "naming " + strconv.Quote(key)
	return &narrow
}

// And returns a query that asks for what both ask for; order and limits are those of other where it has any.
func (q *Query) And(other *Query) (*Query, error) {
	both := *q
	both.Conditions = slices.Concat(q.Conditions, other.Conditions)
	both.canonical += "and " + other.canonical
	if other.OrderBy != "" {
		both.OrderBy, both.Ascending = other.OrderBy, other.Ascending
	}
	both.EventCountLimit = cmp.Or(other.EventCountLimit, q.EventCountLimit)
	both.MaxEventCount = cmp.Or(other.MaxEventCount, q.MaxEventCount)
	return &both, both.checkLimits()
}

// checkLimits applies the rules that tie the limits to the order (EPCIS 2.0 §8.2.7.1).
func (q *Query) checkLimits() error {
	switch {
	case q.EventCountLimit > 0 && q.MaxEventCount > 0:
		return badParam("maxEventCount", "excludes eventCountLimit")
	case q.EventCountLimit > 0 && q.OrderBy == "":
		return badParam("eventCountLimit", "needs orderBy")
	}
	return nil
}

// queryControls are the parameters that say how to answer and not what about.
var queryControls = map[string]func(*Query, argumentList) error{
	"orderBy": func(q *Query, a argumentList) error {
		v, err := a.one(String)
		switch {
		case err != nil:
			return err
		case v.text == OrderEventTime || v.text == OrderRecordTime:
			q.OrderBy = v.text
			return nil
		case strings.ContainsAny(v.text, ":#"):
			return &QueryError{a.name, QueryImplementation, "ordering by the field of an extension is not offered"}
		}
		return badParam(a.name, "must be eventTime or recordTime")
	},
	"orderDirection": func(q *Query, a argumentList) error {
		v, err := a.one(String)
		switch {
		case err != nil:
			return err
		case v.text != "ASC" && v.text != "DESC":
			return badParam(a.name, "must be ASC or DESC")
		}
		q.Ascending = v.text == "ASC"
		return nil
	},
	"eventCountLimit": func(q *Query, a argumentList) (err error) {
		q.EventCountLimit, err = a.count()
		return err
	},
	"maxEventCount": func(q *Query, a argumentList) (err error) {
		q.MaxEventCount, err = a.count()
		return err
	},
}

// one returns the only value of a parameter that is no list.
func (a argumentList) one(kind Kind) (argument, error) {
	if len(a.values) != 1 {
		return argument{}, badParam(a.name, "takes one value")
	}
	v := a.values[0]
	if v.kind != kind && !v.loose {
		return v, badParam(a.name, v.kind.String()+" instead of "+kind.String())
	}
	return v, nil
}

func (a argumentList) count() (int, error) {
	v, err := a.one(Number)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(v.text)
	if err != nil || n < 1 {
		return 0, badParam(a.name, "must be a whole number from 1")
	}
	return n, nil
}
