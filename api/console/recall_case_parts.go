package console

import (
	"slices"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// scopePanel says in words what the case starts from and how far it reaches.
func (v *Visit) scopePanel(f recall.File, st recall.Standing) web.Part {
	panel := web.Panel{Title: web.Word("case.scope"), ID: "scope", Lead: web.Word("case.scope.draft")}
	if f.Case.ScopeVersion > 0 {
		panel.Lead = web.Say("case.scope.version", "version", web.Number(f.Case.ScopeVersion), "at", web.Moment(f.Scopes[len(f.Scopes)-1].CreatedAt))
	}
	panel.Parts = []web.Part{conditionBullets(st.Words), web.Facts{{Label: "case.policy", Value: policyName(f.Case.Policy)}}}
	var notes web.Bullets
	if n := st.Summary.Before; n > 0 {
		notes = append(notes, web.Counted{Key: "case.before", N: n})
	}
	if n := st.Summary.Unnamed; n > 0 {
		notes = append(notes, web.Counted{Key: "case.unnamed", N: n})
	}
	for _, g := range st.Summary.Gaps {
		notes = append(notes, web.Word("case.gap."+string(g)))
	}
	if len(notes) > 0 {
		panel.Parts = append(panel.Parts, notes)
	}
	if len(f.Scopes) > 1 {
		table := web.Table{Caption: web.Word("case.scope.versions"), Columns: []web.Column{{Label: "case.version", Number: true}, {Label: "case.when"}, {Label: "case.things", Number: true}, {Label: "case.holders", Number: true}, {Label: "case.reason"}}}
		for _, s := range slices.Backward(f.Scopes) {
			table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Number(s.Version), web.Moment(s.CreatedAt), web.Number(s.Things), web.Number(s.Holders), web.Plain(s.Reason)}})
		}
		panel.Parts = append(panel.Parts, web.Fold{Title: web.Word("case.scope.versions"), Parts: []web.Part{table}})
	}
	return panel
}

func policyName(p model.ClosurePolicy) web.Value {
	info, _ := model.ClosureOf(p)
	return web.Text(info.Name)
}

// conditionBullets says every condition of a scope in words.
func conditionBullets(w recall.ScopeWords) web.Bullets {
	var list web.Bullets
	for _, p := range w.Scope.Predicates {
		list = append(list, conditionWords(w, p))
	}
	return list
}

// conditionWords says a condition in words, with a way to what it names.
func conditionWords(w recall.ScopeWords, p model.RecallPredicate) web.Value {
	kind := web.Value(web.Chip{Text: web.Name(model.ScopeKindWords[p.Kind()])})
	product := func(g model.Goods) web.Value { return web.Text(w.Products[g.Product].Name) }
	var said web.Value
	switch c := p.(type) {
	case model.ScopeLot:
		lot := web.Value(web.Code(c.Lot))
		if id := w.Batches[c]; id != "" {
			lot = web.Link{To: batchPath(id), Text: lot}
		}
		said = web.Inline{product(c.Goods), lot, dayOr(c.Produced)}
	case model.ScopeLotRange:
		said = web.Inline{product(c.Goods), web.Say("case.from-to", "from", web.Code(c.First), "to", web.Code(c.Last)), madeWords(c.Made)}
	case model.ScopeLotPattern:
		said = web.Inline{product(c.Goods), web.Code(c.Pattern), madeWords(c.Made)}
	case model.ScopeDates:
		said = web.Inline{product(c.Goods), madeWords(c.Made)}
	case model.ScopeSite:
		said = web.Inline{web.Text(w.Sites[c.Site].Name), web.Plain(c.Line), timesWords(c.From, c.To)}
	case model.ScopeInput:
		said = web.Code(shortKey(c.EPC))
	case model.ScopeSupplier:
		said = web.Inline{web.Text(w.Orgs[c.Supplier].Name), timesWords(c.From, c.To)}
	case model.ScopeReport:
		report := w.Reports[c.Report]
		said = reportName(report)
		if report.BatchID != "" {
			said = web.Link{To: batchPath(report.BatchID), Text: said}
		}
	case model.ScopeSerials:
		said = web.Inline{product(c.Goods), web.Say("case.from-to", "from", web.Code(c.First), "to", web.Code(c.Last))}
	}
	return web.Inline{kind, said}
}

func dayOr(d model.Date) web.Value {
	if d == "" {
		return nil
	}
	return web.Day(d)
}

func madeWords(m model.Made) web.Value {
	switch {
	case m.From == "" && m.To == "":
		return nil
	case m.To == "":
		return web.Say("case.made-since", "from", web.Day(m.From))
	case m.From == "":
		return web.Say("case.made-until", "to", web.Day(m.To))
	}
	return web.Say("case.made-from-to", "from", web.Day(m.From), "to", web.Day(m.To))
}

func timesWords(from, to model.Instant) web.Value {
	if to == 0 {
		return web.Say("case.since", "from", web.Moment(from))
	}
	return web.Say("case.from-to", "from", web.Moment(from), "to", web.Moment(to))
}

// thingName names something affected.
func thingName(t recall.AffectedThing) web.Value {
	if t.Lot == "" {
		return web.Code(shortKey(t.EPC))
	}
	return web.Inline{web.Text(t.Product), web.Code(t.Lot)}
}

// thingTable shows what a case affects; each row leads to why.
func (v *Visit) thingTable(c model.Recall, rows []recall.AffectedThing) web.Table {
	table := web.Table{
		Caption: web.Word("case.things"), Empty: web.Empty{Title: web.Word("case.things.none"), Text: web.Word("case.things.none.text")},
		Columns: []web.Column{{Label: "case.thing"}, {Label: "case.class"}, {Label: "case.why"}, {Label: "case.on-hand", Number: true}, {Label: "case.in-transit", Number: true}, {Label: "case.sold", Number: true}},
	}
	for _, t := range rows {
		var onHand, inTransit, sold web.Stack
		for _, a := range t.Amounts {
			onHand = append(onHand, amountOr(a.OnHand, a.Unit))
			inTransit = append(inTransit, amountOr(a.InTransit, a.Unit))
			sold = append(sold, amountOr(a.Sold, a.Unit))
		}
		class := web.Inline{classChip(t.Class)}
		if t.Blocked == 1 {
			class = append(class, web.Fine{Text: web.Word("case.thing.blocked")})
		}
		row := web.Row{
			To:    recallPath(c.ID) + "/things/" + seqText(t.NodeID),
			Cells: []web.Value{thingName(t), class, web.Word("case.reason." + t.Reason), onHand, inTransit, sold},
		}
		if t.BatchID != "" && v.can(model.PermTraceRead) {
			row.Actions = []web.Action{{To: picturePath(t.BatchID, c), Text: web.Word("case.picture.show"), Icon: "route"}}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// seqText writes a number of the trace into an address.
func seqText(n model.Seq) string { return strconv.FormatInt(int64(n), 10) }

// amountOr is an amount, nothing where there is none.
func amountOr(q model.Quantity, u model.Unit) web.Value {
	if q == 0 {
		return nil
	}
	return web.Amount{Quantity: q, Unit: u}
}

// caseThings are the first of what the case affects.
func (v *Visit) caseThings(f recall.File, _ recall.Standing) (web.Part, error) {
	if f.Case.ScopeVersion == 0 {
		return nil, nil
	}
	rows, next, err := v.console.services.Recall.Things(v.ctx(), v.Actor, f.Case.ID, recall.ThingFilter{}, model.Page{Limit: someThings})
	if err != nil {
		return nil, err
	}
	panel := web.Panel{Title: web.Word("case.things"), Parts: []web.Part{v.thingTable(f.Case, rows)}}
	panel.Actions = []web.Action{{To: recallPath(f.Case.ID) + "/things", Text: web.Word("case.things.filter"), Icon: "search", First: next != ""}}
	return panel, nil
}

// someFrontier is how many places the page of a case names where the trace ends.
const someFrontier = 20

// frontier reports where the trace leaves what is visible here.
func (v *Visit) frontier(_ recall.File, st recall.Standing) (web.Part, error) {
	notes := slices.DeleteFunc(slices.Clone(st.Summary.Frontier), func(n recall.FrontierNote) bool { return n.Kind == recall.FrontierSold })
	if len(notes) == 0 {
		return nil, nil
	}
	table := web.Table{Caption: web.Word("case.frontier"), Columns: []web.Column{{Label: "case.thing"}, {Label: "case.frontier.how"}, {Label: "case.frontier.last"}, {Label: "case.frontier.much", Number: true}}}
	for _, n := range notes[:min(len(notes), someFrontier)] {
		last := web.Value(web.Word("case.frontier.nobody"))
		if n.Org != "" {
			last = web.Text(st.Orgs[n.Org].Name)
		}
		if n.Place != 0 {
			place := st.Places[n.Place]
			where := web.Text(place.Name)
			if where == nil {
				where = web.Code(shortKey(place.URI))
			}
			last = web.Stack{last, web.Fine{Text: web.Inline{web.Word("case.frontier.to"), where}}}
		}
		var amounts web.Stack
		for _, a := range n.Amounts {
			amounts = append(amounts, amountOr(a.Quantity, a.Unit))
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Code(shortKey(n.Key)), web.Word("case.frontier." + string(n.Kind)), last, amounts}})
	}
	panel := web.Panel{Title: web.Word("case.frontier"), Lead: web.Word("case.frontier.text"), Parts: []web.Part{table}}
	if more := len(notes) - someFrontier; more > 0 {
		panel.Parts = append(panel.Parts, web.Prose{web.Counted{Key: "case.frontier.more", N: more}})
	}
	return panel, nil
}

// deltaWords says what has changed.
func deltaWords(d model.RecallDelta) web.Value {
	return web.Say("case.delta", "added", web.Number(d.Added), "removed", web.Number(d.Removed), "changed", web.Number(d.Changed))
}

// caseDeltas are the last changes of what the case affects.
func (v *Visit) caseDeltas(_ recall.File, st recall.Standing) (web.Part, error) {
	if len(st.Deltas) == 0 {
		return nil, nil
	}
	var line web.Timeline
	for _, d := range st.Deltas {
		entry := web.Happened{Icon: "list", Title: web.Name(model.DeltaCauseWords[d.Cause]), When: d.At, Lines: []web.Value{deltaWords(d)}}
		if d.Late == 1 {
			entry.Icon = "bell"
			entry.Lines = append(entry.Lines, web.Chip{Tone: web.ToneCaution, Text: web.Word("case.delta.late")})
		}
		line = append(line, entry)
	}
	return web.Panel{Title: web.Word("case.deltas"), ID: "deltas", Parts: []web.Part{line}}, nil
}

// casePapers are the documents that are written from the case, as far as the visitor may read them.
func (v *Visit) casePapers(f recall.File, _ recall.Standing) (web.Part, error) {
	papers, err := v.console.services.Register.Documents(v.ctx(), v.Actor, f.Case.ID)
	if err != nil || len(papers) == 0 {
		return nil, err
	}
	table := web.Table{Caption: web.Word("case.papers"), Columns: []web.Column{{Label: "case.paper"}, {Label: "case.paper.forms"}}}
	for _, d := range papers {
		at := "/v1/recalls/" + f.Case.ID.String() + "/papers/" + string(d.Kind)
		forms := web.Inline{}
		if d.Page {
			forms = append(forms, web.Link{To: at + "?format=html", Text: web.Word("case.paper.read")})
		}
		if d.Machine {
			forms = append(forms, web.Link{To: at + "?format=json", Text: web.Plain("JSON")})
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Name(d.Name), forms}})
	}
	panel := web.Panel{Title: web.Word("case.papers"), Parts: []web.Part{table}}
	if len(f.Papers) > 0 {
		var line web.Timeline
		for _, p := range slices.Backward(f.Papers) {
			line = append(line, web.Happened{Icon: "file", Title: web.Inline{web.Name(model.PaperKindWords[p.Kind]), web.Number(p.Number)}, When: p.CreatedAt})
		}
		panel.Parts = append(panel.Parts, web.Fold{Title: web.Word("case.papers.filed"), Parts: []web.Part{line}})
	}
	return panel, nil
}

// caseHistory are the moves of the case, the newest first.
func (v *Visit) caseHistory(f recall.File, _ recall.Standing) (web.Part, error) {
	if len(f.Moves) == 0 {
		return nil, nil
	}
	var line web.Timeline
	for _, m := range slices.Backward(f.Moves) {
		on := model.RecallEvent(m.Event)
		entry := web.Happened{Icon: recallIcons[on], Title: web.Inline{web.Word("case.move." + m.Event), recallState(model.RecallState(m.To))}, When: m.At}
		if m.Reason != "" {
			entry.Lines = []web.Value{web.Plain(m.Reason)}
		}
		line = append(line, entry)
	}
	return web.Panel{Title: web.Word("case.history"), Parts: []web.Part{line}}, nil
}

// classFilter reads the class that the address asks for.
func classFilter(s string) model.AffectedClass {
	if c := model.AffectedClass(strings.TrimSpace(s)); slices.Contains(model.AffectedClasses(), c) {
		return c
	}
	return ""
}
