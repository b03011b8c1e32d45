package api_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"suyuan/api/apitest"
)

// fullEvents are the five types of events with every field that EPCIS 2.0 §7.4 gives them, and one extension.
func fullEvents() []object {
	quantity := func(class string) []object { return []object{{"epcClass": class, "quantity": 12.5, "uom": "KGM"}} }
	common := object{
		"eventTime": "2026-11-22T07:00:00.123Z", "recordTime": "2026-11-22T07:30:00Z", "eventTimeZoneOffset": "+08:00", "bizStep": "inspecting", "disposition": "active",
		"certificationInfo": []string{"https://example.com/certificate"}, "readPoint": object{"id": "urn:x:gate"}, "bizLocation": object{"id": "urn:x:yard"},
		"bizTransactionList": []object{{"type": "po", "bizTransaction": "urn:x:po"}, {"bizTransaction": "urn:x:other"}},
		"sourceList":         []object{{"type": "owning_party", "source": "urn:x:from"}}, "destinationList": []object{{"type": "location", "destination": "urn:x:to"}},
		"sensorElementList": []object{{
			"sensorMetadata": object{
				"time": "2026-11-22T07:00:00Z", "startTime": "2026-11-22T06:00:00Z", "endTime": "2026-11-22T07:00:00Z", "deviceID": "urn:x:device",
				"deviceMetadata": "https://example.com/device", "rawData": "https://example.com/raw", "dataProcessingMethod": "https://example.com/method", "bizRules": "https://example.com/rules",
			},
			"sensorReport": []object{{
				"type": "Temperature", "value": 4.25, "minValue": -1, "maxValue": 8.5, "meanValue": 4, "sDev": 0.1, "percRank": 50, "percValue": 4, "uom": "CEL",
				"component": "x", "microorganism": "https://example.com/organism", "chemicalSubstance": "https://example.com/substance", "stringValue": "s", "booleanValue": false,
				"hexBinaryValue": "F0", "uriValue": "https://example.com/value", "coordinateReferenceSystem": "https://example.com/crs", "exception": "ALARM_CONDITION",
			}},
		}},
		"ex:note": object{"ex:deep": []any{1, "two", true}},
	}
	whole := func(n int, own object) object {
		e := maps.Clone(common)
		e["eventID"] = idOf(n)
		maps.Copy(e, own)
		return e
	}
	error := object{"declarationTime": "2026-11-22T07:20:00Z", "reason": "incorrect_data", "correctiveEventIDs": []string{idOf(9)}}
	lasting := object{"set": []string{"recalled"}, "unset": []string{"damaged"}}
	lot := object{"ex:lot": "L1"}
	return []object{
		whole(1, object{"type": "ObjectEvent", "action": "ADD", "epcList": []string{"urn:x:1"}, "quantityList": quantity("urn:x:q"), "ilmd": lot, "persistentDisposition": lasting}),
		whole(2, object{"type": "AggregationEvent", "action": "ADD", "parentID": "urn:x:box", "childEPCs": []string{"urn:x:1"}, "childQuantityList": quantity("urn:x:q")}),
		whole(3, object{"type": "TransactionEvent", "action": "OBSERVE", "parentID": "urn:x:box", "epcList": []string{"urn:x:1"}, "quantityList": quantity("urn:x:q")}),
		whole(4, object{
			"type": "TransformationEvent", "inputEPCList": []string{"urn:x:2"}, "inputQuantityList": quantity("urn:x:in"), "outputEPCList": []string{"urn:x:3"},
			"outputQuantityList": quantity("urn:x:out"), "transformationID": "urn:x:t", "ilmd": lot, "persistentDisposition": lasting,
		}),
		whole(5, object{"type": "AssociationEvent", "action": "ADD", "parentID": "urn:x:frame", "childEPCs": []string{"urn:x:4"}, "childQuantityList": quantity("urn:x:q")}),
		whole(6, object{"type": "ObjectEvent", "action": "OBSERVE", "epcList": []string{"urn:x:1"}, "errorDeclaration": error}),
	}
}

// TestEPCIS_every_standard_field: the five types of events come back with every field as it was captured, in an answer
// that the schema accepts.
func TestEPCIS_every_standard_field(t *testing.T) {
	epcisWorlds(t, func(t *testing.T, w *apitest.World) {
		sent := fullEvents()
		captureEvents(w, "maker/owner", sent...)
		rec := w.Do(get("/epcis/events?orderBy=eventTime"))
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(rec.Body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := gs1Schema(t).Validate(doc); err != nil {
			t.Errorf("the answer is not valid: %v", err)
		}
		got := map[string]map[string]any{}
		for _, e := range resultsOf(t, rec) {
			got[e["eventID"].(string)] = plain(e)
		}
		for _, e := range sent {
			text, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			var want map[string]any
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(plain(want), got[want["eventID"].(string)]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", want["type"], diff)
			}
		}
	})
}

// TestCapture_master_data_of_a_header: what a header says about places and parties is checked for form, in JSON and XML;
// it is not kept, so that nobody tells the house who or where somebody else is.
func TestCapture_master_data_of_a_header(t *testing.T) {
	t.Parallel()
	w := captureWorld(t)
	const about = "urn:epc:id:sgln:9521141.12345.0"
	withHeader := func(name, header string) []byte {
		return bytes.Replace(epcisDocument(name, 1, 0), []byte(`"epcisBody"`), []byte(`"epcisHeader":`+header+`,"epcisBody"`), 1)
	}
	vocabulary := func(element string) string {
		return `{"epcisMasterData":{"vocabularyList":[{"type":"urn:epcglobal:epcis:vtype:BusinessLocation","vocabularyElementList":[` + element + `]}]}}`
	}
	told := `{"id":"` + about + `","attributes":[{"id":"cbvmda:name","attribute":"Elsewhere"}],"children":["urn:x:room"]}`
	xml := bytes.Replace(epcisXML("x", 1), []byte("<EPCISBody>"), []byte(`<EPCISHeader><extension><EPCISMasterData><VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:BusinessLocation">`+
		`<VocabularyElementList><VocabularyElement id="`+about+`"><attribute id="urn:epcglobal:cbv:mda#name">Elsewhere</attribute></VocabularyElement></VocabularyElementList>`+
		`</Vocabulary></VocabularyList></EPCISMasterData></extension></EPCISHeader><EPCISBody>`), 1)
	for name, req := range map[string]apitest.Request{
		"JSON": captureRequest(withHeader("j", vocabulary(told)), nil), "XML": captureRequest(xml, map[string]string{"Content-Type": "application/xml"}),
	} {
		if job := w.JSON(req, http.StatusAccepted); job["success"] != true || job["accepted"] != 1.0 {
			t.Errorf("%s: %v", name, job)
		}
	}
	for header, at := range map[string]string{
		vocabulary(`{"attributes":[]}`): "vocabularyElementList/0", vocabulary(`{"id":"no uri"}`): "vocabularyElementList/0/id", `{"epcisMasterData":[]}`: "epcisMasterData",
	} {
		rec := w.Do(captureRequest(withHeader("bad", header), nil))
		problemIs(t, header, rec, http.StatusBadRequest, "ValidationException")
		if !strings.Contains(rec.Body.String(), at) {
			t.Errorf("%s: %s does not name %s", header, rec.Body, at)
		}
	}
	captureEvents(w, "maker/owner", plainEvent(1, object{"bizLocation": object{"id": about}}))
	if got := eventIDs(resultsOf(t, w.Do(get("/epcis/events?EQATTR_bizLocation_name=Elsewhere")))); !slices.Equal(got, []string{}) {
		t.Errorf("a header's word was believed: %v", got)
	}
}
