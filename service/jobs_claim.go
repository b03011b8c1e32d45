package service

import (
	"context"

	"suyuan/model"
	"suyuan/service/claim"
	"suyuan/service/job"
)

// claimExports are the lists of the claim desks. They say what is claimed, paid and owed and never who claims: nothing of
// the sealed half of a claim is in them, and no text that somebody has typed.
func (s *Services) claimExports() []job.Export {
	return []job.Export{
		{Code: model.JobExportClaims, Need: model.PermClaimRead, Name: "claims", Columns: claimColumns, Filters: claimFilters, Open: s.exportClaims},
		{Code: model.JobExportPayments, Need: model.PermClaimRead, Name: "claim-payments", Columns: paymentColumns, Filters: paymentFilters, Open: s.exportPayments},
		{Code: model.JobExportRecourses, Need: model.PermRecourseRead, Name: "recourses", Columns: recourseColumns, Filters: recourseFilters, Open: s.exportRecourses},
		{Code: model.JobExportStatement, Need: model.PermRecourseRead, Name: "claim-statement", Columns: statementColumns, Spanned: true, Open: s.exportStatement},
	}
}

// The heads that several of these lists have.
var (
	claimNumber  = model.Column{Key: "claim", Words: model.Text{ZH: "受理号", UG: "قوبۇل نومۇرى", EN: "Claim no."}}
	stateColumn  = model.Column{Key: "state", Words: model.Text{ZH: "状态", UG: "ھالىتى", EN: "State"}}
	compensation = model.Column{Key: "compensation", Words: model.Text{ZH: "赔偿", UG: "تۆلەم", EN: "Compensation"}, Type: model.ColumnNumber}
	punitive     = model.Column{Key: "punitive", Words: model.Text{ZH: "惩罚性赔偿", UG: "جازا خاراكتېرلىك تۆلەم", EN: "Punitive part"}, Type: model.ColumnNumber}
	sumColumn    = model.Column{Key: "sum", Words: model.Text{ZH: "金额", UG: "سوممىسى", EN: "Sum"}, Type: model.ColumnNumber}
	currency     = model.Column{Key: "currency", Words: model.Text{ZH: "币种", UG: "پۇل تۈرى", EN: "Currency"}}
	partyColumn  = model.Column{Key: "party", Words: model.Text{ZH: "首负责任方", UG: "بىرىنچى جاۋابكار", EN: "First responsible party"}}
	remedyColumn = model.Column{Key: "remedy", Words: model.Text{ZH: "方式", UG: "شەكلى", EN: "Remedy"}}
	dueColumn    = model.Column{Key: "due", Words: model.Text{ZH: "期限最后一日", UG: "مۇددەتنىڭ ئاخىرقى كۈنى", EN: "Last day"}, Type: model.ColumnDate}
	overdueSince = model.Column{Key: "overdue", Words: model.Text{ZH: "是否逾期", UG: "ۋاقتى ئۆتكەنمۇ", EN: "Overdue"}}
)

var claimColumns = []model.Column{
	claimNumber,
	{Key: "filed", Words: model.Text{ZH: "提出时间", UG: "سۇنۇلغان ۋاقىت", EN: "Filed"}, Type: model.ColumnTime},
	partyColumn,
	{Key: "product", Words: model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Product"}},
	{Key: "lot", Words: model.Text{ZH: "批号", UG: "تۈركۈم نومۇرى", EN: "Lot number"}},
	{Key: "bought", Words: model.Text{ZH: "购买日期", UG: "سېتىۋالغان كۈن", EN: "Bought on"}, Type: model.ColumnDate},
	{Key: "units", Words: model.Text{ZH: "数量", UG: "سانى", EN: "Units"}, Type: model.ColumnNumber},
	{Key: "price", Words: model.Text{ZH: "单价", UG: "بىرلىك باھاسى", EN: "Unit price"}, Type: model.ColumnNumber},
	remedyColumn,
	{Key: "asked", Words: model.Text{ZH: "请求金额", UG: "تەلەپ قىلغان سومما", EN: "Sum asked for"}, Type: model.ColumnNumber},
	currency,
	{Key: "channel", Words: model.Text{ZH: "提出方式", UG: "قانداق كەلگەن", EN: "Came by"}},
	stateColumn,
	{Key: "turn", Words: model.Text{ZH: "待办方", UG: "كىمنىڭ نۆۋىتى", EN: "Who has to act"}},
	dueColumn, overdueSince,
	{Key: "settled", Words: model.Text{ZH: "结清时间", UG: "تۆلەنگەن ۋاقىت", EN: "Settled"}, Type: model.ColumnTime},
}

// choicesOf are the values of a filter with their names.
func choicesOf[C ~string](codes []C, words func(C) model.Text) []model.Choice {
	list := make([]model.Choice, 0, len(codes))
	for _, c := range codes {
		list = append(list, model.Choice{Code: string(c), Words: words(c)})
	}
	return list
}

// stateFilter narrows a list to one state of a machine.
func stateFilter[S, E ~string](m *model.Machine[S, E]) job.Filter {
	return job.Filter{Key: "state", Words: stateColumn.Words, Choices: choicesOf(m.States(), func(s S) model.Text { return m.Words[s] })}
}

// The filters of claims have the names that the API's list of claims gives them.
var claimFilters = []job.Filter{
	{Key: "turn", Words: model.Text{ZH: "待办方", UG: "كىمنىڭ نۆۋىتى", EN: "Who has to act"}, Choices: choicesOf(
		[]model.ClaimTurn{model.TurnParty, model.TurnClaimant, model.TurnNobody}, func(t model.ClaimTurn) model.Text { return model.ClaimTurnWords[t] })},
	stateFilter(&model.ClaimLifecycle),
	{Key: "number", Words: claimNumber.Words},
	job.Flag("overdue", model.Text{ZH: "只看逾期", UG: "پەقەت ۋاقتى ئۆتكەن", EN: "Overdue only"}),
	job.Flag("deemed", model.Text{ZH: "只看曾视为拒绝", UG: "پەقەت رەت قىلغان ھېسابلانغان", EN: "Deemed refused only"}),
	{Key: "payer", Words: model.Text{ZH: "由我方承保、担保或已付", UG: "بىز سۇغۇرتا، كاپالەت قىلغان ياكى تۆلىگەن", EN: "Covered or paid by us"}, Choices: job.OnOff, Quiet: true},
	{Key: "advances", Words: model.Text{ZH: "申请垫付", UG: "ئالدىن تۆلەش سورالغان", EN: "Advance asked for"}, Choices: job.OnOff, Quiet: true},
	{Key: "product_id", Words: model.Text{ZH: "只看一种产品", UG: "پەقەت بىر مەھسۇلات", EN: "One product only"}, Quiet: true},
	{Key: "batch_id", Words: model.Text{ZH: "只看一个批次", UG: "پەقەت بىر تۈركۈم", EN: "One lot only"}, Quiet: true},
	{Key: "recall_id", Words: model.Text{ZH: "只看一次召回", UG: "پەقەت بىر قايتۇرۇۋېلىش", EN: "One recall only"}, Quiet: true},
	{Key: "organisation_id", Words: model.Text{ZH: "只看一家企业", UG: "پەقەت بىر كارخانا", EN: "One company only"}, Quiet: true},
}

// claimFilter reads the filters of an export of claims.
func claimFilter(by map[string]string) claim.Filter {
	return claim.Filter{
		Turn: model.ClaimTurn(by["turn"]), State: model.ClaimState(by["state"]), Number: by["number"], Product: model.ProductID(by["product_id"]),
		Batch: model.BatchID(by["batch_id"]), Recall: model.RecallID(by["recall_id"]), Org: model.OrgID(by["organisation_id"]),
		Overdue: by["overdue"] == job.Yes, Deemed: by["deemed"] == job.Yes, Payer: by["payer"] == job.Yes, Advances: by["advances"] == job.Yes,
	}
}

// yesWords answer a question.
var yesWords = map[bool]model.Text{false: {ZH: "否", UG: "ياق", EN: "no"}, true: {ZH: "是", UG: "ھەئە", EN: "yes"}}

// stated is a sum that somebody has stated, nil for none: a claimant may leave the sum to the law.
func stated(m model.Money) any {
	if m.Fen == 0 {
		return nil
	}
	return m
}

// lastDay is the day with which a time ends in China, while it runs. The instant at which it has ended is on the next one.
func lastDay(due model.Instant, runs bool) model.Date {
	if due == 0 || !runs {
		return ""
	}
	return model.DateOf(due-1, model.China)
}

func (s *Services) exportClaims(actor model.Actor, _ model.Lang, p job.ExportParams) job.Pager {
	f := claimFilter(p.Filter)
	return pages(func(ctx context.Context, page model.Page) ([]claim.Row, model.PageToken, error) {
		return s.Claim.Claims(ctx, actor, f, page)
	}, func(_ context.Context, r claim.Row) ([]any, error) {
		return []any{
			r.Number, r.CreatedAt, r.Respondent.Name, r.Product, r.Lot, r.BoughtOn, r.Units, r.Price, model.RemedyWords[r.Remedy], stated(r.Asked),
			string(model.CNY), model.ClaimChannelWords[r.Channel], model.ClaimLifecycle.Words[r.State], model.ClaimTurnWords[r.Turn], lastDay(r.DueAt, r.Turn != model.TurnNobody),
			yesWords[r.Overdue], r.SettledAt,
		}, nil
	})
}

var paymentColumns = []model.Column{
	{Key: "payment", Words: model.Text{ZH: "赔付标识", UG: "تۆلەم بەلگىسى", EN: "Payment ID"}},
	claimNumber,
	{Key: "ordered", Words: model.Text{ZH: "下单时间", UG: "بۇيرۇلغان ۋاقىت", EN: "Ordered"}, Type: model.ColumnTime},
	{Key: "payer", Words: model.Text{ZH: "付款方", UG: "تۆلىگۈچى", EN: "Payer"}},
	{Key: "payer_kind", Words: model.Text{ZH: "付款身份", UG: "تۆلىگۈچىنىڭ سالاھىيىتى", EN: "Pays as"}},
	partyColumn, remedyColumn, compensation, punitive, sumColumn, currency,
	{Key: "provider", Words: model.Text{ZH: "支付方式", UG: "تۆلەش يولى", EN: "Paid by"}},
	stateColumn,
	{Key: "confirmed", Words: model.Text{ZH: "到账时间", UG: "تەگكەن ۋاقىت", EN: "Arrived"}, Type: model.ColumnTime},
}

var paymentFilters = []job.Filter{
	stateFilter(&model.PaymentLifecycle),
	{Key: "provider", Words: model.Text{ZH: "支付方式", UG: "تۆلەش يولى", EN: "Paid by"}, Choices: choicesOf(model.PayoutProviders(), func(p string) model.Text { return model.PayoutProviderWords[p] })},
	job.Flag("own", model.Text{ZH: "只看我方支付", UG: "پەقەت بىز تۆلىگەن", EN: "Paid by us only"}),
	{Key: "claim_id", Words: model.Text{ZH: "只看一件索赔", UG: "پەقەت بىر تەلەپ", EN: "One claim only"}, Quiet: true},
	{Key: "run_id", Words: model.Text{ZH: "只看一个结算文件", UG: "پەقەت بىر ھېسابات ھۆججىتى", EN: "One settlement file only"}, Quiet: true},
}

func (s *Services) exportPayments(actor model.Actor, _ model.Lang, p job.ExportParams) job.Pager {
	f := claim.PaymentFilter{
		State: model.PaymentState(p.Filter["state"]), Provider: p.Filter["provider"], Claim: model.ClaimID(p.Filter["claim_id"]), Run: model.PayoutRunID(p.Filter["run_id"]),
	}
	if p.Filter["own"] == job.Yes {
		f.Payer = actor.Org
	}
	return pages(func(ctx context.Context, page model.Page) ([]claim.Payment, model.PageToken, error) {
		return s.Claim.Payments(ctx, actor, f, page)
	}, func(_ context.Context, r claim.Payment) ([]any, error) {
		return []any{
			r.Row.ID.String(), r.Claim.Number, r.Row.OrderedAt, r.Payer.Name, model.PayerKindWords[r.Row.PayerKind], r.Party.Name, model.RemedyWords[r.Row.Remedy],
			r.Row.Compensation, r.Row.Punitive, claim.Total(r.Row), string(model.CNY), model.PayoutProviderWords[r.Row.Provider],
			model.PaymentLifecycle.Words[r.Row.State], r.Row.ConfirmedAt,
		}, nil
	})
}

var recourseColumns = []model.Column{
	{Key: "number", Words: model.Text{ZH: "追偿编号", UG: "سۈيلەش نومۇرى", EN: "Recourse no."}},
	claimNumber,
	{Key: "demanded", Words: model.Text{ZH: "提出时间", UG: "تەلەپ قىلىنغان ۋاقىت", EN: "Demanded"}, Type: model.ColumnTime},
	{Key: "creditor", Words: model.Text{ZH: "追偿方", UG: "سۈيلىگۈچى", EN: "Creditor"}},
	{Key: "debtor", Words: model.Text{ZH: "被追偿方", UG: "سۈيلەنگۈچى", EN: "Debtor"}},
	{Key: "ground", Words: model.Text{ZH: "依据", UG: "ئاساسى", EN: "Ground"}},
	{Key: "share", Words: model.Text{ZH: "比例（%）", UG: "نىسبىتى (%)", EN: "Share (%)"}, Type: model.ColumnNumber},
	compensation, punitive, sumColumn,
	{Key: "counter", Words: model.Text{ZH: "对方愿承担", UG: "قارشى تەرەپ ئۈستىگە ئالىدىغىنى", EN: "Counter-offer"}, Type: model.ColumnNumber},
	currency, stateColumn, dueColumn,
	{Key: "settled", Words: model.Text{ZH: "结清时间", UG: "تۆلەنگەن ۋاقىت", EN: "Settled"}, Type: model.ColumnTime},
}

// hundredth is one hundredth, the unit of shares in percent.
const hundredth = model.Quantity(10_000)

// sides are the two sides of a recourse.
var sides = map[claim.RecourseSide]model.Text{
	claim.RecourseOwed: {ZH: "我方追偿", UG: "بىز سۈيلىگەن", EN: "what we demand"},
	claim.RecourseOwes: {ZH: "向我方追偿", UG: "بىزدىن سۈيلەنگەن", EN: "what is demanded of us"},
}

var recourseFilters = []job.Filter{
	{Key: "side", Words: model.Text{ZH: "哪一方", UG: "قايسى تەرەپ", EN: "Which side"}, Choices: choicesOf(
		[]claim.RecourseSide{claim.RecourseOwed, claim.RecourseOwes}, func(s claim.RecourseSide) model.Text { return sides[s] })},
	stateFilter(&model.RecourseLifecycle),
	{Key: "claim_id", Words: model.Text{ZH: "只看一件索赔", UG: "پەقەت بىر تەلەپ", EN: "One claim only"}, Quiet: true},
}

func (s *Services) exportRecourses(actor model.Actor, _ model.Lang, p job.ExportParams) job.Pager {
	f := claim.RecourseFilter{
		Side: claim.RecourseSide(p.Filter["side"]), State: model.RecourseState(p.Filter["state"]), Claim: model.ClaimID(p.Filter["claim_id"]),
	}
	return pages(func(ctx context.Context, page model.Page) ([]claim.Recourse, model.PageToken, error) {
		return s.Claim.Recourses(ctx, actor, f, page)
	}, func(_ context.Context, r claim.Recourse) ([]any, error) {
		ground, _ := model.RecourseGroundOf(r.Row.Ground)
		return []any{
			r.Row.Number, r.Claim.Number, r.Row.CreatedAt, r.Creditor.Name, r.Debtor.Name, ground.Name, model.Quantity(r.Row.Share) * hundredth,
			r.Row.Compensation, r.Row.Punitive, model.Money{Fen: r.Row.Compensation.Fen + r.Row.Punitive.Fen, Currency: model.CNY},
			stated(model.Money{Fen: r.Row.CounterCompensation.Fen + r.Row.CounterPunitive.Fen, Currency: model.CNY}), string(model.CNY),
			model.RecourseLifecycle.Words[r.Row.State], lastDay(r.Row.DueAt, r.Row.State == model.RecourseDemanded), r.Row.SettledAt,
		}, nil
	})
}

var statementColumns = []model.Column{
	{Key: "time", Words: model.Text{ZH: "时间", UG: "ۋاقتى", EN: "When"}, Type: model.ColumnTime},
	{Key: "kind", Words: model.Text{ZH: "事项", UG: "ئىش", EN: "For"}},
	claimNumber,
	{Key: "recourse", Words: model.Text{ZH: "追偿编号", UG: "سۈيلەش نومۇرى", EN: "Recourse no."}},
	{Key: "account", Words: model.Text{ZH: "科目", UG: "ھېسابات", EN: "Account"}},
	{Key: "part", Words: model.Text{ZH: "部分", UG: "قىسمى", EN: "Part"}},
	{Key: "amount", Words: model.Text{ZH: "发生额", UG: "ئۆزگىرىش سوممىسى", EN: "Amount"}, Type: model.ColumnNumber},
	{Key: "balance", Words: model.Text{ZH: "科目余额", UG: "ھېسابات قالدۇقى", EN: "Balance of the account"}, Type: model.ColumnNumber},
	currency,
	{Key: "journal", Words: model.Text{ZH: "凭证标识", UG: "تالون بەلگىسى", EN: "Journal ID"}},
}

// broughtForward names the lines that say where an account stood before the first entry.
var broughtForward = model.Text{ZH: "上期结转", UG: "ئالدىنقى قالدۇق", EN: "brought forward"}

// account is one account of one part.
type account struct {
	of   model.MoneyAccount
	part model.MoneyPart
}

// exportStatement lists the ledger of the actor's organisation. The amounts are what moved, so that a column of them sums
// to what has changed; beside each stands its account after it, so that the last line of an account is where it stands.
func (s *Services) exportStatement(actor model.Actor, _ model.Lang, p job.ExportParams) job.Pager {
	var q claim.StatementQuery
	q.From, q.To = p.Span()
	stands := map[account]int64{}
	begun := false
	return func(ctx context.Context, page model.Page) ([][]any, model.PageToken, error) {
		st, next, err := s.Claim.Statement(ctx, actor, q, page)
		if err != nil {
			return nil, "", err
		}
		var rows [][]any
		if !begun {
			begun = true
			rows = forward(st.Opening, stands, q.From)
		}
		for _, e := range st.Entries {
			at := account{e.Account, e.Part}
			stands[at] += e.Fen
			rows = append(rows, []any{
				e.At, model.JournalKindWords[e.Kind], st.Claims[e.PaymentID], st.Recourses[e.RecourseID], model.MoneyAccountWords[e.Account], model.MoneyPartWords[e.Part],
				model.Money{Fen: e.Fen, Currency: e.Currency}, model.Money{Fen: stands[at], Currency: e.Currency}, string(e.Currency), e.JournalID.String(),
			})
		}
		return rows, next, nil
	}
}

// forward begins each account with what it stood at before a statement, and lists those that stood at something.
func forward(opening []model.Position, stands map[account]int64, from model.Instant) (rows [][]any) {
	for _, o := range opening {
		stands[account{model.AccountCash, o.Part}] = -o.Borne.Fen
		stands[account{model.AccountReceivable, o.Part}] = o.Receivable.Fen
		stands[account{model.AccountPayable, o.Part}] = -o.Payable.Fen
		for _, of := range []model.MoneyAccount{model.AccountCash, model.AccountReceivable, model.AccountPayable} {
			if fen := stands[account{of, o.Part}]; fen != 0 {
				rows = append(rows, []any{
					from, broughtForward, nil, nil, model.MoneyAccountWords[of], model.MoneyPartWords[o.Part], nil, model.Money{Fen: fen, Currency: model.CNY}, string(model.CNY), nil,
				})
			}
		}
	}
	return rows
}
