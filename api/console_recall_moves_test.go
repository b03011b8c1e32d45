package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/model"
)

// affair is a recall of the desk's batch that an inspector has ordered by form, and that is moved by forms alone.
type affair struct {
	desk
	t  *testing.T
	at string
}

func orderedAffair(t *testing.T) affair {
	t.Helper()
	d := newDesk(t)
	d.sold(t, "100")
	code, to, body := d.send(t, "north/inspector", "/console/recalls/new?batch="+d.batch, "title.zh", "铅", "grade", "ii", "reason", "检验报告")
	return affair{d, t, begun(t, code, to, "recall-ordered", body)}
}

// moves makes a move by its form and returns the answer.
func (a affair) moves(as, on string, pairs ...string) (code int, body string) {
	a.t.Helper()
	path := a.at + "/move/" + on
	code, _, body = a.send(a.t, as, path, append([]string{"version", field(a.t, a.desk, as, path, "version")}, pairs...)...)
	return code, body
}

// moved makes a move that must succeed and expects the case to say its new state.
func (a affair) moved(as, on, state string, pairs ...string) {
	a.t.Helper()
	if code, body := a.moves(as, on, pairs...); code != http.StatusSeeOther {
		a.t.Fatalf("%s: %d\n%s", on, code, body)
	}
	a.see(a.t, as, a.at, map[model.Lang][]string{model.ZH: {state}})
}

// refused makes a move that must be shown again with a fault beside a field.
func (a affair) refused(as, on, at string, pairs ...string) {
	a.t.Helper()
	code, body := a.moves(as, on, pairs...)
	faulty(a.t, code, body, at, `name="version"`)
}

// TestMovesByForm: an ordered recall is announced, extended, found insufficient, carried on, disposed of, reported and
// evaluated by forms; each form says what it needs, refuses what lacks it, and is not offered to who may not press it.
func TestMovesByForm(t *testing.T) {
	t.Parallel()
	a := orderedAffair(t)
	a.refused("north/inspector", "proclaim", "reason", "reason", " ")
	a.moved("north/inspector", "proclaim", "已公告", "reason", "径行公告")
	a.see(t, "maker/owner", a.at, nil, "/move/execute", "!/move/extend", "!/move/revoke")
	a.moved("maker/owner", "execute", "实施中")

	a.see(t, "north/supervisor", a.at+"/move/extend", map[model.Lang][]string{model.ZH: {"同意延长期限"}, model.UG: {"مۇددەت"}, model.EN: {"more time"}}, `name="until"`, `name="reason"`)
	later := a.Now().In(model.China).Add(30 * 24 * time.Hour).Format("2006-01-02T15:04")
	a.refused("north/supervisor", "extend", "until", "reason", "路远", "until", "")
	a.refused("north/supervisor", "extend", "until", "reason", "路远", "until", "2026-01-01T00:00")
	a.refused("north/supervisor", "extend", "reason", "reason", "", "until", later)
	if code, _ := a.page(t, "maker/owner", a.at+"/move/extend"); code != http.StatusOK {
		t.Errorf("the company asks for more time: %d", code)
	}
	a.see(t, "maker/owner", a.at+"/move/extend", map[model.Lang][]string{model.EN: {"Not possible now"}}, "!name=\"until\"")
	a.moved("north/supervisor", "extend", "已延期", "reason", "路远", "until", later)

	a.refused("north/inspector", "find-lacking", "reason", "reason", "")
	a.moved("north/inspector", "find-lacking", "措施不足", "reason", "仍有流出")
	a.moved("maker/owner", "execute", "实施中")
	a.moved("maker/owner", "dispose", "处置中")
	a.refused("maker/owner", "report", "report.text", "report.text", " ")
	a.moved("maker/owner", "report", "已报告", "report.text", "全部收回")
	a.see(t, "maker/owner", a.at, nil, "!/move/evaluate", "!/move/close")
	a.refused("north/supervisor", "evaluate", "reason", "reason", "")
	a.moved("north/supervisor", "evaluate", "已评价", "reason", "有效")
	if code, _, _ := a.send(t, "north/supervisor", a.at+"/move/extend", "version", "1", "reason", "x", "until", later); code != http.StatusConflict {
		t.Errorf("more time for what has been evaluated: %d", code)
	}
}

// TestCloseByForm: who closes too early is told everything that is missing, each with the way to where it is mended; a case
// that is all accounted for closes, and opens again.
func TestCloseByForm(t *testing.T) {
	t.Parallel()
	a := orderedAffair(t)
	a.moved("north/inspector", "proclaim", "已公告", "reason", "公告")
	a.moved("maker/owner", "execute", "实施中")
	a.moved("maker/owner", "dispose", "处置中")
	a.moved("maker/owner", "report", "已报告", "report.text", "收回")
	a.moved("north/supervisor", "evaluate", "已评价", "reason", "看过")
	closing := a.at + "/move/close"
	a.see(t, "north/supervisor", closing, map[model.Lang][]string{model.ZH: {"还不能结案", "到能解决它的页面"}, model.UG: {"ھەل قىلىدىغان بەتكە"}, model.EN: {"Each line leads to where it is mended"}},
		`href="`+a.at+`/tasks`, `href="`+a.at+`/reconciliation`)
	_, shown := a.page(t, "north/supervisor", closing+"?lang=en")
	panel := shown[strings.Index(shown, "Each line leads"):]
	panel = panel[:strings.Index(panel, "<form")]
	for text, path := range map[string]string{"neither accounted for": "/reconciliation", "Holders whose tasks": "/tasks"} {
		if !regexp.MustCompile(`<a href="` + a.at + path + `\?lang=en"><bdi>[^<]*` + text).MatchString(panel) {
			t.Errorf("%q does not lead to %s:\n%s", text, path, panel)
		}
	}
	code, body := a.moves("north/supervisor", "close", "reason", "结案")
	if code != http.StatusConflict && code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="`+a.at+`/reconciliation`) || !strings.Contains(body, "结案") {
		t.Errorf("closed too early: %d\n%s", code, body)
	}
	a.see(t, "north/inspector", a.at, map[model.Lang][]string{model.ZH: {"已评价"}})
	a.moved("north/supervisor", "end-active", "已停止积极召回", "reason", "余量很少")
	a.see(t, "maker/owner", a.at, nil, "/move/reopen")
	a.refused("maker/owner", "reopen", "reason", "reason", "")
	a.moved("maker/owner", "reopen", "重新启动", "reason", "又发现一箱")
	a.see(t, "north/supervisor", closing, map[model.Lang][]string{model.EN: {"Each line leads to where it is mended"}})
}

// TestCancelRevokeRegradeByForm: a draft is given up, an order is revoked, a case becomes graver; none of it without a
// reason, and each by who may.
func TestCancelRevokeRegradeByForm(t *testing.T) {
	t.Parallel()
	a := orderedAffair(t)
	grade := a.at + "/grade"
	a.see(t, "north/inspector", grade, map[model.Lang][]string{model.ZH: {"一级"}, model.EN: {"grade I"}}, `value="i"`, `!value="ii"`, `!value="iii"`)
	version := func() string { return field(t, a.desk, "north/inspector", grade, "version") }
	code, _, body := a.send(t, "north/inspector", grade, "version", version(), "grade", "i", "reason", "")
	faulty(t, code, body, "reason", `value="i"`)
	code, _, body = a.send(t, "north/inspector", grade, "version", version(), "grade", "iii", "reason", "更轻")
	if code < 400 || !strings.Contains(body, "更轻") {
		t.Errorf("made lighter: %d", code)
	}
	if code, to, body := a.send(t, "north/inspector", grade, "version", version(), "grade", "i", "reason", "有人中毒"); code != http.StatusSeeOther {
		t.Fatalf("graver: %d %s\n%s", code, to, body)
	}
	a.see(t, "north/inspector", a.at, map[model.Lang][]string{model.ZH: {"一级"}}, "!"+grade)
	if code, _ := a.page(t, "partner/owner", grade); code != http.StatusForbidden {
		t.Errorf("a holder regrades: %d", code)
	}
	a.see(t, "maker/owner", a.at, nil, "!/move/revoke")
	a.refused("north/supervisor", "revoke", "reason", "reason", "")
	a.moved("north/supervisor", "revoke", "已取消", "reason", "复检合格")
	a.see(t, "north/inspector", a.at, nil, "!/move/", "!起停售")

	code, to, body := a.send(t, "maker/owner", "/console/recalls/new?batch="+a.batch, "title.zh", "虚惊")
	draft := affair{a.desk, t, begun(t, code, to, "recall-opened", body)}
	draft.refused("maker/owner", "cancel", "reason", "reason", " ")
	draft.moved("maker/owner", "cancel", "已取消", "reason", "误报")
}

// TestNewsByForm: what is recorded late changes what a recall reaches; the case says so first, to who carries it out, with
// the thing and who has it, until somebody takes note of what it was shown.
func TestNewsByForm(t *testing.T) {
	t.Parallel()
	a := orderedAffair(t)
	hidden := "!" + a.at + "/deltas/seen"
	a.see(t, "maker/owner", a.at, nil, hidden)
	a.Clock.Advance(time.Hour)
	child := a.late(t, "DESK-9")
	a.see(t, "maker/owner", "/console", map[model.Lang][]string{model.ZH: {"范围有变化的召回", "迟报记录改变了范围"}, model.UG: {"دائىرىسى ئۆزگەرگەن"}, model.EN: {"Recalls that have changed"}}, "#news")
	a.see(t, "maker/owner", "/console/recalls", map[model.Lang][]string{model.EN: {"late record changed it"}})
	a.see(t, "maker/owner", "/console/recalls?changed=yes", nil, a.at)
	a.see(t, "maker/owner", a.at, map[model.Lang][]string{
		model.ZH: {"有变化待知悉", "迟报", "新增", "新登记的追溯事件"}, model.UG: {"كۆرۈلمىگەن ئۆزگىرىشلەر"}, model.EN: {"Changes to take note of", "recorded late"},
	}, child, "/things/", a.at+"/deltas/seen", "/console/recall-tasks/")
	a.see(t, "south/inspector", "/console", nil, "!"+a.at)
	a.see(t, "partner/owner", "/console", nil, "!#news")
	a.see(t, "partner/owner", a.at, nil, hidden, "!"+child)
	upTo := field(t, a.desk, "maker/owner", a.at, "up_to")
	a.Clock.Advance(time.Minute)
	other := a.late(t, "DESK-8") // comes in while somebody reads
	for _, bad := range []string{"", "x", "0"} {
		if code, _, _ := a.send(t, "maker/owner", a.at+"/deltas/seen", "up_to", bad); code != http.StatusBadRequest {
			t.Errorf("took note up to %q: %d", bad, code)
		}
	}
	if code, _, _ := a.send(t, "partner/owner", a.at+"/deltas/seen", "up_to", upTo); code != http.StatusForbidden {
		t.Errorf("a holder takes note: %d", code)
	}
	if code, to, body := a.send(t, "maker/owner", a.at+"/deltas/seen", "up_to", upTo); code != http.StatusSeeOther || !strings.Contains(to, "done=recall-seen") {
		t.Fatalf("took note: %d %s\n%s", code, to, body)
	}
	_, body := a.page(t, "maker/owner", a.at)
	news := body[strings.Index(body, `id="news"`):strings.Index(body, "/deltas/seen")]
	if strings.Contains(news, child) || !strings.Contains(news, other) {
		t.Errorf("what was noted stays, or what came since is gone:\n%s", news)
	}
	if code, _, _ := a.send(t, "north/inspector", a.at+"/deltas/seen", "up_to", field(t, a.desk, "north/inspector", a.at, "up_to")); code != http.StatusSeeOther {
		t.Errorf("the authority takes note: %d", code)
	}
	a.see(t, "maker/owner", a.at, map[model.Lang][]string{model.ZH: {"受影响的产品"}}, hidden)
	a.see(t, "maker/owner", "/console", nil, "!#news")
	a.see(t, "maker/owner", "/console/recalls?changed=yes", nil, "!"+a.at)
}

// late captures that some of the desk's batch became another lot before it was blocked, and returns that lot's number.
func (a affair) late(t *testing.T, lot string) string {
	t.Helper()
	lots := map[string]string{}
	made := a.JSON(apitest.Request{Method: "POST", Path: "/v1/batches", As: "maker/owner", Body: object{
		"product_id": a.product, "lot": lot, "produced": "2026-11-20", "quantity": "5", "unit": "KGM", "site_id": a.Sites["maker"].String(),
	}}, http.StatusCreated)
	lots[lot] = made["epc"].(string)
	lots["DESK-1"] = a.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + a.batch, As: "maker/owner"}, http.StatusOK)["epc"].(string)
	quantity := func(lot string) []object { return []object{{"epcClass": lots[lot], "quantity": 5, "uom": "KGM"}} }
	before := a.Now().Add(-5 * time.Hour)
	rec := a.Do(apitest.Request{Method: "POST", Path: "/epcis/capture", As: "maker/owner", Body: object{
		"@context": []string{"https://ref.gs1.org/standards/epcis/epcis-context.jsonld"}, "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": before.Format(time.RFC3339),
		"epcisBody": object{"eventList": []object{{
			"type": "TransformationEvent", "eventTime": before.Format(time.RFC3339), "eventTimeZoneOffset": "+08:00", "bizStep": "commissioning",
			"bizLocation": object{"id": "urn:uuid:" + a.Sites["maker"].String()}, "inputQuantityList": quantity("DESK-1"), "outputQuantityList": quantity(lot),
		}}},
	}})
	if rec.Code >= 300 {
		t.Fatalf("captured: %d %s", rec.Code, rec.Body)
	}
	return lot
}

var toneless = regexp.MustCompile(`<title>[^<]*</title>`)

// TestPictureMarksRecall: the picture of a trace marks what a recall affects by sign, word and colour, and says the same in
// words; a case that the reader may not see does not exist for the picture either.
func TestPictureMarksRecall(t *testing.T) {
	t.Parallel()
	a := orderedAffair(t)
	id := strings.TrimPrefix(a.at, "/console/recalls/")
	trace := "/console/batches/" + a.batch + "/trace?direction=forward"
	marked := trace + "&recall=" + id
	a.see(t, "maker/owner", a.at, nil, a.batch+"/trace?direction=forward", "recall="+id)
	a.see(t, "maker/owner", marked, map[model.Lang][]string{
		model.ZH: {"图中标出召回", "确认受影响"}, model.UG: {"جەزملەشكەن", "تەسىرگە ئۇچرىغانلىقى جەزملەشكەن"}, model.EN: {"The picture marks recall", "affected"},
	}, "2026-000001", "pic-node pic-recalled", a.at+"/things", `name="recall" value="`+id+`"`)
	_, body := a.page(t, "maker/owner", marked)
	words := body[strings.Index(body, `class="picture-text"`):]
	legend := body[strings.Index(body, `class="picture-legend"`):strings.Index(body, `class="picture-text"`)]
	for _, in := range []string{words, legend, toneless.ReplaceAllString(body[:strings.Index(body, "picture-legend")], "")} {
		if !strings.Contains(in, "确认受影响") {
			t.Errorf("it is not said in one of drawing, legend and words:\n%.2000s", in)
		}
	}
	a.see(t, "maker/owner", trace, nil, "!图中标出召回", "!确认受影响")
	svg := a.Do(apitest.Request{Method: "GET", Path: strings.Replace(marked, "/trace?", "/trace.svg?", 1), As: "maker/owner"})
	if svg.Code != http.StatusOK || !strings.Contains(svg.Body.String(), "确认受影响") {
		t.Errorf("the file: %d", svg.Code)
	}
	draft := func() string {
		code, to, body := a.send(t, "maker/owner", "/console/recalls/new?batch="+a.batch, "title.zh", "演练", "mock", "yes")
		return strings.TrimPrefix(begun(t, code, to, "recall-opened", body), "/console/recalls/")
	}()
	for who, recalls := range map[string][]string{"maker/owner": {"x", a.Orgs["maker"].String()}, "partner/owner": {draft}} {
		for _, bad := range recalls {
			for _, form := range []string{"/trace?", "/trace.svg?"} {
				if code, _ := a.page(t, who, strings.Replace(trace, "/trace?", form, 1)+"&recall="+bad); code != http.StatusNotFound {
					t.Errorf("%s sees a picture with the recall %q marked: %d", who, bad, code)
				}
			}
		}
	}
	if code, _ := a.page(t, "partner/owner", marked); code != http.StatusOK {
		t.Errorf("a holder's picture: %d", code)
	}
}
