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

// PaymentJournal is the journal of a payment that has reached the consumer; it has no entries for a remedy in kind.
func PaymentJournal(p ClaimPayment) MoneyJournal {
	j := MoneyJournal{Kind: JournalPayment, DamageID: p.DamageID, PaymentID: p.ID}
	j.Post(PartCompensation, string(p.PayerID), AccountCash, ConsumerParty, AccountCash, p.Compensation)
	j.Post(PartPunitive, string(p.PayerID), AccountCash, ConsumerParty, AccountCash, p.Punitive)
	return j
}

// DemandJournal makes a recourse that is agreed a debt.
func DemandJournal(r Recourse) MoneyJournal {
	return r.journal(JournalDemand, func(j *MoneyJournal, part MoneyPart, m Money) { r.owe(j, part, m) })
}

// SettleJournal is the journal of a debt that is paid; of an insurer to its insured it is a reimbursement.
func SettleJournal(r Recourse) MoneyJournal {
	kind := JournalSettle
	if r.Ground == GroundPolicy {
		kind = JournalReimburse
	}
	return r.journal(kind, func(j *MoneyJournal, part MoneyPart, m Money) {
		r.forgive(j, part, m)
		j.Post(part, string(r.DebtorID), AccountCash, string(r.CreditorID), AccountCash, m)
	})
}

// ReleaseJournal gives a debt up.
func ReleaseJournal(r Recourse) MoneyJournal {
	return r.journal(JournalRelease, func(j *MoneyJournal, part MoneyPart, m Money) { r.forgive(j, part, m) })
}

func (r Recourse) journal(kind JournalKind, post func(j *MoneyJournal, part MoneyPart, m Money)) MoneyJournal {
	j := MoneyJournal{Kind: kind, DamageID: r.DamageID, PaymentID: r.PaymentID, RecourseID: r.ID}
	post(&j, PartCompensation, r.Compensation)
	post(&j, PartPunitive, r.Punitive)
	return j
}

func (r Recourse) owe(j *MoneyJournal, part MoneyPart, m Money) {
	j.Post(part, string(r.DebtorID), AccountPayable, string(r.CreditorID), AccountReceivable, m)
}

func (r Recourse) forgive(j *MoneyJournal, part MoneyPart, m Money) {
	j.Post(part, string(r.CreditorID), AccountReceivable, string(r.DebtorID), AccountPayable, m)
}

// MoneyBalance is what a party has on one account for one part of a damage, or of all of them.
type MoneyBalance struct {
	Party   string
	Account MoneyAccount
	Part    MoneyPart
	Fen     int64
}

// Position is where an organisation stands, part by part: what it has borne so far, what others owe it and what it owes.
// All three are positive or zero but Borne, which is negative for who has got back more than it paid.
type Position struct {
	Part       MoneyPart
	Borne      Money
	Receivable Money
	Payable    Money
}

// MoneyParts lists the parts.
func MoneyParts() []MoneyPart { return []MoneyPart{PartCompensation, PartPunitive} }

// PositionsOf reads the positions of a party out of balances.
func PositionsOf(party string, balances []MoneyBalance) []Position {
	list := make([]Position, 0, len(MoneyParts()))
	for _, part := range MoneyParts() {
		p := Position{Part: part, Borne: Money{0, CNY}, Receivable: Money{0, CNY}, Payable: Money{0, CNY}}
		for _, b := range balances {
			if b.Party != party || b.Part != part {
				continue
			}
			switch b.Account {
			case AccountCash:
				p.Borne.Fen -= b.Fen
			case AccountReceivable:
				p.Receivable.Fen += b.Fen
			case AccountPayable:
				p.Payable.Fen -= b.Fen
			}
		}
		list = append(list, p)
	}
	return list
}
