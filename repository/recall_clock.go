package repository

import (
	"cmp"
	"slices"

	"suyuan/model"
)

// ClocksOf returns the clocks of a case or, with a task, of its holder, oldest first.
func (r Recall) ClocksOf(id model.RecallID, task model.RecallTaskID) (rows []model.RecallClock, err error) {
	return rows, r.tx.db.Where("recall_id = ? AND task_id = ?", id, task).Order("created_at, id").Find(&rows).Error
}

// OpenClocks returns those that are neither answered nor given up.
func (r Recall) OpenClocks(id model.RecallID, task model.RecallTaskID) (rows []model.RecallClock, err error) {
	return rows, r.tx.db.Where("recall_id = ? AND task_id = ? AND ended = 0", id, task).Order("created_at, id").Find(&rows).Error
}

// EveryOpenClock returns the open clocks of a case and of all its holders.
func (r Recall) EveryOpenClock(id model.RecallID) (rows []model.RecallClock, err error) {
	return rows, r.tx.db.Where("recall_id = ? AND ended = 0", id).Order("created_at, id").Find(&rows).Error
}

// UpdateClock writes a clock from the version that was read. Refusal: changed-meanwhile.
func (r Recall) UpdateClock(row model.RecallClock) error {
	n, err := r.tx.exec("UPDATE recall_clocks SET clock = ?, due_at = ?, provisional = ?, ended = ?, warn_at = ?, version = version + 1 WHERE id = ? AND version = ?",
		row.Clock, row.DueAt, row.Provisional, row.Ended, row.WarnAt, row.ID, row.Version)
	if err == nil && n != 1 {
		err = model.ChangedMeanwhile.Refuse()
	}
	return err
}

// DueClocks returns clocks about which somebody has to hear by now, the most urgent first, those behind the last one of a
// round before; the zero clock stands before all.
func (r Recall) DueClocks(after model.RecallClock, limit int) (rows []model.RecallClock, err error) {
	return rows, r.tx.db.Where("ended = 0 AND warn_at > 0 AND warn_at <= ? AND (warn_at > ? OR warn_at = ? AND id > ?)", r.tx.now, after.WarnAt, after.WarnAt, after.ID).
		Order("warn_at, id").Limit(limit).Find(&rows).Error
}

// Clock returns one clock, or not-found.
func (r Recall) Clock(id model.RecallClockID) (row model.RecallClock, err error) {
	return row, absent(r.tx.db.Where("id = ?", id).Take(&row).Error)
}

// DeadlineFilter narrows a list of deadlines.
type DeadlineFilter struct {
	Recall  model.RecallID
	Overdue bool // only those that have passed
}

// Deadline is an open clock with the case and the holder that it is about.
type Deadline struct {
	model.RecallClock
	Case model.Recall
	// Holder is the holder of the task, empty for a duty of the case itself.
	Holder model.OrgID
}

// deadlineKey is the place of a deadline in its list.
type deadlineKey struct {
	Due model.Instant
	ID  model.RecallClockID
}

// Deadlines lists open duties, the next one first: of the cases that the scope's organisation has to carry out or has
// opened, of its own tasks and those of the holders it has supplied, and of what lies in a regulator's region.
func (r Recall) Deadlines(scope model.Scope, f DeadlineFilter, page model.Page) ([]Deadline, model.PageToken, error) {
	after, err := readCursor[deadlineKey]("recall-deadlines", page)
	if err != nil {
		return nil, "", err
	}
	q := r.tx.db.Table("recall_clocks c").Select("c.*").Joins("JOIN recalls ON recalls.id = c.recall_id").
		Joins("LEFT JOIN recall_tasks t ON t.id = c.task_id").Where("c.ended = 0")
	of, orgs := whose(scope)
	switch lo, hi, region := scope.Region(); {
	case scope.All():
	case scope.Org() == "":
		q = q.Where("1 = 0")
	case region:
		q = q.Where("(recalls.opened_by = ? OR c.task_id = '' AND recalls.region BETWEEN ? AND ? OR t.region BETWEEN ? AND ?)", scope.Org(), lo, hi, lo, hi)
	default:
		q = q.Where("(c.task_id = '' AND recalls.org_id "+of+" OR t.org_id "+of+" OR EXISTS (SELECT 1 FROM recall_tellers told WHERE told.task_id = t.id AND told.org_id "+of+"))", slices.Concat(orgs, orgs, orgs)...)
	}
	if f.Recall != "" {
		q = q.Where("c.recall_id = ?", f.Recall)
	}
	if f.Overdue {
		q = q.Where("c.due_at < ?", r.tx.now)
	}
	if after != nil {
		q = q.Where("(c.due_at > ? OR c.due_at = ? AND c.id > ?)", after.Due, after.Due, after.ID)
	}
	var rows []model.RecallClock
	if err := q.Order("c.due_at, c.id").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("recall-deadlines", page, rows, func(c model.RecallClock) deadlineKey { return deadlineKey{c.DueAt, c.ID} })
	list, err := r.about(rows)
	return list, next, err
}

// about adds the cases and the holders.
func (r Recall) about(rows []model.RecallClock) ([]Deadline, error) {
	var cases []model.RecallID
	var tasks []model.RecallTaskID
	for _, c := range rows {
		cases, tasks = append(cases, c.RecallID), append(tasks, c.TaskID)
	}
	var heads []model.Recall
	var holders []model.RecallTask
	err := lookup(cases, func(chunk []model.RecallID) error { return r.tx.db.Where("id IN ?", chunk).Find(&heads).Error })
	err = cmp.Or(err, lookup(tasks, func(chunk []model.RecallTaskID) error {
		return r.tx.db.Where("id IN ?", chunk).Find(&holders).Error
	}))
	caseOf, taskOf := map[model.RecallID]model.Recall{}, map[model.RecallTaskID]model.RecallTask{}
	for _, h := range heads {
		caseOf[h.ID] = h
	}
	for _, t := range holders {
		taskOf[t.ID] = t
	}
	list := make([]Deadline, 0, len(rows))
	for _, c := range rows {
		list = append(list, Deadline{c, caseOf[c.RecallID], taskOf[c.TaskID].OrgID})
	}
	return list, err
}

// TaskByID returns a task whatever its case, for the house's own work, or not-found.
func (r Recall) TaskByID(id model.RecallTaskID) (row model.RecallTask, err error) {
	return row, absent(r.tx.db.Where("id = ?", id).Take(&row).Error)
}
