package repository

import (
	"database/sql"

	"suyuan/model"
)

// Secret returns what identifies the claimant of a claim, sealed, or not-found.
func (c Claim) Secret(id model.ClaimID) (row model.ClaimSecret, err error) {
	return row, absent(c.tx.db.Where("claim_id = ?", id).Take(&row).Error)
}

// SetContact replaces the sealed contact of a claim that is not erased.
func (c Claim) SetContact(id model.ClaimID, sealed []byte) error {
	_, err := c.tx.exec("UPDATE claim_secrets SET contact = ? WHERE claim_id = ? AND erased_at = 0", sealed, id)
	return err
}

// Erase forgets who claimed: the key, what it sealed, the hashes, the notes, the private link, and what a bank or a fund
// has written beside a payment. The claim, its moves, its sums and what was paid stay. It returns the names of the files that have to go from the disk; the row that was read
// gets its new version.
func (c Claim) Erase(row *model.Claim) (sums []string, err error) {
	empty := []byte{}
	n, err := c.tx.exec("UPDATE claim_secrets SET data_key = ?, contact = ?, story = ?, phone = ?, mail = ?, erased_at = ? WHERE claim_id = ? AND erased_at = 0",
		empty, empty, empty, empty, empty, c.tx.now, row.ID)
	if err != nil || n == 0 {
		return nil, err
	}
	if _, err := c.tx.exec("UPDATE claim_notes SET text = ? WHERE claim_id = ?", empty, row.ID); err != nil {
		return nil, err
	}
	if _, err := c.tx.exec("UPDATE claim_payments SET reference = '', reason = '' WHERE claim_id = ?", row.ID); err != nil {
		return nil, err
	}
	err = c.tx.query(func(rows *sql.Rows) error {
		var sum string
		err := rows.Scan(&sum)
		sums = append(sums, sum)
		return err
	}, "SELECT sum FROM claim_files WHERE claim_id = ? AND sum <> ''", row.ID)
	if err != nil {
		return nil, err
	}
	if _, err := c.tx.exec("UPDATE claim_files SET sum = '' WHERE claim_id = ?", row.ID); err != nil {
		return nil, err
	}
	row.LinkHash = empty
	return sums, c.Update(row)
}

// ToErase returns claims whose personal data has been kept long enough, but those with a payment that is still to be
// carried out: it has to know where to go.
func (c Claim) ToErase(limit int) (rows []model.Claim, err error) {
	return rows, c.tx.db.Where("id IN (SELECT claim_id FROM claim_secrets WHERE erased_at = 0 AND keep_until > 0 AND keep_until <= ?)", c.tx.now).
		Where("NOT EXISTS (SELECT 1 FROM claim_payments p WHERE p.claim_id = claims.id AND " + unfinished + ")").Order("id").Limit(limit).Find(&rows).Error
}

// unfinished is the condition that a payment, named p, is still to be carried out.
const unfinished = "p.state IN ('ordered', 'approved', 'sent')"

// Unfinished reports whether a payment of a claim is still to be carried out.
func (c Claim) Unfinished(id model.ClaimID) (some bool, err error) {
	return some, c.tx.query(func(*sql.Rows) error { some = true; return nil }, "SELECT 1 FROM claim_payments p WHERE p.claim_id = ? AND "+unfinished, id)
}

// InsertNote adds a sealed note.
func (c Claim) InsertNote(row model.ClaimNote) error { return insert(c.tx, []model.ClaimNote{row}) }

// Notes returns the notes of a claim, oldest first.
func (c Claim) Notes(id model.ClaimID) (rows []model.ClaimNote, err error) {
	return rows, c.tx.db.Where("claim_id = ?", id).Order("id").Limit(claimRows).Find(&rows).Error
}

// claimRows bounds what is read of one claim.
const claimRows = 500

// InsertFile adds a piece of evidence.
func (c Claim) InsertFile(row model.ClaimFile) error { return insert(c.tx, []model.ClaimFile{row}) }

// Files returns the evidence of a claim, oldest first.
func (c Claim) Files(id model.ClaimID) (rows []model.ClaimFile, err error) {
	return rows, c.tx.db.Where("claim_id = ?", id).Order("id").Limit(claimRows).Find(&rows).Error
}

// EvidenceFile returns one piece of evidence of a claim, or not-found.
func (c Claim) EvidenceFile(id model.ClaimID, file model.ClaimFileID) (row model.ClaimFile, err error) {
	return row, absent(c.tx.db.Where("id = ? AND claim_id = ?", file, id).Take(&row).Error)
}

// InsertOffer adds an offer.
func (c Claim) InsertOffer(row model.ClaimOffer) error { return insert(c.tx, []model.ClaimOffer{row}) }

// Offers returns the offers on a claim, oldest first.
func (c Claim) Offers(id model.ClaimID) (rows []model.ClaimOffer, err error) {
	return rows, c.tx.db.Where("claim_id = ?", id).Order("id").Limit(claimRows).Find(&rows).Error
}
