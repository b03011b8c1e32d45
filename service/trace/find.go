package trace

import (
	"context"
	"errors"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Found is what a code stands for, as far as the actor may know.
type Found struct {
	// Lots are the lots that the code may mean: one, or several when it names only a lot number or a trade item.
	Lots []FoundLot
	// Container is the key of a logistic unit that is known here, and Contents what the actor has lying directly in it.
	Container string
	Contents  []StockRow
	// Shipment is the shipment that the code names, nil otherwise.
	Shipment *ShipmentRow
}

// FoundLot is a batch with what the actor has of it.
type FoundLot struct {
	Batch   model.Batch
	Product model.Text
	// Stock is what the actor's organisation has on hand, on the way to it and returned, and Sold what it has sold, by
	// place.
	Stock, Sold []StockRow
}

// Find says what a code stands for, however it was scanned or typed: a lot, a logistic unit or a shipment. A lot number
// alone finds the lots with this number that the actor's organisation made or has, a GTIN those that it has on hand.
// Needs batch:read. Refusals: forbidden, code-unknown (also for what the actor may not see).
func (s *Service) Find(ctx context.Context, actor model.Actor, code string) (f Found, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return f, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		f = Found{}
		for _, look := range []func(*repository.Tx, model.Actor, spoken, *Found) error{findShipment, findContainer, findLots} {
			if err := look(tx, actor, listen(code), &f); err != nil {
				return err
			}
			if f.Shipment != nil || f.Container != "" || len(f.Lots) > 0 {
				return nil
			}
		}
		return model.CodeUnknown.Refuse()
	})
	return f, err
}

func findShipment(tx *repository.Tx, actor model.Actor, s spoken, f *Found) error {
	if s.shipment == "" || !actor.Can(model.PermShipmentRead) {
		return nil
	}
	row, err := tx.Trace().ShipmentFile(actor.Scope(), s.shipment)
	if err == nil {
		f.Shipment = &row
	}
	return unlessAbsent(err)
}

// unlessAbsent forgets that something is not there.
func unlessAbsent(err error) error {
	if isNotFound(err) || errors.Is(err, model.CodeUnknown) {
		return nil
	}
	return err
}

// findContainer finds a logistic unit that an event names which the actor may see, or in which something of its own lies:
// what is inside a sealed pallet was never named to the receiver, but the pallet was.
func findContainer(tx *repository.Tx, actor model.Actor, s spoken, f *Found) error {
	if s.container == "" {
		return nil
	}
	t := tx.Trace()
	node, known, err := t.NodeOf(s.container)
	if err != nil || !known {
		return err
	}
	is, err := t.IsContainer(node.ID)
	if err != nil || !is {
		return err
	}
	rows, _, err := t.Stock(actor.Scope(), repository.StockFilter{Container: node.ID}, model.Page{Limit: model.MaxPage})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		if _, err := t.Named(actor.Scope(), "", []string{s.container}, 0); err != nil {
			return unlessAbsent(err)
		}
	}
	f.Container, f.Contents = node.Key, rows
	return nil
}

func findLots(tx *repository.Tx, actor model.Actor, s spoken, f *Found) error {
	ids, err := lotIDs(tx, actor, s)
	if err != nil || len(ids) == 0 {
		return err
	}
	batches, err := tx.Trace().BatchesOf(ids)
	if err != nil {
		return err
	}
	var products []model.ProductID
	for _, b := range batches {
		products = append(products, b.ProductID)
	}
	names, err := tx.Trace().ProductNames(products)
	if err != nil {
		return err
	}
	all := model.Page{Limit: model.MaxPage}
	stock, _, err := tx.Trace().Stock(actor.Scope(), repository.StockFilter{Batches: ids}, all)
	if err != nil {
		return err
	}
	var sold []StockRow
	if len(ids) == 1 {
		if sold, _, err = tx.Trace().Stock(actor.Scope(), repository.StockFilter{Batches: ids, Account: model.AccountSold}, all); err != nil {
			return err
		}
	}
	for _, id := range ids {
		of := func(r StockRow) bool { return r.Node.BatchID != id }
		lot := FoundLot{
			Batch: batches[id], Product: names[batches[id].ProductID],
			Stock: slices.DeleteFunc(slices.Clone(stock), of), Sold: slices.DeleteFunc(slices.Clone(sold), of),
		}
		if !actor.ActsFor(lot.Batch.OrgID) && len(lot.Stock)+len(lot.Sold) == 0 {
			if _, err := tx.Catalog().Batch(actor.Scope(), id); isNotFound(err) {
				continue
			} else if err != nil {
				return err
			}
		}
		f.Lots = append(f.Lots, lot)
	}
	return nil
}

// lotIDs returns the batches that a code names.
func lotIDs(tx *repository.Tx, actor model.Actor, s spoken) ([]model.BatchID, error) {
	b, err := batchNamed(tx, s)
	if err != nil || b.ID != "" {
		if b.ID == "" {
			return nil, err
		}
		return []model.BatchID{b.ID}, err
	}
	if s.item != "" {
		return tx.Trace().LotsOnHand(actor.Orgs(), s.item)
	}
	if s.typed == "" || s.batch != "" {
		return nil, nil
	}
	return tx.Trace().LotsNumbered(actor.Orgs(), s.typed)
}

// batchNamed returns the one batch that a code identifies; zero when it identifies none.
func batchNamed(tx *repository.Tx, s spoken) (b model.Batch, err error) {
	if s.batch != "" {
		batches, err := tx.Trace().BatchesOf([]model.BatchID{s.batch})
		return batches[s.batch], err
	}
	if s.key != "" {
		b, _, err = tx.Trace().BatchOf(s.key)
	}
	if err == nil && b.ID == "" && s.short != "" {
		b, err = tx.Code().BatchByCode(s.short)
		err = unlessAbsent(err)
	}
	return b, err
}

// Draft is a registered batch that has not come into being yet.
type Draft struct {
	Batch   model.Batch
	Product model.Text
}

// Drafts lists the newest drafts of the actor's organisation, at most model.MaxPage. Needs batch:read. Refusal: forbidden.
func (s *Service) Drafts(ctx context.Context, actor model.Actor) (drafts []Draft, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		rows, _, err := tx.Catalog().Batches(actor.Scope(), repository.BatchFilter{State: model.BatchDraft}, model.Page{Limit: model.MaxPage})
		if err != nil {
			return err
		}
		drafts = nil
		var products []model.ProductID
		for _, b := range rows {
			products = append(products, b.ProductID)
		}
		names, err := tx.Trace().ProductNames(products)
		for _, b := range rows {
			if actor.ActsFor(b.OrgID) {
				drafts = append(drafts, Draft{b, names[b.ProductID]})
			}
		}
		return err
	})
	return drafts, err
}
