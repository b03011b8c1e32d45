package model

import (
	_ "embed" // region.tsv
	"maps"
	"slices"
	"strings"
	"sync"
)

// Region is a six-digit administrative division code (GB/T 2260): two digits
// for the province, two for the prefecture, two for the county. "000000" is the
// nation, the jurisdiction of a national regulator; the standard leaves it free.
type Region string

// Nation is the whole country.
const Nation Region = "000000"

// RegionLevel is the administrative level of a region code.
type RegionLevel string

// Levels of a region, from wide to narrow.
const (
	RegionNation     RegionLevel = "nation"
	RegionProvince   RegionLevel = "province"   // 省、自治区、直辖市、特别行政区
	RegionPrefecture RegionLevel = "prefecture" // 地级市、地区、自治州、盟
	RegionCounty     RegionLevel = "county"     // 县、区、县级市
)

// RegionReason is the stable machine code that says why a region code was refused.
type RegionReason string

// Reasons a region code can be refused for.
const (
	// RegionLength means not six characters.
	RegionLength RegionReason = "length"
	// RegionDigits means a character other than ASCII 0-9.
	RegionDigits RegionReason = "digits"
)

// RegionError says why a region code was refused. It does not repeat the value.
type RegionError struct{ Reason RegionReason }

// Error is a developer's message; people are shown a translation of Reason.
func (e *RegionError) Error() string { return "region: " + string(e.Reason) }

// ParseRegion accepts any six digits. A code that region.tsv does not list is
// accepted too, because divisions are created, merged and renumbered every year
// and old documents keep their codes: ask Known. Errors: *RegionError.
func ParseRegion(s string) (Region, error) {
	if len(s) != 6 {
		return "", &RegionError{RegionLength}
	}
	if strings.Trim(s, "0123456789") != "" {
		return "", &RegionError{RegionDigits}
	}
	return Region(s), nil
}

func (r Region) wellFormed() bool {
	_, err := ParseRegion(string(r))
	return err == nil
}

// Level is the level that the digits tell; empty for a malformed code.
func (r Region) Level() RegionLevel {
	switch {
	case !r.wellFormed():
		return ""
	case r == Nation:
		return RegionNation
	case r[2:] == "0000":
		return RegionProvince
	case r[4:] == "00":
		return RegionPrefecture
	}
	return RegionCounty
}

// segment is the leading digits that all regions of the subtree share.
func (r Region) segment() string {
	switch r.Level() {
	case RegionNation:
		return ""
	case RegionProvince:
		return string(r[:2])
	case RegionPrefecture:
		return string(r[:4])
	case RegionCounty:
	}
	return string(r)
}

// Contains reports whether other lies in the subtree of r, r itself included.
// It compares digits only, so it holds for unknown codes; a malformed code
// contains nothing and lies in nothing.
func (r Region) Contains(other Region) bool {
	return r.wellFormed() && other.wellFormed() && strings.HasPrefix(string(other), r.segment())
}

// Range is the first and the last code of the subtree, both included, for SQL
// BETWEEN. It agrees with Contains. A malformed code is its own range.
func (r Region) Range() (lo, hi string) {
	if !r.wellFormed() {
		return string(r), string(r)
	}
	segment := r.segment()
	return segment + "000000"[len(segment):], segment + "999999"[len(segment):]
}

// Parent is the next division up, false for the nation and malformed codes. It
// steps over the prefecture codes that stand for no authority: 90 for counties
// run by the province itself (659001 石河子市, 429004 仙桃市) and the groupings
// 市辖区 and 县 of the four municipalities.
func (r Region) Parent() (Region, bool) {
	switch r.Level() {
	case RegionProvince:
		return Nation, true
	case RegionPrefecture:
		return r[:2] + "0000", true
	case RegionCounty:
		prefecture := r[:4] + "00"
		if prefecture.placeholder() {
			return r[:2] + "0000", true
		}
		return prefecture, true
	case RegionNation:
	}
	return "", false
}

// placeholder reports a prefecture code without an authority of its own.
func (r Region) placeholder() bool {
	if r[2:4] == "90" {
		return true
	}
	switch r[:2] {
	case "11", "12", "31", "50":
		return true
	}
	return false
}

// Divisions lists the divisions right below r that region.tsv lists, by code: provinces, then prefectures and counties
// run by the province, then counties.
func (r Region) Divisions() []Region {
	var below []Region
	for _, code := range regionCodes() {
		if above, ok := code.Parent(); ok && above == r && !(code.Level() == RegionPrefecture && code.placeholder()) {
			below = append(below, code)
		}
	}
	return below
}

// regionCodes are the codes of the table, sorted.
var regionCodes = sync.OnceValue(func() []Region { return slices.Sorted(maps.Keys(regionNames())) })

// Known reports whether region.tsv lists the code.
func (r Region) Known() bool {
	_, known := regionNames()[r]
	return known
}

// Name is the name of the region alone in "zh-CN", "ug" or "en"; any other
// language and a missing translation give Chinese, an unknown code itself.
func (r Region) Name(lang string) string {
	names, known := regionNames()[r]
	if !known {
		return string(r)
	}
	return names.in(lang)
}

// FullName is the name with all divisions above it except the nation, in the
// order of an address: wide to narrow in Chinese and Uyghur, narrow to wide
// with commas in English.
func (r Region) FullName(lang string) string {
	parts := []string{r.Name(lang)}
	for above, ok := r.Parent(); ok && above != Nation; above, ok = above.Parent() {
		parts = append(parts, above.Name(lang))
	}
	if primaryLanguage(lang) == "en" {
		return strings.Join(parts, ", ")
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	if primaryLanguage(lang) == "ug" {
		return strings.Join(parts, " ")
	}
	return strings.Join(parts, "")
}

func primaryLanguage(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(primary)
}

// regionName is the name of one region; ug and en may be empty.
type regionName struct{ zh, ug, en string }

func (n regionName) in(lang string) string {
	switch primary := primaryLanguage(lang); {
	case primary == "ug" && n.ug != "":
		return n.ug
	case primary == "en" && n.en != "":
		return n.en
	}
	return n.zh
}

//go:embed region.tsv
var regionTable string

// regionNames reads the table at first use.
var regionNames = sync.OnceValue(func() map[Region]regionName {
	names := make(map[Region]regionName, 3400)
	for line := range strings.Lines(regionTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		code, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		zh, rest, _ := strings.Cut(rest, "\t")
		ug, en, _ := strings.Cut(rest, "\t")
		names[Region(code)] = regionName{zh: zh, ug: ug, en: en}
	}
	return names
})
