package console

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// recallTasks lists what is to do in recalls: by the visitor, by those it supplied, or in its region.
func (v *Visit) recallTasks() error {
	f := recall.TaskFilter{
		Role: recall.TaskRole(v.query("role")), State: model.TaskState(v.query("state")), Overdue: v.query("overdue") != "", Sampled: v.query("sampled") != "",
	}
	chained := oneOf(v.Actor.OrgKind, chain)
	if chained && f.Role != recall.TasksTold {
		f.Role = recall.TasksHeld
	}
	if !chained {
		f.Role = ""
	}
	rows, next, err := v.console.services.Recall.Tasks(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	table := v.taskTable(rows, f.Role != recall.TasksHeld)
	table.ID, table.Live, table.Filter = "recall-tasks", "recall-tasks", v.taskFilter(f)
	table.Empty = web.Empty{Title: web.Word("task.none"), Text: web.Word("task.none.text")}
	if f.State != "" || f.Overdue || f.Sampled {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("task.none.filtered"), Action: &web.Action{To: "/console/recall-tasks?role=" + string(f.Role), Text: web.Word("today.all")}}
	}
	page := web.Page{Title: web.Word("nav.recall-tasks"), Lead: web.Word("task.list.lead")}
	if chained {
		page.Parts = append(page.Parts, web.Tabs{
			{To: "/console/recall-tasks", Text: web.Word("task.mine"), Here: f.Role == recall.TasksHeld},
			{To: "/console/recall-tasks?role=told", Text: web.Word("task.told"), Here: f.Role == recall.TasksTold},
		})
	} else if v.Actor.OrgKind == model.KindRegulator {
		page.Lead = web.Word("task.list.lead.region")
	}
	page.Parts = append(page.Parts, v.paged(table, next))
	return v.show(page)
}

func (v *Visit) taskFilter(f recall.TaskFilter) *web.Form {
	states := []web.Option{{Text: web.Word("filter.any")}}
	for _, s := range model.TaskLifecycle.States() {
		states = append(states, web.Option{Value: string(s), Text: web.Name(model.TaskLifecycle.Words[s])})
	}
	ticked := func(on bool) string {
		if on {
			return "yes"
		}
		return ""
	}
	return &web.Form{Get: true, Bar: true, Action: "/console/recall-tasks", Submit: "desk.filter", Fields: []web.Field{
		{Name: "role", Kind: web.KindHidden, Value: string(f.Role)},
		{Name: "state", Label: web.Word("task.state"), Kind: web.KindChoice, Options: states, Value: string(f.State)},
		{Name: "overdue", Label: web.Word("task.overdue"), Kind: web.KindTick, Value: ticked(f.Overdue)},
		{Name: "sampled", Label: web.Word("task.sampled"), Kind: web.KindTick, Value: ticked(f.Sampled)},
	}}
}

// taskTable lists tasks; others tells that they are not all the visitor's own.
func (v *Visit) taskTable(rows []recall.Task, others bool) web.Table {
	table := web.Table{Caption: web.Word("nav.recall-tasks"), Columns: []web.Column{{Label: "task.recall"}, {Label: "task.holder"}, {Label: "task.state"}, {Label: "task.due"}}}
	if !others {
		table.Columns[1].Label = "task.teller"
	}
	for _, t := range rows {
		who := web.Text(t.Teller.Name)
		if others {
			who = web.Stack{taskHolder(t), web.Fine{Text: v.area(t.Row.Region)}}
		}
		state := web.Inline{taskState(t.Row.State)}
		if t.Row.Sampled == 1 && t.Row.VerifiedAt == 0 {
			state = append(state, web.Chip{Tone: web.ToneCaution, Text: web.Word("task.to-verify")})
		}
		row := web.Row{To: taskPath(t.Row.ID), Cells: []web.Value{web.Stack{web.Text(t.Case.Title), web.Fine{Text: web.Code(t.Case.Number)}}, who, state, v.taskDue(t)}}
		if taskTones[t.Row.State] == web.ToneDanger {
			row.Tone = web.ToneDanger
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// recallTasksWaiting shows on the first page what the visitor has to do in recalls, and whose answers wait for it.
func (v *Visit) recallTasksWaiting() (web.Part, error) {
	if !v.can(model.PermRecallRead) {
		return nil, nil
	}
	var parts web.Below
	for _, list := range []struct {
		title  web.Word
		to     string
		filter recall.TaskFilter
		need   model.Permission
	}{
		{"task.today", "/console/recall-tasks", recall.TaskFilter{Role: recall.TasksHeld, Open: true}, model.PermRecallAnswer},
		{"task.today.waiting", "/console/recall-tasks?role=told", recall.TaskFilter{Role: recall.TasksTold, Waiting: true}, model.PermRecallWrite},
	} {
		if !v.can(list.need) || !oneOf(v.Actor.OrgKind, chain) {
			continue
		}
		rows, _, err := v.console.services.Recall.Tasks(v.ctx(), v.Actor, list.filter, model.Page{Limit: glance})
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			continue
		}
		table := v.taskTable(rows, list.filter.Role == recall.TasksTold)
		table.Caption, table.ID, table.Live = list.title, strings.ReplaceAll(string(list.title), ".", "-"), "recall-tasks"
		parts = append(parts, web.Panel{Title: list.title, Actions: []web.Action{{To: list.to, Text: web.Word("today.all")}}, Parts: []web.Part{table}})
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return parts, nil
}

// taskMark is the mark of the newest tasks that the visitor sees: it differs as soon as one of them has moved.
func (v *Visit) taskMark() (string, error) {
	list, _, err := v.console.services.Recall.Tasks(v.ctx(), v.Actor, recall.TaskFilter{}, model.Page{Limit: model.MaxPage})
	if err != nil {
		return "", err
	}
	var mark strings.Builder
	for _, t := range list {
		fmt.Fprintf(&mark, "%s.%d.", t.Row.ID, t.Row.Version)
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(mark.String())))[:16], nil
}
