package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Form asks for input. What was wrong with an answer stands beside the field it is about.
type Form struct {
	// Action is the address it is sent to. Get sends it as a question that changes nothing.
	Action string
	Get    bool
	// Consequence says, before the button, what pressing it does; for whatever cannot be undone.
	Consequence Value
	Fields      []Field
	Submit      Word
	// Danger marks a button that takes something away.
	Danger bool
	// Cancel is the address to go back to; empty without.
	Cancel string
	// Once makes a second press of the button repeat the first one's answer; the console sets it.
	Once string
	// Quiet makes the button one of second rank.
	Quiet bool
	// Bar puts the fields of a short form in one line.
	Bar bool
	// Refused is what was wrong with the last attempt as a whole.
	Refused *Refused

	filled bool
}

// Refused is a refusal in the reader's language.
type Refused struct {
	Title, Detail, Next string
	// Fields are the faults that belong to no field of the form.
	Fields []ProblemField
}

// Kind says what a field asks for.
type Kind string

// The kinds of fields.
const (
	KindText     Kind = "text"
	KindLong     Kind = "long" // several lines
	KindSecret   Kind = "password"
	KindEmail    Kind = "email"
	KindPhone    Kind = "tel"
	KindCode     Kind = "code" // read sign by sign
	KindScan     Kind = "scan" // a code that can be scanned
	KindQuantity Kind = "quantity"
	KindWhole    Kind = "whole"
	KindDay      Kind = "date"
	KindMoment   Kind = "datetime-local"
	KindChoice   Kind = "choice" // one of a list
	KindRadio    Kind = "radio"  // one of a few, all in sight
	KindTick     Kind = "tick"   // yes or no
	KindTicks    Kind = "ticks"  // some of a few
	KindFile     Kind = "file"
	KindHidden   Kind = "hidden"
	KindText3    Kind = "text3" // a text in three languages: name.zh, name.ug, name.en
	KindRows     Kind = "rows"  // rows of fields: name[0].field
	KindGroup    Kind = "group" // fields that belong together
	KindMore     Kind = "more"  // fields that few need, closed until somebody opens them
)

// Field is one question of a form.
type Field struct {
	// Name is the name under which the service refuses the value, so that the fault finds its field.
	Name  string
	Label Value
	Hint  Value
	Kind  Kind
	Value string
	// Values are the ticked ones of KindTicks.
	Values  []string
	Options []Option
	// Groups are further options of KindChoice under headings.
	Groups   []OptionGroup
	Required bool
	// Max bounds the text in characters.
	Max int
	// Unit stands behind a quantity.
	Unit Value
	// Auto is the autocomplete token, Accept what files it takes.
	Auto, Accept string
	// Fields are those of a group, or of each row; Rows is how many rows are shown, More the name of the button for more.
	Fields []Field
	Rows   int
	// Fault is what is wrong with the value.
	Fault string
	// Focus puts the cursor here when the page opens.
	Focus bool
	// Renew names a field whose options depend on this choice: a script, or else a button, has the server fill them anew.
	Renew string
}

// OptionGroup is a heading and the answers under it.
type OptionGroup struct {
	Label   Value
	Options []Option
}

// Option is one answer to choose.
type Option struct {
	Value string
	Text  Value
	Hint  Value
	// Unit and Most say in what a quantity of it is measured and how much there is.
	Unit Value
	Most string
}

// With fills a form with what was sent, and with what was wrong with it.
func (f Form) With(sent url.Values, refused *Refused) Form {
	var faults []ProblemField
	if refused != nil {
		faults = refused.Fields
	}
	used := make([]bool, len(faults))
	f.Fields, f.filled = answered(f.Fields, "", sent, faults, used), true
	if refused == nil {
		return f
	}
	r := *refused
	r.Fields = nil
	for i, fault := range faults {
		if !used[i] {
			r.Fields = append(r.Fields, fault)
		}
	}
	f.Refused = &r
	return f
}

// answered returns the fields with their values and faults. A password is never sent back.
func answered(fields []Field, prefix string, sent url.Values, faults []ProblemField, used []bool) []Field {
	out := make([]Field, len(fields))
	for i, field := range fields {
		name := prefix + field.Name
		switch field.Kind {
		case KindGroup, KindMore:
			field.Fields = answered(field.Fields, prefix, sent, faults, used)
		case KindText3:
			field.Fields = answered(languages(field), prefix, sent, faults, used)
		case KindRows:
			if n := rowsOf(sent, name); n > field.Rows {
				field.Rows = n
			}
			field.Fields = rows(field, prefix, sent, faults, used)
		case KindTicks:
			if sent != nil {
				field.Values = sent[name]
			}
		case KindSecret, KindFile:
		case KindTick:
			if sent != nil {
				field.Value = sent.Get(name)
			}
		default:
			if values, ok := sent[name]; ok && len(values) > 0 {
				field.Value = values[0]
			}
		}
		field.Name = name
		for k, fault := range faults {
			if fault.At == name {
				field.Fault, used[k] = strings.TrimSpace(field.Fault+" "+fault.Message), true
			}
		}
		out[i] = field
	}
	return out
}

// languages are the three fields of a text.
func languages(f Field) []Field {
	if len(f.Fields) > 0 {
		return f.Fields
	}
	kind := KindText
	if f.Max > 200 {
		kind = KindLong
	}
	fields := make([]Field, 0, 3)
	for _, lang := range []string{"zh", "ug", "en"} {
		fields = append(fields, Field{Name: f.Name + "." + lang, Label: Word("field.lang." + lang), Kind: kind, Max: f.Max})
	}
	return fields
}

// rows are the groups of a field with rows, one group a row.
func rows(f Field, prefix string, sent url.Values, faults []ProblemField, used []bool) []Field {
	groups := make([]Field, 0, f.Rows)
	for i := range f.Rows {
		name := prefix + f.Name + "[" + strconv.Itoa(i) + "]"
		group := Field{Kind: KindGroup, Name: name, Fields: answered(f.Fields, name+".", sent, faults, used)}
		for k, fault := range faults {
			if fault.At == name {
				group.Fault, used[k] = fault.Message, true
			}
		}
		groups = append(groups, group)
	}
	return groups
}

// rowsOf counts the rows that were sent.
func rowsOf(sent url.Values, name string) int {
	n := 0
	for key := range sent {
		rest, ok := strings.CutPrefix(key, name+"[")
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(rest, "]")
		if i, err := strconv.Atoi(number); err == nil && i >= n && i < maxRows {
			n = i + 1
		}
	}
	return n
}

// maxRows bounds the rows of a form.
const maxRows = 100

// Sent fills a form with starting values, as With does without faults.
func (f Form) Sent(values url.Values) Form { return f.With(values, nil) }

// ready returns the form with the fields of its texts and rows, also when nothing was sent yet.
func (f Form) ready() Form {
	if f.filled {
		return f
	}
	return f.With(nil, nil)
}

// opened reports whether fields that few need are in use, or wrong, and must be in sight.
func (f Field) opened() bool {
	return slices.ContainsFunc(f.Fields, func(in Field) bool {
		return in.Fault != "" || in.Value != "" && in.Kind != KindHidden || in.opened()
	})
}

// files reports whether a field takes a file, which changes how a browser sends the form.
func (f Form) files() bool {
	for _, field := range f.Fields {
		if field.Kind == KindFile {
			return true
		}
	}
	return false
}
