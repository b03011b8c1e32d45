package repository

import (
	"cmp"
	"database/sql"
	"maps"
	"slices"
	"strconv"

	"suyuan/model"
)

// WordKind is what one can browse events by (EPCIS 2.0 §12.2).
type WordKind string

// The kinds of word.
const (
	WordEventType   WordKind = "eventType"
	WordBizStep     WordKind = "bizStep"
	WordDisposition WordKind = "disposition"
	WordReadPoint   WordKind = "readPoint"
	WordBizLocation WordKind = "bizLocation"
	WordEPC         WordKind = "epc"
)

// eventWord says that an organisation may see an event with a word. Its rows are few: one for each word that a company
// has to do with.
type eventWord struct {
	OrgID  model.OrgID
	Region model.Region
	Kind   WordKind
	Word   string
	Place  model.Seq // instead of the word, for read points and business locations
}

// TableName implements schema.Tabler.
func (eventWord) TableName() string { return "event_words" }

// wordsOf lists the words of an event.
func wordsOf(e model.Event) []eventWord {
	var words []eventWord
	for _, w := range []eventWord{
		{Kind: WordEventType, Word: e.Type}, {Kind: WordBizStep, Word: e.BizStep}, {Kind: WordDisposition, Word: e.Disposition},
		{Kind: WordReadPoint, Place: e.ReadPoint}, {Kind: WordBizLocation, Place: e.BizLocation},
	} {
		if w.Word != "" || w.Place != 0 {
			words = append(words, w)
		}
	}
	return words
}

// learnWords adds the words of new events that the organisations did not know. They are looked up first, so that two
// transactions with the usual words wait for nothing.
func (t Trace) learnWords(events []Recorded) error {
	seen := map[eventWord]bool{}
	orgs := map[model.OrgID]bool{}
	for _, e := range events {
		for _, w := range wordsOf(e.Event) {
			for _, o := range e.Orgs {
				w.OrgID, w.Region = o.OrgID, o.Region
				seen[w], orgs[o.OrgID] = true, true
			}
		}
	}
	all := make([]eventWord, 0, len(seen))
	for w := range seen {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b eventWord) int {
		return cmp.Or(cmp.Compare(a.OrgID, b.OrgID), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Word, b.Word), cmp.Compare(a.Place, b.Place),
			cmp.Compare(a.Region, b.Region))
	})
	known, err := t.knownWords(all, orgs)
	if err != nil {
		return err
	}
	unknown := slices.DeleteFunc(all, func(w eventWord) bool { return known[w] })
	if len(unknown) == 0 {
		return nil
	}
	return t.insertIgnoring(&unknown)
}

// knownWords reads which of the words the organisations know, and some others.
func (t Trace) knownWords(all []eventWord, orgs map[model.OrgID]bool) (map[eventWord]bool, error) {
	known := map[eventWord]bool{}
	read := func(r *sql.Rows) error {
		var w eventWord
		err := r.Scan(&w.OrgID, &w.Region, &w.Kind, &w.Word, &w.Place)
		known[w] = true
		return err
	}
	words, places := map[string]bool{}, map[model.Seq]bool{}
	for _, w := range all {
		if w.Place == 0 {
			words[w.Word] = true
		} else {
			places[w.Place] = true
		}
	}
	return known, lookup(slices.Sorted(maps.Keys(orgs)), func(chunk []model.OrgID) error {
		in := "SELECT org_id, region, kind, word, place FROM event_words WHERE org_id IN (" + placeholders(len(chunk)) + ") AND "
		err := lookup(slices.Sorted(maps.Keys(words)), func(words []string) error {
			return t.tx.query(read, in+"kind IN ('eventType', 'bizStep', 'disposition') AND word IN ("+placeholders(len(words))+")",
				append(anys(chunk), anys(words)...)...)
		})
		if err != nil {
			return err
		}
		return lookup(slices.Sorted(maps.Keys(places)), func(places []model.Seq) error {
			return t.tx.query(read, in+"kind IN ('readPoint', 'bizLocation') AND word = '' AND place IN ("+intList(places)+")", anys(chunk)...)
		})
	})
}

// seenWords is the condition of a scope on event_words.
func seenWords(scope model.Scope) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	if lo, hi, ok := scope.Region(); ok {
		return "(w.region BETWEEN ? AND ? OR w.org_id = ?)", []any{lo, hi, scope.Org()}
	}
	if scope.Org() == "" {
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	return "w.org_id " + of, orgs
}

// Words lists the words of a kind that events of the scope have, sorted. Refusals: page-token-invalid,
// epcis-query-too-complex.
func (t Trace) Words(scope model.Scope, kind WordKind, page model.Page) ([]string, model.PageToken, error) {
	list := "words-" + string(kind)
	after, err := readCursor[string](list, page)
	if err != nil {
		return nil, "", err
	}
	from := ""
	if after != nil {
		from = *after
	}
	words, err := t.wordsAfter(scope, kind, from, page.Size()+1)
	if err != nil {
		return nil, "", err
	}
	words, next := cut(list, page, words, func(w string) string { return w })
	return words, next, nil
}

func (t Trace) wordsAfter(scope model.Scope, kind WordKind, after string, limit int) (words []string, err error) {
	if kind == WordEPC {
		return t.epcsAfter(scope, after, limit)
	}
	cond, args := seenWords(scope)
	query := "SELECT DISTINCT w.word FROM event_words w WHERE w.kind = ? AND w.word > ? AND " + cond + " ORDER BY w.word LIMIT ?"
	if kind == WordReadPoint || kind == WordBizLocation {
		query = "SELECT DISTINCT p.uri FROM event_words w JOIN places p ON p.id = w.place WHERE w.kind = ? AND p.uri > ? AND " + cond + " ORDER BY p.uri LIMIT ?"
	}
	return words, t.tx.query(func(r *sql.Rows) error {
		var w string
		err := r.Scan(&w)
		words = append(words, w)
		return err
	}, query, append(append([]any{string(kind), after}, args...), limit)...)
}

// epcsAfter lists the identifiers of things that events of the scope name. It goes through the things in order and asks
// for each who may see it.
func (t Trace) epcsAfter(scope model.Scope, after string, limit int) (keys []string, err error) {
	for looked := 0; len(keys) < limit; {
		var ids []model.Seq
		var chunk []string
		err := t.tx.query(func(r *sql.Rows) error {
			var id model.Seq
			var key string
			err := r.Scan(&id, &key)
			ids, chunk = append(ids, id), append(chunk, key)
			return err
		}, "SELECT id, epc FROM nodes WHERE epc > ? AND level <> 'step' ORDER BY epc LIMIT ?", after, inChunk)
		if err != nil {
			return nil, err
		}
		visible := map[model.Seq]bool{}
		seen, args := seenEvent(scope, "en.event_seq")
		if len(ids) > 0 {
			err = t.tx.query(markInto(visible), "SELECT n.id FROM nodes n WHERE n.id IN ("+intList(ids)+") AND EXISTS "+
				"(SELECT 1 FROM event_nodes en WHERE en.node_id = n.id AND "+seen+")", args...)
			if err != nil {
				return nil, err
			}
		}
		for i, id := range ids {
			if after = chunk[i]; visible[id] && len(keys) < limit {
				keys = append(keys, chunk[i])
			}
		}
		if looked += len(ids); len(ids) < inChunk {
			break
		}
		if looked > QueryScanMax && len(keys) < limit {
			return nil, model.QueryTooComplex.Refuse(model.P("limit", strconv.Itoa(QueryScanMax)))
		}
	}
	return keys, nil
}

// HasWord reports whether an event of the scope has a word.
func (t Trace) HasWord(scope model.Scope, kind WordKind, word string) (found bool, err error) {
	cond, args := seenWords(scope)
	query := "SELECT 1 FROM event_words w WHERE w.kind = ? AND w.word = ? AND " + cond + " LIMIT 1"
	switch kind {
	case WordReadPoint, WordBizLocation:
		query = "SELECT 1 FROM event_words w JOIN places p ON p.id = w.place WHERE w.kind = ? AND p.uri = ? AND " + cond + " LIMIT 1"
	case WordEPC:
		cond, args = seenEvent(scope, "en.event_seq")
		query = "SELECT 1 FROM nodes n JOIN event_nodes en ON en.node_id = n.id WHERE n.level <> ? AND n.epc = ? AND " + cond + " LIMIT 1"
		return found, t.tx.query(func(*sql.Rows) error { found = true; return nil }, query, append([]any{string(model.LevelStep), word}, args...)...)
	case WordEventType, WordBizStep, WordDisposition:
	}
	return found, t.tx.query(func(*sql.Rows) error { found = true; return nil }, query, append([]any{string(kind), word}, args...)...)
}
