package model

// The problems of complaints and tips.
var (
	// ComplaintUnknown refuses a private link that opens nothing.
	ComplaintUnknown = declare("complaint-link-unknown", KindNotFound,
		Text{"链接无效", "ئۇلىنىش ئىناۋەتسىز", "The link opens nothing"},
		Text{"该链接不存在，或其个人信息已被删除。", "بۇ ئۇلىنىش يوق ياكى ئۇنىڭدىكى شەخسىي ئۇچۇر ئۆچۈرۈلگەن.", "There is no such link, or the personal data behind it has been erased."},
		Text{"请检查链接是否完整。", "ئۇلىنىشنىڭ تولۇقلۇقىنى تەكشۈرۈڭ.", "Check that the link is complete."})
	// ComplaintFirm refuses a complaint about what is no operator in the house.
	ComplaintFirm = declare("complaint-firm-unknown", KindInvalid,
		Text{"没有这个经营者", "بۇنداق تىجارەتچى يوق", "No such operator"},
		Text{"系统中没有该经营者。", "سىستېمىدا بۇ تىجارەتچى يوق.", "The operator is not registered here."},
		Text{"可拨打12315或到当地市场监管部门投诉。", "12315 گە تېلېفون قىلىڭ ياكى يەرلىك بازار نازارەت تارمىقىغا ئەرز قىلىڭ.", "Call 12315 or go to the local market regulator."})
	// ComplaintNotYours refuses a move of a complaint or tip that another authority handles.
	ComplaintNotYours = declare("complaint-other-authority", KindForbidden,
		Text{"由其他机关办理", "باشقا ئورگان بېجىرىدۇ", "Another authority handles it"},
		Text{"该件不由本机关办理。", "بۇ ئىشنى سىزنىڭ ئورگىنىڭىز بېجىرمەيدۇ.", "It is not handled by your authority."}, Text{})
	// ComplaintEarly refuses to end mediation for its sixty days before they are over.
	ComplaintEarly = declare("complaint-not-sixty-days", KindConflict,
		Text{"六十日尚未届满", "60 كۈن تېخى توشمىدى", "The sixty days are not over"},
		Text{"调解期限到 {due} 届满。", "مۇرەسسە مۇددىتى {due} دا توشىدۇ.", "They run until {due}."},
		Text{"届满之日起可以此理由终止。", "مۇددەت توشقان كۈندىن باشلاپ بۇ سەۋەب بىلەن ئاخىرلاشتۇرغىلى بولىدۇ.", "From that day mediation can be ended for this reason."})
	// ComplaintOpen refuses to erase what identifies the complainant while the matter is open.
	ComplaintOpen = declare("complaint-still-open", KindConflict,
		Text{"尚未办结", "تېخى تاماملانمىدى", "It is still open"},
		Text{"办结之前不能删除个人信息。", "تاماملانماي تۇرۇپ شەخسىي ئۇچۇرنى ئۆچۈرگىلى بولمايدۇ.", "Personal data cannot be erased before the matter is over."},
		Text{"可以先撤回投诉。", "ئاۋۋال ئەرزنى قايتۇرۇۋالسىڭىز بولىدۇ.", "You may withdraw the complaint first."})
	// ComplaintErased refuses to show or add to what has been erased.
	ComplaintErased = declare("complaint-erased", KindConflict,
		Text{"个人信息已删除", "شەخسىي ئۇچۇر ئۆچۈرۈلگەن", "Erased"},
		Text{"姓名、联系方式和文字内容已删除。", "ئىسىم، ئالاقە ئۇسۇلى ۋە تېكىست مەزمۇنى ئۆچۈرۈلگەن.", "Name, contact and texts have been erased."}, Text{})
	// ComplaintNoAuthority refuses to hand a complaint over to a region whose authority is not in the house.
	ComplaintNoAuthority = declare("complaint-no-authority", KindInvalid,
		Text{"该地区没有市场监管机关", "بۇ رايوندا بازار نازارەت تارمىقى يوق", "No market regulator of that region"},
		Text{"系统中没有管辖{region}的市场监管机关。", "سىستېمىدا {region} نى باشقۇرىدىغان بازار نازارەت تارمىقى يوق.", "No market regulator of {region} is registered here."},
		Text{"可以无处理权限为由不予受理，并告知投诉人向有权机关提出。", "بىر تەرەپ قىلىش ھوقۇقى يوق دېگەن سەۋەب بىلەن قوبۇل قىلماي، ئەرز قىلغۇچىغا ھوقۇقلۇق تارماقنى ئۇقتۇرسىڭىز بولىدۇ.", "You may refuse it for lack of power and tell the complainant where to go."})
	// ComplaintSameAuthority refuses to contest one's own competence in favour of oneself.
	ComplaintSameAuthority = declare("complaint-same-authority", KindInvalid,
		Text{"该机关正在办理", "بۇ ئورگان ھازىر بېجىرىۋاتىدۇ", "That authority handles it already"},
		Text{"请选择您认为有管辖权的其他机关。", "باشقۇرۇش ھوقۇقى بار دەپ قارىغان باشقا ئورگاننى تاللاڭ.", "Name the other authority that you hold to be competent."}, Text{})
	// ComplaintFilesFull refuses more evidence than is kept.
	ComplaintFilesFull = declare("complaint-files-full", KindConflict,
		Text{"证据数量已满", "ئىسپات سانى توشتى", "There is no room for more evidence"},
		Text{"每件投诉或举报最多 {limit} 个文件。", "ھەر بىر ئەرز ياكى پاش قىلىشقا ئەڭ كۆپ {limit} ھۆججەت.", "A complaint or tip takes {limit} files at most."}, Text{})
	// ComplaintNoNote refuses a note that somebody may not add now.
	ComplaintNoNote = declare("complaint-note-not-allowed", KindConflict,
		Text{"现在不能添加该内容", "ھازىر بۇ مەزمۇننى قوشقىلى بولمايدۇ", "That cannot be added now"},
		Text{"“{kind}”现在不能由您添加。", "«{kind}» نى ھازىر سىز قوشالمايسىز.", "“{kind}” is not for you to add now."}, Text{})
	// TipExtended refuses a second extension.
	TipExtended = declare("tip-extended", KindConflict,
		Text{"已延长过一次", "بىر قېتىم ئۇزارتىلغان", "Extended already"},
		Text{"核查期限只能延长一次。", "تەكشۈرۈش مۇددىتىنى بىرلا قېتىم ئۇزارتقىلى بولىدۇ.", "The time to verify can be extended once."}, Text{})
	// TipMergeOther refuses to merge tips that do not belong together.
	TipMergeOther = declare("tip-not-same", KindConflict,
		Text{"不能与该举报合并", "بۇ پاش قىلىشقا قوشقىلى بولمايدۇ", "These tips cannot be merged"},
		Text{"只能合并到针对同一经营者、未被合并的举报。", "پەقەت ئوخشاش تىجارەتچى توغرىسىدىكى، قوشۇلمىغان پاش قىلىشقا قوشقىلى بولىدۇ.", "A tip is merged into one about the same operator that is not itself merged."}, Text{})
	// TipMergeOver refuses to add new facts to a tip that has been decided.
	TipMergeOver = declare("tip-decided", KindConflict,
		Text{"该举报已有结论", "بۇ پاش قىلىشنىڭ خۇلاسىسى چىققان", "That tip has been decided"},
		Text{"有新事实的举报不能并入已有结论的举报。", "يېڭى پاكىت بار پاش قىلىشنى خۇلاسىسى چىققىنىغا قوشقىلى بولمايدۇ.", "New facts cannot be merged into a tip that has been decided."},
		Text{"请单独核查。", "ئايرىم تەكشۈرۈڭ.", "Verify this one by itself."})
)
