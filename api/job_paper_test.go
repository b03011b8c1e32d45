package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"suyuan/api/apitest"
)

// TestPapers_over_HTTP: the traces that authorities ask for are written by jobs that say how far they are, and hold what
// the direct download holds.
func TestPapers_over_HTTP(t *testing.T) {
	t.Parallel()
	m := newMarket(t)
	order := func(as string, body object) apitest.Request {
		return apitest.Request{Method: "POST", Path: "/v1/exports", As: as, Body: body, Header: map[string]string{"Accept-Language": "en"}}
	}
	run := func(as string, body object) (map[string]any, []byte) {
		t.Helper()
		path := "/v1/jobs/" + m.JSON(order(as, body), http.StatusAccepted)["id"].(string)
		if err := m.Services.Job.RunQueued(t.Context()); err != nil {
			t.Fatal(err)
		}
		j := m.JSON(apitest.Request{Method: "GET", Path: path, As: as, Header: map[string]string{"Accept-Language": "en"}}, http.StatusOK)
		if j["state"] != "done" {
			return j, nil
		}
		rec := m.Do(apitest.Request{Method: "GET", Path: path + "/result", As: as})
		file, _ := j["result"].(map[string]any)
		if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != file["media_type"] || !strings.Contains(rec.Header().Get("Content-Disposition"), file["name"].(string)) {
			t.Errorf("%v: %d %v", body, rec.Code, rec.Header())
		}
		return j, rec.Body.Bytes()
	}
	direct := func(path, as string) string {
		t.Helper()
		rec := m.Do(apitest.Request{Method: "GET", Path: path + "?lang=en&root=" + m.maker.batch, As: as})
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, rec.Code)
		}
		return rec.Body.String()
	}

	j, table := run("maker/viewer", object{"list": "fsma", "format": "csv", "root": m.maker.batch})
	if string(table) != direct("/v1/trace.fsma.csv", "maker/viewer") || j["kind"] != "export-fsma" || j["kind_name"] != "export trace (FSMA 204)" {
		t.Errorf("table of %v: %s", j, table)
	}
	if j["total"] == 0.0 || j["done"] != j["total"] || j["added"] != j["total"] {
		t.Errorf("its progress: %v", j)
	}
	_, marked := run("maker/viewer", object{"list": "fsma", "format": "csv", "bom": true, "root": m.maker.batch})
	if rest, ok := bytes.CutPrefix(marked, []byte("\ufeff")); !ok || !bytes.Equal(rest, table) {
		t.Errorf("with a byte order mark: %q", marked[:10])
	}
	if rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll(); err != nil || len(rows) != 4 {
		t.Errorf("%d lines, %v", len(rows), err)
	}
	_, book := run("partner/viewer", object{"list": "fsma", "format": "xlsx", "root": m.maker.batch})
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := f.GetRows("Transformation"); err != nil || len(rows) < 2 {
		t.Errorf("the partner's transformation: %v %v", rows, err)
	}
	_, chain := run("partner/viewer", object{"list": "nyt4712", "format": "json", "root": m.maker.batch})
	var got, want map[string]any
	if json.Unmarshal(chain, &got) != nil || json.Unmarshal([]byte(direct("/v1/trace.nyt4712.json", "partner/viewer")), &want) != nil || len(got["环节"].([]any)) != len(want["环节"].([]any)) {
		t.Errorf("chain: %s", chain)
	}
	before := m.Now().Add(-365 * 24 * 3600e9).UTC().Format("2006-01-02T15:04:05Z")
	for name, body := range map[string]object{
		"unknown root": {"list": "fsma", "format": "csv", "root": "urn:x:none"}, "before it was known": {"list": "fsma", "format": "csv", "root": m.maker.batch, "known_at": before},
	} {
		j, _ := run("maker/viewer", body)
		if name == "unknown root" && (j["state"] != "failed" || j["reason"].(map[string]any)["code"] != "trace-root-unknown") || name != "unknown root" && j["total"] != 0.0 {
			t.Errorf("%s: %v", name, j)
		}
	}
	if j, _ := run("stranger/owner", object{"list": "nyt4712", "format": "json", "root": m.maker.batch}); j["state"] != "failed" {
		t.Errorf("another company's trace: %v", j)
	}
	for name, x := range map[string]struct {
		as     string
		body   object
		status int
		at     string
	}{
		"no root":         {"maker/viewer", object{"list": "fsma", "format": "csv"}, 422, `"root"`},
		"a long root":     {"maker/viewer", object{"list": "fsma", "format": "csv", "root": strings.Repeat("a", 1001)}, 422, "root"},
		"a wrong format":  {"maker/viewer", object{"list": "fsma", "format": "json", "root": "x"}, 422, `"format"`},
		"another format":  {"maker/viewer", object{"list": "nyt4712", "format": "csv", "root": "x"}, 422, `"format"`},
		"a list as JSON":  {"maker/viewer", object{"list": "products", "format": "json"}, 422, `"format"`},
		"no time":         {"maker/viewer", object{"list": "nyt4712", "format": "json", "root": "x", "known_at": "then"}, 422, `"known_at"`},
		"the public":      {"", object{"list": "fsma", "format": "csv", "root": "x"}, 401, ""},
		"an unknown form": {"maker/viewer", object{"list": "trace", "format": "csv", "root": "x"}, 422, "list"},
	} {
		rec := m.Do(order(x.as, x.body))
		if rec.Code != x.status || !strings.Contains(rec.Body.String(), x.at) {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
}

// TestPapers_from_the_trace_page: the page of a trace leads to the form, which knows the batch, and the form to the job.
func TestPapers_from_the_trace_page(t *testing.T) {
	t.Parallel()
	m := newMarket(t)
	see := func(path string) string {
		t.Helper()
		rec := m.Do(apitest.Request{Method: "GET", Path: path, As: "maker/owner", Header: map[string]string{"Accept": "text/html", "Accept-Language": "en"}})
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
		}
		return rec.Body.String()
	}
	page := see("/console/batches/" + m.maker.batch + "/trace")
	for _, form := range []string{"fsma", "nyt4712"} {
		to := "/console/jobs/export/" + form + "?lang=en&root=" + m.maker.batch
		if !strings.Contains(strings.ReplaceAll(page, "&amp;", "&"), to) {
			t.Errorf("the page does not lead to %s", to)
		}
		if sheet := see(to); !strings.Contains(sheet, `value="`+m.maker.batch+`"`) || strings.Contains(sheet, `name="format"`) != (form == "fsma") {
			t.Errorf("the form of %s: %s", form, sheet)
		}
		sent := m.Do(apitest.Request{
			Method: "POST", Path: "/console/jobs/export/" + form, As: "maker/owner", Body: []byte(url.Values{"root": {m.maker.batch}, "format": {"csv"}}.Encode()),
			Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html", "Sec-Fetch-Site": "same-origin"},
		})
		if sent.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", form, sent.Code, sent.Body)
		}
		if err := m.Services.Job.RunQueued(t.Context()); err != nil {
			t.Fatal(err)
		}
		if done := see(sent.Header().Get("Location")); !strings.Contains(done, "/result") || !strings.Contains(done, "trace-"+form) {
			t.Errorf("%s: %s", form, done)
		}
	}
}
