package api_test

import (
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestFailedReportRaisesASignal: once for each report, to the maker and the authority; and whoever scans the batch reads
// what a public report found.
func TestFailedReportRaisesASignal(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		w := newShelf(apitest.New(t, s, clock, nil))
		id, path := w.batch("R1")
		w.activate(id)
		failing := formOf(t, part{name: "kind", value: "lab-report"}, part{name: "title", value: "抽检报告"}, part{name: "public", value: "true"},
			part{name: "verdict", value: "does-not-conform"},
			part{name: "results", value: `[{"item":"镉","value":"nd","unit":"mg/kg","verdict":"conforms"},{"item":"多菌灵","value":"0.80","unit":"mg/kg","limit":"0.5","method":"GB 23200.121","verdict":"does-not-conform"}]`},
			part{name: "file", file: "r.pdf", mediaType: "application/pdf", value: smallPDF})
		send := func(f form, key string) (int, string) {
			rec := w.Do(apitest.Request{Method: "POST", Path: "/v1/batches/" + id + "/documents", As: "maker/owner", Body: f.content,
				Header: map[string]string{"Content-Type": f.mediaType, "Idempotency-Key": key}})
			return rec.Code, rec.Body.String()
		}
		page := func(lang string) string {
			return w.Do(apitest.Request{Method: "GET", Path: "/p" + path + "?lang=" + lang, Header: browser}).Body.String()
		}
		if strings.Contains(page("en"), "does not conform") {
			t.Fatal("the page speaks of a report that nobody has added")
		}
		for range 2 { // a retry is the same report
			if code, body := send(failing, "report-1"); code != http.StatusCreated || !strings.Contains(body, `"value":"0.80"`) || !strings.Contains(body, `"verdict":"does-not-conform"`) {
				t.Fatalf("%d %s", code, body)
			}
		}
		for _, as := range []string{"maker/owner", "north/inspector"} {
			list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-signals", As: as}, http.StatusOK)["items"].([]any)
			if len(list) != 1 {
				t.Fatalf("%s sees %d signals", as, len(list))
			}
			signal := list[0].(map[string]any)
			harm, _ := signal["harm"].(string)
			if signal["source"] != "failed-sample" || signal["batch_id"] != id || !strings.Contains(harm, "多菌灵 0.80 mg/kg (0.5 mg/kg) GB 23200.121") || strings.Contains(harm, "镉") {
				t.Errorf("%s: %v", as, signal)
			}
		}
		if list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-signals", As: "south/inspector"}, http.StatusOK)["items"].([]any); len(list) != 0 {
			t.Errorf("another region sees %v", list)
		}
		for lang, words := range map[string][]string{
			"zh-CN": {"检测报告：不符合", "多菌灵", "0.80 mg/kg", "未检出"}, "ug": {"ئۆلچەمگە ئۇيغۇن ئەمەس", "بايقالمىدى"}, "en": {"does not conform", "not detected", "limit"},
		} {
			for _, word := range words {
				if text := page(lang); !strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
					t.Errorf("%s: the page lacks %q", lang, word)
				}
			}
			if strings.Contains(page(lang), `class="banner ok`) {
				t.Errorf("%s: the page says that all is well", lang)
			}
		}
		ld := w.Do(apitest.Request{Method: "GET", Path: "/p" + path + "?format=jsonld"}).Body.String()
		if !strings.Contains(ld, string(model.LabFails)) {
			t.Error("machines are not told")
		}
		for name, parts := range map[string][]part{
			"contradiction": {{name: "kind", value: "lab-report"}, {name: "verdict", value: "conforms"}, {name: "results", value: `[{"item":"x","verdict":"does-not-conform"}]`}},
			"no JSON":       {{name: "kind", value: "lab-report"}, {name: "results", value: `[{"item":`}},
			"unknown field": {{name: "kind", value: "lab-report"}, {name: "results", value: `[{"item":"x","price":1}]`}},
			"a number":      {{name: "kind", value: "lab-report"}, {name: "results", value: `[{"item":"x","value":0.1}]`}},
			"two arrays":    {{name: "kind", value: "lab-report"}, {name: "results", value: `[][]`}},
			"a certificate": {{name: "kind", value: "certificate"}, {name: "verdict", value: "conforms"}},
		} {
			code, body := send(formOf(t, append(parts, part{name: "file", file: "r.pdf", mediaType: "application/pdf", value: smallPDF})...), strings.ReplaceAll(name, " ", "-"))
			if code != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, code, body)
			}
		}
	})
}
