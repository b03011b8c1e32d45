package repository

import "suyuan/model"

// Claim is the claim room's part of a transaction.
type Claim struct{ tx *Tx }

// Claim returns the claim room's part of the transaction.
func (tx *Tx) Claim() Claim { return Claim{tx} }

// claimSeen is the condition that a scope may see a claim: the party that answers for it, the authority of its region,
// who covers that party or has paid, and who has recourse or is asked for it.
func claimSeen(scope model.Scope, claim string) (cond string, args []any) {
	switch {
	case scope.All():
		return "1 = 1", nil
	case scope.Org() == "":
		return "1 = 0", nil
	}
	org := scope.Org()
	cond = "(" + claim + ".org_id = ?" +
		" OR EXISTS (SELECT 1 FROM claim_covers cover WHERE cover.org_id = " + claim + ".org_id AND cover.payer = ? AND cover.ended_at = 0)" +
		" OR EXISTS (SELECT 1 FROM claim_payments paid WHERE paid.claim_id = " + claim + ".id AND paid.payer_id = ?)" +
		" OR EXISTS (SELECT 1 FROM claim_recourses back WHERE back.damage_id = " + claim + ".damage_id AND (back.creditor_id = ? OR back.debtor_id = ?))"
	args = []any{org, org, org, org, org}
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
	_, err = c.tx.exec("UPDATE claims SET turn = ? WHERE id = ?", row.Turn, row.ID)
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
