package model

import "slices"

// ClaimReason is why a first responsible party refuses. The list is closed. That somebody else is liable is on it
// nowhere: it is no defence against a consumer (法释〔2020〕14号 Art. 1; 食品安全法 Art. 148(1)).
type ClaimReason string

// The reasons.
const (
	ReasonNoPurchase  ClaimReason = "no-purchase"
	ReasonNoLink      ClaimReason = "no-link-to-harm"
	ReasonStandardMet ClaimReason = "standard-met"
	ReasonExempt      ClaimReason = "exempt"
	ReasonPaid        ClaimReason = "already-compensated"
	ReasonTooLate     ClaimReason = "too-late"
	ReasonNoConsumer  ClaimReason = "not-for-living"
	ReasonFalse       ClaimReason = "false-claim"
	ReasonNotOurs     ClaimReason = "neither-made-nor-sold"
)

var claimReasons = []Listed[ClaimReason]{
	{ReasonNoPurchase, Text{"消费者未能证明购买", "ئىستېمالچى سېتىۋالغانلىقىنى ئىسپاتلىيالمىدى", "the purchase is not shown"}, Reference{LawFoodDrugDisputes, "5", EvidenceText}},
	{ReasonNoLink, Text{"未能初步证明损害与商品有关", "زىياننىڭ مال بىلەن مۇناسىۋىتى دەسلەپكى قەدەمدە ئىسپاتلانمىدى", "nothing shows at first sight that the harm comes from the goods"}, Reference{LawFoodDrugDisputes, "5", EvidenceText}},
	{ReasonStandardMet, Text{"已证明商品符合质量或安全标准", "مالنىڭ سۈپەت ياكى بىخەتەرلىك ئۆلچىمىگە ئۇيغۇنلۇقى ئىسپاتلاندى", "the goods are proven to meet the standard"}, Reference{LawFoodDrugDisputes, "6", EvidenceText}},
	{ReasonExempt, Text{"生产者法定免责情形", "ئىشلەپچىقارغۇچىنىڭ قانۇندا بەلگىلەنگەن جاۋابكارلىقتىن خالىي ئەھۋالى", "the law exempts the producer: not put into circulation, no defect then, or not yet knowable"}, Reference{LawProductQuality, "41", EvidenceMemory}},
	{ReasonPaid, Text{"同一损害已获赔偿", "ئوخشاش زىيان ئۈچۈن تۆلەم بېرىلگەن", "the same damage has been compensated"}, Reference{LawCivilCode, "1179", EvidenceMemory}},
	{ReasonTooLate, Text{"超过法定请求期限", "قانۇندىكى تەلەپ مۇددىتى ئۆتكەن", "the time for claiming has run out"}, Reference{LawProductQuality, "45", EvidenceText}},
	{ReasonNoConsumer, Text{"并非为生活消费需要购买", "تۇرمۇش ئىستېمالى ئۈچۈن سېتىۋالمىغان", "it was not bought for living consumption"}, Reference{LawConsumerRights, "2", EvidenceMemory}},
	{ReasonFalse, Text{"夹带、调包、造假等虚假索赔", "ئارىلاشتۇرۇش، ئالماشتۇرۇش، ساختىپەزلىك قاتارلىق يالغان تەلەپ", "the claim is false: goods planted, swapped or forged"}, Reference{LawComplaints, "42", EvidenceText}},
	{ReasonNotOurs, Text{"该商品既非本方生产也非本方销售（附证据）", "بۇ مالنى بىز ئىشلەپچىقارمىغان ھەم ساتمىغان (ئىسپات قوشۇلدى)", "the goods were neither made nor sold by this party, as evidence shows"}, Reference{LawFoodDrugDisputes, "5", EvidenceText}},
}

// ClaimReasons lists the reasons for which a claim is refused.
func ClaimReasons() []Listed[ClaimReason] { return slices.Clone(claimReasons) }

// ClaimRouteKind is a way that is open to a consumer whose claim is refused (消费者权益保护法 Art. 39).
type ClaimRouteKind string

// The ways.
const (
	RouteComplaint ClaimRouteKind = "complaint"
	RouteMediation ClaimRouteKind = "mediation"
	RouteCourt     ClaimRouteKind = "court"
)

// ClaimRoute is one way with the days until which it can be taken.
type ClaimRoute struct {
	Kind   ClaimRouteKind
	Name   Text
	Ref    Reference
	Limits []ClaimLimit
}

// ClaimLimit is the last day of a period that a law sets. Two laws set different ones for a defect; both are shown, and
// which one counts is for the court.
type ClaimLimit struct {
	Rule RuleID
	Name Text
	When Text
	Ref  Reference
	Last Date
}

// ClaimRoutes lists the ways that are open, with the days that follow from when the goods were bought and when the harm
// was known.
func ClaimRoutes(cal *WorkCalendar, bought, harm Date, now Instant) []ClaimRoute {
	limit := func(pack PackID, fact Trigger, from Date, duties ...Duty) (list []ClaimLimit) {
		rules, err := RulesOn(pack, "", fact, DateOf(now, China))
		if err != nil || from == "" {
			return nil
		}
		for _, r := range rules {
			clock, err := StartClock(r, min(from.Start(China), now), now)
			if err == nil && slices.Contains(duties, r.Answers) {
				list = append(list, ClaimLimit{r.ID(), r.Name, r.When, r.Ref, clock.Due(cal, now).Last})
			}
		}
		return list
	}
	return []ClaimRoute{
		{
			RouteComplaint, Text{"向市场监管部门投诉（12315）", "بازار نازارەت تارمىقىغا ئەرز قىلىش (12315)", "complain to the market authority (12315)"},
			Reference{LawConsumerRights, "39", EvidenceMemory}, limit(PackCNComplaint, OnInfringement, harm, DutyComplain),
		},
		{
			RouteMediation, Text{"请求消费者组织或人民调解组织调解", "ئىستېمالچىلار جەمئىيىتى ياكى خەلق مۇرەسسە تەشكىلاتىدىن مۇرەسسە سوراش", "ask the consumers' association or a people's mediator"},
			Reference{LawConsumerRights, "39", EvidenceMemory}, nil,
		},
		{
			RouteCourt, Text{"向人民法院起诉", "خەلق سوت مەھكىمىسىگە ئەرز سۇنۇش", "sue in court"},
			Reference{LawConsumerRights, "39", EvidenceMemory},
			append(limit(PackCNClaim, OnHarmKnown, harm, DutySue, DutySueGeneral), limit(PackCNClaim, OnDelivered, bought, DutySueRepose)...),
		},
	}
}
