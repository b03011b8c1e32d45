package repository

import (
	"gorm.io/gorm"

	"suyuan/model"
)

// owned starts a query over rows that belong to one organisation each, restricted to what the scope may see: everything,
// the rows of organisations in the regulator's region, or the own rows and those of who was succeeded. The zero scope sees nothing.
func (tx *Tx) owned(scope model.Scope, column string) *gorm.DB {
	cond, args := ownedBy(scope, column)
	return tx.db.Where(cond, args...)
}

// ownedBy is the condition of owned for hand-written SQL. column is a constant of ours.
func ownedBy(scope model.Scope, column string) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	if lo, hi, ok := scope.Region(); ok {
		return "(" + column + " = ? OR " + column + " IN (SELECT id FROM organisations WHERE region BETWEEN ? AND ?))",
			[]any{scope.Org(), lo, hi}
	}
	if scope.Org() == "" {
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	return column + " " + of, orgs
}

// whose is the end of a condition that a column names an organisation that the scope acts for: the one that asks, or one
// that it has succeeded. One alone is compared with =, so that who has succeeded nobody keeps the plans of an equality.
func whose(scope model.Scope) (cond string, args []any) {
	orgs := scope.Orgs()
	if len(orgs) == 1 {
		return "= ?", []any{orgs[0]}
	}
	return "IN (" + placeholders(len(orgs)) + ")", anys(orgs)
}

// ownedOrAt is ownedBy for rows that also lie at a site: a regulator sees what lies in its region, wherever the owner
// has its seat. The columns are constants of ours.
func ownedOrAt(scope model.Scope, column, site string) (cond string, args []any) {
	cond, args = ownedBy(scope, column)
	if lo, hi, ok := scope.Region(); ok {
		cond = "(" + cond + " OR " + site + " IN (SELECT id FROM sites WHERE region BETWEEN ? AND ?))"
		args = append(args, lo, hi)
	}
	return cond, args
}

// seenEvent is the condition that an event may be seen; column holds the event's number and is a constant of ours.
func seenEvent(scope model.Scope, column string) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	if lo, hi, ok := scope.Region(); ok {
		return "EXISTS (SELECT 1 FROM event_orgs seen WHERE seen.event_seq = " + column +
			" AND (seen.region BETWEEN ? AND ? OR seen.org_id = ?))", []any{lo, hi, scope.Org()}
	}
	if scope.Org() == "" {
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	return "EXISTS (SELECT 1 FROM event_orgs seen WHERE seen.event_seq = " + column + " AND seen.org_id " + of + ")", orgs
}
