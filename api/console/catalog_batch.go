package console

import (
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
)

// manyProducts is how many products a filter offers; who has more finds them by their own pages.
const manyProducts = 100

func (v *Visit) batches() error {
	filter := catalog.BatchFilter{Product: model.ProductID(v.query("product")), State: model.BatchState(v.query("state")), Lot: v.query("lot")}
	if day, err := model.ParseDate(v.query("expires")); err == nil {
		filter.ExpiresBefore = day
	}
	rows, next, err := v.console.services.Catalog.BatchRows(v.ctx(), v.Actor, filter, v.page())
	if err != nil {
		return err
	}
	fields, err := v.batchFilter(filter)
	if err != nil {
		return err
	}
	table := v.batchTable(rows, v.Actor.OrgKind == model.KindRegulator || v.Actor.OrgKind == model.KindPlatform)
	table.ID, table.Filter = "batches", &web.Form{Get: true, Bar: true, Action: "/console/batches", Submit: "desk.filter", Fields: fields}
	table.Empty = web.Empty{Title: web.Word("batch.none"), Text: web.Word("batch.none.text")}
	var actions []web.Action
	if v.can(model.PermBatchWrite) {
		actions = []web.Action{{To: "/console/batches/new", Text: web.Word("batch.new"), Icon: "plus", First: true}}
		table.Empty.Action = &actions[0]
	} else {
		table.Empty.Text = web.Word("batch.none.others")
	}
	if filter != (catalog.BatchFilter{}) {
		table.Empty = web.Empty{
			Title: web.Word("desk.nothing-found"), Text: web.Word("batch.none.filtered"), Action: &web.Action{To: "/console/batches", Text: web.Word("batch.all")},
		}
	}
	return v.show(web.Page{Title: web.Word("batch.list"), Actions: actions, Parts: []web.Part{v.paged(table, next)}})
}

func (v *Visit) batchFilter(f catalog.BatchFilter) ([]web.Field, error) {
	products := []web.Option{{Text: web.Word("batch.any-product")}}
	if v.can(model.PermProductRead) {
		rows, _, err := v.console.services.Catalog.Products(v.ctx(), v.Actor, catalog.ProductFilter{}, model.Page{Limit: manyProducts})
		if err != nil {
			return nil, err
		}
		for _, p := range rows {
			products = append(products, web.Option{Value: p.ID.String(), Text: web.Name(p.Name)})
		}
	}
	states := []web.Option{{Text: web.Word("batch.any-state")}}
	for _, s := range model.BatchLifecycle.States() {
		states = append(states, web.Option{Value: string(s), Text: web.Name(model.BatchLifecycle.Words[s])})
	}
	return []web.Field{
		{Name: "product", Label: web.Word("batch.product"), Kind: web.KindChoice, Options: products, Value: f.Product.String()},
		{Name: "state", Label: web.Word("batch.state"), Kind: web.KindChoice, Options: states, Value: string(f.State)},
		{Name: "lot", Label: web.Word("batch.lot.begins"), Kind: web.KindCode, Value: f.Lot, Max: 20},
		{Name: "expires", Label: web.Word("batch.expires-before"), Kind: web.KindDay, Value: string(f.ExpiresBefore)},
	}, nil
}

// batchTable shows batches of several products, and whose they are to those who see several companies'.
func (v *Visit) batchTable(rows []catalog.BatchRow, makers bool) web.Table {
	t := v.lotTable(rows)
	t.Columns = append([]web.Column{{Label: "batch.product"}}, t.Columns...)
	if makers {
		t.Columns = append(t.Columns, web.Column{Label: "batch.maker"})
	}
	for i, b := range rows {
		t.Rows[i].Cells = append([]web.Value{web.Text(b.Product)}, t.Rows[i].Cells...)
		if makers {
			t.Rows[i].Cells = append(t.Rows[i].Cells, web.Text(b.Maker))
		}
	}
	return t
}

// lotTable shows batches of one product.
func (v *Visit) lotTable(rows []catalog.BatchRow) web.Table {
	t := web.Table{
		Caption: web.Word("batch.list"),
		Columns: []web.Column{
			{Label: "batch.lot"}, {Label: "batch.state"}, {Label: "batch.produced"}, {Label: "batch.expires"}, {Label: "batch.quantity", Number: true},
		},
	}
	for _, b := range rows {
		t.Rows = append(t.Rows, web.Row{To: "/console/batches/" + b.ID.String(), Cells: []web.Value{
			web.Code(b.Lot), web.BatchState(b.State), web.Day(b.Produced), v.shelfLeft(b.Batch), web.Amount{Quantity: b.Quantity, Unit: b.Unit},
		}})
	}
	return t
}

// shelfSoon is how many days before its end a shelf life asks for attention.
const shelfSoon = 7

// shelfLeft is the last day of a batch, with what is left of it when that is little. Of what is closed nobody counts the days.
func (v *Visit) shelfLeft(b model.Batch) web.Value {
	if b.Expires == "" {
		return nil
	}
	if b.State == model.BatchClosed {
		return web.Day(b.Expires)
	}
	left := int(b.Expires.Start(time.UTC).Sub(v.today().Start(time.UTC)) / (24 * time.Hour))
	if left > shelfSoon {
		return web.Day(b.Expires)
	}
	chip := web.Chip{Tone: web.ToneCaution, Text: web.Counted{Key: "shelf.left", N: left}}
	switch {
	case left < 0:
		chip = web.Chip{Tone: web.ToneDanger, Text: web.Counted{Key: "shelf.over", N: -left}}
	case left == 0:
		chip.Text = web.Word("shelf.last-day")
	}
	return web.Inline{web.Day(b.Expires), chip}
}
