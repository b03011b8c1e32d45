package model

// Evidence says how well a legal value is known, so that a weak one is found and corrected as data.
type Evidence string

// The kinds of evidence.
const (
	EvidenceText      Evidence = "text"      // the primary text was read
	EvidenceSecondary Evidence = "secondary" // a secondary source says so
	EvidenceMemory    Evidence = "memory"    // nobody has checked it yet
)

// EvidenceWords name the kinds of evidence for people.
var EvidenceWords = map[Evidence]Text{
	EvidenceText:      {"已核对原文", "ئەسلى تېكىست بىلەن سېلىشتۇرۇلغان", "primary text read"},
	EvidenceSecondary: {"来自二手资料", "ۋاسىتىلىك مەنبەدىن", "secondary source"},
	EvidenceMemory:    {"未核实", "تەكشۈرۈلمىگەن", "not verified"},
}

// LawCode names a law, regulation or judicial interpretation.
type LawCode string

// Law is a text of law that rules refer to.
type Law struct {
	Code    LawCode
	Title   Text
	Number  string // number of promulgation
	InForce Date   // of the version that was read; empty when not known
	Source  Evidence
}

// The laws.
const (
	LawFoodSafety       LawCode = "food-safety"
	LawFoodSafetyRules  LawCode = "food-safety-rules"
	LawFoodRecall       LawCode = "food-recall"
	LawFoodSampling     LawCode = "food-sampling"
	LawConsumerRecall   LawCode = "consumer-recall"
	LawFarmQuality      LawCode = "farm-quality"
	LawCommitment       LawCode = "commitment"
	LawProductQuality   LawCode = "product-quality"
	LawProductSampling  LawCode = "product-sampling"
	LawComplaints       LawCode = "complaints"
	LawConsumerRights   LawCode = "consumer-rights"
	LawConsumerPenalty  LawCode = "consumer-penalty"
	LawCivilCode        LawCode = "civil-code"
	LawFoodDamages2020  LawCode = "food-damages-2020"
	LawFoodDamages2024  LawCode = "food-damages-2024"
	LawFoodDrugDisputes LawCode = "food-drug-disputes"
	LawDisputeService   LawCode = "dispute-service"
	LawInsurance        LawCode = "insurance"
	LawFDARecall        LawCode = "fda-recall"
	LawFDAFoodRegistry  LawCode = "fda-food-registry"
	LawFDATraceability  LawCode = "fda-traceability"
	LawGPSR             LawCode = "gpsr"
)

var laws = []Law{
	{LawFoodSafety, Text{"中华人民共和国食品安全法", "جۇڭخۇا خەلق جۇمھۇرىيىتى يېمەكلىك بىخەتەرلىكى قانۇنى", "Food Safety Law of China"}, "2025年修正", "", EvidenceText},
	{LawFoodSafetyRules, Text{"食品安全法实施条例", "يېمەكلىك بىخەتەرلىكى قانۇنىنى يولغا قويۇش نىزامى", "Implementing Regulations of the Food Safety Law"}, "国务院令第721号", "2019-12-01", EvidenceText},
	{LawFoodRecall, Text{"食品召回管理办法", "يېمەكلىكنى قايتۇرۇۋېلىشنى باشقۇرۇش چارىسى", "Measures for the Administration of Food Recalls"}, "国家食品药品监督管理总局令第12号", "2015-09-01", EvidenceText},
	{LawFoodSampling, Text{"食品安全抽样检验管理办法", "يېمەكلىك بىخەتەرلىكىنى ئەۋرىشكە ئېلىپ تەكشۈرۈشنى باشقۇرۇش چارىسى", "Measures for Food Safety Sampling Inspection"}, "国家市场监督管理总局令第15号", "2019-10-01", EvidenceMemory},
	{LawConsumerRecall, Text{"消费品召回管理暂行规定", "ئىستېمال بۇيۇملىرىنى قايتۇرۇۋېلىشنى باشقۇرۇش ۋاقىتلىق بەلگىلىمىسى", "Interim Provisions on Consumer Product Recalls"}, "国家市场监督管理总局令第19号", "2020-01-01", EvidenceSecondary},
	{LawFarmQuality, Text{"中华人民共和国农产品质量安全法", "جۇڭخۇا خەلق جۇمھۇرىيىتى دېھقانچىلىق مەھسۇلاتلىرى سۈپەت بىخەتەرلىكى قانۇنى", "Law on the Quality and Safety of Agricultural Products"}, "2022年修订", "2023-01-01", EvidenceText},
	{LawCommitment, Text{"农产品质量安全承诺达标合格证管理办法", "دېھقانچىلىق مەھسۇلاتلىرىنىڭ ۋەدە قىلىنغان لاياقەت گۇۋاھنامىسىنى باشقۇرۇش چارىسى", "Measures on Commitment Certificates for Agricultural Products"}, "农业农村部令2025年第4号", "2026-02-01", EvidenceSecondary},
	{LawProductQuality, Text{"中华人民共和国产品质量法", "جۇڭخۇا خەلق جۇمھۇرىيىتى مەھسۇلات سۈپىتى قانۇنى", "Product Quality Law of China"}, "2018年修正", "", EvidenceText},
	{LawProductSampling, Text{"产品质量监督抽查管理暂行办法", "مەھسۇلات سۈپىتىنى نازارەت قىلىپ ئەۋرىشكە تەكشۈرۈشنى باشقۇرۇش ۋاقىتلىق چارىسى", "Interim Measures for Product Quality Spot Checks"}, "国家市场监督管理总局令第18号", "2020-01-01", EvidenceMemory},
	{LawComplaints, Text{"市场监督管理投诉举报处理办法", "بازار نازارەتچىلىكىدە ئەرز ۋە پاش قىلىشنى بىر تەرەپ قىلىش چارىسى", "Measures for Handling Complaints and Reports in Market Regulation"}, "国家市场监督管理总局令第121号", "2026-04-15", EvidenceText},
	{LawConsumerRights, Text{"中华人民共和国消费者权益保护法", "جۇڭخۇا خەلق جۇمھۇرىيىتى ئىستېمالچىلارنىڭ ھوقۇق-مەنپەئەتىنى قوغداش قانۇنى", "Law on the Protection of Consumer Rights and Interests"}, "2013年修正", "2014-03-15", EvidenceText},
	{LawConsumerPenalty, Text{"侵害消费者权益行为处罚办法", "ئىستېمالچىلار ھوقۇقىغا دەخلى قىلىش قىلمىشلىرىنى جازالاش چارىسى", "Measures for Punishing Infringements of Consumer Rights"}, "国家工商行政管理总局令第73号", "2015-03-15", EvidenceText},
	{LawCivilCode, Text{"中华人民共和国民法典", "جۇڭخۇا خەلق جۇمھۇرىيىتى مەدەنىيەت ئىشلىرى قانۇن كودېكسى", "Civil Code of China"}, "2020年", "2021-01-01", EvidenceText},
	{LawFoodDamages2020, Text{"最高人民法院关于审理食品安全民事纠纷案件适用法律若干问题的解释（一）", "ئالىي خەلق سوت مەھكىمىسىنىڭ يېمەكلىك بىخەتەرلىكى ھەق تەلەپ دېلولىرى توغرىسىدىكى ئىزاھاتى (1)", "Interpretation (I) on Civil Disputes over Food Safety"}, "法释〔2020〕14号", "2021-01-01", EvidenceText},
	{LawFoodDamages2024, Text{"最高人民法院关于审理食品药品惩罚性赔偿纠纷案件适用法律若干问题的解释", "ئالىي خەلق سوت مەھكىمىسىنىڭ يېمەكلىك ۋە دورا جازا تۆلىمى دېلولىرى توغرىسىدىكى ئىزاھاتى", "Interpretation on Punitive Damages for Food and Drugs"}, "法释〔2024〕9号", "2024-08-22", EvidenceText},
	{LawFoodDrugDisputes, Text{"最高人民法院关于审理食品药品纠纷案件适用法律若干问题的规定", "ئالىي خەلق سوت مەھكىمىسىنىڭ يېمەكلىك ۋە دورا دېلولىرى توغرىسىدىكى بەلگىلىمىسى", "Provisions on Food and Drug Disputes"}, "2021年修正", "2021-12-01", EvidenceText},
	{LawDisputeService, Text{"在线消费纠纷解决（ODR）规则", "توردا ئىستېمال ماجىراسىنى ھەل قىلىش (ODR) قائىدىسى", "Rules of online consumer dispute resolution"}, "12315", "", EvidenceSecondary},
	{LawInsurance, Text{"中华人民共和国保险法", "جۇڭخۇا خەلق جۇمھۇرىيىتى سۇغۇرتا قانۇنى", "Insurance Law of China"}, "2015年修正", "", EvidenceText},
	{LawFDARecall, Text{"美国联邦法规第21篇第7部分", "ئامېرىكا فېدېراتسىيە نىزاملىرى 21-تۈر 7-بۆلۈم", "21 CFR Part 7"}, "21 CFR 7", "", EvidenceMemory},
	{LawFDAFoodRegistry, Text{"美国食品药品和化妆品法（应报告食品）", "ئامېرىكا يېمەكلىك، دورا ۋە گىرىم بۇيۇملىرى قانۇنى (دوكلات قىلىنىدىغان يېمەكلىك)", "Federal Food, Drug, and Cosmetic Act, Reportable Food Registry"}, "21 U.S.C. 350f", "", EvidenceMemory},
	{LawFDATraceability, Text{"美国食品追溯记录规则（FSMA 204）", "ئامېرىكا يېمەكلىك ئىزلاش خاتىرىسى قائىدىسى (FSMA 204)", "Food Traceability Rule (FSMA 204)"}, "21 CFR 1 Subpart S", "2028-07-20", EvidenceSecondary},
	{LawGPSR, Text{"欧盟通用产品安全条例", "ياۋروپا ئىتتىپاقى ئومۇمىي مەھسۇلات بىخەتەرلىكى نىزامى", "EU General Product Safety Regulation"}, "(EU) 2023/988", "2024-12-13", EvidenceSecondary},
}

// Laws lists the laws that rules and amounts refer to.
func Laws() []Law { return laws }

// LawOf returns a law; ok is false for an unknown code.
func LawOf(code LawCode) (Law, bool) {
	for _, l := range laws {
		if l.Code == code {
			return l, true
		}
	}
	return Law{}, false
}

// Reference points to the articles of a law that a value rests on, and says how well the value itself is known.
type Reference struct {
	Law      LawCode
	Articles string // "13(1), 18": article and paragraph numbers, empty for the whole text
	Evidence Evidence
}

// Text says the reference in the three languages.
func (r Reference) Text() Text {
	l, ok := LawOf(r.Law)
	if !ok {
		return Text{}
	}
	if r.Articles == "" {
		return Text{"《" + l.Title.ZH + "》", l.Title.UG, l.Title.EN}
	}
	return Text{
		"《" + l.Title.ZH + "》第" + r.Articles + "条",
		l.Title.UG + "، " + r.Articles + "-ماددا",
		l.Title.EN + ", Art. " + r.Articles,
	}
}
