package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"page-new-recall": {}, "page-new-recall-send": {body: filled("title.zh", "")},
		"page-recall-condition": {query: "?kind=lot-range"}, "page-recall-condition-send": {query: "?kind=lot-range", body: filled("product", "{product}")},
		"page-recall":      {absent: true},
		"page-recall-move": {absent: true}, "page-recall-move-send": {absent: true, body: filled()},
		"page-recall-plan": {absent: true}, "page-recall-plan-send": {absent: true, body: filled()},
		"page-recall-stage": {absent: true}, "page-recall-stage-send": {absent: true, body: filled("report.text", "matrix")},
		"page-recall-regrade": {absent: true}, "page-recall-regrade-send": {absent: true, body: filled("reason", "matrix")},
		"page-recall-scope": {absent: true}, "page-recall-scope-send": {absent: true, body: filled()},
		"page-recall-things": {absent: true}, "page-recall-thing": {absent: true}, "page-recall-case-tasks": {absent: true},
		"page-recall-reconciliation": {absent: true}, "page-recall-exercise": {absent: true},
	})
}
