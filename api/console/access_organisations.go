package console

import (
	"net/http"
	"net/url"
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

// text3Values are the starting values of a text in three languages.
func text3Values(name string, t model.Text) url.Values {
	return url.Values{name + ".zh": {t.ZH}, name + ".ug": {t.UG}, name + ".en": {t.EN}}
}

// overlooks reports whether the visitor looks over others' affairs.
func (v *Visit) overlooks() bool {
	return oneOf(v.Actor.OrgKind, overseer) && v.Actor.OrgState == model.OrgActive
}

func (v *Visit) organisationsTitle() web.Value {
	if v.overlooks() {
		return web.Word("nav.organisations")
	}
	return web.Word("organisation.partners")
}

func (v *Visit) organisations() error {
	filter := access.OrganisationFilter{State: model.OrgState(v.query("state")), Kind: model.OrgKind(v.query("kind")), Query: digits(v.query("q"))}
	if !v.overlooks() {
		filter.State = "" // a partner's is not shown
	}
	rows, next, err := v.console.services.Access.Organisations(v.ctx(), v.Actor, filter, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: v.organisationsTitle(), ID: "organisations",
		Columns: []web.Column{{Label: "organisation.name"}, {Label: "organisation.kind"}, {Label: "organisation.seat"}},
		Filter:  v.organisationsFilter(filter),
		Empty:   web.Empty{Title: web.Word("organisation.none"), Text: web.Word("organisation.none.text")},
	}
	if v.overlooks() {
		table.Columns = append(table.Columns, web.Column{Label: "organisation.number"}, web.Column{Label: "organisation.state"})
	} else {
		table.Columns = append(table.Columns, web.Column{Label: "organisation.gln"})
	}
	if filter != (access.OrganisationFilter{}) {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("organisation.search.hint")}
	}
	for _, o := range rows {
		row := web.Row{To: "/console/organisations/" + o.ID.String(), Cells: []web.Value{web.Text(o.Name), kindName(o.Kind), v.regionShort(o.Region)}}
		if v.overlooks() {
			row.Cells = append(row.Cells, numberOf(o.Organisation), web.OrgState(o.State))
		} else {
			row.Cells = append(row.Cells, web.Code(o.GLN))
		}
		if o.ID == v.Actor.Org {
			row.To, row.Cells[0] = "/console/organisation", web.Inline{web.Text(o.Name), web.Chip{Text: web.Word("organisation.us")}}
		}
		table.Rows = append(table.Rows, row)
	}
	lead := web.Word("organisation.partners.lead")
	if v.overlooks() {
		lead = "organisation.list.lead"
	}
	return v.show(web.Page{Title: v.organisationsTitle(), Lead: lead, Parts: []web.Part{v.paged(table, next)}})
}

// numberOf is the number under which a public register knows an organisation.
func numberOf(o model.Organisation) web.Value {
	if o.USCC != "" {
		return web.Code(o.USCC)
	}
	return foreignID(o)
}

func (v *Visit) organisationsFilter(f access.OrganisationFilter) *web.Form {
	kinds := []web.Option{{Text: web.Word("filter.any")}}
	for _, k := range model.OrgKinds() {
		kinds = append(kinds, web.Option{Value: string(k), Text: kindName(k)})
	}
	fields := []web.Field{
		{Name: "q", Label: web.Word("organisation.search"), Kind: web.KindText, Value: v.query("q"), Max: 200},
		{Name: "kind", Label: web.Word("organisation.kind"), Kind: web.KindChoice, Options: kinds, Value: string(f.Kind)},
	}
	if v.overlooks() {
		states := []web.Option{{Text: web.Word("filter.any")}}
		for _, s := range model.OrganisationLifecycle.States() {
			states = append(states, web.Option{Value: string(s), Text: web.Text(model.OrganisationLifecycle.Words[s])})
		}
		fields = append(fields, web.Field{Name: "state", Label: web.Word("organisation.state"), Kind: web.KindChoice, Options: states, Value: string(f.State)})
	}
	return &web.Form{Get: true, Bar: true, Action: "/console/organisations", Submit: "desk.filter", Fields: fields}
}

// approvals lists what waits for the visitor, longest first.
func (v *Visit) approvals() error {
	rows, next, err := v.console.services.Access.Organisations(v.ctx(), v.Actor, access.OrganisationFilter{State: model.OrgPending}, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("nav.approvals"), ID: "approvals",
		Columns: []web.Column{{Label: "organisation.name"}, {Label: "organisation.kind"}, {Label: "organisation.seat"}, {Label: "organisation.number"}, {Label: "organisation.registered"}, {Label: "approval.check"}},
		Empty:   web.Empty{Title: web.Word("approval.none"), Text: web.Word("approval.none.text")},
	}
	for _, o := range rows {
		row := web.Row{To: "/console/organisations/" + o.ID.String(), Cells: []web.Value{
			web.Text(o.Name), kindName(o.Kind), v.regionShort(o.Region), numberOf(o.Organisation), web.Moment(o.CreatedAt), missing(o.Organisation),
		}}
		for _, event := range access.AllowedMoves(v.Actor, o) {
			row.Actions = append(row.Actions, v.moveAction(o.ID, event, "approvals"))
		}
		table.Rows = append(table.Rows, row)
	}
	return v.show(web.Page{Title: web.Word("nav.approvals"), Lead: web.Word("approval.lead"), Parts: []web.Part{
		v.paged(table, next), web.Help{Question: web.Word("approval.help"), Answer: []web.Value{web.Word("approval.help.number"), web.Word("approval.help.refuse")}},
	}})
}

// missing says what a registration leaves out that whoever approves it will ask for.
func missing(o model.Organisation) web.Value {
	var lacks web.Inline
	note := func(absent bool, word web.Word) {
		if absent {
			lacks = append(lacks, web.Chip{Tone: web.ToneCaution, Text: word})
		}
	}
	note(o.Phone == "", "approval.no-phone")
	note(o.Address == "", "approval.no-address")
	note(o.Name.ZH == "" && o.Country == "CN", "approval.no-chinese-name")
	note(o.Kind != model.KindRegulator && o.Region.Level() != model.RegionCounty, "approval.wide-region")
	note(!o.Region.Known(), "approval.unknown-region")
	if len(lacks) == 0 {
		return web.Chip{Tone: web.ToneOK, Text: web.Word("approval.complete")}
	}
	return lacks
}

// reasoned are the moves whose reason the organisation is told.
var reasoned = []model.OrgEvent{model.OrgRefuse, model.OrgSuspend, model.OrgClose}

// moved says what has been done, see Visit.leave.
var moved = map[model.OrgEvent]string{
	model.OrgApprove: "organisation-approved", model.OrgRefuse: "organisation-refused", model.OrgResubmit: "organisation-resubmitted",
	model.OrgSuspend: "organisation-suspended", model.OrgReinstate: "organisation-reinstated", model.OrgClose: "organisation-closed",
}

// moveOrganisation asks whether an organisation shall really be moved, says what that does, and does it.
func (v *Visit) moveOrganisation() error {
	id, err := model.ParseID[model.Organisation](v.Param("id"))
	if err != nil {
		return err
	}
	o, err := v.console.services.Access.Organisation(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	event := model.OrgEvent(v.Param("event"))
	if _, known := model.OrgMoveWords[event]; !known {
		return model.NotFound.Refuse()
	}
	if v.Request.Method == http.MethodGet && !slices.Contains(access.AllowedMoves(v.Actor, o), event) {
		return model.NotFound.Refuse()
	}
	back := "/console/organisations/" + id.String()
	switch {
	case id == v.Actor.Org:
		back = "/console/organisation"
	case v.query("from") == "approvals":
		back = "/console/approvals"
	}
	must, submit, consequence := slices.Contains(reasoned, event), "organisation.do."+string(event), "organisation.move."+string(event)
	reason := web.Field{Name: "reason", Label: web.Word("organisation.move.reason"), Hint: web.Word("organisation.move.reason.hint"), Kind: web.KindText, Required: must, Max: 500}
	if !must {
		reason.Label, reason.Hint = web.Word("organisation.move.remark"), nil
	}
	return v.run(task{
		form: web.Form{
			Fields: []web.Field{reason}, Submit: web.Word(submit), Danger: must, Cancel: back,
			Consequence: web.Word(consequence),
		},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Text(model.OrgMoveWords[event]), Narrow: true, Back: []web.Link{{To: back, Text: web.Text(o.Name)}},
				Parts: []web.Part{web.Panel{Title: web.Text(o.Name), Parts: []web.Part{
					v.organisationFacts(access.OrganisationFile{SeenOrganisation: model.SeenOrganisation{Organisation: o.Organisation, Partner: true}}), f,
				}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			_, err = v.console.services.Access.MoveOrganisation(v.ctx(), v.Actor, v.once(), access.OrganisationMove{ID: id, Event: event, Reason: in.text("reason")})
			return back, moved[event], err
		},
	})
}
