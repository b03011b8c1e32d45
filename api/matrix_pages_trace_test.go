package api_test

import (
	"cmp"
	"maps"
)

func init() {
	shipment := func(t things) string { return cmp.Or(t.shipment, "none") }
	anEvent := func(t things) map[string]string { return map[string]string{"id": t.event} }
	maps.Copy(samples, map[string]sample{
		"page-record-photo": {}, "page-record-photo-send": {body: filled()},
		"page-record": {}, "page-stock": {}, "page-till": {query: "?code=0"}, "page-events": {}, "page-findings": {}, "page-shipments": {},
		"page-capture": {}, "page-capture-send": {body: filled("behaviour", "rollback")},
		"page-capture-job": {object: id(func(t things) string { return t.capture }), sight: inRegion},

		"page-record-commission": {}, "page-record-ship": {}, "page-record-transform": {}, "page-record-pack": {}, "page-record-unpack": {},
		"page-record-sell": {}, "page-record-return": {}, "page-record-send-back": {}, "page-record-observe": {}, "page-record-destroy": {}, "page-record-lose": {},

		"page-record-commission-send": {body: filled("batch", "{batch}"), object: inBody, sight: ownOnly, named: true},
		"page-record-ship-send":       {body: filled("site", "{site}", "to", "{site}", "lines[0].batch", "{batch}", "lines[0].quantity", "0.001"), object: inBody, sight: ownOnly, named: true},
		"page-record-transform-send":  {body: filled("site", "{site}", "inputs[0].batch", "{batch}", "inputs[0].quantity", "0.001"), object: inBody, sight: ownOnly, named: true},
		"page-record-pack-send":       {body: filled("site", "{site}", "lines[0].batch", "{batch}", "lines[0].quantity", "0.001"), object: inBody, sight: ownOnly, named: true},
		"page-record-unpack-send":     {body: filled("site", "{site}", "container", "00952000000000000018"), object: inBody, sight: ownOnly, named: true},
		"page-record-sell-send":       {body: filled("site", "{site}", "lines[0].batch", "{batch}", "lines[0].quantity", "0.001"), object: inBody, sight: ownOnly, named: true},
		"page-record-return-send":     {body: filled("site", "{site}", "lines[0].batch", "{batch}", "lines[0].quantity", "0.001"), object: inBody, sight: ownOnly, named: true},
		"page-record-send-back-send":  {body: filled("site", "{site}", "to", "{site}", "lines[0].batch", "{batch}", "lines[0].quantity", "0.001", "reason", "matrix"), object: inBody, sight: ownOnly, named: true},
		"page-record-destroy-send":    {body: filled("site", "{site}", "lines[0].batch", "{batch}", "lines[0].quantity", "0.001", "reason", "matrix"), object: inBody, sight: ownOnly, named: true},
		"page-record-lose-send":       {body: filled("site", "{site}", "lines[0].batch", "{batch}", "lines[0].quantity", "0.001", "reason", "matrix"), object: inBody, sight: ownOnly, named: true},
		"page-record-observe-send":    {body: filled("site", "{site}", "lines[0].batch", "{batch}", "step", "inspecting"), object: inBody, sight: ownOnly, named: true},

		"page-shipment":              {object: id(shipment), sight: alongWith, absentFor: "stranger"},
		"page-receive-shipment":      {object: id(shipment), sight: alongWith, absentFor: "stranger"},
		"page-receive-shipment-send": {object: id(shipment), body: filled("whole", "yes"), sight: alongWith, absentFor: "stranger"},
		"page-refuse-shipment":       {object: id(shipment), sight: alongWith, absentFor: "stranger"},
		"page-refuse-shipment-send":  {object: id(shipment), body: filled("reason", ""), sight: alongWith, absentFor: "stranger"},

		"page-event":              {object: anEvent, sight: inRegion},
		"page-correct-event":      {object: anEvent, sight: inRegion},
		"page-correct-event-send": {object: anEvent, body: filled("reason", ""), sight: inRegion},
	})
}
