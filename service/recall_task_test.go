package service_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// TestRecall_06_units: a holder counts as it likes; what the factor of the day on which the lot was made converts exactly
// is taken, everything else is refused and stays unknown.
func TestRecall_06_units(t *testing.T) {
	eachAffair(t, func(a *affair) {
		goods := a.goods(a.maker, melonGTIN)
		factor := func(num int64, valid model.Made) error {
			_, err := a.recall.AddFactor(t.Context(), a.maker.Actor, model.Idempotency{}, model.UnitFactor{
				Product: goods.Product, From: "CS", To: "KGM", Num: num, Den: 1, Valid: valid,
			})
			return err
		}
		_, err := a.answers(a.dealer, "dealer", model.TaskSeal, a.of(1, 2, "CS"))
		a.faulty("cases without a factor", err, model.AnswerUnit, "lines[0].unit")
		if err := factor(12, model.Made{From: "2026-10-01", To: "2026-10-31"}); err != nil {
			t.Fatal(err)
		}
		_, err = a.answers(a.dealer, "dealer", model.TaskSeal, a.of(1, 2, "CS"))
		a.faulty("the factor of another month", err, model.AnswerUnit, "lines[0].unit")
		if err := factor(24, model.Made{From: "2026-11-01"}); err != nil {
			t.Fatal(err)
		}
		a.faulty("two factors for one day", factor(25, model.Made{From: "2026-12-01"}), model.FactorOverlaps, "")
		_, err = a.recall.AddFactor(t.Context(), a.maker.Actor, model.Idempotency{}, model.UnitFactor{Product: goods.Product, From: "GRM", To: "KGM", Num: 1, Den: 900})
		a.faulty("a gram of another size", err, model.FactorFixed, "to_unit")
		_, err = a.recall.AddFactor(t.Context(), a.rival.Actor, model.Idempotency{}, model.UnitFactor{Product: goods.Product, From: "BX", To: "KGM", Num: 1, Den: 1})
		a.faulty("somebody else's product", err, model.NotFound, "")

		a.answered(a.dealer, "dealer", model.TaskSeal, a.of(1, 1, "CS"), a.of(0, 500, "GRM"))
		if l := a.line("dealer", 1); l.Sealed != model.Units(24) {
			t.Errorf("a case of 24 kg is %s kg", l.Sealed)
		}
		if l := a.line("dealer", 0); l.Sealed != model.Units(1)/2 {
			t.Errorf("500 g is %s kg", l.Sealed)
		}
		list, _, err := a.recall.TaskAnswers(t.Context(), a.dealer.Actor, a.tasks["dealer"], model.Page{})
		if err != nil || len(list) != 2 || list[1].Counted != model.Units(1) || list[1].CountedUnit != "CS" || list[1].Unit != "KGM" {
			t.Errorf("what was counted is not kept: %v %+v", err, list)
		}
		_, err = a.answers(a.dealer, "dealer", model.TaskReturn, a.of(1, 3, "CS"))
		a.faulty("three cases of two", err, model.RecallExcess, "lines[0].quantity")
		_, err = a.answers(a.dealer, "dealer", model.TaskReturn, recall.AnswerLine{Item: a.lots[1].Node.Key, Quantity: 1, Unit: "GRM"})
		a.faulty("a millionth of a gram", err, model.AnswerUnit, "lines[0].unit")
		a.sound()
	})
}

// TestRecall_07_consumed: what was sold is neither on hand nor recovered; consumed counts only as far as the holder
// confirms it, and is shown beside what came back.
func TestRecall_07_consumed(t *testing.T) {
	eachAffair(t, func(a *affair) {
		a.answered(a.shop, "shop", model.TaskSeal, a.of(0, 3), a.ofKind(model.AnswerConsumed, 0, 20))
		l := a.line("shop", 0)
		tally := l.Tally()
		if l.Sealed != model.Units(3) || tally.Consumed != model.Units(20) || tally.Recovered() != 0 || tally.Unaccounted() != model.Units(10) {
			t.Errorf("sealed %s, consumed %s, recovered %s, unaccounted %s", l.Sealed, tally.Consumed, tally.Recovered(), tally.Unaccounted())
		}
		a.answered(a.shop, "shop", model.TaskReturn, a.of(0, 3))
		a.answered(a.shop, "shop", "", a.ofKind(model.AnswerConsumed, 0, 1))
		tally = a.line("shop", 0).Tally()
		if got := [2]string{tally.RecoveredShare().String(), tally.AccountedShare().String()}; got != [2]string{"10.0 %", "80.0 %"} {
			t.Errorf("recovered and accounted are %v", got)
		}
		_, err := a.answers(a.shop, "shop", "", a.of(0, 1))
		a.faulty("a quantity of no kind", err, model.AnswerKindMismatch, "lines[0].kind")
		_, err = a.answers(a.rivalsShop, "rivals shop", "", a.ofKind(model.AnswerConsumed, 0, 1))
		a.faulty("consumed before any answer", err, model.AnswerClosed, "")
		a.sound()
	})
}

// TestRecall_09_visibility: everybody sees its own task and those of who had the goods from it, and no sum tells of
// others.
func TestRecall_09_visibility(t *testing.T) {
	eachAffair(t, func(a *affair) {
		seat := []string{"dealer", "rival", "rivals shop", "shop", "stall"}
		for _, c := range []struct {
			who   string
			actor model.Actor
			want  []string
		}{
			{"maker", a.maker.Actor, []string{"dealer", "rival"}},
			{"dealer", a.dealer.Actor, []string{"dealer", "shop", "stall"}},
			{"rival", a.rival.Actor, []string{"rival", "rivals shop"}},
			{"shop", a.shop.Actor, []string{"shop"}},
			{"inspector of the maker's region", a.inspector, seat},
			{"inspector of where goods went", a.chain.inspector("110000"), []string{"rival", "rivals shop"}},
			{"inspector elsewhere", a.chain.inspector("440000"), nil},
			{"nobody", model.Actor{}, nil},
		} {
			if c.who == "nobody" {
				_, _, err := a.recall.Tasks(t.Context(), c.actor, repository.TaskFilter{}, model.Page{})
				a.faulty(c.who, err, model.Unauthenticated, "")
				continue
			}
			if got := a.seen(c.actor); !slices.Equal(got, c.want) {
				t.Errorf("%s sees %v, want %v", c.who, got, c.want)
			}
			for name, id := range a.tasks {
				_, err := a.recall.Task(t.Context(), c.actor, id)
				if sees := slices.Contains(c.want, name); sees != (err == nil) || !sees && !errors.Is(err, model.NotFound) {
					t.Errorf("%s opens the task of %s: %v", c.who, name, err)
				}
				_, err = a.recall.IssueLink(t.Context(), c.actor, id, 1)
				if !slices.Contains(c.want, name) && !errors.Is(err, model.NotFound) {
					t.Errorf("%s makes a link to the task of %s: %v", c.who, name, err)
				}
			}
		}
		_, deeper, _, err := a.recall.CaseTasks(t.Context(), a.maker.Actor, repository.TaskFilter{Recall: a.row.ID}, model.Page{})
		if err != nil || len(deeper) == 0 {
			t.Errorf("the company that recalls is told nothing of deeper tiers: %v", err)
		}
		total := int64(0)
		for _, d := range deeper {
			total += d.Count
		}
		if total != 3 {
			t.Errorf("%d holders in deeper tiers, want 3", total)
		}
		_, deeper, _, err = a.recall.CaseTasks(t.Context(), a.dealer.Actor, repository.TaskFilter{Recall: a.row.ID}, model.Page{})
		if err != nil || deeper != nil {
			t.Errorf("the dealer is told of others in numbers: %v %v", deeper, err)
		}
	})
}

// told is all that a company is told of a case, as bytes.
func (a *affair) told(actor model.Actor) string {
	a.t.Helper()
	tasks, deeper, _, err := a.recall.CaseTasks(a.t.Context(), actor, repository.TaskFilter{Recall: a.row.ID}, model.Page{})
	if err != nil {
		a.t.Fatal(err)
	}
	lines, orgs, _, _, err := a.recall.CaseLines(a.t.Context(), actor, a.row.ID, model.Page{})
	if err != nil {
		a.t.Fatal(err)
	}
	text, err := json.Marshal([]any{tasks, deeper, a.reconcile(actor), lines, orgs})
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

// TestRecall_09_difference: whatever rivals do, what a holder is told stays the same to the byte, so that nothing can be
// inferred from how it changes.
func TestRecall_09_difference(t *testing.T) {
	eachAffair(t, func(a *affair) {
		before := map[string]string{"dealer": a.told(a.dealer.Actor), "shop": a.told(a.shop.Actor)}
		a.answered(a.rival, "rival", model.TaskSeal, a.of(0, 20))
		a.answered(a.rival, "rival", model.TaskReturn, a.of(0, 20))
		if _, err := a.follows(a.maker.Actor, "rival", model.TaskConfirm); err != nil {
			t.Fatal(err)
		}
		a.answered(a.rivalsShop, "rivals shop", model.TaskHoldNone)
		a.task("newcomer", a.company("newcomer", beijing).Org, 0, beijing, 2, a.rival.Org, 7)
		after := map[string]string{"dealer": a.told(a.dealer.Actor), "shop": a.told(a.shop.Actor)}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("what rivals do shows:\n%s", diff)
		}
		whole := a.reconcile(a.maker.Actor)
		if !whole.Whole || len(whole.Totals) != 1 || whole.Totals[0].Distributed != model.Units(10+48+20+30+5+40+7) || whole.Totals[0].Returned != model.Units(20) {
			t.Errorf("the company that recalls is told %+v", whole.Totals)
		}
		nameless := 0
		for _, h := range whole.Holders {
			if h.Task == nil {
				nameless++
			} else if h.Task.Row.Tier > 1 {
				t.Errorf("the company that recalls is told the name of a holder of tier %d", h.Task.Row.Tier)
			}
		}
		if nameless != 1 {
			t.Errorf("%d nameless sums, want one", nameless)
		}
	})
}

// TestRecall_12_outside: a holder outside the house has a task that is known by its place, and answers by a link that can
// do nothing else.
func TestRecall_12_outside(t *testing.T) {
	eachAffair(t, func(a *affair) {
		link, err := a.recall.IssueLink(t.Context(), a.dealer.Actor, a.tasks["stall"], 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"", "x", link.Secret + "x", link.Secret[1:]} {
			_, err := a.recall.Reply(t.Context(), secret)
			a.faulty("a guessed secret", err, model.ReplyUnknown, "")
		}
		reply, err := a.recall.Reply(t.Context(), link.Secret)
		if err != nil || reply.Task.Row.ID != a.tasks["stall"] || reply.Task.Row.State != model.TaskOpened || len(reply.Lines) != 1 || reply.By.Name.EN != "maker" {
			t.Fatalf("%v %+v", err, reply)
		}
		answer := func(on model.TaskEvent, lines ...recall.AnswerLine) error {
			_, err := a.recall.AnswerReply(t.Context(), model.Idempotency{}, link.Secret, recall.Answer{Task: a.tasks["dealer"], Event: on, Lines: lines}, nil)
			return err
		}
		if err := answer(model.TaskSeal, a.of(0, 5)); err != nil {
			t.Fatal(err)
		}
		a.faulty("more than it had", answer(model.TaskReturn, a.of(0, 6)), model.RecallExcess, "lines[0].quantity")
		a.faulty("a lot that it never had", answer(model.TaskReturn, a.of(1, 1)), model.AnswerItem, "lines[0].item")
		a.faulty("confirming itself", answer(model.TaskConfirm), model.ValueInvalid, "event")
		if err := answer(model.TaskDestroy, a.of(0, 5)); err != nil {
			t.Fatal(err)
		}
		if l := a.line("stall", 0); l.Destroyed != model.Units(5) || l.Unproven != 1 {
			t.Errorf("destroyed %s, %d unproven", l.Destroyed, l.Unproven)
		}
		if l := a.line("dealer", 0); l.Answered != 0 {
			t.Error("the link has answered another task")
		}
		if _, err = a.follows(a.dealer.Actor, "stall", model.TaskConfirm); !errors.Is(err, model.Forbidden) {
			t.Errorf("who may answer for a stall confirms its answer: %v", err)
		}
		_, err = a.follows(a.chain.inspector("650000"), "stall", model.TaskConfirm)
		a.faulty("confirming without evidence", err, model.RecallDisposalUnproven, "")

		again, err := a.recall.IssueLink(t.Context(), a.dealer.Actor, a.tasks["stall"], 1)
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.recall.Reply(t.Context(), link.Secret)
		a.faulty("a link that was replaced", err, model.ReplyUnknown, "")
		a.clock.Advance(2 * day)
		_, err = a.recall.Reply(t.Context(), again.Secret)
		a.faulty("a link that is over", err, model.ReplyUnknown, "")
		if link, err = a.recall.IssueLink(t.Context(), a.maker.Actor, a.tasks["rival"], 0); err != nil {
			t.Fatal(err)
		}
		if _, err := a.follows(a.maker.Actor, "rival", model.TaskWithdraw); !errors.Is(err, model.TaskLive) {
			t.Errorf("a company withdraws the task of somebody who has affected goods: %v", err)
		}
		beijings := a.chain.inspector("110000")
		if _, err := a.follows(beijings, "rival", model.TaskWithdraw); err != nil {
			t.Fatal(err)
		}
		_, err = a.recall.Reply(t.Context(), link.Secret)
		a.faulty("a link of a withdrawn task", err, model.ReplyUnknown, "")
		a.sound()
	})
}

// TestRecall_21_excess: nobody gives back more than it had, in one step or several, and a residual below nothing, which a
// corrected shipment can leave, keeps the case from closing.
func TestRecall_21_excess(t *testing.T) {
	eachAffair(t, func(a *affair) {
		_, err := a.answers(a.dealer, "dealer", model.TaskSeal, a.of(0, 11))
		a.faulty("sealing 11 of 10", err, model.RecallExcess, "lines[0].quantity")
		_, err = a.answers(a.dealer, "dealer", model.TaskSeal, a.of(0, 6), a.of(0, 5))
		a.faulty("6 and 5 of 10", err, model.RecallExcess, "lines[1].quantity")
		a.answered(a.dealer, "dealer", model.TaskSeal, a.of(0, 10))
		a.answered(a.dealer, "dealer", model.TaskReturn, a.of(0, 6))
		_, err = a.answers(a.dealer, "dealer", model.TaskReturn, a.of(0, 5))
		a.faulty("another 5 of the remaining 4", err, model.RecallExcess, "lines[0].quantity")
		if got := a.line("dealer", 0).Returned; got != model.Units(6) {
			t.Errorf("%s returned after a refusal, want 6", got)
		}
		a.write(func(tx *repository.Tx) error {
			closing, err := recall.Closing(tx, a.row)
			if err != nil {
				return err
			}
			if closing.OpenTasks != 5 {
				t.Errorf("%d open tasks", closing.OpenTasks)
			}
			for i := range closing.Tallies { // the shipment turns out to have been smaller than what came back
				closing.Tallies[i].Distributed, closing.Tallies[i].Unknown = model.Units(5), 0
			}
			closing.OpenTasks = 0
			a.faulty("closing with a residual below nothing", closing.Refuse(), model.RecallLotExcess, "tallies[0]")
			return nil
		})
		a.sound()
	})
}

// TestRecall_22_checks: silence is not effective, having none counts, sub-consignees are drawn too, and anybody can draw
// the sample again.
func TestRecall_22_checks(t *testing.T) {
	eachAffair(t, func(a *affair) {
		draw := func(actor model.Actor, level model.CheckLevel) (*recall.Check, error) {
			return a.recall.DrawCheck(t.Context(), actor, model.Idempotency{}, recall.CheckDraw{Recall: a.row.ID, Level: level})
		}
		_, err := draw(a.dealer.Actor, model.CheckAll)
		a.faulty("a holder draws", err, model.Forbidden, "")
		_, err = draw(a.maker.Actor, model.CheckSome)
		a.faulty("level B without a share", err, model.ValueInvalid, "percent")
		check, err := draw(a.maker.Actor, model.CheckAll)
		if err != nil {
			t.Fatal(err)
		}
		if d := check.Draws[0]; len(d.Chosen) != 5 || !d.Again || !check.Marked || d.Row.Seed == "" || check.Reach.Required != 5 {
			t.Fatalf("%+v", check)
		}
		redrawn, err := model.DrawSample(model.CheckAll, 0, check.Draws[0].Row.Seed, check.Draws[0].Holders)
		if err != nil || !slices.Equal(redrawn.Chosen, check.Draws[0].Chosen) {
			t.Errorf("drawn again: %v %v", redrawn.Chosen, err)
		}
		verify := func(actor model.Actor, task string, effective bool) error {
			_, err := a.recall.Verify(t.Context(), actor, model.Idempotency{}, recall.Verification{Task: a.tasks[task], Effective: effective, Finding: "seen"})
			return err
		}
		a.faulty("a silent holder", verify(a.maker.Actor, "dealer", true), model.CheckUnanswered, "")
		a.answered(a.dealer, "dealer", model.TaskHoldNone)
		a.faulty("a holder verifies itself", verify(a.dealer.Actor, "dealer", true), model.Forbidden, "")
		if err := verify(a.maker.Actor, "dealer", true); err != nil {
			t.Errorf("having none does not count: %v", err)
		}
		if got := a.reconcile(a.maker.Actor).Reach; got.VerifiedShare() != (model.Ratio{Num: 1, Den: 5, Unknown: 4}) || got.RespondedShare().Num != 1 {
			t.Errorf("reach %+v", got)
		}
		a.answered(a.shop, "shop", model.TaskHoldNone)
		if _, err := a.follows(a.dealer.Actor, "shop", model.TaskConfirm); err != nil {
			t.Fatal(err)
		}
		if err := verify(a.inspector, "shop", false); err != nil {
			t.Fatal(err)
		}
		if task, err := a.recall.Task(t.Context(), a.shop.Actor, a.tasks["shop"]); err != nil || task.Row.State != model.TaskAcknowledged || task.Row.Finding != "seen" || task.Row.VerifiedAt != 0 {
			t.Errorf("a holder that did not act: %v %+v", err, task.Row)
		}
		late := a.company("late", urumqi)
		a.task("late", late.Org, 0, urumqi, 1, a.maker.Org, 1)
		a.faulty("outside the sample", verify(a.maker.Actor, "late", false), model.CheckNotSampled, "")
		if check, err = draw(a.maker.Actor, model.CheckFew); err != nil || len(check.Draws) != 2 || !check.Draws[0].Again || !check.Draws[1].Again || !check.Marked || check.Reach.Required < 5 {
			t.Errorf("a second draw: %v %+v", err, check)
		}
		_, err = a.recall.Check(t.Context(), a.dealer.Actor, a.row.ID)
		a.faulty("a holder reads the list", err, model.NotFound, "")
		a.sound()
	})
}

// TestRecall_task_story: from the notice to the confirmation, with a mistake taken back, evidence, and a rejected answer.
func TestRecall_task_story(t *testing.T) {
	eachAffair(t, func(a *affair) {
		task, err := a.recall.Task(t.Context(), a.maker.Actor, a.tasks["dealer"])
		if err != nil || task.Row.State != model.TaskIssued {
			t.Fatalf("who told it opens the task: %v %s", err, task.Row.State)
		}
		if task, err = a.recall.Task(t.Context(), a.dealer.Actor, a.tasks["dealer"]); err != nil || task.Row.State != model.TaskOpened || task.Row.OpenedAt == 0 || task.Row.DeliveredAt == 0 {
			t.Fatalf("the holder opens it: %v %+v", err, task.Row)
		}
		if !slices.Equal(task.Allowed, []model.TaskEvent{model.TaskAcknowledge, model.TaskSeal, model.TaskHoldNone}) {
			t.Errorf("allowed: %v", task.Allowed)
		}
		_, err = a.answers(a.shop, "dealer", model.TaskSeal, a.of(0, 1))
		a.faulty("another answers", err, model.NotFound, "")
		_, err = a.answers(a.dealer, "shop", model.TaskHoldNone)
		a.faulty("who told it answers for one that can itself", err, model.Forbidden, "")
		_, err = a.answers(a.dealer, "dealer", model.TaskReturn, a.of(0, 1))
		a.faulty("returning before sealing", err, model.MoveNotAllowed, "")
		_, err = a.answers(a.dealer, "dealer", model.TaskSeal)
		a.faulty("sealing nothing", err, model.AnswerEmpty, "lines")
		a.answered(a.dealer, "dealer", model.TaskAcknowledge)
		a.answered(a.dealer, "dealer", model.TaskSeal, a.of(0, 10), a.of(1, 48))
		a.answered(a.dealer, "dealer", model.TaskReturn, a.of(0, 10))

		list, _, err := a.recall.TaskAnswers(t.Context(), a.dealer.Actor, a.tasks["dealer"], model.Page{})
		if err != nil || list[0].Kind != model.AnswerReturned {
			t.Fatal(err, list)
		}
		back := func(id model.Seq) error {
			_, err := a.recall.TakeBack(t.Context(), a.dealer.Actor, model.Idempotency{}, a.tasks["dealer"], id, "counted twice")
			return err
		}
		if err := back(list[0].ID); err != nil {
			t.Fatal(err)
		}
		if got := a.line("dealer", 0).Returned; got != 0 {
			t.Errorf("%s returned after it was taken back", got)
		}
		a.faulty("taking it back twice", back(list[0].ID), model.AnswerTaken, "")
		if list, _, err = a.recall.TaskAnswers(t.Context(), a.dealer.Actor, a.tasks["dealer"], model.Page{}); err != nil || len(list) != 4 || list[1].TakenBy != list[0].ID {
			t.Errorf("answers are not append-only: %v %+v", err, list)
		}
		a.faulty("taking back the taking back", back(list[0].ID), model.AnswerTaken, "")
		a.answered(a.dealer, "dealer", model.TaskReturn, a.of(0, 9))

		evidence := a.document(a.dealer)
		destroyed := a.of(1, 48)
		destroyed.Evidence = a.document(a.rival)
		_, err = a.answers(a.dealer, "dealer", model.TaskDestroy, destroyed)
		a.faulty("somebody else's evidence", err, model.NotFound, "lines[0].evidence")
		destroyed.Evidence = evidence
		a.answered(a.dealer, "dealer", model.TaskDestroy, destroyed)
		if l := a.line("dealer", 1); l.Destroyed != model.Units(48) || l.Unproven != 0 {
			t.Errorf("destroyed %s, %d unproven", l.Destroyed, l.Unproven)
		}
		_, err = a.follows(a.dealer.Actor, "dealer", model.TaskConfirm)
		a.faulty("a holder confirms itself", err, model.Forbidden, "")
		if task, err = a.follows(a.maker.Actor, "dealer", model.TaskReject); err != nil || task.Row.State != model.TaskSealed {
			t.Fatal(err, task.Row.State)
		}
		a.answered(a.dealer, "dealer", model.TaskReturn, a.of(0, 1))
		if task, err = a.follows(a.maker.Actor, "dealer", model.TaskConfirm); err != nil || task.Row.State != model.TaskConfirmed {
			t.Fatal(err, task.Row.State)
		}
		_, err = a.answers(a.dealer, "dealer", "", a.ofKind(model.AnswerConsumed, 0, 1))
		a.faulty("answering what is confirmed", err, model.AnswerClosed, "")
		a.answered(a.shop, "shop", model.TaskHoldNone, a.ofKind(model.AnswerConsumed, 0, 25))
		explain := func(actor model.Actor, kg int64) error {
			_, err := a.recall.Explain(t.Context(), actor, model.Idempotency{}, recall.Answer{Task: a.tasks["shop"], Note: "spoilt in the flood", Lines: []recall.AnswerLine{a.of(0, kg)}})
			return err
		}
		a.faulty("a company explains", explain(a.dealer.Actor, 5), model.Forbidden, "")
		a.faulty("explaining more than is missing", explain(a.inspector, 6), model.RecallExcess, "lines[0].quantity")
		if err := explain(a.inspector, 5); err != nil {
			t.Fatal(err)
		}
		if l := a.line("shop", 0); l.Explained != model.Units(5) || l.Tally().Recovered() != 0 {
			t.Errorf("explained %s, recovered %s", l.Explained, l.Tally().Recovered())
		}
		a.sound()
	})
}

// document files a document of a company about its own product.
func (a *affair) document(l link) (id model.DocumentID) {
	a.t.Helper()
	goods := a.goods(l, map[string]string{"dealer": "06901234567915", "rival": "06901234567922"}[l.org.Name.EN])
	a.write(func(tx *repository.Tx) error {
		id = repository.NewID[model.Document](tx)
		return tx.Catalog().InsertDocument(model.Document{
			ID: id, OrgID: l.Org, ProductID: goods.Product, Kind: model.DocumentKinds()[0], Title: "destruction", FileName: "x.pdf", MediaType: "application/pdf",
			Size: 1, SHA256: "00", CreatedAt: tx.Now(),
		})
	})
	return id
}

// TestRecall_task_at_once: answers that arrive together are all kept and none is counted twice; a retry is no second
// answer.
func TestRecall_task_at_once(t *testing.T) {
	eachAffair(t, func(a *affair) {
		a.answered(a.dealer, "dealer", model.TaskSeal, a.of(0, 10))
		var wg sync.WaitGroup
		errs := make([]error, 12)
		for i := range errs {
			wg.Go(func() {
				idem := model.Idempotency{Key: "same", Operation: "answer", Fingerprint: [32]byte{1}}
				if i >= 4 {
					idem = model.Idempotency{}
				}
				_, errs[i] = a.recall.Answer(t.Context(), a.dealer.Actor, idem, recall.Answer{
					Task: a.tasks["dealer"], Event: model.TaskReturn, Lines: []recall.AnswerLine{a.of(0, 2)},
				})
			})
		}
		wg.Wait()
		kept := 0
		for i, err := range errs {
			switch {
			case i >= 4 && err == nil:
				kept++
			case err == nil, errors.Is(err, model.IdempotencyInFlight), errors.Is(err, model.RecallExcess):
			default:
				t.Errorf("answer %d: %v", i, err)
			}
		}
		if got := a.line("dealer", 0).Returned; got != model.Units(10) {
			t.Errorf("%s returned by answers of 2, want all 10 (%d were kept without a key)", got, kept)
		}
		a.sound()
	})
}

// TestRecall_task_pages: a list asks as often for many tasks as for few, and its pages hold each task once.
func TestRecall_task_pages(t *testing.T) {
	eachAffair(t, func(a *affair) {
		count := func() int64 {
			before := a.store.Statements()
			if _, _, err := a.recall.Tasks(t.Context(), a.maker.Actor, repository.TaskFilter{}, model.Page{Limit: 200}); err != nil {
				t.Fatal(err)
			}
			a.reconcile(a.maker.Actor)
			return a.store.Statements() - before
		}
		few := count()
		for i := range 40 {
			a.task("more", a.company(fmt.Sprint("more ", i), urumqi).Org, 0, urumqi, 1, a.maker.Org, int64(i+1))
		}
		if many := count(); many != few {
			t.Errorf("%d statements for few tasks, %d for many", few, many)
		}
		seen := map[model.RecallTaskID]bool{}
		page := model.Page{Limit: 7}
		for {
			rows, next, err := a.recall.Tasks(t.Context(), a.maker.Actor, repository.TaskFilter{Recall: a.row.ID}, page)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if seen[r.Row.ID] {
					t.Errorf("%s is on two pages", r.Row.ID)
				}
				seen[r.Row.ID] = true
			}
			if page.After = next; next == "" {
				break
			}
		}
		if len(seen) != 42 {
			t.Errorf("%d tasks, want 42", len(seen))
		}
		a.clock.Advance(2 * day)
		filter := func(f repository.TaskFilter) int {
			rows, _, err := a.recall.Tasks(t.Context(), a.dealer.Actor, f, model.Page{})
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		if got := [3]int{filter(repository.TaskFilter{Overdue: true}), filter(repository.TaskFilter{Role: repository.TasksTold}), filter(repository.TaskFilter{Role: repository.TasksHeld})}; got != [3]int{3, 2, 1} {
			t.Errorf("overdue, told, held: %v", got)
		}
		a.answered(a.dealer, "dealer", model.TaskHoldNone)
		if got := filter(repository.TaskFilter{Overdue: true}); got != 2 {
			t.Errorf("%d overdue after an answer", got)
		}
	})
}

// TestRecall_29_mock_tasks: of an exercise nobody is told who does not hold it.
func TestRecall_29_mock_tasks(t *testing.T) {
	eachAffair(t, func(a *affair) {
		a.open(1)
		for who, actor := range map[string]model.Actor{"dealer": a.dealer.Actor, "shop": a.shop.Actor, "inspector": a.inspector} {
			if got := a.seen(actor); len(got) != 0 {
				t.Errorf("%s sees tasks of an exercise: %v", who, got)
			}
			_, err := a.recall.Reconcile(t.Context(), actor, a.row.ID)
			a.faulty(who, err, model.NotFound, "")
		}
		if got := a.seen(a.maker.Actor); !slices.Equal(got, []string{"dealer", "rival"}) {
			t.Errorf("who holds it sees %v", got)
		}
		_, err := a.recall.IssueLink(t.Context(), a.maker.Actor, a.tasks["dealer"], 1)
		a.faulty("a link in an exercise", err, model.AnswerClosed, "")
	})
}
