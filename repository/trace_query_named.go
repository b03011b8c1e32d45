package repository

import (
	"suyuan/model"
)

// InsertQuery keeps a named query. Refusal: epcis-query-name-taken.
func (t Trace) InsertQuery(q model.NamedQuery) error {
	taken, err := t.NamedQuery(q.OrgID, q.Name)
	if err == nil && taken.ID != "" {
		return model.QueryNameTaken.Refuse(model.P("name", q.Name))
	}
	if err := insert(t.tx, []model.NamedQuery{q}); err != nil {
		if duplicateKey(err) != "" {
			return model.QueryNameTaken.Refuse(model.P("name", q.Name)).Because(err)
		}
		return err
	}
	return nil
}

// CountQueries counts the named queries of an organisation.
func (t Trace) CountQueries(org model.OrgID) (n int64, err error) {
	return n, t.tx.db.Model(&model.NamedQuery{}).Where("org_id = ?", org).Count(&n).Error
}

// NamedQueries lists the named queries of an organisation by name.
func (t Trace) NamedQueries(org model.OrgID, page model.Page) ([]model.NamedQuery, model.PageToken, error) {
	after, err := readCursor[string]("event-queries", page)
	if err != nil {
		return nil, "", err
	}
	q := t.tx.db.Where("org_id = ?", org)
	if after != nil {
		q = q.Where("name > ?", *after)
	}
	var rows []model.NamedQuery
	if err := q.Order("name").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("event-queries", page, rows, func(q model.NamedQuery) string { return q.Name })
	return rows, next, nil
}

// NamedQuery returns a named query of an organisation. Refusal: epcis-query-name-unknown.
func (t Trace) NamedQuery(org model.OrgID, name string) (q model.NamedQuery, err error) {
	var rows []model.NamedQuery
	if err := t.tx.db.Where("org_id = ? AND name = ?", org, name).Limit(1).Find(&rows).Error; err != nil {
		return q, err
	}
	if len(rows) == 0 {
		return q, model.QueryNameUnknown.Refuse(model.P("name", name))
	}
	return rows[0], nil
}

// DeleteQuery removes a named query. Refusal: epcis-query-name-unknown.
func (t Trace) DeleteQuery(org model.OrgID, name string) error {
	n, err := t.tx.exec("DELETE FROM event_queries WHERE org_id = ? AND name = ?", org, name)
	if err == nil && n == 0 {
		return model.QueryNameUnknown.Refuse(model.P("name", name))
	}
	return err
}
