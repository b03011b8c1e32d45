package model

// The problems of every room. A room's own problems stand in the room's file.
var (
	Malformed = declare("malformed", KindMalformed,
		Text{"请求无法解析", "ئىلتىماسنى ئوقۇغىلى بولمىدى", "The request cannot be read"},
		Text{"{reason}", "{reason}", "{reason}"},
		Text{"请按接口文档检查请求格式后重试。", "ئىلتىماسنىڭ فورماتىنى ھۆججەت بويىچە تەكشۈرۈپ قايتا سىناڭ.", "Check the request against the API description and try again."})
	Invalid = declare("invalid", KindInvalid,
		Text{"内容有误", "مەزمۇندا خاتالىق بار", "Some values are not right"},
		Text{"请查看各字段的说明。", "ھەر بىر خانىنىڭ چۈشەندۈرۈشىگە قاراڭ.", "See the note at each field."},
		Text{"改正标出的字段后重新提交。", "بەلگە قويۇلغان خانىلارنى تۈزىتىپ قايتا يوللاڭ.", "Correct the marked fields and send it again."})
	NotFound = declare("not-found", KindNotFound,
		Text{"没有找到", "تېپىلمىدى", "Not found"},
		Text{"该内容不存在，或您无权查看。", "بۇ مەزمۇن مەۋجۇت ئەمەس ياكى ئۇنى كۆرۈش ھوقۇقىڭىز يوق.", "It does not exist, or it is not yours to see."},
		Text{"请核对编号，或联系对方企业。", "نومۇرنى تەكشۈرۈڭ ياكى قارشى تەرەپ كارخانا بىلەن ئالاقىلىشىڭ.", "Check the number, or ask the other company."})
	MethodNotAllowed = declare("method-not-allowed", KindMethod,
		Text{"不支持该请求方法", "بۇ ئىلتىماس ئۇسۇلى قوللانمايدۇ", "Method not allowed"},
		Text{"此地址不支持 {method}。", "بۇ ئادرېس {method} نى قوللىمايدۇ.", "This address does not support {method}."},
		Text{"支持的方法见 Allow 响应头。", "قوللايدىغان ئۇسۇللار Allow بېشىدا.", "The Allow header lists the methods."})
	Unauthenticated = declare("unauthenticated", KindUnauthenticated,
		Text{"请先登录", "ئاۋۋال كىرىڭ", "Please sign in"},
		Text{"没有提供有效的登录会话或 API 密钥。", "ئىناۋەتلىك كىرىش ياكى API ئاچقۇچى يوق.", "There is no valid session or API key."},
		Text{"登录，或在 Authorization 请求头中提供 Bearer 密钥。", "كىرىڭ ياكى Authorization بېشىدا Bearer ئاچقۇچىنى بېرىڭ.", "Sign in, or send an API key as Authorization: Bearer."})
	Forbidden = declare("forbidden", KindForbidden,
		Text{"没有权限", "ھوقۇق يوق", "Not permitted"},
		Text{"您的角色没有“{permission}”权限。", "رولىڭىزنىڭ «{permission}» ھوقۇقى يوق.", "Your role does not have the permission {permission}."},
		Text{"请联系本企业管理员。", "كارخانىڭىزنىڭ باشقۇرغۇچىسى بىلەن ئالاقىلىشىڭ.", "Ask the administrator of your company."})
	CrossSite = declare("cross-site", KindForbidden,
		Text{"拒绝跨站请求", "تور بېكەت ھالقىغان ئىلتىماس رەت قىلىندى", "Cross-site request refused"},
		Text{"该请求来自其他网站。", "بۇ ئىلتىماس باشقا تور بېكەتتىن كەلگەن.", "The request came from another site."},
		Text{"请在本站页面上操作。", "بۇ تور بېكەتنىڭ بېتىدە مەشغۇلات قىلىڭ.", "Use the pages of this site."})
	TooLarge = declare("too-large", KindTooLarge,
		Text{"内容过大", "مەزمۇن بەك چوڭ", "Too large"},
		Text{"超过上限 {limit}。", "چەكلىمە {limit} دىن ئېشىپ كەتتى.", "It is beyond the limit of {limit}."},
		Text{"请拆分后分次提交。", "بۆلۈپ-بۆلۈپ يوللاڭ.", "Split it and send the parts."})
	MediaTypeUnsupported = declare("media-type-unsupported", KindMediaType,
		Text{"不支持的内容类型", "مەزمۇن تىپى قوللانمايدۇ", "Unsupported media type"},
		Text{"不能读取“{type}”。", "«{type}» نى ئوقۇغىلى بولمايدۇ.", "We cannot read {type}."},
		Text{"请使用：{accepted}。", "بۇلارنى ئىشلىتىڭ: {accepted}.", "Use one of: {accepted}."})
	NotAcceptable = declare("not-acceptable", KindNotAcceptable,
		Text{"无法提供所要求的格式", "تەلەپ قىلىنغان فورماتنى بەرگىلى بولمايدۇ", "No acceptable representation"},
		Text{"不能以“{type}”回答。", "«{type}» شەكلىدە جاۋاب بەرگىلى بولمايدۇ.", "We cannot answer as {type}."},
		Text{"请接受：{offered}。", "بۇلارنى قوبۇل قىلىڭ: {offered}.", "Accept one of: {offered}."})
	RateLimited = declare("rate-limited", KindLimited,
		Text{"请求过于频繁", "ئىلتىماس بەك كۆپ", "Too many requests"},
		Text{"请在 {seconds} 秒后重试。", "{seconds} سېكۇنتتىن كېيىن قايتا سىناڭ.", "Seconds until you can try again: {seconds}."},
		Text{"", "", ""})
	Unavailable = declare("unavailable", KindUnavailable,
		Text{"服务暂不可用", "مۇلازىمەت ۋاقتىنچە يوق", "Temporarily unavailable"},
		Text{"系统正忙或数据库暂时不可用，您的操作没有执行。", "سىستېما ئالدىراش ياكى ساندان ۋاقتىنچە يوق، مەشغۇلاتىڭىز ئىجرا بولمىدى.", "The system is busy or its database is away; nothing was changed."},
		Text{"请稍后用同一个 Idempotency-Key 重试。", "سەل تۇرۇپ ئوخشاش Idempotency-Key بىلەن قايتا سىناڭ.", "Try again later with the same Idempotency-Key."})
	NotImplemented = declare("not-implemented", KindNotImplemented,
		Text{"尚未实现", "تېخى ئەمەلگە ئاشۇرۇلمىغان", "Not implemented"},
		Text{"标准中的该功能本系统没有提供。", "ئۆلچەمدىكى بۇ ئىقتىدار بۇ سىستېمىدا يوق.", "The standard defines it; this system does not offer it."},
		Text{"", "", ""})
	Internal = declare("internal", KindInternal,
		Text{"内部错误", "ئىچكى خاتالىق", "Internal error"},
		Text{"系统出错，已记录。", "سىستېمىدا خاتالىق چىقتى، خاتىرىلەندى.", "Something failed on our side; it has been recorded."},
		Text{"请稍后重试；联系我们时请提供请求编号。", "سەل تۇرۇپ قايتا سىناڭ؛ ئالاقىلاشقاندا ئىلتىماس نومۇرىنى بېرىڭ.", "Try again later; quote the request id if you contact us."})
	IdempotencyReused = declare("idempotency-key-reused", KindInvalid,
		Text{"幂等键已用于其他请求", "Idempotency-Key باشقا ئىلتىماستا ئىشلىتىلگەن", "Idempotency-Key reused"},
		Text{"同一个 Idempotency-Key 曾与不同的内容一起使用。", "ئوخشاش Idempotency-Key باشقا مەزمۇن بىلەن ئىشلىتىلگەن.", "This Idempotency-Key was used with a different request."},
		Text{"新的操作请使用新的键。", "يېڭى مەشغۇلاتقا يېڭى ئاچقۇچ ئىشلىتىڭ.", "Use a new key for a new operation."})
	IdempotencyInFlight = declare("idempotency-in-flight", KindConflict,
		Text{"同一请求正在处理", "ئوخشاش ئىلتىماس بىر تەرەپ قىلىنىۋاتىدۇ", "The same request is being processed"},
		Text{"上一次提交尚未处理完，不会重复执行。", "ئالدىنقى قېتىملىق تاپشۇرۇش تېخى تۈگىمىدى، ئىش تەكرار ئىجرا قىلىنمايدۇ.", "The first attempt is still being done; it will not be done twice."},
		Text{"请稍候再按一次，会得到同一次的结果。", "سەل تۇرۇپ قايتا بېسىڭ، شۇ بىر قېتىملىق نەتىجىگە ئېرىشىسىز.", "Wait a moment and try again: you will get the answer of the first attempt."})
	IdempotencyInvalid = declare("idempotency-key-invalid", KindMalformed,
		Text{"幂等键格式不对", "Idempotency-Key فورماتى خاتا", "Idempotency-Key malformed"},
		Text{"应为 1 到 64 个可见 ASCII 字符。", "1 دىن 64 كىچە كۆرۈنىدىغان ASCII ھەرپ بولۇشى كېرەك.", "It must be 1 to 64 visible ASCII characters."},
		Text{"", "", ""})
	MoveNotAllowed = declare("move-not-allowed", KindConflict,
		Text{"当前状态不允许该操作", "ھازىرقى ھالەتتە بۇ مەشغۇلاتقا بولمايدۇ", "Not possible in this state"},
		Text{"状态为“{state}”时不能“{event}”。", "«{state}» ھالىتىدە «{event}» قىلغىلى بولمايدۇ.", "{event} is not possible while the state is {state}."},
		Text{"可以进行的操作：{allowed}。", "بولىدىغان مەشغۇلاتلار: {allowed}.", "Possible now: {allowed}."})
	ChangedMeanwhile = declare("changed-meanwhile", KindConflict,
		Text{"内容刚被他人更改", "مەزمۇن باشقىلار تەرىپىدىن ئۆزگەرتىلدى", "Changed meanwhile"},
		Text{"在您操作期间，该内容已被更改。", "سىز مەشغۇلات قىلىۋاتقاندا بۇ مەزمۇن ئۆزگەردى.", "Somebody changed it while you were working."},
		Text{"请刷新后重试。", "يېڭىلاپ قايتا سىناڭ.", "Load it again and retry."})

	// Faults of single fields.
	ValueInvalid = declare("value-invalid", KindInvalid,
		Text{"值不正确", "قىممەت توغرا ئەمەس", "Not a valid value"},
		Text{"“{value}”不是有效的值。", "«{value}» ئىناۋەتلىك قىممەت ئەمەس.", "“{value}” is not a valid value here."}, Text{})
	ValueRequired = declare("value-required", KindInvalid,
		Text{"必填", "تولدۇرۇش زۆرۈر", "Required"},
		Text{"此项必填。", "بۇ خانىنى تولدۇرۇش زۆرۈر.", "This is required."}, Text{})
	ValueTooLong = declare("value-too-long", KindInvalid,
		Text{"过长", "بەك ئۇزۇن", "Too long"},
		Text{"最多 {limit} 个字符。", "ئەڭ كۆپ {limit} ھەرپ.", "At most {limit} characters."}, Text{})
	ValueUnknownField = declare("unknown-field", KindMalformed,
		Text{"未知字段", "نامەلۇم خانا", "Unknown field"},
		Text{"没有名为“{name}”的字段（区分大小写，且不可重复）。", "«{name}» دېگەن خانا يوق (چوڭ-كىچىك ھەرپ پەرقلىنىدۇ، تەكرارلىنىشقا بولمايدۇ).", "There is no field {name} (names are case-sensitive and must not repeat)."}, Text{})
	QuantityInvalid = declare("quantity-invalid", KindInvalid,
		Text{"数量不正确", "مىقدار توغرا ئەمەس", "Not a valid quantity"},
		Text{"“{value}”不是最多六位小数、在允许范围内的数量。", "«{value}» ئالتە خانىلىق كەسىر ئىچىدىكى، چەكتىن ئاشمىغان مىقدار ئەمەس.", "“{value}” is not a quantity in range with at most six decimals."}, Text{})
	UnitUnknown = declare("unit-unknown", KindInvalid,
		Text{"未知计量单位", "نامەلۇم ئۆلچەم بىرلىكى", "Unknown unit"},
		Text{"“{value}”不是可用的 UN/ECE 第20号建议书单位代码。", "«{value}» ئىشلەتكىلى بولىدىغان UN/ECE Rec 20 بىرلىك كودى ئەمەس.", "“{value}” is not a unit code of UN/ECE Recommendation 20 that we know."}, Text{})
	UnitMismatch = declare("unit-mismatch", KindInvalid,
		Text{"单位不匹配", "بىرلىك ماس ئەمەس", "Units do not match"},
		Text{"“{from}”不能准确换算为“{to}”。", "«{from}» نى «{to}» غا توغرا ئايلاندۇرغىلى بولمايدۇ.", "{from} cannot be converted exactly into {to}."}, Text{})
	DateInvalid = declare("date-invalid", KindInvalid,
		Text{"日期不正确", "چېسلا توغرا ئەمەس", "Not a valid date"},
		Text{"“{value}”不是存在的日期（格式 2026-11-22）。", "«{value}» مەۋجۇت چېسلا ئەمەس (فورماتى 2026-11-22).", "“{value}” is not a day that exists (write 2026-11-22)."}, Text{})
	TimeInvalid = declare("time-invalid", KindInvalid,
		Text{"时间不正确", "ۋاقىت توغرا ئەمەس", "Not a valid time"},
		Text{"“{value}”不是带时区的 RFC 3339 时间。", "«{value}» ۋاقىت رايونى بار RFC 3339 ۋاقتى ئەمەس.", "“{value}” is not an RFC 3339 time with its zone."}, Text{})
	PageTokenInvalid = declare("page-token-invalid", KindInvalid,
		Text{"翻页标记无效", "بەت بەلگىسى ئىناۋەتسىز", "Page token not valid"},
		Text{"该翻页标记不属于此列表。", "بۇ بەت بەلگىسى بۇ تىزىملىككە تەۋە ئەمەس.", "This page token does not belong to this list."},
		Text{"请从第一页重新开始。", "بىرىنچى بەتتىن قايتا باشلاڭ.", "Start again from the first page."})
)
