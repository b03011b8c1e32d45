package epcis_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model/epcis"
)

func member(name string, value epcis.Node) epcis.Member {
	return epcis.Member{Name: name, Value: value}
}

func shipping() *epcis.Event {
	ilmd := epcis.Obj(member("cbvmda:lotNumber", epcis.Text("批次\"1\"\n")), member("example:weights", epcis.Arr(epcis.Num("1.50"), epcis.Num("2e-3"))))
	return &epcis.Event{
		Type: epcis.ObjectEvent, Action: epcis.Add, EventID: "urn:uuid:1",
		EventTime:           epcis.Timestamp{At: time.Date(2026, 3, 1, 0, 0, 0, 120_000_000, time.UTC)},
		EventTimeZoneOffset: "+08:00",
		EPCList:             []string{"https://id.gs1.org/01/09521141012345/21/1"},
		QuantityList:        []epcis.Quantity{{EPCClass: "https://id.gs1.org/01/09521141012345/10/A", Quantity: "12.500", UOM: "KGM"}},
		BizStep:             epcis.StepShipping, Disposition: epcis.DispInTransit,
		Persistent:      &epcis.PersistentDisposition{Unset: []string{epcis.DispRecalled}},
		ReadPoint:       epcis.Place{ID: "https://id.gs1.org/414/9521141123452", Extensions: []epcis.Member{member("example:gate", epcis.Num("7"))}},
		BizTransactions: []epcis.BizTransaction{{Type: "desadv", ID: "urn:a:1"}, {ID: "urn:a:2"}},
		Sources:         []epcis.Party{{Type: "owning_party", ID: "https://id.gs1.org/417/9521141123452"}},
		Destinations:    []epcis.Party{{Type: "location", ID: "https://id.gs1.org/414/9521141123452"}},
		SensorElements: []epcis.SensorElement{{
			Reports: []epcis.SensorReport{{Type: "Temperature", Value: "4.0", UOM: "CEL", BooleanValue: "false"}},
		}},
		ILMD:       &ilmd,
		Extensions: []epcis.Member{member("example:note", epcis.Node{Kind: epcis.Null})},
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	want := `{"type":"ObjectEvent","eventID":"urn:uuid:1","eventTime":"2026-03-01T08:00:00.120+08:00","eventTimeZoneOffset":"+08:00",` +
		`"action":"ADD","epcList":["https://id.gs1.org/01/09521141012345/21/1"],` +
		`"quantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/A","quantity":12.500,"uom":"KGM"}],` +
		`"bizStep":"shipping","disposition":"in_transit","persistentDisposition":{"unset":["recalled"]},` +
		`"readPoint":{"id":"https://id.gs1.org/414/9521141123452","example:gate":7},` +
		`"bizTransactionList":[{"type":"desadv","bizTransaction":"urn:a:1"},{"bizTransaction":"urn:a:2"}],` +
		`"sourceList":[{"type":"owning_party","source":"https://id.gs1.org/417/9521141123452"}],` +
		`"destinationList":[{"type":"location","destination":"https://id.gs1.org/414/9521141123452"}],` +
		`"sensorElementList":[{"sensorReport":[{"type":"Temperature","value":4.0,"uom":"CEL","booleanValue":false}]}],` +
		`"ilmd":{"cbvmda:lotNumber":"批次\"1\"\n","example:weights":[1.50,2e-3]},"example:note":null}`
	got := epcis.Encode(shipping())
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("Encode (-want +got):\n%s", diff)
	}
	e, err := epcis.ParseEvent(got, epcis.BaseContext(epcis.Prefix{Name: "example", Namespace: "urn:x:"}), epcis.Limits{})
	if err != nil || !e.Valid() {
		t.Fatal(err, e.Issues)
	}
	if again := epcis.Encode(e); !bytes.Equal(again, got) {
		t.Errorf("written again:\n%s\n%s", got, again)
	}
}

func TestEncode_a_number_that_is_none_cannot_change_the_event(t *testing.T) {
	t.Parallel()
	e := shipping()
	e.QuantityList[0].Quantity = `1},{"epcClass":"urn:a:b","quantity":2`
	got, err := epcis.ParseEvent(epcis.Encode(e), epcis.BaseContext(epcis.Prefix{Name: "example", Namespace: "urn:x:"}), epcis.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Valid() || got.Issues[0].Code != epcis.CodeWrongType {
		t.Errorf("issues = %v, want wrong-type", got.Issues)
	}
}

func TestEncode_what_was_parsed_keeps_its_meaning(t *testing.T) {
	t.Parallel()
	for name, text := range probedDocuments {
		d, err := epcis.ParseDocument([]byte(text), epcis.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range d.Events {
			e := &d.Events[i]
			again, err := epcis.ParseEvent(epcis.Encode(e), epcis.BaseContext(e.Context.Prefixes()...), epcis.Limits{})
			if err != nil || !again.Valid() {
				t.Fatalf("%s: %v %v", name, err, again)
			}
			if want, got := withoutContext(t, e.Raw), decode(t, epcis.Encode(again)); want != got {
				t.Errorf("%s:\n%s\n%s", name, want, got)
			}
		}
	}
}

func withoutContext(t *testing.T, src []byte) string {
	t.Helper()
	var v map[string]json.RawMessage
	if err := json.Unmarshal(src, &v); err != nil {
		t.Fatal(err)
	}
	delete(v, "@context")
	if s := string(v["certificationInfo"]); strings.HasPrefix(s, "[") { // one entry is written without the brackets
		v["certificationInfo"] = json.RawMessage(strings.Trim(s, "[]"))
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, out)
}

func TestEncode_any_text_survives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		n := epcis.Text(text)
		var got string
		if err := json.Unmarshal(n.AppendJSON(nil), &got); err != nil || got != text {
			t.Fatalf("%q became %q, %v", text, got, err)
		}
		parsed, err := epcis.ParseJSON(n.AppendJSON(nil))
		if err != nil || parsed.Text != text {
			t.Fatalf("%q became %q, %v", text, parsed.Text, err)
		}
	})
}

func TestEncode_times_keep_their_digits(t *testing.T) {
	t.Parallel()
	for nanos, want := range map[int]string{0: ".000", 5_000_000: ".005", 5_000: ".000005", 5: ".000000005"} {
		e := &epcis.Event{
			Type: epcis.ObjectEvent, EventTimeZoneOffset: "-03:30",
			EventTime: epcis.Timestamp{At: time.Date(2026, 1, 1, 0, 0, 0, nanos, time.UTC)},
		}
		if got := string(epcis.Encode(e)); !strings.Contains(got, `"eventTime":"2025-12-31T20:30:00`+want+`-03:30"`) {
			t.Errorf("%d ns: %s", nanos, got)
		}
	}
}

func TestEncodeDocument(t *testing.T) {
	t.Parallel()
	event := epcis.Encode(shipping())
	created := time.Date(2026, 3, 1, 8, 0, 0, 0, time.FixedZone("", 8*3600))
	prefixes := []epcis.Prefix{{Name: "example", Namespace: "urn:x:"}}
	for _, tt := range []struct {
		name   string
		head   epcis.Heading
		events [][]byte
	}{
		{"capture", epcis.Heading{CreationDate: created, Prefixes: prefixes}, [][]byte{event, event}},
		{"capture, nothing", epcis.Heading{CreationDate: created}, nil},
		{"query", epcis.Heading{Kind: epcis.QueryDocument, CreationDate: created, Prefixes: prefixes, QueryName: "mine", SubscriptionID: "s"}, [][]byte{event}},
		{"query, nothing", epcis.Heading{Kind: epcis.QueryDocument}, nil},
		{"events with their own context", epcis.Heading{Kind: epcis.QueryDocument}, [][]byte{epcis.WithContext(event, prefixes)}},
	} {
		src := epcis.EncodeDocument(tt.head, tt.events)
		d, err := epcis.ParseDocument(src, epcis.Limits{})
		if err != nil || !d.Valid() {
			t.Errorf("%s: %v\n%s", tt.name, err, src)
			continue
		}
		if len(d.Events) != len(tt.events) {
			t.Errorf("%s: %d events", tt.name, len(d.Events))
		}
		for i := range d.Events {
			if !bytes.Equal(d.Events[i].Raw, tt.events[i]) {
				t.Errorf("%s: event %d changed:\n%s", tt.name, i, d.Events[i].Raw)
			}
		}
		if wantName := tt.head.QueryName; wantName != "" && d.QueryName != wantName {
			t.Errorf("%s: query name %q", tt.name, d.QueryName)
		}
	}
}

func TestEncodeDocument_agrees_with_the_GS1_schema(t *testing.T) {
	t.Parallel()
	schema := gs1Schema(t, true)
	for _, kind := range []epcis.DocumentKind{epcis.CaptureDocument, epcis.QueryDocument} {
		src := epcis.EncodeDocument(epcis.Heading{Kind: kind, CreationDate: time.Unix(1, 0)}, [][]byte{epcis.Encode(shipping())})
		var v any
		if err := json.Unmarshal(src, &v); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", src, err)
		}
	}
}

// kilobyte is an event of about 1,000 bytes, as a trader sends it when a lot leaves.
var kilobyte = `{"eventID":"urn:uuid:3f2504e0-4f89-41d3-9a0c-%012d","type":"ObjectEvent","action":"OBSERVE",` +
	`"eventTime":"2026-03-01T08:00:00.000+08:00","eventTimeZoneOffset":"+08:00","bizStep":"shipping","disposition":"in_transit",` +
	`"quantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/LOT-2026-0301","quantity":120.5,"uom":"KGM"},` +
	`{"epcClass":"https://id.gs1.org/01/09521141012352/10/LOT-2026-0302","quantity":80,"uom":"KGM"}],` +
	`"readPoint":{"id":"https://id.gs1.org/414/9521141123452"},"bizLocation":{"id":"https://id.gs1.org/414/9521141123452"},` +
	`"bizTransactionList":[{"type":"desadv","bizTransaction":"urn:epcglobal:cbv:bt:9521141123452:1152"}],` +
	`"sourceList":[{"type":"owning_party","source":"https://id.gs1.org/417/9521141123452"}],` +
	`"destinationList":[{"type":"owning_party","destination":"https://id.gs1.org/417/9521141999994"}],` +
	`"example:plate":"沪A12345","example:driver":{"example:name":"Wang","example:phone":"138"}}`

func BenchmarkParseDocument(b *testing.B) {
	const n = 1000
	events := make([]string, n)
	for i := range events {
		events[i] = fmt.Sprintf(kilobyte, i)
	}
	src := capture(events...)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := epcis.ParseDocument(src, epcis.Limits{})
		if err != nil || !d.Valid() {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(len(src))/n, "bytes/event")
}

func BenchmarkEncode(b *testing.B) {
	e := shipping()
	b.ReportAllocs()
	for b.Loop() {
		if len(epcis.Encode(e)) == 0 {
			b.Fatal("nothing written")
		}
	}
}
