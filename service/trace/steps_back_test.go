package trace_test

import (
	"testing"

	"suyuan/model"
	"suyuan/service/trace"
)

// TestSendBack: what was received goes back to who supplied or made it, held or not, and is received there like any
// shipment; nobody else is sent anything in this way.
func TestSendBack(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.farm, "A", 100)
		own := c.made(c.shop, "OWN", 10)
		c.receive(c.plant, c.ship(c.farm, c.plant.site.ID, line(a, 60)))
		c.receive(c.shop, c.ship(c.plant, c.shop.site.ID, line(a, 50)))
		back := func(to model.SiteID, l ...trace.Line) (trace.Step, error) {
			return c.trace.SendBack(ctx, c.shop.Actor, once, trace.SendBackCommand{From: c.shop.site.ID, To: to, Lines: l, Reason: "变质", Reference: "RMA-1"})
		}
		stranger := c.company("stranger", "653121")
		s, err := back(stranger.site.ID, line(a, 5))
		c.refused("to somebody else", s, err, model.NotSupplied, "lines[0]")
		s, err = back(c.depot.ID, line(a, 5))
		c.refused("to another place of one's own", s, err, model.NotSupplied, "lines[0]")
		s, err = back(c.plant.site.ID, line(a, 5), line(own, 1))
		c.refused("own make among it", s, err, model.NotSupplied, "lines[1]")
		s, err = back(c.plant.site.ID, line(a, 51))
		c.refused("more than there is", s, err, model.StockShort, "")
		s, err = c.trace.SendBack(ctx, c.shop.Actor, once, trace.SendBackCommand{From: c.shop.site.ID, To: c.plant.site.ID, Lines: lines(line(a, 5))})
		c.refused("without a reason", s, err, model.ValueRequired, "reason")

		c.moveBatch(a, model.BatchHold)
		sent := c.done(back(c.plant.site.ID, line(a, 20)))
		body := c.body(sent.EventIDs[0], 0)
		c.says(body, "bizStep", `"shipping"`)
		c.says(body, "disposition", `"returned"`)
		c.says(body, "suyuan:reason", `"变质"`)
		c.says(body, "suyuan:reference", `"RMA-1"`)
		c.want("on the way back", c.where(a), "in-transit plant site 20", "on-hand farm site 40", "on-hand plant site 10", "on-hand shop site 30")
		c.done(back(c.farm.site.ID, line(a, 5))) // who made it takes it as well
		c.receive(c.plant, sent.Shipment)
		c.want("back again", c.where(a), "in-transit farm site 5", "on-hand farm site 40", "on-hand plant site 30", "on-hand shop site 25")
		s, err = c.trace.SendBack(ctx, c.plant.Actor, once, trace.SendBackCommand{From: c.plant.site.ID, To: c.shop.site.ID, Lines: lines(line(a, 1)), Reason: "x"})
		c.refused("a customer who sent goods back has not supplied them", s, err, model.NotSupplied, "lines[0]")
		c.sound()
	})
}

// TestSendBack_containers: a container goes back as it came, or when everything in it came from there.
func TestSendBack_containers(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, own := c.made(c.farm, "A", 100), c.made(c.shop, "OWN", 10)
		box := c.pack(c.farm, "", line(a, 30))
		c.receive(c.shop, c.ship(c.farm, c.shop.site.ID, trace.Line{Container: box}, line(a, 20)))
		back := func(to model.SiteID, container string) (trace.Step, error) {
			return c.trace.SendBack(ctx, c.shop.Actor, once, trace.SendBackCommand{From: c.shop.site.ID, To: to, Lines: lines(trace.Line{Container: container}), Reason: "x"})
		}
		s, err := back(c.plant.site.ID, box)
		c.refused("a box to somebody else", s, err, model.NotSupplied, "lines[0].container")
		mixed := c.pack(c.shop, "", line(a, 5), line(own, 5))
		s, err = back(c.farm.site.ID, mixed)
		c.refused("a box with own make", s, err, model.NotSupplied, "lines[0].container")
		c.done(back(c.farm.site.ID, c.pack(c.shop, "", line(a, 5))))
		c.done(back(c.farm.site.ID, box))
		c.want("all of it", c.where(a), "in-transit farm site packed 35", "on-hand farm site 50", "on-hand shop site 10", "on-hand shop site packed 5")

		c.done(c.trace.Sell(ctx, c.shop.Actor, once, trace.SellCommand{Site: c.shop.site.ID, Lines: lines(line(a, 4))}))
		c.done(c.trace.Return(ctx, c.shop.Actor, once, trace.ReturnCommand{Site: c.shop.site.ID, Lines: lines(line(a, 4))}))
		c.done(c.trace.SendBack(ctx, c.shop.Actor, once, trace.SendBackCommand{
			From: c.shop.site.ID, To: c.farm.site.ID, Lines: lines(line(a, 4)), Reason: "召回", FromReturned: true,
		}))
		c.want("what consumers returned", c.where(a), "in-transit farm site 4", "in-transit farm site packed 35", "on-hand farm site 50", "on-hand shop site 6", "on-hand shop site packed 5")
		c.sound()
	})
}
