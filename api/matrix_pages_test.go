package api_test

import (
	"maps"
	"net/url"
	"strings"

	"suyuan/api/apitest"
)

// filled is a form of a page as a browser sends it; {batch}, {site}, … stand for the owner's things.
func filled(pairs ...string) func(*apitest.World, string, things) any {
	return func(_ *apitest.World, _ string, t things) any {
		values := url.Values{}
		fill := strings.NewReplacer("{batch}", t.batch, "{site}", t.site, "{shipment}", t.shipment, "{event}", t.event, "{product}", t.product, "{org}", t.org)
		for i := 0; i+1 < len(pairs); i += 2 {
			values.Set(pairs[i], fill.Replace(pairs[i+1]))
		}
		return form{[]byte(values.Encode()), "application/x-www-form-urlencoded"}
	}
}

func init() {
	maps.Copy(samples, map[string]sample{
		"page-today": {}, "page-menu": {}, "page-search": {query: "?q=zz"}, "page-live": {},
		"page-batch-trace":     {object: id(func(t things) string { return t.batch }), sight: alongWith},
		"page-batch-trace-svg": {object: id(func(t things) string { return t.batch }), sight: alongWith},
		"page-batch-trace-csv": {object: id(func(t things) string { return t.batch }), sight: alongWith},
		"page-batch-map":       {object: id(func(t things) string { return t.batch }), sight: alongWith},
		"page-map":             {},
		"page-jobs":            {}, "page-job": {absent: true}, "page-job-result": {absent: true},
		"page-job-confirm": {absent: true, body: filled()}, "page-job-cancel": {absent: true, body: filled()},
		"page-import": {absent: true}, "page-import-send": {absent: true, body: filled()}, "page-template": {absent: true},
		"page-export": {absent: true}, "page-export-send": {absent: true, body: filled()},
		"page-sign-in": {}, "page-sign-in-send": {body: filled("login", "nobody@suyuan.test", "password", "wrong")},
		"page-sign-out": {body: filled()},
		"page-products": {}, "page-new-product": {}, "page-new-product-send": {body: filled("name.zh", "")},
	})
}
