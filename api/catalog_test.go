package api_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"suyuan/api/apitest"
)

const smallPDF = "%PDF-1.7\n%%EOF\n"

// part is one field of a form; a media type makes it a file.
type part struct{ name, file, mediaType, value string }

func formOf(t *testing.T, parts ...part) form {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, p := range parts {
		h := textproto.MIMEHeader{"Content-Disposition": {multipart.FileContentDisposition(p.name, p.file)}, "Content-Type": {p.mediaType}}
		if p.mediaType == "" {
			h = textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + p.name + `"`}}
		}
		w, err := m.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p.value)); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return form{b.Bytes(), m.FormDataContentType()}
}

func (s *shelf) send(path, as string, f form) (int, string) {
	rec := s.Do(apitest.Request{Method: "POST", Path: path, As: as, Body: f.content, Header: map[string]string{"Content-Type": f.mediaType}})
	return rec.Code, rec.Body.String()
}

func productOnTheWire(t *testing.T, s *shelf) {
	p := s.JSON(apitest.Request{Method: "GET", Path: "/v1/products/" + s.product, As: "maker/viewer"}, http.StatusOK)
	if p["gtin"] != s.gtin || p["unit"] != "KGM" || p["version"] != 1.0 {
		t.Errorf("%v", p)
	}
	p = s.JSON(apitest.Request{
		Method: "PATCH", Path: "/v1/products/" + s.product, As: "maker/manager",
		Body: object{"version": 1, "standards": []string{"GB 1", "GB 2"}, "storage": object{"zh": "冷藏"}},
	}, http.StatusOK)
	if p["version"] != 2.0 || len(p["standards"].([]any)) != 2 || p["name"].(map[string]any)["en"] != "Pear" {
		t.Errorf("%v", p)
	}
	for name, test := range map[string]struct {
		body   object
		status int
		holds  string
	}{
		"old version":    {object{"version": 1, "net_content": "1 kg"}, 409, "changed-meanwhile"},
		"no version":     {object{"net_content": "1 kg"}, 422, "value-required"},
		"unknown field":  {object{"version": 2, "price": 3}, 422, "unknown-field"},
		"unknown unit":   {object{"version": 2, "unit": "kg"}, 422, "unit"},
		"no name left":   {object{"version": 2, "name": object{}}, 422, "name"},
		"shelf life -1":  {object{"version": 2, "shelf_life_days": -1}, 422, "shelf_life_days"},
		"GTIN of others": {object{"version": 2, "gtin": "123"}, 422, "catalog-gtin-invalid"},
	} {
		rec := s.Do(apitest.Request{Method: "PATCH", Path: "/v1/products/" + s.product, As: "maker/owner", Body: test.body})
		if rec.Code != test.status || !strings.Contains(rec.Body.String(), test.holds) {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
	list := s.JSON(apitest.Request{Method: "GET", Path: "/v1/products?q=" + s.gtin, As: "maker/viewer"}, http.StatusOK)
	if len(list["items"].([]any)) != 1 {
		t.Errorf("%v", list)
	}
}

func batchOnTheWire(t *testing.T, s *shelf) {
	id, _ := s.batch("007")
	s.activate(id)
	f := s.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + id, As: "maker/owner"}, http.StatusOK)
	if f["lot"] != "007" || f["quantity"] != "12.5" || f["expires"] != "2027-01-19" || len(f["allowed"].([]any)) != 2 {
		t.Errorf("%v", f)
	}
	list := s.JSON(apitest.Request{Method: "GET", Path: "/v1/batches?state=active&lot=00&expires_before=2027-01-20", As: "maker/viewer"}, http.StatusOK)
	if len(list["items"].([]any)) != 1 {
		t.Errorf("%v", list)
	}
	for query, want := range map[string]int{"?state=ACTIVE": 422, "?expires_before=2026-02-30": 422, "?product_id=x": 422, "?nothing=1": 422} {
		if rec := s.Do(apitest.Request{Method: "GET", Path: "/v1/batches" + query, As: "maker/viewer"}); rec.Code != want {
			t.Errorf("%s: %d %s", query, rec.Code, rec.Body)
		}
	}
	move := func(as, event, reason string) (int, string) {
		rec := s.Do(apitest.Request{Method: "POST", Path: "/v1/batches/" + id + "/moves", As: as, Body: object{"event": event, "reason": reason}})
		return rec.Code, rec.Body.String()
	}
	for _, test := range []struct {
		as, event, reason string
		status            int
		holds             string
	}{
		{"maker/owner", "activate", "r", 409, `"allowed":["hold","block","close"]`},
		{"maker/owner", "hold", "", 422, "reason"},
		{"maker/clerk", "hold", "r", 403, "batch:hold"},
		{"south/inspector", "block", "r", 404, "not-found"},
		{"stranger/owner", "hold", "r", 404, "not-found"},
		{"north/inspector", "hold", "r", 200, `"state":"held"`},
		{"maker/owner", "release", "r", 403, "catalog-hold-of-others"},
		{"north/inspector", "release", "r", 200, `"state":"active"`},
	} {
		if code, body := move(test.as, test.event, test.reason); code != test.status || !strings.Contains(body, test.holds) {
			t.Errorf("%s %s: %d %s, want %d with %s", test.as, test.event, code, body, test.status, test.holds)
		}
	}
}

func documentForms(t *testing.T, s *shelf) {
	id, _ := s.batch("1")
	at := "/v1/batches/" + id + "/documents"
	file := part{"file", "../../报告.pdf", "application/pdf", smallPDF}
	kind := part{name: "kind", value: "lab-report"}
	whole := formOf(t, kind, file)
	for name, test := range map[string]struct {
		form   form
		status int
		holds  string
	}{
		"good":              {formOf(t, kind, file), 201, `"file_name":"报告.pdf"`},
		"file first":        {formOf(t, file, kind, part{name: "public", value: "false"}), 201, `"public":false`},
		"no file":           {formOf(t, kind), 422, `"at":"file"`},
		"two files":         {formOf(t, kind, file, file), 422, `"at":"file"`},
		"no kind":           {formOf(t, file), 422, `"at":"kind"`},
		"kind twice":        {formOf(t, kind, kind, file), 422, `"at":"kind"`},
		"unknown field":     {formOf(t, kind, file, part{name: "org_id", value: "x"}), 422, "unknown-field"},
		"public as yes":     {formOf(t, kind, file, part{name: "public", value: "yes"}), 422, `"at":"public"`},
		"long field":        {formOf(t, kind, file, part{name: "title", value: strings.Repeat("a", 5000)}), 413, "too-large"},
		"HTML called PDF":   {formOf(t, kind, part{"file", "a.pdf", "application/pdf", "<script>"}), 415, "catalog-file-type-refused"},
		"too many bytes":    {formOf(t, kind, part{"file", "a.pdf", "application/pdf", smallPDF + strings.Repeat("\n", 10<<20)}), 413, "too-large"},
		"body cut off":      {form{whole.content[:len(whole.content)-20], whole.mediaType}, 400, "malformed"},
		"no form":           {form{[]byte("{}"), "application/json"}, 415, "media-type-unsupported"},
		"commitment, ticks": {formOf(t, part{name: "kind", value: "commitment-certificate"}, part{name: "basis", value: "own-test"}, part{name: "basis", value: "own-promise"}, file), 201, `"basis":["own-test","own-promise"]`},
	} {
		if code, body := s.send(at, "maker/clerk", test.form); code != test.status || !strings.Contains(body, test.holds) {
			t.Errorf("%s: %d %s, want %d with %s", name, code, body, test.status, test.holds)
		}
	}
}

func downloadsAreHarmless(t *testing.T, s *shelf) {
	id, _ := s.batch("1")
	s.activate(id)
	f := formOf(t, part{name: "kind", value: "lab-report"}, part{name: "public", value: "true"}, part{"file", `检测"报告.pdf`, "application/pdf", smallPDF})
	d := s.JSON(apitest.Request{
		Method: "POST", Path: "/v1/batches/" + id + "/documents", As: "maker/owner", Body: f.content,
		Header: map[string]string{"Content-Type": f.mediaType},
	}, http.StatusCreated)["id"].(string)
	for _, r := range []apitest.Request{
		{Method: "GET", Path: "/v1/documents/" + d + "/content", As: "north/viewer"},
		{Method: "GET", Path: "/d/" + d},
	} {
		rec := s.Do(r)
		h := rec.Header()
		if rec.Code != 200 || rec.Body.String() != smallPDF || h.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s: %d %s", r.Path, rec.Code, rec.Body)
		}
		if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v", r.Path, h)
		}
	}
	for _, r := range []apitest.Request{
		{Method: "GET", Path: "/v1/documents/" + d + "/content"},
		{Method: "GET", Path: "/v1/documents/" + d + "/content", As: "stranger/owner"},
		{Method: "GET", Path: "/d/..%2F..%2Fsuyuan.db"},
	} {
		if rec := s.Do(r); rec.Code != 401 && rec.Code != 404 {
			t.Errorf("%s as %q: %d", r.Path, r.As, rec.Code)
		}
	}
	for _, f := range []form{{picture(), "image/png"}, multipartOf(nil)} {
		p := s.JSON(apitest.Request{
			Method: "PUT", Path: "/v1/products/" + s.product + "/photo", As: "maker/owner", Body: f.content,
			Header: map[string]string{"Content-Type": f.mediaType},
		}, http.StatusOK)
		rec := s.Do(apitest.Request{Method: "GET", Path: p["photo"].(string)})
		if rec.Code != 200 || rec.Header().Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(rec.Header().Get("Content-Disposition"), "inline") {
			t.Errorf("photo: %d %v", rec.Code, rec.Header())
		}
	}
	p := s.JSON(apitest.Request{Method: "DELETE", Path: "/v1/products/" + s.product + "/photo", As: "maker/owner"}, http.StatusOK)
	if p["photo"] != nil {
		t.Errorf("the photo is still there: %v", p["photo"])
	}
}
