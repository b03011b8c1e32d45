package console

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
)

// theProduct is the product that the address names.
func (v *Visit) theProduct() (model.Product, error) {
	id, err := model.ParseID[model.Product](v.Param("id"))
	if err != nil {
		return model.Product{}, err
	}
	return v.console.services.Catalog.Product(v.ctx(), v.Actor, id)
}

// ownProduct is theProduct for those who change it: another company's does not exist for them.
func (v *Visit) ownProduct() (model.Product, error) {
	p, err := v.theProduct()
	if err == nil && !v.Actor.ActsFor(p.OrgID) {
		err = model.NotFound.Refuse()
	}
	return p, err
}

func productTrail(p model.Product) []web.Link {
	return []web.Link{
		{To: "/console/products", Text: web.Word("product.list")},
		{To: "/console/products/" + p.ID.String(), Text: web.Name(p.Name)},
	}
}

func (v *Visit) product() error {
	p, err := v.theProduct()
	if err != nil {
		return err
	}
	at := "/console/products/" + p.ID.String()
	mine := v.Actor.ActsFor(p.OrgID)
	page := web.Page{
		Title: web.Name(p.Name), Back: productTrail(p)[:1], Chips: []web.Value{web.Chip{Text: categoryName(p.Category)}},
	}
	if mine && v.can(model.PermBatchWrite) {
		page.Actions = append(page.Actions, web.Action{To: "/console/batches/new?product_id=" + p.ID.String(), Text: web.Word("batch.new"), Icon: "plus", First: true})
	}
	changes := mine && v.can(model.PermProductWrite)
	if changes {
		page.Actions = append(page.Actions, web.Action{To: at + "/edit", Text: web.Word("product.edit")})
	}
	page.Actions = append(page.Actions, web.Action{To: at + "/units", Text: web.Word("factor.list")})
	page.Parts = []web.Part{web.Columns{
		web.Panel{Title: web.Word("product.facts"), Parts: []web.Part{productFacts(p)}},
		photoPanel(p, at, changes),
	}}
	if v.can(model.PermBatchRead) {
		batches, err := v.batchesOf(p, mine)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, batches)
	}
	return v.show(page)
}

func productFacts(p model.Product) web.Facts {
	return web.Facts{
		{Label: "product.gtin", Value: web.Code(p.GTIN)},
		{Label: "product.code", Value: web.Code(p.Code)},
		{Label: "product.content", Value: web.Plain(p.NetContent)},
		{Label: "product.unit", Value: unitName(p.Unit)},
		{Label: "product.shelf-life", Value: shelfLife(p.ShelfLifeDays)},
		{Label: "product.storage", Value: web.Text(p.Storage)},
		{Label: "product.standards", Value: codeLines(p.Standards)},
		{Label: "product.registered", Value: web.Moment(p.CreatedAt)},
	}
}

// codeLines shows one code a line.
func codeLines(s string) web.Value {
	var stack web.Stack
	for line := range strings.Lines(s) {
		stack = append(stack, web.Code(strings.TrimSpace(line)))
	}
	return stack
}

func photoPanel(p model.Product, at string, changes bool) web.Part {
	panel := web.Panel{Title: web.Word("product.photo")}
	switch {
	case p.PhotoID != "":
		panel.Parts = []web.Part{web.Photo{Src: "/d/" + p.PhotoID.String(), Alt: web.Name(p.Name)}}
		if changes {
			panel.Actions = []web.Action{
				{To: at + "/photo", Text: web.Word("product.photo.replace"), Icon: "upload"},
				{To: at + "/photo/remove", Text: web.Word("product.photo.remove")},
			}
		}
	case changes:
		panel.Parts = []web.Part{web.Empty{
			Title: web.Word("product.photo.none"), Text: web.Word("product.photo.why"),
			Action: &web.Action{To: at + "/photo", Text: web.Word("product.photo.add"), Icon: "upload"},
		}}
	default:
		panel.Parts = []web.Part{web.Prose{web.Word("product.photo.none")}}
	}
	return panel
}

// someBatches is how many of a product's batches its page shows.
const someBatches = 6

func (v *Visit) batchesOf(p model.Product, mine bool) (web.Part, error) {
	rows, next, err := v.console.services.Catalog.BatchRows(v.ctx(), v.Actor, catalog.BatchFilter{Product: p.ID}, model.Page{Limit: someBatches})
	if err != nil {
		return nil, err
	}
	table := v.lotTable(rows)
	table.Empty = web.Empty{Title: web.Word("product.no-batches"), Text: web.Word("product.no-batches.text")}
	if mine && v.can(model.PermBatchWrite) {
		table.Empty.Action = &web.Action{To: "/console/batches/new?product_id=" + p.ID.String(), Text: web.Word("batch.new"), Icon: "plus"}
	}
	panel := web.Panel{Title: web.Word("batch.list"), Parts: []web.Part{table}}
	if next != "" {
		panel.Actions = []web.Action{{To: "/console/batches?product=" + p.ID.String(), Text: web.Word("batch.all")}}
	}
	return panel, nil
}

func (v *Visit) editProduct() error {
	p, err := v.ownProduct()
	if err != nil {
		return err
	}
	at := "/console/products/" + p.ID.String()
	var typed *catalog.ProductInput
	fields := append([]web.Field{{Name: "version", Kind: web.KindHidden}}, v.productFields()...)
	return v.run(task{
		form: web.Form{Fields: fields, Submit: "product.save", Cancel: at}.Sent(productValues(p)),
		page: func(f web.Form) web.Page {
			page := web.Page{Title: web.Word("product.edit"), Back: productTrail(p), Narrow: true}
			if typed != nil {
				// The values that were typed stay in the form; sending it again is on top of what is there now.
				f.Fields[0].Value = strconv.FormatInt(p.Version, 10)
				page.Parts = append(page.Parts, conflict(p, *typed))
			}
			page.Parts = append(page.Parts, web.Panel{Parts: []web.Part{f}})
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			input := productInput(in)
			if err := in.err(); err != nil {
				return "", "", err
			}
			version, _ := strconv.ParseInt(in.text("version"), 10, 64) // what is no number is no version that exists
			_, err = v.console.services.Catalog.UpdateProduct(v.ctx(), v.Actor, p.ID, version, changeTo(input))
			if errors.Is(err, model.ChangedMeanwhile) {
				typed = &input
			}
			v.console.services.Code.Forget("")
			return at, "product-saved", err
		},
	})
}

// changeTo sets every field to what the form says.
func changeTo(in catalog.ProductInput) catalog.ProductChange {
	return catalog.ProductChange{
		GTIN: &in.GTIN, Code: &in.Code, Name: &in.Name, Category: &in.Category, Unit: &in.Unit, NetContent: &in.NetContent,
		ShelfLifeDays: &in.ShelfLifeDays, Storage: &in.Storage, Standards: &in.Standards,
	}
}

func productValues(p model.Product) url.Values {
	return url.Values{
		"version": {strconv.FormatInt(p.Version, 10)}, "gtin": {p.GTIN}, "code": {p.Code}, "category": {string(p.Category)},
		"unit": {string(p.Unit)}, "net_content": {p.NetContent}, "shelf_life_days": {number(p.ShelfLifeDays)}, "standards": {p.Standards},
		"name.zh": {p.Name.ZH}, "name.ug": {p.Name.UG}, "name.en": {p.Name.EN},
		"storage.zh": {p.Storage.ZH}, "storage.ug": {p.Storage.UG}, "storage.en": {p.Storage.EN},
	}
}

// conflict shows what somebody else has saved meanwhile beside what was typed.
func conflict(now model.Product, typed catalog.ProductInput) web.Part {
	table := web.Table{
		Caption: web.Word("product.conflict"),
		Columns: []web.Column{{Label: "product.conflict.field"}, {Label: "product.conflict.theirs"}, {Label: "product.conflict.yours"}},
		Empty:   web.Empty{Title: web.Word("product.conflict.same")},
	}
	names := func(t model.Text) web.Value { return web.Stack{web.Plain(t.ZH), web.Plain(t.UG), web.Plain(t.EN)} }
	for _, row := range []struct {
		label         web.Word
		differs       bool
		theirs, yours web.Value
	}{
		{"product.name", now.Name != typed.Name, names(now.Name), names(typed.Name)},
		{"product.category", now.Category != typed.Category, categoryName(now.Category), categoryName(typed.Category)},
		{"product.unit", now.Unit != typed.Unit, unitName(now.Unit), unitName(typed.Unit)},
		{"product.shelf-life", now.ShelfLifeDays != typed.ShelfLifeDays, shelfLife(now.ShelfLifeDays), shelfLife(typed.ShelfLifeDays)},
		{"product.gtin", now.GTIN != typed.GTIN, web.Code(now.GTIN), web.Code(typed.GTIN)},
		{"product.content", now.NetContent != typed.NetContent, web.Plain(now.NetContent), web.Plain(typed.NetContent)},
		{"product.code", now.Code != typed.Code, web.Code(now.Code), web.Code(typed.Code)},
		{"product.storage", now.Storage != typed.Storage, names(now.Storage), names(typed.Storage)},
		{"product.standards", now.Standards != typed.Standards, web.Plain(now.Standards), web.Plain(typed.Standards)},
	} {
		if row.differs {
			table.Rows = append(table.Rows, web.Row{Cells: []web.Value{row.label, row.theirs, row.yours}})
		}
	}
	return web.Panel{Title: web.Word("product.conflict"), Lead: web.Word("product.conflict.text"), Parts: []web.Part{table}}
}

func (v *Visit) productPhoto() error {
	p, err := v.ownProduct()
	if err != nil {
		return err
	}
	at := "/console/products/" + p.ID.String()
	return v.run(task{
		form: web.Form{
			Submit: "product.photo.save", Cancel: at,
			Fields: []web.Field{{Name: "file", Label: web.Word("product.photo"), Hint: web.Word("product.photo.hint"), Kind: web.KindFile, Accept: "image/jpeg,image/png", Required: true}},
		},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("product.photo.add"), Lead: web.Word("product.photo.why"), Back: productTrail(p), Narrow: true,
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			file, ok := in.file("file")
			if !ok {
				return "", "", model.ValueRequired.At("file")
			}
			_, err = v.console.services.Catalog.SetPhoto(v.ctx(), v.Actor, p.ID, catalog.Upload(file))
			v.console.services.Code.Forget("")
			return at, "photo-saved", err
		},
	})
}

func (v *Visit) removePhoto() error {
	p, err := v.ownProduct()
	if err != nil {
		return err
	}
	at := "/console/products/" + p.ID.String()
	return v.run(task{
		form: web.Form{Submit: "product.photo.remove", Danger: true, Cancel: at, Consequence: web.Word("product.photo.remove.text")},
		page: func(f web.Form) web.Page {
			return web.Page{Title: web.Word("product.photo.remove"), Back: productTrail(p), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}}}
		},
		do: func(*Input) (to, word string, err error) {
			_, err = v.console.services.Catalog.RemovePhoto(v.ctx(), v.Actor, p.ID)
			v.console.services.Code.Forget("")
			return at, "photo-removed", err
		},
	})
}
