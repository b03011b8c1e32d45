package model

import (
	"slices"
	"strings"
	"time"
)

// China is the zone in which production, expiry and scan days are read: one zone for the whole country, UTC+8, without
// summer time since 1991.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)

// Identifiers of the catalog room.
type (
	ProductID  = ID[Product]
	BatchID    = ID[Batch]
	DocumentID = ID[Document]
)

// Category is the class of a product. The farm classes are those of the 承诺达标合格证 rules (农业农村部令2025年第4号).
type Category string

// The categories.
const (
	CategoryVegetable Category = "vegetable" // 蔬菜, cultivated mushrooms included
	CategoryFruit     Category = "fruit"     // 水果
	CategoryTea       Category = "tea-leaf"  // 茶鲜叶
	CategoryLivestock Category = "livestock" // 畜禽
	CategoryEgg       Category = "egg"       // 禽蛋
	CategoryAquatic   Category = "aquatic"   // 养殖水产品
	CategoryFarmOther Category = "farm-other"
	CategoryFood      Category = "food"
	CategoryConsumer  Category = "consumer"
)

// CategoryInfo describes a category.
type CategoryInfo struct {
	Code Category
	Name Text
	// Certificate tells that a 承诺达标合格证 is required for each batch when it goes to market.
	Certificate bool
}

var categories = []CategoryInfo{
	{CategoryVegetable, Text{"蔬菜（含人工栽培食用菌）", "كۆكتات", "vegetables and mushrooms"}, true},
	{CategoryFruit, Text{"水果", "مېۋە", "fruit"}, true},
	{CategoryTea, Text{"茶鲜叶", "چاي يوپۇرمىقى", "fresh tea leaf"}, true},
	{CategoryLivestock, Text{"畜禽", "چارۋا ۋە ئۆي قۇشلىرى", "livestock and poultry"}, true},
	{CategoryEgg, Text{"禽蛋", "تۇخۇم", "eggs"}, true},
	{CategoryAquatic, Text{"养殖水产品", "باقما سۇ مەھسۇلاتى", "farmed aquatic products"}, true},
	{CategoryFarmOther, Text{"其他农产品", "باشقا دېھقانچىلىق مەھسۇلاتى", "other farm products"}, false},
	{CategoryFood, Text{"食品", "يېمەكلىك", "food"}, false},
	{CategoryConsumer, Text{"消费品", "ئىستېمال بۇيۇمى", "consumer product"}, false},
}

// Categories lists the categories.
func Categories() []CategoryInfo { return categories }

// CategoryOf returns the description of a category; ok is false for an unknown one.
func CategoryOf(c Category) (CategoryInfo, bool) {
	for _, i := range categories {
		if i.Code == c {
			return i, true
		}
	}
	return CategoryInfo{}, false
}

// Product is a trade item of one maker.
type Product struct {
	ID    ProductID
	OrgID OrgID
	// GTIN is the GTIN-14, or empty. A product without a GTIN has Code instead; a GTIN is never made up.
	GTIN string `gorm:"column:gtin"`
	// Code is the maker's own article number, unique within the maker; also given when there is a GTIN.
	Code     string
	Name     Text `gorm:"embedded;embeddedPrefix:name_"`
	Category Category
	// Unit is what batches of it are measured in.
	Unit Unit
	// NetContent is the declared content of one piece ("500 g"); text as printed.
	NetContent string
	// ShelfLifeDays is 0 when the product has no shelf life.
	ShelfLifeDays int
	Storage       Text `gorm:"embedded;embeddedPrefix:storage_"`
	// Standards are the declared standards, one per line ("GB/T 33614-2017").
	Standards string
	// PhotoID is a Document of kind photo, or empty.
	PhotoID   DocumentID
	Version   int64
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Product) TableName() string { return "products" }

// Item returns the URI that names the product in events and in the register of GS1 keys, empty without a GTIN.
func (p Product) Item() string {
	if p.GTIN == "" {
		return ""
	}
	return linkStem + "/01/" + p.GTIN
}

// MaxShelfLifeDays bounds the shelf life of a product: a hundred years.
const MaxShelfLifeDays = 36500

// BatchState is where a batch stands.
type BatchState string

// The states of a batch.
const (
	BatchDraft   BatchState = "draft"   // being entered; nothing has happened to it yet
	BatchActive  BatchState = "active"  // may move, be used and be sold
	BatchHeld    BatchState = "held"    // stands still until released, by its maker or an inspector
	BatchBlocked BatchState = "blocked" // may not be sold, shipped or used any more
	BatchClosed  BatchState = "closed"  // nothing of it is left and its file is shut
)

// BatchEvent moves a batch.
type BatchEvent string

// The events of a batch.
const (
	BatchActivate BatchEvent = "activate"
	BatchHold     BatchEvent = "hold"
	BatchRelease  BatchEvent = "release"
	BatchBlock    BatchEvent = "block"
	BatchUnblock  BatchEvent = "unblock"
	BatchClose    BatchEvent = "close"
)

// BatchEventWords name the moves for people who make them.
var BatchEventWords = map[BatchEvent]Text{
	BatchActivate: {"登记生产或采收", "ئىشلەپچىقىرىش ياكى يىغىشنى تىزىملاش", "Record production or harvest"},
	BatchHold:     {"暂停流通", "ئوبوروتىنى توختىتىش", "Hold"},
	BatchRelease:  {"恢复流通", "ئوبوروتىنى ئەسلىگە كەلتۈرۈش", "Release"},
	BatchBlock:    {"禁止销售", "سېتىشنى چەكلەش", "Forbid its sale"},
	BatchUnblock:  {"解除禁售", "سېتىش چەكلىمىسىنى بىكار قىلىش", "Lift the prohibition"},
	BatchClose:    {"归档", "ئارخىپلاش", "Close the file"},
}

// BatchLifecycle declares how a batch moves.
var BatchLifecycle = Machine[BatchState, BatchEvent]{
	Name:    "batch",
	Initial: BatchDraft,
	Moves: []Move[BatchState, BatchEvent]{
		{BatchDraft, BatchActivate, BatchActive, PermBatchWrite, Text{"登记生产或采收", "ئىشلەپچىقىرىش ياكى يىغىش تىزىملاندى", "production or harvest has been recorded"}},
		{BatchActive, BatchHold, BatchHeld, PermBatchHold, Text{"暂停流通，等待检查", "تەكشۈرۈش ئۈچۈن توختىتىلدى", "it stands still until checked"}},
		{BatchHeld, BatchRelease, BatchActive, PermBatchHold, Text{"检查合格，恢复流通", "تەكشۈرۈشتىن ئۆتتى، قويۇپ بېرىلدى", "checked and released"}},
		{BatchActive, BatchBlock, BatchBlocked, PermBatchBlock, Text{"监管部门禁止销售", "نازارەتچى تارماق سېتىشنى چەكلىدى", "a regulator forbids it"}},
		{BatchHeld, BatchBlock, BatchBlocked, PermBatchBlock, Text{"监管部门禁止销售", "نازارەتچى تارماق سېتىشنى چەكلىدى", "a regulator forbids it"}},
		{BatchBlocked, BatchUnblock, BatchHeld, PermBatchBlock, Text{"解除禁售，仍待放行", "چەكلىمە ئېلىۋېتىلدى، قويۇپ بېرىشنى كۈتىدۇ", "the prohibition is lifted; the maker still has to release it"}},
		{BatchActive, BatchClose, BatchClosed, PermBatchWrite, Text{"批次已全部处理，归档", "تۈركۈم پۈتۈنلەي بىر تەرەپ قىلىندى", "nothing of it is left"}},
		{BatchBlocked, BatchClose, BatchClosed, PermBatchBlock, Text{"处置完毕，归档", "بىر تەرەپ قىلىنىپ بولدى", "disposed of and filed"}},
	},
	Words: map[BatchState]Text{
		BatchDraft:   {"草稿", "قارالما", "draft"},
		BatchActive:  {"正常", "نورمال", "active"},
		BatchHeld:    {"暂停流通", "توختىتىلغان", "held"},
		BatchBlocked: {"禁止销售", "سېتىش چەكلەنگەن", "blocked"},
		BatchClosed:  {"已归档", "ئارخىپلانغان", "closed"},
	},
}

// Batch is a lot: goods made together under the same conditions. Its key is maker, product, lot number and production
// date; the lot number is kept exactly as printed.
type Batch struct {
	ID        BatchID
	OrgID     OrgID
	ProductID ProductID
	Lot       string
	Produced  Date
	Expires   Date // empty when the product has no shelf life
	Quantity  Quantity
	Unit      Unit
	SiteID    SiteID // where it was made or harvested
	// Code is the short code of its link, ten Crockford base 32 characters.
	Code string
	// EPC is the canonical identity of the lot in events: the Digital Link /01/…/10/… when the product has a GTIN,
	// else the batch's UUID URN.
	EPC       string `gorm:"column:epc"`
	State     BatchState
	Note      string
	Version   int64
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Batch) TableName() string { return "batches" }

// linkStem is the host of canonical Digital Links (GS1 Digital Link: URI Syntax 1.6 §5.12).
const linkStem = "https://id.gs1.org"

// LinkPath returns the path of the batch's consumer page, percent-encoded: the Digital Link /01/…/10/… when it has a
// GTIN, else /c/ and the short code.
func (b Batch) LinkPath() string {
	if path, ok := strings.CutPrefix(b.EPC, linkStem); ok {
		return path
	}
	return "/c/" + b.Code
}

// Expired reports whether the last day of the batch is over on a day.
func (b Batch) Expired(today Date) bool { return b.Expires != "" && today > b.Expires }

// DocumentKind says what a document is.
type DocumentKind string

// The kinds of document.
const (
	DocumentCommitment  DocumentKind = "commitment-certificate" // 承诺达标合格证
	DocumentLabReport   DocumentKind = "lab-report"
	DocumentCertificate DocumentKind = "certificate"
	DocumentPhoto       DocumentKind = "photo"
	DocumentOther       DocumentKind = "other"
)

// DocumentKinds lists the kinds of document with their names.
func DocumentKinds() []DocumentKind {
	return []DocumentKind{DocumentCommitment, DocumentLabReport, DocumentCertificate, DocumentPhoto, DocumentOther}
}

// DocumentKindWords name the kinds for people.
var DocumentKindWords = map[DocumentKind]Text{
	DocumentCommitment:  {"承诺达标合格证", "ۋەدە قىلىنغان لاياقەت گۇۋاھنامىسى", "commitment certificate"},
	DocumentLabReport:   {"检测报告", "تەكشۈرۈش دوكلاتى", "laboratory report"},
	DocumentCertificate: {"认证证书", "گۇۋاھنامە", "certificate"},
	DocumentPhoto:       {"照片", "رەسىم", "photo"},
	DocumentOther:       {"其他文件", "باشقا ھۆججەت", "other document"},
}

// MayIssue reports whether a kind of organisation writes documents of this kind about a batch. Laboratories write
// reports and certifiers certificates; a commitment certificate is written by the maker, who is always of the chain.
func (k DocumentKind) MayIssue(by OrgKind) bool {
	switch by {
	case KindLab:
		return k == DocumentLabReport || k == DocumentPhoto || k == DocumentOther
	case KindCertifier:
		return k == DocumentCertificate || k == DocumentPhoto || k == DocumentOther
	case KindProducer, KindProcessor, KindDistributor, KindRetailer:
		return true
	case KindInsurer, KindFund, KindRegulator, KindPlatform:
	}
	return false
}

// CommitmentBasis is what a producer's commitment rests on. A certificate ticks one or more (农业农村部令2025年第4号).
type CommitmentBasis string

// The bases of a commitment.
const (
	BasisCommissioned CommitmentBasis = "commissioned-test" // 委托检测
	BasisOwnTest      CommitmentBasis = "own-test"          // 自我检测
	BasisControl      CommitmentBasis = "quality-control"   // 内部质量控制
	BasisPromise      CommitmentBasis = "own-promise"       // 自我承诺
)

// CommitmentBases lists the bases in the order of the certificate.
func CommitmentBases() []CommitmentBasis {
	return []CommitmentBasis{BasisCommissioned, BasisOwnTest, BasisControl, BasisPromise}
}

// CommitmentBasisWords name the bases for people.
var CommitmentBasisWords = map[CommitmentBasis]Text{
	BasisCommissioned: {"委托检测", "ھاۋالە تەكشۈرۈش", "commissioned test"},
	BasisOwnTest:      {"自我检测", "ئۆزى تەكشۈرۈش", "own test"},
	BasisControl:      {"内部质量控制", "ئىچكى سۈپەت كونترولى", "internal quality control"},
	BasisPromise:      {"自我承诺", "ئۆزى ۋەدە بېرىش", "own promise"},
}

// ParseBases reads the bases of a commitment, separated by commas, and returns them in the order of the certificate,
// each once. It refuses an unknown one with value-invalid.
func ParseBases(s string) ([]CommitmentBasis, error) {
	given := map[CommitmentBasis]bool{}
	for part := range strings.SplitSeq(s, ",") {
		b := CommitmentBasis(strings.TrimSpace(part))
		if b == "" {
			continue
		}
		if !slices.Contains(CommitmentBases(), b) {
			return nil, ValueInvalid.Refuse(P("value", clip(string(b), 40)))
		}
		given[b] = true
	}
	var bases []CommitmentBasis
	for _, b := range CommitmentBases() {
		if given[b] {
			bases = append(bases, b)
		}
	}
	return bases, nil
}

// CommitmentCertificate is what a 承诺达标合格证 says: product, weight or number, origin, producer, date, and what the
// commitment rests on.
type CommitmentCertificate struct {
	DocumentID DocumentID
	Product    Text
	Quantity   Quantity
	Unit       Unit
	Origin     Region
	Producer   Text
	IssuedOn   Date
	Bases      []CommitmentBasis
}

// CertificateOf derives the facts of a commitment certificate from the batch it is about and the document that was
// issued; origin is the region where the batch was made.
func CertificateOf(b Batch, p Product, maker Text, origin Region, d Document) CommitmentCertificate {
	bases, _ := ParseBases(d.Basis) // checked when it was stored; an unreadable one ticks nothing
	issued := d.IssuedOn
	if issued == "" {
		issued = b.Produced
	}
	return CommitmentCertificate{
		DocumentID: d.ID, Product: p.Name, Quantity: b.Quantity, Unit: b.Unit, Origin: origin, Producer: maker,
		IssuedOn: issued, Bases: bases,
	}
}

// Document is a file about a product or batch. The bytes lie in the data directory under their SHA-256, never under a
// name that a stranger chose.
type Document struct {
	ID        DocumentID
	OrgID     OrgID
	ProductID ProductID // one of ProductID and BatchID is set
	BatchID   BatchID
	Kind      DocumentKind
	Title     string
	FileName  string
	MediaType string
	Size      int64
	SHA256    string `gorm:"column:sha256"` // hex
	Public    bool   // shown on the consumer's page
	IssuedBy  string // laboratory, certifier, or the producer for a commitment certificate
	IssuedOn  Date
	ValidTo   Date
	Basis     string // of a commitment certificate: CommitmentBasis values separated by commas
	// Verdict and Results are what a laboratory report found.
	Verdict LabVerdict
	Results LabResults
	// RevokedAt and RevokedWhy say that who added a laboratory report takes it back: nobody may rely on it any more.
	RevokedAt  Instant
	RevokedWhy string
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Document) TableName() string { return "documents" }

// The problems of the catalog room.
var (
	GTINInvalid = declare("catalog-gtin-invalid", KindInvalid,
		Text{"GTIN 不正确", "GTIN توغرا ئەمەس", "Not a GTIN"},
		Text{"“{value}”不是 8、12、13 或 14 位商品条码，或校验位有误。", "«{value}» 8، 12، 13 ياكى 14 خانىلىق تاۋار كودى ئەمەس، ياكى تەكشۈرۈش خانىسى خاتا.", "“{value}” is not a GTIN of 8, 12, 13 or 14 digits with a right check digit."}, Text{})
	GTINTaken = declare("catalog-gtin-taken", KindConflict,
		Text{"该 GTIN 已登记", "بۇ GTIN تىزىملانغان", "GTIN already registered"},
		Text{"该商品条码已属于另一个产品。", "بۇ تاۋار كودى باشقا مەھسۇلاتقا تەۋە.", "This GTIN belongs to another product."}, Text{})
	CodeTaken = declare("catalog-code-taken", KindConflict,
		Text{"该产品编号已使用", "بۇ مەھسۇلات نومۇرى ئىشلىتىلگەن", "Product code already used"},
		Text{"本企业已有使用该编号的产品。", "كارخانىڭىزدا بۇ نومۇرلۇق مەھسۇلات بار.", "Your company already has a product with this code."}, Text{})
	LotInvalid = declare("catalog-lot-invalid", KindInvalid,
		Text{"批号不正确", "تۈركۈم نومۇرى توغرا ئەمەس", "Not a lot number"},
		Text{"批号为 1 到 20 个 GS1 82 字符集的字符（字母、数字和部分符号，不含空格）。", "تۈركۈم نومۇرى GS1 نىڭ 82 ھەرپلىك توپلىمىدىكى 1 دىن 20 كىچە ھەرپ.", "A lot number is 1 to 20 characters of GS1 character set 82 (letters, digits, some signs, no spaces)."}, Text{})
	BatchTaken = declare("catalog-batch-taken", KindConflict,
		Text{"该批次已登记", "بۇ تۈركۈم تىزىملانغان", "Batch already registered"},
		Text{"该产品已有同批号、同生产日期的批次，或该批号标识已在使用。", "بۇ مەھسۇلاتنىڭ ئوخشاش نومۇر ۋە چېسلالىق تۈركۈمى بار.", "The product already has a batch with this lot number and production date, or its code is in use."}, Text{})
	BatchNotMovable = declare("catalog-batch-not-movable", KindConflict,
		Text{"该批次目前不能流通", "بۇ تۈركۈم ھازىر يۆتكەلمەيدۇ", "Batch may not move"},
		Text{"批次 {lot} 的状态为“{state}”，不能发货、使用、包装或销售。", "{lot} تۈركۈمنىڭ ھالىتى «{state}»، يوللاش، ئىشلىتىش، قاچىلاش ياكى سېتىشقا بولمايدۇ.", "Batch {lot} is {state}: it may not be shipped, used, packed or sold."},
		Text{"请查看批次档案中的原因。", "تۈركۈم ئارخىپىدىكى سەۋەبنى كۆرۈڭ.", "See the reason in the batch's file."})
	DateOrder = declare("catalog-date-order", KindInvalid,
		Text{"日期先后不对", "چېسلا تەرتىپى خاتا", "Dates in the wrong order"},
		Text{"到期日期不能早于生产日期。", "ۋاقتى ئۆتۈش چېسلاسى ئىشلەپچىقىرىش چېسلاسىدىن بۇرۇن بولمايدۇ.", "The expiry date cannot be before the production date."}, Text{})
	DateFuture = declare("catalog-date-future", KindInvalid,
		Text{"日期在未来", "چېسلا كەلگۈسىدە", "Date in the future"},
		Text{"生产或采收日期不能在未来。", "ئىشلەپچىقىرىش ياكى يىغىش چېسلاسى كەلگۈسىدە بولمايدۇ.", "A production or harvest date cannot be in the future."}, Text{})
	FileTypeRefused = declare("catalog-file-type-refused", KindMediaType,
		Text{"不接受的文件类型", "قوبۇل قىلىنمايدىغان ھۆججەت تىپى", "File type not accepted"},
		Text{"仅接受 PDF、JPEG 和 PNG，且内容须与类型一致。", "پەقەت PDF، JPEG ۋە PNG، مەزمۇنى تىپىغا ماس كېلىشى كېرەك.", "Only PDF, JPEG and PNG are accepted, and the content must be what the type says."}, Text{})
	ProductFixed = declare("catalog-product-fixed", KindConflict,
		Text{"已有批次，不能更改", "تۈركۈمى بار، ئۆزگەرتكىلى بولمايدۇ", "Fixed by its batches"},
		Text{"该产品已登记批次，商品条码和计量单位不能再更改。", "بۇ مەھسۇلاتنىڭ تۈركۈمى تىزىملانغان، تاۋار كودى ۋە ئۆلچەم بىرلىكىنى ئۆزگەرتكىلى بولمايدۇ.", "The product has batches: its GTIN and unit can no longer change."},
		Text{"请登记一个新产品。", "يېڭى مەھسۇلات تىزىملاڭ.", "Register a new product."})
	HoldOfOthers = declare("catalog-hold-of-others", KindForbidden,
		Text{"不能解除他方作出的暂停", "باشقىلار قويغان توختىتىشنى بىكار قىلالمايسىز", "The hold is not yours to release"},
		Text{"企业作出的暂停由企业解除，监管部门作出的暂停由监管部门解除。", "كارخانا توختاتقاننى كارخانا، نازارەتچى تارماق توختاتقاننى نازارەتچى تارماق قويۇپ بېرىدۇ.", "A hold by the maker is released by the maker, a hold by a regulator by a regulator."},
		Text{"请联系作出暂停的一方。", "توختاتقان تەرەپ بىلەن ئالاقىلىشىڭ.", "Ask whoever placed it."})
	IssuerNotAllowed = declare("catalog-issuer-not-allowed", KindForbidden,
		Text{"不能上传该类文件", "بۇ خىل ھۆججەتنى يوللىيالمايسىز", "Not yours to issue"},
		Text{"贵机构不能为该批次提供“{kind}”类文件。", "ئورگىنىڭىز بۇ تۈركۈمگە «{kind}» خىلىدىكى ھۆججەت بېرەلمەيدۇ.", "Your organisation cannot issue a document of kind {kind} about this batch."},
		Text{"由生产者、检测机构或认证机构提供。", "ئىشلەپچىقارغۇچى، تەكشۈرۈش ياكى گۇۋاھلاندۇرۇش ئورگىنى بېرىدۇ.", "The maker, a laboratory or a certifier issues it."})
)
