package api_test

import (
	"bytes"
	"context"
	"html"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository/repotest"
	"suyuan/service/code"
	"suyuan/service/trace"
)

// desk is a company with a product and two batches, one of them a draft.
type desk struct {
	*apitest.World
	product, batch, draft string
}

func newDesk(t *testing.T) desk {
	t.Helper()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	d := desk{World: w}
	post := func(path string, body any) map[string]any {
		return w.JSON(apitest.Request{Method: "POST", Path: path, As: "maker/owner", Body: body}, http.StatusCreated)
	}
	d.product = post("/v1/products", object{
		"gtin": w.GTIN(), "name": object{"zh": "测试梨", "ug": "سىناق نەشپۈت", "en": "Test pear"}, "category": "fruit", "unit": "KGM", "shelf_life_days": 60,
	})["id"].(string)
	batch := func(lot string) string {
		return post("/v1/batches", object{
			"product_id": d.product, "lot": lot, "produced": "2026-11-20", "quantity": "1000", "unit": "KGM", "site_id": w.Sites["maker"].String(),
		})["id"].(string)
	}
	d.batch, d.draft = batch("DESK-1"), batch("DESK-2")
	post("/v1/steps/commission", object{"batch": d.batch, "harvest": true})
	return d
}

// page reads a page as somebody and returns it with its status.
func (d desk) page(t *testing.T, as, path string) (int, string) {
	t.Helper()
	rec := d.Do(apitest.Request{Method: "GET", Path: path, As: as, Header: map[string]string{"Accept": "text/html"}})
	return rec.Code, rec.Body.String()
}

// see expects a page in every language to be there and to show texts; those that begin with "!" must not be shown.
func (d desk) see(t *testing.T, as, path string, in map[model.Lang][]string, always ...string) {
	t.Helper()
	for _, lang := range model.Langs() {
		at := path + "?lang=" + string(lang)
		if strings.Contains(path, "?") {
			at = path + "&lang=" + string(lang)
		}
		code, body := d.page(t, as, at)
		if code != http.StatusOK {
			t.Errorf("%s as %s: %d", at, as, code)
			continue
		}
		for _, text := range append(append([]string{}, in[lang]...), always...) {
			if want, found := strings.CutPrefix(text, "!"); strings.Contains(body, want) == found {
				t.Errorf("%s as %s: %q shown: %v", at, as, want, found)
			}
		}
	}
}

var onceField = regexp.MustCompile(`name="once" value="([^"]+)"`)

// send fills a form in and sends it. The answer is where it leads, or the page with what was wrong.
func (d desk) send(t *testing.T, as, path string, pairs ...string) (code int, to, body string) {
	t.Helper()
	values := url.Values{"once": {onceOf(t, d, as, path)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	rec := d.Do(apitest.Request{
		Method: "POST", Path: path, As: as, Body: []byte(values.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
	})
	return rec.Code, rec.Header().Get("Location"), rec.Body.String()
}

func onceOf(t *testing.T, d desk, as, path string) string {
	t.Helper()
	_, body := d.page(t, as, path)
	if m := onceField.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return "test"
}

// beside is the part of a page about a field: from its own element to the control.
func beside(body, field string) string {
	_, rest, _ := strings.Cut(body, `id="`+field+`-about"`)
	about, _, _ := strings.Cut(rest, "</div>")
	return html.UnescapeString(about)
}

func TestPagesOfProducts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/products/" + d.product
	d.see(t, "maker/owner", "/console/products", map[model.Lang][]string{model.ZH: {"测试梨", "登记产品"}, model.UG: {"سىناق نەشپۈت"}, model.EN: {"Test pear"}})
	d.see(t, "maker/owner", at, map[model.Lang][]string{
		model.ZH: {"测试梨", "水果", "<bdi>60</bdi> 天", "千克"}, model.UG: {"سىناق نەشپۈت"}, model.EN: {"Test pear", "fruit", "<bdi>60</bdi> days"},
	}, "DESK-1", "DESK-2", at+"/edit", "/console/batches/new?")
	d.see(t, "maker/viewer", at, nil, "DESK-1", "!"+at+"/edit", "!"+at+"/photo", "!/console/batches/new")
	if code, _ := d.page(t, "partner/owner", at); code != http.StatusNotFound {
		t.Errorf("a partner sees the product: %d", code)
	}

	code, _, body := d.send(t, "maker/owner", "/console/products/new", "name.zh", "", "unit", "KGM", "category", "fruit", "gtin", "123")
	if code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "name"), "fault") || !strings.Contains(beside(body, "gtin"), "123") {
		t.Errorf("an empty name and a wrong GTIN: %d\n%s", code, body)
	}
	code, to, _ := d.send(t, "maker/owner", "/console/products/new", "name.zh", "苹果", "unit", "KGM", "category", "fruit")
	if code != http.StatusSeeOther || !strings.Contains(to, "done=product-registered") {
		t.Fatalf("registered: %d %s", code, to)
	}
	if _, body := d.page(t, "maker/owner", to); !strings.Contains(body, "苹果") || !strings.Contains(body, "P261122-") {
		t.Errorf("the new product has no code of ours:\n%s", body)
	}
}

func TestChangedMeanwhileShowsBoth(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/products/" + d.product + "/edit"
	fields := []string{"version", "1", "name.zh", "测试梨", "name.ug", "سىناق نەشپۈت", "name.en", "Test pear", "category", "fruit", "unit", "KGM", "shelf_life_days", "60"}
	_, shown := d.page(t, "maker/owner", at)
	gtin := regexp.MustCompile(`name="gtin" value="(\d+)"`).FindStringSubmatch(shown)
	if gtin == nil {
		t.Fatal("the form does not show the GTIN")
	}
	fields = append(fields, "gtin", gtin[1], "code", gtin[1])
	first := append(append([]string{}, fields...), "net_content", "first 1 kg")
	if code, to, body := d.send(t, "maker/manager", at, first...); code != http.StatusSeeOther {
		t.Fatalf("the first change: %d %s\n%s", code, to, body)
	}
	second := append(append([]string{}, fields...), "net_content", "second 2 kg")
	code, _, body := d.send(t, "maker/owner", at, second...)
	if code != http.StatusConflict || !strings.Contains(body, "first 1 kg") || strings.Count(body, "second 2 kg") < 2 {
		t.Fatalf("the second change: %d; both should be shown\n%s", code, body)
	}
	if !strings.Contains(body, `name="version" value="2"`) {
		t.Error("sending it again would fail again")
	}
	second[1] = "2"
	if code, _, _ := d.send(t, "maker/owner", at, second...); code != http.StatusSeeOther {
		t.Errorf("sent again: %d", code)
	}
	if _, body := d.page(t, "maker/owner", "/console/products/"+d.product); !strings.Contains(body, "second 2 kg") {
		t.Error("the second change is not there")
	}
}

// withFile is a multipart form with a file.
func withFile(name, mediaType string, content []byte, pairs ...string) form {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = m.WriteField(pairs[i], pairs[i+1])
	}
	part, _ := m.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {mediaType},
	})
	_, _ = part.Write(content)
	_ = m.Close()
	return form{b.Bytes(), m.FormDataContentType()}
}

func (d desk) upload(as, path string, f form) (int, string, string) {
	rec := d.Do(apitest.Request{Method: "POST", Path: path, As: as, Body: f.content, Header: map[string]string{"Content-Type": f.mediaType, "Accept": "text/html"}})
	return rec.Code, rec.Header().Get("Location"), rec.Body.String()
}

func TestPhotoOfAProduct(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/products/" + d.product
	if code, _, body := d.upload("maker/owner", at+"/photo", withFile("x.txt", "text/plain", []byte("no picture"))); code < 400 || strings.Contains(body, "<img") {
		t.Errorf("a text as a photo: %d", code)
	}
	if code, to, _ := d.upload("maker/owner", at+"/photo", withFile("x.png", "image/png", picture())); code != http.StatusSeeOther || !strings.HasPrefix(to, at+"?") {
		t.Fatalf("a photo: %d %s", code, to)
	}
	_, body := d.page(t, "maker/owner", at)
	src := regexp.MustCompile(`<img src="([^"]+)"`).FindStringSubmatch(body)
	if src == nil {
		t.Fatal("the photo is not shown")
	}
	if code, _ := d.page(t, "", src[1]); code != http.StatusOK {
		t.Errorf("the photo's address answers %d", code)
	}
	if code, _, _ := d.send(t, "maker/owner", at+"/photo/remove"); code != http.StatusSeeOther {
		t.Errorf("removed: %d", code)
	}
	if _, body := d.page(t, "maker/owner", at); strings.Contains(body, "<img") {
		t.Error("the photo is still shown")
	}
}

func TestListOfBatches(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.see(t, "maker/owner", "/console/batches", map[model.Lang][]string{model.ZH: {"测试梨", "草稿", "正常"}, model.UG: {"سىناق نەشپۈت", "قارالما"}, model.EN: {"Test pear", "draft", "active"}}, "DESK-1", "DESK-2")
	d.see(t, "maker/owner", "/console/batches?state=draft", nil, "!DESK-1<", "DESK-2")
	d.see(t, "maker/owner", "/console/batches?lot=DESK-1", nil, "DESK-1", "!DESK-2<")
	d.see(t, "maker/owner", "/console/batches?product="+d.product, nil, "DESK-1<")
	d.see(t, "maker/owner", "/console/batches?expires=2027-01-20", nil, "DESK-1<")
	d.see(t, "maker/owner", "/console/batches?expires=2027-01-19", map[model.Lang][]string{model.EN: {"Nothing found"}}, "!DESK-1<")
	d.see(t, "north/inspector", "/console/batches", map[model.Lang][]string{model.ZH: {"测试maker"}}, "DESK-1<", "!/console/batches/new")
	d.see(t, "stranger/owner", "/console/batches", nil, "!DESK-1<")
}

func TestBatchInThreeSteps(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	site := d.Sites["maker"].String()
	new := "/console/batches/new"
	d.see(t, "maker/clerk", new, map[model.Lang][]string{model.ZH: {"最近登记过的", "测试梨"}, model.UG: {"سىناق نەشپۈت"}, model.EN: {"Registered lately"}}, "product_id="+d.product)
	d.see(t, "maker/clerk", new+"?product_id="+d.product, map[model.Lang][]string{model.ZH: {"采收日期"}, model.EN: {"Harvested on"}},
		`value="2026-11-22"`, `value="20261122-1"`, `value="`+site+`" selected`)

	answers := url.Values{"product_id": {d.product}, "check": {"yes"}, "lot": {"F 1"}, "produced": {"2026-11-30"}, "quantity": {"1,250.5"}, "site_id": {site}, "note": {"north & south"}}
	code, body := d.page(t, "maker/clerk", new+"?"+answers.Encode())
	if code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "lot"), "fault") || !strings.Contains(beside(body, "produced"), "fault") {
		t.Errorf("a lot with a space, of the future: %d\n%s", code, body)
	}
	if !strings.Contains(body, `value="1,250.5"`) || !strings.Contains(body, "north &amp; south") {
		t.Error("what was typed is lost")
	}
	answers.Set("lot", "DESK-1")
	answers.Set("produced", "2026-11-20")
	if code, body := d.page(t, "maker/clerk", new+"?"+answers.Encode()); code < 400 || !strings.Contains(beside(body, "lot"), "fault") {
		t.Errorf("a lot that exists: %d", code)
	}
	answers.Set("lot", "F-1")
	answers.Set("produced", "2026-11-21")
	d.see(t, "maker/clerk", new+"?"+answers.Encode(), map[model.Lang][]string{model.ZH: {"1,250.5 千克"}, model.EN: {"1,250.5 kg", "20 Jan 2027"}},
		"F-1", `name="made" value="yes" checked`, "quantity=1%2C250.5")
	if rows := d.JSON(apitest.Request{Method: "GET", Path: "/v1/batches?lot=F-1", As: "maker/clerk"}, http.StatusOK); len(rows["items"].([]any)) != 0 {
		t.Fatal("checking has registered it")
	}

	pairs := []string{"made", "yes"}
	for name, v := range answers {
		pairs = append(pairs, name, v[0])
	}
	code, to, body := d.send(t, "maker/clerk", new+"?"+answers.Encode(), pairs...)
	if code != http.StatusSeeOther || !strings.Contains(to, "done=batch-made") {
		t.Fatalf("registered: %d %s\n%s", code, to, body)
	}
	if _, body := d.page(t, "maker/clerk", to); !strings.Contains(body, "F-1") || !strings.Contains(body, "chip ok") || strings.Count(body, "1,250.5 千克") < 3 {
		t.Errorf("the new batch is not there, active and whole:\n%s", body)
	}
	// The suggested lot is the next one, and what was refused leads back to the facts with everything in place.
	code, _, body = d.send(t, "maker/clerk", new+"?"+answers.Encode(), pairs...)
	if code != http.StatusConflict || !strings.Contains(body, `value="F-1"`) || !strings.Contains(body, `value="1,250.5"`) {
		t.Errorf("registered twice: %d\n%s", code, body)
	}
}

func TestBatchWithoutProduction(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	code, to, _ := d.send(t, "maker/owner", "/console/batches/new", "product_id", d.product, "lot", "LATER", "produced", "2026-11-22", "quantity", "5", "site_id", d.Sites["maker"].String())
	if code != http.StatusSeeOther || !strings.Contains(to, "done=batch-registered") {
		t.Fatalf("registered: %d %s", code, to)
	}
	at, _, _ := strings.Cut(to, "?")
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"记录采收", "草稿"}}, at+"/made", "!/console/record?batch=")
	if code, _, body := d.send(t, "maker/owner", at+"/made", "at", "2026-11-22T09:00", "quantity", "6", "site", d.Sites["maker"].String()); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "quantity"), "fault") {
		t.Errorf("more than registered: %d\n%s", code, body)
	}
	if code, to, body := d.send(t, "maker/owner", at+"/made", "at", "2026-11-22T06:00", "quantity", "4", "site", d.Sites["maker"].String()); code != http.StatusSeeOther {
		t.Fatalf("made: %d %s\n%s", code, to, body)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"正常", "4 千克", "采收"}, model.EN: {"active", "4 kg"}}, "!"+at+"/made", "/console/record?batch=")
}

func TestFileOfABatch(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/batches/" + d.batch
	ship := trace.ShipCommand{From: d.Sites["maker"], To: d.Sites["partner"], At: d.Now(), Lines: []trace.Line{{Batch: model.BatchID(d.batch), Quantity: 100 * 1e6, Unit: "KGM"}}}
	if _, err := d.Services.Trace.Ship(context.Background(), d.Actor("maker/clerk"), model.Idempotency{}, ship); err != nil {
		t.Fatal(err)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{
		model.ZH: {"测试梨", "采收", "发货", "在库", "在途", "暂停流通"}, model.UG: {"سىناق نەشپۈت", "يولدا", "ئامباردا"},
		model.EN: {"Test pear", "1,000 kg", "900 kg", "in transit", "on hand"},
	}, "DESK-1", at+"/move/hold", at+"/trace", "/console/documents/new?batch=", "/console/record?batch=")
	d.see(t, "maker/viewer", at, nil, "DESK-1", "!"+at+"/move/", "!/console/documents/new", "!/console/record?batch=")
	// A partner has a reduced file: no quantity of the whole, no scans, no moves.
	d.see(t, "partner/owner", at, map[model.Lang][]string{model.ZH: {"测试maker", "!1,000 千克", "!扫码次数"}, model.EN: {"100 kg", "!1,000 kg", "!Scans by day"}}, "DESK-1", "!"+at+"/move/", "!/console/products/"+d.product)
	d.see(t, "north/inspector", at, map[model.Lang][]string{model.ZH: {"扫码次数", "禁止销售"}}, at+"/move/block", at+"/move/hold")
	if code, _ := d.page(t, "stranger/owner", at); code != http.StatusNotFound {
		t.Errorf("a stranger: %d", code)
	}
	d.Services.Code.CountScan(model.BatchID(d.batch), model.ZH)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := d.Services.Code.Run(ctx); err != nil {
		t.Fatal(err)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"共 <bdi>1</bdi> 次"}, model.EN: {"<bdi>1</bdi> scan in all"}}, `<rect width="1"`)
}

func TestJourneyGoesOn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 25 {
		sell := trace.SellCommand{Site: d.Sites["maker"], At: d.Now(), Lines: []trace.Line{{Batch: model.BatchID(d.batch), Quantity: 1e6, Unit: "KGM"}}}
		if _, err := d.Services.Trace.Sell(context.Background(), d.Actor("maker/clerk"), model.Idempotency{}, sell); err != nil {
			t.Fatal(err)
		}
	}
	at := "/console/batches/" + d.batch
	_, first := d.page(t, "maker/owner", at+"?lang=en")
	older := regexp.MustCompile(`href="([^"]*after=[^"]+)#journey"`).FindStringSubmatch(first)
	if older == nil || strings.Contains(first, "Harvested</b>") {
		t.Fatal("26 events are on one page")
	}
	to := html.UnescapeString(older[1])
	_, second := d.page(t, "maker/owner", to)
	if !strings.Contains(second, "Harvested</b>") || strings.Contains(second, "after=ey") && strings.Contains(second, "Earlier records") {
		t.Errorf("the harvest is not on the second page:\n%s", second)
	}
}

func TestMovesOfABatch(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/batches/" + d.batch
	d.see(t, "maker/owner", at+"/move/hold", map[model.Lang][]string{
		model.ZH: {"扫码的消费者会看到", "暂停流通，等待检查"}, model.UG: {"تەكشۈرۈش ئۈچۈن توختىتىلدى"}, model.EN: {"nobody may ship, use or sell it"},
	}, "button harm", "DESK-1")
	d.see(t, "maker/owner", at+"/move/block", map[model.Lang][]string{model.EN: {"Not possible now"}}, "!button harm", at+"/move/hold")
	if code, _, body := d.send(t, "maker/owner", at+"/move/hold", "version", "2", "reason", " "); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "reason"), "fault") {
		t.Errorf("without a reason: %d", code)
	}
	if code, _, body := d.send(t, "maker/owner", at+"/move/hold", "version", "1", "reason", "old page"); code != http.StatusConflict || !strings.Contains(body, `name="version" value="2"`) {
		t.Errorf("from an old page: %d", code)
	}
	if code, to, _ := d.send(t, "maker/owner", at+"/move/hold", "version", "2", "reason", "bruised <b>fruit</b>"); code != http.StatusSeeOther || !strings.Contains(to, "done=batch-moved") {
		t.Fatalf("held: %d %s", code, to)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"恢复前不得发货"}, model.EN: {"On hold"}}, "bruised &lt;b&gt;fruit", "!bruised <b>", at+"/move/release")
	d.see(t, "north/inspector", at+"/move/release", map[model.Lang][]string{model.EN: {"Not possible now"}})
	if _, _, body := d.send(t, "north/inspector", at+"/move/release", "version", "3", "reason", "mine"); !strings.Contains(body, "企业作出的暂停由企业解除") {
		t.Errorf("an inspector releases the maker's hold:\n%s", body)
	}
}

func TestDocumentsOfABatch(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/documents/new?batch=" + d.batch
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"承诺达标合格证", "自我检测"}, model.UG: {"تەكشۈرۈش دوكلاتى"}, model.EN: {"laboratory report"}}, "DESK-1")
	if code, _, body := d.upload("maker/owner", at, withFile("r.png", "image/png", picture(), "kind", "commitment-certificate", "issued_on", "2026-11-21", "valid_to", "2026-11-20")); code != http.StatusUnprocessableEntity ||
		!strings.Contains(beside(body, "basis"), "fault") || !strings.Contains(beside(body, "valid_to"), "fault") {
		t.Errorf("a certificate without a basis: %d\n%s", code, body)
	}
	if code, _, body := d.upload("maker/owner", at, withFile("r.exe", "application/pdf", []byte("MZ"), "kind", "other")); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "file"), "fault") {
		t.Errorf("a program as a document: %d\n%s", code, body)
	}
	code, to, body := d.upload("maker/owner", at, withFile("r.png", "image/png", picture(), "kind", "commitment-certificate", "basis", "own-test", "basis", "own-promise", "title", `<script>"x"`, "public", "yes"))
	if code != http.StatusSeeOther || !strings.Contains(to, "#documents") {
		t.Fatalf("a certificate: %d %s\n%s", code, to, body)
	}
	d.see(t, "maker/owner", "/console/batches/"+d.batch, map[model.Lang][]string{model.ZH: {"承诺达标合格证", "公开"}}, "&lt;script&gt;&#34;x&#34;", "!<script>\"x", "/content")
	_, file := d.page(t, "maker/owner", "/console/batches/"+d.batch)
	content := regexp.MustCompile(`href="(/v1/documents/[^"]+/content)"`).FindStringSubmatch(file)
	if code, _ := d.page(t, "maker/owner", content[1]); code != http.StatusOK {
		t.Errorf("the download answers %d", code)
	}

	// A laboratory finds the batch by its code once an event is shared with it, and writes reports and no certificates.
	if code, _ := d.page(t, "lab/owner", at); code != http.StatusNotFound {
		t.Errorf("a laboratory that has to do with nothing: %d", code)
	}
	short := d.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + d.batch, As: "maker/owner"}, http.StatusOK)["code"].(string)
	d.see(t, "lab/owner", "/console/documents/new?code="+short, map[model.Lang][]string{model.ZH: {"没有您能看到的批次"}, model.EN: {"no batch that you may see"}}, "!"+d.batch)
	ship := trace.ShipCommand{From: d.Sites["maker"], To: d.Sites["lab"], At: d.Now(), Lines: []trace.Line{{Batch: model.BatchID(d.batch), Quantity: 1e6, Unit: "KGM"}}}
	if _, err := d.Services.Trace.Ship(context.Background(), d.Actor("maker/clerk"), model.Idempotency{}, ship); err != nil {
		t.Fatal(err)
	}
	rec := d.Do(apitest.Request{Method: "GET", Path: "/console/documents/new?code=" + strings.ToLower(short), As: "lab/owner"})
	if to := rec.Header().Get("Location"); rec.Code != http.StatusSeeOther || !strings.Contains(to, "batch="+d.batch) {
		t.Fatalf("a code leads to %d %s", rec.Code, to)
	}
	d.see(t, "lab/owner", at, map[model.Lang][]string{model.EN: {"laboratory report", "!commitment certificate"}})
	if code, to, _ := d.upload("lab/clerk", at, withFile("r.png", "image/png", picture(), "kind", "lab-report", "issued_on", "2026-11-22")); code != http.StatusSeeOther {
		t.Errorf("a report: %d %s", code, to)
	}
	if code, _, _ := d.upload("lab/clerk", at, withFile("r.png", "image/png", picture(), "kind", "commitment-certificate", "basis", "own-test")); code != http.StatusForbidden {
		t.Errorf("a laboratory's promise: %d", code)
	}
}

func TestFirstSteps(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	d := desk{World: apitest.New(t, repotest.SQLite(t, clock), clock, nil)}
	d.see(t, "pending/owner", "/console/start", map[model.Lang][]string{model.ZH: {"监管部门正在核对登记信息"}, model.UG: {"تەستىقلاندى"}, model.EN: {"The authority checks your registration"}}, "!/console/products/new")
	d.see(t, "maker/owner", "/console/start", map[model.Lang][]string{model.ZH: {"登记第一个产品"}, model.EN: {"Register your first product"}}, "/console/products/new")
	d.see(t, "partner/owner", "/console/start", map[model.Lang][]string{model.EN: {"Receive your first goods"}}, "/console/shipments", "!/console/products/new")
	d.see(t, "lab/owner", "/console/start", map[model.Lang][]string{model.EN: {"No first steps"}})
	d.see(t, "north/inspector", "/console/help", map[model.Lang][]string{model.ZH: {"暂停和恢复流通"}, model.UG: {"قوللانما"}, model.EN: {"Hold and release"}}, "!/console/products/new")
	d.see(t, "maker/clerk", "/console/help", map[model.Lang][]string{model.ZH: {"收货", "打印标签"}}, "/console/batches/new", "!/console/products/new")

	product := d.JSON(apitest.Request{Method: "POST", Path: "/v1/products", As: "maker/owner", Body: object{
		"gtin": d.GTIN(), "name": object{"zh": "梨"}, "category": "fruit", "unit": "KGM",
	}}, http.StatusCreated)["id"].(string)
	d.see(t, "maker/owner", "/console/start", nil, "/console/batches/new", "!/console/products/new")
	batch := d.JSON(apitest.Request{Method: "POST", Path: "/v1/batches", As: "maker/owner", Body: object{
		"product_id": product, "lot": "ONE", "produced": "2026-11-20", "quantity": "1", "site_id": d.Sites["maker"].String(),
	}}, http.StatusCreated)["id"].(string)
	d.see(t, "maker/owner", "/console/start", map[model.Lang][]string{model.EN: {"Print your first labels"}}, "!/console/batches/new")
	if _, _, err := d.Services.Code.PrintLabels(context.Background(), d.Actor("maker/owner"), model.Idempotency{}, code.LabelOrder{Batch: model.BatchID(batch), Layout: "a4-24", Copies: 1}, model.LabelHTML); err != nil {
		t.Fatal(err)
	}
	d.see(t, "maker/owner", "/console/start", map[model.Lang][]string{model.EN: {"Scan it with a phone"}})
	d.Services.Code.CountScan(model.BatchID(batch), model.ZH)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := d.Services.Code.Run(ctx); err != nil {
		t.Fatal(err)
	}
	d.see(t, "maker/owner", "/console/start", map[model.Lang][]string{model.ZH: {"都做好了"}, model.EN: {"All done"}})
}

// TestCatalogPagesShowTextAsText puts what would be markup into every text field; marks that turn the direction are refused.
func TestCatalogPagesShowTextAsText(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	hostile := "\"><script>alert(1)</script>'&"
	code, to, body := d.send(t, "maker/owner", "/console/products/new", "name.zh", hostile, "name.en", hostile, "category", "fruit", "unit", "KGM",
		"code", "<i>", "net_content", hostile, "storage.zh", hostile, "standards", hostile)
	if code != http.StatusSeeOther {
		t.Fatalf("the product: %d\n%s", code, body)
	}
	if code, _, body := d.send(t, "maker/owner", "/console/products/new", "name.zh", "abc\u202ecba", "category", "fruit", "unit", "KGM"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "faulty") {
		t.Errorf("a mark that turns the direction: %d", code)
	}
	product, _, _ := strings.Cut(to, "?")
	id := product[strings.LastIndex(product, "/")+1:]
	code, to, body = d.send(t, "maker/owner", "/console/batches/new", "product_id", id, "lot", `A"<'&>`, "produced", "2026-11-22", "quantity", "1",
		"site_id", d.Sites["maker"].String(), "note", hostile, "made", "yes")
	if code != http.StatusSeeOther {
		t.Fatalf("the batch: %d\n%s", code, body)
	}
	batch, _, _ := strings.Cut(to, "?")
	for _, path := range []string{"/console/products", product, product + "/edit", "/console/batches", "/console/batches/new", "/console/batches/new?product_id=" + id, batch, batch + "/move/hold", "/console/batches?lot=" + url.QueryEscape(hostile)} {
		for _, lang := range model.Langs() {
			at := path + "?lang=" + string(lang)
			if strings.Contains(path, "?") {
				at = path + "&lang=" + string(lang)
			}
			code, body := d.page(t, "maker/owner", at)
			if code != http.StatusOK || strings.Contains(body, "<script>alert") || strings.Contains(body, `"><`+"script") || strings.Contains(body, "<i>") || strings.Contains(body, `A"<'`) {
				t.Errorf("%s: %d shows markup", at, code)
			}
		}
	}
}

func TestLabelsArePrinted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/batches/" + d.batch + "/labels"
	d.see(t, "maker/clerk", at, map[model.Lang][]string{model.ZH: {"A4 每页 24 张", "还没有打印过"}, model.UG: {"ئەن قەغىزى"}, model.EN: {"roll, 60 × 40 mm"}}, "sheet-mark", "DESK-1")
	d.see(t, "north/inspector", at, map[model.Lang][]string{model.EN: {"Nothing printed yet"}}, "!sheet-mark")
	for _, as := range []string{"partner/owner", "stranger/owner"} {
		if code, _ := d.page(t, as, at); code != http.StatusNotFound {
			t.Errorf("%s: %d", as, code)
		}
	}
	code, body := d.page(t, "maker/clerk", at+"?check=yes&layout=nothing&copies=0")
	if code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "layout"), "nothing") || !strings.Contains(beside(body, "copies"), "fault") {
		t.Errorf("no layout and no copies: %d\n%s", code, body)
	}
	preview := at + "?check=yes&layout=a4-24&copies=30&start=5&second_lang=ug"
	d.see(t, "maker/clerk", preview, map[model.Lang][]string{model.ZH: {"共 <bdi>2</bdi> 页"}}, `class="sheet"`, `name="start" value="5"`, `value="html"`, "!zpl-203")
	d.see(t, "maker/clerk", at+"?check=yes&layout=roll-60x40&copies=3", nil, `value="zpl-203"`)
	if runs := d.printings(); runs != 0 {
		t.Errorf("looking has printed %d times", runs)
	}

	code, to, body := d.send(t, "maker/clerk", preview, "layout", "a4-24", "copies", "30", "start", "5", "second_lang", "ug", "format", "html")
	if code != http.StatusSeeOther || !strings.Contains(to, "done=labels-printed") {
		t.Fatalf("printed: %d %s\n%s", code, to, body)
	}
	_, body = d.page(t, "maker/clerk", to)
	open := regexp.MustCompile(`href="(/console/labels/[^"]+)" target="_blank"`).FindStringSubmatch(body)
	if open == nil {
		t.Fatalf("no way to the printed page:\n%s", body)
	}
	code, sheet := d.page(t, "maker/clerk", html.UnescapeString(open[1]))
	css := regexp.MustCompile(`href="(/assets/[^"]+/labels.css)"`).FindStringSubmatch(sheet)
	if code != http.StatusOK || strings.Count(sheet, `class="sheet"`) != 2 || css == nil {
		t.Fatalf("the printed page: %d\n%.600s", code, sheet)
	}
	if code, _ := d.page(t, "", css[1]); code != http.StatusOK {
		t.Errorf("its style: %d", code)
	}
	if code, _ := d.page(t, "stranger/owner", html.UnescapeString(open[1])); code != http.StatusNotFound {
		t.Errorf("a stranger prints the labels: %d", code)
	}
	_, to, _ = d.send(t, "maker/clerk", at, "layout", "a4-24", "copies", "60", "format", "svg")
	_, body = d.page(t, "maker/clerk", to)
	files := regexp.MustCompile(`href="(/console/labels/[^"]+sheet=(\d))" download`).FindAllStringSubmatch(body, -1)
	if len(files) != 3 {
		t.Fatalf("60 labels are on three sheets, %d offered", len(files))
	}
	if code, svg := d.page(t, "maker/clerk", files[2][1]); code != http.StatusOK || !strings.HasPrefix(svg, "<svg") {
		t.Errorf("the third sheet: %d", code)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"第 <bdi>2</bdi> 次打印"}})
	d.see(t, "maker/owner", "/console/start", map[model.Lang][]string{model.EN: {"Scan it with a phone"}})
}

// printings counts how often the labels of the batch were printed.
func (d desk) printings() int {
	runs, _, err := d.Services.Code.LabelRuns(context.Background(), d.Actor("maker/owner"), model.BatchID(d.batch), model.Page{})
	if err != nil {
		d.T.Fatal(err)
	}
	return len(runs)
}
