package gs1_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"suyuan/model/gs1"
)

func TestCheckDigit(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]byte{
		"0952012345678":     '8',
		"629104150021":      '3',
		"2":                 '4',
		"95201234567891234": '5',
		"0":                 '0',
	} {
		if got, ok := gs1.CheckDigit(digits); !ok || got != want {
			t.Errorf("CheckDigit(%q) = %c, %v; want %c", digits, got, ok, want)
		}
	}
	for _, bad := range []string{"", "12a", "１２", "+1", " 1"} {
		if _, ok := gs1.CheckDigit(bad); ok {
			t.Errorf("CheckDigit(%q) accepted", bad)
		}
	}
}

func TestParseKeys(t *testing.T) {
	t.Parallel()
	parse := map[string]func(string) (string, error){
		"GTIN": func(s string) (string, error) { g, err := gs1.ParseGTIN(s); return string(g), err },
		"GLN":  func(s string) (string, error) { g, err := gs1.ParseGLN(s); return string(g), err },
		"SSCC": func(s string) (string, error) { g, err := gs1.ParseSSCC(s); return string(g), err },
	}
	tests := []struct {
		key, in, want string
		reason        gs1.Reason
	}{
		{"GTIN", "09520123456788", "09520123456788", ""},
		{"GTIN", "9520123456788", "09520123456788", ""},
		{"GTIN", "416000336108", "00416000336108", ""},
		{"GTIN", "02345673", "00000002345673", ""},
		{"GTIN", "", "", gs1.ReasonLength},
		{"GTIN", "952012345678", "", gs1.ReasonCheckDigit},
		{"GTIN", "09520123456789", "", gs1.ReasonCheckDigit},
		{"GTIN", "952012345678８", "", gs1.ReasonLength},
		{"GTIN", "+9520123456788", "", gs1.ReasonDigits},
		{"GTIN", " 9520123456788", "", gs1.ReasonDigits},
		{"GTIN", "0952012345678x", "", gs1.ReasonDigits},
		{"GTIN", "095201234567880", "", gs1.ReasonLength},
		{"GTIN", "１２３４", "", gs1.ReasonDigits}, // four full-width digits are twelve bytes
		{"GLN", "9520123456788", "9520123456788", ""},
		{"GLN", "9520123456780", "", gs1.ReasonCheckDigit},
		{"GLN", "952012345678", "", gs1.ReasonLength},
		{"GLN", "-520123456788", "", gs1.ReasonDigits},
		{"SSCC", "952012345678912345", "952012345678912345", ""},
		{"SSCC", "952012345678912340", "", gs1.ReasonCheckDigit},
		{"SSCC", "95201234567891234", "", gs1.ReasonLength},
		{"SSCC", "95201234567891234 ", "", gs1.ReasonDigits},
	}
	for _, test := range tests {
		got, err := parse[test.key](test.in)
		if test.reason == "" {
			if err != nil || got != test.want {
				t.Errorf("%s %q = %q, %v; want %q", test.key, test.in, got, err, test.want)
			}
			continue
		}
		var fault *gs1.KeyError
		if !errors.As(err, &fault) || fault.Key != test.key || fault.Reason != test.reason || got != "" {
			t.Errorf("%s %q = %q, %v; want reason %s", test.key, test.in, got, err, test.reason)
		}
	}
}

func TestGTINProperties(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in         string
		short      string
		restricted bool
		indicator  byte
	}{
		{"09520123456788", "9520123456788", false, '0'},
		{"10860009999920", "10860009999920", false, '1'},
		{"416000336108", "416000336108", true, '0'}, // UPC prefix 4 is GS1 prefix 04
		{"96385074", "96385074", false, '0'},
		{"02345673", "02345673", true, '0'},
		{"2112345678900", "2112345678900", true, '0'},
		{"90614141000015", "90614141000015", false, '9'},
	}
	for _, test := range tests {
		g, err := gs1.ParseGTIN(test.in)
		if err != nil {
			t.Errorf("%s: %v", test.in, err)
			continue
		}
		if g.Short() != test.short || g.Restricted() != test.restricted || g.Indicator() != test.indicator {
			t.Errorf("%s: short %s restricted %v indicator %c", test.in, g.Short(), g.Restricted(), g.Indicator())
		}
	}
	if gs1.GTIN("").Restricted() || gs1.GTIN("").Indicator() != 0 || gs1.GTIN("").Short() != "" {
		t.Error("zero GTIN")
	}
}

func TestLotsAndSerials(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"A": true, "007": true, "abcXYZ-_./:": true, `!"%&'()*+,-./:;<=>?_`: true,
		strings.Repeat("9", 20): true,
		"":                      false, strings.Repeat("9", 21): false, "a b": false, "批1": false, "#1": false, "a\x00": false, "a@b": false,
	} {
		if gs1.ValidLot(s) != want || gs1.ValidSerial(s) != want {
			t.Errorf("%q: lot %v, serial %v; want %v", s, gs1.ValidLot(s), gs1.ValidSerial(s), want)
		}
	}
	if !gs1.InCSET39("ABC-12/#") || gs1.InCSET39("abc") || gs1.InCSET39("A B") {
		t.Error("CSET 39")
	}
}

// A wrong digit anywhere, or two neighbours swapped, must not pass: the reason
// the check digit exists (swaps of digits 5 apart are its known blind spot).
func TestCheckDigitFindsTypingMistakes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{13}`).Draw(t, "body")
		digit, _ := gs1.CheckDigit(body)
		good := body + string(digit)
		if g, err := gs1.ParseGTIN(good); err != nil || string(g) != good {
			t.Fatalf("%s refused: %v", good, err)
		}
		i := rapid.IntRange(0, 13).Draw(t, "at")
		d := rapid.ByteRange('0', '9').Draw(t, "digit")
		if bad := good[:i] + string(d) + good[i+1:]; bad != good {
			if _, err := gs1.ParseGTIN(bad); err == nil {
				t.Fatalf("%s accepted", bad)
			}
		}
	})
}

func FuzzParseGTIN(f *testing.F) {
	for _, seed := range []string{"09520123456788", "96385074", "416000336108", "9520123456788", "", "９", "-1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g, err := gs1.ParseGTIN(s)
		if err != nil {
			if g != "" {
				t.Fatalf("value %q beside error", g)
			}
			return
		}
		if len(g) != 14 || !strings.HasSuffix(string(g), s) {
			t.Fatalf("%q became %q", s, g)
		}
		for _, form := range []string{string(g), g.Short()} {
			if again, err := gs1.ParseGTIN(form); err != nil || again != g {
				t.Fatalf("%q read back as %q, %v", form, again, err)
			}
		}
	})
}

func FuzzParseGLN(f *testing.F) {
	f.Add("9520123456788")
	f.Add("0614141123452")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		g, err := gs1.ParseGLN(s)
		if err == nil && (string(g) != s || len(s) != 13) {
			t.Fatalf("%q became %q", s, g)
		}
		if err != nil && g != "" {
			t.Fatalf("value %q beside error", g)
		}
	})
}

func FuzzParseSSCC(f *testing.F) {
	f.Add("952012345678912345")
	f.Add("106141412345678908")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		g, err := gs1.ParseSSCC(s)
		if err == nil && (string(g) != s || len(s) != 18) {
			t.Fatalf("%q became %q", s, g)
		}
		if err != nil && g != "" {
			t.Fatalf("value %q beside error", g)
		}
	})
}
