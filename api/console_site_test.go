package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestClosedSites: a site is closed once it is empty and nothing is on the way there; then nothing happens there until it
// is opened again, and its history stays.
func TestClosedSites(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		w := apitest.New(t, store, clock, nil)
		maker := furnish(w, "maker")
		do := func(as, path string, body any, status int) map[string]any {
			t.Helper()
			return w.JSON(apitest.Request{Method: "POST", Path: path, As: as, Body: body}, status)
		}
		second := do("maker/owner", "/v1/sites", object{"name": object{"zh": "二号库", "en": "Store two"}, "region": "652801"}, http.StatusCreated)["id"].(string)
		move := func(event string, status int) map[string]any {
			t.Helper()
			return do("maker/manager", "/v1/sites/"+second+"/moves", object{"event": event}, status)
		}
		ship := func(as, from, to string, status int) map[string]any {
			t.Helper()
			return do(as, "/v1/steps/ship", object{"from": from, "to": to, "lines": []object{{"batch": maker.batch, "quantity": "10"}}}, status)
		}
		counts := func(p map[string]any, texts ...string) {
			t.Helper()
			for _, text := range append(texts, "access-site-not-empty") {
				if !strings.Contains(fmt.Sprint(p), text) {
					t.Errorf("the refusal does not say %q: %v", text, p)
				}
			}
		}
		do("maker/owner", "/v1/steps/commission", object{"batch": maker.batch}, http.StatusCreated)
		shipment := ship("maker/owner", maker.site, second, http.StatusCreated)["shipment"].(map[string]any)["id"].(string)
		counts(move("close", http.StatusConflict), "在库批次：0；在途发货：1；在途批次：1")
		do("maker/owner", "/v1/steps/receive", object{"shipment": shipment}, http.StatusCreated)
		counts(move("close", http.StatusConflict), "在库批次：1；在途发货：0；在途批次：0")
		page := send(w, "maker/owner", "/console/sites/"+second+"/move/close?lang=en").Body.String()
		holds(t, "the page", page, "Lots in stock: 1; shipments on the way: 0; lots on the way: 0.", "Move, sell or destroy what is there")
		ship("maker/owner", second, maker.site, http.StatusCreated)
		if got := move("close", http.StatusOK)["state"]; got != "closed" {
			t.Errorf("state %v", got)
		}

		for what, p := range map[string]map[string]any{
			"ship to":    ship("maker/owner", maker.site, second, http.StatusUnprocessableEntity),
			"ship from":  ship("maker/owner", second, maker.site, http.StatusUnprocessableEntity),
			"others too": ship("partner/owner", w.Sites["partner"].String(), second, http.StatusUnprocessableEntity),
			"sell": do("maker/owner", "/v1/steps/sell", object{"site": second, "lines": []object{{"batch": maker.batch, "quantity": "1"}}},
				http.StatusUnprocessableEntity),
			"register": do("maker/owner", "/v1/batches", object{
				"product_id": maker.product, "lot": "L-closed", "produced": "2026-11-20", "quantity": "1", "unit": "KGM", "site_id": second,
			}, http.StatusUnprocessableEntity),
		} {
			if !strings.Contains(fmt.Sprint(p), "“二号库”已停用") {
				t.Errorf("%s: %v", what, p)
			}
		}
		for _, path := range []string{"/console/batches/new?product_id=" + maker.product, "/console/record/ship"} {
			if strings.Contains(pageOf(t, w, "maker/owner", path, http.StatusOK), second) {
				t.Errorf("%s offers the closed site", path)
			}
		}
		if got := w.Do(apitest.Request{Method: "GET", Path: "/v1/receivers?q=Test+maker", As: "partner/owner"}).Body.String(); strings.Contains(got, second) || !strings.Contains(got, maker.site) {
			t.Errorf("receivers: %s", got)
		}
		for lang, want := range map[model.Lang]string{model.ZH: "已停用", model.UG: "تاقالغان", model.EN: "closed"} {
			holds(t, "the list", pageOf(t, w, "maker/owner", "/console/sites?lang="+string(lang), http.StatusOK), want, second)
			holds(t, "the site", pageOf(t, w, "maker/owner", "/console/sites/"+second+"?lang="+string(lang), http.StatusOK), want, "/move/reopen")
		}
		move("close", http.StatusConflict)

		if to := sent(w, "maker/owner", "/console/sites/"+second+"/move/reopen"); !strings.Contains(to, "done=site-reopened") {
			t.Errorf("led to %s", to)
		}
		ship("maker/owner", maker.site, second, http.StatusCreated)
		if violations, err := w.Store.Fsck(t.Context()); err != nil || len(violations) > 0 {
			t.Errorf("fsck: %v %v", violations, err)
		}
	})
}

// TestCoordinatesAreKeptExactly: the seventh decimal survives the form, saving it unchanged, and the API.
func TestCoordinatesAreKeptExactly(t *testing.T) {
	t.Parallel()
	w := world(t)
	site := w.Sites["maker"].String()
	at := "/console/sites/" + site
	values := []string{"name.zh", "新", "latitude", "43.8256789", "longitude", "-0.0000001"}
	sent(w, "maker/owner", at+"/edit", values...)
	for _, page := range []string{pageOf(t, w, "maker/owner", at, http.StatusOK), pageOf(t, w, "maker/owner", at+"/edit", http.StatusOK)} {
		holds(t, "the site", page, "43.8256789", "-0.0000001")
	}
	sent(w, "maker/owner", at+"/edit", values...)
	got := w.JSON(apitest.Request{Method: "GET", Path: "/v1/sites/" + site, As: "maker/owner"}, http.StatusOK)
	if got["latitude"] != "43.8256789" || got["longitude"] != "-0.0000001" {
		t.Errorf("%v, %v", got["latitude"], got["longitude"])
	}
	w.JSON(apitest.Request{Method: "PATCH", Path: "/v1/sites/" + site, As: "maker/owner", Body: object{"latitude": "1.0000001", "longitude": 2.0000003}}, http.StatusOK)
	holds(t, "the site", pageOf(t, w, "maker/owner", at, http.StatusOK), "1.0000001, 2.0000003")
	faulted(w, "maker/owner", at+"/edit", "latitude", "name.zh", "新", "latitude", "43.82567891", "longitude", "1")
	faulted(w, "maker/owner", at+"/edit", "latitude", "name.zh", "新", "latitude", "90.0000001", "longitude", "1")
}
