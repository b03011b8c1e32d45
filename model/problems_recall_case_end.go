package model

// RecallMockOnly refuses to end a real recall as an exercise ends: it is closed once everything is accounted for.
var RecallMockOnly = declare("recall-mock-only", KindConflict,
	Text{"仅限演练", "پەقەت مەشىق ئۈچۈن", "Only for exercises"},
	Text{"{number} 不是演练，不能这样结束。", "{number} مەشىق ئەمەس، بۇنداق ئاخىرلاشتۇرغىلى بولمايدۇ.", "{number} is no exercise and does not end like one."},
	Text{"请核清后由监管部门评价并结案，或说明理由取消。", "ئېنىقلىغاندىن كېيىن نازارەتچى تارماق باھالاپ تاماملايدۇ، ياكى سەۋەبىنى كۆرسىتىپ بىكار قىلىڭ.", "Account for everything and have the authority evaluate and close it, or cancel it with a reason."})
