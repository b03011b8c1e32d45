package repository

import "suyuan/model"

// WalkChunk is how many nodes a walk reads with one statement.
const WalkChunk = walkChunk

// WalkStatement is the statement with which a walk reads the edges of nodes.
func WalkStatement(scope model.Scope, d Direction, ids []model.Seq) (query string, args []any) {
	w := newWalker(nil, scope, ClosureQuery{Direction: d})
	return w.head + "IN (" + intList(ids) + ")" + w.tail, w.args
}
