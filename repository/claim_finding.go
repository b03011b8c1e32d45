package repository

import (
	"slices"

	"suyuan/model"
)

// InsertFinding adds what somebody has established about a claim.
func (c Claim) InsertFinding(row model.ClaimFinding) error {
	return insert(c.tx, []model.ClaimFinding{row})
}

// Findings returns what was established about a claim, oldest first; of very many the newest.
func (c Claim) Findings(id model.ClaimID) (rows []model.ClaimFinding, err error) {
	err = c.tx.db.Where("claim_id = ?", id).Order("id DESC").Limit(claimRows).Find(&rows).Error
	slices.Reverse(rows)
	return rows, err
}
