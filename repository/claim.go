package repository

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm/clause"

	"suyuan/model"
)

// Claim is the claim room's part of a transaction.
type Claim struct{ tx *Tx }

// Claim returns the claim room's part of the transaction.
func (tx *Tx) Claim() Claim { return Claim{tx} }

// claimSeen is the condition that a scope may see a claim: the party that answers for it, who pays or may pay for it, and
// the authority of its region. Who has recourse or is asked for it sees less: see Concerned.
func claimSeen(scope model.Scope, claim string) (cond string, args []any) {
	switch {
	case scope.All():
		return "1 = 1", nil
	case scope.Org() == "":
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	payer, payerArgs := payerSeen(scope, claim)
	cond, args = "("+claim+".org_id "+of+" OR "+payer, slices.Concat(orgs, payerArgs)
	if lo, hi, ok := scope.Region(); ok {
		cond, args = cond+" OR "+claim+".region BETWEEN ? AND ?", append(args, lo, hi)
	}
	return cond + ")", args
}

// Claim returns a claim that the scope may see, or not-found.
func (c Claim) Claim(scope model.Scope, id model.ClaimID) (row model.Claim, err error) {
	seen, args := claimSeen(scope, "claims")
	return row, absent(c.tx.db.Where(seen, args...).Where("id = ?", id).Take(&row).Error)
}

// Concerned returns a claim to who may not see it but has recourse for it or is asked for it, as creditor or debtor, as
// well as to who may. Refusal: not-found.
func (c Claim) Concerned(scope model.Scope, id model.ClaimID) (row model.Claim, err error) {
	row, err = c.Claim(scope, id)
	if err == nil || !errors.Is(err, model.NotFound) || scope.Org() == "" {
		return row, err
	}
	of, orgs := whose(scope)
	return row, absent(c.tx.db.Where("id = ? AND EXISTS (SELECT 1 FROM claim_recourses back WHERE back.claim_id = claims.id AND (back.creditor_id "+of+" OR back.debtor_id "+of+"))",
		slices.Concat([]any{id}, orgs, orgs)...).Take(&row).Error)
}

// Seen tells which of some claims the scope may see.
func (c Claim) Seen(scope model.Scope, ids []model.ClaimID) (map[model.ClaimID]bool, error) {
	found := make(map[model.ClaimID]bool, len(ids))
	seen, args := claimSeen(scope, "claims")
	return found, lookup(ids, func(chunk []model.ClaimID) error {
		var some []model.ClaimID
		err := c.tx.db.Model(&model.Claim{}).Where("id IN ?", chunk).Where(seen, args...).Pluck("id", &some).Error
		for _, id := range some {
			found[id] = true
		}
		return err
	})
}

// ByLink returns the claim that a private link opens, or not-found. The hash is of at least 256 random bits.
func (c Claim) ByLink(hash []byte) (row model.Claim, err error) {
	if len(hash) == 0 {
		return row, model.NotFound.Refuse()
	}
	return row, absent(c.tx.db.Where("link_hash = ?", hash).Take(&row).Error)
}

// Move makes a declared move of a claim from the version that was read, and says whose turn it is.
func (c Claim) Move(row *model.Claim, on model.ClaimEvent, actor, reason string) error {
	to, err := Move(c.tx, &model.ClaimLifecycle, row.ID.String(), row.Version, row.State, on, actor, reason)
	if err != nil {
		return err
	}
	row.State, row.Version, row.Turn = to, row.Version+1, to.Turn()
	if _, err := c.tx.exec("UPDATE claims SET turn = ? WHERE id = ?", string(row.Turn), row.ID); err != nil {
		return err
	}
	return c.keepUntil(row.ID, to)
}

// keepUntil says when the personal data of a claim is erased by itself: some years after its last move.
func (c Claim) keepUntil(id model.ClaimID, s model.ClaimState) error {
	var until model.Instant
	if s.Lapses() {
		until = model.InstantOf(c.tx.now.Time().AddDate(model.ClaimKept, 0, 0))
	}
	_, err := c.tx.exec("UPDATE claim_secrets SET keep_until = ? WHERE claim_id = ? AND erased_at = 0", until, id)
	return err
}

// claimHead lists the columns of a claim that change besides its state.
var claimHead = []string{
	"Facts", "OfferID", "ComplaintID", "Clock", "DueAt", "Provisional", "WarnAt", "LinkHash", "SettledAt", "Version",
}

// Update writes what may change of a claim besides its state, from the version that was read; afterwards row.Version is
// the next one. Who answers for it never changes. Refusal: changed-meanwhile.
func (c Claim) Update(row *model.Claim) error {
	was := row.Version
	row.Version++
	res := c.tx.db.Model(&model.Claim{}).Select(claimHead).Where("id = ? AND version = ?", row.ID, was).Updates(row)
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected != 1:
		return model.ChangedMeanwhile.Refuse()
	}
	return nil
}

// File adds a claim. What it is about is found by a token: claims with the same one are for the same damage. The marks
// recognise who claims for which lot.
func (c Claim) File(row *model.Claim, token []byte, secret model.ClaimSecret, marks ...model.DamageMark) error {
	damage, err := c.join(token)
	if err != nil {
		return err
	}
	row.DamageID, row.Filed = damage, row.Facts
	if err := c.mark(damage, marks); err != nil {
		return err
	}
	if err := insert(c.tx, []model.Claim{*row}); err != nil {
		return err
	}
	return insert(c.tx, []model.ClaimSecret{secret})
}

// join counts one more claim for a damage, which it adds when it is the first. A twin that adds it at the same moment
// makes the transaction run again.
func (c Claim) join(token []byte) (id model.DamageID, err error) {
	err = c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&id) }, "SELECT id FROM claim_damages WHERE token = ?", token)
	if err != nil {
		return "", err
	}
	if id != "" {
		_, err := c.tx.exec("UPDATE claim_damages SET claims = claims + 1 WHERE id = ?", id)
		return id, err
	}
	id = NewID[model.Damage](c.tx)
	err = insert(c.tx, []model.Damage{{ID: id, Token: token, Claims: 1, CreatedAt: c.tx.now}})
	if duplicateKey(err) != "" {
		return "", fmt.Errorf("%w: %w", errAgain, err)
	}
	return id, err
}

// Part gives a claim of the version that was read, which Update is to follow, a damage of its own: another loss than what
// the same person claims besides.
func (c Claim) Part(row *model.Claim, token []byte, marks []model.DamageMark) error {
	was := row.DamageID
	if _, err := c.tx.exec("UPDATE claim_damages SET claims = claims - 1 WHERE id = ?", was); err != nil {
		return err
	}
	damage, err := c.join(token)
	if err != nil {
		return err
	}
	n, err := c.tx.exec("UPDATE claims SET damage_id = ? WHERE id = ? AND version = ?", damage, row.ID, row.Version)
	if err == nil && n != 1 {
		err = model.ChangedMeanwhile.Refuse()
	}
	if err != nil {
		return err
	}
	row.DamageID = damage
	if err := c.mark(damage, marks); err != nil {
		return err
	}
	return c.SetApart(damage)
}

// Damage locks a damage and returns it.
func (c Claim) Damage(id model.DamageID) (row model.Damage, err error) {
	return row, absent(c.tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(&row).Error)
}

// DamageNow returns a damage without locking it.
func (c Claim) DamageNow(id model.DamageID) (row model.Damage, err error) {
	return row, absent(c.tx.db.Where("id = ?", id).Take(&row).Error)
}

// Paid returns the payment that stands for a damage, or empty.
func (c Claim) Paid(id model.DamageID) (payment model.PaymentID, err error) {
	return payment, c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&payment) }, "SELECT payment_id FROM claim_damages WHERE id = ?", id)
}

// PaidFor returns the claim that a payment is made on.
func (c Claim) PaidFor(id model.PaymentID) (claim model.ClaimID, err error) {
	return claim, c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&claim) }, "SELECT claim_id FROM claim_payments WHERE id = ?", id)
}

// OfDamage returns the claims for a damage, the first one first.
func (c Claim) OfDamage(id model.DamageID) (rows []model.Claim, err error) {
	return rows, c.tx.db.Where("damage_id = ?", id).Order("id").Limit(damageClaims).Find(&rows).Error
}

// damageClaims bounds the claims for one damage that are looked at.
const damageClaims = 200
