package console

import (
	"errors"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
)

// routeUnitFactors registers the pages on which a maker declares what a case or a piece of a product is.
func (c *Console) routeUnitFactors() {
	c.get("unit-factors", "/console/products/{id}/units", model.PermProductRead, "How many of one unit a product has in another.", (*Visit).unitFactors)
	c.form("new-unit-factor", "/console/products/{id}/units/new", model.PermProductWrite, "Declare how many of one unit a product has in another.", (*Visit).newUnitFactor)
	c.form("end-unit-factor", "/console/products/{id}/units/{factor}/end", model.PermProductWrite, "End a factor that was wrong.", (*Visit).endUnitFactor)
}

func factorsPath(p model.Product) string { return "/console/products/" + p.ID.String() + "/units" }

// unitFactors lists the factors of a product, by the days on which the lots were made that they hold for.
func (v *Visit) unitFactors() error {
	p, err := v.theProduct()
	if err != nil {
		return err
	}
	rows, err := v.console.services.Recall.Factors(v.ctx(), v.Actor, p.ID)
	if err != nil {
		return err
	}
	changes := p.OrgID == v.Actor.Org && v.can(model.PermProductWrite)
	table := web.Table{
		Caption: web.Word("factor.list"), Columns: []web.Column{{Label: "factor.one"}, {Label: "factor.is"}, {Label: "factor.made"}, {Label: "factor.declared"}},
		Empty: web.Empty{Title: web.Word("factor.none"), Text: web.Word("factor.none.text")},
	}
	page := web.Page{Title: web.Word("factor.list"), Lead: web.Inline{web.Name(p.Name), web.Code(p.Code)}, Back: productTrail(p)}
	if changes {
		add := web.Action{To: factorsPath(p) + "/new", Text: web.Word("factor.new"), Icon: "plus", First: true}
		page.Actions, table.Empty.Action = []web.Action{add}, &add
	}
	for _, r := range rows {
		row := web.Row{Cells: []web.Value{factorOne(r), factorIs(r), factorMade(r), web.Moment(r.CreatedAt)}}
		if changes {
			row.Actions = []web.Action{{To: factorsPath(p) + "/" + r.ID.String() + "/end", Text: web.Word("factor.end")}}
		}
		table.Rows = append(table.Rows, row)
	}
	page.Parts = []web.Part{web.Panel{Lead: web.Word("factor.lead"), Parts: []web.Part{table}}}
	return v.show(page)
}

// factorOne is the left side of "10 cases are 3 kg": one of the unit, or as many as make a whole number of the other.
func factorOne(r model.UnitFactorRow) web.Value {
	return web.Inline{web.Plain(strconv.FormatInt(r.Den, 10)), unitName(r.FromUnit)}
}

func factorIs(r model.UnitFactorRow) web.Value {
	return web.Inline{web.Plain(strconv.FormatInt(r.Num, 10)), unitName(r.ToUnit)}
}

func factorMade(r model.UnitFactorRow) web.Value {
	switch {
	case r.ValidFrom == "" && r.ValidTo == "":
		return web.Word("factor.always")
	case r.ValidTo == "":
		return web.Say("factor.from", "from", web.Day(r.ValidFrom))
	case r.ValidFrom == "":
		return web.Say("factor.to", "to", web.Day(r.ValidTo))
	}
	return web.Say("factor.between", "from", web.Day(r.ValidFrom), "to", web.Day(r.ValidTo))
}

// countUnits are the units to choose from: packages first, since these are what nobody can convert by themselves.
func countUnits() []web.Option {
	options := []web.Option{{Value: unitUnsaid, Text: web.Word("form.choose")}}
	for _, code := range model.PackageCodes() {
		options = append(options, web.Option{Value: string(code), Text: unitName(code)})
	}
	return append(options, units()...)
}

// unitUnsaid is what a choice of units says before anything is chosen: the empty unit counts pieces.
const unitUnsaid = "-"

// unit reads a chosen unit.
func (in *Input) unit(name string) model.Unit {
	u := in.text(name)
	if u == unitUnsaid {
		in.faults.Add(name, model.ValueRequired)
		return ""
	}
	return model.Unit(u)
}

// newUnitFactor declares a factor: how many of the second unit one of the first holds. Halves and grams are said as a
// decimal; the house keeps the exact fraction.
func (v *Visit) newUnitFactor() error {
	p, err := v.ownProduct()
	if err != nil {
		return err
	}
	return v.run(task{
		form: web.Form{Submit: "factor.save", Cancel: factorsPath(p), Consequence: web.Word("factor.means"), Fields: []web.Field{
			{Name: "from_unit", Label: web.Word("factor.one-of"), Kind: web.KindChoice, Options: countUnits(), Value: unitUnsaid, Required: true, Focus: true},
			{Name: "quantity", Label: web.Word("factor.holds"), Hint: web.Word("factor.holds.hint"), Kind: web.KindQuantity, Required: true},
			{Name: "to_unit", Label: web.Word("factor.of"), Kind: web.KindChoice, Options: countUnits()[1:], Value: string(p.Unit)},
			{Name: "valid_from", Label: web.Word("factor.valid-from"), Hint: web.Word("factor.valid.hint"), Kind: web.KindDay},
			{Name: "valid_to", Label: web.Word("factor.valid-to"), Kind: web.KindDay},
		}},
		page: func(form web.Form) web.Page {
			return web.Page{
				Title: web.Word("factor.new"), Lead: web.Name(p.Name), Narrow: true, Back: append(productTrail(p), web.Link{To: factorsPath(p), Text: web.Word("factor.list")}),
				Parts: []web.Part{web.Panel{Parts: []web.Part{form}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			f := model.UnitFactor{Product: p.ID, From: in.unit("from_unit"), To: in.unit("to_unit"), Valid: model.Made{From: in.day("valid_from"), To: in.day("valid_to")}}
			f.Num, f.Den = model.Fraction(in.quantity("quantity"))
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.AddFactor(v.ctx(), v.Actor, v.once(), f)
			return factorsPath(p), "factor-added", factorFault(err)
		},
	})
}

// factorFault points at the fields of the form for what is said of the factor that it makes.
func factorFault(err error) error {
	var r *model.Refusal
	if !errors.As(err, &r) {
		return err
	}
	for i := range r.Fields {
		if at, ours := factorFields[r.Fields[i].At]; ours {
			r.Fields[i].At = at
		}
	}
	return err
}

var factorFields = map[string]string{"num": "quantity", "den": "quantity", "from": "valid_from", "to": "valid_to"}

// endUnitFactor ends a factor that was wrong.
func (v *Visit) endUnitFactor() error {
	p, err := v.ownProduct()
	if err != nil {
		return err
	}
	rows, err := v.console.services.Recall.Factors(v.ctx(), v.Actor, p.ID)
	if err != nil {
		return err
	}
	var of *model.UnitFactorRow
	for i := range rows {
		if rows[i].ID.String() == v.Param("factor") {
			of = &rows[i]
		}
	}
	if of == nil {
		return model.NotFound.Refuse()
	}
	return v.run(task{
		form: web.Form{Submit: "factor.end", Cancel: factorsPath(p), Danger: true, Consequence: web.Word("factor.end.means")},
		page: func(form web.Form) web.Page {
			facts := web.Facts{{Label: "factor.one", Value: factorOne(*of)}, {Label: "factor.is", Value: factorIs(*of)}, {Label: "factor.made", Value: factorMade(*of)}}
			return web.Page{
				Title: web.Word("factor.end"), Lead: web.Name(p.Name), Narrow: true, Back: append(productTrail(p), web.Link{To: factorsPath(p), Text: web.Word("factor.list")}),
				Parts: []web.Part{web.Panel{Parts: []web.Part{facts, form}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			return factorsPath(p), "factor-ended", v.console.services.Recall.EndFactor(v.ctx(), v.Actor, of.ID)
		},
	})
}
