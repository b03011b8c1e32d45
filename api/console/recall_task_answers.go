package console

import (
	"errors"
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// answersPanel lists what was answered, with a way to take back what was wrong.
func (v *Visit) answersPanel(t recall.Task, lines []recall.TaskLine) (web.Part, error) {
	list, _, err := v.console.services.Recall.TaskAnswers(v.ctx(), v.Actor, t.Row.ID, model.Page{Limit: taskLinesShown})
	if err != nil {
		return nil, err
	}
	table := web.Table{
		Caption: web.Word("task.answers"), Columns: []web.Column{{Label: "task.answer"}, {Label: "task.evidence"}, {Label: "task.at"}},
		Empty: web.Empty{Title: web.Word("task.answers.none"), Text: web.Word("task.answers.none.text")},
	}
	mine := v.can(model.PermRecallAnswer) && (v.Actor.ActsFor(t.Row.OrgID) || t.Row.OrgID == "" && v.follows(t)) && !t.Row.State.Ended()
	for _, a := range list {
		if a.Withdrawn != 0 {
			continue // it shows at the one that it takes back
		}
		row := web.Row{Cells: []web.Value{
			web.Stack{web.Inline{web.Name(model.AnswerKindWords[a.Kind]), counted(a)}, web.Fine{Text: lotOf(a.Key, lines)}, web.Plain(a.Note), uncounted(a)},
			v.evidenceOf(t, a), web.Stack{web.Moment(a.CreatedAt), byLink(a)},
		}}
		switch {
		case a.TakenBy != 0:
			row.Cells[0] = web.Stack{row.Cells[0], web.Chip{Text: web.Word("task.taken-back")}}
		case mine && a.Kind != model.AnswerExplained:
			row.Actions = []web.Action{{To: taskPath(t.Row.ID) + "/answers/" + strconv.FormatInt(int64(a.ID), 10) + "/take-back", Text: web.Word("task.take-back")}}
		}
		table.Rows = append(table.Rows, row)
	}
	return web.Panel{Title: web.Word("task.answers"), Parts: []web.Part{table}}, nil
}

func counted(a recall.TaskAnswer) web.Value {
	if a.Kind == model.AnswerNone {
		return nil
	}
	return web.Amount{Quantity: a.Counted, Unit: a.CountedUnit}
}

// uncounted says that what consumers handed back is on record without a sum.
func uncounted(a recall.TaskAnswer) web.Value {
	if a.Kind != model.AnswerRecovered || a.Quantity != 0 {
		return nil
	}
	return web.Fine{Text: web.Word("task.recovered-uncounted")}
}

func byLink(a recall.TaskAnswer) web.Value {
	if !recall.ByLink(a.Actor) {
		return nil
	}
	return web.Fine{Text: web.Word("task.by-link")}
}

func (v *Visit) evidenceOf(t recall.Task, a recall.TaskAnswer) web.Value {
	switch {
	case a.EvidenceID != "":
		return web.Link{To: taskPath(t.Row.ID) + "/evidence/" + a.EvidenceID.String(), Text: web.Plain(a.Evidence)}
	case a.Kind.NeedsEvidence() && a.TakenBy == 0:
		return web.Chip{Tone: web.ToneCaution, Text: web.Word("task.evidence.lacking")}
	}
	return nil
}

// lotOf names the lot of an answer.
func lotOf(key string, lines []recall.TaskLine) web.Value {
	for _, l := range lines {
		if l.Key == key {
			return lineName(l)
		}
	}
	return web.Code(shortKey(key))
}

func (v *Visit) taskHistory(t recall.Task) (web.Part, error) {
	moves, err := v.console.services.Recall.TaskHistory(v.ctx(), v.Actor, t.Row.ID)
	if err != nil {
		return nil, err
	}
	var line web.Timeline
	for _, m := range slices.Backward(moves) {
		entry := web.Happened{Title: web.Name(model.TaskLifecycle.Words[model.TaskState(m.To)]), When: m.At, Icon: tellerIcons[model.TaskEvent(m.Event)]}
		if m.Reason != "" {
			entry.Lines = []web.Value{web.Plain(m.Reason)}
		}
		line = append(line, entry)
	}
	if len(line) == 0 {
		line = web.Timeline{{Title: web.Name(model.TaskLifecycle.Words[model.TaskIssued]), When: t.Row.CreatedAt}}
	}
	return web.Panel{Title: web.Word("task.history"), Parts: []web.Part{line}}, nil
}

// taskEvidence hands out the file that proves an answer.
func (v *Visit) taskEvidence() error {
	task, err := model.ParseID[model.RecallTask](v.Param("id"))
	document, bad := model.ParseID[model.Document](v.Param("document"))
	if err = errors.Join(err, bad); err != nil {
		return model.NotFound.Refuse()
	}
	d, err := v.console.services.Recall.Evidence(v.ctx(), v.Actor, task, document)
	if err != nil {
		return err
	}
	content, err := v.console.services.Catalog.Content(d)
	if err != nil {
		return err
	}
	return v.file(d.FileName, d.MediaType, content)
}
