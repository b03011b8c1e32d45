package trace_test

import (
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service/trace"
)

func TestSell_return_destroy_lose(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.shop, "A", 100)
		site := c.shop.site.ID
		sold := c.done(c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: site, Lines: lines(line(a, 30)), Receipt: "R 1"}))
		body := c.body(sold.EventIDs[0], 0)
		c.says(body, "bizStep", `"retail_selling"`)
		c.says(body, "disposition", `"retail_sold"`)
		c.says(body, "action", `"OBSERVE"`)
		c.says(body, "bizLocation", "")
		c.says(body, "suyuan:reference", `"R 1"`)
		c.want("sold", c.where(a), "on-hand shop site 70", "sold shop site 30")

		back := c.done(c.trace.Return(ctx, c.shop.Actor, once, trace.ReturnCommand{
			Site: c.depot.ID, Lines: lines(line(a, 12)), Reason: "变质", Receipt: "urn:epcglobal:cbv:bt:6901234000016:R1",
		}))
		body = c.body(back.EventIDs[0], 0)
		c.says(body, "bizStep", `"receiving"`)
		c.says(body, "disposition", `"returned"`)
		c.says(body, "sourceList", "")
		c.says(body, "bizTransactionList", `[{"bizTransaction":"urn:epcglobal:cbv:bt:6901234000016:R1","type":"rma"}]`)
		c.says(body, "suyuan:reason", `"变质"`)
		c.want("returned", c.where(a), "on-hand shop site 70", "returned depot 12", "sold shop site 18")

		s, err := c.trace.Destroy(ctx, c.shop.Actor, once, trace.DestroyCommand{Site: c.depot.ID, Lines: lines(line(a, 1)), Reason: "变质"})
		c.refused("nothing in the depot's stock", s, err, model.StockShort, "")
		s, err = c.trace.Destroy(ctx, c.shop.Actor, once, trace.DestroyCommand{Site: c.depot.ID, Lines: lines(line(a, 13)), Reason: "变质", FromReturned: true})
		c.refused("more than returned", s, err, model.StockShort, "")
		c.moveBatch(a, model.BatchBlock) // what is forbidden may be destroyed, come back and be lost
		gone := c.done(c.trace.Destroy(ctx, c.shop.Actor, once, trace.DestroyCommand{
			Site: c.depot.ID, Lines: lines(line(a, 12)), Reason: "变质", Method: "焚烧", Witness: "市场监管所", FromReturned: true,
		}))
		body = c.body(gone.EventIDs[0], 0)
		c.says(body, "action", `"DELETE"`)
		c.says(body, "bizStep", `"destroying"`)
		c.says(body, "disposition", `"destroyed"`)
		c.says(body, "suyuan:method", `"焚烧"`)
		c.says(body, "suyuan:witness", `"市场监管所"`)
		c.says(body, "suyuan:stock", `"returned"`)
		c.want("destroyed", c.where(a), "destroyed depot 12", "on-hand shop site 70", "sold shop site 18")

		c.done(c.trace.Return(ctx, c.shop.Actor, once, trace.ReturnCommand{Site: site, Lines: lines(line(a, 8))}))
		c.done(c.trace.Destroy(ctx, c.shop.Actor, once, trace.DestroyCommand{Site: site, Lines: lines(line(a, 10)), Reason: "召回", FromReturned: true}))
		c.want("returned first, then stock", c.where(a), "destroyed depot 12", "destroyed shop site 10", "on-hand shop site 68", "sold shop site 10")
		lost := c.done(c.trace.Lose(ctx, c.shop.Actor, once, trace.LoseCommand{Site: site, Lines: lines(line(a, 3)), Reason: "盘亏"}))
		body = c.body(lost.EventIDs[0], 0)
		c.says(body, "action", `"DELETE"`)
		c.says(body, "bizStep", `"stock_taking"`)
		c.says(body, "suyuan:reason", `"盘亏"`)
		c.want("lost", c.where(a), "destroyed depot 12", "destroyed shop site 10", "lost shop site 3", "on-hand shop site 65", "sold shop site 10")
		s, err = c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: site, Lines: lines(line(a, 1))})
		c.refused("sold while blocked", s, err, model.BatchNotMovable, "")
	})
}

func TestMarket_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, theirs := c.made(c.shop, "A", 10), c.made(c.farm, "F", 10)
		site := c.shop.site.ID
		pallet := c.pack(c.shop, "", line(a, 5))
		c.done(c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: site, Lines: lines(line(a, 1))}))
		sell := func(actor model.Actor, at model.SiteID, l ...trace.Line) (trace.Step, error) {
			return c.trace.Sell(ctx, actor, once, trace.SellCommand{Site: at, Lines: l})
		}
		back := func(actor model.Actor, at model.SiteID, l ...trace.Line) (trace.Step, error) {
			return c.trace.Return(ctx, actor, once, trace.ReturnCommand{Site: at, Lines: l})
		}
		destroy := func(actor model.Actor, at model.SiteID, l ...trace.Line) (trace.Step, error) {
			return c.trace.Destroy(ctx, actor, once, trace.DestroyCommand{Site: at, Lines: l, Reason: "x"})
		}
		lose := func(actor model.Actor, at model.SiteID, l ...trace.Line) (trace.Step, error) {
			return c.trace.Lose(ctx, actor, once, trace.LoseCommand{Site: at, Lines: l, Reason: "x"})
		}
		for name, call := range map[string]func(model.Actor, model.SiteID, ...trace.Line) (trace.Step, error){
			"sell": sell, "return": back, "destroy": destroy, "lose": lose,
		} {
			s, err := call(c.as(c.shop, model.RoleViewer), site, line(a, 1))
			c.refused(name+": a viewer", s, err, model.Forbidden, "")
			s, err = call(c.shop.Actor, c.farm.site.ID, line(a, 1))
			c.refused(name+": another's site", s, err, model.NotFound, "site")
			s, err = call(c.shop.Actor, site)
			c.refused(name+": nothing", s, err, model.ValueRequired, "lines")
			s, err = call(c.shop.Actor, site, line(theirs, 1))
			c.refused(name+": another's batch", s, err, model.NotFound, "lines[0].batch")
			s, err = call(c.shop.Actor, site, line(a, 5))
			c.refused(name+": too much", s, err, model.StockShort, "")
			s, err = call(c.shop.Actor, site, line(a, 0))
			c.refused(name+": no quantity", s, err, model.QuantityInvalid, "lines[0].quantity")
		}
		s, err := back(c.shop.Actor, site, box(pallet))
		c.refused("a pallet from consumers", s, err, model.ContainerInvalid, "lines[0].container")
		s, err = c.trace.Destroy(ctx, c.shop.Actor, once, trace.DestroyCommand{Site: site, Lines: lines(box(pallet)), Reason: "x", FromReturned: true})
		c.refused("a returned pallet", s, err, model.ContainerInvalid, "lines[0].container")
		s, err = c.trace.Destroy(ctx, c.shop.Actor, once, trace.DestroyCommand{Site: site, Lines: lines(line(a, 1))})
		c.refused("destroyed for no reason", s, err, model.ValueRequired, "reason")
		s, err = c.trace.Lose(ctx, c.shop.Actor, once, trace.LoseCommand{Site: site, Lines: lines(line(a, 1))})
		c.refused("lost for no reason", s, err, model.ValueRequired, "reason")
		s, err = c.trace.Destroy(ctx, c.shop.Actor, once, trace.DestroyCommand{Site: site, Lines: lines(line(a, 1)), Reason: "x", Witness: strings.Repeat("w", 501)})
		c.refused("a long witness", s, err, model.ValueTooLong, "witness")
		s, err = c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: site, Lines: lines(line(a, 1)), Receipt: strings.Repeat("w", 101)})
		c.refused("a long receipt", s, err, model.ValueTooLong, "receipt")
		c.want("nothing changed", c.where(a), "on-hand shop site 4", "on-hand shop site packed 5", "sold shop site 1")
	})
}

func TestObserve(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.shop, "A", 10)
		pallet := c.pack(c.shop, "", line(a, 5))
		start, end := c.now().Add(-2*time.Hour), c.now().Add(-time.Hour)
		s := c.done(c.trace.Observe(ctx, c.shop.Actor, once, trace.ObserveCommand{
			Site: c.shop.site.ID, Lines: lines(trace.Line{Batch: a.ID}, line(a, 2), box(pallet)), Step: "storing", Note: "3 号冷库",
			Readings: []trace.Reading{
				{Type: "Temperature", Value: "3.50", UOM: "CEL", Device: "urn:epc:id:giai:6901234.T1"},
				{Type: "gs1:RelativeHumidity", Min: "80", Max: "92.5", UOM: "P1", From: start, To: end, Device: "探头 2"},
			},
		}))
		c.want("nothing moves", c.where(a), "on-hand shop site 5", "on-hand shop site packed 5")
		body := c.body(s.EventIDs[0], 0)
		c.says(body, "bizStep", `"storing"`)
		c.says(body, "disposition", `"in_progress"`)
		c.says(body, "epcList", `["`+pallet+`"]`)
		c.says(body, "quantityList", `[{"epcClass":"`+a.EPC+`"},{"epcClass":"`+a.EPC+`","quantity":2,"uom":"KGM"}]`)
		elements, _ := body["sensorElementList"].([]any)
		if len(elements) != 2 {
			c.t.Fatalf("%v", body["sensorElementList"])
		}
		one, _ := elements[0].(map[string]any)
		two, _ := elements[1].(map[string]any)
		c.says(one, "sensorReport", `[{"type":"Temperature","uom":"CEL","value":3.50}]`)
		meta, _ := one["sensorMetadata"].(map[string]any)
		c.says(meta, "deviceID", `"urn:epc:id:giai:6901234.T1"`)
		c.says(meta, "time", `"`+body["eventTime"].(string)+`"`)
		c.says(two, "sensorReport", `[{"maxValue":92.5,"minValue":80,"type":"RelativeHumidity","uom":"P1"}]`)
		c.says(two, "suyuan:device", `"探头 2"`)
		meta, _ = two["sensorMetadata"].(map[string]any)
		if meta["startTime"] == nil || meta["endTime"] == nil || meta["time"] != nil {
			c.t.Errorf("measured %v", meta)
		}

		for _, step := range trace.ObserveSteps() {
			c.done(c.trace.Observe(ctx, c.shop.Actor, once, trace.ObserveCommand{Site: c.shop.site.ID, Lines: lines(line(a, 1)), Step: step}))
		}
		c.want("still nothing moves", c.where(a), "on-hand shop site 5", "on-hand shop site packed 5")
		s = c.done(c.trace.Observe(ctx, c.shop.Actor, once, trace.ObserveCommand{
			Site: c.shop.site.ID, Step: "sensor_reporting", Readings: []trace.Reading{{Type: "Temperature", Value: "-18", UOM: "CEL", From: start}},
		}))
		c.says(c.body(s.EventIDs[0], 0), "quantityList", "")
	})
}

func TestObserve_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, theirs := c.made(c.shop, "A", 10), c.made(c.farm, "F", 10)
		pallet := c.pack(c.farm, "", line(theirs, 5))
		site := c.shop.site.ID
		read := func(r trace.Reading) trace.ObserveCommand {
			return trace.ObserveCommand{Site: site, Step: "storing", Lines: lines(line(a, 1)), Readings: []trace.Reading{r}}
		}
		many := read(trace.Reading{})
		many.Readings = make([]trace.Reading, trace.MaxReadings+1)
		now := c.now()
		for name, x := range map[string]struct {
			command trace.ObserveCommand
			want    *model.Problem
			field   string
		}{
			"another's site":        {trace.ObserveCommand{Site: c.farm.site.ID, Step: "storing", Lines: lines(line(a, 1))}, model.NotFound, "site"},
			"another's batch":       {trace.ObserveCommand{Site: site, Step: "storing", Lines: lines(line(theirs, 1))}, model.NotFound, "lines[0].batch"},
			"another's pallet":      {trace.ObserveCommand{Site: site, Step: "storing", Lines: lines(box(pallet))}, model.NotFound, "lines[0].container"},
			"nothing":               {trace.ObserveCommand{Site: site, Step: "storing"}, model.ValueRequired, "lines"},
			"a step that moves":     {trace.ObserveCommand{Site: site, Step: "shipping", Lines: lines(line(a, 1))}, model.ValueInvalid, "step"},
			"a step of one's own":   {trace.ObserveCommand{Site: site, Step: "https://example.com/washing", Lines: lines(line(a, 1))}, model.ValueInvalid, "step"},
			"no step":               {trace.ObserveCommand{Site: site, Lines: lines(line(a, 1))}, model.ValueInvalid, "step"},
			"a negative amount":     {trace.ObserveCommand{Site: site, Step: "storing", Lines: lines(line(a, -1))}, model.QuantityInvalid, "lines[0].quantity"},
			"an unknown type":       {read(trace.Reading{Type: "Mood", Value: "1", UOM: "CEL"}), model.ValueInvalid, "readings[0].type"},
			"degrees of per cent":   {read(trace.Reading{Type: "Temperature", Value: "1", UOM: "P1"}), model.UnitUnknown, "readings[0].uom"},
			"no unit":               {read(trace.Reading{Type: "Speed", Value: "1"}), model.UnitUnknown, "readings[0].uom"},
			"no value":              {read(trace.Reading{Type: "Temperature", UOM: "CEL"}), model.ValueRequired, "readings[0].value"},
			"a word":                {read(trace.Reading{Type: "Temperature", Value: "warm", UOM: "CEL"}), model.ValueInvalid, "readings[0].value"},
			"an exponent":           {read(trace.Reading{Type: "Temperature", Min: "1e3", UOM: "CEL"}), model.ValueInvalid, "readings[0].min"},
			"not a number":          {read(trace.Reading{Type: "Temperature", Max: "NaN", UOM: "CEL"}), model.ValueInvalid, "readings[0].max"},
			"ends before it begins": {read(trace.Reading{Type: "Temperature", Value: "1", UOM: "CEL", From: now, To: now.Add(-time.Hour)}), model.TimeInvalid, "readings[0].to"},
			"measured tomorrow":     {read(trace.Reading{Type: "Temperature", Value: "1", UOM: "CEL", From: now.Add(time.Hour)}), model.TimeOutOfOrder, "readings[0].from"},
			"a long device":         {read(trace.Reading{Type: "Temperature", Value: "1", UOM: "CEL", Device: strings.Repeat("d", 101)}), model.ValueTooLong, "readings[0].device"},
			"too many readings":     {many, model.TooLarge, ""},
		} {
			s, err := c.trace.Observe(ctx, c.shop.Actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		s, err := c.trace.Observe(ctx, c.as(c.shop, model.RoleViewer), once, trace.ObserveCommand{Site: site, Step: "storing", Lines: lines(line(a, 1))})
		c.refused("a viewer", s, err, model.Forbidden, "")
	})
}

func TestCorrect(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.shop, "A", 100)
		site := c.shop.site.ID
		sold := c.done(c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: site, Lines: lines(line(a, 30)), Receipt: "R 1"})).EventIDs[0]
		right := c.done(c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: site, Lines: lines(line(a, 3)), Receipt: "R 1"})).EventIDs[0]
		c.done(c.trace.Correct(ctx, c.shop.Actor, once, trace.CorrectCommand{EventID: sold, Reason: "incorrect_data", CorrectiveIDs: []string{right}}))
		c.want("put right", c.where(a), "on-hand shop site 97", "sold shop site 3")
		d, _ := c.body(sold, 1)["errorDeclaration"].(map[string]any)
		c.says(d, "correctiveEventIDs", `["`+right+`"]`)
		s, err := c.trace.Correct(ctx, c.shop.Actor, once, trace.CorrectCommand{EventID: sold, Reason: "did_not_occur"})
		c.refused("twice", s, err, model.EventDuplicate, "")

		pallet := c.done(c.trace.Pack(ctx, c.shop.Actor, once, trace.PackCommand{Site: site, Lines: lines(line(a, 7))}))
		c.done(c.trace.Correct(ctx, c.shop.Actor, once, trace.CorrectCommand{EventID: pallet.EventIDs[0], Reason: "did_not_occur"}))
		c.want("not packed", c.where(a), "on-hand shop site 97", "sold shop site 3")
		c.want("nothing inside", c.inside())

		b := c.draft(c.shop, "B", 10, "KGM")
		mixed := c.done(c.trace.Transform(ctx, c.shop.Actor, once, trace.TransformCommand{Site: site, Inputs: lines(line(a, 10)), Outputs: lines(line(b, 10))}))
		c.done(c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: site, Lines: lines(line(b, 4))}))
		s, err = c.trace.Correct(ctx, c.shop.Actor, once, trace.CorrectCommand{EventID: mixed.EventIDs[0], Reason: "did_not_occur"})
		c.refused("later steps rest on it", s, err, model.StockShort, "")
		c.want("the transformation stands", c.arrows(), "A B transform 10000000")
	})
}

func TestCorrect_captured_events(t *testing.T) {
	eachChain(t, func(c *chain) {
		c.capture(c.farm, object("ADD", "commissioning", 1, of(lot("C"), 10), at(c.farm.gln()), func(e event) { e["example:field"] = "x" }))
		id := c.rows("SELECT event_id FROM events")[0]
		c.done(c.trace.Correct(ctx, c.farm.Actor, once, trace.CorrectCommand{EventID: id, Reason: "did_not_occur"}))
		c.want("withdrawn", c.stock(lot("C")))
		c.says(c.body(id, 1), "example:field", `"x"`)
		c.want("both with the same content", c.rows("SELECT COUNT(DISTINCT hash) FROM events"), "1")
	})
}

func TestCorrect_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.shop, "A", 100)
		sold := c.done(c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: c.shop.site.ID, Lines: lines(line(a, 3))})).EventIDs[0]
		theirs := c.done(c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{Batch: c.draft(c.farm, "F", 10, "KGM").ID})).EventIDs[0]
		sh := c.ship(c.shop, c.farm.site.ID, line(a, 5))
		got := c.receive(c.farm, sh)
		for name, x := range map[string]struct {
			actor   model.Actor
			command trace.CorrectCommand
			want    *model.Problem
			field   string
		}{
			"a viewer":             {c.as(c.shop, model.RoleViewer), trace.CorrectCommand{EventID: sold, Reason: "did_not_occur"}, model.Forbidden, ""},
			"no event":             {c.shop.Actor, trace.CorrectCommand{Reason: "did_not_occur"}, model.NotFound, "event_id"},
			"another's event":      {c.shop.Actor, trace.CorrectCommand{EventID: theirs, Reason: "did_not_occur"}, model.NotFound, "event_id"},
			"any reason":           {c.shop.Actor, trace.CorrectCommand{EventID: sold, Reason: "typo"}, model.ValueInvalid, "reason"},
			"another's correction": {c.shop.Actor, trace.CorrectCommand{EventID: sold, Reason: "did_not_occur", CorrectiveIDs: []string{theirs}}, model.NotFound, "corrective_ids[0]"},
			"corrected by itself":  {c.shop.Actor, trace.CorrectCommand{EventID: sold, Reason: "did_not_occur", CorrectiveIDs: []string{sold}}, model.NotFound, "corrective_ids[0]"},
			"many corrections":     {c.shop.Actor, trace.CorrectCommand{EventID: sold, Reason: "did_not_occur", CorrectiveIDs: make([]string, 21)}, model.TooLarge, ""},
			"the future":           {c.shop.Actor, trace.CorrectCommand{EventID: sold, Reason: "did_not_occur", At: c.now().Add(time.Hour)}, model.TimeOutOfOrder, "at"},
			"a shipping event":     {c.shop.Actor, trace.CorrectCommand{EventID: sh.EventID, Reason: "did_not_occur"}, model.MoveNotAllowed, ""},
			"a receiving event":    {c.farm.Actor, trace.CorrectCommand{EventID: got.EventIDs[0], Reason: "did_not_occur"}, model.MoveNotAllowed, ""},
		} {
			s, err := c.trace.Correct(ctx, x.actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		if n := c.count("events", "declares = 1"); n != 0 {
			c.t.Errorf("%d declarations", n)
		}
	})
}
