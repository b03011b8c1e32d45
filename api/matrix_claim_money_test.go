package api_test

import (
	"maps"

	"suyuan/api/apitest"
)

func init() {
	csvResult := func(*apitest.World, string, things) any { return []byte("number,result,reference,amount\n") }
	maps.Copy(samples, map[string]sample{
		"order-claim-payment":      {absent: true, body: body(object{"kind": "party", "provider": "manual"})},
		"perform-claim":            {absent: true, body: body(object{"reference": "matrix"})},
		"list-claim-payments":      {},
		"get-claim-payment":        {absent: true},
		"list-claim-payment-moves": {absent: true},
		"move-claim-payment":       {absent: true, body: body(object{"event": "send"})},
		"make-payout-run":          {},
		"list-payout-runs":         {},
		"get-payout-run-file":      {absent: true},
		"read-payout-run-result":   {absent: true, body: csvResult},
		"get-payout-endpoint":      {absent: true},
		"set-payout-endpoint":      {body: body(object{"address": "http://inside.example"})},
		"remove-payout-endpoint":   {absent: true},
		"payout-callback":          {body: body(object{})},
		"add-claim-cover":          {body: body(object{"kind": "bond", "organisation_id": "x", "number": "1", "ceiling": object{"fen": 1}, "valid_from": "2026-01-01", "valid_to": "2026-12-31"})},
		"list-claim-covers":        {},
		"get-claim-cover":          {absent: true},
		"end-claim-cover":          {absent: true},
		"confirm-claim-cover":      {absent: true},
		"propose-recourse":         {absent: true},
		"demand-recourse":          {absent: true, body: body(object{"debtor_id": "", "ground": "supplier", "share": 1})},
		"list-recourses":           {},
		"get-recourse":             {absent: true},
		"list-recourse-moves":      {absent: true},
		"move-recourse":            {absent: true, body: body(object{"event": "agree"})},
		"get-claim-ledger":         {absent: true},
		"get-claim-statement":      {},
	})
}
