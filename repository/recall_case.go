package repository

import (
	"database/sql"
	"slices"

	"suyuan/model"
)

// recallSeen is the condition that a case may be seen: by who has to recall, by who opened it, by the authority of the
// region, and, since there are tasks, by the holders and the authorities of their regions. recall names the table and is
// a constant of ours.
func recallSeen(scope model.Scope, recall string) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	if scope.Org() == "" {
		return "1 = 0", nil
	}
	cond = "(" + recall + ".org_id = ? OR " + recall + ".opened_by = ? OR EXISTS (SELECT 1 FROM recall_tasks seen WHERE seen.recall_id = " + recall + ".id AND seen.org_id = ?)"
	args = []any{scope.Org(), scope.Org(), scope.Org()}
	if lo, hi, ok := scope.Region(); ok {
		cond += " OR " + recall + ".region BETWEEN ? AND ? OR EXISTS (SELECT 1 FROM recall_tasks near WHERE near.recall_id = " + recall + ".id AND near.region BETWEEN ? AND ?)"
		args = append(args, lo, hi, lo, hi)
	}
	return cond + ")", args
}

// InsertRecall adds a case; it is born a draft.
func (r Recall) InsertRecall(row model.Recall) error { return insert(r.tx, []model.Recall{row}) }

// Case returns a case that the scope may see, or not-found.
func (r Recall) Case(scope model.Scope, id model.RecallID) (row model.Recall, err error) {
	seen, args := recallSeen(scope, "recalls")
	return row, absent(r.tx.db.Where(seen, args...).Where("id = ?", id).Take(&row).Error)
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
	"Origin", "Grade", "Title", "Hazard", "Policy", "ScopeVersion", "PlanVersion", "KnownAt", "BlockedFrom", "AnnouncedAt", "EndedAt", "CheckLevel",
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

// InsertScope adds a version of a case's scope.
func (r Recall) InsertScope(row model.RecallScopeRow) error {
	return insert(r.tx, []model.RecallScopeRow{row})
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

// InsertTasks adds holders' tasks with what the trace says they have.
func (r Recall) InsertTasks(tasks []model.RecallTask, lines []model.RecallLine) error {
	if err := insertChunks(r.tx, tasks); err != nil {
		return err
	}
	return insertChunks(r.tx, lines)
}

// InsertNotices adds messages to the outbox.
func (r Recall) InsertNotices(rows []model.RecallNotice) error { return insertChunks(r.tx, rows) }

// InsertPaper files a paper.
func (r Recall) InsertPaper(row model.RecallPaper) error {
	return insert(r.tx, []model.RecallPaper{row})
}
