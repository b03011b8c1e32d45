package repository

import (
	"cmp"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
)

// Bounds of one EPCIS query.
const (
	// gatherMax is up to how many events an index may name for all of them to be taken and put in order.
	gatherMax = 2_000
	// QueryScanMax is how many events are looked at for one page before it is refused as too complex.
	QueryScanMax = 50_000
	// patternMax is how many things a pattern may stand for to be looked up by name.
	patternMax = 500
	// tokenLife is how long the next page may be asked for.
	tokenLife = 24 * time.Hour
)

// QueriedEvent is an event of an answer: its row, and what it says.
type QueriedEvent struct {
	Row   model.Event
	Event *epcis.Event
}

// EventAnswer is one page of the answer to a query.
type EventAnswer struct {
	Events []QueriedEvent
	// Next is the token of the next page, valid until Expires; empty on the last page.
	Next    model.PageToken
	Expires model.Instant
}

// QueryEvents answers a query over the events of the scope, declarations and withdrawn events included. An index finds
// candidates, epcis.Query.Matches decides. binds tells apart the addresses at which the same query may be asked. Refusals:
// page-token-invalid, epcis-query-too-large, epcis-query-too-complex.
func (t Trace) QueryEvents(scope model.Scope, q *epcis.Query, binds string, page model.Page) (EventAnswer, error) {
	s := &eventSearch{t: t, scope: scope, query: q, list: queryList(scope, q, binds), size: page.Size()}
	if err := s.readToken(page.After); err != nil {
		return EventAnswer{}, err
	}
	if left := q.EventCountLimit - s.token.Given; q.EventCountLimit > 0 && left <= s.size {
		s.size, s.last = left, true
	}
	if err := s.plan(); err != nil {
		return EventAnswer{}, err
	}
	if err := s.collect(); err != nil {
		return EventAnswer{}, err
	}
	return s.answer()
}

// queryToken is what a page token holds.
type queryToken struct {
	List string    `json:"l"` // the query and the asker it belongs to
	Key  searchKey `json:"k"`
	// Upto is the last event there was when the first page was read: later ones are no part of the answer.
	Upto    model.Seq     `json:"u"`
	Given   int           `json:"n,omitempty"` // events on the pages before
	Expires model.Instant `json:"x"`
}

// searchKey is the place of an event in the order of an answer; At is 0 where events stand in the order of their
// numbers.
type searchKey struct {
	At  model.Instant `json:"a,omitempty"`
	Seq model.Seq     `json:"s"`
}

func (k searchKey) compare(o searchKey) int {
	return cmp.Or(cmp.Compare(k.At, o.At), cmp.Compare(k.Seq, o.Seq))
}

func queryList(scope model.Scope, q *epcis.Query, binds string) string {
	sum := sha256.Sum256([]byte(scope.Org().String() + "\n" + binds + "\n" + q.Canonical()))
	return hex.EncodeToString(sum[:12])
}

// eventSearch is one run of a query.
type eventSearch struct {
	t     Trace
	scope model.Scope
	query *epcis.Query
	list  string
	size  int
	last  bool // eventCountLimit is reached on this page

	token   queryToken
	first   bool
	filters []searchFilter
	source  searchSource
	looked  int
	matched int
	found   []QueriedEvent // those of the page, and the one behind it
	keys    []searchKey
	about   epcis.Attributes
	failed  error // of about
}

func (s *eventSearch) readToken(after model.PageToken) error {
	if after == "" {
		s.first = true
		s.token.List = s.list
		return s.t.tx.query(func(r *sql.Rows) error { return r.Scan(&s.token.Upto) }, "SELECT COALESCE(MAX(seq), 0) FROM events")
	}
	text, err := base64.RawURLEncoding.DecodeString(string(after))
	if err != nil || json.Unmarshal(text, &s.token) != nil || s.token.List != s.list || s.token.Expires < s.t.tx.now {
		return model.PageTokenInvalid.At("nextPageToken")
	}
	released := false
	err = s.t.tx.query(func(*sql.Rows) error { released = true; return nil }, "SELECT 1 FROM released_tokens WHERE hash = ?", tokenHash(after))
	if err == nil && released {
		return model.PageTokenInvalid.At("nextPageToken")
	}
	return err
}

func tokenHash(token model.PageToken) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// ReleaseToken makes a page token of a query unusable before its time. A text that is no token has nothing to release.
func (t Trace) ReleaseToken(token model.PageToken) error {
	var held queryToken
	text, err := base64.RawURLEncoding.DecodeString(string(token))
	if err != nil || json.Unmarshal(text, &held) != nil || held.Expires < t.tx.now || held.Expires > t.tx.now.Add(tokenLife) {
		return nil
	}
	if _, err := t.tx.exec("DELETE FROM released_tokens WHERE expires < ?", t.tx.now); err != nil {
		return err
	}
	return t.insertIgnoring(&[]releasedToken{{tokenHash(token), held.Expires}})
}

// releasedToken is a page token that may no longer be used.
type releasedToken struct {
	Hash    string
	Expires model.Instant
}

// TableName implements schema.Tabler.
func (releasedToken) TableName() string { return "released_tokens" }

// descending reports whether the answer begins with the latest.
func (s *eventSearch) descending() bool { return !s.query.Ascending }

// ahead reports whether a key stands behind the last page.
func (s *eventSearch) ahead(k searchKey) bool {
	if s.first {
		return true
	}
	if s.descending() {
		return k.compare(s.token.Key) < 0
	}
	return k.compare(s.token.Key) > 0
}

// orderColumn is the column of events by which the answer is ordered before their number, "" for none.
func (s *eventSearch) orderColumn() string {
	switch s.query.OrderBy {
	case epcis.OrderEventTime:
		return "time"
	case epcis.OrderRecordTime:
		return "recorded"
	}
	return ""
}

// collect reads candidates until the page is full and one event is left over, which tells that there is a next page. A
// query with maxEventCount is counted to that bound first.
func (s *eventSearch) collect() error {
	want := s.size + 1
	if s.first && s.query.MaxEventCount > 0 {
		want = max(want, s.query.MaxEventCount+1)
	}
	for batch := min(want+8, inChunk); s.matched < want; batch = min(2*batch, inChunk) {
		candidates, more, err := s.source.next(batch)
		if err != nil {
			return err
		}
		s.looked += len(candidates)
		if err := s.judge(candidates, want); err != nil {
			return err
		}
		if !more {
			break
		}
		if s.looked >= QueryScanMax {
			return model.QueryTooComplex.Refuse(model.P("limit", QueryScanMax))
		}
	}
	if s.first && s.query.MaxEventCount > 0 && s.matched > s.query.MaxEventCount {
		return model.QueryTooLarge.Refuse(model.P("limit", s.query.MaxEventCount))
	}
	return nil
}

// judge keeps the candidates that pass every filter and match, in order.
func (s *eventSearch) judge(candidates []model.Seq, want int) error {
	passed := candidates
	for _, f := range s.filters {
		if len(passed) == 0 {
			return nil
		}
		kept := make(map[model.Seq]bool, len(passed))
		if err := f(passed, kept); err != nil {
			return err
		}
		passed = slices.DeleteFunc(slices.Clone(passed), func(q model.Seq) bool { return !kept[q] })
	}
	const bodies = 64 // read at a time: a page that is full early reads few in vain
	for chunk := range slices.Chunk(passed, bodies) {
		rows, err := s.t.eventBodies(chunk)
		if err != nil {
			return err
		}
		for _, q := range chunk {
			row, ok := rows[q]
			if !ok {
				continue
			}
			e, err := parseStored(row)
			if err != nil {
				return err
			}
			if !s.query.Matches(e, s.about) {
				continue
			}
			if s.matched++; s.matched <= s.size+1 {
				s.found, s.keys = append(s.found, QueriedEvent{row, e}), append(s.keys, s.keyOf(row))
			}
			if s.matched == want {
				return s.failed
			}
		}
	}
	return s.failed
}

func (s *eventSearch) keyOf(e model.Event) searchKey {
	switch s.query.OrderBy {
	case epcis.OrderEventTime:
		return searchKey{e.Time, e.Seq}
	case epcis.OrderRecordTime:
		return searchKey{e.Recorded, e.Seq}
	}
	return searchKey{Seq: e.Seq}
}

func (s *eventSearch) answer() (EventAnswer, error) {
	a := EventAnswer{Events: s.found}
	if len(s.found) <= s.size {
		return a, nil
	}
	a.Events = s.found[:s.size]
	if s.last {
		return a, nil
	}
	next := s.token
	next.Key, next.Given, next.Expires = s.keys[s.size-1], s.token.Given+s.size, s.t.tx.now.Add(tokenLife)
	text, err := json.Marshal(next)
	a.Next, a.Expires = model.PageToken(base64.RawURLEncoding.EncodeToString(text)), next.Expires
	return a, err
}

// eventBodies reads events with their bodies.
func (t Trace) eventBodies(seqs []model.Seq) (map[model.Seq]model.Event, error) {
	rows := make(map[model.Seq]model.Event, len(seqs))
	err := t.tx.query(func(r *sql.Rows) error {
		var e model.Event
		err := r.Scan(&e.Seq, &e.EventID, &e.Hash, &e.HashRules, &e.Declares, &e.Type, &e.Time, &e.Offset, &e.Recorded, &e.OrgID,
			&e.Retracted, &e.Context, &e.Body)
		rows[e.Seq] = e
		return err
	}, "SELECT seq, event_id, hash, hash_rules, declares, type, time, zone_offset, recorded, org_id, retracted, context, body FROM events "+
		"WHERE seq IN ("+intList(seqs)+")")
	return rows, err
}

// parseStored reads an event as it was captured, with the eventID and the record time of the repository.
func parseStored(row model.Event) (*epcis.Event, error) {
	var base epcis.Context
	if row.Context != "" {
		n, err := epcis.ParseJSON([]byte(row.Context))
		if err != nil {
			return nil, err
		}
		base = epcis.ContextOf(n)
	}
	e, err := epcis.ParseEvent(row.Body, base, epcis.Limits{Bytes: len(row.Body)})
	if err != nil {
		return nil, err
	}
	e.EventID = row.EventID
	e.RecordTime = epcis.Timestamp{Text: row.Recorded.String(), At: row.Recorded.Time()}
	return e, nil
}

// EventsByID returns the events of the scope that have an eventID: the event, what withdrew it, and where several
// organisations recorded the same, each of theirs, in the order of recording. Not-found when there is none.
func (t Trace) EventsByID(scope model.Scope, eventID string) ([]QueriedEvent, error) {
	var seqs []model.Seq
	seen, args := seenEvent(scope, "events.seq")
	err := t.tx.query(func(r *sql.Rows) error {
		var q model.Seq
		err := r.Scan(&q)
		seqs = append(seqs, q)
		return err
	}, "SELECT seq FROM events WHERE event_id = ? AND "+seen+" ORDER BY seq LIMIT 200", append([]any{eventID}, args...)...)
	if err != nil {
		return nil, err
	}
	if len(seqs) == 0 {
		return nil, model.NotFound.Refuse()
	}
	rows, err := t.eventBodies(seqs)
	if err != nil {
		return nil, err
	}
	events := make([]QueriedEvent, 0, len(seqs))
	for _, q := range seqs {
		e, err := parseStored(rows[q])
		if err != nil {
			return nil, err
		}
		events = append(events, QueriedEvent{rows[q], e})
	}
	return events, nil
}

// EventOfCapture returns the first event that a capture job kept, with its body, or not-found.
func (t Trace) EventOfCapture(id model.CaptureID) (e model.Event, err error) {
	return e, absent(t.tx.db.Where("capture_id = ?", id).Order("seq").Limit(1).Take(&e).Error)
}

// masterData tells what is known about a location or party that is registered here (CBV 2.0 §9). It remembers what it
// has looked up.
func (t Trace) masterData(failed *error) epcis.Attributes {
	known := map[string][]epcis.Attribute{}
	const mda = "urn:epcglobal:cbv:mda:"
	return func(uri string) []epcis.Attribute {
		key := epcis.Key(uri)
		if list, ok := known[key]; ok {
			return list
		}
		var list []epcis.Attribute
		err := t.tx.query(func(r *sql.Rows) error {
			var name model.Text
			var country string
			if err := r.Scan(&name.ZH, &name.UG, &name.EN, &country); err != nil {
				return err
			}
			for _, a := range []epcis.Attribute{
				{Name: mda + "name", Value: name.ZH}, {Name: mda + "name", Value: name.UG}, {Name: mda + "name", Value: name.EN},
				{Name: mda + "countryCode", Value: country},
			} {
				if a.Value != "" {
					list = append(list, a)
				}
			}
			return nil
		}, "SELECT COALESCE(s.name_zh, o.name_zh), COALESCE(s.name_ug, o.name_ug), COALESCE(s.name_en, o.name_en), "+
			"o.country FROM identities i JOIN organisations o ON o.id = i.org_id "+
			"LEFT JOIN sites s ON s.id = i.subject_id WHERE i.uri = ?", key)
		if err != nil && *failed == nil {
			*failed = err
		}
		known[key] = list
		return list
	}
}

// upper returns the least text that is greater than every text beginning with a prefix.
func upper(prefix string) string {
	for at := len(prefix) - 1; at >= 0; at-- {
		if prefix[at] < 0xff {
			return prefix[:at] + string([]byte{prefix[at] + 1})
		}
	}
	return strings.Repeat("\xff", 600)
}
