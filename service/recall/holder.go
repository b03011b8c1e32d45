package recall

import (
	"cmp"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Holder is who has, or had, something affected.
type Holder struct {
	Org model.OrgID
	// Lots is the number of lots, Items that of single things and containers last seen there.
	Lots, Items int
	// Amounts sum what the actor is told, by account and unit; Untold is the number of lots whose amounts it is not.
	Amounts []Amount
	Untold  int
}

// FrontierKind says how a closure ends at something.
type FrontierKind string

// The ways in which it ends.
const (
	FrontierHidden  FrontierKind = "hidden"  // it goes on in events that the actor may not see
	FrontierOutside FrontierKind = "outside" // it was sent to a place that is nobody's here
	FrontierSold    FrontierKind = "sold"    // consumers have it
	FrontierCut     FrontierKind = "cut"     // the bound of the closure was reached
)

// FrontierKinds lists the ways.
func FrontierKinds() []FrontierKind {
	return []FrontierKind{FrontierHidden, FrontierOutside, FrontierSold, FrontierCut}
}

// Frontier reports where a closure leaves what is visible here, for somebody to follow by other means.
type Frontier struct {
	Row  int
	Kind FrontierKind
	// Org is the last holder that is known, empty when none is; Place where it went.
	Org   model.OrgID
	Place model.Seq
	// Amounts are how much, as far as the actor may know: for FrontierHidden all that the last holder does not have on
	// hand. Empty: not known.
	Amounts []Amount
}

// hold sums what each holder has, and all of them together.
func (c *Closure) hold() {
	holders := map[model.OrgID]*Holder{}
	of := func(org model.OrgID) *Holder {
		if holders[org] == nil {
			holders[org] = &Holder{Org: org}
		}
		return holders[org]
	}
	for i, row := range c.Rows {
		if !row.First {
			continue
		}
		c.Untold += row.Untold
		for _, one := range c.HoldersOf(i) {
			h := of(one.Org)
			h.Lots, h.Items, h.Untold = h.Lots+one.Lots, h.Items+one.Items, h.Untold+one.Untold
			for _, a := range one.Amounts {
				h.Amounts = plus(h.Amounts, a)
				if a.Account != model.AccountConsumed {
					c.Totals = plus(c.Totals, a)
				}
			}
		}
	}
	for _, h := range holders {
		c.Holders = append(c.Holders, *h)
	}
	slices.SortFunc(c.Holders, func(a, b Holder) int { return cmp.Compare(a.Org, b.Org) })
}

// left reports whether some of it has left its maker: others hold it, it was sold, or it went to a place outside.
func (c *Closure) left(maker model.OrgID) bool {
	return slices.ContainsFunc(c.Holders, func(h Holder) bool { return h.Org != maker }) ||
		slices.ContainsFunc(c.Frontier, func(f Frontier) bool { return f.Kind == FrontierOutside || f.Kind == FrontierSold })
}

// HoldersOf lists who has, or had, the thing of a row.
func (c *Closure) HoldersOf(row int) []Holder {
	var list []Holder
	r := &c.Rows[row]
	if r.Seen.Event != 0 {
		list = append(list, Holder{Org: r.Seen.Org, Items: 1})
	}
	var among map[model.OrgID]int // of a hub's hundred thousand holders; most things have one or two
	for _, h := range r.Thing.Stock {
		if h.Account.Contra() {
			continue
		}
		at, known := among[h.Org]
		if among == nil {
			at = slices.IndexFunc(list, func(o Holder) bool { return o.Org == h.Org })
			known = at >= 0
		}
		if !known {
			at = len(list)
			list = append(list, Holder{Org: h.Org, Lots: 1})
			if !h.Told {
				list[at].Untold = 1
			}
			among = indexed(list, among)
		}
		if h.Told {
			list[at].Amounts = plus(list[at].Amounts, Amount{h.Account, h.Unit, h.Amount})
		}
	}
	return list
}

// indexed keeps the index of a list of holders to which one has been added, once it is long.
func indexed(list []Holder, index map[model.OrgID]int) map[model.OrgID]int {
	const long = 32
	switch {
	case len(list) < long:
		return nil
	case index == nil:
		index = make(map[model.OrgID]int, 2*long)
		for at, h := range list {
			index[h.Org] = at
		}
	default:
		index[list[len(list)-1].Org] = len(list) - 1
	}
	return index
}

// bound reports where the closure ends though the goods do not.
func (c *Closure) bound() {
	leads := make(map[int]bool, len(c.Rows))
	for _, row := range c.Rows {
		if row.Via >= 0 {
			leads[c.rowOf[c.Rows[row.Via].Node]] = true
		}
	}
	for i, row := range c.Rows {
		if !row.First {
			continue
		}
		if row.Beyond {
			c.Frontier = append(c.Frontier, c.hidden(i, row))
		}
		for _, h := range row.Thing.Stock {
			kind := FrontierKind("")
			switch {
			case h.Account == model.AccountSold:
				kind = FrontierSold
			case h.Account == model.AccountInTransit && (h.Place == 0 || c.Places[h.Place].Org == ""):
				kind = FrontierOutside
			}
			if kind == "" {
				continue
			}
			f := Frontier{Row: i, Kind: kind, Org: h.Org, Place: h.Place}
			if h.Told {
				f.Amounts = []Amount{{h.Account, h.Unit, h.Amount}}
			}
			c.Frontier = append(c.Frontier, f)
		}
		if c.Cut != repository.BoundNone && !leads[i] {
			c.Frontier = append(c.Frontier, Frontier{Row: i, Kind: FrontierCut, Org: cmp.Or(row.Seen.Org, row.Thing.Maker)})
		}
	}
}

// hidden reports a thing whose way goes on where the actor may not look.
func (c *Closure) hidden(at int, row Row) Frontier {
	f := Frontier{Row: at, Kind: FrontierHidden, Org: cmp.Or(row.Seen.Org, row.Thing.Maker), Place: row.Seen.Place}
	for _, account := range []model.Account{model.AccountOnHand, model.AccountInTransit, model.AccountConsumed} {
		for _, h := range row.Thing.Stock {
			if h.Account != account {
				continue
			}
			f.Org, f.Place = h.Org, h.Place
			if h.Told && account != model.AccountOnHand {
				f.Amounts = plus(f.Amounts, Amount{h.Account, h.Unit, h.Amount})
			}
		}
	}
	return f
}
