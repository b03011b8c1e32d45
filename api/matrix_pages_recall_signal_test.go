package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"page-recalls": {},
	})
}
