package repository

import (
	"database/sql"

	"suyuan/model"
)

// awaits is the condition that a line l has still to be confirmed by who followed it up: nobody has, and there is something
// to confirm. What several supplied and nobody has any of, and what is cleared or gone, waits for nobody.
const awaits = "l.confirmed_at = 0 AND (l.told_by <> '' OR l.distributed <> 0) AND NOT EXISTS (SELECT 1 FROM recall_lots a WHERE a.recall_id = l.recall_id " +
	"AND a.node_id = l.node_id AND (a.gone_at <> 0 OR a.class = 'cleared'))"

// Awaiting returns which of the tasks have lines that the scope may see and that nobody has confirmed.
func (r Recall) Awaiting(scope model.Scope, ids []model.RecallTaskID) (map[model.RecallTaskID]bool, error) {
	waiting := map[model.RecallTaskID]bool{}
	seen, args := lineSeen(scope, "l")
	return waiting, lookup(ids, func(chunk []model.RecallTaskID) error {
		return r.tx.query(func(row *sql.Rows) error {
			var id model.RecallTaskID
			err := row.Scan(&id)
			waiting[id] = true
			return err
		}, "SELECT DISTINCT recall_tasks.id FROM recall_tasks JOIN recall_lines l ON l.task_id = recall_tasks.id WHERE recall_tasks.id IN ("+
			placeholders(len(chunk))+") AND "+awaits+" AND "+seen, append(anys(chunk), args...)...)
	})
}

// ConfirmLines notes that who may see lines of a held task has found them done, and reports whether others wait still.
func (r Recall) ConfirmLines(scope model.Scope, id model.RecallTaskID, by string) (waits bool, err error) {
	if err := r.settleLines(scope, id, r.tx.Now(), by); err != nil {
		return false, err
	}
	return waits, r.tx.query(func(*sql.Rows) error { waits = true; return nil }, "SELECT 1 FROM recall_lines l WHERE l.task_id = ? AND "+awaits+" LIMIT 1", id)
}

// DoubtLines takes back what was confirmed of the lines of a held task that the scope may see.
func (r Recall) DoubtLines(scope model.Scope, id model.RecallTaskID) error {
	return r.settleLines(scope, id, 0, "")
}

func (r Recall) settleLines(scope model.Scope, id model.RecallTaskID, at model.Instant, by string) error {
	seen, args := lineSeen(scope, "recall_lines")
	_, err := r.tx.exec("UPDATE recall_lines SET confirmed_at = ?, confirmed_by = ? WHERE task_id = ? AND EXISTS (SELECT 1 FROM recall_tasks "+
		"WHERE recall_tasks.id = recall_lines.task_id AND "+seen+")", append([]any{at, by, id}, args...)...)
	return err
}

// doubt takes back what was confirmed about things of a task, since something else is said of them now.
func (r Recall) doubt(id model.RecallTaskID, nodes []model.Seq) error {
	return lookup(nodes, func(chunk []model.Seq) error {
		_, err := r.tx.exec("UPDATE recall_lines SET confirmed_at = 0, confirmed_by = '' WHERE task_id = ? AND confirmed_at <> 0 AND node_id IN ("+intList(chunk)+")", id)
		return err
	})
}
