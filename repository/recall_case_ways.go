package repository

import (
	"database/sql"

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
	err = lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var b booking
			var org model.OrgID
			var amount model.Quantity
			if err := rows.Scan(&b.event, &b.node, &b.unit, &org, &amount); err != nil {
				return err
			}
			if amount > 0 {
				to[b] = append(to[b], org)
				return nil
			}
			if from[b] == nil {
				order = append(order, b)
			}
			from[b] = append(from[b], org)
			return nil
		}, "SELECT p.event_seq, p.node_id, p.unit, p.org_id, p.amount FROM postings p JOIN events e ON e.seq = p.event_seq "+
			"WHERE p.node_id IN ("+intList(chunk)+") AND p.account IN ('on-hand', 'returned', 'in-transit') AND p.org_id <> '' AND "+
			"e.declares = 0 AND e.retracted = 0 ORDER BY p.node_id, p.id")
	})
	seen := map[Way]bool{}
	for _, b := range order {
		for _, f := range from[b] {
			for _, t := range to[b] {
				if w := (Way{b.node, b.unit, f, t}); f != t && !seen[w] {
					seen[w] = true
					ways = append(ways, w)
				}
			}
		}
	}
	return ways, err
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
