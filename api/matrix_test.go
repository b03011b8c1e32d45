package api_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"

	"suyuan/api"
	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository/repotest"
)

// things are what one company has, one of each kind, by what identifies them in a path.
type things struct {
	org, site, person, key, product, batch, document, shipment, capture, event, job, signal string

	complaint, tip string
}

// sight says who else may see an object of a company.
type sight struct {
	partner   bool // the company it trades with
	regulator bool // the regulator of its region
}

var (
	ownOnly   = sight{}
	inRegion  = sight{regulator: true}
	alongWith = sight{partner: true, regulator: true}
)

// sample says how to call one operation: the path's objects, a body that is right in form, and who may see the object.
// A sample without object is about the caller alone.
type sample struct {
	object func(things) map[string]string
	body   func(w *apitest.World, owner string, t things) any
	sight  sight
	// inner is a permission that the operation checks once it has seen the object.
	inner bool
	// absent says that the path names a thing that nobody has.
	absent bool
	// named says that the objects are in the body: one that may not be seen is a fault of its field, and nothing happens.
	named bool
	query string
	// about is the part of the query that names the object.
	about func(things) string
	// absentFor is the company that has no such thing.
	absentFor string
}

func id(of func(things) string) func(things) map[string]string {
	return func(t things) map[string]string { return map[string]string{"id": of(t)} }
}

func body(v any) func(*apitest.World, string, things) any {
	return func(*apitest.World, string, things) any { return v }
}

type object = map[string]any

// samples has a row for every operation; a new operation fails the test until it has one.
var samples = map[string]sample{
	"health": {}, "ready": {}, "metrics": {}, "home": {}, "find": {query: "?code=0"}, "openapi": {}, "docs": {}, "problems": {},
	"problem": {object: func(things) map[string]string { return map[string]string{"code": "not-found"} }, sight: alongWith},
	"assets":  {}, "resolver-description": {},
	"scan-code-get": {}, "scan-code-head": {},
	"open-public-document-get": {}, "open-public-document-head": {},

	"epcis-capture":             {body: body(object{})},
	"epcis-capture-jobs":        {},
	"epcis-capture-job":         {object: func(t things) map[string]string { return map[string]string{"captureID": t.capture} }, sight: inRegion},
	"epcis-capture-options":     {},
	"epcis-capture-job-options": {},

	"step-commission": {body: step(object{"batch": "{batch}"}), object: inBody, sight: ownOnly, named: true},
	"step-ship":       {body: step(object{"from": "{site}", "to": "{site}", "lines": lines}), object: inBody, sight: ownOnly, named: true},
	"step-receive":    {body: step(object{"shipment": "{shipment}"}), object: inBody, sight: sight{partner: true}, named: true},
	"step-refuse":     {body: step(object{"shipment": "{shipment}", "reason": "matrix"}), object: inBody, sight: sight{partner: true}, named: true},
	"step-transform":  {body: step(object{"site": "{site}", "inputs": lines}), object: inBody, sight: ownOnly, named: true},
	"step-pack":       {body: step(object{"site": "{site}", "lines": lines}), object: inBody, sight: ownOnly, named: true},
	"step-unpack":     {body: step(object{"site": "{site}", "container": "00952000000000000018"}), object: inBody, sight: ownOnly, named: true},
	"step-sell":       {body: step(object{"site": "{site}", "lines": lines}), object: inBody, sight: ownOnly, named: true},
	"step-return":     {body: step(object{"site": "{site}", "lines": lines}), object: inBody, sight: ownOnly, named: true},
	"step-destroy":    {body: step(object{"site": "{site}", "lines": lines, "reason": "matrix"}), object: inBody, sight: ownOnly, named: true},
	"step-lose":       {body: step(object{"site": "{site}", "lines": lines, "reason": "matrix"}), object: inBody, sight: ownOnly, named: true},
	"step-observe":    {body: step(object{"site": "{site}", "lines": lines, "step": "inspecting"}), object: inBody, sight: ownOnly, named: true},
	"step-correct":    {body: step(object{"event_id": "{event}", "reason": "did_not_occur"}), object: inBody, sight: ownOnly, named: true},

	"trace":           {object: inQuery, about: root, sight: alongWith},
	"trace-tree":      {object: inQuery, about: root, sight: alongWith},
	"trace-csv":       {object: inQuery, about: root, sight: alongWith},
	"trace-dot":       {object: inQuery, about: root, sight: alongWith},
	"trace-mermaid":   {object: inQuery, about: root, sight: alongWith},
	"list-events":     {},
	"get-event":       {object: func(t things) map[string]string { return map[string]string{"rest": t.event, "id": t.event} }, sight: inRegion},
	"list-stock":      {},
	"get-batch-stock": {object: id(func(t things) string { return t.batch }), sight: alongWith},
	"list-findings":   {},
	"list-shipments":  {},
	"get-shipment":    {object: id(func(t things) string { return cmp.Or(t.shipment, "none") }), sight: alongWith, absentFor: "stranger"},

	"list-audit":            {},
	"register-organisation": {body: body(object{})},
	"list-organisations":    {},
	"get-organisation":      {object: id(func(t things) string { return t.org }), sight: alongWith},
	"update-organisation":   {object: id(func(t things) string { return t.org }), body: body(object{"version": 999, "phone": "1"}), sight: ownOnly},
	"move-organisation":     {object: id(func(t things) string { return t.org }), body: body(object{"event": "reinstate", "reason": "matrix"}), sight: alongWith, inner: true},
	"create-site":           {body: body(object{})},
	"list-sites":            {},
	"get-site":              {object: id(func(t things) string { return t.site }), sight: alongWith},
	"update-site":           {object: id(func(t things) string { return t.site }), body: body(object{"address": "2 Test Road"}), sight: ownOnly},
	"list-receivers":        {query: "?q=zz"},
	"list-api-keys":         {},
	"create-api-key":        {body: body(object{"name": ""})},
	"rotate-api-key":        {object: id(func(t things) string { return t.key }), body: body(object{}), sight: ownOnly},
	"revoke-api-key":        {object: id(freshKey), sight: ownOnly},
	"sign-in":               {body: body(object{})},
	"list-sessions":         {},
	"end-other-sessions":    {},
	"sign-out":              {},
	"end-session":           {absent: true},
	"get-me":                {},
	"change-password":       {body: body(object{"old": "x", "new": "y"})},
	"list-people":           {},
	"create-person":         {body: body(object{})},
	"change-person":         {object: id(func(t things) string { return t.person }), body: body(object{"disabled": false}), sight: ownOnly},
	"remove-person":         {object: id(freshPerson), sight: ownOnly},

	"create-product":       {body: body(object{})},
	"list-products":        {},
	"get-product":          {object: id(func(t things) string { return t.product }), sight: inRegion},
	"update-product":       {object: id(func(t things) string { return t.product }), body: body(object{"version": 999, "net_content": "1 kg"}), sight: ownOnly},
	"put-product-photo":    {object: id(func(t things) string { return t.product }), body: photo, sight: ownOnly},
	"delete-product-photo": {object: id(func(t things) string { return t.product }), sight: ownOnly},
	"register-batch":       {body: body(object{})},
	"list-batches":         {},
	"get-batch":            {object: id(func(t things) string { return t.batch }), sight: alongWith},
	"move-batch":           {object: id(func(t things) string { return t.batch }), body: body(object{"event": "release", "reason": "matrix"}), sight: alongWith, inner: true},
	"list-batch-scans":     {object: id(func(t things) string { return t.batch }), sight: inRegion},
	"add-document":         {object: id(func(t things) string { return t.batch }), body: upload, sight: alongWith, inner: true},
	"list-documents":       {object: id(func(t things) string { return t.batch }), sight: alongWith},
	"download-document":    {object: id(func(t things) string { return t.document }), sight: alongWith},
	"batch-qr-svg":         {object: id(func(t things) string { return t.batch }), sight: alongWith},
	"batch-qr-png":         {object: id(func(t things) string { return t.batch }), sight: alongWith},
}

// lines name the batch of the owner, in a quantity so small that there is always enough.
var lines = []object{{"batch": "{batch}", "quantity": "0.001"}}

func root(t things) string { return "?root=" + t.batch }

func inQuery(things) map[string]string { return nil }

func inBody(things) map[string]string { return nil }

// step fills the owner's things into a body.
func step(template object) func(*apitest.World, string, things) any {
	return func(_ *apitest.World, _ string, t things) any {
		text, _ := json.Marshal(template)
		return []byte(strings.NewReplacer("{batch}", t.batch, "{site}", t.site, "{shipment}", t.shipment, "{event}", t.event).Replace(string(text)))
	}
}

// freshKey and freshPerson stand for objects that the operation destroys: they are made for each call.
func freshKey(things) string    { return "fresh-key" }
func freshPerson(things) string { return "fresh-person" }

// subject is somebody who calls.
type subject struct {
	label string
	org   string // label of the organisation, "" for the public
}

func subjects(w *apitest.World) []subject {
	list := []subject{{"", ""}}
	for label := range w.Tokens {
		org, _, _ := strings.Cut(label, "/")
		list = append(list, subject{label, org})
	}
	slices.SortFunc(list, func(a, b subject) int { return strings.Compare(a.label, b.label) })
	return list
}

// TestAccessMatrix calls every operation as every role on an own, a partner's and a stranger's object, and compares the
// answer with what the permission table and the object's sight say.
func TestAccessMatrix(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	owners := map[string]things{}
	for _, label := range []string{"maker", "stranger", "partner"} {
		owners[label] = furnish(w, label)
	}
	trade(w, owners)
	calls := 0
	for _, op := range w.Server.Operations() {
		s, ok := samples[op.ID]
		if !ok {
			t.Errorf("operation %s has no sample: say in matrix_test.go how to call it", op.ID)
			continue
		}
		for _, who := range subjects(w) {
			for _, owner := range []string{"maker", "partner", "stranger"} {
				check(t, w, op, s, who, owner, owners[owner])
				calls++
				if s.object == nil {
					break
				}
			}
		}
	}
	for id := range samples {
		if !slices.ContainsFunc(w.Server.Operations(), func(op api.Operation) bool { return op.ID == id }) {
			t.Errorf("there is no operation %s", id)
		}
	}
	t.Logf("%d calls of %d operations", calls, len(w.Server.Operations()))
	violations, err := w.Store.Fsck(t.Context())
	if err != nil || len(violations) > 0 {
		t.Errorf("after the matrix: %v %v", violations, err)
	}
}

func check(t *testing.T, w *apitest.World, op api.Operation, s sample, who subject, owner string, of things) {
	t.Helper()
	if who.label != "" && (endsSession(op.ID)) {
		again := who.label
		w.SignInAgain(again)
	}
	path := op.Path
	if s.object != nil {
		for name, value := range s.object(of) {
			switch value {
			case "fresh-key":
				value = newKey(w, owner)
			case "fresh-person":
				value = newPerson(w, owner)
			}
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
			path = strings.ReplaceAll(path, "{"+name+"...}", url.PathEscape(value))
		}
	}
	path = strings.NewReplacer("{path...}", "none", "{rest...}", "none", "{code}", "NONE", "{id}", "none").Replace(path) + s.query
	if s.about != nil {
		path += s.about(of)
	}
	req := apitest.Request{Method: op.Method, Path: path, As: who.label}
	if s.body != nil {
		req.Body = s.body(w, owner, of)
		if m, ok := req.Body.(form); ok {
			req.Body, req.Header = m.content, map[string]string{"Content-Type": m.mediaType}
		}
	}
	code := w.Do(req).Code
	var actor model.Actor
	if who.label != "" {
		if endsSession(op.ID) {
			w.SignInAgain(who.label)
		}
		actor = w.Actor(who.label)
	}
	want := expected(op, s, actor, who, owner)
	got := class(code)
	if got == "faulty" && !s.named {
		got = "served" // it was looked at, and found wrong
	}
	if !slices.Contains(want, got) {
		t.Errorf("%s as %q on %s's: %d, want %v", op.ID, who.label, owner, code, want)
	}
	if code >= 500 {
		t.Errorf("%s as %q on %s's: %d", op.ID, who.label, owner, code)
	}
}

// class sorts answers by what they say about access.
func class(code int) string {
	switch code {
	case http.StatusUnauthorized:
		return "unauthenticated"
	case http.StatusForbidden:
		return "forbidden"
	case http.StatusNotFound:
		return "hidden"
	case http.StatusUnprocessableEntity:
		return "faulty"
	}
	return "served"
}

func expected(op api.Operation, s sample, actor model.Actor, who subject, owner string) []string {
	if !actor.Can(op.Need) {
		if actor.Anonymous() {
			return []string{"unauthenticated"}
		}
		return []string{"forbidden"}
	}
	if op.Need == model.PermPublic {
		return []string{"served", "hidden"}
	}
	if s.absent || s.absentFor == owner {
		return []string{"hidden"}
	}
	if s.object == nil {
		return []string{"served"}
	}
	if s.named && !visible(s.sight, who, owner) {
		return []string{"hidden", "faulty"}
	}
	if s.named {
		return []string{"served", "faulty", "forbidden"} // what one has sent is the other's to receive
	}
	if !visible(s.sight, who, owner) {
		if s.inner {
			return []string{"hidden", "forbidden"} // the role may forbid it whoever's the thing is
		}
		return []string{"hidden"}
	}
	if s.inner {
		return []string{"served", "forbidden", "hidden"}
	}
	return []string{"served"}
}

func visible(s sight, who subject, owner string) bool {
	switch {
	case who.org == owner:
		return true
	case who.org == "platform":
		return s.regulator
	case who.org == "north":
		return s.regulator && owner != "stranger"
	case who.org == "south":
		return s.regulator && owner == "stranger"
	case who.org == "maker" && owner == "partner", who.org == "partner" && owner == "maker":
		return s.partner
	}
	return false
}

// furnish gives a company one of everything.
func furnish(w *apitest.World, label string) things {
	t := things{org: w.Orgs[label].String(), site: w.Sites[label].String()}
	owner := label + "/owner"
	post := func(path string, body any) map[string]any {
		return w.JSON(apitest.Request{Method: "POST", Path: path, As: owner, Body: body}, http.StatusCreated)
	}
	t.person = newPerson(w, label)
	t.key = newKey(w, label)
	t.job = newJob(w, label)
	t.product = post("/v1/products", object{
		"gtin": w.GTIN(), "name": object{"zh": "测试梨", "en": "Test pear"}, "category": "fruit", "unit": "KGM", "shelf_life_days": 60,
	})["id"].(string)
	t.batch = post("/v1/batches", object{
		"product_id": t.product, "lot": "L-" + label, "produced": "2026-11-20", "quantity": "1000", "unit": "KGM", "site_id": t.site,
	})["id"].(string)
	f := upload(w, label, t).(form)
	t.document = w.JSON(apitest.Request{
		Method: "POST", Path: "/v1/batches/" + t.batch + "/documents", As: owner, Body: f.content, Header: map[string]string{"Content-Type": f.mediaType},
	}, http.StatusCreated)["id"].(string)
	t.signal = newSignal(w, label, t.batch)
	t.complaint, t.tip = newComplaint(w, label)
	return t
}

// trade lets every company record its batch, and the maker and the partner ship to each other.
func trade(w *apitest.World, owners map[string]things) {
	to := map[string]string{"maker": "partner", "partner": "maker"}
	for label, t := range owners {
		epc := w.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + t.batch, As: label + "/owner"}, http.StatusOK)["epc"].(string)
		at := w.Now().Format("2006-01-02T15:04:05Z07:00")
		here := object{"id": "https://id.gs1.org/414/" + w.GLNs[label]}
		t.event = "urn:uuid:00000000-0000-4000-8000-0000000000" + map[string]string{"maker": "01", "partner": "02", "stranger": "03"}[label]
		goods := []object{{"epcClass": epc, "quantity": 1000, "uom": "KGM"}}
		events := []object{{
			"type": "ObjectEvent", "action": "ADD", "eventTime": at, "eventTimeZoneOffset": "+08:00", "eventID": t.event,
			"quantityList": goods, "bizStep": "creating_class_instance", "bizLocation": here,
		}}
		if partner, ok := to[label]; ok {
			events = append(events, object{
				"type": "ObjectEvent", "action": "OBSERVE", "eventTime": at, "eventTimeZoneOffset": "+08:00", "bizStep": "shipping",
				"disposition": "in_transit", "readPoint": here, "quantityList": []object{{"epcClass": epc, "quantity": 100, "uom": "KGM"}},
				"destinationList": []object{{"type": "location", "destination": "https://id.gs1.org/414/" + w.GLNs[partner]}},
			})
		}
		rec := w.Do(apitest.Request{Method: "POST", Path: "/epcis/capture", As: label + "/owner", Body: object{
			"@context": []string{"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}, "type": "EPCISDocument",
			"schemaVersion": "2.0", "creationDate": at, "epcisBody": object{"eventList": events},
		}})
		location := rec.Header().Get("Location")
		t.capture = location[strings.LastIndex(location, "/")+1:]
		if _, known := owners[to[label]]; known {
			t.shipment = w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/ship", As: label + "/owner", Body: object{
				"from": t.site, "to": owners[to[label]].site, "lines": []object{{"batch": t.batch, "quantity": "10"}},
			}}, http.StatusCreated)["shipment"].(object)["id"].(string)
		}
		owners[label] = t
	}
}

func newKey(w *apitest.World, label string) string {
	return w.JSON(apitest.Request{Method: "POST", Path: "/v1/api-keys", As: label + "/owner", Body: object{"name": "matrix", "roles": []string{"viewer"}}},
		http.StatusCreated)["id"].(string)
}

var people int

func newPerson(w *apitest.World, label string) string {
	people++
	return w.JSON(apitest.Request{Method: "POST", Path: "/v1/people", As: label + "/owner", Body: object{
		"login": fmt.Sprintf("matrix%d@suyuan.test", people), "name": "Matrix", "password": apitest.Password, "role": "viewer",
	}}, http.StatusCreated)["id"].(string)
}

// form is a multipart body.
type form struct {
	content   []byte
	mediaType string
}

func picture() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)))
	return b.Bytes()
}

func multipartOf(fields map[string]string) form {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		_ = m.WriteField(k, v)
	}
	part, _ := m.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="report.png"`}, "Content-Type": {"image/png"},
	})
	_, _ = part.Write(picture())
	_ = m.Close()
	return form{b.Bytes(), m.FormDataContentType()}
}

func upload(*apitest.World, string, things) any {
	return multipartOf(map[string]string{"kind": "lab-report", "title": "Report", "public": "true"})
}

func photo(*apitest.World, string, things) any { return multipartOf(nil) }

// endsSession tells operations after which the caller has to sign in again.
func endsSession(id string) bool {
	switch id {
	case "sign-out", "end-other-sessions", "page-sign-out", "page-end-other-sessions":
		return true
	}
	return false
}
