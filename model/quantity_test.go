package model_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"suyuan/model"
)

func TestParseQuantity(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]model.Quantity{
		"0":                      0,
		"-0":                     0,
		"0.000000":               0,
		"0e40":                   0,
		"12":                     12_000_000,
		"0.5":                    500_000,
		"1.2E3":                  1_200_000_000,
		"1e+3":                   1_000_000_000,
		"-3":                     -3_000_000,
		"0.000001":               1,
		"1e-6":                   1,
		"10e-7":                  1,
		"0.0000010":              1,
		"1.00000000000000000000": 1_000_000,
		"9223372036854.775807":   math.MaxInt64,
		"-9223372036854.775807":  -math.MaxInt64,
		"9223372036854775807e-6": math.MaxInt64,
	} {
		if got, err := model.ParseQuantity(text); err != nil || got != want {
			t.Errorf("ParseQuantity(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", "-", "+1", "--1", ".5", "5.", "1,5", "01", "-01", "00", "00.5", "1e", "1e1.5", "e5", "1e5e", "1E5e1", "0x10", "1_000", "NaN", "Inf",
		"1 ", " 1", "１", "½", "0.0000001", "1e-7", "1.0000001",
		"9223372036854.775808", "-9223372036854.775808", "9223372036855", "1e13", "1e41", "1e-41",
		strings.Repeat("9", 400), "1e999999999999999999999", "0." + strings.Repeat("0", 80),
	} {
		if got, err := model.ParseQuantity(text); !errors.Is(err, model.QuantityInvalid) || got != 0 {
			t.Errorf("ParseQuantity(%q) = %d, %v; want quantity-invalid", text, got, err)
		}
	}
}

func TestParseQuantityQuotesLittle(t *testing.T) {
	t.Parallel()
	_, err := model.ParseQuantity(strings.Repeat("苹", 100))
	var r *model.Refusal
	if !errors.As(err, &r) || len(r.Params) != 1 || r.Params[0].Value != strings.Repeat("苹", 13)+"…" {
		t.Errorf("the refusal quotes %v", err)
	}
}

func TestQuantityString(t *testing.T) {
	t.Parallel()
	for q, want := range map[model.Quantity]string{
		0: "0", 1: "0.000001", -1: "-0.000001", 500_000: "0.5", -1_500_000: "-1.5", 12_000_000: "12",
		math.MaxInt64: "9223372036854.775807", -math.MaxInt64: "-9223372036854.775807", math.MinInt64: "-9223372036854.775808",
	} {
		if got := q.String(); got != want {
			t.Errorf("String of %d = %q, want %q", int64(q), got, want)
		}
	}
	if got := model.Units(7).String(); got != "7" {
		t.Errorf("Units(7) = %q", got)
	}
}

func TestQuantityInRange(t *testing.T) {
	t.Parallel()
	for q, want := range map[model.Quantity]bool{
		0: false, -1: false, 1: true, model.MaxQuantity: true, model.MaxQuantity + 1: false, math.MinInt64: false,
	} {
		if got := q.InRange(); got != want {
			t.Errorf("InRange of %v = %v", q, got)
		}
	}
}

// TestTenTenthsOfAKilogram is why quantities are no floats.
func TestTenTenthsOfAKilogram(t *testing.T) {
	t.Parallel()
	rest, tenth := model.Units(1), model.Quantity(100_000)
	for range 10 {
		var ok bool
		if rest, ok = rest.AddChecked(tenth.Neg()); !ok {
			t.Fatal("overflow")
		}
	}
	if rest != 0 {
		t.Errorf("1 minus ten times 0.1 = %v", rest)
	}
}

func TestQuantityProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuantity().Draw(t, "q")
		if back, err := model.ParseQuantity(q.String()); err != nil || back != q {
			t.Fatalf("%d writes %q and reads %d, %v", int64(q), q, int64(back), err)
		}
		text, err := json.Marshal(q)
		var back model.Quantity
		if err != nil || json.Unmarshal(text, &back) != nil || back != q {
			t.Fatalf("%d as JSON is %s and reads %d", int64(q), text, int64(back))
		}
		if q.Neg().Neg() != q || q.Neg().String() == q.String() && q != 0 {
			t.Fatalf("Neg of %v = %v", q, q.Neg())
		}
	})
}

func TestNegSaturates(t *testing.T) {
	t.Parallel()
	if got := model.Quantity(math.MinInt64).Neg(); got != math.MaxInt64 {
		t.Errorf("Neg = %v", got)
	}
}

func TestUnmarshalKeepsOnError(t *testing.T) {
	t.Parallel()
	q := model.Units(3)
	if err := q.UnmarshalText([]byte("three")); !errors.Is(err, model.QuantityInvalid) || q != model.Units(3) {
		t.Errorf("UnmarshalText = %v, q = %v", err, q)
	}
}

// TestAddChecked compares with arithmetic that cannot overflow.
func TestAddChecked(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q, r := anyQuantity().Draw(t, "q"), anyQuantity().Draw(t, "r")
		sum, ok := q.AddChecked(r)
		exact := new(big.Int).Add(big.NewInt(int64(q)), big.NewInt(int64(r)))
		if want := inRange(exact); ok != want || ok && exact.Int64() != int64(sum) {
			t.Fatalf("%v + %v = %v, %v; exactly %v", q, r, sum, ok, exact)
		}
	})
}

// TestMulRatio compares with exact fractions.
func TestMulRatio(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuantity().Draw(t, "q")
		num := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000)).Draw(t, "num")
		den := rapid.OneOf(rapid.Int64Range(1, math.MaxInt64), rapid.Int64Range(1, 1000)).Draw(t, "den")
		got, ok := q.MulRatio(num, den)
		exact := new(big.Rat).Mul(big.NewRat(int64(q), 1), big.NewRat(num, den))
		if want := exact.IsInt() && inRange(exact.Num()); ok != want || ok && exact.Num().Int64() != int64(got) {
			t.Fatalf("%v·%d/%d = %v, %v; exactly %v", q, num, den, got, ok, exact)
		}
	})
	for _, den := range []int64{0, -1, math.MinInt64} {
		if r, ok := model.Units(1).MulRatio(1, den); ok {
			t.Errorf("MulRatio(1, %d) = %v", den, r)
		}
	}
}

func anyQuantity() *rapid.Generator[model.Quantity] {
	edge := rapid.SampledFrom([]int64{0, 1, -1, 1_000_000, math.MaxInt64, -math.MaxInt64, math.MaxInt64 - 1, math.MaxInt64 / 2, -math.MaxInt64 / 2})
	wide := rapid.Int64Range(-math.MaxInt64, math.MaxInt64)
	near := rapid.Int64Range(-10_000_000_000, 10_000_000_000)
	return rapid.Map(rapid.OneOf(edge, wide, near), func(n int64) model.Quantity { return model.Quantity(n) })
}

// inRange is the documented range of a Quantity, which is symmetrical.
func inRange(x *big.Int) bool {
	return x.IsInt64() && x.Int64() != math.MinInt64
}

// jsonNumber is the grammar of RFC 8259 §6.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// FuzzParseQuantity compares with exact fractions: what is accepted has the value its literal has, and what is a number
// of moderate size that a Quantity can hold is accepted.
func FuzzParseQuantity(f *testing.F) {
	for _, seed := range []string{
		"0", "-0", "12", "0.5", "1.2E3", "1e+3", "-3", "1e-6", "0.0000010", "9223372036854.775807", "-9223372036854.775808",
		"01", "+1", ".5", "5.", "1e41", "1e5e", "1_0", "0x1p-2", "100000000000000000000e-20", "苹果",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := model.ParseQuantity(text)
		if err != nil {
			if !errors.Is(err, model.QuantityInvalid) || q != 0 {
				t.Fatalf("ParseQuantity(%q) = %d, %v", text, q, err)
			}
			if len(text) < 30 && jsonNumber.MatchString(text) && fits(text) {
				t.Fatalf("ParseQuantity(%q) refuses what six decimals hold", text)
			}
			return
		}
		if !jsonNumber.MatchString(text) {
			t.Fatalf("ParseQuantity(%q) = %v: not a JSON number", text, q)
		}
		exact, _ := new(big.Rat).SetString(text)
		if exact.Cmp(big.NewRat(int64(q), 1_000_000)) != 0 {
			t.Fatalf("ParseQuantity(%q) = %v: the value is %v", text, q, exact)
		}
		if back, err := model.ParseQuantity(q.String()); err != nil || back != q {
			t.Fatalf("%q reads %v, which reads %v, %v", text, q, back, err)
		}
	})
}

// fits reports whether a JSON number with an exponent within ±40 is a whole number of millionths in range.
func fits(text string) bool {
	if _, exp, found := strings.Cut(strings.ToLower(text), "e"); found {
		n, ok := new(big.Int).SetString(exp, 10)
		if !ok || !n.IsInt64() || n.Int64() > 40 || n.Int64() < -40 {
			return false
		}
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		return false
	}
	exact.Mul(exact, big.NewRat(1_000_000, 1))
	return exact.IsInt() && inRange(exact.Num())
}
