package recall

import (
	"suyuan/model"
	"suyuan/repository"
)

// Share bounds how much of a lot descends from what the scope selects, by the quantities of the transformations and
// however unevenly these mixed. It is for judging danger, never for leaving a lot out.
type Share struct {
	Unit  model.Unit
	Total model.Quantity // how much of the lot there has been
	Least model.Quantity // of it that must descend from it
	Most  model.Quantity // of it that can
}

// LeastRatio and MostRatio are the bounds as parts of the whole.
func (s Share) LeastRatio() model.Ratio { return model.Ratio{Num: int64(s.Least), Den: int64(s.Total)} }

// MostRatio is the upper bound as a part of the whole.
func (s Share) MostRatio() model.Ratio { return model.Ratio{Num: int64(s.Most), Den: int64(s.Total)} }

// flow is what is known of one lot while transformations are replayed in the order of their times.
type flow struct {
	Share
	fixed bool // a root: its share is known from the start
	sure  bool // a root that is affected for certain, however much of it there is
}

// whole tells that nothing of it can be anything but affected.
func (f *flow) whole() bool { return f.sure || f.Total > 0 && f.Least >= f.Total }

// run is a transformation while it is replayed.
type run struct {
	unit        model.Unit
	in          model.Quantity
	least, most model.Quantity
	unknown     bool // an input of which it is not said how much went in
	tainted     bool // an input may be affected
	pure        bool // no input can be anything but affected
}

// share computes the bounds. Parts come in order of time; a lot that comes back into what it was made of is counted when
// it does, so that no kilogram is counted twice.
func (c *Closure) share(parts []repository.RunPart) {
	flows := make([]flow, len(c.Rows)) // of each thing at its first row
	for at := range c.Rows {
		row := &c.Rows[at]
		if !row.First {
			continue
		}
		total, unit, known := inflow(row)
		f := &flows[at]
		f.Unit = unit
		if root, starts := c.rootOf[row.Node]; starts {
			f.fixed, f.sure = true, c.Roots[root].Class == model.AffectedConfirmed
			if known {
				f.Total, f.Most = total, total
			}
			if known && f.sure {
				f.Least = total
			}
		}
	}
	replay(parts, func(thing model.Seq) *flow {
		if at, known := c.rowOf[thing]; known {
			return &flows[at]
		}
		return nil
	})
	for at := range c.Rows {
		row, f := &c.Rows[at], &flows[at]
		if !row.First {
			continue
		}
		if total, unit, known := inflow(row); known && !f.fixed && (f.Unit == unit || f.Total == 0) {
			f.Unit, f.Total = unit, max(f.Total, total)
		}
		if f.Total <= 0 || row.Thing.Node.Level == model.LevelInstance {
			continue
		}
		if f.Most == 0 { // reached, though by the recorded times nothing can have got in: times may be wrong
			f.Most = f.Total
		}
		share := f.Share
		share.Least, share.Most = min(share.Least, share.Total), min(share.Most, share.Total)
		row.Share = &share
	}
}

// inflow is how much of a lot came into being by the ledger.
func inflow(row *Row) (total model.Quantity, unit model.Unit, known bool) {
	for _, a := range row.Amounts {
		if a.Account == model.AccountProduced && a.Quantity > 0 && !known {
			total, unit, known = a.Quantity, a.Unit, true
		}
	}
	return total, unit, known
}

// replay goes through the transformations; of finds what is known of a thing, nil of what is not affected.
func replay(parts []repository.RunPart, of func(thing model.Seq) *flow) {
	runs := map[model.Seq]*run{}
	for i := 0; i < len(parts); {
		event := parts[i].Event
		end := i
		for end < len(parts) && parts[end].Event == event {
			end++
		}
		r := runs[parts[i].Run]
		if r == nil {
			r = &run{pure: true}
			runs[parts[i].Run] = r
		}
		var out model.Quantity
		for _, p := range parts[i:end] {
			if p.In {
				r.take(p, of(p.Node))
			} else if q, ok := p.Quantity.Convert(p.Unit, r.unit); ok {
				out += q
			}
		}
		for _, p := range parts[i:end] {
			if p.In || !p.Measured {
				continue
			}
			if f := of(p.Node); f != nil && !f.fixed {
				r.give(p, f, out)
			}
		}
		i = end
	}
}

// take adds an input.
func (r *run) take(p repository.RunPart, f *flow) {
	if r.unit == "" && p.Measured {
		r.unit = p.Unit
	}
	q, ok := p.Quantity.Convert(p.Unit, r.unit)
	if !p.Measured || !ok {
		r.unknown = true
	}
	if f == nil {
		r.pure = false
		if ok {
			r.in += q
		}
		return
	}
	r.tainted = true
	r.pure = r.pure && f.whole()
	if !ok {
		return
	}
	r.in += q
	clean, most, comparable := model.Quantity(0), q, false
	if f.Total > 0 {
		if total, same := f.Total.Convert(f.Unit, r.unit); same {
			least, _ := f.Least.Convert(f.Unit, r.unit)
			upper, _ := f.Most.Convert(f.Unit, r.unit)
			clean, most, comparable = total-least, upper, true
		}
	}
	if !comparable { // nobody says how much of it there is
		r.most += q
		if f.sure {
			r.least += q
		}
		return
	}
	r.least += max(0, q-clean)
	r.most += min(q, most)
}

// give adds an output: at most what is affected of the inputs can be in it, and at least what their clean part does not
// make up. More out than in was added from somewhere and is clean.
func (r *run) give(p repository.RunPart, f *flow, out model.Quantity) {
	if f.Unit == "" || f.Total == 0 {
		f.Unit = p.Unit
	}
	q, ok := p.Quantity.Convert(p.Unit, f.Unit)
	if !ok {
		return
	}
	f.Total += q
	amount, comparable := p.Quantity.Convert(p.Unit, r.unit)
	switch {
	case !r.tainted:
	case r.pure && (r.unknown || !comparable || r.in >= out):
		f.Least, f.Most = f.Least+q, f.Most+q
	case r.unknown || !comparable:
		f.Most += q
	default:
		least := max(0, amount-(max(r.in, out)-r.least))
		most := min(amount, r.most)
		toLot := func(x model.Quantity) model.Quantity { y, _ := x.Convert(r.unit, f.Unit); return y }
		f.Least, f.Most = f.Least+toLot(least), f.Most+toLot(most)
	}
}
