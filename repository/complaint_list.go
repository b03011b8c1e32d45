package repository

import (
	"gorm.io/gorm"

	"suyuan/model"
)

// ComplaintFilter narrows a list of complaints. Zero fields do not.
type ComplaintFilter struct {
	State model.ComplaintState
	// Mine keeps those that the scope's own authority handles, without those of its region that others handle.
	Mine bool
	// Unassigned keeps those that no authority handles.
	Unassigned bool
	// Overdue keeps those whose present clock has run out.
	Overdue bool
	Turn    model.ComplaintTurn
	Firm    model.OrgID
	// All lists also those for which no clock runs, newest first; without it the list is the queue, the next deadline first.
	All bool
}

// queueKey is the place of a row in a queue by deadline.
type queueKey struct {
	Due model.Instant
	ID  string
}

// Complaints lists complaints that the scope may see: the queue by deadline or, with f.All, every one, newest first.
func (c Complaint) Complaints(scope model.Scope, f ComplaintFilter, page model.Page) (rows []model.Complaint, next model.PageToken, err error) {
	q := c.narrowed(scope, f)
	if q, err = queued(q, "complaints", f.All, page); err != nil {
		return nil, "", err
	}
	if err := q.Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next = cut(listName("complaints", f.All), page, rows, func(r model.Complaint) queueKey { return queueKey{r.DueAt, r.ID.String()} })
	return rows, next, nil
}

// narrowed is the query of a filter.
func (c Complaint) narrowed(scope model.Scope, f ComplaintFilter) *gorm.DB {
	seen, args := complaintSeen(scope)
	q := c.tx.db.Model(&model.Complaint{}).Where(seen, args...)
	if f.Mine {
		q = q.Where("authority_id = ?", scope.Org())
	}
	if f.Unassigned {
		q = q.Where("authority_id = ''")
	}
	if f.Overdue {
		q = q.Where("running = 1 AND due_at < ?", c.tx.now)
	}
	for _, by := range []struct{ column, value string }{{"state", string(f.State)}, {"turn", string(f.Turn)}, {"org_id", f.Firm.String()}} {
		if by.value != "" {
			q = q.Where(by.column+" = ?", by.value)
		}
	}
	return q
}

// queued puts a query in the order of a list and begins it after the last row that was shown.
func queued(q *gorm.DB, list string, all bool, page model.Page) (*gorm.DB, error) {
	after, err := readCursor[queueKey](listName(list, all), page)
	switch {
	case err != nil:
		return nil, err
	case all && after != nil:
		q = q.Where("id < ?", after.ID)
	case after != nil:
		q = q.Where("(due_at > ? OR due_at = ? AND id > ?)", after.Due, after.Due, after.ID)
	}
	if all {
		return q.Order("id DESC"), nil
	}
	return q.Where("running = 1").Order("due_at, id"), nil
}

func listName(list string, all bool) string {
	if all {
		return list + "-all"
	}
	return list
}

// TipFilter narrows a list of tips. Zero fields do not.
type TipFilter struct {
	State                          model.TipState
	Mine, Unassigned, Overdue, All bool
	Firm                           model.OrgID
}

// Tips lists tips that the scope may see, as Complaints does.
func (c Complaint) Tips(scope model.Scope, f TipFilter, page model.Page) (rows []model.Tip, next model.PageToken, err error) {
	seen, args := tipSeen(scope)
	q := c.tx.db.Model(&model.Tip{}).Where(seen, args...)
	if f.Mine {
		q = q.Where("authority_id = ?", scope.Org())
	}
	if f.Unassigned {
		q = q.Where("authority_id = ''")
	}
	if f.Overdue {
		q = q.Where("running = 1 AND due_at < ?", c.tx.now)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Firm != "" {
		q = q.Where("org_id = ?", f.Firm)
	}
	if q, err = queued(q, "complaint-tips", f.All, page); err != nil {
		return nil, "", err
	}
	if err := q.Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next = cut(listName("complaint-tips", f.All), page, rows, func(r model.Tip) queueKey { return queueKey{r.DueAt, r.ID.String()} })
	return rows, next, nil
}

// ComplaintCounts counts the complaints and the tips that the scope may see, by state, and those of both whose clock has
// run out.
func (c Complaint) ComplaintCounts(scope model.Scope) (complaints map[model.ComplaintState]int, tips map[model.TipState]int, overdue int, err error) {
	complaints, tips = map[model.ComplaintState]int{}, map[model.TipState]int{}
	type count struct {
		State string
		N     int
		Late  int
	}
	const what = "state, COUNT(*) AS n, COUNT(CASE WHEN running = 1 AND due_at < ? THEN 1 END) AS late"
	var rows []count
	seen, args := complaintSeen(scope)
	if err := c.tx.db.Model(&model.Complaint{}).Select(what, c.tx.now).Where(seen, args...).Group("state").Scan(&rows).Error; err != nil {
		return nil, nil, 0, err
	}
	for _, r := range rows {
		complaints[model.ComplaintState(r.State)] = r.N
		overdue += r.Late
	}
	rows = nil
	seen, args = tipSeen(scope)
	err = c.tx.db.Model(&model.Tip{}).Select(what, c.tx.now).Where(seen, args...).Group("state").Scan(&rows).Error
	for _, r := range rows {
		tips[model.TipState(r.State)] = r.N
		overdue += r.Late
	}
	return complaints, tips, overdue, err
}

// ComplaintStatistic counts the complaints that a region received in a month.
type ComplaintStatistic struct {
	Month  string
	Region model.Region
	// Received is all of them; the others are what became of these, whenever it did.
	Received, Accepted, Settled, Ended, Overdue int
	Refused                                     map[model.ComplaintGround]int
	Tips, CasesOpened                           int
}

// ComplaintStatistics counts complaints and tips by month of receipt and region, for months from and to, both included;
// the newest month first.
func (c Complaint) ComplaintStatistics(scope model.Scope, from, to string) ([]*ComplaintStatistic, error) {
	var list []*ComplaintStatistic
	at := map[[2]string]*ComplaintStatistic{}
	of := func(month, region string) *ComplaintStatistic {
		s := at[[2]string{month, region}]
		if s == nil {
			s = &ComplaintStatistic{Month: month, Region: model.Region(region), Refused: map[model.ComplaintGround]int{}}
			at[[2]string{month, region}], list = s, append(list, s)
		}
		return s
	}
	type line struct {
		Month, Region, Ground, Ending string
		Accepted, Late, Opened, N     int
	}
	var lines []line
	seen, args := complaintSeen(scope)
	err := c.tx.db.Model(&model.Complaint{}).Where(seen, args...).Where("month BETWEEN ? AND ?", from, to).
		Select("month, region, ground, ending, CASE WHEN accepted_at > 0 THEN 1 ELSE 0 END AS accepted, CASE WHEN overdue_at > 0 THEN 1 ELSE 0 END AS late, COUNT(*) AS n").
		Group("month, region, ground, ending, CASE WHEN accepted_at > 0 THEN 1 ELSE 0 END, CASE WHEN overdue_at > 0 THEN 1 ELSE 0 END").
		Order("month DESC, region").Scan(&lines).Error
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		s := of(l.Month, l.Region)
		s.Received += l.N
		s.Accepted += l.Accepted * l.N
		s.Overdue += l.Late * l.N
		switch model.ComplaintEnding(l.Ending) {
		case "":
		case model.EndingAgreed:
			s.Settled += l.N
		default:
			s.Ended += l.N
		}
		if l.Ground != "" {
			s.Refused[model.ComplaintGround(l.Ground)] += l.N
		}
	}
	lines = nil
	seen, args = tipSeen(scope)
	err = c.tx.db.Model(&model.Tip{}).Where(seen, args...).Where("month BETWEEN ? AND ?", from, to).
		Select("month, region, CASE WHEN overdue_at > 0 THEN 1 ELSE 0 END AS late, COUNT(*) AS n, " +
			"COUNT(CASE WHEN EXISTS (SELECT 1 FROM moves m WHERE m.machine = 'complaint-tip' AND m.subject_id = complaint_tips.id AND m.to_state = 'opened') THEN 1 END) AS opened").
		Group("month, region, CASE WHEN overdue_at > 0 THEN 1 ELSE 0 END").Order("month DESC, region").Scan(&lines).Error
	for _, l := range lines {
		s := of(l.Month, l.Region)
		s.Tips += l.N
		s.CasesOpened += l.Opened
		s.Overdue += l.Late * l.N
	}
	return list, err
}

// FirmPattern is how often one operator is complained of.
type FirmPattern struct {
	OrgID                     model.OrgID
	Complaints, Tips, Batches int
	First, Last               model.Instant
}

// FirmPatterns lists the operators about which at least two complaints or tips came since then that the scope may see,
// those with most first.
func (c Complaint) FirmPatterns(scope model.Scope, since model.Instant, limit int) (list []FirmPattern, err error) {
	seen, args := complaintSeen(scope)
	tipsSeen, tipArgs := tipSeen(scope)
	one := c.tx.db.Model(&model.Complaint{}).Select("org_id, batch_id, created_at, 1 AS complaint, 0 AS tip").
		Where(seen, args...).Where("created_at >= ?", since)
	other := c.tx.db.Model(&model.Tip{}).Select("org_id, batch_id, created_at, 0 AS complaint, 1 AS tip").
		Where(tipsSeen, tipArgs...).Where("created_at >= ?", since)
	return list, c.tx.db.Raw("SELECT org_id, SUM(complaint) AS complaints, SUM(tip) AS tips, COUNT(DISTINCT CASE WHEN batch_id <> '' THEN batch_id END) AS batches, "+
		"MIN(created_at) AS `first`, MAX(created_at) AS `last` FROM (? UNION ALL ?) filed GROUP BY org_id HAVING COUNT(*) >= 2 "+
		"ORDER BY COUNT(*) DESC, MAX(created_at) DESC, org_id LIMIT ?", one, other, limit).Scan(&list).Error
}

// ToWarn lists complaints and tips whose clock is to be looked at by an instant, the most urgent first.
func (c Complaint) ToWarn(by model.Instant, limit int) (complaints []model.Complaint, tips []model.Tip, err error) {
	if err := c.tx.db.Where("warn_at > 0 AND warn_at <= ?", by).Order("warn_at, id").Limit(limit).Find(&complaints).Error; err != nil {
		return nil, nil, err
	}
	return complaints, tips, c.tx.db.Where("warn_at > 0 AND warn_at <= ?", by).Order("warn_at, id").Limit(limit).Find(&tips).Error
}
