package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"renew-claim-link":     {absent: true, body: body(object{"contact": "13800000000", "proof": "in-person"})},
		"page-claim-link":      {absent: true},
		"page-claim-link-send": {absent: true, body: filled("contact", "13800000000", "proof", "in-person")},
	})
}
