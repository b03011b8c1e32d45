package api_test

import (
	"maps"

	"suyuan/api/apitest"
)

func init() {
	scope := func(_ *apitest.World, _ string, t things) any {
		return object{"conditions": []object{{"kind": "made", "maker": t.org, "product": t.product, "from": "2000-01-01"}}}
	}
	maps.Copy(samples, map[string]sample{
		"preview-recall": {object: inBody, body: scope, sight: alongWith, named: true},
	})
}
