package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// shelf is a world in which the maker has a product and batches of it.
type shelf struct {
	*apitest.World
	gtin    string
	product string
}

// TestCatalogAndCode runs what follows on one world, one after the other, each with a product of its own: most of the
// time of a test that speaks HTTP goes into hashing the passwords of its people.
func TestCatalogAndCode(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	world := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *shelf)
	}{
		{"scan answers", scanAnswers},
		{"a draft looks like nothing", draftLooksLikeNothing},
		{"scan caching", scanCaching},
		{"scans are counted once", scansAreCountedOnce},
		{"QR codes", qrCodes},
		{"resolver description", resolverDescription},
		{"product on the wire", productOnTheWire},
		{"batch on the wire", batchOnTheWire},
		{"document forms", documentForms},
		{"downloads are harmless", downloadsAreHarmless},
	} {
		t.Run(test.name, func(t *testing.T) {
			world.T = t
			test.run(t, newShelf(world))
		})
	}
}

func newShelf(w *apitest.World) *shelf {
	w.T.Helper()
	s := &shelf{World: w}
	s.gtin = s.GTIN()
	s.product = s.post("/v1/products", object{
		"gtin": s.gtin, "name": object{"zh": "香梨", "en": "Pear"}, "category": "fruit", "unit": "KGM", "shelf_life_days": 60,
	})["id"].(string)
	return s
}

func (s *shelf) post(path string, body any) map[string]any {
	s.T.Helper()
	return s.JSON(apitest.Request{Method: "POST", Path: path, As: "maker/owner", Body: body}, http.StatusCreated)
}

// batch registers a batch; it stays a draft.
func (s *shelf) batch(lot string) (id, path string) {
	s.T.Helper()
	b := s.post("/v1/batches", object{
		"product_id": s.product, "lot": lot, "produced": "2026-11-20", "quantity": "12.5", "site_id": s.Sites["maker"].String(),
	})
	return b["id"].(string), strings.TrimPrefix(b["link"].(string), "http://suyuan.test")
}

// activate does what the trace room does when production is recorded, in another process.
func (s *shelf) activate(id string) {
	s.T.Helper()
	s.moveBehind(id, model.BatchDraft, model.BatchActivate, 1)
}

func (s *shelf) moveBehind(id string, from model.BatchState, on model.BatchEvent, version int64) {
	s.T.Helper()
	err := s.Store.Write(context.Background(), func(tx *repository.Tx) error {
		_, err := repository.Move(tx, &model.BatchLifecycle, id, version, from, on, "person:p", "")
		return err
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

var browser = map[string]string{"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}

func with(header map[string]string, more ...string) map[string]string {
	all := map[string]string{}
	for k, v := range header {
		all[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}

func scanAnswers(t *testing.T, s *shelf) {
	id, path := s.batch("A/1%+b")
	s.activate(id)
	item := "/01/" + s.gtin
	if path != item+"/10/A%2F1%25%2Bb" {
		t.Fatalf("the link is %s", path)
	}
	const html, ld, linkset, problem = "text/html; charset=utf-8", "application/ld+json", "application/linkset+json", "application/problem+json"
	page := "/p" + path
	accept := func(types string) map[string]string { return map[string]string{"Accept": types} }
	for _, test := range []struct {
		name, path string
		header     map[string]string
		status     int
		mediaType  string
		holds      string
	}{
		{"browser", path, browser, 200, html, "Pear"},
		{"anything", path, nil, 307, "", ""},
		{"anything, at the page", page, nil, 200, html, "香梨"},
		{"language of the query", path + "?lang=ug", browser, 200, html, `dir="rtl"`},
		{"slash at the end", path + "/", browser, 200, html, "Pear"},
		{"plus as itself", item + "/10/A%2F1%25+b", browser, 200, html, "Pear"},
		{"campaign in the query", path + "?utm_source=x", browser, 200, html, "Pear"},
		{"attribute in the query", path + "?17=261231", browser, 200, html, "Pear"},
		{"serial number below the lot", path + "/21/S1", browser, 200, html, "Pear"},
		{"product", item, browser, 200, html, "Pear"},
		{"JSON-LD", page, accept("application/ld+json"), 200, ld, `"gs1:hasBatchLotNumber":"A/1%+b"`},
		{"JSON-LD by quality", page, accept("text/html;q=0.2, application/ld+json;q=0.9"), 200, ld, "Product"},
		{"JSON-LD by address", page + "?format=jsonld", browser, 200, ld, "Product"},
		{"linkset", path, accept("application/linkset+json"), 200, linkset, "defaultLink"},
		{"linkset by type", path + "?linkType=linkset", browser, 200, linkset, "defaultLink"},
		{"linkset by the old type", path + "?linkType=all", nil, 200, linkset, "defaultLink"},
		{"one link", path + "?linkType=gs1:traceability", nil, 307, "", ""},
		{"link that is not there", path + "?linkType=gs1:recipeInfo", nil, 404, problem, "not-found"},
		{"picture", page, accept("image/png"), 406, problem, "not-acceptable"},
		{"HTML refused", page, accept("text/html;q=0"), 406, "", "not-acceptable"},
		{"check digit", "/01/06901234567893", nil, 400, problem, "check-digit"},
		{"check digit, browser", "/01/06901234567893", browser, 400, html, "check-digit"},
		{"13 digits", "/01/6901234567892", nil, 400, problem, "code-link-invalid"},
		{"lot in the query", item + "?10=A", nil, 400, problem, "code-link-invalid"},
		{"order of qualifiers", item + "/21/S/10/A", nil, 400, problem, "code-link-invalid"},
		{"nothing", "/01/", nil, 400, problem, "code-link-invalid"},
		{"case of the lot", "/p" + item + "/10/a%2F1%25%2Bb", nil, 404, problem, "code-unknown"},
		{"unknown lot, browser", item + "/10/X", browser, 404, html, "12315"},
		{"unknown lot at the page, browser", "/p" + item + "/10/X", browser, 404, html, "12315"},
		{"unknown short code", "/c/0000000000", nil, 404, problem, "code-unknown"},
		{"no short code", "/c/..%2F..%2Fetc", browser, 404, html, "12315"},
	} {
		rec := s.Do(apitest.Request{Method: "GET", Path: test.path, Header: test.header})
		if rec.Code != test.status || (test.mediaType != "" && rec.Header().Get("Content-Type") != test.mediaType) || !strings.Contains(rec.Body.String(), test.holds) {
			t.Errorf("%s: %d %s, want %d %s with %q: %.300s", test.name, rec.Code, rec.Header().Get("Content-Type"), test.status, test.mediaType, test.holds, rec.Body)
		}
		if rec.Code == 200 && test.mediaType != html && rec.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: other sites cannot read it", test.name)
		}
		if rec.Code == 200 && (!strings.Contains(rec.Header().Get("Link"), `rel="linkset"`) || rec.Header().Get("Vary") != "Accept, Accept-Encoding, Accept-Language") {
			t.Errorf("%s: headers %v", test.name, rec.Header())
		}
	}
}

func draftLooksLikeNothing(t *testing.T, s *shelf) {
	_, draft := s.batch("D1")
	unknown := "/01/" + s.gtin + "/10/D2"
	for _, header := range []map[string]string{browser, {"Accept": "application/ld+json"}, {"Accept": "application/linkset+json"}} {
		header = with(header, "X-Request-Id", "same-request")
		of := func(path string) (int, string) {
			rec := s.Do(apitest.Request{Method: "GET", Path: path, Header: header})
			return rec.Code, strings.NewReplacer("D1", "D?", "D2", "D?").Replace(rec.Body.String())
		}
		for _, prefix := range []string{"", "/p"} {
			draftCode, draftBody := of(prefix + draft)
			code, body := of(prefix + unknown)
			if draftCode != code || draftBody != body || (prefix == "/p" && code != 404 && !strings.Contains(header["Accept"], "linkset")) {
				t.Errorf("%v: a draft answers %d, nothing %d\n%s\n%s", header, draftCode, code, draftBody, body)
			}
		}
	}
}

func scanCaching(t *testing.T, s *shelf) {
	id, path := s.batch("1")
	s.activate(id)
	get := func(more ...string) (int, http.Header, []byte) {
		rec := s.Do(apitest.Request{Method: "GET", Path: path, Header: with(browser, more...)})
		return rec.Code, rec.Header(), rec.Body.Bytes()
	}
	_, plainHeader, plain := get()
	_, zippedHeader, zipped := get("Accept-Encoding", "br, gzip")
	r, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	if unzipped, err := io.ReadAll(r); err != nil || !bytes.Equal(unzipped, plain) {
		t.Errorf("the gzip coding holds another page, %v", err)
	}
	if len(zipped) > 14<<10 {
		t.Errorf("the page is %d bytes in gzip, beyond the first TCP window", len(zipped))
	}
	etag, zippedTag := plainHeader.Get("ETag"), zippedHeader.Get("ETag")
	if etag == "" || etag == zippedTag || plainHeader.Get("Content-Encoding") != "" || zippedHeader.Get("Content-Encoding") != "gzip" {
		t.Errorf("tags %s and %s", etag, zippedTag)
	}
	if _, h, _ := get("Accept-Encoding", "gzip;q=0"); h.Get("Content-Encoding") != "" {
		t.Error("gzip was refused by the client")
	}
	if !strings.Contains(plainHeader.Get("Cache-Control"), "must-revalidate") {
		t.Errorf("Cache-Control is %s", plainHeader.Get("Cache-Control"))
	}
	for _, tag := range []string{etag, `"x", W/` + etag, "*"} {
		if code, h, b := get("If-None-Match", tag); code != 304 || len(b) != 0 || h.Get("ETag") != etag {
			t.Errorf("If-None-Match %s: %d with %d bytes", tag, code, len(b))
		}
	}
	if code, _, _ := get("If-None-Match", zippedTag); code != 200 {
		t.Errorf("the tag of another coding: %d", code)
	}
	rec := s.Do(apitest.Request{Method: "HEAD", Path: path, Header: browser})
	if rec.Code != 200 || rec.Header().Get("ETag") != etag {
		t.Errorf("HEAD: %d %v", rec.Code, rec.Header())
	}
	if code, _, _ := get("If-None-Match", etag); code != 304 {
		t.Error("unchanged, but not 304")
	}
	s.JSON(apitest.Request{Method: "POST", Path: "/v1/batches/" + id + "/moves", As: "maker/owner", Body: object{"event": "hold", "reason": "检查"}}, http.StatusOK)
	if code, h, _ := get("If-None-Match", etag); code != 200 || h.Get("ETag") == etag {
		t.Errorf("a hold does not show at once: %d", code)
	}
	_, held, _ := get()
	s.moveBehind(id, model.BatchHeld, model.BatchBlock, 3)
	if _, h, _ := get(); h.Get("ETag") != held.Get("ETag") {
		t.Error("a page is not kept at all")
	}
	s.Clock.Advance(2 * time.Second)
	if _, h, b := get(); h.Get("ETag") == held.Get("ETag") || bytes.Contains(b, []byte("检查")) {
		t.Error("what another process did does not show after two seconds, or the reason of a hold does")
	}
}

func scansAreCountedOnce(t *testing.T, s *shelf) {
	id, path := s.batch("1")
	s.activate(id)
	for _, r := range []apitest.Request{
		{Method: "GET", Path: path, Header: browser},
		{Method: "GET", Path: path + "?lang=ug", Header: browser},
		{Method: "GET", Path: path, Header: browser},
		{Method: "HEAD", Path: path, Header: browser},
		{Method: "GET", Path: "/p" + path, Header: map[string]string{"Accept": "application/ld+json"}},
		{Method: "GET", Path: path, Header: map[string]string{"Accept": "application/ld+json"}},
		{Method: "GET", Path: path + "?linkType=linkset"},
		{Method: "GET", Path: "/01/" + s.gtin, Header: browser},
	} {
		s.Do(r)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if err := s.Services.Code.Run(stopped); err != nil {
		t.Fatal(err)
	}
	got := s.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + id + "/scans", As: "maker/viewer"}, http.StatusOK)
	text, _ := json.Marshal(got["items"])
	if want := `[{"count":2,"day":"2026-11-22","lang":"en"},{"count":1,"day":"2026-11-22","lang":"ug"}]`; string(text) != want {
		t.Errorf("counted %s, want %s", text, want)
	}
}

func qrCodes(t *testing.T, s *shelf) {
	id, path := s.batch("1")
	at := "/v1/batches/" + id + "/qr."
	get := func(path string, header map[string]string) (int, http.Header, string) {
		rec := s.Do(apitest.Request{Method: "GET", Path: path, As: "maker/viewer", Header: header})
		return rec.Code, rec.Header(), rec.Body.String()
	}
	code, h, svg := get(at+"svg", nil)
	if code != 200 || h.Get("Content-Type") != "image/svg+xml" || !strings.Contains(svg, "<title>http://suyuan.test"+path+"</title>") {
		t.Errorf("%d %v", code, h)
	}
	if !strings.Contains(h.Get("Cache-Control"), "immutable") || strings.Contains(h.Get("Cache-Control"), "public") {
		t.Errorf("Cache-Control %s", h.Get("Cache-Control"))
	}
	if code, _, _ := get(at+"svg", map[string]string{"If-None-Match": h.Get("ETag")}); code != 304 {
		t.Errorf("with its tag: %d", code)
	}
	if code, h, png := get(at+"png?ecc=h&scale=2&quiet=6", nil); code != 200 || h.Get("Content-Type") != "image/png" || !strings.HasPrefix(png, "\x89PNG") {
		t.Errorf("%d %v", code, h)
	}
	for _, query := range []string{"?ecc=X", "?scale=0", "?scale=41", "?scale=1e1", "?quiet=3", "?scale=-1", "?scale="} {
		if code, _, body := get(at+"png"+query, nil); code != 422 || !strings.Contains(body, "value-invalid") {
			t.Errorf("%s: %d %s", query, code, body)
		}
	}
	if code, _, _ := get("/v1/batches/x/qr.png", nil); code != 404 {
		t.Errorf("no batch: %d", code)
	}
}

func resolverDescription(t *testing.T, s *shelf) {
	got := s.JSON(apitest.Request{Method: "GET", Path: "/.well-known/gs1resolver"}, http.StatusOK)
	if got["resolverRoot"] != "http://suyuan.test" || len(got["supportedPrimaryKeys"].([]any)) != 1 || got["jsonLdContextLocation"] != "http://suyuan.test/linkset-context" {
		t.Errorf("%v", got)
	}
}
