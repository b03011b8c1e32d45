package repository

import (
	"suyuan/model"
)

// ApprovedByFile returns the approved payments of a payer that go by settlement file, after one of them, at most so many,
// oldest first.
func (c Claim) ApprovedByFile(payer model.OrgID, after model.PaymentID, most int) (rows []model.ClaimPayment, err error) {
	return rows, c.tx.db.Where("payer_id = ? AND state = 'approved' AND provider = 'file' AND run_id = '' AND id > ?", payer, after).Order("id").Limit(most).Find(&rows).Error
}

// InsertRun adds a settlement file.
func (c Claim) InsertRun(row model.PayoutRun) error { return insert(c.tx, []model.PayoutRun{row}) }

// JoinRun puts a payment into a settlement file, in which it stays. Refusal: changed-meanwhile when it is in one.
func (c Claim) JoinRun(id model.PaymentID, run model.PayoutRunID) error {
	n, err := c.tx.exec("UPDATE claim_payments SET run_id = ? WHERE id = ? AND run_id = ''", run, id)
	if err == nil && n != 1 {
		return model.ChangedMeanwhile.Refuse()
	}
	return err
}

// Run returns a settlement file of a payer, or not-found.
func (c Claim) Run(payer model.OrgID, id model.PayoutRunID) (row model.PayoutRun, err error) {
	return row, absent(c.tx.db.Where("id = ? AND payer_id = ?", id, payer).Take(&row).Error)
}

// Runs lists the settlement files of a payer, newest first.
func (c Claim) Runs(payer model.OrgID, page model.Page) ([]model.PayoutRun, model.PageToken, error) {
	const list = "payout-runs"
	after, err := readCursor[model.PayoutRunID](list, page)
	if err != nil {
		return nil, "", err
	}
	q := c.tx.db.Where("payer_id = ?", payer)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	var rows []model.PayoutRun
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(r model.PayoutRun) model.PayoutRunID { return r.ID })
	return rows, next, nil
}

// PaymentsOfRun returns the payments of a settlement file in the order of the file.
func (c Claim) PaymentsOfRun(id model.PayoutRunID) (rows []model.ClaimPayment, err error) {
	return rows, c.tx.db.Where("run_id = ?", id).Order("id").Find(&rows).Error
}

// EndRun notes that nothing of a settlement file is open any more, if that is so.
func (c Claim) EndRun(id model.PayoutRunID) error {
	_, err := c.tx.exec("UPDATE claim_payout_runs SET ended_at = ? WHERE id = ? AND ended_at = 0 AND NOT EXISTS "+
		"(SELECT 1 FROM claim_payments p WHERE p.run_id = ? AND p.state IN ('approved', 'sent'))", c.tx.now, id, id)
	return err
}

// InsertPayoutEndpoint adds the address of a provider and ends the one before: a payer has one.
func (c Claim) InsertPayoutEndpoint(row model.PayoutEndpoint) error {
	if _, err := c.tx.exec("UPDATE claim_payout_endpoints SET ended_at = ? WHERE payer_id = ? AND ended_at = 0", c.tx.now, row.PayerID); err != nil {
		return err
	}
	return insert(c.tx, []model.PayoutEndpoint{row})
}

// PayoutEndpointOf returns the address of a payer's provider, or not-found.
func (c Claim) PayoutEndpointOf(payer model.OrgID) (row model.PayoutEndpoint, err error) {
	return row, absent(c.tx.db.Where("payer_id = ? AND ended_at = 0", payer).Take(&row).Error)
}

// PayoutEndpoint returns an address by its identifier, also one that was replaced: what it was sent may still be
// confirmed. Else not-found.
func (c Claim) PayoutEndpoint(id model.PayoutEndpointID) (row model.PayoutEndpoint, err error) {
	return row, absent(c.tx.db.Where("id = ?", id).Take(&row).Error)
}

// EndPayoutEndpoint has no more orders sent to an address. Refusal: not-found.
func (c Claim) EndPayoutEndpoint(payer model.OrgID, id model.PayoutEndpointID) error {
	n, err := c.tx.exec("UPDATE claim_payout_endpoints SET ended_at = ? WHERE id = ? AND payer_id = ? AND ended_at = 0", c.tx.now, id, payer)
	if err == nil && n != 1 {
		return model.NotFound.Refuse()
	}
	return err
}

// InsertPayoutOrder adds an order to a provider.
func (c Claim) InsertPayoutOrder(row model.PayoutOrder) error {
	return insert(c.tx, []model.PayoutOrder{row})
}

// PayoutOrder returns the order of a payment, or not-found.
func (c Claim) PayoutOrder(id model.PaymentID) (row model.PayoutOrder, err error) {
	return row, absent(c.tx.db.Where("payment_id = ?", id).Take(&row).Error)
}

// TakePayoutOrder takes the order that waits longest and leaves it alone for others until an instant; the zero order
// when none is due. The attempt is in doubt until PayoutOrderKnown says otherwise, also when this process ends before.
func (c Claim) TakePayoutOrder(until model.Instant) (row model.PayoutOrder, err error) {
	var due []model.PayoutOrder
	if err := c.tx.db.Where("phase = 'waiting' AND next_at <= ?", c.tx.now).Order("next_at, payment_id").Limit(1).Find(&due).Error; err != nil || len(due) == 0 {
		return row, err
	}
	n, err := c.tx.exec("UPDATE claim_payout_orders SET next_at = ?, attempts = attempts + 1, doubt = doubt + 1 WHERE payment_id = ? AND phase = 'waiting' AND next_at = ?",
		until, due[0].PaymentID, due[0].NextAt)
	if err != nil || n != 1 {
		return row, err
	}
	row = due[0]
	row.Attempts, row.Doubt, row.NextAt = row.Attempts+1, row.Doubt+1, until
	return row, nil
}

// PayoutOrderKnown notes that the provider does not have so many attempts at an order.
func (c Claim) PayoutOrderKnown(id model.PaymentID, attempts int) error {
	_, err := c.tx.exec("UPDATE claim_payout_orders SET doubt = CASE WHEN doubt > ? THEN doubt - ? ELSE 0 END WHERE payment_id = ?", attempts, attempts, id)
	return err
}

// SetPayoutOrder writes how far an order has come, unless its payment is over.
func (c Claim) SetPayoutOrder(row model.PayoutOrder) error {
	_, err := c.tx.exec("UPDATE claim_payout_orders SET phase = ?, next_at = ?, last_error = ? WHERE payment_id = ? AND phase <> 'over'",
		row.Phase, row.NextAt, row.LastError, row.PaymentID)
	return err
}

// HeardPayoutCall notes a call of a provider; false when it was heard before.
func (c Claim) HeardPayoutCall(row model.PayoutCall) (fresh bool, err error) {
	var n int64
	err = c.tx.db.Model(&model.PayoutCall{}).Where("endpoint_id = ? AND message = ?", row.EndpointID, row.Message).Count(&n).Error
	if err != nil || n > 0 {
		return false, err
	}
	return true, insert(c.tx, []model.PayoutCall{row})
}
