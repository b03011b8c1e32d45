package web

import (
	"fmt"
	"html"
	"html/template"
	"strings"
	"time"

	"suyuan/model"
)

// Value is what stands in a cell, a fact or a sentence: it knows how its language writes it, which direction it has and
// that it is text and never markup.
type Value interface {
	inline(t *tongue) (template.HTML, error)
}

// The kinds of values.
type (
	// Word is a key of the catalogue.
	Word string
	// Plain is what a person wrote, in whatever language.
	Plain string
	// Code is a number or name that is read sign by sign, left to right in every language.
	Code string
	// Name is a name in several languages; one that is not in the reader's is marked as what it is.
	Name model.Text
	// Day is a calendar day.
	Day model.Date
	// Moment is an instant, shown to the minute in the zone of the pages.
	Moment model.Instant
	// Until is the instant at which a time ends.
	Until model.Instant
	// Number is a whole number.
	Number int
	// Bytes is the size of a file.
	Bytes int64
	// Amount is an exact quantity with its unit.
	Amount struct {
		Quantity model.Quantity
		Unit     model.Unit
	}
	// Said is a message with parameters: name, value, name, value…
	Said struct {
		Key  string
		Args []any
	}
	// Counted is a message with plural forms.
	Counted struct {
		Key string
		N   int
	}
	// Link leads to a page of this server.
	Link struct {
		To   string
		Text Value
	}
	// Chip is a state in a word on a coloured ground; the word says it, the colour repeats it.
	Chip struct {
		Tone Tone
		Text Value
	}
	// Deadline is an instant by which something is due, judged at Now.
	Deadline struct{ Due, Now model.Instant }
	// LastDay is a day until which something is good, judged at Today. It is over when the day is.
	LastDay struct{ Day, Today model.Date }
	// Fine is said in small print.
	Fine struct{ Text Value }
	// Strong is said with weight.
	Strong struct{ Text Value }
	// Stack puts values below each other, Inline beside each other.
	Stack  []Value
	Inline []Value
	// Drawn is a drawing of ours, markup that the house made itself.
	Drawn template.HTML
)

// Tone is how much attention something asks for; the empty tone asks for none.
type Tone string

// The tones.
const (
	ToneOK      Tone = "ok"
	ToneInfo    Tone = "info"
	ToneCaution Tone = "caution"
	ToneDanger  Tone = "danger"
)

// Text is the value of a text of the model, nil when it is empty.
func Text(t model.Text) Value {
	if t.Empty() {
		return nil
	}
	return Name(t)
}

// Say makes a message with parameters: name, value, name, value…
func Say(key string, args ...any) Said { return Said{key, args} }

func escape(s string) template.HTML { return template.HTML(html.EscapeString(s)) } //nolint:gosec // escaped

func wrap(open string, inner template.HTML, end string) template.HTML {
	return template.HTML(open) + inner + template.HTML(end) //nolint:gosec // the tags are ours
}

func (v Word) inline(t *tongue) (template.HTML, error) {
	s, err := t.say(string(v))
	return escape(s), err
}

func (v Plain) inline(*tongue) (template.HTML, error) {
	if v == "" {
		return "", nil
	}
	return wrap(`<bdi>`, escape(string(v)), `</bdi>`), nil
}

func (v Code) inline(*tongue) (template.HTML, error) {
	if v == "" {
		return "", nil
	}
	return wrap(`<bdi class="code" dir="ltr">`, escape(string(v)), `</bdi>`), nil
}

func (v Name) inline(t *tongue) (template.HTML, error) {
	p := t.pick(model.Text(v))
	if p.Lang == "" {
		return wrap(`<bdi>`, escape(p.Text), `</bdi>`), nil
	}
	return wrap(`<bdi lang="`+string(p.Lang)+`">`, escape(p.Text), `</bdi>`), nil
}

func (v Day) inline(t *tongue) (template.HTML, error) {
	if v == "" {
		return "", nil
	}
	s, err := t.date(model.Date(v))
	return wrap(`<time datetime="`+html.EscapeString(string(v))+`"><bdi>`, escape(s), `</bdi></time>`), err
}

func (v Moment) inline(t *tongue) (template.HTML, error) {
	if v == 0 {
		return "", nil
	}
	i := model.Instant(v)
	s, err := t.moment(i)
	return wrap(`<time datetime="`+i.Time().In(t.zone).Format(time.RFC3339)+`"><bdi>`, escape(s), `</bdi></time>`), err
}

// inline writes the end of a day as the last minute of it: who reads "8 December 00:00" takes the eighth for in time.
func (v Until) inline(t *tongue) (template.HTML, error) {
	local := model.Instant(v).Time().In(t.zone)
	if v != 0 && local.Equal(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, t.zone)) {
		v--
	}
	return Moment(v).inline(t)
}

func (v Number) inline(t *tongue) (template.HTML, error) { return escape(t.integer(int(v))), nil }

func (v Bytes) inline(t *tongue) (template.HTML, error) {
	return wrap(`<bdi dir="ltr">`, escape(t.size(int64(v))), `</bdi>`), nil
}

func (v Amount) inline(t *tongue) (template.HTML, error) {
	return wrap(`<bdi class="amount">`, escape(t.quantity(v.Quantity, v.Unit)), `</bdi>`), nil
}

func (v Said) inline(t *tongue) (template.HTML, error) {
	args := make([]any, len(v.Args))
	for i, a := range v.Args {
		if inner, ok := a.(Value); ok {
			s, err := t.plain(inner)
			if err != nil {
				return "", err
			}
			a = s
		}
		args[i] = a
	}
	return t.fill(v.Key, args...)
}

func (v Counted) inline(t *tongue) (template.HTML, error) { return t.count(v.Key, v.N) }

func (v Link) inline(t *tongue) (template.HTML, error) {
	s, err := v.Text.inline(t)
	return wrap(`<a href="`+html.EscapeString(local(v.To, t.lang))+`">`, s, `</a>`), err
}

func (v Chip) inline(t *tongue) (template.HTML, error) {
	s, err := v.Text.inline(t)
	return wrap(`<span class="chip `+string(v.Tone)+`">`, s, `</span>`), err
}

// soon is how long before it is due a deadline asks for attention.
const soon = 24 * time.Hour

func (v Deadline) inline(t *tongue) (template.HTML, error) {
	left := v.Due.Sub(v.Now)
	tone, key := Tone(""), "deadline.left."
	switch {
	case left < 0:
		tone, key, left = ToneDanger, "deadline.over.", -left
	case left < soon:
		tone = ToneCaution
	}
	n, unit := int(left/(24*time.Hour)), "days"
	if n == 0 {
		n, unit = int(left/time.Hour), "hours"
	}
	s, err := t.count(key+unit, n)
	if err != nil {
		return "", err
	}
	due, err := Until(v.Due).inline(t)
	return wrap(`<span class="chip `+string(tone)+`">`, s, `</span> <span class="fine">`) + due + `</span>`, err
}

// nearing is how many days before its end something asks for attention.
const nearing = 7

func (v LastDay) inline(t *tongue) (template.HTML, error) {
	day, err := Day(v.Day).inline(t)
	left := v.Today.DaysUntil(v.Day)
	if err != nil || left > nearing {
		return day, err
	}
	tone, key := ToneCaution, "deadline.left.days"
	if left < 0 {
		tone, key, left = ToneDanger, "deadline.gone.days", -left
	}
	said := Value(Counted{Key: key, N: left})
	if left == 0 {
		said = Word("deadline.today")
	}
	chip, err := Chip{tone, said}.inline(t)
	return day + " " + chip, err
}

func (v Fine) inline(t *tongue) (template.HTML, error) {
	s, err := v.Text.inline(t)
	return wrap(`<span class="fine">`, s, `</span>`), err
}

func (v Strong) inline(t *tongue) (template.HTML, error) {
	s, err := v.Text.inline(t)
	return wrap(`<b>`, s, `</b>`), err
}

func (v Stack) inline(t *tongue) (template.HTML, error) {
	return several(t, v, `<span class="line">`, `</span>`, "")
}

func (v Inline) inline(t *tongue) (template.HTML, error) { return several(t, v, "", "", " ") }

func (v Drawn) inline(*tongue) (template.HTML, error) { return template.HTML(v), nil } //nolint:gosec // made by the house

// several writes values, leaving out those that are nil or say nothing.
func several(t *tongue, values []Value, open, end string, between template.HTML) (all template.HTML, err error) {
	for _, v := range values {
		if v == nil {
			continue
		}
		s, err := v.inline(t)
		if err != nil {
			return "", err
		}
		if s == "" {
			continue
		}
		if all != "" {
			all += between
		}
		all += wrap(open, s, end)
	}
	return all, nil
}

// show writes a value; nil says nothing.
func (t *tongue) show(v Value) (template.HTML, error) {
	if v == nil {
		return "", nil
	}
	return v.inline(t)
}

// plain writes a value without markup, for titles and attributes.
func (t *tongue) plain(v Value) (string, error) {
	s, err := t.show(v)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	inside := false
	for _, r := range string(s) {
		switch {
		case r == '<':
			inside = true
		case r == '>':
			inside = false
		case !inside:
			out.WriteRune(r)
		}
	}
	return html.UnescapeString(out.String()), nil
}

// words says a key of the catalogue that is made of a family and a member, as for the values of an enumeration.
func family[S ~string](prefix string, member S) Word { return Word(fmt.Sprint(prefix, ".", member)) }
