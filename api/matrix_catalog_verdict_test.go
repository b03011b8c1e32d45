package api_test

import "maps"

func init() {
	ofDocument := id(func(t things) string { return t.document })
	maps.Copy(samples, map[string]sample{
		"judge-document":  {object: ofDocument, sight: ownOnly, body: body(object{"verdict": "not-decided"})},
		"revoke-document": {object: ofDocument, sight: ownOnly, body: body(object{"reason": "matrix"})},

		"page-judge-document": {absent: true}, "page-judge-document-send": {absent: true, body: filled("verdict", "conforms")},
		"page-revoke-document": {absent: true}, "page-revoke-document-send": {absent: true, body: filled("reason", "matrix")},
	})
}
