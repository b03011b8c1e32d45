package model

import (
	"strconv"
	"strings"
)

// Degrees is a WGS 84 coordinate in ten-millionths of a degree, about a centimetre.
type Degrees int64

// degreeDecimals is the scale of Degrees.
const degreeDecimals = 7

// ParseDegrees reads a plain decimal of at most seven decimals and keeps it exactly. Refusal: value-invalid for anything
// else and beyond ±180; a coordinate is never rounded silently.
func ParseDegrees(s string) (Degrees, error) {
	digits, exp, neg, ok := decimalParts(s)
	for ok && exp < -degreeDecimals && strings.HasSuffix(digits, "0") {
		digits, exp = digits[:len(digits)-1], exp+1
	}
	zero := strings.Trim(digits, "0") == ""
	if ok && zero {
		return 0, nil
	}
	shift := exp + degreeDecimals
	if !ok || shift < 0 || shift+len(digits) > 18 {
		return 0, ValueInvalid.Refuse(P("value", clip(s, 40)))
	}
	n, err := strconv.ParseInt(digits+strings.Repeat("0", shift), 10, 64)
	if err != nil || n > 180*10_000_000 {
		return 0, ValueInvalid.Refuse(P("value", clip(s, 40)))
	}
	if neg {
		n = -n
	}
	return Degrees(n), nil
}

// String writes the coordinate without trailing zeros.
func (d Degrees) String() string {
	n, sign := int64(d), ""
	if n < 0 {
		n, sign = -n, "-"
	}
	whole, rest := n/10_000_000, strconv.FormatInt(10_000_000+n%10_000_000, 10)[1:]
	rest = strings.TrimRight(rest, "0")
	if rest == "" {
		return sign + strconv.FormatInt(whole, 10)
	}
	return sign + strconv.FormatInt(whole, 10) + "." + rest
}
