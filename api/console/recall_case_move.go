package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// recallTakes are the moves that take something away from somebody.
var recallTakes = []model.RecallEvent{
	model.RecallOrder, model.RecallWithdraw, model.RecallAnnounce, model.RecallProclaim, model.RecallFindLacking, model.RecallCancel, model.RecallRevoke, model.RecallObject,
}

// moveRecall says what a move of a case means, asks for what it needs, and makes it from the version that the page showed.
func (v *Visit) moveRecall() error {
	f, err := v.theCase()
	if err != nil {
		return err
	}
	on := model.RecallEvent(v.Param("event"))
	if !slices.Contains(model.RecallLifecycle.Events(), on) || on == model.RecallFilePlan {
		return model.NotFound.Refuse()
	}
	if !slices.Contains(f.Allowed, on) && v.Request.Method == http.MethodGet {
		return v.recallNotNow(f)
	}
	at := recallPath(f.Case.ID)
	form := web.Form{
		Submit: "case.confirm", Cancel: at, Danger: slices.Contains(recallTakes, on), Consequence: v.moveMeans(f, on),
		Fields: append([]web.Field{{Name: "version", Kind: web.KindHidden}}, v.moveQuestions(f, on)...),
	}
	page := web.Page{Title: web.Word("case.move." + string(on)), Lead: web.Inline{web.Name(f.Case.Title), web.Code(f.Case.Number)}, Back: caseTrail(f.Case), Narrow: true}
	if on == model.RecallClose && slices.Contains(f.Allowed, on) {
		if page.Parts, err = v.notYet(f); err != nil {
			return err
		}
	}
	facts := web.Facts{{Label: "move.now", Value: recallState(f.Case.State)}}
	if mv, err := model.RecallLifecycle.Next(f.Case.State, on); err == nil {
		facts = append(facts, web.Fact{Label: "move.then", Value: web.Stack{recallState(mv.To), web.Fine{Text: web.Name(mv.Why)}}})
	}
	return v.run(task{
		form: form,
		page: func(form web.Form) web.Page {
			form.Fields[0].Value = strconv.FormatInt(f.Case.Version, 10) // the page shows what is there now
			page.Parts = append(page.Parts, web.Panel{Parts: []web.Part{facts, form}})
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			m := recall.Move{
				ID: f.Case.ID, Event: on, Version: versionAsked(in), Reason: in.text("reason"), Grade: model.Grade(in.text("grade")),
				KnownAt: model.InstantOf(in.moment("known_at")), Until: model.InstantOf(in.moment("until")),
			}
			if on == model.RecallReport {
				m.Report = &model.RecallSummary{Text: in.text("report.text")}
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.Move(v.ctx(), v.Actor, v.once(), m)
			v.console.services.Code.Forget("")
			return at, "recall-moved", err
		},
	})
}

// versionAsked is the version that a form was made from; what is no number asks for one that never was.
func versionAsked(in *Input) int64 {
	version, _ := strconv.ParseInt(in.text("version"), 10, 64)
	if version < 1 {
		return -1
	}
	return version
}

// moveQuestions are what a move asks for.
func (v *Visit) moveQuestions(f recall.File, on model.RecallEvent) (fields []web.Field) {
	graded := on == model.RecallAssess || on == model.RecallOrder && f.Case.KnownAt == 0
	if pack, err := model.PackOf(f.Case.Pack, v.today()); graded && err == nil {
		fields = append(fields, v.gradeFields(pack)...)
	}
	switch on { //nolint:exhaustive // the others need no more than a reason
	case model.RecallExtend:
		fields = append(fields, web.Field{Name: "until", Label: web.Word("case.until"), Hint: web.Word("case.until.hint"), Kind: web.KindMoment, Required: true})
	case model.RecallReport:
		fields = append(fields, web.Field{Name: "report.text", Label: web.Word("case.report.text"), Hint: web.Word("case.report.hint"), Kind: web.KindLong, Max: model.PlanLimit, Required: true})
	}
	if recall.NeedsReason(on) {
		fields = append(fields, web.Field{Name: "reason", Label: web.Word("case.reason"), Hint: web.Word("case.reason.hint"), Kind: web.KindLong, Max: recall.MaxReason, Required: true})
	}
	return fields
}

// mends says where it can be mended what stands between a case and its end, by the field that its refusal names.
var mends = []struct{ at, path string }{
	{"tasks", "/tasks"}, {"tallies", "/reconciliation"}, {"disposals", "/reconciliation"}, {"reports", "/stage"}, {"checks", "/checks"},
}

// notYet says, before anybody tries, everything that stands between a case and its end, and leads to where each is mended.
func (v *Visit) notYet(f recall.File) ([]web.Part, error) {
	reasons, err := v.console.services.Recall.WhyOpen(v.ctx(), v.Actor, f.Case.ID)
	if err != nil || reasons == nil {
		return nil, err
	}
	refused, _ := v.console.opts.Refused(v.ctx(), reasons)
	var list web.Bullets
	for _, fault := range refused.Fields {
		said := web.Value(web.Plain(fault.Message))
		for _, m := range mends {
			if strings.HasPrefix(fault.At, m.at) && (m.at != "reports" || f.Carries) {
				said = web.Link{To: recallPath(f.Case.ID) + m.path, Text: said}
			}
		}
		list = append(list, said)
	}
	return []web.Part{web.Note{Tone: web.ToneCaution, Title: web.Word("case.close.not-yet"), Text: []web.Value{web.Word("case.close.mend")}}, web.Panel{Parts: []web.Part{list}}}, nil
}

// recallNotNow says where a case stands when a move is not to be had, and what is.
func (v *Visit) recallNotNow(f recall.File) error {
	note := web.Note{Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), recallState(f.Case.State)}}}
	for _, on := range f.Allowed {
		note.Actions = append(note.Actions, web.Action{To: movePath(f.Case.ID, on), Text: web.Word("case.move." + string(on))})
	}
	note.Actions = append(note.Actions, web.Action{To: recallPath(f.Case.ID), Text: web.Word("case.back")})
	return v.show(web.Page{Title: web.Word("case.moves"), Back: caseTrail(f.Case), Narrow: true, Parts: []web.Part{note}})
}

// carried is the case of the address for those who carry it out; for others who see it, it is not theirs to change.
func (v *Visit) carried() (recall.File, error) {
	f, err := v.theCase()
	if err == nil && !f.Carries {
		err = model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
	}
	return f, err
}

// regradeRecall makes a case graver.
func (v *Visit) regradeRecall() error {
	f, err := v.carried()
	if err != nil {
		return err
	}
	pack, err := model.PackOf(f.Case.Pack, v.today())
	if err != nil {
		return err
	}
	pack.Grades = slices.DeleteFunc(slices.Clone(pack.Grades), func(g model.GradeInfo) bool { return g.Grade.Rank() >= f.Case.Grade.Rank() })
	if len(pack.Grades) == 0 && v.Request.Method == http.MethodGet {
		return v.recallNotNow(f) // it is as grave as can be
	}
	fields := append([]web.Field{{Name: "version", Kind: web.KindHidden}}, v.gradeFields(pack)...)
	fields = append(fields, web.Field{Name: "reason", Label: web.Word("case.reason"), Kind: web.KindLong, Max: recall.MaxReason, Required: true})
	return v.run(task{
		form: web.Form{Submit: "case.confirm", Danger: true, Cancel: recallPath(f.Case.ID), Consequence: web.Word("case.regrade.means"), Fields: fields},
		page: func(form web.Form) web.Page {
			form.Fields[0].Value = strconv.FormatInt(f.Case.Version, 10)
			return web.Page{Title: web.Word("case.regrade"), Lead: recallChips(f.Case), Back: caseTrail(f.Case), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{form}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			r := recall.Regrade{ID: f.Case.ID, Version: versionAsked(in), Grade: model.Grade(in.text("grade")), KnownAt: model.InstantOf(in.moment("known_at")), Reason: in.text("reason")}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.Regrade(v.ctx(), v.Actor, v.once(), r)
			return recallPath(f.Case.ID), "recall-moved", err
		},
	})
}

// recallStage files the summary of a stage; when the case is to be reported, moving it does that.
func (v *Visit) recallStage() error {
	f, err := v.carried()
	if err != nil {
		return err
	}
	return v.run(task{
		form: web.Form{Submit: "case.stage.file", Cancel: recallPath(f.Case.ID), Fields: []web.Field{
			{Name: "report.text", Label: web.Word("case.report.text"), Hint: web.Word("case.report.hint"), Kind: web.KindLong, Max: model.PlanLimit, Required: true, Focus: true},
		}},
		page: func(form web.Form) web.Page {
			return web.Page{Title: web.Word("case.stage"), Lead: web.Word("case.stage.lead"), Back: caseTrail(f.Case), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{form}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.File(v.ctx(), v.Actor, v.once(), recall.Filing{ID: f.Case.ID, Report: &model.RecallSummary{Text: in.text("report.text")}})
			return recallPath(f.Case.ID), "recall-filed", err
		},
	})
}

// recallScope gives a case another scope: of a draft it is replaced, of one that is under way a new version.
func (v *Visit) recallScope() error {
	f, err := v.carried()
	if err != nil {
		return err
	}
	o, d, err := v.rescoped(f)
	if err != nil {
		return err
	}
	at := recallPath(f.Case.ID)
	form := web.Form{Submit: "case.scope.save", Cancel: at, Fields: []web.Field{{Name: "version", Kind: web.KindHidden}}}
	if f.Case.ScopeVersion > 0 {
		form.Consequence = web.Stack{web.Word("case.scope.means"), web.Say("case.scope.means.count", "added", web.Number(len(d.Added)), "removed", web.Number(len(d.Removed)))}
		form.Danger = len(d.Removed) > 0
		form.Fields = append(form.Fields, web.Field{Name: "reason", Label: web.Word("case.reason"), Kind: web.KindLong, Max: recall.MaxReason, Required: true})
		if len(d.Removed) > 0 {
			evidence, err := v.scopeEvidence(o)
			if err != nil {
				return err
			}
			form.Fields = append(form.Fields, evidence)
		}
	}
	return v.run(task{
		form: form,
		page: func(form web.Form) web.Page {
			form.Fields[0].Value = strconv.FormatInt(f.Case.Version, 10)
			page := web.Page{Title: web.Word("case.scope.change"), Lead: web.Name(f.Case.Title), Back: caseTrail(f.Case), Parts: []web.Part{v.startPanel(o, at+"/scope", nil)}}
			if o.refused != nil {
				page.Parts = append(page.Parts, refusedNote(*o.refused))
				return page
			}
			page.Parts = append(page.Parts, comparisonPanel(f.Case, d), web.Panel{Title: web.Word("case.scope.save"), Parts: []web.Part{form}})
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			version := versionAsked(in)
			if err := in.err(); err != nil {
				return "", "", err
			}
			if f.Case.ScopeVersion == 0 {
				_, err = v.console.services.Recall.Revise(v.ctx(), v.Actor, recall.Revision{ID: f.Case.ID, Version: version, Scope: o.scope, Policy: o.policy})
				return at, "recall-rescoped", err
			}
			_, err = v.console.services.Recall.Rescope(v.ctx(), v.Actor, v.once(), recall.NewScope{
				ID: f.Case.ID, Version: version, Scope: o.scope, Policy: o.policy, Reason: in.text("reason"), Evidence: model.DocumentID(in.text("evidence")),
			})
			v.console.services.Code.Forget("")
			return at, "recall-rescoped", err
		},
	})
}

// scopeEvidence offers the documents of what the case starts from, as what proves that other things are clear.
func (v *Visit) scopeEvidence(o outset) (web.Field, error) {
	var documents []model.Document
	for _, p := range o.scope.Predicates {
		lot, named := p.(model.ScopeLot)
		id := o.forecast.Words.Batches[lot]
		if !named || id == "" {
			continue
		}
		rows, err := v.console.services.Catalog.Documents(v.ctx(), v.Actor, id)
		if err != nil {
			return web.Field{}, err
		}
		documents = rows
		break
	}
	field := evidenceChoice(documents)
	field.Hint = web.Word("case.scope.evidence")
	return field, nil
}

// rescoped is the scope that the address carries, or the one that the case has, and what it would change.
func (v *Visit) rescoped(f recall.File) (o outset, d recall.Comparison, err error) {
	o.policy = cmp.Or(model.ClosurePolicy(v.query("policy")), f.Case.Policy)
	now := f.Scopes[len(f.Scopes)-1]
	if len(v.Request.URL.Query()["c"]) > 0 {
		o.scope, err = v.conditionsAsked()
	} else {
		o.scope, err = model.ParseRecallScope(string(now.Conditions), now.Version)
	}
	if err != nil {
		return o, d, err
	}
	if o.forecast.Words, err = v.console.services.Recall.ScopeWords(v.ctx(), v.Actor, o.scope); err != nil {
		return o, d, err
	}
	d, err = v.console.services.Recall.Foresee(v.ctx(), v.Actor, f.Case.ID, o.scope, o.policy)
	if r := v.refusal(err); r != nil {
		o.refused, err = r, nil
	}
	return o, d, err
}

// comparisonPanel says what another scope would change.
func comparisonPanel(c model.Recall, d recall.Comparison) web.Part {
	panel := web.Panel{Title: web.Word("case.forecast"), Parts: []web.Part{web.Tiles{
		classTile(model.AffectedConfirmed, d.Confirmed, ""),
		classTile(model.AffectedPossible, d.Possible, ""),
		{Label: web.Word("case.holders"), Value: web.Number(d.Holders)},
		{Label: web.Word("case.added"), Value: web.Number(len(d.Added))}, {Label: web.Word("case.removed"), Value: web.Number(len(d.Removed))},
	}}}
	if c.ScopeVersion == 0 {
		return panel
	}
	table := web.Table{Caption: web.Word("case.diff"), Columns: []web.Column{{Label: "case.thing"}, {Label: "case.diff.how"}, {Label: "case.why"}}, Empty: web.Empty{Title: web.Word("case.diff.none")}}
	for _, part := range []struct {
		how  web.Value
		list []model.RecallLot
	}{
		{web.Chip{Tone: web.ToneDanger, Text: web.Word("case.added")}, d.Added}, {web.Chip{Tone: web.ToneOK, Text: web.Word("case.removed")}, d.Removed},
	} {
		for _, l := range part.list[:min(len(part.list), someChanges)] {
			table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Code(shortKey(l.EPC)), part.how, web.Word("case.reason." + l.Reason)}})
		}
	}
	panel.Parts = append(panel.Parts, table)
	return panel
}

// someChanges is how many things a comparison names of each kind.
const someChanges = 50
