package repository

import (
	"database/sql"
	"errors"
	"slices"
	"strings"

	"suyuan/model"
)

// EventFilter narrows a list of events; empty fields do not.
type EventFilter struct {
	Node     model.Seq // named by the event
	BizStep  string    // bare word of the CBV or a URI
	From, To model.Instant
}

// Events lists the events of the scope, the last recorded first, without their bodies. Withdrawn events and the
// declarations that withdrew them are in the list.
func (t Trace) Events(scope model.Scope, f EventFilter, page model.Page) ([]model.Event, model.PageToken, error) {
	after, err := readCursor[model.Seq]("events", page)
	if err != nil {
		return nil, "", err
	}
	found := map[model.Seq]bool{}
	for more := true; more && len(found) <= page.Size(); {
		// An event that touches an organisation in two regions is there twice.
		query, args := eventsQuery(scope, f, after, page.Size()+1)
		read := 0
		err := t.tx.query(func(r *sql.Rows) error {
			var seq model.Seq
			if err := r.Scan(&seq); err != nil {
				return err
			}
			read++
			after = &seq
			if len(found) <= page.Size() {
				found[seq] = true
			}
			return nil
		}, query, args...)
		if err != nil {
			return nil, "", err
		}
		more = read > page.Size()
	}
	rows, err := t.eventsBySeq(found)
	if err != nil {
		return nil, "", err
	}
	slices.Reverse(rows)
	rows, next := cut("events", page, rows, func(e model.Event) model.Seq { return e.Seq })
	return rows, next, nil
}

// eventsQuery starts at the index that is narrowest, the node's events, the organisation's, or all, and follows it: it
// asks neither for distinct rows, which MariaDB gathers before it sorts, nor for a table that no condition is about.
func eventsQuery(scope model.Scope, f EventFilter, after *model.Seq, limit int) (query string, args []any) {
	if parts := scope.Each(); len(parts) > 1 && f.Node == 0 && !scope.All() { // each follows its own index; an event of two is one
		union := make([]string, 0, len(parts))
		for _, one := range parts {
			q, a := eventsQuery(one, f, after, limit)
			union, args = append(union, "SELECT * FROM ("+q+") part"), append(args, a...)
		}
		return strings.Join(union, " UNION ") + " ORDER BY 1 DESC LIMIT ?", append(args, limit)
	}
	from, seq := "events e", "e.seq"
	var where []string
	narrow := func(cond string, values ...any) { where, args = append(where, cond), append(args, values...) }
	seen, seenArgs := seenEvent(scope, "e.seq")
	_, _, regulator := scope.Region()
	switch {
	case f.Node != 0:
		from, seq = "event_nodes d JOIN events e ON e.seq = d.event_seq", "d.event_seq"
		narrow("d.node_id = ?", int64(f.Node))
		narrow(seen, seenArgs...)
	case regulator:
		// As a union it is asked for each event; MariaDB would otherwise first list every event that may be seen.
		lo, hi, _ := scope.Region()
		narrow("EXISTS (SELECT 1 FROM event_orgs seen WHERE seen.event_seq = e.seq AND seen.region BETWEEN ? AND ? "+
			"UNION ALL SELECT 1 FROM event_orgs seen WHERE seen.event_seq = e.seq AND seen.org_id = ?)", lo, hi, scope.Org())
	case scope.All() || scope.Org() == "":
		narrow(seen, seenArgs...)
	default:
		from, seq = "event_orgs d", "d.event_seq"
		if f.BizStep != "" || f.From != 0 || f.To != 0 {
			from += " JOIN events e ON e.seq = d.event_seq"
		}
		narrow("d.org_id = ?", scope.Org())
	}
	if f.BizStep != "" {
		narrow("e.biz_step = ?", f.BizStep)
	}
	if f.From != 0 {
		narrow("e.time >= ?", int64(f.From))
	}
	if f.To != 0 {
		narrow("e.time < ?", int64(f.To))
	}
	if after != nil {
		narrow(seq+" < ?", int64(*after))
	}
	return "SELECT " + seq + " FROM " + from + " WHERE " + strings.Join(where, " AND ") + " ORDER BY " + seq + " DESC LIMIT ?",
		append(args, limit)
}

// Event returns an event of the scope with its body, or not-found. Where a declaration shares the eventID it is the
// event that it withdrew.
func (t Trace) Event(scope model.Scope, eventID string) (e model.Event, err error) {
	seen, args := seenEvent(scope, "events.seq")
	return e, absent(t.tx.db.Where("event_id = ?", eventID).Where(seen, args...).Order("declares").Limit(1).Take(&e).Error)
}

// NodeOfBatch returns the node of a batch that the scope owns or that an event within the scope names. The node is zero
// while nothing has happened to an own batch. Refusal: not-found.
func (t Trace) NodeOfBatch(scope model.Scope, batch model.BatchID) (model.Node, error) {
	n, err := t.Named(scope, batch, nil, 0)
	if !errors.Is(err, model.NotFound) {
		return n, err
	}
	var b model.Batch
	if err := t.tx.owned(scope, "org_id").Where("id = ?", batch).Take(&b).Error; err != nil {
		return n, absent(err)
	}
	err = t.tx.query(func(r *sql.Rows) error { return r.Scan(&n.ID, &n.Key, &n.Level, &n.BatchID) },
		"SELECT id, epc, level, batch_id FROM nodes WHERE batch_id = ?", batch)
	return n, err
}

// FindingFilter narrows a list of findings; empty fields do not.
type FindingFilter struct {
	Kind model.FindingKind
	// Open leaves out what later events have explained, Resolved keeps to it.
	Open, Resolved bool
	// Batch leaves only what was found about one batch.
	Batch model.BatchID
}

// FindingRow is a finding with what it is about.
type FindingRow struct {
	model.Finding
	Key     string // of the node, empty when it is about none
	BatchID model.BatchID
	Lot     string
	Product model.Text
	EventID string // empty when it is about none
	// Time is when the event happened, and Recorder who recorded it.
	Time     model.Instant
	Recorder OrgName
}

// Findings lists the findings about what organisations of the scope recorded, newest first.
func (t Trace) Findings(scope model.Scope, f FindingFilter, page model.Page) ([]FindingRow, model.PageToken, error) {
	after, err := readCursor[model.FindingID]("findings", page)
	if err != nil {
		return nil, "", err
	}
	cond, args := ownedBy(scope, "f.org_id")
	if f.Kind != "" {
		cond += " AND f.kind = ?"
		args = append(args, f.Kind)
	}
	if f.Open {
		cond += " AND f.resolved_at = 0"
	}
	if f.Batch != "" {
		cond += " AND f.node_id IN (SELECT id FROM nodes WHERE batch_id = ?)"
		args = append(args, f.Batch)
	}
	if f.Resolved {
		cond += " AND f.resolved_at <> 0"
	}
	if after != nil {
		cond += " AND f.id < ?"
		args = append(args, *after)
	}
	var rows []FindingRow
	err = t.tx.query(func(r *sql.Rows) error {
		var f FindingRow
		err := r.Scan(&f.ID, &f.Kind, &f.EventSeq, &f.NodeID, &f.OrgID, &f.PlaceID, &f.Amount, &f.Unit, &f.OpenedAt, &f.ResolvedAt,
			&f.Key, &f.BatchID, &f.Lot, &f.Product.ZH, &f.Product.UG, &f.Product.EN, &f.EventID, &f.Time,
			&f.Recorder.ID, &f.Recorder.Name.ZH, &f.Recorder.Name.UG, &f.Recorder.Name.EN, &f.Recorder.Region)
		rows = append(rows, f)
		return err
	}, "SELECT f.id, f.kind, f.event_seq, f.node_id, f.org_id, f.place_id, f.amount, f.unit, f.opened_at, f.resolved_at, "+
		"COALESCE(n.epc, ''), COALESCE(n.batch_id, ''), COALESCE(b.lot, ''), COALESCE(p.name_zh, ''), COALESCE(p.name_ug, ''), COALESCE(p.name_en, ''), "+
		"COALESCE(e.event_id, ''), COALESCE(e.time, 0), COALESCE(o.id, ''), COALESCE(o.name_zh, ''), COALESCE(o.name_ug, ''), COALESCE(o.name_en, ''), "+
		"COALESCE(o.region, '') FROM findings f LEFT JOIN nodes n ON n.id = f.node_id LEFT JOIN batches b ON b.id = n.batch_id "+
		"LEFT JOIN products p ON p.id = b.product_id LEFT JOIN events e ON e.seq = f.event_seq LEFT JOIN organisations o ON o.id = f.org_id "+
		"WHERE "+cond+" ORDER BY f.id DESC LIMIT ?", append(args, page.Size()+1)...)
	if err != nil {
		return nil, "", err
	}
	rows, next := cut("findings", page, rows, func(f FindingRow) model.FindingID { return f.ID })
	return rows, next, nil
}

// ShipmentFilter narrows a list of shipments; empty fields do not.
type ShipmentFilter struct {
	// In keeps to what is sent to the scope, Out to what it sends; neither to both.
	In, Out bool
	State   model.ShipmentState
	// Open keeps to those of which something has not arrived.
	Open bool
	// OldestFirst puts first what was sent first: what has been on the way for longest.
	OldestFirst bool
}

// ShipmentRow is a shipment with the names of those it is about.
type ShipmentRow struct {
	model.Shipment
	From, To         OrgName
	FromName, ToName model.Text // of the sites
	Lines            []ShipmentLineRow
}

// ShipmentLineRow is a line of a shipment with what it is about.
type ShipmentLineRow struct {
	model.ShipmentLine
	Node      model.Node
	Lot       string
	ProductID model.ProductID
	Product   model.Text
}

// visibleShipment is the condition that the scope's organisations are an end of the shipment: the sender, the receiver
// or either.
func visibleShipment(scope model.Scope, f ShipmentFilter) (cond string, args []any) {
	from, fromArgs := ownedOrAt(scope, "sh.from_org", "sh.from_site")
	to, toArgs := ownedOrAt(scope, "sh.to_org", "sh.to_site")
	switch {
	case f.In && !f.Out:
		return to, toArgs
	case f.Out && !f.In:
		return from, fromArgs
	}
	return "(" + from + " OR " + to + ")", append(fromArgs, toArgs...)
}

const shipmentColumns = "SELECT sh.id, sh.from_org, sh.from_site, sh.to_org, sh.to_site, sh.event_id, sh.reference, sh.state, sh.reason, sh.version, sh.sent_at, " +
	"COALESCE(fs.name_zh, ''), COALESCE(fs.name_ug, ''), COALESCE(fs.name_en, ''), COALESCE(ts.name_zh, ''), COALESCE(ts.name_ug, ''), COALESCE(ts.name_en, '') " +
	"FROM shipments sh LEFT JOIN sites fs ON fs.id = sh.from_site LEFT JOIN sites ts ON ts.id = sh.to_site WHERE "

// Shipments lists the shipments of the scope, without their lines.
func (t Trace) Shipments(scope model.Scope, f ShipmentFilter, page model.Page) ([]ShipmentRow, model.PageToken, error) {
	list, direction, sign := "shipments", "DESC", "<"
	if f.OldestFirst {
		list, direction, sign = "shipments-oldest", "ASC", ">"
	}
	after, err := readCursor[model.ShipmentID](list, page)
	if err != nil {
		return nil, "", err
	}
	cond, args := visibleShipment(scope, f)
	if f.State != "" {
		cond += " AND sh.state = ?"
		args = append(args, f.State)
	}
	if f.Open {
		cond += " AND sh.state IN ('sent', 'partly')"
	}
	if after != nil {
		cond += " AND sh.id " + sign + " ?"
		args = append(args, *after)
	}
	rows, err := t.shipments(cond+" ORDER BY sh.id "+direction+" LIMIT ?", append(args, page.Size()+1))
	if err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(s ShipmentRow) model.ShipmentID { return s.ID })
	return rows, next, nil
}

func (t Trace) shipments(cond string, args []any) ([]ShipmentRow, error) {
	var rows []ShipmentRow
	orgs := map[model.OrgID]OrgName{}
	err := t.tx.query(func(r *sql.Rows) error {
		var s ShipmentRow
		err := r.Scan(&s.ID, &s.FromOrg, &s.FromSite, &s.ToOrg, &s.ToSite, &s.EventID, &s.Reference, &s.State, &s.Reason, &s.Version, &s.SentAt,
			&s.FromName.ZH, &s.FromName.UG, &s.FromName.EN, &s.ToName.ZH, &s.ToName.UG, &s.ToName.EN)
		rows = append(rows, s)
		orgs[s.FromOrg], orgs[s.ToOrg] = OrgName{}, OrgName{}
		return err
	}, shipmentColumns+cond, args...)
	if err != nil {
		return nil, err
	}
	if err := t.name(orgs, nil); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].From, rows[i].To = orgs[rows[i].FromOrg], orgs[rows[i].ToOrg]
	}
	return rows, nil
}

// ShipmentFile returns a shipment of the scope with its lines, or not-found.
func (t Trace) ShipmentFile(scope model.Scope, id model.ShipmentID) (ShipmentRow, error) {
	cond, args := visibleShipment(scope, ShipmentFilter{})
	rows, err := t.shipments(cond+" AND sh.id = ?", append(args, id))
	if err != nil {
		return ShipmentRow{}, err
	}
	if len(rows) == 0 {
		return ShipmentRow{}, model.NotFound.Refuse()
	}
	s := rows[0]
	return s, t.tx.query(func(r *sql.Rows) error {
		var l ShipmentLineRow
		err := r.Scan(&l.ShipmentID, &l.Line, &l.NodeID, &l.Quantity, &l.Open, &l.Unit, &l.Container, &l.Done,
			&l.Node.Key, &l.Node.Level, &l.Node.BatchID, &l.Lot, &l.ProductID, &l.Product.ZH, &l.Product.UG, &l.Product.EN)
		l.Node.ID = l.NodeID
		s.Lines = append(s.Lines, l)
		return err
	}, "SELECT l.shipment_id, l.line, l.node_id, l.quantity, l.open, l.unit, l.container, l.done, n.epc, n.level, n.batch_id, COALESCE(b.lot, ''), "+
		"COALESCE(b.product_id, ''), COALESCE(p.name_zh, ''), COALESCE(p.name_ug, ''), COALESCE(p.name_en, '') FROM shipment_lines l "+
		"JOIN nodes n ON n.id = l.node_id LEFT JOIN batches b ON b.id = n.batch_id LEFT JOIN products p ON p.id = b.product_id "+
		"WHERE l.shipment_id = ? ORDER BY l.line", id)
}

// LastEvent returns the highest number of an event that the organisation of the scope may see; for a scope that is wider
// than one organisation the highest of all. 0 means none.
func (t Trace) LastEvent(scope model.Scope) (seq model.Seq, err error) {
	_, _, regulator := scope.Region()
	of, args := whose(scope)
	query := "SELECT COALESCE(MAX(event_seq), 0) FROM event_orgs WHERE org_id " + of
	if scope.All() || regulator {
		query, args = "SELECT COALESCE(MAX(seq), 0) FROM events", nil
	}
	return seq, t.tx.db.Raw(query, args...).Row().Scan(&seq)
}
