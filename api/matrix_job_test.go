package api_test

import (
	"maps"
	"net/http"

	"suyuan/api/apitest"
)

func init() {
	rows := map[string]sample{
		"list-jobs":           {},
		"get-job":             {object: ownJob, sight: ownOnly},
		"confirm-job":         {object: ownJob, sight: ownOnly},
		"cancel-job":          {object: ownJob, sight: ownOnly},
		"list-job-faults":     {object: ownJob, sight: ownOnly},
		"download-job-faults": {object: ownJob, sight: ownOnly},
		"download-job-result": {object: ownJob, sight: ownOnly},
		"start-export":        {body: body(object{"list": "nothing", "format": "csv"})},
	}
	for _, word := range []string{"products", "sites", "batches", "steps"} {
		rows["import-"+word] = sample{body: body(object{})} // looked at, and no sheet
		rows["import-"+word+"-template-csv"] = sample{}
		rows["import-"+word+"-template-xlsx"] = sample{}
	}
	for _, word := range []string{"products", "sites", "batches", "stock", "events", "findings", "audit", "claims", "claim-payments", "recourses", "claim-statement", "complaint-cases", "tips"} {
		rows["export-"+word+"-csv"], rows["export-"+word+"-xlsx"] = sample{}, sample{}
	}
	rows["export-recall-csv"], rows["export-recall-xlsx"] = sample{body: body(object{}), absent: true}, sample{body: body(object{}), absent: true}
	maps.Copy(samples, rows)
}

func ownJob(t things) map[string]string { return map[string]string{"id": t.job} }

// newJob starts a job that everybody in the company may know of.
func newJob(w *apitest.World, label string) string {
	return w.JSON(apitest.Request{Method: "POST", Path: "/v1/exports", As: label + "/owner", Body: object{"list": "products", "format": "csv"}},
		http.StatusAccepted)["id"].(string)
}
