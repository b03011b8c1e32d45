package api_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// market is a world in which the maker has packed and sent a part of its batch to the partner, who has made its own of it.
type market struct {
	*apitest.World
	maker, partner things
	epc            string // of the maker's batch
	shipment       string
}

func newMarket(t *testing.T) *market {
	t.Helper()
	clock := repotest.NewClock()
	m := &market{World: apitest.New(t, repotest.SQLite(t, clock), clock, nil)}
	m.maker, m.partner = furnish(m.World, "maker"), furnish(m.World, "partner")
	do := func(who, verb string, body object) object {
		return m.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/" + verb, As: who + "/clerk", Body: body}, http.StatusCreated)
	}
	lot := func(q string) object { return object{"batch": m.maker.batch, "quantity": q} }
	do("maker", "commission", object{"batch": m.maker.batch, "at": "2026-11-20T09:00:00+08:00"})
	sent := do("maker", "ship", object{"from": m.maker.site, "to": m.partner.site, "lines": []object{lot("200.5")}, "reference": "DN 1"})
	m.shipment = sent["shipment"].(object)["id"].(string)
	do("partner", "receive", object{"shipment": m.shipment, "lines": []object{{"line": 1, "quantity": "150"}}})
	do("partner", "transform", object{
		"site": m.partner.site, "inputs": []object{lot("30")}, "outputs": []object{{"batch": m.partner.batch, "quantity": "30"}},
	})
	m.epc = m.get("maker/viewer", "/v1/batches/"+m.maker.batch, http.StatusOK)["epc"].(string)
	return m
}

func (m *market) get(as, path string, status int) object {
	m.T.Helper()
	return m.JSON(apitest.Request{Method: "GET", Path: path, As: as}, status)
}

func (m *market) items(as, path string) []any {
	m.T.Helper()
	return m.get(as, path, http.StatusOK)["items"].([]any)
}

func TestTrace(t *testing.T) {
	t.Parallel()
	m := newMarket(t)
	root := "?root=" + url.QueryEscape(m.epc)
	w := m.get("partner/viewer", "/v1/trace"+root+"&direction=forward&events=true", http.StatusOK)
	branches := w["branches"].([]any)
	if w["root"] != m.epc || len(branches) != 1 || len(w["events"].([]any)) != 3 {
		t.Fatalf("%v", w)
	}
	branch := branches[0].(object)
	rows := branch["rows"].([]any)
	if branch["things"] != 2.0 || branch["truncated"] != false || len(rows) != 2 {
		t.Fatalf("%v", branch)
	}
	cake := rows[1].(object)
	via := cake["via"].(object)
	if cake["generation"] != 1.0 || cake["batch"].(object)["id"] != m.partner.batch || via["from"] != 0.0 || via["kind"] != "transform" {
		t.Errorf("%v", cake)
	}
	if amounts := cake["amounts"].([]any); len(amounts) != 2 || amounts[0].(object)["quantity"] != "30" {
		t.Errorf("%v", cake["amounts"])
	}
	maker := m.get("maker/viewer", "/v1/trace"+root, http.StatusOK)["branches"].([]any)
	if len(maker) != 2 || maker[1].(object)["rows"].([]any)[0].(object)["beyond"] != true {
		t.Errorf("%v", maker)
	}
	cut := m.get("partner/viewer", "/v1/trace"+root+"&direction=forward&nodes=1", http.StatusOK)["branches"].([]any)[0].(object)
	if cut["truncated"] != true || cut["truncated_by"] != "nodes" || cut["open"] != 1.0 {
		t.Errorf("%v", cut)
	}
	tree := m.get("partner/viewer", "/v1/trace/tree"+root+"&direction=forward", http.StatusOK)["branches"].([]any)[0].(object)["tree"].(object)
	if next := tree["next"].([]any); tree["key"] != m.epc || len(next) != 1 || next[0].(object)["generation"] != 1.0 {
		t.Errorf("%v", tree)
	}
	for _, x := range []struct {
		name, query string
		status      int
		code        string
	}{
		{"no root", "", 422, "invalid"},
		{"unknown root", "?root=urn:x:none", 404, "trace-root-unknown"},
		{"sideways", root + "&direction=sideways", 422, "invalid"},
		{"too many", root + "&nodes=100001", 422, "invalid"},
		{"no time", root + "&at=today", 422, "invalid"},
		{"an unknown parameter", root + "&colour=red", 422, "invalid"},
	} {
		for _, path := range []string{"/v1/trace", "/v1/trace/tree", "/v1/trace.csv", "/v1/trace.dot", "/v1/trace.mmd"} {
			if p := m.get("maker/viewer", path+x.query, x.status); p["code"] != x.code {
				t.Errorf("%s, %s: %v", path, x.name, p)
			}
		}
	}
}

func TestTraceFiles(t *testing.T) {
	t.Parallel()
	m := newMarket(t)
	query := "?root=" + m.maker.batch + "&direction=forward&lang=en"
	for _, x := range []struct{ path, mediaType, holds string }{
		{"/v1/trace.csv", "text/csv; charset=utf-8; header=present", ",Test pear,active," + m.epc + " > "},
		{"/v1/trace.dot", "text/vnd.graphviz; charset=utf-8", `label="Test pear · L-maker"`},
		{"/v1/trace.mmd", "text/plain; charset=utf-8", `["Test pear · L-maker"]`},
	} {
		rec := m.Do(apitest.Request{Method: "GET", Path: x.path + query, As: "partner/viewer"})
		if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != x.mediaType || !strings.Contains(rec.Body.String(), x.holds) {
			t.Errorf("%s: %d %s %s", x.path, rec.Code, rec.Header().Get("Content-Type"), rec.Body)
		}
		if rec.Header().Get("Suyuan-Truncated") != "" {
			t.Errorf("%s says that it is cut", x.path)
		}
		if rec := m.Do(apitest.Request{Method: "GET", Path: x.path + query + "&nodes=1", As: "partner/viewer"}); rec.Header().Get("Suyuan-Truncated") != "nodes" {
			t.Errorf("%s does not say that it is cut", x.path)
		}
	}
	rows, err := csv.NewReader(m.Do(apitest.Request{Method: "GET", Path: "/v1/trace.csv" + query, As: "partner/viewer"}).Body).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestTraceLists(t *testing.T) {
	t.Parallel()
	m := newMarket(t)
	events := m.items("maker/viewer", "/v1/events?batch="+m.maker.batch)
	if len(events) != 3 { // made, sent, and that it arrived
		t.Fatalf("%v", events)
	}
	if first := m.items("maker/viewer", "/v1/events?step=commissioning&from=2026-11-20T00:00:00Z&to=2026-11-20T02:00:00Z&epc="+url.QueryEscape(m.epc)); len(first) != 0 {
		t.Errorf("an event with another step: %v", first)
	}
	if first := m.items("maker/viewer", "/v1/events?from=2026-11-20T00:00:00Z&to=2026-11-20T02:00:00Z"); len(first) != 1 {
		t.Errorf("in two hours: %v", first)
	}
	id := events[0].(object)["event_id"].(string)
	event := m.get("maker/viewer", "/v1/events/"+url.PathEscape(id), http.StatusOK)
	if event["eventID"] != id || event["recordTime"] == nil || event["bizStep"] != "receiving" {
		t.Errorf("%v", event)
	}
	m.get("stranger/viewer", "/v1/events/"+url.PathEscape(id), http.StatusNotFound)
	m.get("maker/viewer", "/v1/events/"+url.PathEscape("https://x.example/a/b?c"), http.StatusNotFound)

	stock := m.items("partner/viewer", "/v1/stock?sort=expiry")
	if len(stock) != 3 {
		t.Fatalf("%v", stock)
	}
	own := m.items("partner/viewer", "/v1/stock?product="+m.partner.product+"&site="+m.partner.site)
	if len(own) != 1 || own[0].(object)["quantity"] != "30" || own[0].(object)["place"].(object)["site_id"] != m.partner.site {
		t.Errorf("%v", own)
	}
	m.get("partner/viewer", "/v1/stock?product=pear", http.StatusUnprocessableEntity)
	if lines := m.get("partner/viewer", "/v1/batches/"+m.maker.batch+"/stock", http.StatusOK)["lines"].([]any); len(lines) != 3 {
		t.Errorf("%v", lines)
	}
	if lines := m.get("maker/viewer", "/v1/batches/"+m.maker.batch+"/stock", http.StatusOK)["lines"].([]any); len(lines) != 5 {
		t.Errorf("%v", lines)
	}
	m.get("stranger/viewer", "/v1/batches/"+m.maker.batch+"/stock", http.StatusNotFound)

	for path, want := range map[string]map[string]int{
		"/v1/shipments":                            {"maker/viewer": 1, "partner/viewer": 1, "stranger/viewer": 0, "north/inspector": 1},
		"/v1/shipments?direction=in":               {"maker/viewer": 0, "partner/viewer": 1},
		"/v1/shipments?direction=out&state=partly": {"maker/viewer": 1, "partner/viewer": 0},
		"/v1/shipments?state=refused":              {"maker/viewer": 0},
		"/v1/findings":                             {"maker/viewer": 0},
		"/v1/findings?kind=mass-balance&open=true": {"maker/viewer": 0},
	} {
		for as, n := range want {
			if got := m.items(as, path); len(got) != n {
				t.Errorf("%s as %s: %v", path, as, got)
			}
		}
	}
	shipment := m.get("partner/viewer", "/v1/shipments/"+m.shipment, http.StatusOK)
	line := shipment["lines"].([]any)[0].(object)
	if shipment["state"] != "partly" || line["quantity"] != "200.5" || line["open"] != "50.5" || line["batch"].(object)["id"] != m.maker.batch {
		t.Errorf("%v", shipment)
	}
	m.get("stranger/viewer", "/v1/shipments/"+m.shipment, http.StatusNotFound)
}
