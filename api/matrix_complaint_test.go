package api_test

import (
	"maps"
	"net/http"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/service/complaint"
)

// authorityOver is the regulator that handles what concerns a company.
var authorityOver = map[string]string{"maker": "north", "partner": "north", "stranger": "south"}

// newComplaint files a complaint and a tip about a company and has the complaint accepted, so that the company knows of it.
func newComplaint(w *apitest.World, label string) (complaintID, tipID string) {
	filed, err := w.Services.Complaint.File(w.T.Context(), model.Idempotency{}, complaint.Filing{
		Firm: w.Orgs[label], Complaint: true, Tip: true, Story: model.ComplaintStory{What: "matrix", Wish: "matrix"}, Consent: complaint.ConsentVersion,
		Contact: model.ComplaintContact{Name: "Matrix", Phone: "13800000000"}, Share: true,
	})
	if err != nil {
		w.T.Fatal(err)
	}
	w.JSON(apitest.Request{
		Method: "POST", Path: "/v1/complaints/" + filed.Complaint.String() + "/moves", As: authorityOver[label] + "/inspector", Body: object{"event": "accept"},
	}, http.StatusOK)
	return filed.Complaint.String(), filed.Tip.String()
}

func init() {
	aComplaint := id(func(t things) string { return t.complaint })
	aTip := id(func(t things) string { return t.tip })
	maps.Copy(samples, map[string]sample{
		"list-complaints":           {},
		"count-complaints":          {},
		"list-complaint-statistics": {},
		"list-complaint-patterns":   {},
		"get-complaint":             {object: aComplaint, sight: inRegion},
		"move-complaint":            {object: aComplaint, body: body(object{"event": "delegate", "delegate": "matrix"}), sight: inRegion, inner: true},
		"add-complaint-note":        {object: aComplaint, body: body(object{"kind": "answer", "text": "matrix"}), sight: inRegion},
		"reveal-complaint":          {object: aComplaint, sight: inRegion},
		"read-complaint-contact":    {object: aComplaint, sight: inRegion},
		"list-tips":                 {},
		"get-tip":                   {object: aTip, sight: inRegion},
		"move-tip":                  {object: aTip, body: body(object{"event": "tell"}), sight: inRegion},
		"reveal-tip":                {object: aTip, sight: inRegion},
		"export-complaints-csv":     {},
		"export-complaints-xlsx":    {},
		"file-complaint":            {body: body(object{"firm": "none"})},
		"get-public-complaint":      {},
		"act-on-public-complaint":   {body: body(object{"act": "share"})},
	})
}
