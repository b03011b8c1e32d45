package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"suyuan/model"
)

// TestUnitFactorPages: a maker says what a case of its product is, for the days on which it holds; what overlaps, says nothing
// or is another's is not taken; a wrong one is ended. The reconciliation of its recall leads there.
func TestUnitFactorPages(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	d := desk{World: r.World}
	at := "/console/products/" + r.product + "/units"
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"还没有换算"}, model.UG: {"تېخى ئالماشتۇرۇش يوق"}, model.EN: {"Nothing declared yet"}}, at+"/new")
	d.see(t, "maker/owner", "/console/products/"+r.product, nil, at)
	d.see(t, "maker/owner", "/console/recalls/"+r.recall.String()+"/reconciliation", nil, at)
	d.see(t, "north/inspector", "/console/recalls/"+r.recall.String()+"/reconciliation", nil, "!"+at)
	for name, c := range map[string]struct {
		fields []string
		at     string
	}{
		"no unit":         {[]string{"from_unit", "-", "quantity", "24", "to_unit", "KGM"}, "from_unit"},
		"nothing":         {[]string{"from_unit", "CS", "quantity", "0", "to_unit", "KGM"}, "quantity"},
		"known to all":    {[]string{"from_unit", "GRM", "quantity", "24", "to_unit", "KGM"}, "to_unit"},
		"days reversed":   {[]string{"from_unit", "CS", "quantity", "24", "to_unit", "KGM", "valid_from", "2026-07-01", "valid_to", "2026-06-01"}, "valid_to"},
		"finer than fits": {[]string{"from_unit", "CS", "quantity", "0.0000001", "to_unit", "KGM"}, "quantity"},
	} {
		if code, _, body := d.send(t, "maker/owner", at+"/new", c.fields...); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, c.at), "fault") {
			t.Errorf("%s: %d\n%s", name, code, beside(body, c.at))
		}
	}
	for _, fields := range [][]string{
		{"from_unit", "CS", "quantity", "2.5", "to_unit", "KGM", "valid_to", "2026-06-30"}, {"from_unit", "CS", "quantity", "3", "to_unit", "KGM", "valid_from", "2026-07-01"},
	} {
		if code, _, body := d.send(t, "maker/owner", at+"/new", fields...); code != http.StatusSeeOther {
			t.Fatalf("declared: %d\n%s", code, body)
		}
	}
	if code, _, _ := d.send(t, "maker/owner", at+"/new", "from_unit", "CS", "quantity", "4", "to_unit", "KGM", "valid_from", "2026-08-01"); code != http.StatusConflict {
		t.Errorf("overlapping: %d", code)
	}
	d.see(t, "maker/owner", at, map[model.Lang][]string{model.ZH: {"箱", "至"}, model.UG: {"ساندۇق"}, model.EN: {"case", "5", "kg", "up to"}})
	_, body := d.page(t, "maker/owner", at)
	ends := regexp.MustCompile(at+`/([0-9a-f-]{36})/end`).FindAllStringSubmatch(body, -1)
	if len(ends) != 2 {
		t.Fatalf("%d to end\n%s", len(ends), body)
	}
	if code, _ := d.page(t, "partner/owner", ends[0][0]); code != http.StatusNotFound {
		t.Errorf("another company's: %d", code)
	}
	if code, _, _ := d.send(t, "maker/owner", ends[0][0]); code != http.StatusSeeOther {
		t.Errorf("ended: %d", code)
	}
	if _, body = d.page(t, "maker/owner", at); strings.Contains(body, ends[0][0]) || !strings.Contains(body, ends[1][0]) {
		t.Error("the wrong one stayed, or the other went")
	}
}
