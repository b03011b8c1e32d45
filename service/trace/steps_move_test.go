package trace_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service/trace"
)

func TestShip_and_receive_in_parts(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, b := c.made(c.farm, "A", 100), c.made(c.farm, "B", 50)
		sent := c.done(c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{
			From: c.farm.site.ID, To: c.depot.ID, Lines: lines(line(a, 40), line(b, 50)), Reference: "DN 7", Note: "冷藏车",
		}))
		sh := sent.Shipment
		c.want("A", c.where(a), "in-transit depot 40", "on-hand farm site 60")
		c.want("B", c.where(b), "in-transit depot 50")
		body := c.body(sent.EventIDs[0], 0)
		c.says(body, "bizStep", `"shipping"`)
		c.says(body, "disposition", `"in_transit"`)
		c.says(body, "readPoint", `{"id":"`+c.farm.gln()+`"}`)
		c.says(body, "bizLocation", "")
		c.says(body, "sourceList", `[{"source":"`+c.farm.pgln()+`","type":"possessing_party"},{"source":"`+c.farm.gln()+`","type":"location"}]`)
		c.says(body, "destinationList", `[{"destination":"`+c.shop.pgln()+`","type":"possessing_party"},{"destination":"`+c.depot.ID.URN()+`","type":"location"}]`)
		c.says(body, "bizTransactionList", `[{"bizTransaction":"`+sh.ID.URN()+`","type":"desadv"}]`)
		c.says(body, "suyuan:reference", `"DN 7"`)
		c.says(body, "suyuan:note", `"冷藏车"`)
		c.want("both ends see it", c.seen(sent.EventIDs[0]), "farm", "shop")

		part := c.done(c.trace.Receive(ctx, c.shop.Actor, once, trace.ReceiveCommand{
			Shipment: sh.ID, Lines: []trace.ReceivedLine{{Line: 1, Quantity: model.Units(15), Lost: model.Units(2)}}, Note: "湿箱",
		}))
		c.want("A after a part", c.where(a), "in-transit depot 23", "lost depot 2", "on-hand depot 15", "on-hand farm site 60")
		c.want("partly", c.shipments(), "farm site depot partly")
		if part.Shipment.State != model.ShipmentPartly || part.Shipment.Version != 1 || len(part.EventIDs) != 2 {
			c.t.Errorf("answered %+v", part)
		}
		got, lost := c.body(part.EventIDs[0], 0), c.body(part.EventIDs[1], 0)
		c.says(got, "bizStep", `"receiving"`)
		c.says(got, "action", `"OBSERVE"`)
		c.says(got, "disposition", `"in_progress"`)
		c.says(got, "bizLocation", `{"id":"`+c.depot.ID.URN()+`"}`)
		c.says(got, "quantityList", `[{"epcClass":"`+a.EPC+`","quantity":15,"uom":"KGM"}]`)
		c.says(got, "bizTransactionList", `[{"bizTransaction":"`+sh.ID.URN()+`","type":"desadv"}]`)
		c.says(got, "suyuan:stock", "")
		c.says(lost, "action", `"DELETE"`)
		c.says(lost, "disposition", `"mismatch_quantity"`)
		c.says(lost, "quantityList", `[{"epcClass":"`+a.EPC+`","quantity":2,"uom":"KGM"}]`)
		c.says(lost, "suyuan:stock", `"in-transit"`)
		c.want("the sender learns of the loss", c.seen(part.EventIDs[1]), "farm", "shop")

		c.done(c.trace.Receive(ctx, c.shop.Actor, once, trace.ReceiveCommand{Shipment: sh.ID, Lines: []trace.ReceivedLine{{Line: 1, Lost: model.Units(23)}}}))
		c.want("B is open", c.shipments(), "farm site depot partly")
		rest := c.receive(c.shop, sh)
		c.want("all", c.shipments(), "farm site depot received")
		if rest.Shipment.State != model.ShipmentReceived || len(rest.EventIDs) != 1 {
			c.t.Errorf("answered %+v", rest)
		}
		c.want("A at last", c.where(a), "lost depot 25", "on-hand depot 15", "on-hand farm site 60")
		c.want("B at last", c.where(b), "on-hand depot 50")
		c.want("history", c.rows("SELECT event FROM moves WHERE machine = 'shipment' ORDER BY id"), "receive-part", "receive-part", "receive-rest")
	})
}

func TestShip_a_loss_on_the_way_spares_the_warehouse(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		c.receive(c.shop, c.ship(c.farm, c.shop.site.ID, line(a, 30)))
		sh := c.ship(c.farm, c.shop.site.ID, line(a, 10))
		c.done(c.trace.Receive(ctx, c.shop.Actor, once, trace.ReceiveCommand{Shipment: sh.ID, Lines: []trace.ReceivedLine{{Line: 1, Lost: model.Units(10)}}}))
		c.want("lost on the way", c.where(a), "lost shop site 10", "on-hand farm site 60", "on-hand shop site 30")
		sh = c.ship(c.farm, c.shop.site.ID, line(a, 5))
		s, err := c.trace.Lose(ctx, c.shop.Actor, once, trace.LoseCommand{Site: c.shop.site.ID, Lines: lines(line(a, 31)), Reason: "盘亏"})
		c.refused("more than in the warehouse", s, err, model.StockShort, "")
		c.done(c.trace.Lose(ctx, c.shop.Actor, once, trace.LoseCommand{Site: c.shop.site.ID, Lines: lines(line(a, 30)), Reason: "盘亏"}))
		c.want("lost in the warehouse", c.where(a), "in-transit shop site 5", "lost shop site 40", "on-hand farm site 55")
		c.receive(c.shop, sh)
	})
}

func TestShip_references(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		for reference, list := range map[string]bool{
			"urn:epcglobal:cbv:bt:6901234000016:DN7": true, "https://id.gs1.org/253/6901234000016DN7": true, "DN-7": false, "No.: 7": false, "urn:a b": false,
			"https://x/%zz": false, "http://[::1]/": false, "urn:": false, "https://": false, "https:///x": false,
		} {
			s := c.done(c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{
				From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(line(a, 1)), Reference: reference,
			}))
			body := c.body(s.EventIDs[0], 0)
			want, own := `[{"bizTransaction":"`+s.Shipment.ID.URN()+`","type":"desadv"}]`, `"`+reference+`"`
			if list {
				want, own = strings.TrimSuffix(want, "]")+`,{"bizTransaction":"`+reference+`","type":"desadv"}]`, ""
			}
			c.says(body, "bizTransactionList", want)
			c.says(body, "suyuan:reference", own)
		}
	})
}

func TestShip_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		held, blocked, draft := c.made(c.farm, "H", 10), c.made(c.farm, "X", 10), c.draft(c.farm, "D", 10, "KGM")
		c.moveBatch(held, model.BatchHold)
		c.moveBatch(blocked, model.BatchBlock)
		others := c.made(c.plant, "P", 10)
		closed := c.company("closed", "653121")
		c.suspend(closed)
		from, to := c.farm.site.ID, c.shop.site.ID
		for name, x := range map[string]struct {
			command trace.ShipCommand
			want    *model.Problem
			field   string
		}{
			"from another's site":     {trace.ShipCommand{From: c.plant.site.ID, To: to, Lines: lines(line(a, 1))}, model.NotFound, "from"},
			"to nowhere":              {trace.ShipCommand{From: from, To: "0190b5c0-0000-7000-8000-000000000000", Lines: lines(line(a, 1))}, model.NotFound, "to"},
			"to a suspended company":  {trace.ShipCommand{From: from, To: closed.site.ID, Lines: lines(line(a, 1))}, model.NotFound, "to"},
			"to itself":               {trace.ShipCommand{From: from, To: from, Lines: lines(line(a, 1))}, model.ValueInvalid, "to"},
			"nothing":                 {trace.ShipCommand{From: from, To: to}, model.ValueRequired, "lines"},
			"an empty line":           {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{})}, model.ValueRequired, "lines[0]"},
			"two names":               {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{Batch: a.ID, EPC: a.EPC, Quantity: 1})}, model.ValueRequired, "lines[0]"},
			"no quantity":             {trace.ShipCommand{From: from, To: to, Lines: lines(line(a, 1), line(a, 0))}, model.QuantityInvalid, "lines[1].quantity"},
			"another's batch":         {trace.ShipCommand{From: from, To: to, Lines: lines(line(others, 1))}, model.NotFound, "lines[0].batch"},
			"an unknown batch":        {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{Batch: "x", Quantity: 1})}, model.NotFound, "lines[0].batch"},
			"another's lot":           {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{EPC: others.EPC, Quantity: 1})}, model.NotFound, "lines[0].epc"},
			"an unknown lot":          {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{EPC: lot("ZZ"), Quantity: 1})}, model.NotFound, "lines[0].epc"},
			"no identifier":           {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{EPC: "melon", Quantity: 1})}, model.ValueInvalid, "lines[0].epc"},
			"a broken GTIN":           {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{EPC: "(01)06901234567891(10)A", Quantity: 1})}, model.ValueInvalid, "lines[0].epc"},
			"a class":                 {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{EPC: "(01)" + melon, Quantity: 1})}, model.ValueInvalid, "lines[0].epc"},
			"a site as a lot":         {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{EPC: c.depot.ID.URN(), Quantity: 1})}, model.NotFound, "lines[0].epc"},
			"litres":                  {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{Batch: a.ID, Quantity: 1, Unit: "LTR"})}, model.UnitMismatch, "lines[0].unit"},
			"too much":                {trace.ShipCommand{From: from, To: to, Lines: lines(line(a, 101))}, model.StockShort, ""},
			"too much in two lines":   {trace.ShipCommand{From: from, To: to, Lines: lines(line(a, 60), line(a, 60))}, model.StockShort, ""},
			"held":                    {trace.ShipCommand{From: from, To: to, Lines: lines(line(a, 1), line(held, 1))}, model.BatchNotMovable, ""},
			"blocked":                 {trace.ShipCommand{From: from, To: to, Lines: lines(line(blocked, 1))}, model.BatchNotMovable, ""},
			"a draft":                 {trace.ShipCommand{From: from, To: to, Lines: lines(line(draft, 1))}, model.BatchNotMovable, ""},
			"an unknown container":    {trace.ShipCommand{From: from, To: to, Lines: lines(box(sscc(1)))}, model.NotFound, "lines[0].container"},
			"no container":            {trace.ShipCommand{From: from, To: to, Lines: lines(box("pallet 1"))}, model.ContainerInvalid, "lines[0].container"},
			"a batch as a container":  {trace.ShipCommand{From: from, To: to, Lines: lines(box(a.EPC))}, model.NotFound, "lines[0].container"},
			"a measured container":    {trace.ShipCommand{From: from, To: to, Lines: lines(trace.Line{Container: sscc(1), Quantity: 1})}, model.ValueInvalid, "lines[0].quantity"},
			"a long reference":        {trace.ShipCommand{From: from, To: to, Lines: lines(line(a, 1)), Reference: strings.Repeat("7", 101)}, model.ValueTooLong, "reference"},
			"tomorrow":                {trace.ShipCommand{From: from, To: to, Lines: lines(line(a, 1)), At: c.now().Add(24 * time.Hour)}, model.TimeOutOfOrder, "at"},
			"more lines than allowed": {trace.ShipCommand{From: from, To: to, Lines: make([]trace.Line, trace.MaxLines+1)}, model.TooLarge, ""},
		} {
			s, err := c.trace.Ship(ctx, c.farm.Actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		s, err := c.trace.Ship(ctx, c.as(c.farm, model.RoleViewer), once, trace.ShipCommand{From: from, To: to, Lines: lines(line(a, 1))})
		c.refused("a viewer", s, err, model.Forbidden, "")
		c.want("nothing moved", c.where(a), "on-hand farm site 100")
		c.want("nothing was sent", c.shipments())
	})
}

func (c *chain) suspend(p party) {
	c.t.Helper()
	if _, err := c.db.ExecContext(ctx, "UPDATE organisations SET state = 'suspended', version = version + 1 WHERE id = ?", p.Org); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.db.ExecContext(ctx, "INSERT INTO moves (id, machine, subject_id, from_state, to_state, event, actor, reason, at) "+
		"VALUES (9000000000000000000, 'organisation', ?, 'active', 'suspended', 'suspend', 'test', '', 0)", p.Org); err != nil {
		c.t.Fatal(err)
	}
}

func TestShip_refusals_speak_the_readers_language(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		_, err := c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(line(a, 120))})
		var r *model.Refusal
		if !errors.As(err, &r) {
			c.t.Fatal(err)
		}
		for lang, want := range map[model.Lang]string{
			model.ZH: "farm site 的批次 A 只有 100 千克，不能处理 120 千克。",
			model.EN: "There is only 100 kg of lot A at farm site; 120 kg is not possible.",
		} {
			if got := r.Problem.Detail.Fill(lang, r.Params); got != want {
				c.t.Errorf("%s: %s", lang, got)
			}
		}
		c.moveBatch(a, model.BatchHold)
		_, err = c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(line(a, 1))})
		if !errors.As(err, &r) {
			c.t.Fatal(err)
		}
		if got := r.Problem.Detail.Fill(model.ZH, r.Params); !strings.Contains(got, "“暂停流通”") {
			c.t.Errorf("%s", got)
		}
	})
}

func TestShip_every_spelling_of_a_lot(t *testing.T) {
	eachChain(t, func(c *chain) {
		b := c.batch(c.farm, melon, "A/1", "KGM", model.BatchDraft)
		if _, err := c.db.ExecContext(ctx, "UPDATE batches SET epc = ? WHERE id = ?", "https://id.gs1.org/01/"+melon+"/10/A%2F1", b.ID); err != nil {
			c.t.Fatal(err)
		}
		c.done(c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{Batch: b.ID}))
		spellings := []string{
			"https://id.gs1.org/01/" + melon + "/10/A%2F1", "https://shop.example/x/01/" + melon + "/10/A%2F1?17=261220", "/01/" + melon + "/10/A%2F1",
			"(01)" + melon + "(10)A/1", " (01)" + melon + "(10)A/1 ", "urn:epc:class:lgtin:690123456.0789.A%2F1",
		}
		for _, s := range spellings {
			_, err := c.trace.Sell(ctx, c.farm.Actor, once, trace.SellCommand{
				Site: c.farm.site.ID, Lines: lines(trace.Line{EPC: s, Quantity: model.Units(500), Unit: "GRM"}),
			})
			if err != nil {
				c.t.Errorf("%s: %v", s, err)
			}
		}
		c.want("sold", c.rows("SELECT CAST(amount AS CHAR) FROM balances WHERE account = 'sold'"), "3000000")
	})
}

func TestReceive_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		sent := c.now()
		sh := c.ship(c.farm, c.shop.site.ID, line(a, 10), line(a, 20))
		got := func(l ...trace.ReceivedLine) trace.ReceiveCommand {
			return trace.ReceiveCommand{Shipment: sh.ID, Lines: l}
		}
		for name, x := range map[string]struct {
			actor   model.Actor
			command trace.ReceiveCommand
			want    *model.Problem
			field   string
		}{
			"a stranger":              {c.plant.Actor, got(), model.NotFound, "shipment"},
			"no shipment":             {c.shop.Actor, trace.ReceiveCommand{}, model.NotFound, "shipment"},
			"the sender":              {c.farm.Actor, got(), model.Forbidden, ""},
			"a viewer":                {c.as(c.shop, model.RoleViewer), got(), model.Forbidden, ""},
			"an unknown line":         {c.shop.Actor, got(trace.ReceivedLine{Line: 3}), model.ShipmentLineUnknown, "lines[0].line"},
			"a line twice":            {c.shop.Actor, got(trace.ReceivedLine{Line: 1, Quantity: 1}, trace.ReceivedLine{Line: 1, Quantity: 1}), model.ValueInvalid, "lines[1].line"},
			"more than open":          {c.shop.Actor, got(trace.ReceivedLine{Line: 1, Quantity: model.Units(11)}), model.ValueInvalid, "lines[0].quantity"},
			"more lost than open":     {c.shop.Actor, got(trace.ReceivedLine{Line: 1, Lost: model.Units(11)}), model.ValueInvalid, "lines[0].lost"},
			"more together than open": {c.shop.Actor, got(trace.ReceivedLine{Line: 1, Quantity: model.Units(6), Lost: model.Units(5)}), model.ValueInvalid, "lines[0].lost"},
			"a negative amount":       {c.shop.Actor, got(trace.ReceivedLine{Line: 1, Quantity: -1}), model.ValueInvalid, "lines[0].quantity"},
			"the future":              {c.shop.Actor, trace.ReceiveCommand{Shipment: sh.ID, At: c.now().Add(time.Hour)}, model.TimeOutOfOrder, "at"},
			"before it was sent":      {c.shop.Actor, trace.ReceiveCommand{Shipment: sh.ID, At: sent.Add(-time.Hour)}, model.ValueInvalid, "at"},
		} {
			s, err := c.trace.Receive(ctx, x.actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		_, err := c.trace.Receive(ctx, c.shop.Actor, once, got(trace.ReceivedLine{Line: 1, Quantity: model.Units(11)}))
		var r *model.Refusal
		if !errors.As(err, &r) || r.Problem.Detail.Fill(model.ZH, nil) == "" || r.Fields[0].Problem.Detail.Fill(model.ZH, r.Fields[0].Params) != "“11 千克（未收 10 千克）”不是有效的值。" {
			c.t.Errorf("it does not say what is open: %v", err)
		}
		c.want("nothing moved", c.where(a), "in-transit shop site 30", "on-hand farm site 70")
		c.receive(c.shop, sh)
		s, err := c.trace.Receive(ctx, c.shop.Actor, once, got())
		c.refused("again", s, err, model.MoveNotAllowed, "")
		s, err = c.trace.Receive(ctx, c.shop.Actor, once, got(trace.ReceivedLine{Line: 1}))
		c.refused("a line again", s, err, model.ShipmentLineUnknown, "lines[0].line")
		s, err = c.trace.Refuse(ctx, c.shop.Actor, once, trace.RefuseCommand{Shipment: sh.ID, Reason: "迟到"})
		c.refused("refused when received", s, err, model.MoveNotAllowed, "")
	})
}

func TestRefuse_sends_the_rest_back(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		c.receive(c.shop, c.ship(c.farm, c.shop.site.ID, line(a, 30)))
		sh := c.ship(c.farm, c.shop.site.ID, line(a, 40))
		c.done(c.trace.Receive(ctx, c.shop.Actor, once, trace.ReceiveCommand{Shipment: sh.ID, Lines: []trace.ReceivedLine{{Line: 1, Quantity: model.Units(15)}}}))
		c.moveBatch(a, model.BatchBlock) // what is forbidden may go back all the same
		s := c.done(c.trace.Refuse(ctx, c.shop.Actor, once, trace.RefuseCommand{Shipment: sh.ID, Reason: "腐烂"}))
		back := s.Shipment
		c.want("goods", c.where(a), "in-transit farm site 25", "on-hand farm site 30", "on-hand shop site 45")
		c.want("shipments", c.shipments(), "farm site shop site received", "farm site shop site refused", "shop site farm site sent")
		c.want("reason", c.rows("SELECT reason FROM shipments WHERE id = ?", sh.ID), "腐烂")
		body := c.body(s.EventIDs[0], 0)
		c.says(body, "bizStep", `"shipping"`)
		c.says(body, "disposition", `"returned"`)
		c.says(body, "suyuan:reason", `"腐烂"`)
		c.says(body, "suyuan:stock", `"in-transit"`)
		c.says(body, "bizTransactionList", `[{"bizTransaction":"`+sh.ID.URN()+`","type":"rma"},{"bizTransaction":"`+back.ID.URN()+`","type":"desadv"}]`)
		c.want("both ends see it", c.seen(s.EventIDs[0]), "farm", "shop")
		if back.FromSite != c.shop.site.ID || back.ToSite != c.farm.site.ID || back.EventID != s.EventIDs[0] {
			c.t.Errorf("the way back is %+v", back)
		}
		s, err := c.trace.Refuse(ctx, c.shop.Actor, once, trace.RefuseCommand{Shipment: sh.ID, Reason: "又"})
		c.refused("twice", s, err, model.MoveNotAllowed, "")
		c.receive(c.farm, back)
		c.want("back in stock", c.where(a), "on-hand farm site 55", "on-hand shop site 45")
	})
}

func TestRefuse_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		sh := c.ship(c.farm, c.shop.site.ID, line(a, 40))
		for name, x := range map[string]struct {
			actor   model.Actor
			command trace.RefuseCommand
			want    *model.Problem
			field   string
		}{
			"a stranger": {c.plant.Actor, trace.RefuseCommand{Shipment: sh.ID, Reason: "x"}, model.NotFound, "shipment"},
			"the sender": {c.farm.Actor, trace.RefuseCommand{Shipment: sh.ID, Reason: "x"}, model.Forbidden, ""},
			"a viewer":   {c.as(c.shop, model.RoleViewer), trace.RefuseCommand{Shipment: sh.ID, Reason: "x"}, model.Forbidden, ""},
			"no reason":  {c.shop.Actor, trace.RefuseCommand{Shipment: sh.ID, Reason: " "}, model.ValueRequired, "reason"},
		} {
			s, err := c.trace.Refuse(ctx, x.actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		c.want("still on the way", c.shipments(), "farm site shop site sent")
	})
}

func TestShip_between_own_sites(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.shop, "A", 10)
		c.receive(c.shop, c.ship(c.shop, c.depot.ID, line(a, 4)))
		c.want("goods", c.where(a), "on-hand depot 4", "on-hand shop site 6")
	})
}

// race runs eight callers at once and counts those that succeed; all others must be refused with one of the problems.
func (c *chain) race(call func(i int) error, refusals ...*model.Problem) int {
	c.t.Helper()
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		done int
	)
	for i := range 8 {
		wg.Go(func() {
			err := call(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
				return
			}
			for _, p := range refusals {
				if errors.Is(err, p) {
					return
				}
			}
			c.t.Errorf("caller %d: %v", i, err)
		})
	}
	wg.Wait()
	return done
}

func TestShip_the_last_goods_leave_once(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 10)
		n := c.race(func(int) error {
			_, err := c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(line(a, 10))})
			return err
		}, model.StockShort)
		if n != 1 || c.count("shipments", "1 = 1") != 1 {
			c.t.Errorf("%d shipments of the last goods", n)
		}
		c.want("goods", c.where(a), "in-transit shop site 10")
	})
}

func TestShip_the_last_pallet_leaves_once(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 10)
		pallet := c.done(c.trace.Pack(ctx, c.farm.Actor, once, trace.PackCommand{Site: c.farm.site.ID, Lines: lines(line(a, 10))})).Container
		n := c.race(func(i int) error {
			if i%2 == 0 {
				_, err := c.trace.Unpack(ctx, c.farm.Actor, once, trace.UnpackCommand{Site: c.farm.site.ID, Container: pallet})
				return err
			}
			_, err := c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(box(pallet))})
			return err
		}, model.NotFound)
		if n != 1 {
			c.t.Errorf("the pallet left or was emptied %d times", n)
		}
	})
}

func TestReceive_goods_arrive_once(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 10)
		sh := c.ship(c.farm, c.shop.site.ID, line(a, 10))
		n := c.race(func(i int) error {
			if i == 0 {
				_, err := c.trace.Refuse(ctx, c.shop.Actor, once, trace.RefuseCommand{Shipment: sh.ID, Reason: "x"})
				return err
			}
			_, err := c.trace.Receive(ctx, c.shop.Actor, once, trace.ReceiveCommand{Shipment: sh.ID})
			return err
		}, model.ChangedMeanwhile, model.MoveNotAllowed)
		if n != 1 {
			c.t.Errorf("the shipment ended %d times", n)
		}
	})
}

func TestCommission_a_draft_is_made_once(t *testing.T) {
	eachChain(t, func(c *chain) {
		b := c.draft(c.farm, "A", 10, "KGM")
		n := c.race(func(int) error {
			_, err := c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{Batch: b.ID})
			return err
		}, model.MoveNotAllowed)
		if n != 1 {
			c.t.Errorf("made %d times", n)
		}
		c.want("goods", c.where(b), "on-hand farm site 10")
	})
}
