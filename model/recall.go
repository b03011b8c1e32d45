package model

import "slices"

// RecallOrigin says who set a recall going.
type RecallOrigin string

// The origins.
const (
	OriginVoluntary RecallOrigin = "voluntary" // by the producer itself
	OriginOperator  RecallOrigin = "operator"  // by an operator: its own fault, or the producer is gone (食品召回管理办法 Art. 20, 21)
	OriginOrdered   RecallOrigin = "ordered"   // by the authority (食品安全法 Art. 63)
)

// RecallOrigins lists the origins.
func RecallOrigins() []RecallOrigin {
	return []RecallOrigin{OriginVoluntary, OriginOperator, OriginOrdered}
}

// RecallOriginWords name the origins for people.
var RecallOriginWords = map[RecallOrigin]Text{
	OriginVoluntary: {"生产者主动召回", "ئىشلەپچىقارغۇچى ئۆزى قايتۇرۇۋالغان", "voluntary recall by the producer"},
	OriginOperator:  {"经营者召回", "تىجارەتچى قايتۇرۇۋالغان", "recall by an operator"},
	OriginOrdered:   {"责令召回", "بۇيرۇق بىلەن قايتۇرۇۋېلىنغان", "recall ordered by the authority"},
}

// RecallState is where a recall case stands.
type RecallState string

// The states of a recall case. A withdrawal (追回) is for goods that no consumer has bought yet.
const (
	RecallDraft        RecallState = "draft"
	RecallAssessed     RecallState = "assessed"
	RecallOrdered      RecallState = "ordered"
	RecallPlanFiled    RecallState = "plan-filed"
	RecallWithdrawing  RecallState = "withdrawing"
	RecallAnnounced    RecallState = "announced"
	RecallExecuting    RecallState = "executing"
	RecallExtended     RecallState = "extended"
	RecallDisposing    RecallState = "disposing"
	RecallReported     RecallState = "reported"
	RecallEvaluated    RecallState = "evaluated"
	RecallInsufficient RecallState = "insufficient"
	RecallActiveEnded  RecallState = "active-ended"
	RecallClosed       RecallState = "closed"
	RecallReopened     RecallState = "reopened"
	RecallCancelled    RecallState = "cancelled"
)

// RecallEvent moves a recall case.
type RecallEvent string

// The events of a recall case.
const (
	RecallAssess       RecallEvent = "assess"
	RecallOrder        RecallEvent = "order"
	RecallFilePlan     RecallEvent = "file-plan"
	RecallObject       RecallEvent = "object"
	RecallWithdraw     RecallEvent = "withdraw"
	RecallReachedSale  RecallEvent = "reach-sale"
	RecallAnnounce     RecallEvent = "announce"
	RecallProclaim     RecallEvent = "proclaim"
	RecallExecute      RecallEvent = "execute"
	RecallExtend       RecallEvent = "extend"
	RecallDispose      RecallEvent = "dispose"
	RecallResume       RecallEvent = "resume"
	RecallReport       RecallEvent = "report"
	RecallEvaluate     RecallEvent = "evaluate"
	RecallFindLacking  RecallEvent = "find-lacking"
	RecallEndActive    RecallEvent = "end-active"
	RecallClose        RecallEvent = "close"
	RecallReopen       RecallEvent = "reopen"
	RecallCancel       RecallEvent = "cancel"
	RecallRevoke       RecallEvent = "revoke"
	RecallReturnToPlan RecallEvent = "replan"
	// RecallFinishExercise ends an exercise wherever it stands: nothing is owed and nothing has to be accounted for.
	RecallFinishExercise RecallEvent = "finish-exercise"
)

var (
	whyOrdered  = Text{"监管部门责令召回", "نازارەتچى تارماق قايتۇرۇۋېلىشقا بۇيرۇدى", "the authority orders it"}
	whyLacking  = Text{"监管部门认定措施不足，要求采取更有效的措施", "نازارەتچى تارماق تەدبىرنى يېتەرسىز دەپ قارىدى", "the authority finds the measures insufficient and orders stronger ones"}
	whyPlan     = Text{"提交召回计划", "قايتۇرۇۋېلىش پىلانى تاپشۇرۇلدى", "the plan is filed"}
	whyDispose  = Text{"召回的产品进入处置", "قايتۇرۇۋېلىنغان مەھسۇلات بىر تەرەپ قىلىنىدۇ", "what came back is being disposed of"}
	whyCancel   = Text{"评估认定不需要召回", "باھالاشتا قايتۇرۇۋېلىش ھاجەتسىز دەپ قارالدى", "the assessment finds no need for it"}
	whyRevoke   = Text{"监管部门撤销", "نازارەتچى تارماق بىكار قىلدى", "the authority revokes it"}
	whyExecute  = Text{"开始实施", "يولغا قويۇش باشلاندى", "it is being carried out"}
	whyExtend   = Text{"监管部门同意延长期限并公布", "نازارەتچى تارماق مۇددەتنى ئۇزارتىشقا قوشۇلۇپ ئېلان قىلدى", "the authority consents to more time and publishes it"}
	whyFinish   = Text{"演练结束，结果存档", "مەشىق ئاخىرلاشتى، نەتىجىسى ساقلاندى", "the exercise is over; its report stays"}
	whyClose    = Text{"核清并通过评估，结案", "ئېنىقلاپ باھالاشتىن ئۆتۈپ، دېلو تاماملاندى", "all is accounted for and evaluated"}
	whyReopen   = Text{"发现新的受影响产品或证据", "يېڭى تەسىرگە ئۇچرىغان مەھسۇلات ياكى ئىسپات بايقالدى", "something new has come to light"}
	whyAnnounce = Text{"发布召回公告，受影响批次即时停售", "قايتۇرۇۋېلىش ئېلان قىلىندى، تەسىرگە ئۇچرىغان تۈركۈملەر دەرھال توختىتىلدى", "the recall is announced; affected lots are blocked from that instant"}
)

// RecallLifecycle declares how a recall case moves (食品召回管理办法 Art. 8–34; 消费品召回管理暂行规定). What only the
// authority may do needs recall:order or recall:approve; the rooms add whose case and whose region it is.
var RecallLifecycle = Machine[RecallState, RecallEvent]{
	Name:    "recall",
	Initial: RecallDraft,
	Moves: slices.Concat(
		[]Move[RecallState, RecallEvent]{
			{RecallDraft, RecallAssess, RecallAssessed, PermRecallWrite, Text{"确认不安全并定级", "بىخەتەر ئەمەسلىكى جەزملىنىپ دەرىجىسى بېكىتىلدى", "found unsafe and graded"}},
			{RecallAssessed, RecallFilePlan, RecallPlanFiled, PermRecallWrite, whyPlan},
			{RecallOrdered, RecallFilePlan, RecallPlanFiled, PermRecallWrite, whyPlan},
			{RecallReopened, RecallFilePlan, RecallPlanFiled, PermRecallWrite, whyPlan},
			{RecallPlanFiled, RecallObject, RecallAssessed, PermRecallApprove, Text{"监管部门要求立即修改计划", "نازارەتچى تارماق پىلاننى دەرھال تۈزىتىشنى تەلەپ قىلدى", "the authority wants the plan revised at once"}},
			{RecallAssessed, RecallWithdraw, RecallWithdrawing, PermRecallAnnounce, Text{"尚未售给消费者，通知经营者追回", "تېخى ئىستېمالچىغا سېتىلمىغان، تىجارەتچىلەردىن قايتۇرۇۋېلىنىدۇ", "no consumer has it yet: operators give it back"}},
			{RecallWithdrawing, RecallReachedSale, RecallAssessed, PermRecallWrite, Text{"发现已售给消费者，转为召回", "ئىستېمالچىغا سېتىلغانلىقى بايقالدى، قايتۇرۇۋېلىشقا ئۆزگەردى", "consumers have some after all: it becomes a recall"}},
			{RecallPlanFiled, RecallAnnounce, RecallAnnounced, PermRecallAnnounce, whyAnnounce},
			{RecallOrdered, RecallProclaim, RecallAnnounced, PermRecallOrder, Text{"监管部门直接发布召回公告", "نازارەتچى تارماق ئۆزى ئېلان قىلدى", "the authority announces it itself"}},
			{RecallAnnounced, RecallExecute, RecallExecuting, PermRecallWrite, whyExecute},
			{RecallInsufficient, RecallExecute, RecallExecuting, PermRecallWrite, Text{"按更有效的措施继续实施", "تېخىمۇ ئۈنۈملۈك تەدبىر بىلەن داۋاملاشتۇرۇلدى", "it goes on with stronger measures"}},
			{RecallInsufficient, RecallReturnToPlan, RecallAssessed, PermRecallOrder, Text{"责令重新制定计划", "پىلاننى قايتا تۈزۈشكە بۇيرۇلدى", "a new plan is ordered"}},
			{RecallReopened, RecallExecute, RecallExecuting, PermRecallWrite, whyExecute},
			{RecallExecuting, RecallExtend, RecallExtended, PermRecallApprove, whyExtend},
			{RecallExtended, RecallExtend, RecallExtended, PermRecallApprove, whyExtend},
			{RecallWithdrawing, RecallDispose, RecallDisposing, PermRecallWrite, whyDispose},
			{RecallExecuting, RecallDispose, RecallDisposing, PermRecallWrite, whyDispose},
			{RecallExtended, RecallDispose, RecallDisposing, PermRecallWrite, whyDispose},
			{RecallDisposing, RecallResume, RecallExecuting, PermRecallWrite, Text{"又发现流出的产品，继续召回", "يەنە تارقالغان مەھسۇلات بايقالدى، داۋاملاشتۇرۇلدى", "more of it is out: the recall goes on"}},
			{RecallDisposing, RecallReport, RecallReported, PermRecallWrite, Text{"报告召回和处置情况", "قايتۇرۇۋېلىش ۋە بىر تەرەپ قىلىش ئەھۋالى مەلۇم قىلىندى", "recall and disposal are reported"}},
			{RecallReported, RecallEvaluate, RecallEvaluated, PermRecallApprove, Text{"监管部门评价召回效果", "نازارەتچى تارماق ئۈنۈمىنى باھالىدى", "the authority evaluates it"}},
			{RecallEvaluated, RecallEndActive, RecallActiveEnded, PermRecallApprove, Text{"停止积极召回行动；仍有产品在外，义务继续", "ئاكتىپ ھەرىكەت توختىتىلدى؛ مەجبۇرىيەت داۋاملىشىدۇ", "active efforts end; the duty remains while one item is out"}},
			{RecallEvaluated, RecallClose, RecallClosed, PermRecallApprove, whyClose},
			{RecallActiveEnded, RecallClose, RecallClosed, PermRecallApprove, whyClose},
			{RecallReopened, RecallClose, RecallClosed, PermRecallApprove, Text{"复查无须采取措施，结案", "قايتا تەكشۈرۈشتە تەدبىر ھاجەتسىز، تاماملاندى", "looked at again: nothing more to do"}},
			{RecallClosed, RecallReopen, RecallReopened, PermRecallWrite, whyReopen},
			{RecallActiveEnded, RecallReopen, RecallReopened, PermRecallWrite, whyReopen},
			{RecallDraft, RecallCancel, RecallCancelled, PermRecallWrite, whyCancel},
			{RecallAssessed, RecallCancel, RecallCancelled, PermRecallWrite, whyCancel},
			{RecallPlanFiled, RecallCancel, RecallCancelled, PermRecallApprove, Text{"监管部门同意不再召回", "نازارەتچى تارماق قايتۇرۇۋالماسلىققا قوشۇلدى", "the authority consents that it is not needed"}},
			{RecallOrdered, RecallRevoke, RecallCancelled, PermRecallOrder, whyRevoke},
			{RecallAnnounced, RecallRevoke, RecallCancelled, PermRecallApprove, whyRevoke},
		},
		movesFrom([]RecallState{RecallDraft, RecallAssessed, RecallPlanFiled, RecallWithdrawing, RecallReopened},
			RecallOrder, RecallOrdered, PermRecallOrder, whyOrdered),
		movesFrom([]RecallState{RecallWithdrawing, RecallAnnounced, RecallExecuting, RecallExtended, RecallDisposing, RecallReported, RecallEvaluated, RecallActiveEnded},
			RecallFindLacking, RecallInsufficient, PermRecallOrder, whyLacking),
		movesFrom([]RecallState{RecallDraft, RecallAssessed, RecallOrdered, RecallPlanFiled, RecallWithdrawing, RecallAnnounced, RecallExecuting, RecallExtended,
			RecallDisposing, RecallReported, RecallEvaluated, RecallInsufficient, RecallActiveEnded, RecallReopened},
			RecallFinishExercise, RecallClosed, PermRecallWrite, whyFinish),
	),
	Words: map[RecallState]Text{
		RecallDraft:        {"草稿", "قارالما", "draft"},
		RecallAssessed:     {"已评估", "باھالانغان", "assessed"},
		RecallOrdered:      {"已责令召回", "قايتۇرۇۋېلىشقا بۇيرۇلغان", "ordered"},
		RecallPlanFiled:    {"计划已提交", "پىلانى تاپشۇرۇلغان", "plan filed"},
		RecallWithdrawing:  {"追回中", "تىجارەتچىدىن قايتۇرۇۋېلىنىۋاتىدۇ", "being withdrawn"},
		RecallAnnounced:    {"已公告", "ئېلان قىلىنغان", "announced"},
		RecallExecuting:    {"实施中", "ئىجرا قىلىنىۋاتىدۇ", "being carried out"},
		RecallExtended:     {"已延期", "مۇددىتى ئۇزارتىلغان", "extended"},
		RecallDisposing:    {"处置中", "بىر تەرەپ قىلىنىۋاتىدۇ", "disposal"},
		RecallReported:     {"已报告", "مەلۇم قىلىنغان", "reported"},
		RecallEvaluated:    {"已评价", "ئۈنۈمى باھالانغان", "evaluated"},
		RecallInsufficient: {"措施不足", "تەدبىر يېتەرسىز", "measures insufficient"},
		RecallActiveEnded:  {"已停止积极召回", "ئاكتىپ قايتۇرۇۋېلىش توختىتىلغان", "active efforts ended"},
		RecallClosed:       {"已结案", "تاماملانغان", "closed"},
		RecallReopened:     {"已重新启动", "قايتا باشلانغان", "reopened"},
		RecallCancelled:    {"已取消", "بىكار قىلىنغان", "cancelled"},
	},
}

// movesFrom declares the same move from several states.
func movesFrom[S, E ~string](from []S, on E, to S, need Permission, why Text) []Move[S, E] {
	moves := make([]Move[S, E], 0, len(from))
	for _, s := range from {
		moves = append(moves, Move[S, E]{s, on, to, need, why})
	}
	return moves
}

// Blocks reports whether affected lots may not be sold, shipped, used or packed while the case is in this state: from
// the announcement, the order or the start of the withdrawal on. Closing frees nothing: what is still out stays blocked
// until it is relabelled or found clear.
func (s RecallState) Blocks() bool {
	switch s {
	case RecallDraft, RecallAssessed, RecallPlanFiled, RecallCancelled:
		return false
	case RecallOrdered, RecallWithdrawing, RecallAnnounced, RecallExecuting, RecallExtended, RecallDisposing, RecallReported,
		RecallEvaluated, RecallInsufficient, RecallActiveEnded, RecallClosed, RecallReopened:
		return true
	}
	return false
}

// Ended reports whether nothing more is expected in this state; a late event may still reopen a closed case.
func (s RecallState) Ended() bool { return s == RecallClosed || s == RecallCancelled }

// SignalState is where a signal stands: a hint that something may be wrong, before there is a case.
type SignalState string

// The states of a signal.
const (
	SignalReceived  SignalState = "received"
	SignalAssessing SignalState = "assessing"
	SignalUnsafe    SignalState = "unsafe"
	SignalSafe      SignalState = "not-unsafe"
	SignalMerged    SignalState = "merged"
)

// SignalEvent moves a signal.
type SignalEvent string

// The events of a signal.
const (
	SignalTake       SignalEvent = "take"
	SignalFindUnsafe SignalEvent = "find-unsafe"
	SignalFindSafe   SignalEvent = "find-safe"
	SignalMerge      SignalEvent = "merge"
	SignalReconsider SignalEvent = "reconsider"
)

// SignalLifecycle declares how a signal becomes an assessment (食品召回管理办法 Art. 12). Finding it unsafe is the
// knowledge from which the hours of the recall run.
var SignalLifecycle = Machine[SignalState, SignalEvent]{
	Name:    "recall-signal",
	Initial: SignalReceived,
	Moves: []Move[SignalState, SignalEvent]{
		{SignalReceived, SignalTake, SignalAssessing, PermRecallWrite, Text{"开始调查评估", "تەكشۈرۈپ باھالاش باشلاندى", "somebody is assessing it"}},
		{SignalReceived, SignalMerge, SignalMerged, PermRecallWrite, Text{"并入已有线索或召回", "بار ئۇچۇر ياكى قايتۇرۇۋېلىشقا قوشۇلدى", "it belongs to another signal or case"}},
		{SignalAssessing, SignalMerge, SignalMerged, PermRecallWrite, Text{"并入已有线索或召回", "بار ئۇچۇر ياكى قايتۇرۇۋېلىشقا قوشۇلدى", "it belongs to another signal or case"}},
		{SignalAssessing, SignalFindUnsafe, SignalUnsafe, PermRecallWrite, Text{"确认不安全，启动召回时限", "بىخەتەر ئەمەس دەپ جەزملەندى، مۇددەت باشلاندى", "found unsafe: the clocks of the recall start"}},
		{SignalAssessing, SignalFindSafe, SignalSafe, PermRecallWrite, Text{"评估认定不属于不安全", "باھالاشتا بىخەتەر ئەمەس دەپ قارالمىدى", "not found unsafe"}},
		{SignalSafe, SignalReconsider, SignalAssessing, PermRecallWrite, Text{"出现新证据，重新评估", "يېڭى ئىسپات چىقىپ قايتا باھالىنىدۇ", "new evidence: assessed again"}},
	},
	Words: map[SignalState]Text{
		SignalReceived:  {"已收到", "تاپشۇرۇۋېلىنغان", "received"},
		SignalAssessing: {"评估中", "باھالىنىۋاتىدۇ", "being assessed"},
		SignalUnsafe:    {"确认不安全", "بىخەتەر ئەمەس", "unsafe"},
		SignalSafe:      {"不属于不安全", "بىخەتەرسىزلىك بايقالمىدى", "not found unsafe"},
		SignalMerged:    {"已并入", "قوشۇۋېتىلگەن", "merged"},
	},
}

// SignalSource says where a signal came from.
type SignalSource string

// The sources of signals.
const (
	SignalOwnCheck   SignalSource = "own-check"
	SignalComplaints SignalSource = "complaint"
	SignalSample     SignalSource = "failed-sample"
	SignalOperator   SignalSource = "operator"
	SignalAuthority  SignalSource = "authority"
	SignalLab        SignalSource = "laboratory"
	SignalClaims     SignalSource = "claims"
	SignalAbroad     SignalSource = "abroad"
	SignalConsumer   SignalSource = "consumer"
)

// SignalSources lists the sources.
func SignalSources() []SignalSource {
	return []SignalSource{SignalOwnCheck, SignalComplaints, SignalSample, SignalOperator, SignalAuthority, SignalLab, SignalClaims, SignalAbroad, SignalConsumer}
}

// SignalSourceWords name the sources for people.
var SignalSourceWords = map[SignalSource]Text{
	SignalOwnCheck:   {"自检自查", "ئۆزى تەكشۈرۈش", "own check"},
	SignalComplaints: {"投诉举报", "ئەرز ۋە پاش قىلىش", "complaint or tip"},
	SignalSample:     {"抽检不合格", "ئەۋرىشكە لاياقەتسىز", "failed sample"},
	SignalOperator:   {"经营者告知", "تىجارەتچى ئۇقتۇرغان", "told by an operator"},
	SignalAuthority:  {"监管部门告知", "نازارەتچى تارماق ئۇقتۇرغان", "told by the authority"},
	SignalLab:        {"检验报告撤销或更正", "تەكشۈرۈش دوكلاتى بىكار قىلىنغان ياكى تۈزىتىلگەن", "laboratory report revoked or corrected"},
	SignalClaims:     {"同批次索赔集中", "بىر تۈركۈمگە تۆلەم تەلىپى كۆپەيگەن", "claims on one lot pile up"},
	SignalAbroad:     {"境外召回或通报", "چەت ئەلدە قايتۇرۇۋېلىنغان", "recall or alert abroad"},
	SignalConsumer:   {"消费者反映", "ئىستېمالچى ئىنكاسى", "reported by a consumer"},
}

// TaskState is where a holder stands with its part of a recall.
type TaskState string

// The states of a holder's task.
const (
	TaskIssued       TaskState = "issued"
	TaskNotified     TaskState = "notified"
	TaskUndelivered  TaskState = "undelivered"
	TaskDelivered    TaskState = "delivered"
	TaskOpened       TaskState = "opened"
	TaskAcknowledged TaskState = "acknowledged"
	TaskSealed       TaskState = "sealed"
	TaskNoneHeld     TaskState = "none-held"
	TaskReturned     TaskState = "returned"
	TaskDestroyed    TaskState = "destroyed"
	TaskRelabelled   TaskState = "relabelled"
	TaskConfirmed    TaskState = "confirmed"
	TaskEscalated    TaskState = "escalated"
	TaskWithdrawn    TaskState = "withdrawn"
)

// TaskEvent moves a holder's task.
type TaskEvent string

// The events of a holder's task.
const (
	TaskNotify      TaskEvent = "notify"
	TaskBounce      TaskEvent = "bounce"
	TaskDeliver     TaskEvent = "deliver"
	TaskOpen        TaskEvent = "open"
	TaskAcknowledge TaskEvent = "acknowledge"
	TaskSeal        TaskEvent = "seal"
	TaskHoldNone    TaskEvent = "hold-none"
	TaskReturn      TaskEvent = "return"
	TaskDestroy     TaskEvent = "destroy"
	TaskRelabel     TaskEvent = "relabel"
	TaskConfirm     TaskEvent = "confirm"
	TaskReject      TaskEvent = "reject"
	TaskReopen      TaskEvent = "reopen"
	TaskEscalate    TaskEvent = "escalate"
	TaskWithdraw    TaskEvent = "withdraw"
)

var (
	told     = []TaskState{TaskNotified, TaskUndelivered, TaskDelivered, TaskOpened}
	disposed = []TaskState{TaskReturned, TaskDestroyed, TaskRelabelled}

	whyTaskWithdrawn = Text{"批次已排除或召回已取消", "تۈركۈم چىقىرىۋېتىلدى ياكى قايتۇرۇۋېلىش بىكار قىلىندى", "the lots are cleared or the recall is cancelled"}
	whyTaskEscalated = Text{"逾期未完成，提请监管部门", "مۇددەت ئۆتتى، نازارەتچى تارماققا يوللاندى", "time has run out: the authority is told"}
	whyTaskConfirmed = Text{"核实完成", "تاماملانغانلىقى جەزملەشتۈرۈلدى", "checked and found done"}
)

// TaskLifecycle declares how a holder answers. A shop may reply in one step from a link, so that acknowledging, sealing
// and having none are possible from every state in which it has been told; whoever has none has answered too.
var TaskLifecycle = Machine[TaskState, TaskEvent]{
	Name:    "recall-task",
	Initial: TaskIssued,
	Moves: slices.Concat(
		movesFrom([]TaskState{TaskIssued, TaskUndelivered}, TaskNotify, TaskNotified, PermRecallWrite, Text{"发出召回通知", "قايتۇرۇۋېلىش ئۇقتۇرۇشى ئەۋەتىلدى", "the notice is sent"}),
		movesFrom([]TaskState{TaskNotified}, TaskBounce, TaskUndelivered, PermRecallWrite, Text{"通知无法送达", "ئۇقتۇرۇش يەتكۈزۈلمىدى", "the notice cannot be delivered"}),
		movesFrom([]TaskState{TaskNotified, TaskUndelivered}, TaskDeliver, TaskDelivered, PermRecallWrite, Text{"通知已送达", "ئۇقتۇرۇش يەتكۈزۈلدى", "the notice is delivered"}),
		movesFrom([]TaskState{TaskNotified, TaskUndelivered, TaskDelivered}, TaskOpen, TaskOpened, PermRecallRead, Text{"已打开通知", "ئۇقتۇرۇش ئېچىلدى", "the notice is opened"}),
		movesFrom(append(slices.Clone(told), TaskEscalated), TaskAcknowledge, TaskAcknowledged, PermRecallAnswer, Text{"确认收到并停止销售", "تاپشۇرۇۋېلىنغانلىقى جەزملەندى، سېتىش توختىتىلدى", "the holder acknowledges and stops selling"}),
		movesFrom(append(slices.Clone(told), TaskAcknowledged, TaskEscalated, TaskNoneHeld, TaskSealed), TaskSeal, TaskSealed, PermRecallAnswer, Text{"封存库存并报告数量", "ئامباردىكىسى پېچەتلىنىپ، سانى مەلۇم قىلىندى", "stock is sealed and counted"}),
		movesFrom(append(slices.Clone(told), TaskAcknowledged, TaskEscalated), TaskHoldNone, TaskNoneHeld, PermRecallAnswer, Text{"报告无库存", "ئامباردا يوقلۇقى مەلۇم قىلىندى", "the holder has none left"}),
		movesFrom(append(slices.Clone(disposed), TaskSealed), TaskReturn, TaskReturned, PermRecallAnswer, Text{"退回", "قايتۇرۇپ بېرىلدى", "goods are returned"}),
		movesFrom(append(slices.Clone(disposed), TaskSealed), TaskDestroy, TaskDestroyed, PermRecallAnswer, Text{"就地销毁并留存证据", "نەق مەيداندا يوقىتىلىپ، ئىسپات ساقلاندى", "goods are destroyed on the spot, with evidence"}),
		movesFrom(append(slices.Clone(disposed), TaskSealed), TaskRelabel, TaskRelabelled, PermRecallAnswer, Text{"补救标签并留存证据", "خەتكۈچ تۈزىتىلىپ، ئىسپات ساقلاندى", "labels are corrected, with evidence"}),
		movesFrom(append(slices.Clone(disposed), TaskNoneHeld), TaskConfirm, TaskConfirmed, PermRecallWrite, whyTaskConfirmed),
		movesFrom(disposed, TaskReject, TaskSealed, PermRecallWrite, Text{"证据或数量不符，退回补充", "ئىسپات ياكى سان ماس ئەمەس، قايتۇرۇلدى", "evidence or quantity does not fit"}),
		movesFrom([]TaskState{TaskNoneHeld}, TaskReject, TaskAcknowledged, PermRecallWrite, Text{"与追溯数据不符，要求复核", "ئىزلاش سانلىق مەلۇماتىغا ماس ئەمەس، قايتا تەكشۈرۈلىدۇ", "it does not fit the trace: to be checked again"}),
		movesFrom([]TaskState{TaskConfirmed}, TaskReopen, TaskAcknowledged, PermRecallWrite, Text{"核查发现问题，重新办理", "تەكشۈرۈشتە مەسىلە چىقىپ، قايتا بېجىرىلىدۇ", "a check found a fault: done again"}),
		movesFrom(append(slices.Clone(told), TaskAcknowledged, TaskSealed), TaskEscalate, TaskEscalated, PermRecallWrite, whyTaskEscalated),
		movesFrom(append(slices.Clone(told), TaskIssued, TaskAcknowledged, TaskSealed, TaskNoneHeld, TaskEscalated), TaskWithdraw, TaskWithdrawn, PermRecallWrite, whyTaskWithdrawn),
	),
	Words: map[TaskState]Text{
		TaskIssued:       {"待通知", "ئۇقتۇرۇش كۈتۈۋاتىدۇ", "to be notified"},
		TaskNotified:     {"已通知", "ئۇقتۇرۇلغان", "notified"},
		TaskUndelivered:  {"未送达", "يەتكۈزۈلمىگەن", "not delivered"},
		TaskDelivered:    {"已送达", "يەتكۈزۈلگەن", "delivered"},
		TaskOpened:       {"已查看", "كۆرۈلگەن", "opened"},
		TaskAcknowledged: {"已确认", "جەزملەنگەن", "acknowledged"},
		TaskSealed:       {"已封存", "پېچەتلەنگەن", "sealed"},
		TaskNoneHeld:     {"无库存", "ئامباردا يوق", "none held"},
		TaskReturned:     {"已退回", "قايتۇرۇلغان", "returned"},
		TaskDestroyed:    {"已销毁", "يوقىتىلغان", "destroyed"},
		TaskRelabelled:   {"已补救标签", "خەتكۈچى تۈزىتىلگەن", "relabelled"},
		TaskConfirmed:    {"已核实", "تەكشۈرۈلۈپ جەزملەشتۈرۈلگەن", "confirmed"},
		TaskEscalated:    {"已上报", "يۇقىرىغا يوللانغان", "escalated"},
		TaskWithdrawn:    {"已撤回", "قايتۇرۇۋېلىنغان", "withdrawn"},
	},
}

// Responded reports whether the holder has answered in this state. Silence is not an answer, and neither is opening.
func (s TaskState) Responded() bool {
	return slices.Contains([]TaskState{TaskAcknowledged, TaskSealed, TaskNoneHeld, TaskReturned, TaskDestroyed, TaskRelabelled, TaskConfirmed}, s)
}

// Ended reports whether nothing more is expected of the holder.
func (s TaskState) Ended() bool { return s == TaskConfirmed || s == TaskWithdrawn }

// AffectedClass says how a node of the trace stands to a recall.
type AffectedClass string

// The classes.
const (
	AffectedConfirmed AffectedClass = "confirmed"
	AffectedPossible  AffectedClass = "possible"
	AffectedCleared   AffectedClass = "cleared" // by somebody, with evidence; never by computation
)

// AffectedClasses lists the classes, the strictest first.
func AffectedClasses() []AffectedClass {
	return []AffectedClass{AffectedConfirmed, AffectedPossible, AffectedCleared}
}

// AffectedClassWords name the classes for people.
var AffectedClassWords = map[AffectedClass]Text{
	AffectedConfirmed: {"确认受影响", "تەسىرگە ئۇچرىغانلىقى جەزملەشكەن", "affected"},
	AffectedPossible:  {"可能受影响", "تەسىرگە ئۇچرىغان بولۇشى مۇمكىن", "possibly affected"},
	AffectedCleared:   {"已排除", "چىقىرىۋېتىلگەن", "cleared"},
}

// Strictest returns the class that counts when several reach one lot, through several paths or several recalls: a lot
// is blocked as long as one of them blocks it. Without any it is empty.
func Strictest(classes ...AffectedClass) AffectedClass {
	for _, c := range AffectedClasses() {
		if slices.Contains(classes, c) {
			return c
		}
	}
	return ""
}

// Blocks reports whether a lot of this class may not be sold.
func (c AffectedClass) Blocks() bool { return c == AffectedConfirmed || c == AffectedPossible }

// GravestGrade returns the grade that counts when several recalls hold one lot; the empty one when none is graded.
func GravestGrade(grades ...Grade) Grade {
	var gravest Grade
	for _, g := range grades {
		if g.Rank() < gravest.Rank() {
			gravest = g
		}
	}
	return gravest
}

// ClosurePolicy says how far a recall reaches from what its scope names.
type ClosurePolicy string

// The policies, from narrow to wide: each follows what the one before it does and more.
const (
	ClosureContainment ClosurePolicy = "containment"
	ClosureLine        ClosurePolicy = "line"
	ClosureContact     ClosurePolicy = "contact"
)

// ClosureInfo describes a policy.
type ClosureInfo struct {
	Policy ClosurePolicy
	Name   Text
	// Edges are the edges of the genealogy it follows forward.
	Edges []EdgeKind
	// Line adds what was made on the same line, or drawn from the same silo, after an affected lot entered it and until a
	// recorded clean-out; without one the end is open. Place adds what shared a store or a vehicle with an affected lot.
	Line, Place bool
	// Adds is the class of what only Line or Place reaches.
	Adds AffectedClass
}

var closures = []ClosureInfo{
	{
		ClosureContainment,
		Text{"用料与包装：投入、产出、装入同一包装", "خام ئەشيا ۋە قاچىلاش: كىرگۈزۈلگەن، چىققان، بىر ئورامدىكى", "made from it or packed with it"},
		[]EdgeKind{EdgeTransform, EdgeContain, EdgeAssociate},
		false, false, AffectedPossible,
	},
	{
		ClosureLine,
		Text{"同一产线或料仓，直至有记录的清场", "بىر لىنىيە ياكى قاچىدا، خاتىرىلەنگەن تازىلاشقىچە", "the same line or silo as well, until a recorded clean-out"},
		[]EdgeKind{EdgeTransform, EdgeContain, EdgeAssociate},
		true, false, AffectedPossible,
	},
	{
		ClosureContact,
		Text{"同库或同车存放运输", "بىر ئامبار ياكى بىر ماشىنىدا بولغانلارمۇ", "what shared a store or a vehicle as well"},
		[]EdgeKind{EdgeTransform, EdgeContain, EdgeAssociate},
		true, true, AffectedPossible,
	},
}

// Closures lists the policies, from narrow to wide.
func Closures() []ClosureInfo { return closures }

// ClosureOf returns the description of a policy; ok is false for an unknown one.
func ClosureOf(p ClosurePolicy) (ClosureInfo, bool) {
	for _, c := range closures {
		if c.Policy == p {
			return c, true
		}
	}
	return ClosureInfo{}, false
}
