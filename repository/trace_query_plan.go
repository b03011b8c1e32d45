package repository

import (
	"database/sql"
	"math"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/epcis"
)

// How a query finds its candidates. Each condition that an index can answer becomes a list of events when the index
// names at most gatherMax of them; the lists are intersected, put in order and judged. Where every condition is met by
// more, the events are read in order from the narrowest index that has them in order, and each chunk is passed through
// filters that look the other conditions up by primary key. Both ways cost what the answer needs and not what the table
// holds; the second gives up after QueryScanMax events.

// searchSource yields candidates in the order of the answer, behind the last page.
type searchSource interface {
	// next returns up to about n candidates; more is false when there are no others.
	next(n int) (candidates []model.Seq, more bool, err error)
}

// searchFilter marks those of the events that meet a condition.
type searchFilter func(events []model.Seq, kept map[model.Seq]bool) error

// indexed is a condition that an index can answer: keys of a column of a table that also holds event_seq.
type indexed struct {
	table, column string
	keys          []int64
}

// plan chooses where candidates come from and what filters them.
func (s *eventSearch) plan() error {
	wanted, err := s.indexes()
	if err != nil {
		return err
	}
	s.about = s.t.masterData(&s.failed)
	lists, err := s.gather(wanted)
	if err != nil {
		return err
	}
	s.filters = append(s.filters, s.onEvents)
	s.filters = append(s.filters, s.seen)
	if lists != nil {
		list := lists[0]
		for _, other := range lists[1:] {
			list = intersect(list, other)
		}
		return s.fromList(list)
	}
	for _, w := range wanted {
		s.filters = append(s.filters, s.has(w))
	}
	return s.fromScan(wanted)
}

// indexes turns the conditions into indexed ones, as far as there is an index.
func (s *eventSearch) indexes() ([]indexed, error) {
	var wanted []indexed
	complete, err := s.t.indexComplete()
	if err != nil {
		return nil, err
	}
	for i := range s.query.Conditions {
		c := &s.query.Conditions[i]
		if patterns, _, ok := c.Patterns(); ok {
			nodes, few, err := s.t.nodesMatching(patterns)
			if err != nil {
				return nil, err
			}
			if few {
				wanted = append(wanted, indexed{table: "event_nodes", column: "node_id", keys: nodes})
			}
			continue
		}
		if terms, ok := c.Terms(); ok && complete {
			keys := make([]int64, 0, len(terms))
			for _, t := range terms {
				keys = append(keys, int64(t))
			}
			wanted = append(wanted, indexed{table: "event_terms", column: "term", keys: keys})
		}
	}
	return wanted, nil
}

// indexComplete reports whether event_terms knows every event.
func (t Trace) indexComplete() (bool, error) {
	missing := int64(0)
	err := t.tx.query(func(r *sql.Rows) error { return r.Scan(&missing) }, "SELECT missing_to FROM event_index WHERE id = 1")
	return missing == 0, err
}

// nodesMatching returns the nodes that patterns stand for; few is false when they are too many to be listed.
func (t Trace) nodesMatching(patterns []epcis.KeyPattern) (nodes []int64, few bool, err error) {
	var exact []string
	read := func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		nodes = append(nodes, id)
		return err
	}
	for _, p := range patterns {
		if p.Exact != "" {
			exact = append(exact, p.Exact)
		}
		for _, prefix := range p.Prefixes {
			err := t.tx.query(read, "SELECT id FROM nodes WHERE epc >= ? AND epc < ? LIMIT ?", prefix, upper(prefix), patternMax+1)
			if err != nil {
				return nil, false, err
			}
			if len(nodes) > patternMax {
				return nil, false, nil
			}
		}
	}
	err = lookup(exact, func(chunk []string) error {
		return t.tx.query(read, "SELECT id FROM nodes WHERE epc IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
	slices.Sort(nodes)
	return slices.Compact(nodes), true, err
}

// gather lists the events of every condition that few events meet, nil when there is no such condition.
func (s *eventSearch) gather(wanted []indexed) (lists [][]model.Seq, err error) {
	add := func(query string, args ...any) error {
		var list []model.Seq
		err := s.t.tx.query(func(r *sql.Rows) error {
			var q model.Seq
			err := r.Scan(&q)
			list = append(list, q)
			return err
		}, query+" LIMIT ?", append(args, gatherMax+1)...)
		if err == nil && len(list) <= gatherMax {
			slices.Sort(list)
			lists = append(lists, slices.Compact(list))
		}
		return err
	}
	for i := range s.query.Conditions {
		if ids, ok := s.query.Conditions[i].EventIDs(); ok {
			if err := add("SELECT seq FROM events WHERE event_id IN ("+placeholders(len(ids))+")", anys(ids)...); err != nil {
				return nil, err
			}
		}
	}
	for _, w := range wanted {
		if err := add("SELECT event_seq FROM " + w.table + " WHERE " + w.column + " IN (" + intList(w.keys) + ")"); err != nil {
			return nil, err
		}
	}
	if lists != nil {
		return lists, nil
	}
	if _, _, regulator := s.scope.Region(); !regulator && !s.scope.All() {
		of, orgs := whose(s.scope)
		if err := add("SELECT DISTINCT event_seq FROM event_orgs WHERE org_id "+of, orgs...); err != nil || lists != nil {
			return lists, err
		}
	}
	for _, column := range []string{"time", "recorded"} {
		if from, to := s.bounds(column); from > math.MinInt64 || to < math.MaxInt64 {
			if err := add("SELECT seq FROM events WHERE `"+column+"` BETWEEN ? AND ?", from, to); err != nil || lists != nil {
				return lists, err
			}
		}
	}
	return nil, nil
}

func intersect(a, b []model.Seq) []model.Seq {
	both := make([]model.Seq, 0, min(len(a), len(b)))
	for _, q := range a {
		if _, ok := slices.BinarySearch(b, q); ok {
			both = append(both, q)
		}
	}
	return both
}

// bounds returns the least and greatest instant that the conditions leave to a time column. The column holds whole
// microseconds and a query may not, so the bounds are a microsecond wide of the mark; Matches decides.
func (s *eventSearch) bounds(column string) (from, to int64) {
	from, to = math.MinInt64, math.MaxInt64
	for i := range s.query.Conditions {
		c := &s.query.Conditions[i]
		bound, since, ok := c.EventTimes()
		if column == "recorded" {
			bound, since, ok = c.RecordTimes()
		}
		switch {
		case ok && since:
			from = max(from, bound.UnixMicro())
		case ok:
			to = min(to, bound.UnixMicro())
		}
	}
	return from, to
}

// listSource yields events that are known already.
type listSource struct{ events []model.Seq }

func (l *listSource) next(n int) (candidates []model.Seq, more bool, err error) {
	n = min(n, len(l.events))
	candidates, l.events = l.events[:n], l.events[n:]
	return candidates, len(l.events) > 0, nil
}

// fromList puts a list of events in order and takes off what stands on the pages before.
func (s *eventSearch) fromList(list []model.Seq) error {
	keys := make([]searchKey, 0, len(list))
	if column := s.orderColumn(); column == "" {
		for _, q := range list {
			keys = append(keys, searchKey{Seq: q})
		}
	} else {
		err := lookup(list, func(chunk []model.Seq) error {
			return s.t.tx.query(func(r *sql.Rows) error {
				var k searchKey
				err := r.Scan(&k.Seq, &k.At)
				keys = append(keys, k)
				return err
			}, "SELECT seq, `"+column+"` FROM events WHERE seq IN ("+intList(chunk)+")")
		})
		if err != nil {
			return err
		}
	}
	slices.SortFunc(keys, searchKey.compare)
	if s.descending() {
		slices.Reverse(keys)
	}
	source := &listSource{}
	for _, k := range keys {
		if k.Seq <= s.token.Upto && s.ahead(k) {
			source.events = append(source.events, k.Seq)
		}
	}
	s.source = source
	return nil
}

// onEvents checks what stands in the columns of events.
func (s *eventSearch) onEvents(events []model.Seq, kept map[model.Seq]bool) error {
	var where strings.Builder
	var args []any
	in := func(column string, values []string) {
		where.WriteString(" AND `" + column + "` IN (" + placeholders(len(values)) + ")")
		args = append(args, anys(values)...)
	}
	for i := range s.query.Conditions {
		c := &s.query.Conditions[i]
		if types, ok := c.Types(); ok {
			in("type", types)
		}
		if actions, ok := c.Actions(); ok {
			in("action", actions)
		}
		if ids, ok := c.EventIDs(); ok {
			in("event_id", ids)
		}
	}
	for _, column := range []string{"time", "recorded"} {
		if from, to := s.bounds(column); from > math.MinInt64 || to < math.MaxInt64 {
			where.WriteString(" AND `" + column + "` BETWEEN ? AND ?")
			args = append(args, from, to)
		}
	}
	return lookup(events, func(chunk []model.Seq) error {
		return s.t.tx.query(markInto(kept), "SELECT seq FROM events WHERE seq IN ("+intList(chunk)+")"+where.String(), args...)
	})
}

// seen checks that the scope may see the events. It asks for them by primary key, so that no optimiser can begin with
// all that the scope may see.
func (s *eventSearch) seen(events []model.Seq, kept map[model.Seq]bool) error {
	cond, args := "1 = 0", []any(nil)
	if s.scope.All() {
		for _, q := range events {
			kept[q] = true
		}
		return nil
	}
	if lo, hi, ok := s.scope.Region(); ok {
		cond, args = "(region BETWEEN ? AND ? OR org_id = ?)", []any{lo, hi, s.scope.Org()}
	} else if s.scope.Org() != "" {
		cond, args = whose(s.scope)
		cond = "org_id " + cond
	}
	return lookup(events, func(chunk []model.Seq) error {
		return s.t.tx.query(markInto(kept), "SELECT event_seq FROM event_orgs WHERE event_seq IN ("+intList(chunk)+") AND "+cond, args...)
	})
}

// has checks an indexed condition.
func (s *eventSearch) has(w indexed) searchFilter {
	return func(events []model.Seq, kept map[model.Seq]bool) error {
		return lookup(events, func(chunk []model.Seq) error {
			return s.t.tx.query(markInto(kept), "SELECT event_seq FROM "+w.table+" WHERE event_seq IN ("+intList(chunk)+") AND "+w.column+
				" IN ("+intList(w.keys)+")")
		})
	}
}
