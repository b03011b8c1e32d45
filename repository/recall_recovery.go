package repository

import (
	"database/sql"

	"suyuan/model"
)

// RecoveryTasks returns the tasks of the party that answers for a claim, in the recalls that reach its goods: the one whose
// remedy is claimed, and those that block the lot or the thing. Exercises and cancelled cases are none.
func (r Recall) RecoveryTasks(c model.Claim) (ids []model.RecallTaskID, err error) {
	if c.BatchID == "" && c.NodeID == 0 {
		return nil, nil
	}
	return ids, r.tx.query(func(row *sql.Rows) error {
		var id model.RecallTaskID
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT DISTINCT t.id FROM recall_lots l JOIN recalls r ON r.id = l.recall_id JOIN recall_tasks t ON t.recall_id = l.recall_id "+
		"WHERE (l.batch_id = ? AND l.batch_id <> '' OR l.node_id = ?) AND l.gone_at = 0 AND l.class <> 'cleared' AND (l.blocked = 1 OR l.recall_id = ?) AND "+
		"r.mock = 0 AND r.state <> 'cancelled' AND t.org_id = ? AND t.state <> 'withdrawn' ORDER BY t.id", c.BatchID, c.NodeID, c.RecallID, c.OrgID)
}

// Recovered reports whether the goods of a damage have been counted in a recall.
func (r Recall) Recovered(damage model.DamageID, recall model.RecallID) (counted bool, err error) {
	return counted, r.tx.query(func(*sql.Rows) error {
		counted = true
		return nil
	}, "SELECT 1 FROM recall_recoveries WHERE damage_id = ? AND recall_id = ?", damage, recall)
}

// InsertRecovery notes that the goods of a damage have been counted.
func (r Recall) InsertRecovery(row model.RecallRecovery) error {
	return insert(r.tx, []model.RecallRecovery{row})
}
