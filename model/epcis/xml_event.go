package epcis

import "strings"

// xmlRule says what an element or attribute of the XML binding becomes in JSON. The zero rule is a text.
type xmlRule struct {
	form xmlForm
	// words turns every spelling of a vocabulary's word into the bare word.
	words *Vocabulary
	// item names the elements of a list, and each is their rule.
	item string
	each *xmlRule
	// members are the rules of the attributes and child elements of an object.
	members map[string]*xmlRule
	// text is the member that an object's character data becomes.
	text string
	// many makes a list of an element however often it appears.
	many bool
}

type xmlForm uint8

const (
	xmlText xmlForm = iota
	xmlNumber
	xmlBool
	xmlList
	xmlStruct
)

func listOf(item string, each *xmlRule) *xmlRule {
	return &xmlRule{form: xmlList, item: item, each: each}
}

func typedList(item string, types *Vocabulary) *xmlRule {
	return listOf(item, &xmlRule{form: xmlStruct, text: item, members: map[string]*xmlRule{"type": {words: types}}})
}

var (
	xmlPlain      = xmlRule{}
	xmlDecimal    = &xmlRule{form: xmlNumber}
	xmlEPCs       = listOf("epc", &xmlPlain)
	xmlQuantities = listOf("quantityElement", &xmlRule{form: xmlStruct, members: map[string]*xmlRule{"quantity": xmlDecimal}})
	xmlPlaceRule  = &xmlRule{form: xmlStruct}
	xmlStates     = &xmlRule{words: Dispositions, many: true}
)

// xmlEvent are the elements of EPCIS 2.0 §9 whose JSON form is not simply their text. The checker, which sees the JSON
// form, decides which event type may have which.
var xmlEvent = xmlRule{form: xmlStruct, members: map[string]*xmlRule{
	"epcList": xmlEPCs, "childEPCs": xmlEPCs, "inputEPCList": xmlEPCs, "outputEPCList": xmlEPCs,
	"quantityList": xmlQuantities, "childQuantityList": xmlQuantities, "inputQuantityList": xmlQuantities, "outputQuantityList": xmlQuantities,
	"bizStep":     {words: BizSteps},
	"disposition": {words: Dispositions},
	"persistentDisposition": {form: xmlStruct, members: map[string]*xmlRule{
		"set": xmlStates, "unset": xmlStates,
	}},
	"readPoint": xmlPlaceRule, "bizLocation": xmlPlaceRule,
	"bizTransactionList": typedList("bizTransaction", BizTransactionTypes),
	"sourceList":         typedList("source", SourceDestTypes),
	"destinationList":    typedList("destination", SourceDestTypes),
	"errorDeclaration": {form: xmlStruct, members: map[string]*xmlRule{
		"reason": {words: ErrorReasons}, "correctiveEventIDs": listOf("correctiveEventID", &xmlPlain),
	}},
	"sensorElementList": listOf("sensorElement", &xmlRule{form: xmlStruct, members: map[string]*xmlRule{
		"sensorMetadata": {form: xmlStruct}, "sensorReport": &xmlReport,
	}}),
	"ilmd": {form: xmlStruct},
}}

var xmlReport = xmlRule{form: xmlStruct, many: true, members: map[string]*xmlRule{
	"type": {words: MeasurementTypes}, "exception": {words: AlertTypes}, "component": {words: Components},
	"value": xmlDecimal, "minValue": xmlDecimal, "maxValue": xmlDecimal, "meanValue": xmlDecimal, "sDev": xmlDecimal,
	"percRank": xmlDecimal, "percValue": xmlDecimal, "booleanValue": {form: xmlBool},
}}

// xmlVocabularies are the master data of a header (EPCIS 2.0 §9.4).
var xmlVocabularies = *listOf("Vocabulary", &xmlRule{form: xmlStruct, members: map[string]*xmlRule{
	"VocabularyElementList": listOf("VocabularyElement", &xmlRule{form: xmlStruct, members: map[string]*xmlRule{
		"attribute": {form: xmlStruct, text: "attribute", many: true}, "children": listOf("id", &xmlPlain),
	}}),
}})

// xmlRenamed are the elements of master data whose JSON names differ.
var xmlRenamed = map[string]string{"VocabularyElementList": "vocabularyElementList", "attribute": "attributes"}

// event converts an element of an EventList. An element in a foreign namespace is an event of a custom type.
func (r *xmlReader) event(e *xmlElement) Node {
	o := r.object(e)
	o.set("type", r.text(e, r.name(e)))
	r.fill(o, e, &xmlEvent)
	return o.node()
}

// convert makes the JSON form of an element by its rule. What does not have the shape that the rule wants keeps a shape
// that the checker refuses by name.
func (r *xmlReader) convert(e *xmlElement, rule *xmlRule) Node {
	switch rule.form {
	case xmlStruct:
		o := r.object(e)
		r.fill(o, e, rule)
		return o.node()
	case xmlList:
		list := r.at(e, Arr())
		for _, child := range e.children {
			if child.standard() && child.local == rule.item {
				list.Items = append(list.Items, r.convert(child, rule.each))
				continue
			}
			o := r.object(child)
			o.add(r.name(child), r.generic(child))
			list.Items = append(list.Items, o.node())
		}
		return list
	case xmlText, xmlNumber, xmlBool:
	}
	if len(e.children) > 0 || r.speaking(e) {
		return r.generic(e)
	}
	return r.scalar(e, e.text, rule)
}

// scalar makes a JSON value of a text.
func (r *xmlReader) scalar(e *xmlElement, text string, rule *xmlRule) Node {
	text = strings.TrimSpace(text)
	switch {
	case rule.words != nil:
		text = rule.words.Word(text)
	case rule.form == xmlNumber:
		if literal, ok := jsonNumber(text); ok {
			return r.at(e, Num(literal))
		}
	case rule.form == xmlBool:
		switch text {
		case "true", "1":
			return r.at(e, Node{Kind: Bool, Text: "true"})
		case "false", "0":
			return r.at(e, Node{Kind: Bool, Text: "false"})
		}
	}
	return r.text(e, text)
}

// jsonNumber spells a number of XML Schema (xs:decimal, xs:double) as JSON does, digit for digit: "+07." is 7.
func jsonNumber(s string) (string, bool) {
	sign := ""
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		sign, s = "-", rest
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	mantissa, exponent := s, ""
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent = s[:i], s[i:]
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if whole == "" && fraction == "" {
		return "", false
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if point && fraction != "" {
		fraction = "." + fraction
	}
	literal := sign + whole + fraction + exponent
	p := parser{src: literal}
	if _, err := p.number(); err != nil || p.at != len(literal) {
		return "", false
	}
	return literal, true
}

// fill adds the attributes, child elements and text of an element to an object.
func (r *xmlReader) fill(o *xmlObject, e *xmlElement, rule *xmlRule) {
	for i := range e.attrs {
		r.fillAttribute(o, e, &e.attrs[i], rule)
	}
	for _, child := range e.children {
		r.fillChild(o, child, rule)
	}
	if text := strings.TrimSpace(e.text); text != "" {
		name := rule.text
		if name == "" {
			name = "#text"
		}
		o.add(name, r.text(e, text))
	}
}

func (r *xmlReader) fillAttribute(o *xmlObject, e *xmlElement, a *xmlAttr, rule *xmlRule) {
	name := r.attributeName(a)
	if name == "" {
		return
	}
	own := &xmlPlain
	if known := rule.members[a.local]; known != nil && a.space == "" {
		own = known
	}
	n := r.scalar(e, a.value, own)
	r.places[n.Start].name += " " + a.local
	o.add(name, n)
}

func (r *xmlReader) fillChild(o *xmlObject, child *xmlElement, rule *xmlRule) {
	if child.wrapper() {
		for _, inner := range child.children {
			r.fillChild(o, inner, rule)
		}
		return
	}
	known := rule.members[child.local]
	if known == nil || !child.standard() {
		o.add(r.name(child), r.generic(child))
		return
	}
	name := child.local
	if other, renamed := xmlRenamed[name]; renamed {
		name = other
	}
	if known.many {
		o.list(name, r.at(child, Arr()))
	}
	o.add(name, r.convert(child, known))
}

// generic converts what no rule knows: extensions and instance or lot master data.
func (r *xmlReader) generic(e *xmlElement) Node {
	if len(e.children) == 0 && !r.speaking(e) {
		return r.text(e, strings.TrimSpace(e.text))
	}
	o := r.object(e)
	for i := range e.attrs {
		if name := r.attributeName(&e.attrs[i]); name != "" {
			o.add(name, r.text(e, e.attrs[i].value))
		}
	}
	for _, child := range e.children {
		o.add(r.name(child), r.generic(child))
	}
	if text := strings.TrimSpace(e.text); text != "" {
		o.add("#text", r.text(e, text))
	}
	return o.node()
}

// speaking reports whether an element has an attribute that says something.
func (r *xmlReader) speaking(e *xmlElement) bool {
	for i := range e.attrs {
		if r.attributeName(&e.attrs[i]) != "" {
			return true
		}
	}
	return false
}

// name is the JSON name of an element: bare, or a CURIE when it is in a foreign namespace.
func (r *xmlReader) name(e *xmlElement) string {
	if e.standard() {
		return e.local
	}
	return r.curie(e.prefix, e.space, e.local)
}

// attributeName is the JSON name of an attribute, "" for those that say nothing about the thing itself.
func (r *xmlReader) attributeName(a *xmlAttr) string {
	switch {
	case a.space == "" || xmlNamespaces[a.space]:
		return a.local
	case a.space == xmlSpace && a.local == "lang":
		return "@language"
	case a.space == xmlSpace || a.space == xmlSchemaSpace:
		return ""
	}
	return r.curie(a.prefix, a.space, a.local)
}

func (r *xmlReader) curie(prefix, space, local string) string {
	name := r.prefixFor(prefix, space)
	if name == "" { // of the business document header or of XML Schema, outside its place
		return local
	}
	return name + ":" + escapeName(local)
}

// escapeName percent-encodes the letters of an XML name that a URI cannot hold.
func escapeName(local string) string {
	if encoded(local, "") {
		return local
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(local); i++ {
		if c := local[i]; classes[c]&plain != 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// at notes where a node comes from.
func (r *xmlReader) at(e *xmlElement, n Node) Node {
	r.places = append(r.places, xmlPlace{e.line, e.written()})
	n.Start = len(r.places) - 1
	return n
}

func (r *xmlReader) text(e *xmlElement, s string) Node { return r.at(e, Text(s)) }

// xmlObject gathers the members of an object. A name that comes again makes a list.
type xmlObject struct {
	place   int
	members []Member
	index   map[string]int
	lists   map[string]bool // members that are lists because they came again or must be lists
}

func (r *xmlReader) object(e *xmlElement) *xmlObject {
	return &xmlObject{place: r.at(e, Node{}).Start, index: map[string]int{}}
}

func (o *xmlObject) has(name string) bool { _, known := o.index[name]; return known }

// set gives a member its value.
func (o *xmlObject) set(name string, n Node) {
	if i, known := o.index[name]; known {
		o.members[i].Value = n
		return
	}
	o.index[name] = len(o.members)
	o.members = append(o.members, Member{name, n})
}

// add gives a member a value, or one more value.
func (o *xmlObject) add(name string, n Node) {
	i, known := o.index[name]
	if !known {
		o.set(name, n)
		return
	}
	value := &o.members[i].Value
	if !o.lists[name] {
		first := *value
		*value = Node{Kind: Array, Items: []Node{first}, Start: first.Start}
		o.mark(name)
	}
	value.Items = append(value.Items, n)
}

// list makes a member a list, empty so far.
func (o *xmlObject) list(name string, empty Node) {
	if _, known := o.index[name]; !known {
		o.set(name, empty)
		o.mark(name)
	}
}

func (o *xmlObject) mark(name string) {
	if o.lists == nil {
		o.lists = map[string]bool{}
	}
	o.lists[name] = true
}

func (o *xmlObject) node() Node { return Node{Kind: Object, Members: o.members, Start: o.place} }
