package api

import (
	"bytes"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
)

// LabVerdictCode is what a laboratory report concludes, on the wire.
type LabVerdictCode string

// Schema implements huma.SchemaProvider.
func (LabVerdictCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What a laboratory report concludes about what was tested.", model.LabVerdicts())
}

// LabResultView is a line of a laboratory report on the wire, in a document as in the form that adds one.
type LabResultView struct {
	Item    string         `json:"item"`
	Value   string         `json:"value,omitempty" doc:"A decimal as printed, with < or > where the report has it; nd for not detected."`
	Unit    string         `json:"unit,omitempty"`
	Limit   string         `json:"limit,omitempty" doc:"A decimal as printed, in the same unit."`
	Method  string         `json:"method,omitempty"`
	Verdict LabVerdictCode `json:"verdict,omitempty"`
}

func labResultViews(results model.LabResults) (views []LabResultView) {
	for _, r := range results {
		views = append(views, LabResultView{r.Item, r.Value, r.Unit, r.Limit, r.Method, LabVerdictCode(r.Verdict)})
	}
	return views
}

const (
	// resultsField is the field of a form that holds lines of a laboratory report.
	resultsField = "results"
	// maxResults bounds it, in bytes.
	maxResults = 48 << 10
)

// readResults reads the lines of a laboratory report.
func readResults(text string, faults *model.Faults) (results []model.LabResult) {
	if text == "" {
		return nil
	}
	var views []LabResultView
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&views); err != nil || d.More() {
		faults.Add(resultsField, model.ValueInvalid, model.P("value", clip(text, 40)))
		return nil
	}
	for _, v := range views {
		results = append(results, model.LabResult{
			Item: v.Item, Value: v.Value, Unit: v.Unit, Limit: v.Limit, Method: v.Method, Verdict: model.LabVerdict(v.Verdict),
		})
	}
	return results
}
