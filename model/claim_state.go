package model

import "slices"

// ClaimState is where a claim stands.
type ClaimState string

// The states.
const (
	ClaimFiled     ClaimState = "filed"     // received: the receipt is out and the 15 days run
	ClaimEvidence  ClaimState = "evidence"  // the claimant is asked for evidence; the 15 days run on
	ClaimOffered   ClaimState = "offered"   // an offer lies with the claimant
	ClaimDeclined  ClaimState = "declined"  // the claimant has declined it
	ClaimAccepted  ClaimState = "accepted"  // both agree; payment is due
	ClaimSettled   ClaimState = "settled"   // paid, or replaced or repaired
	ClaimRefused   ClaimState = "refused"   // with a reason and the legal route
	ClaimDeemed    ClaimState = "deemed"    // neither decided nor paid in time: deemed refused
	ClaimWithdrawn ClaimState = "withdrawn" // by the claimant
	ClaimClosed    ClaimState = "closed"    // the claimant has what was due
)

// ClaimEvent moves a claim.
type ClaimEvent string

// The events.
const (
	ClaimAsk      ClaimEvent = "ask"
	ClaimSupply   ClaimEvent = "supply"
	ClaimGrant    ClaimEvent = "grant"
	ClaimPropose  ClaimEvent = "offer"
	ClaimAccept   ClaimEvent = "accept"
	ClaimDecline  ClaimEvent = "decline"
	ClaimRefuse   ClaimEvent = "refuse"
	ClaimDeem     ClaimEvent = "deem"
	ClaimSettle   ClaimEvent = "settle"
	ClaimWithdraw ClaimEvent = "withdraw"
	ClaimConfirm  ClaimEvent = "confirm"
	ClaimLapse    ClaimEvent = "lapse"
)

// ClaimTurn is who has to act next.
type ClaimTurn string

// The turns.
const (
	TurnParty    ClaimTurn = "party"    // the first responsible party
	TurnClaimant ClaimTurn = "claimant" // the consumer
	TurnNobody   ClaimTurn = "nobody"
)

// Turn returns who has to act in a state.
func (s ClaimState) Turn() ClaimTurn {
	switch s {
	case ClaimFiled, ClaimDeclined, ClaimAccepted, ClaimDeemed:
		return TurnParty
	case ClaimEvidence, ClaimOffered:
		return TurnClaimant
	case ClaimSettled, ClaimRefused, ClaimWithdrawn, ClaimClosed:
	}
	return TurnNobody
}

// Payable lists the states in which a damage may be paid: agreed between both, or refused or left lying by the first
// responsible party, when an insurer, a bond or a fund steps in.
func (s ClaimState) Payable() bool {
	return slices.Contains([]ClaimState{ClaimAccepted, ClaimRefused, ClaimDeemed, ClaimDeclined}, s)
}

// Over reports whether nothing more is due.
func (s ClaimState) Over() bool {
	return slices.Contains([]ClaimState{ClaimSettled, ClaimWithdrawn, ClaimClosed}, s)
}

// Lapses reports whether a claim of this state, in which nobody makes a move, ends with the period of limitation, and
// its personal data with it. Each move is a demand, an answer or an acknowledgement, from which the period runs anew
// (民法典 Art. 188, 195). What nobody has decided does not: its fifteen days run out first.
func (s ClaimState) Lapses() bool { return !slices.Contains(undecided, s) }

// undecided are the states in which the first responsible party has not answered.
var undecided = []ClaimState{ClaimFiled, ClaimEvidence}

// ClaimLifecycle is the life of a claim (食品安全法 Art. 148; 消费者权益保护法 Art. 40, 55;
// 侵害消费者权益行为处罚办法 Art. 8 for the 15 days). Handing a claim on to somebody else is no move.
var ClaimLifecycle = Machine[ClaimState, ClaimEvent]{
	Name:    "claim",
	Initial: ClaimFiled,
	Moves: slices.Concat(
		movesFrom([]ClaimState{ClaimFiled}, ClaimAsk, ClaimEvidence, PermClaimAnswer, Text{"要求补充证据", "ئىسپات تولۇقلاشنى تەلەپ قىلدى", "evidence is asked for"}),
		movesFrom([]ClaimState{ClaimEvidence}, ClaimSupply, ClaimFiled, PermPublic, Text{"消费者补充了证据", "ئىستېمالچى ئىسپات تولۇقلىدى", "the claimant has supplied it"}),
		movesFrom([]ClaimState{ClaimFiled, ClaimEvidence, ClaimRefused, ClaimDeemed, ClaimDeclined}, ClaimGrant, ClaimAccepted, PermClaimDecide, Text{"同意消费者的请求", "ئىستېمالچىنىڭ تەلىپىگە قوشۇلدى", "what was asked for is granted"}),
		movesFrom([]ClaimState{ClaimFiled, ClaimEvidence, ClaimRefused, ClaimDeemed, ClaimDeclined, ClaimOffered}, ClaimPropose, ClaimOffered, PermClaimDecide, Text{"提出赔付方案", "تۆلەم لايىھەسى ئوتتۇرىغا قويۇلدى", "an offer is made"}),
		movesFrom([]ClaimState{ClaimOffered}, ClaimAccept, ClaimAccepted, PermPublic, Text{"消费者接受方案", "ئىستېمالچى قوبۇل قىلدى", "the claimant accepts"}),
		movesFrom([]ClaimState{ClaimOffered}, ClaimDecline, ClaimDeclined, PermPublic, Text{"消费者不接受方案", "ئىستېمالچى قوبۇل قىلمىدى", "the claimant declines"}),
		movesFrom(undecided, ClaimRefuse, ClaimRefused, PermClaimDecide, Text{"拒绝，并说明理由和救济途径", "سەۋەب ۋە قانۇنىي يولنى كۆرسىتىپ رەت قىلدى", "refused, with the reason and the legal route"}),
		movesFrom(append(slices.Clone(undecided), ClaimAccepted, ClaimDeclined), ClaimDeem, ClaimDeemed, PermClaimDecide, Text{"15日内未答复或未赔付，视为拒绝", "15 كۈن ئىچىدە جاۋاب بەرمىدى ياكى تۆلىمىدى، رەت قىلغان ھېسابلىنىدۇ", "neither decided nor paid in 15 days: deemed refused"}),
		movesFrom([]ClaimState{ClaimAccepted, ClaimRefused, ClaimDeemed, ClaimDeclined}, ClaimSettle, ClaimSettled, PermClaimPay, Text{"已赔付或已履行", "تۆلەندى ياكى ئادا قىلىندى", "paid or performed"}),
		movesFrom([]ClaimState{ClaimFiled, ClaimEvidence, ClaimOffered, ClaimDeclined, ClaimAccepted, ClaimRefused, ClaimDeemed}, ClaimWithdraw, ClaimWithdrawn, PermPublic, Text{"消费者撤回", "ئىستېمالچى قايتۇرۇۋالدى", "the claimant withdraws"}),
		movesFrom([]ClaimState{ClaimOffered, ClaimDeclined, ClaimAccepted}, ClaimLapse, ClaimWithdrawn, PermClaimDecide, Text{"三年内没有任何进展，索赔自行终止", "ئۈچ يىل ھېچقانداق ئىلگىرىلەش بولمىدى، تەلەپ ئۆزلۈكىدىن ئاخىرلاشتى", "nothing happened for three years: the claim lapses"}),
		movesFrom([]ClaimState{ClaimFiled, ClaimEvidence, ClaimOffered}, ClaimSettle, ClaimSettled, PermClaimPay, Text{"同一损失已在另一请求中赔付", "شۇ زىيان باشقا تەلەپتە تۆلەندى", "the same damage is paid by another claim"}),
		movesFrom([]ClaimState{ClaimSettled}, ClaimConfirm, ClaimClosed, PermPublic, Text{"消费者确认收到", "ئىستېمالچى تاپشۇرۇۋالغانلىقىنى جەزملەشتۈردى", "the claimant confirms receipt"}),
	),
	Words: map[ClaimState]Text{
		ClaimFiled:     {"待答复", "جاۋاب كۈتۈۋاتىدۇ", "to be answered"},
		ClaimEvidence:  {"待补充证据", "ئىسپات كۈتۈۋاتىدۇ", "evidence wanted"},
		ClaimOffered:   {"待消费者答复", "ئىستېمالچىنىڭ جاۋابىنى كۈتۈۋاتىدۇ", "offer made"},
		ClaimDeclined:  {"未接受方案", "لايىھە قوبۇل قىلىنمىدى", "offer declined"},
		ClaimAccepted:  {"待赔付", "تۆلەش كۈتۈۋاتىدۇ", "to be paid"},
		ClaimSettled:   {"已赔付", "تۆلەندى", "settled"},
		ClaimRefused:   {"已拒绝", "رەت قىلىندى", "refused"},
		ClaimDeemed:    {"视为拒绝", "رەت قىلغان ھېسابلاندى", "deemed refused"},
		ClaimWithdrawn: {"已撤回", "قايتۇرۇۋېلىندى", "withdrawn"},
		ClaimClosed:    {"已了结", "تاماملاندى", "closed"},
	},
}
