package console

import (
	"slices"
	"strconv"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// routeClaim registers the pages of claims: the desk of who answers, of who pays, and of the authority.
func (c *Console) routeClaim() {
	c.get("claims", "/console/claims", model.PermClaimRead, "The queue of claims, what is due first first.", (*Visit).claims)
	c.get("claim", "/console/claims/{id}", model.PermClaimRead, "The file of a claim, without who claims.", (*Visit).claim)
	c.post("reveal-claimant", "/console/claims/{id}/reveal", model.PermClaimReveal, "Who claims, how to reach them and what they wrote; written down.", (*Visit).revealClaimant)
	c.get("claim-evidence", "/console/claims/{id}/evidence", model.PermClaimReveal, "The evidence of a claim; each look is written down.", (*Visit).claimEvidence)
	c.get("claim-evidence-file", "/console/claims/{id}/files/{file}", model.PermClaimReveal, "One piece of evidence; written down.", (*Visit).claimFile)
	c.upload("add-claim-answer", "/console/claims/{id}/files", model.PermClaimAnswer, claim.MaxFile, "Add evidence of one's own.", (*Visit).addClaimAnswer)
	c.form("claim-facts", "/console/claims/{id}/facts", model.PermClaimAnswer, "Establish the facts, from which what is due follows.", (*Visit).claimFacts)
	c.form("ask-claim", "/console/claims/{id}/ask", model.PermClaimAnswer, "Ask the claimant for evidence.", (*Visit).askClaim)
	c.form("offer-claim", "/console/claims/{id}/offer", model.PermClaimDecide, "Make the claimant an offer.", (*Visit).offerClaim)
	c.form("grant-claim", "/console/claims/{id}/grant", model.PermClaimDecide, "Agree to what was asked for.", (*Visit).grantClaim)
	c.form("refuse-claim", "/console/claims/{id}/refuse", model.PermClaimDecide, "Refuse for a reason that the law knows.", (*Visit).refuseClaim)
	c.form("part-claim", "/console/claims/{id}/part", model.PermClaimSupervise, "Part claims that were wrongly taken for one damage.", (*Visit).partClaim)
	c.form("find-claim", "/console/claims/{id}/findings", model.PermClaimSupervise, "As the authority: establish the facts.", (*Visit).findClaim)
	c.form("apart-claim", "/console/claims/{id}/apart", model.PermClaimDecide, "Say that a claim is about another loss of the same person.", (*Visit).apartClaim)
	c.get("claim-clues", "/console/claim-clues", model.PermClaimSupervise, "Companies that let claims run out.", (*Visit).claimClues)
	c.form("claim-link", "/console/claims/{id}/link", model.PermClaimSupervise, "Give a claimant who has lost the private link a new one.", (*Visit).claimLink)
	c.routeClaimPay()
	c.routeClaimCovers()
	c.routeRecourse()
}

var claimTones = map[model.ClaimState]web.Tone{
	model.ClaimFiled: web.ToneCaution, model.ClaimEvidence: web.ToneInfo, model.ClaimOffered: web.ToneInfo, model.ClaimDeclined: web.ToneCaution,
	model.ClaimAccepted: web.ToneCaution, model.ClaimSettled: web.ToneOK, model.ClaimClosed: web.ToneOK, model.ClaimDeemed: web.ToneDanger,
}

func claimState(s model.ClaimState) web.Value {
	return web.Chip{Tone: claimTones[s], Text: web.Name(model.ClaimLifecycle.Words[s])}
}

func claimPath(id model.ClaimID) string { return "/console/claims/" + id.String() }

// cny is a sum in fen as money.
func cny(fen int64) web.Money { return web.Money{Fen: fen, Currency: model.CNY} }

// claimTab is one view of the claims that a visitor may see.
type claimTab struct {
	key    string
	label  web.Word
	filter claim.Filter
}

// claimTabs are the views of a kind of organisation, the one that most people come for first.
func (v *Visit) claimTabs() []claimTab {
	switch v.Actor.OrgKind { //nolint:exhaustive // the others answer for goods
	case model.KindRegulator, model.KindPlatform:
		return []claimTab{
			{"overdue", "claim.tab.overdue", claim.Filter{Turn: model.TurnParty, Overdue: true}},
			{"deemed", "claim.tab.deemed", claim.Filter{Deemed: true}},
			{"refused", "claim.tab.refused", claim.Filter{State: model.ClaimRefused}},
			{"all", "claim.tab.all", claim.Filter{}},
		}
	case model.KindInsurer:
		return []claimTab{
			{"insured", "claim.tab.insured", claim.Filter{Payer: true, Turn: model.TurnParty}},
			{"theirs", "claim.tab.theirs", claim.Filter{Payer: true, Turn: model.TurnClaimant}},
			{"done", "claim.tab.done", claim.Filter{Payer: true, Turn: model.TurnNobody}},
		}
	case model.KindFund:
		return []claimTab{{"asked", "claim.tab.asked", claim.Filter{Advances: true}}, {"paid", "claim.tab.paid", claim.Filter{Payer: true}}}
	}
	tabs := []claimTab{
		{"ours", "claim.tab.ours", claim.Filter{Turn: model.TurnParty}},
		{"theirs", "claim.tab.theirs", claim.Filter{Turn: model.TurnClaimant}},
		{"done", "claim.tab.done", claim.Filter{Turn: model.TurnNobody}},
	}
	if v.can(model.PermCoverWrite) {
		tabs = append(tabs, claimTab{"bonded", "claim.tab.bonded", claim.Filter{Payer: true}})
	}
	return tabs
}

// claims is the queue of a desk.
func (v *Visit) claims() error {
	tabs := v.claimTabs()
	at := max(slices.IndexFunc(tabs, func(t claimTab) bool { return t.key == v.query("tab") }), 0)
	f := tabs[at].filter
	if s := model.ClaimState(v.query("state")); model.ClaimLifecycle.Words[s] != (model.Text{}) {
		f.State = s
	}
	f.Product, f.Batch, f.Recall = model.ProductID(v.query("product")), model.BatchID(v.query("lot")), model.RecallID(v.query("recall"))
	f.Org, f.Number, f.Overdue = model.OrgID(v.query("org")), upper(v.query("number")), f.Overdue || v.query("overdue") != ""
	rows, next, err := v.console.services.Claim.Claims(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Word("nav.claims"), Lead: web.Word("claim.lead"), Actions: v.exportShown("claims",
		"turn", string(f.Turn), "state", string(f.State), "product_id", f.Product.String(), "batch_id", f.Batch.String(), "recall_id", f.Recall.String(),
		"organisation_id", f.Org.String(), "number", f.Number, "overdue", on(f.Overdue), "deemed", on(f.Deemed), "payer", on(f.Payer), "advances", on(f.Advances))}
	if oneOf(v.Actor.OrgKind, overseer) {
		page.Lead = web.Word("claim.lead.region")
	}
	if oneOf(v.Actor.OrgKind, chain) {
		n, err := v.console.services.Claim.Count(v.ctx(), v.Actor)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, web.Prose{claimSum(n)})
	}
	var nav web.Tabs
	for i, t := range tabs {
		nav = append(nav, web.Tab{To: "/console/claims?" + query("tab", t.key), Text: t.label, Here: i == at})
	}
	page.Parts = append(page.Parts, nav)
	if narrowed := v.claimNarrowed(rows); len(narrowed) > 0 {
		page.Parts = append(page.Parts, narrowed)
	}
	table := v.claimTable(rows)
	table.ID, table.Live, table.Filter = "claims", "claims", v.claimFilter(tabs[at])
	table.Empty = web.Empty{Title: web.Word("claim.none"), Text: web.Word("claim.none.text")}
	if v.query("state")+v.query("product")+v.query("lot")+v.query("recall")+v.query("org")+v.query("number")+v.query("overdue") != "" {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("claim.none.filtered"), Action: &web.Action{To: "/console/claims", Text: web.Word("today.all")}}
	}
	page.Parts = append(page.Parts, v.paged(table, next))
	return v.show(page)
}

func (v *Visit) claimFilter(tab claimTab) *web.Form {
	states := []web.Option{{Text: web.Word("filter.any")}}
	for _, s := range model.ClaimLifecycle.States() {
		if tab.filter.Turn == "" || s.Turn() == tab.filter.Turn {
			states = append(states, web.Option{Value: string(s), Text: web.Name(model.ClaimLifecycle.Words[s])})
		}
	}
	form := &web.Form{Get: true, Bar: true, Action: "/console/claims", Submit: "desk.filter", Fields: []web.Field{{Name: "tab", Kind: web.KindHidden, Value: tab.key}}}
	for _, keep := range []string{"product", "lot", "recall", "org"} {
		if v.query(keep) != "" {
			form.Fields = append(form.Fields, web.Field{Name: keep, Kind: web.KindHidden, Value: v.query(keep)})
		}
	}
	if tab.filter.State == "" {
		form.Fields = append(form.Fields, web.Field{Name: "state", Label: web.Word("claim.state"), Kind: web.KindChoice, Options: states, Value: v.query("state")})
	}
	form.Fields = append(form.Fields, web.Field{Name: "number", Label: web.Word("claim.number"), Kind: web.KindCode, Value: v.query("number"), Max: 20})
	if !tab.filter.Overdue && (tab.filter.Turn == model.TurnParty || tab.filter.Turn == "") {
		form.Fields = append(form.Fields, web.Field{Name: "overdue", Label: web.Word("claim.overdue"), Kind: web.KindTick, Value: v.query("overdue")})
	}
	return form
}

// claimNarrowed says to which goods, recall or company a list is narrowed, each with a way back.
func (v *Visit) claimNarrowed(rows []claim.Row) (chips web.Buttons) {
	for _, by := range []struct {
		name  string
		label web.Word
		said  func(claim.Row) web.Value
	}{
		{"product", "claim.only.product", func(r claim.Row) web.Value { return web.Text(r.Product) }},
		{"lot", "claim.only.lot", func(r claim.Row) web.Value { return web.Code(r.Lot) }},
		{"recall", "claim.only.recall", nil},
		{"org", "claim.only.org", func(r claim.Row) web.Value { return web.Text(r.Respondent.Name) }},
	} {
		if v.query(by.name) == "" {
			continue
		}
		text := web.Inline{by.label}
		if len(rows) > 0 && by.said != nil {
			text = append(text, by.said(rows[0]))
		}
		chips = append(chips, web.Action{To: v.address(by.name, "", "after", ""), Text: text, Icon: "stop"})
	}
	return chips
}

// claimTable lists claims. An authority or a payer reads beside the goods who answers.
func (v *Visit) claimTable(rows []claim.Row) web.Table {
	others := slices.ContainsFunc(rows, func(r claim.Row) bool { return !v.Actor.ActsFor(r.OrgID) })
	table := web.Table{Caption: web.Word("nav.claims"), Columns: []web.Column{{Label: "claim.number"}, {Label: "claim.goods"}, {Label: "claim.asks"}, {Label: "claim.state"}, {Label: "claim.due"}}}
	if others {
		table.Columns = slices.Insert(table.Columns, 2, web.Column{Label: "claim.party"})
	}
	for _, r := range rows {
		goods := web.Stack{web.Link{To: v.address("product", r.ProductID.String(), "after", ""), Text: claimProduct(r)}}
		if r.Lot != "" {
			goods = append(goods, web.Fine{Text: web.Inline{web.Word("claim.lot"), web.Link{To: v.address("lot", r.BatchID.String(), "after", ""), Text: web.Code(r.Lot)}}})
		}
		row := web.Row{To: claimPath(r.ID), Cells: []web.Value{web.Code(r.Number), goods, claimAsked(r.Claim), claimState(r.State), v.claimDue(r)}}
		if others {
			row.Cells = slices.Insert(row.Cells, 2, web.Value(web.Link{To: v.address("org", r.OrgID.String(), "after", ""), Text: web.Text(r.Respondent.Name)}))
			if !oneOf(v.Actor.OrgKind, overseer) {
				row.Cells[2] = web.Text(r.Respondent.Name)
			}
		}
		switch {
		case r.Overdue:
			row.Tone = web.ToneDanger
		case r.Soon:
			row.Tone = web.ToneCaution
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func claimProduct(r claim.Row) web.Value {
	if r.Product.Empty() {
		return web.Code(shortKey(r.Code))
	}
	return web.Text(r.Product)
}

// claimAsked is what the claimant asks for.
func claimAsked(r model.Claim) web.Value {
	asked := web.Stack{web.Text(model.RemedyWords[r.Remedy])}
	if r.Asked.Fen > 0 {
		return append(asked, web.Money(r.Asked))
	}
	if !r.Remedy.InKind() {
		return append(asked, web.Fine{Text: web.Word("claim.asked.law")})
	}
	return asked
}

// answerWindow is the time that the law leaves for an answer, of which a bar shows what is left.
const answerWindow = 15 * 24 * time.Hour

// claimDue is until when the party has to act, nil when it has not.
func (v *Visit) claimDue(r claim.Row) web.Value {
	if r.DueAt == 0 || r.State.Turn() == model.TurnNobody || r.WarnAt == 0 && !r.Overdue {
		return nil
	}
	return web.Left{From: r.DueAt.Add(-answerWindow), Due: r.DueAt, Now: v.now()}
}

// claimSum says how many claims wait for a company and what it may have to pay.
func claimSum(n claim.Counts) web.Inline {
	chips := web.Inline{web.Chip{Tone: web.ToneInfo, Text: web.Counted{Key: "claim.today.open", N: n.Open}}}
	if n.Soon > n.Overdue {
		chips = append(chips, web.Chip{Tone: web.ToneCaution, Text: web.Counted{Key: "claim.today.soon", N: n.Soon - n.Overdue}})
	}
	if n.Overdue > 0 {
		chips = append(chips, web.Chip{Tone: web.ToneDanger, Text: web.Counted{Key: "claim.today.overdue", N: n.Overdue}})
	}
	asked := "claim.reserve"
	if n.More {
		asked = "claim.reserve.more"
	}
	chips = append(chips, web.Chip{Text: web.Say(asked, "sum", web.Money(n.Reserve))})
	if n.Unstated > 0 {
		chips = append(chips, web.Chip{Text: web.Counted{Key: "claim.reserve.unstated", N: n.Unstated}})
	}
	return chips
}

// claimsWaiting shows on the first page how many claims wait for the visitor's company, and the most urgent of them.
func (v *Visit) claimsWaiting() (web.Part, error) {
	if !v.can(model.PermClaimRead) || !oneOf(v.Actor.OrgKind, chain) {
		return nil, nil
	}
	rows, _, err := v.console.services.Claim.Claims(v.ctx(), v.Actor, claim.Filter{Turn: model.TurnParty}, model.Page{Limit: glance})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	n, err := v.console.services.Claim.Count(v.ctx(), v.Actor)
	if err != nil {
		return nil, err
	}
	table := web.Table{Caption: web.Word("claim.today"), Columns: []web.Column{{Label: "claim.goods"}, {Label: "claim.state"}, {Label: "claim.due"}}, ID: "claims-waiting", Live: "claims"}
	for _, r := range rows {
		row := web.Row{To: claimPath(r.ID), Cells: []web.Value{web.Stack{claimProduct(r), web.Fine{Text: web.Code(r.Number)}}, claimState(r.State), v.claimDue(r)}}
		if r.Overdue {
			row.Tone = web.ToneDanger
		}
		table.Rows = append(table.Rows, row)
	}
	return web.Panel{
		Title: web.Word("claim.today"), Lead: claimSum(n), Actions: []web.Action{{To: "/console/claims", Text: web.Word("today.all")}}, Parts: []web.Part{table},
	}, nil
}

// clueDays are the spans over which an authority looks back.
var clueDays = []int{30, 90, 365}

// claimClues lists the companies that let claims run out, the worst first.
func (v *Visit) claimClues() error {
	in := Input{values: v.Request.URL.Query(), faults: &model.Faults{}, zone: v.console.opts.Zone}
	days := in.whole("days")
	if !slices.Contains(clueDays, days) {
		days = claim.ClueDays
	}
	list, err := v.console.services.Claim.CreditClues(v.ctx(), v.Actor, days)
	if err != nil {
		return err
	}
	var tabs web.Tabs
	for _, d := range clueDays {
		tabs = append(tabs, web.Tab{To: "/console/claim-clues?" + query("days", strconv.Itoa(d)), Text: web.Counted{Key: "claim.clue.days", N: d}, Here: d == days})
	}
	table := web.Table{
		Caption: web.Word("nav.claim-clues"), Columns: []web.Column{{Label: "claim.party"}, {Label: "claim.clue.times", Number: true}, {Label: "claim.clue.first"}, {Label: "claim.clue.last"}, {Label: "claim.clue.refused"}},
		Empty: web.Empty{Title: web.Word("claim.clue.none"), Text: web.Word("claim.clue.none.text")},
	}
	bars := web.Bars{Caption: web.Word("claim.clue.times")}
	const drawn = 8
	for i, c := range list {
		table.Rows = append(table.Rows, web.Row{To: "/console/claims?tab=deemed&" + query("org", c.OrgID.String()), Cells: []web.Value{
			web.Stack{web.Text(c.Name), web.Fine{Text: v.area(c.Region)}}, web.Number(c.Times), web.Moment(c.First), web.Moment(c.Last), clueRefusals(c),
		}})
		if i < drawn && c.Times > 0 {
			bars.Bars = append(bars.Bars, web.Bar{Label: web.Text(c.Name), N: c.Times})
		}
	}
	page := web.Page{Title: web.Word("nav.claim-clues"), Lead: web.Word("claim.clue.lead"), Parts: []web.Part{tabs}}
	if len(bars.Bars) > 1 {
		page.Parts = append(page.Parts, web.Panel{Parts: []web.Part{bars}})
	}
	page.Parts = append(page.Parts, table)
	return v.show(page)
}

// clueRefusals is how often a company has refused with a reason, and for which.
func clueRefusals(c claim.Clue) web.Value {
	if c.Refused == 0 {
		return nil
	}
	said := web.Stack{web.Link{To: "/console/claims?tab=refused&" + query("org", c.OrgID.String()), Text: web.Number(c.Refused)}}
	for _, r := range c.Reasons {
		info, _ := model.ListedOf(model.ClaimReasons(), r.Reason)
		said = append(said, web.Fine{Text: web.Inline{web.Name(info.Words), web.Number(r.Times)}})
	}
	return said
}
