package api_test

import "maps"

func init() {
	facts := object{"price": object{"fen": 2500}, "units": 1, "losses": []object{}, "knew": []string{}}
	maps.Copy(samples, map[string]sample{
		"list-claim-chain":      {query: "?code=NONE"},
		"file-claim":            {body: body(object{})},
		"get-public-claim":      {},
		"move-public-claim":     {body: body(object{"event": "withdraw"})},
		"set-claim-account":     {body: body(object{"account": "1"})},
		"complain-of-claim":     {},
		"ask-relief-fund":       {},
		"erase-claim":           {},
		"add-claim-evidence":    {body: upload},
		"open-claim-evidence":   {},
		"list-claims":           {},
		"get-claim":             {absent: true},
		"reveal-claimant":       {absent: true},
		"ask-claim-evidence":    {absent: true, body: body(object{"kinds": []string{"goods"}})},
		"compute-claim-amount":  {absent: true, body: body(facts)},
		"establish-claim-facts": {absent: true, body: body(object{"facts": facts, "note": "matrix"})},
		"offer-claim":           {absent: true, body: body(object{"remedy": "refund", "compensation": object{"fen": 1}})},
		"grant-claim":           {absent: true, body: body(object{})},
		"refuse-claim":          {absent: true, body: body(object{"reason": "too-late", "note": "matrix"})},
		"list-claim-reasons":    {},
		"part-claim":            {absent: true, body: body(object{"reason": "matrix"})},
		"list-credit-clues":     {},
		"get-claim-summary":     {},
		"add-claim-answer":      {absent: true, body: upload},
		"open-claim-file":       {absent: true},
	})
}
