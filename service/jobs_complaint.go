package service

import (
	"context"

	"suyuan/model"
	"suyuan/service/complaint"
	"suyuan/service/job"
)

// complaintExports are the lists of the complaint desks. Like the desks they do not say who complains.
func (s *Services) complaintExports() []job.Export {
	return []job.Export{
		{Code: model.JobExportCases, Need: model.PermComplaintRead, Name: "complaint-cases", Columns: caseColumns, Filters: caseFilters, Open: s.exportCases},
		{Code: model.JobExportTips, Need: model.PermComplaintHandle, Name: "tips", Columns: tipColumns, Filters: tipFilters, Open: s.exportTips},
		{Code: model.JobExportComplaints, Need: model.PermComplaintRead, Name: "complaints", Columns: complaintColumns, Open: s.exportComplaints},
	}
}

// The heads that both lists have.
var (
	paperNumber     = model.Column{Key: "number", Words: model.Text{ZH: "编号", UG: "نومۇرى", EN: "Number"}}
	paperReceived   = model.Column{Key: "received", Words: model.Text{ZH: "接收时间", UG: "تاپشۇرۇۋالغان ۋاقىت", EN: "Received"}, Type: model.ColumnTime}
	paperFirm       = model.Column{Key: "firm", Words: model.Text{ZH: "经营者", UG: "تىجارەتچى", EN: "Operator"}}
	paperAuthority  = model.Column{Key: "authority", Words: model.Text{ZH: "办理机关", UG: "بېجىرگۈچى ئورگان", EN: "Handled by"}}
	paperRegion     = model.Column{Key: "region", Words: model.Text{ZH: "地区代码", UG: "رايون كودى", EN: "Region code"}, Type: model.ColumnDigits}
	paperRegionName = model.Column{Key: "region_name", Words: model.Text{ZH: "地区", UG: "رايون", EN: "Region"}}
	paperProduct    = model.Column{Key: "product", Words: model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Product"}}
	paperLot        = model.Column{Key: "lot", Words: model.Text{ZH: "批号", UG: "تۈركۈم نومۇرى", EN: "Lot number"}}
)

var caseColumns = []model.Column{
	paperNumber, paperReceived, paperFirm, paperAuthority, paperRegion, paperRegionName, paperProduct, paperLot,
	{Key: "bought", Words: model.Text{ZH: "购买日期", UG: "سېتىۋالغان كۈن", EN: "Bought on"}, Type: model.ColumnDate},
	{Key: "units", Words: model.Text{ZH: "数量", UG: "سانى", EN: "Units"}, Type: model.ColumnNumber},
	{Key: "price", Words: model.Text{ZH: "单价", UG: "بىرلىك باھاسى", EN: "Unit price"}, Type: model.ColumnNumber},
	{Key: "asked", Words: model.Text{ZH: "请求金额", UG: "تەلەپ قىلغان سومما", EN: "Sum asked for"}, Type: model.ColumnNumber},
	currency, stateColumn, dueColumn, overdueSince,
	{Key: "ground", Words: model.Text{ZH: "不予受理的情形", UG: "قوبۇل قىلماسلىق ئەھۋالى", EN: "Ground of refusal"}},
	{Key: "ending", Words: model.Text{ZH: "终止理由", UG: "ئاخىرلاشتۇرۇش سەۋەبى", EN: "Why mediation ended"}},
	{Key: "accepted", Words: model.Text{ZH: "受理时间", UG: "قوبۇل قىلىنغان ۋاقىت", EN: "Accepted"}, Type: model.ColumnTime},
	{Key: "ended", Words: model.Text{ZH: "终止时间", UG: "ئاخىرلاشقان ۋاقىت", EN: "Ended"}, Type: model.ColumnTime},
}

var tipColumns = []model.Column{
	paperNumber, paperReceived, paperFirm, paperAuthority, paperRegion, paperRegionName, paperProduct, paperLot, stateColumn, dueColumn, overdueSince,
	{Key: "decided", Words: model.Text{ZH: "决定时间", UG: "قارار قىلىنغان ۋاقىت", EN: "Decided"}, Type: model.ColumnTime},
}

// complaintTurns say who has to act.
var complaintTurns = map[model.ComplaintTurn]model.Text{
	model.ComplaintTurnAuthority: {ZH: "待办理机关处理", UG: "بېجىرگۈچى ئورگاننىڭ نۆۋىتى", EN: "the authority has to act"},
	model.ComplaintTurnFirm:      {ZH: "待经营者答复", UG: "تىجارەتچىنىڭ نۆۋىتى", EN: "the operator has to answer"},
	model.ComplaintTurnNobody:    {ZH: "无待办", UG: "قىلىدىغان ئىش يوق", EN: "nothing is to be done"},
}

// The filters have the names that the API's lists give them; a list without all is the queue.
var (
	paperFilters = []job.Filter{
		{Key: "mine", Words: model.Text{ZH: "只看本机关办理", UG: "پەقەت بىز بېجىرىدىغانلار", EN: "Ours to handle only"}, Choices: job.OnOff, Quiet: true},
		{Key: "unassigned", Words: model.Text{ZH: "只看尚无机关办理", UG: "پەقەت بېجىرگۈچىسى يوقلار", EN: "Those that nobody handles only"}, Choices: job.OnOff, Quiet: true},
		job.Flag("overdue", model.Text{ZH: "只看逾期", UG: "پەقەت مۇددىتى ئۆتكەن", EN: "Overdue only"}),
		job.Flag("all", model.Text{ZH: "包括已办结的", UG: "تاماملانغانلارمۇ", EN: "Closed ones as well"}),
		{Key: "firm", Words: model.Text{ZH: "只看一家企业", UG: "پەقەت بىر كارخانا", EN: "One company only"}, Quiet: true},
	}
	caseFilters = append([]job.Filter{
		stateFilter(&model.ComplaintLifecycle),
		{Key: "turn", Words: model.Text{ZH: "待办方", UG: "كىمنىڭ نۆۋىتى", EN: "Who has to act"}, Choices: choicesOf(
			[]model.ComplaintTurn{model.ComplaintTurnAuthority, model.ComplaintTurnFirm, model.ComplaintTurnNobody}, func(t model.ComplaintTurn) model.Text { return complaintTurns[t] })},
	}, paperFilters...)
	tipFilters = append([]job.Filter{stateFilter(&model.TipLifecycle)}, paperFilters...)
)

func (s *Services) exportCases(actor model.Actor, lang model.Lang, p job.ExportParams) job.Pager {
	f := complaint.Filter{
		State: model.ComplaintState(p.Filter["state"]), Turn: model.ComplaintTurn(p.Filter["turn"]), Firm: model.OrgID(p.Filter["firm"]), Mine: p.Filter["mine"] == job.Yes,
		Unassigned: p.Filter["unassigned"] == job.Yes, Overdue: p.Filter["overdue"] == job.Yes, All: p.Filter["all"] == job.Yes,
	}
	return pages(func(ctx context.Context, page model.Page) ([]complaint.Row, model.PageToken, error) {
		return s.Complaint.Complaints(ctx, actor, f, page)
	}, func(_ context.Context, r complaint.Row) ([]any, error) {
		return []any{
			r.Number, r.CreatedAt, r.Firm, r.Authority, string(r.Region), r.Region.FullName(string(lang)), r.Product, r.Lot, r.BoughtOn, units(r.Units), stated(r.Price),
			stated(r.Asked), string(model.CNY), model.ComplaintLifecycle.Words[r.State], lastDay(r.DueAt, r.Running == 1), yesWords[r.Stage == model.ClockRanOut],
			listed(model.ComplaintGrounds(), r.Ground), listed(model.ComplaintEndings(), r.Ending), r.AcceptedAt, r.EndedAt,
		}, nil
	})
}

func (s *Services) exportTips(actor model.Actor, lang model.Lang, p job.ExportParams) job.Pager {
	f := complaint.TipFilter{
		State: model.TipState(p.Filter["state"]), Firm: model.OrgID(p.Filter["firm"]), Mine: p.Filter["mine"] == job.Yes, Unassigned: p.Filter["unassigned"] == job.Yes,
		Overdue: p.Filter["overdue"] == job.Yes, All: p.Filter["all"] == job.Yes,
	}
	return pages(func(ctx context.Context, page model.Page) ([]complaint.TipRow, model.PageToken, error) {
		return s.Complaint.Tips(ctx, actor, f, page)
	}, func(_ context.Context, r complaint.TipRow) ([]any, error) {
		return []any{
			r.Number, r.CreatedAt, r.Firm, r.Authority, string(r.Region), r.Region.FullName(string(lang)), r.Product, r.Lot, model.TipLifecycle.Words[r.State],
			lastDay(r.DueAt, r.Running == 1), yesWords[r.Stage == model.ClockRanOut], r.DecidedAt,
		}, nil
	})
}

// units is how many were bought, nil when that is not known.
func units(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// listed names a code of a table; nothing for none.
func listed[C ~string](table []model.Listed[C], code C) model.Text {
	for _, one := range table {
		if one.Code == code {
			return one.Words
		}
	}
	return model.Text{}
}
