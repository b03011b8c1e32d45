package repository

import (
	"cmp"
	"database/sql"
	"maps"
	"slices"

	"suyuan/model"
)

// Thing is what there is to say about one thing of a trace.
type Thing struct {
	Node model.Node
	// Maker, Lot, State, Expires and the product are empty for what is not one of our batches.
	Maker     model.OrgID
	Lot       string
	State     model.BatchState
	Expires   model.Date
	ProductID model.ProductID
	Product   model.Text
	// FirstSeen and LastSeen bound the times of the events about it that the scope may see.
	FirstSeen, LastSeen model.Instant
	// Stock is where it stands by the ledger, as far as the scope may see.
	Stock []Holding
}

// Holding is one account of a lot with one holder at one place.
type Holding struct {
	Account model.Account
	Org     model.OrgID
	Place   model.Seq
	Unit    model.Unit
	Amount  model.Quantity
	// Told says that the scope may know the amount and not only that the holder has some.
	Told bool
}

// PlaceName names a place to people; Site is empty for a place that is nobody's registered site.
type PlaceName struct {
	URI    string
	Site   model.SiteID
	Org    model.OrgID
	Name   model.Text
	Region model.Region
}

// OrgName names an organisation to people.
type OrgName struct {
	ID model.OrgID
	// Name is how it is shown: of one that has ended, its name and who has succeeded it. Registered is the name alone.
	Name, Registered model.Text
	Region           model.Region
	// Ceased tells that it has ended; Heir, with HeirName, answers for it now, and is empty when nobody does.
	Ceased   bool
	Heir     model.OrgID
	HeirName model.Text
}

// Description says what there is to say about things.
type Description struct {
	Things map[model.Seq]*Thing
	Orgs   map[model.OrgID]OrgName
	Places map[model.Seq]PlaceName

	products map[model.ProductID]model.Text
	regional map[model.OrgID]bool // whether each has its seat in the scope's region
}

func newDescription(things int) *Description {
	return &Description{
		Things: make(map[model.Seq]*Thing, things), Orgs: map[model.OrgID]OrgName{}, Places: map[model.Seq]PlaceName{},
		products: map[model.ProductID]model.Text{}, regional: map[model.OrgID]bool{},
	}
}

// Describe describes things in bulk. A holder is named when it is the scope's own organisation or shares with it an event
// about the lot; its amount is told to itself, to the lot's maker and to regulators. When knownAt is set the answer is
// as of what had been recorded by then.
func (t Trace) Describe(scope model.Scope, nodes []model.Seq, knownAt model.Instant) (*Description, error) {
	f := newDescription(len(nodes))
	for chunk := range slices.Chunk(nodes, walkChunk) {
		which := t.tx.among(chunk)
		for _, read := range []func(*Description, model.Scope, string, model.Instant) error{t.readBatches, t.readTimes, t.readStock} {
			if err := read(f, scope, which, knownAt); err != nil {
				return nil, err
			}
		}
	}
	for _, thing := range f.Things {
		for _, s := range thing.Stock {
			f.Orgs[s.Org], f.Places[s.Place] = OrgName{}, PlaceName{}
		}
		if thing.Maker != "" {
			f.Orgs[thing.Maker] = OrgName{}
		}
	}
	return f, t.name(f.Orgs, f.Places)
}

// readBatches reads what things are. Most things of a large graph are nobody's batch here, and thousands of batches are of
// a few products: batches are looked up only for what is one, and each product once.
func (t Trace) readBatches(f *Description, _ model.Scope, which string, _ model.Instant) error {
	bound := false
	err := t.tx.query(func(r *sql.Rows) error {
		var n Thing
		err := r.Scan((*int64)(&n.Node.ID), &n.Node.Key, (*string)(&n.Node.Level), (*string)(&n.Node.BatchID))
		f.Things[n.Node.ID] = &n
		bound = bound || n.Node.BatchID != ""
		return err
	}, "SELECT n.id, n.epc, n.level, n.batch_id FROM nodes n WHERE n.id "+which)
	if err != nil || !bound {
		return err
	}
	var things []*Thing
	err = t.tx.query(func(r *sql.Rows) error {
		var id model.Seq
		var b Thing
		if err := r.Scan((*int64)(&id), (*string)(&b.Maker), &b.Lot, (*string)(&b.State), (*string)(&b.Expires), (*string)(&b.ProductID)); err != nil {
			return err
		}
		if n := f.Things[id]; n != nil {
			n.Maker, n.Lot, n.State, n.Expires, n.ProductID = b.Maker, b.Lot, b.State, b.Expires, b.ProductID
			things = append(things, n)
		}
		return nil
	}, "SELECT n.id, b.org_id, b.lot, b.state, b.expires, b.product_id FROM nodes n JOIN batches b ON b.id = n.batch_id WHERE n.batch_id <> '' AND n.id "+which)
	if err != nil {
		return err
	}
	return t.nameProducts(f, things)
}

// nameProducts fills in the names of the products of things.
func (t Trace) nameProducts(f *Description, things []*Thing) error {
	var unknown []model.ProductID
	for _, n := range things {
		if _, known := f.products[n.ProductID]; !known {
			f.products[n.ProductID] = model.Text{}
			unknown = append(unknown, n.ProductID)
		}
	}
	err := lookup(unknown, func(chunk []model.ProductID) error {
		return t.tx.query(func(r *sql.Rows) error {
			var id model.ProductID
			var name model.Text
			err := r.Scan(&id, &name.ZH, &name.UG, &name.EN)
			f.products[id] = name
			return err
		}, "SELECT id, name_zh, name_ug, name_en FROM products WHERE id IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
	for _, n := range things {
		n.Product = f.products[n.ProductID]
	}
	return err
}

func (t Trace) readTimes(f *Description, scope model.Scope, which string, knownAt model.Instant) error {
	seen, args := seenEvent(scope, "e.seq")
	return t.tx.query(func(r *sql.Rows) error {
		var id model.Seq
		var first, last model.Instant
		if err := r.Scan(&id, &first, &last); err != nil {
			return err
		}
		if n := f.Things[id]; n != nil {
			n.FirstSeen, n.LastSeen = first, last
		}
		return nil
	}, "SELECT en.node_id, MIN(e.time), MAX(e.time) FROM event_nodes en JOIN events e ON e.seq = en.event_seq "+
		"WHERE en.node_id "+which+" AND "+standing(knownAt)+" AND "+seen+" GROUP BY en.node_id", append(standingArgs(knownAt), args...)...)
}

// standing is the condition that an event counts: it is no declaration, and nobody has withdrawn it.
func standing(knownAt model.Instant) string {
	if knownAt == 0 {
		return "e.declares = 0 AND e.retracted = 0"
	}
	return "e.declares = 0 AND e.recorded <= ? AND (e.retracted = 0 OR e.retracted > ?)"
}

func standingArgs(knownAt model.Instant) []any {
	if knownAt == 0 {
		return nil
	}
	return []any{int64(knownAt), int64(knownAt)}
}

// regulated tells which organisations have their seat in a regulator's region: their amounts are told to it. Each is asked
// for once in a description.
func (t Trace) regulated(f *Description, scope model.Scope, orgs map[model.OrgID]bool) error {
	lo, hi, ok := scope.Region()
	if !ok {
		return nil
	}
	var unknown []model.OrgID
	for id := range orgs {
		if _, known := f.regional[id]; !known {
			f.regional[id] = false
			unknown = append(unknown, id)
		}
	}
	return lookup(unknown, func(chunk []model.OrgID) error {
		return t.tx.query(func(r *sql.Rows) error {
			var id model.OrgID
			var at string
			err := r.Scan((*string)(&id), &at)
			f.regional[id] = lo <= at && at <= hi
			return err
		}, "SELECT id, region FROM organisations WHERE id IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
}

// nodeOrg is one node and one organisation.
type nodeOrg struct {
	node model.Seq
	org  model.OrgID
}

func (t Trace) readStock(f *Description, scope model.Scope, which string, knownAt model.Instant) error {
	return t.readStockAsOf(f, scope, which, AsOf{Known: knownAt})
}

func (t Trace) readStockAsOf(f *Description, scope model.Scope, which string, asOf AsOf) error {
	booked, err := t.booked(which, asOf)
	if err != nil {
		return err
	}
	others := map[model.OrgID]bool{}
	var shown []model.Seq // what others hold, too
	for id, list := range booked {
		for _, h := range list {
			if !scope.ActsFor(h.Org) && h.Org != "" {
				others[h.Org] = true
				shown = append(shown, id)
			}
		}
	}
	if err := t.regulated(f, scope, others); err != nil {
		return err
	}
	slices.Sort(shown)
	shared, err := t.partners(scope, slices.Compact(shown))
	if err != nil {
		return err
	}
	for id, list := range booked {
		n := f.Things[id]
		if n == nil {
			continue
		}
		told := list[:0]
		for _, h := range list {
			own := scope.ActsFor(h.Org)
			if scope.All() || own || shared[nodeOrg{id, h.Org}] {
				h.Told = scope.All() || f.regional[h.Org] || own || scope.ActsFor(n.Maker)
				told = append(told, h)
			}
		}
		n.Stock = holdings(told)
	}
	return nil
}

// booked reads what is booked on the accounts of things as of then.
func (t Trace) booked(which string, asOf AsOf) (map[model.Seq][]Holding, error) {
	booked := map[model.Seq][]Holding{}
	add := func(r *sql.Rows) error {
		var id model.Seq
		var s Holding
		err := r.Scan((*int64)(&id), (*string)(&s.Account), (*string)(&s.Org), (*int64)(&s.Place), (*string)(&s.Unit), (*int64)(&s.Amount))
		booked[id] = append(booked[id], s)
		return err
	}
	switch {
	case asOf.Until != 0: // a withdrawn event is left out with what reverses it, whose time says nothing
		counts, args := asOf.counts()
		return booked, t.tx.query(add, "SELECT p.node_id, p.account, p.org_id, p.place_id, p.unit, p.amount FROM postings p JOIN events e ON e.seq = p.event_seq "+
			"WHERE p.node_id "+which+" AND "+counts, args...)
	case asOf.Known != 0:
		return booked, t.tx.query(add, "SELECT p.node_id, p.account, p.org_id, p.place_id, p.unit, p.amount FROM postings p JOIN events e ON e.seq = p.event_seq "+
			"WHERE p.node_id "+which+" AND e.recorded <= ?", int64(asOf.Known))
	}
	return booked, t.tx.query(add, "SELECT node_id, account, org_id, place_id, unit, amount FROM balances WHERE node_id "+which+" AND amount <> 0")
}

// holdings sorts what is booked on accounts and adds it up; list is used up. What adds up to nothing is left out.
func holdings(list []Holding) []Holding {
	order := model.Accounts()
	slices.SortFunc(list, func(a, b Holding) int {
		if a.Account != b.Account {
			return cmp.Compare(slices.Index(order, a.Account), slices.Index(order, b.Account))
		}
		return cmp.Or(cmp.Compare(a.Org, b.Org), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Unit, b.Unit))
	})
	sums := list[:0]
	for _, h := range list {
		last := len(sums) - 1
		if last >= 0 && sums[last].Account == h.Account && sums[last].Org == h.Org && sums[last].Place == h.Place && sums[last].Unit == h.Unit {
			sums[last].Amount += h.Amount
			continue
		}
		sums = append(sums, h)
	}
	return slices.DeleteFunc(sums, func(h Holding) bool { return h.Amount == 0 })
}

// partners finds the organisations that take part in the events about nodes that the scope may see. Whether an event is
// seen is asked once for each event, however many of the nodes it names.
func (t Trace) partners(scope model.Scope, nodes []model.Seq) (map[nodeOrg]bool, error) {
	shared := map[nodeOrg]bool{}
	if scope.All() {
		return shared, nil
	}
	about := map[model.Seq][]model.Seq{}
	err := lookup(nodes, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var node, event model.Seq
			err := r.Scan((*int64)(&node), (*int64)(&event))
			about[event] = append(about[event], node)
			return err
		}, "SELECT node_id, event_seq FROM event_nodes WHERE node_id "+t.tx.among(chunk))
	})
	if err != nil {
		return nil, err
	}
	seen, args := seenEvent(scope, "eo.event_seq")
	return shared, lookup(slices.Sorted(maps.Keys(about)), func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var event model.Seq
			var org model.OrgID
			err := r.Scan((*int64)(&event), (*string)(&org))
			for _, node := range about[event] {
				shared[nodeOrg{node, org}] = true
			}
			return err
		}, "SELECT eo.event_seq, eo.org_id FROM event_orgs eo WHERE eo.event_seq "+t.tx.among(chunk)+" AND "+seen, args...)
	})
}

// name fills in the names of the organisations and places that are the keys of the maps.
func (t Trace) name(orgs map[model.OrgID]OrgName, places map[model.Seq]PlaceName) error {
	var placeIDs []model.Seq
	for id := range places {
		placeIDs = append(placeIDs, id)
	}
	err := lookup(placeIDs, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var id model.Seq
			var p PlaceName
			err := r.Scan(&id, &p.URI, &p.Site, &p.Org, &p.Name.ZH, &p.Name.UG, &p.Name.EN, &p.Region)
			places[id] = p
			return err
		}, "SELECT pl.id, pl.uri, pl.site_id, pl.org_id, COALESCE(s.name_zh, ''), COALESCE(s.name_ug, ''), COALESCE(s.name_en, ''), COALESCE(s.region, '') "+
			"FROM places pl LEFT JOIN sites s ON s.id = pl.site_id WHERE pl.id "+t.tx.among(chunk))
	})
	if err != nil {
		return err
	}
	var orgIDs []model.OrgID
	for id := range orgs {
		orgIDs = append(orgIDs, id)
	}
	var ended []model.OrgID
	err = lookup(orgIDs, func(chunk []model.OrgID) error {
		return t.tx.query(func(r *sql.Rows) error {
			var o OrgName
			var over int
			err := r.Scan(&o.ID, &o.Name.ZH, &o.Name.UG, &o.Name.EN, &o.Region, &over)
			if o.Registered = o.Name; over > 0 {
				ended = append(ended, o.ID)
			}
			orgs[o.ID] = o
			return err
		}, "SELECT o.id, o.name_zh, o.name_ug, o.name_en, o.region, CASE WHEN "+ceased+" THEN 1 ELSE 0 END FROM organisations o WHERE o.id IN ("+
			placeholders(len(chunk))+")", append([]any{t.tx.now}, anys(chunk)...)...)
	})
	if err != nil || len(ended) == 0 {
		return err
	}
	heirs, err := t.tx.Access().Heirs(ended)
	for id, h := range heirs {
		o := orgs[id]
		o.Name, o.Ceased, o.Heir, o.HeirName = model.NowCalled(o.Registered, h.Name), true, h.Org, h.Name
		orgs[id] = o
	}
	return err
}

// Named returns the first of the keys, or the node of the batch, that an event within the scope names; not-found when
// there is none.
func (t Trace) Named(scope model.Scope, batch model.BatchID, keys []string, knownAt model.Instant) (n model.Node, err error) {
	cond, args := "n.batch_id = ?", []any{batch}
	if batch == "" {
		cond, args = "n.epc IN ("+placeholders(len(keys))+")", anys(keys)
	}
	seen, seenArgs := seenEvent(scope, "e.seq")
	args = append(append(args, standingArgs(knownAt)...), seenArgs...)
	best := len(keys) + 1
	err = t.tx.query(func(r *sql.Rows) error {
		var found model.Node
		if err := r.Scan(&found.ID, &found.Key, &found.Level, &found.BatchID); err != nil {
			return err
		}
		if at := slices.Index(keys, found.Key); at < best {
			n, best = found, at
		}
		return nil
	}, "SELECT n.id, n.epc, n.level, n.batch_id FROM nodes n WHERE "+cond+" AND n.level <> 'step' AND EXISTS (SELECT 1 FROM event_nodes en "+
		"JOIN events e ON e.seq = en.event_seq WHERE en.node_id = n.id AND "+standing(knownAt)+" AND "+seen+")", args...)
	if err == nil && n.ID == 0 {
		err = model.NotFound.Refuse()
	}
	return n, err
}

// NodeNamed returns the number of the node of the batch, or of the first of the keys that is known; 0 when none is.
func (t Trace) NodeNamed(batch model.BatchID, keys []string) (node model.Seq, err error) {
	cond, args := "batch_id = ?", []any{batch}
	if batch == "" {
		cond, args = "epc IN ("+placeholders(len(keys))+")", anys(keys)
	}
	best := len(keys) + 1
	err = t.tx.query(func(r *sql.Rows) error {
		var id model.Seq
		var key string
		if err := r.Scan(&id, &key); err != nil {
			return err
		}
		if at := slices.Index(keys, key); at < best {
			node, best = id, at
		}
		return nil
	}, "SELECT id, epc FROM nodes WHERE "+cond+" AND level <> 'step'", args...)
	return node, err
}

// EventsNaming returns the standing events within the scope that name any of the nodes, oldest first, without their
// bodies. With more than limit of them it returns that many, and cut is true.
func (t Trace) EventsNaming(scope model.Scope, nodes []model.Seq, knownAt model.Instant, limit int) (events []model.Event, cut bool, err error) {
	return t.standingEvents(scope, "event_nodes", nodes, knownAt, limit)
}

// standingEvents returns the standing events within the scope that a table joins with any of the nodes, oldest first.
func (t Trace) standingEvents(scope model.Scope, table string, nodes []model.Seq, knownAt model.Instant, limit int) (events []model.Event, cut bool, err error) {
	found := map[model.Seq]bool{}
	seen, seenArgs := seenEvent(scope, "e.seq")
	args := append(standingArgs(knownAt), seenArgs...)
	for chunk := range slices.Chunk(nodes, walkChunk) {
		err := t.tx.query(markInto(found), "SELECT DISTINCT e.seq FROM "+table+" j JOIN events e ON e.seq = j.event_seq "+
			"WHERE j.node_id IN ("+intList(chunk)+") AND "+standing(knownAt)+" AND "+seen, args...)
		if err != nil {
			return nil, false, err
		}
		if len(found) > limit {
			cut = true
			break
		}
	}
	events, err = t.eventsBySeq(found)
	slices.SortFunc(events, func(a, b model.Event) int { return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Seq, b.Seq)) })
	return events[:min(limit, len(events))], cut, err
}

// EventsBySeq returns events by their numbers, without their bodies. It does not ask who may see them: the numbers come
// from a closure, which did.
func (t Trace) EventsBySeq(seqs []model.Seq) (map[model.Seq]model.Event, error) {
	wanted := make(map[model.Seq]bool, len(seqs))
	for _, s := range seqs {
		wanted[s] = true
	}
	rows, err := t.eventsBySeq(wanted)
	events := make(map[model.Seq]model.Event, len(rows))
	for _, e := range rows {
		events[e.Seq] = e
	}
	return events, err
}

func (t Trace) eventsBySeq(seqs map[model.Seq]bool) ([]model.Event, error) {
	all := make([]model.Seq, 0, len(seqs))
	for s := range seqs {
		all = append(all, s)
	}
	slices.Sort(all)
	events := make([]model.Event, 0, len(all))
	for chunk := range slices.Chunk(all, walkChunk) {
		err := t.tx.query(func(r *sql.Rows) error {
			var e model.Event
			err := r.Scan(&e.Seq, &e.EventID, &e.Hash, &e.Declares, &e.Type, &e.Action, &e.Time, &e.Offset, &e.Recorded, &e.BizStep,
				&e.Disposition, &e.ReadPoint, &e.BizLocation, &e.OrgID, &e.CaptureID, &e.Retracted)
			events = append(events, e)
			return err
		}, "SELECT seq, event_id, hash, declares, type, action, time, zone_offset, recorded, biz_step, disposition, read_point, biz_location, "+
			"org_id, capture_id, retracted FROM events WHERE seq IN ("+intList(chunk)+")")
		if err != nil {
			return nil, err
		}
	}
	return events, nil
}

// NamedIn returns what events name and when the first of them happened, Forever without any.
func (t Trace) NamedIn(events []model.Seq) (nodes []model.Seq, first model.Instant, err error) {
	first = model.Forever
	for chunk := range slices.Chunk(events, walkChunk) {
		err = t.tx.query(func(rows *sql.Rows) error {
			var (
				node model.Seq
				at   model.Instant
			)
			if err := rows.Scan(&node, &at); err != nil {
				return err
			}
			nodes, first = append(nodes, node), min(first, at)
			return nil
		}, "SELECT n.node_id, e.time FROM events e JOIN event_nodes n ON n.event_seq = e.seq WHERE e.seq IN ("+intList(chunk)+")")
		if err != nil {
			return nil, first, err
		}
	}
	return nodes, first, nil
}
