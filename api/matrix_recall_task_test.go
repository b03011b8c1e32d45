package api_test

import (
	"maps"
)

func init() {
	maps.Copy(samples, map[string]sample{
		"list-recall-tasks":       {},
		"list-recall-case-tasks":  {absent: true},
		"get-recall-task":         {absent: true},
		"list-recall-task-lines":  {absent: true},
		"list-recall-answers":     {absent: true},
		"answer-recall-task":      {absent: true, body: body(object{"event": "acknowledge"})},
		"take-back-recall-answer": {absent: true, body: body(object{})},
		"move-recall-task":        {absent: true, body: body(object{"event": "confirm"})},
		"explain-recall-task":     {absent: true, body: body(object{"note": "matrix", "lines": []object{{"item": "x", "quantity": "1"}}})},
		"verify-recall-task":      {absent: true, body: body(object{"effective": true, "finding": "matrix"})},
		"reconcile-recall":        {absent: true},
		"get-recall-check":        {absent: true},
		"draw-recall-check":       {absent: true, body: body(object{"level": "a"})},
		"issue-recall-link":       {absent: true, body: body(object{})},
		"revoke-recall-link":      {absent: true},
		"get-recall-reply":        {},
		"answer-recall-reply":     {body: body(object{"event": "acknowledge"})},
		"recall-reply-page":       {},
		"recall-reply-page-send":  {},
		"list-notice-endpoints":   {},
		"add-notice-endpoint":     {body: body(object{"channel": "webhook", "address": "https://example.com/hook"})},
		"remove-notice-endpoint":  {absent: true},
		"test-notice-endpoint":    {absent: true},
		"list-recall-notices":     {},
		"retry-recall-notice":     {absent: true},
		"list-unit-factors":       {object: id(func(t things) string { return t.product }), sight: inRegion},
		"add-unit-factor": {
			object: id(func(t things) string { return t.product }), sight: ownOnly,
			body: body(object{"from_unit": "GRM", "to_unit": "KGM", "num": 1}),
		},
		"end-unit-factor": {absent: true},
	})
}
