package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// crawlPlan is what deploy/browser/crawl.mjs is told to do.
type crawlPlan struct {
	Base     string      `json:"base"`
	Shots    string      `json:"shots"`
	Shoot    bool        `json:"shoot"`
	Chromium string      `json:"chromium"`
	Limit    int         `json:"limit"`
	Walks    []crawlWalk `json:"walks"`
}

// crawlWalk is one person with one kind of screen.
type crawlWalk struct {
	Role     string `json:"role"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Lang     string `json:"lang"`
	Dir      string `json:"dir"`
	Width    int    `json:"width"`
	Script   bool   `json:"script"`
	Axe      bool   `json:"axe"`
}

// crawlReport is what was seen of one page.
type crawlReport struct {
	Role, Pattern, URL, Lang, Dir string
	Width, Status, Heads          int
	Overflow, Hostile             int
	Script                        bool
	Console, Outside, Axe, Tiny   []string
}

// screens are who looks at the console with what: every language and direction, both widths, with and without
// JavaScript. Whoever makes things sees most kinds of pages and looks several times; assistive technology's view is
// checked once for every role.
var screens = []crawlWalk{
	{Role: "producer", Lang: "ug", Dir: "rtl", Width: 360, Script: true, Axe: true},
	{Role: "producer", Lang: "zh-CN", Dir: "ltr", Width: 360},
	{Role: "retailer", Lang: "zh-CN", Dir: "ltr", Width: 1280, Script: true, Axe: true},
	{Role: "supervisor", Lang: "zh-CN", Dir: "ltr", Width: 360, Script: true, Axe: true},
	{Role: "lab", Lang: "ug", Dir: "rtl", Width: 1280, Script: true, Axe: true},
	{Role: "admin", Lang: "en", Dir: "ltr", Width: 1280, Script: true, Axe: true},
}

// TestConsoleInBrowser follows every link of the console as each role in a real browser.
func TestConsoleInBrowser(t *testing.T) {
	chromium := browser(t)
	t.Parallel()
	data := demoCopy(t)
	r := start(t, nil, "--demo", "--data", data)
	password := passwordOfDemo(t, data)
	plan := crawlPlan{Base: r.url, Shots: os.Getenv("SUYUAN_SHOTS"), Shoot: os.Getenv("SUYUAN_SHOTS") != "", Chromium: chromium, Limit: 150}
	if !plan.Shoot {
		plan.Shots = t.TempDir()
	}
	for _, w := range screens {
		w.Login, w.Password = w.Role+"@demo.example", password
		plan.Walks = append(plan.Walks, w)
	}
	patterns := map[string]bool{}
	for _, report := range crawl(t, plan) {
		patterns[report.Pattern] = true
		checkCrawled(t, plan, report)
	}
	if len(patterns) < 90 {
		t.Errorf("only %d kinds of pages were found: %v", len(patterns), patterns)
	}
}

// passwordOfDemo reads the one password of all accounts of the demonstration.
func passwordOfDemo(t *testing.T, data string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, demoFile))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if password, ok := strings.CutPrefix(strings.TrimSpace(line), "password "); ok {
			return password
		}
	}
	t.Fatal("the demonstration names no password")
	return ""
}

func crawl(t *testing.T, plan crawlPlan) (reports []crawlReport) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(drive(t, "crawl.mjs", plan)))
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var report crawlReport
		if err := json.Unmarshal(lines.Bytes(), &report); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		reports = append(reports, report)
	}
	return reports
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

func checkCrawled(t *testing.T, plan crawlPlan, r crawlReport) {
	t.Helper()
	say := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s, %s, %d px, script %v, %s: "+format, append([]any{r.Role, r.Lang, r.Width, r.Script, r.URL}, args...)...)
	}
	if r.Status != 200 {
		say("status %d", r.Status)
	}
	dirs := map[string]string{}
	for _, w := range plan.Walks {
		dirs[w.Lang] = w.Dir
	}
	if r.Dir == "" || dirs[r.Lang] != r.Dir {
		say("written %q", r.Dir)
	}
	if r.Heads != 1 {
		say("%d first headings", r.Heads)
	}
	if r.Overflow > 0 {
		say("%d px too wide", r.Overflow)
	}
	for what, list := range map[string][]string{"console": r.Console, "asks another host": r.Outside, "accessibility": r.Axe, "too small": r.Tiny} {
		if len(list) > 0 {
			say("%s: %q", what, list)
		}
	}
}
