package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"page-unit-factors":         {object: id(ofProduct), sight: inRegion},
		"page-new-unit-factor":      {object: id(ofProduct), sight: ownOnly},
		"page-new-unit-factor-send": {object: id(ofProduct), sight: ownOnly, body: filled("from_unit", "-", "quantity", "1")},
		"page-end-unit-factor":      {absent: true}, "page-end-unit-factor-send": {absent: true, body: filled()},
	})
}
