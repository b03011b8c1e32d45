package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/recall"
)

// routeRecallTasks registers the pages of holders' tasks, of effectiveness checks and of where notices go.
func (c *Console) routeRecallTasks() {
	c.get("recall-tasks", "/console/recall-tasks", model.PermRecallRead, "What is to do in recalls, by oneself and by those one supplied.", (*Visit).recallTasks)
	c.get("recall-task", "/console/recall-tasks/{id}", model.PermRecallRead, "One holder's task: what, by when, and what was answered.", (*Visit).recallTask)
	c.upload("answer-recall-task", "/console/recall-tasks/{id}/answer/{event}", model.PermRecallAnswer, catalog.MaxDocument, "Answer a task.", (*Visit).answerTask)
	c.form("take-back-answer", "/console/recall-tasks/{id}/answers/{answer}/take-back", model.PermRecallAnswer, "Take a wrong answer back.", (*Visit).takeAnswerBack)
	c.form("move-recall-task", "/console/recall-tasks/{id}/move/{event}", model.PermRecallWrite, "Confirm, reject, reopen or withdraw a task.", (*Visit).moveTask)
	c.form("explain-recall-task", "/console/recall-tasks/{id}/explain", model.PermRecallOrder, "Accept an explanation for what is missing.", (*Visit).explainTask)
	c.form("verify-recall-task", "/console/recall-tasks/{id}/verify", model.PermRecallWrite, "Note what an effectiveness check found.", (*Visit).verifyTask)
	c.form("recall-link", "/console/recall-tasks/{id}/link", model.PermRecallWrite, "Make a reply link for a holder without account.", (*Visit).replyLink)
	c.post("remove-recall-link", "/console/recall-tasks/{id}/link/remove", model.PermRecallWrite, "Take the reply link away.", (*Visit).removeLink)
	c.get("recall-evidence", "/console/recall-tasks/{id}/evidence/{document}", model.PermRecallRead, "The file that proves an answer.", (*Visit).taskEvidence)
	c.get("recall-checks", "/console/recalls/{id}/checks", model.PermRecallRead, "The effectiveness check of a case.", (*Visit).recallChecks)
	c.form("draw-recall-check", "/console/recalls/{id}/checks/draw", model.PermRecallWrite, "Draw the holders to verify.", (*Visit).drawCheck)
}

var taskTones = map[model.TaskState]web.Tone{
	model.TaskIssued: web.ToneDanger, model.TaskNotified: web.ToneDanger, model.TaskUndelivered: web.ToneDanger, model.TaskDelivered: web.ToneDanger,
	model.TaskOpened: web.ToneDanger, model.TaskEscalated: web.ToneDanger, model.TaskAcknowledged: web.ToneCaution, model.TaskSealed: web.ToneCaution,
	model.TaskNoneHeld: web.ToneInfo, model.TaskReturned: web.ToneInfo, model.TaskDestroyed: web.ToneInfo, model.TaskRelabelled: web.ToneInfo,
	model.TaskConfirmed: web.ToneOK,
}

func taskState(s model.TaskState) web.Value {
	return web.Chip{Tone: taskTones[s], Text: web.Name(model.TaskLifecycle.Words[s])}
}

func taskPath(id model.RecallTaskID) string { return "/console/recall-tasks/" + id.String() }

// taskHolder names who has to act: an organisation, or a place outside the house.
func taskHolder(t recall.Task) web.Value {
	switch {
	case !t.Holder.Name.Empty():
		return web.Name(t.Holder.Name)
	case !t.Place.Name.Empty():
		return web.Name(t.Place.Name)
	case t.Place.URI != "":
		return web.Code(shortKey(t.Place.URI))
	}
	return web.Word("task.outside")
}

// theTask is the task that the address names.
func (v *Visit) theTask() (recall.Task, error) {
	id, err := model.ParseID[model.RecallTask](v.Param("id"))
	if err != nil {
		return recall.Task{}, err
	}
	return v.console.services.Recall.Task(v.ctx(), v.Actor, id)
}

// taskTrail leads back to the list and, from below a task, to the task.
func taskTrail(t ...recall.Task) []web.Link {
	trail := []web.Link{{To: "/console/recall-tasks", Text: web.Word("nav.recall-tasks")}}
	for _, one := range t {
		trail = append(trail, web.Link{To: taskPath(one.Row.ID), Text: web.Text(one.Case.Title)})
	}
	return trail
}

// acts reports whether the holder of a task has still to act.
func acts(s model.TaskState) bool {
	return taskTones[s] == web.ToneDanger || taskTones[s] == web.ToneCaution
}

// taskDue is by when a task has to be answered; nil when it is, or no rule says.
func (v *Visit) taskDue(t recall.Task) web.Value {
	until, atOnce := t.Until()
	if until == 0 || !acts(t.Row.State) || t.Row.State == model.TaskSealed {
		return nil
	}
	if atOnce && until > v.now() {
		return web.Stack{web.Chip{Tone: web.ToneDanger, Text: web.Word("task.at-once")}, web.Fine{Text: web.Say("task.at-latest", "at", web.Moment(until))}}
	}
	return web.Deadline{Due: until, Now: v.now()}
}

// taskLinesShown is how many lots a page shows at once.
const taskLinesShown = 50

// recallTask shows a task: to its holder as what to do now, to who follows it up with what can be done about it.
func (v *Visit) recallTask() error {
	t, err := v.theTask()
	if err != nil {
		return err
	}
	lines, next, err := v.console.services.Recall.TaskLines(v.ctx(), v.Actor, t.Row.ID, model.Page{After: v.page().After, Limit: taskLinesShown})
	if err != nil {
		return err
	}
	mine := slices.ContainsFunc(t.Allowed, func(on model.TaskEvent) bool { return slices.Contains(model.HolderEvents(), on) })
	holder := t.Row.OrgID != "" && v.Actor.ActsFor(t.Row.OrgID)
	page := web.Page{Title: web.Text(t.Case.Title), Back: taskTrail(), Chips: []web.Value{taskState(t.Row.State)}, Actions: v.taskActions(t)}
	if holder {
		page.Parts = append(page.Parts, v.taskHead(t))
	} else {
		page.Parts = append(page.Parts, web.Panel{Parts: []web.Part{v.taskFacts(t)}})
	}
	if mine {
		page.Parts = append(page.Parts, v.taskSteps(t))
	}
	lots := web.Panel{Title: web.Word("task.lots"), Parts: []web.Part{v.paged(v.linesTable(lines), next)}}
	switch {
	case mine:
		lots.Lead = web.Word("task.lots.lead")
	case t.Settled:
		lots.Lead = web.Word("task.parted.settled")
	case t.Parted:
		lots.Lead = web.Word("task.parted")
	}
	page.Parts = append(page.Parts, lots)
	answers, err := v.answersPanel(t, lines)
	if err != nil {
		return err
	}
	history, err := v.taskHistory(t)
	if err != nil {
		return err
	}
	page.Parts = append(page.Parts, answers, history)
	return v.show(page)
}

// taskHead is what a shop reads first: stop, what it is about, by when.
func (v *Visit) taskHead(t recall.Task) web.Part {
	facts := v.taskFacts(t)
	switch t.Row.State { //nolint:exhaustive // the others have to act
	case model.TaskConfirmed:
		return web.Verdict{Yes: true, Title: web.Word("task.head.done"), Text: []web.Value{web.Word("task.head.done.text")}, Facts: facts}
	case model.TaskWithdrawn:
		return web.Verdict{Yes: true, Title: web.Word("task.head.withdrawn"), Text: []web.Value{web.Word("task.head.withdrawn.text")}, Facts: facts}
	case model.TaskNoneHeld, model.TaskReturned, model.TaskDestroyed, model.TaskRelabelled:
		return web.Verdict{Title: web.Word("task.head.waiting"), Text: []web.Value{web.Word("task.head.waiting.text")}, Facts: facts}
	}
	return web.Verdict{Title: web.Word("task.head.stop"), Text: []web.Value{web.Word("task.head.stop.text")}, Facts: facts}
}

func (v *Visit) taskFacts(t recall.Task) web.Facts {
	facts := web.Facts{
		{Label: "task.due", Value: v.taskDue(t)},
		{Label: "task.hazard", Value: web.Text(t.Case.Hazard)},
	}
	if !v.Actor.ActsFor(t.Row.OrgID) {
		facts = append(facts, web.Fact{Label: "task.holder", Value: web.Stack{taskHolder(t), web.Fine{Text: v.area(t.Row.Region)}}})
	}
	facts = append(facts, web.Fact{Label: "task.teller", Value: web.Text(t.Teller.Name)}, web.Fact{Label: "task.number", Value: v.caseLink(t)})
	for _, pack := range model.RulePacks() {
		if grade, known := pack.GradeOf(t.Case.Grade); known && pack.ID == t.Case.Pack && !v.Actor.ActsFor(t.Row.OrgID) {
			facts = append(facts, web.Fact{Label: "task.grade", Value: web.Stack{web.Name(grade.Name), web.Fine{Text: web.Name(grade.Means)}}})
		}
	}
	if t.Row.Sampled == 1 {
		facts = append(facts, web.Fact{Label: "task.check", Value: taskChecked(t)})
	}
	return facts
}

// caseLink leads to what everybody may read of an announced recall, or says its number.
func (v *Visit) caseLink(t recall.Task) web.Value {
	if t.Case.Registered() {
		return web.Link{To: "/recalls/" + t.Case.Number, Text: web.Code(t.Case.Number)}
	}
	return web.Code(t.Case.Number)
}

func taskChecked(t recall.Task) web.Value {
	switch {
	case t.Row.VerifiedAt != 0:
		return web.Stack{web.Chip{Tone: web.ToneOK, Text: web.Word("task.verified")}, web.Plain(t.Row.Finding), web.Fine{Text: web.Moment(t.Row.VerifiedAt)}}
	case t.Row.Finding != "":
		return web.Stack{web.Chip{Tone: web.ToneDanger, Text: web.Word("task.check-failed")}, web.Plain(t.Row.Finding)}
	}
	return web.Chip{Tone: web.ToneCaution, Text: web.Word("task.to-verify")}
}

// taskSteps are the three things that a holder does, the next one with its button, and what else may be so.
func (v *Visit) taskSteps(t recall.Task) web.Part {
	do := func(on model.TaskEvent, icon string) *web.Action {
		if !slices.Contains(t.Allowed, on) {
			return nil
		}
		return &web.Action{To: taskPath(t.Row.ID) + "/answer/" + string(on), Text: web.Text(model.TaskEventWords[on]), Icon: icon}
	}
	sealed := !slices.Contains(t.Allowed, model.TaskSeal) || t.Row.State == model.TaskSealed
	disposed := slices.Contains([]model.TaskState{model.TaskReturned, model.TaskDestroyed, model.TaskRelabelled, model.TaskNoneHeld, model.TaskConfirmed}, t.Row.State)
	list := web.Checklist{
		{Title: web.Word("task.step.stop"), Text: web.Word("task.step.stop.text"), Done: do(model.TaskAcknowledge, "") == nil, Act: do(model.TaskAcknowledge, "check")},
		{Title: web.Word("task.step.seal"), Text: web.Word("task.step.seal.text"), Done: sealed || t.Row.State == model.TaskNoneHeld, Act: do(model.TaskSeal, "archive")},
		{Title: web.Word("task.step.dispose"), Text: web.Word("task.step.dispose.text"), Done: disposed, Act: do(model.TaskReturn, "return")},
	}
	var others web.Buttons
	for _, other := range []struct {
		on   model.TaskEvent
		icon string
	}{{model.TaskSeal, "archive"}, {model.TaskHoldNone, "check"}, {model.TaskReturn, "return"}, {model.TaskDestroy, "bin"}, {model.TaskRelabel, "tag"}} {
		next := list.Next()
		if a := do(other.on, other.icon); a != nil && (next == len(list) || list[next].Act == nil || list[next].Act.To != a.To) {
			others = append(others, *a)
		}
	}
	if t.Row.State.Responded() && !t.Row.State.Ended() {
		others = append(others, web.Action{To: taskPath(t.Row.ID) + "/answer/" + reportConsumed, Text: web.Word("task.consumed"), Icon: "person"})
	}
	panel := web.Panel{Title: web.Word("task.steps"), Parts: []web.Part{list}}
	if len(others) > 0 {
		panel.Parts = append(panel.Parts, others)
	}
	return panel
}

// taskActions are what who follows a holder up can do now.
func (v *Visit) taskActions(t recall.Task) (actions []web.Action) {
	at := taskPath(t.Row.ID)
	for _, on := range model.TellerEvents() {
		if slices.Contains(t.Allowed, on) {
			actions = append(actions, web.Action{To: at + "/move/" + string(on), Text: web.Word("task.move." + string(on)), Icon: tellerIcons[on], First: on == model.TaskConfirm})
		}
	}
	if !v.follows(t) {
		return actions
	}
	if t.Row.Sampled == 1 && t.Row.VerifiedAt == 0 {
		actions = append(actions, web.Action{To: at + "/verify", Text: web.Word("task.verify"), Icon: "search"})
	}
	if v.can(model.PermRecallOrder) && t.Row.State.Responded() {
		actions = append(actions, web.Action{To: at + "/explain", Text: web.Word("task.explain"), Icon: "question"})
	}
	if !t.Row.State.Ended() && t.Case.Mock == 0 {
		actions = append(actions, web.Action{To: at + "/link", Text: web.Word("task.link"), Icon: "phone"})
	}
	return actions
}

var tellerIcons = map[model.TaskEvent]string{
	model.TaskConfirm: "check", model.TaskReject: "return", model.TaskReopen: "return", model.TaskEscalate: "bell", model.TaskWithdraw: "archive", model.TaskNotify: "bell",
}

// follows reports whether the visitor follows a holder up and is not the holder itself.
func (v *Visit) follows(t recall.Task) bool {
	return v.can(model.PermRecallWrite) && !v.Actor.ActsFor(t.Row.OrgID) &&
		(v.Actor.OrgKind == model.KindRegulator || v.Actor.ActsFor(t.Row.ToldBy) || v.Actor.ActsFor(t.Case.OrgID))
}

// lineGoods names one line of a task.
func lineGoods(l recall.TaskLine) web.Value {
	if l.Name.Empty() {
		return web.Code(shortKey(l.Key))
	}
	goods := web.Stack{web.Strong{Text: web.Name(l.Name)}, web.Inline{web.Word("task.lot"), web.Code(l.Lot)}}
	if l.Expires != "" {
		goods = append(goods, web.Fine{Text: web.Inline{web.Word("task.expires"), web.Day(l.Expires)}})
	}
	return goods
}

// linesTable shows what a task is about: what the trace says, what was answered, and what is still missing.
func (v *Visit) linesTable(lines []recall.TaskLine) web.Table {
	table := web.Table{
		Caption: web.Word("task.lots"),
		Columns: []web.Column{{Label: "task.goods"}, {Label: "task.by-trace"}, {Label: "task.answered"}, {Label: "task.missing", Number: true}},
		Empty:   web.Empty{Title: web.Word("task.lots.none"), Text: web.Word("task.lots.none.text")},
	}
	for _, l := range lines {
		amount := func(q model.Quantity) web.Value { return web.Amount{Quantity: q, Unit: l.Unit} }
		trace := web.Stack{web.Strong{Text: amount(l.Distributed)}}
		for _, part := range []struct {
			key string
			q   model.Quantity
		}{{"task.on-hand", l.OnHand}, {"task.in-transit", l.InTransit}, {"task.sold", l.Sold}} {
			if part.q != 0 && part.q != l.Distributed || part.key == "task.sold" && part.q != 0 {
				trace = append(trace, web.Fine{Text: web.Say(part.key, "quantity", amount(part.q))})
			}
		}
		row := web.Row{Cells: []web.Value{lineGoods(l), trace, lineAnswered(l), amount(l.Tally().Unaccounted() - l.Explained)}}
		switch {
		case l.Gone || l.Class == model.AffectedCleared:
			row.Cells[0] = web.Stack{lineGoods(l), web.Chip{Tone: web.ToneOK, Text: web.Name(model.AffectedClassWords[model.AffectedCleared])}}
		case l.Class == model.AffectedPossible:
			row.Cells[0] = web.Stack{lineGoods(l), web.Chip{Tone: web.ToneCaution, Text: web.Name(model.AffectedClassWords[l.Class])}}
		}
		if l.ConfirmedAt != 0 {
			row.Cells[2] = web.Stack{row.Cells[2], web.Chip{Tone: web.ToneOK, Text: web.Word("task.line-confirmed")}}
		}
		if l.Unproven > 0 {
			row.Tone = web.ToneCaution
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// lineAnswered sums what was answered about a line.
func lineAnswered(l recall.TaskLine) web.Value {
	var said web.Stack
	for _, part := range []struct {
		kind model.AnswerKind
		q    model.Quantity
	}{
		{model.AnswerSealed, l.Sealed}, {model.AnswerReturned, l.Returned}, {model.AnswerDestroyed, l.Destroyed}, {model.AnswerCorrected, l.Corrected},
		{model.AnswerConsumed, l.Consumed}, {model.AnswerExplained, l.Explained},
	} {
		if part.q != 0 {
			said = append(said, web.Inline{web.Name(model.AnswerKindWords[part.kind]), web.Amount{Quantity: part.q, Unit: l.Unit}})
		}
	}
	switch {
	case l.Unproven > 0:
		said = append(said, web.Chip{Tone: web.ToneCaution, Text: web.Counted{Key: "task.unproven", N: l.Unproven}})
	case len(said) == 0 && l.Answered == 1:
		said = append(said, web.Name(model.AnswerKindWords[model.AnswerNone]))
	case len(said) == 0:
		said = append(said, web.Fine{Text: web.Word("task.silent")})
	}
	return said
}
