package model

// ProofSign is something about a claim that the trace can prove.
type ProofSign string

// The signs.
const (
	ProofExpired  ProofSign = "expired-at-sale"
	ProofRecalled ProofSign = "recalled-at-sale"
	ProofNoSource ProofSign = "no-lawful-source"
	ProofNoCheck  ProofSign = "no-purchase-check"
	ProofFalseLot ProofSign = "false-date-or-lot"
	ProofCold     ProofSign = "cold-chain"
	ProofLab      ProofSign = "failed-test"
)

// ProofState says how far the trace proves a sign.
type ProofState string

// The states of a proof.
const (
	Proven    ProofState = "proven"
	NotProven ProofState = "not-proven" // the trace shows the contrary
	Unproved  ProofState = "unknown"    // the trace says nothing either way
)

// ProofStateWords name the states.
var ProofStateWords = map[ProofState]Text{
	Proven:    {"追溯记录证实", "ئىزلاش خاتىرىسى ئىسپاتلىدى", "proven by the trace"},
	NotProven: {"追溯记录不支持", "ئىزلاش خاتىرىسى ئەكسىنى كۆرسىتىدۇ", "the trace shows the contrary"},
	Unproved:  {"无法判断", "بىلگىلى بولمايدۇ", "not known"},
}

// ProofInfo describes a sign. Knew is the sign of knowledge that it proves, or empty.
type ProofInfo struct {
	Sign ProofSign
	Knew KnowingSign
	Name Text
}

var proofSigns = []ProofInfo{
	{ProofExpired, KnewExpired, Text{"销售时已过保质期", "سېتىلغاندا ساقلاش مۇددىتى ئۆتكەن", "past its date when sold"}},
	{ProofRecalled, KnewRecalled, Text{"召回公告或禁售后仍销售", "قايتۇرۇۋېلىش ياكى چەكلەشتىن كېيىن سېتىلغان", "sold after its recall or prohibition"}},
	{ProofNoSource, KnewNoSource, Text{"销售者没有进货记录，来源不明", "ساتقۇچىنىڭ مال كىرگۈزۈش خاتىرىسى يوق", "the seller has no record of where it came from"}},
	{ProofNoCheck, KnewNoCheck, Text{"进货时没有查验记录或合格证明", "مال كىرگۈزگەندە تەكشۈرۈش خاتىرىسى ياكى گۇۋاھنامە يوق", "received without an inspection or certificate on record"}},
	{ProofFalseLot, KnewFalseLot, Text{"售后更改了批次生产记录", "سېتىلغاندىن كېيىن تۈركۈم خاتىرىسى ئۆزگەرتىلگەن", "the record of how the lot was made was changed after the sale"}},
	{ProofCold, "", Text{"流通中温度等报警", "ئوبوروتتا تېمپېراتۇرا ئاگاھلاندۇرۇشى", "a sensor raised an alarm on the way"}},
	{ProofLab, "", Text{"检验不合格", "تەكشۈرۈشتىن ئۆتمىگەن", "a test has failed"}},
}

// ProofSigns lists the signs.
func ProofSigns() []ProofInfo { return proofSigns }

// ClaimProof is what the trace says about one sign, and by what.
type ClaimProof struct {
	Sign  ProofSign
	State ProofState
	// Stated tells that it rests on the day of purchase as the claimant states it, which no record of the trace confirms.
	Stated bool
	Refs   []ProofRef
}

// ProofRef points to a record.
type ProofRef struct {
	Kind ProofRefKind
	ID   string
	At   Instant
	// OrgID is in whose hands it was, where that matters.
	OrgID OrgID
}

// ProofRefKind says what a reference points to.
type ProofRefKind string

// The kinds of record.
const (
	RefEvent    ProofRefKind = "event"
	RefDocument ProofRefKind = "document"
	RefRecall   ProofRefKind = "recall" // its number
	RefSignal   ProofRefKind = "signal"
	RefBatch    ProofRefKind = "batch"
)

// With adds to facts what the trace has proven: the signs of knowledge, and that food is below the standard when it is
// recalled, has failed a test or was past its date.
func (f ClaimFacts) With(proofs []ClaimProof) ClaimFacts {
	known := map[KnowingSign]bool{}
	knew := make([]KnowingSign, 0, len(f.Knew))
	for _, k := range f.Knew {
		known[k] = true
		knew = append(knew, k)
	}
	for _, p := range proofs {
		if p.State != Proven {
			continue
		}
		for _, info := range proofSigns {
			if info.Sign == p.Sign && info.Knew != "" && !known[info.Knew] {
				knew = append(knew, info.Knew)
			}
		}
		if p.Sign == ProofExpired || p.Sign == ProofRecalled || p.Sign == ProofLab {
			f.UnsafeFood = true
		}
	}
	f.Knew = knew
	return f
}
