package model

// The problems of recall cases: opening, launching, moving and closing them.
var (
	RecallForeign = declare("recall-foreign", KindConflict,
		Text{"范围内没有本企业生产的产品", "دائىرىدە بۇ كارخانا ئىشلەپچىقارغان مەھسۇلات يوق", "Nothing in the scope is of your own make"},
		Text{"企业只能召回自己生产的产品及其后续产品；所选批次由 {makers} 生产。", "كارخانا پەقەت ئۆزى ئىشلەپچىقارغان مەھسۇلاتنى ۋە ئۇنىڭدىن ياسالغانلارنى قايتۇرۇۋالالايدۇ؛ تاللانغان تۈركۈملەرنى {makers} ئىشلەپچىقارغان.", "A company recalls what it made and what was made of it; the selected lots were made by {makers}."},
		Text{"请向生产者或监管部门报告线索。", "ئىشلەپچىقارغۇچىغا ياكى نازارەتچى تارماققا ئۇچۇر مەلۇم قىلىڭ.", "Report a signal to the maker or to the authority."})
	RecallMakers = declare("recall-several-makers", KindConflict,
		Text{"涉及多个生产者", "بىر قانچە ئىشلەپچىقارغۇچىغا چېتىلىدۇ", "Several makers are concerned"},
		Text{"所选批次由 {makers} 生产，每个召回只能有一个责任生产者。", "تاللانغان تۈركۈملەرنى {makers} ئىشلەپچىقارغان؛ ھەر بىر قايتۇرۇۋېلىشنىڭ بىرلا جاۋابكارى بولىدۇ.", "The selected lots were made by {makers}; each case has one responsible maker."},
		Text{"请为每个生产者分别发起，并指定责任企业。", "ھەر بىر ئىشلەپچىقارغۇچى ئۈچۈن ئايرىم باشلاپ، جاۋابكار كارخانىنى بەلگىلەڭ.", "Open one case each and name the responsible company."})
	RecallMakerUnknown = declare("recall-maker-unknown", KindConflict,
		Text{"生产者不明", "ئىشلەپچىقارغۇچى نامەلۇم", "The maker is not known"},
		Text{"系统中没有登记所选批次的生产者。", "تاللانغان تۈركۈملەرنىڭ ئىشلەپچىقارغۇچىسى سىستېمىدا تىزىملانمىغان.", "Nobody here is registered as the maker of the selected lots."},
		Text{"请指定负责召回的经营者（食品召回管理办法第二十一条）。", "قايتۇرۇۋېلىشقا مەسئۇل تىجارەتچىنى بەلگىلەڭ.", "Name the operator that has to recall them (食品召回管理办法 Art. 21)."})
	RecallMakerStands = declare("recall-maker-stands", KindConflict,
		Text{"生产者仍在经营", "ئىشلەپچىقارغۇچى يەنىلا تىجارەت قىلىۋاتىدۇ", "The maker is still in business"},
		Text{"经营者只能召回本企业生产的，或生产者不明、已停业的产品；所选批次由 {makers} 生产。", "تىجارەتچى پەقەت ئۆزى ئىشلەپچىقارغان ياكى ئىشلەپچىقارغۇچىسى نامەلۇم ياكى توختىغان مەھسۇلاتنى قايتۇرۇۋالالايدۇ؛ تاللانغان تۈركۈملەرنى {makers} ئىشلەپچىقارغان.", "An operator recalls what it made itself and what has no maker in business any more; the selected lots were made by {makers}."},
		Text{"请向生产者或监管部门报告线索。", "ئىشلەپچىقارغۇچىغا ياكى نازارەتچى تارماققا ئۇچۇر مەلۇم قىلىڭ.", "Report a signal to the maker or to the authority."})
	RecallCut = declare("recall-scope-cut", KindConflict,
		Text{"范围未能完整计算", "دائىرە تولۇق ھېسابلانمىدى", "The scope could not be computed completely"},
		Text{"计算在 {things} 件受影响对象处中断，尚有 {open} 处未追完；不完整的范围不能发布。", "ھېسابلاش {things} نەرسىدە توختىدى، يەنە {open} ى قالدى؛ تولۇق بولمىغان دائىرىنى ئېلان قىلغىلى بولمايدۇ.", "The computation stopped at {things} affected things with {open} still to follow; a scope that is not whole is never launched."},
		Text{"请缩小条件分成几个召回，或联系平台管理员。", "شەرتنى كىچىكلىتىپ بىر قانچە قايتۇرۇۋېلىشقا بۆلۈڭ.", "Split the conditions into several cases."})
	RecallExists = declare("recall-exists", KindConflict,
		Text{"同一范围已有召回", "بۇ دائىرىدە قايتۇرۇۋېلىش بار", "There is a recall of this scope already"},
		Text{"召回 {number} 的范围相同且尚未结束。", "{number} نومۇرلۇق قايتۇرۇۋېلىشنىڭ دائىرىسى ئوخشاش، تېخى ئاخىرلاشمىدى.", "Recall {number} has the same scope and has not ended."},
		Text{"请在该召回上继续办理。", "شۇ قايتۇرۇۋېلىشتا داۋاملاشتۇرۇڭ.", "Go on with that case."})
	RecallFixed = declare("recall-scope-fixed", KindConflict,
		Text{"召回已启动", "قايتۇرۇۋېلىش باشلانغان", "The recall is under way"},
		Text{"召回 {number} 已启动，其{what}不能再改。", "{number} نومۇرلۇق قايتۇرۇۋېلىش باشلانغان، {what} نى ئەمدى ئۆزگەرتكىلى بولمايدۇ.", "Recall {number} is under way; its {what} cannot be changed any more."},
		Text{"请发布新的范围版本。", "دائىرىنىڭ يېڭى نەشرىنى چىقىرىڭ.", "Issue a new version of its scope instead."})
	RecallNotBegun = declare("recall-not-begun", KindConflict,
		Text{"召回尚未启动", "قايتۇرۇۋېلىش تېخى باشلانمىغان", "The recall has not begun"},
		Text{"召回 {number} 尚未启动。", "{number} نومۇرلۇق قايتۇرۇۋېلىش تېخى باشلانمىغان.", "Recall {number} has not begun."},
		Text{"请先修改草稿或启动召回。", "ئاۋۋال قارالمىنى تۈزىتىڭ ياكى قايتۇرۇۋېلىشنى باشلاڭ.", "Change its draft, or begin it first."})
	RecallLaunched = declare("recall-launched", KindConflict,
		Text{"召回已启动，企业不能撤销", "قايتۇرۇۋېلىش باشلانغان، كارخانا بىكار قىلالمايدۇ", "A recall under way is not the company's to take back"},
		Text{"召回 {number} 的产品已停止流通，只有监管部门可以撤销。", "{number} نومۇرلۇق قايتۇرۇۋېلىشنىڭ مەھسۇلاتلىرى توختىتىلغان، ئۇنى پەقەت نازارەتچى تارماق بىكار قىلالايدۇ.", "The goods of recall {number} are blocked; only the authority can take it back."},
		Text{"请说明理由，向监管部门申请撤销；个别批次可凭证据申请排除。", "سەۋەبىنى چۈشەندۈرۈپ نازارەتچى تارماقتىن بىكار قىلىشنى سوراڭ؛ ئايرىم تۈركۈملەرنى ئىسپات بىلەن چىقىرىۋېتىشنى سوراشقا بولىدۇ.", "Ask the authority, with reasons; single lots can be cleared with evidence."})
	RecallMockForeign = declare("recall-mock-foreign", KindConflict,
		Text{"演练不能责令或公告", "مانېۋىرنى بۇيرۇغىلى ياكى ئېلان قىلغىلى بولمايدۇ", "An exercise is not ordered"},
		Text{"{number} 是其他单位的演练，不涉及真实产品的停售。", "{number} باشقا ئورۇننىڭ مانېۋىرى، ھەقىقىي مەھسۇلاتلارغا چېتىلمايدۇ.", "{number} is somebody else’s exercise and touches no goods."},
		Text{"如产品确有问题，请另行责令召回。", "مەھسۇلاتتا ھەقىقەتەن مەسىلە بولسا، ئايرىم قايتۇرۇۋېلىشقا بۇيرۇڭ.", "If the goods are really unsafe, order a recall of its own."})
	RecallGradeLower = declare("recall-grade-not-graver", KindConflict,
		Text{"只能提高级别", "پەقەت دەرىجىنى ئۆستۈرگىلى بولىدۇ", "A grade can only become graver"},
		Text{"现为 {grade} 级，启动后不能降低。", "ھازىرقى دەرىجىسى {grade}؛ باشلانغاندىن كېيىن تۆۋەنلەتكىلى بولمايدۇ.", "The grade is {grade}; once the recall is under way it cannot be lowered."}, Text{})
)
