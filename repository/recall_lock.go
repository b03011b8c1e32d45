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

// Concerns is what a recording may have to do with recalls, as far as can be told before it is written.
type Concerns struct {
	// Keys are the canonical names of everything that its events name.
	Keys []string
	// Links tells that something may be made, packed or unpacked by it, or withdrawn.
	Links bool
}

// Recording is the other side of Standstill: recordings go on beside each other, and after a recall that has begun. It
// returns the epoch, which only the transaction itself can change from here on. A recording that may change what a recall
// affects waits for the others at once: were two of them to find that out later, each would wait for the other. So does
// one that runs again because it has lost such a race.
func (r Recall) Recording(c Concerns) (epoch model.Seq, err error) {
	alone, err := r.alone(c)
	if err != nil {
		return 0, err
	}
	if alone {
		return r.lock("FOR UPDATE")
	}
	return r.lock("LOCK IN SHARE MODE")
}

// alone reports whether a recording is likely to change what a recall affects: it adds a link to something affected, or
// names what a remedy has freed. What conditions only watch for is rarely found, and found by running again.
func (r Recall) alone(c Concerns) (alone bool, err error) {
	if r.tx.Engine() != MySQL || r.tx.retried {
		return r.tx.retried, nil
	}
	if live, err := r.Watched(); err != nil || !live {
		return false, err
	}
	links := 0
	if c.Links {
		links = 1
	}
	return alone, lookup(c.Keys, func(chunk []string) error {
		if alone {
			return nil
		}
		return r.tx.query(func(*sql.Rows) error { alone = true; return nil }, "SELECT 1 FROM nodes n JOIN recall_lots l ON l.node_id = n.id WHERE n.epc IN ("+
			placeholders(len(chunk))+") AND l.gone_at = 0 AND (? = 1 OR l.blocked = 0) LIMIT 1", append(anys(chunk), links)...)
	})
}

// lock locks the row of the epoch, which every change of what a recall affects writes; how is a constant of ours.
func (r Recall) lock(how string) (epoch model.Seq, err error) {
	if r.tx.Engine() != MySQL {
		return r.Epoch()
	}
	return epoch, r.tx.query(func(rows *sql.Rows) error { return rows.Scan(&epoch) }, "SELECT value FROM recall_epochs WHERE id = 1 "+how)
}
