package console

import (
	"errors"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

func (c *Console) routeClaimCovers() {
	c.get("claim-covers", "/console/claim-covers", model.PermClaimRead, "Policies and bonds from which claims are paid.", (*Visit).covers)
	c.form("new-claim-cover", "/console/claim-covers/new", model.PermCoverWrite, "Record a policy or a bond.", (*Visit).newCover)
	c.form("confirm-claim-cover", "/console/claim-covers/{id}/confirm", model.PermRecourseWrite, "Agree that a policy or bond exists.", (*Visit).confirmCover)
	c.form("end-claim-cover", "/console/claim-covers/{id}/end", model.PermCoverWrite, "End a policy or bond.", (*Visit).endCover)
}

var coversBack = web.Link{To: "/console/claim-covers", Text: web.Word("nav.claim-covers")}

// covers lists the policies and bonds that the visitor may see, with how much of each is drawn.
func (v *Visit) covers() error {
	f := claim.CoverFilter{Live: v.query("ended") == ""}
	rows, next, err := v.console.services.Claim.Covers(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("nav.claim-covers"), Columns: []web.Column{{Label: "cover.number"}, {Label: "cover.covered"}, {Label: "cover.payer"}, {Label: "cover.valid"}, {Label: "cover.left", Number: true}},
		Empty: web.Empty{Title: web.Word("cover.none"), Text: web.Word("cover.none.text")},
	}
	for _, c := range rows {
		number := web.Stack{web.Plain(c.Row.Number), web.Fine{Text: web.Text(model.PayerKindWords[c.Row.Kind])}}
		if c.Row.Punitive == 1 {
			number = append(number, web.Chip{Text: web.Word("cover.punitive.chip")})
		}
		valid := web.Stack{web.Inline{web.Day(c.Row.ValidFrom), web.Plain("–")}, web.Value(v.expiry(c.Row.ValidTo))}
		if c.Row.EndedAt != 0 {
			valid = append(valid, web.Chip{Tone: web.ToneDanger, Text: web.Word("cover.ended")})
		}
		if c.Row.ConfirmedAt == 0 && c.Row.EndedAt == 0 {
			valid = append(valid, web.Chip{Tone: web.ToneCaution, Text: web.Word("cover.proposed")})
		}
		row := web.Row{Cells: []web.Value{number, web.Text(c.Covered.Name), web.Text(c.By.Name), valid, web.Stack{web.Strong{Text: web.Money(c.Left)}, web.Fine{Text: web.Say("cover.of", "ceiling", web.Money(c.Row.Ceiling))}}}}
		if v.Actor.ActsFor(c.Row.Payer) && c.Row.EndedAt == 0 && v.can(model.PermCoverWrite) {
			row.Actions = []web.Action{{To: "/console/claim-covers/" + c.Row.ID.String() + "/end", Text: web.Word("cover.end")}}
		}
		if v.Actor.ActsFor(c.Row.OrgID) && c.Row.ConfirmedAt == 0 && c.Row.EndedAt == 0 && v.can(model.PermRecourseWrite) {
			row.Actions = []web.Action{{To: "/console/claim-covers/" + c.Row.ID.String() + "/confirm", Text: web.Word("cover.confirm")}}
		}
		table.Rows = append(table.Rows, row)
	}
	page := web.Page{Title: web.Word("nav.claim-covers"), Lead: web.Word("cover.lead"), Parts: []web.Part{
		web.Tabs{{To: "/console/claim-covers", Text: web.Word("cover.live"), Here: f.Live}, {To: "/console/claim-covers?ended=all", Text: web.Word("cover.all"), Here: !f.Live}},
		v.paged(table, next),
	}}
	if v.can(model.PermCoverWrite) {
		page.Actions = []web.Action{{To: "/console/claim-covers/new", Text: web.Word("cover.new"), Icon: "plus", First: true}}
	}
	return v.show(page)
}

// newCover records a policy, as the insurer, or a bond, as who holds it.
func (v *Visit) newCover() error {
	kind := model.PayerBond
	if v.Actor.OrgKind == model.KindInsurer {
		kind = model.PayerInsurer
	}
	return v.run(task{
		form: web.Form{Submit: "cover.new", Cancel: coversBack.To, Consequence: web.Word("cover.new.means"), Fields: []web.Field{
			{Name: "org", Label: web.Word("cover.covered"), Hint: web.Word("cover.covered.hint"), Kind: web.KindText, Max: 200, Required: true},
			{Name: "number", Label: web.Word("cover.number"), Kind: web.KindCode, Max: 100, Required: true},
			moneyField("ceiling", "cover.ceiling", 0),
			{Name: "punitive", Label: web.Word("cover.punitive"), Hint: web.Word("cover.punitive.hint"), Kind: web.KindTick},
			{Name: "valid_from", Label: web.Word("cover.from"), Kind: web.KindDay, Value: string(v.today()), Required: true},
			{Name: "valid_to", Label: web.Word("cover.to"), Kind: web.KindDay, Required: true},
		}},
		page: func(form web.Form) web.Page {
			return web.Page{Title: web.Word("cover.new"), Lead: web.Text(model.PayerKindWords[kind]), Back: []web.Link{coversBack}, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{form}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			c := claim.NewCover{
				Kind: kind, Number: in.text("number"), Ceiling: in.money("ceiling"), Punitive: in.ticked("punitive"), ValidFrom: in.day("valid_from"), ValidTo: in.day("valid_to"),
			}
			c.Org = v.companyNamed(in, "org")
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Claim.AddCover(v.ctx(), v.Actor, v.once(), c)
			return coversBack.To, "cover-recorded", err
		},
	})
}

// companyNamed is the company that a field names by its registration number, GLN or exact name.
func (v *Visit) companyNamed(in *Input, field string) model.OrgID {
	if in.text(field) == "" {
		in.faults.Add(field, model.ValueRequired)
		return ""
	}
	found, err := v.console.services.Claim.Company(v.ctx(), v.Actor, in.text(field))
	if errors.Is(err, model.NotFound) {
		in.faults.Add(field, model.NotFound)
	} else {
		in.faults.Check(field, err)
	}
	return found.ID
}

// coverStep is a page that asks once more before something is done with a policy or bond.
func (v *Visit) coverStep(step string, danger bool, do func(model.CoverID) error) error {
	id, err := model.ParseID[model.ClaimCover](v.Param("id"))
	if err != nil {
		return err
	}
	c, err := v.console.services.Claim.Cover(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	facts := web.Panel{Parts: []web.Part{web.Facts{{Label: "cover.number", Value: web.Plain(c.Row.Number)}, {Label: "cover.covered", Value: web.Text(c.Covered.Name)}, {Label: "cover.left", Value: web.Money(c.Left)}}}}
	return v.run(task{
		form: web.Form{Submit: web.Word("cover." + step), Cancel: coversBack.To, Danger: danger, Consequence: web.Word("cover." + step + ".means")},
		page: func(form web.Form) web.Page {
			return web.Page{Title: web.Word("cover." + step), Back: []web.Link{coversBack}, Narrow: true, Parts: []web.Part{facts, web.Panel{Parts: []web.Part{form}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			return coversBack.To, "cover-" + step, do(id)
		},
	})
}

// confirmCover agrees, as who is covered, that a policy or bond exists.
func (v *Visit) confirmCover() error {
	return v.coverStep("confirm", false, func(id model.CoverID) error {
		_, err := v.console.services.Claim.ConfirmCover(v.ctx(), v.Actor, id)
		return err
	})
}

// endCover ends a policy or bond.
func (v *Visit) endCover() error {
	return v.coverStep("end", true, func(id model.CoverID) error { return v.console.services.Claim.EndCover(v.ctx(), v.Actor, id) })
}
