package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

func captureWorld(t *testing.T) *apitest.World {
	t.Helper()
	clock := repotest.NewClock()
	return apitest.New(t, repotest.SQLite(t, clock), clock, nil)
}

// epcisDocument holds n events that differ in their EPC; padding makes it exactly that many bytes longer.
func epcisDocument(name string, n, padding int) []byte {
	events := make([]string, n)
	for i := range events {
		events[i] = fmt.Sprintf(`{"type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-11-22T07:00:00Z","eventTimeZoneOffset":"+00:00","epcList":["urn:x:%s:%d"]}`, name, i)
	}
	return []byte(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0",` +
		`"creationDate":"2026-11-22T00:00:00Z","epcisBody":{"eventList":[` + strings.Join(events, ",") + `]}` + strings.Repeat(" ", padding) + `}`)
}

// epcisXML holds the events of epcisDocument as XML.
func epcisXML(name string, n int) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-11-22T00:00:00Z"><EPCISBody><EventList>`)
	for i := range n {
		fmt.Fprintf(&b, "\n<ObjectEvent><eventTime>2026-11-22T07:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:x:%s:%d</epc></epcList><action>OBSERVE</action></ObjectEvent>", name, i)
	}
	b.WriteString("</EventList></EPCISBody></e:EPCISDocument>")
	return []byte(b.String())
}

func captureRequest(body []byte, header map[string]string) apitest.Request {
	return apitest.Request{Method: http.MethodPost, Path: "/epcis/capture", As: "maker/owner", Body: body, Header: header}
}

// versions are the headers of every answer of the binding.
func versions(t *testing.T, rec *httptest.ResponseRecorder) {
	t.Helper()
	for _, name := range []string{"GS1-EPCIS-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Version", "GS1-CBV-Min", "GS1-CBV-Max"} {
		if got := rec.Header().Get(name); got != "2.0" {
			t.Errorf("%s = %q", name, got)
		}
	}
	if got := rec.Header().Get("GS1-Vendor-Version"); got != "test" {
		t.Errorf("GS1-Vendor-Version = %q", got)
	}
}

func TestCapture(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	rec := w.Do(captureRequest(epcisDocument("a", 2, 0), map[string]string{"Content-Type": "application/ld+json; charset=utf-8"}))
	versions(t, rec)
	var job map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &job); rec.Code != http.StatusAccepted || err != nil {
		t.Fatalf("%d: %s", rec.Code, rec.Body)
	}
	id, _ := job["captureID"].(string)
	if got := rec.Header().Get("Location"); id == "" || got != "http://suyuan.test/epcis/capture/"+id {
		t.Errorf("Location = %q", got)
	}
	for _, name := range []string{"createdAt", "finishedAt", "payloadSha256"} {
		if s, _ := job[name].(string); s == "" {
			t.Errorf("no %s in %v", name, job)
		}
		delete(job, name)
	}
	want := map[string]any{
		"captureID": id, "running": false, "success": true, "captureErrorBehaviour": "rollback", "errors": []any{},
		"accepted": 2.0, "rejected": 0.0, "duplicates": 0.0,
	}
	if diff := cmp.Diff(want, job); diff != "" {
		t.Errorf("job (-want +got):\n%s", diff)
	}
	again := w.JSON(apitest.Request{Method: http.MethodGet, Path: "/epcis/capture/" + id, As: "maker/owner"}, http.StatusOK)
	if again["captureID"] != id || again["accepted"] != 2.0 {
		t.Errorf("job later: %v", again)
	}
}

func TestCapture_reports_what_it_did_not_keep(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	body := strings.Replace(string(epcisDocument("a", 2, 0)), `"action":"OBSERVE"`, `"action":"NONE"`, 1)
	for _, tt := range []struct {
		behaviour string
		accepted  float64
	}{{"rollback", 0}, {"Proceed", 1}} { // in this order: what was kept is a duplicate afterwards
		behaviour, accepted := tt.behaviour, tt.accepted
		job := w.JSON(captureRequest([]byte(body), map[string]string{"GS1-Capture-Error-Behaviour": behaviour}), http.StatusAccepted)
		if job["success"] != false || job["running"] != false || job["accepted"] != accepted || job["rejected"] != 1.0 {
			t.Errorf("%s: %v", behaviour, job)
		}
		errs, _ := job["errors"].([]any)
		if len(errs) != 1 {
			t.Fatalf("errors = %v", errs)
		}
		first, _ := errs[0].(map[string]any)
		if first["type"] != "epcisException:ValidationException" || first["instance"] != "/epcisBody/eventList/0/action" || first["title"] == "" {
			t.Errorf("%s: %v", behaviour, first)
		}
	}
}

func TestCapture_problems(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	good := epcisDocument("a", 1, 0)
	public, viewer := captureRequest(good, nil), captureRequest(good, nil)
	public.As, viewer.As = "", "maker/viewer"
	get := func(path string) apitest.Request {
		return apitest.Request{Method: http.MethodGet, Path: path, As: "maker/owner"}
	}
	tests := []struct {
		name   string
		req    apitest.Request
		status int
		typ    string
		code   string
	}{
		{"broken JSON", captureRequest([]byte(`{"type":`), nil), 400, "ValidationException", "malformed"},
		{"no EPCIS document", captureRequest([]byte(`{"type":"Invoice"}`), nil), 400, "ValidationException", "trace-event-invalid"},
		{"unknown behaviour", captureRequest(good, map[string]string{"GS1-Capture-Error-Behaviour": "maybe"}), 400, "ValidationException", "invalid"},
		{"broken idempotency key", captureRequest(good, map[string]string{"Idempotency-Key": "a b"}), 400, "ValidationException", "idempotency-key-invalid"},
		{"the public", public, 401, "SecurityException", "unauthenticated"},
		{"a viewer", viewer, 403, "SecurityException", "forbidden"},
		{"no such job", get("/epcis/capture/01a204b8-bbdc-7750-be68-1aa6dcc24f1f"), 404, "NoSuchResourceException", "not-found"},
		{"no id", get("/epcis/capture/1"), 404, "NoSuchResourceException", "not-found"},
		{"no such resource", get("/epcis/nothing"), 404, "NoSuchResourceException", "not-found"},
		{"another method", apitest.Request{Method: http.MethodDelete, Path: "/epcis/capture", As: "maker/owner"}, 405, "ImplementationException", "method-not-allowed"},
		{"10 001 events", captureRequest(epcisDocument("b", 10_001, 0), nil), 413, "CaptureLimitExceededException", "too-large"},
		{"a byte beyond 32 MiB", captureRequest(epcisDocument("b", 1, 32<<20+1-len(epcisDocument("b", 1, 0))), nil), 413, "CaptureLimitExceededException", "too-large"},
		{"JSON that says it is XML", captureRequest(good, map[string]string{"Content-Type": "application/xml"}), 400, "ValidationException", "malformed"},
		{"XML that says it is JSON", captureRequest(epcisXML("z", 1), map[string]string{"Content-Type": "application/json"}), 400, "ValidationException", "malformed"},
		{"XML with a document type", captureRequest([]byte("<!DOCTYPE x>"), map[string]string{"Content-Type": "text/xml"}), 400, "ValidationException", "malformed"},
		{"XML that is no EPCIS", captureRequest([]byte("<a/>"), map[string]string{"Content-Type": "text/xml"}), 400, "ValidationException", "malformed"},
		{"XML in another charset", captureRequest(epcisXML("z", 1), map[string]string{"Content-Type": "text/xml; charset=gbk"}), 415, "UnsupportedMediaTypeException", "media-type-unsupported"},
		{"unknown spelling of words", captureRequest(epcisXML("z", 1), map[string]string{"Content-Type": "text/xml", "GS1-CBV-XML-Format": "Klingon"}), 400, "ValidationException", "invalid"},
		{"10 001 events in XML", captureRequest(epcisXML("b", 10_001), map[string]string{"Content-Type": "application/xml"}), 413, "CaptureLimitExceededException", "too-large"},
		{"another kind of XML", captureRequest(epcisXML("z", 1), map[string]string{"Content-Type": "application/soap+xml"}), 415, "UnsupportedMediaTypeException", "media-type-unsupported"},
		{"another charset", captureRequest(good, map[string]string{"Content-Type": "application/json; charset=gbk"}), 415, "UnsupportedMediaTypeException", "media-type-unsupported"},
		{"no content type", captureRequest(good, map[string]string{"Content-Type": ""}), 415, "UnsupportedMediaTypeException", "media-type-unsupported"},
		{"pages of nothing", get("/epcis/capture?perPage=0"), 400, "QueryParameterException", "invalid"},
		{"pages of x", get("/epcis/capture?perPage=x"), 400, "QueryParameterException", "invalid"},
		{"two sizes", get("/epcis/capture?perPage=1&perPage=2"), 400, "QueryParameterException", "invalid"},
		{"foreign token", get("/epcis/capture?nextPageToken=x"), 400, "QueryParameterException", "invalid"},
		{"unknown parameter", get("/epcis/capture?limit=1"), 400, "QueryParameterException", "invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec := w.Do(tt.req)
			versions(t, rec)
			var p struct {
				Type, Title, Code string
				Status            int
			}
			if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
				t.Fatalf("%d, %v: %s", rec.Code, err, rec.Body)
			}
			if rec.Code != tt.status || p.Status != tt.status || p.Type != "epcisException:"+tt.typ || p.Title == "" ||
				rec.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %+v, want %d %s", rec.Code, p, tt.status, tt.typ)
			}
			if p.Code != tt.code {
				t.Errorf("code = %s, want %s", p.Code, tt.code)
			}
		})
	}
}

func TestCapture_reads_XML(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	job := w.JSON(captureRequest(epcisXML("a", 3), map[string]string{"Content-Type": "application/xml; charset=UTF-8", "GS1-CBV-XML-Format": "ALWAYS_URN"}), http.StatusAccepted)
	if job["accepted"] != 3.0 || job["success"] != true {
		t.Fatalf("XML: %v", job)
	}
	// The same events in JSON are known: their hash is the same.
	job = w.JSON(captureRequest(epcisDocument("a", 3, 0), map[string]string{"GS1-Capture-Error-Behaviour": "proceed", "GS1-CBV-XML-Format": "anything"}), http.StatusAccepted)
	if job["duplicates"] != 3.0 || job["accepted"] != 0.0 {
		t.Errorf("the same in JSON: %v", job)
	}
	typed := bytes.Replace(epcisXML("c", 1), []byte("<e:EPCISDocument"), []byte("<!DOCTYPE e:EPCISDocument><e:EPCISDocument"), 1)
	problemIs(t, "with a document type", w.Do(captureRequest(typed, map[string]string{"Content-Type": "application/xml"})), 400, "ValidationException")
	faulty := strings.Replace(string(epcisXML("b", 2)), "<epc>urn:x:b:1</epc>", "<epc>b 1</epc>", 1)
	job = w.JSON(captureRequest([]byte(faulty), map[string]string{"Content-Type": "text/xml", "GS1-Capture-Error-Behaviour": "proceed"}), http.StatusAccepted)
	faults, err := json.Marshal(job["errors"])
	if err != nil || job["accepted"] != 1.0 || job["rejected"] != 1.0 {
		t.Fatalf("one faulty event: %v", job)
	}
	if want := `line 3, \u003cepc\u003e: \"b 1\" is not an absolute URI`; !strings.Contains(string(faults), want) {
		t.Errorf("errors = %s, want %s", faults, want)
	}
}

func TestCapture_limits_are_announced_and_exact(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	rec := w.Do(apitest.Request{Method: http.MethodOptions, Path: "/epcis/capture"})
	versions(t, rec)
	for name, want := range map[string]string{
		"Allow": "GET, OPTIONS, POST", "GS1-EPCIS-Capture-Limit": "10000", "GS1-EPCIS-Capture-File-Size-Limit": "33554432",
		"GS1-Capture-Error-Behaviour": "rollback",
	} {
		if got := rec.Header().Get(name); rec.Code != http.StatusNoContent || got != want {
			t.Errorf("%d %s = %q, want %q", rec.Code, name, got, want)
		}
	}
	if job := w.JSON(captureRequest(epcisDocument("a", 10_000, 0), nil), http.StatusAccepted); job["accepted"] != 10_000.0 {
		t.Errorf("10 000 events: %v", job)
	}
	full := epcisDocument("b", 1, 32<<20-len(epcisDocument("b", 1, 0)))
	if job := w.JSON(captureRequest(full, nil), http.StatusAccepted); job["accepted"] != 1.0 {
		t.Errorf("32 MiB: %v", job)
	}
	problemIs(t, "10 001 events", w.Do(captureRequest(epcisDocument("c", 10_001, 0), nil)), 413, "CaptureLimitExceededException")
	problemIs(t, "a byte more", w.Do(captureRequest(epcisDocument("c", 1, 32<<20+1-len(epcisDocument("c", 1, 0))), nil)), 413, "CaptureLimitExceededException")
}

func TestCaptureJobs_are_paged(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	var want []string
	for i := range 5 {
		job := w.JSON(captureRequest(epcisDocument(fmt.Sprint(i), 1, 0), nil), http.StatusAccepted)
		want = append([]string{fmt.Sprint(job["captureID"])}, want...)
	}
	var got []string
	path := "/epcis/capture?perPage=2"
	for path != "" {
		rec := w.Do(apitest.Request{Method: http.MethodGet, Path: path, As: "maker/owner"})
		versions(t, rec)
		var page []map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &page); err != nil || rec.Code != http.StatusOK || len(page) > 2 {
			t.Fatalf("%d, %v: %s", rec.Code, err, rec.Body)
		}
		for _, job := range page {
			got = append(got, fmt.Sprint(job["captureID"]))
		}
		path = nextPage(t, rec)
		if len(got) > len(want) {
			t.Fatal("the pages never end")
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
}
