package repository

import (
	"fmt"
	"slices"

	"suyuan/model"
)

// MoveEach makes the same declared move of several subjects that all stand in one state, with as few statements as
// possible. When one of them does not stand there any more the refusal is changed-meanwhile and nothing has moved.
func MoveEach[S, E ~string](tx *Tx, m *model.Machine[S, E], subjects []string, from S, on E, actor, reason string) (S, error) {
	mv, err := m.Next(from, on)
	if err != nil {
		return from, err
	}
	table, ok := moveTables[m.Name]
	if !ok {
		return from, fmt.Errorf("machine %q has no table", m.Name)
	}
	rows := make([]moveRow, 0, len(subjects))
	for chunk := range slices.Chunk(subjects, inChunk) {
		n, err := tx.exec("UPDATE "+table+" SET state = ?, version = version + 1 WHERE state = ? AND id IN ("+placeholders(len(chunk))+")",
			append([]any{string(mv.To), string(from)}, anys(chunk)...)...)
		if err != nil {
			return from, err
		}
		if int(n) != len(chunk) {
			return from, model.ChangedMeanwhile.Refuse()
		}
	}
	for _, s := range subjects {
		rows = append(rows, moveRow{
			ID: tx.NextSeq(), Machine: m.Name, SubjectID: s, FromState: string(from), ToState: string(mv.To),
			Event: string(on), Actor: actor, Reason: reason, At: tx.now,
		})
	}
	return mv.To, insertChunks(tx, rows)
}
