package epcis

import (
	"math/big"
	"strings"
)

// measureUnit converts an amount to the first unit of its dimension: (amount + shift) * factor.
type measureUnit struct {
	dimension     string
	factor, shift *big.Rat
}

// measureUnits are the units of UN/CEFACT Recommendation 20 between which queries convert, by dimension: code, factor
// and, for temperatures, what is added before. A unit outside the table compares with itself alone.
var measureUnits = func() map[string]measureUnit {
	units := map[string]measureUnit{}
	for dimension, list := range map[string]string{
		"temperature":      "KEL 1 0, CEL 1 273.15, FAH 5/9 459.67, A48 5/9 0",
		"mass":             "KGM 1, GRM 1/1000, MGM 1/1000000, MC 1/1000000000, TNE 1000, DTN 100, HGM 1/10, LBR 0.45359237, ONZ 0.028349523125, STN 907.18474, LTN 1016.0469088",
		"length":           "MTR 1, MMT 1/1000, CMT 1/100, DMT 1/10, KMT 1000, 4H 1/1000000, INH 0.0254, FOT 0.3048, YRD 0.9144, SMI 1609.344, NMI 1852",
		"area":             "MTK 1, CMK 1/10000, DMK 1/100, MMK 1/1000000, HAR 10000, KMK 1000000, INK 0.00064516, FTK 0.09290304, ACR 4046.8564224",
		"volume":           "MTQ 1, LTR 1/1000, DMQ 1/1000, MLT 1/1000000, CMQ 1/1000000, CLT 1/100000, DLT 1/10000, HLT 1/10, GLL 0.003785411784, GLI 0.00454609, FTQ 0.028316846592",
		"pressure":         "PAL 1, KPA 1000, A97 100, MPA 1000000, BAR 100000, MBR 100, ATM 101325",
		"time":             "SEC 1, C26 1/1000, MIN 60, HUR 3600, DAY 86400, WEE 604800",
		"speed":            "MTS 1, KMH 5/18, HM 0.44704, KNT 463/900",
		"energy":           "JOU 1, KJO 1000, 3B 1000000, WHR 3600, KWH 3600000",
		"power":            "WTT 1, C31 1/1000, KWT 1000, MAW 1000000",
		"voltage":          "VLT 1, 2Z 1/1000, D82 1/1000000, KVT 1000",
		"current":          "AMP 1, 4K 1/1000, B84 1/1000000, B22 1000",
		"frequency":        "HTZ 1, KHZ 1000, MHZ 1000000, A86 1000000000",
		"ratio":            "C62 1, H87 1, EA 1, NAR 1, P1 1/100, NX 1/1000, 59 1/1000000, 61 1/1000000000",
		"force":            "NEW 1, B47 1000",
		"acceleration":     "MSK 1, A76 1/100, K40 9.80665",
		"concentration":    "KMQ 1, GL 1, A93 1/1000, GP 1/1000000, GQ 1/1000000000, M1 1/1000, 23 1000, D41 1000",
		"amount substance": "C34 1, C18 1/1000, B45 1000",
	} {
		for entry := range strings.SplitSeq(list, ", ") {
			parts := strings.Fields(entry)
			u := measureUnit{dimension: dimension, factor: rational(parts[1]), shift: new(big.Rat)}
			if len(parts) == 3 {
				u.shift = rational(parts[2])
			}
			units[parts[0]] = u
		}
	}
	return units
}()

func rational(s string) *big.Rat {
	r, _ := new(big.Rat).SetString(s)
	return r
}

// maxExponent bounds the zeros that a number may stand for: 1E999999999 must not cost a gigabyte.
const maxExponent = 400

// parseNumber reads the literal of a JSON number exactly; false for anything else and for exponents beyond
// maxExponent.
func parseNumber(s string) (*big.Rat, bool) {
	p := parser{src: s}
	if _, err := p.number(); err != nil || p.at != len(s) || len(s) > 2*maxExponent {
		return nil, false
	}
	if at := strings.IndexAny(s, "eE"); at >= 0 {
		exponent := strings.TrimLeft(s[at+1:], "+-0")
		if len(exponent) > 3 || len(exponent) == 3 && exponent > "400" {
			return nil, false
		}
	}
	return new(big.Rat).SetString(s)
}

// inUnit expresses an amount so that amounts of one kind compare: dimension tells which do.
func inUnit(amount *big.Rat, code string) (r *big.Rat, dimension string) {
	if code == "" {
		code = "C62" // a quantity without a unit counts pieces (EPCIS 2.0 §7.3.3.3)
	}
	u, known := measureUnits[code]
	if !known {
		return amount, "unit " + code
	}
	r = new(big.Rat).Add(amount, u.shift)
	return r.Mul(r, u.factor), u.dimension
}
