package console

import (
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// recallThings lists what a case affects.
func (v *Visit) recallThings() error {
	f, err := v.theCase()
	if err != nil {
		return err
	}
	filter := recall.ThingFilter{
		Class: classFilter(v.query("class")), Gone: v.query("gone") != "", At: placeFilter(v.query("at")), Region: model.Region(v.query("region")), Holder: v.query("holder"),
	}
	regions, err := v.console.services.Recall.ThingRegions(v.ctx(), v.Actor, f.Case.ID)
	if err != nil {
		return err
	}
	rows, next, err := v.console.services.Recall.Things(v.ctx(), v.Actor, f.Case.ID, filter, v.page())
	if err != nil {
		return err
	}
	table := v.thingTable(f.Case, rows)
	table.Filter = v.thingFilter(filter, regions)
	if filter != (recall.ThingFilter{}) {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("case.things.filtered"), Action: &web.Action{To: v.Request.URL.Path, Text: web.Word("today.all")}}
	}
	page := web.Page{Title: web.Word("case.things"), Lead: web.Name(f.Case.Title), Back: caseTrail(f.Case), Parts: []web.Part{v.paged(table, next)}}
	if !inside(f) || v.Actor.OrgKind != model.KindRegulator && v.Actor.OrgKind != model.KindPlatform {
		page.Parts = append(page.Parts, web.Prose{web.Word("case.things.part")})
	}
	return v.show(page)
}

// placeFilter reads the place that the address asks for.
func placeFilter(s string) recall.ThingPlace {
	if at := recall.ThingPlace(s); slices.Contains(recall.ThingPlaces(), at) {
		return at
	}
	return ""
}

// thingFilter asks which of the affected goods to list: by class, by where they are, by the region or the name of who has
// them.
func (v *Visit) thingFilter(f recall.ThingFilter, regions []model.Region) *web.Form {
	classes, places, areas := []web.Option{{Text: web.Word("filter.any")}}, []web.Option{{Text: web.Word("filter.any")}}, []web.Option{{Text: web.Word("filter.any")}}
	for _, c := range model.AffectedClasses() {
		classes = append(classes, web.Option{Value: string(c), Text: web.Name(model.AffectedClassWords[c])})
	}
	for _, at := range recall.ThingPlaces() {
		places = append(places, web.Option{Value: string(at), Text: web.Word("case." + string(at))})
	}
	for _, r := range widened(regions) {
		areas = append(areas, web.Option{Value: string(r), Text: v.regionName(r)})
	}
	gone := ""
	if f.Gone {
		gone = "yes"
	}
	return &web.Form{Get: true, Bar: true, Action: v.Request.URL.Path, Submit: "desk.filter", Fields: []web.Field{
		{Name: "class", Label: web.Word("case.class"), Kind: web.KindChoice, Options: classes, Value: string(f.Class)},
		{Name: "at", Label: web.Word("case.where"), Kind: web.KindChoice, Options: places, Value: string(f.At)},
		{Name: "region", Label: web.Word("case.region"), Kind: web.KindChoice, Options: areas, Value: string(f.Region)},
		{Name: "holder", Label: web.Word("case.holder"), Kind: web.KindText, Value: f.Holder, Max: 100},
		{Name: "gone", Label: web.Word("case.gone"), Kind: web.KindTick, Value: gone},
	}}
}

// widened adds to regions the provinces in which they lie, by code.
func widened(regions []model.Region) []model.Region {
	all := slices.Clone(regions)
	for _, r := range regions {
		for above, ok := r.Parent(); ok && above != model.Nation; above, ok = above.Parent() {
			all = append(all, above)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// recallThing explains why a case affects something.
func (v *Visit) recallThing() error {
	f, err := v.theCase()
	if err != nil {
		return err
	}
	node, err := strconv.ParseInt(v.Param("node"), 10, 64)
	if err != nil {
		return model.NotFound.Refuse()
	}
	steps, words, err := v.console.services.Recall.Way(v.ctx(), v.Actor, f.Case.ID, model.Seq(node))
	if err != nil {
		return err
	}
	thing := steps[len(steps)-1]
	var line web.Timeline
	for i, s := range steps {
		entry := web.Happened{Icon: "mark", When: s.Event.Time, Title: thingName(s.AffectedThing), Lines: []web.Value{web.Word("case.reason." + s.Reason), classChip(s.Class)}}
		if s.Hidden {
			entry.Title = web.Word("case.thing.hidden")
		}
		if i == 0 {
			entry.Icon = "bell"
			entry.Lines = append(entry.Lines, conditionsOf(words, s)...)
		}
		if s.BatchID != "" {
			entry.To = batchPath(s.BatchID)
		}
		line = append(line, entry)
	}
	facts := web.Facts{{Label: "case.class", Value: classChip(thing.Class)}, {Label: "case.why", Value: web.Word("case.reason." + thing.Reason)}, {Label: "case.key", Value: web.Code(shortKey(thing.EPC))}}
	if thing.GoneAt != 0 {
		facts = append(facts, web.Fact{Label: "case.gone-at", Value: web.Moment(thing.GoneAt)})
	}
	if thing.Note != "" {
		facts = append(facts, web.Fact{Label: "case.note", Value: web.Plain(thing.Note)})
	}
	page := web.Page{Title: thingName(thing.AffectedThing), Lead: web.Word("case.way.lead"), Back: caseTrail(f.Case), Narrow: true, Parts: []web.Part{
		web.Panel{Parts: []web.Part{facts}}, web.Panel{Title: web.Word("case.way"), Parts: []web.Part{line}},
	}}
	if thing.BatchID != "" && v.can(model.PermTraceRead) {
		page.Actions = []web.Action{{To: picturePath(thing.BatchID, f.Case), Text: web.Word("case.picture"), Icon: "route"}}
	}
	return v.show(page)
}

// conditionsOf says which conditions select the first thing of a way.
func conditionsOf(w recall.ScopeWords, s recall.WayStep) (list []web.Value) {
	for i, p := range w.Scope.Predicates {
		for _, at := range s.Positions() {
			if at == i {
				list = append(list, conditionWords(w, p))
			}
		}
	}
	return list
}

// caseTasks lists the tasks of a case that the visitor may see, and counts the others.
func (v *Visit) caseTasks() error {
	f, err := v.theCase()
	if err != nil {
		return err
	}
	filter := recall.TaskFilter{Recall: f.Case.ID, Overdue: v.query("overdue") != "", Sampled: v.query("sampled") != ""}
	if s := model.TaskState(v.query("state")); slices.Contains(model.TaskLifecycle.States(), s) {
		filter.State = s
	}
	tasks, deeper, next, err := v.console.services.Recall.CaseTasks(v.ctx(), v.Actor, filter, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("case.tasks"), Filter: v.caseTaskFilter(filter), Empty: web.Empty{Title: web.Word("case.tasks.none"), Text: web.Word("case.tasks.none.text")},
		Columns: []web.Column{{Label: "case.holder"}, {Label: "case.state"}, {Label: "case.tier", Number: true}, {Label: "case.told-by"}, {Label: "case.answered"}, {Label: "case.due"}},
	}
	for _, t := range tasks {
		row := web.Row{To: taskPath(t.Row.ID), Cells: []web.Value{holderName(&t), taskState(t.Row.State), web.Number(t.Row.Tier), web.Text(t.Teller.Name), momentOr(t.Row.AnsweredAt), v.taskDue(t)}}
		if t.Row.Sampled == 1 {
			row.Cells[1] = web.Inline{row.Cells[1], web.Chip{Tone: web.ToneInfo, Text: web.Word("case.sampled")}}
		}
		table.Rows = append(table.Rows, row)
	}
	page := web.Page{Title: web.Word("case.tasks"), Lead: web.Name(f.Case.Title), Back: caseTrail(f.Case), Parts: []web.Part{v.paged(table, next)}}
	if len(deeper) > 0 {
		var tiles web.Tiles
		for _, n := range deeper {
			tiles = append(tiles, web.Tile{Label: web.Name(model.TaskLifecycle.Words[n.State]), Value: web.Number(n.Count), Tone: taskTones[n.State]})
		}
		page.Parts = append(page.Parts, web.Panel{Title: web.Word("case.deeper"), Lead: web.Word("case.deeper.text"), Parts: []web.Part{tiles}})
	}
	return v.show(page)
}

func (v *Visit) caseTaskFilter(f recall.TaskFilter) *web.Form {
	states := []web.Option{{Text: web.Word("filter.any")}}
	for _, s := range model.TaskLifecycle.States() {
		states = append(states, web.Option{Value: string(s), Text: web.Name(model.TaskLifecycle.Words[s])})
	}
	tick := func(on bool) string {
		if on {
			return "yes"
		}
		return ""
	}
	return &web.Form{Get: true, Bar: true, Action: v.Request.URL.Path, Submit: "desk.filter", Fields: []web.Field{
		{Name: "state", Label: web.Word("case.state"), Kind: web.KindChoice, Options: states, Value: string(f.State)},
		{Name: "overdue", Label: web.Word("case.overdue"), Kind: web.KindTick, Value: tick(f.Overdue)},
		{Name: "sampled", Label: web.Word("case.sampled"), Kind: web.KindTick, Value: tick(f.Sampled)},
	}}
}

// holderName names who has a task; who is outside the house is known by its place alone.
func holderName(t *recall.Task) web.Value {
	if name := web.Text(t.Holder.Name); name != nil {
		return name
	}
	if name := web.Text(t.Place.Name); name != nil {
		return web.Inline{name, web.Fine{Text: web.Word("case.outside")}}
	}
	return web.Inline{web.Code(shortKey(t.Place.URI)), web.Fine{Text: web.Word("case.outside")}}
}

// someSums is how many lots and holders a reconciliation shows.
const someSums = 200

// reconciliation shows what became of what a case affects.
func (v *Visit) reconciliation() error {
	f, err := v.theCase()
	if err != nil {
		return err
	}
	r, err := v.console.services.Recall.Reconcile(v.ctx(), v.Actor, f.Case.ID)
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Word("case.reconciliation"), Lead: web.Word("case.reconciliation.lead"), Back: caseTrail(f.Case)}
	totals := sumTable("case.sum.total")
	for _, s := range r.Totals {
		totals.Rows = append(totals.Rows, sumRow(web.Word("case.sum.total"), s, ""))
	}
	lots := sumTable("case.sum.lots")
	for _, l := range r.Lots[:min(len(r.Lots), someSums)] {
		t := r.Things[l.Node]
		lots.Rows = append(lots.Rows, sumRow(thingName(recall.AffectedThing{RecallLot: model.RecallLot{EPC: t.Key}, Lot: t.Lot, Product: t.Name}), l.Sum, recallPath(f.Case.ID)+"/things/"+seqText(l.Node)))
	}
	holders := sumTable("case.sum.holders")
	for _, h := range r.Holders[:min(len(r.Holders), someSums)] {
		if h.Task == nil {
			holders.Rows = append(holders.Rows, sumRow(web.Word("case.deeper"), h.Sum, ""))
			continue
		}
		holders.Rows = append(holders.Rows, sumRow(holderName(h.Task), h.Sum, taskPath(h.Task.Row.ID)))
	}
	for _, t := range []struct {
		title web.Word
		table web.Table
		all   int
	}{{"case.sum.total", totals, 0}, {"case.sum.lots", lots, len(r.Lots)}, {"case.sum.holders", holders, len(r.Holders)}} {
		panel := web.Panel{Title: t.title, Parts: []web.Part{t.table}}
		if t.all > someSums {
			panel.Lead = web.Counted{Key: "case.sum.more", N: t.all - someSums}
		}
		page.Parts = append(page.Parts, panel)
	}
	if units := v.unitsOf(r); units != nil {
		page.Parts = append(page.Parts, units)
	}
	if !r.Whole {
		page.Parts = append([]web.Part{web.Note{Tone: web.ToneInfo, Title: web.Word("case.progress.part")}}, page.Parts...)
	}
	return v.show(page)
}

// someProducts is to how many products' units a reconciliation leads.
const someProducts = 5

// unitsOf leads who made the goods to where it says what a case and a piece of them are: holders count in these. It is nil
// for others.
func (v *Visit) unitsOf(r *recall.Reconciliation) web.Part {
	var list web.Bullets
	seen := map[model.ProductID]bool{"": true}
	for _, l := range r.Lots {
		t := r.Things[l.Node]
		if seen[t.Product] || len(list) == someProducts || r.Case.OrgID != v.Actor.Org || !v.can(model.PermProductWrite) {
			continue
		}
		seen[t.Product] = true
		list = append(list, web.Link{To: "/console/products/" + t.Product.String() + "/units", Text: web.Name(t.Name)})
	}
	if len(list) == 0 {
		return nil
	}
	return web.Panel{Title: web.Word("factor.list"), Lead: web.Word("factor.lead"), Parts: []web.Part{list}}
}

func sumTable(of web.Word) web.Table {
	return web.Table{
		Caption: of, Empty: web.Empty{Title: web.Word("case.sum.none"), Text: web.Word("case.sum.none.text")},
		Columns: []web.Column{
			{Label: "case.sum.of"}, {Label: "case.sum.distributed", Number: true}, {Label: "case.sum.returned", Number: true}, {Label: "case.sum.destroyed", Number: true},
			{Label: "case.sum.corrected", Number: true}, {Label: "case.sum.consumed", Number: true}, {Label: "case.sum.left", Number: true}, {Label: "case.share.unknown", Number: true}, {Label: "case.share.recovered", Number: true},
		},
	}
}

// sumRow is a line of the balance: what went out, what became of it, and what is left.
func sumRow(of web.Value, s recall.Sum, to string) web.Row {
	amount := func(q model.Quantity) web.Value { return web.Amount{Quantity: q, Unit: s.Unit} }
	left := amount(s.Unaccounted())
	if s.Explained > 0 {
		left = web.Stack{left, web.Fine{Text: web.Inline{web.Word("case.sum.explained"), amount(s.Explained)}}}
	}
	destroyed := amount(s.Destroyed)
	if s.Unproven > 0 {
		destroyed = web.Stack{destroyed, web.Chip{Tone: web.ToneCaution, Text: web.Counted{Key: "case.sum.unproven", N: int(s.Unproven)}}}
	}
	row := web.Row{To: to, Cells: []web.Value{of, amount(s.Distributed), amount(s.Returned), destroyed, amount(s.Corrected), amount(s.Consumed), left, amount(s.Unknown), percent(s.RecoveredShare())}}
	if s.Unaccounted() > s.Explained {
		row.Tone = web.ToneCaution
	}
	return row
}
