package repository

import (
	"database/sql"
	"strings"

	"suyuan/model"
)

// FirmNamed returns the active operator with a registration number, a GLN or exactly a name, in any language; empty when
// there is none, or more than one of a name. Without an active one it is who answers for the one that has ended.
func (c Complaint) FirmNamed(typed string) (id model.OrgID, err error) {
	var found []model.OrgID
	active := 0
	err = c.tx.query(func(row *sql.Rows) error {
		var one model.OrgID
		var state model.OrgState
		err := row.Scan(&one, &state)
		if found = append(found, one); state == model.OrgActive {
			active++
		}
		return err
	}, "SELECT o.id, o.state FROM organisations o WHERE (o.uscc = ? OR o.gln = ? OR o.name_zh = ? OR o.name_ug = ? OR o.name_en = ?) AND o.state IN ('active', 'closed') AND "+
		"o.kind IN ('producer', 'processor', 'distributor', 'retailer') ORDER BY o.state, o.id LIMIT 2", strings.ToUpper(typed), typed, typed, typed, typed)
	if err != nil || len(found) == 0 || active > 1 || active == 0 && len(found) > 1 {
		return "", err
	}
	return c.tx.Access().Heir(found[0])
}
