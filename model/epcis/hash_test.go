package epcis_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model/epcis"
)

// hashConformance returns the folder of public documents, or skips the test.
func hashConformance(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("CONFORMANCE_DIR")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			parent := filepath.Dir(root)
			if parent == root {
				t.Skip("no go.mod above the test: CONFORMANCE_DIR is not set and cannot be guessed")
			}
			root = parent
		}
		dir = filepath.Join(root, "..", "shared", "conformance")
	}
	if _, err := os.Stat(filepath.Join(dir, "hash-vectors.jsonl")); err != nil {
		t.Skipf("public hash vectors are absent: %v", err)
	}
	return dir
}

// hashVector is one row of the public vectors. A nil pre-hash means that only the digest was published.
type hashVector struct {
	File      string  `json:"file"`
	Event     int     `json:"event"`
	PreHash20 *string `json:"prehash_cbv20"`
	Hash20    *string `json:"hash_cbv20"`
	PreHash21 *string `json:"prehash_cbv21"`
	Hash21    *string `json:"hash_cbv21"`
	Status    string  `json:"status"`
}

func hashVectors(t testing.TB, dir string) []hashVector {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "hash-vectors.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []hashVector
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row hashVector
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 {
		t.Fatal("no vectors")
	}
	return rows
}

// hashEvents returns the events of a document, a query document or a bare event, and the document's namespaces.
func hashEvents(t testing.TB, src []byte) ([]epcis.Node, epcis.Contexts) {
	t.Helper()
	doc, err := epcis.ParseJSON(src)
	if err != nil {
		t.Fatal(err)
	}
	ctx := epcis.NewContexts(doc.Get("@context"))
	body := doc.Get("epcisBody")
	if body == nil {
		return []epcis.Node{*doc}, ctx
	}
	for _, path := range [][]string{{"eventList"}, {"queryResults", "resultsBody", "eventList"}, {"event"}} {
		n := body
		for _, name := range path {
			n = n.Get(name)
		}
		switch {
		case n == nil:
		case n.Kind == epcis.Array:
			return n.Items, ctx
		default:
			return []epcis.Node{*n}, ctx
		}
	}
	t.Fatal("no events")
	return nil, ctx
}

func hashDigest(preHash string, v epcis.HashVersion) string {
	sum := sha256.Sum256([]byte(preHash))
	return "ni:///sha-256;" + hex.EncodeToString(sum[:]) + "?ver=" + v.String()
}

// TestHashVectors holds the rules to the published vectors. Rows computed by the one other implementation are
// regression figures; where we differ from them, hashDifferences says why.
func TestHashVectors(t *testing.T) {
	t.Parallel()
	dir := hashConformance(t)
	matched, differed := map[string]int{}, map[string]int{}
	used := map[string]bool{}
	for _, row := range hashVectors(t, dir) {
		src, err := os.ReadFile(filepath.Join(dir, "epcis", filepath.FromSlash(row.File)))
		if err != nil {
			t.Fatal(err)
		}
		events, ctx := hashEvents(t, src)
		for _, check := range []struct {
			version       epcis.HashVersion
			preHash, hash *string
		}{
			{epcis.HashCBV20, row.PreHash20, row.Hash20},
			{epcis.HashCBV21, row.PreHash21, row.Hash21},
		} {
			name := fmt.Sprintf("%s#%d %v", row.File, row.Event, check.version)
			preHash, err := epcis.PreHash(&events[row.Event], ctx, check.version)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			id, err := epcis.HashID(&events[row.Event], ctx, check.version)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if want := hashDigest(preHash, check.version); id != want {
				t.Errorf("%s: HashID = %s, digest of PreHash = %s", name, id, want)
			}
			status := row.Status + " " + check.version.String()
			same := id == *check.hash && (check.preHash == nil || preHash == *check.preHash)
			if same {
				matched[status]++
				continue
			}
			differed[status]++
			key := fmt.Sprintf("%s#%d", row.File, row.Event)
			reasons := hashDifferences[key]
			used[key] = true
			want := hashDeref(check.preHash)
			if check.preHash == nil && hashDigest(*row.PreHash20, check.version) == *check.hash {
				want = *row.PreHash20 // left out because it is the same
			}
			switch {
			case strings.HasPrefix(row.Status, "upstream-"), len(reasons) == 0, want == "":
				t.Errorf("%s (%s):\n got %s\nwant %s\n got %s\nwant %s", name, row.Status, id, *check.hash, preHash, want)
			default:
				if diff := cmp.Diff(hashExplain(t, name, want, reasons), preHash); diff != "" {
					t.Errorf("%s: the difference is not the one explained (-explained +got):\n%s", name, diff)
				}
			}
		}
	}
	for key := range hashDifferences {
		if !used[key] {
			t.Errorf("%s: explained, but there is no difference", key)
		}
	}
	t.Logf("matched %v, differed %v", matched, differed)
}

func hashDeref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// hashReason is why our pre-hash differs from a row that another implementation computed, and exactly how.
type hashReason struct {
	why     string
	changes []string // pairs: text of the row, our text
}

// The digests of the reference itself, published for three of the documents concerned, decide against the computed
// rows: see TestHashReferenceDigests.
var (
	hashWhyMasterData = hashReason{
		"cbvmda is the XML namespace without a final colon unless the document declares it",
		[]string{"{urn:epcglobal:cbv:mda:}", "{urn:epcglobal:cbv:mda}"},
	}
	hashWhyGS1 = hashReason{
		"gs1: always means the vocabulary at ref.gs1.org, whatever the document binds it to",
		[]string{"=https://gs1.org/voc/", "=https://ref.gs1.org/voc/"},
	}
	hashWhyOrder = hashReason{
		"CBV 2.0 gathers extensions of standard fields in canonical order: readPoint before bizLocation",
		[]string{
			"bizLocation{http://ns.example.com/epcis/}gs1ES=(414)4023333000017 (254)12" +
				"readPoint{http://ns.example.com/epcis/}gs1ES=(414)4023333000000",
			"readPoint{http://ns.example.com/epcis/}gs1ES=(414)4023333000000" +
				"bizLocation{http://ns.example.com/epcis/}gs1ES=(414)4023333000017 (254)12",
			"bizLocation{https://ns.example.com/epcis}gs1ES=(414)4023333000017 (254)12" +
				"readPoint{https://ns.example.com/epcis}gs1ES=(414)4023333000000",
			"readPoint{https://ns.example.com/epcis}gs1ES=(414)4023333000000" +
				"bizLocation{https://ns.example.com/epcis}gs1ES=(414)4023333000017 (254)12",
		},
	}
	hashWhyWord = hashReason{
		"a bare word as sensor type is one of the GS1 vocabulary, in the list of CBV 2.0 or not",
		[]string{
			"type=EffectiveDoseRate", "type=https://ref.gs1.org/voc/EffectiveDoseRate",
			"type=Molar_concentration", "type=https://ref.gs1.org/voc/Molar_concentration",
		},
	}
	hashWhyWordOrder = hashReason{
		"… and sorts accordingly",
		[]string{
			"sensorReporttype=https://ref.gs1.org/voc/AbsoluteHumidityvalue=12.1uom=A93", "",
			"sensorReporttype=https://ref.gs1.org/voc/Molar_concentrationchemicalSubstance",
			"sensorReporttype=https://ref.gs1.org/voc/AbsoluteHumidityvalue=12.1uom=A93" +
				"sensorReporttype=https://ref.gs1.org/voc/Molar_concentrationchemicalSubstance",
		},
	}
	hashWhyBizRules = hashReason{
		"bizRules of a sensorReport is valid but has no place in the canonical order: we hash it like an extension, " +
			"the row drops it",
		[]string{
			"measure2=0.987$", "measure2=0.987sensorElementsensorReportbizRules=https://id.gs1.org/253/4012345000054987",
			"uom=CEL$", "uom=CELbizRules=https://id.gs1.org/253/4012345000054987",
		},
	}
)

// hashWhyCURIE is for values such as "example:Abc": only CURIEs of the GS1 vocabularies are expanded in values.
func hashWhyCURIE(prefix, namespace string, members ...string) hashReason {
	r := hashReason{why: "CURIEs of user vocabularies stay as they are in values"}
	for _, m := range members {
		r.changes = append(r.changes, m+"="+namespace, m+"="+prefix+":")
	}
	return r
}

// hashExplain turns the row's pre-hash into ours. A reason that changes nothing is itself an error.
func hashExplain(t *testing.T, name, preHash string, reasons []hashReason) string {
	t.Helper()
	for _, r := range reasons {
		before := preHash + "$" // so that a change can be tied to the end
		after := before
		for i := 0; i < len(r.changes); i += 2 {
			after = strings.ReplaceAll(after, r.changes[i], r.changes[i+1])
		}
		if after == before && !strings.Contains(name, "CBV2.1") {
			t.Errorf("%s: %q does not apply", name, r.why)
		}
		preHash = strings.TrimSuffix(after, "$")
	}
	return preHash
}

var hashDifferences = func() map[string][]hashReason {
	const example, ext = "http://ns.example.com/epcis/", "http://example.com/ext1/"
	const bare = "https://ns.example.com/epcis" // a namespace without a final slash
	all := map[string][]hashReason{
		"hash-doc/epcis-event-hash-generator/epcisDocWithSensorComponent.jsonld#0": {hashWhyGS1},

		"doc-json/openepcis/AggregationEvent_with_sensorData.json#0": {
			hashWhyCURIE("example", example, "type"), hashWhyBizRules,
		},
		"doc-json/openepcis/ObjectEvent_all_possible_fields.json#0":      {hashWhyMasterData},
		"doc-json/openepcis/TransactionEvent_with_userExtensions.json#0": {hashWhyWord},
		"doc-json/openepcis/TransformationEvent_with_sensorData.json#0":  {hashWhyCURIE("example", "https://ns.example.com/epcis/", "type")},
		"doc-json/openepcis/TransformationEvent_with_userExtensions.json#0": {
			hashWhyCURIE("example", example, "type"), hashWhyMasterData, hashWhyOrder,
		},
		"querydoc-json/openepcis/ObjectEventWithAllPossibleFields.json#0":     {hashWhyMasterData},
		"querydoc-json/openepcis/TransactionEvent_with_userExtensions.json#0": {hashWhyWord},

		"doc-json/gs1/object_event_all_possible_fields.jsonld#0": {hashWhyMasterData},
		"doc-json/gs1/SensorDataExample7.jsonld#0":               {hashWhyCURIE("example", example, "type")},
		"doc-json/gs1/SensorDataExample8.jsonld#0":               {hashWhyCURIE("example", example, "type"), hashWhyBizRules},
	}
	for _, folder := range []string{"doc-json", "querydoc-json"} {
		all[folder+"/openepcis/Combination_of_different_event.json#2"] = []hashReason{hashWhyCURIE("ext1", ext, "bizStep")}
		sensors := folder + "/openepcis/SensorData_with_combined_events.json#"
		all[sensors+"5"] = []hashReason{hashWhyCURIE("example", bare, "type")}
		all[sensors+"6"] = []hashReason{hashWhyCURIE("example", bare, "type")}
		all[sensors+"7"] = []hashReason{hashWhyCURIE("example", bare, "type"), hashWhyWord, hashWhyWordOrder, hashWhyBizRules}
		all[sensors+"9"] = []hashReason{hashWhyCURIE("example", bare, "component")}
		all[sensors+"10"] = []hashReason{hashWhyWord}
		all[sensors+"11"] = []hashReason{hashWhyCURIE("example", bare, "type"), hashWhyMasterData, hashWhyOrder}
	}
	return all
}()

// TestHashReferenceDigests holds us to digests that the reference publishes for documents whose rows in the vectors
// were computed by somebody else (tests/examples/expected of the reference, July–September 2026).
func TestHashReferenceDigests(t *testing.T) {
	t.Parallel()
	dir := hashConformance(t)
	for _, tc := range []struct {
		file    string
		version epcis.HashVersion
		digest  string
	}{
		{
			"hash-doc/epcis-event-hash-generator/epcisDocWithSensorComponent.jsonld", epcis.HashCBV20,
			"14faa21345eb49fa31e5578aed52a2c291b7dc8ded0d53c88135955173ea91fc",
		},
		{
			"hash-doc/epcis-event-hash-generator/CertificationInfoAndSensorReportWithCRS.jsonld", epcis.HashCBV20,
			"db3f717972b6be7ce2eb2f31a12b00beda1f9a7de63c23948f4b7314ffe0581b",
		},
		{
			"hash-doc/epcis-event-hash-generator/CertificationInfoAndSensorReportWithCRS.jsonld", epcis.HashCBV21,
			"ce144ccdca1bafdb5f277f2ecd2c33dc287cf7307b154e0c2d41a0dde82322ac",
		},
		{
			"doc-json/openepcis/ObjectEvent_all_possible_fields.json", epcis.HashCBV20,
			"9811bfb2672e9c3a0f6151be339d22b60db375c8b23d2740f6137cc6539f0639",
		},
		{
			"doc-json/openepcis/ObjectEvent_all_possible_fields.json", epcis.HashCBV21,
			"465f7b2495684562349eed41324796ea0435ff429b60c18eda5e5698df377ede",
		},
		{
			"doc-json/openepcis/TransformationEvent_with_userExtensions.json", epcis.HashCBV20,
			"dca180f4e6005d4b6a6408a8d143977ca2e4f3e72048d7aa03b4df4055d484f9",
		},
		{
			"doc-json/openepcis/TransformationEvent_with_userExtensions.json", epcis.HashCBV21,
			"68d0ade88ea2bc6ec0b1b1fe8743aa34eb9b678855fcbbbc24642c5d05d64a50",
		},
	} {
		src, err := os.ReadFile(filepath.Join(dir, "epcis", filepath.FromSlash(tc.file)))
		if err != nil {
			t.Fatal(err)
		}
		events, ctx := hashEvents(t, src)
		id, err := epcis.HashID(&events[0], ctx, tc.version)
		want := "ni:///sha-256;" + tc.digest + "?ver=" + tc.version.String()
		if err != nil || id != want {
			t.Errorf("%s %v: %s, %v; want %s", tc.file, tc.version, id, err, want)
		}
	}
}

// hashParse parses one event written in a test.
func hashParse(t testing.TB, src string) *epcis.Node {
	t.Helper()
	n, err := epcis.ParseJSON([]byte(src))
	if err != nil {
		t.Fatalf("%v in %s", err, src)
	}
	return n
}

const hashHead = "eventType=ObjectEventeventTime=2026-02-03T04:05:06.000ZeventTimeZoneOffset=+08:00"

// hashTail returns what an event says behind its type and times.
func hashTail(t testing.TB, members string, v epcis.HashVersion) string {
	t.Helper()
	got, err := epcis.PreHash(hashParse(t, `{"type":"ObjectEvent","eventTime":"2026-02-03T12:05:06+08:00",
		"eventTimeZoneOffset":"+08:00",`+members+`}`), hashExample, v)
	if err != nil {
		t.Fatalf("%v in %s", err, members)
	}
	tail, ok := strings.CutPrefix(got, hashHead)
	if !ok {
		t.Fatalf("%s does not start with %s", got, hashHead)
	}
	return tail
}

var hashExample = epcis.NewContexts(&epcis.Node{Kind: epcis.Object, Members: []epcis.Member{
	{Name: "ex", Value: epcis.Node{Kind: epcis.String, Text: "https://ex.example/"}},
}})

// TestHashValues checks one value at a time. Values stand in an extension unless the rule belongs to a field.
func TestHashValues(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, value, want string }{
		{"whole", `1E3`, "=1000"},
		{"trailing zeros", `1.50`, "=1.5"},
		{"whole with fraction", `25.00`, "=25"},
		{"minus zero", `-0`, "=0"},
		{"minus zero with fraction", `-0.00`, "=0"},
		{"negative", `-12.340`, "=-12.34"},
		{"small", `5e-7`, "=0.0000005"},
		{"fraction from exponent", `125E-2`, "=1.25"},
		{"whole from exponent", `12500e-2`, "=125"},
		{
			"beyond floats", `12345678901234567890123456789012345678901234567890`,
			"=12345678901234567890123456789012345678901234567890",
		},
		{"digits beyond floats", `0.1234567890123456789012345678901234567890`, "=0.123456789012345678901234567890123456789"},
		{"neighbours a float cannot tell", `9007199254740993`, "=9007199254740993"},
		{"no gigabyte of zeros", `10E999999998`, "=1E+999999999"},
		{"nor behind the point", `25e-999999999`, "=2.5E-999999998"},
		{"exponent beyond reason", `1e99999999999999999999`, "=1e99999999999999999999"},
		{"number in a string", `"007.50"`, "=7.5"},
		{"sign in a string", `"+5"`, "=5"},
		{"bare fraction in a string", `".5"`, "=0.5"},
		{"bare point is text", `"."`, "=."},
		{"exponent in a string", `"12E3"`, "=1.2E+4"},
		{"zero with exponent in a string", `"0E3"`, "=0"},
		{"small fraction in a string", `"1e-2"`, "=0.01"},
		{"minuscule in a string", `"1e-999999999"`, "=1e-999999999"},
		{"dates are text", `"2026-01-02"`, "=2026-01-02"},
		{"underscores are text", `"1_000"`, "=1_000"},
		{"other digits are text", `"١٢"`, "=١٢"},
		{"white space", `"  a b\t"`, "=a b"},
		{"empty", `""`, ""},
		{"boolean", `true`, "=true"},
		{"times of extensions stay", `"2026-01-01T00:00:00+08:00"`, "=2026-01-01T00:00:00+08:00"},
		{"CBV CURIE", `"cbv:Disp-recalled"`, "=https://ref.gs1.org/cbv/Disp-recalled"},
		{"GS1 CURIE", `"gs1:Angle"`, "=https://ref.gs1.org/voc/Angle"},
		{"user CURIE", `"ex:thing"`, "=ex:thing"},
		{"unknown CURIE", `"no:thing"`, "=no:thing"},
		{"CBV URN", `"urn:epcglobal:cbv:btt:po"`, "=https://ref.gs1.org/cbv/BTT-po"},
		{"CBV transaction URN stays", `"urn:epcglobal:cbv:bt:0614141073467:1152"`, "=urn:epcglobal:cbv:bt:0614141073467:1152"},
		{"object", `{"ex:b":1,"ex:a":"x"}`, "{https://ex.example/}a=x{https://ex.example/}b=1"},
		{"empty object", `{}`, ""},
		{"nested array", `[["b","a"]]`, "=a=b"},
		{"comment", `{"rdfs:comment":"x","comment":"y"}`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got, want := hashTail(t, `"ex:v":`+tc.value, epcis.HashCBV20), "{https://ex.example/}v"+tc.want; got != want {
				t.Errorf("%s is %s, want %s", tc.value, got, want)
			}
		})
	}
}

func TestHashFields(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, members, want20, want21 string }{
		{"absent", `"epcList":[],"disposition":"","ex:a":null,"ex:b":[]`, "", ""},
		{
			"words", `"disposition":"recalled","bizStep":"holding"`,
			"bizStep=https://ref.gs1.org/cbv/BizStep-holdingdisposition=https://ref.gs1.org/cbv/Disp-recalled", "",
		},
		{"custom word", `"bizStep":"https://example.com/step/1.0"`, "bizStep=https://example.com/step/1.0", ""},
		{"word that looks like a number", `"bizStep":"1.0"`, "bizStep=https://ref.gs1.org/cbv/BizStep-1.0", ""},
		{
			"persistent disposition", `"persistentDisposition":{"unset":["recalled"],"set":["destroyed","available"]}`,
			"persistentDispositionset=https://ref.gs1.org/cbv/Disp-availableset=https://ref.gs1.org/cbv/Disp-destroyed" +
				"unset=https://ref.gs1.org/cbv/Disp-recalled", "",
		},
		{
			"type before value", `"sourceList":[{"source":"urn:epc:id:pgln:4012345.00225","type":"owning_party"}]`,
			"sourceListtype=https://ref.gs1.org/cbv/SDT-owning_partysource=https://id.gs1.org/417/4012345002256", "",
		},
		{
			"transaction without a type", `"bizTransactionList":[{"bizTransaction":"b"},{"bizTransaction":"a"}]`,
			"bizTransactionListbizTransaction=abizTransaction=b", "",
		},
		{
			"source before destination", `"destinationList":[{"destination":"x:d"}],"sourceList":[{"source":"x:s"}]`,
			"sourceListsource=x:sdestinationListdestination=x:d", "",
		},
		{"single value for a list", `"epcList":"x:a"`, "epcListepc=x:a", ""},
		{
			"place as a string", `"readPoint":"urn:epc:id:sgln:4012345.00005.0"`,
			"readPoint=https://id.gs1.org/414/4012345000054", "",
		},
		{"left out", `"recordTime":"now","eventID":"x:1","errorDeclaration":{"reason":"did_not_occur"},
			"certificationInfo":"x:c","comment":"c","rdfs:comment":"c","@context":{"q":"x"}`, "", ""},
		{"unknown member", `"surprise":1`, "surprise=1", ""},
		{"object where text belongs", `"action":{"b":1,"a":2}`, "actiona=2b=1", ""},
		{
			"extension of a place",
			`"readPoint":{"id":"x:p","ex:room":"7.0"},"bizLocation":{"id":"x:l"},"ilmd":{"ex:z":1},"ex:a":2`,
			"readPointid=x:pbizLocationid=x:lilmd{https://ex.example/}z=1readPoint{https://ex.example/}room=7{https://ex.example/}a=2",
			"readPointid=x:p{https://ex.example/}room=7bizLocationid=x:lilmd{https://ex.example/}z=1{https://ex.example/}a=2",
		},
		{
			"sensor",
			`"sensorElementList":[{"sensorMetadata":{"time":"2026-01-01T00:00:00.0005Z"},"sensorReport":[
				{"type":"Temperature","value":26.0,"component":"x","exception":"ERROR_CONDITION","ex:r":1}],"ex:e":2}]`,
			"sensorElementsensorMetadatatime=2026-01-01T00:00:00.001Z" +
				"sensorReporttype=https://ref.gs1.org/voc/Temperatureexception=https://ref.gs1.org/voc/ERROR_CONDITION" +
				"value=26component=https://ref.gs1.org/cbv/Comp-x" +
				"sensorElementsensorReport{https://ex.example/}r=1{https://ex.example/}e=2",
			"sensorElementListsensorElementsensorMetadatatime=2026-01-01T00:00:00.001Z" +
				"sensorReporttype=https://ref.gs1.org/voc/Temperatureexception=https://ref.gs1.org/voc/ERROR_CONDITION" +
				"value=26component=https://ref.gs1.org/cbv/Comp-x{https://ex.example/}r=1{https://ex.example/}e=2",
		},
		{
			"quantity", `"quantityList":[{"uom":"KGM","quantity":1.20,"epcClass":"urn:epc:class:lgtin:4012345.012345.L1"}]`,
			"quantityListquantityElementepcClass=https://id.gs1.org/01/04012345123456/10/L1quantity=1.2uom=KGM", "",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.want21 == "" {
				tc.want21 = tc.want20
			}
			for v, want := range map[epcis.HashVersion]string{epcis.HashCBV20: tc.want20, epcis.HashCBV21: tc.want21} {
				if diff := cmp.Diff(want, hashTail(t, tc.members, v)); diff != "" {
					t.Errorf("%v (-want +got):\n%s", v, diff)
				}
			}
		})
	}
}

func TestHashTimes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ in, want string }{
		{"2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"},
		{"2026-01-01t00:00:00.1z", "2026-01-01T00:00:00.100Z"},
		{"2026-01-01T00:00:00.1414Z", "2026-01-01T00:00:00.141Z"},
		{"2026-01-01T00:00:00.1415Z", "2026-01-01T00:00:00.142Z"},
		{"2026-01-01T00:00:00.1425Z", "2026-01-01T00:00:00.143Z"}, // banker's rounding says .142
		{"2026-01-01T00:00:00.14149999999999999999Z", "2026-01-01T00:00:00.141Z"},
		{"2026-12-31T23:59:59.9995Z", "2027-01-01T00:00:00.000Z"},
		{"2026-12-31T23:59:60Z", "2027-01-01T00:00:00.000Z"},
		{"2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00.000Z"},
		{"2026-01-01T07:59:00+08:00", "2025-12-31T23:59:00.000Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
		{"2026-02-29T00:00:00Z", ""},
		{"2026-13-01T00:00:00Z", ""},
		{"2026-00-01T00:00:00Z", ""},
		{"2026-01-01T24:00:00Z", ""},
		{"2026-01-01T00:60:00Z", ""},
		{"2026-01-01T00:00:61Z", ""},
		{"2026-01-01T00:00:00", ""},
		{"2026-01-01T00:00:00.Z", ""},
		{"2026-01-01T00:00:00,5Z", ""},
		{"2026-01-01 00:00:00Z", ""},
		{"2026-01-01T00:00:00+8:00", ""},
		{"2026-01-01T00:00:00+24:00", ""},
		{"2026-01-01T00:00:00+0800", ""},
		{"2026-01-01T00:00:00ZZ", ""},
		{"9999-12-31T23:59:59.9999Z", ""},
		{"0000-01-01T00:00:00+01:00", ""},
		{"2026-1-01T00:00:00Z", ""},
		{"yesterday", ""},
	} {
		event := hashParse(t, fmt.Sprintf(`{"type":"ObjectEvent","eventTime":%q}`, tc.in))
		got, err := epcis.PreHash(event, epcis.Contexts{}, epcis.HashCBV20)
		want := "eventType=ObjectEventeventTime=" + tc.want
		switch {
		case tc.want != "" && (err != nil || got != want):
			t.Errorf("%s: %s, %v; want %s", tc.in, got, err, want)
		case tc.want == "" && !errors.Is(err, epcis.ErrHashInput):
			t.Errorf("%s: %s, %v; want an error", tc.in, got, err)
		}
	}
}

// TestHashKeys checks that the spellings of a GS1 key become one, and that what is no key stays untouched.
func TestHashKeys(t *testing.T) {
	t.Parallel()
	const gs1 = "https://id.gs1.org/"
	for _, tc := range []struct{ in, want string }{
		{"urn:epc:id:sgtin:4012345.011111.9876", gs1 + "01/04012345111118/21/9876"},
		{"urn:epc:id:sgtin:415056789012.0.987654", gs1 + "01/04150567890128/21/987654"},
		{"urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()", gs1 + "01/80614141123458/21/6789%2F%26%25%22!%3F()"},
		{"urn:epc:id:sgtin:4012345.011111.a+b,c:d", gs1 + "01/04012345111118/21/a%2Bb%2Cc%3Ad"},
		{"urn:epc:id:sgtin:4012345.011111.%2d%2f", gs1 + "01/04012345111118/21/-%2F"},
		{"urn:epc:id:sgtin:4012345.011111.a.b", gs1 + "01/04012345111118/21/a.b"},
		{"urn:epc:id:sscc:4012345.3111111111", gs1 + "00/340123451111111111"},
		{"urn:epc:id:sgln:4012345.00005.122", gs1 + "414/4012345000054/254/122"},
		{"urn:epc:id:sgln:4012345.00005.0", gs1 + "414/4012345000054"},
		{"urn:epc:id:pgln:999999999999.", gs1 + "417/9999999999994"},
		{"urn:epc:id:grai:4012345.00022.334455", gs1 + "8003/04012345000221334455"},
		{"urn:epc:id:giai:4012345.ABC345", gs1 + "8004/4012345ABC345"},
		{"urn:epc:id:gsrn:4012345.0000006765", gs1 + "8018/401234500000067657"},
		{"urn:epc:id:gsrnp:4012345.0000000007", gs1 + "8017/401234500000000074"},
		{"urn:epc:id:gdti:4012345.00009.PO-4711", gs1 + "253/4012345000092PO-4711"},
		{"urn:epc:id:gdti:987659999999..9", gs1 + "253/98765999999929"},
		{"urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234", gs1 + "8010/061414111111111111111-A%23%2F/8011/1234"},
		{"urn:epc:id:sgcn:4012345.99999.44", gs1 + "255/401234599999044"},
		{"urn:epc:id:ginc:0614141.xyz47%2F11", gs1 + "401/0614141xyz47%2F11"},
		{"urn:epc:id:gsin:4012345.222333444", gs1 + "402/40123452223334442"},
		{"urn:epc:id:itip:4012345.011111.01.02.987", gs1 + "8006/040123451111180102/21/987"},
		{"urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7'SDB", gs1 + "01/01234567987651/235/51qIgY)%3C%26Jp3*j7'SDB"},
		{"urn:epc:class:lgtin:4012345.012345.Lot987", gs1 + "01/04012345123456/10/Lot987"},
		{"urn:epc:idpat:sgtin:4012345.012345.*", gs1 + "01/04012345123456"},
		{"urn:epc:idpat:grai:4012345.99999.*", gs1 + "8003/04012345999990"},
		{"urn:epc:idpat:gdti:4012345.11111.*", gs1 + "253/4012345111118"},
		{"urn:epc:idpat:sgcn:4012345.22222.*", gs1 + "255/4012345222227"},
		{"urn:epc:idpat:cpi:4012345.AB12.*", gs1 + "8010/4012345AB12"},
		{"urn:epc:idpat:itip:4012345.012345.01.02.*", gs1 + "8006/040123451234560102"},
		{"urn:epc:idpat:upui:4012345.012345.*", gs1 + "01/04012345123456"},
		{"https://example.com/gtin/09780345418913/21/765tz?11=221109", gs1 + "01/09780345418913/21/765tz"},
		{"http://id.gs1.org/gtin/9780345418913", gs1 + "01/09780345418913"},
		{"http://example.de/gtin-8/01/97803111", gs1 + "01/00000097803111"},
		{"http://us.example/01/001122334455/ser/GHB", gs1 + "01/00001122334455/21/GHB"},
		{gs1 + "gtin/9780345418913/cpv/344/lot/1223/ser/765tz", gs1 + "01/09780345418913/21/765tz"},
		{gs1 + "01/9780345418913/22/344/10/1223", gs1 + "01/09780345418913/10/1223"},
		{gs1 + "gtin/9780345418913/cpv/344", gs1 + "01/09780345418913"},
		{gs1 + "01/09780345418913/21/a%2fb+c", gs1 + "01/09780345418913/21/a%2Fb%2Bc"},
		{"https://shop.example/a/b/01/9780345418913/10/1223/", gs1 + "01/09780345418913/10/1223"},
		{"https://x.example/8006/040123451234560102/10/L/21/ser987", gs1 + "8006/040123451234560102/21/ser987"},
		{"https://example.co.uk/party/4226350800008", gs1 + "417/4226350800008"},
		{gs1 + "414/4280000000002/254/12", gs1 + "414/4280000000002/254/12"},
		{gs1 + "8010/0628165987/8011/9876", gs1 + "8010/0628165987/8011/9876"},
		{gs1 + "255/0811625999996554433", gs1 + "255/0811625999996554433"},
		{gs1 + "253/4602443000331XYZ", gs1 + "253/4602443000331XYZ"},

		{"urn:epc:id:sgtin:4012345.01111.9876", ""},  // one digit short
		{"urn:epc:id:sgtin:40123.01111111.9876", ""}, // prefix too short
		{"urn:epc:id:sgtin:4012345.011111", ""},      // no serial
		{"urn:epc:id:sgtin:4012345.011111.", ""},     // empty serial
		{"urn:epc:id:sgtin:4012345.011111.%ZZ", ""},  // broken escape
		{"urn:epc:id:sgtin:4012345.011111.%2", ""},   // cut escape
		{"urn:epc:id:sgtin:4012345.011111.a%00", ""}, // outside the character set
		{"urn:epc:id:sgtin:4012345.011111.123456789012345678901", ""},
		{"urn:epc:id:sgtin:401234567890123..1", ""},
		{"urn:epc:id:sscc:4012345.3111111111.1", ""},
		{"urn:epc:id:sgcn:4012345.99999.4X", ""},
		{"urn:epc:id:itip:4012345.011111.1.02.987", ""},
		{"urn:epc:id:cpi:0614141.1a.1234", ""},
		{"urn:epc:id:unknown:1.2.3", ""},
		{"urn:epc:idpat:sgln:4012345.00005.*", ""},
		{"urn:epc:idpat:sgtin:4012345.*.*", ""},
		{"urn:epc:id:", ""},
		{"urn:epcisapp:x", ""},
		{"https://id.gs1.org/99/9780345418913", ""},
		{"https://id.gs1.org/01/9780345418913/99/utfgf", ""},
		{"https://id.gs1.org/01/9780345418913/21/x/10/y", ""}, // qualifiers out of order
		{"https://id.gs1.org/01/97803", ""},
		{"https://id.gs1.org/01/9780345418913#top", ""},
		{"https://id.gs1.org/8006/04012345123456/10/XYZ", ""},
		{"https://example.org/01/intro", ""},
		{"https://example.org/401/downloads", ""},
		{"https://example.org", ""},
		{"http:/x", ""},
	} {
		want := tc.want
		if want == "" {
			want = tc.in
		}
		quoted, err := json.Marshal(tc.in)
		if err != nil {
			t.Fatal(err)
		}
		if got := hashTail(t, `"parentID":`+string(quoted), epcis.HashCBV20); got != "parentID="+want {
			t.Errorf("%s is %s, want %s", tc.in, got, want)
		}
	}
}

func TestHashContexts(t *testing.T) {
	t.Parallel()
	document := hashParse(t, `["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
		{"a":"https://a.example/","gs1":"https://gs1.org/voc/","@version":1.1,"n":null},{"b":{"@id":"https://b.example/"}}]`)
	event := hashParse(t, `{"a":"https://a2.example/"}`)
	ctx := epcis.NewContexts(document, nil, event)
	for prefix, want := range map[string]string{
		"a": "https://a2.example/", "b": "https://b.example/", "gs1": "https://ref.gs1.org/voc/",
		"cbv": "https://ref.gs1.org/cbv/", "epcis": "https://ref.gs1.org/epcis/", "cbvmda": "urn:epcglobal:cbv:mda",
		"@version": "", "n": "", "z": "",
	} {
		if got, ok := ctx.Namespace(prefix); got != want || ok != (want != "") {
			t.Errorf("Namespace(%q) = %q, %v; want %q", prefix, got, ok, want)
		}
	}
	if got, _ := epcis.NewContexts(hashParse(t, `{"cbvmda":"https://m.example/"}`)).Namespace("cbvmda"); got != "https://m.example/" {
		t.Errorf("cbvmda declared by the document is %q", got)
	}

	// The event's own context wins over the document's, and leaves the shared value alone.
	own := hashParse(t, `{"@context":[{"a":"https://own.example/"}],"type":"ObjectEvent",
		"eventTime":"2026-01-01T00:00:00Z","a:x":1,"b:y":2}`)
	got, err := epcis.PreHash(own, ctx, epcis.HashCBV20)
	want := "eventType=ObjectEventeventTime=2026-01-01T00:00:00.000Z{https://b.example/}y=2{https://own.example/}x=1"
	if err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	if ns, _ := ctx.Namespace("a"); ns != "https://a2.example/" {
		t.Errorf("the document's context changed to %q", ns)
	}
}

func TestHashRefusals(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		src     string
		version epcis.HashVersion
		member  string
	}{
		{`[]`, epcis.HashCBV20, ""},
		{`{"eventTime":"2026-01-01T00:00:00Z"}`, epcis.HashCBV20, "type"},
		{`{"type":["ObjectEvent"],"eventTime":"2026-01-01T00:00:00Z"}`, epcis.HashCBV20, "type"},
		{`{"type":"ObjectEvent"}`, epcis.HashCBV20, "eventTime"},
		{`{"type":"ObjectEvent","eventTime":null}`, epcis.HashCBV20, "eventTime"},
		{`{"type":"ObjectEvent","eventTime":12}`, epcis.HashCBV20, "eventTime"},
		{
			`{"type":"ObjectEvent","eventTime":"2026-01-01T00:00:00Z","sensorElementList":[{"sensorMetadata":{"endTime":"x"}}]}`,
			epcis.HashCBV21, "endTime",
		},
		{`{"type":"ObjectEvent","eventTime":"2026-01-01T00:00:00Z"}`, 7, ""},
	} {
		id, err := epcis.HashID(hashParse(t, tc.src), epcis.Contexts{}, tc.version)
		var refused *epcis.HashError
		if id != "" || !errors.As(err, &refused) || !errors.Is(err, epcis.ErrHashInput) || refused.Member != tc.member {
			t.Errorf("%s: %q, %v; want an error about %q", tc.src, id, err, tc.member)
		}
	}
	if _, err := epcis.HashID(nil, epcis.Contexts{}, epcis.HashCBV20); !errors.Is(err, epcis.ErrHashInput) {
		t.Errorf("nil event: %v", err)
	}
}

// hashRich is an event with a value in every kind of place.
const hashRich = `{
	"@context": {"ex": "https://ex.example/", "ey": "https://ey.example/v#"},
	"type": "ObjectEvent", "eventID": "urn:uuid:1", "recordTime": "2026-03-01T00:00:00Z",
	"eventTime": "2026-02-03T12:05:06.7+08:00", "eventTimeZoneOffset": "+08:00", "certificationInfo": "https://c.example",
	"epcList": ["urn:epc:id:sgtin:4012345.011111.9876", "https://id.gs1.org/01/04012345111118/21/9877", "urn:x:1"],
	"quantityList": [
		{"epcClass": "urn:epc:class:lgtin:4012345.012345.L1", "quantity": 12.5, "uom": "KGM", "ex:q": "a"},
		{"epcClass": "urn:epc:class:lgtin:4012345.012345.L2", "quantity": 3}],
	"action": "OBSERVE", "bizStep": "holding", "disposition": "recalled",
	"persistentDisposition": {"set": ["recalled", "destroyed"], "unset": ["available"]},
	"readPoint": {"id": "urn:epc:id:sgln:4012345.00005.122", "ex:room": "r"},
	"bizLocation": {"id": "https://id.gs1.org/414/4012345000054"},
	"bizTransactionList": [{"type": "po", "bizTransaction": "urn:x:po"}, {"type": "inv", "bizTransaction": "urn:x:inv"}],
	"sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00225"}],
	"destinationList": [{"type": "location", "destination": "urn:x:d1"}, {"type": "location", "destination": "urn:x:d2"}],
	"sensorElementList": [
		{"sensorMetadata": {"time": "2026-02-03T04:05:06Z", "deviceID": "urn:x:dev", "ex:m": true},
		 "sensorReport": [{"type": "Temperature", "value": 26.1, "uom": "CEL", "ex:r": 1, "bizRules": "urn:x:br"},
			{"type": "Speed", "minValue": 1, "maxValue": 2, "booleanValue": false}], "ex:e": ["u", "v"]},
		{"sensorReport": [{"type": "Angle", "component": "latitude", "stringValue": "s"}]}],
	"ilmd": {"ex:lot": "L1", "ey:origin": {"ex:country": "CN", "ex:farm": ["f1", "f2", {"ex:plot": 7}]}},
	"errorDeclaration": {"declarationTime": "2026-03-01T00:00:00Z", "reason": "did_not_occur"},
	"ex:recall": {"ex:level": "II", "comment": "why"}, "ex:list": [3, "two", true, [4, 5]], "plain": "p"
}`

var hashVersions = []epcis.HashVersion{epcis.HashCBV20, epcis.HashCBV21}

func hashMust(t interface{ Fatal(...any) }, n *epcis.Node, v epcis.HashVersion) string {
	id, err := epcis.HashID(n, epcis.Contexts{}, v)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestHashOrderFree shuffles every object and array and sprinkles white space: the ID stays.
func TestHashOrderFree(t *testing.T) {
	t.Parallel()
	rich := hashParse(t, hashRich)
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		hashShuffled(t, rich, &text)
		shuffled, err := epcis.ParseJSON([]byte(text.String()))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range hashVersions {
			if got, want := hashMust(t, shuffled, v), hashMust(t, rich, v); got != want {
				pre, _ := epcis.PreHash(shuffled, epcis.Contexts{}, v)
				orig, _ := epcis.PreHash(rich, epcis.Contexts{}, v)
				t.Fatalf("%v: order matters:\n%s", v, cmp.Diff(orig, pre))
			}
		}
	})
}

func hashShuffled(t *rapid.T, n *epcis.Node, out *strings.Builder) {
	space := func() { out.WriteString(rapid.SampledFrom([]string{"", " ", "\n\t"}).Draw(t, "space")) }
	space()
	switch n.Kind {
	case epcis.Object:
		out.WriteByte('{')
		for i, m := range rapid.Permutation(n.Members).Draw(t, "members") {
			if i > 0 {
				out.WriteByte(',')
			}
			space()
			fmt.Fprintf(out, "%q:", m.Name)
			hashShuffled(t, &m.Value, out)
		}
		out.WriteByte('}')
	case epcis.Array:
		out.WriteByte('[')
		for i, item := range rapid.Permutation(n.Items).Draw(t, "items") {
			if i > 0 {
				out.WriteByte(',')
			}
			hashShuffled(t, &item, out)
		}
		out.WriteByte(']')
	case epcis.String:
		fmt.Fprintf(out, "%q", n.Text)
	default:
		out.WriteString(n.Text)
	}
	space()
}

// hashIgnored are the members of hashRich that take no part in the hash.
var hashIgnored = []string{"eventID", "recordTime", "certificationInfo", "errorDeclaration", "comment"}

// TestHashEveryValueCounts changes each value of an event, and drops each member and entry, one at a time.
func TestHashEveryValueCounts(t *testing.T) {
	t.Parallel()
	rich := hashParse(t, hashRich)
	for _, v := range hashVersions {
		seen := map[string]string{hashMust(t, rich, v): "the event itself"}
		check := func(path string) {
			id, err := epcis.HashID(rich, epcis.Contexts{}, v)
			if err != nil {
				return // a required member went; refusing is also a difference
			}
			before, same := seen[id]
			if hashIgnoredPath(path) {
				if before != "the event itself" {
					t.Errorf("%v: %s takes part in the hash", v, path)
				}
				return
			}
			if strings.HasSuffix(path, " dropped") {
				// The last entry of a list and the list are the same loss, so only the event itself must differ.
				same = before == "the event itself"
			} else {
				seen[id] = path
			}
			if same {
				t.Errorf("%v: %s hashes like %s", v, path, before)
			}
		}
		hashMutate(rich, "", check)
		if len(seen) < 60 {
			t.Errorf("%v: only %d different events seen", v, len(seen))
		}
	}
}

func hashIgnoredPath(path string) bool {
	for _, name := range hashIgnored {
		if strings.Contains(path, "/"+name) {
			return true
		}
	}
	return false
}

// hashMutate changes a tree in place, one step at a time, calls check after each and undoes it.
func hashMutate(n *epcis.Node, path string, check func(path string)) {
	original := *n
	switch n.Kind {
	case epcis.Object:
		for i := range n.Members {
			if n.Members[i].Name == "@context" {
				continue // prefixes are names, tested elsewhere
			}
			at := path + "/" + n.Members[i].Name
			hashMutate(&n.Members[i].Value, at, check)
			n.Members = append(append([]epcis.Member{}, original.Members[:i]...), original.Members[i+1:]...)
			check(at + " dropped")
			n.Members = original.Members
		}
	case epcis.Array:
		for i := range n.Items {
			at := fmt.Sprintf("%s/%d", path, i)
			hashMutate(&n.Items[i], at, check)
			n.Items = append(append([]epcis.Node{}, original.Items[:i]...), original.Items[i+1:]...)
			check(at + " dropped")
			n.Items = original.Items
		}
	case epcis.Bool:
		n.Text = map[string]string{"true": "false", "false": "true"}[n.Text]
		check(path)
	case epcis.Number:
		n.Text += "1"
		check(path)
	case epcis.String:
		if strings.HasSuffix(strings.ToLower(path), "time") {
			n.Text = strings.Replace(n.Text, "2026", "2025", 1)
		} else {
			n.Text += "1"
		}
		check(path)
	}
	n.Kind, n.Text = original.Kind, original.Text
}

// TestHashSpellings writes one event in two ways that mean the same.
func TestHashSpellings(t *testing.T) {
	t.Parallel()
	a := hashParse(t, `{"@context":{"ex":"https://ex.example/"},"type":"AggregationEvent",
		"eventTime":"2026-02-03T12:05:06+08:00","eventTimeZoneOffset":"+08:00","action":"ADD",
		"parentID":"urn:epc:id:sscc:4012345.3111111111","childEPCs":["urn:epc:id:sgtin:4012345.011111.98%22"],
		"childQuantityList":[{"epcClass":"urn:epc:class:lgtin:4012345.012345.L1","quantity":1.50}],
		"bizStep":"packing","ex:v":1000}`)
	b := hashParse(t, `{"type":"AggregationEvent","@context":{"other":"https://ex.example/"},
		"eventTime":"2026-02-03T04:05:06.0000Z","eventTimeZoneOffset":"+08:00","action":" ADD ",
		"parentID":"https://trace.example/00/340123451111111111?x=1","childEPCs":"http://shop.example/gtin/4012345111118/ser/98%22",
		"childQuantityList":[{"quantity":15E-1,"epcClass":"https://id.gs1.org/01/04012345123456/10/L1"}],
		"bizStep":"cbv:BizStep-packing","other:v":[1E3],"eventID":"urn:uuid:2"}`)
	for _, v := range hashVersions {
		if x, y := hashMust(t, a, v), hashMust(t, b, v); x != y {
			pa, _ := epcis.PreHash(a, epcis.Contexts{}, v)
			pb, _ := epcis.PreHash(b, epcis.Contexts{}, v)
			t.Errorf("%v: %s", v, cmp.Diff(pa, pb))
		}
	}
}

// FuzzHashID: no text makes the hash panic, hashing twice gives the same, and the ID is the digest of the pre-hash.
func FuzzHashID(f *testing.F) {
	f.Add([]byte(hashRich))
	f.Add([]byte(`{"type":"ObjectEvent","eventTime":"2026-12-31T23:59:59.9995Z","epcList":[[["urn:epc:id:sgtin:..."]],{}]}`))
	f.Add([]byte(`{"type":"x","eventTime":["2026-01-01T00:00:00+00:00"],"a":[1e-9,-0.0,"+.e1","%","http://%/01/0000%"]}`))
	f.Add([]byte(`{"type":"x","eventTime":"2026-01-01T00:00:00Z","sensorElementList":{"sensorReport":[[{}],null]},"ilmd":[{},1]}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		n, err := epcis.ParseJSON(src)
		if err != nil {
			return
		}
		ctx := epcis.NewContexts(n.Get("@context"), n)
		for _, v := range hashVersions {
			pre, err := epcis.PreHash(n, ctx, v)
			id, err2 := epcis.HashID(n, ctx, v)
			if (err == nil) != (err2 == nil) {
				t.Fatalf("PreHash %v, HashID %v", err, err2)
			}
			if err == nil && id != hashDigest(pre, v) {
				t.Fatalf("%s is not the digest of %q", id, pre)
			}
		}
	})
}
