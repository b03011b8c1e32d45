package web

import (
	"errors"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"suyuan/model"
)

// catalogue holds the words of every language.
type catalogue map[model.Lang]*tongue

// tongue speaks one language: the words of its catalogue, and numbers, dates and sizes as its readers write them.
type tongue struct {
	lang model.Lang
	// words are the messages without parameters, ready to use: nearly all of a page, looked up without parsing.
	words map[string]string
	// keys are all keys of the catalogue.
	keys map[string]struct{}
	// messages renders the rest: parameters and CLDR plural forms.
	messages *i18n.Localizer
	zone     *time.Location
}

// loadCatalogue reads locales/: the words of a language lie in <lang>.json and, by area, in <area>.<lang>.json. It fails
// on a file that cannot be read, names a language we do not speak, or has a key that another file has.
func loadCatalogue(zone *time.Location) (catalogue, error) {
	bundle := i18n.NewBundle(language.MustParse(string(model.ZH)))
	c := catalogue{}
	for _, lang := range model.Langs() {
		c[lang] = &tongue{lang: lang, words: map[string]string{}, zone: zone, keys: map[string]struct{}{}}
	}
	names, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	for _, name := range names {
		if err := c.read(bundle, name); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
	}
	for lang, t := range c {
		t.messages = i18n.NewLocalizer(bundle, string(lang))
	}
	return c, nil
}

// read adds the words of one file.
func (c catalogue) read(bundle *i18n.Bundle, name string) error {
	stem := strings.TrimSuffix(path.Base(name), ".json")
	t, ok := c[model.Lang(stem[strings.LastIndex(stem, ".")+1:])]
	if !ok {
		return errors.New("its name ends in no language of ours")
	}
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	file, err := bundle.ParseMessageFileBytes(raw, name)
	if err != nil {
		return err
	}
	for _, m := range file.Messages {
		if _, twice := t.keys[m.ID]; twice {
			return fmt.Errorf("%q is in another file too", m.ID)
		}
		t.keys[m.ID] = struct{}{}
		if m.One == "" && !strings.Contains(m.Other, "{{") {
			t.words[m.ID] = m.Other
		}
	}
	return nil
}

// say returns a word. A key that the catalogue lacks is a programming error, found by the test of the catalogues.
func (t *tongue) say(key string) (string, error) {
	if s, ok := t.words[key]; ok {
		return s, nil
	}
	return "", fmt.Errorf("catalogue %s has no word %q", t.lang, key)
}

// fill returns a message with its parameters, given as name, value, name, value… Each value is escaped and isolated by
// <bdi>, so that a number or a code in a sentence written from right to left keeps its own direction.
func (t *tongue) fill(key string, pairs ...any) (template.HTML, error) {
	return t.message(key, nil, pairs)
}

// count is fill for a message with plural forms; {{.n}} is the number.
func (t *tongue) count(key string, n int, pairs ...any) (template.HTML, error) {
	return t.message(key, n, append(pairs, "n", t.integer(n)))
}

func (t *tongue) message(key string, plural any, pairs []any) (template.HTML, error) {
	values := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		values[fmt.Sprint(pairs[i])] = "<bdi>" + html.EscapeString(fmt.Sprint(pairs[i+1])) + "</bdi>"
	}
	s, err := t.messages.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: values, PluralCount: plural})
	if err != nil {
		return "", fmt.Errorf("catalogue %s: %w", t.lang, err)
	}
	return template.HTML(s), nil //nolint:gosec // the message is ours and free of markup by test, the values are escaped above
}

// integer writes a whole number with the language's grouping.
func (t *tongue) integer(n int) string { return t.decimal(strconv.Itoa(n)) }

// quantity writes an exact amount with its unit: "1,250.5 kg". A unit outside our table is shown by its code.
func (t *tongue) quantity(q model.Quantity, u model.Unit) string {
	symbol := string(u)
	if info, ok := model.UnitOf(u); ok {
		symbol = info.Symbol.In(t.lang)
	}
	return t.decimal(q.String()) + t.words["format.unit-space"] + symbol
}

// decimal puts the language's signs into a plain decimal ("1250.5"). CLDR gives all three languages Latin digits.
func (t *tongue) decimal(plain string) string {
	sign := ""
	if rest, negative := strings.CutPrefix(plain, "-"); negative {
		sign, plain = "−", rest
	}
	whole, fraction, _ := strings.Cut(plain, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + t.words["format.group"] + whole[at:]
	}
	if fraction != "" {
		whole += t.words["format.decimal"] + fraction
	}
	return sign + whole
}

// date writes a calendar day; a text that is no day is written as it is.
func (t *tongue) date(d model.Date) (string, error) {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d), nil //nolint:nilerr // a day we cannot read is still what was printed on the package
	}
	return t.day(day)
}

func (t *tongue) day(day time.Time) (string, error) {
	month, err := t.say("month." + strconv.Itoa(int(day.Month())))
	if err != nil {
		return "", err
	}
	return t.messages.Localize(&i18n.LocalizeConfig{MessageID: "format.date", TemplateData: map[string]string{
		"year": strconv.Itoa(day.Year()), "month": month, "day": strconv.Itoa(day.Day()),
	}})
}

// moment writes an instant to the minute, in the zone of the pages.
func (t *tongue) moment(i model.Instant) (string, error) {
	local := i.Time().In(t.zone)
	day, err := t.day(local)
	if err != nil {
		return "", err
	}
	return day + " " + local.Format("15:04"), nil
}

// offset names the zone of the pages at an instant: "UTC+08:00".
func (t *tongue) offset(i model.Instant) string { return "UTC" + i.Time().In(t.zone).Format("-07:00") }

// size writes a file's size in decimal units, rounded up to one digit after the point.
func (t *tongue) size(bytes int64) string {
	unit, name := int64(1000), "kB"
	if bytes >= 1_000_000 {
		unit, name = 1_000_000, "MB"
	}
	tenths := (bytes*10 + unit - 1) / unit
	if name == "kB" {
		tenths = (tenths + 9) / 10 * 10
	}
	plain := strconv.FormatInt(tenths/10, 10)
	if tenths%10 != 0 {
		plain += "." + strconv.FormatInt(tenths%10, 10)
	}
	return t.decimal(plain) + " " + name
}

// phrase is a text as a page shows it: Lang is set when it is not in the page's language, and then the page marks it.
type phrase struct {
	Text string
	Lang model.Lang
}

// pick chooses the language of a text for this tongue.
func (t *tongue) pick(text model.Text) phrase {
	s, lang := text.Pick(t.lang)
	if lang == t.lang {
		lang = ""
	}
	return phrase{Text: s, Lang: lang}
}

// own makes a Text of a word that is in this tongue.
func (t *tongue) own(s string) model.Text {
	switch t.lang {
	case model.UG:
		return model.Text{UG: s}
	case model.EN:
		return model.Text{EN: s}
	case model.ZH:
		return model.Text{ZH: s}
	}
	return model.Text{}
}
