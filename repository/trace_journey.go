package repository

import (
	"cmp"
	"database/sql"
	"slices"

	"suyuan/model"
)

// JourneyRow is one event about a lot, with the part that the lot has in it.
type JourneyRow struct {
	Event model.Event
	// Role is the part that the event gives the lot; empty when it names only the container that the lot is in.
	Role model.NodeRole
	// Amount is how much of the lot it was about, 0 when nobody said.
	Amount model.Quantity
	Unit   model.Unit
}

// Journey is what happened to a lot, the last recorded first, with the names it takes to tell it.
type Journey struct {
	Rows   []JourneyRow
	Orgs   map[model.OrgID]OrgName
	Places map[model.Seq]PlaceName
}

// Journey lists the events of the scope that name a lot or moved it inside a container, the last recorded first. It takes
// the same few statements however long the page is.
func (t Trace) Journey(scope model.Scope, node model.Seq, page model.Page) (j Journey, next model.PageToken, err error) {
	after, err := readCursor[model.Seq]("journey", page)
	if err != nil {
		return j, "", err
	}
	found := map[model.Seq]bool{}
	query, args := journeyQuery(scope, node, after, page.Size()+1)
	if err := t.tx.query(markInto(found), query, args...); err != nil {
		return j, "", err
	}
	events, err := t.eventsBySeq(found)
	if err != nil {
		return j, "", err
	}
	slices.SortFunc(events, func(a, b model.Event) int { return cmp.Compare(b.Seq, a.Seq) })
	events, next = cut("journey", page, events, func(e model.Event) model.Seq { return e.Seq })
	j = Journey{Orgs: map[model.OrgID]OrgName{}, Places: map[model.Seq]PlaceName{}}
	at := make(map[model.Seq]*JourneyRow, len(events))
	j.Rows = make([]JourneyRow, len(events))
	for i, e := range events {
		j.Rows[i].Event, at[e.Seq] = e, &j.Rows[i]
		j.Orgs[e.OrgID] = OrgName{}
		for _, place := range []model.Seq{e.ReadPoint, e.BizLocation} {
			if place != 0 {
				j.Places[place] = PlaceName{}
			}
		}
	}
	if err := t.parts(node, at); err != nil {
		return j, "", err
	}
	return j, next, t.name(j.Orgs, j.Places)
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
	return "SELECT event_seq FROM (" + query + ") found ORDER BY event_seq DESC LIMIT ?", append(args, limit)
}

// parts fills in what part a lot has in events and how much of it they were about. What was booked comes before what the
// event says: a container names no quantities.
func (t Trace) parts(node model.Seq, rows map[model.Seq]*JourneyRow) error {
	seqs := make([]model.Seq, 0, len(rows))
	for seq := range rows {
		seqs = append(seqs, seq)
	}
	return lookup(seqs, func(chunk []model.Seq) error {
		err := t.tx.query(func(r *sql.Rows) error {
			var seq model.Seq
			var part JourneyRow
			if err := r.Scan(&seq, &part.Role, &part.Amount, &part.Unit); err != nil {
				return err
			}
			rows[seq].Role, rows[seq].Amount, rows[seq].Unit = part.Role, part.Amount, part.Unit
			return nil
		}, "SELECT event_seq, role, quantity, unit FROM event_nodes WHERE node_id = ? AND event_seq IN ("+intList(chunk)+") ORDER BY event_seq, line DESC", int64(node))
		if err != nil {
			return err
		}
		return t.tx.query(func(r *sql.Rows) error {
			var seq model.Seq
			var amount model.Quantity
			var unit model.Unit
			if err := r.Scan(&seq, &amount, &unit); err != nil {
				return err
			}
			rows[seq].Amount, rows[seq].Unit = amount, unit
			return nil
		}, "SELECT event_seq, SUM(amount), unit FROM postings WHERE node_id = ? AND amount > 0 AND event_seq IN ("+intList(chunk)+
			") GROUP BY event_seq, unit", int64(node))
	})
}
