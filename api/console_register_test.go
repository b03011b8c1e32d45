package api_test

import (
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
)

// TestRegisteredButNotMade: when a batch is registered and that it came into being is refused, because somebody has
// already reported more of it, the reason stands beside its field and the rest can be done there.
func TestRegisteredButNotMade(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	site := d.Sites["maker"].String()
	epc := d.JSON(apitest.Request{Method: "GET", Path: "/v1/batches?lot=DESK-1", As: "maker/owner"}, http.StatusOK)["items"].([]any)[0].(object)["epc"].(string)
	at := d.Now().Format("2006-01-02T15:04:05Z07:00")
	d.Do(apitest.Request{Method: "POST", Path: "/epcis/capture", As: "maker/owner", Body: object{
		"@context": []string{"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}, "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": at,
		"epcisBody": object{"eventList": []object{{
			"type": "ObjectEvent", "action": "ADD", "eventTime": at, "eventTimeZoneOffset": "+08:00", "bizStep": "creating_class_instance",
			"quantityList": []object{{"epcClass": strings.Replace(epc, "DESK-1", "EARLY", 1), "quantity": 700, "uom": "KGM"}},
			"bizLocation":  object{"id": "https://id.gs1.org/414/" + d.GLNs["maker"]},
		}}},
	}})
	code, _, body := d.send(t, "maker/clerk", "/console/batches/new?lang=en&product_id="+d.product,
		"product_id", d.product, "lot", "EARLY", "produced", "2026-11-21", "quantity", "500", "site_id", site, "made", "yes")
	if code != http.StatusUnprocessableEntity || !faultAt(body, "quantity") {
		t.Fatalf("%d, the reason is not beside the quantity:\n%s", code, body)
	}
	batch := d.JSON(apitest.Request{Method: "GET", Path: "/v1/batches?lot=EARLY", As: "maker/owner"}, http.StatusOK)["items"].([]any)[0].(object)
	made := "/console/batches/" + batch["id"].(string) + "/made"
	holds(t, "the page", body, "The batch is registered", made)
	if batch["state"] != "draft" {
		t.Errorf("the batch is %v", batch["state"])
	}
}
