package api_test

import "maps"

// epcisPath fills the parameters of the binding's paths.
func epcisPath(name, value string) func(things) map[string]string {
	return func(things) map[string]string { return map[string]string{name: value} }
}

func init() {
	for _, collection := range []struct{ id, param string }{
		{"epcis-event-type", "eventType"}, {"epcis-biz-step", "bizStep"}, {"epcis-disposition", "disposition"}, {"epcis-epc", "epc"}, {"epcis-read-point", "readPoint"}, {"epcis-biz-location", "bizLocation"},
	} {
		samples[collection.id+"s"] = sample{}
		samples[collection.id] = sample{object: epcisPath(collection.param, "urn:x:nobody"), absent: true}
		samples[collection.id+"-events"] = sample{object: epcisPath(collection.param, "urn:x:nobody"), absent: true}
	}
	for _, path := range []struct{ id, param string }{
		{"epcis-top", ""}, {"epcis-root", ""}, {"epcis-events", ""}, {"epcis-queries", ""}, {"epcis-event", "eventID"}, {"epcis-query", "queryName"},
		{"epcis-query-events", "queryName"}, {"epcis-page-token", "token"}, {"epcis-subscriptions", "queryName"}, {"epcis-subscription", "queryName"},
		{"epcis-event-types", ""}, {"epcis-biz-steps", ""}, {"epcis-dispositions", ""}, {"epcis-epcs", ""}, {"epcis-read-points", ""}, {"epcis-biz-locations", ""},
		{"epcis-event-type", "eventType"}, {"epcis-biz-step", "bizStep"}, {"epcis-disposition", "disposition"}, {"epcis-epc", "epc"},
		{"epcis-read-point", "readPoint"}, {"epcis-biz-location", "bizLocation"}, {"epcis-event-type-events", "eventType"},
		{"epcis-biz-step-events", "bizStep"}, {"epcis-disposition-events", "disposition"}, {"epcis-epc-events", "epc"},
		{"epcis-read-point-events", "readPoint"}, {"epcis-biz-location-events", "bizLocation"},
	} {
		samples[path.id+"-options"] = sample{object: epcisPath(path.param, "x")}
	}
	maps.Copy(samples, map[string]sample{
		"epcis-top": {}, "epcis-root": {}, "epcis-conformance": {}, "epcis-events": {}, "epcis-queries": {},
		"epcis-events-capture":     {body: body(object{})},
		"epcis-event":              {object: func(t things) map[string]string { return map[string]string{"eventID": t.event} }, sight: inRegion},
		"epcis-queries-create":     {body: body(object{"name": "matrix", "query": object{"EQ_nothing": 1}})},
		"epcis-query":              {object: epcisPath("queryName", "none"), absent: true},
		"epcis-query-delete":       {object: epcisPath("queryName", "none"), absent: true},
		"epcis-query-events":       {object: epcisPath("queryName", "none"), absent: true},
		"epcis-page-token-release": {},
	})
	samples["list-deliveries"] = sample{}
	samples["retry-delivery"] = sample{absent: true}
	for _, id := range []string{"epcis-subscriptions", "epcis-subscriptions-create", "epcis-subscription", "epcis-subscription-delete"} {
		samples[id] = sample{object: func(things) map[string]string {
			return map[string]string{"queryName": "none", "subscriptionID": "none"}
		}, absent: true, body: body(object{"dest": "https://receiver.example/", "secret": "0435ojtojt02", "stream": true})}
	}
}
