package repository

import (
	"database/sql"

	"suyuan/model"
)

// Standstill waits for the recordings that are under way and lets no other begin until the transaction ends. What a
// recall then reaches is whole: a recording that was not yet committed when the walk went by, and that saw no recall
// when it looked, would leave goods on sale. Call it before anything is read that decides what is affected. SQLite has
// one writer and needs no lock.
func (r Recall) Standstill() error {
	_, err := r.lock("FOR UPDATE")
	return err
}

// Recording is the other side of Standstill: recordings go on beside each other, and after a recall that has begun. It
// returns the epoch, which only the transaction itself can change from here on.
func (r Recall) Recording() (epoch model.Seq, err error) { return r.lock("LOCK IN SHARE MODE") }

// lock locks the row of the epoch, which every change of what a recall affects writes; how is a constant of ours.
func (r Recall) lock(how string) (epoch model.Seq, err error) {
	if r.tx.Engine() != MySQL {
		return r.Epoch()
	}
	return epoch, r.tx.query(func(rows *sql.Rows) error { return rows.Scan(&epoch) }, "SELECT value FROM recall_epochs WHERE id = 1 "+how)
}
