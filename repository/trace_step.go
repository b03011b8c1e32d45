package repository

import (
	"database/sql"
	"errors"

	"suyuan/model"
)

// NodeOf returns the node of a key; found is false when nothing was ever recorded of it.
func (t Trace) NodeOf(key string) (n model.Node, found bool, err error) {
	nodes := map[string]model.Node{}
	err = t.findNodes([]string{key}, nodes)
	n, found = nodes[key]
	return n, found, err
}

// BatchOf returns the batch that a key identifies; found is false when it is nobody's batch here.
func (t Trace) BatchOf(key string) (b model.Batch, found bool, err error) {
	var rows []model.Batch
	if err := t.tx.db.Where("epc = ?", key).Find(&rows).Error; err != nil || len(rows) == 0 {
		return b, false, err
	}
	return rows[0], true, nil
}

// Holds reports whether one of the organisations has anything of a lot on any of its accounts.
func (t Trace) Holds(orgs []model.OrgID, node model.Seq) (bool, error) {
	var one int
	err := t.tx.sql.QueryRowContext(t.tx.ctx(),
		"SELECT 1 FROM balances WHERE node_id = ? AND org_id IN ("+placeholders(len(orgs))+") AND amount <> 0 LIMIT 1", append([]any{node}, anys(orgs)...)...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// OpenStays returns what lies in a container now and what lies in that, all the way down, as the edges that say so.
func (t Trace) OpenStays(container model.Seq) ([]model.Edge, error) {
	var stays []model.Edge
	seen := map[model.Seq]bool{container: true}
	frontier := []model.Seq{container}
	for len(frontier) > 0 {
		var level []model.Edge
		err := lookup(frontier, func(chunk []model.Seq) error {
			var rows []model.Edge
			err := t.tx.db.Where("dst IN ? AND kind = ? AND known_to = ? AND to_time = ?", chunk, model.EdgeContain, model.Forever, model.Forever).
				Order("dst, src, id").Find(&rows).Error
			level = append(level, rows...)
			return err
		})
		if err != nil {
			return nil, err
		}
		frontier = nil
		for _, e := range level {
			if !seen[e.Src] {
				seen[e.Src] = true
				frontier = append(frontier, e.Src)
			}
		}
		stays = append(stays, level...)
	}
	return stays, nil
}

// LastPacked returns when something was last put into, or taken out of, any of the containers among the nodes, or one
// of them was; zero when nothing was recorded. Lots do not count: each lies in many containers.
func (t Trace) LastPacked(nodes []model.Seq) (model.Instant, error) {
	var last model.Instant
	err := lookup(nodes, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var at model.Instant
			err := r.Scan(&at)
			last = max(last, at)
			return err
		}, "SELECT MAX(e.time) FROM event_nodes n JOIN nodes k ON k.id = n.node_id AND k.level = 'instance' JOIN events e ON e.seq = n.event_seq "+
			"WHERE n.node_id IN ("+intList(chunk)+") AND n.role IN ('parent', 'child') AND e.type = 'AggregationEvent' AND e.action <> 'OBSERVE' AND e.retracted = 0")
	})
	return last, err
}

// IsContainer reports whether something was ever put into a node.
func (t Trace) IsContainer(node model.Seq) (bool, error) {
	var one int
	err := t.tx.sql.QueryRowContext(t.tx.ctx(),
		"SELECT 1 FROM event_nodes n JOIN events e ON e.seq = n.event_seq WHERE n.node_id = ? AND n.role = 'parent' AND e.type = 'AggregationEvent' LIMIT 1",
		node).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// OwnEvent returns the event with an eventID that one of the organisations recorded, no declaration; else not-found.
func (t Trace) OwnEvent(orgs []model.OrgID, eventID string) (e model.Event, err error) {
	return e, absent(t.tx.db.Where("event_id = ? AND declares = 0 AND org_id IN ?", eventID, orgs).Take(&e).Error)
}

// AnyShipment reports whether one of the identifiers is a shipment's.
func (t Trace) AnyShipment(ids []model.ShipmentID) (bool, error) {
	if len(ids) == 0 {
		return false, nil
	}
	var n int64
	err := t.tx.db.Model(&model.Shipment{}).Where("id IN ?", ids).Count(&n).Error
	return n > 0, err
}

// LiesIn returns the containers in which a thing lies directly, now: none or one, unless documents contradict each other.
func (t Trace) LiesIn(node model.Seq) ([]model.Node, error) {
	var ids []model.Seq
	err := t.tx.query(func(r *sql.Rows) error {
		var id model.Seq
		if err := r.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
		return nil
	}, "SELECT DISTINCT dst FROM edges WHERE src = ? AND kind = ? AND known_to = ? AND to_time = ? ORDER BY dst",
		node, model.EdgeContain, model.Forever, model.Forever)
	if err != nil {
		return nil, err
	}
	return t.NodesByID(ids)
}
