package console

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

func (c *Console) routeResets() {
	c.form("reset-person", "/console/people/{id}/password", model.PermPersonWrite, "Give a person a code for a new password.", (*Visit).resetPerson)
	c.form("help-person", "/console/organisations/{id}/password", model.PermPersonHelp, "Help an organisation's owner who has forgotten the password.", (*Visit).helpPerson)
	c.form("reset-password", "/reset-password", model.PermPublic, "Set a new password with a code.", (*Visit).resetPassword)
}

func (v *Visit) resetPerson() error {
	m, err := v.member()
	if err != nil {
		return err
	}
	back := "/console/people/" + m.ID.String()
	trail := []web.Link{{To: "/console/people", Text: web.Word("nav.people")}, {To: back, Text: web.Plain(m.Name)}}
	var made access.IssuedReset
	return v.run(task{
		form: web.Form{Submit: "reset.offer", Cancel: back, Consequence: web.Word("reset.offer.consequence")},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("reset.offer"), Narrow: true, Back: trail,
				Parts: []web.Part{web.Panel{Title: web.Plain(m.Name), Parts: []web.Part{
					web.Facts{{Label: "sign-in.login", Value: web.Code(m.Login)}, {Label: "person.role", Value: roleName(m.Role)}}, f,
				}}},
			}
		},
		do: func(*Input) (to, word string, err error) {
			made, err = v.console.services.Access.OfferReset(v.ctx(), v.Actor, m.ID)
			return "", "", err
		},
		after: func() web.Page { return v.offered(made, trail, back) },
	})
}

func (v *Visit) helpPerson() error {
	id, err := model.ParseID[model.Organisation](v.Param("id"))
	if err != nil {
		return err
	}
	o, err := v.console.services.Access.Organisation(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	back := "/console/organisations/" + id.String()
	trail := []web.Link{{To: back, Text: web.Text(o.Name)}}
	var made access.IssuedReset
	return v.run(task{
		form: web.Form{Submit: "reset.offer", Cancel: back, Consequence: web.Word("reset.help.consequence"), Fields: []web.Field{
			{Name: "login", Label: web.Word("sign-in.login"), Hint: web.Word("reset.help.login"), Kind: web.KindText, Required: true, Max: 120, Auto: "off"},
		}},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("reset.help"), Lead: web.Word("reset.help.lead"), Narrow: true, Back: trail,
				Parts: []web.Part{web.Panel{Title: web.Text(o.Name), Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			if in.text("login") == "" {
				in.faults.Add("login", model.ValueRequired)
				return "", "", in.err()
			}
			made, err = v.console.services.Access.HelpPerson(v.ctx(), v.Actor, id, digits(in.text("login")))
			return "", "", err
		},
		after: func() web.Page { return v.offered(made, trail, back) },
	})
}

// offered shows a new code, this once.
func (v *Visit) offered(r access.IssuedReset, trail []web.Link, back string) web.Page {
	return web.Page{
		Title: web.Word("reset.offered"), Narrow: true, Back: trail,
		Parts: []web.Part{
			web.Note{Tone: web.ToneCaution, Title: web.Word("reset.offered.once"), Text: []web.Value{web.Word("reset.offered.text")}},
			web.Panel{Title: web.Plain(r.Name), Parts: []web.Part{
				web.Secret{ID: "reset-code", Label: web.Word("reset.code"), Text: r.Code},
				web.Secret{ID: "reset-link", Label: web.Word("reset.link"), Text: v.console.opts.BaseURL + "/reset-password?" + query("code", r.Code)},
				web.Facts{{Label: "sign-in.login", Value: web.Code(r.Login)}, {Label: "reset.until", Value: web.Moment(r.ExpiresAt)}},
			}},
			web.Buttons{{To: back, Text: web.Word("reset.offered.done"), First: true}},
		},
	}
}

func (v *Visit) resetPassword() error {
	code := web.Field{Name: "code", Label: web.Word("reset.code"), Hint: web.Word("reset.code.hint"), Kind: web.KindText, Value: v.query("code"), Required: true, Max: 60, Auto: "off"}
	return v.run(task{
		form: web.Form{Submit: "password.change", Cancel: "/sign-in", Consequence: web.Word("reset.consequence"), Action: "/reset-password", Fields: []web.Field{
			{Name: "login", Label: web.Word("sign-in.login"), Kind: web.KindText, Required: true, Max: 120, Auto: "username", Focus: true},
			code,
			{Name: "new", Label: web.Word("password.new"), Hint: web.Word("password.hint"), Kind: web.KindSecret, Required: true, Max: 128, Auto: "new-password"},
			{Name: "again", Label: web.Word("password.again"), Kind: web.KindSecret, Required: true, Max: 128, Auto: "new-password"},
		}},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("reset.title"), Lead: web.Word("reset.lead"), Narrow: true, Back: []web.Link{{To: "/sign-in", Text: web.Word("sign-in.title")}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			for _, name := range []string{"login", "code", "new", "again"} {
				if in.secret(name) == "" {
					in.faults.Add(name, model.ValueRequired)
				}
			}
			if in.secret("again") != "" && in.secret("new") != in.secret("again") {
				in.faults.Add("again", model.PasswordsDiffer)
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			return "/sign-in", "password-reset", v.console.services.Access.ResetPassword(v.ctx(), access.Reset{
				Login: digits(in.text("login")), Code: in.text("code"), New: in.secret("new"),
			})
		},
	})
}
