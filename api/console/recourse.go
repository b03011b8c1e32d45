package console

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

func (c *Console) routeRecourse() {
	c.form("demand-recourse", "/console/claims/{id}/demand", model.PermRecourseWrite, "Demand of somebody what one has borne.", (*Visit).demandRecourse)
	c.get("recourses", "/console/recourses", model.PermRecourseRead, "Recourse by and against one's own company.", (*Visit).recourses)
	c.get("recourse-statement", "/console/recourses/statement", model.PermRecourseRead, "What claims have cost the company, what it is owed and owes.", (*Visit).statement)
	c.get("recourse", "/console/recourses/{id}", model.PermRecourseRead, "One recourse.", (*Visit).recourse)
	c.form("move-recourse", "/console/recourses/{id}/move/{event}", model.PermRecourseRead, "Agree, dispute, mediate, sue, settle or give up.", (*Visit).moveRecourse)
}

var recourseTones = map[model.RecourseState]web.Tone{
	model.RecourseDemanded: web.ToneCaution, model.RecourseDisputed: web.ToneDanger, model.RecourseMediation: web.ToneInfo, model.RecourseCourt: web.ToneInfo,
	model.RecourseAgreed: web.ToneCaution, model.RecourseSettled: web.ToneOK,
}

func recourseState(s model.RecourseState) web.Value {
	return web.Chip{Tone: recourseTones[s], Text: web.Name(model.RecourseLifecycle.Words[s])}
}

func recoursePath(id model.RecourseID) string { return "/console/recourses/" + id.String() }

func recourseSum(r model.Recourse) web.Money { return cny(r.Compensation.Fen + r.Punitive.Fen) }

// recourseDue is by when the debtor is asked to answer or to pay; nil when it has.
func (v *Visit) recourseDue(r model.Recourse) web.Value {
	if r.DueAt == 0 || r.State != model.RecourseDemanded && r.State != model.RecourseAgreed {
		return nil
	}
	return web.Deadline{Due: r.DueAt, Now: v.now()}
}

func (v *Visit) recourseTable(rows []claim.Recourse) web.Table {
	table := web.Table{Caption: web.Word("nav.recourses"), Columns: []web.Column{
		{Label: "recourse.number"}, {Label: "recourse.creditor"}, {Label: "recourse.debtor"}, {Label: "recourse.ground"}, {Label: "recourse.sum", Number: true}, {Label: "claim.state"},
	}}
	for _, r := range rows {
		info, _ := model.RecourseGroundOf(r.Row.Ground)
		state := web.Stack{recourseState(r.Row.State)}
		if due := v.recourseDue(r.Row); due != nil {
			state = append(state, due)
		}
		table.Rows = append(table.Rows, web.Row{To: recoursePath(r.Row.ID), Cells: []web.Value{
			web.Code(r.Row.Number), web.Text(r.Creditor.Name), web.Text(r.Debtor.Name), web.Name(info.Name), web.Stack{recourseSum(r.Row), web.Fine{Text: web.Percent(r.Row.Share)}}, state,
		}})
	}
	return table
}

// recourses lists recourse: what others are asked to bear, and what is asked of the visitor's company.
func (v *Visit) recourses() error {
	f := claim.RecourseFilter{Side: claim.RecourseSide(v.query("side")), State: model.RecourseState(v.query("state"))}
	authority := oneOf(v.Actor.OrgKind, overseer)
	switch {
	case authority:
		f.Side = ""
	case f.Side != claim.RecourseOwes:
		f.Side = claim.RecourseOwed
		if v.query("side") == "" && oneOf(v.Actor.OrgKind, []model.OrgKind{model.KindProducer, model.KindProcessor, model.KindLab, model.KindCertifier}) {
			f.Side = claim.RecourseOwes
		}
	}
	if model.RecourseLifecycle.Words[f.State] == (model.Text{}) {
		f.State = ""
	}
	rows, next, err := v.console.services.Claim.Recourses(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	states := []web.Option{{Text: web.Word("filter.any")}}
	for _, s := range model.RecourseLifecycle.States() {
		states = append(states, web.Option{Value: string(s), Text: web.Name(model.RecourseLifecycle.Words[s])})
	}
	table := v.recourseTable(rows)
	table.ID, table.Live = "recourses", "claims"
	table.Filter = &web.Form{Get: true, Bar: true, Action: "/console/recourses", Submit: "desk.filter", Fields: []web.Field{
		{Name: "side", Kind: web.KindHidden, Value: string(f.Side)}, {Name: "state", Label: web.Word("claim.state"), Kind: web.KindChoice, Options: states, Value: string(f.State)},
	}}
	table.Empty = web.Empty{Title: web.Word("recourse.none"), Text: web.Word("recourse.none.text")}
	page := web.Page{Title: web.Word("nav.recourses"), Lead: web.Word("recourse.lead"), Actions: []web.Action{{To: "/console/recourses/statement", Text: web.Word("recourse.statement"), Icon: "list"}}}
	if authority {
		page.Actions, page.Lead = nil, web.Word("recourse.lead.region")
	} else {
		page.Parts = append(page.Parts, web.Tabs{
			{To: "/console/recourses?side=" + string(claim.RecourseOwed), Text: web.Word("recourse.owed"), Here: f.Side == claim.RecourseOwed},
			{To: "/console/recourses?side=" + string(claim.RecourseOwes), Text: web.Word("recourse.owes"), Here: f.Side == claim.RecourseOwes},
		})
	}
	page.Actions = append(page.Actions, v.exportShown("recourses", "side", string(f.Side), "state", string(f.State))...)
	page.Parts = append(page.Parts, v.paged(table, next))
	return v.show(page)
}

func (v *Visit) theRecourse() (claim.Recourse, error) {
	id, err := model.ParseID[model.Recourse](v.Param("id"))
	if err != nil {
		return claim.Recourse{}, err
	}
	return v.console.services.Claim.Recourse(v.ctx(), v.Actor, id)
}

func recourseTrail(r ...claim.Recourse) []web.Link {
	trail := []web.Link{{To: "/console/recourses", Text: web.Word("nav.recourses")}}
	for _, one := range r {
		trail = append(trail, web.Link{To: recoursePath(one.Row.ID), Text: web.Code(one.Row.Number)})
	}
	return trail
}

// recourse shows one recourse: who asks what of whom, why, and what can be done.
func (v *Visit) recourse() error {
	r, err := v.theRecourse()
	if err != nil {
		return err
	}
	moves, err := v.console.services.Claim.RecourseHistory(v.ctx(), v.Actor, r.Row.ID)
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Inline{web.Word("recourse.title"), web.Code(r.Row.Number)}, Back: recourseTrail(), Chips: []web.Value{recourseState(r.Row.State)}}
	note := web.Note{Tone: recourseTones[r.Row.State], Title: web.Word("recourse.say." + string(r.Row.State))}
	if note.Tone == "" {
		note.Tone = web.ToneInfo
	}
	if due := v.recourseDue(r.Row); due != nil {
		note.Text = append(note.Text, due)
	}
	for i, on := range r.Allowed {
		note.Actions = append(note.Actions, web.Action{To: recoursePath(r.Row.ID) + "/move/" + string(on), Text: web.Text(model.RecourseEventWords[on]), First: i == 0 && on != model.RecourseRelease})
	}
	if v.Actor.ActsFor(r.Row.DebtorID) && r.Row.State == model.RecourseSettled && v.can(model.PermRecourseWrite) {
		note.Actions = append(note.Actions, web.Action{To: claimPath(r.Claim.ID) + "/demand", Text: web.Word("recourse.pass-on"), Icon: "return"})
	}
	page.Parts = append(page.Parts, note)
	facts := web.Facts{
		{Label: "claim.number", Value: subjectNumber(r.Claim)}, {Label: "claim.goods", Value: web.Text(r.Claim.Product)}, {Label: "claim.lot", Value: web.Code(r.Claim.Lot)},
		{Label: "recourse.creditor", Value: web.Text(r.Creditor.Name)}, {Label: "recourse.debtor", Value: web.Text(r.Debtor.Name)},
		{Label: "recourse.ground", Value: groundName(r.Row.Ground)}, {Label: "recourse.share", Value: web.Percent(r.Row.Share)},
		{Label: "claim.compensation", Value: web.Money(r.Row.Compensation)}, {Label: "claim.punitive", Value: web.Money(r.Row.Punitive)},
		{Label: "recourse.sum", Value: web.Strong{Text: recourseSum(r.Row)}}, {Label: "recourse.counter", Value: counterSum(r.Row)},
		{Label: "recourse.note", Value: web.Plain(r.Row.Note)}, {Label: "recourse.court", Value: web.Plain(r.Row.CourtRef)},
		{Label: "recourse.made", Value: web.Moment(r.Row.CreatedAt)}, {Label: "recourse.settled", Value: web.Moment(r.Row.SettledAt)},
	}
	if len(r.Proposal.Evidence) > 0 {
		facts = append(facts, web.Fact{Label: "recourse.by", Value: recourseFacts(r.Proposal.Evidence)})
	}
	history := web.Timeline{{Icon: "file", Title: web.Word("recourse.made"), When: r.Row.CreatedAt}}
	for _, m := range moves {
		history = append(history, web.Happened{Title: web.Text(whyOfRecourse(m.From, m.Event)), When: m.At, Lines: []web.Value{recourseWhy(m.Event, m.Reason)}})
	}
	page.Parts = append(page.Parts, web.Columns{web.Panel{Parts: []web.Part{facts}}, web.Panel{Title: web.Word("claim.history"), Parts: []web.Part{history}}})
	page.Parts = append(page.Parts, v.claimProofs(r.Claim.Proofs))
	if r.Claim.File {
		return v.show(page)
	}
	beyond, err := v.beyondFile(r.Claim.ID)
	page.Parts = append(page.Parts, beyond...)
	if err != nil {
		return err
	}
	return v.show(page)
}

// recourseWhy is the reason of a step; of an agreement it is the sum that was demanded.
func recourseWhy(event, reason string) web.Value {
	amount, fen := strings.CutSuffix(reason, " "+string(model.CNY))
	sum, err := model.ParseMoney(amount, model.CNY)
	if !fen || err != nil || model.RecourseEvent(event) == model.RecourseDispute {
		return web.Plain(reason)
	}
	return web.Say("recourse.demanded-sum", "sum", web.Money(sum))
}

// subjectNumber is the number of the claim of a recourse, which leads to its file whom the file is open to.
func subjectNumber(c claim.Subject) web.Value {
	if !c.File {
		return web.Code(c.Number)
	}
	return web.Link{To: claimPath(c.ID), Text: web.Code(c.Number)}
}

// beyondFile is what follows for money from a claim to a side of its recourse that does not see its file: whom it may turn
// to, and the ledger as far as it was part of it.
func (v *Visit) beyondFile(id model.ClaimID) (parts []web.Part, err error) {
	proposals, err := v.recourseProposals(id)
	if err != nil {
		return nil, err
	}
	if proposals != nil {
		parts = append(parts, web.Panel{Title: web.Word("recourse.pass-on"), Parts: proposals, Actions: []web.Action{{To: claimPath(id) + "/demand", Text: web.Word("recourse.demand"), Icon: "return"}}})
	}
	ledger, err := v.claimLedger(id)
	return claimOptional(append(parts, ledger)...), err
}

func counterSum(r model.Recourse) web.Value {
	if r.CounterCompensation.Fen+r.CounterPunitive.Fen == 0 {
		return nil
	}
	return cny(r.CounterCompensation.Fen + r.CounterPunitive.Fen)
}

func whyOfRecourse(from, event string) model.Text {
	for _, mv := range model.RecourseLifecycle.Moves {
		if string(mv.From) == from && string(mv.On) == event {
			return mv.Why
		}
	}
	return model.RecourseEventWords[model.RecourseEvent(event)]
}

// recoursePlan is what the trace suggests; open is false for who has borne nothing of the damage.
func (v *Visit) recoursePlan(id model.ClaimID) (plan claim.RecoursePlan, open bool, err error) {
	plan, err = v.console.services.Claim.Proposals(v.ctx(), v.Actor, id)
	if errors.Is(err, model.RecourseUnpaid) || errors.Is(err, model.InsuredBeforeVictim) || errors.Is(err, model.NotFound) {
		return plan, false, nil
	}
	return plan, err == nil, err
}

// demandRecourse asks who has to bear what, beginning with a proposal of the trace where one was chosen.
func (v *Visit) demandRecourse() error {
	id, err := model.ParseID[model.Claim](v.Param("id"))
	if err != nil {
		return err
	}
	f, err := v.console.services.Claim.Subject(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	plan, open, err := v.recoursePlan(f.ID)
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" && !open {
		return model.RecourseUnpaid.Refuse()
	}
	chosen := model.RecourseProposal{Ground: model.GroundSupply}
	if n, err := strconv.Atoi(v.query("proposal")); err == nil && n >= 0 && n < len(plan.Proposals) {
		chosen = plan.Proposals[n]
	}
	grounds := make([]web.Option, 0, len(model.RecourseGrounds()))
	for _, g := range model.RecourseGrounds() {
		if g.Ground == model.GroundPolicy && chosen.CoverID == "" {
			continue // which policy is a matter of the proposal
		}
		grounds = append(grounds, web.Option{Value: string(g.Ground), Text: web.Name(g.Name)})
	}
	share := ""
	if chosen.Share != 0 {
		share = model.Money{Fen: int64(chosen.Share)}.Amount()
	}
	form := web.Form{Submit: "recourse.demand", Cancel: demandFrom(f).To, Consequence: web.Word("recourse.demand.means"), Fields: []web.Field{
		debtorField(plan, chosen), {Name: "ground", Label: web.Word("recourse.ground"), Kind: web.KindChoice, Options: grounds, Value: string(chosen.Ground), Required: true},
		{Name: "share", Label: web.Word("recourse.share"), Hint: web.Word("recourse.share.hint"), Kind: web.KindQuantity, Unit: web.Plain("%"), Value: share},
		{Kind: web.KindMore, Label: web.Word("recourse.sums"), Fields: []web.Field{moneyField("compensation", "claim.compensation", 0), moneyField("punitive", "claim.punitive", 0)}},
		{Name: "cover", Kind: web.KindHidden, Value: chosen.CoverID.String()},
		{Name: "note", Label: web.Word("recourse.note"), Kind: web.KindLong, Max: 600}, {Name: "term", Label: web.Counted{Key: "recourse.term", N: model.RecourseAnswerDays}, Kind: web.KindTick, Value: "yes"},
	}}
	var above []web.Part
	if len(chosen.Evidence) > 0 {
		above = []web.Part{web.Panel{Title: web.Word("recourse.by"), Parts: []web.Part{web.Facts{{Label: "recourse.ground", Value: groundName(chosen.Ground)}, {Label: "recourse.by", Value: recourseFacts(chosen.Evidence)}}}}}
	}
	var made claim.Recourse
	return v.run(task{
		form: form,
		page: func(filled web.Form) web.Page {
			return web.Page{
				Title: web.Word("recourse.demand"), Lead: web.Inline{web.Text(f.Product), web.Code(f.Lot)}, Back: []web.Link{demandFrom(f)}, Narrow: true,
				Parts: append(above, web.Panel{Parts: []web.Part{filled}}),
			}
		},
		do: func(in *Input) (to, word string, err error) {
			if !open {
				return "", "", model.RecourseUnpaid.Refuse()
			}
			d := in.demand(f.ID)
			if !slices.ContainsFunc(plan.Proposals, func(p model.RecourseProposal) bool { return p.Debtor == d.Debtor }) {
				d.Debtor = v.companyNamed(in, "debtor")
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			made, err = v.console.services.Claim.Demand(v.ctx(), v.Actor, v.once(), d)
			return recoursePath(made.Row.ID), "recourse-demanded", err
		},
	})
}

// demandFrom is where a demand begins: at the claim, or at the recourse for who does not see its file.
func demandFrom(f claim.Subject) web.Link {
	if f.File {
		return web.Link{To: claimPath(f.ID), Text: web.Code(f.Number)}
	}
	return web.Link{To: "/console/recourses?" + query("side", string(claim.RecourseOwes)), Text: web.Word("nav.recourses")}
}

// debtorField asks of whom something is demanded: of those whom the trace names, where it names any.
func debtorField(plan claim.RecoursePlan, chosen model.RecourseProposal) web.Field {
	field := web.Field{Name: "debtor", Label: web.Word("recourse.debtor"), Required: true, Value: chosen.Debtor.String()}
	seen := map[model.OrgID]bool{}
	for _, p := range plan.Proposals {
		if !seen[p.Debtor] {
			seen[p.Debtor] = true
			field.Options = append(field.Options, web.Option{Value: p.Debtor.String(), Text: web.Text(plan.Names[p.Debtor].Name)})
		}
	}
	if field.Kind = web.KindChoice; len(field.Options) == 0 {
		field.Kind, field.Hint, field.Max = web.KindText, web.Word("cover.covered.hint"), 200
	}
	return field
}

// demand reads a demand. A share is typed in percent; without one the sums are stated.
func (in *Input) demand(id model.ClaimID) claim.Demand {
	d := claim.Demand{
		Claim: id, Debtor: model.OrgID(in.text("debtor")), Ground: model.RecourseGround(in.text("ground")), Compensation: in.money("compensation"), Punitive: in.money("punitive"),
		Note: in.text("note"), Term: in.ticked("term"),
	}
	if d.Ground == model.GroundPolicy {
		d.Cover = model.CoverID(in.text("cover"))
	}
	if in.text("share") != "" && d.Compensation.Fen+d.Punitive.Fen == 0 {
		share, err := model.ParseMoney(ungroup(digits(in.text("share"))), model.CNY)
		if err != nil || share.Fen > model.WholeShare {
			in.faults.Add("share", model.ValueInvalid, model.P("value", in.text("share")))
		}
		d.Share = int(share.Fen)
	}
	return d
}
