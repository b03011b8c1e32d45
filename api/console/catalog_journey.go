package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/trace"
)

// stepsShown is how many entries of a journey one page shows.
const stepsShown = 20

func (v *Visit) batchJourney(f catalog.BatchFile) (web.Part, error) {
	rows, next, err := v.console.services.Trace.Journey(v.ctx(), v.Actor, f.Batch.ID, model.Page{Limit: stepsShown, After: model.PageToken(v.query("after"))})
	if err != nil {
		return nil, err
	}
	panel := web.Panel{Title: web.Word("batch.journey"), ID: "journey"}
	if len(rows) == 0 {
		panel.Parts = []web.Part{web.Empty{Title: web.Word("batch.journey.none"), Text: web.Word("batch.journey.none.text")}}
		return panel, nil
	}
	var line web.Timeline
	for _, row := range rows {
		line = append(line, v.journeyEntry(row, grows(f.Product.Category)))
	}
	panel.Parts = []web.Part{line}
	var pager web.Buttons
	if v.query("after") != "" {
		pager = append(pager, web.Action{To: v.address("after", "") + "#journey", Text: web.Word("batch.journey.newest")})
	}
	if next != "" {
		pager = append(pager, web.Action{To: v.address("after", string(next)) + "#journey", Text: web.Word("batch.journey.older")})
	}
	if len(pager) > 0 {
		panel.Parts = append(panel.Parts, pager)
	}
	return panel, nil
}

// journeyEntry tells one event in the words of the trade.
func (v *Visit) journeyEntry(row trace.JourneyRow, farm bool) web.Happened {
	e := row.Event
	step := web.StepOf(web.Happening{Type: e.Type, Action: e.Action, BizStep: e.BizStep, Disposition: e.Disposition, Farm: farm})
	h := web.Happened{Icon: step.Icon(), Title: step.Word(), When: e.Time}
	if row.Amount != 0 {
		amount := web.Value(web.Amount{Quantity: row.Amount, Unit: row.Unit})
		if word, ok := roleWords[row.Role]; ok {
			amount = web.Inline{word, amount}
		}
		h.Lines = append(h.Lines, amount)
	}
	place := row.Place
	if !place.Name.Empty() {
		h.Lines = append(h.Lines, web.Inline{web.Name(place.Name), web.Fine{Text: web.Plain(place.Region.Name(string(v.Lang)))}})
	}
	by := web.Value(web.Text(row.Recorder.Name))
	if place.Org != e.OrgID && place.Org != "" {
		by = web.Inline{web.Word("batch.journey.by"), by}
	}
	h.Lines = append(h.Lines, web.Fine{Text: by})
	switch {
	case e.Declares != 0:
		h.Icon, h.Lines = "return", append(h.Lines, web.Chip{Tone: web.ToneCaution, Text: web.Word("batch.journey.withdrawal")})
	case e.Retracted != 0:
		h.Lines = append(h.Lines, web.Chip{Tone: web.ToneCaution, Text: web.Word("batch.journey.withdrawn")})
	}
	return h
}

// roleWords say what part a lot had where it was not simply what the step was about.
var roleWords = map[model.NodeRole]web.Word{model.RoleInput: "batch.journey.used", model.RoleOutput: "batch.journey.made"}

// scanDays is how many days with scans a chart shows.
const scanDays = 14

// batchScans shows on which days people opened the page of the batch.
func (v *Visit) batchScans(f catalog.BatchFile) (web.Part, error) {
	rows, err := v.console.services.Code.Scans(v.ctx(), v.Actor, f.Batch.ID)
	if err != nil {
		return nil, err
	}
	total, days := 0, map[model.Date]int{}
	for _, r := range rows {
		total += int(r.Count)
		days[r.Day] += int(r.Count)
	}
	panel := web.Panel{Title: web.Word("batch.scans")}
	if total == 0 {
		panel.Parts = []web.Part{web.Empty{Title: web.Word("batch.scans.none"), Text: web.Word("batch.scans.none.text")}}
		return panel, nil
	}
	panel.Lead = web.Counted{Key: "batch.scans.total", N: total}
	order := make([]model.Date, 0, len(days))
	for day := range days {
		order = append(order, day)
	}
	slices.Sort(order)
	slices.Reverse(order)
	bars := web.Bars{Caption: web.Word("batch.scans")}
	for _, day := range order[:min(scanDays, len(order))] {
		bars.Bars = append(bars.Bars, web.Bar{Label: web.Day(day), N: days[day]})
	}
	panel.Parts = []web.Part{bars}
	return panel, nil
}
