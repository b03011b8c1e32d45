package model

import (
	"slices"
	"strings"
	"unicode/utf8"
)

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

// SeenOrganisation is an organisation as somebody may see it. A partner sees name, kind, region and GLN: business
// register facts; every other field is then zero.
type SeenOrganisation struct {
	Organisation
	Partner bool
	// Reason is what the last move gave as its reason ("why was it refused"); empty for partners.
	Reason string
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
	State        SiteState
	Version      int64
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

// SeenSite is a site as somebody may see it. A partner sees name and region; every other field is then zero.
type SeenSite struct {
	Site
	Partner bool
}

// Receiver is a site that goods can be sent to, with no more than a delivery note shows.
type Receiver struct {
	SiteID   SiteID
	OrgName  Text
	SiteName Text
	Region   Region
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

// Member is a person as one of an organisation's people.
type Member struct {
	Person
	Role  Role
	Since Instant
}

// Seat is an organisation that a person may act for, and as what.
type Seat struct {
	OrgID OrgID
	Name  Text
	Kind  OrgKind
	State OrgState
	Role  Role
}

// ParseLogin reads an e-mail address or a mobile phone number of mainland China (with or without +86) and returns the
// one form in which it is kept: the address in lower case, the number as eleven digits. Anything else is the refusal
// access-login-invalid.
func ParseLogin(s string) (string, error) {
	s = strings.TrimSpace(s)
	if mobile, ok := parseMobile(s); ok {
		return mobile, nil
	}
	if len(s) > 120 || !isEmail(s) {
		return "", LoginInvalid.Refuse(P("value", s))
	}
	return strings.ToLower(s), nil
}

// parseMobile reads a number of the numbering plan's mobile ranges: 1, then 3 to 9, eleven digits in all.
func parseMobile(s string) (string, bool) {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+86"), "0086")
	if len(s) != 11 || strings.Trim(s, "0123456789") != "" || s[0] != '1' || s[1] < '3' {
		return "", false
	}
	return s, true
}

// isEmail accepts the addresses that people have: RFC 5321 dot-strings of ASCII at a domain of at least two labels.
func isEmail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	if !found || local == "" || len(local) > 64 || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") ||
		strings.Contains(local, "..") || !within(local, "!#$%&'*+-/=?^_`{|}~.") {
		return false
	}
	labels := strings.Split(domain, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || !within(l, "-") {
			return false
		}
	}
	return len(labels) > 1
}

// within reports whether s holds only ASCII letters, digits and the extra characters.
func within(s, extra string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(extra, r)
	}) < 0
}

// The lengths of a password in characters. The upper bound is far beyond what people type.
const (
	PasswordMin = 10
	PasswordMax = 128
)

// CheckPassword refuses (access-password-weak) a password that is short, that everybody uses, that is a pattern of few
// characters, or that is the login; and value-too-long beyond PasswordMax. It asks for no mix of character classes:
// such rules make passwords worse (NIST SP 800-63B-4 §3.1.1.2).
func CheckPassword(password, login string) error {
	n := utf8.RuneCountInString(password)
	if n > PasswordMax {
		return ValueTooLong.Refuse(P("limit", PasswordMax))
	}
	plain := strings.ToLower(password)
	local, _, _ := strings.Cut(login, "@")
	if n < PasswordMin || plain == login || plain == local || slices.Contains(commonPasswords, plain) || patterned(plain) {
		return PasswordWeak.Refuse()
	}
	return nil
}

// commonPasswords are those of at least PasswordMin characters that guessers try first and that patterned lets pass.
var commonPasswords = strings.Fields("" +
	"1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3 qwertyuiop qwertyuiop123 qwerty12345 qwerty123456 " +
	"qwer12345678 asdfghjkl123 asdfghjkl1 asd123456789 zxcvbnm123 zxcvbnm1234 zxc123456789 password12 password123 " +
	"password1234 passw0rd123 p@ssword123 p@ssw0rd123 p@ssw0rd1234 admin12345 admin123456 admin@12345 administrator " +
	"woaini1314 woaini520 woaini1314520 woaini5201314 5201314520 1314520520 520131452 a123456789 aa123456789 a1234567890 " +
	"abc1234567 abc12345678 abc123456789 abcd123456 abcd12345678 q123456789 w123456789 z123456789 qq123456789 qaz123456789 " +
	"iloveyou123 iloveyou1234 letmein123 welcome123 welcome1234 changeme123 123456789a 123456789abc 1234567890a " +
	"1234567890q 123456789qq 12345678910 1234512345 1472583690 1478963250 mima123456 wodemima123 suyuan123456 root123456 " +
	"test123456 test1234567 user123456 guest123456 default123 computer123 football123 sunshine123 princess123")

// patterned reports fewer than five different characters, a run like 0123456789 or 9876543210, or a block said twice
// or more.
func patterned(s string) bool {
	runes := []rune(s)
	kinds := map[rune]bool{}
	up, down := true, true
	for i, r := range runes {
		kinds[r] = true
		if i > 0 {
			step := (r - runes[i-1] + 10) % 10
			up, down = up && step == 1, down && step == 9
		}
	}
	return len(kinds) < 5 || up || down || strings.Contains((s + s)[1:len(s)*2-1], s)
}

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

// RoleList returns the key's roles.
func (k APIKey) RoleList() []Role { return splitList[Role](k.Roles) }

// ScopeList returns the permissions that the key is narrowed to; empty means all of its roles'.
func (k APIKey) ScopeList() []Permission { return splitList[Permission](k.Scopes) }

// JoinList writes roles or permissions the way a key's row keeps them.
func JoinList[S ~string](values []S) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ",")
}

func splitList[S ~string](s string) []S {
	var values []S
	for v := range strings.SplitSeq(s, ",") {
		if v != "" {
			values = append(values, S(v))
		}
	}
	return values
}

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
	SignInTooOld = declare("access-sign-in-too-old", KindConflict,
		Text{"需要重新登录", "قايتا كىرىش كېرەك", "Sign in again"},
		Text{"该单位要求当天登录，您上次输入密码已太久。", "بۇ ئورۇن شۇ كۈنى كىرىشنى تەلەپ قىلىدۇ، پارول كىرگۈزگىنىڭىزگە ئۇزۇن بولدى.", "This organisation asks for a sign-in of the same day; you gave your password too long ago."},
		Text{"请退出登录，再用密码登录一次。", "چېكىنىپ، پارول بىلەن قايتا كىرىڭ.", "Sign out and sign in with your password."})
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
	LoginInvalid = declare("access-login-invalid", KindInvalid,
		Text{"登录名不正确", "كىرىش نامى توغرا ئەمەس", "Not a valid login"},
		Text{"请填写邮箱地址或中国大陆手机号。", "ئېلخەت ئادرېسى ياكى جۇڭگو چوڭ قۇرۇقلۇقىنىڭ يانفون نومۇرىنى تولدۇرۇڭ.", "Give an e-mail address or a mobile number of mainland China."}, Text{})
	PasswordWrong = declare("access-password-wrong", KindInvalid,
		Text{"原密码不正确", "كونا پارول توغرا ئەمەس", "Wrong password"},
		Text{"当前密码不正确，或尝试次数过多需要等待。", "ھازىرقى پارول خاتا ياكى بەك كۆپ سىنالغاچقا كۈتۈش كېرەك.", "The present password is wrong, or too many tries make you wait."}, Text{})
	PasswordsDiffer = declare("access-passwords-differ", KindInvalid,
		Text{"两次输入不一致", "ئىككى قېتىم كىرگۈزگىنىڭىز ئوخشاش ئەمەس", "Not the same"},
		Text{"两次输入的新密码不一致。", "ئىككى قېتىم كىرگۈزگەن يېڭى پارول ئوخشاش ئەمەس.", "The new password was typed in two different ways."}, Text{})
	ScopeBeyondRole = declare("access-scope-beyond-role", KindInvalid,
		Text{"该角色没有此项权限", "بۇ رولدا بۇ ھوقۇق يوق", "Beyond the role"},
		Text{"所选角色没有“{permission}”的权限，请换一个角色或取消勾选。", "تاللانغان رولدا «{permission}» ھوقۇقى يوق، باشقا رول تاللاڭ ياكى بەلگىنى ئېلىۋېتىڭ.", "The role does not allow it: {permission}. Choose another role or take the tick away."}, Text{})
	PersonShared = declare("access-person-shared", KindConflict,
		Text{"该人员还属于其他机构", "بۇ كىشى باشقا ئورگانغىمۇ تەۋە", "Also belongs to another organisation"},
		Text{"不能停用同时属于其他机构的账号。", "باشقا ئورگانغىمۇ تەۋە ھېساباتنى توختىتىشقا بولمايدۇ.", "An account that another organisation uses too cannot be disabled."},
		Text{"请改为将其移出本机构。", "ئۇنىڭ ئورنىغا بۇ كىشىنى ئورگىنىڭىزدىن چىقىرىڭ.", "Remove the person from your organisation instead."})
	KeyShownOnce = declare("access-key-shown-once", KindConflict,
		Text{"密钥只显示一次", "ئاچقۇچ پەقەت بىر قېتىم كۆرسىتىلىدۇ", "The key is shown once"},
		Text{"该请求已执行过，密钥已在第一次回答中给出，系统没有保存其明文。", "بۇ ئىلتىماس ئىجرا بولغان، ئاچقۇچ بىرىنچى جاۋابتا بېرىلگەن، سىستېما ئۇنى ساقلىمىغان.", "This request has been carried out; the first answer held the key, and we do not keep it."},
		Text{"如未收到，请撤销该密钥并新建一个。", "تاپشۇرۇۋالمىغان بولسىڭىز ئۇنى بىكار قىلىپ يېڭىدىن قۇرۇڭ.", "If the answer was lost, revoke the key and make another."})
	KeyEnded = declare("access-key-ended", KindConflict,
		Text{"该密钥已失效", "بۇ ئاچقۇچ ئىناۋەتسىز", "The key has ended"},
		Text{"密钥已撤销、过期或已被轮换。", "ئاچقۇچ بىكار قىلىنغان، ۋاقتى ئۆتكەن ياكى ئالماشتۇرۇلغان.", "The key is revoked, expired or already replaced."},
		Text{"请新建一个密钥。", "يېڭى ئاچقۇچ قۇرۇڭ.", "Make a new key."})
)
