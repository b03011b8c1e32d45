package web_test

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"suyuan/api/web"
	"suyuan/model"
)

// TestDeadlines: what is due and what ends is said in words, with the tone that it has, in every language.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	pages, err := web.New(web.Options{BaseURL: "http://suyuan.test", Zone: model.China})
	if err != nil {
		t.Fatal(err)
	}
	now := model.InstantOf(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC))
	due := func(d time.Duration) web.Value { return web.Deadline{Due: now.Add(d), Now: now} }
	last := func(day model.Date) web.Value { return web.LastDay{Day: day, Today: "2026-11-22"} }
	chip := regexp.MustCompile(`<span class="chip ([a-z]*)">(.*?)</span>`)
	for _, tc := range []struct {
		value      web.Value
		tone       web.Tone
		zh, ug, en string
	}{
		{due(50 * time.Hour), "", "还剩 2 天", "2 كۈن قالدى", "2 days left"},
		{due(25 * time.Hour), "", "还剩 1 天", "1 كۈن قالدى", "1 day left"},
		{due(23 * time.Hour), web.ToneCaution, "还剩 23 小时", "23 سائەت قالدى", "23 hours left"},
		{due(-time.Hour), web.ToneDanger, "已逾期 1 小时", "1 سائەت ئۆتۈپ كەتتى", "1 hour overdue"},
		{due(-49 * time.Hour), web.ToneDanger, "已逾期 2 天", "2 كۈن ئۆتۈپ كەتتى", "2 days overdue"},
		{last("2026-11-29"), web.ToneCaution, "还剩 7 天", "7 كۈن قالدى", "7 days left"},
		{last("2026-11-23"), web.ToneCaution, "还剩 1 天", "1 كۈن قالدى", "1 day left"},
		{last("2026-11-22"), web.ToneCaution, "今天是最后一天", "ئەڭ ئاخىرقى كۈن", "last day"},
		{last("2026-11-21"), web.ToneDanger, "已过期 1 天", "ۋاقتى ئۆتكىلى 1 كۈن", "ended 1 day ago"},
	} {
		for lang, want := range map[model.Lang]string{model.ZH: tc.zh, model.UG: tc.ug, model.EN: tc.en} {
			found := chip.FindStringSubmatch(shown(t, pages, lang, tc.value))
			if found == nil || found[1] != string(tc.tone) || plain(found[2]) != want {
				t.Errorf("%+v in %s: %q, want %q in tone %q", tc.value, lang, found, want, tc.tone)
			}
		}
	}
	if far := shown(t, pages, model.EN, last("2026-11-30")); strings.Contains(far, "chip") || !strings.Contains(far, "30") {
		t.Errorf("a day that is far off: %s", far)
	}
}

// shown is a value as it stands on a page.
func shown(t *testing.T, pages *web.Renderer, lang model.Lang, v web.Value) string {
	t.Helper()
	page, err := pages.Console(lang, web.Page{Title: web.Plain("x"), Path: "/", Parts: []web.Part{web.Prose{v}}})
	if err != nil {
		t.Fatal(err)
	}
	_, main, _ := strings.Cut(string(page), "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return main
}

// plain is the text of markup without what isolates directions.
func plain(markup string) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(markup, "")))
}

// TestDeadlineAtMidnight: the end of a day is written as its last minute, so that nobody takes the next day for in time.
func TestDeadlineAtMidnight(t *testing.T) {
	t.Parallel()
	pages, err := web.New(web.Options{BaseURL: "http://suyuan.test", Zone: model.China})
	if err != nil {
		t.Fatal(err)
	}
	midnight := model.Date("2026-12-08").Start(model.China)
	for at, want := range map[model.Instant]string{midnight: "7 Dec 2026 23:59", midnight + 1: "8 Dec 2026 00:00", midnight.Add(8 * time.Hour): "8 Dec 2026 08:00"} {
		if got := plain(shown(t, pages, model.EN, web.Until(at))); !strings.Contains(got, want) {
			t.Errorf("%s is written %q, want %q", at, got, want)
		}
		if got := plain(shown(t, pages, model.EN, web.Deadline{Due: at, Now: midnight})); !strings.Contains(got, want) {
			t.Errorf("due at %s is written %q, want %q", at, got, want)
		}
	}
}
