package web_test

import (
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"suyuan/model"
)

var comment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// styles returns every style sheet without its comments, by name.
func styles(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("assets/*.css")
	if err != nil || len(names) == 0 {
		t.Fatal("no style sheets", err)
	}
	sheets := map[string]string{}
	for _, name := range names {
		sheets[name] = comment.ReplaceAllString(readText(t, name), "")
	}
	return sheets
}

// TestStylesAreLogical keeps right-to-left pages right: nothing in the styles may mean a side of the screen.
func TestStylesAreLogical(t *testing.T) {
	t.Parallel()
	sided := regexp.MustCompile(`(?i)\b(left|right)\b`)
	four := regexp.MustCompile(`\b(margin|padding|inset|border-width|border-radius):\s*([^\s;]+)\s+([^\s;]+)\s+([^\s;]+)\s+([^\s;]+)\s*;`)
	for name, css := range styles(t) {
		if found := sided.FindString(css); found != "" {
			t.Errorf("%s names a side: %q", name, found)
		}
		for _, m := range four.FindAllStringSubmatch(css, -1) {
			if m[3] != m[5] {
				t.Errorf("%s treats the sides differently: %q", name, m[0])
			}
		}
	}
}

// TestStylesAreOldEnough keeps the pages for people in the street to what web views based on Chromium 86 read, and the
// console to Chromium 109, the last one for old office machines; what is newer would fail silently there.
func TestStylesAreOldEnough(t *testing.T) {
	t.Parallel()
	newer := regexp.MustCompile(`(?:margin|padding|border|inset)-(?:inline|block)\s*:|\binset[-:]|:is\(|:where\(|:has\(|color-mix\(|oklch\(|@layer|@container|\bd?[sl]v[hwbi]\b|accent-color|aspect-ratio`)
	newest := regexp.MustCompile(`color-mix\(|oklch\(|@layer|@scope|light-dark\(|text-wrap|@starting-style`)
	for name, css := range styles(t) {
		limit := newer
		if name == "assets/console.css" {
			limit = newest
		}
		if found := limit.FindString(css); found != "" {
			t.Errorf("%s uses %q, which is newer than it may be", name, found)
		}
	}
}

// pairs are the tokens that stand on each other, with the contrast WCAG 2.2 AA asks for: 4.5 for text (1.4.3), 3 for
// icons and the edges of controls (1.4.11).
var pairs = []struct {
	front, back string
	least       float64
}{
	{"ink", "ground", 4.5},
	{"ink", "surface", 4.5},
	{"soft", "ground", 4.5},
	{"soft", "surface", 4.5},
	{"accent", "ground", 4.5},
	{"accent", "surface", 4.5},
	{"accent-ink", "accent", 4.5},
	{"edge", "ground", 3},
	{"edge", "surface", 3},
	{"focus", "ground", 3},
	{"focus", "surface", 3},
	{"ok-ink", "ok", 4.5},
	{"info-ink", "info", 4.5},
	{"caution-ink", "caution", 4.5},
	{"danger-ink", "danger", 4.5},
	{"ok-mark", "ok", 3},
	{"info-mark", "info", 3},
	{"caution-mark", "caution", 3},
	{"danger-mark", "danger", 3},
	{"ok-sign", "ok-mark", 3},
	{"info-sign", "info-mark", 3},
	{"caution-sign", "caution-mark", 3},
	{"danger-sign", "danger-mark", 3},
	{"caution-mark", "ground", 3},
}

func TestContrast(t *testing.T) {
	t.Parallel()
	light, dark, found := strings.Cut(styles(t)[filepath.Join("assets", "tokens.css")], "prefers-color-scheme: dark")
	if !found {
		t.Fatal("no dark colours")
	}
	token := regexp.MustCompile(`--([a-z-]+):\s*#([0-9a-f]{6});`)
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range token.FindAllStringSubmatch(css, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, p := range pairs {
			front, okF := colours[p.front]
			back, okB := colours[p.back]
			if !okF || !okB {
				t.Errorf("%s: no colour for %s on %s", scheme, p.front, p.back)
				continue
			}
			if ratio := (math.Max(front, back) + .05) / (math.Min(front, back) + .05); ratio < p.least {
				t.Errorf("%s: %s on %s has contrast %.2f, less than %.1f", scheme, p.front, p.back, ratio, p.least)
			}
		}
	}
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	weights, sum := []float64{.2126, .7152, .0722}, 0.0
	for i, weight := range weights {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// TestEverythingComesFromThisServer finds addresses of other hosts in every byte that is sent.
func TestEverythingComesFromThisServer(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	address := regexp.MustCompile(`(?i)(?:[a-z]+:)?//[a-z0-9.-]+|@import|(?-i:\burl\()`)
	check := func(name string, body []byte) {
		for _, found := range address.FindAllString(string(body), -1) {
			if strings.HasSuffix(name, ".js") && strings.EqualFold(found, "url(") {
				continue // a constructor of the web platform, not a reference
			}
			if found != base && found != "http://www.w3.org" { // the namespace of SVG is a name, nothing loads it
				t.Errorf("%s holds %q", name, found)
			}
		}
	}
	for _, a := range r.Assets() {
		check(a.Path, a.Body)
	}
	for _, lang := range model.Langs() {
		for name, body := range everyPage(t, r, lang) {
			check(name+" in "+string(lang), body)
		}
	}
}

// TestPagesObeyTheContentSecurityPolicy finds what "style-src 'self'; script-src 'self'" would block, and scripts at all.
func TestPagesObeyTheContentSecurityPolicy(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	blocked := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:`)
	for _, lang := range model.Langs() {
		for name, body := range everyPage(t, r, lang) {
			if found := blocked.Find(body); found != nil {
				t.Errorf("%s in %s holds %q", name, lang, found)
			}
		}
	}
}
