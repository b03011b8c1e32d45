package model

// The problems of what people type into the forms of the trace room.
var (
	CodeUnclear = declare("trace-code-unclear", KindInvalid,
		Text{"有多个批次使用该编号", "بۇ نومۇرلۇق تۈركۈم بىردىن كۆپ", "Several lots have this number"},
		Text{"“{value}”对应 {n} 个批次。", "«{value}» گە {n} تۈركۈم ماس كېلىدۇ.", "{value} stands for {n} lots."},
		Text{"请从列表中选择批次，或扫描批次二维码。", "تىزىملىكتىن تۈركۈمنى تاللاڭ ياكى تۈركۈمنىڭ QR كودىنى سىكانلاڭ.", "Choose the lot from the list, or scan its QR code."})
	ReceiverUnclear = declare("trace-receiver-unclear", KindInvalid,
		Text{"有多个收货地点", "تاپشۇرۇۋالىدىغان ئورۇن بىردىن كۆپ", "Several places are called so"},
		Text{"找到 {n} 个收货地点，请在上面的列表中选择一个。", "{n} ئورۇن تېپىلدى، يۇقىرىدىكى تىزىملىكتىن بىرنى تاللاڭ.", "{n} places were found: choose one in the list above."}, Text{})
)
