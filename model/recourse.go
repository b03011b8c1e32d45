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

var recourseGrounds = []RecourseGroundInfo{
	{GroundProduction, Reference{LawProductQuality, "43", EvidenceText}, Text{"生产环节造成的缺陷", "ئىشلەپچىقىرىشتا كېلىپ چىققان نۇقسان", "a defect of production"}},
	{GroundSupply, Reference{LawFoodSafety, "148(1)", EvidenceText}, Text{"向上一环节供货者追偿", "ئالدىنقى ھالقىدىكى مال بەرگۈچىدىن سۈيلەش", "the supplier one step back"}},
	{GroundStorage, Reference{LawCivilCode, "1204", EvidenceText}, Text{"运输、仓储环节的过错", "توشۇش ياكى ساقلاشتىكى خاتالىق", "a fault in transport or storage"}},
	{GroundReport, Reference{LawFoodSafety, "138, 139", EvidenceText}, Text{"虚假检验报告或认证", "يالغان تەكشۈرۈش دوكلاتى ياكى گۇۋاھنامە", "a false report or certificate"}},
	{GroundNegligent, Reference{LawProductQuality, "57", EvidenceText}, Text{"检验或认证中的过失", "تەكشۈرۈش ياكى گۇۋاھلاشتىكى بىخەستەلىك", "a negligent report or certificate"}},
	{GroundSale, Reference{LawProductQuality, "42", EvidenceText}, Text{"销售者自身过错", "ساتقۇچىنىڭ ئۆز خاتالىقى", "the seller's own fault"}},
	{GroundAdvance, Reference{LawFoodSafety, "131, 148", EvidenceText}, Text{"垫付后向首负责任方追偿", "ئالدىن تۆلەپ بىرىنچى جاۋابكاردىن سۈيلەش", "paid in advance for the first responsible party"}},
	{GroundInsured, Reference{LawInsurance, "60", EvidenceMemory}, Text{"保险人代位求偿", "سۇغۇرتىچىنىڭ ئورنىدا سۈيلىشى", "subrogation of the insurer"}},
	{GroundPolicy, Reference{LawInsurance, "65", EvidenceText}, Text{"被保险人赔付后向保险人请求保险金", "سۇغۇرتىلانغۇچى تۆلىگەندىن كېيىن سۇغۇرتا پۇلى سورىشى", "the insured has paid and asks its insurer"}},
	{GroundOther, Reference{LawProductQuality, "43", EvidenceText}, Text{"其他约定或法定事由", "باشقا سەۋەب", "another reason in law or contract"}},
}

// RecourseGrounds lists the grounds.
func RecourseGrounds() []RecourseGroundInfo { return recourseGrounds }

// RecourseGroundOf describes a ground; ok is false for an unknown one.
func RecourseGroundOf(g RecourseGround) (info RecourseGroundInfo, ok bool) {
	i := slices.IndexFunc(recourseGrounds, func(r RecourseGroundInfo) bool { return r.Ground == g })
	if i < 0 {
		return info, false
	}
	return recourseGrounds[i], true
}

// RecourseFact is what in the trace a proposal rests on.
type RecourseFact string

// The facts.
const (
	FactSupplied  RecourseFact = "supplied"   // the ledger shows that the goods came from the debtor
	FactProduced  RecourseFact = "produced"   // the debtor made the lot
	FactRecalled  RecourseFact = "recalled"   // a recall that stands reaches the lot
	FactSpoilt    RecourseFact = "spoilt"     // an event in the debtor's custody says damaged, expired or out of its limits
	FactDocument  RecourseFact = "document"   // the lot carries a document of the debtor that says it is in order
	FactExpired   RecourseFact = "expired"    // it was over its last day when it was sold
	FactSoldAfter RecourseFact = "sold-after" // it was sold while a recall stood against it
	FactStated    RecourseFact = "stated"     // what has been established about the claim
	FactNoSource  RecourseFact = "no-source"  // the trace knows nobody from whom the seller had it
	FactPaid      RecourseFact = "paid"       // somebody else has paid for the first responsible party
	FactInsured   RecourseFact = "insured"    // a policy covers who has paid
)

// RecourseFactWords name the facts.
var RecourseFactWords = map[RecourseFact]Text{
	FactSupplied:  {"追溯记录显示由其供货", "ئىزلاش خاتىرىسىدە مال شۇنىڭدىن كەلگەن", "the trace shows that it supplied the goods"},
	FactProduced:  {"该批次由其生产", "تۈركۈمنى شۇ ئىشلەپچىقارغان", "it made the lot"},
	FactRecalled:  {"该批次被召回", "تۈركۈم قايتۇرۇۋېلىنغان", "the lot is recalled"},
	FactSpoilt:    {"在其保管期间记录了损坏或超限", "ئۇ ساقلاۋاتقاندا بۇزۇلغانلىقى خاتىرىلەنگەن", "damage or a broken limit was recorded in its custody"},
	FactDocument:  {"该批次附有其出具的合格文件", "تۈركۈمدە ئۇ بەرگەن لاياقەت ھۆججىتى بار", "the lot carries a document of it that says it is in order"},
	FactExpired:   {"售出时已过期", "سېتىلغاندا مۇددىتى ئۆتكەن", "it was over its last day when sold"},
	FactSoldAfter: {"召回期间仍然售出", "قايتۇرۇۋېلىش مەزگىلىدە سېتىلغان", "it was sold while a recall stood"},
	FactStated:    {"索赔中查明的事实", "تەلەپتە ئېنىقلانغان پاكىت", "established in the claim"},
	FactNoSource:  {"不能指明供货者", "مال بەرگۈچىنى كۆرسىتىپ بېرەلمىگەن", "no source can be named"},
	FactPaid:      {"他人已代为赔付", "باشقىلار ئورنىدا تۆلىگەن", "somebody else has paid for it"},
	FactInsured:   {"已投保责任险", "جاۋابكارلىق سۇغۇرتىسى بار", "a policy covers who has paid"},
}

// RecourseEvidence points to one thing that a proposal rests on.
type RecourseEvidence struct {
	Fact RecourseFact `json:"fact"`
	// Ref identifies it: of an event, a recall, a document, a policy or a payment; empty when the fact is the claim's own.
	Ref string `json:"ref,omitempty"`
}

// RecourseProposal is whom the trace suggests to demand from, and why. Several proposals are ways to choose from: their
// shares need not sum to the whole.
type RecourseProposal struct {
	Debtor OrgID          `json:"debtor"`
	Ground RecourseGround `json:"ground"`
	// Share is suggested in hundredths of a percent; 0 leaves it to the parties.
	Share int `json:"share"`
	// Way is the chain of companies from the creditor back to the debtor, both included.
	Way      []OrgID            `json:"way,omitempty"`
	CoverID  CoverID            `json:"cover,omitempty"`
	Evidence []RecourseEvidence `json:"evidence"`
}

// Borne is a reason for which the creditor bears the loss itself, or a part of it.
type Borne struct {
	Ground   RecourseGround
	Evidence []RecourseEvidence
}

// Standing reports whether the recourse still asks for something or has got it.
func (s RecourseState) Standing() bool { return s != RecourseReleased }

// Waiting reports whether what the recourse asks for is neither paid nor given up.
func (s RecourseState) Waiting() bool { return s != RecourseReleased && s != RecourseSettled }

// RecourseAnswerDays is the time in which a debtor is asked to answer, and to pay what is owed, in working days. It is a
// term of this house, no statute sets one. Once it has passed in silence the creditor may go on to mediation or to a
// court: not to answer is no way to end a recourse.
const RecourseAnswerDays = 10

// WholeShare is the whole, in hundredths of a percent.
const WholeShare = 10_000

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
	// The counter-offer is what the debtor that disputes the demand would bear; zero when it offers nothing.
	CounterCompensation Money `gorm:"embedded;embeddedPrefix:counter_compensation_"`
	CounterPunitive     Money `gorm:"embedded;embeddedPrefix:counter_punitive_"`
	// CoverID is the policy by which an insurer is asked to refund the insured, or empty.
	CoverID CoverID
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
		movesFrom([]RecourseState{RecourseDemanded, RecourseDisputed}, RecourseMediate, RecourseMediation, PermRecourseWrite, Text{"申请调解", "مۇرەسسە سورالدى", "mediation is asked for"}),
		movesFrom([]RecourseState{RecourseMediation}, RecourseFind, RecourseAgreed, PermRecourseMediate, Text{"调解达成协议", "مۇرەسسە كېلىشىمى تۈزۈلدى", "mediation finds an agreement"}),
		movesFrom([]RecourseState{RecourseDemanded, RecourseDisputed, RecourseMediation, RecourseAgreed}, RecourseSue, RecourseCourt, PermRecourseWrite, Text{"提起诉讼或仲裁", "دەۋا ياكى كېسىم قىلىش سورالدى", "taken to court or arbitration"}),
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
