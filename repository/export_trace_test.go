package repository

import "suyuan/model"

// WalkStatement is the statement with which a walk reads the edges of nodes.
func WalkStatement(scope model.Scope, d Direction, ids []model.Seq) (query string, args []any) {
	w := newWalker(nil, scope, ClosureQuery{Direction: d})
	return w.statement("IN (" + intList(ids) + ")"), w.args
}

// EventsStatement is the statement that lists events.
func EventsStatement(scope model.Scope, f EventFilter, after model.Seq) (query string, args []any) {
	return eventsQuery(scope, f, &after, model.DefaultPage)
}

// StockStatement is the statement that lists stock.
func StockStatement(scope model.Scope, f StockFilter) (query string, args []any) {
	return stockQuery(scope, f, nil, model.DefaultPage)
}
