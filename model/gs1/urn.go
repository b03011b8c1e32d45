package gs1

import (
	"errors"
	"strings"
)

const urnEPC = "urn:epc:"

// scheme describes how one EPC URN scheme spells a GS1 key (EPC Tag Data
// Standard §6.3). The table is ordered: URN takes the first scheme that fits.
type scheme struct {
	name string
	ai   string // key AI
	// digits is how many digits prefix and reference have together, without
	// check digit; 0 means an alphanumeric reference of any length.
	digits  int
	rotated bool   // first digit of the reference leads the key (indicator, extension digit)
	lead    string // constant before the prefix in the key
	pieces  bool   // two fields of two digits, piece and total, end the key
	tail    string // AI of the last field, "+" when it ends the key value
	none    string // last field that stands for no extension
	class   bool   // urn:epc:class:, otherwise urn:epc:id:
	pattern bool   // has a class-level pattern urn:epc:idpat:…*
}

var schemes = []scheme{
	{name: "upui", ai: "01", digits: 13, rotated: true, tail: "235"},
	{name: "sgtin", ai: "01", digits: 13, rotated: true, tail: "21", pattern: true},
	{name: "lgtin", ai: "01", digits: 13, rotated: true, tail: "10", class: true},
	{name: "itip", ai: "8006", digits: 13, rotated: true, pieces: true, tail: "21", pattern: true},
	{name: "sscc", ai: "00", digits: 17, rotated: true},
	{name: "sgln", ai: "414", digits: 12, tail: "254", none: "0"},
	{name: "pgln", ai: "417", digits: 12},
	{name: "grai", ai: "8003", digits: 12, lead: "0", tail: "+", pattern: true},
	{name: "gdti", ai: "253", digits: 12, tail: "+", pattern: true},
	{name: "sgcn", ai: "255", digits: 12, tail: "+", pattern: true},
	{name: "gsrn", ai: "8018", digits: 17},
	{name: "gsrnp", ai: "8017", digits: 17},
	{name: "gsin", ai: "402", digits: 16},
	{name: "giai", ai: "8004"},
	{name: "ginc", ai: "401"},
	{name: "cpi", ai: "8010", tail: "8011", pattern: true},
}

// foreign are EPC schemes without a GS1 key; their URNs stay opaque.
var foreign = map[string]bool{"gid": true, "adi": true, "usdod": true, "bic": true, "imovn": true}

func schemeNamed(name string) *scheme {
	for i := range schemes {
		if schemes[i].name == name {
			return &schemes[i]
		}
	}
	return nil
}

// fields is how many "." separated fields follow the scheme name.
func (s *scheme) fields() int {
	n := 2
	if s.pieces {
		n += 2
	}
	if s.tail != "" {
		n++
	}
	return n
}

// parseURN reads what follows "urn:epc:". Only id, class and idpat name things;
// tags, raw values and other EPC namespaces are opaque.
func parseURN(uri, rest string) (EPC, error) {
	kind, rest, _ := strings.Cut(rest, ":")
	switch strings.ToLower(kind) {
	case "id", "class", "idpat":
	default:
		return OpaqueEPC(uri), nil
	}
	name, body, _ := strings.Cut(rest, ":")
	if foreign[name] && kind != "class" {
		return OpaqueEPC(uri), nil
	}
	s := schemeNamed(name)
	if s == nil || !s.spelled(kind) {
		return EPC{}, &EPCError{Code: EPCScheme, Scheme: name, Detail: kind}
	}
	parts := strings.SplitN(body, ".", s.fields())
	if len(parts) != s.fields() {
		return EPC{}, s.refuse(EPCFields, "")
	}
	if kind == "idpat" && strings.HasSuffix(body, "*") {
		return s.parsePattern(uri, parts)
	}
	return s.parse(uri, parts)
}

// spelled reports whether the scheme exists under urn:epc:kind:. Unlike "urn"
// and "epc", kind and scheme are lower case only.
func (s *scheme) spelled(kind string) bool {
	return kind == "idpat" || kind == "class" && s.class || kind == "id" && !s.class
}

func (s *scheme) refuse(code EPCCode, detail string) error {
	return &EPCError{Code: code, Scheme: s.name, Detail: detail}
}

func (s *scheme) parse(uri string, parts []string) (EPC, error) {
	primary, err := s.keyValue(parts)
	if err != nil {
		return EPC{}, err
	}
	var qualifiers []Element
	if s.tail != "" {
		last, ok := unescapeField(parts[len(parts)-1])
		switch {
		case !ok:
			return EPC{}, s.refuse(EPCEscape, "")
		case last == "":
			return EPC{}, s.refuse(EPCValue, string(ReasonLength))
		case s.tail == "+":
			primary.Value += last
		case last != s.none:
			qualifiers = []Element{{AI: s.tail, Value: last}}
		}
	}
	return s.build(uri, primary, qualifiers, len(parts[0]))
}

// parsePattern reads a pattern: "*" in the last field alone means the class,
// more of them from the right mean something wider that has no key.
func (s *scheme) parsePattern(uri string, parts []string) (EPC, error) {
	stars := 0
	for stars < len(parts) && parts[len(parts)-1-stars] == "*" {
		stars++
	}
	exact := parts[:len(parts)-stars]
	if strings.Contains(strings.Join(exact, "."), "*") {
		return EPC{}, s.refuse(EPCWildcard, "")
	}
	if stars == 1 && (s.pattern || s.name == "lgtin" || s.name == "upui") {
		primary, err := s.keyValue(parts)
		if err != nil {
			return EPC{}, err
		}
		epc, err := s.build(uri, primary, nil, len(parts[0]))
		epc.wildcard = err == nil
		return epc, err
	}
	if len(exact) > 0 && !validPrefix(exact[0]) {
		return EPC{}, s.refuse(EPCPrefix, "")
	}
	return EPC{uri: uri, key: uri, level: LevelPattern, wildcard: true}, nil
}

// keyValue joins prefix, reference and pieces to the value of the key.
func (s *scheme) keyValue(parts []string) (Element, error) {
	prefix, reference := parts[0], parts[1]
	if !validPrefix(prefix) {
		return Element{}, s.refuse(EPCPrefix, "")
	}
	if s.digits == 0 {
		plain, ok := unescapeField(reference)
		if !ok {
			return Element{}, s.refuse(EPCEscape, "")
		}
		if plain == "" {
			return Element{}, s.refuse(EPCValue, string(ReasonLength))
		}
		return Element{AI: s.ai, Value: prefix + plain}, nil
	}
	if len(prefix)+len(reference) != s.digits || !within(reference, csetDigit) || s.rotated && reference == "" {
		return Element{}, s.refuse(EPCDigits, "")
	}
	value := s.lead + prefix + reference
	if s.rotated {
		value = reference[:1] + prefix + reference[1:]
	}
	digit, _ := CheckDigit(value)
	value += string(digit)
	if s.pieces {
		if len(parts[2]) != 2 || len(parts[3]) != 2 {
			return Element{}, s.refuse(EPCDigits, "")
		}
		value += parts[2] + parts[3]
	}
	return Element{AI: s.ai, Value: value}, nil
}

func validPrefix(prefix string) bool {
	return len(prefix) >= 6 && len(prefix) <= 12 && within(prefix, csetDigit)
}

func (s *scheme) build(uri string, primary Element, qualifiers []Element, prefixLength int) (EPC, error) {
	link, err := NewLink(primary, qualifiers...)
	if err != nil {
		var fault *LinkError
		if errors.As(err, &fault) {
			return EPC{}, s.refuse(EPCValue, fault.Detail)
		}
		return EPC{}, err
	}
	epc := LinkEPC(link)
	epc.uri, epc.prefixLength = uri, prefixLength
	return epc, nil
}

// unescapeField reads a URN field: the characters that have a meaning in URIs
// must be escaped (EPC Tag Data Standard §5, table of escapes).
func unescapeField(field string) (string, bool) {
	if strings.ContainsAny(field, "\"&/<>?#") {
		return "", false
	}
	return unescape(field, false)
}

func escapeField(out []byte, value string) []byte {
	for i := range len(value) {
		if c := value[i]; strings.IndexByte("\"%&/<>?#", c) >= 0 {
			out = append(out, '%', hexes[c>>4], hexes[c&15])
		} else {
			out = append(out, c)
		}
	}
	return out
}

// URN writes the EPC URN. A URN splits a key after the company prefix, which
// the key itself does not tell and which must not be guessed: prefixLength is
// its number of digits, 6 to 12, or 0 for the length known from a source URN.
// Classes become patterns ending in "*"; opaque URIs and wide patterns are
// returned as they are when they are URNs already. Errors: *EPCError.
func (e EPC) URN(prefixLength int) (string, error) {
	if len(e.link.elements) == 0 {
		if len(e.uri) > 4 && strings.EqualFold(e.uri[:4], "urn:") {
			return e.uri, nil
		}
		return "", &EPCError{Code: EPCNoURN}
	}
	identity := e.link.identity()
	s, tail := schemeFor(identity)
	if s == nil {
		return "", &EPCError{Code: EPCNoURN, Detail: identity.Key().AI}
	}
	if prefixLength == 0 {
		prefixLength = e.prefixLength
	}
	if prefixLength == 0 {
		return "", s.refuse(EPCUnknownPrefixLength, "")
	}
	return s.write(identity.Key().Value, tail, prefixLength)
}

// schemeFor finds the scheme and the value of its last field, "" for a class.
func schemeFor(identity Link) (*scheme, string) {
	primary, qualifiers := identity.Key(), identity.Qualifiers()
	for i := range schemes {
		s := &schemes[i]
		if s.ai != primary.AI {
			continue
		}
		switch {
		case s.tail == "+":
			return s, primary.Value[compoundKeys[s.ai]:]
		case len(qualifiers) == 1 && qualifiers[0].AI == s.tail:
			return s, qualifiers[0].Value
		case len(qualifiers) == 0 && (s.pattern || s.none != "" || s.tail == ""):
			return s, s.none
		}
	}
	return nil, ""
}

func (s *scheme) write(value, tail string, prefixLength int) (string, error) {
	kind := "id:"
	switch {
	case s.tail != "" && tail == "":
		kind = "idpat:"
	case s.class:
		kind = "class:"
	}
	out := append(append(append(make([]byte, 0, 64), urnEPC...), kind...), s.name...)
	prefix, reference := s.split(value, prefixLength)
	if !validPrefix(prefix) || s.digits == 0 && reference == "" || s.rotated && reference == "" {
		return "", s.refuse(EPCPrefix, "")
	}
	out = append(append(append(out, ':'), prefix...), '.')
	out = escapeField(out, reference)
	if s.pieces {
		out = append(append(out, '.'), value[14:16]...)
		out = append(append(out, '.'), value[16:18]...)
	}
	switch {
	case s.tail == "":
	case tail == "":
		out = append(out, ".*"...)
	default:
		out = escapeField(append(out, '.'), tail)
	}
	return string(out), nil
}

// split undoes keyValue: prefix and reference of a key value, both empty when
// the prefix is longer than the key.
func (s *scheme) split(value string, prefixLength int) (prefix, reference string) {
	body := value
	if s.digits > 0 {
		body = value[len(s.lead) : len(s.lead)+s.digits]
	}
	first := ""
	if s.rotated {
		first, body = body[:1], body[1:]
	}
	if prefixLength < 0 || prefixLength > len(body) {
		return "", ""
	}
	return body[:prefixLength], first + body[prefixLength:]
}
