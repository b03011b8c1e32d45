package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

func init() {
	number := func(things) map[string]string { return map[string]string{"number": "2026-999999"} }
	someCase := func(things) map[string]string {
		return map[string]string{"id": "018f3a5e-0000-7000-8000-000000000001", "kind": "plan"}
	}
	maps.Copy(samples, map[string]sample{
		"recall-register": {}, "recall-atom": {}, "recall-feed": {}, "recall-keys": {}, "list-public-recalls": {},
		"recall-notice":      {object: number, absent: true},
		"list-recall-papers": {object: someCase, absent: true},
		"get-recall-paper":   {object: someCase, absent: true},
	})
}

// shown fetches a page or feed that everybody may read.
func (w *recalls) shown(path string) string {
	w.T.Helper()
	rec := w.Do(apitest.Request{Method: "GET", Path: path, Header: map[string]string{"Accept": "text/html"}})
	if rec.Code != 200 {
		w.T.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

// has fails unless a text holds all of some words and none of others.
func (w *recalls) has(where, text string, words, others []string) {
	w.T.Helper()
	for _, s := range words {
		if !strings.Contains(text, s) {
			w.T.Errorf("%s lacks %q", where, s)
		}
	}
	for _, s := range others {
		if strings.Contains(text, s) {
			w.T.Errorf("%s shows %q", where, s)
		}
	}
}

// hidden is what no public answer may show: exercises, drafts, people, holders and what was taken out of the scope for good.
func (w *recalls) hidden() []string {
	return []string{mockNumber, draftNumber, w.secret, "Test stranger", "测试stranger", w.open.ID.String()}
}

func TestRegister(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		for _, lang := range model.Langs() {
			page := w.shown("/recalls?lang=" + string(lang))
			w.has("the register in "+string(lang), page, []string{
				openNumber, closedNumber, retractedNumber, w.open.Title.In(lang), model.RegisterStateWords[model.RegisterRetracted].In(lang),
				`lang="` + string(lang) + `" dir="` + lang.Dir() + `"`,
			}, w.hidden())
		}
		all := []string{openNumber, closedNumber, retractedNumber}
		for q, want := range map[string][]string{
			"":                             all,
			"?q=" + openNumber:             {openNumber},
			"?q=korla":                     all, // a part of a name, in either case
			"?q=" + url.QueryEscape("香梨"):  all,
			"?q=peacock+RIVER":             all, // a brand
			"?q=" + url.QueryEscape("好邻居"): all,
			"?q=Nobody%27s":                nil,
			"?q=Test%20maker":              all,
			"?q=Test%20partner":            all, // the name on the pack of a private label
			"?q=Test%20stranger":           nil, // a holder is not found
			"?q=J-0O1":                     {openNumber},
			"?q=" + openNumber + "-A":      {openNumber},
			"?q=" + openNumber + "-OUT":    nil, // no longer in the scope
			"?q=" + juiceGTIN:              {openNumber},
			"?q=(01)" + pearGTIN + "(10)" + closedNumber + "-A":                      {closedNumber},
			"?q=" + url.QueryEscape("https://suyuan.test/01/"+juiceGTIN+"/10/J-0O1"): {openNumber},
			"?q=" + url.QueryEscape("https://suyuan.test/c/RCA0000001"):              {openNumber},
			"?q=peanut":             {closedNumber},
			"?q=" + mockNumber:      nil,
			"?q=" + draftNumber:     nil,
			"?q=%25":                nil,
			"?state=active":         {openNumber},
			"?state=closed":         {closedNumber},
			"?state=retracted":      {retractedNumber},
			"?grade=i":              all,
			"?grade=ii":             nil,
			"?year=2026&grade=i":    all,
			"?year=2025":            nil,
			"?q=pears&state=active": {openNumber},
		} {
			page := w.shown("/recalls" + q)
			for _, n := range all {
				if strings.Contains(page, "/recalls/"+n) != slices.Contains(want, n) {
					t.Errorf("%q shows %s: %v", q, n, !slices.Contains(want, n))
				}
			}
			if len(want) == 0 && !strings.Contains(page, "empty") {
				t.Errorf("%q does not say that there is nothing", q)
			}
		}
		for _, q := range []string{"?year=x", "?grade=iv", "?state=draft", "?q=" + strings.Repeat("x", 101), "?page=zzz"} {
			if rec := w.Do(apitest.Request{Method: "GET", Path: "/recalls" + q}); rec.Code != 422 {
				t.Errorf("%q: %d", q, rec.Code)
			}
		}
	})
}

func TestRegisterForPrograms(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		var numbers []string
		path := "/v1/public/recalls?limit=1"
		for range 3 {
			page := w.JSON(apitest.Request{Method: "GET", Path: path}, 200)
			row := page["items"].([]any)[0].(object)
			numbers = append(numbers, row["number"].(string))
			if next, more := page["next"].(string); more {
				path = "/v1/public/recalls?limit=1&page=" + url.QueryEscape(next)
			} else {
				path = ""
			}
		}
		if diff := cmp.Diff([]string{retractedNumber, closedNumber, openNumber}, numbers); diff != "" || path != "" {
			t.Errorf("pages (-want +got):\n%s, next %q", diff, path)
		}
		row := w.JSON(apitest.Request{Method: "GET", Path: "/v1/public/recalls?q=J-0O1"}, 200)["items"].([]any)[0].(object)
		delete(row, "announced_at")
		want := object{
			"number": openNumber, "state": "active", "grade": "i", "lots": 3.0, "notice": "http://suyuan.test/recalls/2026-000017.json",
			"title":    object{"zh": "检出铅超标", "ug": "قوغۇشۇن ئۆلچەمدىن ئېشىپ كەتكەن", "en": "Lead above the limit"},
			"hazard":   object{"zh": "长期食用会损害神经系统。", "ug": "ئۇزۇن مۇددەت يېيىش نېرۋا سىستېمىسىغا زىيان قىلىدۇ.", "en": "Eating it over time harms the nervous system."},
			"company":  object{"zh": "测试maker", "en": "Test maker"},
			"products": []any{object{"zh": "库尔勒香梨", "ug": "كورلا نەشپۈتى", "en": "Korla pears"}, object{"zh": "梨汁", "ug": "نەشپۈت شەربىتى", "en": "Pear juice"}, object{"zh": "鲜果汁", "ug": "يېڭى مېۋە شەربىتى", "en": "Fresh juice"}},
		}
		if diff := cmp.Diff(want, row); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestNotice(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		for _, lang := range model.Langs() {
			page := w.shown("/recalls/" + openNumber + "?lang=" + string(lang))
			w.has("the notice in "+string(lang), page, []string{
				"banner danger", w.open.Title.In(lang), w.open.Hazard.In(lang), w.pears.Name.In(lang), w.label.Name.In(lang), openNumber + "-A", "J-0O1",
				"0996-2000000", "recall@maker.example", w.plan().Consumers.In(lang), model.RemedyWords[model.RemedyRefund].In(lang),
				model.PublicChangeWords[model.ChangeBoth].In(lang), openNumber + "-OUT",
			}, w.hidden())
		}
		w.has("the closed notice", w.shown("/recalls/"+closedNumber), []string{"banner past"}, append(w.hidden(), "banner danger"))
		w.has("the retracted notice", w.shown("/recalls/"+retractedNumber+"?lang=en"), []string{"banner past", "has been retracted"}, append(w.hidden(), "banner danger", "What to do"))
		for _, number := range []string{mockNumber, draftNumber, "2026-999999", mockNumber + ".json", draftNumber + ".json", "%00", ".json", "%E9%A6%99"} {
			if rec := w.Do(apitest.Request{Method: "GET", Path: "/recalls/" + number}); rec.Code != 404 {
				t.Errorf("%s: %d", number, rec.Code)
			}
		}
	})
}

// TestNoticeAnswersWhetherALotIsRecalled: never that something is safe.
func TestNoticeAnswersWhetherALotIsRecalled(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		for typed, want := range map[string]string{
			"J-0O1": "Do not use it", " Ｊ-0O1": "Do not use it", "j-001": "letter by letter", "J-7": "does not list that lot",
			"https://suyuan.test/01/" + juiceGTIN + "/10/J-0O1": "Do not use it",
			"https://suyuan.test/01/" + pearGTIN + "/10/J-0O1":  "does not list that lot",
			"https://suyuan.test/c/RCA0000001":                  "Do not use it",
			openNumber + "-OUT":                                 "does not list that lot",
		} {
			page := w.shown("/recalls/" + openNumber + "?lang=en&lot=" + url.QueryEscape(typed))
			w.has(typed, page, []string{want}, []string{"is safe", "not affected"})
		}
		page := w.shown("/recalls/" + openNumber + "?lot=" + url.QueryEscape(`"><script>alert(1)</script>`))
		w.has("a hostile lot", page, nil, []string{"<script"})
	})
}

// TestNoticeIsLight: the page of one notice is small enough for a telephone in a cellar, and caches may keep it for a minute.
func TestNoticeIsLight(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		w.write(func(tx *repository.Tx) error {
			for i := range 400 {
				w.lot(tx, w.open, w.pears, "L"+strings.Repeat("0", 4)+string(rune('A'+i%26))+time.Duration(i).String(), 1, nil)
			}
			return nil
		})
		for _, path := range []string{"/recalls/" + openNumber, "/recalls/" + openNumber + ".json", "/recalls", "/recalls/feed.atom", "/recalls/feed.json", "/.well-known/recall-keys.json"} {
			header := map[string]string{"Accept-Encoding": "gzip"}
			rec := w.Do(apitest.Request{Method: "GET", Path: path, Header: header})
			if n := rec.Body.Len(); n > 14<<10 || rec.Header().Get("Content-Encoding") != "gzip" {
				t.Errorf("%s: %d bytes, %s", path, n, rec.Header().Get("Content-Encoding"))
			}
			if _, err := gzip.NewReader(bytes.NewReader(rec.Body.Bytes())); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			if got := rec.Header().Get("Cache-Control"); got != "public, max-age=60, must-revalidate" {
				t.Errorf("%s may be kept: %q", path, got)
			}
			header["If-None-Match"] = rec.Header().Get("ETag")
			if rec := w.Do(apitest.Request{Method: "GET", Path: path, Header: header}); rec.Code != 304 || rec.Body.Len() != 0 {
				t.Errorf("%s asked again: %d", path, rec.Code)
			}
		}
	})
}

func TestSignedNotice(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		text := w.shown("/recalls/" + openNumber + ".json")
		w.has("the signed notice", text, []string{"J-0O1"}, w.hidden())
		var keys recall.JWKS
		if err := json.Unmarshal([]byte(w.shown("/.well-known/recall-keys.json")), &keys); err != nil || len(keys.Keys) != 1 {
			t.Fatalf("keys %+v, %v", keys, err)
		}
		notice, err := recall.VerifyNotice(keys, []byte(text))
		if err != nil || notice.Number != openNumber || len(notice.Products) != 3 {
			t.Fatalf("%v: %+v", err, notice)
		}
		var loose any
		if err := json.Unmarshal([]byte(text), &loose); err != nil {
			t.Fatal(err)
		}
		spaced, err := json.MarshalIndent(loose, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := recall.VerifyNotice(keys, spaced); err != nil {
			t.Errorf("written with other spaces: %v", err)
		}
		for _, change := range [][2]string{{"J-0O1", "J-0O2"}, {`"active"`, `"closed"`}, {`"places_unknown":0`, `"places_unknown":1`}} {
			forged := strings.Replace(text, change[0], change[1], 1)
			if _, err := recall.VerifyNotice(keys, []byte(forged)); forged == text || err == nil {
				t.Errorf("%q for %q is believed", change[1], change[0])
			}
		}
		if again := w.shown("/recalls/" + openNumber + ".json"); again != text {
			t.Error("the same state is signed with other bytes")
		}
		want := []model.PublicChangeKind{model.ChangeAnnounced, model.ChangeBoth}
		if len(notice.Changes) != 2 || notice.Changes[0].Kind != want[0] || notice.Changes[1].Kind != want[1] ||
			notice.Changes[1].Added[0].Lot != "J-0O1" || notice.Changes[1].Removed[0].Lot != openNumber+"-OUT" {
			t.Errorf("changes %+v", notice.Changes)
		}
		if diff := cmp.Diff([]model.Region{"440000", "650000"}, notice.Provinces); diff != "" {
			t.Errorf("provinces (-want +got):\n%s", diff)
		}
	})
}

// TestFeeds: both feeds list what is announced, the last change first, and a reader sees by updated that it changed.
func TestFeeds(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		var atom struct {
			XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
			ID      string   `xml:"id"`
			Title   string   `xml:"title"`
			Updated string   `xml:"updated"`
			Author  []string `xml:"author>name"`
			Links   []struct {
				Rel  string `xml:"rel,attr"`
				Href string `xml:"href,attr"`
			} `xml:"link"`
			Entries []struct {
				ID        string `xml:"id"`
				Title     string `xml:"title"`
				Published string `xml:"published"`
				Updated   string `xml:"updated"`
				Summary   string `xml:"summary"`
			} `xml:"entry"`
		}
		text := w.shown("/recalls/feed.atom?lang=en")
		w.has("atom", text, nil, w.hidden())
		if err := xml.Unmarshal([]byte(text), &atom); err != nil {
			t.Fatal(err)
		}
		if atom.ID != "http://suyuan.test/recalls" || atom.Title == "" || len(atom.Author) != 1 || atom.Links[0].Rel != "self" || len(atom.Entries) != 3 {
			t.Errorf("%+v", atom)
		}
		var feed struct {
			Version string `json:"version"`
			Items   []struct {
				ID        string    `json:"id"`
				Title     string    `json:"title"`
				Text      string    `json:"content_text"`
				Published time.Time `json:"date_published"`
				Modified  time.Time `json:"date_modified"`
			} `json:"items"`
		}
		text = w.shown("/recalls/feed.json?lang=en")
		w.has("JSON feed", text, nil, w.hidden())
		if err := json.Unmarshal([]byte(text), &feed); err != nil || feed.Version != "https://jsonfeed.org/version/1.1" || len(feed.Items) != 3 {
			t.Fatalf("%v: %+v", err, feed)
		}
		for i, item := range feed.Items {
			e := atom.Entries[i]
			if item.ID != e.ID || item.Title != e.Title || item.Modified.Format(time.RFC3339) != e.Updated || e.Summary == "" || item.Modified.Before(item.Published) {
				t.Errorf("%+v and %+v", item, e)
			}
			if strings.HasSuffix(item.ID, openNumber) && !item.Modified.After(item.Published.Add(10*time.Minute)) {
				t.Errorf("the notice that grew is as of %v", item.Modified)
			}
			if strings.HasSuffix(item.ID, retractedNumber) && !strings.HasPrefix(item.Title, "[Announcement retracted]") {
				t.Errorf("the retracted one is titled %q", item.Title)
			}
		}
	})
}

// TestVerifyPage: in three languages it names the keys that the set has, and a notice verifies with them as it says.
func TestVerifyPage(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		keys := w.Services.Signer.Keys()
		for lang, says := range map[string]string{"zh-CN": "核验", "ug": "دەلىللەش", "en": "Verify"} {
			page := w.shown("/recalls/verify?lang=" + lang)
			for _, word := range []string{says, keys.Keys[0].ID, keys.Keys[0].X, "recall-notice verify", "RFC 8785"} {
				if !strings.Contains(page, word) {
					t.Errorf("%s: the page lacks %q", lang, word)
				}
			}
		}
		if !strings.Contains(w.shown("/recalls?lang=en"), "/recalls/verify") {
			t.Error("nothing leads to the page")
		}
	})
}
