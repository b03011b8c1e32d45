package repository

import (
	"cmp"
	"database/sql"
	"slices"
	"strconv"

	"suyuan/model"
)

// Deeds are what happened among the things of a trace: the closure says how each was reached, these say everything that
// connects them.
type Deeds struct {
	Links []DeedLink
	Parts []DeedPart
	Stirs []DeedStir
	// Orgs and Places name whom and what the stirs refer to.
	Orgs   map[model.OrgID]OrgName
	Places map[model.Seq]PlaceName
	// Cut says that there is more than was asked for.
	Cut bool
}

// DeedLink is an edge between two things, or between a thing and the step that joins the parts of a transformation.
type DeedLink struct {
	Src, Dst model.Seq
	Kind     model.EdgeKind
	Event    DeedEvent
	From, To model.Instant
}

// DeedPart is how much of a thing went into a transformation or came out of it.
type DeedPart struct {
	Event, Node model.Seq
	Role        model.NodeRole
	Quantity    model.Quantity
	Unit        model.Unit
}

// DeedStir is what an event did to one account of a lot.
type DeedStir struct {
	Event     DeedEvent
	Node      model.Seq
	Account   model.Account
	Org       model.OrgID
	Place     model.Seq
	Container model.Seq
	Unit      model.Unit
	Amount    model.Quantity
}

// DeedEvent names an event and says when it was and who recorded it.
type DeedEvent struct {
	Seq  model.Seq
	ID   string
	Time model.Instant
	Org  model.OrgID
}

// Deeds reads what connects things with each other, from the events within the scope and as known at a time; with more
// than limit links, or stirs, it reads so many and says so. Who may see an event may know the quantities that it gives.
func (t Trace) Deeds(scope model.Scope, nodes []model.Seq, knownAt model.Instant, limit int) (*Deeds, error) {
	d := &Deeds{Orgs: map[model.OrgID]OrgName{}, Places: map[model.Seq]PlaceName{}}
	set := make(map[model.Seq]bool, len(nodes))
	for _, n := range nodes {
		set[n] = true
	}
	if err := t.deedLinks(d, scope, nodes, set, knownAt, limit); err != nil {
		return nil, err
	}
	if err := t.deedParts(d, set); err != nil {
		return nil, err
	}
	if err := t.deedStirs(d, scope, nodes, knownAt, limit); err != nil {
		return nil, err
	}
	return d, t.name(d.Orgs, d.Places)
}

// deedLinks reads the edges among the nodes, through steps also; a step has a negative number.
func (t Trace) deedLinks(d *Deeds, scope model.Scope, nodes []model.Seq, set map[model.Seq]bool, knownAt model.Instant, limit int) error {
	known := " AND e.known_to = " + strconv.FormatInt(int64(model.Forever), 10)
	if knownAt != 0 {
		at := strconv.FormatInt(int64(knownAt), 10)
		known = " AND e.known_from <= " + at + " AND e.known_to > " + at
	}
	seen, args := seenEvent(scope, "e.event_seq")
	steps := map[model.Seq]bool{}
	rows, last := 0, [3]model.Seq{}
	add := func(r *sql.Rows) error {
		var l DeedLink
		err := r.Scan(&l.Src, &l.Dst, &last[2], &l.Kind, &l.Event.Seq, &l.From, &l.To, &l.Event.ID, &l.Event.Time, &l.Event.Org)
		rows, last[0], last[1] = rows+1, l.Src, l.Dst
		if err != nil || l.Dst >= 0 && !set[l.Dst] {
			return err // a way out of the picture
		}
		if len(d.Links) == limit {
			d.Cut = true
			return nil
		}
		if l.Dst < 0 {
			steps[l.Dst] = true
		}
		d.Links = append(d.Links, l)
		return nil
	}
	// read goes on page by page until all links are read or one more than fits: rows that lead out of the picture do not
	// count.
	read := func(from []model.Seq) error {
		for chunk := range slices.Chunk(from, walkChunk) {
			after := ""
			for size := max(limit-len(d.Links)+1, walkChunk); !d.Cut; {
				rows = 0
				err := t.tx.query(add, "SELECT e.src, e.dst, e.id, e.kind, e.event_seq, e.from_time, e.to_time, v.event_id, v.time, v.org_id FROM edges e "+
					"JOIN events v ON v.seq = e.event_seq WHERE e.src IN ("+intList(chunk)+")"+known+after+" AND "+seen+
					" ORDER BY e.src, e.dst, e.id LIMIT "+strconv.Itoa(size), args...)
				if err != nil {
					return err
				}
				if rows < size {
					break
				}
				after = " AND (e.src, e.dst, e.id) > (" + intList(last[:]) + ")"
			}
		}
		return nil
	}
	if err := read(nodes); err != nil {
		return err
	}
	through := make([]model.Seq, 0, len(steps))
	for s := range steps {
		through = append(through, s)
	}
	slices.Sort(through)
	return read(through)
}

// deedParts reads the quantities of the transformations among the links.
func (t Trace) deedParts(d *Deeds, set map[model.Seq]bool) error {
	events := map[model.Seq]bool{}
	for _, l := range d.Links {
		if l.Kind == model.EdgeTransform {
			events[l.Event.Seq] = true
		}
	}
	list := make([]model.Seq, 0, len(events))
	for e := range events {
		list = append(list, e)
	}
	slices.Sort(list)
	for chunk := range slices.Chunk(list, walkChunk) {
		err := t.tx.query(func(r *sql.Rows) error {
			var p DeedPart
			if err := r.Scan(&p.Event, &p.Node, &p.Role, &p.Quantity, &p.Unit); err != nil {
				return err
			}
			if set[p.Node] {
				d.Parts = append(d.Parts, p)
			}
			return nil
		}, "SELECT event_seq, node_id, role, quantity, unit FROM event_nodes WHERE event_seq IN ("+intList(chunk)+") AND role IN ('input', 'output') "+
			"AND measured = 1 ORDER BY event_seq, line")
		if err != nil {
			return err
		}
	}
	return nil
}

// deedStirs reads what standing events did to the accounts of the nodes, the earliest first.
func (t Trace) deedStirs(d *Deeds, scope model.Scope, nodes []model.Seq, knownAt model.Instant, limit int) error {
	seen, seenArgs := seenEvent(scope, "e.seq")
	args := append(standingArgs(knownAt), seenArgs...)
	full := false
	for chunk := range slices.Chunk(nodes, walkChunk) {
		left := limit - len(d.Stirs)
		err := t.tx.query(func(r *sql.Rows) error {
			var s DeedStir
			err := r.Scan(&s.Event.Seq, &s.Node, &s.Account, &s.Org, &s.Place, &s.Container, &s.Unit, &s.Amount, &s.Event.ID, &s.Event.Time, &s.Event.Org)
			if full = len(d.Stirs) == limit; full {
				return err
			}
			d.Stirs = append(d.Stirs, s)
			d.Orgs[s.Org], d.Places[s.Place] = OrgName{}, PlaceName{}
			return err
		}, "SELECT p.event_seq, p.node_id, p.account, p.org_id, p.place_id, p.container_id, p.unit, p.amount, e.event_id, e.time, e.org_id "+
			"FROM postings p JOIN events e ON e.seq = p.event_seq WHERE p.node_id IN ("+intList(chunk)+") AND "+standing(knownAt)+" AND "+seen+
			" ORDER BY p.id LIMIT "+strconv.Itoa(left+1), args...)
		if err != nil {
			return err
		}
		if full {
			d.Cut = true
			break
		}
	}
	slices.SortStableFunc(d.Stirs, func(a, b DeedStir) int {
		return cmp.Compare(a.Event.Time, b.Event.Time)
	})
	return nil
}

// Point is a place on earth, WGS 84, in ten-millionths of a degree.
type Point struct{ LatE7, LngE7 int64 }

// PlacePoints returns where places lie, as far as their sites say so.
func (t Trace) PlacePoints(places []model.Seq) (map[model.Seq]Point, error) {
	points := map[model.Seq]Point{}
	return points, lookup(places, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var id model.Seq
			var p Point
			err := r.Scan(&id, &p.LatE7, &p.LngE7)
			points[id] = p
			return err
		}, "SELECT pl.id, s.lat_e7, s.lng_e7 FROM places pl JOIN sites s ON s.id = pl.site_id WHERE pl.id IN ("+intList(chunk)+") "+
			"AND (s.lat_e7 <> 0 OR s.lng_e7 <> 0)")
	})
}
