package api_test

import (
	"maps"
	"net/http"

	"suyuan/api/apitest"
)

// newSignal reports something about a company's batch, by the company itself.
func newSignal(w *apitest.World, label, batch string) string {
	return w.JSON(apitest.Request{Method: "POST", Path: "/v1/recall-signals", As: label + "/owner", Body: object{"batch": batch, "harm": "matrix"}},
		http.StatusCreated)["id"].(string)
}

func init() {
	aSignal := id(func(t things) string { return t.signal })
	maps.Copy(samples, map[string]sample{
		"report-recall-signal":        {object: inBody, body: step(object{"batch": "{batch}", "harm": "matrix"}), sight: alongWith, named: true},
		"list-recall-signals":         {},
		"list-recall-signal-patterns": {},
		"get-recall-signal":           {object: aSignal, sight: inRegion},
		"move-recall-signal":          {object: aSignal, body: body(object{"event": "take"}), sight: inRegion},
	})
}
