package api_test

import (
	"net/http"
	"strings"
	"testing"

	"suyuan/model"
)

// TestExportShown: a desk leads to the export of what it shows, which asks for its filters, says when it takes only a part,
// and starts a job; a filter that the list does not have is not in the form.
func TestExportShown(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	// a link keeps the language of the page among its parameters, in the order of their names
	words := map[model.Lang][]string{model.ZH: {"导出此列表", "未结索赔请求合计"}, model.UG: {"بۇ تىزىملىكنى چىقىرىش"}, model.EN: {"Export this list", "asked for in open claims"}}
	c.see(t, "partner/owner", "/console/claims", words, `/console/jobs/export/claims?`, `turn=party"`)
	c.see(t, "partner/owner", "/console/claims?tab=done&number=a", nil, `/console/jobs/export/claims?`, `number=A&amp;turn=nobody"`)
	c.see(t, "partner/owner", "/console/claim-payments?state=sent", nil, `/console/jobs/export/claim-payments?`, `own=true&amp;state=sent"`)
	c.see(t, "partner/owner", "/console/recourses?side=debtor", nil, `/console/jobs/export/recourses?`, `side=debtor"`)
	c.see(t, "partner/owner", "/console/recourses/statement?from=2026-11-01", nil, `/console/jobs/export/claim-statement?`, `from=2026-11-01`)
	c.see(t, "partner/owner", "/console/complaints", nil, `/console/jobs/export/complaint-cases`)
	c.see(t, "partner/owner", "/console/jobs/export/claims?turn=party&batch_id=x", map[model.Lang][]string{
		model.ZH: {"仅导出一部分", "只看一个批次"}, model.EN: {"Only a part is exported", "One lot only"},
	}, `name="batch_id" value="x"`, `name="overdue"`, "!product_id")
	code, to, body := c.send(t, "partner/owner", "/console/jobs/export/claims?turn=party", "turn", "party", "overdue", "yes", "format", "csv")
	if code != http.StatusSeeOther || !strings.HasPrefix(to, "/console/jobs/") {
		t.Fatalf("ordered: %d %q\n%.2000s", code, to, body)
	}
	if code, _ := c.page(t, "partner/owner", "/console/jobs/export/tips"); code != http.StatusNotFound {
		t.Errorf("a company exports tips: %d", code)
	}
}
