package api_test

import (
	"maps"
)

func init() {
	maps.Copy(samples, map[string]sample{
		"list-notices":       {},
		"retry-notice":       {absent: true},
		"set-notice-topics":  {absent: true, body: body(object{"topics": []string{"recall", "claim"}})},
		"page-news":          {},
		"page-notice-topics": {absent: true}, "page-notice-topics-send": {absent: true, body: filled("topics", "claim")},
	})
}
