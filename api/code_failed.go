package api

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/code"
)

// What the consumer's page says when a laboratory report that everybody may open finds that a batch does not conform.
var (
	failedTitle = model.Text{ZH: "检测报告：不符合（不合格）", UG: "تەكشۈرۈش دوكلاتى: ئۆلچەمگە ئۇيغۇن ئەمەس", EN: "A laboratory report: does not conform"}
	failedText  = model.Text{
		ZH: "下面公开的一份检测报告认定这批产品有项目不符合要求。生产者和监管部门已收到通知，正在评估。",
		UG: "تۆۋەندە ئاشكارىلانغان بىر تەكشۈرۈش دوكلاتى بۇ تۈركۈمنىڭ بەزى تۈرلىرىنى ئۆلچەمگە ئۇيغۇن ئەمەس دەپ قارىغان. ئىشلەپچىقارغۇچى ۋە نازارەتچى تارماققا ئۇقتۇرۇلدى، ئۇلار باھالايدۇ.",
		EN: "A report published below finds that this batch does not meet a requirement. The maker and the authority have been told, and assess it.",
	}
	failedNext = []model.Text{
		{ZH: "有疑问时先不要食用或使用，保留产品、包装和小票。", UG: "گۇمانلانسىڭىز ھازىرچە يېمەڭ، ئىشلەتمەڭ؛ مەھسۇلات، ئورالما ۋە تالوننى ساقلاڭ.", EN: "If in doubt do not eat or use it; keep the product, its packaging and the receipt."},
		{ZH: "可以问卖家，或拨打 12315。", UG: "ساتقۇچىدىن سوراڭ ياكى 12315 گە تېلېفون قىلىڭ.", EN: "Ask the seller, or call 12315."},
	}
)

// failedAlerts warns of a published report by which the batch does not conform; that another one conforms does not undo it.
func failedAlerts(scan *code.Scan) []web.Alert {
	for _, d := range scan.Documents {
		if d.Verdict == model.LabFails {
			return []web.Alert{{Severity: web.SeverityDanger, Title: failedTitle, Text: failedText, Next: failedNext}}
		}
	}
	return nil
}
