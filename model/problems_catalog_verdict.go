package model

// The problems of what becomes of a laboratory report after it was added.
var (
	LabVerdictSaid = declare("catalog-verdict-said", KindConflict,
		Text{"结论已登记", "خۇلاسە تىزىملانغان", "The verdict stands"},
		Text{"该检验报告的结论已登记，不能改写。", "بۇ تەكشۈرۈش دوكلاتىنىڭ خۇلاسىسى تىزىملانغان، ئۆزگەرتكىلى بولمايدۇ.", "The verdict of this report is on record and is not rewritten."},
		Text{"报告有误时请撤销，再上传更正后的报告。", "دوكلاتتا خاتالىق بولسا بىكار قىلىپ، تۈزىتىلگىنىنى يۈكلەڭ.", "If the report is wrong, revoke it and add the corrected one."})
	LabReportRevoked = declare("catalog-report-revoked", KindConflict,
		Text{"检验报告已撤销", "تەكشۈرۈش دوكلاتى بىكار قىلىنغان", "The report is revoked"},
		Text{"该检验报告已撤销，不能再登记结论。", "بۇ تەكشۈرۈش دوكلاتى بىكار قىلىنغان، خۇلاسە يازغىلى بولمايدۇ.", "This report has been revoked and says nothing any more."}, Text{})
)
