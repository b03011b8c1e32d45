package model

import "slices"

// NoticeKind says what a notice tells; it is the type of a webhook's message.
type NoticeKind string

// The kinds of notice about recalls.
const (
	NewsRecallAnnounced NoticeKind = "recall.announced"
	NewsRecallTask      NoticeKind = "recall.task"
	NewsRecallReminder  NoticeKind = "recall.reminder"
	NewsRecallOverdue   NoticeKind = "recall.overdue"
	NewsRecallChanged   NoticeKind = "recall.changed"
	NewsRecallRejected  NoticeKind = "recall.answer-rejected"
	NewsRecallReopened  NoticeKind = "recall.task-reopened"
	NewsRecallWithdrawn NoticeKind = "recall.task-withdrawn"
	NewsRecallLifted    NoticeKind = "recall.lifted"
	NewsRecallClosed    NoticeKind = "recall.closed"
	NewsRecallOrdered   NoticeKind = "recall.ordered"
	NewsRecallPlan      NoticeKind = "recall.plan-filed"
	NewsRecallLacking   NoticeKind = "recall.lacking"
	NewsRecallGrade     NoticeKind = "recall.grade"
	NewsTest            NoticeKind = "recall.test" // of an address, whatever topics it has chosen
)

// The kinds of notice about claims, what is paid and covered, and recourse.
const (
	NewsClaimFiled       NoticeKind = "claim.filed"
	NewsClaimSupplied    NoticeKind = "claim.evidence-supplied"
	NewsClaimAccepted    NoticeKind = "claim.offer-accepted"
	NewsClaimDeclined    NoticeKind = "claim.offer-declined"
	NewsClaimWithdrawn   NoticeKind = "claim.withdrawn"
	NewsClaimDueSoon     NoticeKind = "claim.due-soon"
	NewsClaimDeemed      NoticeKind = "claim.deemed-refused"
	NewsClaimPaid        NoticeKind = "claim.paid"
	NewsClaimComplained  NoticeKind = "claim.complained"
	NewsAdvanceAsked     NoticeKind = "claim.advance-asked"
	NewsPaymentWaits     NoticeKind = "claim.payment-awaiting-approval"
	NewsPaymentFailed    NoticeKind = "claim.payment-failed"
	NewsPayoutGivenUp    NoticeKind = "claim.payout-given-up"
	NewsCoverAsked       NoticeKind = "claim.cover-asked"
	NewsCoverConfirmed   NoticeKind = "claim.cover-confirmed"
	NewsCoverEnded       NoticeKind = "claim.cover-ended"
	NewsRecourseOpened   NoticeKind = "claim.recourse-opened"
	NewsRecourseDemanded NoticeKind = "claim.recourse-demanded"
	NewsRecourseAgreed   NoticeKind = "claim.recourse-agreed"
	NewsRecourseDisputed NoticeKind = "claim.recourse-disputed"
	NewsRecourseMediated NoticeKind = "claim.recourse-mediation"
	NewsRecourseSued     NoticeKind = "claim.recourse-court"
	NewsRecourseSettled  NoticeKind = "claim.recourse-settled"
	NewsRecourseReleased NoticeKind = "claim.recourse-released"
)

// The kinds of mail to a claimant who has given an address.
const (
	NewsClaimantAnswered NoticeKind = "claimant.answered"
	NewsClaimantDeemed   NoticeKind = "claimant.deemed-refused"
	NewsClaimantPaid     NoticeKind = "claimant.paid"
)

// The kinds of notice about complaints and tips.
const (
	NewsComplaintFiled    NoticeKind = "complaint.filed"
	NewsComplaintTip      NoticeKind = "complaint.tip-filed"
	NewsComplaintHanded   NoticeKind = "complaint.handed-over"
	NewsComplaintAccepted NoticeKind = "complaint.accepted"
	NewsComplaintAnswered NoticeKind = "complaint.answered"
	NewsComplaintEnded    NoticeKind = "complaint.ended"
	NewsComplaintDueSoon  NoticeKind = "complaint.due-soon"
	NewsComplaintOverdue  NoticeKind = "complaint.overdue"
)

// NoticeParty is who is told, by what it has to do with the subject.
type NoticeParty string

// The parties of notices.
const (
	ToHolder    NoticeParty = "holder"    // who has a task of a recall
	ToCompany   NoticeParty = "company"   // who carries a recall out
	ToTeller    NoticeParty = "teller"    // who supplied a holder
	ToAuthority NoticeParty = "authority" // of the region of the subject, or that handles it
	ToParty     NoticeParty = "party"     // the first responsible party of a claim
	ToInsurer   NoticeParty = "insurer"   // who covers that party by a policy or bond that it has confirmed
	ToPayer     NoticeParty = "payer"     // who pays, or has paid, or is to pay from a policy or bond
	ToCovered   NoticeParty = "covered"   // who is covered
	ToFund      NoticeParty = "fund"      // the relief funds of the region
	ToCreditor  NoticeParty = "creditor"  // of a recourse, unless it made the step itself
	ToDebtor    NoticeParty = "debtor"    // of a recourse, unless it made the step itself
	ToFirm      NoticeParty = "firm"      // the operator complained of
	ToClaimant  NoticeParty = "claimant"  // by mail alone
	ToAsker     NoticeParty = "asker"     // who asks for a test of an address
)

// NoticePartyWords name the parties.
var NoticePartyWords = map[NoticeParty]Text{
	ToHolder:    {"持有人", "ساقلىغۇچى", "holder of the goods"},
	ToCompany:   {"召回企业", "قايتۇرۇۋالغۇچى كارخانا", "company that recalls"},
	ToTeller:    {"供货方", "مال بەرگۈچى", "who supplied the holder"},
	ToAuthority: {"监管部门", "نازارەتچى تارماق", "authority"},
	ToParty:     {"首负责任方", "بىرىنچى جاۋابكار تەرەپ", "first responsible party"},
	ToInsurer:   {"保险人或保证金持有方", "سۇغۇرتىچى ياكى كاپالەت ساقلىغۇچى", "insurer or holder of the bond"},
	ToPayer:     {"赔付方", "تۆلىگۈچى", "payer"},
	ToCovered:   {"被保方", "سۇغۇرتىلانغۇچى", "who is covered"},
	ToFund:      {"救助基金", "قۇتقۇزۇش فوندى", "relief funds of the region"},
	ToCreditor:  {"追偿方", "سۈيلىگۈچى", "creditor"},
	ToDebtor:    {"被追偿方", "سۈيلەنگۈچى", "debtor"},
	ToFirm:      {"被投诉经营者", "ئەرز قىلىنغان تىجارەتچى", "operator complained of"},
	ToClaimant:  {"消费者（邮件）", "ئىستېمالچى (ئېلخەت)", "claimant, by mail"},
	ToAsker:     {"测试者", "سىنىغۇچى", "who asks for the test"},
}

// NoticeKindInfo describes a kind of notice: who is told, and in which words.
type NoticeKindInfo struct {
	Kind  NoticeKind
	Topic NoticeTopic
	// To lists who is told; the rooms write a notice to each of them, and to nobody else.
	To []NoticeParty
	// Head names it in a few words, What says in one sentence what has happened and what is to be done.
	Head, What Text
}

var noticeKinds = slices.Concat(recallNotices, claimNotices, claimantNotices, complaintNotices)

// NoticeKinds lists the kinds of notice.
func NoticeKinds() []NoticeKindInfo { return slices.Clone(noticeKinds) }

// NoticeKindCodes lists the codes of the kinds.
func NoticeKindCodes() []NoticeKind {
	codes := make([]NoticeKind, 0, len(noticeKinds))
	for _, k := range noticeKinds {
		codes = append(codes, k.Kind)
	}
	return codes
}

// Info describes the kind. One that is not declared here reads as a change of a recall, so that a notice kept by a newer
// house is not lost on an older one.
func (k NoticeKind) Info() NoticeKindInfo {
	if i := slices.IndexFunc(noticeKinds, func(n NoticeKindInfo) bool { return n.Kind == k }); i >= 0 {
		return noticeKinds[i]
	}
	info := NewsRecallChanged.Info()
	info.Kind = k
	return info
}
