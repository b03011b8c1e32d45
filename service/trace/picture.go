package trace

import (
	"cmp"
	"context"
	"encoding/base32"
	"encoding/binary"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// The limits of a picture.
const (
	// PictureEachMost is how many boxes are drawn one by one before they are put together.
	PictureEachMost = 40
	// PictureBudget is how many boxes are drawn when nothing else is asked for, PictureMost how many ever.
	PictureBudget = 60
	PictureMost   = 400
	// PictureOpenMost is how many groups a reader may have open at once.
	PictureOpenMost = 8
	// pictureDeeds bounds the links and the account lines that are read for one picture.
	pictureDeeds = 400_000
	// pictureWay is the longest way whose things are all drawn one by one.
	pictureWay = 20
)

// Deeds are what connects the things of a trace with each other.
type (
	Deeds     = repository.Deeds
	DeedLink  = repository.DeedLink
	DeedPart  = repository.DeedPart
	DeedStir  = repository.DeedStir
	DeedEvent = repository.DeedEvent
)

// PictureQuery says how to draw a trace. The zero value lets the picture choose.
type PictureQuery struct {
	// GroupBy is what boxes are put together by; PictureAuto draws up to PictureEachMost one by one and puts the rest
	// together as far as the budget demands.
	GroupBy model.PictureGrouping
	// Budget is the number of boxes that may be drawn, without those of open groups; 0 means PictureBudget, and
	// PictureMost is the most.
	Budget int
	// Open lists the groups to draw in parts, by their IDs; more than PictureOpenMost are passed over.
	Open []string
	// Target, a batch id or the key of a thing, asks for the way from the root to it.
	Target string
	// Today is the readers' day, for shelf lives, and Zone where they live, for days; both may be left out.
	Today model.Date
	Zone  *time.Location
	// Recalled lists the batches that are being recalled.
	Recalled map[model.BatchID]bool
	// Classes, when set, looks up how one recall affects the things of the trace, to mark them in the picture.
	Classes func(nodes []model.Seq) (map[model.Seq]model.AffectedClass, error)
	// Affected is what it has found.
	Affected map[model.Seq]model.AffectedClass
}

// Picture traces a thing as Walk does and lays the answer out. Whoever may trace may ask. Refusals: those of Walk.
func (s *Service) Picture(ctx context.Context, actor model.Actor, walk WalkQuery, q PictureQuery) (*model.Picture, *Walk, error) {
	w, err := s.Walk(ctx, actor, walk)
	if err != nil {
		return nil, nil, err
	}
	if q.Classes != nil {
		if q.Affected, err = q.Classes(w.nodes()); err != nil {
			return nil, nil, err
		}
	}
	var d *Deeds
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if d, err = tx.Trace().Deeds(actor.Scope(), w.nodes(), w.Query.KnownAt, pictureDeeds); err != nil {
			return err
		}
		q.Recalled, err = w.recalled(tx, q.Recalled)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return w.Draw(d, q), w, nil
}

// recalled adds the batches of a trace against which a live recall stands to those that are known.
func (w *Walk) recalled(tx *repository.Tx, known map[model.BatchID]bool) (map[model.BatchID]bool, error) {
	strikes, _, err := tx.Recall().Against(w.nodes())
	if err != nil || len(strikes) == 0 {
		return known, err
	}
	all := maps.Clone(known)
	if all == nil {
		all = map[model.BatchID]bool{}
	}
	for _, b := range w.Branches {
		for _, r := range b.Rows {
			if id := r.Thing.Node.BatchID; id != "" && len(strikes[r.Node]) > 0 {
				all[id] = true
			}
		}
	}
	return all, nil
}

// Mark has a trace say how one recall affects its things, by whoever knows.
func (w *Walk) Mark(look func(nodes []model.Seq) (map[model.Seq]model.AffectedMark, error)) (err error) {
	w.Marks, err = look(w.nodes())
	return err
}

// nodes lists the numbers of the things of a trace.
func (w *Walk) nodes() []model.Seq {
	found := map[model.Seq]bool{}
	for _, b := range w.Branches {
		for _, r := range b.Rows {
			found[r.Node] = true
		}
	}
	return sortedSeqs(found)
}

// Draw lays a trace out. The same trace, deeds and query always give the same picture. Without deeds the links are those
// by which the trace reached each thing, and nothing is said of who gave what to whom.
func (w *Walk) Draw(d *Deeds, q PictureQuery) *model.Picture {
	if d == nil {
		d = w.deeds()
	}
	if q.Zone == nil {
		q.Zone = time.UTC
	}
	s := newScene(w, d, q)
	s.rank()
	s.mark(w)
	g := s.gather()
	p := &model.Picture{
		Things: len(s.things), Units: len(s.units), Grouping: g.grouping, Loops: s.loops, Lost: s.lost, Cut: d.Cut,
	}
	for _, b := range w.Branches {
		p.Cut = p.Cut || b.Cut != BoundNone
	}
	s.lay(g, p)
	return p
}

// deeds are the links by which a trace reached its things.
func (w *Walk) deeds() *Deeds {
	d := &Deeds{Orgs: w.Orgs, Places: w.Places}
	for _, b := range w.Branches {
		for _, r := range b.Rows {
			if r.Via < 0 {
				continue
			}
			l := DeedLink{Src: b.Rows[r.Via].Node, Dst: r.Node, Kind: r.Kind, From: r.Link.Time, To: r.Link.Time}
			l.Event = DeedEvent{Seq: r.Event, ID: r.Link.EventID, Time: r.Link.Time, Org: r.Link.OrgID}
			if b.Direction == Back {
				l.Src, l.Dst = l.Dst, l.Src
			}
			if r.Kind != model.EdgeTransform {
				l.From, l.To = r.From, r.To
			}
			d.Links = append(d.Links, l)
		}
	}
	return d
}

// name makes a short, stable name of what tells a box from the others.
func name(parts ...string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(binary.BigEndian.AppendUint64(nil, h.Sum64())))
}

// mark finds the root and the way from it to the target.
func (s *scene) mark(w *Walk) {
	root := s.index[w.Root.ID]
	for i := range s.units {
		s.units[i].root = s.units[i].thing == root
	}
	if s.query.Target == "" {
		return
	}
	for _, b := range w.Branches {
		row := slices.IndexFunc(b.Rows, func(r WalkRow) bool {
			return r.Thing.Node.Key == s.query.Target || r.Thing.Node.BatchID != "" && r.Thing.Node.BatchID.String() == s.query.Target
		})
		if row < 0 {
			continue
		}
		along := map[int]bool{}
		for _, i := range b.Way(row) {
			along[s.index[b.Rows[i].Node]] = true
		}
		target := s.index[b.Rows[row].Node]
		if b.Direction == Back || !s.follow([]int{s.first[root]}, target, along, false) {
			s.follow(s.unitsOf(root), target, along, b.Direction == Back)
		}
		return
	}
	s.lost = true
}

// unitsOf lists the units of a thing.
func (s *scene) unitsOf(thing int) (list []int) {
	for i, u := range s.units {
		if u.thing == thing {
			list = append(list, i)
		}
	}
	return list
}

// follow marks a shortest way over units from some to a thing that touches only certain things; false if there is none.
func (s *scene) follow(from []int, target int, along map[int]bool, back bool) bool {
	before := make([]int, len(s.units))
	for i := range before {
		before[i] = -2
	}
	for _, i := range from {
		before[i] = -1
	}
	queue := slices.Clone(from)
	next := s.neighbours(back)
	for ; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if s.units[at].thing == target {
			for ; at >= 0; at = before[at] {
				s.units[at].way = true
				s.way = append(s.way, at)
			}
			return true
		}
		for _, n := range next[at] {
			if before[n] == -2 && along[s.units[n].thing] {
				before[n] = at
				queue = append(queue, n)
			}
		}
	}
	return false
}

// neighbours lists what each unit leads to among those on the way, or comes from.
func (s *scene) neighbours(back bool) map[int][]int {
	next := map[int][]int{}
	for _, d := range s.deeds {
		for _, i := range d.in {
			for _, o := range d.out {
				if back {
					next[o.unit] = append(next[o.unit], i.unit)
				} else {
					next[i.unit] = append(next[i.unit], o.unit)
				}
			}
		}
	}
	return next
}

// stateOf says what stands against a thing.
func (s *scene) stateOf(t *Thing) model.PictureState {
	switch {
	case t.Lot == "":
		return model.PictureUnknown
	case s.query.Recalled[t.Node.BatchID]:
		return model.PictureRecalled
	case t.State == model.BatchBlocked:
		return model.PictureBlocked
	case t.State == model.BatchClosed:
		return model.PictureClosed
	case t.Expires != "" && s.query.Today != "" && s.query.Today > t.Expires:
		return model.PictureExpired
	case t.State == model.BatchHeld:
		return model.PictureHeld
	case t.State == model.BatchDraft:
		return model.PictureDraft
	}
	return model.PictureActive
}

// sum adds amounts to a list, by account and unit, in the order of the accounts. A total that no quantity can hold stays
// as it was.
func sum(list []model.PictureAmount, more ...model.PictureAmount) []model.PictureAmount {
	before := len(list)
	for _, a := range more {
		at := slices.IndexFunc(list, func(b model.PictureAmount) bool { return a.Account == b.Account && a.Unit == b.Unit })
		if at < 0 {
			list = append(list, a)
			continue
		}
		if total, ok := list[at].Quantity.AddChecked(a.Quantity); ok {
			list[at].Quantity = total
		}
	}
	if len(list) == before || len(list) == 1 {
		return list
	}
	order := model.Accounts()
	slices.SortStableFunc(list, func(a, b model.PictureAmount) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Account), slices.Index(order, b.Account)), cmp.Compare(a.Unit, b.Unit))
	})
	return list
}
