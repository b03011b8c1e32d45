package catalog

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// BatchRow is a batch as a list shows it.
type BatchRow = repository.BatchRow

// BatchRows is Batches with the names of product and maker. Needs batch:read. Refusal: page-token-invalid.
func (s *Service) BatchRows(ctx context.Context, actor model.Actor, f BatchFilter, page model.Page) (rows []BatchRow, next model.PageToken, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Catalog().BatchRows(actor.Scope(), f, page)
		return err
	})
	return rows, next, err
}

// CheckBatch says what RegisterBatch would refuse, and returns the batch as it would be registered; nothing is kept. Needs
// batch:write. Refusals: those of RegisterBatch; a lot number that is taken is a fault of lot.
func (s *Service) CheckBatch(ctx context.Context, actor model.Actor, in BatchInput) (b model.Batch, err error) {
	if err := actor.Must(model.PermBatchWrite); err != nil {
		return b, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		p, err := tx.Catalog().Product(actor.Scope(), in.ProductID)
		if err != nil {
			return atField(err, "product_id")
		}
		if b, err = in.batch(tx, p, ownSite(tx, actor.Orgs())); err != nil {
			return err
		}
		used, err := tx.Catalog().LotUsed(p.ID, b.Lot, b.Produced)
		if used && err == nil {
			err = model.BatchTaken.At("lot")
		}
		return err
	})
	return b, err
}

// Made tells whether the actor's organisation has registered a product and a batch yet. Needs product:read and
// batch:read.
func (s *Service) Made(ctx context.Context, actor model.Actor) (product, batch bool, err error) {
	for _, p := range []model.Permission{model.PermProductRead, model.PermBatchRead} {
		if err := actor.Must(p); err != nil {
			return false, false, err
		}
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		product, batch, err = tx.Catalog().Made(actor.Org)
		return err
	})
	return product, batch, err
}
