package service_test

import (
	"errors"
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// rivals are two wholesalers that supply the same shop: each with a lot of its own, and both with a third.
type rivals struct {
	*melons
	rival  link
	row    model.Recall
	ours   string // the trader's
	theirs string // the rival's
	both   string
	task   model.RecallTaskID
}

func newRivals(h *chain) *rivals {
	r := &rivals{melons: newMelons(h), rival: h.company("rival", urumqi)}
	r.ours, r.theirs, r.both = r.lot, h.lot(r.farm, melonGTIN, "M2", "2026-11-20"), h.lot(r.farm, melonGTIN, "M3", "2026-11-20")
	h.capture(r.farm, made(0, r.theirs, 300, r.farm), made(0, r.both, 500, r.farm))
	h.moves(r.farm, r.rival, 1, r.theirs, 300)
	h.moves(r.rival, r.shop, 2, r.theirs, 70)
	for _, via := range []link{r.trader, r.rival} {
		h.moves(r.farm, via, 1.2, r.both, 200)
		h.moves(via, r.shop, 2.2, r.both, 30)
	}
	order := r.order()
	order.Scope = model.RecallScope{Predicates: []model.RecallPredicate{
		model.ScopeDates{Goods: r.goods(r.farm, melonGTIN), Made: model.Made{From: "2026-11-19", To: "2026-11-21"}},
	}}
	row, err := r.recall.Order(h.t.Context(), r.bureau, model.Idempotency{}, order)
	if err != nil {
		h.t.Fatal(err)
	}
	r.row, r.task = row, r.holder(row.ID, r.shop.Org).ID
	return r
}

// lines shows what an actor sees of the shop's task.
func (r *rivals) lines(actor model.Actor) (list []string) {
	r.t.Helper()
	lines, _, err := r.recall.TaskLines(r.t.Context(), actor, r.task, model.Page{})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, l := range lines {
		list = append(list, l.Lot+" "+l.Distributed.String())
	}
	slices.Sort(list)
	return list
}

// table shows what an actor sees of the whole case, line by line.
func (r *rivals) table(actor model.Actor) (list []string) {
	r.t.Helper()
	lines, orgs, _, _, err := r.recall.CaseLines(r.t.Context(), actor, r.row.ID, model.Page{})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, l := range lines {
		list = append(list, orgs[l.Org].Name.EN+" "+l.Lot+" "+l.Distributed.String())
	}
	slices.Sort(list)
	return list
}

// TestRecall_RivalsOfOneShop: of a shop with two suppliers each sees the lots that came from it alone, with what the shop
// answered about them; no list, sum or count of either tells of the other.
func TestRecall_RivalsOfOneShop(t *testing.T) {
	eachChain(t, func(h *chain) {
		r := newRivals(h)
		all := []string{"M1 200", "M2 70", "M3 60"}
		for name, want := range map[string]struct {
			who   model.Actor
			lines []string
		}{
			"the trader": {r.trader.Actor, []string{"M1 200"}}, "its rival": {r.rival.Actor, []string{"M2 70"}}, "the shop": {r.shop.Actor, all},
			"the bureau": {r.bureau, all},
		} {
			same(h, name+" sees", r.lines(want.who), want.lines)
		}
		for _, who := range []link{r.trader, r.rival} {
			task, err := r.recall.Task(t.Context(), who.Actor, r.task)
			same(h, "who told the shop, to a teller", []any{task.Teller.Name.EN, task.Row.ToldBy, task.Parted, err}, []any{who.org.Name.EN, who.Org, true, nil})
			same(h, "nothing is answered yet that it could confirm", slices.Contains(task.Allowed, model.TaskConfirm), false)
		}
		same(h, "the trader's table", r.table(r.trader.Actor), []string{"far M1 100", "shop M1 200", "trader M1 300", "trader M3 170"})
		same(h, "its rival's table", r.table(r.rival.Actor), []string{"rival M2 230", "rival M3 170", "shop M2 70"})
		r.seesOnlyIts(r.trader, r.theirs, map[string]string{"M1": "600", "M3": "170"})
		r.seesOnlyIts(r.rival, r.ours, map[string]string{"M2": "300", "M3": "170"})
		r.answersStayApart()
		h.sound()
	})
}

// seesOnlyIts checks the lists and sums of the case as one of the rivals reads them.
func (r *rivals) seesOnlyIts(who link, foreign string, sums map[string]string) {
	r.t.Helper()
	things, _, err := r.recall.Things(r.t.Context(), who.Actor, r.row.ID, recall.ThingFilter{}, model.Page{})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, thing := range things {
		if thing.EPC == foreign {
			r.t.Errorf("%s sees a lot of its rival", who.org.Name.EN)
		}
		var total model.Quantity
		for _, a := range thing.Amounts {
			total += a.OnHand + a.InTransit + a.Sold
		}
		same(r.chain, who.org.Name.EN+": where "+thing.Lot+" is", total.String(), sums[thing.Lot])
	}
	rec, err := r.recall.Reconcile(r.t.Context(), who.Actor, r.row.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	got := map[string]string{}
	var whole model.Quantity
	for _, l := range rec.Lots {
		got[rec.Things[l.Node].Lot] = l.Distributed.String()
		whole += l.Distributed
	}
	same(r.chain, who.org.Name.EN+": the sums of lots", got, sums)
	for _, holder := range rec.Holders {
		whole -= holder.Distributed
	}
	same(r.chain, who.org.Name.EN+": the sums of holders are those of lots", whole, model.Quantity(0))
	standing, err := r.recall.Standing(r.t.Context(), who.Actor, r.row.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, s := range standing.Sums {
		same(r.chain, who.org.Name.EN+": the standing", s.Tally.Distributed, rec.Totals[0].Distributed)
	}
	same(r.chain, who.org.Name.EN+": things counted", standing.Things[model.AffectedConfirmed], int64(len(things)))
}

// answersStayApart has the shop answer about everything, with a proof for each lot.
func (r *rivals) answersStayApart() {
	r.t.Helper()
	ctx := r.t.Context()
	proofs := map[string]model.DocumentID{}
	a := recall.Answer{Task: r.task, Event: model.TaskSeal, Note: "the rival's lot was cheaper"}
	for epc, kg := range map[string]int64{r.ours: 150, r.theirs: 70, r.both: 60} {
		proofs[epc] = r.document(r.shop)
		a.Lines = append(a.Lines, recall.AnswerLine{Item: epc, Quantity: model.Units(kg), Unit: "KGM", Evidence: proofs[epc]})
	}
	if _, err := r.recall.Answer(ctx, r.shop.Actor, model.Idempotency{}, a); err != nil {
		r.t.Fatal(err)
	}
	for who, mine := range map[*link]string{&r.trader: r.ours, &r.rival: r.theirs} {
		answers, _, err := r.recall.TaskAnswers(ctx, who.Actor, r.task, model.Page{})
		if err != nil || len(answers) != 1 || answers[0].Key != mine {
			r.t.Errorf("%s reads %+v, %v", who.org.Name.EN, answers, err)
		}
		for epc, proof := range proofs {
			_, err := r.recall.Evidence(ctx, who.Actor, r.task, proof)
			if epc == mine != (err == nil) {
				r.t.Errorf("%s: the proof of %s: %v", who.org.Name.EN, short(epc), err)
			}
		}
		moves, err := r.recall.TaskHistory(ctx, who.Actor, r.task)
		if err != nil || slices.ContainsFunc(moves, func(m recall.TaskMoved) bool { return m.Reason != "" || m.Actor != "" }) {
			r.t.Errorf("%s reads what others wrote: %+v, %v", who.org.Name.EN, moves, err)
		}
		_, err = r.recall.MoveTask(ctx, who.Actor, model.Idempotency{}, recall.TaskMove{Task: r.task, Event: model.TaskConfirm})
		if !errors.Is(err, model.MoveNotAllowed) {
			r.t.Errorf("%s confirms what is only sealed: %v", who.org.Name.EN, err)
		}
	}
	told := 0
	r.read(func(tx *repository.Tx) error {
		list, err := tx.Recall().Tellers([]model.RecallTaskID{r.task})
		told = len(list)
		return err
	})
	same(r.chain, "both have told the shop", told, 2)
}

// TestRecall_RivalComesLater: when a second supplier turns up, what it shares with the first is no longer told to either.
func TestRecall_RivalComesLater(t *testing.T) {
	eachChain(t, func(h *chain) {
		r := newRivals(h)
		other := h.company("other", urumqi)
		h.moves(r.farm, other, 1.3, r.ours, 40)
		h.moves(other, r.shop, 2.3, r.ours, 25)
		same(h, "the shop's own view", r.lines(r.shop.Actor), []string{"M1 225", "M2 70", "M3 60"})
		same(h, "the trader's", r.lines(r.trader.Actor), nil)
		same(h, "the newcomer's", r.lines(other.Actor), nil)
		same(h, "the rival's", r.lines(r.rival.Actor), []string{"M2 70"})
		if _, err := r.recall.Task(t.Context(), other.Actor, r.task); err != nil {
			t.Errorf("the newcomer does not see the shop it has supplied: %v", err)
		}
		h.sound()
	})
}

// TestRecall_EachConfirmsItsOwn: of a shop with two suppliers each confirms the lots that came from it alone, once; what both
// supplied is the authority's to confirm, and then the task is. What is answered or rejected afterwards has to be confirmed
// again, by whoever it came from and nobody else.
func TestRecall_EachConfirmsItsOwn(t *testing.T) {
	eachChain(t, func(h *chain) {
		r := newRivals(h)
		ctx := t.Context()
		answer := func(on model.TaskEvent, kg map[string]int64) {
			t.Helper()
			a := recall.Answer{Task: r.task, Event: on}
			for epc, n := range kg {
				a.Lines = append(a.Lines, recall.AnswerLine{Item: epc, Quantity: model.Units(n), Unit: "KGM"})
			}
			if _, err := r.recall.Answer(ctx, r.shop.Actor, model.Idempotency{}, a); err != nil {
				t.Fatal(err)
			}
		}
		all := map[string]int64{r.ours: 200, r.theirs: 70, r.both: 60}
		answer(model.TaskSeal, all)
		answer(model.TaskReturn, map[string]int64{r.ours: 200, r.theirs: 60, r.both: 60})
		move := func(who model.Actor, on model.TaskEvent) (model.TaskState, error) {
			task, err := r.recall.MoveTask(ctx, who, model.Idempotency{}, recall.TaskMove{Task: r.task, Event: on, Reason: "test"})
			return task.Row.State, err
		}
		confirmed := func() (list []string) {
			lines, _, err := r.recall.TaskLines(ctx, r.shop.Actor, r.task, model.Page{})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				if l.ConfirmedAt != 0 {
					list = append(list, l.Lot)
				}
			}
			slices.Sort(list)
			return list
		}
		state, err := move(r.trader.Actor, model.TaskConfirm)
		same(h, "the trader's part", []any{state, err, confirmed()}, []any{model.TaskReturned, nil, []string{"M1"}})
		task, err := r.recall.Task(ctx, r.trader.Actor, r.task)
		same(h, "it has nothing more to confirm", []any{task.Settled, slices.Contains(task.Allowed, model.TaskConfirm), err}, []any{true, false, nil})
		if _, err := move(r.trader.Actor, model.TaskConfirm); !errors.Is(err, model.Forbidden) {
			t.Errorf("it confirms twice: %v", err)
		}
		task, err = r.recall.Task(ctx, r.rival.Actor, r.task)
		same(h, "its rival still has", []any{task.Settled, slices.Contains(task.Allowed, model.TaskConfirm), err}, []any{false, true, nil})
		state, err = move(r.rival.Actor, model.TaskConfirm)
		same(h, "both parts; what both supplied waits", []any{state, err, confirmed()}, []any{model.TaskReturned, nil, []string{"M1", "M2"}})

		// The rival looks again: it alone has to confirm anew.
		state, err = move(r.rival.Actor, model.TaskReject)
		same(h, "rejected", []any{state, err, confirmed()}, []any{model.TaskSealed, nil, []string{"M1"}})
		answer(model.TaskReturn, map[string]int64{r.theirs: 10})
		state, err = move(r.rival.Actor, model.TaskConfirm)
		same(h, "and does", []any{state, err, confirmed()}, []any{model.TaskReturned, nil, []string{"M1", "M2"}})
		state, err = move(r.bureau, model.TaskConfirm)
		same(h, "the authority confirms the rest", []any{state, err, confirmed()}, []any{model.TaskConfirmed, nil, []string{"M1", "M2", "M3"}})
		state, err = move(r.trader.Actor, model.TaskReopen)
		same(h, "opened again by one", []any{state, err, confirmed()}, []any{model.TaskAcknowledged, nil, []string{"M2", "M3"}})
		h.sound()
	})
}

// TestRecall_LastSupplierConfirms: where each thing came from one supplier alone, the last one to confirm its own ends the
// task; what was cleared waits for nobody.
func TestRecall_LastSupplierConfirms(t *testing.T) {
	eachChain(t, func(h *chain) {
		r := newRivals(h)
		ctx := t.Context()
		clearing := recall.Clearing{ID: r.row.ID, Keys: []string{r.both}, Evidence: r.document(r.farm)}
		if _, err := r.recall.Clear(ctx, r.bureau, model.Idempotency{}, clearing); err != nil {
			t.Fatal(err)
		}
		if _, err := r.recall.Answer(ctx, r.shop.Actor, model.Idempotency{}, recall.Answer{Task: r.task, Event: model.TaskHoldNone}); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			who  link
			want model.TaskState
		}{{r.trader, model.TaskNoneHeld}, {r.rival, model.TaskConfirmed}} {
			task, err := r.recall.MoveTask(ctx, step.who.Actor, model.Idempotency{}, recall.TaskMove{Task: r.task, Event: model.TaskConfirm})
			same(h, step.who.org.Name.EN+" confirms", []any{task.Row.State, err}, []any{step.want, nil})
		}
		h.sound()
	})
}
