package model

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"suyuan/model/gs1"
)

// RecallList is what a till without a network keeps of live recalls: which lots, serial numbers and containers they stop.
// Its text form is described in RECALL_LIST.md; String writes it and ParseRecallList reads it. The zero value lists
// nothing.
type RecallList struct {
	Origin string // address of the installation
	// Epoch is as of which change it is. Since is 0 for a whole list; for the changes of one it is the epoch that they
	// follow.
	Epoch, Since    Seq
	Issued, Expires Instant // whole seconds
	Recalls         map[string]ListedRecall
	Entries         map[ListedGoods]RecallMarks
}

// ListedRecall is a case on a list, by its number.
type ListedRecall struct {
	Grade Grade // empty until graded
	Since Instant
}

// ListKind says what an entry names.
type ListKind string

// The kinds of entry.
const (
	ListLot     ListKind = "lot"     // First is a lot number
	ListSerial  ListKind = "serial"  // First is a serial number
	ListLots    ListKind = "lots"    // from First to Last, as ScopeLotRange selects
	ListSerials ListKind = "serials" // from First to Last, as ScopeSerials selects
	ListLike    ListKind = "like"    // First is a pattern, as ScopeLotPattern selects
	ListThing   ListKind = "thing"   // First is a canonical key: a container, or a lot without a GTIN
)

var listKinds = []ListKind{ListLot, ListLots, ListLike, ListSerial, ListSerials, ListThing}

// ListedGoods is what an entry is about. GTIN is empty for things and set for all others.
type ListedGoods struct {
	GTIN        gs1.GTIN
	Kind        ListKind
	First, Last string
}

// RecallMarks says, by the number of each case, how it stands to an entry. Among changes, an entry without marks is
// taken off the list. AffectedCleared keeps a lot out of a range of the same case.
type RecallMarks map[string]AffectedClass

// Bounds of a list.
const (
	MaxListBytes = 256 << 20
	maxListLine  = 2000
)

var markLetters = map[AffectedClass]byte{AffectedConfirmed: 'c', AffectedPossible: 'p', AffectedCleared: 'x'}

var marksOfLetters = map[byte]AffectedClass{'c': AffectedConfirmed, 'p': AffectedPossible, 'x': AffectedCleared}

// GoodsListed returns the entry that stands for the thing with a canonical key.
func GoodsListed(key string) ListedGoods {
	gtin := KeyGTIN(key)
	epc, err := gs1.ParseEPC(key)
	if gtin == "" || err != nil {
		return ListedGoods{Kind: ListThing, First: key}
	}
	kind, ai, value := ListLot, "10", epc.Lot()
	if epc.Serial() != "" {
		kind, ai, value = ListSerial, "21", epc.Serial()
	}
	link, err := gs1.NewLink(gs1.Element{AI: "01", Value: string(gtin)}, gs1.Element{AI: ai, Value: value})
	if err != nil || gs1.LinkEPC(link).Key() != key {
		return ListedGoods{Kind: ListThing, First: key} // it says more than a lot or a serial number
	}
	return ListedGoods{GTIN: gtin, Kind: kind, First: value}
}

// ConditionListed returns the entry that stands for a condition; ok is false for one that a till cannot judge by what is
// printed in the code: its lots are listed one by one.
func ConditionListed(c RecallCondition) (g ListedGoods, ok bool) {
	g.GTIN = c.GTIN
	switch p := c.Predicate.(type) {
	case ScopeLot:
		g.Kind, g.First, g.Last = ListLots, p.Lot, p.Lot
	case ScopeLotRange:
		g.Kind, g.First, g.Last = ListLots, p.First, p.Last
	case ScopeLotPattern:
		g.Kind, g.First = ListLike, p.Pattern
	case ScopeSerials:
		g.Kind, g.First, g.Last = ListSerials, p.First, p.Last
	}
	return g, g.GTIN != "" && g.Kind != "" && !dated(c.Predicate)
}

// selects reports whether a range or pattern holds a lot or serial number of its product.
func (g ListedGoods) selects(kind ListKind, number string) bool {
	lot := Batch{Lot: number}
	switch g.Kind {
	case ListLots:
		return kind == ListLot && ScopeLotRange{First: g.First, Last: g.Last}.Picks(lot)
	case ListLike:
		return kind == ListLot && ScopeLotPattern{Pattern: g.First}.Picks(lot)
	case ListSerials:
		return kind == ListSerial && ScopeSerials{First: g.First, Last: g.Last}.PicksSerial(number)
	case ListLot, ListSerial, ListThing:
	}
	return false
}

// Against returns what the list has against the things with canonical keys, the strictest first, each case once. Nothing
// means that the list has nothing against them, and no more: it does not say that they may be sold.
func (l RecallList) Against(keys ...string) []RecallStrike {
	var strikes []RecallStrike
	for _, key := range keys {
		for number, class := range l.marksOn(GoodsListed(key)) {
			if !class.Blocks() {
				continue
			}
			r := l.Recalls[number]
			strikes = append(strikes, RecallStrike{RecallHead: RecallHead{Number: number, Grade: r.Grade, Since: r.Since}, Class: class})
		}
	}
	SortStrikes(strikes)
	seen := map[string]bool{}
	return slices.DeleteFunc(strikes, func(s RecallStrike) bool {
		again := seen[s.Number]
		seen[s.Number] = true
		return again
	})
}

// Unclear reports whether a code leaves open what it is on: it names a product without a lot or serial number, and the list
// stops some of that product. A till has to read the lot before it sells.
func (l RecallList) Unclear(keys ...string) bool {
	for _, key := range keys {
		g := GoodsListed(key)
		if g.Kind != ListThing || KeyGTIN(key) == "" {
			continue
		}
		for other, marks := range l.Entries {
			if other.GTIN != KeyGTIN(key) {
				continue
			}
			for _, class := range marks {
				if class.Blocks() {
					return true
				}
			}
		}
	}
	return false
}

// marksOn puts together what the entries say about one thing; what a case says about the thing itself counts before what
// it says about a range.
func (l RecallList) marksOn(g ListedGoods) RecallMarks {
	marks := maps.Clone(l.Entries[g])
	if g.GTIN == "" {
		return marks
	}
	if marks == nil {
		marks = RecallMarks{}
	}
	own := maps.Clone(marks)
	for other, theirs := range l.Entries {
		if other.GTIN != g.GTIN || !other.selects(g.Kind, g.First) {
			continue
		}
		for number, class := range theirs {
			if _, judged := own[number]; !judged {
				marks[number] = Strictest(class, marks[number])
			}
		}
	}
	return marks
}

// Apply brings a list up to date with the changes that follow it. Refusal: recall-list-apart.
func (l RecallList) Apply(changes RecallList) (RecallList, error) {
	if changes.Origin != l.Origin || changes.Since == 0 || changes.Since > l.Epoch || changes.Epoch < l.Epoch {
		return l, RecallListApart.Refuse(P("origin", l.Origin), P("epoch", l.Epoch), P("since", changes.Since))
	}
	next := changes
	next.Since, next.Entries, next.Recalls = l.Since, maps.Clone(l.Entries), maps.Clone(l.Recalls)
	maps.Copy(next.Entries, changes.Entries)
	maps.DeleteFunc(next.Entries, func(_ ListedGoods, m RecallMarks) bool { return len(m) == 0 })
	maps.Copy(next.Recalls, changes.Recalls)
	used := map[string]bool{}
	for _, marks := range next.Entries {
		for number := range marks {
			used[number] = true
		}
	}
	maps.DeleteFunc(next.Recalls, func(number string, _ ListedRecall) bool { return !used[number] })
	return next, nil
}

// Old reports whether the list should no longer be relied upon.
func (l RecallList) Old(now Instant) bool { return now >= l.Expires }

const listTitle = "suyuan recall list 1"

// String writes the list. The same list always has the same text.
func (l RecallList) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\norigin %s\nepoch %d\nsince %d\nissued %s\nexpires %s\n", listTitle, l.Origin, l.Epoch, l.Since, listTime(l.Issued), listTime(l.Expires))
	numbers := slices.Sorted(maps.Keys(l.Recalls))
	position := make(map[string]int, len(numbers))
	for i, n := range numbers {
		position[n] = i
		fmt.Fprintf(&b, "recall %s %s %s\n", n, cmp.Or(string(l.Recalls[n].Grade), "-"), listTime(l.Recalls[n].Since))
	}
	entries := slices.SortedFunc(maps.Keys(l.Entries), compareListed)
	gtin := gs1.GTIN("")
	for _, g := range entries {
		if g.GTIN != gtin {
			gtin = g.GTIN
			b.WriteString("item " + string(gtin) + "\n")
		}
		b.WriteString(string(g.Kind) + " " + listWord(g))
		if g.Last != "" {
			b.WriteString(" " + g.Last)
		}
		b.WriteByte(' ')
		l.Entries[g].write(&b, position)
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "end %d\n", len(entries))
	return b.String()
}

func (m RecallMarks) write(b *strings.Builder, position map[string]int) {
	if len(m) == 0 {
		b.WriteByte('-')
	}
	for _, number := range slices.Sorted(maps.Keys(m)) {
		b.WriteByte(markLetters[m[number]])
		b.WriteString(strconv.Itoa(position[number]))
	}
}

// compareListed orders entries: things first, then by product, kind and number.
func compareListed(a, b ListedGoods) int {
	return cmp.Or(cmp.Compare(a.GTIN, b.GTIN), cmp.Compare(slices.Index(listKinds, a.Kind), slices.Index(listKinds, b.Kind)),
		cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
}

// listWord writes the first name of an entry as one word. Lot and serial numbers have no blanks (GS1 character set 82);
// keys may have anything.
func listWord(g ListedGoods) string {
	if g.Kind != ListThing {
		return g.First
	}
	var b strings.Builder
	for i := range len(g.First) {
		if c := g.First[i]; c > ' ' && c <= '~' && c != '%' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func listTime(i Instant) string { return i.Time().UTC().Format(time.RFC3339) }

// ParseRecallList reads the text of a list without its signature. It takes exactly what String writes and refuses
// everything else with recall-list-unreadable.
func ParseRecallList(text []byte) (RecallList, error) {
	p := listReader{list: RecallList{Recalls: map[string]ListedRecall{}, Entries: map[ListedGoods]RecallMarks{}}}
	if len(text) > MaxListBytes {
		return RecallList{}, p.refuse("too long")
	}
	for line := range bytes.Lines(text) {
		p.line++
		if err := p.read(string(line)); err != nil {
			return RecallList{}, err
		}
	}
	if !p.ended {
		return RecallList{}, p.refuse("no end")
	}
	if p.list.String() != string(text) {
		return RecallList{}, p.refuse("not in order")
	}
	return p.list, nil
}

// listReader reads a list line by line.
type listReader struct {
	list    RecallList
	line    int
	numbers []string
	item    gs1.GTIN
	ended   bool
}

func (p *listReader) refuse(reason string) error {
	return RecallListUnreadable.Refuse(P("line", p.line), P("reason", reason))
}

// listHead are the first lines in order: how each begins, and how what follows is read.
var listHead = []struct {
	word string
	read func(l *RecallList, value string) bool
}{
	{listTitle, func(_ *RecallList, value string) bool { return value == "" }},
	{"origin ", func(l *RecallList, value string) (ok bool) {
		u, err := url.Parse(value)
		l.Origin = value
		return err == nil && u.Host != "" && oneWord.MatchString(value)
	}},
	{"epoch ", func(l *RecallList, value string) (ok bool) { l.Epoch, ok = listNumber(value); return ok }},
	{"since ", func(l *RecallList, value string) (ok bool) {
		l.Since, ok = listNumber(value)
		return ok && l.Since <= l.Epoch
	}},
	{"issued ", func(l *RecallList, value string) (ok bool) { l.Issued, ok = parseListTime(value); return ok }},
	{"expires ", func(l *RecallList, value string) (ok bool) {
		l.Expires, ok = parseListTime(value)
		return ok && l.Expires >= l.Issued
	}},
}

var (
	oneWord  = regexp.MustCompile(`^[!-~]{1,500}$`)
	listMark = regexp.MustCompile(`^([cpx](0|[1-9][0-9]{0,6}))+$`)
	eachMark = regexp.MustCompile(`[cpx][0-9]+`)
)

func listNumber(s string) (Seq, bool) {
	n, err := strconv.ParseInt(s, 10, 62)
	return Seq(n), err == nil && n >= 0 && strconv.FormatInt(n, 10) == s
}

func parseListTime(s string) (Instant, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return InstantOf(t), err == nil && listTime(InstantOf(t)) == s
}

func (p *listReader) read(line string) error {
	line, whole := strings.CutSuffix(line, "\n")
	if !whole || len(line) > maxListLine || p.ended {
		return p.refuse("not a whole line")
	}
	if p.line <= len(listHead) {
		h := listHead[p.line-1]
		if value, ok := strings.CutPrefix(line, h.word); !ok || !h.read(&p.list, value) {
			return p.refuse("wants " + strings.TrimSpace(h.word))
		}
		return nil
	}
	word, rest, _ := strings.Cut(line, " ")
	parts := strings.Split(rest, " ")
	ok := false
	switch {
	case word == "recall" && len(parts) == 3:
		ok = p.recall(parts[0], parts[1], parts[2])
	case word == "item" && len(parts) == 1:
		_, err := gs1.ParseGTIN(rest)
		p.item, ok = gs1.GTIN(rest), err == nil && len(rest) == 14
	case word == "end" && len(parts) == 1:
		n, numbered := listNumber(rest)
		p.ended, ok = true, numbered && int(n) == len(p.list.Entries)
	default:
		ok = p.entry(ListKind(word), parts)
	}
	if !ok {
		return p.refuse("cannot be read")
	}
	return nil
}

func (p *listReader) recall(number, grade, since string) bool {
	at, ok := parseListTime(since)
	if _, known := p.list.Recalls[number]; known || !oneWord.MatchString(number) || grade != "-" && Grade(grade).Rank() == 3 {
		return false
	}
	p.numbers = append(p.numbers, number)
	p.list.Recalls[number] = ListedRecall{Grade(strings.TrimPrefix(grade, "-")), at}
	return ok
}

func (p *listReader) entry(kind ListKind, parts []string) bool {
	g := ListedGoods{GTIN: p.item, Kind: kind, First: parts[0]}
	if (kind == ListThing) != (p.item == "") {
		return false
	}
	wants := 2
	switch kind {
	case ListLots, ListSerials:
		if wants = 3; len(parts) == wants {
			g.Last = parts[1]
		}
		_, err := numberRange(g.First, g.Last)
		if err != nil || !gs1.ValidLot(g.First) || !gs1.ValidLot(g.Last) {
			return false
		}
	case ListLike:
		if pattern, ok := parsePattern(g.First); !ok || pattern.literals() == 0 {
			return false
		}
	case ListLot, ListSerial:
		if !gs1.ValidLot(g.First) {
			return false
		}
	case ListThing:
		key, err := url.PathUnescape(g.First)
		if g.First = key; err != nil || key == "" {
			return false
		}
	default:
		return false
	}
	if _, known := p.list.Entries[g]; known || len(parts) != wants {
		return false
	}
	marks, ok := p.marks(parts[wants-1])
	p.list.Entries[g] = marks
	return ok
}

// marks reads how cases stand to an entry. Only changes may take entries off.
func (p *listReader) marks(text string) (RecallMarks, bool) {
	if text == "-" {
		return nil, p.list.Since > 0
	}
	if !listMark.MatchString(text) {
		return nil, false
	}
	marks := RecallMarks{}
	for _, m := range eachMark.FindAllString(text, -1) {
		at, err := strconv.Atoi(m[1:])
		if err != nil || at >= len(p.numbers) {
			return nil, false
		}
		marks[p.numbers[at]] = marksOfLetters[m[0]]
	}
	return marks, true
}
