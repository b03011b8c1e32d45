package service_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// holder returns the task of a company in a case.
func (m *melons) holder(id model.RecallID, org model.OrgID) (found model.RecallTask) {
	m.t.Helper()
	m.read(func(tx *repository.Tx) error {
		tasks, err := tx.Recall().TasksOf(id)
		for _, t := range tasks {
			if t.OrgID == org {
				found = t
			}
		}
		return err
	})
	if found.ID == "" {
		m.t.Fatal("no such holder")
	}
	return found
}

// deals has a holder answer with everything that the trace says it had of each thing.
func (m *melons) deals(l link, id model.RecallID, on model.TaskEvent, evidence model.DocumentID) {
	m.t.Helper()
	task := m.holder(id, l.Org)
	lines, _, err := m.recall.TaskLines(m.t.Context(), l.Actor, task.ID, model.Page{})
	if err != nil {
		m.t.Fatal(err)
	}
	a := recall.Answer{Task: task.ID, Event: on}
	for _, line := range lines {
		if line.Distributed > 0 && on != model.TaskHoldNone && on != model.TaskAcknowledge {
			a.Lines = append(a.Lines, recall.AnswerLine{Item: line.Key, Quantity: line.Distributed, Unit: line.Unit, Evidence: evidence})
		}
	}
	if _, err := m.recall.Answer(m.t.Context(), l.Actor, model.Idempotency{}, a); err != nil {
		m.t.Fatalf("%s of %s: %v", on, l.org.Name.EN, err)
	}
}

func (m *melons) follows(actor model.Actor, id model.RecallID, l link, on model.TaskEvent) {
	m.t.Helper()
	_, err := m.recall.MoveTask(m.t.Context(), actor, model.Idempotency{}, recall.TaskMove{Task: m.holder(id, l.Org).ID, Event: on, Reason: "test"})
	if err != nil {
		m.t.Fatalf("%s of %s: %v", on, l.org.Name.EN, err)
	}
}

// TestRecall_04_answered: who has sealed its stock, or has none, owes no answer any more and is not escalated; whose
// answer is sent back owes it again from that moment; to acknowledge is not to seal.
func TestRecall_04_answered(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		open := func(l link) (n int) {
			m.read(func(tx *repository.Tx) error {
				clocks, err := tx.Recall().OpenClocks(c.ID, m.holder(c.ID, l.Org).ID)
				n = len(clocks)
				return err
			})
			return n
		}
		same(h, "everybody owes an answer", []int{open(m.trader), open(m.shop), open(m.far)}, []int{1, 1, 1})
		m.deals(m.trader, c.ID, model.TaskAcknowledge, "")
		m.deals(m.shop, c.ID, model.TaskSeal, "")
		m.deals(m.far, c.ID, model.TaskHoldNone, "")
		same(h, "sealing and having none are answers, acknowledging is not", []int{open(m.trader), open(m.shop), open(m.far)}, []int{1, 0, 0})
		m.follows(m.trader.Actor, c.ID, m.far, model.TaskReject)
		same(h, "a rejected answer is none", open(m.far), 1)
		due := m.holder(c.ID, m.far.Org).DueAt
		h.clock.Advance(day + 1e9)
		if _, err := m.recall.Overdue(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(h, "who is escalated", []model.TaskState{m.holder(c.ID, m.trader.Org).State, m.holder(c.ID, m.shop.Org).State, m.holder(c.ID, m.far.Org).State},
			[]model.TaskState{model.TaskEscalated, model.TaskSealed, model.TaskEscalated})
		if due == 0 {
			t.Error("the second time has no end")
		}
		m.sound()
	})
}

// TestRecall_05_remedied: relabelled goods may be sold again once the remedy is proven and confirmed and nobody holds any
// of the lot that is not corrected; when a check finds the remedy wanting the lot is blocked again.
func TestRecall_05_remedied(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		stopped := func() []string { return m.blocked(c.ID) }
		both := stopped()
		same(h, "blocked", len(both), 2)
		correct := func(l link) {
			m.deals(l, c.ID, model.TaskSeal, "")
			m.deals(l, c.ID, model.TaskRelabel, m.document(l))
		}
		correct(m.shop)
		m.follows(m.trader.Actor, c.ID, m.shop, model.TaskConfirm)
		same(h, "others still have some", stopped(), both)
		correct(m.trader)
		m.follows(m.bureau, c.ID, m.trader, model.TaskConfirm)
		correct(m.far)
		m.follows(m.trader.Actor, c.ID, m.far, model.TaskConfirm)
		same(h, "the maker still has some", stopped(), both)
		correct(m.farm)
		same(h, "not confirmed yet", stopped(), both)
		m.follows(m.bureau, c.ID, m.farm, model.TaskConfirm)
		same(h, "nobody has any that is not corrected", len(stopped()), 0)
		lots := func() (list []model.RecallLot) {
			m.read(func(tx *repository.Tx) error {
				all, err := tx.Recall().Affected(c.ID)
				for _, l := range all {
					list = append(list, l)
				}
				return err
			})
			return list
		}
		for _, l := range lots() {
			if l.EvidenceID == "" || l.Class != model.AffectedConfirmed {
				t.Errorf("%s is free without the record of its remedy: %+v", l.EPC, l)
			}
		}
		same(h, "the shop hears that it may sell", slices.Contains(m.notices(m.shop.Org), model.NewsRecallLifted), true)
		events, _, err := m.trace.Events(t.Context(), m.bureau, recallEvents, model.Page{})
		if err != nil || len(events) < 2 {
			t.Fatalf("%d events, %v", len(events), err)
		}

		m.follows(m.trader.Actor, c.ID, m.shop, model.TaskReopen)
		same(h, "a remedy that does not hold", len(stopped()), 1)
		m.follows(m.trader.Actor, c.ID, m.far, model.TaskReopen)
		same(h, "the juice was nobody's but the maker's", len(stopped()), 1)
		m.sound()
	})
}

// TestRecall_05_returned: of a lot of which some went back uncorrected nothing is freed, for nobody can tell the one from
// the other.
func TestRecall_05_returned(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		for _, l := range []link{m.trader, m.far, m.farm, m.shop} {
			m.deals(l, c.ID, model.TaskSeal, "")
			evidence, on := model.DocumentID(""), model.TaskReturn
			if l.Org != m.shop.Org {
				evidence, on = m.document(l), model.TaskRelabel
			}
			m.deals(l, c.ID, on, evidence)
			m.follows(m.bureau, c.ID, l, model.TaskConfirm)
		}
		list := m.blocked(c.ID)
		if len(list) != 1 || list[0] != short(m.lot)+" confirmed "+list[0][len(short(m.lot)+" confirmed "):] {
			t.Errorf("blocked: %v, want the melons alone", list)
		}
		m.sound()
	})
}

// TestRecall_24_units: what one holder has of a lot in two units is one residual, in the unit of the lot; what another
// gave back too much makes up for nothing.
func TestRecall_24_units(t *testing.T) {
	eachAffair(t, func(a *affair) {
		goods := a.goods(a.maker, melonGTIN)
		if _, err := a.recall.AddFactor(t.Context(), a.maker.Actor, model.Idempotency{}, model.UnitFactor{Product: goods.Product, From: "CS", To: "KGM", Num: 12, Den: 1}); err != nil {
			t.Fatal(err)
		}
		a.write(func(tx *repository.Tx) error {
			return tx.Recall().AddLines([]model.RecallLine{{
				TaskID: a.tasks["dealer"], NodeID: a.lots[0].Node.ID, Unit: "CS", RecallID: a.row.ID, BatchID: a.lots[0].Batch.ID, Distributed: model.Units(1),
			}})
		})
		residuals := func() (list []string) {
			a.write(func(tx *repository.Tx) error {
				closing, err := recall.Closing(tx, a.row)
				for _, tally := range closing.Tallies {
					list = append(list, tally.Unaccounted().String()+" "+string(tally.Unit))
				}
				return err
			})
			return list
		}
		same(a.chain, "residuals", residuals(), []string{"22 KGM", "48 KGM", "20 KGM", "30 KGM", "5 KGM", "40 KGM"})
		set := func(task string, unit model.Unit, kg int64) {
			a.write(func(tx *repository.Tx) error {
				return tx.Recall().AddAnswers(a.tasks[task], []model.RecallAnswer{{
					ID: tx.NextSeq(), TaskID: a.tasks[task], RecallID: a.row.ID, NodeID: a.lots[0].Node.ID, Kind: model.AnswerReturned, Quantity: model.Units(kg), Unit: unit,
					Counted: model.Units(kg), CountedUnit: unit, Actor: "test", CreatedAt: tx.Now(),
				}})
			})
		}
		set("dealer", "KGM", 22) // 12 of them came in the case
		set("rival", "KGM", 21)  // a kilogram too many, and the shop lacks one
		set("shop", "KGM", 29)
		same(a.chain, "residuals", residuals(), []string{"48 KGM", "-1 KGM", "1 KGM", "5 KGM", "40 KGM"})
	})
}

// TestRecall_29_mock_unseen: holders and their authorities hear nothing of an exercise, not even that there is one.
func TestRecall_29_mock_unseen(t *testing.T) {
	eachAffair(t, func(a *affair) {
		list := func(actor model.Actor) (n int) {
			cases, _, err := a.recall.Cases(t.Context(), actor, repository.CaseFilter{Mock: "all"}, model.Page{})
			if err != nil {
				t.Fatal(err)
			}
			return len(cases)
		}
		beijings := a.chain.inspector("110000")
		a.open(1)
		for who, actor := range map[string]model.Actor{"dealer": a.dealer.Actor, "shop": a.shop.Actor, "authority of a holder": beijings} {
			if got := list(actor); got != 1 {
				t.Errorf("%s sees %d cases, want the real one", who, got)
			}
			_, err := a.recall.Case(t.Context(), actor, a.row.ID)
			a.faulty(who, err, model.NotFound, "")
		}
		if got := list(a.maker.Actor); got != 2 {
			t.Errorf("who holds it sees %d cases, want both", got)
		}
	})
}

// TestRecall_05_remedied_late: a report that comes after everybody has mended a lot, of goods that had left before, blocks
// it again, for who has them has not mended them. What moves once it is free is nobody's task and blocks nothing.
func TestRecall_05_remedied_late(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		for _, l := range []link{m.shop, m.trader, m.far, m.farm} {
			m.deals(l, c.ID, model.TaskSeal, "")
			m.deals(l, c.ID, model.TaskRelabel, m.document(l))
			m.follows(m.bureau, c.ID, l, model.TaskConfirm)
		}
		same(h, "everything is mended", len(h.blocked(c.ID)), 0)
		h.clock.Advance(48 * time.Hour)
		told, epoch, holders := len(h.deltas(c.ID)), h.epoch(), len(h.tasks(c.ID))

		after := h.company("after", urumqi)
		h.moves(m.farm, after, 40, m.lot, 30)
		same(h, "mended goods are sold", []any{len(h.blocked(c.ID)), h.epoch(), len(h.deltas(c.ID)), len(h.tasks(c.ID))}, []any{0, epoch, told, holders})

		before := h.company("before", urumqi)
		h.moves(m.farm, before, 6, m.lot, 40)
		same(h, "goods that had left before", h.blocked(c.ID), []string{"M1 confirmed selected"})
		if h.epoch() == epoch {
			t.Error("tills are not told")
		}
		list := h.deltas(c.ID)
		same(h, "an alarm", list[told:], []string{"event +0 ~1 late 1"})
		same(h, "who has them has a task", m.holder(c.ID, before.Org).State, model.TaskDelivered)
		same(h, "and hears of it", slices.Contains(m.notices(before.Org), model.NewsRecallChanged), true)
		for _, l := range []link{before, after} { // of a lot that is blocked again nobody can tell which goods are mended
			m.deals(l, c.ID, model.TaskSeal, "")
			m.deals(l, c.ID, model.TaskRelabel, m.document(l))
			m.follows(m.bureau, c.ID, l, model.TaskConfirm)
		}
		same(h, "mended too", len(h.blocked(c.ID)), 0)
		h.sound()
	})
}

func (h *chain) epoch() (epoch model.Seq) {
	h.t.Helper()
	h.read(func(tx *repository.Tx) (err error) {
		epoch, err = tx.Recall().Epoch()
		return err
	})
	return epoch
}

// TestRecall_04_overdue_once: the list of what is overdue and the mark on a task mean the same: an answer that is wanted at
// once is overdue after the day that this house waits, and no earlier.
func TestRecall_04_overdue_once(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{time.Hour, 0}, {22 * time.Hour, 0}, {2 * time.Hour, 3}} {
			h.clock.Advance(step.after)
			late, _, err := m.recall.Tasks(t.Context(), m.bureau, recall.TaskFilter{Recall: c.ID, Overdue: true}, model.Page{})
			if err != nil {
				t.Fatal(err)
			}
			all, _, err := m.recall.Tasks(t.Context(), m.bureau, recall.TaskFilter{Recall: c.ID}, model.Page{})
			if err != nil {
				t.Fatal(err)
			}
			marked := 0
			for _, task := range all {
				if until, atOnce := task.Until(); atOnce && until < model.InstantOf(h.clock.Now()) {
					marked++
				}
			}
			same(h, "listed and marked", []int{len(late), marked}, []int{step.want, step.want})
		}
	})
}

// TestRecall_25_named: what keeps a case from closing names its lot and its unit, the first few, and counts the others.
func TestRecall_25_named(t *testing.T) {
	eachAffair(t, func(a *affair) {
		var lines []model.RecallLine
		for i := range 9 {
			lines = append(lines, model.RecallLine{
				TaskID: a.tasks["shop"], NodeID: a.lots[1].Node.ID, Unit: model.Unit(fmt.Sprint("X", i)), RecallID: a.row.ID, BatchID: a.lots[1].Batch.ID, Distributed: model.Units(1),
			})
		}
		a.write(func(tx *repository.Tx) error { return tx.Recall().AddLines(lines) })
		why, err := a.recall.WhyOpen(t.Context(), a.maker.Actor, a.row.ID)
		if err != nil || why == nil {
			t.Fatal(why, err)
		}
		lots, more := map[string]int{}, ""
		for _, f := range why.Fields {
			said := map[string]string{}
			for _, p := range f.Params {
				said[p.Name] = p.Value
			}
			switch f.Problem {
			case model.RecallResidualOpen:
				lots[said["lot"]+" in "+said["unit"]]++
			case model.RecallResidualsMore:
				more = said["count"]
			}
		}
		named := 0
		for _, n := range lots {
			named += n
		}
		if named != 10 || more != "5" || lots["goods A in kg"] == 0 || lots["goods B in kg"] != 1 {
			t.Errorf("%v and %s more", lots, more)
		}
	})
}
