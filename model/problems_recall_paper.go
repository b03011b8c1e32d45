package model

// The problems of a recall's documents.
var (
	RecallWordSoftens = declare("recall-word-softens", KindInvalid,
		Text{"字样淡化风险", "خەۋپنى تۆۋەنلىتىدىغان سۆز", "This plays the risk down"},
		Text{"欧盟召回通知不得使用“{word}”。", "ياۋروپا ئىتتىپاقى ئۇقتۇرۇشىدا «{word}» دېگەن سۆزنى ئىشلىتىشكە بولمايدۇ.", "A safety recall notice in the EU may not say “{word}” (Regulation (EU) 2023/988 Art. 36(2)(c))."},
		Text{"直接写明危险是什么、会造成什么后果。", "خەۋپنىڭ نېمە ئىكەنلىكىنى ۋە ئاقىۋىتىنى بىۋاسىتە يېزىڭ.", "Say what the hazard is and what it can do, and nothing else."})
	RecallPaperAbsent = declare("recall-paper-absent", KindNotFound,
		Text{"没有该文书", "بۇنداق ھۆججەت يوق", "There is no such document"},
		Text{"本案没有“{kind}”，或尚不能生成。", "بۇ دېلودا «{kind}» يوق ياكى تېخى تۈزگىلى بولمايدۇ.", "The case has no document “{kind}”, or not yet."},
		Text{"可用的文书见文书列表。", "بار ھۆججەتلەرنى تىزىملىكتىن كۆرۈڭ.", "The list of documents says which there are."})
)
