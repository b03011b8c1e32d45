package console

import (
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
)

// routeCatalog registers the pages of the catalog room.
func (c *Console) routeCatalog() {
	c.get("products", "/console/products", model.PermProductRead, "The products.", (*Visit).products)
	c.form("new-product", "/console/products/new", model.PermProductWrite, "Register a product.", (*Visit).newProduct)
	c.get("product", "/console/products/{id}", model.PermProductRead, "One product.", (*Visit).product)
	c.form("edit-product", "/console/products/{id}/edit", model.PermProductWrite, "Correct a product.", (*Visit).editProduct)
	c.upload("product-photo", "/console/products/{id}/photo", model.PermProductWrite, catalog.MaxDocument, "Give a product a photo.", (*Visit).productPhoto)
	c.form("remove-photo", "/console/products/{id}/photo/remove", model.PermProductWrite, "Take the photo off a product.", (*Visit).removePhoto)

	c.get("batches", "/console/batches", model.PermBatchRead, "The batches.", (*Visit).batches)
	c.form("new-batch", "/console/batches/new", model.PermBatchWrite, "Register a batch in three steps.", (*Visit).newBatch)
	c.get("batch", "/console/batches/{id}", model.PermBatchRead, "The file of a batch.", (*Visit).batchFile)
	c.form("batch-made", "/console/batches/{id}/made", model.PermStepRecord, "Say that a batch was produced or harvested.", (*Visit).batchMade)
	c.form("move-batch", "/console/batches/{id}/move/{event}", model.PermBatchRead, "Hold, release, block, unblock or close a batch.", (*Visit).moveBatch)
	c.upload("new-document", "/console/documents/new", model.PermDocumentWrite, catalog.MaxDocument, "Add a document to a batch.", (*Visit).newDocument)
	c.routeUnitFactors()
	c.routeVerdicts()
	c.routeGuide()
}

func (v *Visit) products() error {
	rows, next, err := v.console.services.Catalog.Products(v.ctx(), v.Actor, catalog.ProductFilter{Search: v.query("q")}, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("product.list"), ID: "products",
		Columns: []web.Column{{Label: "product.name"}, {Label: "product.code"}, {Label: "product.category"}, {Label: "product.content"}, {Label: "product.shelf-life", Number: true}},
		Filter: &web.Form{Get: true, Bar: true, Action: "/console/products", Submit: "desk.filter", Fields: []web.Field{
			{Name: "q", Label: web.Word("product.search"), Kind: web.KindText, Value: v.query("q"), Max: 100},
		}},
		Empty: web.Empty{Title: web.Word("product.none"), Text: web.Word("product.none.text")},
	}
	var actions []web.Action
	if v.can(model.PermProductWrite) {
		actions = []web.Action{{To: "/console/products/new", Text: web.Word("product.new"), Icon: "plus", First: true}}
		table.Empty.Action = &actions[0]
	}
	if v.query("q") != "" {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("desk.nothing-found.text")}
	}
	for _, p := range rows {
		table.Rows = append(table.Rows, web.Row{To: "/console/products/" + p.ID.String(), Cells: []web.Value{
			web.Name(p.Name), web.Code(p.Code), categoryName(p.Category), web.Plain(p.NetContent), shelfLife(p.ShelfLifeDays),
		}})
	}
	return v.show(web.Page{
		Title: web.Word("product.list"), Actions: actions, Parts: []web.Part{v.paged(table, next)},
	})
}

func categoryName(c model.Category) web.Value {
	info, _ := model.CategoryOf(c)
	return web.Text(info.Name)
}

func shelfLife(days int) web.Value {
	if days == 0 {
		return nil
	}
	return web.Counted{Key: "product.days", N: days}
}

// productFields asks for what everybody knows of a product first; what few need stands behind it, closed.
func (v *Visit) productFields() []web.Field {
	categories := []web.Option{{Text: web.Word("form.choose")}}
	for _, c := range model.Categories() {
		categories = append(categories, web.Option{Value: string(c.Code), Text: web.Name(c.Name)})
	}
	own, others := v.nameFields()
	return []web.Field{
		{Name: "name", Label: web.Word("product.name"), Hint: web.Word("product.name.hint"), Kind: web.KindText3, Required: true, Fields: own},
		{Name: "category", Label: web.Word("product.category"), Kind: web.KindChoice, Options: categories, Required: true},
		{Name: "unit", Label: web.Word("product.unit"), Hint: web.Word("product.unit.hint"), Kind: web.KindChoice, Options: append([]web.Option{{Text: web.Word("form.choose")}}, units()...), Required: true},
		{Name: "shelf_life_days", Label: web.Word("product.shelf-life"), Hint: web.Word("product.shelf-life.hint"), Kind: web.KindWhole, Unit: web.Word("unit.days")},
		{Name: "gtin", Label: web.Word("product.gtin"), Hint: web.Word("product.gtin.hint"), Kind: web.KindScan, Max: 14},
		{Kind: web.KindMore, Label: web.Word("product.more"), Fields: []web.Field{
			{Name: "names", Label: web.Word("product.name.others"), Kind: web.KindText3, Fields: others},
			{Name: "net_content", Label: web.Word("product.content"), Hint: web.Word("product.content.hint"), Kind: web.KindText, Max: 60},
			{Name: "code", Label: web.Word("product.code"), Hint: web.Word("product.code.hint"), Kind: web.KindCode, Max: 60},
			{Name: "storage", Label: web.Word("product.storage"), Kind: web.KindText3, Max: 300},
			{Name: "standards", Label: web.Word("product.standards"), Hint: web.Word("product.standards.hint"), Kind: web.KindLong, Max: 1000},
		}},
	}
}

// nameFields asks for a name in the visitor's language first, and apart from it for the others.
func (v *Visit) nameFields() (own, others []web.Field) {
	for _, f := range []struct {
		lang  model.Lang
		field string
		label web.Word
	}{{model.ZH, "name.zh", "field.lang.zh"}, {model.UG, "name.ug", "field.lang.ug"}, {model.EN, "name.en", "field.lang.en"}} {
		field := web.Field{Name: f.field, Label: f.label, Kind: web.KindText, Max: 200}
		if f.lang == v.Lang {
			own = append(own, field)
		} else {
			others = append(others, field)
		}
	}
	return own, others
}

// units are the units to choose from.
func units() []web.Option {
	var options []web.Option
	for _, code := range model.UnitCodes() {
		u, _ := model.UnitOf(code)
		options = append(options, web.Option{Value: string(code), Text: web.Name(u.Symbol)})
	}
	return options
}

func (v *Visit) newProduct() error {
	return v.run(task{
		form: web.Form{Fields: v.productFields(), Submit: "product.register", Cancel: "/console/products"},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("product.new"), Lead: web.Word("product.new.lead"), Narrow: true,
				Back:  []web.Link{{To: "/console/products", Text: web.Word("product.list")}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			input := productInput(in)
			if err := in.err(); err != nil {
				return "", "", err
			}
			if input.Code == "" && input.GTIN == "" {
				input.Code = v.console.opts.Clock().In(v.console.opts.Zone).Format("P060102-150405")
			}
			p, err := v.console.services.Catalog.CreateProduct(v.ctx(), v.Actor, v.once(), input)
			return "/console/products/" + p.ID.String(), "product-registered", err
		},
	})
}

func productInput(in *Input) catalog.ProductInput {
	return catalog.ProductInput{
		GTIN: digits(in.text("gtin")), Code: in.text("code"), Name: in.text3("name"), Category: model.Category(in.text("category")),
		Unit: model.Unit(in.text("unit")), NetContent: in.text("net_content"), ShelfLifeDays: in.whole("shelf_life_days"),
		Storage: in.text3("storage"), Standards: in.text("standards"),
	}
}

// number writes a whole number as the value of a field; 0 is an empty one.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
