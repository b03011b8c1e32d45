package model

// Identifiers of the access room.
type (
	OrgID    = ID[Organisation]
	SiteID   = ID[Site]
	PersonID = ID[Person]
	KeyID    = ID[APIKey]
)

// OrgKind is what an organisation does in the chain.
type OrgKind string

// The kinds of organisation. KindPlatform is the operator of this installation.
const (
	KindProducer    OrgKind = "producer"
	KindProcessor   OrgKind = "processor"
	KindDistributor OrgKind = "distributor"
	KindRetailer    OrgKind = "retailer"
	KindLab         OrgKind = "lab"
	KindCertifier   OrgKind = "certifier"
	KindInsurer     OrgKind = "insurer"
	KindFund        OrgKind = "fund"
	KindRegulator   OrgKind = "regulator"
	KindPlatform    OrgKind = "platform"
)

// OrgKinds lists the kinds a company or authority can register as.
func OrgKinds() []OrgKind {
	return []OrgKind{
		KindProducer, KindProcessor, KindDistributor, KindRetailer, KindLab, KindCertifier, KindInsurer, KindFund, KindRegulator,
	}
}

// OrgKindWords name the kinds for people.
var OrgKindWords = map[OrgKind]Text{
	KindProducer:    {"生产者", "ئىشلەپچىقارغۇچى", "producer"},
	KindProcessor:   {"加工企业", "پىششىقلاپ ئىشلىگۈچى", "processor"},
	KindDistributor: {"流通企业", "تارقاتقۇچى", "distributor"},
	KindRetailer:    {"零售商", "پارچە ساتقۇچى", "retailer"},
	KindLab:         {"检测机构", "تەكشۈرۈش ئورگىنى", "laboratory"},
	KindCertifier:   {"认证机构", "گۇۋاھلاندۇرۇش ئورگىنى", "certifier"},
	KindInsurer:     {"保险机构", "سۇغۇرتا ئورگىنى", "insurer"},
	KindFund:        {"救助基金", "قۇتقۇزۇش فوندى", "relief fund"},
	KindRegulator:   {"监管部门", "نازارەتچى تارماق", "regulator"},
	KindPlatform:    {"平台运营方", "سۇپا باشقۇرغۇچى", "platform operator"},
}

// OrgState is where an organisation stands in its life.
type OrgState string

// The states of an organisation.
const (
	OrgPending   OrgState = "pending"   // registered itself; sees only itself
	OrgActive    OrgState = "active"    // approved by a regulator whose region covers it
	OrgSuspended OrgState = "suspended" // may sign in and read itself, do nothing else
	OrgRefused   OrgState = "refused"   // registration refused; may be corrected and resubmitted
	OrgClosed    OrgState = "closed"    // ended; its history stays
)

// OrgEvent moves an organisation.
type OrgEvent string

// The events of an organisation.
const (
	OrgApprove   OrgEvent = "approve"
	OrgRefuse    OrgEvent = "refuse"
	OrgResubmit  OrgEvent = "resubmit"
	OrgSuspend   OrgEvent = "suspend"
	OrgReinstate OrgEvent = "reinstate"
	OrgClose     OrgEvent = "close"
)

// OrganisationLifecycle declares how an organisation moves.
var OrganisationLifecycle = Machine[OrgState, OrgEvent]{
	Name:    "organisation",
	Initial: OrgPending,
	Moves: []Move[OrgState, OrgEvent]{
		{OrgPending, OrgApprove, OrgActive, PermOrgApprove, Text{"监管部门核准注册", "نازارەتچى تارماق تەستىقلىدى", "a regulator whose region covers it approves it"}},
		{OrgPending, OrgRefuse, OrgRefused, PermOrgApprove, Text{"监管部门退回注册", "نازارەتچى تارماق قايتۇردى", "the regulator refuses the registration"}},
		{OrgRefused, OrgResubmit, OrgPending, PermOrgWrite, Text{"企业更正后重新提交", "كارخانا تۈزىتىپ قايتا يوللىدى", "the company corrects and resubmits it"}},
		{OrgActive, OrgSuspend, OrgSuspended, PermOrgApprove, Text{"监管部门暂停其业务", "نازارەتچى تارماق توختاتتى", "the regulator suspends it"}},
		{OrgSuspended, OrgReinstate, OrgActive, PermOrgApprove, Text{"恢复业务", "ئەسلىگە كەلتۈرۈلدى", "the regulator reinstates it"}},
		{OrgActive, OrgClose, OrgClosed, PermOrgApprove, Text{"企业终止", "كارخانا ئاخىرلاشتى", "it has ceased to exist"}},
		{OrgSuspended, OrgClose, OrgClosed, PermOrgApprove, Text{"企业终止", "كارخانا ئاخىرلاشتى", "it has ceased to exist"}},
	},
	Words: map[OrgState]Text{
		OrgPending:   {"待核准", "تەستىق كۈتۈۋاتىدۇ", "pending"},
		OrgActive:    {"正常", "نورمال", "active"},
		OrgSuspended: {"已暂停", "توختىتىلغان", "suspended"},
		OrgRefused:   {"已退回", "قايتۇرۇلغان", "refused"},
		OrgClosed:    {"已终止", "ئاخىرلاشقان", "closed"},
	},
}

// Organisation is a company, an authority or the platform itself.
type Organisation struct {
	ID   OrgID
	Kind OrgKind
	// Name is the registered name; one language is enough.
	Name Text `gorm:"embedded;embeddedPrefix:name_"`
	// USCC is the 统一社会信用代码 (GB 32100-2015); empty for foreign organisations, which give ForeignID instead.
	USCC      string `gorm:"column:uscc"`
	ForeignID string
	// Country is the ISO 3166-1 alpha-2 code of registration.
	Country string
	// Region is the GB/T 2260 code of its seat; for a regulator, of its jurisdiction.
	Region Region
	// GLN identifies it as a party (GS1 AI 417); empty when it has none.
	GLN       string `gorm:"column:gln"`
	Phone     string
	Address   string
	State     OrgState
	Version   int64
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Organisation) TableName() string { return "organisations" }

// Party returns the URI that names the organisation as a party in events: a Digital Link of its GLN (AI 417), else its
// UUID URN.
func (o Organisation) Party() string {
	if o.GLN != "" {
		return "https://id.gs1.org/417/" + o.GLN
	}
	return o.ID.URN()
}

// Site is a place of an organisation: field, plant, warehouse, shop.
type Site struct {
	ID      SiteID
	OrgID   OrgID
	Name    Text   `gorm:"embedded;embeddedPrefix:name_"`
	GLN     string `gorm:"column:gln"` // GS1 AI 414; empty when it has none
	Region  Region
	Address string
	// LatE7 and LngE7 are WGS 84 coordinates in ten-millionths of a degree; both zero means unknown.
	LatE7, LngE7 int64
	CreatedAt    Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Site) TableName() string { return "sites" }

// Location returns the URI that names the site in events (readPoint, bizLocation): a Digital Link of its GLN (AI 414),
// else its UUID URN.
func (s Site) Location() string {
	if s.GLN != "" {
		return "https://id.gs1.org/414/" + s.GLN
	}
	return s.ID.URN()
}

// Person is somebody who signs in.
type Person struct {
	ID PersonID
	// Login is the e-mail address or phone number, lower-cased; unique.
	Login    string
	Name     string
	Password string // argon2id, PHC string format; never leaves the repository's callers
	Lang     Lang
	Disabled bool
	// FailedAt and Failures slow down guessing per account.
	Failures  int
	FailedAt  Instant
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Person) TableName() string { return "people" }

// Membership ties a person to an organisation with one role.
type Membership struct {
	PersonID  PersonID
	OrgID     OrgID
	Role      Role
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (Membership) TableName() string { return "memberships" }

// Session is a browser's sign-in. Only the SHA-256 of its token is kept.
type Session struct {
	Hash      []byte
	PersonID  PersonID
	OrgID     OrgID
	CreatedAt Instant `gorm:"autoCreateTime:false"`
	SeenAt    Instant
	ExpiresAt Instant
	Agent     string // shortened User-Agent, so that people recognise their devices
}

// TableName implements schema.Tabler.
func (Session) TableName() string { return "sessions" }

// APIKey is a machine's credential. Its text is "syk_<prefix>_<secret>"; only the SHA-256 of the secret is kept.
type APIKey struct {
	ID     KeyID
	OrgID  OrgID
	Name   string
	Prefix string // public part, unique, finds the row
	Hash   []byte
	// Roles and Scopes are comma-separated; Scopes empty means all of the roles' permissions.
	Roles     string
	Scopes    string
	CreatedBy string
	CreatedAt Instant `gorm:"autoCreateTime:false"`
	ExpiresAt Instant
	RevokedAt Instant
	UsedAt    Instant
	// NextID is the key that replaces this one after a rotation; both work until this one expires.
	NextID KeyID
}

// TableName implements schema.Tabler.
func (APIKey) TableName() string { return "api_keys" }

// The problems of the access room.
var (
	CreditCodeInvalid = declare("access-credit-code-invalid", KindInvalid,
		Text{"统一社会信用代码不正确", "بىرلىككە كەلگەن ئىجتىمائىي ئىناۋەت كودى توغرا ئەمەس", "Not a valid credit code"},
		Text{"“{value}”不是有效的统一社会信用代码（GB 32100），第18位为校验码。", "«{value}» ئىناۋەتلىك ئىناۋەت كودى ئەمەس (GB 32100)، 18-خانىسى تەكشۈرۈش كودى.", "“{value}” is not a unified social credit code (GB 32100; the 18th character is a check character)."}, Text{})
	RegionInvalid = declare("access-region-invalid", KindInvalid,
		Text{"行政区划代码不正确", "مەمۇرىي رايون كودى توغرا ئەمەس", "Not a region code"},
		Text{"“{value}”不是六位行政区划代码（GB/T 2260）。", "«{value}» ئالتە خانىلىق مەمۇرىي رايون كودى ئەمەس (GB/T 2260).", "“{value}” is not a six-digit region code (GB/T 2260)."}, Text{})
	GLNInvalid = declare("access-gln-invalid", KindInvalid,
		Text{"GLN 不正确", "GLN توغرا ئەمەس", "Not a GLN"},
		Text{"“{value}”不是13位全球位置码，或校验位有误。", "«{value}» 13 خانىلىق GLN ئەمەس ياكى تەكشۈرۈش خانىسى خاتا.", "“{value}” is not a 13-digit Global Location Number with a right check digit."}, Text{})
	OrganisationTaken = declare("access-organisation-taken", KindConflict,
		Text{"该企业已注册", "بۇ كارخانا تىزىملاتقان", "Already registered"},
		Text{"该统一社会信用代码或登记号已经注册。", "بۇ ئىناۋەت كودى ياكى تىزىملاش نومۇرى تىزىملىتىلغان.", "This credit code or registration id is already registered."},
		Text{"请联系本企业管理员为您开通账号。", "كارخانىڭىزنىڭ باشقۇرغۇچىسىدىن ھېسابات ئېچىشنى سوراڭ.", "Ask your company's administrator for an account."})
	LoginTaken = declare("access-login-taken", KindConflict,
		Text{"该登录名已被使用", "بۇ كىرىش نامى ئىشلىتىلگەن", "Login already in use"},
		Text{"请换一个邮箱或手机号。", "باشقا ئېلخەت ياكى تېلېفون نومۇرى ئىشلىتىڭ.", "Use another e-mail address or phone number."}, Text{})
	GLNTaken = declare("access-gln-taken", KindConflict,
		Text{"该 GLN 已被使用", "بۇ GLN ئىشلىتىلگەن", "GLN already in use"},
		Text{"该位置码已属于其他地点或企业。", "بۇ ئورۇن كودى باشقا ئورۇن ياكى كارخانىغا تەۋە.", "This location number belongs to another place or company."}, Text{})
	SignInFailed = declare("access-sign-in-failed", KindUnauthenticated,
		Text{"登录失败", "كىرىش مەغلۇپ بولدى", "Sign-in failed"},
		Text{"登录名或密码不正确，或账号已停用。", "كىرىش نامى ياكى پارول خاتا، ياكى ھېسابات توختىتىلغان.", "The login or the password is wrong, or the account is disabled."},
		Text{"请重试；多次失败后需等待。", "قايتا سىناڭ؛ كۆپ قېتىم مەغلۇپ بولسا كۈتۈڭ.", "Try again; after several failures you have to wait."})
	PasswordWeak = declare("access-password-weak", KindInvalid,
		Text{"密码太弱", "پارول بەك ئاجىز", "Password too weak"},
		Text{"至少10个字符，且不能是常见密码或与登录名相同。", "ئاز دېگەندە 10 ھەرپ، كۆپ ئىشلىتىلىدىغان پارول ياكى كىرىش نامى بولماسلىقى كېرەك.", "At least 10 characters, not a common password, not the login."}, Text{})
	RoleNotForKind = declare("access-role-not-for-kind", KindInvalid,
		Text{"该类机构没有此角色", "بۇ خىل ئورگاندا بۇ رول يوق", "Role not available"},
		Text{"“{kind}”没有“{role}”角色。", "«{kind}» دە «{role}» رولى يوق.", "An organisation of kind {kind} has no role {role}."}, Text{})
	GrantTooWide = declare("access-grant-too-wide", KindForbidden,
		Text{"不能授予自己没有的权限", "ئۆزىڭىزدە يوق ھوقۇقنى بېرەلمەيسىز", "You cannot grant what you do not hold"},
		Text{"权限“{permission}”超出了您自己的权限。", "«{permission}» ھوقۇقى سىزنىڭكىدىن ئېشىپ كەتتى.", "The permission {permission} goes beyond your own."}, Text{})
	LastOwner = declare("access-last-owner", KindConflict,
		Text{"必须保留一名管理员", "بىر باشقۇرغۇچى قېلىشى كېرەك", "One administrator must remain"},
		Text{"这是本机构最后一名管理员。", "بۇ ئورگاننىڭ ئەڭ ئاخىرقى باشقۇرغۇچىسى.", "This is the last administrator of the organisation."},
		Text{"请先任命另一名管理员。", "ئاۋۋال باشقا باشقۇرغۇچى تەيىنلەڭ.", "Appoint another one first."})
	OrgNotActive = declare("access-organisation-not-active", KindForbidden,
		Text{"企业尚未核准或已暂停", "كارخانا تېخى تەستىقلانمىغان ياكى توختىتىلغان", "Organisation not active"},
		Text{"企业状态为“{state}”，暂不能进行该操作。", "كارخانىنىڭ ھالىتى «{state}»، ھازىرچە بۇ مەشغۇلاتقا بولمايدۇ.", "The organisation is {state}; this is not possible yet."},
		Text{"请等待监管部门核准。", "نازارەتچى تارماقنىڭ تەستىقىنى كۈتۈڭ.", "Wait for the regulator's approval."})
)
