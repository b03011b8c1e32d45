package code

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// Scanned tells whether anybody has opened the page of a batch of the actor's organisation. Needs batch:read.
func (s *Service) Scanned(ctx context.Context, actor model.Actor) (scanned bool, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return false, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		scanned, err = tx.Code().Scanned(actor.Org)
		return err
	})
	return scanned, err
}
