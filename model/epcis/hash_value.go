package epcis

import (
	"strconv"
	"strings"
	"time"
)

// text writes a string value in canonical form: CURIEs and CBV URNs become web URIs, decimal numbers lose their idle
// zeros, and any spelling of a GS1 key becomes its canonical GS1 Digital Link. Other text stays as it is.
func (w *hashWriter) text(s string) {
	switch c := s[0]; {
	case c >= '0' && c <= '9', c == '+', c == '-', c == '.':
		if out, ok := hashAppendDecimal(w.buf, s); ok {
			w.buf = out
			return
		}
	case c == 'u' && strings.HasPrefix(s, "urn:epc"):
		w.urn(s)
		return
	case c == 'h' && strings.HasPrefix(s, "http"):
		if out, ok := hashAppendDigitalLink(w.buf, s); ok {
			w.buf = out
			return
		}
	}
	if prefix, local, ok := strings.Cut(s, ":"); ok {
		if ns, known := w.ctx.Namespace(prefix); known && hashIsGS1(ns) {
			w.buf = append(append(w.buf, ns...), local...)
			return
		}
	}
	w.buf = append(w.buf, s...)
}

// hashIsGS1 reports whether CURIEs of a namespace are expanded in values: only those of the GS1 vocabularies are.
func hashIsGS1(ns string) bool {
	return strings.HasPrefix(ns, "https://ref.gs1.org") || strings.HasPrefix(ns, "https://gs1.org")
}

// hashVocabularyURNs are the URN spellings of CBV words, which XML allows, and their web URIs.
var hashVocabularyURNs = []struct{ urn, web string }{
	{"urn:epcglobal:cbv:bizstep:", hashCBV + "BizStep-"},
	{"urn:epcglobal:cbv:disp:", hashCBV + "Disp-"},
	{"urn:epcglobal:cbv:btt:", hashCBV + "BTT-"},
	{"urn:epcglobal:cbv:sdt:", hashCBV + "SDT-"},
	{"urn:epcglobal:cbv:er:", hashCBV + "ER-"},
}

func (w *hashWriter) urn(s string) {
	if out, ok := hashAppendEPC(w.buf, s); ok {
		w.buf = out
		return
	}
	for _, v := range hashVocabularyURNs {
		if word, ok := strings.CutPrefix(s, v.urn); ok {
			w.buf = append(append(w.buf, v.web...), word...)
			return
		}
	}
	w.buf = append(w.buf, s...)
}

// hashMaxZeros bounds the zeros written for an exponent: 1E999999999 must not cost a gigabyte. Numbers beyond it keep
// their exponent.
const hashMaxZeros = 400

// hashDecimal is a number taken apart: the digits times ten to the power of exp.
type hashDecimal struct {
	negative bool
	digits   []byte // no leading zeros; empty for zero
	exp      int
	scaled   bool // written with an exponent
}

// hashParseDecimal reads [+-] digits [. digits] [E [+-] digits], at least one digit before the exponent. scratch
// holds the digits.
func hashParseDecimal(s string, scratch []byte) (d hashDecimal, ok bool) {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		d.negative = s[0] == '-'
		s = s[1:]
	}
	whole := hashLeadingDigits(s)
	fraction := 0
	d.digits = append(scratch, s[:whole]...)
	rest := s[whole:]
	if rest != "" && rest[0] == '.' {
		fraction = hashLeadingDigits(rest[1:])
		d.digits = append(d.digits, rest[1:1+fraction]...)
		rest = rest[1+fraction:]
	}
	if whole+fraction == 0 {
		return d, false
	}
	if rest != "" {
		if rest[0] != 'e' && rest[0] != 'E' {
			return d, false
		}
		if d.exp, ok = hashExponent(rest[1:]); !ok {
			return d, false
		}
		d.scaled = true
	}
	d.exp -= fraction
	zeros := 0
	for zeros < len(d.digits) && d.digits[zeros] == '0' {
		zeros++
	}
	d.digits = d.digits[zeros:]
	return d, true
}

func hashLeadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// hashExponent reads an exponent of at most nine digits; larger ones leave the number as it was written.
func hashExponent(s string) (int, bool) {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" || hashLeadingDigits(digits) != len(digits) || len(digits) > 9 {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0, false
	}
	if s[0] == '-' {
		n = -n
	}
	return n, true
}

// hashAppendNumber writes a JSON number as a plain decimal without losing a digit: 1E3 is 1000, 1.50 is 1.5, -0 is 0.
func hashAppendNumber(buf []byte, literal string) []byte {
	var scratch [64]byte
	d, ok := hashParseDecimal(literal, scratch[:0])
	if !ok {
		return append(buf, literal...)
	}
	d.trim()
	if d.exp > hashMaxZeros || -d.exp > len(d.digits)+hashMaxZeros {
		return d.appendScientific(buf)
	}
	return d.appendPlain(buf)
}

// hashAppendDecimal writes a string that is a decimal number like that number, for XML knows no other spelling. A
// string with an exponent and no fraction keeps it, as the reference does: "1E3" may well be a lot and not a thousand.
func hashAppendDecimal(buf []byte, s string) ([]byte, bool) {
	var scratch [64]byte
	d, ok := hashParseDecimal(s, scratch[:0])
	switch {
	case !ok:
		return buf, false
	case d.scaled && d.exp > 0 && len(d.digits) > 0:
		return d.appendScientific(buf), true
	}
	d.trim()
	if -d.exp > len(d.digits)+hashMaxZeros {
		return buf, false
	}
	return d.appendPlain(buf), true
}

// trim moves trailing zeros of the digits into the exponent.
func (d *hashDecimal) trim() {
	for len(d.digits) > 0 && d.digits[len(d.digits)-1] == '0' {
		d.digits = d.digits[:len(d.digits)-1]
		d.exp++
	}
	if len(d.digits) == 0 {
		d.exp = 0
	}
}

func (d *hashDecimal) appendSign(buf []byte) []byte {
	if d.negative {
		return append(buf, '-')
	}
	return buf
}

func (d *hashDecimal) appendPlain(buf []byte) []byte {
	if len(d.digits) == 0 {
		return append(buf, '0')
	}
	buf = d.appendSign(buf)
	point := len(d.digits) + d.exp // digits before the decimal point
	switch {
	case d.exp >= 0:
		return hashAppendZeros(append(buf, d.digits...), d.exp)
	case point > 0:
		buf = append(append(buf, d.digits[:point]...), '.')
		return append(buf, d.digits[point:]...)
	default:
		buf = hashAppendZeros(append(buf, '0', '.'), -point)
		return append(buf, d.digits...)
	}
}

// appendScientific writes d.ddE+n, the form of the General Decimal Arithmetic specification.
func (d *hashDecimal) appendScientific(buf []byte) []byte {
	buf = append(d.appendSign(buf), d.digits[0])
	if len(d.digits) > 1 {
		buf = append(append(buf, '.'), d.digits[1:]...)
	}
	buf = append(buf, 'E')
	exponent := d.exp + len(d.digits) - 1
	if exponent >= 0 {
		buf = append(buf, '+')
	}
	return strconv.AppendInt(buf, int64(exponent), 10)
}

func hashAppendZeros(buf []byte, n int) []byte {
	for range n {
		buf = append(buf, '0')
	}
	return buf
}

// hashAppendTime writes an RFC 3339 date-time in UTC with three digits of a second, rounded half up on the fourth
// digit (CBV 2.0 §8.9.3 rules 8 and 9). It reports false for anything else, and for a year that leaves 0000–9999.
func hashAppendTime(buf []byte, s string) ([]byte, bool) {
	clock, zone, millis, ok := hashSplitTime(s)
	if !ok {
		return buf, false
	}
	offset, ok := hashOffset(zone)
	if !ok {
		return buf, false
	}
	t, ok := hashClock(clock)
	if !ok {
		return buf, false
	}
	t = t.Add(time.Duration(millis)*time.Millisecond - offset)
	if y := t.Year(); y < 0 || y > 9999 {
		return buf, false
	}
	return t.AppendFormat(buf, "2006-01-02T15:04:05.000Z"), true
}

// hashSplitTime cuts "2006-01-02T15:04:05" and the zone off a date-time and rounds the fraction to milliseconds,
// 0 to 1000.
func hashSplitTime(s string) (clock, zone string, millis int, ok bool) {
	const seconds = len("2006-01-02T15:04:05")
	if len(s) <= seconds {
		return "", "", 0, false
	}
	clock, rest := s[:seconds], s[seconds:]
	if rest[0] != '.' {
		return clock, rest, 0, true
	}
	n := hashLeadingDigits(rest[1:])
	if n == 0 {
		return "", "", 0, false
	}
	fraction, zone := rest[1:1+n], rest[1+n:]
	for i := range 3 {
		millis *= 10
		if i < n {
			millis += int(fraction[i] - '0')
		}
	}
	if n > 3 && fraction[3] >= '5' {
		millis++
	}
	return clock, zone, millis, true
}

// hashClock reads "2006-01-02T15:04:05". A leap second is the first second of the next minute.
func hashClock(s string) (time.Time, bool) {
	const shape = "0000-00-00T00:00:00"
	for i := range len(shape) {
		digit := s[i] >= '0' && s[i] <= '9'
		if shape[i] == '0' && !digit || shape[i] != '0' && s[i] != shape[i] && (shape[i] != 'T' || s[i] != 't') {
			return time.Time{}, false
		}
	}
	year := hashTwo(s[0:])*100 + hashTwo(s[2:])
	month, day := hashTwo(s[5:]), hashTwo(s[8:])
	hour, minute, second := hashTwo(s[11:]), hashTwo(s[14:]), hashTwo(s[17:])
	if month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	if first := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); first.Day() != day {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC), true
}

func hashTwo(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// hashOffset reads "Z" or "±hh:mm".
func hashOffset(s string) (time.Duration, bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) != len("+00:00") || s[3] != ':' || s[0] != '+' && s[0] != '-' ||
		hashLeadingDigits(s[1:3]) != 2 || hashLeadingDigits(s[4:]) != 2 {
		return 0, false
	}
	hours, minutes := hashTwo(s[1:]), hashTwo(s[4:])
	if hours > 23 || minutes > 59 {
		return 0, false
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if s[0] == '-' {
		return -offset, true
	}
	return offset, true
}
