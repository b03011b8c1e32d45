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

var caseAt = regexp.MustCompile(`^/console/recalls/([0-9a-f-]{36})\?`)

// sold ships a part of the desk's batch to the partner, so that it is on the market.
func (d desk) sold(t *testing.T, quantity string) {
	t.Helper()
	d.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/ship", As: "maker/owner", Body: object{
		"from": d.Sites["maker"].String(), "to": d.Sites["partner"].String(), "lines": []object{{"batch": d.batch, "quantity": quantity}},
	}}, http.StatusCreated)
}

// begun is where a form led that has begun a case.
func begun(t *testing.T, code int, to, done, body string) string {
	t.Helper()
	m := caseAt.FindStringSubmatch(to)
	if code != http.StatusSeeOther || m == nil || !strings.Contains(to, "done="+done) {
		t.Fatalf("begun: %d %q\n%s", code, to, body)
	}
	return "/console/recalls/" + m[1]
}

// faulty expects a form to be shown again with a fault beside a field, and what was typed.
func faulty(t *testing.T, code int, body, name, kept string) {
	t.Helper()
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="`+name+`-about"><p class="fault">`) || !strings.Contains(body, kept) {
		t.Errorf("the fault of %s: %d\n%s", name, code, body)
	}
}

var planForm = []string{
	"plan.contact.representative", "甲", "plan.contact.person", "乙", "plan.contact.phone", "0996-2000000", "plan.contact.address", "库尔勒市",
	"plan.area", "新疆", "plan.reason", "铅超标", "plan.harm", "有害健康", "plan.steps", "停售、通知、收回", "plan.starts", "2026-11-22", "plan.ends", "2026-12-04",
	"plan.notice", "停止销售", "plan.venues", "provincial-site", "plan.venues", "shops", "plan.consumers", "凭小票退款", "plan.remedies", "refund",
	"plan.operators", "封存并报告", "plan.disposals", "central", "plan.handling", "集中销毁", "plan.payer", "producer", "plan.costs", "", "plan.expected_permille", "98.5", "plan.effect", "基本收回",
}

// TestRecallByForms: a company drafts, assesses, plans and announces a recall by forms alone, and the shop that has some
// of it sees its own part and no more.
func TestRecallByForms(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.sold(t, "100")
	d.see(t, "maker/owner", "/console/batches/"+d.batch, map[model.Lang][]string{model.ZH: {"召回这个批次"}, model.UG: {"بۇ تۈركۈمنى قايتۇرۇۋېلىش"}, model.EN: {"Recall this batch"}})
	d.see(t, "maker/viewer", "/console/batches/"+d.batch, nil, "!/console/recalls/new")
	d.see(t, "maker/owner", "/console/recalls/new", map[model.Lang][]string{model.ZH: {"从哪里开始", "批号区间"}, model.EN: {"What it starts from", "range of lots"}}, "kind=serial-range")
	form := "/console/recalls/new?batch=" + d.batch
	d.see(t, "maker/owner", form, map[model.Lang][]string{
		model.ZH: {"测试梨", "会涉及什么", "保存草稿"}, model.UG: {"سىناق نەشپۈت", "نېمىلەرگە تاقىلىدۇ"}, model.EN: {"What it would reach", "nothing is blocked"},
	}, "DESK-1", `value="测试梨 DESK-1"`, "!name=\"grade\"")
	code, _, body := d.send(t, "maker/owner", form, "title.zh", " ", "hazard.zh", hostile)
	faulty(t, code, body, "title", "&lt;script&gt;")
	code, to, body := d.send(t, "maker/owner", form, "title.zh", "铅超标", "title.en", hostile, "hazard.zh", "有害健康")
	at := begun(t, code, to, "recall-opened", body)
	d.see(t, "maker/owner", at, map[model.Lang][]string{
		model.ZH: {"草稿", "铅超标", "现在可以做", "评估定级"}, model.UG: {"قارالما", "باھالاپ"}, model.EN: {"draft", "&lt;script&gt;", "Assess and grade", "A draft: it can change"},
	}, "2026-000001", "DESK-1", at+"/move/assess", at+"/scope", "!/move/announce", "!<script>alert")
	for _, other := range []string{"partner/owner", "stranger/owner", "south/inspector"} {
		for _, path := range []string{"", "/things", "/tasks", "/reconciliation", "/scope", "/plan", "/move/assess", "/exercise"} {
			if code, _ := d.page(t, other, at+path); code != http.StatusNotFound && (code != http.StatusForbidden || path == "") {
				t.Errorf("%s opens %s: %d", other, at+path, code)
			}
		}
	}
	if code, _ := d.page(t, "maker/owner", at+"/exercise"); code != http.StatusNotFound {
		t.Errorf("the report of what is no exercise: %d", code)
	}
	d.see(t, "maker/owner", at+"/move/announce", map[model.Lang][]string{model.EN: {"Not possible now"}}, at+"/move/assess")

	assess := at + "/move/assess"
	d.see(t, "maker/owner", assess, map[model.Lang][]string{model.ZH: {"认定不安全，期限开始计算"}, model.EN: {"the deadlines start"}}, `name="grade"`, `name="known_at"`)
	version := func(path string) string { return field(t, d, "maker/owner", path, "version") }
	code, _, body = d.send(t, "maker/owner", assess, "version", version(assess), "grade", "")
	faulty(t, code, body, "grade", "known_at")
	if code, _, _ := d.send(t, "maker/owner", assess, "version", "99", "grade", "i"); code != http.StatusConflict {
		t.Errorf("from a version that is not there: %d", code)
	}
	if code, to, body := d.send(t, "maker/owner", assess, "version", version(assess), "grade", "i"); code != http.StatusSeeOther {
		t.Fatalf("assessed: %d %s\n%s", code, to, body)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"已评估", "一级", "召回期限"}, model.EN: {"Recall deadlines", "left"}}, at+"/plan")
	d.see(t, "maker/owner", "/console", map[model.Lang][]string{model.ZH: {"召回期限"}, model.UG: {"قايتۇرۇۋېلىش مۇددەتلىرى"}})

	plan := at + "/plan"
	d.see(t, "maker/owner", plan, map[model.Lang][]string{model.ZH: {"一、责任企业", "八、预期效果"}, model.UG: {"مەسئۇل كارخانا"}, model.EN: {"1. Who recalls", "Expected back"}}, "有害健康")
	code, _, body = d.send(t, "maker/owner", plan, append([]string{"version", version(plan)}, planForm[:6]...)...)
	faulty(t, code, body, "plan.effect", "0996-2000000")
	if code, to, body := d.send(t, "maker/owner", plan, append([]string{"version", version(plan)}, planForm...)...); code != http.StatusSeeOther {
		t.Fatalf("planned: %d %s\n%s", code, to, body)
	}
	announce := at + "/move/announce"
	d.see(t, "maker/owner", announce, map[model.Lang][]string{
		model.ZH: {"停售：<bdi>1</bdi> 项；接到任务的持有者：<bdi>2</bdi> 家"}, model.UG: {"توختىتىلىدۇ"}, model.EN: {"Blocked from this moment: <bdi>1</bdi>. Holders who get a task: <bdi>2</bdi>."},
	})
	if code, to, body := d.send(t, "maker/owner", announce, "version", version(announce)); code != http.StatusSeeOther {
		t.Fatalf("announced: %d %s\n%s", code, to, body)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{
		model.ZH: {"已公告", "起停售", "起点选中", "通知送达"}, model.UG: {"ئېلان قىلىنغان"}, model.EN: {"Affected goods have been blocked since", "selected by a starting point", "Responded", "recall announcement"},
	}, "/recalls/2026-000001", at+"/things/", at+"/tasks", "/v1/recalls/")
	d.see(t, "maker/owner", "/console/recalls", map[model.Lang][]string{model.ZH: {"铅超标", "已公告"}}, at)
	d.see(t, "maker/owner", "/console/recalls?state=closed", map[model.Lang][]string{model.EN: {"Nothing found"}})
	d.see(t, "maker/owner", "/console/recalls?q=2026-0000", nil, at)

	d.see(t, "maker/owner", at+"/things", map[model.Lang][]string{model.EN: {"possibly affected"}}, "DESK-1")
	d.see(t, "maker/owner", at+"/things?class=possible", map[model.Lang][]string{model.EN: {"Nothing found"}}, "!DESK-1")
	_, body = d.page(t, "maker/owner", at+"/things")
	thing := regexp.MustCompile(regexp.QuoteMeta(at) + `/things/(\d+)`).FindString(body)
	d.see(t, "maker/owner", thing, map[model.Lang][]string{model.ZH: {"为什么受影响", "批次"}, model.EN: {"selected by a starting point"}}, "/console/batches/"+d.batch)
	d.see(t, "maker/owner", at+"/tasks", map[model.Lang][]string{model.ZH: {"持有者任务"}}, "/console/recall-tasks/")
	d.see(t, "maker/owner", at+"/reconciliation", map[model.Lang][]string{model.ZH: {"流通 = 退回"}, model.EN: {"Distributed"}}, "DESK-1")
	d.see(t, "maker/owner", plan, map[model.Lang][]string{model.EN: {"filed as a revision"}}, "乙", `value="98.5"`)
	stage := at + "/stage"
	code, _, body = d.send(t, "maker/owner", stage, "report.text", " ")
	faulty(t, code, body, "report.text", "textarea")
	if code, to, _ := d.send(t, "maker/owner", stage, "report.text", "half"); code != http.StatusSeeOther || !strings.Contains(to, "recall-filed") {
		t.Errorf("a stage: %d %s", code, to)
	}

	d.see(t, "partner/owner", at, map[model.Lang][]string{model.ZH: {"已公告", "测试梨"}, model.EN: {"Counts only what you may see"}}, "DESK-1", "!"+at+"/scope", "!/move/", "!乙")
	d.see(t, "partner/owner", at+"/things", nil, "DESK-1")
	if code, _ := d.page(t, "stranger/owner", at); code != http.StatusNotFound {
		t.Errorf("a stranger: %d", code)
	}
	if code, _ := d.page(t, "stranger/owner", thing); code != http.StatusNotFound {
		t.Errorf("a stranger asks why: %d", code)
	}
}

// TestOrderOnOneScreen: an inspector orders a recall by one form, changes its scope with evidence of what it does, and is
// told before it tries why it cannot be closed.
func TestOrderOnOneScreen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.sold(t, "100")
	form := "/console/recalls/new?batch=" + d.batch
	d.see(t, "north/inspector", form, map[model.Lang][]string{
		model.ZH: {"立即责令召回", "停售：<bdi>1</bdi> 项", "知悉时间"}, model.UG: {"دەرھال بۇيرۇش"}, model.EN: {"Order it now", "Holders who get a task: <bdi>2</bdi>"},
	}, `name="grade"`, `name="reason"`)
	if code, _ := d.page(t, "south/inspector", form); code != http.StatusNotFound {
		t.Errorf("another province: %d", code)
	}
	code, _, body := d.send(t, "north/inspector", form, "title.zh", "铅", "grade", "i", "reason", " ")
	faulty(t, code, body, "reason", "铅")
	code, to, body := d.send(t, "north/inspector", form, "title.zh", "铅", "grade", "i", "reason", "检验报告")
	at := begun(t, code, to, "recall-ordered", body)
	d.see(t, "north/inspector", at, map[model.Lang][]string{model.ZH: {"已责令召回", "起停售", "检验报告"}, model.EN: {"ordered"}}, at+"/scope", at+"/move/proclaim")
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"已责令召回"}}, at+"/plan")
	code, _, body = d.send(t, "north/inspector", form, "title.zh", "铅", "grade", "i", "reason", "again")
	if code != http.StatusConflict || !strings.Contains(body, "2026-000001") {
		t.Errorf("a second order of the same: %d", code)
	}

	scope := at + "/scope"
	d.see(t, "north/inspector", scope, map[model.Lang][]string{model.ZH: {"没有变化"}, model.EN: {"Nothing changes"}}, "DESK-1", `name="reason"`)
	id := strings.TrimPrefix(at, "/console/recalls/")
	_, body = d.page(t, "north/inspector", scope)
	now := regexp.MustCompile(`name="c" value="([^"]+)"`).FindStringSubmatch(body)
	if now == nil {
		t.Fatal("the page does not carry its conditions")
	}
	carried := "&for=" + id + "&c=" + url.QueryEscape(strings.ReplaceAll(now[1], "&amp;", "&"))
	add := "/console/recalls/condition?kind=made" + carried
	code, _, body = d.send(t, "north/inspector", add, "product", "DESK-1", "from", "2026-11-30", "to", "2026-11-01")
	faulty(t, code, body, "to", "DESK-1")
	code, to, _ = d.send(t, "north/inspector", add, "product", "DESK-1", "from", "2026-11-01", "to", "2026-11-30")
	if code != http.StatusSeeOther || !strings.HasPrefix(to, scope+"?") {
		t.Fatalf("a condition: %d %s", code, to)
	}
	d.see(t, "north/inspector", to[:strings.LastIndex(to, "&lang=")], map[model.Lang][]string{model.EN: {"made from", "Fix this scope"}}, "DESK-1")
	where := to[:strings.LastIndex(to, "&lang=")]
	if code, to, body := d.send(t, "north/inspector", where, "version", field(t, d, "north/inspector", where, "version"), "reason", "wider"); code != http.StatusSeeOther || !strings.Contains(to, "recall-rescoped") {
		t.Fatalf("rescoped: %d %s\n%s", code, to, body)
	}
	d.see(t, "north/inspector", at, map[model.Lang][]string{model.ZH: {"第 <bdi>2</bdi> 版", "历次版本"}, model.EN: {"Version <bdi>2</bdi>"}}, "wider")
	if code, _ := d.page(t, "partner/owner", scope); code != http.StatusForbidden {
		t.Errorf("a holder changes the scope: %d", code)
	}

	exercise, to, body := d.send(t, "north/inspector", form, "title.zh", "演练梨", "grade", "ii", "reason", "演练", "mock", "yes")
	mock := begun(t, exercise, to, "recall-ordered", body)
	d.see(t, "north/inspector", mock, map[model.Lang][]string{model.ZH: {"没有通知任何人"}}, mock+"/exercise", "!起停售")
	d.see(t, "north/inspector", mock+"/exercise", map[model.Lang][]string{model.ZH: {"演练报告", "达标"}, model.UG: {"مەشىق دوكلاتى"}, model.EN: {"Mass balance", "4 hours"}})
	if code, _ := d.page(t, "partner/owner", mock); code != http.StatusNotFound {
		t.Errorf("a holder hears of an exercise: %d", code)
	}
	d.see(t, "north/inspector", "/console/recalls?exercise=only", nil, mock, "!"+at)
	d.see(t, "north/inspector", "/console/recalls", nil, at, "!"+mock)
}

// TestConditionsByForm: every kind of condition is asked for, read and said in words; what cannot be one is refused beside
// its field.
func TestConditionsByForm(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.sold(t, "100")
	at := "/console/recalls/condition?kind="
	site := d.Sites["maker"].String()
	for _, c := range []struct {
		kind   string
		filled []string
		says   string
	}{
		{"lot", []string{"lot", "DESK-1"}, "DESK-1"},
		{"lot-range", []string{"product", d.product, "first", "DESK-1", "last", "DESK-9"}, "DESK-9"},
		{"lot-pattern", []string{"product", d.product, "pattern", "DESK-*"}, "DESK-*"},
		{"made", []string{"product", d.product, "from", "2026-11-01"}, "Test pear"},
		{"site", []string{"site", site, "from", "2026-11-01T00:00"}, "since"},
		{"input", []string{"epc", "DESK-1"}, "/10/DESK-1"},
		{"serial-range", []string{"product", d.product, "first", "1", "last", "9"}, "to"},
	} {
		code, to, body := d.send(t, "maker/owner", at+c.kind, c.filled...)
		if code != http.StatusSeeOther || !strings.HasPrefix(to, "/console/recalls/new?c=") {
			t.Errorf("%s: %d %s\n%s", c.kind, code, to, body)
			continue
		}
		_, body = d.page(t, "maker/owner", strings.Replace(to, "lang=zh-CN", "lang=en", 1))
		if !strings.Contains(body, c.says) {
			t.Errorf("%s is not said as %q", c.kind, c.says)
		}
	}
	for _, c := range []struct {
		kind, at string
		filled   []string
	}{
		{"lot", "lot", []string{"lot", "no such lot"}}, {"input", "epc", []string{"epc", "no such lot"}},
		{"lot-range", "last", []string{"product", d.product, "first", "DESK-9", "last", "DESK-1"}},
		{"lot-pattern", "pattern", []string{"product", d.product, "pattern", "*"}}, {"site", "from", []string{"site", site}},
		{"supplier", "supplier", []string{"from", "2026-11-01T00:00"}},
	} {
		code, _, body := d.send(t, "maker/owner", at+c.kind, c.filled...)
		faulty(t, code, body, c.at, "")
	}
	for _, bad := range []string{"/console/recalls/new?c=nonsense", "/console/recalls/condition?kind=lot&c=lot%3Fx"} {
		if code, _ := d.page(t, "maker/owner", bad); code != http.StatusUnprocessableEntity && code != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, code)
		}
	}
	_, body := d.page(t, "partner/owner", "/console/recalls/new?c="+url.QueryEscape("lot?lot=DESK-1&maker="+d.Orgs["maker"].String()+"&product="+d.product))
	if strings.Contains(body, "测试梨") || strings.Contains(body, `name="title.zh"`) {
		t.Error("a shop begins the recall of what another made")
	}
}

// TestRecallPageAsksAtOnce: the page of a case needs as many statements for many lots as for few.
func TestRecallPageAsksAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	count := func(path string) int64 {
		before := d.Store.Statements()
		if code, body := d.page(t, "maker/owner", path); code != http.StatusOK {
			t.Fatalf("%s: %d\n%s", path, code, body)
		}
		return d.Store.Statements() - before
	}
	open := func(name, pattern string) string {
		c := "lot-pattern?maker=" + d.Orgs["maker"].String() + "&pattern=" + url.QueryEscape(pattern) + "&product=" + d.product
		form := "/console/recalls/new?c=" + url.QueryEscape(c)
		code, to, body := d.send(t, "maker/owner", form, "title.zh", name)
		at := begun(t, code, to, "recall-opened", body)
		for _, move := range []struct {
			on     string
			filled []string
		}{{"move/assess", []string{"grade", ""}}, {"move/withdraw", nil}} {
			path := at + "/" + move.on
			if code, to, body := d.send(t, "maker/owner", path, append([]string{"version", field(t, d, "maker/owner", path, "version")}, move.filled...)...); code != http.StatusSeeOther {
				t.Fatalf("%s: %d %s\n%s", path, code, to, body)
			}
		}
		return at
	}
	few := open("few", "DESK-1")
	for _, lot := range []string{"M-1", "M-2", "M-3", "M-4", "M-5", "M-6", "M-7"} {
		id := d.JSON(apitest.Request{Method: "POST", Path: "/v1/batches", As: "maker/owner", Body: object{
			"product_id": d.product, "lot": lot, "produced": "2026-11-20", "quantity": "1000", "unit": "KGM", "site_id": d.Sites["maker"].String(),
		}}, http.StatusCreated)["id"].(string)
		d.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/commission", As: "maker/owner", Body: object{"batch": id, "harvest": true}}, http.StatusCreated)
	}
	many := open("many", "M-*")
	for _, path := range []string{"", "/things", "/tasks", "/reconciliation", "/scope"} {
		a, b := count(few+path), count(many+path)
		t.Logf("%s: %d statements for one lot, %d for seven", path, a, b)
		if b > a+2 || b > 30 {
			t.Errorf("%s needs %d statements for one lot and %d for seven", path, a, b)
		}
	}
}
