package model_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/model/gs1"
)

const (
	listedItem  = gs1.GTIN("06901234567892")
	otherItem   = gs1.GTIN("06901234567908")
	listedStem  = "https://id.gs1.org/01/06901234567892"
	listedSince = model.Instant(1_763_776_800_000_000)
)

// exampleList is the list of the documentation.
func exampleList() model.RecallList {
	c, p, x := model.AffectedConfirmed, model.AffectedPossible, model.AffectedCleared
	first, second := "2026-000017", "2026-000018"
	return model.RecallList{
		Origin: "https://trace.example", Epoch: 42, Issued: listedSince.Add(3600e9), Expires: listedSince.Add(25 * 3600e9),
		Recalls: map[string]model.ListedRecall{first: {Grade: model.GradeI, Since: listedSince}, second: {Since: listedSince.Add(60e9)}},
		Entries: map[model.ListedGoods]model.RecallMarks{
			{Kind: model.ListThing, First: "https://id.gs1.org/00/069012340000000078"}: {first: p},
			{Kind: model.ListThing, First: "urn:example:a lot, 50%"}:                   {second: c},
			{GTIN: listedItem, Kind: model.ListLot, First: "L1"}:                       {first: c, second: p},
			{GTIN: listedItem, Kind: model.ListLot, First: "A002"}:                     {first: x},
			{GTIN: listedItem, Kind: model.ListLots, First: "A001", Last: "A009"}:      {first: c},
			{GTIN: listedItem, Kind: model.ListLike, First: `B?\*`}:                    {second: c},
			{GTIN: listedItem, Kind: model.ListSerials, First: "S008", Last: "S120"}:   {second: c},
			{GTIN: otherItem, Kind: model.ListSerial, First: "007"}:                    {first: c},
		},
	}
}

// TestGeneratedRecallList: the documentation shows the list as it is written.
func TestGeneratedRecallList(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("RECALL_LIST.md")
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := strings.Cut(string(text), "## Example\n")
	if !found {
		t.Fatal("no example")
	}
	want := head + "## Example\n\n```\n" + exampleList().String() + "```\n"
	generated(t, "RECALL_LIST.md", want)
}

func TestListAnswersLikeTheConditions(t *testing.T) {
	t.Parallel()
	l := exampleList()
	for key, want := range map[string]string{
		listedStem + "/10/L1":                         "2026-000017 2026-000018",
		listedStem + "/10/l1":                         "",
		listedStem + "/10/A001":                       "2026-000017",
		listedStem + "/10/A002":                       "",
		listedStem + "/10/A9":                         "",
		listedStem + "/10/A010":                       "",
		listedStem + "/10/BX%2A":                      "2026-000018",
		listedStem + "/10/BXY":                        "",
		listedStem + "/21/S008":                       "2026-000018",
		listedStem + "/21/S120":                       "2026-000018",
		listedStem + "/21/S121":                       "",
		"https://id.gs1.org/01/06901234567908/21/007": "2026-000017",
		"https://id.gs1.org/01/06901234567908/21/7":   "",
		"https://id.gs1.org/01/06901234567908/10/007": "",
		"https://id.gs1.org/01/06901234567908/10/L1":  "",
		"https://id.gs1.org/00/069012340000000078":    "2026-000017",
		"urn:example:a lot, 50%":                      "2026-000018",
		"urn:example:a":                               "",
		listedStem:                                    "",
	} {
		var got []string
		for _, s := range l.Against(key) {
			got = append(got, s.Number)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %q", key, got, want)
		}
	}
	if s := l.Against(listedStem + "/10/L1"); s[0].Class != model.AffectedConfirmed || s[0].Grade != model.GradeI || s[0].Since != listedSince {
		t.Errorf("the strictest: %+v", s[0])
	}
	if l.Old(l.Expires-1) || !l.Old(l.Expires) {
		t.Error("its end")
	}
}

func TestListsRefuse(t *testing.T) {
	t.Parallel()
	good := exampleList().String()
	for name, bad := range map[string]string{
		"nothing":                  "",
		"another version":          strings.Replace(good, "list 1", "list 2", 1),
		"cut":                      good[:len(good)-1],
		"cut within":               strings.Replace(good, "end 8\n", "", 1),
		"a wrong count":            strings.Replace(good, "end 8", "end 7", 1),
		"more after the end":       good + "end 8\n",
		"an item that is no GTIN":  strings.Replace(good, "item 06901234567892", "item 06901234567893", 1),
		"out of order":             strings.Replace(good, "lot A002 x0\nlot L1 c0p1\n", "lot L1 c0p1\nlot A002 x0\n", 1),
		"twice":                    strings.Replace(good, "lot A002 x0\n", "lot A002 x0\nlot A002 x0\n", 1),
		"an unknown recall":        strings.Replace(good, "c0p1", "c0p2", 1),
		"marks upside down":        strings.Replace(good, "c0p1", "p1c0", 1),
		"no marks":                 strings.Replace(good, "c0p1", "-", 1),
		"a range upside down":      strings.Replace(good, "A001 A009", "A009 A001", 1),
		"a pattern of all":         strings.Replace(good, `B?\*`, `*`, 1),
		"carriage returns":         strings.ReplaceAll(good, "\n", "\r\n"),
		"a time with zone":         strings.Replace(good, "Z\nexpires", "+00:00\nexpires", 1),
		"it ends before it begins": strings.Replace(good, "expires 2025", "expires 2024", 1),
		"a lower epoch":            strings.Replace(good, "since 0", "since 43", 1),
		"leading zeros":            strings.Replace(good, "epoch 42", "epoch 042", 1),
	} {
		if bad == good {
			t.Errorf("%s is the same", name)
		}
		if _, err := model.ParseRecallList([]byte(bad)); !errors.Is(err, model.RecallListUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := model.ParseRecallList([]byte(good)); err != nil {
		t.Error(err)
	} else if diff := cmp.Diff(exampleList(), got); diff != "" {
		t.Error(diff)
	}
}

// drawnList draws lists whose entries overlap.
func drawnList(t *rapid.T, since model.Seq) model.RecallList {
	numbers := []string{"2026-000001", "2026-000002", "2026-000003"}
	l := model.RecallList{
		Origin: "https://trace.example", Epoch: since + 1, Since: since, Issued: listedSince, Expires: listedSince.Add(3600e9),
		Recalls: map[string]model.ListedRecall{}, Entries: map[model.ListedGoods]model.RecallMarks{},
	}
	lots := []string{"A1", "A2", "A3", "B1"}
	for range rapid.IntRange(0, 12).Draw(t, "entries") {
		g := model.ListedGoods{GTIN: rapid.SampledFrom([]gs1.GTIN{listedItem, otherItem}).Draw(t, "gtin"), Kind: model.ListLot, First: rapid.SampledFrom(lots).Draw(t, "lot")}
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			g.Kind, g.First, g.Last = model.ListLots, "A1", rapid.SampledFrom(lots[:3]).Draw(t, "last")
		case 1:
			g.Kind, g.First = model.ListLike, rapid.SampledFrom([]string{"A*", "?1"}).Draw(t, "pattern")
		case 2:
			g.GTIN, g.Kind, g.First = "", model.ListThing, rapid.SampledFrom([]string{"urn:x:1", "urn:x: %"}).Draw(t, "thing")
		}
		marks := model.RecallMarks{}
		for _, n := range numbers {
			if class := rapid.SampledFrom([]model.AffectedClass{"", model.AffectedConfirmed, model.AffectedPossible, model.AffectedCleared}).Draw(t, n); class != "" {
				marks[n], l.Recalls[n] = class, model.ListedRecall{Since: listedSince}
			}
		}
		if len(marks) == 0 {
			if since == 0 {
				continue
			}
			marks = nil
		}
		l.Entries[g] = marks
	}
	return l
}

// TestListsRoundTrip: what is written is read back, and changes that were applied leave a list that is written canonically.
func TestListsRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := drawnList(t, 0)
		changes := drawnList(t, 1)
		for _, l := range []model.RecallList{whole, changes} {
			back, err := model.ParseRecallList([]byte(l.String()))
			if err != nil {
				t.Fatalf("%v\n%s", err, l)
			}
			if diff := cmp.Diff(l, back); diff != "" {
				t.Fatal(diff)
			}
		}
		next, err := whole.Apply(changes)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := model.ParseRecallList([]byte(next.String())); err != nil || next.Since != 0 || next.Epoch != 2 {
			t.Fatalf("%v\n%s", err, next)
		}
		for g, marks := range changes.Entries {
			if got, listed := next.Entries[g]; listed != (len(marks) > 0) || listed && !cmp.Equal(got, marks) {
				t.Fatalf("%v: %v, want %v", g, got, marks)
			}
		}
		for g, marks := range whole.Entries {
			if _, changed := changes.Entries[g]; !changed && !cmp.Equal(next.Entries[g], marks) {
				t.Fatalf("%v: %v, want %v", g, next.Entries[g], marks)
			}
		}
	})
}

func TestChangesMustFollow(t *testing.T) {
	t.Parallel()
	l := exampleList()
	for name, change := range map[string]func(*model.RecallList){
		"a whole list":  func(c *model.RecallList) { c.Since = 0 },
		"a gap":         func(c *model.RecallList) { c.Since, c.Epoch = 43, 44 },
		"older":         func(c *model.RecallList) { c.Since, c.Epoch = 3, 41 },
		"another house": func(c *model.RecallList) { c.Origin = "https://other.example" },
	} {
		c := model.RecallList{Origin: l.Origin, Since: 42, Epoch: 43}
		change(&c)
		if _, err := l.Apply(c); !errors.Is(err, model.RecallListApart) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.Apply(model.RecallList{Origin: l.Origin, Since: 40, Epoch: 43}); err != nil {
		t.Errorf("changes that overlap: %v", err)
	}
}

func FuzzParseRecallList(f *testing.F) {
	f.Add([]byte(exampleList().String()))
	f.Add([]byte("suyuan recall list 1\norigin https://x\nepoch 1\nsince 1\nissued 2026-01-01T00:00:00Z\nexpires 2026-01-01T00:00:00Z\nitem 06901234567892\nlot A -\nend 1\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := model.ParseRecallList(text)
		if err != nil {
			if !errors.Is(err, model.RecallListUnreadable) {
				t.Fatal(err)
			}
			return
		}
		if !bytes.Equal([]byte(l.String()), text) {
			t.Fatalf("%q is written as %q", text, l)
		}
		l.Against(listedStem+"/10/A1", "urn:x")
	})
}
