package trace

import (
	"context"
	"slices"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// PackCommand says that goods were put into a container.
type PackCommand struct {
	Site model.SiteID
	// Container is an SSCC in any spelling, or a urn:uuid that an earlier Pack made. Left empty, one is made: a
	// company without a GS1 prefix has no SSCC to give, and a made-up SSCC is somebody else's.
	Container string
	Lines     []Line
	At        time.Time
}

// Pack records that lots, and containers with what is in them, were put into a container at the site.
//
// Who: permission step:record. Refusals: not-found (site, lines; a container that stands elsewhere),
// trace-container-invalid, trace-container-cycle, value-required (lines), value-invalid (a container twice; a time before
// what is recorded of a container), trace-stock-short, catalog-batch-not-movable, quantity-invalid, unit-*, trace-time-future,
// idempotency-*.
func (s *Service) Pack(ctx context.Context, actor model.Actor, idem model.Idempotency, c PackCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		site, err := o.site("site", c.Site)
		if err != nil {
			return err
		}
		place, err := o.place(site)
		if err != nil {
			return err
		}
		here := where{model.AccountOnHand, place.ID}
		parent, err := o.vessel(c.Container, here)
		if err != nil {
			return err
		}
		g, err := o.someGoods("lines", c.Lines, lineRule{where: here})
		if err != nil {
			return err
		}
		if err := o.inOrder(append(unitNodes(g.units), parent.node.ID), false); err != nil {
			return err
		}
		if err := o.faults.Err(); err != nil {
			return err
		}
		for _, u := range g.units {
			if slices.Contains(u.nodes(), parent.node.ID) {
				return model.ContainerCycle.Refuse()
			}
		}
		e := o.event(epcis.AggregationEvent, epcis.Add, epcis.StepPacking, epcis.DispInProgress, site)
		stays(&e, site)
		e.ParentID, e.ChildEPCs, e.ChildQuantity = parent.node.Key, containerKeys(g.units), quantities(g.lots)
		if err := o.add(e); err != nil {
			return err
		}
		o.step.Container = parent.node.Key
		return o.record()
	})
}

// vessel returns the container that is to be filled: new, empty, or standing here with something in it already.
func (o *operation) vessel(id string, here where) (unitLine, error) {
	const field = "container"
	if id == "" {
		id = repository.NewID[model.Node](o.tx).URN()
	} else if err := o.knownVessel(id); err != nil {
		return unitLine{}, o.fault(field, err)
	}
	key, _ := containerKey(id)
	// It exists from here on, so that two who fill the same new container wait for each other.
	if _, _, err := o.tx.Trace().EnsureNodes([]model.Node{{Key: key, Level: model.LevelInstance}}); err != nil {
		return unitLine{}, err
	}
	u, err := o.open(key)
	if err != nil {
		return u, err
	}
	// An empty case in a pallet is where the pallet is.
	outermost, err := o.outermost(u)
	if err != nil {
		return u, err
	}
	if len(outermost.held) > 0 && !o.standsAt(outermost, here) {
		o.faults.Add(field, model.NotFound)
	}
	return u, nil
}

// knownVessel accepts any SSCC, and a URN only when it has been a container before: every other one belongs to a thing
// of another kind or to nothing.
func (o *operation) knownVessel(id string) error {
	key, ok := containerKey(id)
	if !ok {
		return model.ContainerInvalid.Refuse(model.P("value", shorten(id)))
	}
	if _, urn := model.IDFromURN[model.Node](key); !urn {
		return nil
	}
	node, found, err := o.tx.Trace().NodeOf(key)
	if err != nil {
		return err
	}
	if found {
		found, err = o.tx.Trace().IsContainer(node.ID)
	}
	if err == nil && !found {
		return model.ContainerInvalid.Refuse(model.P("value", shorten(id)))
	}
	return err
}

// UnpackCommand says that goods were taken out of a container.
type UnpackCommand struct {
	Site      model.SiteID
	Container string
	// Lines are lots and containers that lie directly in it; none is everything.
	Lines []Line
	At    time.Time
}

// Unpack records that all or some of the contents of a container were taken out at the site. Containers that come out
// stay packed.
//
// Who: permission step:record. Refusals: not-found (site, container, lines), trace-container-invalid, value-invalid (a
// time that is not after what is recorded of the container), trace-stock-short (more than lies in it), quantity-invalid,
// unit-*, trace-time-future, idempotency-*.
func (s *Service) Unpack(ctx context.Context, actor model.Actor, idem model.Idempotency, c UnpackCommand) (Step, error) {
	return s.operate(ctx, actor, idem, c.At, func(o *operation) error {
		site, err := o.site("site", c.Site)
		if err != nil {
			return err
		}
		place, err := o.place(site)
		if err != nil {
			return err
		}
		here := where{model.AccountOnHand, place.ID}
		var outer goods
		if err := o.unit(&outer, "", Line{Container: c.Container}, lineRule{where: here}); err != nil {
			return err
		}
		g, err := o.goods("lines", c.Lines, lineRule{where: here})
		if err != nil {
			return err
		}
		if err := o.inOrder(unitNodes(outer.units), true); err != nil {
			return err
		}
		if err := o.faults.Err(); err != nil {
			return err
		}
		u := outer.units[0]
		for _, inner := range g.units {
			if !slices.ContainsFunc(u.stays, func(e model.Edge) bool { return e.Src == inner.node.ID && e.Dst == u.node.ID }) {
				return model.NotFound.At(inner.field + ".container")
			}
		}
		e := o.event(epcis.AggregationEvent, epcis.Delete, epcis.StepUnpacking, epcis.DispInProgress, site)
		stays(&e, site)
		e.ParentID, e.ChildEPCs, e.ChildQuantity = u.node.Key, containerKeys(g.units), quantities(g.lots)
		if err := o.add(e); err != nil {
			return err
		}
		return o.record()
	})
}

// maxNesting bounds how deep containers lie in each other; documents from elsewhere could make them a circle.
const maxNesting = 16

// outermost opens the container around the container around a container.
func (o *operation) outermost(u unitLine) (unitLine, error) {
	for range maxNesting {
		around, err := o.tx.Trace().LiesIn(u.node.ID)
		if err != nil || len(around) == 0 {
			return u, err
		}
		if u, err = o.open(around[0].Key); err != nil {
			return u, err
		}
	}
	return u, nil
}

// lift takes the containers that an operation names out of those they lie in: what goes away does not stay on its pallet.
func (o *operation) lift(units []unitLine, site model.Site) error {
	for _, u := range units {
		around, err := o.tx.Trace().LiesIn(u.node.ID)
		if err != nil {
			return err
		}
		for _, parent := range around {
			if err := o.inOrder([]model.Seq{parent.ID, u.node.ID}, true); err != nil {
				return err
			}
			if err := o.faults.Err(); err != nil {
				return err
			}
			e := o.event(epcis.AggregationEvent, epcis.Delete, epcis.StepUnpacking, epcis.DispInProgress, site)
			stays(&e, site)
			e.ParentID, e.ChildEPCs = parent.Key, []string{u.node.Key}
			if err := o.add(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeOut replaces the containers among goods by what lies in them: it adds the events that empty them, and returns the
// single things that were inside besides the lots. What is sold, used or destroyed is no longer in its box.
func (o *operation) takeOut(g *goods, site model.Site) (things []string, err error) {
	if len(g.units) == 0 {
		return nil, nil
	}
	if err := o.inOrder(unitNodes(g.units), true); err != nil {
		return nil, err
	}
	if err := o.faults.Err(); err != nil {
		return nil, err
	}
	if err := o.lift(g.units, site); err != nil {
		return nil, err
	}
	emptied := map[model.Seq]bool{}
	for _, u := range g.units {
		nodes, err := o.nodesOf(u)
		if err != nil {
			return nil, err
		}
		for _, id := range u.containers() {
			if emptied[id] {
				continue // a line named it, and another the container around it
			}
			emptied[id] = true
			e := o.event(epcis.AggregationEvent, epcis.Delete, epcis.StepUnpacking, epcis.DispInProgress, site)
			stays(&e, site)
			e.ParentID = nodes[id].Key
			if err := o.add(e); err != nil {
				return nil, err
			}
			for _, b := range u.held {
				if b.ContainerID == id {
					g.lots = append(g.lots, lotLine{field: u.field, node: nodes[b.NodeID], quantity: b.Amount, unit: b.Unit})
				}
			}
		}
		for _, e := range u.stays {
			if n := nodes[e.Src]; n.Level == model.LevelInstance && !emptied[n.ID] && !slices.Contains(things, n.Key) {
				things = append(things, n.Key)
			}
		}
	}
	return things, nil
}

// nodesOf reads the nodes of a container and of everything in it.
func (o *operation) nodesOf(u unitLine) (map[model.Seq]model.Node, error) {
	ids := u.nodes()
	for _, b := range u.held {
		ids = append(ids, b.NodeID, b.ContainerID)
	}
	slices.Sort(ids)
	nodes, err := o.tx.Trace().NodesByID(slices.Compact(ids))
	byID := make(map[model.Seq]model.Node, len(nodes))
	for _, n := range nodes {
		byID[n.ID] = n
	}
	return byID, err
}
