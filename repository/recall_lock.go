package repository

import "database/sql"

// Standstill waits for the recordings that are under way and lets no other begin until the transaction ends. What a
// recall then reaches is whole: a recording that was not yet committed when the walk went by, and that saw no recall
// when it looked, would leave goods on sale. Call it before anything is read that decides what is affected. SQLite has
// one writer and needs no lock.
func (r Recall) Standstill() error { return r.lock("FOR UPDATE") }

// Recording is the other side of Standstill: recordings go on beside each other, and after a recall that has begun.
func (r Recall) Recording() error { return r.lock("LOCK IN SHARE MODE") }

// lock locks the row of the epoch, which every change of what a recall affects writes; how is a constant of ours.
func (r Recall) lock(how string) error {
	if r.tx.Engine() != MySQL {
		return nil
	}
	return r.tx.query(func(*sql.Rows) error { return nil }, "SELECT value FROM recall_epochs WHERE id = 1 "+how)
}
