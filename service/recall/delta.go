package recall

import (
	"context"
	"encoding/json"

	"suyuan/model"
	"suyuan/repository"
)

// Delta is one change of what a case affects.
type Delta struct {
	Row    model.RecallDelta
	Things []DeltaThing
}

// DeltaThing is one thing of a change, with its class before and since; an empty one says that it was, or is, not
// affected.
type DeltaThing struct{ Key, Was, Is string }

// Deltas lists how what a case affects has changed since it began, oldest first.
//
// Who: permission recall:read, for who carries the case out and the authorities; a holder is told of its own task.
// Refusals: not-found, forbidden.
func (s *Service) Deltas(ctx context.Context, actor model.Actor, id model.RecallID) (list []Delta, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		list, err = s.deltas(tx, actor, id)
		return err
	})
	return list, err
}

// SeeDeltas notes that the changes so far have been seen, and lists all of them.
//
// Who: permission recall:write, for who carries the case out. Refusals: not-found, forbidden.
func (s *Service) SeeDeltas(ctx context.Context, actor model.Actor, id model.RecallID) (list []Delta, err error) {
	return s.SeeDeltasUpTo(ctx, actor, id, 0)
}

// SeeDeltasUpTo is SeeDeltas for who has been shown the changes up to one of them; 0 is all.
//
// Who, refusals: like SeeDeltas.
func (s *Service) SeeDeltasUpTo(ctx context.Context, actor model.Actor, id model.RecallID, upTo model.Seq) (list []Delta, err error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return nil, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error {
		if _, err := s.own(tx, actor, id, 0); err != nil {
			return err
		}
		if err := tx.Recall().SeeDeltas(id, upTo, actor.Name()); err != nil {
			return err
		}
		list, err = s.deltas(tx, actor, id)
		return err
	})
	return list, err
}

func (s *Service) deltas(tx *repository.Tx, actor model.Actor, id model.RecallID) ([]Delta, error) {
	c, err := tx.Recall().Case(actor.Scope(), id)
	if err != nil {
		return nil, err
	}
	if !seesAll(actor, c) {
		return nil, model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
	}
	rows, err := tx.Recall().Deltas(id)
	list := make([]Delta, 0, len(rows))
	for _, row := range rows {
		d := Delta{Row: row}
		notes, err := notesOf(row)
		if err != nil {
			return nil, err
		}
		for _, n := range notes {
			d.Things = append(d.Things, DeltaThing(n))
		}
		list = append(list, d)
	}
	return list, err
}

// notesOf reads the things that a change lists.
func notesOf(row model.RecallDelta) (notes []changeNote, err error) {
	return notes, json.Unmarshal(row.Detail, &notes)
}
