package console

import (
	"errors"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

// register takes in an organisation and, unless they are signed in already, the person who answers for it.
func (v *Visit) registerOrganisation() error {
	return v.run(task{
		form: web.Form{Fields: v.registration(), Submit: "register.submit", Cancel: "/sign-in"},
		page: func(f web.Form) web.Page {
			page := web.Page{
				Title: web.Word("register.title"), Lead: web.Word("register.lead"), Narrow: true,
				Parts: []web.Part{
					web.Stages{Names: []web.Value{web.Word("register.stage.fill"), web.Word("register.stage.approval"), web.Word("register.stage.work")}},
					web.Panel{Parts: []web.Part{f}},
					web.Help{Question: web.Word("register.help"), Answer: []web.Value{web.Word("register.help.answer"), web.Word("register.help.squatter")}},
				},
			}
			if !v.Actor.Anonymous() {
				page.Back = []web.Link{{To: "/console/seats", Text: web.Word("seats.title")}}
				page.Parts = append([]web.Part{web.Note{Text: []web.Value{web.Word("register.signed-in")}}}, page.Parts...)
			}
			return page
		},
		do: v.registerSent,
	})
}

func (v *Visit) registration() []web.Field {
	kinds := []web.Option{{Text: web.Word("form.choose")}}
	for _, k := range model.OrgKinds() {
		kinds = append(kinds, web.Option{Value: string(k), Text: kindName(k)})
	}
	fields := []web.Field{
		{Name: "kind", Label: web.Word("organisation.kind"), Hint: web.Word("register.kind.hint"), Kind: web.KindChoice, Options: kinds, Required: true},
		{Name: "name", Label: web.Word("organisation.name"), Hint: web.Word("register.name.hint"), Kind: web.KindText3, Required: true, Max: 200},
		{Name: "uscc", Label: web.Word("organisation.uscc"), Hint: web.Word("register.uscc.hint"), Kind: web.KindCode, Max: 18},
		{Name: "abroad", Label: web.Word("register.abroad"), Hint: web.Word("register.abroad.hint"), Kind: web.KindGroup, Fields: []web.Field{
			{Name: "country", Label: web.Word("register.country"), Kind: web.KindCode, Max: 2},
			{Name: "foreign_id", Label: web.Word("organisation.foreign-id"), Kind: web.KindCode, Max: 60},
		}},
		v.regionField(web.Word("organisation.seat"), web.Word("register.region.hint"), "", true),
		{Name: "address", Label: web.Word("organisation.address"), Kind: web.KindText, Max: 300, Auto: "street-address"},
		{Name: "phone", Label: web.Word("organisation.phone"), Hint: web.Word("register.phone.hint"), Kind: web.KindPhone, Max: 40, Auto: "tel"},
		{Name: "gln", Label: web.Word("organisation.gln"), Hint: web.Word("register.gln.hint"), Kind: web.KindCode, Max: 13},
	}
	if !v.Actor.Anonymous() {
		return fields
	}
	return append(fields, web.Field{Name: "person", Label: web.Word("register.person"), Hint: web.Stack{web.Word("register.person.hint"), web.Word("password.hint")}, Kind: web.KindGroup, Fields: []web.Field{
		{Name: "person.name", Label: web.Word("person.name"), Kind: web.KindText, Required: true, Max: 120, Auto: "name"},
		{Name: "person.login", Label: web.Word("sign-in.login"), Kind: web.KindText, Required: true, Max: 120, Auto: "username"},
		{Name: "person.password", Label: web.Word("sign-in.password"), Kind: web.KindSecret, Required: true, Max: 128, Auto: "new-password"},
	}})
}

func (v *Visit) registerSent(in *Input) (to, word string, err error) {
	cmd := access.Registration{
		Kind: model.OrgKind(in.text("kind")), Name: in.text3("name"), Country: upper(in.text("country")), USCC: upper(in.text("uscc")),
		ForeignID: digits(in.text("foreign_id")), Region: in.region(), GLN: digits(in.text("gln")), Phone: digits(in.text("phone")), Address: in.text("address"),
	}
	if cmd.Kind == "" {
		in.faults.Add("kind", model.ValueRequired)
	}
	if v.Actor.Anonymous() {
		cmd.Person = &access.NewPerson{Login: digits(in.text("person.login")), Name: in.text("person.name"), Password: in.secret("person.password"), Lang: v.Lang}
	}
	if err := in.err(); err != nil {
		return "", "", err
	}
	o, err := v.console.services.Access.Register(v.ctx(), v.Actor, v.once(), cmd)
	if err != nil {
		return "", "", err
	}
	if cmd.Person == nil {
		if err = v.sit(o.ID); errors.Is(err, model.SignInTooOld) {
			return "/console/seats", "registered", nil
		}
		return "/console/organisation", "registered", err
	}
	to, _, err = v.enter(access.SignIn{Login: cmd.Person.Login, Password: cmd.Person.Password, Org: o.ID, Agent: v.Agent}, "/console/organisation")
	return to, "registered", err
}
