package repository

import (
	"database/sql"

	"suyuan/model"
)

// InsertEndpoint adds an endpoint.
func (r Recall) InsertEndpoint(row model.NoticeEndpoint) error {
	return insert(r.tx, []model.NoticeEndpoint{row})
}

// Endpoints returns the standing endpoints of organisations, oldest first, with their secrets.
func (r Recall) Endpoints(orgs ...model.OrgID) (rows []model.NoticeEndpoint, err error) {
	return rows, lookup(orgs, func(chunk []model.OrgID) error {
		var some []model.NoticeEndpoint
		err := r.tx.db.Where("org_id IN ? AND ended_at = 0", chunk).Order("id").Find(&some).Error
		rows = append(rows, some...)
		return err
	})
}

// Endpoint returns a standing endpoint of an organisation, or not-found.
func (r Recall) Endpoint(org model.OrgID, id model.EndpointID) (row model.NoticeEndpoint, err error) {
	return row, absent(r.tx.db.Where("id = ? AND org_id = ? AND ended_at = 0", id, org).Take(&row).Error)
}

// EndEndpoint ends an endpoint of an organisation, forgets its secret and gives up what waits for it; not-found when the
// organisation has no such one.
func (r Recall) EndEndpoint(org model.OrgID, id model.EndpointID, actor string) error {
	n, err := r.tx.exec("UPDATE recall_endpoints SET ended_at = ?, secret = ?, address = '' WHERE id = ? AND org_id = ? AND ended_at = 0", r.tx.now, []byte{}, id, org)
	if err != nil {
		return err
	}
	if n != 1 {
		return model.NotFound.Refuse()
	}
	var waiting []model.RecallNotice
	if err := r.tx.db.Omit("body").Where("org_id = ? AND state = ? AND address = ?", org, model.NoticePending, id).Find(&waiting).Error; err != nil {
		return err
	}
	for _, w := range waiting {
		if err := r.FinishNotice(w, model.NoticeGiveUp, actor, "the endpoint was removed"); err != nil {
			return err
		}
	}
	return nil
}

// ClaimNotice takes the notice to somewhere outside that waits longest and holds it until the time given, in which another process leaves it
// alone. The zero notice means that none is due.
func (r Recall) ClaimNotice(until model.Instant) (row model.RecallNotice, err error) {
	var due []model.RecallNotice
	err = r.tx.db.Where("state = ? AND next_at <= ? AND channel <> ?", model.NoticePending, r.tx.now, model.ChannelDesk).Order("next_at, id").Limit(1).Find(&due).Error
	if err != nil || len(due) == 0 {
		return row, err
	}
	row = due[0]
	n, err := r.tx.exec("UPDATE recall_notices SET next_at = ?, attempts = attempts + 1, version = version + 1 WHERE id = ? AND version = ? AND state = ?",
		until, row.ID, row.Version, model.NoticePending)
	if err != nil || n != 1 {
		return model.RecallNotice{}, err
	}
	row.Attempts, row.Version = row.Attempts+1, row.Version+1
	return row, nil
}

// DueDesk returns notices to desks that are due, oldest first: they need no way and arrive when they are written.
func (r Recall) DueDesk(limit int) (rows []model.RecallNotice, err error) {
	return rows, r.tx.db.Where("state = ? AND next_at <= ? AND channel = ?", model.NoticePending, r.tx.now, model.ChannelDesk).
		Order("next_at, id").Limit(limit).Find(&rows).Error
}

// PostponeNotice says why a notice failed and when it is tried again. One that somebody has ended meanwhile stays as it
// is.
func (r Recall) PostponeNotice(row model.RecallNotice, why string, next model.Instant) error {
	_, err := r.tx.exec("UPDATE recall_notices SET last_error = ?, next_at = ? WHERE id = ? AND version = ?", why, next, row.ID, row.Version)
	return err
}

// FinishNotice ends a notice. Refusals: changed-meanwhile.
func (r Recall) FinishNotice(row model.RecallNotice, on model.NoticeEvent, actor, why string) error {
	if _, err := Move(r.tx, &model.NoticeLifecycle, row.ID.String(), row.Version, model.NoticePending, on, actor, why); err != nil {
		return err
	}
	_, err := r.tx.exec("UPDATE recall_notices SET last_error = ?, finished_at = ? WHERE id = ?", why, r.tx.now, row.ID)
	return err
}

// NoticesOpen reports whether any other notice of a task has arrived or is still on its way.
func (r Recall) NoticesOpen(task model.RecallTaskID, besides model.RecallNoticeID) (open bool, err error) {
	return open, r.tx.query(func(*sql.Rows) error {
		open = true
		return nil
	}, "SELECT 1 FROM recall_notices WHERE task_id = ? AND id <> ? AND state <> 'dead' LIMIT 1", task, besides)
}

// Notices lists the notices to organisations in a state, newest first.
func (r Recall) Notices(orgs []model.OrgID, state model.NoticeState, page model.Page) ([]model.RecallNotice, model.PageToken, error) {
	list := "recall-notices-" + string(state)
	after, err := readCursor[model.RecallNoticeID](list, page)
	if err != nil {
		return nil, "", err
	}
	q := r.tx.db.Where("org_id IN ? AND state = ?", orgs, state)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	var rows []model.RecallNotice
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(n model.RecallNotice) model.RecallNoticeID { return n.ID })
	return rows, next, nil
}

// RetryNotice has a notice to one of the organisations that was given up sent again. Refusals: not-found, move-not-allowed,
// changed-meanwhile.
func (r Recall) RetryNotice(orgs []model.OrgID, id model.RecallNoticeID, actor string) error {
	var row model.RecallNotice
	if err := r.tx.db.Omit("body").Where("id = ? AND org_id IN ?", id, orgs).Take(&row).Error; err != nil {
		return absent(err)
	}
	if _, err := Move(r.tx, &model.NoticeLifecycle, row.ID.String(), row.Version, row.State, model.NoticeRetry, actor, ""); err != nil {
		return err
	}
	_, err := r.tx.exec("UPDATE recall_notices SET attempts = 0, next_at = ?, finished_at = 0 WHERE id = ?", r.tx.now, id)
	return err
}
