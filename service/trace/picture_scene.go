package trace

import (
	"cmp"
	"slices"
	"strconv"

	"suyuan/model"
)

// scene is a trace as boxes and deeds before anything has been put together or placed.
type scene struct {
	query  PictureQuery
	facts  *Deeds
	walk   *Walk
	things []*Thing
	index  map[model.Seq]int // position of a thing
	before map[int]bool      // things from which the chain goes back unseen
	after  map[int]bool      // things from which it goes on unseen
	units  []unit
	first  []int          // of each thing, the unit it begins with
	from   [][]handover   // of each unit, from whom it came
	latest map[holder]int // the latest unit of a thing with a holder, for things with many
	deeds  []deed
	loops  int
	lost   bool
	way    []int

	portions []portion // room for more
	amounts  []model.PictureAmount
}

// unit is a thing with one of its holders. One that gets the thing back after it had passed it on is two units, since
// time never turns.
type unit struct {
	thing        int
	org          model.OrgID
	again        int // how many holders the thing had before, when this one had it already
	place        model.Seq
	since, until model.Instant
	amounts      []model.PictureAmount
	layer        int
	root, way    bool
}

// deed connects units: everything that went in, everything that came out.
type deed struct {
	kind         model.PictureEdgeKind
	event        string
	events       int
	since, until model.Instant
	in, out      []portion
}

type portion struct {
	unit    int
	amounts []model.PictureAmount
}

// handover is the unit that gave and the position of the deed.
type handover struct{ giver, deed int }

// holder is who has a thing.
type holder struct {
	thing int
	org   model.OrgID
}

// at is a lot and an event that names it.
type at struct{ event, node model.Seq }

func newScene(w *Walk, d *Deeds, q PictureQuery) *scene {
	s := &scene{query: q, facts: d, walk: w, index: map[model.Seq]int{}, before: map[int]bool{}, after: map[int]bool{}}
	for _, b := range w.Branches {
		for _, r := range b.Rows {
			i, known := s.index[r.Node]
			if !known {
				i = len(s.things)
				s.index[r.Node] = i
				s.things = append(s.things, r.Thing)
			}
			if r.Beyond && b.Direction == Back {
				s.before[i] = true
			} else if r.Beyond {
				s.after[i] = true
			}
		}
	}
	s.first, s.latest = make([]int, len(s.things)+1), map[holder]int{}
	stirs := s.stirsByThing(d.Stirs)
	where := make(map[at]int, len(d.Stirs)/2)
	s.units, s.from, s.deeds = make([]unit, 0, 2*len(s.things)), make([][]handover, 0, 2*len(s.things)), make([]deed, 0, 2*len(s.things)+len(d.Links))
	for i := range s.things {
		s.stations(i, stirs[i], where)
	}
	s.first[len(s.things)] = len(s.units)
	s.connect(where)
	return s
}

// stirsByThing sorts account lines by thing, keeping their order.
func (s *scene) stirsByThing(all []DeedStir) [][]*DeedStir {
	of, count := make([]int, len(all)), make([]int, len(s.things))
	for i := range all {
		at, ok := s.index[all[i].Node]
		if of[i] = at; !ok {
			of[i] = -1
			continue
		}
		count[at]++
	}
	space := make([]*DeedStir, len(all))
	stirs := make([][]*DeedStir, len(s.things))
	for i, n := range count {
		stirs[i], space = space[:0:n], space[n:]
	}
	for i, at := range of {
		if at >= 0 {
			stirs[at] = append(stirs[at], &all[i])
		}
	}
	return stirs
}

// station returns the latest unit of a holder, a new one if it has had none.
func (s *scene) station(thing int, org model.OrgID) int {
	if u, ok := s.find(thing, org); ok {
		return u
	}
	return s.arrive(thing, org)
}

// fewHolders is how many units of a thing are looked through rather than looked up.
const fewHolders = 12

// find returns the latest unit of a thing with a holder. The units of a thing follow each other.
func (s *scene) find(thing int, org model.OrgID) (int, bool) {
	first, end := s.first[thing], len(s.units)
	if thing+1 < len(s.first) && s.first[thing+1] > first {
		end = s.first[thing+1]
	}
	if end-first > fewHolders {
		u, ok := s.latest[holder{thing, org}]
		return u, ok
	}
	for u := end - 1; u >= first; u-- {
		if s.units[u].org == org {
			return u, true
		}
	}
	return 0, false
}

// arrive adds a unit.
func (s *scene) arrive(thing int, org model.OrgID) int {
	u := unit{thing: thing, org: org}
	if _, again := s.find(thing, org); again {
		u.again = len(s.units) - s.first[thing]
	}
	s.units, s.from = append(s.units, u), append(s.from, nil)
	switch n := len(s.units) - s.first[thing]; {
	case n == fewHolders+1:
		for i := s.first[thing]; i < len(s.units); i++ {
			s.latest[holder{thing, s.units[i].org}] = i
		}
	case n > fewHolders:
		s.latest[holder{thing, org}] = len(s.units) - 1
	}
	return len(s.units) - 1
}

// idOf names a unit.
func (s *scene) idOf(u int) string {
	return name("unit", s.things[s.units[u].thing].Node.Key, string(s.units[u].org), strconv.Itoa(s.units[u].again))
}

// stations finds who has had a thing, in the order of time, and who gave it to whom.
func (s *scene) stations(thing int, stirs []*DeedStir, where map[at]int) {
	t := s.things[thing]
	s.first[thing] = len(s.units)
	for len(stirs) > 0 {
		n := 1
		for n < len(stirs) && stirs[n].Event.Seq == stirs[0].Event.Seq {
			n++
		}
		s.stir(thing, stirs[:n], where)
		stirs = stirs[n:]
	}
	for _, h := range t.Stock {
		if h.Account == model.AccountUnaccounted && h.Org == "" {
			continue
		}
		u := &s.units[s.station(thing, h.Org)]
		switch h.Account {
		case model.AccountOnHand, model.AccountProduced, model.AccountReturned:
			u.place = cmp.Or(u.place, h.Place)
		case model.AccountInTransit, model.AccountSold, model.AccountConsumed, model.AccountDestroyed, model.AccountLost, model.AccountUnaccounted:
		}
		if h.Told {
			q := h.Amount
			if h.Account.Contra() {
				q = q.Neg()
			}
			amount := model.PictureAmount{Account: h.Account, Unit: h.Unit, Quantity: q}
			if u.amounts == nil {
				u.amounts = s.some(amount)
			} else {
				u.amounts = sum(u.amounts, amount)
			}
		}
	}
	first := s.first[thing]
	if len(s.units) == first {
		s.station(thing, t.Maker)
	}
	if len(s.units) == first+1 {
		s.units[first].since, s.units[first].until = t.FirstSeen, t.LastSeen
	}
	for u := first + 1; u < len(s.units); u++ {
		if len(s.from[u]) == 0 {
			s.deeds = append(s.deeds, deed{kind: model.PictureSame, in: []portion{{unit: first}}, out: []portion{{unit: u}}})
		}
	}
}

// stir reads what one event did to one lot.
func (s *scene) stir(thing int, stirs []*DeedStir, where map[at]int) {
	e := stirs[0].Event
	type move struct {
		org  model.OrgID
		unit int
		by   model.Quantity
	}
	var room [4]move
	moves := room[:0]
	for _, st := range stirs {
		i := slices.IndexFunc(moves, func(m move) bool { return m.org == st.Org })
		if i < 0 {
			i = len(moves)
			moves = append(moves, move{org: st.Org})
		}
		switch st.Account {
		case model.AccountOnHand, model.AccountInTransit, model.AccountReturned:
			moves[i].by += st.Amount
		case model.AccountProduced, model.AccountSold, model.AccountConsumed, model.AccountDestroyed, model.AccountLost, model.AccountUnaccounted:
		}
	}
	for g := range moves {
		for t := range moves {
			if q := min(-moves[g].by, moves[t].by); q > 0 {
				moves[g].by, moves[t].by = moves[g].by+q, moves[t].by-q
				s.hand(thing, moves[g].org, moves[t].org, e, model.PictureAmount{Unit: stirs[0].Unit, Quantity: q})
			}
		}
	}
	for i := range moves {
		moves[i].unit = s.station(thing, moves[i].org)
		s.units[moves[i].unit].see(e.Time)
	}
	here := -1
	for _, st := range stirs {
		u := moves[slices.IndexFunc(moves, func(m move) bool { return m.org == st.Org })].unit
		if st.Amount > 0 && st.Account == model.AccountOnHand || st.Account == model.AccountProduced {
			s.units[u].place = cmp.Or(s.units[u].place, st.Place)
		}
		if st.Account == model.AccountConsumed || st.Account == model.AccountProduced || st.Container != 0 {
			here = u
		}
	}
	if here >= 0 { // the others make no links
		where[at{e.Seq, stirs[0].Node}] = here
	}
}

func (u *unit) see(when model.Instant) {
	if u.since == 0 || when < u.since {
		u.since = when
	}
	u.until = max(u.until, when)
}

// hand notes that a lot went from one holder to another.
func (s *scene) hand(thing int, giver, taker model.OrgID, e DeedEvent, amount model.PictureAmount) {
	g := s.station(thing, giver)
	t, known := s.find(thing, taker)
	if !known || s.descends(g, t) {
		t = s.arrive(thing, taker)
	}
	s.units[g].see(e.Time)
	s.units[t].see(e.Time)
	if i := slices.IndexFunc(s.from[t], func(h handover) bool { return h.giver == g }); i >= 0 {
		d := &s.deeds[s.from[t][i].deed]
		d.events++
		d.until = max(d.until, e.Time)
		d.in[0].amounts = sum(d.in[0].amounts, amount)
		d.out[0].amounts = d.in[0].amounts
		return
	}
	amounts := s.some(amount)
	s.from[t] = append(s.from[t], handover{g, len(s.deeds)})
	s.deeds = append(s.deeds, deed{
		kind: model.PictureSent, event: e.ID, events: 1, since: e.Time, until: e.Time,
		in: s.portion(g, amounts), out: s.portion(t, amounts),
	})
}

// portion and some are lists of one, cut from larger pieces: a trace has tens of thousands of them.
func (s *scene) portion(unit int, amounts []model.PictureAmount) []portion {
	if len(s.portions) == 0 {
		s.portions = make([]portion, 1024)
	}
	p := s.portions[:1:1]
	s.portions = s.portions[1:]
	p[0] = portion{unit, amounts}
	return p
}

func (s *scene) some(amount model.PictureAmount) []model.PictureAmount {
	const room = 2
	if len(s.amounts) < room {
		s.amounts = make([]model.PictureAmount, 1024*room)
	}
	a := s.amounts[:1:room]
	s.amounts = s.amounts[room:]
	a[0] = amount
	return a
}

// descends tells whether a unit was handed over, directly or not, by another, or is the same.
func (s *scene) descends(u, from int) bool {
	return u == from || slices.ContainsFunc(s.from[u], func(h handover) bool { return s.descends(h.giver, from) })
}

// connect turns the links into deeds between units.
func (s *scene) connect(where map[at]int) {
	type share struct {
		at
		role model.NodeRole
	}
	parts := make(map[share][]model.PictureAmount, len(s.facts.Parts))
	for _, p := range s.facts.Parts {
		k, amount := share{at{p.Event, p.Node}, p.Role}, model.PictureAmount{Unit: p.Unit, Quantity: p.Quantity}
		if known := parts[k]; known != nil {
			parts[k] = sum(known, amount)
		} else {
			parts[k] = s.some(amount)
		}
	}
	packed := map[at][]model.PictureAmount{}
	for _, st := range s.facts.Stirs {
		if st.Container != 0 && st.Amount > 0 && st.Account == model.AccountOnHand {
			k := at{st.Event.Seq, st.Node}
			packed[k] = sum(packed[k], model.PictureAmount{Unit: st.Unit, Quantity: st.Amount})
		}
	}
	joints := make(map[model.Seq]int, len(s.facts.Links)) // deed of a step, or of an event without one
	for _, l := range s.facts.Links {
		if l.Kind != model.EdgeTransform {
			s.contain(l, packed[at{l.Event.Seq, l.Src}], where)
			continue
		}
		key := l.Event.Seq
		if l.Src < 0 {
			key = l.Src
		} else if l.Dst < 0 {
			key = l.Dst
		}
		i, known := joints[key]
		e := l.Event
		if !known {
			i = len(s.deeds)
			joints[key] = i
			s.deeds = append(s.deeds, deed{kind: model.PictureMade, event: e.ID, events: 1, since: e.Time, until: e.Time})
		}
		d := &s.deeds[i]
		d.since, d.until = min(d.since, e.Time), max(d.until, e.Time)
		if n, ok := s.index[l.Src]; ok && l.Src >= 0 {
			d.in = s.join(d.in, n, e, parts[share{at{e.Seq, l.Src}, model.RoleInput}], where)
		}
		if n, ok := s.index[l.Dst]; ok && l.Dst >= 0 {
			d.out = s.join(d.out, n, e, parts[share{at{e.Seq, l.Dst}, model.RoleOutput}], where)
		}
	}
	s.deeds = slices.DeleteFunc(s.deeds, func(d deed) bool { return len(d.in) == 0 || len(d.out) == 0 })
}

// join adds a thing to one side of a transformation, once.
func (s *scene) join(side []portion, thing int, e DeedEvent, amounts []model.PictureAmount, where map[at]int) []portion {
	u := s.standing(thing, e, where)
	for i := len(side) - 1; i >= 0; i-- {
		if side[i].unit == u {
			return side
		}
		if len(side)-i > 64 { // a link that repeats follows its like closely
			break
		}
	}
	s.units[u].see(e.Time)
	if side == nil {
		return s.portion(u, amounts)
	}
	return append(side, portion{u, amounts})
}

// contain adds a stay in a container.
func (s *scene) contain(l DeedLink, amounts []model.PictureAmount, where map[at]int) {
	src, okS := s.index[l.Src]
	dst, okD := s.index[l.Dst]
	if !okS || !okD {
		return
	}
	e := l.Event
	until := l.To
	if until == model.Forever {
		until = l.From
	}
	s.deeds = append(s.deeds, deed{
		kind: model.PicturePacked, event: e.ID, events: 1, since: l.From, until: until,
		in:  []portion{{s.standing(src, e, where), amounts}},
		out: []portion{{s.standing(dst, e, where), amounts}},
	})
}

// standing is the unit of a thing that an event is about: by the ledger, else with whoever recorded it, else the first.
func (s *scene) standing(thing int, e DeedEvent, where map[at]int) int {
	if u, ok := where[at{e.Seq, s.things[thing].Node.ID}]; ok {
		return u
	}
	if u, ok := s.find(thing, e.Org); ok {
		return u
	}
	return s.first[thing]
}
