package trace_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/service/trace"
)

// boxesOf shows the boxes and arrows of a picture.
func boxesOf(p *model.Picture) (lines []string) {
	called := func(n model.PictureNode) string {
		what := n.Lot
		if what == "" {
			what = string(n.Level)
		}
		if n.Group != nil {
			what = fmt.Sprint(n.Group.Lots, " lots")
		}
		return what + "@" + n.Org.EN
	}
	amounts := func(list []model.PictureAmount) (s string) {
		for _, a := range list {
			s += fmt.Sprint(" ", a.Account, a.Quantity)
		}
		return s
	}
	for _, n := range p.Nodes {
		line := called(n) + amounts(n.Amounts)
		for mark, on := range map[string]bool{" root": n.Root, " way": n.OnWay} {
			if on {
				line += mark
			}
		}
		if n.BeyondBefore {
			line = "… " + line
		}
		if n.BeyondAfter {
			line += " …"
		}
		lines = append(lines, line)
	}
	for _, e := range p.Edges {
		lines = append(lines, fmt.Sprint(called(p.Nodes[e.From]), " ", e.Kind, " ", called(p.Nodes[e.To]), amounts(e.Given), " →", amounts(e.Taken)))
	}
	return lines
}

func TestPictureShowsWhoGaveWhatToWhom(t *testing.T) {
	each(t, func(h *house) {
		g := newGrocery(h)
		draw := func(a model.Actor, root string, q trace.PictureQuery) *model.Picture {
			h.t.Helper()
			p, _, err := h.trace.Picture(context.Background(), a, trace.WalkQuery{Root: root}, q)
			if err != nil {
				h.t.Fatal(err)
			}
			return p
		}
		p := draw(platform(), g.jam.EPC, trace.PictureQuery{})
		wellDrawn(h.t, p)
		h.want("everything", boxesOf(p),
			"M1@farm produced100 on-hand40 consumed60",
			"J1@farm produced50 on-hand30 root",
			"J1@plant on-hand5 consumed15 root",
			"C1@plant produced30 on-hand20",
			"C1@shop in-transit10",
			"M1@farm made J1@farm 60 → 50",
			"J1@farm sent J1@plant 20 → 20",
			"J1@plant made C1@plant 15 → 30",
			"C1@plant sent C1@shop 10 → 10")
		h.want("the farm", boxesOf(draw(g.farm.Actor, g.melons.EPC, trace.PictureQuery{})),
			"M1@farm produced100 on-hand40 consumed60 root",
			"J1@farm produced50 on-hand30 …",
			"J1@plant on-hand5 consumed15 …",
			"M1@farm made J1@farm 60 → 50",
			"J1@farm sent J1@plant 20 → 20")
		h.want("the shop", boxesOf(draw(g.shop.Actor, g.cake.EPC, trace.PictureQuery{})),
			"… C1@plant root",
			"C1@shop in-transit10 root",
			"C1@plant sent C1@shop 10 → 10")

		p = draw(platform(), g.melons.EPC, trace.PictureQuery{Target: g.cake.ID.String()})
		var way []string
		for _, n := range p.Nodes {
			if n.OnWay {
				way = append(way, n.Lot+"@"+n.Org.EN)
			}
		}
		h.want("the way to the cake", way, "M1@farm", "J1@farm", "J1@plant", "C1@plant")
		if n := len(slices.DeleteFunc(slices.Clone(p.Edges), func(e model.PictureEdge) bool { return !e.OnWay })); n != 3 {
			h.t.Errorf("%d arrows on the way, want 3", n)
		}
		if !draw(platform(), g.melons.EPC, trace.PictureQuery{Target: "urn:elsewhere"}).Lost {
			h.t.Error("a target elsewhere is not reported")
		}

		_, _, err := h.trace.Picture(context.Background(), h.company("far", "110101").Actor, trace.WalkQuery{Root: g.melons.EPC}, trace.PictureQuery{})
		if !errors.Is(err, model.TraceRootUnknown) {
			h.t.Errorf("a company elsewhere: %v", err)
		}
		_, _, err = h.trace.Picture(context.Background(), model.Actor{}, trace.WalkQuery{Root: g.melons.EPC}, trace.PictureQuery{})
		if !errors.Is(err, model.Unauthenticated) {
			h.t.Errorf("the public: %v", err)
		}
	})
}

// TestPictureOfContainersAndReturns draws a lot that travels in a box and one that comes back.
func TestPictureOfContainersAndReturns(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", "653121"), h.company("shop", "440100")
		melons := h.batch(farm, melon, "M1", "KGM", model.BatchActive)
		box := sscc(1)
		h.capture(farm,
			object("ADD", "commissioning", 1, of(melons.EPC, 100), at(farm.gln())),
			aggregation("ADD", "packing", 2, box, child(melons.EPC, 40), at(farm.gln())),
			object("OBSERVE", "shipping", 3, of(melons.EPC, 30), at(farm.gln()), between(farm, shop)))
		h.capture(shop,
			object("OBSERVE", "receiving", 4, of(melons.EPC, 30), at(shop.gln()), between(farm, shop)),
			object("OBSERVE", "shipping", 5, of(melons.EPC, 10), at(shop.gln()), between(shop, farm)))
		p, _, err := h.trace.Picture(context.Background(), platform(), trace.WalkQuery{Root: melons.EPC}, trace.PictureQuery{})
		if err != nil {
			h.t.Fatal(err)
		}
		wellDrawn(h.t, p)
		arrows := boxesOf(p)[len(p.Nodes):]
		slices.Sort(arrows)
		h.want("arrows", arrows, "M1@farm packed instance@ 40 → 40", "M1@farm sent M1@shop 30 → 30", "M1@shop sent M1@farm 10 → 10")
	})
}

func TestItinerary(t *testing.T) {
	each(t, func(h *house) {
		g := newGrocery(h)
		if _, err := h.db.ExecContext(context.Background(), "UPDATE sites SET lat_e7 = 428700000, lng_e7 = 902100000 WHERE id = ?", g.farm.site.ID); err != nil {
			h.t.Fatal(err)
		}
		it, w, err := h.trace.Itinerary(context.Background(), platform(), trace.WalkQuery{Root: g.melons.EPC})
		if err != nil || w.Root.Key != g.melons.EPC {
			h.t.Fatal(w, err)
		}
		var lines []string
		for _, s := range it.Stops {
			line := fmt.Sprint(s.Place.Name.EN, " of ", s.Org.Name.EN, " ", s.Located, s.Point, s.Root)
			for _, a := range s.Amounts {
				line += fmt.Sprint(" ", a.Account, a.Quantity)
			}
			lines = append(lines, line)
		}
		for _, l := range it.Legs {
			lines = append(lines, fmt.Sprint(it.Stops[l.From].Place.Name.EN, " → ", it.Stops[l.To].Place.Name.EN, " ", l.Count, " ", l.Amounts[0].Quantity))
		}
		h.want("the way of the melons", lines,
			"farm site of farm true {428700000 902100000} true on-hand70 consumed60",
			"plant site of plant false {0 0} false on-hand25 consumed15",
			"shop site of shop false {0 0} false in-transit10",
			"farm site → plant site 1 20", "plant site → shop site 1 10")
		it, _, err = h.trace.Itinerary(context.Background(), g.shop.Actor, trace.WalkQuery{Root: g.cake.EPC})
		if err != nil || len(it.Legs) != 1 || len(it.Stops) != 2 {
			h.t.Errorf("the shop sees %d legs between %d places: %v", len(it.Legs), len(it.Stops), err)
		}
	})
}
