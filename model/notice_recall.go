package model

// recallNotices are the kinds of notice about recalls.
var recallNotices = []NoticeKindInfo{
	{
		NewsRecallAnnounced, TopicRecall, []NoticeParty{ToAuthority},
		Text{"召回公告", "قايتۇرۇۋېلىش ئېلانى", "Recall announced"},
		Text{"召回已发布，受影响批次即时停售。", "قايتۇرۇۋېلىش ئېلان قىلىندى، تەسىرگە ئۇچرىغان تۈركۈملەر دەرھال توختىتىلدى.", "A recall has been announced. The affected lots are blocked as of now."},
	},
	{
		NewsRecallTask, TopicRecall, []NoticeParty{ToHolder},
		Text{"请立即停售", "دەرھال سېتىشنى توختىتىڭ", "Stop selling now"},
		Text{"您持有或曾收到受影响批次。请立即停止销售和使用，封存库存并答复。", "سىزدە تەسىرگە ئۇچرىغان تۈركۈم بار ياكى بولغان. دەرھال سېتىش ۋە ئىشلىتىشنى توختىتىپ، ئامباردىكىسىنى پېچەتلەپ جاۋاب بېرىڭ.", "You have or had affected lots. Stop selling and using them at once, seal what you have, and answer."},
	},
	{
		NewsRecallReminder, TopicRecall, []NoticeParty{ToHolder, ToCompany},
		Text{"答复期限将到", "جاۋاب مۇددىتى توشاي دەپ قالدى", "Your answer is due"},
		Text{"期限将到，您的任务尚未完成。", "مۇددەت توشاي دەپ قالدى، ۋەزىپىڭىز تېخى تاماملانمىدى.", "Time is running out and your task is not done."},
	},
	{
		NewsRecallOverdue, TopicRecall, []NoticeParty{ToHolder, ToCompany, ToTeller, ToAuthority},
		Text{"任务已逾期", "ۋەزىپە مۇددىتى ئۆتتى", "Your task is overdue"},
		Text{"期限已过，任务尚未完成，已提请监管部门。", "مۇددەت ئۆتتى، ۋەزىپە تاماملانمىدى، نازارەتچى تارماققا يوللاندى.", "Time has run out, the task is not done, and the authority has been told."},
	},
	{
		NewsRecallChanged, TopicRecall, []NoticeParty{ToHolder, ToCompany, ToAuthority},
		Text{"召回范围有变化", "قايتۇرۇۋېلىش دائىرىسى ئۆزگەردى", "The recall has changed"},
		Text{"受影响的产品有变化，请查看您的任务。", "تەسىرگە ئۇچرىغان مەھسۇلات ئۆزگەردى، ۋەزىپىڭىزنى كۆرۈڭ.", "What is affected has changed. Look at your task."},
	},
	{
		NewsRecallRejected, TopicRecall, []NoticeParty{ToHolder},
		Text{"答复被退回", "جاۋاب قايتۇرۇلدى", "Your answer was rejected"},
		Text{"证据或数量不符，请补充后重新答复。", "ئىسپات ياكى سان ماس ئەمەس، تولۇقلاپ قايتا جاۋاب بېرىڭ.", "Evidence or quantity does not fit. Complete it and answer again."},
	},
	{
		NewsRecallReopened, TopicRecall, []NoticeParty{ToHolder},
		Text{"任务重新打开", "ۋەزىپە قايتا ئېچىلدى", "Your task is open again"},
		Text{"核查发现问题，请重新办理。", "تەكشۈرۈشتە مەسىلە چىقتى، قايتا بېجىرىڭ.", "A check found a fault. It has to be done again."},
	},
	{
		NewsRecallWithdrawn, TopicRecall, []NoticeParty{ToHolder},
		Text{"任务已撤回", "ۋەزىپە قايتۇرۇۋېلىندى", "Your task is withdrawn"},
		Text{"您的产品已排除或召回已取消，无须再办理。", "مەھسۇلاتىڭىز چىقىرىۋېتىلدى ياكى قايتۇرۇۋېلىش بىكار قىلىندى، ئەمدى بېجىرىش ھاجەتسىز.", "Your goods are cleared or the recall is cancelled. Nothing more is to be done."},
	},
	{
		NewsRecallLifted, TopicRecall, []NoticeParty{ToHolder},
		Text{"停售解除", "چەكلەش ئەمەلدىن قالدۇرۇلدى", "The block is lifted"},
		Text{"部分产品已解除停售，请查看详情。", "بىر قىسىم مەھسۇلاتنىڭ چەكلىمىسى ئەمەلدىن قالدى، تەپسىلاتىنى كۆرۈڭ.", "Some of the goods are free again. See what they are."},
	},
	{
		NewsRecallClosed, TopicRecall, []NoticeParty{ToHolder, ToCompany},
		Text{"召回已结案", "قايتۇرۇۋېلىش تاماملاندى", "The recall is closed"},
		Text{"召回已核清并结案；未解除的批次仍然停售。", "قايتۇرۇۋېلىش ئېنىقلىنىپ تاماملاندى؛ چەكلىمىسى ئەمەلدىن قالمىغان تۈركۈملەر يەنىلا سېتىلمايدۇ.", "The recall is accounted for and closed. Lots that were not freed stay blocked."},
	},
	{
		NewsRecallOrdered, TopicRecall, []NoticeParty{ToCompany},
		Text{"责令召回", "قايتۇرۇۋېلىشقا بۇيرۇلدى", "You are ordered to recall"},
		Text{"监管部门责令召回。受影响批次已禁售，请立即停产停售，按期限提交召回计划并发布公告。", "نازارەتچى تارماق قايتۇرۇۋېلىشقا بۇيرۇدى. تەسىرگە ئۇچرىغان تۈركۈملەر چەكلەندى. دەرھال ئىشلەپچىقىرىش ۋە سېتىشنى توختىتىپ، مۇددىتىدە قايتۇرۇۋېلىش پىلانىنى تاپشۇرۇڭ ۋە ئېلان قىلىڭ.", "The authority has ordered a recall. The affected lots are blocked. Stop making and selling them at once, and file the plan and the announcement in time."},
	},
	{
		NewsRecallPlan, TopicRecall, []NoticeParty{ToAuthority},
		Text{"召回计划已提交", "قايتۇرۇۋېلىش پىلانى تاپشۇرۇلدى", "A recall plan has been filed"},
		Text{"企业已提交召回计划。请审阅；需要修改时请说明理由。", "كارخانا قايتۇرۇۋېلىش پىلانىنى تاپشۇردى. كۆرۈپ چىقىڭ، تۈزىتىش زۆرۈر بولسا سەۋەبىنى يېزىڭ.", "A company has filed its recall plan. Read it; if it has to change, say why."},
	},
	{
		NewsRecallLacking, TopicRecall, []NoticeParty{ToCompany},
		Text{"召回措施不足", "قايتۇرۇۋېلىش تەدبىرى يېتەرسىز", "The measures are not enough"},
		Text{"监管部门认定召回措施不足，要求采取更有效的措施。请查看意见并立即改进。", "نازارەتچى تارماق تەدبىرنى يېتەرسىز دەپ قارىدى، تېخىمۇ ئۈنۈملۈك تەدبىر قوللىنىشنى تەلەپ قىلدى. پىكىرنى كۆرۈپ، دەرھال ياخشىلاڭ.", "The authority finds the measures of the recall insufficient and wants stronger ones. Read its findings and act on them at once."},
	},
	{
		NewsRecallGrade, TopicRecall, []NoticeParty{ToCompany, ToAuthority},
		Text{"召回级别提高", "قايتۇرۇۋېلىش دەرىجىسى كۆتۈرۈلدى", "The recall is graver than thought"},
		Text{"召回级别已提高，期限相应缩短。请查看新的期限。", "قايتۇرۇۋېلىش دەرىجىسى كۆتۈرۈلدى، مۇددەتمۇ قىسقاردى. يېڭى مۇددەتنى كۆرۈڭ.", "The grade of the recall has become graver, and its periods shorter. Look at the new deadlines."},
	},
	{
		NewsTest, TopicRecall, []NoticeParty{ToAsker},
		Text{"测试通知", "سىناق ئۇقتۇرۇشى", "Test notice"},
		Text{"这是一条测试通知，说明此地址可以收到通知。", "بۇ سىناق ئۇقتۇرۇشى، بۇ ئادرېسنىڭ ئۇقتۇرۇش تاپشۇرۇۋالالايدىغانلىقىنى بىلدۈرىدۇ.", "This is a test. It shows that notices reach this address."},
	},
}
