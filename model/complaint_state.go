package model

import "slices"

// ComplaintState is where a complaint stands.
type ComplaintState string

// The states.
const (
	ComplaintFiled     ComplaintState = "filed"     // received: seven working days to accept or refuse
	ComplaintContested ComplaintState = "contested" // the authority holds another one to be competent
	ComplaintRefused   ComplaintState = "refused"   // not accepted, with the ground and other remedies
	ComplaintAccepted  ComplaintState = "accepted"  // the operator is asked whether it consents to mediation
	ComplaintDeclined  ComplaintState = "declined"  // the operator does not consent
	ComplaintMediation ComplaintState = "mediation" // both consent
	ComplaintTesting   ComplaintState = "testing"   // a laboratory tests; the sixty days stand still
	ComplaintSettled   ComplaintState = "settled"   // mediation succeeded; both are to be told
	ComplaintEnded     ComplaintState = "ended"     // mediation has ended without success; both are to be told
	ComplaintClosed    ComplaintState = "closed"    // both have been told
	ComplaintWithdrawn ComplaintState = "withdrawn" // by the complainant, before it was accepted
)

// ComplaintEvent moves a complaint.
type ComplaintEvent string

// The events.
const (
	ComplaintAccept   ComplaintEvent = "accept"
	ComplaintRefuse   ComplaintEvent = "refuse"
	ComplaintContest  ComplaintEvent = "contest"
	ComplaintAssign   ComplaintEvent = "assign"
	ComplaintConsent  ComplaintEvent = "consent"
	ComplaintDecline  ComplaintEvent = "decline"
	ComplaintDelegate ComplaintEvent = "delegate"
	ComplaintTest     ComplaintEvent = "test"
	ComplaintResume   ComplaintEvent = "resume"
	ComplaintSettle   ComplaintEvent = "settle"
	ComplaintEnd      ComplaintEvent = "end"
	ComplaintTell     ComplaintEvent = "tell"
	ComplaintWithdraw ComplaintEvent = "withdraw"
)

// ComplaintTurn is who has to act next.
type ComplaintTurn string

// The turns.
const (
	ComplaintTurnAuthority ComplaintTurn = "authority"
	ComplaintTurnFirm      ComplaintTurn = "firm"
	ComplaintTurnNobody    ComplaintTurn = "nobody"
)

// Turn returns who has to act in a state.
func (s ComplaintState) Turn() ComplaintTurn {
	switch s {
	case ComplaintFiled, ComplaintContested, ComplaintDeclined, ComplaintMediation, ComplaintTesting, ComplaintSettled, ComplaintEnded:
		return ComplaintTurnAuthority
	case ComplaintAccepted:
		return ComplaintTurnFirm
	case ComplaintRefused, ComplaintClosed, ComplaintWithdrawn:
	}
	return ComplaintTurnNobody
}

// Over reports whether nothing more is due.
func (s ComplaintState) Over() bool { return s.Turn() == ComplaintTurnNobody }

// ShownToFirm reports whether the operator complained of knows of the complaint: from its acceptance.
func (s ComplaintState) ShownToFirm() bool {
	return !slices.Contains(complaintsHidden, s)
}

var complaintsHidden = []ComplaintState{ComplaintFiled, ComplaintContested, ComplaintRefused, ComplaintWithdrawn}

// ComplaintsHidden lists the states in which the operator does not know of the complaint.
func ComplaintsHidden() []ComplaintState { return slices.Clone(complaintsHidden) }

// mediable are the states in which mediation may still end.
var mediable = []ComplaintState{ComplaintAccepted, ComplaintDeclined, ComplaintMediation, ComplaintTesting}

// ComplaintLifecycle is the life of a complaint (Order 121 Art. 14-25, 33). Time makes no move: where sixty days are over
// it is the authority that ends mediation.
var ComplaintLifecycle = Machine[ComplaintState, ComplaintEvent]{
	Name:    "complaint",
	Initial: ComplaintFiled,
	Moves: slices.Concat(
		movesFrom([]ComplaintState{ComplaintFiled}, ComplaintAccept, ComplaintAccepted, PermComplaintHandle, Text{"受理并告知", "قوبۇل قىلدى ۋە ئۇقتۇردى", "accepted, and said so"}),
		movesFrom([]ComplaintState{ComplaintFiled}, ComplaintRefuse, ComplaintRefused, PermComplaintHandle, Text{"不予受理，并告知理由和其他救济途径", "قوبۇل قىلمىدى، سەۋەبى ۋە باشقا يوللارنى ئۇقتۇردى", "not accepted; the ground and other remedies are told"}),
		movesFrom([]ComplaintState{ComplaintFiled}, ComplaintContest, ComplaintContested, PermComplaintHandle, Text{"对管辖有争议，移送协商或报请指定", "باشقۇرۇش ھوقۇقىدا ماجىرا بار، كېلىشىش ياكى بېكىتىشكە يوللىدى", "another authority is held to be competent"}),
		movesFrom([]ComplaintState{ComplaintContested}, ComplaintAssign, ComplaintFiled, PermComplaintHandle, Text{"确定管辖，重新起算受理期限", "باشقۇرۇش ھوقۇقى بېكىتىلدى، قوبۇل قىلىش مۇددىتى يېڭىدىن باشلاندى", "jurisdiction is settled; the time to accept runs anew"}),
		movesFrom([]ComplaintState{ComplaintAccepted, ComplaintDeclined}, ComplaintConsent, ComplaintMediation, PermComplaintAnswer, Text{"经营者同意调解", "تىجارەتچى مۇرەسسەگە قوشۇلدى", "the operator consents to mediation"}),
		movesFrom([]ComplaintState{ComplaintAccepted}, ComplaintDecline, ComplaintDeclined, PermComplaintAnswer, Text{"经营者不同意调解", "تىجارەتچى مۇرەسسەگە قوشۇلمىدى", "the operator does not consent"}),
		movesFrom([]ComplaintState{ComplaintMediation}, ComplaintDelegate, ComplaintMediation, PermComplaintHandle, Text{"委托调解", "مۇرەسسە ھاۋالە قىلىندى", "mediation is entrusted to a body"}),
		movesFrom([]ComplaintState{ComplaintMediation}, ComplaintTest, ComplaintTesting, PermComplaintHandle, Text{"送检验检测，期限暂停", "تەكشۈرۈشكە ئەۋەتىلدى، مۇددەت توختىدى", "a test begins and the time stands still"}),
		movesFrom([]ComplaintState{ComplaintTesting}, ComplaintResume, ComplaintMediation, PermComplaintHandle, Text{"检验检测结束，期限恢复", "تەكشۈرۈش تۈگىدى، مۇددەت داۋاملاشتى", "the test is over and the time runs on"}),
		movesFrom([]ComplaintState{ComplaintAccepted, ComplaintDeclined, ComplaintMediation}, ComplaintSettle, ComplaintSettled, PermComplaintHandle, Text{"达成调解协议", "مۇرەسسە كېلىشىمى ھاسىل بولدى", "both agree; the terms are recorded"}),
		movesFrom(mediable, ComplaintEnd, ComplaintEnded, PermComplaintHandle, Text{"终止调解", "مۇرەسسە ئاخىرلاشتۇرۇلدى", "mediation is ended"}),
		movesFrom([]ComplaintState{ComplaintSettled, ComplaintEnded}, ComplaintTell, ComplaintClosed, PermComplaintHandle, Text{"已告知双方", "ئىككى تەرەپكە ئۇقتۇرۇلدى", "both have been told"}),
		movesFrom([]ComplaintState{ComplaintFiled, ComplaintContested}, ComplaintWithdraw, ComplaintWithdrawn, PermPublic, Text{"投诉人在受理前撤回", "ئەرز قىلغۇچى قوبۇل قىلىنىشتىن بۇرۇن قايتۇرۇۋالدى", "the complainant withdraws before it is accepted"}),
		movesFrom(mediable, ComplaintWithdraw, ComplaintEnded, PermPublic, Text{"投诉人撤回，终止调解", "ئەرز قىلغۇچى قايتۇرۇۋالدى، مۇرەسسە ئاخىرلاشتى", "the complainant withdraws, which ends mediation"}),
	),
	Words: map[ComplaintState]Text{
		ComplaintFiled:     {"待受理", "قوبۇل قىلىش كۈتۈۋاتىدۇ", "to be accepted"},
		ComplaintContested: {"管辖协商", "باشقۇرۇش ھوقۇقى كېلىشىلىۋاتىدۇ", "jurisdiction disputed"},
		ComplaintRefused:   {"不予受理", "قوبۇل قىلىنمىدى", "not accepted"},
		ComplaintAccepted:  {"已受理，待经营者答复", "قوبۇل قىلىندى، تىجارەتچىنىڭ جاۋابىنى كۈتۈۋاتىدۇ", "accepted, waiting for the operator"},
		ComplaintDeclined:  {"经营者不同意调解", "تىجارەتچى قوشۇلمىدى", "operator does not consent"},
		ComplaintMediation: {"调解中", "مۇرەسسە قىلىنىۋاتىدۇ", "in mediation"},
		ComplaintTesting:   {"检验检测中", "تەكشۈرۈلۈۋاتىدۇ", "being tested"},
		ComplaintSettled:   {"调解成功，待告知", "مۇرەسسە بولدى، ئۇقتۇرۇش كۈتۈۋاتىدۇ", "settled, to be told"},
		ComplaintEnded:     {"终止调解，待告知", "مۇرەسسە ئاخىرلاشتى، ئۇقتۇرۇش كۈتۈۋاتىدۇ", "ended, to be told"},
		ComplaintClosed:    {"已办结", "تاماملاندى", "closed"},
		ComplaintWithdrawn: {"已撤回", "قايتۇرۇۋېلىندى", "withdrawn"},
	},
}

// ComplaintEventWords name the moves as what somebody does.
var ComplaintEventWords = map[ComplaintEvent]Text{
	ComplaintAccept:   {"受理", "قوبۇل قىلىش", "Accept"},
	ComplaintRefuse:   {"不予受理", "قوبۇل قىلماسلىق", "Refuse"},
	ComplaintContest:  {"移送其他机关", "باشقا ئورگانغا يوللاش", "Pass to another authority"},
	ComplaintAssign:   {"确定管辖", "باشقۇرۇش ھوقۇقىنى بېكىتىش", "Settle jurisdiction"},
	ComplaintConsent:  {"同意调解", "مۇرەسسەگە قوشۇلۇش", "Consent to mediation"},
	ComplaintDecline:  {"不同意调解", "مۇرەسسەگە قوشۇلماسلىق", "Decline mediation"},
	ComplaintDelegate: {"委托调解", "مۇرەسسەنى ھاۋالە قىلىش", "Entrust mediation"},
	ComplaintTest:     {"送检验检测", "تەكشۈرۈشكە ئەۋەتىش", "Have it tested"},
	ComplaintResume:   {"检验检测结束", "تەكشۈرۈش تۈگىدى", "The test is over"},
	ComplaintSettle:   {"登记调解协议", "مۇرەسسە كېلىشىمىنى تىزىملاش", "Record the settlement"},
	ComplaintEnd:      {"终止调解", "مۇرەسسەنى ئاخىرلاشتۇرۇش", "End mediation"},
	ComplaintTell:     {"已告知双方", "ئىككى تەرەپكە ئۇقتۇردۇم", "Both have been told"},
	ComplaintWithdraw: {"撤回投诉", "ئەرزنى قايتۇرۇۋېلىش", "Withdraw"},
}

// ComplaintGround is a ground on which a complaint is not accepted.
type ComplaintGround string

// The grounds (Order 121 Art. 16).
const (
	RefusedNoPower     ComplaintGround = "no-power"
	RefusedHandled     ComplaintGround = "handled"
	RefusedNoConsumer  ComplaintGround = "not-consumption"
	RefusedTooLate     ComplaintGround = "too-late"
	RefusedPapers      ComplaintGround = "papers"
	RefusedImpersonate ComplaintGround = "impersonation"
	RefusedOther       ComplaintGround = "other"
)

func ofComplaints(article string) Reference {
	return Reference{LawComplaints, article, EvidenceText}
}

var complaintGrounds = []Listed[ComplaintGround]{
	{RefusedNoPower, Text{"不属于市场监管职责或本机关无处理权限", "بازار نازارەت مەسئۇلىيىتىگە ياكى بۇ ئورگانغا تەۋە ئەمەس", "not within the power of the market regulator"}, ofComplaints("16(1)")},
	{RefusedHandled, Text{"法院、仲裁机构、其他机关或组织已受理或处理", "سوت، كېسىم ياكى باشقا ئورگان قوبۇل قىلغان ياكى بىر تەرەپ قىلغان", "a court, arbitration or another body has it or had it"}, ofComplaints("16(2)")},
	{RefusedNoConsumer, Text{"不是为生活消费需要，或不能证明与经营者有消费者权益争议", "تۇرمۇش ئىستېمالى ئۈچۈن ئەمەس ياكى ماجىرا ئىسپاتلانمىغان", "not for living consumption, or no dispute with the operator is shown"}, ofComplaints("16(3)")},
	{RefusedTooLate, Text{"知道或应当知道权益受侵害之日起超过三年", "ھوقۇققا دەخلى قىلىنغانلىقى بىلىنگەندىن كېيىن ئۈچ يىل ئۆتكەن", "more than three years since the infringement was known"}, ofComplaints("16(4)")},
	{RefusedPapers, Text{"未提供必需的材料或材料虚假", "زۆرۈر ماتېرىيال يوق ياكى يالغان", "required papers are missing or false"}, ofComplaints("16(5)")},
	{RefusedImpersonate, Text{"冒用他人名义", "باشقىلارنىڭ نامىنى ئىشلەتكەن", "made in somebody else’s name"}, ofComplaints("16(6)")},
	{RefusedOther, Text{"法律、法规、规章规定的其他情形", "قانۇن-نىزاملاردا بەلگىلەنگەن باشقا ئەھۋال", "another case that the law provides for"}, ofComplaints("16(7)")},
}

// ComplaintGrounds lists the grounds on which a complaint is not accepted.
func ComplaintGrounds() []Listed[ComplaintGround] { return slices.Clone(complaintGrounds) }

// ComplaintEnding is why mediation ended.
type ComplaintEnding string

// The endings: agreement (Art. 24), and those of Art. 23.
const (
	EndingAgreed      ComplaintEnding = "agreed"
	EndingWithdrawn   ComplaintEnding = "withdrawn"
	EndingAbsent      ComplaintEnding = "absent"
	EndingNoAgreement ComplaintEnding = "no-agreement"
	EndingTestCost    ComplaintEnding = "test-cost"
	EndingSixtyDays   ComplaintEnding = "sixty-days"
	EndingGround      ComplaintEnding = "ground"
	EndingExtinct     ComplaintEnding = "extinct"
	EndingOther       ComplaintEnding = "other"
)

var complaintEndings = []Listed[ComplaintEnding]{
	{EndingAgreed, Text{"达成调解协议", "مۇرەسسە كېلىشىمى ھاسىل بولدى", "agreed in mediation"}, ofComplaints("24")},
	{EndingWithdrawn, Text{"投诉人撤回投诉或双方自行和解", "ئەرز قايتۇرۇۋېلىندى ياكى ئىككى تەرەپ ئۆزلىرى كېلىشتى", "withdrawn, or the two settled by themselves"}, ofComplaints("23(1)")},
	{EndingAbsent, Text{"一方无正当理由不参加、退出或拒绝调解", "بىر تەرەپ قاتناشمىدى، چېكىندى ياكى رەت قىلدى", "one side did not come, left or refused"}, ofComplaints("23(2)")},
	{EndingNoAgreement, Text{"双方不能达成一致", "ئىككى تەرەپ بىردەك پىكىرگە كېلەلمىدى", "no agreement can be reached"}, ofComplaints("23(3)")},
	{EndingTestCost, Text{"对检验检测机构或费用不能达成一致", "تەكشۈرۈش ئورگىنى ياكى ھەققىدە كېلىشەلمىدى", "no agreement on the test or its cost"}, ofComplaints("23(4)")},
	{EndingSixtyDays, Text{"受理之日起六十日内未达成协议", "قوبۇل قىلىنغاندىن 60 كۈن ئىچىدە كېلىشىم بولمىدى", "no agreement within sixty days of acceptance"}, ofComplaints("23(5)")},
	{EndingGround, Text{"受理后发现不予受理的情形", "قوبۇل قىلغاندىن كېيىن قوبۇل قىلماسلىق ئەھۋالى بايقالدى", "a ground of refusal appeared after acceptance"}, ofComplaints("23(6)")},
	{EndingExtinct, Text{"一方死亡或终止，无承受人", "بىر تەرەپ ئۆلدى ياكى ئاخىرلاشتى، ئورنىنى باسقۇچى يوق", "one side has died or ceased to exist"}, ofComplaints("23(7)")},
	{EndingOther, Text{"应当终止调解的其他情形", "ئاخىرلاشتۇرۇش كېرەك بولغان باشقا ئەھۋال", "another case in which mediation has to end"}, ofComplaints("23(8)")},
}

// ComplaintEndings lists the ways in which mediation ends, agreement first.
func ComplaintEndings() []Listed[ComplaintEnding] { return slices.Clone(complaintEndings) }

// ComplaintLabBy says who chose the laboratory.
type ComplaintLabBy string

// How a laboratory is chosen (Order 121 Art. 22).
const (
	LabAgreed    ComplaintLabBy = "agreed"
	LabAppointed ComplaintLabBy = "appointed"
)

// ComplaintLabBys lists the ways in which a laboratory is chosen.
func ComplaintLabBys() []Listed[ComplaintLabBy] {
	return []Listed[ComplaintLabBy]{
		{LabAgreed, Text{"双方协商选定", "ئىككى تەرەپ كېلىشىپ تاللىغان", "agreed by both"}, ofComplaints("22")},
		{LabAppointed, Text{"市场监管部门指定", "بازار نازارەت تارمىقى بېكىتكەن", "appointed by the authority"}, ofComplaints("22")},
	}
}

// ComplaintPayer says who pays for a test.
type ComplaintPayer string

// Who pays for a test.
const (
	PayerComplainant ComplaintPayer = "complainant"
	PayerFirm        ComplaintPayer = "firm"
	PayerBoth        ComplaintPayer = "both"
)

// ComplaintPayers lists who may pay for a test.
func ComplaintPayers() []Listed[ComplaintPayer] {
	return []Listed[ComplaintPayer]{
		{PayerComplainant, Text{"投诉人", "ئەرز قىلغۇچى", "the complainant"}, ofComplaints("22")},
		{PayerFirm, Text{"经营者", "تىجارەتچى", "the operator"}, ofComplaints("22")},
		{PayerBoth, Text{"双方分担", "ئىككى تەرەپ ئورتاق", "both"}, ofComplaints("22")},
	}
}
