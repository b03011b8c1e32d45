package api_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository/repotest"
)

// done sends a form that must be taken, and returns where it leads.
func done(w *apitest.World, as, path string, pairs ...string) string {
	w.T.Helper()
	rec := send(w, as, path, pairs...)
	if rec.Code != http.StatusSeeOther {
		w.T.Fatalf("POST %s: %d\n%s", path, rec.Code, readable(rec.Body.String()))
	}
	return rec.Header().Get("Location")
}

var tags = regexp.MustCompile(`(?:<[^>]*>|\s)+`)

// readable is what a page says, without markup.
func readable(page string) string {
	_, main, _ := strings.Cut(page, "<main")
	return tags.ReplaceAllString(main, " ")
}

// faultSaid returns the fault that stands beside a field, empty without one.
func faultSaid(page, field string) string {
	_, rest, ok := strings.Cut(page, `id="`+field+`-about"`)
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "</div>")
	if !strings.Contains(rest, `class="fault"`) {
		return ""
	}
	return strings.TrimSpace(tags.ReplaceAllString(rest, " "))
}

// traded is a world in which two companies have something and ship to each other.
func traded(t *testing.T) (*apitest.World, map[string]things) {
	t.Helper()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	owners := map[string]things{}
	for _, label := range []string{"maker", "partner", "stranger"} {
		owners[label] = furnish(w, label)
	}
	trade(w, owners)
	return w, owners
}

// TestTracePagesSpeak: every page of the room opens in three languages and says what it must.
func TestTracePagesSpeak(t *testing.T) {
	t.Parallel()
	w, owners := traded(t)
	maker := owners["maker"]
	for path, says := range map[string][3]string{
		"/console/record":                                     {"发生了什么", "نېمە بولدى", "What happened"},
		"/console/record?code=L-maker":                        {"现在要登记什么？", "ھازىر نېمىنى تىزىملايسىز؟", "What happens to it now?"},
		"/console/record?code=none":                           {"查不到", "تېپىلمىدى", "Nothing known as"},
		"/console/record/ship?batch=" + maker.batch:           {"发出的货", "يوللانغان مال", "What is shipped"},
		"/console/record/transform":                           {"用掉的原料", "ئىشلىتىلگەن خامئەشيا", "What was used"},
		"/console/record/destroy":                             {"永久去除", "مەڭگۈ چىقىرىلىدۇ", "for good"},
		"/console/record/observe":                             {"温度", "تېمپېراتۇرا", "Temperature"},
		"/console/record/photo":                               {"二维码照片", "QR كود رەسىمى", "Photo of the code"},
		"/console/shipments":                                  {"待收货", "تاپشۇرۇۋېلىنىدىغان", "To receive"},
		"/console/shipments?list=out":                         {"在途", "يولدا", "on the way"},
		"/console/shipments/" + maker.shipment:                {"经过", "جەريان", "What happened"},
		"/console/stock":                                      {"先到期的在前", "بالدۇر توشىدىغىنى ئالدىدا", "What expires first"},
		"/console/till?code=L-maker":                          {"可以销售", "سېتىشقا بولىدۇ", "Yes, it may be sold"},
		"/console/till?code=none":                             {"不要销售", "ساتماڭ", "Do not sell"},
		"/console/events":                                     {"发货", "يولغا سېلىش", "Shipped"},
		"/console/events/" + url.PathEscape(maker.event):      {"原始数据", "ئەسلى سانلىق مەلۇمات", "As captured"},
		"/console/correct/" + url.PathEscape(maker.event):     {"为什么撤回", "نېمىشقا", "Why"},
		"/console/findings?state=all":                         {"各类异常的含义和处理", "ھەر تۈرنىڭ مەنىسى", "What they mean and what to do"},
		"/console/capture":                                    {"上传文件", "ھۆججەت يوللاش", "Send a file"},
		"/console/capture/" + maker.capture:                   {"文件处理结果", "ھۆججەتنى بىر تەرەپ قىلىش نەتىجىسى", "What became of the file"},
		"/console/events?q=L-maker&step=shipping&from=2026-1": {"日期看不懂", "چېسلا ئوقۇلمىدى", "cannot be read"},
	} {
		for i, lang := range model.Langs() {
			join := "?"
			if strings.Contains(path, "?") {
				join = "&"
			}
			page := pageOf(t, w, "maker/owner", path+join+"lang="+string(lang), http.StatusOK)
			want := map[model.Lang]string{model.ZH: says[0], model.UG: says[1], model.EN: says[2]}[lang]
			if !strings.Contains(readable(page), want) {
				t.Errorf("%s (%d) in %s does not say %q:\n%s", path, i, lang, want, readable(page))
			}
		}
	}
	page := pageOf(t, w, "north/supervisor", "/console/stock?lang=en", http.StatusOK)
	if !strings.Contains(page, "L-maker") || strings.Contains(page, "L-stranger") || strings.Contains(page, "/console/record/sell") {
		t.Error("a regulator sees its region's stock and no buttons")
	}
}

// TestRecordingByForms tells a story by forms alone: made, shipped to somebody found by name, received in part, lost,
// refused, sold, returned, destroyed, withdrawn.
func TestRecordingByForms(t *testing.T) {
	t.Parallel()
	w, owners := traded(t)
	m, p := owners["maker"], owners["partner"]
	made := furnishLot(w, "maker", m.product, m.site, "F-1")
	at := done(w, "maker/owner", "/console/record/commission?lang=en", "batch", made, "harvest", "yes", "once", "1", "at", "", "note", "first frost")
	if !strings.HasPrefix(at, "/console/events/") || !strings.Contains(at, "again=commission") || !strings.Contains(at, "done=recorded") {
		t.Fatalf("recording leads to %s", at)
	}
	page := pageOf(t, w, "maker/owner", at, http.StatusOK)
	for _, want := range []string{"Harvested", "F-1", "1,000 kg", "first frost", "Record another", "Withdraw it", "/console/batches/" + made} {
		if !strings.Contains(page, want) {
			t.Errorf("the event does not say %q:\n%s", want, readable(page))
		}
	}
	// The same form twice is one step.
	if again := done(w, "maker/owner", "/console/record/commission?lang=en", "batch", made, "harvest", "yes", "once", "1", "at", "", "note", "first frost"); again != at {
		t.Errorf("pressing twice leads to %s, not %s", again, at)
	}
	form := pageOf(t, w, "maker/owner", "/console/record/ship?lang=en&batch="+made, http.StatusOK)
	for _, want := range []string{`<option value="` + made + `" selected data-unit="kg" data-most="1000">`, "1,000 kg there", "data-scan"} {
		if !strings.Contains(form, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	name := w.JSON(apitest.Request{Method: "GET", Path: "/v1/organisations/" + p.org, As: "partner/owner"}, http.StatusOK)["name"].(object)["en"].(string)
	shipped := []string{"site", m.site, "lines[0].batch", made, "lines[0].quantity", "１００.5", "lines[1].code", "F-1", "lines[1].quantity", "99.5",
		"to_search", name, "reference", "D-1"}
	// A name is no identity: who was found is shown, and nothing leaves before somebody has chosen.
	page = faulted(w, "maker/owner", "/console/record/ship?lang=en", "to", shipped...)
	if !strings.Contains(page, "Places found: 1.") || !strings.Contains(page, `<option value="`+p.site+`"`) {
		t.Errorf("the place found is not offered:\n%s", readable(page))
	}
	// What is chosen and what is typed name two places, or two lots: which one is meant?
	faulted(w, "maker/owner", "/console/record/ship?lang=en", "lines[0].code", "site", m.site, "lines[0].batch", made, "lines[0].code", "L-maker", "lines[0].quantity", "1", "to", p.site)
	faulted(w, "maker/owner", "/console/record/ship?lang=en", "to", "site", m.site, "lines[0].batch", made, "lines[0].quantity", "1", "to", m.site, "to_search", name)
	at = done(w, "maker/owner", "/console/record/ship?lang=en", append(shipped, "to", p.site)...)
	page = pageOf(t, w, "maker/owner", at, http.StatusOK)
	shipment := regexp.MustCompile(`/console/shipments/([0-9a-f-]{36})`).FindStringSubmatch(page)
	if shipment == nil || !strings.Contains(page, "100.5 kg") {
		t.Fatalf("no shipment:\n%s", readable(page))
	}
	sh := "/console/shipments/" + shipment[1]
	if page = pageOf(t, w, "partner/owner", "/console/shipments?lang=en", http.StatusOK); !strings.Contains(page, shipment[1]) {
		t.Error("the inbox lacks the shipment")
	}
	page = pageOf(t, w, "partner/owner", sh+"/receive?lang=en", http.StatusOK)
	if !strings.Contains(page, `name="lines[0].quantity" value="100.5"`) {
		t.Errorf("the open quantity is not filled in:\n%s", page)
	}
	at = done(w, "partner/owner", sh+"/receive?lang=en", "lines[0].line", "1", "lines[0].quantity", "90", "lines[0].lost", "0.5", "lines[1].line", "2", "lines[1].quantity", "")
	page = pageOf(t, w, "partner/owner", at, http.StatusOK)
	if !strings.Contains(readable(page), "90 kg 0.5 kg") || !strings.Contains(page, "partly received") {
		t.Errorf("what was received is not told:\n%s", readable(page))
	}
	rec := send(w, "partner/owner", sh+"/receive?lang=en", "lines[1].line", "2", "lines[1].quantity", "1000")
	if rec.Code != http.StatusUnprocessableEntity || faultSaid(rec.Body.String(), "lines[1].quantity") == "" {
		t.Errorf("too much: %d %s", rec.Code, readable(rec.Body.String()))
	}
	rec = send(w, "partner/owner", sh+"/refuse?lang=en", "reason", " ")
	if rec.Code != http.StatusUnprocessableEntity || faultSaid(rec.Body.String(), "reason") == "" || !strings.Contains(rec.Body.String(), "cannot be undone") {
		t.Errorf("refusing without a reason: %d %s", rec.Code, readable(rec.Body.String()))
	}
	page = pageOf(t, w, "partner/owner", done(w, "partner/owner", sh+"/refuse?lang=en", "reason", "too warm"), http.StatusOK)
	if !strings.Contains(page, "too warm") || !strings.Contains(readable(page), "99.5 kg") {
		t.Errorf("refused: %s", readable(page))
	}

	// The way back is received whole in one press; then sold, returned, destroyed and withdrawn.
	page = pageOf(t, w, "maker/owner", "/console/shipments?lang=en", http.StatusOK)
	back := regexp.MustCompile(`/console/shipments/([0-9a-f-]{36})/?\?lang=en"[^>]*>`).FindStringSubmatch(page)
	if back == nil {
		t.Fatal("nothing to receive back")
	}
	done(w, "maker/owner", "/console/shipments/"+back[1]+"/receive?lang=en", "whole", "yes")
	done(w, "maker/owner", "/console/record/sell?lang=en", "site", m.site, "lines[0].batch", made, "lines[0].quantity", "10", "receipt", "R 1")
	done(w, "maker/owner", "/console/record/return?lang=en", "site", m.site, "lines[0].batch", made, "lines[0].quantity", "4", "reason", "soft")
	at = done(w, "maker/owner", "/console/record/destroy?lang=en", "site", m.site, "lines[0].batch", made, "lines[0].quantity", "4", "from_returned", "yes", "reason", "soft", "method", "burnt")
	if page = pageOf(t, w, "maker/owner", at, http.StatusOK); !strings.Contains(page, "Destroyed") || !strings.Contains(page, "burnt") || !strings.Contains(page, "returned") {
		t.Errorf("destroyed: %s", readable(page))
	}
	at = done(w, "maker/owner", "/console/record/lose?lang=en", "site", m.site, "lines[0].batch", made, "lines[0].quantity", "1", "reason", "count")
	lost := strings.TrimPrefix(strings.SplitN(at, "?", 2)[0], "/console/events/")
	page = pageOf(t, w, "maker/owner", done(w, "maker/owner", "/console/correct/"+lost+"?lang=en", "reason", "did_not_occur"), http.StatusOK)
	if !strings.Contains(page, "no longer counts") || strings.Contains(page, "/console/correct/") {
		t.Errorf("withdrawn: %s", readable(page))
	}
	at = done(w, "maker/owner", "/console/record/observe?lang=en", "site", m.site, "step", "inspecting", "lines[0].batch", made,
		"readings[0].type", "Temperature", "readings[0].value", "4.0", "readings[1].type", "RelativeHumidity", "readings[1].min", "80", "readings[1].max", "92")
	if page = pageOf(t, w, "maker/owner", at, http.StatusOK); !strings.Contains(page, "4.0 °C") || !strings.Contains(page, "92 %") {
		t.Errorf("readings: %s", readable(page))
	}
	at = done(w, "maker/owner", "/console/record/pack?lang=en", "site", m.site, "lines[0].batch", made, "lines[0].quantity", "5")
	page = pageOf(t, w, "maker/owner", at, http.StatusOK)
	box := regexp.MustCompile(`"parentID": &#34;(urn:uuid:[0-9a-f-]+)`).FindStringSubmatch(strings.ReplaceAll(page, "&#34;parentID&#34;", `"parentID"`))
	if box == nil {
		t.Fatalf("no container:\n%s", readable(page))
	}
	if page = pageOf(t, w, "maker/owner", "/console/record?lang=en&code="+box[1], http.StatusOK); !strings.Contains(page, "5 kg") || !strings.Contains(page, "/console/record/unpack?") {
		t.Errorf("the container: %s", readable(page))
	}
	done(w, "maker/owner", "/console/record/unpack?lang=en&container="+box[1], "site", m.site, "box", box[1])
	out := furnishLot(w, "maker", m.product, m.site, "F-2")
	at = done(w, "maker/owner", "/console/record/transform?lang=en", "site", m.site, "inputs[0].code", "F-1", "inputs[0].quantity", "200", "outputs[0].batch", out, "outputs[0].quantity", "150")
	if page = pageOf(t, w, "maker/owner", at, http.StatusOK); !strings.Contains(page, "75.00%") {
		t.Errorf("yield: %s", readable(page))
	}
	if violations, err := w.Store.Fsck(t.Context()); err != nil || len(violations) > 0 {
		t.Errorf("%v %v", violations, err)
	}
}

// furnishLot registers a batch of 1000 kg.
func furnishLot(w *apitest.World, label, product, site, lot string) string {
	w.T.Helper()
	return w.JSON(apitest.Request{Method: "POST", Path: "/v1/batches", As: label + "/owner", Body: object{
		"product_id": product, "lot": lot, "produced": "2026-11-20", "quantity": "1000", "unit": "KGM", "site_id": site,
	}}, http.StatusCreated)["id"].(string)
}

// TestRecordingFaults: what is wrong stands beside its field, and nothing that was typed is lost.
func TestRecordingFaults(t *testing.T) {
	t.Parallel()
	w, owners := traded(t)
	m, s := owners["maker"], owners["stranger"]
	for what, c := range map[string]struct {
		path   string
		fields []string
		at     string
	}{
		"another's lot":     {"/console/record/sell", []string{"lines[0].batch", s.batch, "lines[0].quantity", "1"}, "lines[0].batch"},
		"an unknown code":   {"/console/record/sell", []string{"lines[2].code", "no-such", "lines[2].quantity", "1"}, "lines[2].code"},
		"a foreign code":    {"/console/record/sell", []string{"lines[0].code", "(01)09520000000000(10)A", "lines[0].quantity", "1"}, "lines[0].code"},
		"no lot":            {"/console/record/sell", []string{"lines[1].quantity", "1"}, "lines[1].batch"},
		"no quantity":       {"/console/record/sell", []string{"lines[0].batch", m.batch}, "lines[0].quantity"},
		"no number":         {"/console/record/sell", []string{"lines[0].batch", m.batch, "lines[0].quantity", "1,5"}, "lines[0].quantity"},
		"the future":        {"/console/record/sell", []string{"lines[0].batch", m.batch, "lines[0].quantity", "1", "at", "2036-01-01T00:00"}, "at"},
		"no reason":         {"/console/record/destroy", []string{"lines[0].batch", m.batch, "lines[0].quantity", "1"}, "reason"},
		"nobody to ship to": {"/console/record/ship", []string{"lines[0].batch", m.batch, "lines[0].quantity", "1"}, "to"},
		"nobody found":      {"/console/record/ship", []string{"lines[0].batch", m.batch, "lines[0].quantity", "1", "to_search", "zzzz"}, "to_search"},
		"no batch":          {"/console/record/commission", []string{"harvest", "yes"}, "batch"},
		"no container":      {"/console/record/unpack", nil, "container"},
		"no such container": {"/console/record/pack", []string{"container", "abc", "lines[0].batch", m.batch, "lines[0].quantity", "1"}, "container"},
		"an empty reading":  {"/console/record/observe", []string{"step", "inspecting", "readings[1].type", "Temperature", "readings[1].device", "T1"}, "readings[1].value"},
		"nothing in, out":   {"/console/record/transform", []string{"inputs[0].batch", m.batch, "inputs[0].quantity", "1", "outputs[3].batch", s.batch}, "outputs[3].batch"},
		"no photo":          {"/console/record/photo", nil, "photo"},
		"no document":       {"/console/capture", nil, "document"},
	} {
		rec := send(w, "maker/owner", c.path+"?lang=en", append([]string{"site", m.site, "note", "kept <b>"}, c.fields...)...)
		page := rec.Body.String()
		if rec.Code != http.StatusUnprocessableEntity || faultSaid(page, c.at) == "" {
			t.Errorf("%s: %d, nothing at %s:\n%s", what, rec.Code, c.at, readable(page))
		}
		for i := 0; i+1 < len(c.fields); i += 2 {
			if v := c.fields[i+1]; !strings.HasSuffix(c.fields[i], "batch") && !strings.HasSuffix(c.fields[i], ".type") && c.fields[i] != "step" && c.fields[i] != "harvest" && !strings.Contains(page, `value="`+v+`"`) {
				t.Errorf("%s: %s is lost", what, c.fields[i])
			}
		}
	}
	rec := send(w, "maker/owner", "/console/record/sell?lang=en", "site", m.site, "lines[0].batch", m.batch, "lines[0].quantity", "999999")
	if rec.Code != http.StatusConflict || !strings.Contains(readable(rec.Body.String()), "Not enough there") {
		t.Errorf("more than there is: %d %s", rec.Code, readable(rec.Body.String()))
	}
}

// TestTracePagesHideOthers: another company's things are not there, and hostile text is text.
func TestTracePagesHideOthers(t *testing.T) {
	t.Parallel()
	w, owners := traded(t)
	m := owners["maker"]
	for _, path := range []string{"/console/shipments/" + m.shipment, "/console/shipments/" + m.shipment + "/receive", "/console/events/" + m.event, "/console/correct/" + m.event, "/console/capture/" + m.capture, "/console/shipments/x"} {
		pageOf(t, w, "stranger/owner", path, http.StatusNotFound)
	}
	if page := pageOf(t, w, "stranger/owner", "/console/record?code="+m.batch, http.StatusOK); strings.Contains(page, "L-maker") {
		t.Error("a stranger finds another company's lot by its number")
	}
	if page := pageOf(t, w, "maker/viewer", "/console/shipments/"+m.shipment, http.StatusOK); strings.Contains(page, "/refuse") {
		t.Error("a viewer is offered to refuse")
	}
	const evil = `<script>alert(1)</script>"'><img src=x>` + "\u061c"
	at := done(w, "maker/owner", "/console/record/lose", "site", m.site, "lines[0].batch", m.batch, "lines[0].quantity", "1", "reason", evil)
	for _, path := range []string{
		at, "/console/record?code=" + url.QueryEscape(evil), "/console/till?code=" + url.QueryEscape(evil), "/console/events?q=" + url.QueryEscape(evil),
		"/console/events?from=" + url.QueryEscape(evil), "/console/record/ship?batch=" + url.QueryEscape(evil) + "&site=" + url.QueryEscape(evil) + "&container=" + url.QueryEscape(evil),
		"/console/stock?site=" + url.QueryEscape(evil) + "&product=" + url.QueryEscape(evil), "/console/findings?kind=" + url.QueryEscape(evil), "/console/shipments?list=in&state=" + url.QueryEscape(evil),
	} {
		if page := pageOf(t, w, "maker/owner", path, http.StatusOK); strings.Contains(page, "<script>alert") || strings.Contains(page, "<img src=x") {
			t.Errorf("%s: text became markup", path)
		}
	}
}

// TestTill: the answer is a big yes or no that is read aloud, and the field is ready for the next code.
func TestTill(t *testing.T) {
	t.Parallel()
	w, owners := traded(t)
	m := owners["maker"]
	look := func(code string) string {
		return pageOf(t, w, "maker/owner", "/console/till?lang=en&code="+url.QueryEscape(code), http.StatusOK)
	}
	page := look("L-maker")
	for _, want := range []string{`class="verdict ok" role="alert"`, "Yes, it may be sold", `autofocus`, `name="code" value=""`, "scan.js"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q:\n%s", want, page)
		}
	}
	w.JSON(apitest.Request{Method: "POST", Path: "/v1/batches/" + m.batch + "/moves", As: "maker/owner", Body: object{"event": "hold", "reason": "check"}}, http.StatusOK)
	if page = look(m.batch); !strings.Contains(page, `class="verdict danger" role="alert"`) || !strings.Contains(page, "on hold") {
		t.Errorf("held: %s", readable(page))
	}
}

// photographed makes a picture of a code look like a photo: larger, off the middle, grey, noisy, compressed.
func photographed(t *testing.T, code []byte) []byte {
	t.Helper()
	src, err := png.Decode(bytes.NewReader(code))
	if err != nil {
		t.Fatal(err)
	}
	noise := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same photo every time
	photo := image.NewGray(image.Rect(0, 0, 900, 1200))
	side := 420
	for y := range 1200 {
		for x := range 900 {
			light := 170 - y/20
			if px, py := x-260, y-330; px >= 0 && py >= 0 && px < side && py < side {
				b := src.Bounds()
				r, _, _, _ := src.At(b.Min.X+px*b.Dx()/side, b.Min.Y+py*b.Dy()/side).RGBA()
				light = 40 + int(r>>8)*160/255 - y/30
			}
			photo.SetGray(x, y, color.Gray{Y: uint8(max(0, min(255, light+noise.IntN(24)-12)))})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, photo, &jpeg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestPhotoOfCode: a photo of a printed code leads to what the code is; anything else is refused beside the field.
func TestPhotoOfCode(t *testing.T) {
	t.Parallel()
	w, owners := traded(t)
	m := owners["maker"]
	code := w.Do(apitest.Request{Method: "GET", Path: "/v1/batches/" + m.batch + "/qr.png", As: "maker/owner"})
	if code.Code != http.StatusOK {
		t.Fatal(code.Code)
	}
	post := func(as string, photo []byte) *httptest.ResponseRecorder {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		part, err := form.CreateFormFile("photo", "IMG_1.jpg")
		if err == nil {
			_, err = part.Write(photo)
		}
		if err != nil || form.Close() != nil {
			t.Fatal(err)
		}
		return w.Do(apitest.Request{Method: "POST", Path: "/console/record/photo?lang=en", As: as, Body: b.Bytes(), Header: map[string]string{
			"Content-Type": form.FormDataContentType(), "Accept": "text/html",
		}})
	}
	photo := photographed(t, code.Body.Bytes())
	for as, place := range map[string]string{"maker/owner": "/console/record?", "north/supervisor": "/console/till?"} {
		rec := post(as, photo)
		at := rec.Header().Get("Location")
		if rec.Code != http.StatusSeeOther || !strings.HasPrefix(at, place) || !strings.Contains(at, "code=") {
			t.Fatalf("%s: %d %q %s", as, rec.Code, at, readable(rec.Body.String()))
		}
		if page := pageOf(t, w, as, at, http.StatusOK); !strings.Contains(page, "L-maker") {
			t.Errorf("%s: %s", as, readable(page))
		}
	}
	var blank bytes.Buffer
	if err := png.Encode(&blank, image.NewGray(image.Rect(0, 0, 200, 200))); err != nil {
		t.Fatal(err)
	}
	for what, photo := range map[string][]byte{"nothing on it": blank.Bytes(), "no picture": []byte("GIF89a")} {
		if rec := post("maker/owner", photo); rec.Code != http.StatusUnprocessableEntity && rec.Code != http.StatusUnsupportedMediaType || !strings.Contains(rec.Body.String(), `name="photo"`) {
			t.Errorf("%s: %d %s", what, rec.Code, readable(rec.Body.String()))
		}
	}
}
