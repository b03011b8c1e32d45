package console

import (
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// caseNews are the changes of a case that nobody has acknowledged, with the things, who has them, and the button by which
// somebody takes note.
func (v *Visit) caseNews(f recall.File) (web.Part, error) {
	if !inside(f) || f.Case.ScopeVersion == 0 {
		return nil, nil
	}
	news, err := v.console.services.Recall.News(v.ctx(), v.Actor, f.Case.ID)
	if err != nil || news.All == 0 {
		return nil, err
	}
	panel := web.Panel{Title: web.Word("case.news"), ID: "news", Lead: web.Word("case.news.text")}
	if f.Case.State.Ended() {
		panel.Lead = web.Word("case.news.ended")
	}
	for _, d := range news.Deltas {
		panel.Parts = append(panel.Parts, newsHead(d), newsTable(f.Case, d))
		if d.More > 0 {
			panel.Parts = append(panel.Parts, web.Prose{web.Counted{Key: "case.news.more-things", N: d.More}})
		}
	}
	if more := news.All - len(news.Deltas); more > 0 {
		panel.Parts = append(panel.Parts, web.Prose{web.Counted{Key: "case.news.more", N: more}})
	}
	if f.Carries && v.can(model.PermRecallWrite) {
		panel.Parts = append(panel.Parts, web.Form{Action: recallPath(f.Case.ID) + "/deltas/seen", Submit: "case.news.seen", Consequence: web.Word("case.news.means"), Fields: []web.Field{
			{Name: "up_to", Kind: web.KindHidden, Value: seqText(news.UpTo)},
		}})
	}
	return panel, nil
}

// newsHead says why something has changed, when and how much.
func newsHead(d recall.NewsDelta) web.Part {
	entry := web.Happened{Icon: "bell", Title: web.Name(model.DeltaCauseWords[d.Row.Cause]), When: d.Row.At, Lines: []web.Value{deltaWords(d.Row)}}
	if d.Row.Late == 1 {
		entry.Lines = append(entry.Lines, web.Inline{web.Chip{Tone: web.ToneDanger, Text: web.Word("case.delta.late")}, web.Word("case.delta.late.text")})
	}
	return web.Timeline{entry}
}

// newsHolders is how many holders of a thing a change names.
const newsHolders = 3

// newsTable names the things of a change, what became of them, and who has them.
func newsTable(c model.Recall, d recall.NewsDelta) web.Part {
	table := web.Table{
		Caption: web.Name(model.DeltaCauseWords[d.Row.Cause]), Columns: []web.Column{{Label: "case.thing"}, {Label: "case.diff.how"}, {Label: "case.holder"}},
		Empty: web.Empty{Title: web.Word("case.diff.none")},
	}
	for _, t := range d.Things {
		row := web.Row{Cells: []web.Value{thingName(t.Thing), newsChange(t), newsHolding(t.Holders)}}
		if t.Thing.NodeID != 0 {
			row.To = recallPath(c.ID) + "/things/" + seqText(t.Thing.NodeID)
		}
		if t.Was == "" && t.Is.Blocks() {
			row.Tone = web.ToneDanger
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// newsChange says what became of a thing.
func newsChange(t recall.NewsThing) web.Value {
	switch {
	case t.Was == "":
		return web.Inline{web.Word("case.added"), classChip(t.Is)}
	case t.Is == "":
		return web.Inline{classChip(t.Was), web.Word("case.gone")}
	}
	return web.Inline{classChip(t.Was), web.Word("case.news.now"), classChip(t.Is)}
}

// newsHolding names who has something.
func newsHolding(tasks []recall.Task) web.Value {
	if len(tasks) == 0 {
		return web.Fine{Text: web.Word("case.news.nobody")}
	}
	var list web.Stack
	for i := range tasks[:min(len(tasks), newsHolders)] {
		list = append(list, web.Inline{web.Link{To: taskPath(tasks[i].Row.ID), Text: holderName(&tasks[i])}, taskState(tasks[i].Row.State)})
	}
	if more := len(tasks) - newsHolders; more > 0 {
		list = append(list, web.Fine{Text: web.Counted{Key: "case.news.more-holders", N: more}})
	}
	return list
}

// seeDeltas takes note of the changes that the page has shown.
func (v *Visit) seeDeltas() error {
	return v.press(func() (to, word string, err error) {
		id, err := model.ParseID[model.Recall](v.Param("id"))
		if err != nil {
			return "", "", err
		}
		upTo, err := strconv.ParseInt(v.input.text("up_to"), 10, 64)
		if err != nil || upTo < 1 {
			return "", "", model.Malformed.Refuse(model.P("reason", "up_to"))
		}
		_, err = v.console.services.Recall.SeeDeltasUpTo(v.ctx(), v.Actor, id, model.Seq(upTo))
		return recallPath(id), "recall-seen", err
	})
}

// alarmChip marks a case that has changed without anybody acknowledging it; nil for one that has not.
func alarmChip(a recall.Alarm) web.Value {
	switch {
	case a.Late:
		return web.Chip{Tone: web.ToneDanger, Text: web.Word("case.alarm.late")}
	case a.Changes > 0:
		return web.Chip{Tone: web.ToneCaution, Text: web.Counted{Key: "case.alarm", N: a.Changes}}
	}
	return nil
}

// recallAlarms shows on the first page which recalls have changed since somebody took note.
func (v *Visit) recallAlarms() (web.Part, error) {
	if !v.can(model.PermRecallRead) {
		return nil, nil
	}
	rows, _, err := v.console.services.Recall.Cases(v.ctx(), v.Actor, recall.CaseFilter{Alarmed: true}, model.Page{Limit: glance})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	alarms, err := v.console.services.Recall.Alarms(v.ctx(), v.Actor, rows)
	if err != nil {
		return nil, err
	}
	table := web.Table{Caption: web.Word("case.alarms"), ID: "recall-alarms", Columns: []web.Column{{Label: "case.title"}, {Label: "case.number"}, {Label: "case.state"}, {Label: "case.changed"}}}
	for _, c := range rows {
		table.Rows = append(table.Rows, web.Row{To: recallPath(c.ID) + "#news", Tone: web.ToneDanger, Cells: []web.Value{web.Name(c.Title), web.Code(c.Number), recallState(c.State), alarmChip(alarms[c.ID])}})
	}
	return web.Panel{Title: web.Word("case.alarms"), Parts: []web.Part{table}}, nil
}
