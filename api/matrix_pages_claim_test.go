package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"page-claims": {}, "page-claim": {absent: true}, "page-reveal-claimant": {absent: true, body: filled()},
		"page-claim-evidence": {absent: true}, "page-claim-evidence-file": {absent: true},
		"page-add-claim-answer": {absent: true}, "page-add-claim-answer-send": {absent: true, body: upload},
		"page-claim-facts": {absent: true}, "page-claim-facts-send": {absent: true, body: filled("units", "1", "price", "1", "note", "matrix")},
		"page-ask-claim": {absent: true}, "page-ask-claim-send": {absent: true, body: filled("kinds", "goods")},
		"page-offer-claim": {absent: true}, "page-offer-claim-send": {absent: true, body: filled("remedy", "refund", "compensation", "1")},
		"page-grant-claim": {absent: true}, "page-grant-claim-send": {absent: true, body: filled()},
		"page-refuse-claim": {absent: true}, "page-refuse-claim-send": {absent: true, body: filled("reason", "too-late", "note", "matrix")},
		"page-part-claim": {absent: true}, "page-part-claim-send": {absent: true, body: filled("reason", "matrix")},
		"page-claim-clues": {},
		"page-pay-claim":   {absent: true}, "page-pay-claim-send": {absent: true, body: filled("provider", "manual")},
		"page-perform-claim": {absent: true}, "page-perform-claim-send": {absent: true, body: filled("reference", "matrix")},
		"page-claim-payments": {}, "page-claim-payment": {absent: true},
		"page-move-claim-payment": {absent: true}, "page-move-claim-payment-send": {absent: true, body: filled("reason", "matrix")},
		"page-claim-settlements": {}, "page-claim-settlements-send": {body: filled()},
		"page-claim-settlement-file": {absent: true}, "page-claim-settlement-result": {absent: true}, "page-claim-settlement-result-send": {absent: true, body: upload},
		"page-payout-endpoint": {}, "page-payout-endpoint-send": {body: filled("address", "https://example.com/pay")}, "page-remove-payout-endpoint": {absent: true, body: filled()},
		"page-claim-covers": {}, "page-new-claim-cover": {}, "page-new-claim-cover-send": {body: filled("org", "nobody", "number", "M-1", "ceiling", "100", "valid_from", "2026-01-01", "valid_to", "2027-01-01")},
		"page-confirm-claim-cover": {absent: true}, "page-confirm-claim-cover-send": {absent: true, body: filled()}, "page-end-claim-cover": {absent: true}, "page-end-claim-cover-send": {absent: true, body: filled()},
		"page-demand-recourse": {absent: true}, "page-demand-recourse-send": {absent: true, body: filled("debtor", "x", "ground", "supplier", "share", "100")},
		"page-recourses": {}, "page-recourse": {absent: true}, "page-recourse-statement": {},
		"page-move-recourse": {absent: true}, "page-move-recourse-send": {absent: true, body: filled("reason", "matrix")},
	})
}
