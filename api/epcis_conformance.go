package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
)

// Requirement is one requirement of EPCIS 2.0, whether it is met here, and the test that shows it. The ids are the
// house's own: the standard's list of requirements for 2.0 is not published in full.
type Requirement struct {
	ID   string
	What model.Text
	Met  bool
	// Test is the name of a test of this repository; empty when the requirement is not met.
	Test string
}

// Requirements are the requirements of EPCIS 2.0 in the order of their ids: events, capture, query, discovery, named
// queries, and what is not offered.
func Requirements() []Requirement {
	yes := func(id, test, zh, ug, en string) Requirement {
		return Requirement{id, model.Text{ZH: zh, UG: ug, EN: en}, true, test}
	}
	no := func(id, zh, ug, en string) Requirement {
		return Requirement{ID: id, What: model.Text{ZH: zh, UG: ug, EN: en}}
	}
	const parameters = "TestEPCISEvents_parameters"
	return []Requirement{
		yes("E2-E01", "TestEPCIS_every_standard_field", "接受五种事件的全部标准字段，并原样返回", "بەش خىل ۋەقەنىڭ ھەممە ئۆلچەملىك خانىسىنى قوبۇل قىلىپ، ئۆز پېتى قايتۇرىدۇ", "All five event types with every standard field are accepted and come back unchanged"),
		yes("E2-E02", "TestParseDocument_agrees_with_the_GS1_schema", "按 GS1 JSON 模式（含格式检查）接受或拒绝事件", "ۋەقەلەر GS1 JSON قېلىپى بويىچە (فورمات تەكشۈرۈشى بىلەن) قوبۇل ياكى رەت قىلىنىدۇ", "Events are accepted or refused as the GS1 JSON schema with asserted formats says"),
		yes("E2-E03", "TestParseDocument_issues", "拒绝聚合、交易、关联事件中的 persistentDisposition", "توپلاش، سودا ۋە باغلاش ۋەقەلىرىدىكى persistentDisposition رەت قىلىنىدۇ", "persistentDisposition is refused on aggregation, transaction and association events"),
		yes("E2-E04", "TestParseDocument_issues", "拒绝没有报告的传感器元素", "دوكلاتى يوق سېنزور ئېلېمېنتى رەت قىلىنىدۇ", "A sensor element without a report is refused"),
		no("E2-E04t", "拒绝晚于事件时间的传感器时间（予以保存并警告）", "ۋەقە ۋاقتىدىن كېيىنكى سېنزور ۋاقتىنى رەت قىلىش (ئاگاھلاندۇرۇش بىلەن ساقلىنىدۇ)", "Sensor times after the event are refused (they are kept, with a warning)"),
		yes("E2-E05", "TestParseDocument_issues", "聚合与关联事件必须有父标识和子对象", "توپلاش ۋە باغلاش ۋەقەلىرىدە ئانا بەلگە ۋە بالا نەرسىلەر بولۇشى شەرت", "Aggregations and associations have the parent and children that their action needs"),
		yes("E2-E06", "TestEPCIS_extensions", "扩展与 ILMD 按原样保存，拒绝未声明的前缀", "كېڭەيتمە ۋە ILMD ئۆز پېتى ساقلىنىدۇ، جاكارلانمىغان ئالدى قوشۇمچە رەت قىلىنىدۇ", "Extensions and ILMD are kept as they are; an undeclared prefix is refused"),
		yes("E2-C01", "TestCapture", "POST /capture 返回 202 与任务地址", "POST /capture 202 ۋە ۋەزىپە ئادرېسىنى قايتۇرىدۇ", "POST /capture answers 202 and the address of the job"),
		yes("E2-C02", "TestEPCIS_round_trip", "POST /capture 也接受 EPCISQueryDocument", "POST /capture يەنە EPCISQueryDocument نى قوبۇل قىلىدۇ", "POST /capture takes an EPCISQueryDocument too"),
		yes("E2-C03", "TestCapture_reports_what_it_did_not_keep", "任务说明运行与成功状态以及各项错误", "ۋەزىپە ئىجرا ۋە مۇۋەپپەقىيەت ھالىتىنى ھەم خاتالىقلارنى كۆرسىتىدۇ", "The job says whether it runs, whether it succeeded, and what went wrong"),
		yes("E2-C04", "TestCapture_reports_what_it_did_not_keep", "rollback：出错时一个事件也不保存", "rollback: خاتالىق چىقسا ھېچقانداق ۋەقە ساقلانمايدۇ", "rollback keeps nothing when something is wrong"),
		yes("E2-C05", "TestCapture_reports_what_it_did_not_keep", "proceed：保存正确的事件，说明其余", "proceed: توغرا ۋەقەلەر ساقلىنىپ، قالغانلىرى دوكلات قىلىنىدۇ", "proceed keeps the good events and reports the others"),
		yes("E2-C06", "TestCapture_limits_are_announced_and_exact", "公布上限，并严格执行", "چەكلىمىلەر ئېلان قىلىنىدۇ ۋە قەتئىي ئىجرا قىلىنىدۇ", "Limits are announced and exact"),
		yes("E2-C07", "TestEPCISEvents_capture_one", "缺少的 eventID 以内容哈希补上，可据此读取", "كەم eventID مەزمۇن ھەش قىممىتى بىلەن تولدۇرۇلىدۇ", "A missing eventID is filled with the hash of the content, by which the event can be read"),
		yes("E2-C08", "TestEPCISEvents_capture_one", "POST /events 对重复的事件返回 409，不增加内容", "POST /events تەكرار ۋەقەگە 409 قايتۇرىدۇ، ھېچنېمە قوشۇلمايدۇ", "POST /events answers a duplicate with 409 and adds nothing"),
		yes("E2-C08d", "TestEPCIS_resent_documents", "再次提交的文件不增加内容，任务列出重复的事件数", "قايتا ئەۋەتىلگەن ھۆججەت ھېچنېمە قوشمايدۇ، ۋەزىپە تەكرار ۋەقەلەرنىڭ سانىنى كۆرسىتىدۇ", "A document sent again adds nothing, and the job counts its duplicates"),
		yes("E2-C09", "TestEPCISEvent", "errorDeclaration 与原事件一并保存", "errorDeclaration ئەسلى ۋەقە بىلەن بىللە ساقلىنىدۇ", "An errorDeclaration with the same eventID is kept beside the original"),
		yes("E2-C10", "TestEPCISEvents_capture_one", "POST /events 返回 201 与地址", "POST /events 201 ۋە ئادرېس قايتۇرىدۇ", "POST /events answers 201 and the address of the event"),
		yes("E2-C11", "TestCapture_problems", "错误的类型、格式与内容以 problem+json 拒绝", "خاتا تىپ، فورمات ۋە مەزمۇن problem+json بىلەن رەت قىلىنىدۇ", "Wrong types, formats and contents are refused as problem+json"),
		yes("E2-C11r", "TestEPCIS_every_route_refuses_in_the_words_of_the_standard", "任何地址上的错误请求（401、403、404、405、406、413、414、415）都以标准的异常类型回答", "ھەر قانداق ئادرېستىكى خاتا تەلەپ (401، 403، 404، 405، 406، 413، 414، 415) ئۆلچەمدىكى خاتالىق تىپى بىلەن جاۋابلىنىدۇ", "On every path what is wrong (401, 403, 404, 405, 406, 413, 414, 415) is answered with an exception of the standard"),
		yes("E2-C12", "TestCapture_reads_XML", "POST /capture 接受 EPCIS 2.0 XML，拒绝 DTD，规则与 JSON 相同", "POST /capture يەنە EPCIS 2.0 XML نى قوبۇل قىلىدۇ، DTD رەت قىلىنىدۇ، قائىدىلەر JSON بىلەن ئوخشاش", "POST /capture takes EPCIS 2.0 XML, without document types, under the same rules as JSON"),
		yes("E2-C13", "TestEPCIS_public_documents_over_HTTP", "公开的样例文档各得其应有的判定", "ئاشكارا ئۈلگە ھۆججەتلەرنىڭ ھەر بىرى تېگىشلىك ھۆكۈمگە ئېرىشىدۇ", "Public sample documents get the verdict that they should"),
		yes("E2-C14", "TestCapture_master_data_of_a_header", "检查文件头中主数据的格式，但不保存", "ھۆججەت بېشىدىكى ئاساسىي سانلىق مەلۇماتنىڭ شەكلى تەكشۈرۈلىدۇ، ئەمما ساقلانمايدۇ", "Master data of a document's header is checked for form; it is not kept"),
		yes("E2-Q01", "TestEPCIS_round_trip", "查询结果是符合模式的 EPCISQueryDocument", "سۈرۈشتۈرۈش نەتىجىسى قېلىپقا ماس EPCISQueryDocument", "Answers are EPCISQueryDocuments that the schema accepts"),
		yes("E2-Q02", parameters, "eventType", "eventType", "eventType"),
		yes("E2-Q03", parameters, "事件时间与记录时间", "ۋەقە ۋاقتى ۋە خاتىرە ۋاقتى", "Event time and record time"),
		yes("E2-Q04", parameters, "EQ_action", "EQ_action", "EQ_action"),
		yes("E2-Q05", parameters, "EQ_bizStep、EQ_disposition", "EQ_bizStep، EQ_disposition", "EQ_bizStep and EQ_disposition"),
		yes("E2-Q06", parameters, "EQ_persistentDisposition", "EQ_persistentDisposition", "EQ_persistentDisposition"),
		yes("E2-Q07", parameters, "EQ_ 与 WD_ 的 readPoint、bizLocation", "EQ_ ۋە WD_ لىق readPoint، bizLocation", "readPoint and bizLocation by EQ_ and WD_"),
		yes("E2-Q08", parameters, "EQ_transformationID", "EQ_transformationID", "EQ_transformationID"),
		yes("E2-Q09", parameters, "单件的 MATCH 参数", "يەككە نەرسىلەرنىڭ MATCH پارامېتىرلىرى", "The MATCH parameters of instances"),
		yes("E2-Q10", parameters, "类别与批次的 MATCH 参数", "تۈر ۋە تۈركۈملەرنىڭ MATCH پارامېتىرلىرى", "The MATCH parameters of classes and lots"),
		yes("E2-Q11", "TestEPCISEvents_units", "数量，可换算单位", "مىقدار، بىرلىك ئايلاندۇرۇش بىلەن", "Quantities, with units converted"),
		yes("E2-Q12", parameters, "EQ_eventID", "EQ_eventID", "EQ_eventID"),
		yes("E2-Q13", parameters, "错误声明参数", "خاتالىق جاكارى پارامېتىرلىرى", "The parameters of error declarations"),
		yes("E2-Q14", parameters, "业务单据", "سودا ھۆججەتلىرى", "Business transactions"),
		yes("E2-Q15", parameters, "来源与去向", "مەنبە ۋە مەنزىل", "Sources and destinations"),
		yes("E2-Q16", "TestEPCISEvents_units", "传感器参数，可换算单位", "سېنزور پارامېتىرلىرى، بىرلىك ئايلاندۇرۇش بىلەن", "Sensor parameters, with units converted"),
		yes("E2-Q17", parameters, "扩展字段，包括内层", "كېڭەيتمە خانىلار، ئىچكى قەۋەت بىلەن", "Extension elements, the inner ones too"),
		yes("E2-Q18", parameters, "ILMD", "ILMD", "ILMD"),
		yes("E2-Q19", parameters, "本系统保存的地点与主体主数据，用 HASATTR、EQATTR 查询", "سىستېما ساقلىغان ئورۇن ۋە تەرەپلەرنىڭ ئاساسىي سانلىق مەلۇماتى، HASATTR، EQATTR بىلەن", "Master data that the house keeps of places and parties, by HASATTR and EQATTR"),
		yes("E2-Q20", parameters, "同一参数的值为“或”，不同参数为“与”，无结果返回空", "بىر پارامېتىر قىممەتلىرى «ياكى»، ھەر خىل پارامېتىر «ۋە»، نەتىجە يوق بولسا قۇرۇق", "Values of one parameter are alternatives, parameters are joined; no match is an empty answer"),
		yes("E2-Q21", "TestEPCISEvents_pages_while_others_write", "分页不重叠、完整，期间新增事件不影响", "بەتلەر تەكرارلانمايدۇ، تولۇق، يېڭى ۋەقەلەر تەسىر قىلمايدۇ", "Pages are disjoint, complete and stable while events arrive"),
		yes("E2-Q22", "TestEPCISEvents_refusals", "排序与数量限制的规则", "تەرتىپ ۋە سان چەكلىمىسىنىڭ قائىدىلىرى", "The rules of order and limits"),
		yes("E2-Q22c", "TestEPCISEvents_refusals", "超出可答范围的查询返回 413：结果过多为 QueryTooLargeException；一个参数超过 1000 个值，或须通读过多事件，为 QueryTooComplexException", "جاۋاب بېرىش دائىرىسىدىن ئاشقان سۈرۈشتۈرۈش 413 قايتۇرىدۇ: نەتىجە كۆپ بولسا QueryTooLargeException؛ بىر پارامېتىر قىممىتى 1000 دىن ئاشسا ياكى بەك كۆپ ۋەقە ئوقۇلسا QueryTooComplexException", "What cannot be answered within bounds is 413: QueryTooLargeException for too many results, QueryTooComplexException for more than 1000 values of a parameter or a scan of too many events"),
		yes("E2-Q23", "TestEPCISEvent", "按 eventID 读取事件", "eventID بويىچە ۋەقە ئوقۇش", "GET /events/{eventID}"),
		yes("E2-Q24", "TestEPCISEvents_one_key_in_every_role", "EPC URN 与数字链接视为同一标识，按 GS1-EPC-Format 返回", "EPC URN ۋە رەقەملىك ئۇلىنىش بىر بەلگە، GS1-EPC-Format بويىچە جاۋاب", "EPC URN and Digital Link are one key; GS1-EPC-Format chooses the spelling"),
		yes("E2-Q24f", "TestEPCIS_spelling", "按 GS1-EPC-Format 选择标识的写法；数字链接不含企业前缀长度，不能译成 URN 时保持原样", "بەلگىلەرنىڭ يېزىلىشى GS1-EPC-Format بويىچە تاللىنىدۇ؛ رەقەملىك ئۇلىنىشتا كارخانا ئالدى قوشۇمچىسىنىڭ ئۇزۇنلۇقى بولمىغاچقا، URN غا ئايلانمىسا ئۆز پېتى قالىدۇ", "GS1-EPC-Format chooses the spelling; a Digital Link does not tell the length of the company prefix and stays where it cannot become a URN"),
		yes("E2-D01", "TestEPCIS_discovery", "每个地址以 OPTIONS 公布版本，首页列出资源", "ھەر بىر ئادرېس OPTIONS بىلەن نەشرىنى ئېلان قىلىدۇ، باش بەت بايلىقلارنى كۆرسىتىدۇ", "Every path announces versions by OPTIONS; the top lists the resources"),
		yes("E2-D02", "TestEPCIS_browse", "按类型、标识、步骤、地点、状态浏览，可翻页", "تىپ، بەلگە، قەدەم، ئورۇن ۋە ھالەت بويىچە كۆرۈش، بەتلەش بىلەن", "Browsing by type, identifier, step, place and disposition, with pages"),
		yes("E2-N01", "TestEPCIS_named_queries", "命名查询：新建、列出、读取、运行、删除", "ناملىق سۈرۈشتۈرۈش: قۇرۇش، تىزىش، ئوقۇش، ئىجرا، ئۆچۈرۈش", "Named queries: create, list, read, run and remove"),
		yes("E2-N02", "TestEPCIS_subscriptions", "订阅查询：新建、列出、读取、取消", "سۈرۈشتۈرۈشكە مۇشتەرى بولۇش: قۇرۇش، تىزىش، ئوقۇش، بىكار قىلىش", "Subscriptions to queries: create, list, read and end"),
		yes("E2-N02s", "TestDeliverer_stream", "以签名的 webhook 即时推送新事件", "يېڭى ۋەقەلەر ئىمزالانغان webhook بىلەن دەرھال يوللىنىدۇ", "Streams by signed webhook"),
		yes("E2-N02t", "TestDeliverer_schedule", "按时间表推送", "ۋاقىت جەدۋىلى بويىچە يوللاش", "Schedules by signed webhook"),
		yes("E2-N02e", "TestEPCIS_from_capture_to_webhook", "从采集到 webhook 的全程：已签名、符合模式、仅限订阅方可见的事件", "قوبۇل قىلىشتىن webhook قىچە: ئىمزالانغان، قېلىپقا ماس، پەقەت مۇشتەرى كۆرەلەيدىغان ۋەقەلەر", "From capture to webhook: signed, valid, and only what the subscriber may see"),
		yes("E2-N02w", "TestServerDelivers", "运行中的服务器自行推送", "ئىجرا بولۇۋاتقان مۇلازىمېتىر ئۆزى يوللايدۇ", "A running server delivers by itself"),
		yes("E2-N02r", "TestDeliverer_retries", "失败后重试，最终放弃的保留备查", "مەغلۇپ بولسا قايتا سىنىلىدۇ، ۋاز كېچىلگەنلىرى ساقلىنىدۇ", "Failures are tried again; what is given up is kept"),
		no("E2-N03", "以 WebSocket 订阅查询", "WebSocket بىلەن سۈرۈشتۈرۈشكە مۇشتەرى بولۇش", "Subscriptions to queries by WebSocket"),
		no("E2-N04", "以 XML 回答查询", "سۈرۈشتۈرۈشكە XML بىلەن جاۋاب بېرىش", "Answers to queries in XML"),
		no("E2-N05", "按扩展字段排序", "كېڭەيتمە خانا بويىچە تەرتىپلەش", "Ordering by the field of an extension"),
		no("E2-N06", "文件头中的主数据用于查询", "ھۆججەت بېشىدىكى ئاساسىي سانلىق مەلۇمات بىلەن سۈرۈشتۈرۈش", "Master data of document headers in queries"),
		yes("E2-X", "TestEPCIS_not_offered", "未提供的功能返回 501 ImplementationException", "تەمىنلەنمىگەن ئىقتىدار 501 ImplementationException قايتۇرىدۇ", "What is not offered answers 501 ImplementationException"),
	}
}

// routeConformance registers the page that says which requirements are met.
func (s *Server) routeConformance() {
	s.Handle(Operation{
		ID: "epcis-conformance", Method: http.MethodGet, Path: epcisBase + "/conformance", Summary: "Says which requirements of EPCIS 2.0 are met.",
		Tag: "documentation", Need: model.PermPublic,
	}, func(c *gin.Context, call Call) error {
		rows := make([]web.RequirementRow, 0, len(Requirements()))
		for _, r := range Requirements() {
			rows = append(rows, web.RequirementRow(r))
		}
		page, err := s.pages.Requirements(call.Lang, epcisBase+"/conformance", rows)
		return s.page(c, page, err)
	})
}

// RequirementsMarkdown is the same table for readers of the repository.
func RequirementsMarkdown() string {
	var b strings.Builder
	b.WriteString("# EPCIS 2.0\n\nThe JSON/JSON-LD subset of the EPCIS 2.0 REST binding that is implemented under `/epcis`, and what is not. Each requirement that\n" +
		"is met names a test that shows it. Generated by `make generate`; do not edit.\n\n| id | requirement | met | test |\n|---|---|---|---|\n")
	for _, r := range Requirements() {
		met, test := "no", ""
		if r.Met {
			met, test = "yes", "`"+r.Test+"`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.ID, r.What.EN, met, test)
	}
	return b.String()
}
