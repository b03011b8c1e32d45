package model

func hours(n int) Period    { return Period{Amount: n, Unit: Hours} }
func workdays(n int) Period { return Period{Amount: n, Unit: Workdays} }
func months(n int) Period   { return Period{Amount: n, Unit: Months} }

// calendarDays is moved past weekends as well, as the Civil Code Art. 203 is commonly read.
func calendarDays(n int) Period { return Period{Amount: n, Unit: Days, Shift: ShiftRest} }

var atOnce = hours(0)

// The values below are facts of law with the article they stand in; no text of law is repeated. Where a law is amended,
// the old version gets its last day and a new version is added under the next number, so that running clocks keep their
// rule.
var rulePacks = assemble([]RulePack{
	{
		ID: PackCNFood, Version: 1, Jurisdiction: "CN", Recall: true, Law: LawFoodRecall, From: "2015-09-01",
		Name: Text{"中国食品召回", "جۇڭگو يېمەكلىك قايتۇرۇۋېلىش", "Food recall, China"},
		Note: Text{
			"依据2015年文本；2020年修订只见变更机关名称，后续修订未能排除。",
			"2015-يىلدىكى تېكىست ئاساس قىلىندى؛ 2020-يىلدىكى تۈزىتىشتە ئورگان ناملىرىلا ئۆزگەرگەن، كېيىنكى تۈزىتىشنى ئىنكار قىلغىلى بولمايدۇ.",
			"From the text of 2015; the amendment of 2020 is known to change names of authorities only, and a later one could not be excluded.",
		},
		Grades: []GradeInfo{
			{GradeI, Text{"一级", "بىرىنچى دەرىجە", "grade I"}, Text{"已经或可能造成严重健康损害甚至死亡", "ئېغىر سالامەتلىك زىيىنى ھەتتا ئۆلۈم كەلتۈرۈپ چىقارغان ياكى چىقىرىشى مۇمكىن", "serious harm to health or death has happened or may"}, Reference{LawFoodRecall, "13(1)", EvidenceText}},
			{GradeII, Text{"二级", "ئىككىنچى دەرىجە", "grade II"}, Text{"已经或可能造成一般健康损害", "ئادەتتىكى سالامەتلىك زىيىنى كەلتۈرۈپ چىقارغان ياكى چىقىرىشى مۇمكىن", "ordinary harm to health has happened or may"}, Reference{LawFoodRecall, "13(2)", EvidenceText}},
			{GradeIII, Text{"三级", "ئۈچىنچى دەرىجە", "grade III"}, Text{"标签、标识存在虚假标注；仅有瑕疵且不造成健康损害的应改正，可自愿召回", "خەتكۈش ياكى بەلگە ساختا؛ پەقەت كەمچىلىك بولسا تۈزىتىلىدۇ، ئۆز ئىختىيارى بىلەن قايتۇرۇۋالسا بولىدۇ", "false labelling; a mere flaw without harm is corrected, its recall is voluntary"}, Reference{LawFoodRecall, "13(3)", EvidenceText}},
		},
		Rules: []Rule{
			{Starts: OnUnsafeKnown, Answers: DutyStop, Party: PartyProducer, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawFoodRecall, "8", EvidenceText}, Name: Text{"停止生产经营，通知相关经营者和消费者", "ئىشلەپچىقىرىش ۋە سېتىشنى توختىتىپ، تىجارەتچى ۋە ئىستېمالچىلارغا ئۇقتۇرۇش", "stop making and selling, tell operators and consumers"}},
			{Grade: GradeI, Starts: OnUnsafeKnown, Answers: DutyStart, Party: PartyProducer, Kind: RuleDeadline, Period: hours(24), Ref: Reference{LawFoodRecall, "13(1)", EvidenceText}, Name: Text{"启动召回并报告召回计划", "قايتۇرۇۋېلىشنى باشلاپ، پىلاننى مەلۇم قىلىش", "start the recall and file its plan"}},
			{Grade: GradeII, Starts: OnUnsafeKnown, Answers: DutyStart, Party: PartyProducer, Kind: RuleDeadline, Period: hours(48), Ref: Reference{LawFoodRecall, "13(2)", EvidenceText}, Name: Text{"启动召回并报告召回计划", "قايتۇرۇۋېلىشنى باشلاپ، پىلاننى مەلۇم قىلىش", "start the recall and file its plan"}},
			{Grade: GradeIII, Starts: OnUnsafeKnown, Answers: DutyStart, Party: PartyProducer, Kind: RuleDeadline, Period: hours(72), Ref: Reference{LawFoodRecall, "13(3)", EvidenceText}, Name: Text{"启动召回并报告召回计划", "قايتۇرۇۋېلىشنى باشلاپ، پىلاننى مەلۇم قىلىش", "start the recall and file its plan"}},
			{Starts: OnPlanObjected, Answers: DutyRevisePlan, Party: PartyProducer, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawFoodRecall, "14", EvidenceText}, Name: Text{"修改召回计划", "قايتۇرۇۋېلىش پىلانىنى تۈزىتىش", "revise the plan"}},
			{Grade: GradeI, Starts: OnAnnounced, Answers: DutyFinish, Party: PartyProducer, Kind: RuleDeadline, Period: workdays(10), Extendable: true, Ref: Reference{LawFoodRecall, "18(1)", EvidenceText}, Name: Text{"完成召回", "قايتۇرۇۋېلىشنى تاماملاش", "finish the recall"}},
			{Grade: GradeII, Starts: OnAnnounced, Answers: DutyFinish, Party: PartyProducer, Kind: RuleDeadline, Period: workdays(20), Extendable: true, Ref: Reference{LawFoodRecall, "18(2)", EvidenceText}, Name: Text{"完成召回", "قايتۇرۇۋېلىشنى تاماملاش", "finish the recall"}},
			{Grade: GradeIII, Starts: OnAnnounced, Answers: DutyFinish, Party: PartyProducer, Kind: RuleDeadline, Period: workdays(30), Extendable: true, Ref: Reference{LawFoodRecall, "18(3)", EvidenceText}, Name: Text{"完成召回", "قايتۇرۇۋېلىشنى تاماملاش", "finish the recall"}},
			{Starts: OnNoticeReceived, Answers: DutySeal, Party: PartyOperator, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawFoodRecall, "19", EvidenceText}, Name: Text{"停止购进、销售，封存并在醒目位置张贴公告", "سېتىۋېلىش ۋە سېتىشنى توختىتىپ، پېچەتلەپ، ئېلاننى كۆرۈنەرلىك جايغا چاپلاش", "stop buying and selling, seal the stock, post the notice"}},
			{Starts: OnFinished, Answers: DutyReport, Party: PartyProducer, Kind: RuleDeadline, Period: workdays(5), Ref: Reference{LawFoodRecall, "32", EvidenceText}, Name: Text{"报告召回和处置情况", "قايتۇرۇۋېلىش ۋە بىر تەرەپ قىلىش ئەھۋالىنى مەلۇم قىلىش", "report the recall and the disposal"}, When: Text{"风险较大的", "خەۋپى چوڭراق بولغاندا", "where the risk is considerable"}},
			{Starts: OnHandled, Answers: DutyKeepRecords, Party: PartyProducer, Kind: RuleRetains, Period: months(24), Ref: Reference{LawFoodRecall, "28", EvidenceText}, Name: Text{"保存停止生产经营、召回和处置记录", "توختىتىش، قايتۇرۇۋېلىش ۋە بىر تەرەپ قىلىش خاتىرىسىنى ساقلاش", "keep the records of stopping, recalling and disposing"}},
		},
	},
	{
		ID: PackCNConsumer, Version: 1, Jurisdiction: "CN", Recall: true, Law: LawConsumerRecall, From: "2020-01-01",
		Name: Text{"中国消费品召回", "جۇڭگو ئىستېمال بۇيۇمى قايتۇرۇۋېلىش", "Consumer product recall, China"},
		Note: Text{
			"条文号和部分期限未核对原文；汽车适用另外的规定。",
			"ماددا نومۇرلىرى ۋە بەزى مۇددەتلەر ئەسلى تېكىست بىلەن سېلىشتۇرۇلمىغان؛ ئاپتوموبىلغا باشقا بەلگىلىمە بار.",
			"Article numbers and some periods were not checked against the text; cars have rules of their own.",
		},
		Rules: []Rule{
			{Starts: OnIncidentKnown, Answers: DutyReport, Party: PartyProducer, Kind: RuleDeadline, Period: workdays(2), Ref: Reference{LawConsumerRecall, "", EvidenceSecondary}, Name: Text{"报告可能存在缺陷的信息", "كەمتۈك ئۇچۇرىنى مەلۇم قىلىش", "report the information about a possible defect"}, When: Text{"已造成或可能造成死亡、严重人身伤害、重大财产损失，或在境外召回的", "ئۆلۈم، ئېغىر زەخمە ياكى چوڭ زىيان بولغاندا ياكى چەت ئەلدە قايتۇرۇۋېلىنغاندا", "death, serious injury, major loss, or a recall abroad"}},
			{Starts: OnRecallNotice, Answers: DutyObject, Party: PartyProducer, Kind: RuleLimits, Period: workdays(10), Ref: Reference{LawConsumerRecall, "", EvidenceMemory}, Name: Text{"对召回通知提出异议", "قايتۇرۇۋېلىش ئۇقتۇرۇشىغا قارشى پىكىر بېرىش", "object to the recall notice"}},
			{Starts: OnDefectFound, Answers: DutyFilePlan, Party: PartyProducer, Kind: RuleDeadline, Period: workdays(10), Ref: Reference{LawConsumerRecall, "", EvidenceSecondary}, Name: Text{"报告召回计划", "قايتۇرۇۋېلىش پىلانىنى تاپشۇرۇش", "file the recall plan"}},
			{Starts: OnPlanFiled, Answers: DutyPublish, Party: PartyProducer, Kind: RuleDeadline, Period: workdays(3), Ref: Reference{LawConsumerRecall, "", EvidenceMemory}, Name: Text{"发布召回信息", "قايتۇرۇۋېلىش ئۇچۇرىنى ئېلان قىلىش", "publish the recall"}},
			{Starts: OnAnnounced, Answers: DutyStageSummary, Party: PartyProducer, Kind: RuleRepeats, Period: months(3), Ref: Reference{LawConsumerRecall, "", EvidenceSecondary}, Name: Text{"提交阶段性总结", "باسقۇچلۇق خۇلاسىنى تاپشۇرۇش", "submit a stage summary"}},
			{Starts: OnNoticeReceived, Answers: DutySeal, Party: PartyOperator, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawConsumerRecall, "", EvidenceMemory}, Name: Text{"停止购进、销售，封存并协助召回", "سېتىۋېلىش ۋە سېتىشنى توختىتىپ، پېچەتلەپ، قايتۇرۇۋېلىشقا ياردەملىشىش", "stop buying and selling, seal the stock and help to recall"}},
			{Starts: OnFinished, Answers: DutySummary, Party: PartyProducer, Kind: RuleDeadline, Period: workdays(15), Ref: Reference{LawConsumerRecall, "", EvidenceSecondary}, Name: Text{"提交召回总结", "قايتۇرۇۋېلىش خۇلاسىسىنى تاپشۇرۇش", "submit the recall summary"}},
			{Starts: OnHandled, Answers: DutyKeepRecords, Party: PartyProducer, Kind: RuleRetains, Period: months(60), Ref: Reference{LawConsumerRecall, "", EvidenceMemory}, Name: Text{"保存召回记录", "قايتۇرۇۋېلىش خاتىرىسىنى ساقلاش", "keep the records of the recall"}},
		},
	},
	{
		ID: PackCNFarm, Version: 1, Jurisdiction: "CN", Recall: true, Law: LawFarmQuality, From: "2023-01-01",
		Name: Text{"中国农产品追回", "جۇڭگو دېھقانچىلىق مەھسۇلاتلىرىنى قايتۇرۇۋېلىش", "Farm product recovery, China"},
		Note: Text{
			"进入批发、零售市场或生产加工企业后由市场监管部门管辖，参照食品召回。",
			"توپ-پارچە سېتىش بازىرى ياكى پىششىقلاش كارخانىسىغا كىرگەندىن كېيىن بازار نازارەتچىلىكى باشقۇرىدۇ، يېمەكلىك قايتۇرۇۋېلىش بويىچە بولىدۇ.",
			"From the market or processing on, market regulators have jurisdiction and the food recall rules apply by analogy.",
		},
		Rules: []Rule{
			{Starts: OnOrdered, Answers: DutyRecover, Party: PartyProducer, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawFarmQuality, "71, 72", EvidenceText}, Name: Text{"停止销售，追回已经销售的农产品", "سېتىشنى توختىتىپ، سېتىلغان مەھسۇلاتنى قايتۇرۇۋېلىش", "stop selling and recover what was sold"}},
			{Starts: OnNoticeReceived, Answers: DutySeal, Party: PartyOperator, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawFoodRecall, "19", EvidenceSecondary}, Name: Text{"停止购进、销售，封存并协助召回", "سېتىۋېلىش ۋە سېتىشنى توختىتىپ، پېچەتلەپ، قايتۇرۇۋېلىشقا ياردەملىشىش", "stop buying and selling, seal the stock and help to recall"}},
			{Starts: OnHandled, Answers: DutyKeepRecords, Party: PartyProducer, Kind: RuleRetains, Period: months(24), Ref: Reference{LawFarmQuality, "27", EvidenceText}, Name: Text{"保存生产记录", "ئىشلەپچىقىرىش خاتىرىسىنى ساقلاش", "keep the production records"}},
			{Starts: OnCertified, Answers: DutyKeepPaper, Party: PartyProducer, Kind: RuleRetains, Period: months(6), From: "2026-02-01", Ref: Reference{LawCommitment, "", EvidenceSecondary}, Name: Text{"保存承诺达标合格证", "ۋەدە قىلىنغان لاياقەت گۇۋاھنامىسىنى ساقلاش", "keep the commitment certificate"}},
		},
	},
	{
		ID: PackUSFDA, Version: 1, Jurisdiction: "US", Recall: true, Law: LawFDARecall,
		Name: Text{"美国FDA召回", "ئامېرىكا FDA قايتۇرۇۋېلىش", "FDA recall, United States"},
		Note: Text{
			"分级由FDA作出，分级前召回没有编号；期限为指南或未核实。",
			"دەرىجىنى FDA بېكىتىدۇ، ئۇنىڭدىن بۇرۇن نومۇر بولمايدۇ؛ مۇددەتلەر يېتەكلەنمە ياكى تەكشۈرۈلمىگەن.",
			"FDA classifies, and numbers a recall only then; the periods are guidance or not verified.",
		},
		Grades: []GradeInfo{
			{GradeI, Text{"I类", "I تۈر", "Class I"}, Text{"可能造成严重健康损害或死亡", "ئېغىر زىيان ياكى ئۆلۈم كەلتۈرۈپ چىقىرىشى مۇمكىن", "serious harm or death is likely"}, Reference{LawFDARecall, "3(m)(1)", EvidenceText}},
			{GradeII, Text{"II类", "II تۈر", "Class II"}, Text{"可能造成暂时或可逆的健康损害", "ۋاقىتلىق ياكى ئەسلىگە كېلىدىغان زىيان كەلتۈرۈشى مۇمكىن", "temporary or slight harm is possible"}, Reference{LawFDARecall, "3(m)(2)", EvidenceText}},
			{GradeIII, Text{"III类", "III تۈر", "Class III"}, Text{"不太可能造成健康损害，但违反规定", "زىيان كەلتۈرۈشى ناتايىن، ئەمما بەلگىلىمىگە خىلاپ", "harm is unlikely, but a rule is broken"}, Reference{LawFDARecall, "3(m)(3)", EvidenceText}},
		},
		Rules: []Rule{
			{Grade: GradeI, Starts: OnUnsafeKnown, Answers: DutyReport, Party: PartyProducer, Kind: RuleDeadline, Period: hours(24), Ref: Reference{LawFDAFoodRegistry, "417(d)", EvidenceMemory}, Name: Text{"向应报告食品登记系统报告", "دوكلات قىلىنىدىغان يېمەكلىك سىستېمىسىغا مەلۇم قىلىش", "report to the Reportable Food Registry"}, When: Text{"食品", "يېمەكلىك", "food"}},
			{Starts: OnNoticeReceived, Answers: DutySeal, Party: PartyOperator, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawFDARecall, "49(d)", EvidenceMemory}, Name: Text{"停止购进、销售，封存并协助召回", "سېتىۋېلىش ۋە سېتىشنى توختىتىپ، پېچەتلەپ، قايتۇرۇۋېلىشقا ياردەملىشىش", "stop buying and selling, seal the stock and help to recall"}},
			{Starts: OnAnnounced, Answers: DutyStageSummary, Party: PartyProducer, Kind: RuleRepeats, Period: Period{Amount: 28, Unit: Days}, Ref: Reference{LawFDARecall, "53", EvidenceMemory}, Name: Text{"提交召回进展报告", "قايتۇرۇۋېلىش ئەھۋالى دوكلاتىنى تاپشۇرۇش", "submit a recall status report"}, When: Text{"按FDA要求的间隔，通常二至四周", "FDA تەلەپ قىلغان ئارىلىقتا، ئادەتتە ئىككىدىن تۆت ھەپتە", "at the interval FDA asks for, usually two to four weeks"}},
			{Starts: OnRecordRequested, Answers: DutyHandOver, Party: PartyOperator, Kind: RuleDeadline, Period: hours(24), From: "2028-07-20", Ref: Reference{LawFDATraceability, "1455", EvidenceSecondary}, Name: Text{"以可排序电子表格提供追溯记录", "رەتلىگىلى بولىدىغان ئېلېكترونلۇق جەدۋەل بىلەن ئىزلاش خاتىرىسىنى بېرىش", "hand over traceability records as a sortable electronic sheet"}},
		},
	},
	{
		ID: PackEUGPSR, Version: 1, Jurisdiction: "EU", Recall: true, Law: LawGPSR, From: "2024-12-13",
		Name: Text{"欧盟产品安全召回", "ياۋروپا ئىتتىپاقى مەھسۇلات بىخەتەرلىكى قايتۇرۇۋېلىش", "Product safety recall, European Union"},
		Note: Text{
			"通知不得使用“自愿”“预防性”“极少数情况”等淡化风险的字样。",
			"ئۇقتۇرۇشتا «ئىختىيارىي»، «ئالدىن ئېلىش»، «ئاز ئەھۋالدا» دېگەندەك خەۋپنى تۆۋەنلىتىدىغان سۆزلەر ئىشلىتىلمەيدۇ.",
			"A notice may not play the risk down by words such as “voluntary”, “precautionary” or “in rare situations”.",
		},
		Rules: []Rule{
			{Starts: OnUnsafeKnown, Answers: DutyStop, Party: PartyProducer, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawGPSR, "9(8)", EvidenceMemory}, Name: Text{"采取纠正措施并通过安全商业网关报告", "تۈزىتىش تەدبىرى قوللىنىپ، بىخەتەرلىك تورى ئارقىلىق مەلۇم قىلىش", "take corrective measures and report through the Safety Business Gateway"}},
			{Starts: OnIncidentKnown, Answers: DutyReport, Party: PartyProducer, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawGPSR, "20", EvidenceMemory}, Name: Text{"通过安全商业网关报告事故", "ھادىسىنى بىخەتەرلىك تورى ئارقىلىق مەلۇم قىلىش", "report the accident through the Safety Business Gateway"}},
			{Starts: OnNoticeReceived, Answers: DutySeal, Party: PartyOperator, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawGPSR, "12(4)", EvidenceMemory}, Name: Text{"停止购进、销售，封存并协助召回", "سېتىۋېلىش ۋە سېتىشنى توختىتىپ، پېچەتلەپ، قايتۇرۇۋېلىشقا ياردەملىشىش", "stop buying and selling, seal the stock and help to recall"}},
			{Starts: OnAnnounced, Answers: DutyNotify, Party: PartyProducer, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawGPSR, "35", EvidenceMemory}, Name: Text{"直接通知所有可识别的消费者", "بارلىق تونۇغىلى بولىدىغان ئىستېمالچىلارغا بىۋاسىتە ئۇقتۇرۇش", "notify every consumer who can be identified"}},
		},
	},
	{
		ID: PackCNSamplingFood, Version: 1, Jurisdiction: "CN", Law: LawFoodSafety,
		Name: Text{"食品安全抽检", "يېمەكلىك بىخەتەرلىكى ئەۋرىشكە تەكشۈرۈشى", "Food sampling, China"},
		Rules: []Rule{
			{Starts: OnResultReceived, Answers: DutyRetest, Party: PartySampled, Kind: RuleDeadline, Period: workdays(7), Ref: Reference{LawFoodSafety, "88", EvidenceText}, Name: Text{"申请复检", "قايتا تەكشۈرۈشنى ئىلتىماس قىلىش", "apply for a re-test"}},
			{Starts: OnRapidResult, Answers: DutyRetestRapid, Party: PartySampled, Kind: RuleDeadline, Period: hours(4), Ref: Reference{LawFoodSafety, "88", EvidenceText}, Name: Text{"对快速检测结果提出异议", "تېز تەكشۈرۈش نەتىجىسىگە قارشى پىكىر بېرىش", "object to the rapid test result"}},
			{Starts: OnNonconforming, Answers: DutyAuthenticity, Party: PartySampled, Kind: RuleDeadline, Period: workdays(5), Ref: Reference{LawFoodSampling, "", EvidenceMemory}, Name: Text{"对样品真实性提出异议", "ئەۋرىشكىنىڭ ھەقىقىيلىقىغا قارشى پىكىر بېرىش", "object to the authenticity of the sample"}},
			{Starts: OnNonconforming, Answers: DutyControl, Party: PartyProducer, Kind: RuleDeadline, Period: atOnce, Ref: Reference{LawFoodSampling, "", EvidenceMemory}, Name: Text{"封存库存、停止销售、召回等控制风险", "ئامباردىكىنى پېچەتلەش، سېتىشنى توختىتىش، قايتۇرۇۋېلىش", "control the risk: seal, stop selling, recall"}},
			{Starts: OnSampleReceived, Answers: DutyTestResult, Party: PartyLab, Kind: RuleDeadline, Period: workdays(20), Ref: Reference{LawFoodSampling, "", EvidenceMemory}, Name: Text{"出具检验报告", "تەكشۈرۈش دوكلاتى بېرىش", "issue the test report"}},
			{Starts: OnNonconforming, Answers: DutyVerifyRemedy, Party: PartyAuthority, Kind: RuleDeadline, Period: months(3), Ref: Reference{LawFoodSampling, "", EvidenceMemory}, Name: Text{"完成核查处置", "تەكشۈرۈپ بىر تەرەپ قىلىشنى تاماملاش", "finish checking and handling"}},
		},
	},
	{
		ID: PackCNSamplingFarm, Version: 1, Jurisdiction: "CN", Law: LawFarmQuality, From: "2023-01-01",
		Name: Text{"农产品质量安全抽查", "دېھقانچىلىق مەھسۇلاتلىرىنى ئەۋرىشكە تەكشۈرۈش", "Farm product sampling, China"},
		Rules: []Rule{
			{Starts: OnResultReceived, Answers: DutyRetest, Party: PartySampled, Kind: RuleDeadline, Period: workdays(5), Ref: Reference{LawFarmQuality, "51", EvidenceText}, Name: Text{"申请复检", "قايتا تەكشۈرۈشنى ئىلتىماس قىلىش", "apply for a re-test"}},
			{Starts: OnRapidResult, Answers: DutyRetestRapid, Party: PartySampled, Kind: RuleDeadline, Period: hours(4), Ref: Reference{LawFarmQuality, "51", EvidenceText}, Name: Text{"对快速检测结果申请复检", "تېز تەكشۈرۈش نەتىجىسىنى قايتا تەكشۈرۈشنى ئىلتىماس قىلىش", "apply for a re-test of the rapid result"}},
			{Starts: OnSampleReceived, Answers: DutyRetestResult, Party: PartyLab, Kind: RuleDeadline, Period: workdays(7), Ref: Reference{LawFarmQuality, "51", EvidenceText}, Name: Text{"出具复检报告", "قايتا تەكشۈرۈش دوكلاتى بېرىش", "issue the re-test report"}},
		},
	},
	{
		ID: PackCNSamplingProduct, Version: 1, Jurisdiction: "CN", Law: LawProductQuality,
		Name: Text{"产品质量监督抽查", "مەھسۇلات سۈپىتىنى ئەۋرىشكە تەكشۈرۈش", "Product quality spot check, China"},
		Rules: []Rule{
			{Starts: OnResultReceived, Answers: DutyRetest, Party: PartySampled, Kind: RuleDeadline, Period: calendarDays(15), Ref: Reference{LawProductQuality, "15", EvidenceText}, Name: Text{"申请复检", "قايتا تەكشۈرۈشنى ئىلتىماس قىلىش", "apply for a re-test"}},
		},
	},
	{
		ID: PackCNComplaint, Version: 1, Jurisdiction: "CN", Law: LawComplaints, From: "2026-04-15",
		Name: Text{"市场监管投诉举报", "بازار نازارەتچىلىكى ئەرز ۋە پاش قىلىش", "Complaints and tips, China"},
		Rules: []Rule{
			{Starts: OnInfringement, Answers: DutyComplain, Party: PartyConsumer, Kind: RuleLimits, Period: months(36), Ref: Reference{LawComplaints, "16(4)", EvidenceText}, Name: Text{"提出投诉", "ئەرز قىلىش", "file a complaint"}},
			{Starts: OnComplaint, Answers: DutyDecide, Party: PartyAuthority, Kind: RuleDeadline, Period: workdays(7), Ref: Reference{LawComplaints, "15", EvidenceText}, Name: Text{"决定是否受理并告知", "قوبۇل قىلىش-قىلماسلىقنى قارار قىلىپ ئۇقتۇرۇش", "decide on acceptance and say so"}},
			{Starts: OnAccepted, Answers: DutyEndMediation, Party: PartyAuthority, Kind: RuleDeadline, Period: calendarDays(60), Pausable: true, Ref: Reference{LawComplaints, "22, 23(5)", EvidenceText}, Name: Text{"完成或终止调解，检验检测时间不计入", "مۇرەسسەنى تاماملاش ياكى ئاخىرلاشتۇرۇش، تەكشۈرۈش ۋاقتى ھېسابلانمايدۇ", "finish or end mediation; the time of tests is excluded"}},
			{Starts: OnMediationEnded, Answers: DutyTellEnd, Party: PartyAuthority, Kind: RuleDeadline, Period: workdays(7), Ref: Reference{LawComplaints, "23", EvidenceText}, Name: Text{"告知双方终止调解", "مۇرەسسە ئاخىرلاشقانلىقىنى ئىككى تەرەپكە ئۇقتۇرۇش", "tell both sides that mediation has ended"}},
			{Starts: OnClue, Answers: DutyVerifyClue, Party: PartyAuthority, Kind: RuleDeadline, Period: workdays(15), Extendable: true, Extra: workdays(15), Ref: Reference{LawComplaints, "27", EvidenceText}, Name: Text{"核查线索，决定是否立案", "يىپ ئۇچىنى تەكشۈرۈپ، دېلو تۇرغۇزۇش-تۇرغۇزماسلىقنى قارار قىلىش", "verify the clue and decide on a case"}},
			{Starts: OnDispute, Answers: DutyJurisdiction, Party: PartyAuthority, Kind: RuleDeadline, Period: workdays(7), Ref: Reference{LawComplaints, "33", EvidenceText}, Name: Text{"协商或报请指定管辖", "باشقۇرۇش ھوقۇقىنى كېلىشىش ياكى بېكىتىشنى سوراش", "settle jurisdiction or have it assigned"}},
			{Starts: OnSettlement, Answers: DutySettle, Party: PartyOperator, Kind: RuleDeadline, Period: workdays(10), Ref: Reference{LawDisputeService, "", EvidenceSecondary}, Name: Text{"企业在线和解", "كارخانا توردا كېلىشىش", "the firm settles online"}},
		},
	},
	{
		ID: PackCNClaim, Version: 1, Jurisdiction: "CN", Law: LawConsumerRights,
		Name: Text{"消费者赔偿请求", "ئىستېمالچىنىڭ تۆلەم تەلىپى", "Consumer claims, China"},
		Rules: []Rule{
			{Starts: OnClaim, Answers: DutyAnswerClaim, Party: PartyOperator, Kind: RuleDeems, Period: calendarDays(15), Ref: Reference{LawConsumerPenalty, "8", EvidenceText}, Name: Text{"答复或赔偿，逾期视为故意拖延或无理拒绝", "جاۋاب بېرىش ياكى تۆلەش، كېچىكسە قەستەن سوزغان ياكى رەت قىلغان ھېسابلىنىدۇ", "decide or pay; after that it counts as wilful delay or refusal"}},
			{Starts: OnPurchase, Answers: DutyReturnGoods, Party: PartyConsumer, Kind: RuleLimits, Period: calendarDays(7), Ref: Reference{LawConsumerRights, "24", EvidenceText}, Name: Text{"退货", "مال قايتۇرۇش", "return the goods"}, When: Text{"没有国家规定和当事人约定的", "دۆلەت بەلگىلىمىسى ياكى كېلىشىم بولمىغاندا", "where neither the state nor the parties have ruled otherwise"}},
			{Starts: OnPurchase, Answers: DutyProveNoDefect, Party: PartyOperator, Kind: RuleLimits, Period: months(6), Ref: Reference{LawConsumerRights, "23", EvidenceText}, Name: Text{"发现瑕疵由经营者举证", "كەمچىلىك چىقسا تىجارەتچى ئىسپاتلايدۇ", "the operator bears the burden of proof for a flaw"}, When: Text{"耐用商品或装饰装修等服务", "چىداملىق تاۋار ياكى بېزەش مۇلازىمىتى", "durable goods and decoration services"}},
			{Starts: OnHarmKnown, Answers: DutySue, Party: PartyConsumer, Kind: RuleLimits, Period: months(24), Ref: Reference{LawProductQuality, "45", EvidenceText}, Name: Text{"因产品缺陷请求赔偿（产品质量法）", "مەھسۇلات كەمتۈكىدىن تۆلەم تەلەپ قىلىش (مەھسۇلات سۈپىتى قانۇنى)", "claim for a defect (Product Quality Law)"}},
			{Starts: OnHarmKnown, Answers: DutySueGeneral, Party: PartyConsumer, Kind: RuleLimits, Period: months(36), Ref: Reference{LawCivilCode, "188", EvidenceMemory}, Name: Text{"一般诉讼时效（民法典）", "ئادەتتىكى دەۋا ۋاقتى (مەدەنىيەت ئىشلىرى قانۇن كودېكسى)", "general limitation (Civil Code)"}},
			{Starts: OnDelivered, Answers: DutySueRepose, Party: PartyConsumer, Kind: RuleLimits, Period: months(120), Ref: Reference{LawProductQuality, "45", EvidenceText}, Name: Text{"最长请求期限", "ئەڭ ئۇزۇن تەلەپ مۇددىتى", "latest claim"}, When: Text{"未超过明示的安全使用期的除外", "كۆرسىتىلگەن بىخەتەر ئىشلىتىش مۇددىتى ئۆتمىگەنلىرى بۇنىڭ سىرتىدا", "unless the stated safe period of use is longer"}},
		},
	},
})
