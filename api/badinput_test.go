package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// refusal is a request that must be refused, and how.
type refusal struct {
	name   string
	req    apitest.Request
	status int
	code   string
	// field is the faulty field that the problem must name, "" when it is about the whole request.
	field string
}

// TestBadInput sends what no honest client would and expects a clear problem, nothing written and a server that goes on.
func TestBadInput(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	maker, stranger := furnish(w, "maker"), furnish(w, "stranger")
	before := census(w)
	for _, r := range refusals(w, maker, stranger) {
		t.Run(r.name, func(t *testing.T) {
			if r.req.As == "" {
				r.req.As = "maker/owner"
			}
			rec := w.Do(r.req)
			if rec.Code != r.status {
				t.Fatalf("%d, want %d: %s", rec.Code, r.status, clipped(rec.Body.String()))
			}
			if got := rec.Header().Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("content type %q", got)
			}
			var p struct {
				Type, Title, Detail, Code, Instance string
				Fields                              []struct{ At, Code, Message string }
			}
			if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
				t.Fatal(err)
			}
			if p.Code != r.code || p.Title == "" || p.Instance == "" {
				t.Errorf("problem %+v, want code %s", p, r.code)
			}
			if r.field == "" {
				return
			}
			for _, f := range p.Fields {
				if f.At == r.field && f.Message != "" {
					return
				}
			}
			t.Errorf("no field %q in %+v", r.field, p.Fields)
		})
	}
	if after := census(w); after != before {
		t.Errorf("something was written: before %s, after %s", before, after)
	}
	if rec := w.Do(apitest.Request{Method: "GET", Path: "/healthz"}); rec.Code != http.StatusOK {
		t.Errorf("the server is unwell: %d", rec.Code)
	}
}

func clipped(s string) string { return s[:min(len(s), 400)] }

// census counts what a refused request must not change.
func census(w *apitest.World) string {
	w.T.Helper()
	var counts []string
	for _, path := range []string{"/v1/products", "/v1/batches", "/v1/sites", "/v1/people", "/v1/api-keys", "/epcis/capture"} {
		rec := w.Do(apitest.Request{Method: "GET", Path: path, As: "maker/owner"})
		counts = append(counts, fmt.Sprintf("%s %d", path, bytes.Count(rec.Body.Bytes(), []byte(`"id"`))+bytes.Count(rec.Body.Bytes(), []byte(`"captureID"`))))
	}
	return strings.Join(counts, ", ")
}

func refusals(w *apitest.World, maker, stranger things) []refusal {
	product := func(change object) object {
		o := object{"code": "P-9", "name": object{"zh": "测试"}, "category": "fruit", "unit": "KGM"}
		for k, v := range change {
			o[k] = v
		}
		return o
	}
	batch := func(change object) object {
		o := object{"product_id": maker.product, "lot": "NEW1", "produced": "2026-11-20", "quantity": "1", "unit": "KGM", "site_id": maker.site}
		for k, v := range change {
			o[k] = v
		}
		return o
	}
	post := func(path string, body any) apitest.Request {
		return apitest.Request{Method: "POST", Path: path, Body: body}
	}
	raw := func(path, text string) apitest.Request { return post(path, []byte(text)) }
	typed := func(r apitest.Request, header, value string) apitest.Request {
		r.Header = map[string]string{header: value}
		return r
	}
	return []refusal{
		{"broken JSON", raw("/v1/products", `{"code":`), 400, "malformed", ""},
		{"empty body", raw("/v1/products", ``), 400, "malformed", ""},
		{"text after the value", raw("/v1/products", `{"code":"A"} {}`), 400, "malformed", ""},
		{"invalid UTF-8", raw("/v1/products", "{\"code\":\"\xff\"}"), 400, "malformed", ""},
		{"deep nesting", raw("/v1/products", strings.Repeat(`{"a":`, 5000)+"1"+strings.Repeat("}", 5000)), 400, "malformed", ""},
		{"repeated field", raw("/v1/products", `{"code":"A","code":"B"}`), 400, "malformed", ""},
		{"unknown field", post("/v1/products", product(object{"price": 1})), 422, "invalid", "price"},
		{"field in other case", post("/v1/products", product(object{"Code": "B"})), 422, "invalid", "Code"},
		{"missing field", post("/v1/products", object{"code": "A"}), 422, "invalid", "name"},
		{"wrong type", post("/v1/products", product(object{"shelf_life_days": "ten"})), 422, "invalid", "shelf_life_days"},
		{"not JSON", typed(raw("/v1/products", "code=A"), "Content-Type", "application/x-www-form-urlencoded"), 415, "media-type-unsupported", ""},
		{"wants XML", typed(post("/v1/products", product(nil)), "Accept", "application/xml"), 406, "not-acceptable", ""},
		{"body beyond the limit", raw("/v1/products", `{"code":"`+strings.Repeat("x", 300<<10)+`"}`), 413, "too-large", ""},
		{"no such address", apitest.Request{Method: "GET", Path: "/v1/nothing"}, 404, "not-found", ""},
		{"no such method", apitest.Request{Method: "PUT", Path: "/v1/products"}, 405, "method-not-allowed", ""},
		{"unknown query", apitest.Request{Method: "GET", Path: "/v1/products?colour=red"}, 422, "invalid", "query.colour"},
		{"page token of another list", apitest.Request{Method: "GET", Path: "/v1/products?page=eyJsIjoieCIsImsiOjF9"}, 422, "invalid", "page"},
		{"page of a million", apitest.Request{Method: "GET", Path: "/v1/products?limit=1000000"}, 422, "invalid", "query.limit"},
		{"expired credentials", typed(apitest.Request{Method: "GET", Path: "/v1/products"}, "Authorization", "Bearer syk_none_none"), 401, "unauthenticated", ""},
		{"another site's form", typed(post("/v1/products", product(nil)), "Sec-Fetch-Site", "cross-site"), 403, "cross-site", ""},

		{"GTIN with a wrong check digit", post("/v1/products", product(object{"gtin": "09520000000001"})), 422, "invalid", "gtin"},
		{"GTIN in full-width digits", post("/v1/products", product(object{"gtin": "０９５２０００００００００９"})), 422, "invalid", "gtin"},
		{"unknown category", post("/v1/products", product(object{"category": "weapon"})), 422, "invalid", "category"},
		{"unknown unit", post("/v1/products", product(object{"unit": "XXX"})), 422, "invalid", "unit"},
		{"GLN with a wrong check digit", post("/v1/sites", object{"name": object{"zh": "一号"}, "region": "652801", "gln": "9520000000001"}), 422, "invalid", "gln"},
		{"region that is none", post("/v1/sites", object{"name": object{"zh": "一号"}, "region": "65x801"}), 422, "invalid", "region"},
		{"credit code with a wrong check character", apitest.Request{Method: "POST", Path: "/v1/organisations", As: "maker/owner", Body: object{
			"kind": "producer", "name": object{"zh": "新"}, "uscc": "91650000MA00000000", "region": "652801",
			"person": object{"login": "x@suyuan.test", "name": "x", "password": apitest.Password},
		}}, 422, "invalid", "uscc"},

		{"negative quantity", post("/v1/batches", batch(object{"quantity": "-1"})), 422, "invalid", "quantity"},
		{"quantity zero", post("/v1/batches", batch(object{"quantity": 0})), 422, "invalid", "quantity"},
		{"huge quantity", post("/v1/batches", batch(object{"quantity": "9999999999999"})), 422, "invalid", "quantity"},
		{"quantity in exponents beyond reason", raw("/v1/batches", `{"quantity":1e400}`), 422, "invalid", ""},
		{"seven decimals", post("/v1/batches", batch(object{"quantity": "0.1234567"})), 422, "invalid", "quantity"},
		{"impossible date", post("/v1/batches", batch(object{"produced": "2026-02-30"})), 422, "invalid", "produced"},
		{"produced tomorrow", post("/v1/batches", batch(object{"produced": "2027-01-01"})), 422, "invalid", "produced"},
		{"expires before production", post("/v1/batches", batch(object{"expires": "2026-01-01"})), 422, "invalid", "expires"},
		{"lot with a blank", post("/v1/batches", batch(object{"lot": "A 1"})), 422, "invalid", "lot"},
		{"lot in full-width letters", post("/v1/batches", batch(object{"lot": "ＡＢ"})), 422, "invalid", "lot"},
		{"unit of another dimension", post("/v1/batches", batch(object{"unit": "LTR"})), 422, "invalid", "unit"},
		{"another company's product", post("/v1/batches", batch(object{"product_id": stranger.product})), 422, "invalid", "product_id"},
		{"another company's site", post("/v1/batches", batch(object{"site_id": stranger.site})), 422, "invalid", "site_id"},
		{"an id that cannot be", apitest.Request{Method: "GET", Path: "/v1/batches/1%20OR%201=1"}, 404, "not-found", ""},
		{"the same batch again", post("/v1/batches", batch(object{"lot": "L-maker"})), 409, "catalog-batch-taken", ""},
		{"a move that is none", post("/v1/batches/"+maker.batch+"/moves", object{"event": "explode"}), 422, "invalid", "event"},
		{"a move from the wrong state", post("/v1/batches/"+maker.batch+"/moves", object{"event": "release", "reason": "x"}), 409, "move-not-allowed", ""},
		{"an idempotency key with blanks", typed(post("/v1/products", product(nil)), "Idempotency-Key", "a b"), 400, "idempotency-key-invalid", ""},

		{"document that is none", post("/epcis/capture", object{"type": "Cat"}), 400, "trace-event-invalid", ""},
		{"document in XML", typed(raw("/epcis/capture", "<a/>"), "Content-Type", "text/plain"), 415, "media-type-unsupported", ""},
		{"10 001 events", raw("/epcis/capture", manyEvents(10_001)), 413, "too-large", ""},
		{"50 MB", raw("/epcis/capture", `{"x":"`+strings.Repeat("y", 50<<20)+`"}`), 413, "too-large", ""},
		{"document nested deeply", raw("/epcis/capture", strings.Repeat("[", 100_000)), 413, "too-large", ""},
		{"unknown error behaviour", typed(post("/epcis/capture", object{}), "GS1-Capture-Error-Behaviour", "maybe"), 400, "invalid", "GS1-Capture-Error-Behaviour"},
	}
}

func manyEvents(n int) string {
	event := `{"type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-11-01T00:00:00Z","eventTimeZoneOffset":"+00:00","epcList":["urn:uuid:00000000-0000-4000-8000-000000000000"]}`
	return `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0",` +
		`"creationDate":"2026-11-01T00:00:00Z","epcisBody":{"eventList":[` + strings.Repeat(event+",", n-1) + event + `]}}`
}
