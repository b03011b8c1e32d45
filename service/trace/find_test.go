package trace_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/service/trace"
)

// TestFindReadsCodes: a lot is found however its code is written, and by those who may know of it only.
func TestFindReadsCodes(t *testing.T) {
	eachChain(t, func(c *chain) {
		ctx := context.Background()
		gtin := "06901234000016"
		b := c.batch(c.farm, gtin, "L-1", "KGM", model.BatchDraft)
		c.done(c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{Batch: b.ID}))
		bare := c.made(c.farm, "BARE", 50)
		c.done(c.trace.Pack(ctx, c.farm.Actor, once, trace.PackCommand{Site: c.farm.site.ID, Container: checked("06901234000000001"), Lines: lines(line(b, 10))}))
		for _, code := range []string{
			b.ID.String(), b.EPC, "https://shop.example/01/" + gtin + "/10/L-1", "https://shop.example/01/" + gtin + "/10/L-1/21/7?17=270101", "(01)" + gtin + "(10)L-1",
			"(01)" + gtin + "(17)270101(10)L-1", "]d201" + gtin + "10L-1", "]C101" + gtin + "1727010110L-1", "01" + gtin + "10L-1\x1d3103000500", b.Code,
			"https://shop.example/c/" + b.Code, "/c/" + b.Code, "L-1", " L-1 ",
		} {
			f, err := c.trace.Find(ctx, c.farm.Actor, code)
			if err != nil || len(f.Lots) != 1 || f.Lots[0].Batch.ID != b.ID {
				t.Errorf("%q: %v, %d lots", code, err, len(f.Lots))
				continue
			}
			if got := len(f.Lots[0].Stock); got != 2 {
				t.Errorf("%q: %d rows of stock, want loose and packed", code, got)
			}
			if _, err := c.trace.Find(ctx, c.shop.Actor, code); !errors.Is(err, model.CodeUnknown) {
				t.Errorf("%q: a stranger gets %v", code, err)
			}
		}
		if f, err := c.trace.Find(ctx, c.farm.Actor, gtin); err != nil || len(f.Lots) != 1 {
			t.Errorf("by GTIN: %v %d", err, len(f.Lots))
		}
		if f, err := c.trace.Find(ctx, c.farm.Actor, bare.EPC); err != nil || len(f.Lots) != 1 || f.Lots[0].Batch.ID != bare.ID {
			t.Errorf("by URN: %v %d", err, len(f.Lots))
		}
		for _, code := range []string{"", "L", "nothing", "(01)" + gtin + "(10)", "]d2", "00", strings.Repeat("9", 3000), "\x1d", "urn:uuid:"} {
			if f, err := c.trace.Find(ctx, c.farm.Actor, code); !errors.Is(err, model.CodeUnknown) {
				t.Errorf("%q: %v %v", code, f, err)
			}
		}
	})
}

// TestFindKnowsContainersAndShipments: what lies in a container and what a shipment is are found by their codes.
func TestFindKnowsContainersAndShipments(t *testing.T) {
	eachChain(t, func(c *chain) {
		ctx := context.Background()
		a := c.made(c.farm, "A", 100)
		packed := c.done(c.trace.Pack(ctx, c.farm.Actor, once, trace.PackCommand{Site: c.farm.site.ID, Lines: lines(line(a, 40))}))
		f, err := c.trace.Find(ctx, c.farm.Actor, packed.Container)
		if err != nil || f.Container != packed.Container || len(f.Contents) != 1 || f.Contents[0].Balance.Amount != model.Units(40) {
			t.Errorf("container: %+v %v", f, err)
		}
		if _, err := c.trace.Find(ctx, c.shop.Actor, packed.Container); !errors.Is(err, model.CodeUnknown) {
			t.Errorf("a stranger's container: %v", err)
		}
		sent := c.done(c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(line(a, 10))}))
		for _, code := range []string{sent.Shipment.ID.String(), sent.Shipment.ID.URN()} {
			for who, actor := range map[string]model.Actor{"sender": c.farm.Actor, "receiver": c.shop.Actor} {
				if f, err := c.trace.Find(ctx, actor, code); err != nil || f.Shipment == nil || f.Shipment.ID != sent.Shipment.ID {
					t.Errorf("shipment for the %s: %v", who, err)
				}
			}
			if _, err := c.trace.Find(ctx, c.plant.Actor, code); !errors.Is(err, model.CodeUnknown) {
				t.Errorf("a stranger's shipment: %v", err)
			}
		}
	})
}

// TestCheck: whether something may be sold follows from its lot's state and its last day.
func TestCheck(t *testing.T) {
	eachChain(t, func(c *chain) {
		ctx := context.Background()
		check := func(what, code string, who party, want trace.CheckReason, inStock bool) trace.Verdict {
			t.Helper()
			v, err := c.trace.Check(ctx, who.Actor, code)
			if err != nil || v.Why != want || v.Sell != (want == trace.CheckFine) || v.InStock != inStock {
				t.Errorf("%s: %v, sell %t, in stock %t, %v; want %v", what, v.Why, v.Sell, v.InStock, err, want)
			}
			return v
		}
		a := c.made(c.farm, "A", 100)
		check("fine", a.EPC, c.farm, trace.CheckFine, true)
		v := check("fine, another's", a.Code, c.shop, trace.CheckFine, false)
		if v.Batch.Quantity != 0 {
			t.Errorf("the till learns another company's quantity %v", v.Batch.Quantity)
		}
		packed := c.done(c.trace.Pack(ctx, c.farm.Actor, once, trace.PackCommand{Site: c.farm.site.ID, Lines: lines(line(a, 40))}))
		check("container", packed.Container, c.farm, trace.CheckFine, true)

		c.moveBatch(a, model.BatchHold)
		check("held", a.EPC, c.farm, trace.CheckHeld, true)
		check("container with a held lot", packed.Container, c.farm, trace.CheckHeld, true)
		c.moveBatch(a, model.BatchBlock)
		if v := check("blocked", a.EPC, c.shop, trace.CheckBlocked, false); v.Since == 0 || v.By != model.KindRegulator {
			t.Errorf("blocked since %v by %q", v.Since, v.By)
		}
		c.moveBatch(a, model.BatchClose)
		check("closed because blocked", a.EPC, c.shop, trace.CheckBlocked, false)

		b := c.made(c.farm, "B", 10)
		c.moveBatch(b, model.BatchClose)
		check("closed", b.EPC, c.shop, trace.CheckClosed, false)

		d := c.draft(c.farm, "D", 5, "KGM")
		check("own draft", d.EPC, c.farm, trace.CheckDraft, false)
		check("another's draft", d.EPC, c.shop, trace.CheckUnknown, false)
		check("nothing", "no such code", c.shop, trace.CheckUnknown, false)
		check("empty", "", c.shop, trace.CheckUnknown, false)

		e := c.made(c.farm, "E", 10)
		c.exec("UPDATE batches SET expires = '2026-11-21' WHERE id = ?", e.ID)
		c.exec("UPDATE stock SET expires = '2026-11-21' WHERE node_id = (SELECT id FROM nodes WHERE batch_id = ?)", e.ID)
		check("expired", e.EPC, c.farm, trace.CheckExpired, true)

		gtin := "06901234000016"
		one := c.batch(c.farm, gtin, "G1", "KGM", model.BatchDraft)
		c.done(c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{Batch: one.ID}))
		if v := check("a trade item", gtin, c.farm, trace.CheckUnclear, false); len(v.Lots) != 1 || !v.Lots[0].Sell {
			t.Errorf("lots to choose from: %+v", v.Lots)
		}
		check("another's trade item", gtin, c.shop, trace.CheckUnclear, false)
	})
}

// TestEventFile: an event says in words what it is about, and only those who may see it read it.
func TestEventFile(t *testing.T) {
	eachChain(t, func(c *chain) {
		ctx := context.Background()
		a := c.made(c.farm, "A", 100)
		out := c.draft(c.farm, "OUT", 60, "KGM")
		made := c.done(c.trace.Transform(ctx, c.farm.Actor, once, trace.TransformCommand{
			Site: c.farm.site.ID, Inputs: lines(line(a, 80)), Outputs: lines(trace.Line{Batch: out.ID}), Note: "第一次",
		}))
		f, err := c.trace.EventFile(ctx, c.farm.Actor, made.EventIDs[0])
		if err != nil {
			t.Fatal(err)
		}
		if f.Note != "第一次" || f.Total != 2 || len(f.Things) != 2 || !f.Correctable || f.Orgs[f.Event.OrgID].Name.EN != "farm" {
			t.Errorf("file: %+v", f)
		}
		if share, ok := f.Yield(); !ok || share != 7500 {
			t.Errorf("yield %d %t, want 75 %%", share, ok)
		}
		if _, err := c.trace.EventFile(ctx, c.shop.Actor, made.EventIDs[0]); !errors.Is(err, model.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
		sent := c.done(c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(line(out, 50)), Reference: "D 7"}))
		if f, err = c.trace.EventFile(ctx, c.shop.Actor, sent.EventIDs[0]); err != nil {
			t.Fatal(err)
		}
		if f.Shipment != sent.Shipment.ID || f.Correctable || f.From.Org.Name.EN != "farm" || f.To.Site.Name.EN != "shop site" || f.Reference != "D 7" {
			t.Errorf("shipping: %+v", f)
		}
		rows, words, _, err := c.trace.EventsInWords(ctx, c.farm.Actor, trace.EventFilter{}, model.Page{})
		if err != nil || len(rows) != 3 {
			t.Fatal(len(rows), err)
		}
		for _, e := range rows {
			if words.Total[e.Seq] == 0 || len(words.Things[e.Seq]) == 0 || words.Orgs[e.OrgID].Name.Empty() || words.Places[e.ReadPoint].Name.Empty() {
				t.Errorf("%s without words", e.BizStep)
			}
		}
	})
}

// TestShipmentFile: what was received, lost and refused of each line follows from the events of the shipment.
func TestShipmentFile(t *testing.T) {
	eachChain(t, func(c *chain) {
		ctx := context.Background()
		a, b := c.made(c.farm, "A", 100), c.made(c.farm, "B", 100)
		sent := c.done(c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(line(a, 30), line(b, 20))}))
		c.done(c.trace.Receive(ctx, c.shop.Actor, once, trace.ReceiveCommand{Shipment: sent.Shipment.ID, Lines: []trace.ReceivedLine{{Line: 1, Quantity: model.Units(10), Lost: model.Units(5)}}}))
		file := func(id model.ShipmentID) trace.ShipmentFile {
			f, err := c.trace.ShipmentFile(ctx, c.farm.Actor, id)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		f := file(sent.Shipment.ID)
		if want := (trace.LineFate{Received: model.Units(10), Lost: model.Units(5)}); f.Fates[0] != want || f.Fates[1] != (trace.LineFate{}) || f.Due == 0 {
			t.Errorf("partly: %+v due %v", f.Fates, f.Due)
		}
		back := c.done(c.trace.Refuse(ctx, c.shop.Actor, once, trace.RefuseCommand{Shipment: sent.Shipment.ID, Reason: "warm"}))
		f = file(sent.Shipment.ID)
		if f.Fates[0].Refused != model.Units(15) || f.Fates[1].Refused != model.Units(20) || f.Due != 0 || f.Reason != "warm" {
			t.Errorf("refused: %+v %q", f.Fates, f.Reason)
		}
		var what []string
		for _, e := range f.Events {
			what = append(what, e.What)
		}
		if !slices.Equal(what, []string{"sent", "received", "lost", "returned"}) {
			t.Errorf("events: %v", what)
		}
		if f := file(back.Shipment.ID); len(f.Events) != 1 || f.Events[0].What != "sent" {
			t.Errorf("the way back: %+v", f.Events)
		}
		if _, err := c.trace.ShipmentFile(ctx, c.plant.Actor, sent.Shipment.ID); !errors.Is(err, model.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
		products, sites, err := c.trace.StockChoices(ctx, c.shop.Actor)
		if err != nil || len(products) != 1 || len(sites) != 1 || sites[0].Site != c.shop.site.ID {
			t.Errorf("choices: %v %v %v", products, sites, err)
		}
		open, _, err := c.trace.Shipments(ctx, c.farm.Actor, trace.ShipmentFilter{In: true, Open: true, OldestFirst: true}, model.Page{})
		if err != nil || len(open) != 1 || open[0].ID != back.Shipment.ID {
			t.Errorf("open: %v %v", open, err)
		}
	})
}
