package console

import (
	"slices"
	"strconv"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// routeSignals registers the pages of signals.
func (c *Console) routeSignals() {
	c.get("signals", "/console/signals", model.PermRecallRead, "What may be wrong, and what became of it.", (*Visit).signals)
	c.get("signal-patterns", "/console/signals/patterns", model.PermRecallRead, "Goods about which several signals came.", (*Visit).signalPatterns)
	c.form("new-signal", "/console/signals/new", model.PermRecallSignal, "Report that something may be wrong.", (*Visit).newSignal)
	c.get("signal", "/console/signals/{id}", model.PermRecallRead, "A signal and its assessment.", (*Visit).signal)
	c.form("move-signal", "/console/signals/{id}/move/{event}", model.PermRecallWrite, "Assess a signal.", (*Visit).moveSignal)
}

var signalTones = map[model.SignalState]web.Tone{
	model.SignalReceived: web.ToneInfo, model.SignalAssessing: web.ToneCaution, model.SignalUnsafe: web.ToneDanger, model.SignalSafe: web.ToneOK,
}

func signalState(s model.SignalState) web.Value {
	return web.Chip{Tone: signalTones[s], Text: web.Name(model.SignalLifecycle.Words[s])}
}

func signalPath(id model.SignalID) string { return "/console/signals/" + id.String() }

// signalGoods names what a signal is about, or the code while nobody knows what it is.
func signalGoods(r recall.SignalRow) web.Value {
	switch {
	case r.ProductID == "":
		return web.Inline{web.Word("signal.unknown"), web.Code(shortKey(r.Code))}
	case r.Lot == "":
		return web.Name(r.Product)
	}
	return web.Inline{web.Name(r.Product), web.Code(r.Lot)}
}

// signalFrom says where a signal came from and, as far as the visitor may know, who reported it.
func signalFrom(r recall.SignalRow) web.Value {
	from := web.Stack{web.Name(model.SignalSourceWords[r.Source])}
	switch {
	case !r.Reporter.Empty():
		from = append(from, web.Fine{Text: web.Name(r.Reporter)})
	case r.ReporterKind != "":
		from = append(from, web.Fine{Text: web.Name(model.OrgKindWords[r.ReporterKind])})
	}
	if r.Kind != "" {
		from = append(from, web.Fine{Text: web.Name(model.ReportKindWords[r.Kind])}, web.Fine{Text: web.Code(r.Receipt)})
	}
	return from
}

// signals lists the signals that the visitor may see.
func (v *Visit) signals() error {
	f := recall.SignalFilter{State: model.SignalState(v.query("state")), Source: model.SignalSource(v.query("source")), Mine: v.query("mine") != "", Product: model.ProductID(v.query("product"))}
	rows, next, err := v.console.services.Recall.Signals(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	table := v.signalTable(rows)
	table.ID, table.Filter = "signals", v.signalFilter(f)
	table.Empty = web.Empty{Title: web.Word("signal.none"), Text: web.Word("signal.none.text")}
	if f != (recall.SignalFilter{}) {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("signal.none.filtered"), Action: &web.Action{To: "/console/signals", Text: web.Word("signal.all")}}
	}
	var actions []web.Action
	if v.can(model.PermRecallSignal) {
		actions = append(actions, web.Action{To: "/console/signals/new", Text: web.Word("signal.report"), Icon: "plus", First: true})
	}
	actions = append(actions, web.Action{To: "/console/signals/patterns", Text: web.Word("signal.patterns"), Icon: "list"})
	return v.show(web.Page{Title: web.Word("nav.signals"), Lead: web.Word("signal.lead"), Actions: actions, Parts: []web.Part{v.paged(table, next)}})
}

func (v *Visit) signalFilter(f recall.SignalFilter) *web.Form {
	states := []web.Option{{Text: web.Word("filter.any")}}
	for _, s := range model.SignalLifecycle.States() {
		states = append(states, web.Option{Value: string(s), Text: web.Name(model.SignalLifecycle.Words[s])})
	}
	sources := []web.Option{{Text: web.Word("filter.any")}}
	for _, s := range model.SignalSources() {
		sources = append(sources, web.Option{Value: string(s), Text: web.Name(model.SignalSourceWords[s])})
	}
	mine := ""
	if f.Mine {
		mine = "yes"
	}
	return &web.Form{Get: true, Bar: true, Action: "/console/signals", Submit: "desk.filter", Fields: []web.Field{
		{Name: "state", Label: web.Word("signal.state"), Kind: web.KindChoice, Options: states, Value: string(f.State)},
		{Name: "source", Label: web.Word("signal.source"), Kind: web.KindChoice, Options: sources, Value: string(f.Source)},
		{Name: "mine", Label: web.Word("signal.mine"), Kind: web.KindTick, Value: mine},
	}}
}

// signalTable shows signals; whose goods they are about is said to those who see several companies'.
func (v *Visit) signalTable(rows []recall.SignalRow) web.Table {
	several := oneOf(v.Actor.OrgKind, overseer)
	table := web.Table{Caption: web.Word("nav.signals"), Columns: []web.Column{{Label: "signal.goods"}, {Label: "signal.state"}, {Label: "signal.harm"}, {Label: "signal.from"}, {Label: "signal.reported"}}}
	if several {
		table.Columns = append(table.Columns, web.Column{Label: "signal.maker"})
	}
	for _, r := range rows {
		row := web.Row{To: signalPath(r.ID), Cells: []web.Value{signalGoods(r), signalState(r.State), web.Plain(opening(r.Harm)), signalFrom(r), web.Moment(r.CreatedAt)}}
		if several {
			row.Cells = append(row.Cells, web.Text(r.Maker))
		}
		if r.State == model.SignalUnsafe {
			row.Tone = web.ToneDanger
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// openingRunes is how much of a report a list shows.
const openingRunes = 60

func opening(s string) string {
	if r := []rune(s); len(r) > openingRunes {
		return string(r[:openingRunes]) + "…"
	}
	return s
}

// signalsWaiting is the first section of the recall room: how many signals wait for the visitor.
func (v *Visit) signalsWaiting() (web.Part, error) {
	counts, err := v.console.services.Recall.SignalCounts(v.ctx(), v.Actor)
	if err != nil {
		return nil, err
	}
	var tiles web.Tiles
	for _, state := range []model.SignalState{model.SignalReceived, model.SignalAssessing, model.SignalUnsafe} {
		if n := counts.Judged[state]; n > 0 {
			tiles = append(tiles, web.Tile{
				Label: web.Name(model.SignalLifecycle.Words[state]), Value: web.Number(n), Tone: signalTones[state], To: "/console/signals?state=" + string(state),
			})
		}
	}
	mine := 0
	for _, n := range counts.Reported {
		mine += n
	}
	if mine > 0 {
		tiles = append(tiles, web.Tile{Label: web.Word("signal.mine"), Value: web.Number(mine), To: "/console/signals?mine=yes"})
	}
	panel := web.Panel{Title: web.Word("nav.signals"), Actions: []web.Action{{To: "/console/signals", Text: web.Word("today.all")}}}
	if v.can(model.PermRecallSignal) {
		panel.Actions = append(panel.Actions, web.Action{To: "/console/signals/new", Text: web.Word("signal.report"), Icon: "plus"})
	}
	if len(tiles) == 0 {
		panel.Parts = []web.Part{web.Prose{web.Word("signal.none.waiting")}}
		return panel, nil
	}
	panel.Parts = []web.Part{tiles}
	return panel, nil
}

// theSignal is the file of the signal that the address names.
func (v *Visit) theSignal() (recall.SignalFile, error) {
	id, err := model.ParseID[model.Signal](v.Param("id"))
	if err != nil {
		return recall.SignalFile{}, err
	}
	return v.console.services.Recall.Signal(v.ctx(), v.Actor, id)
}

var signalTrail = []web.Link{{To: "/console/signals", Text: web.Word("nav.signals")}}

// signalMoves are the moves in the order in which a page offers them.
var signalMoves = []model.SignalEvent{model.SignalTake, model.SignalReconsider, model.SignalFindUnsafe, model.SignalFindSafe, model.SignalMerge}

var signalIcons = map[model.SignalEvent]string{
	model.SignalTake: "search", model.SignalFindUnsafe: "stop", model.SignalFindSafe: "check", model.SignalMerge: "archive", model.SignalReconsider: "return",
}

// signal is everything about a signal, as far as the visitor may know it.
func (v *Visit) signal() error {
	f, err := v.theSignal()
	if err != nil {
		return err
	}
	page := web.Page{Title: signalGoods(f.SignalRow), Back: signalTrail, Chips: []web.Value{signalState(f.State)}}
	for _, on := range signalMoves {
		if !slices.Contains(f.Allowed, on) || on == model.SignalMerge && len(mergeChoices(f)) == 0 {
			continue
		}
		page.Actions = append(page.Actions, web.Action{
			To: signalPath(f.ID) + "/move/" + string(on), Text: web.Word("signal.move." + string(on)), Icon: signalIcons[on],
			First: on == model.SignalTake || on == model.SignalFindUnsafe || on == model.SignalReconsider,
		})
	}
	if note := v.signalNote(f); note != nil {
		page.Parts = append(page.Parts, *note)
	}
	left := web.Below{web.Panel{Title: web.Word("signal.said"), Parts: []web.Part{v.signalFacts(f)}}}
	if !f.Judge {
		page.Parts = append(page.Parts, left)
		return v.show(page)
	}
	right := web.Below{togetherPanel(v, f)}
	if len(f.Moves) > 0 {
		right = append(right, signalHistory(f))
	}
	page.Parts = append(page.Parts, web.Columns{left, right})
	return v.show(page)
}

// signalNote says first what follows from where the signal stands.
func (v *Visit) signalNote(f recall.SignalFile) *web.Note {
	switch {
	case !f.Judge:
		return &web.Note{Tone: web.ToneInfo, Title: web.Word("signal.note.sent"), Text: []web.Value{web.Word("signal.note.sent.text")}}
	case f.State == model.SignalUnsafe:
		note := web.Note{Tone: web.ToneDanger, Title: web.Say("signal.note.unsafe", "at", web.Moment(f.UnsafeAt))}
		for _, c := range f.Cases {
			if c.ID == f.RecallID {
				note.Actions = append(note.Actions, web.Action{To: "/console/recalls/" + c.ID.String(), Text: web.Say("signal.to-case", "number", c.Number), First: true})
			}
		}
		return &note
	case f.State == model.SignalSafe:
		return &web.Note{Tone: web.ToneOK, Title: web.Word("signal.note.safe"), Text: []web.Value{web.Plain(f.Assessment)}}
	case f.State == model.SignalMerged:
		return v.mergedNote(f)
	case f.ProductID == "":
		return &web.Note{Tone: web.ToneCaution, Title: web.Word("signal.note.unknown"), Text: []web.Value{web.Word("signal.note.unknown.text")}}
	}
	return nil
}

func (v *Visit) mergedNote(f recall.SignalFile) *web.Note {
	note := web.Note{Tone: web.ToneInfo, Title: web.Word("signal.note.merged"), Text: []web.Value{web.Plain(f.Assessment)}}
	if f.MergedID != "" {
		note.Actions = append(note.Actions, web.Action{To: signalPath(f.MergedID), Text: web.Word("signal.to-other")})
	}
	for _, c := range f.Cases {
		if c.ID == f.RecallID {
			note.Actions = append(note.Actions, web.Action{To: "/console/recalls/" + c.ID.String(), Text: web.Say("signal.to-case", "number", c.Number)})
		}
	}
	return &note
}

func (v *Visit) signalFacts(f recall.SignalFile) web.Facts {
	goods := signalGoods(f.SignalRow)
	if f.BatchID != "" && f.Judge {
		goods = web.Link{To: batchPath(f.BatchID), Text: goods}
	}
	facts := web.Facts{
		{Label: "signal.harm", Value: web.Plain(f.Harm)},
		{Label: "signal.goods", Value: goods},
		{Label: "signal.maker", Value: web.Text(f.Maker)},
		{Label: "signal.from", Value: signalFrom(f.SignalRow)},
		{Label: "signal.happened", Value: web.Moment(f.HappenedAt)},
		{Label: "signal.reported", Value: web.Moment(f.CreatedAt)},
	}
	if f.Code != "" && f.ProductID != "" && f.BatchID == "" {
		facts = append(facts, web.Fact{Label: "signal.code", Value: web.Code(shortKey(f.Code))})
	}
	if f.Evidence.ID != "" {
		name := documentName(f.Evidence)
		if v.can(model.PermDocumentRead) {
			facts = append(facts, web.Fact{Label: "signal.evidence", Value: web.Stack{name, web.Link{To: "/v1/documents/" + f.Evidence.ID.String() + "/content", Text: web.Word("document.download")}}})
		} else {
			facts = append(facts, web.Fact{Label: "signal.evidence", Value: name})
		}
	}
	if grade, known := f.Pack.GradeOf(f.Grade); known {
		facts = append(facts, web.Fact{Label: "signal.grade", Value: web.Stack{web.Name(grade.Name), web.Fine{Text: web.Name(grade.Means)}}})
	}
	if f.State != model.SignalUnsafe || !f.Judge {
		return facts
	}
	facts = append(facts, web.Fact{Label: "signal.assessment", Value: web.Plain(f.Assessment)})
	if hours, ok := recall.StartHours(f.Pack, f.Grade); ok {
		facts = append(facts, web.Fact{Label: "signal.start-by", Value: web.Deadline{Due: f.UnsafeAt.Add(time.Duration(hours) * time.Hour), Now: v.now()}})
	}
	return facts
}

// togetherPanel shows what else was reported about the same goods.
func togetherPanel(v *Visit, f recall.SignalFile) web.Part {
	panel := web.Panel{Title: web.Word("signal.together")}
	if len(f.Together.Rows) == 0 {
		panel.Parts = []web.Part{web.Prose{web.Word("signal.together.none")}}
		return panel
	}
	panel.Lead = web.Stack{web.Counted{Key: "signal.together.count", N: len(f.Together.Rows) + 1}, sourceChips(f.Together.Sources)}
	table := web.Table{Caption: web.Word("signal.together"), Columns: []web.Column{{Label: "signal.goods"}, {Label: "signal.state"}, {Label: "signal.reported"}}}
	for _, r := range f.Together.Rows {
		table.Rows = append(table.Rows, web.Row{To: signalPath(r.ID), Cells: []web.Value{
			web.Stack{signalGoods(r), web.Fine{Text: web.Name(model.SignalSourceWords[r.Source])}}, signalState(r.State), web.Moment(r.CreatedAt),
		}})
	}
	panel.Parts = []web.Part{table}
	return panel
}

// sourceChips count signals by source, those with most first.
func sourceChips(of map[model.SignalSource]int) web.Value {
	sources := slices.DeleteFunc(model.SignalSources(), func(s model.SignalSource) bool { return of[s] == 0 })
	slices.SortStableFunc(sources, func(a, b model.SignalSource) int { return of[b] - of[a] })
	var chips web.Inline
	for _, s := range sources {
		chips = append(chips, web.Chip{Text: web.Inline{web.Name(model.SignalSourceWords[s]), web.Plain("×" + strconv.Itoa(of[s]))}})
	}
	return chips
}

func signalHistory(f recall.SignalFile) web.Part {
	var line web.Timeline
	for _, m := range slices.Backward(f.Moves) {
		on := model.SignalEvent(m.Event)
		entry := web.Happened{Icon: signalIcons[on], Title: web.Name(model.SignalLifecycle.Words[model.SignalState(m.To)]), When: m.At}
		if m.Reason != "" {
			entry.Lines = []web.Value{web.Plain(m.Reason)}
		}
		line = append(line, entry)
	}
	return web.Panel{Title: web.Word("signal.history"), Parts: []web.Part{line}}
}

// signalPatterns lists goods about which several signals came within a time.
func (v *Visit) signalPatterns() error {
	days, err := strconv.Atoi(v.query("days"))
	if err != nil || days < 1 || days > recall.PatternMaxDays {
		days = recall.PatternDays
	}
	list, err := v.console.services.Recall.SignalPatterns(v.ctx(), v.Actor, days)
	if err != nil {
		return err
	}
	var spans []web.Option
	for _, n := range []int{7, 30, 90, 365} {
		spans = append(spans, web.Option{Value: strconv.Itoa(n), Text: web.Counted{Key: "signal.days", N: n}})
	}
	table := web.Table{
		Caption: web.Word("signal.patterns"),
		Columns: []web.Column{{Label: "signal.goods"}, {Label: "signal.count", Number: true}, {Label: "signal.open", Number: true}, {Label: "signal.by-source"}, {Label: "signal.reporters", Number: true}, {Label: "signal.last"}, {Label: "signal.maker"}},
		Filter: &web.Form{Get: true, Bar: true, Action: "/console/signals/patterns", Submit: "desk.filter", Fields: []web.Field{
			{Name: "days", Label: web.Word("signal.within"), Kind: web.KindChoice, Options: spans, Value: strconv.Itoa(days)},
		}},
		Empty: web.Empty{Title: web.Word("signal.patterns.none"), Text: web.Word("signal.patterns.none.text")},
	}
	for _, p := range list {
		goods := web.Stack{web.Name(p.Product)}
		if p.Batches > 0 {
			goods = append(goods, web.Fine{Text: web.Counted{Key: "signal.batches", N: p.Batches}})
		}
		row := web.Row{To: "/console/signals?product=" + p.ProductID.String(), Cells: []web.Value{
			goods, web.Number(p.Count), web.Number(p.Open), sourceChips(p.Sources), web.Number(p.Reporters), web.Moment(p.Last), web.Text(p.Maker),
		}}
		if p.Open > 0 {
			row.Tone = web.ToneCaution
		}
		table.Rows = append(table.Rows, row)
	}
	return v.show(web.Page{Title: web.Word("signal.patterns"), Lead: web.Word("signal.patterns.lead"), Back: signalTrail, Parts: []web.Part{table}})
}
