package model

// RoleWords name the roles for people.
var RoleWords = map[Role]Text{
	RoleOwner:      {"负责人", "مەسئۇل", "owner"},
	RoleManager:    {"主管", "باشقۇرغۇچى", "manager"},
	RoleClerk:      {"记录员", "خاتىرىلىگۈچى", "recorder"},
	RoleViewer:     {"查看者", "كۆرگۈچى", "viewer"},
	RoleInspector:  {"检查员", "تەكشۈرگۈچى", "inspector"},
	RoleSupervisor: {"监管负责人", "نازارەت مەسئۇلى", "supervisor"},
	RoleAdmin:      {"平台管理员", "سۇپا مەسئۇلى", "platform administrator"},
}

// RoleDuties say in a sentence what each role may do.
var RoleDuties = map[Role]Text{
	RoleOwner: {
		"管理人员、场所、接口密钥和单位资料，单位内其他事也都能做。",
		"خادىم، سورۇن، API ئاچقۇچى ۋە ئورۇن ئۇچۇرىنى باشقۇرىدۇ، ئورۇندىكى باشقا ھەممە ئىشنىمۇ قىلالايدۇ.",
		"Manages people, sites, API keys and the company’s details, and may do everything else in the company.",
	},
	RoleManager: {
		"登记产品、场所和批次，可以暂停和恢复本单位批次的流通。",
		"مەھسۇلات، سورۇن ۋە تۈركۈم تىزىملايدۇ، ئۆز ئورنىنىڭ تۈركۈمىنى توختىتالايدۇ ۋە قويۇپ بېرەلەيدۇ.",
		"Registers products, sites and batches, and may hold and release the company’s own batches.",
	},
	RoleClerk: {
		"登记批次，记录收货、发货、加工、销售，上传单据。",
		"تۈركۈم تىزىملايدۇ؛ تاپشۇرۇۋېلىش، يوللاش، پىششىقلاش ۋە سېتىشنى خاتىرىلەيدۇ، ھۆججەت يۈكلەيدۇ.",
		"Registers batches, records what is received, shipped, made and sold, and adds documents.",
	},
	RoleViewer: {
		"只能查看，不能改动。",
		"پەقەت كۆرەلەيدۇ، ئۆزگەرتەلمەيدۇ.",
		"Looks at everything and changes nothing.",
	},
	RoleInspector: {
		"查看辖区内的企业、批次和流向，可以暂停批次流通、禁止销售。",
		"تەۋەلىكتىكى كارخانا، تۈركۈم ۋە يۆنىلىشنى كۆرىدۇ، تۈركۈمنى توختىتالايدۇ ۋە سېتىشنى چەكلىيەلەيدۇ.",
		"Looks at the companies, batches and journeys of the region, and may hold and block batches.",
	},
	RoleSupervisor: {
		"核准、暂停和终止辖区内的企业，管理本部门人员，并能做检查员的事。",
		"تەۋەلىكتىكى كارخانىلارنى تەستىقلايدۇ، توختىتىدۇ ۋە ئاخىرلاشتۇرىدۇ، ئۆز تارمىقىنىڭ خادىملىرىنى باشقۇرىدۇ، تەكشۈرگۈچىنىڭ ئىشىنىمۇ قىلالايدۇ.",
		"Approves, suspends and closes the companies of the region, manages the authority’s people, and may do what inspectors do.",
	},
	RoleAdmin: {
		"管理整个平台：所有单位的注册、暂停和终止，以及平台自己的人员。",
		"پۈتۈن سۇپىنى باشقۇرىدۇ: ھەممە ئورۇننىڭ تىزىملىنىشى، توختىتىلىشى، ئاخىرلىشىشى ۋە سۇپىنىڭ ئۆز خادىملىرى.",
		"Runs the platform: approves, suspends and closes every organisation, and manages the platform’s own people.",
	},
}

// PermissionWords name the permissions for people, as what one may do.
var PermissionWords = map[Permission]Text{
	PermPublic:          {"公开查询", "ئاشكارا سۈرۈشتۈرۈش", "look up what is public"},
	PermSelf:            {"管理自己的账号", "ئۆز ھېساباتىنى باشقۇرۇش", "manage one’s own account"},
	PermOrgRead:         {"查看单位", "ئورۇنلارنى كۆرۈش", "see companies"},
	PermOrgWrite:        {"修改本单位资料", "ئۆز ئورنىنىڭ ئۇچۇرىنى ئۆزگەرتىش", "change the own company’s details"},
	PermOrgApprove:      {"核准和管理企业", "كارخانىلارنى تەستىقلاش ۋە باشقۇرۇش", "approve and oversee companies"},
	PermSiteRead:        {"查看场所", "سورۇنلارنى كۆرۈش", "see sites"},
	PermSiteWrite:       {"登记和修改场所", "سورۇن تىزىملاش ۋە ئۆزگەرتىش", "register and change sites"},
	PermPersonRead:      {"查看人员", "خادىملارنى كۆرۈش", "see people"},
	PermPersonWrite:     {"管理人员", "خادىملارنى باشقۇرۇش", "manage people"},
	PermPersonHelp:      {"帮单位负责人重设密码", "ئورۇن مەسئۇلىنىڭ پارولىنى ئەسلىگە كەلتۈرۈش", "help an organisation’s owner who has forgotten the password"},
	PermKeyRead:         {"查看接口密钥", "API ئاچقۇچلىرىنى كۆرۈش", "see API keys"},
	PermKeyWrite:        {"管理接口密钥", "API ئاچقۇچلىرىنى باشقۇرۇش", "manage API keys"},
	PermAuditRead:       {"查看操作记录", "مەشغۇلات خاتىرىسىنى كۆرۈش", "see the audit trail"},
	PermProductRead:     {"查看产品", "مەھسۇلاتلارنى كۆرۈش", "see products"},
	PermProductWrite:    {"登记和修改产品", "مەھسۇلات تىزىملاش ۋە ئۆزگەرتىش", "register and change products"},
	PermBatchRead:       {"查看批次", "تۈركۈملەرنى كۆرۈش", "see batches"},
	PermBatchWrite:      {"登记批次", "تۈركۈم تىزىملاش", "register batches"},
	PermBatchHold:       {"暂停和恢复批次流通", "تۈركۈمنى توختىتىش ۋە قويۇپ بېرىش", "hold and release batches"},
	PermBatchBlock:      {"禁止批次销售", "تۈركۈمنىڭ سېتىلىشىنى چەكلەش", "block batches"},
	PermDocumentRead:    {"查看单据", "ھۆججەتلەرنى كۆرۈش", "see documents"},
	PermDocumentWrite:   {"上传单据", "ھۆججەت يۈكلەش", "add documents"},
	PermStepRecord:      {"记录收发货、加工、销售等", "تاپشۇرۇۋېلىش، يوللاش، پىششىقلاش، سېتىشنى خاتىرىلەش", "record what happens to goods"},
	PermEventCapture:    {"提交 EPCIS 事件", "EPCIS ۋەقەلىرىنى يوللاش", "send EPCIS events"},
	PermEventRead:       {"查看事件", "ۋەقەلەرنى كۆرۈش", "see events"},
	PermStockRead:       {"查看库存", "ئامباردىكى مالنى كۆرۈش", "see stock"},
	PermShipmentRead:    {"查看发货和收货", "يوللاش ۋە تاپشۇرۇۋېلىشنى كۆرۈش", "see shipments"},
	PermTraceRead:       {"追溯来源和去向", "مەنبەسى ۋە يۆنىلىشىنى سۈرۈشتۈرۈش", "trace where goods came from and went"},
	PermRecallRead:      {"查看召回", "قايتۇرۇۋېلىشنى كۆرۈش", "see recalls"},
	PermRecallSignal:    {"报告安全隐患", "بىخەتەرلىك يوشۇرۇن خەۋپىنى مەلۇم قىلىش", "report that something may be unsafe"},
	PermRecallWrite:     {"评估和办理召回", "قايتۇرۇۋېلىشنى باھالاش ۋە بېجىرىش", "assess and carry out recalls"},
	PermRecallAnnounce:  {"发布召回或追回", "قايتۇرۇۋېلىشنى ئېلان قىلىش", "announce a recall or withdraw goods"},
	PermRecallAnswer:    {"答复召回通知，封存和退回", "قايتۇرۇۋېلىش ئۇقتۇرۇشىغا جاۋاب بېرىش، پېچەتلەش ۋە قايتۇرۇش", "answer a recall: seal, return, destroy"},
	PermRecallOrder:     {"责令召回", "قايتۇرۇۋېلىشقا بۇيرۇش", "order a recall"},
	PermRecallApprove:   {"同意延期，评价和结案召回", "مۇددەت ئۇزارتىشقا قوشۇلۇش، قايتۇرۇۋېلىشنى باھالاش ۋە تاماملاش", "extend, evaluate and close recalls"},
	PermClaimRead:       {"查看消费者赔偿请求", "ئىستېمالچىنىڭ تۆلەم تەلەپلىرىنى كۆرۈش", "see consumers’ claims"},
	PermClaimReveal:     {"查看请求人的联系方式", "تەلەپ قىلغۇچىنىڭ ئالاقىسىنى كۆرۈش", "see who claims and how to reach them"},
	PermClaimAnswer:     {"受理赔偿请求，要求补充证据", "تۆلەم تەلىپىنى تەكشۈرۈش، ئىسپات تەلەپ قىلىش", "look into claims and ask for evidence"},
	PermClaimDecide:     {"同意、提出方案或拒绝赔偿请求", "تۆلەم تەلىپىگە قوشۇلۇش، لايىھە بېرىش ياكى رەت قىلىش", "grant, offer on or refuse claims"},
	PermClaimPay:        {"安排和记录赔付", "تۆلەمنى ئورۇنلاشتۇرۇش ۋە خاتىرىلەش", "order and record payments to consumers"},
	PermClaimApprove:    {"复核赔付", "تۆلەمنى تەستىقلاش", "approve payments as a second person"},
	PermClaimSupervise:  {"监督赔偿请求的办理", "تۆلەم تەلەپلىرىنى نازارەت قىلىش", "oversee how claims are answered"},
	PermCoverWrite:      {"登记保险单和保证金", "سۇغۇرتا ۋە كاپالەت پۇلىنى تىزىملاش", "record policies and bonds"},
	PermRecourseRead:    {"查看追偿", "قايتۇرۇۋېلىش تەلىپىنى كۆرۈش", "see recourse"},
	PermRecourseWrite:   {"提出和结清追偿", "تۆلەمنى قايتۇرۇۋېلىشنى تەلەپ قىلىش ۋە ھېسابلاش", "demand and settle recourse"},
	PermRecourseAnswer:  {"认可或反驳追偿", "تۆلەمنى قايتۇرۇش تەلىپىگە قوشۇلۇش ياكى قارشى تۇرۇش", "agree to or dispute recourse"},
	PermRecourseMediate: {"调解追偿争议", "قايتۇرۇش ماجىراسىنى مۇرەسسە قىلىش", "mediate recourse"},
	PermComplaintRead:   {"查看投诉举报", "ئەرز ۋە پاش قىلىشلارنى كۆرۈش", "see complaints and tips"},
	PermComplaintAnswer: {"答复投诉，同意调解", "ئەرزگە جاۋاب بېرىش، مۇرەسسەگە قوشۇلۇش", "answer complaints and consent to mediation"},
	PermComplaintHandle: {"受理、调解投诉，核查举报", "ئەرزنى قوبۇل قىلىش ۋە مۇرەسسە قىلىش، پاش قىلىشنى تەكشۈرۈش", "accept and mediate complaints, verify tips"},
	PermComplaintExtend: {"批准延长举报核查期限", "پاش قىلىشنى تەكشۈرۈش مۇددىتىنى ئۇزارتىش", "approve more time to verify a tip"},
	PermComplaintReveal: {"查看投诉人的身份和联系方式", "ئەرز قىلغۇچىنىڭ كىملىكى ۋە ئالاقىسىنى كۆرۈش", "see who complains"},
	PermJobRead:         {"查看和处理导入导出", "كىرگۈزۈش-چىقىرىشنى كۆرۈش ۋە بىر تەرەپ قىلىش", "see and handle imports and exports"},
	PermQueryWrite:      {"保存 EPCIS 查询", "EPCIS سۈرۈشتۈرۈشنى ساقلاش", "keep EPCIS queries"},
	PermSubscribe:       {"订阅 EPCIS 查询结果", "EPCIS سۈرۈشتۈرۈش نەتىجىسىگە يېزىلىش", "subscribe to EPCIS queries"},
	PermFindingRead:     {"查看异常", "بايقالغان مەسىلىلەرنى كۆرۈش", "see findings"},
}

// OrgMoveWords name the moves of an organisation as what somebody does, for buttons and headings.
var OrgMoveWords = map[OrgEvent]Text{
	OrgApprove:   {"核准", "تەستىقلاش", "Approve"},
	OrgRefuse:    {"退回", "قايتۇرۇش", "Refuse"},
	OrgResubmit:  {"重新提交", "قايتا يوللاش", "Submit again"},
	OrgSuspend:   {"暂停业务", "توختىتىپ تۇرۇش", "Suspend"},
	OrgReinstate: {"恢复业务", "ئەسلىگە كەلتۈرۈش", "Reinstate"},
	OrgClose:     {"终止", "ئاخىرلاشتۇرۇش", "Close"},
}

// AuditWords say what the actions of the audit trail mean, as something that was done. An action that is not listed is
// shown by its code.
var AuditWords = withMoves(map[string]Text{
	"organisation:register":    {"注册了单位", "ئورۇننى تىزىملاتتى", "registered the organisation"},
	"organisation:update":      {"修改了单位资料", "ئورۇن ئۇچۇرىنى ئۆزگەرتتى", "changed the organisation’s details"},
	"organisation:approve":     {"核准了单位", "ئورۇننى تەستىقلىدى", "approved the organisation"},
	"organisation:refuse":      {"退回了注册", "تىزىملاشنى قايتۇردى", "refused the registration"},
	"organisation:resubmit":    {"重新提交了注册", "تىزىملاشنى قايتا يوللىدى", "submitted the registration again"},
	"organisation:suspend":     {"暂停了单位的业务", "ئورۇننى توختىتىپ قويدى", "suspended the organisation"},
	"organisation:reinstate":   {"恢复了单位的业务", "ئورۇننى ئەسلىگە كەلتۈردى", "reinstated the organisation"},
	"organisation:close":       {"终止了单位", "ئورۇننى ئاخىرلاشتۇردى", "closed the organisation"},
	"site:create":              {"登记了场所", "سورۇن تىزىملىدى", "registered a site"},
	"site:close":               {"停用了场所", "سورۇننى تاقىدى", "closed a site"},
	"site:reopen":              {"重新启用了场所", "سورۇننى قايتا ئاچتى", "reopened a site"},
	"site:update":              {"修改了场所", "سورۇننى ئۆزگەرتتى", "changed a site"},
	"session:start":            {"登录", "كىردى", "signed in"},
	"session:switch":           {"切换了单位", "ئورۇن ئالماشتۇردى", "switched organisation"},
	"session:end":              {"退出登录", "چېكىندى", "signed out"},
	"session:end-others":       {"结束了其他登录", "باشقا كىرىشلەرنى ئاخىرلاشتۇردى", "ended their other sessions"},
	"password:change":          {"修改了密码", "پارولنى ئۆزگەرتتى", "changed their password"},
	"password:offer":           {"给出了重设密码的代码", "پارولنى ئەسلىگە كەلتۈرۈش كودى بەردى", "gave somebody a code for a new password"},
	"password:reset":           {"用重设码设了新密码", "كود بىلەن يېڭى پارول بەلگىلىدى", "set a new password with a code"},
	"person:create":            {"添加了人员", "خادىم قوشتى", "added a person"},
	"person:create-admin":      {"添加了平台管理员", "سۇپا مەسئۇلى قوشتى", "added a platform administrator"},
	"person:update":            {"修改了自己的资料", "ئۆز ئۇچۇرىنى ئۆزگەرتتى", "changed their own details"},
	"person:role":              {"更改了人员的角色", "خادىمنىڭ رولىنى ئۆزگەرتتى", "changed a person’s role"},
	"person:disable":           {"停用了人员", "خادىمنى توختىتىپ قويدى", "disabled a person"},
	"person:enable":            {"启用了人员", "خادىمنى قايتا قوزغاتتى", "enabled a person"},
	"person:remove":            {"移出了人员", "خادىمنى چىقىرىۋەتتى", "removed a person"},
	"key:create":               {"新建了接口密钥", "API ئاچقۇچى قۇردى", "made an API key"},
	"key:rotate":               {"更换了接口密钥", "API ئاچقۇچىنى ئالماشتۇردى", "replaced an API key"},
	"key:revoke":               {"撤销了接口密钥", "API ئاچقۇچىنى بىكار قىلدى", "revoked an API key"},
	"product.create":           {"登记了产品", "مەھسۇلات تىزىملىدى", "registered a product"},
	"product.update":           {"修改了产品", "مەھسۇلاتنى ئۆزگەرتتى", "changed a product"},
	"product.photo":            {"更换了产品照片", "مەھسۇلات سۈرىتىنى ئالماشتۇردى", "changed a product’s photo"},
	"batch.register":           {"登记了批次", "تۈركۈم تىزىملىدى", "registered a batch"},
	"batch.activate":           {"启用了批次", "تۈركۈمنى قوزغاتتى", "activated a batch"},
	"batch.hold":               {"暂停了批次流通", "تۈركۈمنى توختاتتى", "held a batch"},
	"batch.release":            {"恢复了批次流通", "تۈركۈمنى قويۇپ بەردى", "released a batch"},
	"batch.block":              {"禁止了批次销售", "تۈركۈمنىڭ سېتىلىشىنى چەكلىدى", "blocked a batch"},
	"batch.unblock":            {"解除了批次禁售", "تۈركۈمنىڭ سېتىش چەكلىمىسىنى ئېلىۋەتتى", "unblocked a batch"},
	"batch.close":              {"归档了批次", "تۈركۈمنى ئارخىپلىدى", "closed a batch"},
	"job:start":                {"开始了导入或导出", "كىرگۈزۈش ياكى چىقىرىشنى باشلىدى", "started an import or export"},
	"job:confirm":              {"确认了导入", "كىرگۈزۈشنى جەزملەشتۈردى", "confirmed an import"},
	"job:cancel":               {"取消了导入或导出", "كىرگۈزۈش ياكى چىقىرىشنى بىكار قىلدى", "cancelled an import or export"},
	"labels.print":             {"打印了标签", "ئەن باستى", "printed labels"},
	"link.add":                 {"添加了网页链接", "تور ئۇلانمىسى قوشتى", "added a link"},
	"link.change":              {"修改了网页链接", "تور ئۇلانمىسىنى ئۆزگەرتتى", "changed a link"},
	"link.remove":              {"删除了网页链接", "تور ئۇلانمىسىنى ئۆچۈردى", "removed a link"},
	"subscription.create":      {"新建了事件订阅", "ۋەقە مۇشتەرىلىكى قۇردى", "made a subscription"},
	"document.judge":           {"登记了检验结论", "تەكشۈرۈش خۇلاسىسىنى يازدى", "stated the verdict of a report"},
	"document.revoke":          {"撤销了检验报告", "تەكشۈرۈش دوكلاتىنى بىكار قىلدى", "revoked a laboratory report"},
	"document.add":             {"上传了单据", "ھۆججەت يۈكلىدى", "added a document"},
	"recall.rehearse":          {"开展了召回演练", "قايتۇرۇۋېلىش مەشىقى ئۆتكۈزدى", "held a recall exercise"},
	"recall.open":              {"建立了召回案件", "قايتۇرۇۋېلىش دېلوسى قۇردى", "opened a recall"},
	"recall.revise":            {"修改了召回案件", "قايتۇرۇۋېلىش دېلوسىنى ئۆزگەرتتى", "changed a recall"},
	"recall.rescope":           {"调整了召回范围", "قايتۇرۇۋېلىش دائىرىسىنى تەڭشىدى", "changed the scope of a recall"},
	"recall.regrade":           {"提高了召回等级", "قايتۇرۇۋېلىش دەرىجىسىنى كۆتۈردى", "made a recall graver"},
	"recall.file":              {"提交了召回文件", "قايتۇرۇۋېلىش ھۆججىتىنى تاپشۇردى", "filed a paper of a recall"},
	"recall.check":             {"抽取了有效性核查样本", "ئۈنۈم تەكشۈرۈش ئەۋرىشكىسىنى تاللىدى", "drew an effectiveness check"},
	"recall.clear":             {"凭证据排除了批次", "ئىسپات بىلەن تۈركۈم چىقىرىۋەتتى", "cleared lots of a recall"},
	"recall.remedy":            {"登记补救后解除停售", "تۈزىتىلگەندىن كېيىن چەكلىمىنى ئەمەلدىن قالدۇردى", "freed what was remedied"},
	"claim.file":               {"收到赔偿请求", "تۆلەم تەلىپى كەلدى", "a claim came in"},
	"claim.ask":                {"要求补充证据", "ئىسپات تەلەپ قىلدى", "asked for evidence"},
	"claim.supply":             {"消费者补充了证据", "ئىستېمالچى ئىسپات تولۇقلىدى", "the claimant supplied evidence"},
	"claim.evidence":           {"添加了证据文件", "ئىسپات ھۆججىتى قوشتى", "added evidence to a claim"},
	"claim.facts":              {"认定了事实", "پاكىتنى بېكىتتى", "established the facts of a claim"},
	"claim.grant":              {"同意赔偿请求", "تۆلەم تەلىپىگە قوشۇلدى", "granted a claim"},
	"claim.offer":              {"提出赔付方案", "تۆلەم لايىھەسى بەردى", "made an offer on a claim"},
	"claim.accept":             {"消费者接受方案", "ئىستېمالچى قوبۇل قىلدى", "the claimant accepted"},
	"claim.decline":            {"消费者不接受方案", "ئىستېمالچى قوبۇل قىلمىدى", "the claimant declined"},
	"claim.refuse":             {"拒绝赔偿请求", "تۆلەم تەلىپىنى رەت قىلدى", "refused a claim"},
	"claim.withdraw":           {"消费者撤回请求", "ئىستېمالچى قايتۇرۇۋالدى", "the claimant withdrew"},
	"claim.confirm":            {"消费者确认收到", "ئىستېمالچى تاپشۇرۇۋالغانلىقىنى جەزملەشتۈردى", "the claimant confirmed receipt"},
	"claim.deemed":             {"逾期，视为拒绝（信用线索）", "ۋاقتى ئۆتۈپ رەت قىلغان ھېسابلاندى (ئىناۋەت يىپ ئۇچى)", "time ran out: deemed refused, a clue for the credit file"},
	"claim.account":            {"消费者填写了收款账户", "ئىستېمالچى ھېساباتنى يازدى", "the claimant said where the money is to go"},
	"claim.complain":           {"消费者转为投诉", "ئىستېمالچى ئەرزگە ئايلاندۇردى", "the claimant complained to the authority"},
	"claim.advance":            {"消费者申请基金垫付", "ئىستېمالچى فوندتىن ئالدىن تۆلەشنى سورىدى", "the claimant asked a relief fund"},
	"claim.reveal":             {"查看了请求人资料", "تەلەپ قىلغۇچىنىڭ ماتېرىيالىنى كۆردى", "looked at who claims"},
	"claim.erase":              {"删除了请求人资料", "تەلەپ قىلغۇچىنىڭ ماتېرىيالىنى ئۆچۈردى", "erased who claimed"},
	"claim.part":               {"将请求与其他请求分开", "تەلەپنى باشقىلاردىن ئايرىدى", "parted a claim from others"},
	"recall-signal.report":     {"报告了安全线索", "بىخەتەرلىك ئۇچۇرى مەلۇم قىلدى", "reported a signal"},
	"recall-signal.evidence":   {"补充了线索证据", "ئۇچۇرغا ئىسپات قوشتى", "added evidence to a signal"},
	"recall-task.confirm-part": {"核实了召回任务中自己供货的部分", "قايتۇرۇۋېلىش ۋەزىپىسىدە ئۆزى تەمىنلىگەن قىسىمنى جەزملەشتۈردى", "confirmed its part of a recall task"},
	"recall-task.answer":       {"答复了召回任务", "قايتۇرۇۋېلىش ۋەزىپىسىگە جاۋاب بەردى", "answered a recall task"},
	"recall-task.take-back":    {"撤回了一项答复", "بىر جاۋابنى قايتۇرۇۋالدى", "took an answer back"},
	"recall-task.explain":      {"认可了差额说明", "پەرق چۈشەندۈرۈشىنى ئېتىراپ قىلدى", "accepted an explanation"},
	"recall-task.recover":      {"计入了消费者交回的商品", "ئىستېمالچى قايتۇرغان مالنى ھېسابقا كىرگۈزدى", "counted goods that consumers handed back"},
	"recall-task.link":         {"生成了答复链接", "جاۋاب ئۇلانمىسى قۇردى", "made a reply link"},
	"recall-task.unlink":       {"撤销了答复链接", "جاۋاب ئۇلانمىسىنى بىكار قىلدى", "revoked a reply link"},
	"recall-task.verify":       {"核实了持有者的措施", "ساقلىغۇچىنىڭ تەدبىرىنى تەكشۈرۈپ جەزملەشتۈردى", "verified what a holder did"},
	"recall-task.check-failed": {"核查发现问题", "تەكشۈرۈشتە مەسىلە بايقىدى", "found a holder’s measures lacking"},
	"notice-endpoint.add":      {"添加了通知地址", "ئۇقتۇرۇش ئادرېسى قوشتى", "added a notice address"},
	"notice-endpoint.remove":   {"删除了通知地址", "ئۇقتۇرۇش ئادرېسىنى ئۆچۈردى", "removed a notice address"},
	"unit-factor.add":          {"登记了单位换算", "بىرلىك ئالماشتۇرۇشنى تىزىملىدى", "recorded a unit factor"},
	"unit-factor.end":          {"停用了单位换算", "بىرلىك ئالماشتۇرۇشنى توختاتتى", "ended a unit factor"},

	"claim-payment.order":    {"安排赔付", "تۆلەم ئورۇنلاشتۇردى", "ordered a payment to a consumer"},
	"claim-cover.add":        {"登记了保险单或保证金", "سۇغۇرتا ياكى كاپالەت پۇلىنى تىزىملىدى", "recorded a policy or bond"},
	"claim-cover.confirm":    {"确认了保险单或保证金", "سۇغۇرتا ياكى كاپالەت پۇلىنى جەزملەشتۈردى", "confirmed a policy or bond"},
	"claim-cover.end":        {"终止了保险单或保证金", "سۇغۇرتا ياكى كاپالەت پۇلىنى ئاخىرلاشتۇردى", "ended a policy or bond"},
	"payout-run.make":        {"生成了付款批次文件", "تۆلەش تۈركۈمى ھۆججىتىنى تۈزدى", "made a settlement file"},
	"payout-run.result":      {"读入了付款结果", "تۆلەش نەتىجىسىنى كىرگۈزدى", "read the bank’s answer to a settlement file"},
	"payout-endpoint.set":    {"设置了付款接口", "تۆلەش ئېغىزىنى بەلگىلىدى", "set the address of a payment provider"},
	"payout-endpoint.remove": {"删除了付款接口", "تۆلەش ئېغىزىنى ئۆچۈردى", "removed the address of a payment provider"},
	"recourse.demand":        {"提出追偿", "تۆلەمنى قايتۇرۇشنى تەلەپ قىلدى", "demanded recourse"},

	"complaint.file":       {"提出了投诉", "ئەرز بەردى", "filed a complaint"},
	"complaint.note":       {"添加了投诉记录", "ئەرزگە خاتىرە قوشتى", "added a note to a complaint"},
	"complaint.add":        {"补充了投诉", "ئەرزنى تولۇقلىدى", "added to the own complaint"},
	"complaint.share":      {"允许经营者查看联系方式", "تىجارەتچىنىڭ ئالاقىسىنى كۆرۈشىگە قوشۇلدى", "let the operator see the contact"},
	"complaint.unshare":    {"不再允许经营者查看联系方式", "تىجارەتچىنىڭ ئالاقىسىنى كۆرۈشىگە قوشۇلمىدى", "no longer lets the operator see the contact"},
	"complaint.reveal":     {"查看了投诉人的联系方式", "ئەرز قىلغۇچىنىڭ ئالاقىسىنى كۆردى", "looked who complains"},
	"complaint.contact":    {"查看了投诉人允许查看的联系方式", "ئەرز قىلغۇچى قوشۇلغان ئالاقىسىنى كۆردى", "looked at a contact that was shared"},
	"complaint.erase":      {"删除了投诉人的个人信息", "ئەرز قىلغۇچىنىڭ شەخسىي ئۇچۇرىنى ئۆچۈردى", "had the personal data of a complaint erased"},
	"complaint.expire":     {"保存期满，删除了个人信息", "ساقلاش مۇددىتى توشۇپ، شەخسىي ئۇچۇر ئۆچۈرۈلدى", "erased personal data whose time was over"},
	"complaint-tip.file":   {"提出了举报", "پاش قىلدى", "gave a tip"},
	"complaint-tip.facts":  {"为举报补充了新事实", "پاش قىلىشقا يېڭى پاكىت قوشۇلدى", "added new facts to a tip"},
	"complaint-tip.reveal": {"查看了举报人的联系方式", "پاش قىلغۇچىنىڭ ئالاقىسىنى كۆردى", "looked who gave a tip"},
	"complaint-tip.erase":  {"删除了举报人的个人信息", "پاش قىلغۇچىنىڭ شەخسىي ئۇچۇرىنى ئۆچۈردى", "had the personal data of a tip erased"},
})

// withMoves adds the moves of recalls, payments, recourse and complaints, named by what they mean.
func withMoves(words map[string]Text) map[string]Text {
	wordMoves(words, &RecallLifecycle, Text{"召回", "قايتۇرۇۋېلىش", "recall"})
	wordMoves(words, &SignalLifecycle, Text{"安全线索", "بىخەتەرلىك ئۇچۇرى", "signal"})
	wordMoves(words, &TaskLifecycle, Text{"召回任务", "قايتۇرۇۋېلىش ۋەزىپىسى", "recall task"})
	wordMoves(words, &PaymentLifecycle, Text{"赔付", "تۆلەم", "payment"})
	wordMoves(words, &RecourseLifecycle, Text{"追偿", "قايتۇرۇش تەلىپى", "recourse"})
	wordMoves(words, &ComplaintLifecycle, Text{"投诉", "ئەرز", "complaint"})
	wordMoves(words, &TipLifecycle, Text{"举报", "پاش قىلىش", "tip"})
	return words
}

// wordMoves names the moves of a machine in the audit trail by what they mean.
func wordMoves[S, E ~string](words map[string]Text, m *Machine[S, E], what Text) {
	for _, mv := range m.Moves {
		action := m.Name + "." + string(mv.On)
		if _, known := words[action]; !known {
			words[action] = Text{what.ZH + "：" + mv.Why.ZH, what.UG + ": " + mv.Why.UG, what.EN + ": " + mv.Why.EN}
		}
	}
}
