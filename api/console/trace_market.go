package console

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// cutBox returns the key of the container that a choice stands for.
func cutBox(choice string) (key string, ok bool) { return strings.CutPrefix(choice, boxValue) }

// receivers are where goods can be sent without searching: the company's other places and those it has sent to lately.
func (v *Visit) receivers(s shelf) ([]web.Option, error) {
	options := []web.Option{{Text: web.Word("deed.choose-receiver")}}
	for _, site := range s.sites {
		if site.ID != s.site.ID {
			options = append(options, web.Option{Value: site.ID.String(), Text: web.Say("deed.own-site", "site", web.Name(site.Name))})
		}
	}
	sent, _, err := v.console.services.Trace.Shipments(v.ctx(), v.Actor, trace.ShipmentFilter{Out: true}, model.Page{Limit: 100})
	for _, sh := range sent {
		id := sh.ToSite.String()
		if v.Actor.ActsFor(sh.FromOrg) && !v.Actor.ActsFor(sh.ToOrg) && !slices.ContainsFunc(options, func(o web.Option) bool { return o.Value == id }) {
			options = append(options, web.Option{Value: id, Text: receiverName(sh.To.Name, sh.ToName)})
		}
	}
	return options, err
}

func receiverName(org, site model.Text) web.Value {
	return web.Say("deed.receiver", "company", web.Name(org), "site", web.Name(site))
}

func (v *Visit) shipFields(s shelf) ([]web.Field, url.Values, error) {
	options, err := v.receivers(s)
	if err != nil {
		return nil, nil, err
	}
	if v.Request.Method == "POST" {
		if options, err = v.searched(options); err != nil {
			return nil, nil, err
		}
	}
	return []web.Field{
		linesField("lines", "deed.ship-what", nil, s.options(true), true),
		{Name: "to", Label: web.Word("deed.ship-to"), Kind: web.KindChoice, Options: options},
		{Name: "to_search", Label: web.Word("deed.ship-search"), Hint: web.Word("deed.ship-search.hint"), Kind: web.KindText, Max: 100},
		{Name: "reference", Label: web.Word("deed.delivery-note"), Kind: web.KindCode, Max: trace.MaxReference},
		noteField(),
	}, v.prefilled("lines"), nil
}

// searched adds the receivers that somebody has searched for to those to choose from.
func (v *Visit) searched(options []web.Option) ([]web.Option, error) {
	in, err := v.read()
	if err != nil {
		return nil, err
	}
	found, err := v.shipTo(in)
	for _, r := range found {
		if id := r.SiteID.String(); !slices.ContainsFunc(options, func(o web.Option) bool { return o.Value == id }) {
			options = append(options, web.Option{Value: id, Text: receiverName(r.OrgName, r.SiteName)})
		}
	}
	return options, err
}

// shipTo finds receivers by what was typed; nothing when that is too short to search for.
func (v *Visit) shipTo(in *Input) ([]model.Receiver, error) {
	q := in.text("to_search")
	if n := utf8.RuneCountInString(q); n < 2 || n > 100 {
		return nil, nil
	}
	return v.console.services.Access.ShipTo(v.ctx(), v.Actor, q)
}

// exactReceiver reports whether what was typed is an identity, a whole credit code or GLN, and not the beginning of a name.
func exactReceiver(typed string) bool {
	_, err := model.ParseUSCC(typed)
	return err == nil || len(typed) == 13 && strings.Trim(typed, "0123456789") == ""
}

func (v *Visit) ship(in *Input, s shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	c := trace.ShipCommand{
		From: in.place(), Lines: lines, Reference: in.text("reference"), At: v.happened(in), Note: in.text("note"),
	}
	var err error
	if c.To, err = v.receiver(in, s); err == nil {
		err = in.err()
	}
	if err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Ship(v.ctx(), v.Actor, v.once(), c)
	return step, from.found("lines", err)
}

// receiver reads to whom goods go: who was chosen, or the one that was searched for.
func (v *Visit) receiver(in *Input, s shelf) (model.SiteID, error) {
	to := model.SiteID(in.text("to"))
	if to != "" && in.text("to_search") == "" {
		return to, nil
	}
	found, err := v.shipTo(in)
	if err != nil {
		return to, err
	}
	found = slices.DeleteFunc(found, func(r model.Receiver) bool { return r.SiteID == s.site.ID })
	switch {
	case slices.ContainsFunc(found, func(r model.Receiver) bool { return r.SiteID == to }): // chosen from what was found
	case len(found) == 1 && exactReceiver(in.text("to_search")):
		return found[0].SiteID, nil
	case len(found) > 0: // a name is not an identity: the person sees who was found and chooses
		in.faults.Add("to", model.ReceiverUnclear, model.P("n", len(found)))
	case in.text("to_search") != "":
		in.faults.Add("to_search", model.NotFound)
	default:
		in.faults.Add("to", model.ValueRequired)
	}
	return to, nil
}

// suppliers are the places from which goods came lately.
func (v *Visit) suppliers() ([]web.Option, error) {
	options := []web.Option{{Text: web.Word("deed.choose-receiver")}}
	came, _, err := v.console.services.Trace.Shipments(v.ctx(), v.Actor, trace.ShipmentFilter{In: true}, model.Page{Limit: 100})
	for _, sh := range came {
		id := sh.FromSite.String()
		if !v.Actor.ActsFor(sh.FromOrg) && !slices.ContainsFunc(options, func(o web.Option) bool { return o.Value == id }) {
			options = append(options, web.Option{Value: id, Text: receiverName(sh.From.Name, sh.FromName)})
		}
	}
	return options, err
}

func (v *Visit) sendBackFields(s shelf) ([]web.Field, url.Values, error) {
	options, err := v.suppliers()
	if err == nil && v.Request.Method == "POST" {
		options, err = v.searched(options)
	}
	fields := []web.Field{
		linesField("lines", "deed.send-back-what", nil, s.options(true), true),
		{Name: "to", Label: web.Word("deed.send-back-to"), Hint: web.Word("deed.send-back-to.hint"), Kind: web.KindChoice, Options: options},
		{Name: "to_search", Label: web.Word("deed.ship-search"), Hint: web.Word("deed.ship-search.hint"), Kind: web.KindText, Max: 100},
		reasonField("deed.send-back-why"),
		{Name: "reference", Label: web.Word("deed.delivery-note"), Kind: web.KindCode, Max: trace.MaxReference},
	}
	start := v.prefilled("lines")
	start.Set("from_returned", v.query("returned"))
	if slices.ContainsFunc(s.rows, func(r trace.StockRow) bool { return r.Balance.Account == model.AccountReturned }) {
		fields = slices.Insert(fields, 1, web.Field{Name: "from_returned", Label: web.Word("deed.from-returned"), Hint: web.Word("deed.from-returned.hint"), Kind: web.KindTick})
	}
	return fields, start, err
}

func (v *Visit) sendBack(in *Input, s shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	c := trace.SendBackCommand{
		From: in.place(), Lines: lines, Reason: in.text("reason"), FromReturned: in.ticked("from_returned"), Reference: in.text("reference"), At: v.happened(in),
	}
	var err error
	if c.To, err = v.receiver(in, s); err == nil {
		err = in.err()
	}
	if err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.SendBack(v.ctx(), v.Actor, v.once(), c)
	return step, from.found("lines", err)
}

func (v *Visit) sellFields(s shelf) ([]web.Field, url.Values, error) {
	return []web.Field{
		linesField("lines", "deed.sell-what", nil, s.options(true), true),
		{Name: "receipt", Label: web.Word("deed.receipt"), Kind: web.KindCode, Max: trace.MaxReference},
	}, v.prefilled("lines"), nil
}

func (v *Visit) sell(in *Input, _ shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	c := trace.SellCommand{Site: in.place(), Lines: lines, At: v.happened(in), Receipt: in.text("receipt")}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Sell(v.ctx(), v.Actor, v.once(), c)
	return step, from.found("lines", err)
}

func (v *Visit) returnFields(s shelf) ([]web.Field, url.Values, error) {
	why := reasonField("deed.return-why")
	why.Required = false
	return []web.Field{
		linesField("lines", "deed.return-what", web.Word("deed.return-what.hint"), s.options(false), true),
		why, {Name: "receipt", Label: web.Word("deed.receipt"), Kind: web.KindCode, Max: trace.MaxReference},
	}, v.prefilled("lines"), nil
}

func (v *Visit) takeBack(in *Input, _ shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	c := trace.ReturnCommand{Site: in.place(), Lines: lines, At: v.happened(in), Reason: in.text("reason"), Receipt: in.text("receipt")}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Return(v.ctx(), v.Actor, v.once(), c)
	return step, from.found("lines", err)
}

func (v *Visit) destroyFields(s shelf) ([]web.Field, url.Values, error) {
	start := v.prefilled("lines")
	start.Set("from_returned", v.query("returned"))
	fields := []web.Field{
		linesField("lines", "deed.destroy-what", nil, s.options(true), true),
		reasonField("deed.destroy-why"),
		{Name: "method", Label: web.Word("deed.method"), Hint: web.Word("deed.method.hint"), Kind: web.KindText, Max: trace.MaxNote},
		{Name: "witness", Label: web.Word("deed.witness"), Hint: web.Word("deed.witness.hint"), Kind: web.KindText, Max: trace.MaxNote},
	}
	if slices.ContainsFunc(s.rows, func(r trace.StockRow) bool { return r.Balance.Account == model.AccountReturned }) {
		fields = slices.Insert(fields, 1, web.Field{Name: "from_returned", Label: web.Word("deed.from-returned"), Hint: web.Word("deed.from-returned.hint"), Kind: web.KindTick})
	}
	return fields, start, nil
}

func (v *Visit) destroy(in *Input, _ shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	c := trace.DestroyCommand{
		Site: in.place(), Lines: lines, At: v.happened(in), FromReturned: in.ticked("from_returned"), Reason: in.text("reason"), Method: in.text("method"),
		Witness: in.text("witness"),
	}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Destroy(v.ctx(), v.Actor, v.once(), c)
	return step, from.found("lines", err)
}

func (v *Visit) loseFields(s shelf) ([]web.Field, url.Values, error) {
	return []web.Field{
		linesField("lines", "deed.lose-what", nil, s.options(true), true), reasonField("deed.lose-why"),
	}, v.prefilled("lines"), nil
}

func (v *Visit) lose(in *Input, _ shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	c := trace.LoseCommand{Site: in.place(), Lines: lines, At: v.happened(in), Reason: in.text("reason")}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Lose(v.ctx(), v.Actor, v.once(), c)
	return step, from.found("lines", err)
}

// measures are what people measure, with the unit in which they read it off. Words are "measure.…".
var measures = []struct{ kind, word, unit, symbol string }{
	{"Temperature", "temperature", "CEL", "°C"},
	{"RelativeHumidity", "humidity", "P1", "%"},
	{"Illuminance", "light", "LUX", "lx"},
}

// looks are the business steps that people choose from when they check something; each is called as in a journey.
var looks = []string{"inspecting", "sampling", "storing", "cycle_counting", "stocking", "loading", "unloading", "sensor_reporting", "other"}

func (v *Visit) observeFields(s shelf) ([]web.Field, url.Values, error) {
	var steps, kinds []web.Option
	for _, step := range looks {
		steps = append(steps, web.Option{Value: step, Text: web.StepOf(web.Happening{BizStep: step}).Word()})
	}
	for _, m := range measures {
		kinds = append(kinds, web.Option{Value: m.kind, Text: web.Word("measure." + m.word), Unit: web.Plain(m.symbol)})
	}
	start := v.prefilled("lines")
	start.Set("step", "inspecting")
	return []web.Field{
		{Name: "step", Label: web.Word("deed.look-what"), Kind: web.KindChoice, Options: steps, Required: true},
		linesField("lines", "deed.look-at", web.Word("deed.look-at.hint"), s.options(true), false),
		{Name: "readings", Label: web.Word("deed.readings"), Hint: web.Word("deed.readings.hint"), Kind: web.KindRows, Rows: 1, Fields: []web.Field{
			{Name: "type", Label: web.Word("deed.measure"), Kind: web.KindChoice, Options: kinds},
			{Name: "value", Label: web.Word("deed.value"), Kind: web.KindQuantity},
			{Name: "min", Label: web.Word("deed.least"), Kind: web.KindQuantity},
			{Name: "max", Label: web.Word("deed.most"), Kind: web.KindQuantity},
			{Name: "device", Label: web.Word("deed.device"), Kind: web.KindCode, Max: trace.MaxReference},
		}},
		noteField(),
	}, start, nil
}

func (v *Visit) observe(in *Input, _ shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	readings, rows := readReadings(in)
	c := trace.ObserveCommand{Site: in.place(), Lines: lines, Step: in.text("step"), Readings: readings, At: v.happened(in), Note: in.text("note")}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Observe(v.ctx(), v.Actor, v.once(), c)
	return step, rows.found("readings", from.found("lines", err))
}

// readReadings reads what was measured. A row of which only the kind is chosen says nothing: the first kind is chosen
// when the page opens.
func readReadings(in *Input) (readings []trace.Reading, from faultPlaces) {
	for _, row := range in.rows("readings") {
		r := trace.Reading{Type: row.text("type"), Value: digits(row.text("value")), Min: digits(row.text("min")), Max: digits(row.text("max")), Device: row.text("device")}
		if r.Value+r.Min+r.Max+r.Device == "" {
			continue
		}
		for _, m := range measures {
			if m.kind == r.Type {
				r.UOM = m.unit
			}
		}
		readings = append(readings, r)
		from = append(from, faultPlace{row: strings.TrimSuffix(row.prefix, "."), field: "value"})
	}
	return readings, from
}
