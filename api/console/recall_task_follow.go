package console

import (
	"net/http"
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// taskForm is a page with one form about a task.
func taskForm(t recall.Task, title web.Value, f web.Form) web.Page {
	facts := web.Facts{{Label: "task.holder", Value: taskHolder(t)}, {Label: "task.state", Value: taskState(t.Row.State)}}
	return web.Page{Title: title, Back: taskTrail(t), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{facts, f}}}}
}

// moveTask follows a holder up.
func (v *Visit) moveTask() error {
	t, err := v.theTask()
	if err != nil {
		return err
	}
	on := model.TaskEvent(v.Param("event"))
	if !slices.Contains(model.TellerEvents(), on) {
		return model.NotFound.Refuse()
	}
	if !slices.Contains(t.Allowed, on) && v.Request.Method == http.MethodGet {
		return v.taskNotNow(t)
	}
	form := web.Form{
		Submit: web.Word("task.move." + string(on)), Cancel: taskPath(t.Row.ID), Consequence: web.Word("task.move-means." + string(on)),
		Danger: on == model.TaskReject || on == model.TaskReopen || on == model.TaskWithdraw,
	}
	if on != model.TaskConfirm && on != model.TaskNotify {
		form.Fields = []web.Field{{Name: "reason", Label: web.Word("task.reason"), Hint: web.Word("task.reason.hint"), Kind: web.KindLong, Max: 150, Required: true, Focus: true}}
	}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page { return taskForm(t, web.Word("task.move."+string(on)), f) },
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.MoveTask(v.ctx(), v.Actor, v.once(), recall.TaskMove{Task: t.Row.ID, Event: on, Reason: in.text("reason")})
			return taskPath(t.Row.ID), "task-moved", err
		},
	})
}

// explainTask accepts an explanation for what a holder cannot account for.
func (v *Visit) explainTask() error {
	t, err := v.theTask()
	if err != nil {
		return err
	}
	lines, _, err := v.console.services.Recall.TaskLines(v.ctx(), v.Actor, t.Row.ID, model.Page{Limit: taskLinesShown})
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, func(l recall.TaskLine) bool { return l.Gone || l.Tally().Unaccounted() <= l.Explained })
	var fields []web.Field
	for i, l := range lines {
		name := "lines[" + strconv.Itoa(i) + "]."
		fields = append(fields, web.Field{Kind: web.KindGroup, Name: "lines[" + strconv.Itoa(i) + "]", Label: lineName(l), Fields: []web.Field{
			{Name: name + "quantity", Label: web.Word("task.missing"), Kind: web.KindQuantity, Unit: unitName(l.Unit), Value: (l.Tally().Unaccounted() - l.Explained).String()},
			{Name: name + "unit", Kind: web.KindHidden, Value: string(l.Unit)},
		}})
	}
	fields = append(fields, web.Field{Name: "note", Label: web.Word("task.explanation"), Hint: web.Word("task.explanation.hint"), Kind: web.KindLong, Max: 150, Required: true})
	return v.run(task{
		form: web.Form{Submit: "task.explain", Cancel: taskPath(t.Row.ID), Consequence: web.Word("task.explain.means"), Fields: fields},
		page: func(f web.Form) web.Page { return taskForm(t, web.Word("task.explain"), f) },
		do: func(in *Input) (to, word string, err error) {
			a, at := answerOf(in, t.Row.ID, "", lines)
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.Explain(v.ctx(), v.Actor, v.once(), a)
			return taskPath(t.Row.ID), "task-moved", replaced(err, at)
		},
	})
}

// verifyTask notes what an effectiveness check found at a holder.
func (v *Visit) verifyTask() error {
	t, err := v.theTask()
	if err != nil {
		return err
	}
	return v.run(task{
		form: web.Form{Submit: "task.verify.note", Cancel: taskPath(t.Row.ID), Fields: []web.Field{
			{Name: "effective", Label: web.Word("task.verify.acted"), Kind: web.KindRadio, Required: true, Options: []web.Option{
				{Value: "yes", Text: web.Word("task.verify.yes"), Hint: web.Word("task.verify.yes.hint")}, {Value: "no", Text: web.Word("task.verify.no"), Hint: web.Word("task.verify.no.hint")},
			}},
			{Name: "finding", Label: web.Word("task.finding"), Hint: web.Word("task.finding.hint"), Kind: web.KindLong, Max: 150, Required: true},
		}},
		page: func(f web.Form) web.Page { return taskForm(t, web.Word("task.verify"), f) },
		do: func(in *Input) (to, word string, err error) {
			if in.text("effective") == "" {
				in.faults.Add("effective", model.ValueRequired)
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.Verify(v.ctx(), v.Actor, v.once(), recall.Verification{Task: t.Row.ID, Effective: in.text("effective") == "yes", Finding: in.text("finding")})
			return taskPath(t.Row.ID), "task-moved", err
		},
	})
}
