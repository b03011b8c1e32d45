package model_test

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"suyuan/model"
)

func TestUnitTable(t *testing.T) {
	t.Parallel()
	codes := model.UnitCodes()
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) || codes[0] != model.Piece {
		t.Fatalf("UnitCodes() = %q: want each once, in order, pieces first", codes)
	}
	bases := map[model.Dimension]int{}
	for _, code := range codes {
		u, ok := model.UnitOf(code)
		if !ok || u.Code != code {
			t.Errorf("UnitOf(%q) = %+v, %v", code, u, ok)
		}
		if len(code) > 3 || u.Num <= 0 || u.Den <= 0 {
			t.Errorf("%q: factor %d/%d", code, u.Num, u.Den)
		}
		complete(t, "unit "+string(code), u.Symbol)
		if u.Num == 1 && u.Den == 1 {
			bases[u.Dimension]++
		}
	}
	for _, d := range []model.Dimension{model.Count, model.Mass, model.Volume, model.Length, model.Area} {
		if bases[d] == 0 {
			t.Errorf("dimension %q has no base unit", d)
		}
		delete(bases, d)
	}
	if len(bases) > 0 {
		t.Errorf("undeclared dimensions: %v", bases)
	}
	if _, ok := model.UnitOf("kgm"); ok {
		t.Error("unit codes are case-sensitive")
	}
}

func TestConvert(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		q        string
		from, to model.Unit
		want     string // empty: refused
	}{
		{"1.5", "KGM", "GRM", "1500"},
		{"1500", "GRM", "KGM", "1.5"},
		{"0.5", "TNE", "KGM", "500"},
		{"1", "MGM", "KGM", "0.000001"},
		{"0.5", "MGM", "KGM", ""},
		{"1", "LBR", "KGM", ""}, // 0.45359237 kg needs eight decimals
		{"100", "LBR", "KGM", "45.359237"},
		{"16", "ONZ", "LBR", "1"},
		{"2", "DZN", "", "24"},
		{"3", "PR", "H87", "6"},
		{"1", "EA", "DZN", ""},
		{"1", "MTQ", "LTR", "1000"},
		{"1", "LTR", "CMQ", "1000"},
		{"1", "KGM", "LTR", ""},
		{"1", "XXX", "KGM", ""},
		{"1", "KGM", "XXX", ""},
		{"1", "XXX", "XXX", "1"},
		{"9223372036854", "TNE", "GRM", ""},
		{"-2", "KGM", "GRM", "-2000"},
	} {
		q, err := model.ParseQuantity(c.q)
		if err != nil {
			t.Fatal(err)
		}
		r, ok := q.Convert(c.from, c.to)
		if ok != (c.want != "") || ok && r.String() != c.want {
			t.Errorf("%s %s in %s = %v, %v; want %q", c.q, c.from, c.to, r, ok, c.want)
		}
	}
}

// TestConvertIsExact compares every pair of units with fractions: what converts has exactly the same value, converts
// back to itself, and nothing convertible is refused.
func TestConvertIsExact(t *testing.T) {
	t.Parallel()
	codes := model.UnitCodes()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuantity().Draw(t, "q")
		f, _ := model.UnitOf(rapid.SampledFrom(codes).Draw(t, "from"))
		to, _ := model.UnitOf(rapid.SampledFrom(codes).Draw(t, "to"))
		r, ok := q.Convert(f.Code, to.Code)
		exact := new(big.Rat).Mul(big.NewRat(int64(q), 1), new(big.Rat).Quo(big.NewRat(f.Num, f.Den), big.NewRat(to.Num, to.Den)))
		want := f.Dimension == to.Dimension && exact.IsInt() && inRange(exact.Num())
		if ok != want || ok && exact.Num().Int64() != int64(r) {
			t.Fatalf("%v %q in %q = %v, %v; exactly %v", q, f.Code, to.Code, r, ok, exact)
		}
		if !ok {
			return
		}
		if back, ok := r.Convert(to.Code, f.Code); !ok || back != q {
			t.Fatalf("%v %q is %v %q, which is %v %q", q, f.Code, r, to.Code, back, f.Code)
		}
	})
}

// complete asserts that a text is there in the three languages.
func complete(t *testing.T, what string, text model.Text) {
	t.Helper()
	if text.ZH == "" || text.UG == "" || text.EN == "" {
		t.Errorf("%s: a language is missing in %+v", what, text)
	}
}
