package model

// SiteState is where a site stands in its life.
type SiteState string

// The states of a site.
const (
	SiteOpen   SiteState = "open"   // goods come, stay and go
	SiteClosed SiteState = "closed" // nothing happens there any more; its history stays
)

// SiteEvent moves a site.
type SiteEvent string

// The events of a site.
const (
	SiteClose  SiteEvent = "close"
	SiteReopen SiteEvent = "reopen"
)

// SiteLifecycle declares how a site moves.
var SiteLifecycle = Machine[SiteState, SiteEvent]{
	Name:    "site",
	Initial: SiteOpen,
	Moves: []Move[SiteState, SiteEvent]{
		{SiteOpen, SiteClose, SiteClosed, PermSiteWrite, Text{"场所停用", "سورۇن تاقالدى", "the company has given the place up"}},
		{SiteClosed, SiteReopen, SiteOpen, PermSiteWrite, Text{"场所重新启用", "سورۇن قايتا ئېچىلدى", "the company works there again"}},
	},
	Words: map[SiteState]Text{
		SiteOpen:   {"使用中", "ئىشلىتىلىۋاتىدۇ", "open"},
		SiteClosed: {"已停用", "تاقالغان", "closed"},
	},
}

// SiteMoveWords name the moves of a site as what somebody does, for buttons and headings.
var SiteMoveWords = map[SiteEvent]Text{
	SiteClose:  {"停用场所", "سورۇننى تاقاش", "Close the site"},
	SiteReopen: {"重新启用", "قايتا ئېچىش", "Reopen"},
}

// Standing is what keeps a site from being closed.
type Standing struct {
	// Stock counts the lots that lie there, Shipments the shipments on the way there, Arriving the lots in them and in
	// what others have reported as sent there.
	Stock, Shipments, Arriving int64
}

// Empty reports whether nothing keeps the site from being closed.
func (s Standing) Empty() bool { return s == Standing{} }

// The problems of closed sites.
var (
	SiteIsClosed = declare("access-site-closed", KindConflict,
		Text{"该场所已停用", "بۇ سورۇن تاقالغان", "The site is closed"},
		Text{"“{name}”已停用，不能再收发货或记录操作。", "«{name}» تاقالغان، بۇ يەردە مال تاپشۇرۇۋالغىلى، يوللىغىلى ياكى خاتىرە قالدۇرغىلى بولمايدۇ.", "{name} is closed: nothing can be shipped there or recorded there."},
		Text{"请选择其他场所；本单位的场所也可以重新启用。", "باشقا سورۇن تاللاڭ؛ ئۆز ئورنىڭىزنىڭ سورۇنىنى قايتا ئاچسىڭىزمۇ بولىدۇ.", "Choose another site, or reopen it if it is your own."})
	SiteNotEmpty = declare("access-site-not-empty", KindConflict,
		Text{"场所还有货，不能停用", "سورۇندا مال بار، تاقىغىلى بولمايدۇ", "The site is not empty"},
		Text{"在库批次：{stock}；在途发货：{shipments}；在途批次：{arriving}。", "ساقلىنىۋاتقان تۈركۈم: {stock}؛ يولدىكى يوللانما: {shipments}؛ يولدىكى تۈركۈم: {arriving}.", "Lots in stock: {stock}; shipments on the way: {shipments}; lots on the way: {arriving}."},
		Text{"请先把在库的货运走、售出或销毁，并签收在途的货，再停用。", "ئاۋۋال مالنى يۆتكەڭ، سېتىڭ ياكى يوقىتىڭ، يولدىكىنى تاپشۇرۇۋېلىڭ، ئاندىن تاقاڭ.", "Move, sell or destroy what is there and receive what is on the way; then close it."})
)
