package repository

import (
	"database/sql"

	"suyuan/model"
)

// JourneyRow is one event about a lot, with the part that the lot has in it, where it was and who recorded it.
type JourneyRow struct {
	Event model.Event
	// Recorder recorded it; Place is where it happened, zero when it names no place.
	Recorder OrgName
	Place    PlaceName
	// Role is the part that the event gives the lot; empty when it names only the container that the lot is in.
	Role model.NodeRole
	// Amount is how much of the lot it was about, 0 when nobody said.
	Amount model.Quantity
	Unit   model.Unit
}

// Journey lists the events of the scope that name a lot or moved it inside a container, the last recorded first: two
// statements, however long the page is.
func (t Trace) Journey(scope model.Scope, node model.Seq, page model.Page) ([]JourneyRow, model.PageToken, error) {
	after, err := readCursor[model.Seq]("journey", page)
	if err != nil {
		return nil, "", err
	}
	var rows []JourneyRow
	query, args := journeyQuery(scope, node, after, page.Size()+1)
	err = t.tx.query(func(r *sql.Rows) error {
		var row JourneyRow
		e, o, p := &row.Event, &row.Recorder, &row.Place
		err := r.Scan(&e.Seq, &e.EventID, &e.Declares, &e.Type, &e.Action, &e.Time, &e.Offset, &e.Recorded, &e.BizStep, &e.Disposition, &e.OrgID, &e.Retracted,
			&o.ID, &o.Name.ZH, &o.Name.UG, &o.Name.EN, &o.Region, &p.URI, &p.Site, &p.Org, &p.Name.ZH, &p.Name.UG, &p.Name.EN, &p.Region)
		rows = append(rows, row)
		return err
	}, query, args...)
	if err != nil {
		return nil, "", err
	}
	rows, next := cut("journey", page, rows, func(r JourneyRow) model.Seq { return r.Event.Seq })
	return rows, next, t.parts(node, rows)
}

// journeyQuery asks both indexes of a lot for their newest events and no more.
func journeyQuery(scope model.Scope, node model.Seq, after *model.Seq, limit int) (query string, args []any) {
	for i, table := range []string{"event_nodes", "postings"} {
		seen, seenArgs := seenEvent(scope, "d.event_seq")
		cond := "d.node_id = ? AND " + seen
		args = append(append(args, int64(node)), seenArgs...)
		if after != nil {
			cond += " AND d.event_seq < ?"
			args = append(args, int64(*after))
		}
		if i > 0 {
			query += " UNION "
		}
		query += "SELECT event_seq FROM (SELECT DISTINCT d.event_seq FROM " + table + " d WHERE " + cond + " ORDER BY d.event_seq DESC LIMIT ?) " + table + "_of"
		args = append(args, limit)
	}
	return "SELECT e.seq, e.event_id, e.declares, e.type, e.action, e.time, e.zone_offset, e.recorded, e.biz_step, e.disposition, e.org_id, e.retracted, " +
		"COALESCE(o.id, ''), COALESCE(o.name_zh, ''), COALESCE(o.name_ug, ''), COALESCE(o.name_en, ''), COALESCE(o.region, ''), " +
		"COALESCE(p.uri, ''), COALESCE(p.site_id, ''), COALESCE(p.org_id, ''), COALESCE(s.name_zh, ''), COALESCE(s.name_ug, ''), COALESCE(s.name_en, ''), COALESCE(s.region, '') " +
		"FROM (" + query + ") found JOIN events e ON e.seq = found.event_seq LEFT JOIN organisations o ON o.id = e.org_id " +
		"LEFT JOIN places p ON p.id = CASE WHEN e.read_point <> 0 THEN e.read_point ELSE e.biz_location END LEFT JOIN sites s ON s.id = p.site_id " +
		"ORDER BY e.seq DESC LIMIT ?", append(args, limit)
}

// parts fills in what part a lot has in events and how much of it they were about. What was booked comes before what the
// event says: a container names no quantities.
func (t Trace) parts(node model.Seq, rows []JourneyRow) error {
	at := make(map[model.Seq]*JourneyRow, len(rows))
	seqs := make([]model.Seq, 0, len(rows))
	for i := range rows {
		seqs = append(seqs, rows[i].Event.Seq)
		at[rows[i].Event.Seq] = &rows[i]
	}
	return lookup(seqs, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var seq model.Seq
			var booked int
			var part JourneyRow
			if err := r.Scan(&seq, &booked, &part.Role, &part.Amount, &part.Unit); err != nil {
				return err
			}
			row := at[seq]
			row.Amount, row.Unit = part.Amount, part.Unit
			if booked == 0 {
				row.Role = part.Role
			}
			return nil
		}, "SELECT event_seq, 0 AS booked, role, quantity, unit FROM event_nodes WHERE node_id = ? AND event_seq IN ("+intList(chunk)+") UNION ALL "+
			"SELECT event_seq, 1 AS booked, '' AS role, SUM(amount) AS quantity, unit FROM postings WHERE node_id = ? AND amount > 0 AND event_seq IN ("+intList(chunk)+
			") GROUP BY event_seq, unit ORDER BY booked", int64(node), int64(node))
	})
}
