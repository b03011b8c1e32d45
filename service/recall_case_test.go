package service_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// melons are a world in which a farm's lot has gone to a distributor, from there to two shops in two provinces, and into
// a juice.
type melons struct {
	*chain
	farm, trader, shop, far link
	bureau                  model.Actor
	lot, juice              string
}

func newMelons(h *chain) *melons {
	m := &melons{
		chain: h, farm: h.company("farm", urumqi), trader: h.company("trader", urumqi), shop: h.company("shop", urumqi), far: h.company("far", beijing),
	}
	m.bureau = h.inspector("650000")
	m.lot, m.juice = h.lot(m.farm, melonGTIN, "M1", "2026-11-20"), h.lot(m.farm, juiceGTIN, "J1", "2026-11-20")
	h.capture(m.farm, made(0, m.lot, 1000, m.farm))
	h.capture(m.farm, mixes(0.5, in(m.lot, 100), out(m.juice, 50), where(m.farm)))
	h.moves(m.farm, m.trader, 1, m.lot, 600)
	h.moves(m.trader, m.shop, 2, m.lot, 200)
	h.moves(m.trader, m.far, 3, m.lot, 100)
	h.capture(m.shop, happens("ObjectEvent", "DELETE", "retail_selling", 4, listed("quantityList", m.lot, 50), where(m.shop)))
	return m
}

func (m *melons) one() model.RecallScope {
	return model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeLot{Goods: m.goods(m.farm, melonGTIN), Lot: "M1"}}}
}

func (m *melons) order() recall.Order {
	return recall.Order{
		Draft: recall.Draft{Title: model.Text{ZH: "哈密瓜召回", EN: "Melons"}, Hazard: model.Text{ZH: "农药残留", EN: "pesticide"}, Scope: m.one()},
		Grade: model.GradeI, Reason: "抽检不合格",
	}
}

func (m *melons) ordered() model.Recall {
	m.t.Helper()
	c, err := m.recall.Order(m.t.Context(), m.bureau, model.Idempotency{}, m.order())
	if err != nil {
		m.t.Fatalf("order: %v", err)
	}
	return c
}

// blocked lists what stands blocked because of a case.
func (h *chain) blocked(id model.RecallID) (list []string) {
	h.t.Helper()
	h.read(func(tx *repository.Tx) error {
		rows, err := tx.Recall().Affected(id)
		for _, l := range rows {
			if l.Strikes() {
				list = append(list, short(l.EPC)+" "+string(l.Class)+" "+l.Reason)
			}
		}
		return err
	})
	slices.Sort(list)
	return list
}

func (h *chain) read(fn func(tx *repository.Tx) error) {
	h.t.Helper()
	if err := h.store.Read(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// tasks lists the tasks of a case: holder, tier, who told, state, and per line the thing and what it has to account for.
func (h *chain) tasks(id model.RecallID) (list []string) {
	h.t.Helper()
	h.read(func(tx *repository.Tx) error {
		tasks, err := tx.Recall().TasksOf(id)
		if err != nil {
			return err
		}
		lines, err := tx.Recall().LinesOf(id)
		if err != nil {
			return err
		}
		affected, err := tx.Recall().Affected(id)
		if err != nil {
			return err
		}
		var orgs []model.OrgID
		for _, t := range tasks {
			orgs = append(orgs, t.OrgID, t.ToldBy)
		}
		names, err := tx.Recall().OrganisationsOf(orgs)
		for _, t := range tasks {
			text := names[t.OrgID].Name.EN + " " + strconv.Itoa(t.Tier) + " by " + names[t.ToldBy].Name.EN + " " + string(t.State)
			var parts []string
			for _, l := range lines {
				if l.TaskID == t.ID {
					parts = append(parts, short(affected[l.NodeID].EPC)+" "+l.Distributed.String()+"="+l.OnHand.String()+"+"+l.InTransit.String()+"+"+l.Sold.String())
				}
			}
			slices.Sort(parts)
			list = append(list, text+": "+strings.Join(parts, ", "))
		}
		return err
	})
	slices.Sort(list)
	return list
}

func (h *chain) sound() {
	h.t.Helper()
	violations, err := h.store.Fsck(h.t.Context())
	if err != nil || len(violations) > 0 {
		h.t.Errorf("fsck: %v %v", violations, err)
	}
}

// TestRecallOrderBlocksAtOnce: one call of an inspector blocks everything, gives every holder its task, by who supplied
// whom, and records it.
func TestRecallOrderBlocksAtOnce(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		same(h, "state", []any{c.State, c.OrgID, c.Origin, c.Pack, c.ScopeVersion, c.Region}, []any{
			model.RecallOrdered, m.farm.Org, model.OriginOrdered, model.PackCNFood, 1, urumqi,
		})
		same(h, "blocked", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected"})
		same(h, "tasks", h.tasks(c.ID), []string{
			"far 2 by trader delivered: M1 100=100+0+0",
			"farm 0 by  delivered: J1 50=50+0+0, M1 300=300+0+0",
			"shop 2 by trader delivered: M1 200=150+0+50",
			"trader 1 by farm delivered: M1 300=300+0+0",
		})
		h.sound()
	})
}

// TestRecallOrderTwice: of two inspectors at once one wins and the other sees the case.
func TestRecallOrderTwice(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		errs := make(chan error, 2)
		for range 2 {
			actor := h.inspector("650000")
			go func() {
				_, err := m.recall.Order(t.Context(), actor, model.Idempotency{}, m.order())
				errs <- err
			}()
		}
		a, b := <-errs, <-errs
		if a != nil {
			a, b = b, a
		}
		if a != nil || !errors.Is(b, model.RecallExists) {
			t.Errorf("two orders: %v and %v", a, b)
		}
		h.sound()
	})
}
