package api_test

import "maps"

func init() {
	org := id(func(t things) string { return t.org })
	none := func(things) map[string]string {
		return map[string]string{"id": "00000000-0000-7000-8000-000000000000", "event": "confirm"}
	}
	maps.Copy(samples, map[string]sample{
		// The body is faulty, so that nobody ends: who may propose is told before it is read, except for the region.
		"propose-cessation": {object: org, sight: alongWith, inner: true, body: body(object{
			"kind": "bankrupt", "administrator": "matrix", "effective_on": "2026-01-01", "document": "matrix", "reason": "",
		})},
		"list-cessations": {},
		"get-cessation":   {object: none, absent: true},
		"move-cessation":  {object: none, absent: true, body: body(object{"event": "confirm"})},

		"page-cessations":             {},
		"page-cessation":              {object: none, absent: true},
		"page-move-cessation":         {object: none, absent: true},
		"page-move-cessation-send":    {object: none, absent: true, body: filled("reason", "matrix")},
		"page-propose-cessation":      {object: org, sight: alongWith, inner: true},
		"page-propose-cessation-send": {object: org, sight: alongWith, inner: true, body: filled("kind", "")},
	})
}
