package epcis_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"suyuan/model/epcis"
)

func TestParseJSON_refuses(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"nothing":             ``,
		"byte order mark":     "\uFEFF{}",
		"text after the end":  `{} {}`,
		"duplicate member":    `{"a":1,"\u0061":2}`,
		"invalid UTF-8":       "\"\xff\"",
		"lone high surrogate": `"\ud800"`,
		"lone low surrogate":  `"\udc00"`,
		"two high surrogates": `"\ud800\ud800"`,
		"control character":   "\"\n\"",
		"bad escape":          `"\x"`,
		"leading zero":        `01`,
		"plus":                `+1`,
		"bare fraction":       `.5`,
		"open fraction":       `1.`,
		"open exponent":       `1e`,
		"trailing comma":      `[1,]`,
		"comment":             `[1/*2*/]`,
		"single quotes":       `{'a':1}`,
		"too deep":            strings.Repeat("[", epcis.MaxDepth+1) + strings.Repeat("]", epcis.MaxDepth+1),
	} {
		n, err := epcis.ParseJSON([]byte(src))
		var syntax *epcis.SyntaxError
		if !errors.As(err, &syntax) || n != nil {
			t.Errorf("%s: ParseJSON = %v, %v; want a *SyntaxError", name, n, err)
		}
	}
}

func TestParseJSON_accepts_nesting_up_to_MaxDepth(t *testing.T) {
	t.Parallel()
	src := strings.Repeat("[", epcis.MaxDepth) + strings.Repeat("]", epcis.MaxDepth)
	if _, err := epcis.ParseJSON([]byte(src)); err != nil {
		t.Error(err)
	}
}

func TestParseJSON_keeps_order_digits_and_ranges(t *testing.T) {
	t.Parallel()
	src := []byte(` { "z" : -1.50e+02 , "a" : [ true , null , "\ud83d\ude00\n" ] } `)
	n, err := epcis.ParseJSON(src)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(n.AppendJSON(nil)); got != `{"z":-1.50e+02,"a":[true,null,"😀\n"]}` {
		t.Errorf("written again: %s", got)
	}
	a := n.Get("a")
	if got := string(src[a.Start:a.End]); got != `[ true , null , "\ud83d\ude00\n" ]` {
		t.Errorf("range of a: %s", got)
	}
	if got := string(src[n.Start:n.End]); got != string(bytes.TrimSpace(src)) {
		t.Errorf("range of the root: %s", got)
	}
}

// What ParseJSON accepts, encoding/json accepts and reads alike; what encoding/json accepts and ParseJSON refuses has
// one of the reasons that ParseJSON documents.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.5e3,"x\u00e9",null,true,{}]}`, `[]`, `"\ud83d\ude00"`, `{"a":1,"a":2}`, "\"\xff\"", `1e400`, ` 0 `,
		"[\"\u2028\"]", `{"":{"":[]}}`,
	} {
		f.Add([]byte(seed))
	}
	documented := []string{"duplicate member", "invalid UTF-8", "bad escape", "nested deeper", "byte order mark"}
	f.Fuzz(func(t *testing.T, src []byte) {
		n, err := epcis.ParseJSON(src)
		if err != nil {
			if !json.Valid(src) {
				return
			}
			for _, reason := range documented {
				if strings.Contains(err.Error(), reason) {
					return
				}
			}
			t.Fatalf("encoding/json accepts, ParseJSON refuses: %v", err)
		}
		if !json.Valid(src) {
			t.Fatal("ParseJSON accepts, encoding/json refuses")
		}
		out := n.AppendJSON(nil)
		if want, got := decode(t, src), decode(t, out); want != got {
			t.Fatalf("read differently:\n%s\n%s", want, got)
		}
		again, err := epcis.ParseJSON(out)
		if err != nil || !bytes.Equal(again.AppendJSON(nil), out) {
			t.Fatalf("not stable: %v\n%s", err, out)
		}
	})
}

// decode brings a text into the one form that encoding/json gives it.
func decode(t *testing.T, src []byte) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
