package console

import (
	"errors"
	"net/http"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
	"suyuan/service/recall"
)

// outset is what the page on which a recall begins is about: the conditions, and what they would reach.
type outset struct {
	scope  model.RecallScope
	policy model.ClosurePolicy
	// responsible is the company that an authority names, origin in whose stead a company recalls.
	responsible model.OrgID
	origin      model.RecallOrigin
	forecast    recall.Forecast
	// refused is why nothing can be begun with these conditions; nil when it can.
	refused *web.Refused
}

// asked is the outset that the address carries. A batch stands for the condition that names it.
func (v *Visit) asked() (o outset, err error) {
	o.policy = model.ClosurePolicy(v.query("policy"))
	if v.can(model.PermRecallOrder) {
		o.responsible = model.OrgID(v.query("responsible"))
	} else if v.query("origin") == string(model.OriginOperator) {
		o.origin = model.OriginOperator
	}
	if id, bad := model.ParseID[model.Batch](v.query("batch")); bad == nil {
		f, err := v.console.services.Catalog.Batch(v.ctx(), v.Actor, id)
		if err != nil {
			return o, err
		}
		o.scope.Predicates = []model.RecallPredicate{model.ScopeLot{Goods: model.Goods{Maker: f.Batch.OrgID, Product: f.Batch.ProductID}, Lot: f.Batch.Lot}}
	} else if len(v.Request.URL.Query()["c"]) > 0 {
		if o.scope, err = v.conditionsAsked(); err != nil {
			return o, err
		}
	}
	if len(o.scope.Predicates) == 0 {
		return o, nil
	}
	o.forecast, err = v.console.services.Recall.Foretell(v.ctx(), v.Actor, recall.Draft{Scope: o.scope, Policy: o.policy, Responsible: o.responsible, Origin: o.origin})
	if r := v.refusal(err); r != nil {
		o.refused, err = r, nil
		o.forecast.Words, err = v.console.services.Recall.ScopeWords(v.ctx(), v.Actor, o.scope)
	}
	return o, err
}

// refusal is what is wrong with conditions, for the page on which they stand; nil for what the whole page is refused for.
func (v *Visit) refusal(err error) *web.Refused {
	var r *model.Refusal
	if !errors.As(err, &r) || r.Problem.Kind == model.KindNotFound || r.Problem.Kind == model.KindForbidden {
		return nil
	}
	refused, _ := v.console.opts.Refused(v.ctx(), err)
	return &refused
}

// newRecall is one screen: what it starts from, what it would reach, and the order or the draft.
func (v *Visit) newRecall() error {
	o, err := v.asked()
	if err != nil {
		return err
	}
	title := web.Word("case.begin")
	if v.can(model.PermRecallOrder) {
		title = "case.order"
	}
	page := web.Page{Title: title, Lead: web.Word("case.begin.lead"), Back: recallTrail}
	if len(o.scope.Predicates) == 0 && v.Request.Method == http.MethodGet {
		page.Parts = []web.Part{web.Panel{Title: web.Word("case.start"), Lead: web.Word("case.start.text"), Parts: []web.Part{v.kindCards(o.scope)}}}
		return v.show(page)
	}
	duty, err := v.dutyFields(o)
	if err != nil {
		return err
	}
	return v.run(task{
		form: v.beginForm(o),
		page: func(f web.Form) web.Page {
			page.Parts = []web.Part{v.startPanel(o, newPath, duty)}
			if o.refused != nil {
				page.Parts = append(page.Parts, refusedNote(*o.refused))
				return page
			}
			page.Parts = append(page.Parts, forecastPanel(o.forecast), web.Panel{Title: title, Parts: []web.Part{f}})
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			d := recall.Draft{Title: in.text3("title"), Hazard: in.text3("hazard"), Mock: in.ticked("mock"), Scope: o.scope, Policy: o.policy, Responsible: o.responsible, Origin: o.origin}
			if !v.can(model.PermRecallOrder) {
				if err := in.err(); err != nil {
					return "", "", err
				}
				c, err := v.console.services.Recall.Open(v.ctx(), v.Actor, v.once(), d)
				return recallPath(c.ID), "recall-opened", err
			}
			order := recall.Order{Draft: d, Grade: model.Grade(in.text("grade")), KnownAt: model.InstantOf(in.moment("known_at")), Reason: in.text("reason")}
			if err := in.err(); err != nil {
				return "", "", err
			}
			c, err := v.console.services.Recall.Order(v.ctx(), v.Actor, v.once(), order)
			v.console.services.Code.Forget("")
			return recallPath(c.ID), "recall-ordered", err
		},
	})
}

// refusedNote says on a page, and not in a form, why something is not to be had.
func refusedNote(r web.Refused) web.Note {
	note := web.Note{Tone: web.ToneDanger, Title: web.Plain(r.Title), Alert: true}
	for _, text := range []string{r.Detail, r.Next} {
		if text != "" {
			note.Text = append(note.Text, web.Plain(text))
		}
	}
	for _, f := range r.Fields {
		note.Text = append(note.Text, web.Plain(f.Message))
	}
	return note
}

// startPanel lists the conditions, each with a way to take it out, and how far they are followed.
func (v *Visit) startPanel(o outset, path string, more []web.Field) web.Part {
	table := web.Table{Caption: web.Word("case.start"), Columns: []web.Column{{Label: "case.condition"}}}
	words := o.forecast.Words
	words.Scope = o.scope
	for i, p := range o.scope.Predicates {
		rest := model.RecallScope{}
		for j, other := range o.scope.Predicates {
			if j != i {
				rest.Predicates = append(rest.Predicates, other)
			}
		}
		row := web.Row{Cells: []web.Value{conditionWords(words, p)}}
		if len(rest.Predicates) > 0 || path == newPath {
			row.Actions = []web.Action{{To: v.withConditions(path, rest), Text: web.Word("case.condition.remove")}}
		}
		table.Rows = append(table.Rows, row)
	}
	hidden := []web.Field{}
	for line := range strings.SplitSeq(o.scope.String(), "\n") {
		hidden = append(hidden, web.Field{Name: "c", Kind: web.KindHidden, Value: line})
	}
	policy := web.Field{Name: "policy", Label: web.Word("case.policy"), Kind: web.KindChoice, Value: string(o.policy), Required: true}
	for _, c := range model.Closures() {
		policy.Options = append(policy.Options, web.Option{Value: string(c.Policy), Text: web.Name(c.Name)})
	}
	return web.Panel{Title: web.Word("case.start"), Parts: []web.Part{
		table,
		web.Fold{Title: web.Word("case.condition.add"), Parts: []web.Part{v.kindCards(o.scope)}},
		web.Form{Get: true, Quiet: true, Action: path, Submit: "case.policy.apply", Fields: append(append(hidden, policy), more...)},
	}}
}

// newPath is where a recall begins.
const newPath = "/console/recalls/new"

// dutyFields ask whose duty the recall is: an authority may name the company, and a company that did not make the goods
// may say that it recalls in the stead of a maker who is unknown or gone.
func (v *Visit) dutyFields(o outset) ([]web.Field, error) {
	if !v.can(model.PermRecallOrder) {
		f := web.Field{Name: "origin", Label: web.Word("case.duty-of"), Kind: web.KindChoice, Value: string(o.origin), Options: []web.Option{
			{Text: web.Word("case.duty-of.maker")}, {Value: string(model.OriginOperator), Text: web.Word("case.duty-of.operator")},
		}}
		return []web.Field{f}, nil
	}
	f := web.Field{Name: "responsible", Label: web.Word("case.company"), Hint: web.Word("case.responsible.hint"), Kind: web.KindChoice, Value: string(o.responsible)}
	f.Options = []web.Option{{Text: web.Word("case.responsible.maker")}}
	list, _, err := v.console.services.Access.Organisations(v.ctx(), v.Actor, access.OrganisationFilter{State: model.OrgActive}, model.Page{Limit: someChoices})
	for _, org := range list {
		if oneOf(org.Kind, chain) {
			f.Options = append(f.Options, web.Option{Value: org.ID.String(), Text: web.Name(org.Name)})
		}
	}
	return []web.Field{f}, err
}

// forecastPanel says what would be reached if the recall began now.
func forecastPanel(f recall.Forecast) web.Part {
	panel := web.Panel{Title: web.Word("case.forecast"), Lead: web.Say("case.forecast.who", "company", web.Text(f.Org.Name), "rules", web.Name(f.Pack.Name)), Parts: []web.Part{
		web.Tiles{
			classTile(model.AffectedConfirmed, f.Confirmed, ""),
			classTile(model.AffectedPossible, f.Possible, ""),
			{Label: web.Word("case.holders"), Value: web.Number(f.Holders)}, {Label: web.Word("case.outside"), Value: web.Number(f.Outside)},
		},
		amountFacts(f.Totals),
	}}
	var notes web.Bullets
	for _, n := range []struct {
		key string
		n   int
	}{{"case.unnamed", f.Unnamed}, {"case.before", f.Before}, {"case.beyond", f.Frontier}} {
		if n.n > 0 {
			notes = append(notes, web.Counted{Key: n.key, N: n.n})
		}
	}
	for _, g := range f.Gaps {
		notes = append(notes, web.Word("case.gap."+string(g)))
	}
	if len(f.Nothing) > 0 {
		notes = append(notes, web.Counted{Key: "case.nothing", N: len(f.Nothing)})
	}
	if f.Cut != "" {
		panel.Parts = append(panel.Parts, web.Note{Tone: web.ToneDanger, Title: web.Word("case.cut"), Text: []web.Value{web.Word("case.cut.text")}})
	}
	if len(notes) > 0 {
		panel.Parts = append(panel.Parts, notes)
	}
	return panel
}

// beginForm asks for what a draft needs or, of an authority, for what an order does.
func (v *Visit) beginForm(o outset) web.Form {
	title := web.Field{Name: "title", Label: web.Word("case.title"), Hint: web.Word("case.title.hint"), Kind: web.KindText3, Max: recall.MaxTitle, Required: true}
	hazard := web.Field{Name: "hazard", Label: web.Word("case.hazard"), Hint: web.Word("case.hazard.hint"), Kind: web.KindText3, Max: recall.MaxHazard}
	mock := web.Field{Name: "mock", Label: web.Word("case.exercise.ask"), Hint: web.Word("case.exercise.hint"), Kind: web.KindTick}
	f := web.Form{Submit: "case.open", Cancel: "/console/recalls", Consequence: web.Word("case.open.means"), Fields: []web.Field{title, hazard, mock}}
	if v.can(model.PermRecallOrder) {
		f.Submit, f.Danger = "case.order.press", true
		f.Consequence = web.Stack{web.Word("case.means.order"), web.Say("case.means-launch", "lots", web.Number(o.forecast.Things), "holders", web.Number(o.forecast.Holders))}
		reason := web.Field{Name: "reason", Label: web.Word("case.ground"), Hint: web.Word("case.ground.hint"), Kind: web.KindLong, Max: recall.MaxReason, Required: true}
		f.Fields = append(append([]web.Field{title, hazard}, v.gradeFields(o.forecast.Pack)...), reason, mock)
	}
	return f.Sent(titleOf(o))
}

// gradeFields ask how grave it is, where the rules know grades, and since when it is known.
func (v *Visit) gradeFields(pack model.RulePack) (fields []web.Field) {
	if len(pack.Grades) > 0 {
		fields = append(fields, gradeChoice(pack))
	}
	return append(fields, web.Field{Name: "known_at", Label: web.Word("case.known-at"), Hint: web.Word("case.known-at.hint"), Kind: web.KindMoment, Value: v.asTyped(v.console.opts.Clock())})
}

// titleOf proposes a title: the product and the lot that the first condition names.
func titleOf(o outset) map[string][]string {
	values := map[string][]string{}
	if len(o.scope.Predicates) == 0 {
		return values
	}
	var goods model.Goods
	lot := ""
	switch c := o.scope.Predicates[0].(type) {
	case model.ScopeLot:
		goods, lot = c.Goods, c.Lot
	case model.ScopeLotRange:
		goods = c.Goods
	case model.ScopeLotPattern:
		goods = c.Goods
	case model.ScopeDates:
		goods = c.Goods
	case model.ScopeSerials:
		goods = c.Goods
	}
	p := o.forecast.Words.Products[goods.Product]
	for _, lang := range []struct{ field, name string }{{"title.zh", p.Name.ZH}, {"title.ug", p.Name.UG}, {"title.en", p.Name.EN}} {
		if lang.name != "" {
			values[lang.field] = []string{strings.TrimSpace(lang.name + " " + lot)}
		}
	}
	return values
}
