package model

import (
	"slices"
	"strings"
)

// Identifiers of payouts.
type (
	PayoutRunID      = ID[PayoutRun]
	PayoutEndpointID = ID[PayoutEndpoint]
)

// The providers that carry payments out.
const (
	PayoutManual  = "manual"  // the payer pays by its own means and records the reference
	PayoutFile    = "file"    // a settlement file for the payer's bank, whose result is read back
	PayoutWebhook = "webhook" // a signed order to the payer's provider, which confirms by a signed call
)

// PayoutProviders lists the providers.
func PayoutProviders() []string { return []string{PayoutManual, PayoutFile, PayoutWebhook} }

// PayoutProviderWords name the providers.
var PayoutProviderWords = map[string]Text{
	PayoutManual:  {"自行支付并登记", "ئۆزى تۆلەپ تىزىملاش", "paid by hand and recorded"},
	PayoutFile:    {"银行结算文件", "بانكا ھېسابات ھۆججىتى", "settlement file for the bank"},
	PayoutWebhook: {"支付渠道接口", "تۆلەش يولى ئۇلىنىشى", "payment provider by webhook"},
}

// PayoutRun is one settlement file: payments of one payer that went to its bank together. A payment is in one run at most.
type PayoutRun struct {
	ID PayoutRunID
	// Number is what the bank sees: the day and ten characters drawn at random.
	Number  string
	PayerID OrgID
	// Payments and Total are the control sums: how many there are and what they come to.
	Payments  int
	Fen       int64
	Currency  Currency
	EndedAt   Instant // when the last of them was confirmed or failed, else 0
	Actor     string
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (PayoutRun) TableName() string { return "claim_payout_runs" }

// PayoutEndpoint is where the provider of a payer takes orders. Orders and confirmations are signed with its secret.
type PayoutEndpoint struct {
	ID        PayoutEndpointID
	PayerID   OrgID
	Address   string
	Secret    []byte
	Actor     string
	EndedAt   Instant
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (PayoutEndpoint) TableName() string { return "claim_payout_endpoints" }

// PayoutPhase is how far an order is on its way to a provider.
type PayoutPhase string

// The phases. An order that was given up while in doubt has first been asked after for some days.
const (
	PayoutWaiting PayoutPhase = "waiting"  // to be sent, or to be sent again
	PayoutTaken   PayoutPhase = "taken"    // the provider has it
	PayoutGivenUp PayoutPhase = "given-up" // it could not be handed over; a person decides
	PayoutOver    PayoutPhase = "over"     // the payment is confirmed or has failed
)

// PayoutFailure says why a payment did not arrive or was taken back. The list is closed, because what a bank or a clerk
// writes freely names people, and the history of a payment outlives the claimant's data.
type PayoutFailure string

// The failures.
const (
	FailedAccount  PayoutFailure = "account"  // there is no such account, or it is closed
	FailedName     PayoutFailure = "name"     // it is somebody else's
	FailedLimit    PayoutFailure = "limit"    // above a limit of the bank or the provider
	FailedRefused  PayoutFailure = "refused"  // the bank or the provider does not want it
	FailedReturned PayoutFailure = "returned" // it came back
	FailedMistake  PayoutFailure = "mistake"  // it was ordered by mistake
	FailedOverdue  PayoutFailure = "overdue"  // it was left lying until the claim was deemed refused
	FailedOther    PayoutFailure = "other"
)

// PayoutFailures lists the failures.
func PayoutFailures() []PayoutFailure {
	return []PayoutFailure{FailedAccount, FailedName, FailedLimit, FailedRefused, FailedReturned, FailedMistake, FailedOverdue, FailedOther}
}

// PayoutFailureOf reads what a bank or a provider says; whatever is none of the words is FailedOther.
func PayoutFailureOf(said string) PayoutFailure {
	if f := PayoutFailure(strings.ToLower(strings.TrimSpace(said))); slices.Contains(PayoutFailures(), f) {
		return f
	}
	return FailedOther
}

// PayoutFailureWords name the failures.
var PayoutFailureWords = map[PayoutFailure]Text{
	FailedAccount:  {"账户不存在或已注销", "ھېسابات يوق ياكى تاقالغان", "no such account, or it is closed"},
	FailedName:     {"户名不符", "ھېسابات ئىگىسى ماس كەلمىدى", "the account is somebody else's"},
	FailedLimit:    {"超出渠道限额", "تۆلەش يولىنىڭ چېكىدىن ئاشتى", "above a limit of the bank or provider"},
	FailedRefused:  {"银行或渠道拒绝办理", "بانكا ياكى تۆلەش يولى رەت قىلدى", "refused by the bank or provider"},
	FailedReturned: {"款项退回", "پۇل قايتىپ كەلدى", "the money came back"},
	FailedMistake:  {"下单有误", "خاتا بۇيرۇلغان", "ordered by mistake"},
	FailedOverdue:  {"逾期未办理", "ۋاقتى ئۆتۈپ كەتتى", "left lying too long"},
	FailedOther:    {"其他原因", "باشقا سەۋەب", "another reason"},
}

// PayoutOrder is the order of one payment to a provider, kept until the provider has it.
type PayoutOrder struct {
	PaymentID  PaymentID `gorm:"primaryKey"`
	EndpointID PayoutEndpointID
	Phase      PayoutPhase
	Attempts   int
	// Doubt counts the attempts of which nobody knows whether the provider has them: no answer came, or none that says so.
	// While there is one the provider may carry the order out.
	Doubt     int
	NextAt    Instant
	LastError string
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (PayoutOrder) TableName() string { return "claim_payout_orders" }

// PayoutCall is a call of a provider that has been heard, so that the same one has no effect again.
type PayoutCall struct {
	EndpointID PayoutEndpointID `gorm:"primaryKey"`
	Message    string           `gorm:"primaryKey"`
	PaymentID  PaymentID
	At         Instant
}

// TableName implements schema.Tabler.
func (PayoutCall) TableName() string { return "claim_payout_calls" }
