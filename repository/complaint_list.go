package repository

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"suyuan/model"
)

// ComplaintFilter narrows a list of complaints. Zero fields do not.
type ComplaintFilter struct {
	State model.ComplaintState
	// Mine keeps those that the scope's own authority handles or is held to be competent for, without those of its region
	// that others handle.
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
func (c Complaint) Complaints(scope model.Scope, f ComplaintFilter, page model.Page) ([]model.Complaint, model.PageToken, error) {
	list := complaintList[model.Complaint]{
		name: "complaints", all: f.All, sights: complaintSights(scope, f.Mine), narrow: func(q *gorm.DB) *gorm.DB {
			q = narrowed(q, scope, f.Mine, f.Unassigned, f.Overdue, c.tx.now)
			for _, by := range []struct{ column, value string }{{"state", string(f.State)}, {"turn", string(f.Turn)}, {"org_id", f.Firm.String()}} {
				if by.value != "" {
					q = q.Where(by.column+" = ?", by.value)
				}
			}
			return q
		},
		key: func(r model.Complaint) queueKey { return queueKey{r.DueAt, r.ID.String()} },
	}
	return list.page(c.tx.db, page)
}

// narrowed keeps what all filters of complaints and tips have in common.
func narrowed(q *gorm.DB, scope model.Scope, mine, unassigned, overdue bool, now model.Instant) *gorm.DB {
	if _, _, authority := scope.Region(); mine && !authority {
		q = q.Where("authority_id = ?", scope.Org())
	}
	if unassigned {
		q = q.Where("authority_id = ''")
	}
	if overdue {
		q = q.Where("running = 1 AND due_at < ?", now)
	}
	return q
}

// sight is one condition of what a scope may see whose rows an index holds in the order of the lists. What a scope may see
// is all of its sights together; a row may be in several.
type sight struct {
	cond string
	args []any
}

// complaintSights are the ranges of complaintSeen. With mine they are those that the scope's own authority handles or is
// held to be competent for.
func complaintSights(scope model.Scope, mine bool) []sight {
	lo, hi, authority := scope.Region()
	if scope.All() || scope.Org() == "" || !authority {
		cond, args := complaintSeen(scope)
		return []sight{{cond, args}}
	}
	own := []sight{{"authority_id = ?", []any{scope.Org()}}, {"proposed_id = ?", []any{scope.Org()}}}
	if mine {
		return own
	}
	return append(own, regionSight(lo, hi))
}

// tipSights are the ranges of tipSeen.
func tipSights(scope model.Scope, mine bool) []sight {
	lo, hi, authority := scope.Region()
	if scope.All() || !authority {
		cond, args := tipSeen(scope)
		return []sight{{cond, args}}
	}
	own := sight{"authority_id = ?", []any{scope.Org()}}
	if mine {
		return []sight{own}
	}
	return []sight{own, regionSight(lo, hi)}
}

// regionSight is the condition that a row is of a region: of the country, a province, a prefecture or a county. A range of region
// codes would have to be read and sorted; each level is a column of its own with an index by deadline and one by age.
func regionSight(lo, hi string) sight {
	switch {
	case lo == hi:
		return sight{"region = ?", []any{lo}}
	case lo[:4] == hi[:4]:
		return sight{"prefecture = ?", []any{lo[:4]}}
	case lo[:2] == hi[:2]:
		return sight{"province = ?", []any{lo[:2]}}
	}
	return sight{"1 = 1", nil}
}

// complaintList is a list of complaints or of tips.
type complaintList[R any] struct {
	name   string
	all    bool
	sights []sight
	narrow func(*gorm.DB) *gorm.DB
	key    func(R) queueKey
}

// page takes the first rows of each sight behind the last page and merges them: however long the queue is, at most the rows
// of one page are read of each sight.
func (l complaintList[R]) page(db *gorm.DB, page model.Page) (rows []R, next model.PageToken, err error) {
	name := listName(l.name, l.all)
	after, err := readCursor[queueKey](name, page)
	if err != nil {
		return nil, "", err
	}
	for _, s := range l.sights {
		some, err := l.read(func() *gorm.DB { return l.narrow(db.Where(s.cond, s.args...)) }, after, page.Size()+1)
		if err != nil {
			return nil, "", err
		}
		rows = append(rows, some...)
	}
	slices.SortFunc(rows, func(a, b R) int { return l.before(l.key(a), l.key(b)) })
	rows = slices.CompactFunc(rows, func(a, b R) bool { return l.key(a).ID == l.key(b).ID })
	rows, next = cut(name, page, rows[:min(len(rows), page.Size()+1)], l.key)
	return rows, next, nil
}

// before is the order of the list.
func (l complaintList[R]) before(a, b queueKey) int {
	if l.all {
		return cmp.Compare(b.ID, a.ID)
	}
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID))
}

// read takes rows of one sight. Many have the same deadline: those behind a place are two ranges, since a condition with OR
// is none for every engine.
func (l complaintList[R]) read(q func() *gorm.DB, after *queueKey, most int) (rows []R, err error) {
	if l.all {
		newest := q().Order("id DESC").Limit(most)
		if after != nil {
			newest = newest.Where("id < ?", after.ID)
		}
		return rows, newest.Find(&rows).Error
	}
	open := func() *gorm.DB { return q().Where("running = 1").Order("due_at, id") }
	if after == nil {
		return rows, open().Limit(most).Find(&rows).Error
	}
	if err := open().Where("due_at = ? AND id > ?", after.Due, after.ID).Limit(most).Find(&rows).Error; err != nil || len(rows) == most {
		return rows, err
	}
	var later []R
	err = open().Where("due_at > ?", after.Due).Limit(most - len(rows)).Find(&later).Error
	return append(rows, later...), err
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
func (c Complaint) Tips(scope model.Scope, f TipFilter, page model.Page) ([]model.Tip, model.PageToken, error) {
	list := complaintList[model.Tip]{
		name: "complaint-tips", all: f.All, sights: tipSights(scope, f.Mine), narrow: func(q *gorm.DB) *gorm.DB {
			q = narrowed(q, scope, f.Mine, f.Unassigned, f.Overdue, c.tx.now)
			if f.State != "" {
				q = q.Where("state = ?", f.State)
			}
			if f.Firm != "" {
				q = q.Where("org_id = ?", f.Firm)
			}
			return q
		},
		key: func(r model.Tip) queueKey { return queueKey{r.DueAt, r.ID.String()} },
	}
	return list.page(c.tx.db, page)
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
