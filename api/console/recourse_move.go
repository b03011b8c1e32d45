package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// moveRecourse asks for what a move of a recourse needs.
func (v *Visit) moveRecourse() error {
	r, err := v.theRecourse()
	if err != nil {
		return err
	}
	on := model.RecourseEvent(v.Param("event"))
	if model.RecourseEventWords[on] == (model.Text{}) {
		return model.NotFound.Refuse()
	}
	if v.Request.Method == "GET" && !slices.Contains(r.Allowed, on) {
		note := web.Note{
			Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), recourseState(r.Row.State)}},
			Actions: []web.Action{{To: recoursePath(r.Row.ID), Text: web.Word("recourse.back"), First: true}},
		}
		return v.show(web.Page{Title: web.Text(model.RecourseEventWords[on]), Back: recourseTrail(r), Narrow: true, Parts: []web.Part{note}})
	}
	facts := web.Panel{Parts: []web.Part{web.Facts{
		{Label: "recourse.creditor", Value: web.Text(r.Creditor.Name)}, {Label: "recourse.debtor", Value: web.Text(r.Debtor.Name)}, {Label: "recourse.ground", Value: groundName(r.Row.Ground)},
		{Label: "recourse.sum", Value: web.Strong{Text: recourseSum(r.Row)}}, {Label: "recourse.counter", Value: counterSum(r.Row)},
	}}}
	return v.run(task{
		form: recourseForm(r.Row, on),
		page: func(form web.Form) web.Page {
			return web.Page{Title: web.Text(model.RecourseEventWords[on]), Back: recourseTrail(r), Narrow: true, Parts: []web.Part{facts, web.Panel{Parts: []web.Part{form}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			m := claim.RecourseMove{Recourse: r.Row.ID, Event: on, Compensation: in.money("compensation"), Punitive: in.money("punitive"), CourtRef: in.text("court_ref"), Reason: in.text("reason")}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Claim.MoveRecourse(v.ctx(), v.Actor, v.once(), m)
			return recoursePath(r.Row.ID), "recourse-moved", err
		},
	})
}

// recourseForm asks what a move needs: a counter-sum, a court's paper, a reason.
func recourseForm(r model.Recourse, on model.RecourseEvent) web.Form {
	form := web.Form{Submit: "claim.pay.do", Cancel: recoursePath(r.ID), Consequence: web.Word("recourse.means." + string(on))}
	court := web.Field{Name: "court_ref", Label: web.Word("recourse.court"), Hint: web.Word("recourse.court.hint"), Kind: web.KindText, Max: 66, Required: true}
	reason := web.Field{Name: "reason", Label: web.Word("recourse.reason"), Kind: web.KindText, Max: 66, Required: true}
	switch on {
	case model.RecourseDispute:
		form.Fields = []web.Field{reason, moneyField("compensation", "recourse.counter.compensation", 0), moneyField("punitive", "recourse.counter.punitive", 0)}
	case model.RecourseFind, model.RecourseAdjudge:
		form.Fields = []web.Field{court, moneyField("compensation", "claim.compensation", r.Compensation.Fen), moneyField("punitive", "claim.punitive", r.Punitive.Fen)}
	case model.RecourseSue:
		form.Fields = []web.Field{court}
	case model.RecourseDismiss:
		form.Fields, form.Danger = []web.Field{court}, true
	case model.RecourseRelease:
		form.Fields, form.Danger = []web.Field{reason}, true
	case model.RecourseAgree, model.RecourseMediate, model.RecourseSettle:
	}
	return form
}

// statement is the account of the visitor's company: what it has borne, what it is owed and what it owes.
func (v *Visit) statement() error {
	in := Input{values: v.Request.URL.Query(), faults: &model.Faults{}, zone: v.console.opts.Zone}
	from, to := in.day("from"), in.day("to")
	if in.err() != nil {
		from, to = "", ""
	}
	var q claim.StatementQuery
	if from != "" {
		q.From = from.Start(v.console.opts.Zone)
	}
	if to != "" {
		q.To = to.AddDays(1).Start(v.console.opts.Zone)
	}
	st, next, err := v.console.services.Claim.Statement(v.ctx(), v.Actor, q, v.page())
	if err != nil {
		return err
	}
	stands := web.Table{Caption: web.Word("claim.ledger.stands"), Columns: []web.Column{
		{Label: "claim.ledger.part"}, {Label: "claim.ledger.borne", Number: true}, {Label: "claim.ledger.receivable", Number: true}, {Label: "claim.ledger.payable", Number: true},
	}}
	for i, p := range st.Closing {
		change := func(now, was model.Money) web.Value {
			if q.From == 0 {
				return web.Strong{Text: web.Money(now)}
			}
			return web.Stack{web.Strong{Text: web.Money(now)}, web.Fine{Text: web.Say("recourse.before", "sum", web.Money(was))}}
		}
		was := st.Opening[i]
		stands.Rows = append(stands.Rows, web.Row{Cells: []web.Value{web.Text(model.MoneyPartWords[p.Part]), change(p.Borne, was.Borne), change(p.Receivable, was.Receivable), change(p.Payable, was.Payable)}})
	}
	entries := web.Table{
		Caption: web.Word("claim.ledger.entries"), Columns: []web.Column{{Label: "claim.ledger.at"}, {Label: "claim.ledger.journal"}, {Label: "claim.ledger.account"}, {Label: "claim.ledger.part"}, {Label: "claim.amount.sum", Number: true}},
		Empty: web.Empty{Title: web.Word("recourse.entries.none"), Text: web.Word("recourse.entries.none.text")},
		Filter: &web.Form{Get: true, Bar: true, Action: "/console/recourses/statement", Submit: "desk.filter", Fields: []web.Field{
			{Name: "from", Label: web.Word("recourse.from"), Kind: web.KindDay, Value: string(from)}, {Name: "to", Label: web.Word("recourse.to"), Kind: web.KindDay, Value: string(to)},
		}},
	}
	for _, e := range st.Entries {
		entries.Rows = append(entries.Rows, web.Row{Cells: []web.Value{
			web.Moment(e.At), web.Text(model.JournalKindWords[e.Kind]), web.Text(model.MoneyAccountWords[e.Account]), web.Text(model.MoneyPartWords[e.Part]), cny(e.Fen),
		}})
	}
	export := v.exportShown("claim-statement", "from", string(from), "to", string(to))
	return v.show(web.Page{Title: web.Word("recourse.statement"), Lead: web.Word("recourse.statement.lead"), Back: recourseTrail(), Actions: export, Parts: []web.Part{
		web.Panel{Title: web.Word("claim.ledger.stands"), Parts: []web.Part{stands}}, web.Panel{Title: web.Word("claim.ledger.entries"), Parts: []web.Part{v.paged(entries, next)}},
	}})
}
