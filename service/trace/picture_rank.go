package trace

import (
	"cmp"
	"slices"
)

// rank gives each unit its column: one more than the last of what it came from. Where the records go round in a circle,
// the link that closes it is left out.
func (s *scene) rank() {
	intoDeed := make([][]int, len(s.units)) // deeds that a unit goes into
	outOf := make([][]int, len(s.units))    // deeds that it comes out of
	waiting := make([]int, len(s.deeds))    // units that a deed waits for
	missing := make([]int, len(s.units))    // deeds that a unit waits for
	for i, d := range s.deeds {
		for _, p := range d.in {
			intoDeed[p.unit] = append(intoDeed[p.unit], i)
		}
		for _, p := range d.out {
			outOf[p.unit] = append(outOf[p.unit], i)
			missing[p.unit]++
		}
		waiting[i] = len(d.in)
	}
	done := make([]bool, len(s.units))
	var ready []int
	for u := range s.units {
		if missing[u] == 0 {
			ready = append(ready, u)
		}
	}
	order := s.inTime()
	for left := len(s.units); left > 0; {
		if len(ready) == 0 {
			for done[order[0]] {
				order = order[1:]
			}
			s.cut(order[0], outOf[order[0]], waiting)
			missing[order[0]] = 0
			ready = append(ready, order[0])
		}
		u := ready[0]
		ready = ready[1:]
		if done[u] {
			continue
		}
		done[u] = true
		left--
		for _, i := range intoDeed[u] {
			if waiting[i]--; waiting[i] > 0 {
				continue
			}
			for _, p := range s.deeds[i].out {
				if missing[p.unit]--; missing[p.unit] == 0 && !done[p.unit] {
					ready = append(ready, p.unit)
				}
			}
			s.raise(s.deeds[i])
		}
	}
	s.deeds = slices.DeleteFunc(s.deeds, func(d deed) bool { return len(d.in) == 0 || len(d.out) == 0 })
	s.settle()
}

// raise puts what comes out of a deed behind what went in.
func (s *scene) raise(d deed) {
	after := 0
	for _, p := range d.in {
		after = max(after, s.units[p.unit].layer+1)
	}
	for _, p := range d.out {
		s.units[p.unit].layer = max(s.units[p.unit].layer, after)
	}
}

// cut takes a unit out of the deeds that it still waits for.
func (s *scene) cut(u int, of []int, waiting []int) {
	for _, i := range of {
		if waiting[i] > 0 {
			s.deeds[i].out = slices.DeleteFunc(slices.Clone(s.deeds[i].out), func(p portion) bool { return p.unit == u })
			s.loops++
		}
	}
}

// inTime lists the units in the order of time.
func (s *scene) inTime() []int {
	order := make([]int, len(s.units))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.units[a].since, s.units[b].since), cmp.Compare(a, b))
	})
	return order
}

// settle moves what comes from nowhere next to what it went into: an ingredient stands beside the product, not at the
// far end.
func (s *scene) settle() {
	comes := make([]bool, len(s.units))
	nearest := map[int]int{}
	for _, d := range s.deeds {
		next := 0
		for i, p := range d.out {
			comes[p.unit] = true
			if l := s.units[p.unit].layer; i == 0 || l < next {
				next = l
			}
		}
		for _, p := range d.in {
			if l, ok := nearest[p.unit]; !ok || next < l {
				nearest[p.unit] = next
			}
		}
	}
	for u, next := range nearest {
		if !comes[u] {
			s.units[u].layer = next - 1
		}
	}
}
