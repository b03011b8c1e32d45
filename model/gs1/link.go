package gs1

import (
	"slices"
	"strings"
)

// LinkCode is the stable machine code that says what is wrong with a Digital Link.
type LinkCode string

// Codes of LinkError.
const (
	// LinkScheme means neither http, https, HTTP nor HTTPS followed by "://".
	LinkScheme LinkCode = "scheme"
	// LinkHost means the host is missing or holds a forbidden character.
	LinkHost LinkCode = "host"
	// LinkCharacters means a character that no URI may hold.
	LinkCharacters LinkCode = "characters"
	// LinkTrailingSlash means the path ends in "/"; see TrimSlash.
	LinkTrailingSlash LinkCode = "trailing-slash"
	// LinkNoKey means no GS1 key was found in the path.
	LinkNoKey LinkCode = "no-key"
	// LinkEmptyValue means an AI without a value.
	LinkEmptyValue LinkCode = "empty-value"
	// LinkEscape means a malformed percent escape or %00.
	LinkEscape LinkCode = "escape"
	// LinkValue means the value breaks the format of its AI; Detail is a Reason.
	LinkValue LinkCode = "value"
	// LinkOrder means the qualifiers stand in the wrong order; Detail is the right one.
	LinkOrder LinkCode = "qualifier-order"
	// LinkMixed means qualifiers of alternative sequences together; Detail lists the sequences.
	LinkMixed LinkCode = "qualifier-mixed"
	// LinkQualifier means an AI in the path that does not qualify the key; Detail lists the sequences.
	LinkQualifier LinkCode = "qualifier"
	// LinkInPath means an AI in the query that belongs in the path; Detail is the order.
	LinkInPath LinkCode = "belongs-in-path"
	// LinkNotAttribute means an AI in the query that no Digital Link may carry there.
	LinkNotAttribute LinkCode = "not-attribute"
	// LinkUnknownAI means an all-digit query key that is no AI.
	LinkUnknownAI LinkCode = "unknown-ai"
	// LinkDuplicate means the same AI twice.
	LinkDuplicate LinkCode = "duplicate"
	// LinkExcluded means two AIs that exclude each other; Detail is the other one.
	LinkExcluded LinkCode = "excluded"
	// LinkCompanion means a required companion is missing; Detail is the requirement:
	// ";" between requirements, "," between alternatives, "+" within one.
	LinkCompanion LinkCode = "missing-companion"
)

// LinkError says what is wrong with a Digital Link and at which AI.
type LinkError struct {
	Code   LinkCode
	AI     string // empty when the fault is not at one AI
	Detail string // see the code
}

// Error is a developer's message; people are shown a translation of Code and Detail.
func (e *LinkError) Error() string {
	var b strings.Builder
	b.WriteString("gs1: digital link: ")
	b.WriteString(string(e.Code))
	if e.AI != "" {
		b.WriteString(" at AI (" + e.AI + ")")
	}
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	return b.String()
}

// LinkOption relaxes ParseLink. Options are combined with "|".
type LinkOption uint8

// AllowShortGTIN accepts AI (01) with 8, 12 or 13 digits and pads it to 14, as
// Digital Link allowed up to version 1.3.
const AllowShortGTIN LinkOption = 1

// Element is one AI with its unescaped value.
type Element struct {
	AI    string
	Value string
}

// Link is a valid GS1 Digital Link. The zero Link is not valid; links come from
// ParseLink, ParseLinkPath and NewLink.
type Link struct {
	stem       string
	elements   []Element // key, qualifiers, attributes
	qualifiers int
}

// CanonicalStem is the stem of the canonical form of every Digital Link.
const CanonicalStem = "https://id.gs1.org"

// ParseLink reads an uncompressed GS1 Digital Link URI (URI Syntax 1.6 §5).
// The right-most key in the path starts the Digital Link part; what stands
// before it is the stem. Query keys that are not all digits and the fragment
// are ignored. Errors: *LinkError.
func ParseLink(uri string, options ...LinkOption) (Link, error) {
	stem, path, query, err := splitLink(uri)
	if err != nil {
		return Link{}, err
	}
	return parseLink(stem, path, query, options)
}

// ParseLinkPath reads the escaped path and the raw query of a request, for a
// resolver that knows its own host. Errors: *LinkError.
func ParseLinkPath(path, query string, options ...LinkOption) (Link, error) {
	if !within(path, uriChar) || !within(query, uriChar) || strings.ContainsAny(path, "?#") {
		return Link{}, &LinkError{Code: LinkCharacters}
	}
	return parseLink("", path, query, options)
}

// TrimSlash removes one "/" at the end of the path of a URI or of a bare path.
// A resolver should tolerate it (GS1-Conformant resolver standard); ParseLink does not.
func TrimSlash(uri string) string {
	end := strings.IndexAny(uri, "?#")
	if end < 0 {
		end = len(uri)
	}
	if path, trimmed := strings.CutSuffix(uri[:end], "/"); trimmed {
		return path + uri[end:]
	}
	return uri
}

// NewLink builds a Digital Link from a key and the AIs that go with it.
// Qualifiers are put in the order the key asks for; the other AIs become
// attributes in the order given. Errors: *LinkError.
func NewLink(primary Element, others ...Element) (Link, error) {
	definition := dictionary[primary.AI]
	if definition == nil || definition.use&key == 0 {
		return Link{}, &LinkError{Code: LinkNoKey, AI: primary.AI}
	}
	elements := make([]Element, 1, 1+len(others))
	elements[0] = primary
	sequence := definition.sequenceFor(others)
	for _, ai := range sequence {
		for _, other := range others {
			if other.AI == ai {
				elements = append(elements, other)
			}
		}
	}
	qualifiers := len(elements) - 1
	for _, other := range others {
		if !slices.Contains(sequence, other.AI) {
			elements = append(elements, other)
		}
	}
	link := Link{stem: CanonicalStem, elements: elements, qualifiers: qualifiers}
	if err := link.validate(); err != nil {
		return Link{}, err
	}
	return link, nil
}

// sequenceFor picks the qualifier sequence that holds most of the given AIs.
func (d *definition) sequenceFor(elements []Element) (best []string) {
	most := 0
	for _, sequence := range d.sequences {
		held := 0
		for _, e := range elements {
			if slices.Contains(sequence, e.AI) {
				held++
			}
		}
		if held > most {
			best, most = sequence, held
		}
	}
	return best
}

// splitLink cuts a URI into the part before the path, the path and the query.
func splitLink(uri string) (stem, path, query string, err error) {
	if !within(uri, uriChar) {
		return "", "", "", &LinkError{Code: LinkCharacters}
	}
	scheme, rest, found := strings.Cut(uri, "://")
	if !found || scheme != "https" && scheme != "http" && scheme != "HTTPS" && scheme != "HTTP" {
		return "", "", "", &LinkError{Code: LinkScheme}
	}
	slash := strings.IndexByte(rest, '/')
	host := rest
	if slash >= 0 {
		host = rest[:slash]
	}
	if host == "" || !within(host, hostChar) {
		return "", "", "", &LinkError{Code: LinkHost}
	}
	if slash < 0 {
		return "", "", "", &LinkError{Code: LinkNoKey}
	}
	stem, path = uri[:len(uri)-len(rest)+slash], rest[slash:]
	path, _, _ = strings.Cut(path, "#")
	path, query, _ = strings.Cut(path, "?")
	return stem, path, query, nil
}

func parseLink(stem, path, query string, options []LinkOption) (Link, error) {
	var allowed LinkOption
	for _, option := range options {
		allowed |= option
	}
	start, pairs, err := findKey(path)
	if err != nil {
		return Link{}, err
	}
	link := Link{stem: stem, elements: make([]Element, 0, pairs+strings.Count(query, "&")+1), qualifiers: pairs - 1}
	if start > 0 {
		link.stem += path[:start]
	}
	if err := link.readPath(path[start:], allowed); err != nil {
		return Link{}, err
	}
	if err := link.readQuery(query, allowed); err != nil {
		return Link{}, err
	}
	if err := link.validate(); err != nil {
		return Link{}, err
	}
	return link, nil
}

// findKey walks the path from its end in pairs of AI and value until a pair
// whose AI is a key: the right-most key starts the Digital Link part.
func findKey(path string) (start, pairs int, err error) {
	if strings.HasSuffix(path, "/") {
		return 0, 0, &LinkError{Code: LinkTrailingSlash}
	}
	for end := len(path); ; {
		value := strings.LastIndexByte(path[:end], '/')
		if value <= 0 {
			return 0, 0, &LinkError{Code: LinkNoKey}
		}
		start = strings.LastIndexByte(path[:value], '/')
		if start < 0 {
			return 0, 0, &LinkError{Code: LinkNoKey}
		}
		definition := dictionary[path[start+1:value]]
		if definition == nil {
			return 0, 0, &LinkError{Code: LinkNoKey}
		}
		pairs++
		if definition.use&key != 0 {
			return start, pairs, nil
		}
		end = start
	}
}

func (l *Link) readPath(path string, allowed LinkOption) error {
	for path != "" {
		ai, rest, _ := strings.Cut(path[1:], "/")
		end := strings.IndexByte(rest, '/')
		if end < 0 {
			end = len(rest)
		}
		if err := l.read(ai, rest[:end], false, allowed); err != nil {
			return err
		}
		path = rest[end:]
	}
	return nil
}

func (l *Link) readQuery(query string, allowed LinkOption) error {
	for parameter := range strings.SplitSeq(query, "&") {
		ai, value, given := strings.Cut(parameter, "=")
		if !given || ai == "" || !within(ai, csetDigit) {
			continue
		}
		if dictionary[ai] == nil {
			return &LinkError{Code: LinkUnknownAI, AI: ai}
		}
		if err := l.read(ai, value, true, allowed); err != nil {
			return err
		}
	}
	return nil
}

func (l *Link) read(ai, raw string, query bool, allowed LinkOption) error {
	if raw == "" {
		return &LinkError{Code: LinkEmptyValue, AI: ai}
	}
	value, ok := unescape(raw, query)
	if !ok {
		return &LinkError{Code: LinkEscape, AI: ai}
	}
	if ai == "01" && allowed&AllowShortGTIN != 0 && (len(value) == 8 || len(value) == 12 || len(value) == 13) {
		value = gtinZeros[:14-len(value)] + value
	}
	l.elements = append(l.elements, Element{AI: ai, Value: value})
	return nil
}

// validate checks every rule that does not depend on the spelling of the URI.
func (l *Link) validate() error {
	for i, e := range l.elements {
		definition := dictionary[e.AI]
		if definition == nil {
			return &LinkError{Code: LinkUnknownAI, AI: e.AI}
		}
		if e.Value == "" {
			return &LinkError{Code: LinkEmptyValue, AI: e.AI}
		}
		if l.index(e.AI) != i {
			return &LinkError{Code: LinkDuplicate, AI: e.AI}
		}
		if reason := definition.checkValue(e.Value); reason != "" {
			return &LinkError{Code: LinkValue, AI: e.AI, Detail: string(reason)}
		}
	}
	if err := l.validateQualifiers(); err != nil {
		return err
	}
	if err := l.validateAttributes(); err != nil {
		return err
	}
	return l.validatePairings()
}

func (l *Link) index(ai string) int {
	for i := range l.elements {
		if l.elements[i].AI == ai {
			return i
		}
	}
	return -1
}

func (l *Link) validateQualifiers() error {
	qualifiers := l.Qualifiers()
	if len(qualifiers) == 0 {
		return nil
	}
	primary := dictionary[l.elements[0].AI]
	for _, sequence := range primary.sequences {
		if inOrder(qualifiers, sequence) {
			return nil
		}
	}
	for _, sequence := range primary.sequences {
		if allIn(qualifiers, sequence) {
			return &LinkError{Code: LinkOrder, AI: qualifiers[0].AI, Detail: strings.Join(sequence, ",")}
		}
	}
	for _, q := range qualifiers {
		if !primary.qualifiedBy(q.AI) {
			return &LinkError{Code: LinkQualifier, AI: q.AI, Detail: primary.order}
		}
	}
	return &LinkError{Code: LinkMixed, AI: qualifiers[0].AI, Detail: primary.order}
}

func (d *definition) qualifiedBy(ai string) bool {
	return slices.ContainsFunc(d.sequences, func(sequence []string) bool { return slices.Contains(sequence, ai) })
}

// inOrder reports whether the qualifiers are a subsequence of the sequence.
func inOrder(qualifiers []Element, sequence []string) bool {
	next := 0
	for _, ai := range sequence {
		if next < len(qualifiers) && qualifiers[next].AI == ai {
			next++
		}
	}
	return next == len(qualifiers)
}

func allIn(qualifiers []Element, sequence []string) bool {
	for _, q := range qualifiers {
		if !slices.Contains(sequence, q.AI) {
			return false
		}
	}
	return true
}

// validateAttributes refuses what may not stand in the query, first of all an
// AI that could have been a qualifier in the path beside those that are there.
func (l *Link) validateAttributes() error {
	primary, qualifiers := dictionary[l.elements[0].AI], l.Qualifiers()
	for _, a := range l.Attributes() {
		for _, sequence := range primary.sequences {
			if slices.Contains(sequence, a.AI) && inOrder(qualifiers, sequence) {
				return &LinkError{Code: LinkInPath, AI: a.AI, Detail: strings.Join(sequence, ",")}
			}
		}
		if dictionary[a.AI].use&attribute == 0 {
			return &LinkError{Code: LinkNotAttribute, AI: a.AI}
		}
	}
	return nil
}

func (l *Link) validatePairings() error {
	for _, e := range l.elements {
		definition := dictionary[e.AI]
		for _, excluded := range definition.excludes {
			for _, other := range l.elements {
				if other.AI != e.AI && excluded.matches(other.AI) {
					return &LinkError{Code: LinkExcluded, AI: e.AI, Detail: other.AI}
				}
			}
		}
		for _, alternatives := range definition.needs {
			if !l.hasOneOf(alternatives) {
				return &LinkError{Code: LinkCompanion, AI: e.AI, Detail: definition.needsText}
			}
		}
	}
	return nil
}

func (l *Link) hasOneOf(alternatives [][]pattern) bool {
	for _, together := range alternatives {
		held := 0
		for _, p := range together {
			for i := range l.elements {
				if p.matches(l.elements[i].AI) {
					held++
					break
				}
			}
		}
		if held == len(together) {
			return true
		}
	}
	return false
}
