package api_test

import "maps"

func init() {
	facts := object{"price": object{"fen": 2500}, "units": 1, "losses": []object{}, "knew": []string{}}
	maps.Copy(samples, map[string]sample{
		"find-claim-facts": {absent: true, body: body(object{"facts": facts, "note": "matrix"})},
		"tell-claim-apart": {absent: true, body: body(object{"reason": "matrix"})},
		"page-find-claim":  {absent: true}, "page-find-claim-send": {absent: true, body: filled("units", "1", "price", "1", "note", "matrix")},
		"page-apart-claim": {absent: true}, "page-apart-claim-send": {absent: true, body: filled("reason", "matrix")},
	})
}
