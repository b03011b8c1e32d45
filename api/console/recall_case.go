package console

import (
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallCases registers the pages of cases.
func (c *Console) routeRecallCases() {
	c.form("new-recall", "/console/recalls/new", model.PermRecallWrite, "Begin a recall: what it starts from, what it would reach, and the order or the draft.", (*Visit).newRecall)
	c.form("new-exercise", "/console/recalls/exercise", model.PermRecallAnnounce, "Start an exercise of a recall.", (*Visit).newExercise)
	c.form("recall-condition", "/console/recalls/condition", model.PermRecallWrite, "Add a condition to the scope of a recall.", (*Visit).addCondition)
	c.get("recall", "/console/recalls/{id}", model.PermRecallRead, "A recall case on one page.", (*Visit).recallCase)
	c.form("recall-move", "/console/recalls/{id}/move/{event}", model.PermRecallRead, "Move a recall case.", (*Visit).moveRecall)
	c.form("recall-plan", "/console/recalls/{id}/plan", model.PermRecallWrite, "File the plan of a recall.", (*Visit).recallPlan)
	c.form("recall-stage", "/console/recalls/{id}/stage", model.PermRecallWrite, "File the summary of a stage of a recall.", (*Visit).recallStage)
	c.form("recall-regrade", "/console/recalls/{id}/grade", model.PermRecallWrite, "Make a recall graver.", (*Visit).regradeRecall)
	c.form("recall-scope", "/console/recalls/{id}/scope", model.PermRecallWrite, "Change what a recall starts from.", (*Visit).recallScope)
	c.get("recall-things", "/console/recalls/{id}/things", model.PermRecallRead, "What a recall affects.", (*Visit).recallThings)
	c.get("recall-thing", "/console/recalls/{id}/things/{node}", model.PermRecallRead, "Why a recall affects something.", (*Visit).recallThing)
	c.post("recall-seen", "/console/recalls/{id}/deltas/seen", model.PermRecallWrite, "Take note of the changes of what a recall affects.", (*Visit).seeDeltas)
	c.get("recall-case-tasks", "/console/recalls/{id}/tasks", model.PermRecallRead, "The holders' tasks of a recall.", (*Visit).caseTasks)
	c.get("recall-reconciliation", "/console/recalls/{id}/reconciliation", model.PermRecallRead, "What became of what a recall affects.", (*Visit).reconciliation)
	c.get("recall-exercise", "/console/recalls/{id}/exercise", model.PermRecallRead, "What an exercise found out.", (*Visit).exercise)
}

var recallTones = map[model.RecallState]web.Tone{
	model.RecallDraft: web.ToneInfo, model.RecallAssessed: web.ToneCaution, model.RecallOrdered: web.ToneDanger, model.RecallPlanFiled: web.ToneInfo,
	model.RecallWithdrawing: web.ToneDanger, model.RecallAnnounced: web.ToneDanger, model.RecallExecuting: web.ToneCaution,
	model.RecallExtended: web.ToneCaution, model.RecallDisposing: web.ToneCaution, model.RecallReported: web.ToneInfo, model.RecallEvaluated: web.ToneInfo,
	model.RecallInsufficient: web.ToneDanger, model.RecallActiveEnded: web.ToneCaution, model.RecallClosed: web.ToneOK, model.RecallReopened: web.ToneDanger,
}

func recallState(s model.RecallState) web.Value {
	return web.Chip{Tone: recallTones[s], Text: web.Name(model.RecallLifecycle.Words[s])}
}

// gradeTones say how grave a grade is.
var gradeTones = map[model.Grade]web.Tone{model.GradeI: web.ToneDanger, model.GradeII: web.ToneCaution, model.GradeIII: web.ToneInfo}

// recallGrade is the chip of a case's grade, nil while it has none.
func recallGrade(c model.Recall) web.Value {
	pack, err := model.PackOf(c.Pack, model.DateOf(c.CreatedAt, model.China))
	grade, known := pack.GradeOf(c.Grade)
	if err != nil || !known {
		return nil
	}
	return web.Chip{Tone: gradeTones[c.Grade], Text: web.Name(grade.Name)}
}

func recallChips(c model.Recall) web.Inline {
	chips := web.Inline{recallState(c.State), recallGrade(c)}
	if c.Mock == 1 {
		chips = append(chips, web.Chip{Tone: web.ToneInfo, Text: web.Word("case.exercise")})
	}
	return slices.DeleteFunc(chips, func(v web.Value) bool { return v == nil })
}

// withChip adds a chip when there is one.
func withChip(chips web.Inline, chip web.Value) web.Inline {
	if chip == nil {
		return chips
	}
	return append(chips, chip)
}

func recallPath(id model.RecallID) string { return "/console/recalls/" + id.String() }

// mayBegin reports whether the visitor may begin a recall.
func (v *Visit) mayBegin() bool {
	return v.can(model.PermRecallWrite) && v.Actor.OrgState == model.OrgActive
}

// recallCases is the section of the recall room that lists cases.
func (v *Visit) recallCases() (web.Part, error) {
	f := recall.CaseFilter{Search: v.query("q"), Mine: v.query("mine") != "", Mock: v.query("exercise"), Alarmed: v.query("changed") != ""}
	if state := model.RecallState(v.query("state")); slices.Contains(model.RecallLifecycle.States(), state) {
		f.States = []model.RecallState{state}
	}
	rows, next, err := v.console.services.Recall.Cases(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return nil, err
	}
	alarms, err := v.console.services.Recall.Alarms(v.ctx(), v.Actor, rows)
	if err != nil {
		return nil, err
	}
	table := web.Table{
		Caption: web.Word("case.list"), ID: "recall-cases", Filter: v.recallFilter(f),
		Columns: []web.Column{{Label: "case.title"}, {Label: "case.number"}, {Label: "case.state"}, {Label: "case.origin"}, {Label: "case.blocked-from"}},
		Empty:   web.Empty{Title: web.Word("case.none"), Text: web.Word("case.none.text")},
	}
	if f.Search != "" || f.Mine || f.Alarmed || f.Mock != "" || len(f.States) > 0 {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("case.none.filtered"), Action: &web.Action{To: "/console/recalls", Text: web.Word("case.all")}}
	}
	for _, c := range rows {
		row := web.Row{To: recallPath(c.ID), Cells: []web.Value{web.Name(c.Title), web.Code(c.Number), withChip(recallChips(c), alarmChip(alarms[c.ID])), web.Name(model.RecallOriginWords[c.Origin]), web.Moment(c.BlockedFrom)}}
		if c.State.Blocks() && !c.State.Ended() && c.Mock == 0 {
			row.Tone = recallTones[c.State]
		}
		table.Rows = append(table.Rows, row)
	}
	panel := web.Panel{Title: web.Word("case.list"), Parts: []web.Part{v.paged(table, next)}}
	if v.mayBegin() {
		panel.Actions = []web.Action{v.beginAction("")}
	}
	if v.mayExercise() {
		panel.Actions = append(panel.Actions, exerciseAction(""))
	}
	return panel, nil
}

// beginAction leads to where a recall is begun, from a batch when there is one.
func (v *Visit) beginAction(batch model.BatchID) web.Action {
	a := web.Action{To: "/console/recalls/new", Text: web.Word("case.begin"), Icon: "stop", First: batch == ""}
	if v.can(model.PermRecallOrder) {
		a.Text = web.Word("case.order")
	}
	if batch != "" {
		a.To, a.Text = a.To+"?"+query("batch", batch.String()), web.Word("case.begin.batch")
	}
	return a
}

func (v *Visit) recallFilter(f recall.CaseFilter) *web.Form {
	states, state := []web.Option{{Text: web.Word("filter.any")}}, ""
	for _, s := range model.RecallLifecycle.States() {
		states = append(states, web.Option{Value: string(s), Text: web.Name(model.RecallLifecycle.Words[s])})
	}
	if len(f.States) > 0 {
		state = string(f.States[0])
	}
	ticked := func(on bool) string {
		if on {
			return "yes"
		}
		return ""
	}
	return &web.Form{Get: true, Bar: true, Action: "/console/recalls", Submit: "desk.filter", Fields: []web.Field{
		{Name: "q", Label: web.Word("case.search"), Kind: web.KindText, Value: f.Search, Max: 100},
		{Name: "state", Label: web.Word("case.state"), Kind: web.KindChoice, Options: states, Value: state},
		{Name: "exercise", Label: web.Word("case.exercises"), Kind: web.KindChoice, Value: f.Mock, Options: []web.Option{
			{Text: web.Word("case.exercises.no")}, {Value: "only", Text: web.Word("case.exercises.only")}, {Value: "all", Text: web.Word("case.exercises.all")},
		}},
		{Name: "mine", Label: web.Word("case.mine"), Kind: web.KindTick, Value: ticked(f.Mine)},
		{Name: "changed", Label: web.Word("case.changed"), Kind: web.KindTick, Value: ticked(f.Alarmed)},
	}}
}

// recallDuties is the section that shows what is due in recalls, the next thing first; nil when nothing is, and for
// who looks for a case.
func (v *Visit) recallDuties() (web.Part, error) {
	filtered := slices.ContainsFunc([]string{"q", "state", "exercise", "mine", "changed", "after"}, func(name string) bool { return v.query(name) != "" })
	if !v.can(model.PermRecallRead) || filtered {
		return nil, nil
	}
	list, next, err := v.console.services.Recall.Deadlines(v.ctx(), v.Actor, recall.DeadlineFilter{}, model.Page{Limit: someDuties})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	table := v.dutyTable(list, true)
	panel := web.Panel{Title: web.Word("case.deadlines"), Parts: []web.Part{table}}
	if next != "" {
		panel.Lead = web.Word("case.deadlines.more")
	}
	return panel, nil
}

// dutyTable shows what is due, by when and, where several are shown, of which case. What several holders of one case have
// to do by the same instant is one row.
func (v *Visit) dutyTable(list []recall.Deadline, several bool) web.Table {
	table := web.Table{Caption: web.Word("case.deadlines"), Columns: []web.Column{{Label: "case.duty"}, {Label: "case.due"}, {Label: "case.party"}}}
	if several {
		table.Columns = append(table.Columns, web.Column{Label: "case.one"})
	}
	for i := 0; i < len(list); {
		d, n := list[i], 1
		for i+n < len(list) && alike(d, list[i+n]) {
			n++
		}
		i += n
		row := web.Row{Cells: []web.Value{web.Name(d.Rule.Name), v.dueOf(d), web.Name(model.DutyPartyWords[d.Party])}}
		switch {
		case n > 1:
			row.To, row.Cells[2] = recallPath(d.RecallID)+"/tasks", web.Inline{row.Cells[2], web.Plain("×" + strconv.Itoa(n))}
		case d.TaskID != "":
			row.To = taskPath(d.TaskID)
		case several:
			row.To = recallPath(d.RecallID)
		}
		if several {
			row.Cells = append(row.Cells, web.Inline{web.Name(d.Case.Title), web.Code(d.Case.Number)})
		}
		if d.Stage == model.ClockRanOut {
			row.Tone = web.ToneDanger
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// alike reports whether two deadlines are those of several holders of one case for one duty.
func alike(a, b recall.Deadline) bool {
	return a.TaskID != "" && b.TaskID != "" && a.RecallID == b.RecallID && a.Rule.ID() == b.Rule.ID() && a.Due.At == b.Due.At
}

// dueOf says by when a duty has to be met. One that has to be met at once has no time left from the beginning.
func (v *Visit) dueOf(d recall.Deadline) web.Value {
	var due web.Value = web.Deadline{Due: d.Due.At, Now: v.now()}
	switch {
	case d.Rule.Kind == model.RuleRetains || d.Rule.Kind == model.RuleLimits:
		due = web.Inline{web.Name(model.RuleKindWords[d.Rule.Kind]), web.Moment(d.Due.At)}
	case d.Clock.Period.Amount == 0:
		due = web.Inline{web.Chip{Tone: web.ToneDanger, Text: web.Word("case.at-once")}, web.Fine{Text: web.Moment(d.Clock.StartedAt)}}
	}
	if d.Due.Provisional() {
		due = web.Stack{due, web.Inline{web.Chip{Tone: web.ToneCaution, Text: web.Word("case.provisional")}, web.Fine{Text: web.Word("case.provisional.text")}}}
	}
	return due
}

// toned gives a figure its tone when there is something to count.
func toned(t web.Tile, n int, tone web.Tone) web.Tile {
	if t.Value = web.Number(n); n > 0 {
		t.Tone = tone
	}
	return t
}

// classTile is the figure of a class.
func classTile(c model.AffectedClass, n int, to string) web.Tile {
	return toned(web.Tile{Label: web.Name(model.AffectedClassWords[c]), To: to}, n, classTones[c])
}
