package model

// The problems of facts and of losses that look like one.
var (
	// ClaimFactsClosed refuses findings of the party once others may pay by the facts.
	ClaimFactsClosed = declare("claim-facts-closed", KindConflict,
		Text{"责任方不能再认定事实", "جاۋابكار تەرەپ پاكىتنى ئەمدى بېكىتەلمەيدۇ", "The party can establish facts no more"},
		Text{"索赔处于“{state}”状态，或监管部门已经认定事实。", "تەلەپ «{state}» ھالىتىدە ياكى نازارەت تارمىقى پاكىتنى بېكىتىپ بولغان.", "The claim is {state}, or the authority has established the facts."},
		Text{"仍可同意请求或提出方案；事实有争议的，由监管部门认定。", "تەلەپكە قوشۇلالايسىز ياكى لايىھە بېرەلەيسىز؛ تالاش-تارتىش بولسا نازارەت تارمىقى بېكىتىدۇ.", "You can still grant the claim or make an offer; disputed facts are for the authority."})
	// ClaimSamePerson holds a payment back that may be the second one for one loss.
	ClaimSamePerson = declare("claim-same-person", KindConflict,
		Text{"同一人就同一批次已获赔付", "شۇ كىشى شۇ تۈركۈم ئۈچۈن تۆلەم ئالغان", "The same person has a payment for the same lot"},
		Text{"索赔 {number} 由同一人就同一批次提出，已付款或正在付款。", "{number} نومۇرلۇق تەلەپنى شۇ كىشى شۇ تۈركۈم ئۈچۈن سۇنغان، تۆلەندى ياكى تۆلىنىۋاتىدۇ.", "Claim {number} is by the same person about the same lot, and is paid or being paid."},
		Text{"如是另一次购买的另一损失，请责任方或监管部门说明理由后再支付。", "باشقا قېتىم سېتىۋالغان باشقا زىيان بولسا، جاۋابكار تەرەپ ياكى نازارەت تارمىقى سەۋەبىنى يازغاندىن كېيىن تۆلەڭ.", "If it is another loss from another purchase, the party or the authority says so with a reason; then it can be paid."})
	// ClaimNotHeld refuses to tell a claim apart that nothing is taken for.
	ClaimNotHeld = declare("claim-not-held", KindConflict,
		Text{"没有相同的人和批次", "ئوخشاش كىشى ۋە تۈركۈم يوق", "There is no other claim of the same person"},
		Text{"同一人没有就同一批次提出其他索赔，或已说明是另一损失。", "شۇ كىشى شۇ تۈركۈم ئۈچۈن باشقا تەلەپ سۇنمىغان ياكى باشقا زىيان ئىكەنلىكى يېزىلغان.", "The same person claims nothing else for this lot, or it has been said already that it is another loss."}, Text{})
	// ClaimBeforeMade refuses a purchase on a day on which the lot did not exist.
	ClaimBeforeMade = declare("claim-before-made", KindInvalid,
		Text{"购买日期早于生产日期", "سېتىۋالغان كۈن ئىشلەپچىقىرىلغان كۈندىن بۇرۇن", "Bought before it was made"},
		Text{"该批次于 {day} 生产。", "بۇ تۈركۈم {day} كۈنى ئىشلەپچىقىرىلغان.", "This lot was made on {day}."}, Text{})
	// RecourseEarly refuses to go further against a debtor whose time to answer or pay still runs.
	RecourseEarly = declare("recourse-early", KindConflict,
		Text{"期限尚未届满", "مۇددىتى تېخى توشمىدى", "The time has not run out"},
		Text{"对方可在 {due} 前答复或付款。", "قارشى تەرەپ {due} غىچە جاۋاب بېرەلەيدۇ ياكى تۆلىيەلەيدۇ.", "The debtor has until {due} to answer or pay."}, Text{})
	// ClaimRevealReason refuses to tell who claims without a reason.
	ClaimRevealReason = declare("claim-reveal-reason", KindForbidden,
		Text{"查看请求人资料须说明理由", "تەلەپ قىلغۇچىنىڭ ماتېرىيالىنى كۆرۈش ئۈچۈن سەۋەب كېرەك", "A reason is needed to see who claims"},
		Text{"消费者没有把本索赔转交监管部门。", "ئىستېمالچى بۇ تەلەپنى نازارەت تارمىقىغا تاپشۇرمىغان.", "The consumer has not handed this claim to the authority."},
		Text{"有监管权限的人员可写明理由后查看，理由加密保存并留痕。", "نازارەت ھوقۇقى بار خادىم سەۋەبىنى يېزىپ كۆرەلەيدۇ؛ سەۋەب مەخپىي ساقلىنىپ خاتىرىلىنىدۇ.", "Who supervises claims may look with a reason, which is kept encrypted and audited."})
)
