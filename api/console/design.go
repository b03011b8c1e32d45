package console

import (
	"suyuan/api/web"
	"suyuan/model"
)

// routeDesign registers the page that shows every part, for those who build pages.
func (c *Console) routeDesign() {
	c.form("design", "/design", model.PermPublic, "Every part of the console.", (*Visit).design)
}

func (v *Visit) design() error {
	form := web.Form{
		Submit: "form.submit", Cancel: "/design", Consequence: web.Word("design.consequence"), Danger: true,
		Fields: []web.Field{
			{Name: "name", Label: web.Word("product.name"), Kind: web.KindText3, Required: true, Max: 100},
			{Name: "category", Label: web.Word("product.category"), Kind: web.KindChoice, Options: v.productFields()[1].Options},
			{Name: "code", Label: web.Word("product.gtin"), Hint: web.Word("product.gtin.hint"), Kind: web.KindScan},
			{Name: "quantity", Label: web.Word("today.quantity"), Kind: web.KindQuantity, Unit: web.Name(unitSymbol("KGM"))},
			{Name: "day", Label: web.Word("today.produced"), Kind: web.KindDay, Value: string(v.today())},
			{Name: "kind", Label: web.Word("today.kind"), Kind: web.KindRadio, Value: "producer", Options: []web.Option{
				{Value: "producer", Text: web.Name(model.OrgKindWords[model.KindProducer]), Hint: web.Word("design.hint")},
				{Value: "retailer", Text: web.Name(model.OrgKindWords[model.KindRetailer])},
			}},
			{Name: "agree", Label: web.Word("design.tick"), Kind: web.KindTick},
			{Name: "lines", Label: web.Word("design.lines"), Kind: web.KindRows, Rows: 2, Fields: []web.Field{
				{Name: "batch", Label: web.Word("today.lot"), Kind: web.KindScan}, {Name: "quantity", Label: web.Word("today.quantity"), Kind: web.KindQuantity},
			}},
			{Name: "note", Label: web.Word("design.note"), Kind: web.KindLong, Max: 500},
			{Name: "file", Label: web.Word("design.file"), Kind: web.KindFile, Accept: ".csv,.xlsx"},
		},
	}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			return web.Page{Title: web.Word("design.title"), Lead: web.Word("design.lead"), Parts: v.parts(f)}
		},
		do: func(in *Input) (to, word string, err error) {
			in.quantity("quantity")
			in.day("day")
			in.faults.Add("name", model.ValueRequired)
			in.faults.Add("lines[1].quantity", model.QuantityInvalid, model.P("value", in.text("lines[1].quantity")))
			return "/design", "", in.err()
		},
	})
}

// parts shows each part once, in the states it can be in.
func (v *Visit) parts(form web.Form) []web.Part {
	states := make(web.Stack, 0, 8)
	for _, s := range model.BatchLifecycle.States() {
		states = append(states, web.BatchState(s))
	}
	kilogram := web.Amount{Quantity: model.Units(1250), Unit: "KGM"}
	action := web.Action{To: "/design", Text: web.Word("product.new"), Icon: "plus", First: true}
	return []web.Part{
		web.Tabs{{To: "/design", Text: web.Word("nav.batches"), Here: true}, {To: "/design", Text: web.Word("nav.stock")}},
		web.Tiles{
			{Label: web.Word("today.incoming"), Value: web.Number(3), To: "/design"},
			{Label: web.Word("today.expiring"), Value: web.Number(12), Tone: web.ToneCaution, To: "/design"},
			{Label: web.Word("today.findings"), Value: web.Number(1), Tone: web.ToneDanger, To: "/design"},
			{Label: web.Word("today.quantity"), Value: kilogram},
		},
		web.Stages{At: 1, Names: []web.Value{web.Word("nav.products"), web.Word("nav.batches"), web.Word("nav.record")}},
		web.Note{Text: []web.Value{web.Word("design.note.info")}},
		web.Note{Tone: web.ToneOK, Title: web.Word("done.product-registered")},
		web.Note{Tone: web.ToneCaution, Title: web.Counted{Key: "deadline.left.days", N: 2}, Text: []web.Value{web.Word("design.consequence")}, Actions: []web.Action{action}},
		web.Note{Tone: web.ToneDanger, Title: web.Counted{Key: "deadline.gone.days", N: 2}, Text: []web.Value{web.Word("design.consequence")}},
		web.Panel{Title: web.Word("design.table"), Actions: []web.Action{action}, Parts: []web.Part{web.Table{
			Caption: web.Word("design.table"),
			Columns: []web.Column{{Label: "today.product"}, {Label: "today.lot"}, {Label: "today.state"}, {Label: "today.quantity", Number: true}, {Label: "design.due"}},
			Rows: []web.Row{
				{To: "/design", Cells: []web.Value{web.Name{ZH: "库尔勒香梨 特级 礼盒", UG: "كورلا نەشپۈتى", EN: "Korla pears"}, web.Code("XL261109A"), states, kilogram, web.Deadline{Due: v.now().Add(50 * 3600e9), Now: v.now()}}},
				{Tone: web.ToneDanger, Cells: []web.Value{web.Name{ZH: "哈密瓜"}, web.Code("LH261112"), web.BatchState(model.BatchBlocked), kilogram, web.Deadline{Due: v.now().Add(-5 * 3600e9), Now: v.now()}},
					Actions: []web.Action{{To: "/design", Text: web.Word("form.cancel")}}},
			},
			Next: "/design",
		}}},
		web.Columns{
			web.Panel{Title: web.Word("design.facts"), Parts: []web.Part{web.Facts{
				{Label: "today.product", Value: web.Plain("吐鲁番葡萄干 (A级) \"<b>\"")}, {Label: "today.lot", Value: web.Code("PD261029")}, {Label: "today.since", Value: web.Moment(v.now())}, {Label: "today.quantity", Value: kilogram},
			}}},
			web.Panel{Title: web.Word("design.timeline"), Parts: []web.Part{web.Timeline{
				{Icon: "truck", Title: web.Word("step.ship"), When: v.now(), Lines: []web.Value{kilogram}, To: "/design"},
				{Icon: "sprout", Title: web.Word("step.harvest"), When: v.now().Add(-26 * 3600e9), Lines: []web.Value{web.Fine{Text: web.Code("(01)09521001000024(10)XL261109A")}}},
			}}},
		},
		web.Progress{Label: web.Word("design.progress"), Done: 320, Total: 1000},
		web.Help{Question: web.Word("sign-in.help"), Answer: []web.Value{web.Word("sign-in.help.answer")}},
		web.Panel{Title: web.Word("design.form"), Parts: []web.Part{form}},
		web.Empty{Title: web.Word("product.none"), Text: web.Word("product.none.text"), Action: &action},
		web.Panel{Parts: []web.Part{web.Menu{{To: "/design", Label: "nav.batches", Icon: "box", Count: 3}, {To: "/design", Label: "nav.stock", Icon: "store"}}}},
	}
}

func unitSymbol(code model.Unit) model.Text {
	u, _ := model.UnitOf(code)
	return u.Symbol
}
