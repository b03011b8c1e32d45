package model

// Registered reports whether the case stands in the public register: announced, and no exercise. One that is cancelled
// afterwards stays, as retracted: what was said in public is never made to vanish.
func (r Recall) Registered() bool { return r.Mock == 0 && r.AnnouncedAt != 0 }

// RegisterState is how a case stands in the public register.
type RegisterState string

// The states of the register.
const (
	RegisterActive    RegisterState = "active"
	RegisterClosed    RegisterState = "closed"
	RegisterRetracted RegisterState = "retracted"
)

// RegisterStates lists the states of the register.
func RegisterStates() []RegisterState {
	return []RegisterState{RegisterActive, RegisterClosed, RegisterRetracted}
}

// RegisterStateWords name the states of the register for people.
var RegisterStateWords = map[RegisterState]Text{
	RegisterActive:    {"召回进行中", "قايتۇرۇۋېلىنىۋاتىدۇ", "Recall in progress"},
	RegisterClosed:    {"召回已结束", "قايتۇرۇۋېلىش ئاخىرلاشتى", "Recall closed"},
	RegisterRetracted: {"公告已撤销", "ئېلان بىكار قىلىندى", "Announcement retracted"},
}

// RegisterState returns how the case stands in the register.
func (r Recall) RegisterState() RegisterState {
	switch r.State {
	case RecallClosed:
		return RegisterClosed
	case RecallCancelled:
		return RegisterRetracted
	}
	return RegisterActive
}

// PublicRecall is what everybody may know of a case. It has no place for a person's name or for who holds the goods: what
// it cannot hold it cannot leak. Its JSON is what is signed.
type PublicRecall struct {
	Number    string        `json:"number"`
	URL       string        `json:"url"`
	State     RegisterState `json:"state"`
	Origin    RecallOrigin  `json:"origin"`
	Pack      PackID        `json:"rules"`
	Grade     Grade         `json:"grade,omitempty"`
	GradeName Text          `json:"grade_name"`
	Title     Text          `json:"title"`
	Hazard    Text          `json:"hazard"`
	Company   PublicCompany `json:"company"`

	AnnouncedAt Instant `json:"announced_at"`
	UpdatedAt   Instant `json:"updated_at"`
	// Ends is the day by which the recall is to be finished; EndedAt when it was closed or retracted.
	Ends    Date    `json:"ends,omitempty"`
	EndedAt Instant `json:"ended_at,omitempty"`

	Products []PublicProduct `json:"products"`
	// Provinces are those into which the goods have gone; PlacesUnknown counts holders whose province is not known.
	Provinces     []Region `json:"provinces"`
	PlacesUnknown int      `json:"places_unknown"`
	Area          Text     `json:"area"`
	Consumers     Text     `json:"consumers"`
	Operators     Text     `json:"operators"`

	Remedies []Remedy       `json:"remedies"`
	Changes  []PublicChange `json:"changes"`
}

// PublicCompany is who recalls.
type PublicCompany struct {
	Name Text `json:"name"`
	// Ceased tells that it has ended since; Surviving is who has succeeded it, absent when nobody has.
	Ceased     bool   `json:"ceased,omitempty"`
	Surviving  *Text  `json:"surviving,omitempty"`
	Region     Region `json:"region,omitempty"`
	Address    string `json:"address,omitempty"`
	Phone      string `json:"phone,omitempty"`
	AfterHours string `json:"after_hours,omitempty"`
	Email      string `json:"email,omitempty"`
}

// Called is how the company is shown: of one that has ended, its name and who has succeeded it.
func (c PublicCompany) Called() Text {
	switch {
	case c.Surviving != nil:
		return NowCalled(c.Name, *c.Surviving)
	case c.Ceased:
		return NowCalled(c.Name, Text{})
	}
	return c.Name
}

// PublicProduct is one recalled product with its lots. Products of one maker and brand make up one notice.
type PublicProduct struct {
	ID    ProductID   `json:"-"`
	Maker Text        `json:"maker"`
	Brand Text        `json:"brand"`
	Name  Text        `json:"name"`
	GTIN  string      `json:"gtin,omitempty"`
	Spec  string      `json:"spec,omitempty"`
	Photo DocumentID  `json:"-"`
	Lots  []PublicLot `json:"lots"`
}

// PublicLot is one recalled lot, or one thing of it by its serial number.
type PublicLot struct {
	Lot      string        `json:"lot,omitempty"`
	Serial   string        `json:"serial,omitempty"`
	Produced Date          `json:"produced,omitempty"`
	Expires  Date          `json:"expires,omitempty"`
	Class    AffectedClass `json:"class"`
}

// PublicChangeKind says what happened to a notice.
type PublicChangeKind string

// The kinds of change.
const (
	ChangeAnnounced PublicChangeKind = "announced"
	ChangeExpanded  PublicChangeKind = "expanded"
	ChangeNarrowed  PublicChangeKind = "narrowed"
	ChangeBoth      PublicChangeKind = "changed" // some added, some taken out
	ChangeClosed    PublicChangeKind = "closed"
	ChangeRetracted PublicChangeKind = "retracted"
)

// PublicChangeKinds lists the kinds of change.
func PublicChangeKinds() []PublicChangeKind {
	return []PublicChangeKind{ChangeAnnounced, ChangeExpanded, ChangeNarrowed, ChangeBoth, ChangeClosed, ChangeRetracted}
}

// PublicChangeWords name the kinds of change for people.
var PublicChangeWords = map[PublicChangeKind]Text{
	ChangeAnnounced: {"发布公告", "ئېلان قىلىندى", "Announced"},
	ChangeExpanded:  {"扩大范围", "دائىرىسى كېڭەيتىلدى", "Expanded"},
	ChangeNarrowed:  {"缩小范围", "دائىرىسى تارايتىلدى", "Narrowed"},
	ChangeBoth:      {"调整范围", "دائىرىسى تەڭشەلدى", "Changed"},
	ChangeClosed:    {"召回结束", "قايتۇرۇۋېلىش ئاخىرلاشتى", "Closed"},
	ChangeRetracted: {"撤销公告", "ئېلان بىكار قىلىندى", "Retracted"},
}

// PublicChange is one change of a notice after it was announced, and the announcement itself.
type PublicChange struct {
	At   Instant          `json:"at"`
	Kind PublicChangeKind `json:"kind"`
	// Added and Removed are the lots that came in and went out.
	Added   []PublicLotName `json:"added"`
	Removed []PublicLotName `json:"removed"`
}

// PublicLotName names one lot, or one thing of it, by its product.
type PublicLotName struct {
	Product Text   `json:"product"`
	GTIN    string `json:"gtin,omitempty"`
	Lot     string `json:"lot,omitempty"`
	Serial  string `json:"serial,omitempty"`
}
