package repository

import (
	"database/sql"
	"slices"

	"suyuan/model"
)

// sightings reads everything that standing events say about the contents of a container.
func (t Trace) sightings(parent model.Seq) ([]model.Sighting, error) {
	var list []model.Sighting
	at := map[model.Seq]int{}
	err := t.tx.query(func(r *sql.Rows) error {
		var (
			s      model.Sighting
			typ    string
			action string
			child  sql.NullInt64
			c      model.Child
			unit   sql.NullString
			q, m   sql.NullInt64
		)
		if err := r.Scan(&s.EventSeq, &s.Time, &s.Recorded, &typ, &action, &child, &q, &unit, &m); err != nil {
			return err
		}
		i, known := at[s.EventSeq]
		if !known {
			s.Kind, s.Removes = containKind(typ), action == "DELETE"
			i = len(list)
			at[s.EventSeq] = i
			list = append(list, s)
		}
		if child.Valid {
			c = model.Child{
				NodeID: model.Seq(child.Int64), Quantity: model.Quantity(q.Int64), Unit: model.Unit(unit.String), Measured: int(m.Int64),
			}
			list[i].Children = append(list[i].Children, c)
		}
		return nil
	}, "SELECT e.seq, e.time, e.recorded, e.type, e.action, c.node_id, c.quantity, c.unit, c.measured FROM event_nodes p "+
		"JOIN events e ON e.seq = p.event_seq LEFT JOIN event_nodes c ON c.event_seq = e.seq AND c.role = 'child' "+
		"WHERE p.node_id = ? AND p.role = 'parent' AND e.retracted = 0 AND e.type IN ('AggregationEvent', 'AssociationEvent') ORDER BY e.seq, c.line",
		parent)
	return list, err
}

func containKind(eventType string) model.EdgeKind {
	if eventType == "AssociationEvent" {
		return model.EdgeAssociate
	}
	return model.EdgeContain
}

// movedElsewhere tells when a single thing was put into another container: it cannot be in two at once. Lots can.
func (t Trace) movedElsewhere(parent model.Seq, sightings []model.Sighting) (func(model.Seq, model.Instant) model.Instant, error) {
	var children []model.Seq
	for _, s := range sightings {
		for _, c := range s.Children {
			children = append(children, c.NodeID)
		}
	}
	children = slices.Compact(slices.Sorted(slices.Values(children)))
	times := map[model.Seq][]model.Instant{}
	err := lookup(children, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var child model.Seq
			var at model.Instant
			if err := r.Scan(&child, &at); err != nil {
				return err
			}
			times[child] = append(times[child], at)
			return nil
		}, "SELECT c.node_id, e.time FROM event_nodes c JOIN nodes n ON n.id = c.node_id AND n.level = 'instance' "+
			"JOIN events e ON e.seq = c.event_seq AND e.action = 'ADD' AND e.retracted = 0 AND e.type = 'AggregationEvent' "+
			"JOIN event_nodes p ON p.event_seq = e.seq AND p.role = 'parent' AND p.node_id <> ? "+
			"WHERE c.role = 'child' AND c.node_id IN ("+intList(chunk)+") ORDER BY e.time", parent)
	})
	return func(child model.Seq, after model.Instant) model.Instant {
		for _, at := range times[child] {
			if at > after {
				return at
			}
		}
		return model.Forever
	}, err
}

// ContainersAfter lists the containers in which single things lay at any time after an instant, as known now.
func (t Trace) ContainersAfter(children []model.Seq, after model.Instant) ([]model.Seq, error) {
	var parents []model.Seq
	err := lookup(children, func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var id model.Seq
			if err := r.Scan(&id); err != nil {
				return err
			}
			parents = append(parents, id)
			return nil
		}, "SELECT DISTINCT e.dst FROM edges e JOIN nodes n ON n.id = e.src AND n.level = 'instance' WHERE e.src IN ("+intList(chunk)+
			") AND e.kind = 'contain' AND e.known_to = ? AND e.to_time > ?", model.Forever, after)
	})
	return parents, err
}
