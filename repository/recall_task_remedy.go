package repository

import (
	"database/sql"

	"suyuan/model"
)

// Corrected returns the things of which a holder has corrected some, each with a document that shows it.
func (r Recall) Corrected(id model.RecallTaskID) (map[model.Seq]model.DocumentID, error) {
	proof := map[model.Seq]model.DocumentID{}
	return proof, r.tx.query(func(rows *sql.Rows) error {
		var node model.Seq
		var document model.DocumentID
		err := rows.Scan(&node, &document)
		proof[node] = document
		return err
	}, "SELECT a.node_id, MAX(a.evidence_id) FROM recall_answers a WHERE a.task_id = ? AND a.kind = 'corrected' AND a.quantity > 0 AND "+standingAnswer+
		" GROUP BY a.node_id", id)
}

// HoldAffected returns affected things of a case, and keeps everybody else from changing them until the end of the
// transaction.
func (r Recall) HoldAffected(id model.RecallID, nodes []model.Seq) (rows []model.RecallLot, err error) {
	return rows, lookup(nodes, func(chunk []model.Seq) error {
		if _, err := r.tx.exec("UPDATE recall_lots SET blocked = blocked WHERE recall_id = ? AND node_id IN ("+intList(chunk)+")", id); err != nil {
			return err
		}
		var some []model.RecallLot
		err := r.tx.db.Where("recall_id = ? AND node_id IN ?", id, chunk).Order("node_id").Find(&some).Error
		rows = append(rows, some...)
		return err
	})
}

// LinesAt returns what every holder of a case has and has answered about things, with where its task stands.
func (r Recall) LinesAt(id model.RecallID, nodes []model.Seq) (rows []LineOfCase, err error) {
	return rows, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(row *sql.Rows) error {
			var l LineOfCase
			err := row.Scan(append(l.lineFields(), &l.Org, &l.Place, &l.Tier, &l.State)...)
			rows = append(rows, l)
			return err
		}, "SELECT "+lineColumns+", t.org_id, t.place_id, t.tier, t.state FROM recall_lines l JOIN recall_tasks t ON t.id = l.task_id "+
			"WHERE l.recall_id = ? AND l.node_id IN ("+intList(chunk)+") ORDER BY l.task_id, l.node_id, l.unit", id)
	})
}

// HoldersAt returns the tasks of the organisations that have or had some of the things, each once; without things none.
func (r Recall) HoldersAt(id model.RecallID, nodes []model.Seq) (rows []model.RecallTask, err error) {
	seen := map[model.RecallTaskID]bool{}
	return rows, lookup(nodes, func(chunk []model.Seq) error {
		var some []model.RecallTask
		err := r.tx.db.Where("recall_id = ? AND org_id <> '' AND state <> 'withdrawn' AND EXISTS (SELECT 1 FROM recall_lines l WHERE "+
			"l.task_id = recall_tasks.id AND l.node_id IN ?)", id, chunk).Order("id").Find(&some).Error
		for _, t := range some {
			if !seen[t.ID] {
				seen[t.ID] = true
				rows = append(rows, t)
			}
		}
		return err
	})
}

// Evidence returns a document that an answer to a task about a line that the scope may see names, or not-found.
func (r Recall) Evidence(scope model.Scope, task model.RecallTaskID, id model.DocumentID) (d model.Document, err error) {
	seen, args := answerSeen(scope)
	return d, absent(r.tx.db.Where("id = ?", id).Where("EXISTS (SELECT 1 FROM recall_answers a WHERE a.task_id = ? AND a.evidence_id = documents.id AND "+seen+")",
		append([]any{task}, args...)...).Take(&d).Error)
}

// ProofsBy counts the documents that somebody's answers to a task name.
func (r Recall) ProofsBy(task model.RecallTaskID, actor string) (n int64, err error) {
	return n, r.tx.db.Model(&model.RecallAnswer{}).Where("task_id = ? AND actor = ? AND evidence_id <> ''", task, actor).
		Distinct("evidence_id").Count(&n).Error
}
