package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// TestComplaintByLink: somebody files without an account, the authority and the operator deal with it, and the private page
// tells so in three languages and does what its forms say.
func TestComplaintByLink(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	const hostile = `<script>alert(1)</script>"'`
	filed := w.JSON(apitest.Request{Method: "POST", Path: "/v1/public-complaints", Body: object{
		"firm": w.Orgs["maker"].String(), "complaint": true, "tip": true, "what": "变质 " + hostile, "wish": "退款", "asked": "1000", "units": 2,
		"contact": object{"name": "阿依古丽", "phone": "13991887766"}, "consent": 1,
	}}, http.StatusCreated)
	link, err := url.Parse(filed["link"].(string))
	if err != nil || !strings.HasPrefix(link.Path, "/complaint/") {
		t.Fatalf("the link is %v, %v", filed["link"], err)
	}
	list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/complaints?mine=true", As: "north/inspector"}, http.StatusOK)["items"].([]any)
	if len(list) != 1 {
		t.Fatalf("the authority has %d complaints", len(list))
	}
	id := list[0].(map[string]any)["id"].(string)
	for _, path := range []string{"/v1/complaints?all=true", "/v1/complaints/" + id} {
		if body := w.Do(apitest.Request{Method: "GET", Path: path, As: "north/inspector"}).Body.String(); strings.Contains(body, "13991887766") || strings.Contains(body, "阿依古丽") {
			t.Errorf("%s says who complains", path)
		}
	}
	page := func(query string) string {
		rec := w.Do(apitest.Request{Method: "GET", Path: link.Path + query, Header: map[string]string{"Accept": "text/html"}})
		if rec.Code != http.StatusOK || rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("X-Robots-Tag") != "noindex" {
			t.Fatalf("the page: %d %v", rec.Code, rec.Header())
		}
		return rec.Body.String()
	}
	for query, want := range map[string]string{"?lang=zh-CN": "待受理", "?lang=ug": "قوبۇل قىلىش كۈتۈۋاتىدۇ", "?lang=en": "to be accepted"} {
		html := page(query)
		for _, text := range []string{want, filed["complaint_number"].(string), filed["tip_number"].(string)} {
			if !strings.Contains(html, text) {
				t.Errorf("%s lacks %q", query, text)
			}
		}
		if strings.Contains(html, "<script>alert") || strings.Contains(html, "13991887766") {
			t.Errorf("%s holds markup of strangers or a phone", query)
		}
	}
	send := func(values url.Values) (int, string) {
		rec := w.Do(apitest.Request{
			Method: "POST", Path: link.Path + "?lang=en", Body: []byte(values.Encode()), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
		})
		return rec.Code, rec.Body.String()
	}
	if code, _ := send(url.Values{"act": {"add"}, "text": {"还有照片"}, "once": {"a1"}}); code != http.StatusSeeOther || !strings.Contains(page(""), "还有照片") {
		t.Errorf("adding: %d", code)
	}
	if code, html := send(url.Values{"act": {"add"}, "text": {" "}, "once": {"a2"}}); code != http.StatusUnprocessableEntity || !strings.Contains(html, "This is required") {
		t.Errorf("adding nothing: %d", code)
	}
	if code, html := send(url.Values{"act": {"erase"}, "once": {"a3"}}); code != http.StatusConflict || !strings.Contains(html, "still open") {
		t.Errorf("erasing what is open: %d", code)
	}
	move := func(as, path string, body object) {
		w.JSON(apitest.Request{Method: "POST", Path: path, As: as, Body: body}, http.StatusOK)
	}
	move("north/inspector", "/v1/complaints/"+id+"/moves", object{"event": "accept"})
	move("maker/owner", "/v1/complaints/"+id+"/moves", object{"event": "consent", "text": "愿意协商"})
	if !strings.Contains(page("?lang=en"), "in mediation") {
		t.Error("the page does not say that mediation has begun")
	}
	if code := w.Do(apitest.Request{Method: "POST", Path: "/v1/complaints/" + id + "/contact", As: "maker/owner"}).Code; code != http.StatusForbidden {
		t.Errorf("the operator reads the contact: %d", code)
	}
	if code, _ := send(url.Values{"act": {"share"}, "once": {"a4"}}); code != http.StatusSeeOther {
		t.Errorf("sharing: %d", code)
	}
	who := w.JSON(apitest.Request{Method: "POST", Path: "/v1/complaints/" + id + "/contact", As: "maker/owner"}, http.StatusOK)
	if who["phone"] != "13991887766" {
		t.Errorf("shared: %v", who)
	}
	if code, _ := send(url.Values{"act": {"withdraw"}, "once": {"a5"}}); code != http.StatusSeeOther || !strings.Contains(page("?lang=en"), "ended, to be told") {
		t.Errorf("withdrawing: %d", code)
	}
	move("north/inspector", "/v1/complaints/"+id+"/moves", object{"event": "tell"})
	tips := w.JSON(apitest.Request{Method: "GET", Path: "/v1/tips", As: "north/inspector"}, http.StatusOK)["items"].([]any)
	move("north/inspector", "/v1/tips/"+tips[0].(map[string]any)["id"].(string)+"/moves", object{"event": "transfer", "text": "移送公安"})
	if code, html := send(url.Values{"act": {"erase"}, "once": {"a6"}}); code != http.StatusOK || !strings.Contains(html, "has been erased") {
		t.Errorf("erasing: %d", code)
	}
	if code := w.Do(apitest.Request{Method: "GET", Path: link.Path}).Code; code != http.StatusNotFound {
		t.Errorf("the link after erasure: %d", code)
	}
	if violations, err := w.Store.Fsck(t.Context()); err != nil || len(violations) > 0 {
		t.Errorf("fsck: %v %v", violations, err)
	}
}

// TestComplaintDeskPages: the desk's pages show a complaint to whoever has to deal with it, in three languages, and their
// forms do it.
func TestComplaintDeskPages(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	id, tip := newComplaint(w, "maker")
	get := func(as, path string) string {
		rec := w.Do(apitest.Request{Method: "GET", Path: path, As: as, Header: map[string]string{"Accept": "text/html"}})
		if rec.Code != http.StatusOK {
			t.Fatalf("%s as %s: %d", path, as, rec.Code)
		}
		if html := rec.Body.String(); strings.Contains(html, "13800000000") {
			t.Errorf("%s shows a phone", path)
		}
		return rec.Body.String()
	}
	for lang, want := range map[string]string{"zh-CN": "已受理", "ug": "قوبۇل قىلىندى", "en": "accepted, waiting"} {
		for _, page := range []struct{ as, path string }{
			{"north/inspector", "/console/complaints"}, {"maker/owner", "/console/complaints"}, {"north/inspector", "/console/complaints/" + id}, {"maker/owner", "/console/complaints/" + id},
		} {
			if !strings.Contains(get(page.as, page.path+"?lang="+lang), want) {
				t.Errorf("%s as %s in %s lacks %q", page.path, page.as, lang, want)
			}
		}
		get("north/inspector", "/console/tips/"+tip+"?lang="+lang)
		get("north/inspector", "/console/complaints/statistics?lang="+lang)
	}
	send := func(as, path string, values url.Values) (int, string) {
		rec := w.Do(apitest.Request{
			Method: "POST", Path: path + "?lang=en", As: as, Body: []byte(values.Encode()), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
		})
		return rec.Code, rec.Body.String()
	}
	at := "/console/complaints/" + id
	if code, html := send("maker/owner", at+"/move/decline", url.Values{"text": {""}}); code != http.StatusUnprocessableEntity || !strings.Contains(html, "This is required") {
		t.Errorf("declining without a reason: %d", code)
	}
	if code, _ := send("maker/owner", at+"/move/consent", url.Values{}); code != http.StatusSeeOther {
		t.Errorf("consent: %d", code)
	}
	if code, _ := send("north/inspector", at+"/move/test", url.Values{"lab": {"Laboratory"}, "lab_by": {"appointed"}, "payer": {"both"}}); code != http.StatusSeeOther {
		t.Errorf("test: %d", code)
	}
	if html := get("maker/owner", at+"?lang=en"); !strings.Contains(html, "being tested") || !strings.Contains(html, "Laboratory") || !strings.Contains(html, "appointed by the authority") {
		t.Error("the operator does not read who tests")
	}
	if code, html := send("north/inspector", at+"/who", url.Values{}); code != http.StatusOK || !strings.Contains(html, "13800000000") {
		t.Errorf("looking who it is: %d", code)
	}
	if code, _ := send("north/inspector", "/console/tips/"+tip+"/move/verify", url.Values{}); code != http.StatusSeeOther {
		t.Errorf("verify: %d", code)
	}
}
