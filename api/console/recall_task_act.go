package console

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/recall"
)

// reportConsumed stands in addresses for adding what consumers have confirmed to what was answered.
const reportConsumed = "consumed"

// answerTask asks what a holder did with which quantities, and records it.
func (v *Visit) answerTask() error {
	t, err := v.theTask()
	if err != nil {
		return err
	}
	on := model.TaskEvent(v.Param("event"))
	consumed := on == reportConsumed
	if !consumed && !slices.Contains(model.HolderEvents(), on) {
		return model.NotFound.Refuse()
	}
	open := slices.Contains(t.Allowed, on) || consumed && t.Row.State.Responded() && !t.Row.State.Ended()
	if !open && v.Request.Method == http.MethodGet {
		return v.taskNotNow(t)
	}
	lines, next, err := v.console.services.Recall.TaskLines(v.ctx(), v.Actor, t.Row.ID, model.Page{After: v.page().After, Limit: taskLinesShown})
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, func(l recall.TaskLine) bool { return l.Gone || l.Class == model.AffectedCleared || l.Distributed == 0 })
	fields, err := v.answerFields(t.Row.ID, on, lines)
	if err != nil {
		return err
	}
	title, means := web.Value(web.Text(model.TaskEventWords[on])), web.Word("task.means."+string(on))
	if consumed {
		title = web.Word("task.consumed")
	}
	form := web.Form{Submit: "task.send", Cancel: taskPath(t.Row.ID), Fields: fields, Consequence: means, Danger: on == model.TaskDestroy}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			page := web.Page{Title: title, Lead: web.Text(t.Case.Title), Back: taskTrail(t), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}}}
			if next != "" {
				page.Parts = append(page.Parts, web.Buttons{{To: v.address("after", string(next)), Text: web.Word("task.more-lots")}})
			}
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			a, at := answerOf(in, t.Row.ID, on, lines)
			file, sent := in.file("file")
			if err := in.err(); err != nil {
				return "", "", err
			}
			if err := v.addEvidence(&a, file, sent); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.Answer(v.ctx(), v.Actor, v.once(), a)
			return taskPath(t.Row.ID), "task-answered", replaced(err, at)
		},
	})
}

// answerFields ask for the quantity of each lot, in the unit that the holder counts in, and for what shows it.
func (v *Visit) answerFields(id model.RecallTaskID, on model.TaskEvent, lines []recall.TaskLine) (fields []web.Field, err error) {
	units, err := v.console.services.Recall.CountUnits(v.ctx(), v.Actor, id, lines)
	if err != nil {
		return nil, err
	}
	for i, l := range lines {
		if on == model.TaskAcknowledge || on == model.TaskHoldNone {
			break
		}
		name := "lines[" + strconv.Itoa(i) + "]."
		group := web.Field{Kind: web.KindGroup, Name: "lines[" + strconv.Itoa(i) + "]", Label: lineName(l), Fields: []web.Field{
			{Name: name + "quantity", Label: web.Word("task.quantity"), Kind: web.KindQuantity, Value: expected(on, l)},
			{Name: name + "unit", Label: web.Word("task.unit"), Kind: web.KindChoice, Options: v.unitsFor(l, units[i]), Value: string(l.Unit)},
		}}
		group.Hint = web.Say("task.line.hint", "distributed", web.Amount{Quantity: l.Distributed, Unit: l.Unit}, "sealed", web.Amount{Quantity: l.Sealed, Unit: l.Unit})
		fields = append(fields, group)
	}
	if on == model.TaskReturn || on == model.TaskDestroy || on == model.TaskRelabel {
		hint := web.Word("task.evidence.hint")
		if on != model.TaskReturn {
			hint = "task.evidence.hint.needed"
		}
		if v.can(model.PermDocumentWrite) {
			fields = append(fields, web.Field{Name: "file", Label: web.Word("task.evidence.file"), Hint: hint, Kind: web.KindFile, Accept: "application/pdf,image/jpeg,image/png"})
		}
		if choice := v.evidenceFor(lines); len(choice.Options) > 1 {
			fields = append(fields, choice)
		}
	}
	return append(fields, web.Field{Name: "note", Label: web.Word("task.note"), Hint: web.Word("task.note.hint"), Kind: web.KindLong, Max: 150}), nil
}

// lineName names a line in one line.
func lineName(l recall.TaskLine) web.Value {
	if l.Lot == "" {
		return web.Code(shortKey(l.Key))
	}
	return web.Inline{web.Text(l.Name), web.Code(l.Lot)}
}

// expected is what a holder has probably to report: what it has sealed and not yet dealt with. What there is to seal it
// has to count.
func expected(on model.TaskEvent, l recall.TaskLine) string {
	if on != model.TaskReturn && on != model.TaskDestroy && on != model.TaskRelabel {
		return ""
	}
	if left := l.Sealed - l.Tally().Recovered(); left > 0 {
		return left.String()
	}
	return ""
}

// unitsFor are the units in which a lot can be counted: its own, those for which its maker has declared a factor, with what
// one of them is, and those of the same measure.
func (v *Visit) unitsFor(l recall.TaskLine, counted []recall.CountUnit) []web.Option {
	options := []web.Option{{Value: string(l.Unit), Text: unitName(l.Unit)}}
	known := []model.Unit{l.Unit}
	for _, c := range counted {
		text := unitName(c.Unit)
		if c.One > 0 {
			text = web.Say("task.unit.factor", "unit", unitName(c.Unit), "one", web.Amount{Quantity: c.One, Unit: l.Unit})
		}
		options, known = append(options, web.Option{Value: string(c.Unit), Text: text}), append(known, c.Unit)
	}
	for _, u := range model.UnitCodes() {
		if _, ok := model.Units(1).Convert(u, l.Unit); ok && !slices.Contains(known, u) {
			options = append(options, web.Option{Value: string(u), Text: unitName(u)})
		}
	}
	return options
}

// evidenceFor offers the documents of the batches that the visitor may read.
func (v *Visit) evidenceFor(lines []recall.TaskLine) web.Field {
	f := web.Field{Name: "evidence", Label: web.Word("task.evidence.choose"), Kind: web.KindChoice, Options: []web.Option{{Text: web.Word("task.evidence.none")}}}
	seen := map[model.BatchID]bool{"": true}
	for _, l := range lines {
		if seen[l.BatchID] || len(seen) > batchesOffered {
			continue
		}
		seen[l.BatchID] = true
		documents, err := v.console.services.Catalog.Documents(v.ctx(), v.Actor, l.BatchID)
		if err != nil {
			continue // the batch is not the visitor's to read
		}
		for _, d := range documents {
			f.Options = append(f.Options, web.Option{Value: d.ID.String(), Text: web.Inline{web.Code(l.Lot), documentName(d)}})
		}
	}
	return f
}

// batchesOffered bounds the batches whose documents a form offers.
const batchesOffered = 5

// answerOf reads an answer; at says from which line of the form each of its lines came.
func answerOf(in *Input, id model.RecallTaskID, on model.TaskEvent, lines []recall.TaskLine) (a recall.Answer, at []int) {
	a = recall.Answer{Task: id, Event: on, Note: in.text("note")}
	kind := model.AnswerKind("")
	if on == reportConsumed {
		a.Event, kind = "", model.AnswerConsumed
	}
	for i, l := range lines {
		name := "lines[" + strconv.Itoa(i) + "]."
		if in.text(name+"quantity") == "" {
			continue
		}
		a.Lines = append(a.Lines, recall.AnswerLine{
			Item: l.Key, Kind: kind, Quantity: in.quantity(name + "quantity"), Unit: model.Unit(in.text(name + "unit")), Evidence: model.DocumentID(in.text("evidence")), Note: a.Note,
		})
		at = append(at, i)
	}
	return a, at
}

// addEvidence keeps the file that was sent and has the lines name it.
func (v *Visit) addEvidence(a *recall.Answer, file Upload, sent bool) error {
	if !sent || len(a.Lines) == 0 {
		return nil
	}
	once := v.once()
	once.Operation += "-file"
	d, err := v.console.services.Catalog.AddEvidence(v.ctx(), v.Actor, once, catalog.Upload(file))
	if errors.Is(err, model.FileTypeRefused) {
		err = model.FileTypeRefused.At("file")
	}
	if err != nil {
		return err
	}
	for i := range a.Lines {
		a.Lines[i].Evidence = d.ID
	}
	return nil
}

// replaced puts the faults of lines that were sent beside the lines of the form from which they came.
func replaced(err error, at []int) error {
	var r *model.Refusal
	if !errors.As(err, &r) {
		return err
	}
	for i := range r.Fields {
		f := &r.Fields[i]
		rest, ok := strings.CutPrefix(f.At, "lines[")
		number, field, cut := strings.Cut(rest, "]")
		n, bad := strconv.Atoi(number)
		switch {
		case !ok || !cut || bad != nil || n >= len(at):
		case field == ".evidence":
			f.At = "evidence"
		case field == ".note":
			f.At = "note"
		case field == ".quantity" || field == ".unit":
			f.At = "lines[" + strconv.Itoa(at[n]) + "]" + field
		default:
			f.At = "lines[" + strconv.Itoa(at[n]) + "]"
		}
	}
	return err
}

// taskNotNow says where a task stands when something cannot be done with it, and what can.
func (v *Visit) taskNotNow(t recall.Task) error {
	note := web.Note{
		Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), taskState(t.Row.State)}},
		Actions: []web.Action{{To: taskPath(t.Row.ID), Text: web.Word("task.back"), First: true}},
	}
	return v.show(web.Page{Title: web.Text(t.Case.Title), Back: taskTrail(t), Narrow: true, Parts: []web.Part{note}})
}

// takeBack takes a wrong answer back.
func (v *Visit) takeAnswerBack() error {
	t, err := v.theTask()
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(v.Param("answer"), 10, 64)
	if err != nil {
		return model.NotFound.Refuse()
	}
	return v.run(task{
		form: web.Form{Submit: "task.take-back", Cancel: taskPath(t.Row.ID), Danger: true, Consequence: web.Word("task.take-back.means"), Fields: []web.Field{
			{Name: "note", Label: web.Word("task.take-back.why"), Kind: web.KindText, Max: 150, Focus: true},
		}},
		page: func(f web.Form) web.Page { return taskForm(t, web.Word("task.take-back"), f) },
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.TakeBack(v.ctx(), v.Actor, v.once(), t.Row.ID, model.Seq(number), in.text("note"))
			return taskPath(t.Row.ID), "task-taken-back", err
		},
	})
}
