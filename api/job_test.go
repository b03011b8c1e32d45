package api_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/job"
)

// TestJobs_over_HTTP follows an import and an export from the upload to the download.
func TestJobs_over_HTTP(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		w := apitest.New(t, s, clock, nil)
		csv := map[string]string{"Content-Type": "text/csv", "Idempotency-Key": "first", "Accept-Language": "en"}
		english := map[string]string{"Accept-Language": "en"}
		sheet := []byte("产品编号,name_zh,类别\nPEAR,香梨,水果\nBOX,=箱,food\n")
		upload := apitest.Request{Method: "POST", Path: "/v1/imports/products", As: "maker/owner", Body: sheet, Header: csv}
		made := w.JSON(upload, http.StatusAccepted)
		again := w.JSON(upload, http.StatusAccepted)
		if made["id"] != again["id"] || made["state"] != "queued" || made["kind_name"] != "import products" {
			t.Errorf("made %v and again %v", made, again)
		}
		path := "/v1/jobs/" + made["id"].(string)
		done := func(path string, want string) map[string]any {
			t.Helper()
			if err := w.Services.Job.RunQueued(t.Context()); err != nil {
				t.Fatal(err)
			}
			j := w.JSON(apitest.Request{Method: "GET", Path: path, As: "maker/owner", Header: english}, http.StatusOK)
			if j["state"] != want {
				t.Fatalf("the job is %v", j)
			}
			return j
		}
		if j := done(path, "checked"); j["added"] != 2.0 || j["state_name"] != "waiting for confirmation" {
			t.Errorf("checked: %v", j)
		}
		w.JSON(apitest.Request{Method: "POST", Path: path + "/confirm", As: "maker/viewer"}, http.StatusNotFound)
		w.JSON(apitest.Request{Method: "POST", Path: path + "/confirm", As: "partner/owner"}, http.StatusNotFound)
		w.JSON(apitest.Request{Method: "POST", Path: path + "/confirm", As: "maker/manager"}, http.StatusOK)
		done(path, "done")
		w.JSON(apitest.Request{Method: "GET", Path: path + "/result", As: "maker/owner"}, http.StatusConflict)

		started := w.JSON(apitest.Request{Method: "POST", Path: "/v1/exports", As: "maker/viewer", Header: english, Body: object{"list": "products", "format": "csv", "bom": true}}, http.StatusAccepted)
		path = "/v1/jobs/" + started["id"].(string)
		done(path, "done")
		want := "\ufeffProduct code,GTIN,Name (Chinese),"
		for name, r := range map[string]apitest.Request{
			"the result": {Method: "GET", Path: path + "/result", As: "maker/clerk"}, "a download": {Method: "GET", Path: "/v1/exports/products.csv?bom=true&lang=en", As: "maker/clerk"},
		} {
			rec := w.Do(r)
			if body := rec.Body.String(); rec.Code != http.StatusOK || !strings.HasPrefix(body, want) || !strings.Contains(body, ",'=箱,") {
				t.Errorf("%s: %d %q", name, rec.Code, body)
			}
			if d := rec.Header().Get("Content-Disposition"); d != "attachment; filename=products.csv" {
				t.Errorf("%s is %q", name, d)
			}
		}
		w.JSON(apitest.Request{Method: "GET", Path: path + "/result", As: "partner/owner"}, http.StatusNotFound)
		w.JSON(apitest.Request{Method: "POST", Path: "/v1/exports", As: "maker/viewer", Body: object{"list": "audit", "format": "csv"}}, http.StatusForbidden)
		w.JSON(apitest.Request{Method: "POST", Path: "/v1/exports", As: "maker/viewer", Body: object{"list": "events", "format": "csv", "from": "soon"}}, http.StatusUnprocessableEntity)
		if list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/jobs?kind=import-products", As: "maker/owner"}, http.StatusOK)["items"].([]any); len(list) != 1 {
			t.Errorf("%d imports are listed", len(list))
		}
	})
}

// TestFaults_over_HTTP: what is wrong comes by row and column, in the reader's language, as JSON and as a table.
func TestFaults_over_HTTP(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", "products.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("code,name_zh,category\nA,梨,=stone\n"))
	_ = m.Close()
	made := w.JSON(apitest.Request{
		Method: "POST", Path: "/v1/imports/products", As: "maker/owner", Body: b.Bytes(), Header: map[string]string{"Content-Type": m.FormDataContentType()},
	}, http.StatusAccepted)
	if err := w.Services.Job.RunQueued(t.Context()); err != nil {
		t.Fatal(err)
	}
	path := "/v1/jobs/" + made["id"].(string)
	j := w.JSON(apitest.Request{Method: "GET", Path: path, As: "maker/owner"}, http.StatusOK)
	if reason, _ := j["reason"].(object); j["state"] != "failed" || reason["code"] != "job-rows-faulty" {
		t.Errorf("the job is %v", j)
	}
	items := w.JSON(apitest.Request{Method: "GET", Path: path + "/faults", As: "maker/owner", Header: map[string]string{"Accept-Language": "ug"}}, http.StatusOK)["items"].([]any)
	if len(items) != 1 {
		t.Fatalf("faults: %v", items)
	}
	if f := items[0].(object); f["row"] != 2.0 || f["column"] != "category" || f["column_name"] != "تۈرى" || f["message"] != "«=stone» ئىناۋەتلىك قىممەت ئەمەس." {
		t.Errorf("fault: %v", f)
	}
	rec := w.Do(apitest.Request{Method: "GET", Path: path + "/faults.csv?lang=en", As: "maker/owner"})
	if got := rec.Body.String(); got != "\ufeffRow,Column,Problem,What to do,Code\r\n2,Category,“=stone” is not a valid value here.,,value-invalid\r\n" {
		t.Errorf("the table is %q", got)
	}
	for path, want := range map[string]int{"/v1/imports/products/template.csv": 200, "/v1/imports/steps/template.xlsx": 200, "/v1/imports/stock/template.csv": 404} {
		if rec := w.Do(apitest.Request{Method: "GET", Path: path, As: "maker/owner"}); rec.Code != want {
			t.Errorf("%s: %d, want %d", path, rec.Code, want)
		}
	}
	for name, r := range map[string]struct {
		body      []byte
		mediaType string
		want      int
	}{
		"JSON":      {[]byte("{}"), "application/json", http.StatusUnsupportedMediaType},
		"nothing":   {[]byte{}, "text/csv", http.StatusUnprocessableEntity},
		"too large": {make([]byte, job.MaxInput+100<<10), "text/csv", http.StatusRequestEntityTooLarge},
	} {
		rec := w.Do(apitest.Request{Method: "POST", Path: "/v1/imports/products", As: "maker/owner", Body: r.body, Header: map[string]string{"Content-Type": r.mediaType}})
		if rec.Code != r.want {
			t.Errorf("%s: %d, want %d", name, rec.Code, r.want)
		}
	}
}
