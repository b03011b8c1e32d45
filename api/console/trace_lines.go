package console

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// shelf is the place at which something happens and what stands there.
type shelf struct {
	sites []model.Site
	site  model.Site
	rows  []trace.StockRow
}

// shelf reads the open sites of the company, finds the one that the address asks for, or where the lot that it names stands,
// and what is on an account there.
func (v *Visit) shelf(accounts ...model.Account) (s shelf, err error) {
	s.sites, _, err = v.console.services.Access.Sites(v.ctx(), v.Actor, v.Actor.Org, model.Page{Limit: model.MaxPage})
	s.sites = slices.DeleteFunc(s.sites, func(site model.Site) bool { return site.State == model.SiteClosed })
	if err != nil || len(s.sites) == 0 {
		return s, err
	}
	wanted := model.SiteID(v.query("site"))
	if id, bad := model.ParseID[model.Batch](v.query("batch")); bad == nil && wanted == "" && len(accounts) > 0 {
		rows, _, err := v.console.services.Trace.Stock(v.ctx(), v.Actor, trace.StockFilter{Batches: []model.BatchID{id}, Account: accounts[0]}, model.Page{Limit: 1})
		if err != nil {
			return s, err
		}
		if len(rows) == 1 {
			wanted = rows[0].Place.Site
		}
	}
	s.site = s.sites[0]
	for _, site := range s.sites {
		if site.ID == wanted {
			s.site = site
		}
	}
	for _, a := range accounts {
		rows, _, err := v.console.services.Trace.Stock(v.ctx(), v.Actor, trace.StockFilter{Site: s.site.ID, Account: a, ExpiryFirst: true}, model.Page{Limit: model.MaxPage})
		if err != nil {
			return s, err
		}
		s.rows = append(s.rows, slices.DeleteFunc(rows, func(r trace.StockRow) bool { return !v.Actor.ActsFor(r.Balance.OrgID) })...)
	}
	return s, nil
}

// boxValue marks the choice of a whole container.
const boxValue = "container "

// options are the lots that lie loose on the shelf and, with boxes, the containers.
func (s shelf) options(boxes bool) []web.Option {
	options := []web.Option{{Text: web.Word("deed.choose-lot")}}
	inside := map[string]int{}
	var order []string
	for _, r := range s.rows {
		if r.Container != "" {
			if inside[r.Container] == 0 {
				order = append(order, r.Container)
			}
			inside[r.Container]++
			continue
		}
		value := r.Node.BatchID.String()
		if value == "" {
			value = r.Node.Key
		}
		options = append(options, web.Option{
			Value: value, Text: stockOption(r), Unit: unitName(r.Balance.Unit), Most: r.Balance.Amount.String(),
		})
	}
	for _, key := range order {
		if boxes {
			options = append(options, web.Option{Value: boxValue + key, Text: web.Inline{web.Say("deed.container", "code", shortKey(key)), web.Counted{Key: "deed.lots-inside", N: inside[key]}}})
		}
	}
	return options
}

// stockOption names a lot in a list to choose from, with how much there is and how long it keeps.
func stockOption(r trace.StockRow) web.Value {
	name := lotName(r.Product, r.Lot, r.Node.Key)
	amount := web.Amount{Quantity: r.Balance.Amount, Unit: r.Balance.Unit}
	if r.Balance.Account == model.AccountReturned {
		return web.Say("deed.option-returned", "lot", name, "amount", amount)
	}
	if r.Expires == "" {
		return web.Say("deed.option", "lot", name, "amount", amount)
	}
	return web.Say("deed.option-expiring", "lot", name, "amount", amount, "day", web.Day(r.Expires))
}

// unitName is how a unit is written; one outside our table is shown by its code.
func unitName(u model.Unit) web.Value {
	if _, measured := model.UnitOf(u); !measured && u.Word().EN == string(u) {
		return web.Code(u)
	}
	return web.Name(u.Word())
}

// siteBar lets somebody with several places choose the one at which it happens; nil with one.
func (v *Visit) siteBar(s shelf) web.Part {
	if len(s.sites) < 2 {
		return nil
	}
	var options []web.Option
	for _, site := range s.sites {
		options = append(options, web.Option{Value: site.ID.String(), Text: web.Name(site.Name)})
	}
	return web.Form{Get: true, Bar: true, Action: v.Request.URL.Path, Submit: "deed.choose-site", Fields: []web.Field{
		{Name: "site", Label: web.Word("deed.site"), Kind: web.KindChoice, Options: options, Value: s.site.ID.String()},
	}}
}

// lineFields are the fields of one line: a lot from the shelf or any code, and how much.
func lineFields(options []web.Option, quantity bool) []web.Field {
	fields := []web.Field{
		{Name: "batch", Label: web.Word("deed.lot"), Kind: web.KindChoice, Options: options},
		{Name: "code", Label: web.Word("deed.or-code"), Kind: web.KindScan, Max: 400},
	}
	if quantity {
		fields = append(fields, web.Field{Name: "quantity", Label: web.Word("deed.quantity"), Kind: web.KindQuantity})
	}
	return fields
}

// linesField asks for lots in rows.
func linesField(name string, label web.Word, hint web.Value, options []web.Option, quantity bool) web.Field {
	return web.Field{Name: name, Label: label, Hint: hint, Kind: web.KindRows, Rows: 1, Fields: lineFields(options, quantity)}
}

// prefilled are the values with which a form of lines begins: what the address names.
func (v *Visit) prefilled(name string) url.Values {
	values := url.Values{}
	switch {
	case v.query("container") != "":
		values.Set(name+"[0].batch", boxValue+v.query("container"))
	case v.query("batch") != "":
		values.Set(name+"[0].batch", v.query("batch"))
	case v.query("code") != "":
		values.Set(name+"[0].code", v.query("code"))
	}
	return values
}

// readLines reads the lines of a form. from tells for each of them the row of the form and the field that named the lot,
// so that what the service refuses finds its field.
func (v *Visit) readLines(in *Input, name string) (lines []trace.Line, from faultPlaces) {
	for _, row := range in.rows(name) {
		line := trace.Line{Quantity: row.quantity("quantity")}
		place := faultPlace{row: strings.TrimSuffix(row.prefix, "."), field: "batch"}
		chosen, typed := row.text("batch"), row.text("code")
		if chosen != "" && typed != "" {
			v.agree(row, typed, chosen)
		}
		switch {
		case strings.HasPrefix(chosen, boxValue):
			line.Container, line.Quantity = strings.TrimPrefix(chosen, boxValue), 0
		case strings.Contains(chosen, ":"):
			line.EPC = chosen
		case chosen != "":
			line.Batch = model.BatchID(chosen)
		case typed != "":
			place.field = "code"
			v.understand(row, typed, &line)
		}
		lines = append(lines, line)
		from = append(from, place)
	}
	return lines, from
}

// agree notes a fault where a code was typed beside another thing that is chosen: nobody knows which of the two is meant.
func (v *Visit) agree(row *Input, typed, chosen string) {
	var line trace.Line
	faulty := row.err() != nil
	v.understand(row, typed, &line)
	named := []string{line.Batch.String(), line.EPC, boxValue + line.Container}
	if (faulty || row.err() == nil) && !slices.Contains(named, chosen) {
		row.faults.Add(row.prefix+"code", model.CodeUnclear, model.P("value", shown(typed)), model.P("n", 2))
	}
}

// understand finds what a typed code names and notes what is wrong with it at its field.
func (v *Visit) understand(row *Input, typed string, line *trace.Line) {
	found, err := v.console.services.Trace.Find(v.ctx(), v.Actor, typed)
	switch {
	case errors.Is(err, model.CodeUnknown) && strings.ContainsAny(typed, ":("):
		line.EPC = typed // a lot of another house, which events name by its identifier
	case err != nil:
		row.faults.Check(row.prefix+"code", err)
	case found.Container != "":
		line.Container, line.Quantity = found.Container, 0
	case len(found.Lots) == 1:
		line.Batch = found.Lots[0].Batch.ID
	default:
		row.faults.Add(row.prefix+"code", model.CodeUnclear, model.P("value", shown(typed)), model.P("n", len(found.Lots)))
	}
}

// faultPlace is where in the form a line came from.
type faultPlace struct{ row, field string }

type faultPlaces []faultPlace

// found renames the faults of lines to the fields that they are about; other errors stay as they are.
func (f faultPlaces) found(name string, err error) error {
	var r *model.Refusal
	if !errors.As(err, &r) {
		return err
	}
	fields := slices.Clone(r.Fields)
	for i, fault := range fields {
		rest, ok := strings.CutPrefix(fault.At, name+"[")
		if !ok {
			continue
		}
		number, field, _ := strings.Cut(rest, "]")
		if n, bad := strconv.Atoi(number); bad == nil && n < len(f) {
			fields[i].At = f[n].at(strings.TrimPrefix(field, "."))
		}
	}
	renamed := *r
	renamed.Fields = fields
	return &renamed
}

func (p faultPlace) at(field string) string {
	switch field {
	case "quantity", "unit":
		return p.row + ".quantity"
	case "", "batch", "epc", "container":
		return p.row + "." + p.field
	}
	return p.row + "." + field
}

// whenLayout is how a browser writes a moment.
const whenLayout = "2006-01-02T15:04"

// when asks when something happened. The moment that is shown first means now, to the second: what was recorded a minute
// ago must not lie after it.
func (v *Visit) when() []web.Field {
	now := v.now().Time().In(v.console.opts.Zone).Format(whenLayout)
	return []web.Field{
		{Name: "at", Label: web.Word("deed.at"), Kind: web.KindMoment, Value: now, Required: true},
		{Name: "shown", Kind: web.KindHidden, Value: now},
	}
}

// freshFor is how long after a form was shown its moment still means now.
const freshFor = 15 * time.Minute

// happened is the moment that was typed; zero when it is the one that was shown a moment ago.
func (v *Visit) happened(in *Input) time.Time {
	at := in.moment("at")
	if in.text("at") == in.text("shown") && v.now().Time().Sub(at) < freshFor {
		return time.Time{}
	}
	return at
}
