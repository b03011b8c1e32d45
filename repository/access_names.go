package repository

import (
	"database/sql"

	"suyuan/model"
)

// OrganisationNames returns the names of organisations, asked for all at once; one that does not exist is left out. It
// takes no scope: a name stands in the public business register, and whoever asks has seen the identifier in a row.
func (a Access) OrganisationNames(ids []model.OrgID) (map[model.OrgID]model.Text, error) {
	names := make(map[model.OrgID]model.Text, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	var rows []model.Organisation
	err := a.tx.db.Select("id, name_zh, name_ug, name_en").Where("id IN ?", ids).Find(&rows).Error
	for _, o := range rows {
		names[o.ID] = o.Name
	}
	return names, err
}

// ActorNames returns how those who belong to an organisation are called, by the identifier of the person or key: its
// people, and its API keys. Whoever has left is left out.
func (a Access) ActorNames(org model.OrgID, people []model.PersonID, keys []model.KeyID) (map[string]string, error) {
	names := make(map[string]string, len(people)+len(keys))
	collect := func(query string, ids any) error {
		rows, err := a.tx.db.Raw(query, org, ids).Rows()
		if err != nil {
			return err
		}
		return scanNames(rows, names)
	}
	if len(people) > 0 {
		err := collect("SELECT p.id, p.name FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.org_id = ? AND m.person_id IN ?", people)
		if err != nil {
			return nil, err
		}
	}
	if len(keys) > 0 {
		if err := collect("SELECT id, name FROM api_keys WHERE org_id = ? AND id IN ?", keys); err != nil {
			return nil, err
		}
	}
	return names, nil
}

func scanNames(rows *sql.Rows, names map[string]string) error {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		names[id] = name
	}
	return rows.Err()
}

// Overseers lists the active regulators whose region holds a region, the nearest first. A regulator's own region does
// not oversee it, so for a regulator those of the same region are left out.
func (a Access) Overseers(o model.Organisation) ([]model.Organisation, error) {
	regions := []model.Region{o.Region}
	for above, ok := o.Region.Parent(); ok; above, ok = above.Parent() {
		regions = append(regions, above)
	}
	if o.Kind == model.KindRegulator {
		regions = regions[1:]
	}
	if len(regions) == 0 {
		return nil, nil
	}
	var rows []model.Organisation
	err := a.tx.db.Where("state = ? AND kind = ? AND region IN ? AND id <> ?", model.OrgActive, model.KindRegulator, regions, o.ID).
		Order("region DESC, id").Limit(overseersShown).Find(&rows).Error
	return rows, err
}

// overseersShown bounds the answer of Overseers.
const overseersShown = 10

// CountMembers counts the people of an organisation.
func (a Access) CountMembers(org model.OrgID) (int, error) {
	var n int64
	err := a.tx.db.Table("memberships").Where("org_id = ?", org).Count(&n).Error
	return int(n), err
}

// SetProfile changes how a person is called and the language of what is sent to them.
func (a Access) SetProfile(id model.PersonID, name string, lang model.Lang) error {
	_, err := a.tx.exec("UPDATE people SET name = ?, lang = ? WHERE id = ?", name, lang, id)
	return err
}

// Session returns one session; found is false for one that has ended.
func (a Access) Session(hash []byte) (s model.Session, found bool, err error) {
	var rows []model.Session
	err = a.tx.db.Where("hash = ?", hash).Find(&rows).Error
	if len(rows) == 0 {
		return s, false, err
	}
	return rows[0], true, err
}
