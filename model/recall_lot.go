package model

import (
	"math"
	"strconv"
	"strings"

	"suyuan/model/gs1"
)

// NormalLot reads a lot or serial number as people type it: full-width characters (ＡＢ１２) become the narrow ones they
// stand for, and space around is dropped. Case and leading zeros are kept, because they are part of the number. Anything
// that is no lot number is refused with catalog-lot-invalid.
func NormalLot(s string) (string, error) {
	lot := narrow(s)
	if !gs1.ValidLot(lot) {
		return "", LotInvalid.Refuse()
	}
	return lot, nil
}

// NormalPattern is NormalLot for the pattern of a ScopeLotPattern.
func NormalPattern(s string) (string, error) {
	pattern := narrow(s)
	if _, ok := parsePattern(pattern); !ok {
		return "", LotInvalid.Refuse()
	}
	return pattern, nil
}

// narrow maps the full-width forms of ASCII (Unicode FF01–FF5E, and the ideographic space) to ASCII and trims.
func narrow(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFF01 + '!'
		case r == 0x3000:
			return ' '
		}
		return r
	}, s))
}

// LotsLookAlike reports whether two different lot numbers are easily taken for one another: by case, by O and 0, I, L
// and 1, by separators, or by leading zeros. It is for warning people, never for selecting: a recall takes a lot by its
// exact number only, and look-alikes are shown beside it.
func LotsLookAlike(a, b string) bool {
	return a != b && lotSkeleton(a) == lotSkeleton(b)
}

func lotSkeleton(s string) string {
	var out []byte
	for _, r := range strings.ToUpper(narrow(s)) {
		switch r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		case ' ', '-', '_', '.', '/':
			continue
		}
		out = append(out, string(r)...)
	}
	return withoutLeadingZeros(string(out))
}

// withoutLeadingZeros drops the zeros that begin a run of digits and are followed by another digit.
func withoutLeadingZeros(s string) string {
	var out []byte
	inRun := false
	for i := range len(s) {
		c := s[i]
		digit := c >= '0' && c <= '9'
		if c == '0' && !inRun && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
			continue
		}
		inRun = digit
		out = append(out, c)
	}
	return string(out)
}

// numbered is a range of numbers that share what stands before and after one run of digits.
type numbered struct {
	before, after string
	first, last   string // the run of digits; the same width keeps its zeros
}

// numberRange finds the run of digits in which two numbers differ.
func numberRange(first, last string) (numbered, error) {
	n := 0
	for n < min(len(first), len(last)) && first[n] == last[n] {
		n++
	}
	for n > 0 && isDigitAt(first, n-1) { // a run is never cut
		n--
	}
	a, b := first[n:], last[n:]
	m := 0
	for m < min(len(a), len(b)) && a[len(a)-1-m] == b[len(b)-1-m] {
		m++
	}
	for m > 0 && isDigitAt(a, len(a)-m) {
		m--
	}
	r := numbered{before: first[:n], after: a[len(a)-m:], first: a[:len(a)-m], last: b[:len(b)-m]}
	if first == last {
		return numbered{before: first}, nil
	}
	if r.first == "" || r.last == "" || !allDigits(r.first) || !allDigits(r.last) ||
		len(r.first) != len(r.last) && (r.first[0] == '0' || r.last[0] == '0') {
		return numbered{}, RecallRangeUnclear.Refuse(P("first", clip(first, 20)), P("last", clip(last, 20)))
	}
	if compareRuns(r.first, r.last) > 0 {
		return numbered{}, RecallRangeReversed.Refuse(P("first", clip(first, 20)), P("last", clip(last, 20)))
	}
	return r, nil
}

// count is how many numbers lie within, the largest int64 when they are more.
func (r numbered) count() int64 {
	if r.first == "" {
		return 1
	}
	first, errFirst := strconv.ParseInt(r.first, 10, 64)
	last, errLast := strconv.ParseInt(r.last, 10, 64)
	if errFirst != nil || errLast != nil {
		return math.MaxInt64
	}
	return last - first + 1
}

func isDigitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// compareRuns orders two runs of digits, neither with leading zeros unless they are equally long.
func compareRuns(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// holds reports whether a number lies within: with the same text around, and digits written as the ends write them, so
// that 7 is not in 007 to 010.
func (r numbered) holds(number string) bool {
	run, ok := strings.CutPrefix(number, r.before)
	if !ok {
		return false
	}
	run, ok = strings.CutSuffix(run, r.after)
	if !ok || !allDigits(run) || (run == "") != (r.first == "") {
		return false
	}
	if run == "" {
		return true
	}
	if len(r.first) != len(r.last) && run[0] == '0' {
		return false
	}
	return compareRuns(r.first, run) <= 0 && compareRuns(run, r.last) <= 0
}

// pattern is a parsed wildcard.
type pattern []patternPart

type patternPart struct {
	any bool // any run of characters
	one bool // any one character
	c   byte // else this one
}

// parsePattern reads a wildcard; ok is false when it has a character that no lot number has, ends in a backslash, or
// asks for more than twenty characters.
func parsePattern(s string) (pattern, bool) {
	var p pattern
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
			p = append(p, patternPart{c: s[i]})
		case c == '*':
			if n := len(p); n == 0 || !p[n-1].any {
				p = append(p, patternPart{any: true})
			}
		case c == '?':
			p = append(p, patternPart{one: true})
		default:
			p = append(p, patternPart{c: c})
		}
	}
	width := 0
	for _, part := range p {
		if part.any {
			continue
		}
		if width++; !part.one && !gs1.InCSET82(string(rune(part.c))) {
			return nil, false
		}
	}
	return p, len(p) > 0 && len(s) <= 60 && width <= 20
}

func (p pattern) literals() (n int) {
	for _, part := range p {
		if !part.any && !part.one {
			n++
		}
	}
	return n
}

// fits matches greedily and goes back to the last star only, so that its time is at most the product of both lengths.
func (p pattern) fits(s string) bool {
	i, j, star, mark := 0, 0, -1, 0
	for j < len(s) {
		switch {
		case i < len(p) && p[i].any:
			star, mark = i, j
			i++
		case i < len(p) && (p[i].one || p[i].c == s[j]):
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i].any {
		i++
	}
	return i == len(p)
}

// LotPrefix returns the characters that every lot selected by a condition begins with, so that a database can narrow
// before Picks decides; empty when it names none.
func LotPrefix(p RecallPredicate) string {
	switch s := p.(type) {
	case ScopeLot:
		return s.Lot
	case ScopeLotRange:
		r, err := numberRange(s.First, s.Last)
		if err == nil {
			return r.before
		}
	case ScopeLotPattern:
		parts, _ := parsePattern(s.Pattern)
		var prefix []byte
		for _, part := range parts {
			if part.any || part.one {
				break
			}
			prefix = append(prefix, part.c)
		}
		return string(prefix)
	}
	return ""
}

func indexed(at string, i int) string { return at + "[" + strconv.Itoa(i) + "]" }
