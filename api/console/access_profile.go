package console

import (
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

func (c *Console) routeProfile() {
	c.form("profile", "/console/profile", model.PermSelf, "The own account and its sessions.", (*Visit).profile)
	c.form("password", "/console/profile/password", model.PermSelf, "Change the own password.", (*Visit).password)
	c.post("end-session", "/console/profile/sessions/{id}/end", model.PermSelf, "End one of the own sessions.", (*Visit).endSession)
	c.post("end-other-sessions", "/console/profile/sessions/end-others", model.PermSelf, "End all of the own sessions but this one.", (*Visit).endOtherSessions)
}

func (v *Visit) profile() error {
	me, err := v.console.services.Access.Me(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	sessions, err := v.sessions()
	if err != nil {
		return err
	}
	var langs []web.Option
	for _, l := range model.Langs() {
		langs = append(langs, web.Option{Value: string(l), Text: endonyms[l]})
	}
	return v.run(task{
		form: web.Form{Submit: "form.save", Fields: []web.Field{
			{Name: "name", Label: web.Word("person.name"), Kind: web.KindText, Value: me.Person.Name, Required: true, Max: 120, Auto: "name"},
			{Name: "lang", Label: web.Word("profile.lang"), Kind: web.KindRadio, Value: string(me.Person.Lang), Options: langs},
		}},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("profile.title"),
				Parts: []web.Part{
					web.Columns{
						web.Panel{Title: web.Plain(me.Person.Name), Actions: []web.Action{{To: "/console/profile/password", Text: web.Word("password.change")}}, Parts: []web.Part{
							web.Facts{
								{Label: "sign-in.login", Value: web.Code(me.Person.Login)},
								{Label: "profile.organisation", Value: web.Link{To: "/console/organisation", Text: web.Text(me.Organisation.Name)}},
								{Label: "person.role", Value: roleName(me.Person.Role)},
								{Label: "person.duties", Value: web.Text(model.RoleDuties[me.Person.Role])},
							},
							web.Buttons{{To: "/console/seats", Text: web.Word("desk.seats")}},
						}},
						web.Panel{Title: web.Word("profile.edit"), Parts: []web.Part{f}},
					},
					sessions,
				},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			return "/console/profile", "saved", v.console.services.Access.UpdateProfile(v.ctx(), v.Actor, access.Profile{Name: in.text("name"), Lang: model.Lang(in.text("lang"))})
		},
	})
}

// endonyms name each language in itself.
var endonyms = map[model.Lang]web.Value{
	model.ZH: web.Name{ZH: "中文"}, model.UG: web.Name{UG: "ئۇيغۇرچە"}, model.EN: web.Name{EN: "English"},
}

func (v *Visit) sessions() (web.Part, error) {
	list, err := v.console.services.Access.Sessions(v.ctx(), v.Actor, v.Session)
	if err != nil {
		return nil, err
	}
	seats, err := v.console.services.Access.Seats(v.ctx(), v.Actor)
	if err != nil {
		return nil, err
	}
	names := map[model.OrgID]model.Text{}
	for _, s := range seats {
		names[s.OrgID] = s.Name
	}
	table := web.Table{
		Caption: web.Word("session.list"), ID: "sessions",
		Columns: []web.Column{{Label: "session.device"}, {Label: "profile.organisation"}, {Label: "session.began"}, {Label: "session.seen"}, {Label: "session.ends"}},
	}
	for _, s := range list {
		row := web.Row{Cells: []web.Value{device(s.Agent), web.Text(names[s.OrgID]), web.Moment(s.CreatedAt), web.Moment(s.SeenAt), web.Moment(s.ExpiresAt)}}
		if s.Current {
			row.Cells[0] = web.Inline{device(s.Agent), web.Chip{Tone: web.ToneOK, Text: web.Word("session.current")}}
		} else {
			row.Actions = []web.Action{{To: "/console/profile/sessions/" + s.ID + "/end", Text: web.Word("session.end"), Post: true}}
		}
		table.Rows = append(table.Rows, row)
	}
	panel := web.Panel{Title: web.Word("session.list"), Lead: web.Word("session.lead"), Parts: []web.Part{table}}
	if len(list) > 1 {
		panel.Actions = []web.Action{{To: "/console/profile/sessions/end-others", Text: web.Word("session.end-others"), Post: true}}
	}
	return panel, nil
}

// device is what people call the browser of a User-Agent.
func device(agent string) web.Value {
	if agent == "" {
		return web.Word("session.unknown")
	}
	return web.Code(oneWord(agent, browsers) + " · " + oneWord(agent, systems))
}

// The marks by which a User-Agent tells browser and system, the most telling first.
var (
	browsers = [][2]string{
		{"MicroMessenger", "WeChat"}, {"QQBrowser", "QQ Browser"}, {"UCBrowser", "UC Browser"}, {"HuaweiBrowser", "Huawei Browser"}, {"MiuiBrowser", "Mi Browser"},
		{"Edg", "Edge"}, {"OPR", "Opera"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}, {"curl", "curl"}, {"", "Browser"},
	}
	systems = [][2]string{
		{"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}, {"", "?"},
	}
)

func oneWord(agent string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(agent, m[0]) {
			return m[1]
		}
	}
	return ""
}

func (v *Visit) endSession() error {
	if err := v.console.services.Access.EndSession(v.ctx(), v.Actor, v.Param("id")); err != nil {
		return err
	}
	return v.leave("/console/profile", "session-ended")
}

func (v *Visit) endOtherSessions() error {
	if err := v.console.services.Access.EndOtherSessions(v.ctx(), v.Actor, v.Session); err != nil {
		return err
	}
	return v.leave("/console/profile", "sessions-ended")
}

func (v *Visit) password() error {
	return v.run(task{
		form: web.Form{
			Submit: "password.change", Cancel: "/console/profile", Consequence: web.Word("password.consequence"),
			Fields: []web.Field{
				{Name: "old", Label: web.Word("password.old"), Kind: web.KindSecret, Required: true, Max: 200, Auto: "current-password"},
				{Name: "new", Label: web.Word("password.new"), Hint: web.Word("password.hint"), Kind: web.KindSecret, Required: true, Max: 128, Auto: "new-password"},
				{Name: "again", Label: web.Word("password.again"), Kind: web.KindSecret, Required: true, Max: 128, Auto: "new-password"},
			},
		},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("password.change"), Narrow: true, Back: []web.Link{{To: "/console/profile", Text: web.Word("profile.title")}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			for _, name := range []string{"old", "new", "again"} {
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
			return "/console/profile", "password-changed", v.console.services.Access.ChangePassword(v.ctx(), v.Actor, access.PasswordChange{
				Old: in.secret("old"), New: in.secret("new"), Token: v.Session,
			})
		},
	})
}
