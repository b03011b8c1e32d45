package model

// Identifiers of the trace room.
type (
	ShipmentID = ID[Shipment]
	CaptureID  = ID[Capture]
	FindingID  = ID[Finding]
)

// Seq is a number of the house's own, unique and roughly in the order of creation; never shown to callers.
type Seq int64

// NodeLevel says what a node of the trace graph is.
type NodeLevel string

// The levels of identity of EPCIS: a whole class of goods, a lot, one thing, or a step that joins partial
// transformations.
const (
	LevelClass    NodeLevel = "class"    // GTIN without lot
	LevelLot      NodeLevel = "lot"      // class-level EPC of a lot (LGTIN) or any other epcClass
	LevelInstance NodeLevel = "instance" // serial number, SSCC or any other EPC of one thing
	LevelStep     NodeLevel = "step"     // a transformation of many inputs and many outputs, or a transformationID
)

// Node is one thing of the trace graph.
type Node struct {
	// ID is negative for steps, so that a walk tells them from things without looking them up.
	ID      Seq
	Key     string `gorm:"column:epc"` // canonical EPC (gs1.EPC.Key), exact
	Level   NodeLevel
	BatchID BatchID // empty for what is not one of our batches
}

// TableName implements schema.Tabler.
func (Node) TableName() string { return "nodes" }

// Place is one location that events name.
type Place struct {
	ID     Seq
	URI    string // canonical location identifier, exact
	SiteID SiteID // empty when unknown to us
	OrgID  OrgID
}

// TableName implements schema.Tabler.
func (Place) TableName() string { return "places" }

// Event is the index row of one captured EPCIS event. Body holds the bytes as received.
type Event struct {
	Seq Seq `gorm:"primaryKey"`
	// EventID is the eventID of the event, populated with its hash ID when the sender gave none.
	EventID string
	// Hash is the CBV hash ID and HashRules the rule set that computed it.
	Hash      string
	HashRules string
	// Declares is 1 for an event with an errorDeclaration, which shares the EventID of what it declares, else 0.
	Declares int
	Type     string
	Action   string
	// Time is eventTime in UTC; Offset its eventTimeZoneOffset ("+08:00"); Recorded the recordTime.
	Time        Instant
	Offset      string `gorm:"column:zone_offset"`
	Recorded    Instant
	BizStep     string
	Disposition string
	ReadPoint   Seq // Place, 0 when absent
	BizLocation Seq
	OrgID       OrgID // who captured it
	Actor       string
	CaptureID   CaptureID
	// Retracted is the record time of the errorDeclaration that withdrew this event, else 0.
	Retracted Instant
	// Context is the JSON of the document's @context when the event's own does not hold it, else "".
	Context string
	Body    []byte
}

// TableName implements schema.Tabler.
func (Event) TableName() string { return "events" }

// NodeRole is the part a node plays in an event.
type NodeRole string

// The parts of a node, after the EPCIS field that names it.
const (
	RoleObject NodeRole = "epc"    // epcList, quantityList
	RoleParent NodeRole = "parent" // parentID
	RoleChild  NodeRole = "child"  // childEPCs, childQuantityList
	RoleInput  NodeRole = "input"  // inputEPCList, inputQuantityList
	RoleOutput NodeRole = "output" // outputEPCList, outputQuantityList
)

// EventNode says that an event names a node.
type EventNode struct {
	EventSeq Seq
	NodeID   Seq
	Role     NodeRole
	Quantity Quantity
	Unit     Unit
	// Measured is 1 when the event gave a quantity.
	Measured int
}

// TableName implements schema.Tabler.
func (EventNode) TableName() string { return "event_nodes" }

// EventOrg says that an organisation may see an event and why. It is computed at capture and is the scope of every
// query over events and edges.
type EventOrg struct {
	EventSeq Seq
	OrgID    OrgID
	Why      EventOrgWhy
	Region   Region // of the organisation or of its site named in the event: the regulator's way in
}

// EventOrgWhy is the reason of an EventOrg.
type EventOrgWhy string

// The reasons, in order of strength.
const (
	WhyCaptured EventOrgWhy = "captured" // it recorded the event
	WhyPlace    EventOrgWhy = "place"    // it happened at its site
	WhyParty    EventOrgWhy = "party"    // it is named as source or destination
	WhyShipper  EventOrgWhy = "shipper"  // it shipped what the event receives
)

// TableName implements schema.Tabler.
func (EventOrg) TableName() string { return "event_orgs" }

// EdgeKind says how one node leads to another.
type EdgeKind string

// The kinds of edge.
const (
	EdgeTransform EdgeKind = "transform" // input became output
	EdgeContain   EdgeKind = "contain"   // child was inside parent from From to To
	EdgeAssociate EdgeKind = "associate" // child was attached to parent from From to To
)

// Edge is one arrow of the genealogy: From what To what, because of which event. Edges are never changed: a correction
// ends an edge's Known interval and adds another, so that "as known on a day" stays answerable.
type Edge struct {
	ID       Seq
	Src      Seq
	Dst      Seq
	Kind     EdgeKind
	EventSeq Seq
	// FromTime and ToTime bound when it held: for a transformation both are the event's time, for containment the
	// time inside.
	FromTime Instant
	ToTime   Instant
	// KnownFrom and KnownTo bound when the house knew it (record time); KnownTo is Forever while it stands.
	KnownFrom Instant
	KnownTo   Instant
	Quantity  Quantity
	Unit      Unit
	Measured  int
}

// TableName implements schema.Tabler.
func (Edge) TableName() string { return "edges" }

// Account is where a quantity stands in the ledger of a lot.
type Account string

// The accounts. Produced and Unaccounted are the contra accounts: their balances are negative or zero, all others are
// positive or zero, and each lot's balances sum to zero.
const (
	AccountProduced    Account = "produced"
	AccountOnHand      Account = "on-hand"
	AccountInTransit   Account = "in-transit"
	AccountSold        Account = "sold"
	AccountConsumed    Account = "consumed"
	AccountReturned    Account = "returned"
	AccountDestroyed   Account = "destroyed"
	AccountLost        Account = "lost"
	AccountUnaccounted Account = "unaccounted" // a captured document moved more than there was
)

// Accounts lists the accounts.
func Accounts() []Account {
	return []Account{
		AccountProduced, AccountOnHand, AccountInTransit, AccountSold, AccountConsumed, AccountReturned,
		AccountDestroyed, AccountLost, AccountUnaccounted,
	}
}

// StockAccounts lists the accounts of what there still is: goods that can be moved, received or put away.
func StockAccounts() []Account { return []Account{AccountOnHand, AccountInTransit, AccountReturned} }

// AccountWords name the accounts for people.
var AccountWords = map[Account]Text{
	AccountProduced:    {"产出", "ئىشلەپچىقىرىلغان", "produced"},
	AccountOnHand:      {"在库", "ئامباردا", "on hand"},
	AccountInTransit:   {"在途", "يولدا", "in transit"},
	AccountSold:        {"已售", "سېتىلغان", "sold"},
	AccountConsumed:    {"已投料", "ئىشلىتىلگەن", "used as input"},
	AccountReturned:    {"退回待处理", "قايتۇرۇلغان", "returned"},
	AccountDestroyed:   {"已销毁", "يوقىتىلغان", "destroyed"},
	AccountLost:        {"损耗", "زىيان", "lost"},
	AccountUnaccounted: {"未说明", "ئېنىقسىز", "unaccounted"},
}

// Contra reports whether an account's balance is negative by nature.
func (a Account) Contra() bool { return a == AccountProduced || a == AccountUnaccounted }

// Posting is one line of the double-entry quantity ledger. The lines of one event and lot sum to zero. Postings are
// never changed; a withdrawn event is reversed by the postings of its errorDeclaration.
type Posting struct {
	ID       Seq
	EventSeq Seq
	NodeID   Seq
	Unit     Unit
	Account  Account
	OrgID    OrgID // holder; empty when unknown
	PlaceID  Seq   // 0 when unknown
	// ContainerID is the node of the container it is packed in, 0 when loose.
	ContainerID Seq
	// For is, on unaccounted lines, the account that fell short.
	For    Account `gorm:"column:for_account"`
	Amount Quantity
}

// TableName implements schema.Tabler.
func (Posting) TableName() string { return "postings" }

// Balance is the sum of the postings of one account of a lot, kept in the same transaction.
type Balance struct {
	NodeID      Seq
	Unit        Unit
	Account     Account
	OrgID       OrgID
	PlaceID     Seq
	ContainerID Seq
	For         Account `gorm:"column:for_account"`
	Amount      Quantity
}

// TableName implements schema.Tabler.
func (Balance) TableName() string { return "balances" }

// FindingKind says what an automatic check found.
type FindingKind string

// The kinds of finding.
const (
	FindingMassBalance FindingKind = "mass-balance"        // a captured document moved more than there was
	FindingUnit        FindingKind = "unit-mismatch"       // a quantity could not be converted into the lot's unit
	FindingRange       FindingKind = "quantity-range"      // a quantity that the ledger cannot hold
	FindingLate        FindingKind = "late-event"          // recorded long after it happened
	FindingFuture      FindingKind = "future-event"        // claimed to have happened after it was recorded
	FindingNotHeld     FindingKind = "not-held"            // recorded by a party that was never part of the lot's chain
	FindingBlocked     FindingKind = "moved-while-blocked" // a captured document moved a held or blocked batch
	// FindingRecalled: goods went on although a recall stood against them, and the event was reported late.
	FindingRecalled FindingKind = "moved-while-recalled"
)

// FindingKinds lists the kinds of finding.
func FindingKinds() []FindingKind {
	return []FindingKind{FindingMassBalance, FindingUnit, FindingRange, FindingLate, FindingFuture, FindingNotHeld, FindingBlocked, FindingRecalled}
}

// FindingWords name the kinds for people.
var FindingWords = map[FindingKind]Text{
	FindingMassBalance: {"数量不平衡", "مىقدار تەڭپۇڭسىز", "quantities do not balance"},
	FindingUnit:        {"计量单位无法换算", "بىرلىكنى ئايلاندۇرغىلى بولمىدى", "unit cannot be converted"},
	FindingRange:       {"数量超出可记录范围", "مىقدار دائىرىدىن ھالقىغان", "quantity out of range"},
	FindingLate:        {"迟报事件", "كېچىككەن ۋەقە", "recorded late"},
	FindingFuture:      {"事件时间在未来", "ۋەقە ۋاقتى كەلگۈسىدە", "event time in the future"},
	FindingNotHeld:     {"非持有方记录", "ئىگىسى ئەمەس تەرەپ خاتىرىلىگەن", "recorded by a party outside the chain"},
	FindingBlocked:     {"禁流通期间移动", "چەكلەنگەندە يۆتكەلگەن", "moved while held or blocked"},
	FindingRecalled:    {"召回期间仍流通", "قايتۇرۇۋېلىنىۋاتقاندا يۆتكەلگەن", "moved while being recalled"},
}

// Finding is something an automatic check found in what was recorded. It accuses nobody; people look at it.
type Finding struct {
	ID       FindingID
	Kind     FindingKind
	EventSeq Seq
	NodeID   Seq
	OrgID    OrgID
	PlaceID  Seq
	Amount   Quantity // the imbalance, where there is one
	Unit     Unit
	OpenedAt Instant
	// ResolvedAt is set when later events explain it, else 0.
	ResolvedAt Instant
}

// TableName implements schema.Tabler.
func (Finding) TableName() string { return "findings" }

// CaptureState is where a capture job stands.
type CaptureState string

// The states of a capture job.
const (
	CaptureRunning CaptureState = "running"
	CaptureSuccess CaptureState = "success"
	CaptureFailed  CaptureState = "failed"
	CapturePartial CaptureState = "partial" // proceed: some events kept, some refused

)

// CaptureEvent moves a capture job.
type CaptureEvent string

// The events of a capture job.
const (
	CaptureFinish CaptureEvent = "finish"
	CaptureFail   CaptureEvent = "fail"
	CaptureKeep   CaptureEvent = "keep"
)

// CaptureLifecycle declares how a capture job moves (EPCIS 2.0 §12.6.2: running and success).
var CaptureLifecycle = Machine[CaptureState, CaptureEvent]{
	Name:    "capture",
	Initial: CaptureRunning,
	Moves: []Move[CaptureState, CaptureEvent]{
		{CaptureRunning, CaptureFinish, CaptureSuccess, PermEventCapture, Text{"全部事件已入库", "ھەممە ۋەقە ساقلاندى", "every event was kept"}},
		{CaptureRunning, CaptureKeep, CapturePartial, PermEventCapture, Text{"部分事件入库，其余已说明原因", "بىر قىسىم ۋەقە ساقلاندى", "some events were kept, the others are reported"}},
		{CaptureRunning, CaptureFail, CaptureFailed, PermEventCapture, Text{"未入库，已说明原因", "ساقلانمىدى، سەۋەبى بار", "nothing was kept; the reasons are reported"}},
	},
	Words: map[CaptureState]Text{
		CaptureRunning: {"处理中", "بىر تەرەپ قىلىنىۋاتىدۇ", "running"},
		CaptureSuccess: {"成功", "مۇۋەپپەقىيەتلىك", "success"},
		CaptureFailed:  {"失败", "مەغلۇپ", "failed"},
		CapturePartial: {"部分成功", "قىسمەن", "partly kept"},
	},
}

// Capture is one capture job: a document that was sent to POST /epcis/capture.
type Capture struct {
	ID         CaptureID
	OrgID      OrgID
	Actor      string
	State      CaptureState
	Behaviour  string // GS1-Capture-Error-Behaviour: rollback or proceed
	PayloadSHA string `gorm:"column:payload_sha256"` // hex SHA-256 of the document as received
	Accepted   int
	Rejected   int
	Duplicates int
	Errors     []byte // JSON array of problems
	Version    int64
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
	FinishedAt Instant
}

// TableName implements schema.Tabler.
func (Capture) TableName() string { return "captures" }

// ShipmentState is where a shipment stands.
type ShipmentState string

// The states of a shipment.
const (
	ShipmentSent     ShipmentState = "sent"     // on the way
	ShipmentPartly   ShipmentState = "partly"   // some of it has arrived
	ShipmentReceived ShipmentState = "received" // all of it has arrived or is declared lost
	ShipmentRefused  ShipmentState = "refused"  // the receiver sends it back
)

// ShipmentEvent moves a shipment.
type ShipmentEvent string

// The events of a shipment.
const (
	ShipmentReceivePart ShipmentEvent = "receive-part"
	ShipmentReceiveRest ShipmentEvent = "receive-rest"
	ShipmentRefuse      ShipmentEvent = "refuse"
)

// ShipmentLifecycle declares how a shipment moves.
var ShipmentLifecycle = Machine[ShipmentState, ShipmentEvent]{
	Name:    "shipment",
	Initial: ShipmentSent,
	Moves: []Move[ShipmentState, ShipmentEvent]{
		{ShipmentSent, ShipmentReceivePart, ShipmentPartly, PermStepRecord, Text{"收到一部分", "بىر قىسمى تاپشۇرۇۋېلىندى", "a part has arrived"}},
		{ShipmentSent, ShipmentReceiveRest, ShipmentReceived, PermStepRecord, Text{"全部收到", "ھەممىسى تاپشۇرۇۋېلىندى", "everything has arrived"}},
		{ShipmentPartly, ShipmentReceivePart, ShipmentPartly, PermStepRecord, Text{"又收到一部分", "يەنە بىر قىسمى تاپشۇرۇۋېلىندى", "another part has arrived"}},
		{ShipmentPartly, ShipmentReceiveRest, ShipmentReceived, PermStepRecord, Text{"余下部分收到", "قالغىنى تاپشۇرۇۋېلىندى", "the rest has arrived"}},
		{ShipmentSent, ShipmentRefuse, ShipmentRefused, PermStepRecord, Text{"收货方拒收", "تاپشۇرۇۋالغۇچى رەت قىلدى", "the receiver refuses it"}},
		{ShipmentPartly, ShipmentRefuse, ShipmentRefused, PermStepRecord, Text{"余下部分被拒收", "قالغىنى رەت قىلىندى", "the receiver refuses the rest"}},
	},
	Words: map[ShipmentState]Text{
		ShipmentSent:     {"在途", "يولدا", "on the way"},
		ShipmentPartly:   {"部分到货", "قىسمەن كەلگەن", "partly received"},
		ShipmentReceived: {"已收货", "تاپشۇرۇۋېلىنغان", "received"},
		ShipmentRefused:  {"已拒收", "رەت قىلىنغان", "refused"},
	},
}

// Shipment is what one company sent to another on the house's own form; shipments in captured documents are events only.
type Shipment struct {
	ID        ShipmentID
	FromOrg   OrgID
	FromSite  SiteID
	ToOrg     OrgID
	ToSite    SiteID
	EventID   string // of the shipping event
	Reference string // despatch advice or delivery note number
	State     ShipmentState
	Reason    string // of a refusal
	Version   int64
	SentAt    Instant
}

// TableName implements schema.Tabler.
func (Shipment) TableName() string { return "shipments" }

// ShipmentLine is one lot or container of a shipment.
type ShipmentLine struct {
	ShipmentID ShipmentID
	Line       int
	NodeID     Seq
	// Quantity was sent, Open is not yet received, lost or refused. Both are zero for a container, which has no
	// quantity of its own and is open until it arrives.
	Quantity  Quantity
	Open      Quantity
	Unit      Unit
	Container int // 1 for a container
	Done      int // 1 when nothing is open
}

// TableName implements schema.Tabler.
func (ShipmentLine) TableName() string { return "shipment_lines" }

// The problems of the trace room.
var (
	StockShort = declare("trace-stock-short", KindConflict,
		Text{"数量不足", "مىقدار يېتىشمەيدۇ", "Not enough there"},
		Text{"{place} 的批次 {lot} 只有 {available}，不能处理 {wanted}。", "{place} دا {lot} تۈركۈمدىن پەقەت {available} بار، {wanted} نى بىر تەرەپ قىلغىلى بولمايدۇ.", "There is only {available} of lot {lot} at {place}; {wanted} is not possible."},
		Text{"请核对数量、地点，或先登记入库。", "مىقدار ۋە ئورۇننى تەكشۈرۈڭ ياكى ئاۋۋال ئامبارغا كىرىشنى تىزىملاڭ.", "Check the quantity and the place, or record what arrived first."})
	EventDuplicate = declare("trace-event-duplicate", KindConflict,
		Text{"事件已存在", "ۋەقە مەۋجۇت", "Event already captured"},
		Text{"该 eventID 或同样内容的事件已经登记。", "بۇ eventID ياكى ئوخشاش مەزمۇنلۇق ۋەقە تىزىملانغان.", "An event with this eventID or the same content has already been captured."},
		Text{"更正请使用带 errorDeclaration 的同一 eventID。", "تۈزىتىش ئۈچۈن ئوخشاش eventID ۋە errorDeclaration ئىشلىتىڭ.", "To correct it, send the same eventID with an errorDeclaration."})
	EventInvalid = declare("trace-event-invalid", KindInvalid,
		Text{"事件不符合 EPCIS 2.0", "ۋەقە EPCIS 2.0 گە ماس ئەمەس", "Not a valid EPCIS 2.0 event"},
		Text{"{reason}", "{reason}", "{reason}"}, Text{})
	TraceRootUnknown = declare("trace-root-unknown", KindNotFound,
		Text{"没有可追溯的对象", "ئىز قوغلايدىغان نەرسە تېپىلمىدى", "Nothing to trace"},
		Text{"没有您可查看的关于“{value}”的记录。", "«{value}» توغرىسىدا سىز كۆرەلەيدىغان خاتىرە يوق.", "There is no record about {value} that you may see."}, Text{})
	TimeOutOfOrder = declare("trace-time-future", KindInvalid,
		Text{"发生时间在未来", "يۈز بەرگەن ۋاقىت كەلگۈسىدە", "Time in the future"},
		Text{"发生时间不能晚于现在。", "يۈز بەرگەن ۋاقىت ھازىردىن كېيىن بولمايدۇ.", "It cannot have happened after now."}, Text{})
	ShipmentLineUnknown = declare("trace-shipment-line-unknown", KindInvalid,
		Text{"该发货单没有此行", "بۇ يوللاش تالونىدا بۇ قۇر يوق", "No such line"},
		Text{"发货单没有第 {value} 行，或已收完。", "يوللاش تالونىدا {value}-قۇر يوق ياكى تاپشۇرۇۋېلىنىپ بولغان.", "The shipment has no open line {value}."}, Text{})
	ContainerInvalid = declare("trace-container-invalid", KindInvalid,
		Text{"包装单元标识不正确", "قاچا بەلگىسى توغرا ئەمەس", "Not a container id"},
		Text{"“{value}”不是 SSCC 或可用的包装标识。", "«{value}» SSCC ياكى ئىشلەتكىلى بولىدىغان قاچا بەلگىسى ئەمەس.", "“{value}” is not an SSCC or another usable container id."}, Text{})
	ContainerCycle = declare("trace-container-cycle", KindConflict,
		Text{"包装不能装入自身", "قاچىنى ئۆزىگە سالغىلى بولمايدۇ", "A container cannot contain itself"},
		Text{"该包装单元已在被装入者之内。", "بۇ قاچا سېلىنماقچى بولغاننىڭ ئىچىدە.", "It already lies inside what you want to put into it."}, Text{})
)
