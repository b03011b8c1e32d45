package model

import "slices"

// CessationID identifies the end of an organisation.
type CessationID = ID[Cessation]

// CessationKind says how an organisation ends.
type CessationKind string

// The kinds of end.
const (
	CessationMerged    CessationKind = "merged"     // into another, which takes over its rights and duties (民法典 Art. 67)
	CessationTakenOver CessationKind = "taken-over" // its business goes to another, which agrees to answer for it
	CessationDissolved CessationKind = "dissolved"  // wound up and struck off (民法典 Art. 68, 69)
	CessationBankrupt  CessationKind = "bankrupt"   // an administrator winds it up (企业破产法 Art. 13, 25)
)

// CessationKinds lists the kinds.
func CessationKinds() []CessationKind {
	return []CessationKind{CessationMerged, CessationTakenOver, CessationDissolved, CessationBankrupt}
}

// CessationKindWords name the kinds for people.
var CessationKindWords = map[CessationKind]Text{
	CessationMerged:    {"合并", "بىرلەشتۈرۈلدى", "merged"},
	CessationTakenOver: {"业务被承接", "كەسپى ئۆتكۈزۈۋېلىندى", "taken over"},
	CessationDissolved: {"解散注销", "تارقىتىلدى", "dissolved"},
	CessationBankrupt:  {"破产", "ۋەيران بولدى", "bankrupt"},
}

// NeedsSuccessor reports whether an end of this kind is none without somebody who takes over.
func (k CessationKind) NeedsSuccessor() bool { return k == CessationMerged || k == CessationTakenOver }

// CessationState is where the end of an organisation stands.
type CessationState string

// The states of an end.
const (
	CessationProposed  CessationState = "proposed"  // said by the company or an authority
	CessationAgreed    CessationState = "agreed"    // the successor takes over
	CessationConfirmed CessationState = "confirmed" // by the authority; it takes effect on its day
	CessationInForce   CessationState = "in-force"  // the organisation is closed, its duties have passed
	CessationDeclined  CessationState = "declined"  // the successor does not take over
	CessationRefused   CessationState = "refused"   // by the authority
	CessationWithdrawn CessationState = "withdrawn" // by the company
)

// CessationEvent moves the end of an organisation.
type CessationEvent string

// The events of an end.
const (
	CessationAgree    CessationEvent = "agree"
	CessationDecline  CessationEvent = "decline"
	CessationConfirm  CessationEvent = "confirm"
	CessationRefuse   CessationEvent = "refuse"
	CessationWithdraw CessationEvent = "withdraw"
	CessationEffect   CessationEvent = "take-effect" // happens on the day; nobody decides it
)

// CessationLifecycle declares how the end of an organisation moves.
var CessationLifecycle = Machine[CessationState, CessationEvent]{
	Name:    "cessation",
	Initial: CessationProposed,
	Moves: []Move[CessationState, CessationEvent]{
		{CessationProposed, CessationAgree, CessationAgreed, PermOrgWrite, Text{"承继方同意承继权利义务", "ۋارىسلىق قىلغۇچى ھوقۇق ۋە مەجبۇرىيەتكە ۋارىسلىق قىلىشقا قوشۇلدى", "the successor agrees to take over rights and duties"}},
		{CessationProposed, CessationDecline, CessationDeclined, PermOrgWrite, Text{"承继方不同意", "ۋارىسلىق قىلغۇچى قوشۇلمىدى", "the successor does not take over"}},
		{CessationProposed, CessationConfirm, CessationConfirmed, PermOrgApprove, Text{"监管部门确认终止（无承继方）", "نازارەتچى تارماق ئاخىرلىشىشىنى جەزملەشتۈردى (ۋارىس يوق)", "the authority confirms an end without a successor"}},
		{CessationAgreed, CessationConfirm, CessationConfirmed, PermOrgApprove, Text{"监管部门确认终止和承继", "نازارەتچى تارماق ئاخىرلىشىش ۋە ۋارىسلىقنى جەزملەشتۈردى", "the authority confirms end and succession"}},
		{CessationProposed, CessationRefuse, CessationRefused, PermOrgApprove, Text{"监管部门不予确认", "نازارەتچى تارماق جەزملەشتۈرمىدى", "the authority does not confirm it"}},
		{CessationAgreed, CessationRefuse, CessationRefused, PermOrgApprove, Text{"监管部门不予确认", "نازارەتچى تارماق جەزملەشتۈرمىدى", "the authority does not confirm it"}},
		{CessationConfirmed, CessationRefuse, CessationRefused, PermOrgApprove, Text{"生效前监管部门撤销确认", "كۈچكە ئىگە بولۇشتىن بۇرۇن جەزملەش ئەمەلدىن قالدۇرۇلدى", "the authority takes its confirmation back before the day"}},
		{CessationProposed, CessationWithdraw, CessationWithdrawn, PermOrgWrite, Text{"企业撤回", "كارخانا قايتۇرۇۋالدى", "the company withdraws it"}},
		{CessationAgreed, CessationWithdraw, CessationWithdrawn, PermOrgWrite, Text{"企业撤回", "كارخانا قايتۇرۇۋالدى", "the company withdraws it"}},
		{CessationConfirmed, CessationEffect, CessationInForce, PermOrgApprove, Text{"生效日到，企业终止，职责转移", "كۈچكە ئىگە بولىدىغان كۈنى كەلدى، كارخانا ئاخىرلاشتى، مەجبۇرىيەت يۆتكەلدى", "its day has come: the organisation is closed, its duties have passed"}},
	},
	Words: map[CessationState]Text{
		CessationProposed:  {"已提出", "ئوتتۇرىغا قويۇلدى", "proposed"},
		CessationAgreed:    {"承继方已同意", "ۋارىس قوشۇلدى", "successor agrees"},
		CessationConfirmed: {"已确认，待生效", "جەزملەشتۈرۈلدى", "confirmed"},
		CessationInForce:   {"已生效", "كۈچكە ئىگە", "in force"},
		CessationDeclined:  {"承继方不同意", "ۋارىس قوشۇلمىدى", "declined"},
		CessationRefused:   {"未予确认", "جەزملەشتۈرۈلمىدى", "refused"},
		CessationWithdrawn: {"已撤回", "قايتۇرۇۋېلىندى", "withdrawn"},
	},
}

// CessationEventWords name the moves as what somebody does, for buttons and headings.
var CessationEventWords = map[CessationEvent]Text{
	CessationAgree:    {"同意承继", "ۋارىسلىققا قوشۇلۇش", "Agree to take over"},
	CessationDecline:  {"不同意承继", "قوشۇلماسلىق", "Decline"},
	CessationConfirm:  {"确认", "جەزملەشتۈرۈش", "Confirm"},
	CessationRefuse:   {"不予确认", "رەت قىلىش", "Refuse"},
	CessationWithdraw: {"撤回", "قايتۇرۇۋېلىش", "Withdraw"},
	CessationEffect:   {"生效", "كۈچكە ئىگە بولۇش", "Take effect"},
}

// Over reports whether nothing comes of the end any more.
func (s CessationState) Over() bool {
	return slices.Contains([]CessationState{CessationDeclined, CessationRefused, CessationWithdrawn}, s)
}

// Cessation is the end of an organisation and who answers for it afterwards. From EffectiveAt on, once confirmed, the
// successor acts for the ended organisation; rows that name the ended one keep its name. Without a successor the
// authority of its region carries its recalls on.
type Cessation struct {
	ID    CessationID
	OrgID OrgID
	Kind  CessationKind
	// SuccessorID is empty when nobody takes over.
	SuccessorID OrgID
	// Administrator is who winds it up (破产管理人, 清算组) and how they are reached; empty for a merger.
	Administrator string
	// EffectiveAt is the beginning of the day, in China, from which duties have passed.
	EffectiveAt Instant
	// Document names the paper that it rests on: a court's ruling, a register's notice, a merger contract.
	Document string
	Reason   string
	// Holds is the organisation while the end stands, and the end's own identifier when it has come to nothing; it is
	// unique, so that an organisation ends once.
	Holds string
	// ProposedBy is the organisation of who proposed it, Proposer the person or key (Actor.Name).
	ProposedBy OrgID
	Proposer   string
	State      CessationState
	Version    int64
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Cessation) TableName() string { return "cessations" }

// Settled reports whether the duties have passed by now.
func (e Cessation) Settled(now Instant) bool {
	return (e.State == CessationConfirmed || e.State == CessationInForce) && e.EffectiveAt <= now
}

// MaySucceed reports whether an organisation of one kind can take over the duties of another: who trades in goods from
// whoever trades in goods, everybody else from their like. Authorities and the platform do not end here.
func MaySucceed(successor, ended OrgKind) bool {
	if slices.Contains(chainKinds, ended) {
		return slices.Contains(chainKinds, successor)
	}
	return MayEnd(ended) && successor == ended
}

// MayEnd reports whether organisations of a kind end by a Cessation.
func MayEnd(k OrgKind) bool { return k != KindRegulator && k != KindPlatform }

// NowCalled writes the name of an organisation that has ended with who has succeeded it: the name at the time stays, as
// the FDA's enforcement reports keep that of the recalling firm. An empty heir means that it has ceased without one.
func NowCalled(name, heir Text) Text {
	called := func(l Lang, with, without [2]string) string {
		if heir.Empty() {
			return name.In(l) + without[0]
		}
		return name.In(l) + with[0] + heir.In(l) + with[1]
	}
	return Text{
		ZH: called(ZH, [2]string{"（现由", "承继）"}, [2]string{"（已终止）"}),
		UG: called(UG, [2]string{" (ھازىر ", " ۋارىسلىق قىلدى)"}, [2]string{" (ئاخىرلاشقان)"}),
		EN: called(EN, [2]string{" (now ", ")"}, [2]string{" (ceased)"}),
	}
}

// The problems of ends and successions.
var (
	CessationStands = declare("cessation-exists", KindConflict,
		Text{"该企业的终止已在办理或已生效", "بۇ كارخانىنىڭ ئاخىرلىشىشى بېجىرىلىۋاتىدۇ ياكى كۈچكە ئىگە", "The end of this organisation is under way or in force"},
		Text{"一个企业只能有一项有效的终止。", "بىر كارخانىنىڭ بىرلا ئىناۋەتلىك ئاخىرلىشىشى بولىدۇ.", "An organisation ends once."},
		Text{"请在已有的终止上继续办理。", "بار بولغان ئاخىرلىشىشتا داۋاملاشتۇرۇڭ.", "Go on with the one that there is."})
	CessationSelf = declare("cessation-successor-self", KindInvalid,
		Text{"企业不能承继自己", "كارخانا ئۆزىگە ۋارىسلىق قىلالمايدۇ", "Nobody succeeds itself"},
		Text{"承继方与终止的企业相同。", "ۋارىس ئاخىرلاشقان كارخانىنىڭ ئۆزى.", "The successor is the organisation that ends."}, Text{})
	CessationCycle = declare("cessation-successor-cycle", KindConflict,
		Text{"承继关系成环", "ۋارىسلىق مۇناسىۋىتى ھالقىلىنىپ قالدى", "The succession goes in a circle"},
		Text{"“{name}”自身的终止由该企业承继。", "«{name}» نىڭ ئۆزىگە بۇ كارخانا ۋارىسلىق قىلىدۇ.", "{name} is itself to be succeeded by this organisation."},
		Text{"请另选承继方，或先撤回另一项终止。", "باشقا ۋارىس تاللاڭ ياكى ئاۋۋال ئۇ ئاخىرلىشىشنى قايتۇرۇۋېلىڭ.", "Name another successor, or take the other end back first."})
	CessationSuccessorUnfit = declare("cessation-successor-unfit", KindConflict,
		Text{"不能作为承继方", "ۋارىس بولالمايدۇ", "It cannot take over"},
		Text{"“{name}”未在正常经营，或其类型不能承担该企业的职责。", "«{name}» نورمال تىجارەت قىلمايۋاتىدۇ ياكى تۈرى بۇ كارخانىنىڭ مەجبۇرىيىتىنى ئۈستىگە ئالالمايدۇ.", "{name} is not active, or of a kind that cannot bear the duties of this one."},
		Text{"请选择正常经营的同类企业。", "نورمال تىجارەت قىلىۋاتقان ئوخشاش تۈردىكى كارخانىنى تاللاڭ.", "Name an active company of the same side of trade."})
	CessationNotAgreed = declare("cessation-not-agreed", KindConflict,
		Text{"承继方尚未同意", "ۋارىس تېخى قوشۇلمىدى", "The successor has not agreed"},
		Text{"未经承继方同意，职责不能转移。", "ۋارىس قوشۇلمىسا، مەجبۇرىيەتنى يۆتكىگىلى بولمايدۇ.", "Duties pass to nobody who has not agreed."},
		Text{"请承继方登录后同意，再确认。", "ۋارىس كىرىپ قوشۇلغاندىن كېيىن جەزملەشتۈرۈڭ.", "Have the successor sign in and agree, then confirm."})
	CessationHappened = declare("cessation-in-force", KindConflict,
		Text{"终止已生效", "ئاخىرلىشىش كۈچكە ئىگە بولغان", "The end is in force"},
		Text{"自 {at} 起职责已转移，不能再撤销。", "{at} دىن باشلاپ مەجبۇرىيەت يۆتكەلدى، ئەمدى قايتۇرغىلى بولمايدۇ.", "Duties have passed since {at}; it cannot be taken back."}, Text{})
	OrgCeased = declare("organisation-ceased", KindConflict,
		Text{"该企业已终止", "بۇ كارخانا ئاخىرلاشقان", "This organisation has ceased"},
		Text{"“{name}”已终止，不再受理新的请求。", "«{name}» ئاخىرلاشقان، يېڭى تەلەپ قوبۇل قىلىنمايدۇ.", "{name} has ceased and takes nothing new."},
		Text{"请向承继方、销售者或链上其他经营者提出；也可以申请救助基金垫付。", "ۋارىسقا، ساتقۇچىغا ياكى زەنجىردىكى باشقا تىجارەتچىگە تەلەپ قويۇڭ؛ قۇتقۇزۇش فوندىدىنمۇ ئالدىن تۆلەشنى سورىسىڭىز بولىدۇ.", "Turn to its successor, the seller or anybody else on the chain; the relief fund may advance the money."})
)
