package repository

import (
	"database/sql"
	"slices"

	"suyuan/model"
)

// recourseSeen is the condition that a scope may see a recourse: its creditor, its debtor, and the authority of either.
func recourseSeen(scope model.Scope) (cond string, args []any) {
	switch {
	case scope.All():
		return "1 = 1", nil
	case scope.Org() == "":
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	cond, args = "(creditor_id "+of+" OR debtor_id "+of, slices.Concat(orgs, orgs)
	if lo, hi, ok := scope.Region(); ok {
		cond += " OR region BETWEEN ? AND ? OR creditor_id IN (SELECT id FROM organisations WHERE region BETWEEN ? AND ?)"
		args = append(args, lo, hi, lo, hi)
	}
	return cond + ")", args
}

// InsertRecourse adds a recourse.
func (c Claim) InsertRecourse(row model.Recourse) error { return insert(c.tx, []model.Recourse{row}) }

// Recourse returns a recourse that the scope may see, or not-found.
func (c Claim) Recourse(scope model.Scope, id model.RecourseID) (row model.Recourse, err error) {
	seen, args := recourseSeen(scope)
	return row, absent(c.tx.db.Where("id = ?", id).Where(seen, args...).Take(&row).Error)
}

// RecoursesOf returns every recourse for a damage, oldest first.
func (c Claim) RecoursesOf(id model.DamageID) (rows []model.Recourse, err error) {
	return rows, c.tx.db.Where("damage_id = ?", id).Order("id").Find(&rows).Error
}

// RecourseSide narrows a list to one side.
type RecourseSide string

// The sides.
const (
	RecourseOwed RecourseSide = "creditor" // what the organisation demands
	RecourseOwes RecourseSide = "debtor"   // what is demanded of it
)

// RecourseFilter narrows a list of recourses. Zero fields do not.
type RecourseFilter struct {
	Side   RecourseSide
	Orgs   []model.OrgID // whose side; empty with an empty Side
	Claim  model.ClaimID
	Damage model.DamageID
	State  model.RecourseState
}

// Recourses lists the recourses that the scope may see, newest first.
func (c Claim) Recourses(scope model.Scope, f RecourseFilter, page model.Page) ([]model.Recourse, model.PageToken, error) {
	const list = "recourses"
	after, err := readCursor[model.RecourseID](list, page)
	if err != nil {
		return nil, "", err
	}
	seen, args := recourseSeen(scope)
	q := c.tx.db.Where(seen, args...)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	switch f.Side {
	case RecourseOwed:
		q = q.Where("creditor_id IN ?", f.Orgs)
	case RecourseOwes:
		q = q.Where("debtor_id IN ?", f.Orgs)
	}
	for _, by := range []struct{ cond, value string }{
		{"claim_id = ?", string(f.Claim)}, {"damage_id = ?", string(f.Damage)}, {"state = ?", string(f.State)},
	} {
		if by.value != "" {
			q = q.Where(by.cond, by.value)
		}
	}
	var rows []model.Recourse
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(r model.Recourse) model.RecourseID { return r.ID })
	return rows, next, nil
}

// MoveRecourse makes a declared move of a recourse from the version that was read.
func (c Claim) MoveRecourse(row *model.Recourse, on model.RecourseEvent, actor, reason string) error {
	to, err := Move(c.tx, &model.RecourseLifecycle, row.ID.String(), row.Version, row.State, on, actor, reason)
	if err == nil {
		row.State, row.Version = to, row.Version+1
	}
	return err
}

// NoteRecourse writes what may change of a recourse besides its state.
func (c Claim) NoteRecourse(row model.Recourse) error {
	_, err := c.tx.exec("UPDATE claim_recourses SET share = ?, compensation_fen = ?, punitive_fen = ?, counter_compensation_fen = ?, "+
		"counter_compensation_currency = ?, counter_punitive_fen = ?, counter_punitive_currency = ?, cover_id = ?, court_ref = ?, due_at = ?, settled_at = ? WHERE id = ?",
		row.Share, row.Compensation.Fen, row.Punitive.Fen, row.CounterCompensation.Fen, row.CounterCompensation.Currency, row.CounterPunitive.Fen,
		row.CounterPunitive.Currency, row.CoverID, row.CourtRef, row.DueAt, row.SettledAt, row.ID)
	return err
}

// TraceOfClaim is what the trace and the papers of a lot say about who may have to bear a loss.
type TraceOfClaim struct {
	Batch   model.Batch
	Ways    []Way // who had the lot or the thing from whom
	Recalls []RecallOfLot
	// Public are those of them that the public was told of, with since when they reach the lot.
	Public []ProofRecall
	Spoilt []SpoiltAt
	Papers []PaperOfLot
}

// RecallOfLot is a recall that stands against a lot.
type RecallOfLot struct {
	ID          model.RecallID
	AnnouncedAt model.Instant // 0 before it is announced
}

// Stood reports whether a recall that is announced stood against the lot at an instant, as Claim.RecallsOf tells.
func (t TraceOfClaim) Stood(id model.RecallID, at model.Instant) bool {
	return slices.ContainsFunc(t.Public, func(r ProofRecall) bool { return r.ID == id && r.Stood(at) == model.Proven })
}

// SpoiltAt says that an event at an organisation's place found goods damaged or out of their limits.
type SpoiltAt struct {
	Org     model.OrgID
	EventID string
}

// PaperOfLot is a report or certificate that a laboratory or certifier has put on a lot.
type PaperOfLot struct {
	ID  model.DocumentID
	Org model.OrgID
}

// TraceOf gathers what is recorded about the goods of a claim. It takes no scope: what it finds is shown to who has paid,
// as far as it concerns the demand.
func (c Claim) TraceOf(row model.Claim) (t TraceOfClaim, err error) {
	if row.BatchID != "" {
		if err := absent(c.tx.db.Where("id = ?", row.BatchID).Take(&t.Batch).Error); err != nil {
			return t, err
		}
	}
	nodes, err := c.nodesOf(row, t.Batch)
	if err != nil {
		return t, err
	}
	if t.Ways, err = c.tx.Recall().Ways(nodes); err != nil {
		return t, err
	}
	if err := c.recallsOf(&t, nodes, row.BatchID); err != nil {
		return t, err
	}
	if len(nodes) > 0 {
		if t.Public, err = c.RecallsOf(nodes[0], nodes[len(nodes)-1]); err != nil {
			return t, err
		}
	}
	if err := c.spoiltAt(&t, nodes); err != nil {
		return t, err
	}
	return t, c.papersOf(&t, row.BatchID)
}

// nodesOf returns the nodes of the single thing and of its lot.
func (c Claim) nodesOf(row model.Claim, b model.Batch) (nodes []model.Seq, err error) {
	if row.NodeID != 0 {
		nodes = append(nodes, row.NodeID)
	}
	if b.EPC == "" {
		return nodes, nil
	}
	return nodes, c.tx.query(func(r *sql.Rows) error {
		var id model.Seq
		err := r.Scan(&id)
		if id != row.NodeID {
			nodes = append(nodes, id)
		}
		return err
	}, "SELECT id FROM nodes WHERE epc = ?", b.EPC)
}

func (c Claim) recallsOf(t *TraceOfClaim, nodes []model.Seq, batch model.BatchID) error {
	add := func(r *sql.Rows) error {
		var found RecallOfLot
		err := r.Scan(&found.ID, &found.AnnouncedAt)
		t.Recalls = append(t.Recalls, found)
		return err
	}
	if len(nodes) == 0 {
		nodes = []model.Seq{0}
	}
	return c.tx.query(add, "SELECT DISTINCT r.id, r.announced_at FROM recall_lots l JOIN recalls r ON r.id = l.recall_id WHERE l.gone_at = 0 AND l.cleared_at = 0 AND "+
		"r.mock = 0 AND r.state NOT IN ('draft', 'cancelled') AND (l.node_id IN ("+intList(nodes)+") OR (l.batch_id = ? AND l.batch_id <> '')) ORDER BY r.id", batch)
}

func (c Claim) spoiltAt(t *TraceOfClaim, nodes []model.Seq) error {
	return lookup(nodes, func(chunk []model.Seq) error {
		return c.tx.query(func(r *sql.Rows) error {
			var found SpoiltAt
			err := r.Scan(&found.Org, &found.EventID)
			t.Spoilt = append(t.Spoilt, found)
			return err
		}, "SELECT DISTINCT p.org_id, e.event_id FROM event_nodes en JOIN events e ON e.seq = en.event_seq "+
			"JOIN places p ON p.id = CASE WHEN e.biz_location <> 0 THEN e.biz_location ELSE e.read_point END "+
			"WHERE en.node_id IN ("+intList(chunk)+") AND p.org_id <> '' AND e.declares = 0 AND e.retracted = 0 AND "+
			"(e.disposition = 'damaged' OR INSTR(e.body, 'ALARM_CONDITION') > 0) ORDER BY e.event_id")
	})
}

func (c Claim) papersOf(t *TraceOfClaim, batch model.BatchID) error {
	return c.tx.query(func(r *sql.Rows) error {
		var found PaperOfLot
		err := r.Scan(&found.ID, &found.Org)
		t.Papers = append(t.Papers, found)
		return err
	}, "SELECT d.id, d.org_id FROM documents d JOIN organisations o ON o.id = d.org_id WHERE d.batch_id = ? AND d.batch_id <> '' AND "+
		"d.kind IN ('lab-report', 'certificate') AND o.kind IN ('lab', 'certifier') ORDER BY d.id", batch)
}

// ActiveOrganisation returns an organisation that is active, or not-found.
func (c Claim) ActiveOrganisation(id model.OrgID) (row model.Organisation, err error) {
	return row, absent(c.tx.db.Where("id = ? AND state = 'active'", id).Take(&row).Error)
}
