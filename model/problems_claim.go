package model

// The problems of claims.
var (
	// ClaimLinkUnknown refuses a private link that is wrong or given up, without saying which.
	ClaimLinkUnknown = declare("claim-link-unknown", KindNotFound,
		Text{"私密链接无效", "مەخپىي ئۇلىنىش ئىناۋەتسىز", "The private link does not work"},
		Text{"链接有误、已换发新链接，或其资料已按要求删除。", "ئۇلىنىش خاتا، يېڭىسىغا ئالماشتۇرۇلغان ياكى ماتېرىيالى ئۆچۈرۈلگەن.", "The link is wrong, a new one has taken its place, or what it opened has been erased."},
		Text{"请使用提交索赔时保存的完整链接。链接遗失时，请带受理编号、提交时的电话或邮箱和购买凭证到当地市场监管部门，核实身份后换发新链接。",
			"تەلەپ سۇنغاندا ساقلىغان تولۇق ئۇلىنىشنى ئىشلىتىڭ. يوقاتسىڭىز قوبۇل قىلىش نومۇرى، سۇنغاندىكى تېلېفون ياكى ئېلخەت ۋە سېتىۋېلىش ئىسپاتى بىلەن يەرلىك بازار نازارەت قىلىش تارمىقىغا بېرىڭ؛ سالاھىيىتىڭىز تەكشۈرۈلگەندىن كېيىن يېڭى ئۇلىنىش بېرىلىدۇ.",
			"Use the whole link that you kept when you filed. If it is lost, take the receipt number, the telephone number or mail address that you gave, and what shows the purchase to the local market authority; it gives you a new link once it has checked who you are."})
	// ClaimConsentMissing refuses a claim without consent to the present text.
	ClaimConsentMissing = declare("claim-consent-missing", KindInvalid,
		Text{"未同意个人信息说明", "شەخسىي ئۇچۇر چۈشەندۈرۈشىگە قوشۇلمىدىڭىز", "Consent is missing"},
		Text{"需要同意第 {version} 版个人信息说明。", "{version}-نەشرىدىكى شەخسىي ئۇچۇر چۈشەندۈرۈشىگە قوشۇلۇش كېرەك.", "Consent to version {version} of the text about personal data is needed."}, Text{})
	// ClaimContactMissing refuses a claim whose claimant cannot be reached.
	ClaimContactMissing = declare("claim-contact-missing", KindInvalid,
		Text{"没有联系方式", "ئالاقىلىشىش ئۇسۇلى يوق", "There is no way to reach you"},
		Text{"请至少填写电话或邮箱之一。", "تېلېفون ياكى ئېلخەتنىڭ بىرىنى يېزىڭ.", "Give a telephone number or a mail address."}, Text{})
	// ClaimOffChain refuses an operator that had nothing to do with the goods as far as is known.
	ClaimOffChain = declare("claim-off-chain", KindInvalid,
		Text{"该经营者不在此商品的流通链上", "بۇ تىجارەتچى مالنىڭ ئوبوروت زەنجىرىدە ئەمەس", "This operator is not on the chain of the goods"},
		Text{"没有记录显示其经手过此商品，您也没有说明是它卖给您的。", "ئۇنىڭ بۇ مالنى تەگكەنلىكى خاتىرىدە يوق، سىزمۇ ئۇنىڭدىن ئالغانلىقىڭىزنى يازمىدىڭىز.", "Nothing recorded shows that it handled the goods, and you do not say that it sold them to you."},
		Text{"如果是它卖给您的，请把它填为销售者；也可以向生产者索赔。", "ئۇ ساتقان بولسا ساتقۇچى قىلىپ يېزىڭ؛ ئىشلەپچىقارغۇچىدىنمۇ تەلەپ قىلالايسىز.", "If it sold them to you, name it as the seller; you can also claim against the producer."})
	// ClaimUnits refuses more units than there can be.
	ClaimUnits = declare("claim-units", KindInvalid,
		Text{"数量超过可能", "سانى مۇمكىن بولغاندىن كۆپ", "More units than there can be"},
		Text{"最多 {limit} 件。", "ئەڭ كۆپ {limit} دانە.", "There can be {limit} at most."}, Text{})
	// ClaimFilesFull refuses more evidence than is kept.
	ClaimFilesFull = declare("claim-files-full", KindConflict,
		Text{"证据数量已满", "ئىسپات سانى توشتى", "There is no room for more evidence"},
		Text{"每个索赔最多 {limit} 个文件。", "ھەر بىر تەلەپكە ئەڭ كۆپ {limit} ھۆججەت.", "A claim takes {limit} files at most."}, Text{})
	// ClaimOpen refuses to erase what is still needed.
	ClaimOpen = declare("claim-open", KindConflict,
		Text{"索赔尚未结束", "تەلەپ تېخى ئاخىرلاشمىدى", "The claim has not ended"},
		Text{"索赔处于“{state}”状态，结束或撤回后才能删除资料。", "تەلەپ «{state}» ھالىتىدە؛ ئاخىرلاشقاندا ياكى قايتۇرۇۋالغاندىن كېيىن ئۆچۈرگىلى بولىدۇ.", "The claim is {state}; what it holds can be erased once it has ended or is withdrawn."}, Text{})
	// ClaimErased tells that personal data is gone.
	ClaimErased = declare("claim-erased", KindGone,
		Text{"个人资料已删除", "شەخسىي ئۇچۇر ئۆچۈرۈلگەن", "The personal data is erased"},
		Text{"本索赔的个人资料已于 {at} 删除。", "بۇ تەلەپنىڭ شەخسىي ئۇچۇرى {at} دا ئۆچۈرۈلگەن.", "The personal data of this claim was erased at {at}."}, Text{})
	// ClaimEnded refuses what cannot be done to a claim any more.
	ClaimEnded = declare("claim-ended", KindConflict,
		Text{"索赔已结束", "تەلەپ ئاخىرلاشقان", "The claim has ended"},
		Text{"索赔处于“{state}”状态。", "تەلەپ «{state}» ھالىتىدە.", "The claim is {state}."}, Text{})
	// ClaimPaid refuses what a payment stands against.
	ClaimPaid = declare("claim-paid", KindConflict,
		Text{"已有付款", "تۆلەش مەۋجۇت", "There is a payment"},
		Text{"同一损害已有付款或付款正在进行。", "ئوخشاش زىيان ئۈچۈن تۆلەش بار ياكى كېتىۋاتىدۇ.", "The damage has been paid, or a payment is on its way."}, Text{})
	// ClaimAlone refuses to part a claim that shares its damage with none.
	ClaimAlone = declare("claim-alone", KindConflict,
		Text{"没有与其他索赔合并", "باشقا تەلەپ بىلەن بىرلەشتۈرۈلمىگەن", "It is joined with no other claim"},
		Text{"本索赔没有与其他索赔视为同一损害。", "بۇ تەلەپ باشقا تەلەپ بىلەن بىر زىيان دەپ قارالمىغان.", "This claim has not been taken for the same damage as another."}, Text{})
	// ClaimUnsettled refuses to grant what nobody can name yet.
	ClaimUnsettled = declare("claim-amount-unsettled", KindConflict,
		Text{"金额尚未确定", "سوممىسى تېخى ئېنىقلانمىدى", "The amount does not stand yet"},
		Text{"请先确定事实，或改为提出方案。", "ئاۋۋال پاكىتنى بېكىتىڭ ياكى لايىھە ئوتتۇرىغا قويۇڭ.", "Establish the facts first, or make an offer."}, Text{})
	// ClaimNoComplaint refuses to hand over a claim that still runs.
	ClaimNoComplaint = declare("claim-no-complaint", KindConflict,
		Text{"不符合转为投诉的条件", "ئەرزگە ئايلاندۇرۇش شەرتىگە توشمايدۇ", "This claim does not meet the conditions of a complaint"},
		Text{"责任方拒绝、逾期未答复，或您不接受方案后，可以转为投诉。", "جاۋابكار تەرەپ رەت قىلغاندا، ۋاقتىدا جاۋاب بەرمىگەندە ياكى لايىھەنى قوبۇل قىلمىغاندا ئەرزگە ئايلاندۇرالايسىز.", "That is possible once the party has refused, has let its time run out, or you have declined its offer."},
		Text{"您也可以直接拨打 12315。", "12315 گە بىۋاسىتە تېلېفون قىلسىڭىزمۇ بولىدۇ.", "You can also call 12315."})
	// ClaimComplained refuses a second complaint about one claim.
	ClaimComplained = declare("claim-complained", KindConflict,
		Text{"已经转为投诉", "ئاللىقاچان ئەرز قىلىنغان", "It is before the authority already"},
		Text{"本索赔已转为投诉。", "بۇ تەلەپ ئەرزگە ئايلاندۇرۇلغان.", "A complaint has come of this claim already."}, Text{})
	// ClaimRecallOther refuses a recall that does not reach the goods.
	ClaimRecallOther = declare("claim-recall-other", KindInvalid,
		Text{"该召回不涉及此商品", "بۇ قايتۇرۇۋېلىش بۇ مالغا چېتىلمايدۇ", "The recall is not about these goods"},
		Text{"公开的召回“{value}”不涉及此批次。", "ئاشكارا «{value}» قايتۇرۇۋېلىش بۇ تۈركۈمگە چېتىلمايدۇ.", "There is no public recall “{value}” of this lot."}, Text{})
)
