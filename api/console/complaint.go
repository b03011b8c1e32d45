package console

import (
	"strconv"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/complaint"
)

// routeComplaints registers the pages of complaints and tips.
func (c *Console) routeComplaints() {
	c.get("complaints", "/console/complaints", model.PermComplaintRead, "Complaints by deadline.", (*Visit).complaints)
	c.get("complaint-statistics", "/console/complaints/statistics", model.PermComplaintHandle, "Complaints by month and region, and operators that are complained of often.", (*Visit).complaintStatistics)
	c.get("complaint", "/console/complaints/{id}", model.PermComplaintRead, "A complaint with what belongs to it.", (*Visit).aComplaint)
	c.form("complaint-move", "/console/complaints/{id}/move/{event}", model.PermComplaintRead, "Move a complaint.", (*Visit).moveComplaint)
	c.form("complaint-note", "/console/complaints/{id}/note/{kind}", model.PermComplaintRead, "Answer a complaint, or record a return visit.", (*Visit).noteComplaint)
	c.form("complaint-who", "/console/complaints/{id}/who", model.PermComplaintRead, "Look who complains; it is put on record.", (*Visit).whoComplains)
	c.routeComplaintEvidence()
	c.get("tips", "/console/tips", model.PermComplaintHandle, "Tips by deadline.", (*Visit).tips)
	c.get("tip", "/console/tips/{id}", model.PermComplaintHandle, "A tip with what belongs to it.", (*Visit).aTip)
	c.form("tip-move", "/console/tips/{id}/move/{event}", model.PermComplaintHandle, "Move a tip.", (*Visit).moveTip)
	c.form("tip-who", "/console/tips/{id}/who", model.PermComplaintReveal, "Look who gave a tip; it is put on record.", (*Visit).whoTipped)
}

func complaintPath(id model.ComplaintID) string { return "/console/complaints/" + id.String() }

func tipPath(id model.TipID) string { return "/console/tips/" + id.String() }

var complaintTrail = []web.Link{{To: "/console/complaints", Text: web.Word("nav.complaints")}}

var tipTrail = []web.Link{{To: "/console/complaints", Text: web.Word("nav.complaints")}, {To: "/console/tips", Text: web.Word("complaint.tips")}}

var complaintTones = map[model.ComplaintState]web.Tone{
	model.ComplaintFiled: web.ToneInfo, model.ComplaintContested: web.ToneCaution, model.ComplaintAccepted: web.ToneInfo, model.ComplaintDeclined: web.ToneCaution,
	model.ComplaintMediation: web.ToneInfo, model.ComplaintTesting: web.ToneInfo, model.ComplaintSettled: web.ToneOK, model.ComplaintEnded: web.ToneCaution,
}

func complaintState(s model.ComplaintState) web.Value {
	return web.Chip{Tone: complaintTones[s], Text: web.Name(model.ComplaintLifecycle.Words[s])}
}

var tipTones = map[model.TipState]web.Tone{
	model.TipReceived: web.ToneInfo, model.TipVerifying: web.ToneInfo, model.TipOpened: web.ToneDanger,
}

func tipState(s model.TipState) web.Value {
	return web.Chip{Tone: tipTones[s], Text: web.Name(model.TipLifecycle.Words[s])}
}

// dueBy is a deadline of a queue, with how it stands where that is not plain.
func (v *Visit) dueBy(at model.Instant, running int, stage model.ClockStage) web.Value {
	switch {
	case running == 0:
		return nil
	case stage == model.ClockStands:
		return web.Chip{Text: web.Name(model.ClockStageWords[stage])}
	}
	return web.Deadline{Due: at - 1, Now: v.now()} // the last instant of the last day, so that people read that day
}

// rowTone marks what has run out or is about to.
func rowTone(stage model.ClockStage) web.Tone {
	switch stage {
	case model.ClockRanOut:
		return web.ToneDanger
	case model.ClockWarns:
		return web.ToneCaution
	default:
	}
	return ""
}

// about names what was bought, nothing while that is not known.
func about(product model.Text, lot string) web.Value {
	switch {
	case product.Empty():
		return nil
	case lot == "":
		return web.Name(product)
	}
	return web.Inline{web.Name(product), web.Code(lot)}
}

// ofRegion is the value of the query under which an authority reads what others of its region handle too.
const ofRegion = "region"

// queueTabs are an authority's own queue and that of its region.
func queueTabs(path string, mine bool) web.Tabs {
	return web.Tabs{
		{To: path, Text: web.Word("complaint.mine"), Here: mine},
		{To: path + "?of=" + ofRegion, Text: web.Word("complaint.of-region"), Here: !mine},
	}
}

// keepsRegion keeps the tab when a filter is sent.
func keepsRegion(form *web.Form, mine bool) *web.Form {
	if !mine {
		form.Fields = append(form.Fields, web.Field{Name: "of", Kind: web.KindHidden, Value: ofRegion})
	}
	return form
}

// complaints is the queue by deadline, or every complaint: of an authority first what it handles itself.
func (v *Visit) complaints() error {
	f := complaint.Filter{State: model.ComplaintState(v.query("state")), Overdue: v.query("overdue") != "", All: v.query("all") != ""}
	desk := oneOf(v.Actor.OrgKind, overseer)
	tabs := desk && v.Actor.OrgKind == model.KindRegulator
	f.Mine = tabs && v.query("of") != ofRegion
	rows, next, err := v.console.services.Complaint.Complaints(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		ID: "complaints", Caption: web.Word("nav.complaints"), Filter: keepsRegion(complaintFilter(f), !tabs || f.Mine),
		Columns: []web.Column{{Label: "complaint.number"}, {Label: "complaint.state"}, {Label: "complaint.due"}, {Label: "complaint.goods"}, {Label: "complaint.filed"}},
		Empty:   web.Empty{Title: web.Word("complaint.none"), Text: web.Word("complaint.none.text")},
	}
	if desk {
		table.Columns = append(table.Columns, web.Column{Label: "complaint.firm"})
	}
	for _, r := range rows {
		row := web.Row{To: complaintPath(r.ID), Tone: rowTone(r.Stage), Cells: []web.Value{
			web.Code(r.Number), complaintState(r.State), v.dueBy(r.DueAt, r.Running, r.Stage), about(r.Product, r.Lot), web.Moment(r.CreatedAt),
		}}
		if desk {
			row.Cells = append(row.Cells, web.Text(r.Firm))
		}
		table.Rows = append(table.Rows, row)
	}
	page := web.Page{Title: web.Word("nav.complaints"), Lead: web.Word("complaint.lead")}
	if tabs {
		page.Parts = append(page.Parts, queueTabs("/console/complaints", f.Mine))
	}
	page.Parts = append(page.Parts, v.paged(table, next))
	if v.can(model.PermComplaintHandle) {
		page.Actions = []web.Action{
			{To: "/console/tips", Text: web.Word("complaint.tips"), Icon: "search"},
			{To: "/console/complaints/statistics", Text: web.Word("complaint.statistics"), Icon: "list"},
		}
	}
	page.Actions = append(page.Actions, v.exportShown("complaint-cases", "state", string(f.State), "mine", on(f.Mine), "overdue", on(f.Overdue), "all", on(f.All))...)
	return v.show(page)
}

// yes is the value of a ticked box.
func yes(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

func complaintFilter(f complaint.Filter) *web.Form {
	states := []web.Option{{Text: web.Word("filter.any")}}
	for _, s := range model.ComplaintLifecycle.States() {
		states = append(states, web.Option{Value: string(s), Text: web.Name(model.ComplaintLifecycle.Words[s])})
	}
	return &web.Form{Get: true, Bar: true, Action: "/console/complaints", Submit: "desk.filter", Fields: []web.Field{
		{Name: "state", Label: web.Word("complaint.state"), Kind: web.KindChoice, Options: states, Value: string(f.State)},
		{Name: "overdue", Label: web.Word("complaint.overdue"), Kind: web.KindTick, Value: yes(f.Overdue)},
		{Name: "all", Label: web.Word("complaint.closed-too"), Kind: web.KindTick, Value: yes(f.All)},
	}}
}

// tips is the queue of tips by deadline, or every tip.
func (v *Visit) tips() error {
	f := complaint.TipFilter{State: model.TipState(v.query("state")), Overdue: v.query("overdue") != "", All: v.query("all") != ""}
	tabs := v.Actor.OrgKind == model.KindRegulator
	f.Mine = tabs && v.query("of") != ofRegion
	rows, next, err := v.console.services.Complaint.Tips(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	states := []web.Option{{Text: web.Word("filter.any")}}
	for _, s := range model.TipLifecycle.States() {
		states = append(states, web.Option{Value: string(s), Text: web.Name(model.TipLifecycle.Words[s])})
	}
	table := web.Table{
		ID: "tips", Caption: web.Word("complaint.tips"),
		Columns: []web.Column{{Label: "complaint.number"}, {Label: "complaint.state"}, {Label: "complaint.due"}, {Label: "complaint.goods"}, {Label: "complaint.filed"}, {Label: "complaint.firm"}},
		Empty:   web.Empty{Title: web.Word("complaint.none"), Text: web.Word("complaint.none.text")},
		Filter: keepsRegion(&web.Form{Get: true, Bar: true, Action: "/console/tips", Submit: "desk.filter", Fields: []web.Field{
			{Name: "state", Label: web.Word("complaint.state"), Kind: web.KindChoice, Options: states, Value: string(f.State)},
			{Name: "overdue", Label: web.Word("complaint.overdue"), Kind: web.KindTick, Value: yes(f.Overdue)},
			{Name: "all", Label: web.Word("complaint.closed-too"), Kind: web.KindTick, Value: yes(f.All)},
		}}, !tabs || f.Mine),
	}
	for _, r := range rows {
		table.Rows = append(table.Rows, web.Row{To: tipPath(r.ID), Tone: rowTone(r.Stage), Cells: []web.Value{
			web.Code(r.Number), tipState(r.State), v.dueBy(r.DueAt, r.Running, r.Stage), about(r.Product, r.Lot), web.Moment(r.CreatedAt), web.Text(r.Firm),
		}})
	}
	page := web.Page{Title: web.Word("complaint.tips"), Lead: web.Word("complaint.tips.lead"), Back: complaintTrail, Actions: v.exportShown("tips",
		"state", string(f.State), "mine", on(f.Mine), "overdue", on(f.Overdue), "all", on(f.All))}
	if tabs {
		page.Parts = append(page.Parts, queueTabs("/console/tips", f.Mine))
	}
	page.Parts = append(page.Parts, v.paged(table, next))
	return v.show(page)
}

// complaintStatistics shows the numbers of the region and who is complained of often.
func (v *Visit) complaintStatistics() error {
	list, err := v.console.services.Complaint.Statistics(v.ctx(), v.Actor, "", "")
	if err != nil {
		return err
	}
	patterns, err := v.console.services.Complaint.Patterns(v.ctx(), v.Actor, 0)
	if err != nil {
		return err
	}
	numbers := web.Table{
		Caption: web.Word("complaint.statistics"),
		Columns: []web.Column{
			{Label: "complaint.month"}, {Label: "complaint.region"}, {Label: "complaint.received", Number: true}, {Label: "complaint.accepted", Number: true},
			{Label: "complaint.settled", Number: true}, {Label: "complaint.refused", Number: true}, {Label: "complaint.overdue", Number: true}, {Label: "complaint.tips", Number: true},
		},
		Empty: web.Empty{Title: web.Word("complaint.none"), Text: web.Word("complaint.none.text")},
	}
	for _, s := range list {
		var refused int
		reasons := web.Stack{nil}
		for _, g := range model.ComplaintGrounds() {
			if n := s.Refused[g.Code]; n > 0 {
				refused += n
				reasons = append(reasons, web.Fine{Text: web.Inline{web.Name(g.Words), web.Plain("×" + strconv.Itoa(n))}})
			}
		}
		reasons[0] = web.Number(refused)
		numbers.Rows = append(numbers.Rows, web.Row{Cells: []web.Value{
			web.Code(s.Month), v.regionShort(s.Region), web.Number(s.Received), web.Number(s.Accepted), web.Number(s.Settled), reasons, web.Number(s.Overdue), web.Number(s.Tips),
		}})
	}
	firms := web.Table{
		Caption: web.Word("complaint.patterns"),
		Columns: []web.Column{{Label: "complaint.firm"}, {Label: "complaint.complaints", Number: true}, {Label: "complaint.tips", Number: true}, {Label: "complaint.last"}},
		Empty:   web.Empty{Title: web.Word("complaint.none"), Text: web.Word("complaint.patterns.none")},
	}
	for _, p := range patterns {
		firms.Rows = append(firms.Rows, web.Row{Cells: []web.Value{web.Text(p.Firm), web.Number(p.Complaints), web.Number(p.Tips), web.Moment(p.Last)}})
	}
	return v.show(web.Page{
		Title: web.Word("complaint.statistics"), Lead: web.Word("complaint.statistics.lead"), Back: complaintTrail,
		Actions: []web.Action{{To: "/console/jobs/export/complaints", Text: web.Word("job.export.complaints"), Icon: "arrive"}},
		Parts: []web.Part{
			web.Panel{Title: web.Word("complaint.by-month"), Parts: []web.Part{numbers}},
			web.Panel{Title: web.Word("complaint.patterns"), Lead: web.Word("complaint.patterns.lead"), Parts: []web.Part{firms}},
		},
	})
}

// clockList shows every clock of a complaint or tip.
func (v *Visit) clockList(list []complaint.ClockFace) web.Part {
	table := web.Table{Caption: web.Word("complaint.clocks"), Columns: []web.Column{{Label: "complaint.duty"}, {Label: "complaint.due"}, {Label: "complaint.state"}}}
	for _, c := range list {
		due := web.Stack{web.Day(c.Due.Last)}
		if c.Due.Provisional() {
			due = append(due, web.Fine{Text: web.Word("complaint.provisional")})
		}
		tone := rowTone(c.Stage)
		if c.Stage == model.ClockMetLate {
			tone = web.ToneCaution
		}
		table.Rows = append(table.Rows, web.Row{Tone: tone, Cells: []web.Value{
			web.Stack{web.Name(c.Rule.Name), web.Fine{Text: web.Name(c.Rule.Ref.Text())}}, due, web.Chip{Tone: tone, Text: web.Name(model.ClockStageWords[c.Stage])},
		}})
	}
	return web.Panel{Title: web.Word("complaint.clocks"), Parts: []web.Part{table}}
}

// complaintNotes shows what was added, newest first.
func complaintNotes(list []complaint.Note) web.Part {
	var line web.Timeline
	for i := len(list) - 1; i >= 0; i-- {
		n := list[i]
		line = append(line, web.Happened{Title: web.Name(n.Kind.Words()), When: n.At, Lines: []web.Value{web.Plain(n.Text)}})
	}
	return web.Panel{Title: web.Word("complaint.notes"), Parts: []web.Part{line}}
}

// dayOf is the day of an instant where the readers live.
func dayOf(at model.Instant, zone *time.Location) web.Value {
	if at == 0 {
		return nil
	}
	return web.Day(model.DateOf(at, zone))
}
