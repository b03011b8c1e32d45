package console

import (
	"net/url"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

func queryEscape(s string) string { return url.QueryEscape(s) }

// stockTable is an empty table for rows of stock.
func stockTable(caption web.Value) web.Table {
	return web.Table{Caption: caption, Columns: []web.Column{
		{Label: "stock.lot"}, {Label: "stock.quantity", Number: true}, {Label: "stock.expires"}, {Label: "stock.place"}, {Label: "stock.state"},
	}}
}

// stockRow is one holding with what can be done with it.
func (v *Visit) stockRow(r trace.StockRow, acts bool) web.Row {
	place := web.Stack{placeName(r.Place)}
	if !v.Actor.ActsFor(r.Balance.OrgID) {
		place = append(place, web.Fine{Text: web.Name(r.Holder.Name)})
	}
	if r.Container != "" {
		place = append(place, web.Fine{Text: web.Say("deed.container", "code", web.Code(shortKey(r.Container)))})
	}
	state := web.Inline{batchChip(r.State)}
	if r.Balance.Account != model.AccountOnHand {
		state = append(state, web.Chip{Tone: web.ToneInfo, Text: web.Name(model.AccountWords[r.Balance.Account])})
	}
	row := web.Row{Cells: []web.Value{
		lotName(r.Product, r.Lot, r.Node.Key), web.Amount{Quantity: r.Balance.Amount, Unit: r.Balance.Unit}, v.expiry(r.Expires), place, state,
	}}
	if r.Node.BatchID != "" {
		row.To = batchPath(r.Node.BatchID)
	}
	switch today := v.today(); {
	case r.State == model.BatchBlocked, r.Expires != "" && today > r.Expires:
		row.Tone = web.ToneDanger
	case r.State == model.BatchHeld, r.Expires != "" && today.AddDays(expiring) >= r.Expires:
		row.Tone = web.ToneCaution
	}
	if acts && v.can(model.PermStepRecord) && v.Actor.ActsFor(r.Balance.OrgID) {
		row.Actions = v.stockActions(r)
	}
	return row
}

// stockActions are the buttons of a row of own stock.
func (v *Visit) stockActions(r trace.StockRow) (actions []web.Action) {
	q := url.Values{"site": {r.Place.Site.String()}}
	switch {
	case r.Container != "":
		q.Set("container", r.Container)
	case r.Node.BatchID != "":
		q.Set("batch", r.Node.BatchID.String())
	default:
		q.Set("batch", r.Node.Key)
	}
	act := func(name, icon string) {
		actions = append(actions, web.Action{To: "/console/record/" + name + "?" + q.Encode(), Text: web.Word("stock.act." + name), Icon: icon})
	}
	switch r.Balance.Account { //nolint:exhaustive // the other accounts are not in the list
	case model.AccountOnHand:
		if r.Container != "" {
			act("unpack", "archive")
			return actions
		}
		if r.State == model.BatchActive || r.State == "" {
			if r.Expires == "" || v.today() <= r.Expires {
				act("sell", "cart")
			}
			act("ship", "truck")
		}
		act("destroy", "bin")
	case model.AccountReturned:
		q.Set("returned", "yes")
		act("destroy", "bin")
	case model.AccountInTransit:
		actions = []web.Action{{To: "/console/shipments", Text: web.Word("shipment.receive"), Icon: "arrive"}}
	}
	return actions
}

func (v *Visit) stock() error {
	f := trace.StockFilter{Site: model.SiteID(v.query("site")), Product: model.ProductID(v.query("product")), ExpiryFirst: v.query("order") != "newest"}
	rows, next, err := v.console.services.Trace.Stock(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	products, sites, err := v.console.services.Trace.StockChoices(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	table := stockTable(web.Word("nav.stock"))
	table.ID = "stock"
	siteOptions, productOptions := []web.Option{{Text: web.Word("stock.any-place")}}, []web.Option{{Text: web.Word("stock.any-product")}}
	for _, s := range sites {
		siteOptions = append(siteOptions, web.Option{Value: s.Site.String(), Text: web.Name(s.Name)})
	}
	for _, p := range products {
		productOptions = append(productOptions, web.Option{Value: p.Product.String(), Text: web.Name(p.Name)})
	}
	order := "expiry"
	if !f.ExpiryFirst {
		order = "newest"
	}
	table.Filter = &web.Form{Get: true, Bar: true, Action: "/console/stock", Submit: "desk.filter", Fields: []web.Field{
		{Name: "site", Label: web.Word("stock.place"), Kind: web.KindChoice, Options: siteOptions, Value: v.query("site")},
		{Name: "product", Label: web.Word("stock.product"), Kind: web.KindChoice, Options: productOptions, Value: v.query("product")},
		{Name: "order", Label: web.Word("stock.order"), Kind: web.KindChoice, Value: order, Options: []web.Option{
			{Value: "expiry", Text: web.Word("stock.expiry-first")}, {Value: "newest", Text: web.Word("stock.newest-first")},
		}},
	}}
	table.Empty = web.Empty{Title: web.Word("stock.none"), Text: web.Word("stock.none.text")}
	if v.query("site") != "" || v.query("product") != "" {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("stock.none-so.text"), Action: &web.Action{To: "/console/stock", Text: web.Word("stock.all")}}
	} else if v.can(model.PermStepRecord) {
		table.Empty.Action = &web.Action{To: "/console/record", Text: web.Word("nav.record"), Icon: "scan"}
	}
	for _, r := range rows {
		table.Rows = append(table.Rows, v.stockRow(r, true))
	}
	page := web.Page{Title: web.Word("nav.stock"), Parts: []web.Part{v.paged(table, next)}}
	if v.can(model.PermStepRecord) {
		page.Actions = []web.Action{{To: "/console/record", Text: web.Word("nav.record"), Icon: "scan", First: true}}
	}
	return v.show(page)
}
