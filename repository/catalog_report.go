package repository

import "suyuan/model"

// LabReport is a laboratory report with the product or lot that it is about.
type LabReport RunningOut

// LabReports lists the laboratory reports that the scope has added itself or that are about what was made in it, the newest
// first.
func (c Catalog) LabReports(scope model.Scope, limit int) (rows []LabReport, err error) {
	own, args := ownedBy(scope, "d.org_id")
	batch, batchArgs := madeBy(scope)
	product, productArgs := ownedBy(scope, "products.org_id")
	return rows, c.tx.db.Table("documents AS d").
		Select("d.*, COALESCE(p.name_zh, q.name_zh, '') AS product_zh, COALESCE(p.name_ug, q.name_ug, '') AS product_ug, COALESCE(p.name_en, q.name_en, '') AS product_en, COALESCE(b.lot, '') AS lot").
		Joins("LEFT JOIN products p ON p.id = d.product_id LEFT JOIN batches b ON b.id = d.batch_id LEFT JOIN products q ON q.id = b.product_id").
		Where("d.kind = ? AND (d.batch_id <> '' OR d.product_id <> '')", model.DocumentLabReport).
		Where("("+own+" OR EXISTS (SELECT 1 FROM batches WHERE batches.id = d.batch_id AND "+batch+
			") OR EXISTS (SELECT 1 FROM products WHERE products.id = d.product_id AND "+product+"))", append(append(args, batchArgs...), productArgs...)...).
		Order("d.id DESC").Limit(limit).Find(&rows).Error
}

// DocumentsOf returns documents by their identifiers, whoever they belong to.
func (c Catalog) DocumentsOf(ids []model.DocumentID) (map[model.DocumentID]model.Document, error) {
	found := make(map[model.DocumentID]model.Document, len(ids))
	return found, lookup(ids, func(chunk []model.DocumentID) error {
		var rows []model.Document
		err := c.tx.db.Where("id IN ?", chunk).Find(&rows).Error
		for _, d := range rows {
			found[d.ID] = d
		}
		return err
	})
}
