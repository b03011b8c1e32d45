package api_test

import (
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
)

// TestSendBackOnThePages: the form offers who supplied the goods, says why others are refused, and its shipment is received.
func TestSendBackOnThePages(t *testing.T) {
	t.Parallel()
	w, owners := traded(t)
	m, p, stranger := owners["maker"], owners["partner"], owners["stranger"]
	sent := w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/ship", As: "maker/owner", Body: object{"from": m.site, "to": p.site, "lines": []object{{"batch": m.batch, "quantity": "5"}}}}, http.StatusCreated)
	w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/receive", As: "partner/owner", Body: object{"shipment": sent["shipment"].(object)["id"]}}, http.StatusCreated)
	for lang, says := range map[model.Lang]string{model.ZH: "退的货", model.UG: "قايتۇرۇلغان مال", model.EN: "What goes back"} {
		page := pageOf(t, w, "partner/owner", "/console/record/send-back?batch="+m.batch+"&lang="+string(lang), http.StatusOK)
		if !strings.Contains(page, says) || !strings.Contains(page, `value="`+m.site+`"`) || strings.Contains(page, `value="`+stranger.site+`"`) {
			t.Errorf("%s:\n%s", lang, readable(page))
		}
	}
	if page := pageOf(t, w, "partner/owner", "/console/record?lang=en&code="+m.batch, http.StatusOK); !strings.Contains(page, "/console/record/send-back?") {
		t.Error("what can be done with a received lot lacks the way back")
	}
	values := []string{"site", p.site, "lines[0].batch", m.batch, "lines[0].quantity", "1", "reason", "soft"}
	faulted(w, "partner/owner", "/console/record/send-back?lang=en", "lines[0].batch", append(values, "to", stranger.site)...)
	faulted(w, "partner/owner", "/console/record/send-back?lang=en", "to", values...)
	at := done(w, "partner/owner", "/console/record/send-back?lang=en", append(values, "to", m.site)...)
	page := pageOf(t, w, "maker/owner", at, http.StatusOK)
	if !strings.Contains(page, "soft") || !strings.Contains(page, "/console/shipments/") {
		t.Errorf("the supplier does not see it:\n%s", readable(page))
	}
}

// TestResultsOnThePages: what a laboratory found is entered in rows, its faults stand beside them, and the file shows it.
func TestResultsOnThePages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := "/console/documents/new?lang=en&batch=" + d.batch
	pairs := []string{"kind", "lab-report", "verdict", "does-not-conform", "results[0].item", "铅", "results[0].value", "0,3", "results[1].item", "镉", "results[1].value", "未检出", "results[1].limit", "＜0.05", "results[1].unit", "mg/kg"}
	code, _, body := d.upload("maker/owner", at, withFile("r.pdf", "application/pdf", []byte(smallPDF), pairs...))
	if code != http.StatusUnprocessableEntity || faultSaid(body, "results[0].value") == "" {
		t.Fatalf("a comma: %d\n%s", code, readable(body))
	}
	pairs[7] = "0.30"
	code, to, body := d.upload("maker/owner", at, withFile("r.pdf", "application/pdf", []byte(smallPDF), pairs...))
	if code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", code, readable(body))
	}
	_, body = d.page(t, "maker/owner", strings.SplitN(to, "#", 2)[0])
	for _, says := range []string{"0.30", "镉", "&lt;0.05 mg/kg"} {
		if !strings.Contains(body, says) {
			t.Errorf("the file lacks %q", says)
		}
	}
}
