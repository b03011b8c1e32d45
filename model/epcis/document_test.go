package epcis_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model/epcis"
)

// capture wraps events into an EPCISDocument that declares the prefix "example".
func capture(events ...string) []byte {
	return []byte(`{` + probedContext + `,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-03-01T00:00:00Z",
		"epcisBody":{"eventList":[` + strings.Join(events, ",") + `]}}`)
}

const when = `"eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00"`

func object(more string) string { return `{"type":"ObjectEvent",` + when + `,` + more + `}` }

func TestParseDocument_issues(t *testing.T) {
	t.Parallel()
	report := `"action":"OBSERVE","epcList":[],"sensorElementList":[{"sensorMetadata":{"deviceID":"urn:a:1"},"sensorReport":[{"type":"Mass",%s}]}]`
	tests := []struct {
		name  string
		event string
		want  []string // code and path below the event
	}{
		{"valid", object(`"action":"ADD","epcList":["urn:a:b"],"ilmd":{"example:grade":"A"}`), nil},
		{"not an object", `"ObjectEvent"`, []string{"wrong-type "}},
		{"no type", `{` + when + `}`, []string{"missing /type"}},
		{"unknown type", `{"type":"Event",` + when + `}`, []string{"unknown-type /type"}},
		{"custom type", `{"type":"example:Audit",` + when + `,"anything":1}`, nil},
		{"custom type, unknown prefix", `{"type":"other:Audit",` + when + `}`, []string{"unknown-prefix /type"}},
		{"day that does not exist", `{"type":"ObjectEvent","eventTime":"2026-02-30T08:00:00Z","eventTimeZoneOffset":"+00:00",
			"action":"ADD","epcList":[]}`, []string{"not-a-date-time /eventTime"}},
		{"offset beyond fourteen hours", `{"type":"ObjectEvent","eventTime":"2026-02-20T08:00:00Z","eventTimeZoneOffset":"+14:01",
			"action":"ADD","epcList":[]}`, []string{"not-an-offset /eventTimeZoneOffset"}},
		{"no action", object(`"epcList":[]`), []string{"missing /action"}},
		{"unknown action", object(`"action":"add","epcList":[]`), []string{"not-an-action /action"}},
		{"no objects", object(`"action":"ADD"`), []string{"no-objects "}},
		{"empty quantity list", object(`"action":"ADD","quantityList":[]`), []string{"no-objects "}},
		{"sensor without place", object(`"action":"OBSERVE","sensorElementList":[{"sensorReport":[{"type":"Mass"}]}]`), []string{"no-objects "}},
		{
			"quantity as text", object(`"action":"ADD","quantityList":[{"epcClass":"urn:a:b","quantity":"5"}]`),
			[]string{"wrong-type /quantityList/0/quantity"},
		},
		{"unit", object(`"action":"ADD","quantityList":[{"epcClass":"urn:a:b","uom":"kg"}]`), []string{"not-a-unit /quantityList/0/uom"}},
		{"identifier twice", object(`"action":"ADD","epcList":["urn:a:b","urn:a:c","urn:a:b"]`), []string{"duplicate-item /epcList/2"}},
		{"URN of a word", object(`"action":"ADD","epcList":[],"bizStep":"urn:epcglobal:cbv:bizstep:shipping"`), []string{"not-a-cbv-word /bizStep"}},
		{"word of another list", object(`"action":"ADD","epcList":[],"disposition":"shipping"`), []string{"not-a-cbv-word /disposition"}},
		{"ilmd with OBSERVE", object(`"action":"OBSERVE","epcList":[],"ilmd":{}`), []string{"ilmd-not-allowed /ilmd"}},
		{"bare name in ilmd", object(`"action":"ADD","epcList":[],"ilmd":{"grade":1}`), []string{"unknown-member /ilmd/grade"}},
		{"bare extension", object(`"action":"ADD","epcList":[],"grade":1`), []string{"unknown-member /grade"}},
		{"unknown prefix", object(`"action":"ADD","epcList":[],"other:grade":1`), []string{"unknown-prefix /other:grade"}},
		{
			"unknown prefix below an extension", object(`"action":"ADD","epcList":[],"example:x":[{"other:y":1,"z":2}]`),
			[]string{"unknown-prefix /example:x/0/other:y"},
		},
		{
			"unknown prefix deep below an extension", object(`"action":"ADD","epcList":[],"example:x":{"y":{"z":[[{"other:z":1}]]}}`),
			[]string{"unknown-prefix /example:x/y/z/0/0/other:z"},
		},
		{
			"unknown prefix at a place", object(`"action":"ADD","epcList":[],"readPoint":{"id":"urn:a:b","other:x":1,"bare":{"other:y":1}}`),
			[]string{"unknown-prefix /readPoint/other:x", "unknown-prefix /readPoint/bare/other:y"},
		},
		{"extension named by a URI", object(`"action":"ADD","epcList":[],"https://example.org/x~y":1`), nil},
		{"prefix of the event's own context", object(`"action":"ADD","epcList":[],"@context":{"other":"urn:x:"},"other:grade":1`), nil},
		{
			"prefix taken away", object(`"action":"ADD","epcList":[],"@context":{"example":null},"example:grade":1`),
			[]string{"unknown-prefix /example:grade"},
		},
		{"persistent disposition on an aggregation", `{"type":"AggregationEvent",` + when + `,"action":"ADD","parentID":"urn:a:p",
			"childEPCs":["urn:a:b"],"persistentDisposition":{"set":["recalled"]}}`, []string{"misplaced-member /persistentDisposition"}},
		{"persistent disposition on a transaction", `{"type":"TransactionEvent",` + when + `,"action":"ADD","epcList":["urn:a:b"],
			"bizTransactionList":[{"bizTransaction":"urn:a:t"}],"persistentDisposition":{"set":["recalled"]}}`, []string{"misplaced-member /persistentDisposition"}},
		{"persistent disposition on an association", `{"type":"AssociationEvent",` + when + `,"action":"ADD","parentID":"urn:a:p",
			"childEPCs":["urn:a:b"],"persistentDisposition":{"set":["recalled"]}}`, []string{"misplaced-member /persistentDisposition"}},
		{"packing without parent", `{"type":"AggregationEvent",` + when + `,"action":"ADD","childEPCs":["urn:a:b"]}`, []string{"missing /parentID"}},
		{"unpacking without parent", `{"type":"AggregationEvent",` + when + `,"action":"DELETE","childEPCs":["urn:a:b"]}`, []string{"missing /parentID"}},
		{"seen together without parent", `{"type":"AggregationEvent",` + when + `,"action":"OBSERVE","childEPCs":["urn:a:b"]}`, nil},
		{"association without children", `{"type":"AssociationEvent",` + when + `,"action":"OBSERVE","parentID":"urn:a:p"}`, []string{"no-objects "}},
		{"association begins without children", `{"type":"AssociationEvent",` + when + `,"action":"ADD","parentID":"urn:a:p"}`, []string{"no-objects "}},
		{"association begins without parent", `{"type":"AssociationEvent",` + when + `,"action":"ADD","childEPCs":["urn:a:b"]}`, []string{"missing /parentID"}},
		{"association ends without parent", `{"type":"AssociationEvent",` + when + `,"action":"DELETE"}`, []string{"missing /parentID"}},
		{"packing without children", `{"type":"AggregationEvent",` + when + `,"action":"ADD","parentID":"urn:a:p"}`, []string{"no-objects "}},
		{"association ends", `{"type":"AssociationEvent",` + when + `,"action":"DELETE","parentID":"urn:a:p"}`, nil},
		{"transformation with an action", `{"type":"TransformationEvent",` + when + `,"action":"ADD","inputEPCList":["urn:a:b"],
			"outputEPCList":["urn:a:c"]}`, []string{"misplaced-member /action"}},
		{"transformation without outputs", `{"type":"TransformationEvent",` + when + `,"inputEPCList":["urn:a:b"]}`, []string{"no-objects "}},
		{
			"transaction without transactions", `{"type":"TransactionEvent",` + when + `,"action":"ADD","epcList":[],"bizTransactionList":[]}`,
			[]string{"empty-list /bizTransactionList"},
		},
		{
			"sensor element without report", object(`"action":"ADD","epcList":[],"sensorElementList":[{"sensorReport":[]}]`),
			[]string{"empty-list /sensorElementList/0/sensorReport"},
		},
		{"report repeats its metadata", object(fmt.Sprintf(report, `"deviceID":"urn:a:1"`)), nil},
		{
			"report contradicts its metadata", object(fmt.Sprintf(report, `"deviceID":"urn:a:2"`)),
			[]string{"sensor-contradicts-metadata /sensorElementList/0/sensorReport/0/deviceID"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := epcis.ParseDocument(capture(tt.event), epcis.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, i := range d.Events[0].Issues {
				got = append(got, i.Code+" "+strings.TrimPrefix(i.Path, "/epcisBody/eventList/0"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
			if d.Valid() != (len(tt.want) == 0) {
				t.Errorf("Valid() = %v", d.Valid())
			}
		})
	}
}

func TestParseDocument_a_report_must_not_contradict_its_metadata(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"} {
		d, err := epcis.ParseDocument(capture(object(fmt.Sprintf(`"action":"OBSERVE","epcList":[],"sensorElementList":[{"sensorMetadata":
			{%q:"urn:a:1"},"sensorReport":[{"type":"Mass",%q:"urn:a:1"},{"type":"Mass"},{"type":"Mass",%q:"urn:a:2"}]}]`, name, name, name))), epcis.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := d.Issues()
		if want := "/epcisBody/eventList/0/sensorElementList/0/sensorReport/2/" + name; len(got) != 1 || got[0].Path != want {
			t.Errorf("issues = %v, want one at %s", got, want)
		}
	}
}

func TestParseDocument_keeps_good_events_beside_bad_ones(t *testing.T) {
	t.Parallel()
	good := object(`"action":"ADD","epcList":["urn:a:b"],  "example:odd" : "  spaced\u00e9"`)
	src := capture(object(`"action":"NO","epcList":[]`), good)
	d, err := epcis.ParseDocument(src, epcis.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Events[0].Valid() || !d.Events[1].Valid() || d.Valid() {
		t.Errorf("valid = %v, %v; want false, true", d.Events[0].Valid(), d.Events[1].Valid())
	}
	if got := string(d.Events[1].Raw); got != good {
		t.Errorf("Raw = %s\nwant  %s", got, good)
	}
	if got := d.Events[0].Issues[0].Path; got != "/epcisBody/eventList/0/action" {
		t.Errorf("path = %s", got)
	}
}

func TestParseDocument_every_faulty_event_shows_beyond_the_bound_of_issues(t *testing.T) {
	t.Parallel()
	events := slices.Repeat([]string{object(`"action":"NO","epcList":[1,2,3]`)}, 300)
	d, err := epcis.ParseDocument(capture(events...), epcis.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Events {
		if d.Events[i].Valid() {
			t.Fatalf("event %d of 300 faulty ones looks valid", i)
		}
	}
	if n := len(d.Issues()); n > 100+300 {
		t.Errorf("%d issues kept", n)
	}
}

func TestParseDocument_refuses_a_faulty_frame(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ src, code, path string }{
		"array":                          {`[]`, "wrong-type", ""},
		"no type":                        {`{}`, "missing", "/type"},
		"other type":                     {`{"type":"Invoice"}`, "unknown-type", "/type"},
		"no context":                     {`{"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{"eventList":[]}}`, "missing", "/@context"},
		"context twice":                  {`{"@context":[{"a":"urn:a:"},{"a":"urn:a:"}],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{"eventList":[]}}`, "duplicate-item", "/@context/1"},
		"context twice in another order": {`{"@context":[{"a":"urn:a:","b":{"@id":"urn:b:","@type":"@id"}},{"b":{"@type":"@id","@id":"urn:b:"},"a":"urn:a:"}],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{"eventList":[]}}`, "duplicate-item", "/@context/1"},
		"no event list":                  {`{` + probedContext + `,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{}}`, "missing", "/epcisBody/eventList"},
		"no query name":                  {`{` + probedContext + `,"type":"EPCISQueryDocument","epcisBody":{"queryResults":{"resultsBody":{"eventList":[]}}}}`, "missing", "/epcisBody/queryResults/queryName"},
		"unknown member":                 {`{` + probedContext + `,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","a~/b":1,"epcisBody":{"eventList":[]}}`, "unknown-member", "/a~0~1b"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := epcis.ParseDocument([]byte(tt.src), epcis.Limits{})
			var invalid *epcis.InvalidError
			if !errors.As(err, &invalid) || d != nil {
				t.Fatalf("ParseDocument = %v, %v; want an *InvalidError", d, err)
			}
			if i := invalid.Issues[0]; i.Code != tt.code || i.Path != tt.path {
				t.Errorf("issue = %s at %q, want %s at %q", i.Code, i.Path, tt.code, tt.path)
			}
		})
	}
}

func TestParseDocument_limits(t *testing.T) {
	t.Parallel()
	one := object(`"action":"ADD","epcList":["urn:a:1","urn:a:2"],"quantityList":[{"epcClass":"urn:a:3"}]`)
	deep := object(`"action":"ADD","epcList":[],"example:x":` + strings.Repeat("[", 61) + strings.Repeat("]", 61))
	contexts := strings.Repeat(`{"x":"urn:x:"},`, 17)
	src := capture(one, one)
	values := 0
	for _, c := range src { // every value but the first follows one of these
		if c == ':' || c == ',' || c == '[' {
			values++
		}
	}
	tests := []struct {
		name string
		src  []byte
		lim  epcis.Limits
		want string
	}{
		{"at the limit", src, epcis.Limits{Bytes: len(src), Events: 2, EPCs: 3, Depth: 6}, ""},
		{"bytes", src, epcis.Limits{Bytes: len(src) - 1}, epcis.LimitBytes},
		{"events", src, epcis.Limits{Events: 1}, epcis.LimitEvents},
		{"identifiers of one event", src, epcis.Limits{EPCs: 2}, epcis.LimitEPCs},
		{"nesting", src, epcis.Limits{Depth: 5}, epcis.LimitDepth},
		{"nesting beyond the maximum", capture(deep), epcis.Limits{Depth: 1000}, epcis.LimitDepth},
		{"values", src, epcis.Limits{Values: 20}, epcis.LimitValues},
		{"values suffice", src, epcis.Limits{Values: values}, ""},
		{"contexts", []byte(`{"@context":[` + contexts[:len(contexts)-1] + `],"type":"EPCISDocument"}`), epcis.Limits{}, epcis.LimitContexts},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := epcis.ParseDocument(tt.src, tt.lim)
			var limit *epcis.LimitError
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.want != "" && (!errors.As(err, &limit) || limit.What != tt.want):
				t.Errorf("error = %v, want a *LimitError about %s", err, tt.want)
			}
		})
	}
}

// A stranger may make every list as long as the limits allow; the work must stay in proportion to the bytes.
func TestParseDocument_hostile_documents_cost_linear_time(t *testing.T) {
	t.Parallel()
	const n = 20_000
	var terms, reversed, ids []string
	for i := range n {
		terms = append(terms, fmt.Sprintf(`"p%d":{"@type":"@id"}`, i))
		reversed = append(reversed, fmt.Sprintf(`"p%d":{"@type":"@id"}`, n-1-i))
		ids = append(ids, fmt.Sprintf(`"urn:a:%d"`, i))
	}
	for name, src := range map[string]string{
		"two large contexts": `{"@context":[{` + strings.Join(terms, ",") + `},{` + strings.Join(reversed, ",") + `}],"type":"ObjectEvent"}`,
		"many identifiers":   `{` + probedContext + `,"type":"ObjectEvent",` + when + `,"action":"ADD","epcList":[` + strings.Join(ids, ",") + `]}`,
		"many members":       `{` + probedContext + `,"type":"ObjectEvent",` + when + `,"action":"ADD",` + strings.Join(terms, ",") + `}`,
	} {
		start := time.Now()
		reasons([]byte(src))
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %s for %d bytes", name, took, len(src))
		}
	}
}

func TestParseDocument_typed_view(t *testing.T) {
	t.Parallel()
	src := `{` + probedContext + `,"type":"ObjectEvent","eventTime":"2026-03-01T08:00:00.123456789+08:00","eventTimeZoneOffset":"+08:00",
		"recordTime":"2026-03-01T00:00:01Z","eventID":"urn:uuid:1","certificationInfo":"https://example.com/c","action":"ADD",
		"errorDeclaration":{"declarationTime":"2026-03-02T00:00:00Z","reason":"incorrect_data","correctiveEventIDs":["urn:uuid:2"],"example:by":"x"},
		"epcList":["urn:a:1","urn:a:2"],"quantityList":[{"epcClass":"urn:a:3","quantity":1.50,"uom":"KGM"},{"epcClass":"urn:a:4"}],
		"bizStep":"holding","disposition":"recalled","persistentDisposition":{"set":["recalled"],"unset":["available","conformant"]},
		"readPoint":{"id":"urn:a:r","example:door":7},"bizLocation":{"id":"urn:a:l"},
		"bizTransactionList":[{"bizTransaction":"urn:a:t"},{"type":"po","bizTransaction":"urn:a:po"}],
		"sourceList":[{"type":"owning_party","source":"urn:a:s"}],"destinationList":[{"type":"location","destination":"urn:a:d"}],
		"sensorElementList":[{"sensorMetadata":{"time":"2026-03-01T00:00:00Z"},"sensorReport":[{"type":"Temperature","value":-4.0,
		"uom":"CEL","booleanValue":false}],"example:n":1}],"ilmd":{"cbvmda:lotNumber":"L1"},"example:note":"n"}`
	d, err := epcis.ParseDocument([]byte(src), epcis.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Kind != epcis.SingleEvent || !d.Valid() {
		t.Fatalf("kind %d, issues %v", d.Kind, d.Issues())
	}
	got := d.Events[0]
	at := func(text string) epcis.Timestamp {
		v, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return epcis.Timestamp{Text: text, At: v.UTC()}
	}
	want := epcis.Event{
		Type: epcis.ObjectEvent, Action: epcis.Add,
		EventTime: at("2026-03-01T08:00:00.123456789+08:00"), EventTimeZoneOffset: "+08:00",
		RecordTime: at("2026-03-01T00:00:01Z"), EventID: "urn:uuid:1", CertificationInfo: []string{"https://example.com/c"},
		ErrorDeclaration: &epcis.ErrorDeclaration{
			DeclarationTime: at("2026-03-02T00:00:00Z"), Reason: "incorrect_data",
			CorrectiveEventIDs: []string{"urn:uuid:2"},
		},
		EPCList: []string{"urn:a:1", "urn:a:2"}, QuantityList: []epcis.Quantity{{"urn:a:3", "1.50", "KGM"}, {EPCClass: "urn:a:4"}},
		BizStep: "holding", Disposition: "recalled",
		Persistent: &epcis.PersistentDisposition{Set: []string{"recalled"}, Unset: []string{"available", "conformant"}},
		ReadPoint:  epcis.Place{ID: "urn:a:r"}, BizLocation: epcis.Place{ID: "urn:a:l"},
		BizTransactions: []epcis.BizTransaction{{ID: "urn:a:t"}, {"po", "urn:a:po"}},
		Sources:         []epcis.Party{{"owning_party", "urn:a:s"}}, Destinations: []epcis.Party{{"location", "urn:a:d"}},
		SensorElements: []epcis.SensorElement{{
			Metadata: epcis.SensorMetadata{Time: at("2026-03-01T00:00:00Z")},
			Reports:  []epcis.SensorReport{{Type: "Temperature", Value: "-4.0", UOM: "CEL", BooleanValue: "false"}},
		}},
		ILMD: got.Node.Get("ilmd"), Raw: []byte(src), Node: d.Root,
	}
	extensions := map[string]string{
		"event": names(got.Extensions), "error": names(got.ErrorDeclaration.Extensions),
		"read point": names(got.ReadPoint.Extensions), "sensor": names(got.SensorElements[0].Extensions),
	}
	wantExtensions := map[string]string{"event": "example:note", "error": "example:by", "read point": "example:door", "sensor": "example:n"}
	if diff := cmp.Diff(wantExtensions, extensions); diff != "" {
		t.Errorf("extensions (-want +got):\n%s", diff)
	}
	got.Extensions, got.ErrorDeclaration.Extensions = nil, nil
	got.ReadPoint.Extensions, got.SensorElements[0].Extensions = nil, nil
	context := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Context" }, cmp.Ignore())
	if diff := cmp.Diff(want, got, context); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func names(members []epcis.Member) string {
	var list []string
	for _, m := range members {
		list = append(list, m.Name)
	}
	return strings.Join(list, ",")
}

func TestParseDocument_warns_of_suspect_sensor_times(t *testing.T) {
	t.Parallel()
	d, err := epcis.ParseDocument(capture(object(`"action":"OBSERVE","epcList":[],"sensorElementList":[{"sensorMetadata":
		{"time":"2026-03-01T00:00:00Z"},"sensorReport":[{"type":"Mass","time":"2026-03-01T00:00:00.001Z"}]}]`)), epcis.Limits{})
	if err != nil || !d.Valid() {
		t.Fatal(err, d.Issues())
	}
	var got []string
	for _, w := range d.Events[0].Warnings {
		got = append(got, w.Code)
	}
	if diff := cmp.Diff([]string{epcis.CodeSensorTooLate, epcis.CodeSensorTimeDiffer}, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestEventTime_of_a_leap_second_is_the_next_instant(t *testing.T) {
	t.Parallel()
	src := `{` + probedContext + `,"type":"ObjectEvent","eventTime":"2017-01-01T07:59:60.5+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","epcList":[]}`
	d, err := epcis.ParseDocument([]byte(src), epcis.Limits{})
	if err != nil || !d.Valid() {
		t.Fatal(err, d)
	}
	if got, want := d.Events[0].EventTime.At, time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("instant = %s, want %s", got, want)
	}
}

func TestParseEvent_context(t *testing.T) {
	t.Parallel()
	bare := []byte(object(`"action":"ADD","epcList":[],"other:x":1`))
	for name, tt := range map[string]struct {
		base epcis.Context
		want string
	}{
		"none":       {epcis.Context{}, "missing"},
		"undeclared": {epcis.BaseContext(), "unknown-prefix"},
		"declared":   {epcis.BaseContext(epcis.Prefix{Name: "other", Namespace: "urn:o:"}), ""},
	} {
		e, err := epcis.ParseEvent(bare, tt.base, epcis.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if !e.Valid() {
			got = e.Issues[0].Code
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestContext_the_inner_declaration_wins(t *testing.T) {
	t.Parallel()
	d, err := epcis.ParseDocument(capture(object(`"action":"ADD","epcList":[],"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
		{"example":"urn:inner:","cbvmda":{"@id":"urn:mine:"},"example:x":{"@type":"@id"}},"https://elsewhere.example/context"]`)), epcis.Limits{})
	if err != nil || !d.Valid() {
		t.Fatal(err, d.Issues())
	}
	x := d.Events[0].Context
	for name, want := range map[string]string{"example:a": "urn:inner:a", "cbvmda:a": "urn:mine:a", "gs1:a": "https://gs1.org/voc/a", "none:a": "none:a"} {
		if got := x.Expand(name); got != want {
			t.Errorf("Expand(%s) = %s, want %s", name, got, want)
		}
	}
	if got := d.Context.Expand("example:a"); got != "https://example.com/ns/a" {
		t.Errorf("the document's own context changed: %s", got)
	}
	if diff := cmp.Diff([]string{"https://elsewhere.example/context"}, x.Remote()); diff != "" {
		t.Error(diff)
	}
}

func TestSelfContained(t *testing.T) {
	t.Parallel()
	plain := object(`"action":"ADD","epcList":[]`)
	d, err := epcis.ParseDocument(capture(plain, object(`"@context":{"inner":"urn:i:"},"action":"ADD","epcList":[],"inner:x":1.50`)), epcis.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Events {
		out := d.Events[i].SelfContained()
		again, err := epcis.ParseDocument(out, epcis.Limits{})
		if err != nil || !again.Valid() {
			t.Fatalf("%s: %v", out, err)
		}
		if diff := cmp.Diff(d.Events[i].Context.Prefixes(), again.Context.Prefixes()); diff != "" {
			t.Errorf("prefixes (-want +got):\n%s", diff)
		}
		if third := again.Events[0].SelfContained(); !bytes.Equal(third, out) {
			t.Errorf("a self-contained event changes:\n%s\n%s", out, third)
		}
	}
	if out := d.Events[1].SelfContained(); !bytes.Contains(out, []byte(`"inner:x":1.50`)) {
		t.Errorf("digits lost: %s", out)
	}
}

func TestVocabulary(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    *epcis.Vocabulary
		n    int
		uri  string
		word string
	}{
		{epcis.BizSteps, 41, "https://ref.gs1.org/cbv/BizStep-shipping", "shipping"},
		{epcis.BizSteps, 41, "urn:epcglobal:cbv:bizstep:shipping", "shipping"},
		{epcis.BizSteps, 41, "cbv:BizStep-shipping", "shipping"},
		{epcis.Dispositions, 33, "https://ref.gs1.org/cbv/Disp-recalled", "recalled"},
		{epcis.BizTransactionTypes, 13, "https://ref.gs1.org/cbv/BTT-po", "po"},
		{epcis.SourceDestTypes, 3, "https://ref.gs1.org/cbv/SDT-location", "location"},
		{epcis.ErrorReasons, 2, "urn:epcglobal:cbv:er:incorrect_data", "incorrect_data"},
		{epcis.Components, 14, "cbv:Comp-latitude", "latitude"},
		{epcis.MeasurementTypes, 72, "gs1:Temperature", "Temperature"},
		{epcis.AlertTypes, 2, "gs1:ALARM_CONDITION", "ALARM_CONDITION"},
	} {
		words := tt.v.Words()
		if len(words) != tt.n || !slices.IsSorted(words) || len(slices.Compact(words)) != tt.n {
			t.Errorf("%d words, want %d in order: %v", len(words), tt.n, words)
		}
		if got := tt.v.Word(tt.uri); got != tt.word || !tt.v.Has(got) || tt.v.Word(got) != got || tt.v.Word(tt.v.URI(got)) != got {
			t.Errorf("Word(%s) = %s, want %s", tt.uri, got, tt.word)
		}
	}
	if got := epcis.BizSteps.Word("https://ref.gs1.org/cbv/BizStep-recalled"); epcis.BizSteps.Has(got) {
		t.Errorf("a disposition passed for a business step: %s", got)
	}
}

func FuzzParseDocument(f *testing.F) {
	for _, text := range probedDocuments {
		f.Add([]byte(text))
	}
	f.Add(capture(object(`"action":"ADD","epcList":[]`), `7`, `{}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := epcis.ParseDocument(src, epcis.Limits{Events: 50, EPCs: 100, Values: 5000})
		if err != nil {
			if d != nil {
				t.Error("a document beside an error")
			}
			return
		}
		if !json.Valid(src) {
			t.Error("accepted, but not JSON")
		}
		for i := range d.Events {
			e := &d.Events[i]
			if !e.Valid() {
				continue
			}
			if !json.Valid(e.Raw) {
				t.Errorf("Raw is not JSON: %s", e.Raw)
			}
			if again, err := epcis.ParseEvent(e.SelfContained(), epcis.Context{}, epcis.Limits{}); err == nil && !again.Valid() && d.Context.Remote() == nil {
				t.Errorf("valid in its document, not alone: %v\n%s", again.Issues, e.SelfContained())
			}
		}
	})
}
