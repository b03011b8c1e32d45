package epcis_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// gs1Schema compiles the GS1 JSON schema with its formats asserted. With strict set, "uri" is RFC 3986 by a regular
// expression written from its grammar; otherwise it is what net/url lets through.
func gs1Schema(t testing.TB, strict bool) *jsonschema.Schema {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(corpusDir(t), "schema", "EPCIS-JSON-Schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	c.AssertFormat()
	c.UseRegexpEngine(compileLookahead)
	if strict {
		c.RegisterFormat(&jsonschema.Format{Name: "uri", Validate: oracleURI})
	}
	const at = "https://gs1.github.io/EPCIS/EPCIS-JSON-Schema.json"
	if err := c.AddResource(at, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lookahead is a pattern "^(?!(a|b))", which Go's regexp does not know: no match of a or b at the start.
type lookahead struct {
	text string
	not  *regexp.Regexp
}

func (l lookahead) MatchString(s string) bool { return !l.not.MatchString(s) }
func (l lookahead) String() string            { return l.text }

func compileLookahead(pattern string) (jsonschema.Regexp, error) {
	inner, ok := strings.CutPrefix(pattern, "^(?!")
	if !ok {
		return regexp.Compile(pattern)
	}
	not, err := regexp.Compile("^" + strings.TrimSuffix(inner, ")"))
	return lookahead{pattern, not}, err
}

// uriGrammar is RFC 3986 appendix A, written independently of the hand-written check.
var uriGrammar = func() *regexp.Regexp {
	const (
		pct   = `%[0-9A-Fa-f]{2}`
		pchar = `(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|` + pct + `)`
		host  = `(?:\[(?P<ip>[^\]]*)\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|` + pct + `)*)`
		user  = `(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|` + pct + `)*@)?`
		auth  = user + host + `(?::[0-9]*)?`
		abs   = `(?:/` + pchar + `*)*`
		path  = `(?://` + auth + abs + `|/(?:` + pchar + `+` + abs + `)?|` + pchar + `+` + abs + `|)`
		tail  = `(?:` + pchar + `|[/?])*`
	)
	return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+\-.]*:` + path + `(?:\?` + tail + `)?(?:#` + tail + `)?$`)
}()

var ipFuture = regexp.MustCompile(`^[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+$`)

func oracleURI(v any) error {
	s, ok := v.(string)
	if !ok {
		return nil
	}
	m := uriGrammar.FindStringSubmatch(s)
	if m == nil {
		return fmt.Errorf("%q is not a URI", s)
	}
	if ip := m[uriGrammar.SubexpIndex("ip")]; ip != "" && !ipFuture.MatchString(ip) {
		if a, err := netip.ParseAddr(ip); err != nil || !a.Is6() || a.Zone() != "" {
			return fmt.Errorf("%q is not an IPv6 address", ip)
		}
	}
	return nil
}

// stricter are the codes of our rules that the schema cannot express. Where one of them applies, we refuse what the
// schema accepts; there is no rule the other way round.
var stricter = map[string]string{
	"unknown-prefix":              "a CURIE is refused when no @context declares its prefix",
	"sensor-contradicts-metadata": "TCR-53: a report must not contradict its metadata",
	"missing":                     "EPCIS 2.0 §7.4.3: an aggregation ADD or DELETE names its parent (path …/parentID only)",
}

func onlyStricter(reasons []string) bool {
	for _, r := range reasons {
		code, at, _ := strings.Cut(r, " ")
		if _, ok := stricter[code]; !ok || code == "missing" && !strings.Contains(at, "/parentID ") {
			return false
		}
	}
	return true
}

// compare reports a disagreement between the schema and ParseDocument, "" when there is none that must not be.
func compare(strict, loose *jsonschema.Schema, src []byte) (disagreement string, accepted bool) {
	ours := reasons(src)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		if len(ours) == 0 {
			return "broken JSON accepted: " + err.Error(), false
		}
		return "", false
	}
	theirs := strict.Validate(doc)
	switch {
	case theirs == nil && len(ours) > 0 && !onlyStricter(ours):
		return "schema accepts, we refuse: " + strings.Join(ours, "; "), false
	case theirs != nil && len(ours) == 0:
		return "schema refuses, we accept: " + theirs.Error(), false
	case len(ours) == 0 && loose.Validate(doc) != nil:
		return "net/url refuses a URI that we accept: " + loose.Validate(doc).Error(), true
	}
	return "", len(ours) == 0
}

func TestParseDocument_agrees_with_the_GS1_schema(t *testing.T) {
	t.Parallel()
	strict, loose := gs1Schema(t, true), gs1Schema(t, false)
	for _, doc := range corpus(t) {
		if !json.Valid(doc.src) || strings.HasSuffix(doc.file, "raw_material_production_01_production.json") {
			continue // two JSON schemas with a duplicate member or a comment: not JSON to us
		}
		if d, _ := compare(strict, loose, doc.src); d != "" {
			t.Errorf("%s: %s", doc.file, d)
		}
	}
}

func TestParseDocument_agrees_with_the_GS1_schema_on_mutations(t *testing.T) {
	t.Parallel()
	strict, loose := gs1Schema(t, true), gs1Schema(t, false)
	const rounds = 20
	total, valid, failures := 0, 0, 0
	for n, doc := range corpus(t) {
		var tree any
		if json.Unmarshal(doc.src, &tree) != nil || len(doc.src) > 20_000 {
			continue
		}
		m := mutator{rand.New(rand.NewPCG(20261122, uint64(n)))}
		for range rounds {
			copied := clone(tree)
			for range 1 + m.IntN(3) {
				copied = m.mutate(copied)
			}
			src, err := json.Marshal(copied)
			if err != nil {
				t.Fatal(err)
			}
			total++
			d, ok := compare(strict, loose, src)
			if ok {
				valid++
			}
			if d == "" {
				continue
			}
			if failures++; failures <= 10 {
				t.Errorf("%s: %s\n%s", doc.file, d, src)
			}
		}
	}
	t.Logf("%d mutations, %d valid, %d disagreements", total, valid, failures)
	if valid < total/20 || valid > total*19/20 {
		t.Errorf("%d of %d mutations are valid: the mutations do not probe the rules", valid, total)
	}
}

// Every value of a small document is replaced by every probe, and every probed member is put into every object.
func TestParseDocument_agrees_with_the_GS1_schema_on_every_probe(t *testing.T) {
	t.Parallel()
	strict, loose := gs1Schema(t, true), gs1Schema(t, false)
	for name, text := range probedDocuments {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var tree any
			if err := json.Unmarshal([]byte(text), &tree); err != nil {
				t.Fatal(err)
			}
			total, failures := 0, 0
			check := func(what string) {
				src, err := json.Marshal(tree)
				if err != nil {
					t.Fatal(err)
				}
				total++
				if d, _ := compare(strict, loose, src); d != "" {
					if failures++; failures <= 5 {
						t.Errorf("%s: %s\n%s", what, d, src)
					}
				}
			}
			if r := reasons([]byte(text)); len(r) > 0 {
				t.Fatalf("the unchanged document is refused: %v", r)
			}
			for _, p := range places(tree, func(n any) { tree = n }, nil, "", -1, nil) {
				for _, probe := range probes {
					p.set(clone(probe))
					check(fmt.Sprintf("%s = %v", p.key, probe))
				}
				p.set(p.value)
				probeMembers(p, check)
			}
			t.Logf("%d documents, %d disagreements", total, failures)
		})
	}
}

// probeMembers deletes a member, and adds every member that an object may or may not have.
func probeMembers(p place, check func(string)) {
	if o, ok := p.parent.(map[string]any); ok {
		delete(o, p.key)
		check("without " + p.key)
		o[p.key] = p.value
	}
	o, ok := p.value.(map[string]any)
	if !ok {
		return
	}
	for _, name := range memberProbes {
		if _, present := o[name]; present {
			continue
		}
		for _, v := range memberValues {
			o[name] = v
			check(fmt.Sprintf("%s.%s = %v", p.key, name, v))
		}
		delete(o, name)
	}
}

var memberValues = []any{
	"urn:a:b", "ADD", 1.0,
	[]any{},
	[]any{"urn:a:b"},
	map[string]any{"id": "urn:a:b"},
	map[string]any{"example:deep": 1.0},
	map[string]any{"set": []any{"recalled"}},
	[]any{map[string]any{"epcClass": "urn:a:b"}},
}

const probedContext = `"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"example":"https://example.com/ns/"}]`

// probedDocuments are small, but have every standard member somewhere.
var probedDocuments = map[string]string{
	"object": `{` + probedContext + `,"type":"ObjectEvent","eventTime":"2026-03-01T08:00:00.5+08:00","eventTimeZoneOffset":"+08:00",
		"recordTime":"2026-03-01T00:00:01Z","eventID":"urn:uuid:1","certificationInfo":["https://example.com/c"],"action":"ADD",
		"errorDeclaration":{"declarationTime":"2026-03-02T00:00:00Z","reason":"incorrect_data","correctiveEventIDs":["urn:uuid:2"]},
		"epcList":["urn:epc:id:sgtin:0614141.107346.1"],"quantityList":[{"epcClass":"urn:a:b","quantity":1.5,"uom":"KGM"}],
		"ilmd":{"example:grade":"A","cbvmda:lotNumber":"L1"},"example:note":{"example:deep":1}}`,
	"where and why": `{` + probedContext + `,"type":"ObjectEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00",
		"action":"OBSERVE","bizStep":"shipping","disposition":"in_transit","persistentDisposition":{"set":["recalled"],"unset":["available"]},
		"readPoint":{"id":"urn:epc:id:sgln:0614141.00777.0"},"bizLocation":{"id":"urn:epc:id:sgln:0614141.00777.0"},
		"bizTransactionList":[{"type":"po","bizTransaction":"urn:a:po"}],"sourceList":[{"type":"owning_party","source":"urn:a:s"}],
		"destinationList":[{"type":"location","destination":"urn:a:d"}],"epcList":[]}`,
	"sensor": `{` + probedContext + `,"type":"ObjectEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00",
		"action":"OBSERVE","readPoint":{"id":"urn:a:place"},"sensorElementList":[{"sensorMetadata":{"time":"2026-03-01T07:00:00+08:00",
		"deviceID":"urn:a:device","bizRules":"urn:a:rules"},"sensorReport":[{"type":"Temperature","value":4.5,"uom":"CEL","component":"x",
		"exception":"ALARM_CONDITION","booleanValue":true,"hexBinaryValue":"0f","stringValue":"s","uriValue":"urn:a:u"}]}]}`,
	"aggregation": `{` + probedContext + `,"type":"AggregationEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00",
		"action":"ADD","parentID":"urn:a:parent","childEPCs":["urn:a:child"]}`,
	"unpacking": `{` + probedContext + `,"type":"AggregationEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00",
		"action":"DELETE","parentID":"urn:a:parent"}`,
	"association": `{` + probedContext + `,"type":"AssociationEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00",
		"action":"OBSERVE","parentID":"urn:a:parent","childQuantityList":[{"epcClass":"urn:a:class"}]}`,
	"transaction": `{` + probedContext + `,"type":"TransactionEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00",
		"action":"ADD","bizTransactionList":[{"bizTransaction":"urn:a:po"}],"quantityList":[{"epcClass":"urn:a:class","quantity":3}]}`,
	"transformation": `{` + probedContext + `,"type":"TransformationEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00",
		"inputEPCList":["urn:a:in"],"outputQuantityList":[{"epcClass":"urn:a:out","quantity":2,"uom":"F0"}],"ilmd":{"example:grade":"A"}}`,
	"partial transformation": `{` + probedContext + `,"type":"TransformationEvent","eventTime":"2026-03-01T08:00:00+08:00",
		"eventTimeZoneOffset":"+08:00","inputQuantityList":[{"epcClass":"urn:a:in"}],"transformationID":"urn:a:t"}`,
	"custom": `{` + probedContext + `,"type":"example:Audit","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00"}`,
	"document": `{` + probedContext + `,"id":"urn:a:doc","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-03-01T00:00:00Z",
		"sender":"s","receiver":"r","instanceIdentifier":"i","epcisHeader":{"epcisMasterData":{"vocabularyList":[{"type":"urn:a:v",
		"vocabularyElementList":[{"id":"urn:a:e","attributes":[{"id":"urn:a:a","attribute":"x"}],"children":["urn:a:c"]}]}]}},
		"epcisBody":{"eventList":[{"type":"ObjectEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00",
		"action":"DELETE","epcList":["urn:a:b"]}]}}`,
	"query document": `{` + probedContext + `,"type":"EPCISQueryDocument","schemaVersion":"2.0","creationDate":"2026-03-01T00:00:00Z",
		"epcisBody":{"queryResults":{"queryName":"SimpleEventQuery","subscriptionID":"s","resultsBody":{"vocabularyList":[{"type":"urn:a:v"}],
		"eventList":[{"type":"ObjectEvent","eventTime":"2026-03-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"DELETE",
		"epcList":["urn:a:b"]}]}}}}`,
}

// mutator changes one place of a JSON tree.
type mutator struct{ *rand.Rand }

// place is a value inside a tree with the means to replace or delete it.
type place struct {
	value  any
	set    func(any)
	parent any
	key    string
	index  int
}

func places(v any, set func(any), parent any, key string, index int, out []place) []place {
	out = append(out, place{v, set, parent, key, index})
	switch v := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			out = places(v[name], func(n any) { v[name] = n }, v, name, -1, out)
		}
	case []any:
		for i := range v {
			out = places(v[i], func(n any) { v[i] = n }, v, "", i, out)
		}
	}
	return out
}

func (m mutator) mutate(tree any) any {
	root := tree
	all := places(tree, func(n any) { root = n }, nil, "", -1, nil)
	p := all[m.IntN(len(all))]
	switch m.IntN(7) {
	case 0: // delete or empty
		if o, ok := p.parent.(map[string]any); ok {
			delete(o, p.key)
		} else {
			p.set([]any{})
		}
	case 1: // another type
		p.set(m.pick(nil, true, 12.5, "text", map[string]any{}, []any{}, []any{p.value}))
	case 2: // a value that a rule is about
		p.set(m.pick(probes...))
	case 3: // a member that may not belong here
		if o, ok := p.value.(map[string]any); ok {
			o[memberProbes[m.IntN(len(memberProbes))]] = m.pick(probes...)
		} else {
			p.set(m.pick(probes...))
		}
	case 4: // rename
		if o, ok := p.parent.(map[string]any); ok {
			delete(o, p.key)
			o[memberProbes[m.IntN(len(memberProbes))]] = p.value
		}
	case 5: // a value of another place
		p.set(clone(all[m.IntN(len(all))].value))
	default: // repeat or shorten
		if l, ok := p.value.([]any); ok && len(l) > 0 {
			if m.IntN(2) == 0 {
				p.set(append(slices.Clone(l), clone(l[m.IntN(len(l))])))
			} else {
				p.set(l[:len(l)-1])
			}
		}
	}
	return root
}

func (m mutator) pick(from ...any) any { return clone(from[m.IntN(len(from))]) }

// clone keeps the tree a tree: a value that stands in two places would be changed in both.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, inner := range v {
			out[name] = clone(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = clone(inner)
		}
		return out
	}
	return v
}

var probes = []any{
	"2020-02-29T12:00:00Z", "2021-02-29T12:00:00Z", "2000-02-29T12:00:00Z", "2100-02-29T12:00:00Z", "2020-01-01T00:00:00", "2016-12-31T23:59:60Z",
	"2016-12-31T15:59:60-08:00", "2016-12-31T22:59:60Z", "2020-01-01t00:00:00.123456789123z", "2020-01-01 00:00:00Z",
	"2020-01-01T24:00:00Z", "2020-13-01T00:00:00Z", "2020-01-01T00:00:00+24:00", "0000-01-01T00:00:00Z",
	"+08:00", "-14:00", "+14:01", "+1:00", "+00:60", "08:00",
	"urn:epc:id:sgtin:0614141.107346.2018", "https://id.gs1.org/01/09521141012345/10/AB%20C", "https://id.gs1.org/a b",
	"https://id.gs1.org/%zz", "http://[::1]:80/x", "http://[::1", "http://host:port/", "//host/path", "relative",
	"example:thing", "例子:东西", "https://例子.cn/", "mailto:a@b", "urn:", "a:", ":a", "1a:b", "http://u@h:1/?q#f", "x#y#z:",
	"shipping", "urn:epcglobal:cbv:bizstep:shipping", "https://ns.gs1.org/cbv/BizStep-shipping",
	"https://ref.gs1.org/cbv/BizStep-shipping", "recalled", "po", "owning_party", "did_not_occur", "Temperature",
	"https://gs1.org/voc/Temperature", "http://www.gs1.org/voc/x", "ALARM_CONDITION", "latitude", "OBSERVE", "ADD", "DELETE",
	"ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent", "example:Event",
	"EPCISDocument", "EPCISQueryDocument", "2.0", "2.", "v2", "KGM", "kg", "F0", "xyz", "", "/", "~",
	0.0, -1.0, 1e30, true, nil,
	[]any{},
	map[string]any{},
	[]any{"shipping", "shipping"},
	[]any{"urn:a:b", "urn:a:b"},
	map[string]any{"id": "urn:a:b"},
	map[string]any{"set": []any{"recalled"}},
	map[string]any{"set": []any{}},
	[]any{map[string]any{"epcClass": "urn:a:b", "quantity": 1.5, "uom": "KGM"}},
	[]any{map[string]any{"type": "po", "bizTransaction": "urn:a:b"}},
	[]any{map[string]any{"sensorReport": []any{}}},
	[]any{map[string]any{"sensorReport": []any{map[string]any{"type": "Mass", "value": 1.0}}}},
	map[string]any{"declarationTime": "2020-01-01T00:00:00Z", "reason": "incorrect_data"},
	map[string]any{"example:colour": "red"},
	map[string]any{"colour": "red"},
}

var memberProbes = []string{
	"@context", "type", "id", "eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "certificationInfo",
	"errorDeclaration", "action", "epcList", "quantityList", "parentID", "childEPCs", "childQuantityList", "inputEPCList",
	"inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID", "bizStep", "disposition",
	"persistentDisposition", "readPoint", "bizLocation", "bizTransactionList", "sourceList", "destinationList",
	"sensorElementList", "ilmd", "sensorMetadata", "sensorReport", "set", "unset", "uom", "quantity", "epcClass", "source",
	"destination", "time", "startTime", "value", "booleanValue", "stringValue", "hexBinaryValue", "uriValue", "component",
	"exception", "deviceID", "declarationTime", "reason", "correctiveEventIDs", "epcisHeader", "epcisMasterData",
	"vocabularyList", "vocabularyElementList", "attributes", "attribute", "children", "epcisBody", "eventList",
	"queryResults", "queryName", "subscriptionID", "resultsBody", "schemaVersion", "creationDate", "sender",
	"example:field", "https://example.com/field", "undeclared:field", "bare", "with space", "产品",
}
