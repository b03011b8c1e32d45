package api_test

import "maps"

func init() {
	aComplaint := id(func(t things) string { return t.complaint })
	aTip := id(func(t things) string { return t.tip })
	move := func(t things) map[string]string {
		return map[string]string{"id": t.complaint, "event": "delegate"}
	}
	note := func(t things) map[string]string { return map[string]string{"id": t.complaint, "kind": "answer"} }
	tipMove := func(t things) map[string]string { return map[string]string{"id": t.tip, "event": "tell"} }
	maps.Copy(samples, map[string]sample{
		"page-complaints": {}, "page-complaint-statistics": {}, "page-tips": {},
		"page-complaint":           {object: aComplaint, sight: inRegion},
		"page-complaint-move":      {object: move, sight: inRegion},
		"page-complaint-move-send": {object: move, body: filled("delegate", "matrix"), sight: inRegion, inner: true},
		"page-complaint-note":      {object: note, sight: inRegion},
		"page-complaint-note-send": {object: note, body: filled("text", "matrix"), sight: inRegion},
		"page-complaint-who":       {object: aComplaint, sight: inRegion},
		"page-complaint-who-send":  {object: aComplaint, body: filled(), sight: inRegion, inner: true},
		"page-tip":                 {object: aTip, sight: inRegion},
		"page-tip-move":            {object: tipMove, sight: inRegion},
		"page-tip-move-send":       {object: tipMove, body: filled(), sight: inRegion},
		"page-tip-who":             {object: aTip, sight: inRegion},
		"page-tip-who-send":        {object: aTip, body: filled(), sight: inRegion},
		"complaint-form":           {},
		"complaint-form-send":      {},
		"complaint-page":           {},
		"complaint-page-send":      {},
	})
}
