package model

import (
	"slices"
	"strings"
)

// Identifiers of notices.
type (
	NoticeID   = ID[Notice]
	EndpointID = ID[NoticeEndpoint]
)

// NoticeTopic says what a notice is about; an address for notices chooses among the topics.
type NoticeTopic string

// The topics.
const (
	TopicRecall    NoticeTopic = "recall"
	TopicClaim     NoticeTopic = "claim" // claims, their payment and cover, and recourse
	TopicComplaint NoticeTopic = "complaint"
)

// NoticeTopics lists the topics.
func NoticeTopics() []NoticeTopic { return []NoticeTopic{TopicRecall, TopicClaim, TopicComplaint} }

// NoticeTopicWords name the topics.
var NoticeTopicWords = map[NoticeTopic]Text{
	TopicRecall:    {"召回", "قايتۇرۇۋېلىش", "recalls"},
	TopicClaim:     {"索赔、赔付和追偿", "تۆلەم تەلىپى، تۆلەش ۋە سۈيلەش", "claims, payment and recourse"},
	TopicComplaint: {"投诉举报", "ئەرز ۋە پاش قىلىش", "complaints and tips"},
}

// Need is the permission to read the notices of a topic.
func (t NoticeTopic) Need() Permission {
	switch t {
	case TopicRecall:
		return PermRecallRead
	case TopicClaim:
		return PermClaimRead
	case TopicComplaint:
		return PermComplaintRead
	}
	return ""
}

// NoticeState is where a notice on its way stands.
type NoticeState string

// The states of a notice.
const (
	NoticePending   NoticeState = "pending"
	NoticeDelivered NoticeState = "delivered"
	NoticeDead      NoticeState = "dead"
)

// NoticeStates lists the states.
func NoticeStates() []NoticeState {
	return []NoticeState{NoticePending, NoticeDelivered, NoticeDead}
}

// NoticeEvent moves a notice.
type NoticeEvent string

// The events of a notice.
const (
	NoticeDeliver NoticeEvent = "deliver"
	NoticeGiveUp  NoticeEvent = "give-up"
	NoticeRetry   NoticeEvent = "retry"
)

// NoticeLifecycle declares how a notice moves.
var NoticeLifecycle = Machine[NoticeState, NoticeEvent]{
	Name:    "notice",
	Initial: NoticePending,
	Moves: []Move[NoticeState, NoticeEvent]{
		{NoticePending, NoticeDeliver, NoticeDelivered, PermSubscribe, Text{"已送达", "يەتكۈزۈلدى", "the receiver has it"}},
		{NoticePending, NoticeGiveUp, NoticeDead, PermSubscribe, Text{"多次发送失败", "كۆپ قېتىم مەغلۇپ بولدى", "it failed too often"}},
		{NoticeDead, NoticeRetry, NoticePending, PermSubscribe, Text{"重新发送", "قايتا يوللاش", "it is to be sent again"}},
	},
	Words: map[NoticeState]Text{
		NoticePending:   {"待发送", "يوللاشنى كۈتۈۋاتىدۇ", "to be sent"},
		NoticeDelivered: {"已送达", "يەتكۈزۈلدى", "delivered"},
		NoticeDead:      {"无法送达", "يەتكۈزۈلمىدى", "not delivered"},
	},
}

// NoticeChannel says by which way a notice goes.
type NoticeChannel string

// The channels.
const (
	ChannelDesk    NoticeChannel = "desk"    // the receiver's own console; delivered when written
	ChannelWebhook NoticeChannel = "webhook" // a signed message to the receiver's system
	ChannelEmail   NoticeChannel = "email"
)

// NoticeChannels lists the channels.
func NoticeChannels() []NoticeChannel {
	return []NoticeChannel{ChannelDesk, ChannelWebhook, ChannelEmail}
}

// Notice is one message to one organisation, or to a claimant, kept until it has arrived (an outbox): it is written in the
// transaction that causes it. It holds no personal data: not even the address of a claimant, which is opened when the
// mail goes out and forgotten after.
type Notice struct {
	ID    NoticeID
	Topic NoticeTopic
	Kind  NoticeKind
	// SubjectID is the recall, claim, policy, complaint or tip that it is about, PartID the task, payment or recourse; empty
	// where there is none.
	SubjectID string
	PartID    string
	// OrgID is who is told; empty for a claimant.
	OrgID   OrgID
	Channel NoticeChannel
	// Address names the endpoint that it goes to; empty for a desk and for a claimant.
	Address string
	Lang    Lang
	State   NoticeState
	Version int64
	// Body is the NoticeFacts as JSON of a desk's notice, the whole message of one to an endpoint.
	Body       []byte
	Attempts   int
	NextAt     Instant
	LastError  string
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
	FinishedAt Instant
}

// TableName implements schema.Tabler.
func (Notice) TableName() string { return "notices" }

// NoticeEndpoint is where an organisation wants notices besides its desk: a web address or a mailbox. A notice names the
// endpoint, not the address, so that no copy of an address is kept with it.
type NoticeEndpoint struct {
	ID      EndpointID
	OrgID   OrgID
	Channel NoticeChannel
	Address string
	// Secret is the key with which messages to a web address are signed; empty for mailboxes.
	Secret []byte
	Lang   Lang
	// Topics are those of which it is told, joined by commas.
	Topics    string
	Actor     string
	EndedAt   Instant // when the organisation gave it up; 0 while it stands
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (NoticeEndpoint) TableName() string { return "notice_endpoints" }

// Hears reports whether the endpoint is told of a topic.
func (e NoticeEndpoint) Hears(t NoticeTopic) bool { return slices.Contains(e.TopicList(), t) }

// TopicList lists the topics of which the endpoint is told, in their order.
func (e NoticeEndpoint) TopicList() (list []NoticeTopic) {
	for _, t := range NoticeTopics() {
		if slices.Contains(strings.Split(e.Topics, ","), string(t)) {
			list = append(list, t)
		}
	}
	return list
}

// JoinTopics writes topics as an endpoint keeps them, in their order and each once.
func JoinTopics(topics []NoticeTopic) string {
	var list []string
	for _, t := range NoticeTopics() {
		if slices.Contains(topics, t) {
			list = append(list, string(t))
		}
	}
	return strings.Join(list, ",")
}

// NoticeText is a text in the three languages on the wire.
type NoticeText struct {
	ZH string `json:"zh,omitempty"`
	UG string `json:"ug,omitempty"`
	EN string `json:"en,omitempty"`
}

// NoticeTextOf writes a text for the wire; nil for one that is empty.
func NoticeTextOf(t Text) *NoticeText {
	if t == (Text{}) {
		return nil
	}
	return &NoticeText{t.ZH, t.UG, t.EN}
}

// Text reads it back; that of nil is empty.
func (t *NoticeText) Text() Text {
	if t == nil {
		return Text{}
	}
	return Text{ZH: t.ZH, UG: t.UG, EN: t.EN}
}

// NoticeFacts is what a notice says of its subject, to people and to machines: numbers, lots, sums, states, deadlines and
// where to read more. It names companies and goods, no people.
type NoticeFacts struct {
	RecallNumber    string      `json:"recall_number,omitempty"`
	RecallID        string      `json:"recall_id,omitempty"`
	TaskID          string      `json:"task_id,omitempty"`
	ClaimNumber     string      `json:"claim_number,omitempty"`
	ClaimID         string      `json:"claim_id,omitempty"`
	PaymentID       string      `json:"payment_id,omitempty"`
	RecourseNumber  string      `json:"recourse_number,omitempty"`
	RecourseID      string      `json:"recourse_id,omitempty"`
	CoverNumber     string      `json:"cover_number,omitempty"`
	CoverID         string      `json:"cover_id,omitempty"`
	ComplaintNumber string      `json:"complaint_number,omitempty"`
	ComplaintID     string      `json:"complaint_id,omitempty"`
	TipNumber       string      `json:"tip_number,omitempty"`
	TipID           string      `json:"tip_id,omitempty"`
	Title           *NoticeText `json:"title,omitempty"`
	Hazard          *NoticeText `json:"hazard,omitempty"`
	By              *NoticeText `json:"recalled_by,omitempty"`
	Grade           string      `json:"grade,omitempty"`
	Graded          *NoticeText `json:"grade_name,omitempty"`
	Lot             string      `json:"lot,omitempty"`
	Amount          string      `json:"amount,omitempty"` // in the currency, with its decimals
	Currency        Currency    `json:"currency,omitempty"`
	State           string      `json:"state,omitempty"`
	Stated          *NoticeText `json:"state_name,omitempty"`
	Due             string      `json:"due_at,omitempty"`
	// URL is where to read more; a path of this house until the message is written.
	URL  string      `json:"url"`
	What *NoticeText `json:"text,omitempty"`
}

// Number is the number that people quote of what the notice is about.
func (f NoticeFacts) Number() string {
	for _, n := range []string{f.RecallNumber, f.RecourseNumber, f.ComplaintNumber, f.TipNumber, f.ClaimNumber, f.CoverNumber} {
		if n != "" {
			return n
		}
	}
	return ""
}
