package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// object is a JSON object.
type object = map[string]any

// affairOverHTTP is one recall, told from the outside: everybody speaks HTTP, and a till reads the list with the verb.
type affairOverHTTP struct {
	*apitest.World
	batch, epc, site string
	id, number, task string
}

// TestRecallStory tells a whole case over the API: from a shop's signal to the closed case, on both engines.
func TestRecallStory(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		a := &affairOverHTTP{World: apitest.New(t, store, clock, nil)}
		a.trades()
		a.refused("before", "fine")
		a.suspects()
		if got := a.register(); len(got) != 0 {
			t.Errorf("before the announcement the register has %v", got)
		}
		a.begins()
		a.refused("announced", "recalled")
		a.listed()
		a.registered("active")
		a.answers()
		a.registered("active")
		a.ends()
		a.registered("closed")
		a.refused("closing frees nothing", "recalled")
		if broken, err := store.Fsck(t.Context()); err != nil || len(broken) > 0 {
			t.Errorf("fsck: %v %v", broken, err)
		}
	})
}

// does sends a request that must end as it says; what comes after five minutes at the earliest.
func (a *affairOverHTTP) does(as, method, path string, status int, body any) object {
	a.T.Helper()
	a.Clock.Advance(5 * time.Minute)
	return a.JSON(apitest.Request{Method: method, Path: path, As: as, Body: body}, status)
}

// trades lets the maker send a whole lot to its partner, which has sold a little of it.
func (a *affairOverHTTP) trades() {
	a.T.Helper()
	product := a.does("maker/owner", "POST", "/v1/products", http.StatusCreated, object{
		"gtin": a.GTIN(), "name": object{"zh": "测试梨"}, "category": "fruit", "unit": "KGM",
	})["id"]
	batch := a.does("maker/owner", "POST", "/v1/batches", http.StatusCreated, object{
		"product_id": product, "lot": "P-7", "produced": "2026-11-20", "quantity": "100", "unit": "KGM", "site_id": a.Sites["maker"],
	})
	a.batch, a.epc, a.site = batch["id"].(string), batch["epc"].(string), a.Sites["partner"].String()
	a.does("maker/clerk", "POST", "/v1/steps/commission", http.StatusCreated, object{"batch": a.batch})
	shipment := a.does("maker/clerk", "POST", "/v1/steps/ship", http.StatusCreated, object{
		"from": a.Sites["maker"], "to": a.site, "lines": []object{{"batch": a.batch, "quantity": "100"}},
	})["shipment"].(object)["id"]
	a.does("partner/clerk", "POST", "/v1/steps/receive", http.StatusCreated, object{"shipment": shipment})
	a.sells(http.StatusCreated)
}

// sells has the shop ring up five kilograms.
func (a *affairOverHTTP) sells(status int) object {
	a.T.Helper()
	return a.does("partner/clerk", "POST", "/v1/steps/sell", status, object{"site": a.site, "lines": []object{{"batch": a.batch, "quantity": "5"}}})
}

// refused checks what tills are told, and that a sale that they are told not to make is not recorded.
func (a *affairOverHTTP) refused(when, why string) {
	a.T.Helper()
	for _, as := range []string{"", "partner/clerk"} {
		got := a.does(as, "GET", "/v1/check/"+url.PathEscape(a.epc), http.StatusOK, nil)
		if got["why"] != why || got["sell"] != (why == "fine") {
			a.T.Errorf("%s: the check says %v", when, got)
		}
	}
	if why != "recalled" {
		return
	}
	if got := a.sells(http.StatusConflict); got["code"] != "batch-recalled" || !strings.Contains(got["detail"].(string), a.number) {
		a.T.Errorf("%s: the till says %v", when, got)
	}
}

// suspects has the shop report and the maker find that it is unsafe, which opens the case.
func (a *affairOverHTTP) suspects() {
	a.T.Helper()
	signal := a.does("partner/clerk", "POST", "/v1/recall-signals", http.StatusCreated, object{"code": a.epc, "harm": "顾客食用后呕吐"})["id"]
	moves := fmt.Sprintf("/v1/recall-signals/%s/moves", signal)
	a.does("maker/manager", "POST", moves, http.StatusOK, object{"event": "take"})
	found := a.does("maker/manager", "POST", moves, http.StatusOK, object{"event": "find-unsafe", "reason": "复检农药残留超标", "grade": "i"})
	a.id = found["assessment"].(object)["recall_id"].(string)
	file := a.does("maker/manager", "GET", "/v1/recalls/"+a.id, http.StatusOK, nil)
	if a.number = file["number"].(string); file["state"] != "assessed" || file["grade"] != "i" {
		a.T.Errorf("the case is %v", file)
	}
}

// moves makes a move of the case.
func (a *affairOverHTTP) moves(as, event, state string, with object) {
	a.T.Helper()
	body := object{"event": event}
	for k, v := range with {
		body[k] = v
	}
	if got := a.does(as, "POST", "/v1/recalls/"+a.id+"/moves", http.StatusOK, body); got["state"] != state {
		a.T.Errorf("%s: %v", event, got)
	}
}

func (a *affairOverHTTP) begins() {
	a.T.Helper()
	said := object{"zh": "说明"}
	a.moves("maker/owner", "file-plan", "plan-filed", object{"plan": object{
		"contact": object{"representative": "法人", "person": "负责人", "phone": "0996-2000000", "address": "测试路 1 号"},
		"area":    said, "reason": said, "harm": said, "steps": said, "starts": "2026-11-22", "ends": "2026-12-01", "notice": said, "venues": []string{"shops"},
		"consumers": said, "remedies": []string{"refund"}, "operators": said, "disposals": []string{"central"}, "handling": said, "payer": "producer",
		"expected_permille": 950, "effect": said,
	}})
	a.moves("maker/owner", "announce", "announced", nil)
	a.moves("maker/owner", "execute", "executing", nil)
	a.reaches()
}

// reaches reads what the case affects: its maker is told, and a company that has nothing to do with it knows no such case.
func (a *affairOverHTTP) reaches() {
	a.T.Helper()
	at := "/v1/recalls/" + a.id + "/things"
	found := false
	for _, item := range a.does("maker/manager", "GET", at, http.StatusOK, nil)["items"].([]any) {
		t := item.(object)
		found = found || t["key"] == a.epc && t["class"] == "confirmed" && t["blocked"] == true
	}
	if !found {
		a.T.Errorf("the case does not list %s", a.epc)
	}
	a.does("stranger/owner", "GET", at, http.StatusNotFound, nil)
}

// listed fetches the signed list and asks it with the verb, as a till without a network does.
func (a *affairOverHTTP) listed() {
	a.T.Helper()
	dir := a.T.TempDir()
	fetch := func(path, name string) string {
		a.T.Helper()
		rec := a.Do(apitest.Request{Method: "GET", Path: path})
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, rec.Body.Bytes(), 0o600); err != nil || rec.Code != http.StatusOK {
			a.T.Fatalf("%s: %d %v", path, rec.Code, err)
		}
		return file
	}
	list, keys := fetch("/v1/recall-list", "list"), fetch("/.well-known/recall-keys.json", "keys.json")
	verb := func(code int, says string, args ...string) {
		a.T.Helper()
		var out, errs bytes.Buffer
		p := &program{clock: a.Clock.Now, stdout: &out, stderr: &errs}
		if got := p.do(a.T.Context(), append([]string{"recall-list"}, append(args, "--key", keys)...)); got != code || !strings.Contains(out.String(), says) {
			a.T.Errorf("%v: exit %d, %q, %q", args, got, &out, &errs)
		}
	}
	verb(exitOK, "the signature is right: http://suyuan.test", "verify", list)
	verb(exitFailed, "recalled: "+a.number+" confirmed i", "check", list, a.epc)
	verb(exitOK, "has nothing against it", "check", list, a.epc+"X")
}

// register lists what is recalled in public: numbers and states.
func (a *affairOverHTTP) register() (list []string) {
	a.T.Helper()
	for _, item := range a.does("", "GET", "/v1/public/recalls", http.StatusOK, nil)["items"].([]any) {
		list = append(list, fmt.Sprint(item.(object)["number"], " ", item.(object)["state"]))
	}
	return list
}

// registered checks that everybody reads of the case, in the list and on its page.
func (a *affairOverHTTP) registered(state string) {
	a.T.Helper()
	if got := a.register(); len(got) != 1 || got[0] != a.number+" "+state {
		a.T.Errorf("the register has %v, want %s %s", got, a.number, state)
	}
	rec := a.Do(apitest.Request{Method: "GET", Path: "/recalls/" + a.number, Header: map[string]string{"Accept": "text/html"}})
	if rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), "P-7") {
		a.T.Errorf("the page of %s: %d", a.number, rec.Code)
	}
}

// answers has the shop seal and return what it has, and say what a consumer has eaten; the maker confirms.
func (a *affairOverHTTP) answers() {
	a.T.Helper()
	tasks := a.does("partner/clerk", "GET", "/v1/recall-tasks", http.StatusOK, nil)["items"].([]any)
	if len(tasks) != 1 {
		a.T.Fatalf("the shop has %d tasks", len(tasks))
	}
	path := "/v1/recall-tasks/" + tasks[0].(object)["id"].(string)
	line := func(kind, quantity string) object {
		return object{"item": a.epc, "kind": kind, "quantity": quantity, "unit": "KGM"}
	}
	a.does("partner/clerk", "POST", path+"/answers", http.StatusOK, object{"event": "seal", "lines": []object{line("sealed", "95")}})
	a.does("partner/clerk", "POST", path+"/answers", http.StatusOK, object{"event": "return", "lines": []object{line("returned", "95"), line("consumed", "5")}})
	got := a.does("maker/owner", "POST", path+"/moves", http.StatusOK, object{"event": "confirm"})
	if got["state"] != "confirmed" {
		a.T.Errorf("the task is %v", got)
	}
}

// ends takes the case through report and evaluation; the maker cannot close it itself.
func (a *affairOverHTTP) ends() {
	a.T.Helper()
	a.moves("maker/owner", "dispose", "disposing", nil)
	a.moves("maker/owner", "report", "reported", object{"report": object{"text": "全部收回并销毁"}})
	a.does("maker/owner", "POST", "/v1/recalls/"+a.id+"/moves", http.StatusForbidden, object{"event": "evaluate", "reason": "自评"})
	a.moves("north/supervisor", "evaluate", "evaluated", object{"reason": "有效"})
	a.moves("north/supervisor", "close", "closed", object{"reason": "账物相符"})
}
