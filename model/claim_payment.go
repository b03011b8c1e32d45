package model

import "slices"

// Identifiers of money in the claim room.
type (
	PaymentID  = ID[ClaimPayment]
	CoverID    = ID[ClaimCover]
	RecourseID = ID[Recourse]
	JournalID  = ID[MoneyEntry]
)

// PayerKind is in what capacity somebody pays a consumer.
type PayerKind string

// The payers.
const (
	PayerParty   PayerKind = "party"   // the first responsible party
	PayerInsurer PayerKind = "insurer" // its liability insurer, directly (保险法 Art. 65)
	PayerBond    PayerKind = "bond"    // a platform or market out of the party's deposit
	PayerFund    PayerKind = "fund"    // a relief fund, in advance and with recourse
)

// PayerKinds lists them.
func PayerKinds() []PayerKind { return []PayerKind{PayerParty, PayerInsurer, PayerBond, PayerFund} }

// PayerKindWords name the payers.
var PayerKindWords = map[PayerKind]Text{
	PayerParty:   {"首负责任方", "بىرىنچى جاۋابكار تەرەپ", "first responsible party"},
	PayerInsurer: {"责任保险人", "جاۋابكارلىق سۇغۇرتىسى", "liability insurer"},
	PayerBond:    {"平台或市场保证金", "سۇپا ياكى بازار كاپالەت پۇلى", "bond of the platform or market"},
	PayerFund:    {"救助基金垫付", "قۇتقۇزۇش فوندى ئالدىن تۆلەش", "advance of the relief fund"},
}

// ClaimPayment is one payment to a consumer, or the replacement or repair that takes its place.
type ClaimPayment struct {
	ID       PaymentID
	ClaimID  ClaimID
	DamageID DamageID
	// Holds is the damage's identifier while the payment stands or is on its way, and the payment's own once it has
	// failed. It is unique: a damage has at most one payment at a time, whatever races.
	Holds     string
	PayerID   OrgID
	PayerKind PayerKind
	CoverID   CoverID // the policy or bond it is paid from, or empty
	// Provider carries the money out: "manual", "file" or "webhook". Reference is the provider's or the bank's.
	Provider     string
	Reference    string
	Remedy       Remedy
	Compensation Money `gorm:"embedded;embeddedPrefix:compensation_"`
	Punitive     Money `gorm:"embedded;embeddedPrefix:punitive_"`
	// Reason is why a fund advances: the means test, or empty.
	Reason string
	// Decider is the office that decided on the advance and the number of its decision, or empty.
	Decider string
	// RunID is the settlement file that the payment went out with, or empty.
	RunID       PayoutRunID
	Actor       string // who ordered it
	Approver    string // who approved it; another person where two are needed
	State       PaymentState
	Version     int64
	OrderedAt   Instant
	ConfirmedAt Instant
	CreatedAt   Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ClaimPayment) TableName() string { return "claim_payments" }

// PaymentState is where a payment stands.
type PaymentState string

// The states.
const (
	PaymentOrdered   PaymentState = "ordered"   // ordered; a second person may have to approve
	PaymentApproved  PaymentState = "approved"  // to be carried out
	PaymentSent      PaymentState = "sent"      // with the provider
	PaymentConfirmed PaymentState = "confirmed" // the consumer has the money
	PaymentFailed    PaymentState = "failed"    // it did not arrive and never will
	PaymentCancelled PaymentState = "cancelled" // taken back before it was sent
)

// PaymentEvent moves a payment.
type PaymentEvent string

// The events.
const (
	PaymentApprove PaymentEvent = "approve"
	PaymentSend    PaymentEvent = "send"
	PaymentConfirm PaymentEvent = "confirm"
	PaymentFail    PaymentEvent = "fail"
	PaymentCancel  PaymentEvent = "cancel"
)

// Stands reports whether the payment holds its damage.
func (s PaymentState) Stands() bool { return s != PaymentFailed && s != PaymentCancelled }

// PaymentLifecycle is the life of a payment.
var PaymentLifecycle = Machine[PaymentState, PaymentEvent]{
	Name:    "claim-payment",
	Initial: PaymentOrdered,
	Moves: slices.Concat(
		movesFrom([]PaymentState{PaymentOrdered}, PaymentApprove, PaymentApproved, PermClaimApprove, Text{"批准支付", "تۆلەش تەستىقلاندى", "payment is approved"}),
		movesFrom([]PaymentState{PaymentApproved}, PaymentSend, PaymentSent, PermClaimPay, Text{"已交支付渠道", "تۆلەش يولىغا تاپشۇرۇلدى", "handed to the provider"}),
		movesFrom([]PaymentState{PaymentApproved, PaymentSent}, PaymentConfirm, PaymentConfirmed, PermClaimPay, Text{"确认到账", "پۇلنىڭ تەگكەنلىكى جەزملەندى", "arrival is confirmed"}),
		movesFrom([]PaymentState{PaymentApproved, PaymentSent}, PaymentFail, PaymentFailed, PermClaimPay, Text{"支付失败", "تۆلەش مەغلۇپ بولدى", "payment has failed"}),
		movesFrom([]PaymentState{PaymentOrdered, PaymentApproved}, PaymentCancel, PaymentCancelled, PermClaimPay, Text{"取消支付", "تۆلەش بىكار قىلىندى", "payment is cancelled"}),
	),
	Words: map[PaymentState]Text{
		PaymentOrdered:   {"待批准", "تەستىق كۈتۈۋاتىدۇ", "to be approved"},
		PaymentApproved:  {"待支付", "تۆلەش كۈتۈۋاتىدۇ", "to be carried out"},
		PaymentSent:      {"支付中", "تۆلەنىۋاتىدۇ", "on its way"},
		PaymentConfirmed: {"已到账", "تەگدى", "arrived"},
		PaymentFailed:    {"支付失败", "مەغلۇپ بولدى", "failed"},
		PaymentCancelled: {"已取消", "بىكار قىلىندى", "cancelled"},
	},
}

// ClaimCover is a policy of liability insurance or a bond from which claims against an organisation are paid. It is
// never changed; a wrong one is ended.
type ClaimCover struct {
	ID     CoverID
	Kind   PayerKind // insurer or bond
	OrgID  OrgID     // who is covered
	Payer  OrgID     // who pays
	Number string    // of the policy or bond
	// Ceiling is the most that is paid from it, Drawn what payments that stand have taken; the two are compared in the
	// statement that draws.
	Ceiling Money `gorm:"embedded;embeddedPrefix:ceiling_"`
	Drawn   int64
	// Punitive is 1 when it also covers the punitive part, which insurance commonly excludes.
	Punitive  int
	ValidFrom Date
	ValidTo   Date
	Actor     string
	// ConfirmedAt is when who is covered has agreed that it is; before, it opens nothing and nothing is paid from it.
	ConfirmedAt Instant
	EndedAt     Instant
	CreatedAt   Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ClaimCover) TableName() string { return "claim_covers" }
