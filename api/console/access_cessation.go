package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

func (c *Console) routeCessations() {
	c.get("cessations", "/console/cessations", model.PermOrgRead, "Ends of organisations and who succeeds them.", (*Visit).cessations)
	c.get("cessation", "/console/cessations/{id}", model.PermOrgRead, "The end of one organisation.", (*Visit).cessation)
	c.form("move-cessation", "/console/cessations/{id}/move/{event}", model.PermOrgRead, "Agree to, confirm or refuse the end of an organisation.", (*Visit).moveCessation)
	c.form("propose-cessation", "/console/organisations/{id}/end", model.PermOrgRead, "Say that an organisation has ended, and who succeeds it.", (*Visit).proposeCessation)
}

// mayEnd reports whether the visitor may propose the end of an organisation.
func (v *Visit) mayEnd(o model.SeenOrganisation) bool {
	if !model.MayEnd(o.Kind) || o.Partner || !slices.Contains([]model.OrgState{model.OrgActive, model.OrgSuspended, model.OrgClosed}, o.State) {
		return false
	}
	return o.ID == v.Actor.Org && v.can(model.PermOrgWrite) || v.can(model.PermOrgApprove)
}

func (v *Visit) cessations() error {
	org := model.OrgID(v.query("organisation_id"))
	rows, next, err := v.console.services.Access.Cessations(v.ctx(), v.Actor, access.CessationFilter{Org: org}, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("cessation.list"), ID: "cessations",
		Columns: []web.Column{{Label: "cessation.organisation"}, {Label: "cessation.kind"}, {Label: "cessation.successor"}, {Label: "cessation.effective"}, {Label: "cessation.state"}},
		Empty:   web.Empty{Title: web.Word("cessation.none"), Text: web.Word("cessation.none.text")},
	}
	for _, c := range rows {
		table.Rows = append(table.Rows, web.Row{To: "/console/cessations/" + c.ID.String(), Cells: []web.Value{
			web.Text(c.Organisation), web.Name(model.CessationKindWords[c.Kind]), successorName(c), dayOf(c.EffectiveAt, model.China), web.CessationState(c.State),
		}})
	}
	return v.show(web.Page{Title: web.Word("cessation.list"), Lead: web.Word("cessation.list.lead"), Parts: []web.Part{v.paged(table, next)}})
}

func successorName(c access.SeenCessation) web.Value {
	if c.SuccessorID == "" {
		return web.Fine{Text: web.Word("cessation.nobody")}
	}
	return web.Text(c.Successor)
}

func (v *Visit) cessationSeen() (access.SeenCessation, error) {
	id, err := model.ParseID[model.Cessation](v.Param("id"))
	if err != nil {
		return access.SeenCessation{}, err
	}
	return v.console.services.Access.Cessation(v.ctx(), v.Actor, id)
}

// cessationTitle names the end of an organisation, as it will be called where it succeeds.
func cessationTitle(c access.SeenCessation) web.Value {
	return web.Say("cessation.of", "name", web.Text(c.Organisation))
}

func cessationFacts(c access.SeenCessation) web.Facts {
	return web.Facts{
		{Label: "cessation.organisation", Value: web.Text(c.Organisation)},
		{Label: "cessation.kind", Value: web.Name(model.CessationKindWords[c.Kind])},
		{Label: "cessation.successor", Value: successorName(c)},
		{Label: "cessation.administrator", Value: web.Plain(c.Administrator)},
		{Label: "cessation.effective", Value: dayOf(c.EffectiveAt, model.China)},
		{Label: "cessation.document", Value: web.Plain(c.Document)},
		{Label: "cessation.reason", Value: web.Plain(c.Cessation.Reason)},
	}
}

func (v *Visit) cessation() error {
	c, err := v.cessationSeen()
	if err != nil {
		return err
	}
	page := web.Page{Title: cessationTitle(c), Chips: []web.Value{web.CessationState(c.State)}, Back: []web.Link{{To: "/console/cessations", Text: web.Word("cessation.list")}}}
	for _, on := range c.Allowed {
		page.Actions = append(page.Actions, web.Action{
			To: "/console/cessations/" + c.ID.String() + "/move/" + string(on), Text: web.Name(model.CessationEventWords[on]),
			First: on == model.CessationAgree || on == model.CessationConfirm,
		})
	}
	line := web.Timeline{{Title: web.Word("cessation.proposed"), When: c.CreatedAt, Icon: "file"}}
	for _, m := range c.Moves {
		line = append(line, web.Happened{Icon: "check", Title: web.Name(model.CessationLifecycle.Words[model.CessationState(m.To)]), When: m.At, Lines: []web.Value{web.Plain(m.Reason)}})
	}
	slices.Reverse(line)
	meaning := "cessation.means.heir"
	if c.SuccessorID == "" {
		meaning = "cessation.means.nobody"
	}
	page.Parts = []web.Part{
		web.Note{Tone: web.ToneInfo, Text: []web.Value{web.Word(meaning)}},
		web.Columns{web.Panel{Parts: []web.Part{cessationFacts(c)}}, web.Panel{Title: web.Word("organisation.history"), Parts: []web.Part{line}}},
	}
	return v.show(page)
}

// moveCessation asks whether a step shall really be taken, says what that does, and takes it.
func (v *Visit) moveCessation() error {
	c, err := v.cessationSeen()
	if err != nil {
		return err
	}
	on := model.CessationEvent(v.Param("event"))
	if !slices.Contains(c.Allowed, on) {
		return model.NotFound.Refuse()
	}
	back := "/console/cessations/" + c.ID.String()
	must := on == model.CessationDecline || on == model.CessationRefuse
	consequence := "cessation.move." + string(on)
	if on == model.CessationConfirm && c.SuccessorID == "" {
		consequence = "cessation.move.confirm-nobody"
	}
	return v.run(task{
		form: web.Form{
			Fields: []web.Field{{Name: "reason", Label: web.Word("cessation.remark"), Kind: web.KindText, Required: must, Max: 500}},
			Submit: web.Word("cessation.do." + string(on)), Danger: on == model.CessationConfirm || on == model.CessationAgree, Cancel: back, Consequence: web.Word(consequence),
		},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Name(model.CessationEventWords[on]), Narrow: true, Back: []web.Link{{To: back, Text: cessationTitle(c)}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{cessationFacts(c), f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			_, err = v.console.services.Access.MoveCessation(v.ctx(), v.Actor, v.once(), access.CessationMove{ID: c.ID, Event: on, Reason: in.text("reason")})
			return back, "saved", err
		},
	})
}

func (v *Visit) proposeCessation() error {
	id, err := model.ParseID[model.Organisation](v.Param("id"))
	if err != nil {
		return err
	}
	o, err := v.console.services.Access.Organisation(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	if !v.mayEnd(o) {
		return model.NotFound.Refuse()
	}
	var kinds []web.Option
	for _, k := range model.CessationKinds() {
		kinds = append(kinds, web.Option{Value: string(k), Text: web.Name(model.CessationKindWords[k])})
	}
	back := "/console/organisations/" + id.String()
	if id == v.Actor.Org {
		back = "/console/organisation"
	}
	return v.run(task{
		form: web.Form{
			Fields: []web.Field{
				{Name: "kind", Label: web.Word("cessation.kind"), Kind: web.KindRadio, Required: true, Options: kinds, Value: string(model.CessationMerged)},
				{Name: "successor", Label: web.Word("cessation.successor"), Hint: web.Word("cessation.successor.hint"), Kind: web.KindCode, Max: 64},
				{Name: "administrator", Label: web.Word("cessation.administrator"), Hint: web.Word("cessation.administrator.hint"), Kind: web.KindText, Max: 300},
				{Name: "effective_on", Label: web.Word("cessation.effective"), Hint: web.Word("cessation.effective.hint"), Kind: web.KindDay, Required: true},
				{Name: "document", Label: web.Word("cessation.document"), Hint: web.Word("cessation.document.hint"), Kind: web.KindText, Required: true, Max: 300},
				{Name: "reason", Label: web.Word("cessation.reason"), Kind: web.KindText, Required: true, Max: 500},
			},
			Submit: web.Word("cessation.propose"), Cancel: back, Consequence: web.Word("cessation.propose.what"), Danger: true,
		},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("cessation.new"), Narrow: true, Back: []web.Link{{To: back, Text: web.Text(o.Name)}},
				Parts: []web.Part{web.Panel{Title: web.Text(o.Name), Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			cmd := access.Cessation{
				Org: id, Kind: model.CessationKind(in.text("kind")), SuccessorCode: in.text("successor"), Administrator: in.text("administrator"),
				Effective: in.day("effective_on"), Document: in.text("document"), Reason: in.text("reason"),
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			c, err := v.console.services.Access.ProposeCessation(v.ctx(), v.Actor, v.once(), cmd)
			return "/console/cessations/" + c.ID.String(), "saved", err
		},
	})
}
