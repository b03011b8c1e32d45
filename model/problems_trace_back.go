package model

// NotSupplied is the refusal to send goods back to somebody they do not come from.
var NotSupplied = declare("trace-not-supplied", KindConflict,
	Text{"不能退给该企业", "بۇ كارخانىغا قايتۇرغىلى بولمايدۇ", "They do not go back there"},
	Text{"“{lot}”不是该企业生产、供应或召回的。", "«{lot}» نى بۇ كارخانا ئىشلەپچىقارمىغان، تەمىنلىمىگەن ۋە قايتۇرۇۋالمىغان.", "{lot} was neither made nor supplied nor recalled by that company."},
	Text{"请选择供货的企业；卖给其他企业请登记发货。", "تەمىنلىگەن كارخانىنى تاللاڭ؛ باشقىلارغا ساتسىڭىز يوللاشنى تىزىملاڭ.", "Choose who supplied it; goods for somebody else are shipped."})
