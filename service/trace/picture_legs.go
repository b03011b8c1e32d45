package trace

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Point is a place on earth.
type Point = repository.Point

// Itinerary is a trace as places and what went from one to another.
type Itinerary struct {
	Stops []Stop
	Legs  []Leg
	// Cut says that it is not whole.
	Cut bool
}

// Stop is a place where goods of the trace have been.
type Stop struct {
	Place PlaceName
	Org   OrgName
	// Located says that Point is known.
	Located bool
	Point   Point
	// Amounts are what the reader may know of what stands there now, by account and unit.
	Amounts []model.PictureAmount
	// Root marks a place where what was traced has been.
	Root bool
}

// Leg is what was sent from one place to another.
type Leg struct {
	From, To     int // positions in Stops
	Count        int // of events
	Since, Until model.Instant
	Amounts      []model.PictureAmount
}

// Itinerary traces a thing as Walk does and says from which place to which its goods went. Goods that left for a place
// nobody named are on no leg. Whoever may trace may ask. Refusals: those of Walk.
func (s *Service) Itinerary(ctx context.Context, actor model.Actor, walk WalkQuery) (*Itinerary, *Walk, error) {
	w, err := s.Walk(ctx, actor, walk)
	if err != nil {
		return nil, nil, err
	}
	var it *Itinerary
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		d, err := tx.Trace().Deeds(actor.Scope(), w.nodes(), w.Query.KnownAt, pictureDeeds)
		if err != nil {
			return err
		}
		points, err := tx.Trace().PlacePoints(slices.Sorted(maps.Keys(d.Places)))
		it = w.travel(d, points)
		return err
	})
	return it, w, err
}

// travel finds the places and legs in the account lines.
func (w *Walk) travel(d *Deeds, points map[model.Seq]Point) *Itinerary {
	it := &Itinerary{Cut: d.Cut}
	for _, b := range w.Branches {
		it.Cut = it.Cut || b.Cut != BoundNone
	}
	stops := map[model.Seq]int{}
	stop := func(place model.Seq, org model.OrgID) int {
		i, known := stops[place]
		if !known {
			i = len(it.Stops)
			stops[place] = i
			name := d.Places[place]
			at, located := points[place]
			it.Stops = append(it.Stops, Stop{Place: name, Org: d.Orgs[cmp.Or(name.Org, org)], Located: located, Point: at})
		}
		return i
	}
	legs := map[[2]int]int{}
	add := func(from, to int, e DeedEvent, amount model.PictureAmount) {
		k := [2]int{from, to}
		i, known := legs[k]
		if !known {
			i = len(it.Legs)
			legs[k] = i
			it.Legs = append(it.Legs, Leg{From: from, To: to, Since: e.Time})
		}
		l := &it.Legs[i]
		l.Count++
		l.Since, l.Until = min(l.Since, e.Time), max(l.Until, e.Time)
		l.Amounts = sum(l.Amounts, amount)
	}
	for _, group := range byEvent(d.Stirs) {
		for _, from := range group {
			for _, to := range group {
				if q := min(-from.Amount, to.Amount); q > 0 && from.Place != 0 && to.Place != 0 && from.Place != to.Place &&
					from.Unit == to.Unit && standsAt(from.Account) && standsAt(to.Account) {
					add(stop(from.Place, from.Org), stop(to.Place, to.Org), from.Event, model.PictureAmount{Unit: from.Unit, Quantity: q})
				}
			}
		}
		for _, st := range group {
			if st.Place != 0 {
				i := stop(st.Place, st.Org)
				it.Stops[i].Root = it.Stops[i].Root || st.Node == w.Root.ID
			}
		}
	}
	w.stock(func(h repository.Holding) {
		if i, known := stops[h.Place]; known && h.Told && !h.Account.Contra() {
			it.Stops[i].Amounts = sum(it.Stops[i].Amounts, model.PictureAmount{Account: h.Account, Unit: h.Unit, Quantity: h.Amount})
		}
	})
	return it
}

// standsAt tells the accounts of goods that are somewhere.
func standsAt(a model.Account) bool {
	return a == model.AccountOnHand || a == model.AccountInTransit || a == model.AccountReturned
}

// byEvent lists the account lines of each lot in each event, in the order of time.
func byEvent(stirs []DeedStir) [][]DeedStir {
	sorted := slices.Clone(stirs)
	slices.SortStableFunc(sorted, func(a, b DeedStir) int {
		return cmp.Or(cmp.Compare(a.Event.Time, b.Event.Time), cmp.Compare(a.Event.Seq, b.Event.Seq), cmp.Compare(a.Node, b.Node))
	})
	var groups [][]DeedStir
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].Event.Seq == sorted[0].Event.Seq && sorted[n].Node == sorted[0].Node {
			n++
		}
		groups, sorted = append(groups, sorted[:n]), sorted[n:]
	}
	return groups
}

// stock calls for every account of every thing once.
func (w *Walk) stock(each func(repository.Holding)) {
	seen := map[model.Seq]bool{}
	for _, b := range w.Branches {
		for _, r := range b.Rows {
			if seen[r.Node] {
				continue
			}
			seen[r.Node] = true
			for _, h := range r.Thing.Stock {
				each(h)
			}
		}
	}
}
