package code

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// PreviewLabels lays labels out as PrintLabels does and records nothing. Needs batch:write and to be the batch's maker.
// Refusals: those of PrintLabels.
func (s *Service) PreviewLabels(ctx context.Context, actor model.Actor, order LabelOrder, format model.LabelFormat) (Labels, error) {
	if err := actor.Must(model.PermBatchWrite); err != nil {
		return Labels{}, err
	}
	return s.layOut(ctx, actor, &order, format)
}

// Printed tells whether the actor's organisation has printed labels yet. Needs batch:read.
func (s *Service) Printed(ctx context.Context, actor model.Actor) (printed bool, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return false, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		printed, err = tx.Code().Printed(actor.Org)
		return err
	})
	return printed, err
}
