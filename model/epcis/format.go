package epcis

import (
	"net/netip"
	"strings"
	"time"
)

// Character classes of RFC 3986 §2 and appendix A.
const (
	alpha uint8 = 1 << iota
	digit
	hexDigit
	schemeTail // what may follow the first letter of a scheme
	plain      // unreserved or sub-delims
	upper
)

var classes = func() (t [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		t[c] |= alpha | schemeTail | plain
		t[c-'a'+'A'] |= alpha | schemeTail | plain | upper
	}
	for c := '0'; c <= '9'; c++ {
		t[c] |= digit | hexDigit | schemeTail | plain
	}
	for _, c := range "abcdefABCDEF" {
		t[c] |= hexDigit
	}
	for _, c := range "+-." {
		t[c] |= schemeTail
	}
	for _, c := range "-._~!$&'()*+,;=" {
		t[c] |= plain
	}
	return t
}()

func all(s string, class uint8) bool {
	for i := 0; i < len(s); i++ {
		if classes[s[i]]&class == 0 {
			return false
		}
	}
	return s != ""
}

// encoded reports whether s consists of unreserved characters, sub-delims, percent escapes and the characters of
// extra. The empty string qualifies.
func encoded(s, extra string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case classes[c]&plain != 0 || strings.IndexByte(extra, c) >= 0:
		case c == '%' && i+2 < len(s) && classes[s[i+1]]&classes[s[i+2]]&hexDigit != 0:
			i += 2
		default:
			return false
		}
	}
	return true
}

// scheme returns the part of s before the first colon when it has the shape of a URI scheme (RFC 3986 §3.1), which
// is also the shape of the prefix of a CURIE.
func scheme(s string) (name, rest string, ok bool) {
	name, rest, ok = strings.Cut(s, ":")
	if !ok || name == "" || classes[name[0]]&alpha == 0 || !all(name, schemeTail) {
		return "", s, false
	}
	return name, rest, true
}

// isURI reports whether s is an absolute URI with an optional fragment, the production "URI" of RFC 3986 appendix A.
// Letters outside ASCII must be percent-encoded: an IRI is not a URI.
func isURI(s string) bool {
	_, rest, ok := scheme(s)
	if !ok {
		return false
	}
	rest, fragment, _ := strings.Cut(rest, "#")
	path, query, _ := strings.Cut(rest, "?")
	if !encoded(fragment, ":@/?") || !encoded(query, ":@/?") {
		return false
	}
	if authority, ok := strings.CutPrefix(path, "//"); ok {
		path = ""
		if i := strings.IndexByte(authority, '/'); i >= 0 {
			authority, path = authority[:i], authority[i:]
		}
		if !isAuthority(authority) {
			return false
		}
	}
	return encoded(path, ":@/")
}

func isAuthority(s string) bool {
	if i := strings.IndexByte(s, '@'); i >= 0 {
		if !encoded(s[:i], ":") {
			return false
		}
		s = s[i+1:]
	}
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		host, port = s[:i], s[i+1:]
	}
	if port != "" && !all(port, digit) {
		return false
	}
	if literal, ok := strings.CutPrefix(host, "["); ok {
		literal, ok = strings.CutSuffix(literal, "]")
		return ok && isIPLiteral(literal)
	}
	return encoded(host, "")
}

func isIPLiteral(s string) bool {
	if s != "" && s[0]|0x20 == 'v' {
		version, address, ok := strings.Cut(s[1:], ".")
		return ok && all(version, hexDigit) && address != "" && encoded(address, ":") && !strings.Contains(address, "%")
	}
	addr, err := netip.ParseAddr(s)
	return err == nil && addr.Is6() && addr.Zone() == ""
}

// parseTime reads a date-time of RFC 3339 §5.6 (with "T" or "t", "Z" or "z"; the offset is required) and returns
// its instant in UTC. Days that the calendar does not have are refused. A leap second is accepted where one can
// occur, at 23:59:60 UTC, and stands for the first instant of the next day, since neither time.Time nor a database
// can hold it. Digits beyond nanoseconds are accepted and not kept.
func parseTime(s string) (time.Time, bool) {
	if len(s) < len("2006-01-02T15:04:05Z") || s[4] != '-' || s[7] != '-' || s[10]|0x20 != 't' || s[13] != ':' ||
		s[16] != ':' {
		return time.Time{}, false
	}
	year, ok1 := number4(s[:4])
	month, ok2 := number2(s[5:])
	day, ok3 := number2(s[8:])
	hour, ok4 := number2(s[11:])
	minute, ok5 := number2(s[14:])
	second, ok6 := number2(s[17:])
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 ||
		month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	nanos, rest, ok := fraction(s[19:])
	if !ok {
		return time.Time{}, false
	}
	offset, ok := zone(rest)
	if !ok {
		return time.Time{}, false
	}
	utcMinute := (hour*60 + minute - offset + 2*24*60) % (24 * 60)
	if second == 60 {
		if utcMinute != 23*60+59 {
			return time.Time{}, false
		}
		nanos = 0
	}
	return time.Date(year, time.Month(month), day, hour, minute-offset, second, nanos, time.UTC), true
}

func number2(s string) (int, bool) {
	a, b := int(s[0])-'0', int(s[1])-'0'
	return a*10 + b, a >= 0 && a <= 9 && b >= 0 && b <= 9
}

func number4(s string) (int, bool) {
	high, ok1 := number2(s)
	low, ok2 := number2(s[2:])
	return high*100 + low, ok1 && ok2
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// fraction reads an optional fraction of a second and returns it in nanoseconds with what follows it.
func fraction(s string) (nanos int, rest string, ok bool) {
	if s == "" || s[0] != '.' {
		return 0, s, true
	}
	i, unit := 1, 100_000_000
	for ; i < len(s) && classes[s[i]]&digit != 0; i++ {
		nanos += int(s[i]-'0') * unit
		unit /= 10
	}
	return nanos, s[i:], i > 1
}

// zone reads "Z" or a numeric offset and returns it in minutes.
func zone(s string) (minutes int, ok bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) != len("+01:00") || s[3] != ':' || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	hour, ok1 := number2(s[1:])
	minute, ok2 := number2(s[4:])
	minutes = hour*60 + minute
	if s[0] == '-' {
		minutes = -minutes
	}
	return minutes, ok1 && ok2 && hour <= 23 && minute <= 59
}

// isOffset reports whether s is an eventTimeZoneOffset of EPCIS 2.0 §7.4.1: a signed hh:mm of at most 14 hours.
func isOffset(s string) bool {
	minutes, ok := zone(s)
	return ok && len(s) > 1 && minutes >= -14*60 && minutes <= 14*60
}

// isUOM reports whether s has the shape of a UN/CEFACT Recommendation 20 code.
func isUOM(s string) bool {
	return (len(s) == 2 || len(s) == 3) && all(s, upper|digit)
}

func isHex(s string) bool { return all(s, hexDigit) }

// isVersion reports whether s is numbers separated by dots.
func isVersion(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !all(part, digit) {
			return false
		}
	}
	return true
}

// isOwnTerm reports whether s is a term of the user's own: a URI that does not dress up as a word of the Core Business
// Vocabulary, since in JSON those stand bare.
func isOwnTerm(s string) bool {
	return !strings.HasPrefix(s, "urn:epcglobal:cbv") && !startsWithWeb(s, "ns.gs1.org/cbv/") && isURI(s)
}

// isOwnMeasure is isOwnTerm for the terms that come from the GS1 Web Vocabulary.
func isOwnMeasure(s string) bool {
	return !startsWithWeb(s, "gs1.org/voc/") && !startsWithWeb(s, "www.gs1.org/voc/") && isURI(s)
}

func startsWithWeb(s, host string) bool {
	rest, ok := strings.CutPrefix(s, "http")
	if !ok {
		return false
	}
	rest = strings.TrimPrefix(rest, "s")
	rest, ok = strings.CutPrefix(rest, "://")
	return ok && strings.HasPrefix(rest, host)
}
