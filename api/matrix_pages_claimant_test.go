package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"claim-form":      {},
		"claim-form-send": {body: filled("code", "NONE")},
		"claim-page":      {},
		"claim-page-send": {body: filled("do", "withdraw")},
	})
}
