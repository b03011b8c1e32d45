package api_test

import "maps"

func init() {
	org := id(func(t things) string { return t.org })
	person := id(func(t things) string { return t.person })
	maps.Copy(samples, map[string]sample{
		"offer-password-reset": {object: person, sight: ownOnly},
		"help-person":          {object: org, body: body(object{"login": "nobody@suyuan.test"}), sight: inRegion},
		"reset-password":       {body: body(object{"login": "nobody@suyuan.test", "code": "x", "new": "a good password"})},

		"page-reset-person":        {object: person, sight: ownOnly},
		"page-reset-person-send":   {object: person, sight: ownOnly, body: filled()},
		"page-help-person":         {object: org, sight: inRegion},
		"page-help-person-send":    {object: org, sight: inRegion, body: filled("login", "nobody@suyuan.test")},
		"page-reset-password":      {},
		"page-reset-password-send": {body: filled("login", "", "code", "", "new", "", "again", "")},
	})
}
