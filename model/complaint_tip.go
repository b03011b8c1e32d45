package model

import "slices"

// Tip is a clue of an offence that somebody gives the market regulator (举报; Order 121 Art. 3). It is verified, not
// mediated; its clock is its own, and the operator never sees it. A tip may be anonymous.
type Tip struct {
	ID     TipID
	Number string // "JB2026-7K3M9-QX4TB"
	// OrgID is the operator that it is about, Region where it has its seat.
	OrgID       OrgID
	Region      Region
	AuthorityID OrgID
	// ComplaintID is the complaint that stood on the same paper; empty when there is none.
	ComplaintID ComplaintID
	// MergedID is the tip that it repeats or adds to; empty when it is one of its own.
	MergedID  TipID
	ProductID ProductID
	BatchID   BatchID
	Code      string
	// Extended is 1 once fifteen more working days were approved.
	Extended int
	State    TipState
	Version  int64
	Running  int
	// Clocks, DueAt and the rest are as in Complaint.
	Clocks      []byte
	DueAt       Instant
	Provisional int
	WarnAt      Instant
	WarnedAt    Instant
	OverdueAt   Instant
	LinkHash    []byte
	Month       string
	DecidedAt   Instant
	ToldAt      Instant
	CreatedAt   Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Tip) TableName() string { return "complaint_tips" }

// TipState is where a tip stands.
type TipState string

// The states.
const (
	TipReceived    TipState = "received"
	TipVerifying   TipState = "verifying"
	TipOpened      TipState = "opened"      // a case is opened
	TipDropped     TipState = "dropped"     // no case
	TipTransferred TipState = "transferred" // another body has to look
	TipMerged      TipState = "merged"      // it repeats or adds to another
	TipClosed      TipState = "closed"      // whoever gave it has been told
)

// TipEvent moves a tip.
type TipEvent string

// The events.
const (
	TipVerify   TipEvent = "verify"
	TipExtend   TipEvent = "extend"
	TipOpen     TipEvent = "open"
	TipDrop     TipEvent = "drop"
	TipTransfer TipEvent = "transfer"
	TipMerge    TipEvent = "merge"
	TipTell     TipEvent = "tell"
)

// Over reports whether nothing more is to be found out.
func (s TipState) Over() bool {
	return !slices.Contains([]TipState{TipReceived, TipVerifying}, s)
}

// TipLifecycle is the life of a tip (Order 121 Art. 27-35).
var TipLifecycle = Machine[TipState, TipEvent]{
	Name:    "complaint-tip",
	Initial: TipReceived,
	Moves: slices.Concat(
		movesFrom([]TipState{TipReceived}, TipVerify, TipVerifying, PermComplaintHandle, Text{"开始核查", "تەكشۈرۈپ ئېنىقلاش باشلاندى", "verifying begins"}),
		movesFrom([]TipState{TipVerifying}, TipExtend, TipVerifying, PermComplaintExtend, Text{"经批准延长15个工作日", "تەستىق بىلەن 15 خىزمەت كۈنى ئۇزارتىلدى", "fifteen more working days are approved"}),
		movesFrom([]TipState{TipVerifying}, TipOpen, TipOpened, PermComplaintHandle, Text{"予以立案", "دېلو تۇرغۇزۇلدى", "a case is opened"}),
		movesFrom([]TipState{TipVerifying}, TipDrop, TipDropped, PermComplaintHandle, Text{"不予立案", "دېلو تۇرغۇزۇلمىدى", "no case is opened"}),
		movesFrom([]TipState{TipReceived, TipVerifying}, TipTransfer, TipTransferred, PermComplaintHandle, Text{"移送有权机关", "ھوقۇقلۇق ئورگانغا يوللاندى", "passed to the body that has the power"}),
		movesFrom([]TipState{TipReceived, TipVerifying}, TipMerge, TipMerged, PermComplaintHandle, Text{"与已有举报合并", "بار پاش قىلىشقا قوشۇلدى", "merged with a tip that exists"}),
		movesFrom([]TipState{TipOpened, TipDropped, TipTransferred}, TipTell, TipClosed, PermComplaintHandle, Text{"已告知举报人", "پاش قىلغۇچىغا ئۇقتۇرۇلدى", "whoever gave it has been told"}),
	),
	Words: map[TipState]Text{
		TipReceived:    {"待核查", "تەكشۈرۈش كۈتۈۋاتىدۇ", "to be verified"},
		TipVerifying:   {"核查中", "تەكشۈرۈپ ئېنىقلىنىۋاتىدۇ", "being verified"},
		TipOpened:      {"已立案", "دېلو تۇرغۇزۇلدى", "case opened"},
		TipDropped:     {"不予立案", "دېلو تۇرغۇزۇلمىدى", "no case"},
		TipTransferred: {"已移送", "يوللاندى", "passed on"},
		TipMerged:      {"已合并", "قوشۇلدى", "merged"},
		TipClosed:      {"已告知", "ئۇقتۇرۇلدى", "told"},
	},
}

// TipEventWords name the moves as what somebody does.
var TipEventWords = map[TipEvent]Text{
	TipVerify:   {"开始核查", "تەكشۈرۈشنى باشلاش", "Begin to verify"},
	TipExtend:   {"批准延长", "ئۇزارتىشنى تەستىقلاش", "Approve more time"},
	TipOpen:     {"立案", "دېلو تۇرغۇزۇش", "Open a case"},
	TipDrop:     {"不予立案", "دېلو تۇرغۇزماسلىق", "No case"},
	TipTransfer: {"移送", "يوللاش", "Pass on"},
	TipMerge:    {"合并", "قوشۇش", "Merge"},
	TipTell:     {"已告知举报人", "پاش قىلغۇچىغا ئۇقتۇردۇم", "Whoever gave it has been told"},
}
