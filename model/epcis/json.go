package epcis

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Kind says which JSON type a Node has.
type Kind uint8

// The JSON types of RFC 8259.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String names the type in English, for the detail of an Issue.
func (k Kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[k]
}

// Node is one value of a parsed JSON text. It keeps what encoding/json loses: the order of members, the digits of
// a number exactly as written, and the byte range of the value in the source, so that an event can be stored
// verbatim. The texts of all nodes of a document share one copy of its source: strings.Clone what must outlive it.
type Node struct {
	Kind Kind
	// Text is the unescaped value of a String, the literal of a Number ("1.50") or of a Bool ("true").
	Text string
	// Members are the members of an Object in source order; names are unique.
	Members []Member
	// Items are the elements of an Array.
	Items []Node
	// Start and End are the byte range of the value in the source.
	Start, End int
}

// Member is one name/value pair of an Object.
type Member struct {
	Name  string
	Value Node
}

// Get returns the member called name of an Object, or nil.
func (n *Node) Get(name string) *Node {
	if n == nil || n.Kind != Object {
		return nil
	}
	for i := range n.Members {
		if n.Members[i].Name == name {
			return &n.Members[i].Value
		}
	}
	return nil
}

// Str returns the text of a String member called name, or "".
func (n *Node) Str(name string) string {
	if m := n.Get(name); m != nil && m.Kind == String {
		return m.Text
	}
	return ""
}

// MaxDepth is the deepest nesting of arrays and objects that ParseJSON accepts: a text that a stranger sends is
// refused before its depth costs anything.
const MaxDepth = 64

// SyntaxError says where a JSON text is broken and why.
type SyntaxError struct {
	Offset int    // byte offset in the source
	Reason string // in English; the caller translates the problem, not this text
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.Reason) }

// ParseJSON parses one RFC 8259 text. It refuses, with a *SyntaxError, what would let two readers see two different
// documents: duplicate member names, invalid UTF-8, lone surrogates, trailing bytes, and nesting beyond MaxDepth.
func ParseJSON(src []byte) (*Node, error) {
	n, err := parseJSON(src, MaxDepth, len(src))
	if le := (*LimitError)(nil); errors.As(err, &le) {
		return nil, &SyntaxError{le.Offset, "nested deeper than " + strconv.Itoa(MaxDepth)}
	}
	return n, err
}

// parseJSON is ParseJSON with the limits of the caller. maxValues bounds memory: a Node is some forty times larger
// than the two bytes of the shortest array element.
func parseJSON(src []byte, maxDepth, maxValues int) (*Node, error) {
	if len(src) >= 3 && src[0] == 0xEF && src[1] == 0xBB && src[2] == 0xBF {
		return nil, &SyntaxError{0, "byte order mark"} // RFC 8259 §8.1
	}
	if !utf8.Valid(src) {
		return nil, &SyntaxError{firstInvalid(src), "invalid UTF-8"}
	}
	p := parser{src: string(src), maxDepth: maxDepth, maxValues: maxValues}
	p.space()
	n, err := p.value(0)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.at != len(src) {
		return nil, p.fail("text after the end of the value")
	}
	return &n, nil
}

func firstInvalid(src []byte) int {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(src)
}

// parser collects the children of open arrays and objects on two stacks and moves each finished list into a slab,
// so that a document costs a handful of allocations instead of several per object.
type parser struct {
	src       string
	at        int
	values    int
	maxDepth  int
	maxValues int
	items     []Node
	members   []Member
	itemSlab  []Node
	pairSlab  []Member
}

func (p *parser) fail(reason string) error { return &SyntaxError{p.at, reason} }

func (p *parser) space() {
	for p.at < len(p.src) {
		switch p.src[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *parser) peek() byte {
	if p.at < len(p.src) {
		return p.src[p.at]
	}
	return 0
}

// value parses one value; depth counts the arrays and objects that are open around it.
func (p *parser) value(depth int) (n Node, err error) {
	if p.values++; p.values > p.maxValues {
		return n, &LimitError{What: LimitValues, Max: p.maxValues, Offset: p.at}
	}
	start := p.at
	switch c := p.peek(); {
	case c == '"':
		n.Kind = String
		n.Text, err = p.str()
	case c == '{' || c == '[':
		if depth >= p.maxDepth {
			return n, &LimitError{What: LimitDepth, Max: p.maxDepth, Offset: p.at}
		}
		if c == '{' {
			n.Kind = Object
			n.Members, err = p.object(depth + 1)
		} else {
			n.Kind = Array
			n.Items, err = p.array(depth + 1)
		}
	case c == '-' || c >= '0' && c <= '9':
		n.Kind = Number
		n.Text, err = p.number()
	case c == 't':
		n.Kind = Bool
		n.Text, err = p.literal("true")
	case c == 'f':
		n.Kind = Bool
		n.Text, err = p.literal("false")
	case c == 'n':
		n.Text, err = p.literal("null")
	case p.at >= len(p.src):
		return n, p.fail("unexpected end")
	default:
		return n, p.fail("unexpected character")
	}
	n.Start, n.End = start, p.at
	return n, err
}

func (p *parser) literal(word string) (string, error) {
	if len(p.src)-p.at < len(word) || p.src[p.at:p.at+len(word)] != word {
		return "", p.fail("unknown literal")
	}
	p.at += len(word)
	return word, nil
}

func (p *parser) object(depth int) ([]Member, error) {
	p.at++
	p.space()
	if p.peek() == '}' {
		p.at++
		return nil, nil
	}
	first := len(p.members)
	var seen map[string]struct{}
	for {
		p.space()
		name, err := p.name(p.members[first:], &seen)
		if err != nil {
			return nil, err
		}
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		p.members = append(p.members, Member{name, v})
		p.space()
		switch p.peek() {
		case ',':
			p.at++
		case '}':
			p.at++
			var kept []Member
			kept, p.members = keep(&p.pairSlab, p.members, first)
			return kept, nil
		default:
			return nil, p.fail("',' or '}' expected")
		}
	}
}

// name parses a member name up to the value that follows it.
func (p *parser) name(before []Member, seen *map[string]struct{}) (string, error) {
	if p.peek() != '"' {
		return "", p.fail("member name expected")
	}
	start := p.at
	name, err := p.str()
	if err != nil {
		return "", err
	}
	if duplicate(before, seen, name) {
		return "", &SyntaxError{start, "duplicate member " + strconv.Quote(name)}
	}
	p.space()
	if p.peek() != ':' {
		return "", p.fail("':' expected")
	}
	p.at++
	p.space()
	return name, nil
}

// duplicate scans small objects and switches to a set for large ones, so that an object of a million members costs
// linear time.
func duplicate(before []Member, seen *map[string]struct{}, name string) bool {
	const small = 24
	if len(before) < small {
		for i := range before {
			if before[i].Name == name {
				return true
			}
		}
		return false
	}
	if *seen == nil {
		*seen = make(map[string]struct{}, 2*small)
		for i := range before {
			(*seen)[before[i].Name] = struct{}{}
		}
	}
	_, dup := (*seen)[name]
	(*seen)[name] = struct{}{}
	return dup
}

func (p *parser) array(depth int) ([]Node, error) {
	p.at++
	p.space()
	if p.peek() == ']' {
		p.at++
		return nil, nil
	}
	first := len(p.items)
	for {
		p.space()
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		p.items = append(p.items, v)
		p.space()
		switch p.peek() {
		case ',':
			p.at++
		case ']':
			p.at++
			var kept []Node
			kept, p.items = keep(&p.itemSlab, p.items, first)
			return kept, nil
		default:
			return nil, p.fail("',' or ']' expected")
		}
	}
}

// keep moves stack[first:] to the end of the slab, starting a new slab when the list does not fit, and returns the
// kept list and the shortened stack.
func keep[T any](slab *[]T, stack []T, first int) (kept, rest []T) {
	const smallest, largest = 16, 512
	list := stack[first:]
	if len(list) > cap(*slab)-len(*slab) {
		*slab = make([]T, 0, max(len(list), min(2*cap(*slab), largest), smallest))
	}
	start := len(*slab)
	*slab = append(*slab, list...)
	return (*slab)[start:len(*slab):len(*slab)], stack[:first]
}

func (p *parser) number() (string, error) {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	switch c := p.peek(); {
	case c == '0':
		p.at++
	case c >= '1' && c <= '9':
		p.digits()
	default:
		return "", p.fail("digit expected")
	}
	if p.peek() == '.' {
		p.at++
		if !p.digits() {
			return "", p.fail("digit expected after '.'")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if !p.digits() {
			return "", p.fail("digit expected in exponent")
		}
	}
	return p.src[start:p.at], nil
}

func (p *parser) digits() bool {
	start := p.at
	for p.at < len(p.src) && p.src[p.at] >= '0' && p.src[p.at] <= '9' {
		p.at++
	}
	return p.at > start
}

var errEscape = errors.New("escape")

func (p *parser) str() (string, error) {
	p.at++
	start := p.at
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == '"':
			p.at++
			return p.src[start : p.at-1], nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20:
			return "", p.fail("control character in string")
		default:
			p.at++
		}
	}
	return "", p.fail("unterminated string")
}

// escaped is the slow path of str, from the first backslash on.
func (p *parser) escaped(start int) (string, error) {
	out := append([]byte(nil), p.src[start:p.at]...)
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == '"':
			p.at++
			return string(out), nil
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", p.fail("bad escape in string")
			}
			out = utf8.AppendRune(out, r)
		case c < 0x20:
			return "", p.fail("control character in string")
		default:
			out = append(out, c)
			p.at++
		}
	}
	return "", p.fail("unterminated string")
}

func (p *parser) escape() (rune, error) {
	if p.at+1 >= len(p.src) {
		return 0, errEscape
	}
	c := p.src[p.at+1]
	if c != 'u' {
		for i := range "\"\\/bfnrt" {
			if "\"\\/bfnrt"[i] == c {
				p.at += 2
				return rune("\"\\/\b\f\n\r\t"[i]), nil
			}
		}
		return 0, errEscape
	}
	r, err := p.hex4(p.at + 2)
	if err != nil {
		return 0, err
	}
	if !utf16.IsSurrogate(r) {
		p.at += 6
		return r, nil
	}
	if p.at+7 >= len(p.src) || p.src[p.at+6:p.at+8] != `\u` {
		return 0, errEscape
	}
	low, err := p.hex4(p.at + 8)
	if err != nil {
		return 0, err
	}
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, errEscape
	}
	p.at += 12
	return r, nil
}

func (p *parser) hex4(at int) (rune, error) {
	if at+4 > len(p.src) {
		return 0, errEscape
	}
	v, err := strconv.ParseUint(p.src[at:at+4], 16, 32)
	if err != nil {
		return 0, errEscape
	}
	return rune(v), nil
}
