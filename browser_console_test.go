package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"suyuan/model"
)

// consoleRoles are whose console is walked; together they see every kind of page.
var consoleRoles = []string{"producer", "retailer", "supervisor", "lab", "admin"}

// screens are what the console is looked at with. Any screen and the one three places later differ in language, width
// and theme.
var screens = []screen{
	{model.UG, 360, "light", true}, {model.ZH, 360, "dark", true}, {model.EN, 360, "light", true},
	{model.ZH, 1280, "dark", true}, {model.EN, 1280, "light", true}, {model.UG, 1280, "dark", true},
}

// TestConsoleInBrowser follows every link of the console as each role, and looks at each kind of page in a real browser.
// A page of a new room is found through a link; nothing is to be added here.
func TestConsoleInBrowser(t *testing.T) {
	chromium := browser(t)
	t.Parallel()
	data := demoCopy(t)
	r := start(t, hasty, "--demo", "--data", data)
	password := passwordOfDemo(t, data)
	var pages []walked
	for _, role := range consoleRoles {
		pages = append(pages, walk(t, r, role, password)...)
	}
	visits := eachKind(pages)
	if kinds := len(visits) / 2; kinds < 90 {
		t.Errorf("only %d kinds of pages were found", kinds)
	}
	look(t, r.url, chromium, visits)
}

// eachKind chooses two pages of each kind: the longest, with what assistive technology makes of it, and on another
// screen without JavaScript the longest that another role has of the kind.
func eachKind(pages []walked) (visits []visit) {
	kinds := map[string][]walked{}
	for _, p := range pages {
		kinds[p.kind] = append(kinds[p.kind], p)
	}
	for i, kind := range slices.Sorted(maps.Keys(kinds)) {
		of := kinds[kind]
		slices.SortStableFunc(of, func(a, b walked) int { return -cmp.Compare(a.size, b.size) })
		first, second := of[0], of[0]
		if k := slices.IndexFunc(of, func(p walked) bool { return p.role != first.role }); k >= 0 {
			second = of[k]
		}
		visits = append(visits, first.visit(screens[i%len(screens)], true), second.visit(screens[(i+len(screens)/2)%len(screens)], false))
	}
	return visits
}

// visit opens a page that was walked, with JavaScript and axe or without both.
func (p walked) visit(s screen, script bool) visit {
	s.Script = script
	return visit{
		screen: s, Name: fmt.Sprintf("%s %s script %v", p.role, p.kind, script), Path: withLang(p.path, s.Lang),
		Session: p.session, Axe: script, status: 200,
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
