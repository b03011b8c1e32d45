package api_test

import (
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// TestRegulatorSeesWhatLiesInItsRegion: goods at a site belong to the site's region too, wherever their owner has its
// seat.
func TestRegulatorSeesWhatLiesInItsRegion(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	post := func(path string, body object) object {
		return w.JSON(apitest.Request{Method: "POST", Path: path, As: "maker/owner", Body: body}, http.StatusCreated)
	}
	away := post("/v1/sites", object{"name": object{"zh": "广州仓"}, "region": "440103"})["id"]
	product := post("/v1/products", object{"code": "P", "name": object{"zh": "梨"}, "category": "fruit", "unit": "KGM"})["id"]
	here, there := "L-HOME", "L-AWAY"
	for lot, site := range map[string]any{here: w.Sites["maker"], there: away} {
		batch := post("/v1/batches", object{"product_id": product, "lot": lot, "produced": "2026-11-20", "quantity": "10", "unit": "KGM", "site_id": site})["id"]
		post("/v1/steps/commission", object{"batch": batch, "site": site})
	}
	for who, sees := range map[string][]string{"north/inspector": {here, there}, "south/inspector": {there}, "stranger/owner": nil} {
		body := w.Do(apitest.Request{Method: "GET", Path: "/v1/stock", As: who}).Body.String()
		for _, lot := range []string{here, there} {
			want := false
			for _, s := range sees {
				want = want || s == lot
			}
			if got := strings.Contains(body, `"`+lot+`"`); got != want {
				t.Errorf("%s sees %s: %v, want %v", who, lot, got, want)
			}
		}
	}
}
