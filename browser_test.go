package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pagePlan is what deploy/browser/pages.mjs is told to do.
type pagePlan struct {
	Base     string     `json:"base"`
	Shots    string     `json:"shots"`
	Chromium string     `json:"chromium"`
	Pages    []pageStop `json:"pages"`
}

// pageStop is one page to open.
type pageStop struct {
	Name   string   `json:"name"`
	Path   string   `json:"path"`
	Lang   string   `json:"lang"`
	Dir    string   `json:"dir"`
	Status int      `json:"status"`
	Expect []string `json:"expect"`
}

// pageReport is what the browser saw of one page at one width, with or without JavaScript.
type pageReport struct {
	Name     string
	Size     string
	Script   bool
	Status   int
	Lang     string
	Dir      string
	Overflow int
	Console  []string
	Outside  []string
	Missing  []string
	Axe      []string
}

// browser returns the path of Chromium, or skips the test, or fails it where SUYUAN_REQUIRE_BROWSER is set as by
// `make test`, which installs what is missing.
func browser(t *testing.T) string {
	t.Helper()
	missing := ""
	path, err := exec.LookPath("chromium")
	if err != nil {
		missing = "chromium"
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing = "node"
	}
	if _, err := os.Stat("deploy/browser/node_modules/playwright-core"); err != nil {
		missing = "deploy/browser/node_modules"
	}
	if missing == "" {
		return path
	}
	if os.Getenv("SUYUAN_REQUIRE_BROWSER") != "" {
		t.Fatalf("%s is missing", missing)
	}
	t.Skipf("%s is missing: run `make test`, which installs it", missing)
	return ""
}

// titleOf reads the title that a state's page must say from the catalogue of its language.
func titleOf(t *testing.T, state, lang string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("api/web/locales", lang+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]any
	if err := json.Unmarshal(text, &words); err != nil {
		t.Fatal(err)
	}
	title, _ := words["status."+state+".title"].(string)
	return title
}

// TestPagesInBrowser opens the pages that a consumer sees in a real browser: three languages, phone and desktop, with
// and without JavaScript. Screenshots go to SUYUAN_SHOTS when it is set.
func TestPagesInBrowser(t *testing.T) {
	chromium := browser(t)
	t.Parallel()
	data := demoCopy(t)
	r := start(t, nil, "--demo", "--data", data)
	shots := os.Getenv("SUYUAN_SHOTS")
	if shots == "" {
		shots = t.TempDir()
	}
	plan := pagePlan{Base: r.url, Shots: shots, Chromium: chromium, Pages: consumerPages(t, demoLinks(t, data))}
	for _, report := range visit(t, plan) {
		checkPage(t, plan, report)
	}
}

// demoLinks reads the batches that the demonstration names, by what it says of them.
func demoLinks(t *testing.T, data string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, demoFile))
	if err != nil {
		t.Fatal(err)
	}
	links := map[string]string{}
	for line := range strings.Lines(string(text)) {
		path, about, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "batch "), " ")
		if !strings.HasPrefix(line, "batch ") {
			continue
		}
		for state, sign := range map[string]string{"normal": "laboratory report", "held": "held by the authority", "blocked": "sale forbidden", "expired": "past its date"} {
			if strings.Contains(about, sign) && links[state] == "" {
				links[state] = path
			}
		}
	}
	if len(links) != 4 {
		t.Fatalf("the demonstration names %v", links)
	}
	return links
}

func consumerPages(t *testing.T, links map[string]string) []pageStop {
	t.Helper()
	links["unknown"] = "/01/09520000000004/10/NOPE"
	links["home"], links["problems"], links["docs"] = "/", "/problems", "/docs"
	var pages []pageStop
	for _, name := range []string{"normal", "held", "blocked", "expired", "unknown", "home", "problems", "docs"} {
		for lang, dir := range map[string]string{"zh-CN": "ltr", "ug": "rtl", "en": "ltr"} {
			p := pageStop{Name: name + "-" + lang, Path: links[name] + "?lang=" + lang, Lang: lang, Dir: dir, Status: 200}
			if name == "unknown" {
				p.Status = 404
			}
			if title := titleOf(t, name, lang); title != "" {
				p.Expect = append(p.Expect, title)
			}
			pages = append(pages, p)
		}
	}
	slices.SortFunc(pages, func(a, b pageStop) int { return strings.Compare(a.Name, b.Name) })
	return pages
}

func visit(t *testing.T, plan pagePlan) []pageReport {
	t.Helper()
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "pages.mjs", file)
	cmd.Dir = "deploy/browser"
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("the browser could not be driven: %v\n%s", err, &errs)
	}
	var reports []pageReport
	lines := bufio.NewScanner(&out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r pageReport
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		reports = append(reports, r)
	}
	if want := 3 * len(plan.Pages); len(reports) != want {
		t.Fatalf("%d reports, want %d", len(reports), want)
	}
	return reports
}

func checkPage(t *testing.T, plan pagePlan, r pageReport) {
	t.Helper()
	i := slices.IndexFunc(plan.Pages, func(p pageStop) bool { return p.Name == r.Name })
	p := plan.Pages[i]
	say := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s, %s, script %v: "+format, append([]any{r.Name, r.Size, r.Script}, args...)...)
	}
	if r.Status != p.Status {
		say("status %d, want %d", r.Status, p.Status)
	}
	if r.Lang != p.Lang || r.Dir != p.Dir {
		say("lang %q dir %q, want %q %q", r.Lang, r.Dir, p.Lang, p.Dir)
	}
	if len(r.Missing) > 0 {
		say("does not say %q", r.Missing)
	}
	if r.Overflow > 0 {
		say("is %d px too wide", r.Overflow)
	}
	for what, list := range map[string][]string{"console": r.Console, "asks another host": r.Outside, "accessibility": r.Axe} {
		if len(list) > 0 {
			say("%s: %q", what, list)
		}
	}
}
