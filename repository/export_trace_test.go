package repository

import "suyuan/model"

// WalkStatement is the statement with which a walk reads the edges of nodes.
func WalkStatement(s *Store, scope model.Scope, d Direction, ids []model.Seq) (query string, args []any) {
	w := newWalker(&Tx{store: s}, scope, ClosureQuery{Direction: d})
	return w.statement(w.tx.among(ids)), w.args
}

// EventsStatement is the statement that lists events.
func EventsStatement(scope model.Scope, f EventFilter, after model.Seq) (query string, args []any) {
	return eventsQuery(scope, f, &after, model.DefaultPage)
}

// StockStatement is the statement that lists stock at the places of a site, or anywhere: the first page or, with a node
// and a last day, the page behind them.
func StockStatement(scope model.Scope, engine Engine, f StockFilter, places []model.Seq, expires string, node model.Seq) (query string, args []any) {
	var after *stockKey
	if node != 0 {
		after = &stockKey{Expires: expires, Node: node}
	}
	return stockQuery(scope, engine, f, places, after, model.DefaultPage)
}

// StockChoicesStatement is the statement that lists the values of a column of stock.
func StockChoicesStatement(scope model.Scope, engine Engine, column string) (query string, args []any) {
	return stockChoicesQuery(scope, engine, column)
}
