package web

import (
	"testing"
	"time"

	"suyuan/model"
)

func words(t *testing.T) catalogue {
	t.Helper()
	c, err := loadCatalogue(time.FixedZone("", 8*60*60))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParametersAreEscapedAndIsolated(t *testing.T) {
	t.Parallel()
	for lang, tongue := range words(t) {
		got, err := tongue.fill("help.call", "number", `<b>"1"&`)
		if err != nil {
			t.Fatal(err)
		}
		want := map[model.Lang]string{
			model.ZH: "拨打 <bdi>&lt;b&gt;&#34;1&#34;&amp;</bdi>",
			model.UG: "<bdi>&lt;b&gt;&#34;1&#34;&amp;</bdi> گە تېلېفون قىلىش",
			model.EN: "Call <bdi>&lt;b&gt;&#34;1&#34;&amp;</bdi>",
		}[lang]
		if string(got) != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
	}
}

func TestPlurals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang model.Lang
		n    int
		want string
	}{
		{model.EN, 1, "<bdi>1</bdi> day left"},
		{model.EN, 2, "<bdi>2</bdi> days left"},
		{model.EN, 1200, "<bdi>1,200</bdi> days left"},
		{model.ZH, 1, "还剩 <bdi>1</bdi> 天"},
		{model.UG, 1, "<bdi>1</bdi> كۈن قالدى"},
	} {
		got, err := words(t)[c.lang].count("shelf.left", c.n)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != c.want {
			t.Errorf("%s %d: %s, want %s", c.lang, c.n, got, c.want)
		}
	}
}

func TestDatesNumbersAndSizes(t *testing.T) {
	t.Parallel()
	c := words(t)
	day := func(lang model.Lang, d model.Date) string { s, _ := c[lang].date(d); return s }
	moment := func(lang model.Lang, i model.Instant) string { s, _ := c[lang].moment(i); return s }
	late := model.InstantOf(time.Date(2026, 11, 21, 16, 5, 0, 0, time.UTC)) // the day after in the readers' zone
	for _, row := range []struct{ got, want string }{
		{day(model.ZH, "2026-11-02"), "2026年11月2日"},
		{day(model.UG, "2026-11-02"), "2026-يىلى 2-نويابىر"},
		{day(model.EN, "2026-11-02"), "2 Nov 2026"},
		{day(model.EN, "spring"), "spring"},
		{moment(model.ZH, late), "2026年11月22日 00:05"},
		{c[model.EN].offset(late), "UTC+08:00"},
		{c[model.EN].quantity(model.Units(1250)+model.Units(1)/2, "KGM"), "1,250.5 kg"},
		{c[model.UG].quantity(model.Units(12), "KGM"), "12 كىلوگرام"},
		{c[model.ZH].quantity(-model.Units(1234567), model.Piece), "−1,234,567 件"},
		{c[model.ZH].quantity(model.Units(3), "XBX"), "3 XBX"},
		{c[model.EN].integer(999), "999"},
		{c[model.EN].integer(1000), "1,000"},
		{c[model.EN].size(1), "1 kB"},
		{c[model.EN].size(312_001), "313 kB"},
		{c[model.EN].size(1_240_311), "1.3 MB"},
		{c[model.EN].size(2_000_000), "2 MB"},
	} {
		if row.got != row.want {
			t.Errorf("%s, want %s", row.got, row.want)
		}
	}
}

func TestMissingWordIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := words(t)[model.EN].say("no.such.word"); err == nil {
		t.Error("a word that is not in the catalogue must be an error")
	}
	if _, err := words(t)[model.EN].fill("no.such.message"); err == nil {
		t.Error("a message that is not in the catalogue must be an error")
	}
}
