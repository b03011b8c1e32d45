package console

import (
	"slices"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// theClaim is the file of the claim that the address names.
func (v *Visit) theClaim() (claim.File, error) {
	id, err := model.ParseID[model.Claim](v.Param("id"))
	if err != nil {
		return claim.File{}, err
	}
	return v.console.services.Claim.Claim(v.ctx(), v.Actor, id)
}

// claimTrail leads back to the queue and, from below a claim, to the claim.
func claimTrail(f ...claim.File) []web.Link {
	trail := []web.Link{{To: "/console/claims", Text: web.Word("nav.claims")}}
	for _, one := range f {
		trail = append(trail, web.Link{To: claimPath(one.ID), Text: web.Code(one.Number)})
	}
	return trail
}

// claimForm is the page of a form about a claim.
func claimForm(f claim.File, title web.Value, form web.Form, above ...web.Part) web.Page {
	return web.Page{
		Title: title, Lead: web.Inline{claimProduct(f.Row), web.Code(f.Lot)}, Back: claimTrail(f), Narrow: true,
		Parts: append(above, web.Panel{Parts: []web.Part{form}}),
	}
}

// claimNotNow says where a claim stands when something cannot be done with it.
func (v *Visit) claimNotNow(f claim.File) error {
	note := web.Note{
		Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), claimState(f.State)}},
		Actions: []web.Action{{To: claimPath(f.ID), Text: web.Word("claim.back"), First: true}},
	}
	return v.show(web.Page{Title: web.Code(f.Number), Back: claimTrail(f), Narrow: true, Parts: []web.Part{note}})
}

// claim shows a claim: what it asks, what is due and why, what to do next, and what follows for money.
func (v *Visit) claim() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Inline{claimProduct(f.Row), web.Code(f.Number)}, Back: claimTrail(), Chips: []web.Value{claimState(f.State)}}
	page.Parts = append(page.Parts, v.claimSays(f))
	if len(f.Twins) > 0 {
		note := twinNote(f)
		if f.Apart {
			note.Actions = []web.Action{{To: claimPath(f.ID) + "/apart", Text: web.Word("claim.apart"), Icon: "people"}}
		}
		page.Parts = append(page.Parts, note)
	}
	page.Parts = append(page.Parts, web.Columns{v.claimHead(f), v.claimFiles(f)})
	page.Parts = append(page.Parts, claimOptional(v.claimRefused(f), v.claimOffers(f))...)
	page.Parts = append(page.Parts, v.claimAmount(f), v.claimProofs(f.Due.Proofs))
	money, err := v.claimMoney(f)
	if err != nil {
		return err
	}
	page.Parts = append(page.Parts, money...)
	page.Parts = append(page.Parts, claimOptional(v.claimOthers(f))...)
	page.Parts = append(page.Parts, web.Columns{v.claimNotes(f), web.Panel{Title: web.Word("claim.history"), Parts: []web.Part{claimHistory(f)}}})
	return v.show(page)
}

// claimOptional leaves out the parts that have nothing to show.
func claimOptional(parts ...web.Part) []web.Part {
	return slices.DeleteFunc(parts, func(p web.Part) bool { return p == nil })
}

var claimIcons = map[model.ClaimEvent]string{model.ClaimAsk: "question", model.ClaimGrant: "check", model.ClaimPropose: "tag", model.ClaimRefuse: "stop"}

// claimSays says in a sentence where the claim stands, whose turn it is and until when, with what can be done now.
func (v *Visit) claimSays(f claim.File) web.Part {
	note := web.Note{Tone: claimTones[f.State], Title: web.Word("claim.say." + string(f.State)), Text: []web.Value{web.Text(model.ClaimTurnWords[f.State.Turn()])}}
	if note.Tone == "" {
		note.Tone = web.ToneInfo
	}
	if f.Overdue {
		note.Tone = web.ToneDanger
	}
	if due := v.claimDue(f.Row); due != nil {
		note.Text = append(note.Text, due)
	}
	at := claimPath(f.ID)
	if v.Actor.ActsFor(f.OrgID) {
		if next := claimNext[f.State]; next != "" {
			note.Text = append(note.Text, next)
		}
	}
	if v.mayOrder(f) {
		to, word := at+"/pay", web.Word("claim.pay")
		if offer := standing(f); v.Actor.ActsFor(f.OrgID) && offer != nil && offer.Remedy.InKind() {
			to, word = at+"/perform", "claim.perform"
		}
		note.Actions = append(note.Actions, web.Action{To: to, Text: word, Icon: "cart", First: true})
	}
	for _, on := range []model.ClaimEvent{model.ClaimGrant, model.ClaimPropose, model.ClaimAsk, model.ClaimRefuse} {
		if slices.Contains(f.Allowed, on) {
			note.Actions = append(note.Actions, web.Action{To: at + "/" + string(on), Text: web.Text(model.ClaimEventWords[on]), Icon: claimIcons[on], First: on == model.ClaimGrant && len(note.Actions) == 0})
		}
	}
	if f.Link {
		note.Actions = append(note.Actions, web.Action{To: at + "/link", Text: web.Word("claim.link"), Icon: "route"})
	}
	if f.Part {
		note.Actions = append(note.Actions, web.Action{To: at + "/part", Text: web.Word("claim.part"), Icon: "people"})
	}
	return note
}

// claimNext says to the party that answers what it can do next.
var claimNext = map[model.ClaimState]web.Word{
	model.ClaimFiled: "claim.next.filed", model.ClaimEvidence: "claim.next.evidence", model.ClaimDeclined: "claim.next.declined",
	model.ClaimAccepted: "claim.next.accepted", model.ClaimDeemed: "claim.next.deemed", model.ClaimRefused: "claim.next.refused",
}

// standing is the offer that stands, nil without.
func standing(f claim.File) *claim.Offer {
	for i := range f.Offers {
		if f.Offers[i].Stands {
			return &f.Offers[i]
		}
	}
	return nil
}

// claimHead is what the claim is about, without who claims.
func (v *Visit) claimHead(f claim.File) web.Part {
	goods := web.Value(claimProduct(f.Row))
	lot := web.Value(web.Code(f.Lot))
	if f.BatchID != "" && f.Lot != "" {
		lot = web.Link{To: "/console/claims?" + query("lot", f.BatchID.String()), Text: web.Code(f.Lot)}
	}
	facts := web.Facts{
		{Label: "claim.number", Value: web.Code(f.Number)}, {Label: "claim.goods", Value: goods}, {Label: "claim.lot", Value: lot},
		{Label: "claim.party", Value: web.Text(f.Respondent.Name)}, {Label: "claim.seller", Value: web.Text(f.Seller.Name)},
		{Label: "claim.bought", Value: web.Day(f.BoughtOn)}, {Label: "claim.harm-on", Value: web.Day(f.HarmOn)},
		{Label: "claim.units", Value: web.Number(int(f.Units))}, {Label: "claim.price", Value: web.Money(f.Price)},
		{Label: "claim.asks", Value: claimAsked(f.Row.Claim)}, {Label: "claim.channel", Value: web.Text(model.ClaimChannelWords[f.Channel])},
		{Label: "claim.filed", Value: web.Moment(f.CreatedAt)},
	}
	if f.Recall != "" {
		facts = append(facts, web.Fact{Label: "claim.recall", Value: web.Link{To: "/console/claims?" + query("recall", f.RecallID.String()), Text: web.Code(f.Recall)}})
	}
	if f.AdvanceAt != 0 {
		facts = append(facts, web.Fact{Label: "claim.advance-asked", Value: web.Moment(f.AdvanceAt)})
	}
	panel := web.Panel{Title: web.Word("claim.head"), Parts: []web.Part{facts}}
	switch {
	case f.Erased != 0:
		panel.Parts = append(panel.Parts, web.Note{Tone: web.ToneInfo, Title: web.Say("claim.erased", "at", web.Moment(f.Erased))})
	case f.Why:
		panel.Parts = append(panel.Parts, web.Form{Action: claimPath(f.ID) + "/reveal", Submit: "claim.reveal", Quiet: true, Consequence: web.Word("claim.reveal.means"), Fields: []web.Field{
			{Name: "reason", Label: web.Word("claim.reveal.why"), Hint: web.Word("claim.reveal.why.hint"), Kind: web.KindLong, Max: claim.MaxStory, Required: true},
		}})
	case f.Reveal:
		panel.Parts = append(panel.Parts, web.Form{Action: claimPath(f.ID) + "/reveal", Submit: "claim.reveal", Quiet: true, Consequence: web.Word("claim.reveal.means")})
	}
	return panel
}

// revealClaimant shows who claims and what they wrote; the look is written down.
func (v *Visit) revealClaimant() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	in, err := v.read()
	if err != nil {
		return err
	}
	p, err := v.console.services.Claim.Reveal(v.ctx(), v.Actor, f.ID, in.text("reason"))
	if err != nil {
		return err
	}
	v.Writer.Header().Set("Cache-Control", "no-store")
	facts := web.Facts{
		{Label: "claim.person.name", Value: web.Plain(p.Contact.Name)}, {Label: "claim.person.phone", Value: web.Code(p.Contact.Phone)},
		{Label: "claim.person.mail", Value: web.Code(p.Contact.Mail)}, {Label: "claim.person.receipt", Value: web.Plain(p.Story.Receipt)},
		{Label: "claim.seller", Value: web.Plain(p.Story.Seller)}, {Label: "claim.person.what", Value: web.Plain(p.Story.What)},
		{Label: "claim.person.harm", Value: web.Plain(p.Story.Harm)}, {Label: "claim.person.holder", Value: web.Plain(p.Contact.Holder)},
		{Label: "claim.person.account", Value: web.Code(p.Contact.Account)}, {Label: "claim.person.bank", Value: web.Plain(p.Contact.Bank)},
		{Label: "claim.person.lang", Value: web.Word("field.lang." + strings.TrimSuffix(string(p.Lang), "-CN"))},
	}
	page := web.Page{Title: web.Word("claim.person"), Lead: web.Word("claim.reveal.done"), Back: claimTrail(f), Narrow: true, Path: claimPath(f.ID)}
	page.Parts = append(page.Parts, web.Panel{Parts: []web.Part{facts}})
	if len(p.Notes) > 0 {
		page.Parts = append(page.Parts, web.Panel{Title: web.Word("claim.notes"), Parts: []web.Part{noteLines(p.Notes)}})
	}
	return v.show(page)
}

func noteLines(notes []claim.Note) (lines web.Timeline) {
	for _, n := range notes {
		who := web.Value(web.Word("claim.note.party"))
		switch n.By {
		case model.TurnClaimant:
			who = web.Word("claim.note.claimant")
		case model.TurnNobody:
			who = web.Word("claim.note.authority")
		case model.TurnParty:
		}
		lines = append(lines, web.Happened{Title: who, When: n.At, Lines: []web.Value{web.Plain(n.Text)}})
	}
	return lines
}

func (v *Visit) claimNotes(f claim.File) web.Part {
	panel := web.Panel{Title: web.Word("claim.notes"), Lead: web.Word("claim.notes.lead")}
	if len(f.Notes) == 0 {
		panel.Parts = []web.Part{web.Empty{Title: web.Word("claim.notes.none")}}
		return panel
	}
	panel.Parts = []web.Part{noteLines(f.Notes)}
	return panel
}

// claimHistory is every move of a claim. Who made it is told as a side, not as a name.
func claimHistory(f claim.File) (moves web.Timeline) {
	moves = append(moves, web.Happened{Icon: "file", Title: web.Word("claim.came-in"), When: f.CreatedAt})
	for _, m := range f.Moves {
		one := web.Happened{Title: web.Text(whyOfClaim(m.From, m.Event)), When: m.At}
		switch model.ClaimEvent(m.Event) { //nolint:exhaustive // the others say nothing more
		case model.ClaimAsk:
			var kinds web.Inline
			for _, k := range strings.Split(m.Reason, ",") {
				kinds = append(kinds, web.Chip{Text: web.Text(model.ClaimFileKindWords[model.ClaimFileKind(k)])})
			}
			one.Lines = append(one.Lines, kinds)
		case model.ClaimRefuse:
			if r, known := model.ListedOf(model.ClaimReasons(), model.ClaimReason(m.Reason)); known {
				one.Lines = append(one.Lines, web.Name(r.Words))
			}
		case model.ClaimSettle:
			if m.Reason != "" {
				one.Lines = append(one.Lines, web.Say("claim.settled-with", "number", web.Code(m.Reason)))
			}
		}
		moves = append(moves, one)
	}
	return moves
}

// whyOfClaim says what a move of a claim means.
func whyOfClaim(from, event string) model.Text {
	for _, mv := range model.ClaimLifecycle.Moves {
		if string(mv.From) == from && string(mv.On) == event {
			return mv.Why
		}
	}
	return model.ClaimEventWords[model.ClaimEvent(event)]
}

// claimRefused is why the claim was refused and what the law leaves open, nil when it was not.
func (v *Visit) claimRefused(f claim.File) web.Part {
	done := f.State == model.ClaimSettled || f.State == model.ClaimClosed
	if f.Refusal == nil && (done || len(f.Routes) == 0) {
		return nil
	}
	panel := web.Panel{Title: web.Word("claim.refusal")}
	if f.Refusal != nil {
		panel.Parts = append(panel.Parts, web.Facts{{Label: "claim.refusal.reason", Value: web.Stack{web.Name(f.Refusal.Words), web.Fine{Text: web.Name(f.Refusal.Ref.Text())}}}})
	}
	var ways web.Bullets
	for _, r := range f.Routes {
		way := web.Stack{web.Name(r.Name)}
		for _, l := range r.Limits {
			way = append(way, web.Fine{Text: web.Inline{web.Name(l.Name), web.Day(l.Last)}})
		}
		ways = append(ways, way)
	}
	if len(ways) > 0 {
		panel.Parts = append(panel.Parts, web.Fold{Title: web.Word("claim.routes"), Parts: []web.Part{ways}})
	}
	return panel
}

// claimOffers lists the offers, the newest first, each beside what was due by the law at that time.
func (v *Visit) claimOffers(f claim.File) web.Part {
	if len(f.Offers) == 0 {
		return nil
	}
	table := web.Table{Caption: web.Word("claim.offers"), Columns: []web.Column{
		{Label: "claim.offer.at"}, {Label: "claim.remedy"}, {Label: "claim.compensation", Number: true}, {Label: "claim.punitive", Number: true}, {Label: "claim.offer.total", Number: true}, {Label: "claim.offer.law", Number: true},
	}}
	for _, o := range slices.Backward(f.Offers) {
		what := web.Stack{web.Text(model.RemedyWords[o.Remedy])}
		if o.Goods == 1 {
			what = append(what, web.Fine{Text: web.Word("claim.offer.goods-back")})
		}
		if o.Stands {
			what = append(what, web.Chip{Tone: web.ToneInfo, Text: web.Word("claim.offer.stands")})
		}
		row := web.Row{Cells: []web.Value{web.Moment(o.CreatedAt), what, web.Money(o.Compensation), web.Money(o.Punitive), web.Strong{Text: web.Money(o.Total())}, web.Money(o.Amount.Total)}}
		if o.Stands && !o.Remedy.InKind() && o.Total().Fen < o.Amount.Total.Fen {
			row.Tone = web.ToneCaution
		}
		table.Rows = append(table.Rows, row)
	}
	return web.Panel{Title: web.Word("claim.offers"), Parts: []web.Part{table}}
}

// claimOthers lists the other claims for the same damage.
func (v *Visit) claimOthers(f claim.File) web.Part {
	if len(f.Others) == 0 {
		return nil
	}
	return web.Panel{Title: web.Word("claim.others"), Lead: web.Word("claim.others.lead"), Parts: []web.Part{v.claimPlain(f.Others)}}
}

// claimPlain lists claims below something else: without ways to narrow the list.
func (v *Visit) claimPlain(rows []claim.Row) web.Table {
	table := web.Table{Caption: web.Word("claim.others"), Columns: []web.Column{{Label: "claim.number"}, {Label: "claim.party"}, {Label: "claim.asks"}, {Label: "claim.state"}}}
	for _, r := range rows {
		table.Rows = append(table.Rows, web.Row{To: claimPath(r.ID), Cells: []web.Value{web.Code(r.Number), web.Text(r.Respondent.Name), claimAsked(r.Claim), claimState(r.State)}})
	}
	return table
}
