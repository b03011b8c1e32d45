package model

// The problems of money and of amounts due.
var (
	MoneyInvalid = declare("money-invalid", KindInvalid,
		Text{"金额不正确", "پۇل سوممىسى توغرا ئەمەس", "Not a valid amount of money"},
		Text{"“{value}”不是允许范围内、最多两位小数的非负金额。", "«{value}» چەك ئىچىدىكى، ئىككى خانىلىق كەسىردىن ئاشمىغان، نۆلدىن كىچىك بولمىغان سومما ئەمەس.", "“{value}” is not an amount in range, not negative, with at most two decimals."}, Text{})
	MoneyCurrency = declare("money-currency", KindInvalid,
		Text{"币种不一致", "پۇل تۈرى ئوخشاش ئەمەس", "Currencies do not match"},
		Text{"“{from}”与“{to}”不能相加或比较。", "«{from}» بىلەن «{to}» نى قوشقىلى ياكى سېلىشتۇرغىلى بولمايدۇ.", "{from} and {to} can be neither added nor compared."}, Text{})
	AmountBarred = declare("amount-barred", KindInvalid,
		Text{"该赔偿依据不适用", "بۇ تۆلەم ئاساسى ماس كەلمەيدۇ", "The basis does not apply"},
		Text{"不能按“{basis}”计算：{reasons}。", "«{basis}» بويىچە ھېسابلىغىلى بولمايدۇ: {reasons}.", "“{basis}” cannot be claimed: {reasons}."},
		Text{"请选择其他依据，或补充事实。", "باشقا ئاساسنى تاللاڭ ياكى پاكىت تولۇقلاڭ.", "Choose another basis, or add the facts."})
	AmountAboveCeiling = declare("amount-above-ceiling", KindInvalid,
		Text{"超过法定上限", "قانۇنىي چەكتىن ئېشىپ كەتتى", "Above the legal ceiling"},
		Text{"所定金额超过上限 {ceiling}。", "بېكىتىلگەن سومما يۇقىرى چەك {ceiling} دىن ئېشىپ كەتتى.", "The amount set is above the ceiling of {ceiling}."}, Text{})
)
