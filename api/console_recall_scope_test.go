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

// TestThingsFiltered: what a case affects is narrowed by where it is and by the region or the name of who has it, and
// only by holders of whom the reader is told.
func TestThingsFiltered(t *testing.T) {
	t.Parallel()
	a := orderedAffair(t)
	things := a.at + "/things"
	for _, c := range []struct {
		as, asks string
		found    bool
	}{
		{"north/inspector", "", true}, {"north/inspector", "?at=on-hand", true}, {"north/inspector", "?at=in-transit", true},
		{"north/inspector", "?at=sold", false}, {"north/inspector", "?at=consumed", false}, {"north/inspector", "?at=nonsense", true},
		{"north/inspector", "?holder=partner", true}, {"north/inspector", "?holder=%27%22%3Cscript%3E", false},
		{"north/inspector", "?region=110000", false}, {"north/inspector", "?class=possible", false}, {"north/inspector", "?gone=yes", false},
		{"partner/owner", "?holder=partner", true}, {"partner/owner", "?holder=maker", false},
	} {
		code, body := a.page(t, c.as, things+c.asks)
		if found := strings.Contains(body, things+"/"); code != http.StatusOK || found != c.found {
			t.Errorf("%s, %q: %d, found %t", c.as, c.asks, code, found)
		}
	}
	_, body := a.page(t, "north/inspector", things)
	region := regexp.MustCompile(`<option value="(\d{6})"`).FindAllStringSubmatch(body, -1)
	if len(region) < 2 {
		t.Fatalf("regions of holders to choose from: %v", region)
	}
	for _, r := range region {
		if _, body := a.page(t, "north/inspector", things+"?region="+r[1]); !strings.Contains(body, things+"/") {
			t.Errorf("nothing in %s, where somebody has some", r[1])
		}
	}
	a.see(t, "north/inspector", things+"?at=sold", map[model.Lang][]string{model.ZH: {"去掉筛选"}, model.UG: {"سۈزۈشنى بىكار قىلىڭ"}, model.EN: {"Try other conditions"}}, `<option value="sold" selected`)
	listed := a.JSON(apitest.Request{Method: "GET", Path: "/v1/recalls/" + strings.TrimPrefix(a.at, "/console/recalls/") + "/things?at=sold", As: "north/inspector"}, http.StatusOK)
	if n := len(listed["items"].([]any)); n != 0 {
		t.Errorf("programs find %d sold", n)
	}
}

// TestExerciseByForm: a company starts an exercise on one screen, and its report says how fast it was and whether the
// quantities add up; pressing twice is one exercise, and nobody else hears of it.
func TestExerciseByForm(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.sold(t, "100")
	form := "/console/recalls/exercise"
	d.see(t, "maker/owner", "/console/recalls", map[model.Lang][]string{model.ZH: {"召回演练"}}, form)
	d.see(t, "maker/owner", form, map[model.Lang][]string{model.ZH: {"开始演练", "不通知任何人"}, model.UG: {"مەشىقنى باشلاش"}, model.EN: {"Start the exercise"}}, "DESK-1", "!DESK-2")
	d.see(t, "north/inspector", "/console/recalls", nil, "!"+form)
	for as, want := range map[string]int{"maker/viewer": http.StatusForbidden, "north/inspector": http.StatusForbidden} {
		if code, _ := d.page(t, as, form); code != want {
			t.Errorf("%s: %d", as, code)
		}
	}
	for _, bad := range []string{"", d.draft, d.Orgs["maker"].String()} {
		code, _, body := d.send(t, "maker/owner", form, "batch", bad)
		faulty(t, code, body, "batch", "DESK-1")
	}
	once := onceOf(t, d, "maker/owner", form)
	press := func() (int, string, string) {
		rec := d.Do(apitest.Request{Method: "POST", Path: form, As: "maker/owner", Body: []byte(url.Values{"once": {once}, "batch": {d.batch}}.Encode()),
			Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}})
		return rec.Code, rec.Header().Get("Location"), rec.Body.String()
	}
	code, to, body := press()
	if code != http.StatusSeeOther || !strings.Contains(to, "/exercise?") || !strings.Contains(to, "done=recall-exercised") {
		t.Fatalf("started: %d %s\n%s", code, to, body)
	}
	if _, again, _ := press(); again != to {
		t.Errorf("a second press leads to %s, the first to %s", again, to)
	}
	report, _, _ := strings.Cut(to, "?")
	d.see(t, "maker/owner", report, map[model.Lang][]string{
		model.ZH: {"召回演练：测试梨 DESK-1", "演练达标", "四小时", "二十四小时", "差额"}, model.UG: {"مەشىق ئۆتتى"}, model.EN: {"Passed: traced in time", "4 hours", "24 hours", "1,000 kg", "0 kg"},
	}, `class="verdict ok"`, "DESK-1")
	d.see(t, "partner/owner", "/console/recalls?exercise=all", nil, "!"+strings.TrimSuffix(report, "/exercise"))
	d.see(t, "partner/owner", "/console/recall-tasks", nil, "!演练")
	if code, _ := d.page(t, "partner/owner", report); code != http.StatusNotFound {
		t.Errorf("a holder reads the report: %d", code)
	}
	if got := d.JSON(apitest.Request{Method: "GET", Path: "/v1/check/DESK-1", As: "partner/owner"}, http.StatusOK); got["verdict"] == "recalled" {
		t.Errorf("an exercise blocks: %v", got)
	}
}

// TestReportCondition: a recall starts from every lot that was released on one laboratory report, chosen by its name.
func TestReportCondition(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/recalls/condition?kind=report"
	d.see(t, "maker/owner", "/console/recalls/new", map[model.Lang][]string{model.ZH: {"依据的检测报告"}}, "kind=report")
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.EN: {"There is no laboratory report yet"}})
	f := multipartOf(map[string]string{"kind": "lab-report", "title": "XJ-77 " + hostile, "public": "false", "issued_on": "2026-10-01", "issued_by": "甲检测"})
	rec := d.Do(apitest.Request{Method: "POST", Path: "/v1/batches/" + d.batch + "/documents", As: "maker/owner", Body: f.content, Header: map[string]string{"Content-Type": f.mediaType}})
	if rec.Code != http.StatusCreated {
		t.Fatalf("the report: %d %s", rec.Code, rec.Body)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"凭这份报告"}}, "XJ-77", "DESK-1", "!<script>alert")
	d.see(t, "partner/owner", at, nil, "!XJ-77")
	_, body := d.page(t, "maker/owner", at)
	id := regexp.MustCompile(`<option value="([0-9a-f-]{36})"`).FindStringSubmatch(body)
	if id == nil {
		t.Fatalf("no report to choose:\n%s", body)
	}
	code, _, body := d.send(t, "maker/owner", at, "report", "")
	faulty(t, code, body, "report", "XJ-77")
	code, to, body := d.send(t, "maker/owner", at, "report", id[1])
	if code != http.StatusSeeOther {
		t.Fatalf("chosen: %d\n%s", code, body)
	}
	to, _, _ = strings.Cut(to, "&lang=")
	d.see(t, "maker/owner", to, map[model.Lang][]string{model.ZH: {"会涉及什么", "依据的检测报告"}, model.EN: {"What it would reach"}}, "XJ-77", "甲检测", d.batch)
	d.see(t, "north/inspector", to, map[model.Lang][]string{model.ZH: {"责任企业"}}, "XJ-77", `name="responsible"`)
	_, body = d.page(t, "partner/owner", to)
	if strings.Contains(body, "XJ-77") {
		t.Error("another company reads the name of the report")
	}
}

// TestWhoseDuty: an authority names the company that has to recall, and a company says when it acts in a maker's stead; what
// the rules do not allow is said on the page.
func TestWhoseDuty(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.sold(t, "100")
	form := "/console/recalls/new?batch=" + d.batch
	d.see(t, "north/inspector", form, map[model.Lang][]string{model.ZH: {"所选批次的生产者"}, model.EN: {"The maker of the selected lots"}}, `<option value="`+d.Orgs["maker"].String()+`"`, "!name=\"origin\"")
	d.see(t, "maker/owner", form, map[model.Lang][]string{model.ZH: {"经营者：生产者不明或已停业"}}, `name="origin"`, "!name=\"responsible\"")
	d.see(t, "maker/owner", form+"&responsible="+d.Orgs["partner"].String(), nil, `name="title.zh"`)
	d.see(t, "partner/owner", form+"&origin=operator", map[model.Lang][]string{model.ZH: {"生产者仍在经营"}, model.EN: {"The maker is still in business"}}, "!name=\"title.zh\"")
	d.see(t, "north/inspector", form+"&responsible="+d.batch, nil, `class="note danger"`, "!name=\"title.zh\"")
	named := form + "&responsible=" + d.Orgs["partner"].String()
	d.see(t, "north/inspector", named, map[model.Lang][]string{model.EN: {"Test partner"}}, "selected")
}

// TestUnitsByFactor: a holder counts in the cases that the maker has declared a factor for, and in none of other days.
func TestUnitsByFactor(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	d := desk{World: r.World}
	seal := taskAt(r.partner) + "/answer/seal"
	if code, _, body := d.send(t, "partner/clerk", taskAt(r.partner)+"/answer/acknowledge", "note", "ok"); code != http.StatusSeeOther {
		t.Fatalf("acknowledged: %d\n%s", code, body)
	}
	d.see(t, "partner/clerk", seal, nil, `<option value="GRM"`, `!<option value="CS"`)
	factor := func(from string, num int, days object) {
		body := object{"from_unit": from, "to_unit": "KGM", "num": num}
		for k, v := range days {
			body[k] = v
		}
		r.JSON(apitest.Request{Method: "POST", Path: "/v1/products/" + r.product + "/unit-factors", As: "maker/owner", Body: body}, http.StatusCreated)
	}
	factor("CS", 5, nil)
	factor("PF", 400, object{"valid_to": "2020-01-01"})
	d.see(t, "partner/clerk", seal, map[model.Lang][]string{model.ZH: {"合 5 千克"}, model.UG: {"بولىدۇ"}, model.EN: {"= 5 kg)"}}, `<option value="CS"`, `!<option value="PF"`)
	if code, _, body := d.send(t, "partner/clerk", seal, "lines[0].quantity", "3", "lines[0].unit", "CS"); code < 400 || !strings.Contains(beside(body, "lines[0].quantity"), "fault") {
		t.Errorf("three cases of a lot of two: %d", code)
	}
	if code, _, body := d.send(t, "partner/clerk", seal, "lines[0].quantity", "2", "lines[0].unit", "CS"); code != http.StatusSeeOther {
		t.Fatalf("sealed in cases: %d\n%s", code, body)
	}
	d.see(t, "partner/clerk", taskAt(r.partner), map[model.Lang][]string{model.ZH: {"10 千克"}})
}
