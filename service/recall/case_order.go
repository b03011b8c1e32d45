package recall

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// Order is an authority's recall in one step.
type Order struct {
	Draft
	Grade   model.Grade
	KnownAt model.Instant
	// Reason is the ground of the order.
	Reason string
}

// Order opens a case in an authority's name and orders it at once: when it returns, everything that the conditions reach
// is blocked, wherever it is, and every holder has its task. Of two authorities that order the same at the same time one
// wins, and the other is told the number of the case that there is.
//
// Who: permission recall:order. Refusals: those of Open and of Move with the event order.
func (s *Service) Order(ctx context.Context, actor model.Actor, idem model.Idempotency, in Order) (model.Recall, error) {
	if err := actor.Must(model.PermRecallOrder); err != nil {
		return model.Recall{}, err
	}
	move := Move{Event: model.RecallOrder, Reason: in.Reason, Grade: in.Grade, KnownAt: in.KnownAt}
	var f model.Faults
	f.Check("", move.check())
	f.Check("", in.check(actor))
	if err := f.Err(); err != nil {
		return model.Recall{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Recall, error) {
		if err := tx.Recall().Standstill(); err != nil { // the closure of opening is the one that is blocked
			return model.Recall{}, err
		}
		c, r, err := s.open(tx, actor, in.Draft)
		if err != nil {
			return c, err
		}
		move.ID = c.ID
		return c, s.move(tx, actor, &c, move, r)
	})
}
