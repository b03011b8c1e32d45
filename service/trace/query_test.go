package trace_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/service/trace"
)

// The same things in their two spellings.
const (
	pearURN     = "urn:epc:id:sgtin:9521141.001234.%d"
	pearLink    = "https://id.gs1.org/01/09521141012345/21/%d"
	pearClass   = "urn:epc:idpat:sgtin:9521141.001234.*"
	pearLotURN  = "urn:epc:class:lgtin:9521141.001234.L%d"
	pearLotLink = "https://example.com/01/09521141012345/10/L%d"
	palletURN   = "urn:epc:id:sscc:9521141.000000000%d"
	dock        = "urn:epc:id:sgln:9521141.12345.%s"
	yard        = "https://id.gs1.org/414/9521141123454"
)

func merge(maps ...map[string]any) map[string]any {
	all := map[string]any{}
	for _, m := range maps {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

// varied is one of many events that between them use every field that a query can ask for.
func varied(i int, farm, shop party) event {
	e := object([]string{"ADD", "OBSERVE", "DELETE"}[i%3], []string{"shipping", "receiving", "inspecting", "https://ns.example.com/step/wash"}[i%4],
		float64(i%48)/2+float64(i)/1200) // three seconds apart, or their contents would be equal
	e["eventID"] = fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", i)
	spell := []string{pearURN, pearLink}[i%2]
	e["epcList"] = []any{fmt.Sprintf(spell, i%9+1)}
	k := i / 6 // or the fields of one case would always have one value
	switch i % 6 {
	case 1:
		e["quantityList"] = []any{quantity(fmt.Sprintf([]string{pearLotURN, pearLotLink}[k%2], k%5), float64(k%20)*0.5, []string{"KGM", "GRM", ""}[k%3])}
	case 2:
		e["disposition"] = []string{"in_transit", "recalled", "active"}[k%3]
		e["persistentDisposition"] = map[string]any{"set": []any{"recalled"}, "unset": []any{"damaged"}}
	case 3:
		e["readPoint"] = map[string]any{"id": fmt.Sprintf(dock, []string{"0", "D1", "D2"}[k%3]), "example:door": k % 3}
		e["bizLocation"] = map[string]any{"id": yard, "example:shelf": "S" + fmt.Sprint(k%4)}
	case 4:
		e["bizTransactionList"] = []any{
			map[string]any{"type": "po", "bizTransaction": fmt.Sprintf("urn:epcglobal:cbv:bt:9521141000005:%d", k%4)},
			map[string]any{"bizTransaction": "https://ns.example.com/bt/1"},
		}
		between(farm, shop)(e)
	case 5:
		e["example:score"] = k % 10
		e["example:note"] = fmt.Sprintf("n%d", k%3)
		e["example:when"] = fmt.Sprintf("2026-11-%02dT00:00:00Z", k%20+1)
		e["example:tree"] = map[string]any{"example:leaf": k % 7, "example:list": []any{"a", fmt.Sprintf("b%d", k%2)}}
		if k%3 == 0 {
			e["ilmd"] = map[string]any{"cbvmda:lotNumber": fmt.Sprintf("L%d", k%5), "example:best": "2027-01-01"}
			e["action"] = "ADD"
		}
	}
	if i%7 == 0 {
		e["sensorElementList"] = []any{map[string]any{
			"sensorMetadata": map[string]any{"time": "2026-11-21T10:00:00Z", "deviceID": fmt.Sprintf("urn:epc:id:giai:9521141.%d", i%4), "example:cal": true},
			"sensorReport": []any{
				map[string]any{"type": "Temperature", "value": json.Number(fmt.Sprint(i%30) + ".5"), "uom": []string{"CEL", "FAH", "KEL"}[i%3], "maxValue": i % 40},
				map[string]any{"type": "RelativeHumidity", "meanValue": i % 100, "uom": "P1", "booleanValue": i%2 == 0, "hexBinaryValue": "aF", "example:q": i % 2},
			},
		}}
	}
	switch i % 11 {
	case 8:
		for _, k := range []string{"epcList", "quantityList", "action", "persistentDisposition"} {
			delete(e, k)
		}
		e = e.with(func(e event) {
			e["type"] = "TransformationEvent"
			e["inputEPCList"] = []any{fmt.Sprintf(pearURN, i%9+1)}
			e["outputQuantityList"] = []any{quantity(fmt.Sprintf(pearLotLink, i%5), 3, "KGM")}
			e["transformationID"] = fmt.Sprintf("urn:epc:id:gdti:9521141.00005.%d", i%3)
		})
	case 9:
		for _, k := range []string{"epcList", "quantityList", "persistentDisposition", "ilmd"} {
			delete(e, k)
		}
		e["type"], e["action"] = "AggregationEvent", "ADD"
		e["parentID"] = fmt.Sprintf(palletURN, i%5)
		e["childEPCs"] = []any{fmt.Sprintf(pearLink, i%9+1)}
	}
	return e
}

// asked are parameters with values that the varied events have and that they have not.
var asked = map[string][]string{
	"eventType":     {"ObjectEvent", "TransformationEvent|AggregationEvent", "AssociationEvent"},
	"GE_eventTime":  {"2026-11-22T06:00:00Z", "2026-11-22T10:00:00.0000005+08:00"},
	"LT_eventTime":  {"2026-11-22T20:00:00Z", "2026-11-22T01:00:00Z"},
	"GE_recordTime": {"2026-11-22T00:00:00Z", "2030-01-01T00:00:00Z"}, "LT_recordTime": {"2030-01-01T00:00:00Z"},
	"EQ_action": {"ADD", "OBSERVE|DELETE"},
	"EQ_bizStep": {
		"shipping", "https://ref.gs1.org/cbv/BizStep-receiving|inspecting", "urn:epcglobal:cbv:bizstep:shipping", "https://ns.example.com/step/wash", "packing",
	},
	"EQ_disposition":               {"in_transit", "recalled|active", "damaged"},
	"EQ_persistentDisposition_set": {"recalled", "damaged"}, "EQ_persistentDisposition_unset": {"damaged"},
	"EQ_readPoint":   {"urn:epc:id:sgln:9521141.12345.D1", "https://id.gs1.org/414/9521141123454/254/D2", yard},
	"WD_readPoint":   {"urn:epc:id:sgln:9521141.12345.0", "https://id.gs1.org/414/9521141123454/254/D2"},
	"EQ_bizLocation": {"urn:epc:id:sgln:9521141.12345.0"}, "WD_bizLocation": {yard, "urn:example:nowhere"},
	"EQ_transformationID": {"urn:epc:id:gdti:9521141.00005.1", "https://id.gs1.org/253/95211410000522"},
	"MATCH_epc":           {fmt.Sprintf(pearURN, 3), fmt.Sprintf(pearLink, 4) + "|" + fmt.Sprintf(pearURN, 5), pearClass},
	"MATCH_parentID":      {fmt.Sprintf(palletURN, 4), "urn:epc:idpat:sscc:9521141.*"},
	"MATCH_inputEPC":      {fmt.Sprintf(pearLink, 3), "urn:epc:idpat:sgtin:9521141.*.*"},
	"MATCH_outputEPC":     {fmt.Sprintf(pearLink, 3)},
	"MATCH_anyEPC":        {fmt.Sprintf(pearURN, 7), "https://id.gs1.org/01/09521141012345/21/*", fmt.Sprintf(palletURN, 2), "https://id.gs1.org/01/09521141012345"},
	"MATCH_epcClass":      {fmt.Sprintf(pearLotURN, 1), "urn:epc:class:lgtin:9521141.001234.*"},
	"MATCH_inputEPCClass": {"urn:epc:idpat:lgtin:9521141.*.*"}, "MATCH_outputEPCClass": {fmt.Sprintf(pearLotURN, 2), "https://id.gs1.org/01/09521141012345/10/*"},
	"MATCH_anyEPCClass": {fmt.Sprintf(pearLotLink, 3), "https://id.gs1.org/01/09521141012345/10/*", pearClass},
	"EQ_quantity":       {"3", "1|2|3.0"}, "GT_quantity": {"2"}, "GE_quantity_KGM": {"0.001"}, "LE_quantity_GRM": {"500"}, "LT_quantity_C62": {"4"},
	"EQ_eventID":               {"urn:uuid:00000000-0000-4000-8000-000000000017|urn:uuid:00000000-0000-4000-8000-000000000018"},
	"EXISTS_errorDeclaration":  {""},
	"GE_errorDeclarationTime":  {"2026-11-01T00:00:00Z"},
	"LT_errorDeclaration_Time": {"2026-11-22T07:00:00.5Z"},
	"EQ_errorReason":           {"did_not_occur", "incorrect_data"},
	"EQ_correctiveEventID":     {"urn:uuid:00000000-0000-4000-8000-000000000999"},
	"EQ_bizTransaction_po":     {"urn:epcglobal:cbv:bt:9521141000005:2", "urn:epcglobal:cbv:bt:9521141000005:9"},
	"EQ_source_location":       {"{farm}", yard}, "EQ_destination_possessing_party": {"{shop party}"},
	"EXISTS_sensorElementList": {"null"}, "EQ_type": {"Temperature", "https://gs1.org/voc/RelativeHumidity|Mass"},
	"EQ_deviceID": {"https://id.gs1.org/8004/95211412"}, "GE_time": {"2026-11-21T00:00:00Z"}, "LT_time": {"2026-11-21T00:00:00Z"},
	"GE_value_CEL": {"10", "-200"}, "LT_value_FAH": {"50"}, "GT_value_KEL": {"283.15"}, "LE_maxValue_CEL": {"12"}, "EQ_meanValue_P1": {"7|14|21"},
	"EQ_booleanValue": {"true"}, "EQ_hexBinaryValue": {"AF", "00"},
	"EQ_example:note": {"n1", "n1|n2", "x"}, "EQ_example:score": {"5", "5|7"}, "GE_example:score": {"6"}, "LT_example:when": {"2026-11-10T00:00:00Z"},
	"EQ_https://ns.example.com/note": {"n2"}, "EXISTS_example:tree": {""}, "EXISTS_INNER_example:leaf": {""}, "EXISTS_example:leaf": {""},
	"GT_INNER_example:leaf": {"3"}, "EQ_INNER_example:list": {"b1"}, "EQ_ILMD_cbvmda:lotNumber": {"L3|L4"}, "EXISTS_ILMD_example:best": {""},
	"EQ_readPoint_example:door": {"1"}, "EQ_bizLocation_example:shelf": {"S3"}, "EXISTS_SENSORMETADATA_example:cal": {""}, "EQ_SENSORREPORT_example:q": {"1"},
	"EQ_unknown:note": {"n1"}, "EQ_score": nil,
}

// queried is the corpus of events and who asks about it.
type queried struct {
	*house
	actors []model.Actor
	all    map[model.OrgID][]trace.QueriedEvent
	named  *strings.Replacer
}

func corpus(h *house) *queried {
	h.t.Helper()
	farm, shop := h.company("farm", xin), h.company("shop", shang)
	stranger := h.company("stranger", shang)
	events := make([]event, 0, 600)
	for i := range 600 {
		events = append(events, varied(i, farm, shop))
	}
	h.capture(farm, events[:560]...)
	h.capture(shop, events[560:]...)
	wrong := varied(0, farm, shop)
	wrong["errorDeclaration"] = map[string]any{
		"declarationTime": "2026-11-22T07:00:00Z", "reason": "did_not_occur", "correctiveEventIDs": []any{"urn:uuid:00000000-0000-4000-8000-000000000999"},
		"example:why": "typing",
	}
	h.capture(farm, wrong)
	bulk := make([]event, 0, 2_400) // more than an index is read for at once
	for i := range cap(bulk) {
		bulk = append(bulk, object("OBSERVE", "inspecting", float64(i)/400, epcs(fmt.Sprintf("urn:x:%d", i)), at(farm.gln()), func(e event) { e["example:bulk"] = i }))
	}
	h.capture(farm, bulk...)
	regulator := model.Actor{Person: "r", Org: "00000000-0000-7000-8000-000000000001", OrgKind: model.KindRegulator, OrgState: model.OrgActive, Region: xin, Roles: []model.Role{model.RoleInspector}}
	platform := model.Actor{Person: "p", Org: "00000000-0000-7000-8000-000000000002", OrgKind: model.KindPlatform, OrgState: model.OrgActive, Roles: []model.Role{model.RoleAdmin}}
	c := &queried{
		house: h, actors: []model.Actor{farm.Actor, shop.Actor, stranger.Actor, regulator, platform}, all: map[model.OrgID][]trace.QueriedEvent{},
		named: strings.NewReplacer("{farm}", farm.gln(), "{shop party}", shop.pgln()),
	}
	for _, a := range c.actors {
		c.all[a.Org] = c.pages(a, &epcis.Query{}, 200)
	}
	for _, a := range []model.Actor{farm.Actor, shop.Actor, stranger.Actor} {
		if want := h.count("event_orgs", "org_id = ?", a.Org); len(c.all[a.Org]) != want {
			h.t.Errorf("%s sees %d events, want %d", a.Org, len(c.all[a.Org]), want)
		}
	}
	if got := len(c.all[platform.Org]); got != 3_001 {
		h.t.Errorf("there are %d events", got)
	}
	return c
}

// pages reads every page of an answer.
func (c *queried) pages(a model.Actor, q *epcis.Query, size int) (all []trace.QueriedEvent) {
	c.t.Helper()
	page := model.Page{Limit: size}
	for {
		answer, err := c.trace.QueryEvents(context.Background(), a, q, "test", page)
		if err != nil {
			c.t.Fatalf("%s: %v", q.Canonical(), err)
		}
		if len(answer.Events) > size || answer.Next != "" && len(answer.Events) < size {
			c.t.Fatalf("%d events on a page of %d, next %q", len(answer.Events), size, answer.Next)
		}
		all = append(all, answer.Events...)
		if page.After = answer.Next; page.After == "" {
			return all
		}
	}
}

func seqsOf(events []trace.QueriedEvent) []model.Seq {
	seqs := make([]model.Seq, 0, len(events))
	for _, e := range events {
		seqs = append(seqs, e.Row.Seq)
	}
	return seqs
}

// expected is the answer by the predicate alone.
func (c *queried) expected(a model.Actor, q *epcis.Query) []trace.QueriedEvent {
	var want []trace.QueriedEvent
	for _, e := range c.all[a.Org] {
		if q.Matches(e.Event, nil) {
			want = append(want, e)
		}
	}
	slices.SortFunc(want, func(x, y trace.QueriedEvent) int {
		order := cmp.Compare(x.Row.Seq, y.Row.Seq)
		switch q.OrderBy {
		case epcis.OrderEventTime:
			order = cmp.Or(cmp.Compare(x.Row.Time, y.Row.Time), order)
		case epcis.OrderRecordTime:
			order = cmp.Or(cmp.Compare(x.Row.Recorded, y.Row.Recorded), order)
		}
		if q.Ascending {
			return order
		}
		return -order
	})
	if q.EventCountLimit > 0 {
		want = want[:min(len(want), q.EventCountLimit)]
	}
	return want
}

func parse(t interface {
	Helper()
	Fatalf(string, ...any)
}, values url.Values) *epcis.Query {
	t.Helper()
	lists := map[string][]string{}
	for k, v := range values {
		lists[k] = v
	}
	q, err := epcis.ParseQueryValues(lists, []epcis.Prefix{{Name: "example", Namespace: "https://ns.example.com/"}})
	if err != nil {
		t.Fatalf("%v: %v", values, err)
	}
	return q
}

// TestQueryEvents compares what the database finds with what the predicate says of every event that the asker may see:
// each parameter alone, and drawn combinations in drawn orders and sizes of page.
func TestQueryEvents(t *testing.T) {
	each(t, func(h *house) {
		c := corpus(h)
		params := make([]string, 0, len(asked))
		for name, values := range asked {
			if values != nil {
				params = append(params, name)
			}
		}
		slices.Sort(params)
		for _, name := range params {
			for _, value := range asked[name] {
				q := parse(h.t, url.Values{name: {c.named.Replace(value)}})
				for _, a := range c.actors[:2] {
					if diff := gocmp.Diff(seqsOf(c.expected(a, q)), seqsOf(c.pages(a, q, 100))); diff != "" {
						h.t.Errorf("%s=%s (-want +got):\n%s", name, value, diff)
					}
				}
			}
		}
		rapid.Check(h.t.(*testing.T), func(t *rapid.T) {
			values := url.Values{}
			for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(params), 0, 3, rapid.ID).Draw(t, "parameters") {
				values.Set(name, c.named.Replace(rapid.SampledFrom(asked[name]).Draw(t, name)))
			}
			if order := rapid.SampledFrom([]string{"", epcis.OrderEventTime, epcis.OrderRecordTime}).Draw(t, "order"); order != "" {
				values.Set("orderBy", order)
				if n := rapid.IntRange(0, 120).Draw(t, "eventCountLimit"); n > 0 && n < 100 {
					values.Set("eventCountLimit", fmt.Sprint(n))
				}
			}
			values.Set("orderDirection", rapid.SampledFrom([]string{"ASC", "DESC"}).Draw(t, "direction"))
			a := rapid.SampledFrom(c.actors).Draw(t, "actor")
			q := parse(t, values)
			want := c.expected(a, q)
			size := rapid.IntRange(min(max(1, len(want)/6), 200), 200).Draw(t, "page")
			if diff := gocmp.Diff(seqsOf(want), seqsOf(c.pages(a, q, size))); diff != "" {
				t.Fatalf("%v (-want +got):\n%s", values, diff)
			}
		})
	})
}

// TestQueryEvents_pages_are_stable reads pages while others insert.
func TestQueryEvents_pages_are_stable(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		for i := range 40 {
			h.capture(farm, object("OBSERVE", "inspecting", float64(i%7), epcs(fmt.Sprintf("urn:x:a%d", i))))
		}
		for _, order := range []string{"", "eventTime", "recordTime"} {
			for _, direction := range []string{"ASC", "DESC"} {
				values := url.Values{"orderDirection": {direction}, "EQ_action": {"OBSERVE"}}
				if order != "" {
					values.Set("orderBy", order)
				}
				q := parse(h.t, values)
				whole, err := h.trace.QueryEvents(context.Background(), farm.Actor, q, "", model.Page{Limit: 200})
				if err != nil {
					h.t.Fatal(err)
				}
				var got []trace.QueriedEvent
				page := model.Page{Limit: 7}
				for n := 0; ; n++ {
					answer, err := h.trace.QueryEvents(context.Background(), farm.Actor, q, "", page)
					if err != nil {
						h.t.Fatal(err)
					}
					got = append(got, answer.Events...)
					if page.After = answer.Next; page.After == "" {
						break
					}
					h.capture(farm, object("OBSERVE", "inspecting", float64(n), epcs(fmt.Sprintf("urn:x:%s%s%d", order, direction, n))))
				}
				if diff := gocmp.Diff(seqsOf(whole.Events), seqsOf(got)); diff != "" {
					h.t.Errorf("%s %s (-at once +by pages):\n%s", order, direction, diff)
				}
			}
		}
	})
}

func TestQueryEvents_limits_and_tokens(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		for i := range 5 {
			h.capture(farm, object("OBSERVE", "inspecting", float64(i), epcs(fmt.Sprintf("urn:x:a%d", i))))
		}
		ask := func(a model.Actor, binds string, page model.Page, pairs ...string) (trace.EventAnswer, error) {
			values := url.Values{}
			for i := 0; i < len(pairs); i += 2 {
				values.Set(pairs[i], pairs[i+1])
			}
			return h.trace.QueryEvents(context.Background(), a, parse(h.t, values), binds, page)
		}
		if _, err := ask(farm.Actor, "", model.Page{}, "maxEventCount", "4"); !errors.Is(err, model.QueryTooLarge) {
			h.t.Errorf("maxEventCount 4 of 5: %v", err)
		}
		if a, err := ask(farm.Actor, "", model.Page{Limit: 2}, "maxEventCount", "5"); err != nil || len(a.Events) != 2 || a.Next == "" {
			h.t.Errorf("maxEventCount 5 of 5: %d, %v", len(a.Events), err)
		}
		first, err := ask(farm.Actor, "here", model.Page{Limit: 2})
		if err != nil || first.Next == "" || first.Expires != model.InstantOf(first.Expires.Time()) {
			h.t.Fatalf("%+v, %v", first, err)
		}
		next := model.Page{Limit: 2, After: first.Next}
		for name, err := range map[string]error{
			"another query":        second(ask(farm.Actor, "here", next, "EQ_action", "ADD")),
			"another address":      second(ask(farm.Actor, "there", next)),
			"another organisation": second(ask(shop.Actor, "here", next)),
			"garbage":              second(ask(farm.Actor, "here", model.Page{After: "garbage"})),
		} {
			if !errors.Is(err, model.PageTokenInvalid) {
				h.t.Errorf("token with %s: %v", name, err)
			}
		}
		if a, err := ask(farm.Actor, "here", next); err != nil || len(a.Events) != 2 {
			h.t.Errorf("second page: %d, %v", len(a.Events), err)
		}
		if err := h.trace.ReleasePageToken(context.Background(), farm.Actor, first.Next); err != nil {
			h.t.Fatal(err)
		}
		if _, err := ask(farm.Actor, "here", next); !errors.Is(err, model.PageTokenInvalid) {
			h.t.Errorf("a released token: %v", err)
		}
		other, err := ask(farm.Actor, "here", model.Page{Limit: 3})
		if err != nil {
			h.t.Fatal(err)
		}
		h.clock.Advance(25 * time.Hour)
		if _, err := ask(farm.Actor, "here", model.Page{After: other.Next}); !errors.Is(err, model.PageTokenInvalid) {
			h.t.Errorf("a token of yesterday: %v", err)
		}
	})
}

func second(_ trace.EventAnswer, err error) error { return err }

// TestIndexEvents: events of before the index are found without it, and the index becomes what captures would have made.
func TestIndexEvents(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		events := make([]event, 0, 1_100)
		for i := range cap(events) {
			events = append(events, varied(i, farm, shop))
		}
		h.capture(farm, events...)
		terms := func() string {
			return h.rows("SELECT CONCAT(COUNT(*), ' ', COUNT(DISTINCT event_seq), ' ', COUNT(DISTINCT term)) FROM event_terms")[0]
		}
		before := terms()
		h.exec("DELETE FROM event_terms")
		h.exec("DELETE FROM event_index")
		h.exec("INSERT INTO event_index (id, missing_to) SELECT 1, MAX(seq) FROM events")
		h.capture(farm, object("OBSERVE", "shipping", 1, epcs("urn:x:new"), disposed("returned"))) // meanwhile
		for _, indexed := range []bool{false, true} {
			if indexed {
				if err := h.trace.IndexEvents(context.Background()); err != nil {
					h.t.Fatal(err)
				}
				h.exec("DELETE FROM event_terms WHERE event_seq = (SELECT MAX(seq) FROM events)")
				h.want("the index", []string{terms()}, before)
			}
			for value, want := range map[string]int{"urn:epcglobal:cbv:bt:9521141000005:2": 46, "urn:x:none": 0} {
				answer, err := h.trace.QueryEvents(context.Background(), farm.Actor, parse(h.t, url.Values{"EQ_bizTransaction_po": {value}}), "", model.Page{Limit: 200})
				if err != nil || len(answer.Events) != want {
					h.t.Errorf("indexed %t, %s: %d events, want %d, %v", indexed, value, len(answer.Events), want, err)
				}
			}
		}
	})
}
