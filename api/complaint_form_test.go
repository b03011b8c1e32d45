package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

var (
	complaintLink = regexp.MustCompile(`href="[^"]*(/complaint/[^"?]+)"`)
	paperNumber   = regexp.MustCompile(`(TS|JB)[0-9A-Z-]{6,}`)
)

// complaintForm is a form that is right, for a complaint about the maker by name, with changes.
func complaintForm(w *shelf, change ...string) url.Values {
	v := url.Values{
		"paper": {"complaint"}, "firm": {w.Orgs["maker"].String()}, "what": {"变质"}, "wish": {"退款"}, "contact.name": {"阿依古丽"}, "contact.phone": {"13991887766"}, "consent": {"1"},
	}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v
}

// TestComplaintForm: who scans files a complaint, a tip or both without an account, in three languages; the numbers and the
// private link are told once, and a second press is the same paper.
func TestComplaintForm(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := newShelf(apitest.New(t, repotest.SQLite(t, clock), clock, nil))
	id, path := w.batch("C1")
	w.activate(id)
	scanned := w.Do(apitest.Request{Method: "GET", Path: "/p" + path, Header: browser}).Body.String()
	form := "/complaint?" + url.Values{"code": {"https://id.gs1.org" + path}}.Encode()
	if !strings.Contains(scanned, strings.ReplaceAll(form, "&", "&amp;")) {
		t.Errorf("the page of the batch does not lead to %s", form)
	}
	if home := w.Do(apitest.Request{Method: "GET", Path: "/", Header: browser}).Body.String(); !strings.Contains(home, `href="/complaint?`) {
		t.Error("the front page does not lead to the form")
	}
	for lang, words := range map[string][]string{"zh-CN": {"投诉举报", "香梨"}, "ug": {"ئەرز قىلىش", `dir="rtl"`}, "en": {"Complain or give a tip", "Pear", "C1"}} {
		rec := w.Do(apitest.Request{Method: "GET", Path: form + "&lang=" + lang, Header: browser})
		for _, word := range append(words, `name="firm" value="`+w.Orgs["maker"].String()) {
			if !strings.Contains(rec.Body.String(), word) {
				t.Errorf("%s: the form lacks %q", lang, word)
			}
		}
		if rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), "<script") || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", lang, rec.Code, rec.Header())
		}
	}
	for paper, want := range map[string]struct {
		change []string
		kinds  string
	}{
		"complaint": {[]string{"code", "https://id.gs1.org" + path, "units", "2", "price", "¥12.5"}, "TS"},
		"tip":       {[]string{"contact.name", "", "contact.phone", "", "wish", ""}, "JB"},
		"both":      {[]string{"facts", "篡改日期"}, "TS JB"},
	} {
		clock.Advance(10 * time.Minute)
		values := complaintForm(w, append(want.change, "paper", paper, "once", "press-"+paper)...)
		var link string
		for range 2 {
			code, body := sends(w.World, "/complaint?lang=en", values)
			found := complaintLink.FindStringSubmatch(body)
			var kinds []string
			for _, n := range paperNumber.FindAllString(body, -1) {
				kinds = append(kinds, n[:2])
			}
			if code != http.StatusCreated || found == nil || strings.Join(kinds, " ") != want.kinds {
				t.Fatalf("%s: %d, %v, %s", paper, code, kinds, clipped(body))
			}
			if link != "" && link != found[1] {
				t.Errorf("%s: a second press made another paper", paper)
			}
			link = found[1]
		}
		if rec := w.Do(apitest.Request{Method: "GET", Path: link, Header: browser}); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), "变质") && paper != "both" {
			t.Errorf("%s: the private page answers %d", paper, rec.Code)
		}
	}
	list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/complaints?mine=true", As: "north/inspector"}, http.StatusOK)["items"].([]any)
	if len(list) != 2 {
		t.Errorf("the authority has %d complaints, want 2", len(list))
	}
}

// TestHostileComplaintForm: what is wrong is said beside its field and what was typed stays as text; one network cannot
// flood.
func TestHostileComplaintForm(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := newShelf(apitest.New(t, repotest.SQLite(t, clock), clock, nil))
	id, path := w.batch("H1")
	w.activate(id)
	const hostile = `<script>alert(1)</script>"'`
	for name, test := range map[string]struct {
		values url.Values
		status int
		holds  []string
	}{
		"nothing":            {url.Values{}, 422, []string{`id="paper-fault"`, `id="firm_name-fault"`, `id="what-fault"`, `id="consent-fault"`}},
		"markup":             {complaintForm(w, "wish", "", "what", hostile, "receipt", hostile), 422, []string{`id="wish-fault"`, "&lt;script&gt;"}},
		"no identity":        {complaintForm(w, "contact.name", "", "contact.phone", ""), 422, []string{`id="contact.name-fault"`, `id="contact.phone-fault"`, "变质"}},
		"nobody's name":      {complaintForm(w, "firm", "", "firm_name", "无名公司"), 422, []string{`id="firm_name-fault"`, `value="无名公司"`}},
		"no firm of a code":  {complaintForm(w, "firm", "", "code", "https://id.gs1.org"+path), 422, []string{`id="firm-fault"`}},
		"an authority":       {complaintForm(w, "firm", w.Orgs["north"].String()), 422, []string{`id="firm_name-fault"`}},
		"no identifier":      {complaintForm(w, "firm", "x' OR 1=1"), 422, []string{`id="firm_name-fault"`}},
		"tomorrow":           {complaintForm(w, "bought_on", "2027-11-24"), 422, []string{`id="bought_on-fault"`}},
		"half a unit":        {complaintForm(w, "units", "1.5"), 422, []string{`id="units-fault"`, `value="1.5"`}},
		"no money":           {complaintForm(w, "asked", "much"), 422, []string{`id="asked-fault"`}},
		"reversing text":     {complaintForm(w, "what", "a\u202eb"), 422, []string{`id="what-fault"`}},
		"a zero":             {complaintForm(w, "wish", "a\x00b"), 422, []string{`id="wish-fault"`}},
		"broken UTF-8":       {complaintForm(w, "facts", "a\xffb"), 422, []string{`id="facts-fault"`}},
		"4001 characters":    {complaintForm(w, "what", strings.Repeat("字", 4001)), 422, []string{`id="what-fault"`}},
		"another consent":    {complaintForm(w, "consent", "2"), 422, []string{`id="consent-fault"`}},
		"a form of 300 kB":   {complaintForm(w, "what", strings.Repeat("x", 300<<10)), 413, nil},
		"markup as a code":   {complaintForm(w, "wish", "", "code", hostile), 422, []string{"&lt;script&gt;"}},
		"a letter's address": {complaintForm(w, "contact.mail", "nowhere"), 422, []string{`id="contact.mail-fault"`}},
	} {
		clock.Advance(10 * time.Minute)
		code, body := sends(w.World, "/complaint?lang=en", test.values)
		if code != test.status || strings.Contains(body, "<script") {
			t.Errorf("%s: %d, want %d: %s", name, code, test.status, clipped(body))
		}
		for _, part := range test.holds {
			if !strings.Contains(body, part) {
				t.Errorf("%s: the page lacks %q", name, part)
			}
		}
	}
	clock.Advance(10 * time.Minute)
	if code, _ := sends(w.World, "/complaint", complaintForm(w, "firm", "", "firm_name", "Test maker")); code != http.StatusCreated {
		t.Errorf("by the name of the firm: %d", code)
	}
	if rec := w.Do(apitest.Request{Method: "POST", Path: "/complaint", Body: []byte(complaintForm(w).Encode()), Header: with(browser, "Sec-Fetch-Site", "cross-site")}); rec.Code != http.StatusForbidden {
		t.Errorf("another site's form: %d", rec.Code)
	}
	if rec := w.Do(apitest.Request{Method: "POST", Path: "/complaint", Body: []byte("what=%zz"), Header: with(browser, "Content-Type", "application/x-www-form-urlencoded")}); rec.Code != http.StatusBadRequest {
		t.Errorf("broken escapes: %d", rec.Code)
	}
	clock.Advance(20 * time.Minute)
	taken := 0
	for range 15 {
		code, body := sends(w.World, "/complaint", complaintForm(w))
		if code == http.StatusCreated {
			taken++
		} else if code != http.StatusTooManyRequests || !strings.Contains(body, "变质") {
			t.Errorf("%d: what was written is lost", code)
		}
	}
	if taken != 10 && taken != 11 {
		t.Errorf("%d of 15 were taken", taken)
	}
}

// TestOwnQueueFirst: the queue of an authority begins with what it handles; what another handles in its region is behind
// the tab of the region.
func TestOwnQueueFirst(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := newShelf(apitest.New(t, repotest.SQLite(t, clock), clock, nil))
	var numbers []string
	for range 2 {
		_, body := sends(w.World, "/complaint", complaintForm(w))
		numbers = append(numbers, paperNumber.FindString(body))
	}
	if _, err := repotest.SQL(t, w.Store).Exec("UPDATE complaints SET authority_id = ? WHERE number = ?", w.Orgs["south"].String(), numbers[1]); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][2]bool{"/console/complaints": {true, false}, "/console/complaints?of=region": {true, true}} {
		html := w.Do(apitest.Request{Method: "GET", Path: path, As: "north/inspector", Header: browser}).Body.String()
		if got := [2]bool{strings.Contains(html, numbers[0]), strings.Contains(html, numbers[1])}; got != want {
			t.Errorf("%s shows %v of own and another's, want %v", path, got, want)
		}
	}
}
