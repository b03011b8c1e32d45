package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/service/trace"
)

// eventSteps are the business steps that a list of events can be narrowed to.
var eventSteps = []string{
	"creating_class_instance", "commissioning", "shipping", "receiving", "packing", "unpacking", "retail_selling", "inspecting", "storing", "destroying", "stock_taking",
}

// stepOf says in a word what an event says, judging by what it brings into being whether that is a harvest.
func stepOf(e model.Event, things []trace.EventThing) web.Step {
	h := web.Happening{Type: e.Type, Action: e.Action, BizStep: e.BizStep, Disposition: e.Disposition}
	for _, t := range things {
		h.Farm = h.Farm || web.Grows(t.Category)
	}
	return web.StepOf(h)
}

func (v *Visit) events() error {
	f := trace.EventFilter{Thing: v.query("q"), BizStep: v.query("step")}
	in := &Input{values: v.Request.URL.Query(), zone: v.console.opts.Zone, faults: &model.Faults{}}
	from, to := in.day("from"), in.day("to")
	if from != "" {
		f.From = from.Start(v.console.opts.Zone)
	}
	if to != "" {
		f.To = to.AddDays(1).Start(v.console.opts.Zone)
	}
	several, err := v.understood(&f)
	if err != nil {
		return err
	}
	rows, words, next, err := v.console.services.Trace.EventsInWords(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("nav.events"), ID: "events",
		Columns: []web.Column{{Label: "event.what"}, {Label: "event.when"}, {Label: "event.goods"}, {Label: "event.where"}, {Label: "event.by"}},
		Filter:  v.eventFilter(in),
		Empty:   web.Empty{Title: web.Word("event.none"), Text: web.Word("event.none.text")},
	}
	if v.query("q") != "" || v.query("step") != "" || v.query("from") != "" || v.query("to") != "" {
		table.Empty = web.Empty{Title: web.Word("desk.nothing-found"), Text: web.Word("event.none-so.text"), Action: &web.Action{To: "/console/events", Text: web.Word("event.all")}}
	}
	for _, e := range rows {
		table.Rows = append(table.Rows, eventRow(e, words))
	}
	page := web.Page{Title: web.Word("nav.events"), Parts: []web.Part{v.paged(table, next)}}
	if several > 1 {
		page.Parts = append([]web.Part{web.Note{Tone: web.ToneInfo, Title: web.Counted{Key: "event.several", N: several}, Text: []web.Value{web.Word("event.several.text")}}}, page.Parts...)
	}
	if err := in.err(); err != nil {
		page.Parts = append([]web.Part{web.Note{Tone: web.ToneCaution, Alert: true, Title: web.Word("event.bad-day")}}, page.Parts...)
	}
	if v.can(model.PermEventCapture) {
		page.Actions = []web.Action{{To: "/console/capture", Text: web.Word("capture.title"), Icon: "upload"}}
	}
	return v.show(scanning(page))
}

func isUnknown(err error) bool { return errors.Is(err, model.CodeUnknown) }

// understood turns a code that people type (a lot number, a short code) into the thing that the list is narrowed to, and
// tells how many lots it may mean.
func (v *Visit) understood(f *trace.EventFilter) (lots int, err error) {
	if f.Thing == "" || !v.can(model.PermBatchRead) {
		return 0, nil
	}
	found, err := v.console.services.Trace.Find(v.ctx(), v.Actor, f.Thing)
	if isUnknown(err) {
		return 0, nil
	}
	switch {
	case err != nil:
		return 0, err
	case found.Container != "":
		f.Thing = found.Container
	case len(found.Lots) > 0:
		f.Thing, f.Batch = "", found.Lots[0].Batch.ID
	}
	return len(found.Lots), nil
}

func (v *Visit) eventFilter(in *Input) *web.Form {
	steps := []web.Option{{Text: web.Word("event.any-step")}}
	for _, s := range eventSteps {
		steps = append(steps, web.Option{Value: s, Text: web.StepOf(web.Happening{BizStep: s}).Word()})
	}
	return &web.Form{Get: true, Bar: true, Action: "/console/events", Submit: "desk.filter", Fields: []web.Field{
		{Name: "q", Label: web.Word("event.code"), Kind: web.KindScan, Value: v.query("q"), Max: 400},
		{Name: "step", Label: web.Word("event.what"), Kind: web.KindChoice, Options: steps, Value: v.query("step")},
		{Name: "from", Label: web.Word("event.from-day"), Kind: web.KindDay, Value: in.text("from")},
		{Name: "to", Label: web.Word("event.to-day"), Kind: web.KindDay, Value: in.text("to")},
	}}
}

func eventRow(e model.Event, words *trace.EventWords) web.Row {
	things := words.Things[e.Seq]
	what := web.Stack{stepOf(e, things).Word()}
	row := web.Row{To: eventPath(e.EventID)}
	switch {
	case e.Declares == 1:
		what = append(what, web.Chip{Tone: web.ToneCaution, Text: web.Word("event.declaration")})
	case e.Retracted != 0:
		what = append(what, web.Chip{Text: web.Word("event.withdrawn")})
	}
	var goods web.Stack
	for _, t := range things {
		goods = append(goods, thingLine(t))
	}
	if more := words.Total[e.Seq] - len(things); more > 0 {
		goods = append(goods, web.Fine{Text: web.Counted{Key: "event.more", N: more}})
	}
	var where web.Value
	if p, ok := words.Places[e.ReadPoint]; ok {
		where = placeName(p)
	} else if p, ok := words.Places[e.BizLocation]; ok {
		where = placeName(p)
	}
	row.Cells = []web.Value{what, web.Moment(e.Time), goods, where, web.Text(words.Orgs[e.OrgID].Name)}
	return row
}

// thingLine names a thing of an event with its quantity.
func thingLine(t trace.EventThing) web.Value {
	name := lotLink(t.Product, t.Lot, t.Node.Key, t.Node.BatchID)
	if t.Node.Level == model.LevelInstance {
		name = web.Say("deed.container", "code", web.Code(shortKey(t.Node.Key)))
		if !strings.Contains(t.Node.Key, "/00/") && t.Role != model.RoleParent {
			name = web.Code(shortKey(t.Node.Key))
		}
	}
	if t.Measured == 0 {
		return name
	}
	return web.Inline{name, web.Amount{Quantity: t.Quantity, Unit: t.Unit}}
}

// eventFile reads the event of the address.
func (v *Visit) eventFile() (trace.EventFile, error) {
	return v.console.services.Trace.EventFile(v.ctx(), v.Actor, strings.TrimPrefix(v.Param("id"), "/"))
}

var eventsBack = web.Link{To: "/console/events", Text: web.Word("nav.events")}

func (v *Visit) event() error {
	f, err := v.eventFile()
	if err != nil {
		return err
	}
	step := stepOf(f.Event, f.Things)
	page := web.Page{Title: step.Word(), Back: []web.Link{eventsBack}, Parts: eventNotes(f)}
	if f.Event.Retracted != 0 {
		page.Chips = []web.Value{web.Chip{Text: web.Word("event.withdrawn")}}
	}
	page.Parts = append(page.Parts, web.Panel{Parts: []web.Part{eventFacts(f)}})
	page.Parts = append(page.Parts, eventGoods(f)...)
	if readings := sensorTable(f.Read); len(readings.Rows) > 0 {
		page.Parts = append(page.Parts, web.Panel{Title: web.Word("deed.readings"), Parts: []web.Part{readings}})
	}
	page.Parts = append(page.Parts, web.Source{Label: web.Word("event.json"), Text: indented(f.JSON)})
	if again := v.query("again"); v.can(model.PermStepRecord) && isDeed(again) {
		page.Actions = append(page.Actions, web.Action{To: "/console/record/" + again, Text: web.Word("deed.another"), Icon: "plus", First: true})
		page.Actions = append(page.Actions, web.Action{To: "/console/record", Text: web.Word("nav.record"), Icon: "scan"})
	}
	if f.Shipment != "" {
		page.Actions = append(page.Actions, web.Action{To: "/console/shipments/" + f.Shipment.String(), Text: web.Word("deed.open-shipment"), Icon: "truck"})
	}
	if f.Correctable {
		page.Actions = append(page.Actions, web.Action{To: "/console/correct/" + url.PathEscape(f.Event.EventID), Text: web.Word("event.correct"), Icon: "return"})
	}
	return v.show(page)
}

func isDeed(name string) bool {
	for _, word := range []string{"commission", "ship", "transform", "pack", "unpack", "sell", "return", "observe", "destroy", "lose"} {
		if word == name {
			return true
		}
	}
	return false
}

// eventNotes say that an event does not count, or withdraws another.
func eventNotes(f trace.EventFile) (notes []web.Part) {
	if f.Event.Retracted != 0 {
		notes = append(notes, web.Note{Tone: web.ToneCaution, Title: web.Word("event.withdrawn"), Text: []web.Value{web.Say("event.withdrawn.text", "when", web.Moment(f.Event.Retracted))}})
	}
	if f.Event.Declares == 1 {
		notes = append(notes, web.Note{Tone: web.ToneCaution, Title: web.Word("event.declaration"), Text: []web.Value{web.Word("event.declaration.text")}})
	}
	return notes
}

// endName names one end of a movement.
func endName(e trace.End) web.Value {
	name := web.Stack{}
	switch {
	case !e.Org.Name.Empty():
		name = append(name, web.Name(e.Org.Name))
	case e.Party != "":
		name = append(name, web.Code(shortKey(e.Party)))
	}
	switch {
	case !e.Site.Name.Empty():
		name = append(name, web.Name(e.Site.Name))
	case e.Location != "":
		name = append(name, web.Code(shortKey(e.Location)))
	}
	return name
}

func eventFacts(f trace.EventFile) web.Facts {
	facts := web.Facts{{Label: "event.when", Value: web.Moment(f.Event.Time)}}
	seen := map[model.Seq]bool{0: true}
	for _, p := range []model.Seq{f.Event.ReadPoint, f.Event.BizLocation} {
		if !seen[p] {
			facts = append(facts, web.Fact{Label: "event.where", Value: placeName(f.Places[p])})
			seen[p] = true
		}
	}
	facts = append(facts, web.Fact{Label: "shipment.from", Value: endName(f.From)}, web.Fact{Label: "shipment.to", Value: endName(f.To)},
		web.Fact{Label: "event.by", Value: web.Text(f.Orgs[f.Event.OrgID].Name)}, web.Fact{Label: "event.recorded", Value: web.Moment(f.Event.Recorded)},
		web.Fact{Label: "deed.reason", Value: web.Plain(f.Reason)}, web.Fact{Label: "deed.method", Value: web.Plain(f.Method)},
		web.Fact{Label: "deed.witness", Value: web.Plain(f.Witness)}, web.Fact{Label: "event.reference", Value: references(f)},
		web.Fact{Label: "deed.note", Value: web.Plain(f.Note)})
	if f.Returned {
		facts = append(facts, web.Fact{Label: "event.taken-from", Value: web.Name(model.AccountWords[model.AccountReturned])})
	}
	if share, ok := f.Yield(); ok {
		facts = append(facts, web.Fact{Label: "event.yield", Value: web.Percent(share)})
	}
	return append(facts, web.Fact{Label: "event.id", Value: web.Fine{Text: web.Code(f.Event.EventID)}})
}

// references are the business documents that an event names, without the number of our own shipment.
func references(f trace.EventFile) web.Value {
	list := web.Stack{web.Code(f.Reference)}
	for _, b := range f.Read.BizTransactions {
		if id, ours := model.IDFromURN[model.Shipment](b.ID); !ours || id != f.Shipment {
			list = append(list, web.Code(b.ID))
		}
	}
	return list
}

// eventRoles are the parts that things play in an event, in the order in which they are told.
var eventRoles = []struct {
	role  model.NodeRole
	title web.Word
}{
	{model.RoleObject, "event.goods"},
	{model.RoleInput, "deed.inputs"},
	{model.RoleOutput, "deed.outputs"},
	{model.RoleParent, "event.container"},
	{model.RoleChild, "event.contents"},
}

func eventGoods(f trace.EventFile) (parts []web.Part) {
	for _, r := range eventRoles {
		table := web.Table{Caption: r.title, Columns: []web.Column{{Label: "stock.lot"}, {Label: "deed.quantity", Number: true}}}
		for _, t := range f.Things {
			if t.Role != r.role {
				continue
			}
			var amount web.Value
			if t.Measured == 1 {
				amount = web.Amount{Quantity: t.Quantity, Unit: t.Unit}
				t.Measured = 0
			}
			table.Rows = append(table.Rows, web.Row{Cells: []web.Value{thingLine(t), amount}})
		}
		if len(table.Rows) > 0 {
			parts = append(parts, web.Panel{Title: r.title, Parts: []web.Part{table}})
		}
	}
	if more := f.Total - len(f.Things); more > 0 {
		parts = append(parts, web.Note{Tone: web.ToneInfo, Title: web.Counted{Key: "event.more", N: more}})
	}
	return parts
}

// sensorTable is what sensors measured.
func sensorTable(e *epcis.Event) web.Table {
	table := web.Table{Caption: web.Word("deed.readings"), Columns: []web.Column{
		{Label: "deed.measure"}, {Label: "deed.value", Number: true}, {Label: "deed.least", Number: true}, {Label: "deed.most", Number: true}, {Label: "event.when"}, {Label: "deed.device"},
	}}
	for _, s := range e.SensorElements {
		at := s.Metadata.Time
		if at.IsZero() {
			at = s.Metadata.StartTime
		}
		for _, r := range s.Reports {
			value := r.Value
			for _, other := range []string{r.MeanValue, r.StringValue, r.BooleanValue, r.URIValue} {
				if value == "" {
					value = other
				}
			}
			when := web.Value(nil)
			if !r.Time.IsZero() {
				at = r.Time
			}
			if !at.IsZero() {
				when = web.Moment(model.InstantOf(at.At))
			}
			kind, symbol := measureName(r)
			device := s.Metadata.DeviceID
			for _, m := range s.Extensions {
				if strings.HasSuffix(m.Name, ":device") && m.Value.Kind == epcis.String {
					device = m.Value.Text
				}
			}
			table.Rows = append(table.Rows, web.Row{Cells: []web.Value{kind, measured(value, symbol), measured(r.MinValue, symbol), measured(r.MaxValue, symbol), when, web.Code(device)}})
		}
	}
	return table
}

// measureName names what was measured, and the sign of its unit.
func measureName(r epcis.SensorReport) (web.Value, string) {
	kind := epcis.MeasurementTypes.Word(r.Type)
	for _, m := range measures {
		if m.kind == kind {
			if m.unit == r.UOM {
				return web.Word("measure." + m.word), m.symbol
			}
			return web.Word("measure." + m.word), r.UOM
		}
	}
	return web.Code(kind), r.UOM
}

func measured(value, symbol string) web.Value {
	if value == "" {
		return nil
	}
	return web.Code(strings.TrimSpace(value + " " + symbol))
}

func indented(b []byte) string {
	var out bytes.Buffer
	if json.Indent(&out, b, "", "  ") != nil {
		return string(b)
	}
	return out.String()
}

// correctEvent withdraws an own event.
func (v *Visit) correctEvent() error {
	f, err := v.eventFile()
	if err != nil {
		return err
	}
	at := eventPath(f.Event.EventID)
	if !f.Correctable {
		return v.leave(at, "")
	}
	return v.run(task{
		form: web.Form{
			Fields: []web.Field{{Name: "reason", Label: web.Word("event.correct.reason"), Kind: web.KindRadio, Required: true, Options: []web.Option{
				{Value: "did_not_occur", Text: web.Word("event.did-not-occur"), Hint: web.Word("event.did-not-occur.hint")},
				{Value: "incorrect_data", Text: web.Word("event.incorrect-data"), Hint: web.Word("event.incorrect-data.hint")},
			}}},
			Consequence: web.Word("event.correct.consequence"), Submit: "event.correct", Danger: true, Cancel: at,
		},
		page: func(form web.Form) web.Page {
			return web.Page{
				Title: web.Word("event.correct"), Narrow: true, Back: []web.Link{eventsBack, {To: at, Text: stepOf(f.Event, f.Things).Word()}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{eventFacts(f)}}, web.Panel{Parts: []web.Part{form}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			if in.text("reason") == "" {
				in.faults.Add("reason", model.ValueRequired)
				return "", "", in.err()
			}
			_, err = v.console.services.Trace.Correct(v.ctx(), v.Actor, v.once(), trace.CorrectCommand{EventID: f.Event.EventID, Reason: in.text("reason")})
			return at, "withdrawn", err
		},
	})
}
