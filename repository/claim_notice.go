package repository

import (
	"database/sql"

	"suyuan/model"
)

// LotOf returns the number of a lot, "" for none.
func (c Claim) LotOf(id model.BatchID) (lot string, err error) {
	if id == "" {
		return "", nil
	}
	return lot, c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&lot) }, "SELECT lot FROM batches WHERE id = ?", id)
}

// fundsTold bounds how many relief funds are told of one claim.
const fundsTold = 20

// Funds lists the active relief funds whose region holds a region, the nearest first.
func (c Claim) Funds(region model.Region) (orgs []model.OrgID, err error) {
	regions := []model.Region{region}
	for above, ok := region.Parent(); ok; above, ok = above.Parent() {
		regions = append(regions, above)
	}
	return orgs, c.tx.db.Model(&model.Organisation{}).Where("kind = ? AND state = ? AND region IN ?", model.KindFund, model.OrgActive, regions).
		Order("region DESC, id").Limit(fundsTold).Pluck("id", &orgs).Error
}
