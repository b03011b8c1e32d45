package repository

import (
	"cmp"
	"database/sql"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
)

// Recall reads what the scope of a recall is computed from.
type Recall struct{ tx *Tx }

// Recall returns the recall room's part of the transaction.
func (tx *Tx) Recall() Recall { return Recall{tx} }

// AsOf says as of when to answer. The zero value is now.
type AsOf struct {
	Known model.Instant // what had been recorded by then
	Until model.Instant // what had happened by then
}

// counts is the condition that event e counts as of then, see standing.
func (a AsOf) counts() (cond string, args []any) {
	cond, args = standing(a.Known), standingArgs(a.Known)
	if a.Until != 0 {
		cond, args = cond+" AND e.time <= ?", append(args, int64(a.Until))
	}
	return cond, args
}

// RecallRoot is one thing that a condition of a scope selects.
type RecallRoot struct {
	Node model.Node
	// Batch is set for what is one of our batches. Of a batch that no event has named yet the node's ID is 0.
	Batch model.Batch
	// Event, for what a condition selects by an event, is that event.
	Event model.Seq
	// Made tells that the event brought it into being, Sent that it only shows it leaving.
	Made, Sent bool
}

// Lots returns the batches that a condition on lots selects among those that the scope may see.
func (r Recall) Lots(scope model.Scope, goods model.Goods, p model.RecallPredicate, asOf AsOf) ([]RecallRoot, error) {
	prefix := model.LotPrefix(p)
	list, err := r.batches(scope, asOf, "batches.org_id = ? AND batches.product_id = ? AND batches.lot BETWEEN ? AND ?",
		goods.Maker, goods.Product, prefix, prefix+lastRune)
	return slices.DeleteFunc(list, func(root RecallRoot) bool { return !p.Picks(root.Batch) }), err
}

// LotsOf returns all batches of a product that the scope may see.
func (r Recall) LotsOf(scope model.Scope, goods model.Goods, asOf AsOf) ([]RecallRoot, error) {
	return r.batches(scope, asOf, "batches.org_id = ? AND batches.product_id = ?", goods.Maker, goods.Product)
}

// LotNamed returns the batch with an EPC, if the scope may see it.
func (r Recall) LotNamed(scope model.Scope, epc string, asOf AsOf) ([]RecallRoot, error) {
	return r.batches(scope, asOf, "batches.epc = ?", epc)
}

func (r Recall) batches(scope model.Scope, asOf AsOf, cond string, args ...any) ([]RecallRoot, error) {
	seen, seenArgs := seenBatch(scope)
	cond, args = cond+" AND "+seen, append(args, seenArgs...)
	if asOf.Known != 0 {
		cond, args = cond+" AND batches.created_at <= ?", append(args, int64(asOf.Known))
	}
	var list []RecallRoot
	return list, r.tx.query(func(rows *sql.Rows) error {
		var root RecallRoot
		b := &root.Batch
		err := rows.Scan(&b.ID, &b.OrgID, &b.ProductID, &b.Lot, &b.Produced, &b.Expires, &b.Quantity, &b.Unit, &b.SiteID, &b.EPC, &b.State,
			&root.Node.ID)
		root.Node.Key, root.Node.Level, root.Node.BatchID = b.EPC, model.LevelLot, b.ID
		list = append(list, root)
		return err
	}, "SELECT batches.id, batches.org_id, batches.product_id, batches.lot, batches.produced, batches.expires, batches.quantity, batches.unit, "+
		"batches.site_id, batches.epc, batches.state, COALESCE(root.id, 0) FROM batches LEFT JOIN nodes root ON root.epc = batches.epc "+
		"WHERE "+cond+" ORDER BY batches.id", args...)
}

// Reported returns the batches that a laboratory report is about: the one it was filed for, or all lots of the product it
// was filed for, and those for which the same organisation filed the same bytes again. The scope may see the report.
func (r Recall) Reported(scope model.Scope, id model.DocumentID, asOf AsOf) ([]RecallRoot, error) {
	d, err := r.tx.Catalog().Document(scope, id)
	if err != nil {
		return nil, err
	}
	return r.batches(scope, asOf, "EXISTS (SELECT 1 FROM documents d WHERE d.sha256 = ? AND d.org_id = ? AND "+
		"(d.batch_id = batches.id OR d.batch_id = '' AND d.product_id = batches.product_id))", d.SHA256, d.OrgID)
}

// Serials returns the single things of a product whose serial number a condition selects and that an event within the
// scope names. A product without a GTIN has none.
func (r Recall) Serials(scope model.Scope, p model.ScopeSerials, asOf AsOf) ([]RecallRoot, error) {
	var gtin string
	err := r.tx.query(func(rows *sql.Rows) error { return rows.Scan(&gtin) },
		"SELECT gtin FROM products WHERE id = ? AND org_id = ?", p.Product, p.Maker)
	if err != nil || gtin == "" {
		return nil, err
	}
	stem := gs1.CanonicalStem + "/01/" + gtin + "/21/"
	seen, args := r.seenNode(scope, asOf)
	var list []RecallRoot
	return list, r.tx.query(func(rows *sql.Rows) error {
		var n model.Node
		if err := rows.Scan(&n.ID, &n.Key, &n.Level, &n.BatchID); err != nil {
			return err
		}
		if epc, err := gs1.ParseEPC(n.Key); err == nil && p.PicksSerial(epc.Serial()) {
			list = append(list, RecallRoot{Node: n})
		}
		return nil
	}, "SELECT n.id, n.epc, n.level, n.batch_id FROM nodes n WHERE n.epc BETWEEN ? AND ? AND "+seen+" ORDER BY n.id",
		append([]any{stem, stem + lastRune}, args...)...)
}

// seenNode is the condition that an event within the scope names node n as of then.
func (r Recall) seenNode(scope model.Scope, asOf AsOf) (cond string, args []any) {
	counts, args := asOf.counts()
	seen, seenArgs := seenEvent(scope, "e.seq")
	return "EXISTS (SELECT 1 FROM event_nodes en JOIN events e ON e.seq = en.event_seq WHERE en.node_id = n.id AND " + counts + " AND " + seen + ")",
		append(args, seenArgs...)
}

// Named returns the thing with a canonical EPC that an event within the scope names.
func (r Recall) Named(scope model.Scope, epc string, asOf AsOf) ([]RecallRoot, error) {
	seen, args := r.seenNode(scope, asOf)
	var list []RecallRoot
	return list, r.tx.query(func(rows *sql.Rows) error {
		var n model.Node
		err := rows.Scan(&n.ID, &n.Key, &n.Level, &n.BatchID)
		list = append(list, RecallRoot{Node: n})
		return err
	}, "SELECT n.id, n.epc, n.level, n.batch_id FROM nodes n WHERE n.epc = ? AND n.level <> 'step' AND "+seen, append([]any{epc}, args...)...)
}

// AtSite returns what was at a site within a time: what events there name, and what stood there by the ledger when the
// time began. A line is a read point below the site, named in full or by its extension (AI 254).
func (r Recall) AtSite(scope model.Scope, p model.ScopeSite, asOf AsOf) ([]RecallRoot, error) {
	owner, places, err := r.sitePlaces(p)
	if err != nil || len(places) == 0 {
		return nil, err
	}
	to := min(cmp.Or(p.To, model.Forever), cmp.Or(asOf.Until, model.Forever))
	roots := map[model.Seq]RecallRoot{}
	err = r.eventsOf(scope, asOf, owner, "e.time BETWEEN ? AND ? AND (e.biz_location IN ("+intList(places)+") OR e.read_point IN ("+intList(places)+"))",
		[]any{int64(p.From), int64(to)}, func(root RecallRoot, _ string) { keepRoot(roots, root) })
	if err != nil {
		return nil, err
	}
	if err := r.stoodAt(scope, asOf, owner, places, p.From, roots); err != nil {
		return nil, err
	}
	return rootList(roots), nil
}

// sitePlaces lists the places of a site, or of one of its lines, and whose it is.
func (r Recall) sitePlaces(p model.ScopeSite) (owner model.OrgID, places []model.Seq, err error) {
	var uris []string
	err = r.tx.query(func(rows *sql.Rows) error {
		var id model.Seq
		var uri string
		err := rows.Scan(&id, &uri, &owner)
		uris = append(uris, uri)
		if p.Line == "" || uri == p.Line {
			places = append(places, id)
		}
		return err
	}, "SELECT id, uri, org_id FROM places WHERE site_id = ? ORDER BY id", p.Site)
	for _, uri := range uris {
		if err != nil {
			break
		}
		err = r.tx.query(func(rows *sql.Rows) error {
			var id model.Seq
			var below string
			err := rows.Scan(&id, &below)
			if p.Line == "" || below == p.Line || strings.HasSuffix(below, "/254/"+p.Line) {
				places = append(places, id)
			}
			return err
		}, "SELECT id, uri FROM places WHERE uri BETWEEN ? AND ?", uri+"/254/", uri+"/254/"+lastRune)
	}
	slices.Sort(places)
	return owner, slices.Compact(places), err
}

// eventsOf lists what the events of an organisation name.
func (r Recall) eventsOf(scope model.Scope, asOf AsOf, org model.OrgID, cond string, condArgs []any, found func(root RecallRoot, step string)) error {
	counts, args := asOf.counts()
	seen, seenArgs := seenEvent(scope, "e.seq")
	args = slices.Concat([]any{org}, condArgs, args, seenArgs)
	return r.tx.query(func(rows *sql.Rows) error {
		var (
			root              RecallRoot
			typ, action, step string
			role              model.NodeRole
		)
		n := &root.Node
		if err := rows.Scan(&n.ID, &n.Key, &n.Level, &n.BatchID, &role, &root.Event, &typ, &action, &step, &root.Batch.OrgID); err != nil {
			return err
		}
		root.Made = role == model.RoleOutput || role == model.RoleObject && typ == "ObjectEvent" && action == "ADD"
		found(root, step)
		return nil
	}, "SELECT n.id, n.epc, n.level, n.batch_id, en.role, e.seq, e.type, e.action, e.biz_step, COALESCE(b.org_id, '') FROM events e "+
		"JOIN event_nodes en ON en.event_seq = e.seq JOIN nodes n ON n.id = en.node_id LEFT JOIN batches b ON b.id = n.batch_id "+
		"WHERE e.seq IN (SELECT eo.event_seq FROM event_orgs eo WHERE eo.org_id = ?) AND "+cond+" AND "+counts+" AND "+seen+
		" AND n.level <> 'step' ORDER BY e.time, e.seq, en.line", args...)
}

// keepRoot keeps the strongest finding about a thing: made before seen, seen before sent.
func keepRoot(roots map[model.Seq]RecallRoot, root RecallRoot) {
	old, known := roots[root.Node.ID]
	if !known || root.Made && !old.Made || !root.Sent && old.Sent {
		roots[root.Node.ID] = root
	}
}

func rootList(roots map[model.Seq]RecallRoot) []RecallRoot {
	list := make([]RecallRoot, 0, len(roots))
	for _, root := range roots {
		list = append(list, root)
	}
	slices.SortFunc(list, func(a, b RecallRoot) int { return cmp.Compare(a.Node.ID, b.Node.ID) })
	return list
}

// stoodAt adds the lots that stood at places at an instant by the postings of events within the scope.
func (r Recall) stoodAt(scope model.Scope, asOf AsOf, owner model.OrgID, places []model.Seq, at model.Instant, roots map[model.Seq]RecallRoot) error {
	candidates := map[model.Seq]bool{}
	err := r.tx.query(markInto(candidates), "SELECT DISTINCT node_id FROM balances WHERE org_id = ? AND account IN ('on-hand', 'returned') AND place_id IN ("+
		intList(places)+")", owner)
	if err != nil {
		return err
	}
	ids := make([]model.Seq, 0, len(candidates))
	for id := range candidates {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	counts, args := asOf.counts()
	seen, seenArgs := seenEvent(scope, "e.seq")
	args = slices.Concat([]any{int64(at)}, args, seenArgs)
	return lookup(ids, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var root RecallRoot
			n := &root.Node
			err := rows.Scan(&n.ID, &n.Key, &n.Level, &n.BatchID, &root.Event)
			keepRoot(roots, root)
			return err
		}, "SELECT n.id, n.epc, n.level, n.batch_id, MAX(e.seq) FROM postings p JOIN events e ON e.seq = p.event_seq JOIN nodes n ON n.id = p.node_id "+
			"WHERE p.node_id IN ("+intList(chunk)+") AND p.place_id IN ("+intList(places)+") AND p.account IN ('on-hand', 'returned') AND e.time < ? AND "+
			counts+" AND "+seen+" GROUP BY n.id, n.epc, n.level, n.batch_id HAVING SUM(p.amount) > 0", args...)
	})
}

// ReceivedFrom returns what others received from an organisation within a time, and what it sent within it, whether or
// not its arrival is recorded.
func (r Recall) ReceivedFrom(scope model.Scope, p model.ScopeSupplier, asOf AsOf) ([]RecallRoot, error) {
	to := min(cmp.Or(p.To, model.Forever), cmp.Or(asOf.Until, model.Forever))
	roots := map[model.Seq]RecallRoot{}
	err := r.eventsOf(scope, asOf, p.Supplier, "e.time BETWEEN ? AND ? AND (e.biz_step = 'receiving' AND "+elsewhere+" OR e.biz_step = 'shipping' AND NOT "+elsewhere+")",
		[]any{int64(p.From), int64(to), p.Supplier, p.Supplier},
		func(root RecallRoot, step string) {
			root.Sent = step == "shipping"
			keepRoot(roots, root)
		})
	return rootList(roots), err
}

// elsewhere is the condition that an event did not happen at a place of an organisation.
const elsewhere = "NOT EXISTS (SELECT 1 FROM places here WHERE here.id = CASE WHEN e.biz_location <> 0 THEN e.biz_location ELSE e.read_point END AND here.org_id = ?)"

// Content is something that lay in a container.
type Content struct {
	Container model.Seq
	Node      model.Node
	Event     model.Seq
	From, To  model.Instant
	// Quantity lay in it, when Measured is 1.
	Quantity model.Quantity
	Unit     model.Unit
	Measured int
}

// ContentsOf lists what lay in containers at any time, as far as the scope may see and as of then. It does not look
// into the containers inside.
func (r Recall) ContentsOf(scope model.Scope, containers []model.Seq, asOf AsOf) ([]Content, error) {
	seen, args := seenEvent(scope, "e.event_seq")
	when, whenArgs := asOf.edge()
	args = append(whenArgs, args...)
	var list []Content
	return list, lookup(containers, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var c Content
			err := rows.Scan(&c.Container, &c.Node.ID, &c.Node.Key, &c.Node.Level, &c.Node.BatchID, &c.Event, &c.From, &c.To, &c.Quantity, &c.Unit, &c.Measured)
			list = append(list, c)
			return err
		}, "SELECT e.dst, e.src, n.epc, n.level, n.batch_id, e.event_seq, e.from_time, e.to_time, e.quantity, e.unit, e.measured "+
			"FROM edges e JOIN nodes n ON n.id = e.src WHERE e.dst IN ("+intList(chunk)+") AND e.kind IN ('contain', 'associate') AND "+when+" AND "+seen+
			" ORDER BY e.dst, e.from_time, e.id", args...)
	})
}

// edge is the condition that edge e holds as of then.
func (a AsOf) edge() (cond string, args []any) {
	cond, args = "e.known_to = ?", []any{int64(model.Forever)}
	if a.Known != 0 {
		cond, args = "e.known_from <= ? AND e.known_to > ?", []any{int64(a.Known), int64(a.Known)}
	}
	if a.Until != 0 {
		cond, args = cond+" AND e.from_time <= ?", append(args, int64(a.Until))
	}
	return cond, args
}

// RunPart is one line of a transformation: what went in or came out.
type RunPart struct {
	// Run joins the parts: the number of the step or, for a transformation that is one event, of the event.
	Run, Event model.Seq
	Time       model.Instant
	Node       model.Seq
	In         bool
	Quantity   model.Quantity
	Unit       model.Unit
	Measured   bool
}

// Runs returns every part of the transformations into which things went, those of other things too, in order of time.
// Steps are the numbers of the steps on the way.
func (r Recall) Runs(scope model.Scope, nodes, steps []model.Seq, asOf AsOf) ([]RunPart, error) {
	run := map[model.Seq]model.Seq{}
	if err := r.runsOfSteps(run, steps, asOf); err != nil {
		return nil, err
	}
	times := map[model.Seq]model.Instant{}
	counts, args := asOf.counts()
	seen, seenArgs := seenEvent(scope, "e.seq")
	args = append(args, seenArgs...)
	events := map[model.Seq]bool{}
	for event := range run {
		events[event] = true
	}
	err := lookup(nodes, func(chunk []model.Seq) error { // from the index alone; events are looked up once each
		return r.tx.query(markInto(events), "SELECT event_seq FROM event_nodes WHERE node_id "+r.tx.among(chunk)+" AND role = 'input'")
	})
	if err != nil {
		return nil, err
	}
	list := make([]model.Seq, 0, len(events))
	for event := range events {
		list = append(list, event)
	}
	slices.Sort(list)
	err = lookup(list, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var event model.Seq
			var at model.Instant
			err := rows.Scan(&event, &at)
			times[event] = at
			return err
		}, "SELECT e.seq, e.time FROM events e WHERE e.seq "+r.tx.among(chunk)+" AND "+counts+" AND "+seen, args...)
	})
	if err != nil {
		return nil, err
	}
	return r.parts(run, times)
}

// runsOfSteps finds the events that are parts of steps.
func (r Recall) runsOfSteps(run map[model.Seq]model.Seq, steps []model.Seq, asOf AsOf) error {
	when, args := asOf.edge()
	return lookup(steps, func(chunk []model.Seq) error {
		for _, end := range []string{"src", "dst"} {
			err := r.tx.query(func(rows *sql.Rows) error {
				var step, event model.Seq
				err := rows.Scan(&step, &event)
				run[event] = step
				return err
			}, "SELECT DISTINCT e."+end+", e.event_seq FROM edges e WHERE e."+end+" IN ("+intList(chunk)+") AND "+when, args...)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (r Recall) parts(run map[model.Seq]model.Seq, times map[model.Seq]model.Instant) ([]RunPart, error) {
	events := make([]model.Seq, 0, len(times))
	for event := range times {
		events = append(events, event)
	}
	slices.SortFunc(events, func(a, b model.Seq) int {
		return cmp.Or(cmp.Compare(times[a], times[b]), cmp.Compare(a, b))
	})
	of := make(map[model.Seq][]RunPart, len(events))
	err := lookup(events, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var p RunPart
			var in, measured int64
			err := rows.Scan((*int64)(&p.Event), (*int64)(&p.Node), &in, (*int64)(&p.Quantity), (*string)(&p.Unit), &measured)
			if err != nil {
				return err
			}
			p.In, p.Measured, p.Time, p.Run = in == 1, measured == 1, times[p.Event], p.Event
			if step, joined := run[p.Event]; joined {
				p.Run = step
			}
			of[p.Event] = append(of[p.Event], p)
			return nil
		}, "SELECT event_seq, node_id, CASE role WHEN 'input' THEN 1 ELSE 0 END, quantity, unit, measured FROM event_nodes WHERE event_seq "+r.tx.among(chunk)+
			" AND role IN ('input', 'output') ORDER BY event_seq, line")
	})
	parts := make([]RunPart, 0, 4*len(events))
	for _, event := range events {
		parts = append(parts, of[event]...)
	}
	return parts, err
}

// Stock describes things and where they stand as of then, see Describe for what is told to whom. Of single things, which
// are not in the ledger, it tells the last place where they were seen.
func (r Recall) Stock(scope model.Scope, nodes []model.Seq, asOf AsOf) (*Description, error) {
	t := Trace{r.tx}
	f := newDescription(len(nodes))
	for chunk := range slices.Chunk(nodes, walkChunk) {
		which := r.tx.among(chunk)
		if err := t.readBatches(f, scope, which, asOf.Known); err != nil {
			return nil, err
		}
		if err := t.readStockAsOf(f, scope, which, asOf); err != nil {
			return nil, err
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

// LastSeen is where a single thing was last.
type LastSeen struct {
	Event       model.Seq
	Time        model.Instant
	Step        string
	Disposition string
	Place       model.Seq
	Org         model.OrgID // whose the place is, else who recorded it
}

// LastSeen tells where single things were last, by the events within the scope as of then.
func (r Recall) LastSeen(scope model.Scope, nodes []model.Seq, asOf AsOf) (map[model.Seq]LastSeen, error) {
	last := make(map[model.Seq]LastSeen, len(nodes))
	counts, args := asOf.counts()
	seen, seenArgs := seenEvent(scope, "e.seq")
	args = append(args, seenArgs...)
	return last, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var node model.Seq
			var l LastSeen
			err := rows.Scan(&node, &l.Event, &l.Time, &l.Step, &l.Disposition, &l.Place, &l.Org)
			last[node] = l // the latest comes last
			return err
		}, "SELECT en.node_id, e.seq, e.time, e.biz_step, e.disposition, COALESCE(p.id, 0), CASE WHEN COALESCE(p.org_id, '') <> '' THEN p.org_id ELSE e.org_id END "+
			"FROM event_nodes en JOIN events e ON e.seq = en.event_seq "+
			"LEFT JOIN places p ON p.id = CASE WHEN e.biz_location <> 0 THEN e.biz_location ELSE e.read_point END "+
			"WHERE en.node_id IN ("+intList(chunk)+") AND "+counts+" AND "+seen+" ORDER BY e.time, e.seq", args...)
	})
}

// EventRef names an event and says when it was.
type EventRef struct {
	ID   string
	Time model.Instant
	Org  model.OrgID // who recorded it
}

// EventRefs names events by their numbers, which come from a closure within a scope.
func (r Recall) EventRefs(seqs []model.Seq) (map[model.Seq]EventRef, error) {
	refs := make(map[model.Seq]EventRef, len(seqs))
	return refs, lookup(seqs, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var seq model.Seq
			var e EventRef
			err := rows.Scan((*int64)(&seq), &e.ID, (*int64)(&e.Time), (*string)(&e.Org))
			refs[seq] = e
			return err
		}, "SELECT seq, event_id, time, org_id FROM events WHERE seq "+r.tx.among(chunk))
	})
}

// Name names organisations and places.
func (r Recall) Name(orgs map[model.OrgID]OrgName, places map[model.Seq]PlaceName) error {
	return Trace{r.tx}.name(orgs, places)
}
