package repository

import (
	"container/heap"
	"database/sql"
	"slices"

	"suyuan/model"
)

// fromScan reads candidates in order from an index that has them in order.
func (s *eventSearch) fromScan(wanted []indexed) error {
	direction := " DESC"
	if s.query.Ascending {
		direction = ""
	}
	if column := s.orderColumn(); column != "" {
		from, to := s.bounds(column)
		s.source = &scanSource{s: s, streams: []*stream{{
			query: "SELECT seq, `" + column + "` FROM events WHERE `" + column + "` BETWEEN ? AND ? AND seq <= ?",
			args:  []any{from, to, int64(s.token.Upto)}, keyed: column, order: " ORDER BY `" + column + "`" + direction + ", seq" + direction + " LIMIT ?",
		}}}
		return nil
	}
	streams, err := s.narrowest(wanted)
	if err != nil {
		return err
	}
	for _, st := range streams {
		st.args = append(st.args, int64(s.token.Upto))
		st.order = " ORDER BY " + st.seq + direction + " LIMIT ?"
	}
	s.source = &scanSource{s: s, streams: streams}
	return nil
}

// maxStreams is up to how many keys are read side by side.
const maxStreams = 300

// narrowest chooses the index to read: the things that are asked for, what the scope may see, another condition, or
// everything.
func (s *eventSearch) narrowest(wanted []indexed) ([]*stream, error) {
	for _, w := range wanted {
		if w.table == "event_nodes" && len(w.keys) <= maxStreams {
			return streamsOf(w), nil
		}
	}
	if lo, hi, ok := s.scope.Region(); ok {
		return s.regions(lo, hi)
	}
	if !s.scope.All() {
		var streams []*stream
		for _, org := range s.scope.Orgs() {
			streams = append(streams, &stream{
				query: "SELECT event_seq, 0 FROM event_orgs WHERE org_id = ? AND event_seq <= ?", args: []any{org}, seq: "event_seq",
			})
		}
		return streams, nil
	}
	for _, w := range wanted {
		if len(w.keys) <= maxStreams {
			return streamsOf(w), nil
		}
	}
	return []*stream{{query: "SELECT seq, 0 FROM events WHERE seq <= ?", seq: "seq"}}, nil
}

func streamsOf(w indexed) []*stream {
	streams := make([]*stream, 0, len(w.keys))
	for _, k := range w.keys {
		streams = append(streams, &stream{
			query: "SELECT event_seq, 0 FROM " + w.table + " WHERE " + w.column + " = ? AND event_seq <= ?", args: []any{k}, seq: "event_seq",
		})
	}
	return streams
}

// regions are one stream for each region that a regulator sees, found by jumping from one to the next, and one for its
// own organisation.
func (s *eventSearch) regions(lo, hi string) ([]*stream, error) {
	streams := []*stream{{query: "SELECT event_seq, 0 FROM event_orgs WHERE org_id = ? AND event_seq <= ?", args: []any{s.scope.Org()}, seq: "event_seq"}}
	at, inclusive := lo, ">="
	for len(streams) <= maxStreams {
		var region sql.NullString
		err := s.t.tx.query(func(r *sql.Rows) error { return r.Scan(&region) },
			"SELECT MIN(region) FROM event_orgs WHERE region "+inclusive+" ? AND region <= ?", at, hi)
		if err != nil || !region.Valid {
			return streams, err
		}
		streams = append(streams, &stream{
			query: "SELECT event_seq, 0 FROM event_orgs WHERE region = ? AND event_seq <= ?", args: []any{region.String}, seq: "event_seq",
		})
		at, inclusive = region.String, ">"
	}
	return []*stream{{query: "SELECT seq, 0 FROM events WHERE seq <= ?", seq: "seq"}}, nil
}

// stream reads the events of one key of an index in order.
type stream struct {
	query string
	args  []any
	order string
	seq   string // column of the number, where events stand in the order of their numbers
	keyed string // column of the order, where they do not

	buffer []searchKey
	done   bool
	last   *searchKey
}

// scanSource merges streams.
type scanSource struct {
	s       *eventSearch
	streams []*stream
	open    streamHeap
	started bool
	given   model.Seq
}

func (c *scanSource) next(n int) (candidates []model.Seq, more bool, err error) {
	if !c.started {
		c.started = true
		c.open.descending = c.s.descending()
		for _, st := range c.streams {
			if err := c.fill(st, n); err != nil {
				return nil, false, err
			}
			if len(st.buffer) > 0 {
				c.open.streams = append(c.open.streams, st)
			}
		}
		heap.Init(&c.open)
	}
	for len(candidates) < n && len(c.open.streams) > 0 {
		st := c.open.streams[0]
		q := st.buffer[0].Seq
		st.buffer = st.buffer[1:]
		if q != c.given { // an event may name a thing twice, or two of the things
			candidates = append(candidates, q)
			c.given = q
		}
		if len(st.buffer) == 0 {
			if err := c.fill(st, n); err != nil {
				return nil, false, err
			}
		}
		if len(st.buffer) == 0 {
			heap.Pop(&c.open)
		} else {
			heap.Fix(&c.open, 0)
		}
	}
	return candidates, len(c.open.streams) > 0, nil
}

// fill reads the next part of a stream.
func (c *scanSource) fill(st *stream, n int) error {
	if st.done {
		return nil
	}
	after := st.last
	if after == nil && !c.s.first {
		after = &c.s.token.Key
	}
	n = max(n/len(c.streams), 8)
	query, args := st.query, slices.Clone(st.args)
	if after != nil {
		sign := " < "
		if !c.s.descending() {
			sign = " > "
		}
		if st.keyed == "" {
			query += " AND " + st.seq + sign + "?"
			args = append(args, int64(after.Seq))
		} else {
			query += " AND (`" + st.keyed + "`" + sign + "? OR `" + st.keyed + "` = ? AND seq" + sign + "?)"
			args = append(args, int64(after.At), int64(after.At), int64(after.Seq))
		}
	}
	err := c.s.t.tx.query(func(r *sql.Rows) error {
		var k searchKey
		err := r.Scan(&k.Seq, &k.At)
		st.buffer = append(st.buffer, k)
		return err
	}, query+st.order, append(args, n)...)
	if err != nil {
		return err
	}
	st.done = len(st.buffer) < n
	if len(st.buffer) > 0 {
		last := st.buffer[len(st.buffer)-1]
		st.last = &last
	}
	return nil
}

// streamHeap keeps the stream whose next event comes first on top.
type streamHeap struct {
	streams    []*stream
	descending bool
}

func (h *streamHeap) Len() int      { return len(h.streams) }
func (h *streamHeap) Swap(i, j int) { h.streams[i], h.streams[j] = h.streams[j], h.streams[i] }
func (h *streamHeap) Push(x any)    { h.streams = append(h.streams, x.(*stream)) }
func (h *streamHeap) Less(i, j int) bool {
	order := h.streams[i].buffer[0].compare(h.streams[j].buffer[0])
	if h.descending {
		return order > 0
	}
	return order < 0
}

// Pop implements heap.Interface.
func (h *streamHeap) Pop() any {
	last := h.streams[len(h.streams)-1]
	h.streams = h.streams[:len(h.streams)-1]
	return last
}
