package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// recalled is a world in which the maker recalls its lot from its partner and from a stall outside the house.
type recalled struct {
	*apitest.World
	recall             model.RecallID
	lot                string
	product            string
	partner, stall, me model.RecallTaskID
}

func newRecalled(t *testing.T) *recalled {
	t.Helper()
	clock := repotest.NewClock()
	r := &recalled{World: apitest.New(t, repotest.SQLite(t, clock), clock, nil)}
	maker := furnish(r.World, "maker")
	trade(r.World, map[string]things{"maker": maker})
	r.product = maker.product
	batch := r.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + maker.batch, As: "maker/owner"}, http.StatusOK)
	r.lot = batch["epc"].(string)
	err := r.Store.Write(t.Context(), func(tx *repository.Tx) error {
		row := model.Recall{
			ID: repository.NewID[model.Recall](tx), Number: "2026-000001", OrgID: r.Orgs["maker"], Region: "652801", OpenedBy: r.Orgs["maker"], Pack: "cn-food",
			Origin: model.OriginVoluntary, Policy: model.ClosureContainment, State: model.RecallDraft, Version: 1, Grade: model.GradeI,
			Title: model.Text{ZH: "梨", UG: "نەشپۈت", EN: "Pears"}, Hazard: model.Text{EN: "<script>alert(1)</script>"}, CreatedAt: tx.Now(),
		}
		r.recall = row.ID
		if err := tx.Recall().InsertRecall(row); err != nil {
			return err
		}
		found, err := tx.Recall().LotNamed(model.SystemScope("test"), r.lot, repository.AsOf{})
		if err != nil {
			return err
		}
		lot := found[0]
		err = tx.Recall().InsertAffected([]model.RecallLot{{
			RecallID: row.ID, NodeID: lot.Node.ID, EPC: r.lot, Level: model.LevelLot, BatchID: lot.Batch.ID, MakerID: row.OrgID,
			Class: model.AffectedConfirmed, Reason: "lot", CreatedAt: tx.Now(),
		}})
		if err != nil {
			return err
		}
		for i, h := range []struct {
			id  *model.RecallTaskID
			org model.OrgID
			at  model.Seq
		}{{&r.partner, r.Orgs["partner"], 0}, {&r.stall, "", 7}} {
			*h.id = repository.NewID[model.RecallTask](tx)
			err := tx.Recall().InsertTasks([]model.RecallTask{{
				ID: *h.id, RecallID: row.ID, OrgID: h.org, PlaceID: h.at, Region: "650102", Tier: 1, ToldBy: row.OrgID, State: model.TaskIssued, Version: 1,
				LinkHash: []byte{}, DueAt: tx.Now().Add(24 * 3600 * 1e9), CreatedAt: tx.Now(),
			}}, []model.RecallLine{{
				TaskID: *h.id, NodeID: lot.Node.ID, Unit: "KGM", RecallID: row.ID, BatchID: lot.Batch.ID, Distributed: model.Units(int64(10 * (i + 1))),
			}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRecallTasks_speak: a holder answers over HTTP, who told it confirms, and the reconciliation adds up.
func TestRecallTasks_speak(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	list := r.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-tasks?overdue=false", As: "partner/clerk"}, http.StatusOK)["items"].([]any)
	if len(list) != 1 || list[0].(object)["id"] != r.partner.String() {
		t.Fatalf("%v", list)
	}
	task := "/v1/recall-tasks/" + r.partner.String()
	if got := r.JSON(apitest.Request{Method: "GET", Path: task, As: "partner/clerk"}, http.StatusOK); got["state"] != "opened" || got["told_by"].(object)["name"].(object)["en"] != "Test maker" {
		t.Errorf("%v", got)
	}
	for _, other := range []string{"stranger/owner", "south/inspector"} {
		for _, path := range []string{task, task + "/lines", task + "/answers", "/v1/recalls/" + r.recall.String() + "/tasks", "/v1/recalls/" + r.recall.String() + "/reconciliation"} {
			if rec := r.Do(apitest.Request{Method: "GET", Path: path, As: other}); rec.Code != http.StatusNotFound {
				t.Errorf("%s reads %s: %d", other, path, rec.Code)
			}
		}
	}
	r.JSON(apitest.Request{Method: "POST", Path: "/v1/products/" + r.product + "/unit-factors", As: "maker/owner", Body: object{"from_unit": "CS", "to_unit": "KGM", "num": 5}}, http.StatusCreated)
	answer := func(status int, body object) object {
		return r.JSON(apitest.Request{Method: "POST", Path: task + "/answers", As: "partner/clerk", Body: body}, status)
	}
	line := func(quantity, unit string) []object {
		return []object{{"item": r.lot, "quantity": quantity, "unit": unit}}
	}
	fault := answer(http.StatusUnprocessableEntity, object{"event": "seal", "lines": line("3", "CS")})["fields"].([]any)[0].(object)
	if fault["at"] != "lines[0].quantity" || fault["code"] != "recall-excess" {
		t.Errorf("%v", fault)
	}
	fault = answer(http.StatusUnprocessableEntity, object{"event": "seal", "lines": line("3", "PF")})["fields"].([]any)[0].(object)
	if fault["at"] != "lines[0].unit" || fault["code"] != "recall-answer-unit" {
		t.Errorf("%v", fault)
	}
	answer(http.StatusOK, object{"event": "seal", "lines": line("2", "CS")})
	answer(http.StatusOK, object{"event": "return", "lines": line("1", "CS")})
	answers := r.JSON(apitest.Request{Method: "GET", Path: task + "/answers", As: "partner/clerk"}, http.StatusOK)["items"].([]any)
	id := answers[0].(object)["id"].(string)
	r.JSON(apitest.Request{Method: "POST", Path: task + "/answers/" + id + "/take-back", As: "partner/clerk", Body: object{"note": "mistake"}}, http.StatusOK)
	answer(http.StatusOK, object{"event": "return", "lines": line("9", "KGM")})
	rec := r.Do(apitest.Request{Method: "POST", Path: task + "/moves", As: "partner/owner", Body: object{"event": "confirm"}})
	if rec.Code != http.StatusForbidden {
		t.Errorf("a holder confirms itself: %d", rec.Code)
	}
	r.JSON(apitest.Request{Method: "POST", Path: task + "/moves", As: "maker/owner", Body: object{"event": "confirm"}}, http.StatusOK)
	sums := r.JSON(apitest.Request{Method: "GET", Path: "/v1/recalls/" + r.recall.String() + "/reconciliation", As: "maker/viewer"}, http.StatusOK)
	total := sums["totals"].([]any)[0].(object)
	recovered := total["recovered"].(object)
	if total["distributed"] != "30" || total["returned"] != "9" || total["unknown"] != "20" || total["unaccounted"] != "21" || recovered["share"] != "30.0 %" || recovered["denominator"] != "30" {
		t.Errorf("%v", total)
	}
	if responded := sums["responded"].(object); responded["numerator"] != "1" || responded["denominator"] != "2" || responded["unknown"] != "1" {
		t.Errorf("%v", responded)
	}
	check := r.JSON(apitest.Request{Method: "POST", Path: "/v1/recalls/" + r.recall.String() + "/check", As: "maker/owner", Body: object{"level": "c"}}, http.StatusOK)
	if draw := check["draws"].([]any)[0].(object); len(draw["chosen"].([]any)) != 1 || draw["drawn_again_same"] != true || check["marked_as_drawn"] != true {
		t.Errorf("%v", check)
	}
	job := r.JSON(apitest.Request{Method: "POST", Path: "/v1/exports", As: "maker/owner", Body: object{"list": "recall", "format": "csv"}}, http.StatusUnprocessableEntity)
	if job["fields"].([]any)[0].(object)["at"] != "root" {
		t.Errorf("an export of no recall: %v", job)
	}
	r.JSON(apitest.Request{Method: "POST", Path: "/v1/exports", As: "maker/owner", Body: object{"list": "recall", "format": "csv", "root": r.recall.String()}}, http.StatusAccepted)
}

// form sends a browser's form.
func (r *recalled) form(path string, values url.Values) *httptest.ResponseRecorder {
	return r.Do(apitest.Request{Method: "POST", Path: path, Body: []byte(values.Encode()), Header: map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html", "Sec-Fetch-Site": "same-origin",
	}})
}

func (r *recalled) look(path string) *httptest.ResponseRecorder {
	return r.Do(apitest.Request{Method: "GET", Path: path, Header: map[string]string{"Accept": "text/html"}})
}

// TestRecallReply_page: a stall without an account answers from its phone, without a script, in its language.
func TestRecallReply_page(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	link := r.JSON(apitest.Request{Method: "POST", Path: "/v1/recall-tasks/" + r.stall.String() + "/link", As: "maker/owner", Body: object{}}, http.StatusOK)["url"].(string)
	path := strings.TrimPrefix(link, "http://suyuan.test")
	secret := strings.TrimPrefix(path, "/recall-reply/")
	for _, c := range []struct{ lang, dir, says string }{
		{"zh-CN", "ltr", "请立即停售"}, {"ug", "rtl", "دەرھال سېتىشنى توختىتىڭ"}, {"en", "ltr", "stop selling now"},
	} {
		rec := r.look(path + "?lang=" + c.lang)
		page := rec.Body.String()
		if rec.Code != http.StatusOK || !strings.Contains(page, c.says) || !strings.Contains(page, `dir="`+c.dir+`"`) || !strings.Contains(page, "2026-000001") {
			t.Errorf("%s: %d %s", c.lang, rec.Code, page)
		}
		if strings.Contains(page, "<script") {
			t.Errorf("%s: the page has a script, of ours or of somebody who wrote one into a hazard", c.lang)
		}
		if rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("X-Robots-Tag") != "noindex" || rec.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", c.lang, rec.Header())
		}
	}
	page := r.look(path + "?lang=en").Body.String()
	once := regexp.MustCompile(`name="once" value="([0-9a-f]+)"`).FindStringSubmatch(page)
	if once == nil {
		t.Fatal(page)
	}
	sent := url.Values{"once": {once[1]}, "event": {"seal"}, "item0": {r.lot}, "unit0": {"KGM"}, "quantity0": {"21"}}
	rec := r.form(path+"?lang=en", sent)
	if body := rec.Body.String(); rec.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="21"`) || !strings.Contains(body, `aria-invalid="true"`) || !strings.Contains(body, "were distributed") {
		t.Errorf("21 of 20: %d %s", rec.Code, body)
	}
	sent.Set("quantity0", "a lot")
	if rec := r.form(path+"?lang=en", sent); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a quantity that is none: %d", rec.Code)
	}
	sent.Set("quantity0", "5")
	sent.Set("consumed0", "15")
	for range 2 { // the button is pressed twice
		if rec := r.form(path+"?lang=en", sent); rec.Code != http.StatusSeeOther || !strings.HasPrefix(rec.Header().Get("Location"), path+"?done=1&lang=en") {
			t.Fatalf("%d %v %s", rec.Code, rec.Header(), rec.Body)
		}
	}
	if body := r.look(path + "?done=1&lang=en").Body.String(); !strings.Contains(body, "Your answer has been taken") {
		t.Error(body)
	}
	got := r.JSON(apitest.Request{Method: "GET", Path: "/v1/recall-replies/" + secret}, http.StatusOK)
	line := got["lines"].([]any)[0].(object)
	if got["state"] != "sealed" || line["sealed"] != "5" || line["consumed"] != "15" || line["unaccounted"] != "5" {
		t.Errorf("%v", got)
	}
	r.JSON(apitest.Request{Method: "POST", Path: "/v1/recall-replies/" + secret, Body: object{"event": "return", "lines": []object{{"item": r.lot, "quantity": 5, "unit": "KGM"}}}}, http.StatusOK)
	if body := r.Do(apitest.Request{Method: "GET", Path: "/v1/recall-tasks/" + r.stall.String() + "/answers", As: "maker/owner"}).Body.String(); strings.Contains(body, secret) || !strings.Contains(body, `"by_link":true`) {
		t.Errorf("answers: %s", body)
	}
	if rec := r.Do(apitest.Request{Method: "DELETE", Path: "/v1/recall-tasks/" + r.stall.String() + "/link", As: "maker/owner"}); rec.Code != http.StatusNoContent {
		t.Fatal(rec.Code, rec.Body)
	}
	for _, gone := range []string{path, "/recall-reply/", "/recall-reply/x"} {
		if rec := r.look(gone); rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d", gone, rec.Code)
		}
	}
	r.Clock.Advance(3600 * 1e9)
	limited := false
	for range 100 {
		limited = limited || r.look("/recall-reply/guess").Code == http.StatusTooManyRequests
	}
	if !limited {
		t.Error("a hundred guesses at once are not limited")
	}
}
