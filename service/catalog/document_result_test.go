package catalog_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/service/catalog"
)

func TestReportsSayWhatTheyFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.register(b.product(nil), "1")
	lead := model.LabResult{Item: " 铅 ", Value: "< 0.010", Unit: "mg/kg", Limit: "0.1", Method: "GB 5009.12-2023", Verdict: model.LabConforms}
	bad := model.LabResult{Item: "多菌灵", Value: "0.80", Unit: "mg/kg", Limit: "≤0.5", Verdict: model.LabFails}
	for _, test := range []struct {
		name    string
		kind    model.DocumentKind
		verdict model.LabVerdict
		results []model.LabResult
		want    model.LabVerdict
		fault   string
		problem *model.Problem
	}{
		{name: "nothing said"},
		{name: "conforms", verdict: model.LabConforms, results: []model.LabResult{lead}, want: model.LabConforms},
		{name: "one line decides", results: []model.LabResult{lead, bad}, want: model.LabFails},
		{name: "undecided", verdict: model.LabUndecided, results: []model.LabResult{bad}, want: model.LabUndecided},
		{name: "contradiction", verdict: model.LabConforms, results: []model.LabResult{lead, bad}, fault: "verdict", problem: model.LabVerdictContradicts},
		{name: "unknown verdict", verdict: "fine", fault: "verdict", problem: model.ValueInvalid},
		{name: "unknown verdict of a line", results: []model.LabResult{{Item: "x", Verdict: "fine"}}, fault: "results[0].verdict", problem: model.ValueInvalid},
		{name: "no item", results: []model.LabResult{lead, {Value: "1"}}, fault: "results[1].item", problem: model.ValueRequired},
		{name: "a float", results: []model.LabResult{{Item: "x", Value: "1e-3"}}, fault: "results[0].value", problem: model.QuantityInvalid},
		{name: "limit nd", results: []model.LabResult{{Item: "x", Limit: "nd"}}, fault: "results[0].limit", problem: model.QuantityInvalid},
		{name: "reversing text", results: []model.LabResult{{Item: "\u202eok"}}, fault: "results[0].item", problem: model.ValueInvalid},
		{name: "too long", results: []model.LabResult{{Item: strings.Repeat("铅", 101)}}, fault: "results[0].item", problem: model.ValueTooLong},
		{name: "too many", results: make([]model.LabResult, catalog.MaxResults+1), fault: "results", problem: model.TooLarge},
		{name: "a photo finds nothing", kind: model.DocumentOther, verdict: model.LabFails, fault: "verdict", problem: model.ValueInvalid},
		{name: "nor has it lines", kind: model.DocumentOther, results: []model.LabResult{lead}, fault: "results", problem: model.ValueInvalid},
	} {
		d, err := b.add(b.maker, b.document(batch.ID, func(in *catalog.DocumentInput) {
			in.Verdict, in.Results = test.verdict, test.results
			if test.kind != "" {
				in.Kind = test.kind
			}
		}))
		var r *model.Refusal
		switch {
		case test.problem == nil && (err != nil || d.Verdict != test.want || len(d.Results) != len(test.results)):
			t.Errorf("%s: %v, %v", test.name, d.Verdict, err)
		case test.problem != nil && (!errors.As(err, &r) || len(r.Fields) != 1 || r.Fields[0].At != test.fault || r.Fields[0].Problem != test.problem):
			t.Errorf("%s: %v", test.name, err)
		}
	}
	rows, err := b.room.Documents(t.Context(), b.maker, batch.ID)
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d documents, %v", len(rows), err)
	}
	want := model.LabResults{{Item: "铅", Value: "<0.010", Unit: "mg/kg", Limit: "0.1", Method: "GB 5009.12-2023", Verdict: model.LabConforms}}
	if diff := cmp.Diff(want, rows[1].Results); diff != "" {
		t.Error(diff)
	}
}
