package repository

import (
	"slices"
	"suyuan/model"
)

// advanceSeen is the condition that one of the scope's organisations is a relief fund whose region holds a claim for which an advance was
// asked and that the party that answers has not agreed to pay. The scope does not say of what kind an organisation is:
// its row does.
func advanceSeen(scope model.Scope, claim string) (cond string, args []any) {
	of, orgs := whose(scope)
	return "(" + claim + ".advance_at > 0 AND " + claim + ".state IN ('refused', 'deemed', 'declined') AND EXISTS (SELECT 1 FROM organisations relief " +
		"WHERE relief.id " + of + " AND relief.kind = 'fund' AND relief.state = 'active' AND " + claim + ".region BETWEEN relief.region AND CASE " +
		"WHEN relief.region = '000000' THEN '999999' WHEN relief.region LIKE '__0000' THEN CONCAT(SUBSTR(relief.region, 1, 2), '9999') " +
		"WHEN relief.region LIKE '____00' THEN CONCAT(SUBSTR(relief.region, 1, 4), '99') ELSE relief.region END))", orgs
}

// payerSeen is the condition that an organisation may see a claim because it pays or may have to: it covers the party
// that answers, or did so when the claim was filed and nothing has ended it yet, it has paid, or it is the relief fund
// that is asked.
func payerSeen(scope model.Scope, claim string) (cond string, args []any) {
	of, orgs := whose(scope)
	advance, args := advanceSeen(scope, claim)
	return "(EXISTS (SELECT 1 FROM claim_covers cover WHERE cover.org_id = " + claim + ".org_id AND cover.payer " + of + " AND cover.confirmed_at > 0 AND " + coverAnswers(claim) + ")" +
		" OR EXISTS (SELECT 1 FROM claim_payments paid WHERE paid.claim_id = " + claim + ".id AND paid.payer_id " + of + ") OR " + advance + ")", slices.Concat(orgs, orgs, args)
}

// coverAnswers is the condition that a cover, named cover, still answers for a claim: one that was ended later does until
// the claim is over.
func coverAnswers(claim string) string {
	return "(cover.ended_at = 0 OR cover.ended_at > " + claim + ".created_at AND " + claim + ".state NOT IN ('settled', 'withdrawn', 'closed'))"
}

// coverSeen is the condition that a scope may see a cover: who pays, who is covered, and the authority of the latter.
func coverSeen(scope model.Scope) (cond string, args []any) {
	cond, args = ownedBy(scope, "claim_covers.org_id")
	if scope.Org() == "" {
		return cond, args
	}
	of, orgs := whose(scope)
	return "(" + cond + " OR claim_covers.payer " + of + ")", append(args, orgs...)
}

// InsertCover adds a cover.
func (c Claim) InsertCover(row model.ClaimCover) error { return insert(c.tx, []model.ClaimCover{row}) }

// Cover returns a cover that the scope may see, or not-found.
func (c Claim) Cover(scope model.Scope, id model.CoverID) (row model.ClaimCover, err error) {
	seen, args := coverSeen(scope)
	return row, absent(c.tx.db.Where("id = ?", id).Where(seen, args...).Take(&row).Error)
}

// CoverFilter narrows a list of covers. Zero fields do not.
type CoverFilter struct {
	Org   model.OrgID // who is covered
	Payer model.OrgID
	Live  bool // not ended
	// Filed keeps those that answer for what was filed at an instant: not ended by then.
	Filed model.Instant
}

// Covers lists the covers that the scope may see, newest first.
func (c Claim) Covers(scope model.Scope, f CoverFilter, page model.Page) ([]model.ClaimCover, model.PageToken, error) {
	const list = "claim-covers"
	after, err := readCursor[model.CoverID](list, page)
	if err != nil {
		return nil, "", err
	}
	seen, args := coverSeen(scope)
	q := c.tx.db.Where(seen, args...)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	if f.Org != "" {
		q = q.Where("org_id = ?", f.Org)
	}
	if f.Payer != "" {
		q = q.Where("payer = ?", f.Payer)
	}
	if f.Live {
		q = q.Where("ended_at = 0")
	}
	if f.Filed != 0 {
		q = q.Where("(ended_at = 0 OR ended_at > ?)", f.Filed)
	}
	var rows []model.ClaimCover
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(r model.ClaimCover) model.CoverID { return r.ID })
	return rows, next, nil
}

// CoversOf returns what an organisation has confirmed and what had not ended at an instant.
func (c Claim) CoversOf(org model.OrgID, at model.Instant) (rows []model.ClaimCover, err error) {
	return rows, c.tx.db.Where("org_id = ? AND confirmed_at > 0 AND (ended_at = 0 OR ended_at > ?)", org, at).Order("id").Find(&rows).Error
}

// EndCover ends a cover; what was drawn stays drawn, and what was filed before is still paid from it. Refusal: not-found when it is another's or over.
func (c Claim) EndCover(payer model.OrgID, id model.CoverID) error {
	n, err := c.tx.exec("UPDATE claim_covers SET ended_at = ? WHERE id = ? AND payer = ? AND ended_at = 0", c.tx.now, id, payer)
	if err == nil && n != 1 {
		return model.NotFound.Refuse()
	}
	return err
}

// Draw takes a sum off what is left of a cover in one statement; a negative one gives it back. Refusal:
// claim-cover-ceiling.
func (c Claim) Draw(id model.CoverID, sum model.Money) error {
	n, err := c.tx.exec("UPDATE claim_covers SET drawn = drawn + ? WHERE id = ? AND drawn + ? <= ceiling_fen AND drawn + ? >= 0", sum.Fen, id, sum.Fen, sum.Fen)
	if err == nil && n != 1 {
		return model.CoverCeiling.Refuse(model.P("sum", sum))
	}
	return err
}

// ConfirmCover notes that who is covered has agreed. Refusal: not-found, also when it is confirmed or ended.
func (c Claim) ConfirmCover(covered model.OrgID, id model.CoverID) error {
	n, err := c.tx.exec("UPDATE claim_covers SET confirmed_at = ? WHERE id = ? AND org_id = ? AND confirmed_at = 0 AND ended_at = 0", c.tx.now, id, covered)
	if err == nil && n != 1 {
		err = model.NotFound.Refuse()
	}
	return err
}
