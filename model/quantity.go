package model

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Quantity is an exact decimal amount with six decimal places, held as whole millionths. Both databases store and sum
// the same integer, so "1 kg minus ten times 0.1 kg" is zero everywhere. The range is ±9 223 372 036 854.775807.
type Quantity int64

// The scale of a Quantity.
const (
	quantityDecimals          = 6
	quantityOne      Quantity = 1_000_000
	// MaxQuantity is the largest amount an operation accepts for one line: a thousand million units, far above any
	// lot and far below overflow of a sum of millions of them.
	MaxQuantity = 1_000_000_000 * quantityOne
)

// ParseQuantity reads a plain or exponent decimal as JSON writes numbers (RFC 8259 §6: "12", "0.5", "1.2E3", "-3"). It
// refuses, with quantity-invalid, anything else, any value that six decimals or the range cannot hold exactly, and
// literals of more than 60 digits or an exponent beyond ±40: a quantity is never rounded silently.
func ParseQuantity(s string) (Quantity, error) {
	digits, exp, neg, ok := decimalParts(s)
	if !ok {
		return 0, QuantityInvalid.Refuse(P("value", clip(s, 40)))
	}
	shift := exp + quantityDecimals
	for shift < 0 && strings.HasSuffix(digits, "0") {
		digits = digits[:len(digits)-1]
		shift++
	}
	if digits == "" || strings.Trim(digits, "0") == "" {
		return 0, nil
	}
	if shift < 0 || shift+len(digits) > 19 {
		return 0, QuantityInvalid.Refuse(P("value", clip(s, 40)))
	}
	u, err := strconv.ParseUint(digits+strings.Repeat("0", shift), 10, 63)
	if err != nil {
		return 0, QuantityInvalid.Refuse(P("value", clip(s, 40)))
	}
	if neg {
		return -Quantity(u), nil
	}
	return Quantity(u), nil
}

// decimalParts splits a JSON number literal into its significant digits and a power of ten.
func decimalParts(s string) (digits string, exp int, neg, ok bool) {
	s, neg = strings.CutPrefix(s, "-")
	mant, e, hasExp := strings.Cut(strings.Replace(s, "E", "e", 1), "e")
	if hasExp {
		n, err := strconv.Atoi(e)
		if err != nil || n > 40 || n < -40 {
			return "", 0, neg, false
		}
		exp = n
	}
	whole, frac, hasFrac := strings.Cut(mant, ".")
	if whole == "" || len(whole) > 1 && whole[0] == '0' || !allDigits(whole) ||
		hasFrac && (frac == "" || !allDigits(frac)) || len(mant) > 60 {
		return "", 0, neg, false
	}
	digits = strings.TrimLeft(whole+frac, "0")
	return digits, exp - len(frac), neg, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// Units returns n whole units.
func Units(n int64) Quantity { return Quantity(n) * quantityOne }

// String returns the shortest exact decimal: "12", "0.5".
func (q Quantity) String() string {
	neg := q < 0
	u := uint64(q)
	if neg {
		u = -u
	}
	whole, frac := u/uint64(quantityOne), u%uint64(quantityOne)
	s := strconv.FormatUint(whole, 10)
	if frac != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%06d", frac), "0")
	}
	if neg {
		s = "-" + s
	}
	return s
}

// MarshalText implements encoding.TextMarshaler.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler with ParseQuantity.
func (q *Quantity) UnmarshalText(b []byte) error {
	v, err := ParseQuantity(string(b))
	if err == nil {
		*q = v
	}
	return err
}

// MulRatio returns q·num/den exactly; ok is false when the result needs more than six decimals or overflows, or den is
// not positive.
func (q Quantity) MulRatio(num, den int64) (r Quantity, ok bool) {
	if den <= 0 {
		return 0, false
	}
	x := new(big.Int).Mul(big.NewInt(int64(q)), big.NewInt(num))
	rest := new(big.Int)
	x.QuoRem(x, big.NewInt(den), rest)
	if rest.Sign() != 0 || !x.IsInt64() || Quantity(x.Int64()) < minQuantity {
		return 0, false
	}
	return Quantity(x.Int64()), true
}

// AddChecked returns q+r; ok is false on overflow.
func (q Quantity) AddChecked(r Quantity) (sum Quantity, ok bool) {
	sum = q + r
	return sum, (sum > q) == (r > 0) && sum >= minQuantity
}

// InRange reports whether an operation may name this amount: positive and at most MaxQuantity.
func (q Quantity) InRange() bool { return q > 0 && q <= MaxQuantity }

// minQuantity keeps the arithmetic above symmetric: the one value below it, whose negation overflows, is never produced.
const minQuantity Quantity = -math.MaxInt64

// Neg returns -q; the single unrepresentable value saturates.
func (q Quantity) Neg() Quantity {
	if q < minQuantity {
		return -minQuantity
	}
	return -q
}
