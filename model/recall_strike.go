package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"suyuan/model/gs1"
)

// RecallHead is what has to be known of a case wherever goods are stopped because of it.
type RecallHead struct {
	ID     RecallID
	Number string
	Grade  Grade
	// Since is the instant from which it blocks; AnnouncedAt when the public was told, 0 before.
	Since, AnnouncedAt Instant
}

// RecallStrike is what one case has against one thing.
type RecallStrike struct {
	RecallHead
	Class AffectedClass
	// Unlisted tells that a condition of the case selects the thing by what is printed on it, while nothing recorded has
	// put it on the list of affected things.
	Unlisted bool
}

// SortStrikes brings the strictest strike to the front: by class, then by grade, then by number.
func SortStrikes(strikes []RecallStrike) {
	order := AffectedClasses()
	slices.SortFunc(strikes, func(a, b RecallStrike) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Class), slices.Index(order, b.Class)), cmp.Compare(a.Grade.Rank(), b.Grade.Rank()),
			cmp.Compare(a.Number, b.Number))
	})
}

// RecallNumbers lists the numbers of cases, each once, in order, for people.
func RecallNumbers(strikes []RecallStrike) string {
	numbers := make([]string, 0, len(strikes))
	for _, s := range strikes {
		numbers = append(numbers, s.Number)
	}
	slices.Sort(numbers)
	return strings.Join(slices.Compact(numbers), ", ")
}

// RecallAsked is one thing about which is asked whether a recall stands against it.
type RecallAsked struct {
	Key   string // canonical, as events name it
	Batch Batch  // zero for what is not one of ours
}

// RecallCondition is a condition of a live case that selects goods by what is printed on them.
type RecallCondition struct {
	RecallHead
	// GTIN is that of the product, empty without one.
	GTIN      gs1.GTIN
	Goods     Goods
	Predicate RecallPredicate
}

// RecallConditions are the conditions of live cases, arranged so that one thing is compared with those on its product
// alone. The zero value holds none. A value is not changed once it is made.
type RecallConditions struct {
	cases     map[RecallID][]RecallCondition
	byGTIN    map[gs1.GTIN][]RecallCondition
	byProduct map[ProductID][]RecallCondition
}

// GoodsOf returns the product that a condition selects lots or serial numbers of; ok is false for conditions that the
// trace has to resolve.
func GoodsOf(p RecallPredicate) (g Goods, ok bool) {
	switch s := p.(type) {
	case ScopeLot:
		return s.Goods, true
	case ScopeLotRange:
		return s.Goods, true
	case ScopeLotPattern:
		return s.Goods, true
	case ScopeDates:
		return s.Goods, true
	case ScopeSerials:
		return s.Goods, true
	}
	return Goods{}, false
}

// With returns the conditions with those of some cases replaced; a case with none is dropped.
func (c *RecallConditions) With(changed map[RecallID][]RecallCondition) *RecallConditions {
	next := &RecallConditions{map[RecallID][]RecallCondition{}, map[gs1.GTIN][]RecallCondition{}, map[ProductID][]RecallCondition{}}
	if c != nil {
		maps.Copy(next.cases, c.cases)
	}
	for id, list := range changed {
		next.cases[id] = list
		if len(list) == 0 {
			delete(next.cases, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(next.cases)) {
		for _, cond := range next.cases[id] {
			if cond.GTIN != "" {
				next.byGTIN[cond.GTIN] = append(next.byGTIN[cond.GTIN], cond)
			}
			next.byProduct[cond.Goods.Product] = append(next.byProduct[cond.Goods.Product], cond)
		}
	}
	return next
}

// Of returns the conditions of one case.
func (c *RecallConditions) Of(id RecallID) []RecallCondition {
	if c == nil {
		return nil
	}
	return c.cases[id]
}

// All returns every condition, by case.
func (c *RecallConditions) All() (all []RecallCondition) {
	if c == nil {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(c.cases)) {
		all = append(all, c.cases[id]...)
	}
	return all
}

// OnItem lists the cases that have a condition on the product with a GTIN.
func (c *RecallConditions) OnItem(gtin gs1.GTIN) (heads []RecallHead) {
	if c == nil {
		return nil
	}
	for _, cond := range c.byGTIN[gtin] {
		if !slices.Contains(heads, cond.RecallHead) {
			heads = append(heads, cond.RecallHead)
		}
	}
	return heads
}

// Against returns what the conditions have against a thing, at most one strike of each case: against one of our batches
// by its master data, against anything else by the number in its key. A lot whose date is not known is possibly affected
// where the date decides.
func (c *RecallConditions) Against(asked RecallAsked) []RecallStrike {
	if c == nil || len(c.cases) == 0 {
		return nil
	}
	list, lot, serial := c.byProduct[asked.Batch.ProductID], asked.Batch, ""
	if asked.Batch.ID == "" {
		gtin := KeyGTIN(asked.Key)
		if list = c.byGTIN[gtin]; len(list) == 0 {
			return nil
		}
		epc, err := gs1.ParseEPC(asked.Key)
		if err != nil {
			return nil
		}
		lot.Lot, serial = epc.Lot(), epc.Serial()
	}
	var strikes []RecallStrike
	for _, cond := range list {
		if s, ok := cond.against(lot, serial); ok {
			strikes = addStrike(strikes, s)
		}
	}
	return strikes
}

func (c RecallCondition) against(lot Batch, serial string) (RecallStrike, bool) {
	s := RecallStrike{c.RecallHead, AffectedConfirmed, true}
	if span, ok := c.Predicate.(ScopeSerials); ok {
		return s, serial != "" && span.PicksSerial(serial)
	}
	if lot.Lot == "" {
		return s, false
	}
	if lot.ID == "" {
		lot.OrgID, lot.ProductID = c.Goods.Maker, c.Goods.Product
	}
	if lot.Produced == "" && dated(c.Predicate) {
		s.Class = AffectedPossible
	}
	return s, c.Predicate.Picks(lot)
}

// dated reports whether a condition depends on the date of production.
func dated(p RecallPredicate) bool {
	switch s := p.(type) {
	case ScopeLot:
		return s.Produced != ""
	case ScopeLotRange:
		return s.Made != Made{}
	case ScopeLotPattern:
		return s.Made != Made{}
	case ScopeDates:
		return true
	}
	return false
}

// addStrike keeps the strictest strike of each case.
func addStrike(strikes []RecallStrike, s RecallStrike) []RecallStrike {
	at := slices.IndexFunc(strikes, func(have RecallStrike) bool { return have.ID == s.ID })
	if at < 0 {
		return append(strikes, s)
	}
	if Strictest(strikes[at].Class, s.Class) == s.Class {
		strikes[at] = s
	}
	return strikes
}

// KeyGTIN cuts the GTIN-14 out of a canonical key; empty when it has none.
func KeyGTIN(key string) gs1.GTIN {
	rest, ok := strings.CutPrefix(key, gs1.CanonicalStem+"/01/")
	if !ok || len(rest) < 14 {
		return ""
	}
	return gs1.GTIN(rest[:14])
}

// NarrowCode reads a code as people type it: full-width characters become the narrow ones they stand for, and space
// around is dropped.
func NarrowCode(s string) string { return narrow(s) }
