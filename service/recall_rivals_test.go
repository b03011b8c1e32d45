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
			same(h, "it may follow the shop up, and not confirm what it does not see", slices.Contains(task.Allowed, model.TaskConfirm), false)
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
		if !errors.Is(err, model.Forbidden) {
			r.t.Errorf("%s confirms what it does not see: %v", who.org.Name.EN, err)
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
