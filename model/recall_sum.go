package model

import (
	"crypto/sha256"
	"errors"
	"math/big"
	"slices"
	"strconv"
)

// UnitFactor says how many of one unit a product has in another, within a span of days: a case of 24 pieces until the
// packaging changes, a bag of 25 kg. One From is Num/Den To.
type UnitFactor struct {
	Product  ProductID
	From, To Unit
	Num, Den int64
	Valid    Made // both ends included; an empty end is open
}

// ConvertOn expresses an amount of a product in another unit on a day: by the table of units where both measure the same
// thing, else by the product's factor of that day, in either direction. ok is false when no factor holds or the result
// would not be exact: such an amount stays unknown rather than rounded.
func ConvertOn(q Quantity, product ProductID, from, to Unit, on Date, factors []UnitFactor) (r Quantity, ok bool) {
	if r, ok = q.Convert(from, to); ok {
		return r, true
	}
	for _, f := range factors {
		if f.Product != product || on == "" || !f.Valid.covers(on) || f.Num <= 0 || f.Den <= 0 {
			continue
		}
		switch {
		case f.From == from && f.To == to:
			return q.MulRatio(f.Num, f.Den)
		case f.From == to && f.To == from:
			return q.MulRatio(f.Den, f.Num)
		}
	}
	return 0, false
}

// Ratio is a share whose parts are never thrown away: Num of Den, where of Den there are Unknown about which nothing is
// known yet. Quantities count in millionths, things in ones.
type Ratio struct {
	Num, Den, Unknown int64
}

// Permille returns the share in tenths of a per cent, rounded down so that 999.9 of 1000 never shows as all; ok is false
// when there is nothing to divide by or a part is negative.
func (r Ratio) Permille() (n int64, ok bool) {
	if r.Den <= 0 || r.Num < 0 {
		return 0, false
	}
	x := new(big.Int).Mul(big.NewInt(r.Num), big.NewInt(1000))
	x.Quo(x, big.NewInt(r.Den))
	return x.Int64(), x.IsInt64()
}

// String returns "97.8 %", or "—" when there is nothing to divide by.
func (r Ratio) String() string {
	n, ok := r.Permille()
	if !ok {
		return "—"
	}
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + " %"
}

// RecallTally is what is known about the quantity of one lot at one holder, or about a sum of them, in one unit:
// distributed = returned + destroyed + corrected + consumed + unaccounted.
type RecallTally struct {
	Unit        Unit
	Distributed Quantity // what the holder received
	Returned    Quantity
	Destroyed   Quantity // in place, with evidence
	Corrected   Quantity // relabelled or repaired
	Consumed    Quantity // sold and confirmed used up; never an estimate
	// Explained is the part of what is unaccounted that the authority has accepted an explanation for.
	Explained Quantity
	// Unknown is the distributed quantity of holders that have not answered.
	Unknown Quantity
}

func (t RecallTally) parts() []Quantity {
	return []Quantity{t.Distributed, t.Returned, t.Destroyed, t.Corrected, t.Consumed, t.Explained, t.Unknown}
}

// Recovered is what came back or was made harmless: returned, destroyed and corrected.
func (t RecallTally) Recovered() Quantity {
	return sumChecked(t.Returned, t.Destroyed, t.Corrected)
}

// Accounted is what is recovered and what is confirmed as consumed.
func (t RecallTally) Accounted() Quantity { return sumChecked(t.Recovered(), t.Consumed) }

// Unaccounted is the residual; negative when more came back than went out.
func (t RecallTally) Unaccounted() Quantity { return sumChecked(t.Distributed, t.Accounted().Neg()) }

// sumChecked adds and saturates at the bound that Check refuses to pass.
func sumChecked(parts ...Quantity) (sum Quantity) {
	for _, p := range parts {
		next, ok := sum.AddChecked(p)
		if !ok {
			return maxTally
		}
		sum = next
	}
	return sum
}

// maxTally bounds every part of a tally, so that their sum cannot overflow.
const maxTally Quantity = 1 << 60

// Check refuses a part that is negative or out of range with quantity-invalid, and parts that add up to more than was
// distributed with recall-excess.
func (t RecallTally) Check() error {
	for _, p := range t.parts() {
		if p < 0 || p > maxTally {
			return QuantityInvalid.Refuse(P("value", p))
		}
	}
	if t.Unaccounted() < 0 || t.Unknown > t.Distributed || t.Explained > t.Unaccounted() {
		return RecallExcess.Refuse(P("accounted", t.Accounted()), P("distributed", t.Distributed))
	}
	return nil
}

// Plus adds tallies of the same unit. ok is false for different units, which have to be converted first, and for a sum
// out of range.
func (t RecallTally) Plus(u RecallTally) (sum RecallTally, ok bool) {
	if t.Unit != u.Unit {
		return RecallTally{}, false
	}
	a, b := t.parts(), u.parts()
	for i := range a {
		if a[i], ok = a[i].AddChecked(b[i]); a[i] > maxTally || a[i] < -maxTally || !ok {
			return RecallTally{}, false
		}
	}
	return RecallTally{t.Unit, a[0], a[1], a[2], a[3], a[4], a[5], a[6]}, true
}

// RecoveredShare is how much of what was distributed came back or was made harmless.
func (t RecallTally) RecoveredShare() Ratio {
	return Ratio{int64(t.Recovered()), int64(t.Distributed), int64(t.Unknown)}
}

// AccountedShare is how much of what was distributed is accounted for, the consumed included. Show it beside
// RecoveredShare: a high share made of what was eaten is no success.
func (t RecallTally) AccountedShare() Ratio {
	return Ratio{int64(t.Accounted()), int64(t.Distributed), int64(t.Unknown)}
}

// RecallReach is how far the notices of a recall have come, in holders, those of every tier included.
type RecallReach struct {
	Holders   int64
	Delivered int64
	Responded int64 // silence is not an answer; having none left is one
	Required  int64 // holders in the sample of the effectiveness check
	Verified  int64 // of these, found to have acted
}

// DeliveredShare is how many holders the notice has reached.
func (r RecallReach) DeliveredShare() Ratio {
	return Ratio{r.Delivered, r.Holders, r.Holders - r.Delivered}
}

// RespondedShare is how many holders have answered.
func (r RecallReach) RespondedShare() Ratio {
	return Ratio{r.Responded, r.Holders, r.Holders - r.Responded}
}

// VerifiedShare is how many of those that the effectiveness level requires are verified to have acted.
func (r RecallReach) VerifiedShare() Ratio {
	return Ratio{r.Verified, r.Required, r.Required - r.Verified}
}

// CheckLevel is the level of an effectiveness check (21 CFR 7.42(b)(3)): the share of holders that is verified, not just
// contacted.
type CheckLevel string

// The levels.
const (
	CheckAll   CheckLevel = "a" // every holder
	CheckSome  CheckLevel = "b" // a share between all and a tenth, decided for the case
	CheckTenth CheckLevel = "c"
	CheckFew   CheckLevel = "d" // two of a hundred
	CheckNone  CheckLevel = "e"
)

// CheckLevels lists the levels.
func CheckLevels() []CheckLevel {
	return []CheckLevel{CheckAll, CheckSome, CheckTenth, CheckFew, CheckNone}
}

// CheckLevelWords name the levels for people.
var CheckLevelWords = map[CheckLevel]Text{
	CheckAll:   {"A级：全部核实", "A دەرىجە: ھەممىسى تەكشۈرۈلىدۇ", "level A: all"},
	CheckSome:  {"B级：按确定的比例核实", "B دەرىجە: بېكىتىلگەن نىسبەت بويىچە", "level B: the share decided for the case"},
	CheckTenth: {"C级：核实百分之十", "C دەرىجە: يۈزدە ئونى", "level C: ten per cent"},
	CheckFew:   {"D级：核实百分之二", "D دەرىجە: يۈزدە ئىككىسى", "level D: two per cent"},
	CheckNone:  {"E级：不核实", "E دەرىجە: تەكشۈرۈلمەيدۇ", "level E: none"},
}

// SampleSize returns how many of a number of holders a level asks for, rounded up so that a level with a share never
// asks for nobody. percent is the share of level B, from 11 to 99, and ignored by the others. It refuses an unknown
// level, a share of level B out of range and a negative number with value-invalid.
func SampleSize(level CheckLevel, percent, holders int64) (int64, error) {
	if holders < 0 || holders > maxHolders {
		return 0, ValueInvalid.Refuse(P("value", holders))
	}
	share := percent
	switch level {
	case CheckAll:
		share = 100
	case CheckSome:
		if percent <= 10 || percent >= 100 {
			return 0, ValueInvalid.At("percent", P("value", percent))
		}
	case CheckTenth:
		share = 10
	case CheckFew:
		share = 2
	case CheckNone:
		share = 0
	default:
		return 0, ValueInvalid.At("level", P("value", clip(string(level), 40)))
	}
	return (holders*share + 99) / 100, nil
}

const maxHolders = 1_000_000_000

// Sample is a drawn sample with all that is needed to draw it again.
type Sample struct {
	Level   CheckLevel
	Percent int64
	Seed    string
	Holders int64 // how many it was drawn from, each counted once
	Chosen  []string
}

// DrawSample draws the holders to be verified. It orders them by the SHA-256 of the seed, a zero byte and the holder,
// and takes the first ones: anybody who has the seed and the list gets the same sample, in whatever order the list
// comes, and nobody can choose whom it leaves out once the seed is fixed. A holder given twice counts once. It refuses
// what SampleSize refuses, and an empty seed with value-required.
func DrawSample(level CheckLevel, percent int64, seed string, holders []string) (Sample, error) {
	if seed == "" {
		return Sample{}, ValueRequired.At("seed")
	}
	each := slices.Compact(slices.Sorted(slices.Values(holders)))
	n, err := SampleSize(level, percent, int64(len(each)))
	if err != nil {
		return Sample{}, err
	}
	rank := make(map[string][sha256.Size]byte, len(each))
	for _, h := range each {
		rank[h] = sha256.Sum256([]byte(seed + "\x00" + h))
	}
	slices.SortFunc(each, func(a, b string) int {
		ra, rb := rank[a], rank[b]
		return slices.Compare(ra[:], rb[:])
	})
	return Sample{Level: level, Percent: percent, Seed: seed, Holders: int64(len(each)), Chosen: each[:n:n]}, nil
}

// RecallResidual is what is known about one lot or thing at one holder, with how people call it.
type RecallResidual struct {
	RecallTally
	Lot Text
}

// check refuses a residual that stands between a case and its end: recall-residual-open, recall-lot-excess,
// quantity-invalid.
func (r RecallResidual) check() error {
	err := r.Check()
	switch {
	case errors.Is(err, RecallExcess):
		return RecallLotExcess.Refuse(PText("lot", r.Lot), PText("unit", r.Unit.Word()), P("accounted", r.Accounted()), P("distributed", r.Distributed))
	case err == nil && r.Unaccounted() > r.Explained:
		return RecallResidualOpen.Refuse(PText("lot", r.Lot), PText("unit", r.Unit.Word()), P("residual", sumChecked(r.Unaccounted(), r.Explained.Neg())))
	}
	return err
}

// RecallClosing is what stands between a case and its end.
type RecallClosing struct {
	Tallies        []RecallResidual // one per holder, lot and unit; the first few
	MoreTallies    int64            // how many more there are
	OpenTasks      int64            // holders that are neither confirmed nor withdrawn
	Unproven       int64            // disposals without evidence
	ReportsDue     int64            // reports that a rule requires and nobody has submitted
	ChecksRequired int64
	ChecksVerified int64
}

// Refuse returns nil when the case may be closed, and otherwise every reason why not: recall-tasks-open,
// recall-residual-open, recall-lot-excess, recall-residuals-more, recall-disposal-unproven, recall-report-due,
// recall-checks-open.
func (c RecallClosing) Refuse() error {
	var f Faults
	if c.OpenTasks > 0 {
		f.Add("tasks", RecallTasksOpen, P("count", c.OpenTasks))
	}
	for i, t := range c.Tallies {
		f.Check(indexed("tallies", i), t.check())
	}
	if c.MoreTallies > 0 {
		f.Add("tallies", RecallResidualsMore, P("count", c.MoreTallies))
	}
	if c.Unproven > 0 {
		f.Add("disposals", RecallDisposalUnproven, P("count", c.Unproven))
	}
	if c.ReportsDue > 0 {
		f.Add("reports", RecallReportDue, P("count", c.ReportsDue))
	}
	if c.ChecksVerified < c.ChecksRequired {
		f.Add("checks", RecallChecksOpen, P("count", c.ChecksRequired-c.ChecksVerified))
	}
	return f.Err()
}
