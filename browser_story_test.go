package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"suyuan/model"
)

// storyPlan is what deploy/browser/stories.mjs is told to do.
type storyPlan struct {
	Base     string            `json:"base"`
	Chromium string            `json:"chromium"`
	Password string            `json:"password"`
	Held     map[string]string `json:"held"`
	Screens  []storyScreen     `json:"screens"`
}

// storyScreen is one language on one kind of screen.
type storyScreen struct {
	Lang   string `json:"lang"`
	Width  int    `json:"width"`
	Script bool   `json:"script"`
}

// storyReport is how far the stories of a screen came.
type storyReport struct {
	storyScreen
	Stories, Told, Faults []string
	Failure               string
}

// storyScreens are two screens for every language, so chosen that any two of language, width and JavaScript meet.
var storyScreens = []storyScreen{
	{"zh-CN", 360, true}, {"zh-CN", 1280, false},
	{"ug", 360, false}, {"ug", 1280, true},
	{"en", 360, true}, {"en", 1280, false},
}

// TestStoriesInBrowser does in a real browser what a new producer, a trader, an inspector and a consumer do with one
// batch: in three languages, on a phone and at a desk, with and without JavaScript. All of them share one server. How a
// story is added is said in deploy/browser/stories.mjs.
func TestStoriesInBrowser(t *testing.T) {
	chromium := browser(t)
	t.Parallel()
	data := demoCopy(t)
	r := start(t, nil, "--demo", "--data", data)
	plan := storyPlan{Base: r.url, Chromium: chromium, Password: passwordOfDemo(t, data), Held: map[string]string{}, Screens: storyScreens}
	for _, lang := range model.Langs() {
		plan.Held[string(lang)] = model.BatchNotMovable.Title.In(lang)
	}
	reports := 0
	decoder := json.NewDecoder(bytes.NewReader(drive(t, "stories.mjs", plan)))
	for decoder.More() {
		var report storyReport
		if err := decoder.Decode(&report); err != nil {
			t.Fatal(err)
		}
		reports++
		if report.Failure != "" || len(report.Told) == 0 || !slices.Equal(report.Told, report.Stories) {
			t.Errorf("%s, %d px, script %v: after %v: %s", report.Lang, report.Width, report.Script, report.Told, report.Failure)
		}
		for _, fault := range report.Faults {
			t.Errorf("%s, %d px, script %v: %s", report.Lang, report.Width, report.Script, fault)
		}
	}
	if reports != len(plan.Screens) {
		t.Errorf("%d screens reported, want %d", reports, len(plan.Screens))
	}
}
