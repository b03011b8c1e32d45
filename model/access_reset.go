package model

import "time"

// ResetLasts is how long a code for a new password can be used: long enough to read it out over the telephone.
const ResetLasts = time.Hour

// PasswordReset lets a person who has forgotten the password set a new one, once. Only the SHA-256 of its code is kept,
// and a person has one at most.
type PasswordReset struct {
	PersonID PersonID
	Hash     []byte
	// OrgID is the organisation for which it was made; its audit trail tells of the use.
	OrgID OrgID
	// MadeBy is Actor.Name of who made it.
	MadeBy    string
	CreatedAt Instant `gorm:"autoCreateTime:false"`
	ExpiresAt Instant
}

// TableName implements schema.Tabler.
func (PasswordReset) TableName() string { return "password_resets" }

// The problems of forgotten passwords.
var (
	ResetFailed = declare("access-reset-failed", KindInvalid,
		Text{"重设码无效", "ئەسلىگە كەلتۈرۈش كودى ئىناۋەتسىز", "The code does not work"},
		Text{"登录名与重设码不符，或重设码已用过、已过期。", "كىرىش نامى بىلەن كود ماس كەلمەيدۇ، ياكى كود ئىشلىتىلگەن، ۋاقتى ئۆتكەن.", "Login and code do not belong together, or the code has been used or has expired."},
		Text{"请核对后重试，或请本单位负责人再给您一个。", "تەكشۈرۈپ قايتا سىناڭ، ياكى ئورنىڭىزنىڭ مەسئۇلىدىن يېڭى كود سوراڭ.", "Check both, or ask your company’s owner for another code."})
	ResetOwn = declare("access-reset-own", KindConflict,
		Text{"不能为自己重设密码", "ئۆزىڭىزنىڭ پارولىنى بۇ يەردە ئەسلىگە كەلتۈرەلمەيسىز", "Not for yourself"},
		Text{"重设码是给忘记密码的人用的，您已经登录。", "كود پارولىنى ئۇنتۇغان كىشىگە بېرىلىدۇ، سىز كىرىپ بولغان.", "The code is for somebody who cannot sign in; you have."},
		Text{"请在“我的账号”中修改密码。", "پارولنى «ھېساباتىم» دا ئۆزگەرتىڭ.", "Change your password under your account."})
	ResetShared = declare("access-reset-shared", KindConflict,
		Text{"该人员还属于其他单位", "بۇ كىشى باشقا ئورۇنغىمۇ تەۋە", "Also belongs to another organisation"},
		Text{"该账号也能进入其他单位，不能由您一方重设密码。", "بۇ ھېسابات بىلەن باشقا ئورۇنغىمۇ كىرىدۇ، پارولىنى سىز يالغۇز ئەسلىگە كەلتۈرەلمەيسىز.", "This account opens another organisation too, so you alone cannot reset its password."},
		Text{"请本人联系平台管理员。", "ئۇ كىشى سۇپا مەسئۇلى بىلەن ئالاقىلاشسۇن.", "Have the person ask the platform’s administrator."})
	ResetDisabled = declare("access-reset-disabled", KindConflict,
		Text{"账号已停用", "ھېسابات توختىتىلغان", "The account is disabled"},
		Text{"停用的账号不能登录，也不能重设密码。", "توختىتىلغان ھېسابات بىلەن كىرگىلى، پارولىنى ئەسلىگە كەلتۈرگىلى بولمايدۇ.", "A disabled account cannot sign in, nor get a new password."},
		Text{"请先启用该账号。", "ئاۋۋال ھېساباتنى قوزغىتىڭ.", "Enable the account first."})
	ResetNobody = declare("access-reset-nobody", KindInvalid,
		Text{"不是该单位的负责人", "بۇ ئورۇننىڭ مەسئۇلى ئەمەس", "Not somebody you can help here"},
		Text{"该登录名不属于该单位的负责人，也不属于同时任职多个单位的人员。", "بۇ كىرىش نامى بۇ ئورۇننىڭ مەسئۇلىغا ياكى بىر نەچچە ئورۇنغا تەۋە كىشىگە تەۋە ئەمەس.", "Nobody who answers for this organisation, or belongs to several, signs in with this login."},
		Text{"其他人员请找本单位负责人。", "باشقا خادىملار ئۆز ئورنىنىڭ مەسئۇلىنى ئىزدىسۇن.", "Everybody else asks the owner of their own organisation."})
)
