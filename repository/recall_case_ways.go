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

// Ways lists who had things from whom: by shipping and receiving that nobody has withdrawn.
func (r Recall) Ways(nodes []model.Seq) (ways []Way, err error) {
	return ways, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var w Way
			err := rows.Scan(&w.Node, &w.Unit, &w.From, &w.To)
			ways = append(ways, w)
			return err
		}, "SELECT DISTINCT t.node_id, t.unit, f.org_id, t.org_id FROM postings t JOIN events e ON e.seq = t.event_seq "+
			"JOIN postings f ON f.event_seq = t.event_seq AND f.node_id = t.node_id AND f.unit = t.unit "+
			"WHERE t.node_id IN ("+intList(chunk)+") AND t.amount > 0 AND f.amount < 0 AND t.account IN ('on-hand', 'returned', 'in-transit') AND "+
			"f.account IN ('on-hand', 'returned', 'in-transit') AND f.org_id <> t.org_id AND f.org_id <> '' AND t.org_id <> '' AND "+
			"e.declares = 0 AND e.retracted = 0")
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
