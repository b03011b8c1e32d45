package repository

import (
	"database/sql"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"suyuan/model"
)

// ClaimFilter narrows a list of claims. Zero fields do not.
type ClaimFilter struct {
	// Turn keeps what somebody has to act on; a list by turn begins with what is due first.
	Turn    model.ClaimTurn
	State   model.ClaimState
	Product model.ProductID
	Batch   model.BatchID
	Recall  model.RecallID
	Org     model.OrgID // who answers for it; for an authority
	Number  string
	// Overdue keeps those whose time has run out, Before those that are due before an instant.
	Overdue bool
	Before  model.Instant
	// Deemed keeps those that were deemed refused at some time.
	Deemed bool
	// Payer lists what the scope's organisation covers or has paid instead of what it answers for.
	Payer bool
	// Advances lists what a relief fund is asked to pay in advance.
	Advances bool
}

// where adds the conditions of a filter.
func (f ClaimFilter) where(q *gorm.DB, now model.Instant) *gorm.DB {
	for _, by := range []struct{ cond, value string }{
		{"state = ?", string(f.State)}, {"product_id = ?", f.Product.String()}, {"batch_id = ?", f.Batch.String()},
		{"recall_id = ?", f.Recall.String()}, {"org_id = ?", f.Org.String()}, {"number = ?", f.Number},
	} {
		if by.value != "" {
			q = q.Where(by.cond, by.value)
		}
	}
	if f.Overdue {
		q = q.Where("due_at < ?", now)
	}
	if f.Before != 0 {
		q = q.Where("due_at < ?", f.Before)
	}
	if f.Deemed {
		q = q.Where("EXISTS (SELECT 1 FROM moves m WHERE m.machine = 'claim' AND m.subject_id = claims.id AND m.event = 'deem')")
	}
	return q
}

// listed starts a list of the claims of a scope: those that its organisation answers for or pays, of an authority those
// of its region.
func (c Claim) listed(scope model.Scope, f ClaimFilter) *gorm.DB {
	lo, hi, authority := scope.Region()
	switch {
	case scope.All():
		return c.tx.db.Where("1 = 1")
	case authority && lo == hi:
		return c.tx.db.Where("region = ?", lo)
	case authority:
		return c.tx.db.Where("region BETWEEN ? AND ?", lo, hi)
	case scope.Org() == "":
		return c.tx.db.Where("1 = 0")
	case f.Advances:
		cond, args := advanceSeen(scope.Org(), "claims")
		return c.tx.db.Where(cond, args...)
	case f.Payer:
		return c.tx.db.Where("(org_id IN (SELECT org_id FROM claim_covers WHERE payer = ? AND confirmed_at > 0 AND ended_at = 0) OR id IN (SELECT claim_id FROM claim_payments WHERE payer_id = ?) "+
			"OR EXISTS (SELECT 1 FROM claim_covers cover WHERE cover.org_id = claims.org_id AND cover.payer = ? AND cover.confirmed_at > 0 AND cover.ended_at > 0 AND "+coverAnswers("claims")+"))",
			scope.Org(), scope.Org(), scope.Org())
	}
	return c.tx.db.Where("org_id = ?", scope.Org())
}

// ClaimKey is the place of a claim in a desk's queue.
type ClaimKey struct {
	Due model.Instant
	ID  model.ClaimID
}

// Desk lists the claims of a scope in which somebody has to act, what is due first first. All claims of one day are due
// at the same instant, so a page begins with the rest of the instant at which the one before ended: two ranges of an
// index, whatever the length of the queue.
func (c Claim) Desk(scope model.Scope, f ClaimFilter, page model.Page) ([]model.Claim, model.PageToken, error) {
	list := "claims-" + string(f.Turn)
	after, err := readCursor[ClaimKey](list, page)
	if err != nil {
		return nil, "", err
	}
	want := page.Size() + 1
	open := func() *gorm.DB {
		return f.where(c.listed(scope, f).Where("turn = ?", string(f.Turn)), c.tx.now)
	}
	var rows []model.Claim
	from := model.Instant(-1)
	if after != nil {
		from = after.Due
		err := open().Where("due_at = ? AND id > ?", after.Due, after.ID).Order("due_at, id").Limit(want).Find(&rows).Error
		if err != nil {
			return nil, "", err
		}
	}
	if len(rows) < want {
		var rest []model.Claim
		if err := open().Where("due_at > ?", from).Order("due_at, id").Limit(want - len(rows)).Find(&rest).Error; err != nil {
			return nil, "", err
		}
		rows = append(rows, rest...)
	}
	rows, next := cut(list, page, rows, func(r model.Claim) ClaimKey { return ClaimKey{r.DueAt, r.ID} })
	return rows, next, nil
}

// Claims lists the claims of a scope, newest first.
func (c Claim) Claims(scope model.Scope, f ClaimFilter, page model.Page) ([]model.Claim, model.PageToken, error) {
	after, err := readCursor[model.ClaimID]("claims", page)
	if err != nil {
		return nil, "", err
	}
	q := f.where(c.listed(scope, f), c.tx.now)
	if f.Turn != "" {
		q = q.Where("turn = ?", string(f.Turn))
	}
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	var rows []model.Claim
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("claims", page, rows, func(r model.Claim) model.ClaimID { return r.ID })
	return rows, next, nil
}

// ClaimCount counts claims in which the scope's organisation has to act: all, due before an instant, and overdue.
type ClaimCount struct{ Open, Soon, Overdue int }

// countMost bounds what is counted: beyond it a desk says "more than".
const countMost = 10_000

// CountDesk counts the claims that wait for a party.
func (c Claim) CountDesk(scope model.Scope, soon model.Instant) (n ClaimCount, err error) {
	for _, of := range []struct {
		f    ClaimFilter
		into *int
	}{{ClaimFilter{}, &n.Open}, {ClaimFilter{Before: soon}, &n.Soon}, {ClaimFilter{Overdue: true}, &n.Overdue}} {
		var ids []model.ClaimID
		q := of.f.where(c.listed(scope, of.f).Where("turn = ?", string(model.TurnParty)), c.tx.now)
		if err := q.Model(&model.Claim{}).Limit(countMost).Pluck("id", &ids).Error; err != nil {
			return n, err
		}
		*of.into = len(ids)
	}
	return n, nil
}

// ClaimsToWatch returns claims about which the clock has something to say by now.
func (c Claim) ClaimsToWatch(limit int) (rows []model.Claim, err error) {
	return rows, c.tx.db.Where("warn_at > 0 AND warn_at <= ?", c.tx.now).Order("warn_at, id").Limit(limit).Find(&rows).Error
}

// CreditClue is how often an organisation has let the time of claims run out, and how often it has refused with a reason.
type CreditClue struct {
	OrgID       model.OrgID
	Name        model.Text
	Region      model.Region
	Times       int
	First, Last model.Instant // of what ran out; 0 when nothing did
	Refused     int
	Reasons     []ClueReason // the most frequent first
}

// ClueReason is how often an organisation has refused for one reason.
type ClueReason struct {
	Reason model.ClaimReason
	Times  int
}

// CreditClues lists the organisations of a scope that let claims run out or refused some since an instant, who let most
// run out first.
func (c Claim) CreditClues(scope model.Scope, since model.Instant, limit int) (list []CreditClue, err error) {
	cond, args := "1 = 1", []any{since}
	if !scope.All() {
		lo, hi, ok := scope.Region()
		if !ok {
			lo, hi = "x", "x"
		}
		cond, args = "c.region BETWEEN ? AND ?", append(args, lo, hi)
	}
	at := map[model.OrgID]int{}
	err = c.tx.query(func(rows *sql.Rows) error {
		var clue CreditClue
		err := rows.Scan(&clue.OrgID, &clue.Name.ZH, &clue.Name.UG, &clue.Name.EN, &clue.Region, &clue.Times, &clue.First, &clue.Last, &clue.Refused)
		at[clue.OrgID] = len(list)
		list = append(list, clue)
		return err
	}, "SELECT c.org_id, COALESCE(o.name_zh, ''), COALESCE(o.name_ug, ''), COALESCE(o.name_en, ''), c.region, SUM(CASE WHEN m.event = 'deem' THEN 1 ELSE 0 END) AS times, "+
		"COALESCE(MIN(CASE WHEN m.event = 'deem' THEN m.at END), 0), COALESCE(MAX(CASE WHEN m.event = 'deem' THEN m.at END), 0), SUM(CASE WHEN m.event = 'refuse' THEN 1 ELSE 0 END) AS refused "+
		"FROM moves m JOIN claims c ON c.id = m.subject_id LEFT JOIN organisations o ON o.id = c.org_id "+
		"WHERE m.machine = 'claim' AND m.event IN ('deem', 'refuse') AND m.at >= ? AND "+cond+
		" GROUP BY c.org_id, o.name_zh, o.name_ug, o.name_en, c.region ORDER BY times DESC, refused DESC, c.org_id LIMIT ?", append(slices.Clone(args), limit)...)
	if err != nil || len(list) == 0 {
		return list, err
	}
	return list, c.tx.query(func(rows *sql.Rows) error {
		var org model.OrgID
		var why ClueReason
		err := rows.Scan(&org, &why.Reason, &why.Times)
		if i, listed := at[org]; listed {
			list[i].Reasons = append(list[i].Reasons, why)
		}
		return err
	}, "SELECT c.org_id, m.reason, COUNT(*) FROM moves m JOIN claims c ON c.id = m.subject_id WHERE m.machine = 'claim' AND m.event = 'refuse' AND m.at >= ? AND "+cond+
		" GROUP BY c.org_id, m.reason ORDER BY COUNT(*) DESC, m.reason", args...)
}

// ClaimsOnLot counts the damages claimed about a lot since an instant, up to enough.
func (c Claim) ClaimsOnLot(batch model.BatchID, since model.Instant, enough int) (n int, err error) {
	return n, c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&n) },
		"SELECT COUNT(*) FROM (SELECT DISTINCT damage_id FROM claims WHERE batch_id = ? AND created_at >= ? LIMIT ?) damages", batch, since, enough)
}

// Alarm notes that claims on a lot pile up, and reports whether nobody had noted it since an instant. Of two that note it
// at the same moment one runs again and finds it noted.
func (c Claim) Alarm(batch model.BatchID, since model.Instant) (first bool, err error) {
	n, err := c.tx.exec("UPDATE claim_alarms SET raised_at = ? WHERE batch_id = ? AND raised_at < ?", c.tx.now, batch, since)
	if err != nil || n == 1 {
		return n == 1, err
	}
	known := false
	err = c.tx.query(func(*sql.Rows) error { known = true; return nil }, "SELECT 1 FROM claim_alarms WHERE batch_id = ?", batch)
	if err != nil || known {
		return false, err
	}
	_, err = c.tx.exec("INSERT INTO claim_alarms (batch_id, raised_at) VALUES (?, ?)", batch, c.tx.now)
	if duplicateKey(err) != "" {
		return false, fmt.Errorf("%w: %w", errAgain, err)
	}
	return err == nil, err
}

// MayReveal reports whether a scope may be told who claims: the party that answers, who pays for it, the relief fund that
// is asked to, and the authority of its region.
func (c Claim) MayReveal(scope model.Scope, row model.Claim) (may bool, err error) {
	lo, hi, authority := scope.Region()
	switch {
	case scope.All():
		return false, nil // the platform runs the house and reads nobody's letters
	case row.OrgID == scope.Org(), authority && string(row.Region) >= lo && string(row.Region) <= hi:
		return true, nil
	}
	payer, args := payerSeen(scope.Org(), "claims")
	return may, c.tx.query(func(*sql.Rows) error { may = true; return nil },
		"SELECT 1 FROM claims WHERE id = ? AND "+payer, append([]any{row.ID}, args...)...)
}

// ClaimNames are what claims are about and who answers for them, in words.
type ClaimNames struct {
	Orgs     map[model.OrgID]OrgName
	Products map[model.ProductID]model.Text
	Lots     map[model.BatchID]string
}

// ClaimNames reads the names of what claims mention.
func (c Claim) ClaimNames(rows []model.Claim) (n ClaimNames, err error) {
	n.Orgs, n.Lots = map[model.OrgID]OrgName{}, map[model.BatchID]string{}
	var products []model.ProductID
	var batches []model.BatchID
	for _, r := range rows {
		n.Orgs[r.OrgID] = OrgName{}
		if r.SellerID != "" {
			n.Orgs[r.SellerID] = OrgName{}
		}
		products, batches = append(products, r.ProductID), append(batches, r.BatchID)
	}
	if err := c.tx.Recall().Name(n.Orgs, nil); err != nil {
		return n, err
	}
	if n.Products, err = c.tx.Trace().ProductNames(onceEach(products)); err != nil {
		return n, err
	}
	found, err := c.tx.Trace().BatchesOf(onceEach(batches))
	for id, b := range found {
		n.Lots[id] = b.Lot
	}
	return n, err
}

// onceEach returns what is named, each once.
func onceEach[K ~string](keys []K) []K {
	keys = slices.DeleteFunc(keys, func(k K) bool { return k == "" })
	slices.Sort(keys)
	return slices.Compact(keys)
}
