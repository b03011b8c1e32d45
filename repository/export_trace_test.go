package repository

import "suyuan/model"

// WalkStatement is the statement with which a walk reads the edges of nodes.
func WalkStatement(scope model.Scope, d Direction, ids []model.Seq) (query string, args []any) {
	w := newWalker(nil, scope, ClosureQuery{Direction: d})
	return w.statement("IN (" + intList(ids) + ")"), w.args
}
