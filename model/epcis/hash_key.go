package epcis

import "strings"

// The hash rules have their own translation of GS1 keys, apart from package gs1: an ID once published must never move
// because the product learns a new key or escapes a character differently. Sources: EPC Tag Data Standard 2.0 §6 (EPC
// URIs), GS1 Digital Link: URI Syntax 1.2 §4 (canonical form).

const hashLinkHost = "https://id.gs1.org/"

// hashScheme is how one EPC scheme becomes a Digital Link.
type hashScheme struct {
	ai string
	// digits is the length of company prefix and reference together; 0 for a free-form reference.
	digits int
	// lead says what stands before the company prefix.
	lead hashLead
	// pieces schemes have a two-digit piece and a two-digit total behind the reference.
	pieces bool
	// qualifier is the AI of the serial part; "" appends it to the key.
	qualifier string
	// serial is the greatest length of the serial part, 0 if there is none.
	serial  int
	numeric bool // the serial part is digits only
	// optional: the serial "0" means none.
	optional bool
}

type hashLead uint8

const (
	hashLeadNone      hashLead = iota
	hashLeadIndicator          // the reference's first digit moves to the front
	hashLeadZero               // a zero fills the key up
)

var hashSchemes = map[string]hashScheme{
	"sgtin": {ai: "01", digits: 13, lead: hashLeadIndicator, qualifier: "21", serial: 20},
	"sscc":  {ai: "00", digits: 17, lead: hashLeadIndicator},
	"sgln":  {ai: "414", digits: 12, qualifier: "254", serial: 20, optional: true},
	"grai":  {ai: "8003", digits: 12, lead: hashLeadZero, serial: 16},
	"giai":  {ai: "8004", serial: 30},
	"gsrn":  {ai: "8018", digits: 17},
	"gsrnp": {ai: "8017", digits: 17},
	"gdti":  {ai: "253", digits: 12, serial: 20},
	"sgcn":  {ai: "255", digits: 12, serial: 12, numeric: true},
	"ginc":  {ai: "401", serial: 30},
	"gsin":  {ai: "402", digits: 16},
	"itip":  {ai: "8006", digits: 13, lead: hashLeadIndicator, pieces: true, qualifier: "21", serial: 20},
	"upui":  {ai: "01", digits: 13, lead: hashLeadIndicator, qualifier: "235", serial: 28},
	"pgln":  {ai: "417", digits: 12},
}

// hashLot is the only scheme of class URIs.
var hashLot = hashScheme{ai: "01", digits: 13, lead: hashLeadIndicator, qualifier: "10", serial: 20}

// hashHasPattern reports the schemes whose pattern URI ("…*") stands for the class of all serials.
func hashHasPattern(scheme string) bool {
	switch scheme {
	case "sgtin", "grai", "gdti", "sgcn", "itip", "upui":
		return true
	default:
		return false
	}
}

// hashAppendEPC writes an EPC, EPC class or EPC pattern URI as canonical Digital Link and reports whether it was one.
func hashAppendEPC(buf []byte, uri string) ([]byte, bool) {
	kind, rest, _ := strings.Cut(strings.TrimPrefix(uri, "urn:epc:"), ":")
	scheme, body, ok := strings.Cut(rest, ":")
	if !ok {
		return buf, false
	}
	if scheme == "cpi" {
		return hashAppendPart(buf, kind, body)
	}
	s, known := hashSchemes[scheme]
	switch {
	case kind == "class" && scheme == "lgtin":
		return hashAppendURN(buf, hashLot, body, false)
	case kind == "id" && known:
		return hashAppendURN(buf, s, body, false)
	case kind == "idpat" && hashHasPattern(scheme):
		return hashAppendURN(buf, s, body, true)
	default:
		return buf, false
	}
}

func hashAppendURN(buf []byte, s hashScheme, body string, pattern bool) ([]byte, bool) {
	prefix, rest, ok := strings.Cut(body, ".")
	if !ok || len(prefix) < 6 || len(prefix) > 12 || !hashAllDigits(prefix) {
		return buf, false
	}
	start := len(buf)
	out := append(append(append(buf, hashLinkHost...), s.ai...), '/')
	if s.digits == 0 {
		return hashFreeKey(out, start, s, prefix, rest)
	}
	reference, rest, hasSerial := strings.Cut(rest, ".")
	if len(prefix)+len(reference) != s.digits || !hashAllDigits(reference) || hasSerial != (s.serial > 0) {
		return buf[:start], false
	}
	if s.lead == hashLeadIndicator && reference == "" {
		return buf[:start], false
	}
	out = hashAppendKey(out, s, prefix, reference)
	if s.pieces {
		const pieces = len("01.02.")
		if len(rest) < pieces || rest[2] != '.' || rest[5] != '.' || !hashAllDigits(rest[:2]) || !hashAllDigits(rest[3:5]) {
			return buf[:start], false
		}
		out = append(append(out, rest[:2]...), rest[3:5]...)
		rest = rest[pieces:]
	}
	switch {
	case pattern:
		return out, rest == "*"
	case s.serial == 0, s.optional && rest == "0":
		return out, true
	case s.numeric && !hashAllDigits(rest):
		return buf[:start], false
	}
	if s.qualifier != "" {
		out = append(append(append(out, '/'), s.qualifier...), '/')
	}
	return hashAppendComponent(out, rest, 1, s.serial, hashCharset82)
}

// hashAppendKey writes the digits of a key in Digital Link order with their check digit.
func hashAppendKey(out []byte, s hashScheme, prefix, reference string) []byte {
	at := len(out)
	switch s.lead {
	case hashLeadIndicator:
		out = append(append(append(out, reference[0]), prefix...), reference[1:]...)
	case hashLeadZero:
		out = append(append(append(out, '0'), prefix...), reference...)
	case hashLeadNone:
		out = append(append(out, prefix...), reference...)
	}
	return append(out, hashCheckDigit(out[at:]))
}

// hashFreeKey writes GIAI and GINC: company prefix and a reference of any length, at most 30 characters together.
func hashFreeKey(out []byte, start int, s hashScheme, prefix, reference string) ([]byte, bool) {
	out, ok := hashAppendComponent(append(out, prefix...), reference, 1, s.serial-len(prefix), hashCharset82)
	if !ok {
		return out[:start], false
	}
	return out, true
}

// hashAppendPart writes a component/part identifier, "prefix.reference.serial": the one key whose reference has its
// own character set.
func hashAppendPart(buf []byte, kind, body string) ([]byte, bool) {
	prefix, rest, _ := strings.Cut(body, ".")
	reference, serial, ok := strings.Cut(rest, ".")
	if !ok || len(prefix) < 6 || len(prefix) > 12 || !hashAllDigits(prefix) {
		return buf, false
	}
	out := append(append(append(buf, hashLinkHost...), "8010/"...), prefix...)
	out, ok = hashAppendComponent(out, reference, 1, 30-len(prefix), hashCharset39)
	switch {
	case !ok:
		return buf, false
	case kind == "idpat":
		return out, serial == "*"
	case kind == "id" && len(serial) >= 1 && len(serial) <= 12 && hashAllDigits(serial):
		return append(append(out, "/8011/"...), serial...), true
	default:
		return buf, false
	}
}

// hashCheckDigit is the mod-10 digit of GS1 General Specifications §7.9.1: weights 3 and 1 from the right.
func hashCheckDigit(digits []byte) byte {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += weight * int(digits[i]-'0')
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}

func hashAllDigits(s string) bool { return hashLeadingDigits(s) == len(s) }

// hashLinkKeys are the primary keys of Digital Link and the words older links used for them.
var hashLinkKeys = map[string]string{
	"00": "00", "sscc": "00",
	"01": "01", "gtin": "01",
	"253": "253", "gdti": "253",
	"255": "255", "gcn": "255",
	"401": "401", "ginc": "401",
	"402": "402", "gsin": "402",
	"414": "414", "gln": "414",
	"417": "417", "party": "417",
	"8003": "8003", "grai": "8003",
	"8004": "8004", "giai": "8004",
	"8006": "8006", "itip": "8006",
	"8010": "8010", "cpid": "8010",
	"8017": "8017", "gsrnp": "8017",
	"8018": "8018", "gsrn": "8018",
}

// hashAppendDigitalLink writes a GS1 Digital Link of any host in canonical form: id.gs1.org, no query string, the
// finest level of identification only (a serial beats a lot, a variant is dropped). It reports false, with buf
// unchanged, for a web URI that carries no GS1 key.
func hashAppendDigitalLink(buf []byte, uri string) ([]byte, bool) {
	rest, ok := strings.CutPrefix(uri, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(uri, "http://"); !ok {
			return buf, false
		}
	}
	rest, _, _ = strings.Cut(rest, "?")
	_, path, ok := strings.Cut(rest, "/")
	if !ok || strings.IndexByte(path, '#') >= 0 {
		return buf, false
	}
	for {
		segment, after, more := strings.Cut(path, "/")
		if !more {
			return buf, false
		}
		if ai, known := hashLinkKeys[segment]; known {
			key, qualifiers, _ := strings.Cut(after, "/")
			if out, ok := hashAppendLink(buf, ai, key, qualifiers); ok {
				return out, true
			}
		}
		path = after
	}
}

// hashAppendLink writes one key and its qualifiers, "10/LOT/21/SERIAL".
func hashAppendLink(buf []byte, ai, key, qualifiers string) ([]byte, bool) {
	if len(key) < 5 || hashLeadingDigits(key) < 4 {
		return buf, false // every GS1 key starts with a company prefix; "/01/intro" is an ordinary path
	}
	out := append(append(append(buf, hashLinkHost...), ai...), '/')
	out, ok := hashAppendLinkKey(out, ai, key)
	if !ok {
		return buf, false
	}
	if qualifiers == "" {
		return out, true
	}
	switch ai {
	case "01", "8006":
		out, ok = hashAppendFinest(out, ai, qualifiers)
	case "414":
		out, ok = hashAppendQualifier(out, qualifiers, "254", 20)
	case "8010":
		out, ok = hashAppendQualifier(out, qualifiers, "8011", 12)
	default:
		ok = false
	}
	if !ok {
		return buf, false
	}
	return out, true
}

func hashAppendLinkKey(out []byte, ai, key string) ([]byte, bool) {
	switch ai {
	case "01":
		return hashAppendGTIN(out, key)
	case "00", "8006", "8017", "8018":
		return append(out, key...), len(key) == 18 && hashAllDigits(key)
	case "402":
		return append(out, key...), len(key) == 17 && hashAllDigits(key)
	case "414", "417":
		return append(out, key...), len(key) == 13 && hashAllDigits(key)
	case "255":
		return append(out, key...), len(key) >= 13 && len(key) <= 25 && hashAllDigits(key)
	case "253":
		return hashAppendSplitKey(out, key, 13, 17)
	case "8003":
		return hashAppendSplitKey(out, key, 14, 16)
	case "8010":
		return hashAppendComponent(out, key, 1, 30, hashCharset39)
	default: // 401, 8004
		return hashAppendComponent(out, key, 1, 30, hashCharset82)
	}
}

// hashAppendGTIN fills GTIN-8, -12 and -13 up to 14 digits.
func hashAppendGTIN(out []byte, key string) ([]byte, bool) {
	switch len(key) {
	case 8, 12, 13, 14:
		return append(hashAppendZeros(out, 14-len(key)), key...), hashAllDigits(key)
	default:
		return out, false
	}
}

// hashAppendSplitKey writes a key of fixed digits with an optional serial part behind them.
func hashAppendSplitKey(out []byte, key string, digits, serial int) ([]byte, bool) {
	if len(key) < digits || !hashAllDigits(key[:digits]) {
		return out, false
	}
	return hashAppendComponent(append(out, key[:digits]...), key[digits:], 0, serial, hashCharset82)
}

// hashAppendFinest writes the finest of lot, serial and UPUI serial of a GTIN or ITIP.
func hashAppendFinest(out []byte, ai, qualifiers string) ([]byte, bool) {
	var name, value string
	last := 0
	for qualifiers != "" {
		var n, v string
		var ok bool
		if n, qualifiers, ok = strings.Cut(qualifiers, "/"); !ok {
			return out, false
		}
		v, qualifiers, _ = strings.Cut(qualifiers, "/")
		rank, canonical := hashQualifier(n)
		if rank <= last || v == "" || canonical == "235" && ai != "01" {
			return out, false
		}
		last = rank
		if canonical != "22" {
			name, value = canonical, v
		}
	}
	if name == "" {
		return out, true
	}
	longest := 20
	if name == "235" {
		longest = 28
	}
	out = append(append(append(out, '/'), name...), '/')
	return hashAppendComponent(out, value, 1, longest, hashCharset82)
}

// hashQualifier ranks the qualifiers of a GTIN in the order in which a Digital Link has them; 0 is none of them.
func hashQualifier(name string) (rank int, ai string) {
	switch name {
	case "22", "cpv":
		return 1, "22"
	case "10", "lot":
		return 2, "10"
	case "21", "ser":
		return 3, "21"
	case "235":
		return 4, "235"
	default:
		return 0, ""
	}
}

func hashAppendQualifier(out []byte, qualifiers, ai string, longest int) ([]byte, bool) {
	name, value, ok := strings.Cut(qualifiers, "/")
	if !ok || name != ai || ai == "8011" && !hashAllDigits(value) {
		return out, false
	}
	return hashAppendComponent(append(append(append(out, '/'), ai...), '/'), value, 1, longest, hashCharset82)
}

// hashAppendComponent writes a variable part of a key: escapes are read, the length and characters checked, and what a
// URI path must escape is escaped again, so that "%2d" and "-" are one. !'()* stay as they are.
func hashAppendComponent(out []byte, s string, shortest, longest int, allowed func(byte) bool) ([]byte, bool) {
	const hexadecimal = "0123456789ABCDEF"
	length := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' {
			if i+2 >= len(s) {
				return out, false
			}
			high, low := hashHex(s[i+1]), hashHex(s[i+2])
			if high < 0 || low < 0 {
				return out, false
			}
			c = byte(high<<4 | low)
			i += 2
		}
		if !allowed(c) {
			return out, false
		}
		length++
		if hashPlain(c) {
			out = append(out, c)
		} else {
			out = append(out, '%', hexadecimal[c>>4], hexadecimal[c&15])
		}
	}
	return out, length >= shortest && length <= longest
}

func hashHex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	default:
		return -1
	}
}

func hashAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// hashPlain reports the characters that stand unescaped in a canonical link.
func hashPlain(c byte) bool {
	return hashAlphanumeric(c) || strings.IndexByte("-._~!'()*", c) >= 0
}

// hashCharset82 is the character set of GS1 General Specifications §7.11, table 1.
func hashCharset82(c byte) bool {
	return hashAlphanumeric(c) || strings.IndexByte("!\"%&'()*+,-./:;<=>?_", c) >= 0
}

// hashCharset39 is the character set of component/part references, table 2.
func hashCharset39(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '#' || c == '-' || c == '/'
}
