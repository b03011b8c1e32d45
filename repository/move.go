package repository

import (
	"fmt"

	"suyuan/model"
)

// moveRow is one line of the history of a state machine.
type moveRow struct {
	ID        model.Seq
	Machine   string
	SubjectID string
	FromState string
	ToState   string
	Event     string
	Actor     string
	Reason    string
	At        model.Instant
}

// TableName implements schema.Tabler.
func (moveRow) TableName() string { return "moves" }

// MoveRecord is one step that something took, for its file.
type MoveRecord struct {
	From, To, Event, Actor, Reason string
	At                             model.Instant
}

// moveTables says where each machine's subjects live. The names are constants of ours, never a caller's.
var moveTables = map[string]string{
	"organisation": "organisations",
	"cessation":    "cessations",
	"site":         "sites",
	"batch":        "batches",
	"capture":      "captures",
	"shipment":     "shipments",
	"job":          "jobs",
	"delivery":     "deliveries",

	"recall-signal": "recall_signals",
	"recall":        "recalls",
	"recall-task":   "recall_tasks",
	"notice":        "notices",

	"claim":         "claims",
	"claim-payment": "claim_payments",
	"recourse":      "claim_recourses",

	"complaint":     "complaints",
	"complaint-tip": "complaint_tips",
}

// Move makes one declared move: it changes the state of a row from the version the caller has read, and writes the
// history. When somebody else was faster the refusal is changed-meanwhile. It is the only writer of state columns.
func Move[S, E ~string](tx *Tx, m *model.Machine[S, E], subject string, version int64, from S, on E, actor, reason string) (S, error) {
	mv, err := m.Next(from, on)
	if err != nil {
		return from, err
	}
	table, ok := moveTables[m.Name]
	if !ok {
		return from, fmt.Errorf("machine %q has no table", m.Name)
	}
	n, err := tx.exec("UPDATE "+table+" SET state = ?, version = version + 1 WHERE id = ? AND state = ? AND version = ?",
		string(mv.To), subject, string(from), version)
	if err != nil {
		return from, err
	}
	if n != 1 {
		return from, model.ChangedMeanwhile.Refuse()
	}
	return mv.To, insert(tx, []moveRow{{
		ID: tx.NextSeq(), Machine: m.Name, SubjectID: subject, FromState: string(from), ToState: string(mv.To),
		Event: string(on), Actor: actor, Reason: reason, At: tx.now,
	}})
}

// Moves returns the history of one subject, oldest first.
func (tx *Tx) Moves(machine, subject string) ([]MoveRecord, error) {
	var rows []moveRow
	err := tx.db.Where("machine = ? AND subject_id = ?", machine, subject).Order("id").Find(&rows).Error
	records := make([]MoveRecord, 0, len(rows))
	for _, r := range rows {
		records = append(records, MoveRecord{r.FromState, r.ToState, r.Event, r.Actor, r.Reason, r.At})
	}
	return records, err
}
