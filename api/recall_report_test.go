package api_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suyuan/api"
	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

var receiptAt = regexp.MustCompile(`<bdi class="code"[^>]*>([0-9A-Z]{10})</bdi>|class="code"[^>]*>([0-9A-Z]{10})<`)

// sends a form as a browser does.
func sends(w *apitest.World, path string, values url.Values) (int, string) {
	rec := w.Do(apitest.Request{Method: "POST", Path: path, Body: []byte(values.Encode()), Header: with(browser, "Content-Type", "application/x-www-form-urlencoded")})
	return rec.Code, rec.Body.String()
}

// TestAnybodyReportsAProblem: who scans reports without an account, in three languages, about what is registered and what
// is not; the maker and the authority of the place read it, nobody else, and no log does.
func TestAnybodyReportsAProblem(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		var log bytes.Buffer
		w := newShelf(apitest.New(t, s, clock, func(o *api.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) }))
		id, path := w.batch("C1")
		w.activate(id)
		scanned := w.Do(apitest.Request{Method: "GET", Path: "/p" + path, Header: browser}).Body.String()
		form := "/report" + path
		if !strings.Contains(scanned, form) {
			t.Fatal("the page of the batch does not lead to the form")
		}
		for lang, words := range map[string][]string{"zh-CN": {"反映产品问题", "香梨"}, "ug": {"مەھسۇلات مەسىلىسىنى", `dir="rtl"`}, "en": {"Report a problem", "Pear", "C1"}} {
			rec := w.Do(apitest.Request{Method: "GET", Path: form + "?lang=" + lang, Header: browser})
			for _, word := range words {
				if !strings.Contains(rec.Body.String(), word) {
					t.Errorf("%s: the form lacks %q", lang, word)
				}
			}
			if rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), "<script") || strings.Contains(rec.Body.String(), `name="region"`) || rec.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %d %v", lang, rec.Code, rec.Header())
			}
		}
		values := url.Values{"kind": {"injury"}, "text": {"吃后腹泻 <script>alert(1)</script>"}, "day": {"2026-11-20"}, "once": {"first-press"}}
		var receipt string
		for range 2 { // a second press is the same report
			code, body := sends(w.World, form+"?lang=en", values)
			found := receiptAt.FindStringSubmatch(body)
			if code != http.StatusCreated || found == nil {
				t.Fatalf("%d %s", code, body)
			}
			if got := found[1] + found[2]; receipt != "" && got != receipt {
				t.Errorf("a second press made another report: %s, %s", receipt, got)
			} else {
				receipt = got
			}
		}
		for _, as := range []string{"maker/owner", "north/inspector"} {
			list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-signals?source=consumer", As: as}, http.StatusOK)["items"].([]any)
			if len(list) != 1 {
				t.Fatalf("%s sees %d reports", as, len(list))
			}
			r := list[0].(map[string]any)
			if r["batch_id"] != id || r["kind"] != "injury" || r["harm"] != values.Get("text") || r["receipt"] != receipt || r["reporter"] != nil || r["happened_at"] != "2026-11-19T16:00:00.000000Z" {
				t.Errorf("%s: %v", as, r)
			}
			typed := strings.ToLower(receipt[:5] + "-" + receipt[5:])
			if list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-signals?receipt=" + typed, As: as}, http.StatusOK)["items"].([]any); len(list) != 1 {
				t.Errorf("%s finds %d under the receipt", as, len(list))
			}
		}
		for _, as := range []string{"stranger/owner", "partner/owner", "south/inspector"} {
			if list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-signals", As: as}, http.StatusOK)["items"].([]any); len(list) != 0 {
				t.Errorf("%s sees %v", as, list)
			}
		}

		unknown := "/report/01/09520000000004/10/FAKE"
		values = url.Values{"kind": {"counterfeit"}, "text": {"包装可疑"}}
		code, body := sends(w.World, unknown+"?lang=en", values)
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="region-fault"`) || !strings.Contains(body, "包装可疑") || !strings.Contains(body, `value="counterfeit" required checked`) {
			t.Errorf("without a place: %d %s", code, body)
		}
		values.Set("region", "440000")
		if code, body := sends(w.World, unknown, values); code != http.StatusCreated {
			t.Errorf("%d %s", code, body)
		}
		if list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-signals", As: "south/inspector"}, http.StatusOK)["items"].([]any); len(list) != 1 || list[0].(map[string]any)["code"] != "https://id.gs1.org/01/09520000000004/10/FAKE" {
			t.Errorf("the authority of the place sees %v", list)
		}
		code1 := w.JSON(apitest.Request{Method: "POST", Path: "/v1/reports", Body: object{"code": "(01)" + w.gtin + "(10)C1", "kind": "label", "text": "x"}}, http.StatusCreated)
		if _, ok := model.ParseShortCode(code1["receipt"].(string)); !ok {
			t.Errorf("%v", code1)
		}
		if list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-signals?batch_id=" + id, As: "maker/owner"}, http.StatusOK)["items"].([]any); len(list) != 2 {
			t.Errorf("the maker sees %d reports about the batch", len(list))
		}
		if logged := log.String(); strings.Contains(logged, "腹泻") || strings.Contains(logged, "包装") || strings.Contains(logged, receipt) {
			t.Error("the log says what was reported")
		}
	})
}

// TestHostileReports: what is no report is refused beside its field, nothing is written, and one network cannot flood.
func TestHostileReports(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := newShelf(apitest.New(t, repotest.SQLite(t, clock), clock, nil))
	id, path := w.batch("H1")
	w.activate(id)
	draft, draftPath := w.batch("DRAFT")
	form := "/report" + path
	good := func(change ...string) url.Values {
		v := url.Values{"kind": {"other"}, "text": {"x"}, "region": {"440000"}}
		for i := 0; i+1 < len(change); i += 2 {
			v.Set(change[i], change[i+1])
		}
		return v
	}
	pace := func() { clock.Advance(10 * time.Minute) }
	for name, test := range map[string]struct {
		path   string
		values url.Values
		status int
		holds  string
	}{
		"nothing":            {form, url.Values{}, 422, "text-fault"},
		"no kind":            {form, good("kind", ""), 422, `role="alert"`},
		"unknown kind":       {form, good("kind", "<b>"), 422, `role="alert"`},
		"2001 characters":    {form, good("text", strings.Repeat("字", 2001)), 422, "text-fault"},
		"reversing text":     {form, good("text", "a\u202eb"), 422, "text-fault"},
		"a zero":             {form, good("text", "a\x00b"), 422, "text-fault"},
		"broken UTF-8":       {form, good("text", "a\xffb"), 422, "text-fault"},
		"tomorrow":           {form, good("day", "2026-11-24"), 422, "day-fault"},
		"no day":             {form, good("day", "yesterday"), 422, "day-fault"},
		"no region":          {"/report/01/09520000000004", good("region", "ZZ"), 422, "region-fault"},
		"the nation":         {"/report/01/09520000000004", good("region", "000000"), 422, "region-fault"},
		"markup as a code":   {"/report/%3Cscript%3Ealert(1)%3C%2Fscript%3E", good("kind", ""), 422, "&lt;script&gt;"},
		"a code of 300":      {"/report/" + strings.Repeat("9", 300), good(), 422, `name="code"`},
		"no code":            {"/report", good(), 422, "code-fault"},
		"a form of 40 kB":    {form, good("text", strings.Repeat("x", 40<<10)), 413, ""},
		"broken escapes":     {form, nil, 400, ""},
		"a draft is unknown": {"/report" + draftPath, good("region", ""), 422, "region-fault"},
	} {
		pace()
		code, body := sends(w.World, test.path, test.values)
		if name == "broken escapes" {
			rec := w.Do(apitest.Request{Method: "POST", Path: test.path, Body: []byte("text=%zz"), Header: browser})
			code, body = rec.Code, rec.Body.String()
		}
		if code != test.status || !strings.Contains(body, test.holds) || strings.Contains(body, "<script") {
			t.Errorf("%s: %d, want %d with %q: %s", name, code, test.status, test.holds, clipped(body))
		}
	}
	pace()
	if rec := w.Do(apitest.Request{Method: "POST", Path: form, Body: []byte(good().Encode()), Header: with(browser, "Sec-Fetch-Site", "cross-site")}); rec.Code != http.StatusForbidden {
		t.Errorf("another site's form: %d", rec.Code)
	}
	for _, b := range []string{id, draft} {
		if list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-signals?batch_id=" + b, As: "maker/owner"}, http.StatusOK)["items"].([]any); len(list) != 0 {
			t.Errorf("written: %v", list)
		}
	}
	taken, refused := 0, 0
	for range 15 {
		switch code, body := sends(w.World, form, good()); code {
		case http.StatusCreated:
			taken++
		case http.StatusTooManyRequests:
			refused++
			if !strings.Contains(body, "<form") {
				t.Error("what was written is lost")
			}
		}
	}
	if taken != 10 && taken != 11 || taken+refused != 15 {
		t.Errorf("%d taken, %d refused", taken, refused)
	}
}
