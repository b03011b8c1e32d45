package model

// MoneyAccountWords name the accounts of the ledger of claims.
var MoneyAccountWords = map[MoneyAccount]Text{
	AccountCash:       {"实际收付", "ئەمەلىي كىرىم-چىقىم", "money that moved"},
	AccountReceivable: {"应收", "ئېلىشقا تېگىشلىك", "receivable"},
	AccountPayable:    {"应付", "تۆلەشكە تېگىشلىك", "payable"},
}

// JournalKindWords say why a journal was written.
var JournalKindWords = map[JournalKind]Text{
	JournalPayment:   {"向消费者赔付", "ئىستېمالچىغا تۆلەم", "the consumer was paid"},
	JournalDemand:    {"追偿成立", "سۈيلەش بېكىدى", "recourse became a debt"},
	JournalSettle:    {"追偿结清", "سۈيلەش تۆلەندى", "recourse was paid"},
	JournalRelease:   {"放弃追偿", "سۈيلەشتىن ۋاز كېچىلدى", "recourse was given up"},
	JournalReimburse: {"保险人补偿被保险人", "سۇغۇرتا تۆلىمى", "the insurer refunded its insured"},
}

// PaymentEventWords name the moves of a payment as buttons.
var PaymentEventWords = map[PaymentEvent]Text{
	PaymentApprove: {"批准支付", "تۆلەشنى تەستىقلاش", "Approve"},
	PaymentSend:    {"交支付渠道", "تۆلەش يولىغا تاپشۇرۇش", "Hand to the provider"},
	PaymentConfirm: {"确认到账", "تەگكەنلىكىنى جەزملەش", "Confirm arrival"},
	PaymentFail:    {"登记支付失败", "مەغلۇبىيەتنى خاتىرىلەش", "Record a failure"},
	PaymentCancel:  {"取消支付", "تۆلەشنى بىكار قىلىش", "Cancel"},
}

// RecourseEventWords name the moves of a recourse as buttons.
var RecourseEventWords = map[RecourseEvent]Text{
	RecourseAgree:   {"同意承担", "ئۈستىگە ئېلىش", "Agree"},
	RecourseDispute: {"提出异议", "نارازىلىق بىلدۈرۈش", "Dispute"},
	RecourseMediate: {"申请调解", "مۇرەسسە سوراش", "Ask for mediation"},
	RecourseFind:    {"记录调解结果", "مۇرەسسە نەتىجىسىنى خاتىرىلەش", "Record what mediation found"},
	RecourseSue:     {"起诉或申请仲裁", "دەۋا قىلىش", "Go to court"},
	RecourseAdjudge: {"记录裁判结果", "ھۆكۈمنى خاتىرىلەش", "Record the judgment"},
	RecourseDismiss: {"记录裁判驳回", "رەت قىلىنغاننى خاتىرىلەش", "Record a dismissal"},
	RecourseSettle:  {"确认已收款", "پۇل تەگكەننى جەزملەش", "Confirm payment"},
	RecourseRelease: {"放弃追偿", "ۋاز كېچىش", "Give it up"},
}
