package model

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

// The phases.
const (
	PayoutWaiting PayoutPhase = "waiting"  // to be sent, or to be sent again
	PayoutTaken   PayoutPhase = "taken"    // the provider has it
	PayoutGivenUp PayoutPhase = "given-up" // it could not be handed over; a person decides
	PayoutOver    PayoutPhase = "over"     // the payment is confirmed or has failed
)

// PayoutOrder is the order of one payment to a provider, kept until the provider has it.
type PayoutOrder struct {
	PaymentID  PaymentID `gorm:"primaryKey"`
	EndpointID PayoutEndpointID
	Phase      PayoutPhase
	Attempts   int
	NextAt     Instant
	LastError  string
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
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
