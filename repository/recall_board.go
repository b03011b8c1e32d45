package repository

import (
	"context"
	"database/sql"
	"slices"

	"suyuan/model"
	"suyuan/model/gs1"
)

// HearRecalls has fn run after each commit of this process that changes what tills have to know of recalls, before Write
// returns. Other processes learn of it by looking at the epoch. It is called while the rooms are assembled, before
// anything is written. The context is that of the writer without its end.
func (s *Store) HearRecalls(fn func(ctx context.Context)) {
	s.recallsHeard = append(s.recallsHeard, fn)
}

// tellRecalls has the listeners run after the commit of the transaction.
func (r Recall) tellRecalls() {
	ctx := context.WithoutCancel(r.tx.ctx())
	for _, fn := range r.tx.store.recallsHeard {
		r.tx.AfterCommit(func() { fn(ctx) })
	}
}

// Against returns what live recalls have against nodes, by node, and the epoch as of which that is so: one statement for
// up to a thousand nodes. An exercise and a cancelled case have nothing against anybody.
func (r Recall) Against(nodes []model.Seq) (strikes map[model.Seq][]model.RecallStrike, epoch model.Seq, err error) {
	strikes = map[model.Seq][]model.RecallStrike{}
	if len(nodes) == 0 {
		nodes = []model.Seq{0} // no node has it: the epoch alone
	}
	err = lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var node model.Seq
			var s model.RecallStrike
			var added model.Instant
			if err := rows.Scan(&epoch, &node, &s.Class, &added, &s.ID, &s.Number, &s.Grade, &s.Since, &s.AnnouncedAt); err != nil || s.ID == "" {
				return err
			}
			s.Since = max(s.Since, added)
			strikes[node] = append(strikes[node], s)
			return nil
		}, "SELECT e.value, COALESCE(l.node_id, 0), COALESCE(l.class, ''), COALESCE(l.created_at, 0), COALESCE(r.id, ''), COALESCE(r.number, ''), "+
			"COALESCE(r.grade, ''), COALESCE(r.blocked_from, 0), COALESCE(r.announced_at, 0) FROM recall_epochs e "+
			"LEFT JOIN recall_lots l ON l.node_id IN ("+intList(chunk)+") AND l.blocked = 1 AND l.gone_at = 0 AND l.class <> 'cleared' "+
			"LEFT JOIN recalls r ON r.id = l.recall_id AND r.mock = 0 AND r.state <> 'cancelled' WHERE e.id = 1")
	})
	for _, list := range strikes {
		model.SortStrikes(list)
	}
	return strikes, epoch, err
}

// Judged returns the cases that have looked at each of the nodes, whatever they found: their rows decide, and no longer
// their conditions.
func (r Recall) Judged(nodes []model.Seq) (map[model.Seq][]model.RecallID, error) {
	cases := map[model.Seq][]model.RecallID{}
	return cases, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var node model.Seq
			var id model.RecallID
			err := rows.Scan(&node, &id)
			cases[node] = append(cases[node], id)
			return err
		}, "SELECT node_id, recall_id FROM recall_lots WHERE node_id IN ("+intList(chunk)+")")
	})
}

// BoardCase is a case as far as tills have to know it.
type BoardCase struct {
	model.RecallHead
	// Live tells that it stands against goods: it is not cancelled.
	Live bool
	// Conditions are those of its newest scope that select its own goods by what is printed on them.
	Conditions []model.RecallCondition
}

// BoardCases returns the cases of which something that tills have to know changed after an epoch; all of them after -1.
// Exercises are left out, and cases that never blocked anything.
func (r Recall) BoardCases(after model.Seq) (cases []BoardCase, err error) {
	type owner struct {
		org   model.OrgID
		scope []byte
		from  model.Instant
	}
	var owners []owner
	err = r.tx.query(func(rows *sql.Rows) error {
		var c BoardCase
		var o owner
		var state model.RecallState
		if err := rows.Scan(&c.ID, &c.Number, &c.Grade, &c.Since, &c.AnnouncedAt, &state, &o.org, &o.scope, &o.from); err != nil {
			return err
		}
		c.Live = state != model.RecallCancelled
		cases, owners = append(cases, c), append(owners, o)
		return nil
	}, "SELECT r.id, r.number, r.grade, r.blocked_from, r.announced_at, r.state, r.org_id, COALESCE(s.conditions, ''), COALESCE(s.created_at, 0) "+
		"FROM recalls r LEFT JOIN recall_scopes s ON s.recall_id = r.id AND s.version = r.scope_version "+
		"WHERE r.mock = 0 AND (r.changed > ? OR r.id IN (SELECT l.recall_id FROM recall_lots l WHERE l.changed > ?)) AND (r.blocked_from <> 0 OR r.changed <> 0) "+
		"ORDER BY r.id", after, after)
	if err != nil {
		return nil, err
	}
	products := map[model.ProductID]gs1.GTIN{}
	for i := range cases {
		c, o := &cases[i], owners[i]
		if !c.Live || c.Since == 0 {
			continue
		}
		scope, err := model.ParseRecallScope(string(o.scope), 1)
		if err != nil {
			continue // a case without a scope, or with one that this program cannot read, has what its rows say
		}
		head := c.RecallHead
		head.Since = max(head.Since, o.from)
		for _, p := range scope.Predicates {
			if goods, ok := model.GoodsOf(p); ok && goods.Maker == o.org {
				products[goods.Product] = ""
				c.Conditions = append(c.Conditions, model.RecallCondition{RecallHead: head, Goods: goods, Predicate: p})
			}
		}
	}
	if err := r.gtins(products); err != nil {
		return nil, err
	}
	for i := range cases {
		for j := range cases[i].Conditions {
			cases[i].Conditions[j].GTIN = products[cases[i].Conditions[j].Goods.Product]
		}
	}
	return cases, nil
}

func (r Recall) gtins(products map[model.ProductID]gs1.GTIN) error {
	ids := make([]model.ProductID, 0, len(products))
	for id := range products {
		ids = append(ids, id)
	}
	return lookup(ids, func(chunk []model.ProductID) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var id model.ProductID
			var gtin gs1.GTIN
			err := rows.Scan(&id, &gtin)
			products[id] = gtin
			return err
		}, "SELECT id, gtin FROM products WHERE id IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
}

// Conditions returns the conditions of the cases that changed after an epoch, by case; a case that no longer has any
// comes with none.
func (r Recall) Conditions(after model.Seq) (map[model.RecallID][]model.RecallCondition, error) {
	cases, err := r.BoardCases(after)
	changed := make(map[model.RecallID][]model.RecallCondition, len(cases))
	for _, c := range cases {
		changed[c.ID] = c.Conditions
	}
	return changed, err
}

// BoardLot is one affected thing as far as tills have to know it.
type BoardLot struct {
	Recall  model.RecallID
	Key     string
	Batch   model.BatchID
	Class   model.AffectedClass
	Strikes bool
}

// BoardLots hands over the affected things of which something changed after an epoch, one by one; all of them after -1.
func (r Recall) BoardLots(after model.Seq, each func(BoardLot)) error {
	return r.tx.query(func(rows *sql.Rows) error {
		var row model.RecallLot
		if err := rows.Scan(&row.RecallID, &row.EPC, &row.BatchID, &row.Class, &row.Blocked, &row.GoneAt); err != nil {
			return err
		}
		each(BoardLot{row.RecallID, row.EPC, row.BatchID, row.Class, row.Strikes()})
		return nil
	}, "SELECT recall_id, epc, batch_id, class, blocked, gone_at FROM recall_lots WHERE changed > ?", after)
}

// EverConditions returns every condition that any version of the scopes of the cases changed after an epoch has had, as
// Conditions does for the newest: a list of changes has to take back what no longer holds.
func (r Recall) EverConditions(after model.Seq) (all []model.RecallCondition, err error) {
	products := map[model.ProductID]gs1.GTIN{}
	err = r.tx.query(func(rows *sql.Rows) error {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return err
		}
		scope, err := model.ParseRecallScope(string(text), 1)
		if err != nil {
			return nil //nolint:nilerr // see BoardCases
		}
		for _, p := range scope.Predicates {
			if goods, ok := model.GoodsOf(p); ok {
				products[goods.Product] = ""
				all = append(all, model.RecallCondition{Goods: goods, Predicate: p})
			}
		}
		return nil
	}, "SELECT s.conditions FROM recall_scopes s JOIN recalls r ON r.id = s.recall_id WHERE r.changed > ? AND r.mock = 0", after)
	if err == nil {
		err = r.gtins(products)
	}
	for i := range all {
		all[i].GTIN = products[all[i].Goods.Product]
	}
	return all, err
}

// ChangedKeys lists the keys of the affected things of which something changed after an epoch, and those of the cases
// that did.
func (r Recall) ChangedKeys(after model.Seq) (keys []string, err error) {
	return keys, r.tx.query(func(rows *sql.Rows) error {
		var key string
		err := rows.Scan(&key)
		keys = append(keys, key)
		return err
	}, "SELECT l.epc FROM recall_lots l JOIN recalls r ON r.id = l.recall_id WHERE r.mock = 0 AND (l.changed > ? OR r.changed > ?)", after, after)
}

// Cleared returns what the cases found about a batch that do not stand against it: those that have looked at it and
// cleared it, let it go, or corrected it.
func (r Recall) Cleared(batch model.BatchID) (strikes []model.RecallStrike, err error) {
	return strikes, r.tx.query(func(rows *sql.Rows) error {
		var s model.RecallStrike
		err := rows.Scan(&s.Class, &s.Since, &s.ID, &s.Number, &s.Grade, &s.AnnouncedAt)
		strikes = append(strikes, s)
		return err
	}, "SELECT l.class, CASE WHEN l.cleared_at <> 0 THEN l.cleared_at ELSE l.gone_at END, r.id, r.number, r.grade, r.announced_at FROM recall_lots l "+
		"JOIN recalls r ON r.id = l.recall_id WHERE l.batch_id = ? AND r.mock = 0 AND r.announced_at <> 0 AND r.state <> 'cancelled' AND "+
		"(l.blocked = 0 OR l.gone_at <> 0 OR l.class = 'cleared') ORDER BY r.number", batch)
}

// CarriedOutBy reports whether an organisation has to carry out one of the cases.
func (r Recall) CarriedOutBy(org model.OrgID, cases []model.RecallID) (one bool, err error) {
	for chunk := range slices.Chunk(cases, inChunk) {
		var n int64
		if err := r.tx.db.Model(&model.Recall{}).Where("id IN ? AND org_id = ?", chunk, org).Count(&n).Error; err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}
