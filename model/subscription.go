package model

// Identifiers of subscriptions.
type (
	SubscriptionID = ID[Subscription]
	DeliveryID     = ID[Delivery]
)

// Subscription has the answers to a named query sent to an address, as they come or at set times (EPCIS 2.0 §12.5).
type Subscription struct {
	ID        SubscriptionID
	OrgID     OrgID
	QueryName string
	Actor     string // who subscribed
	Dest      string // address that the answers are posted to
	// Secret signs the deliveries; it never leaves the house.
	Secret []byte
	// Schedule is the JSON of the set times, empty for a stream.
	Schedule      []byte
	ReportIfEmpty int
	// Since is the initialRecordTime: what was recorded before is not sent.
	Since Instant
	// Upto is the event up to which every transaction has ended and everything has been looked at.
	Upto      Seq
	NextAt    Instant // when the query runs again
	Version   int64
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Subscription) TableName() string { return "subscriptions" }

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryPending   DeliveryState = "pending"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryDead      DeliveryState = "dead" // given up; kept for people to look at
)

// DeliveryEvent moves a delivery.
type DeliveryEvent string

// The events of a delivery.
const (
	DeliveryDeliver DeliveryEvent = "deliver"
	DeliveryGiveUp  DeliveryEvent = "give-up"
	DeliveryRetry   DeliveryEvent = "retry"
)

// DeliveryLifecycle declares how a delivery moves.
var DeliveryLifecycle = Machine[DeliveryState, DeliveryEvent]{
	Name:    "delivery",
	Initial: DeliveryPending,
	Moves: []Move[DeliveryState, DeliveryEvent]{
		{DeliveryPending, DeliveryDeliver, DeliveryDelivered, PermSubscribe, Text{"对方已确认收到", "قارشى تەرەپ تاپشۇرۇۋالغانلىقىنى جەزملەشتۈردى", "the receiver confirmed it"}},
		{DeliveryPending, DeliveryGiveUp, DeliveryDead, PermSubscribe, Text{"多次发送失败或订阅已取消", "كۆپ قېتىم مەغلۇپ بولدى ياكى مۇشتەرىلىك بىكار قىلىندى", "it failed too often, or the subscription ended"}},
		{DeliveryDead, DeliveryRetry, DeliveryPending, PermSubscribe, Text{"重新发送", "قايتا يوللاش", "it is to be sent again"}},
	},
	Words: map[DeliveryState]Text{
		DeliveryPending:   {"待发送", "يوللاشنى كۈتۈۋاتىدۇ", "to be sent"},
		DeliveryDelivered: {"已送达", "يەتكۈزۈلدى", "delivered"},
		DeliveryDead:      {"已放弃", "ۋاز كېچىلدى", "given up"},
	},
}

// Delivery is one document that a subscription sends.
type Delivery struct {
	ID             DeliveryID
	SubscriptionID SubscriptionID
	OrgID          OrgID
	State          DeliveryState
	Version        int64
	Body           []byte
	Events         []byte // JSON list of the numbers of the events in it
	Attempts       int
	NextAt         Instant // when it is tried again
	LastError      string
	CreatedAt      Instant `gorm:"autoCreateTime:false"`
	FinishedAt     Instant
}

// TableName implements schema.Tabler.
func (Delivery) TableName() string { return "deliveries" }

// SubscriptionInvalid is the refusal of a subscription (EPCIS 2.0 §8.2.8: SubscriptionControlsException).
var SubscriptionInvalid = declare("epcis-subscription-invalid", KindInvalid,
	Text{"订阅有误", "مۇشتەرىلىك خاتا", "Not a valid subscription"},
	Text{"{name}：{reason}", "{name}: {reason}", "{name}: {reason}"},
	Text{"请提供 https 地址 dest、secret，以及 stream 或 schedule 之一。", "https ئادرېسى dest، secret ھەم stream ياكى schedule دىن بىرنى بېرىڭ.", "Give an https address dest, a secret, and either stream or schedule."})

// SubscriptionsTooMany is the refusal of one subscription more than an organisation may have.
var SubscriptionsTooMany = declare("epcis-subscriptions-too-many", KindConflict,
	Text{"订阅过多", "مۇشتەرىلىك بەك كۆپ", "Too many subscriptions"},
	Text{"每个机构最多有 {limit} 个订阅。", "ھەر بىر ئورگاندا ئەڭ كۆپ {limit} مۇشتەرىلىك بولىدۇ.", "An organisation has at most {limit} subscriptions."},
	Text{"请先删除不用的订阅。", "ئاۋۋال ئىشلىتىلمەيدىغان مۇشتەرىلىكلەرنى ئۆچۈرۈڭ.", "End one that is no longer used."})
