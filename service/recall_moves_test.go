package service_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
)

// lineList shows what the lines of a case say of the trace about what another case affects: holder, thing, unit and
// quantities; lines about nothing are left out, for what has become of nothing is no difference.
func (h *chain) lineList(id, about model.RecallID) (list []string) {
	h.t.Helper()
	h.read(func(tx *repository.Tx) error {
		things, err := tx.Recall().Affected(about)
		if err != nil {
			return err
		}
		tasks, err := tx.Recall().TasksOf(id)
		if err != nil {
			return err
		}
		holder := map[model.RecallTaskID]model.RecallTask{}
		for _, t := range tasks {
			holder[t.ID] = t
		}
		lines, err := tx.Recall().LinesOf(id)
		for _, l := range lines {
			if _, affected := things[l.NodeID]; affected && l.Distributed != 0 {
				t := holder[l.TaskID]
				list = append(list, fmt.Sprint(t.OrgID, t.PlaceID, " ", l.NodeID, " ", l.Unit, " ", l.Distributed, "=", l.OnHand, "+", l.InTransit, "+", l.Sold))
			}
		}
		return err
	})
	slices.Sort(list)
	return list
}

// trip is a movement of a drawn history: a lot that a company sells, ships with or without its pallet, or loses.
type trip struct {
	kind   string // move, send, sell, destroy, pallet
	lot    int
	from   int
	to     int
	kg     float64
	pallet int
}

const tripCompanies = 3

func drawTrip(t *rapid.T) trip {
	return trip{
		kind: rapid.SampledFrom([]string{"move", "move", "send", "sell", "destroy", "pallet"}).Draw(t, "trip"), lot: rapid.IntRange(0, drawnLots-1).Draw(t, "lot"),
		from: rapid.IntRange(0, tripCompanies-1).Draw(t, "from"), to: rapid.IntRange(0, tripCompanies-1).Draw(t, "to"),
		kg: float64(rapid.IntRange(1, 5).Draw(t, "kg")), pallet: rapid.IntRange(0, drawnPallets-1).Draw(t, "pallet"),
	}
}

// TestRecallFollowsEveryMovement: whatever is made, packed, shipped, sold and destroyed after a case has begun, and was
// all before it, the things and the lines of the case are those of a case with the same scope that is launched only then;
// and what is not reached any more stays blocked as possible.
func TestRecallFollowsEveryMovement(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		clock.Advance(24 * time.Hour)
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			followMovements(t, rt, s, round)
		})
	})
}

func followMovements(t *testing.T, rt *rapid.T, s *repository.Store, round int) {
	h := newChain(t, s)
	h.glns = 80_000 + 100*round
	list := drawHistory(rt)
	trips := rapid.SliceOfN(rapid.Custom(drawTrip), 1, 8).Draw(rt, "trips")
	firms := []link{h.company(fmt.Sprint("mill ", round), urumqi), h.company(fmt.Sprint("shop ", round), urumqi), h.company(fmt.Sprint("kiosk ", round), urumqi)}
	mill, bureau := firms[0], h.inspector("650000")
	goods := h.goods(mill, "")
	var names []string
	var begin, arrive []deed
	for i := range drawnLots {
		names = append(names, h.lot(mill, "", fmt.Sprint("L", i), ""))
		amount := listed("quantityList", names[i], 100)
		begin = append(begin, made(0, names[i], 1000, mill),
			happens("ObjectEvent", "OBSERVE", "shipping", 0.1, amount, where(mill), between(mill, firms[1])))
		arrive = append(arrive, happens("ObjectEvent", "OBSERVE", "receiving", 0.2, amount, where(firms[1]), between(mill, firms[1])))
	}
	h.capture(mill, begin...)
	h.capture(firms[1], arrive...)
	palletOf := func(n int) string { return pallet(700_000 + round*drawnPallets + n) }
	root := rapid.IntRange(0, drawnLots-1).Draw(rt, "root")
	order := func(more ...model.RecallPredicate) model.Recall {
		q := scopeOf(append(more, model.ScopeLot{Goods: goods, Lot: fmt.Sprint("L", root)})...)
		c, err := h.recall.Order(t.Context(), bureau, model.Idempotency{}, recall.Order{
			Draft: recall.Draft{Title: model.Text{EN: "drawn"}, Hazard: model.Text{EN: "glass"}, Scope: q.Scope, Pack: model.PackCNFood}, Grade: model.GradeII, Reason: "drawn",
		})
		if err != nil {
			rt.Fatal(err)
		}
		return c
	}
	c := order()
	for i, e := range list {
		e.withdrawn = false
		d := e.deed(mill, names, palletOf(e.pallet))
		as(fmt.Sprintf("urn:example:moves:%d:%d", round, i))(d)
		h.capture(mill, d)
		if i < len(trips) {
			h.travels(firms, names, palletOf, trips[i], 0.3+float64(i)/4)
		}
	}
	for i := len(list); i < len(trips); i++ {
		h.travels(firms, names, palletOf, trips[i], 0.3+float64(i)/4)
	}
	anew := order(model.ScopeLot{Goods: goods, Lot: "NONE"})
	got, want := h.standing(c.ID), h.standing(anew.ID)
	maps.DeleteFunc(got, func(key string, class model.AffectedClass) bool { // what is not reached any more is not let go of
		_, reached := want[key]
		return !reached && class == model.AffectedPossible
	})
	if !maps.Equal(got, want) {
		rt.Fatalf("things: %v, launched anew %v\nhistory %+v\ntrips %+v", got, want, list, trips)
	}
	if got, want := h.lineList(c.ID, anew.ID), h.lineList(anew.ID, anew.ID); !slices.Equal(got, want) {
		rt.Fatalf("lines:\n%s\nlaunched anew:\n%s\nhistory %+v\ntrips %+v", strings.Join(got, "\n"), strings.Join(want, "\n"), list, trips)
	}
}

// travels records a trip.
func (h *chain) travels(firms []link, names []string, palletOf func(int) string, t trip, at float64) {
	h.t.Helper()
	from, to := firms[t.from], firms[t.to]
	if to.Org == from.Org {
		to = firms[(t.to+1)%len(firms)]
	}
	amount := listed("quantityList", names[t.lot], t.kg)
	switch t.kind {
	case "move":
		h.moves(from, to, at, names[t.lot], t.kg)
	case "send":
		h.capture(from, happens("ObjectEvent", "OBSERVE", "shipping", at, amount, where(from), between(from, to)))
	case "sell":
		h.capture(from, happens("ObjectEvent", "DELETE", "retail_selling", at, amount, where(from)))
	case "destroy":
		h.capture(from, happens("ObjectEvent", "DELETE", "destroying", at, amount, where(from)))
	case "pallet":
		h.capture(firms[0], happens("ObjectEvent", "OBSERVE", "shipping", at, named("epcList", palletOf(t.pallet)), where(firms[0]), between(firms[0], to)))
	}
}
