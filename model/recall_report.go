package model

// ReportKind says what somebody without an account reports about goods; empty for signals of organisations.
type ReportKind string

// The kinds of reports.
const (
	ReportInjury      ReportKind = "injury"
	ReportQuality     ReportKind = "quality"
	ReportCounterfeit ReportKind = "counterfeit"
	ReportLabel       ReportKind = "label"
	ReportStillSold   ReportKind = "still-sold"
	ReportOther       ReportKind = "other"
)

// ReportKinds lists the kinds, the gravest first.
func ReportKinds() []ReportKind {
	return []ReportKind{ReportInjury, ReportQuality, ReportCounterfeit, ReportLabel, ReportStillSold, ReportOther}
}

// ReportKindWords name the kinds for people.
var ReportKindWords = map[ReportKind]Text{
	ReportInjury:      {"食用或使用后不适、受伤", "يېگەن ياكى ئىشلەتكەندىن كېيىن بىئارام بولۇش، يارىلىنىش", "Illness or injury after eating or using it"},
	ReportQuality:     {"变质、异物、异味等质量问题", "بۇزۇلۇش، يات نەرسە، غەيرىي پۇراق قاتارلىق سۈپەت مەسىلىسى", "Spoiled, a foreign body, a strange smell"},
	ReportCounterfeit: {"怀疑是假冒产品", "ساختا مەھسۇلات دەپ گۇمان قىلىش", "Suspected fake"},
	ReportLabel:       {"标签、日期或信息不符", "خەتكۈچ، چېسلا ياكى ئۇچۇر ماس كەلمەسلىك", "Label, date or data do not match"},
	ReportStillSold:   {"已召回的产品仍在销售", "قايتۇرۇۋېلىنغان مەھسۇلات يەنىلا سېتىلىۋاتىدۇ", "Recalled goods are still on sale"},
	ReportOther:       {"其他问题", "باشقا مەسىلە", "Something else"},
}
