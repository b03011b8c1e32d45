package gs1

import "strings"

// Level says what an identifier in an event stands for.
type Level string

// Levels of an EPC.
const (
	// LevelClass is a class of things: GTIN, asset type, part type, model, coupon type.
	LevelClass Level = "class"
	// LevelLot is a batch or lot of a class.
	LevelLot Level = "lot"
	// LevelInstance is one thing: serial, SSCC, asset, shipment, service relation.
	LevelInstance Level = "instance"
	// LevelLocation is a place (GLN with or without extension).
	LevelLocation Level = "location"
	// LevelParty is a party GLN.
	LevelParty Level = "party"
	// LevelDocument is a document or its type (GDTI), or a payment slip.
	LevelDocument Level = "document"
	// LevelPattern is a URN pattern wider than one class, for queries only.
	LevelPattern Level = "pattern"
	// LevelOpaque is any other absolute URI, compared character by character.
	LevelOpaque Level = "opaque"
)

// EPCCode is the stable machine code that says why an identifier was refused.
type EPCCode string

// Codes of EPCError.
const (
	// EPCNotURI means no absolute URI of RFC 3986 characters.
	EPCNotURI EPCCode = "not-uri"
	// EPCScheme means an EPC URN whose scheme is unknown or of another kind.
	EPCScheme EPCCode = "scheme"
	// EPCFields means the wrong number of "." separated fields.
	EPCFields EPCCode = "fields"
	// EPCPrefix means the company prefix is not 6 to 12 digits.
	EPCPrefix EPCCode = "company-prefix"
	// EPCDigits means prefix and reference do not have the digits the scheme needs.
	EPCDigits EPCCode = "digits"
	// EPCEscape means a malformed escape or a character that must be escaped.
	EPCEscape EPCCode = "escape"
	// EPCValue means a field breaks its format; Detail is a Reason.
	EPCValue EPCCode = "value"
	// EPCWildcard means a "*" where the pattern may not have one.
	EPCWildcard EPCCode = "wildcard"
	// EPCUnknownPrefixLength means a URN needs the length of the company prefix
	// and neither the source nor the caller knows it.
	EPCUnknownPrefixLength EPCCode = "unknown-prefix-length"
	// EPCNoURN means EPC Tag Data Standard has no URN for this identifier.
	EPCNoURN EPCCode = "no-urn"
)

// EPCError says why an identifier was refused. A Digital Link that was refused
// is reported as *LinkError instead.
type EPCError struct {
	Code   EPCCode
	Scheme string // URN scheme such as "sgtin", empty when there is none
	Detail string
}

// Error is a developer's message; people are shown a translation of Code.
func (e *EPCError) Error() string {
	return strings.Join([]string{"gs1: epc", string(e.Code), e.Scheme, e.Detail}, ": ")
}

// EPC is an identifier of an EPCIS event: a GS1 key in either spelling, a
// pattern of such keys, or an opaque URI. The zero EPC is empty.
type EPC struct {
	uri          string
	key          string
	level        Level
	link         Link
	prefixLength int
	wildcard     bool
}

// ParseEPC reads an EPC pure identity URN, class URN or pattern URN, a Digital
// Link on any host, or any other absolute URI.
//
// An EPC URN of a GS1 scheme that breaks its rules is an error, never opaque.
// So is a Digital Link on id.gs1.org, and on other hosts one whose key has a
// plausible value (eight digits or more) or whose qualifiers are wrong: storing
// it as opaque would hide a typing mistake and split one identity in two.
// Paths that only resemble a Digital Link, such as /2026/01/15, are opaque.
// Errors: *EPCError, *LinkError.
func ParseEPC(uri string) (EPC, error) {
	if !absolute(uri) {
		return EPC{}, &EPCError{Code: EPCNotURI}
	}
	if len(uri) > len(urnEPC) && strings.EqualFold(uri[:len(urnEPC)], urnEPC) {
		return parseURN(uri, uri[len(urnEPC):])
	}
	link, err := ParseLink(uri)
	if err == nil {
		epc := LinkEPC(link)
		epc.uri = uri
		return epc, nil
	}
	if meantAsLink(uri) {
		return EPC{}, err
	}
	return OpaqueEPC(uri), nil
}

// OpaqueEPC wraps a URI as it is, without looking inside. It lets a caller keep
// an identifier that ParseEPC refuses.
func OpaqueEPC(uri string) EPC { return EPC{uri: uri, key: uri, level: LevelOpaque} }

// LinkEPC is the identity that a Digital Link stands for; of the zero Link the zero EPC.
func LinkEPC(link Link) EPC {
	if len(link.elements) == 0 {
		return EPC{}
	}
	stem := link.stem
	if !strings.Contains(stem, "://") {
		stem = CanonicalStem
	}
	identity := link.identity()
	return EPC{uri: link.URI(stem), key: identity.Canonical(), level: identity.level(), link: link}
}

// Key is the canonical identity, equal for every spelling of the same thing: a
// canonical Digital Link for GS1 keys, otherwise the URI as it was written. A
// serial number or lot identifies together with the GTIN alone, so a serial
// drops lot and variant, and a lot drops the variant; GLN extension "0" means
// none and is dropped too.
func (e EPC) Key() string { return e.key }

// URI is the identifier as it was written.
func (e EPC) URI() string { return e.uri }

// Level says what the identifier stands for.
func (e EPC) Level() Level { return e.level }

// Wildcard reports a pattern URN that ends in "*". Of class patterns, such as
// urn:epc:idpat:sgtin:…*, Key is the class.
func (e EPC) Wildcard() bool { return e.wildcard }

// PrefixLength is the number of digits of the GS1 Company Prefix when the
// source was a URN, otherwise 0: a Digital Link does not tell.
func (e EPC) PrefixLength() int { return e.prefixLength }

// Link is the Digital Link of a GS1 key, with lot and variant even where Key
// drops them. It is false for patterns and opaque URIs.
func (e EPC) Link() (Link, bool) { return e.link, len(e.link.elements) > 0 }

// GTIN is the trade item, also of an individual piece (ITIP); empty if there is none.
func (e EPC) GTIN() GTIN {
	switch k := e.link.Key(); k.AI {
	case "01":
		return GTIN(k.Value)
	case "8006":
		return GTIN(k.Value[:14])
	}
	return ""
}

// Lot is the batch or lot number; empty if there is none.
func (e EPC) Lot() string {
	value, _ := e.link.Value("10")
	return value
}

// Serial is the serial number of an item, unit pack, part, returnable asset,
// document or coupon; empty if there is none.
func (e EPC) Serial() string {
	k := e.link.Key()
	if length, compound := compoundKeys[k.AI]; compound {
		return k.Value[length:]
	}
	for _, ai := range []string{"21", "235", "8011"} {
		if value, ok := e.link.Value(ai); ok {
			return value
		}
	}
	return ""
}

// SSCC is the logistic unit; empty if it is none.
func (e EPC) SSCC() SSCC {
	if k := e.link.Key(); k.AI == "00" {
		return SSCC(k.Value)
	}
	return ""
}

// GLN is the place or party; empty if it is none.
func (e EPC) GLN() GLN {
	switch k := e.link.Key(); k.AI {
	case "414", "415", "417":
		return GLN(k.Value)
	}
	return ""
}

// Extension is the GLN extension component of a place; empty if there is none.
func (e EPC) Extension() string {
	value, _ := e.link.Value("254")
	return value
}

// compoundKeys are the keys that hold their serial number in the same value,
// with the length of the part before it.
var compoundKeys = map[string]int{"253": 13, "255": 13, "8003": 14}

// identity is the link reduced to what tells two things apart.
func (l Link) identity() Link {
	reduced := Link{elements: l.elements[:1:1]}
	for _, q := range l.Qualifiers() {
		switch {
		case q.AI == "254" && q.Value == "0":
			continue
		case q.AI == "10" || q.AI == "21":
			reduced.elements = append(l.elements[:1:1], q)
		default:
			reduced.elements = append(reduced.elements, q)
		}
	}
	reduced.qualifiers = len(reduced.elements) - 1
	return reduced
}

func (l Link) level() Level {
	k := l.Key()
	switch k.AI {
	case "01", "8006":
		return l.itemLevel()
	case "414":
		return LevelLocation
	case "417":
		return LevelParty
	case "253", "415":
		return LevelDocument
	case "255", "8003":
		if len(k.Value) == compoundKeys[k.AI] {
			return LevelClass
		}
	case "8010":
		if l.qualifiers == 0 {
			return LevelClass
		}
	case "8013":
		return LevelClass
	}
	return LevelInstance
}

func (l Link) itemLevel() Level {
	level := LevelClass
	for _, q := range l.Qualifiers() {
		switch q.AI {
		case "10":
			level = LevelLot
		case "21", "235":
			level = LevelInstance
		}
	}
	return level
}

// absolute reports a URI with a scheme and something after it.
func absolute(uri string) bool {
	scheme, rest, found := strings.Cut(uri, ":")
	if !found || scheme == "" || rest == "" || !within(uri, uriChar) {
		return false
	}
	first := scheme[0] | 0x20
	return first >= 'a' && first <= 'z' && strings.Trim(scheme, alnum+"+-.") == ""
}

// meantAsLink tells a faulty Digital Link from a web address that is none.
func meantAsLink(uri string) bool {
	scheme, rest, _ := strings.Cut(uri, "://")
	scheme = strings.ToLower(scheme)
	if scheme != "https" && scheme != "http" {
		return false
	}
	_, path, _, splitErr := splitLink(scheme + "://" + rest)
	if splitErr != nil {
		return false
	}
	if host, _, _ := strings.Cut(rest, "/"); strings.EqualFold("https://"+host, CanonicalStem) {
		return true
	}
	path = TrimSlash(path)
	start, _, err := findKey(path)
	if err != nil {
		return false
	}
	_, value, _ := strings.Cut(path[start+1:], "/")
	return len(value) >= 8 && within(value[:8], csetDigit)
}
