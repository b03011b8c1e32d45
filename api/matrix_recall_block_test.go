package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"check-code":  {},
		"check":       {query: "?code=NONE"},
		"recall-list": {},
	})
}
