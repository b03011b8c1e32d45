package epcis

import "fmt"

// event reads one event and applies every rule to it. The rules have the verdict of the GS1 JSON schema with its
// formats asserted (gs1/EPCIS, 2023-05-16), and refuse besides what the schema cannot say; see the functions below.
func (c *checker) event(e *Event, n *Node, base *Context, standalone bool) {
	outer, objects := c.context, c.objects
	c.objects = 0
	defer func() { c.context, c.objects = outer, objects }()

	e.Node, e.Context = n, *base
	c.context = &e.Context
	if !c.kind(n, Object) {
		return
	}
	c.ownContext(e, n, standalone)
	bit := c.eventType(e, n)
	for i := range n.Members {
		c.in(n.Members[i].Name)
		c.eventMember(e, &n.Members[i], bit)
		c.out()
	}
	c.require(n, []string{"eventTime", "eventTimeZoneOffset"})
	for _, r := range typeRules[e.Type] {
		r(c, e, n)
	}
	c.sensors(e)
}

func (c *checker) ownContext(e *Event, n *Node, standalone bool) {
	own := n.Get("@context")
	if own == nil {
		if standalone {
			c.failAt("@context", CodeMissing, `"@context" is required`)
		}
		return
	}
	c.in("@context")
	c.contextValue(own)
	c.out()
	e.Context = e.Context.with(own)
	c.boundContext()
}

// eventType reads "type". A custom type is a URI or a CURIE with a declared prefix; its members are its own affair.
func (c *checker) eventType(e *Event, n *Node) typeSet {
	t := n.Get("type")
	if t == nil {
		c.failAt("type", CodeMissing, `"type" is required`)
		return everyType
	}
	c.in("type")
	defer c.out()
	if !c.kind(t, String) {
		return everyType
	}
	e.Type = EventType(t.Text)
	bit := typeBit(e.Type)
	if bit != customType {
		return bit
	}
	if !isURI(t.Text) {
		c.fail(CodeUnknownType, quote(t.Text)+" is neither an EPCIS event type nor a URI")
		return everyType
	}
	c.prefix(t.Text)
	return bit
}

func (c *checker) eventMember(e *Event, m *Member, bit typeSet) {
	f, standard := eventFields[m.Name]
	switch {
	case standard && f.on&bit != 0:
		f.into(c, e, &m.Value)
		return
	case bit&customType != 0:
		if isURI(m.Name) {
			c.prefix(m.Name)
		}
	case standard:
		c.fail(CodeMisplacedMember, quote(m.Name)+" is not allowed on "+string(e.Type))
		return
	case !c.extensionName(m.Name):
		return
	}
	c.nested(&m.Value)
	e.Extensions = append(e.Extensions, *m)
}

// typeRules are the rules across members, per event type.
var typeRules = map[EventType][]func(*checker, *Event, *Node){
	ObjectEvent:         {requireMembers("action"), objectSubject, ilmdOnlyWithAdd},
	AggregationEvent:    {requireMembers("action"), children, parentUnlessObserve},
	TransactionEvent:    {requireMembers("action", "bizTransactionList"), transactionSubject},
	TransformationEvent: {transformationSubject},
	AssociationEvent:    {requireMembers("action", "parentID"), children},
}

func requireMembers(names ...string) func(*checker, *Event, *Node) {
	return func(c *checker, _ *Event, n *Node) { c.require(n, names) }
}

// some reports whether one of the named lists has an element.
func some(n *Node, lists ...string) bool {
	for _, name := range lists {
		if l := n.Get(name); l != nil && len(l.Items) > 0 {
			return true
		}
	}
	return false
}

// An ObjectEvent is about instances (the list may be empty), about classes, or, when it reports sensor data only,
// about the place of its readPoint.
func objectSubject(c *checker, _ *Event, n *Node) {
	placed := some(n, "sensorElementList") && n.Get("readPoint") != nil
	if n.Get("epcList") == nil && !some(n, "quantityList") && !placed {
		c.fail(CodeNoObjects, `"epcList", "quantityList", or "sensorElementList" with "readPoint" is required`)
	}
}

// Instance and lot master data is given when the objects begin to exist.
func ilmdOnlyWithAdd(c *checker, e *Event, n *Node) {
	if n.Get("ilmd") != nil && n.Get("action") != nil && e.Action != Add {
		c.failAt("ilmd", CodeILMDNotAllowed, fmt.Sprintf("ilmd is allowed with ADD, not with %s", quote(string(e.Action))))
	}
}

// Only the end of an aggregation or association may leave its children out: it then ends for all of them.
func children(c *checker, e *Event, n *Node) {
	if e.Action != Delete && !some(n, "childEPCs", "childQuantityList") {
		c.fail(CodeNoObjects, `"childEPCs" or "childQuantityList" is required`)
	}
}

// Which container gained or lost its content must be told (EPCIS 2.0 §7.4.3); the schema cannot say so.
func parentUnlessObserve(c *checker, e *Event, n *Node) {
	if (e.Action == Add || e.Action == Delete) && n.Get("parentID") == nil {
		c.failAt("parentID", CodeMissing, fmt.Sprintf(`"parentID" is required with %s`, e.Action))
	}
}

func transactionSubject(c *checker, e *Event, n *Node) {
	if l := n.Get("bizTransactionList"); l != nil && l.Kind == Array && len(l.Items) == 0 {
		c.failAt("bizTransactionList", CodeEmptyList, "at least one business transaction is required")
	}
	if e.Action != Delete && n.Get("epcList") == nil && !some(n, "quantityList") {
		c.fail(CodeNoObjects, `"epcList" or "quantityList" is required`)
	}
}

// A transformation names inputs and outputs; with a transformationID, which joins partial events, either will do.
func transformationSubject(c *checker, _ *Event, n *Node) {
	in := some(n, "inputEPCList", "inputQuantityList")
	out := some(n, "outputEPCList", "outputQuantityList")
	if in && out || (in || out) && n.Get("transformationID") != nil {
		return
	}
	c.fail(CodeNoObjects, `inputs and outputs are required, or either of them with "transformationID"`)
}

// sensors compares times and repeated attributes (test cases M122 and TCR-53 of the EPCIS 2.0 conformance
// requirements). An attribute that a report repeats from its metadata must say the same. For times that is only
// suspect, and so is a reading later than the event: the examples that GS1 itself publishes do both.
func (c *checker) sensors(e *Event) {
	if len(e.SensorElements) == 0 {
		return
	}
	c.in("sensorElementList")
	for i := range e.SensorElements {
		c.item(i)
		c.sensorElement(e, &e.SensorElements[i])
		c.out()
	}
	c.out()
}

func (c *checker) sensorElement(e *Event, s *SensorElement) {
	m := &s.Metadata
	c.in("sensorMetadata")
	c.notAfter(e, "time", m.Time)
	c.notAfter(e, "startTime", m.StartTime)
	c.notAfter(e, "endTime", m.EndTime)
	c.out()
	c.in("sensorReport")
	for i := range s.Reports {
		r := &s.Reports[i]
		c.item(i)
		c.notAfter(e, "time", r.Time)
		if !m.Time.IsZero() && !r.Time.IsZero() && !m.Time.At.Equal(r.Time.At) {
			c.warn(e, "time", CodeSensorTimeDiffer, quote(r.Time.Text)+" differs from the time of sensorMetadata")
		}
		c.same("deviceID", m.DeviceID, r.DeviceID)
		c.same("deviceMetadata", m.DeviceMetadata, r.DeviceMetadata)
		c.same("rawData", m.RawData, r.RawData)
		c.same("dataProcessingMethod", m.DataProcessingMethod, r.DataProcessingMethod)
		c.same("bizRules", m.BizRules, r.BizRules)
		c.out()
	}
	c.out()
}

func (c *checker) same(name, common, own string) {
	if common != "" && own != "" && common != own {
		c.failAt(name, CodeMetadataConflict, quote(own)+" contradicts sensorMetadata")
	}
}

func (c *checker) notAfter(e *Event, name string, t Timestamp) {
	if !t.IsZero() && !e.EventTime.IsZero() && t.At.After(e.EventTime.At) {
		c.warn(e, name, CodeSensorTooLate, quote(t.Text)+" is later than eventTime")
	}
}

// warn records what is suspect, within the same bound as issues.
func (c *checker) warn(e *Event, name, code, detail string) {
	if c.warned >= maxIssues {
		return
	}
	c.warned++
	c.in(name)
	e.Warnings = append(e.Warnings, Issue{c.pointer(), code, detail})
	c.out()
}
