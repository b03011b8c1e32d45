package api_test

import "maps"

func init() {
	report := body(object{"code": "urn:example:matrix", "kind": "other", "text": "matrix", "region": "650000"})
	maps.Copy(samples, map[string]sample{
		"report-problem":           {body: report},
		"step-send-back":           {body: step(object{"from": "{site}", "to": "{site}", "lines": lines, "reason": "matrix"}), object: inBody, sight: ownOnly, named: true},
		"add-recall-evidence":      {absent: true, body: upload},
		"download-recall-evidence": {absent: true},
		"recall-verify-page":       {},
		"report-page":              {},
		"report-page-of":           {},
		"report-page-send":         {},
		"report-page-of-send":      {},
	})
}
