package model_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
)

func TestLabValuesKeepTheirDigits(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"0.050": "0.050", " < 0.01 ": "<0.01", "<=0.5": "≤0.5", "＞3": ">3", "-18": "-18", "12345678901234567890": "12345678901234567890", "0": "0",
	} {
		got, err := model.ParseLabValue(given)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", given, got, err, want)
		}
	}
	for _, given := range []string{"", ".5", "5.", "1,5", "01", "1e3", "<", "<<1", "NaN", "0x1", "1-2", "--1", "１", "123456789012345678901", "1\x00"} {
		if got, err := model.ParseLabValue(given); !errors.Is(err, model.QuantityInvalid) {
			t.Errorf("%q was read as %q, %v", given, got, err)
		}
	}
}

func TestLabResultsLieAsText(t *testing.T) {
	t.Parallel()
	for _, want := range []model.LabResults{nil, {{Item: "铅", Value: "0.050", Unit: "mg/kg", Limit: "≤0.1", Method: "GB 5009.12", Verdict: model.LabConforms}, {Item: "x"}}} {
		text, err := want.Value()
		if err != nil {
			t.Fatal(err)
		}
		got := model.LabResults{{Item: "before"}}
		if err := got.Scan([]byte(text.(string))); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	for _, v := range model.LabVerdicts() {
		complete(t, string(v), model.LabVerdictWords[v])
	}
}
