package model

import "strings"

// USCC is a 统一社会信用代码, the 18-character unified social credit code of an
// organisation (GB 32100-2015): registration authority, category, six digits of
// the registering region, nine characters of the organisation code, check character.
type USCC string

// USCCReason is the stable machine code that says why a code was refused.
type USCCReason string

// Reasons a unified social credit code can be refused for.
const (
	// USCCLength means not 18 characters.
	USCCLength USCCReason = "length"
	// USCCCharset means a character outside 0-9 and A-Z without I, O, S, V, Z.
	// Lower case letters and full-width characters are outside.
	USCCCharset USCCReason = "charset"
	// USCCRegion means characters 3 to 8 are not six digits.
	USCCRegion USCCReason = "region"
	// USCCCheckCharacter means the last character does not fit the others.
	USCCCheckCharacter USCCReason = "check-character"
)

// USCCError says why a unified social credit code was refused. It does not repeat the value.
type USCCError struct{ Reason USCCReason }

// Error is a developer's message; people are shown a translation of Reason.
func (e *USCCError) Error() string { return "uscc: " + string(e.Reason) }

// usccAlphabet holds the 31 characters of GB 32100-2015 table 2 in the order of their values.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ParseUSCC verifies length, alphabet, region digits and the mod-31 check
// character. The check digit inside the organisation code is not a condition,
// see OrganisationCodeValid. Errors: *USCCError.
func ParseUSCC(s string) (USCC, error) {
	if len(s) != 18 {
		return "", &USCCError{USCCLength}
	}
	for i := range len(s) {
		if strings.IndexByte(usccAlphabet, s[i]) < 0 {
			return "", &USCCError{USCCCharset}
		}
	}
	if strings.Trim(s[2:8], "0123456789") != "" {
		return "", &USCCError{USCCRegion}
	}
	if s[17] != usccCheckCharacter(s[:17]) {
		return "", &USCCError{USCCCheckCharacter}
	}
	return USCC(s), nil
}

// usccCheckCharacter applies GB 32100-2015 §4.2.5: weights are the powers of 3 modulo 31.
func usccCheckCharacter(body string) byte {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(usccAlphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// Region is the six-digit GB/T 2260 code of the registering authority, not
// necessarily of the seat today; empty for the zero code.
func (c USCC) Region() string {
	if len(c) != 18 {
		return ""
	}
	return string(c[2:8])
}

// OrganisationCode is the nine-character organisation code (GB 11714); empty for the zero code.
func (c USCC) OrganisationCode() string {
	if len(c) != 18 {
		return ""
	}
	return string(c[8:17])
}

// usccOrganisationWeights are the weights of GB 11714-1997 §3.2.
var usccOrganisationWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// OrganisationCodeValid reports whether the organisation code carries a right
// GB 11714 mod-11 check character. Codes were issued early on, to sole traders
// above all, where it does not; so a wrong one is worth a look and no refusal.
func (c USCC) OrganisationCodeValid() bool {
	code := c.OrganisationCode()
	if code == "" {
		return false
	}
	sum := 0
	for i, weight := range usccOrganisationWeights {
		value := int(code[i] - '0')
		if code[i] >= 'A' {
			value = int(code[i]-'A') + 10
		}
		sum += value * weight
	}
	return code[8] == "0X987654321"[sum%11]
}
