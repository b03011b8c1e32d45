package main

import (
	"context"
	"fmt"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/catalog"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// recalledMix is the first of the mixes of snacks that the authority recalls; the rework of it is in the next.
const recalledMix = 3

// ordersRecall is when the inspector does: after the tills of the day before yesterday were closed.
func (p *plan) ordersRecall() time.Time {
	return p.today.AddDate(0, 0, -2).Add(22*time.Hour + 30*time.Minute)
}

// affair is a recall of the plan; row is known once it is opened.
type affair struct {
	by  string // key of the company whose goods come back
	row model.Recall
}

// recalls tells of three recalls, one that an authority has ordered and that is under way, one that a maker began itself
// and that is closed, and an exercise, and of two signals, of which one led to the first.
func (p *plan) recalls(snacks []snackLots, milk []*lot, pears []pearLots) {
	p.swollenMilk(milk[1])
	p.signal(p.at(-4, 19), "oleaster", milk[5], recall.SignalReport{
		Source: model.SignalComplaints, Harm: "两名顾客反映同一批纯牛奶有异味，包装完好。已下架待查，库存 24 盒。",
	})
	p.exercise(pears[6].boxes)
	p.undeclared(snacks[recalledMix])
}

// company returns who acts for a company as its lead.
func (s *stage) company(p *plan, key string) model.Actor { return p.company(key).actor }

// signal has somebody report that something may be wrong with a batch, by the code on it.
func (p *plan) signal(at time.Time, by string, l *lot, report recall.SignalReport) *recall.SignalRow {
	row := &recall.SignalRow{}
	p.do(at, "signal of "+by, func(ctx context.Context, s *stage) (err error) {
		report.Code, report.HappenedAt = l.batch.Code, model.InstantOf(at)
		*row, err = s.Recall.ReportSignal(ctx, s.company(p, by), model.Idempotency{}, report)
		return err
	})
	return row
}

// undeclared is a recall that the inspector orders: peanut that the label does not name. The rework carried it into the
// next mix. One holder has sealed and sent back what it had, one had nothing left, one is silent.
func (p *plan) undeclared(l snackLots) {
	a := &affair{by: "snack"}
	p.underway = a
	p.recalled = feature{l.daily, "recalled: peanut that the label does not name; one shop has not answered"}
	found := p.signal(p.at(-3, 15), "lab", l.daily, recall.SignalReport{
		Source: model.SignalSample, Harm: "市场抽样，每日坚果检出花生过敏原蛋白 46 mg/kg，标签配料及致敏提示均未标示。",
	})
	p.do(p.at(-3, 17), "take the signal", func(ctx context.Context, s *stage) (err error) {
		*found, err = s.Recall.MoveSignal(ctx, s.people["inspector"], model.Idempotency{}, recall.SignalMove{ID: found.ID, Event: model.SignalTake})
		return err
	})
	p.do(p.ordersRecall(), "order a recall of "+l.daily.number, func(ctx context.Context, s *stage) (err error) {
		var scope model.RecallScope
		for _, one := range []*lot{l.daily, l.mix} {
			scope.Predicates = append(scope.Predicates, one.itself().selected())
		}
		a.row, err = s.Recall.Order(ctx, s.people["inspector"], model.Idempotency{}, recall.Order{
			Draft: recall.Draft{
				Title: model.Text{
					ZH: "驼铃混合果仁：未标示花生成分", UG: "«تۆگە قوڭغۇرىقى» مېغىز ئارىلاشمىسى: خەتكۈچتە يەر ياڭىقى يېزىلمىغان",
					EN: "Camel Bell nut mixes: peanut not on the label",
				},
				Hazard: model.Text{
					ZH: "含未标示的花生成分，对花生过敏者食用后可能出现皮疹、呼吸困难，严重时危及生命。其他人食用无此风险。",
					UG: "خەتكۈچتە يېزىلمىغان يەر ياڭىقى بار. يەر ياڭىقىغا زىيادە سەزگۈر كىشىلەر يېسە ئەسۋە چىقىشى، نەپەسلىنىشى قىيىنلىشىشى، ئېغىر بولغاندا ھاياتىغا خەۋپ يېتىشى مۇمكىن.",
					EN: "Contains peanut that the label does not name. People allergic to peanut may get a rash or trouble breathing, at worst in danger of their lives.",
				},
				Scope: scope,
			},
			Grade: model.GradeI, KnownAt: model.InstantOf(p.ordersRecall().Add(-30 * time.Minute)), Reason: "监督抽检检出未标示的花生过敏原",
		})
		return err
	})
	p.do(p.ordersRecall().Add(20*time.Minute), "the signal belongs to the recall", func(ctx context.Context, s *stage) (err error) {
		*found, err = s.Recall.MoveSignal(ctx, s.people["inspector"], model.Idempotency{}, recall.SignalMove{
			ID: found.ID, Event: model.SignalMerge, Recall: a.row.ID, Reason: "已责令召回，并入该召回",
		})
		return err
	})
	p.answer(p.at(-1, 8.5), a, "snack", model.TaskSeal, all)
	p.answer(p.at(-1, 9), a, "oleaster", model.TaskAcknowledge, nothing)
	p.answer(p.at(-1, 9.3), a, "market", model.TaskHoldNone, nothing)
	p.answer(p.at(-1, 10.5), a, "oleaster", model.TaskSeal, all)
	p.advance(p.at(-1, 12), a, "snack", recall.Move{Event: model.RecallFilePlan, Plan: p.planOf("snack", model.GradeI, []model.Text{
		{ZH: "未标示花生成分", UG: "خەتكۈچتە يەر ياڭىقى يېزىلمىغان", EN: "Peanut not on the label"},
		{ZH: "花生过敏者可能发生严重过敏反应", UG: "يەر ياڭىقىغا سەزگۈر كىشىلەردە ئېغىر زىيادە سەزگۈرلۈك ئىنكاسى كۆرۈلۈشى مۇمكىن", EN: "Severe allergic reactions in people allergic to peanut"},
	}, -1)})
	p.advance(p.at(-1, 14), a, "snack", recall.Move{Event: model.RecallAnnounce})
	p.answer(p.at(-1, 16), a, "oleaster", model.TaskReturn, all)
	p.advance(p.at(-1, 17), a, "snack", recall.Move{Event: model.RecallExecute})
}

// swollenMilk is a recall that its maker began: packs had come back swollen. Everything in it is accounted for.
func (p *plan) swollenMilk(l *lot) {
	a := &affair{by: "dairy"}
	p.do(p.at(-33, 9), "open a recall of "+l.number, func(ctx context.Context, s *stage) (err error) {
		a.row, err = s.Recall.Open(ctx, s.company(p, "dairy"), model.Idempotency{}, recall.Draft{
			Title: model.Text{
				ZH: "雪莲谷纯牛奶：部分包装封口不严", UG: "«قارلەيلى جىلغىسى» ساپ سۈتى: بىر قىسىم قاچىلارنىڭ ئېغىزى چىڭ ئېتىلمىگەن",
				EN: "Snow Lotus Valley whole milk: some packs are not sealed tightly",
			},
			Hazard: model.Text{
				ZH: "封口不严可致胀包、变质，饮用后可能腹泻。", UG: "ئېغىزى چىڭ ئېتىلمىگەن سۈت كۆپۈپ بۇزۇلىدۇ، ئىچكەندە ئىچ سۈرۈشى مۇمكىن.",
				EN: "Milk in leaking packs spoils; drinking it may cause diarrhoea.",
			},
			Scope: model.RecallScope{Predicates: []model.RecallPredicate{l.itself().selected()}},
		})
		return err
	})
	p.advance(p.at(-33, 9.5), a, "dairy", recall.Move{Event: model.RecallAssess, Grade: model.GradeII})
	p.advance(p.at(-33, 14), a, "dairy", recall.Move{Event: model.RecallFilePlan, Plan: p.planOf("dairy", model.GradeII, []model.Text{
		{ZH: "灌装机 2 号封口压力偏低", UG: "2-نومۇرلۇق قاچىلاش ماشىنىسىنىڭ بېسىمى تۆۋەن", EN: "Filler no. 2 sealed with too little pressure"},
		{ZH: "胀包、变质，可能引起腹泻", UG: "كۆپۈش، بۇزۇلۇش، ئىچ سۈرۈش", EN: "Swelling and spoiling, perhaps diarrhoea"},
	}, -33)})
	p.advance(p.at(-33, 16), a, "dairy", recall.Move{Event: model.RecallAnnounce})
	p.advance(p.at(-33, 16.5), a, "dairy", recall.Move{Event: model.RecallExecute})
	p.answer(p.at(-33, 18), a, "oleaster", model.TaskSeal, all)
	p.answer(p.at(-33, 18.5), a, "shanghai", model.TaskSeal, all)
	p.sentBack(-32, a, "oleaster", "oleaster.first", "dairy.plant", l.of(24))
	p.sentBack(-32, a, "shanghai", "shanghai.depot", "dairy.plant", l.of(312))
	p.answer(p.at(-29, 17), a, "dairy", model.TaskSeal, all)
	p.dispose(p.at(-28, 10), "dairy.plant", trace.DestroyCommand{
		FromReturned: true, Reason: "召回产品", Method: "无害化处理", Witness: "属地市场监管人员（演示）",
	}, l.of(24+312))
	p.proves(p.at(-28, 15), a, l)
	p.check(-27, a)
	p.explain(p.at(-26, 10), a, "销售记录与会员回访相符：其余已在公告前饮用，公告后三十日内无不良反应报告")
	p.advance(p.at(-25, 10), a, "dairy", recall.Move{Event: model.RecallDispose})
	p.advance(p.at(-24, 15), a, "dairy", recall.Move{Event: model.RecallReport, Report: &model.RecallSummary{
		Text: "该批次两家经营者的库存已全部退回本厂，在监督下销毁，监销记录齐全；灌装机 2 号已更换封口模块并验证三个批次。",
	}})
	p.advance(p.at(-22, 11), a, "region", recall.Move{Event: model.RecallEvaluate, Reason: "措施及时、数量相符，评价为有效"})
	p.advance(p.at(-20, 10), a, "region", recall.Move{Event: model.RecallClose, Reason: "账物相符，整改完成，准予结案"})
}

// exercise is a mock recall of the growers: it notifies nobody and blocks nothing.
func (p *plan) exercise(l *lot) {
	a := &affair{by: "pear"}
	p.do(p.at(-9, 10), "open an exercise about "+l.number, func(ctx context.Context, s *stage) (err error) {
		a.row, err = s.Recall.Open(ctx, s.company(p, "pear"), model.Idempotency{}, recall.Draft{
			Mock:  true,
			Title: model.Text{ZH: "召回演练：香梨礼盒", UG: "قايتۇرۇۋېلىش مەشىقى: نەشپۈت سوۋغات قۇتىسى", EN: "Exercise: pear gift boxes"},
			Hazard: model.Text{
				ZH: "假设：检出农药残留超标", UG: "پەرەز: دېھقانچىلىق دورىسى قالدۇقى ئۆلچەمدىن ئاشقان", EN: "Assumed: too much pesticide residue",
			},
			Scope: model.RecallScope{Predicates: []model.RecallPredicate{l.itself().selected()}},
		})
		return err
	})
	p.advance(p.at(-9, 10.2), a, "pear", recall.Move{Event: model.RecallAssess, Grade: model.GradeII})
	p.advance(p.at(-9, 10.5), a, "pear", recall.Move{Event: model.RecallFilePlan, Plan: p.planOf("pear", model.GradeII, []model.Text{
		{ZH: "演练", UG: "مەشىق", EN: "Exercise"}, {ZH: "无实际危害", UG: "ھەقىقىي زىيىنى يوق", EN: "None in fact"},
	}, -9)})
	p.advance(p.at(-9, 10.8), a, "pear", recall.Move{Event: model.RecallAnnounce})
}

// selected is the condition that selects a lot.
func (l line) selected() model.RecallPredicate {
	return model.ScopeLot{Goods: model.Goods{Maker: l.lot.article.company.id, Product: l.lot.article.id}, Lot: l.lot.number}
}

// advance makes a move of a recall; the authority's company is its supervisor.
func (p *plan) advance(at time.Time, a *affair, by string, m recall.Move) {
	p.do(at, "recall: "+string(m.Event), func(ctx context.Context, s *stage) (err error) {
		m.ID = a.row.ID
		a.row, err = s.Recall.Move(ctx, s.company(p, by), model.Idempotency{}, m)
		return err
	})
}

// planOf is a plan whose first texts say why and what harm, for a week from a day on.
func (p *plan) planOf(by string, grade model.Grade, why []model.Text, day int) *model.RecallPlan {
	c, starts := p.company(by), date(p.today.AddDate(0, 0, day))
	return &model.RecallPlan{
		Contact: model.PlanContact{
			Representative: c.lead, Person: c.lead, Phone: "000-00001111", AfterHours: "000-00002222", Email: demoLogin("recall." + c.login), Address: c.address,
		},
		Area:   model.Text{ZH: "新疆、上海", UG: "شىنجاڭ، شاڭخەي", EN: "Xinjiang and Shanghai"},
		Reason: why[0], Harm: why[1], Grade: grade,
		Steps: model.Text{
			ZH: "停售、通知经营者与消费者、收回、销毁、报告", UG: "سېتىشنى توختىتىش، تىجارەتچى ۋە ئىستېمالچىلارغا ئۇقتۇرۇش، يىغىۋېلىش، يوقىتىش، مەلۇم قىلىش",
			EN: "Stop selling, tell operators and consumers, take back, destroy, report",
		},
		Starts: starts, Ends: starts.AddDays(7),
		Notice: model.Text{ZH: "请立即停止销售并封存。", UG: "دەرھال سېتىشنى توختىتىپ پېچەتلەڭ.", EN: "Stop selling at once and seal what you have."},
		Venues: []model.PlanVenue{model.VenueProvincialSite, model.VenueShops, model.VenueOwnSite},
		Consumers: model.Text{
			ZH: "请停止食用，凭实物或购物凭证到购买处全额退款。", UG: "يېمەڭ؛ مال ياكى تالون بىلەن سېتىۋالغان جايدا پۇلىڭىزنى تولۇق قايتۇرۇۋېلىڭ.",
			EN: "Do not eat it; bring it or the receipt to where you bought it for a full refund.",
		},
		Remedies:  []model.Remedy{model.RemedyRefund},
		Operators: model.Text{ZH: "停售、封存、报数，二十四小时内答复。", UG: "سېتىشنى توختىتىپ، پېچەتلەپ، سانىنى 24 سائەت ئىچىدە مەلۇم قىلىڭ.", EN: "Stop, seal, count, and answer within 24 hours."},
		Disposals: []model.PlanDisposal{model.DisposalOnTheSpot, model.DisposalCentral},
		Handling:  model.Text{ZH: "在监督下销毁", UG: "نازارەت ئاستىدا يوقىتىلىدۇ", EN: "Destroyed under supervision"},
		Payer:     model.PayerProducer, Expected: 950,
		Effect: model.Text{ZH: "库存全部收回", UG: "ئامباردىكىسى پۈتۈنلەي يىغىۋېلىنىدۇ", EN: "All that is in stock comes back"},
	}
}

// said is how much of a line somebody speaks of.
type said func(repository.TaskLine) model.Quantity

func all(l repository.TaskLine) model.Quantity    { return l.OnHand + l.InTransit }
func sealed(l repository.TaskLine) model.Quantity { return l.Sealed }
func nothing(repository.TaskLine) model.Quantity  { return 0 }
func rest(l repository.TaskLine) model.Quantity   { return l.Tally().Unaccounted() }

// task is a holder's own.
func (s *stage) task(ctx context.Context, holder model.Actor, a *affair) (recall.Task, error) {
	tasks, _, err := s.Recall.Tasks(ctx, holder, repository.TaskFilter{Recall: a.row.ID}, model.Page{})
	for _, t := range tasks {
		if t.Row.OrgID == holder.Org {
			return t, err
		}
	}
	if err == nil {
		err = fmt.Errorf("%s has no task of %s", holder.Org, a.row.Number)
	}
	return recall.Task{}, err
}

// spoken are the lines of a task of which somebody has something to say.
func (s *stage) spoken(ctx context.Context, actor model.Actor, t recall.Task, of said) (list []recall.AnswerLine, err error) {
	lines, _, err := s.Recall.TaskLines(ctx, actor, t.Row.ID, model.Page{})
	for _, l := range lines {
		if q := of(l); q > 0 {
			list = append(list, recall.AnswerLine{Item: l.Key, Quantity: q, Unit: l.Unit})
		}
	}
	return list, err
}

// answer has a holder answer with what it holds by the trace.
func (p *plan) answer(at time.Time, a *affair, by string, on model.TaskEvent, of said) {
	p.do(at, by+" answers: "+string(on), func(ctx context.Context, s *stage) error {
		return s.answer(ctx, s.company(p, by), a, on, of, "")
	})
}

func (s *stage) answer(ctx context.Context, actor model.Actor, a *affair, on model.TaskEvent, of said, evidence model.DocumentID) error {
	t, err := s.task(ctx, actor, a)
	if err != nil {
		return err
	}
	lines, err := s.spoken(ctx, actor, t, of)
	if err != nil {
		return err
	}
	for i := range lines {
		lines[i].Evidence = evidence
	}
	_, err = s.Recall.Answer(ctx, actor, model.Idempotency{}, recall.Answer{Task: t.Row.ID, Event: on, Lines: lines})
	return err
}

// sentBack has a holder send back what it has, in a document of its own system, and answer so; the maker's reports that
// it came.
func (p *plan) sentBack(day int, a *affair, by, from, to string, goods line) {
	left, came := p.at(day, 9), p.at(day+3, 15)
	way := func(e foreign) []foreign {
		e.Sources = []foreignEnd{{Type: "location", Source: p.place(from).uri}}
		e.Destinations = []foreignEnd{{Type: "location", Destination: p.place(to).uri}}
		return []foreign{e}
	}
	p.capture(left.Add(time.Hour), by, func() []foreign {
		return way(foreignEvent(left, p.place(from), "OBSERVE", "shipping", "returned", goods))
	})
	p.answer(p.at(day, 11), a, by, model.TaskReturn, all)
	p.capture(came.Add(time.Hour), a.by, func() []foreign {
		return way(foreignEvent(came, p.place(to), "OBSERVE", "receiving", "returned", goods))
	})
}

// proves has the maker answer for what came back to it: it has destroyed it, and there is a record of that.
func (p *plan) proves(at time.Time, a *affair, l *lot) {
	p.do(at, "prove what was destroyed", func(ctx context.Context, s *stage) error {
		actor, title := s.company(p, a.by), "召回产品销毁记录"
		doc, err := s.Catalog.AddDocument(ctx, actor, model.Idempotency{}, catalog.DocumentInput{
			BatchID: l.batch.ID, Kind: model.DocumentOther, Title: title, IssuedBy: p.company(a.by).name.ZH, IssuedOn: date(at),
			File: catalog.Upload{
				Name: title + ".pdf", MediaType: "application/pdf",
				Content: pdf([]string{title, p.company(a.by).name.ZH, "批号 Lot: " + l.number, "演示文件，内容均为虚构。 Demonstration only; everything in it is invented."}),
			},
		})
		if err != nil {
			return err
		}
		return s.answer(ctx, actor, a, model.TaskDestroy, sealed, doc.ID)
	})
}

// check has the maker draw the holders whose answers are verified, all of them, find that they acted, and confirm what
// they answered; for what the maker itself had its authority does so.
func (p *plan) check(day int, a *affair) {
	p.do(p.at(day, 10), "draw the check", func(ctx context.Context, s *stage) error {
		_, err := s.Recall.DrawCheck(ctx, s.company(p, a.by), model.Idempotency{}, recall.CheckDraw{Recall: a.row.ID, Level: model.CheckAll})
		return err
	})
	p.eachTask(p.at(day, 15), a, a.by, "verify and confirm", func(ctx context.Context, s *stage, t recall.Task) error {
		actor := s.company(p, a.by)
		if t.Row.OrgID == actor.Org {
			actor = s.company(p, "region")
		}
		if t.Row.Sampled == 1 {
			_, err := s.Recall.Verify(ctx, actor, model.Idempotency{}, recall.Verification{
				Task: t.Row.ID, Effective: true, Finding: "现场核对货架、库房与退货单，相符",
			})
			if err != nil {
				return err
			}
		}
		_, err := s.Recall.MoveTask(ctx, actor, model.Idempotency{}, recall.TaskMove{Task: t.Row.ID, Event: model.TaskConfirm})
		return err
	})
}

// explain has the nation's authority, which sees the holders of all regions, accept an explanation for what consumers
// have used up.
func (p *plan) explain(at time.Time, a *affair, why string) {
	p.eachTask(at, a, "nation", "explain", func(ctx context.Context, s *stage, t recall.Task) error {
		lines, err := s.spoken(ctx, s.company(p, "nation"), t, rest)
		if err != nil || len(lines) == 0 {
			return err
		}
		_, err = s.Recall.Explain(ctx, s.company(p, "nation"), model.Idempotency{}, recall.Answer{Task: t.Row.ID, Lines: lines, Note: why})
		return err
	})
}

// eachTask does something with every task of a recall that somebody sees.
func (p *plan) eachTask(at time.Time, a *affair, by, what string, do func(context.Context, *stage, recall.Task) error) {
	p.do(at, "recall: "+what, func(ctx context.Context, s *stage) error {
		tasks, _, err := s.Recall.Tasks(ctx, s.company(p, by), repository.TaskFilter{Recall: a.row.ID}, model.Page{})
		for _, t := range tasks {
			if err == nil {
				err = do(ctx, s, t)
			}
		}
		return err
	})
}
