package console

import (
	"maps"
	"slices"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

// audit shows who did what.
func (v *Visit) audit() error {
	filter := access.AuditFilter{Actor: v.query("who"), Action: v.query("what"), Subject: v.query("subject")}
	from, to := v.dayAsked("from"), v.dayAsked("to")
	if from != "" {
		filter.From = from.Start(v.console.opts.Zone)
	}
	if to != "" {
		filter.To = to.AddDays(1).Start(v.console.opts.Zone)
	}
	rows, next, err := v.console.services.Access.AuditTrail(v.ctx(), v.Actor, filter, v.page())
	if err != nil {
		return err
	}
	form, err := v.auditFilter(filter, from, to)
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("nav.audit"), ID: "audit", Filter: form,
		Columns: []web.Column{{Label: "audit.what"}, {Label: "audit.who"}, {Label: "audit.when"}, {Label: "audit.detail"}},
		Empty:   web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("desk.nothing-found.text")},
	}
	if v.overlooks() {
		table.Columns = append(table.Columns, web.Column{Label: "audit.for"})
	}
	for _, r := range rows {
		row := web.Row{To: subjectPage(r), Cells: []web.Value{actionName(r.Action), whoDid(r), web.Moment(r.At), auditDetail(r)}}
		if v.overlooks() {
			row.Cells = append(row.Cells, web.Text(r.OrgName))
		}
		table.Rows = append(table.Rows, row)
	}
	return v.show(web.Page{Title: web.Word("nav.audit"), Lead: web.Word("audit.lead"), Parts: []web.Part{v.paged(table, next)}})
}

// dayAsked is a day of the address, empty when it is none.
func (v *Visit) dayAsked(name string) model.Date {
	d, err := model.ParseDate(v.query(name))
	if err != nil {
		return ""
	}
	return d
}

func (v *Visit) auditFilter(f access.AuditFilter, from, to model.Date) (*web.Form, error) {
	people, _, err := v.console.services.Access.People(v.ctx(), v.Actor, model.Page{Limit: model.MaxPage})
	if err != nil {
		return nil, err
	}
	keys, _, err := v.console.services.Access.Keys(v.ctx(), v.Actor, model.Page{Limit: model.MaxPage})
	if err != nil {
		return nil, err
	}
	who := web.Field{Name: "who", Label: web.Word("audit.who"), Kind: web.KindChoice, Value: f.Actor, Options: []web.Option{{Text: web.Word("filter.any")}}}
	group := web.OptionGroup{Label: web.Word("nav.people")}
	for _, m := range people {
		group.Options = append(group.Options, web.Option{Value: "person:" + m.ID.String(), Text: web.Plain(m.Name)})
	}
	who.Groups = append(who.Groups, group)
	if len(keys) > 0 {
		group := web.OptionGroup{Label: web.Word("nav.keys")}
		for _, k := range keys {
			group.Options = append(group.Options, web.Option{Value: "key:" + k.ID.String(), Text: web.Plain(k.Name)})
		}
		who.Groups = append(who.Groups, group)
	}
	what := web.Field{Name: "what", Label: web.Word("audit.what"), Kind: web.KindChoice, Value: f.Action, Options: []web.Option{{Text: web.Word("filter.any")}}}
	for _, action := range slices.Sorted(maps.Keys(model.AuditWords)) {
		what.Options = append(what.Options, web.Option{Value: action, Text: actionName(action)})
	}
	return &web.Form{Get: true, Bar: true, Action: "/console/audit", Submit: "desk.filter", Fields: []web.Field{
		who, what,
		{Name: "from", Label: web.Word("audit.from"), Kind: web.KindDay, Value: string(from)},
		{Name: "to", Label: web.Word("audit.to"), Kind: web.KindDay, Value: string(to)},
	}}, nil
}

// actionName is what an action means, or its code.
func actionName(action string) web.Value {
	if words, known := model.AuditWords[action]; known {
		return web.Name(words)
	}
	return web.Code(action)
}

// whoDid is who did it: a name, or what kind of somebody.
func whoDid(r access.AuditRecord) web.Value {
	kind, _, _ := strings.Cut(r.Actor, ":")
	switch {
	case r.Name != "":
		return web.Plain(r.Name)
	case kind == "person":
		return web.Word("audit.somebody")
	case kind == "key":
		return web.Word("audit.machine")
	}
	return web.Word("audit.system")
}

// subjectPages are the pages of the things that actions are about.
var subjectPages = map[string]string{
	"organisation": "/console/organisations/", "site": "/console/sites/", "person": "/console/people/", "key": "/console/keys/",
	"product": "/console/products/", "batch": "/console/batches/",
}

// subjectPage leads to what was acted on; empty when there is nothing to see any more, or nothing for the visitor.
func subjectPage(r access.AuditRecord) string {
	family, _, _ := strings.Cut(strings.ReplaceAll(r.Action, ".", ":"), ":")
	page := subjectPages[family]
	if page == "" || r.Subject == "" || r.Action == "person:remove" || r.Name == "" && (family == "person" || family == "key") {
		return ""
	}
	return page + r.Subject
}

// auditDetail says what is noted about an action, in words where they are ours.
func auditDetail(r access.AuditRecord) web.Value {
	family, _, _ := strings.Cut(r.Action, ":")
	switch family {
	case "person", "key":
		var said web.Inline
		for word := range strings.FieldsFuncSeq(r.Detail, func(c rune) bool { return c == ' ' || c == ',' }) {
			if role := model.Role(word); !model.RoleWords[role].Empty() {
				if len(said) > 0 {
					said = append(said, web.Plain(map[string]string{"person": "→", "key": "·"}[family]))
				}
				said = append(said, roleName(role))
			}
		}
		return said
	case "organisation":
		return kindName(model.OrgKind(r.Detail))
	}
	if words, known := model.DocumentKindWords[model.DocumentKind(r.Detail)]; known {
		return web.Name(words)
	}
	return web.Code(r.Detail)
}
