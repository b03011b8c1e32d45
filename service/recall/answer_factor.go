package recall

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// Factors lists the unit factors of a product, oldest first, that have not been ended.
//
// Who: permission product:read; whoever may see the product. Refusals: not-found.
func (s *Service) Factors(ctx context.Context, actor model.Actor, product model.ProductID) (rows []model.UnitFactorRow, err error) {
	if err := actor.Must(model.PermProductRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Catalog().Product(actor.Scope(), product); err != nil {
			return err
		}
		rows, err = tx.Recall().Factors([]model.ProductID{product})
		return err
	})
	return rows, err
}

// AddFactor declares how many of one unit the lots of a product have in another, by the days on which they were made: a
// case of 24 until the packaging changes. Goods whose pieces differ in weight have no such factor; they are counted in
// what they are traced in.
//
// Who: permission product:write; the maker. Refusals: not-found, invalid (unit-unknown, recall-factor-fixed,
// value-invalid, date-invalid), recall-factor-overlaps, idempotency-*.
func (s *Service) AddFactor(ctx context.Context, actor model.Actor, idem model.Idempotency, f model.UnitFactor) (model.UnitFactorRow, error) {
	if err := actor.Must(model.PermProductWrite); err != nil {
		return model.UnitFactorRow{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (row model.UnitFactorRow, err error) {
		p, err := tx.Catalog().Product(actor.Scope(), f.Product)
		switch {
		case err != nil:
			return row, err
		case !actor.ActsFor(p.OrgID):
			return row, model.NotFound.Refuse()
		}
		if err := f.Check(); err != nil {
			return row, err
		}
		if err := tx.Recall().HoldProduct(p.ID); err != nil {
			return row, err
		}
		have, err := tx.Recall().Factors([]model.ProductID{p.ID})
		if err != nil {
			return row, err
		}
		for _, h := range have {
			if f.Overlaps(h.Factor()) {
				return row, model.FactorOverlaps.Refuse()
			}
		}
		row = model.UnitFactorRow{
			ID: repository.NewID[model.UnitFactorRow](tx), OrgID: actor.Org, ProductID: p.ID, FromUnit: f.From, ToUnit: f.To, Num: f.Num, Den: f.Den,
			ValidFrom: f.Valid.From, ValidTo: f.Valid.To, Actor: actor.Name(), CreatedAt: tx.Now(),
		}
		if err := tx.Recall().InsertFactor(row); err != nil {
			return row, err
		}
		return row, tx.Audit(actor, "unit-factor.add", p.ID.String(), row.ID.String())
	})
}

// EndFactor ends a factor that was wrong. What was converted by it stays as it was recorded, with what was counted.
//
// Who: permission product:write; the maker. Refusals: not-found.
func (s *Service) EndFactor(ctx context.Context, actor model.Actor, id model.FactorID) error {
	if err := actor.Must(model.PermProductWrite); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Recall().EndFactor(actor.Org, id); err != nil {
			return err
		}
		return tx.Audit(actor, "unit-factor.end", id.String(), "")
	})
}
