package recall

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// Alarm is how many changes of a case nobody has acknowledged.
type Alarm = repository.Alarm

// Alarms finds those among cases that have changed without anybody acknowledging it, as far as the actor may know all of
// them.
//
// Who: permission recall:read.
func (s *Service) Alarms(ctx context.Context, actor model.Actor, cases []model.Recall) (found map[model.RecallID]Alarm, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	var ids []model.RecallID
	for _, c := range cases {
		if seesAll(actor, c) {
			ids = append(ids, c.ID)
		}
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		found, err = tx.Recall().Alarms(ids)
		return err
	})
	return found, err
}

// News are the changes of a case that nobody has acknowledged.
type News struct {
	Deltas []NewsDelta // oldest first, at most newsDeltas
	// All is how many there are, UpTo the last one that is listed; 0 when there is none.
	All  int
	UpTo model.Seq
}

// NewsDelta is one of them; More is how many things it has besides those that are listed.
type NewsDelta struct {
	Row    model.RecallDelta
	Things []NewsThing
	More   int
}

// NewsThing is something that came, went or changed, with who has it. A class is empty where it was, or is, not affected.
type NewsThing struct {
	Was, Is model.AffectedClass
	Thing   AffectedThing
	Holders []Task
}

const (
	newsDeltas = 10
	newsThings = 20
)

// News lists the changes of a case that nobody has acknowledged, with the things and who has them.
//
// Who: permission recall:read, for who carries the case out and the authorities. Refusals: not-found, forbidden.
func (s *Service) News(ctx context.Context, actor model.Actor, id model.RecallID) (news News, err error) {
	err = s.onCase(ctx, actor, id, func(tx *repository.Tx, c model.Recall) (err error) {
		if !seesAll(actor, c) {
			return model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
		}
		rows, all, err := tx.Recall().UnseenDeltas(id, newsDeltas)
		if err != nil || all == 0 {
			return err
		}
		news = News{All: all, UpTo: rows[len(rows)-1].ID}
		for _, row := range rows {
			d, err := noted(row)
			if err != nil {
				return err
			}
			news.Deltas = append(news.Deltas, d)
		}
		return news.name(tx, actor, c)
	})
	return news, err
}

// noted is a change with the keys of the first things that its detail lists.
func noted(row model.RecallDelta) (NewsDelta, error) {
	notes, err := notesOf(row)
	d := NewsDelta{Row: row, More: max(0, len(notes)-newsThings)}
	for _, n := range notes[:min(len(notes), newsThings)] {
		thing := AffectedThing{RecallLot: model.RecallLot{EPC: n.Key}}
		d.Things = append(d.Things, NewsThing{Was: model.AffectedClass(n.Was), Is: model.AffectedClass(n.Is), Thing: thing})
	}
	return d, err
}

// name adds what the things are and who has them.
func (n *News) name(tx *repository.Tx, actor model.Actor, c model.Recall) error {
	var keys []string
	for _, d := range n.Deltas {
		for _, t := range d.Things {
			keys = append(keys, t.Thing.EPC)
		}
	}
	things, err := tx.Recall().ThingsNamed(actor.Scope(), c, keys)
	if err != nil {
		return err
	}
	nodes := make([]model.Seq, 0, len(things))
	for _, t := range things {
		nodes = append(nodes, t.NodeID)
	}
	having, rows, err := tx.Recall().HavingThings(actor.Scope(), c, nodes)
	if err != nil {
		return err
	}
	tasks, err := describe(tx, actor, rows)
	if err != nil {
		return err
	}
	byID, holders := map[model.RecallTaskID]Task{}, map[model.Seq][]Task{}
	for _, t := range tasks {
		byID[t.Row.ID] = t
	}
	for _, h := range having {
		holders[h.Node] = append(holders[h.Node], byID[h.Task])
	}
	for _, d := range n.Deltas {
		for i := range d.Things {
			if t, known := things[d.Things[i].Thing.EPC]; known {
				d.Things[i].Thing, d.Things[i].Holders = t, holders[t.NodeID]
			}
		}
	}
	return nil
}

// Classes tells how a case affects things of the trace now, as far as the actor may see it.
//
// Who: permission recall:read; who sees the case. Refusals: not-found.
func (s *Service) Classes(ctx context.Context, actor model.Actor, id model.RecallID, nodes []model.Seq) (found map[model.Seq]model.AffectedClass, err error) {
	err = s.onCase(ctx, actor, id, func(tx *repository.Tx, c model.Recall) (err error) {
		found, err = tx.Recall().ClassesOf(actor.Scope(), c, nodes)
		return err
	})
	return found, err
}
