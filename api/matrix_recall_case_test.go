package api_test

import (
	"maps"
)

func init() {
	draft := object{"title": object{"zh": "召回"}, "conditions": []object{{"kind": "nothing"}}}
	scope := object{"conditions": []object{}, "reason": "matrix"}
	maps.Copy(samples, map[string]sample{
		"open-recall":           {body: body(draft)},
		"rehearse-recall":       {body: body(draft)},
		"order-recall":          {body: body(object{"title": object{"zh": "召回"}, "conditions": []object{}, "reason": "matrix"})},
		"list-recalls":          {},
		"list-recall-deadlines": {},
		"get-recall":            {absent: true},
		"revise-recall":         {absent: true, body: body(object{"version": 1})},
		"move-recall":           {absent: true, body: body(object{"event": "execute"})},
		"regrade-recall":        {absent: true, body: body(object{"grade": "i", "reason": "matrix"})},
		"preview-recall-scope":  {absent: true, body: body(object{})},
		"rescope-recall":        {absent: true, body: body(scope)},
		"file-recall-paper":     {absent: true, body: body(object{})},
		"get-recall-exercise":   {absent: true},
		"clear-recalled":        {absent: true, body: body(object{"keys": []string{"none"}, "evidence": "00000000-0000-7000-8000-000000000000"})},
		"list-recall-deltas":    {absent: true},
		"list-recalled":         {absent: true},
		"see-recall-deltas":     {absent: true},
	})
}
