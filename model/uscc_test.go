package model_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"suyuan/model"
)

func TestParseUSCC(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code, region string
		organisation bool
	}{
		{"91350100M000100Y43", "350100", true}, // the specimen of GB 32100-2015
		{"9144030071526726XG", "440300", true},
		{"914403001922038216", "440300", true},
		{"91330100799655058B", "330100", true},
		{"91110000802100433B", "110000", true},
	}
	for _, test := range tests {
		code, err := model.ParseUSCC(test.code)
		if err != nil {
			t.Errorf("%s: %v", test.code, err)
			continue
		}
		if string(code) != test.code || code.Region() != test.region || code.OrganisationCodeValid() != test.organisation {
			t.Errorf("%s: region %s organisation %v", test.code, code.Region(), code.OrganisationCodeValid())
		}
		if code.OrganisationCode() != test.code[8:17] {
			t.Errorf("%s: organisation code %s", test.code, code.OrganisationCode())
		}
	}
	refused := map[string]model.USCCReason{
		"":                    model.USCCLength,
		"91350100M000100Y4":   model.USCCLength,
		"91350100M000100Y433": model.USCCLength,
		"91350100m000100Y43":  model.USCCCharset,
		"91350100M0O0100Y43":  model.USCCCharset,
		"91350100M000100Z43":  model.USCCCharset,
		"91350100M000100Y 3":  model.USCCCharset,
		"９１３５０１":              model.USCCCharset, // six full-width digits are 18 bytes
		"91350A00M000100Y43":  model.USCCRegion,
		"91350100M000100Y44":  model.USCCCheckCharacter,
		"91350100M000010Y43":  model.USCCCheckCharacter,
	}
	for code, want := range refused {
		got, err := model.ParseUSCC(code)
		var fault *model.USCCError
		if !errors.As(err, &fault) || fault.Reason != want || got != "" {
			t.Errorf("%q: %q, %v; want %s", code, got, err, want)
		}
	}
	var zero model.USCC
	if zero.Region() != "" || zero.OrganisationCode() != "" || zero.OrganisationCodeValid() {
		t.Error("zero code has parts")
	}
}

// usccAlphabet in the order of the values of GB 32100-2015 table 2.
var usccAlphabet = []byte("0123456789ABCDEFGHJKLMNPQRTUWXY")

// Exactly one last character fits any body, and changing any one character of
// a good code spoils it.
func TestUSCCCheckCharacter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}`).Draw(t, "body")
		var good []string
		for _, last := range usccAlphabet {
			if code, err := model.ParseUSCC(body + string(last)); err == nil {
				good = append(good, string(code))
			}
		}
		if len(good) != 1 {
			t.Fatalf("%s: %v fit", body, good)
		}
		at := rapid.IntRange(0, 17).Draw(t, "at")
		with := rapid.SampledFrom(usccAlphabet).Draw(t, "with")
		if changed := good[0][:at] + string(with) + good[0][at+1:]; changed != good[0] {
			if _, err := model.ParseUSCC(changed); err == nil {
				t.Fatalf("%s and %s both good", good[0], changed)
			}
		}
	})
}

// The organisation code of a code may be wrong while the code itself is right.
func TestUSCCOrganisationCodeIsSeparate(t *testing.T) {
	t.Parallel()
	for _, last := range usccAlphabet {
		code, err := model.ParseUSCC("92650100MA7700001" + string(last))
		if err != nil {
			continue
		}
		if code.OrganisationCodeValid() {
			t.Errorf("%s: organisation code %s has a right check character", code, code.OrganisationCode())
		}
		return
	}
	t.Error("no last character fits")
}

func FuzzParseUSCC(f *testing.F) {
	for _, seed := range []string{"91350100M000100Y43", "9144030071526726XG", "", "９１", "91350100m000100y43"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := model.ParseUSCC(s)
		var fault *model.USCCError
		switch {
		case err == nil && string(code) != s:
			t.Fatalf("%q became %q", s, code)
		case err != nil && (!errors.As(err, &fault) || code != ""):
			t.Fatalf("%q: %q beside %v", s, code, err)
		}
		if err == nil {
			if _, err := model.ParseRegion(code.Region()); err != nil {
				t.Fatalf("%q: region %q", s, code.Region())
			}
			code.OrganisationCodeValid()
		}
	})
}
