package model

// The problems of signals and their assessment.
var (
	SignalGoodsUnknown = declare("recall-signal-goods-unknown", KindConflict,
		Text{"还不清楚是哪种产品", "قايسى مەھسۇلات ئىكەنلىكى تېخى ئېنىق ئەمەس", "It is not known which goods it is about"},
		Text{"该线索只有编码“{code}”，系统中没有对应的产品。", "بۇ ئۇچۇردا پەقەت «{code}» كودىلا بار، سىستېمىدا ماس مەھسۇلات يوق.", "The signal names only the code “{code}”, which nothing here has."},
		Text{"请先指明批次或产品，再作结论。", "ئاۋۋال تۈركۈم ياكى مەھسۇلاتنى كۆرسىتىپ، ئاندىن خۇلاسە چىقىرىڭ.", "Name the batch or product, then decide."})
	SignalOfAuthority = declare("recall-signal-authority", KindForbidden,
		Text{"须由监管部门决定", "نازارەتچى تارماق قارار قىلىدۇ", "That is for the authority to decide"},
		Text{"该线索由监管部门告知，只有监管部门可以认定安全或并入其他线索。", "بۇ ئۇچۇرنى نازارەتچى تارماق ئۇقتۇرغان، پەقەت نازارەتچى تارماقلا بىخەتەر دەپ جەزملىيەلەيدۇ ياكى باشقىسىغا قوشالايدۇ.", "The authority reported it: only an authority finds it safe or merges it into another."},
		Text{"请提交评估依据，或认定不安全。", "باھالاش ئاساسىنى يوللاڭ ياكى بىخەتەر ئەمەس دەپ جەزملەڭ.", "Hand in what you have found, or find it unsafe."})
	SignalCircle = declare("recall-signal-circle", KindConflict,
		Text{"不能并入", "قوشقىلى بولمايدۇ", "It cannot be merged there"},
		Text{"线索不能并入自身、已并入别处或已认定安全的线索。", "ئۇچۇرنى ئۆزىگە، باشقا يەرگە قوشۇۋېتىلگەن ياكى بىخەتەر دەپ قارالغان ئۇچۇرغا قوشقىلى بولمايدۇ.", "A signal is not merged into itself, nor into one that was merged elsewhere or found safe."},
		Text{"请选择另一条线索或召回。", "باشقا بىر ئۇچۇر ياكى قايتۇرۇۋېلىشنى تاللاڭ.", "Choose another signal or a case."})
	SignalOtherMaker = declare("recall-signal-other-maker", KindConflict,
		Text{"生产者不同", "ئىشلەپچىقارغۇچى ئوخشاش ئەمەس", "Another maker's goods"},
		Text{"只有同一生产者的线索和召回才能合并。", "پەقەت بىر ئىشلەپچىقارغۇچىنىڭ ئۇچۇرى ۋە قايتۇرۇۋېلىشىنىلا بىرلەشتۈرگىلى بولىدۇ.", "Only signals and cases about the same maker's goods go together."},
		Text{"请分别办理。", "ئايرىم-ئايرىم بېجىرىڭ.", "Assess them one by one."})
	SignalCaseOver = declare("recall-signal-case-over", KindConflict,
		Text{"该召回已结束", "بۇ قايتۇرۇۋېلىش ئاخىرلاشقان", "That case is over"},
		Text{"召回 {number} 已结束或只是演练。", "{number} نومۇرلۇق قايتۇرۇۋېلىش ئاخىرلاشقان ياكى پەقەت مەشىق.", "Recall {number} has ended, or is an exercise."},
		Text{"请先重新启动该召回，或单独评估。", "ئاۋۋال شۇ قايتۇرۇۋېلىشنى قايتا باشلاڭ ياكى ئايرىم باھالاڭ.", "Reopen it first, or assess the signal by itself."})
)
