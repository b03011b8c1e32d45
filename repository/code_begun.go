package repository

import "suyuan/model"

// Scanned reports whether anybody has opened the page of a batch of an organisation.
func (c Code) Scanned(org model.OrgID) (bool, error) {
	return Catalog(c).exists("SELECT 1 FROM scans JOIN batches ON batches.id = scans.batch_id WHERE batches.org_id = ? LIMIT 1", org)
}

// Printed reports whether an organisation has printed labels.
func (c Code) Printed(org model.OrgID) (bool, error) {
	return Catalog(c).exists("SELECT 1 FROM label_runs WHERE org_id = ? LIMIT 1", org)
}
