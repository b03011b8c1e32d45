package repository

import (
	"database/sql"
	"math"
	"slices"
	"strconv"
	"strings"

	"suyuan/model"
)

// RecallWatch says that a live case has a condition that new events about a subject may fit: events at a site, from a
// supplier, or about lots of a product.
type RecallWatch struct {
	Kind     WatchKind
	Subject  string
	RecallID model.RecallID
}

// TableName implements schema.Tabler.
func (RecallWatch) TableName() string { return "recall_watches" }

// WatchKind says what a watch looks at.
type WatchKind string

// The kinds of watch.
const (
	WatchSite     WatchKind = "site"
	WatchSupplier WatchKind = "supplier"
	WatchProduct  WatchKind = "product"
	// WatchLine looks at a line or silo, by the number of its place, in which something affected went in.
	WatchLine WatchKind = "line"
	// WatchCase is one of every case that is followed, whatever its conditions: recordings ask nothing more where there is
	// none.
	WatchCase WatchKind = "case"
)

// watchesOf lists what may add to a scope.
func watchesOf(id model.RecallID, scope model.RecallScope) []RecallWatch {
	list := []RecallWatch{{WatchCase, id.String(), id}}
	add := func(kind WatchKind, subject string) {
		w := RecallWatch{kind, subject, id}
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	for _, p := range scope.Predicates {
		switch p := p.(type) {
		case model.ScopeLot:
			add(WatchProduct, p.Product.String())
		case model.ScopeLotRange:
			add(WatchProduct, p.Product.String())
		case model.ScopeLotPattern:
			add(WatchProduct, p.Product.String())
		case model.ScopeDates:
			add(WatchProduct, p.Product.String())
		case model.ScopeSerials:
			add(WatchProduct, p.Product.String())
		case model.ScopeSite:
			add(WatchSite, p.Site.String())
		case model.ScopeSupplier:
			add(WatchSupplier, p.Supplier.String())
		}
	}
	return list
}

// Watch has a case looked at again whenever something is recorded that may fit its scope; it replaces what an earlier
// version of the scope watched.
func (r Recall) Watch(id model.RecallID, scope model.RecallScope) error {
	if err := r.Unwatch(id); err != nil {
		return err
	}
	return insert(r.tx, watchesOf(id, scope))
}

// NarrowWatch ends what a scope watches in vain: a condition that names one lot cannot be met by another one, once that lot
// is affected. What descends from what the case affects is found without.
func (r Recall) NarrowWatch(id model.RecallID, scope model.RecallScope) error {
	var named []model.ScopeLot
	for _, p := range scope.Predicates {
		if lot, one := p.(model.ScopeLot); one {
			named = append(named, lot)
		}
	}
	batches, err := r.NamedBy(named)
	if err != nil {
		return err
	}
	affected := map[model.BatchID]bool{}
	err = r.tx.query(func(row *sql.Rows) error {
		var b model.BatchID
		err := row.Scan(&b)
		affected[b] = true
		return err
	}, "SELECT batch_id FROM recall_lots WHERE recall_id = ? AND gone_at = 0 AND conditions <> '' AND batch_id <> ''", id)
	if err != nil {
		return err
	}
	rest := model.RecallScope{Predicates: slices.DeleteFunc(slices.Clone(scope.Predicates), func(p model.RecallPredicate) bool {
		lot, one := p.(model.ScopeLot)
		return one && affected[batches[lot]]
	})}
	if _, err := r.tx.exec("DELETE FROM recall_watches WHERE recall_id = ? AND kind <> 'line'", id); err != nil {
		return err
	}
	return insert(r.tx, watchesOf(id, rest))
}

// Unwatch ends it.
func (r Recall) Unwatch(id model.RecallID) error {
	_, err := r.tx.exec("DELETE FROM recall_watches WHERE recall_id = ?", id)
	return err
}

// Watches returns what a case watches.
func (r Recall) Watches(id model.RecallID) (rows []RecallWatch, err error) {
	return rows, r.tx.db.Where("recall_id = ?", id).Order("kind, subject").Find(&rows).Error
}

// TouchedBy returns the cases, in order of their names, that events touch: those that affect something that the events
// name or move, and those that watch a product of the nodes' batches, a site or an organisation of the events, or a line at
// which they happened.
func (r Recall) TouchedBy(t model.Touched) (affected, watching, tainted []model.RecallID, err error) {
	nodes := slices.Concat(t.Nodes, t.Moved)
	slices.Sort(nodes)
	for chunk := range slices.Chunk(slices.Compact(nodes), walkChunk) {
		err := r.tx.query(func(rows *sql.Rows) error {
			var id model.RecallID
			err := rows.Scan(&id)
			affected = append(affected, id)
			return err
		}, "SELECT DISTINCT recall_id FROM recall_lots WHERE node_id IN ("+intList(chunk)+") AND gone_at = 0")
		if err != nil {
			return nil, nil, nil, err
		}
	}
	slices.Sort(affected)
	affected = slices.Compact(affected)
	for chunk := range slices.Chunk(t.Events, walkChunk) {
		events := intList(chunk)
		err := r.tx.query(func(rows *sql.Rows) error {
			var id model.RecallID
			err := rows.Scan(&id)
			watching = append(watching, id)
			return err
		}, strings.Join([]string{
			"SELECT w.recall_id FROM event_nodes n JOIN nodes o ON o.id = n.node_id JOIN batches b ON b.id = o.batch_id " +
				"JOIN recall_watches w ON w.kind = 'product' AND w.subject = b.product_id WHERE n.event_seq IN (" + events + ")",
			"SELECT w.recall_id FROM events e JOIN places p ON p.id IN (e.biz_location, e.read_point) " +
				"JOIN recall_watches w ON w.kind = 'site' AND w.subject = p.site_id WHERE e.seq IN (" + events + ")",
			"SELECT w.recall_id FROM event_orgs o JOIN recall_watches w ON w.kind = 'supplier' AND w.subject = o.org_id WHERE o.event_seq IN (" + events + ")",
		}, " UNION "))
		if err != nil {
			return nil, nil, nil, err
		}
	}
	slices.Sort(watching)
	tainted, err = r.taintedAt(slices.Concat(t.Events, t.Corrected))
	return affected, slices.Compact(watching), tainted, err
}

// taintedAt returns the cases that watch a line at which one of the events happened, each once.
func (r Recall) taintedAt(events []model.Seq) (list []model.RecallID, err error) {
	places := map[model.Seq]bool{}
	err = lookup(events, func(chunk []model.Seq) error {
		return r.tx.query(markInto(places), "SELECT DISTINCT read_point FROM events WHERE read_point <> 0 AND seq IN ("+intList(chunk)+")")
	})
	if err != nil {
		return nil, err
	}
	var subjects []string
	for place := range places {
		subjects = append(subjects, strconv.FormatInt(int64(place), 10))
	}
	slices.Sort(subjects)
	err = lookup(subjects, func(chunk []string) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var id model.RecallID
			err := rows.Scan(&id)
			list = append(list, id)
			return err
		}, "SELECT recall_id FROM recall_watches WHERE kind = 'line' AND subject IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
	slices.Sort(list)
	return slices.Compact(list), err
}

// WatchLines has a case looked at again whenever something is recorded at one of the places; it replaces those that were
// watched so far, and nothing else.
func (r Recall) WatchLines(id model.RecallID, places []model.Seq) error {
	if _, err := r.tx.exec("DELETE FROM recall_watches WHERE kind = 'line' AND recall_id = ?", id); err != nil {
		return err
	}
	list := make([]RecallWatch, 0, len(places))
	for _, place := range places {
		list = append(list, RecallWatch{WatchLine, strconv.FormatInt(int64(place), 10), id})
	}
	return insertChunks(r.tx, list)
}

// Watched reports whether any live case exists at all, so that recordings of a house without recalls ask nothing more.
func (r Recall) Watched() (any bool, err error) {
	return any, r.tx.query(func(rows *sql.Rows) error { any = true; return nil }, "SELECT 1 FROM recall_watches LIMIT 1")
}

// FreedAt tells since when the remedies of things have been confirmed: the last confirmation of a task about each.
func (r Recall) FreedAt(id model.RecallID, nodes []model.Seq) (map[model.Seq]model.Instant, error) {
	since := map[model.Seq]model.Instant{}
	return since, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			var node model.Seq
			var at model.Instant
			err := rows.Scan(&node, &at)
			since[node] = at
			return err
		}, "SELECT l.node_id, MAX(m.at) FROM recall_lines l JOIN moves m ON m.machine = 'recall-task' AND m.subject_id = l.task_id AND m.event = 'confirm' "+
			"WHERE l.recall_id = ? AND l.node_id IN ("+intList(chunk)+") GROUP BY l.node_id", id)
	})
}

// SetTraced writes what the trace says of lines that nobody has answered.
func (r Recall) SetTraced(rows []model.RecallLine) error {
	for _, l := range rows {
		_, err := r.tx.exec("UPDATE recall_lines SET distributed = ?, on_hand = ?, in_transit = ?, sold = ? "+
			"WHERE task_id = ? AND node_id = ? AND unit = ? AND answered = 0", l.Distributed, l.OnHand, l.InTransit, l.Sold, l.TaskID, l.NodeID, string(l.Unit))
		if err != nil {
			return err
		}
	}
	return nil
}

// SetTold writes who told of lines; what another had confirmed of them counts no more.
func (r Recall) SetTold(rows []model.RecallLine) error {
	for _, l := range rows {
		_, err := r.tx.exec("UPDATE recall_lines SET told_by = ?, confirmed_at = 0, confirmed_by = '' WHERE task_id = ? AND node_id = ? AND unit = ?", l.ToldBy, l.TaskID, l.NodeID, string(l.Unit))
		if err != nil {
			return err
		}
	}
	return nil
}

// ClearAffected writes who cleared affected things, and on what.
func (r Recall) ClearAffected(rows []model.RecallLot) error {
	for _, l := range rows {
		_, err := r.tx.exec("UPDATE recall_lots SET class = ?, blocked = 0, cleared_by = ?, cleared_at = ?, evidence_id = ?, note = ?, changed = ? "+
			"WHERE recall_id = ? AND node_id = ?", string(model.AffectedCleared), l.ClearedBy, l.ClearedAt, l.EvidenceID, l.Note, l.Changed, l.RecallID, l.NodeID)
		if err != nil {
			return err
		}
	}
	return nil
}

// Deltas returns the changes of what a case affects, oldest first.
func (r Recall) Deltas(id model.RecallID) (rows []model.RecallDelta, err error) {
	return rows, r.tx.db.Where("recall_id = ?", id).Order("id").Find(&rows).Error
}

// SeeDeltas notes who has seen the changes of a case that nobody has seen yet, up to the last one that it was shown; 0 is
// all of them.
func (r Recall) SeeDeltas(id model.RecallID, upTo model.Seq, actor string) error {
	if upTo == 0 {
		upTo = math.MaxInt64
	}
	_, err := r.tx.exec("UPDATE recall_deltas SET seen_by = ?, seen_at = ? WHERE recall_id = ? AND seen_at = 0 AND id <= ?", actor, r.tx.Now(), id, upTo)
	return err
}
