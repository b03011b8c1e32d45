package console

import (
	"slices"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/recall"
)

// exerciseAction leads to where a company starts an exercise.
func exerciseAction(batch model.BatchID) web.Action {
	a := web.Action{To: "/console/recalls/exercise", Text: web.Word("case.exercise.begin"), Icon: "gauge"}
	if batch != "" {
		a.To += "?" + query("batch", batch.String())
	}
	return a
}

// mayExercise reports whether the visitor may start an exercise.
func (v *Visit) mayExercise() bool { return v.mayBegin() && v.can(model.PermRecallAnnounce) }

// newExercise is one screen: a company chooses a lot of its own and starts; the report is there at once.
func (v *Visit) newExercise() error {
	rows, err := v.ownLots()
	if err != nil {
		return err
	}
	lots := web.Field{Name: "batch", Label: web.Word("case.exercise.lot"), Hint: web.Word("case.exercise.lot.hint"), Kind: web.KindChoice, Value: v.query("batch"), Required: true, Focus: true}
	for _, b := range rows {
		lots.Options = append(lots.Options, web.Option{Value: b.ID.String(), Text: web.Inline{web.Text(b.Product), web.Code(b.Lot), dayOr(b.Produced)}})
	}
	page := web.Page{Title: web.Word("case.exercise.begin"), Lead: web.Word("case.exercise.begin.lead"), Back: recallTrail, Narrow: true}
	if len(rows) == 0 {
		page.Parts = []web.Part{web.Empty{Title: web.Word("case.exercise.no-lots"), Text: web.Word("case.exercise.no-lots.text"), Action: &web.Action{To: "/console/batches/new", Text: web.Word("today.new-batch")}}}
		return v.show(page)
	}
	return v.run(task{
		form: web.Form{Submit: "case.exercise.start", Cancel: "/console/recalls", Consequence: web.Word("case.exercise.hint"), Fields: []web.Field{lots}},
		page: func(f web.Form) web.Page {
			page.Parts = []web.Part{web.Panel{Parts: []web.Part{f}}}
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			var b catalog.BatchRow
			for _, row := range rows {
				if row.ID.String() == in.text("batch") {
					b = row
				}
			}
			if b.ID == "" {
				in.faults.Add("batch", model.ValueRequired)
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			c, err := v.exercised(b)
			return recallPath(c.ID) + "/exercise", "recall-exercised", err
		},
	})
}

// ownLots are the newest lots of the visitor's own make that are no drafts.
func (v *Visit) ownLots() ([]catalog.BatchRow, error) {
	rows, _, err := v.console.services.Catalog.BatchRows(v.ctx(), v.Actor, catalog.BatchFilter{}, model.Page{Limit: someChoices})
	var own []catalog.BatchRow
	for _, b := range rows {
		if v.Actor.ActsFor(b.OrgID) && b.State != model.BatchDraft {
			own = append(own, b)
		}
	}
	return own, err
}

// exercised opens an exercise on a lot, grades it as gravely as the rules know, and has it spread as a withdrawal does.
func (v *Visit) exercised(b catalog.BatchRow) (model.Recall, error) {
	once := func(step string) model.Idempotency {
		idem := v.once()
		idem.Operation += "-" + step
		return idem
	}
	title := func(words, name string) string { return strings.TrimSpace(words + name + " " + b.Lot) }
	draft := recall.Draft{
		Mock: true, Scope: model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeLot{Goods: model.Goods{Maker: b.OrgID, Product: b.ProductID}, Lot: b.Lot}}},
		Title: model.Text{ZH: title("召回演练：", b.Product.In(model.ZH)), UG: title("قايتۇرۇۋېلىش مەشىقى: ", b.Product.In(model.UG)), EN: title("Exercise: ", b.Product.In(model.EN))},
	}
	c, err := v.console.services.Recall.Open(v.ctx(), v.Actor, once("open"), draft)
	if err != nil {
		return c, err
	}
	assess := recall.Move{ID: c.ID, Event: model.RecallAssess, KnownAt: v.now()}
	if pack, err := model.PackOf(c.Pack, v.today()); err == nil && len(pack.Grades) > 0 {
		assess.Grade = pack.Grades[0].Grade
	}
	if _, err := v.console.services.Recall.Move(v.ctx(), v.Actor, once("assess"), assess); err != nil {
		return c, err
	}
	return v.console.services.Recall.Move(v.ctx(), v.Actor, once("withdraw"), recall.Move{ID: c.ID, Event: model.RecallWithdraw})
}

// exercise is the report of an exercise: whether it was fast enough and adds up, how far the lot went, and what was found.
func (v *Visit) exercise() error {
	f, err := v.theCase()
	if err != nil {
		return err
	}
	_, e, err := v.console.services.Recall.ExerciseOf(v.ctx(), v.Actor, f.Case.ID)
	if err != nil {
		return err
	}
	st, err := v.console.services.Recall.Standing(v.ctx(), v.Actor, f.Case.ID)
	if err != nil {
		return err
	}
	rows, next, err := v.console.services.Recall.Things(v.ctx(), v.Actor, f.Case.ID, recall.ThingFilter{}, model.Page{Limit: model.MaxPage})
	if err != nil {
		return err
	}
	things := v.thingTable(f.Case, rows)
	things.Columns = things.Columns[:3] // who has what is not written down for an exercise
	for i := range things.Rows {
		things.Rows[i].Cells = things.Rows[i].Cells[:3]
	}
	list := web.Panel{Title: web.Word("case.things"), Parts: []web.Part{things}}
	if len(rows) < e.Things {
		list.Lead = web.Word("case.exercise.part")
	}
	if next != "" {
		list.Actions = []web.Action{{To: recallPath(f.Case.ID) + "/things", Text: web.Word("case.things.filter")}}
	}
	page := web.Page{
		Title: web.Word("case.exercise.report"), Lead: web.Name(f.Case.Title), Back: caseTrail(f.Case), Chips: []web.Value{recallChips(f.Case)},
		Parts: []web.Part{
			exerciseVerdict(f, e, st),
			web.Tiles{
				{Label: web.Word("case.things"), Value: web.Number(e.Things)}, {Label: web.Word("case.holders"), Value: web.Number(e.Holders)},
				{Label: web.Word("case.outside"), Value: web.Number(e.Outside)}, {Label: web.Word("case.frontier"), Value: web.Number(e.Beyond)},
			},
			web.Columns{
				web.Panel{Title: web.Word("case.exercise.limits"), Parts: []web.Part{gradesTable(e)}},
				web.Panel{Title: web.Word("case.exercise.balance"), Lead: web.Word("case.exercise.balance.text"), Parts: []web.Part{balanceTable(e)}},
			},
			list,
		},
	}
	beyond, err := v.frontier(f, st)
	if err != nil {
		return err
	}
	if beyond != nil {
		page.Parts = append(page.Parts, beyond)
	}
	page.Parts = append(page.Parts, web.Prose{web.Fine{Text: web.Word("case.exercise.print")}})
	if v.mayExercise() {
		page.Actions = []web.Action{exerciseAction("")}
	}
	if slices.Contains(f.Allowed, model.RecallFinishExercise) {
		page.Actions = append(page.Actions, web.Action{To: movePath(f.Case.ID, model.RecallFinishExercise), Text: web.Word("case.move.finish-exercise"), Icon: "archive"})
	}
	return v.show(page)
}

// exerciseVerdict says in one sentence how the exercise went, with what an auditor asks for first.
func exerciseVerdict(f recall.File, e recall.Exercise, st recall.Standing) web.Verdict {
	kept, closes := true, true
	for _, g := range e.Grades() {
		kept = kept && g.Kept
	}
	for _, b := range e.Balance {
		closes = closes && b.Closes()
	}
	verdict := web.Verdict{Yes: kept && closes, Title: web.Word("case.exercise.passed")}
	switch {
	case !closes:
		verdict.Title, verdict.Text = web.Word("case.exercise.open"), []web.Value{web.Word("case.exercise.open.text")}
	case !kept:
		verdict.Title, verdict.Text = web.Word("case.exercise.slow"), []web.Value{web.Word("case.exercise.slow.text")}
	}
	verdict.Facts = web.Facts{
		{Label: "case.exercise.took", Value: seconds(e.TraceMicros)}, {Label: "case.number", Value: web.Code(f.Case.Number)},
		{Label: "case.company", Value: web.Text(f.Org.Name)}, {Label: "case.scope", Value: web.Stack(conditionBullets(st.Words))},
		{Label: "case.when", Value: web.Moment(f.Scopes[len(f.Scopes)-1].CreatedAt)},
	}
	return verdict
}

// seconds writes a length of time in seconds to the millisecond.
func seconds(micros int64) web.Value {
	ms := (micros + 999) / 1000
	return web.Say("case.exercise.seconds", "n", strconv.FormatInt(ms/1000, 10)+"."+strconv.FormatInt(1000+ms%1000, 10)[1:])
}

func gradesTable(e recall.Exercise) web.Table {
	table := web.Table{Caption: web.Word("case.exercise.limits"), Columns: []web.Column{{Label: "case.exercise.limit"}, {Label: "case.exercise.kept"}}}
	for _, g := range e.Grades() {
		kept := web.Chip{Tone: web.ToneOK, Text: web.Word("case.exercise.yes")}
		if !g.Kept {
			kept = web.Chip{Tone: web.ToneDanger, Text: web.Word("case.exercise.no")}
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Word("case.exercise.limit." + g.Name), kept}})
	}
	return table
}

func balanceTable(e recall.Exercise) web.Table {
	table := web.Table{
		Caption: web.Word("case.exercise.balance"), Empty: web.Empty{Title: web.Word("case.sum.none"), Text: web.Word("case.sum.none.text")},
		Columns: []web.Column{{Label: "case.exercise.made", Number: true}, {Label: "case.exercise.found", Number: true}, {Label: "case.exercise.apart", Number: true}, {Label: "case.exercise.closes"}},
	}
	for _, b := range e.Balance {
		closes := web.Chip{Tone: web.ToneOK, Text: web.Word("case.exercise.closes.yes")}
		if !b.Closes() {
			closes = web.Chip{Tone: web.ToneDanger, Text: web.Word("case.exercise.closes.no")}
		}
		amount := func(q model.Quantity) web.Value { return web.Amount{Quantity: q, Unit: b.Unit} }
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{amount(b.Made), amount(b.Found), amount(b.Made - b.Found), closes}})
	}
	return table
}
