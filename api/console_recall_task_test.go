package api_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/repository"
)

var (
	evidenceAt = regexp.MustCompile(`href="(/console/recall-tasks/[0-9a-f-]{36}/evidence/[0-9a-f-]{36})`)
	backAt     = regexp.MustCompile(`href="(/console/recall-tasks/[0-9a-f-]{36}/answers/[0-9]+/take-back)`)
	secretAt   = regexp.MustCompile(`value="http://suyuan.test(/recall-reply/[A-Za-z0-9_-]+)"`)
)

// TestRecallTaskPages: a shop acknowledges, seals, and returns with a photo; what it got wrong it takes back; its
// supplier rejects and confirms; all by forms alone.
func TestRecallTaskPages(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	d := desk{World: r.World}
	at := taskAt(r.partner)
	for _, other := range []string{"stranger/owner", "south/inspector"} {
		for _, page := range []string{at, at + "/answer/seal", at + "/move/confirm", at + "/link", at + "/verify", at + "/explain"} {
			if code, _ := d.page(t, other, page); code != http.StatusNotFound && code != http.StatusForbidden {
				t.Errorf("%s opens %s: %d", other, page, code)
			}
		}
		d.see(t, other, "/console/recall-tasks", nil, "!"+at)
	}
	d.see(t, "partner/clerk", "/console", map[model.Lang][]string{model.ZH: {"召回：请停售并答复"}, model.UG: {"سېتىشنى توختىتىپ جاۋاب بېرىڭ"}, model.EN: {"Recall: stop selling and answer"}}, at)
	d.see(t, "partner/clerk", "/console/recall-tasks", map[model.Lang][]string{model.EN: {"Test maker"}}, at)
	d.see(t, "partner/clerk", at, map[model.Lang][]string{
		model.ZH: {"立即停止销售和使用", "梨", "您要做的三步", "确认收到并停止销售"}, model.UG: {"سېتىش ۋە ئىشلىتىشنى دەرھال توختىتىڭ", "سىز قىلىدىغان ئۈچ قەدەم"},
		model.EN: {"Stop selling and using it now", "Your three steps", "10 kg", "&lt;script&gt;"},
	}, `class="verdict danger"`, at+"/answer/acknowledge", at+"/answer/hold-none", "!"+at+"/answer/return", "!"+at+"/move/", "!<script>alert")
	d.see(t, "partner/viewer", at, nil, "!/answer/")
	d.see(t, "partner/clerk", at+"/answer/return", map[model.Lang][]string{model.EN: {"Not possible now"}})

	done := func(as, path string, pairs ...string) string {
		t.Helper()
		code, to, body := d.send(t, as, path, pairs...)
		if code != http.StatusSeeOther {
			t.Fatalf("%s: %d\n%s", path, code, body)
		}
		return to
	}
	faulty := func(as, path, field string, pairs ...string) {
		t.Helper()
		code, _, body := d.send(t, as, path, pairs...)
		if code < 400 || !strings.Contains(beside(body, field), "fault") {
			t.Errorf("%s with %v: %d, nothing beside %s", path, pairs, code, field)
		}
	}
	done("partner/clerk", at+"/answer/acknowledge", "note", "ok")
	seal := at + "/answer/seal"
	d.see(t, "partner/clerk", seal, map[model.Lang][]string{model.ZH: {"追溯记录", "千克"}, model.EN: {"By the trace"}}, `name="lines[0].quantity"`, `<option value="GRM"`, `!name="file"`)
	faulty("partner/clerk", seal, "lines[0].quantity", "lines[0].quantity", "11", "lines[0].unit", "KGM")
	faulty("partner/clerk", seal, "lines[0].quantity", "lines[0].quantity", "many", "lines[0].unit", "KGM")
	if code, _, body := d.send(t, "partner/clerk", seal, "lines[0].unit", "KGM", "note", "nothing typed"); code != http.StatusUnprocessableEntity || !strings.Contains(body, ">nothing typed</textarea>") {
		t.Errorf("sealing nothing: %d", code)
	}
	done("partner/clerk", seal, "lines[0].quantity", "9500", "lines[0].unit", "GRM")
	d.see(t, "partner/clerk", at, map[model.Lang][]string{model.ZH: {"已封存"}, model.EN: {"9,500 g", "9.5 kg"}}, at+"/answer/return", at+"/answer/destroy")

	give := at + "/answer/destroy"
	d.see(t, "partner/clerk", give, nil, `name="file"`, `value="9.5"`, "multipart/form-data")
	send := func(file form) (int, string, string) { return d.upload("partner/clerk", give, file) }
	if code, _, body := send(withFile("x.exe", "application/x-msdownload", []byte("MZ"), "lines[0].quantity", "9.5", "lines[0].unit", "KGM")); code < 400 || !strings.Contains(beside(body, "file"), "fault") {
		t.Errorf("a program as evidence: %d", code)
	}
	if code, to, body := send(withFile("destroyed.png", "image/png", picture(), "lines[0].quantity", "9.5", "lines[0].unit", "KGM", "note", hostile)); code != http.StatusSeeOther || !strings.Contains(to, "done=task-answered") {
		t.Fatalf("destroyed with a photo: %d\n%s", code, body)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.EN: {"destroyed on the spot"}}, "destroyed.", "&lt;script&gt;", "!<script>alert", at+"/move/confirm", at+"/move/reject")
	_, body := d.page(t, "maker/owner", at)
	photo := evidenceAt.FindStringSubmatch(body)
	if photo == nil {
		t.Fatal("the evidence has no address")
	}
	for as, want := range map[string]int{"maker/owner": http.StatusOK, "partner/clerk": http.StatusOK, "north/inspector": http.StatusOK, "stranger/owner": http.StatusNotFound, "lab/owner": http.StatusNotFound} {
		if code, _ := d.page(t, as, photo[1]); code != want {
			t.Errorf("%s opens the evidence: %d, want %d", as, code, want)
		}
	}
	d.see(t, "maker/owner", "/console", map[model.Lang][]string{model.EN: {"Recall answers for you to confirm"}}, at)
	d.see(t, "maker/owner", "/console/recall-tasks?role=told", nil, at, taskAt(r.stall))
	d.see(t, "maker/owner", "/console/recall-tasks", map[model.Lang][]string{model.ZH: {"没有召回任务"}}, "!"+at)
	d.see(t, "north/inspector", "/console/recall-tasks?state=destroyed", nil, at, "!"+taskAt(r.stall))

	faulty("maker/owner", at+"/move/reject", "reason", "reason", " ")
	done("maker/owner", at+"/move/reject", "reason", "the photo shows two crates")
	_, body = d.page(t, "partner/clerk", at+"?lang=en")
	back := backAt.FindStringSubmatch(body)
	if back == nil || !strings.Contains(body, "the photo shows two crates") {
		t.Fatal("the shop is not told why, or cannot take it back")
	}
	if code, _, _ := d.send(t, "maker/owner", back[1], "note", "mine"); code != http.StatusForbidden {
		t.Errorf("another takes it back: %d", code)
	}
	done("partner/clerk", back[1], "note", "counted wrongly")
	d.see(t, "partner/clerk", at, map[model.Lang][]string{model.ZH: {"已撤回"}, model.EN: {"taken back"}})
	done("partner/clerk", at+"/answer/return", "lines[0].quantity", "10", "lines[0].unit", "KGM")
	if to := done("maker/owner", at+"/move/confirm"); !strings.HasPrefix(to, at) {
		t.Errorf("leads to %s", to)
	}
	d.see(t, "partner/clerk", at, map[model.Lang][]string{model.ZH: {"已核实完成"}, model.UG: {"تەكشۈرۈپ تاماملاندى"}, model.EN: {"you are done"}}, `class="verdict ok"`, "!/answer/", "!take-back")
	d.see(t, "partner/clerk", "/console", nil, "!"+at)
}

func taskAt(id model.RecallTaskID) string { return "/console/recall-tasks/" + id.String() }

// TestRecallLinkPages: who told a holder without account makes a link, shows it once, as text and as a code, and takes it
// away; the holder answers on it.
func TestRecallLinkPages(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	d := desk{World: r.World}
	at := taskAt(r.stall)
	if code, _ := d.page(t, "partner/owner", at+"/link"); code != http.StatusNotFound {
		t.Errorf("another customer makes a link: %d", code)
	}
	d.see(t, "maker/owner", at, nil, at+"/link", "!/answer/")
	d.see(t, "maker/owner", at+"/link", map[model.Lang][]string{model.ZH: {"没有账号的小店"}, model.EN: {"Whoever has the link answers for the holder"}})
	if code, _, body := d.send(t, "maker/owner", at+"/link", "days", "400"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "days")+body, "fault") {
		t.Errorf("a link for ever: %d", code)
	}
	code, _, body := d.send(t, "maker/owner", at+"/link", "days", "7")
	link := secretAt.FindStringSubmatch(body)
	if code != http.StatusOK || link == nil || !strings.Contains(body, "<svg") || !strings.Contains(body, "2026-000001") {
		t.Fatalf("the link: %d\n%s", code, body)
	}
	if code, page := d.page(t, "", link[1]); code != http.StatusOK || !strings.Contains(page, "2026-000001") {
		t.Errorf("the holder opens it: %d", code)
	}
	d.see(t, "maker/owner", at, nil, at+"/answer/hold-none")
	d.see(t, "maker/owner", at+"/link", nil, at+"/link/remove", "!"+link[1])
	if code, _, _ := d.send(t, "maker/owner", at+"/link/remove"); code != http.StatusSeeOther {
		t.Errorf("removed: %d", code)
	}
	if code, _ := d.page(t, "", link[1]); code == http.StatusOK {
		t.Error("the link works after it was removed")
	}
}

// TestRecallCheckPages: the authority draws, everybody concerned sees whom and can draw again, and what was found counts.
func TestRecallCheckPages(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	d := desk{World: r.World}
	at := "/console/recalls/" + r.recall.String() + "/checks"
	for _, other := range []string{"partner/owner", "stranger/owner", "south/inspector"} {
		if code, _ := d.page(t, other, at); code != http.StatusNotFound {
			t.Errorf("%s opens the list: %d", other, code)
		}
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"还没有抽取"}, model.UG: {"تېخى تاللانمىدى"}, model.EN: {"Nobody is drawn yet"}}, at+"/draw")
	if code, _, body := d.send(t, "maker/owner", at+"/draw", "level", "b", "percent", "5"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "percent"), "fault") {
		t.Errorf("level B with a twentieth: %d", code)
	}
	if code, to, body := d.send(t, "maker/owner", at+"/draw", "level", "a"); code != http.StatusSeeOther || !strings.HasPrefix(to, at) {
		t.Fatalf("drawn: %d\n%s", code, body)
	}
	d.see(t, "north/inspector", at, map[model.Lang][]string{model.ZH: {"一致", "待核查"}, model.EN: {"level A: all", "the same", "2 / 2"}}, taskAt(r.partner)+"/verify")
	verify := taskAt(r.partner) + "/verify"
	if code, _, body := d.send(t, "north/inspector", verify, "finding", "went there"); code != http.StatusUnprocessableEntity || !strings.Contains(body, ">went there</textarea>") {
		t.Errorf("neither yes nor no: %d", code)
	}
	if code, _, _ := d.send(t, "north/inspector", verify, "effective", "yes", "finding", "went there"); code != http.StatusConflict {
		t.Errorf("a silent holder has acted: %d", code)
	}
	if code, _, body := d.send(t, "partner/owner", taskAt(r.partner)+"/answer/hold-none"); code != http.StatusSeeOther {
		t.Fatalf("none left: %d\n%s", code, body)
	}
	if code, _, _ := d.send(t, "north/inspector", verify, "effective", "yes", "finding", "shelves are empty "+hostile); code != http.StatusSeeOther {
		t.Fatalf("verified: %d", code)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.EN: {"50.0 %", "checked: it has acted"}}, "shelves are empty", "!<script>alert")
}

// TestRecallExplainPage: the authority accepts an explanation; nobody else is offered to.
func TestRecallExplainPage(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	d := desk{World: r.World}
	at := taskAt(r.partner)
	if code, _, _ := d.send(t, "partner/owner", at+"/answer/hold-none"); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	d.see(t, "maker/owner", at, nil, "!"+at+"/explain")
	d.see(t, "north/inspector", at, nil, at+"/explain")
	if code, _, body := d.send(t, "north/inspector", at+"/explain", "lines[0].quantity", "11", "lines[0].unit", "KGM", "note", "a flood"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "lines[0].quantity"), "fault") {
		t.Errorf("more than is missing: %d", code)
	}
	if code, _, body := d.send(t, "north/inspector", at+"/explain", "lines[0].quantity", "4", "lines[0].unit", "KGM", "note", "a flood"); code != http.StatusSeeOther {
		t.Fatalf("explained: %d\n%s", code, body)
	}
	d.see(t, "north/inspector", at, map[model.Lang][]string{model.EN: {"6 kg", "a flood", "residual explained and accepted"}})
}

// TestNoticeEndpointPages: an address is added, its key shown once, tested and removed; a notice that was given up is sent
// again; another company's are not to be had.
func TestNoticeEndpointPages(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	d := desk{World: r.World}
	const at = "/console/notice-endpoints"
	d.see(t, "partner/owner", at, map[model.Lang][]string{model.ZH: {"还没有通知地址"}, model.UG: {"تېخى ئۇقتۇرۇش ئادرېسى يوق"}, model.EN: {"No addresses yet"}}, at+"/new")
	if code, _ := d.page(t, "partner/clerk", at); code != http.StatusForbidden {
		t.Errorf("a clerk: %d", code)
	}
	for _, address := range []string{"", "http://example.com/x", "javascript:alert(1)"} {
		if code, _, body := d.send(t, "partner/owner", at+"/new", "channel", "webhook", "address", address, "lang", "ug", "topics", "recall"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "address"), "fault") {
			t.Errorf("%q: %d", address, code)
		}
	}
	code, _, body := d.send(t, "partner/owner", at+"/new", "channel", "webhook", "address", "https://shop.example/hook", "lang", "ug", "topics", "recall")
	if code != http.StatusOK || !strings.Contains(body, "whsec_") {
		t.Fatalf("added: %d\n%s", code, body)
	}
	_, body = d.page(t, "partner/owner", at)
	id := regexp.MustCompile(at + `/([0-9a-f-]{36})/remove`).FindStringSubmatch(body)
	if id == nil || strings.Contains(body, "whsec_") || !strings.Contains(body, "https://shop.example/hook") {
		t.Fatalf("the list\n%s", body)
	}
	if code, _ := d.page(t, "maker/owner", at+"/"+id[1]+"/remove"); code != http.StatusNotFound {
		t.Errorf("another company's address: %d", code)
	}
	if code, _, _ := d.send(t, "partner/owner", at+"/"+id[1]+"/test"); code != http.StatusSeeOther {
		t.Errorf("tested: %d", code)
	}
	d.see(t, "partner/owner", at, map[model.Lang][]string{model.ZH: {"测试通知", "正在发送"}, model.EN: {"Test notice", "On their way"}})
	dead := r.deadNotice(t)
	d.see(t, "partner/owner", at, map[model.Lang][]string{model.EN: {"Not delivered", "Stop selling now", "connection refused"}}, dead.String()+"/retry")
	if code, _, _ := d.send(t, "maker/owner", "/console/recall-notices/"+dead.String()+"/retry"); code != http.StatusNotFound {
		t.Errorf("another company's notice: %d", code)
	}
	if code, to, _ := d.send(t, "partner/owner", "/console/recall-notices/"+dead.String()+"/retry"); code != http.StatusSeeOther || !strings.Contains(to, url.QueryEscape("notice-retried")) {
		t.Errorf("sent again: %d %s", code, to)
	}
	d.see(t, "partner/owner", at, nil, "!"+dead.String()+"/retry")
	if code, _, _ := d.send(t, "partner/owner", at+"/"+id[1]+"/remove"); code != http.StatusSeeOther {
		t.Errorf("removed: %d", code)
	}
	d.see(t, "partner/owner", at, nil, "!"+id[1])
}

// deadNotice gives the partner a notice that was given up.
func (r *recalled) deadNotice(t *testing.T) (id model.NoticeID) {
	t.Helper()
	err := r.Store.Write(context.Background(), func(tx *repository.Tx) error {
		row := tx.Notice().NewNotice(model.NewsRecallTask, r.Orgs["partner"], r.recall.String(), r.partner.String(), []byte("{}"))
		row.Channel, row.Lang, row.LastError, row.Attempts = model.ChannelWebhook, model.EN, "connection refused", 9
		id = row.ID
		if err := tx.Notice().Insert([]model.Notice{row}); err != nil {
			return err
		}
		return tx.Notice().Finish(row, model.NoticeGiveUp, "test", "connection refused")
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
