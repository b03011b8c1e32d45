package console

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// findings lists what the automatic checks found, and says what each kind means and what to do about it. Nobody closes a
// finding by hand: it is resolved when later records explain it.
func (v *Visit) findings() error {
	f := trace.FindingFilter{Kind: model.FindingKind(v.query("kind"))}
	state := v.query("state")
	switch state {
	case "resolved":
		f.Resolved = true
	case "all":
	default:
		state, f.Open = "open", true
	}
	rows, next, err := v.console.services.Trace.Findings(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	kinds := []web.Option{{Text: web.Word("finding.any-kind")}}
	var help []web.Part
	for _, k := range model.FindingKinds() {
		name := web.Name(model.FindingWords[k])
		kinds = append(kinds, web.Option{Value: string(k), Text: name})
		help = append(help, web.Help{Question: name, Answer: []web.Value{web.Word("finding." + string(k) + ".text"), web.Word("finding." + string(k) + ".next")}})
	}
	var states []web.Option
	for _, s := range []string{"open", "resolved", "all"} {
		states = append(states, web.Option{Value: s, Text: web.Word("finding.state." + s)})
	}
	table := web.Table{
		Caption: web.Word("nav.findings"), ID: "findings",
		Columns: []web.Column{{Label: "finding.what"}, {Label: "stock.lot"}, {Label: "finding.amount", Number: true}, {Label: "finding.recorded-by"}, {Label: "finding.found"}},
		Filter: &web.Form{Get: true, Bar: true, Action: "/console/findings", Submit: "desk.filter", Fields: []web.Field{
			{Name: "kind", Label: web.Word("finding.kind"), Kind: web.KindChoice, Options: kinds, Value: v.query("kind")},
			{Name: "state", Label: web.Word("finding.state"), Kind: web.KindChoice, Options: states, Value: state},
		}},
		Empty: web.Empty{Title: web.Word("finding.none"), Text: web.Word("finding.none.text")},
	}
	for _, r := range rows {
		table.Rows = append(table.Rows, findingRow(r))
	}
	return v.show(web.Page{
		Title: web.Word("nav.findings"), Lead: web.Word("finding.lead"), Parts: []web.Part{v.paged(table, next), web.Panel{Title: web.Word("finding.help"), Parts: help}},
	})
}

func findingRow(r trace.FindingRow) web.Row {
	what := web.Stack{web.Name(model.FindingWords[r.Kind]), web.Fine{Text: web.Word("finding." + string(r.Kind) + ".short")}}
	found := web.Stack{web.Moment(r.OpenedAt)}
	if r.ResolvedAt != 0 {
		found = append(found, web.Inline{web.Chip{Tone: web.ToneOK, Text: web.Word("finding.state.resolved")}, web.Fine{Text: web.Moment(r.ResolvedAt)}})
	}
	row := web.Row{Cells: []web.Value{what, nil, nil, web.Text(r.Recorder.Name), found}}
	if r.Key != "" {
		row.Cells[1] = lotLink(r.Product, r.Lot, r.Key, r.BatchID)
	}
	if r.Amount != 0 {
		row.Cells[2] = web.Amount{Quantity: r.Amount, Unit: r.Unit}
	}
	if r.ResolvedAt == 0 {
		row.Tone = web.ToneCaution
	}
	if r.EventID != "" {
		row.Actions = []web.Action{{To: eventPath(r.EventID), Text: web.Word("finding.event"), Icon: "list"}}
	}
	return row
}
