package repository

import (
	"database/sql"
	"strings"

	"suyuan/model"
)

// FirmNamed returns the active operator with a registration number, a GLN or exactly a name, in any language; empty when
// there is none, or more than one of a name.
func (c Complaint) FirmNamed(typed string) (id model.OrgID, err error) {
	var found []model.OrgID
	err = c.tx.query(func(row *sql.Rows) error {
		var one model.OrgID
		err := row.Scan(&one)
		found = append(found, one)
		return err
	}, "SELECT o.id FROM organisations o WHERE (o.uscc = ? OR o.gln = ? OR o.name_zh = ? OR o.name_ug = ? OR o.name_en = ?) AND o.state = 'active' AND "+
		"o.kind IN ('producer', 'processor', 'distributor', 'retailer') ORDER BY o.id LIMIT 2", strings.ToUpper(typed), typed, typed, typed, typed)
	if err != nil || len(found) != 1 {
		return "", err
	}
	return found[0], nil
}
