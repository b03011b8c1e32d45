package model

// ComplaintFactor is a circumstance that may speak against living consumption (Order 121 Art. 17). It is shown, with its
// numbers, to the person who decides; nothing is ever decided by it.
type ComplaintFactor string

// The factors.
const (
	FactorQuantity ComplaintFactor = "quantity" // quantity bought against the shelf life that was left
	FactorMass     ComplaintFactor = "mass"     // filings by the same phone or mail
	FactorUnsold   ComplaintFactor = "unsold"   // nothing of the lot was recorded as sold
	FactorShared   ComplaintFactor = "shared"   // phone or address used under other names
)

// The bounds beyond which a factor is marked. The law gives no numbers; these are the house's own.
const (
	FactorDays       = 365 // how far back is counted
	FactorMassLimit  = 10  // filings
	FactorUnitsLimit = 10  // units bought of the product
	FactorUnitsADay  = 2   // units for each day left until the last day of use
	FactorSharedMost = 1   // other names or phones
)

// FactorCount is one factor with its numbers.
type FactorCount struct {
	Factor ComplaintFactor
	// Known says whether there was enough to count from.
	Known bool
	// Count is what was counted, Of what it is held against: of FactorQuantity units against days of shelf life left, of
	// FactorMass filings against operators they are about, of FactorUnsold millionths of the unit sold, of FactorShared
	// other names with this phone and other phones at this address.
	Count, Of int64
	// Marked tells that the bound is passed.
	Marked bool
}

// ComplaintFactorWords name the factors and say what their numbers are.
var ComplaintFactorWords = map[ComplaintFactor]struct{ Name, Says Text }{
	FactorQuantity: {
		Text{"购买数量与保质期", "سېتىۋالغان مىقدار ۋە ساقلاش مۇددىتى", "Quantity and shelf life"},
		Text{"同一人一年内购买同一产品 {count} 件，购买时剩余保质期 {of} 天。", "بىر كىشى بىر يىلدا بۇ مەھسۇلاتتىن {count} دانە ئالغان، شۇ چاغدا قالغان مۇددەت {of} كۈن.", "Units of the product bought by the same person within a year: {count}; days of shelf life left: {of}."},
	},
	FactorMass: {
		Text{"大量投诉举报", "كۆپ ئەرز ۋە پاش قىلىش", "Many filings"},
		Text{"相同电话或邮箱一年内投诉举报 {count} 件，涉及经营者 {of} 家。", "ئوخشاش تېلېفون ياكى خەت ساندۇقىدىن بىر يىلدا {count} ئەرز، تىجارەتچى سانى {of}.", "Filings with the same phone or mail within a year: {count}; operators they are about: {of}."},
	},
	FactorUnsold: {
		Text{"销售记录", "سېتىش خاتىرىسى", "Sales on record"},
		Text{"该批次记录的销售数量为 {count}。", "بۇ تۈركۈمنىڭ خاتىرىلەنگەن سېتىش مىقدارى {count}.", "Quantity of the lot recorded as sold: {count}."},
	},
	FactorShared: {
		Text{"共用电话或地址", "ئورتاق تېلېفون ياكى ئادرېس", "Shared phone or address"},
		Text{"该电话还以 {count} 个其他姓名使用，该地址还有 {of} 个其他电话。", "بۇ تېلېفون يەنە {count} باشقا ئىسىم بىلەن، بۇ ئادرېستا يەنە {of} باشقا تېلېفون ئىشلىتىلگەن.", "Other names with this phone: {count}; other phones at this address: {of}."},
	},
}

// ComplaintFactors lists the factors.
func ComplaintFactors() []ComplaintFactor {
	return []ComplaintFactor{FactorQuantity, FactorMass, FactorUnsold, FactorShared}
}
