package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"suyuan/model"
)

// lookPlan is what deploy/browser/look.mjs is told to do.
type lookPlan struct {
	Base     string  `json:"base"`
	Shots    string  `json:"shots"`
	Chromium string  `json:"chromium"`
	Visits   []visit `json:"visits"`
}

// visit opens one page on one screen, for somebody with a session or for anybody.
type visit struct {
	screen
	Name    string   `json:"name"`
	Path    string   `json:"path"`
	Session string   `json:"session"`
	Axe     bool     `json:"axe"`
	Expect  []string `json:"expect,omitempty"`
	status  int
}

// screen is what somebody looks at.
type screen struct {
	Lang   model.Lang `json:"lang"`
	Width  int        `json:"width"`
	Theme  string     `json:"theme"`
	Script bool       `json:"script"`
}

// lookReport is what the browser saw of a visit.
type lookReport struct {
	Name, Lang, Dir            string
	Status, Heads, Overflow    int
	Hostile, Taken             bool
	Missing, Faults, Axe, Tiny []string
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

// drive runs a script of deploy/browser with a plan and returns what it wrote.
func drive(t *testing.T, script string, plan any) []byte {
	t.Helper()
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", script, file)
	cmd.Dir = "deploy/browser"
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("the browser could not be driven: %v\n%s\n%s", err, &errs, tail(out.String(), 2000))
	}
	return out.Bytes()
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// look opens pages and fails the test with whatever is wrong with one of them. It returns the names of the pages that
// show a hostile text. Pictures of the pages stay in SUYUAN_SHOTS when that is set.
func look(t *testing.T, base, chromium string, visits []visit) (hostile []string) {
	t.Helper()
	plan := lookPlan{Base: base, Chromium: chromium, Shots: os.Getenv("SUYUAN_SHOTS"), Visits: visits}
	wanted := map[string]visit{}
	for _, v := range visits {
		wanted[v.Name] = v
	}
	if len(wanted) != len(visits) {
		t.Fatal("two visits have one name")
	}
	began := time.Now()
	decoder := json.NewDecoder(bytes.NewReader(drive(t, "look.mjs", plan)))
	t.Logf("%d visits took %v", len(visits), time.Since(began).Round(time.Second))
	for decoder.More() {
		var r lookReport
		if err := decoder.Decode(&r); err != nil {
			t.Fatal(err)
		}
		checkLook(t, wanted[r.Name], r)
		delete(wanted, r.Name)
		if r.Hostile {
			hostile = append(hostile, r.Name)
		}
	}
	for name := range wanted {
		t.Errorf("%s was not opened", name)
	}
	return hostile
}

func checkLook(t *testing.T, v visit, r lookReport) {
	t.Helper()
	say := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s, %s, %d px, %s, script %v, %s: "+format, append([]any{v.Name, v.Lang, v.Width, v.Theme, v.Script, v.Path}, args...)...)
	}
	if r.Status != v.status {
		say("status %d, want %d", r.Status, v.status)
	}
	if r.Lang != string(v.Lang) || r.Dir != v.Lang.Dir() {
		say("lang %q dir %q", r.Lang, r.Dir)
	}
	if r.Heads != 1 {
		say("%d first headings", r.Heads)
	}
	if r.Overflow > 0 {
		say("%d px too wide", r.Overflow)
	}
	if r.Taken {
		say("a text of a stranger has run")
	}
	for what, list := range map[string][]string{"does not say": r.Missing, "browser": r.Faults, "accessibility": r.Axe, "too small": r.Tiny} {
		if len(list) > 0 {
			say("%s: %q", what, list)
		}
	}
}

// TestPagesInBrowser opens the pages that a consumer sees in a real browser: each in three languages, of which one is
// without JavaScript, at both widths, in both themes.
func TestPagesInBrowser(t *testing.T) {
	chromium := browser(t)
	t.Parallel()
	data := demoCopy(t)
	r := start(t, nil, "--demo", "--data", data)
	look(t, r.url, chromium, consumerVisits(t, demoLinks(t, data)))
}

func consumerVisits(t *testing.T, links map[string]string) (visits []visit) {
	t.Helper()
	links["unknown"] = "/01/09520000000004/10/NOPE"
	links["home"], links["problems"], links["docs"], links["claim"] = "/", "/problems", "/docs", "/claim?code="+links["blocked"]
	for p, name := range []string{"normal", "held", "blocked", "expired", "unknown", "home", "problems", "docs", "claim"} {
		for k, lang := range model.Langs() {
			v := visit{
				screen: screen{lang, []int{360, 1280}[(p+k)%2], []string{"light", "dark"}[(p+k)/2%2], k != p%3},
				Name:   name + " " + string(lang), Path: links[name] + map[bool]string{false: "?", true: "&"}[name == "claim"] + "lang=" + string(lang), Axe: k != p%3, status: 200,
			}
			if name == "unknown" {
				v.status = 404
			}
			if title := titleOf(t, name, string(lang)); title != "" {
				v.Expect = []string{title}
			}
			visits = append(visits, v)
		}
	}
	return visits
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
	if isState := slices.Contains([]string{"normal", "held", "blocked", "expired", "unknown"}, state); isState && title == "" {
		t.Fatalf("the catalogue of %s has no title for %s", lang, state)
	}
	return title
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
