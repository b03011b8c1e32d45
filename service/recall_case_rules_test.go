package service_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// TestRecallDeeds: every event of the lifecycle is known to the room: with nothing but a reason it is never refused as
// unknown.
func TestRecallDeeds(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.opened()
		for _, on := range model.RecallLifecycle.Events() {
			_, err := m.recall.Move(t.Context(), m.bureau, model.Idempotency{}, recall.Move{ID: c.ID, Event: on, Reason: "x", Version: 99})
			var r *model.Refusal
			if err == nil || errors.As(err, &r) && slices.ContainsFunc(r.Fields, func(f model.FieldFault) bool { return f.At == "event" }) {
				t.Errorf("%s: %v", on, err)
			}
		}
		_, err := m.recall.Move(t.Context(), m.bureau, model.Idempotency{}, recall.Move{ID: c.ID, Event: "explode", Reason: "x"})
		if !errors.Is(err, model.ValueInvalid) {
			t.Errorf("an unknown event: %v", err)
		}
	})
}

// TestRecallBadInput: what cannot be is refused by name, and nothing is left behind.
func TestRecallBadInput(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		south := h.inspector("440000")
		stranger := h.company("stranger", beijing)
		other := h.lot(m.shop, "06901234567922", "X1", "2026-11-20")
		h.capture(m.shop, made(0, other, 10, m.shop))
		goods := m.goods(m.farm, melonGTIN)
		for name, c := range map[string]struct {
			actor  model.Actor
			scope  []model.RecallPredicate
			change func(*recall.Order)
			want   *model.Problem
		}{
			"no condition":               {m.bureau, nil, nil, model.RecallScopeEmpty},
			"nothing selected":           {m.bureau, []model.RecallPredicate{model.ScopeLot{Goods: goods, Lot: "NONE"}}, nil, model.RecallScopeVoid},
			"a range upside down":        {m.bureau, []model.RecallPredicate{model.ScopeLotRange{Goods: goods, First: "M9", Last: "M1"}}, nil, model.RecallRangeReversed},
			"another region's inspector": {south, m.one().Predicates, nil, model.RecallScopeVoid},
			"no ground":                  {m.bureau, m.one().Predicates, func(o *recall.Order) { o.Reason = " " }, model.ValueRequired},
			"no title":                   {m.bureau, m.one().Predicates, func(o *recall.Order) { o.Title = model.Text{} }, model.ValueRequired},
			"no grade":                   {m.bureau, m.one().Predicates, func(o *recall.Order) { o.Grade = "" }, model.ValueRequired},
			"an unknown grade":           {m.bureau, m.one().Predicates, func(o *recall.Order) { o.Grade = "x" }, model.ValueInvalid},
			"known in the future":        {m.bureau, m.one().Predicates, func(o *recall.Order) { o.KnownAt = model.Forever / 2 }, model.ClockFuture},
			"no rules for recalls":       {m.bureau, m.one().Predicates, func(o *recall.Order) { o.Pack = model.PackCNClaim }, model.RuleUnknown},
			"nobody's to recall":         {m.bureau, m.one().Predicates, func(o *recall.Order) { o.Responsible = "01a2060b-0000-7000-8000-000000000000" }, model.NotFound},
			"two makers": {
				m.bureau, append(m.one().Predicates, model.ScopeInput{EPC: other}), nil, model.RecallMakers,
			},
			"a company orders": {m.farm.Actor, m.one().Predicates, nil, model.Forbidden},
		} {
			o := m.order()
			o.Scope.Predicates = c.scope
			if c.change != nil {
				c.change(&o)
			}
			if _, err := m.recall.Order(t.Context(), c.actor, model.Idempotency{}, o); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		draft := recall.Draft{Title: model.Text{ZH: "x"}, Scope: m.one()}
		for who, c := range map[string]struct {
			actor model.Actor
			want  *model.Problem
		}{"a customer": {m.shop.Actor, model.RecallForeign}, "a stranger": {stranger.Actor, model.RecallScopeVoid}, "nobody": {model.Actor{}, model.Unauthenticated}} {
			if _, err := m.recall.Open(t.Context(), c.actor, model.Idempotency{}, draft); !errors.Is(err, c.want) {
				t.Errorf("%s opens: %v", who, err)
			}
		}
		list, _, err := m.recall.Cases(t.Context(), h.admin(), recall.CaseFilter{Mock: "all"}, model.Page{})
		same(h, "nothing is left", []any{len(list), err}, []any{0, nil})
		h.sound()
	})
}

// admin runs the platform.
func (h *chain) admin() model.Actor {
	a := h.company("platform "+h.gln(), "000000").Actor
	a.OrgKind, a.Roles = model.KindPlatform, []model.Role{model.RoleAdmin}
	return a
}

// TestRecallForeignInput: a company that recalls what it made of a supplier's lot blocks its own goods and reports the
// supplier's.
func TestRecallForeignInput(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		jam := h.lot(m.trader, "06901234567915", "JAM", "2026-11-21")
		h.capture(m.trader, mixes(5, in(m.lot, 50), out(jam, 40), where(m.trader)))
		c, err := m.recall.Open(t.Context(), m.trader.Actor, model.Idempotency{}, recall.Draft{
			Title: model.Text{ZH: "果酱"}, Scope: model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeInput{EPC: m.lot}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		c = m.moved(m.trader.Actor, m.moved(m.trader.Actor, c, model.RecallAssess, graded(model.GradeII)), model.RecallWithdraw)
		same(h, "blocked", h.blocked(c.ID), []string{"JAM confirmed made-of"})
		same(h, "tasks", h.tasks(c.ID), []string{"trader 0 by  delivered: JAM 40=40+0+0"})
		h.sound()
	})
}

// TestRecallWho: who may make which move, and who sees the case at all.
func TestRecallWho(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		south, north := h.inspector("440000"), h.inspector("110000")
		for name, try := range map[string]struct {
			actor model.Actor
			on    model.RecallEvent
			want  *model.Problem
		}{
			"a holder cannot file the plan":             {m.shop.Actor, model.RecallFilePlan, model.Forbidden},
			"nor proclaim":                              {m.shop.Actor, model.RecallProclaim, model.Forbidden},
			"the company cannot proclaim":               {m.farm.Actor, model.RecallProclaim, model.Forbidden},
			"another region does not see it":            {south, model.RecallProclaim, model.NotFound},
			"a holder's region sees it and decides not": {north, model.RecallProclaim, model.Forbidden},
			"an inspector does not approve":             {m.bureau, model.RecallObject, model.MoveNotAllowed},
			"not in this state":                         {m.farm.Actor, model.RecallAnnounce, model.MoveNotAllowed},
		} {
			_, err := m.recall.Move(t.Context(), try.actor, model.Idempotency{}, recall.Move{ID: c.ID, Event: try.on, Reason: "x", Plan: plan()})
			if !errors.Is(err, try.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		f, err := m.recall.Case(t.Context(), m.shop.Actor, c.ID)
		same(h, "a holder sees the head alone", []any{len(f.Scopes), len(f.Papers), len(f.Moves), f.Carries, err}, []any{0, 0, 0, false, nil})
		_, err = m.recall.Move(t.Context(), m.bureau, model.Idempotency{}, recall.Move{ID: c.ID, Event: model.RecallProclaim, Reason: "x", Version: c.Version - 1})
		if !errors.Is(err, model.ChangedMeanwhile) {
			t.Errorf("an old version: %v", err)
		}
		same(h, "nothing has moved", m.moved(m.bureau, c, model.RecallProclaim).State, model.RecallAnnounced)
	})
}

// TestRecallExtended: only the authority consents to more time; coming back from disposal the first deadline runs again.
func TestRecallExtended(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.moved(m.farm.Actor, m.announced(model.GradeI), model.RecallExecute)
		until := model.InstantOf(h.clock.Now()).Add(60 * 24 * time.Hour)
		for _, try := range []struct {
			until model.Instant
			want  *model.Problem
		}{{0, model.ValueRequired}, {model.InstantOf(h.clock.Now()).Add(time.Hour), model.ClockShortened}} {
			_, err := m.recall.Move(t.Context(), m.supervisor(), model.Idempotency{}, recall.Move{ID: c.ID, Event: model.RecallExtend, Reason: "x", Until: try.until})
			if !errors.Is(err, try.want) {
				t.Errorf("until %s: %v", try.until, err)
			}
		}
		c = m.moved(m.supervisor(), c, model.RecallExtend, func(in *recall.Move) { in.Until = until })
		c = m.moved(m.farm.Actor, c, model.RecallDispose)
		same(h, "disposing", m.clocks(c.ID), []string{"finish/i met", "keep-records running", "report running", "start/i met", "stop met-late"})
		c = m.moved(m.farm.Actor, c, model.RecallResume)
		same(h, "on again", slices.Contains(m.clocks(c.ID), "finish/i running"), true)
		list, _, err := m.recall.Deadlines(t.Context(), m.supervisor(), recall.DeadlineFilter{Recall: c.ID}, model.Page{})
		var finish []model.Instant
		for _, d := range list {
			if d.Rule.Answers == model.DutyFinish {
				finish = append(finish, d.Due.At)
			}
		}
		same(h, "the deadline stays", []any{finish, err}, []any{[]model.Instant{until}, nil})
	})
}

// TestRecallOverdue: reminders come before the end, the authority hears of it after, holders that are silent are
// escalated; two replicas at once say everything once.
func TestRecallOverdue(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		ring := func() int {
			t.Helper()
			counts := make(chan int, 2)
			for range 2 {
				go func() {
					n, err := m.recall.Overdue(t.Context())
					if err != nil {
						t.Error(err)
					}
					counts <- n
				}()
			}
			return <-counts + <-counts
		}
		same(h, "nothing is due", ring(), 0)
		h.clock.Advance(12*time.Hour + time.Minute)
		same(h, "reminded", ring(), 1)
		same(h, "the company is", m.notices(m.farm.Org), []model.NoticeKind{"recall.ordered", "recall.reminder", "recall.task"})
		h.write(func(tx *repository.Tx) error { return answered(tx, c.ID, m.shop.Org) })
		h.clock.Advance(12 * time.Hour)
		same(h, "overdue", ring() > 0, true)
		same(h, "once", ring(), 0)
		same(h, "the authority hears", slices.Contains(m.notices(m.bureau.Org), "recall.overdue"), true)
		var states []string
		for _, task := range h.tasks(c.ID) {
			states = append(states, strings.SplitN(task, ":", 2)[0])
		}
		same(h, "tasks", states, []string{"far 2 by trader escalated", "farm 0 by  delivered", "shop 2 by trader escalated", "trader 1 by farm escalated"})
		h.sound()
	})
}

// TestRecallOverdueGoesOn: a clock that cannot be read does not keep the others from being rung.
func TestRecallOverdueGoesOn(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		m.ordered()
		m.sql("UPDATE recall_clocks SET clock = ?, warn_at = 1 WHERE id = (SELECT id FROM (SELECT MIN(id) AS id FROM recall_clocks WHERE warn_at > 0 AND task_id <> '') some)", []byte("{"))
		h.clock.Advance(25 * time.Hour)
		n, err := m.recall.Overdue(t.Context())
		if n == 0 || err == nil {
			t.Errorf("%d rung, %v", n, err)
		}
		same(h, "the authority hears of the others", slices.Contains(m.notices(m.bureau.Org), "recall.overdue"), true)
	})
}

// TestRecallDraftLists: drafts are revised, found and listed page by page.
func TestRecallDraftLists(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		var ids []model.RecallID
		for _, p := range []string{"M1", "M?", "M*"} {
			ids = append(ids, m.opened(func(d *recall.Draft) {
				d.Title.EN = "Recall of " + p
				d.Scope.Predicates = []model.RecallPredicate{model.ScopeLotPattern{Goods: m.goods(m.farm, melonGTIN), Pattern: p}}
			}).ID)
		}
		title := model.Text{ZH: "改名"}
		c, err := m.recall.Revise(t.Context(), m.farm.Actor, recall.Revision{ID: ids[0], Version: 1, Title: &title, Scope: m.one()})
		same(h, "revised", []any{c.Title, c.Version, err}, []any{title, int64(2), nil})
		if _, err := m.recall.Revise(t.Context(), m.farm.Actor, recall.Revision{ID: ids[0], Version: 1, Title: &title}); !errors.Is(err, model.ChangedMeanwhile) {
			t.Errorf("twice from one version: %v", err)
		}
		find := func(actor model.Actor, f recall.CaseFilter) (found []model.RecallID) {
			t.Helper()
			page := model.Page{Limit: 2}
			for {
				rows, next, err := m.recall.Cases(t.Context(), actor, f, page)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					found = append(found, r.ID)
				}
				if page.After = next; next == "" {
					return found
				}
			}
		}
		same(h, "all", find(m.farm.Actor, recall.CaseFilter{}), []model.RecallID{ids[2], ids[1], ids[0]})
		same(h, "by text", find(m.farm.Actor, recall.CaseFilter{Search: "of M?"}), []model.RecallID{ids[1]})
		same(h, "by number", find(m.farm.Actor, recall.CaseFilter{Search: c.Number}), []model.RecallID{ids[0]})
		same(h, "by state", find(m.farm.Actor, recall.CaseFilter{States: []model.RecallState{model.RecallClosed}}), nil)
		same(h, "not a customer's", find(m.trader.Actor, recall.CaseFilter{}), nil)
		same(h, "the region's", len(find(m.bureau, recall.CaseFilter{})), 3)
		same(h, "not mine", find(m.bureau, recall.CaseFilter{Mine: true}), nil)
		if _, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, m.order()); !errors.Is(err, model.RecallExists) {
			t.Errorf("an order beside a draft: %v", err)
		}
		ordered := m.moved(m.bureau, c, model.RecallOrder, graded(model.GradeI))
		if _, err := m.recall.Revise(t.Context(), m.farm.Actor, recall.Revision{ID: ordered.ID, Title: &title}); !errors.Is(err, model.RecallFixed) {
			t.Errorf("revised under way: %v", err)
		}
	})
}
