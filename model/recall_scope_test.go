package model_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
)

const (
	someMaker    = model.OrgID("01890000-0000-7000-8000-000000000001")
	otherMaker   = model.OrgID("01890000-0000-7000-8000-000000000002")
	someProduct  = model.ProductID("01890000-0000-7000-8000-000000000003")
	otherProduct = model.ProductID("01890000-0000-7000-8000-000000000004")
	someSite     = model.SiteID("01890000-0000-7000-8000-000000000005")
	someReport   = model.DocumentID("01890000-0000-7000-8000-000000000006")
)

var someGoods = model.Goods{Maker: someMaker, Product: someProduct}

// lot is a batch of some product.
func lot(number, made string) model.Batch {
	return model.Batch{OrgID: someMaker, ProductID: someProduct, Lot: number, Produced: model.Date(made)}
}

// examples holds one valid condition of each kind with its canonical text.
func examples(t testing.TB) map[string]model.RecallPredicate {
	const of = "maker=01890000-0000-7000-8000-000000000001"
	const product = "product=01890000-0000-7000-8000-000000000003"
	return map[string]model.RecallPredicate{
		"lot?lot=A%2F1%2A&" + of + "&produced=2026-03-01&" + product:                                                           model.ScopeLot{Goods: someGoods, Lot: "A/1*", Produced: "2026-03-01"},
		"lot-range?first=A001&from=2026-01-01&last=A100&" + of + "&" + product:                                                 model.ScopeLotRange{Goods: someGoods, First: "A001", Last: "A100", Made: model.Made{From: "2026-01-01"}},
		"lot-pattern?" + of + "&pattern=2026%2A&" + product:                                                                    model.ScopeLotPattern{Goods: someGoods, Pattern: "2026*"},
		"made?from=2026-03-01&" + of + "&" + product + "&to=2026-03-31":                                                        model.ScopeDates{Goods: someGoods, Made: model.Made{From: "2026-03-01", To: "2026-03-31"}},
		"site?from=2026-03-01T04%3A00%3A00.000000Z&line=2%E5%8F%B7%E7%BA%BF&site=" + string(someSite):                          model.ScopeSite{Site: someSite, Line: "2号线", From: noon(t, "2026-03-01")},
		"input?epc=urn%3Auuid%3A01890000-0000-7000-8000-00000000000a":                                                          model.ScopeInput{EPC: "urn:uuid:01890000-0000-7000-8000-00000000000a"},
		"supplier?from=2026-03-01T04%3A00%3A00.000000Z&supplier=" + string(otherMaker) + "&to=2026-03-02T04%3A00%3A00.000000Z": model.ScopeSupplier{Supplier: otherMaker, From: noon(t, "2026-03-01"), To: noon(t, "2026-03-02")},
		"report?report=" + string(someReport):                                                                                  model.ScopeReport{Report: someReport},
		"serial-range?first=9&last=12&" + of + "&" + product:                                                                   model.ScopeSerials{Goods: someGoods, First: "9", Last: "12"},
	}
}

func TestCanonicalPredicates(t *testing.T) {
	t.Parallel()
	kinds := map[model.ScopeKind]bool{}
	for text, p := range examples(t) {
		kinds[p.Kind()] = true
		if err := p.Validate(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if p.String() != text {
			t.Errorf("written %s\nwant    %s", p, text)
		}
		back, err := model.ParsePredicate(text)
		if diff := cmp.Diff(p, back); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", text, err, diff)
		}
	}
	if len(kinds) != len(model.ScopeKinds()) {
		t.Errorf("%d kinds have an example", len(kinds))
	}
	const lot = "lot?lot=A1&maker=01890000-0000-7000-8000-000000000001&product=01890000-0000-7000-8000-000000000003"
	if _, err := model.ParsePredicate(lot); err != nil {
		t.Errorf("%s: %v", lot, err)
	}
	for _, text := range []string{
		"", "?", "lot", "moon?phase=full", lot + "&", lot + "&extra=1", lot + "&lot=A1", strings.Replace(lot, "lot?lot=A1&", "lot?", 1) + "&lot=A1",
		strings.Replace(lot, "A1", "%411", 1), strings.ToUpper(lot), " " + lot, lot + strings.Repeat("x", 2000),
		"site?from=2026-03-01T12%3A00%3A00%2B08%3A00&site=" + string(someSite), "site?from=noon&site=" + string(someSite),
	} {
		if p, err := model.ParsePredicate(text); !errors.Is(err, model.RecallScopeUnreadable) {
			t.Errorf("%q is read as %v, %v", text, p, err)
		}
	}
}

func TestPredicatesRefuse(t *testing.T) {
	t.Parallel()
	then := noon(t, "2026-03-01")
	for name, c := range map[string]struct {
		p    model.RecallPredicate
		at   string
		want *model.Problem
	}{
		"nobody's lot":        {model.ScopeLot{Goods: model.Goods{Product: someProduct}, Lot: "1"}, "maker", model.ValueRequired},
		"no product":          {model.ScopeLot{Goods: model.Goods{Maker: someMaker}, Lot: "1"}, "product", model.ValueRequired},
		"no number":           {model.ScopeLot{Goods: someGoods}, "lot", model.LotInvalid},
		"wide number":         {model.ScopeLot{Goods: someGoods, Lot: "ＡＢ１"}, "lot", model.LotInvalid},
		"number with a space": {model.ScopeLot{Goods: someGoods, Lot: "A 1"}, "lot", model.LotInvalid},
		"no such day":         {model.ScopeLot{Goods: someGoods, Lot: "1", Produced: "2026-02-30"}, "produced", model.DateInvalid},
		"range upside down":   {model.ScopeLotRange{Goods: someGoods, First: "A10", Last: "A09"}, "last", model.RecallRangeReversed},
		"shorter is smaller":  {model.ScopeLotRange{Goods: someGoods, First: "100", Last: "99"}, "last", model.RecallRangeReversed},
		"letters differ":      {model.ScopeLotRange{Goods: someGoods, First: "A1", Last: "B2"}, "last", model.RecallRangeUnclear},
		"two runs differ":     {model.ScopeLotRange{Goods: someGoods, First: "1A1", Last: "2A2"}, "last", model.RecallRangeUnclear},
		"zeros and none":      {model.ScopeLotRange{Goods: someGoods, First: "007", Last: "10"}, "last", model.RecallRangeUnclear},
		"days upside down":    {model.ScopeDates{Goods: someGoods, Made: model.Made{From: "2026-03-02", To: "2026-03-01"}}, "to", model.RecallRangeReversed},
		"days of ever":        {model.ScopeDates{Goods: someGoods, Made: model.Made{To: "2026-03-01"}}, "from", model.ValueRequired},
		"only stars":          {model.ScopeLotPattern{Goods: someGoods, Pattern: "*?*"}, "pattern", model.RecallPatternBroad},
		"no pattern":          {model.ScopeLotPattern{Goods: someGoods}, "pattern", model.LotInvalid},
		"open backslash":      {model.ScopeLotPattern{Goods: someGoods, Pattern: `A\`}, "pattern", model.LotInvalid},
		"longer than any lot": {model.ScopeLotPattern{Goods: someGoods, Pattern: strings.Repeat("A", 21)}, "pattern", model.LotInvalid},
		"no site":             {model.ScopeSite{From: then}, "site", model.ValueRequired},
		"never begun":         {model.ScopeSite{Site: someSite}, "from", model.ValueRequired},
		"end before begin":    {model.ScopeSite{Site: someSite, From: then, To: then - 1}, "to", model.RecallRangeReversed},
		"end of time":         {model.ScopeSite{Site: someSite, From: then, To: model.Forever}, "to", model.TimeInvalid},
		"long line":           {model.ScopeSite{Site: someSite, From: then, Line: strings.Repeat("线", 101)}, "line", model.ValueTooLong},
		"no input":            {model.ScopeInput{}, "epc", model.ValueRequired},
		"input of two lines":  {model.ScopeInput{EPC: "a\nb"}, "epc", model.ValueInvalid},
		"no supplier":         {model.ScopeSupplier{From: then}, "supplier", model.ValueRequired},
		"no report":           {model.ScopeReport{Report: "7"}, "report", model.ValueRequired},
		"serials upside down": {model.ScopeSerials{Goods: someGoods, First: "9", Last: "8"}, "last", model.RecallRangeReversed},
	} {
		err := c.p.Validate()
		var r *model.Refusal
		if !errors.Is(err, c.want) || !errors.As(err, &r) || len(r.Fields) != 1 || r.Fields[0].At != c.at {
			t.Errorf("%s: %v; want %s at %s", name, err, c.want.Code, c.at)
		}
	}
}

// TestPicks: what a condition selects and what it must not, trap by trap.
func TestPicks(t *testing.T) {
	t.Parallel()
	foreign, other := lot("A050", "2026-03-01"), lot("A050", "2026-03-01")
	foreign.OrgID, other.ProductID = otherMaker, otherProduct
	for _, c := range []struct {
		p        model.RecallPredicate
		in, out  []string // number or number@date
		batchOut []model.Batch
	}{
		{
			model.ScopeLot{Goods: someGoods, Lot: "A050"},
			[]string{"A050", "A050@2025-03-01"}, []string{"a050", "A50", "A0050", "AO50", "A050 ", "Ａ050"}, []model.Batch{foreign, other},
		},
		{
			model.ScopeLot{Goods: someGoods, Lot: "A050", Produced: "2026-03-01"},
			[]string{"A050@2026-03-01", "A050"}, []string{"A050@2025-03-01"}, []model.Batch{foreign, other},
		},
		{
			model.ScopeLotRange{Goods: someGoods, First: "A001", Last: "A100"},
			[]string{"A001", "A050", "A100"}, []string{"A000", "A101", "A50", "A0050", "B050", "A", "A05X", "a050"}, []model.Batch{foreign, other},
		},
		{
			model.ScopeLotRange{Goods: someGoods, First: "98", Last: "102"},
			[]string{"98", "99", "100", "102"}, []string{"97", "103", "099", "0100", "", "1000"}, nil,
		},
		{
			model.ScopeLotRange{Goods: someGoods, First: "26A10-X", Last: "26A20-X"},
			[]string{"26A10-X", "26A15-X"}, []string{"26A15-Y", "26A15", "27A15-X", "26A9-X"}, nil,
		},
		{
			model.ScopeLotRange{Goods: someGoods, First: "99999999999999999998", Last: "99999999999999999999"},
			[]string{"99999999999999999999"}, []string{"9999999999999999999"}, nil,
		},
		{
			model.ScopeLotRange{Goods: someGoods, First: "A7", Last: "A7", Made: model.Made{From: "2026-01-01", To: "2026-01-31"}},
			[]string{"A7@2026-01-01", "A7@2026-01-31", "A7"}, []string{"A7@2025-12-31", "A7@2026-02-01", "A77", "A"}, nil,
		},
		{
			model.ScopeLotPattern{Goods: someGoods, Pattern: "2026*-?B"},
			[]string{"2026-1B", "20260301-XB"}, []string{"2026-B", "2026-11B", "2025-1B", "2026-1b"}, []model.Batch{foreign, other},
		},
		{
			model.ScopeLotPattern{Goods: someGoods, Pattern: `A\*\?*`},
			[]string{"A*?", "A*?7"}, []string{"AB?", "A*", "A**"}, nil,
		},
		{
			model.ScopeDates{Goods: someGoods, Made: model.Made{From: "2026-03-01", To: "2026-03-31"}},
			[]string{"X@2026-03-01", "X@2026-03-31", "X"}, []string{"X@2026-02-28", "X@2026-04-01"}, []model.Batch{foreign, other},
		},
		{model.ScopeSite{Site: someSite, From: 1}, nil, []string{"A050"}, nil},
		{model.ScopeSupplier{Supplier: someMaker, From: 1}, nil, []string{"A050"}, nil},
		{model.ScopeInput{EPC: "A050"}, nil, []string{"A050"}, nil},
		{model.ScopeReport{Report: someReport}, nil, []string{"A050"}, nil},
		{model.ScopeSerials{Goods: someGoods, First: "A050", Last: "A051"}, nil, []string{"A050"}, nil},
	} {
		scope := model.RecallScope{Predicates: []model.RecallPredicate{c.p, nil}}
		for _, in := range c.in {
			number, made, _ := strings.Cut(in, "@")
			if b := lot(number, made); !c.p.Picks(b) || !scope.Picks(b) {
				t.Errorf("%s misses %s", c.p, in)
			}
			if prefix := model.LotPrefix(c.p); !strings.HasPrefix(number, prefix) {
				t.Errorf("%s narrows to %q and loses %s", c.p, prefix, in)
			}
		}
		for _, out := range c.out {
			number, made, _ := strings.Cut(out, "@")
			if c.p.Picks(lot(number, made)) {
				t.Errorf("%s takes %s", c.p, out)
			}
		}
		for _, b := range c.batchOut {
			if c.p.Picks(b) {
				t.Errorf("%s takes a lot of another maker or product", c.p)
			}
		}
	}
	serials := model.ScopeSerials{Goods: someGoods, First: "S098", Last: "S102"}
	if !serials.PicksSerial("S100") || serials.PicksSerial("S103") || serials.PicksSerial("S99") {
		t.Error("serials")
	}
	for p, want := range map[model.RecallPredicate]string{
		model.ScopeLotRange{First: "A001", Last: "A100"}: "A", model.ScopeLotPattern{Pattern: `A\*B?C`}: "A*B", model.ScopeInput{EPC: "x"}: "",
		model.ScopeLotRange{First: "A1", Last: "B1"}: "", model.ScopeLot{Lot: "L"}: "L",
	} {
		if got := model.LotPrefix(p); got != want {
			t.Errorf("%s begins with %q, want %q", p, got, want)
		}
	}
}

// TestWindows: an event at either bound is inside, and an end that is not known leaves the window open.
func TestWindows(t *testing.T) {
	t.Parallel()
	from, to := noon(t, "2026-03-01"), noon(t, "2026-03-02")
	closed, open := model.ScopeSite{Site: someSite, From: from, To: to}, model.ScopeSite{Site: someSite, From: from}
	for _, c := range []struct {
		a, b         model.Instant
		closed, open bool
	}{
		{from, from, true, true}, {to, to, true, true}, {from - 2, from - 1, false, false}, {to + 1, to + 2, false, true},
		{from - 2, from, true, true}, {from - 9, to + 9, true, true}, {to, model.Forever, true, true}, {from - 1, model.Forever, true, true},
	} {
		if closed.Covers(c.a, c.b) != c.closed || open.Covers(c.a, c.b) != c.open {
			t.Errorf("from %d to %d: closed %v, open %v", c.a-from, c.b-to, closed.Covers(c.a, c.b), open.Covers(c.a, c.b))
		}
	}
	s := model.ScopeSupplier{Supplier: otherMaker, From: from, To: to}
	if !s.Covers(from) || !s.Covers(to) || s.Covers(to+1) || s.Covers(from-1) {
		t.Error("the supplier's window")
	}
	if s.To = 0; !s.Covers(model.InstantOf(time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC))) {
		t.Error("the supplier's open window")
	}
}

func TestNormalLot(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"ＡＢ１２": "AB12", " 007 ": "007", "　a-１": "a-1", "A/1": "A/1", "！": "!"} {
		if got, err := model.NormalLot(typed); err != nil || got != want {
			t.Errorf("%q is read as %q, %v; want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", " ", "A 1", "批1", "A\t1", strings.Repeat("１", 21), "①", "A　1"} {
		if got, err := model.NormalLot(typed); !errors.Is(err, model.LotInvalid) {
			t.Errorf("%q is read as %q, %v", typed, got, err)
		}
	}
	if got, err := model.NormalPattern("２０２６＊"); err != nil || got != "2026*" {
		t.Errorf("a wide pattern is read as %q, %v", got, err)
	}
	if _, err := model.NormalPattern("批*"); !errors.Is(err, model.LotInvalid) {
		t.Errorf("a Chinese pattern: %v", err)
	}
	for pair, want := range map[[2]string]bool{
		{"A050", "a050"}: true, {"A050", "AO5O"}: true, {"007", "7"}: true, {"A-1", "AI"}: true, {"ＡＢ", "AB"}: true, {"A1L", "AI1"}: true,
		{"A050", "A050"}: false, {"A1", "A2"}: false, {"70", "7"}: false, {"100", "10"}: false, {"A00", "A0"}: true,
	} {
		if got := model.LotsLookAlike(pair[0], pair[1]); got != want || model.LotsLookAlike(pair[1], pair[0]) != want {
			t.Errorf("%q and %q look alike: %v", pair[0], pair[1], got)
		}
	}
}

func TestRecallScope(t *testing.T) {
	t.Parallel()
	a, b := model.ScopeLot{Goods: someGoods, Lot: "A"}, model.ScopeLot{Goods: someGoods, Lot: "B"}
	first := model.RecallScope{Version: 1, Predicates: []model.RecallPredicate{b, a, b}}
	if first.String() != a.String()+"\n"+b.String() {
		t.Errorf("a scope reads %s", first)
	}
	back, err := model.ParseRecallScope(first.String(), 1)
	if diff := cmp.Diff(model.RecallScope{Version: 1, Predicates: []model.RecallPredicate{a, b}}, back); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	second := model.RecallScope{Version: 2, Predicates: []model.RecallPredicate{a, model.ScopeReport{Report: someReport}}}
	added, removed := first.Diff(second)
	if !cmp.Equal(added, []string{"report?report=" + string(someReport)}) || !cmp.Equal(removed, []string{b.String()}) {
		t.Errorf("added %q, removed %q", added, removed)
	}
	many := model.RecallScope{}
	for i := range model.MaxPredicates + 1 {
		many.Predicates = append(many.Predicates, model.ScopeLot{Goods: someGoods, Lot: fmt.Sprint(i)})
	}
	for name, c := range map[string]struct {
		err  error
		want *model.Problem
	}{
		"empty":   {model.RecallScope{}.Validate(), model.RecallScopeEmpty},
		"large":   {many.Validate(), model.RecallScopeLarge},
		"nothing": {model.RecallScope{Predicates: []model.RecallPredicate{nil}}.Validate(), model.ValueRequired},
		"faulty":  {model.RecallScope{Predicates: []model.RecallPredicate{a, model.ScopeReport{}}}.Validate(), model.ValueRequired},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	for text, want := range map[string]*model.Problem{
		"": model.RecallScopeEmpty, b.String() + "\n" + a.String(): model.RecallScopeUnreadable, a.String() + "\n": model.RecallScopeUnreadable,
		many.String(): model.RecallScopeLarge, "x": model.RecallScopeUnreadable,
	} {
		if _, err := model.ParseRecallScope(text, 1); !errors.Is(err, want) {
			t.Errorf("%.40q: %v, want %s", text, err, want.Code)
		}
	}
}

// TestRangesCount: a range holds exactly the numbers between its ends, whatever stands around them.
func TestRangesCount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SampledFrom([]string{"", "A", "26-", "L1/"}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", "X", "-7", "B2"}).Draw(t, "after")
		width := rapid.SampledFrom([]int{0, 4, 6}).Draw(t, "width")
		number := func(n int) string { return before + fmt.Sprintf("%0*d", width, n) + after }
		lo, n := rapid.IntRange(0, 2000).Draw(t, "first"), rapid.IntRange(0, 5000).Draw(t, "number")
		hi := lo + rapid.IntRange(0, 2000).Draw(t, "more")
		if width == 0 && lo == 0 && hi > 9 {
			lo, hi = lo+1, hi+1 // 0 to 10 is not written in one width nor without a leading zero
		}
		r := model.ScopeLotRange{Goods: someGoods, First: number(lo), Last: number(hi)}
		if err := r.Validate(); err != nil {
			t.Fatalf("%s to %s: %v", r.First, r.Last, err)
		}
		if got, want := r.Picks(lot(number(n), "")), n >= lo && n <= hi; got != want {
			t.Fatalf("%s in %s to %s: %v", number(n), r.First, r.Last, got)
		}
	})
}

// TestPatternsAgree: a wildcard selects what a plain recursive matcher does.
func TestPatternsAgree(t *testing.T) {
	t.Parallel()
	var fits func(p, s string) bool
	fits = func(p, s string) bool {
		switch {
		case p == "":
			return s == ""
		case p[0] == '*':
			return fits(p[1:], s) || s != "" && fits(p, s[1:])
		case s == "":
			return false
		}
		return (p[0] == '?' || p[0] == s[0]) && fits(p[1:], s[1:])
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.StringMatching(`[AB1*?]{1,9}`).Draw(t, "pattern")
		s := rapid.StringMatching(`[AB1]{1,12}`).Draw(t, "lot")
		if got, want := (model.ScopeLotPattern{Goods: someGoods, Pattern: p}).Picks(lot(s, "")), fits(p, s); got != want {
			t.Fatalf("%q on %q: %v, want %v", p, s, got, want)
		}
	})
}

func FuzzParsePredicate(f *testing.F) {
	for text := range examples(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := model.ParsePredicate(s)
		if err != nil {
			return
		}
		if p.String() != s || p.Validate() != nil {
			t.Errorf("%q is read and written %q, valid %v", s, p, p.Validate())
		}
		p.Picks(lot("A1", "2026-03-01"))
		model.LotPrefix(p)
	})
}

// TestSortedScope: a scope is read back in the order that Sorted gives it, so that positions of conditions are kept.
func TestSortedScope(t *testing.T) {
	t.Parallel()
	scope := model.RecallScope{Version: 3, Predicates: []model.RecallPredicate{
		model.ScopeInput{EPC: "urn:example:b"}, model.ScopeInput{EPC: "urn:example:a"}, model.ScopeInput{EPC: "urn:example:b"},
	}}
	read, err := model.ParseRecallScope(scope.String(), 3)
	if err != nil || len(read.Predicates) != 2 {
		t.Fatal(read, err)
	}
	if diff := cmp.Diff(read, scope.Sorted()); diff != "" {
		t.Errorf("(-read +sorted):\n%s", diff)
	}
}
