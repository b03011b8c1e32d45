package repository

import "suyuan/model"

// OfferReset keeps the code with which a person can set a new password, instead of an earlier one.
func (a Access) OfferReset(r model.PasswordReset) error {
	if err := a.DropReset(r.PersonID); err != nil {
		return err
	}
	return insert(a.tx, []model.PasswordReset{r})
}

// ResetByHash finds what a code is good for, while it lasts; found is false for one that is unknown, used, replaced or
// expired.
func (a Access) ResetByHash(hash []byte) (r model.PasswordReset, found bool, err error) {
	var rows []model.PasswordReset
	err = a.tx.db.Where("hash = ? AND expires_at > ?", hash, a.tx.now).Find(&rows).Error
	if len(rows) == 0 {
		return r, false, err
	}
	return rows[0], true, err
}

// TakeReset uses a code up; taken is false when somebody was faster or its time has run out.
func (a Access) TakeReset(hash []byte) (taken bool, err error) {
	n, err := a.tx.exec("DELETE FROM password_resets WHERE hash = ? AND expires_at > ?", hash, a.tx.now)
	return n == 1, err
}

// DropReset withdraws the code that a person has, if any.
func (a Access) DropReset(id model.PersonID) error {
	_, err := a.tx.exec("DELETE FROM password_resets WHERE person_id = ?", id)
	return err
}
