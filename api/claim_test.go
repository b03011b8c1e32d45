package api_test

import (
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// TestClaimsOverTheAPI goes the whole way of a claim over HTTP: without an account on the one side, at the desk on the
// other.
func TestClaimsOverTheAPI(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	owners := map[string]things{"maker": furnish(w, "maker"), "partner": furnish(w, "partner")}
	trade(w, owners)
	batch := w.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + owners["maker"].batch, As: "maker/owner"}, http.StatusOK)
	code := batch["epc"].(string)
	chain := w.JSON(apitest.Request{Method: "GET", Path: "/v1/claim-chain?code=" + strings.NewReplacer("/", "%2F", ":", "%3A").Replace(code)}, http.StatusOK)
	links := chain["links"].([]any)
	producer := links[len(links)-1].(object)
	if producer["producer"] != true || producer["ref"] != w.Orgs["maker"].String() {
		t.Errorf("the last of the chain is %v", producer)
	}
	filing := object{
		"code": code, "operator": producer["ref"], "bought_on": "2026-11-22", "units": 2, "price": object{"fen": 2500}, "what": "坏了", "remedy": "refund",
		"contact": object{"phone": "13800001111"}, "consent": chain["consent"].(object)["version"],
	}
	filed := w.JSON(apitest.Request{Method: "POST", Path: "/v1/public-claims", Body: filing}, http.StatusCreated)
	link := "/v1/public-claims/" + filed["secret"].(string)
	if st := w.JSON(apitest.Request{Method: "GET", Path: link}, http.StatusOK); st["state"] != "filed" || st["number"] != filed["number"] {
		t.Errorf("status %v", st)
	}
	f := upload(w, "maker", things{}).(form)
	w.JSON(apitest.Request{Method: "POST", Path: link + "/files", Body: f.content, Header: map[string]string{"Content-Type": f.mediaType}}, http.StatusUnprocessableEntity)

	one := "/v1/claims/" + filed["id"].(string)
	list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/claims?turn=party", As: "maker/clerk"}, http.StatusOK)["items"].([]any)
	if len(list) != 1 || list[0].(object)["id"] != filed["id"] {
		t.Errorf("the queue is %v", list)
	}
	w.JSON(apitest.Request{Method: "GET", Path: one, As: "partner/owner"}, http.StatusNotFound)
	w.JSON(apitest.Request{Method: "POST", Path: one + "/reveal", As: "maker/clerk"}, http.StatusForbidden)
	if who := w.JSON(apitest.Request{Method: "POST", Path: one + "/reveal", As: "maker/owner"}, http.StatusOK); who["contact"].(object)["phone"] != "13800001111" {
		t.Errorf("revealed %v", who)
	}
	offered := w.JSON(apitest.Request{
		Method: "POST", Path: one + "/offer", As: "maker/manager", Body: object{"remedy": "refund", "compensation": object{"fen": 5000}, "goods_back": true},
	}, http.StatusOK)
	if o := offered["offers"].([]any)[0].(object); o["due_by_law"].(object)["fen"] != 5000.0 || o["stands"] != true {
		t.Errorf("offered %v", o)
	}
	if st := w.JSON(apitest.Request{Method: "POST", Path: link + "/moves", Body: object{"event": "accept", "account": "6222", "account_consent": true, "offer": offered["offers"].([]any)[0].(object)["id"]}}, http.StatusOK); st["state"] != "accepted" || st["account_wanted"] != false {
		t.Errorf("accepted %v", st["state"])
	}
	w.JSON(apitest.Request{Method: "DELETE", Path: link + "/personal-data"}, http.StatusConflict)
	w.JSON(apitest.Request{Method: "POST", Path: link + "/complaint"}, http.StatusConflict)
	w.JSON(apitest.Request{Method: "POST", Path: link + "/moves", Body: object{"event": "withdraw"}}, http.StatusOK)
	if rec := w.Do(apitest.Request{Method: "DELETE", Path: link + "/personal-data"}); rec.Code != http.StatusNoContent {
		t.Errorf("erased: %d", rec.Code)
	}
	w.JSON(apitest.Request{Method: "GET", Path: link}, http.StatusNotFound)
	if v, err := w.Store.Fsck(t.Context()); err != nil || len(v) > 0 {
		t.Errorf("fsck: %v %v", v, err)
	}
}

// TestClaimsArePaced: one network cannot flood the desks.
func TestClaimsArePaced(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	limited := 0
	for range 30 {
		rec := w.Do(apitest.Request{Method: "POST", Path: "/v1/public-claims", Body: object{
			"code": "x", "operator": "x", "bought_on": "2026-11-22", "units": 1, "what": "x", "contact": object{}, "consent": 1,
		}})
		if rec.Code == http.StatusTooManyRequests && rec.Header().Get("Retry-After") != "" {
			limited++
		}
	}
	if limited < 8 || limited > 12 {
		t.Errorf("%d of 30 were slowed down", limited)
	}
}

// TestNoOperationHandsOnAClaim: only filing says who answers.
func TestNoOperationHandsOnAClaim(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	for _, op := range w.Server.Operations() {
		if op.Tag != "claim" {
			continue
		}
		for _, word := range []string{"forward", "transfer", "assign", "hand-on", "reassign"} {
			if strings.Contains(op.ID+op.Path, word) {
				t.Errorf("%s hands a claim on", op.ID)
			}
		}
	}
}
