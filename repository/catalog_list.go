package repository

import (
	"database/sql"

	"suyuan/model"
)

// BatchRow is a batch as a list shows it, with the names that people know it by.
type BatchRow struct {
	model.Batch
	// Product and Maker are the names of its product and of the organisation that made it.
	Product, Maker model.Text
}

// BatchRows lists the batches of the scope with their names, newest first: three statements, however long the page is.
func (c Catalog) BatchRows(scope model.Scope, f BatchFilter, page model.Page) ([]BatchRow, model.PageToken, error) {
	batches, next, err := c.Batches(scope, f, page)
	if err != nil {
		return nil, "", err
	}
	products, makers := map[model.ProductID]model.Text{}, map[model.OrgID]model.Text{}
	for _, b := range batches {
		products[b.ProductID], makers[b.OrgID] = model.Text{}, model.Text{}
	}
	if err := names(c.tx, "products", products); err != nil {
		return nil, "", err
	}
	if err := names(c.tx, "organisations", makers); err != nil {
		return nil, "", err
	}
	rows := make([]BatchRow, 0, len(batches))
	for _, b := range batches {
		rows = append(rows, BatchRow{Batch: b, Product: products[b.ProductID], Maker: makers[b.OrgID]})
	}
	return rows, next, nil
}

// names fills in the names of the rows whose identifiers are the keys of the map. table is a constant of ours.
func names[K ~string](tx *Tx, table string, of map[K]model.Text) error {
	ids := make([]K, 0, len(of))
	for id := range of {
		ids = append(ids, id)
	}
	return lookup(ids, func(chunk []K) error {
		return tx.query(func(r *sql.Rows) error {
			var id K
			var name model.Text
			err := r.Scan(&id, &name.ZH, &name.UG, &name.EN)
			of[id] = name
			return err
		}, "SELECT id, name_zh, name_ug, name_en FROM "+table+" WHERE id IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
}

// LotUsed reports whether a product has a batch with a lot number and production date already.
func (c Catalog) LotUsed(product model.ProductID, lot string, produced model.Date) (bool, error) {
	return c.exists("SELECT 1 FROM batches WHERE product_id = ? AND lot = ? AND produced = ? LIMIT 1", product, lot, produced)
}

// Made reports whether an organisation has registered a product, and whether it has registered a batch.
func (c Catalog) Made(org model.OrgID) (product, batch bool, err error) {
	if product, err = c.exists("SELECT 1 FROM products WHERE org_id = ? LIMIT 1", org); err != nil || !product {
		return product, false, err
	}
	batch, err = c.exists("SELECT 1 FROM batches WHERE org_id = ? LIMIT 1", org)
	return product, batch, err
}
