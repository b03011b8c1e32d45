package model

// The problems of payment, covers, recourse and the ledger of money.
var (
	// DamagePaid refuses a second payment for the same damage.
	DamagePaid = declare("claim-damage-paid", KindConflict,
		Text{"该损失已有支付", "بۇ زىيان ئۈچۈن تۆلەم بار", "The damage has its payment"},
		Text{"同一损失的一笔支付处于“{state}”状态，不能再支付。", "شۇ زىيان ئۈچۈن بىر تۆلەم «{state}» ھالىتىدە، يەنە تۆلىگىلى بولمايدۇ.", "A payment for the same damage is {state}; no other can be made."},
		Text{"如该笔支付失败或取消，可以重新支付。", "ئۇ تۆلەم مەغلۇپ بولسا ياكى بىكار قىلىنسا قايتا تۆلەشكە بولىدۇ.", "If it fails or is cancelled, it can be paid again."})
	// ClaimNotPayable refuses a payment while nothing is agreed and nothing is refused.
	ClaimNotPayable = declare("claim-not-payable", KindConflict,
		Text{"该索赔不符合支付条件", "بۇ تەلەپ تۆلەش شەرتىگە توشمايدۇ", "The claim is not payable in this state"},
		Text{"索赔处于“{state}”状态，不能以“{payer}”身份支付。", "تەلەپ «{state}» ھالىتىدە، «{payer}» سۈپىتىدە تۆلىگىلى بولمايدۇ.", "The claim is “{state}”: it cannot be paid as “{payer}”."},
		Text{"首负责任方须先同意请求或提出方案并被接受；保险人、保证金和基金可以在拒绝之后介入。", "بىرىنچى جاۋابكار ئاۋۋال قوشۇلۇشى ياكى لايىھەسى قوبۇل قىلىنىشى كېرەك؛ سۇغۇرتىچى، كاپالەت ۋە فوند رەت قىلىنغاندىن كېيىن ئارىلىشىدۇ.", "The first responsible party has to grant it or have its offer accepted; an insurer, a bond or a fund may step in after a refusal."})
	// PayerMismatch refuses to pay in a capacity that is not the payer's.
	PayerMismatch = declare("claim-payer-mismatch", KindForbidden,
		Text{"不能以该身份支付", "بۇ سۈپەتتە تۆلىگىلى بولمايدۇ", "Not a payer in this capacity"},
		Text{"您的机构不能以“{payer}”身份为这一索赔支付。", "ئورگىنىڭىز بۇ تەلەپ ئۈچۈن «{payer}» سۈپىتىدە تۆلىيەلمەيدۇ.", "Your organisation cannot pay this claim as “{payer}”."}, Text{})
	// PaymentSum refuses a sum that is not what was agreed or more than is due.
	PaymentSum = declare("claim-payment-sum", KindInvalid,
		Text{"金额与应付不符", "سومما تۆلەشكە تېگىشلىكى بىلەن ماس ئەمەس", "Not the sum that is due"},
		Text{"应付{part} {due}。", "تۆلەشكە تېگىشلىك {part}: {due}.", "The {part} due is {due}."}, Text{})
	// PaymentInKind refuses to pay money for what was agreed to be goods or work, and the other way round.
	PaymentInKind = declare("claim-payment-in-kind", KindConflict,
		Text{"支付方式与约定不符", "كېلىشىمگە ماس ئەمەس", "Not what was agreed"},
		Text{"双方约定的处理方式是“{remedy}”。", "ئىككى تەرەپ «{remedy}» گە كېلىشكەن.", "What was agreed is: {remedy}."},
		Text{"换货和修理请登记履行，退款和赔偿请登记支付。", "ئالماشتۇرۇش ۋە رېمونتنى ئادا قىلىش، پۇلنى تۆلەش سۈپىتىدە تىزىملاڭ.", "Record a replacement or repair as performed, and money as a payment."})
	// PaymentApprover refuses to let the one who ordered a payment approve it.
	PaymentApprover = declare("claim-payment-approver", KindForbidden,
		Text{"须由另一人批准", "باشقا كىشى تەستىقلىشى كېرەك", "Another person has to approve it"},
		Text{"超过 {limit} 的支付须由经办人以外的自然人批准，接口密钥视同其创建者。", "{limit} دىن ئاشقان تۆلەمنى بۇيرۇق قىلغۇچىدىن باشقا كىشى تەستىقلايدۇ؛ ئاچقۇچ ئۇنى قۇرغۇچى ھېسابلىنىدۇ.", "A payment above {limit} is approved by a person other than who ordered it; a key counts as who made it."}, Text{})
	// PaymentProvider refuses a step that belongs to the provider of a payment.
	PaymentProvider = declare("claim-payment-provider", KindConflict,
		Text{"须由支付渠道办理", "تۆلەش يولى ئارقىلىق بېجىرىلىدۇ", "The provider of the payment does this"},
		Text{"该支付使用“{provider}”渠道。", "بۇ تۆلەم «{provider}» يولى بىلەن.", "The payment goes by “{provider}”."},
		Text{"结算文件请导出并导入银行结果；接口支付由渠道回调确认。", "ھېسابات ھۆججىتىنى چىقىرىپ بانكا نەتىجىسىنى كىرگۈزۈڭ؛ ئۇلىنىش ئارقىلىق تۆلەمنى تۆلەش يولى جەزملەشتۈرىدۇ.", "Export the settlement file and read the bank's result back; a provider by webhook confirms by its call."})
	// PaidAfterFailure tells a provider that it has paid what had failed.
	PaidAfterFailure = declare("claim-payout-paid-after-failure", KindConflict,
		Text{"失败之后又付款", "مەغلۇپ بولغاندىن كېيىن تۆلەندى", "Paid after it had failed"},
		Text{"该支付此前已经失败，到账已记录，但不结清索赔。", "بۇ تۆلەم ئىلگىرى مەغلۇپ بولغان؛ پۇلنىڭ تەگكەنلىكى خاتىرىلەندى، لېكىن تەلەپ ھېسابلانمايدۇ.", "The payment had failed before. Its arrival is noted and settles no claim."}, Text{})
	// PayoutEndpointAbsent refuses to hand a payment to a provider that the payer has not named.
	PayoutEndpointAbsent = declare("claim-payout-endpoint-absent", KindConflict,
		Text{"没有登记支付渠道", "تۆلەش يولى تىزىملانمىغان", "No provider is registered"},
		Text{"您的机构尚未登记支付渠道地址。", "ئورگىنىڭىز تېخى تۆلەش يولى ئادرېسىنى تىزىملىمىغان.", "Your organisation has not registered the address of a provider."}, Text{})
	// PayoutAddress refuses an address to which no orders can go.
	PayoutAddress = declare("claim-payout-address", KindInvalid,
		Text{"地址不可用", "ئادرېس ئىشلىمەيدۇ", "Not an address for orders"},
		Text{"须为公网 HTTPS 地址，端口 443 或 8443。", "ئاممىۋى توردىكى HTTPS ئادرېسى، ئېغىزى 443 ياكى 8443 بولۇشى كېرەك.", "It has to be an HTTPS address on the open Internet, port 443 or 8443."}, Text{})
	// PayoutSignature refuses a call of a provider that is not signed as it should be, without saying whether the address exists.
	PayoutSignature = declare("claim-payout-signature", KindNotFound,
		Text{"回调地址或签名无效", "قايتۇرۇپ چاقىرىش ئادرېسى ياكى ئىمزاسى ئىناۋەتسىز", "No such address, or not signed right"},
		Text{"地址不存在，签名不正确，或时间戳超出允许范围。", "ئادرېس يوق، ئىمزا خاتا، ياكى ۋاقىت بەلگىسى دائىرىدىن ھالقىغان.", "There is no such address, the signature is wrong, or the timestamp is out of range."}, Text{})
	// PayoutMismatch refuses a confirmation of another sum or of a payment that is not the provider's.
	PayoutMismatch = declare("claim-payout-mismatch", KindConflict,
		Text{"回调与支付不符", "قايتۇرۇپ چاقىرىش تۆلەمگە ماس ئەمەس", "The call does not fit the payment"},
		Text{"金额或渠道与登记的支付不一致。", "سومما ياكى يول تىزىملانغان تۆلەم بىلەن ئوخشىمايدۇ.", "Its sum or its provider is not that of the payment."}, Text{})
	// PayoutNothing refuses an empty settlement file.
	PayoutNothing = declare("claim-payout-nothing", KindConflict,
		Text{"没有待支付款项", "تۆلەيدىغان پۇل يوق", "There is nothing to pay"},
		Text{"没有已批准且使用结算文件的支付。", "تەستىقلانغان، ھېسابات ھۆججىتى ئىشلىتىدىغان تۆلەم يوق.", "No approved payment goes by settlement file."}, Text{})
	// PayoutAccountAbsent refuses to send money nowhere.
	PayoutAccountAbsent = declare("claim-payout-account-absent", KindConflict,
		Text{"没有收款账户", "پۇل تاپشۇرۇۋېلىش ھېساباتى يوق", "There is no account to pay to"},
		Text{"消费者尚未提供收款账户，或资料已按期删除。", "ئىستېمالچى تېخى ھېسابات بەرمىگەن، ياكى ئۇچۇرى ئۆچۈرۈلگەن.", "The claimant has given no account, or it has been erased."},
		Text{"请让消费者通过其私密链接填写账户，或改用其他方式支付。", "ئىستېمالچى مەخپىي ئۇلىنىش ئارقىلىق ھېسابات تولدۇرسۇن، ياكى باشقا ئۇسۇلدا تۆلەڭ.", "Have the claimant enter one by the private link, or pay by another way."})
	// PayoutFileInvalid refuses a result file that cannot be read.
	PayoutFileInvalid = declare("claim-payout-file-invalid", KindInvalid,
		Text{"银行结果文件不能读取", "بانكا نەتىجە ھۆججىتىنى ئوقۇغىلى بولمايدۇ", "The bank's file cannot be read"},
		Text{"第 {line} 行：{reason}。", "{line}-قۇر: {reason}.", "Line {line}: {reason}."},
		Text{"列依次为 number、result、reference、amount。", "ئىستونلار: number، result، reference، amount.", "The columns are number, result, reference, amount."})
	// CoverUnfit refuses to pay from a cover that does not cover it.
	CoverUnfit = declare("claim-cover-unfit", KindConflict,
		Text{"保单或保证金不适用", "سۇغۇرتا ياكى كاپالەت ماس ئەمەس", "The cover does not cover this"},
		Text{"它不属于该首负责任方，未在索赔之日有效，或者当时已经终止。", "ئۇ بۇ بىرىنچى جاۋابكارنىڭ ئەمەس، تەلەپ كۈنى كۈچكە ئىگە ئەمەس، ياكى شۇ چاغدا ئاخىرلاشقان.", "It is not of this first responsible party, was not in force on the day of the claim, or had ended by then."}, Text{})
	// CoverPunitive refuses the punitive part from a cover that leaves it out.
	CoverPunitive = declare("claim-cover-punitive", KindConflict,
		Text{"不承保惩罚性赔偿", "جازا تۆلىمى كاپالەتكە كىرمەيدۇ", "The punitive part is not covered"},
		Text{"该保单、保证金或基金不支付惩罚性赔偿部分。", "بۇ سۇغۇرتا، كاپالەت ياكى فوند جازا تۆلىمىنى تۆلىمەيدۇ.", "This policy, bond or fund does not pay the punitive part."}, Text{})
	// CoverCeiling refuses to draw more than a cover holds.
	CoverCeiling = declare("claim-cover-ceiling", KindConflict,
		Text{"超出限额", "چەكتىن ئاشتى", "Above the ceiling"},
		Text{"剩余限额不足 {sum}。", "قالغان چەك {sum} غا يەتمەيدۇ.", "Less than {sum} is left of its ceiling."}, Text{})
	// CoverParty refuses a cover between parties that cannot have one.
	CoverParty = declare("claim-cover-party", KindInvalid,
		Text{"机构不符合要求", "ئورگان تەلەپكە ماس ئەمەس", "Not a party of such a cover"},
		Text{"保单由保险机构出具，保证金由经营者持有；被保方须为生产经营者且不是出具方自己。", "سۇغۇرتىنى سۇغۇرتا ئورگىنى، كاپالەتنى تىجارەتچى بېرىدۇ؛ قوغدالغۇچى باشقا بىر ئىشلەپچىقارغۇچى ياكى تىجارەتچى بولۇشى كېرەك.", "A policy is an insurer's and a bond an operator's, for another company of the chain."}, Text{})
	// AdvanceNotOpen refuses to ask a fund while the first responsible party may still pay.
	AdvanceNotOpen = declare("claim-advance-not-open", KindConflict,
		Text{"不符合申请垫付的条件", "ئالدىن تۆلەش ئىلتىماسىنىڭ شەرتىگە توشمايدۇ", "The claim does not meet the conditions of an advance"},
		Text{"索赔处于“{state}”状态。", "تەلەپ «{state}» ھالىتىدە.", "The claim is “{state}”."},
		Text{"被拒绝、视为拒绝或未接受方案后可以申请。", "رەت قىلىنغاندىن ياكى لايىھە قوبۇل قىلىنمىغاندىن كېيىن ئىلتىماس قىلىڭ.", "It can be asked for after a refusal, a deemed refusal or a declined offer."})
	// AdvanceNotAsked refuses an advance that the claimant has not asked for.
	AdvanceNotAsked = declare("claim-advance-not-asked", KindConflict,
		Text{"消费者没有申请垫付", "ئىستېمالچى ئالدىن تۆلەشنى سورىمىغان", "No advance was asked for"},
		Text{"基金只在消费者申请后垫付。", "فوند پەقەت ئىستېمالچى سورىغاندا ئالدىن تۆلەيدۇ.", "A fund advances only when the claimant asks."}, Text{})
	// InsuredBeforeVictim refuses to pay the insured before the consumer has been paid (保险法 Art. 65).
	InsuredBeforeVictim = declare("insured-before-victim", KindConflict,
		Text{"被保险人尚未赔付消费者", "سۇغۇرتىلانغۇچى ئىستېمالچىغا تۆلىمىگەن", "The consumer comes before the insured"},
		Text{"被保险人未向消费者赔偿的，保险人不得向其支付保险金（保险法第65条）。", "سۇغۇرتىلانغۇچى ئىستېمالچىغا تۆلىمىسە، سۇغۇرتىچى ئۇنىڭغا سۇغۇرتا پۇلى بېرەلمەيدۇ (سۇغۇرتا قانۇنى 65-ماددا).", "An insurer pays the insured nothing before the consumer is paid by it (Insurance Law Art. 65)."}, Text{})
	// RecourseUnpaid refuses recourse while the consumer has nothing.
	RecourseUnpaid = declare("recourse-unpaid", KindConflict,
		Text{"尚未赔付，不能追偿", "تېخى تۆلەنمىدى، سۈيلىگىلى بولمايدۇ", "There is no recourse before payment"},
		Text{"追偿自赔付到账之后开始。", "سۈيلەش تۆلەم تەگكەندىن كېيىن باشلىنىدۇ.", "Recourse opens once the payment has arrived."}, Text{})
	// RecourseExcess refuses to demand more than the creditor bears.
	RecourseExcess = declare("recourse-excess", KindConflict,
		Text{"超出可追偿金额", "سۈيلەشكە بولىدىغان سوممىدىن ئاشتى", "More than can be demanded"},
		Text{"{part}最多还可以追偿 {left}。", "{part}: يەنە ئەڭ كۆپ {left} سۈيلەشكە بولىدۇ.", "Of the {part}, at most {left} can still be demanded."}, Text{})
	// RecourseShares refuses shares of more than the whole.
	RecourseShares = declare("recourse-shares", KindConflict,
		Text{"比例之和超过百分之百", "نىسبەتلەر يىغىندىسى يۈز پىرسەنتتىن ئاشتى", "The shares exceed the whole"},
		Text{"最多还可以主张 {left}%。", "يەنە ئەڭ كۆپ {left}% تەلەپ قىلىشقا بولىدۇ.", "At most {left}% can still be demanded."}, Text{})
	// RecourseParty refuses a debtor from whom this creditor cannot demand.
	RecourseParty = declare("recourse-party", KindInvalid,
		Text{"不能向该机构追偿", "بۇ ئورگاندىن سۈيلىگىلى بولمايدۇ", "Not a debtor of this recourse"},
		Text{"追偿对象须为另一家已登记的机构，并与追偿事由相符。", "سۈيلىنىدىغىنى تىزىملانغان باشقا ئورگان بولۇپ، سەۋەبكە ماس كېلىشى كېرەك.", "The debtor has to be another registered organisation that fits the ground."}, Text{})
	// RecourseInsured refuses subrogation against the insurer's own insured.
	RecourseInsured = declare("recourse-against-insured", KindConflict,
		Text{"不能向自己的被保险人追偿", "ئۆز سۇغۇرتىلانغۇچىسىدىن سۈيلىگىلى بولمايدۇ", "No recourse against the own insured"},
		Text{"保险人代位行使的是被保险人对第三人的权利（保险法第60条）。", "سۇغۇرتىچى سۇغۇرتىلانغۇچىنىڭ ئۈچىنچى تەرەپكە بولغان ھوقۇقىنى ئىشلىتىدۇ (سۇغۇرتا قانۇنى 60-ماددا).", "An insurer takes over what the insured has against others (Insurance Law Art. 60)."}, Text{})
	// RecourseCircle refuses to pass a demand back to where it came from.
	RecourseCircle = declare("recourse-circle", KindConflict,
		Text{"不能向追偿人反向追偿", "سۈيلىگۈچىدىن قايتا سۈيلىگىلى بولمايدۇ", "It would lead back to where it came from"},
		Text{"该机构已就同一损失向您追偿。", "بۇ ئورگان شۇ زىيان ئۈچۈن سىزدىن سۈيلىگەن.", "For the same damage this organisation has recourse against you."}, Text{})
	// RecourseCounter refuses a counter-offer that offers nothing less.
	RecourseCounter = declare("recourse-counter", KindInvalid,
		Text{"还价不正确", "قارشى تەكلىپ توغرا ئەمەس", "Not a counter-offer"},
		Text{"还价须低于所主张的金额；债权人只能接受已有的还价。", "قارشى تەكلىپ تەلەپتىن تۆۋەن بولۇشى كېرەك؛ تەلەپ قىلغۇچى پەقەت بار تەكلىپنىلا قوبۇل قىلالايدۇ.", "It has to be less than the demand, and a creditor can accept only one that was made."}, Text{})
	// RecourseSum refuses a finding of more than was demanded.
	RecourseSum = declare("recourse-sum", KindInvalid,
		Text{"超出所主张的金额", "تەلەپ قىلىنغان سوممىدىن ئاشتى", "More than was demanded"},
		Text{"{part}最多为 {left}。", "{part} ئەڭ كۆپ {left}.", "The {part} is at most {left}."}, Text{})
	// JournalUnbalanced refuses a journal whose entries do not sum to zero.
	JournalUnbalanced = declare("claim-journal-unbalanced", KindConflict,
		Text{"分录不平", "خاتىرە تەڭپۇڭ ئەمەس", "The journal does not balance"},
		Text{"分录之和不为零，没有记账。", "خاتىرىلەر يىغىندىسى نۆل ئەمەس، خاتىرىلەنمىدى.", "Its entries do not sum to zero; nothing was recorded."}, Text{})
)

// MoneyPartWords name the parts of a sum.
var MoneyPartWords = map[MoneyPart]Text{
	PartCompensation: {"补偿部分", "تولۇقلىما قىسمى", "compensation"},
	PartPunitive:     {"惩罚性部分", "جازا قىسمى", "punitive part"},
}
