package repository

import (
	"database/sql"
	"slices"

	"suyuan/model"
)

// paymentSeen is the condition that a scope may see a payment: its payer, the party that answers for the claim, and the
// authority of the claim's region.
func paymentSeen(scope model.Scope) (cond string, args []any) {
	switch {
	case scope.All():
		return "1 = 1", nil
	case scope.Org() == "":
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	cond = "(claim_payments.payer_id " + of + " OR EXISTS (SELECT 1 FROM claims c WHERE c.id = claim_payments.claim_id AND (c.org_id " + of
	args = slices.Concat(orgs, orgs)
	if lo, hi, ok := scope.Region(); ok {
		cond, args = cond+" OR c.region BETWEEN ? AND ?", append(args, lo, hi)
	}
	return cond + ")))", args
}

// Payment returns a payment that the scope may see, or not-found.
func (c Claim) Payment(scope model.Scope, id model.PaymentID) (row model.ClaimPayment, err error) {
	seen, args := paymentSeen(scope)
	return row, absent(c.tx.db.Where("id = ?", id).Where(seen, args...).Take(&row).Error)
}

// PaymentFilter narrows a list of payments. Zero fields do not.
type PaymentFilter struct {
	Payer    model.OrgID
	Claim    model.ClaimID
	Damage   model.DamageID
	State    model.PaymentState
	Provider string
	Run      model.PayoutRunID
}

// Payments lists the payments that the scope may see, newest first.
func (c Claim) Payments(scope model.Scope, f PaymentFilter, page model.Page) ([]model.ClaimPayment, model.PageToken, error) {
	const list = "claim-payments"
	after, err := readCursor[model.PaymentID](list, page)
	if err != nil {
		return nil, "", err
	}
	seen, args := paymentSeen(scope)
	q := c.tx.db.Where(seen, args...)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	for _, by := range []struct{ cond, value string }{
		{"payer_id = ?", string(f.Payer)}, {"claim_id = ?", string(f.Claim)}, {"damage_id = ?", string(f.Damage)},
		{"state = ?", string(f.State)}, {"provider = ?", f.Provider}, {"run_id = ?", string(f.Run)},
	} {
		if by.value != "" {
			q = q.Where(by.cond, by.value)
		}
	}
	var rows []model.ClaimPayment
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(p model.ClaimPayment) model.PaymentID { return p.ID })
	return rows, next, nil
}

// InsertPayment adds a payment and lets its damage name it, in which it is the only one that stands. Refusal:
// changed-meanwhile when another payment stands.
func (c Claim) InsertPayment(row model.ClaimPayment) error {
	n, err := c.tx.exec("UPDATE claim_damages SET payment_id = ? WHERE id = ? AND payment_id = ''", row.ID, row.DamageID)
	if err != nil {
		return err
	}
	if n != 1 {
		return model.ChangedMeanwhile.Refuse()
	}
	return insert(c.tx, []model.ClaimPayment{row})
}

// MovePayment makes a declared move of a payment from the version that was read. One that stands no more lets its damage
// go.
func (c Claim) MovePayment(row *model.ClaimPayment, on model.PaymentEvent, actor, reason string) error {
	to, err := Move(c.tx, &model.PaymentLifecycle, row.ID.String(), row.Version, row.State, on, actor, reason)
	if err != nil {
		return err
	}
	row.State, row.Version = to, row.Version+1
	if to.Stands() {
		return nil
	}
	row.Holds = string(row.ID)
	if _, err := c.tx.exec("UPDATE claim_payments SET holds = id WHERE id = ?", row.ID); err != nil {
		return err
	}
	_, err = c.tx.exec("UPDATE claim_damages SET payment_id = '' WHERE id = ? AND payment_id = ?", row.DamageID, row.ID)
	return err
}

// NotePayment writes who approved a payment, its reference, its run and when it arrived.
func (c Claim) NotePayment(row model.ClaimPayment) error {
	_, err := c.tx.exec("UPDATE claim_payments SET approver = ?, reference = ?, run_id = ?, confirmed_at = ? WHERE id = ?",
		row.Approver, row.Reference, row.RunID, row.ConfirmedAt, row.ID)
	return err
}

// PayableOffer returns an offer of a claim, or not-found.
func (c Claim) PayableOffer(claim model.ClaimID, id model.ClaimOfferID) (row model.ClaimOffer, err error) {
	return row, absent(c.tx.db.Where("id = ? AND claim_id = ?", id, claim).Take(&row).Error)
}

// OnDamage returns every claim that is made for a damage, oldest first.
func (c Claim) OnDamage(id model.DamageID) (rows []model.Claim, err error) {
	return rows, c.tx.db.Where("damage_id = ?", id).Order("id").Find(&rows).Error
}

// SetAdvance writes when the claimant asked for an advance, from the version that was read. Refusal: changed-meanwhile.
func (c Claim) SetAdvance(row *model.Claim) error {
	n, err := c.tx.exec("UPDATE claims SET advance_at = ?, version = version + 1 WHERE id = ? AND version = ?", row.AdvanceAt, row.ID, row.Version)
	if err != nil {
		return err
	}
	if n != 1 {
		return model.ChangedMeanwhile.Refuse()
	}
	row.Version++
	return nil
}

// SetSettled writes when a claim was settled; a settled claim is due and warned of no more.
func (c Claim) SetSettled(row *model.Claim) error {
	row.SettledAt, row.DueAt, row.WarnAt = c.tx.now, 0, 0
	_, err := c.tx.exec("UPDATE claims SET settled_at = ?, due_at = 0, warn_at = 0 WHERE id = ?", row.SettledAt, row.ID)
	return err
}

// SealedAccount returns the wrapped data key and the sealed contact of a claim, both empty once they are erased.
func (c Claim) SealedAccount(id model.ClaimID) (key, contact []byte, err error) {
	var row model.ClaimSecret
	err = absent(c.tx.db.Where("claim_id = ?", id).Take(&row).Error)
	return row.DataKey, row.Contact, err
}

// ClaimsOf returns claims by their identifiers.
func (c Claim) ClaimsOf(ids []model.ClaimID) (map[model.ClaimID]model.Claim, error) {
	found := make(map[model.ClaimID]model.Claim, len(ids))
	return found, lookup(ids, func(chunk []model.ClaimID) error {
		var rows []model.Claim
		err := c.tx.db.Where("id IN ?", chunk).Find(&rows).Error
		for _, row := range rows {
			found[row.ID] = row
		}
		return err
	})
}

// SameClaimant reports whether two claims are the same or come from the same consumer: by the keyed hash of a telephone
// number or an address. Of an erased person nothing is known any more.
func (c Claim) SameClaimant(a, b model.ClaimID) (same bool, err error) {
	if a == b {
		return true, nil
	}
	return same, c.tx.query(func(*sql.Rows) error { same = true; return nil },
		"SELECT 1 FROM claim_secrets x JOIN claim_secrets y ON y.claim_id = ? AND (LENGTH(x.phone) > 0 AND x.phone = y.phone OR LENGTH(x.mail) > 0 AND x.mail = y.mail) WHERE x.claim_id = ?", b, a)
}
