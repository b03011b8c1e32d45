package model

// The problems of companies' own links.
var (
	// LinkTaken is the refusal of a link that is there already.
	LinkTaken = declare("code-link-taken", KindConflict,
		Text{"链接已存在", "ئۇلىنىش ئاللىقاچان بار", "This link is there already"},
		Text{"该产品或批次已有类型、语言和地址都相同的链接。", "بۇ مەھسۇلات ياكى تۈركۈمدە تىپى، تىلى ۋە ئادرېسى ئوخشاش ئۇلىنىش بار.", "The product or batch has a link of the same type, language and address."},
		Text{"请修改原有链接。", "بار بولغان ئۇلىنىشنى ئۆزگەرتىڭ.", "Change the existing link."})
	// LinksFull is the refusal of more links than a product may have.
	LinksFull = declare("code-links-full", KindConflict,
		Text{"链接数量已达上限", "ئۇلىنىش سانى چەككە يەتتى", "No room for more links"},
		Text{"一个产品最多有 {limit} 个链接。", "بىر مەھسۇلاتنىڭ ئۇلىنىشى {limit} دىن ئاشمايدۇ.", "A product has at most {limit} links."},
		Text{"请删除不再使用的链接。", "ئىشلەتمەيدىغان ئۇلىنىشلارنى ئۆچۈرۈڭ.", "Remove links that are no longer used."})
	// LinkReserved marks a link type whose links the house gives out itself.
	LinkReserved = declare("code-link-reserved", KindInvalid,
		Text{"该链接类型由系统提供", "بۇ تىپتىكى ئۇلىنىشنى سىستېما بېرىدۇ", "The system gives these links out itself"},
		Text{"“{type}”类链接由系统根据记录生成。", "«{type}» تىپىدىكى ئۇلىنىش خاتىرىلەردىن ھاسىل قىلىنىدۇ.", "Links of type {type} are made from what is recorded."},
		Text{"请选择其他类型。", "باشقا تىپنى تاللاڭ.", "Choose another type."})
	// LinkHrefInvalid marks an address to which no public link may lead.
	LinkHrefInvalid = declare("code-link-href-invalid", KindInvalid,
		Text{"链接地址不可用", "ئۇلىنىش ئادرېسى ئىشلىتىلمەيدۇ", "Not an address for a public link"},
		Text{"地址必须是公网域名上的 https 网址，不能是 IP 地址、内部名称或本系统的网址。", "ئادرېس ئاممىۋى دائىرە نامىدىكى https ئادرېسى بولۇشى كېرەك، IP ئادرېس، ئىچكى نام ياكى مۇشۇ سىستېمىنىڭ ئادرېسى بولمايدۇ.", "It must be an https address on a public host name: no IP address, no inner name, and not this system itself."},
		Text{"请填写公网上的 https 网址。", "تور دۇنياسىدىكى https ئادرېسىنى تولدۇرۇڭ.", "Give an https address on the public web."})
)
