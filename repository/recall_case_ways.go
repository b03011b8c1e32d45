package repository

import (
	"database/sql"
	"slices"

	"suyuan/model"
)

// Way says that an organisation had a thing from another by the ledger.
type Way struct {
	Node     model.Seq
	Unit     model.Unit
	From, To model.OrgID
}

// Ways lists who had things from whom, each pair once per thing and unit: by shipping and receiving that nobody has
// withdrawn.
func (r Recall) Ways(nodes []model.Seq) (ways []Way, err error) {
	type booking struct {
		event, node model.Seq
		unit        model.Unit
	}
	var order []booking
	from, to := map[booking][]model.OrgID{}, map[booking][]model.OrgID{}
	known := map[string]model.OrgID{} // thousands of postings name a few organisations
	var org, unit sql.RawBytes
	events := map[model.Seq]bool{}
	err = lookup(nodes, func(chunk []model.Seq) error { // events are looked up once each, and not for every posting
		return r.tx.query(func(rows *sql.Rows) error {
			var b booking
			var amount model.Quantity
			if err := rows.Scan(&b.event, &b.node, &unit, &org, &amount); err != nil {
				return err
			}
			b.unit = model.Unit(unit)
			who, named := known[string(org)]
			if !named {
				who = model.OrgID(org)
				known[string(who)] = who
			}
			if amount > 0 {
				to[b] = append(to[b], who)
				return nil
			}
			if from[b] == nil {
				order = append(order, b)
				events[b.event] = true
			}
			from[b] = append(from[b], who)
			return nil
		}, "SELECT event_seq, node_id, unit, org_id, amount FROM postings WHERE node_id IN ("+intList(chunk)+
			") AND account IN ('on-hand', 'returned', 'in-transit') AND org_id <> '' ORDER BY node_id, id")
	})
	if err != nil {
		return nil, err
	}
	if err := r.dropSilent(events); err != nil {
		return nil, err
	}
	seen := map[Way]bool{}
	for _, b := range order {
		if !events[b.event] {
			continue
		}
		for _, f := range from[b] {
			for _, t := range to[b] {
				if w := (Way{b.node, b.unit, f, t}); f != t && !seen[w] {
					seen[w] = true
					ways = append(ways, w)
				}
			}
		}
	}
	return ways, nil
}

// dropSilent takes out of a set of events those that say nothing of the goods: what was withdrawn, and declarations about
// other events.
func (r Recall) dropSilent(events map[model.Seq]bool) error {
	seqs := make([]model.Seq, 0, len(events))
	for seq := range events {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	return lookup(seqs, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var seq model.Seq
			err := rows.Scan(&seq)
			delete(events, seq)
			return err
		}, "SELECT seq FROM events WHERE seq IN ("+intList(chunk)+") AND (declares <> 0 OR retracted <> 0)")
	})
}

// Handler is who an event about a thing says had it.
type Handler struct {
	Node model.Seq
	Org  model.OrgID
}

// Handlers lists at whose places things were, whatever was measured of them.
func (r Recall) Handlers(nodes []model.Seq) (list []Handler, err error) {
	return list, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var h Handler
			err := rows.Scan(&h.Node, &h.Org)
			list = append(list, h)
			return err
		}, "SELECT DISTINCT en.node_id, p.org_id FROM event_nodes en JOIN events e ON e.seq = en.event_seq "+
			"JOIN places p ON p.id = CASE WHEN e.biz_location <> 0 THEN e.biz_location ELSE e.read_point END "+
			"WHERE en.node_id IN ("+intList(chunk)+") AND p.org_id <> '' AND e.declares = 0 AND e.retracted = 0")
	})
}

// OrganisationsOf returns organisations by their identifiers.
func (r Recall) OrganisationsOf(ids []model.OrgID) (map[model.OrgID]model.Organisation, error) {
	found := make(map[model.OrgID]model.Organisation, len(ids))
	return found, lookup(ids, func(chunk []model.OrgID) error {
		var rows []model.Organisation
		err := r.tx.db.Where("id IN ?", chunk).Find(&rows).Error
		for _, o := range rows {
			found[o.ID] = o
		}
		return err
	})
}
