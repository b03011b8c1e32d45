package api_test

import (
	"maps"
	"strings"

	"suyuan/model/gs1"
)

func init() {
	link := func(t things) map[string]string { return map[string]string{"id": t.product, "link": "none"} }
	valid := object{"type": "faqs", "href": "https://brand.cn/faq", "title": "FAQ"}
	changed := object{"version": 1, "type": "faqs", "href": "https://brand.cn/faq", "title": "FAQ"}
	maps.Copy(samples, map[string]sample{
		"linkset-context": {}, "list-link-types": {}, "scan-page-get": {}, "scan-page-head": {},

		"list-product-links":  {object: id(func(t things) string { return t.product }), sight: inRegion},
		"add-product-link":    {object: id(func(t things) string { return t.product }), body: body(valid), sight: ownOnly},
		"change-product-link": {object: link, body: body(changed), absent: true},
		"remove-product-link": {object: link, absent: true},
	})
	for _, export := range []string{"trace-fsma-xlsx", "trace-fsma-csv", "trace-nyt4712"} {
		samples[export] = sample{object: inQuery, about: root, sight: alongWith}
	}
	for _, ai := range gs1.Keys() {
		for _, method := range []string{"get", "head", "options"} {
			samples[strings.Join([]string{"resolve", ai, method}, "-")] = sample{}
		}
	}
}
