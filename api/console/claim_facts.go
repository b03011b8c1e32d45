package console

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// lossRows is how many rows of losses a form shows at least.
const lossRows = 2

// claimFacts establishes the facts of a claim as the party that answers. The form begins with what was last established,
// else with what the consumer states, and shows what follows from it.
func (v *Visit) claimFacts() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	return v.establish(f, f.Facts, "claim.facts.means", v.console.services.Claim.Establish)
}

// findClaim establishes the facts of a claim as the authority.
func (v *Visit) findClaim() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	return v.establish(f, f.Find, "claim.find.means", v.console.services.Claim.Find)
}

func (v *Visit) establish(f claim.File, may bool, means web.Word, do func(context.Context, model.Actor, model.Idempotency, claim.Facts) (claim.File, error)) error {
	if v.Request.Method == "GET" && !may {
		return v.claimNotNow(f)
	}
	was := f.Due.Facts
	if n := len(f.Due.Findings); n > 0 {
		was = f.Due.Findings[n-1].Facts
	}
	sum := web.Panel{Title: web.Word("claim.amount"), Parts: append(amountParts(f.Due.Amount), web.Fold{Title: web.Word("claim.options"), Parts: []web.Part{amountOptions(f.Due.Amount)}})}
	return v.run(task{
		form: web.Form{Submit: "claim.facts.send", Cancel: claimPath(f.ID), Consequence: means, Fields: append(factsFields(was), versionField(f.Version))},
		page: func(form web.Form) web.Page { return claimForm(f, web.Word("claim.facts"), form, sum) },
		do: func(in *Input) (to, word string, err error) {
			facts, version := in.claimFacts(was), in.version()
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = do(v.ctx(), v.Actor, v.once(), claim.Facts{ID: f.ID, Version: version, Facts: facts, Note: in.text("note")})
			return claimPath(f.ID), "claim-established", knewTogether(err)
		},
	})
}

// claimFindings shows beside what is due what was filed and what was established, by whom, when and why.
func claimFindings(f claim.File) []web.Part {
	if len(f.Due.Findings) == 0 {
		return nil
	}
	lines := web.Timeline{{Title: web.Word("claim.finding.filed"), When: f.CreatedAt, Lines: factLines(f.Due.Filed)}}
	for _, one := range f.Due.Findings {
		who := web.Word("claim.finding.party")
		if one.Authority {
			who = "claim.finding.authority"
		}
		said := append([]web.Value{web.Inline{web.Word("claim.finding.gives"), web.Money(one.Amount.Total)}}, factLines(one.Facts)...)
		if one.Why != "" {
			said = append(said, web.Plain(one.Why))
		}
		counts := web.Chip{Text: web.Word("claim.finding.past")}
		if one.Counts {
			counts = web.Chip{Tone: web.ToneInfo, Text: web.Word("claim.finding.counts")}
		}
		lines = append(lines, web.Happened{Title: who, When: one.At, Lines: append(said, counts)})
	}
	return []web.Part{web.Fold{Title: web.Word("claim.findings"), Parts: []web.Part{lines}}}
}

// factLines are the sums that facts state.
func factLines(f model.ClaimFacts) (lines []web.Value) {
	lines = append(lines, web.Inline{web.Word("claim.price"), web.Money(f.Price), web.Word("claim.units"), web.Number(int(f.Units))})
	for _, l := range f.Losses {
		if kind, known := model.ListedOf(model.LossKinds(), l.Kind); known {
			lines = append(lines, web.Inline{web.Name(kind.Words), web.Money(l.Money)})
		}
	}
	return lines
}

// knewTogether puts what is wrong with one of several ticks beside all of them.
func knewTogether(err error) error {
	var r *model.Refusal
	if errors.As(err, &r) {
		for i := range r.Fields {
			if len(r.Fields[i].At) > 5 && r.Fields[i].At[:5] == "knew[" {
				r.Fields[i].At = "knew"
			}
		}
	}
	return err
}

func factsFields(f model.ClaimFacts) []web.Field {
	number := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	tick := func(name string, label, hint web.Word, on bool) web.Field {
		field := web.Field{Name: name, Label: label, Kind: web.KindTick, Value: ticked(on)}
		if hint != "" {
			field.Hint = hint
		}
		return field
	}
	var knew []web.Option
	var known []string
	for _, k := range model.KnowingSigns() {
		knew = append(knew, web.Option{Value: string(k.Sign), Text: web.Name(k.Name), Hint: web.Name(k.Ref.Text())})
	}
	for _, k := range f.Knew {
		known = append(known, string(k))
	}
	bases := []web.Option{{Text: web.Word("claim.elected.best")}}
	for _, r := range model.AmountRules() {
		bases = append(bases, web.Option{Value: string(r.Basis), Text: web.Name(r.Name)})
	}
	promise := f.Promise
	if promise == nil {
		promise = &model.AmountPledge{}
	}
	return slices.Concat([]web.Field{
		moneyField("price", "claim.price", f.Price.Fen), {Name: "units", Label: web.Word("claim.units"), Kind: web.KindWhole, Value: number(f.Units), Required: true},
		tick("gift", "claim.facts.gift", "", f.Gift), tick("refund", "claim.facts.refund", "claim.facts.refund.hint", f.Refund),
	}, lossFields(f.Losses), []web.Field{
		tick("unsafe_food", "claim.facts.unsafe", "claim.facts.unsafe.hint", f.UnsafeFood), tick("label_flaw", "claim.facts.label", "claim.facts.label.hint", f.LabelFlaw),
		tick("fraud", "claim.facts.fraud", "", f.Fraud), tick("defect_known", "claim.facts.defect", "", f.DefectKnown), tick("grave_harm", "claim.facts.grave", "", f.GraveHarm),
		{Name: "knew", Label: web.Word("claim.facts.knew"), Hint: web.Word("claim.facts.knew.hint"), Kind: web.KindTicks, Options: knew, Values: known},
		{Kind: web.KindMore, Label: web.Word("claim.facts.more"), Fields: []web.Field{
			tick("buyer_knew", "claim.facts.buyer", "claim.facts.buyer.hint", f.BuyerKnew),
			{Name: "reasonable_units", Label: web.Word("claim.facts.reasonable"), Kind: web.KindWhole, Value: number(f.ReasonableUnits)},
			{Name: "promise.times", Label: web.Word("claim.facts.promise"), Kind: web.KindWhole, Value: number(promise.Times)},
			moneyField("promise.minimum", "claim.facts.promise.minimum", promise.Minimum.Fen),
			{Name: "promise.source", Label: web.Word("claim.facts.promise.source"), Kind: web.KindText, Value: promise.Source, Max: 200},
			moneyField("set", "claim.facts.set", f.Set.Fen),
		}},
		{Name: "elected", Label: web.Word("claim.elected"), Hint: web.Word("claim.elected.hint"), Kind: web.KindChoice, Options: bases, Value: string(f.Elected)},
		{Name: "note", Label: web.Word("claim.facts.note"), Hint: web.Word("claim.facts.note.hint"), Kind: web.KindLong, Max: claim.MaxStory, Required: true},
	})
}

// lossFields ask for losses, one a row, filled with what stands.
func lossFields(losses []model.Loss) (groups []web.Field) {
	kinds := []web.Option{{Text: web.Word("claim.loss.none")}}
	for _, k := range model.LossKinds() {
		kinds = append(kinds, web.Option{Value: string(k.Code), Text: web.Name(k.Words)})
	}
	for i := range max(len(losses)+1, lossRows) {
		at := "losses[" + strconv.Itoa(i) + "]"
		row := []web.Field{{Name: at + ".kind", Label: web.Word("claim.loss.kind"), Kind: web.KindChoice, Options: kinds}, moneyField(at+".money", "claim.loss.money", 0)}
		if i < len(losses) {
			row[0].Value, row[1].Value = string(losses[i].Kind), losses[i].Money.Amount()
		}
		groups = append(groups, web.Field{Kind: web.KindGroup, Name: at, Label: web.Inline{web.Word("claim.losses"), web.Number(i + 1)}, Fields: row})
	}
	groups[len(groups)-1].Hint = web.Word("claim.losses.hint")
	return groups
}

// claimFacts reads what the party establishes; against whom does not change.
func (in *Input) claimFacts(was model.ClaimFacts) model.ClaimFacts {
	f := model.ClaimFacts{
		Against: was.Against, Price: in.money("price"), Units: int64(in.whole("units")), Gift: in.ticked("gift"), Refund: in.ticked("refund"),
		UnsafeFood: in.ticked("unsafe_food"), LabelFlaw: in.ticked("label_flaw"), Fraud: in.ticked("fraud"), DefectKnown: in.ticked("defect_known"),
		GraveHarm: in.ticked("grave_harm"), BuyerKnew: in.ticked("buyer_knew"), ReasonableUnits: int64(in.whole("reasonable_units")),
		Elected: model.AmountBasis(in.text("elected")), Set: in.money("set"),
	}
	for _, k := range in.list("knew") {
		f.Knew = append(f.Knew, model.KnowingSign(k))
	}
	for i := range maxRows {
		at := "losses[" + strconv.Itoa(i) + "]"
		if in.text(at+".kind")+in.text(at+".money") == "" {
			continue
		}
		f.Losses = append(f.Losses, model.Loss{Kind: model.LossKind(in.text(at + ".kind")), Money: in.money(at + ".money")})
	}
	if in.text("promise.times")+in.text("promise.minimum") != "" {
		f.Promise = &model.AmountPledge{Times: int64(in.whole("promise.times")), Minimum: in.money("promise.minimum"), Source: in.text("promise.source")}
	}
	return f
}
