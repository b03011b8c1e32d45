package console

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

func (c *Console) routePeople() {
	c.get("people", "/console/people", model.PermPersonRead, "The people of the organisation.", (*Visit).people)
	c.form("new-person", "/console/people/new", model.PermPersonWrite, "Add a person.", (*Visit).newPerson)
	c.form("person", "/console/people/{id}", model.PermPersonRead, "One person, and the role.", (*Visit).person)
	c.form("disable-person", "/console/people/{id}/disable", model.PermPersonWrite, "Shut a person out.", (*Visit).disablePerson)
	c.post("enable-person", "/console/people/{id}/enable", model.PermPersonWrite, "Let a person in again.", (*Visit).enablePerson)
	c.form("remove-person", "/console/people/{id}/remove", model.PermPersonWrite, "Take a person out of the organisation.", (*Visit).removePerson)
}

func (v *Visit) people() error {
	rows, next, err := v.console.services.Access.People(v.ctx(), v.Actor, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("nav.people"), ID: "people",
		Columns: []web.Column{{Label: "person.name"}, {Label: "person.role"}, {Label: "sign-in.login"}, {Label: "person.since"}, {Label: "person.state"}},
	}
	for _, m := range rows {
		name := web.Value(web.Plain(m.Name))
		if m.ID == v.Actor.Person {
			name = web.Inline{name, web.Chip{Text: web.Word("person.you")}}
		}
		table.Rows = append(table.Rows, web.Row{To: "/console/people/" + m.ID.String(), Cells: []web.Value{
			name, roleName(m.Role), web.Code(m.Login), web.Moment(m.Since), personState(m),
		}})
	}
	page := web.Page{Title: web.Word("nav.people"), Lead: web.Word("person.list.lead"), Parts: []web.Part{v.paged(table, next), v.rolesHelp()}}
	if v.can(model.PermPersonWrite) {
		page.Actions = []web.Action{{To: "/console/people/new", Text: web.Word("person.new"), Icon: "plus", First: true}}
	}
	return v.show(page)
}

func personState(m model.Member) web.Value {
	if m.Disabled {
		return web.Chip{Tone: web.ToneDanger, Text: web.Word("person.disabled")}
	}
	return web.Chip{Tone: web.ToneOK, Text: web.Word("person.enabled")}
}

// rolesHelp says what each role of the visitor's organisation may do.
func (v *Visit) rolesHelp() web.Part {
	help := web.Help{Question: web.Word("person.roles.help")}
	for _, r := range model.RolesFor(v.Actor.OrgKind) {
		help.Answer = append(help.Answer, web.Inline{web.Strong{Text: roleName(r)}, web.Text(model.RoleDuties[r])})
	}
	return help
}

// roleField asks for one of the roles that the visitor may give.
func (v *Visit) roleField(name string, label web.Word, chosen model.Role) web.Field {
	f := web.Field{Name: name, Label: label, Kind: web.KindRadio, Value: string(chosen), Required: true}
	for _, r := range model.RolesFor(v.Actor.OrgKind) {
		if _, lacks := v.Actor.Lacks([]model.Role{r}, nil); !lacks {
			f.Options = append(f.Options, web.Option{Value: string(r), Text: roleName(r), Hint: web.Text(model.RoleDuties[r])})
		}
	}
	return f
}

func (v *Visit) newPerson() error {
	return v.run(task{
		form: web.Form{Submit: "person.add", Cancel: "/console/people", Fields: []web.Field{
			{Name: "name", Label: web.Word("person.name"), Kind: web.KindText, Required: true, Max: 120},
			{Name: "login", Label: web.Word("sign-in.login"), Hint: web.Word("person.login.hint"), Kind: web.KindText, Required: true, Max: 120, Auto: "off"},
			{Name: "password", Label: web.Word("person.password"), Hint: web.Word("person.password.hint"), Kind: web.KindSecret, Required: true, Max: 128, Auto: "new-password"},
			v.roleField("role", "person.role", ""),
		}},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("person.new"), Lead: web.Word("person.new.lead"), Narrow: true, Back: []web.Link{{To: "/console/people", Text: web.Word("nav.people")}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			if in.text("role") == "" {
				in.faults.Add("role", model.ValueRequired)
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			m, err := v.console.services.Access.CreatePerson(v.ctx(), v.Actor, v.once(), access.NewMember{
				NewPerson: access.NewPerson{Login: digits(in.text("login")), Name: in.text("name"), Password: in.secret("password"), Lang: v.Lang},
				Role:      model.Role(in.text("role")),
			})
			return "/console/people/" + m.ID.String(), "person-added", err
		},
	})
}

// member is the person that the address names.
func (v *Visit) member() (model.Member, error) {
	id, err := model.ParseID[model.Person](v.Param("id"))
	if err != nil {
		return model.Member{}, err
	}
	return v.console.services.Access.Person(v.ctx(), v.Actor, id)
}

func (v *Visit) person() error {
	m, err := v.member()
	if err != nil {
		return err
	}
	here := "/console/people/" + m.ID.String()
	_, lacks := v.Actor.Lacks([]model.Role{m.Role}, nil)
	mine := v.can(model.PermPersonWrite) && !lacks
	return v.run(task{
		form: web.Form{Submit: "person.role.change", Fields: []web.Field{v.roleField("role", "person.role", m.Role)}},
		page: func(f web.Form) web.Page {
			page := web.Page{
				Title: web.Plain(m.Name), Narrow: true, Chips: []web.Value{personState(m)}, Back: []web.Link{{To: "/console/people", Text: web.Word("nav.people")}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{web.Facts{
					{Label: "sign-in.login", Value: web.Code(m.Login)},
					{Label: "person.role", Value: roleName(m.Role)},
					{Label: "person.since", Value: web.Moment(m.Since)},
				}}}},
			}
			if !mine {
				return page
			}
			page.Parts = append(page.Parts, web.Panel{Title: web.Word("person.role.change"), Parts: []web.Part{f}})
			stop := web.Action{To: here + "/disable", Text: web.Word("person.disable")}
			if m.Disabled {
				stop = web.Action{To: here + "/enable", Text: web.Word("person.enable"), Post: true}
			}
			page.Actions = []web.Action{stop, {To: here + "/remove", Text: web.Word("person.remove")}}
			if !m.Disabled && m.ID != v.Actor.Person {
				page.Actions = append([]web.Action{{To: here + "/password", Text: web.Word("reset.offer")}}, page.Actions...)
			}
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			role := model.Role(in.text("role"))
			_, err = v.console.services.Access.ChangePerson(v.ctx(), v.Actor, m.ID, access.PersonChange{Role: &role})
			return here, "role-changed", err
		},
	})
}

// confirmPerson asks whether something shall really be done to a person.
func (v *Visit) confirmPerson(title, submit, consequence web.Word, do func(m model.Member) (to, word string, err error)) error {
	m, err := v.member()
	if err != nil {
		return err
	}
	back := "/console/people/" + m.ID.String()
	return v.run(task{
		form: web.Form{Submit: submit, Danger: true, Cancel: back, Consequence: consequence},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: title, Narrow: true, Back: []web.Link{{To: "/console/people", Text: web.Word("nav.people")}, {To: back, Text: web.Plain(m.Name)}},
				Parts: []web.Part{web.Panel{Title: web.Plain(m.Name), Parts: []web.Part{
					web.Facts{{Label: "sign-in.login", Value: web.Code(m.Login)}, {Label: "person.role", Value: roleName(m.Role)}}, f,
				}}},
			}
		},
		do: func(*Input) (to, word string, err error) { return do(m) },
	})
}

func (v *Visit) disablePerson() error {
	return v.confirmPerson("person.disable", "person.disable", "person.disable.consequence", func(m model.Member) (string, string, error) {
		disabled := true
		_, err := v.console.services.Access.ChangePerson(v.ctx(), v.Actor, m.ID, access.PersonChange{Disabled: &disabled})
		return "/console/people/" + m.ID.String(), "person-disabled", err
	})
}

func (v *Visit) enablePerson() error {
	m, err := v.member()
	if err != nil {
		return err
	}
	disabled := false
	if _, err := v.console.services.Access.ChangePerson(v.ctx(), v.Actor, m.ID, access.PersonChange{Disabled: &disabled}); err != nil {
		return err
	}
	return v.leave("/console/people/"+m.ID.String(), "person-enabled")
}

func (v *Visit) removePerson() error {
	return v.confirmPerson("person.remove", "person.remove", "person.remove.consequence", func(m model.Member) (string, string, error) {
		err := v.console.services.Access.RemovePerson(v.ctx(), v.Actor, m.ID)
		if err == nil && m.ID == v.Actor.Person {
			return "/sign-in", "person-removed", nil
		}
		return "/console/people", "person-removed", err
	})
}
