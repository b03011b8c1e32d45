package epcis

import "fmt"

// DocumentKind says what a Document is.
type DocumentKind uint8

// The kinds of a Document: the two of EPCIS 2.0 §10, and a single event that carries its own @context.
const (
	CaptureDocument DocumentKind = iota + 1 // type EPCISDocument
	QueryDocument                           // type EPCISQueryDocument
	SingleEvent                             // an event at the top
)

// Document is a parsed EPCIS document.
type Document struct {
	Kind          DocumentKind
	ID            string
	SchemaVersion string
	CreationDate  Timestamp
	// Sender, Receiver and InstanceIdentifier are the standard business document header of a CaptureDocument.
	Sender, Receiver, InstanceIdentifier string
	// QueryName and SubscriptionID say which query a QueryDocument answers.
	QueryName, SubscriptionID string
	Context                   Context
	// Header is the epcisHeader, where master data may travel; nil when absent.
	Header *Node
	// Events are all events in order, the refused ones too.
	Events     []Event
	Extensions []Member
	Root       *Node
}

// Valid reports whether every event of the document is valid.
func (d *Document) Valid() bool {
	for i := range d.Events {
		if !d.Events[i].Valid() {
			return false
		}
	}
	return true
}

// Issues gathers the issues of all events.
func (d *Document) Issues() []Issue {
	var all []Issue
	for i := range d.Events {
		all = append(all, d.Events[i].Issues...)
	}
	return all
}

// Limits bound what a document may cost. A zero or negative field stands for its default.
type Limits struct {
	Bytes  int // length of the source; default 16 MiB
	Events int // events per document; default 10,000
	EPCs   int // identifiers and quantities that one event names; default 20,000
	Depth  int // nesting of arrays and objects; default and maximum MaxDepth
	Values int // JSON values in the source, each some 100 bytes of memory; default 1,000,000
}

func (l Limits) orDefault() Limits {
	for _, f := range []struct {
		v        *int
		standard int
	}{{&l.Bytes, 16 << 20}, {&l.Events, 10_000}, {&l.EPCs, 20_000}, {&l.Depth, MaxDepth}, {&l.Values, 1_000_000}} {
		if *f.v <= 0 {
			*f.v = f.standard
		}
	}
	l.Depth = min(l.Depth, MaxDepth)
	return l
}

// What a LimitError may be about.
const (
	LimitBytes    = "bytes"
	LimitEvents   = "events"
	LimitEPCs     = "epcs"     // identifiers and quantities of one event
	LimitDepth    = "depth"    // nesting
	LimitValues   = "values"   // JSON values
	LimitContexts = "contexts" // entries and prefixes of one @context
)

// LimitError says that a document is larger than the caller allows. Nothing of it was kept.
type LimitError struct {
	What   string // one of the Limit constants
	Max    int
	Offset int    // byte offset where parsing stopped, when Path is empty
	Path   string // JSON pointer, when the JSON itself was readable
}

func (e *LimitError) Error() string { return fmt.Sprintf("more than %d %s", e.Max, e.What) }

// InvalidError says that a document is not an EPCIS document at all: its frame, not its events, is at fault.
type InvalidError struct{ Issues []Issue }

func (e *InvalidError) Error() string {
	first := e.Issues[0]
	return fmt.Sprintf("%s: %s (%d issues)", first.Path, first.Detail, len(e.Issues))
}

// ParseDocument parses an EPCISDocument, an EPCISQueryDocument, or a single event with its own @context (EPCIS 2.0
// §10, JSON binding). Broken JSON is a *SyntaxError, a document beyond lim a *LimitError, a faulty frame an
// *InvalidError. A faulty event is no error: it is in Events with its Issues, so that the caller may keep the others.
// At most 100 issues of a document are kept, but at least one of every faulty event. The document shares memory
// with src.
func ParseDocument(src []byte, lim Limits) (*Document, error) {
	c, root, err := start(src, lim)
	if err != nil {
		return nil, err
	}
	d := &Document{Root: root}
	c.document(d)
	if c.limit != nil {
		return nil, c.limit
	}
	if len(c.issues) > 0 {
		return nil, &InvalidError{c.issues}
	}
	return d, nil
}

// ParseEvent parses one event as it stands in an eventList. base is the context of the document that it belongs to;
// with a zero base the event must carry its own @context. Errors are those of ParseDocument except *InvalidError:
// faults of the event are in its Issues.
func ParseEvent(src []byte, base Context, lim Limits) (*Event, error) {
	c, root, err := start(src, lim)
	if err != nil {
		return nil, err
	}
	e := &Event{}
	c.event(e, root, &base, base.Zero())
	if c.limit != nil {
		return nil, c.limit
	}
	e.Raw = src[root.Start:root.End:root.End]
	e.Issues = c.issues
	return e, nil
}

func start(src []byte, lim Limits) (*checker, *Node, error) {
	lim = lim.orDefault()
	if len(src) > lim.Bytes {
		return nil, nil, &LimitError{What: LimitBytes, Max: lim.Bytes, Offset: lim.Bytes}
	}
	root, err := parseJSON(src, lim.Depth, lim.Values)
	return &checker{src: src, limits: lim}, root, err
}

// document reads the frame first, since @context may stand after what it explains.
func (c *checker) document(d *Document) {
	root := d.Root
	c.context = &d.Context
	if !c.kind(root, Object) {
		return
	}
	kind := root.Get("type")
	if kind == nil {
		c.failAt("type", CodeMissing, `"type" is required`)
		return
	}
	switch kind.Text {
	case "EPCISDocument":
		d.Kind = CaptureDocument
		c.readContext(d)
		captureShape.read(c, d, root)
	case "EPCISQueryDocument":
		d.Kind = QueryDocument
		c.readContext(d)
		queryShape.read(c, d, root)
	default:
		c.single(d, kind)
	}
}

func (c *checker) single(d *Document, kind *Node) {
	t := EventType(kind.Text)
	if kind.Kind != String || !t.Standard() && !isURI(kind.Text) {
		c.failAt("type", CodeUnknownType, quote(kind.Text)+" is neither an EPCIS document nor an event")
		return
	}
	d.Kind = SingleEvent
	d.Events = make([]Event, 1)
	e := &d.Events[0]
	c.event(e, d.Root, &Context{}, true)
	e.Raw = c.src[d.Root.Start:d.Root.End:d.Root.End]
	e.Issues, c.issues = c.issues, nil
	d.Context = e.Context
}

func (c *checker) readContext(d *Document) {
	n := d.Root.Get("@context")
	if n == nil {
		return
	}
	c.in("@context")
	c.contextValue(n)
	c.out()
	d.Context = d.Context.with(n)
	c.boundContext()
}

// contextValue checks the form of an @context: a URI, an object, or a list of these without repetition.
func (c *checker) contextValue(n *Node) {
	if n.Kind != Array {
		c.contextEntry(n)
		return
	}
	if len(n.Items) > maxContexts {
		c.exceed(LimitContexts, maxContexts)
		return
	}
	for i := range n.Items {
		c.item(i)
		c.contextEntry(&n.Items[i])
		for j := range i {
			if equal(&n.Items[i], &n.Items[j]) {
				c.fail(CodeDuplicateItem, "the same context is listed twice")
				break
			}
		}
		c.out()
	}
}

func (c *checker) contextEntry(n *Node) {
	if n.Kind != Object {
		c.scalar(n, &uriRule)
	}
}

// maxContexts and maxPrefixes bound the work of looking a prefix up and of finding repetitions.
const (
	maxContexts = 16
	maxPrefixes = 256
)

func (c *checker) boundContext() {
	if len(c.context.own) > maxPrefixes {
		c.exceed(LimitContexts, maxPrefixes)
	}
}

func (c *checker) exceed(what string, most int) {
	if c.limit == nil {
		c.limit = &LimitError{What: what, Max: most, Path: c.pointer()}
	}
}

// equal compares two values as JSON schema does, except that numbers are compared as written.
func equal(a, b *Node) bool {
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) || len(a.Members) != len(b.Members) {
		return false
	}
	for i := range a.Items {
		if !equal(&a.Items[i], &b.Items[i]) {
			return false
		}
	}
	return equalMembers(a.Members, b.Members)
}

// equalMembers compares members in any order, in linear time: an @context is a stranger's text.
func equalMembers(a, b []Member) bool {
	var index map[string]int
	for i := range a {
		at := i
		if b[i].Name != a[i].Name {
			if index == nil {
				index = make(map[string]int, len(b))
				for j := range b {
					index[b[j].Name] = j
				}
			}
			j, ok := index[a[i].Name]
			if !ok {
				return false
			}
			at = j
		}
		if !equal(&a[i].Value, &b[at].Value) {
			return false
		}
	}
	return true
}

var captureShape = shape[Document]{
	fields: map[string]field[Document]{
		"@context":           {},
		"type":               {},
		"id":                 {rule: &uriRule, text: func(d *Document) *string { return &d.ID }},
		"schemaVersion":      {rule: &versionRule, text: func(d *Document) *string { return &d.SchemaVersion }},
		"creationDate":       {time: func(d *Document) *Timestamp { return &d.CreationDate }},
		"instanceIdentifier": {rule: &textRule, text: func(d *Document) *string { return &d.InstanceIdentifier }},
		"sender":             {rule: &textRule, text: func(d *Document) *string { return &d.Sender }},
		"receiver":           {rule: &textRule, text: func(d *Document) *string { return &d.Receiver }},
		"epcisHeader": {read: func(c *checker, d *Document, n *Node) {
			d.Header = n
			headerShape.read(c, d, n)
		}},
		"epcisBody": {read: captureBodyShape.read},
	},
	required: []string{"@context", "schemaVersion", "creationDate", "epcisBody"},
	open:     extended,
	extra:    func(d *Document) *[]Member { return &d.Extensions },
}

var captureBodyShape = shape[Document]{
	fields:   map[string]field[Document]{"eventList": {read: readEvents}},
	required: []string{"eventList"},
	open:     open,
}

var queryShape = shape[Document]{
	fields: map[string]field[Document]{
		"@context":      {},
		"type":          {},
		"id":            {rule: &uriRule, text: func(d *Document) *string { return &d.ID }},
		"schemaVersion": {rule: &versionRule, text: func(d *Document) *string { return &d.SchemaVersion }},
		"creationDate":  {time: func(d *Document) *Timestamp { return &d.CreationDate }},
		"epcisBody":     {read: queryBodyShape.read},
	},
	required: []string{"@context", "epcisBody"},
	open:     extended,
	extra:    func(d *Document) *[]Member { return &d.Extensions },
}

var queryBodyShape = shape[Document]{
	fields:   map[string]field[Document]{"queryResults": {read: queryResultsShape.read}},
	required: []string{"queryResults"},
	open:     extended,
}

var queryResultsShape = shape[Document]{
	fields: map[string]field[Document]{
		"queryName":      {rule: &textRule, text: func(d *Document) *string { return &d.QueryName }},
		"subscriptionID": {rule: &textRule, text: func(d *Document) *string { return &d.SubscriptionID }},
		"resultsBody":    {read: resultsBodyShape.read},
	},
	required: []string{"queryName", "resultsBody"},
	open:     extended,
}

var resultsBodyShape = shape[Document]{
	fields:   map[string]field[Document]{"eventList": {read: readEvents}, "vocabularyList": {read: readVocabularies}},
	required: []string{"eventList"},
	open:     extended,
}

// readEvents reads an eventList, keeping the issues of each event with the event.
func readEvents(c *checker, d *Document, n *Node) {
	if !c.kind(n, Array) {
		return
	}
	if len(n.Items) > c.limits.Events {
		c.exceed(LimitEvents, c.limits.Events)
		return
	}
	frame := c.issues
	d.Events = make([]Event, len(n.Items))
	for i := range n.Items {
		e, item := &d.Events[i], &n.Items[i]
		c.issues = nil
		c.item(i)
		c.event(e, item, &d.Context, false)
		c.out()
		e.Issues, e.Raw = c.issues, c.src[item.Start:item.End:item.End]
	}
	c.issues = frame
}

// Master data in a header or a query result is checked for form and otherwise left to the reader of Document.Header.
var headerShape = shape[Document]{
	fields: map[string]field[Document]{"epcisMasterData": {read: masterDataShape.read}},
	open:   extended,
}

var masterDataShape = shape[Document]{
	fields: map[string]field[Document]{"vocabularyList": {read: readVocabularies}},
	open:   open,
}

var vocabularyShape = shape[Document]{
	fields: map[string]field[Document]{
		"type":                  {rule: &uriRule},
		"vocabularyElementList": {read: each(&vocabularyElementShape)},
	},
	required: []string{"type"},
	open:     open,
}

var vocabularyElementShape = shape[Document]{
	fields: map[string]field[Document]{
		"id":         {rule: &uriRule},
		"attributes": {read: each(&attributeShape)},
		"children":   {read: func(c *checker, _ *Document, n *Node) { c.texts(n, &uriRule, false) }},
	},
	required: []string{"id"},
	open:     open,
}

var attributeShape = shape[Document]{
	fields: map[string]field[Document]{
		"id": {rule: &uriRule},
		"attribute": {read: func(c *checker, _ *Document, n *Node) {
			if n.Kind != Number && n.Kind != String && n.Kind != Object {
				c.fail(CodeWrongType, n.Kind.String()+" instead of number, string or object")
				return
			}
			c.nested(n)
		}},
	},
	required: []string{"id"},
	open:     open,
}

var readVocabularies = each(&vocabularyShape)

// each checks every element of a list against a shape without keeping it.
func each(s *shape[Document]) func(*checker, *Document, *Node) {
	return func(c *checker, d *Document, n *Node) {
		if !c.kind(n, Array) {
			return
		}
		for i := range n.Items {
			c.item(i)
			s.read(c, d, &n.Items[i])
			c.out()
		}
	}
}
