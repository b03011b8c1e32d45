package epcis

import (
	"strings"

	"suyuan/model/gs1"
)

// Key is what an identifier is compared by: equal for every spelling of one GS1 key, the URI itself for anything else.
// What is written like a GS1 key but breaks its rules stands for itself.
func Key(uri string) string {
	epc, err := gs1.ParseEPC(uri)
	if err != nil {
		return uri
	}
	return epc.Key()
}

// KeyPattern is what a value of a MATCH parameter stands for (EPCIS 2.0 §8.2.7.1.1): one key, the keys that begin alike,
// or both.
type KeyPattern struct {
	Exact    string   // "" for none
	Prefixes []string // each followed by at least one more character
	infix    string   // must occur after the prefix
}

// Match reports whether a key, as Key returns it, is meant.
func (p *KeyPattern) Match(key string) bool {
	if p.Exact != "" && key == p.Exact {
		return true
	}
	for _, prefix := range p.Prefixes {
		if rest, ok := strings.CutPrefix(key, prefix); ok && rest != "" && strings.Contains(rest, p.infix) {
			return true
		}
	}
	return false
}

// patternTails say what follows the key of a class in the keys of its members; a class without an entry has its
// members' serial in the same value.
var patternTails = map[string]string{
	"sgtin": "/21/", "lgtin": "/10/", "itip": "/21/", "upui": "/235/", "cpi": "/8011/", "grai": "", "gdti": "", "sgcn": "",
}

// widePatterns are the EPC schemes of which a pattern may leave everything behind the company prefix open: where their
// keys begin, whether a digit stands before the company prefix, and what the keys of members hold behind it.
var widePatterns = map[string]struct {
	path    string
	rotated bool
	infix   string
}{
	"sgtin": {"01/", true, "/21/"}, "lgtin": {"01/", true, "/10/"}, "upui": {"01/", true, "/235/"}, "itip": {"8006/", true, "/21/"},
	"sscc": {"00/", true, ""}, "sgln": {"414/", false, ""}, "pgln": {"417/", false, ""}, "grai": {"8003/0", false, ""},
	"gdti": {"253/", false, ""}, "sgcn": {"255/", false, ""}, "gsrn": {"8018/", false, ""}, "gsrnp": {"8017/", false, ""},
	"gsin": {"402/", false, ""}, "giai": {"8004/", false, ""}, "ginc": {"401/", false, ""}, "cpi": {"8010/", false, "/8011/"},
}

const (
	patternURN  = "urn:epc:idpat:"
	lotClassURN = "urn:epc:class:lgtin:"
	linkStem    = gs1.CanonicalStem + "/"
)

// ParseKeyPattern reads a value of a MATCH parameter. A pattern is an EPC pattern URN, or a Digital Link whose last
// value is "*": ".../01/{gtin}/10/*" are the lots of a trade item, ".../21/*" its serial numbers. A trade item alone,
// which as a URN is spelled urn:epc:idpat:sgtin:….*, stands for itself and its serial numbers. It is false for what is
// no URI and for patterns that leave open what cannot be left open.
func ParseKeyPattern(uri string) (KeyPattern, bool) {
	if !isURI(uri) {
		return KeyPattern{}, false
	}
	if rest, ok := strings.CutPrefix(uri, lotClassURN); ok && strings.HasSuffix(rest, ".*") {
		uri = patternURN + "lgtin:" + rest
	}
	if rest, ok := strings.CutPrefix(uri, patternURN); ok && strings.Contains(rest, "*") {
		return parsePatternURN(uri, rest)
	}
	if open, ok := strings.CutSuffix(uri, "/*"); ok {
		return parsePatternLink(uri, open)
	}
	p := KeyPattern{Exact: Key(uri)}
	if epc, err := gs1.ParseEPC(uri); err == nil && epc.Level() == gs1.LevelClass {
		p.Prefixes = []string{p.Exact + classTail(p.Exact)}
	}
	return p, true
}

// classTail is patternTails by the key of the class.
func classTail(key string) string {
	path := strings.TrimPrefix(key, linkStem)
	switch ai, _, _ := strings.Cut(path, "/"); ai {
	case "01", "8006":
		return "/21/"
	case "8010":
		return "/8011/"
	}
	return ""
}

func parsePatternURN(uri, rest string) (KeyPattern, bool) {
	scheme, body, _ := strings.Cut(rest, ":")
	epc, err := gs1.ParseEPC(uri)
	if err != nil {
		return KeyPattern{}, false
	}
	if epc.Level() != gs1.LevelPattern {
		tail, known := patternTails[scheme]
		if !known {
			return KeyPattern{}, false
		}
		p := KeyPattern{Prefixes: []string{epc.Key() + tail}}
		if scheme != "lgtin" {
			p.Exact = epc.Key()
		}
		return p, true
	}
	wide, known := widePatterns[scheme]
	if !known {
		return KeyPattern{}, false
	}
	company, open, _ := strings.Cut(body, ".")
	if strings.Trim(open, "*.") != "" {
		if location, ok := strings.CutSuffix(body, ".*"); ok && scheme == "sgln" {
			key := Key("urn:epc:id:sgln:" + location + ".0")
			return KeyPattern{Exact: key, Prefixes: []string{key + "/254/"}}, strings.HasPrefix(key, linkStem)
		}
		return KeyPattern{}, false
	}
	if company == "*" {
		company = ""
	}
	p := KeyPattern{infix: wide.infix}
	if !wide.rotated || company == "" {
		p.Prefixes = []string{linkStem + wide.path + company}
		return p, true
	}
	for digit := '0'; digit <= '9'; digit++ {
		p.Prefixes = append(p.Prefixes, linkStem+wide.path+string(digit)+company)
	}
	return p, true
}

// parsePatternLink reads a Digital Link that ends in "/*": behind a qualifier its values, behind a key all that hangs
// below it.
func parsePatternLink(uri, open string) (KeyPattern, bool) {
	if epc, err := gs1.ParseEPC(open); err == nil {
		if _, ok := epc.Link(); ok {
			return KeyPattern{Prefixes: []string{epc.Key() + "/"}}, true
		}
	}
	at := strings.LastIndexByte(open, '/')
	if at < 0 || !all(open[at+1:], digit) {
		return KeyPattern{Exact: uri}, true
	}
	epc, err := gs1.ParseEPC(open[:at])
	if err != nil {
		return KeyPattern{Exact: uri}, true
	}
	if _, ok := epc.Link(); !ok {
		return KeyPattern{Exact: uri}, true
	}
	return KeyPattern{Prefixes: []string{epc.Key() + open[at:] + "/"}}, true
}

// within reports whether a location is the wanted one or a part of it: a place with a GLN extension lies within the
// place without one (CBV 2.0 §8.5).
func within(key, wanted string) bool {
	if key == wanted {
		return true
	}
	rest, ok := strings.CutPrefix(key, wanted)
	return ok && strings.HasPrefix(rest, "/254/")
}

// ContextOf returns the context that an @context value declares, empty for nil.
func ContextOf(n *Node) Context {
	var x Context
	if n == nil {
		return x
	}
	return x.with(n)
}
