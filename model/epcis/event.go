package epcis

// Event is the typed view of one EPCIS event. Members that were absent or refused are zero; Node and Raw hold
// everything as sent. Identifiers and words stand as written: Vocabulary.Word and the GS1 key functions compare them.
type Event struct {
	Type                EventType
	Action              Action
	EventTime           Timestamp
	EventTimeZoneOffset string
	RecordTime          Timestamp // as sent; the server sets its own
	EventID             string
	CertificationInfo   []string
	ErrorDeclaration    *ErrorDeclaration

	EPCList       []string
	QuantityList  []Quantity
	ParentID      string
	ChildEPCs     []string
	ChildQuantity []Quantity

	InputEPCs        []string
	InputQuantity    []Quantity
	OutputEPCs       []string
	OutputQuantity   []Quantity
	TransformationID string

	BizStep         string
	Disposition     string
	Persistent      *PersistentDisposition
	ReadPoint       Place
	BizLocation     Place
	BizTransactions []BizTransaction
	Sources         []Party // value of "source"
	Destinations    []Party // value of "destination"
	SensorElements  []SensorElement
	ILMD            *Node // the object as sent, nil when absent
	Extensions      []Member
	Context         Context // the document's @context with the event's own
	Issues          []Issue // why the event is refused; empty for a valid event
	Warnings        []Issue // what is suspect but no reason to refuse
	Raw             []byte  // the bytes of the event in the source
	Node            *Node
}

// Quantity is a quantityElement: an amount of a class of objects.
type Quantity struct {
	EPCClass string
	// Quantity is the literal of the JSON number as written ("1.50"); "" when the amount is not known.
	Quantity string
	// UOM is the UN/CEFACT Recommendation 20 code; "" for a count of pieces.
	UOM string
}

// PersistentDisposition is a business condition that stays true of an object until it is unset.
type PersistentDisposition struct {
	Set   []string
	Unset []string
}

// Place is a readPoint or bizLocation.
type Place struct {
	ID         string
	Extensions []Member
}

// BizTransaction is a reference to a business document; Type may be absent.
type BizTransaction struct {
	Type string
	ID   string
}

// Party is one entry of a sourceList or destinationList.
type Party struct {
	Type string
	ID   string
}

// ErrorDeclaration says that the event that carries it repeats an earlier one which was wrong (EPCIS 2.0 §7.4.1.2).
type ErrorDeclaration struct {
	DeclarationTime    Timestamp
	Reason             string
	CorrectiveEventIDs []string
	Extensions         []Member
}

// SensorElement is what one or more sensors observed.
type SensorElement struct {
	Metadata   SensorMetadata
	Reports    []SensorReport
	Extensions []Member
}

// SensorMetadata holds what is common to the reports of a SensorElement.
type SensorMetadata struct {
	Time                 Timestamp
	StartTime            Timestamp
	EndTime              Timestamp
	DeviceID             string
	DeviceMetadata       string
	RawData              string
	DataProcessingMethod string
	BizRules             string
	Extensions           []Member
}

// SensorReport is one observation. Numbers and the boolean are literals as written, "" when absent.
type SensorReport struct {
	Type                      string
	Exception                 string
	DeviceID                  string
	DeviceMetadata            string
	RawData                   string
	DataProcessingMethod      string
	BizRules                  string
	Time                      Timestamp
	Microorganism             string
	ChemicalSubstance         string
	CoordinateReferenceSystem string
	Component                 string
	Value                     string
	MinValue                  string
	MaxValue                  string
	MeanValue                 string
	SDev                      string
	PercRank                  string
	PercValue                 string
	UOM                       string
	StringValue               string
	BooleanValue              string
	HexBinaryValue            string
	URIValue                  string
	Extensions                []Member
}

// Valid reports whether the event may be captured.
func (e *Event) Valid() bool { return len(e.Issues) == 0 }

// typeSet is a set of event types.
type typeSet uint8

const (
	objectType typeSet = 1 << iota
	aggregationType
	transactionType
	transformationType
	associationType
	customType

	standardTypes = objectType | aggregationType | transactionType | transformationType | associationType
	everyType     = standardTypes | customType
	actionTypes   = standardTypes &^ transformationType
	lotTypes      = objectType | transformationType // those that may carry ilmd and persistentDisposition
	parentTypes   = aggregationType | associationType
)

func typeBit(t EventType) typeSet {
	switch t {
	case ObjectEvent:
		return objectType
	case AggregationEvent:
		return aggregationType
	case TransactionEvent:
		return transactionType
	case TransformationEvent:
		return transformationType
	case AssociationEvent:
		return associationType
	}
	return customType
}

// eventFields are the members of EPCIS 2.0 §7.4 and the event types that have them. "@context" and "type" are read
// first, since they say how to read the rest.
var eventFields = map[string]field[Event]{
	"@context":            {on: everyType},
	"type":                {on: everyType},
	"eventTime":           {on: everyType, time: func(e *Event) *Timestamp { return &e.EventTime }},
	"eventTimeZoneOffset": {on: everyType, rule: &offsetRule, text: func(e *Event) *string { return &e.EventTimeZoneOffset }},
	"recordTime":          {on: everyType, time: func(e *Event) *Timestamp { return &e.RecordTime }},
	"eventID":             {on: everyType, rule: &uriRule, text: func(e *Event) *string { return &e.EventID }},
	"certificationInfo":   {on: everyType, read: readCertification},
	"errorDeclaration": {on: everyType, read: func(c *checker, e *Event, n *Node) {
		e.ErrorDeclaration = new(ErrorDeclaration)
		errorDeclarationShape.read(c, e.ErrorDeclaration, n)
	}},

	"action":   {on: actionTypes, rule: &actionRule, text: func(e *Event) *string { return (*string)(&e.Action) }},
	"parentID": {on: parentTypes | transactionType, rule: &uriRule, text: func(e *Event) *string { return &e.ParentID }},
	"epcList": {on: objectType | transactionType, read: func(c *checker, e *Event, n *Node) {
		e.EPCList = c.ids(n, typeBit(e.Type) == objectType)
	}},
	"childEPCs":     {on: parentTypes, read: func(c *checker, e *Event, n *Node) { e.ChildEPCs = c.ids(n, false) }},
	"inputEPCList":  {on: transformationType, read: func(c *checker, e *Event, n *Node) { e.InputEPCs = c.ids(n, true) }},
	"outputEPCList": {on: transformationType, read: func(c *checker, e *Event, n *Node) { e.OutputEPCs = c.ids(n, true) }},
	"quantityList": {on: objectType | transactionType, read: func(c *checker, e *Event, n *Node) {
		e.QuantityList = c.quantities(n)
	}},
	"childQuantityList": {on: parentTypes, read: func(c *checker, e *Event, n *Node) { e.ChildQuantity = c.quantities(n) }},
	"inputQuantityList": {on: transformationType, read: func(c *checker, e *Event, n *Node) {
		e.InputQuantity = c.quantities(n)
	}},
	"outputQuantityList": {on: transformationType, read: func(c *checker, e *Event, n *Node) {
		e.OutputQuantity = c.quantities(n)
	}},
	"transformationID": {on: transformationType, rule: &uriRule, text: func(e *Event) *string { return &e.TransformationID }},

	"bizStep":     {on: standardTypes, rule: &bizStepRule, text: func(e *Event) *string { return &e.BizStep }},
	"disposition": {on: standardTypes, rule: &dispositionRule, text: func(e *Event) *string { return &e.Disposition }},
	"persistentDisposition": {on: lotTypes, read: func(c *checker, e *Event, n *Node) {
		e.Persistent = new(PersistentDisposition)
		persistentShape.read(c, e.Persistent, n)
		if n.Kind == Object && n.Get("set") == nil && n.Get("unset") == nil {
			c.fail(CodeMissing, `"set" or "unset" is required`)
		}
	}},
	"readPoint":   {on: standardTypes, read: func(c *checker, e *Event, n *Node) { placeShape.read(c, &e.ReadPoint, n) }},
	"bizLocation": {on: standardTypes, read: func(c *checker, e *Event, n *Node) { placeShape.read(c, &e.BizLocation, n) }},
	"bizTransactionList": {on: standardTypes, read: func(c *checker, e *Event, n *Node) {
		e.BizTransactions = list(c, n, &bizTransactionShape)
	}},
	"sourceList":      {on: standardTypes, read: func(c *checker, e *Event, n *Node) { e.Sources = list(c, n, &sourceShape) }},
	"destinationList": {on: standardTypes, read: func(c *checker, e *Event, n *Node) { e.Destinations = list(c, n, &destinationShape) }},
	"sensorElementList": {on: standardTypes, read: func(c *checker, e *Event, n *Node) {
		e.SensorElements = list(c, n, &sensorElementShape)
	}},
	"ilmd": {on: lotTypes, read: readILMD},
}

func readCertification(c *checker, e *Event, n *Node) {
	if n.Kind == Array {
		e.CertificationInfo = c.texts(n, &uriRule, false)
		return
	}
	if s := c.scalar(n, &uriRule); s != "" {
		e.CertificationInfo = []string{s}
	}
}

// readILMD checks names only: instance and lot master data is open by design.
func readILMD(c *checker, e *Event, n *Node) {
	if !c.kind(n, Object) {
		return
	}
	e.ILMD = n
	for i := range n.Members {
		m := &n.Members[i]
		c.in(m.Name)
		if c.extensionName(m.Name) {
			c.nested(&m.Value)
		}
		c.out()
	}
}

// ids reads a list of identifiers and counts it against the limit of the event.
func (c *checker) ids(n *Node, set bool) []string {
	if c.over(len(n.Items)) {
		return nil
	}
	return c.texts(n, &uriRule, set)
}

func (c *checker) quantities(n *Node) []Quantity {
	if c.over(len(n.Items)) {
		return nil
	}
	return list(c, n, &quantityShape)
}

func (c *checker) over(more int) bool {
	if c.objects += more; c.objects > c.limits.EPCs {
		c.exceed(LimitEPCs, c.limits.EPCs)
		return true
	}
	return false
}

var quantityShape = shape[Quantity]{
	fields: map[string]field[Quantity]{
		"epcClass": {rule: &uriRule, text: func(q *Quantity) *string { return &q.EPCClass }},
		"quantity": {rule: &numberRule, text: func(q *Quantity) *string { return &q.Quantity }},
		"uom":      {rule: &uomRule, text: func(q *Quantity) *string { return &q.UOM }},
	},
	required: []string{"epcClass"},
}

var persistentShape = shape[PersistentDisposition]{
	fields: map[string]field[PersistentDisposition]{
		"set":   {read: func(c *checker, p *PersistentDisposition, n *Node) { p.Set = c.dispositions(n) }},
		"unset": {read: func(c *checker, p *PersistentDisposition, n *Node) { p.Unset = c.dispositions(n) }},
	},
}

func (c *checker) dispositions(n *Node) []string {
	if n.Kind == Array && len(n.Items) == 0 {
		c.fail(CodeEmptyList, "at least one disposition is required")
	}
	return c.texts(n, &dispositionRule, true)
}

var placeShape = shape[Place]{
	fields: map[string]field[Place]{
		"id": {rule: &uriRule, text: func(p *Place) *string { return &p.ID }},
	},
	required: []string{"id"},
	open:     open,
	extra:    func(p *Place) *[]Member { return &p.Extensions },
}

var bizTransactionShape = shape[BizTransaction]{
	fields: map[string]field[BizTransaction]{
		"type":           {rule: &bizTransRule, text: func(b *BizTransaction) *string { return &b.Type }},
		"bizTransaction": {rule: &uriRule, text: func(b *BizTransaction) *string { return &b.ID }},
	},
	required: []string{"bizTransaction"},
}

var (
	sourceShape      = partyShape("source")
	destinationShape = partyShape("destination")
)

func partyShape(member string) shape[Party] {
	return shape[Party]{
		fields: map[string]field[Party]{
			"type": {rule: &sourceDestRule, text: func(p *Party) *string { return &p.Type }},
			member: {rule: &uriRule, text: func(p *Party) *string { return &p.ID }},
		},
		required: []string{"type", member},
	}
}

var errorDeclarationShape = shape[ErrorDeclaration]{
	fields: map[string]field[ErrorDeclaration]{
		"declarationTime": {time: func(d *ErrorDeclaration) *Timestamp { return &d.DeclarationTime }},
		"reason":          {rule: &reasonRule, text: func(d *ErrorDeclaration) *string { return &d.Reason }},
		"correctiveEventIDs": {read: func(c *checker, d *ErrorDeclaration, n *Node) {
			d.CorrectiveEventIDs = c.texts(n, &uriRule, false)
		}},
	},
	required: []string{"declarationTime"},
	open:     extended,
	extra:    func(d *ErrorDeclaration) *[]Member { return &d.Extensions },
}

var sensorElementShape = shape[SensorElement]{
	fields: map[string]field[SensorElement]{
		"sensorMetadata": {read: func(c *checker, s *SensorElement, n *Node) { sensorMetadataShape.read(c, &s.Metadata, n) }},
		"sensorReport": {read: func(c *checker, s *SensorElement, n *Node) {
			if n.Kind == Array && len(n.Items) == 0 {
				c.fail(CodeEmptyList, "at least one sensor report is required")
			}
			s.Reports = list(c, n, &sensorReportShape)
		}},
	},
	required: []string{"sensorReport"},
	open:     extended,
	extra:    func(s *SensorElement) *[]Member { return &s.Extensions },
}

var sensorMetadataShape = shape[SensorMetadata]{
	fields: map[string]field[SensorMetadata]{
		"time":                 {time: func(m *SensorMetadata) *Timestamp { return &m.Time }},
		"startTime":            {time: func(m *SensorMetadata) *Timestamp { return &m.StartTime }},
		"endTime":              {time: func(m *SensorMetadata) *Timestamp { return &m.EndTime }},
		"deviceID":             {rule: &uriRule, text: func(m *SensorMetadata) *string { return &m.DeviceID }},
		"deviceMetadata":       {rule: &uriRule, text: func(m *SensorMetadata) *string { return &m.DeviceMetadata }},
		"rawData":              {rule: &uriRule, text: func(m *SensorMetadata) *string { return &m.RawData }},
		"dataProcessingMethod": {rule: &uriRule, text: func(m *SensorMetadata) *string { return &m.DataProcessingMethod }},
		"bizRules":             {rule: &uriRule, text: func(m *SensorMetadata) *string { return &m.BizRules }},
	},
	open:  extended,
	extra: func(m *SensorMetadata) *[]Member { return &m.Extensions },
}

var sensorReportShape = shape[SensorReport]{
	fields: map[string]field[SensorReport]{
		"type":                      {rule: &measureRule, text: func(r *SensorReport) *string { return &r.Type }},
		"exception":                 {rule: &alertRule, text: func(r *SensorReport) *string { return &r.Exception }},
		"deviceID":                  {rule: &uriRule, text: func(r *SensorReport) *string { return &r.DeviceID }},
		"deviceMetadata":            {rule: &uriRule, text: func(r *SensorReport) *string { return &r.DeviceMetadata }},
		"rawData":                   {rule: &uriRule, text: func(r *SensorReport) *string { return &r.RawData }},
		"dataProcessingMethod":      {rule: &uriRule, text: func(r *SensorReport) *string { return &r.DataProcessingMethod }},
		"bizRules":                  {rule: &uriRule, text: func(r *SensorReport) *string { return &r.BizRules }},
		"time":                      {time: func(r *SensorReport) *Timestamp { return &r.Time }},
		"microorganism":             {rule: &uriRule, text: func(r *SensorReport) *string { return &r.Microorganism }},
		"chemicalSubstance":         {rule: &uriRule, text: func(r *SensorReport) *string { return &r.ChemicalSubstance }},
		"coordinateReferenceSystem": {rule: &uriRule, text: func(r *SensorReport) *string { return &r.CoordinateReferenceSystem }},
		"component":                 {rule: &componentRule, text: func(r *SensorReport) *string { return &r.Component }},
		"value":                     {rule: &numberRule, text: func(r *SensorReport) *string { return &r.Value }},
		"minValue":                  {rule: &numberRule, text: func(r *SensorReport) *string { return &r.MinValue }},
		"maxValue":                  {rule: &numberRule, text: func(r *SensorReport) *string { return &r.MaxValue }},
		"meanValue":                 {rule: &numberRule, text: func(r *SensorReport) *string { return &r.MeanValue }},
		"sDev":                      {rule: &numberRule, text: func(r *SensorReport) *string { return &r.SDev }},
		"percRank":                  {rule: &numberRule, text: func(r *SensorReport) *string { return &r.PercRank }},
		"percValue":                 {rule: &numberRule, text: func(r *SensorReport) *string { return &r.PercValue }},
		"uom":                       {rule: &textRule, text: func(r *SensorReport) *string { return &r.UOM }},
		"stringValue":               {rule: &textRule, text: func(r *SensorReport) *string { return &r.StringValue }},
		"booleanValue":              {rule: &boolRule, text: func(r *SensorReport) *string { return &r.BooleanValue }},
		"hexBinaryValue":            {rule: &hexRule, text: func(r *SensorReport) *string { return &r.HexBinaryValue }},
		"uriValue":                  {rule: &uriRule, text: func(r *SensorReport) *string { return &r.URIValue }},
	},
	required: []string{"type"},
	open:     extended,
	extra:    func(r *SensorReport) *[]Member { return &r.Extensions },
}
