package model

// The problems of what is kept of a claim, of payments in doubt, and of a private link that is lost.
var (
	// ClaimPaying refuses to erase where a payment still has to go.
	ClaimPaying = declare("claim-paying", KindConflict,
		Text{"付款尚未完成", "تۆلەش تېخى تاماملانمىدى", "A payment is still on its way"},
		Text{"本索赔有一笔付款正在办理，完成后才能删除资料。", "بۇ تەلەپنىڭ بىر تۆلىمى بېجىرىلىۋاتىدۇ؛ تاماملانغاندىن كېيىن ئۆچۈرگىلى بولىدۇ.", "A payment of this claim is being carried out; what is known of you can be erased once it is done."},
		Text{"请等付款到账或失败后再试。", "پۇل تەگكەندىن ياكى تۆلەش مەغلۇپ بولغاندىن كېيىن قايتا سىناڭ.", "Try again once it has arrived or failed."})
	// PayoutInDoubt refuses to let a payment fail that its provider may have: the consumer would be paid twice.
	PayoutInDoubt = declare("claim-payout-in-doubt", KindConflict,
		Text{"支付渠道可能已收到该指令", "تۆلەش يولى بۇ بۇيرۇقنى تاپشۇرۇۋالغان بولۇشى مۇمكىن", "The provider may have the order"},
		Text{"指令 {number} 发出后没有得到明确答复，渠道可能仍会付款。", "{number} بۇيرۇقىغا ئېنىق جاۋاب كەلمىدى؛ تۆلەش يولى يەنىلا تۆلىشى مۇمكىن.", "No clear answer came to order {number}, so the provider may still carry it out."},
		Text{"请联系渠道，由其以签名回调答复：payout.confirmed、payout.failed，或没有该指令时 payout.unknown。", "تۆلەش يولى بىلەن ئالاقىلىشىڭ؛ ئۇ ئىمزالىق چاقىرىش بىلەن payout.confirmed، payout.failed ياكى بۇيرۇق يوق بولسا payout.unknown دەپ جاۋاب بەرسۇن.", "Ask the provider to answer with a signed call: payout.confirmed, payout.failed, or payout.unknown when it has no such order."})
	// PayoutStillSent refuses the answer of a provider that it has no order, while the order is still being sent to it.
	PayoutStillSent = declare("claim-payout-still-sent", KindConflict,
		Text{"指令仍在发送", "بۇيرۇق تېخى ئەۋەتىلىۋاتىدۇ", "The order is still being sent"},
		Text{"该支付的指令仍在发送或支付已有结果，此答复不作数。", "بۇ تۆلەمنىڭ بۇيرۇقى تېخى ئەۋەتىلىۋاتىدۇ ياكى نەتىجىسى چىققان؛ بۇ جاۋاب ھېسابلانمايدۇ.", "The order of this payment is still being sent, or the payment has its outcome: the answer decides nothing."}, Text{})
	// AccountConsentMissing refuses an account without a consent of its own (个人信息保护法 Art. 29).
	AccountConsentMissing = declare("claim-account-consent-missing", KindInvalid,
		Text{"未单独同意使用收款账户", "ھېساباتنى ئىشلىتىشكە ئايرىم قوشۇلمىدىڭىز", "Consent to the use of the account is missing"},
		Text{"收款账户属于敏感个人信息，须单独同意仅用于本次付款。", "ھېسابات سەزگۈر شەخسىي ئۇچۇر؛ پەقەت مۇشۇ تۆلەم ئۈچۈن ئىشلىتىشكە ئايرىم قوشۇلۇش كېرەك.", "An account is sensitive personal data; it needs a consent of its own to be used for this payment only."}, Text{})
	// ClaimContactOther refuses a new private link to somebody who does not give the contact of the claim.
	ClaimContactOther = declare("claim-contact-other", KindInvalid,
		Text{"与提交时的联系方式不符", "تەلەپ سۇنغاندىكى ئالاقە ئۇسۇلىغا ماس ئەمەس", "Not the contact of the claim"},
		Text{"所填电话或邮箱与索赔人提交时所填的不一致。", "يېزىلغان تېلېفون ياكى ئېلخەت تەلەپ قىلغۇچى سۇنغاندىكىسىگە ئوخشىمايدۇ.", "It is not the telephone number or mail address that was given when the claim was filed."}, Text{})
)
