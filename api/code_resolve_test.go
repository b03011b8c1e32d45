package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// resolverShelf is a shelf with an active batch and the paths of both levels.
type resolverShelf struct {
	*shelf
	batch, item, lot string
}

func newResolverShelf(w *apitest.World) *resolverShelf {
	s := &resolverShelf{shelf: newShelf(w)}
	s.batch, s.lot = s.shelf.batch("L1")
	s.item = "/01/" + s.gtin
	s.activate(s.batch)
	return s
}

func (s *resolverShelf) ask(method, path string, header map[string]string) *httptest.ResponseRecorder {
	return s.Do(apitest.Request{Method: method, Path: path, Header: header})
}

// link gives out a link of the product, or of the batch when of is not empty.
func (s *resolverShelf) link(kind, href, lang, of string, more object) map[string]any {
	body := object{"type": kind, "href": href, "title": "T " + kind + " " + lang}
	if lang != "" {
		body["lang"] = lang
	}
	if of != "" {
		body["batch_id"] = of
	}
	for k, v := range more {
		body[k] = v
	}
	return s.post("/v1/products/"+s.product+"/links", body)
}

// linkset reads a linkset as anchor → relation → targets.
func (s *resolverShelf) linkset(path string, header map[string]string) map[string]map[string][]map[string]any {
	s.T.Helper()
	rec := s.ask("GET", path, header)
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "application/linkset+json" {
		s.T.Fatalf("%s: %d %s: %s", path, rec.Code, rec.Header().Get("Content-Type"), rec.Body)
	}
	var doc struct {
		Linkset []map[string]json.RawMessage `json:"linkset"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &doc); err != nil {
		s.T.Fatal(err)
	}
	sets := map[string]map[string][]map[string]any{}
	for _, set := range doc.Linkset {
		var anchor string
		if err := json.Unmarshal(set["anchor"], &anchor); err != nil {
			s.T.Fatal(err)
		}
		delete(set, "anchor")
		sets[anchor] = map[string][]map[string]any{}
		for relation, text := range set {
			var targets []map[string]any
			if err := json.Unmarshal(text, &targets); err != nil {
				s.T.Fatal(err)
			}
			sets[anchor][relation] = targets
		}
	}
	return sets
}

// The tests follow the statements of the GS1-Conformant resolver standard 1.2 and share one world.
func TestResolver(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	world := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *resolverShelf)
	}{
		{"responds to GET, HEAD and OPTIONS and to pages of other sites", resolverMethods},
		{"reports 400 for a URI that is no Digital Link", resolverMalformed},
		{"knows every key of the dictionary", resolverKeys},
		{"redirects to the one default link", resolverDefault},
		{"passes the query string on", resolverQuery},
		{"redirects to a link of the type asked for and reports 404 when there is none", resolverTypes},
		{"offers links whose attributes tie with 300", resolverTies},
		{"chooses by Accept-Language, media type and context", resolverChoice},
		{"answers with the linkset of all levels up to the key", resolverLinkset},
		{"joins its links in one header", resolverLinkHeader},
		{"tolerates a slash at the end and walks up from what it does not know", resolverWalksUp},
		{"describes itself", resolverDescribes},
		{"shows a browser the page at once unless the company wants otherwise", resolverBrowser},
		{"gives out the company's links and takes them back", productLinks},
	} {
		t.Run(test.name, func(t *testing.T) {
			world.T = t
			test.run(t, newResolverShelf(world))
		})
	}
}

func resolverMethods(t *testing.T, s *resolverShelf) {
	get, head, options := s.ask("GET", s.lot, nil), s.ask("HEAD", s.lot, nil), s.ask("OPTIONS", s.lot, nil)
	if get.Code != 307 || head.Code != get.Code || head.Header().Get("Location") != get.Header().Get("Location") || head.Body.Len() != 0 {
		t.Errorf("GET %d %v, HEAD %d %v", get.Code, get.Header(), head.Code, head.Header())
	}
	if options.Code != 204 || options.Header().Get("Allow") != "GET, HEAD, OPTIONS" || options.Header().Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS" {
		t.Errorf("OPTIONS %d %v", options.Code, options.Header())
	}
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"GET": get, "HEAD": head, "OPTIONS": options, "linkset": s.ask("GET", s.lot+"?linkType=linkset", nil),
		"400": s.ask("GET", "/01/1", nil), "404": s.ask("GET", s.lot+"?linkType=gs1:jws", nil),
	} {
		if rec.Header().Get("Access-Control-Allow-Origin") != "*" || rec.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" ||
			!strings.Contains(rec.Header().Get("Access-Control-Expose-Headers"), "Location") {
			t.Errorf("%s: other sites cannot read it: %v", name, rec.Header())
		}
	}
	if rec := s.ask("POST", s.lot, nil); rec.Code != 405 {
		t.Errorf("POST %d", rec.Code)
	}
}

func resolverMalformed(t *testing.T, s *resolverShelf) {
	for _, path := range []string{
		"/foo", "/01/foo", "/01", "/01/" + s.gtin + "/10/", "/01/" + s.gtin[:13] + "x", "/01/" + strings.Replace(s.gtin, "0952", "0953", 1),
		s.item + "/21/S/10/L1", s.item + "?10=L1", s.item + "/10/%00", s.item + "/10/A/10/B", s.item + "?01=" + s.gtin, "/414/1", "/8003/x",
		s.item + "?linkType=linkset&17=991399", "/00/1?linkType=all",
	} {
		for _, method := range []string{"GET", "HEAD"} {
			if rec := s.ask(method, path, nil); rec.Code != 400 {
				t.Errorf("%s %s: %d", method, path, rec.Code)
			}
		}
	}
	if rec := s.ask("OPTIONS", "/01/foo", nil); rec.Code != 400 {
		t.Errorf("OPTIONS: %d", rec.Code)
	}
	for _, path := range []string{"/favicon.ico", "/a/b", "/v1/nothing", "/epcis/nothing"} {
		if rec := s.ask("GET", path, nil); rec.Code != 404 {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
}

func resolverKeys(t *testing.T, s *resolverShelf) {
	checked := func(body string) string {
		digit, _ := gs1.CheckDigit(body)
		return body + string(digit)
	}
	gln := checked("952000999999")
	valid := map[string]string{
		"00": checked("09520009999999999"), "01": checked("0952000999999"), "253": gln + "A1", "255": gln + "1", "401": "9520000ABC",
		"402": checked("9520009999999999"), "414": gln, "415": gln + "/8020/A1", "417": gln, "8003": "0" + gln + "A1", "8004": "9520000ABC",
		"8006": checked("0952000999999") + "0102", "8010": "9520000ABC", "8013": "1987654Ad4X4bL5ttr2310c2K",
		"8017": checked("09520009999999999"), "8018": checked("09520009999999999"),
	}
	for _, ai := range gs1.Keys() {
		if bad := s.ask("GET", "/"+ai+"/*", nil); bad.Code != 400 {
			t.Errorf("(%s) with a bad value: %d", ai, bad.Code)
		}
		if rec := s.ask("GET", "/"+ai+"/"+valid[ai], nil); rec.Code != 404 || !strings.Contains(rec.Body.String(), "code-unknown") {
			t.Errorf("(%s) that nobody has: %d %s", ai, rec.Code, rec.Body)
		}
	}
}

func resolverDefault(t *testing.T, s *resolverShelf) {
	for path, want := range map[string]string{
		s.lot: "http://suyuan.test/p" + s.lot, s.item: "http://suyuan.test/p" + s.item, s.lot + "/21/S1": "http://suyuan.test/p" + s.lot,
	} {
		for _, accept := range []string{"", "*/*", "application/json", "image/png"} {
			rec := s.ask("GET", path, map[string]string{"Accept": accept})
			if rec.Code != 307 || rec.Header().Get("Location") != want {
				t.Errorf("%s with Accept %q: %d %s, want %s", path, accept, rec.Code, rec.Header().Get("Location"), want)
			}
		}
		page := s.ask("GET", strings.TrimPrefix(want, "http://suyuan.test"), nil)
		if page.Code != 200 || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/html") {
			t.Errorf("the default of %s is not there: %d", path, page.Code)
		}
	}
	if rec := s.ask("GET", s.lot, map[string]string{"Accept": "application/ld+json"}); rec.Code != 307 ||
		rec.Header().Get("Location") != "http://suyuan.test/p"+s.lot+"?format=jsonld" {
		t.Errorf("default for a machine: %d %s", rec.Code, rec.Header().Get("Location"))
	}
}

func resolverQuery(t *testing.T, s *resolverShelf) {
	s.link("faqs", "https://brand.cn/faq?a=1#top", "", "", nil)
	for path, want := range map[string]string{
		s.lot + "?utm=a%20b&x=1":                               "http://suyuan.test/p" + s.lot + "?utm=a%20b&x=1",
		s.lot + "?17=271231":                                   "http://suyuan.test/p" + s.lot + "?17=271231",
		s.lot + "?linkType=gs1:faqs&x=1":                       "https://brand.cn/faq?a=1&x=1#top",
		s.lot + "?x=1&linkType=https://gs1.org/voc/faqs&y=%26": "https://brand.cn/faq?a=1&x=1&y=%26#top",
		s.lot + "?linkType=gs1:faqs":                           "https://brand.cn/faq?a=1#top",
	} {
		if rec := s.ask("GET", path, nil); rec.Code != 307 || rec.Header().Get("Location") != want {
			t.Errorf("%s: %d %s, want %s", path, rec.Code, rec.Header().Get("Location"), want)
		}
	}
}

func resolverTypes(t *testing.T, s *resolverShelf) {
	s.link("instructions", "https://brand.cn/how", "", "", nil)
	s.link("recipeInfo", "https://brand.cn/recipe", "", s.batch, nil)
	s.link("verificationService", "https://brand.cn/verify", "", "", nil)
	for _, test := range []struct {
		path, kind string
		status     int
		location   string
	}{
		{s.lot, "gs1:pip", 307, "http://suyuan.test/p" + s.lot},
		{s.lot, "pip", 307, "http://suyuan.test/p" + s.lot},
		{s.lot, "gs1:defaultLink", 307, "http://suyuan.test/p" + s.lot},
		{s.lot, "gs1:traceability", 307, "http://suyuan.test/p" + s.lot},
		{s.lot, "gs1:recallStatus", 307, "http://suyuan.test/p" + s.lot},
		{s.lot, "gs1:masterData", 307, "http://suyuan.test/p" + s.lot + "?format=jsonld"},
		{s.lot, "gs1:epcis", 307, "http://suyuan.test/epcis/events?MATCH_anyEPCClass=https%3A%2F%2Fid.gs1.org%2F01%2F" + s.gtin + "%2F10%2FL1"},
		{s.lot, "https://ref.gs1.org/voc/instructions", 307, "https://brand.cn/how"}, // the product's, one level up
		{s.lot, "gs1:recipeInfo", 307, "https://brand.cn/recipe"},
		{s.item, "gs1:recipeInfo", 404, ""}, // the batch's, one level down
		{s.item, "gs1:traceability", 404, ""},
		{s.lot, "gs1:safetyInfo", 404, ""},
		{s.lot, "gs1:certificationInfo", 404, ""},
		{s.lot, "gs1:support", 307, "http://suyuan.test/p" + s.lot},
		{s.lot, "gs1:verificationService", 307, "https://brand.cn/verify"}, // the company's takes the place of the page
		{s.item, "gs1:support", 404, ""},
		{s.lot, "gs1:nonsense", 404, ""},
		{s.lot, "https://example.com/pip", 404, ""},
	} {
		for _, header := range []map[string]string{nil, browser} {
			rec := s.ask("GET", test.path+"?linkType="+test.kind, header)
			if rec.Code != test.status || rec.Header().Get("Location") != test.location {
				t.Errorf("%s %s: %d %s, want %d %s", test.path, test.kind, rec.Code, rec.Header().Get("Location"), test.status, test.location)
			}
		}
	}
	s.JSON(apitest.Request{Method: "POST", Path: "/v1/batches/" + s.batch + "/moves", As: "maker/owner", Body: object{"event": "hold", "reason": "检查"}}, http.StatusOK)
	if rec := s.ask("GET", s.lot+"?linkType=gs1:safetyInfo", nil); rec.Code != 307 || rec.Header().Get("Location") != "http://suyuan.test/p"+s.lot {
		t.Errorf("safety information of a held batch: %d %s", rec.Code, rec.Header().Get("Location"))
	}
}

func resolverTies(t *testing.T, s *resolverShelf) {
	s.link("faqs", "https://brand.cn/1", "en", "", nil)
	s.link("faqs", "https://brand.cn/2", "en", "", nil)
	s.link("faqs", "https://brand.cn/3", "zh-CN", "", nil)
	rec := s.ask("GET", s.lot+"?linkType=gs1:faqs", map[string]string{"Accept-Language": "en"})
	if rec.Code != 300 || rec.Header().Get("Content-Type") != "application/linkset+json" || rec.Header().Get("Location") != "" {
		t.Fatalf("a tie: %d %v", rec.Code, rec.Header())
	}
	for href, want := range map[string]bool{"https://brand.cn/1": true, "https://brand.cn/2": true, "https://brand.cn/3": false} {
		if strings.Contains(rec.Body.String(), href) != want {
			t.Errorf("offered: %s", rec.Body)
		}
	}
	if rec := s.ask("GET", s.lot+"?linkType=gs1:faqs", map[string]string{"Accept-Language": "zh"}); rec.Code != 307 || rec.Header().Get("Location") != "https://brand.cn/3" {
		t.Errorf("no tie: %d %s", rec.Code, rec.Header().Get("Location"))
	}
}

func resolverChoice(t *testing.T, s *resolverShelf) {
	s.link("faqs", "https://brand.cn/zh", "zh-CN", "", nil)
	s.link("faqs", "https://brand.cn/ug", "ug", "", nil)
	s.link("faqs", "https://brand.cn/en", "en", "", object{"media_type": "text/html"})
	s.link("faqs", "https://brand.cn/en.pdf", "en", "", object{"media_type": "application/pdf"})
	s.link("faqs", "https://brand.cn/vet", "en", "", object{"context": "vet"})
	for _, test := range []struct{ query, languages, accept, want string }{
		{"", "ug", "", "ug"},
		{"", "fr, ug;q=0.5, zh;q=0.9", "", "zh"},
		{"", "zh-TW;q=0.3, ug-CN;q=0.4", "", "ug"},
		{"", "zh;q=0, ug;q=0.1", "", "ug"},
		{"", "en", "text/html", "en"},
		{"", "en-GB", "application/pdf, text/html;q=0.9", "en.pdf"},
		{"", "en-GB", "application/pdf;q=0.1, */*", "en"},
		{"&lang=ug", "en", "", "ug"},
		{"&context=vet", "", "", "vet"},
		{"&context=vet", "zh", "", "vet"},
	} {
		header := map[string]string{}
		if test.languages != "" {
			header["Accept-Language"] = test.languages
		}
		if test.accept != "" {
			header["Accept"] = test.accept
		}
		rec := s.ask("GET", s.lot+"?linkType=gs1:faqs"+test.query, header)
		got, _, _ := strings.Cut(strings.TrimPrefix(rec.Header().Get("Location"), "https://brand.cn/"), "?")
		if rec.Code != 307 || got != test.want {
			t.Errorf("%+v: %d %s", test, rec.Code, rec.Header().Get("Location"))
		}
	}
}

func resolverLinkset(t *testing.T, s *resolverShelf) {
	s.link("faqs", "https://brand.cn/faq", "ug", "", object{"context": "shop"})
	s.link("recipeInfo", "https://brand.cn/recipe", "", s.batch, nil)
	first := s.linkset(s.lot+"?linkType=linkset", nil)
	for _, other := range []map[string]map[string][]map[string]any{
		s.linkset(s.lot+"?linkType=all", browser),
		s.linkset(s.lot, map[string]string{"Accept": "application/linkset+json"}),
		s.linkset(s.lot+"/21/S1?linkType=linkset", nil),
	} {
		if diff := cmp.Diff(first, other); diff != "" {
			t.Errorf("two ways to ask give two linksets:\n%s", diff)
		}
	}
	if len(first) != 2 {
		t.Fatalf("levels: %v", first)
	}
	for anchor, path := range map[string]string{"http://suyuan.test" + s.lot: s.lot, "http://suyuan.test" + s.item: s.item} {
		set := first[anchor]
		want := []map[string]any{{"href": "http://suyuan.test/p" + path, "title": "香梨"}}
		if diff := cmp.Diff(want, set["https://gs1.org/voc/defaultLink"]); diff != "" {
			t.Errorf("the one default of %s:\n%s", path, diff)
		}
		for relation, targets := range set {
			for _, target := range targets {
				href, _ := target["href"].(string)
				if inner, ours := strings.CutPrefix(href, "http://suyuan.test"); ours && !strings.Contains(href, "/epcis/") {
					if rec := s.ask("GET", inner, nil); rec.Code != 200 {
						t.Errorf("%s leads to %s, which answers %d", relation, href, rec.Code)
					}
				}
			}
		}
	}
	want := []map[string]any{{"href": "https://brand.cn/faq", "title": "T faqs ug", "hreflang": []any{"ug"}, "context": []any{"shop"}}}
	if diff := cmp.Diff(want, first["http://suyuan.test"+s.item]["https://gs1.org/voc/faqs"]); diff != "" {
		t.Errorf("the company's link of the product:\n%s", diff)
	}
	if len(first["http://suyuan.test"+s.lot]["https://gs1.org/voc/recipeInfo"]) != 1 || len(first["http://suyuan.test"+s.item]["https://gs1.org/voc/recipeInfo"]) != 0 {
		t.Errorf("the company's link of the batch: %v", first)
	}
	if alone := s.linkset(s.item+"?linkType=linkset", nil); len(alone) != 1 {
		t.Errorf("levels of a product: %v", alone)
	}
}

func resolverLinkHeader(t *testing.T, s *resolverShelf) {
	self := "<http://suyuan.test" + s.lot + `?linkType=linkset>; rel="linkset"; type="application/linkset+json"`
	context := `<http://suyuan.test/linkset-context>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`
	for _, test := range []struct {
		method, path string
		header       map[string]string
		want         string
	}{
		{"GET", s.lot, nil, self},
		{"HEAD", s.lot, nil, self},
		{"GET", s.lot, browser, self},
		{"OPTIONS", s.lot, nil, self},
		{"GET", s.lot + "?linkType=gs1:pip", nil, self},
		{"GET", s.lot + "?linkType=linkset", nil, self + ", " + context},
	} {
		if got := s.ask(test.method, test.path, test.header).Header().Values("Link"); len(got) != 1 || got[0] != test.want {
			t.Errorf("%s %s: %q, want one %q", test.method, test.path, got, test.want)
		}
	}
	rec := s.ask("GET", "/linkset-context", nil)
	var doc map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &doc); err != nil || doc["@context"] == nil || rec.Header().Get("Content-Type") != "application/ld+json" {
		t.Errorf("context: %d %v %s", rec.Code, err, rec.Body)
	}
}

func resolverWalksUp(t *testing.T, s *resolverShelf) {
	for path, want := range map[string]string{
		s.lot + "/":                 "/p" + s.lot,
		s.item + "/":                "/p" + s.item,
		s.lot + "/21/UNKNOWN":       "/p" + s.lot,
		s.item + "/22/2A/10/L1":     "/p" + s.lot,
		s.item + "/10/UNKNOWN":      "/p" + s.item,
		s.item + "/21/UNKNOWN":      "/p" + s.item,
		s.item + "/235/UNKNOWN":     "/p" + s.item,
		s.item + "/10/UNKNOWN/21/1": "/p" + s.item,
	} {
		if rec := s.ask("GET", path, nil); rec.Code != 307 || rec.Header().Get("Location") != "http://suyuan.test"+want {
			t.Errorf("%s: %d %s, want %s", path, rec.Code, rec.Header().Get("Location"), want)
		}
	}
	if rec := s.ask("GET", s.lot+"//", nil); rec.Code != 400 {
		t.Errorf("two slashes: %d", rec.Code)
	}
	if rec := s.ask("GET", "/01/09520009999996", nil); rec.Code != 404 {
		t.Errorf("a key that nobody has: %d", rec.Code)
	}
	// People are not led past a lot that does not exist: it may be a forgery.
	if rec := s.ask("GET", s.item+"/10/UNKNOWN", browser); rec.Code != 404 || !strings.Contains(rec.Body.String(), "12315") {
		t.Errorf("unknown lot in a browser: %d", rec.Code)
	}
}

func resolverDescribes(t *testing.T, s *resolverShelf) {
	got := s.JSON(apitest.Request{Method: "GET", Path: "/.well-known/gs1resolver"}, http.StatusOK)
	want := map[string]any{
		"name": "Suyuan 溯源", "resolverRoot": "http://suyuan.test", "supportedPrimaryKeys": []any{"01"},
		"supportedLinkType":           []any{map[string]any{"namespace": "https://gs1.org/voc/", "prefix": "gs1:"}},
		"linkTypeDefaultCanBeLinkset": false, "jsonLdContextLocation": "http://suyuan.test/linkset-context",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resolver description:\n%s", diff)
	}
}

func resolverBrowser(t *testing.T, s *resolverShelf) {
	if rec := s.ask("GET", s.lot, browser); rec.Code != 200 || !strings.Contains(rec.Body.String(), "Pear") {
		t.Fatalf("a browser: %d", rec.Code)
	}
	s.link("pip", "https://brand.cn/batch", "", s.batch, object{"default": true})
	chosen := s.link("homepage", "https://brand.cn/", "zh-CN", s.batch, object{"default": true})
	s.link("homepage", "https://brand.cn/en", "en", s.batch, nil)
	check := func(header map[string]string, want string) {
		t.Helper()
		if rec := s.ask("GET", s.lot, header); rec.Code != 307 || rec.Header().Get("Location") != want {
			t.Errorf("%v: %d %s, want %s", header, rec.Code, rec.Header().Get("Location"), want)
		}
	}
	check(nil, "https://brand.cn/")
	check(with(browser, "Accept-Language", "zh-CN"), "https://brand.cn/")
	check(with(browser, "Accept-Language", "en-US,en;q=0.9"), "https://brand.cn/en")
	check(with(browser, "Accept-Language", "fr"), "https://brand.cn/")
	if rec := s.ask("GET", s.item, browser); rec.Code != 200 {
		t.Errorf("the default of one batch holds for the product: %d", rec.Code)
	}
	set := s.linkset(s.lot+"?linkType=linkset", nil)["http://suyuan.test"+s.lot]
	if d := set["https://gs1.org/voc/defaultLink"]; len(d) != 1 || d[0]["href"] != "https://brand.cn/" {
		t.Errorf("default links: %v", d)
	}
	s.JSON(apitest.Request{Method: "POST", Path: "/v1/batches/" + s.batch + "/moves", As: "maker/owner", Body: object{"event": "hold", "reason": "检查"}}, http.StatusOK)
	if rec := s.ask("GET", s.lot, browser); rec.Code != 200 {
		t.Errorf("a held batch leads away from its page: %d", rec.Code)
	}
	if rec := s.ask("GET", s.lot, nil); rec.Header().Get("Location") != "http://suyuan.test/p"+s.lot {
		t.Errorf("a held batch leads to %s", rec.Header().Get("Location"))
	}
	s.moveBehind(s.batch, model.BatchHeld, model.BatchRelease, 3)
	s.Do(apitest.Request{Method: "DELETE", Path: "/v1/products/" + s.product + "/links/" + chosen["id"].(string), As: "maker/owner"})
	if rec := s.ask("GET", s.lot, browser); rec.Code != 200 {
		t.Errorf("without a default of the company: %d", rec.Code)
	}
}

func productLinks(t *testing.T, s *resolverShelf) {
	at := "/v1/products/" + s.product + "/links"
	do := func(method, path, as string, body any) *httptest.ResponseRecorder {
		return s.Do(apitest.Request{Method: method, Path: path, As: as, Body: body})
	}
	foreign, _ := newShelf(s.World).batch("X2")
	for _, test := range []struct {
		name   string
		body   object
		status int
		code   string
	}{
		{"http", object{"href": "http://brand.cn/"}, 422, "code-link-href-invalid"},
		{"an IP address", object{"href": "https://10.0.0.1/"}, 422, "code-link-href-invalid"},
		{"an IPv6 address", object{"href": "https://[::1]/"}, 422, "code-link-href-invalid"},
		{"a number as host", object{"href": "https://2130706433/"}, 422, "code-link-href-invalid"},
		{"a hexadecimal host", object{"href": "https://127.0.0.0x1/"}, 422, "code-link-href-invalid"},
		{"a bare name", object{"href": "https://intranet/"}, 422, "code-link-href-invalid"},
		{"an inner name", object{"href": "https://db.internal/"}, 422, "code-link-href-invalid"},
		{"localhost", object{"href": "https://a.localhost/"}, 422, "code-link-href-invalid"},
		{"credentials", object{"href": "https://a:b@brand.cn/"}, 422, "code-link-href-invalid"},
		{"itself", object{"href": "https://SUYUAN.test./01/" + s.gtin}, 422, "code-link-href-invalid"},
		{"script", object{"href": "javascript:alert(1)"}, 422, "code-link-href-invalid"},
		{"a line break", object{"href": "https://brand.cn/\r\nSet-Cookie:a"}, 422, "code-link-href-invalid"},
		{"an IRI", object{"href": "https://brand.cn/梨"}, 422, "code-link-href-invalid"},
		{"an address too long", object{"href": "https://brand.cn/" + strings.Repeat("a", 1000)}, 422, ""},
		{"a type of nobody", object{"type": "nonsense"}, 422, ""},
		{"a type of the house", object{"type": "recallStatus"}, 422, "code-link-reserved"},
		{"the way a resolver works", object{"type": "defaultLink"}, 422, ""},
		{"no language", object{"lang": "x"}, 422, "value-invalid"},
		{"no media type", object{"media_type": "text"}, 422, "value-invalid"},
		{"no word", object{"context": "a b"}, 422, "value-invalid"},
		{"no title", object{"title": "  "}, 422, "value-required"},
		{"a title that turns round", object{"title": "a\u202eb"}, 422, "value-invalid"},
		{"another product's batch", object{"batch_id": foreign}, 422, "not-found"},
		{"a good one", object{}, 201, ""},
		{"the same again", object{}, 409, "code-link-taken"},
		{"the same in another language", object{"lang": "ug"}, 201, ""},
	} {
		body := object{"type": "faqs", "href": "https://brand.cn/faq", "title": "FAQ"}
		for k, v := range test.body {
			body[k] = v
		}
		rec := do("POST", at, "maker/owner", body)
		if rec.Code != test.status || !strings.Contains(rec.Body.String(), test.code) {
			t.Errorf("%s: %d, want %d %s: %s", test.name, rec.Code, test.status, test.code, rec.Body)
		}
	}
	list := s.JSON(apitest.Request{Method: "GET", Path: at, As: "maker/viewer"}, http.StatusOK)["items"].([]any)
	if len(list) != 2 {
		t.Fatalf("links: %v", list)
	}
	one := at + "/" + list[0].(map[string]any)["id"].(string)
	change := object{"version": 1, "type": "support", "href": "https://brand.cn/help", "title": "Help", "default": true}
	if rec := do("PUT", one, "maker/owner", change); rec.Code != 200 {
		t.Fatalf("change: %d %s", rec.Code, rec.Body)
	}
	if rec := do("PUT", one, "maker/owner", change); rec.Code != 409 {
		t.Errorf("change from an old version: %d", rec.Code)
	}
	if rec := s.ask("GET", s.item, nil); rec.Header().Get("Location") != "https://brand.cn/help" {
		t.Errorf("a change does not show at once: %s", rec.Header().Get("Location"))
	}
	for who, want := range map[string]int{"maker/viewer": 403, "stranger/owner": 404, "partner/owner": 404, "": 401} {
		for _, call := range []struct {
			method, path string
			body         any
		}{{"POST", at, object{"type": "faqs", "href": "https://evil.cn/", "title": "x"}}, {"PUT", one, change}, {"DELETE", one, nil}} {
			if rec := do(call.method, call.path, who, call.body); rec.Code != want {
				t.Errorf("%s as %q: %d, want %d", call.method, who, rec.Code, want)
			}
		}
	}
	if rec := do("DELETE", one, "maker/owner", nil); rec.Code != 204 {
		t.Errorf("remove: %d", rec.Code)
	}
	if rec := do("DELETE", one, "maker/owner", nil); rec.Code != 404 {
		t.Errorf("remove again: %d", rec.Code)
	}
	if types := s.JSON(apitest.Request{Method: "GET", Path: "/v1/link-types"}, http.StatusOK)["items"].([]any); len(types) < 50 {
		t.Errorf("%d link types", len(types))
	}
}

// A product has a bounded number of links and one default per level, in the database too.
func TestProductLinks_on_both_databases(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		w := apitest.New(t, store, clock, nil)
		s := newResolverShelf(w)
		for i := range model.MaxLinks {
			s.link("faqs", "https://brand.cn/"+strings.Repeat("a", i), "", "", object{"default": i%10 == 0})
		}
		rec := s.Do(apitest.Request{Method: "POST", Path: "/v1/products/" + s.product + "/links", As: "maker/owner", Body: object{"type": "faqs", "href": "https://brand.cn/more", "title": "x"}})
		if rec.Code != 409 || !strings.Contains(rec.Body.String(), "code-links-full") {
			t.Errorf("one more: %d %s", rec.Code, rec.Body)
		}
		set := s.linkset(s.item+"?linkType=linkset", nil)["http://suyuan.test"+s.item]
		if d := set["https://gs1.org/voc/defaultLink"]; len(d) != 1 || d[0]["href"] != "https://brand.cn/"+strings.Repeat("a", 90) {
			t.Errorf("default links: %v", d)
		}
		if violations, err := store.Fsck(t.Context()); err != nil || len(violations) > 0 {
			t.Errorf("fsck: %v %v", violations, err)
		}
	})
}
