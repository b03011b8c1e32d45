package model

import (
	"regexp"
	"time"
)

// FactorID names a unit factor.
type FactorID = ID[UnitFactorRow]

// UnitFactorRow is a UnitFactor as its maker declared it. It is never changed; a wrong one is ended.
type UnitFactorRow struct {
	ID        FactorID
	OrgID     OrgID
	ProductID ProductID
	FromUnit  Unit
	ToUnit    Unit
	Num, Den  int64
	ValidFrom Date
	ValidTo   Date
	Actor     string
	EndedAt   Instant
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (UnitFactorRow) TableName() string { return "recall_factors" }

// Factor returns what the row declares.
func (r UnitFactorRow) Factor() UnitFactor {
	return UnitFactor{Product: r.ProductID, From: r.FromUnit, To: r.ToUnit, Num: r.Num, Den: r.Den, Valid: Made{r.ValidFrom, r.ValidTo}}
}

// Overlaps reports whether both declare the same units of a product for a common day, in either direction.
func (f UnitFactor) Overlaps(g UnitFactor) bool {
	same := f.From == g.From && f.To == g.To || f.From == g.To && f.To == g.From
	begins := func(a, b Made) bool { return a.From == "" || b.To == "" || a.From <= b.To }
	return same && f.Product == g.Product && begins(f.Valid, g.Valid) && begins(g.Valid, f.Valid)
}

// Check refuses a factor that says nothing or nonsense.
func (f UnitFactor) Check() error {
	var faults Faults
	for at, u := range map[string]Unit{"from_unit": f.From, "to_unit": f.To} {
		if !unitCode.MatchString(string(u)) {
			faults.Add(at, UnitUnknown, P("value", clip(string(u), 10)))
		}
	}
	if _, known := Units(1).Convert(f.From, f.To); known {
		faults.Add("to_unit", FactorFixed, P("from", f.From), P("to", f.To))
	}
	for at, n := range map[string]int64{"num": f.Num, "den": f.Den} {
		if n < 1 || n > maxFactor {
			faults.Add(at, ValueInvalid, P("value", n))
		}
	}
	f.Valid.check(&faults)
	return faults.Err()
}

// Fraction writes an exact decimal as a fraction in lowest terms: 2.5 is 5/2.
func Fraction(q Quantity) (num, den int64) {
	num, den = int64(q), int64(quantityOne)
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	if a = max(a, -a); a == 0 {
		return num, den
	}
	return num / a, den / a
}

// maxFactor bounds both parts of a factor, so that conversions stay within what MulRatio multiplies.
const maxFactor = 1_000_000_000

// unitCode is the form of the codes of UN/ECE Recommendations 20 and 21; the empty one counts pieces.
var unitCode = regexp.MustCompile(`^[A-Z0-9]{0,3}$`)

// Shaped reports whether a unit has the form of a code, known or not: a holder may count in packages (Recommendation 21).
func (u Unit) Shaped() bool { return unitCode.MatchString(string(u)) }

// RecallCheck is one draw of the holders that an effectiveness check verifies. The seed is drawn by the house in the
// transaction that takes down the list, so that nobody can choose whom it leaves out; with the list kept, anybody can
// draw it again.
type RecallCheck struct {
	ID        Seq
	RecallID  RecallID
	Level     CheckLevel
	Percent   int
	Seed      string
	Holders   []byte // the identifiers of the tasks it was drawn from, one a line, sorted
	Chosen    []byte // those it chose, in the order of the draw
	Actor     string
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (RecallCheck) TableName() string { return "recall_checks" }

// HolderEvents are the events by which a holder answers.
func HolderEvents() []TaskEvent {
	return []TaskEvent{TaskAcknowledge, TaskSeal, TaskHoldNone, TaskReturn, TaskDestroy, TaskRelabel}
}

// TellerEvents are the events by which whoever told a holder, or the authority, follows it up.
func TellerEvents() []TaskEvent {
	return []TaskEvent{TaskConfirm, TaskReject, TaskReopen, TaskEscalate, TaskWithdraw, TaskNotify}
}

// TaskEventWords name for people what a holder can do, as the button says it.
var TaskEventWords = map[TaskEvent]Text{
	TaskAcknowledge: {"确认收到并停止销售", "تاپشۇرۇۋالدىم، سېتىشنى توختاتتىم", "I have the notice and have stopped selling"},
	TaskSeal:        {"封存库存", "ئامباردىكىسىنى پېچەتلىدىم", "I have sealed what I have"},
	TaskHoldNone:    {"没有库存", "مەندە قالمىدى", "I have none left"},
	TaskReturn:      {"退回供货方", "قايتۇرۇپ بەردىم", "I have returned it"},
	TaskDestroy:     {"就地销毁", "نەق مەيداندا يوقاتتىم", "I have destroyed it on the spot"},
	TaskRelabel:     {"补救标签", "خەتكۈچىنى تۈزەتتىم", "I have corrected the labels"},
}

// AtOnceGrace is how long a duty that the law wants met at once may stay open before it is overdue: the law sets no number,
// and a shop needs time to read its messages. The duty is shown as due from the first moment.
const AtOnceGrace = 24 * time.Hour

// Until is the instant after which a task that is not answered is overdue, zero when no rule sets one; atOnce tells that
// the law wants it answered without delay, and the instant is how long this house waits.
func (t RecallTask) Until() (at Instant, atOnce bool) {
	switch {
	case t.DueAt == 0:
		return 0, false
	case t.DueAt <= t.DeliveredAt || t.DueAt <= t.CreatedAt:
		return t.DueAt.Add(AtOnceGrace), true
	}
	return t.DueAt, false
}
