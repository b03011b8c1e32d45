package gs1

import (
	"slices"
	"strings"
	"testing"
)

// The table is text until it is compiled: a misspelt check or set would only
// show when a value reaches it.
func TestDictionaryCompiles(t *testing.T) {
	t.Parallel()
	var keys, qualifiers []string
	for ai, d := range dictionary {
		if len(ai) < 2 || len(ai) > 4 || !within(ai, csetDigit) {
			t.Errorf("AI %q", ai)
		}
		if len(d.format) == 0 {
			t.Errorf("(%s) has no format", ai)
		}
		for i, c := range d.format {
			if c.set == 0 || c.max < 1 || c.min < 1 || c.min > c.max || slices.ContainsFunc(c.checks, func(v check) bool { return v == nil }) {
				t.Errorf("(%s) component %d: %+v", ai, i, c)
			}
			if c.min != c.max && i != len(d.format)-1 {
				t.Errorf("(%s) component %d varies before the end", ai, i)
			}
		}
		if d.use&fixed != 0 && (len(d.format) != 1 || d.format[0].min != d.format[0].max) {
			t.Errorf("(%s) is not of fixed length", ai)
		}
		if d.use&key != 0 {
			keys = append(keys, ai)
		}
		for _, sequence := range d.sequences {
			if d.use&key == 0 {
				t.Errorf("(%s) is no key but has qualifiers", ai)
			}
			qualifiers = append(qualifiers, sequence...)
		}
		for _, p := range d.excludes {
			if !slices.ContainsFunc(allAIs(), p.matches) {
				t.Errorf("(%s) excludes %+v, which no AI matches", ai, p)
			}
		}
		for _, together := range slices.Concat(d.needs...) {
			for _, p := range together {
				if !slices.ContainsFunc(allAIs(), p.matches) {
					t.Errorf("(%s) needs %+v, which no AI matches", ai, p)
				}
			}
		}
	}
	for _, ai := range qualifiers {
		if dictionary[ai] == nil {
			t.Errorf("qualifier (%s) is not defined", ai)
		}
	}
	slices.Sort(keys)
	if got := strings.Join(keys, " "); got != "00 01 253 255 401 402 414 415 417 8003 8004 8006 8010 8013 8017 8018" {
		t.Errorf("keys %s", got)
	}
	// Two-digit prefixes with predefined length: General Specifications figure 7.8.5-2.
	for ai, d := range dictionary {
		predefined := strings.Contains(" 00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41 ", " "+ai[:2]+" ")
		if predefined != (d.use&fixed != 0) {
			t.Errorf("(%s) predefined length: %v", ai, !predefined)
		}
	}
}

func allAIs() (all []string) {
	for ai := range dictionary {
		all = append(all, ai)
	}
	return all
}

func TestCodeListsAreSorted(t *testing.T) {
	t.Parallel()
	for name, list := range map[string]struct {
		codes string
		width int
	}{"country numbers": {countryNumbers, 3}, "country letters": {countryLetters, 2}, "currencies": {currencyNumbers, 3}} {
		if len(list.codes)%list.width != 0 {
			t.Errorf("%s: %d characters", name, len(list.codes))
		}
		for i := list.width; i < len(list.codes); i += list.width {
			if list.codes[i-list.width:i] >= list.codes[i:i+list.width] {
				t.Errorf("%s: %s out of order", name, list.codes[i:i+list.width])
			}
		}
	}
}
