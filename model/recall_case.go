package model

import "slices"

// Identifiers of the recall room.
type (
	RecallID      = ID[Recall]
	SignalID      = ID[Signal]
	RecallTaskID  = ID[RecallTask]
	RecallClockID = ID[RecallClock]
	RecallPaperID = ID[RecallPaper]
)

// Signal is a hint that something may be wrong, before there is a case.
type Signal struct {
	ID         SignalID
	OrgID      OrgID  // who has to assess it: the maker of the goods, or the authority
	Region     Region // of the goods: the regulator's way in
	Source     SignalSource
	ReporterID OrgID  // who reported it; empty for the public
	Actor      string // Actor.Name of the same
	BatchID    BatchID
	ProductID  ProductID
	Code       string // what was scanned or typed, when it names nothing known
	Harm       string // what is feared or has happened, as reported
	EvidenceID DocumentID
	HappenedAt Instant
	State      SignalState
	Version    int64
	Grade      Grade
	Assessment string
	UnsafeAt   Instant  // when it was found unsafe: the hours of the recall run from here
	RecallID   RecallID // the case that it led to or belongs to
	MergedID   SignalID
	// Kind and Receipt belong to what somebody without an account reported: of what kind it is, and the code under which
	// the reporter can ask for it.
	Kind      ReportKind
	Receipt   string
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Signal) TableName() string { return "recall_signals" }

// Recall is one recall case.
type Recall struct {
	ID RecallID
	// Number is what people quote: the year and a running number ("2026-0007").
	Number string
	// OrgID is who has to recall; Region where it has its seat.
	OrgID  OrgID
	Region Region
	// Unclaimed tells that who has to recall has ended and nobody has succeeded it: the authority carries the case on
	// (食品召回管理办法 Art. 21). It is not kept; reading a case finds it out.
	Unclaimed bool `gorm:"-" json:",omitempty"`
	// OpenedBy is the organisation that opened the case, the authority's for an ordered one; Opener the Actor.Name.
	OpenedBy    OrgID
	Opener      string
	Origin      RecallOrigin
	Pack        PackID
	PackVersion int
	Grade       Grade // empty until graded
	// Mock is 1 for an exercise on live data: it blocks nothing, notifies nobody and stands in no register.
	Mock   int
	Title  Text `gorm:"embedded;embeddedPrefix:title_"`
	Hazard Text `gorm:"embedded;embeddedPrefix:hazard_"`
	Policy ClosurePolicy
	// ScopeVersion and PlanVersion are the newest of each; 0 before the first.
	ScopeVersion int
	PlanVersion  int
	State        RecallState
	Version      int64
	// KnownAt is when it became known that the goods are unsafe.
	KnownAt Instant
	// BlockedFrom is since when affected lots are blocked; AnnouncedAt when the public was told. The first announcement
	// stays when the scope grows.
	BlockedFrom Instant
	AnnouncedAt Instant
	EndedAt     Instant
	// The effectiveness check: its level, the share of level B, the seed of the sample and the number of holders it was
	// drawn from.
	CheckLevel   CheckLevel
	CheckPercent int
	CheckSeed    string
	CheckHolders int
	// Changed is the epoch at which what tills have to know of the case last changed.
	Changed   Seq
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Recall) TableName() string { return "recalls" }

// RecallScopeRow is one version of the scope of a case. It is never changed.
type RecallScopeRow struct {
	RecallID   RecallID
	Version    int
	Conditions []byte // RecallScope.String
	Policy     ClosurePolicy
	KnownAt    Instant // up to when what was recorded has been looked at
	Actor      string
	Reason     string
	// What it reached when it was fixed.
	Things, Confirmed, Possible, Holders int
	Summary                              []byte  // JSON: totals, frontier, gaps
	CreatedAt                            Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (RecallScopeRow) TableName() string { return "recall_scopes" }

// RecallLot is one thing that a case affects: a lot, a single thing or a container.
type RecallLot struct {
	RecallID RecallID
	NodeID   Seq
	EPC      string `gorm:"column:epc"`
	Level    NodeLevel
	BatchID  BatchID // empty for what is not one of our batches
	MakerID  OrgID   // of the batch
	Class    AffectedClass
	// Reason is the code of why it is affected, in the words of the recall room.
	Reason string
	// Conditions are, for what the scope names, the positions of its conditions ("0,2"); empty for what follows from
	// ViaID, the thing before it on the shortest way, by EventSeq and, for a transformation reported in parts, JoinedSeq.
	Conditions string
	ViaID      Seq
	// Blocked is 1 while it may not be sold, shipped, used or packed because of this case.
	Blocked      int
	ScopeVersion int // the version that brought it in
	EventSeq     Seq
	JoinedSeq    Seq
	ClearedBy    string // Actor.Name of who cleared it
	EvidenceID   DocumentID
	Note         string
	ClearedAt    Instant
	// GoneAt is when the case stopped reaching it, by a correction of an event or a narrower scope; else 0.
	GoneAt    Instant
	Changed   Seq     // the epoch at which Blocked or Class last changed
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (RecallLot) TableName() string { return "recall_lots" }

// DeltaCause says why what a case affects has changed.
type DeltaCause string

// The causes.
const (
	DeltaScope      DeltaCause = "scope"      // another version of the scope
	DeltaEvent      DeltaCause = "event"      // an event was recorded
	DeltaCorrection DeltaCause = "correction" // an event was withdrawn or corrected
	DeltaBatch      DeltaCause = "batch"      // a new batch fits a condition
	DeltaClearing   DeltaCause = "clearing"   // somebody cleared it, with evidence
)

// DeltaCauses lists the causes.
func DeltaCauses() []DeltaCause {
	return []DeltaCause{DeltaScope, DeltaEvent, DeltaCorrection, DeltaBatch, DeltaClearing}
}

// DeltaCauseWords name the causes for people.
var DeltaCauseWords = map[DeltaCause]Text{
	DeltaScope:      {"调整召回范围", "قايتۇرۇۋېلىش دائىرىسى تەڭشەلدى", "the scope was changed"},
	DeltaEvent:      {"新登记的追溯事件", "يېڭى ئىزلاش ۋەقەسى خاتىرىلەندى", "an event was recorded"},
	DeltaCorrection: {"追溯事件被更正或撤销", "ئىزلاش ۋەقەسى تۈزىتىلدى ياكى بىكار قىلىندى", "an event was corrected or withdrawn"},
	DeltaBatch:      {"新登记的批次符合条件", "يېڭى تىزىملانغان تۈركۈم شەرتكە ماس", "a batch was registered that fits"},
	DeltaClearing:   {"凭证据排除", "ئىسپات بىلەن چىقىرىۋېتىلدى", "something was cleared, with evidence"},
}

// RecallDelta is one change of what a case affects. It is never changed but for who has seen it.
type RecallDelta struct {
	ID       Seq
	RecallID RecallID
	At       Instant
	Cause    DeltaCause
	EventSeq Seq
	Actor    string
	// Added, Removed and Changed count things; Detail lists them in JSON.
	Added, Removed, Changed int
	// Late is 1 when an event that lies before the announcement was recorded after it: an alarm.
	Late   int
	Detail []byte
	SeenBy string // Actor.Name of who has acknowledged it
	SeenAt Instant
}

// TableName implements schema.Tabler.
func (RecallDelta) TableName() string { return "recall_deltas" }

// RecallClock is one running duty of a case or of one holder's task.
type RecallClock struct {
	ID       RecallClockID
	RecallID RecallID
	TaskID   RecallTaskID // empty for a duty of the case
	Rule     RuleID
	Party    DutyParty
	Clock    []byte // JSON of Clock
	// DueAt is the deadline as it stood when the row was written; Provisional is 1 when it crosses into a year whose
	// calendar is not published.
	DueAt       Instant
	Provisional int
	Ended       int     // 1 when answered or given up
	WarnAt      Instant // when somebody has to be warned next; 0 when not any more
	Version     int64
	CreatedAt   Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (RecallClock) TableName() string { return "recall_clocks" }

// RecallTask is what one holder has to do in one case.
type RecallTask struct {
	ID       RecallTaskID
	RecallID RecallID
	// OrgID is the holder; empty for one outside the house, known by PlaceID alone.
	OrgID   OrgID
	PlaceID Seq
	Region  Region
	// Tier is 0 for who recalls, 1 for its direct customers, and so on; ToldBy is the nearest organisation from which the
	// holder had goods. All of them are its RecallTellers; to each of them it is itself.
	Tier    int
	ToldBy  OrgID
	State   TaskState
	Version int64
	// LinkHash is the SHA-256 of the secret of its reply link, empty without one; LinkUntil its last instant.
	LinkHash    []byte
	LinkUntil   Instant
	NotifiedAt  Instant
	DeliveredAt Instant
	OpenedAt    Instant
	AnsweredAt  Instant
	// Sampled is 1 when the effectiveness check asks for it; VerifiedAt and VerifiedBy say who found it to have acted.
	Sampled    int
	VerifiedAt Instant
	VerifiedBy string
	Finding    string
	DueAt      Instant
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (RecallTask) TableName() string { return "recall_tasks" }

// RecallTeller says that an organisation supplied the holder of a task with something affected. Each of them follows the
// holder up, and sees only the lines that came from it alone.
type RecallTeller struct {
	TaskID RecallTaskID
	OrgID  OrgID
}

// TableName implements schema.Tabler.
func (RecallTeller) TableName() string { return "recall_tellers" }

// RecallLine is what is known of one affected thing at one holder, in one unit: what the trace says it received and
// has, and the sums of what it answered.
type RecallLine struct {
	TaskID   RecallTaskID
	NodeID   Seq
	Unit     Unit
	RecallID RecallID
	BatchID  BatchID
	// By the trace.
	Distributed, OnHand, InTransit, Sold Quantity
	// By the holder's answers, see RecallAnswer.
	Sealed, Returned, Destroyed, Corrected, Consumed Quantity // Returned counts what consumers handed back too
	// Explained is the part of the residual for which the authority has accepted an explanation.
	Explained Quantity
	Unproven  int // disposals without evidence
	Answered  int // 1 once the holder has said something about it
	// ToldBy is the one organisation from which the holder had the thing; empty when nobody or several supplied it: no one
	// of them may know what the others did.
	ToldBy OrgID
	// ConfirmedAt and ConfirmedBy (an Actor.Name) say that who followed it up found it done; a later answer about it, or
	// another supplier of it, takes that back. The task is confirmed when all its lines are.
	ConfirmedAt Instant
	ConfirmedBy string
}

// TableName implements schema.Tabler.
func (RecallLine) TableName() string { return "recall_lines" }

// Tally returns the line as a part of the reconciliation.
func (l RecallLine) Tally() RecallTally {
	t := RecallTally{
		Unit: l.Unit, Distributed: l.Distributed, Returned: l.Returned, Destroyed: l.Destroyed, Corrected: l.Corrected,
		Consumed: l.Consumed, Explained: l.Explained,
	}
	if l.Answered == 0 {
		t.Unknown = l.Distributed - l.Returned // what consumers handed back is known before the holder says anything
	}
	return t
}

// AnswerKind says what a holder did with a quantity.
type AnswerKind string

// The kinds of answer about a quantity.
const (
	AnswerSealed    AnswerKind = "sealed"
	AnswerReturned  AnswerKind = "returned"
	AnswerDestroyed AnswerKind = "destroyed"
	AnswerCorrected AnswerKind = "corrected" // relabelled or repaired
	AnswerConsumed  AnswerKind = "consumed"  // confirmed used up or eaten; never an estimate
	AnswerExplained AnswerKind = "explained" // an explanation of the residual that the authority accepts
	AnswerRecovered AnswerKind = "recovered" // handed back by consumers; the house counts it when their claim is settled
	AnswerNone      AnswerKind = "none"      // nothing left
)

// answerInfo describes a kind: the event of its task by which a holder reports one (empty for what any answering holder may
// add), whether an answer counts as unproven without a document, and how people call it.
type answerInfo struct {
	kind   AnswerKind
	by     TaskEvent
	proven bool
	words  Text
}

var answerKinds = []answerInfo{
	{AnswerSealed, TaskSeal, false, Text{"已封存", "پېچەتلەندى", "sealed"}},
	{AnswerReturned, TaskReturn, false, Text{"已退回", "قايتۇرۇلدى", "returned"}},
	{AnswerDestroyed, TaskDestroy, true, Text{"已就地销毁", "نەق مەيداندا يوقىتىلدى", "destroyed on the spot"}},
	{AnswerCorrected, TaskRelabel, true, Text{"已补救标签或修复", "خەتكۈچى تۈزىتىلدى ياكى ئوڭشالدى", "relabelled or repaired"}},
	{AnswerConsumed, "", false, Text{"确认已消费", "ئىستېمال قىلىنغانلىقى جەزملەشتى", "confirmed as consumed"}},
	{AnswerExplained, "", false, Text{"差额已说明并获认可", "پەرق چۈشەندۈرۈلۈپ ئېتىراپ قىلىندى", "residual explained and accepted"}},
	{AnswerRecovered, "", false, Text{"消费者已交回", "ئىستېمالچىلار قايتۇرۇپ بەردى", "handed back by consumers"}},
	{AnswerNone, TaskHoldNone, false, Text{"无库存", "ئامباردا يوق", "none left"}},
}

// AnswerKinds lists the kinds of answer.
func AnswerKinds() (kinds []AnswerKind) {
	for _, k := range answerKinds {
		kinds = append(kinds, k.kind)
	}
	return kinds
}

// AnswerKindWords name the kinds for people.
var AnswerKindWords = func() map[AnswerKind]Text {
	words := map[AnswerKind]Text{}
	for _, k := range answerKinds {
		words[k.kind] = k.words
	}
	return words
}()

func (k AnswerKind) info() answerInfo {
	i := slices.IndexFunc(answerKinds, func(i answerInfo) bool { return i.kind == k })
	if i < 0 {
		return answerInfo{}
	}
	return answerKinds[i]
}

// NeedsEvidence reports whether an answer of this kind counts as unproven without a document.
func (k AnswerKind) NeedsEvidence() bool { return k.info().proven }

// Event says by which event of its task a holder reports a kind of answer; empty for what any answering holder may add.
func (k AnswerKind) Event() TaskEvent { return k.info().by }

// RecallAnswer is one thing that a holder said about a quantity. Answers are only ever added; a mistake is withdrawn by
// a later one.
type RecallAnswer struct {
	ID       Seq
	TaskID   RecallTaskID
	RecallID RecallID
	NodeID   Seq
	Kind     AnswerKind
	// Quantity is in the unit of the line; Counted is what the holder counted, in its own unit.
	Quantity    Quantity
	Unit        Unit
	Counted     Quantity
	CountedUnit Unit
	EvidenceID  DocumentID
	Note        string
	Actor       string
	Withdrawn   Seq     // the answer that this one takes back, 0 for none
	CreatedAt   Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (RecallAnswer) TableName() string { return "recall_answers" }

// PaperKind says what a filed paper of a case is.
type PaperKind string

// The kinds of paper that are filed; announcements and notices are written from the case.
const (
	PaperPlan    PaperKind = "plan"    // 食品召回管理办法 Art. 15
	PaperStage   PaperKind = "stage"   // stage summary
	PaperFinal   PaperKind = "final"   // report of recall and disposal, Art. 32
	PaperConsent PaperKind = "consent" // the authority's consent, order or evaluation, with its reasons
)

// PaperKindWords name the kinds of paper for people.
var PaperKindWords = map[PaperKind]Text{
	PaperPlan:    {"召回计划", "قايتۇرۇۋېلىش پىلانى", "recall plan"},
	PaperStage:   {"阶段性总结", "باسقۇچلۇق خۇلاسە", "stage summary"},
	PaperFinal:   {"召回和处置情况报告", "قايتۇرۇۋېلىش ۋە بىر تەرەپ قىلىش دوكلاتى", "final report"},
	PaperConsent: {"监管部门意见", "نازارەتچى تارماق پىكرى", "decision of the authority"},
}

// RecallPaper is a filed paper. It is never changed; a revised one is the next number.
type RecallPaper struct {
	ID        RecallPaperID
	RecallID  RecallID
	Kind      PaperKind
	Number    int    // from 1, of its kind
	Body      []byte // JSON
	Brands    string // of a plan: the names under which goods are sold, in small letters, one per line; for searching
	Actor     string
	OrgID     OrgID
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (RecallPaper) TableName() string { return "recall_papers" }

// Strikes reports whether an affected thing stands against what a till asks: reached, not cleared, not gone.
func (l RecallLot) Strikes() bool { return l.Blocked == 1 && l.GoneAt == 0 && l.Class.Blocks() }
