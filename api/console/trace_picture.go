package console

import (
	"bytes"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// routePicture registers the trace of a batch as a picture and as a map, and the map of all places.
func (c *Console) routePicture() {
	c.get("batch-trace", "/console/batches/{id}/trace", model.PermTraceRead, "The trace of a batch as a picture.", (*Visit).batchTrace)
	c.get("batch-trace-svg", "/console/batches/{id}/trace.svg", model.PermTraceRead, "The picture as a file.", (*Visit).batchTraceSVG)
	c.get("batch-trace-csv", "/console/batches/{id}/trace.csv", model.PermTraceRead, "The trace as a table.", (*Visit).batchTraceCSV)
	c.get("batch-map", "/console/batches/{id}/map", model.PermTraceRead, "Where a batch has been, as a map.", (*Visit).batchMap)
	c.get("map", "/console/map", model.PermSiteRead, "Every site as a map.", (*Visit).siteMap)
}

// traced is what the address asks to trace and how to draw it.
func (v *Visit) traced() (trace.WalkQuery, trace.PictureQuery) {
	walk := trace.WalkQuery{Root: v.Param("id"), Direction: trace.Direction(v.query("direction"))}
	if !slices.Contains(trace.Directions(), walk.Direction) {
		walk.Direction = trace.Both
	}
	group := model.PictureGrouping(v.query("group_by"))
	if !slices.Contains(model.PictureGroupings(), group) {
		group = model.PictureAuto
	}
	return walk, trace.PictureQuery{
		GroupBy: group, Open: v.Request.URL.Query()["open"], Target: v.query("target"), Today: v.today(), Zone: v.console.opts.Zone,
	}
}

// batchPath is the address of a batch's page.
func batchPath(id model.BatchID) string { return "/console/batches/" + id.String() }

// opened is the visit's own address with one more group opened, or with a group closed again.
func (v *Visit) opened(group string) string {
	q := v.Request.URL.Query()
	q.Del("done")
	if open := q["open"]; slices.Contains(open, group) {
		q["open"] = slices.DeleteFunc(open, func(s string) bool { return s == group })
	} else {
		q.Add("open", group)
	}
	u := url.URL{Path: v.Request.URL.Path, RawQuery: q.Encode()}
	return u.String()
}

func (v *Visit) batchTrace() error {
	marked, err := v.markedCase()
	if err != nil {
		return err
	}
	walk, how := v.traced()
	picture, w, err := v.console.services.Trace.Picture(v.ctx(), v.Actor, walk, v.mark(how, marked))
	if err != nil {
		return err
	}
	file := v.beside(".svg")
	drawn, err := v.console.pages.Picture(v.Lang, picture, web.PictureLinks{Batch: batchPath, Open: v.opened, File: file})
	if err != nil {
		return err
	}
	page := v.aboutBatch(w, "trace.picture")
	page.Styles, page.Scripts = []string{"picture.css"}, []string{"picture.js"}
	page.Actions = []web.Action{
		{To: file, Text: web.Word("trace.svg"), File: true}, {To: v.beside(".csv"), Text: web.Word("trace.csv"), File: true},
		{To: batchPath(model.BatchID(v.Param("id"))) + "/map", Text: web.Word("trace.map"), Icon: "pin"},
		v.exportAction("fsma"), v.exportAction("nyt4712"),
	}
	if marked != nil {
		page.Parts = append(page.Parts, v.markedNote(marked))
	}
	page.Parts = append(page.Parts, v.traceForm(walk, how))
	for _, note := range drawn.Notes {
		page.Parts = append(page.Parts, web.Note{Text: []web.Value{web.Said{Key: "trace.note", Args: []any{"note", note}}}})
	}
	page.Parts = append(page.Parts,
		web.Panel{Parts: []web.Part{web.Picture{Markup: web.Drawn(drawn.Drawing)}, web.Picture{Markup: web.Drawn(drawn.Legend)}}},
		web.Fold{Title: web.Word("trace.in-words"), Parts: []web.Part{web.Picture{Markup: web.Drawn(drawn.Text)}}},
	)
	return v.show(page)
}

// exportAction leads to the export of the trace in the form of an authority.
func (v *Visit) exportAction(form string) web.Action {
	return web.Action{To: "/console/jobs/export/" + form + "?root=" + url.QueryEscape(v.Param("id")), Text: web.Word("job.kind." + form)}
}

// traceForm asks which way to trace and how to put things together.
func (v *Visit) traceForm(walk trace.WalkQuery, how trace.PictureQuery) web.Part {
	directions := make([]web.Option, 0, 3)
	for _, d := range []trace.Direction{trace.Both, trace.Back, trace.Forward} {
		directions = append(directions, web.Option{Value: string(d), Text: web.Word("trace.direction." + string(d))})
	}
	groups := []web.Option{{Text: web.Word("trace.group.auto")}}
	for _, g := range model.PictureGroupings() {
		groups = append(groups, web.Option{Value: string(g), Text: web.Word("trace.group." + string(g))})
	}
	form := web.Form{Get: true, Bar: true, Action: v.Request.URL.Path, Submit: "trace.draw", Fields: []web.Field{
		{Name: "direction", Label: web.Word("trace.direction"), Kind: web.KindChoice, Options: directions, Value: string(walk.Direction)},
		{Name: "group_by", Label: web.Word("trace.group"), Kind: web.KindChoice, Options: groups, Value: string(how.GroupBy)},
	}}
	if marked := v.query("recall"); marked != "" {
		form.Fields = append(form.Fields, web.Field{Name: "recall", Kind: web.KindHidden, Value: marked})
	}
	return form
}

// aboutBatch is the head of a page about the trace of a batch.
func (v *Visit) aboutBatch(w *trace.Walk, title web.Word) web.Page {
	page := web.Page{Title: title}
	var name web.Value = web.Code(v.Param("id"))
	for _, b := range w.Branches {
		if len(b.Rows) > 0 && b.Rows[0].Thing != nil {
			root := b.Rows[0].Thing
			page.Lead, name = web.Text(root.Product), web.Code(root.Lot)
		}
	}
	page.Back = []web.Link{{To: "/console/batches", Text: web.Word("nav.batches")}, {To: batchPath(model.BatchID(v.Param("id"))), Text: name}}
	return page
}

// beside is the address of the same trace as a file.
func (v *Visit) beside(suffix string) string {
	u := *v.Request.URL
	u.Path, u.RawPath = strings.TrimSuffix(u.Path, "/trace")+"/trace"+suffix, ""
	q := u.Query()
	q.Set("lang", string(v.Lang))
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

func (v *Visit) batchTraceSVG() error {
	marked, err := v.markedCase()
	if err != nil {
		return err
	}
	walk, how := v.traced()
	picture, _, err := v.console.services.Trace.Picture(v.ctx(), v.Actor, walk, v.mark(how, marked))
	if err != nil {
		return err
	}
	svg, err := v.console.pages.PictureFile(v.Lang, picture)
	if err != nil {
		return err
	}
	return v.file("trace.svg", "image/svg+xml", svg)
}

func (v *Visit) batchTraceCSV() error {
	marked, err := v.markedCase()
	if err != nil {
		return err
	}
	walk, _ := v.traced()
	w, err := v.console.services.Trace.Walk(v.ctx(), v.Actor, walk)
	if err != nil {
		return err
	}
	if marked != nil {
		err = w.Mark(func(nodes []model.Seq) (map[model.Seq]model.AffectedMark, error) {
			return v.console.services.Recall.Marks(v.ctx(), v.Actor, marked.Case.ID, nodes)
		})
		if err != nil {
			return err
		}
	}
	out := bytes.NewBufferString("\ufeff") // spreadsheets take a file without it for something other than UTF-8
	if err := w.WriteCSV(out, v.Lang); err != nil {
		return err
	}
	return v.file("trace.csv", "text/csv; charset=utf-8", out.Bytes())
}

func (v *Visit) batchMap() error {
	walk, _ := v.traced()
	it, w, err := v.console.services.Trace.Itinerary(v.ctx(), v.Actor, walk)
	if err != nil {
		return err
	}
	m := web.Map{}
	for _, s := range it.Stops {
		place := web.MapPlace{
			Name: s.Place.Name, Role: s.Org.Name, Located: s.Located, Lat: s.Point.LatE7, Lng: s.Point.LngE7, Amounts: s.Amounts, Root: s.Root,
		}
		m.Places = append(m.Places, place)
	}
	for _, l := range it.Legs {
		m.Legs = append(m.Legs, web.MapLeg(l))
	}
	page := v.aboutBatch(w, "trace.map")
	page.Actions = []web.Action{{To: batchPath(model.BatchID(v.Param("id"))) + "/trace", Text: web.Word("trace.picture"), Icon: "route"}}
	return v.showMap(page, m)
}

// showMap puts a map on a page.
func (v *Visit) showMap(page web.Page, m web.Map) error {
	if len(m.Places) == 0 {
		page.Parts = append(page.Parts, web.Empty{Title: web.Word("map.none"), Text: web.Word("map.none.text")})
		return v.show(page)
	}
	drawn, err := v.console.pages.Map(v.Lang, m)
	if err != nil {
		return err
	}
	page.Styles, page.Scripts = []string{"picture.css"}, []string{"picture.js"}
	parts := []web.Part{web.Picture{Markup: web.Drawn(drawn.Drawing), Caption: web.Word("map.schematic")}}
	for _, more := range []template.HTML{drawn.Beside, drawn.Text} {
		if more != "" {
			parts = append(parts, web.Picture{Markup: web.Drawn(more)})
		}
	}
	page.Parts = append(page.Parts, web.Panel{Parts: parts})
	return v.show(page)
}

// mapSites is how many sites the map of all sites shows.
const mapSites = 200

func (v *Visit) siteMap() error {
	sites, next, err := v.console.services.Access.Sites(v.ctx(), v.Actor, "", model.Page{Limit: mapSites, After: model.PageToken(v.query("after"))})
	if err != nil {
		return err
	}
	m := web.Map{}
	for _, s := range sites {
		m.Places = append(m.Places, web.MapPlace{
			Name: s.Name, Located: s.LatE7 != 0 || s.LngE7 != 0, Lat: s.LatE7, Lng: s.LngE7, Link: "/console/sites/" + s.ID.String(),
		})
	}
	page := web.Page{Title: web.Word("map.sites"), Lead: web.Word("map.sites.lead")}
	if next != "" {
		page.Actions = []web.Action{{To: v.address("after", string(next)), Text: web.Word("desk.next")}}
	}
	return v.showMap(page, m)
}
