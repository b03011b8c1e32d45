package gs1

import "strings"

// charset is a bit in the class of a byte.
type charset uint8

const (
	csetDigit      charset = 1 << iota // N: ASCII digits
	cset82                             // X: GS1 character set 82
	cset39                             // Y: GS1 character set 39
	cset64                             // Z: base64url with padding
	uriChar                            // RFC 3986 reserved, unreserved and "%"
	unreserved                         // RFC 3986 unreserved
	hostChar                           // what may stand between "//" and the path
	qrAlphanumeric                     // QR code alphanumeric mode (ISO/IEC 18004)
)

const (
	digits  = "0123456789"
	uppers  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowers  = "abcdefghijklmnopqrstuvwxyz"
	alnum   = digits + uppers + lowers
	hexes   = "0123456789ABCDEF"
	ordered = "!\"%&'()*+,-./0123456789:;<=>?" + uppers + "_" + lowers // CSET 82 in the order of its values
)

var classes = classify(map[charset]string{
	csetDigit:      digits,
	cset82:         ordered,
	cset39:         "#-/" + digits + uppers,
	cset64:         alnum + "-_=",
	uriChar:        alnum + "-._~:/?#[]@!$&'()*+,;=%",
	unreserved:     alnum + "-._~",
	hostChar:       alnum + "-.:[]",
	qrAlphanumeric: digits + uppers + " $%*+-./:",
})

func classify(sets map[charset]string) (table [256]charset) {
	for set, members := range sets {
		for _, c := range []byte(members) {
			table[c] |= set
		}
	}
	return table
}

func within(s string, set charset) bool {
	for i := range len(s) {
		if classes[s[i]]&set == 0 {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// unescape reverses percent encoding. In a query "+" stands for a space, in a
// path for itself. It is false for a malformed escape and for %00.
func unescape(s string, query bool) (string, bool) {
	if strings.IndexByte(s, '%') < 0 && (!query || strings.IndexByte(s, '+') < 0) {
		return s, true
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%':
			if i+2 >= len(s) {
				return "", false
			}
			high, low := hexValue(s[i+1]), hexValue(s[i+2])
			if high < 0 || low < 0 || high+low == 0 {
				return "", false
			}
			out = append(out, byte(high<<4|low))
			i += 2
		case c == '+' && query:
			out = append(out, ' ')
		default:
			out = append(out, c)
		}
	}
	return string(out), true
}

func hexValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// appendEscaped writes s for a URI component: the characters of plain stay,
// all others become %HH with upper case digits, so one value has one spelling.
func appendEscaped(out []byte, s string, plain charset) []byte {
	for i := range len(s) {
		if c := s[i]; classes[c]&plain != 0 {
			out = append(out, c)
		} else {
			out = append(out, '%', hexes[c>>4], hexes[c&15])
		}
	}
	return out
}
