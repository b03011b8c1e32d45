package trace_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service/trace"
)

var ctx = context.Background()

func TestCommission(t *testing.T) {
	eachChain(t, func(c *chain) {
		b := c.draft(c.farm, "L1", 100, "KGM")
		c.want("before", c.where(b))
		s := c.done(c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{
			Batch: b.ID, At: time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC), Harvest: true, Note: "露水天采收",
		}))
		c.want("stock", c.where(b), "on-hand farm site 100")
		c.want("state", c.rows("SELECT state FROM batches WHERE id = ?", b.ID), "active")
		body := c.body(s.EventIDs[0], 0)
		c.says(body, "type", `"ObjectEvent"`)
		c.says(body, "action", `"ADD"`)
		c.says(body, "bizStep", `"creating_class_instance"`)
		c.says(body, "disposition", `"active"`)
		c.says(body, "eventTime", `"2026-11-20T18:30:00.000+08:00"`)
		c.says(body, "eventTimeZoneOffset", `"+08:00"`)
		c.says(body, "quantityList", `[{"epcClass":"`+b.EPC+`","quantity":100,"uom":"KGM"}]`)
		c.says(body, "readPoint", `{"id":"`+c.farm.gln()+`"}`)
		c.says(body, "bizLocation", `{"id":"`+c.farm.gln()+`"}`)
		c.says(body, "ilmd", `{"cbvmda:harvestEndDate":"2026-11-20","cbvmda:harvestStartDate":"2026-11-20","cbvmda:itemExpirationDate":"2026-12-20","cbvmda:lotNumber":"L1"}`)
		c.says(body, "suyuan:note", `"露水天采收"`)

		less := c.draft(c.farm, "L2", 100, "KGM")
		s = c.done(c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{
			Batch: less.ID, Site: c.farm.site.ID, Quantity: model.Units(1500), Unit: "GRM",
		}))
		c.want("in the batch's own unit", c.where(less), "on-hand farm site 1.5")
		body = c.body(s.EventIDs[0], 0)
		c.says(body, "ilmd", `{"cbvmda:itemExpirationDate":"2026-12-20","cbvmda:lotNumber":"L2","cbvmda:productionDate":"2026-11-20"}`)
		c.says(body, "@context", "")
		c.says(body, "suyuan:note", "")
	})
}

func TestCommission_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		b := c.draft(c.farm, "L1", 100, "KGM")
		made := c.made(c.farm, "L2", 10)
		for name, x := range map[string]struct {
			actor   model.Actor
			command trace.CommissionCommand
			want    *model.Problem
			field   string
		}{
			"nobody":               {model.Actor{}, trace.CommissionCommand{Batch: b.ID}, model.Unauthenticated, ""},
			"a viewer":             {c.as(c.farm, model.RoleViewer), trace.CommissionCommand{Batch: b.ID}, model.Forbidden, ""},
			"another's batch":      {c.plant.Actor, trace.CommissionCommand{Batch: b.ID}, model.NotFound, "batch"},
			"no batch":             {c.farm.Actor, trace.CommissionCommand{}, model.NotFound, "batch"},
			"another's site":       {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Site: c.plant.site.ID}, model.NotFound, "site"},
			"the future":           {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, At: c.now().Add(time.Minute)}, model.TimeOutOfOrder, "at"},
			"the eighties":         {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, At: time.Date(1989, 12, 31, 0, 0, 0, 0, time.UTC)}, model.TimeInvalid, "at"},
			"more than registered": {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Quantity: model.Units(101)}, model.QuantityInvalid, "quantity"},
			"less than nothing":    {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Quantity: -1}, model.QuantityInvalid, "quantity"},
			"litres of kilograms":  {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Quantity: 1, Unit: "LTR"}, model.UnitMismatch, "unit"},
			"an unknown unit":      {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Quantity: 1, Unit: "XYZ"}, model.UnitUnknown, "unit"},
			"inexact":              {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Quantity: 1, Unit: "GRM"}, model.UnitMismatch, "unit"},
			"a long note":          {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Note: strings.Repeat("长", 501)}, model.ValueTooLong, "note"},
			"a note turned round":  {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Note: "a\u202eb"}, model.ValueInvalid, "note"},
			"no text":              {c.farm.Actor, trace.CommissionCommand{Batch: b.ID, Note: "a\xff"}, model.ValueInvalid, "note"},
			"made already":         {c.farm.Actor, trace.CommissionCommand{Batch: made.ID}, model.MoveNotAllowed, ""},
		} {
			s, err := c.trace.Commission(ctx, x.actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		if n := c.count("events", "1 = 1"); n != 1 {
			c.t.Errorf("%d events stand, want the one of L2", n)
		}
		c.moveBatch(b, model.BatchActivate, model.BatchHold)
		s, err := c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{Batch: b.ID})
		c.refused("held", s, err, model.MoveNotAllowed, "")
	})
}

// as is an actor of a company with another role.
func (c *chain) as(p party, r model.Role) model.Actor {
	a := p.Actor
	a.Roles = []model.Role{r}
	return a
}

func TestSteps_retry_with_the_same_key_changes_nothing(t *testing.T) {
	eachChain(t, func(c *chain) {
		b := c.made(c.farm, "L1", 100)
		key := model.Idempotency{Operation: "ship", Key: "k1"}
		command := trace.ShipCommand{From: c.farm.site.ID, To: c.shop.site.ID, Lines: lines(line(b, 10))}
		first := c.done(c.trace.Ship(ctx, c.farm.Actor, key, command))
		again := c.done(c.trace.Ship(ctx, c.farm.Actor, key, command))
		if first.Shipment.ID == "" || first.Shipment != again.Shipment || first.EventIDs[0] != again.EventIDs[0] || first.Recorded != again.Recorded {
			c.t.Errorf("answered %+v and then %+v", first, again)
		}
		c.want("shipped once", c.where(b), "in-transit shop site 10", "on-hand farm site 90")
		// without a key two equal operations are two, even in the same millisecond
		at := c.now().Truncate(time.Second)
		for range 2 {
			c.done(c.trace.Sell(ctx, c.farm.Actor, once, trace.SellCommand{Site: c.farm.site.ID, Lines: lines(line(b, 1)), At: at}))
		}
		c.want("sold twice", c.where(b), "in-transit shop site 10", "on-hand farm site 88", "sold farm site 2")
	})
}
