package model

// The problems of what a recall stops and of asking about it.
var (
	// BatchRecalled refuses to sell, ship, use or pack what a recall stands against.
	BatchRecalled = declare("batch-recalled", KindConflict,
		Text{"该货品正在召回", "بۇ مال قايتۇرۇۋېلىنىۋاتىدۇ", "The goods are being recalled"},
		Text{"“{lot}”属于召回 {recall} 的范围，不得销售、发货、投料或装箱。", "«{lot}» {recall} نومۇرلۇق قايتۇرۇۋېلىشنىڭ دائىرىسىدە، سېتىش، يوللاش، خام ئەشيا قىلىش ياكى قاچىلاشقا بولمايدۇ.", "{lot} is under recall {recall}: it may not be sold, shipped, used as an input or packed."},
		Text{"请立即下架封存，并按召回通知退回、销毁或补救；仍可登记收货、退货、销毁和拆箱。", "دەرھال پوكەيدىن ئېلىپ پېچەتلەڭ، ئۇقتۇرۇش بويىچە قايتۇرۇڭ، يوقىتىڭ ياكى تۈزىتىڭ؛ تاپشۇرۇۋېلىش، قايتۇرۇش، يوقىتىش ۋە قاچىدىن چىقىرىشنى يەنىلا تىزىملىغىلى بولىدۇ.", "Take it off the shelf and seal it, then return, destroy or correct it as the notice says. Receiving, returning, destroying and unpacking can still be recorded."})
	// CheckCodeUnreadable refuses a question about something that is no code.
	CheckCodeUnreadable = declare("check-code-unreadable", KindInvalid,
		Text{"无法识别该编码", "بۇ كودنى تونۇغىلى بولمىدى", "This is no code that can be checked"},
		Text{"“{value}”不是可查询的编码。", "«{value}» تەكشۈرگىلى بولىدىغان كود ئەمەس.", "“{value}” cannot be read as a code."},
		Text{"请扫描包装上的二维码，或使用 GS1 数字链接、(01)…(10)…、EPC URN、批次编号或短码。", "ئورالمىدىكى QR كودنى سىكانلاڭ ياكى GS1 رەقەملىك ئۇلىنىش، (01)…(10)…، EPC URN، تۈركۈم كىملىكى ياكى قىسقا كودنى ئىشلىتىڭ.", "Scan the QR code on the package, or send a GS1 Digital Link, (01)…(10)…, an EPC URN, the id of a batch or a short code."})
	// RecallListAhead refuses changes since a number that this installation has not reached.
	RecallListAhead = declare("recall-list-ahead", KindConflict,
		Text{"清单版本不存在", "تىزىملىكنىڭ بۇنداق نەشرى يوق", "There is no such version of the list"},
		Text{"本系统的召回清单只到第 {epoch} 版，没有第 {since} 版。", "سىستېمىدىكى تىزىملىك {epoch}-نەشرىگىچە، {since}-نەشرى يوق.", "The list of recalls here is at {epoch}; there is no {since}."},
		Text{"请重新下载完整清单。", "تولۇق تىزىملىكنى قايتا چۈشۈرۈڭ.", "Fetch the whole list again."})
	// RecallListUnreadable refuses a list that is not in the documented form.
	RecallListUnreadable = declare("recall-list-unreadable", KindInvalid,
		Text{"召回清单无法读取", "قايتۇرۇۋېلىش تىزىملىكىنى ئوقۇغىلى بولمىدى", "The list of recalls cannot be read"},
		Text{"第 {line} 行：{reason}。", "{line}-قۇر: {reason}.", "Line {line}: {reason}."},
		Text{"请重新下载清单。", "تىزىملىكنى قايتا چۈشۈرۈڭ.", "Fetch the list again."})
	// RecallListForged refuses a list whose signature does not fit.
	RecallListForged = declare("recall-list-forged", KindInvalid,
		Text{"召回清单签名无效", "تىزىملىكنىڭ ئىمزاسى ئىناۋەتسىز", "The signature of the list is wrong"},
		Text{"签名与密钥 {key} 不符，清单可能被改动。", "ئىمزا {key} ئاچقۇچىغا ماس ئەمەس، تىزىملىك ئۆزگەرتىلگەن بولۇشى مۇمكىن.", "It was not made with the key {key}, or the list has been changed."},
		Text{"不要使用这份清单，请重新下载。", "بۇ تىزىملىكنى ئىشلەتمەڭ، قايتا چۈشۈرۈڭ.", "Do not use this list; fetch it again."})
	// RecallListApart refuses to bring a list up to date with changes that do not follow it.
	RecallListApart = declare("recall-list-apart", KindConflict,
		Text{"增量清单不能接续", "قوشۇمچە تىزىملىك ئۇلانمايدۇ", "These changes do not follow the list"},
		Text{"清单是 {origin} 的第 {epoch} 版，增量从第 {since} 版开始。", "تىزىملىك {origin} نىڭ {epoch}-نەشرى، قوشۇمچە {since}-نەشرىدىن باشلىنىدۇ.", "The list is version {epoch} of {origin}, the changes begin at {since}."},
		Text{"请按清单的版本重新获取增量，或下载完整清单。", "تىزىملىكنىڭ نەشرى بويىچە قوشۇمچىنى قايتا ئېلىڭ ياكى تولۇق تىزىملىكنى چۈشۈرۈڭ.", "Ask for the changes since the list's own version, or fetch the whole list."})
)
