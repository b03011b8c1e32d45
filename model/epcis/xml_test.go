package epcis_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model/epcis"
)

// xmlDocument puts events into the frame of an EPCIS 2.0 document.
func xmlDocument(events string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:farm="https://farm.example/ns/" schemaVersion="2.0" creationDate="2026-03-01T08:00:00Z">
<EPCISBody><EventList>
` + events + `
</EventList></EPCISBody></epcis:EPCISDocument>`
}

const xmlWhen = "<eventTime>2026-03-01T08:00:00Z</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>"

func TestParseXML_gives_the_JSON_form(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, event, want string }{
		{"an object event with every kind of member", `
<ObjectEvent>` + xmlWhen + `
  <recordTime>2026-03-01T08:00:01Z</recordTime>
  <eventID>urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8</eventID>
  <errorDeclaration>
    <declarationTime>2026-03-02T00:00:00Z</declarationTime>
    <reason>urn:epcglobal:cbv:er:incorrect_data</reason>
    <correctiveEventIDs><correctiveEventID>urn:uuid:1</correctiveEventID><correctiveEventID>urn:uuid:2</correctiveEventID></correctiveEventIDs>
    <farm:note>late</farm:note>
  </errorDeclaration>
  <certificationInfo>https://certs.example/1</certificationInfo>
  <certificationInfo>https://certs.example/2</certificationInfo>
  <epcList> <epc> urn:epc:id:sgtin:0614141.107346.2018 </epc> </epcList>
  <action>ADD</action>
  <bizStep>urn:epcglobal:cbv:bizstep:receiving</bizStep>
  <disposition>https://ref.gs1.org/cbv/Disp-in_progress</disposition>
  <persistentDisposition><unset>urn:epcglobal:cbv:disp:recalled</unset><set>cbv:Disp-completeness_verified</set></persistentDisposition>
  <readPoint><id>urn:epc:id:sgln:0012345.11111.400</id><farm:gate>4</farm:gate></readPoint>
  <bizLocation><id>urn:epc:id:sgln:0012345.11111.0</id></bizLocation>
  <bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:po">urn:epc:id:gdti:0614141.00001.1618034</bizTransaction><bizTransaction>urn:a:b</bizTransaction></bizTransactionList>
  <quantityList><quantityElement><epcClass>urn:epc:class:lgtin:4012345.012345.998877</epcClass><quantity>+0200.50</quantity><uom>KGM</uom></quantityElement></quantityList>
  <sourceList><source type="urn:epcglobal:cbv:sdt:possessing_party">urn:epc:id:pgln:4012345.00225</source></sourceList>
  <destinationList><destination type="https://farm.example/own">urn:epc:id:pgln:0614141.00777</destination></destinationList>
  <ilmd><farm:grade xml:lang="en">A</farm:grade><cbvmda:lotNumber xmlns:cbvmda="urn:epcglobal:cbv:mda">L1</cbvmda:lotNumber></ilmd>
  <farm:plot area="3" xmlns:geo="https://geo.example/"><farm:row>1</farm:row><farm:row>2</farm:row><geo:at>here</geo:at> east </farm:plot>
  <farm:empty/>
</ObjectEvent>`, `{"type":"ObjectEvent","eventTime":"2026-03-01T08:00:00Z","eventTimeZoneOffset":"+08:00",
"recordTime":"2026-03-01T08:00:01Z","eventID":"urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
"errorDeclaration":{"declarationTime":"2026-03-02T00:00:00Z","reason":"incorrect_data","correctiveEventIDs":["urn:uuid:1","urn:uuid:2"],"farm:note":"late"},
"certificationInfo":["https://certs.example/1","https://certs.example/2"],
"epcList":["urn:epc:id:sgtin:0614141.107346.2018"],"action":"ADD","bizStep":"receiving","disposition":"in_progress",
"persistentDisposition":{"unset":["recalled"],"set":["completeness_verified"]},
"readPoint":{"id":"urn:epc:id:sgln:0012345.11111.400","farm:gate":"4"},"bizLocation":{"id":"urn:epc:id:sgln:0012345.11111.0"},
"bizTransactionList":[{"type":"po","bizTransaction":"urn:epc:id:gdti:0614141.00001.1618034"},{"bizTransaction":"urn:a:b"}],
"quantityList":[{"epcClass":"urn:epc:class:lgtin:4012345.012345.998877","quantity":200.50,"uom":"KGM"}],
"sourceList":[{"type":"possessing_party","source":"urn:epc:id:pgln:4012345.00225"}],
"destinationList":[{"type":"https://farm.example/own","destination":"urn:epc:id:pgln:0614141.00777"}],
"ilmd":{"farm:grade":{"@language":"en","#text":"A"},"cbvmda:lotNumber":"L1"},
"farm:plot":{"area":"3","farm:row":["1","2"],"geo:at":"here","#text":"east"},"farm:empty":""}`},
		{"a sensor event", `
<ObjectEvent>` + xmlWhen + `<action>OBSERVE</action><readPoint><id>urn:a:place</id></readPoint>
  <sensorElementList><sensorElement>
    <sensorMetadata time="2026-03-01T07:00:00Z" deviceID="urn:a:device" farm:shelf="2"/>
    <sensorReport type="gs1:Temperature" xmlns:gs1="https://gs1.org/voc/" value="26." minValue=".5" maxValue="1E1" sDev="-0.10" component="cbv:Comp-x"
      exception="gs1:ALARM_CONDITION" booleanValue="1" hexBinaryValue="f0" uom="CEL" stringValue=" a " farm:note="n"/>
    <farm:battery>90</farm:battery>
  </sensorElement></sensorElementList></ObjectEvent>`, `{"type":"ObjectEvent","eventTime":"2026-03-01T08:00:00Z","eventTimeZoneOffset":"+08:00",
"action":"OBSERVE","readPoint":{"id":"urn:a:place"},"sensorElementList":[{
"sensorMetadata":{"time":"2026-03-01T07:00:00Z","deviceID":"urn:a:device","farm:shelf":"2"},
"sensorReport":[{"type":"Temperature","value":26,"minValue":0.5,"maxValue":1E1,"sDev":-0.10,"component":"x","exception":"ALARM_CONDITION",
"booleanValue":true,"hexBinaryValue":"f0","uom":"CEL","stringValue":"a","farm:note":"n"}],"farm:battery":"90"}]}`},
		{"an aggregation", `
<AggregationEvent>` + xmlWhen + `<parentID>urn:epc:id:sscc:0614141.1234567890</parentID>
<childEPCs><epc>urn:epc:id:sgtin:0614141.107346.1</epc><epc>urn:epc:id:sgtin:0614141.107346.2</epc></childEPCs><action>ADD</action>
<extension><childQuantityList><quantityElement><epcClass>urn:epc:idpat:sgtin:4012345.098765.*</epcClass></quantityElement></childQuantityList></extension></AggregationEvent>`,
			`{"type":"AggregationEvent","eventTime":"2026-03-01T08:00:00Z","eventTimeZoneOffset":"+08:00","parentID":"urn:epc:id:sscc:0614141.1234567890",
"childEPCs":["urn:epc:id:sgtin:0614141.107346.1","urn:epc:id:sgtin:0614141.107346.2"],"action":"ADD",
"childQuantityList":[{"epcClass":"urn:epc:idpat:sgtin:4012345.098765.*"}]}`},
		{"a transaction", `
<TransactionEvent>` + xmlWhen + `<bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:inv">urn:a:inv</bizTransaction></bizTransactionList>
<epcList><epc>urn:epc:id:sgtin:0614141.107346.1</epc></epcList><action>ADD</action></TransactionEvent>`,
			`{"type":"TransactionEvent","eventTime":"2026-03-01T08:00:00Z","eventTimeZoneOffset":"+08:00",
"bizTransactionList":[{"type":"inv","bizTransaction":"urn:a:inv"}],"epcList":["urn:epc:id:sgtin:0614141.107346.1"],"action":"ADD"}`},
		{"a transformation inside the wrapper of EPCIS 1.2", `
<extension><TransformationEvent><baseExtension><eventID>urn:uuid:7</eventID></baseExtension>` + xmlWhen + `
<inputQuantityList><quantityElement><epcClass>urn:epc:class:lgtin:4012345.012345.A</epcClass><quantity>7</quantity></quantityElement></inputQuantityList>
<outputEPCList><epc>urn:epc:id:sgtin:4012345.077889.25</epc></outputEPCList><transformationID>urn:a:t</transformationID></TransformationEvent></extension>`,
			`{"type":"TransformationEvent","eventID":"urn:uuid:7","eventTime":"2026-03-01T08:00:00Z","eventTimeZoneOffset":"+08:00",
"inputQuantityList":[{"epcClass":"urn:epc:class:lgtin:4012345.012345.A","quantity":7}],
"outputEPCList":["urn:epc:id:sgtin:4012345.077889.25"],"transformationID":"urn:a:t"}`},
		{"an association whose elements are in the namespace of the frame", `
<AssociationEvent xmlns="urn:epcglobal:epcis:xsd:2">` + xmlWhen + `<parentID>urn:a:p</parentID><childEPCs><epc>urn:a:c</epc></childEPCs><action>ADD</action></AssociationEvent>`,
			`{"type":"AssociationEvent","eventTime":"2026-03-01T08:00:00Z","eventTimeZoneOffset":"+08:00","parentID":"urn:a:p","childEPCs":["urn:a:c"],"action":"ADD"}`},
		{"an event of one's own, a namespace without prefix, a prefix that is taken, letters outside ASCII", `
<farm:Visit>` + xmlWhen + `<x xmlns="https://other.example/">1</x><gs1:y xmlns:gs1="https://not-gs1.example/">2</gs1:y><farm:产地>新疆</farm:产地></farm:Visit>`,
			`{"type":"farm:Visit","eventTime":"2026-03-01T08:00:00Z","eventTimeZoneOffset":"+08:00","ns3:x":"1","ns2:y":"2","farm:%E4%BA%A7%E5%9C%B0":"新疆"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := epcis.ParseXML([]byte(xmlDocument(tt.event)), epcis.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Events) != 1 || !d.Valid() {
				t.Fatalf("%d events, issues %v", len(d.Events), d.Issues())
			}
			if diff := cmp.Diff(parsed(t, tt.want), parsed(t, string(d.Events[0].Raw))); diff != "" {
				t.Errorf("JSON form (-want +got):\n%s\n%s", diff, d.Events[0].Raw)
			}
		})
	}
}

// parsed compares JSON with its digits.
func parsed(t testing.TB, text string) any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

func TestParseXML_reads_the_frame(t *testing.T) {
	t.Parallel()
	d, err := epcis.ParseXML([]byte(`<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:1" creationDate="2026-03-01T08:00:00Z" schemaVersion="1.2">
<EPCISBody><q:QueryResults><queryName>SimpleEventQuery</queryName><subscriptionID>s1</subscriptionID><resultsBody><EventList>
<ObjectEvent>`+xmlWhen+`<epcList/><action>OBSERVE</action></ObjectEvent></EventList></resultsBody></q:QueryResults></EPCISBody></q:EPCISQueryDocument>`), epcis.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Kind != epcis.QueryDocument || d.QueryName != "SimpleEventQuery" || d.SubscriptionID != "s1" || len(d.Events) != 1 || !d.Valid() {
		t.Errorf("query document: %+v, %v", d, d.Issues())
	}
	d, err = epcis.ParseXML([]byte("\ufeff"+`<?xml version="1.0"?><!-- hello -->
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" xmlns:h="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" xmlns:x="https://x.example/" creationDate="2026-03-01T08:00:00Z" schemaVersion="1.2">
<EPCISHeader><h:StandardBusinessDocumentHeader><h:Sender><h:Identifier Authority="GS1">S</h:Identifier></h:Sender><h:Receiver><h:Identifier>R</h:Identifier></h:Receiver>
<h:DocumentIdentification><h:InstanceIdentifier>I-1</h:InstanceIdentifier></h:DocumentIdentification></h:StandardBusinessDocumentHeader>
<extension><EPCISMasterData><VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:BusinessLocation"><VocabularyElementList>
<VocabularyElement id="urn:epc:id:sgln:0037000.00729.0"><attribute id="urn:epcglobal:cbv:mda#latitude">18.0</attribute><children><id>urn:epc:id:sgln:0037000.00729.1</id></children></VocabularyElement>
</VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension></EPCISHeader>
<x:trailer>t</x:trailer><EPCISBody><EventList/></EPCISBody></epcis:EPCISDocument>
<!-- bye -->`), epcis.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"x":"https://x.example/"}],"type":"EPCISDocument",
"schemaVersion":"1.2","creationDate":"2026-03-01T08:00:00Z","sender":"S","receiver":"R","instanceIdentifier":"I-1",
"epcisHeader":{"epcisMasterData":{"vocabularyList":[{"type":"urn:epcglobal:epcis:vtype:BusinessLocation","vocabularyElementList":[
{"id":"urn:epc:id:sgln:0037000.00729.0","attributes":[{"id":"urn:epcglobal:cbv:mda#latitude","attribute":"18.0"}],"children":["urn:epc:id:sgln:0037000.00729.1"]}]}]}},
"x:trailer":"t","epcisBody":{"eventList":[]}}`
	if diff := cmp.Diff(parsed(t, want), parsed(t, string(d.Root.AppendJSON(nil)))); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
}

func TestParseXML_refuses(t *testing.T) {
	t.Parallel()
	const open = `<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-03-01T08:00:00Z">`
	tests := []struct{ name, text, reason string }{
		{"a document type", `<!DOCTYPE x [<!ENTITY a "b">]>` + open + `</epcis:EPCISDocument>`, "document type"},
		{"an external entity", open + `<EPCISBody>&xxe;</EPCISBody></epcis:EPCISDocument>`, "invalid character entity &xxe;"},
		{"a processing instruction", open + `<?php x?></epcis:EPCISDocument>`, "processing instruction"},
		{"a style sheet", `<?xml version="1.0"?><?xml-stylesheet href="a"?>` + open + `</epcis:EPCISDocument>`, "processing instruction"},
		{"a second declaration", open + `<?xml version="1.0"?></epcis:EPCISDocument>`, "processing instruction"},
		{"another encoding", `<?xml version="1.0" encoding="GBK"?>` + open + `</epcis:EPCISDocument>`, `encoding "GBK"`},
		{"another version", `<?xml version="1.1"?>` + open + `</epcis:EPCISDocument>`, "unsupported version"},
		{"invalid UTF-8", open + "\xff</epcis:EPCISDocument>", "invalid UTF-8"},
		{"a control character", open + "\x01</epcis:EPCISDocument>", "illegal character code"},
		{"crossed tags", open + `<a><b></a></b></epcis:EPCISDocument>`, "closed by </a>"},
		{"an open end", open + `<EPCISBody>`, "unexpected end"},
		{"nothing", ``, "unexpected end"},
		{"two roots", open + `</epcis:EPCISDocument><a/>`, "more than the root"},
		{"text behind the root", open + `</epcis:EPCISDocument>x`, "more than the root"},
		{"text before the root", `x` + open + `</epcis:EPCISDocument>`, "text before the root"},
		{"an undeclared prefix", open + `<a:b/></epcis:EPCISDocument>`, `prefix "a" is not declared`},
		{"an undeclared prefix of an attribute", open + `<b a:c=""/></epcis:EPCISDocument>`, `prefix "a" is not declared`},
		{"a prefix that has gone out of scope", open + `<b xmlns:a="urn:a"/><a:c/></epcis:EPCISDocument>`, `prefix "a" is not declared`},
		{"an attribute twice", open + `<b c="" c=""/></epcis:EPCISDocument>`, `"c" appears twice`},
		{"a prefix without a namespace", open + `<b xmlns:c=""/></epcis:EPCISDocument>`, "cannot be declared"},
		{"another root", `<EPCISDocument/>`, "neither an EPCISDocument"},
		{"two bodies", open + `<EPCISBody><EventList/></EPCISBody><EPCISBody/></epcis:EPCISDocument>`, "appears twice"},
		{"two lists", open + `<EPCISBody><EventList/><EventList/></EPCISBody></epcis:EPCISDocument>`, "appears twice"},
		{"JSON", `{"type":"EPCISDocument"}`, "text before the root"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := epcis.ParseXML([]byte(tt.text), epcis.Limits{})
			var broken *epcis.XMLError
			if !errors.As(err, &broken) || !strings.Contains(broken.Reason, tt.reason) || broken.Line != 1 {
				t.Errorf("%v, want %q", err, tt.reason)
			}
		})
	}
}

func TestParseXML_is_bounded(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("<farm:a>", n) + strings.Repeat("</farm:a>", n) }
	event := func(inner string) string {
		return "<ObjectEvent>" + xmlWhen + "<epcList/><action>OBSERVE</action>" + inner + "</ObjectEvent>"
	}
	tests := []struct {
		name, text, what string
		limits           epcis.Limits
	}{
		{"bytes", xmlDocument(event("")), epcis.LimitBytes, epcis.Limits{Bytes: 100}},
		{"events", xmlDocument(event("") + event("")), epcis.LimitEvents, epcis.Limits{Events: 1}},
		{"identifiers", xmlDocument("<ObjectEvent>" + xmlWhen + "<epcList><epc>urn:a:1</epc><epc>urn:a:2</epc></epcList><action>ADD</action></ObjectEvent>"),
			epcis.LimitEPCs, epcis.Limits{EPCs: 1}},
		{"depth", xmlDocument(event(nested(70))), epcis.LimitDepth, epcis.Limits{}},
		{"elements", xmlDocument(event(strings.Repeat("<farm:a/>", 500))), epcis.LimitValues, epcis.Limits{Values: 500}},
		{"attributes", xmlDocument(event("<farm:a " + manyAttributes(500) + "/>")), epcis.LimitValues, epcis.Limits{Values: 500}},
		{"one tag", xmlDocument(event("<farm:a " + manyAttributes(200_000) + "/>")), epcis.LimitBytes, epcis.Limits{}},
		{"namespaces", xmlDocument(event(manyNamespaces(300))), epcis.LimitContexts, epcis.Limits{}},
		{"declarations", xmlDocument(event("<farm:a " + strings.Repeat(" ", 1) + manyDeclarations(600) + "/>")), epcis.LimitContexts, epcis.Limits{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := epcis.ParseXML([]byte(tt.text), tt.limits)
			var limit *epcis.LimitError
			if !errors.As(err, &limit) || limit.What != tt.what {
				t.Errorf("%v, want a limit of %s", err, tt.what)
			}
		})
	}
	if d, err := epcis.ParseXML([]byte(xmlDocument(event(nested(50)))), epcis.Limits{}); err != nil || !d.Valid() {
		t.Errorf("50 levels: %v", err)
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%d="" `, i)
	}
	return b.String()
}

func manyNamespaces(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<p%d:a xmlns:p%d="https://example.com/%d/"/>`, i, i, i)
	}
	return b.String()
}

func manyDeclarations(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `xmlns:p%d="https://example.com/%d/" `, i, i)
	}
	return b.String()
}

func TestParseXML_issues_name_line_and_element(t *testing.T) {
	t.Parallel()
	d, err := epcis.ParseXML([]byte(xmlDocument(`<ObjectEvent>
`+xmlWhen+`
<epcList>
<epc>not a uri</epc>
<lot>x</lot>
</epcList>
<action>ADD</action><action>ADD</action>
<bizStep>urn:epcglobal:cbv:bizstep:dancing</bizStep>
<quantityList><quantityElement><quantity>NaN</quantity></quantityElement></quantityList>
<nonsense>1</nonsense>
<sensorElementList><sensorElement><sensorReport type="gs1:Temperature"
 value="warm"/></sensorElement></sensorElementList>
</ObjectEvent>
<QuantityEvent/>`)), epcis.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range d.Issues() {
		got = append(got, i.Path+" "+i.Code+": "+i.Detail)
	}
	want := []string{
		`/epcisBody/eventList/0/epcList/0 not-a-uri: line 7, <epc>: "not a uri" is not an absolute URI`,
		`/epcisBody/eventList/0/epcList/1 wrong-type: line 8, <lot>: object instead of string`,
		`/epcisBody/eventList/0/action wrong-type: line 10, <action>: array instead of string`,
		`/epcisBody/eventList/0/bizStep not-a-cbv-word: line 11, <bizStep>: "urn:epcglobal:cbv:bizstep:dancing" is not a business step or a URI of one's own`,
		`/epcisBody/eventList/0/quantityList/0/quantity wrong-type: line 12, <quantity>: string instead of number`,
		`/epcisBody/eventList/0/quantityList/0/epcClass missing: line 12, <quantityElement>: "epcClass" is required`,
		`/epcisBody/eventList/0/nonsense unknown-member: line 13, <nonsense>: "nonsense" is neither a standard member nor a URI or CURIE`,
		`/epcisBody/eventList/0/sensorElementList/0/sensorReport/0/value wrong-type: line 15, <sensorReport value>: string instead of number`,
		`/epcisBody/eventList/1/type unknown-type: line 17, <QuantityEvent>: "QuantityEvent" is neither an EPCIS event type nor a URI`,
		`/epcisBody/eventList/1/eventTime missing: line 17, <QuantityEvent>: "eventTime" is required`,
		`/epcisBody/eventList/1/eventTimeZoneOffset missing: line 17, <QuantityEvent>: "eventTimeZoneOffset" is required`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	_, err = epcis.ParseXML([]byte(`<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2"
 schemaVersion="two"><EPCISBody/></e:EPCISDocument>`), epcis.Limits{})
	var invalid *epcis.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Issues) != 3 || !strings.HasPrefix(invalid.Issues[1].Detail, "line 2, <EPCISBody>:") {
		t.Errorf("faulty frame: %v", err)
	}
}

// TestParseXML_hashes_like_JSON writes every public document as XML and reads it back: the events must keep their hash,
// which TestHashVectors holds to the published digests.
func TestParseXML_hashes_like_JSON(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, doc := range corpus(t) {
		src := doc.src
		if doc.expect == "accept-after-stripping-_comment" {
			src = stripComments(t, src)
		}
		d, err := epcis.ParseDocument(src, epcis.Limits{})
		if err != nil || d.Kind == epcis.SingleEvent {
			continue
		}
		text, ok := writeXML(d)
		if !ok {
			continue
		}
		back, err := epcis.ParseXML(text, epcis.Limits{})
		if err != nil {
			t.Errorf("%s: %v\n%s", doc.file, err, text)
			continue
		}
		if len(back.Events) != len(d.Events) {
			t.Errorf("%s: %d events, want %d", doc.file, len(back.Events), len(d.Events))
			continue
		}
		for i := range d.Events {
			if !d.Events[i].Valid() {
				continue
			}
			compared++
			if !back.Events[i].Valid() {
				t.Errorf("%s#%d: %v", doc.file, i, back.Events[i].Issues)
			}
			want, err1 := epcis.PreHash(d.Events[i].Node, epcis.NewContexts(d.Root.Get("@context")), epcis.HashCBV20)
			got, err2 := epcis.PreHash(back.Events[i].Node, epcis.NewContexts(back.Root.Get("@context")), epcis.HashCBV20)
			if err1 != nil || err2 != nil {
				t.Errorf("%s#%d: %v, %v", doc.file, i, err1, err2)
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s#%d: pre-hash (-JSON +XML):\n%s", doc.file, i, diff)
			}
		}
	}
	if compared < 150 {
		t.Errorf("only %d events compared", compared)
	}
	t.Logf("%d events have the same hash in JSON and XML", compared)
}

// xmlLists are the lists of the JSON binding and the elements of their items; xmlAttributes the objects whose scalars are
// attributes; xmlURNs how XML spells the words of CBV.
var (
	xmlLists = map[string]string{
		"epcList": "epc", "childEPCs": "epc", "inputEPCList": "epc", "outputEPCList": "epc",
		"quantityList": "quantityElement", "childQuantityList": "quantityElement", "inputQuantityList": "quantityElement",
		"outputQuantityList": "quantityElement", "bizTransactionList": "bizTransaction", "sourceList": "source",
		"destinationList": "destination", "correctiveEventIDs": "correctiveEventID", "sensorElementList": "sensorElement",
	}
	xmlAttributes = map[string]bool{"sensorMetadata": true, "sensorReport": true}
	xmlURNs       = map[string]struct {
		words *epcis.Vocabulary
		urn   string
	}{
		"bizStep": {epcis.BizSteps, "urn:epcglobal:cbv:bizstep:"}, "disposition": {epcis.Dispositions, "urn:epcglobal:cbv:disp:"},
		"set": {epcis.Dispositions, "urn:epcglobal:cbv:disp:"}, "unset": {epcis.Dispositions, "urn:epcglobal:cbv:disp:"},
		"reason": {epcis.ErrorReasons, "urn:epcglobal:cbv:er:"}, "bizTransaction": {epcis.BizTransactionTypes, "urn:epcglobal:cbv:btt:"},
		"source": {epcis.SourceDestTypes, "urn:epcglobal:cbv:sdt:"}, "destination": {epcis.SourceDestTypes, "urn:epcglobal:cbv:sdt:"},
		"sensorReport": {epcis.MeasurementTypes, "gs1:"},
	}
)

// xmlWriter writes the JSON form as EPCIS 2.0 XML. ok is false for what XML has no name for.
type xmlWriter struct {
	b  strings.Builder
	ok bool
}

func writeXML(d *epcis.Document) (text []byte, ok bool) {
	w := &xmlWriter{ok: true}
	w.b.WriteString(`<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:gs1="https://gs1.org/voc/" xmlns:cbv="https://ref.gs1.org/cbv/"` +
		` schemaVersion="2.0" creationDate="2026-03-01T08:00:00Z"`)
	for _, known := range []epcis.Prefix{{"cbvmda", "urn:epcglobal:cbv:mda"}, {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"}} {
		if !slices.ContainsFunc(d.Context.Prefixes(), func(p epcis.Prefix) bool { return p.Name == known.Name }) {
			w.declare(known)
		}
	}
	for _, p := range d.Context.Prefixes() {
		w.declare(p)
	}
	w.b.WriteString("><EPCISBody><EventList>")
	for i := range d.Events {
		e := &d.Events[i]
		w.b.WriteString("<" + string(e.Type))
		for _, p := range e.Context.Prefixes() {
			w.declare(p)
		}
		w.b.WriteString(">\n")
		for _, m := range e.Node.Members {
			if m.Name != "type" && m.Name != "@context" {
				w.element(m.Name, &m.Value)
			}
		}
		w.b.WriteString("</" + string(e.Type) + ">\n")
	}
	w.b.WriteString("</EventList></EPCISBody></epcis:EPCISDocument>")
	return []byte(w.b.String()), w.ok
}

func (w *xmlWriter) declare(p epcis.Prefix) {
	if p.Name != "gs1" && p.Name != "epcis" && p.Name != "cbv" && p.Namespace != "urn:epcglobal:cbv:mda:" {
		w.b.WriteString(` xmlns:` + p.Name + `="`)
		w.escape(p.Namespace)
		w.b.WriteByte('"')
	}
}

func (w *xmlWriter) escape(s string) {
	if err := xml.EscapeText(&w.b, []byte(s)); err != nil {
		w.ok = false
	}
}

func (w *xmlWriter) element(name string, n *epcis.Node) {
	if strings.Contains(name, "/") || strings.HasPrefix(name, "@") || strings.Count(name, ":") > 1 {
		w.ok = false // a full URI or a JSON-LD keyword
		return
	}
	if item, list := xmlLists[name]; list {
		w.b.WriteString("<" + name + ">")
		for i := range n.Items {
			w.single(item, &n.Items[i])
		}
		w.b.WriteString("</" + name + ">\n")
		return
	}
	if n.Kind == epcis.Array {
		for i := range n.Items {
			w.single(name, &n.Items[i])
		}
		return
	}
	w.single(name, n)
}

func (w *xmlWriter) single(name string, n *epcis.Node) {
	w.b.WriteString("<" + name)
	text := n.Text
	if n.Kind == epcis.Object {
		for _, m := range n.Members {
			switch {
			case m.Value.Kind == epcis.Array || m.Value.Kind == epcis.Object:
			case xmlAttributes[name], m.Name == "type" && xmlURNs[name].words != nil:
				w.b.WriteString(" " + m.Name + `="`)
				w.escape(w.word(name, m.Name, m.Value.Text))
				w.b.WriteByte('"')
			case m.Name == name:
				text = m.Value.Text
			}
		}
	}
	w.b.WriteByte('>')
	if n.Kind == epcis.Object {
		for _, m := range n.Members {
			scalar := m.Value.Kind != epcis.Array && m.Value.Kind != epcis.Object
			if scalar && (xmlAttributes[name] || m.Name == name || m.Name == "type" && xmlURNs[name].words != nil) {
				continue
			}
			w.element(m.Name, &m.Value)
		}
	}
	if n.Kind == epcis.Array {
		w.ok = false // a list in a list has no form in XML
	}
	w.escape(w.word(name, "", text))
	w.b.WriteString("</" + name + ">")
}

// word spells a bare word as XML does.
func (w *xmlWriter) word(element, attribute, text string) string {
	if attribute == "exception" && epcis.AlertTypes.Has(text) {
		return "gs1:" + text
	}
	if v := xmlURNs[element]; v.words != nil && (attribute == "type" || attribute == "") && v.words.Has(text) {
		return v.urn + text
	}
	return text
}

func FuzzParseXML(f *testing.F) {
	f.Add([]byte(xmlDocument("<ObjectEvent>" + xmlWhen + "<epcList/><action>OBSERVE</action><farm:a b='c'>d<e/></farm:a></ObjectEvent>")))
	f.Add([]byte(`<!DOCTYPE a><a/>`))
	f.Add([]byte(`<a xmlns="urn:epcglobal:epcis:xsd:1"><![CDATA[x]]></a>`))
	f.Add([]byte(`<EPCISDocument xmlns="urn:epcglobal:epcis:xsd:1"><EPCISBody><EventList><extension><x/></extension></EventList></EPCISBody></EPCISDocument>`))
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := epcis.ParseXML(src, epcis.Limits{Bytes: 1 << 16})
		if err != nil {
			return
		}
		// The JSON form is a document in its own right and says the same.
		again, err := epcis.ParseDocument(d.Root.AppendJSON(nil), epcis.Limits{})
		if err != nil {
			t.Fatalf("the JSON form is refused: %v", err)
		}
		if len(again.Events) != len(d.Events) || again.Valid() != d.Valid() {
			t.Fatalf("%d events valid %t, want %d %t", len(again.Events), again.Valid(), len(d.Events), d.Valid())
		}
	})
}

func BenchmarkParseXML(b *testing.B) {
	event := "<ObjectEvent>" + xmlWhen + "<epcList><epc>urn:epc:id:sgtin:0614141.107346.2018</epc></epcList><action>OBSERVE</action>" +
		"<bizStep>urn:epcglobal:cbv:bizstep:receiving</bizStep><readPoint><id>urn:epc:id:sgln:0012345.11111.400</id></readPoint></ObjectEvent>"
	src := []byte(xmlDocument(strings.Repeat(event, 100)))
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := epcis.ParseXML(src, epcis.Limits{})
		if err != nil || len(d.Events) != 100 {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "events/s")
}
