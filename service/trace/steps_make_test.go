package trace_test

import (
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service/trace"
)

// arrows shows the standing arrows of the genealogy by lot number; a step joins many to many.
func (c *chain) arrows() []string {
	c.t.Helper()
	return c.rows("SELECT COALESCE(sb.lot, s.level), COALESCE(db.lot, d.level), e.kind, CAST(e.quantity AS CHAR) FROM edges e " +
		"JOIN nodes s ON s.id = e.src JOIN nodes d ON d.id = e.dst LEFT JOIN batches sb ON sb.id = s.batch_id LEFT JOIN batches db ON db.id = d.batch_id " +
		"WHERE e.known_to = 9223372036854775807 AND e.kind = 'transform' ORDER BY 1, 2, 4")
}

func TestTransform(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, b := c.made(c.plant, "A", 100), c.made(c.plant, "B", 100)
		jam := c.draft(c.plant, "J", 500, "EA")
		s := c.done(c.trace.Transform(ctx, c.plant.Actor, once, trace.TransformCommand{
			Site: c.plant.site.ID, Inputs: lines(line(a, 60), line(b, 40)), Outputs: lines(trace.Line{Batch: jam.ID}), Note: "熬煮",
		}))
		c.want("A", c.where(a), "consumed plant site 60", "on-hand plant site 40")
		c.want("jam", c.where(jam), "on-hand plant site 500")
		c.want("state", c.rows("SELECT state FROM batches WHERE id = ?", jam.ID), "active")
		c.want("arrows", c.arrows(), "A J transform 60000000", "B J transform 40000000")
		body := c.body(s.EventIDs[0], 0)
		c.says(body, "type", `"TransformationEvent"`)
		c.says(body, "bizStep", `"creating_class_instance"`)
		c.says(body, "action", "")
		c.says(body, "transformationID", "")
		c.says(body, "inputQuantityList", `[{"epcClass":"`+a.EPC+`","quantity":60,"uom":"KGM"},{"epcClass":"`+b.EPC+`","quantity":40,"uom":"KGM"}]`)
		c.says(body, "outputQuantityList", `[{"epcClass":"`+jam.EPC+`","quantity":500,"uom":"EA"}]`)
		c.says(body, "ilmd", `{"cbvmda:itemExpirationDate":"2026-12-20","cbvmda:lotNumber":"J","cbvmda:productionDate":"2026-11-20"}`)

		x, y := c.draft(c.plant, "X", 30, "KGM"), c.draft(c.plant, "Y", 30, "KGM")
		s = c.done(c.trace.Transform(ctx, c.plant.Actor, once, trace.TransformCommand{
			Site: c.plant.site.ID, Inputs: lines(line(a, 40), line(b, 20)), Outputs: lines(line(x, 29), line(y, 30)),
		}))
		c.want("many to many", c.arrows(), "A J transform 60000000", "A step transform 40000000", "B J transform 40000000",
			"B step transform 20000000", "step X transform 29000000", "step Y transform 30000000")
		c.says(c.body(s.EventIDs[0], 0), "ilmd", "")
	})
}

func TestTransform_partial_steps_of_one_process(t *testing.T) {
	eachChain(t, func(c *chain) {
		a := c.made(c.plant, "A", 100)
		out := c.draft(c.plant, "O", 50, "KGM")
		process := func(in, made []trace.Line) (trace.Step, error) {
			return c.trace.Transform(ctx, c.plant.Actor, once, trace.TransformCommand{
				Site: c.plant.site.ID, Inputs: in, Outputs: made, ProcessID: "发酵 3 号罐",
			})
		}
		first := c.done(process(lines(line(a, 70)), nil))
		second := c.done(process(nil, lines(line(out, 20))))
		c.done(process(lines(line(a, 10)), lines(line(out, 10))))
		c.done(process(nil, lines(trace.Line{Batch: out.ID})))
		c.want("out", c.where(out), "on-hand plant site 50")
		c.want("arrows", c.arrows(), "A step transform 10000000", "A step transform 70000000", "step O transform 10000000",
			"step O transform 20000000", "step O transform 20000000")
		id := c.body(first.EventIDs[0], 0)["transformationID"]
		if id != c.body(second.EventIDs[0], 0)["transformationID"] || !strings.HasPrefix(id.(string), "urn:uuid:") {
			c.t.Errorf("transformationID %v", id)
		}
		if steps := c.count("nodes", "level = 'step'"); steps != 1 {
			c.t.Errorf("%d step nodes", steps)
		}
		s, err := process(nil, lines(line(out, 1)))
		c.refused("more than registered", s, err, model.QuantityInvalid, "outputs[0].quantity")

		own, theirs := c.made(c.shop, "S", 5), c.draft(c.shop, "T", 5, "KGM")
		c.done(c.trace.Transform(ctx, c.shop.Actor, once, trace.TransformCommand{
			Site: c.shop.site.ID, Inputs: lines(line(own, 5)), Outputs: lines(line(theirs, 5)), ProcessID: "发酵 3 号罐",
		}))
		if steps := c.count("nodes", "level = 'step'"); steps != 2 {
			c.t.Errorf("two companies' processes of the same name share a step: %d step nodes", steps)
		}
	})
}

func TestTransform_uses_whole_pallets(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, b := c.made(c.farm, "A", 100), c.made(c.farm, "B", 100)
		inner := c.pack(c.farm, sscc(1), line(a, 10), line(b, 5))
		outer := c.pack(c.farm, sscc(2), box(inner), line(a, 20))
		c.receive(c.plant, c.ship(c.farm, c.plant.site.ID, box(outer)))
		out := c.draft(c.plant, "O", 30, "KGM")
		s := c.done(c.trace.Transform(ctx, c.plant.Actor, once, trace.TransformCommand{
			Site: c.plant.site.ID, Inputs: lines(box(outer)), Outputs: lines(line(out, 30)),
		}))
		if len(s.EventIDs) != 3 {
			c.t.Errorf("%d events, want two that unpack and one that transforms", len(s.EventIDs))
		}
		c.want("A", c.where(a), "consumed plant site 30", "on-hand farm site 70")
		c.want("B", c.where(b), "consumed plant site 5", "on-hand farm site 95")
		c.want("arrows", c.arrows(), "A O transform 10000000", "A O transform 20000000", "B O transform 5000000")
		c.want("the pallet is empty", c.inside())
		c.says(c.body(s.EventIDs[0], 0), "bizStep", `"unpacking"`)
		c.says(c.body(s.EventIDs[2], 0), "inputEPCList", "")
	})
}

func TestTransform_refusals(t *testing.T) {
	eachChain(t, func(c *chain) {
		a, held, made := c.made(c.plant, "A", 100), c.made(c.plant, "H", 10), c.made(c.plant, "M", 10)
		c.moveBatch(held, model.BatchHold)
		out, other, draft := c.draft(c.plant, "O", 50, "KGM"), c.draft(c.farm, "F", 50, "KGM"), c.draft(c.plant, "D", 5, "KGM")
		site := c.plant.site.ID
		pallet := c.pack(c.plant, "", line(a, 10))
		for name, x := range map[string]struct {
			command trace.TransformCommand
			want    *model.Problem
			field   string
		}{
			"another's site":          {trace.TransformCommand{Site: c.farm.site.ID, Inputs: lines(line(a, 1)), Outputs: lines(line(out, 1))}, model.NotFound, "site"},
			"no inputs":               {trace.TransformCommand{Site: site, Outputs: lines(line(out, 1))}, model.ValueRequired, "inputs"},
			"no outputs":              {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1))}, model.ValueRequired, "outputs"},
			"neither":                 {trace.TransformCommand{Site: site, ProcessID: "p"}, model.ValueRequired, "inputs"},
			"too much":                {trace.TransformCommand{Site: site, Inputs: lines(line(a, 91)), Outputs: lines(line(out, 1))}, model.StockShort, ""},
			"held input":              {trace.TransformCommand{Site: site, Inputs: lines(line(held, 1)), Outputs: lines(line(out, 1))}, model.BatchNotMovable, ""},
			"a draft as input":        {trace.TransformCommand{Site: site, Inputs: lines(line(draft, 1)), Outputs: lines(line(out, 1))}, model.BatchNotMovable, ""},
			"itself":                  {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1)), Outputs: lines(line(a, 1))}, model.ValueInvalid, "outputs[0]"},
			"itself from a pallet":    {trace.TransformCommand{Site: site, Inputs: lines(box(pallet)), Outputs: lines(line(a, 1)), ProcessID: "p"}, model.ValueInvalid, "outputs[0]"},
			"an output twice":         {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1)), Outputs: lines(line(out, 1), line(out, 1))}, model.ValueInvalid, "outputs[1]"},
			"another's output":        {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1)), Outputs: lines(line(other, 1))}, model.NotFound, "outputs[0].batch"},
			"an output made before":   {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1)), Outputs: lines(line(made, 1))}, model.MoveNotAllowed, ""},
			"a held output":           {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1)), Outputs: lines(line(held, 1)), ProcessID: "p"}, model.MoveNotAllowed, ""},
			"more than registered":    {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1)), Outputs: lines(line(out, 51))}, model.QuantityInvalid, "outputs[0].quantity"},
			"a container as output":   {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1)), Outputs: lines(box(pallet))}, model.ContainerInvalid, "outputs[0].container"},
			"nothing of an input":     {trace.TransformCommand{Site: site, Inputs: lines(line(a, 0)), Outputs: lines(line(out, 1))}, model.QuantityInvalid, "inputs[0].quantity"},
			"a process of many words": {trace.TransformCommand{Site: site, Inputs: lines(line(a, 1)), Outputs: lines(line(out, 1)), ProcessID: strings.Repeat("p", 101)}, model.ValueTooLong, "process_id"},
		} {
			s, err := c.trace.Transform(ctx, c.plant.Actor, once, x.command)
			c.refused(name, s, err, x.want, x.field)
		}
		c.want("nothing was used", c.where(a), "on-hand plant site 90", "on-hand plant site packed 10")
		c.want("nothing came into being", c.arrows())
	})
}

func TestCorrect_a_harvest_can_be_recorded_again(t *testing.T) {
	eachChain(t, func(c *chain) {
		b := c.draft(c.farm, "A", 100, "KGM")
		s := c.done(c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{Batch: b.ID, Quantity: model.Units(10), Note: "十箱"}))
		right := func() (trace.Step, error) {
			return c.trace.Commission(ctx, c.farm.Actor, once, trace.CommissionCommand{Batch: b.ID, At: c.now().Add(-time.Hour)})
		}
		refused, err := right()
		c.refused("while the first stands", refused, err, model.MoveNotAllowed, "")
		again := c.done(c.trace.Correct(ctx, c.farm.Actor, once, trace.CorrectCommand{EventID: s.EventIDs[0], Reason: "incorrect_data"}))
		c.want("withdrawn", c.where(b))
		if again.EventIDs[0] != s.EventIDs[0] {
			c.t.Errorf("the declaration is %s, not %s", again.EventIDs[0], s.EventIDs[0])
		}
		first, body := c.body(s.EventIDs[0], 0), c.body(s.EventIDs[0], 1)
		c.says(body, "suyuan:note", `"十箱"`)
		for member := range first {
			if member != "errorDeclaration" && !same(first[member], body[member]) {
				c.t.Errorf("%s is %v in the event and %v in its declaration", member, first[member], body[member])
			}
		}
		d, _ := body["errorDeclaration"].(map[string]any)
		c.says(d, "reason", `"incorrect_data"`)
		if at, _ := d["declarationTime"].(string); !strings.HasSuffix(at, "+08:00") {
			c.t.Errorf("declared at %s", at)
		}
		c.done(right())
		c.want("recorded again", c.where(b), "on-hand farm site 100")
	})
}
