package api_test

import (
	"net/http"
	"regexp"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
)

// TestNewsPage: who answers for a claim reads of it among the news, in its language and with the way to it; nobody else
// does, and nothing in it says who claims.
func TestNewsPage(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	const at = "/console/news"
	c.see(t, "partner/clerk", at, map[model.Lang][]string{
		model.ZH: {"收到新的索赔", "请在15日内答复", "待答复", "批次"}, model.UG: {"يېڭى تۆلەم تەلىپى كەلدى", "جاۋاب كۈتۈۋاتىدۇ"}, model.EN: {"A claim has come in", "You answer for it first", "to be answered"},
	}, c.at, c.number, "DESK-1", "!阿依古丽", "!玻璃", "!13800000001")
	c.see(t, "partner/clerk", at+"?topic=claim", map[model.Lang][]string{model.EN: {"A claim has come in"}}, c.at)
	c.see(t, "partner/clerk", at+"?topic=complaint", map[model.Lang][]string{model.ZH: {"还没有消息"}, model.UG: {"تېخى خەۋەر يوق"}, model.EN: {"Nothing yet"}}, "!"+c.at)
	c.see(t, "stranger/owner", at, map[model.Lang][]string{model.EN: {"Nothing yet"}}, "!"+c.at)

	list := c.JSON(apitest.Request{Method: "GET", Path: "/v1/notices?topic=claim&state=pending", As: "partner/clerk"}, http.StatusOK)["items"].([]any)
	if len(list) != 1 {
		t.Fatalf("%d notices: %v", len(list), list)
	}
	if one := list[0].(object); one["kind"] != "claim.filed" || one["topic"] != "claim" || one["number"] != c.number || one["channel"] != "desk" || "/console/claims/"+one["subject_id"].(string) != c.at {
		t.Errorf("%v", one)
	}
	for path, as := range map[string]string{"/v1/recall-notices?state=pending": "partner/clerk", "/v1/notices?state=pending": "stranger/owner", "/v1/notices?state=pending&topic=recall": "partner/owner"} {
		if list := c.JSON(apitest.Request{Method: "GET", Path: path, As: as}, http.StatusOK)["items"].([]any); len(list) != 0 {
			t.Errorf("%s as %s: %v", path, as, list)
		}
	}
}

// TestNoticeTopics: an address that names no topic hears of recalls alone, as it did before there were topics; what it
// hears of can be chosen and changed.
func TestNoticeTopics(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	const at = "/console/notice-endpoints"
	e := d.JSON(apitest.Request{Method: "POST", Path: "/v1/notice-endpoints", As: "partner/owner", Body: object{"channel": "webhook", "address": "https://shop.example/a"}}, http.StatusCreated)
	topics := func() string {
		t.Helper()
		list := d.JSON(apitest.Request{Method: "GET", Path: "/v1/notice-endpoints", As: "partner/owner"}, http.StatusOK)["items"].([]any)
		var said string
		for _, topic := range list[0].(object)["topics"].([]any) {
			said += topic.(string) + " "
		}
		return said
	}
	if got := topics(); got != "recall " {
		t.Errorf("told of %s", got)
	}
	put := func(as string, status int, topics ...string) {
		t.Helper()
		d.JSON(apitest.Request{Method: "PUT", Path: "/v1/notice-endpoints/" + e["id"].(string) + "/topics", As: as, Body: object{"topics": topics}}, status)
	}
	put("partner/owner", http.StatusUnprocessableEntity, "weather")
	put("partner/owner", http.StatusUnprocessableEntity)
	put("stranger/owner", http.StatusNotFound, "claim")
	if code := d.Do(apitest.Request{Method: "PUT", Path: "/v1/notice-endpoints/" + e["id"].(string) + "/topics", As: "partner/owner", Body: object{"topics": []string{"complaint", "claim"}}}).Code; code != http.StatusNoContent {
		t.Fatalf("changed: %d", code)
	}
	if got := topics(); got != "claim complaint " {
		t.Errorf("told of %s", got)
	}
	d.see(t, "partner/owner", at, map[model.Lang][]string{
		model.ZH: {"索赔、赔付和追偿", "投诉举报"}, model.UG: {"تۆلەم تەلىپى، تۆلەش ۋە سۈيلەش"}, model.EN: {"claims, payment and recourse"},
	})
	_, body := d.page(t, "partner/owner", at)
	change := regexp.MustCompile(at + `/[0-9a-f-]{36}/topics`).FindString(body)
	d.see(t, "partner/owner", change, map[model.Lang][]string{model.EN: {"Change topics", "Choose at least one"}})
	if code, _, _ := d.send(t, "partner/owner", change); code != http.StatusUnprocessableEntity {
		t.Errorf("no topic: %d", code)
	}
	if code, _, _ := d.send(t, "partner/owner", change, "topics", "recall", "topics", "claim"); code != http.StatusSeeOther {
		t.Errorf("changed: %d", code)
	}
	if got := topics(); got != "recall claim " {
		t.Errorf("told of %s", got)
	}
}
