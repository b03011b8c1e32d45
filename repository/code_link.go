package repository

import "suyuan/model"

// ProductLinks returns the links of a product and of its batches, oldest first.
func (c Code) ProductLinks(product model.ProductID) ([]model.ProductLink, error) {
	var rows []model.ProductLink
	return rows, c.tx.db.Where("product_id = ?", product).Order("id").Limit(model.MaxLinks).Find(&rows).Error
}

// LevelLinks returns the links that are given out for a product, and for a batch of it when one is named, oldest first.
func (c Code) LevelLinks(product model.ProductID, batch model.BatchID) ([]model.ProductLink, error) {
	var rows []model.ProductLink
	return rows, c.tx.db.Where("product_id = ? AND batch_id IN ('', ?)", product, batch).Order("id").Limit(model.MaxLinks).Find(&rows).Error
}

// ProductLink returns one link of a product, or not-found.
func (c Code) ProductLink(product model.ProductID, id model.LinkID) (l model.ProductLink, err error) {
	return l, absent(c.tx.db.Where("id = ? AND product_id = ?", id, product).Take(&l).Error)
}

// InsertProductLink adds a link. When it is to be the default of its level, the one before ceases to be it. Refusal:
// code-link-taken.
func (c Code) InsertProductLink(l model.ProductLink) error {
	if err := c.clearDefault(l); err != nil {
		return err
	}
	return linkTaken(insert(c.tx, []model.ProductLink{l}))
}

// UpdateProductLink writes a link that was read at its version. Refusals: changed-meanwhile, code-link-taken.
func (c Code) UpdateProductLink(l model.ProductLink) error {
	if err := c.clearDefault(l); err != nil {
		return err
	}
	n, err := c.tx.exec("UPDATE product_links SET type = ?, href = ?, title = ?, lang = ?, media_type = ?, context = ?, default_of = ?, "+
		"version = version + 1 WHERE id = ? AND version = ?",
		l.Type, l.Href, l.Title, l.Lang, l.MediaType, l.Context, l.DefaultOf, l.ID, l.Version)
	if err == nil && n != 1 {
		err = model.ChangedMeanwhile.Refuse()
	}
	return linkTaken(err)
}

// clearDefault makes room for a link that is to be the default of its level. The other link keeps its version: nobody
// changed what it says.
func (c Code) clearDefault(l model.ProductLink) error {
	if !l.Default() {
		return nil
	}
	_, err := c.tx.exec("UPDATE product_links SET default_of = NULL WHERE default_of = ? AND id <> ?", l.Level(), l.ID)
	return err
}

// DeleteProductLink removes a link. Refusal: not-found.
func (c Code) DeleteProductLink(l model.ProductLink) error {
	n, err := c.tx.exec("DELETE FROM product_links WHERE id = ?", l.ID)
	if err == nil && n != 1 {
		err = model.NotFound.Refuse()
	}
	return err
}

func linkTaken(err error) error {
	switch duplicateKey(err) {
	case "product_links_key", "product_links.product_id, product_links.batch_id, product_links.type, product_links.lang, product_links.media_type, product_links.context, product_links.href":
		return model.LinkTaken.Refuse().Because(err)
	}
	return err
}
