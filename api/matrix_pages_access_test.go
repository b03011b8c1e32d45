package api_test

import "maps"

func init() {
	org := id(func(t things) string { return t.org })
	site := id(func(t things) string { return t.site })
	person := id(func(t things) string { return t.person })
	key := id(func(t things) string { return t.key })
	moveTo := func(event string) func(things) map[string]string {
		return func(t things) map[string]string { return map[string]string{"id": t.org, "event": event} }
	}
	maps.Copy(samples, map[string]sample{
		"page-seats": {}, "page-seats-send": {body: filled("organisation_id", "none")},
		"page-register": {}, "page-register-send": {body: filled("kind", "")},
		"page-profile": {}, "page-profile-send": {body: filled("name", "")},
		"page-password": {}, "page-password-send": {body: filled("old", "x")},
		"page-end-session":        {absent: true, body: filled()},
		"page-end-other-sessions": {body: filled()},

		"page-organisation": {}, "page-edit-organisation": {}, "page-edit-organisation-send": {body: filled("version", "999", "name.zh", "甲")},
		"page-organisations":     {},
		"page-approvals":         {},
		"page-organisation-file": {object: org, sight: alongWith},
		// Nobody may reinstate an organisation that is active, so its page is hidden from all and sending it is refused.
		"page-move-organisation":      {object: moveTo("reinstate"), sight: alongWith, inner: true},
		"page-move-organisation-send": {object: moveTo("reinstate"), sight: alongWith, inner: true, body: filled("reason", "matrix")},

		"page-sites": {}, "page-new-site": {}, "page-new-site-send": {body: filled("name.zh", "")},
		"page-site":           {object: site, sight: alongWith},
		"page-edit-site":      {object: site, sight: ownOnly},
		"page-edit-site-send": {object: site, sight: ownOnly, body: filled("name.zh", "新")},

		"page-people": {}, "page-new-person": {}, "page-new-person-send": {body: filled("name", "")},
		"page-person":              {object: person, sight: ownOnly},
		"page-person-send":         {object: person, sight: ownOnly, body: filled("role", "viewer"), inner: true},
		"page-disable-person":      {object: person, sight: ownOnly},
		"page-disable-person-send": {object: person, sight: ownOnly, body: filled()},
		"page-enable-person":       {object: person, sight: ownOnly, body: filled()},
		"page-remove-person":       {object: person, sight: ownOnly},
		"page-remove-person-send":  {object: id(freshPerson), sight: ownOnly, body: filled()},

		"page-keys": {}, "page-new-key": {}, "page-new-key-send": {body: filled("name", "")},
		"page-key":             {object: key, sight: ownOnly},
		"page-rotate-key":      {object: key, sight: ownOnly},
		"page-rotate-key-send": {object: id(freshKey), sight: ownOnly, body: filled("overlap", "1")},
		"page-revoke-key":      {object: key, sight: ownOnly},
		"page-revoke-key-send": {object: id(freshKey), sight: ownOnly, body: filled()},

		"page-audit": {query: "?who=person%3Anone&what=site%3Acreate&from=2026-01-01&to=2026-12-31"},
	})
}
