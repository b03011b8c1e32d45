package model

import (
	"slices"
	"strconv"
	"strings"
)

// AmountBasis is a ground on which a consumer may ask for more than the loss. The consumer elects one; they are never
// added up (法释〔2020〕14号 Art. 7, 法释〔2024〕9号 Art. 9).
type AmountBasis string

// The bases.
const (
	AmountFoodPrice AmountBasis = "food-price"       // ten times the price of unsafe food
	AmountFoodLoss  AmountBasis = "food-loss"        // three times the loss from unsafe food
	AmountFraud     AmountBasis = "fraud"            // three times the price
	AmountKnowing   AmountBasis = "knowing-defect"   // up to twice the loss
	AmountProduct   AmountBasis = "product-punitive" // what is fitting; the law gives no formula
	AmountPromise   AmountBasis = "promise"          // what the operator or platform has promised
)

// AmountOf is what a basis multiplies.
type AmountOf string

// What can be multiplied.
const (
	OfPrice AmountOf = "price"
	OfLoss  AmountOf = "loss"
	OfNone  AmountOf = "none"
)

// AmountRule is one basis as data.
type AmountRule struct {
	Basis AmountBasis
	// Times is the factor of what Of names, and Minimum what the amount is lifted to.
	Of      AmountOf
	Times   int64
	Minimum Money
	// Ceiling tells that the product is the most that may be set, and Manual that the law gives no figure at all: both
	// wait for an amount that the parties agree or a court sets.
	Ceiling bool
	Manual  bool
	Ref     Reference
	Name    Text
	bars    []AmountBar
}

// AmountBar is a reason why a basis does not apply.
type AmountBar string

// The bars.
const (
	BarNotUnsafe     AmountBar = "not-unsafe"
	BarLabelFlaw     AmountBar = "label-flaw"
	BarNotKnowing    AmountBar = "not-knowing"
	BarNoFraud       AmountBar = "no-fraud"
	BarNoGraveHarm   AmountBar = "no-grave-harm"
	BarDefectUnknown AmountBar = "defect-unknown"
	BarNoLoss        AmountBar = "no-loss"
	BarNoPromise     AmountBar = "no-promise"
)

// AmountBarInfo says what a bar means and where it stands.
type AmountBarInfo struct {
	Bar   AmountBar
	Ref   Reference
	Name  Text
	stops func(ClaimFacts) bool
}

var amountBars = []AmountBarInfo{
	{
		BarNotUnsafe, Reference{LawFoodSafety, "148(2)", EvidenceText},
		Text{"不是不符合食品安全标准的食品", "يېمەكلىك بىخەتەرلىك ئۆلچىمىگە خىلاپ ئەمەس", "it is not food below the safety standard"},
		func(f ClaimFacts) bool { return !f.UnsafeFood },
	},
	{
		BarLabelFlaw, Reference{LawFoodDamages2024, "6-8", EvidenceText},
		Text{"仅为不影响食品安全且不误导消费者的标签瑕疵", "پەقەت بىخەتەرلىككە تەسىر يەتكۈزمەيدىغان خەتكۈش كەمچىلىكى", "it is only a flaw of the label that neither affects safety nor misleads"},
		func(f ClaimFacts) bool { return f.LabelFlaw },
	},
	{
		BarNotKnowing, Reference{LawFoodSafety, "148(2)", EvidenceText},
		Text{"经营者并非明知", "تىجارەتچى بىلىپ تۇرۇپ قىلمىغان", "the operator did not know and is not deemed to have known"},
		func(f ClaimFacts) bool { return f.Against == PartyOperator && len(f.Knew) == 0 },
	},
	{
		BarNoFraud, Reference{LawConsumerRights, "55(1)", EvidenceText},
		Text{"没有欺诈行为", "ئالدامچىلىق يوق", "there was no fraud"},
		func(f ClaimFacts) bool { return !f.Fraud },
	},
	{
		BarNoGraveHarm, Reference{LawConsumerRights, "55(2)", EvidenceText},
		Text{"没有造成死亡或健康严重损害", "ئۆلۈم ياكى ئېغىر سالامەتلىك زىيىنى يوق", "there was neither death nor serious harm to health"},
		func(f ClaimFacts) bool { return !f.GraveHarm },
	},
	{
		BarDefectUnknown, Reference{LawConsumerRights, "55(2)", EvidenceText},
		Text{"不是明知存在缺陷仍然提供", "كەمتۈكنى بىلىپ تۇرۇپ تەمىنلىمىگەن", "the defect was not known when it was sold"},
		func(f ClaimFacts) bool { return !f.DefectKnown },
	},
	{
		BarNoLoss, Reference{LawFoodSafety, "148(2)", EvidenceText},
		Text{"没有可计算的损失", "ھېسابلىغىلى بولىدىغان زىيان يوق", "no loss is stated"},
		func(f ClaimFacts) bool { return len(f.Losses) == 0 },
	},
	{
		BarNoPromise, Reference{LawConsumerRights, "44", EvidenceText},
		Text{"没有更有利的承诺", "تېخىمۇ پايدىلىق ۋەدە يوق", "nothing better was promised"},
		func(f ClaimFacts) bool { return f.Promise == nil },
	},
}

// AmountBars lists the bars.
func AmountBars() []AmountBarInfo { return amountBars }

func barInfo(b AmountBar) AmountBarInfo {
	i := slices.IndexFunc(amountBars, func(i AmountBarInfo) bool { return i.Bar == b })
	return amountBars[max(i, 0)]
}

var amountRules = []AmountRule{
	{
		Basis: AmountFoodPrice, Of: OfPrice, Times: 10, Minimum: Yuan(1000), Ref: Reference{LawFoodSafety, "148(2)", EvidenceText},
		Name: Text{"食品价款十倍", "يېمەكلىك باھاسىنىڭ ئون ھەسسىسى", "ten times the price of the food"},
		bars: []AmountBar{BarNotUnsafe, BarLabelFlaw, BarNotKnowing},
	},
	{
		Basis: AmountFoodLoss, Of: OfLoss, Times: 3, Minimum: Yuan(1000), Ref: Reference{LawFoodSafety, "148(2)", EvidenceText},
		Name: Text{"食品所致损失三倍", "يېمەكلىك كەلتۈرگەن زىياننىڭ ئۈچ ھەسسىسى", "three times the loss from the food"},
		bars: []AmountBar{BarNotUnsafe, BarLabelFlaw, BarNotKnowing, BarNoLoss},
	},
	{
		Basis: AmountFraud, Of: OfPrice, Times: 3, Minimum: Yuan(500), Ref: Reference{LawConsumerRights, "55(1)", EvidenceText},
		Name: Text{"欺诈，价款三倍", "ئالدامچىلىق، باھاسىنىڭ ئۈچ ھەسسىسى", "fraud: three times the price"},
		bars: []AmountBar{BarNoFraud},
	},
	{
		Basis: AmountKnowing, Of: OfLoss, Times: 2, Ceiling: true, Ref: Reference{LawConsumerRights, "55(2)", EvidenceText},
		Name: Text{"明知缺陷致严重损害，损失二倍以下", "كەمتۈكنى بىلىپ تۇرۇپ ئېغىر زىيان كەلتۈرۈش، زىياننىڭ ئىككى ھەسسىسىگىچە", "known defect, grave harm: up to twice the loss"},
		bars: []AmountBar{BarNoGraveHarm, BarDefectUnknown, BarNoLoss},
	},
	{
		Basis: AmountProduct, Of: OfNone, Manual: true, Ref: Reference{LawCivilCode, "1207", EvidenceText},
		Name: Text{"产品责任惩罚性赔偿，法律未规定公式", "مەھسۇلات جاۋابكارلىقى جازا تۆلىمى، قانۇندا فورمۇلا يوق", "punitive damages for a product; the law gives no formula"},
		bars: []AmountBar{BarNoGraveHarm, BarDefectUnknown},
	},
	{
		Basis: AmountPromise, Ref: Reference{LawFoodDamages2020, "8", EvidenceText},
		Name: Text{"经营者或平台承诺的赔偿", "تىجارەتچى ياكى سۇپا ۋەدە قىلغان تۆلەم", "what the operator or platform has promised"},
		bars: []AmountBar{BarNoPromise},
	},
}

// AmountRules lists the bases in the order in which equal amounts are preferred.
func AmountRules() []AmountRule { return slices.Clone(amountRules) }

// Bars lists what can keep the basis from applying.
func (r AmountRule) Bars() []AmountBar { return slices.Clone(r.bars) }

// KnowingSign is a fact from which an operator is deemed to have known that food was unsafe.
type KnowingSign string

// The signs.
const (
	KnewExpired    KnowingSign = "expired-at-sale"
	KnewNoSource   KnowingSign = "no-lawful-source"
	KnewCheap      KnowingSign = "unreasonably-cheap"
	KnewNoCheck    KnowingSign = "no-purchase-check"
	KnewFalseLot   KnowingSign = "false-date-or-lot"
	KnewHidRecords KnowingSign = "records-hidden"
	KnewRecalled   KnowingSign = "recalled-at-sale"
	KnewOther      KnowingSign = "other"
)

// KnowingSignInfo describes a sign. Traced tells that the trace can prove it.
type KnowingSignInfo struct {
	Sign   KnowingSign
	Traced bool
	Ref    Reference
	Name   Text
}

var knowingSigns = []KnowingSignInfo{
	{KnewExpired, true, Reference{LawFoodDamages2020, "6(1)", EvidenceText}, Text{"销售时已过保质期", "سېتىلغاندا ساقلاش مۇددىتى ئۆتكەن", "past its date when sold"}},
	{KnewNoSource, true, Reference{LawFoodDamages2020, "6(2)", EvidenceText}, Text{"不能提供合法进货来源", "قانۇنلۇق مەنبەنى كۆرسىتىپ بېرەلمىگەن", "no lawful source can be named"}},
	{KnewCheap, false, Reference{LawFoodDamages2020, "6(3)", EvidenceText}, Text{"以明显不合理低价进货且无合理原因", "سەۋەبسىز ئاشكارا تۆۋەن باھادا كىرگۈزگەن", "bought unreasonably cheap without a reason"}},
	{KnewNoCheck, true, Reference{LawFoodDamages2020, "6(4)", EvidenceText}, Text{"未依法履行进货查验义务", "مال كىرگۈزگەندە تەكشۈرۈش مەجبۇرىيىتىنى ئادا قىلمىغان", "goods were not checked on purchase"}},
	{KnewFalseLot, true, Reference{LawFoodDamages2020, "6(5)", EvidenceText}, Text{"虚假标注或更改生产日期、批号", "چېسلا ياكى تۈركۈم نومۇرىنى ساختىلاشتۇرغان", "date or lot number false or changed"}},
	{KnewHidRecords, true, Reference{LawFoodDamages2020, "6(6)", EvidenceText}, Text{"转移、隐匿、非法销毁或虚假登记进销货记录", "كىرىم-چىقىم خاتىرىسىنى يوشۇرغان ياكى يوقاتقان", "records moved, hidden, destroyed or false"}},
	{KnewRecalled, true, Reference{LawFoodDamages2020, "6(7)", EvidenceMemory}, Text{"召回公告后仍销售", "قايتۇرۇۋېلىش ئېلانىدىن كېيىن يەنە ساتقان", "sold after its recall was announced"}},
	{KnewOther, false, Reference{LawFoodDamages2020, "6(7)", EvidenceText}, Text{"其他能够认定为明知的情形", "بىلىپ تۇرۇپ قىلغان دەپ قاراشقا بولىدىغان باشقا ئەھۋال", "another circumstance that shows knowledge"}},
}

// KnowingSigns lists the signs.
func KnowingSigns() []KnowingSignInfo { return knowingSigns }

// LossKind is what a loss consists of.
type LossKind string

// The kinds of loss.
const (
	LossMedical    LossKind = "medical"
	LossCare       LossKind = "care"
	LossTransport  LossKind = "transport"
	LossIncome     LossKind = "income"
	LossDisability LossKind = "disability"
	LossDeath      LossKind = "death"
	LossProperty   LossKind = "property"
	LossFreight    LossKind = "freight"
	LossOther      LossKind = "other"
)

var lossKinds = []Listed[LossKind]{
	{LossMedical, Text{"医疗费", "داۋالاش خىراجىتى", "medical costs"}, Reference{LawCivilCode, "1179", EvidenceText}},
	{LossCare, Text{"护理费", "قاراش خىراجىتى", "care"}, Reference{LawCivilCode, "1179", EvidenceText}},
	{LossTransport, Text{"交通费", "قاتناش خىراجىتى", "travel"}, Reference{LawCivilCode, "1179", EvidenceText}},
	{LossIncome, Text{"误工损失", "ئىشتىن قېلىش زىيىنى", "lost income"}, Reference{LawCivilCode, "1179", EvidenceText}},
	{LossDisability, Text{"残疾生活辅助具费和残疾赔偿金", "مېيىپلىق ياردەم ۋە تۆلەم پۇلى", "disability aids and compensation"}, Reference{LawConsumerRights, "49", EvidenceText}},
	{LossDeath, Text{"丧葬费和死亡赔偿金", "دەپنە خىراجىتى ۋە ئۆلۈم تۆلىمى", "funeral costs and compensation for death"}, Reference{LawConsumerRights, "49", EvidenceText}},
	{LossProperty, Text{"财产损失", "مال-مۈلۈك زىيىنى", "damage to property"}, Reference{LawProductQuality, "44", EvidenceText}},
	{LossFreight, Text{"退货运输等必要费用", "مال قايتۇرۇش توشۇش خىراجىتى", "freight of returning the goods"}, Reference{LawConsumerRights, "24", EvidenceText}},
	{LossOther, Text{"其他损失", "باشقا زىيان", "other loss"}, Reference{LawProductQuality, "44", EvidenceText}},
}

// LossKinds lists the kinds of loss.
func LossKinds() []Listed[LossKind] { return slices.Clone(lossKinds) }

// Loss is one item of loss.
type Loss struct {
	Kind  LossKind
	Money Money
}

// AmountPledge is what an operator or platform has promised to pay: a multiple of the price and a least amount.
type AmountPledge struct {
	Times   int64
	Minimum Money
	Source  string // where the promise stands
}

// ClaimFacts is what is established about a claim.
type ClaimFacts struct {
	// Against is who received the claim: PartyProducer or PartyOperator. The punitive part for unsafe food is due from
	// a producer strictly, from an operator only with knowledge.
	Against DutyParty
	// Price was paid for one unit, and Units were bought. A gift has no price and counts all the same
	// (食品药品纠纷规定 Art. 4).
	Price Money
	Units int64
	Gift  bool
	// Refund tells that the goods are returned or unfit, so that their price is due back.
	Refund bool
	Losses []Loss

	UnsafeFood  bool // food below the safety standard
	LabelFlaw   bool // only a flaw of the label that neither affects safety nor misleads
	Knew        []KnowingSign
	Fraud       bool
	DefectKnown bool // sold although the defect was known
	GraveHarm   bool // death or serious harm to health

	// BuyerKnew tells that a person has found the buyer to have known: the price then counts for the reasonable number of
	// units only (法释〔2024〕9号 Art. 12), which a person has to set; 0 is not set.
	BuyerKnew       bool
	ReasonableUnits int64

	Promise *AmountPledge
	// Elected is the basis the consumer chose, or empty for the one that gives most.
	Elected AmountBasis
	// Set is what the parties agreed or a court set, when the elected basis has a ceiling or no formula; zero is not set.
	Set Money
}

// AmountAsk is something a person has to settle before an amount stands.
type AmountAsk string

// The questions.
const (
	AskReasonableUnits AmountAsk = "reasonable-units"
	AskSetAmount       AmountAsk = "set-amount"
)

// AmountAskWords put the questions to people.
var AmountAskWords = map[AmountAsk]Text{
	AskReasonableUnits: {"请按保质期和消费习惯确定合理生活消费数量", "ساقلاش مۇددىتى ۋە ئىستېمال ئادىتىگە قاراپ مۇۋاپىق سان بېكىتىڭ", "set the number of units that is reasonable for living, by shelf life and habit"},
	AskSetAmount:       {"请填写协商或裁判确定的金额", "كېلىشىلگەن ياكى سوت بېكىتكەن سوممىنى يېزىڭ", "enter the amount that was agreed or set by a court"},
}

// AmountLine is one line of a sum.
type AmountLine struct {
	Name Text
	Ref  Reference
	// Of times Units times Times is Sum, unless it was lifted to Minimum or set by people below a Ceiling.
	Of      Money
	Units   int64
	Times   int64
	Minimum Money
	Ceiling Money
	Sum     Money
}

// Text explains the line in the three languages, with the article it rests on.
func (l AmountLine) Text() Text {
	formula := l.formula()
	ref := l.Ref.Text()
	return Text{
		l.Name.ZH + "：" + formula + lifted(l, "，不足 ", " 的按此计") + "（" + ref.ZH + "）",
		l.Name.UG + ": " + formula + lifted(l, "، ئەڭ ئاز ", "") + " (" + ref.UG + ")",
		l.Name.EN + ": " + formula + lifted(l, ", at least ", "") + " (" + ref.EN + ")",
	}
}

func (l AmountLine) formula() string {
	var parts []string
	if l.Of.Fen != 0 {
		parts = append(parts, l.Of.Amount())
	}
	for _, n := range []int64{l.Units, l.Times} {
		if n > 1 && l.Of.Fen != 0 {
			parts = append(parts, strconv.FormatInt(n, 10))
		}
	}
	product := strings.Join(parts, " × ")
	switch {
	case l.Ceiling.Fen != 0:
		return product + " = " + l.Ceiling.Amount() + " ≥ " + l.Sum.String()
	case len(parts) < 2 && l.Minimum.Fen == 0:
		return l.Sum.String()
	case l.Minimum.Fen != 0:
		return strings.TrimPrefix(product+" → ", " → ") + l.Sum.String()
	}
	return product + " = " + l.Sum.String()
}

func lifted(l AmountLine, before, after string) string {
	if l.Minimum.Fen == 0 {
		return ""
	}
	return before + l.Minimum.Amount() + after
}

// AmountOption is what one basis would give.
type AmountOption struct {
	Basis AmountBasis
	Bars  []AmountBar // why it does not apply; empty when it does
	Asks  []AmountAsk // what has to be settled before Line stands
	Line  AmountLine
}

// Open reports whether the basis applies and its amount stands.
func (o AmountOption) Open() bool { return len(o.Bars) == 0 && len(o.Asks) == 0 }

// AmountDue is what is due on a claim, explained. The punitive part stands apart, because insurance commonly excludes
// it and recourse for it differs.
type AmountDue struct {
	Lines        []AmountLine // the loss, line by line
	Compensation Money
	Elected      AmountBasis // empty when none applies
	Extra        AmountLine  // the line of the elected basis
	Punitive     Money
	Total        Money
	Asks         []AmountAsk // what has to be settled before Total stands; until then Total is the least that is due
	Options      []AmountOption
}

// Amount computes what is due on a claim from its facts, and why. It refuses facts out of range at their fields
// (value-invalid, money-invalid, money-currency), an elected basis that does not apply with amount-barred, and a set
// amount over a legal ceiling with amount-above-ceiling.
func Amount(f ClaimFacts) (AmountDue, error) {
	if err := f.check(); err != nil {
		return AmountDue{}, err
	}
	var due AmountDue
	loss, err := due.compensate(f)
	if err != nil {
		return AmountDue{}, err
	}
	for _, r := range amountRules {
		o, err := f.option(r, loss)
		if err != nil {
			return AmountDue{}, err
		}
		due.Options = append(due.Options, o)
	}
	if err := due.elect(f); err != nil {
		return AmountDue{}, err
	}
	due.Total, err = due.Compensation.Plus(due.Punitive)
	return due, err
}

// maxUnits bounds the units of one claim.
const maxUnits = 1_000_000

func (f ClaimFacts) check() error {
	var faults Faults
	if f.Against != PartyProducer && f.Against != PartyOperator {
		faults.Add("against", ValueInvalid, P("value", clip(string(f.Against), 40)))
	}
	f.money(&faults, "price", f.Price)
	f.money(&faults, "set", f.Set)
	if f.Price.Fen == 0 && !f.Gift {
		faults.Add("price", ValueRequired)
	}
	if f.Units < 1 || f.Units > maxUnits {
		faults.Add("units", ValueInvalid, P("value", f.Units))
	}
	if f.ReasonableUnits < 0 || f.ReasonableUnits > f.Units {
		faults.Add("reasonable_units", ValueInvalid, P("value", f.ReasonableUnits))
	}
	for i, l := range f.Losses {
		at := "losses[" + strconv.Itoa(i) + "]"
		f.money(&faults, at+".money", l.Money)
		if _, known := ListedOf(lossKinds, l.Kind); !known {
			faults.Add(at+".kind", ValueInvalid, P("value", clip(string(l.Kind), 40)))
		}
	}
	for i, s := range f.Knew {
		if !slices.ContainsFunc(knowingSigns, func(k KnowingSignInfo) bool { return k.Sign == s }) {
			faults.Add("knew["+strconv.Itoa(i)+"]", ValueInvalid, P("value", clip(string(s), 40)))
		}
	}
	if p := f.Promise; p != nil {
		f.money(&faults, "promise.minimum", p.Minimum)
		if p.Times < 0 || p.Times > 1000 {
			faults.Add("promise.times", ValueInvalid, P("value", p.Times))
		}
	}
	if f.Elected != "" && !slices.ContainsFunc(amountRules, func(r AmountRule) bool { return r.Basis == f.Elected }) {
		faults.Add("elected", ValueInvalid, P("value", clip(string(f.Elected), 40)))
	}
	return faults.Err()
}

// money checks an amount; the bases are of Chinese law and count in yuan.
func (f ClaimFacts) money(faults *Faults, at string, m Money) {
	if faults.Check(at, m.Valid()) && m.Fen != 0 && m.Currency != CNY {
		faults.Add(at, MoneyCurrency, P("from", clip(string(m.Currency), 40)), P("to", CNY))
	}
}

// compensate writes the lines of the loss and returns what multiples of the loss count from: what was suffered, without
// the price that is paid back.
func (d *AmountDue) compensate(f ClaimFacts) (loss Money, err error) {
	d.Compensation, loss = Money{0, CNY}, Money{0, CNY}
	if f.Refund && f.Price.Fen > 0 {
		sum, err := f.Price.Times(f.Units)
		if err != nil {
			return loss, err
		}
		d.add(AmountLine{
			Name: Text{"退还价款", "باھاسىنى قايتۇرۇش", "the price paid back"},
			Ref:  Reference{LawConsumerRights, "52", EvidenceMemory}, Of: f.Price, Units: f.Units, Times: 1, Sum: sum,
		})
		d.Compensation = sum
	}
	for _, l := range f.Losses {
		kind, _ := ListedOf(lossKinds, l.Kind) // the check has seen that it is known
		d.add(AmountLine{Name: kind.Words, Ref: kind.Ref, Of: l.Money, Units: 1, Times: 1, Sum: l.Money})
		if loss, err = loss.Plus(l.Money); err != nil {
			return loss, err
		}
	}
	d.Compensation, err = d.Compensation.Plus(loss)
	return loss, err
}

func (d *AmountDue) add(l AmountLine) { d.Lines = append(d.Lines, l) }

// option computes what a basis would give.
func (f ClaimFacts) option(r AmountRule, loss Money) (AmountOption, error) {
	o := AmountOption{Basis: r.Basis, Line: AmountLine{Name: r.Name, Ref: r.Ref, Sum: Money{0, CNY}}}
	for _, b := range r.bars {
		if barInfo(b).stops(f) {
			o.Bars = append(o.Bars, b)
		}
	}
	if len(o.Bars) > 0 {
		return o, nil
	}
	if r.Basis == AmountPromise {
		r.Of, r.Times, r.Minimum = OfPrice, f.Promise.Times, f.Promise.Minimum
	}
	o.Line.Of, o.Line.Units, o.Line.Times = loss, 1, r.Times
	if r.Of == OfPrice {
		o.Line.Of, o.Line.Units = f.Price, f.Units
	}
	if r.Basis == AmountFoodPrice && f.BuyerKnew {
		if o.Line.Units = f.ReasonableUnits; f.ReasonableUnits == 0 {
			o.Asks = append(o.Asks, AskReasonableUnits)
			return o, nil
		}
	}
	if r.Manual {
		o.Line.Of, o.Line.Times = Money{}, 0
		return f.settle(o)
	}
	product, err := o.Line.Of.Times(o.Line.Units * o.Line.Times)
	if err != nil {
		return o, err
	}
	if r.Ceiling {
		o.Line.Ceiling = product
		return f.settle(o)
	}
	if o.Line.Sum = product; product.Fen < r.Minimum.Fen {
		o.Line.Minimum, o.Line.Sum = r.Minimum, r.Minimum
	}
	return o, nil
}

// settle takes the amount that people have set for the basis that was elected, or asks for it.
func (f ClaimFacts) settle(o AmountOption) (AmountOption, error) {
	if f.Set.Fen == 0 || o.Basis != f.Elected {
		o.Asks = append(o.Asks, AskSetAmount)
		return o, nil
	}
	if o.Line.Ceiling.Fen > 0 && f.Set.Fen > o.Line.Ceiling.Fen {
		return o, AmountAboveCeiling.At("set", P("ceiling", o.Line.Ceiling))
	}
	o.Line.Sum = f.Set
	return o, nil
}

// elect takes the basis that the consumer chose, or the one that gives most. A basis whose amount people have to set
// first is taken only when it was chosen or nothing else applies.
func (d *AmountDue) elect(f ClaimFacts) error {
	d.Punitive = Money{0, CNY}
	best := -1
	for i, o := range d.Options {
		switch {
		case o.Basis == f.Elected && len(o.Bars) > 0:
			return barred(o)
		case o.Basis == f.Elected:
			d.take(o)
			return nil
		case len(o.Bars) > 0:
		case best < 0, o.Open() && (!d.Options[best].Open() || o.Line.Sum.Fen > d.Options[best].Line.Sum.Fen):
			best = i
		}
	}
	if best >= 0 {
		d.take(d.Options[best])
	}
	return nil
}

func (d *AmountDue) take(o AmountOption) {
	d.Elected, d.Asks = o.Basis, o.Asks
	if o.Open() {
		d.Extra, d.Punitive = o.Line, o.Line.Sum
	}
}

func barred(o AmountOption) error {
	var all Text
	for i, b := range o.Bars {
		w := barInfo(b).Name
		if i > 0 {
			all.ZH, all.UG, all.EN = all.ZH+"；", all.UG+"؛ ", all.EN+"; "
		}
		all.ZH, all.UG, all.EN = all.ZH+w.ZH, all.UG+w.UG, all.EN+w.EN
	}
	return AmountBarred.At("elected", PText("basis", o.Line.Name), PText("reasons", all))
}

// Explain says the whole sum line by line in a language.
func (d AmountDue) Explain(l Lang) []string {
	var lines []string
	for _, line := range d.Lines {
		lines = append(lines, line.Text().In(l))
	}
	if d.Punitive.Fen > 0 {
		lines = append(lines, d.Extra.Text().In(l))
	}
	for _, a := range d.Asks {
		lines = append(lines, AmountAskWords[a].In(l))
	}
	return lines
}
