package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// moneyShown is how many payments or recourses of one damage a page shows.
const moneyShown = 50

// claimMoney is what follows from a claim for money: its payments, its recourse, and the ledger of the damage.
func (v *Visit) claimMoney(f claim.File) ([]web.Part, error) {
	payments, err := v.claimPayments(f)
	if err != nil {
		return nil, err
	}
	recourse, err := v.claimRecourse(f)
	if err != nil {
		return nil, err
	}
	ledger, err := v.claimLedger(f.ID)
	if err != nil {
		return nil, err
	}
	return claimOptional(payments, recourse, ledger), nil
}

// payerKind is in what capacity the visitor's company would pay a claim; empty when it would not.
func (v *Visit) payerKind(f claim.File) model.PayerKind {
	switch {
	case v.Actor.ActsFor(f.OrgID):
		return model.PayerParty
	case v.Actor.OrgKind == model.KindInsurer:
		return model.PayerInsurer
	case v.Actor.OrgKind == model.KindFund:
		return model.PayerFund
	case oneOf(v.Actor.OrgKind, chain):
		return model.PayerBond
	}
	return ""
}

// mayOrder reports whether the visitor can order the payment of a claim now.
func (v *Visit) mayOrder(f claim.File) bool {
	if !v.can(model.PermClaimPay) || f.PaymentID != "" || !f.State.Payable() {
		return false
	}
	switch v.payerKind(f) {
	case model.PayerParty:
		return f.State == model.ClaimAccepted
	case model.PayerInsurer:
		return true
	case model.PayerBond:
		return v.can(model.PermCoverWrite)
	case model.PayerFund:
		return f.AdvanceAt != 0 && f.State != model.ClaimAccepted
	}
	return false
}

// claimPayments are the payments of the damage, nil where there are none and nothing is to be paid.
func (v *Visit) claimPayments(f claim.File) (web.Part, error) {
	rows, _, err := v.console.services.Claim.Payments(v.ctx(), v.Actor, claim.PaymentFilter{Damage: f.DamageID}, model.Page{Limit: moneyShown})
	if err != nil || len(rows) == 0 && !f.State.Payable() {
		return nil, err
	}
	table := v.paymentTable(rows)
	table.Empty = web.Empty{Title: web.Word("claim.pay.none"), Text: web.Word("claim.pay.none.text")}
	return web.Panel{Title: web.Word("claim.pay.title"), Parts: []web.Part{table}}, nil
}

// claimLedger is the ledger of the damage: who moved what, who owes whom, and that it all sums to zero.
func (v *Visit) claimLedger(id model.ClaimID) (web.Part, error) {
	if !v.can(model.PermRecourseRead) {
		return nil, nil
	}
	l, err := v.console.services.Claim.Balance(v.ctx(), v.Actor, id)
	if err != nil || len(l.Entries) == 0 {
		return nil, err
	}
	names := map[string]web.Value{model.ConsumerParty: web.Word("claim.ledger.consumer"), v.Actor.Org.String(): web.Word("claim.ledger.us")}
	for _, p := range l.Parties {
		if names[p.Org.ID.String()] == nil {
			names[p.Org.ID.String()] = web.Text(p.Org.Name)
		}
	}
	table := ledgerTable(l.Entries, names)
	panel := web.Panel{Title: web.Word("claim.ledger"), Lead: web.Word("claim.ledger.lead"), Parts: []web.Part{positionTable(l.Parties), web.Fold{Title: web.Word("claim.ledger.entries"), Parts: []web.Part{table}}}}
	return panel, nil
}

// ledgerTable lists entries, each journal's together, with their sum.
func ledgerTable(entries []model.MoneyEntry, names map[string]web.Value) web.Table {
	table := web.Table{Caption: web.Word("claim.ledger"), Columns: []web.Column{
		{Label: "claim.ledger.journal"}, {Label: "claim.ledger.party"}, {Label: "claim.ledger.account"}, {Label: "claim.ledger.part"}, {Label: "claim.amount.sum", Number: true},
	}}
	var sum int64
	for _, e := range entries {
		who := names[e.Party]
		if who == nil {
			who = web.Word("claim.ledger.other")
		}
		sum += e.Fen
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{
			web.Stack{web.Text(model.JournalKindWords[e.Kind]), web.Fine{Text: web.Moment(e.At)}}, who,
			web.Text(model.MoneyAccountWords[e.Account]), web.Text(model.MoneyPartWords[e.Part]), cny(e.Fen),
		}})
	}
	table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Strong{Text: web.Word("claim.ledger.sum")}, nil, nil, nil, web.Strong{Text: cny(sum)}}})
	return table
}

// positionTable says where each organisation stands, part by part.
func positionTable(parties []claim.PartyPosition) web.Table {
	table := web.Table{Caption: web.Word("claim.ledger.stands"), Columns: []web.Column{
		{Label: "claim.ledger.party"}, {Label: "claim.ledger.part"}, {Label: "claim.ledger.borne", Number: true}, {Label: "claim.ledger.receivable", Number: true}, {Label: "claim.ledger.payable", Number: true},
	}}
	table.Empty = web.Empty{Title: web.Word("claim.ledger.not-party")}
	for _, p := range parties {
		for _, pos := range p.Positions {
			if pos.Borne.Fen == 0 && pos.Receivable.Fen == 0 && pos.Payable.Fen == 0 && pos.Part != model.PartCompensation {
				continue
			}
			table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Text(p.Org.Name), web.Text(model.MoneyPartWords[pos.Part]), web.Money(pos.Borne), web.Money(pos.Receivable), web.Money(pos.Payable)}})
		}
	}
	return table
}

// claimRecourse is the recourse that a damage has led to, with what the trace proposes to who has borne it.
func (v *Visit) claimRecourse(f claim.File) (web.Part, error) {
	if !v.can(model.PermRecourseRead) {
		return nil, nil
	}
	rows, _, err := v.console.services.Claim.Recourses(v.ctx(), v.Actor, claim.RecourseFilter{Damage: f.DamageID}, model.Page{Limit: moneyShown})
	if err != nil {
		return nil, err
	}
	panel := web.Panel{Title: web.Word("recourse.title")}
	var proposals []web.Part
	if f.PaymentID != "" {
		if proposals, err = v.recourseProposals(f.ID); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 && proposals == nil {
		return nil, nil
	}
	if len(rows) > 0 {
		panel.Parts = append(panel.Parts, v.recourseTable(rows))
	}
	if proposals != nil {
		panel.Parts = append(panel.Parts, proposals...)
		panel.Actions = []web.Action{{To: claimPath(f.ID) + "/demand", Text: web.Word("recourse.demand"), Icon: "return"}}
	}
	return panel, nil
}

// recourseProposals are whom the trace suggests to demand from; nil for who has borne nothing.
func (v *Visit) recourseProposals(id model.ClaimID) ([]web.Part, error) {
	if !v.can(model.PermRecourseWrite) {
		return nil, nil
	}
	plan, open, err := v.recoursePlan(id)
	if err != nil || !open {
		return nil, err
	}
	table := web.Table{
		Caption: web.Word("recourse.proposals"), Columns: []web.Column{{Label: "recourse.debtor"}, {Label: "recourse.ground"}, {Label: "recourse.by"}, {Label: "recourse.share", Number: true}},
		Empty: web.Empty{Title: web.Word("recourse.proposals.none"), Text: web.Word("recourse.proposals.none.text")},
	}
	for i, p := range plan.Proposals {
		row := web.Row{Cells: []web.Value{web.Stack{web.Text(plan.Names[p.Debtor].Name), v.recourseWay(plan, p)}, groundName(p.Ground), recourseFacts(p.Evidence), suggestedShare(p.Share)}}
		row.Actions = []web.Action{{To: claimPath(id) + "/demand?" + query("proposal", digitsOf(i)), Text: web.Word("recourse.demand")}}
		table.Rows = append(table.Rows, row)
	}
	parts := []web.Part{web.Facts{
		{Label: "recourse.left", Value: web.Inline{cny(plan.Left[0].Borne.Fen - plan.Left[0].Receivable.Fen), web.Fine{Text: web.Text(model.MoneyPartWords[plan.Left[0].Part])}}},
		{Label: "recourse.left.punitive", Value: cny(plan.Left[1].Borne.Fen - plan.Left[1].Receivable.Fen)},
	}, table}
	for _, b := range plan.Bears {
		parts = append(parts, web.Note{Tone: web.ToneCaution, Title: web.Word("recourse.bears"), Text: []web.Value{groundName(b.Ground), recourseFacts(b.Evidence)}})
	}
	return parts, nil
}

// recourseWay is the chain of companies back to a debtor, where it has more than one step.
func (v *Visit) recourseWay(plan claim.RecoursePlan, p model.RecourseProposal) web.Value {
	if len(p.Way) < 3 {
		return nil
	}
	way := web.Inline{}
	for i, org := range slices.Backward(p.Way) {
		way = append(way, web.Text(plan.Names[org].Name))
		if i > 0 {
			way = append(way, web.Plain("–"))
		}
	}
	return web.Fine{Text: way}
}

func groundName(g model.RecourseGround) web.Value {
	info, _ := model.RecourseGroundOf(g)
	return web.Stack{web.Name(info.Name), web.Fine{Text: web.Name(info.Ref.Text())}}
}

func recourseFacts(list []model.RecourseEvidence) web.Value {
	facts := web.Stack{}
	for _, e := range list {
		facts = append(facts, web.Text(model.RecourseFactWords[e.Fact]))
	}
	return facts
}

func suggestedShare(share int) web.Value {
	if share == 0 {
		return web.Fine{Text: web.Word("recourse.share.open")}
	}
	return web.Percent(share)
}
