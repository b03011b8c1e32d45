package repository

import (
	"database/sql"

	"suyuan/model"
)

// HoldDamage keeps everybody else from changing what is paid and demanded for a damage until the end of the transaction,
// and returns it as it is now. Whatever moves money takes this lock first. Refusals: not-found.
func (c Claim) HoldDamage(id model.DamageID) (d model.Damage, err error) {
	if _, err := c.tx.exec("UPDATE claim_damages SET claims = claims WHERE id = ?", id); err != nil {
		return d, err
	}
	return d, absent(c.tx.db.Where("id = ?", id).Take(&d).Error)
}

// Post writes a journal and returns its identifier. It is the only writer of the ledger. A journal without entries, of a
// remedy in kind, is not written. Refusal: claim-journal-unbalanced.
func (c Claim) Post(j model.MoneyJournal) (model.JournalID, error) {
	if !j.Balanced() {
		return "", model.JournalUnbalanced.Refuse()
	}
	id := NewID[model.MoneyEntry](c.tx)
	rows := make([]model.MoneyEntry, 0, len(j.Entries))
	for _, e := range j.Entries {
		e.ID, e.JournalID, e.Kind, e.At = c.tx.NextSeq(), id, j.Kind, c.tx.now
		e.DamageID, e.PaymentID, e.RecourseID = j.DamageID, j.PaymentID, j.RecourseID
		rows = append(rows, e)
	}
	return id, insert(c.tx, rows)
}

// Balances sums the ledger of a damage by party, account and part; what has come to zero is left out.
func (c Claim) Balances(id model.DamageID) ([]model.MoneyBalance, error) {
	return c.balances("SELECT party, account, part, SUM(fen) FROM claim_entries WHERE damage_id = ? "+
		"GROUP BY party, account, part HAVING SUM(fen) <> 0 ORDER BY party, account, part", id)
}

// PartyBalances sums the whole ledger of an organisation by account and part, up to an instant, which is left out; 0 is
// up to now.
func (c Claim) PartyBalances(org model.OrgID, until model.Instant) ([]model.MoneyBalance, error) {
	if until == 0 {
		until = model.Forever
	}
	return c.balances("SELECT party, account, part, SUM(fen) FROM claim_entries WHERE party = ? AND at < ? "+
		"GROUP BY party, account, part HAVING SUM(fen) <> 0 ORDER BY account, part", org, until)
}

func (c Claim) balances(query string, args ...any) (list []model.MoneyBalance, err error) {
	return list, c.tx.query(func(r *sql.Rows) error {
		var b model.MoneyBalance
		err := r.Scan(&b.Party, &b.Account, &b.Part, &b.Fen)
		list = append(list, b)
		return err
	}, query, args...)
}

// Entries returns the ledger of a damage in the order in which it was written.
func (c Claim) Entries(id model.DamageID) (rows []model.MoneyEntry, err error) {
	return rows, c.tx.db.Where("damage_id = ?", id).Order("id").Find(&rows).Error
}

// PartyEntries pages through the entries of an organisation, oldest first. From is the first instant that is listed, To
// the first one that is not; 0 does not bound.
func (c Claim) PartyEntries(org model.OrgID, from, to model.Instant, page model.Page) ([]model.MoneyEntry, model.PageToken, error) {
	const list = "claim-entries"
	after, err := readCursor[model.Seq](list, page)
	if err != nil {
		return nil, "", err
	}
	q := c.tx.db.Where("party = ?", org)
	if after != nil {
		q = q.Where("id > ?", *after)
	}
	if from != 0 {
		q = q.Where("at >= ?", from)
	}
	if to != 0 {
		q = q.Where("at < ?", to)
	}
	var rows []model.MoneyEntry
	if err := q.Order("id").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(e model.MoneyEntry) model.Seq { return e.ID })
	return rows, next, nil
}

// MoneyNumbers returns the numbers by which people know what entries are about: of the claim of each payment, and of each
// recourse.
func (c Claim) MoneyNumbers(entries []model.MoneyEntry) (claims map[model.PaymentID]string, recourses map[model.RecourseID]string, err error) {
	claims, recourses = map[model.PaymentID]string{}, map[model.RecourseID]string{}
	var payments []model.PaymentID
	var demands []model.RecourseID
	for _, e := range entries {
		payments, demands = append(payments, e.PaymentID), append(demands, e.RecourseID)
	}
	err = lookup(onceEach(payments), func(chunk []model.PaymentID) error {
		var rows []struct {
			ID     model.PaymentID
			Number string
		}
		err := c.tx.db.Table("claim_payments p").Select("p.id, c.number").Joins("JOIN claims c ON c.id = p.claim_id").Where("p.id IN ?", chunk).Find(&rows).Error
		for _, r := range rows {
			claims[r.ID] = r.Number
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return claims, recourses, lookup(onceEach(demands), func(chunk []model.RecourseID) error {
		var rows []model.Recourse
		err := c.tx.db.Select("id, number").Where("id IN ?", chunk).Find(&rows).Error
		for _, r := range rows {
			recourses[r.ID] = r.Number
		}
		return err
	})
}

// AuditAs records, like Tx.Audit, what a part of the house has done for an organisation; who is its name.
func (c Claim) AuditAs(who string, org model.OrgID, action, subject, detail string) error {
	return insert(c.tx, []auditRow{{
		ID: c.tx.NextSeq(), At: c.tx.now, Actor: who, OrgID: org, Action: action, SubjectID: subject, Detail: detail,
	}})
}

// moneyInvariants lists what must hold of the money of claims between two transactions.
var moneyInvariants = []invariant{
	{name: "a journal of money sums to zero in each part", query: "SELECT journal_id, CONCAT(part, ' sums to ', SUM(fen)) FROM claim_entries " +
		"GROUP BY journal_id, part, currency HAVING SUM(fen) <> 0"},
	{name: "the money of a damage sums to zero in each part", query: "SELECT damage_id, CONCAT(part, ' sums to ', SUM(fen)) FROM claim_entries " +
		"GROUP BY damage_id, part, currency HAVING SUM(fen) <> 0"},
	{name: "a damage is paid at most once", query: "SELECT damage_id, CONCAT(COUNT(*), ' payments stand') FROM claim_payments " +
		"WHERE state NOT IN ('failed', 'cancelled') GROUP BY damage_id HAVING COUNT(*) > 1"},
	{name: "a damage names the payment that stands", query: "SELECT d.id, CONCAT('names ', d.payment_id) FROM claim_damages d LEFT JOIN claim_payments p " +
		"ON p.damage_id = d.id AND p.state NOT IN ('failed', 'cancelled') WHERE d.payment_id <> COALESCE(p.id, '') OR (p.id IS NOT NULL AND p.holds <> d.id)"},
	{name: "a payment has its journal when it is confirmed, and only then", query: "SELECT p.id, CONCAT(p.state, ', the ledger has ', COALESCE(-SUM(e.fen), 0), ' of ', p.compensation_fen + p.punitive_fen) FROM claim_payments p " +
		"LEFT JOIN claim_entries e ON e.payment_id = p.id AND e.kind = 'payment' AND e.party = p.payer_id " +
		"GROUP BY p.id, p.state, p.compensation_fen, p.punitive_fen HAVING COALESCE(-SUM(e.fen), 0) <> CASE WHEN p.state = 'confirmed' THEN p.compensation_fen + p.punitive_fen ELSE 0 END"},
	{name: "a cover is drawn by what stands on it", query: "SELECT x.id, CONCAT('drawn ', x.drawn, ', ', SUM(x.fen), ' stand') FROM (" +
		"SELECT id, drawn, 0 AS fen FROM claim_covers UNION ALL " +
		"SELECT c.id, c.drawn, p.compensation_fen + p.punitive_fen FROM claim_payments p JOIN claim_covers c ON c.id = p.cover_id WHERE p.state NOT IN ('failed', 'cancelled') UNION ALL " +
		"SELECT c.id, c.drawn, r.compensation_fen + r.punitive_fen FROM claim_recourses r JOIN claim_covers c ON c.id = r.cover_id WHERE r.state IN ('agreed', 'settled')) x " +
		"GROUP BY x.id, x.drawn HAVING x.drawn <> SUM(x.fen)"},
	{name: "nobody is erased while a payment is still to reach them", query: "SELECT p.id, CONCAT(p.state, ', erased') FROM claim_payments p JOIN claim_secrets s ON s.claim_id = p.claim_id " +
		"WHERE p.state IN ('ordered', 'approved', 'sent') AND s.erased_at > p.ordered_at"},
	{name: "nobody demands more than it bears", query: moneyExcess("compensation") + " UNION ALL " + moneyExcess("punitive")},
	{name: "a debt of recourse is in the ledger while it is owed, and only then", query: "SELECT r.id, CONCAT(r.state, ', the ledger has ', COALESCE(SUM(e.fen), 0)) FROM claim_recourses r " +
		"LEFT JOIN claim_entries e ON e.recourse_id = r.id AND e.account = 'receivable' " +
		"GROUP BY r.id, r.state, r.compensation_fen, r.punitive_fen HAVING COALESCE(SUM(e.fen), 0) <> CASE WHEN r.state = 'agreed' THEN r.compensation_fen + r.punitive_fen ELSE 0 END"},
}

// moneyExcess selects who has demanded more of a part than it bears; the part is a constant of ours.
func moneyExcess(part string) string {
	return "SELECT q.damage_id, CONCAT(q.creditor_id, ' demands ', q.asked, ' of the " + part + " part') FROM (SELECT damage_id, creditor_id, SUM(" + part + "_fen) AS asked FROM claim_recourses " +
		"WHERE state NOT IN ('settled', 'released') GROUP BY damage_id, creditor_id) q WHERE q.asked > (SELECT COALESCE(-SUM(e.fen), 0) FROM claim_entries e " +
		"WHERE e.damage_id = q.damage_id AND e.party = q.creditor_id AND e.account = 'cash' AND e.part = '" + part + "')"
}
