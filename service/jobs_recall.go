package service

import (
	"context"

	"suyuan/model"
	"suyuan/service/job"
	"suyuan/service/recall"
)

var recallColumns = []model.Column{
	{Key: "holder", Words: model.Text{ZH: "持有者", UG: "ساقلىغۇچى", EN: "Holder"}},
	{Key: "place", Words: model.Text{ZH: "地点", UG: "جاي", EN: "Place"}},
	{Key: "tier", Words: model.Text{ZH: "层级", UG: "قاتلام", EN: "Tier"}, Type: model.ColumnNumber},
	{Key: "state", Words: model.Text{ZH: "任务状态", UG: "ۋەزىپە ھالىتى", EN: "State of the task"}},
	{Key: "product", Words: model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Product"}},
	{Key: "lot", Words: model.Text{ZH: "批号", UG: "تۈركۈم نومۇرى", EN: "Lot number"}},
	{Key: "item", Words: model.Text{ZH: "标识", UG: "بەلگىسى", EN: "Identifier"}},
	{Key: "produced", Words: model.Text{ZH: "生产日期", UG: "ئىشلەپچىقىرىلغان چېسلا", EN: "Produced"}, Type: model.ColumnDate},
	{Key: "unit", Words: model.Text{ZH: "计量单位", UG: "ئۆلچەم بىرلىكى", EN: "Unit"}},
	{Key: "distributed", Words: model.Text{ZH: "流出", UG: "تارقىتىلغان", EN: "Distributed"}, Type: model.ColumnNumber},
	{Key: "sealed", Words: model.AnswerKindWords[model.AnswerSealed], Type: model.ColumnNumber},
	{Key: "returned", Words: model.AnswerKindWords[model.AnswerReturned], Type: model.ColumnNumber},
	{Key: "destroyed", Words: model.AnswerKindWords[model.AnswerDestroyed], Type: model.ColumnNumber},
	{Key: "corrected", Words: model.AnswerKindWords[model.AnswerCorrected], Type: model.ColumnNumber},
	{Key: "consumed", Words: model.AnswerKindWords[model.AnswerConsumed], Type: model.ColumnNumber},
	{Key: "unaccounted", Words: model.Text{ZH: "差额", UG: "پەرق", EN: "Unaccounted"}, Type: model.ColumnNumber},
	{Key: "explained", Words: model.AnswerKindWords[model.AnswerExplained], Type: model.ColumnNumber},
	{Key: "unproven", Words: model.Text{ZH: "缺证据的处置", UG: "ئىسپاتسىز بىر تەرەپ قىلىش", EN: "Disposals without evidence"}, Type: model.ColumnNumber},
	{Key: "answered", Words: model.Text{ZH: "已答复", UG: "جاۋاب بەرگەن", EN: "Answered"}},
}

// answeredWords say whether a holder has spoken of a lot: silence is not zero.
var answeredWords = map[int]model.Text{0: {ZH: "未知", UG: "نامەلۇم", EN: "unknown"}, 1: {ZH: "是", UG: "ھەئە", EN: "yes"}}

// exportRecall lists, line by line, what the holders of a recall that the actor may see had and answered.
func (s *Services) exportRecall(actor model.Actor, lang model.Lang, p job.ExportParams) job.Pager {
	return func(ctx context.Context, page model.Page) ([][]any, model.PageToken, error) {
		id, err := model.ParseID[model.Recall](p.Root)
		if err != nil {
			return nil, "", err
		}
		lines, orgs, places, next, err := s.Recall.CaseLines(ctx, actor, id, page)
		rows := make([][]any, 0, len(lines))
		for _, l := range lines {
			rows = append(rows, recallRow(l, orgs[l.Org].Name, places[l.Place], lang))
		}
		return rows, next, err
	}
}

func recallRow(l recall.CaseLine, holder model.Text, at recall.PlaceName, lang model.Lang) []any {
	place := at.Name.In(lang)
	if place == "" {
		place = at.URI
	}
	return []any{
		holder, place, int64(l.Tier), model.TaskLifecycle.Word(l.State, lang), l.Name, l.Lot, l.Key, l.Produced, string(l.Unit), l.Distributed, l.Sealed, l.Returned,
		l.Destroyed, l.Corrected, l.Consumed, l.Tally().Unaccounted(), l.Explained, int64(l.Unproven), answeredWords[l.Answered],
	}
}
