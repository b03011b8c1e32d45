package model_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"suyuan/model"
)

func TestParseRegion(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]model.RegionReason{
		"65": model.RegionLength, "": model.RegionLength, "6532000": model.RegionLength,
		"65320a": model.RegionDigits, "+65320": model.RegionDigits, "６５": model.RegionDigits,
	} {
		got, err := model.ParseRegion(code)
		var fault *model.RegionError
		if !errors.As(err, &fault) || fault.Reason != want || got != "" {
			t.Errorf("%q: %q, %v; want %s", code, got, err, want)
		}
	}
	if r, err := model.ParseRegion("659999"); err != nil || r.Known() || r.Name("zh-CN") != "659999" {
		t.Errorf("unknown code: %v, %v, %q", err, r.Known(), r.Name("zh-CN"))
	}
}

func TestRegionTree(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code, parent model.Region
		level        model.RegionLevel
		lo, hi       string
	}{
		{"000000", "", model.RegionNation, "000000", "999999"},
		{"650000", "000000", model.RegionProvince, "650000", "659999"},
		{"653200", "650000", model.RegionPrefecture, "653200", "653299"},
		{"653221", "653200", model.RegionCounty, "653221", "653221"},
		{"659001", "650000", model.RegionCounty, "659001", "659001"},
		{"659000", "650000", model.RegionPrefecture, "659000", "659099"},
		{"429004", "420000", model.RegionCounty, "429004", "429004"},
		{"419001", "410000", model.RegionCounty, "419001", "419001"},
		{"469001", "460000", model.RegionCounty, "469001", "469001"},
		{"110101", "110000", model.RegionCounty, "110101", "110101"},
		{"500229", "500000", model.RegionCounty, "500229", "500229"},
		{"441900", "440000", model.RegionPrefecture, "441900", "441999"},
		{"65", "", "", "65", "65"},
		{"", "", "", "", ""},
	}
	for _, test := range tests {
		parent, ok := test.code.Parent()
		lo, hi := test.code.Range()
		if parent != test.parent || ok != (test.parent != "") || test.code.Level() != test.level || lo != test.lo || hi != test.hi {
			t.Errorf("%s: parent %s %v level %s range %s-%s", test.code, parent, ok, test.code.Level(), lo, hi)
		}
	}
}

func TestRegionContains(t *testing.T) {
	t.Parallel()
	tests := []struct {
		outer, inner model.Region
		want         bool
	}{
		{"000000", "653221", true},
		{"000000", "000000", true},
		{"650000", "653221", true},
		{"650000", "659001", true},
		{"420000", "429004", true},
		{"653200", "653221", true},
		{"653221", "653221", true},
		{"650000", "000000", false},
		{"653200", "650000", false},
		{"653200", "653101", false},
		{"653221", "653222", false},
		{"653200", "659009", false}, // 昆玉市 lies inside the prefecture's area but is not under it
		{"620000", "650000", false},
		{"", "653221", false},
		{"650000", "", false},
		{"65", "653221", false},
	}
	for _, test := range tests {
		if got := test.outer.Contains(test.inner); got != test.want {
			t.Errorf("%q contains %q: %v", test.outer, test.inner, got)
		}
	}
}

func TestRegionNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ code, lang, name, full string }{
		{"653221", "zh-CN", "和田县", "新疆维吾尔自治区和田地区和田县"},
		{"653221", "ug", "خوتەن ناھىيەسى", "شىنجاڭ ئۇيغۇر ئاپتونوم رايونى خوتەن ۋىلايىتى خوتەن ناھىيەسى"},
		{"653221", "en", "Hotan County", "Hotan County, Hotan Prefecture, Xinjiang Uygur Autonomous Region"},
		{"652801", "en-US", "Korla City", "Korla City, Bayingolin Mongol Autonomous Prefecture, Xinjiang Uygur Autonomous Region"},
		{"653100", "en", "Kashgar Prefecture", "Kashgar Prefecture, Xinjiang Uygur Autonomous Region"},
		{"653228", "zh-CN", "和安县", "新疆维吾尔自治区和田地区和安县"},
		{"653229", "zh-CN", "和康县", "新疆维吾尔自治区和田地区和康县"},
		{"659001", "zh-CN", "石河子市", "新疆维吾尔自治区石河子市"},
		{"110101", "zh", "东城区", "北京市东城区"},
		{"110101", "en", "东城区", "东城区, Beijing"},
		{"441900", "zh-CN", "东莞市", "广东省东莞市"},
		{"000000", "en", "People's Republic of China", "People's Republic of China"},
		{"650000", "fr", "新疆维吾尔自治区", "新疆维吾尔自治区"},
		{"653299", "zh-CN", "653299", "新疆维吾尔自治区和田地区653299"},
	}
	for _, test := range tests {
		r := model.Region(test.code)
		if r.Name(test.lang) != test.name || r.FullName(test.lang) != test.full {
			t.Errorf("%s %s: %q, %q", test.code, test.lang, r.Name(test.lang), r.FullName(test.lang))
		}
	}
}

// The table itself: sorted, complete above every entry, Xinjiang and all
// provinces in three languages, small enough to embed.
func TestRegionTable(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("region.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 150_000 {
		t.Errorf("region.tsv has %d bytes", len(raw))
	}
	counts, last := map[model.RegionLevel]int{}, ""
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSpace(line), "\t")
		r, err := model.ParseRegion(columns[0])
		if err != nil || columns[0] <= last || len(columns) != 2 && len(columns) != 4 {
			t.Errorf("line %q: %v", line, err)
			continue
		}
		last = columns[0]
		counts[r.Level()]++
		if parent, ok := r.Parent(); ok && !parent.Known() {
			t.Errorf("%s has unknown parent %s", r, parent)
		}
		if r.Level() == model.RegionProvince || strings.HasPrefix(last, "65") {
			if !strings.ContainsFunc(r.Name("ug"), func(c rune) bool { return unicode.Is(unicode.Arabic, c) }) || r.Name("en") == r.Name("zh-CN") {
				t.Errorf("%s lacks a translation", r)
			}
		}
		for _, c := range r.Name("ug") {
			if unicode.IsLetter(c) && !unicode.Is(unicode.Arabic, c) && !unicode.Is(unicode.Han, c) {
				t.Errorf("%s: %c in the Uyghur name", r, c)
			}
		}
		if r.Name("zh-CN") == "" || strings.ContainsFunc(r.Name("en"), func(c rune) bool { return unicode.Is(unicode.Arabic, c) }) {
			t.Errorf("%s: columns mixed up", r)
		}
	}
	if counts[model.RegionProvince] != 34 || counts[model.RegionPrefecture] != 342 || counts[model.RegionCounty] < 2900 || counts[model.RegionNation] != 1 {
		t.Errorf("counts: %v", counts)
	}
}

// BETWEEN on Range must select exactly what Contains says: a regulator's
// queries and a regulator's permissions may not disagree.
func TestRegionRangeAgreesWithContains(t *testing.T) {
	t.Parallel()
	code := rapid.OneOf(
		rapid.StringMatching(`[0-9]{6}`), rapid.StringMatching(`65[0-9]{2}00`), rapid.StringMatching(`6[0-9]0000`),
		rapid.StringMatching(`6532[0-9]{2}`), rapid.Just("000000"))
	rapid.Check(t, func(t *rapid.T) {
		outer, inner := model.Region(code.Draw(t, "outer")), model.Region(code.Draw(t, "inner"))
		lo, hi := outer.Range()
		if between := lo <= string(inner) && string(inner) <= hi; between != outer.Contains(inner) {
			t.Fatalf("%s contains %s: %v, range says %v", outer, inner, outer.Contains(inner), between)
		}
		if parent, ok := inner.Parent(); ok && !parent.Contains(inner) {
			t.Fatalf("%s is not in its parent %s", inner, parent)
		}
	})
}

func FuzzParseRegion(f *testing.F) {
	f.Add("653221")
	f.Add("000000")
	f.Add("65")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := model.ParseRegion(s)
		if err != nil {
			r = model.Region(s)
		}
		_, known := r.Parent()
		if err == nil && (r.Level() == "" || !r.Contains(r) || known != (r != model.Nation)) {
			t.Fatalf("%q: level %q", s, r.Level())
		}
		if err != nil && (r.Level() != "" || r.Contains(r) || known) {
			t.Fatalf("%q treated as well formed", s)
		}
		_ = r.FullName("ug") + r.FullName("en") + r.Name("zh-CN")
	})
}

func TestDivisions(t *testing.T) {
	t.Parallel()
	provinces := model.Nation.Divisions()
	if len(provinces) != 34 || provinces[0] != "110000" {
		t.Errorf("%d provinces: %v", len(provinces), provinces)
	}
	seen := 0
	var walk func(model.Region)
	walk = func(r model.Region) {
		seen++
		for _, below := range r.Divisions() {
			if above, _ := below.Parent(); above != r || !below.Known() {
				t.Errorf("%s below %s", below, r)
			}
			walk(below)
		}
	}
	for _, p := range provinces {
		walk(p)
	}
	if seen < 3300 {
		t.Errorf("only %d regions can be reached", seen)
	}
	// Beijing's districts and Shihezi, which no prefecture runs, lie right below the province.
	if got := model.Region("110000").Divisions(); len(got) != 16 || got[0] != "110101" {
		t.Errorf("Beijing: %v", got)
	}
	if got := model.Region("650000").Divisions(); !slices.Contains(got, "659001") || !slices.Contains(got, "652800") || slices.Contains(got, "659000") {
		t.Errorf("Xinjiang: %v", got)
	}
}
