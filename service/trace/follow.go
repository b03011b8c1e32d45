package trace

import (
	"slices"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// Follower is told what a recording has written, in its transaction: what it writes stands or falls with the events.
type Follower func(tx *repository.Tx, actor model.Actor, t model.Touched) error

// Option changes how the room works.
type Option func(*Service)

// Follow lets a room follow the goods.
func Follow(f Follower) Option { return func(s *Service) { s.followers = append(s.followers, f) } }

// tell tells the followers what has been recorded.
func (s *Service) tell(tx *repository.Tx, rec recording, p *prepared, moved map[model.Seq]bool) error {
	if rec.quiet || len(s.followers) == 0 || len(p.accepted) == 0 {
		return nil
	}
	t, err := touched(tx, p.accepted)
	if err != nil {
		return err
	}
	t.Moved = sortedKeys(moved)
	for _, f := range s.followers {
		if err := f(tx, rec.actor, t); err != nil {
			return err
		}
	}
	return nil
}

// touched sums up what the events name and what they change.
func touched(tx *repository.Tx, items []*item) (model.Touched, error) {
	t := model.Touched{Earliest: model.Forever}
	for _, it := range items {
		t.Events = append(t.Events, it.seq)
		if it.withdrawn {
			continue
		}
		if it.declares {
			if it.original != 0 {
				t.Corrected = append(t.Corrected, it.original)
			}
			continue
		}
		t.Earliest = min(t.Earliest, it.at)
		t.Genealogy = t.Genealogy || it.draws()
		for _, n := range it.named {
			t.Nodes = append(t.Nodes, n.node.ID)
			if n.node.BatchID != "" {
				t.Batches = append(t.Batches, n.node.BatchID)
			}
		}
	}
	if len(t.Corrected) > 0 {
		nodes, at, err := tx.Trace().NamedIn(t.Corrected)
		if err != nil {
			return t, err
		}
		t.Nodes, t.Earliest = append(t.Nodes, nodes...), min(t.Earliest, at)
	}
	slices.Sort(t.Nodes)
	t.Nodes = slices.Compact(t.Nodes)
	slices.Sort(t.Batches)
	t.Batches = slices.Compact(t.Batches)
	return t, nil
}

// draws reports whether an event may change the genealogy, and not only where things are.
func (it *item) draws() bool {
	switch it.event.Type {
	case epcis.TransformationEvent, epcis.AggregationEvent, epcis.AssociationEvent:
		return true
	case epcis.ObjectEvent, epcis.TransactionEvent:
	}
	return false
}
