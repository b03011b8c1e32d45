package epcis_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suyuan/model/epcis"
)

// observed is an event with a value in every field that a query can ask for.
const observed = `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ns.example.com/"}],
"type":"ObjectEvent","eventID":"urn:uuid:1","action":"ADD","eventTime":"2026-11-22T10:00:00.5+08:00","eventTimeZoneOffset":"+08:00",
"epcList":["urn:epc:id:sgtin:9521141.001234.7"],
"quantityList":[{"epcClass":"https://example.com/01/09521141012345/10/L1","quantity":2.50,"uom":"KGM"},{"epcClass":"urn:epc:idpat:sgtin:9521141.001234.*","quantity":12}],
"bizStep":"shipping","disposition":"in_transit","persistentDisposition":{"set":["recalled"],"unset":["damaged"]},
"readPoint":{"id":"urn:epc:id:sgln:9521141.12345.D1","ex:door":3},"bizLocation":{"id":"https://id.gs1.org/414/9521141123454","ex:shelf":{"ex:row":"R"}},
"bizTransactionList":[{"type":"po","bizTransaction":"urn:epc:id:gdti:9521141.00005.17"},{"bizTransaction":"urn:x:loose"}],
"sourceList":[{"type":"owning_party","source":"urn:epc:id:pgln:9521141.00000"}],
"destinationList":[{"type":"https://ns.example.com/type","destination":"urn:x:there"}],
"sensorElementList":[{"sensorMetadata":{"time":"2026-11-22T01:00:00Z","startTime":"2026-11-22T00:00:00Z","endTime":"2026-11-22T02:00:00Z",
"deviceID":"urn:epc:id:giai:9521141.D","bizRules":"urn:x:rules","ex:cal":"c"},"sensorReport":[
{"type":"Temperature","value":26,"uom":"CEL","minValue":-1.5,"maxValue":30,"meanValue":20,"sDev":0.1,"percRank":50,"percValue":25,"ex:q":1},
{"type":"ex:Vibe","microorganism":"urn:x:m","chemicalSubstance":"urn:x:c","stringValue":"text","booleanValue":false,"hexBinaryValue":"aF","uriValue":"urn:x:u","dataProcessingMethod":"urn:x:dp"}],"ex:el":"e"}],
"ilmd":{"cbvmda:lotNumber":"L1","ex:best":"2027-01-01T00:00:00Z","ex:deep":{"ex:a":[{"ex:b":"B"}]}},
"errorDeclaration":{"declarationTime":"2026-11-23T00:00:00Z","reason":"incorrect_data","correctiveEventIDs":["urn:uuid:2"],"ex:why":"typo"},
"ex:note":"hello","ex:score":7.0,"ex:lead":"007","ex:list":["a","b"],"ex:tree":{"ex:leaf":5}}`

func observedEvent(t testing.TB) *epcis.Event {
	t.Helper()
	e, err := epcis.ParseEvent([]byte(observed), epcis.Context{}, epcis.Limits{})
	if err != nil || !e.Valid() {
		t.Fatalf("%v %v", err, e.Issues)
	}
	return e
}

func ask(name, value string) (*epcis.Query, error) {
	return epcis.ParseQueryValues(map[string][]string{name: {value}}, []epcis.Prefix{{Name: "my", Namespace: "https://ns.example.com/"}})
}

// TestQuery_Matches asks for each parameter what the event has, in another spelling where there is one, and what it has
// not (EPCIS 2.0 §8.2.7.1).
func TestQuery_Matches(t *testing.T) {
	t.Parallel()
	e := observedEvent(t)
	e.RecordTime.At = e.EventTime.At
	about := func(uri string) []epcis.Attribute {
		if epcis.Key(uri) == "https://id.gs1.org/414/9521141123454" {
			return []epcis.Attribute{{Name: "urn:epcglobal:cbv:mda:name", Value: "Yard"}}
		}
		return nil
	}
	for _, tt := range []struct{ param, yes, no string }{
		{"eventType", "AggregationEvent|ObjectEvent", "AggregationEvent"},
		{"GE_eventTime", "2026-11-22T02:00:00.5Z", "2026-11-22T02:00:00.501Z"},
		{"LT_eventTime", "2026-11-22T10:00:00.501 08:00", "2026-11-22T02:00:00.5Z"},
		{"GE_recordTime", "2026-11-22T02:00:00Z", "2026-11-22T03:00:00Z"},
		{"LT_recordTime", "2026-11-22T03:00:00Z", "2026-11-22T02:00:00Z"},
		{"EQ_action", "OBSERVE|ADD", "DELETE"},
		{"EQ_bizStep", "https://ref.gs1.org/cbv/BizStep-shipping", "receiving"},
		{"EQ_disposition", "urn:epcglobal:cbv:disp:in_transit", "active"},
		{"EQ_persistentDisposition_set", "active|recalled", "damaged"},
		{"EQ_persistentDisposition_unset", "damaged", "recalled"},
		{"EQ_readPoint", "https://example.org/414/9521141123454/254/D1", "https://id.gs1.org/414/9521141123454"},
		{"WD_readPoint", "https://id.gs1.org/414/9521141123454", "https://id.gs1.org/414/9521141123454/254/D"},
		{"EQ_bizLocation", "urn:epc:id:sgln:9521141.12345.0", "urn:epc:id:sgln:9521141.12345.1"},
		{"WD_bizLocation", "urn:epc:id:sgln:9521141.12345.0", "urn:epc:id:sgln:9521141.12345.1"},
		{"EQ_bizTransaction_po", "https://id.gs1.org/253/952114100005217", "urn:x:loose"},
		{"EQ_bizTransaction_https://ref.gs1.org/cbv/BTT-po", "urn:epc:id:gdti:9521141.00005.17", "urn:x:loose"},
		{"EQ_source_owning_party", "https://id.gs1.org/417/9521141000007", "urn:x:there"},
		{"EQ_destination_https://ns.example.com/type", "urn:x:there", "urn:x:here"},
		{"MATCH_epc", "https://id.gs1.org/01/09521141012345/21/7", "https://id.gs1.org/01/09521141012345/10/L1"},
		{"MATCH_epc", "urn:epc:idpat:sgtin:9521141.001234.*", "urn:epc:idpat:sgtin:9521141.001235.*"},
		{"MATCH_epc", "https://id.gs1.org/01/09521141012345", "https://id.gs1.org/01/09521141012345/10/*"},
		{"MATCH_anyEPC", "urn:epc:idpat:sgtin:9521141.*.*", "urn:epc:idpat:sscc:9521141.*"},
		{"MATCH_anyEPC", "https://id.gs1.org/01/09521141012345/21/*", "urn:epc:idpat:sgtin:9521142.*.*"},
		{"MATCH_epcClass", "urn:epc:class:lgtin:9521141.001234.L1", "urn:epc:class:lgtin:9521141.001234.L2"},
		{"MATCH_epcClass", "urn:epc:class:lgtin:9521141.001234.*", "https://id.gs1.org/01/09521141012345/21/7"},
		{"MATCH_anyEPCClass", "https://id.gs1.org/01/09521141012345/10/*", "https://id.gs1.org/01/09521141012352/10/*"},
		{"MATCH_anyEPCClass", "urn:epc:idpat:sgtin:9521141.001234.*", "urn:epc:idpat:grai:9521141.12345.*"},
		{"EQ_quantity", "2.5", "25"},
		{"GT_quantity", "11.9", "12"},
		{"GE_quantity_GRM", "2500", "2500.1"},
		{"LE_quantity_TNE", "0.0025", "0.0024"},
		{"EQ_quantity_H87", "12", "2.5"},
		{"EQ_eventID", "urn:uuid:0|urn:uuid:1", "urn:uuid:2"},
		{"EXISTS_errorDeclaration", "", ""},
		{"GE_errorDeclarationTime", "2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z"},
		{"LT_errorDeclaration_Time", "2026-11-23T00:00:01Z", "2026-11-23T00:00:00Z"},
		{"EQ_errorReason", "incorrect_data", "did_not_occur"},
		{"EQ_correctiveEventID", "urn:uuid:2", "urn:uuid:1"},
		{"EXISTS_sensorElementList", "", ""},
		{"GE_time", "2026-11-22T01:00:00Z", "2026-11-22T01:00:01Z"},
		{"LT_startTime", "2026-11-22T00:00:01Z", "2026-11-22T00:00:00Z"},
		{"GE_endTime", "2026-11-22T02:00:00Z", "2026-11-22T02:00:01Z"},
		{"EQ_type", "https://gs1.org/voc/MT-Temperature", "Mass"},
		{"EQ_deviceID", "https://id.gs1.org/8004/9521141D", "https://id.gs1.org/8004/9521141E"},
		{"EQ_bizRules", "urn:x:rules", "urn:x:rule"},
		{"EQ_dataProcessingMethod", "urn:x:dp", "urn:x:d"},
		{"EQ_microorganism", "urn:x:m", "urn:x:n"},
		{"EQ_chemicalSubstance", "urn:x:c", "urn:x:d"},
		{"EQ_stringValue", "text", "Text"},
		{"EQ_booleanValue", "false", "true"},
		{"EQ_hexBinaryValue", "Af", "AE"},
		{"EQ_uriValue", "urn:x:u", "urn:x:v"},
		{"EQ_value_KEL", "299.15", "299.16"},
		{"GE_value_FAH", "78.8", "78.81"},
		{"LT_minValue_CEL", "-1", "-1.5"},
		{"GT_maxValue_CEL", "29", "30"},
		{"LE_meanValue_KEL", "293.15", "293.14"},
		{"EQ_sDev_CEL", "0.10", "0.11"},
		{"GT_percRank", "49", "50"},
		{"EQ_percValue_CEL", "25", "24"},
		{"EQ_value_KGM", "26|27", "26"},
		{"EQ_ex:note", "hello", "hell"},
		{"EQ_my:note", "x|hello", "x"},
		{"EQ_https://ns.example.com/note", "hello", "HELLO"},
		{"EQ_https://ns.example.com/#note", "hello", "HELLO"},
		{"EQ_ex:score", "7", "8"},
		{"EQ_ex:lead", "007", "7"},
		{"EQ_ex:list", "b", "c"},
		{"GE_my:score", "7", "7.01"},
		{"LT_ILMD_my:best", "2027-01-01T00:00:01Z", "2027-01-01T00:00:00Z"},
		{"EQ_ILMD_cbvmda:lotNumber", "L1", "L2"},
		{"EQ_INNER_ILMD_my:b", "B", "b"},
		{"EXISTS_INNER_ILMD_my:a", "", ""},
		{"EXISTS_my:tree", "true", ""},
		{"GT_INNER_my:leaf", "4", "5"},
		{"EQ_ERROR_DECLARATION_my:why", "typo", "slip"},
		{"EQ_readPoint_my:door", "3", "4"},
		{"EQ_INNER_bizLocation_my:row", "R", "r"},
		{"EQ_SENSORELEMENT_my:el", "e", "f"},
		{"EQ_SENSORMETADATA_my:cal", "c", "d"},
		{"LE_SENSORREPORT_my:q", "1", "0.5"},
		{"HASATTR_bizLocation", "name", "city"},
		{"EQATTR_bizLocation_urn:epcglobal:cbv:mda:name", "Yard", "yard"},
		{"EQ_ATTR_bizLocation_name", "Yard", "yard"},
	} {
		for _, value := range []struct {
			text string
			want bool
		}{{tt.yes, true}, {tt.no, false}} {
			if value.text == "" && !value.want || tt.param == "EQ_value_KGM" {
				value.want = strings.HasPrefix(tt.param, "EXISTS")
			}
			q, err := ask(tt.param, value.text)
			if err != nil {
				t.Errorf("%s=%s: %v", tt.param, value.text, err)
				continue
			}
			if got := q.Matches(e, about); got != value.want {
				t.Errorf("%s=%s: %t, want %t", tt.param, value.text, got, value.want)
			}
		}
	}
	bare := *e
	bare.ErrorDeclaration, bare.SensorElements, bare.Extensions = nil, nil, nil
	for _, param := range []string{"EXISTS_errorDeclaration", "EXISTS_sensorElementList", "EXISTS_my:tree", "EXISTS_tree:x"} {
		q, err := ask(param, "")
		if err != nil || q.Matches(&bare, nil) {
			t.Errorf("%s of an event without: %v", param, err)
		}
	}
}

// TestQuery_Narrow: conditions are joined by AND.
func TestQuery_Narrow(t *testing.T) {
	t.Parallel()
	e := observedEvent(t)
	q, err := ask("EQ_action", "ADD")
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]bool{"shipping": true, "receiving": false} {
		both, err := q.Narrow("EQ_bizStep", value)
		if err != nil || both.Matches(e, nil) != want || both.Canonical() == q.Canonical() {
			t.Errorf("ADD and %s: %t, %v", value, !want, err)
		}
	}
	if !q.Naming("https://id.gs1.org/01/09521141012345/10/L1").Matches(e, nil) || q.Naming("urn:x:there").Matches(e, nil) {
		t.Error("naming")
	}
}

func TestParseQuery_refuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, param, exception string }{
		{"EQ_nothing=1", "EQ_nothing", epcis.QueryParameter},
		{"nothing=1", "nothing", epcis.QueryParameter},
		{"WD_eventID=urn:x:1", "WD_eventID", epcis.QueryParameter},
		{"MATCH_all=urn:x:1", "MATCH_all", epcis.QueryParameter},
		{"MATCH_epc=x", "MATCH_epc", epcis.QueryParameter},
		{"MATCH_epc=urn:epc:idpat:sgtin:9521141.*.5", "MATCH_epc", epcis.QueryParameter},
		{"EQ_action=add", "EQ_action", epcis.QueryParameter},
		{"eventType=Event", "eventType", epcis.QueryParameter},
		{"EQ_bizStep=shiping", "EQ_bizStep", epcis.QueryParameter},
		{"EQ_readPoint=here", "EQ_readPoint", epcis.QueryParameter},
		{"GE_eventTime=yesterday", "GE_eventTime", epcis.QueryParameter},
		{"GE_eventTime=2026-11-22T00:00:00", "GE_eventTime", epcis.QueryParameter},
		{"GT_eventTime=2026-11-22T00:00:00Z", "GT_eventTime", epcis.QueryParameter},
		{"GE_eventTime=2026-11-22T00:00:00Z|2026-11-23T00:00:00Z", "GE_eventTime", epcis.QueryParameter},
		{"GE_value=1", "GE_value", epcis.QueryParameter},
		{"GE_value_CEL=warm", "GE_value_CEL", epcis.QueryParameter},
		{"GE_value_CEL=1e999999", "GE_value_CEL", epcis.QueryParameter},
		{"GE_ex:f=warm", "GE_ex:f", epcis.QueryParameter},
		{"EXISTS_ex:f=no", "EXISTS_ex:f", epcis.QueryParameter},
		{"EXISTS_f=", "EXISTS_f", epcis.QueryParameter},
		{"HASATTR_action=x", "", ""},
		{"HASATTR_nothing=x", "HASATTR_nothing", epcis.QueryParameter},
		{"EQATTR_bizLocation=x", "EQATTR_bizLocation", epcis.QueryParameter},
		{"EQ_booleanValue=maybe", "EQ_booleanValue", epcis.QueryParameter},
		{"orderBy=bizStep", "orderBy", epcis.QueryParameter},
		{"orderBy=ex:f", "orderBy", epcis.QueryImplementation},
		{"orderDirection=UP", "orderDirection", epcis.QueryParameter},
		{"eventCountLimit=5", "eventCountLimit", epcis.QueryParameter},
		{"eventCountLimit=0&orderBy=eventTime", "eventCountLimit", epcis.QueryParameter},
		{"eventCountLimit=5&maxEventCount=6&orderBy=eventTime", "maxEventCount", epcis.QueryParameter},
		{"maxEventCount=many", "maxEventCount", epcis.QueryParameter},
		{"eventCountLimit=5&orderBy=eventTime", "", ""},
		{"EQ_stringValue=" + strings.Repeat("a|", 1000) + "a", "EQ_stringValue", epcis.QueryTooComplex},
	} {
		values := map[string][]string{}
		for pair := range strings.SplitSeq(tt.query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			values[name] = []string{value}
		}
		_, err := epcis.ParseQueryValues(values, nil)
		var fault *epcis.QueryError
		if !errors.As(err, &fault) {
			fault = &epcis.QueryError{}
		}
		if fault.Param != tt.param || fault.Exception != tt.exception {
			t.Errorf("%s: %v, want %s of %s", tt.query, err, tt.exception, tt.param)
		}
	}
	if _, err := epcis.ParseQueryValues(map[string][]string{"EQ_action": {"ADD", "DELETE"}}, nil); err == nil {
		t.Error("a parameter given twice")
	}
}

// TestParseQueryJSON: the JSON form knows numbers from texts and declares prefixes of its own.
func TestParseQueryJSON(t *testing.T) {
	t.Parallel()
	e := observedEvent(t)
	for text, want := range map[string]bool{
		`{"EQ_action":["ADD"],"eventType":["ObjectEvent"]}`:                                            true,
		`{"EQ_action":["DELETE"],"eventType":["ObjectEvent"]}`:                                         false,
		`{"@context":{"a":"https://ns.example.com/"},"EQ_a:score":7}`:                                  true,
		`{"@context":{"a":"https://ns.example.com/"},"EQ_a:score":["7"]}`:                              false,
		`{"@context":{"a":"https://ns.example.com/"},"EQ_a:score":["7.0"]}`:                            true,
		`{"@context":{"a":"https://ns.example.org/"},"EQ_a:score":7}`:                                  false,
		`{"@context":{"a":"https://ns.example.com/"},"EQ_a:lead":7}`:                                   false,
		`{"EXISTS_errorDeclaration":null,"EXISTS_sensorElementList":1,"GE_value_CEL":26}`:              true,
		`{"EQ_booleanValue":false,"GE_quantity":12,"LT_errorDeclaration_Time":"2027-01-01T00:00:00Z"}`: true,
	} {
		n, err := epcis.ParseJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		q, err := epcis.ParseQueryJSON(n, nil)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := q.Matches(e, nil); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
	for text, param := range map[string]string{
		`[]`: "query", `{"EQ_action":[["ADD"]]}`: "EQ_action", `{"EQ_action":[1]}`: "EQ_action", `{"GE_quantity":"12"}`: "GE_quantity",
		`{"GE_eventTime":5}`: "GE_eventTime", `{"eventCountLimit":"5","orderBy":"eventTime"}`: "eventCountLimit", `{"EQ_ex:f":null}`: "EQ_ex:f",
	} {
		n, err := epcis.ParseJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		_, err = epcis.ParseQueryJSON(n, nil)
		var fault *epcis.QueryError
		if !errors.As(err, &fault) || fault.Param != param {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestQuery_Canonical: the order in which parameters are sent does not matter, their values do.
func TestQuery_Canonical(t *testing.T) {
	t.Parallel()
	canonical := func(text string) string {
		n, err := epcis.ParseJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		q, err := epcis.ParseQueryJSON(n, nil)
		if err != nil {
			t.Fatal(err)
		}
		return q.Canonical()
	}
	a := canonical(`{"EQ_action":["ADD"],"EQ_stringValue":["x y"]}`)
	if b := canonical(`{"EQ_stringValue":["x y"],"EQ_action":["ADD"]}`); a != b {
		t.Errorf("%q and %q", a, b)
	}
	for _, other := range []string{`{"EQ_action":["ADD"],"EQ_stringValue":["x","y"]}`, `{"EQ_action":["ADD"]}`} {
		if canonical(other) == a {
			t.Errorf("%s is %q", other, a)
		}
	}
}

// TestTerms: an event that meets a condition has one of its terms, or an index would lose it.
func TestTerms(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "5", "5.0", "007", "2026-11-22T00:00:00Z", "2026-11-22T08:00:00+08:00"})
		prefix := rapid.SampledFrom([]string{"ex", "my", "https://ns.example.com/", "https://ns.example.com/a/"})
		name := func(label string) string {
			p := prefix.Draw(t, label+" prefix")
			if !strings.Contains(p, "/") {
				p += ":"
			}
			return p + rapid.SampledFrom([]string{"a", "b", "a/b"}).Draw(t, label+" name")
		}
		literal := word.Draw(t, "value")
		if !rapid.Bool().Draw(t, "as number") || strings.Trim(literal, "5.0") != "" || literal == "007" {
			literal = fmt.Sprintf("%q", literal)
		}
		members := fmt.Sprintf("%q:%s,%q:{%q:%s}", name("top"), literal, "ex:tree", name("leaf"), literal)
		src := `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ns.example.com/","my":"https://ns.example.com/a/"}],
			"type":"ObjectEvent","action":"ADD","eventTime":"2026-11-22T10:00:00Z","eventTimeZoneOffset":"+08:00","epcList":[],` + members + `}`
		e, err := epcis.ParseEvent([]byte(src), epcis.Context{}, epcis.Limits{})
		if err != nil || !e.Valid() {
			t.Skip("two members drew the same name: such an event is not valid and no query meets it")
		}
		param := rapid.SampledFrom([]string{"EQ_", "EQ_INNER_", "EXISTS_", "EXISTS_INNER_", "GE_", "GE_INNER_"}).Draw(t, "operator") + name("asked")
		value := word.Draw(t, "asked")
		if strings.HasPrefix(param, "EXISTS") {
			value = ""
		}
		declared := []epcis.Prefix{{Name: "ex", Namespace: "https://ns.example.com/"}}
		if rapid.Bool().Draw(t, "undeclared") {
			declared = nil
		}
		q, err := epcis.ParseQueryValues(map[string][]string{param: {value}}, declared)
		if err != nil {
			return
		}
		c := &q.Conditions[0]
		terms, ok := c.Terms()
		if !ok || !c.Matches(e, nil) {
			return
		}
		if !slices.ContainsFunc(terms, func(term epcis.Term) bool { return slices.Contains(e.Terms(), term) }) {
			t.Fatalf("%s=%s finds the event, its terms do not", param, value)
		}
	})
	e := observedEvent(t)
	for _, pair := range [][2]string{
		{"EQ_readPoint", "urn:epc:id:sgln:9521141.12345.D1"}, {"WD_readPoint", "https://id.gs1.org/414/9521141123454"}, {"EQ_hexBinaryValue", "af"},
		{"EQ_bizTransaction_po", "urn:epc:id:gdti:9521141.00005.17"}, {"GE_errorDeclarationTime", "2026-11-01T00:00:00Z"}, {"GE_value_CEL", "1"},
	} {
		q, err := ask(pair[0], pair[1])
		if err != nil {
			t.Fatal(err)
		}
		terms, ok := q.Conditions[0].Terms()
		if !ok || !q.Matches(e, nil) || !slices.ContainsFunc(terms, func(term epcis.Term) bool { return slices.Contains(e.Terms(), term) }) {
			t.Errorf("%s=%s", pair[0], pair[1])
		}
	}
}

func FuzzParseQueryValues(f *testing.F) {
	for _, seed := range [][2]string{
		{"MATCH_anyEPC", "urn:epc:idpat:sgtin:9521141.*.*"}, {"EQ_INNER_ILMD_ex:f", "1"}, {"GE_value_CEL", "1e5"}, {"EQ_https://a/#b", "x|y"},
		{"MATCH_epcClass", "https://id.gs1.org/01/09521141012345/10/*"}, {"EQATTR_bizLocation_name", "x"},
	} {
		f.Add(seed[0], seed[1])
	}
	e := observedEvent(f)
	f.Fuzz(func(t *testing.T, name, value string) {
		q, err := ask(name, value)
		if err != nil {
			var fault *epcis.QueryError
			if !errors.As(err, &fault) || fault.Exception == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		if len(q.Conditions) == 1 && q.Matches(e, nil) {
			terms, ok := q.Conditions[0].Terms()
			if ok && !slices.ContainsFunc(terms, func(term epcis.Term) bool { return slices.Contains(e.Terms(), term) }) {
				t.Errorf("%s=%s finds the event, its terms do not", name, value)
			}
		}
	})
}

// TestSchedule: units that are left out match always, or are their first value when they are finer than all given.
func TestSchedule(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 8, 30, 15, 5, time.UTC) // a Sunday
	for text, want := range map[string]string{
		`{"hour":"1","minute":"5"}`:             "2026-11-23T01:05:00Z",
		`{"minute":"30","second":"[10-20]"}`:    "2026-11-22T08:30:16Z",
		`{"second":"0,30"}`:                     "2026-11-22T08:30:30Z",
		`{"hour":8}`:                            "2026-11-23T08:00:00Z",
		`{"minute":"45"}`:                       "2026-11-22T08:45:00Z",
		`{"dayOfWeek":"1"}`:                     "2026-11-23T00:00:00Z",
		`{"dayOfWeek":"7","hour":"[0-23]"}`:     "2026-11-22T09:00:00Z",
		`{"dayOfMonth":"29","month":"2"}`:       "2028-02-29T00:00:00Z",
		`{"month":"1,[3-4]","dayOfMonth":"31"}`: "2027-01-31T00:00:00Z",
		`{"dayOfMonth":"30","month":"2"}`:       "never",
		`{"hour":"24"}`:                         "schedule.hour",
		`{"hour":"[5-3]"}`:                      "schedule.hour",
		`{"hour":"1-3"}`:                        "schedule.hour",
		`{"week":"1"}`:                          "schedule.week",
		`{}`:                                    "schedule",
		`{"hour":true}`:                         "schedule.hour",
	} {
		n, err := epcis.ParseJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got := "never"
		s, err := epcis.ParseSchedule(n)
		var fault *epcis.QueryError
		if errors.As(err, &fault) {
			got = fault.Param
		} else if next, ok := s.Next(at); ok {
			got = next.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
