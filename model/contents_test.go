package model_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
)

// hours is the length of the tests' day.
const hours = 12

func drawSightings(t *rapid.T, measured bool) []model.Sighting {
	n := rapid.IntRange(0, 10).Draw(t, "sightings")
	list := make([]model.Sighting, 0, n)
	for i := range n {
		s := model.Sighting{
			EventSeq: model.Seq(i + 1), Time: model.Instant(rapid.IntRange(0, hours).Draw(t, "time")), Kind: model.EdgeContain,
			Removes: rapid.Bool().Draw(t, "removes"),
		}
		for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom([]model.Seq{1, 2, 3}), 0, 3, rapid.ID).Draw(t, "children") {
			child := model.Child{NodeID: c}
			if measured {
				child.Quantity, child.Unit, child.Measured = model.Quantity(rapid.IntRange(1, 6).Draw(t, "quantity")), "KGM", 1
			}
			s.Children = append(s.Children, child)
		}
		if !s.Removes && len(s.Children) == 0 {
			s.Children = []model.Child{{NodeID: 1, Quantity: 1, Measured: boolInt(measured)}}
		}
		list = append(list, s)
	}
	return list
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func never(model.Seq, model.Instant) model.Instant { return model.Forever }

// inside tells for each instant of the day whether a child lies in the container by the stays.
func inside(stays []model.Stay, child model.Seq) (day [hours + 2]bool) {
	for i := range day {
		at := model.Instant(i)
		day[i] = slices.ContainsFunc(stays, func(s model.Stay) bool { return s.NodeID == child && s.From <= at && at < s.To })
	}
	return day
}

func TestContents_of_single_things_is_what_each_instant_shows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sightings := drawSightings(t, false)
		moves := map[model.Seq][]model.Instant{}
		for range rapid.IntRange(0, 3).Draw(t, "moves") {
			c := rapid.SampledFrom([]model.Seq{1, 2, 3}).Draw(t, "moved")
			moves[c] = append(moves[c], model.Instant(rapid.IntRange(0, hours).Draw(t, "moved at")))
			slices.Sort(moves[c])
		}
		stays := model.Contents(slices.Clone(sightings), func(c model.Seq, after model.Instant) model.Instant {
			for _, m := range moves[c] {
				if m > after {
					return m
				}
			}
			return model.Forever
		})
		for _, child := range []model.Seq{1, 2, 3} {
			var want [hours + 2]bool
			for i := range want {
				at := model.Instant(i)
				// It is inside when some sighting put it there and nothing since took it out or moved it on.
				want[i] = slices.ContainsFunc(sightings, func(in model.Sighting) bool {
					left := func(when model.Instant) bool { return in.Time < when && when <= at }
					return !in.Removes && in.Time <= at && names(in, child) &&
						!slices.ContainsFunc(sightings, func(out model.Sighting) bool {
							return out.Removes && left(out.Time) && (len(out.Children) == 0 || names(out, child))
						}) && !slices.ContainsFunc(moves[child], left)
				})
			}
			if got := inside(stays, child); got != want {
				t.Fatalf("child %d\n got %v\nwant %v", child, got, want)
			}
		}
	})
}

func names(s model.Sighting, child model.Seq) bool {
	return slices.ContainsFunc(s.Children, func(c model.Child) bool { return c.NodeID == child })
}

func TestContents_of_quantities_lasts_until_nothing_is_left(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sightings := drawSightings(t, true)
		stays := model.Contents(slices.Clone(sightings), never)
		for _, child := range []model.Seq{1, 2, 3} {
			var want [hours + 2]bool
			var left model.Quantity
			for i := range want {
				for _, removes := range []bool{true, false} { // what is taken out at an instant was there before it
					for _, s := range sightings {
						if s.Time != model.Instant(i) || s.Removes != removes {
							continue
						}
						switch {
						case removes && len(s.Children) == 0:
							left = 0
						case removes:
							left = max(0, left-amount(s, child))
						default:
							left += amount(s, child)
						}
					}
				}
				want[i] = left > 0
			}
			if got := inside(stays, child); got != want {
				t.Fatalf("child %d\n got %v\nwant %v", child, got, want)
			}
		}
	})
}

func amount(s model.Sighting, child model.Seq) (sum model.Quantity) {
	for _, c := range s.Children {
		if c.NodeID == child {
			sum += c.Quantity
		}
	}
	return sum
}

func TestContents_does_not_depend_on_the_order_of_recording(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sightings := drawSightings(t, rapid.Bool().Draw(t, "measured"))
		want := model.Contents(slices.Clone(sightings), never)
		got := model.Contents(rapid.Permutation(sightings).Draw(t, "order"), never)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("another order (-first +other):\n%s", diff)
		}
		for _, s := range got {
			if s.From >= s.To {
				t.Fatalf("stay %+v has no length", s)
			}
		}
	})
}

func TestContents_of_a_reused_pallet(t *testing.T) {
	t.Parallel()
	one := func(c model.Seq) []model.Child { return []model.Child{{NodeID: c}} }
	stays := model.Contents([]model.Sighting{
		{EventSeq: 4, Time: 40, Removes: true},
		{EventSeq: 1, Time: 10, Children: one(1)},
		{EventSeq: 3, Time: 30, Children: one(1)}, // seen on the way
		{EventSeq: 5, Time: 50, Children: one(2)},
		{EventSeq: 2, Time: 20, Children: one(3)},
	}, func(c model.Seq, after model.Instant) model.Instant {
		if c == 3 && after < 25 {
			return 25 // put onto another pallet
		}
		return model.Forever
	})
	var got []string
	for _, s := range stays {
		to := fmt.Sprint(int64(s.To))
		if s.To == model.Forever {
			to = "open"
		}
		got = append(got, fmt.Sprintf("%d: %d to %s by event %d", s.NodeID, s.From, to, s.EventSeq))
	}
	want := []string{"1: 10 to 40 by event 1", "1: 30 to 40 by event 3", "3: 20 to 25 by event 2", "2: 50 to open by event 5"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stays (-want +got):\n%s", diff)
	}
}
