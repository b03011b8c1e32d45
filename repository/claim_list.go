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

// listed is the condition of a list of the claims of a scope: those that its organisation answers for or pays, of an
// authority those of its region.
func (c Claim) listed(scope model.Scope, f ClaimFilter) claimRange {
	lo, hi, authority := scope.Region()
	of, orgs := whose(scope)
	switch {
	case scope.All():
		return claimRange{"1 = 1", nil}
	case authority && lo == hi:
		return claimRange{"region = ?", []any{lo}}
	case authority:
		return claimRange{"region BETWEEN ? AND ?", []any{lo, hi}}
	case scope.Org() == "":
		return claimRange{"1 = 0", nil}
	case f.Advances:
		cond, args := advanceSeen(scope, "claims")
		return claimRange{cond, args}
	case f.Payer:
		return claimRange{"(org_id IN (SELECT org_id FROM claim_covers WHERE payer " + of + " AND confirmed_at > 0 AND ended_at = 0) OR id IN (SELECT claim_id FROM claim_payments WHERE payer_id " + of + ") " +
			"OR EXISTS (SELECT 1 FROM claim_covers cover WHERE cover.org_id = claims.org_id AND cover.payer " + of + " AND cover.confirmed_at > 0 AND cover.ended_at > 0 AND " + coverAnswers("claims") + "))",
			slices.Concat(orgs, orgs, orgs)}
	}
	return claimRange{"org_id " + of, orgs}
}

// ClaimKey is the place of a claim in a desk's queue, or among the clocks that have run out.
type ClaimKey struct {
	Due model.Instant
	ID  model.ClaimID
}

// Desk lists the claims of a scope in which somebody has to act, what is due first first. All claims of one day are due
// at the same instant, so a page begins with the rest of the instant at which the one before ended: two ranges of an
// index, whatever the length of the queue, or two of each region of an authority that has many; see ranges.
func (c Claim) Desk(scope model.Scope, f ClaimFilter, page model.Page) ([]model.Claim, model.PageToken, error) {
	list := "claims-" + string(f.Turn)
	after, err := readCursor[ClaimKey](list, page)
	if err != nil {
		return nil, "", err
	}
	ranges, err := c.ranges(scope, f)
	if err != nil {
		return nil, "", err
	}
	want := page.Size() + 1
	read := func(want int, cond string, args ...any) ([]model.Claim, error) {
		return c.first(ranges, func(q *gorm.DB) *gorm.DB {
			return f.where(q.Where("turn = ?", string(f.Turn)).Where(cond, args...), c.tx.now)
		}, claimsByDue, want)
	}
	var rows []model.Claim
	from := model.Instant(-1)
	if after != nil {
		from = after.Due
		if rows, err = read(want, "due_at = ? AND id > ?", after.Due, after.ID); err != nil {
			return nil, "", err
		}
	}
	if len(rows) < want {
		rest, err := read(want-len(rows), "due_at > ?", from)
		if err != nil {
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
	ranges, err := c.ranges(scope, f)
	if err != nil {
		return nil, "", err
	}
	rows, err := c.first(ranges, func(q *gorm.DB) *gorm.DB {
		if f.Turn != "" {
			q = q.Where("turn = ?", string(f.Turn))
		}
		if after != nil {
			q = q.Where("id < ?", *after)
		}
		return f.where(q, c.tx.now)
	}, claimsByAge, page.Size()+1)
	if err != nil {
		return nil, "", err
	}
	rows, next := cut("claims", page, rows, func(r model.Claim) model.ClaimID { return r.ID })
	return rows, next, nil
}

// ClaimCount counts claims in which the scope's organisation has to act: all, due before an instant, and overdue.
type ClaimCount struct {
	Open, Soon, Overdue int
	// Reserve is what the claims against it ask for that are neither paid nor at an end, whoever has to act; Unstated of
	// them leave the sum to the law. More says that there are more of them than are added up.
	Reserve  model.Money
	Unstated int
	More     bool
}

// countMost bounds what is counted: beyond it a desk says "more than".
const countMost = 10_000

// CountDesk counts the claims that wait for a party.
func (c Claim) CountDesk(scope model.Scope, soon model.Instant) (n ClaimCount, err error) {
	for _, of := range []struct {
		f    ClaimFilter
		into *int
	}{{ClaimFilter{}, &n.Open}, {ClaimFilter{Before: soon}, &n.Soon}, {ClaimFilter{Overdue: true}, &n.Overdue}} {
		var ids []model.ClaimID
		in := c.listed(scope, of.f)
		q := of.f.where(c.tx.db.Where(in.cond, in.args...).Where("turn = ?", string(model.TurnParty)), c.tx.now)
		if err := q.Model(&model.Claim{}).Limit(countMost).Pluck("id", &ids).Error; err != nil {
			return n, err
		}
		*of.into = len(ids)
	}
	return n, c.reserve(scope, &n)
}

// reserve adds up what is asked of the scope's organisation, from the entries of one index.
func (c Claim) reserve(scope model.Scope, n *ClaimCount) error {
	n.Reserve.Currency = model.CNY
	of, orgs := whose(scope)
	return c.tx.query(func(rows *sql.Rows) error {
		var added int
		err := rows.Scan(&n.Reserve.Fen, &added, &n.Unstated)
		n.More = added == countMost
		return err
	}, "SELECT COALESCE(SUM(asked_fen), 0), COUNT(*), COUNT(CASE WHEN asked_fen = 0 THEN 1 END) FROM "+
		"(SELECT asked_fen FROM claims WHERE org_id "+of+" AND turn IN ('party', 'claimant') LIMIT ?) asked", append(slices.Clone(orgs), countMost)...)
}

// ClaimsToWatch returns claims about which the clock has something to say by now, after the claim at a place of the
// clocks.
func (c Claim) ClaimsToWatch(after ClaimKey, limit int) (rows []model.Claim, err error) {
	return rows, c.tx.db.Where("warn_at > 0 AND warn_at <= ? AND (warn_at > ? OR warn_at = ? AND id > ?)", c.tx.now, after.Due, after.Due, after.ID).
		Order("warn_at, id").Limit(limit).Find(&rows).Error
}

// DueAtOnce makes the clock look at the claims of organisations for which nobody answers any more: to wait for the end of
// their time would keep the consumer from the relief fund and from who else is liable.
func (c Claim) DueAtOnce(orgs []model.OrgID) error {
	_, err := c.tx.exec("UPDATE claims SET warn_at = ? WHERE org_id IN ("+placeholders(len(orgs))+") AND warn_at > ?", append([]any{c.tx.now}, append(anys(orgs), c.tx.now)...)...)
	return err
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
// at the same moment one runs again and finds it noted. It looks before it writes: a write would hold the row, and with it
// everybody else who files about the lot, until this claim is on the disk.
func (c Claim) Alarm(batch model.BatchID, since model.Instant) (first bool, err error) {
	known, raised := false, model.Instant(0)
	err = c.tx.query(func(rows *sql.Rows) error { known = true; return rows.Scan(&raised) }, "SELECT raised_at FROM claim_alarms WHERE batch_id = ?", batch)
	switch {
	case err != nil || known && raised >= since:
		return false, err
	case known:
		n, err := c.tx.exec("UPDATE claim_alarms SET raised_at = ? WHERE batch_id = ? AND raised_at < ?", c.tx.now, batch, since)
		return n == 1, err
	}
	_, err = c.tx.exec("INSERT INTO claim_alarms (batch_id, raised_at) VALUES (?, ?)", batch, c.tx.now)
	if duplicateKey(err) != "" {
		return false, fmt.Errorf("%w: %w", errAgain, err)
	}
	return err == nil, err
}

// MayReveal reports whether a scope may be told who claims, as the claimant has agreed to: the party that answers, who
// pays for it or has ordered to, the relief fund that is asked to, and the authority of its region once the claimant has
// handed the claim to it. An authority that was not asked first says why it looks: see Looked.
func (c Claim) MayReveal(scope model.Scope, row model.Claim) (may bool, err error) {
	switch {
	case scope.All():
		return false, nil // the platform runs the house and reads nobody's letters
	case scope.ActsFor(row.OrgID), c.Supervises(scope, row) && row.ComplaintID != "":
		return true, nil
	}
	asked, args := advanceSeen(scope, "claims")
	of, orgs := whose(scope)
	args = slices.Concat([]any{row.ID}, orgs, []any{row.ID}, args)
	return may, c.tx.query(func(*sql.Rows) error { may = true; return nil },
		"SELECT 1 FROM claim_payments WHERE claim_id = ? AND payer_id "+of+" AND state NOT IN ('failed', 'cancelled') UNION SELECT 1 FROM claims WHERE id = ? AND "+asked, args...)
}

// Supervises reports whether a scope is an authority's whose region holds a claim.
func (c Claim) Supervises(scope model.Scope, row model.Claim) bool {
	lo, hi, authority := scope.Region()
	return authority && string(row.Region) >= lo && string(row.Region) <= hi
}

// Looked reports whether somebody of an authority has said why it looks at a claim that nobody handed to it.
func (c Claim) Looked(id model.ClaimID, who string) (has bool, err error) {
	return has, c.tx.query(func(*sql.Rows) error { has = true; return nil }, "SELECT 1 FROM claim_notes WHERE claim_id = ? AND kind = ? AND actor = ? LIMIT 1", id, string(model.NoteLook), who)
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
