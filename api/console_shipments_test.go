package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
)

// TestShipmentsAsTheVisitorMayHandleThem: the lists and the page of a shipment offer receiving to those who may, and tell
// the others who can.
func TestShipmentsAsTheVisitorMayHandleThem(t *testing.T) {
	t.Parallel()
	w := world(t)
	maker := furnish(w, "maker")
	w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/commission", As: "maker/owner", Body: object{"batch": maker.batch}}, http.StatusCreated)
	ship := func(to string) string {
		return w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/ship", As: "maker/owner", Body: object{
			"from": maker.site, "to": w.Sites[to].String(), "lines": []object{{"batch": maker.batch, "quantity": "10"}},
		}}, http.StatusCreated)["shipment"].(map[string]any)["id"].(string)
	}
	toLab, toPartner := ship("lab"), ship("partner")
	w.Clock.Advance(30 * 24 * time.Hour)
	for label := range map[string]bool{"lab/owner": true, "partner/owner": true, "partner/viewer": true, "north/inspector": true} {
		w.SignInAgain(label)
	}
	const (
		toReceive = "To receive"
		press     = "Everything arrived"
		hurry     = "Receive it if it has come"
		notYou    = "Ask a recorder, manager or owner of your company"
		notOurs   = "keeps no stock and cannot receive it"
	)
	for _, tc := range []struct {
		as, shipment string
		list         string
		shows        []string
		hides        []string
	}{
		{"partner/owner", toPartner, toReceive, []string{press, hurry}, []string{notYou, notOurs}},
		{"partner/viewer", toPartner, "On the way to us", []string{notYou}, []string{press, hurry, notOurs}},
		{"lab/owner", toLab, "On the way to us", []string{notOurs}, []string{press, hurry, notYou}},
		{"north/inspector", toPartner, "From here", []string{"The receiver has recorded nothing yet"}, []string{press, hurry, notYou, notOurs}},
	} {
		list := pageOf(t, w, tc.as, "/console/shipments?lang=en", http.StatusOK)
		holds(t, tc.as+"'s list", list, tc.list)
		if tc.list != toReceive && (strings.Contains(list, toReceive) || strings.Contains(list, "Sent by us") == strings.Contains(tc.list, "here")) {
			t.Errorf("%s's list speaks of what is not theirs to do", tc.as)
		}
		page := pageOf(t, w, tc.as, "/console/shipments/"+tc.shipment+"?lang=en", http.StatusOK)
		holds(t, tc.as+"'s page", page, tc.shows...)
		for _, text := range tc.hides {
			if strings.Contains(page, text) {
				t.Errorf("%s is told %q", tc.as, text)
			}
		}
	}
}
