package console

import (
	"errors"
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// lossRows is how many rows of losses a form shows at least.
const lossRows = 2

// claimFacts establishes the facts of a claim. The form begins with what stands, and shows what follows from it.
func (v *Visit) claimFacts() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" && !f.Facts {
		return v.claimNotNow(f)
	}
	sum := web.Panel{Title: web.Word("claim.amount"), Parts: append(amountParts(f.Due.Amount), web.Fold{Title: web.Word("claim.options"), Parts: []web.Part{amountOptions(f.Due.Amount)}})}
	return v.run(task{
		form: web.Form{Submit: "claim.facts.send", Cancel: claimPath(f.ID), Consequence: web.Word("claim.facts.means"), Fields: append(factsFields(f.Due.Facts), versionField(f.Version))},
		page: func(form web.Form) web.Page { return claimForm(f, web.Word("claim.facts"), form, sum) },
		do: func(in *Input) (to, word string, err error) {
			facts, version := in.claimFacts(f.Due.Facts), in.version()
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Claim.Establish(v.ctx(), v.Actor, v.once(), claim.Facts{ID: f.ID, Version: version, Facts: facts, Note: in.text("note")})
			return claimPath(f.ID), "claim-established", knewTogether(err)
		},
	})
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
