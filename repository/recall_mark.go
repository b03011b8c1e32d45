package repository

import (
	"database/sql"

	"suyuan/model"
)

// MarksOf returns how and why a case affects nodes now, as far as the scope may see it.
func (r Recall) MarksOf(scope model.Scope, c model.Recall, nodes []model.Seq) (map[model.Seq]model.AffectedMark, error) {
	seen, args := thingSeen(scope, c)
	found := make(map[model.Seq]model.AffectedMark, len(nodes))
	return found, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(row *sql.Rows) error {
			var node model.Seq
			var m model.AffectedMark
			err := row.Scan(&node, &m.Class, &m.Role)
			found[node] = m
			return err
		}, "SELECT recall_lots.node_id, recall_lots.class, recall_lots.reason FROM recall_lots WHERE recall_lots.recall_id = ? AND recall_lots.node_id IN ("+intList(chunk)+
			") AND recall_lots.gone_at = 0 AND "+seen, append([]any{c.ID}, args...)...)
	})
}
