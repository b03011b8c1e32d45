package api_test

import "maps"

func init() {
	aSignal := id(func(t things) string { return t.signal })
	aMove := func(t things) map[string]string { return map[string]string{"id": t.signal, "event": "take"} }
	maps.Copy(samples, map[string]sample{
		"page-recalls": {}, "page-signals": {}, "page-signal-patterns": {}, "page-new-signal": {},
		"page-new-signal-send":  {object: inBody, body: filled("batch", "{batch}", "harm", "matrix"), sight: alongWith, named: true},
		"page-signal":           {object: aSignal, sight: inRegion},
		"page-move-signal":      {object: aMove, sight: inRegion},
		"page-move-signal-send": {object: aMove, body: filled("version", "1"), sight: inRegion},
	})
}
