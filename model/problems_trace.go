package model

// The problems of what people type into the forms of the trace room.
var (
	CodeUnclear = declare("trace-code-unclear", KindInvalid,
		Text{"有多个批次使用该编号", "بۇ نومۇرلۇق تۈركۈم بىردىن كۆپ", "Several lots have this number"},
		Text{"“{value}”对应 {n} 个批次。", "«{value}» گە {n} تۈركۈم ماس كېلىدۇ.", "{value} stands for several lots ({n})."},
		Text{"请从列表中选择批次，或扫描批次二维码。", "تىزىملىكتىن تۈركۈمنى تاللاڭ ياكى تۈركۈمنىڭ QR كودىنى سىكانلاڭ.", "Choose the lot from the list, or scan its QR code."})
	ReceiverUnclear = declare("trace-receiver-unclear", KindInvalid,
		Text{"请确认收货地点", "تاپشۇرۇۋالىدىغان ئورۇننى جەزملەڭ", "Confirm the place that receives"},
		Text{"找到 {n} 个收货地点，请在上面的列表中选择一个。", "{n} ئورۇن تېپىلدى، يۇقىرىدىكى تىزىملىكتىن بىرنى تاللاڭ.", "Places found: {n}. Choose the right one in the list above."}, Text{})
)
