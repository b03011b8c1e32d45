package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

// siteMoved is what is said after each move of a site.
var siteMoved = map[model.SiteEvent]string{model.SiteClose: "site-closed", model.SiteReopen: "site-reopened"}

// moveSite asks whether a site shall really be closed or opened again, says what that does, and does it.
func (v *Visit) moveSite() error {
	id, err := model.ParseID[model.Site](v.Param("id"))
	if err != nil {
		return err
	}
	s, err := v.console.services.Access.Site(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	event := model.SiteEvent(v.Param("event"))
	if !v.Actor.ActsFor(s.OrgID) || !slices.Contains(model.SiteLifecycle.Events(), event) {
		return model.NotFound.Refuse()
	}
	back, title := "/console/sites/"+id.String(), web.Name(model.SiteMoveWords[event])
	trail := []web.Link{{To: "/console/sites", Text: web.Word("sites.list")}, {To: back, Text: web.Text(s.Name)}}
	if !slices.Contains(access.AllowedSiteMoves(v.Actor, s), event) {
		return v.show(web.Page{Title: title, Narrow: true, Back: trail, Parts: []web.Part{web.Note{
			Title: web.Inline{web.Word("sites.now"), web.SiteState(s.State)}, Actions: []web.Action{{To: back, Text: web.Text(s.Name)}},
		}}})
	}
	submit, consequence := "sites.do."+string(event), "sites.move."+string(event)
	return v.run(task{
		form: web.Form{
			Fields: []web.Field{{Name: "reason", Label: web.Word("organisation.move.remark"), Kind: web.KindText, Max: 500}},
			Submit: web.Word(submit), Danger: event == model.SiteClose, Cancel: back, Consequence: web.Word(consequence),
		},
		page: func(f web.Form) web.Page {
			return web.Page{Title: title, Narrow: true, Back: trail, Parts: []web.Part{web.Panel{Title: web.Text(s.Name), Parts: []web.Part{
				web.Facts{{Label: "sites.region", Value: v.regionName(s.Region)}, {Label: "sites.address", Value: web.Plain(s.Address)}}, f,
			}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			_, err = v.console.services.Access.MoveSite(v.ctx(), v.Actor, v.once(), access.SiteMove{ID: id, Event: event, Reason: in.text("reason")})
			return back, siteMoved[event], err
		},
	})
}
