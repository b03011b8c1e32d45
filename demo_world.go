package main

import (
	"fmt"
	"image/color"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
)

// company is an invented organisation of the demonstration. The last fields are known once it is registered.
type company struct {
	key  string
	kind model.OrgKind
	name model.Text
	// register holds the first two characters of its credit code: who registered it and as what (GB 32100-2015).
	register string
	region   model.Region
	address  string
	// member is its number below the GS1 prefix 952, 0 for those without GS1 keys.
	member int
	// login is the local part of its lead's login, and lead the lead's name.
	login, lead string
	lang        model.Lang
	pending     bool // nobody has approved it yet

	id    model.OrgID
	actor model.Actor
}

// place is a site of a company; its key begins with the company's.
type place struct {
	key    string
	name   model.Text
	region model.Region
	// latE7 and lngE7 are WGS 84 coordinates in ten-millionths of a degree.
	latE7, lngE7 int64
	unnumbered   bool // it has no GLN

	company *company
	id      model.SiteID
	uri     string
}

// article is a product of a company; its key begins with the company's.
type article struct {
	key       string
	code      string
	plain     bool // it has no GTIN
	name      model.Text
	category  model.Category
	unit      model.Unit
	net       string
	days      int // shelf life
	storage   model.Text
	standards string
	picture   *picture

	company *company
	id      model.ProductID
}

// world is everybody and everything of the demonstration by key.
type world struct {
	companies []*company
	places    []*place
	articles  []*article
}

func newWorld() *world {
	w := &world{}
	for _, c := range demoCompanies {
		w.companies = append(w.companies, &c)
	}
	for _, p := range demoPlaces {
		p.company = w.company(owner(p.key))
		w.places = append(w.places, &p)
	}
	for _, a := range demoArticles {
		a.company = w.company(owner(a.key))
		w.articles = append(w.articles, &a)
	}
	return w
}

// owner is the company in the key of a place or article: "pear" of "pear.store".
func owner(key string) string {
	company, _, _ := strings.Cut(key, ".")
	return company
}

// company finds a company by its key; nil when there is none, which the first test that seeds would show.
func (w *world) company(key string) *company {
	return find(w.companies, func(c *company) bool { return c.key == key })
}

func (w *world) place(key string) *place {
	return find(w.places, func(p *place) bool { return p.key == key })
}

func (w *world) article(key string) *article {
	return find(w.articles, func(a *article) bool { return a.key == key })
}

func find[T any](list []*T, is func(*T) bool) *T {
	for _, v := range list {
		if is(v) {
			return v
		}
	}
	return nil
}

// demoPrefix is the GS1 prefix that is reserved for demonstrations and examples (GS1 General Specifications §1.4.2): no
// company has it, so that none of these numbers can be on a real package.
const demoPrefix = "952"

// gtin numbers the articles of a company from 1.
func (c *company) gtin(article int) string {
	return checked(fmt.Sprintf("%s%04d%05d", demoPrefix, c.member, article))
}

// gln numbers the places of a company from 1; 0 is the company itself.
func (c *company) gln(place int) string {
	if c.member == 0 {
		return ""
	}
	return checked(fmt.Sprintf("%s%04d%05d", demoPrefix, c.member, place))
}

// sscc numbers the pallets of a company from 1.
func (c *company) sscc(pallet int) string {
	return checked(fmt.Sprintf("3%s%04d%09d", demoPrefix, c.member, pallet))
}

func checked(digits string) string {
	check, _ := gs1.CheckDigit(digits)
	return digits + string(check)
}

// creditCode makes a code with right check characters around an organisation code that was never issued: XDEM and the
// number of the company.
func (c *company) creditCode(number int) string {
	body := fmt.Sprintf("%s%sXDEM%04d", c.register, c.region, number)
	for _, inner := range "0123456789X" {
		for _, last := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
			code, err := model.ParseUSCC(body + string(inner) + string(last))
			if err == nil && code.OrganisationCodeValid() {
				return string(code)
			}
		}
	}
	return body
}

// The registers of GB 32100-2015 table 1: an authority, a public institution, a company, a farmers' cooperative.
const (
	registerState       = "11"
	registerCompany     = "91"
	registerCooperative = "93"
	registerFund        = "53"
)

// demoCompanies are invented. Authorities carry "demo" in their name, because the real ones exist.
var demoCompanies = []company{
	{
		key: "nation", kind: model.KindRegulator, region: model.Nation, register: registerState, login: "national", lead: "沈明远", address: "演示路 1 号",
		name: model.Text{ZH: "全国市场监管（演示）", UG: "مەملىكەتلىك بازار نازارىتى (ئۈلگە)", EN: "National Market Regulator (demo)"},
	},
	{
		key: "region", kind: model.KindRegulator, region: "650000", register: registerState, login: "supervisor", lead: "رەيھانگۈل سادىر", lang: model.UG, address: "演示路 65 号",
		name: model.Text{ZH: "新疆维吾尔自治区市场监管（演示）", UG: "شىنجاڭ ئۇيغۇر ئاپتونوم رايونلۇق بازار نازارىتى (ئۈلگە)", EN: "Xinjiang Market Regulator (demo)"},
	},
	{
		key: "prefecture", kind: model.KindRegulator, region: "652800", register: registerState, login: "bayingol", lead: "巴图·蒙克", address: "演示路 28 号",
		name: model.Text{ZH: "巴音郭楞州市场监管（演示）", UG: "بايىنغولىن ئوبلاستلىق بازار نازارىتى (ئۈلگە)", EN: "Bayingolin Market Regulator (demo)"},
	},
	{
		key: "pear", kind: model.KindProducer, region: "652801", register: registerCooperative, member: 1001, login: "producer", lead: "ئادىل تۇرسۇن", lang: model.UG, address: "演示镇梨园村 8 号",
		name: model.Text{ZH: "库尔勒梨雨香梨专业合作社", UG: "كورلا «نەشپۈت يامغۇرى» كەسپىي كوپىراتىپى", EN: "Pear Rain Growers' Cooperative, Korla"},
	},
	{
		key: "melon", kind: model.KindProducer, region: "650502", register: registerCompany, member: 1002, login: "melon", lead: "廖明", address: "演示乡瓜田路 3 号",
		name: model.Text{ZH: "哈密星河甜瓜种植有限公司", UG: "قۇمۇل «سامانيولى» قوغۇن تېرىش چەكلىك شىركىتى", EN: "Milky Way Melons, Hami"},
	},
	{
		key: "walnut", kind: model.KindProducer, region: "652922", register: registerCooperative, member: 1003, login: "walnut", lead: "پاتىگۈل ئىمىن", lang: model.UG, address: "演示镇核桃巷 12 号",
		name: model.Text{ZH: "温宿月光核桃专业合作社", UG: "ئونسۇ «ئاي نۇرى» ياڭاق كەسپىي كوپىراتىپى", EN: "Moonlight Walnut Cooperative, Wensu"},
	},
	{
		key: "raisin", kind: model.KindProducer, region: "650402", register: registerCooperative, member: 1004, login: "raisin", lead: "ياسىن مەمەت", lang: model.UG, address: "演示乡晾房路 5 号",
		name: model.Text{ZH: "吐鲁番百孔晾房葡萄干专业合作社", UG: "تۇرپان «يۈز تۆشۈك» كىشمىش كەسپىي كوپىراتىپى", EN: "Hundred Windows Raisin Cooperative, Turpan"},
	},
	{
		key: "farm", kind: model.KindProducer, region: "659001", register: registerCompany, login: "farm", lead: "韩雪", address: "演示团场牧场路 1 号",
		name: model.Text{ZH: "石河子晚霞奶牛牧场有限公司", UG: "شىخەنزە «شەپەق» سۈت كالىسى مەيدانى چەكلىك شىركىتى", EN: "Evening Glow Dairy Farm, Shihezi"},
	},
	{
		key: "dairy", kind: model.KindProcessor, region: "650106", register: registerCompany, member: 1005, login: "dairy", lead: "周雅宁", address: "演示工业园 18 号",
		name: model.Text{ZH: "乌鲁木齐雪莲谷乳业有限公司", UG: "ئۈرۈمچى «قارلەيلى جىلغىسى» سۈت مەھسۇلاتلىرى چەكلىك شىركىتى", EN: "Snow Lotus Valley Dairy, Urumqi"},
	},
	{
		key: "cotton", kind: model.KindProducer, region: "652928", register: registerCooperative, login: "cotton", lead: "توختى راخمان", lang: model.UG, address: "演示镇棉田路 2 号",
		name: model.Text{ZH: "阿瓦提银絮棉花专业合作社", UG: "ئاۋات «كۈمۈش تال» پاختا كەسپىي كوپىراتىپى", EN: "Silver Floss Cotton Cooperative, Awat"},
	},
	{
		key: "spinner", kind: model.KindProcessor, region: "652901", register: registerCompany, login: "spinner", lead: "邓志强", address: "演示纺织园 6 号",
		name: model.Text{ZH: "阿克苏九千锭纺织有限公司", UG: "ئاقسۇ «توققۇز مىڭ يىك» توقۇمىچىلىق چەكلىك شىركىتى", EN: "Nine Thousand Spindles, Aksu"},
	},
	{
		key: "garment", kind: model.KindProcessor, region: "653101", register: registerCompany, member: 1006, login: "garment", lead: "مېھرىگۈل ئوسمان", lang: model.UG, address: "演示产业园 9 号",
		name: model.Text{ZH: "喀什石榴裙服饰有限公司", UG: "قەشقەر «ئانار گۈلى» كىيىم-كېچەك چەكلىك شىركىتى", EN: "Pomegranate Skirt Garments, Kashgar"},
	},
	{
		key: "snack", kind: model.KindProcessor, region: "650104", register: registerCompany, member: 1007, login: "processor", lead: "马文俊", address: "演示食品园 21 号",
		name: model.Text{ZH: "乌鲁木齐驼铃果仁食品有限公司", UG: "ئۈرۈمچى «تۆگە قوڭغۇرىقى» مېغىز يېمەكلىكلىرى چەكلىك شىركىتى", EN: "Camel Bell Nut Foods, Urumqi"},
	},
	{
		key: "cold", kind: model.KindDistributor, region: "650106", register: registerCompany, member: 1008, login: "distributor", lead: "刘长河", address: "演示物流园 30 号",
		name: model.Text{ZH: "新疆冰达坂冷链物流有限公司", UG: "شىنجاڭ «مۇز داۋان» سوغۇق زەنجىر ئوبوروتى چەكلىك شىركىتى", EN: "Ice Pass Cold Chain, Xinjiang"},
	},
	{
		key: "market", kind: model.KindDistributor, region: "650103", register: registerCompany, member: 1009, login: "market", lead: "قەيسەر ئابلىز", lang: model.UG, address: "演示市场路 66 号",
		name: model.Text{ZH: "乌鲁木齐七棵白杨果蔬批发市场有限公司", UG: "ئۈرۈمچى «يەتتە تېرەك» مېۋە-كۆكتات توپ سېتىش بازىرى چەكلىك شىركىتى", EN: "Seven Poplars Wholesale Market, Urumqi"},
	},
	{
		key: "oleaster", kind: model.KindRetailer, region: "650102", register: registerCompany, member: 1010, login: "retailer", lead: "زۇلپىيە قادىر", lang: model.UG, address: "演示大街 15 号",
		name: model.Text{ZH: "乌鲁木齐沙枣花超市有限公司", UG: "ئۈرۈمچى «جىگدە چېچىكى» تاللا بازىرى چەكلىك شىركىتى", EN: "Oleaster Supermarkets, Urumqi"},
	},
	{
		key: "canton", kind: model.KindRetailer, region: "440106", register: registerCompany, member: 1011, login: "canton", lead: "何咏欣", address: "演示路 88 号",
		name: model.Text{ZH: "广州骑楼下鲜果连锁有限公司", EN: "Arcade Fresh Fruit, Guangzhou"},
	},
	{
		key: "shanghai", kind: model.KindRetailer, region: "310115", register: registerCompany, member: 1012, login: "shanghai", lead: "陆嘉禾", lang: model.EN, address: "演示路 200 号",
		name: model.Text{ZH: "上海梧桐里电子商务有限公司", EN: "Plane Tree Lane Online, Shanghai"},
	},
	{
		key: "lab", kind: model.KindLab, region: "650105", register: registerCompany, member: 1013, login: "lab", lead: "高静", address: "演示科技路 10 号",
		name: model.Text{ZH: "新疆毫厘检测技术有限公司", UG: "شىنجاڭ «قىلچە» تەكشۈرۈش تېخنىكىسى چەكلىك شىركىتى", EN: "Hairbreadth Testing Laboratory, Xinjiang"},
	},
	{
		key: "certifier", kind: model.KindCertifier, region: "650104", register: registerCompany, member: 1014, login: "certifier", lead: "叶尔兰·哈里", address: "演示科技路 12 号",
		name: model.Text{ZH: "新疆青禾认证有限公司", UG: "شىنجاڭ «يېشىل مايسا» گۇۋاھلاندۇرۇش چەكلىك شىركىتى", EN: "Green Shoot Certification, Xinjiang"},
	},
	{
		key: "honey", kind: model.KindProducer, region: "654028", register: registerCooperative, login: "honey", lead: "阿依登·巴合提", address: "演示乡山花村", pending: true,
		name: model.Text{ZH: "尼勒克山花蜂蜜专业合作社", UG: "نىلقا «تاغ گۈلى» ھەسەل كەسپىي كوپىراتىپى", EN: "Mountain Flower Honey Cooperative, Nilka"},
	},
	{
		key: "insurer", kind: model.KindInsurer, region: "650104", register: registerCompany, login: "insurer", lead: "沙依拉·江布尔", address: "演示金融街 7 号",
		name: model.Text{ZH: "新疆胡杨财产保险有限公司", UG: "شىنجاڭ «توغراق» مۈلۈك سۇغۇرتا چەكلىك شىركىتى", EN: "Poplar Property Insurance, Xinjiang"},
	},
	{
		key: "fund", kind: model.KindFund, region: "650000", register: registerFund, login: "fund", lead: "ئايگۈل تۇرسۇن", lang: model.UG, address: "演示路 3 号",
		name: model.Text{ZH: "新疆消费者救助基金会（演示）", UG: "شىنجاڭ ئىستېمالچىلارنى قۇتقۇزۇش فوندى (ئۈلگە)", EN: "Consumer Relief Fund, Xinjiang (demo)"},
	},
}

// demoPlaces lie where their county does, not at anybody's door.
var demoPlaces = []place{
	{key: "pear.orchard", region: "652801", latE7: 417000000, lngE7: 862000000, name: model.Text{ZH: "南岸梨园", UG: "جەنۇبىي قىرغاق نەشپۈتزارلىقى", EN: "South Bank orchard"}},
	{key: "pear.store", region: "652801", latE7: 417300000, lngE7: 861500000, name: model.Text{ZH: "分选包装与冷库", UG: "سورتلاش، ئوراش ۋە سوغۇق ئامبار", EN: "Packhouse and cold store"}},
	{key: "melon.field", region: "650502", latE7: 428500000, lngE7: 934500000, name: model.Text{ZH: "一号瓜田", UG: "1-نومۇرلۇق قوغۇنلۇق", EN: "Melon field no. 1"}},
	{key: "walnut.works", region: "652922", latE7: 412800000, lngE7: 802400000, unnumbered: true, name: model.Text{ZH: "核桃晾晒脱壳车间", UG: "ياڭاق قۇرۇتۇش ۋە چېقىش سېخى", EN: "Walnut drying and shelling works"}},
	{key: "raisin.house", region: "650402", latE7: 429500000, lngE7: 892000000, unnumbered: true, name: model.Text{ZH: "戈壁晾房", UG: "چۆلدىكى چۈنچە", EN: "Drying house in the Gobi"}},
	{key: "raisin.hall", region: "650402", latE7: 429400000, lngE7: 891800000, name: model.Text{ZH: "葡萄干分选分装车间", UG: "كىشمىش سورتلاش ۋە ئوراش سېخى", EN: "Raisin sorting and packing hall"}},
	{key: "farm.parlour", region: "659001", latE7: 443000000, lngE7: 860500000, unnumbered: true, name: model.Text{ZH: "挤奶厅", UG: "سۈت سېغىش زالى", EN: "Milking parlour"}},
	{key: "dairy.plant", region: "650106", latE7: 438700000, lngE7: 874200000, name: model.Text{ZH: "乳品加工厂", UG: "سۈت مەھسۇلاتلىرى زاۋۇتى", EN: "Dairy plant"}},
	{key: "cotton.gin", region: "652928", latE7: 406400000, lngE7: 803800000, unnumbered: true, name: model.Text{ZH: "轧花厂", UG: "پاختا چىگىتلەش زاۋۇتى", EN: "Cotton gin"}},
	{key: "spinner.mill", region: "652901", latE7: 411700000, lngE7: 802600000, unnumbered: true, name: model.Text{ZH: "纺纱厂", UG: "يىپ ئېگىرىش زاۋۇتى", EN: "Spinning mill"}},
	{key: "garment.factory", region: "653101", latE7: 394700000, lngE7: 759900000, name: model.Text{ZH: "制衣厂", UG: "كىيىم تىكىش زاۋۇتى", EN: "Garment factory"}},
	{key: "snack.factory", region: "650104", latE7: 438700000, lngE7: 875700000, name: model.Text{ZH: "果仁食品厂", UG: "مېغىز يېمەكلىكلىرى زاۋۇتى", EN: "Nut food factory"}},
	{key: "cold.hub", region: "650106", latE7: 438500000, lngE7: 874000000, name: model.Text{ZH: "头屯河冷链中心", UG: "تۇدۇڭخابا سوغۇق زەنجىر مەركىزى", EN: "Toutunhe cold-chain hub"}},
	{key: "market.hall", region: "650103", latE7: 438000000, lngE7: 876000000, name: model.Text{ZH: "果蔬交易大厅", UG: "مېۋە-كۆكتات سودا زالى", EN: "Fruit and vegetable hall"}},
	{key: "oleaster.first", region: "650102", latE7: 437800000, lngE7: 876300000, name: model.Text{ZH: "沙枣花超市一店", UG: "«جىگدە چېچىكى» 1-دۇكىنى", EN: "Oleaster shop no. 1"}},
	{key: "oleaster.second", region: "650105", latE7: 438300000, lngE7: 876500000, name: model.Text{ZH: "沙枣花超市二店", UG: "«جىگدە چېچىكى» 2-دۇكىنى", EN: "Oleaster shop no. 2"}},
	{key: "canton.shop", region: "440106", latE7: 231300000, lngE7: 1133300000, name: model.Text{ZH: "骑楼下天河店", EN: "Arcade shop, Tianhe"}},
	{key: "shanghai.depot", region: "310115", latE7: 312200000, lngE7: 1215400000, name: model.Text{ZH: "浦东仓", EN: "Pudong depot"}},
	{key: "lab.bench", region: "650105", latE7: 438400000, lngE7: 876200000, name: model.Text{ZH: "检测实验室", UG: "تەجرىبىخانا", EN: "Laboratory"}},
	{key: "certifier.office", region: "650104", latE7: 438800000, lngE7: 875500000, name: model.Text{ZH: "认证评审室", UG: "گۇۋاھلاندۇرۇش ئىشخانىسى", EN: "Certification office"}},
}

// Storage advice that several articles share.
var (
	storeChilled = model.Text{ZH: "0~4 ℃ 冷藏", UG: "0~4 °C دا سوغۇقتا ساقلىنىدۇ", EN: "Keep refrigerated at 0 to 4 °C"}
	storeCool    = model.Text{ZH: "阴凉干燥处保存，开袋后尽快食用", UG: "سالقىن، قۇرغاق جايدا ساقلاڭ، ئاچقاندىن كېيىن تېز يەڭ", EN: "Keep cool and dry; eat soon after opening"}
	storeFruit   = model.Text{ZH: "0~2 ℃ 冷藏，相对湿度 90%~95%", UG: "0~2 °C، نىسپىي نەملىك %90~%95", EN: "0 to 2 °C at 90 to 95 % relative humidity"}
)

var demoArticles = []article{
	{
		key: "pear.raw", code: "XL-YG", plain: true, category: model.CategoryFruit, unit: "KGM", days: 120, storage: storeFruit,
		name: model.Text{ZH: "库尔勒香梨（原果）", UG: "كورلا نەشپۈتى (سورتلانمىغان)", EN: "Korla fragrant pear, field run"},
	},
	{
		key: "pear.box", code: "XL-5", category: model.CategoryFruit, net: "5 kg", days: 90, storage: storeFruit, standards: "GB/T 19859",
		name:    model.Text{ZH: "库尔勒香梨 特级 礼盒", UG: "كورلا نەشپۈتى، ئالاھىدە دەرىجىلىك، سوۋغات قۇتىسى", EN: "Korla fragrant pear, extra grade, gift box"},
		picture: &picture{ground: color.RGBA{236, 243, 226, 255}, fruit: color.RGBA{196, 205, 88, 255}, blush: color.RGBA{198, 92, 70, 255}, pieces: 6},
	},
	{
		key: "pear.crate", code: "XL-10", category: model.CategoryFruit, net: "10 kg", days: 90, storage: storeFruit, standards: "GB/T 19859",
		name:    model.Text{ZH: "库尔勒香梨 一级 周转箱", UG: "كورلا نەشپۈتى، بىرىنچى دەرىجىلىك، ساندۇق", EN: "Korla fragrant pear, first grade, crate"},
		picture: &picture{ground: color.RGBA{230, 238, 236, 255}, fruit: color.RGBA{182, 198, 84, 255}, blush: color.RGBA{206, 150, 70, 255}, pieces: 12},
	},
	{
		key: "melon.raw", code: "G-25", plain: true, category: model.CategoryFruit, unit: "KGM", days: 30,
		name: model.Text{ZH: "西州密 25 号哈密瓜（原瓜）", UG: "قۇمۇل قوغۇنى «شىجۇمى 25» (سورتلانمىغان)", EN: "Hami melon Xizhoumi 25, field run"},
	},
	{
		key: "melon.box", code: "G-LH2", category: model.CategoryFruit, net: "3.4 kg", days: 25, standards: "GH/T 1184",
		storage: model.Text{ZH: "3~5 ℃ 冷藏", UG: "3~5 °C دا ساقلىنىدۇ", EN: "3 to 5 °C"},
		name:    model.Text{ZH: "哈密瓜 双瓜礼盒", UG: "قۇمۇل قوغۇنى، ئىككى تاللىق قۇتا", EN: "Hami melon, box of two"},
		picture: &picture{ground: color.RGBA{250, 240, 222, 255}, fruit: color.RGBA{214, 178, 92, 255}, blush: color.RGBA{150, 160, 84, 255}, pieces: 2},
	},
	{
		key: "melon.dried", code: "G-GAN", plain: true, category: model.CategoryFood, unit: "KGM", days: 270, storage: storeCool,
		name: model.Text{ZH: "哈密瓜干", UG: "قوغۇن قېقى", EN: "Dried Hami melon"},
	},
	{
		key: "walnut.shell", code: "HT-185", plain: true, category: model.CategoryFarmOther, unit: "KGM", days: 365, storage: storeCool, standards: "GB/T 20398",
		name: model.Text{ZH: "温 185 纸皮核桃", UG: "ئونسۇ «185» قەغەز پوستلۇق ياڭىقى", EN: "Wen 185 paper-shell walnut"},
	},
	{
		key: "walnut.kernel", code: "HT-REN", category: model.CategoryFood, unit: "KGM", net: "10 kg", days: 300, storage: storeCool, standards: "GB 19300",
		name:    model.Text{ZH: "核桃仁", UG: "ياڭاق مېغىزى", EN: "Walnut kernels"},
		picture: &picture{ground: color.RGBA{244, 236, 226, 255}, fruit: color.RGBA{188, 142, 94, 255}, blush: color.RGBA{132, 88, 52, 255}, pieces: 12},
	},
	{
		key: "raisin.green", code: "PTG-L", plain: true, category: model.CategoryFood, unit: "KGM", days: 365, storage: storeCool, standards: "GB/T 19586",
		name: model.Text{ZH: "无核白绿葡萄干（散装）", UG: "ئۇرۇقسىز يېشىل كىشمىش (چېچىلما)", EN: "Seedless green raisins, bulk"},
	},
	{
		key: "raisin.black", code: "PTG-H", plain: true, category: model.CategoryFood, unit: "KGM", days: 365, storage: storeCool,
		name: model.Text{ZH: "黑加仑葡萄干（散装）", UG: "قارا كىشمىش (چېچىلما)", EN: "Black raisins, bulk"},
	},
	{
		key: "raisin.bag", code: "PTG-250", category: model.CategoryFood, net: "250 g", days: 300, storage: storeCool, standards: "GB/T 19586",
		name:    model.Text{ZH: "吐鲁番绿葡萄干", UG: "تۇرپان يېشىل كىشمىشى", EN: "Turpan green raisins"},
		picture: &picture{ground: color.RGBA{238, 244, 230, 255}, fruit: color.RGBA{142, 158, 62, 255}, blush: color.RGBA{96, 112, 40, 255}, pieces: 24},
	},
	{
		key: "farm.milk", code: "SN", plain: true, category: model.CategoryFarmOther, unit: "KGM", days: 2, storage: storeChilled, standards: "GB 19301",
		name: model.Text{ZH: "生牛乳", UG: "خام كالا سۈتى", EN: "Raw cow's milk"},
	},
	{
		key: "dairy.uht", code: "CN-250", category: model.CategoryFood, net: "250 mL", days: 180, standards: "GB 25190",
		storage: model.Text{ZH: "常温避光保存", UG: "نورمال تېمپېراتۇرىدا، نۇردىن ساقلاڭ", EN: "Keep at room temperature, away from light"},
		name:    model.Text{ZH: "雪莲谷纯牛奶", UG: "«قارلەيلى جىلغىسى» ساپ سۈتى", EN: "Snow Lotus Valley whole milk, UHT"},
		picture: &picture{ground: color.RGBA{206, 226, 242, 255}, fruit: color.RGBA{250, 250, 246, 255}, blush: color.RGBA{120, 164, 206, 255}, pieces: 6},
	},
	{
		key: "dairy.yoghurt", code: "SN-180", category: model.CategoryFood, net: "180 g", days: 21, storage: storeChilled, standards: "GB 19302",
		name:    model.Text{ZH: "雪莲谷老酸奶", UG: "«قارلەيلى جىلغىسى» قېتىقى", EN: "Snow Lotus Valley set yoghurt"},
		picture: &picture{ground: color.RGBA{226, 216, 238, 255}, fruit: color.RGBA{252, 250, 244, 255}, blush: color.RGBA{178, 150, 204, 255}, pieces: 6},
	},
	{
		key: "cotton.lint", code: "PM-227", plain: true, category: model.CategoryFarmOther, unit: "KGM", standards: "GB 1103.1",
		name: model.Text{ZH: "细绒棉皮棉", UG: "ئىنچىكە تالالىق پاختا", EN: "Upland cotton lint"},
	},
	{
		key: "spinner.yarn", code: "JC40", plain: true, category: model.CategoryConsumer, unit: "KGM", standards: "GB/T 398",
		name: model.Text{ZH: "精梳纯棉纱 40 支", UG: "تارالغان ساپ پاختا يىپى، 40-نومۇر", EN: "Combed cotton yarn, 40s"},
	},
	{
		key: "garment.shirt", code: "TX-01", category: model.CategoryConsumer, standards: "GB 18401\nGB/T 22849",
		name:    model.Text{ZH: "纯棉圆领 T 恤", UG: "ساپ پاختىلىق مايكا", EN: "Cotton crew-neck T-shirt"},
		picture: &picture{ground: color.RGBA{240, 240, 236, 255}, fruit: color.RGBA{74, 112, 150, 255}, blush: color.RGBA{220, 226, 232, 255}, pieces: 2},
	},
	{
		key: "garment.scarf", code: "WJ-07", category: model.CategoryConsumer, standards: "GB 18401",
		name:    model.Text{ZH: "艾德莱斯纹样棉围巾", UG: "ئەتلەس نۇسخىلىق پاختا شارپا", EN: "Cotton scarf in atlas pattern"},
		picture: &picture{ground: color.RGBA{246, 232, 226, 255}, fruit: color.RGBA{172, 54, 78, 255}, blush: color.RGBA{232, 182, 70, 255}, pieces: 6},
	},
	{
		key: "snack.daily", code: "MR-30", category: model.CategoryFood, net: "25 g×30", days: 240, storage: storeCool, standards: "GB 19300\nGB/T 22165",
		name:    model.Text{ZH: "驼铃每日坚果", UG: "«تۆگە قوڭغۇرىقى» كۈندىلىك مېغىز", EN: "Camel Bell daily nuts"},
		picture: &picture{ground: color.RGBA{248, 238, 224, 255}, fruit: color.RGBA{176, 120, 68, 255}, blush: color.RGBA{120, 132, 52, 255}, pieces: 24},
	},
	{
		key: "snack.mix", code: "HG-500", category: model.CategoryFood, net: "500 g", days: 240, storage: storeCool, standards: "GB 19300\nGB/T 22165",
		name:    model.Text{ZH: "核桃葡萄干混合果仁", UG: "ياڭاق ۋە كىشمىش ئارىلاشمىسى", EN: "Walnut and raisin mix"},
		picture: &picture{ground: color.RGBA{242, 234, 220, 255}, fruit: color.RGBA{150, 106, 66, 255}, blush: color.RGBA{92, 60, 76, 255}, pieces: 12},
	},
	{
		key: "snack.rework", code: "HZ-01", plain: true, category: model.CategoryFood, unit: "KGM", days: 60, storage: storeCool,
		name: model.Text{ZH: "规格外混合果仁（回料）", UG: "ئۆلچەمسىز مېغىز ئارىلاشمىسى (قايتا ئىشلىتىلىدۇ)", EN: "Off-size nut mix for rework"},
	},
	{
		key: "oleaster.basket", code: "LL-01", plain: true, category: model.CategoryFruit, days: 10,
		storage: model.Text{ZH: "阴凉处存放", UG: "سالقىن جايدا ساقلاڭ", EN: "Keep in a cool place"},
		name:    model.Text{ZH: "新疆鲜果礼篮", UG: "شىنجاڭ مېۋە سېۋىتى", EN: "Xinjiang fruit basket"},
	},
	{
		key: "canton.cut", code: "QG-500", category: model.CategoryFood, net: "500 g", days: 2, storage: storeChilled,
		name: model.Text{ZH: "鲜切哈密瓜", EN: "Fresh-cut Hami melon"},
	},
}
