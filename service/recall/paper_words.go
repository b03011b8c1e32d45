package recall

import "suyuan/model"

// What stands above documents.
var (
	sayMock        = model.Text{ZH: "召回演练，不是真实召回", UG: "قايتۇرۇۋېلىش مەشىقى، ھەقىقىي قايتۇرۇۋېلىش ئەمەس", EN: "Recall exercise, not a real recall"}
	sayUnpublished = model.Text{ZH: "尚未发布", UG: "تېخى ئېلان قىلىنمىغان", EN: "Not published"}
	sayRetracted   = model.Text{ZH: "公告已撤销", UG: "ئېلان بىكار قىلىندى", EN: "The announcement has been retracted"}
	sayNotReported = model.Text{ZH: "尚未提交", UG: "تېخى تاپشۇرۇلمىغان", EN: "Not submitted yet"}
	sayNotFiled    = model.Text{ZH: "召回计划尚未提交", UG: "قايتۇرۇۋېلىش پىلانى تېخى تاپشۇرۇلمىغان", EN: "No plan has been filed"}
)

// The labels of documents.
var (
	labelName           = model.Text{ZH: "名称", UG: "نامى", EN: "Name"}
	labelUSCC           = model.Text{ZH: "统一社会信用代码", UG: "ئىجتىمائىي ئىناۋەت كودى", EN: "Unified social credit code"}
	labelAddress        = model.Text{ZH: "住所", UG: "ئادرېسى", EN: "Address"}
	labelRepresentative = model.Text{ZH: "法定代表人", UG: "قانۇنىي ۋەكىلى", EN: "Legal representative"}
	labelPerson         = model.Text{ZH: "召回负责人", UG: "قايتۇرۇۋېلىش مەسئۇلى", EN: "In charge of the recall"}
	labelPhone          = model.Text{ZH: "联系电话", UG: "تېلېفونى", EN: "Telephone"}
	labelAfterHours     = model.Text{ZH: "非工作时间电话", UG: "ئىش ۋاقتى سىرتىدىكى تېلېفون", EN: "After hours"}
	labelEmail          = model.Text{ZH: "电子邮箱", UG: "ئېلخەت", EN: "E-mail"}
	labelProduct        = model.Text{ZH: "产品名称", UG: "مەھسۇلات نامى", EN: "Product"}
	labelBrand          = model.Text{ZH: "商标", UG: "ماركىسى", EN: "Brand"}
	labelMaker          = model.Text{ZH: "标称生产者", UG: "كۆرسىتىلگەن ئىشلەپچىقارغۇچى", EN: "Maker named on the pack"}
	labelSpec           = model.Text{ZH: "规格", UG: "ئۆلچىمى", EN: "Pack size"}
	labelGTIN           = model.Text{ZH: "商品条码", UG: "تاۋار شىتىرىخ كودى", EN: "GTIN"}
	labelPhoto          = model.Text{ZH: "产品图片", UG: "مەھسۇلات رەسىمى", EN: "Picture"}
	labelLot            = model.Text{ZH: "批次", UG: "تۈركۈم", EN: "Lot"}
	labelProduced       = model.Text{ZH: "生产日期", UG: "ئىشلەپچىقىرىلغان چېسلا", EN: "Produced"}
	labelExpires        = model.Text{ZH: "保质期至", UG: "ساقلاش مۇددىتى", EN: "Best before"}
	labelQuantity       = model.Text{ZH: "数量", UG: "مىقدارى", EN: "Quantity"}
	labelClass          = model.Text{ZH: "受影响程度", UG: "تەسىر دەرىجىسى", EN: "Affected"}
	labelArea           = model.Text{ZH: "召回区域", UG: "قايتۇرۇۋېلىش رايونى", EN: "Area"}
	labelProvinces      = model.Text{ZH: "实际流向", UG: "ئەمەلىي تارقالغان جاي", EN: "Where it has gone"}
	labelUnknownPlaces  = model.Text{ZH: "所在地不明的持有者", UG: "ئورنى نامەلۇم ساقلىغۇچىلار", EN: "Holders whose place is not known"}
	labelReason         = model.Text{ZH: "召回原因", UG: "قايتۇرۇۋېلىش سەۋەبى", EN: "Reason"}
	labelHarm           = model.Text{ZH: "危害后果", UG: "زىيىنى", EN: "Harm"}
	labelHazard         = model.Text{ZH: "危害", UG: "خەۋپ", EN: "Hazard"}
	labelGrade          = model.Text{ZH: "召回等级", UG: "قايتۇرۇۋېلىش دەرىجىسى", EN: "Grade"}
	labelSteps          = model.Text{ZH: "召回流程", UG: "قايتۇرۇۋېلىش تەرتىپى", EN: "Steps"}
	labelStarts         = model.Text{ZH: "开始日期", UG: "باشلىنىش چېسلاسى", EN: "From"}
	labelEnds           = model.Text{ZH: "完成期限", UG: "تاماملاش مۇددىتى", EN: "To be finished by"}
	labelNotice         = model.Text{ZH: "通知内容", UG: "ئۇقتۇرۇش مەزمۇنى", EN: "What is told"}
	labelVenues         = model.Text{ZH: "发布方式", UG: "ئېلان قىلىش ئۇسۇلى", EN: "Where it is published"}
	labelVenuesDue      = model.Text{ZH: "按实际流向应当发布于", UG: "ئەمەلىي تارقىلىشى بويىچە ئېلان قىلىنىدىغان ئورۇن", EN: "To be published, by where it has gone"}
	labelOperators      = model.Text{ZH: "经营者的义务", UG: "تىجارەتچىنىڭ مەجبۇرىيىتى", EN: "What operators must do"}
	labelConsumers      = model.Text{ZH: "消费者退货和赔偿流程", UG: "ئىستېمالچىنىڭ مال قايتۇرۇش ۋە تۆلەم تەرتىپى", EN: "How consumers return it and are paid"}
	labelRemedies       = model.Text{ZH: "处理方式", UG: "بىر تەرەپ قىلىش ئۇسۇلى", EN: "Remedy"}
	labelDisposals      = model.Text{ZH: "处置措施", UG: "بىر تەرەپ قىلىش تەدبىرى", EN: "Disposal"}
	labelHandling       = model.Text{ZH: "处置说明", UG: "بىر تەرەپ قىلىش چۈشەندۈرۈشى", EN: "How it is disposed of"}
	labelPayer          = model.Text{ZH: "费用承担", UG: "خىراجەتنى ئۈستىگە ئالغۇچى", EN: "Who pays"}
	labelCosts          = model.Text{ZH: "费用说明", UG: "خىراجەت چۈشەندۈرۈشى", EN: "Costs"}
	labelExpected       = model.Text{ZH: "预期召回比例", UG: "مۆلچەردىكى قايتۇرۇۋېلىش نىسبىتى", EN: "Expected to be recovered"}
	labelEffect         = model.Text{ZH: "预期效果", UG: "مۆلچەردىكى ئۈنۈم", EN: "Expected effect"}
	labelCase           = model.Text{ZH: "编号", UG: "نومۇرى", EN: "Number"}
	labelState          = model.Text{ZH: "状态", UG: "ھالىتى", EN: "State"}
	labelAnnounced      = model.Text{ZH: "公告日期", UG: "ئېلان قىلىنغان چېسلا", EN: "Announced"}
	labelOrigin         = model.Text{ZH: "召回方式", UG: "قايتۇرۇۋېلىش شەكلى", EN: "Origin"}
	labelKnown          = model.Text{ZH: "知悉时间", UG: "بىلىنگەن ۋاقىت", EN: "Known since"}
	labelWhereSold      = model.Text{ZH: "销售地区", UG: "سېتىلغان رايون", EN: "Where it was sold"}
	labelWhenSold       = model.Text{ZH: "销售时间", UG: "سېتىلغان ۋاقىت", EN: "When it was sold"}
	labelContact        = model.Text{ZH: "联系方式", UG: "ئالاقىلىشىش", EN: "Contact"}
)

// The headings of documents.
var (
	headProducer   = model.Text{ZH: "一、生产者基本情况", UG: "1. ئىشلەپچىقارغۇچىنىڭ ئەھۋالى", EN: "1. The producer"}
	headGoods      = model.Text{ZH: "二、召回的产品、批次、数量和区域", UG: "2. مەھسۇلات، تۈركۈم، مىقدار ۋە رايون", EN: "2. Products, lots, quantities and area"}
	headReason     = model.Text{ZH: "三、召回原因及危害后果", UG: "3. قايتۇرۇۋېلىش سەۋەبى ۋە زىيىنى", EN: "3. Reason and harm"}
	headGrade      = model.Text{ZH: "四、召回等级、流程和时限", UG: "4. دەرىجىسى، تەرتىپى ۋە مۇددىتى", EN: "4. Grade, steps and time limits"}
	headNotice     = model.Text{ZH: "五、通知或公告的内容和发布方式", UG: "5. ئۇقتۇرۇش مەزمۇنى ۋە ئېلان قىلىش ئۇسۇلى", EN: "5. Notice and where it is published"}
	headOperators  = model.Text{ZH: "六、相关经营者的义务和责任", UG: "6. تىجارەتچىلەرنىڭ مەجبۇرىيىتى", EN: "6. Duties of operators"}
	headDisposal   = model.Text{ZH: "七、处置措施和费用承担", UG: "7. بىر تەرەپ قىلىش ۋە خىراجەت", EN: "7. Disposal and who pays"}
	headEffect     = model.Text{ZH: "八、召回的预期效果", UG: "8. مۆلچەردىكى ئۈنۈم", EN: "8. Expected effect"}
	headFirm       = model.Text{ZH: "一、召回企业", UG: "1. قايتۇرۇۋالغۇچى كارخانا", EN: "1. Who recalls"}
	headRecalled   = model.Text{ZH: "二、召回的产品", UG: "2. قايتۇرۇۋېلىنىدىغان مەھسۇلات", EN: "2. What is recalled"}
	headWhy        = model.Text{ZH: "三、召回原因、等级、起止日期和区域", UG: "3. سەۋەبى، دەرىجىسى، ۋاقتى ۋە رايونى", EN: "3. Why, how grave, from when to when, where"}
	headDuties     = model.Text{ZH: "四、经营者义务和消费者退货赔偿", UG: "4. تىجارەتچى ۋە ئىستېمالچىلار ئۈچۈن", EN: "4. For operators and consumers"}
	headProduct    = model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Product"}
	headHazard     = model.Text{ZH: "危害", UG: "خەۋپ", EN: "Hazard"}
	headWhatToDo   = model.Text{ZH: "您应当怎样做", UG: "قانداق قىلىش كېرەك", EN: "What to do"}
	headRemedy     = model.Text{ZH: "您可以得到", UG: "ئېرىشەلەيدىغىنىڭىز", EN: "Your remedies"}
	headContact    = model.Text{ZH: "联系方式", UG: "ئالاقىلىشىش", EN: "Contact"}
	headConsumers  = model.Text{ZH: "消费者须知", UG: "ئىستېمالچىلار ئۈچۈن", EN: "For consumers"}
	headCase       = model.Text{ZH: "召回概况", UG: "ئومۇمىي ئەھۋال", EN: "The recall"}
	headReach      = model.Text{ZH: "通知和响应", UG: "ئۇقتۇرۇش ۋە جاۋاب", EN: "Notices and answers"}
	headReckoning  = model.Text{ZH: "数量核算", UG: "مىقدار ھېساباتى", EN: "Reconciliation"}
	headChanges    = model.Text{ZH: "范围变化", UG: "دائىرە ئۆزگىرىشى", EN: "Changes of the scope"}
	headDisposedOf = model.Text{ZH: "处置情况", UG: "بىر تەرەپ قىلىش ئەھۋالى", EN: "Disposal"}
)

// Headlines.
var (
	titlePlan         = model.Text{ZH: "召回计划", UG: "قايتۇرۇۋېلىش پىلانى", EN: "Recall plan"}
	titleAnnouncement = model.Text{ZH: "召回公告", UG: "قايتۇرۇۋېلىش ئېلانى", EN: "Recall announcement"}
	titleStage        = model.Text{ZH: "召回阶段性总结", UG: "قايتۇرۇۋېلىشنىڭ باسقۇچلۇق خۇلاسىسى", EN: "Stage report of a recall"}
	titleFinal        = model.Text{ZH: "召回和处置情况报告", UG: "قايتۇرۇۋېلىش ۋە بىر تەرەپ قىلىش دوكلاتى", EN: "Report of recall and disposal"}
	// titleSafety is the headline that Regulation (EU) 2023/988 Art. 36(2)(a) prescribes, letter for letter.
	titleSafety   = model.Text{ZH: "Product safety recall", UG: "Product safety recall", EN: "Product safety recall"}
	titleSafetyIn = model.Text{ZH: "产品安全召回", UG: "مەھسۇلات بىخەتەرلىكى قايتۇرۇۋېلىش"}
)

// The columns of the reconciliation.
var (
	columnDistributed = model.Text{ZH: "流出", UG: "تارقىتىلغان", EN: "Distributed"}
	columnReturned    = model.Text{ZH: "退回", UG: "قايتۇرۇلغان", EN: "Returned"}
	columnDestroyed   = model.Text{ZH: "销毁", UG: "يوقىتىلغان", EN: "Destroyed"}
	columnCorrected   = model.Text{ZH: "补救", UG: "تۈزىتىلگەن", EN: "Corrected"}
	columnConsumed    = model.Text{ZH: "确认已消费", UG: "ئىستېمال قىلىنغان", EN: "Consumed"}
	columnUnaccounted = model.Text{ZH: "未核清", UG: "ئېنىقلانمىغان", EN: "Unaccounted"}
	columnUnknown     = model.Text{ZH: "未答复", UG: "جاۋابسىز", EN: "Not answered"}
	columnRecovered   = model.Text{ZH: "召回率", UG: "قايتۇرۇۋېلىش نىسبىتى", EN: "Recovered"}
	columnAccounted   = model.Text{ZH: "核清率", UG: "ئېنىقلاش نىسبىتى", EN: "Accounted"}
	columnTier        = model.Text{ZH: "层级", UG: "قاتلام", EN: "Tier"}
	columnHolders     = model.Text{ZH: "持有者", UG: "ساقلىغۇچى", EN: "Holders"}
	columnDelivered   = model.Text{ZH: "已送达", UG: "يەتكۈزۈلگەن", EN: "Delivered"}
	columnResponded   = model.Text{ZH: "已答复", UG: "جاۋاب بەرگەن", EN: "Answered"}
	columnEnded       = model.Text{ZH: "已办结", UG: "تاماملانغان", EN: "Done"}
	columnDate        = model.Text{ZH: "时间", UG: "ۋاقتى", EN: "When"}
	columnChange      = model.Text{ZH: "变化", UG: "ئۆزگىرىش", EN: "Change"}
	columnAdded       = model.Text{ZH: "增加批次", UG: "قوشۇلغان تۈركۈم", EN: "Lots added"}
	columnRemoved     = model.Text{ZH: "移出批次", UG: "چىقىرىلغان تۈركۈم", EN: "Lots removed"}
	columnTotal       = model.Text{ZH: "合计", UG: "جەمئىي", EN: "Total"}
	labelVerified     = model.Text{ZH: "抽样核实", UG: "ئەۋرىشكە تەكشۈرۈش", EN: "Effectiveness check"}
	labelUnproven     = model.Text{ZH: "缺少证据的处置", UG: "ئىسپاتى يوق بىر تەرەپ قىلىش", EN: "Disposals without evidence"}
)

// Sentences of documents.
var (
	sayStopUsing = model.Text{
		ZH: "请立即停止使用或食用本产品，并与其他物品分开存放。", UG: "بۇ مەھسۇلاتنى ئىشلىتىش ياكى يېيىشنى دەرھال توختىتىڭ، باشقا نەرسىلەردىن ئايرىپ قويۇڭ.",
		EN: "Stop using this product at once and keep it apart from other things.",
	}
	sayTwoRemedies = model.Text{
		ZH: "应当让消费者在修理、更换、退款中至少两种之间选择，除非不可能或不成比例（第37条）", UG: "ئىستېمالچى رېمونت، ئالماشتۇرۇش ۋە پۇل قايتۇرۇشتىن ئاز دېگەندە ئىككىنىڭ بىرىنى تاللىيالىشى كېرەك (37-ماددا)",
		EN: "Consumers must have the choice between at least two of repair, replacement and refund, unless that is impossible or disproportionate (Art. 37)",
	}
	sayGrowing = model.Text{
		ZH: "数字随持有者的答复更新；未答复的不视为已处理。", UG: "سانلار ساقلىغۇچىلارنىڭ جاۋابىغا ئەگىشىپ يېڭىلىنىدۇ؛ جاۋابسىزلىق بىر تەرەپ قىلىنغان ھېسابلانمايدۇ.",
		EN: "The figures follow the holders' answers; silence does not count as done.",
	}
	sayEaten = model.Text{
		ZH: "已消费的产品计入核清率，但不计入召回率。", UG: "ئىستېمال قىلىنغىنى ئېنىقلاش نىسبىتىگە كىرىدۇ، قايتۇرۇۋېلىش نىسبىتىگە كىرمەيدۇ.",
		EN: "What was consumed counts as accounted for, never as recovered.",
	}
)
