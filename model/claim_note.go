package model

// ClaimNoteID names a note.
type ClaimNoteID = ID[ClaimNote]

// ClaimNote is what one side of a claim wrote to the other, sealed with the data key of the claim: people write names
// and numbers wherever they may write at all. What a move needs to be understood without it stands in the move itself.
type ClaimNote struct {
	ID      ClaimNoteID
	ClaimID ClaimID
	// Kind is the move or act that it belongs to.
	Kind ClaimNoteKind
	// OfferID is the offer that it explains, or empty.
	OfferID ClaimOfferID
	Text    []byte // sealed
	Actor   string // Actor.Name; "public" for the claimant
	// By is whose words it is: the party's, the claimant's, or with TurnNobody the authority's.
	By        ClaimTurn
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ClaimNote) TableName() string { return "claim_notes" }

// ClaimNoteKind says what a note belongs to.
type ClaimNoteKind string

// The kinds besides the moves of a claim: what establishes facts, why it was parted from others, with what means a
// relief fund is asked, and why an authority looks at who claims without having been asked.
const (
	NoteFacts ClaimNoteKind = "facts"
	NotePart  ClaimNoteKind = "part"
	NoteMeans ClaimNoteKind = "means"
	NoteLook  ClaimNoteKind = "look"
)

// NoteOf is the kind of the note that goes with a move.
func NoteOf(on ClaimEvent) ClaimNoteKind { return ClaimNoteKind(on) }

// ClaimFileKinds lists the kinds of evidence, those of the claimant first.
func ClaimFileKinds() []ClaimFileKind {
	return []ClaimFileKind{FilePurchase, FileGoods, FileHarm, FileCost, FileAnswer}
}

// ClaimChannels lists the channels.
func ClaimChannels() []ClaimChannel { return []ClaimChannel{ClaimByScan, ClaimByAPI, ClaimByRecall} }

// ClaimChannelWords name the channels.
var ClaimChannelWords = map[ClaimChannel]Text{
	ClaimByScan:   {"扫码页面", "سىكانېرلاش بېتى", "page of a scanned code"},
	ClaimByAPI:    {"接口提交", "ئېغىز ئارقىلىق", "by a program"},
	ClaimByRecall: {"召回救济", "قايتۇرۇۋېلىش چارىسى", "remedy of a recall"},
}

// ClaimTurnWords say whose turn it is.
var ClaimTurnWords = map[ClaimTurn]Text{
	TurnParty:    {"待责任方处理", "جاۋابكار تەرەپنىڭ نۆۋىتى", "the responsible party has to act"},
	TurnClaimant: {"待消费者处理", "ئىستېمالچىنىڭ نۆۋىتى", "the consumer has to act"},
	TurnNobody:   {"无待办", "قىلىدىغان ئىش يوق", "nothing is to be done"},
}

// ClaimEventWords name the moves as buttons.
var ClaimEventWords = map[ClaimEvent]Text{
	ClaimAsk:      {"要求补充证据", "ئىسپات تەلەپ قىلىش", "Ask for evidence"},
	ClaimSupply:   {"补充证据", "ئىسپات تولۇقلاش", "Supply evidence"},
	ClaimGrant:    {"同意请求", "تەلەپكە قوشۇلۇش", "Grant the claim"},
	ClaimPropose:  {"提出方案", "لايىھە ئوتتۇرىغا قويۇش", "Make an offer"},
	ClaimAccept:   {"接受方案", "لايىھەنى قوبۇل قىلىش", "Accept the offer"},
	ClaimDecline:  {"不接受方案", "لايىھەنى رەت قىلىش", "Decline the offer"},
	ClaimRefuse:   {"拒绝", "رەت قىلىش", "Refuse"},
	ClaimDeem:     {"逾期视为拒绝", "ۋاقتى ئۆتۈپ رەت قىلىنغان ھېسابلىنىش", "Deemed refused"},
	ClaimSettle:   {"已赔付", "تۆلەندى", "Settled"},
	ClaimWithdraw: {"撤回", "قايتۇرۇۋېلىش", "Withdraw"},
	ClaimConfirm:  {"确认收到", "تاپشۇرۇۋالغانلىقنى جەزملەش", "Confirm receipt"},
	ClaimLapse:    {"逾三年自行终止", "ئۈچ يىلدىن كېيىن ئۆزلۈكىدىن ئاخىرلىشىش", "Lapsed"},
}

// ClaimConsent is one version of the text to which a claimant agrees (个人信息保护法 Art. 13, 14, 17): who gets the data,
// what for, how long it is kept, and the right to have it erased. A version is never changed.
type ClaimConsent struct {
	Version int
	Text    Text
}

var claimConsents = []ClaimConsent{{1, Text{
	"我同意：我填写的姓名、电话或邮箱、情况说明和证据，仅供我索赔的责任方、实际赔付方（如保险人、平台保证金、救助基金）以及我要求介入的市场监管部门，为处理本次索赔、付款和追偿查看。" +
		"资料加密保存，每次查看留痕；索赔结束后最长保存三年，期满自动删除。索赔结束后我可以随时在私密链接页面要求提前删除。请勿填写身份证号码。",
	"مەن قوشۇلىمەن: مەن يازغان ئىسىم، تېلېفون ياكى ئېلخەت، ئەھۋال ۋە ئىسپاتلارنى پەقەت تۆلەم تەلەپ قىلىنغان جاۋابكار تەرەپ، ئەمەلىي تۆلىگۈچى (سۇغۇرتا، سۇپا كاپالىتى، قۇتقۇزۇش فوندى) ۋە مەن ئارىلىشىشنى سورىغان بازار نازارەت تارمىقى مۇشۇ تەلەپنى بىر تەرەپ قىلىش، پۇل تۆلەش ۋە قايتا سۈرۈشتۈرۈش ئۈچۈنلا كۆرىدۇ. " +
		"ماتېرىياللار مەخپىيلەشتۈرۈپ ساقلىنىدۇ، ھەر قېتىم كۆرۈش خاتىرىلىنىدۇ؛ تەلەپ ئاخىرلاشقاندىن كېيىن ئەڭ ئۇزۇن ئۈچ يىل ساقلىنىپ، ۋاقتى توشقاندا ئۆچۈرۈلىدۇ. تەلەپ ئاخىرلاشقاندىن كېيىن مەخپىي ئۇلىنىش بېتىدە بۇرۇن ئۆچۈرۈشنى تەلەپ قىلالايمەن. كىملىك نومۇرىنى يازماڭ.",
	"I agree that my name, telephone number or mail address, my account of what happened and my evidence are seen by the party I claim against, by whoever pays (an insurer, a bond, a relief fund) and, if I ask it to step in, by the market authority, for handling this claim, its payment and recourse, and for nothing else. " +
		"They are kept encrypted and each look is recorded. They are erased by themselves three years after the claim has ended at the latest; once it has ended I can have them erased at any time on the page of my private link. Please do not enter an identity card number.",
}}}

// ClaimConsents lists the versions, oldest first.
func ClaimConsents() []ClaimConsent { return claimConsents }

// ClaimConsentNow is the version that is asked for today.
func ClaimConsentNow() ClaimConsent { return claimConsents[len(claimConsents)-1] }

// ClaimKept is for how many years personal data is kept after the last move of a claim: as long as it can be brought
// before a court (民法典 Art. 188).
const ClaimKept = 3
