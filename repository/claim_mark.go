package repository

import (
	"database/sql"

	"gorm.io/gorm/clause"

	"suyuan/model"
)

// mark notes whose loss a damage is, as far as it is not known already.
func (c Claim) mark(id model.DamageID, marks []model.DamageMark) error {
	for _, m := range marks {
		known := false
		err := c.tx.query(func(*sql.Rows) error { known = true; return nil }, "SELECT 1 FROM claim_damage_marks WHERE mark = ? AND damage_id = ?", m.Mark, id)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		m.DamageID = id
		if err := insert(c.tx, []model.DamageMark{m}); err != nil {
			return err
		}
	}
	return nil
}

// SetApart notes that a damage is another loss than what the same person claims for the same lot besides.
func (c Claim) SetApart(id model.DamageID) error {
	_, err := c.tx.exec("UPDATE claim_damages SET apart_at = ? WHERE id = ?", c.tx.now, id)
	return err
}

// twinMost bounds the damages of one person about one lot that are looked at.
const twinMost = 200

// Twins returns the other damages that the same person claims for the same lot, of which nothing says that they are
// about another thing. With lock they are kept from being paid until the end of the transaction, and read as they are
// then.
func (c Claim) Twins(id model.DamageID, lock bool) (rows []model.Damage, err error) {
	var ids []model.DamageID
	err = c.tx.query(func(rows *sql.Rows) error {
		var id model.DamageID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT DISTINCT other.damage_id FROM claim_damage_marks own JOIN claim_damage_marks other ON other.mark = own.mark AND other.damage_id <> own.damage_id "+
		"WHERE own.damage_id = ? AND (own.thing = '' OR other.thing = '' OR own.thing = other.thing) ORDER BY other.damage_id LIMIT ?", id, twinMost)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	q := c.tx.db
	if lock {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return rows, q.Where("id IN ?", ids).Order("id").Find(&rows).Error
}

// ClaimsOfDamages returns the claims for some damages that were not withdrawn, the first one first.
func (c Claim) ClaimsOfDamages(ids []model.DamageID) (rows []model.Claim, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return rows, c.tx.db.Where("damage_id IN ? AND state <> 'withdrawn'", ids).Order("id").Limit(damageClaims).Find(&rows).Error
}
