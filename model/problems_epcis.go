package model

// The problems of the EPCIS 2.0 query interface (EPCIS 2.0 §8.2.8).
var (
	QueryInvalid = declare("epcis-query-invalid", KindInvalid,
		Text{"查询参数有误", "سۈرۈشتۈرۈش پارامېتىرى خاتا", "Not a valid query"},
		Text{"参数 {name}：{reason}", "{name} پارامېتىرى: {reason}", "Parameter {name}: {reason}"},
		Text{"请按 EPCIS 2.0 查询语言改正该参数。", "بۇ پارامېتىرنى EPCIS 2.0 سۈرۈشتۈرۈش تىلى بويىچە تۈزىتىڭ.", "Correct it by the query language of EPCIS 2.0."})
	QueryTooLarge = declare("epcis-query-too-large", KindTooLarge,
		Text{"结果超过允许的数量", "نەتىجە چەكتىن كۆپ", "More events than allowed"},
		Text{"符合条件的事件多于 maxEventCount 的 {limit} 个。", "شەرتكە ماس ۋەقە maxEventCount دىكى {limit} دىن كۆپ.", "More than {limit} events match, which maxEventCount forbids."},
		Text{"请增加条件，或改用 perPage 翻页。", "شەرت قوشۇڭ ياكى perPage بىلەن بەتلەپ ئوقۇڭ.", "Add conditions, or read page by page with perPage."})
	QueryTooComplex = declare("epcis-query-too-complex", KindTooLarge,
		Text{"查询需要检查的事件过多", "سۈرۈشتۈرۈش بەك كۆپ ۋەقەنى تەكشۈرۈشنى تەلەپ قىلىدۇ", "The query looks at too many events"},
		Text{"检查了 {limit} 个事件仍未得到一页结果。", "{limit} ۋەقە تەكشۈرۈلگەن بولسىمۇ بىر بەت نەتىجە چىقمىدى.", "{limit} events were looked at without filling a page."},
		Text{"请加上 MATCH_anyEPC、EQ_bizLocation 等条件，或缩小 eventTime 的范围。", "MATCH_anyEPC، EQ_bizLocation قاتارلىق شەرت قوشۇڭ ياكى eventTime دائىرىسىنى كىچىكلىتىڭ.", "Add a condition such as MATCH_anyEPC or EQ_bizLocation, or narrow eventTime."})
	QueryNotOffered = declare("epcis-not-offered", KindNotImplemented,
		Text{"未提供的 EPCIS 功能", "تەمىنلەنمىگەن EPCIS ئىقتىدارى", "Not offered"},
		Text{"本系统没有提供：{what}。", "بۇ سىستېما تەمىنلىمەيدۇ: {what}.", "This system does not offer it: {what}."},
		Text{"已提供的功能见 /epcis/conformance。", "تەمىنلەنگەن ئىقتىدارلار /epcis/conformance دا.", "See /epcis/conformance for what is offered."})
	QueryNameUnknown = declare("epcis-query-name-unknown", KindNotFound,
		Text{"没有这个查询", "بۇنداق سۈرۈشتۈرۈش يوق", "No such query"},
		Text{"贵机构没有名为“{name}”的查询。", "ئورگانىڭىزدا «{name}» دېگەن سۈرۈشتۈرۈش يوق.", "Your organisation has no query called {name}."},
		Text{"已保存的查询见 /epcis/queries。", "ساقلانغان سۈرۈشتۈرۈشلەر /epcis/queries دا.", "See /epcis/queries for the queries there are."})
	QueryNameTaken = declare("epcis-query-name-taken", KindConflict,
		Text{"查询名称已被使用", "سۈرۈشتۈرۈش نامى ئىشلىتىلگەن", "Query name taken"},
		Text{"贵机构已有名为“{name}”的查询。", "ئورگانىڭىزدا «{name}» دېگەن سۈرۈشتۈرۈش بار.", "Your organisation already has a query called {name}."},
		Text{"请换一个名称，或先删除原查询。", "باشقا نام تاللاڭ ياكى ئاۋۋال كونا سۈرۈشتۈرۈشنى ئۆچۈرۈڭ.", "Choose another name, or delete the other query first."})
	QueriesTooMany = declare("epcis-queries-too-many", KindConflict,
		Text{"保存的查询过多", "ساقلانغان سۈرۈشتۈرۈش بەك كۆپ", "Too many queries"},
		Text{"每个机构最多保存 {limit} 个查询。", "ھەر بىر ئورگان ئەڭ كۆپ {limit} سۈرۈشتۈرۈش ساقلىيالايدۇ.", "An organisation keeps at most {limit} queries."},
		Text{"请先删除不用的查询。", "ئاۋۋال ئىشلىتىلمەيدىغان سۈرۈشتۈرۈشلەرنى ئۆچۈرۈڭ.", "Delete one that is no longer used."})
	URITooLong = declare("epcis-uri-too-long", KindTooLarge,
		Text{"请求地址过长", "ئىلتىماس ئادرېسى بەك ئۇزۇن", "Address too long"},
		Text{"查询地址最多 {limit} 字节。", "سۈرۈشتۈرۈش ئادرېسى ئەڭ كۆپ {limit} بايت.", "The address of a query has at most {limit} bytes."},
		Text{"请将条件保存为命名查询，再读取其 events。", "شەرتلەرنى ناملىق سۈرۈشتۈرۈش قىلىپ ساقلاپ، ئاندىن ئۇنىڭ events نى ئوقۇڭ.", "Keep the conditions as a named query and read its events."})
)
