package repository

import (
	"database/sql"

	"suyuan/model"
)

// Notice is the notice room's part of a transaction. The rooms that tell something put their notices in with Insert, in
// the transaction of what they tell.
type Notice struct{ tx *Tx }

// Notice returns the notice room's part of the transaction.
func (tx *Tx) Notice() Notice { return Notice{tx} }

// NewNotice is a notice to the desk of an organisation, from which it goes on to the endpoints that the organisation has
// named; body is the NoticeFacts as JSON.
func (n Notice) NewNotice(kind model.NoticeKind, org model.OrgID, subject, part string, body []byte) model.Notice {
	return model.Notice{
		ID: NewID[model.Notice](n.tx), Topic: kind.Info().Topic, Kind: kind, SubjectID: subject, PartID: part, OrgID: org, Channel: model.ChannelDesk,
		State: model.NoticeLifecycle.Initial, Version: 1, Body: body, NextAt: n.tx.now, CreatedAt: n.tx.now,
	}
}

// Insert adds notices to the outbox.
func (n Notice) Insert(rows []model.Notice) error { return insertChunks(n.tx, rows) }

// InsertEndpoint adds an endpoint.
func (n Notice) InsertEndpoint(row model.NoticeEndpoint) error {
	return insert(n.tx, []model.NoticeEndpoint{row})
}

// Endpoints returns the standing endpoints of organisations, oldest first, with their secrets.
func (n Notice) Endpoints(orgs ...model.OrgID) (rows []model.NoticeEndpoint, err error) {
	return rows, lookup(orgs, func(chunk []model.OrgID) error {
		var some []model.NoticeEndpoint
		err := n.tx.db.Where("org_id IN ? AND ended_at = 0", chunk).Order("id").Find(&some).Error
		rows = append(rows, some...)
		return err
	})
}

// Endpoint returns a standing endpoint of an organisation, or not-found.
func (n Notice) Endpoint(org model.OrgID, id model.EndpointID) (row model.NoticeEndpoint, err error) {
	return row, absent(n.tx.db.Where("id = ? AND org_id = ? AND ended_at = 0", id, org).Take(&row).Error)
}

// SetTopics changes of what a standing endpoint of an organisation is told; not-found when the organisation has no such
// one.
func (n Notice) SetTopics(org model.OrgID, id model.EndpointID, topics string) error {
	count, err := n.tx.exec("UPDATE notice_endpoints SET topics = ? WHERE id = ? AND org_id = ? AND ended_at = 0", topics, id, org)
	if err == nil && count != 1 {
		err = model.NotFound.Refuse()
	}
	return err
}

// EndEndpoint ends an endpoint of an organisation, forgets its secret and gives up what waits for it; not-found when the
// organisation has no such one.
func (n Notice) EndEndpoint(org model.OrgID, id model.EndpointID, actor string) error {
	count, err := n.tx.exec("UPDATE notice_endpoints SET ended_at = ?, secret = ?, address = '' WHERE id = ? AND org_id = ? AND ended_at = 0", n.tx.now, []byte{}, id, org)
	if err != nil {
		return err
	}
	if count != 1 {
		return model.NotFound.Refuse()
	}
	var waiting []model.Notice
	if err := n.tx.db.Omit("body").Where("org_id = ? AND state = ? AND address = ?", org, model.NoticePending, id).Find(&waiting).Error; err != nil {
		return err
	}
	for _, w := range waiting {
		if err := n.Finish(w, model.NoticeGiveUp, actor, "the endpoint was removed"); err != nil {
			return err
		}
	}
	return nil
}

// Take takes the notice to somewhere outside that waits longest and holds it until the time given, in which another
// process leaves it alone. The zero notice means that none is due.
func (n Notice) Take(until model.Instant) (row model.Notice, err error) {
	var due []model.Notice
	err = n.tx.db.Where("state = ? AND next_at <= ? AND channel <> ?", model.NoticePending, n.tx.now, model.ChannelDesk).Order("next_at, id").Limit(1).Find(&due).Error
	if err != nil || len(due) == 0 {
		return row, err
	}
	row = due[0]
	count, err := n.tx.exec("UPDATE notices SET next_at = ?, attempts = attempts + 1, version = version + 1 WHERE id = ? AND version = ? AND state = ?",
		until, row.ID, row.Version, model.NoticePending)
	if err != nil || count != 1 {
		return model.Notice{}, err
	}
	row.Attempts, row.Version = row.Attempts+1, row.Version+1
	return row, nil
}

// DueDesk returns notices to desks that are due, oldest first: they need no way and arrive when they are written.
func (n Notice) DueDesk(limit int) (rows []model.Notice, err error) {
	return rows, n.tx.db.Where("state = ? AND next_at <= ? AND channel = ?", model.NoticePending, n.tx.now, model.ChannelDesk).
		Order("next_at, id").Limit(limit).Find(&rows).Error
}

// Postpone says why a notice failed and when it is tried again. One that somebody has ended meanwhile stays as it is.
func (n Notice) Postpone(row model.Notice, why string, next model.Instant) error {
	_, err := n.tx.exec("UPDATE notices SET last_error = ?, next_at = ? WHERE id = ? AND version = ?", why, next, row.ID, row.Version)
	return err
}

// Finish ends a notice. Refusals: changed-meanwhile.
func (n Notice) Finish(row model.Notice, on model.NoticeEvent, actor, why string) error {
	if _, err := Move(n.tx, &model.NoticeLifecycle, row.ID.String(), row.Version, model.NoticePending, on, actor, why); err != nil {
		return err
	}
	_, err := n.tx.exec("UPDATE notices SET last_error = ?, finished_at = ? WHERE id = ?", why, n.tx.now, row.ID)
	return err
}

// Arrive ends notices that have arrived, all or none of them. Refusals: changed-meanwhile.
func (n Notice) Arrive(rows []model.Notice, actor string) error {
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.ID.String())
	}
	if _, err := MoveEach(n.tx, &model.NoticeLifecycle, ids, model.NoticePending, model.NoticeDeliver, actor, ""); err != nil {
		return err
	}
	return lookup(ids, func(chunk []string) error {
		return n.tx.db.Exec("UPDATE notices SET finished_at = ? WHERE id IN ?", n.tx.now, chunk).Error
	})
}

// AnyOpen reports whether any other notice about a part of a subject has arrived or is still on its way.
func (n Notice) AnyOpen(part string, besides model.NoticeID) (open bool, err error) {
	return open, n.tx.query(func(*sql.Rows) error {
		open = true
		return nil
	}, "SELECT 1 FROM notices WHERE part_id = ? AND id <> ? AND state <> 'dead' LIMIT 1", part, besides)
}

// List lists the notices to an organisation about some topics in a state, newest first.
func (n Notice) List(orgs []model.OrgID, topics []model.NoticeTopic, state model.NoticeState, page model.Page) ([]model.Notice, model.PageToken, error) {
	return n.page("notices-"+string(state), page, topics, "org_id IN ? AND state = ?", orgs, state)
}

// News lists the notices to the desk of an organisation about some topics, newest first.
func (n Notice) News(orgs []model.OrgID, topics []model.NoticeTopic, page model.Page) ([]model.Notice, model.PageToken, error) {
	return n.page("news", page, topics, "org_id IN ? AND channel = ?", orgs, model.ChannelDesk)
}

func (n Notice) page(list string, page model.Page, topics []model.NoticeTopic, cond string, args ...any) ([]model.Notice, model.PageToken, error) {
	for _, t := range topics {
		list += "-" + string(t)
	}
	after, err := readCursor[model.NoticeID](list, page)
	if err != nil || len(topics) == 0 {
		return nil, "", err
	}
	q := n.tx.db.Where(cond, args...).Where("topic IN ?", topics)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	var rows []model.Notice
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(n model.Notice) model.NoticeID { return n.ID })
	return rows, next, nil
}

// Retry has a notice to an organisation about one of the topics that was given up sent again. Refusals: not-found,
// move-not-allowed, changed-meanwhile.
func (n Notice) Retry(orgs []model.OrgID, topics []model.NoticeTopic, id model.NoticeID, actor string) error {
	var row model.Notice
	if err := n.tx.db.Omit("body").Where("id = ? AND org_id IN ? AND topic IN ?", id, orgs, topics).Take(&row).Error; err != nil {
		return absent(err)
	}
	if _, err := Move(n.tx, &model.NoticeLifecycle, row.ID.String(), row.Version, row.State, model.NoticeRetry, actor, ""); err != nil {
		return err
	}
	_, err := n.tx.exec("UPDATE notices SET attempts = 0, next_at = ?, finished_at = 0 WHERE id = ?", n.tx.now, id)
	return err
}

// To returns the notices to an organisation by whatever way, oldest first.
func (n Notice) To(org model.OrgID) (rows []model.Notice, err error) {
	return rows, n.tx.db.Where("org_id = ?", org).Order("created_at, id").Find(&rows).Error
}
