// Package gs1 reads and writes GS1 identification: check digits, the keys
// GTIN, GLN and SSCC, GS1 Digital Link URIs and EPC URNs.
//
// Sources: GS1 General Specifications (keys, application identifiers, character
// sets), GS1 Digital Link: URI Syntax 1.6, the public GS1 syntax dictionary and
// EPC Tag Data Standard. Every parser is total: it returns a value or a typed
// error with a stable machine code which callers translate for people.
package gs1

import "strings"

// Reason is the stable machine code that says why a value was refused.
type Reason string

// Reasons a single value can be refused for.
const (
	// ReasonLength means too few or too many characters.
	ReasonLength Reason = "length"
	// ReasonDigits means a character other than ASCII 0-9 where only digits may stand.
	ReasonDigits Reason = "digits"
	// ReasonCheckDigit means the check digit or check character pair is wrong.
	ReasonCheckDigit Reason = "check-digit"
	// ReasonCharset means a character outside the GS1 character set of the field.
	ReasonCharset Reason = "charset"
	// ReasonPrefix means the value does not start with a GS1 Company Prefix.
	ReasonPrefix Reason = "company-prefix"
	// ReasonDate means the date does not exist.
	ReasonDate Reason = "date"
	// ReasonTime means the time of day does not exist.
	ReasonTime Reason = "time"
	// ReasonList means the code is not in the code list of the field, for example ISO 3166.
	ReasonList Reason = "code-list"
	// ReasonRange means the number is outside the range of the field.
	ReasonRange Reason = "range"
)

// KeyError says which identification key was refused and why.
// It does not repeat the value, so it can be logged and shown as it is.
type KeyError struct {
	Key    string // "GTIN", "GLN" or "SSCC"
	Reason Reason // ReasonLength, ReasonDigits or ReasonCheckDigit
}

// Error is a developer's message; people are shown a translation of Reason.
func (e *KeyError) Error() string { return "gs1: " + e.Key + ": " + string(e.Reason) }

// CheckDigit computes the mod-10 check digit that follows digits: weights 3 and
// 1 alternate from the right (GS1 General Specifications §7.9.1). It is false
// when digits is empty or holds anything but ASCII digits.
func CheckDigit(digits string) (byte, bool) {
	if digits == "" {
		return 0, false
	}
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		if !isDigit(digits[i]) {
			return 0, false
		}
		sum += int(digits[i]-'0') * weight
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10), true
}

// GTIN is a Global Trade Item Number, always held as 14 digits so that the
// same article read from an EAN-8, UPC-A, EAN-13 or ITF-14 symbol has one form.
type GTIN string

// ParseGTIN accepts the 8, 12, 13 and 14 digit forms, pads with zeros to 14
// and verifies the check digit. Errors: *KeyError.
func ParseGTIN(s string) (GTIN, error) {
	switch len(s) {
	case 8, 12, 13, 14:
	default:
		return "", &KeyError{Key: "GTIN", Reason: ReasonLength}
	}
	if reason := checked(s); reason != "" {
		return "", &KeyError{Key: "GTIN", Reason: reason}
	}
	return GTIN(gtinZeros[:14-len(s)] + s), nil
}

const gtinZeros = "00000000000000"

// Restricted reports a restricted circulation number: GS1 prefixes 02, 04 and
// 20-29, and the GTIN-8 prefixes 0 and 2. Its owner is one company or region
// (often a shop's scale), so it identifies nothing outside that place.
func (g GTIN) Restricted() bool {
	if len(g) != 14 {
		return false
	}
	if strings.HasPrefix(string(g), "000000") {
		return g[6] == '0' || g[6] == '2'
	}
	prefix := g[1:3]
	return prefix == "02" || prefix == "04" || prefix[0] == '2'
}

// Indicator is the first of the 14 digits: 0 for a base item, 1-8 for a
// packaging level, 9 for a variable-measure item. It is 0 for the zero GTIN.
func (g GTIN) Indicator() byte {
	if g == "" {
		return 0
	}
	return g[0]
}

// Short is the shortest form printed under a bar code: 8, 12, 13 or 14 digits.
func (g GTIN) Short() string {
	if len(g) != 14 {
		return string(g)
	}
	for _, length := range []int{8, 12, 13} {
		if string(g[:14-length]) == gtinZeros[:14-length] {
			return string(g[14-length:])
		}
	}
	return string(g)
}

// GLN is a 13-digit Global Location Number of a place or a party.
type GLN string

// ParseGLN verifies 13 digits and the check digit. Errors: *KeyError.
func ParseGLN(s string) (GLN, error) {
	if len(s) != 13 {
		return "", &KeyError{Key: "GLN", Reason: ReasonLength}
	}
	if reason := checked(s); reason != "" {
		return "", &KeyError{Key: "GLN", Reason: reason}
	}
	return GLN(s), nil
}

// SSCC is the 18-digit Serial Shipping Container Code of one logistic unit.
type SSCC string

// ParseSSCC verifies 18 digits and the check digit. Errors: *KeyError.
func ParseSSCC(s string) (SSCC, error) {
	if len(s) != 18 {
		return "", &KeyError{Key: "SSCC", Reason: ReasonLength}
	}
	if reason := checked(s); reason != "" {
		return "", &KeyError{Key: "SSCC", Reason: reason}
	}
	return SSCC(s), nil
}

// ValidLot reports whether s can be the batch or lot number of AI (10): 1 to
// 20 characters of CSET 82. Case and leading zeros are significant.
func ValidLot(s string) bool { return len(s) >= 1 && len(s) <= 20 && InCSET82(s) }

// ValidSerial reports whether s can be the serial number of AI (21): 1 to 20
// characters of CSET 82. Case and leading zeros are significant.
func ValidSerial(s string) bool { return len(s) >= 1 && len(s) <= 20 && InCSET82(s) }

// InCSET82 reports whether every character is in GS1 character set 82
// (General Specifications §7.11, table 1). The empty string is.
func InCSET82(s string) bool { return within(s, cset82) }

// InCSET39 reports whether every character is in GS1 character set 39: digits,
// upper case letters, "#", "-" and "/". The empty string is.
func InCSET39(s string) bool { return within(s, cset39) }

func checked(s string) Reason {
	digit, ok := CheckDigit(s[:len(s)-1])
	switch {
	case !ok || !isDigit(s[len(s)-1]):
		return ReasonDigits
	case digit != s[len(s)-1]:
		return ReasonCheckDigit
	}
	return ""
}
