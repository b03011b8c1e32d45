package epcis

import (
	"errors"
	"fmt"
	"strings"
)

// XMLError says where an XML text is broken, or holds what no document may hold here (a document type, an entity, a
// processing instruction), and why.
type XMLError struct {
	Line, Column int
	Element      string // the innermost open element as written, "" outside the root
	Reason       string // in English; the caller translates the problem, not this text
}

func (e *XMLError) Error() string {
	if e.Element == "" {
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason)
	}
	return fmt.Sprintf("line %d, column %d, in <%s>: %s", e.Line, e.Column, e.Element, e.Reason)
}

// ParseXML parses an EPCISDocument or EPCISQueryDocument of the XML binding (EPCIS 2.0 §9) and returns what
// ParseDocument returns for the same document in JSON: Raw and Node of an event are its JSON form, so that one pipeline
// takes both and equal events have equal hash IDs. Documents of EPCIS 1.0 to 1.2 are read too: their <extension> and
// <baseExtension> wrappers say nothing and are taken away. Their QuantityEvent has no JSON form and is refused like any
// unknown type.
//
// What changes on the way: URNs, CURIEs and web URIs of the Core Business Vocabulary become its bare words; numbers and
// booleans take their JSON spelling; white space around a value goes. An element or attribute in a foreign namespace
// becomes a member named by a CURIE, with the prefix of the document where that is free, else "ns1" and so on; letters
// that a URI cannot hold are percent-encoded in the name. A repeated foreign element becomes a list. Inside extensions,
// names without a namespace stay bare, attributes become members beside the child elements, xml:lang becomes "@language",
// and text beside either is the member "#text". Comments and the attributes of XML Schema (xsi:…) are dropped.
//
// Text without markup errors but broken XML, a DOCTYPE, an entity beyond the five of XML, a processing instruction and an
// encoding other than UTF-8 are an *XMLError; the other errors are those of ParseDocument. Issues name the line and the
// element; their Path is the JSON pointer in the JSON form.
func ParseXML(src []byte, lim Limits) (*Document, error) {
	lim = lim.orDefault()
	if len(src) > lim.Bytes {
		return nil, &LimitError{What: LimitBytes, Max: lim.Bytes, Offset: lim.Bytes}
	}
	r := newXMLReader(src, lim)
	root, err := r.document()
	if err != nil {
		return nil, err
	}
	// The JSON form may be a little longer than its source, which has been measured already.
	text := root.AppendJSON(make([]byte, 0, len(src)))
	lim.Bytes = max(lim.Bytes, len(text))
	d, err := ParseDocument(text, lim)
	if invalid := (*InvalidError)(nil); errors.As(err, &invalid) {
		r.locate(&root, invalid.Issues)
	}
	if err != nil {
		return nil, err
	}
	for i := range d.Events {
		r.locate(&root, d.Events[i].Issues)
		r.locate(&root, d.Events[i].Warnings)
	}
	return d, nil
}

// locate puts the line and the element in front of the detail of each issue.
func (r *xmlReader) locate(root *Node, issues []Issue) {
	for i := range issues {
		at := r.places[deepest(root, issues[i].Path).Start]
		issues[i].Detail = fmt.Sprintf("line %d, <%s>: %s", at.line, at.name, issues[i].Detail)
	}
}

// deepest follows a JSON pointer as far as there are values.
func deepest(n *Node, pointer string) *Node {
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		next := n.Get(pointerUnescape.Replace(token))
		if next == nil && n.Kind == Array {
			next = nth(n, token)
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

var pointerUnescape = strings.NewReplacer("~1", "/", "~0", "~")

func nth(n *Node, token string) *Node {
	i := 0
	for _, c := range []byte(token) {
		if i = i*10 + int(c-'0'); c < '0' || c > '9' || i >= len(n.Items) {
			return nil
		}
	}
	if token == "" || len(n.Items) == 0 {
		return nil
	}
	return &n.Items[i]
}

// The namespaces of the XML binding by version. Its inner elements stand in no namespace (EPCIS 2.0 §9.5), but documents
// that put them into the outer one are common and mean the same.
var xmlNamespaces = map[string]bool{
	"urn:epcglobal:epcis:xsd:1": true, "urn:epcglobal:epcis:xsd:2": true,
	"urn:epcglobal:epcis-query:xsd:1": true, "urn:epcglobal:epcis-query:xsd:2": true,
	"urn:epcglobal:epcis-masterdata:xsd:1": true, "urn:epcglobal:epcis-masterdata:xsd:2": true,
}

const (
	xmlHeaderSpace = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
	xmlSchemaSpace = "http://www.w3.org/2001/XMLSchema-instance"
	xmlSpace       = "http://www.w3.org/XML/1998/namespace"
)

// standard reports whether an element is one of the binding itself, not an extension.
func (e *xmlElement) standard() bool { return e.space == "" || xmlNamespaces[e.space] }

// wrapper reports whether an element only wraps standard elements that EPCIS 1.1 and 1.2 added to those of 1.0.
func (e *xmlElement) wrapper() bool {
	return e.standard() && (e.local == "extension" || e.local == "baseExtension")
}

// document reads the frame as a stream: only one event at a time is held as elements.
func (r *xmlReader) document() (Node, error) {
	root, err := r.root()
	if err != nil {
		return Node{}, err
	}
	form := r.object(root)
	form.set("@context", Node{}) // filled in when all prefixes are known
	form.set("type", r.text(root, root.local))
	for _, name := range []string{"schemaVersion", "creationDate"} {
		if a := root.attr(name); a != nil {
			form.set(name, r.text(root, strings.TrimSpace(a.value)))
		}
	}
	switch {
	case xmlNamespaces[root.space] && root.local == "EPCISDocument":
		err = r.frame(root, form, "EPCISBody", r.captureBody)
	case xmlNamespaces[root.space] && root.local == "EPCISQueryDocument":
		err = r.frame(root, form, "EPCISBody", r.queryBody)
	default:
		err = r.failAt(root, "the root is neither an EPCISDocument nor an EPCISQueryDocument")
	}
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return Node{}, err
	}
	form.set("@context", r.contextNode(root))
	return form.node(), nil
}

// frameNames are the elements of the frame and their names in JSON.
var frameNames = map[string]string{
	"EPCISBody": "epcisBody", "EventList": "eventList", "QueryResults": "queryResults", "resultsBody": "resultsBody",
}

// frame reads an element whose one child called name has a frame of its own, read by inner.
func (r *xmlReader) frame(e *xmlElement, form *xmlObject, name string, inner func(*xmlElement) (Node, error)) error {
	member := frameNames[name]
	return r.children(e, func(child *xmlElement) error {
		switch {
		case child.standard() && child.local == "EPCISHeader":
			return r.header(child, form)
		case !child.standard() || child.local != name:
			return r.further(child, form)
		case form.has(member):
			return r.failAt(child, "the element appears twice")
		}
		n, err := inner(child)
		form.set(member, n)
		return err
	})
}

// captureBody reads <EPCISBody>, or the <resultsBody> of a query.
func (r *xmlReader) captureBody(e *xmlElement) (Node, error) {
	form := r.object(e)
	err := r.frame(e, form, "EventList", func(list *xmlElement) (Node, error) {
		n := r.at(list, Arr())
		err := r.eventList(list, &n.Items)
		return n, err
	})
	return form.node(), err
}

// queryBody reads the <EPCISBody> of a query document.
func (r *xmlReader) queryBody(e *xmlElement) (Node, error) {
	form := r.object(e)
	err := r.frame(e, form, "QueryResults", func(results *xmlElement) (Node, error) {
		inner := r.object(results)
		err := r.frame(results, inner, "resultsBody", r.captureBody)
		return inner.node(), err
	})
	return form.node(), err
}

// further reads an element of the frame that is not of the frame itself.
func (r *xmlReader) further(e *xmlElement, form *xmlObject) error {
	if err := r.subtree(e); err != nil {
		return err
	}
	if e.wrapper() {
		for _, child := range e.children {
			form.add(r.name(child), r.generic(child))
		}
		return nil
	}
	form.add(r.name(e), r.generic(e))
	return nil
}

// eventList reads the events one by one. EPCIS 1.2 has its younger event types inside <extension>.
func (r *xmlReader) eventList(list *xmlElement, events *[]Node) error {
	return r.children(list, func(e *xmlElement) error {
		if e.wrapper() {
			return r.eventList(e, events)
		}
		if len(*events) >= r.limits.Events {
			return &LimitError{What: LimitEvents, Max: r.limits.Events, Offset: r.source.at}
		}
		if err := r.subtree(e); err != nil {
			return err
		}
		*events = append(*events, r.event(e))
		return nil
	})
}

// header reads master data and the parties of the standard business document header.
func (r *xmlReader) header(e *xmlElement, form *xmlObject) error {
	if err := r.subtree(e); err != nil {
		return err
	}
	header := r.object(e)
	r.headerParts(e, form, header)
	if len(header.members) > 0 {
		form.set("epcisHeader", header.node())
	}
	return nil
}

func (r *xmlReader) headerParts(e *xmlElement, form, header *xmlObject) {
	for _, child := range e.children {
		switch {
		case child.wrapper():
			r.headerParts(child, form, header)
		case child.space == xmlHeaderSpace:
			r.businessHeader(child, form)
		case child.standard() && child.local == "EPCISMasterData":
			header.set("epcisMasterData", r.masterData(child))
		default:
			header.add(r.name(child), r.generic(child))
		}
	}
}

// businessHeader takes from the header what the JSON binding has members for.
func (r *xmlReader) businessHeader(e *xmlElement, form *xmlObject) {
	for _, m := range []struct {
		member string
		path   []string
	}{
		{"sender", []string{"Sender", "Identifier"}},
		{"receiver", []string{"Receiver", "Identifier"}},
		{"instanceIdentifier", []string{"DocumentIdentification", "InstanceIdentifier"}},
	} {
		if found := e.find(m.path...); found != nil {
			form.set(m.member, r.text(found, strings.TrimSpace(found.text)))
		}
	}
}

func (r *xmlReader) masterData(e *xmlElement) Node {
	data := r.object(e)
	for _, child := range e.children {
		if child.standard() && child.local == "VocabularyList" {
			data.set("vocabularyList", r.convert(child, &xmlVocabularies))
			continue
		}
		data.add(r.name(child), r.generic(child))
	}
	return data.node()
}

// contextNode declares the prefixes that the document's namespaces have got.
func (r *xmlReader) contextNode(root *xmlElement) Node {
	standard := r.text(root, StandardContext)
	if len(r.prefixes) == 0 {
		return standard
	}
	own := r.object(root)
	for _, p := range r.prefixes {
		own.set(p.Name, r.text(root, p.Namespace))
	}
	return r.at(root, Arr(standard, own.node()))
}
