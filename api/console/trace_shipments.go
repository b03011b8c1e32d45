package console

import (
	"crypto/rand"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// shipmentTabs are the lists of shipments: what is to receive, all that came, all that left.
var shipmentTabs = []struct {
	name   string
	filter trace.ShipmentFilter
}{
	{"open", trace.ShipmentFilter{In: true, Open: true, OldestFirst: true}},
	{"in", trace.ShipmentFilter{In: true}},
	{"out", trace.ShipmentFilter{Out: true}},
}

func (v *Visit) shipments() error {
	at := shipmentTabs[0]
	for _, t := range shipmentTabs {
		if t.name == v.query("list") {
			at = t
		}
	}
	f := at.filter
	if at.name != "open" {
		f.State = model.ShipmentState(v.query("state"))
	}
	rows, next, err := v.console.services.Trace.Shipments(v.ctx(), v.Actor, f, v.page())
	if err != nil {
		return err
	}
	var tabs web.Tabs
	for _, t := range shipmentTabs {
		tabs = append(tabs, web.Tab{To: "/console/shipments?list=" + t.name, Text: v.shipmentList(t.name), Here: t.name == at.name})
	}
	table := web.Table{
		Caption: v.shipmentList(at.name), ID: "shipments",
		Columns: []web.Column{{Label: "shipment.sent"}, {Label: "shipment.from"}, {Label: "shipment.to"}, {Label: "shipment.state"}, {Label: "shipment.reference"}},
		Empty:   v.noShipments(at.name),
	}
	if at.name != "open" {
		table.Filter = &web.Form{Get: true, Bar: true, Action: "/console/shipments", Submit: "desk.filter", Fields: []web.Field{
			{Name: "list", Kind: web.KindHidden, Value: at.name},
			{Name: "state", Label: web.Word("shipment.state"), Kind: web.KindChoice, Options: shipmentStates(), Value: v.query("state")},
		}}
	}
	for _, sh := range rows {
		row := web.Row{To: "/console/shipments/" + sh.ID.String(), Cells: []web.Value{
			web.Moment(sh.SentAt), web.Stack{web.Text(sh.From.Name), web.Fine{Text: web.Name(sh.FromName)}}, web.Stack{web.Text(sh.To.Name), web.Fine{Text: web.Name(sh.ToName)}},
			v.shipmentState(sh), web.Code(sh.Reference),
		}}
		if v.overdue(sh.Shipment) {
			row.Tone = web.ToneCaution
		}
		if v.awaits(sh.Shipment) && v.can(model.PermStepRecord) {
			row.Actions = []web.Action{{To: row.To, Text: web.Word("shipment.receive"), Icon: "arrive"}}
		}
		table.Rows = append(table.Rows, row)
	}
	page := web.Page{Title: web.Word("nav.shipments"), Parts: []web.Part{tabs, v.paged(table, next)}}
	if v.can(model.PermStepRecord) {
		page.Actions = []web.Action{{To: "/console/record/ship", Text: web.Word("deed.ship"), Icon: "truck", First: true}}
	}
	return v.show(page)
}

// shipmentList names a list of shipments as what it is to the visitor: work, something to watch, or a region's traffic.
func (v *Visit) shipmentList(name string) web.Word {
	switch {
	case v.overlooks():
		return web.Word("shipment.region." + name)
	case name == "open" && !v.can(model.PermStepRecord):
		return "shipment.awaited"
	}
	return web.Word("shipment.list." + name)
}

// noShipments says why a list is empty and, to those who can do something about it, what.
func (v *Visit) noShipments(name string) web.Empty {
	if !v.can(model.PermStepRecord) {
		return web.Empty{Title: web.Word("shipment.none"), Text: web.Word("shipment.none.text")}
	}
	return web.Empty{Title: web.Word("shipment.none." + name), Text: web.Word("shipment.none." + name + ".text")}
}

// awaits reports whether something of a shipment is still to be received by the visitor's organisation.
func (v *Visit) awaits(sh model.Shipment) bool { return isOpen(sh.State) && v.Actor.ActsFor(sh.ToOrg) }

// cannotReceive tells those to whose organisation goods are on the way, and who may not receive them, who can.
func (v *Visit) cannotReceive() web.Note {
	if !oneOf(v.Actor.OrgKind, chain) {
		return web.Note{Tone: web.ToneCaution, Title: web.Word("shipment.not-ours"), Text: []web.Value{web.Word("shipment.not-ours.text")}}
	}
	return web.Note{Title: web.Word("shipment.not-you"), Text: []web.Value{web.Word("shipment.not-you.text")}}
}

func shipmentStates() []web.Option {
	options := []web.Option{{Text: web.Word("shipment.any-state")}}
	for _, s := range []model.ShipmentState{model.ShipmentSent, model.ShipmentPartly, model.ShipmentReceived, model.ShipmentRefused} {
		options = append(options, web.Option{Value: string(s), Text: web.Name(model.ShipmentLifecycle.Words[s])})
	}
	return options
}

func isOpen(s model.ShipmentState) bool { return s == model.ShipmentSent || s == model.ShipmentPartly }

// overdue reports whether the receiver should have recorded something by now.
func (v *Visit) overdue(sh model.Shipment) bool {
	return isOpen(sh.State) && v.now() > sh.SentAt.Add(trace.LateAfter)
}

// due is by when the receiver should have recorded something.
func (v *Visit) due(sh model.Shipment) web.Value {
	return web.Deadline{Due: sh.SentAt.Add(trace.LateAfter), Now: v.now()}
}

// shipmentState is the state and, while something is on the way, by when it should be received.
func (v *Visit) shipmentState(sh trace.ShipmentRow) web.Value {
	if !isOpen(sh.State) {
		return web.ShipmentState(sh.State)
	}
	return web.Stack{web.ShipmentState(sh.State), v.due(sh.Shipment)}
}

// shipmentFile reads the shipment of the address.
func (v *Visit) shipmentFile() (trace.ShipmentFile, error) {
	id, err := model.ParseID[model.Shipment](v.Param("id"))
	if err != nil {
		return trace.ShipmentFile{}, model.NotFound.Refuse()
	}
	return v.console.services.Trace.ShipmentFile(v.ctx(), v.Actor, id)
}

var shipmentsBack = web.Link{To: "/console/shipments", Text: web.Word("nav.shipments")}

func (v *Visit) shipment() error {
	f, err := v.shipmentFile()
	if err != nil {
		return err
	}
	at := "/console/shipments/" + f.ID.String()
	facts := web.Facts{
		{Label: "shipment.from", Value: web.Stack{web.Text(f.From.Name), web.Text(f.FromName)}}, {Label: "shipment.to", Value: web.Stack{web.Text(f.To.Name), web.Text(f.ToName)}},
		{Label: "shipment.sent", Value: web.Moment(f.SentAt)}, {Label: "shipment.reference", Value: web.Code(f.Reference)}, {Label: "shipment.reason", Value: web.Plain(f.Reason)},
	}
	parts := []web.Part{web.Panel{Parts: []web.Part{facts}}}
	if v.awaits(f.Shipment) && v.can(model.PermStepRecord) {
		parts = append(parts, web.Panel{Title: web.Word("shipment.receive"), Lead: web.Word("shipment.receive.lead"), Parts: []web.Part{
			web.Form{Action: at + "/receive", Once: rand.Text(), Submit: "shipment.receive-all", Fields: []web.Field{{Name: "whole", Kind: web.KindHidden, Value: "yes"}}},
			web.Buttons{{To: at + "/receive", Text: web.Word("shipment.receive-part"), Icon: "list"}, {To: at + "/refuse", Text: web.Word("shipment.refuse"), Icon: "stop"}},
		}})
	}
	if v.awaits(f.Shipment) && !v.can(model.PermStepRecord) {
		parts = append([]web.Part{v.cannotReceive()}, parts...)
	}
	if v.overdue(f.Shipment) {
		late := web.Note{Tone: web.ToneCaution, Title: web.Counted{Key: "shipment.late", N: int(v.now().Sub(f.SentAt).Hours() / 24)}}
		switch {
		case !v.Actor.ActsFor(f.ToOrg):
			late.Text = []web.Value{web.Word("shipment.late.sender")}
		case v.can(model.PermStepRecord):
			late.Text = []web.Value{web.Word("shipment.late.receiver")}
		}
		parts = append([]web.Part{late}, parts...)
	}
	parts = append(parts, web.Panel{Title: web.Word("shipment.lines"), Parts: []web.Part{shipmentLines(f)}})
	if len(f.Events) > 0 {
		parts = append(parts, web.Panel{Title: web.Word("shipment.history"), Parts: []web.Part{shipmentHistory(f)}})
	}
	return v.show(web.Page{
		Title: web.Say("shipment.title", "company", web.Name(f.To.Name)), Back: []web.Link{shipmentsBack}, Chips: []web.Value{web.ShipmentState(f.State)}, Parts: parts,
	})
}

// shipmentLines says of every line what was sent and what became of it.
func shipmentLines(f trace.ShipmentFile) web.Table {
	table := web.Table{Caption: web.Word("shipment.lines"), Columns: []web.Column{
		{Label: "stock.lot"}, {Label: "shipment.quantity", Number: true}, {Label: "shipment.received", Number: true}, {Label: "shipment.lost", Number: true},
		{Label: "shipment.refused", Number: true}, {Label: "shipment.open", Number: true},
	}}
	for i, l := range f.Lines {
		amount := func(q model.Quantity) web.Value {
			if q == 0 {
				return nil
			}
			return web.Amount{Quantity: q, Unit: l.Unit}
		}
		row := web.Row{Cells: []web.Value{
			lotLink(l.Product, l.Lot, l.Node.Key, l.Node.BatchID), amount(l.Quantity), amount(f.Fates[i].Received), amount(f.Fates[i].Lost), amount(f.Fates[i].Refused), amount(l.Open),
		}}
		if l.Container == 1 {
			row.Cells[0] = web.Link{To: "/console/record?code=" + queryEscape(l.Node.Key), Text: web.Say("deed.container", "code", web.Code(shortKey(l.Node.Key)))}
			if l.Done == 1 {
				row.Cells[2] = web.Word("shipment.settled")
			} else {
				row.Cells[5] = web.Word("shipment.still-open")
			}
		}
		if f.Fates[i].Lost > 0 {
			row.Tone = web.ToneCaution
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func shipmentHistory(f trace.ShipmentFile) web.Timeline {
	icons := map[string]string{"sent": "truck", "received": "arrive", "lost": "question", "returned": "return"}
	var line web.Timeline
	for _, e := range f.Events {
		entry := web.Happened{Icon: icons[e.What], Title: web.Word("shipment.event." + e.What), When: e.Event.Time, To: eventPath(e.Event.EventID), Lines: []web.Value{web.Text(e.By.Name)}}
		for i, t := range e.Things {
			if i == trace.ListedThings {
				entry.Lines = append(entry.Lines, web.Counted{Key: "event.more", N: len(e.Things) - i})
				break
			}
			entry.Lines = append(entry.Lines, thingLine(t))
		}
		line = append(line, entry)
	}
	return line
}

// receiveShipment takes in a whole shipment, or what arrived of each line.
func (v *Visit) receiveShipment() error {
	f, err := v.shipmentFile()
	if err != nil {
		return err
	}
	at := "/console/shipments/" + f.ID.String()
	if !isOpen(f.State) || !v.Actor.ActsFor(f.ToOrg) {
		return v.leave(at, "")
	}
	var fields []web.Field
	for i, l := range f.Lines {
		if l.Done == 0 {
			fields = append(fields, receiveField(i, l))
		}
	}
	fields = append(append(fields, v.when()...), noteField())
	return v.run(task{
		form: web.Form{Fields: fields, Submit: "shipment.receive", Cancel: at},
		page: func(form web.Form) web.Page {
			return web.Page{
				Title: web.Word("shipment.receive-part"), Lead: web.Word("shipment.receive-part.lead"), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{form}}},
				Back: []web.Link{shipmentsBack, {To: at, Text: web.Text(f.From.Name)}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			c := trace.ReceiveCommand{Shipment: f.ID, Note: in.text("note")}
			var from faultPlaces
			if in.text("whole") == "" {
				c.At = v.happened(in)
				if c.Lines, from = arrivedLines(in); len(c.Lines) == 0 && in.err() == nil {
					in.faults.Add("lines", model.ValueRequired)
				}
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Trace.Receive(v.ctx(), v.Actor, v.once(), c)
			return at, "received", from.found("lines", err)
		},
	})
}

// receiveField asks what arrived of one line.
func receiveField(i int, l trace.ShipmentLineRow) web.Field {
	row := "lines[" + strconv.Itoa(i) + "]."
	number := web.Field{Name: row + "line", Kind: web.KindHidden, Value: strconv.Itoa(l.Line)}
	group := web.Field{Name: "line-" + strconv.Itoa(l.Line), Kind: web.KindGroup, Label: lotName(l.Product, l.Lot, l.Node.Key)}
	if l.Container == 1 {
		group.Label = web.Say("deed.container", "code", web.Code(shortKey(l.Node.Key)))
		group.Fields = []web.Field{number, {Name: row + "arrived", Label: web.Word("shipment.arrived"), Kind: web.KindTick, Value: "yes"}}
		return group
	}
	group.Hint = web.Say("shipment.open-of", "open", web.Amount{Quantity: l.Open, Unit: l.Unit}, "sent", web.Amount{Quantity: l.Quantity, Unit: l.Unit})
	group.Fields = []web.Field{
		number,
		{Name: row + "quantity", Label: web.Word("shipment.received"), Kind: web.KindQuantity, Value: l.Open.String(), Unit: unitName(l.Unit)},
		{Name: row + "lost", Label: web.Word("shipment.lost"), Kind: web.KindQuantity, Unit: unitName(l.Unit)},
	}
	return group
}

// arrivedLines reads what arrived. A line of which nothing arrived and nothing was lost is left out: it stays open.
func arrivedLines(in *Input) (lines []trace.ReceivedLine, from faultPlaces) {
	for _, row := range in.rows("lines") {
		l := trace.ReceivedLine{Line: row.whole("line"), Quantity: row.quantity("quantity"), Lost: row.quantity("lost")}
		if l.Quantity == 0 && l.Lost == 0 && !row.ticked("arrived") {
			continue
		}
		lines = append(lines, l)
		from = append(from, faultPlace{row: row.prefix[:len(row.prefix)-1], field: "quantity"})
	}
	return lines, from
}

func (v *Visit) refuseShipment() error {
	f, err := v.shipmentFile()
	if err != nil {
		return err
	}
	at := "/console/shipments/" + f.ID.String()
	if !isOpen(f.State) || !v.Actor.ActsFor(f.ToOrg) {
		return v.leave(at, "")
	}
	return v.run(task{
		form: web.Form{
			Fields: append([]web.Field{reasonField("shipment.refuse-why")}, v.when()...), Submit: "shipment.refuse", Danger: true, Cancel: at,
			Consequence: web.Say("shipment.refuse.consequence", "company", web.Name(f.From.Name)),
		},
		page: func(form web.Form) web.Page {
			return web.Page{
				Title: web.Word("shipment.refuse"), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{form}}}, Back: []web.Link{shipmentsBack, {To: at, Text: web.Text(f.From.Name)}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			c := trace.RefuseCommand{Shipment: f.ID, Reason: in.text("reason"), At: v.happened(in)}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Trace.Refuse(v.ctx(), v.Actor, v.once(), c)
			return at, "refused", err
		},
	})
}
