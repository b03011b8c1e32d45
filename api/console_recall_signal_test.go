package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
)

// hostile is what nobody should be able to make a page do.
const hostile = `<script>alert(1)</script> "'&`

var signalAt = regexp.MustCompile(`^/console/signals/([0-9a-f-]{36})\?`)

// TestSignalPages follows a signal from a shop's report over the assessment to the draft of a case.
func TestSignalPages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.see(t, "maker/owner", "/console/batches/"+d.batch, map[model.Lang][]string{model.ZH: {"报告问题"}, model.UG: {"مەسىلە مەلۇم قىلىش"}, model.EN: {"Report a problem"}}, "/console/signals/new?batch="+d.batch)
	d.see(t, "maker/owner", "/console/batches/"+d.draft, nil, "!/console/signals/new")
	epc := d.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + d.batch, As: "maker/owner"}, http.StatusOK)["epc"].(string)
	d.see(t, "partner/owner", "/console/till?code="+url.QueryEscape(epc), nil, "/console/signals/new?code=")
	d.see(t, "partner/viewer", "/console/till?code="+url.QueryEscape(epc), nil, "!/console/signals/new")
	if code, _ := d.page(t, "partner/owner", "/console/signals/new?batch="+d.batch); code != http.StatusNotFound {
		t.Errorf("the form for a batch that is not the shop's to see: %d", code)
	}
	d.see(t, "maker/owner", "/console/signals", map[model.Lang][]string{model.ZH: {"没有线索"}, model.UG: {"ئۇچۇر يوق"}, model.EN: {"No signals"}})
	form := "/console/signals/new?code=" + url.QueryEscape(epc)
	d.see(t, "partner/owner", form, map[model.Lang][]string{model.ZH: {"测试梨", "您企业的名称"}, model.UG: {"سىناق نەشپۈت"}, model.EN: {"Test pear", "What is wrong?"}}, "DESK-1")

	code, _, body := d.send(t, "partner/owner", form, "code", epc, "harm", " ", "source", "operator")
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="harm-fault"`) && !strings.Contains(body, `aria-invalid="true"`) {
		t.Errorf("a report without words: %d\n%s", code, body)
	}
	code, to, _ := d.send(t, "partner/owner", form, "code", "DESK-1", "harm", hostile, "source", "operator")
	if code != http.StatusSeeOther {
		t.Fatalf("a lot number that the shop does not have: %d", code) // it is a code that nobody knows, and kept as one
	}
	code, to, _ = d.send(t, "partner/owner", form, "code", epc, "harm", hostile, "source", "operator")
	m := signalAt.FindStringSubmatch(to)
	if code != http.StatusSeeOther || m == nil || !strings.Contains(to, "done=signal-reported") {
		t.Fatalf("reported: %d %q", code, to)
	}
	at := "/console/signals/" + m[1]
	d.see(t, "partner/owner", at, map[model.Lang][]string{model.ZH: {"已收到", "您的报告已送达"}, model.UG: {"تاپشۇرۇۋېلىنغان"}, model.EN: {"received", "Your report has arrived"}},
		"&lt;script&gt;", "!<script>alert", "!/move/")
	for _, other := range []string{"stranger/owner", "south/inspector"} {
		if code, _ := d.page(t, other, at); code != http.StatusNotFound {
			t.Errorf("%s opens it: %d", other, code)
		}
		d.see(t, other, "/console/signals", nil, "!DESK-1")
	}

	d.see(t, "maker/owner", "/console/recalls", map[model.Lang][]string{model.EN: {"received"}}, "state=received")
	d.see(t, "maker/owner", "/console/signals", nil, "DESK-1", "&lt;script&gt;", "!<script>alert")
	d.see(t, "maker/owner", at, nil, at+"/move/take")
	d.see(t, "maker/viewer", at, nil, "!/move/")
	unsafe := at + "/move/find-unsafe"
	d.see(t, "maker/owner", unsafe, map[model.Lang][]string{model.EN: {"Not possible now"}}, "!name=\"grade\"")
	if code, to, _ := d.send(t, "maker/owner", at+"/move/take", "version", "1", "reason", ""); code != http.StatusSeeOther || !strings.HasPrefix(to, at) {
		t.Fatalf("taken: %d %q", code, to)
	}
	d.see(t, "maker/owner", unsafe, map[model.Lang][]string{model.EN: {"counts as known to be unsafe"}, model.ZH: {"!从现在起计时"}}, `!name="grade"`)
	d.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/ship", As: "maker/owner", Body: object{
		"from": d.Sites["maker"].String(), "to": d.Sites["partner"].String(), "lines": []object{{"batch": d.batch, "quantity": "10"}},
	}}, http.StatusCreated) // now it is on the market, where the rules of food hold
	d.see(t, "maker/owner", unsafe, map[model.Lang][]string{
		model.ZH: {"从现在起计时", "<bdi>24</bdi> 小时", "严重健康损害"}, model.UG: {"ۋاقىت ھازىردىن باشلاپ"}, model.EN: {"clock starts now", "a recall case is opened"},
	}, `name="grade"`, `value="i"`)
	version := field(t, d, "maker/owner", unsafe, "version")
	if code, _, body := d.send(t, "maker/owner", unsafe, "version", version, "reason", "lab", "grade", ""); code != http.StatusUnprocessableEntity || !strings.Contains(body, ">lab</textarea>") {
		t.Errorf("without a grade: %d", code)
	}
	if code, _, _ := d.send(t, "maker/owner", unsafe, "version", "1", "reason", "lab", "grade", "i"); code != http.StatusConflict {
		t.Errorf("from a version that is gone: %d", code)
	}
	if code, to, _ := d.send(t, "maker/owner", unsafe, "version", version, "reason", "salmonella "+hostile, "grade", "i"); code != http.StatusSeeOther || !strings.Contains(to, "done=signal-moved") {
		t.Fatalf("found unsafe: %d %q", code, to)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"确认不安全", "召回 <bdi>2026-000001</bdi>", "启动召回期限"}, model.EN: {"the clock of the recall runs from then"}}, "salmonella", "!<script>alert", "!retailer/owner")
	d.see(t, "north/inspector", at, nil, "salmonella")
	d.see(t, "partner/owner", at, map[model.Lang][]string{model.EN: {"unsafe"}}, "!salmonella", "!2026-000001", "!/console/recalls/")
}

// field is the value of a hidden field of a form.
func field(t *testing.T, d desk, as, path, name string) string {
	t.Helper()
	_, body := d.page(t, as, path)
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("%s has no field %s\n%s", path, name, body)
	}
	return m[1]
}

// TestSignalPatternsAndMerging: several reports about one lot are shown together, and one is merged into another.
func TestSignalPatternsAndMerging(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	report := func(as, harm string) string {
		return d.JSON(apitest.Request{Method: "POST", Path: "/v1/recall-signals", As: as, Body: object{"batch": d.batch, "harm": harm}}, http.StatusCreated)["id"].(string)
	}
	first := report("maker/owner", "mould")
	d.see(t, "north/inspector", "/console/signals/patterns", map[model.Lang][]string{model.EN: {"No patterns"}}, "!Test pear")
	second := report("north/inspector", "smell")
	d.see(t, "north/inspector", "/console/signals/patterns", map[model.Lang][]string{
		model.ZH: {"测试梨", "自检自查", "×1", "涉及 <bdi>1</bdi> 个批次"}, model.UG: {"سىناق نەشپۈت"}, model.EN: {"Test pear", "own check", "told by the authority"},
	})
	d.see(t, "south/inspector", "/console/signals/patterns?days=365", nil, "!/console/signals?product=")
	at := "/console/signals/" + first
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.EN: {"<bdi>2</bdi> with this one"}}, "/console/signals/"+second, at+"/move/merge")
	d.see(t, "maker/owner", at+"/move/merge", nil, "signal:"+second, "!signal:"+first)
	version := field(t, d, "maker/owner", at+"/move/merge", "version")
	if code, _, body := d.send(t, "maker/owner", at+"/move/merge", "version", version, "reason", "same"); code != http.StatusUnprocessableEntity || !strings.Contains(body, ">same</textarea>") {
		t.Errorf("merged into nothing: %d", code)
	}
	if code, to, _ := d.send(t, "maker/owner", at+"/move/merge", "version", version, "reason", "same", "into", "signal:"+second); code != http.StatusSeeOther {
		t.Fatalf("merged: %d %s", code, to)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"已并入"}, model.EN: {"Merged: it is dealt with elsewhere"}}, "/console/signals/"+second)
	d.see(t, "maker/owner", "/console/signals?state=merged&mine=yes", nil, "/console/signals/"+first, "!/console/signals/"+second)
	code, _, body := d.send(t, "maker/owner", "/console/signals/"+second+"/move/merge", "version", "1", "reason", "x", "into", "signal:"+first)
	if code != http.StatusForbidden || !strings.Contains(body, "监管部门") {
		t.Errorf("a maker settles what the authority reported: %d", code)
	}
}

// TestSignalAboutUnknownGoodsPages: the authority names the goods while it assesses a code that nothing has.
func TestSignalAboutUnknownGoodsPages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	code, to, _ := d.send(t, "partner/clerk", "/console/signals/new", "code", "BAR 4711", "harm", "smells", "source", "operator", "batch", "")
	m := signalAt.FindStringSubmatch(to)
	if code != http.StatusSeeOther || m == nil {
		t.Fatalf("%d %q", code, to)
	}
	at := "/console/signals/" + m[1]
	if code, _ := d.page(t, "maker/owner", at); code != http.StatusNotFound {
		t.Errorf("a maker sees what is not known to be its own: %d", code)
	}
	d.see(t, "north/inspector", at, map[model.Lang][]string{model.EN: {"Unknown goods", "Nobody knows yet"}}, "BAR 4711")
	take := at + "/move/take"
	if code, _, body := d.send(t, "north/inspector", take, "version", "1", "batch", "no such lot"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "系统中没有该编码") {
		t.Errorf("a lot that is not there: %d", code)
	}
	epc := d.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + d.batch, As: "maker/owner"}, http.StatusOK)["epc"].(string)
	if code, to, _ := d.send(t, "north/inspector", take, "version", "1", "batch", epc); code != http.StatusSeeOther {
		t.Fatalf("%d %q", code, to)
	}
	d.see(t, "maker/owner", at, nil, "DESK-1")
}
