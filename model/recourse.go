package model

import "slices"

// RecourseGround says why somebody else bears what was paid (食品安全法 Art. 148(1); 产品质量法 Art. 42, 43, 57;
// 民法典 Art. 1203, 1204).
type RecourseGround string

// The grounds.
const (
	GroundProduction RecourseGround = "production-defect" // made so: the producer
	GroundSupply     RecourseGround = "supplier"          // one hop back along the chain, whatever the cause
	GroundStorage    RecourseGround = "storage"           // cold chain broken or goods spoilt in custody: carrier, warehouse
	GroundReport     RecourseGround = "false-report"      // a false report or certificate: joint liability
	GroundNegligent  RecourseGround = "negligent-report"  // a negligent one: the share that is its fault
	GroundSale       RecourseGround = "seller-fault"      // expired, recalled or tampered with at the seller
	GroundAdvance    RecourseGround = "advance"           // a fund or bond has paid for the first responsible party
	GroundInsured    RecourseGround = "subrogation"       // an insurer takes over the insured's recourse (保险法 Art. 60)
	GroundPolicy     RecourseGround = "policy"            // the insured has paid the consumer and asks its insurer
	GroundOther      RecourseGround = "other"
)

// RecourseGroundInfo describes a ground.
type RecourseGroundInfo struct {
	Ground RecourseGround
	Ref    Reference
	Name   Text
}

// Recourse is one demand of a party that has paid, or has paid by recourse, on another that has to bear a part.
type Recourse struct {
	ID        RecourseID
	Number    string
	DamageID  DamageID
	ClaimID   ClaimID
	PaymentID PaymentID
	// ParentID is the recourse that the creditor has itself settled and passes on, or empty for the first hop.
	ParentID   RecourseID
	CreditorID OrgID
	DebtorID   OrgID
	// Region is the debtor's: the way in of an authority that mediates.
	Region Region
	Ground RecourseGround
	// Share is the part of what the creditor has borne that is demanded, in hundredths of a percent.
	Share        int
	Compensation Money `gorm:"embedded;embeddedPrefix:compensation_"`
	Punitive     Money `gorm:"embedded;embeddedPrefix:punitive_"`
	// Evidence is the RecourseProposal that the trace gave at the time, as JSON.
	Evidence []byte
	Note     string
	// CourtRef is the number of the court's or mediator's paper once there is one.
	CourtRef  string
	State     RecourseState
	Version   int64
	DueAt     Instant
	SettledAt Instant
	Actor     string
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Recourse) TableName() string { return "claim_recourses" }

// RecourseState is where a recourse stands.
type RecourseState string

// The states.
const (
	RecourseDemanded  RecourseState = "demanded"
	RecourseDisputed  RecourseState = "disputed"
	RecourseMediation RecourseState = "mediation"
	RecourseCourt     RecourseState = "court"
	RecourseAgreed    RecourseState = "agreed" // by the debtor, in mediation or by a court: a debt
	RecourseSettled   RecourseState = "settled"
	RecourseReleased  RecourseState = "released" // given up, or dismissed: the creditor bears it
)

// RecourseEvent moves a recourse.
type RecourseEvent string

// The events.
const (
	RecourseAgree   RecourseEvent = "agree"
	RecourseDispute RecourseEvent = "dispute"
	RecourseMediate RecourseEvent = "mediate"
	RecourseFind    RecourseEvent = "find" // mediation has found an agreement
	RecourseSue     RecourseEvent = "sue"
	RecourseAdjudge RecourseEvent = "adjudge"
	RecourseDismiss RecourseEvent = "dismiss"
	RecourseSettle  RecourseEvent = "settle"
	RecourseRelease RecourseEvent = "release"
)

// RecourseLifecycle is the life of a recourse (追偿).
var RecourseLifecycle = Machine[RecourseState, RecourseEvent]{
	Name:    "recourse",
	Initial: RecourseDemanded,
	Moves: slices.Concat(
		movesFrom([]RecourseState{RecourseDemanded, RecourseDisputed}, RecourseAgree, RecourseAgreed, PermRecourseAnswer, Text{"对方认可", "قارشى تەرەپ ئېتىراپ قىلدى", "the debtor agrees"}),
		movesFrom([]RecourseState{RecourseDemanded}, RecourseDispute, RecourseDisputed, PermRecourseAnswer, Text{"对方有异议", "قارشى تەرەپ قوشۇلمىدى", "the debtor disputes it"}),
		movesFrom([]RecourseState{RecourseDisputed}, RecourseMediate, RecourseMediation, PermRecourseWrite, Text{"申请调解", "مۇرەسسە سورالدى", "mediation is asked for"}),
		movesFrom([]RecourseState{RecourseMediation}, RecourseFind, RecourseAgreed, PermRecourseMediate, Text{"调解达成协议", "مۇرەسسە كېلىشىمى تۈزۈلدى", "mediation finds an agreement"}),
		movesFrom([]RecourseState{RecourseDisputed, RecourseMediation}, RecourseSue, RecourseCourt, PermRecourseWrite, Text{"提起诉讼或仲裁", "دەۋا ياكى كېسىم قىلىش سورالدى", "taken to court or arbitration"}),
		movesFrom([]RecourseState{RecourseCourt}, RecourseAdjudge, RecourseAgreed, PermRecourseWrite, Text{"裁判确定应付金额", "سوت تۆلەش سوممىسىنى بېكىتتى", "a court sets what is owed"}),
		movesFrom([]RecourseState{RecourseCourt}, RecourseDismiss, RecourseReleased, PermRecourseWrite, Text{"裁判驳回", "سوت رەت قىلدى", "a court dismisses it"}),
		movesFrom([]RecourseState{RecourseAgreed}, RecourseSettle, RecourseSettled, PermRecourseWrite, Text{"债权人确认收款", "پۇل تەگكەنلىكى جەزملەندى", "the creditor confirms payment"}),
		movesFrom([]RecourseState{RecourseDemanded, RecourseDisputed, RecourseMediation, RecourseAgreed}, RecourseRelease, RecourseReleased, PermRecourseWrite, Text{"债权人放弃", "تەلەپتىن ۋاز كەچتى", "the creditor gives it up"}),
	),
	Words: map[RecourseState]Text{
		RecourseDemanded:  {"已提出", "تەلەپ قىلىندى", "demanded"},
		RecourseDisputed:  {"有异议", "تالاش-تارتىشلىق", "disputed"},
		RecourseMediation: {"调解中", "مۇرەسسە قىلىنىۋاتىدۇ", "in mediation"},
		RecourseCourt:     {"诉讼或仲裁中", "سوتتا", "before a court"},
		RecourseAgreed:    {"待支付", "تۆلەش كۈتۈۋاتىدۇ", "owed"},
		RecourseSettled:   {"已结清", "تۆلەپ بولدى", "settled"},
		RecourseReleased:  {"已放弃", "ۋاز كېچىلدى", "given up"},
	},
}
