package api

import (
	"log/slog"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/code"
)

// What the consumer's page says of recalls. It never says that something is safe: only what has been found, about which
// goods, by which case.
var (
	recalledTitle = map[model.AffectedClass]model.Text{
		model.AffectedConfirmed: {ZH: "正在召回：不要食用或使用", UG: "قايتۇرۇۋېلىنىۋاتىدۇ: يېمەڭ، ئىشلەتمەڭ", EN: "Being recalled: do not eat or use it"},
		model.AffectedPossible:  {ZH: "可能在召回范围内：不要食用或使用", UG: "قايتۇرۇۋېلىش دائىرىسىدە بولۇشى مۇمكىن: يېمەڭ، ئىشلەتمەڭ", EN: "Possibly being recalled: do not eat or use it"},
	}
	recalledText = map[model.AffectedClass]model.Text{
		model.AffectedConfirmed: {ZH: "您扫描的这批产品属于召回 {number} 的范围。", UG: "سىز سىكانلىغان بۇ تۈركۈم {number} نومۇرلۇق قايتۇرۇۋېلىشنىڭ دائىرىسىدە.", EN: "The batch that you scanned is under recall {number}."},
		model.AffectedPossible:  {ZH: "您扫描的这批产品可能受召回 {number} 影响，尚未排除。", UG: "سىز سىكانلىغان بۇ تۈركۈمگە {number} نومۇرلۇق قايتۇرۇۋېلىشنىڭ تەسىرى بولۇشى مۇمكىن، تېخى چىقىرىۋېتىلمىدى.", EN: "Recall {number} may concern the batch that you scanned; nobody has ruled it out."},
	}
	recalledNext = []model.Text{
		{ZH: "立即停止食用或使用，单独放好，不要送人，也不要扔掉。", UG: "دەرھال يېيىش ياكى ئىشلىتىشنى توختىتىپ، ئايرىم قويۇڭ؛ باشقىلارغا بەرمەڭ، تاشلىۋەتمەڭ.", EN: "Stop eating or using it at once. Keep it apart; do not give it away or throw it out."},
		{ZH: "带上产品和包装到购买处退货；没有小票也可以先问。", UG: "مەھسۇلات ۋە ئورالمىسىنى سېتىۋالغان يەرگە ئاپىرىپ قايتۇرۇڭ؛ تالون بولمىسىمۇ ئاۋۋال سوراڭ.", EN: "Take it back with its packaging to where you bought it. Ask even if you have no receipt."},
		{ZH: "食用后不舒服请就医，并告诉医生吃了什么。", UG: "يېگەندىن كېيىن بىئارام بولسىڭىز دوختۇرغا كۆرۈنۈپ، نېمە يېگەنلىكىڭىزنى ئېيتىڭ.", EN: "If you feel unwell after eating it, see a doctor and say what you ate."},
		{ZH: "商家拒绝处理时，拨打 12315。", UG: "سودىگەر بىر تەرەپ قىلىشنى رەت قىلسا 12315 گە تېلېفون قىلىڭ.", EN: "If the seller refuses, call 12315."},
	}
	noticeLink = model.Text{ZH: "召回公告 {number}", UG: "{number} نومۇرلۇق قايتۇرۇۋېلىش ئېلانى", EN: "Notice of recall {number}"}

	clearedTitle = model.Text{ZH: "召回 {number} 核查过这批产品", UG: "{number} نومۇرلۇق قايتۇرۇۋېلىش بۇ تۈركۈمنى تەكشۈرگەن", EN: "Recall {number} has looked at this batch"}
	clearedText  = model.Text{
		ZH: "核查结论是这批产品不在该次召回范围内。这只说明该次召回，不代表其他方面。",
		UG: "تەكشۈرۈش نەتىجىسى: بۇ تۈركۈم شۇ قېتىملىق قايتۇرۇۋېلىش دائىرىسىدە ئەمەس. بۇ پەقەت شۇ قېتىملىق قايتۇرۇۋېلىشنىلا بىلدۈرىدۇ.",
		EN: "It was found not to be under that recall. This says nothing about anything else.",
	}

	otherLotsTitle = model.Text{ZH: "该产品有批次正在召回", UG: "بۇ مەھسۇلاتنىڭ بەزى تۈركۈملىرى قايتۇرۇۋېلىنىۋاتىدۇ", EN: "Some batches of this product are being recalled"}
	otherLotsText  = model.Text{
		ZH: "这个编码没有说明是哪一批。请把包装上的批号与公告核对；不能确定时不要食用或使用。",
		UG: "بۇ كود قايسى تۈركۈم ئىكەنلىكىنى بىلدۈرمەيدۇ. ئورالمىدىكى تۈركۈم نومۇرىنى ئېلان بىلەن سېلىشتۇرۇڭ؛ جەزملىيەلمىسىڭىز يېمەڭ، ئىشلەتمەڭ.",
		EN: "This code does not say which batch it is. Compare the batch number on the package with the notice; if you cannot be sure, do not eat or use it.",
	}
	unknownLotText = model.Text{
		ZH: "这个批号没有登记，无法确认是否受影响，也可能是假冒。不要食用或使用，向卖家核实。",
		UG: "بۇ تۈركۈم نومۇرى تىزىملانمىغان، تەسىرگە ئۇچرىغان-ئۇچرىمىغانلىقىنى بىلگىلى بولمايدۇ، ساختا بولۇشىمۇ مۇمكىن. يېمەڭ، ئىشلەتمەڭ، ساتقۇچىدىن سۈرۈشتۈرۈڭ.",
		EN: "This batch number is not registered: nobody can say whether the recall concerns it, and it may be a counterfeit. Do not eat or use it; ask the seller.",
	}
)

// recallAlerts says what recalls have to do with what was scanned, the gravest first.
func recallAlerts(scan *code.Scan) []web.Alert {
	alerts := strikeAlerts(scan.Recalls)
	if len(alerts) == 0 && len(scan.OtherLots) > 0 {
		alerts = append(alerts, otherLots(scan.OtherLots, otherLotsText))
	}
	for _, c := range scan.Cleared {
		alerts = append(alerts, web.Alert{
			Severity: web.SeverityInfo, Title: numbered(clearedTitle, c), Text: clearedText, Since: c.Since, Links: noticesOf([]model.RecallStrike{c}),
		})
	}
	return alerts
}

// strikeAlerts are one alert for each case that stands against a thing.
func strikeAlerts(strikes []model.RecallStrike) (alerts []web.Alert) {
	for i, s := range strikes {
		a := web.Alert{
			Severity: web.SeverityDanger, Title: recalledTitle[s.Class], Text: numbered(recalledText[s.Class], s), Since: s.Since,
			Links: noticesOf(strikes[i : i+1]),
		}
		if i == 0 {
			a.Next = recalledNext
		}
		alerts = append(alerts, a)
	}
	return alerts
}

// otherLots warns that other lots of the product are recalled.
func otherLots(strikes []model.RecallStrike, text model.Text) web.Alert {
	return web.Alert{Severity: web.SeverityCaution, Title: otherLotsTitle, Text: text, Links: noticesOf(strikes)}
}

// noticesOf lead to the notices of cases that the public has been told of.
func noticesOf(strikes []model.RecallStrike) (links []web.AlertLink) {
	for _, s := range strikes {
		if s.AnnouncedAt != 0 {
			links = append(links, web.AlertLink{Path: code.RecallPath(s.Number), Text: numbered(noticeLink, s)})
		}
	}
	return links
}

// numbered writes the number of a case into a text.
func numbered(t model.Text, s model.RecallStrike) model.Text {
	params := []model.Param{model.P("number", s.Number)}
	return model.Text{ZH: t.Fill(model.ZH, params), UG: t.Fill(model.UG, params), EN: t.Fill(model.EN, params)}
}

// unknownAlerts says what recalls have to do with a code that nobody registered: its number may lie in a recalled range,
// or other lots of the product are recalled, and then this one cannot be ruled out.
func (p *scanPages) unknownAlerts(c *gin.Context, asked string) []web.Alert {
	link, err := gs1.ParseLinkPath(asked, "")
	if err != nil || link.Key().AI != "01" {
		return nil
	}
	ctx, room := c.Request.Context(), p.server.services.Code
	strikes, err := room.RecallsOf(ctx, model.RecallAsked{Key: gs1.LinkEPC(link).Key()})
	if err == nil && len(strikes) > 0 {
		return strikeAlerts(strikes)
	}
	if err == nil {
		strikes, err = room.RecallsOnItem(ctx, link.Key().Value)
	}
	if err != nil {
		p.server.log.LogAttrs(ctx, slog.LevelWarn, "a page was shown without what recalls say", slog.Any("error", err))
		return nil
	}
	if len(strikes) == 0 {
		return nil
	}
	return []web.Alert{otherLots(strikes, unknownLotText)}
}
