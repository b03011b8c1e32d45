package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/trace"
)

func batchTrail(b model.Batch) []web.Link {
	return []web.Link{
		{To: "/console/batches", Text: web.Word("batch.list")},
		{To: "/console/batches/" + b.ID.String(), Text: web.Code(b.Lot)},
	}
}

// theBatch is the file of the batch that the address names.
func (v *Visit) theBatch() (catalog.BatchFile, error) {
	id, err := model.ParseID[model.Batch](v.Param("id"))
	if err != nil {
		return catalog.BatchFile{}, err
	}
	return v.console.services.Catalog.Batch(v.ctx(), v.Actor, id)
}

// batchFile is everything about a batch on one page, as far as the visitor may know it.
func (v *Visit) batchFile() error {
	f, err := v.theBatch()
	if err != nil {
		return err
	}
	page := web.Page{
		Title: web.Inline{web.Name(f.Product.Name), web.Code(f.Batch.Lot)}, Back: batchTrail(f.Batch)[:1],
		Chips: []web.Value{web.BatchState(f.Batch.State)}, Actions: v.batchActions(f),
	}
	if note := v.batchNote(f); note != nil {
		page.Parts = append(page.Parts, *note)
	}
	left, err := v.batchLeft(f)
	if err != nil {
		return err
	}
	right, err := v.batchRight(f)
	if err != nil {
		return err
	}
	page.Parts = append(page.Parts, web.Columns{left, right})
	return v.show(page)
}

// batchActions are what the visitor can do with the batch, what is needed next first.
func (v *Visit) batchActions(f catalog.BatchFile) (actions []web.Action) {
	at := "/console/batches/" + f.Batch.ID.String()
	mine := v.Actor.ActsFor(f.Batch.OrgID)
	if mine && f.Batch.State == model.BatchDraft && v.can(model.PermStepRecord) {
		actions = append(actions, web.Action{To: at + "/made", Text: harvestOr(f.Product, "batch.say-harvested", "batch.say-made"), Icon: "check", First: true})
	}
	if v.mayPrint(f) && f.Batch.State != model.BatchClosed {
		actions = append(actions, web.Action{To: at + "/labels", Text: web.Word("label.title"), Icon: "print", First: f.Batch.State == model.BatchActive})
	}
	if f.Batch.State != model.BatchDraft && v.can(model.PermStepRecord) {
		actions = append(actions, web.Action{To: "/console/record?batch=" + f.Batch.ID.String(), Text: web.Word("batch.record"), Icon: "scan", First: !mine})
	}
	if v.can(model.PermTraceRead) && f.Batch.State != model.BatchDraft {
		actions = append(actions, web.Action{To: at + "/trace", Text: web.Word("batch.trace"), Icon: "route"})
	}
	if f.Batch.State != model.BatchDraft {
		actions = append(actions, web.Action{To: f.Batch.LinkPath(), Text: web.Word("batch.public"), Icon: "phone"})
	}
	if f.Batch.State != model.BatchDraft && v.can(model.PermRecallSignal) {
		actions = append(actions, reportLink("batch", f.Batch.ID.String(), "signal.report"))
	}
	if f.Batch.State != model.BatchDraft && v.mayBegin() && (mine || v.can(model.PermRecallOrder)) {
		actions = append(actions, v.beginAction(f.Batch.ID))
	}
	for _, on := range f.Allowed {
		actions = append(actions, web.Action{To: at + "/move/" + string(on), Text: web.Name(model.BatchEventWords[on]), Icon: moveIcons[on]})
	}
	return actions
}

var moveIcons = map[model.BatchEvent]string{
	model.BatchHold: "pause", model.BatchRelease: "check", model.BatchBlock: "stop", model.BatchUnblock: "check", model.BatchClose: "archive",
}

// batchNote says first what keeps the batch from being sold, and why.
func (v *Visit) batchNote(f catalog.BatchFile) *web.Note {
	note := web.Note{Tone: web.ToneInfo}
	switch f.Batch.State {
	case model.BatchDraft:
		note.Title, note.Text = web.Word("batch.note.draft"), []web.Value{harvestOr(f.Product, "batch.note.draft.harvest", "batch.note.draft.made")}
	case model.BatchHeld:
		note.Tone, note.Title = web.ToneCaution, web.Word("batch.note.held")
	case model.BatchBlocked:
		note.Tone, note.Title = web.ToneDanger, web.Word("batch.note.blocked")
	case model.BatchActive, model.BatchClosed:
		if f.Batch.State == model.BatchClosed || !f.Batch.Expired(v.today()) {
			return nil
		}
		note.Tone, note.Title = web.ToneDanger, web.Word("batch.note.expired")
	}
	if n := len(f.Moves); n > 0 && (f.Batch.State == model.BatchHeld || f.Batch.State == model.BatchBlocked) {
		note.Text = append(note.Text, web.Inline{web.Moment(f.Moves[n-1].At), web.Plain(f.Moves[n-1].Reason)})
	}
	return &note
}

func (v *Visit) batchLeft(f catalog.BatchFile) (web.Part, error) {
	parts := web.Below{web.Panel{Title: web.Word("batch.facts"), Parts: []web.Part{v.batchFacts(f)}}}
	if v.can(model.PermStockRead) {
		stock, err := v.batchStock(f)
		if err != nil {
			return nil, err
		}
		parts = append(parts, stock)
	}
	parts = append(parts, v.documents(f))
	if len(f.Moves) > 0 {
		parts = append(parts, movesPanel(f))
	}
	return parts, nil
}

func (v *Visit) batchRight(f catalog.BatchFile) (web.Part, error) {
	var parts web.Below
	if v.can(model.PermFindingRead) {
		findings, err := v.batchFindings(f)
		if err != nil {
			return nil, err
		}
		if findings != nil {
			parts = append(parts, findings)
		}
	}
	if v.can(model.PermEventRead) {
		journey, err := v.batchJourney(f)
		if err != nil {
			return nil, err
		}
		parts = append(parts, journey)
	}
	if f.Full && f.Batch.State != model.BatchDraft {
		scans, err := v.batchScans(f)
		if err != nil {
			return nil, err
		}
		parts = append(parts, scans)
	}
	return parts, nil
}

func (v *Visit) batchFacts(f catalog.BatchFile) web.Facts {
	b := f.Batch
	facts := web.Facts{
		{Label: "batch.product", Value: v.toProduct(f)},
		{Label: "batch.lot", Value: web.Code(b.Lot)},
		{Label: harvestOr(f.Product, "batch.harvested", "batch.produced"), Value: web.Day(b.Produced)},
		{Label: "batch.expires", Value: v.shelfLeft(b)},
	}
	if f.Full {
		facts = append(facts, web.Fact{Label: "batch.quantity", Value: web.Amount{Quantity: b.Quantity, Unit: b.Unit}})
	}
	return append(facts,
		web.Fact{Label: "batch.maker", Value: web.Text(f.Maker.Name)},
		web.Fact{Label: "batch.site", Value: v.siteName(f.Site)},
		web.Fact{Label: "batch.code", Value: web.Code(b.Code)},
		web.Fact{Label: "product.gtin", Value: web.Code(f.Product.GTIN)},
		web.Fact{Label: "batch.note", Value: web.Plain(b.Note)},
	)
}

// toProduct leads to the product for those who may see it as a thing of its own.
func (v *Visit) toProduct(f catalog.BatchFile) web.Value {
	if f.Full && v.can(model.PermProductRead) {
		return web.Link{To: "/console/products/" + f.Product.ID.String(), Text: web.Name(f.Product.Name)}
	}
	return web.Name(f.Product.Name)
}

func (v *Visit) siteName(s model.Site) web.Value {
	if s.ID == "" {
		return nil
	}
	return web.Stack{web.Text(s.Name), web.Fine{Text: v.area(s.Region)}}
}

// area names a region in full.
func (v *Visit) area(r model.Region) web.Value { return web.Plain(r.FullName(string(v.Lang))) }

func (v *Visit) batchStock(f catalog.BatchFile) (web.Part, error) {
	stock, err := v.console.services.Trace.BatchStock(v.ctx(), v.Actor, f.Batch.ID)
	if err != nil {
		return nil, err
	}
	table := web.Table{
		Caption: web.Word("batch.stock"), Columns: []web.Column{{Label: "batch.stock.where"}, {Label: "batch.stock.account"}, {Label: "batch.stock.amount", Number: true}},
		Empty: web.Empty{Title: web.Word("batch.stock.none"), Text: web.Word("batch.stock.none.text")},
	}
	for _, h := range stock.Thing.Stock {
		if h.Account == model.AccountProduced || h.Amount == 0 {
			continue
		}
		tone := web.Tone("")
		if h.Account == model.AccountUnaccounted {
			tone = web.ToneDanger
		}
		place, org := stock.Places[h.Place], stock.Orgs[h.Org]
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{
			web.Stack{placeOr(place, org), web.Fine{Text: orgUnlessAlone(place, org)}},
			web.Chip{Tone: tone, Text: web.Name(model.AccountWords[h.Account])},
			web.Amount{Quantity: h.Amount, Unit: h.Unit},
		}})
	}
	return web.Panel{Title: web.Word("batch.stock"), Parts: []web.Part{table}}, nil
}

// placeOr names a place, or whoever has the goods when the place has no name.
func placeOr(p trace.PlaceName, o trace.OrgName) web.Value {
	switch {
	case !p.Name.Empty():
		return web.Name(p.Name)
	case !o.Name.Empty():
		return web.Name(o.Name)
	}
	return web.Word("batch.stock.nowhere")
}

// orgUnlessAlone names whoever has the goods beside the name of the place.
func orgUnlessAlone(p trace.PlaceName, o trace.OrgName) web.Value {
	if p.Name.Empty() {
		return web.Plain("")
	}
	return web.Name(o.Name)
}

func (v *Visit) documents(f catalog.BatchFile) web.Part {
	table := web.Table{
		Caption: web.Word("document.list"), Columns: []web.Column{{Label: "document.title"}, {Label: "document.issued"}},
		Empty: web.Empty{Title: web.Word("document.none"), Text: web.Word("document.none.text")},
	}
	for _, d := range slices.Backward(f.Documents) {
		row := web.Row{Cells: []web.Value{documentName(d), v.documentDays(d)}}
		if v.can(model.PermDocumentRead) {
			row.Actions = []web.Action{{To: "/v1/documents/" + d.ID.String() + "/content", Text: web.Word("document.download"), File: true}}
		}
		row.Actions = append(row.Actions, v.reportActions(d)...)
		table.Rows = append(table.Rows, row)
	}
	panel := web.Panel{Title: web.Word("document.list"), Parts: []web.Part{table}, ID: "documents"}
	if len(v.kindsFor(f.Batch)) > 0 {
		panel.Actions = []web.Action{{To: "/console/documents/new?batch=" + f.Batch.ID.String(), Text: web.Word("document.new"), Icon: "upload"}}
	}
	return panel
}

func documentName(d model.Document) web.Value {
	words := model.DocumentKindWords[d.Kind]
	name := web.Stack{web.Inline{web.Name(words)}}
	if d.Public {
		name[0] = web.Inline{web.Name(words), web.Chip{Tone: web.ToneOK, Text: web.Word("document.is-public")}}
	}
	if d.Title != words.ZH && d.Title != words.UG && d.Title != words.EN {
		name = append(name, web.Fine{Text: web.Plain(d.Title)})
	}
	switch {
	case d.RevokedAt != 0:
		name = append(name, web.Chip{Tone: web.ToneDanger, Text: web.Word("document.is-revoked")}, web.Fine{Text: web.Plain(d.RevokedWhy)})
	case d.Verdict != "":
		name = append(name, web.LabVerdict(d.Verdict))
	}
	for _, r := range d.Results {
		name = append(name, web.Fine{Text: resultLine(r)})
	}
	return append(name, web.Fine{Text: web.Inline{web.Plain(d.IssuedBy), web.Bytes(d.Size)}})
}

// resultLine is what was found of one item, what is allowed, and how it was tested.
func resultLine(r model.LabResult) web.Value {
	line := web.Inline{web.Plain(r.Item)}
	switch r.Value {
	case "":
	case model.LabNotDetected:
		line = append(line, web.Word("result.not-detected"))
	default:
		line = append(line, web.Strong{Text: web.Code(r.Found())})
	}
	if r.Limit != "" {
		line = append(line, web.Word("result.limit"), web.Code(r.Allowed()))
	}
	if r.Method != "" {
		line = append(line, web.Plain(r.Method))
	}
	if r.Verdict != "" {
		line = append(line, web.LabVerdict(r.Verdict))
	}
	return line
}

func (v *Visit) documentDays(d model.Document) web.Value {
	days := web.Stack{web.Day(d.IssuedOn)}
	switch {
	case d.ValidTo == "":
	case d.ValidTo < v.today():
		days = append(days, web.Chip{Tone: web.ToneDanger, Text: web.Word("document.over")}, web.Fine{Text: web.Day(d.ValidTo)})
	default:
		days = append(days, web.Fine{Text: web.Inline{web.Word("document.valid-to"), web.Day(d.ValidTo)}})
	}
	return days
}

func movesPanel(f catalog.BatchFile) web.Part {
	var line web.Timeline
	for _, m := range slices.Backward(f.Moves) {
		on := model.BatchEvent(m.Event)
		line = append(line, web.Happened{
			Icon: moveIcons[on], Title: web.Name(model.BatchEventWords[on]), When: m.At, Lines: []web.Value{web.Plain(m.Reason)},
		})
	}
	return web.Panel{Title: web.Word("batch.moves"), Parts: []web.Part{line}}
}

func (v *Visit) batchFindings(f catalog.BatchFile) (web.Part, error) {
	rows, _, err := v.console.services.Trace.Findings(v.ctx(), v.Actor, trace.FindingFilter{Batch: f.Batch.ID}, model.Page{Limit: 20})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	table := web.Table{Caption: web.Word("batch.findings"), Columns: []web.Column{{Label: "batch.finding.what"}, {Label: "batch.finding.amount", Number: true}, {Label: "batch.finding.since"}}}
	for _, r := range rows {
		row := web.Row{Tone: web.ToneCaution, Cells: []web.Value{web.Name(model.FindingWords[r.Kind]), nil, web.Moment(r.OpenedAt)}}
		if r.Amount != 0 {
			row.Cells[1] = web.Amount{Quantity: r.Amount, Unit: r.Unit}
		}
		if r.ResolvedAt != 0 {
			row.Tone, row.Cells[0] = "", web.Stack{row.Cells[0], web.Chip{Tone: web.ToneOK, Text: web.Word("batch.finding.resolved")}}
		}
		table.Rows = append(table.Rows, row)
	}
	return web.Panel{Title: web.Word("batch.findings"), Lead: web.Word("batch.findings.lead"), Parts: []web.Part{table}}, nil
}
