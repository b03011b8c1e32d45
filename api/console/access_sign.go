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
	c.form("seats", "/console/seats", model.PermSelf, "Choose which organisation to act for.", (*Visit).seats)
	c.form("register", "/register", model.PermPublic, "Register an organisation.", (*Visit).registerOrganisation)
	c.routeProfile()
	c.routeOrganisations()
	c.routeSites()
	c.routePeople()
	c.routeResets()
	c.routeKeys()
	c.routeCessations()
	c.get("audit", "/console/audit", model.PermAuditRead, "What was done, by whom.", (*Visit).audit)
}

func (v *Visit) signIn() error {
	form := web.Form{
		Submit: "sign-in.submit",
		Fields: []web.Field{
			{Name: "next", Kind: web.KindHidden, Value: v.query("next")},
			{Name: "organisation_id", Kind: web.KindHidden, Value: v.query("organisation_id")},
			{Name: "login", Label: web.Word("sign-in.login"), Hint: web.Word("sign-in.login.hint"), Kind: web.KindText, Required: true, Max: 120, Auto: "username", Focus: true},
			{Name: "password", Label: web.Word("sign-in.password"), Kind: web.KindSecret, Required: true, Max: 200, Auto: "current-password"},
		},
	}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			page := web.Page{
				Title: web.Word("sign-in.title"), Lead: web.Word("sign-in.lead"), Narrow: true,
				Parts: []web.Part{
					web.Panel{Parts: []web.Part{f}},
					web.Help{Question: web.Word("sign-in.help"), Answer: []web.Value{web.Word("sign-in.help.answer")}},
					web.Buttons{{To: "/reset-password", Text: web.Word("reset.title")}, {To: "/register", Text: web.Word("register.title")}},
				},
			}
			if !v.Actor.Anonymous() {
				page.Parts = append([]web.Part{web.Note{
					Title: web.Word("sign-in.already"), Actions: []web.Action{{To: "/console", Text: web.Word("sign-in.go-on")}},
				}}, page.Parts...)
			}
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			if in.text("login") == "" {
				in.faults.Add("login", model.ValueRequired)
			}
			if in.secret("password") == "" {
				in.faults.Add("password", model.ValueRequired)
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			return v.enter(access.SignIn{
				Login: in.text("login"), Password: in.secret("password"), Org: model.OrgID(in.text("organisation_id")), Agent: v.Agent, Previous: v.Session,
			}, next(in.text("next")))
		},
	})
}

// enter signs in and says where to go. Somebody with several organisations is seated at the first of them and asked on
// the next page, so that the password is typed once and stands in no page.
func (v *Visit) enter(cmd access.SignIn, to string) (string, string, error) {
	signed, err := v.console.services.Access.SignIn(v.ctx(), cmd)
	if err != nil {
		return "", "", err
	}
	if len(signed.Seats) > 0 {
		cmd.Org = signed.Seats[0].OrgID
		if signed, err = v.console.services.Access.SignIn(v.ctx(), cmd); err != nil {
			return "", "", err
		}
		to = "/console/seats?" + query("next", to)
	}
	v.cookie(v.console.opts.Cookie(signed.Token))
	return to, "", nil
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

// seats lets people with several organisations say for which of them they act.
func (v *Visit) seats() error {
	seats, err := v.console.services.Access.Seats(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	choice := web.Field{Name: "organisation_id", Label: web.Word("seats.which"), Kind: web.KindRadio, Required: true, Value: v.Actor.Org.String()}
	for _, s := range seats {
		choice.Options = append(choice.Options, web.Option{Value: s.OrgID.String(), Text: web.Text(s.Name), Hint: web.Inline{
			kindName(s.Kind), web.Plain("·"), roleName(s.Role), unlessActive(s.State),
		}})
	}
	return v.run(task{
		form: web.Form{Submit: "seats.enter", Fields: []web.Field{{Name: "next", Kind: web.KindHidden, Value: v.query("next")}, choice}},
		page: func(f web.Form) web.Page {
			page := web.Page{Title: web.Word("seats.title"), Narrow: true, Parts: []web.Part{
				web.Panel{Parts: []web.Part{f}},
				web.Buttons{{To: "/register", Text: web.Word("seats.another")}},
			}}
			if len(seats) == 1 {
				page.Parts[0] = web.Empty{Title: web.Word("seats.one"), Text: web.Word("seats.one.text")}
			}
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			org, to := model.OrgID(in.text("organisation_id")), next(in.text("next"))
			if org == v.Actor.Org {
				return to, "", nil
			}
			return to, "switched", v.sit(org)
		},
	})
}

// sit acts for another organisation from now on.
func (v *Visit) sit(org model.OrgID) error {
	signed, err := v.console.services.Access.SwitchSeat(v.ctx(), v.Actor, access.Switch{Org: org, Token: v.Session, Agent: v.Agent})
	if err == nil {
		v.cookie(v.console.opts.Cookie(signed.Token))
	}
	return err
}

// unlessActive is the chip of a state that keeps people from working.
func unlessActive(s model.OrgState) web.Value {
	if s == model.OrgActive {
		return nil
	}
	return web.OrgState(s)
}

func kindName(k model.OrgKind) web.Value { return web.Text(model.OrgKindWords[k]) }

func roleName(r model.Role) web.Value { return web.Text(model.RoleWords[r]) }
