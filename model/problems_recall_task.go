package model

// The problems of holders' tasks, their answers and the notices to them.
var (
	// AnswerUnit refuses a quantity in a unit that cannot be expressed exactly in that of the line.
	AnswerUnit = declare("recall-answer-unit", KindInvalid,
		Text{"计量单位无法准确换算", "ئۆلچەم بىرلىكىنى توغرا ئايلاندۇرغىلى بولمىدى", "The unit cannot be converted exactly"},
		Text{"{quantity} “{from}”无法准确换算成“{to}”。", "{quantity} «{from}» نى «{to}» غا توغرا ئايلاندۇرغىلى بولمايدۇ.", "{quantity} “{from}” cannot be expressed exactly in “{to}”."},
		Text{"请按“{to}”登记，或请生产者先登记该批次生产日的换算关系。", "«{to}» بويىچە كىرگۈزۈڭ، ياكى ئىشلەپچىقارغۇچى ئاۋۋال ئايلاندۇرۇش نىسبىتىنى تىزىملىسۇن.", "Count in “{to}”, or have the maker declare the factor of the day on which the lot was made."})
	// AnswerItem refuses an answer about something that the task is not about.
	AnswerItem = declare("recall-answer-item", KindInvalid,
		Text{"不在本任务范围内", "بۇ ۋەزىپىنىڭ دائىرىسىدە ئەمەس", "The task is not about this"},
		Text{"本任务不涉及“{value}”。", "بۇ ۋەزىپە «{value}» غا چېتىلمايدۇ.", "The task is not about “{value}”."}, Text{})
	// AnswerKindMismatch refuses a quantity of another kind than the step reports.
	AnswerKindMismatch = declare("recall-answer-kind", KindInvalid,
		Text{"数量类别与步骤不符", "مىقدار تۈرى باسقۇچقا ماس ئەمەس", "This kind of quantity belongs to another step"},
		Text{"“{kind}”不能在“{event}”中登记。", "«{kind}» نى «{event}» دا كىرگۈزگىلى بولمايدۇ.", "“{kind}” cannot be reported with “{event}”."},
		Text{"请分步登记。", "باسقۇچ بويىچە كىرگۈزۈڭ.", "Report one step after the other."})
	// AnswerEmpty refuses a step that needs quantities without any.
	AnswerEmpty = declare("recall-answer-empty", KindInvalid,
		Text{"没有数量", "مىقدار يوق", "No quantity is given"},
		Text{"请至少登记一个批次的数量。", "ئەڭ ئاز بىر تۈركۈمنىڭ مىقدارىنى كىرگۈزۈڭ.", "Give the quantity of at least one lot."}, Text{})
	// AnswerTaken refuses to take back what is taken back already.
	AnswerTaken = declare("recall-answer-withdrawn", KindConflict,
		Text{"已经撤回", "ئاللىقاچان قايتۇرۇۋېلىنغان", "It is taken back already"},
		Text{"这条登记已经撤回。", "بۇ خاتىرە ئاللىقاچان قايتۇرۇۋېلىنغان.", "This answer has been taken back already."}, Text{})
	// AnswerClosed refuses answers while the task or its case takes none.
	AnswerClosed = declare("recall-answer-closed", KindConflict,
		Text{"任务不再接受登记", "ۋەزىپە ئەمدى جاۋاب قوبۇل قىلمايدۇ", "The task takes no more answers"},
		Text{"任务处于“{state}”状态。", "ۋەزىپە «{state}» ھالىتىدە.", "The task is {state}."},
		Text{"如需更正，请联系供货方或监管部门重新打开任务。", "تۈزىتىش ئۈچۈن مال بەرگۈچى ياكى نازارەتچى تارماق ۋەزىپىنى قايتا ئاچسۇن.", "To correct it, ask your supplier or the authority to reopen the task."})
	// TaskLive refuses to withdraw the task of a holder that still has something affected.
	TaskLive = declare("recall-task-live", KindConflict,
		Text{"任务仍有受影响产品", "ۋەزىپىدە يەنىلا تەسىرگە ئۇچرىغان مەھسۇلات بار", "The task still has affected goods"},
		Text{"持有者的产品并未全部排除。", "ساقلىغۇچىنىڭ مەھسۇلاتلىرى تولۇق چىقىرىۋېتىلمىگەن.", "Not everything the holder has is cleared."},
		Text{"请先凭证据排除产品，或由监管部门撤回任务。", "ئاۋۋال مەھسۇلاتنى ئىسپات بىلەن چىقىرىۋېتىڭ ياكى نازارەتچى تارماق قايتۇرۇۋالسۇن.", "Clear the goods with evidence first, or let the authority withdraw the task."})
	// ReplyUnknown refuses a reply link that is wrong, over or revoked, without saying which.
	ReplyUnknown = declare("recall-reply-unknown", KindNotFound,
		Text{"回复链接无效", "جاۋاب ئۇلىنىشى ئىناۋەتسىز", "The reply link does not work"},
		Text{"链接有误、已过期或已撤销。", "ئۇلىنىش خاتا، ۋاقتى ئۆتكەن ياكى بىكار قىلىنغان.", "The link is wrong, has expired or was revoked."},
		Text{"请向通知您的供货方索取新的链接。", "ئۇقتۇرۇش قىلغان مال بەرگۈچىدىن يېڭى ئۇلىنىش ئېلىڭ.", "Ask the supplier who told you for a new one."})
	// CheckUnanswered refuses to verify a holder that has not answered: silence is not effectiveness.
	CheckUnanswered = declare("recall-check-unanswered", KindConflict,
		Text{"持有者尚未答复", "ساقلىغۇچى تېخى جاۋاب بەرمىدى", "The holder has not answered"},
		Text{"未答复的持有者不能核实为已采取措施。", "جاۋاب بەرمىگەن ساقلىغۇچىنى تەدبىر قوللانغان دەپ جەزملەشكە بولمايدۇ.", "A holder that has not answered cannot be verified as having acted."}, Text{})
	// CheckNotSampled refuses to verify a holder outside the sample.
	CheckNotSampled = declare("recall-check-not-sampled", KindConflict,
		Text{"不在抽样名单内", "ئەۋرىشكە تىزىملىكىدە يوق", "Not in the sample"},
		Text{"该持有者未被抽中。", "بۇ ساقلىغۇچى تاللانمىغان.", "This holder was not drawn."}, Text{})
	// CheckNobody refuses to draw from nobody.
	CheckNobody = declare("recall-check-nobody", KindConflict,
		Text{"没有可抽取的持有者", "تاللىغۇدەك ساقلىغۇچى يوق", "There is nobody to draw from"},
		Text{"该召回还没有持有者任务。", "بۇ قايتۇرۇۋېلىشنىڭ تېخى ساقلىغۇچى ۋەزىپىسى يوق.", "The recall has no holders' tasks yet."}, Text{})
	// FactorFixed refuses a factor between units whose relation is a matter of definition.
	FactorFixed = declare("recall-factor-fixed", KindInvalid,
		Text{"换算关系是固定的", "ئايلاندۇرۇش نىسبىتى مۇقىم", "The relation is fixed"},
		Text{"“{from}”与“{to}”的换算关系由定义确定，不能另行登记。", "«{from}» بىلەن «{to}» نىڭ نىسبىتى ئېنىقلىما بويىچە، ئايرىم تىزىملىغىلى بولمايدۇ.", "How “{from}” relates to “{to}” is a matter of definition."}, Text{})
	// FactorOverlaps refuses a second factor for the same days.
	FactorOverlaps = declare("recall-factor-overlaps", KindConflict,
		Text{"同一时期已有换算关系", "شۇ مەزگىلدە ئايلاندۇرۇش نىسبىتى بار", "There is a factor for these days"},
		Text{"同一产品、同一单位在同一天只能有一个换算关系。", "بىر مەھسۇلات ۋە بىرلىكنىڭ بىر كۈندە بىرلا نىسبىتى بولىدۇ.", "A product has one factor between two units on any day."},
		Text{"请先结束原有的换算关系。", "ئاۋۋال بار نىسبەتنى ئاخىرلاشتۇرۇڭ.", "End the one that is there first."})
	// EndpointInvalid refuses an address to which no notices can go.
	EndpointInvalid = declare("recall-endpoint-invalid", KindInvalid,
		Text{"通知地址不可用", "ئۇقتۇرۇش ئادرېسى ئىشلىتىلمەيدۇ", "Not an address for notices"},
		Text{"必须是公网上的 https 地址（端口 443 或 8443），或一个电子邮箱地址。", "ئاممىۋى توردىكى https ئادرېسى (443 ياكى 8443 ئېغىز) ياكى بىر ئېلخەت ئادرېسى بولۇشى كېرەك.", "It must be an https address on the public Internet (port 443 or 8443), or one e-mail address."}, Text{})
	// EndpointsFull refuses one endpoint more than an organisation may have.
	EndpointsFull = declare("recall-endpoints-full", KindConflict,
		Text{"通知地址过多", "ئۇقتۇرۇش ئادرېسى بەك كۆپ", "Too many addresses for notices"},
		Text{"每个机构最多有 {limit} 个通知地址。", "ھەر بىر ئورگاندا ئەڭ كۆپ {limit} ئۇقتۇرۇش ئادرېسى بولىدۇ.", "An organisation has at most {limit} addresses for notices."},
		Text{"请先删除不用的地址。", "ئاۋۋال ئىشلىتىلمەيدىغان ئادرېسنى ئۆچۈرۈڭ.", "Remove one that is no longer used."})
	// EmailAbsent refuses mailboxes where no mail server is configured.
	EmailAbsent = declare("recall-email-absent", KindConflict,
		Text{"本系统未配置电子邮件", "بۇ سىستېمىدا ئېلخەت سەپلەنمىگەن", "This installation sends no e-mail"},
		Text{"运营方没有配置邮件服务器。", "باشقۇرغۇچى ئېلخەت مۇلازىمېتىرىنى سەپلىمىگەن.", "Its operator has configured no mail server."},
		Text{"请使用网络地址，或在工作台查看通知。", "تور ئادرېسى ئىشلىتىڭ ياكى ئۇقتۇرۇشنى خىزمەت تاختىسىدا كۆرۈڭ.", "Use a web address, or read the notices at your desk."})
)
