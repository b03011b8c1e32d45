package api_test

import (
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// TestCessationPagesAndOperations: a merger from the proposal to the confirmation, on pages and by operations; afterwards
// nobody signs in for the ended company, its successor reads what was its own, and a stranger does not.
func TestCessationPagesAndOperations(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	maker, partner := furnish(w, "maker"), furnish(w, "partner")
	api := func(as, method, path string, in any, want int) string {
		t.Helper()
		answer := w.Do(apitest.Request{Method: method, Path: path, As: as, Body: in})
		if answer.Code != want {
			t.Fatalf("%s %s as %s: %d, want %d: %s", method, path, as, answer.Code, want, answer.Body)
		}
		return answer.Body.String()
	}
	page := func(as, path, lang string) string {
		t.Helper()
		answer := w.Do(apitest.Request{Method: http.MethodGet, Path: path, As: as, Header: map[string]string{"Accept-Language": lang}})
		if answer.Code != http.StatusOK {
			t.Fatalf("%s as %s: %d", path, as, answer.Code)
		}
		return answer.Body.String()
	}
	if text := page("maker/owner", "/console/organisations/"+maker.org+"/end", "en"); !strings.Contains(text, "effective_on") {
		t.Error("the form asks for no day")
	}
	propose := object{"kind": "merged", "successor": partner.org, "effective_on": "2020-01-01", "document": "<script>1", "reason": "merger"}
	made := api("maker/owner", http.MethodPost, "/v1/organisations/"+maker.org+"/cessations", propose, http.StatusCreated)
	at := strings.Index(made, `"id":"`) + len(`"id":"`)
	id := made[at : at+36]
	for lang, word := range map[string]string{"zh-CN": "企业终止与承继", "ug": "كارخانىنىڭ ئاخىرلىشىشى ۋە ۋارىسلىق", "en": "Ends and successions"} {
		if text := page("partner/owner", "/console/cessations", lang); !strings.Contains(text, word) || !strings.Contains(text, id) {
			t.Errorf("the list in %s lacks %q or the end", lang, word)
		}
	}
	text := page("partner/owner", "/console/cessations/"+id, "en")
	if strings.Contains(text, "<script>1") || !strings.Contains(text, "/move/agree") || strings.Contains(text, "/move/confirm") {
		t.Error("the successor may agree and nothing else, and what was typed is text")
	}
	api("stranger/owner", http.MethodGet, "/v1/cessations/"+id, nil, http.StatusNotFound)
	api("partner/owner", http.MethodGet, "/v1/sites/"+maker.site, nil, http.StatusNotFound)
	api("partner/owner", http.MethodPost, "/v1/cessations/"+id+"/moves", object{"event": "agree"}, http.StatusOK)
	api("north/supervisor", http.MethodPost, "/v1/cessations/"+id+"/moves", object{"event": "confirm"}, http.StatusOK)

	api("partner/owner", http.MethodGet, "/v1/sites/"+maker.site, nil, http.StatusOK)
	api("maker/owner", http.MethodGet, "/v1/organisations", nil, http.StatusUnauthorized)
	if text := api("partner/owner", http.MethodGet, "/v1/products/"+maker.product, nil, http.StatusOK); !strings.Contains(text, maker.product) {
		t.Error("the successor does not read the product")
	}
	api("stranger/owner", http.MethodGet, "/v1/products/"+maker.product, nil, http.StatusNotFound)
	if text := page("north/supervisor", "/console/cessations/"+id, "en"); strings.Contains(text, "/move/") {
		t.Error("what is in force can still be moved")
	}
}
