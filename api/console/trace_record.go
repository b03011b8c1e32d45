package console

import (
	"errors"
	"net/url"
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// record is where everything that happens is entered: first what it happened to, then what happened.
func (v *Visit) record() error {
	code := v.query("code")
	if code == "" {
		code = v.query("batch")
	}
	ask := web.Panel{Parts: []web.Part{web.Form{Get: true, Bar: true, Action: "/console/record", Submit: "deed.look", Fields: []web.Field{
		{Name: "code", Label: web.Word("deed.code"), Hint: web.Word("deed.code.hint"), Kind: web.KindScan, Max: 400, Value: v.query("code"), Focus: code == ""},
	}}}}
	page := web.Page{Title: web.Word("nav.record"), Lead: web.Word("deed.lead"), Parts: []web.Part{ask, photoFold()}}
	if code == "" {
		rest, err := v.recordStart()
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, rest...)
		return v.show(scanning(page))
	}
	found, err := v.console.services.Trace.Find(v.ctx(), v.Actor, code)
	switch {
	case errors.Is(err, model.CodeUnknown):
		page.Parts = append(page.Parts, web.Note{
			Tone: web.ToneCaution, Alert: true, Title: web.Say("deed.unknown", "code", web.Code(shown(code))), Text: []web.Value{web.Word("deed.unknown.text")},
		})
	case err != nil:
		return err
	default:
		page.Parts = append(page.Parts, v.foundParts(found)...)
	}
	return v.show(scanning(page))
}

// shown keeps a long code short.
func shown(code string) string {
	if r := []rune(code); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return code
}

// recordStart is what stands on the page before a code is given: every step, the photo, and the lots that expire first.
func (v *Visit) recordStart() ([]web.Part, error) {
	rows, _, err := v.console.services.Trace.Stock(v.ctx(), v.Actor, trace.StockFilter{ExpiryFirst: true, Account: model.AccountOnHand}, model.Page{Limit: 8})
	if err != nil {
		return nil, err
	}
	table := web.Table{
		Caption: web.Word("deed.own"), Columns: []web.Column{{Label: "stock.lot"}, {Label: "stock.quantity", Number: true}, {Label: "stock.place"}, {Label: "stock.expires"}},
		Empty: web.Empty{Title: web.Word("deed.nothing"), Text: web.Word("deed.nothing.text")},
	}
	if v.can(model.PermBatchWrite) {
		table.Empty.Action = &web.Action{To: "/console/batches/new", Text: web.Word("deed.new-batch"), Icon: "plus"}
	}
	for _, r := range rows {
		row := web.Row{Cells: []web.Value{
			web.Stack{lotName(r.Product, r.Lot, r.Node.Key), batchChip(r.State)}, web.Amount{Quantity: r.Balance.Amount, Unit: r.Balance.Unit}, placeName(r.Place), v.expiry(r.Expires),
		}}
		if r.Node.BatchID != "" {
			row.To = "/console/record?code=" + r.Node.BatchID.String()
		}
		table.Rows = append(table.Rows, row)
	}
	return []web.Part{
		web.Panel{Title: web.Word("deed.own"), Actions: []web.Action{{To: "/console/stock", Text: web.Word("deed.all-stock")}}, Parts: []web.Part{table}},
		web.Panel{Title: web.Word("deed.steps"), Parts: []web.Part{choicesOf(nil, url.Values{})}},
	}, nil
}

// choicesOf are the steps with some names, all when there is none, prefilled with values.
func choicesOf(names []string, with url.Values) web.Choices {
	var choices web.Choices
	for _, d := range deeds {
		if names == nil || slices.Contains(names, d.name) {
			to := "/console/record/" + d.name
			if len(with) > 0 {
				to += "?" + with.Encode()
			}
			choices = append(choices, web.Choice{To: to, Icon: d.icon, Label: web.Word("deed." + d.name), Hint: web.Word("deed." + d.name + ".hint")})
		}
	}
	return choices
}

// foundParts says what a code stands for and offers what can be done with it.
func (v *Visit) foundParts(f trace.Found) []web.Part {
	switch {
	case f.Shipment != nil:
		return v.foundShipment(*f.Shipment)
	case f.Container != "":
		return v.foundContainer(f)
	case len(f.Lots) == 1:
		return v.foundLot(f.Lots[0])
	}
	table := web.Table{Caption: web.Word("deed.which"), Columns: []web.Column{{Label: "stock.lot"}, {Label: "deed.produced"}, {Label: "stock.quantity", Number: true}}}
	for _, l := range f.Lots {
		table.Rows = append(table.Rows, web.Row{To: "/console/record?code=" + l.Batch.ID.String(), Cells: []web.Value{
			web.Stack{lotName(l.Product, l.Batch.Lot, ""), batchChip(l.Batch.State)}, web.Day(l.Batch.Produced), onHand(l.Stock),
		}})
	}
	return []web.Part{web.Panel{Title: web.Word("deed.which"), Parts: []web.Part{table}}}
}

// onHand sums what is on hand, in the first unit.
func onHand(rows []trace.StockRow) web.Value {
	var sum model.Quantity
	var unit model.Unit
	for _, r := range rows {
		if r.Balance.Account == model.AccountOnHand && (unit == "" || unit == r.Balance.Unit) {
			sum, unit = sum+r.Balance.Amount, r.Balance.Unit
		}
	}
	if unit == "" {
		return nil
	}
	return web.Amount{Quantity: sum, Unit: unit}
}

func (v *Visit) foundShipment(sh trace.ShipmentRow) []web.Part {
	panel := web.Panel{Title: web.Word("deed.shipment"), Parts: []web.Part{web.Facts{
		{Label: "shipment.from", Value: web.Stack{web.Text(sh.From.Name), web.Text(sh.FromName)}}, {Label: "shipment.to", Value: web.Stack{web.Text(sh.To.Name), web.Text(sh.ToName)}},
		{Label: "shipment.state", Value: web.ShipmentState(sh.State)},
	}, web.Buttons{{To: "/console/shipments/" + sh.ID.String(), Text: web.Word("deed.open-shipment"), Icon: "truck", First: true}}}}
	return []web.Part{panel}
}

// foundContainer shows what lies in a container and what can be done with it as a whole.
func (v *Visit) foundContainer(f trace.Found) []web.Part {
	table := stockTable(web.Word("deed.contents"))
	mine := false
	var site model.SiteID
	for _, r := range f.Contents {
		table.Rows = append(table.Rows, v.stockRow(r, false))
		if v.Actor.ActsFor(r.Balance.OrgID) && r.Balance.Account == model.AccountOnHand {
			mine, site = true, r.Place.Site
		}
	}
	table.Empty = web.Empty{Title: web.Word("deed.container-empty"), Text: web.Word("deed.container-empty.text")}
	parts := []web.Part{web.Panel{Title: web.Say("deed.container", "code", web.Code(shortKey(f.Container))), Parts: []web.Part{table}}}
	names := []string{"pack"}
	if mine {
		names = []string{"ship", "unpack", "pack", "transform", "sell", "send-back", "observe", "destroy", "lose"}
	}
	with := url.Values{"container": {f.Container}}
	if site != "" {
		with.Set("site", site.String())
	}
	return append(parts, web.Panel{Title: web.Word("deed.what"), Parts: []web.Part{choicesOf(names, with)}})
}

// foundLot shows a lot with what the company has of it and what can be done with it.
func (v *Visit) foundLot(l trace.FoundLot) []web.Part {
	b := l.Batch
	facts := web.Facts{
		{Label: "stock.lot", Value: lotLink(l.Product, b.Lot, b.EPC, b.ID)}, {Label: "stock.state", Value: web.BatchState(b.State)},
		{Label: "deed.produced", Value: web.Day(b.Produced)}, {Label: "stock.expires", Value: v.expiry(b.Expires)},
	}
	parts := []web.Part{web.Panel{Title: web.Word("deed.is-lot"), Parts: []web.Part{facts}}}
	if len(l.Stock)+len(l.Sold) > 0 {
		table := stockTable(web.Word("deed.where"))
		for _, r := range append(slices.Clone(l.Stock), l.Sold...) {
			table.Rows = append(table.Rows, v.stockRow(r, false))
		}
		parts[0] = web.Panel{Title: web.Word("deed.is-lot"), Parts: []web.Part{facts, table}}
	}
	names, with := lotDeeds(v.Actor.Org, l)
	if b.State == model.BatchHeld || b.State == model.BatchBlocked {
		parts = append(parts, web.Note{Tone: web.ToneCaution, Title: web.Word("deed.stands-still"), Text: []web.Value{web.Word("deed.stands-still.text")}})
	}
	if slices.ContainsFunc(l.Stock, func(r trace.StockRow) bool {
		return r.Balance.Account == model.AccountInTransit && v.Actor.ActsFor(r.Balance.OrgID)
	}) {
		parts = append(parts, web.Note{
			Tone: web.ToneInfo, Title: web.Word("deed.on-its-way"), Actions: []web.Action{{To: "/console/shipments", Text: web.Word("deed.to-receive"), Icon: "arrive"}},
		})
	}
	if len(names) == 0 {
		return append(parts, web.Empty{Title: web.Word("deed.nothing-to-do"), Text: web.Word("deed.nothing-to-do.text")})
	}
	return append(parts, web.Panel{Title: web.Word("deed.what"), Parts: []web.Part{choicesOf(names, with)}})
}

// lotDeeds are the steps that a company can record of a lot now.
func lotDeeds(org model.OrgID, l trace.FoundLot) (names []string, with url.Values) {
	with = url.Values{"batch": {l.Batch.ID.String()}}
	if l.Batch.State == model.BatchDraft && l.Batch.OrgID == org {
		return []string{"commission", "transform"}, url.Values{"batch": with["batch"], "output": with["batch"]}
	}
	add := func(more ...string) {
		for _, n := range more {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	for _, r := range append(slices.Clone(l.Stock), l.Sold...) {
		if r.Balance.OrgID != org {
			continue
		}
		switch r.Balance.Account { //nolint:exhaustive // nothing is done with the other accounts by hand
		case model.AccountOnHand:
			if l.Batch.State == model.BatchActive {
				add("ship", "transform", "pack", "sell")
			}
			if l.Batch.OrgID != org {
				add("send-back")
			}
			add("observe", "destroy", "lose")
			if with.Get("site") == "" && r.Place.Site != "" {
				with.Set("site", r.Place.Site.String())
			}
		case model.AccountReturned:
			if l.Batch.OrgID != org {
				add("send-back")
			}
			add("destroy")
		case model.AccountSold:
			add("return")
		}
	}
	return names, with
}
