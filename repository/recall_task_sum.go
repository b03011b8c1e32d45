package repository

import (
	"database/sql"

	"suyuan/model"
)

// SumKey says of what a sum of lines is: of a thing, or of a holder's task.
type SumKey struct {
	Node model.Seq
	Task model.RecallTaskID
}

// SumRow is the sum of lines of one thing or holder in one unit. Lines without an answer are summed apart.
type SumRow struct {
	Key      SumKey
	Tally    model.RecallTally
	Sealed   model.Quantity
	Unproven int64
	// What is needed to express the sum in the unit of its lots; Product is empty when there is no need.
	Product  model.ProductID
	Produced model.Date
	BatchIn  model.Unit
}

// sumSeen is the condition that a task of a case counts for a reader: all of them for the company that recalls, for the
// authority of the case and for the house; else those that may be seen.
func sumSeen(scope model.Scope, c model.Recall) (cond string, args []any) {
	if CountsAll(scope, c) {
		return "1 = 1", nil
	}
	return taskSeen(scope)
}

// sumLines is the condition that a line l of a row of recall_tasks counts for a reader, as sumSeen does for tasks.
func sumLines(scope model.Scope, c model.Recall) (cond string, args []any) {
	if CountsAll(scope, c) {
		return "1 = 1", nil
	}
	return lineSeen(scope, "l")
}

// standingLines is sumLines for a statement about lines l alone: those of tasks of the case that were not withdrawn.
func standingLines(scope model.Scope, c model.Recall) (cond string, args []any) {
	cond, args = sumLines(scope, c)
	return "EXISTS (SELECT 1 FROM recall_tasks WHERE recall_tasks.id = l.task_id AND recall_tasks.state <> 'withdrawn' AND " + cond + ")", args
}

// CountsAll reports whether a reader is told the sums of a whole case, those of holders without their names included.
func CountsAll(scope model.Scope, c model.Recall) bool {
	lo, hi, authority := scope.Region()
	overseen := c.Mock == 0 && string(c.Region) >= lo && string(c.Region) <= hi
	return scope.All() || scope.Org() != "" && (scope.ActsFor(c.OrgID) || authority && (scope.ActsFor(c.OpenedBy) || overseen))
}

// SumsByNode sums the lines of a case by thing and unit, as far as they count for the scope. Tasks that were withdrawn
// count no more. The sums are made in the order of an index, before anything is looked up for them.
func (r Recall) SumsByNode(scope model.Scope, c model.Recall) (rows []SumRow, err error) {
	cond, args := standingLines(scope, c)
	err = r.tx.query(func(row *sql.Rows) error {
		var s SumRow
		err := row.Scan(append([]any{&s.Key.Node, &s.Product, &s.Produced, &s.BatchIn}, s.sumFields()...)...)
		rows = append(rows, s)
		return err
	}, "SELECT s.node_id, COALESCE(b.product_id, ''), COALESCE(b.produced, ''), COALESCE(b.unit, ''), s.unit, s.distributed, s.returned, s.destroyed, "+
		"s.corrected, s.consumed, s.explained, s.unknown, s.sealed, s.unproven FROM (SELECT l.node_id, MIN(l.batch_id) AS batch_id, "+sumColumns+
		" FROM recall_lines l WHERE l.recall_id = ? AND "+cond+" GROUP BY l.node_id, l.unit) s LEFT JOIN batches b ON b.id = s.batch_id ORDER BY s.node_id, s.unit",
		append([]any{c.ID}, args...)...)
	return rows, err
}

// SumsByTask sums the lines of a case by task and unit, those whose unit is not that of their lot by product too, as far
// as they count for the scope. A reader may be told of a task no more than TasksByID returns: the rest is for sums.
func (r Recall) SumsByTask(scope model.Scope, c model.Recall) (rows []SumRow, err error) {
	const foreign = "CASE WHEN b.unit <> l.unit THEN "
	cond, args := sumLines(scope, c)
	err = r.tx.query(func(row *sql.Rows) error {
		var s SumRow
		err := row.Scan(append([]any{&s.Key.Task, &s.Product, &s.Produced, &s.BatchIn}, s.sumFields()...)...)
		rows = append(rows, s)
		return err
	}, "SELECT l.task_id, "+foreign+"b.product_id ELSE '' END AS product, "+foreign+"b.produced ELSE '' END AS made, "+foreign+"b.unit ELSE '' END AS lot_unit, "+
		sumColumns+" FROM recall_tasks JOIN recall_lines l ON l.task_id = recall_tasks.id LEFT JOIN batches b ON b.id = l.batch_id "+
		"WHERE recall_tasks.recall_id = ? AND recall_tasks.state <> 'withdrawn' AND "+cond+
		" GROUP BY l.task_id, l.unit, product, made, lot_unit ORDER BY l.task_id, l.unit", append([]any{c.ID}, args...)...)
	return rows, err
}

// sumColumns are the sums over lines l.
const sumColumns = "l.unit, SUM(l.distributed) AS distributed, SUM(l.returned) AS returned, SUM(l.destroyed) AS destroyed, SUM(l.corrected) AS corrected, " +
	"SUM(l.consumed) AS consumed, SUM(l.explained) AS explained, SUM(CASE WHEN l.answered = 0 THEN l.distributed - l.returned ELSE 0 END) AS unknown, " +
	"SUM(l.sealed) AS sealed, SUM(l.unproven) AS unproven"

func (s *SumRow) sumFields() []any {
	t := &s.Tally
	return []any{&t.Unit, &t.Distributed, &t.Returned, &t.Destroyed, &t.Corrected, &t.Consumed, &t.Explained, &t.Unknown, &s.Sealed, &s.Unproven}
}

// TaskCount is how many holders stand in a state.
type TaskCount struct {
	State model.TaskState
	Count int64
}

// ReachOf counts how far the notices of a case have come among the holders that count for the scope. Who recalls and the
// withdrawn are left out.
func (r Recall) ReachOf(scope model.Scope, c model.Recall) (reach model.RecallReach, err error) {
	cond, args := sumSeen(scope, c)
	return reach, r.tx.query(func(row *sql.Rows) error {
		return row.Scan(&reach.Holders, &reach.Delivered, &reach.Responded, &reach.Required, &reach.Verified)
	}, "SELECT COUNT(*), COALESCE(SUM(delivered_at <> 0), 0), COALESCE(SUM(answered_at <> 0), 0), COALESCE(SUM(sampled), 0), "+
		"COALESCE(SUM(sampled = 1 AND verified_at <> 0), 0) FROM recall_tasks WHERE recall_id = ? AND tier > 0 AND state <> 'withdrawn' AND "+cond,
		append([]any{c.ID}, args...)...)
}

// CountDeeper counts, by state, the holders of a case that the reader is told in numbers only; none unless it is told
// the sums of the whole case.
func (r Recall) CountDeeper(scope model.Scope, c model.Recall) (counts []TaskCount, err error) {
	if !CountsAll(scope, c) {
		return nil, nil
	}
	named, args := taskSeen(scope)
	err = r.tx.query(func(row *sql.Rows) error {
		var n TaskCount
		err := row.Scan(&n.State, &n.Count)
		counts = append(counts, n)
		return err
	}, "SELECT state, COUNT(*) FROM recall_tasks WHERE recall_id = ? AND NOT ("+named+") GROUP BY state ORDER BY state", append([]any{c.ID}, args...)...)
	return counts, err
}

// TasksByID returns tasks of a case that the scope may see, by identifier.
func (r Recall) TasksByID(scope model.Scope, ids []model.RecallTaskID) (map[model.RecallTaskID]model.RecallTask, error) {
	seen, args := taskSeen(scope)
	found := map[model.RecallTaskID]model.RecallTask{}
	return found, lookup(ids, func(chunk []model.RecallTaskID) error {
		var rows []model.RecallTask
		if err := r.tx.db.Where(seen, args...).Where("id IN ?", chunk).Find(&rows).Error; err != nil {
			return err
		}
		err := r.toldTo(scope, rows)
		for _, t := range rows {
			found[t.ID] = t
		}
		return err
	})
}

// NodesOf returns affected things of a case by node.
func (r Recall) NodesOf(id model.RecallID, nodes []model.Seq) (map[model.Seq]TaskLine, error) {
	found := map[model.Seq]TaskLine{}
	return found, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(row *sql.Rows) error {
			var l TaskLine
			err := row.Scan(&l.NodeID, &l.Key, &l.Class, &l.BatchID, &l.Lot, &l.Produced, &l.Expires, &l.Product, &l.Name.ZH, &l.Name.UG, &l.Name.EN)
			found[l.NodeID] = l
			return err
		}, "SELECT a.node_id, a.epc, a.class, a.batch_id, COALESCE(b.lot, ''), COALESCE(b.produced, ''), COALESCE(b.expires, ''), COALESCE(b.product_id, ''), "+
			"COALESCE(p.name_zh, ''), COALESCE(p.name_ug, ''), COALESCE(p.name_en, '') FROM recall_lots a LEFT JOIN batches b ON b.id = a.batch_id "+
			"LEFT JOIN products p ON p.id = b.product_id WHERE a.recall_id = ? AND a.node_id IN ("+intList(chunk)+")", id)
	})
}

// LineOfCase is a line with whose it is, for the table of a case.
type LineOfCase struct {
	TaskLine
	Org   model.OrgID
	Place model.Seq
	Tier  int
	State model.TaskState
}

// caseLineKey is where a page of a case's lines ends.
type caseLineKey struct {
	Task model.RecallTaskID `json:"t"`
	Node model.Seq          `json:"n"`
	Unit model.Unit         `json:"u"`
}

// CaseLines lists the lines of a case that the scope may see, by task.
func (r Recall) CaseLines(scope model.Scope, id model.RecallID, page model.Page) ([]LineOfCase, model.PageToken, error) {
	list := "recall-case-lines-" + id.String()
	after, err := readCursor[caseLineKey](list, page)
	if err != nil {
		return nil, "", err
	}
	seen, args := lineSeen(scope, "l")
	cond, args := "recall_tasks.recall_id = ? AND "+seen, append([]any{id}, args...)
	if after != nil {
		cond += " AND (l.task_id > ? OR l.task_id = ? AND (l.node_id > ? OR l.node_id = ? AND l.unit > ?))"
		args = append(args, after.Task, after.Task, after.Node, after.Node, after.Unit)
	}
	var rows []LineOfCase
	err = r.tx.query(func(row *sql.Rows) error {
		var l LineOfCase
		err := row.Scan(append(l.lineFields(), &l.Org, &l.Place, &l.Tier, &l.State, &l.Key, &l.Lot, &l.Produced, &l.Expires, &l.Product,
			&l.Name.ZH, &l.Name.UG, &l.Name.EN)...)
		rows = append(rows, l)
		return err
	}, "SELECT "+lineColumns+", recall_tasks.org_id, recall_tasks.place_id, recall_tasks.tier, recall_tasks.state, COALESCE(a.epc, ''), COALESCE(b.lot, ''), "+
		"COALESCE(b.produced, ''), COALESCE(b.expires, ''), COALESCE(b.product_id, ''), COALESCE(p.name_zh, ''), COALESCE(p.name_ug, ''), COALESCE(p.name_en, '') "+
		"FROM recall_tasks JOIN recall_lines l ON l.task_id = recall_tasks.id LEFT JOIN recall_lots a ON a.recall_id = l.recall_id AND a.node_id = l.node_id "+
		"LEFT JOIN batches b ON b.id = l.batch_id LEFT JOIN products p ON p.id = b.product_id WHERE "+cond+
		" ORDER BY l.task_id, l.node_id, l.unit LIMIT ?", append(args, page.Size()+1)...)
	rows, next := cut(list, page, rows, func(l LineOfCase) caseLineKey { return caseLineKey{l.TaskID, l.NodeID, l.Unit} })
	return rows, next, err
}

// Checkable lists the tasks of a case from which an effectiveness check draws: those of every tier but of who recalls,
// and none that was withdrawn.
func (r Recall) Checkable(id model.RecallID) (ids []string, err error) {
	return ids, r.tx.query(func(row *sql.Rows) error {
		var task string
		err := row.Scan(&task)
		ids = append(ids, task)
		return err
	}, "SELECT id FROM recall_tasks WHERE recall_id = ? AND tier > 0 AND state <> 'withdrawn' ORDER BY id", id)
}

// InsertCheck keeps a draw and marks whom it chose; nobody who was chosen before is let off.
func (r Recall) InsertCheck(row model.RecallCheck, chosen []string) error {
	if err := insert(r.tx, []model.RecallCheck{row}); err != nil {
		return err
	}
	return lookup(chosen, func(chunk []string) error {
		_, err := r.tx.exec("UPDATE recall_tasks SET sampled = 1 WHERE recall_id = ? AND id IN ("+placeholders(len(chunk))+")",
			append([]any{row.RecallID}, anys(chunk)...)...)
		return err
	})
}

// Checks returns the draws of a case, oldest first.
func (r Recall) Checks(id model.RecallID) (rows []model.RecallCheck, err error) {
	return rows, r.tx.db.Where("recall_id = ?", id).Order("id").Find(&rows).Error
}

// Sampled returns the tasks of a case that are marked as drawn, sorted.
func (r Recall) Sampled(id model.RecallID) (ids []string, err error) {
	return ids, r.tx.query(func(row *sql.Rows) error {
		var task string
		err := row.Scan(&task)
		ids = append(ids, task)
		return err
	}, "SELECT id FROM recall_tasks WHERE recall_id = ? AND sampled = 1 ORDER BY id", id)
}

// Verified notes what a check found at a held task. An instant of 0 says that the holder was not found to have acted.
func (r Recall) Verified(id model.RecallTaskID, at model.Instant, by, finding string) error {
	_, err := r.tx.exec("UPDATE recall_tasks SET verified_at = ?, verified_by = ?, finding = ? WHERE id = ?", at, by, finding, id)
	return err
}
