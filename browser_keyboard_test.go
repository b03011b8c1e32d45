package main

import (
	"bytes"
	"encoding/json"
	"testing"
)

// TestKeyboardInBrowser uses the console with Tab and Enter alone: the sign-in, the link past the navigation, the menus,
// a form with faults. Every stop must be seen.
func TestKeyboardInBrowser(t *testing.T) {
	chromium := browser(t)
	t.Parallel()
	data := demoCopy(t)
	r := start(t, nil, "--demo", "--data", data)
	plan := struct {
		Base     string        `json:"base"`
		Chromium string        `json:"chromium"`
		Login    string        `json:"login"`
		Password string        `json:"password"`
		Screens  []storyScreen `json:"screens"`
	}{r.url, chromium, "producer@demo.example", passwordOfDemo(t, data), []storyScreen{{Lang: "en", Width: 1280}, {Lang: "ug", Width: 360}}}
	reports := 0
	decoder := json.NewDecoder(bytes.NewReader(drive(t, "keyboard.mjs", plan)))
	for ; decoder.More(); reports++ {
		var report struct {
			storyScreen
			Done, Faults []string
			Failure      string
		}
		if err := decoder.Decode(&report); err != nil {
			t.Fatal(err)
		}
		if report.Failure != "" || len(report.Done) != 4 || len(report.Faults) > 0 {
			t.Errorf("%s, %d px: after %v: %s %q", report.Lang, report.Width, report.Done, report.Failure, report.Faults)
		}
	}
	if reports != len(plan.Screens) {
		t.Errorf("%d screens reported, want %d", reports, len(plan.Screens))
	}
}
