package console

import (
	"errors"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/access"
	"suyuan/service/catalog"
	"suyuan/service/code"
	"suyuan/service/trace"
)

// routeOverview registers the pages that belong to no room: the first page, the menu, search and what keeps lists fresh.
func (c *Console) routeOverview() {
	c.get("today", "/console", model.PermSelf, "What is to do today.", (*Visit).todayPage)
	c.get("menu", "/console/menu", model.PermSelf, "Every place of the console, for phones.", (*Visit).menu)
	c.get("search", "/console/search", model.PermSelf, "Leads from a code, lot or name to what it is.", (*Visit).search)
	c.get("live", "/console/live", model.PermSelf, "Tells a page which of its lists have changed.", (*Visit).live)
}

// glance is how many rows of each list the first page shows.
const glance = 6

// expiring is how many days before its last day a lot is shown on the first page.
const expiring = 7

// todayPage shows what waits for the visitor: what is coming in, what runs out, what is unfinished, what does not add up.
func (v *Visit) todayPage() error {
	sections := []func() (web.Part, error){
		v.stateOfOrganisation, v.guide, v.recallAlarms, v.recallDuties, v.recallTasksWaiting, v.claimsWaiting, v.incoming, v.awaiting, v.runningOut, v.lapsing, v.drafts, v.withheld,
		v.openFindings,
	}
	page := web.Page{Title: web.Word("nav.today"), Lead: web.Day(v.today())}
	const above = 2 // whether one may work, and how one begins, stand above the columns
	var columns web.Columns
	begins := false
	for i, section := range sections {
		part, err := section()
		if err != nil {
			return err
		}
		begins = begins || part != nil && i == above-1
		switch {
		case part == nil:
		case i < above:
			page.Parts = append(page.Parts, part)
		default:
			columns = append(columns, part)
		}
	}
	page.Parts = append(page.Parts, v.shortcuts()...)
	if len(columns) > 0 {
		page.Parts = append(page.Parts, columns)
	} else if v.Actor.OrgState == model.OrgActive && !begins {
		page.Parts = append(page.Parts, web.Empty{Title: web.Word("today.nothing"), Text: web.Word("today.nothing.text")})
	}
	return v.show(page)
}

// shortcuts are the tasks that bring most people here.
func (v *Visit) shortcuts() []web.Part {
	var do web.Buttons
	if v.can(model.PermBatchWrite) && oneOf(v.Actor.OrgKind, makers) {
		do = append(do, web.Action{To: "/console/batches/new", Text: web.Word("today.new-batch"), Icon: "plus", First: true})
	}
	if v.can(model.PermStepRecord) {
		do = append(do, web.Action{To: "/console/record", Text: web.Word("nav.record"), Icon: "scan", First: len(do) == 0})
	}
	if v.can(model.PermBatchBlock) {
		do = append(do, web.Action{To: "/console/batches", Text: web.Word("nav.batches"), Icon: "box"})
	}
	if len(do) == 0 {
		return nil
	}
	return []web.Part{do}
}

func oneOf(k model.OrgKind, kinds []model.OrgKind) bool {
	for _, kind := range kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// stateOfOrganisation tells members of an organisation that is not active why there is little to do here.
func (v *Visit) stateOfOrganisation() (web.Part, error) {
	if v.Actor.OrgState == model.OrgActive {
		return nil, nil
	}
	return web.Note{
		Tone: web.ToneCaution, Title: web.Say("today.not-active", "state", model.OrganisationLifecycle.Word(v.Actor.OrgState, v.Lang)),
		Text:    []web.Value{web.Word("today.not-active.text")},
		Actions: []web.Action{{To: "/console/organisation", Text: web.Word("nav.organisation")}},
	}, nil
}

// listed makes a panel of a short list with a way to the whole; nil when there is nothing.
func listed(title web.Word, to string, rows []web.Row, columns ...web.Column) web.Part {
	if len(rows) == 0 {
		return nil
	}
	return web.Panel{
		Title: title, Actions: []web.Action{{To: to, Text: web.Word("today.all")}},
		Parts: []web.Part{web.Table{Caption: title, Columns: columns, Rows: rows, ID: strings.ReplaceAll(string(title), ".", "-"), Live: "goods"}},
	}
}

// incoming are shipments on their way to the visitor.
func (v *Visit) incoming() (web.Part, error) {
	if !v.can(model.PermStepRecord) {
		return nil, nil
	}
	var rows []web.Row
	for _, state := range []model.ShipmentState{model.ShipmentPartly, model.ShipmentSent} {
		list, _, err := v.console.services.Trace.Shipments(v.ctx(), v.Actor, trace.ShipmentFilter{In: true, State: state}, model.Page{Limit: glance})
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			rows = append(rows, web.Row{To: "/console/shipments/" + s.ID.String(), Cells: []web.Value{
				web.Text(s.From.Name), web.Text(s.ToName), v.due(s.Shipment),
			}})
		}
	}
	return listed("today.incoming", "/console/shipments", rows[:min(len(rows), glance)],
		web.Column{Label: "today.from"}, web.Column{Label: "today.to"}, web.Column{Label: "today.receive-by"}), nil
}

// awaiting are organisations that ask to be let in.
func (v *Visit) awaiting() (web.Part, error) {
	if !v.can(model.PermOrgApprove) {
		return nil, nil
	}
	list, _, err := v.console.services.Access.Organisations(v.ctx(), v.Actor, access.OrganisationFilter{State: model.OrgPending}, model.Page{Limit: glance})
	if err != nil {
		return nil, err
	}
	rows := make([]web.Row, 0, len(list))
	for _, o := range list {
		rows = append(rows, web.Row{To: "/console/organisations/" + o.ID.String(), Cells: []web.Value{
			web.Text(o.Name), web.Text(model.OrgKindWords[o.Kind]), web.Moment(o.CreatedAt),
		}})
	}
	return listed("today.awaiting", "/console/approvals", rows,
		web.Column{Label: "today.company"}, web.Column{Label: "today.kind"}, web.Column{Label: "today.since"}), nil
}

// runningOut are lots in stock whose last day is near or over.
func (v *Visit) runningOut() (web.Part, error) {
	if !v.can(model.PermStockRead) || !oneOf(v.Actor.OrgKind, chain) {
		return nil, nil
	}
	list, _, err := v.console.services.Trace.Stock(v.ctx(), v.Actor, trace.StockFilter{ExpiryFirst: true}, model.Page{Limit: glance})
	if err != nil {
		return nil, err
	}
	limit := v.today().AddDays(expiring)
	var rows []web.Row
	for _, s := range list {
		if s.Expires == "" || s.Expires > limit {
			break
		}
		rows = append(rows, web.Row{To: batchOr(s.Node.BatchID, "/console/stock"), Cells: []web.Value{
			web.Text(s.Product), web.Code(s.Lot), v.expiry(s.Expires), web.Amount{Quantity: s.Balance.Amount, Unit: s.Balance.Unit}, web.Text(s.Place.Name),
		}})
	}
	return listed("today.expiring", "/console/stock", rows, web.Column{Label: "today.product"}, web.Column{Label: "today.lot"},
		web.Column{Label: "today.expires"}, web.Column{Label: "today.quantity", Number: true}, web.Column{Label: "today.place"}), nil
}

func batchOr(id model.BatchID, otherwise string) string {
	if id == "" {
		return otherwise
	}
	return "/console/batches/" + id.String()
}

// expiry shows a last day with what it means today.
func (v *Visit) expiry(d model.Date) web.Value {
	if d == "" {
		return nil
	}
	return web.LastDay{Day: d, Today: v.today()}
}

// How long before and after its last day a document is shown on the first page.
const (
	renewing = 30
	lapsed   = 14
)

// lapsing are documents whose validity ends: time to have them renewed.
func (v *Visit) lapsing() (web.Part, error) {
	if !v.can(model.PermDocumentWrite) {
		return nil, nil
	}
	list, err := v.console.services.Catalog.RunningOut(v.ctx(), v.Actor, v.today().AddDays(-lapsed), v.today().AddDays(renewing), glance)
	if err != nil {
		return nil, err
	}
	rows := make([]web.Row, 0, len(list))
	for _, d := range list {
		to := batchOr(d.BatchID, "/console/products/"+d.ProductID.String())
		rows = append(rows, web.Row{To: to, Cells: []web.Value{
			web.Stack{web.Name(model.DocumentKindWords[d.Kind]), web.Fine{Text: web.Plain(d.Title)}}, web.Stack{web.Text(d.Product), web.Code(d.Lot)}, v.expiry(d.ValidTo),
		}})
	}
	return listed("today.lapsing", "/console/batches", rows, web.Column{Label: "today.document"}, web.Column{Label: "today.about"}, web.Column{Label: "today.valid-to"}), nil
}

// drafts are batches that were registered and not yet produced.
func (v *Visit) drafts() (web.Part, error) {
	if !v.can(model.PermBatchWrite) {
		return nil, nil
	}
	return v.batchesIn("today.drafts", model.BatchDraft)
}

// withheld are batches that must not be sold.
func (v *Visit) withheld() (web.Part, error) {
	if !v.can(model.PermBatchHold) {
		return nil, nil
	}
	return v.batchesIn("today.held", model.BatchHeld, model.BatchBlocked)
}

func (v *Visit) batchesIn(title web.Word, states ...model.BatchState) (web.Part, error) {
	var rows []web.Row
	for _, state := range states {
		list, _, err := v.console.services.Catalog.Batches(v.ctx(), v.Actor, catalog.BatchFilter{State: state}, model.Page{Limit: glance})
		if err != nil {
			return nil, err
		}
		for _, b := range list {
			rows = append(rows, web.Row{To: "/console/batches/" + b.ID.String(), Cells: []web.Value{
				web.Code(b.Lot), web.BatchState(b.State), web.Day(b.Produced),
			}})
		}
	}
	return listed(title, "/console/batches?state="+string(states[0]), rows[:min(len(rows), glance)], web.Column{Label: "today.lot"},
		web.Column{Label: "today.state"}, web.Column{Label: "today.produced"}), nil
}

// openFindings are what automatic checks found and nothing has explained yet.
func (v *Visit) openFindings() (web.Part, error) {
	if !v.can(model.PermFindingRead) {
		return nil, nil
	}
	list, _, err := v.console.services.Trace.Findings(v.ctx(), v.Actor, trace.FindingFilter{Open: true}, model.Page{Limit: glance})
	if err != nil {
		return nil, err
	}
	rows := make([]web.Row, 0, len(list))
	for _, f := range list {
		var what web.Value = web.Code(f.Key)
		if f.Lot != "" {
			what = web.Code(f.Lot)
		}
		rows = append(rows, web.Row{To: batchOr(f.BatchID, "/console/findings"), Cells: []web.Value{web.Name(model.FindingWords[f.Kind]), what, web.Moment(f.OpenedAt)}})
	}
	return listed("today.findings", "/console/findings", rows, web.Column{Label: "today.finding"}, web.Column{Label: "today.lot"}, web.Column{Label: "today.since"}), nil
}

// menu lists every place, for phones, where the bar has room for a few.
func (v *Visit) menu() error {
	var parts []web.Part
	for _, g := range v.groups() {
		panel := web.Panel{Parts: []web.Part{web.Menu(g.Items)}}
		if g.Label != "" {
			panel.Title = g.Label
		}
		parts = append(parts, panel)
	}
	return v.show(web.Page{Title: web.Word("desk.menu"), Parts: parts, Narrow: true})
}

// search leads from a code to the file of its batch, and lists what has a lot or name that begins like the words.
func (v *Visit) search() error {
	typed := v.query("q")
	to, err := v.byCode(typed)
	if err != nil {
		return err
	}
	if to != "" {
		return v.leave(to, "")
	}
	page := web.Page{Title: web.Say("search.title", "words", typed)}
	if typed == "" {
		page.Title = web.Word("search.empty")
	}
	for _, list := range []func(string) (web.Part, error){v.foundBatches, v.foundProducts, v.foundOrganisations} {
		if typed == "" {
			break
		}
		part, err := list(typed)
		if err != nil {
			return err
		}
		if part != nil {
			page.Parts = append(page.Parts, part)
		}
	}
	if len(page.Parts) == 0 {
		page.Parts = []web.Part{web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("search.hint")}}
	}
	return v.show(page)
}

// byCode returns the page of what has a code: the batch's file for those who may see it, what everybody sees otherwise,
// "" when the words are no code of anything.
func (v *Visit) byCode(typed string) (string, error) {
	path := code.PathOf(typed)
	if path == "" {
		return "", nil
	}
	scan, err := v.scanAt(path)
	if errors.Is(err, model.CodeUnknown) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if scan.BatchID == "" {
		return path, nil
	}
	switch _, err := v.console.services.Catalog.Batch(v.ctx(), v.Actor, scan.BatchID); {
	case err == nil:
		return "/console/batches/" + scan.BatchID.String(), nil
	case errors.Is(err, model.NotFound), errors.Is(err, model.Forbidden), errors.Is(err, model.OrgNotActive):
		return path, nil
	default:
		return "", err
	}
}

func (v *Visit) scanAt(path string) (*code.Scan, error) {
	if short, ok := strings.CutPrefix(path, "/c/"); ok {
		return v.console.services.Code.ScanByCode(v.ctx(), short)
	}
	link, err := gs1.ParseLink("https://id.gs1.org" + path)
	if err != nil {
		return nil, model.CodeUnknown.Refuse().Because(err)
	}
	return v.console.services.Code.Resolve(v.ctx(), link)
}

func (v *Visit) foundBatches(typed string) (web.Part, error) {
	if !v.can(model.PermBatchRead) {
		return nil, nil
	}
	list, _, err := v.console.services.Catalog.Batches(v.ctx(), v.Actor, catalog.BatchFilter{Lot: typed}, model.Page{Limit: 10})
	if err != nil {
		return nil, err
	}
	rows := make([]web.Row, 0, len(list))
	for _, b := range list {
		rows = append(rows, web.Row{To: "/console/batches/" + b.ID.String(), Cells: []web.Value{web.Code(b.Lot), web.BatchState(b.State), web.Day(b.Produced)}})
	}
	return listed("nav.batches", "/console/batches?"+query("lot", typed), rows, web.Column{Label: "today.lot"}, web.Column{Label: "today.state"}, web.Column{Label: "today.produced"}), nil
}

func (v *Visit) foundProducts(typed string) (web.Part, error) {
	if !v.can(model.PermProductRead) {
		return nil, nil
	}
	list, _, err := v.console.services.Catalog.Products(v.ctx(), v.Actor, catalog.ProductFilter{Search: typed}, model.Page{Limit: 10})
	if err != nil {
		return nil, err
	}
	rows := make([]web.Row, 0, len(list))
	for _, p := range list {
		rows = append(rows, web.Row{To: "/console/products/" + p.ID.String(), Cells: []web.Value{web.Text(p.Name), web.Code(p.Code), categoryName(p.Category)}})
	}
	return listed("nav.products", "/console/products?"+query("q", typed), rows, web.Column{Label: "product.name"}, web.Column{Label: "product.code"}, web.Column{Label: "product.category"}), nil
}

func (v *Visit) foundOrganisations(typed string) (web.Part, error) {
	if !v.can(model.PermOrgRead) {
		return nil, nil
	}
	list, _, err := v.console.services.Access.Organisations(v.ctx(), v.Actor, access.OrganisationFilter{Query: typed}, model.Page{Limit: 10})
	if err != nil {
		return nil, err
	}
	rows := make([]web.Row, 0, len(list))
	for _, o := range list {
		rows = append(rows, web.Row{To: "/console/organisations/" + o.ID.String(), Cells: []web.Value{
			web.Text(o.Name), web.Text(model.OrgKindWords[o.Kind]), web.Plain(o.Region.FullName(string(v.Lang))),
		}})
	}
	return listed("nav.organisations", "/console/organisations?"+query("q", typed), rows, web.Column{Label: "today.company"}, web.Column{Label: "today.kind"}, web.Column{Label: "today.region"}), nil
}
