package api_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository/repotest"
	"suyuan/service/complaint"
)

// evidenceForm is a form with one file and fields.
func evidenceForm(t *testing.T, field, name string, content []byte, fields ...string) apitest.Request {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := m.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if field != "" {
		part, err := m.CreateFormFile(field, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return apitest.Request{Method: "POST", Body: b.Bytes(), Header: map[string]string{"Content-Type": m.FormDataContentType(), "Accept": "text/html"}}
}

// camera is a photo as a telephone takes it: with a place beside what it shows.
func camera(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		t.Fatal(err)
	}
	place := append([]byte{0xff, 0xe1, 0, 20}, "Exif\x00\x00GPS43.8N87.6E"[:18]...)
	return append(append(b.Bytes()[:2:2], place...), b.Bytes()[2:]...)
}

var evidenceFile = regexp.MustCompile(`/(files/[0-9a-f-]{36})"`)

// TestComplaintEvidencePages: from the form with a photo over the private page to the authority's viewer and the operator's,
// each in its own language; what cannot be taken is said and loses nothing.
func TestComplaintEvidencePages(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	send := func(path, as string, r apitest.Request) (int, string) {
		r.Path, r.As = path, as
		rec := w.Do(r)
		return rec.Code, rec.Body.String()
	}
	get := func(path, as string) (int, string) {
		return send(path, as, apitest.Request{Method: "GET", Header: map[string]string{"Accept": "text/html"}})
	}
	filed := []string{
		"paper", "both", "firm", w.Orgs["maker"].String(), "what", "变质", "wish", "退款", "contact.name", "A", "contact.phone", "13800000000", "consent", "1", "once", "o1",
	}
	if code, body := send("/complaint?lang=en", "", evidenceForm(t, "file.goods", "x.txt", []byte("hello"), filed...)); code != 422 || !strings.Contains(body, `id="file-fault"`) || !strings.Contains(body, "变质") {
		t.Errorf("a text as evidence: %d %s", code, clipped(body))
	}
	code, body := send("/complaint?lang=en", "", evidenceForm(t, "file.goods", "IMG_1.jpg", camera(t), append(filed, "share_files", "yes")...))
	link := complaintLink.FindStringSubmatch(body)
	if code != http.StatusCreated || link == nil || strings.Contains(body, "could not be taken") {
		t.Fatalf("filed: %d %s", code, clipped(body))
	}
	for lang, words := range map[string][]string{"zh-CN": {"照片和凭证", "商品及标签", "经营者可见"}, "ug": {"سۈرەت ۋە ئىسپاتلار", "تىجارەتچى كۆرەلەيدۇ"}, "en": {"the goods and their label", "the operator can see it"}} {
		code, body := get(link[1]+"?lang="+lang, "")
		for _, word := range append(words, `name="file.harm"`, `value="prove"`) {
			if code != http.StatusOK || !strings.Contains(body, word) {
				t.Errorf("%s: %d, the private page lacks %q", lang, code, word)
			}
		}
	}
	if code, body := send(link[1]+"?lang=en", "", evidenceForm(t, "file.harm", "x.pdf", []byte("%PDF-1.7 half"), "act", "prove", "once", "o2")); code != 422 || !strings.Contains(body, `id="file-fault"`) {
		t.Errorf("half a paper: %d", code)
	}
	if code, body := send(link[1]+"?lang=en", "", evidenceForm(t, "", "", nil, "act", "prove", "once", "o3")); code != 422 || !strings.Contains(body, `id="file-fault"`) {
		t.Errorf("no file: %d", code)
	}
	for range 2 {
		if code, _ := send(link[1]+"?lang=en", "", evidenceForm(t, "file.harm", "b.jpg", camera(t), "act", "prove", "once", "o4")); code != http.StatusSeeOther {
			t.Errorf("more evidence: %d", code)
		}
	}
	list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/complaints?mine=true", As: "north/inspector"}, http.StatusOK)["items"].([]any)
	at := "/console/complaints/" + list[0].(object)["id"].(string)
	tips := w.JSON(apitest.Request{Method: "GET", Path: "/v1/tips?mine=true", As: "north/inspector"}, http.StatusOK)["items"].([]any)
	tip := "/console/tips/" + tips[0].(object)["id"].(string)
	for _, page := range []string{at, tip} {
		if _, body := get(page+"?lang=en", "north/inspector"); strings.Count(body, "JPEG") != 2 || !strings.Contains(body, page+"/evidence") {
			t.Errorf("%s lists %d files", page, strings.Count(body, "JPEG"))
		}
		code, body := get(page+"/evidence?lang=ug", "north/inspector")
		files := evidenceFile.FindAllStringSubmatch(body, -1)
		if code != http.StatusOK || len(files) == 0 || !strings.Contains(body, "<img") {
			t.Fatalf("the viewer of %s: %d %v", page, code, files)
		}
		code, content := get(page+"/"+files[0][1], "north/inspector")
		if code != http.StatusOK || !strings.HasPrefix(content, "\xff\xd8") || strings.Contains(content, "GPS") {
			t.Errorf("one of %s: %d %q", page, code, clipped(content))
		}
		if code, _ := get(page+"/"+files[0][1], "south/inspector"); code != http.StatusNotFound {
			t.Errorf("another authority opens it: %d", code)
		}
		if code, _ := get(page+"/"+files[0][1], ""); code == http.StatusOK {
			t.Errorf("anybody opens it: %d", code)
		}
		shared := files[0][1]
		if page == tip {
			if code, _ := get(page+"/"+shared, "maker/owner"); code != http.StatusForbidden && code != http.StatusNotFound {
				t.Errorf("the operator opens evidence of a tip: %d", code)
			}
			continue
		}
		if code, _ := get(page+"/evidence", "maker/owner"); code != http.StatusNotFound {
			t.Errorf("the operator before acceptance: %d", code)
		}
		w.JSON(apitest.Request{Method: "POST", Path: "/v1/complaints/" + list[0].(object)["id"].(string) + "/moves", As: "north/inspector", Body: object{"event": "accept"}}, http.StatusOK)
		_, body = get(page+"/evidence?lang=en", "maker/owner")
		if own := evidenceFile.FindAllStringSubmatch(body, -1); len(own) == 0 || strings.Count(body, "<img") != 1 {
			t.Errorf("the operator sees %v", own)
		}
	}
	if code, body := send(at+"/files?lang=en", "maker/owner", evidenceForm(t, "file", "x.pdf", []byte("no paper"))); code != 422 || !strings.Contains(body, `id="file-fault"`) && !strings.Contains(body, "aria-invalid") {
		t.Errorf("no paper as an answer: %d", code)
	}
	if code, _ := send(at+"/files?lang=en", "maker/owner", evidenceForm(t, "file", "a.jpg", camera(t))); code != http.StatusSeeOther {
		t.Errorf("the operator's own: %d", code)
	}
	for as, want := range map[string]int{"partner/owner": http.StatusNotFound, "north/inspector": http.StatusForbidden} {
		if code, _ := send(at+"/files?lang=en", as, evidenceForm(t, "file", "a.jpg", camera(t))); code != want {
			t.Errorf("%s adds an answer: %d, want %d", as, code, want)
		}
	}
	if _, body := get(link[1]+"?lang=en", ""); !strings.Contains(body, "from the party that answers") {
		t.Error("the complainant does not see the operator's evidence")
	}
}

// TestComplaintContestPage: the form asks for the region to which a complaint belongs; its authority finds it in its queue
// and takes it, and who sends an old page or nothing is told so beside the field.
func TestComplaintContestPage(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	filed, err := w.Services.Complaint.File(t.Context(), model.Idempotency{}, complaint.Filing{
		Firm: w.Orgs["maker"], Complaint: true, Story: model.ComplaintStory{What: "matrix", Wish: "matrix"}, Consent: complaint.ConsentVersion,
		Contact: model.ComplaintContact{Name: "Matrix", Phone: "13800000000"},
	})
	if err != nil {
		t.Fatal(err)
	}
	const south = "440000"
	at := "/console/complaints/" + filed.Complaint.String()
	form := at + "/move/contest"
	rec := w.Do(apitest.Request{Method: "GET", Path: form + "?lang=en", As: "north/inspector", Header: map[string]string{"Accept": "text/html"}})
	if body := rec.Body.String(); rec.Code != http.StatusOK || !strings.Contains(body, `name="region"`) || !strings.Contains(body, `name="province"`) || !strings.Contains(body, `name="version" value="1"`) {
		t.Fatalf("the form: %d %s", rec.Code, clipped(body))
	}
	press := func(as, path string, pairs ...string) (int, string) {
		values := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
		rec := w.Do(apitest.Request{
			Method: "POST", Path: path + "?lang=en", As: as, Body: []byte(values.Encode()), Header: with(browser, "Content-Type", "application/x-www-form-urlencoded"),
		})
		return rec.Code, rec.Body.String()
	}
	for name, c := range map[string]struct {
		as     string
		fields []string
		status int
		holds  string
	}{
		"nothing":                {"north/inspector", []string{"version", "1"}, 422, "This is required"},
		"no authority there":     {"north/inspector", []string{"version", "1", "province", "110000", "region", "110101", "text", "x"}, 422, "No market regulator of"},
		"an old page":            {"north/inspector", []string{"version", "9", "province", south, "region", south, "text", "x"}, 409, ""},
		"the authority of there": {"south/inspector", []string{"version", "1", "province", south, "region", south, "text", "x"}, 404, ""},
		"the operator":           {"maker/owner", []string{"version", "1", "province", south, "region", south, "text", "x"}, 404, ""},
	} {
		if code, body := press(c.as, form, c.fields...); code != c.status || !strings.Contains(body, c.holds) {
			t.Errorf("%s: %d, want %d with %q", name, code, c.status, c.holds)
		}
	}
	if code, body := press("north/inspector", form, "version", "1", "province", south, "region", south, "text", "seat elsewhere"); code != http.StatusSeeOther {
		t.Fatalf("contested: %d %s", code, clipped(body))
	}
	list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/complaints?mine=true", As: "south/inspector"}, http.StatusOK)["items"].([]any)
	if len(list) != 1 || list[0].(object)["state"] != "contested" {
		t.Errorf("the queue of the authority named: %v", list)
	}
	if code, body := press("south/inspector", at+"/move/assign", "to", ""); code != http.StatusSeeOther {
		t.Errorf("taken: %d %s", code, clipped(body))
	}
	if got := w.JSON(apitest.Request{Method: "GET", Path: "/v1/complaints/" + filed.Complaint.String(), As: "south/inspector"}, http.StatusOK); got["state"] != "filed" || got["authority"].(object)["id"] != w.Orgs["south"].String() {
		t.Errorf("after it was taken: %v", got)
	}
}
