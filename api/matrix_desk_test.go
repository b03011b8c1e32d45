package api_test

import "maps"

func init() {
	org := id(func(t things) string { return t.org })
	person := id(func(t things) string { return t.person })
	site := id(func(t things) string { return t.site })
	moveSite := func(t things) map[string]string { return map[string]string{"id": t.site, "event": "reopen"} }
	maps.Copy(samples, map[string]sample{
		"offer-password-reset": {object: person, sight: ownOnly},
		"help-person":          {object: org, body: body(object{"login": "nobody@suyuan.test"}), sight: inRegion},
		"reset-password":       {body: body(object{"login": "nobody@suyuan.test", "code": "x", "new": "a good password"})},

		"move-site":           {object: site, body: body(object{"event": "reopen"}), sight: ownOnly},
		"page-move-site":      {object: moveSite, sight: ownOnly},
		"page-move-site-send": {object: moveSite, sight: ownOnly, body: filled()},

		"page-reset-person":        {object: person, sight: ownOnly},
		"page-reset-person-send":   {object: person, sight: ownOnly, body: filled()},
		"page-help-person":         {object: org, sight: inRegion},
		"page-help-person-send":    {object: org, sight: inRegion, body: filled("login", "nobody@suyuan.test")},
		"page-reset-password":      {},
		"page-reset-password-send": {body: filled("login", "", "code", "", "new", "", "again", "")},
	})
}
