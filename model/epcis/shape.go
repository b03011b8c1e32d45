package epcis

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Issue is one reason why a document or an event is refused.
type Issue struct {
	// Path is the JSON pointer (RFC 6901) of the offending value, or of the place where one is missing.
	Path string
	// Code names the rule. Codes are stable: the caller translates them.
	Code string
	// Detail names the offending thing, in English and short.
	Detail string
}

// The codes of an Issue.
const (
	CodeMissing          = "missing"                       // a required member is absent
	CodeWrongType        = "wrong-type"                    // another JSON type is required
	CodeNotAURI          = "not-a-uri"                     // RFC 3986
	CodeNotADateTime     = "not-a-date-time"               // RFC 3339
	CodeNotAnOffset      = "not-an-offset"                 // eventTimeZoneOffset
	CodeNotAVersion      = "not-a-version"                 // schemaVersion
	CodeNotACBVWord      = "not-a-cbv-word"                // neither a word of the vocabulary nor a URI of one's own
	CodeNotAnAction      = "not-an-action"                 // other than ADD, OBSERVE, DELETE
	CodeNotAUOM          = "not-a-unit"                    // unit of measure
	CodeNotHex           = "not-hexadecimal"               // hexBinaryValue
	CodeUnknownType      = "unknown-type"                  // type of document or event
	CodeUnknownMember    = "unknown-member"                // a name that is neither standard nor a URI or CURIE
	CodeMisplacedMember  = "misplaced-member"              // a standard member that this event type does not have
	CodeUnknownPrefix    = "unknown-prefix"                // a CURIE whose prefix no @context declares
	CodeDuplicateItem    = "duplicate-item"                // a list that is a set names something twice
	CodeEmptyList        = "empty-list"                    // a list that needs an element has none
	CodeNoObjects        = "no-objects"                    // the event names nothing that it is about
	CodeILMDNotAllowed   = "ilmd-not-allowed"              // ilmd on an ObjectEvent other than ADD
	CodeMetadataConflict = "sensor-contradicts-metadata"   // sensorReport against its sensorMetadata
	CodeSensorTooLate    = "sensor-time-after-event-time"  // warning
	CodeSensorTimeDiffer = "sensor-time-not-metadata-time" // warning
)

// maxIssues bounds what one document can make us remember and answer.
const maxIssues = 100

// checker walks a document, remembers where it is, and collects issues.
type checker struct {
	src     []byte
	at      []step
	issues  []Issue // of the event or document under the walk
	kept    int     // issues of the whole document
	warned  int     // warnings of the whole document
	context *Context
	limits  Limits
	objects int // identifiers named by the event under the walk
	limit   *LimitError
}

// step is one reference token of a JSON pointer: a member name, or an index when name is empty.
type step struct {
	name  string
	index int
}

func (c *checker) in(name string) { c.at = append(c.at, step{name: name}) }
func (c *checker) item(i int)     { c.at = append(c.at, step{index: i}) }
func (c *checker) out()           { c.at = c.at[:len(c.at)-1] }

func (c *checker) pointer() string {
	var b strings.Builder
	for _, s := range c.at {
		b.WriteByte('/')
		if s.name == "" {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(pointerEscape.Replace(s.name))
		}
	}
	return b.String()
}

var pointerEscape = strings.NewReplacer("~", "~0", "/", "~1")

// fail records an issue at the present place. Beyond maxIssues an event keeps only its first, so that a faulty event
// always shows.
func (c *checker) fail(code, detail string) {
	if c.kept >= maxIssues && len(c.issues) > 0 {
		return
	}
	c.kept++
	c.issues = append(c.issues, Issue{c.pointer(), code, detail})
}

func (c *checker) failAt(name, code, detail string) {
	c.in(name)
	c.fail(code, detail)
	c.out()
}

// quote shows a value of a stranger, shortened.
func quote(s string) string {
	const longest = 60
	if len(s) > longest {
		return strconv.Quote(strings.ToValidUTF8(s[:longest], "")) + "…"
	}
	return strconv.Quote(s)
}

// Timestamp is an RFC 3339 date-time: the text as written and the instant it names, in UTC. The zero Timestamp stands
// for an absent member.
type Timestamp struct {
	Text string
	At   time.Time
}

// IsZero reports whether the member was absent.
func (t Timestamp) IsZero() bool { return t.Text == "" && t.At.IsZero() }

// rule says what a scalar must be: its JSON type and, if ok is set, a test of its text.
type rule struct {
	kind Kind
	ok   func(string) bool
	code string
	want string
}

var (
	uriRule     = rule{String, isURI, CodeNotAURI, "an absolute URI"}
	textRule    = rule{kind: String}
	numberRule  = rule{kind: Number}
	boolRule    = rule{kind: Bool}
	hexRule     = rule{String, isHex, CodeNotHex, "hexadecimal digits"}
	uomRule     = rule{String, isUOM, CodeNotAUOM, "a two or three character unit code"}
	offsetRule  = rule{String, isOffset, CodeNotAnOffset, "an offset like +08:00"}
	versionRule = rule{String, isVersion, CodeNotAVersion, "a version like 2.0"}
	actionRule  = rule{String, func(s string) bool { return Action(s).Valid() }, CodeNotAnAction, "ADD, OBSERVE or DELETE"}

	bizStepRule     = words(BizSteps, isOwnTerm, "a business step")
	dispositionRule = words(Dispositions, isOwnTerm, "a disposition")
	bizTransRule    = words(BizTransactionTypes, isOwnTerm, "a business transaction type")
	sourceDestRule  = words(SourceDestTypes, isOwnTerm, "a source or destination type")
	reasonRule      = words(ErrorReasons, isOwnTerm, "an error reason")
	componentRule   = words(Components, isOwnTerm, "a component")
	measureRule     = words(MeasurementTypes, isOwnMeasure, "a measurement type")
	alertRule       = words(AlertTypes, isOwnMeasure, "an alert type")
)

func words(v *Vocabulary, own func(string) bool, what string) rule {
	return rule{
		kind: String,
		ok:   func(s string) bool { return v.Has(s) || own(s) },
		code: CodeNotACBVWord,
		want: what + " or a URI of one's own",
	}
}

// kind refuses another JSON type than want.
func (c *checker) kind(n *Node, want Kind) bool {
	if n.Kind != want {
		c.fail(CodeWrongType, fmt.Sprintf("%s instead of %s", n.Kind, want))
		return false
	}
	return true
}

// scalar returns the text of n if it follows r, else "".
func (c *checker) scalar(n *Node, r *rule) string {
	if !c.kind(n, r.kind) {
		return ""
	}
	if r.ok != nil && !r.ok(n.Text) {
		c.fail(r.code, quote(n.Text)+" is not "+r.want)
		return ""
	}
	return n.Text
}

func (c *checker) time(n *Node) Timestamp {
	if !c.kind(n, String) {
		return Timestamp{}
	}
	at, ok := parseTime(n.Text)
	if !ok {
		c.fail(CodeNotADateTime, quote(n.Text)+" is not an RFC 3339 date-time with an offset")
		return Timestamp{}
	}
	return Timestamp{n.Text, at}
}

// texts reads a list of scalars; a set must not repeat one.
func (c *checker) texts(n *Node, r *rule, set bool) []string {
	if !c.kind(n, Array) {
		return nil
	}
	list := make([]string, 0, len(n.Items))
	for i := range n.Items {
		c.item(i)
		if s := c.scalar(&n.Items[i], r); s != "" {
			list = append(list, s)
		}
		c.out()
	}
	if set {
		c.unique(n.Items)
	}
	return list
}

// unique refuses a list that repeats a string.
func (c *checker) unique(items []Node) {
	const small = 16
	if len(items) <= small {
		for i := range items {
			for j := range i {
				if items[i].Kind == String && items[j].Kind == String && items[i].Text == items[j].Text {
					c.repeated(i, items[i].Text)
					break
				}
			}
		}
		return
	}
	seen := make(map[string]struct{}, len(items))
	for i := range items {
		if items[i].Kind != String {
			continue
		}
		if _, dup := seen[items[i].Text]; dup {
			c.repeated(i, items[i].Text)
		}
		seen[items[i].Text] = struct{}{}
	}
}

func (c *checker) repeated(i int, text string) {
	c.item(i)
	c.fail(CodeDuplicateItem, quote(text)+" is listed twice")
	c.out()
}

// field says how one member of an object is read: as a scalar, as a time, or by a function.
type field[T any] struct {
	rule *rule
	text func(*T) *string
	time func(*T) *Timestamp
	read func(*checker, *T, *Node)
	on   typeSet // for members of an event: the types that have it
}

// openness says which further members an object may have.
type openness uint8

const (
	closed   openness = iota // none
	extended                 // those named by a URI or CURIE
	open                     // any
)

// shape describes an object that is read into a T.
type shape[T any] struct {
	fields   map[string]field[T]
	required []string
	open     openness
	// extra is where further members go; nil when the T does not keep them.
	extra func(*T) *[]Member
}

// read fills t from n and refuses what the shape does not allow.
func (s *shape[T]) read(c *checker, t *T, n *Node) {
	if !c.kind(n, Object) {
		return
	}
	for i := range n.Members {
		m := &n.Members[i]
		c.in(m.Name)
		if f, ok := s.fields[m.Name]; ok {
			f.into(c, t, &m.Value)
		} else {
			s.further(c, t, m)
		}
		c.out()
	}
	c.require(n, s.required)
}

func (f *field[T]) into(c *checker, t *T, n *Node) {
	switch {
	case f.text != nil:
		*f.text(t) = c.scalar(n, f.rule)
	case f.time != nil:
		*f.time(t) = c.time(n)
	case f.read != nil:
		f.read(c, t, n)
	case f.rule != nil:
		c.scalar(n, f.rule)
	}
}

func (s *shape[T]) further(c *checker, t *T, m *Member) {
	switch {
	case s.open == closed:
		c.fail(CodeUnknownMember, quote(m.Name)+" does not belong here")
		return
	case s.open == extended:
		if !c.extensionName(m.Name) {
			return
		}
	case isURI(m.Name):
		c.prefix(m.Name)
	}
	c.nested(&m.Value)
	if s.extra != nil {
		extra := s.extra(t)
		*extra = append(*extra, *m)
	}
}

func (c *checker) require(n *Node, names []string) {
	for _, name := range names {
		if n.Get(name) == nil {
			c.failAt(name, CodeMissing, quote(name)+" is required")
		}
	}
}

// extensionName refuses a name that is neither a URI nor a CURIE whose prefix is declared.
func (c *checker) extensionName(name string) bool {
	if !isURI(name) {
		c.fail(CodeUnknownMember, quote(name)+" is neither a standard member nor a URI or CURIE")
		return false
	}
	return c.prefix(name)
}

func (c *checker) prefix(name string) bool {
	if c.context.known(name) {
		return true
	}
	prefix, _, _ := scheme(name)
	c.fail(CodeUnknownPrefix, "prefix "+quote(prefix)+" is not declared in @context")
	return false
}

// nested checks the names inside an extension. EPCIS leaves its content free; only a CURIE that no reader could
// expand is refused.
func (c *checker) nested(n *Node) {
	for i := range n.Items {
		if n.Items[i].Kind >= Array {
			c.item(i)
			c.nested(&n.Items[i])
			c.out()
		}
	}
	for i := range n.Members {
		m := &n.Members[i]
		c.in(m.Name)
		if strings.Contains(m.Name, ":") && isURI(m.Name) {
			c.prefix(m.Name)
		}
		c.nested(&m.Value)
		c.out()
	}
}

// list reads an array of objects of one shape.
func list[T any](c *checker, n *Node, s *shape[T]) []T {
	if !c.kind(n, Array) {
		return nil
	}
	out := make([]T, len(n.Items))
	for i := range n.Items {
		c.item(i)
		s.read(c, &out[i], &n.Items[i])
		c.out()
	}
	return out
}
