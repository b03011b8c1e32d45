package repository

import (
	"database/sql"

	"suyuan/model"
	"suyuan/model/epcis"
)

// eventTerm is a fact about an event in the index.
type eventTerm struct {
	Term     epcis.Term
	EventSeq model.Seq
}

// TableName implements schema.Tabler.
func (eventTerm) TableName() string { return "event_terms" }

// indexBatch is how many old events one transaction adds to the index.
const indexBatch = 500

// IndexEvents adds some of the events that were recorded before there was an index of facts, and reports whether others
// remain. Until none does, queries do without the index and may be refused as too complex.
func (t Trace) IndexEvents() (more bool, err error) {
	var upto model.Seq
	err = t.tx.query(func(r *sql.Rows) error { return r.Scan(&upto) }, "SELECT missing_to FROM event_index WHERE id = 1")
	if err != nil || upto == 0 {
		return false, err
	}
	var seqs []model.Seq
	err = t.tx.query(func(r *sql.Rows) error {
		var q model.Seq
		err := r.Scan(&q)
		seqs = append(seqs, q)
		return err
	}, "SELECT seq FROM events WHERE seq <= ? ORDER BY seq DESC LIMIT ?", int64(upto), indexBatch)
	if err != nil {
		return false, err
	}
	rows, err := t.eventBodies(seqs)
	if err != nil {
		return false, err
	}
	var terms []eventTerm
	for _, q := range seqs {
		e, err := parseStored(rows[q])
		if err != nil {
			return false, err
		}
		for _, term := range e.Terms() {
			terms = append(terms, eventTerm{term, q})
		}
	}
	if len(terms) > 0 {
		if err := t.insertIgnoring(&terms); err != nil {
			return false, err
		}
	}
	next := model.Seq(0)
	if len(seqs) == indexBatch {
		next = seqs[len(seqs)-1] - 1
	}
	_, err = t.tx.exec("UPDATE event_index SET missing_to = ? WHERE id = 1 AND missing_to = ?", int64(next), int64(upto))
	return next > 0, err
}
