package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

func (c *Console) routeOrganisations() {
	c.get("organisation", "/console/organisation", model.PermOrgRead, "The own organisation.", (*Visit).ownOrganisation)
	c.form("edit-organisation", "/console/organisation/edit", model.PermOrgWrite, "Correct the own organisation.", (*Visit).editOrganisation)
	c.get("organisations", "/console/organisations", model.PermOrgRead, "Organisations: of the region, or partners.", (*Visit).organisations)
	c.get("approvals", "/console/approvals", model.PermOrgApprove, "Registrations that wait for approval.", (*Visit).approvals)
	c.get("organisation-file", "/console/organisations/{id}", model.PermOrgRead, "One organisation.", (*Visit).organisation)
	c.form("move-organisation", "/console/organisations/{id}/{event}", model.PermOrgRead, "Approve, refuse, suspend, reinstate, close or resubmit.", (*Visit).moveOrganisation)
}

func (v *Visit) ownOrganisation() error {
	file, err := v.console.services.Access.OrganisationFile(v.ctx(), v.Actor, v.Actor.Org)
	if err != nil {
		return err
	}
	page := v.organisationPage(file)
	if v.can(model.PermOrgWrite) {
		page.Actions = append(page.Actions, web.Action{To: "/console/organisation/edit", Text: web.Word("form.edit")})
	}
	if !oneOf(v.Actor.OrgKind, overseer) {
		page.Actions = append(page.Actions, web.Action{To: "/console/organisations", Text: web.Word("organisation.partners")})
	}
	if note := ownState(file); note != nil {
		page.Parts = append([]web.Part{note}, page.Parts...)
	}
	if file.State == model.OrgPending {
		stages := web.Stages{At: 1, Names: []web.Value{web.Word("register.stage.fill"), web.Word("register.stage.approval"), web.Word("register.stage.work")}}
		page.Parts = append([]web.Part{stages}, page.Parts...)
	}
	return v.show(page)
}

// ownState tells people of an organisation that is not active what that means and what to do; nil for an active one.
func ownState(file access.OrganisationFile) web.Part {
	note := web.Note{Tone: web.ToneCaution}
	switch file.State {
	case model.OrgPending:
		note = web.Note{Title: web.Word("organisation.own.pending"), Text: append(overseersOf(file), web.Word("organisation.own.pending.text"))}
	case model.OrgRefused:
		note.Title, note.Text = web.Word("organisation.own.refused"), []web.Value{reasonOf(file), web.Word("organisation.own.refused.text")}
	case model.OrgSuspended:
		note.Title, note.Text = web.Word("organisation.own.suspended"), append([]web.Value{reasonOf(file), web.Word("organisation.own.suspended.text")}, overseersOf(file)...)
	case model.OrgClosed:
		note.Title, note.Text = web.Word("organisation.own.closed"), []web.Value{reasonOf(file), web.Word("organisation.own.closed.text")}
	case model.OrgActive:
		return nil
	}
	note.Text = slices.DeleteFunc(note.Text, func(said web.Value) bool { return said == nil })
	return note
}

func reasonOf(file access.OrganisationFile) web.Value {
	if file.Reason == "" {
		return nil
	}
	return web.Say("organisation.reason-given", "reason", file.Reason)
}

// overseersOf says who answers for an organisation.
func overseersOf(file access.OrganisationFile) []web.Value {
	if len(file.Overseers) == 0 {
		return []web.Value{web.Word("organisation.overseen-by-platform")}
	}
	said := make([]web.Value, 0, len(file.Overseers))
	for _, o := range file.Overseers {
		if o.Phone == "" {
			said = append(said, web.Say("organisation.overseen-by", "name", web.Text(o.Name)))
			continue
		}
		said = append(said, web.Say("organisation.overseen-by-phone", "name", web.Text(o.Name), "phone", web.Code(o.Phone)))
	}
	return said
}

func (v *Visit) organisation() error {
	id, err := model.ParseID[model.Organisation](v.Param("id"))
	if err != nil {
		return err
	}
	file, err := v.console.services.Access.OrganisationFile(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	page := v.organisationPage(file)
	page.Back = []web.Link{{To: "/console/organisations", Text: v.organisationsTitle()}}
	if note := reasonOf(file); note != nil && file.State != model.OrgActive {
		page.Parts = append([]web.Part{web.Note{Tone: web.ToneCaution, Text: []web.Value{note}}}, page.Parts...)
	}
	return v.show(page)
}

// organisationPage shows what the visitor may see of an organisation.
func (v *Visit) organisationPage(file access.OrganisationFile) web.Page {
	page := web.Page{Title: web.Text(file.Name)}
	facts := web.Panel{Title: web.Word("organisation.facts"), Parts: []web.Part{v.organisationFacts(file)}}
	if file.Partner {
		facts.Lead = web.Word("organisation.partner-only")
		page.Parts = []web.Part{facts}
		return page
	}
	page.Chips = []web.Value{web.OrgState(file.State)}
	for _, event := range access.AllowedMoves(v.Actor, file.SeenOrganisation) {
		page.Actions = append(page.Actions, v.moveAction(file.ID, event, ""))
	}
	if v.mayEnd(file.SeenOrganisation) {
		page.Actions = append(page.Actions, web.Action{To: "/console/organisations/" + file.ID.String() + "/end", Text: web.Word("cessation.new")})
	}
	if v.can(model.PermPersonHelp) && file.ID != v.Actor.Org {
		page.Actions = append(page.Actions, web.Action{To: "/console/organisations/" + file.ID.String() + "/password", Text: web.Word("reset.help")})
	}
	page.Parts = []web.Part{web.Columns{facts, web.Panel{Title: web.Word("organisation.history"), Parts: []web.Part{history(file)}}}}
	if file.Kind != model.KindRegulator && file.Kind != model.KindPlatform {
		page.Parts = append(page.Parts, v.sitesOf(file))
	}
	return page
}

// moveAction is the button of a move.
func (v *Visit) moveAction(id model.OrgID, event model.OrgEvent, from string) web.Action {
	to := "/console/organisations/" + id.String() + "/" + string(event)
	if from != "" {
		to += "?" + query("from", from)
	}
	return web.Action{To: to, Text: web.Text(model.OrgMoveWords[event]), First: event == model.OrgApprove || event == model.OrgResubmit}
}

func (v *Visit) organisationFacts(file access.OrganisationFile) web.Facts {
	facts := web.Facts{
		{Label: "organisation.kind", Value: kindName(file.Kind)},
		{Label: "organisation.uscc", Value: web.Code(file.USCC)},
		{Label: "organisation.foreign-id", Value: foreignID(file.Organisation)},
		{Label: "organisation.gln", Value: web.Code(file.GLN)},
		{Label: "organisation.seat", Value: v.regionName(file.Region)},
		{Label: "organisation.address", Value: web.Plain(file.Address)},
		{Label: "organisation.phone", Value: web.Code(file.Phone)},
	}
	if file.Partner {
		return facts
	}
	people := web.Value(web.Counted{Key: "organisation.people-count", N: file.People})
	if file.ID == v.Actor.Org && v.can(model.PermPersonRead) {
		people = web.Link{To: "/console/people", Text: people}
	}
	return append(facts,
		web.Fact{Label: "organisation.people", Value: people},
		web.Fact{Label: "organisation.registered", Value: web.Moment(file.CreatedAt)},
		web.Fact{Label: "organisation.id", Value: web.Fine{Text: web.Code(file.ID)}},
	)
}

func foreignID(o model.Organisation) web.Value {
	if o.ForeignID == "" {
		return nil
	}
	return web.Code(o.Country + " " + o.ForeignID)
}

// historyIcons draw the moves of an organisation.
var historyIcons = map[model.OrgEvent]string{
	model.OrgApprove: "check", model.OrgRefuse: "return", model.OrgResubmit: "arrive", model.OrgSuspend: "pause", model.OrgReinstate: "check", model.OrgClose: "stop",
}

func history(file access.OrganisationFile) web.Timeline {
	line := web.Timeline{{Title: web.Word("organisation.registered-itself"), When: file.CreatedAt, Icon: "file"}}
	for _, m := range file.History {
		line = append(line, web.Happened{
			Icon: historyIcons[model.OrgEvent(m.Event)], Title: web.Text(whyMoved(m)), When: m.At, Lines: []web.Value{web.Plain(m.Reason)},
		})
	}
	slices.Reverse(line)
	return line
}

// whyMoved says what a move of the history meant.
func whyMoved(m access.MoveRecord) model.Text {
	mv, err := model.OrganisationLifecycle.Next(model.OrgState(m.From), model.OrgEvent(m.Event))
	if err != nil {
		return model.OrgMoveWords[model.OrgEvent(m.Event)] // a move of an older version
	}
	return mv.Why
}

func (v *Visit) sitesOf(file access.OrganisationFile) web.Part {
	table := web.Table{
		Caption: web.Word("sites.list"), Columns: []web.Column{{Label: "sites.name"}, {Label: "sites.region"}, {Label: "sites.gln"}},
		Empty: web.Empty{Title: web.Word("sites.none-of"), Text: web.Word("sites.none-of.text")},
	}
	for _, s := range file.Sites {
		table.Rows = append(table.Rows, web.Row{To: "/console/sites/" + s.ID.String(), Cells: []web.Value{web.Text(s.Name), v.regionName(s.Region), web.Code(s.GLN)}})
	}
	panel := web.Panel{Title: web.Word("sites.list"), Parts: []web.Part{table}}
	if file.MoreSites {
		panel.Actions = []web.Action{{To: "/console/sites?" + query("organisation_id", file.ID.String()), Text: web.Word("today.all")}}
	}
	return panel
}

func (v *Visit) editOrganisation() error {
	o, err := v.console.services.Access.Organisation(v.ctx(), v.Actor, v.Actor.Org)
	if err != nil {
		return err
	}
	values := text3Values("name", o.Name)
	values.Set("version", number(int(o.Version)))
	values.Set("phone", o.Phone)
	values.Set("address", o.Address)
	form := web.Form{
		Submit: "form.save", Cancel: "/console/organisation",
		Fields: []web.Field{
			{Name: "version", Kind: web.KindHidden},
			{Name: "name", Label: web.Word("organisation.name"), Kind: web.KindText3, Required: true, Max: 200},
			{Name: "address", Label: web.Word("organisation.address"), Kind: web.KindText, Max: 300, Auto: "street-address"},
			{Name: "phone", Label: web.Word("organisation.phone"), Kind: web.KindPhone, Max: 40, Auto: "tel"},
		},
	}
	return v.run(task{
		form: form.Sent(values),
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("organisation.edit"), Lead: web.Word("organisation.edit.lead"), Narrow: true,
				Back:  []web.Link{{To: "/console/organisation", Text: web.Text(o.Name)}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			name, phone, address := in.text3("name"), digits(in.text("phone")), in.text("address")
			change := access.OrganisationChange{Version: int64(in.whole("version")), Name: &name, Phone: &phone, Address: &address}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Access.UpdateOrganisation(v.ctx(), v.Actor, v.Actor.Org, change)
			return "/console/organisation", "saved", err
		},
	})
}
