package console

import (
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// money is an amount of yuan; an empty field is 0.
func (in *Input) money(name string) model.Money {
	s := digits(in.text(name))
	if s == "" {
		return model.Money{Currency: model.CNY}
	}
	m, err := model.ParseMoney(ungroup(s), model.CNY)
	if err != nil {
		in.faults.Add(in.prefix+name, model.MoneyInvalid, model.P("value", s))
	}
	return m
}

// moneyField asks for an amount of yuan; 0 leaves it empty.
func moneyField(name string, label web.Word, fen int64) web.Field {
	f := web.Field{Name: name, Label: label, Kind: web.KindQuantity, Unit: web.Word("claim.yuan")}
	if fen != 0 {
		f.Value = model.Money{Fen: fen}.Amount()
	}
	return f
}

func versionField(version int64) web.Field {
	return web.Field{Name: "version", Kind: web.KindHidden, Value: strconv.FormatInt(version, 10)}
}

func (in *Input) version() int64 { return int64(in.whole("version")) }

func ticked(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

// claimMove asks for one move of a claim; what cannot be done now is said instead.
func (v *Visit) claimMove(on model.ClaimEvent, form func(claim.File) (web.Form, []web.Part), do func(in *Input, f claim.File) error) error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" && !slices.Contains(f.Allowed, on) {
		return v.claimNotNow(f)
	}
	shown, above := form(f)
	shown.Cancel = claimPath(f.ID)
	shown.Fields = append(shown.Fields, versionField(f.Version))
	return v.run(task{
		form: shown,
		page: func(filled web.Form) web.Page {
			return claimForm(f, web.Text(model.ClaimEventWords[on]), filled, above...)
		},
		do: func(in *Input) (to, word string, err error) {
			return claimPath(f.ID), "claim-moved", do(in, f)
		},
	})
}

// claimNoteField asks for words to the claimant.
func claimNoteField(required bool) web.Field {
	return web.Field{Name: "note", Label: web.Word("claim.note"), Hint: web.Word("claim.note.hint"), Kind: web.KindLong, Max: claim.MaxStory, Required: required}
}

// askClaim asks the claimant for evidence.
func (v *Visit) askClaim() error {
	return v.claimMove(model.ClaimAsk, func(claim.File) (web.Form, []web.Part) {
		var kinds []web.Option
		for _, k := range model.ClaimFileKinds() {
			if k != model.FileAnswer {
				kinds = append(kinds, web.Option{Value: string(k), Text: web.Text(model.ClaimFileKindWords[k])})
			}
		}
		return web.Form{Submit: "claim.ask.send", Consequence: web.Word("claim.ask.means"), Fields: []web.Field{
			{Name: "kinds", Label: web.Word("claim.ask.kinds"), Kind: web.KindTicks, Options: kinds, Required: true}, claimNoteField(false),
		}}, nil
	}, func(in *Input, f claim.File) error {
		ask := claim.Ask{ID: f.ID, Version: in.version(), Note: in.text("note")}
		for _, k := range in.list("kinds") {
			ask.Kinds = append(ask.Kinds, model.ClaimFileKind(k))
		}
		if err := in.err(); err != nil {
			return err
		}
		_, err := v.console.services.Claim.Ask(v.ctx(), v.Actor, v.once(), ask)
		return err
	})
}

// offerClaim makes an offer, beside what is due by the law.
func (v *Visit) offerClaim() error {
	return v.claimMove(model.ClaimPropose, func(f claim.File) (web.Form, []web.Part) {
		var remedies []web.Option
		for _, r := range model.ClaimRemedies() {
			remedies = append(remedies, web.Option{Value: string(r), Text: web.Text(model.RemedyWords[r])})
		}
		d := f.Due.Amount
		form := web.Form{Submit: "claim.offer.send", Consequence: web.Word("claim.offer.means"), Fields: []web.Field{
			{Name: "remedy", Label: web.Word("claim.remedy"), Kind: web.KindRadio, Options: remedies, Value: string(f.Remedy), Required: true},
			moneyField("compensation", "claim.compensation", d.Compensation.Fen), moneyField("punitive", "claim.punitive", d.Punitive.Fen),
			{Name: "goods", Label: web.Word("claim.offer.goods-back"), Kind: web.KindTick}, claimNoteField(false),
		}}
		if f.Remedy.InKind() {
			form.Fields[1].Value, form.Fields[2].Value = "", ""
		}
		return form, []web.Part{web.Panel{Title: web.Word("claim.amount"), Parts: amountParts(d)}}
	}, func(in *Input, f claim.File) error {
		p := claim.Proposal{
			ID: f.ID, Version: in.version(), Remedy: model.Remedy(in.text("remedy")), Compensation: in.money("compensation"), Punitive: in.money("punitive"),
			Goods: in.ticked("goods"), Note: in.text("note"),
		}
		if err := in.err(); err != nil {
			return err
		}
		_, err := v.console.services.Claim.Offer(v.ctx(), v.Actor, v.once(), p)
		return err
	})
}

// grantClaim agrees to what was asked for.
func (v *Visit) grantClaim() error {
	return v.claimMove(model.ClaimGrant, func(f claim.File) (web.Form, []web.Part) {
		facts := web.Facts{{Label: "claim.asks", Value: claimAsked(f.Row.Claim)}}
		if !f.Remedy.InKind() {
			facts = append(facts, web.Fact{Label: "claim.amount", Value: web.Money(f.Due.Amount.Total)})
		}
		return web.Form{Submit: "claim.grant.send", Consequence: web.Word("claim.grant.means"), Fields: []web.Field{
			{Name: "goods", Label: web.Word("claim.offer.goods-back"), Kind: web.KindTick}, claimNoteField(false),
		}}, []web.Part{web.Panel{Parts: []web.Part{facts}}}
	}, func(in *Input, f claim.File) error {
		g := claim.Grant{ID: f.ID, Version: in.version(), Goods: in.ticked("goods"), Note: in.text("note")}
		if err := in.err(); err != nil {
			return err
		}
		_, err := v.console.services.Claim.Grant(v.ctx(), v.Actor, v.once(), g)
		return err
	})
}

// refuseClaim refuses for a reason of the closed list, each with its article.
func (v *Visit) refuseClaim() error {
	return v.claimMove(model.ClaimRefuse, func(claim.File) (web.Form, []web.Part) {
		var reasons []web.Option
		for _, r := range model.ClaimReasons() {
			reasons = append(reasons, web.Option{Value: string(r.Code), Text: web.Name(r.Words), Hint: web.Name(r.Ref.Text())})
		}
		return web.Form{Submit: "claim.refuse.send", Danger: true, Consequence: web.Word("claim.refuse.means"), Fields: []web.Field{
			{Name: "reason", Label: web.Word("claim.refusal.reason"), Hint: web.Word("claim.refuse.hint"), Kind: web.KindRadio, Options: reasons, Required: true}, claimNoteField(true),
		}}, nil
	}, func(in *Input, f claim.File) error {
		r := claim.Refusal{ID: f.ID, Version: in.version(), Reason: model.ClaimReason(in.text("reason")), Note: in.text("note")}
		if err := in.err(); err != nil {
			return err
		}
		_, err := v.console.services.Claim.Refuse(v.ctx(), v.Actor, v.once(), r)
		return err
	})
}

// partClaim parts a claim from others that it was wrongly taken for the same damage as.
func (v *Visit) partClaim() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" && !f.Part {
		return v.claimNotNow(f)
	}
	others := web.Panel{Title: web.Word("claim.others"), Parts: []web.Part{v.claimPlain(f.Others)}}
	return v.run(task{
		form: web.Form{Submit: "claim.part", Cancel: claimPath(f.ID), Danger: true, Consequence: web.Word("claim.part.means"), Fields: []web.Field{
			{Name: "reason", Label: web.Word("claim.part.why"), Kind: web.KindLong, Max: claim.MaxStory, Required: true},
		}},
		page: func(form web.Form) web.Page { return claimForm(f, web.Word("claim.part"), form, others) },
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Claim.Part(v.ctx(), v.Actor, v.once(), f.ID, in.text("reason"))
			return claimPath(f.ID), "claim-parted", err
		},
	})
}

// apartClaim says that a claim is about another loss than the others of the same person for the same lot.
func (v *Visit) apartClaim() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" && !f.Apart {
		return v.claimNotNow(f)
	}
	return v.run(task{
		form: web.Form{Submit: "claim.apart", Cancel: claimPath(f.ID), Danger: true, Consequence: web.Word("claim.apart.means"), Fields: []web.Field{
			{Name: "reason", Label: web.Word("claim.part.why"), Kind: web.KindLong, Max: claim.MaxStory, Required: true},
		}},
		page: func(form web.Form) web.Page { return claimForm(f, web.Word("claim.apart"), form, twinNote(f)) },
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Claim.Apart(v.ctx(), v.Actor, v.once(), f.ID, in.text("reason"))
			return claimPath(f.ID), "claim-parted", err
		},
	})
}

// twinNote tells that the same person claims for the same lot besides.
func twinNote(f claim.File) web.Note {
	note := web.Note{Tone: web.ToneInfo, Title: web.Word("claim.twins")}
	if f.Held {
		note.Tone, note.Title = web.ToneCaution, web.Word("claim.twins.held")
	}
	var numbers web.Inline
	for _, n := range f.Twins {
		numbers = append(numbers, web.Code(n))
	}
	note.Text = append(note.Text, numbers)
	return note
}
