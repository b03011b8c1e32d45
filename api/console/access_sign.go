package console

import (
	"net/url"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

// routeAccess registers the pages of the access room.
func (c *Console) routeAccess() {
	c.form("sign-in", "/sign-in", model.PermPublic, "Sign in.", (*Visit).signIn)
	c.post("sign-out", "/console/sign-out", model.PermSelf, "Sign out.", (*Visit).signOut)
}

func (v *Visit) signIn() error {
	form := web.Form{
		Submit: "sign-in.submit",
		Fields: []web.Field{
			{Name: "next", Kind: web.KindHidden, Value: v.query("next")},
			{Name: "login", Label: web.Word("sign-in.login"), Hint: web.Word("sign-in.login.hint"), Kind: web.KindText, Required: true, Max: 120, Auto: "username", Focus: true},
			{Name: "password", Label: web.Word("sign-in.password"), Kind: web.KindSecret, Required: true, Max: 200, Auto: "current-password"},
		},
	}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("sign-in.title"), Lead: web.Word("sign-in.lead"), Narrow: true,
				Parts: []web.Part{
					web.Panel{Parts: []web.Part{f}},
					web.Help{Question: web.Word("sign-in.help"), Answer: []web.Value{web.Word("sign-in.help.answer")}},
					web.Buttons{{To: "/register", Text: web.Word("register.title")}},
				},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			signed, err := v.console.services.Access.SignIn(v.ctx(), access.SignIn{
				Login: in.text("login"), Password: in.secret("password"), Org: model.OrgID(in.text("organisation_id")), Agent: v.Agent, Previous: v.Session,
			})
			if err != nil {
				return "", "", err
			}
			v.cookie(v.console.opts.Cookie(signed.Token))
			return next(in.text("next")), "", nil
		},
	})
}

// next is the page somebody wanted before signing in; another site's is not gone to.
func next(to string) string {
	if u, err := url.Parse(to); err != nil || u.Host != "" || u.Path == "" {
		return "/console"
	}
	return to
}

func (v *Visit) signOut() error {
	if err := v.console.services.Access.SignOut(v.ctx(), v.Actor, v.Session); err != nil {
		return err
	}
	v.cookie(v.console.opts.Cookie(""))
	return v.leave("/sign-in", "signed-out")
}
