package model

// Identifiers of the claim room.
type (
	ClaimID      = ID[Claim]
	DamageID     = ID[Damage]
	ClaimOfferID = ID[ClaimOffer]
	ClaimFileID  = ID[ClaimFile]
)

// ClaimChannel says by which way a claim came in.
type ClaimChannel string

// The channels.
const (
	ClaimByScan   ClaimChannel = "scan"   // the page of a scanned code
	ClaimByAPI    ClaimChannel = "api"    // a program: a shop's counter, a platform
	ClaimByRecall ClaimChannel = "recall" // the remedy of a recall
)

// ClaimRemedies lists what a consumer may ask for (消费者权益保护法 Art. 24, 48-55).
func ClaimRemedies() []Remedy {
	return []Remedy{RemedyRefund, RemedyReplace, RemedyRepair, RemedyCompensate}
}

// InKind reports whether the remedy is goods or work and no money.
func (r Remedy) InKind() bool { return r == RemedyReplace || r == RemedyRepair }

// Claim is what a consumer asks of one operator on the chain of a product. Whoever receives it first answers for it:
// OrgID is written once and nothing changes it (食品安全法 Art. 148(1); 法释〔2020〕14号 Art. 1).
type Claim struct {
	ID ClaimID
	// Number is the receipt number that people quote: the year and ten characters drawn at random ("2026-7K3M9-QX4TB"),
	// so that it tells nobody how many claims there are.
	Number string
	// OrgID is the first responsible party, Region where it has its seat, Party what it is towards the goods: their
	// producer or another operator.
	OrgID  OrgID
	Region Region
	Party  DutyParty
	// DamageID is what it is about; every claim for the same thing and consumer has the same.
	DamageID DamageID
	// What was bought: the lot and, where one was scanned, the single thing. Code is the canonical EPC URI, NodeID its
	// node in the trace graph (0 when nothing was ever recorded of it).
	ProductID ProductID
	BatchID   BatchID
	Code      string
	NodeID    Seq
	// SellerID is who sold it as the claimant says; empty when the claimant does not know.
	SellerID OrgID
	BoughtOn Date
	// HarmOn is the day on which the harm was known, as stated; empty for the day of filing.
	HarmOn   Date
	Units    int64
	Price    Money `gorm:"embedded;embeddedPrefix:price_"` // of one unit
	Channel  ClaimChannel
	Remedy   Remedy   // asked for
	RecallID RecallID // the recall whose remedy is claimed, or empty
	// Asked is the whole sum asked for, 0 when the claimant leaves it to the law.
	Asked Money `gorm:"embedded;embeddedPrefix:asked_"`
	// Filed is the ClaimFacts as JSON as the claimant has stated them; it is never changed, and empty for a claim that is
	// older than this column. Facts is the latest finding
	// about them, and what was filed as long as there is none.
	Filed []byte
	Facts []byte
	// OfferID is the offer that stands, or empty.
	OfferID ClaimOfferID
	// ComplaintID is the complaint to the authority that came of it, or empty.
	ComplaintID string
	State       ClaimState
	Version     int64
	// Turn is who has to act, so that a desk's queue is one range of an index.
	Turn ClaimTurn
	// Clock is the Clock of the answer that is due, DueAt and Provisional its deadline; WarnAt when somebody next has to
	// hear of it, 0 when nobody has to.
	Clock       []byte
	DueAt       Instant
	Provisional int
	WarnAt      Instant
	// LinkHash is the hash of the claimant's private link; empty once it is given up.
	LinkHash  []byte
	SettledAt Instant
	// AdvanceAt is when the claimant asked a relief fund to pay in advance; 0 when not.
	AdvanceAt Instant
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Claim) TableName() string { return "claims" }

// Damage is what one consumer suffered from one thing once. However many claims are made for it, to the shop and to the
// producer, it is paid once.
type Damage struct {
	ID DamageID
	// Token says what makes two claims the same: the single thing's EPC, else the seller's receipt and its line, else who
	// claims and what lot. Only a keyed hash of it is kept.
	Token []byte
	// PaymentID is the payment that stands or is on its way; empty when there is none.
	PaymentID PaymentID
	Claims    int
	// ApartAt is when somebody has said that it is another loss than those that the same person claims for the same lot;
	// 0 when nobody has.
	ApartAt   Instant
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Damage) TableName() string { return "claim_damages" }

// DamageMark recognises the damages of one person about one lot, by a keyed hash of a telephone number or mail address
// and the lot. Like the token of a damage it outlives what identifies the claimant and tells nobody who that was.
type DamageMark struct {
	Mark     []byte
	DamageID DamageID
	// Thing is the EPC of the single thing that the damage is about, or empty: two things are two losses.
	Thing string
}

// TableName implements schema.Tabler.
func (DamageMark) TableName() string { return "claim_damage_marks" }

// ClaimSecret is what identifies the claimant of a claim, sealed with a key of its own that is wrapped by the key of the
// house. Erasing it is forgetting the key and the hashes (个人信息保护法 Art. 47).
type ClaimSecret struct {
	ClaimID ClaimID
	// DataKey is wrapped; empty once erased.
	DataKey []byte
	// Contact is the sealed JSON of the ClaimContact, Story that of the ClaimStory.
	Contact []byte
	Story   []byte
	// Phone and Mail are keyed hashes by which the same claimant is recognised; empty when not given or erased.
	Phone []byte
	Mail  []byte
	// Consent is the version of the text agreed to, ConsentAt when.
	Consent   int
	Lang      Lang
	ConsentAt Instant
	// KeepUntil is when it is erased by itself; 0 while the claim is open.
	KeepUntil Instant
	ErasedAt  Instant
}

// TableName implements schema.Tabler.
func (ClaimSecret) TableName() string { return "claim_secrets" }

// ClaimContact is who claims and how they are reached and paid. It is never logged and never leaves the parties of the
// claim.
type ClaimContact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	Mail  string `json:"mail,omitempty"`
	// Account is where money is to go, as the payer's provider wants it: an account number or handle. It is asked for only
	// once an offer of money is accepted (个人信息保护法 Art. 6: no more than is needed).
	Account string `json:"account,omitempty"`
	Holder  string `json:"holder,omitempty"`
	Bank    string `json:"bank,omitempty"`
}

// ClaimStory is what happened, in the claimant's words.
type ClaimStory struct {
	What    string `json:"what"`              // what is wrong with the goods
	Harm    string `json:"harm,omitempty"`    // what it did
	Receipt string `json:"receipt,omitempty"` // number of the receipt or order
	Seller  string `json:"seller,omitempty"`  // who sold it, as the claimant wrote it
}

// ClaimFile is a piece of evidence: a receipt, a photo, a bill. Its content is sealed on the disk with the data key of
// its claim.
type ClaimFile struct {
	ID        ClaimFileID
	ClaimID   ClaimID
	Kind      ClaimFileKind
	Media     string // image/jpeg, image/png or application/pdf, found out from the content
	Size      int64
	Sum       string  // SHA-256 of the sealed content: its name on the disk
	Actor     string  // Actor.Name of who added it; "public" for the claimant
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ClaimFile) TableName() string { return "claim_files" }

// ClaimFileKind says what a piece of evidence shows.
type ClaimFileKind string

// The kinds.
const (
	FilePurchase ClaimFileKind = "purchase" // receipt, order
	FileGoods    ClaimFileKind = "goods"    // the thing and its label
	FileHarm     ClaimFileKind = "harm"     // doctor's papers, damage
	FileCost     ClaimFileKind = "cost"     // bills
	FileAnswer   ClaimFileKind = "answer"   // of the party that answers
)

// ClaimFileKindWords name the kinds.
var ClaimFileKindWords = map[ClaimFileKind]Text{
	FilePurchase: {"购买凭证", "سېتىۋېلىش ئىسپاتى", "proof of purchase"},
	FileGoods:    {"商品及标签", "مال ۋە خەتكۈچى", "the goods and their label"},
	FileHarm:     {"损害证明", "زىيان ئىسپاتى", "proof of harm"},
	FileCost:     {"费用票据", "خىراجەت تالونى", "bills"},
	FileAnswer:   {"答复方材料", "جاۋاب بەرگۈچىنىڭ ماتېرىيالى", "from the party that answers"},
}

// ClaimOffer is one offer of the first responsible party, or its agreement to what was asked. Offers are never changed;
// a better one is a new one.
type ClaimOffer struct {
	ID      ClaimOfferID
	ClaimID ClaimID
	Remedy  Remedy
	// Compensation and Punitive are apart, because insurance and recourse treat them apart. Both are 0 for a remedy in kind.
	Compensation Money `gorm:"embedded;embeddedPrefix:compensation_"`
	Punitive     Money `gorm:"embedded;embeddedPrefix:punitive_"`
	// Due is the AmountDue that the house computed from the facts at that time, as JSON: the offer can be held against it.
	Due       []byte
	Goods     int // 1 when the goods are to be handed back
	Actor     string
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ClaimOffer) TableName() string { return "claim_offers" }
