package service_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// recallEvents finds the events that recalls write.
var recallEvents = trace.EventFilter{BizStep: "holding"}

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

// plan is a plan with all its items.
func plan() *model.RecallPlan {
	said := model.Text{ZH: "说明"}
	return &model.RecallPlan{
		Contact: model.PlanContact{Representative: "法人", Person: "负责人", Phone: "0991-1234567", Email: "recall@example.com", Address: "乌鲁木齐"},
		Area:    said, Reason: said, Harm: said, Steps: said, Starts: "2026-11-23", Ends: "2026-12-07", Notice: said,
		Venues: []model.PlanVenue{model.VenueProvincialSite}, Consumers: said, Remedies: []model.Remedy{model.RemedyRefund}, Operators: said,
		Disposals: []model.PlanDisposal{model.DisposalCentral}, Handling: said, Payer: model.PayerProducer, Expected: 980, Effect: said,
	}
}

// opened is the farm's own draft.
func (m *melons) opened(change ...func(*recall.Draft)) model.Recall {
	m.t.Helper()
	d := recall.Draft{Title: model.Text{ZH: "哈密瓜召回"}, Scope: m.one()}
	for _, f := range change {
		f(&d)
	}
	c, err := m.recall.Open(m.t.Context(), m.farm.Actor, model.Idempotency{}, d)
	if err != nil {
		m.t.Fatalf("open: %v", err)
	}
	return c
}

// moved makes a move that must succeed.
func (m *melons) moved(actor model.Actor, c model.Recall, on model.RecallEvent, change ...func(*recall.Move)) model.Recall {
	m.t.Helper()
	in := recall.Move{ID: c.ID, Event: on, Reason: "test"}
	for _, f := range change {
		f(&in)
	}
	c, err := m.recall.Move(m.t.Context(), actor, model.Idempotency{}, in)
	if err != nil {
		m.t.Fatalf("%s: %v", on, err)
	}
	return c
}

func graded(g model.Grade) func(*recall.Move) { return func(in *recall.Move) { in.Grade = g } }
func planned(in *recall.Move)                 { in.Plan = plan() }
func reporting(in *recall.Move)               { in.Report = &model.RecallSummary{Text: "已完成"} }
func (m *melons) supervisor() (boss model.Actor) {
	boss = m.bureau
	boss.Roles = []model.Role{model.RoleSupervisor}
	return boss
}
func (m *melons) announced(g model.Grade) model.Recall {
	m.t.Helper()
	c := m.moved(m.farm.Actor, m.opened(), model.RecallAssess, graded(g))
	return m.moved(m.farm.Actor, m.moved(m.farm.Actor, c, model.RecallFilePlan, planned), model.RecallAnnounce)
}

// clocks shows the clocks of a case itself: rule, stage and when it is due.
func (m *melons) clocks(id model.RecallID) (list []string) {
	m.t.Helper()
	m.read(func(tx *repository.Tx) error {
		rows, err := tx.Recall().ClocksOf(id, "")
		for _, row := range rows {
			var c model.Clock
			if err := json.Unmarshal(row.Clock, &c); err != nil {
				return err
			}
			_, duty, _ := strings.Cut(string(row.Rule), "/")
			list = append(list, duty+" "+string(c.Stage(model.ChinaWorkdays(), tx.Now())))
		}
		return err
	})
	slices.Sort(list)
	return list
}

// document files evidence for a batch of a company.
func (m *melons) document(l link) model.DocumentID {
	m.t.Helper()
	var id model.DocumentID
	m.write(func(tx *repository.Tx) error {
		d := model.Document{
			ID: repository.NewID[model.Document](tx), OrgID: l.Org, Kind: model.DocumentLabReport, Title: "evidence", FileName: "a.pdf", MediaType: "application/pdf",
			SHA256: strings.Repeat("ab", 32), CreatedAt: tx.Now(),
		}
		id = d.ID
		return tx.Catalog().InsertDocument(d)
	})
	return id
}

// TestRecallVoluntary: a company's own recall, from the draft to the announcement; nothing is blocked before, and the
// clocks of the food rules run.
func TestRecallVoluntary(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.opened()
		same(h, "draft", []any{c.State, c.Origin, c.OrgID, c.Number[4:], c.ScopeVersion}, []any{model.RecallDraft, model.OriginVoluntary, m.farm.Org, "-000001", 0})
		c = m.moved(m.farm.Actor, c, model.RecallAssess, graded(model.GradeII))
		same(h, "assessed", m.clocks(c.ID), []string{"start/ii running", "stop overdue"})
		c = m.moved(m.farm.Actor, c, model.RecallFilePlan, planned)
		same(h, "filed", m.clocks(c.ID), []string{"start/ii met", "stop overdue"})
		same(h, "not blocked yet", h.blocked(c.ID), nil)
		c = m.moved(m.farm.Actor, c, model.RecallAnnounce)
		same(h, "announced", m.clocks(c.ID), []string{"finish/ii running", "start/ii met", "stop met-late"})
		same(h, "blocked", len(h.blocked(c.ID)), 2)
		f, err := m.recall.Case(t.Context(), m.farm.Actor, c.ID)
		if err != nil || len(f.Scopes) != 2 || len(f.Papers) != 1 || len(f.Moves) != 3 || !slices.Equal(f.Allowed, []model.RecallEvent{model.RecallExecute}) {
			t.Errorf("file: %v %+v", err, f)
		}
		events, _, err := m.trace.Events(t.Context(), m.farm.Actor, recallEvents, model.Page{})
		if err != nil || len(events) != 1 {
			t.Fatalf("events of the recall: %v %v", err, events)
		}
		e, err := m.trace.Event(t.Context(), m.farm.Actor, events[0].EventID)
		if err != nil || !strings.Contains(string(e), `"set":["recalled"]`) || !strings.Contains(string(e), c.Number) {
			t.Errorf("event of the recall: %v %s", err, e)
		}
		h.sound()
	})
}

// TestRecall_10_Expansion: a wider scope adds things and tasks, keeps answers and the day of the announcement, and starts
// clocks for what is new only.
func TestRecall_10_Expansion(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		second := h.lot(m.farm, melonGTIN, "M2", "2026-11-21")
		h.capture(m.farm, made(0, second, 500, m.farm))
		fourth := h.company("fourth", beijing)
		h.moves(m.farm, fourth, 2, second, 80)
		c := m.announced(model.GradeI)
		before := m.taskClocks(c.ID)
		h.write(func(tx *repository.Tx) error { return answered(tx, c.ID, m.shop.Org) })
		wide := model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeLotPattern{Goods: m.goods(m.farm, melonGTIN), Pattern: "M*"}}}
		d, err := m.recall.Foresee(t.Context(), m.farm.Actor, c.ID, wide, "")
		if err != nil || len(d.Added) != 1 || len(d.Removed) != 0 || d.Things != 3 {
			t.Fatalf("foresee: %v %+v", err, d)
		}
		same(h, "foreseeing changes nothing", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected"})
		change, err := m.recall.Rescope(t.Context(), m.farm.Actor, model.Idempotency{}, recall.NewScope{ID: c.ID, Scope: wide, Reason: "同一果园"})
		if err != nil {
			t.Fatal(err)
		}
		same(h, "what is new", []int{len(change.Added), len(change.Removed), change.New, change.Case.ScopeVersion}, []int{1, 0, 1, 2})
		same(h, "the announcement stays", change.Case.AnnouncedAt, c.AnnouncedAt)
		same(h, "blocked", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected", "M2 confirmed selected"})
		tasks := h.tasks(c.ID)
		same(h, "tasks", []string{tasks[1], tasks[2], tasks[3]}, []string{
			"farm 0 by  delivered: J1 50=50+0+0, M1 300=300+0+0, M2 420=420+0+0",
			"fourth 1 by farm delivered: M2 80=80+0+0",
			"shop 2 by trader acknowledged: M1 200=150+0+50",
		})
		same(h, "clocks of holders", m.taskClocks(c.ID)-before, 1)
		f, err := m.recall.Case(t.Context(), m.farm.Actor, c.ID)
		if err != nil || len(f.Scopes) != 3 {
			t.Errorf("the chain of versions: %v %d", err, len(f.Scopes))
		}
		h.sound()
	})
}

// answered lets a holder acknowledge.
func answered(tx *repository.Tx, id model.RecallID, org model.OrgID) error {
	tasks, err := tx.Recall().TasksOf(id)
	for _, t := range tasks {
		if t.OrgID == org && err == nil {
			_, err = repository.Move(tx, &model.TaskLifecycle, t.ID.String(), t.Version, t.State, model.TaskAcknowledge, "test", "")
		}
	}
	return err
}

func (m *melons) taskClocks(id model.RecallID) (n int) {
	m.t.Helper()
	m.read(func(tx *repository.Tx) error {
		all, err := tx.Recall().EveryOpenClock(id)
		for _, c := range all {
			if c.TaskID != "" {
				n++
			}
		}
		return err
	})
	return n
}

// TestRecall_11_Narrowing: what a narrower scope leaves out is free again, with evidence and a notice; without evidence
// nothing changes, and what somebody destroyed stays on record.
func TestRecall_11_Narrowing(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		second := h.lot(m.farm, melonGTIN, "M2", "2026-11-21")
		fourth := h.company("fourth", beijing)
		h.capture(m.farm, made(0, second, 500, m.farm))
		h.moves(m.farm, fourth, 2, second, 80)
		pattern := model.ScopeLotPattern{Goods: m.goods(m.farm, melonGTIN), Pattern: "M*"}
		c := m.opened(func(d *recall.Draft) { d.Scope.Predicates = []model.RecallPredicate{pattern} })
		c = m.moved(m.farm.Actor, m.moved(m.farm.Actor, c, model.RecallAssess, graded(model.GradeI)), model.RecallFilePlan, planned)
		c = m.moved(m.farm.Actor, c, model.RecallAnnounce)
		same(h, "blocked", len(h.blocked(c.ID)), 3)
		h.capture(m.farm, happens("ObjectEvent", "DELETE", "destroying", 5, listed("quantityList", second, 20), where(m.farm)))
		narrow := recall.NewScope{ID: c.ID, Scope: m.one(), Reason: "复检合格"}
		if _, err := m.recall.Rescope(t.Context(), m.farm.Actor, model.Idempotency{}, narrow); !errors.Is(err, model.ValueRequired) {
			t.Errorf("without evidence: %v", err)
		}
		same(h, "nothing changed", len(h.blocked(c.ID)), 3)
		narrow.Evidence = m.document(m.farm)
		change, err := m.recall.Rescope(t.Context(), m.farm.Actor, model.Idempotency{}, narrow)
		if err != nil || len(change.Removed) != 1 {
			t.Fatalf("narrowed: %v %+v", err, change)
		}
		same(h, "blocked", h.blocked(c.ID), []string{"J1 confirmed made-of", "M1 confirmed selected"})
		h.read(func(tx *repository.Tx) error {
			rows, err := tx.Recall().Affected(c.ID)
			for _, l := range rows {
				if short(l.EPC) == "M2" && (l.GoneAt == 0 || l.EvidenceID != narrow.Evidence || l.Note != narrow.Reason) {
					t.Errorf("what is free: %+v", l)
				}
			}
			tasks, err := tx.Recall().TasksOf(c.ID)
			for _, task := range tasks {
				if want := map[bool]model.TaskState{true: model.TaskWithdrawn, false: model.TaskDelivered}[task.OrgID == fourth.Org]; task.State != want {
					t.Errorf("task of %s is %s", task.OrgID, task.State)
				}
			}
			stock, err := tx.Recall().Stock(model.SystemScope("test"), []model.Seq{change.Removed[0].NodeID}, repository.AsOf{})
			if err != nil {
				return err
			}
			for _, s := range stock.Things[change.Removed[0].NodeID].Stock {
				if s.Account == model.AccountDestroyed && s.Amount != model.Units(20) {
					t.Errorf("destroyed: %v", s)
				}
			}
			return err
		})
		same(h, "notices", m.notices(fourth.Org), []model.NoticeKind{"recall.lifted", "recall.task"})

		// A scope that takes it in again gives its holder a task again.
		if _, err := m.recall.Rescope(t.Context(), m.farm.Actor, model.Idempotency{}, recall.NewScope{
			ID: c.ID, Scope: model.RecallScope{Predicates: []model.RecallPredicate{pattern}}, Reason: "又发现",
		}); err != nil {
			t.Fatal(err)
		}
		same(h, "blocked again", len(h.blocked(c.ID)), 3)
		same(h, "and told again", m.notices(fourth.Org), []model.NoticeKind{"recall.lifted", "recall.task", "recall.task"})
		h.sound()
	})
}

func (m *melons) notices(org model.OrgID) (kinds []model.NoticeKind) {
	m.t.Helper()
	m.read(func(tx *repository.Tx) error {
		rows, err := tx.Notice().To(org)
		for _, n := range rows {
			kinds = append(kinds, n.Kind)
		}
		return err
	})
	slices.Sort(kinds)
	return kinds
}

// TestRecall_16_Concurrent: two cases on one lot each block it; cancelling one frees nothing of the other.
func TestRecall_16_Concurrent(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		first := m.announced(model.GradeIII)
		second := m.opened(func(d *recall.Draft) {
			d.Scope.Predicates = []model.RecallPredicate{model.ScopeLotPattern{Goods: m.goods(m.farm, melonGTIN), Pattern: "M*"}}
		})
		second = m.moved(m.bureau, second, model.RecallOrder, graded(model.GradeI))
		var lot model.Seq
		h.read(func(tx *repository.Tx) error {
			rows, err := tx.Recall().Affected(first.ID)
			for node := range rows {
				lot = node
			}
			return err
		})
		striking := func() (n int) {
			h.read(func(tx *repository.Tx) error {
				rows, err := tx.Recall().Striking([]model.Seq{lot})
				n = len(rows)
				return err
			})
			return n
		}
		same(h, "both strike", striking(), 2)
		m.moved(m.supervisor(), first, model.RecallRevoke)
		same(h, "one is left", striking(), 1)
		same(h, "of the other", len(h.blocked(second.ID)), 2)
		m.moved(m.bureau, second, model.RecallRevoke)
		same(h, "none", striking(), 0)
		h.sound()
	})
}

// TestRecall_23_GradeChange: III becomes I: the 24 hours run from the knowledge of the graver risk, what ran before stays.
func TestRecall_23_GradeChange(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.announced(model.GradeIII)
		h.clock.Advance(48 * time.Hour)
		known := model.InstantOf(h.clock.Now())
		h.clock.Advance(2 * time.Hour)
		if _, err := m.recall.Regrade(t.Context(), m.farm.Actor, model.Idempotency{}, recall.Regrade{ID: c.ID, Grade: model.GradeIII, Reason: "x"}); !errors.Is(err, model.RecallGradeLower) {
			t.Errorf("no graver: %v", err)
		}
		if _, err := m.recall.Regrade(t.Context(), m.farm.Actor, model.Idempotency{}, recall.Regrade{
			ID: c.ID, Grade: model.GradeI, KnownAt: known, Reason: "出现病例",
		}); err != nil {
			t.Fatal(err)
		}
		same(h, "clocks", m.clocks(c.ID), []string{"finish/i running", "finish/iii running", "start/i running", "start/iii met", "stop met-late"})
		list, _, err := m.recall.Deadlines(t.Context(), m.farm.Actor, recall.DeadlineFilter{Recall: c.ID}, model.Page{})
		var due []string
		for _, d := range list {
			due = append(due, string(d.Rule.ID())+" "+string(d.Stage))
			if d.Rule.Answers == model.DutyStart && d.Due.At != known.Add(24*time.Hour) {
				t.Errorf("24 hours from %s end %s", known, d.Due.At)
			}
		}
		same(h, "deadlines", []any{due, err}, []any{[]string{
			"cn-food@1/seal overdue", "cn-food@1/start/i running", "cn-food@1/finish/i running", "cn-food@1/finish/iii running",
		}, nil})
		if _, err := m.recall.File(t.Context(), m.farm.Actor, model.Idempotency{}, recall.Filing{ID: c.ID, Plan: plan()}); err != nil {
			t.Fatal(err)
		}
		same(h, "a revised plan answers it", m.clocks(c.ID), []string{"finish/i running", "finish/iii running", "start/i met", "start/iii met", "stop met-late"})
		h.sound()
	})
}

// TestRecall_24_Closing: a case is closed only when it has come back to zero; every reason is named and nothing changes.
func TestRecall_24_Closing(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		boss := m.supervisor()
		c := m.announced(model.GradeI)
		for _, on := range []model.RecallEvent{model.RecallExecute, model.RecallDispose} {
			c = m.moved(m.farm.Actor, c, on)
		}
		same(h, "a report is due", slices.Contains(m.clocks(c.ID), "report running"), true)
		c = m.moved(boss, m.moved(m.farm.Actor, c, model.RecallReport, reporting), model.RecallEvaluate)
		_, err := m.recall.Move(t.Context(), boss, model.Idempotency{}, recall.Move{ID: c.ID, Event: model.RecallClose, Reason: "x"})
		if !errors.Is(err, model.RecallTasksOpen) || !errors.Is(err, model.RecallResidualOpen) {
			t.Errorf("closing too early: %v", err)
		}
		f, err := m.recall.Case(t.Context(), boss, c.ID)
		same(h, "nothing changed", []any{f.Case.State, f.Case.Version, err}, []any{model.RecallEvaluated, c.Version, nil})

		c = m.moved(boss, c, model.RecallEndActive)
		same(h, "still blocked", len(h.blocked(c.ID)), 2)
		c = m.moved(m.farm.Actor, c, model.RecallReopen)
		c = m.moved(m.farm.Actor, m.moved(m.farm.Actor, c, model.RecallExecute), model.RecallDispose)
		c = m.moved(boss, m.moved(m.farm.Actor, c, model.RecallReport, reporting), model.RecallEvaluate)
		m.settle(c.ID)
		c = m.moved(boss, c, model.RecallClose)
		same(h, "closed", []any{c.State, c.EndedAt != 0}, []any{model.RecallClosed, true})
		same(h, "closing frees nothing", len(h.blocked(c.ID)), 2)
		same(h, "it hears of what descends from its one lot, and of no other lot", h.watches(c.ID), []string{"case"})
		same(h, "it is reconciled", m.unreconciled(), 0)

		// The invariant is checked: lines that come undone are found.
		m.sql("UPDATE recall_lines SET returned = returned + 1 WHERE recall_id = ? AND distributed = 300000000", c.ID)
		same(h, "and not any more", m.unreconciled(), 2)
	})
}

// unreconciled counts what breaks the invariant of closed recalls; the lines of these tests have no answers behind them.
func (m *melons) unreconciled() (n int) {
	m.t.Helper()
	violations, err := m.store.Fsck(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	for _, v := range violations {
		if v.Invariant == "a closed recall is reconciled" {
			n++
		}
	}
	return n
}

// sql changes rows behind the house's back.
func (m *melons) sql(query string, args ...any) {
	m.t.Helper()
	if _, err := repotest.SQL(m.t, m.store).ExecContext(m.t.Context(), query, args...); err != nil {
		m.t.Fatal(err)
	}
}

// settle lets every holder return all it had and be confirmed.
func (m *melons) settle(id model.RecallID) {
	m.t.Helper()
	m.sql("UPDATE recall_lines SET returned = distributed, answered = 1 WHERE recall_id = ?", id)
	m.write(func(tx *repository.Tx) error {
		tasks, err := tx.Recall().TasksOf(id)
		for _, t := range tasks {
			for _, on := range []model.TaskEvent{model.TaskSeal, model.TaskReturn, model.TaskConfirm} {
				if err == nil {
					t.State, err = repository.Move(tx, &model.TaskLifecycle, t.ID.String(), t.Version, t.State, on, "test", "")
					t.Version++
				}
			}
		}
		return err
	})
}

// TestRecall_26_Idempotence: the same order sent twice with one key is one case, and with another key is refused.
func TestRecall_26_Idempotence(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		key := model.Idempotency{Operation: "order-recall", Key: "one", Fingerprint: [32]byte{1}}
		var ids []model.RecallID
		for range 2 {
			c, err := m.recall.Order(t.Context(), m.bureau, key, m.order())
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, c.ID)
		}
		same(h, "one case", ids[0], ids[1])
		if _, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, m.order()); !errors.Is(err, model.RecallExists) {
			t.Errorf("again: %v", err)
		}
		same(h, "one task each", len(h.tasks(ids[0])), 4)
		c := m.moved(m.farm.Actor, model.Recall{ID: ids[0]}, model.RecallFilePlan, planned)
		m.moved(m.farm.Actor, c, model.RecallAnnounce)
		same(h, "announced after the order: the same tasks", len(h.tasks(ids[0])), 4)
		same(h, "and one notice each", m.notices(m.shop.Org), []model.NoticeKind{"recall.task"})
		h.sound()
	})
}

// TestRecall_27_MakerGone: an operator recalls in the stead of a maker that has closed, and not of one that stands; the
// history stays the maker's.
func TestRecall_27_MakerGone(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		draft := recall.Draft{Title: model.Text{ZH: "经营者召回"}, Origin: model.OriginOperator, Scope: m.one()}
		if _, err := m.recall.Open(t.Context(), m.trader.Actor, model.Idempotency{}, draft); !errors.Is(err, model.RecallMakerStands) {
			t.Errorf("the maker stands: %v", err)
		}
		h.write(func(tx *repository.Tx) error {
			_, err := repository.Move(tx, &model.OrganisationLifecycle, m.farm.Org.String(), m.farm.org.Version+1, model.OrgActive, model.OrgClose, "test", "bankrupt")
			return err
		})
		c, err := m.recall.Open(t.Context(), m.trader.Actor, model.Idempotency{}, draft)
		if err != nil {
			t.Fatal(err)
		}
		c = m.moved(m.trader.Actor, m.moved(m.trader.Actor, c, model.RecallAssess, graded(model.GradeI)), model.RecallWithdraw)
		same(h, "who recalls", []any{c.OrgID, c.State}, []any{m.trader.Org, model.RecallWithdrawing})
		h.read(func(tx *repository.Tx) error {
			rows, err := tx.Recall().Affected(c.ID)
			for _, l := range rows {
				same(h, "the maker stays the maker of "+short(l.EPC), l.MakerID, m.farm.Org)
			}
			return err
		})
		same(h, "blocked", len(h.blocked(c.ID)), 2)
		h.sound()
	})
}

// TestRecall_28_CutIsNeverLaunched: a closure that was cut short is shown as such and refused at launch.
func TestRecall_28_CutIsNeverLaunched(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		m.recall = recall.New(h.store, recall.WithMostThings(1))
		_, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, m.order())
		if !errors.Is(err, model.RecallCut) {
			t.Fatalf("cut: %v", err)
		}
		list, _, err := m.recall.Cases(t.Context(), m.bureau, recall.CaseFilter{}, model.Page{})
		if err != nil || len(list) != 0 {
			t.Errorf("nothing remains: %v %v", err, list)
		}
		h.sound()
	})
}

// TestRecall_29_Mock: an exercise computes everything, blocks nothing and tells nobody.
func TestRecall_29_Mock(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		m.recall = recall.New(h.store, recall.WithRecorder(m.trace), recall.WithClock(h.clock.Now))
		c := m.opened(func(d *recall.Draft) { d.Mock = true })
		c = m.moved(m.farm.Actor, m.moved(m.farm.Actor, c, model.RecallAssess, graded(model.GradeI)), model.RecallFilePlan, planned)
		c = m.moved(m.farm.Actor, c, model.RecallAnnounce)
		same(h, "nothing is blocked", []any{h.blocked(c.ID), c.BlockedFrom, c.AnnouncedAt, c.Registered()}, []any{[]string(nil), model.Instant(0), model.Instant(0), false})
		same(h, "nobody has a task", h.tasks(c.ID), nil)
		same(h, "nobody is told", slices.Concat(m.notices(m.farm.Org), m.notices(m.shop.Org), m.notices(m.bureau.Org)), nil)
		same(h, "no clock runs", m.clocks(c.ID), nil)
		_, e, err := m.recall.ExerciseOf(t.Context(), m.farm.Actor, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(h, "what it found", []any{e.Things, e.Holders, e.TraceMicros > 0, e.Balance}, []any{
			2, 4, true, []recall.Balance{{Unit: "KGM", Made: model.Units(1050), Found: model.Units(1050)}},
		})
		for _, g := range e.Grades() {
			same(h, g.Name, g.Kept, true)
		}
		events, _, err := m.trace.Events(t.Context(), m.farm.Actor, recallEvents, model.Page{})
		same(h, "no event", []any{len(events), err}, []any{0, nil})
		list, _, err := m.recall.Cases(t.Context(), m.farm.Actor, recall.CaseFilter{}, model.Page{})
		same(h, "not among the recalls", []any{len(list), err}, []any{0, nil})
		h.sound()
	})
}

// TestRecall_29_MockTimes: the time of an exercise runs from when it was opened to its report, however it is held: step by
// step with people in between, by an authority's order, or in one call; and each finds the same balance.
func TestRecall_29_MockTimes(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		m.recall = recall.New(h.store, recall.WithRecorder(m.trace), recall.WithClock(h.clock.Now))
		mock := func(d *recall.Draft) { d.Mock = true }
		byHand := m.opened(mock)
		h.clock.Advance(5 * time.Hour)
		byHand = m.moved(m.farm.Actor, m.moved(m.farm.Actor, byHand, model.RecallAssess, graded(model.GradeI)), model.RecallFilePlan, planned)
		byHand = m.moved(m.farm.Actor, byHand, model.RecallAnnounce)
		order := m.order()
		order.Mock = true
		ordered, err := m.recall.Order(t.Context(), m.bureau, model.Idempotency{}, order)
		if err != nil {
			t.Fatal(err)
		}
		atOnce, err := m.recall.Rehearse(t.Context(), m.farm.Actor, model.Idempotency{}, recall.Draft{Title: model.Text{ZH: "演练"}, Scope: m.one()})
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]struct {
			who   model.Actor
			id    model.RecallID
			least time.Duration
			kept  []bool
		}{
			"by hand": {m.farm.Actor, byHand.ID, 5 * time.Hour, []bool{false, true, true}}, "ordered": {m.bureau, ordered.ID, 2 * time.Microsecond, []bool{true, true, true}},
			"at once": {m.farm.Actor, atOnce.ID, 2 * time.Microsecond, []bool{true, true, true}},
		} {
			_, e, err := m.recall.ExerciseOf(t.Context(), want.who, want.id)
			if err != nil {
				t.Fatal(err)
			}
			trace, walk := time.Duration(e.TraceMicros)*time.Microsecond, time.Duration(e.WalkMicros)*time.Microsecond
			if trace < want.least || trace > want.least+time.Minute || walk <= 0 || walk > trace || walk > time.Minute {
				t.Errorf("%s: %s from the opening, %s of walking", name, trace, walk)
			}
			var kept []bool
			for _, g := range e.Grades() {
				kept = append(kept, g.Kept)
			}
			same(h, name+": limits", kept, want.kept)
			same(h, name+": found", []any{e.Things, e.Holders, e.Balance}, []any{2, 4, []recall.Balance{{Unit: "KGM", Made: model.Units(1050), Found: model.Units(1050)}}})
		}
		same(h, "nothing is blocked", append(h.blocked(ordered.ID), h.blocked(atOnce.ID)...), nil)
		same(h, "nobody is told", slices.Concat(m.notices(m.farm.Org), m.notices(m.shop.Org)), nil)
		if !slices.Equal(h.tasks(atOnce.ID), nil) || atOnce.State != model.RecallDraft {
			t.Errorf("%s with tasks %v", atOnce.State, h.tasks(atOnce.ID))
		}
		h.sound()
	})
}

// TestRecallSoftening: what may not stand in a notice of the EU may not stand in a case under its rules either, from the
// beginning; under others it may.
func TestRecallSoftening(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		soft := model.Text{EN: "A precautionary measure"}
		draft := recall.Draft{Title: model.Text{EN: "Melons"}, Hazard: soft, Pack: model.PackEUGPSR, Scope: m.one()}
		softens := func(what string, err error) {
			t.Helper()
			var r *model.Refusal
			if !errors.As(err, &r) || len(r.Fields) != 1 || r.Fields[0].At != "hazard" || r.Fields[0].Problem != model.RecallWordSoftens {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := m.recall.Open(t.Context(), m.farm.Actor, model.Idempotency{}, draft)
		softens("opened", err)
		draft.Hazard = model.Text{EN: "Listeria"}
		c, err := m.recall.Open(t.Context(), m.farm.Actor, model.Idempotency{}, draft)
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.recall.Revise(t.Context(), m.farm.Actor, recall.Revision{ID: c.ID, Hazard: &soft})
		softens("revised", err)
		other := m.opened(func(d *recall.Draft) { d.Mock, d.Pack = true, model.PackCNFood })
		if _, err := m.recall.Revise(t.Context(), m.farm.Actor, recall.Revision{ID: other.ID, Hazard: &soft}); err != nil {
			t.Errorf("under other rules: %v", err)
		}
	})
}

// TestRecall_30_Venue: where an announcement belongs follows from where the goods really went, anew when they are more.
func TestRecall_30_Venue(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		near, c2 := h.lot(m.farm, melonGTIN, "N1", "2026-11-21"), h.company("near", urumqi)
		h.capture(m.farm, made(0, near, 100, m.farm))
		h.moves(m.farm, c2, 1, near, 50)
		c := m.opened(func(d *recall.Draft) {
			d.Scope.Predicates = []model.RecallPredicate{model.ScopeLot{Goods: m.goods(m.farm, melonGTIN), Lot: "N1"}}
		})
		c = m.moved(m.farm.Actor, m.moved(m.farm.Actor, c, model.RecallAssess, graded(model.GradeI)), model.RecallFilePlan, planned)
		c = m.moved(m.farm.Actor, c, model.RecallAnnounce)
		f, err := m.recall.Case(t.Context(), m.farm.Actor, c.ID)
		same(h, "one province", []any{f.Venue, f.Provinces, err}, []any{model.VenueProvince, []model.Region{"650000"}, nil})
		if _, err := m.recall.Rescope(t.Context(), m.farm.Actor, model.Idempotency{}, recall.NewScope{
			ID: c.ID, Reason: "扩大", Scope: model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeDates{Goods: m.goods(m.farm, melonGTIN), Made: model.Made{From: "2026-11-01"}}}},
		}); err != nil {
			t.Fatal(err)
		}
		f, err = m.recall.Case(t.Context(), m.farm.Actor, c.ID)
		same(h, "two provinces", []any{f.Venue, f.Provinces, err}, []any{model.VenueNation, []model.Region{"110000", "650000"}, nil})
	})
}
