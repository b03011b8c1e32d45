package api_test

import "maps"

func init() {
	aComplaint := id(func(t things) string { return t.complaint })
	aTip := id(func(t things) string { return t.tip })
	maps.Copy(samples, map[string]sample{
		"add-complaint-answer":             {object: aComplaint, body: upload, sight: inRegion, inner: true},
		"open-complaint-file":              {absent: true},
		"open-tip-file":                    {absent: true},
		"add-complaint-evidence":           {body: upload},
		"open-complaint-evidence":          {},
		"page-complaint-evidence":          {object: aComplaint, sight: inRegion, inner: true},
		"page-complaint-evidence-file":     {absent: true},
		"page-add-complaint-evidence":      {object: aComplaint, sight: inRegion, inner: true},
		"page-add-complaint-evidence-send": {object: aComplaint, body: upload, sight: inRegion, inner: true},
		"page-tip-evidence":                {object: aTip, sight: inRegion},
		"page-tip-evidence-file":           {absent: true},
	})
}
