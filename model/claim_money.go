package model

// MoneyAccount is a kind of account that a party has for one damage.
type MoneyAccount string

// The accounts.
const (
	AccountCash       MoneyAccount = "cash"       // money that really moved: negative for who paid
	AccountReceivable MoneyAccount = "receivable" // what others owe the party by recourse
	AccountPayable    MoneyAccount = "payable"    // what the party owes others by recourse, negative
)

// MoneyPart keeps the punitive part apart from compensation.
type MoneyPart string

// The parts.
const (
	PartCompensation MoneyPart = "compensation"
	PartPunitive     MoneyPart = "punitive"
)

// JournalKind says why a journal was written.
type JournalKind string

// The journals.
const (
	JournalPayment   JournalKind = "payment"   // the consumer is paid
	JournalDemand    JournalKind = "demand"    // recourse is agreed or adjudged: a debt between two parties
	JournalSettle    JournalKind = "settle"    // that debt is paid
	JournalRelease   JournalKind = "release"   // that debt is given up in whole or part
	JournalReimburse JournalKind = "reimburse" // an insurer refunds the insured, who has paid the consumer
)

// ConsumerParty is the party of the consumer in entries; nothing says who it is.
const ConsumerParty = "consumer"

// MoneyEntry is one line of the double-entry ledger of claims. Entries are never changed or deleted. The entries of a
// journal sum to zero in each part, and so do those of a damage; what an organisation has finally borne of it is the
// negative of its cash.
type MoneyEntry struct {
	ID         Seq
	JournalID  JournalID
	Kind       JournalKind
	DamageID   DamageID
	PaymentID  PaymentID
	RecourseID RecourseID // or empty
	Party      string     // an OrgID, or ConsumerParty
	Account    MoneyAccount
	Part       MoneyPart
	Fen        int64 // signed
	Currency   Currency
	At         Instant
}

// TableName implements schema.Tabler.
func (MoneyEntry) TableName() string { return "claim_entries" }

// MoneyJournal is a journal that is being written.
type MoneyJournal struct {
	Kind       JournalKind
	DamageID   DamageID
	PaymentID  PaymentID
	RecourseID RecourseID
	Entries    []MoneyEntry
}

// Post adds a movement of money, or of a debt, of one part from a party to another: the two entries of a double entry.
// Nothing is added for an amount of zero.
func (j *MoneyJournal) Post(part MoneyPart, from string, a MoneyAccount, to string, b MoneyAccount, m Money) {
	if m.Fen == 0 {
		return
	}
	j.Entries = append(j.Entries,
		MoneyEntry{Party: from, Account: a, Part: part, Fen: -m.Fen, Currency: m.Currency},
		MoneyEntry{Party: to, Account: b, Part: part, Fen: m.Fen, Currency: m.Currency})
}

// Balanced reports whether the entries sum to zero in each part and currency.
func (j MoneyJournal) Balanced() bool {
	type key struct {
		part     MoneyPart
		currency Currency
	}
	sums := map[key]int64{}
	for _, e := range j.Entries {
		sums[key{e.Part, e.Currency}] += e.Fen
	}
	for _, fen := range sums {
		if fen != 0 {
			return false
		}
	}
	return true
}
