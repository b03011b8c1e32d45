package model

import (
	"cmp"
	"maps"
	"slices"
)

// Slot is one account of one lot: where an amount of it stands, with whom, and in what container.
type Slot struct {
	NodeID      Seq
	Unit        Unit
	Account     Account
	OrgID       OrgID
	PlaceID     Seq
	ContainerID Seq
	// For is set on Unaccounted only: the account that fell short.
	For Account
}

// Transfer moves an amount from one account of a lot to another. Amount is positive.
type Transfer struct {
	NodeID   Seq
	Unit     Unit
	Amount   Quantity
	From, To Slot // NodeID and Unit of the slots are filled in by the ledger
}

// Ledger is the double-entry quantity ledger of a set of lots, in memory, for the length of one transaction. Load the
// balances of every lot first, post events, then store Changed and Postings.
//
// Its rules, whatever order events arrive in:
//
//   - what is posted for one event and lot sums to zero, and so do the balances of each lot;
//   - no stock account is ever below zero: what a document takes beyond it is drawn from Unaccounted, marked with the
//     account that fell short;
//   - what arrives later on that account, in the same container or equally loose, at the same place or with the same
//     holder, first pays Unaccounted back, so a shipment recorded before its harvest balances once the harvest is known.
type Ledger struct {
	balances map[Slot]Quantity
	// stock is what stands on all stock accounts of a lot; the contra accounts hold its opposite.
	stock map[Seq]Quantity
	// before is what stood on the slots that have changed.
	before map[Slot]Quantity
	byNode map[Seq][]Slot
	// inside lists the slots of each container.
	inside   map[Seq][]Slot
	postings []Posting
	// shortfalls are the slots that fell short since the last call of Shortfalls.
	shortfalls []Shortfall
	settled    map[Seq]bool
}

// Shortfall says that an event took more from an account than there was.
type Shortfall struct {
	Slot     Slot
	EventSeq Seq
	Amount   Quantity
}

// NewLedger starts with the balances that are stored.
func NewLedger(balances []Balance) *Ledger {
	l := &Ledger{
		balances: make(map[Slot]Quantity, len(balances)), stock: map[Seq]Quantity{}, before: map[Slot]Quantity{},
		byNode: map[Seq][]Slot{}, inside: map[Seq][]Slot{}, settled: map[Seq]bool{},
	}
	for _, b := range balances {
		s := Slot{b.NodeID, b.Unit, b.Account, b.OrgID, b.PlaceID, b.ContainerID, b.For}
		l.balances[s] = b.Amount
		l.know(s)
		if !b.Account.Contra() {
			l.stock[b.NodeID] += b.Amount
		}
	}
	return l
}

// maxStock bounds the stock of one lot far below overflow, whatever a stranger's documents claim.
const maxStock = 1000 * MaxQuantity

// Fits reports whether an amount can be added to the stock of a lot.
func (l *Ledger) Fits(node Seq, amount Quantity) bool { return l.stock[node] <= maxStock-amount }

// know indexes a slot that is new to the ledger.
func (l *Ledger) know(s Slot) {
	l.byNode[s.NodeID] = append(l.byNode[s.NodeID], s)
	if s.ContainerID != 0 {
		l.inside[s.ContainerID] = append(l.inside[s.ContainerID], s)
	}
}

// Inside lists the slots of stock that hold something in any of the containers, by lot and in a fixed order.
func (l *Ledger) Inside(containers []Seq) []Slot {
	var found []Slot
	for _, c := range containers {
		for _, s := range l.inside[c] {
			if l.balances[s] > 0 {
				found = append(found, s)
			}
		}
	}
	slices.SortFunc(found, compareSlots)
	return found
}

// Available returns what stands on a slot.
func (l *Ledger) Available(s Slot) Quantity { return l.balances[s] }

// Find lists the slots of a lot that hold something and satisfy a condition, in a fixed order.
func (l *Ledger) Find(node Seq, want func(Slot) bool) []Slot {
	var found []Slot
	for _, s := range l.byNode[node] {
		if l.balances[s] != 0 && want(s) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, compareSlots)
	return found
}

func compareSlots(a, b Slot) int {
	return cmp.Or(cmp.Compare(a.NodeID, b.NodeID), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Account, b.Account),
		cmp.Compare(a.OrgID, b.OrgID), cmp.Compare(a.PlaceID, b.PlaceID), cmp.Compare(a.ContainerID, b.ContainerID), cmp.Compare(a.For, b.For))
}

// Post books a transfer for an event. It never fails: a missing amount is drawn from Unaccounted and reported by
// Shortfalls.
func (l *Ledger) Post(event Seq, t Transfer) {
	t.From.NodeID, t.From.Unit = t.NodeID, t.Unit
	t.To.NodeID, t.To.Unit = t.NodeID, t.Unit
	l.add(event, t.From, -t.Amount)
	l.add(event, t.To, t.Amount)
}

// Reverse books the opposite of what an event posted, for the event that declares it wrong. What has been taken from
// its accounts since falls short. Reversed right away, every balance is what it was before.
func (l *Ledger) Reverse(event Seq, posted []Posting) {
	net := map[Slot]Quantity{}
	for _, p := range posted {
		net[Slot{p.NodeID, p.Unit, p.Account, p.OrgID, p.PlaceID, p.ContainerID, p.For}] -= p.Amount
	}
	slots := make([]Slot, 0, len(net))
	for s := range net {
		slots = append(slots, s)
	}
	slices.SortFunc(slots, compareSlots)
	// The rules are applied to the sum: on the way to it an account may go below zero and come back.
	for _, s := range slots {
		l.book(event, s, net[s])
	}
	for _, s := range slots {
		if b := l.balances[s]; b > 0 == s.Account.Contra() && b != 0 {
			l.book(event, s, -b)
			l.add(event, s, b)
		}
	}
	for _, r := range slots { // what stands elsewhere with the same holder pays, as it does in every other order of events
		for _, s := range l.Find(r.NodeID, func(s Slot) bool { return !s.Account.Contra() }) {
			l.payBack(event, s)
		}
	}
}

// add changes one balance and keeps the rules of Ledger.
func (l *Ledger) add(event Seq, s Slot, delta Quantity) {
	if delta == 0 {
		return
	}
	before := l.balances[s]
	after := before + delta
	switch {
	case s.Account == AccountUnaccounted && after > 0:
		// More is paid back than is owed: the rest belongs to the account it once stood in for.
		l.book(event, s, -before)
		rest := s
		rest.Account, rest.For = s.For, ""
		l.add(event, rest, after)
	case !s.Account.Contra() && after < 0:
		l.book(event, s, -before)
		owed := s
		owed.Account, owed.For = AccountUnaccounted, s.Account
		l.book(event, owed, after)
		l.shortfalls = append(l.shortfalls, Shortfall{Slot: s, EventSeq: event, Amount: -after})
	default:
		l.book(event, s, delta)
		if !s.Account.Contra() && delta > 0 {
			l.payBack(event, s)
		}
	}
}

// payBack uses what stands on a slot to pay what other events took from the same account too early.
func (l *Ledger) payBack(event Seq, s Slot) {
	owed := l.Find(s.NodeID, func(o Slot) bool {
		return o.Account == AccountUnaccounted && o.For == s.Account && o.Unit == s.Unit && o.ContainerID == s.ContainerID &&
			(o.OrgID == s.OrgID && o.OrgID != "" || o.PlaceID == s.PlaceID && o.PlaceID != 0 ||
				s.Account == AccountInTransit && s.PlaceID == 0) // shipped to no place in particular: whoever received it
	})
	for _, o := range owed {
		amount := min(l.balances[s], -l.balances[o])
		if amount <= 0 {
			return
		}
		l.book(event, s, -amount)
		l.book(event, o, amount)
		if l.balances[o] == 0 {
			l.settled[s.NodeID] = true
		}
	}
}

func (l *Ledger) book(event Seq, s Slot, delta Quantity) {
	if delta == 0 {
		return
	}
	stood, known := l.balances[s]
	if !known {
		l.know(s)
	}
	if _, changed := l.before[s]; !changed {
		l.before[s] = stood
	}
	l.balances[s] += delta
	if !s.Account.Contra() {
		l.stock[s.NodeID] += delta
	}
	l.postings = append(l.postings, Posting{
		EventSeq: event, NodeID: s.NodeID, Unit: s.Unit, Account: s.Account, OrgID: s.OrgID, PlaceID: s.PlaceID,
		ContainerID: s.ContainerID, For: s.For, Amount: delta,
	})
}

// Postings returns the lines booked so far; their IDs are for the repository to give.
func (l *Ledger) Postings() []Posting { return l.postings }

// Changed returns the balances that differ from what was loaded, in a fixed order.
func (l *Ledger) Changed() []Balance {
	all := l.changed()
	balances := make([]Balance, 0, len(all))
	for _, s := range all {
		balances = append(balances, Balance{s.NodeID, s.Unit, s.Account, s.OrgID, s.PlaceID, s.ContainerID, s.For, l.balances[s]})
	}
	return balances
}

func (l *Ledger) changed() []Slot { return slices.SortedFunc(maps.Keys(l.before), compareSlots) }

// Turned lists the slots of stock that held nothing when they were loaded and hold something now, and those of which it
// is the other way round, in a fixed order.
func (l *Ledger) Turned() (filled, emptied []Slot) {
	for _, s := range l.changed() {
		if !slices.Contains(StockAccounts(), s.Account) {
			continue
		}
		switch had, has := l.before[s] > 0, l.balances[s] > 0; {
		case has && !had:
			filled = append(filled, s)
		case had && !has:
			emptied = append(emptied, s)
		}
	}
	return filled, emptied
}

// Shortfalls returns the slots that fell short.
func (l *Ledger) Shortfalls() []Shortfall { return l.shortfalls }

// Settled lists the lots whose missing amounts have been explained entirely: nothing of theirs is unaccounted any more.
func (l *Ledger) Settled() []Seq {
	var nodes []Seq
	for n := range l.settled {
		if len(l.Find(n, func(s Slot) bool { return s.Account == AccountUnaccounted })) == 0 {
			nodes = append(nodes, n)
		}
	}
	slices.Sort(nodes)
	return nodes
}
