package model

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"suyuan/model/gs1"
)

// ScopeKind names a kind of condition that selects what a recall starts from.
type ScopeKind string

// The kinds of condition.
const (
	ScopeOfLot      ScopeKind = "lot"
	ScopeOfRange    ScopeKind = "lot-range"
	ScopeOfPattern  ScopeKind = "lot-pattern"
	ScopeOfDates    ScopeKind = "made"
	ScopeOfSite     ScopeKind = "site"
	ScopeOfInput    ScopeKind = "input"
	ScopeOfSupplier ScopeKind = "supplier"
	ScopeOfReport   ScopeKind = "report"
	ScopeOfSerials  ScopeKind = "serial-range"
)

// ScopeKinds lists the kinds of condition.
func ScopeKinds() []ScopeKind {
	return []ScopeKind{ScopeOfLot, ScopeOfRange, ScopeOfPattern, ScopeOfDates, ScopeOfSite, ScopeOfInput, ScopeOfSupplier, ScopeOfReport, ScopeOfSerials}
}

// ScopeKindWords name the kinds of condition for people.
var ScopeKindWords = map[ScopeKind]Text{
	ScopeOfLot:      {"批次", "تۈركۈم", "lot"},
	ScopeOfRange:    {"批号区间", "تۈركۈم نومۇرى ئارىلىقى", "range of lots"},
	ScopeOfPattern:  {"批号通配", "تۈركۈم نومۇرى بەلگىسى", "lots by wildcard"},
	ScopeOfDates:    {"产品和生产日期", "مەھسۇلات ۋە ئىشلەپچىقىرىش چېسلاسى", "product by production date"},
	ScopeOfSite:     {"场所和时间", "ئورۇن ۋە ۋاقىت", "site within a time"},
	ScopeOfInput:    {"投入的批次", "كىرگۈزۈلگەن تۈركۈم", "made from a lot"},
	ScopeOfSupplier: {"供货商", "تەمىنلىگۈچى", "received from a supplier"},
	ScopeOfReport:   {"依据的检测报告", "تايانغان تەكشۈرۈش دوكلاتى", "released on a laboratory report"},
	ScopeOfSerials:  {"序列号区间", "تەرتىپ نومۇرى ئارىلىقى", "range of serial numbers"},
}

// RecallPredicate is one condition of a scope: a value of one of the types below and no other. Conditions on lots name
// the maker's product, so that none reaches another maker's lots of the same number.
type RecallPredicate interface {
	Kind() ScopeKind
	// Validate refuses, at its fields, what cannot be a condition.
	Validate() error
	// Picks reports whether the condition selects a batch by its master data alone. A condition that the trace has to
	// resolve (site, input, supplier, report, serials) picks none.
	Picks(b Batch) bool
	// String is the canonical text: the same condition always has the same text, and ParsePredicate reads it.
	String() string

	query() url.Values
}

// Goods are one product of one maker. A product belongs to one maker; both are written down so that a scope says whose
// lots it names.
type Goods struct {
	Maker   OrgID
	Product ProductID
}

func (g Goods) check(f *Faults) {
	if !isUUID(string(g.Maker)) {
		f.Add("maker", ValueRequired)
	}
	if !isUUID(string(g.Product)) {
		f.Add("product", ValueRequired)
	}
}

func (g Goods) made(b Batch) bool { return b.OrgID == g.Maker && b.ProductID == g.Product }

// Made is a span of production dates, both ends included; an empty end is open.
type Made struct{ From, To Date }

func (m Made) check(f *Faults) {
	_, err := ParseDate(string(m.From))
	f.Check("from", err)
	_, err = ParseDate(string(m.To))
	f.Check("to", err)
	if m.From != "" && m.To != "" && m.From > m.To {
		f.Add("to", RecallRangeReversed, P("first", clip(string(m.From), 10)), P("last", clip(string(m.To), 10)))
	}
}

// covers reports whether a lot of that date lies within. A lot whose date nobody has written down is within: it cannot
// be excluded.
func (m Made) covers(d Date) bool {
	return d == "" || (m.From == "" || d >= m.From) && (m.To == "" || d <= m.To)
}

// ScopeLot selects one lot. The date tells apart two years' lots of the same number.
type ScopeLot struct {
	Goods
	Lot      string
	Produced Date // empty: of any date
}

// Kind implements RecallPredicate.
func (ScopeLot) Kind() ScopeKind { return ScopeOfLot }

// Validate refuses a lot number that is not as printed (catalog-lot-invalid; see NormalLot), a missing product or maker
// and a day that does not exist.
func (s ScopeLot) Validate() error {
	var f Faults
	s.check(&f)
	checkLot(&f, "lot", s.Lot)
	_, err := ParseDate(string(s.Produced))
	f.Check("produced", err)
	return f.Err()
}

// Picks implements RecallPredicate.
func (s ScopeLot) Picks(b Batch) bool {
	return s.made(b) && b.Lot == s.Lot && Made{s.Produced, s.Produced}.covers(b.Produced)
}

// ScopeLotRange selects the lots of one product from First to Last, both included, that differ in one run of digits.
type ScopeLotRange struct {
	Goods
	First, Last string
	Made        Made
}

// Kind implements RecallPredicate.
func (ScopeLotRange) Kind() ScopeKind { return ScopeOfRange }

// Validate refuses what ScopeLot does, ends that are upside down (recall-range-reversed), and ends that differ in more
// than one run of digits (recall-range-unclear).
func (s ScopeLotRange) Validate() error {
	var f Faults
	s.check(&f)
	s.Made.check(&f)
	first, last := checkLot(&f, "first", s.First), checkLot(&f, "last", s.Last)
	if first && last {
		_, err := numberRange(s.First, s.Last)
		f.Check("last", err)
	}
	return f.Err()
}

// Picks implements RecallPredicate.
func (s ScopeLotRange) Picks(b Batch) bool {
	r, err := numberRange(s.First, s.Last)
	return err == nil && s.made(b) && r.holds(b.Lot) && s.Made.covers(b.Produced)
}

// ScopeLotPattern selects the lots of one product whose number fits a pattern: “*” stands for any characters, “?” for
// one, and a backslash takes the sign after it literally, since both are allowed in lot numbers.
type ScopeLotPattern struct {
	Goods
	Pattern string
	Made    Made
}

// Kind implements RecallPredicate.
func (ScopeLotPattern) Kind() ScopeKind { return ScopeOfPattern }

// Validate refuses a pattern that no lot number can fit (catalog-lot-invalid) or that says nothing
// (recall-pattern-broad).
func (s ScopeLotPattern) Validate() error {
	var f Faults
	s.check(&f)
	s.Made.check(&f)
	switch p, ok := parsePattern(s.Pattern); {
	case !ok:
		f.Add("pattern", LotInvalid)
	case p.literals() == 0:
		f.Add("pattern", RecallPatternBroad, P("value", s.Pattern))
	}
	return f.Err()
}

// Picks implements RecallPredicate.
func (s ScopeLotPattern) Picks(b Batch) bool {
	p, ok := parsePattern(s.Pattern)
	return ok && s.made(b) && p.fits(b.Lot) && s.Made.covers(b.Produced)
}

// ScopeDates selects the lots of one product made within a span of days, both ends included.
type ScopeDates struct {
	Goods
	Made Made
}

// Kind implements RecallPredicate.
func (ScopeDates) Kind() ScopeKind { return ScopeOfDates }

// Validate refuses a span without a first day; without a last day it is open.
func (s ScopeDates) Validate() error {
	var f Faults
	s.check(&f)
	s.Made.check(&f)
	if s.Made.From == "" {
		f.Add("from", ValueRequired)
	}
	return f.Err()
}

// Picks implements RecallPredicate.
func (s ScopeDates) Picks(b Batch) bool { return s.made(b) && s.Made.covers(b.Produced) }

// ScopeSite selects what was at a site within a time. The end may be unknown.
type ScopeSite struct {
	Site SiteID
	Line string  // a line or machine of the site, as its events name it; empty: all of it
	From Instant // both ends belong to it: an event at the bound is in
	To   Instant // zero: until further notice
}

// Kind implements RecallPredicate.
func (ScopeSite) Kind() ScopeKind { return ScopeOfSite }

// Validate refuses a missing site or beginning, an end before the beginning, and a line longer than 100 characters.
func (s ScopeSite) Validate() error {
	var f Faults
	if !isUUID(string(s.Site)) {
		f.Add("site", ValueRequired)
	}
	if utf8.RuneCountInString(s.Line) > 100 || strings.ContainsFunc(s.Line, func(r rune) bool { return r < ' ' || r == utf8.RuneError }) {
		f.Add("line", ValueTooLong, P("limit", 100))
	}
	checkTimes(&f, s.From, s.To)
	return f.Err()
}

// Picks implements RecallPredicate.
func (ScopeSite) Picks(Batch) bool { return false }

// Covers reports whether something that was at the site from one instant to another was there within the time. An end
// that is not known is Forever.
func (s ScopeSite) Covers(from, to Instant) bool {
	return to >= s.From && (s.To == 0 || from <= s.To)
}

// ScopeInput selects what was made from a lot, which need not be one of ours: it is named by its canonical EPC.
type ScopeInput struct{ EPC string }

// Kind implements RecallPredicate.
func (ScopeInput) Kind() ScopeKind { return ScopeOfInput }

// Validate refuses a name that is empty, longer than 255 characters, or not printable ASCII.
func (s ScopeInput) Validate() error {
	var f Faults
	switch {
	case s.EPC == "":
		f.Add("epc", ValueRequired)
	case len(s.EPC) > 255:
		f.Add("epc", ValueTooLong, P("limit", 255))
	case strings.ContainsFunc(s.EPC, func(r rune) bool { return r <= ' ' || r > '~' }):
		f.Add("epc", ValueInvalid, P("value", clip(s.EPC, 40)))
	}
	return f.Err()
}

// Picks implements RecallPredicate.
func (ScopeInput) Picks(Batch) bool { return false }

// ScopeSupplier selects what was received from a supplier within a time.
type ScopeSupplier struct {
	Supplier OrgID
	From, To Instant // as in ScopeSite
}

// Kind implements RecallPredicate.
func (ScopeSupplier) Kind() ScopeKind { return ScopeOfSupplier }

// Validate refuses a missing supplier or beginning and an end before the beginning.
func (s ScopeSupplier) Validate() error {
	var f Faults
	if !isUUID(string(s.Supplier)) {
		f.Add("supplier", ValueRequired)
	}
	checkTimes(&f, s.From, s.To)
	return f.Err()
}

// Picks implements RecallPredicate.
func (ScopeSupplier) Picks(Batch) bool { return false }

// Covers reports whether something received at an instant came within the time.
func (s ScopeSupplier) Covers(at Instant) bool { return at >= s.From && (s.To == 0 || at <= s.To) }

// ScopeReport selects the lots whose release rests on a laboratory report that is no longer good.
type ScopeReport struct{ Report DocumentID }

// Kind implements RecallPredicate.
func (ScopeReport) Kind() ScopeKind { return ScopeOfReport }

// Validate refuses a missing report.
func (s ScopeReport) Validate() error {
	var f Faults
	if !isUUID(string(s.Report)) {
		f.Add("report", ValueRequired)
	}
	return f.Err()
}

// Picks implements RecallPredicate.
func (ScopeReport) Picks(Batch) bool { return false }

// ScopeSerials selects the items of one product whose serial numbers lie from First to Last, both included.
type ScopeSerials struct {
	Goods
	First, Last string
}

// Kind implements RecallPredicate.
func (ScopeSerials) Kind() ScopeKind { return ScopeOfSerials }

// Validate refuses what ScopeLotRange does.
func (s ScopeSerials) Validate() error {
	return ScopeLotRange{Goods: s.Goods, First: s.First, Last: s.Last}.Validate() // serials are written like lots (GS1 AI 10, 21)
}

// Picks implements RecallPredicate.
func (ScopeSerials) Picks(Batch) bool { return false }

// PicksSerial reports whether a serial number of the product lies within.
func (s ScopeSerials) PicksSerial(serial string) bool {
	r, err := numberRange(s.First, s.Last)
	return err == nil && r.holds(serial)
}

// Count is how many serial numbers the range has; the largest int64 when they are more, 0 when it is no range.
func (s ScopeSerials) Count() int64 {
	r, err := numberRange(s.First, s.Last)
	if err != nil {
		return 0
	}
	return r.count()
}

func checkLot(f *Faults, at, lot string) bool {
	if !gs1.ValidLot(lot) {
		f.Add(at, LotInvalid)
		return false
	}
	return true
}

func checkTimes(f *Faults, from, to Instant) {
	if from <= 0 {
		f.Add("from", ValueRequired)
	}
	if to != 0 && to < from {
		f.Add("to", RecallRangeReversed, P("first", from), P("last", to))
	}
	if latest := Date("2200-01-01").Start(China); from >= latest || to >= latest {
		f.Add("to", TimeInvalid, P("value", max(int64(from), int64(to))))
	}
}

// The canonical texts: kind, "?", and the fields in order of their names, percent-encoded.

func (s ScopeLot) String() string        { return canonical(s) }
func (s ScopeLotRange) String() string   { return canonical(s) }
func (s ScopeLotPattern) String() string { return canonical(s) }
func (s ScopeDates) String() string      { return canonical(s) }
func (s ScopeSite) String() string       { return canonical(s) }
func (s ScopeInput) String() string      { return canonical(s) }
func (s ScopeSupplier) String() string   { return canonical(s) }
func (s ScopeReport) String() string     { return canonical(s) }
func (s ScopeSerials) String() string    { return canonical(s) }

func canonical(p RecallPredicate) string { return string(p.Kind()) + "?" + p.query().Encode() }

// fields builds a query without the fields that are empty.
func fields(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

func (s ScopeLot) query() url.Values {
	return fields("maker", string(s.Maker), "product", string(s.Product), "lot", s.Lot, "produced", string(s.Produced))
}

func (s ScopeLotRange) query() url.Values {
	return fields("maker", string(s.Maker), "product", string(s.Product), "first", s.First, "last", s.Last,
		"from", string(s.Made.From), "to", string(s.Made.To))
}

func (s ScopeLotPattern) query() url.Values {
	return fields("maker", string(s.Maker), "product", string(s.Product), "pattern", s.Pattern,
		"from", string(s.Made.From), "to", string(s.Made.To))
}

func (s ScopeDates) query() url.Values {
	return fields("maker", string(s.Maker), "product", string(s.Product), "from", string(s.Made.From), "to", string(s.Made.To))
}

func (s ScopeSite) query() url.Values {
	return fields("site", string(s.Site), "line", s.Line, "from", s.From.String(), "to", s.To.String())
}

func (s ScopeInput) query() url.Values { return fields("epc", s.EPC) }

func (s ScopeSupplier) query() url.Values {
	return fields("supplier", string(s.Supplier), "from", s.From.String(), "to", s.To.String())
}

func (s ScopeReport) query() url.Values { return fields("report", string(s.Report)) }

func (s ScopeSerials) query() url.Values {
	return fields("maker", string(s.Maker), "product", string(s.Product), "first", s.First, "last", s.Last)
}

// readers make a condition from its fields.
var readers = map[ScopeKind]func(get func(string) string, at func(string) Instant) RecallPredicate{
	ScopeOfLot: func(get func(string) string, _ func(string) Instant) RecallPredicate {
		return ScopeLot{goods(get), get("lot"), Date(get("produced"))}
	},
	ScopeOfRange: func(get func(string) string, _ func(string) Instant) RecallPredicate {
		return ScopeLotRange{goods(get), get("first"), get("last"), made(get)}
	},
	ScopeOfPattern: func(get func(string) string, _ func(string) Instant) RecallPredicate {
		return ScopeLotPattern{goods(get), get("pattern"), made(get)}
	},
	ScopeOfDates: func(get func(string) string, _ func(string) Instant) RecallPredicate {
		return ScopeDates{goods(get), made(get)}
	},
	ScopeOfSite: func(get func(string) string, at func(string) Instant) RecallPredicate {
		return ScopeSite{SiteID(get("site")), get("line"), at("from"), at("to")}
	},
	ScopeOfInput: func(get func(string) string, _ func(string) Instant) RecallPredicate {
		return ScopeInput{get("epc")}
	},
	ScopeOfSupplier: func(get func(string) string, at func(string) Instant) RecallPredicate {
		return ScopeSupplier{OrgID(get("supplier")), at("from"), at("to")}
	},
	ScopeOfReport: func(get func(string) string, _ func(string) Instant) RecallPredicate {
		return ScopeReport{DocumentID(get("report"))}
	},
	ScopeOfSerials: func(get func(string) string, _ func(string) Instant) RecallPredicate {
		return ScopeSerials{goods(get), get("first"), get("last")}
	},
}

func goods(get func(string) string) Goods {
	return Goods{OrgID(get("maker")), ProductID(get("product"))}
}

func made(get func(string) string) Made { return Made{Date(get("from")), Date(get("to"))} }

// maxPredicate bounds the canonical text of one condition.
const maxPredicate = 2000

// ParsePredicate reads the canonical text of a condition and refuses any other spelling with recall-scope-unreadable, so
// that two equal conditions are equal texts, and one that is not valid with what Validate says.
func ParsePredicate(s string) (RecallPredicate, error) {
	kind, rest, _ := strings.Cut(s, "?")
	read, known := readers[ScopeKind(kind)]
	v, err := url.ParseQuery(rest)
	if !known || err != nil || len(s) > maxPredicate {
		return nil, RecallScopeUnreadable.Refuse(P("value", clip(s, 80)))
	}
	p := read(v.Get, func(name string) Instant {
		var i Instant
		_ = i.UnmarshalText([]byte(v.Get(name))) // what cannot be read does not come out the same below
		return i
	})
	if p.String() != s {
		return nil, RecallScopeUnreadable.Refuse(P("value", clip(s, 80)))
	}
	return p, p.Validate()
}

// MaxPredicates bounds the conditions of one scope.
const MaxPredicates = 500

// RecallScope is what a recall starts from: everything that one of its conditions selects. It is kept in versions; a
// version is never changed.
type RecallScope struct {
	Version    int
	Predicates []RecallPredicate
}

// Validate refuses a scope without conditions (recall-scope-empty) or with too many (recall-scope-large), and each
// condition's faults under predicates[i].
func (s RecallScope) Validate() error {
	switch n := len(s.Predicates); {
	case n == 0:
		return RecallScopeEmpty.At("predicates")
	case n > MaxPredicates:
		return RecallScopeLarge.At("predicates", P("limit", MaxPredicates))
	}
	var f Faults
	for i, p := range s.Predicates {
		if p == nil {
			f.Add(indexed("predicates", i), ValueRequired)
			continue
		}
		f.Check(indexed("predicates", i), p.Validate())
	}
	return f.Err()
}

// String is the canonical text of the scope: the conditions sorted, each once, one a line.
func (s RecallScope) String() string { return strings.Join(s.lines(), "\n") }

func (s RecallScope) lines() []string {
	lines := make([]string, 0, len(s.Predicates))
	for _, p := range s.Predicates {
		if p != nil {
			lines = append(lines, p.String())
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// Sorted is the scope with its conditions in canonical order, each once: the order in which a stored scope is read back,
// so that the position of a condition means the same before and after.
func (s RecallScope) Sorted() RecallScope {
	list := slices.Clone(s.Predicates)
	slices.SortFunc(list, func(a, b RecallPredicate) int { return strings.Compare(a.String(), b.String()) })
	s.Predicates = slices.CompactFunc(list, func(a, b RecallPredicate) bool { return a.String() == b.String() })
	return s
}

// ParseRecallScope reads the text that String writes.
func ParseRecallScope(text string, version int) (RecallScope, error) {
	s := RecallScope{Version: version}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			continue
		}
		if len(s.Predicates) == MaxPredicates {
			return RecallScope{}, RecallScopeLarge.At("predicates", P("limit", MaxPredicates))
		}
		p, err := ParsePredicate(line)
		if err != nil {
			return RecallScope{}, err
		}
		s.Predicates = append(s.Predicates, p)
	}
	if err := s.Validate(); err != nil {
		return RecallScope{}, err
	}
	if s.String() != text {
		return RecallScope{}, RecallScopeUnreadable.Refuse(P("value", clip(text, 80)))
	}
	return s, nil
}

// Diff lists the conditions, in canonical text, that a later version has added and removed.
func (s RecallScope) Diff(later RecallScope) (added, removed []string) {
	before, after := s.lines(), later.lines()
	for _, l := range after {
		if _, found := slices.BinarySearch(before, l); !found {
			added = append(added, l)
		}
	}
	for _, l := range before {
		if _, found := slices.BinarySearch(after, l); !found {
			removed = append(removed, l)
		}
	}
	return added, removed
}

// Picks reports whether a condition of the scope selects a batch by its master data alone.
func (s RecallScope) Picks(b Batch) bool {
	return slices.ContainsFunc(s.Predicates, func(p RecallPredicate) bool { return p != nil && p.Picks(b) })
}
