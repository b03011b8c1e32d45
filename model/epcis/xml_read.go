package epcis

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// xmlElement is an element with its namespaces resolved. Only one event at a time exists in this form.
type xmlElement struct {
	prefix, space, local string
	line                 int
	attrs                []xmlAttr
	text                 string // all character data of the element itself
	children             []*xmlElement
}

type xmlAttr struct{ prefix, space, local, value string }

// written is the name as it stands in the document.
func (e *xmlElement) written() string { return xmlWritten(xml.Name{Space: e.prefix, Local: e.local}) }

func xmlWritten(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}

// attr returns an attribute without a namespace.
func (e *xmlElement) attr(local string) *xmlAttr {
	for i := range e.attrs {
		if e.attrs[i].space == "" && e.attrs[i].local == local {
			return &e.attrs[i]
		}
	}
	return nil
}

// find follows local names downwards.
func (e *xmlElement) find(path ...string) *xmlElement {
	if len(path) == 0 {
		return e
	}
	for _, child := range e.children {
		if child.local == path[0] {
			if found := child.find(path[1:]...); found != nil {
				return found
			}
		}
	}
	return nil
}

// xmlReader reads XML as a stream. It resolves namespaces and matches tags itself, since the decoder's own resolution
// forgets the prefixes.
type xmlReader struct {
	decoder *xml.Decoder
	source  *tokenSource
	limits  Limits
	open    []xmlOpen
	values  int
	scope   []xmlBinding

	names    map[string]string // namespace → prefix in the JSON form
	taken    map[string]bool   // prefixes in use
	prefixes []Prefix          // to be declared
	places   []xmlPlace        // of the nodes: Node.Start is an index
}

// xmlOpen is an element whose end has not come: its name as written and how many bindings were in scope before it.
type xmlOpen struct {
	name  xml.Name
	scope int
}

type xmlBinding struct{ prefix, space string }

// xmlPlace is where a value of the JSON form comes from.
type xmlPlace struct {
	line int
	name string
}

func newXMLReader(src []byte, lim Limits) *xmlReader {
	source := &tokenSource{src: bytes.TrimPrefix(src, []byte("\ufeff"))}
	return &xmlReader{
		decoder: xml.NewDecoder(source), source: source, limits: lim, names: map[string]string{}, taken: map[string]bool{},
		scope: []xmlBinding{{"xml", xmlSpace}},
	}
}

// tokenSource bounds the bytes of one token: a tag with a million attributes would otherwise be in memory before anything
// could be counted.
type tokenSource struct {
	src  []byte
	at   int
	left int
}

// maxToken is the longest tag, text or comment in bytes.
const maxToken = 1 << 20

var errToken = errors.New("token too long")

func (s *tokenSource) ReadByte() (byte, error) {
	if s.at == len(s.src) {
		return 0, io.EOF
	}
	if s.left == 0 {
		return 0, errToken
	}
	s.left--
	s.at++
	return s.src[s.at-1], nil
}

// Read completes io.Reader; the decoder takes the bytes one by one.
func (s *tokenSource) Read(p []byte) (int, error) {
	b, err := s.ReadByte()
	if err != nil || len(p) == 0 {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

func (r *xmlReader) fail(reason string) error {
	line, column := r.decoder.InputPos()
	e := &XMLError{Line: line, Column: column, Reason: reason}
	if len(r.open) > 0 {
		e.Element = xmlWritten(r.open[len(r.open)-1].name)
	}
	return e
}

func (r *xmlReader) failAt(e *xmlElement, reason string) error {
	return &XMLError{Line: e.line, Column: 1, Element: e.written(), Reason: reason}
}

// token returns the next token that matters. A document type could define entities and name files, and a processing
// instruction is an order to a program; neither has a place in an EPCIS document.
func (r *xmlReader) token() (xml.Token, error) {
	for {
		r.source.left = maxToken
		first := r.source.at == 0
		t, err := r.decoder.RawToken()
		if err != nil {
			return nil, r.broken(err)
		}
		switch t := t.(type) {
		case xml.Comment:
		case xml.Directive:
			return nil, r.fail("a document type or other directive is not accepted")
		case xml.ProcInst:
			if t.Target != "xml" || !first {
				return nil, r.fail("a processing instruction is not accepted")
			}
		default:
			return t, nil
		}
	}
}

func (r *xmlReader) broken(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, errToken):
		return &LimitError{What: LimitBytes, Max: maxToken, Offset: r.source.at}
	case errors.Is(err, io.EOF):
		return r.fail("unexpected end")
	case errors.As(err, &syntax):
		return r.fail(syntax.Msg)
	}
	return r.fail(strings.TrimPrefix(err.Error(), "xml: ")) // an encoding other than UTF-8
}

// root reads up to and including the start of the root element.
func (r *xmlReader) root() (*xmlElement, error) {
	for {
		t, err := r.token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return r.start(t)
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return nil, r.fail("text before the root element")
			}
		default:
			return nil, r.fail("an end tag without a start tag")
		}
	}
}

// end reads what may follow the root element: nothing but white space and comments.
func (r *xmlReader) end() error {
	for {
		r.source.left = maxToken
		t, err := r.decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return r.broken(err)
		}
		if text, ok := t.(xml.CharData); ok && len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if _, ok := t.(xml.Comment); !ok {
			return r.fail("more than the root element")
		}
	}
}

// start opens an element: it bounds depth and number, reads the namespace declarations and resolves the names.
func (r *xmlReader) start(t xml.StartElement) (*xmlElement, error) {
	if len(r.open) >= r.limits.Depth {
		return nil, &LimitError{What: LimitDepth, Max: r.limits.Depth, Offset: r.source.at}
	}
	if r.values += 1 + len(t.Attr); r.values > r.limits.Values {
		return nil, &LimitError{What: LimitValues, Max: r.limits.Values, Offset: r.source.at}
	}
	r.open = append(r.open, xmlOpen{t.Name, len(r.scope)})
	for _, a := range t.Attr {
		if err := r.bind(a); err != nil {
			return nil, err
		}
	}
	line, _ := r.decoder.InputPos()
	e := &xmlElement{prefix: t.Name.Space, local: t.Name.Local, line: line}
	var ok bool
	if e.space, ok = r.resolve(t.Name.Space); !ok {
		return nil, r.fail("the prefix " + quote(t.Name.Space) + " is not declared")
	}
	return e, r.attributes(e, t.Attr)
}

func (r *xmlReader) attributes(e *xmlElement, attrs []xml.Attr) error {
	seen := make(map[xml.Name]bool, len(attrs))
	for _, a := range attrs {
		if seen[a.Name] {
			return r.fail("the attribute " + quote(xmlWritten(a.Name)) + " appears twice")
		}
		seen[a.Name] = true
		if isDeclaration(a.Name) {
			continue
		}
		own := xmlAttr{prefix: a.Name.Space, local: a.Name.Local, value: a.Value}
		if a.Name.Space != "" { // an attribute without a prefix is in no namespace
			space, ok := r.resolve(a.Name.Space)
			if !ok {
				return r.fail("the prefix " + quote(a.Name.Space) + " is not declared")
			}
			own.space = space
		}
		e.attrs = append(e.attrs, own)
	}
	return nil
}

func isDeclaration(name xml.Name) bool {
	return name.Space == "xmlns" || name.Space == "" && name.Local == "xmlns"
}

// maxBindings bounds the namespace declarations that hold at one place.
const maxBindings = 512

// bind reads a namespace declaration (Namespaces in XML 1.0 §3).
func (r *xmlReader) bind(a xml.Attr) error {
	if !isDeclaration(a.Name) {
		return nil
	}
	prefix := a.Name.Local
	if a.Name.Space == "" {
		prefix = ""
	}
	space := strings.TrimSpace(a.Value)
	if prefix == "xml" || prefix == "xmlns" || prefix != "" && space == "" {
		return r.fail("the prefix " + quote(prefix) + " cannot be declared so")
	}
	if len(r.scope) >= maxBindings {
		return &LimitError{What: LimitContexts, Max: maxBindings, Offset: r.source.at}
	}
	r.scope = append(r.scope, xmlBinding{prefix, space})
	if prefix != "" {
		r.prefixFor(prefix, space) // values may use it as well
	}
	return nil
}

// resolve returns the namespace of a prefix where the reader stands.
func (r *xmlReader) resolve(prefix string) (space string, ok bool) {
	for i := len(r.scope) - 1; i >= 0; i-- {
		if r.scope[i].prefix == prefix {
			return r.scope[i].space, true
		}
	}
	return "", prefix == ""
}

// children reads an open element to its end and hands each child, just opened, to a function that reads it to its end.
func (r *xmlReader) children(e *xmlElement, read func(*xmlElement) error) error {
	var text []byte
	for {
		t, err := r.token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			child, err := r.start(t)
			if err == nil {
				err = read(child)
			}
			if err != nil {
				return err
			}
		case xml.EndElement:
			e.text = string(text)
			return r.close(t)
		case xml.CharData:
			text = append(text, t...)
		}
	}
}

func (r *xmlReader) close(t xml.EndElement) error {
	last := r.open[len(r.open)-1]
	if t.Name != last.name {
		return r.fail("closed by </" + xmlWritten(t.Name) + ">")
	}
	r.open, r.scope = r.open[:len(r.open)-1], r.scope[:last.scope]
	return nil
}

// subtree reads an open element with everything in it.
func (r *xmlReader) subtree(e *xmlElement) error {
	return r.children(e, func(child *xmlElement) error {
		e.children = append(e.children, child)
		return r.subtree(child)
	})
}

// reservedPrefixes begin URIs that stand in values: a namespace must not take them over.
var reservedPrefixes = map[string]bool{"urn": true, "http": true, "https": true, "ni": true, "tag": true, "info": true, "did": true, "id": true}

// xmlKnownSpaces are namespaces that the EPCIS context has a prefix for, in the spellings that XML documents use besides
// those of standardPrefixes.
var xmlKnownSpaces = map[string]string{
	"urn:epcglobal:cbv:mda": "cbvmda", "https://www.gs1.org/voc/": "gs1", "https://ref.gs1.org/voc/": "gs1", "http://gs1.org/voc/": "gs1",
}

// prefixFor returns the prefix that stands for a namespace in the JSON form, "" for namespaces of the binding itself.
func (r *xmlReader) prefixFor(prefix, space string) string {
	if xmlNamespaces[space] || space == xmlHeaderSpace || space == xmlSchemaSpace || space == xmlSpace {
		return ""
	}
	if name, ok := r.names[space]; ok {
		return name
	}
	name, ok := xmlKnownSpaces[space]
	for _, p := range standardPrefixes {
		if p.Namespace == space {
			name, ok = p.Name, true
		}
	}
	if !ok {
		name = r.freePrefix(prefix)
		r.taken[name] = true
		r.prefixes = append(r.prefixes, Prefix{name, space})
	}
	r.names[space] = name
	return name
}

// freePrefix keeps the document's own prefix where JSON-LD can use it and nothing else has it.
func (r *xmlReader) freePrefix(prefix string) string {
	free := func(name string) bool {
		for _, p := range standardPrefixes {
			if p.Name == name {
				return false
			}
		}
		return !r.taken[name] && !reservedPrefixes[name]
	}
	if _, _, usable := scheme(prefix + ":"); usable && free(prefix) {
		return prefix
	}
	for i := len(r.prefixes) + 1; ; i++ {
		if name := "ns" + strconv.Itoa(i); free(name) {
			return name
		}
	}
}
