package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// TestSteps takes goods through every plain operation over HTTP.
func TestSteps(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	maker, partner := furnish(w, "maker"), furnish(w, "partner")
	do := func(who, verb string, body object) object {
		t.Helper()
		got := w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/" + verb, As: who + "/clerk", Body: body}, http.StatusCreated)
		if ids, _ := got["event_ids"].([]any); len(ids) == 0 || got["recorded_at"] == "" {
			t.Errorf("%s answered %v", verb, got)
		}
		return got
	}
	lot := func(amount any) object { return object{"batch": maker.batch, "quantity": amount} }
	do("maker", "commission", object{"batch": maker.batch, "harvest": true, "at": "2026-11-20T09:00:00+08:00"})
	packed := do("maker", "pack", object{"site": maker.site, "lines": []object{lot("100")}})
	box := packed["container"].(string)
	if !strings.HasPrefix(box, "urn:uuid:") {
		t.Errorf("packed into %v", box)
	}
	ship := object{"from": maker.site, "to": partner.site, "lines": []object{lot(200.5), {"container": box}}, "reference": "DN 1"}
	sent := do("maker", "ship", ship)["shipment"].(object)
	if sent["state"] != "sent" || sent["to_site"] != partner.site || sent["reference"] != "DN 1" || sent["state_name"].(object)["zh"] != "在途" {
		t.Errorf("sent %v", sent)
	}
	got := do("partner", "receive", object{"shipment": sent["id"], "lines": []object{{"line": 1, "quantity": "200", "lost": "0.5"}, {"line": 2}}})
	if got["shipment"].(object)["state"] != "received" || len(got["event_ids"].([]any)) != 2 {
		t.Errorf("received %v", got)
	}
	do("partner", "unpack", object{"site": partner.site, "container": box})
	do("partner", "observe", object{
		"site": partner.site, "lines": []object{{"batch": maker.batch}}, "step": "storing",
		"readings": []object{{"type": "Temperature", "value": 3.5, "uom": "CEL", "device": "T1"}},
	})
	do("partner", "sell", object{"site": partner.site, "lines": []object{lot(50)}, "receipt": "R 1"})
	do("partner", "return", object{"site": partner.site, "lines": []object{lot(5)}, "reason": "变质"})
	do("partner", "destroy", object{"site": partner.site, "lines": []object{lot(5)}, "from_returned": true, "reason": "变质", "method": "填埋"})
	lost := do("partner", "lose", object{"site": partner.site, "lines": []object{lot(1)}, "reason": "盘亏"})
	do("partner", "correct", object{"event_id": lost["event_ids"].([]any)[0], "reason": "did_not_occur"})
	do("partner", "transform", object{"site": partner.site, "inputs": []object{lot(30)}, "outputs": []object{{"batch": partner.batch, "quantity": "30"}}})
	second := do("maker", "ship", object{"from": maker.site, "to": partner.site, "lines": []object{lot(1)}})["shipment"].(object)
	back := do("partner", "refuse", object{"shipment": second["id"], "reason": "错货"})["shipment"].(object)
	do("maker", "receive", object{"shipment": back["id"]})

	key := map[string]string{"Idempotency-Key": "once"}
	ship["lines"] = []object{lot(1)}
	retry := apitest.Request{Method: "POST", Path: "/v1/steps/ship", As: "maker/clerk", Body: ship, Header: key}
	if a, b := w.Do(retry), w.Do(retry); a.Code != http.StatusCreated || a.Body.String() != b.Body.String() {
		t.Errorf("a retry answered %s after %s", b.Body, a.Body)
	}
	for _, x := range []struct {
		name, verb  string
		body        object
		status      int
		code, field string
	}{
		{"more than there is", "ship", object{"from": maker.site, "to": partner.site, "lines": []object{lot(5000)}}, 409, "trace-stock-short", ""},
		{"another's site", "sell", object{"site": partner.site, "lines": []object{lot(1)}}, 422, "invalid", "site"},
		{"no identifier", "sell", object{"site": "x", "lines": []object{lot(1)}}, 422, "invalid", "site"},
		{"tomorrow", "sell", object{"site": maker.site, "lines": []object{lot(1)}, "at": w.Now().Add(24 * time.Hour).Format(time.RFC3339)}, 422, "invalid", "at"},
		{"a time without a zone", "sell", object{"site": maker.site, "lines": []object{lot(1)}, "at": "2026-11-22T08:00:00"}, 422, "invalid", "at"},
		{"seven decimals", "sell", object{"site": maker.site, "lines": []object{lot("0.1234567")}}, 422, "invalid", "lines[0].quantity"},
		{"no lines", "sell", object{"site": maker.site, "lines": []object{}}, 422, "invalid", "lines"},
		{"a step that moves", "observe", object{"site": maker.site, "lines": []object{lot(1)}, "step": "shipping"}, 422, "invalid", "step"},
		{"an unknown field", "commission", object{"batch": maker.batch, "colour": "red"}, 422, "invalid", "colour"},
		{"a batch made already", "commission", object{"batch": maker.batch}, 409, "move-not-allowed", ""},
		{"another's shipment", "receive", object{"shipment": sent["id"]}, 403, "forbidden", ""},
	} {
		problem := w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/" + x.verb, As: "maker/clerk", Body: x.body}, x.status)
		fields, _ := problem["fields"].([]any)
		found := x.field == ""
		for _, f := range fields {
			found = found || f.(object)["at"] == x.field
		}
		if problem["code"] != x.code || !found {
			t.Errorf("%s: %v, want %s at %q", x.name, problem, x.code, x.field)
		}
	}
	violations, err := w.Store.Fsck(t.Context())
	if err != nil || len(violations) > 0 {
		t.Errorf("broken: %v %v", violations, err)
	}
}
