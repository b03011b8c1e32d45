package console

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// till answers one question for whoever stands at a counter: may this be sold? Scanners that type like a keyboard fill the
// field and press Enter; the field is empty and has the focus again when the answer is shown.
func (v *Visit) till() error {
	form := web.Form{Get: true, Bar: true, Action: "/console/till", Submit: "till.check", Fields: []web.Field{
		{Name: "code", Label: web.Word("till.code"), Hint: web.Word("till.code.hint"), Kind: web.KindScan, Max: 400, Focus: true},
	}}
	page := web.Page{Title: web.Word("nav.till"), Lead: web.Word("till.lead"), Narrow: true}
	var after []web.Part // what is seldom wanted stands below the field for the next code
	if code := v.query("code"); code != "" {
		verdict, err := v.console.services.Trace.Check(v.ctx(), v.Actor, code)
		if err != nil {
			return err
		}
		page.Lead = nil
		page.Parts = append(page.Parts, v.verdict(verdict, code))
		if len(verdict.Lots) > 0 {
			page.Parts = append(page.Parts, lotsToCheck(verdict.Lots))
		}
		if v.can(model.PermRecallSignal) && len(verdict.Lots) == 0 {
			after = append(after, web.Buttons{v.reportScanned(verdict, code)})
		}
	}
	page.Parts = append(append(page.Parts, web.Panel{Parts: []web.Part{form}}), after...)
	return v.show(scanning(page))
}

// verdict says yes or no, why, and what to do.
func (v *Visit) verdict(d trace.Verdict, code string) web.Verdict {
	key := "check." + string(d.Why)
	facts := web.Facts{{Label: "till.checked", Value: web.Code(shown(code))}}
	if d.Batch.ID != "" {
		facts = web.Facts{
			{Label: "stock.lot", Value: lotLink(d.Product, d.Batch.Lot, d.Batch.EPC, v.seenBatch(d))}, {Label: "stock.expires", Value: v.expiry(d.Batch.Expires)},
		}
		if d.Since != 0 {
			facts = append(facts, web.Fact{Label: "till.since", Value: web.Moment(d.Since)})
		}
		if d.By != "" {
			facts = append(facts, web.Fact{Label: "till.by", Value: web.Name(model.OrgKindWords[d.By])})
		}
	}
	for _, r := range d.Recalls {
		facts = append(facts,
			web.Fact{Label: "till.recall", Value: web.Link{To: "/recalls/" + r.Number, Text: web.Code(r.Number)}},
			web.Fact{Label: "till.recall.class", Value: web.Name(model.AffectedClassWords[r.Class])})
	}
	text := []web.Value{web.Word(key + ".text")}
	if d.Sell && !d.InStock {
		text = append(text, web.Word("till.not-in-stock"))
	}
	return web.Verdict{Yes: d.Sell, Title: web.Word(key + ".title"), Text: text, Facts: facts}
}

// seenBatch is the batch of a verdict where its page may be opened: others have no more than what a scan says.
func (v *Visit) seenBatch(d trace.Verdict) model.BatchID {
	if d.InStock || v.Actor.ActsFor(d.Batch.OrgID) {
		return d.Batch.ID
	}
	return ""
}

// reportScanned leads to reporting a problem with what was checked.
func (v *Visit) reportScanned(d trace.Verdict, code string) web.Action {
	if id := v.seenBatch(d); id != "" {
		return reportLink("batch", id.String(), "signal.report-this")
	}
	return reportLink("code", code, "signal.report-this")
}

// lotsToCheck are the lots to choose from when a code names several.
func lotsToCheck(lots []trace.Verdict) web.Part {
	table := web.Table{Caption: web.Word("till.which"), Columns: []web.Column{{Label: "stock.lot"}, {Label: "deed.produced"}, {Label: "stock.expires"}, {Label: "till.answer"}}}
	for _, l := range lots {
		tone := web.ToneDanger
		if l.Sell {
			tone = web.ToneOK
		}
		row := web.Row{To: "/console/till?code=" + l.Batch.ID.String(), Cells: []web.Value{
			lotName(l.Product, l.Batch.Lot, l.Batch.EPC), web.Day(l.Batch.Produced), web.Day(l.Batch.Expires), web.Chip{Tone: tone, Text: web.Word("check." + string(l.Why) + ".title")},
		}}
		if !l.Sell {
			row.Tone = web.ToneDanger
		}
		table.Rows = append(table.Rows, row)
	}
	return web.Panel{Title: web.Word("till.which"), Parts: []web.Part{table}}
}
