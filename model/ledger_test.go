package model_test

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
)

// deed is one movement of the tests: what a pipeline would post for one event.
type deed struct {
	seq      model.Seq
	node     model.Seq
	amount   model.Quantity
	from, to model.Slot
}

// Holder "a" stands at places 1 and 2, "b" at 3 and 4.
var standing = map[model.OrgID][]model.Seq{"a": {1, 2}, "b": {3, 4}}

func drawDeed(t *rapid.T, seq model.Seq) deed {
	org := rapid.SampledFrom([]model.OrgID{"a", "b"}).Draw(t, "holder")
	place := rapid.SampledFrom(standing[org]).Draw(t, "place")
	container := rapid.SampledFrom([]model.Seq{0, 0, 90, 91}).Draw(t, "container")
	at := func(a model.Account, container model.Seq) model.Slot {
		return model.Slot{Account: a, OrgID: org, PlaceID: place, ContainerID: container}
	}
	d := deed{
		seq: seq, node: rapid.SampledFrom([]model.Seq{10, 11}).Draw(t, "lot"),
		amount: model.Quantity(rapid.Int64Range(1, 50).Draw(t, "amount")),
	}
	switch rapid.SampledFrom([]string{"produce", "ship", "receive", "sell", "return", "destroy", "lose", "consume", "pack", "unpack"}).Draw(t, "movement") {
	case "produce":
		d.from, d.to = at(model.AccountProduced, 0), at(model.AccountOnHand, 0)
	case "ship":
		d.from = at(model.AccountOnHand, container)
		to := rapid.SampledFrom([]model.OrgID{"a", "b"}).Draw(t, "to")
		d.to = model.Slot{Account: model.AccountInTransit, OrgID: to, PlaceID: rapid.SampledFrom(standing[to]).Draw(t, "to place"), ContainerID: container}
	case "receive":
		d.from, d.to = at(model.AccountInTransit, container), at(model.AccountOnHand, container)
	case "sell":
		d.from, d.to = at(model.AccountOnHand, 0), at(model.AccountSold, 0)
	case "return":
		d.from, d.to = at(model.AccountSold, 0), at(model.AccountReturned, 0)
	case "destroy":
		d.from, d.to = at(model.AccountReturned, 0), at(model.AccountDestroyed, 0)
	case "lose":
		d.from, d.to = at(model.AccountInTransit, 0), at(model.AccountLost, 0)
	case "consume":
		d.from, d.to = at(model.AccountOnHand, 0), at(model.AccountConsumed, 0)
	case "pack":
		d.from, d.to = at(model.AccountOnHand, 0), at(model.AccountOnHand, 90)
	case "unpack":
		d.from, d.to = at(model.AccountOnHand, 90), at(model.AccountOnHand, 0)
	}
	return d
}

func drawDeeds(t *rapid.T) []deed {
	n := rapid.IntRange(1, 25).Draw(t, "deeds")
	deeds := make([]deed, 0, n)
	for i := range n {
		deeds = append(deeds, drawDeed(t, model.Seq(i+1)))
	}
	return deeds
}

// post books a deed as the pipeline does: from the named slot, then from what the same holder has elsewhere, and what
// is missing from the named slot.
func post(l *model.Ledger, d deed) {
	from := d.from
	from.NodeID = d.node
	left := d.amount
	take := func(s model.Slot, amount model.Quantity) {
		if amount > 0 {
			l.Post(d.seq, model.Transfer{NodeID: d.node, Amount: amount, From: s, To: d.to})
			left -= amount
		}
	}
	if !from.Account.Contra() {
		take(from, min(left, l.Available(from)))
		for _, s := range l.Find(d.node, func(s model.Slot) bool {
			return s.Account == from.Account && s.OrgID == from.OrgID && s.ContainerID == from.ContainerID && s.PlaceID != from.PlaceID
		}) {
			take(s, min(left, l.Available(s)))
		}
	}
	take(from, left)
}

func run(deeds []deed) *model.Ledger {
	l := model.NewLedger(nil)
	for _, d := range deeds {
		post(l, d)
	}
	return l
}

// check verifies what must hold of a ledger that began empty, whatever was booked.
func check(t *rapid.T, l *model.Ledger) {
	t.Helper()
	type line struct{ event, node model.Seq }
	perLot, perEvent, perSlot := map[model.Seq]model.Quantity{}, map[line]model.Quantity{}, map[model.Slot]model.Quantity{}
	for _, p := range l.Postings() {
		perEvent[line{p.EventSeq, p.NodeID}] += p.Amount
		perSlot[model.Slot{NodeID: p.NodeID, Unit: p.Unit, Account: p.Account, OrgID: p.OrgID, PlaceID: p.PlaceID, ContainerID: p.ContainerID, For: p.For}] += p.Amount
		if (p.For != "") != (p.Account == model.AccountUnaccounted) {
			t.Fatalf("posting %+v: only an unaccounted line stands in for another account, and each does", p)
		}
	}
	for k, sum := range perEvent {
		if sum != 0 {
			t.Fatalf("the lines of event %d and lot %d sum to %v", k.event, k.node, sum)
		}
	}
	for _, b := range l.Changed() {
		perLot[b.NodeID] += b.Amount
		if b.Account.Contra() && b.Amount > 0 || !b.Account.Contra() && b.Amount < 0 {
			t.Fatalf("balance %+v has the wrong sign", b)
		}
		s := model.Slot{NodeID: b.NodeID, Unit: b.Unit, Account: b.Account, OrgID: b.OrgID, PlaceID: b.PlaceID, ContainerID: b.ContainerID, For: b.For}
		if perSlot[s] != b.Amount {
			t.Fatalf("balance %+v, postings sum to %v", b, perSlot[s])
		}
		delete(perSlot, s)
	}
	for s, sum := range perSlot {
		if sum != 0 {
			t.Fatalf("%+v was posted to and is not among the changed balances", s)
		}
	}
	for node, sum := range perLot {
		if sum != 0 {
			t.Fatalf("lot %d sums to %v", node, sum)
		}
	}
}

func TestLedger_every_lot_sums_to_zero_and_no_stock_is_negative(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := model.NewLedger(nil)
		posted := map[model.Seq][]model.Posting{}
		for _, d := range drawDeeds(t) {
			before := len(l.Postings())
			if rapid.Bool().Draw(t, "from one slot only") {
				l.Post(d.seq, model.Transfer{NodeID: d.node, Amount: d.amount, From: d.from, To: d.to})
			} else {
				post(l, d)
			}
			posted[d.seq] = slices.Clone(l.Postings()[before:])
			check(t, l)
		}
		for _, seq := range rapid.Permutation(slices.Sorted(maps.Keys(posted))).Draw(t, "withdrawn in this order") {
			l.Reverse(1000+seq, posted[seq])
			check(t, l)
		}
		for _, b := range l.Changed() {
			if b.Amount != 0 && b.Account != model.AccountUnaccounted && !offset(l, b) {
				t.Fatalf("everything is withdrawn, yet %+v stands", b)
			}
		}
	})
}

// offset tells whether a remainder is only a different split of the same account between places of one holder.
func offset(l *model.Ledger, b model.Balance) bool {
	var sum model.Quantity
	for _, o := range l.Changed() {
		if o.NodeID == b.NodeID && o.OrgID == b.OrgID && o.ContainerID == b.ContainerID && (o.Account == b.Account || o.For == b.Account) {
			sum += o.Amount
		}
	}
	return sum == 0
}

// group is what the order of events must not change: an account of a lot with one holder, in one container.
type group struct {
	node      model.Seq
	account   model.Account
	org       model.OrgID
	container model.Seq
}

// sums adds up the balances by group; Unaccounted counts against the account that it stands in for.
func sums(l *model.Ledger) map[group]model.Quantity {
	all := map[group]model.Quantity{}
	for _, b := range l.Changed() {
		g := group{b.NodeID, b.Account, b.OrgID, b.ContainerID}
		if b.Account == model.AccountUnaccounted {
			g.account = "owed by " + b.For
		}
		all[g] += b.Amount
	}
	for g, q := range all {
		if q == 0 {
			delete(all, g)
		}
	}
	return all
}

func TestLedger_the_order_of_events_does_not_matter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		deeds := drawDeeds(t)
		want := sums(run(deeds))
		net := map[group]model.Quantity{}
		for _, d := range deeds {
			net[group{d.node, d.from.Account, d.from.OrgID, d.from.ContainerID}] -= d.amount
			net[group{d.node, d.to.Account, d.to.OrgID, d.to.ContainerID}] += d.amount
		}
		for g, q := range net {
			if g.account.Contra() {
				continue
			}
			owed := g
			owed.account = "owed by " + g.account
			if want[g] != max(0, q) || want[owed] != min(0, q) {
				t.Fatalf("%+v: moved %v in all, stands at %v and is owed %v", g, q, want[g], want[owed])
			}
		}
		shuffled := rapid.Permutation(deeds).Draw(t, "order")
		if diff := gocmp.Diff(want, sums(run(shuffled)), gocmp.AllowUnexported(group{})); diff != "" {
			t.Fatalf("another order (-first +other):\n%s", diff)
		}
	})
}

func TestLedger_withdrawing_right_away_restores_every_balance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		deeds := drawDeeds(t)
		l := run(deeds)
		balances := l.Changed()
		l = model.NewLedger(balances)
		d := drawDeed(t, 500)
		post(l, d)
		short := len(l.Shortfalls())
		l.Reverse(501, slices.Clone(l.Postings()))
		if len(l.Shortfalls()) != short {
			t.Fatalf("withdrawing finds a shortfall where none is: %+v", l.Shortfalls()[short:])
		}
		nonzero := func(list []model.Balance) []model.Balance {
			return slices.DeleteFunc(slices.Clone(list), func(b model.Balance) bool { return b.Amount == 0 })
		}
		after := map[model.Slot]model.Quantity{}
		for _, b := range append(slices.Clone(balances), l.Changed()...) {
			after[slotOf(b)] = b.Amount
		}
		var got []model.Balance
		for s, q := range after {
			got = append(got, model.Balance{NodeID: s.NodeID, Unit: s.Unit, Account: s.Account, OrgID: s.OrgID, PlaceID: s.PlaceID, ContainerID: s.ContainerID, For: s.For, Amount: q})
		}
		byKey := func(a, b model.Balance) int {
			return cmp.Or(cmp.Compare(a.NodeID, b.NodeID), cmp.Compare(a.Account, b.Account), cmp.Compare(a.OrgID, b.OrgID),
				cmp.Compare(a.PlaceID, b.PlaceID), cmp.Compare(a.ContainerID, b.ContainerID), cmp.Compare(a.For, b.For))
		}
		want := nonzero(balances)
		got = nonzero(got)
		slices.SortFunc(want, byKey)
		slices.SortFunc(got, byKey)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("after posting and withdrawing %+v (-before +after):\n%s", d, diff)
		}
	})
}

func TestLedger_withdrawing_later_leaves_what_would_have_been_without(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		deeds := drawDeeds(t)
		l, posted := model.NewLedger(nil), map[model.Seq][]model.Posting{}
		for _, d := range deeds {
			before := len(l.Postings())
			post(l, d)
			posted[d.seq] = slices.Clone(l.Postings()[before:])
		}
		wrong := rapid.IntRange(0, len(deeds)-1).Draw(t, "withdrawn")
		l.Reverse(1000, posted[deeds[wrong].seq])
		check(t, l)
		want := sums(run(slices.Delete(slices.Clone(deeds), wrong, wrong+1)))
		if diff := gocmp.Diff(want, sums(l), gocmp.AllowUnexported(group{})); diff != "" {
			t.Fatalf("without %+v (-never +withdrawn):\n%s", deeds[wrong], diff)
		}
	})
}

func slotOf(b model.Balance) model.Slot {
	return model.Slot{NodeID: b.NodeID, Unit: b.Unit, Account: b.Account, OrgID: b.OrgID, PlaceID: b.PlaceID, ContainerID: b.ContainerID, For: b.For}
}

func TestLedger_pays_back(t *testing.T) {
	t.Parallel()
	transit := func(org model.OrgID, place, container model.Seq) model.Slot {
		return model.Slot{Account: model.AccountInTransit, OrgID: org, PlaceID: place, ContainerID: container}
	}
	hand := func(org model.OrgID, place, container model.Seq) model.Slot {
		s := transit(org, place, container)
		s.Account = model.AccountOnHand
		return s
	}
	tests := []struct {
		name   string
		short  model.Slot // taken from, too early
		stands model.Slot // what comes later
		pays   bool
	}{
		{"the same account", hand("a", 1, 0), hand("a", 1, 0), true},
		{"another place of the same holder", hand("a", 1, 0), hand("a", 2, 0), true},
		{"another holder at the same place", hand("a", 1, 0), hand("b", 1, 0), true},
		{"another holder at another place", hand("a", 1, 0), hand("b", 2, 0), false},
		{"two holders at unknown places", hand("a", 0, 0), hand("b", 0, 0), false},
		{"packed goods do not pay for loose ones", hand("a", 1, 0), hand("a", 1, 90), false},
		{"loose goods do not pay for packed ones", hand("a", 1, 90), hand("a", 1, 0), false},
		{"another account", hand("a", 1, 0), transit("a", 1, 0), false},
		{"sent to the receiver", transit("b", 3, 0), transit("b", 0, 0), true},
		{"sent to nobody in particular", transit("b", 3, 0), transit("a", 0, 0), true},
		{"sent to somebody else", transit("b", 3, 0), transit("c", 5, 0), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := model.NewLedger(nil)
			sold := model.Slot{Account: model.AccountSold, OrgID: "a", PlaceID: 1}
			l.Post(1, model.Transfer{NodeID: 10, Amount: 5, From: tt.short, To: sold})
			if got := l.Shortfalls(); len(got) != 1 || got[0].Amount != 5 || got[0].EventSeq != 1 {
				t.Fatalf("shortfalls = %+v, want 5 of event 1", got)
			}
			l.Post(2, model.Transfer{NodeID: 10, Amount: 8, From: model.Slot{Account: model.AccountProduced, OrgID: "a"}, To: tt.stands})
			stands := tt.stands
			stands.NodeID = 10
			want, settled := model.Quantity(8), 0
			if tt.pays {
				want, settled = 3, 1
			}
			if got := l.Available(stands); got != want {
				t.Errorf("%d of 8 are left", got)
			}
			if got := l.Settled(); len(got) != settled {
				t.Errorf("settled = %v", got)
			}
		})
	}
}

func TestLedger_Fits_keeps_a_lot_far_from_overflow(t *testing.T) {
	t.Parallel()
	l := model.NewLedger(nil)
	produced, hand := model.Slot{Account: model.AccountProduced}, model.Slot{Account: model.AccountOnHand}
	n := 0
	for ; l.Fits(10, model.MaxQuantity); n++ {
		if n > 2000 {
			t.Fatal("there is no bound")
		}
		l.Post(model.Seq(n), model.Transfer{NodeID: 10, Amount: model.MaxQuantity, From: produced, To: hand})
	}
	if n < 1000 {
		t.Errorf("full after %d amounts", n)
	}
	if again := model.NewLedger(l.Changed()); again.Fits(10, model.MaxQuantity) || !again.Fits(11, model.MaxQuantity) {
		t.Error("a loaded ledger does not know how full its lots are")
	}
}

// TestLedger_tells_what_came_into_stock_and_what_went: what turned since the balances were loaded is the difference of
// the slots of stock that held something then and of those that do now.
func TestLedger_tells_what_came_into_stock_and_what_went(t *testing.T) {
	t.Parallel()
	stocked := func(l []model.Balance, into map[model.Slot]bool) {
		for _, b := range l {
			if s := slotOf(b); b.Amount > 0 && slices.Contains(model.StockAccounts(), s.Account) {
				into[s] = true
			} else {
				delete(into, s)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		balances := run(drawDeeds(t)).Changed()
		l := model.NewLedger(balances)
		for i := range rapid.IntRange(1, 5).Draw(t, "more") {
			post(l, drawDeed(t, model.Seq(500+i)))
		}
		before, after := map[model.Slot]bool{}, map[model.Slot]bool{}
		stocked(balances, before)
		stocked(append(slices.Clone(balances), l.Changed()...), after)
		filled, emptied := l.Turned()
		for _, s := range filled {
			if before[s] {
				t.Fatalf("%+v was in stock before", s)
			}
			before[s] = true
		}
		for _, s := range emptied {
			if !before[s] {
				t.Fatalf("%+v was not in stock", s)
			}
			delete(before, s)
		}
		if diff := gocmp.Diff(after, before); diff != "" {
			t.Fatalf("in stock (-is +as told):\n%s", diff)
		}
	})
}
