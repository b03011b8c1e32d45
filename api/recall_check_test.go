package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
)

// counterWorld is a world in which a company's batch can be recalled.
type counterWorld struct {
	*apitest.World
	maker       things
	epc, code   string
	path, gtin  string
	cases       int
	productPath string
}

func newCounterWorld(tb testing.TB) *counterWorld {
	tb.Helper()
	clock := repotest.NewClock()
	w := &counterWorld{World: apitest.New(tb, repotest.SQLite(tb, clock), clock, nil)}
	w.maker = furnish(w.World, "maker")
	owners := map[string]things{"maker": w.maker}
	trade(w.World, owners)
	batch := w.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + w.maker.batch, As: "maker/owner"}, http.StatusOK)
	w.epc, w.code = batch["epc"].(string), batch["code"].(string)
	w.path = batch["link"].(string)[len("http://suyuan.test"):]
	w.gtin = w.path[4:18]
	w.productPath = "/01/" + w.gtin
	return w
}

// recalls opens a case that stands against the maker's batch, or against nothing but conditions.
func (w *counterWorld) recalls(class model.AffectedClass, conditions ...model.RecallPredicate) model.Recall {
	w.T.Helper()
	w.cases++
	var c model.Recall
	err := w.Store.Write(w.T.Context(), func(tx *repository.Tx) error {
		epoch, err := tx.Recall().NextEpoch()
		if err != nil {
			return err
		}
		c = model.Recall{
			ID: repository.NewID[model.Recall](tx), Number: fmt.Sprintf("2026-%06d", w.cases), OrgID: w.Orgs["maker"], Region: "652801", OpenedBy: w.Orgs["maker"],
			Origin: model.OriginVoluntary, Pack: model.PackCNFood, PackVersion: 1, Grade: model.GradeI, Policy: model.ClosureContainment, ScopeVersion: 1,
			State: model.RecallAnnounced, Version: 1, KnownAt: tx.Now(), BlockedFrom: tx.Now(), AnnouncedAt: tx.Now(), Changed: epoch, CreatedAt: tx.Now(),
		}
		if err := tx.Recall().InsertRecall(c); err != nil {
			return err
		}
		if len(conditions) > 0 {
			err := tx.Recall().InsertScope(model.RecallScopeRow{
				RecallID: c.ID, Version: 1, Conditions: []byte(model.RecallScope{Predicates: conditions}.String()), Policy: c.Policy, Summary: []byte("{}"), CreatedAt: tx.Now(),
			})
			if err != nil {
				return err
			}
		}
		n, found, err := tx.Trace().NodeOf(w.epc)
		if err != nil || !found || class == "" {
			return err
		}
		blocked := 1
		if class == model.AffectedCleared {
			blocked = 0
		}
		return tx.Recall().InsertAffected([]model.RecallLot{{
			RecallID: c.ID, NodeID: n.ID, EPC: n.Key, Level: n.Level, BatchID: n.BatchID, MakerID: w.Orgs["maker"], Class: class, Reason: "selected", Blocked: blocked,
			ScopeVersion: 1, Changed: epoch, CreatedAt: tx.Now(),
		}})
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return c
}

func (w *counterWorld) goods() model.Goods {
	return model.Goods{Maker: w.Orgs["maker"], Product: model.ProductID(w.maker.product)}
}

func (w *counterWorld) asks(code, as string) map[string]any {
	w.T.Helper()
	return w.JSON(apitest.Request{Method: "GET", Path: "/v1/check/" + url.PathEscape(code), As: as}, http.StatusOK)
}

// TestCheckAnswersTills: however the code is written, with an account and without; at once after the commit; and what
// cannot be read is refused.
func TestCheckAnswersTills(t *testing.T) {
	t.Parallel()
	w := newCounterWorld(t)
	lot := w.path[strings.LastIndex(w.path, "/")+1:]
	spellings := []string{w.epc, w.path, "https://shop.example" + w.path + "?17=271231", "(01)" + w.gtin + "(10)" + lot, "01" + w.gtin + "10" + lot, w.maker.batch, w.code}
	for _, code := range spellings {
		if got := w.asks(code, ""); got["sell"] != true || got["why"] != "fine" || got["in_stock"] != nil || got["lot"] != lot {
			t.Errorf("%s before: %v", code, got)
		}
	}
	if got := w.asks(w.epc, "maker/owner"); got["in_stock"] != true {
		t.Errorf("the maker's till: %v", got)
	}
	c := w.recalls(model.AffectedConfirmed)
	want := object{"number": c.Number, "class": "confirmed", "grade": "i", "since": c.BlockedFrom.String(), "notice": "http://suyuan.test/recalls/" + c.Number}
	for _, code := range spellings {
		got := w.asks(code, "")
		recalls, _ := got["recalls"].([]any)
		if got["sell"] != false || got["why"] != "recalled" || len(recalls) != 1 || fmt.Sprint(recalls[0]) != fmt.Sprint(want) || got["epoch"] != 1.0 {
			t.Errorf("%s after: %v", code, got)
		}
	}
	for _, raw := range []string{"/v1/check?code=" + url.QueryEscape(w.epc), "/v1/check/" + w.epc, "/v1/check" + w.path} {
		if got := w.JSON(apitest.Request{Method: "GET", Path: raw}, http.StatusOK); got["why"] != "recalled" {
			t.Errorf("%s: %v", raw, got)
		}
	}
	for code, why := range map[string]string{
		"(01)" + w.gtin + "(10)NOPE": "unknown", "(01)" + w.gtin: "unclear", "https://example.com/shop?id=4": "unknown", "(00)069012340000000078": "unknown", "00000000-0000-7000-8000-000000000000": "unknown",
	} {
		if got := w.asks(code, ""); got["sell"] != false || got["why"] != why {
			t.Errorf("%s: %v, want %s", code, got, why)
		}
	}
	for _, nonsense := range []string{"", "(01)09520000000001(10)X", "{}", "\x00", "<script>", strings.Repeat("9", 3000)} {
		rec := w.Do(apitest.Request{Method: "GET", Path: "/v1/check?code=" + url.QueryEscape(nonsense)})
		if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "check-code-unreadable") || rec.Body.Len() > 2000 {
			t.Errorf("%.20q: %d %.300s", nonsense, rec.Code, rec.Body)
		}
	}
}

// TestRecall_25_WhatConsumersRead: affected, possibly affected, looked at, not registered, and of another lot, in three
// languages; red first; never "safe"; and nothing keeps the page beyond the change.
func TestRecall_25_WhatConsumersRead(t *testing.T) {
	t.Parallel()
	w := newCounterWorld(t)
	page := func(path, lang string) (int, string, http.Header) {
		rec := w.Do(apitest.Request{Method: "GET", Path: path, Header: map[string]string{"Accept": "text/html,*/*", "Accept-Language": lang}})
		return rec.Code, rec.Body.String(), rec.Header()
	}
	unknown := w.productPath + "/10/FORGED"
	first := func(body string) string {
		_, rest, _ := strings.Cut(body, `class="banner `)
		severity, rest, _ := strings.Cut(rest, `"`)
		_, rest, _ = strings.Cut(rest, "<h1>")
		title, _, _ := strings.Cut(rest, "</h1>")
		return severity + " " + title
	}
	before := map[string]string{}
	for _, lang := range []string{"zh-CN", "ug", "en"} {
		_, body, h := page(w.path, lang)
		before[lang] = first(body)
		if h.Get("Cache-Control") != "public, max-age=0, must-revalidate" {
			t.Errorf("kept for %s", h.Get("Cache-Control"))
		}
	}
	says := func(what, path string, status int, titles map[string]string, links ...string) {
		t.Helper()
		for lang, title := range titles {
			code, body, _ := page(path, lang)
			if got := first(body); code != status || !strings.Contains(got, title) {
				t.Errorf("%s in %s: %d %q, want %q", what, lang, code, got, title)
			}
			for _, l := range links {
				if !strings.Contains(body, `href="`+l) {
					t.Errorf("%s in %s does not lead to %s", what, lang, l)
				}
			}
			for _, word := range []string{"safe to", " is safe", "安全的", "可放心", "بىخەتەر"} {
				if strings.Contains(body, word) {
					t.Errorf("%s in %s says %q", what, lang, word)
				}
			}
		}
	}
	possible := w.recalls(model.AffectedPossible)
	says("possibly", w.path, http.StatusOK, map[string]string{"zh-CN": "danger 可能在召回范围内", "ug": "danger قايتۇرۇۋېلىش دائىرىسىدە بولۇشى مۇمكىن", "en": "danger Possibly being recalled"}, "/recalls/"+possible.Number)
	confirmed := w.recalls(model.AffectedConfirmed)
	says("affected", w.path, http.StatusOK, map[string]string{"zh-CN": "danger 正在召回：不要食用", "ug": "danger قايتۇرۇۋېلىنىۋاتىدۇ: يېمەڭ", "en": "danger Being recalled: do not eat"},
		"/recalls/"+confirmed.Number, "/recalls/"+possible.Number, "tel:12315")
	_, body, _ := page(w.path, "en")
	if strings.Contains(body, strings.TrimPrefix(before["en"], "ok ")) {
		t.Errorf("it still says %q", before["en"])
	}
	says("not registered", unknown, http.StatusNotFound, map[string]string{"zh-CN": "caution 该产品有批次正在召回", "ug": "caution بۇ مەھسۇلاتنىڭ بەزى", "en": "caution Some batches"})
	says("the product", w.productPath, http.StatusOK, map[string]string{"en": "caution Some batches"}, "/recalls/"+confirmed.Number)
	w.recalls("", model.ScopeLotPattern{Goods: w.goods(), Pattern: "FORG*"})
	says("not registered, in a range", unknown, http.StatusNotFound, map[string]string{"en": "danger Being recalled"})

	other := newCounterWorld(t)
	cleared := other.recalls(model.AffectedCleared)
	rec := other.Do(apitest.Request{Method: "GET", Path: other.path, Header: map[string]string{"Accept": "text/html,*/*", "Accept-Language": "en"}})
	if body := rec.Body.String(); !strings.HasPrefix(first(body), "info Recall "+cleared.Number+" has looked at this batch") || !strings.Contains(body, strings.TrimPrefix(before["en"], "ok ")) {
		t.Errorf("looked at: %q", first(body))
	}
}

// TestRecallForMachines: JSON-LD, the linkset and the resolver lead to the notice.
func TestRecallForMachines(t *testing.T) {
	t.Parallel()
	w := newCounterWorld(t)
	c := w.recalls(model.AffectedConfirmed)
	ld := w.Do(apitest.Request{Method: "GET", Path: "/p" + w.path + "?format=jsonld"}).Body.String()
	if !strings.Contains(ld, `"name":"recallStatus","value":"confirmed `+c.Number+`"`) {
		t.Errorf("JSON-LD: %s", ld)
	}
	rec := w.Do(apitest.Request{Method: "GET", Path: w.path + "?linkType=gs1:recallStatus"})
	if rec.Code != http.StatusTemporaryRedirect || rec.Header().Get("Location") != "http://suyuan.test/recalls/"+c.Number {
		t.Errorf("recallStatus: %d %s", rec.Code, rec.Header().Get("Location"))
	}
	set := w.Do(apitest.Request{Method: "GET", Path: w.path + "?linkType=linkset"}).Body.String()
	if !strings.Contains(set, "http://suyuan.test/recalls/"+c.Number) {
		t.Errorf("linkset: %s", set)
	}
}

// TestRecalledGoodsAtTheDoor: a document and a plain operation that send on what is recalled get 409 in the reader's
// language, and the till's page and the picture say so.
func TestRecalledGoodsAtTheDoor(t *testing.T) {
	t.Parallel()
	w := newCounterWorld(t)
	c := w.recalls(model.AffectedConfirmed)
	for lang, word := range map[string]string{"zh-CN": "正在召回", "ug": "قايتۇرۇۋېلىنىۋاتىدۇ", "en": "The goods are being recalled"} {
		rec := w.Do(apitest.Request{Method: "POST", Path: "/v1/steps/sell", As: "maker/owner", Header: map[string]string{"Accept-Language": lang},
			Body: object{"site": w.maker.site, "lines": []object{{"batch": w.maker.batch, "quantity": "1"}}}})
		if rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), `"batch-recalled"`) || !strings.Contains(rec.Body.String(), c.Number) || !strings.Contains(rec.Body.String(), word) {
			t.Errorf("%s: %d %s", lang, rec.Code, rec.Body)
		}
	}
	till := w.Do(apitest.Request{Method: "GET", Path: "/console/till?code=" + url.QueryEscape(w.epc), As: "maker/owner", Header: map[string]string{"Accept": "text/html,*/*", "Accept-Language": "en"}}).Body.String()
	if !strings.Contains(till, "Do not sell: being recalled") || !strings.Contains(till, `href="/recalls/`+c.Number) {
		t.Errorf("the till's page: %s", till)
	}
	picture := w.Do(apitest.Request{Method: "GET", Path: "/console/batches/" + w.maker.batch + "/trace", As: "maker/owner", Header: map[string]string{"Accept": "text/html,*/*", "Accept-Language": "en"}}).Body.String()
	if !strings.Contains(picture, "pic-recalled") {
		t.Error("the picture does not mark what is recalled")
	}
}

// TestRecallListOverHTTP: signed, with the key that is published, whole and by changes, compressed for who wants it.
func TestRecallListOverHTTP(t *testing.T) {
	t.Parallel()
	w := newCounterWorld(t)
	c := w.recalls(model.AffectedConfirmed)
	var keys recall.JWKS
	if err := json.Unmarshal(w.Do(apitest.Request{Method: "GET", Path: "/.well-known/recall-keys.json"}).Body.Bytes(), &keys); err != nil {
		t.Fatal(err)
	}
	rec := w.Do(apitest.Request{Method: "GET", Path: "/v1/recall-list"})
	whole, err := recall.ReadList(keys, rec.Body.Bytes())
	if err != nil || rec.Header().Get("X-Recall-Epoch") != "1" {
		t.Fatalf("%v %v\n%s", err, rec.Header(), rec.Body)
	}
	if s := whole.Against(w.epc); len(s) != 1 || s[0].Number != c.Number || whole.Origin != "http://suyuan.test" {
		t.Errorf("%+v\n%s", s, whole)
	}
	if again := w.Do(apitest.Request{Method: "GET", Path: "/v1/recall-list", Header: map[string]string{"If-None-Match": rec.Header().Get("ETag")}}); again.Code != http.StatusNotModified {
		t.Errorf("the same again: %d", again.Code)
	}
	zipped := w.Do(apitest.Request{Method: "GET", Path: "/v1/recall-list", Header: map[string]string{"Accept-Encoding": "gzip"}})
	if zipped.Header().Get("Content-Encoding") != "gzip" || bytes.Equal(zipped.Body.Bytes(), rec.Body.Bytes()) {
		t.Errorf("compressed: %v", zipped.Header())
	}
	second := w.recalls(model.AffectedPossible)
	changes, err := recall.ReadList(keys, w.Do(apitest.Request{Method: "GET", Path: "/v1/recall-list?since=1"}).Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	next, err := whole.Apply(changes)
	if s := next.Against(w.epc); err != nil || len(s) != 2 || s[1].Number != second.Number {
		t.Errorf("%v %+v", err, s)
	}
	for query, code := range map[string]int{"?since=x": 422, "?since=-1": 422, "?since=99": 409, "?since=99999999999999999999": 422} {
		if rec := w.Do(apitest.Request{Method: "GET", Path: "/v1/recall-list" + query}); rec.Code != code {
			t.Errorf("%s: %d %s", query, rec.Code, rec.Body)
		}
	}
}

// BenchmarkRatioCheck compares requests per second of the check with those of a bare Gin handler that returns the same
// bytes, over loopback connections, in turns.
func BenchmarkRatioCheck(b *testing.B) {
	w := newCounterWorld(b)
	w.recalls(model.AffectedConfirmed)
	door := httptest.NewServer(w.Server)
	defer door.Close()
	header := http.Header{"Accept": {"application/json"}}
	path := "/v1/check/" + url.PathEscape(w.epc)
	body := fetch(b, door.URL+path, header)
	router := gin.New()
	router.GET("/bare", func(c *gin.Context) { c.Data(http.StatusOK, "application/json; charset=utf-8", body) })
	bare := httptest.NewServer(router)
	defer bare.Close()
	var ratios []float64
	var ours, theirs float64
	for b.Loop() {
		for range 7 {
			theirs = rate(b, bare.URL+"/bare", header)
			ours = rate(b, door.URL+path, header)
			ratios = append(ratios, ours/theirs)
		}
	}
	slices.Sort(ratios)
	median := ratios[len(ratios)/2]
	verdict := "ok"
	if median < 0.6 {
		verdict = "OVER"
	}
	fmt.Printf("ratio: check: %.0f requests/s vs bare Gin %.0f/s, median of %d pairs = %.2f (limit 0.6) %s\n", ours, theirs, len(ratios), median, verdict)
}
