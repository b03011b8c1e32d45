package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestTodayTellsWhatRunsOut: the first page counts down to the end of lots and documents and to when a shipment should
// have been received; what a newer document has replaced, or has ended long ago, is not work any more.
func TestTodayTellsWhatRunsOut(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		w := apitest.New(t, store, clock, nil)
		maker := furnish(w, "maker")
		today := func(as string) string {
			t.Helper()
			w.SignInAgain(as)
			return said(pageOf(t, w, as, "/console?lang=en", http.StatusOK))
		}
		add := func(kind, title, valid string) {
			t.Helper()
			f := multipartOf(map[string]string{"kind": kind, "title": title, "public": "false", "valid_to": valid, "issued_on": "2026-10-01"})
			w.JSON(apitest.Request{
				Method: "POST", Path: "/v1/batches/" + maker.batch + "/documents", As: "maker/owner", Body: f.content, Header: map[string]string{"Content-Type": f.mediaType},
			}, http.StatusCreated)
		}
		day := func(n int) string { return w.Now().AddDate(0, 0, n).Format("2006-01-02") }
		add("lab-report", "Pesticides", day(5))
		add("certificate", "Replaced", day(3))
		add("certificate", "Newer", day(300))
		w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/commission", As: "maker/owner", Body: object{"batch": maker.batch}}, http.StatusCreated)
		w.JSON(apitest.Request{Method: "POST", Path: "/v1/steps/ship", As: "maker/owner", Body: object{
			"from": maker.site, "to": w.Sites["partner"].String(), "lines": []object{{"batch": maker.batch, "quantity": "10"}},
		}}, http.StatusCreated)

		page := today("maker/owner")
		holds(t, "the first page", page, "Documents that run out", "Pesticides", "5 days left")
		for _, gone := range []string{"Replaced", "Newer"} {
			if strings.Contains(page, gone) {
				t.Errorf("the first page shows the document %q", gone)
			}
		}
		holds(t, "the receiver's first page", today("partner/owner"), "Receive by", "2 days left")
		clock.Advance(4 * 24 * time.Hour)
		holds(t, "the receiver's first page, late", today("partner/owner"), "1 day overdue")
		holds(t, "the receiver's list, late", said(pageOf(t, w, "partner/owner", "/console/shipments?lang=en", http.StatusOK)), "1 day overdue")
		clock.Advance(2 * 24 * time.Hour)
		holds(t, "the first page, after the document's last day", today("maker/owner"), "ended 1 day ago")
		clock.Advance(20 * 24 * time.Hour)
		if strings.Contains(today("maker/owner"), "Pesticides") {
			t.Error("what ended three weeks ago is still work")
		}
		clock.Advance(27 * 24 * time.Hour) // the batch lasts 60 days from 2026-11-20
		holds(t, "the first page, before the lot's last day", today("maker/owner"), "Stock that expires within a week", "days left")
	})
}

// said is the text of a page without its markup.
func said(page string) string { return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, "") }
