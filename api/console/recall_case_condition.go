package console

import (
	"net/url"
	"slices"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/access"
	"suyuan/service/catalog"
	"suyuan/service/trace"
)

// scopeKinds are the kinds of condition that a form asks for, the likeliest first.
var scopeKinds = []model.ScopeKind{
	model.ScopeOfLot, model.ScopeOfRange, model.ScopeOfPattern, model.ScopeOfDates, model.ScopeOfSite, model.ScopeOfInput, model.ScopeOfSupplier,
	model.ScopeOfReport, model.ScopeOfSerials,
}

var scopeIcons = map[model.ScopeKind]string{
	model.ScopeOfLot: "box", model.ScopeOfRange: "list", model.ScopeOfPattern: "search", model.ScopeOfDates: "clock", model.ScopeOfSite: "pin",
	model.ScopeOfInput: "route", model.ScopeOfSupplier: "truck", model.ScopeOfReport: "file", model.ScopeOfSerials: "key",
}

// conditionsAsked are the conditions that the address carries, in canonical text, sorted, each once.
func (v *Visit) conditionsAsked() (s model.RecallScope, err error) {
	texts := slices.Clone(v.Request.URL.Query()["c"])
	slices.Sort(texts)
	return model.ParseRecallScope(strings.Join(slices.Compact(texts), "\n"), 0)
}

// withConditions is an address that carries conditions besides what the visit's own one does.
func (v *Visit) withConditions(path string, s model.RecallScope) string {
	q := url.Values{}
	for _, keep := range []string{"for", "policy", "responsible", "origin"} {
		if text := v.query(keep); text != "" {
			q.Set(keep, text)
		}
	}
	if text := s.String(); text != "" {
		q["c"] = strings.Split(text, "\n")
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// scopeForm is the page on which the conditions stand that are being put together.
func (v *Visit) scopeForm() string {
	if id, err := model.ParseID[model.Recall](v.query("for")); err == nil {
		return recallPath(id) + "/scope"
	}
	return "/console/recalls/new"
}

// kindCards offer the kinds of condition.
func (v *Visit) kindCards(s model.RecallScope) web.Cards {
	var cards web.Cards
	for _, k := range scopeKinds {
		to := v.withConditions("/console/recalls/condition", s)
		joint := "?"
		if strings.Contains(to, "?") {
			joint = "&"
		}
		cards = append(cards, web.Card{To: to + joint + query("kind", string(k)), Icon: scopeIcons[k], Title: web.Name(model.ScopeKindWords[k]), Lines: []web.Value{web.Word("case.kind." + string(k))}})
	}
	return cards
}

// addCondition asks for one condition and leads back to the page on which the conditions stand.
func (v *Visit) addCondition() error {
	asked, err := v.conditionsAsked()
	if err != nil && len(v.Request.URL.Query()["c"]) > 0 {
		return err
	}
	kind := model.ScopeKind(v.query("kind"))
	back := v.withConditions(v.scopeForm(), asked)
	if !slices.Contains(scopeKinds, kind) {
		return v.show(web.Page{Title: web.Word("case.condition.add"), Back: recallTrail, Parts: []web.Part{v.kindCards(asked)}})
	}
	fields, err := v.conditionFields(kind)
	if err != nil {
		return err
	}
	return v.run(task{
		form: web.Form{Fields: fields, Submit: "case.condition.save", Cancel: back},
		page: func(f web.Form) web.Page {
			return scanning(web.Page{
				Title: web.Name(model.ScopeKindWords[kind]), Lead: web.Word("case.kind." + string(kind)), Back: append(slices.Clone(recallTrail), web.Link{To: back, Text: web.Word("case.scope")}),
				Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			})
		},
		do: func(in *Input) (to, word string, err error) {
			p, err := v.condition(in, kind)
			if err != nil {
				return "", "", err
			}
			in.faults.Check("", p.Validate())
			if err := in.err(); err != nil {
				return "", "", err
			}
			asked.Predicates = append(asked.Predicates, p)
			return v.withConditions(v.scopeForm(), asked), "", nil
		},
	})
}

// someChoices is how many products, sites or companies a choice offers.
const someChoices = 200

// conditionFields are what a kind of condition asks for.
func (v *Visit) conditionFields(kind model.ScopeKind) ([]web.Field, error) {
	lot := func(name string, label web.Word) web.Field {
		return web.Field{Name: name, Label: label, Kind: web.KindCode, Max: 60, Required: true}
	}
	days := []web.Field{{Name: "from", Label: web.Word("case.from.day"), Kind: web.KindDay}, {Name: "to", Label: web.Word("case.to.day"), Hint: web.Word("case.to.open"), Kind: web.KindDay}}
	times := []web.Field{
		{Name: "from", Label: web.Word("case.from.time"), Kind: web.KindMoment, Required: true}, {Name: "to", Label: web.Word("case.to.time"), Hint: web.Word("case.to.open"), Kind: web.KindMoment},
	}
	switch kind {
	case model.ScopeOfLot:
		return []web.Field{{Name: "lot", Label: web.Word("case.code"), Hint: web.Word("case.code.hint"), Kind: web.KindScan, Max: 400, Required: true, Focus: true}}, nil
	case model.ScopeOfInput:
		return []web.Field{{Name: "epc", Label: web.Word("case.code.input"), Hint: web.Word("case.code.hint"), Kind: web.KindScan, Max: 400, Required: true, Focus: true}}, nil
	case model.ScopeOfSite:
		site, err := v.siteChoice()
		line := web.Field{Name: "line", Label: web.Word("case.line"), Hint: web.Word("case.line.hint"), Kind: web.KindCode, Max: 100}
		return append([]web.Field{site, line}, times...), err
	case model.ScopeOfSupplier:
		supplier, err := v.supplierChoice()
		return append([]web.Field{supplier}, times...), err
	case model.ScopeOfReport:
		report, err := v.reportChoice()
		return []web.Field{report}, err
	}
	product, err := v.productAsked()
	switch kind { //nolint:exhaustive // the others are above
	case model.ScopeOfDates:
		days[0].Required = true
		return append([]web.Field{product}, days...), err
	case model.ScopeOfPattern:
		pattern := web.Field{Name: "pattern", Label: web.Word("case.pattern"), Hint: web.Word("case.pattern.hint"), Kind: web.KindCode, Max: 60, Required: true}
		return append([]web.Field{product, pattern}, days...), err
	case model.ScopeOfSerials:
		return []web.Field{product, lot("first", "case.first.serial"), lot("last", "case.last.serial")}, err
	}
	return append([]web.Field{product, lot("first", "case.first"), lot("last", "case.last")}, days...), err
}

// productAsked asks for a product: a company for one of its own, an authority by the code of any pack.
func (v *Visit) productAsked() (web.Field, error) {
	if oneOf(v.Actor.OrgKind, overseer) {
		return web.Field{Name: "product", Label: web.Word("case.product.code"), Hint: web.Word("case.product.code.hint"), Kind: web.KindScan, Max: 400, Required: true, Focus: true}, nil
	}
	f := web.Field{Name: "product", Label: web.Word("case.product"), Kind: web.KindChoice, Required: true, Focus: true}
	rows, _, err := v.console.services.Catalog.Products(v.ctx(), v.Actor, catalog.ProductFilter{}, model.Page{Limit: someChoices})
	for _, p := range rows {
		f.Options = append(f.Options, web.Option{Value: p.ID.String(), Text: web.Inline{web.Name(p.Name), web.Code(p.Code)}})
	}
	return f, err
}

func (v *Visit) siteChoice() (web.Field, error) {
	f := web.Field{Name: "site", Label: web.Word("case.site"), Kind: web.KindChoice, Required: true, Focus: true}
	sites, _, err := v.console.services.Access.Sites(v.ctx(), v.Actor, "", model.Page{Limit: someChoices})
	for _, s := range sites {
		f.Options = append(f.Options, web.Option{Value: s.ID.String(), Text: web.Name(s.Name)})
	}
	return f, err
}

// reportChoice offers the laboratory reports that lots were released on, the newest first.
func (v *Visit) reportChoice() (web.Field, error) {
	f := web.Field{Name: "report", Label: web.Name(model.DocumentKindWords[model.DocumentLabReport]), Hint: web.Word("case.report.choose"), Kind: web.KindChoice, Required: true, Focus: true}
	rows, err := v.console.services.Catalog.LabReports(v.ctx(), v.Actor, someChoices)
	for _, r := range rows {
		f.Options = append(f.Options, web.Option{Value: r.ID.String(), Text: web.Inline{web.Text(r.Product), web.Code(r.Lot), web.Plain("·"), reportName(r.Document)}})
	}
	if len(rows) == 0 {
		f.Hint = web.Word("case.report.none")
	}
	return f, err
}

// reportName names a report by what stands on it: its title, who issued it and when.
func reportName(d model.Document) web.Value {
	return web.Inline{web.Plain(d.Title), web.Plain(d.IssuedBy), dayOr(d.IssuedOn)}
}

// supplierChoice offers who has shipped to the visitor or, to an authority, the companies it oversees.
func (v *Visit) supplierChoice() (web.Field, error) {
	f := web.Field{Name: "supplier", Label: web.Word("case.supplier"), Kind: web.KindChoice, Required: true, Focus: true}
	if oneOf(v.Actor.OrgKind, overseer) {
		list, _, err := v.console.services.Access.Organisations(v.ctx(), v.Actor, access.OrganisationFilter{}, model.Page{Limit: someChoices})
		for _, o := range list {
			f.Options = append(f.Options, web.Option{Value: o.ID.String(), Text: web.Name(o.Name)})
		}
		return f, err
	}
	list, _, err := v.console.services.Trace.Shipments(v.ctx(), v.Actor, trace.ShipmentFilter{In: true}, model.Page{Limit: someChoices})
	seen := map[model.OrgID]bool{}
	for _, s := range list {
		if id := s.Shipment.FromOrg; !v.Actor.ActsFor(id) && !seen[id] {
			seen[id] = true
			f.Options = append(f.Options, web.Option{Value: id.String(), Text: web.Name(s.From.Name)})
		}
	}
	return f, err
}

// condition reads a condition from its form.
func (v *Visit) condition(in *Input, kind model.ScopeKind) (model.RecallPredicate, error) {
	number := func(name string) string { return digits(in.text(name)) }
	switch kind {
	case model.ScopeOfLot:
		b, err := v.lotAsked(in, "lot")
		return model.ScopeLot{Goods: model.Goods{Maker: b.OrgID, Product: b.ProductID}, Lot: b.Lot}, err
	case model.ScopeOfInput:
		if epc, err := gs1.ParseEPC(in.text("epc")); err == nil {
			return model.ScopeInput{EPC: epc.Key()}, nil
		}
		b, err := v.lotAsked(in, "epc")
		return model.ScopeInput{EPC: b.EPC}, err
	case model.ScopeOfSite:
		return model.ScopeSite{Site: model.SiteID(in.text("site")), Line: in.text("line"), From: model.InstantOf(in.moment("from")), To: model.InstantOf(in.moment("to"))}, in.err()
	case model.ScopeOfSupplier:
		return model.ScopeSupplier{Supplier: model.OrgID(in.text("supplier")), From: model.InstantOf(in.moment("from")), To: model.InstantOf(in.moment("to"))}, in.err()
	case model.ScopeOfReport:
		return model.ScopeReport{Report: model.DocumentID(in.text("report"))}, in.err()
	case model.ScopeOfDates, model.ScopeOfPattern, model.ScopeOfRange, model.ScopeOfSerials:
	}
	goods, err := v.goodsAsked(in)
	if err != nil {
		return nil, err
	}
	if kind == model.ScopeOfSerials {
		return model.ScopeSerials{Goods: goods, First: number("first"), Last: number("last")}, in.err()
	}
	made := model.Made{From: in.day("from"), To: in.day("to")}
	switch kind { //nolint:exhaustive // the others are above
	case model.ScopeOfDates:
		return model.ScopeDates{Goods: goods, Made: made}, in.err()
	case model.ScopeOfPattern:
		return model.ScopeLotPattern{Goods: goods, Pattern: number("pattern"), Made: made}, in.err()
	}
	return model.ScopeLotRange{Goods: goods, First: number("first"), Last: number("last"), Made: made}, in.err()
}

// goodsAsked is the product that a form names, by choice or by a code.
func (v *Visit) goodsAsked(in *Input) (model.Goods, error) {
	typed := in.text("product")
	if !oneOf(v.Actor.OrgKind, overseer) {
		return model.Goods{Maker: v.Actor.Org, Product: model.ProductID(typed)}, nil
	}
	b, err := v.lotAsked(in, "product")
	return model.Goods{Maker: b.OrgID, Product: b.ProductID}, err
}

// lotAsked is the batch that a code or a lot number names: one that the visitor has, or else one that it may see. A number
// that several lots have is none.
func (v *Visit) lotAsked(in *Input, name string) (model.Batch, error) {
	typed := in.text(name)
	d, err := v.console.services.Trace.Check(v.ctx(), v.Actor, typed)
	if err != nil || d.Batch.ID != "" {
		return d.Batch, err
	}
	rows, _, err := v.console.services.Catalog.Batches(v.ctx(), v.Actor, catalog.BatchFilter{Lot: digits(typed)}, model.Page{Limit: someChoices})
	if err != nil {
		return model.Batch{}, err
	}
	var found []model.Batch
	for _, b := range rows {
		if b.Lot == digits(typed) {
			found = append(found, b)
		}
	}
	switch {
	case typed == "":
		in.faults.Add(name, model.ValueRequired)
	case len(found) == 0:
		in.faults.Add(name, model.CodeUnknown)
	case len(found) > 1:
		in.faults.Add(name, model.CodeUnclear, model.P("value", typed), model.P("n", len(found)))
	default:
		return found[0], nil
	}
	return model.Batch{}, in.err()
}
