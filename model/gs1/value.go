package gs1

import (
	"slices"
	"strings"
)

// check tests the content of one component and returns "" when it is good.
type check func(string) Reason

var checks = map[string]check{
	"check":        checked,
	"checkpair":    checkPair,
	"prefix":       companyPrefix,
	"date":         date,
	"date0":        dateOrMonth,
	"longdate":     longDate,
	"hour":         hour,
	"minute":       minute,
	"hourminute":   hourMinute,
	"country":      country,
	"country999":   countryOr999,
	"country2":     country2,
	"currency":     currency,
	"escapes":      escapes,
	"iban":         iban,
	"latitude":     latitude,
	"longitude":    longitude,
	"piece":        piece,
	"sequence":     sequence,
	"media":        media,
	"zero":         oneOf("0"),
	"yesno":        oneOf("0", "1"),
	"sex":          oneOf("0", "1", "2", "9"),
	"winding":      oneOf("0", "1", "9"),
	"hyphen":       oneOf("-"),
	"importer":     importer,
	"nonzero":      nonZero,
	"nozeroprefix": noZeroPrefix,
	"nondigit":     nonDigit,
}

// checkValue walks the components of a value from left to right.
func (d *definition) checkValue(value string) Reason {
	rest := value
	for i := range d.format {
		c := &d.format[i]
		if rest == "" && c.optional {
			break
		}
		part := rest
		if len(part) > c.max {
			part = part[:c.max]
		}
		rest = rest[len(part):]
		if reason := c.check(part); reason != "" {
			return reason
		}
	}
	if rest != "" {
		return ReasonLength
	}
	return ""
}

func (c *component) check(part string) Reason {
	if !within(part, c.set) {
		if c.set == csetDigit {
			return ReasonDigits
		}
		return ReasonCharset
	}
	if len(part) < c.min {
		return ReasonLength
	}
	for _, verify := range c.checks {
		if reason := verify(part); reason != "" {
			return reason
		}
	}
	return ""
}

// checkPair verifies the two check characters of an alphanumeric key: CSET 82
// values weighted by rising primes from the right, modulo 1021, written as two
// five-bit characters (General Specifications §7.9.5).
func checkPair(s string) Reason {
	if len(s) < 2 {
		return ReasonLength
	}
	data := s[:len(s)-2]
	sum := 0
	for i := range len(data) {
		sum += strings.IndexByte(ordered, data[i]) * primes[len(data)-1-i]
	}
	sum %= 1021
	if s[len(data)] != pairCharacters[sum>>5] || s[len(data)+1] != pairCharacters[sum&31] {
		return ReasonCheckDigit
	}
	return ""
}

const pairCharacters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// primes covers the longest such key, 25 characters with the pair.
var primes = [...]int{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83}

// companyPrefix wants at least the four digits of the shortest company prefix.
func companyPrefix(s string) Reason {
	if len(s) < 4 || !within(s[:4], csetDigit) {
		return ReasonPrefix
	}
	return ""
}

// date checks YYMMDD with a real day. The century does not matter: 00 is 2000
// in the GS1 window, a leap year.
func date(s string) Reason { return calendar(2000+number(s[:2]), number(s[2:4]), number(s[4:])) }

// dateOrMonth also allows day 00, which means the end of the month.
func dateOrMonth(s string) Reason {
	if s[4:] == "00" {
		return calendar(2000+number(s[:2]), number(s[2:4]), 1)
	}
	return date(s)
}

func longDate(s string) Reason { return calendar(number(s[:4]), number(s[4:6]), number(s[6:])) }

func calendar(year, month, day int) Reason {
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return ReasonDate
	}
	return ""
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

// number reads digits that the character set check already passed.
func number(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func hour(s string) Reason { return below(s, 24) }

func minute(s string) Reason { return below(s, 60) }

func below(s string, limit int) Reason {
	if number(s) >= limit {
		return ReasonTime
	}
	return ""
}

// hourMinute allows 9999, which means that no time is given.
func hourMinute(s string) Reason {
	if s == "9999" {
		return ""
	}
	if reason := hour(s[:2]); reason != "" {
		return reason
	}
	return minute(s[2:])
}

func country(s string) Reason { return listed(countryNumbers, s) }

// countryOr999 allows 999 for "several countries" (processor approval numbers).
func countryOr999(s string) Reason {
	if s == "999" {
		return ""
	}
	return country(s)
}

func country2(s string) Reason { return listed(countryLetters, s) }

func currency(s string) Reason { return listed(currencyNumbers, s) }

// listed looks s up in a sorted run of codes of its own width.
func listed(list, s string) Reason {
	low, high := 0, len(list)/len(s)
	for low < high {
		middle := (low + high) / 2
		switch code := list[middle*len(s) : (middle+1)*len(s)]; {
		case code == s:
			return ""
		case code < s:
			low = middle + 1
		default:
			high = middle
		}
	}
	return ReasonList
}

// escapes wants every "%" of a free text field to start a %HH escape.
func escapes(s string) Reason {
	if _, ok := unescape(s, false); !ok {
		return ReasonCharset
	}
	return ""
}

// iban verifies ISO 13616: country, mod-97 over the rearranged characters.
func iban(s string) Reason {
	if len(s) < 5 {
		return ReasonLength
	}
	remainder := 0
	for _, c := range []byte(s[4:] + s[:4]) {
		switch {
		case isDigit(c):
			remainder = (remainder*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			remainder = (remainder*100 + int(c-'A') + 10) % 97
		default:
			return ReasonCharset
		}
	}
	if remainder != 1 {
		return ReasonCheckDigit
	}
	return country2(s[:2])
}

// latitude holds (degrees+90) × 10⁷, longitude (degrees+180) × 10⁷.
func latitude(s string) Reason { return atMost(s, 1_800_000_000) }

func longitude(s string) Reason { return atMost(s, 3_600_000_000) }

func atMost(s string, limit int) Reason {
	if number(s) > limit {
		return ReasonRange
	}
	return ""
}

// piece checks "piece number, total": neither 00, the piece within the total.
func piece(s string) Reason {
	this, total := number(s[:2]), number(s[2:])
	if this == 0 || this > total {
		return ReasonRange
	}
	return ""
}

// sequence checks "position/total" of one digit each.
func sequence(s string) Reason {
	if !isDigit(s[0]) || s[1] != '/' || !isDigit(s[2]) {
		return ReasonCharset
	}
	if s[0] == '0' || s[0] > s[2] {
		return ReasonRange
	}
	return ""
}

// media checks the assigned AIDC media types: 01-10 and the local 80-99.
func media(s string) Reason {
	if n := number(s); n < 1 || n > 10 && n < 80 {
		return ReasonList
	}
	return ""
}

func oneOf(values ...string) check {
	return func(s string) Reason {
		if slices.Contains(values, s) {
			return ""
		}
		return ReasonList
	}
}

// importer checks the importer index of EU 2018/574.
func importer(s string) Reason {
	if strings.Trim(s, alnum+"-_") != "" {
		return ReasonCharset
	}
	return ""
}

func nonZero(s string) Reason {
	if strings.Trim(s, "0") == "" {
		return ReasonRange
	}
	return ""
}

func noZeroPrefix(s string) Reason {
	if len(s) > 1 && s[0] == '0' {
		return ReasonRange
	}
	return ""
}

func nonDigit(s string) Reason {
	if within(s, csetDigit) {
		return ReasonCharset
	}
	return ""
}
