package service_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// happening is one event of a drawn history. Lots and pallets are numbered; the times of a history are all different.
type happening struct {
	at        int
	kind      string // mix, draw, pack, empty
	in, out   []int  // lots
	pallet    int
	withdrawn bool
}

const (
	drawnLots    = 6
	drawnPallets = 2
)

// drawHistory draws splits, merges, rework, pallets that are used again and drawn from; in no order of time, so that
// most events are late.
func drawHistory(t *rapid.T) []happening {
	n := rapid.IntRange(1, 12).Draw(t, "events")
	times := rapid.Permutation(numbers(n)).Draw(t, "times")
	lots := rapid.SliceOfNDistinct(rapid.IntRange(0, drawnLots-1), 1, 2, rapid.ID[int])
	list := make([]happening, 0, n)
	for i := range n {
		h := happening{at: times[i] + 1, kind: rapid.SampledFrom([]string{"mix", "mix", "draw", "pack", "pack", "empty"}).Draw(t, "kind")}
		h.pallet = rapid.IntRange(0, drawnPallets-1).Draw(t, "pallet")
		switch h.kind {
		case "mix":
			h.in, h.out = lots.Draw(t, "in"), lots.Draw(t, "out")
			h.out = slices.DeleteFunc(h.out, func(o int) bool { return slices.Contains(h.in, o) })
			if len(h.out) == 0 {
				h.out = []int{(h.in[0] + 1) % drawnLots}
			}
			h.in = slices.DeleteFunc(h.in, func(i int) bool { return slices.Contains(h.out, i) })
			if len(h.in) == 0 {
				h.in = []int{(h.out[0] + 2) % drawnLots}
			}
		case "draw":
			h.out = []int{rapid.IntRange(0, drawnLots-1).Draw(t, "out")}
		case "pack":
			h.in = lots.Draw(t, "in")
		}
		h.withdrawn = rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0
		list = append(list, h)
	}
	return list
}

func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// stay is the time that a lot spent in a pallet.
type stay struct{ lot, pallet, from, to int }

// solveHistory finds what a lot reaches by brute force: everything is tried again until nothing is added. What is drawn
// from a pallet is possible at most.
func solveHistory(list []happening, root, until int, certain bool) (lots, pallets map[int]bool) {
	var stays []stay
	ordered := slices.DeleteFunc(slices.Clone(list), func(h happening) bool { return h.withdrawn || h.at > until })
	slices.SortFunc(ordered, func(a, b happening) int { return a.at - b.at })
	for i, h := range ordered {
		for _, lot := range h.in {
			if h.kind != "pack" {
				continue
			}
			s := stay{lot, h.pallet, h.at, 1 << 30}
			for _, later := range ordered[i+1:] {
				if later.kind == "empty" && later.pallet == h.pallet {
					s.to = later.at
					break
				}
			}
			stays = append(stays, s)
		}
	}
	lots, pallets = map[int]bool{root: true}, map[int]bool{}
	for before := 0; before != len(lots); {
		before = len(lots)
		for _, h := range ordered {
			reached := h.kind == "mix" && slices.ContainsFunc(h.in, func(l int) bool { return lots[l] }) ||
				h.kind == "draw" && !certain && slices.ContainsFunc(stays, func(s stay) bool {
					return lots[s.lot] && s.pallet == h.pallet && s.from <= h.at && h.at < s.to
				})
			for _, o := range h.out {
				lots[o] = lots[o] || reached
			}
		}
		maps.DeleteFunc(lots, func(_ int, in bool) bool { return !in })
	}
	for _, s := range stays {
		if lots[s.lot] {
			pallets[s.pallet] = true
		}
	}
	return lots, pallets
}

// TestRecallAgainstBruteForce compares the closure with the oracle over drawn histories, as of every hour, and what was
// known half-way with what is known of it in the end.
func TestRecallAgainstBruteForce(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	s := repotest.SQLite(t, clock)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		checkHistory(t, rt, s, clock, round)
	})
}

func checkHistory(t *testing.T, rt *rapid.T, s *repository.Store, clock *repotest.Clock, round int) {
	h := newChain(t, s)
	h.glns = 50 * round
	list := drawHistory(rt)
	mill := h.company(fmt.Sprint("mill ", round), urumqi)
	inspector := h.inspector("000000")
	var names []string
	for i := range drawnLots {
		names = append(names, h.lot(mill, "", fmt.Sprint("L", i), ""))
	}
	goods := h.goods(mill, "")
	palletOf := func(n int) string { return pallet(round*drawnPallets + n) }
	for i := range drawnLots {
		h.capture(mill, made(0, names[i], 1000, mill))
	}
	deeds := make([]deed, len(list))
	for i, e := range list {
		deeds[i] = e.deed(mill, names, palletOf(e.pallet))
		as(fmt.Sprintf("urn:example:%d:%d", round, i))(deeds[i])
	}
	root := rapid.IntRange(0, drawnLots-1).Draw(rt, "root")
	q := scopeOf(model.ScopeLot{Goods: goods, Lot: fmt.Sprint("L", root)})
	half := len(list) / 2
	for _, d := range deeds[:half] {
		h.capture(mill, d)
	}
	known := affected(h.preview(inspector, q))
	then := model.InstantOf(clock.Now())
	clock.Advance(time.Hour)
	for _, d := range deeds[half:] {
		h.capture(mill, d)
	}
	for i, e := range list {
		if e.withdrawn {
			d := maps.Clone(deeds[i])
			d["errorDeclaration"] = map[string]any{"declarationTime": "2026-11-22T07:00:00Z", "reason": "did_not_occur"}
			h.capture(mill, d)
		}
	}
	for until := 0; until <= len(list); until += 3 {
		want := map[string]model.AffectedClass{}
		lots, pallets := solveHistory(list, root, until, false)
		sure, holding := solveHistory(list, root, until, true)
		for l := range lots {
			want[names[l]] = classOf(sure[l])
		}
		for p := range pallets {
			want[palletOf(p)] = classOf(holding[p])
		}
		q.Until = hour(float64(until))
		c := h.preview(inspector, q)
		got := map[string]model.AffectedClass{}
		for i, r := range c.Rows {
			if !r.First {
				continue
			}
			got[r.Thing.Node.Key] = r.Class
			if steps := c.Explain(i); steps[0].Node.Key != names[root] || len(steps[0].Conditions) != 1 {
				rt.Fatalf("the way to %s begins with %+v", r.Thing.Node.Key, steps[0])
			}
		}
		if !maps.Equal(got, want) {
			rt.Fatalf("until %d from L%d: got %v, want %v\nhistory %+v", until, root, got, want, list)
		}
	}
	q.Until, q.KnownAt = 0, then
	if again := affected(h.preview(inspector, q)); !slices.Equal(again, known) {
		rt.Fatalf("known then: %v, now said to have been known: %v", known, again)
	}
}

func classOf(sure bool) model.AffectedClass {
	if sure {
		return model.AffectedConfirmed
	}
	return model.AffectedPossible
}

// deed writes an event of a history.
func (e happening) deed(mill link, names []string, pallet string) deed {
	var changes []func(deed)
	for _, l := range e.in {
		if e.kind == "pack" {
			changes = append(changes, child(names[l], 1))
		} else {
			changes = append(changes, in(names[l], 2))
		}
	}
	for _, l := range e.out {
		changes = append(changes, out(names[l], 1))
	}
	changes = append(changes, where(mill))
	at := float64(e.at)
	switch e.kind {
	case "pack":
		return packs(at, "ADD", pallet, changes...)
	case "empty":
		return packs(at, "DELETE", pallet, changes...)
	case "draw":
		return mixes(at, append(changes, named("inputEPCList", pallet))...)
	}
	return mixes(at, changes...)
}
