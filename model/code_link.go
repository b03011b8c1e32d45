package model

import (
	"mime"
	"net/netip"
	"net/url"
	"strings"
)

// LinkID names a link of a product.
type LinkID = ID[ProductLink]

// LinkType says what is at the other end of a link: a term of the GS1 Web Vocabulary without its prefix ("pip").
type LinkType string

// The link types that the house gives out itself.
const (
	LinkDefault        LinkType = "defaultLink"
	LinkDefaultMulti   LinkType = "defaultLinkMulti"
	LinkPIP            LinkType = "pip"
	LinkTraceability   LinkType = "traceability"
	LinkEPCIS          LinkType = "epcis"
	LinkRecallStatus   LinkType = "recallStatus"
	LinkSafetyInfo     LinkType = "safetyInfo"
	LinkCertification  LinkType = "certificationInfo"
	LinkSupport        LinkType = "support"
	LinkVerification   LinkType = "verificationService"
	LinkMasterData     LinkType = "masterData"
	LinkHandlingAdvice LinkType = "consumerHandlingStorageInfo"
	LinkImage          LinkType = "relatedImage"
)

// LinkTypeInfo describes a link type.
type LinkTypeInfo struct {
	Type LinkType
	Name Text
	// Own tells that only the house gives such links out: what they say about a batch must not be a company's word.
	Own bool
}

// linkTypes are the link types of the GS1 Web Vocabulary 1.16, except those that say how a resolver works.
var linkTypes = []LinkTypeInfo{
	{"activityIdeas", Text{"活动创意", "پائالىيەت تەكلىپلىرى", "activity ideas"}, false},
	{"allergenInfo", Text{"过敏原信息", "سەزگۈرلۈك قوزغاتقۇچ ئۇچۇرى", "allergen information"}, false},
	{"appDownload", Text{"应用下载", "ئەپ چۈشۈرۈش", "app download"}, false},
	{"backgroundInfo", Text{"背景资料", "ئارقا كۆرۈنۈش ئۇچۇرى", "background"}, false},
	{"brandHomepageClinical", Text{"品牌主页（医务人员）", "ماركا باش بېتى (دوختۇرلار ئۈچۈن)", "brand home page for clinicians"}, false},
	{"brandHomepagePatient", Text{"品牌主页（患者）", "ماركا باش بېتى (بىمارلار ئۈچۈن)", "brand home page for patients"}, false},
	{"careersInfo", Text{"招聘信息", "خىزمەت پۇرسەتلىرى", "careers"}, false},
	{LinkCertification, Text{"认证信息", "گۇۋاھنامە ئۇچۇرى", "certification"}, false},
	{LinkHandlingAdvice, Text{"储存与食用建议", "ساقلاش ۋە ئىشلىتىش تەۋسىيەسى", "handling and storage"}, false},
	{"dpp", Text{"数字产品护照", "رەقەملىك مەھسۇلات پاسپورتى", "digital product passport"}, false},
	{"eifu", Text{"电子使用说明", "ئېلېكترونلۇق ئىشلىتىش قوللانمىسى", "electronic instructions for use"}, false},
	{LinkEPCIS, Text{"EPCIS 事件", "EPCIS ھادىسىلىرى", "EPCIS events"}, true},
	{"epil", Text{"电子药品说明书", "ئېلېكترونلۇق دورا چۈشەندۈرۈشى", "electronic patient information leaflet"}, false},
	{"eventsInfo", Text{"活动信息", "پائالىيەت ئۇچۇرى", "events"}, false},
	{"faqs", Text{"常见问题", "كۆپ سورىلىدىغان سوئاللار", "frequently asked questions"}, false},
	{"hasRetailers", Text{"零售商", "پارچە ساتقۇچىلار", "retailers"}, false},
	{"homepage", Text{"主页", "باش بەت", "home page"}, false},
	{"ingredientsInfo", Text{"配料信息", "تەركىب ئۇچۇرى", "ingredients"}, false},
	{"instructions", Text{"使用说明", "ئىشلىتىش قوللانمىسى", "instructions"}, false},
	{"leaveReview", Text{"写评价", "باھا يېزىش", "leave a review"}, false},
	{"locationInfo", Text{"地点信息", "ئورۇن ئۇچۇرى", "location"}, false},
	{"logisticsInfo", Text{"物流信息", "ئەشيا ئوبوروتى ئۇچۇرى", "logistics"}, false},
	{"loyaltyProgram", Text{"会员计划", "ئەزالىق پىلانى", "loyalty programme"}, false},
	{LinkMasterData, Text{"主数据", "ئاساسىي سانلىق مەلۇمات", "master data"}, false},
	{"menuInfo", Text{"菜单", "تائام تىزىملىكى", "menu"}, false},
	{"nutritionalInfo", Text{"营养信息", "ئوزۇقلۇق ئۇچۇرى", "nutrition"}, false},
	{"openingHoursInfo", Text{"营业时间", "تىجارەت ۋاقتى", "opening hours"}, false},
	{"paymentLink", Text{"付款", "پۇل تۆلەش", "payment"}, false},
	{LinkPIP, Text{"产品信息页", "مەھسۇلات ئۇچۇر بېتى", "product information page"}, false},
	{"productSustainabilityInfo", Text{"产品可持续性", "مەھسۇلاتنىڭ ئىمكانىيەتلىك سىجىللىقى", "product sustainability"}, false},
	{"promotion", Text{"促销", "ئېتىبار پائالىيىتى", "promotion"}, false},
	{"purchaseSuppliesOrAccessories", Text{"购买耗材与配件", "زاپچاس سېتىۋېلىش", "supplies and accessories"}, false},
	{"quickStartGuide", Text{"快速入门", "تېز باشلاش قوللانمىسى", "quick start guide"}, false},
	{LinkRecallStatus, Text{"召回状态", "قايتۇرۇۋېلىش ھالىتى", "recall status"}, true},
	{"recipeInfo", Text{"食谱", "تائام رېتسېپى", "recipes"}, false},
	{"registerProduct", Text{"产品注册", "مەھسۇلاتنى تىزىملاش", "product registration"}, false},
	{"registryEntry", Text{"登记记录", "تىزىملىك خاتىرىسى", "registry entry"}, false},
	{LinkImage, Text{"图片", "رەسىم", "image"}, false},
	{"relatedVideo", Text{"视频", "ۋىدېئو", "video"}, false},
	{"reportFound", Text{"拾获登记", "تېپىلغان بۇيۇمنى مەلۇم قىلىش", "report as found"}, false},
	{"review", Text{"评价", "باھالار", "reviews"}, false},
	{LinkSafetyInfo, Text{"安全信息", "بىخەتەرلىك ئۇچۇرى", "safety"}, false},
	{"scheduleTime", Text{"时刻表", "ۋاقىت جەدۋىلى", "schedule"}, false},
	{"serviceInfo", Text{"维修服务", "مۇلازىمەت ئۇچۇرى", "servicing"}, false},
	{"smartLabel", Text{"SmartLabel 页面", "SmartLabel بېتى", "SmartLabel page"}, false},
	{"smpc", Text{"药品特性概要", "دورا خۇسۇسىيىتى قىسقىچە بايانى", "summary of product characteristics"}, false},
	{"socialMedia", Text{"社交媒体", "ئىجتىمائىي تاراتقۇ", "social media"}, false},
	{"statisticInfo", Text{"统计信息", "ستاتىستىكا ئۇچۇرى", "statistics"}, false},
	{"subscribe", Text{"订阅", "مۇشتەرى بولۇش", "subscribe"}, false},
	{LinkSupport, Text{"客户支持", "خېرىدار مۇلازىمىتى", "support"}, false},
	{"sustainabilityInfo", Text{"可持续发展", "ئىمكانىيەتلىك سىجىل تەرەققىيات", "sustainability"}, false},
	{LinkTraceability, Text{"追溯信息", "ئىز قوغلاش ئۇچۇرى", "traceability"}, true},
	{"tutorial", Text{"教程", "دەرسلىك", "tutorial"}, false},
	{"userAgreement", Text{"用户协议", "ئىشلەتكۈچى كېلىشىمى", "user agreement"}, false},
	{LinkVerification, Text{"验证服务", "تەكشۈرۈپ دەلىللەش مۇلازىمىتى", "verification service"}, false},
	{"whatsInTheBox", Text{"包装清单", "قاپ ئىچىدىكى نەرسىلەر", "what is in the box"}, false},
}

// LinkTypes lists the link types.
func LinkTypes() []LinkTypeInfo { return linkTypes }

// LinkTypeOf returns the description of a link type; ok is false for one that the vocabulary does not have.
func LinkTypeOf(t LinkType) (LinkTypeInfo, bool) {
	for _, i := range linkTypes {
		if i.Type == t {
			return i, true
		}
	}
	return LinkTypeInfo{}, false
}

// linkVocabularies are the spellings of the GS1 Web Vocabulary in front of a link type.
var linkVocabularies = []string{"gs1:", "https://gs1.org/voc/", "https://www.gs1.org/voc/", "https://ref.gs1.org/voc/", "http://gs1.org/voc/"}

// ParseLinkType reads a link type as callers write it: a CURIE ("gs1:pip"), a URI or the bare word. What is none of the
// vocabulary is returned as it was written and matches nothing.
func ParseLinkType(s string) LinkType {
	for _, prefix := range linkVocabularies {
		if word, ok := strings.CutPrefix(s, prefix); ok {
			return LinkType(word)
		}
	}
	return LinkType(s)
}

// ProductLink is a link that a company gives out for one of its products, or for one batch of it, to whoever resolves
// the Digital Link on the package.
type ProductLink struct {
	ID        LinkID
	OrgID     OrgID
	ProductID ProductID
	// BatchID is empty for a link of the product.
	BatchID BatchID
	Type    LinkType
	// Href is an https address on a public host.
	Href  string
	Title string
	// Lang is a BCP 47 tag, MediaType the type of what lies there, Context any word the company and its callers agree
	// on; each is empty when it makes no difference.
	Lang, MediaType, Context string
	// DefaultOf is the product or batch whose default link this is, nil for all others: at most one of each, by a unique
	// key.
	DefaultOf *string
	Version   int64
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ProductLink) TableName() string { return "product_links" }

// Default reports whether the link is the default of its level.
func (l ProductLink) Default() bool { return l.DefaultOf != nil }

// Level is the product or batch that the link belongs to.
func (l ProductLink) Level() string {
	if l.BatchID != "" {
		return l.BatchID.String()
	}
	return l.ProductID.String()
}

// The most that a link may hold, in bytes, and a product may have.
const (
	MaxLinkHref    = 1000
	MaxLinkTitle   = 200 // characters
	MaxLinkLang    = 35  // RFC 5646 §4.4.1
	MaxLinkType    = 100
	MaxLinkContext = 40
	MaxLinks       = 100
)

// Check notes what is wrong with a link. own is the host of the resolver itself, to which a company's link must not
// lead: it could lead back to itself for ever.
func (l ProductLink) Check(own string, faults *Faults) {
	switch info, known := LinkTypeOf(l.Type); {
	case !known:
		faults.Add("type", ValueInvalid, P("value", l.Type))
	case info.Own:
		faults.Add("type", LinkReserved, P("type", l.Type))
	}
	switch {
	case len(l.Href) > MaxLinkHref:
		faults.Add("href", ValueTooLong, P("limit", MaxLinkHref))
	case !publicHTTPS(l.Href, own):
		faults.Add("href", LinkHrefInvalid)
	}
	if l.Title == "" {
		faults.Add("title", ValueRequired)
	}
	if l.Lang != "" && !isLanguageTag(l.Lang) {
		faults.Add("lang", ValueInvalid, P("value", l.Lang))
	}
	if l.MediaType != "" && !isMediaType(l.MediaType) {
		faults.Add("media_type", ValueInvalid, P("value", l.MediaType))
	}
	if strings.Trim(l.Context, contextLetters) != "" || len(l.Context) > MaxLinkContext {
		faults.Add("context", ValueInvalid, P("value", l.Context))
	}
}

const contextLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

// publicHTTPS reports whether an address is https on a host of the public name system: no IP address, no name that only
// means something inside a house, no credentials, and not our own.
func publicHTTPS(href, own string) bool {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Opaque != "" || u.Port() == "0" {
		return false
	}
	for i := range len(href) {
		if href[i] <= ' ' || href[i] >= 0x7f {
			return false // an IRI must be written as a URI
		}
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	return host != strings.ToLower(own) && publicName(host)
}

// innerNames are top-level names that do not exist in public (RFC 2606, RFC 6761, RFC 6762, RFC 8375, ICANN 2024).
var innerNames = map[string]bool{
	"localhost": true, "local": true, "internal": true, "lan": true, "intranet": true, "private": true, "corp": true, "home": true,
	"test": true, "example": true, "invalid": true, "arpa": true, "onion": true,
}

func publicName(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil || len(host) > 253 {
		return false
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	top := labels[len(labels)-1]
	// A top-level name has a letter: all digits (or 0x…) would be read as an IPv4 address by many clients.
	return len(labels) > 1 && !innerNames[top] && top[0] >= 'a' && top[0] <= 'z'
}

// isLanguageTag reports the shape of a language tag (RFC 5646 §2.1): a language and further subtags.
func isLanguageTag(s string) bool {
	if len(s) > MaxLinkLang {
		return false
	}
	for i, part := range strings.Split(s, "-") {
		if len(part) < 1 || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) {
			return false
		}
		for _, c := range []byte(part) {
			letter := c|0x20 >= 'a' && c|0x20 <= 'z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// isMediaType reports a media type without parameters, in lower case.
func isMediaType(s string) bool {
	parsed, params, err := mime.ParseMediaType(s)
	return err == nil && len(params) == 0 && parsed == s && strings.Count(s, "/") == 1 && len(s) <= MaxLinkType
}
