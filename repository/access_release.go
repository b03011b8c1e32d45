package repository

import "suyuan/model"

// A registration that was refused does not keep its credit code and its GLN from those who really have them: somebody
// else who registers with them takes them over, and they are checked again when the refused one is submitted again.

// refusedRegistration is the registration of an organisation whose place in the register somebody else has taken.
func refusedRegistration(id model.OrgID) string { return "refused:" + id.String() }

// release frees the place in the register of a new organisation from a refused one that holds it.
func (a Access) release(o model.Organisation) error {
	var holders []model.Organisation
	err := a.tx.db.Where("state = ? AND registration = ? AND id <> ?", model.OrgRefused, registration(o), o.ID).Find(&holders).Error
	if err != nil {
		return err
	}
	for _, holder := range holders {
		_, err := a.tx.exec("UPDATE organisations SET registration = ? WHERE id = ? AND state = ?", refusedRegistration(holder.ID), holder.ID, model.OrgRefused)
		if err != nil {
			return err
		}
	}
	return nil
}

// releaseGLN frees a GLN from refused organisations that hold it as a party.
func (a Access) releaseGLN(gln string, taker model.OrgID) error {
	if gln == "" {
		return nil
	}
	_, err := a.tx.exec("DELETE FROM identities WHERE uri = ? AND kind = ? AND org_id <> ?"+
		" AND org_id IN (SELECT id FROM organisations WHERE state = ?)",
		model.Organisation{GLN: gln}.Party(), OwnerOrganisation, taker, model.OrgRefused)
	return err
}

// Reclaim takes back the place in the register and the GLN of an organisation that is submitted again. Refusals:
// access-organisation-taken, access-gln-taken.
func (a Access) Reclaim(o model.Organisation) error {
	if err := a.release(o); err != nil {
		return err
	}
	_, err := a.tx.exec("UPDATE organisations SET registration = ? WHERE id = ?", registration(o), o.ID)
	if duplicateKey(err) != "" {
		return model.OrganisationTaken.Refuse().Because(err)
	}
	if err != nil || o.GLN == "" {
		return err
	}
	if _, err := a.tx.exec("DELETE FROM identities WHERE subject_id = ? AND kind = ?", o.ID, OwnerOrganisation); err != nil {
		return err
	}
	return a.claim(OwnerOrganisation, o.ID.String(), o.ID, o.GLN, o.ID.URN(), o.Party())
}
