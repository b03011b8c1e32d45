package console

import (
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

func (c *Console) routeClaimPay() {
	c.form("pay-claim", "/console/claims/{id}/pay", model.PermClaimPay, "Order the payment of a claim.", (*Visit).payClaim)
	c.form("perform-claim", "/console/claims/{id}/perform", model.PermClaimPay, "Record that a replacement or repair has been done.", (*Visit).performClaim)
	c.get("claim-payments", "/console/claim-payments", model.PermClaimRead, "Payments of one's own company by how far they are.", (*Visit).payments)
	c.get("claim-payment", "/console/claim-payments/{id}", model.PermClaimRead, "One payment.", (*Visit).payment)
	c.form("move-claim-payment", "/console/claim-payments/{id}/move/{event}", model.PermClaimRead, "Approve, hand over, confirm, fail or cancel a payment.", (*Visit).movePayment)
	c.form("claim-settlements", "/console/claim-settlements", model.PermClaimPay, "Settlement files for the bank, and making one.", (*Visit).settlements)
	c.get("claim-settlement-file", "/console/claim-settlements/{id}/file", model.PermClaimPay, "A settlement file as CSV; written down.", (*Visit).settlementFile)
	c.upload("claim-settlement-result", "/console/claim-settlements/{id}/result", model.PermClaimPay, claim.MaxSettlementResult, "Read the bank's answer back.", (*Visit).settlementResult)
	c.form("payout-endpoint", "/console/payout-endpoint", model.PermClaimPay, "Where a payment provider takes orders.", (*Visit).payoutEndpoint)
	c.post("remove-payout-endpoint", "/console/payout-endpoint/{id}/remove", model.PermClaimPay, "Send no more orders to a provider.", (*Visit).removePayoutEndpoint)
}

var paymentTones = map[model.PaymentState]web.Tone{
	model.PaymentOrdered: web.ToneCaution, model.PaymentApproved: web.ToneCaution, model.PaymentSent: web.ToneInfo, model.PaymentConfirmed: web.ToneOK,
	model.PaymentFailed: web.ToneDanger,
}

func paymentState(s model.PaymentState) web.Value {
	return web.Chip{Tone: paymentTones[s], Text: web.Name(model.PaymentLifecycle.Words[s])}
}

func paymentPath(id model.PaymentID) string { return "/console/claim-payments/" + id.String() }

func digitsOf(n int) string { return strconv.Itoa(n) }

// paymentSum is the sum of a payment, or what took the place of money.
func paymentSum(p model.ClaimPayment) web.Value {
	if p.Remedy.InKind() {
		return web.Text(model.RemedyWords[p.Remedy])
	}
	return web.Money(claim.Total(p))
}

func (v *Visit) paymentTable(rows []claim.Payment) web.Table {
	table := web.Table{Caption: web.Word("nav.claim-payments"), Columns: []web.Column{
		{Label: "claim.pay.ordered"}, {Label: "claim.number"}, {Label: "claim.pay.payer"}, {Label: "claim.pay.sum", Number: true}, {Label: "claim.pay.by"}, {Label: "claim.state"},
	}}
	for _, p := range rows {
		by := web.Stack{web.Text(model.PayoutProviderWords[p.Row.Provider])}
		if p.Row.Reference != "" {
			by = append(by, web.Fine{Text: web.Code(p.Row.Reference)})
		}
		table.Rows = append(table.Rows, web.Row{To: paymentPath(p.Row.ID), Cells: []web.Value{
			web.Moment(p.Row.OrderedAt), web.Code(p.Claim.Number), web.Stack{web.Text(p.Payer.Name), web.Fine{Text: web.Text(model.PayerKindWords[p.Row.PayerKind])}}, paymentSum(p.Row), by, paymentState(p.Row.State),
		}})
	}
	return table
}

// payments lists the payments of the visitor's company by how far they are.
func (v *Visit) payments() error {
	state := model.PaymentState(v.query("state"))
	states := []model.PaymentState{model.PaymentOrdered, model.PaymentApproved, model.PaymentSent, model.PaymentConfirmed, model.PaymentFailed}
	if !slices.Contains(states, state) {
		state = model.PaymentOrdered
	}
	rows, next, err := v.console.services.Claim.Payments(v.ctx(), v.Actor, claim.PaymentFilter{Payer: v.Actor.Org, State: state}, v.page())
	if err != nil {
		return err
	}
	var tabs web.Tabs
	for _, s := range states {
		tabs = append(tabs, web.Tab{To: "/console/claim-payments?" + query("state", string(s)), Text: web.Name(model.PaymentLifecycle.Words[s]), Here: s == state})
	}
	table := v.paymentTable(rows)
	table.ID, table.Live = "claim-payments", "claims"
	table.Empty = web.Empty{Title: web.Word("claim.pay.list.none"), Text: web.Word("claim.pay.list.none.text")}
	page := web.Page{Title: web.Word("nav.claim-payments"), Lead: web.Say("claim.pay.list.lead", "limit", web.Money(v.console.services.Claim.ApprovalAbove())), Parts: []web.Part{tabs, v.paged(table, next)}}
	if v.can(model.PermClaimPay) {
		page.Actions = []web.Action{
			{To: "/console/claim-settlements", Text: web.Word("settle.title"), Icon: "file"}, {To: "/console/payout-endpoint", Text: web.Word("payout.title"), Icon: "route"},
		}
	}
	page.Actions = append(page.Actions, v.exportShown("claim-payments", "own", on(true), "state", string(state))...)
	return v.show(page)
}

func (v *Visit) thePayment() (claim.Payment, error) {
	id, err := model.ParseID[model.ClaimPayment](v.Param("id"))
	if err != nil {
		return claim.Payment{}, err
	}
	return v.console.services.Claim.Payment(v.ctx(), v.Actor, id)
}

func paymentTrail(p ...claim.Payment) []web.Link {
	trail := []web.Link{{To: "/console/claim-payments", Text: web.Word("nav.claim-payments")}}
	for _, one := range p {
		trail = append(trail, web.Link{To: paymentPath(one.Row.ID), Text: web.Code(one.Claim.Number)})
	}
	return trail
}

// payment shows one payment and what can be done with it.
func (v *Visit) payment() error {
	p, err := v.thePayment()
	if err != nil {
		return err
	}
	moves, err := v.console.services.Claim.PaymentHistory(v.ctx(), v.Actor, p.Row.ID)
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Inline{web.Word("claim.pay.title"), web.Code(p.Claim.Number)}, Back: paymentTrail(), Chips: []web.Value{paymentState(p.Row.State)}}
	for i, on := range p.Allowed {
		page.Actions = append(page.Actions, web.Action{To: paymentPath(p.Row.ID) + "/move/" + string(on), Text: web.Text(model.PaymentEventWords[on]), First: i == 0})
	}
	second := p.Row.State == model.PaymentOrdered && claim.Total(p.Row).Fen > v.console.services.Claim.ApprovalAbove().Fen
	if second && p.Row.Actor == v.Actor.Name() {
		page.Parts = append(page.Parts, web.Note{Tone: web.ToneInfo, Title: web.Word("claim.pay.second"), Text: []web.Value{web.Say("claim.pay.second.text", "limit", web.Money(v.console.services.Claim.ApprovalAbove()))}})
	}
	if p.Doubt {
		page.Parts = append(page.Parts, web.Note{Tone: web.ToneCaution, Title: web.Word("claim.pay.doubt"), Text: []web.Value{web.Word("claim.pay.doubt.text")}})
	}
	facts := web.Facts{
		{Label: "claim.number", Value: web.Link{To: claimPath(p.Claim.ID), Text: web.Code(p.Claim.Number)}},
		{Label: "claim.pay.payer", Value: web.Stack{web.Text(p.Payer.Name), web.Fine{Text: web.Text(model.PayerKindWords[p.Row.PayerKind])}}},
		{Label: "claim.party", Value: web.Text(p.Party.Name)}, {Label: "claim.pay.sum", Value: web.Strong{Text: paymentSum(p.Row)}},
		{Label: "claim.compensation", Value: web.Money(p.Row.Compensation)}, {Label: "claim.punitive", Value: web.Money(p.Row.Punitive)},
		{Label: "claim.pay.by", Value: web.Text(model.PayoutProviderWords[p.Row.Provider])}, {Label: "claim.pay.reference", Value: web.Code(p.Row.Reference)},
		{Label: "claim.pay.ordered", Value: web.Moment(p.Row.OrderedAt)}, {Label: "claim.pay.arrived", Value: web.Moment(p.Row.ConfirmedAt)},
		{Label: "claim.pay.means-test", Value: web.Plain(p.Row.Reason)}, {Label: "claim.pay.decider", Value: web.Plain(p.Row.Decider)},
	}
	history := web.Timeline{{Icon: "file", Title: web.Word("claim.pay.ordered"), When: p.Row.OrderedAt}}
	for _, m := range moves {
		history = append(history, web.Happened{Title: web.Text(model.PaymentEventWords[model.PaymentEvent(m.Event)]), When: m.At, Lines: []web.Value{paymentWhy(m.Reason)}})
	}
	page.Parts = append(page.Parts, web.Columns{web.Panel{Parts: []web.Part{facts}}, web.Panel{Title: web.Word("claim.history"), Parts: []web.Part{history}}})
	return v.show(page)
}

// paymentFailures are the reasons that a clerk chooses from.
func paymentFailures() (list []web.Option) {
	for _, f := range model.PayoutFailures() {
		if f != model.FailedOverdue {
			list = append(list, web.Option{Value: string(f), Text: web.Text(model.PayoutFailureWords[f])})
		}
	}
	return list
}

// paymentWhy names why a payment was moved: a failure of the list, or the number of the file that it went with.
func paymentWhy(reason string) web.Value {
	if said, known := model.PayoutFailureWords[model.PayoutFailure(reason)]; known {
		return web.Text(said)
	}
	return web.Plain(reason)
}

// movePayment asks for what a move of a payment needs.
func (v *Visit) movePayment() error {
	p, err := v.thePayment()
	if err != nil {
		return err
	}
	on := model.PaymentEvent(v.Param("event"))
	if !slices.Contains(model.PaymentLifecycle.Events(), on) {
		return model.NotFound.Refuse()
	}
	if v.Request.Method == "GET" && !slices.Contains(p.Allowed, on) {
		note := web.Note{
			Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), paymentState(p.Row.State)}},
			Actions: []web.Action{{To: paymentPath(p.Row.ID), Text: web.Word("claim.pay.back"), First: true}},
		}
		return v.show(web.Page{Title: web.Text(model.PaymentEventWords[on]), Back: paymentTrail(p), Narrow: true, Parts: []web.Part{note}})
	}
	form := web.Form{Submit: "claim.pay.do", Cancel: paymentPath(p.Row.ID), Consequence: web.Word("claim.pay.means." + string(on))}
	switch on {
	case model.PaymentConfirm:
		form.Fields = []web.Field{{Name: "reference", Label: web.Word("claim.pay.reference"), Hint: web.Word("claim.pay.reference.hint"), Kind: web.KindCode, Max: 200, Required: true}}
	case model.PaymentFail, model.PaymentCancel:
		form.Danger = true
		form.Fields = []web.Field{{Name: "reason", Label: web.Word("claim.pay.reason"), Kind: web.KindChoice, Options: paymentFailures(), Required: true}}
	case model.PaymentApprove, model.PaymentSend:
	}
	facts := web.Panel{Parts: []web.Part{web.Facts{{Label: "claim.pay.sum", Value: web.Strong{Text: paymentSum(p.Row)}}, {Label: "claim.pay.by", Value: web.Text(model.PayoutProviderWords[p.Row.Provider])}}}}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			return web.Page{Title: web.Text(model.PaymentEventWords[on]), Back: paymentTrail(p), Narrow: true, Parts: []web.Part{facts, web.Panel{Parts: []web.Part{f}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			m := claim.PaymentMove{Payment: p.Row.ID, Event: on, Reference: in.text("reference"), Reason: model.PayoutFailure(in.text("reason"))}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Claim.MovePayment(v.ctx(), v.Actor, v.once(), m)
			return paymentPath(p.Row.ID), "payment-moved", err
		},
	})
}

// payClaim orders a payment in the capacity in which the visitor's company pays.
func (v *Visit) payClaim() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" && !v.mayOrder(f) {
		return v.claimNotNow(f)
	}
	kind := v.payerKind(f)
	form, err := v.payForm(f, kind)
	if err != nil {
		return err
	}
	form.Cancel = claimPath(f.ID)
	var above []web.Part
	if offer := standing(f); f.State == model.ClaimAccepted && offer != nil {
		above = []web.Part{web.Panel{Title: web.Word("claim.offer.agreed"), Parts: []web.Part{web.Facts{
			{Label: "claim.compensation", Value: web.Money(offer.Compensation)}, {Label: "claim.punitive", Value: web.Money(offer.Punitive)}, {Label: "claim.offer.total", Value: web.Strong{Text: web.Money(offer.Total())}},
		}}}}
	} else {
		above = []web.Part{web.Panel{Title: web.Word("claim.amount"), Parts: amountParts(f.Due.Amount)}}
	}
	var made claim.Payment
	return v.run(task{
		form: form,
		page: func(filled web.Form) web.Page { return claimForm(f, web.Word("claim.pay"), filled, above...) },
		do: func(in *Input) (to, word string, err error) {
			order := claim.PayOrder{
				Claim: f.ID, Kind: kind, Cover: model.CoverID(in.text("cover")), Provider: in.text("provider"), Compensation: in.money("compensation"), Punitive: in.money("punitive"),
				Reason: in.text("reason"), Decider: in.text("decider"),
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			made, err = v.console.services.Claim.Order(v.ctx(), v.Actor, v.once(), order)
			return paymentPath(made.Row.ID), "payment-ordered", err
		},
	})
}

// payForm asks what a payer of a kind has to say.
func (v *Visit) payForm(f claim.File, kind model.PayerKind) (web.Form, error) {
	form := web.Form{Submit: "claim.pay.send", Consequence: web.Say("claim.pay.means", "limit", web.Money(v.console.services.Claim.ApprovalAbove()))}
	if kind == model.PayerInsurer || kind == model.PayerBond {
		covers, _, err := v.console.services.Claim.Covers(v.ctx(), v.Actor, claim.CoverFilter{Org: f.OrgID, Payer: v.Actor.Org, Filed: f.CreatedAt}, model.Page{Limit: moneyShown})
		if err != nil {
			return form, err
		}
		options := make([]web.Option, 0, len(covers))
		for _, c := range covers {
			options = append(options, web.Option{Value: c.Row.ID.String(), Text: web.Inline{web.Plain(c.Row.Number), web.Say("cover.left-of", "left", web.Money(c.Left))}})
		}
		form.Fields = append(form.Fields, web.Field{Name: "cover", Label: web.Word("cover.one"), Kind: web.KindChoice, Options: options, Required: true})
	}
	if f.State != model.ClaimAccepted {
		form.Fields = append(form.Fields, moneyField("compensation", "claim.compensation", f.Due.Amount.Compensation.Fen))
		if kind != model.PayerFund {
			form.Fields = append(form.Fields, moneyField("punitive", "claim.punitive", 0))
		}
	}
	if kind == model.PayerFund {
		form.Fields = append(form.Fields,
			web.Field{Name: "reason", Label: web.Word("claim.pay.means-test"), Hint: web.Word("claim.pay.means-test.hint"), Kind: web.KindLong, Max: 600, Required: true},
			web.Field{Name: "decider", Label: web.Word("claim.pay.decider"), Hint: web.Word("claim.pay.decider.hint"), Kind: web.KindText, Max: 66, Required: true})
	}
	var ways []web.Option
	for _, p := range model.PayoutProviders() {
		ways = append(ways, web.Option{Value: p, Text: web.Text(model.PayoutProviderWords[p]), Hint: web.Word("claim.pay.way." + p)})
	}
	form.Fields = append(form.Fields, web.Field{Name: "provider", Label: web.Word("claim.pay.by"), Kind: web.KindRadio, Options: ways, Value: model.PayoutManual, Required: true})
	return form, nil
}

// performClaim records that an agreed replacement or repair has been done.
func (v *Visit) performClaim() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" && !v.mayOrder(f) {
		return v.claimNotNow(f)
	}
	return v.run(task{
		form: web.Form{Submit: "claim.perform", Cancel: claimPath(f.ID), Consequence: web.Word("claim.perform.means"), Fields: []web.Field{
			{Name: "reference", Label: web.Word("claim.pay.reference"), Hint: web.Word("claim.perform.hint"), Kind: web.KindCode, Max: 200, Required: true},
		}},
		page: func(form web.Form) web.Page { return claimForm(f, web.Word("claim.perform"), form) },
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Claim.Perform(v.ctx(), v.Actor, v.once(), claim.Performance{Claim: f.ID, Reference: in.text("reference")})
			return claimPath(f.ID), "claim-performed", err
		},
	})
}
