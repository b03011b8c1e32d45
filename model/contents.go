package model

import (
	"cmp"
	"slices"
)

// Sighting is what one aggregation or association event says about the contents of a container.
type Sighting struct {
	EventSeq Seq
	Time     Instant
	Recorded Instant
	Kind     EdgeKind // EdgeContain or EdgeAssociate
	// Removes tells DELETE from ADD and OBSERVE.
	Removes bool
	// Children are the things named; a removal without children removes everything.
	Children []Child
}

// Child is one thing of a Sighting, with its quantity when the event gives one (Measured 1).
type Child struct {
	NodeID   Seq
	Quantity Quantity
	Unit     Unit
	Measured int
}

// Stay is the time that a child spent inside, as one sighting shows it.
type Stay struct {
	Child
	EventSeq Seq
	Kind     EdgeKind
	From, To Instant
}

// Contents computes who was inside a container when, from everything that was recorded about it in any order. Each
// putting-in or sighting opens a stay at its time; the stay ends when the child is taken out, or everything is, or, for
// single things, when movedAt says that they were put into another container. A part of a quantity taken out leaves
// the stay open until nothing is left of it.
func Contents(sightings []Sighting, movedAt func(child Seq, after Instant) Instant) []Stay {
	done, _ := ContentsAndRest(sightings, movedAt)
	return done
}

// ContentsAndRest is Contents, and says how many of the sightings, which it has put in order, are settled: behind them
// the container was empty, so that what comes after the last of them changes none of their stays by itself. Only a thing
// that turns out to have been put elsewhere before the time of the last does.
func ContentsAndRest(sightings []Sighting, movedAt func(child Seq, after Instant) Instant) (done []Stay, settled int) {
	slices.SortStableFunc(sightings, Sighting.Compare)
	open := map[Seq][]Stay{}
	left := map[Seq]Quantity{}
	end := func(child Seq, at Instant) {
		for _, s := range open[child] {
			s.To = min(at, movedAt(child, s.From))
			done = append(done, s)
		}
		delete(open, child)
		delete(left, child)
	}
	for i, s := range sightings {
		switch {
		case s.Removes && len(s.Children) == 0:
			for _, child := range sortedKeys(open) {
				end(child, s.Time)
			}
		case s.Removes:
			for _, c := range s.Children {
				if c.Measured == 1 && left[c.NodeID] > c.Quantity {
					left[c.NodeID] -= c.Quantity
					continue
				}
				end(c.NodeID, s.Time)
			}
		default:
			for _, c := range s.Children {
				open[c.NodeID] = append(open[c.NodeID], Stay{Child: c, EventSeq: s.EventSeq, Kind: s.Kind, From: s.Time})
				left[c.NodeID] += c.Quantity
			}
		}
		if len(open) == 0 {
			settled = i + 1
		}
	}
	for _, child := range sortedKeys(open) {
		end(child, Forever)
	}
	return done, settled
}

// Compare orders sightings by time. A removal at the very instant of a putting-in removes what was there before.
func (s Sighting) Compare(o Sighting) int {
	return cmp.Or(cmp.Compare(s.Time, o.Time), compareBool(!s.Removes, !o.Removes), cmp.Compare(s.EventSeq, o.EventSeq))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func sortedKeys[V any](m map[Seq]V) []Seq {
	keys := make([]Seq, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
