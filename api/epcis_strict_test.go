package api_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"suyuan/api/apitest"
	"suyuan/service/trace"
)

// epcisSurface are the operations of the binding, with their paths filled in.
func epcisSurface(w *apitest.World) map[string][]string {
	paths := map[string][]string{}
	for _, op := range w.Server.Operations() {
		if strings.HasPrefix(op.Path, "/epcis") && !strings.HasSuffix(op.Path, "/conformance") {
			path := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(op.Path, "x")
			paths[path] = append(paths[path], op.Method)
		}
	}
	return paths
}

// TestEPCIS_every_route_refuses_in_the_words_of_the_standard: whatever is wrong with a request, on whichever path, the
// answer is a problem with a type of the standard, its status, and the versions spoken.
func TestEPCIS_every_route_refuses_in_the_words_of_the_standard(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	refused := func(what string, req apitest.Request, status int, exception string) {
		t.Helper()
		rec := w.Do(req)
		problemIs(t, what, rec, status, exception)
		versions(t, rec)
	}
	surface := epcisSurface(w)
	if len(surface) < 28 {
		t.Fatalf("%d paths", len(surface))
	}
	for path, methods := range surface {
		refused("PATCH "+path, apitest.Request{Method: http.MethodPatch, Path: path, As: "maker/owner", Body: []byte("{}")}, 405, "ImplementationException")
		for _, method := range methods {
			req := func(as string, header map[string]string) apitest.Request {
				r := apitest.Request{Method: method, Path: path, As: as, Header: header}
				if method == http.MethodPost {
					r.Body = []byte("{}")
				}
				return r
			}
			what := method + " " + path
			if method == http.MethodOptions {
				continue
			}
			if path != "/epcis" && path != "/epcis/" {
				refused(what+" by the public", req("", nil), 401, "SecurityException")
			}
			refused(what+" as CSV", req("maker/owner", map[string]string{"Accept": "text/csv"}), 406, "NotAcceptableException")
			refused(what+" as EPCIS 1.2", req("maker/owner", map[string]string{"GS1-EPCIS-Version": "1.2"}), 406, "NotAcceptableException")
			refused(what+" as CBV 3", req("maker/owner", map[string]string{"GS1-CBV-Min": "3.0"}), 406, "NotAcceptableException")
			long := req("maker/owner", nil)
			long.Path += "?x=" + strings.Repeat("a", 9000)
			refused(what+" at length", long, 414, "URITooLongException")
			if method == http.MethodPost {
				refused(what+" in text", req("maker/owner", map[string]string{"Content-Type": "text/plain"}), 415, "UnsupportedMediaTypeException")
				refused(what+" by a viewer", req("maker/viewer", nil), 403, "SecurityException")
			}
			if method == http.MethodPost && path != "/epcis/capture" {
				refused(what+" in XML", req("maker/owner", map[string]string{"Content-Type": "application/xml"}), 415, "UnsupportedMediaTypeException")
				large := req("maker/owner", nil)
				large.Body = bytes.Repeat([]byte(" "), 33<<20)
				refused(what+" of 33 MiB", large, 413, "CaptureLimitExceededException")
			}
		}
	}
	for _, path := range []string{"/epcis/nothing", "/epcis/events/a/b/c", "/epcis/queries/a/b", "/epcis/capture/1/2", "/epcis/Events"} {
		refused(path, get(path), 404, "NoSuchResourceException")
	}
	limits := w.Do(captureRequest(epcisDocument("x", 10_001, 0), nil)).Header()
	if limits.Get("GS1-EPCIS-Capture-Limit") != "10000" || limits.Get("GS1-EPCIS-Capture-File-Size-Limit") != "33554432" {
		t.Errorf("a refusal for size does not say the limit: %v", limits)
	}
	sender := captureRequest(epcisXML("xml", 1), map[string]string{"Content-Type": "application/xml", "Accept": "application/xml"})
	if rec := w.Do(sender); rec.Code != http.StatusAccepted {
		t.Errorf("a sender that knows XML only: %d %s", rec.Code, rec.Body)
	}
	options := w.Do(apitest.Request{Method: http.MethodOptions, Path: "/epcis/events"})
	if got := options.Header().Get("GS1-EPC-Format"); got != "Never_Translates" {
		t.Errorf("GS1-EPC-Format on OPTIONS: %q", got)
	}
}

// TestEPCIS_versions: the versions have the form that the standard's schema wants.
func TestEPCIS_versions(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	form := regexp.MustCompile(`^\d+(\.\d+)?$`)
	h := w.Do(apitest.Request{Method: http.MethodOptions, Path: "/epcis"}).Header()
	for _, name := range []string{"GS1-EPCIS-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Version", "GS1-CBV-Min", "GS1-CBV-Max"} {
		if !form.MatchString(h.Get(name)) {
			t.Errorf("%s: %q", name, h.Get(name))
		}
	}
	for _, version := range []string{"2", "2.0", "2.0.0", "2.0.1"} {
		req := get("/epcis/events")
		req.Header = map[string]string{"GS1-EPCIS-Version": version, "GS1-CBV-Version": version}
		if rec := w.Do(req); rec.Code != http.StatusOK {
			t.Errorf("%s: %d", version, rec.Code)
		}
	}
}

// TestEPCISEvents_one_key_in_every_role: each MATCH parameter finds a key in either spelling, whichever the event has,
// by the whole key and by all lots or serials of the class.
func TestEPCISEvents_one_key_in_every_role(t *testing.T) {
	epcisWorlds(t, func(t *testing.T, w *apitest.World) {
		const (
			itemURN, itemLink = "urn:epc:id:sgtin:9521141.001234.7", "https://id.gs1.org/01/09521141012345/21/7"
			lotURN, lotLink   = "urn:epc:class:lgtin:9521141.001234.L1", "https://id.gs1.org/01/09521141012345/10/L1"
			boxURN, boxLink   = "urn:epc:id:sscc:9521141.0000000001", "https://id.gs1.org/00/095211410000000014"
		)
		lots := func(class string) []object { return []object{{"epcClass": class, "quantity": 1}} }
		n := 0
		next := func(changes object) object { n++; return plainEvent(n, changes) }
		for _, s := range []struct{ item, lot, box string }{{itemURN, lotURN, boxURN}, {itemLink, lotLink, boxLink}} {
			captureEvents(w, "maker/owner",
				next(object{"epcList": []string{s.item}, "quantityList": lots(s.lot)}),
				next(object{"type": "AggregationEvent", "action": "ADD", "epcList": nil, "parentID": s.box, "childEPCs": []string{s.item}, "childQuantityList": lots(s.lot)}),
				next(object{"type": "TransformationEvent", "action": nil, "epcList": nil, "inputEPCList": []string{s.item}, "inputQuantityList": lots(s.lot), "outputEPCList": []string{"urn:x:out"}}),
				next(object{"type": "TransformationEvent", "action": nil, "epcList": nil, "outputEPCList": []string{s.item}, "outputQuantityList": lots(s.lot), "inputEPCList": []string{"urn:x:in"}}))
		}
		items := []string{itemURN, itemLink, "urn:epc:idpat:sgtin:9521141.001234.*", "urn:epc:idpat:sgtin:9521141.*.*", "https://id.gs1.org/01/09521141012345"}
		classes := []string{lotURN, lotLink, "urn:epc:class:lgtin:9521141.001234.*", "urn:epc:idpat:lgtin:9521141.001234.*", "https://id.gs1.org/01/09521141012345/10/*", "https://shop.example.com/p/01/09521141012345/10/L1?17=271231"}
		for _, tt := range []struct {
			param  string
			values []string
			want   []int
		}{
			{"MATCH_epc", items, []int{1, 2}},
			{"MATCH_inputEPC", items, []int{3}},
			{"MATCH_outputEPC", items, []int{4}},
			{"MATCH_anyEPC", items, []int{1, 2, 3, 4}},
			{"MATCH_parentID", []string{boxURN, boxLink, "urn:epc:idpat:sscc:9521141.*"}, []int{2}},
			{"MATCH_anyEPC", []string{boxURN, boxLink}, []int{2}},
			{"MATCH_epcClass", classes, []int{1, 2}},
			{"MATCH_inputEPCClass", classes, []int{3}},
			{"MATCH_outputEPCClass", classes, []int{4}},
			{"MATCH_anyEPCClass", classes, []int{1, 2, 3, 4}},
			{"MATCH_anyEPCClass", []string{"urn:epc:class:lgtin:9521141.001234.L2", "https://id.gs1.org/01/09521141012345/10/L2", "https://id.gs1.org/01/09521141012345/10/l1"}, nil},
			{"MATCH_epc", []string{"https://id.gs1.org/01/09521141012345/21/8", "urn:epc:idpat:sgtin:9521141.001235.*"}, nil},
		} {
			want := []string{}
			for _, i := range tt.want {
				want = append(want, idOf(i), idOf(i+4)) // in one spelling and in the other
			}
			slices.Sort(want)
			for _, value := range tt.values {
				rec := w.Do(get("/epcis/events?" + url.Values{tt.param: {value}}.Encode()))
				if rec.Code == http.StatusBadRequest && value == "urn:epc:idpat:lgtin:9521141.001234.*" {
					continue // no pattern of the Tag Data Standard
				}
				if got := eventIDs(resultsOf(t, rec)); !cmp.Equal(got, want) {
					t.Errorf("%s=%s: %v, want %v", tt.param, value, got, want)
				}
			}
		}
	})
}

// TestEPCISEvents_units: a value is found in any unit of its dimension and in no other, at the exact bound.
func TestEPCISEvents_units(t *testing.T) {
	epcisWorlds(t, func(t *testing.T, w *apitest.World) {
		sensor := func(n int, report object) object {
			return plainEvent(n, object{"sensorElementList": []object{{"sensorReport": []object{report}}}})
		}
		captureEvents(w, "maker/owner",
			sensor(1, object{"type": "Temperature", "value": 26, "uom": "CEL", "minValue": 12.1, "maxValue": 26.5, "meanValue": 20.25, "sDev": 0.5}),
			sensor(2, object{"type": "Mass", "value": 1.5, "uom": "KGM"}),
			sensor(3, object{"type": "Speed", "value": 160, "uom": "KMH"}),
			sensor(4, object{"type": "Pressure", "value": 1, "uom": "BAR"}),
			plainEvent(5, object{"quantityList": []object{{"epcClass": "urn:x:lot", "quantity": 0.25, "uom": "TNE"}}}),
			plainEvent(6, object{"quantityList": []object{{"epcClass": "urn:x:lot", "quantity": 250}}}),
		)
		for query, want := range map[string][]int{
			"EQ_value_CEL=26": {1}, "EQ_value_KEL=299.15": {1}, "EQ_value_FAH=78.8": {1}, "GT_value_FAH=78.8": {}, "GE_value_FAH=78.8": {1}, "LT_value_KEL=299.15": {}, "LE_value_KEL=299.15": {1},
			"LT_minValue_FAH=53.78": {}, "LE_minValue_FAH=53.78": {1}, "GE_maxValue_KEL=299.65": {1}, "GT_maxValue_KEL=299.65": {}, "EQ_meanValue_KEL=293.4": {1},
			"GE_value_GRM=1500": {2}, "GT_value_GRM=1500": {}, "EQ_value_MGM=1500000": {2}, "EQ_value_TNE=0.0015": {2},
			"GE_value_MTS=44": {3}, "LE_value_MTS=44.5": {3}, "EQ_value_PAL=100000": {4}, "EQ_value_KPA=100": {4},
			"EQ_quantity_KGM=250": {5}, "EQ_quantity_GRM=250000": {5}, "GT_quantity_KGM=249.999999": {5}, "EQ_quantity=250": {6}, "EQ_quantity_C62=250": {6}, "EQ_quantity_LTR=250": {},
		} {
			ids := []string{}
			for _, n := range want {
				ids = append(ids, idOf(n))
			}
			name, value, _ := strings.Cut(query, "=")
			if got := eventIDs(resultsOf(t, w.Do(get("/epcis/events?"+url.Values{name: {value}}.Encode())))); !cmp.Equal(got, ids) {
				t.Errorf("%s: %v, want %v", query, got, ids)
			}
		}
	})
}

// TestEPCISEvents_pages_while_others_write: pages are disjoint, complete and stable while four writers insert all the time.
func TestEPCISEvents_pages_while_others_write(t *testing.T) {
	epcisWorlds(t, func(t *testing.T, w *apitest.World) {
		var events []object
		for n := 1; n <= 60; n++ {
			events = append(events, plainEvent(n%60, object{"eventID": idOf(n)}))
		}
		captureEvents(w, "maker/owner", events...)
		stop := make(chan struct{})
		var writers, begun sync.WaitGroup
		wrote := make([]int, 4)
		for i := range wrote {
			begun.Add(1)
			writers.Go(func() {
				writes := sync.OnceFunc(begun.Done)
				defer writes()
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					rec := w.Do(captureRequest(epcisDocument(fmt.Sprintf("w%d-%d", i, n), 3, 0), nil))
					if rec.Code != http.StatusAccepted {
						t.Errorf("writer: %d %s", rec.Code, rec.Body)
						return
					}
					wrote[i]++
					writes()
				}
			})
		}
		begun.Wait() // all of them write while the pages are read
		for _, order := range []string{"", "&orderBy=eventTime", "&orderBy=recordTime&orderDirection=ASC"} {
			seen := map[string]int{}
			path := "/epcis/events?perPage=7" + order
			for path != "" {
				rec := w.Do(get(path))
				for _, e := range resultsOf(t, rec) {
					seen[fmt.Sprint(e["eventID"])]++
				}
				path = nextPage(t, rec)
			}
			for id, times := range seen {
				if times != 1 {
					t.Errorf("%q: %s comes %d times", order, id, times)
				}
			}
			for n := 1; n <= 60; n++ {
				if seen[idOf(n)] != 1 {
					t.Errorf("%q: %s is missing", order, idOf(n))
				}
			}
		}
		close(stop)
		writers.Wait()
		for i, n := range wrote {
			if n == 0 {
				t.Errorf("writer %d did nothing", i)
			}
		}
	})
}

// hook is a company's server that takes what a subscription sends.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	bodies [][]byte
	heads  []http.Header
}

func newHook(t *testing.T) *hook {
	t.Helper()
	h := &hook{status: http.StatusNoContent}
	h.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.status == http.StatusNoContent {
			h.bodies, h.heads = append(h.bodies, body), append(h.heads, r.Header)
		}
		rw.WriteHeader(h.status)
	}))
	t.Cleanup(h.Close)
	return h
}

// TestEPCIS_from_capture_to_webhook follows events from capture over HTTP to a receiver: signed, valid, once, and only
// those that the subscriber may see; what cannot be delivered is listed and sent again when somebody says so.
func TestEPCIS_from_capture_to_webhook(t *testing.T) {
	epcisWorlds(t, func(t *testing.T, w *apitest.World) {
		const secret = "0435ojtojt02"
		receiver := newHook(t)
		deliverer := trace.NewDeliverer(w.Store, w.Clock.Now, slog.New(slog.DiscardHandler), trace.AllowLoopback)
		step := func(after time.Duration) {
			t.Helper()
			w.Clock.Advance(after)
			if err := deliverer.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		w.JSON(apitest.Request{Method: "POST", Path: "/epcis/queries", As: "maker/owner", Body: object{"name": "sent", "query": object{"EQ_bizStep": []string{"shipping"}}}}, http.StatusCreated)
		made := w.JSON(apitest.Request{
			Method: "POST", Path: "/epcis/queries/sent/subscriptions", As: "maker/owner", Body: object{"dest": receiver.URL + "/hook", "secret": secret, "stream": true},
		}, http.StatusCreated)
		step(time.Second)
		captureEvents(w, "maker/owner", plainEvent(1, object{"bizStep": "shipping"}), plainEvent(2, object{"bizStep": "packing"}))
		captureEvents(w, "stranger/owner", plainEvent(3, object{"bizStep": "shipping"}))
		step(2 * time.Second)
		step(2 * time.Second)
		receiver.mu.Lock()
		if len(receiver.bodies) != 1 {
			t.Fatalf("%d deliveries", len(receiver.bodies))
		}
		body, head := receiver.bodies[0], receiver.heads[0]
		receiver.mu.Unlock()
		seconds, sum, _ := strings.Cut(strings.TrimPrefix(head.Get("GS1-Signature"), "t="), ",sha256=")
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write([]byte(seconds + "." + string(body)))
		if sum != hex.EncodeToString(mac.Sum(nil)) || head.Get("GS1-EPCIS-Version") != "2.0" || head.Get("Content-Type") != "application/json" {
			t.Errorf("%v", head)
		}
		answered := httptest.NewRecorder()
		_, _ = answered.Write(body)
		if got := eventIDs(resultsOf(t, answered)); !slices.Equal(got, []string{idOf(1)}) || !strings.Contains(string(body), fmt.Sprint(made["subscriptionID"])) {
			t.Errorf("%v in %s", got, body)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := gs1Schema(t).Validate(doc); err != nil {
			t.Errorf("what is delivered is not valid: %v", err)
		}

		receiver.mu.Lock()
		receiver.status = http.StatusServiceUnavailable
		receiver.mu.Unlock()
		captureEvents(w, "maker/owner", plainEvent(4, object{"bizStep": "shipping"}))
		step(2 * time.Second)
		list := func(as, state string) []any {
			return w.JSON(apitest.Request{Method: "GET", Path: "/v1/deliveries?state=" + state, As: as}, http.StatusOK)["items"].([]any)
		}
		if waiting := list("maker/owner", "pending"); len(waiting) != 1 || waiting[0].(object)["attempts"] != 1.0 {
			t.Errorf("%v", waiting)
		}
		for range trace.MaxAttempts {
			step(13 * time.Hour)
			w.SignInAgain("maker/owner")
		}
		dead := list("maker/owner", "dead")
		if len(dead) != 1 || dead[0].(object)["events"] != 1.0 || dead[0].(object)["attempts"] != float64(trace.MaxAttempts) {
			t.Fatalf("%v", dead)
		}
		receiver.mu.Lock()
		receiver.status = http.StatusNoContent
		receiver.mu.Unlock()
		again := "/v1/deliveries/" + fmt.Sprint(dead[0].(object)["id"]) + "/retry"
		if rec := w.Do(apitest.Request{Method: "POST", Path: again, As: "maker/owner"}); rec.Code != http.StatusNoContent {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
		step(time.Second)
		receiver.mu.Lock()
		defer receiver.mu.Unlock()
		if n := len(receiver.bodies); n != 2 || !strings.Contains(string(receiver.bodies[1]), idOf(4)) {
			t.Errorf("%d deliveries after the retry", n)
		}
	})
}

// TestEPCIS_public_documents_over_HTTP: every public document gets its verdict from the interface itself, and every event
// that is kept is in an answer that the schema accepts.
func TestEPCIS_public_documents_over_HTTP(t *testing.T) {
	t.Parallel()
	schema := gs1Schema(t)
	// What the list accepts and the house does not. service/trace judges the other kinds of documents, without HTTP.
	const measurements = "measurement types outside the vocabulary and reports without a type; the schema refuses it too"
	against := map[string]string{
		"AggregationEvent_with_persistentDisposition.json": "persistentDisposition belongs to object and transformation events (gs1/EPCIS #440)",
		"SensorData_with_combined_events.json":             measurements,
		"TransactionEvent_with_userExtensions.json":        measurements,
		"sch1.json": "a JSON schema, no EPCIS document",
		"sch2.json": "a JSON schema, no EPCIS document",
	}
	w := captureWorld(t)
	verdicts := map[string]int{}
	for _, d := range publicDocuments(t) {
		want := d.expect
		if want != "accept" && want != "reject" {
			continue
		}
		why := against[filepath.Base(d.file)]
		if why != "" {
			want = "reject"
		}
		req := captureRequest(bytes.TrimPrefix(d.body, []byte("\ufeff")), map[string]string{"GS1-Capture-Error-Behaviour": "proceed"})
		if d.kind == "event-json" {
			req.Path = "/epcis/events"
		}
		rec := w.Do(req)
		var job struct {
			Success            bool
			Rejected, Accepted int
			Type               string
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &job); err != nil {
			t.Fatalf("%s: %d %s", d.file, rec.Code, rec.Body)
		}
		got := "reject"
		switch {
		case rec.Code == http.StatusAccepted && job.Rejected == 0, d.kind == "event-json" && rec.Code == http.StatusCreated,
			d.kind == "event-json" && rec.Code == http.StatusConflict: // it came inside a document before
			got = "accept"
		case rec.Code != http.StatusAccepted && (rec.Code != http.StatusBadRequest || job.Type != "epcisException:ValidationException"):
			t.Errorf("%s: %d %s", d.file, rec.Code, rec.Body)
		}
		if got != want {
			t.Errorf("%s: %s, want %s (%s): %.300s", d.file, got, want, why, rec.Body)
		}
		verdicts[want]++
	}
	if verdicts["accept"] < 65 || verdicts["reject"] < 14 {
		t.Errorf("%v", verdicts)
	}
	for path := "/epcis/events?perPage=50"; path != ""; {
		rec := w.Do(get(path))
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(rec.Body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		path = nextPage(t, rec)
	}
}

// TestEPCIS_public_query: the public example of a query is kept as a named query and finds the one event that meets it.
func TestEPCIS_public_query(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(conformanceDir(t), "query-json", "openepcis", "SimpleEventQuery.json"))
	if err != nil {
		t.Fatal(err)
	}
	w := captureWorld(t)
	meets := object{
		"eventTime": "2026-06-01T00:00:00Z", "bizStep": "shipping", "disposition": "in_transit", "bizLocation": object{"id": "https://id.gs1.org/414/9521141123452"},
		"epcList": []string{"urn:epc:id:sgtin:9521141.001234.2017"}, "quantityList": []object{{"epcClass": "urn:x:lot", "quantity": 7}},
	}
	list := []object{plainEvent(1, meets)}
	for i, change := range []object{
		{"eventTime": "2025-12-31T22:59:59Z"}, {"bizStep": "packing"}, {"disposition": nil}, {"bizLocation": nil}, {"epcList": []string{"urn:epc:id:sgtin:9521141.001234.2018"}},
		{"quantityList": []object{{"epcClass": "urn:x:lot", "quantity": 500}}}, {"action": "DELETE"},
	} {
		e := plainEvent(i+2, meets)
		for k, v := range change {
			if e[k] = v; v == nil {
				delete(e, k)
			}
		}
		list = append(list, e)
	}
	captureEvents(w, "maker/owner", list...)
	body := append(append([]byte(`{"name":"public","query":`), text...), '}')
	w.JSON(apitest.Request{Method: "POST", Path: "/epcis/queries", As: "maker/owner", Body: body}, http.StatusCreated)
	if got := eventIDs(resultsOf(t, w.Do(get("/epcis/queries/public/events")))); !slices.Equal(got, []string{idOf(1)}) {
		t.Errorf("%v", got)
	}
}

// TestEPCIS_resent_documents: a document that is sent again adds nothing, whatever its behaviour, and says so.
func TestEPCIS_resent_documents(t *testing.T) {
	epcisWorlds(t, func(t *testing.T, w *apitest.World) {
		body := epcisDocument("again", 5, 0)
		first := w.JSON(captureRequest(body, nil), http.StatusAccepted)
		sum := sha256.Sum256(body)
		if first["accepted"] != 5.0 || first["rejected"] != 0.0 || first["duplicates"] != 0.0 || first["payloadSha256"] != hex.EncodeToString(sum[:]) {
			t.Errorf("%v", first)
		}
		for _, behaviour := range []string{"rollback", "proceed"} {
			again := w.JSON(captureRequest(body, map[string]string{"GS1-Capture-Error-Behaviour": behaviour}), http.StatusAccepted)
			if again["accepted"] != 0.0 || again["duplicates"] != 5.0 || again["captureID"] == first["captureID"] {
				t.Errorf("%s: %v", behaviour, again)
			}
		}
		if n := len(resultsOf(t, w.Do(get("/epcis/events?perPage=100")))); n != 5 {
			t.Errorf("%d events", n)
		}
	})
}

// TestCapture_XML_bombs: documents made to grow, to reach other files or to nest without end are refused at once and at
// the cost of what they weigh.
func TestCapture_XML_bombs(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	document := func(before, inside string) []byte {
		return []byte(`<?xml version="1.0"?>` + before + `<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-11-22T00:00:00Z"><EPCISBody><EventList>` +
			inside + `</EventList></EPCISBody></e:EPCISDocument>`)
	}
	event := func(inside string) string {
		return `<ObjectEvent><eventTime>2026-11-22T07:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:x:1</epc></epcList><action>OBSERVE</action>` + inside + `</ObjectEvent>`
	}
	var laughs, attributes strings.Builder
	laughs.WriteString(`<!DOCTYPE z [<!ENTITY a0 "ha">`)
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&laughs, `<!ENTITY a%d "%s">`, i, strings.Repeat(fmt.Sprintf("&a%d;", i-1), 10))
	}
	laughs.WriteString("]>")
	for i := range 200_000 {
		fmt.Fprintf(&attributes, `a%d="" `, i)
	}
	for name, body := range map[string][]byte{
		"a billion laughs":            document(laughs.String(), event("<x:a xmlns:x='urn:x:'>&a9;</x:a>")),
		"quadratic growth":            document(`<!DOCTYPE z [<!ENTITY a "`+strings.Repeat("a", 100_000)+`">]>`, event(strings.Repeat("&a;", 1000))),
		"a file of the server":        document(`<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>`, event("&a;")),
		"another server":              document(`<!DOCTYPE z SYSTEM "http://169.254.169.254/latest/meta-data/">`, event("")),
		"a parameter entity":          document(`<!DOCTYPE z [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd">%a;]>`, event("")),
		"an entity that nobody knows": document("", event("<x:a xmlns:x='urn:x:'>&xxe;</x:a>")),
		"an inclusion":                document(`<?xml-stylesheet href="http://127.0.0.1/"?>`, event("")),
		"a hundred thousand levels":   document("", event("<x:a xmlns:x='urn:x:'>"+strings.Repeat("<x:b>", 100_000)+strings.Repeat("</x:b>", 100_000)+"</x:a>")),
		"open for ever":               document("", event("<x:a xmlns:x='urn:x:'>"+strings.Repeat("<x:b>", 1_000_000))),
		"attributes without number":   document("", event("<x:a xmlns:x='urn:x:' "+attributes.String()+"/>")),
	} {
		began := time.Now()
		rec := w.Do(captureRequest(body, map[string]string{"Content-Type": "application/xml"}))
		if spent := time.Since(began); spent > 20*time.Second {
			t.Errorf("%s: takes %s", name, spent)
		}
		if rec.Code != http.StatusBadRequest && rec.Code != http.StatusRequestEntityTooLarge || !strings.Contains(rec.Body.String(), "epcisException:") || strings.Contains(rec.Body.String(), "root:") {
			t.Errorf("%s: %d %.300s", name, rec.Code, rec.Body)
		}
	}
	if n := len(resultsOf(t, w.Do(get("/epcis/events")))); n != 0 {
		t.Errorf("%d events were kept", n)
	}
}
