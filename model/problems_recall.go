package model

// The problems of the recall room.
var (
	RecallScopeEmpty = declare("recall-scope-empty", KindInvalid,
		Text{"召回范围为空", "قايتۇرۇۋېلىش دائىرىسى قۇرۇق", "The scope is empty"},
		Text{"召回范围至少要有一个条件。", "قايتۇرۇۋېلىش دائىرىسىدە ئەڭ ئاز بىر شەرت بولۇشى كېرەك.", "A recall's scope needs at least one condition."}, Text{})
	RecallScopeLarge = declare("recall-scope-large", KindInvalid,
		Text{"条件过多", "شەرت بەك كۆپ", "Too many conditions"},
		Text{"召回范围最多 {limit} 个条件。", "قايتۇرۇۋېلىش دائىرىسىدە ئەڭ كۆپ {limit} شەرت بولىدۇ.", "A scope has at most {limit} conditions."},
		Text{"请用批号区间或通配符合并。", "تۈركۈم نومۇرى ئارىلىقى ياكى بەلگە بىلەن بىرلەشتۈرۈڭ.", "Join them by a range or a wildcard."})
	RecallScopeUnreadable = declare("recall-scope-unreadable", KindInvalid,
		Text{"召回条件无法读取", "قايتۇرۇۋېلىش شەرتىنى ئوقۇغىلى بولمىدى", "The condition cannot be read"},
		Text{"“{value}”不是规范书写的召回条件。", "«{value}» قېلىپلاشقان قايتۇرۇۋېلىش شەرتى ئەمەس.", "“{value}” is not a condition in its canonical form."}, Text{})
	RecallRangeReversed = declare("recall-range-reversed", KindInvalid,
		Text{"区间首尾颠倒", "ئارىلىق تەتۈر", "The range is upside down"},
		Text{"“{first}”在“{last}”之后。", "«{first}» «{last}» دىن كېيىن تۇرىدۇ.", "“{first}” lies after “{last}”."}, Text{})
	RecallRangeUnclear = declare("recall-range-unclear", KindInvalid,
		Text{"区间不明确", "ئارىلىق ئېنىق ئەمەس", "The range is not clear"},
		Text{"“{first}”与“{last}”应只在一段数字上不同。", "«{first}» بىلەن «{last}» پەقەت بىر بۆلەك رەقەمدىلا پەرقلىنىشى كېرەك.", "“{first}” and “{last}” must differ in one run of digits only."},
		Text{"请分成几个区间，或使用通配符。", "بىر قانچە ئارىلىققا بۆلۈڭ ياكى بەلگە ئىشلىتىڭ.", "Split it into several ranges, or use a wildcard."})
	RecallPatternBroad = declare("recall-pattern-broad", KindInvalid,
		Text{"通配符过宽", "بەلگە بەك كەڭ", "The wildcard says nothing"},
		Text{"“{value}”至少要有一个确定的字符。", "«{value}» دا ئەڭ ئاز بىر ئېنىق ھەرپ بولۇشى كېرەك.", "“{value}” needs at least one character that is certain."},
		Text{"要选择全部批次，请用产品和生产日期。", "ھەممە تۈركۈمنى تاللاش ئۈچۈن مەھسۇلات ۋە چېسلا ئىشلىتىڭ.", "To take every lot, use the product and its production dates."})
	RecallExcess = declare("recall-excess", KindInvalid,
		Text{"数量超过流出量", "مىقدار تارقىتىلغاندىن كۆپ", "More than was distributed"},
		Text{"已核算 {accounted}，而流出 {distributed}。", "ھېسابلانغىنى {accounted}، تارقىتىلغىنى {distributed}.", "{accounted} are accounted for, but {distributed} were distributed."},
		Text{"请核对单位和重复登记。", "بىرلىك ۋە تەكرار تىزىملاشنى تەكشۈرۈڭ.", "Check the units, and whether something is entered twice."})
	RecallResidualOpen = declare("recall-residual-open", KindConflict,
		Text{"尚有未核清的数量", "تېخى ئېنىقلانمىغان مىقدار بار", "A residual is not explained"},
		Text{"{lot}：还有 {residual} {unit} 未核清或未说明。", "{lot}: {residual} {unit} تېخى ئېنىقلانمىغان ياكى چۈشەندۈرۈلمىگەن.", "{lot}: {residual} {unit} are neither accounted for nor explained."}, Text{})
	RecallLotExcess = declare("recall-lot-excess", KindConflict,
		Text{"核算数量超过流出量", "ھېسابلانغان مىقدار تارقىتىلغاندىن كۆپ", "More is accounted for than was distributed"},
		Text{"{lot}：已核算 {accounted} {unit}，而流出 {distributed} {unit}。", "{lot}: ھېسابلانغىنى {accounted} {unit}، تارقىتىلغىنى {distributed} {unit}.", "{lot}: {accounted} {unit} are accounted for, but {distributed} {unit} were distributed."},
		Text{"请核对单位和重复登记。", "بىرلىك ۋە تەكرار تىزىملاشنى تەكشۈرۈڭ.", "Check the units, and whether something is entered twice."})
	RecallResidualsMore = declare("recall-residuals-more", KindConflict,
		Text{"还有其他未核清的数量", "يەنە ئېنىقلانمىغان مىقدارلار بار", "There are more residuals"},
		Text{"另有 {count} 项数量未核清。", "يەنە {count} مىقدار ئېنىقلانمىغان.", "Residuals beside those: {count}."}, Text{})
	RecallTasksOpen = declare("recall-tasks-open", KindConflict,
		Text{"尚有任务未确认", "تېخى جەزملەشتۈرۈلمىگەن ۋەزىپە بار", "Tasks are not confirmed"},
		Text{"{count} 个持有者的任务未确认。", "{count} ساقلىغۇچىنىڭ ۋەزىپىسى جەزملەشتۈرۈلمىگەن.", "Holders whose tasks are not confirmed: {count}."}, Text{})
	RecallDisposalUnproven = declare("recall-disposal-unproven", KindConflict,
		Text{"缺少处置证据", "بىر تەرەپ قىلىش ئىسپاتى يوق", "Disposal without evidence"},
		Text{"{count} 项处置没有证据。", "{count} بىر تەرەپ قىلىشنىڭ ئىسپاتى يوق.", "Disposals without evidence: {count}."}, Text{})
	RecallReportDue = declare("recall-report-due", KindConflict,
		Text{"尚有报告未提交", "تېخى تاپشۇرۇلمىغان دوكلات بار", "A report is due"},
		Text{"{count} 份报告未提交。", "{count} دوكلات تاپشۇرۇلمىغان.", "Reports not submitted: {count}."}, Text{})
	RecallChecksOpen = declare("recall-checks-open", KindConflict,
		Text{"有效性核查未完成", "ئۈنۈم تەكشۈرۈشى تاماملانمىغان", "Effectiveness checks are missing"},
		Text{"抽中的持有者还有 {count} 个未核实。", "تاللانغان ساقلىغۇچىلاردىن {count} ى تېخى تەكشۈرۈلمىگەن.", "Holders of the sample not verified: {count}."}, Text{})
)
