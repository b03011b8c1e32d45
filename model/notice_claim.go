package model

// claimNotices are the kinds of notice about claims, payments, covers and recourse.
var claimNotices = []NoticeKindInfo{
	{
		NewsClaimFiled, TopicClaim, []NoticeParty{ToParty},
		Text{"收到新的索赔", "يېڭى تۆلەم تەلىپى كەلدى", "A claim has come in"},
		Text{"消费者向您提出索赔。您是首负责任方，请在15日内答复；期满未答复视为拒绝。", "ئىستېمالچى سىزدىن تۆلەم تەلەپ قىلدى. سىز بىرىنچى جاۋابكار تەرەپ، 15 كۈن ئىچىدە جاۋاب بېرىڭ؛ جاۋاب بەرمىسىڭىز رەت قىلغان ھېسابلىنىدۇ.", "A consumer claims against you. You answer for it first: decide within 15 days, or it counts as refused."},
	},
	{
		NewsClaimSupplied, TopicClaim, []NoticeParty{ToParty},
		Text{"消费者补充了证据", "ئىستېمالچى ئىسپات تولۇقلىدى", "Evidence has been supplied"},
		Text{"消费者已补充您要求的证据。15日期限未停，请答复。", "ئىستېمالچى سىز تەلەپ قىلغان ئىسپاتنى تولۇقلىدى. 15 كۈنلۈك مۇددەت توختىمىدى، جاۋاب بېرىڭ.", "The claimant has supplied what you asked for. The 15 days have run on: decide."},
	},
	{
		NewsClaimAccepted, TopicClaim, []NoticeParty{ToParty},
		Text{"消费者接受了方案", "ئىستېمالچى لايىھەنى قوبۇل قىلدى", "Your offer is accepted"},
		Text{"消费者接受了您的方案，请在15日内赔付或履行。", "ئىستېمالچى لايىھەڭىزنى قوبۇل قىلدى، 15 كۈن ئىچىدە تۆلەڭ ياكى ئادا قىلىڭ.", "The claimant accepts your offer. Pay or perform within 15 days."},
	},
	{
		NewsClaimDeclined, TopicClaim, []NoticeParty{ToParty},
		Text{"消费者未接受方案", "ئىستېمالچى لايىھەنى قوبۇل قىلمىدى", "Your offer is declined"},
		Text{"消费者未接受您的方案。15日期限重新起算，请提出新的方案或同意请求。", "ئىستېمالچى لايىھەڭىزنى قوبۇل قىلمىدى. 15 كۈنلۈك مۇددەت يېڭىدىن باشلاندى، يېڭى لايىھە بېرىڭ ياكى تەلەپكە قوشۇلۇڭ.", "The claimant declines your offer. The 15 days run anew: make a better one, or grant the claim."},
	},
	{
		NewsClaimWithdrawn, TopicClaim, []NoticeParty{ToParty},
		Text{"消费者撤回了索赔", "ئىستېمالچى تەلەپنى قايتۇرۇۋالدى", "A claim is withdrawn"},
		Text{"消费者撤回了索赔，无须再办理。", "ئىستېمالچى تەلەپنى قايتۇرۇۋالدى، ئەمدى بېجىرىش ھاجەتسىز.", "The claimant has withdrawn the claim. Nothing more is to be done."},
	},
	{
		NewsClaimDueSoon, TopicClaim, []NoticeParty{ToParty},
		Text{"索赔即将到期", "تەلەپنىڭ مۇددىتى توشاي دەپ قالدى", "A claim is due soon"},
		Text{"离期限不到三天。期满未答复或未赔付视为拒绝，并留下信用线索。", "مۇددەتكە ئۈچ كۈن قالمىدى. جاۋاب بەرمىسىڭىز ياكى تۆلىمىسىڭىز رەت قىلغان ھېسابلىنىپ، ئىناۋەت خاتىرىسى قالىدۇ.", "Less than three days are left. Without a decision or payment it counts as refused and leaves a mark on your record."},
	},
	{
		NewsClaimDeemed, TopicClaim, []NoticeParty{ToParty, ToInsurer, ToAuthority},
		Text{"索赔逾期，视为拒绝", "تەلەپنىڭ مۇددىتى ئۆتتى، رەت قىلغان ھېسابلاندى", "A claim counts as refused"},
		Text{"15日内未答复或未赔付，视为拒绝。首负责任方仍可同意并赔付；保险人、保证金和基金可以介入，消费者可以投诉。", "15 كۈن ئىچىدە جاۋاب بېرىلمىدى ياكى تۆلەنمىدى، رەت قىلغان ھېسابلاندى. جاۋابكار تەرەپ يەنىلا قوشۇلۇپ تۆلىيەلەيدۇ؛ سۇغۇرتىچى، كاپالەت ۋە فوند ئارىلىشالايدۇ، ئىستېمالچى ئەرز قىلالايدۇ.", "Neither decided nor paid in 15 days. The first responsible party may still grant and pay it; an insurer, a bond or a fund may step in, and the consumer may complain."},
	},
	{
		NewsClaimPaid, TopicClaim, []NoticeParty{ToParty, ToPayer},
		Text{"索赔已赔付", "تەلەپ تۆلەندى", "A claim is paid"},
		Text{"赔付已到达消费者，该损失的索赔已了结。", "تۆلەم ئىستېمالچىغا يەتتى، بۇ زىياننىڭ تەلىپى ھەل بولدى.", "The payment has reached the consumer, and the claim is settled."},
	},
	{
		NewsClaimComplained, TopicComplaint, []NoticeParty{ToAuthority},
		Text{"索赔转为投诉", "تۆلەم تەلىپى ئەرزگە ئايلاندى", "A claim has become a complaint"},
		Text{"消费者的索赔未获解决，现向您投诉。请在七个工作日内决定是否受理。", "ئىستېمالچىنىڭ تۆلەم تەلىپى ھەل بولمىدى، ئەمدى سىزگە ئەرز قىلدى. يەتتە خىزمەت كۈنى ئىچىدە قوبۇل قىلىش-قىلماسلىقنى قارار قىلىڭ.", "A consumer whose claim was not met complains to you. Decide within seven working days whether you accept it."},
	},
	{
		NewsAdvanceAsked, TopicClaim, []NoticeParty{ToFund},
		Text{"请求基金先行垫付", "فوندتىن ئالدىن تۆلەش سورالدى", "An advance is asked for"},
		Text{"消费者的索赔被拒绝或逾期，请求基金先行垫付。请审查其情况并决定。", "ئىستېمالچىنىڭ تەلىپى رەت قىلىندى ياكى مۇددىتى ئۆتتى، فوندنىڭ ئالدىن تۆلىشىنى سورىدى. ئەھۋالىنى تەكشۈرۈپ قارار قىلىڭ.", "A claim was refused or left lying, and the claimant asks the fund to pay in advance. Look at the means and decide."},
	},
	{
		NewsPaymentWaits, TopicClaim, []NoticeParty{ToPayer},
		Text{"赔付待批准", "تۆلەش تەستىق كۈتۈۋاتىدۇ", "A payment waits for approval"},
		Text{"这笔赔付须由另一人批准后才能付出。", "بۇ تۆلەشنى باشقا بىر كىشى تەستىقلىغاندىن كېيىن تۆلىگىلى بولىدۇ.", "A second person has to approve this payment before it goes out."},
	},
	{
		NewsPaymentFailed, TopicClaim, []NoticeParty{ToParty, ToPayer},
		Text{"赔付失败", "تۆلەش مەغلۇپ بولدى", "A payment has failed"},
		Text{"赔付未到达消费者，该损失可以重新赔付；期限照常进行。", "تۆلەم ئىستېمالچىغا يەتمىدى، بۇ زىياننى قايتا تۆلىگىلى بولىدۇ؛ مۇددەت داۋاملىشىدۇ.", "The money has not reached the consumer. It can be ordered again; the time runs on."},
	},
	{
		NewsPayoutGivenUp, TopicClaim, []NoticeParty{ToPayer},
		Text{"付款指令未能送达", "تۆلەش بۇيرۇقى يەتكۈزۈلمىدى", "A payment order could not be delivered"},
		Text{"付款指令多次未能送达您的付款服务商。请检查其地址，并决定让该赔付失败后重付。", "تۆلەش بۇيرۇقى تۆلەش مۇلازىمەتچىڭىزگە كۆپ قېتىم يەتمىدى. ئادرېسىنى تەكشۈرۈپ، بۇ تۆلەشنى مەغلۇپ دەپ بېكىتىپ قايتا تۆلەڭ.", "The order could not be delivered to your payment provider. Look at its address, let the payment fail and order it again."},
	},
	{
		NewsCoverAsked, TopicClaim, []NoticeParty{ToCovered},
		Text{"请确认保单或保证金", "سۇغۇرتا ياكى كاپالەتنى جەزملەشتۈرۈڭ", "Please confirm a policy or bond"},
		Text{"登记了一份为您承保的保单或保证金。经您确认后生效，此后承保方可以查看对您的索赔。", "سىزنى كاپالەتكە ئالغان سۇغۇرتا ياكى كاپالەت تىزىملاندى. جەزملەشتۈرسىڭىز كۈچكە ئىگە بولىدۇ، كاپالەتچى سىزگە قارىتىلغان تەلەپلەرنى كۆرەلەيدۇ.", "A policy or bond that covers you was recorded. It counts once you confirm it; its payer then sees the claims against you."},
	},
	{
		NewsCoverConfirmed, TopicClaim, []NoticeParty{ToPayer},
		Text{"保单或保证金已确认", "سۇغۇرتا ياكى كاپالەت جەزملەشتۈرۈلدى", "A policy or bond is confirmed"},
		Text{"被保方已确认，保单或保证金生效。", "سۇغۇرتىلانغۇچى جەزملەشتۈردى، سۇغۇرتا ياكى كاپالەت كۈچكە ئىگە.", "Who is covered has confirmed it: it counts from now on."},
	},
	{
		NewsCoverEnded, TopicClaim, []NoticeParty{ToCovered},
		Text{"保单或保证金已终止", "سۇغۇرتا ياكى كاپالەت ئاخىرلاشتى", "A policy or bond has ended"},
		Text{"承保方已终止该保单或保证金，此后不再从中赔付。", "كاپالەتچى بۇ سۇغۇرتا ياكى كاپالەتنى ئاخىرلاشتۇردى، بۇندىن كېيىن ئۇنىڭدىن تۆلەنمەيدۇ.", "Its payer has ended it: nothing more is paid from it."},
	},
	{
		NewsRecourseOpened, TopicClaim, []NoticeParty{ToPayer},
		Text{"可以追偿", "سۈيلەشكە بولىدۇ", "Recourse is open"},
		Text{"消费者已获赔付。您可以向最终责任方追偿，追溯记录给出了建议。", "ئىستېمالچىغا تۆلەندى. ئاخىرقى جاۋابكاردىن سۈيلىسىڭىز بولىدۇ، ئىزلاش خاتىرىسى تەكلىپ بەردى.", "The consumer is paid. You may demand it back from who is liable in the end; the trace makes proposals."},
	},
	{
		NewsRecourseDemanded, TopicClaim, []NoticeParty{ToDebtor},
		Text{"收到追偿请求", "سۈيلەش تەلىپى كەلدى", "Recourse is demanded of you"},
		Text{"对方已赔付消费者，请您承担其中一部分。请查看依据，并认可或提出异议。", "قارشى تەرەپ ئىستېمالچىغا تۆلىدى، ئۇنىڭ بىر قىسمىنى ئۈستىڭىزگە ئېلىشىڭىزنى تەلەپ قىلدى. ئاساسىنى كۆرۈپ، ئېتىراپ قىلىڭ ياكى قارشى پىكىر بېرىڭ.", "Somebody has paid a consumer and asks you to bear a part. Look at the reasons, then agree or dispute."},
	},
	{
		NewsRecourseAgreed, TopicClaim, []NoticeParty{ToCreditor, ToDebtor},
		Text{"追偿已确定", "سۈيلەش بېكىتىلدى", "Recourse is agreed"},
		Text{"追偿金额已由双方认可、调解或裁判确定，请结清。", "سۈيلەش سوممىسى ئىككى تەرەپ، مۇرەسسە ياكى سوت تەرىپىدىن بېكىتىلدى، تۆلەڭ.", "What is owed is agreed, found in mediation or adjudged: it is to be paid."},
	},
	{
		NewsRecourseDisputed, TopicClaim, []NoticeParty{ToCreditor},
		Text{"追偿有异议", "سۈيلەشكە قارشى پىكىر بار", "Recourse is disputed"},
		Text{"对方对追偿提出异议。您可以接受其还价、申请调解或起诉。", "قارشى تەرەپ قوشۇلمىدى. ئۇنىڭ باھاسىنى قوبۇل قىلىڭ، مۇرەسسە سوراڭ ياكى سوتقا بېرىڭ.", "The debtor disputes it. You may take its counter-offer, ask for mediation or go to court."},
	},
	{
		NewsRecourseMediated, TopicClaim, []NoticeParty{ToCreditor, ToDebtor, ToAuthority},
		Text{"追偿申请调解", "سۈيلەشكە مۇرەسسە سورالدى", "Mediation of a recourse is asked for"},
		Text{"一方申请就追偿进行调解。", "بىر تەرەپ سۈيلەش توغرىسىدا مۇرەسسە سورىدى.", "One side asks the authority to mediate a recourse."},
	},
	{
		NewsRecourseSued, TopicClaim, []NoticeParty{ToDebtor},
		Text{"追偿已提起诉讼或仲裁", "سۈيلەش سوتقا بېرىلدى", "A recourse goes to court"},
		Text{"债权人已就追偿提起诉讼或仲裁。", "سۈيلىگۈچى سوتقا ياكى كېسىمگە بەردى.", "The creditor has taken the recourse to court or arbitration."},
	},
	{
		NewsRecourseSettled, TopicClaim, []NoticeParty{ToDebtor},
		Text{"追偿已结清", "سۈيلەش تۆلىنىپ بولدى", "A recourse is settled"},
		Text{"债权人确认收款。如另有责任方，您可以继续向其追偿。", "سۈيلىگۈچى پۇل تەگكەنلىكىنى جەزملەشتۈردى. باشقا جاۋابكار بولسا، ئۇنىڭدىن سۈيلىسىڭىز بولىدۇ.", "The creditor confirms your payment. If somebody else is liable, you may pass it on."},
	},
	{
		NewsRecourseReleased, TopicClaim, []NoticeParty{ToDebtor},
		Text{"追偿已放弃", "سۈيلەشتىن ۋاز كېچىلدى", "A recourse is given up"},
		Text{"债权人放弃追偿，或裁判驳回，您无须再承担。", "سۈيلىگۈچى ۋاز كەچتى ياكى سوت رەت قىلدى، ئەمدى ئۈستىڭىزگە ئالمايسىز.", "The creditor gives it up, or a court dismisses it. You owe nothing more."},
	},
}

// claimantNotices are the mails to claimants.
var claimantNotices = []NoticeKindInfo{
	{
		NewsClaimantAnswered, TopicClaim, []NoticeParty{ToClaimant},
		Text{"您的索赔有了答复", "تۆلەم تەلىپىڭىزگە جاۋاب كەلدى", "Your claim has an answer"},
		Text{"责任方已处理您的索赔。请打开您提交时得到的私密链接查看，并在需要时回复。", "جاۋابكار تەرەپ تەلىپىڭىزنى بىر تەرەپ قىلدى. تاپشۇرغاندا ئالغان مەخپىي ئۇلىنىشنى ئېچىپ كۆرۈڭ، كېرەك بولسا جاۋاب قايتۇرۇڭ.", "The party that answers has dealt with your claim. Open the private link that you were given when you filed it, and reply if you are asked to."},
	},
	{
		NewsClaimantDeemed, TopicClaim, []NoticeParty{ToClaimant},
		Text{"您的索赔逾期未获答复", "تەلىپىڭىزگە مۇددىتىدە جاۋاب كەلمىدى", "Your claim was left without an answer"},
		Text{"责任方在15日内未答复或未赔付，视为拒绝。打开您的私密链接，可以一步向监管部门投诉或请求基金垫付。", "جاۋابكار تەرەپ 15 كۈن ئىچىدە جاۋاب بەرمىدى ياكى تۆلىمىدى، رەت قىلغان ھېسابلىنىدۇ. مەخپىي ئۇلىنىشنى ئېچىپ، نازارەتچى تارماققا بىر قەدەمدىلا ئەرز قىلالايسىز ياكى فوندتىن سورىيالايسىز.", "The party neither decided nor paid in 15 days, which counts as a refusal. Open your private link: you can complain to the authority in one step, or ask a relief fund."},
	},
	{
		NewsClaimantPaid, TopicClaim, []NoticeParty{ToClaimant},
		Text{"您的索赔已赔付", "تەلىپىڭىز تۆلەندى", "Your claim is paid"},
		Text{"赔付方确认款项已付出或已履行。请打开您的私密链接确认是否收到。", "تۆلىگۈچى پۇل تۆلەنگەنلىكىنى ياكى ئادا قىلىنغانلىقىنى جەزملەشتۈردى. مەخپىي ئۇلىنىشنى ئېچىپ، تاپشۇرۇۋالغان-ئالمىغانلىقىڭىزنى جەزملەڭ.", "The payer says that the money has reached you, or that it has been made good. Open your private link and confirm whether you have it."},
	},
}
