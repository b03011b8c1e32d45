package console

import (
	"net/http"
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
	"suyuan/service/complaint"
)

// long is a field for a longer text.
func long(name string, label web.Word, limit int, required bool) web.Field {
	return web.Field{Name: name, Label: label, Kind: web.KindLong, Max: limit, Required: required}
}

// among is a field for one of a closed list.
func among[C ~string](name string, label web.Word, list []model.Listed[C]) web.Field {
	f := web.Field{Name: name, Label: label, Kind: web.KindChoice, Required: true}
	for _, c := range list {
		f.Options = append(f.Options, web.Option{Value: string(c.Code), Text: web.Name(c.Words)})
	}
	return f
}

// complaintAsks are what a move needs.
func (v *Visit) complaintAsks(on model.ComplaintEvent) ([]web.Field, error) {
	reason := long("text", "complaint.reason", complaint.MaxNote, true)
	switch on {
	case model.ComplaintRefuse:
		return []web.Field{among("ground", "complaint.ground", model.ComplaintGrounds()), reason, long("remedies", "complaint.remedies", complaint.MaxNote, true)}, nil
	case model.ComplaintEnd:
		return []web.Field{among("ending", "complaint.ending", model.ComplaintEndings()[1:]), reason}, nil
	case model.ComplaintContest:
		return []web.Field{v.regionField(web.Word("complaint.contest.region"), web.Word("complaint.contest.region.hint"), "", true), reason}, nil
	case model.ComplaintDecline:
		return []web.Field{reason}, nil
	case model.ComplaintAssign:
		to, err := v.authorityChoice()
		return []web.Field{to}, err
	case model.ComplaintDelegate:
		return []web.Field{{Name: "delegate", Label: web.Word("complaint.delegate"), Max: complaint.MaxBody, Required: true}}, nil
	case model.ComplaintTest:
		return []web.Field{
			{Name: "lab", Label: web.Word("complaint.lab"), Max: complaint.MaxBody, Required: true},
			among("lab_by", "complaint.lab-by", model.ComplaintLabBys()), among("payer", "complaint.payer", model.ComplaintPayers()),
		}, nil
	case model.ComplaintResume:
		return []web.Field{long("text", "complaint.test-result", complaint.MaxNote, true)}, nil
	case model.ComplaintSettle:
		form := web.Field{Name: "form", Label: web.Word("complaint.form"), Kind: web.KindRadio, Value: string(model.NoteRecord)}
		for _, k := range []model.ComplaintNoteKind{model.NoteRecord, model.NoteLetter} {
			form.Options = append(form.Options, web.Option{Value: string(k), Text: web.Name(k.Words())})
		}
		return []web.Field{form, long("text", "complaint.terms", complaint.MaxNote, true)}, nil
	default:
	}
	return []web.Field{long("text", "complaint.remark", complaint.MaxNote, false)}, nil
}

// authorityChoice offers the visitor's own authority and those below it.
func (v *Visit) authorityChoice() (f web.Field, err error) {
	f = web.Field{Name: "to", Label: web.Word("complaint.competent"), Kind: web.KindChoice, Options: []web.Option{{Text: web.Word("complaint.own-authority")}}}
	list, _, err := v.console.services.Access.Organisations(v.ctx(), v.Actor, access.OrganisationFilter{Kind: model.KindRegulator, State: model.OrgActive}, model.Page{Limit: 100})
	for _, o := range list {
		if !v.Actor.ActsFor(o.ID) {
			f.Options = append(f.Options, web.Option{Value: o.ID.String(), Text: web.Name(o.Name)})
		}
	}
	return f, err
}

// moveComplaint asks for what a move needs, and makes it.
func (v *Visit) moveComplaint() error {
	c, err := v.theComplaint()
	if err != nil {
		return err
	}
	on := model.ComplaintEvent(v.Param("event"))
	if !slices.Contains(c.Allowed, on) && v.Request.Method == http.MethodGet {
		return v.complaintNotNow(c)
	}
	asks, err := v.complaintAsks(on)
	if err != nil {
		return err
	}
	form := web.Form{
		Submit: "complaint.confirm", Cancel: complaintPath(c.ID), Danger: on == model.ComplaintRefuse || on == model.ComplaintEnd,
		Fields: append([]web.Field{{Name: "version", Kind: web.KindHidden, Value: strconv.FormatInt(c.Version, 10)}}, asks...),
	}
	title := model.ComplaintEventWords[on]
	if mv, err := model.ComplaintLifecycle.Next(c.State, on); err == nil {
		form.Consequence = web.Name(mv.Why)
	}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			return web.Page{Title: web.Name(title), Chips: []web.Value{web.Code(c.Number)}, Back: complaintTrail, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			version, _ := strconv.ParseInt(in.text("version"), 10, 64)
			move := complaint.Move{
				ID: c.ID, Version: version, Event: on, Text: in.text("text"), Ground: model.ComplaintGround(in.text("ground")), Remedies: in.text("remedies"),
				Ending: model.ComplaintEnding(in.text("ending")), To: model.OrgID(in.text("to")), Delegate: in.text("delegate"), Lab: in.text("lab"),
				LabBy: model.ComplaintLabBy(in.text("lab_by")), Payer: model.ComplaintPayer(in.text("payer")), Form: model.ComplaintNoteKind(in.text("form")),
			}
			if on == model.ComplaintContest {
				move.Region = model.Region(in.region())
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			r, err := v.console.services.Complaint.Move(v.ctx(), v.Actor, v.once(), move)
			return complaintPath(r.ID), "complaint-moved", err
		},
	})
}

func (v *Visit) complaintNotNow(c complaint.Case) error {
	note := web.Note{Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), complaintState(c.State)}}}
	note.Actions = []web.Action{{To: complaintPath(c.ID), Text: web.Word("complaint.back")}}
	return v.show(web.Page{Title: web.Code(c.Number), Back: complaintTrail, Narrow: true, Parts: []web.Part{note}})
}

// noteComplaint adds the operator's answer or a return visit.
func (v *Visit) noteComplaint() error {
	c, err := v.theComplaint()
	if err != nil {
		return err
	}
	kind := model.ComplaintNoteKind(v.Param("kind"))
	title := web.Value(web.Word("complaint.notes"))
	if slices.Contains(model.ComplaintNoteKinds(), kind) {
		title = web.Name(kind.Words())
	}
	return v.run(task{
		form: web.Form{Submit: "complaint.confirm", Cancel: complaintPath(c.ID), Fields: []web.Field{long("text", "complaint.text", complaint.MaxNote, true)}},
		page: func(f web.Form) web.Page {
			return web.Page{Title: title, Chips: []web.Value{web.Code(c.Number)}, Back: complaintTrail, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			text := in.text("text")
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Complaint.AddNote(v.ctx(), v.Actor, v.once(), c.ID, kind, text)
			return complaintPath(c.ID), "complaint-moved", err
		},
	})
}

// theTip is the tip that the address names.
func (v *Visit) theTip() (complaint.TipCase, error) {
	id, err := model.ParseID[model.Tip](v.Param("id"))
	if err != nil {
		return complaint.TipCase{}, err
	}
	return v.console.services.Complaint.Tip(v.ctx(), v.Actor, id)
}

// aTip is everything about a tip.
func (v *Visit) aTip() error {
	t, err := v.theTip()
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Code(t.Number), Back: tipTrail, Chips: []web.Value{tipState(t.State)}}
	for _, on := range t.Allowed {
		if on == model.TipMerge && len(t.Earlier) == 0 {
			continue
		}
		page.Actions = append(page.Actions, web.Action{
			To: tipPath(t.ID) + "/move/" + string(on), Text: web.Name(model.TipEventWords[on]), First: on == model.TipVerify || on == model.TipTell,
		})
	}
	if v.can(model.PermComplaintReveal) && !t.Erased && (t.AuthorityID == "" || v.Actor.ActsFor(t.AuthorityID)) {
		page.Actions = append(page.Actions, web.Action{To: tipPath(t.ID) + "/who", Text: web.Word("complaint.who"), Icon: "people"})
	}
	left := web.Below{web.Panel{Title: web.Word("complaint.said"), Parts: []web.Part{web.Facts{
		{Label: "complaint.what", Value: written(t.Story.What, t.Erased)}, {Label: "complaint.firm", Value: web.Text(t.Firm)},
		{Label: "complaint.authority", Value: web.Text(t.Authority)}, {Label: "complaint.goods", Value: about(t.Product, t.Lot)},
		{Label: "complaint.filed", Value: web.Moment(t.CreatedAt)}, {Label: "complaint.complaint-number", Value: quoted(t.Complaint)},
		{Label: "complaint.merged-into", Value: quoted(t.Into)},
	}}}}
	if len(t.Earlier) > 0 {
		table := web.Table{Caption: web.Word("complaint.earlier"), Columns: []web.Column{{Label: "complaint.number"}, {Label: "complaint.state"}, {Label: "complaint.filed"}}}
		for _, e := range t.Earlier {
			table.Rows = append(table.Rows, web.Row{To: tipPath(e.ID), Cells: []web.Value{web.Code(e.Number), tipState(e.State), web.Moment(e.CreatedAt)}})
		}
		left = append(left, web.Panel{Title: web.Word("complaint.earlier"), Lead: web.Word("complaint.earlier.lead"), Parts: []web.Part{table}})
	}
	if files := evidencePanel(tipPath(t.ID), t.Files, v.can(model.PermComplaintReveal) && v.handled(t.AuthorityID) && !t.Erased, false); files != nil {
		left = append(left, files)
	}
	right := web.Below{v.clockList(t.Clocks)}
	if len(t.Notes) > 0 && !t.Erased {
		right = append(right, complaintNotes(t.Notes))
	}
	page.Parts = append(page.Parts, web.Columns{left, append(right, tipHistory(t))})
	return v.show(page)
}

func tipHistory(t complaint.TipCase) web.Part {
	var line web.Timeline
	for _, m := range slices.Backward(t.Moves) {
		mv, err := model.TipLifecycle.Next(model.TipState(m.From), model.TipEvent(m.Event))
		if err == nil {
			line = append(line, web.Happened{Title: web.Name(mv.Why), When: m.At})
		}
	}
	return web.Panel{Title: web.Word("complaint.history"), Parts: []web.Part{append(line, web.Happened{Title: web.Word("complaint.was-filed"), When: t.CreatedAt})}}
}

// moveTip asks for what a move needs, and makes it.
func (v *Visit) moveTip() error {
	t, err := v.theTip()
	if err != nil {
		return err
	}
	on := model.TipEvent(v.Param("event"))
	if !slices.Contains(t.Allowed, on) && v.Request.Method == http.MethodGet {
		return v.show(web.Page{Title: web.Code(t.Number), Back: tipTrail, Narrow: true, Parts: []web.Part{web.Note{
			Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), tipState(t.State)}},
			Actions: []web.Action{{To: tipPath(t.ID), Text: web.Word("complaint.back")}},
		}}})
	}
	fields := []web.Field{{Name: "version", Kind: web.KindHidden, Value: strconv.FormatInt(t.Version, 10)}}
	if on == model.TipMerge {
		into := web.Field{Name: "into", Label: web.Word("complaint.merge-into"), Kind: web.KindChoice, Required: true}
		for _, e := range t.Earlier {
			into.Options = append(into.Options, web.Option{Value: e.ID.String(), Text: web.Inline{web.Code(e.Number), web.Name(model.TipLifecycle.Words[e.State])}})
		}
		fields = append(fields, into, web.Field{Name: "new_facts", Label: web.Word("complaint.new-facts"), Hint: web.Word("complaint.new-facts.hint"), Kind: web.KindTick})
	}
	required := slices.Contains([]model.TipEvent{model.TipExtend, model.TipOpen, model.TipDrop, model.TipTransfer}, on)
	fields = append(fields, long("text", "complaint.remark", complaint.MaxNote, required))
	form := web.Form{Submit: "complaint.confirm", Cancel: tipPath(t.ID), Fields: fields}
	if mv, err := model.TipLifecycle.Next(t.State, on); err == nil {
		form.Consequence = web.Name(mv.Why)
	}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			return web.Page{Title: web.Name(model.TipEventWords[on]), Chips: []web.Value{web.Code(t.Number)}, Back: tipTrail, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			version, _ := strconv.ParseInt(in.text("version"), 10, 64)
			move := complaint.TipMove{ID: t.ID, Version: version, Event: on, Text: in.text("text"), Into: model.TipID(in.text("into")), NewFacts: in.ticked("new_facts")}
			if err := in.err(); err != nil {
				return "", "", err
			}
			r, err := v.console.services.Complaint.MoveTip(v.ctx(), v.Actor, v.once(), move)
			return tipPath(r.ID), "complaint-moved", err
		},
	})
}
