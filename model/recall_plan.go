package model

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// RecallPlan is the recall plan of a case with the eight items of 食品召回管理办法 Art. 15, as it is filed: it is the body
// of a RecallPaper of kind PaperPlan. What the case itself knows (lots, quantities, holders) is not repeated here: it is
// read from the version of the scope that the plan names. What people write stands in the language in which they wrote it.
type RecallPlan struct {
	// ScopeVersion is the version of the scope that the plan speaks of.
	ScopeVersion int `json:"scope_version"`

	// Item 1: who recalls, and who answers for it.
	Contact PlanContact `json:"contact"`

	// Item 2: as what the goods are known, and where they have gone.
	Brands []PlanBrand `json:"brands,omitempty"`
	Area   Text        `json:"area"`

	// Item 3: why, and what may come of it.
	Reason Text `json:"reason"`
	Harm   Text `json:"harm"`

	// Item 4: how grave, how it goes on and within what time. Ends is the last day on which the recall is to be finished.
	Grade  Grade `json:"grade,omitempty"`
	Steps  Text  `json:"steps"`
	Starts Date  `json:"starts"`
	Ends   Date  `json:"ends"`

	// Item 5: what is told to whom, and where. The consumers' part is what Art. 16(4) asks of the announcement.
	Notice    Text        `json:"notice"`
	Venues    []PlanVenue `json:"venues"`
	Consumers Text        `json:"consumers"`
	Remedies  []Remedy    `json:"remedies"`

	// Item 6: what operators have to do and answer for.
	Operators Text `json:"operators"`

	// Item 7: what becomes of the goods, and who pays.
	Disposals []PlanDisposal `json:"disposals"`
	Handling  Text           `json:"handling"`
	Payer     PlanPayer      `json:"payer"`
	Costs     Text           `json:"costs"`

	// Item 8: what is expected to be recovered, in tenths of a per cent of what was distributed, and in words.
	Expected int  `json:"expected_permille"`
	Effect   Text `json:"effect"`
}

// PlanContact is who answers for a recall. It is published as the contact of the company, so it names an office rather
// than a person wherever the company can.
type PlanContact struct {
	Representative string `json:"representative"` // 法定代表人; on the plan and the announcement (Art. 15, 16), never in the public register
	Person         string `json:"person"`         // who is in charge of the recall; likewise
	Phone          string `json:"phone"`
	AfterHours     string `json:"after_hours,omitempty"` // a telephone that is answered at night (GS1 recall notification)
	Email          string `json:"email,omitempty"`
	Address        string `json:"address"`
}

// PlanBrand is the trade mark and the pack size under which a product is sold.
type PlanBrand struct {
	ProductID ProductID `json:"product_id"`
	Brand     Text      `json:"brand"`
	Spec      string    `json:"spec,omitempty"`
}

// PlanVenue is where a notice is published.
type PlanVenue string

// The venues. Which of them the law asks for follows from where the goods have really gone (Art. 17).
const (
	VenueProvincialSite  PlanVenue = "provincial-site"
	VenueProvincialMedia PlanVenue = "provincial-media"
	VenueNationalSite    PlanVenue = "national-site"
	VenueCentralMedia    PlanVenue = "central-media"
	VenueOwnSite         PlanVenue = "own-site"
	VenueShops           PlanVenue = "shops"
	VenueDirect          PlanVenue = "direct"
	VenuePlatform        PlanVenue = "platform"
)

// PlanVenues lists the venues.
func PlanVenues() []PlanVenue {
	return []PlanVenue{VenueProvincialSite, VenueProvincialMedia, VenueNationalSite, VenueCentralMedia, VenueOwnSite, VenueShops, VenueDirect, VenuePlatform}
}

// PlanVenueWords name the venues for people.
var PlanVenueWords = map[PlanVenue]Text{
	VenueProvincialSite:  {"省级市场监管部门网站", "ئۆلكە دەرىجىلىك بازار نازارەتچىلىك تارمىقىنىڭ تور بېكىتى", "website of the provincial authority"},
	VenueProvincialMedia: {"省级主要媒体", "ئۆلكە دەرىجىلىك ئاساسلىق ئاخبارات ۋاسىتىلىرى", "main media of the province"},
	VenueNationalSite:    {"国家市场监管总局网站", "دۆلەت بازار نازارەتچىلىك باش ئىدارىسىنىڭ تور بېكىتى", "website of the national authority"},
	VenueCentralMedia:    {"中央主要媒体", "مەركەزدىكى ئاساسلىق ئاخبارات ۋاسىتىلىرى", "main central media"},
	VenueOwnSite:         {"企业网站", "كارخانىنىڭ تور بېكىتى", "website of the company"},
	VenueShops:           {"销售场所显著位置张贴", "سېتىش ئورنىنىڭ كۆرۈنەرلىك يېرىگە چاپلاش", "posted prominently where it is sold"},
	VenueDirect:          {"直接通知可识别的消费者", "تونۇغىلى بولىدىغان ئىستېمالچىلارغا بىۋاسىتە ئۇقتۇرۇش", "sent to every consumer who can be identified"},
	VenuePlatform:        {"网络交易平台", "تور سودا سۇپىسى", "online marketplaces"},
}

// Remedy is what consumers are offered by a recall or ask for themselves.
type Remedy string

// The remedies (消费品召回管理暂行规定; Regulation (EU) 2023/988 Art. 37).
const (
	RemedyRefund  Remedy = "refund"
	RemedyReplace Remedy = "replace"
	RemedyRepair  Remedy = "repair"
	RemedyLabel   Remedy = "label"
	// RemedyCompensate is asked for in a claim and never part of a plan (消费者权益保护法 Art. 48-55).
	RemedyCompensate Remedy = "compensate"
)

// PlanRemedies lists the remedies that a recall may offer.
func PlanRemedies() []Remedy {
	return []Remedy{RemedyRefund, RemedyReplace, RemedyRepair, RemedyLabel}
}

// RemedyWords name the remedies for people.
var RemedyWords = map[Remedy]Text{
	RemedyRefund:     {"退货退款", "مال قايتۇرۇپ پۇلىنى ئېلىش", "refund"},
	RemedyReplace:    {"更换", "ئالماشتۇرۇپ بېرىش", "replacement"},
	RemedyRepair:     {"修理", "رېمونت قىلىش", "repair"},
	RemedyCompensate: {"赔偿损失", "زىياننى تۆلەش", "compensation"},
	RemedyLabel:      {"更正标签或补充说明", "خەتكۈچنى تۈزىتىش ياكى چۈشەندۈرۈش قوشۇش", "corrected label or instructions"},
}

// PlanDisposal is what becomes of recalled goods (食品召回管理办法 Art. 24–26).
type PlanDisposal string

// The disposals.
const (
	DisposalOnTheSpot PlanDisposal = "on-the-spot"
	DisposalCentral   PlanDisposal = "central"
	DisposalRelabel   PlanDisposal = "relabel"
	DisposalOpinion   PlanDisposal = "opinion"
)

// PlanDisposals lists the disposals.
func PlanDisposals() []PlanDisposal {
	return []PlanDisposal{DisposalOnTheSpot, DisposalCentral, DisposalRelabel, DisposalOpinion}
}

// PlanDisposalWords name the disposals for people.
var PlanDisposalWords = map[PlanDisposal]Text{
	DisposalOnTheSpot: {"就地销毁", "نەق مەيداندا يوقىتىش", "destruction on the spot"},
	DisposalCentral:   {"集中无害化处理或销毁", "مەركەزلەشتۈرۈپ زىيانسىزلاندۇرۇش ياكى يوقىتىش", "treatment or destruction in one place"},
	DisposalRelabel:   {"采取补救措施后继续销售", "تۈزىتىش تەدبىرىدىن كېيىن داۋاملىق سېتىش", "sold again after the fault is remedied"},
	DisposalOpinion:   {"待专家评估意见", "مۇتەخەسسىس پىكرىنى كۈتۈش", "as experts advise"},
}

// PlanPayer is who bears the cost of a recall.
type PlanPayer string

// The payers.
const (
	PayerProducer PlanPayer = "producer"
	PayerOperator PlanPayer = "operator"
	PayerSupplier PlanPayer = "supplier"
	PayerShared   PlanPayer = "shared"
)

// PlanPayers lists the payers.
func PlanPayers() []PlanPayer {
	return []PlanPayer{PayerProducer, PayerOperator, PayerSupplier, PayerShared}
}

// PlanPayerWords name the payers for people.
var PlanPayerWords = map[PlanPayer]Text{
	PayerProducer: {"由生产者承担", "ئىشلەپچىقارغۇچى ئۈستىگە ئالىدۇ", "borne by the producer"},
	PayerOperator: {"由经营者承担", "تىجارەتچى ئۈستىگە ئالىدۇ", "borne by the operator"},
	PayerSupplier: {"由供货商承担", "تەمىنلىگۈچى ئۈستىگە ئالىدۇ", "borne by the supplier"},
	PayerShared:   {"按约定分担", "كېلىشىم بويىچە ئورتاق ئۈستىگە ئالىدۇ", "shared as agreed"},
}

// The limits of a plan's texts, in characters.
const (
	PlanLineMax = 200
	PlanTextMax = 4000
	// PlanBrandsMax bounds the brands of one plan.
	PlanBrandsMax = 200
)

// Validate refuses, at its fields, a plan that lacks one of the eight items or says something that cannot be: value-required,
// value-too-long, value-invalid, date-invalid and, for an end before the start, recall-range-reversed. Which grades a pack
// has is for the case to say.
func (p RecallPlan) Validate() error {
	var f Faults
	if p.ScopeVersion < 1 {
		f.Add("scope_version", ValueInvalid, P("value", p.ScopeVersion))
	}
	p.Contact.check(&f)
	p.checkBrands(&f)
	for _, t := range p.Texts() {
		checkPlanText(&f, t.At, t.Text, t.Required)
	}
	p.checkDates(&f)
	checkMembers(&f, "venues", p.Venues, PlanVenues())
	checkMembers(&f, "remedies", p.Remedies, PlanRemedies())
	checkMembers(&f, "disposals", p.Disposals, PlanDisposals())
	if !slices.Contains(PlanPayers(), p.Payer) {
		f.Add("payer", ValueInvalid, P("value", clip(string(p.Payer), 40)))
	}
	if p.Expected < 0 || p.Expected > 1000 {
		f.Add("expected_permille", ValueInvalid, P("value", p.Expected))
	}
	return f.Err()
}

// PlanText is one text of a plan with the name of its field.
type PlanText struct {
	At       string
	Text     Text
	Required bool
}

// Texts lists what people wrote in a plan, in the order of the items.
func (p RecallPlan) Texts() []PlanText {
	return []PlanText{
		{"area", p.Area, true},
		{"reason", p.Reason, true},
		{"harm", p.Harm, true},
		{"steps", p.Steps, true},
		{"notice", p.Notice, true},
		{"consumers", p.Consumers, true},
		{"operators", p.Operators, true},
		{"handling", p.Handling, true},
		{"costs", p.Costs, false},
		{"effect", p.Effect, true},
	}
}

func (c PlanContact) check(f *Faults) {
	for _, line := range []struct {
		at, value string
		required  bool
	}{
		{"contact.representative", c.Representative, true},
		{"contact.person", c.Person, true},
		{"contact.phone", c.Phone, true},
		{"contact.after_hours", c.AfterHours, false},
		{"contact.email", c.Email, false},
		{"contact.address", c.Address, true},
	} {
		checkPlanLine(f, line.at, line.value, PlanLineMax, line.required)
	}
	if c.Email != "" && !isEmail(c.Email) {
		f.Add("contact.email", ValueInvalid, P("value", clip(c.Email, 80)))
	}
	checkPhone(f, "contact.phone", c.Phone)
	checkPhone(f, "contact.after_hours", c.AfterHours)
}

// checkPhone accepts a telephone number as people write it: 3 to 25 digits with spaces, brackets, hyphens, a plus in
// front and an extension after a comma. None is no fault here.
func checkPhone(f *Faults, at, s string) {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if s != "" && (digits < 3 || digits > 25 || strings.Trim(s, "0123456789 +()-,") != "") {
		f.Add(at, ValueInvalid, P("value", clip(s, 40)))
	}
}

func (p RecallPlan) checkBrands(f *Faults) {
	if len(p.Brands) > PlanBrandsMax {
		f.Add("brands", ValueTooLong, P("limit", PlanBrandsMax))
		return
	}
	seen := map[ProductID]bool{}
	for i, b := range p.Brands {
		at := indexed("brands", i)
		if !isUUID(string(b.ProductID)) || seen[b.ProductID] {
			f.Add(at+".product_id", ValueInvalid, P("value", clip(string(b.ProductID), 40)))
		}
		seen[b.ProductID] = true
		for _, s := range []string{b.Brand.ZH, b.Brand.UG, b.Brand.EN} {
			checkPlanLine(f, at+".brand", s, PlanLineMax, false)
		}
		checkPlanLine(f, at+".spec", b.Spec, PlanLineMax, false)
	}
}

func (p RecallPlan) checkDates(f *Faults) {
	starts, ends := checkPlanDay(f, "starts", p.Starts), checkPlanDay(f, "ends", p.Ends)
	if starts && ends && p.Ends < p.Starts {
		f.Add("ends", RecallRangeReversed, P("first", p.Starts), P("last", p.Ends))
	}
}

func checkPlanDay(f *Faults, at string, on Date) bool {
	if on == "" {
		f.Add(at, ValueRequired)
		return false
	}
	_, err := ParseDate(string(on))
	return f.Check(at, err)
}

// checkMembers refuses an empty list, a member that is not known and one given twice.
func checkMembers[E ~string](f *Faults, at string, have, known []E) {
	if len(have) == 0 {
		f.Add(at, ValueRequired)
	}
	for i, e := range have {
		if i >= len(known) {
			f.Add(at, ValueTooLong, P("limit", len(known)))
			return
		}
		if !slices.Contains(known, e) || slices.Contains(have[:i], e) {
			f.Add(indexed(at, i), ValueInvalid, P("value", clip(string(e), 40)))
		}
	}
}

func checkPlanText(f *Faults, at string, t Text, required bool) {
	if required && strings.TrimSpace(t.ZH+t.UG+t.EN) == "" {
		f.Add(at, ValueRequired)
	}
	for _, s := range []string{t.ZH, t.UG, t.EN} {
		if utf8.RuneCountInString(s) > PlanTextMax {
			f.Add(at, ValueTooLong, P("limit", PlanTextMax))
			return
		}
		if !printable(s, "\n\r\t") {
			f.Add(at, ValueInvalid, P("value", clip(s, 40)))
			return
		}
	}
}

func checkPlanLine(f *Faults, at, s string, limit int, required bool) {
	switch {
	case required && strings.TrimSpace(s) == "":
		f.Add(at, ValueRequired)
	case utf8.RuneCountInString(s) > limit:
		f.Add(at, ValueTooLong, P("limit", limit))
	case !printable(s, ""):
		f.Add(at, ValueInvalid, P("value", clip(s, 40)))
	}
}

// printable reports whether s is UTF-8 without control characters other than those allowed.
func printable(s, allowed string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < ' ' || r == 0x7F) && !strings.ContainsRune(allowed, r)
	})
}
