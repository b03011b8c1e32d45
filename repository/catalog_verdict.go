package repository

import "suyuan/model"

// JudgeDocument writes what a laboratory report found, unless somebody has said so meanwhile. Refusal: changed-meanwhile.
func (c Catalog) JudgeDocument(was model.LabVerdict, d model.Document) error {
	res := c.tx.db.Model(&model.Document{}).Select("Verdict", "Results").Where("id = ? AND verdict = ? AND revoked_at = 0", d.ID, was).Updates(&d)
	if res.Error == nil && res.RowsAffected != 1 {
		return model.ChangedMeanwhile.Refuse()
	}
	return res.Error
}

// RevokeDocument notes that a laboratory report is taken back; the public is not shown it any more. Refusal:
// changed-meanwhile.
func (c Catalog) RevokeDocument(d model.Document) error {
	n, err := c.tx.exec("UPDATE documents SET revoked_at = ?, revoked_why = ?, public = ? WHERE id = ? AND revoked_at = 0", d.RevokedAt, d.RevokedWhy, false, d.ID)
	if err == nil && n != 1 {
		err = model.ChangedMeanwhile.Refuse()
	}
	return err
}
