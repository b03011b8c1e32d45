package model

import (
	"slices"
	"strconv"
	"strings"
)

// PackID names a set of rules of one jurisdiction and matter.
type PackID string

// The rule packs.
const (
	PackCNFood            PackID = "cn-food"
	PackCNConsumer        PackID = "cn-consumer"
	PackCNFarm            PackID = "cn-farm"
	PackUSFDA             PackID = "us-fda"
	PackEUGPSR            PackID = "eu-gpsr"
	PackCNSamplingFood    PackID = "cn-sampling-food"
	PackCNSamplingFarm    PackID = "cn-sampling-farm"
	PackCNSamplingProduct PackID = "cn-sampling-product"
	PackCNComplaint       PackID = "cn-complaint"
	PackCNClaim           PackID = "cn-claim"
)

// Grade is how grave a recall is within its pack; the empty grade stands for all of them.
type Grade string

// The grades, the gravest first.
const (
	GradeI   Grade = "i"
	GradeII  Grade = "ii"
	GradeIII Grade = "iii"
)

// Rank orders grades: the smaller the graver. No grade ranks last.
func (g Grade) Rank() int {
	if i := slices.Index([]Grade{GradeI, GradeII, GradeIII}, g); i >= 0 {
		return i
	}
	return 3
}

// GradeInfo is one grade of a pack.
type GradeInfo struct {
	Grade Grade
	Name  Text
	Means Text
	Ref   Reference
}

// RulePack is a version of a set of rules with the days on which it is in force.
type RulePack struct {
	ID           PackID
	Version      int
	Jurisdiction string // ISO 3166-1 alpha-2, or EU
	Recall       bool   // a recall may be run under it
	Name         Text
	Law          LawCode // the text it mainly rests on
	From         Date    // first day in force; empty when it lies before anything we record
	To           Date    // last day in force; empty while it stands
	Note         Text
	Grades       []GradeInfo
	Rules        []Rule
}

// InForce reports whether the pack holds on a day.
func (p RulePack) InForce(on Date) bool { return inForce(p.From, p.To, on) }

func inForce(from, to, on Date) bool { return on >= from && (to == "" || on <= to) }

// GradeOf returns the description of a grade of the pack; ok is false when the pack does not know it.
func (p RulePack) GradeOf(g Grade) (GradeInfo, bool) {
	for _, i := range p.Grades {
		if i.Grade == g {
			return i, true
		}
	}
	return GradeInfo{}, false
}

// Trigger is the fact that starts a clock.
type Trigger string

// The triggers.
const (
	OnUnsafeKnown     Trigger = "unsafe-known"
	OnPlanObjected    Trigger = "plan-objected"
	OnPlanFiled       Trigger = "plan-filed"
	OnAnnounced       Trigger = "announced"
	OnNoticeReceived  Trigger = "notice-received"
	OnFinished        Trigger = "finished"
	OnHandled         Trigger = "handled"
	OnOrdered         Trigger = "ordered"
	OnIncidentKnown   Trigger = "incident-known"
	OnDefectFound     Trigger = "defect-found"
	OnRecallNotice    Trigger = "recall-notice"
	OnCertified       Trigger = "certified"
	OnRecordRequested Trigger = "record-requested"
	OnResultReceived  Trigger = "result-received"
	OnRapidResult     Trigger = "rapid-result"
	OnSampleReceived  Trigger = "sample-received"
	OnNonconforming   Trigger = "nonconforming"
	OnComplaint       Trigger = "complaint"
	OnAccepted        Trigger = "accepted"
	OnMediationEnded  Trigger = "mediation-ended"
	OnClue            Trigger = "clue"
	OnDispute         Trigger = "dispute"
	OnInfringement    Trigger = "infringement"
	OnSettlement      Trigger = "settlement"
	OnClaim           Trigger = "claim"
	OnPurchase        Trigger = "purchase"
	OnHarmKnown       Trigger = "harm-known"
	OnDelivered       Trigger = "delivered"
)

// TriggerWords name the triggers for people.
var TriggerWords = map[Trigger]Text{
	OnUnsafeKnown:     {"知悉食品不安全", "يېمەكلىكنىڭ بىخەتەر ئەمەسلىكى بىلىنگەندە", "the goods are known to be unsafe"},
	OnPlanObjected:    {"监管部门要求修改计划", "نازارەتچى تارماق پىلاننى تۈزىتىشنى تەلەپ قىلغاندا", "the authority wants the plan revised"},
	OnPlanFiled:       {"提交召回计划", "قايتۇرۇۋېلىش پىلانى تاپشۇرۇلغاندا", "the recall plan is filed"},
	OnAnnounced:       {"发布召回公告", "قايتۇرۇۋېلىش ئېلان قىلىنغاندا", "the recall is announced"},
	OnNoticeReceived:  {"收到召回通知", "قايتۇرۇۋېلىش ئۇقتۇرۇشى تاپشۇرۇۋېلىنغاندا", "the recall notice is received"},
	OnFinished:        {"召回结束", "قايتۇرۇۋېلىش ئاخىرلاشقاندا", "the recall has ended"},
	OnHandled:         {"停止经营、召回或处置", "توختىتىش، قايتۇرۇۋېلىش ياكى بىر تەرەپ قىلىشتا", "goods are stopped, recalled or disposed of"},
	OnOrdered:         {"监管部门责令", "نازارەتچى تارماق بۇيرۇق چۈشۈرگەندە", "the authority orders it"},
	OnIncidentKnown:   {"获知伤害或损失事件", "زەخمىلىنىش ياكى زىيان ۋەقەسى بىلىنگەندە", "an injury or loss becomes known"},
	OnDefectFound:     {"确认存在缺陷或收到召回通知", "كەمتۈك بارلىقى جەزملەشكەندە", "the defect is found or the recall is ordered"},
	OnRecallNotice:    {"收到监管部门的召回通知书", "نازارەتچى تارماقنىڭ ئۇقتۇرۇشى تاپشۇرۇۋېلىنغاندا", "the authority's recall notice is received"},
	OnCertified:       {"开具承诺达标合格证", "لاياقەت گۇۋاھنامىسى بېرىلگەندە", "the commitment certificate is issued"},
	OnRecordRequested: {"监管部门索取记录", "نازارەتچى تارماق خاتىرە تەلەپ قىلغاندا", "the authority asks for records"},
	OnResultReceived:  {"收到检验结论", "تەكشۈرۈش خۇلاسىسى تاپشۇرۇۋېلىنغاندا", "the test result is received"},
	OnRapidResult:     {"收到快速检测结果", "تېز تەكشۈرۈش نەتىجىسى تاپشۇرۇۋېلىنغاندا", "the rapid test result is received"},
	OnSampleReceived:  {"复检机构收到样品", "قايتا تەكشۈرۈش ئورگىنى ئەۋرىشكىنى تاپشۇرۇۋالغاندا", "the laboratory receives the sample"},
	OnNonconforming:   {"收到不合格通知", "لاياقەتسىزلىك ئۇقتۇرۇشى تاپشۇرۇۋېلىنغاندا", "the notice of failure is received"},
	OnComplaint:       {"收到投诉", "ئەرز تاپشۇرۇۋېلىنغاندا", "the complaint is received"},
	OnAccepted:        {"受理投诉", "ئەرز قوبۇل قىلىنغاندا", "the complaint is accepted"},
	OnMediationEnded:  {"终止调解", "مۇرەسسە ئاخىرلاشقاندا", "mediation has ended"},
	OnClue:            {"发现违法行为线索", "قانۇنغا خىلاپ يىپ ئۇچى بايقالغاندا", "a clue of an offence is found"},
	OnDispute:         {"发生管辖争议", "باشقۇرۇش ھوقۇقى ماجىراسى كۆرۈلگەندە", "jurisdiction is disputed"},
	OnInfringement:    {"知道或应当知道权益受侵害", "ھوقۇققا دەخلى قىلىنغانلىقى بىلىنگەندە", "the infringement is known or should be"},
	OnSettlement:      {"在线纠纷转企业处理", "ماجىرا كارخانىغا ئۆتكۈزۈلگەندە", "the dispute is passed to the firm"},
	OnClaim:           {"收到赔偿请求", "تۆلەم تەلىپى تاپشۇرۇۋېلىنغاندا", "the claim is received"},
	OnPurchase:        {"收到商品", "تاۋار تاپشۇرۇۋېلىنغاندا", "the goods are received"},
	OnHarmKnown:       {"知道或应当知道损害", "زىيان بىلىنگەندە", "the harm is known or should be"},
	OnDelivered:       {"产品交付最初消费者", "مەھسۇلات دەسلەپكى ئىستېمالچىغا تاپشۇرۇلغاندا", "the product is delivered to its first consumer"},
}

// Duty is what answers a clock.
type Duty string

// The duties.
const (
	DutyStop          Duty = "stop"
	DutyStart         Duty = "start"
	DutyRevisePlan    Duty = "revise-plan"
	DutyFilePlan      Duty = "file-plan"
	DutyPublish       Duty = "publish"
	DutyFinish        Duty = "finish"
	DutySeal          Duty = "seal"
	DutyStageSummary  Duty = "stage-summary"
	DutySummary       Duty = "summary"
	DutyReport        Duty = "report"
	DutyKeepRecords   Duty = "keep-records"
	DutyKeepPaper     Duty = "keep-certificate"
	DutyRecover       Duty = "recover"
	DutyObject        Duty = "object"
	DutyNotify        Duty = "notify"
	DutyHandOver      Duty = "hand-over-records"
	DutyRetest        Duty = "retest"
	DutyRetestRapid   Duty = "retest-rapid"
	DutyRetestResult  Duty = "retest-result"
	DutyTestResult    Duty = "test-result"
	DutyAuthenticity  Duty = "object-authenticity"
	DutyControl       Duty = "control"
	DutyVerifyRemedy  Duty = "verify-remedy"
	DutyDecide        Duty = "decide-acceptance"
	DutyEndMediation  Duty = "end-mediation"
	DutyTellEnd       Duty = "tell-end"
	DutyVerifyClue    Duty = "verify-clue"
	DutyJurisdiction  Duty = "decide-jurisdiction"
	DutyComplain      Duty = "complain"
	DutySettle        Duty = "settle"
	DutyAnswerClaim   Duty = "answer-claim"
	DutyReturnGoods   Duty = "return-goods"
	DutySue           Duty = "sue"
	DutySueRepose     Duty = "sue-repose"
	DutySueGeneral    Duty = "sue-general"
	DutyProveNoDefect Duty = "prove-no-defect"
)

// DutyParty is who has to act.
type DutyParty string

// The parties.
const (
	PartyProducer  DutyParty = "producer"
	PartyOperator  DutyParty = "operator"
	PartyAuthority DutyParty = "authority"
	PartyLab       DutyParty = "laboratory"
	PartyConsumer  DutyParty = "consumer"
	PartySampled   DutyParty = "sampled" // whoever the sample was taken from, or the producer it names
)

// DutyPartyWords name the parties for people.
var DutyPartyWords = map[DutyParty]Text{
	PartyProducer:  {"生产者", "ئىشلەپچىقارغۇچى", "producer"},
	PartyOperator:  {"经营者", "تىجارەتچى", "operator"},
	PartyAuthority: {"监管部门", "نازارەتچى تارماق", "authority"},
	PartyLab:       {"检验机构", "تەكشۈرۈش ئورگىنى", "laboratory"},
	PartyConsumer:  {"消费者", "ئىستېمالچى", "consumer"},
	PartySampled:   {"被抽样单位或标称生产者", "ئەۋرىشكە ئېلىنغان ئورۇن", "the party sampled"},
}

// RuleKind says what the end of a rule's period means.
type RuleKind string

// The kinds of rule.
const (
	RuleDeadline RuleKind = "deadline" // the duty must be met before it
	RuleRepeats  RuleKind = "repeats"  // the duty must be met before it, again and again
	RuleDeems    RuleKind = "deems"    // silence until then counts as a refusal
	RuleRetains  RuleKind = "retains"  // what was recorded is kept until then at least
	RuleLimits   RuleKind = "limits"   // a right may be used until then; shown to people, never decided by the house
)

// RuleKindWords name the kinds of rule for people.
var RuleKindWords = map[RuleKind]Text{
	RuleDeadline: {"办理期限", "بېجىرىش مۇددىتى", "deadline"},
	RuleRepeats:  {"定期办理", "قەرەللىك بېجىرىش", "repeating deadline"},
	RuleDeems:    {"期满视为拒绝", "مۇددەت توشسا رەت قىلىنغان ھېسابلىنىدۇ", "silence is a refusal"},
	RuleRetains:  {"保存期限", "ساقلاش مۇددىتى", "retention"},
	RuleLimits:   {"权利期限", "ھوقۇق مۇددىتى", "limitation of a right"},
}

// RuleID names one rule of one version of a pack: "cn-food@1/finish/ii".
type RuleID string

// Rule is one clock of a pack.
type Rule struct {
	Pack    PackID
	Version int
	Grade   Grade // empty: of every grade
	Starts  Trigger
	Answers Duty
	Party   DutyParty
	Kind    RuleKind
	Period  Period
	// Pausable tells that the law excludes some time from the period, Extendable that somebody may consent to a later
	// end, and Extra how much may be added when the law says so.
	Pausable   bool
	Extendable bool
	Extra      Period
	Ref        Reference
	From, To   Date // when narrower than the pack's
	Name       Text // what has to be done
	When       Text // the condition under which it applies; empty: always
}

// ID names the rule.
func (r Rule) ID() RuleID {
	id := string(r.Pack) + "@" + strconv.Itoa(r.Version) + "/" + string(r.Answers)
	if r.Grade != "" {
		id += "/" + string(r.Grade)
	}
	return RuleID(id)
}

// RulePacks lists every version of every pack.
func RulePacks() []RulePack { return rulePacks }

// PackOf returns the version of a pack that is in force on a day, or the refusal rule-unknown.
func PackOf(id PackID, on Date) (RulePack, error) {
	for _, p := range rulePacks {
		if p.ID == id && p.InForce(on) {
			return p, nil
		}
	}
	return RulePack{}, RuleUnknown.Refuse(P("value", clip(string(id), 40)))
}

// RulesOn lists the rules of a pack that a fact starts on a day, for a grade, in table order: those for every grade and
// those of this one. It refuses an unknown pack, or one not in force, with rule-unknown, and a grade that the pack does
// not know likewise.
func RulesOn(id PackID, g Grade, fact Trigger, on Date) ([]Rule, error) {
	p, err := PackOf(id, on)
	if err != nil {
		return nil, err
	}
	if _, ok := p.GradeOf(g); !ok && g != "" {
		return nil, RuleUnknown.Refuse(P("value", clip(string(id)+"/"+string(g), 40)))
	}
	var list []Rule
	for _, r := range p.Rules {
		if r.Starts == fact && (r.Grade == "" || r.Grade == g) && inForce(r.From, r.To, on) {
			list = append(list, r)
		}
	}
	return list, nil
}

// RuleOf returns the rule with an ID, of whatever version; ok is false for an unknown one.
func RuleOf(id RuleID) (Rule, bool) {
	r, ok := ruleByID[id]
	return r, ok
}

var ruleByID = func() map[RuleID]Rule {
	m := map[RuleID]Rule{}
	for _, p := range rulePacks {
		for _, r := range p.Rules {
			m[r.ID()] = r
		}
	}
	return m
}()

// PackFor returns the pack a recall of a category in China falls under by default. A farm product comes under the food
// rules, by analogy, once it has entered the market or processing (食品召回管理办法 Art. 45, 农产品质量安全法 Art. 60).
func PackFor(c Category, onMarket bool) PackID {
	switch _, known := CategoryOf(c); {
	case c == CategoryConsumer:
		return PackCNConsumer
	case c == CategoryFood || onMarket || !known:
		return PackCNFood
	}
	return PackCNFarm
}

// assemble writes the pack's name and version into its rules, so that the tables need not repeat them.
func assemble(packs []RulePack) []RulePack {
	for i := range packs {
		for j := range packs[i].Rules {
			packs[i].Rules[j].Pack, packs[i].Rules[j].Version = packs[i].ID, packs[i].Version
		}
	}
	return packs
}

// ParsePackID reads the name of a pack, or refuses it with rule-unknown.
func ParsePackID(s string) (PackID, error) {
	id := PackID(strings.TrimSpace(s))
	if slices.ContainsFunc(rulePacks, func(p RulePack) bool { return p.ID == id }) {
		return id, nil
	}
	return "", RuleUnknown.Refuse(P("value", clip(s, 40)))
}
