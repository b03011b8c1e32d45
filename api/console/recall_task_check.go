package console

import (
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// theCheck is the effectiveness check of the case that the address names.
func (v *Visit) theCheck() (*recall.Check, error) {
	id, err := model.ParseID[model.Recall](v.Param("id"))
	if err != nil {
		return nil, err
	}
	return v.console.services.Recall.Check(v.ctx(), v.Actor, id)
}

func casePath(id model.RecallID) string { return "/console/recalls/" + id.String() }

// recallChecks shows what was drawn, whom it chose, and what was found there.
func (v *Visit) recallChecks() error {
	k, err := v.theCheck()
	if err != nil {
		return err
	}
	page := web.Page{
		Title: web.Word("check.title"), Lead: web.Inline{web.Text(k.Case.Title), web.Code(k.Case.Number)},
		Back: []web.Link{{To: "/console/recalls", Text: web.Word("nav.recalls")}, {To: casePath(k.Case.ID), Text: web.Code(k.Case.Number)}},
	}
	if v.mayDraw(k.Case) {
		page.Actions = []web.Action{{To: casePath(k.Case.ID) + "/checks/draw", Text: web.Word("check.draw"), Icon: "plus", First: len(k.Draws) == 0}}
	}
	if len(k.Draws) == 0 {
		empty := web.Empty{Title: web.Word("check.none"), Text: web.Word("check.none.text")}
		if len(page.Actions) > 0 {
			empty.Action = &page.Actions[0]
		}
		page.Parts = []web.Part{empty}
		return v.show(page)
	}
	share := k.Reach.VerifiedShare()
	page.Parts = append(page.Parts, web.Tiles{
		{Label: web.Word("check.required"), Value: web.Number(int(k.Reach.Required))},
		{Label: web.Word("check.verified"), Value: web.Number(int(k.Reach.Verified)), Tone: doneTone(k.Reach)},
		{Label: web.Word("check.share"), Value: web.Code(share.String())},
		{Label: web.Word("check.holders"), Value: web.Number(int(k.Reach.Holders))},
	})
	if !k.Marked || slices.ContainsFunc(k.Draws, func(d recall.Draw) bool { return !d.Again }) {
		page.Parts = append(page.Parts, web.Note{Tone: web.ToneDanger, Title: web.Word("check.tampered"), Text: []web.Value{web.Word("check.tampered.text")}, Alert: true})
	}
	rows, deeper, next, err := v.console.services.Recall.CaseTasks(v.ctx(), v.Actor, recall.TaskFilter{Recall: k.Case.ID, Sampled: true}, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("check.chosen"), ID: "checks", Live: "recall-tasks", Columns: []web.Column{{Label: "task.holder"}, {Label: "task.state"}, {Label: "check.found"}},
		Empty: web.Empty{Title: web.Word("check.nobody-named"), Text: web.Word("check.nobody-named.text")},
	}
	for _, t := range rows {
		row := web.Row{To: taskPath(t.Row.ID), Cells: []web.Value{web.Stack{taskHolder(t), web.Fine{Text: v.area(t.Row.Region)}}, taskState(t.Row.State), taskChecked(t)}}
		if v.follows(t) && t.Row.VerifiedAt == 0 {
			row.Actions = []web.Action{{To: taskPath(t.Row.ID) + "/verify", Text: web.Word("task.verify")}}
		}
		table.Rows = append(table.Rows, row)
	}
	panel := web.Panel{Title: web.Word("check.chosen"), Parts: []web.Part{v.paged(table, next)}}
	if len(deeper) > 0 {
		panel.Lead = web.Word("check.deeper")
	}
	page.Parts = append(page.Parts, panel, drawsPanel(k))
	return v.show(page)
}

func doneTone(r model.RecallReach) web.Tone {
	if r.Verified >= r.Required {
		return web.ToneOK
	}
	return web.ToneCaution
}

// drawsPanel lists the draws with their seeds, so that anybody can draw again.
func drawsPanel(k *recall.Check) web.Part {
	table := web.Table{Caption: web.Word("check.draws"), Columns: []web.Column{{Label: "check.level"}, {Label: "check.of", Number: true}, {Label: "check.seed"}, {Label: "check.again"}, {Label: "task.at"}}}
	for _, d := range slices.Backward(k.Draws) {
		level := web.Stack{web.Name(model.CheckLevelWords[d.Row.Level])}
		if d.Row.Level == model.CheckSome {
			level = append(level, web.Fine{Text: web.Code(strconv.Itoa(d.Row.Percent) + "%")})
		}
		again := web.Chip{Tone: web.ToneOK, Text: web.Word("check.again.same")}
		if !d.Again {
			again = web.Chip{Tone: web.ToneDanger, Text: web.Word("check.again.other")}
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{
			level, web.Code(strconv.Itoa(len(d.Chosen)) + " / " + strconv.Itoa(len(d.Holders))), web.Code(d.Row.Seed), again, web.Moment(d.Row.CreatedAt),
		}})
	}
	return web.Fold{Title: web.Word("check.draws"), Parts: []web.Part{web.Prose{web.Word("check.draws.text")}, table}}
}

// mayDraw reports whether the visitor may draw: the company that recalls, or the authority.
func (v *Visit) mayDraw(c model.Recall) bool {
	if v.Actor.ActsFor(c.OrgID) {
		return v.can(model.PermRecallAnnounce)
	}
	return v.can(model.PermRecallOrder)
}

// drawCheck asks how many holders are to be verified and has the house draw them.
func (v *Visit) drawCheck() error {
	k, err := v.theCheck()
	if err != nil {
		return err
	}
	level := web.Field{Name: "level", Label: web.Word("check.level"), Kind: web.KindRadio, Required: true, Value: string(model.CheckAll)}
	for _, l := range model.CheckLevels() {
		level.Options = append(level.Options, web.Option{Value: string(l), Text: web.Name(model.CheckLevelWords[l])})
	}
	at := casePath(k.Case.ID) + "/checks"
	return v.run(task{
		form: web.Form{Submit: "check.draw", Cancel: at, Consequence: web.Word("check.draw.means"), Fields: []web.Field{
			level, {Name: "percent", Label: web.Word("check.percent"), Hint: web.Word("check.percent.hint"), Kind: web.KindWhole},
		}},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("check.draw"), Narrow: true, Lead: web.Inline{web.Text(k.Case.Title), web.Code(k.Case.Number)},
				Back: []web.Link{{To: at, Text: web.Word("check.title")}}, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			draw := recall.CheckDraw{Recall: k.Case.ID, Level: model.CheckLevel(in.text("level")), Percent: in.whole("percent")}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.DrawCheck(v.ctx(), v.Actor, v.once(), draw)
			return at, "check-drawn", err
		},
	})
}
