package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"page-recall-tasks": {}, "page-recall-task": {absent: true},
		"page-answer-recall-task": {absent: true}, "page-answer-recall-task-send": {absent: true, body: filled("note", "matrix")},
		"page-take-back-answer": {absent: true}, "page-take-back-answer-send": {absent: true, body: filled("note", "matrix")},
		"page-move-recall-task": {absent: true}, "page-move-recall-task-send": {absent: true, body: filled("reason", "matrix")},
		"page-explain-recall-task": {absent: true}, "page-explain-recall-task-send": {absent: true, body: filled("note", "matrix")},
		"page-verify-recall-task": {absent: true}, "page-verify-recall-task-send": {absent: true, body: filled("effective", "yes", "finding", "matrix")},
		"page-recall-link": {absent: true}, "page-recall-link-send": {absent: true, body: filled("days", "30")},
		"page-remove-recall-link": {absent: true, body: filled()}, "page-recall-evidence": {absent: true},
		"page-recall-checks": {absent: true}, "page-draw-recall-check": {absent: true}, "page-draw-recall-check-send": {absent: true, body: filled("level", "a")},
		"page-notice-endpoints": {}, "page-new-notice-endpoint": {}, "page-new-notice-endpoint-send": {body: filled("channel", "webhook", "address", "https://example.com/hook")},
		"page-remove-notice-endpoint": {absent: true}, "page-remove-notice-endpoint-send": {absent: true, body: filled()},
		"page-test-notice-endpoint": {absent: true, body: filled()}, "page-retry-notice": {absent: true, body: filled()},
	})
}
