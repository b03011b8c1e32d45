package api_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"page-new-exercise": {}, "page-new-exercise-send": {body: filled("batch", "")},
		"page-recall-seen": {absent: true, body: filled("up_to", "1")},
	})
}
