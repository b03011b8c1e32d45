package repository

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"suyuan/model"
)

// recallSeen is the condition that a case may be seen: by who has to recall, by who opened it, by the authority of the
// region, and, since there are tasks, by the holders and the authorities of their regions. Of an exercise holders hear
// nothing. recall names the table and is a constant of ours.
func recallSeen(scope model.Scope, recall string) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	if scope.Org() == "" {
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	cond = "(" + recall + ".org_id " + of + " OR " + recall + ".opened_by " + of + " OR " + recall + ".mock = 0 AND EXISTS (SELECT 1 FROM recall_tasks seen WHERE seen.recall_id = " + recall + ".id AND seen.org_id " + of + ")"
	args = slices.Concat(orgs, orgs, orgs)
	if lo, hi, ok := scope.Region(); ok {
		cond += " OR " + recall + ".region BETWEEN ? AND ? OR " + recall + ".mock = 0 AND EXISTS (SELECT 1 FROM recall_tasks near WHERE near.recall_id = " + recall + ".id AND near.region BETWEEN ? AND ?)"
		args = append(args, lo, hi, lo, hi)
	}
	return cond + ")", args
}

// InsertRecall adds a case; it is born a draft.
func (r Recall) InsertRecall(row model.Recall) error { return insert(r.tx, []model.Recall{row}) }

// Case returns a case that the scope may see, or not-found.
func (r Recall) Case(scope model.Scope, id model.RecallID) (row model.Recall, err error) {
	seen, args := recallSeen(scope, "recalls")
	if err := absent(r.tx.db.Where(seen, args...).Where("id = ?", id).Take(&row).Error); err != nil {
		return row, err
	}
	row.Unclaimed, err = r.tx.Access().Unclaimed(row.OrgID)
	return row, err
}

// NextNumber returns the next running number of a case, from 1; it never repeats, whatever becomes of the case.
func (r Recall) NextNumber() (n int64, err error) {
	if _, err := r.tx.exec("UPDATE recall_epochs SET value = value + 1 WHERE id = 2"); err != nil {
		return 0, err
	}
	return n, r.tx.query(func(rows *sql.Rows) error { return rows.Scan(&n) }, "SELECT value FROM recall_epochs WHERE id = 2")
}

// recallHead lists the columns of a case that change besides its state.
var recallHead = []string{
	"Origin", "Grade", "title_zh", "title_ug", "title_en", "hazard_zh", "hazard_ug", "hazard_en", "Policy", "ScopeVersion", "PlanVersion", "KnownAt", "BlockedFrom", "AnnouncedAt", "EndedAt", "CheckLevel",
	"CheckPercent", "CheckSeed", "CheckHolders", "Changed", "Version",
}

// UpdateCase writes what may change of a case besides its state, from the version that was read; afterwards row.Version
// is the next one. Refusal: changed-meanwhile.
func (r Recall) UpdateCase(row *model.Recall) error {
	was := row.Version
	row.Version++
	res := r.tx.db.Model(&model.Recall{}).Select(recallHead).Where("id = ? AND version = ?", row.ID, was).Updates(row)
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected != 1:
		return model.ChangedMeanwhile.Refuse()
	}
	return nil
}

// InsertScope adds a version of a case's scope. From version 1 on, which is the first that is no draft, new events that
// may fit it have the case looked at again.
func (r Recall) InsertScope(row model.RecallScopeRow) error {
	if err := insert(r.tx, []model.RecallScopeRow{row}); err != nil || row.Version == 0 {
		return err
	}
	scope, err := model.ParseRecallScope(string(row.Conditions), row.Version)
	if err != nil {
		return err
	}
	return r.Watch(row.RecallID, scope)
}

// ScopeOf returns a version of the scope of a case that the scope has been found to see, or not-found.
func (r Recall) ScopeOf(id model.RecallID, version int) (row model.RecallScopeRow, err error) {
	return row, absent(r.tx.db.Where("recall_id = ? AND version = ?", id, version).Take(&row).Error)
}

// ScopesOf returns every version of the scope of a case, oldest first.
func (r Recall) ScopesOf(id model.RecallID) (rows []model.RecallScopeRow, err error) {
	return rows, r.tx.db.Where("recall_id = ?", id).Order("version").Find(&rows).Error
}

// InsertAffected adds affected things to cases.
func (r Recall) InsertAffected(rows []model.RecallLot) error { return insertChunks(r.tx, rows) }

// Affected returns every thing that a case affects or has affected, by node.
func (r Recall) Affected(id model.RecallID) (map[model.Seq]model.RecallLot, error) {
	var rows []model.RecallLot
	if err := r.tx.db.Where("recall_id = ?", id).Find(&rows).Error; err != nil {
		return nil, err
	}
	found := make(map[model.Seq]model.RecallLot, len(rows))
	for _, row := range rows {
		found[row.NodeID] = row
	}
	return found, nil
}

// AffectedAt returns those of the nodes that a case affects or has affected.
func (r Recall) AffectedAt(id model.RecallID, nodes []model.Seq) (map[model.Seq]model.RecallLot, error) {
	found := map[model.Seq]model.RecallLot{}
	return found, lookup(nodes, func(chunk []model.Seq) error {
		var rows []model.RecallLot
		err := r.tx.db.Where("recall_id = ? AND node_id IN ?", id, chunk).Find(&rows).Error
		for _, row := range rows {
			found[row.NodeID] = row
		}
		return err
	})
}

// Striking returns what stands against the sale of any of the nodes: the affected things that block them, of every case.
func (r Recall) Striking(nodes []model.Seq) (rows []model.RecallLot, err error) {
	for chunk := range slices.Chunk(nodes, inChunk) {
		var some []model.RecallLot
		if err := r.tx.db.Where("node_id IN ? AND blocked = 1", chunk).Find(&some).Error; err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

// NextEpoch counts a change of what tills have to know. The row stays locked until the end of the transaction, so that
// the epochs of two changes have the order of their commits.
func (r Recall) NextEpoch() (epoch model.Seq, err error) {
	if _, err := r.tx.exec("UPDATE recall_epochs SET value = value + 1 WHERE id = 1"); err != nil {
		return 0, err
	}
	r.tellRecalls()
	return r.Epoch()
}

// Epoch returns how often what tills have to know has changed.
func (r Recall) Epoch() (epoch model.Seq, err error) {
	err = r.tx.query(func(rows *sql.Rows) error { return rows.Scan(&epoch) }, "SELECT value FROM recall_epochs WHERE id = 1")
	return epoch, err
}

// InsertDelta adds a change of what a case affects.
func (r Recall) InsertDelta(row model.RecallDelta) error {
	return insert(r.tx, []model.RecallDelta{row})
}

// InsertClocks adds running duties.
func (r Recall) InsertClocks(rows []model.RecallClock) error { return insertChunks(r.tx, rows) }

// InsertTasks adds holders' tasks with what the trace says they have. Whom tasks and lines name as tellers may see them.
func (r Recall) InsertTasks(tasks []model.RecallTask, lines []model.RecallLine) error {
	if err := insertChunks(r.tx, tasks); err != nil {
		return err
	}
	if err := insertChunks(r.tx, lines); err != nil {
		return err
	}
	tellers := make([]model.RecallTeller, 0, len(tasks))
	for _, t := range tasks {
		tellers = append(tellers, model.RecallTeller{TaskID: t.ID, OrgID: t.ToldBy})
	}
	for _, l := range lines {
		tellers = append(tellers, model.RecallTeller{TaskID: l.TaskID, OrgID: l.ToldBy})
	}
	return r.AddTellers(tellers)
}

// InsertPaper files a paper. The brands of a plan are kept so that the register finds them.
func (r Recall) InsertPaper(row model.RecallPaper) error {
	if row.Kind == model.PaperPlan {
		var plan model.RecallPlan
		if err := json.Unmarshal(row.Body, &plan); err != nil {
			return err
		}
		var names []string
		for _, b := range plan.Brands {
			names = append(names, b.Brand.ZH, b.Brand.UG, b.Brand.EN)
		}
		names = slices.DeleteFunc(names, func(s string) bool { return s == "" })
		row.Brands = asciiLower(strings.Join(names, "\n"))
	}
	return insert(r.tx, []model.RecallPaper{row})
}

// ReplaceDraft writes the scope of a case that has not begun, version 0, in place of the one before.
func (r Recall) ReplaceDraft(row model.RecallScopeRow) error {
	row.Version = 0
	if _, err := r.tx.exec("DELETE FROM recall_scopes WHERE recall_id = ? AND version = 0", row.RecallID); err != nil {
		return err
	}
	return r.InsertScope(row)
}

// Twin returns the number of another case of the same organisation that has the same conditions and has not ended, ""
// when there is none. Exercises do not count.
func (r Recall) Twin(c model.Recall, conditions string) (number string, err error) {
	return number, r.tx.query(func(rows *sql.Rows) error { return rows.Scan(&number) },
		"SELECT recalls.number FROM recalls JOIN recall_scopes s ON s.recall_id = recalls.id AND s.version = recalls.scope_version "+
			"WHERE recalls.org_id = ? AND recalls.id <> ? AND recalls.mock = 0 AND recalls.state NOT IN ('cancelled', 'closed') AND s.conditions = ? "+
			"ORDER BY recalls.id DESC LIMIT 1", c.OrgID, c.ID, []byte(conditions))
}

// CaseFilter narrows a list of cases. Zero fields do not.
type CaseFilter struct {
	States []model.RecallState
	Org    model.OrgID
	// Search finds a number by its beginning, or a part of a title.
	Search string
	// Mine finds what the scope's own organisation has to carry out or has opened.
	Mine bool
	// Mock finds exercises: "" and "no" leave them out, "only" shows nothing else, "all" shows both.
	Mock string
	// Alarmed finds those of which the scope is told all and that have changed without anybody acknowledging it.
	Alarmed bool
}

// Cases lists the cases of the scope, newest first.
func (r Recall) Cases(scope model.Scope, f CaseFilter, page model.Page) ([]model.Recall, model.PageToken, error) {
	after, err := readCursor[model.RecallID]("recalls", page)
	if err != nil {
		return nil, "", err
	}
	seen, args := recallSeen(scope, "recalls")
	q := r.tx.db.Where(seen, args...)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	if len(f.States) > 0 {
		q = q.Where("state IN ?", f.States)
	}
	if f.Org != "" {
		q = q.Where("org_id = ?", f.Org)
	}
	if f.Mine {
		of, orgs := whose(scope)
		q = q.Where("(org_id "+of+" OR opened_by "+of+")", slices.Concat(orgs, orgs)...)
	}
	if f.Search != "" {
		begins, upTo := "", "" // no number begins with what is not ASCII, and MariaDB refuses to compare the two
		if strings.Trim(f.Search, "0123456789-") == "" {
			begins, upTo = f.Search, f.Search+"~"
		}
		q = q.Where("(number BETWEEN ? AND ? OR INSTR(title_zh, ?) > 0 OR INSTR(title_ug, ?) > 0 OR INSTR(title_en, ?) > 0)",
			begins, upTo, f.Search, f.Search, f.Search)
	}
	if f.Alarmed {
		told, args := toldAll(scope, "recalls")
		q = q.Where(told, args...).Where(unseenDelta)
	}
	switch f.Mock {
	case "all":
	case "only":
		q = q.Where("mock = 1")
	default:
		q = q.Where("mock = 0")
	}
	var rows []model.Recall
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("recalls", page, rows, func(c model.Recall) model.RecallID { return c.ID })
	return rows, next, nil
}

// Categories returns the categories of products, each once.
func (r Recall) Categories(products []model.ProductID) (list []model.Category, err error) {
	products = slices.Compact(slices.Sorted(slices.Values(products)))
	err = lookup(products, func(chunk []model.ProductID) error {
		var some []model.Category
		err := r.tx.db.Model(&model.Product{}).Where("id IN ?", chunk).Distinct().Pluck("category", &some).Error
		list = append(list, some...)
		return err
	})
	return slices.Compact(slices.Sorted(slices.Values(list))), err
}

// Papers returns the filed papers of a case, oldest first.
func (r Recall) Papers(id model.RecallID) (rows []model.RecallPaper, err error) {
	return rows, r.tx.db.Where("recall_id = ?", id).Order("created_at, id").Find(&rows).Error
}

// HolderRegions returns the regions in which a case has holders, each once.
func (r Recall) HolderRegions(id model.RecallID) (list []model.Region, err error) {
	return list, r.tx.query(func(rows *sql.Rows) error {
		var region model.Region
		err := rows.Scan(&region)
		list = append(list, region)
		return err
	}, "SELECT DISTINCT region FROM recall_tasks WHERE recall_id = ? AND region <> '' AND state <> 'withdrawn' ORDER BY region", id)
}

// TasksOf returns the tasks of a case, by holder.
func (r Recall) TasksOf(id model.RecallID) (rows []model.RecallTask, err error) {
	return rows, r.tx.db.Where("recall_id = ?", id).Order("org_id, place_id").Find(&rows).Error
}

// TasksHeldBy returns the tasks of organisations, and of holders outside the house by their places.
func (r Recall) TasksHeldBy(id model.RecallID, orgs []model.OrgID, places []model.Seq) (rows []model.RecallTask, err error) {
	err = lookup(orgs, func(chunk []model.OrgID) error {
		var some []model.RecallTask
		err := r.tx.db.Where("recall_id = ? AND org_id IN ?", id, chunk).Order("org_id, place_id").Find(&some).Error
		rows = append(rows, some...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return rows, lookup(places, func(chunk []model.Seq) error {
		var some []model.RecallTask
		err := r.tx.db.Where("recall_id = ? AND org_id = '' AND place_id IN ?", id, chunk).Order("place_id").Find(&some).Error
		rows = append(rows, some...)
		return err
	})
}

// HoldCase keeps everybody else from changing a case until the end of the transaction.
func (r Recall) HoldCase(id model.RecallID) error {
	_, err := r.tx.exec("UPDATE recalls SET version = version WHERE id = ?", id)
	return err
}

// LinesOf returns the lines of a case.
func (r Recall) LinesOf(id model.RecallID) (rows []model.RecallLine, err error) {
	return rows, r.tx.db.Where("recall_id = ?", id).Order("task_id, node_id, unit").Find(&rows).Error
}

// AddLines adds lines to tasks; those that are there stay as they are answered.
func (r Recall) AddLines(rows []model.RecallLine) error { return insertChunks(r.tx, rows) }

// SetAffected writes the class, the block and the epoch of affected things that have changed, and when they went.
func (r Recall) SetAffected(rows []model.RecallLot) error {
	for _, l := range rows {
		_, err := r.tx.exec("UPDATE recall_lots SET class = ?, reason = ?, conditions = ?, via_id = ?, event_seq = ?, joined_seq = ?, blocked = ?, "+
			"evidence_id = ?, note = ?, gone_at = ?, changed = ? WHERE recall_id = ? AND node_id = ?",
			string(l.Class), l.Reason, l.Conditions, l.ViaID, l.EventSeq, l.JoinedSeq, l.Blocked, l.EvidenceID, l.Note, l.GoneAt, l.Changed, l.RecallID, l.NodeID)
		if err != nil {
			return err
		}
	}
	return nil
}

// Unblock ends the block of everything that a case affects, at an epoch.
func (r Recall) Unblock(id model.RecallID, epoch model.Seq) error {
	_, err := r.tx.exec("UPDATE recall_lots SET blocked = 0, changed = ? WHERE recall_id = ? AND blocked = 1", epoch, id)
	return err
}

// Heads returns the things from which the events of a case start, by their names: what conditions name, and what follows
// from something that is not the case's.
func (r Recall) Heads(id model.RecallID) (keys []model.RecallLot, err error) {
	return keys, r.tx.db.Where("recall_id = ? AND gone_at = 0 AND NOT EXISTS (SELECT 1 FROM recall_lots via WHERE via.recall_id = recall_lots.recall_id "+
		"AND via.node_id = recall_lots.via_id AND via.gone_at = 0)", id).Order("node_id").Find(&keys).Error
}

// NextPaper returns the next number of a kind of paper of a case.
func (r Recall) NextPaper(id model.RecallID, kind model.PaperKind) (n int, err error) {
	return n, r.tx.query(func(rows *sql.Rows) error { return rows.Scan(&n) },
		"SELECT COALESCE(MAX(number), 0) + 1 FROM recall_papers WHERE recall_id = ? AND kind = ?", id, string(kind))
}

// OpenSums returns, by holder and thing, the lines of those that are not reconciled unit by unit, of holders and things
// that still count. Those of one holder and thing may still be reconciled once they are in one unit.
func (r Recall) OpenSums(id model.RecallID) (rows []SumRow, err error) {
	return rows, r.tx.query(func(row *sql.Rows) error {
		var s SumRow
		err := row.Scan(append([]any{&s.Key.Task, &s.Key.Node, &s.Product, &s.Produced, &s.BatchIn}, s.sumFields()...)...)
		rows = append(rows, s)
		return err
	}, "SELECT l.task_id, l.node_id, COALESCE(b.product_id, ''), COALESCE(b.produced, ''), COALESCE(b.unit, ''), l.unit, l.distributed, l.returned, l.destroyed, "+
		"l.corrected, l.consumed, l.explained, CASE WHEN l.answered = 0 THEN l.distributed - l.returned ELSE 0 END, l.sealed, l.unproven FROM recall_lines l "+
		"JOIN (SELECT DISTINCT task_id, node_id FROM recall_lines WHERE recall_id = ? AND "+countedLine+" AND "+openLine+") o ON o.task_id = l.task_id AND "+
		"o.node_id = l.node_id LEFT JOIN batches b ON b.id = l.batch_id ORDER BY l.task_id, l.node_id, l.unit", id)
}

// ClosingCounts gathers in numbers what stands between a case and its end, besides what is not reconciled. reports are
// the rules whose clocks must have been answered.
func (r Recall) ClosingCounts(id model.RecallID, reports []model.RuleID) (c model.RecallClosing, err error) {
	numbers := []struct {
		into  *int64
		query string
		args  []any
	}{
		{&c.OpenTasks, "SELECT COUNT(*) FROM recall_tasks WHERE recall_id = ? AND state NOT IN ('confirmed', 'withdrawn')", []any{id}},
		{&c.Unproven, "SELECT COALESCE(SUM(unproven), 0) FROM recall_lines WHERE recall_id = ? AND " + countedLine, []any{id}},
		{&c.ChecksRequired, "SELECT COUNT(*) FROM recall_tasks WHERE recall_id = ? AND sampled = 1 AND state <> 'withdrawn'", []any{id}},
		{&c.ChecksVerified, "SELECT COUNT(*) FROM recall_tasks WHERE recall_id = ? AND sampled = 1 AND state <> 'withdrawn' AND verified_at > 0", []any{id}},
		{&c.ReportsDue, "SELECT COUNT(*) FROM recall_clocks WHERE recall_id = ? AND task_id = '' AND ended = 0 AND rule IN (" + placeholders(len(reports)) + ")",
			append([]any{id}, anys(reports)...)},
	}
	for _, n := range numbers {
		if err := r.tx.query(func(rows *sql.Rows) error { return rows.Scan(n.into) }, n.query, n.args...); err != nil {
			return c, err
		}
	}
	return c, nil
}

// countedLine is the condition that a line counts for the reconciliation: its task stands and its thing is affected.
const countedLine = "EXISTS (SELECT 1 FROM recall_tasks counted WHERE counted.id = recall_lines.task_id AND counted.state <> 'withdrawn') AND " +
	"EXISTS (SELECT 1 FROM recall_lots hit WHERE hit.recall_id = recall_lines.recall_id AND hit.node_id = recall_lines.node_id AND hit.gone_at = 0 AND hit.class <> 'cleared')"

// openLine is the condition that a line is not reconciled: something is left that nobody has explained, or more came back
// than went out.
const openLine = "recall_lines.distributed - recall_lines.returned - recall_lines.destroyed - recall_lines.corrected - recall_lines.consumed <> recall_lines.explained"
