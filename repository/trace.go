package repository

import (
	"database/sql"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suyuan/model"
	"suyuan/model/epcis"
)

// Trace keeps events, the genealogy and the quantity ledger.
type Trace struct{ tx *Tx }

// Trace returns the trace room's part of the transaction.
func (tx *Tx) Trace() Trace { return Trace{tx} }

// inChunk bounds an IN list: MariaDB turns a list of a thousand into a temporary table, SQLite does not mind either way.
const inChunk = 999

// lookup runs a query once per chunk of keys, so that no IN list grows without bound.
func lookup[K any](keys []K, run func(chunk []K) error) error {
	for chunk := range slices.Chunk(keys, inChunk) {
		if err := run(chunk); err != nil {
			return err
		}
	}
	return nil
}

func anys[K any](keys []K) []any {
	args := make([]any, len(keys))
	for i, k := range keys {
		args[i] = k
	}
	return args
}

// EnsureNodes returns the node of every wanted key, adding those that are missing and binding the new ones to the batch
// that carries the key. It reports which keys are new. The order of insertion is that of the keys, so that two
// transactions never wait for each other crosswise.
func (t Trace) EnsureNodes(want []model.Node) (nodes map[string]model.Node, added map[string]bool, err error) {
	nodes, added = make(map[string]model.Node, len(want)), map[string]bool{}
	keys := make([]string, 0, len(want))
	level := make(map[string]model.NodeLevel, len(want))
	for _, n := range want {
		if _, seen := level[n.Key]; !seen {
			level[n.Key] = n.Level
			keys = append(keys, n.Key)
		}
	}
	slices.Sort(keys)
	if err := t.findNodes(keys, nodes); err != nil {
		return nil, nil, err
	}
	var missing []string
	for _, k := range keys {
		if _, ok := nodes[k]; !ok {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 {
		return nodes, added, nil
	}
	batches, err := t.batchesByEPC(missing)
	if err != nil {
		return nil, nil, err
	}
	rows := make([]model.Node, 0, len(missing))
	for _, k := range missing {
		id := t.tx.NextSeq()
		if level[k] == model.LevelStep {
			id = -id // a walk sees from the number what is a step, without looking the node up
		}
		rows = append(rows, model.Node{ID: id, Key: k, Level: level[k], BatchID: batches[k]})
	}
	if err := t.insertIgnoring(&rows); err != nil {
		return nil, nil, err
	}
	// Another transaction may have added one meanwhile: what counts is the row that stands.
	if err := t.findNodes(missing, nodes); err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		if nodes[r.Key].ID == r.ID {
			added[r.Key] = true
		}
	}
	return nodes, added, nil
}

func (t Trace) findNodes(keys []string, into map[string]model.Node) error {
	return lookup(keys, func(chunk []string) error {
		return t.tx.query(func(r *sql.Rows) error {
			var n model.Node
			if err := r.Scan(&n.ID, &n.Key, &n.Level, &n.BatchID); err != nil {
				return err
			}
			into[n.Key] = n
			return nil
		}, "SELECT id, epc, level, batch_id FROM nodes WHERE epc IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
}

func (t Trace) batchesByEPC(keys []string) (map[string]model.BatchID, error) {
	batches := map[string]model.BatchID{}
	err := lookup(keys, func(chunk []string) error {
		return t.tx.query(func(r *sql.Rows) error {
			var epc string
			var id model.BatchID
			if err := r.Scan(&epc, &id); err != nil {
				return err
			}
			batches[epc] = id
			return nil
		}, "SELECT epc, id FROM batches WHERE epc IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
	return batches, err
}

// insertIgnoring adds rows and leaves alone those whose key exists.
func (t Trace) insertIgnoring(rows any) error {
	return t.tx.db.Session(&gorm.Session{NewDB: true, Context: t.tx.ctx()}).Clauses(clause.OnConflict{DoNothing: true}).Create(rows).Error
}

// BindBatch ties the node that captured documents made before the batch was registered, if any, to the batch.
func (t Trace) BindBatch(b model.Batch) error {
	n, err := t.tx.exec("UPDATE nodes SET batch_id = ? WHERE epc = ?", b.ID, b.EPC)
	if err != nil || n == 0 {
		return err
	}
	return t.restock(b)
}

// EnsurePlaces returns the place of every URI, adding those that are missing with the site and organisation that own
// the URI.
func (t Trace) EnsurePlaces(uris []string) (map[string]model.Place, error) {
	places := make(map[string]model.Place, len(uris))
	uris = slices.Compact(slices.Sorted(slices.Values(uris)))
	if err := t.findPlaces(uris, places); err != nil {
		return nil, err
	}
	var missing []string
	for _, u := range uris {
		if p, ok := places[u]; !ok || p.OrgID == "" {
			missing = append(missing, u)
		}
	}
	if len(missing) == 0 {
		return places, nil
	}
	owners, err := t.Owners(missing)
	if err != nil {
		return nil, err
	}
	var rows []model.Place
	for _, u := range missing {
		o := owners[u]
		site := model.SiteID("")
		if o.Kind == OwnerSite {
			site = model.SiteID(o.Subject)
		}
		if p, ok := places[u]; ok { // known without an owner until now
			if o.Org != "" {
				if _, err := t.tx.exec("UPDATE places SET site_id = ?, org_id = ? WHERE id = ?", site, o.Org, p.ID); err != nil {
					return nil, err
				}
			}
			continue
		}
		rows = append(rows, model.Place{ID: t.tx.NextSeq(), URI: u, SiteID: site, OrgID: o.Org})
	}
	if len(rows) > 0 {
		if err := t.insertIgnoring(&rows); err != nil {
			return nil, err
		}
	}
	return places, t.findPlaces(missing, places)
}

func (t Trace) findPlaces(uris []string, into map[string]model.Place) error {
	return lookup(uris, func(chunk []string) error {
		return t.tx.query(func(r *sql.Rows) error {
			var p model.Place
			if err := r.Scan(&p.ID, &p.URI, &p.SiteID, &p.OrgID); err != nil {
				return err
			}
			into[p.URI] = p
			return nil
		}, "SELECT id, uri, site_id, org_id FROM places WHERE uri IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
}

// The kinds of owner of a GS1 key in identities.
const (
	OwnerOrganisation = "organisation"
	OwnerSite         = "site"
	OwnerProduct      = "product"
)

// Owner says whose a key is.
type Owner struct {
	Kind    string
	Subject string
	Org     model.OrgID
	// Region is that of the site, or of the organisation's seat.
	Region model.Region
}

// Owners finds whose the keys are: parties, locations and trade items that somebody registered here.
func (t Trace) Owners(uris []string) (map[string]Owner, error) {
	owners := map[string]Owner{}
	err := lookup(uris, func(chunk []string) error {
		return t.tx.query(func(r *sql.Rows) error {
			var uri string
			var o Owner
			if err := r.Scan(&uri, &o.Kind, &o.Subject, &o.Org, &o.Region); err != nil {
				return err
			}
			owners[uri] = o
			return nil
		}, "SELECT i.uri, i.kind, i.subject_id, i.org_id, COALESCE(s.region, o.region, '') FROM identities i "+
			"LEFT JOIN sites s ON s.id = i.subject_id LEFT JOIN organisations o ON o.id = i.org_id WHERE i.uri IN ("+placeholders(len(chunk))+")",
			anys(chunk)...)
	})
	return owners, err
}

// NodesByID returns nodes by their numbers.
func (t Trace) NodesByID(ids []model.Seq) ([]model.Node, error) {
	var nodes []model.Node
	err := lookup(ids, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var n model.Node
			if err := r.Scan(&n.ID, &n.Key, &n.Level, &n.BatchID); err != nil {
				return err
			}
			nodes = append(nodes, n)
			return nil
		}, "SELECT id, epc, level, batch_id FROM nodes WHERE id IN ("+intList(chunk)+")")
	})
	return nodes, err
}

// BatchesOf returns the batches behind nodes.
func (t Trace) BatchesOf(ids []model.BatchID) (map[model.BatchID]model.Batch, error) {
	found := map[model.BatchID]model.Batch{}
	err := lookup(ids, func(chunk []model.BatchID) error {
		var rows []model.Batch
		if err := t.tx.db.Where("id IN ?", chunk).Find(&rows).Error; err != nil {
			return err
		}
		for _, b := range rows {
			found[b.ID] = b
		}
		return nil
	})
	return found, err
}

// LockNodes locks nodes until the transaction ends, in the order of their numbers: what lies in a container must not
// change between looking and moving it. SQLite has one writer and needs no lock.
func (t Trace) LockNodes(nodes []model.Seq) error {
	if t.tx.Engine() != MySQL {
		return nil
	}
	return lookup(slices.Compact(slices.Sorted(slices.Values(nodes))), func(chunk []model.Seq) error {
		return t.tx.query(func(*sql.Rows) error { return nil }, "SELECT id FROM nodes WHERE id IN ("+intList(chunk)+") ORDER BY id FOR UPDATE")
	})
}

// LoadLedger locks the lots and loads their balances, in the order of their numbers.
func (t Trace) LoadLedger(nodes []model.Seq) (*model.Ledger, error) {
	nodes = slices.Compact(slices.Sorted(slices.Values(nodes)))
	if err := t.LockNodes(nodes); err != nil {
		return nil, err
	}
	var balances []model.Balance
	err := lookup(nodes, func(chunk []model.Seq) error {
		var rows []model.Balance
		if err := t.tx.db.Where("node_id IN ?", chunk).Find(&rows).Error; err != nil {
			return err
		}
		balances = append(balances, rows...)
		return nil
	})
	return model.NewLedger(balances), err
}

// ContentsOf returns the lots and items that lie in containers, by the ledger: what stands on an account of theirs with
// the container's number.
func (t Trace) ContentsOf(containers []model.Seq) ([]model.Balance, error) {
	var contents []model.Balance
	err := lookup(containers, func(chunk []model.Seq) error {
		var rows []model.Balance
		if err := t.tx.db.Where("container_id IN ? AND amount <> 0", chunk).Find(&rows).Error; err != nil {
			return err
		}
		contents = append(contents, rows...)
		return nil
	})
	return contents, err
}

// StoreLedger writes the lines and balances of a ledger, and which lots are in stock.
func (t Trace) StoreLedger(l *model.Ledger) error {
	postings := l.Postings()
	for i := range postings {
		postings[i].ID = t.tx.NextSeq()
	}
	if err := insert(t.tx, postings); err != nil {
		return err
	}
	changed := l.Changed()
	if len(changed) == 0 {
		return nil
	}
	err := t.tx.db.Session(&gorm.Session{NewDB: true, Context: t.tx.ctx()}).Clauses(clause.OnConflict{
		Columns: []clause.Column{
			{Name: "node_id"}, {Name: "unit"}, {Name: "account"}, {Name: "org_id"}, {Name: "place_id"}, {Name: "container_id"}, {Name: "for_account"},
		},
		DoUpdates: clause.AssignmentColumns([]string{"amount"}),
	}).Create(&changed).Error
	if err != nil {
		return err
	}
	filled, emptied := l.Turned()
	if err := t.takeFromStock(emptied); err != nil {
		return err
	}
	return t.putInStock(filled)
}

// PostingsOf returns what an event booked, in order.
func (t Trace) PostingsOf(event model.Seq) ([]model.Posting, error) {
	var rows []model.Posting
	err := t.tx.db.Where("event_seq = ?", event).Order("id").Find(&rows).Error
	return rows, err
}

// Recorded is what one event adds to the index.
type Recorded struct {
	Event model.Event
	Nodes []model.EventNode
	Orgs  []model.EventOrg
	Edges []model.Edge
	Terms []epcis.Term
}

// eventBytes bounds the bodies that one statement carries, well below the packet a server takes even when every byte
// must be escaped (MariaDB: max_allowed_packet, 16 MiB).
const eventBytes = 4 << 20

// InsertEvents adds events with their index rows.
func (t Trace) InsertEvents(events []Recorded) error {
	var (
		rows  = make([]model.Event, 0, len(events))
		nodes []eventNodeRow
		orgs  []model.EventOrg
		edges []model.Edge
		terms []eventTerm
	)
	for _, e := range events {
		rows = append(rows, e.Event)
		for i, n := range e.Nodes {
			nodes = append(nodes, eventNodeRow{n, i})
		}
		orgs = append(orgs, e.Orgs...)
		edges = append(edges, e.Edges...)
		for _, term := range e.Terms {
			terms = append(terms, eventTerm{term, e.Event.Seq})
		}
	}
	for len(rows) > 0 {
		n, size := 0, 0
		for n < len(rows) && (n == 0 || size+len(rows[n].Body) <= eventBytes) {
			size += len(rows[n].Body) + len(rows[n].Context)
			n++
		}
		if err := insert(t.tx, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	if err := insert(t.tx, nodes); err != nil {
		return err
	}
	if err := insert(t.tx, orgs); err != nil {
		return err
	}
	if err := insert(t.tx, terms); err != nil {
		return err
	}
	if err := t.learnWords(events); err != nil {
		return err
	}
	return insert(t.tx, edges)
}

// eventNodeRow adds the position of the node in its event, which keeps a node that is named twice.
type eventNodeRow struct {
	model.EventNode
	Line int
}

// TableName implements schema.Tabler.
func (eventNodeRow) TableName() string { return "event_nodes" }

// Known says which of the events are here already.
type Known struct {
	// IDs maps an eventID to the number of the event that is no declaration.
	IDs map[string]model.Event
	// Declared maps the eventIDs that an errorDeclaration has withdrawn to who declared it.
	Declared map[string]bool
	// Hashes holds the content hashes of standing events.
	Hashes map[string]bool
}

// KnownEvents looks up eventIDs and hashes among what an organisation has recorded. What others recorded under the same
// eventID is no duplicate: a copy that somebody forwards must not keep the recorder's own event out.
func (t Trace) KnownEvents(org model.OrgID, ids, hashes []string) (Known, error) {
	k := Known{IDs: map[string]model.Event{}, Declared: map[string]bool{}, Hashes: map[string]bool{}}
	err := lookup(ids, func(chunk []string) error {
		return t.tx.query(func(r *sql.Rows) error {
			var e model.Event
			if err := r.Scan(&e.Seq, &e.EventID, &e.Declares, &e.Hash, &e.OrgID, &e.Time, &e.Type, &e.Retracted); err != nil {
				return err
			}
			if e.Declares == 1 {
				k.Declared[e.EventID] = true
			} else {
				k.IDs[e.EventID] = e
			}
			return nil
		}, "SELECT seq, event_id, declares, hash, org_id, time, type, retracted FROM events WHERE org_id = ? AND event_id IN ("+
			placeholders(len(chunk))+")", append([]any{org}, anys(chunk)...)...)
	})
	if err != nil {
		return k, err
	}
	return k, lookup(hashes, func(chunk []string) error {
		return t.tx.query(func(r *sql.Rows) error {
			var h string
			if err := r.Scan(&h); err != nil {
				return err
			}
			k.Hashes[h] = true
			return nil
		}, "SELECT hash FROM events WHERE org_id = ? AND declares = 0 AND retracted = 0 AND hash IN ("+placeholders(len(chunk))+")",
			append([]any{org}, anys(chunk)...)...)
	})
}

// Retract marks an event as withdrawn and ends its edges; the body stays. It returns the containers whose contents must
// be computed anew.
func (t Trace) Retract(event model.Seq) (parents []model.Seq, err error) {
	n, err := t.tx.exec("UPDATE events SET retracted = ? WHERE seq = ? AND retracted = 0", t.tx.now, event)
	if err != nil {
		return nil, err
	}
	if n != 1 {
		return nil, model.ChangedMeanwhile.Refuse()
	}
	if _, err := t.tx.exec("UPDATE edges SET known_to = ? WHERE event_seq = ? AND kind = ? AND known_to = ?",
		t.tx.now, event, model.EdgeTransform, model.Forever); err != nil {
		return nil, err
	}
	note := func(r *sql.Rows) error {
		var id model.Seq
		if err := r.Scan(&id); err != nil {
			return err
		}
		parents = append(parents, id)
		return nil
	}
	err = t.tx.query(note, "SELECT DISTINCT node_id FROM event_nodes WHERE event_seq = ? AND role = ?", event, model.RoleParent)
	if err != nil {
		return nil, err
	}
	// A single thing that the event put into one container had thereby left another, in which it may still be.
	err = t.tx.query(note, "SELECT DISTINCT e.dst FROM event_nodes c JOIN nodes n ON n.id = c.node_id AND n.level = ? "+
		"JOIN edges e ON e.src = c.node_id AND e.kind = ? AND e.known_to = ? WHERE c.event_seq = ? AND c.role = ?",
		model.LevelInstance, model.EdgeContain, model.Forever, event, model.RoleChild)
	return parents, err
}

// Touching returns which of the nodes the organisations have had to do with before, and which have any events at all.
func (t Trace) Touching(orgs []model.OrgID, nodes []model.Seq) (touched, used map[model.Seq]bool, err error) {
	touched, used = map[model.Seq]bool{}, map[model.Seq]bool{}
	of := "org_id IN (" + placeholders(len(orgs)) + ")"
	err = lookup(nodes, func(chunk []model.Seq) error {
		list := intList(chunk)
		err := t.tx.query(markInto(used), "SELECT DISTINCT node_id FROM event_nodes WHERE node_id IN ("+list+")")
		if err != nil {
			return err
		}
		err = t.tx.query(markInto(touched), "SELECT DISTINCT en.node_id FROM event_nodes en JOIN event_orgs eo ON eo.event_seq = en.event_seq "+
			"WHERE en.node_id IN ("+list+") AND eo."+of+" AND NOT EXISTS "+
			"(SELECT 1 FROM findings f WHERE f.event_seq = en.event_seq AND f.kind = ?)", append(anys(orgs), model.FindingNotHeld)...)
		if err != nil {
			return err
		}
		// What came inside a container was named by nobody: the ledger knows that it stood with the organisation.
		return t.tx.query(markInto(touched), "SELECT DISTINCT node_id FROM balances WHERE node_id IN ("+list+") AND "+of, anys(orgs)...)
	})
	return touched, used, err
}

func markInto(set map[model.Seq]bool) func(*sql.Rows) error {
	return func(r *sql.Rows) error {
		var id model.Seq
		if err := r.Scan(&id); err != nil {
			return err
		}
		set[id] = true
		return nil
	}
}

// Shippers finds the organisations, with their regions, that recorded shipping the nodes to an organisation: they may
// see that the goods arrived.
func (t Trace) Shippers(nodes []model.Seq, to model.OrgID) (map[model.Seq][]model.EventOrg, error) {
	return t.shippers(nodes, to, "")
}

// Suppliers is Shippers without those who only sent goods back.
func (t Trace) Suppliers(nodes []model.Seq, to model.OrgID) (map[model.Seq][]model.EventOrg, error) {
	return t.shippers(nodes, to, " AND e.disposition <> 'returned' AND e.retracted = 0")
}

func (t Trace) shippers(nodes []model.Seq, to model.OrgID, and string) (map[model.Seq][]model.EventOrg, error) {
	shippers := map[model.Seq][]model.EventOrg{}
	err := lookup(nodes, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var node model.Seq
			o := model.EventOrg{Why: model.WhyShipper}
			if err := r.Scan(&node, &o.OrgID, &o.Region); err != nil {
				return err
			}
			shippers[node] = append(shippers[node], o)
			return nil
		}, "SELECT DISTINCT en.node_id, e.org_id, o.region FROM event_nodes en JOIN events e ON e.seq = en.event_seq "+
			"JOIN event_orgs eo ON eo.event_seq = e.seq AND eo.org_id = ? JOIN organisations o ON o.id = e.org_id "+
			"WHERE en.node_id IN ("+intList(chunk)+") AND e.biz_step = 'shipping' AND e.org_id <> ?"+and, to, to)
	})
	return shippers, err
}

// InsertFindings adds findings.
func (t Trace) InsertFindings(findings []model.Finding) error {
	for i := range findings {
		findings[i].ID = NewID[model.Finding](t.tx)
		findings[i].OpenedAt = t.tx.now
	}
	return insert(t.tx, findings)
}

// ResolveBalance marks the mass-balance findings of lots as explained.
func (t Trace) ResolveBalance(nodes []model.Seq) error {
	if len(nodes) == 0 {
		return nil
	}
	_, err := t.tx.exec("UPDATE findings SET resolved_at = ? WHERE kind = ? AND resolved_at = 0 AND node_id IN ("+intList(nodes)+")",
		t.tx.now, model.FindingMassBalance)
	return err
}

// InsertCapture adds a capture job; it is born running.
func (t Trace) InsertCapture(c model.Capture) error { return insert(t.tx, []model.Capture{c}) }

// FinishCapture stores what became of a job and moves it out of running.
func (t Trace) FinishCapture(c model.Capture, on model.CaptureEvent, actor string) error {
	mv, err := model.CaptureLifecycle.Next(model.CaptureRunning, on)
	if err != nil {
		return err
	}
	n, err := t.tx.exec("UPDATE captures SET state = ?, accepted = ?, rejected = ?, duplicates = ?, errors = ?, finished_at = ?, version = version + 1 "+
		"WHERE id = ? AND state = ?", string(mv.To), c.Accepted, c.Rejected, c.Duplicates, c.Errors, t.tx.now, c.ID, string(mv.From))
	if err != nil {
		return err
	}
	if n != 1 {
		return model.ChangedMeanwhile.Refuse()
	}
	return insert(t.tx, []moveRow{{
		ID: t.tx.NextSeq(), Machine: model.CaptureLifecycle.Name, SubjectID: c.ID.String(), FromState: string(mv.From),
		ToState: string(mv.To), Event: string(on), Actor: actor, At: t.tx.now,
	}})
}

// Capture returns a capture job that the scope may see, or the refusal not-found.
func (t Trace) Capture(scope model.Scope, id model.CaptureID) (model.Capture, error) {
	var c model.Capture
	err := t.tx.owned(scope, "org_id").Where("id = ?", id).Take(&c).Error
	return c, err
}

// Captures lists capture jobs, newest first.
func (t Trace) Captures(scope model.Scope, page model.Page) ([]model.Capture, model.PageToken, error) {
	after, err := readCursor[model.CaptureID]("captures", page)
	if err != nil {
		return nil, "", err
	}
	q := t.tx.owned(scope, "org_id")
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	var rows []model.Capture
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("captures", page, rows, func(c model.Capture) model.CaptureID { return c.ID })
	return rows, next, nil
}

// OrganisationOf returns the organisation that an actor acts for.
func (t Trace) OrganisationOf(id model.OrgID) (model.Organisation, error) {
	var o model.Organisation
	err := t.tx.db.Where("id = ?", id).Take(&o).Error
	return o, err
}
