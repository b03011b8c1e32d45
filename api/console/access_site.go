package console

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

func (c *Console) routeSites() {
	c.get("sites", "/console/sites", model.PermSiteRead, "The sites.", (*Visit).sites)
	c.form("new-site", "/console/sites/new", model.PermSiteWrite, "Register a site.", (*Visit).newSite)
	c.get("site", "/console/sites/{id}", model.PermSiteRead, "One site.", (*Visit).site)
	c.form("move-site", "/console/sites/{id}/move/{event}", model.PermSiteWrite, "Close a site or open it again.", (*Visit).moveSite)
	c.form("edit-site", "/console/sites/{id}/edit", model.PermSiteWrite, "Correct a site.", (*Visit).editSite)
}

func (v *Visit) sites() error {
	org := model.OrgID(v.query("organisation_id"))
	rows, next, err := v.console.services.Access.Sites(v.ctx(), v.Actor, org, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("sites.list"), ID: "sites",
		Columns: []web.Column{{Label: "sites.name"}, {Label: "sites.region"}, {Label: "sites.address"}, {Label: "sites.gln"}, {Label: "sites.state"}},
		Empty:   web.Empty{Title: web.Word("sites.none"), Text: web.Word("sites.none.text")},
	}
	page := web.Page{Title: web.Word("sites.list"), Lead: web.Word("sites.list.lead")}
	if v.can(model.PermSiteWrite) {
		page.Actions = []web.Action{{To: "/console/sites/new", Text: web.Word("sites.new"), Icon: "plus", First: true}}
		table.Empty.Action = &page.Actions[0]
	}
	names := map[model.OrgID]model.Text{}
	if v.overlooks() {
		if names, err = v.ownersOf(rows); err != nil {
			return err
		}
		page.Lead = web.Word("sites.list.lead-region")
		table.Empty = web.Empty{Title: web.Word("sites.none"), Text: web.Word("sites.none-region.text")}
		table.Columns = append(table.Columns, web.Column{Label: "sites.owner"})
	} else {
		table.Columns = append(table.Columns, web.Column{Label: "sites.position"})
	}
	if org != "" {
		page.Back = []web.Link{{To: "/console/organisations/" + org.String(), Text: web.Word("sites.owner")}}
	}
	for _, s := range rows {
		row := web.Row{To: "/console/sites/" + s.ID.String(), Cells: []web.Value{
			web.Text(s.Name), v.regionShort(s.Region), web.Plain(s.Address), web.Code(s.GLN), web.SiteState(s.State),
		}}
		if v.overlooks() {
			row.Cells = append(row.Cells, web.Link{To: "/console/organisations/" + s.OrgID.String(), Text: web.Name(names[s.OrgID])})
		} else {
			row.Cells = append(row.Cells, known(s))
		}
		table.Rows = append(table.Rows, row)
	}
	page.Parts = []web.Part{v.paged(table, next)}
	return v.show(page)
}

func (v *Visit) ownersOf(sites []model.Site) (map[model.OrgID]model.Text, error) {
	ids := make([]model.OrgID, 0, len(sites))
	for _, s := range sites {
		ids = append(ids, s.OrgID)
	}
	return v.console.services.Access.Names(v.ctx(), v.Actor, ids)
}

// known tells whether a site can be drawn on the map.
func known(s model.Site) web.Value {
	if s.LatE7 == 0 && s.LngE7 == 0 {
		return web.Fine{Text: web.Word("sites.position.unknown")}
	}
	return web.Word("sites.position.known")
}

// degrees writes a coordinate; both of an unknown position are empty.
func degrees(s model.Site) (lat, lng string) {
	if s.LatE7 == 0 && s.LngE7 == 0 {
		return "", ""
	}
	return model.Degrees(s.LatE7).String(), model.Degrees(s.LngE7).String()
}

func (v *Visit) site() error {
	id, err := model.ParseID[model.Site](v.Param("id"))
	if err != nil {
		return err
	}
	s, err := v.console.services.Access.Site(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Text(s.Name), Back: []web.Link{{To: "/console/sites", Text: web.Word("sites.list")}}, Narrow: true}
	if s.Partner {
		page.Parts = []web.Part{web.Panel{Lead: web.Word("sites.partner-only"), Parts: []web.Part{web.Facts{{Label: "sites.region", Value: v.regionName(s.Region)}}}}}
		return v.show(page)
	}
	names, err := v.ownersOf([]model.Site{s.Site})
	if err != nil {
		return err
	}
	own := v.Actor.ActsFor(s.OrgID)
	if own && v.can(model.PermSiteWrite) {
		page.Actions = []web.Action{{To: "/console/sites/" + id.String() + "/edit", Text: web.Word("form.edit")}}
	}
	for _, event := range access.AllowedSiteMoves(v.Actor, s) {
		page.Actions = append(page.Actions, web.Action{To: "/console/sites/" + id.String() + "/move/" + string(event), Text: web.Name(model.SiteMoveWords[event])})
	}
	page.Chips = []web.Value{web.SiteState(s.State)}
	page.Parts = []web.Part{web.Panel{Parts: []web.Part{v.siteFacts(s.Site, names[s.OrgID])}}}
	if own && v.can(model.PermStockRead) {
		page.Parts = append(page.Parts, web.Buttons{{To: "/console/stock?" + query("site", id.String()), Text: web.Word("sites.stock")}})
	}
	return v.show(page)
}

func (v *Visit) siteFacts(s model.Site, owner model.Text) web.Facts {
	org := "/console/organisations/" + s.OrgID.String()
	if v.Actor.ActsFor(s.OrgID) {
		org = "/console/organisation"
	}
	position := known(s)
	if lat, lng := degrees(s); lat != "" {
		position = web.Code(lat + ", " + lng)
	}
	return web.Facts{
		{Label: "sites.owner", Value: web.Link{To: org, Text: web.Name(owner)}},
		{Label: "sites.region", Value: v.regionName(s.Region)},
		{Label: "sites.address", Value: web.Plain(s.Address)},
		{Label: "sites.gln", Value: web.Code(s.GLN)},
		{Label: "sites.position", Value: position},
		{Label: "sites.since", Value: web.Moment(s.CreatedAt)},
		{Label: "sites.uri", Value: web.Fine{Text: web.Code(s.Location())}},
	}
}

func siteFields() (name, address, position web.Field) {
	name = web.Field{Name: "name", Label: web.Word("sites.name"), Hint: web.Word("sites.name.hint"), Kind: web.KindText3, Required: true, Max: 200}
	address = web.Field{Name: "address", Label: web.Word("sites.address"), Kind: web.KindText, Max: 300, Auto: "street-address"}
	position = web.Field{Name: "position", Label: web.Word("sites.position"), Hint: web.Word("sites.position.hint"), Kind: web.KindGroup, Fields: []web.Field{
		{Name: "latitude", Label: web.Word("sites.latitude"), Kind: web.KindQuantity, Max: 12},
		{Name: "longitude", Label: web.Word("sites.longitude"), Kind: web.KindQuantity, Max: 12},
	}}
	return name, address, position
}

// position reads coordinates; both empty say that it is unknown.
func (in *Input) position() *access.Position {
	lat, lng := in.text("latitude"), in.text("longitude")
	if lat == "" && lng != "" {
		in.faults.Add("latitude", model.ValueRequired)
	}
	if lng == "" && lat != "" {
		in.faults.Add("longitude", model.ValueRequired)
	}
	return &access.Position{LatE7: in.degrees("latitude"), LngE7: in.degrees("longitude")}
}

// degrees is a coordinate in ten-millionths of a degree; an empty field is 0.
func (in *Input) degrees(name string) int64 {
	s := digits(in.text(name))
	if s == "" {
		return 0
	}
	d, err := model.ParseDegrees(s)
	in.faults.Check(in.prefix+name, err)
	return int64(d)
}

func (v *Visit) newSite() error {
	name, address, position := siteFields()
	region := v.regionField(web.Word("sites.region"), web.Word("sites.region.hint"), v.Actor.Region, false)
	number := web.Field{Name: "gln", Label: web.Word("sites.gln"), Hint: web.Word("sites.gln.hint"), Kind: web.KindCode, Max: 13}
	return v.run(task{
		form: web.Form{Fields: []web.Field{name, region, address, number, position}, Submit: "sites.register", Cancel: "/console/sites"},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("sites.new"), Lead: web.Word("sites.new.lead"), Narrow: true, Back: []web.Link{{To: "/console/sites", Text: web.Word("sites.list")}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			cmd := access.NewSite{Name: in.text3("name"), GLN: digits(in.text("gln")), Region: in.region(), Address: in.text("address"), Position: in.position()}
			if err := in.err(); err != nil {
				return "", "", err
			}
			s, err := v.console.services.Access.CreateSite(v.ctx(), v.Actor, v.once(), cmd)
			return "/console/sites/" + s.ID.String(), "site-registered", err
		},
	})
}

func (v *Visit) editSite() error {
	id, err := model.ParseID[model.Site](v.Param("id"))
	if err != nil {
		return err
	}
	s, err := v.console.services.Access.Site(v.ctx(), v.Actor, id)
	if err == nil && !v.Actor.ActsFor(s.OrgID) {
		err = model.NotFound.Refuse()
	}
	if err != nil {
		return err
	}
	name, address, position := siteFields()
	values := text3Values("name", s.Name)
	values.Set("address", s.Address)
	lat, lng := degrees(s.Site)
	values.Set("latitude", lat)
	values.Set("longitude", lng)
	back := "/console/sites/" + id.String()
	return v.run(task{
		form: web.Form{Fields: []web.Field{name, address, position}, Submit: "form.save", Cancel: back}.Sent(values),
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("sites.edit"), Lead: web.Word("sites.edit.lead"), Narrow: true,
				Back:  []web.Link{{To: "/console/sites", Text: web.Word("sites.list")}, {To: back, Text: web.Text(s.Name)}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			name, address := in.text3("name"), in.text("address")
			change := access.SiteChange{Name: &name, Address: &address, Position: in.position()}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Access.UpdateSite(v.ctx(), v.Actor, id, change)
			return back, "saved", err
		},
	})
}
