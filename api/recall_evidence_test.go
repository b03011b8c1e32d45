package api_test

import (
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
)

// TestRecallReply_evidence: a stall without an account sends a photo with its answer; who told it opens it, strangers do
// not; what is no file of ours, proves nothing or comes too often is refused, and nothing of it is kept.
func TestRecallReply_evidence(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	link := r.JSON(apitest.Request{Method: "POST", Path: "/v1/recall-tasks/" + r.stall.String() + "/link", As: "maker/owner", Body: object{}}, http.StatusOK)["url"].(string)
	path := strings.TrimPrefix(link, "http://suyuan.test")
	send := func(to string, parts ...part) (int, string) {
		f := formOf(t, parts...)
		rec := r.Do(apitest.Request{Method: "POST", Path: to + "?lang=en", Body: f.content, Header: map[string]string{"Content-Type": f.mediaType, "Accept": "text/html", "Sec-Fetch-Site": "same-origin"}})
		return rec.Code, rec.Body.String()
	}
	answer := func(event, quantity string, more ...part) []part {
		return append([]part{{name: "once", value: event + quantity}, {name: "event", value: event}, {name: "item0", value: r.lot}, {name: "unit0", value: "KGM"}, {name: "quantity0", value: quantity}}, more...)
	}
	photo := part{name: "file", file: "../../x.png", mediaType: "image/png", value: string(picture())}
	if page := r.look(path + "?lang=en").Body.String(); !strings.Contains(page, `enctype="multipart/form-data"`) || !strings.Contains(page, `type="file"`) {
		t.Error("the page takes no file")
	}
	if code, body := send(path, answer("seal", "8", part{name: "file", file: "", mediaType: "application/octet-stream"})...); code != http.StatusSeeOther {
		t.Fatalf("a file field left alone: %d %s", code, body)
	}
	for name, f := range map[string]part{
		"a script":          {name: "file", file: "x.png", mediaType: "image/png", value: "<script>alert(1)</script>"},
		"a page":            {name: "file", file: "x.html", mediaType: "text/html", value: "<html>"},
		"a file behind PDF": {name: "file", file: "x.pdf", mediaType: "application/pdf", value: smallPDF + "PK\x05\x06"},
	} {
		if code, body := send(path, answer("destroy", "8", f)...); code != http.StatusUnsupportedMediaType && code != http.StatusUnprocessableEntity || strings.Contains(body, "<script>alert") {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
	if code, _ := send(path, answer("destroy", "8", part{name: "file", file: "x.pdf", mediaType: "application/pdf", value: "%PDF-" + strings.Repeat("x", 11<<20)})...); code != http.StatusRequestEntityTooLarge {
		t.Errorf("11 MB: %d", code)
	}
	if code, _ := send("/recall-reply/guess", answer("destroy", "8", photo)...); code != http.StatusNotFound {
		t.Errorf("a guessed secret: %d", code)
	}
	if code, body := send(path, answer("destroy", "800", photo)...); code != http.StatusUnprocessableEntity {
		t.Errorf("more than it had: %d %s", code, body)
	}
	for range 2 { // pressed twice
		if code, body := send(path, answer("destroy", "8", photo)...); code != http.StatusSeeOther {
			t.Fatalf("%d %s", code, body)
		}
	}
	proof := ""
	for _, a := range r.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-tasks/" + r.stall.String() + "/answers", As: "maker/owner"}, http.StatusOK)["items"].([]any) {
		if a := a.(object); a["kind"] == "destroyed" {
			if proof != "" {
				t.Error("the answer is there twice")
			}
			proof, _ = a["evidence_id"].(string)
			if a["evidence"] != "x.jpg" {
				t.Errorf("%v", a)
			}
		}
	}
	at := "/v1/recall-tasks/" + r.stall.String() + "/evidence/" + proof
	for as, want := range map[string]int{"maker/owner": http.StatusOK, "north/inspector": http.StatusOK, "stranger/owner": http.StatusNotFound, "": http.StatusUnauthorized} {
		rec := r.Do(apitest.Request{Method: "GET", Path: at, As: as})
		if rec.Code != want || want == http.StatusOK && (rec.Header().Get("Content-Type") != "image/jpeg" || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "sandbox")) {
			t.Errorf("%s: %d %v", as, rec.Code, rec.Header())
		}
	}
	limited := false
	for range 12 {
		code, _ := send(path, answer("destroy", "800", photo)...)
		limited = limited || code == http.StatusTooManyRequests
	}
	if !limited {
		t.Error("a dozen files at once are not limited")
	}
}

// TestRecallEvidence_withAnAccount: a holder keeps a file over the API and names it in its answer.
func TestRecallEvidence_withAnAccount(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	f := formOf(t, part{name: "file", file: "proof.pdf", mediaType: "application/pdf", value: smallPDF})
	send := func(task, as, key string, f form) (int, string) {
		rec := r.Do(apitest.Request{Method: "POST", Path: "/v1/recall-tasks/" + task + "/evidence", As: as, Body: f.content, Header: map[string]string{"Content-Type": f.mediaType, "Idempotency-Key": key}})
		return rec.Code, rec.Body.String()
	}
	for _, c := range []struct {
		as   string
		want int
	}{{"stranger/owner", http.StatusNotFound}, {"", http.StatusUnauthorized}, {"maker/owner", http.StatusForbidden}, {"partner/owner", http.StatusCreated}} {
		if code, body := send(r.partner.String(), c.as, "k", f); code != c.want {
			t.Errorf("%s: %d %s", c.as, code, body)
		}
	}
	if code, _ := send(r.partner.String(), "partner/owner", "k2", formOf(t, part{name: "kind", value: "photo"})); code != http.StatusUnprocessableEntity {
		t.Errorf("no file: %d", code)
	}
	_, first := send(r.partner.String(), "partner/owner", "k", f)
	if _, again := send(r.partner.String(), "partner/owner", "k", f); again != first {
		t.Errorf("a retry keeps another: %s %s", first, again)
	}
}
