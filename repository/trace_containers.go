package repository

import (
	"database/sql"
	"maps"
	"slices"

	"suyuan/model"
)

// Containers keeps what was recorded about containers between the runs of one recording, so that a pallet which is
// filled and emptied a thousand times in a document is not read a thousand times. It holds for one transaction, and for
// as long as all events about containers are told to Rebuild.
type Containers struct {
	t     Trace
	known map[model.Seq]*container
	// packed says of the things that lay in known containers when they were put into which.
	packed map[model.Seq]packings
	// drawn are the edges of this transaction.
	drawn map[model.Seq]bool
	// settled is the latest time at which a known container was empty.
	settled model.Instant
}

// container is what there is to know about one container since it was last empty.
type container struct {
	sightings []model.Sighting
	stays     []model.Stay
	edges     map[stayKey]model.Seq // that stand for the stays
	emptied   *model.Sighting       // the last of what came before
}

// stayKey is what an edge says about a stay.
type stayKey struct {
	src, event model.Seq
	from, to   model.Instant
	quantity   model.Quantity
}

func keyOfStay(s model.Stay) stayKey { return stayKey{s.NodeID, s.EventSeq, s.From, s.To, s.Quantity} }

// packings are when a thing was put into which container; single is false for lots, which can be in many at once.
type packings struct {
	single bool
	list   []packing
}

type packing struct {
	at   model.Instant
	into model.Seq
}

// Containers returns an empty memory.
func (t Trace) Containers() *Containers {
	return &Containers{t: t, known: map[model.Seq]*container{}, packed: map[model.Seq]packings{}, drawn: map[model.Seq]bool{}}
}

// Rebuild computes the stays inside containers anew from everything recorded about them and brings the containment edges
// in line: edges that no longer hold end at this transaction's instant, new ones begin with it. run are the events that
// were added since the last call, and withdrawn says that others were withdrawn.
func (c *Containers) Rebuild(parents []model.Seq, run []Recorded, withdrawn bool) error {
	if withdrawn {
		*c = *c.t.Containers()
	}
	for _, r := range run {
		c.learn(r)
	}
	for _, parent := range slices.Compact(slices.Sorted(slices.Values(parents))) {
		if err := c.rebuild(parent); err != nil {
			return err
		}
	}
	return nil
}

// learn adds an event to the containers and things that are known. A container about which it says something before the
// time at which it was empty is forgotten: it will be read again.
func (c *Containers) learn(r Recorded) {
	e := r.Event
	if e.Retracted != 0 || e.Type != "AggregationEvent" && e.Type != "AssociationEvent" {
		return
	}
	s := model.Sighting{EventSeq: e.Seq, Time: e.Time, Recorded: e.Recorded, Kind: containKind(e.Type), Removes: e.Action == "DELETE"}
	var parent model.Seq
	for _, n := range r.Nodes {
		switch n.Role { //nolint:exhaustive // others have no part in containment
		case model.RoleParent:
			parent = n.NodeID
		case model.RoleChild:
			s.Children = append(s.Children, model.Child{NodeID: n.NodeID, Quantity: n.Quantity, Unit: n.Unit, Measured: n.Measured})
		}
	}
	if parent == 0 {
		return
	}
	if e.Type == "AggregationEvent" && e.Action == "ADD" {
		for _, child := range s.Children {
			if p := c.packed[child.NodeID]; p.single {
				p.list = append(p.list, packing{e.Time, parent})
				slices.SortStableFunc(p.list, packing.compare)
				c.packed[child.NodeID] = p
			}
		}
	}
	if s.Time <= c.settled {
		maps.DeleteFunc(c.known, func(id model.Seq, k *container) bool {
			return k.emptied != nil && (id == parent && s.Compare(*k.emptied) < 0 || id != parent && s.Time < k.emptied.Time)
		})
	}
	if k := c.known[parent]; k != nil {
		k.sightings = append(k.sightings, s)
	}
}

func (p packing) compare(o packing) int { return int(min(1, max(-1, p.at-o.at))) }

func (c *Containers) rebuild(parent model.Seq) error {
	k := c.known[parent]
	if k == nil {
		var err error
		if k, err = c.read(parent); err != nil {
			return err
		}
	}
	if err := c.readPackings(k.sightings); err != nil {
		return err
	}
	stays, settled := model.ContentsAndRest(k.sightings, c.elsewhere(parent))
	edges := make(map[stayKey]model.Seq, len(stays))
	var add []model.Edge
	for _, s := range stays {
		key := keyOfStay(s)
		id, stands := k.edges[key]
		if !stands {
			id = c.t.tx.NextSeq()
			c.drawn[id] = true
			add = append(add, model.Edge{
				ID: id, Src: s.NodeID, Dst: parent, Kind: s.Kind, EventSeq: s.EventSeq, FromTime: s.From, ToTime: s.To,
				KnownFrom: c.t.tx.now, KnownTo: model.Forever, Quantity: s.Quantity, Unit: s.Unit, Measured: s.Measured,
			})
		}
		delete(k.edges, key)
		edges[key] = id
	}
	for key, id := range k.edges {
		if err := c.erase(key.src, parent, id); err != nil {
			return err
		}
	}
	if settled > 0 {
		k.emptied = &k.sightings[settled-1]
		c.settled = max(c.settled, k.emptied.Time)
	}
	k.sightings = slices.Clone(k.sightings[settled:])
	rest := make(map[model.Seq]bool, len(k.sightings))
	for _, s := range k.sightings {
		rest[s.EventSeq] = true
	}
	k.stays = slices.DeleteFunc(stays, func(s model.Stay) bool { return !rest[s.EventSeq] })
	maps.DeleteFunc(edges, func(key stayKey, _ model.Seq) bool { return !rest[key.event] })
	k.edges = edges
	c.known[parent] = k
	return insert(c.t.tx, add)
}

// erase ends an edge. What this transaction itself has drawn nobody ever saw: it is taken away.
func (c *Containers) erase(src, dst, id model.Seq) error {
	if c.drawn[id] {
		_, err := c.t.tx.exec("DELETE FROM edges WHERE src = ? AND dst = ? AND id = ?", src, dst, id)
		return err
	}
	_, err := c.t.tx.exec("UPDATE edges SET known_to = ? WHERE src = ? AND dst = ? AND id = ?", c.t.tx.now, src, dst, id)
	return err
}

// read reads all there is about a container.
func (c *Containers) read(parent model.Seq) (*container, error) {
	k := &container{edges: map[stayKey]model.Seq{}}
	var err error
	if k.sightings, err = c.t.sightings(parent); err != nil {
		return nil, err
	}
	return k, c.t.tx.query(func(r *sql.Rows) error {
		var key stayKey
		var id model.Seq
		err := r.Scan(&id, &key.src, &key.event, &key.from, &key.to, &key.quantity)
		k.edges[key] = id
		return err
	}, "SELECT id, src, event_seq, from_time, to_time, quantity FROM edges WHERE dst = ? AND kind IN ('contain', 'associate') AND known_to = ?",
		parent, model.Forever)
}

// readPackings looks up when the things that sightings name were put into any container, unless that is known.
func (c *Containers) readPackings(sightings []model.Sighting) error {
	var children []model.Seq
	for _, s := range sightings {
		for _, child := range s.Children {
			if _, known := c.packed[child.NodeID]; !known {
				c.packed[child.NodeID] = packings{}
				children = append(children, child.NodeID)
			}
		}
	}
	return lookup(children, func(chunk []model.Seq) error {
		err := c.t.tx.query(func(r *sql.Rows) error {
			var id model.Seq
			err := r.Scan(&id)
			c.packed[id] = packings{single: true}
			return err
		}, "SELECT id FROM nodes WHERE level = 'instance' AND id IN ("+intList(chunk)+")")
		if err != nil {
			return err
		}
		return c.t.tx.query(func(r *sql.Rows) error {
			var child model.Seq
			var in packing
			if err := r.Scan(&child, &in.at, &in.into); err != nil {
				return err
			}
			of := c.packed[child]
			of.list = append(of.list, in)
			c.packed[child] = of
			return nil
		}, "SELECT c.node_id, e.time, p.node_id FROM event_nodes c JOIN nodes n ON n.id = c.node_id AND n.level = 'instance' "+
			"JOIN events e ON e.seq = c.event_seq AND e.action = 'ADD' AND e.retracted = 0 AND e.type = 'AggregationEvent' "+
			"JOIN event_nodes p ON p.event_seq = e.seq AND p.role = 'parent' "+
			"WHERE c.role = 'child' AND c.node_id IN ("+intList(chunk)+") ORDER BY e.time")
	})
}

// elsewhere tells when a single thing was put into another container: it cannot be in two at once. Lots can.
func (c *Containers) elsewhere(parent model.Seq) func(model.Seq, model.Instant) model.Instant {
	return func(child model.Seq, after model.Instant) model.Instant {
		list := c.packed[child].list
		at, _ := slices.BinarySearchFunc(list, packing{at: after + 1}, packing.compare)
		for _, p := range list[at:] {
			if p.into != parent {
				return p.at
			}
		}
		return model.Forever
	}
}

// Inside lists what lies in containers at an instant, containers in containers included, as pairs of outer container
// and inner node. The outer containers themselves are not in the list.
func (c *Containers) Inside(containers []model.Seq, at model.Instant) (map[model.Seq][]model.Seq, error) {
	inside := map[model.Seq][]model.Seq{}
	outer := map[model.Seq]model.Seq{} // inner → the container that was asked for
	frontier := slices.Clone(containers)
	for _, id := range containers {
		outer[id] = id
	}
	for len(frontier) > 0 {
		var next, ask []model.Seq
		found := func(src, dst model.Seq) {
			if _, seen := outer[src]; seen {
				return
			}
			outer[src] = outer[dst]
			inside[outer[dst]] = append(inside[outer[dst]], src)
			next = append(next, src)
		}
		for _, id := range frontier {
			k := c.known[id]
			if k == nil || k.emptied != nil && at < k.emptied.Time {
				ask = append(ask, id)
				continue
			}
			for _, s := range k.stays {
				if s.Kind == model.EdgeContain && s.From <= at && at < s.To {
					found(s.NodeID, id)
				}
			}
		}
		err := lookup(ask, func(chunk []model.Seq) error {
			return c.t.tx.query(func(r *sql.Rows) error {
				var src, dst model.Seq
				if err := r.Scan(&src, &dst); err != nil {
					return err
				}
				found(src, dst)
				return nil
			}, "SELECT src, dst FROM edges WHERE dst IN ("+intList(chunk)+") AND kind = 'contain' AND known_to = ? AND from_time <= ? AND to_time > ?",
				model.Forever, at, at)
		})
		if err != nil {
			return nil, err
		}
		frontier = next
	}
	return inside, nil
}
