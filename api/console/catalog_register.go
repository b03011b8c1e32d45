package console

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/trace"
)

// newBatch registers a batch in three steps: which product, the facts, check. What was answered travels in the address,
// so that going back loses nothing and nothing is kept until the last button; scripts have no part in it.
func (v *Visit) newBatch() error {
	values := v.Request.URL.Query()
	if v.Request.Method == http.MethodPost {
		in, err := v.read()
		if err != nil {
			return err
		}
		values = in.values
	}
	if values.Get("product_id") == "" {
		return v.chooseProduct()
	}
	id, err := model.ParseID[model.Product](values.Get("product_id"))
	if err != nil {
		return err
	}
	p, err := v.console.services.Catalog.Product(v.ctx(), v.Actor, id)
	if err == nil && !v.Actor.ActsFor(p.OrgID) {
		err = model.NotFound.Refuse()
	}
	if err != nil {
		return err
	}
	if v.Request.Method == http.MethodPost {
		return v.registerBatch(p)
	}
	form, err := v.batchForm(p)
	if err != nil {
		return err
	}
	if values.Get("check") == "" {
		return v.show(registerPage(1, p, web.Panel{Title: web.Name(p.Name), Parts: []web.Part{form.Sent(values)}}))
	}
	b, err := v.checkBatch(values)
	var r *model.Refusal
	if errors.As(err, &r) && len(r.Fields) > 0 {
		refused, status := v.console.opts.Refused(v.ctx(), err)
		return v.answer(status, registerPage(1, p, web.Panel{Title: web.Name(p.Name), Parts: []web.Part{form.With(values, &refused)}}))
	}
	if err != nil {
		return err
	}
	return v.run(v.lastStep(p, b, values, form))
}

// registerBatch does what the last step was sent for. What is refused leads back to the facts.
func (v *Visit) registerBatch(p model.Product) error {
	form, err := v.batchForm(p)
	if err != nil {
		return err
	}
	return v.run(v.lastStep(p, model.Batch{}, v.input.values, form))
}

func registerPage(at int, p model.Product, parts ...web.Part) web.Page {
	page := web.Page{
		Title: web.Word("batch.new"), Narrow: true, Back: []web.Link{{To: "/console/batches", Text: web.Word("batch.list")}},
		Parts: append([]web.Part{web.Stages{At: at, Names: []web.Value{web.Word("batch.step.product"), web.Word("batch.step.facts"), web.Word("batch.step.check")}}}, parts...),
	}
	if p.ID != "" {
		page.Back = append(page.Back, web.Link{To: "/console/batches/new", Text: web.Word("batch.step.product")})
	}
	return page
}

// cardsShown is how many products the first step shows as large buttons before the others.
const cardsShown = 6

// chooseProduct is the first step: the products that were made last come first.
func (v *Visit) chooseProduct() error {
	products, next, err := v.console.services.Catalog.Products(v.ctx(), v.Actor, catalog.ProductFilter{Search: v.query("q")}, v.page())
	if err != nil {
		return err
	}
	if len(products) == 0 && v.query("q") == "" && v.query("after") == "" {
		empty := web.Empty{Title: web.Word("product.none"), Text: web.Word("product.none.text")}
		if v.can(model.PermProductWrite) {
			empty.Action = &web.Action{To: "/console/products/new", Text: web.Word("product.new"), Icon: "plus"}
		}
		return v.show(registerPage(0, model.Product{}, empty))
	}
	var parts []web.Part
	if v.query("q") == "" && v.query("after") == "" {
		recent, err := v.recentProducts()
		if err != nil {
			return err
		}
		if len(recent) > 0 {
			parts = append(parts, web.Panel{Title: web.Word("batch.recent"), Parts: []web.Part{recent}})
		}
	}
	table := web.Table{
		Caption: web.Word("product.list"), Columns: []web.Column{{Label: "product.name"}, {Label: "product.code"}, {Label: "product.content"}},
		Empty: web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("desk.nothing-found.text")},
		Filter: &web.Form{Get: true, Bar: true, Action: "/console/batches/new", Submit: "desk.filter", Fields: []web.Field{
			{Name: "q", Label: web.Word("product.search"), Kind: web.KindText, Value: v.query("q"), Max: 100},
		}},
	}
	for _, p := range products {
		table.Rows = append(table.Rows, web.Row{To: stepTwo(p.ID), Cells: []web.Value{web.Name(p.Name), web.Code(p.Code), web.Plain(p.NetContent)}})
	}
	panel := web.Panel{Title: web.Word("batch.all-products"), Parts: []web.Part{v.paged(table, next)}}
	if v.can(model.PermProductWrite) {
		panel.Actions = []web.Action{{To: "/console/products/new", Text: web.Word("product.new"), Icon: "plus"}}
	}
	return v.show(registerPage(0, model.Product{}, append(parts, panel)...))
}

func stepTwo(p model.ProductID) string { return "/console/batches/new?product_id=" + p.String() }

// recentProducts are the products of the batches that were registered last.
func (v *Visit) recentProducts() (web.Cards, error) {
	rows, _, err := v.console.services.Catalog.BatchRows(v.ctx(), v.Actor, catalog.BatchFilter{}, model.Page{Limit: 50})
	if err != nil {
		return nil, err
	}
	var cards web.Cards
	seen := map[model.ProductID]bool{}
	for _, b := range rows {
		if seen[b.ProductID] || len(cards) == cardsShown {
			continue
		}
		seen[b.ProductID] = true
		cards = append(cards, web.Card{To: stepTwo(b.ProductID), Icon: "tag", Title: web.Text(b.Product), Lines: []web.Value{web.Inline{web.Word("batch.last"), web.Day(b.Produced)}}})
	}
	return cards, nil
}

// batchForm asks for the facts of a batch, with what is usual filled in: today, the next lot number of the day, and where
// the last batch was made.
func (v *Visit) batchForm(p model.Product) (web.Form, error) {
	sites, err := v.siteOptions()
	if err != nil {
		return web.Form{}, err
	}
	last, _, err := v.console.services.Catalog.Batches(v.ctx(), v.Actor, catalog.BatchFilter{Product: p.ID}, model.Page{Limit: 1})
	if err != nil {
		return web.Form{}, err
	}
	site := ""
	if len(sites) == 1 {
		site = sites[0].Value
	}
	if len(last) == 1 {
		site = last[0].SiteID.String()
	}
	if len(sites) != 1 {
		sites = append([]web.Option{{Text: web.Word("form.choose")}}, sites...)
	}
	lot, err := v.nextLot(p.ID)
	if err != nil {
		return web.Form{}, err
	}
	expires := web.Field{Name: "expires", Label: web.Word("batch.expires"), Hint: web.Word("batch.expires.hint"), Kind: web.KindDay}
	if p.ShelfLifeDays > 0 {
		expires.Hint = web.Counted{Key: "batch.expires.counted", N: p.ShelfLifeDays}
	}
	return web.Form{Get: true, Action: "/console/batches/new", Submit: "batch.next", Cancel: "/console/batches/new", Fields: []web.Field{
		{Name: "product_id", Kind: web.KindHidden, Value: p.ID.String()},
		{Name: "check", Kind: web.KindHidden, Value: "yes"},
		{Name: "quantity", Label: web.Word("batch.quantity"), Hint: web.Word("batch.quantity.hint"), Kind: web.KindQuantity, Unit: unitName(p.Unit), Required: true, Focus: true},
		{Name: "produced", Label: harvestOr(p, "batch.harvested", "batch.produced"), Kind: web.KindDay, Value: string(v.today()), Required: true},
		{Name: "lot", Label: web.Word("batch.lot"), Hint: web.Word("batch.lot.hint"), Kind: web.KindCode, Value: lot, Required: true, Max: 20},
		{Name: "site_id", Label: web.Word("batch.site"), Kind: web.KindChoice, Options: sites, Value: site, Required: true},
		{Kind: web.KindMore, Label: web.Word("batch.more"), Fields: []web.Field{
			expires,
			{Name: "note", Label: web.Word("batch.note"), Hint: web.Word("batch.note.hint"), Kind: web.KindLong, Max: 1000},
		}},
	}}, nil
}

// siteOptions are the company's open places to choose from.
func (v *Visit) siteOptions() ([]web.Option, error) {
	sites, _, err := v.console.services.Access.Sites(v.ctx(), v.Actor, v.Actor.Org, model.Page{Limit: model.MaxPage})
	if err != nil {
		return nil, err
	}
	options := make([]web.Option, 0, len(sites))
	for _, s := range sites {
		if s.State == model.SiteOpen {
			options = append(options, web.Option{Value: s.ID.String(), Text: web.Name(s.Name)})
		}
	}
	return options, nil
}

// nextLot is the day with the first number that no batch of the product has: 20261122-1.
func (v *Visit) nextLot(p model.ProductID) (string, error) {
	day := strings.ReplaceAll(string(v.today()), "-", "") + "-"
	rows, _, err := v.console.services.Catalog.Batches(v.ctx(), v.Actor, catalog.BatchFilter{Product: p, Lot: day}, model.Page{Limit: model.MaxPage})
	if err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		lot := day + strconv.Itoa(n)
		if !slices.ContainsFunc(rows, func(b model.Batch) bool { return b.Lot == lot }) {
			return lot, nil
		}
	}
}

// checkBatch asks whether what the address holds could be registered.
func (v *Visit) checkBatch(values url.Values) (model.Batch, error) {
	in := &Input{values: values, zone: v.console.opts.Zone, faults: &model.Faults{}}
	input := batchInput(in)
	if err := in.err(); err != nil {
		return model.Batch{}, err
	}
	return v.console.services.Catalog.CheckBatch(v.ctx(), v.Actor, input)
}

func batchInput(in *Input) catalog.BatchInput {
	input := catalog.BatchInput{
		ProductID: model.ProductID(in.text("product_id")), Lot: digits(in.text("lot")), Produced: in.day("produced"), Expires: in.day("expires"),
		Quantity: in.quantity("quantity"), SiteID: model.SiteID(in.text("site_id")), Note: in.text("note"),
	}
	if in.text("quantity") == "" {
		in.faults.Add("quantity", model.ValueRequired)
	}
	return input
}

// carried are the answers that the steps hand on.
var carried = []string{"product_id", "lot", "produced", "expires", "quantity", "site_id", "note"}

// lastStep shows what will be registered and asks what to do with it at once.
func (v *Visit) lastStep(p model.Product, b model.Batch, values url.Values, facts web.Form) task {
	back := url.Values{}
	form := web.Form{Action: "/console/batches/new", Submit: "batch.register"}
	for _, name := range carried {
		form.Fields = append(form.Fields, web.Field{Name: name, Kind: web.KindHidden, Value: values.Get(name)})
		back.Set(name, values.Get(name))
	}
	if v.can(model.PermStepRecord) {
		form.Fields = append(form.Fields, web.Field{Name: "made", Kind: web.KindTick, Value: "yes", Label: harvestOr(p, "batch.harvested-now", "batch.made-now"), Hint: web.Word("batch.made-now.hint")})
	}
	form.Fields = append(form.Fields, web.Field{Name: "labels", Kind: web.KindTick, Label: web.Word("batch.then-labels")})
	return task{
		form: form,
		page: func(f web.Form) web.Page {
			if f.Refused != nil {
				return registerPage(1, p, web.Panel{Title: web.Name(p.Name), Parts: []web.Part{facts.With(v.input.values, withFaults(f))}})
			}
			site := web.Value(nil)
			for _, field := range facts.Fields {
				for _, o := range field.Options {
					if field.Name == "site_id" && o.Value == values.Get("site_id") {
						site = o.Text
					}
				}
			}
			return registerPage(2, p,
				web.Panel{
					Title: web.Name(p.Name), Actions: []web.Action{{To: "/console/batches/new?" + back.Encode(), Text: web.Word("batch.change")}},
					Parts: []web.Part{
						web.Facts{
							{Label: "batch.lot", Value: web.Code(b.Lot)},
							{Label: harvestOr(p, "batch.harvested", "batch.produced"), Value: web.Day(b.Produced)},
							{Label: "batch.expires", Value: web.Day(b.Expires)},
							{Label: "batch.quantity", Value: web.Amount{Quantity: b.Quantity, Unit: b.Unit}},
							{Label: "batch.site", Value: site},
							{Label: "batch.note", Value: web.Plain(b.Note)},
						},
						f,
					},
				})
		},
		do: v.register,
	}
}

// withFaults is what was wrong with a form whose fields were not in sight, to be shown in the one where they are.
func withFaults(f web.Form) *web.Refused {
	refused := *f.Refused
	for _, field := range f.Fields {
		if field.Fault != "" {
			refused.Fields = append(refused.Fields, web.ProblemField{At: field.Name, Message: field.Fault})
		}
	}
	return &refused
}

// harvestOr chooses between what is said of goods that grow and of goods that are produced.
func harvestOr(p model.Product, harvest, production web.Word) web.Word {
	if grows(p.Category) {
		return harvest
	}
	return production
}

// grows reports whether goods of a category are harvested.
func grows(c model.Category) bool { return c != model.CategoryFood && c != model.CategoryConsumer }

func (v *Visit) register(in *Input) (to, word string, err error) {
	input := batchInput(in)
	if err := in.err(); err != nil {
		return "", "", err
	}
	b, err := v.console.services.Catalog.RegisterBatch(v.ctx(), v.Actor, v.once(), input)
	if err != nil {
		return "", "", err
	}
	to = "/console/batches/" + b.ID.String()
	if in.ticked("labels") {
		to += "/labels"
	}
	if !in.ticked("made") || !v.can(model.PermStepRecord) {
		return to, "batch-registered", nil
	}
	idem := v.once()
	idem.Operation += "-made"
	_, err = v.console.services.Trace.Commission(v.ctx(), v.Actor, idem, trace.CommissionCommand{Batch: b.ID, At: v.madeAt(b.Produced), Harvest: v.farm(b.ProductID)})
	var r *model.Refusal
	if errors.As(err, &r) {
		return "", "", v.registeredOnly(b, err)
	}
	v.console.services.Code.Forget(b.ID)
	return to, "batch-made", err
}

// madeAt is when a batch of a day was made as far as anybody says: now if it is today's, else at noon of its day.
func (v *Visit) madeAt(day model.Date) time.Time {
	noon := day.Start(v.console.opts.Zone).Add(12 * time.Hour)
	if day == v.today() || noon > v.now() {
		return v.now().Time()
	}
	return noon.Time()
}

// farm reports whether the goods of a product grow.
func (v *Visit) farm(id model.ProductID) bool {
	p, err := v.console.services.Catalog.Product(v.ctx(), v.Actor, id)
	return err == nil && grows(p.Category)
}
