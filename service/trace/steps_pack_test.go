package trace_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service/trace"
)

func same(a, b any) bool { return reflect.DeepEqual(a, b) }

// pack packs at a company's first site.
func (c *chain) pack(p party, container string, l ...trace.Line) string {
	c.t.Helper()
	return c.done(c.trace.Pack(ctx, p.Actor, once, trace.PackCommand{Site: p.site.ID, Container: container, Lines: l})).Container
}

// unpack unpacks at a company's first site.
func (c *chain) unpack(p party, container string, l ...trace.Line) {
	c.t.Helper()
	c.done(c.trace.Unpack(ctx, p.Actor, once, trace.UnpackCommand{Site: p.site.ID, Container: container, Lines: l}))
}

// inside shows what lies in containers now, by the edges.
func (c *chain) inside() []string {
	c.t.Helper()
	list := c.rows("SELECT COALESCE(b.lot, s.epc), d.epc FROM edges e JOIN nodes s ON s.id = e.src JOIN nodes d ON d.id = e.dst LEFT JOIN batches b ON b.id = s.batch_id " +
		"WHERE e.kind = 'contain' AND e.known_to = 9223372036854775807 AND e.to_time = 9223372036854775807 ORDER BY 1, 2")
	for i := range list {
		list[i] = strings.ReplaceAll(list[i], "https://id.gs1.org/00/", "")
	}
	return list
}

func number(epc string) string { return strings.TrimPrefix(epc, "https://id.gs1.org/00/") }

func TestPack_and_unpack(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, b := c.made(c.farm, "A", 100), c.made(c.farm, "B", 100)
		s := c.done(c.trace.Pack(ctx, c.farm.Actor, once, trace.PackCommand{
			Site: c.farm.site.ID, Container: number(sscc(1)), Lines: lines(line(a, 10), line(b, 20)),
		}))
		if s.Container != sscc(1) {
			c.t.Errorf("packed into %s", s.Container)
		}
		body := c.body(s.EventIDs[0], 0)
		c.says(body, "type", `"AggregationEvent"`)
		c.says(body, "action", `"ADD"`)
		c.says(body, "bizStep", `"packing"`)
		c.says(body, "parentID", `"`+sscc(1)+`"`)
		c.says(body, "childQuantityList", `[{"epcClass":"`+a.EPC+`","quantity":10,"uom":"KGM"},{"epcClass":"`+b.EPC+`","quantity":20,"uom":"KGM"}]`)
		c.want("A packed", c.where(a), "on-hand farm site 90", "on-hand farm site packed 10")
		c.want("inside", c.inside(), "A "+number(sscc(1)), "B "+number(sscc(1)))

		outer := c.pack(c.farm, "(00)"+number(sscc(2)), box("urn:epc:id:sscc:6901234.0000000001"), line(a, 5))
		c.want("nested", c.inside(), "A "+number(sscc(1)), "A "+number(sscc(2)), "B "+number(sscc(1)), number(sscc(1))+" "+number(sscc(2)))
		sh := c.ship(c.farm, c.shop.site.ID, box(outer))
		c.want("A on the way", c.where(a), "in-transit shop site packed 15", "on-hand farm site 85")
		c.want("B on the way", c.where(b), "in-transit shop site packed 20", "on-hand farm site 80")
		c.want("its line", c.rows("SELECT quantity, `open`, container, done FROM shipment_lines"), "0 0 1 0")
		got := c.receive(c.shop, sh)
		c.says(c.body(got.EventIDs[0], 0), "epcList", `["`+outer+`"]`)
		c.want("A arrived", c.where(a), "on-hand farm site 85", "on-hand shop site packed 15")
		c.want("received", c.shipments(), "farm site shop site received")

		c.unpack(c.shop, outer, box(sscc(1)))
		c.want("the case is out", c.inside(), "A "+number(sscc(1)), "A "+number(sscc(2)), "B "+number(sscc(1)))
		// lots that were never named to the shop are its own to handle now
		c.unpack(c.shop, sscc(1), line(b, 12))
		c.want("B", c.where(b), "on-hand farm site 80", "on-hand shop site 12", "on-hand shop site packed 8")
		c.unpack(c.shop, sscc(1))
		c.want("B out", c.where(b), "on-hand farm site 80", "on-hand shop site 20")
		c.want("A out of the case", c.where(a), "on-hand farm site 85", "on-hand shop site 10", "on-hand shop site packed 5")
		c.want("left", c.inside(), "A "+number(sscc(2)))
		c.done(c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: c.shop.site.ID, Lines: lines(line(b, 20), box(outer))}))
		c.want("B sold", c.where(b), "on-hand farm site 80", "sold shop site 20")
		c.want("A sold", c.where(a), "on-hand farm site 85", "on-hand shop site 10", "sold shop site 5")
		c.want("nothing is packed", c.inside())
	})
}

func TestPack_containers_of_companies_without_a_prefix(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		own := c.pack(c.farm, "", line(a, 10))
		if !strings.HasPrefix(own, "urn:uuid:") {
			c.t.Fatalf("made %s", own)
		}
		if again := c.pack(c.farm, own, line(a, 5)); again != own {
			c.t.Errorf("filled %s instead of %s", again, own)
		}
		c.receive(c.shop, c.ship(c.farm, c.shop.site.ID, box(own)))
		c.want("arrived", c.where(a), "on-hand farm site 85", "on-hand shop site packed 15")
		c.unpack(c.shop, own)
		b := c.made(c.shop, "B", 1)
		c.pack(c.shop, own, line(b, 1)) // an empty crate is used again
		c.want("used again", c.where(b), "on-hand shop site packed 1")
	})
}

func TestPack_a_refused_pallet_goes_back_whole(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		inner := c.pack(c.farm, sscc(1), line(a, 10))
		outer := c.pack(c.farm, sscc(2), box(inner), line(a, 10))
		sh := c.ship(c.farm, c.shop.site.ID, box(outer), line(a, 7))
		back := c.done(c.trace.Refuse(ctx, c.shop.Actor, once, trace.RefuseCommand{Shipment: sh.ID, Reason: "错货"})).Shipment
		c.want("on the way back", c.where(a), "in-transit farm site 7", "in-transit farm site packed 20", "on-hand farm site 73")
		c.receive(c.farm, back)
		c.want("back", c.where(a), "on-hand farm site 80", "on-hand farm site packed 20")
		c.want("still packed", c.inside(), "A "+number(inner), "A "+number(outer), number(inner)+" "+number(outer))
		s, err := c.trace.Receive(ctx, c.shop.Actor, once, trace.ReceiveCommand{Shipment: sh.ID, Lines: []trace.ReceivedLine{{Line: 2}}})
		c.refused("received after all", s, err, model.ShipmentLineUnknown, "lines[0].line")
	})
}

func TestPack_a_case_leaves_its_pallet(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		one, two := c.pack(c.farm, sscc(1), line(a, 10)), c.pack(c.farm, sscc(2), line(a, 10))
		pallet := c.pack(c.farm, sscc(3), box(one), box(two), line(a, 1))
		s := c.done(c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(box(one))}))
		c.says(c.body(s.EventIDs[0], 0), "childEPCs", `["`+one+`"]`)
		if s.Shipment.EventID != s.EventIDs[1] {
			c.t.Errorf("the shipment is %s of %v", s.Shipment.EventID, s.EventIDs)
		}
		c.done(c.trace.Sell(ctx, c.farm.Actor, once, trace.SellCommand{Site: c.farm.site.ID, Lines: lines(box(two))}))
		c.want("left", c.inside(), "A "+number(one), "A "+number(pallet))
		c.receive(c.shop, c.ship(c.farm, c.shop.site.ID, box(pallet)))
		c.receive(c.shop, s.Shipment)
		c.want("goods", c.where(a), "on-hand farm site 79", "on-hand shop site packed 11", "sold farm site 10")
	})
}

func TestPack_an_empty_case_is_where_its_pallet_is(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, b := c.made(c.farm, "A", 100), c.made(c.shop, "B", 10)
		crate := c.pack(c.farm, sscc(1), line(a, 10))
		pallet := c.pack(c.farm, sscc(2), box(crate), line(a, 1))
		c.unpack(c.farm, crate)
		s, err := c.trace.Pack(ctx, c.shop.Actor, once, trace.PackCommand{Site: c.shop.site.ID, Container: crate, Lines: lines(line(b, 1))})
		c.refused("a crate on another's pallet", s, err, model.NotFound, "container")
		c.pack(c.farm, crate, line(a, 2))
		c.receive(c.shop, c.ship(c.farm, c.shop.site.ID, box(pallet)))
		c.want("all of it arrived", c.where(a), "on-hand farm site 97", "on-hand shop site packed 3")
		c.want("as it was packed", c.inside(), "A "+number(crate), "A "+number(pallet), number(crate)+" "+number(pallet))
	})
}

func TestPack_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, held := c.made(c.farm, "A", 100), c.made(c.farm, "H", 10)
		inner := c.pack(c.farm, sscc(1), line(a, 10))
		outer := c.pack(c.farm, sscc(2), box(inner))
		packed := c.now()
		theirs := c.made(c.shop, "S", 10)
		c.pack(c.shop, sscc(3), line(theirs, 5))
		withHeld := c.pack(c.farm, sscc(4), line(held, 5))
		c.moveBatch(held, model.BatchHold)
		site := c.farm.site.ID
		command := func(container string, l ...trace.Line) trace.PackCommand {
			return trace.PackCommand{Site: site, Container: container, Lines: l}
		}
		early := command(sscc(2), line(a, 1))
		early.At = packed.Add(-time.Hour)
		for name, x := range map[string]struct {
			command trace.PackCommand
			want    *model.Problem
			field   string
		}{
			"another's site":               {trace.PackCommand{Site: c.shop.site.ID, Lines: lines(line(a, 1))}, model.NotFound, "site"},
			"nothing":                      {command(sscc(9)), model.ValueRequired, "lines"},
			"a wrong check digit":          {command("069012340000000019", line(a, 1)), model.ContainerInvalid, "container"},
			"any text":                     {command("box", line(a, 1)), model.ContainerInvalid, "container"},
			"a GTIN":                       {command("(01)"+melon, line(a, 1)), model.ContainerInvalid, "container"},
			"a URN nobody made":            {command("urn:uuid:0190b5c0-0000-7000-8000-000000000000", line(a, 1)), model.ContainerInvalid, "container"},
			"the URN of a site":            {command(c.depot.ID.URN(), line(a, 1)), model.ContainerInvalid, "container"},
			"the URN of a batch":           {command(a.EPC, line(a, 1)), model.ContainerInvalid, "container"},
			"another's container":          {command(sscc(3), line(a, 1)), model.NotFound, "container"},
			"into itself":                  {command(outer, box(outer)), model.ContainerCycle, ""},
			"into what lies in it":         {command(inner, box(outer)), model.ContainerCycle, ""},
			"another's container inside":   {command(sscc(9), box(sscc(3))), model.NotFound, "lines[0].container"},
			"a container twice":            {command(sscc(9), box(inner), box(inner)), model.ValueInvalid, "lines[1].container"},
			"more than there is":           {command(sscc(9), line(a, 91)), model.StockShort, ""},
			"held":                         {command(sscc(9), line(held, 1)), model.BatchNotMovable, ""},
			"held in a case":               {command(sscc(9), box(withHeld)), model.BatchNotMovable, ""},
			"before it was packed at last": {early, model.ValueInvalid, "at"},
		} {
			s, err := c.trace.Pack(ctx, c.farm.Actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		s, err := c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: site, To: c.shop.site.ID, Lines: lines(box(withHeld))})
		c.refused("a held lot holds its pallet", s, err, model.BatchNotMovable, "")
		s, err = c.trace.Ship(ctx, c.shop.Actor, once, trace.ShipCommand{From: c.shop.site.ID, To: site, Lines: lines(box(outer))})
		c.refused("another's pallet", s, err, model.NotFound, "lines[0].container")
		s, err = c.trace.Ship(ctx, c.shop.Actor, once, trace.ShipCommand{From: c.depot.ID, To: site, Lines: lines(box(sscc(3)))})
		c.refused("a pallet at another site", s, err, model.NotFound, "lines[0].container")
		s, err = c.trace.Ship(ctx, c.farm.Actor, once, trace.ShipCommand{From: site, To: c.shop.site.ID, Lines: lines(box(outer)), At: packed.Add(-time.Hour)})
		c.refused("shipped before it was packed", s, err, model.ValueInvalid, "at")
		if c.count("nodes", "epc = ?", sscc(9)) != 0 {
			c.t.Error("a refused operation left its container behind")
		}
	})
}

func TestUnpack_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, b := c.made(c.farm, "A", 100), c.made(c.farm, "B", 100)
		inner := c.pack(c.farm, sscc(1), line(a, 10))
		at := c.now()
		c.done(c.trace.Pack(ctx, c.farm.Actor, once, trace.PackCommand{Site: c.farm.site.ID, Container: sscc(2), Lines: lines(box(inner), line(b, 5)), At: at}))
		outer, loose := sscc(2), c.pack(c.farm, sscc(3), line(a, 1))
		site := c.farm.site.ID
		for name, x := range map[string]struct {
			actor   model.Actor
			command trace.UnpackCommand
			want    *model.Problem
			field   string
		}{
			"a stranger":           {c.shop.Actor, trace.UnpackCommand{Site: c.shop.site.ID, Container: outer}, model.NotFound, "container"},
			"another's site":       {c.shop.Actor, trace.UnpackCommand{Site: site, Container: outer}, model.NotFound, "site"},
			"an unknown container": {c.farm.Actor, trace.UnpackCommand{Site: site, Container: sscc(8)}, model.NotFound, "container"},
			"no container":         {c.farm.Actor, trace.UnpackCommand{Site: site}, model.ContainerInvalid, "container"},
			"more than inside":     {c.farm.Actor, trace.UnpackCommand{Site: site, Container: outer, Lines: lines(line(b, 6))}, model.StockShort, ""},
			"what is not inside":   {c.farm.Actor, trace.UnpackCommand{Site: site, Container: outer, Lines: lines(line(a, 1))}, model.StockShort, ""},
			"a box from elsewhere": {c.farm.Actor, trace.UnpackCommand{Site: site, Container: outer, Lines: lines(box(loose))}, model.NotFound, "lines[0].container"},
			"at the same instant":  {c.farm.Actor, trace.UnpackCommand{Site: site, Container: outer, At: at}, model.ValueInvalid, "at"},
		} {
			s, err := c.trace.Unpack(ctx, x.actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		s, err := c.trace.Sell(ctx, c.farm.Actor, once, trace.SellCommand{Site: site, Lines: lines(box(outer)), At: at})
		c.refused("sold at the instant it was packed", s, err, model.ValueInvalid, "at")
		// another case with the same lot, packed since, is no hindrance
		c.done(c.trace.Unpack(ctx, c.farm.Actor, once, trace.UnpackCommand{Site: site, Container: outer, At: at.Add(2 * time.Microsecond)}))
		s, err = c.trace.Unpack(ctx, c.farm.Actor, once, trace.UnpackCommand{Site: site, Container: outer})
		c.refused("empty", s, err, model.NotFound, "container")
	})
}
