package model

import "strings"

// Identifiers of the complaint room.
type (
	ComplaintID     = ID[Complaint]
	TipID           = ID[Tip]
	ComplaintNoteID = ID[ComplaintNote]
)

// ComplaintChannel says by which way a complaint or tip came in.
type ComplaintChannel string

// The channels.
const (
	ComplaintByPage  ComplaintChannel = "page"  // the public page or a program
	ComplaintByClaim ComplaintChannel = "claim" // a claim that its party left lying or refused
)

// Complaint is a consumer's request that the market regulator settle a dispute with an operator by mediation (投诉;
// 市场监督管理投诉举报处理办法, Order 121, Art. 3). It holds no personal data: who complains and what was written lie sealed in
// ComplaintSecret and ComplaintNote.
type Complaint struct {
	ID ComplaintID
	// Number is quoted by people: "TS2026-7K3M9-QX4TB", drawn at random, so that it tells nobody how many there are.
	Number string
	// OrgID is the operator complained of, Region where it has its seat.
	OrgID  OrgID
	Region Region
	// AuthorityID handles it; empty while no regulator of the region is in the house. ProposedID is the authority that is
	// said to have jurisdiction while that is disputed, else empty.
	AuthorityID OrgID
	ProposedID  OrgID
	// ClaimID is the claim that it came of, TipID the tip that stood on the same paper (Art. 9); empty when there is none.
	ClaimID ClaimID
	TipID   TipID
	Channel ComplaintChannel
	// What was bought, as far as it is known.
	ProductID ProductID
	BatchID   BatchID
	Code      string
	BoughtOn  Date
	Units     int64
	Price     Money `gorm:"embedded;embeddedPrefix:price_"` // of one unit
	Asked     Money `gorm:"embedded;embeddedPrefix:asked_"`
	// Share is 1 when the complainant lets the operator see how to reach them.
	Share int
	// Ground is why it was refused, Ending why mediation ended; empty otherwise.
	Ground ComplaintGround
	Ending ComplaintEnding
	// Delegate names the body to which mediation is entrusted (Art. 20), Lab who tests, LabBy whether both agreed on it or
	// the authority appointed it, and Payer who pays for the test (Art. 22).
	Delegate string
	Lab      string
	LabBy    ComplaintLabBy
	Payer    ComplaintPayer
	State    ComplaintState
	Version  int64
	// Turn is who has to act, Running 1 while a clock runs against the authority.
	Turn    ComplaintTurn
	Running int
	// Clocks is every Clock so far as JSON, the last one being the present one; DueAt and Provisional its deadline, WarnAt
	// when it is next looked at, and OverdueAt when one of them was first found to have run out.
	Clocks      []byte
	DueAt       Instant
	Provisional int
	WarnAt      Instant
	WarnedAt    Instant
	OverdueAt   Instant
	// LinkHash is the hash of the complainant's private link; empty once it is given up.
	LinkHash []byte
	// Month is that of receipt in China ("2026-11"), by which statistics count.
	Month      string
	AcceptedAt Instant
	EndedAt    Instant
	ToldAt     Instant
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Complaint) TableName() string { return "complaints" }

// ComplaintSecret is what identifies who filed a complaint or a tip, sealed with a key of its own that is wrapped by the
// key of the house. Erasing it is forgetting the key and the hashes (个人信息保护法 Art. 47).
type ComplaintSecret struct {
	// SubjectID is the complaint or the tip, Kind which of them, OrgID the operator that it is about.
	SubjectID string
	Kind      ComplaintKind
	OrgID     OrgID
	ProductID ProductID
	Units     int64
	// DataKey is wrapped; empty once erased.
	DataKey []byte
	// Contact is the sealed JSON of the ComplaintContact, Story that of the ComplaintStory.
	Contact []byte
	Story   []byte
	// Keyed hashes by which the same person is recognised; empty when not given or erased.
	Name    []byte
	Phone   []byte
	Mail    []byte
	Address []byte
	// Consent is the version of the text agreed to.
	Consent   int
	Lang      Lang
	KeepUntil Instant // when it is erased by itself; 0 while open
	ErasedAt  Instant
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ComplaintSecret) TableName() string { return "complaint_secrets" }

// ComplaintKind tells complaints from tips.
type ComplaintKind string

// The kinds.
const (
	KindComplaint ComplaintKind = "complaint" // 投诉: a dispute of one's own, to be mediated
	KindTip       ComplaintKind = "tip"       // 举报: a clue of an offence, to be verified
)

// ComplaintContact is who complains: a complaint is made under one's real name (Art. 10). It is never logged, and shown
// only where it is revealed.
type ComplaintContact struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Mail    string `json:"mail,omitempty"`
	Address string `json:"address,omitempty"`
}

// ComplaintStory is what happened and what is asked for, in the complainant's words.
type ComplaintStory struct {
	What    string `json:"what"`
	Wish    string `json:"wish,omitempty"`    // what the complainant asks for
	Receipt string `json:"receipt,omitempty"` // number of the receipt or order
}

// ComplaintNote is what somebody added to a complaint or tip. Its text may name people, so it is sealed with the key of
// its subject and erased with it.
type ComplaintNote struct {
	ID        ComplaintNoteID
	SubjectID string
	Kind      ComplaintNoteKind
	Body      []byte // sealed
	Actor     string // Actor.Name, or "public" for the complainant
	OrgID     OrgID
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ComplaintNote) TableName() string { return "complaint_notes" }

// ComplaintNoteKind says what a note is.
type ComplaintNoteKind string

// The kinds of note.
const (
	NoteAnswer     ComplaintNoteKind = "answer"     // the operator's answer
	NoteSupplement ComplaintNoteKind = "supplement" // what the complainant added
	NoteDecision   ComplaintNoteKind = "decision"   // the reason of a decision, as it was told
	NoteRemedies   ComplaintNoteKind = "remedies"   // the other ways that whoever is refused was told of
	NoteTest       ComplaintNoteKind = "test"       // what the laboratory found
	NoteLetter     ComplaintNoteKind = "letter"     // the mediation letter with its terms (Art. 24)
	NoteRecord     ComplaintNoteKind = "record"     // the record of terms met on the spot or oral (Art. 24)
	NoteVisit      ComplaintNoteKind = "visit"      // return visit (回访, Art. 26)
	NoteFact       ComplaintNoteKind = "fact"       // new facts of a tip
	NoteFinding    ComplaintNoteKind = "finding"    // what verifying found
)

// complaintNoteWords name the kinds of note, in the order in which they are listed.
var complaintNoteWords = []struct {
	kind ComplaintNoteKind
	word Text
}{
	{NoteAnswer, Text{"经营者答复", "تىجارەتچىنىڭ جاۋابى", "answer of the operator"}},
	{NoteSupplement, Text{"投诉人补充", "ئەرز قىلغۇچىنىڭ تولۇقلىمىسى", "added by the complainant"}},
	{NoteDecision, Text{"决定理由", "قارارنىڭ سەۋەبى", "reason of the decision"}},
	{NoteRemedies, Text{"其他救济途径", "باشقا قۇتقۇزۇش يوللىرى", "other remedies"}},
	{NoteTest, Text{"检验检测结果", "تەكشۈرۈش نەتىجىسى", "result of the test"}},
	{NoteLetter, Text{"调解书", "مۇرەسسە خېتى", "mediation letter"}},
	{NoteRecord, Text{"调解记录", "مۇرەسسە خاتىرىسى", "mediation record"}},
	{NoteVisit, Text{"回访", "قايتا زىيارەت", "return visit"}},
	{NoteFact, Text{"新线索", "يېڭى يىپ ئۇچى", "new facts"}},
	{NoteFinding, Text{"核查情况", "تەكشۈرۈپ ئېنىقلاش ئەھۋالى", "what verifying found"}},
}

// ComplaintNoteKinds lists the kinds of note.
func ComplaintNoteKinds() []ComplaintNoteKind {
	var kinds []ComplaintNoteKind
	for _, w := range complaintNoteWords {
		kinds = append(kinds, w.kind)
	}
	return kinds
}

// Words name the kind of note.
func (k ComplaintNoteKind) Words() Text {
	for _, w := range complaintNoteWords {
		if w.kind == k {
			return w.word
		}
	}
	return Text{}
}

// Check refuses what cannot be a way to reach somebody; with real, the real name and one way to reach them are required
// (Order 121 Art. 10). What was written is not repeated in the refusal.
func (c ComplaintContact) Check(f *Faults, at string, real bool) {
	digits := 0
	for _, r := range c.Phone {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if c.Phone != "" && (digits < 3 || digits > 25 || strings.Trim(c.Phone, "0123456789 +()-,") != "") {
		f.Add(at+".phone", ValueInvalid, P("value", "…"))
	}
	if c.Mail != "" && !isEmail(c.Mail) {
		f.Add(at+".mail", ValueInvalid, P("value", "…"))
	}
	if real && c.Name == "" {
		f.Add(at+".name", ValueRequired)
	}
	if real && c.Phone == "" && c.Mail == "" {
		f.Add(at+".phone", ValueRequired)
	}
}

// PhoneDigits is a telephone number as it is compared: its digits, without the country code of China.
func (c ComplaintContact) PhoneDigits() string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, c.Phone)
	if len(digits) > 11 {
		digits = strings.TrimPrefix(strings.TrimPrefix(digits, "00"), "86")
	}
	return digits
}
