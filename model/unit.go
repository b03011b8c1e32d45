package model

import "sort"

// Unit is a code of UN/ECE Recommendation 20 as EPCIS uses it in quantityElement.uom; the empty code means a count of
// pieces (EPCIS 2.0 §7.3.3.3).
type Unit string

// Piece counts things.
const Piece Unit = ""

// Dimension says which units convert into each other.
type Dimension string

// The dimensions products are measured in.
const (
	Count  Dimension = "count"
	Mass   Dimension = "mass"
	Volume Dimension = "volume"
	Length Dimension = "length"
	Area   Dimension = "area"
)

// UnitInfo describes one unit. One unit is Num/Den of its dimension's base (kilogram, litre, metre, square metre,
// piece), exactly.
type UnitInfo struct {
	Code      Unit
	Dimension Dimension
	Num, Den  int64
	Symbol    Text
}

// units is the part of UN/ECE Recommendation 20 that products are measured in. Factors are exact by definition
// (SI; the Chinese market units 斤 and 市担 are exact multiples of the kilogram since 1959).
var units = []UnitInfo{
	{Piece, Count, 1, 1, Text{"件", "دانە", "pcs"}},
	{"H87", Count, 1, 1, Text{"件", "دانە", "pcs"}},
	{"EA", Count, 1, 1, Text{"个", "دانە", "each"}},
	{"C62", Count, 1, 1, Text{"个", "دانە", "one"}},
	{"PR", Count, 2, 1, Text{"双", "جۈپ", "pair"}},
	{"DZN", Count, 12, 1, Text{"打", "دىۋىژىن", "dozen"}},
	{"MIL", Count, 1000, 1, Text{"千件", "مىڭ دانە", "thousand"}},
	{"KGM", Mass, 1, 1, Text{"千克", "كىلوگرام", "kg"}},
	{"GRM", Mass, 1, 1000, Text{"克", "گرام", "g"}},
	{"MGM", Mass, 1, 1_000_000, Text{"毫克", "مىللىگرام", "mg"}},
	{"TNE", Mass, 1000, 1, Text{"吨", "توننا", "t"}},
	{"DTN", Mass, 100, 1, Text{"公担", "سېنتنېر", "dt"}},
	{"LBR", Mass, 45359237, 100_000_000, Text{"磅", "فوند", "lb"}},
	{"ONZ", Mass, 45359237, 1_600_000_000, Text{"盎司", "ئونس", "oz"}},
	{"LTR", Volume, 1, 1, Text{"升", "لىتىر", "L"}},
	{"MLT", Volume, 1, 1000, Text{"毫升", "مىللىلىتىر", "mL"}},
	{"HLT", Volume, 100, 1, Text{"百升", "گېكتولىتىر", "hL"}},
	{"MTQ", Volume, 1000, 1, Text{"立方米", "كۇب مېتىر", "m³"}},
	{"CMQ", Volume, 1, 1000, Text{"立方厘米", "كۇب سانتىمېتىر", "cm³"}},
	{"MTR", Length, 1, 1, Text{"米", "مېتىر", "m"}},
	{"CMT", Length, 1, 100, Text{"厘米", "سانتىمېتىر", "cm"}},
	{"MMT", Length, 1, 1000, Text{"毫米", "مىللىمېتىر", "mm"}},
	{"KMT", Length, 1000, 1, Text{"千米", "كىلومېتىر", "km"}},
	{"MTK", Area, 1, 1, Text{"平方米", "كۋادرات مېتىر", "m²"}},
}

var unitByCode = func() map[Unit]UnitInfo {
	m := make(map[Unit]UnitInfo, len(units))
	for _, u := range units {
		m[u.Code] = u
	}
	return m
}()

// UnitOf returns the description of a unit code; ok is false for a code outside our table, which may still be a valid
// Recommendation 20 code that we cannot convert.
func UnitOf(code Unit) (UnitInfo, bool) {
	u, ok := unitByCode[code]
	return u, ok
}

// UnitCodes lists the known codes in order, the empty one (pieces) first.
func UnitCodes() []Unit {
	codes := make([]Unit, 0, len(units))
	for _, u := range units {
		codes = append(codes, u.Code)
	}
	sort.Slice(codes, func(i, j int) bool { return codes[i] < codes[j] })
	return codes
}

// Convert expresses q, measured in from, in the unit to. ok is false when the units measure different things, one is
// unknown, or the result would not be exact. A unit outside our table converts into itself only.
func (q Quantity) Convert(from, to Unit) (r Quantity, ok bool) {
	if from == to {
		return q, true
	}
	f, okF := unitByCode[from]
	t, okT := unitByCode[to]
	if !okF || !okT || f.Dimension != t.Dimension {
		return 0, false
	}
	num, den := f.Num*t.Den, f.Den*t.Num
	return q.MulRatio(num, den)
}

// Word names a unit or a package for people; one outside our tables by its code.
func (u Unit) Word() Text {
	if info, ok := UnitOf(u); ok {
		return info.Symbol
	}
	for _, p := range packages {
		if p.code == u {
			return p.name
		}
	}
	return Text{ZH: string(u), UG: string(u), EN: string(u)}
}
