package console

import (
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

var recallTrail = []web.Link{{To: "/console/recalls", Text: web.Word("nav.recalls")}}

func caseTrail(c model.Recall) []web.Link {
	return append(slices.Clone(recallTrail), web.Link{To: recallPath(c.ID), Text: web.Code(c.Number)})
}

// inside reports whether the visitor is told the whole file of a case, and not only what concerns it.
func inside(f recall.File) bool { return len(f.Scopes) > 0 }

// theCase is the file of the case that the address names. An exercise exists for those alone who may know all of it.
func (v *Visit) theCase() (recall.File, error) {
	id, err := model.ParseID[model.Recall](v.Param("id"))
	if err != nil {
		return recall.File{}, err
	}
	return v.caseOf(id)
}

func (v *Visit) caseOf(id model.RecallID) (recall.File, error) {
	f, err := v.console.services.Recall.Case(v.ctx(), v.Actor, id)
	if err == nil && f.Case.Mock == 1 && !inside(f) {
		err = model.NotFound.Refuse()
	}
	return f, err
}

// someThings and someDuties are how many rows of its lists the page of a case shows.
const (
	someThings = 8
	someDuties = 20
)

// recallCase is everything about a case on one page, as far as the visitor may know it.
func (v *Visit) recallCase() error {
	f, err := v.theCase()
	if err != nil {
		return err
	}
	st, err := v.console.services.Recall.Standing(v.ctx(), v.Actor, f.Case.ID)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: web.Name(f.Case.Title), Lead: web.Inline{web.Code(f.Case.Number), web.Text(f.Case.Hazard)}, Back: recallTrail,
		Chips: recallChips(f.Case), Actions: v.caseActions(f, st),
	}
	page.Parts = append(page.Parts, caseNotes(f, st)...)
	news, err := v.caseNews(f)
	if err != nil {
		return err
	}
	if news != nil {
		page.Parts = append(page.Parts, news)
	}
	if moves := v.caseMoves(f, st); moves != nil {
		page.Parts = append(page.Parts, moves)
	}
	for _, section := range []func(recall.File, recall.Standing) (web.Part, error){v.caseDuties, v.caseColumns, v.caseThings, v.frontier, v.caseDeltas, v.casePapers, v.caseHistory} {
		part, err := section(f, st)
		if err != nil {
			return err
		}
		if part != nil {
			page.Parts = append(page.Parts, part)
		}
	}
	return v.show(page)
}

// caseActions lead to what is a page of its own.
func (v *Visit) caseActions(f recall.File, st recall.Standing) (actions []web.Action) {
	at := recallPath(f.Case.ID)
	begun := f.Case.ScopeVersion > 0
	if f.Carries && v.can(model.PermRecallWrite) && !f.Case.State.Ended() {
		actions = append(actions, web.Action{To: at + "/scope", Text: web.Word("case.scope.change"), Icon: "list"})
		if f.Case.KnownAt != 0 {
			actions = append(actions, web.Action{To: at + "/plan", Text: web.Word("case.plan"), Icon: "file"})
			if f.Case.Grade.Rank() > model.GradeI.Rank() && f.Case.Grade != "" {
				actions = append(actions, web.Action{To: at + "/grade", Text: web.Word("case.regrade"), Icon: "bell"})
			}
		}
		if begun && f.Case.Mock == 0 {
			actions = append(actions, web.Action{To: at + "/stage", Text: web.Word("case.stage"), Icon: "file"})
		}
	}
	for _, p := range st.Words.Scope.Predicates {
		if lot, named := p.(model.ScopeLot); named && st.Words.Batches[lot] != "" && v.can(model.PermTraceRead) {
			actions = append(actions, web.Action{To: picturePath(st.Words.Batches[lot], f.Case), Text: web.Word("case.picture"), Icon: "route"})
			break
		}
	}
	if f.Case.Mock == 1 && begun {
		actions = append(actions, web.Action{To: at + "/exercise", Text: web.Word("case.exercise.report"), Icon: "gauge", First: true})
	}
	if f.Case.Registered() {
		actions = append(actions, web.Action{To: "/recalls/" + f.Case.Number, Text: web.Word("case.public"), Icon: "globe"})
	}
	return actions
}

// caseNotes say first what is the matter: that goods are blocked, and that something has come to light.
func caseNotes(f recall.File, st recall.Standing) (notes []web.Part) {
	if f.Case.Mock == 1 {
		notes = append(notes, web.Note{Tone: web.ToneInfo, Title: web.Word("case.exercise.note"), Text: []web.Value{web.Word("case.exercise.note.text")}})
	} else if f.Case.BlockedFrom != 0 && f.Case.State.Blocks() {
		notes = append(notes, web.Note{Tone: web.ToneDanger, Title: web.Say("case.blocked", "at", web.Moment(f.Case.BlockedFrom)), Text: []web.Value{web.Word("case.blocked.text")}})
	}
	if f.Case.Unclaimed {
		note := web.Note{Tone: web.ToneCaution, Title: web.Word("cessation.ceased")}
		if f.Heir.Administrator != "" && inside(f) {
			note.Text = []web.Value{web.Plain(f.Heir.Administrator)}
		}
		notes = append(notes, note)
	}
	if st.Summary.Cut != "" {
		notes = append(notes, web.Note{Tone: web.ToneDanger, Title: web.Word("case.cut"), Text: []web.Value{web.Word("case.cut.text")}})
	}
	return notes
}

// recallIcons draw the moves of a case, which the page offers in this order.
var recallIcons = map[model.RecallEvent]string{
	model.RecallAssess: "gauge", model.RecallOrder: "stop", model.RecallFilePlan: "file", model.RecallObject: "return", model.RecallWithdraw: "return",
	model.RecallReachedSale: "cart", model.RecallAnnounce: "bell", model.RecallProclaim: "bell", model.RecallExecute: "truck", model.RecallExtend: "clock",
	model.RecallDispose: "bin", model.RecallResume: "return", model.RecallReport: "file", model.RecallEvaluate: "gauge", model.RecallFindLacking: "stop",
	model.RecallEndActive: "pause", model.RecallClose: "archive", model.RecallReopen: "return", model.RecallCancel: "stop", model.RecallRevoke: "stop",
	model.RecallReturnToPlan: "return", model.RecallFinishExercise: "archive",
}

// caseMoves are what the visitor may do with the case now, each with what it means; nil when there is nothing.
func (v *Visit) caseMoves(f recall.File, st recall.Standing) web.Part {
	if len(f.Allowed) == 0 {
		return nil
	}
	var cards web.Cards
	for _, on := range f.Allowed {
		cards = append(cards, web.Card{To: movePath(f.Case.ID, on), Icon: recallIcons[on], Title: web.Word("case.move." + string(on)), Lines: []web.Value{v.moveMeans(f, on)}})
	}
	return web.Panel{Title: web.Word("case.moves"), Parts: []web.Part{cards}}
}

// movePath is where a move is made; a plan has a page of its own.
func movePath(id model.RecallID, on model.RecallEvent) string {
	if on == model.RecallFilePlan {
		return recallPath(id) + "/plan"
	}
	return recallPath(id) + "/move/" + string(on)
}

// launches are the moves from which on everything that a case reaches is blocked.
var launches = []model.RecallEvent{model.RecallOrder, model.RecallWithdraw, model.RecallAnnounce, model.RecallProclaim}

// moveMeans says what a move does, with how many lots and holders it is about.
func (v *Visit) moveMeans(f recall.File, on model.RecallEvent) web.Value {
	key := "case.means." + string(on)
	if !slices.Contains(launches, on) || !inside(f) {
		return web.Word(key)
	}
	if f.Case.Mock == 1 {
		return web.Word("case.means-exercise")
	}
	s := f.Scopes[len(f.Scopes)-1]
	return web.Stack{web.Word(key), web.Say("case.means-launch", "lots", web.Number(s.Things), "holders", web.Number(s.Holders))}
}

// caseDuties are the open clocks of the case.
func (v *Visit) caseDuties(f recall.File, _ recall.Standing) (web.Part, error) {
	list, next, err := v.console.services.Recall.Deadlines(v.ctx(), v.Actor, recall.DeadlineFilter{Recall: f.Case.ID}, model.Page{Limit: someDuties})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	panel := web.Panel{Title: web.Word("case.deadlines"), Parts: []web.Part{v.dutyTable(list, false)}}
	if next != "" {
		panel.Lead = web.Word("case.deadlines.more")
	}
	return panel, nil
}

// caseColumns puts what the case is beside its numbers.
func (v *Visit) caseColumns(f recall.File, st recall.Standing) (web.Part, error) {
	left := web.Below{web.Panel{Title: web.Word("case.facts"), Parts: []web.Part{caseFacts(f)}}}
	if inside(f) {
		left = append(left, v.scopePanel(f, st))
	}
	right := web.Below{numbersPanel(f, st)}
	if f.Case.ScopeVersion > 0 {
		right = append(right, progressPanel(f, st))
	}
	return web.Columns{left, right}, nil
}

// companyOf names who recalls, by its name at the time and, where it has ended, with who has succeeded it.
func companyOf(f recall.File) web.Value {
	if f.Ceased && f.Heir.Org != "" {
		return web.Stack{web.Text(f.Org.Name), web.Fine{Text: web.Say("cessation.now", "name", web.Text(f.Heir.Name))}}
	}
	return web.Text(f.Org.Name)
}

func caseFacts(f recall.File) web.Facts {
	c := f.Case
	facts := web.Facts{
		{Label: "case.number", Value: web.Code(c.Number)},
		{Label: "case.company", Value: companyOf(f)},
		{Label: "case.origin", Value: web.Name(model.RecallOriginWords[c.Origin])},
	}
	if c.OpenedBy != c.OrgID {
		facts = append(facts, web.Fact{Label: "case.opener", Value: web.Text(f.Opener.Name)})
	}
	facts = append(facts, web.Fact{Label: "case.hazard", Value: web.Text(c.Hazard)})
	if pack, err := model.PackOf(c.Pack, model.DateOf(c.CreatedAt, model.China)); err == nil {
		facts = append(facts, web.Fact{Label: "case.rules", Value: web.Name(pack.Name)})
		if grade, known := pack.GradeOf(c.Grade); known {
			facts = append(facts, web.Fact{Label: "case.grade", Value: web.Stack{web.Name(grade.Name), web.Fine{Text: web.Name(grade.Means)}}})
		}
	}
	facts = append(facts, web.Fact{Label: "case.known-at", Value: momentOr(c.KnownAt)}, web.Fact{Label: "case.blocked-from", Value: momentOr(c.BlockedFrom)},
		web.Fact{Label: "case.announced-at", Value: momentOr(c.AnnouncedAt)}, web.Fact{Label: "case.ended-at", Value: momentOr(c.EndedAt)})
	if inside(f) && f.Venue != "" && !c.State.Ended() {
		facts = append(facts, web.Fact{Label: "case.venue", Value: web.Word("case.venue." + string(f.Venue))})
	}
	return facts
}

// momentOr is an instant, or nothing at all when there is none.
func momentOr(i model.Instant) web.Value {
	if i == 0 {
		return nil
	}
	return web.Moment(i)
}

// numbersPanel says how much is affected and where it is.
func numbersPanel(f recall.File, st recall.Standing) web.Part {
	at := recallPath(f.Case.ID) + "/things"
	panel := web.Panel{Title: web.Word("case.affected")}
	if f.Case.ScopeVersion == 0 && inside(f) {
		s := f.Scopes[len(f.Scopes)-1]
		panel.Lead = web.Word("case.affected.draft")
		panel.Parts = []web.Part{web.Tiles{
			classTile(model.AffectedConfirmed, s.Confirmed, ""),
			classTile(model.AffectedPossible, s.Possible, ""),
			{Label: web.Word("case.holders"), Value: web.Number(s.Holders)},
		}, amountFacts(st.Summary.Totals)}
		return panel
	}
	var tiles web.Tiles
	for _, class := range model.AffectedClasses() {
		tiles = append(tiles, classTile(class, int(st.Things[class]), at+"?class="+string(class)))
	}
	panel.Parts = []web.Part{tiles}
	table := web.Table{Caption: web.Word("case.where"), Columns: []web.Column{{Label: "case.on-hand", Number: true}, {Label: "case.in-transit", Number: true}, {Label: "case.sold", Number: true}}}
	for _, s := range st.Sums {
		u := s.ThingAmount.Unit
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Amount{Quantity: s.OnHand, Unit: u}, web.Amount{Quantity: s.InTransit, Unit: u}, web.Amount{Quantity: s.Sold, Unit: u}}})
	}
	if len(table.Rows) > 0 {
		panel.Parts = append(panel.Parts, table)
	}
	return panel
}

var classTones = map[model.AffectedClass]web.Tone{model.AffectedConfirmed: web.ToneDanger, model.AffectedPossible: web.ToneCaution, model.AffectedCleared: web.ToneOK}

func classChip(c model.AffectedClass) web.Value {
	return web.Chip{Tone: classTones[c], Text: web.Name(model.AffectedClassWords[c])}
}

// amountFacts say how much there is by account.
func amountFacts(amounts []recall.Amount) web.Part {
	var facts web.Bullets
	for _, a := range amounts {
		if a.Quantity != 0 {
			facts = append(facts, web.Inline{web.Name(model.AccountWords[a.Account]), web.Amount{Quantity: a.Quantity, Unit: a.Unit}})
		}
	}
	return facts
}

// progressPanel says how far the holders have come, each share with what it is a share of.
func progressPanel(f recall.File, st recall.Standing) web.Part {
	at := recallPath(f.Case.ID)
	panel := web.Panel{Title: web.Word("case.progress"), Actions: []web.Action{
		{To: at + "/tasks", Text: web.Word("case.tasks")}, {To: at + "/reconciliation", Text: web.Word("case.reconciliation")},
	}}
	if inside(f) {
		panel.Actions = append(panel.Actions, web.Action{To: at + "/checks", Text: web.Word("case.checks")})
	}
	table := web.Table{Caption: web.Word("case.progress"), Columns: []web.Column{{Label: "case.share"}, {Label: "case.share.percent", Number: true}, {Label: "case.share.of"}, {Label: "case.share.unknown", Number: true}}}
	for _, s := range []struct {
		label web.Word
		ratio model.Ratio
	}{
		{"case.share.delivered", st.Reach.DeliveredShare()}, {"case.share.responded", st.Reach.RespondedShare()}, {"case.share.verified", st.Reach.VerifiedShare()},
	} {
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{s.label, percent(s.ratio), ofWhole(web.Number(s.ratio.Num), web.Number(s.ratio.Den)), web.Number(s.ratio.Unknown)}})
	}
	for _, s := range st.Sums {
		t := s.Tally
		table.Rows = append(table.Rows,
			shareRow("case.share.recovered", t.RecoveredShare(), t.Unit), shareRow("case.share.accounted", t.AccountedShare(), t.Unit))
	}
	panel.Parts = []web.Part{table}
	if !st.Whole {
		panel.Lead = web.Word("case.progress.part")
	}
	return panel
}

// shareRow is the row of a share of a quantity.
func shareRow(label web.Word, r model.Ratio, u model.Unit) web.Row {
	part := func(n int64) web.Value { return web.Amount{Quantity: model.Quantity(n), Unit: u} }
	return web.Row{Cells: []web.Value{label, percent(r), ofWhole(part(r.Num), part(r.Den)), part(r.Unknown)}}
}

func ofWhole(part, whole web.Value) web.Value {
	return web.Say("case.of", "part", part, "whole", whole)
}

// percent is a share in percent, a dash where there is nothing to divide by.
func percent(r model.Ratio) web.Value {
	n, ok := r.Permille()
	if !ok {
		return web.Plain("—")
	}
	return web.Strong{Text: web.Plain(strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + "%")}
}
