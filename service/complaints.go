package service

import (
	"context"

	"suyuan/model"
	"suyuan/service/claim"
	"suyuan/service/complaint"
	"suyuan/service/job"
)

// complaintSealer lets the complaint room seal with the vault of the claim room, which it does not know.
type complaintSealer struct{ *claim.Vault }

// ComplaintSealer seals what identifies complainants with the key of the house.
func ComplaintSealer(v *claim.Vault) complaint.Sealer { return complaintSealer{v} }

// NewSeal implements complaint.Sealer.
func (s complaintSealer) NewSeal(subject string) (complaint.Seal, []byte, error) {
	return s.Vault.NewSeal(subject)
}

// OpenSeal implements complaint.Sealer.
func (s complaintSealer) OpenSeal(subject string, wrapped []byte) (complaint.Seal, error) {
	return s.Vault.OpenSeal(subject, wrapped)
}

// complaintColumns are those of the statistics of complaints: each ground of refusal has its own.
var complaintColumns = func() []model.Column {
	number := func(key, zh, ug, en string) model.Column {
		return model.Column{Key: key, Words: model.Text{ZH: zh, UG: ug, EN: en}, Type: model.ColumnNumber}
	}
	list := []model.Column{
		{Key: "month", Words: model.Text{ZH: "接收月份", UG: "تاپشۇرۇۋالغان ئاي", EN: "Month received"}},
		{Key: "region", Words: model.Text{ZH: "地区代码", UG: "رايون كودى", EN: "Region code"}, Type: model.ColumnDigits},
		{Key: "region_name", Words: model.Text{ZH: "地区", UG: "رايون", EN: "Region"}},
		number("received", "接收投诉", "تاپشۇرۇۋالغان ئەرز", "Complaints received"),
		number("accepted", "受理", "قوبۇل قىلىنغان", "Accepted"),
		number("settled", "调解成功", "مۇرەسسە بولغان", "Settled"),
		number("ended", "终止调解", "مۇرەسسە ئاخىرلاشقان", "Mediation ended"),
		number("overdue", "逾期", "مۇددىتى ئۆتكەن", "Overdue"),
		number("tips", "接收举报", "تاپشۇرۇۋالغان پاش قىلىش", "Tips received"),
		number("cases", "立案", "تۇرغۇزۇلغان دېلو", "Cases opened"),
	}
	for _, g := range model.ComplaintGrounds() {
		list = append(list, model.Column{
			Key: "refused_" + columnKey(string(g.Code)), Type: model.ColumnNumber,
			Words: model.Text{ZH: "不予受理：" + g.Words.ZH, UG: "قوبۇل قىلىنمىغان: " + g.Words.UG, EN: "Refused: " + g.Words.EN},
		})
	}
	return list
}()

// columnKey writes a code as keys of columns are written.
func columnKey(code string) string {
	key := []byte(code)
	for i, b := range key {
		if b == '-' {
			key[i] = '_'
		}
	}
	return string(key)
}

// exportComplaints lists the statistics of the last twelve months, or of the span that is asked for.
func (s *Services) exportComplaints(actor model.Actor, lang model.Lang, p job.ExportParams) job.Pager {
	return func(ctx context.Context, page model.Page) ([][]any, model.PageToken, error) {
		from, to := p.Span()
		list, err := s.Complaint.Statistics(ctx, actor, monthOf(from), monthOf(to))
		rows := make([][]any, 0, len(list))
		for _, l := range list {
			rows = append(rows, complaintRow(l, lang))
		}
		return rows, "", err
	}
}

// monthOf is the month of an instant in China, empty for none.
func monthOf(at model.Instant) string {
	if at == 0 {
		return ""
	}
	return string(model.DateOf(at, model.China)[:7])
}

func complaintRow(s *complaint.Statistic, lang model.Lang) []any {
	row := []any{
		s.Month, string(s.Region), s.Region.Name(string(lang)), int64(s.Received), int64(s.Accepted), int64(s.Settled), int64(s.Ended), int64(s.Overdue),
		int64(s.Tips), int64(s.CasesOpened),
	}
	for _, g := range model.ComplaintGrounds() {
		row = append(row, int64(s.Refused[g.Code]))
	}
	return row
}
