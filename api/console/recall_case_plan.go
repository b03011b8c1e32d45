package console

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
)

// planTexts are what people write in a plan, by the item of 食品召回管理办法 Art. 15 under which it stands. A text is asked
// for in the reader's language; what stands in the others stays.
var planTexts = []struct {
	name string
	of   func(*model.RecallPlan) *model.Text
}{
	{"area", func(p *model.RecallPlan) *model.Text { return &p.Area }}, {"reason", func(p *model.RecallPlan) *model.Text { return &p.Reason }},
	{"harm", func(p *model.RecallPlan) *model.Text { return &p.Harm }}, {"steps", func(p *model.RecallPlan) *model.Text { return &p.Steps }},
	{"notice", func(p *model.RecallPlan) *model.Text { return &p.Notice }}, {"consumers", func(p *model.RecallPlan) *model.Text { return &p.Consumers }},
	{"operators", func(p *model.RecallPlan) *model.Text { return &p.Operators }}, {"handling", func(p *model.RecallPlan) *model.Text { return &p.Handling }},
	{"costs", func(p *model.RecallPlan) *model.Text { return &p.Costs }}, {"effect", func(p *model.RecallPlan) *model.Text { return &p.Effect }},
}

// planLines are the lines of item 1.
var planLines = []struct {
	name     string
	kind     web.Kind
	required bool
	of       func(*model.RecallPlan) *string
}{
	{"representative", web.KindText, true, func(p *model.RecallPlan) *string { return &p.Contact.Representative }},
	{"person", web.KindText, true, func(p *model.RecallPlan) *string { return &p.Contact.Person }},
	{"phone", web.KindPhone, true, func(p *model.RecallPlan) *string { return &p.Contact.Phone }},
	{"after_hours", web.KindPhone, false, func(p *model.RecallPlan) *string { return &p.Contact.AfterHours }},
	{"email", web.KindEmail, false, func(p *model.RecallPlan) *string { return &p.Contact.Email }},
	{"address", web.KindText, true, func(p *model.RecallPlan) *string { return &p.Contact.Address }},
}

// recallPlan files the plan of a case: the first one moves it, a later one revises.
func (v *Visit) recallPlan() error {
	f, err := v.carried()
	if err != nil {
		return err
	}
	plan, err := v.planAsFiled(f)
	if err != nil {
		return err
	}
	moves := slices.Contains(f.Allowed, model.RecallFilePlan)
	consequence := web.Word("case.plan.revises")
	if moves {
		consequence = "case.means.file-plan"
	}
	form := web.Form{Submit: "case.plan.file", Cancel: recallPath(f.Case.ID), Consequence: consequence, Fields: v.planFields()}
	return v.run(task{
		form: form.Sent(v.planValues(plan, f.Case.Version)),
		page: func(form web.Form) web.Page {
			return web.Page{Title: web.Word("case.plan"), Lead: web.Word("case.plan.lead"), Back: caseTrail(f.Case), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{form}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			v.planTyped(in, &plan)
			version := versionAsked(in)
			if err := in.err(); err != nil {
				return "", "", err
			}
			if moves {
				_, err = v.console.services.Recall.Move(v.ctx(), v.Actor, v.once(), recall.Move{ID: f.Case.ID, Event: model.RecallFilePlan, Version: version, Plan: &plan})
			} else {
				_, err = v.console.services.Recall.File(v.ctx(), v.Actor, v.once(), recall.Filing{ID: f.Case.ID, Plan: &plan})
			}
			return recallPath(f.Case.ID), "recall-filed", err
		},
	})
}

// planAsFiled is the plan as it was filed last, else one that says what the case says already.
func (v *Visit) planAsFiled(f recall.File) (plan model.RecallPlan, err error) {
	plan = model.RecallPlan{
		Grade: f.Case.Grade, Reason: f.Case.Title, Harm: f.Case.Hazard, Starts: v.today(), Payer: model.PayerProducer, Expected: 1000,
		Venues: []model.PlanVenue{model.VenueProvincialSite, model.VenueShops}, Remedies: []model.Remedy{model.RemedyRefund},
	}
	if f.Venue == model.VenueNation {
		plan.Venues = []model.PlanVenue{model.VenueNationalSite, model.VenueCentralMedia, model.VenueShops}
	}
	for _, p := range f.Papers {
		if p.Kind == model.PaperPlan {
			plan = model.RecallPlan{}
			if err := json.Unmarshal(p.Body, &plan); err != nil {
				return plan, err
			}
		}
	}
	return plan, nil
}

// planFields are the eight items in order.
func (v *Visit) planFields() []web.Field {
	contact := web.Field{Kind: web.KindGroup, Label: web.Word("case.plan.item-1")}
	for _, l := range planLines {
		contact.Fields = append(contact.Fields, web.Field{Name: "plan.contact." + l.name, Label: web.Word("case.plan.contact." + l.name), Kind: l.kind, Required: l.required, Max: model.PlanLineMax})
	}
	text := func(name string) web.Field {
		return web.Field{Name: "plan." + name, Label: web.Word("case.plan." + name), Kind: web.KindLong, Max: model.PlanTextMax, Required: name != "costs"}
	}
	item := func(label web.Word, fields ...web.Field) web.Field {
		return web.Field{Kind: web.KindGroup, Label: label, Fields: fields}
	}
	return []web.Field{
		{Name: "version", Kind: web.KindHidden}, contact,
		item("case.plan.item-2", text("area")), item("case.plan.item-3", text("reason"), text("harm")),
		item("case.plan.item-4", text("steps"), web.Field{Name: "plan.starts", Label: web.Word("case.plan.starts"), Kind: web.KindDay, Required: true},
			web.Field{Name: "plan.ends", Label: web.Word("case.plan.ends"), Kind: web.KindDay, Required: true}),
		item("case.plan.item-5", text("notice"), ticks("plan.venues", "case.plan.venues", model.PlanVenues(), model.PlanVenueWords), text("consumers"),
			ticks("plan.remedies", "case.plan.remedies", model.PlanRemedies(), model.RemedyWords)),
		item("case.plan.item-6", text("operators")),
		item("case.plan.item-7", ticks("plan.disposals", "case.plan.disposals", model.PlanDisposals(), model.PlanDisposalWords), text("handling"), payerChoice(), text("costs")),
		item("case.plan.item-8", web.Field{Name: "plan.expected_permille", Label: web.Word("case.plan.expected"), Kind: web.KindQuantity, Unit: web.Plain("%"), Required: true}, text("effect")),
	}
}

// ticks asks for some members of an enumeration.
func ticks[E ~string](name string, label web.Word, members []E, words map[E]model.Text) web.Field {
	f := web.Field{Name: name, Label: label, Kind: web.KindTicks, Required: true}
	for _, e := range members {
		f.Options = append(f.Options, web.Option{Value: string(e), Text: web.Name(words[e])})
	}
	return f
}

func payerChoice() web.Field {
	f := web.Field{Name: "plan.payer", Label: web.Word("case.plan.payer"), Kind: web.KindChoice, Required: true}
	for _, p := range model.PlanPayers() {
		f.Options = append(f.Options, web.Option{Value: string(p), Text: web.Name(model.PlanPayerWords[p])})
	}
	return f
}

func texts[E ~string](list []E) (out []string) {
	for _, e := range list {
		out = append(out, string(e))
	}
	return out
}

func members[E ~string](list []string) (out []E) {
	for _, s := range list {
		out = append(out, E(s))
	}
	return out
}

// planValues are the starting values of the form. A text that stands in another language alone is shown, to be written
// anew in the reader's.
func (v *Visit) planValues(p model.RecallPlan, version int64) url.Values {
	values := url.Values{
		"version": {strconv.FormatInt(version, 10)}, "plan.starts": {string(p.Starts)}, "plan.ends": {string(p.Ends)}, "plan.payer": {string(p.Payer)},
		"plan.venues": texts(p.Venues), "plan.remedies": texts(p.Remedies), "plan.disposals": texts(p.Disposals),
		"plan.expected_permille": {strconv.Itoa(p.Expected/10) + "." + strconv.Itoa(p.Expected%10)},
	}
	for _, t := range planTexts {
		values.Set("plan."+t.name, t.of(&p).In(v.Lang))
	}
	for _, l := range planLines {
		values.Set("plan.contact."+l.name, *l.of(&p))
	}
	return values
}

// planTyped reads the form into a plan.
func (v *Visit) planTyped(in *Input, p *model.RecallPlan) {
	for _, t := range planTexts {
		text := t.of(p)
		typed := in.text("plan." + t.name)
		if typed == text.In(v.Lang) {
			continue
		}
		switch v.Lang {
		case model.ZH:
			text.ZH = typed
		case model.UG:
			text.UG = typed
		case model.EN:
			text.EN = typed
		}
	}
	for _, l := range planLines {
		*l.of(p) = in.text("plan.contact." + l.name)
	}
	p.Starts, p.Ends, p.Payer = in.day("plan.starts"), in.day("plan.ends"), model.PlanPayer(in.text("plan.payer"))
	p.Venues, p.Remedies, p.Disposals = members[model.PlanVenue](in.list("plan.venues")), members[model.Remedy](in.list("plan.remedies")), members[model.PlanDisposal](in.list("plan.disposals"))
	permille, _ := in.quantity("plan.expected_permille").MulRatio(10, 1) // an amount that is too large for it is no share either
	p.Expected = int(permille / model.Units(1))
}
