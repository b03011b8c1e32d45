package repository

import (
	"database/sql"
	"slices"
	"strconv"

	"suyuan/model"
)

// findLimit bounds the lots that a lot number or a trade item is understood as.
const findLimit = 20

// LotsNumbered returns the batches with a lot number, exactly as printed, that the organisations made or have something of,
// the newest first and at most findLimit. Lot numbers are each maker's own: several may have the same.
func (t Trace) LotsNumbered(orgs []model.OrgID, lot string) ([]model.BatchID, error) {
	of := "org_id IN (" + placeholders(len(orgs)) + ")"
	return t.batchIDs("SELECT id FROM (SELECT b.id FROM batches b WHERE b."+of+" AND b.lot = ? "+
		"UNION SELECT b.id FROM balances bl JOIN nodes n ON n.id = bl.node_id JOIN batches b ON b.id = n.batch_id "+
		"WHERE bl."+of+" AND bl.amount <> 0 AND b.lot = ?) found ORDER BY id DESC LIMIT "+strconv.Itoa(findLimit), slices.Concat(anys(orgs), []any{lot}, anys(orgs), []any{lot})...)
}

// LotsOnHand returns the batches of a trade item, given by its canonical Digital Link, that the organisations have on hand,
// the newest first and at most findLimit.
func (t Trace) LotsOnHand(orgs []model.OrgID, item string) ([]model.BatchID, error) {
	return t.batchIDs("SELECT DISTINCT n.batch_id FROM nodes n JOIN balances bl ON bl.node_id = n.id WHERE n.epc BETWEEN ? AND ? AND n.batch_id <> '' "+
		"AND bl.org_id IN ("+placeholders(len(orgs))+") AND bl.account = 'on-hand' AND bl.amount > 0 ORDER BY n.batch_id DESC LIMIT "+strconv.Itoa(findLimit),
		append([]any{item + "/10/", item + "/10/" + lastRune}, anys(orgs)...)...)
}

func (t Trace) batchIDs(query string, args ...any) (ids []model.BatchID, err error) {
	err = t.tx.query(func(r *sql.Rows) error {
		var id model.BatchID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, query, args...)
	return ids, err
}

// BatchStanding says how a batch came into its present state.
func (t Trace) BatchStanding(b model.Batch) (Standing, error) { return t.tx.Code().standing(b) }

// ProductNames names the products of batches.
func (t Trace) ProductNames(ids []model.ProductID) (map[model.ProductID]model.Text, error) {
	names := map[model.ProductID]model.Text{}
	err := lookup(ids, func(chunk []model.ProductID) error {
		return t.tx.query(func(r *sql.Rows) error {
			var id model.ProductID
			var name model.Text
			err := r.Scan(&id, &name.ZH, &name.UG, &name.EN)
			names[id] = name
			return err
		}, "SELECT id, name_zh, name_ug, name_en FROM products WHERE id IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
	return names, err
}
