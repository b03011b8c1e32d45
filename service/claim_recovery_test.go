package service_test

import (
	"fmt"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// struck is a recall of a lot with a task for the shop that sold it: ten of the unit.
type struck struct {
	row  model.Recall
	task model.RecallTaskID
}

func (h *till) strike(b model.Batch, unit model.Unit, blocked int) (c struck) {
	h.t.Helper()
	h.write(func(tx *repository.Tx) error {
		c.row = model.Recall{
			ID: repository.NewID[model.Recall](tx), Number: fmt.Sprint("2026-", number()), OrgID: h.maker.Org, Region: h.maker.Region, OpenedBy: h.maker.Org,
			Origin: model.OriginVoluntary, Pack: model.PackCNFood, PackVersion: 1, State: model.RecallDraft, Version: 1, CreatedAt: tx.Now(), AnnouncedAt: tx.Now(),
			BlockedFrom: tx.Now(),
		}
		if err := tx.Recall().InsertRecall(c.row); err != nil {
			return err
		}
		node, err := tx.Trace().NodeNamed(b.ID, nil)
		if err != nil {
			return err
		}
		err = tx.Recall().InsertAffected([]model.RecallLot{{
			RecallID: c.row.ID, NodeID: node, EPC: b.EPC, Level: model.LevelLot, BatchID: b.ID, MakerID: b.OrgID, Class: model.AffectedConfirmed, Blocked: blocked, CreatedAt: tx.Now(),
		}})
		if err != nil {
			return err
		}
		task := model.RecallTask{
			ID: repository.NewID[model.RecallTask](tx), RecallID: c.row.ID, OrgID: h.store.Org, Region: h.store.Region, Tier: 1, ToldBy: h.maker.Org,
			State: model.TaskIssued, Version: 1, LinkHash: []byte{}, CreatedAt: tx.Now(),
		}
		c.task = task.ID
		return tx.Recall().InsertTasks([]model.RecallTask{task}, []model.RecallLine{{
			TaskID: task.ID, NodeID: node, Unit: unit, RecallID: c.row.ID, BatchID: b.ID, ToldBy: h.maker.Org, Distributed: model.Units(10),
		}})
	})
	return c
}

// total is the sum of a case, as who recalls is told it: returned, unaccounted and unknown, in whole units.
func (h *till) total(c struck) [3]int64 {
	h.t.Helper()
	r, err := h.Recall.Reconcile(ctx, h.maker.Actor, c.row.ID)
	if err != nil || len(r.Totals) != 1 {
		h.t.Fatalf("%v %+v", err, r)
	}
	one, s := int64(model.Units(1)), r.Totals[0]
	return [3]int64{int64(s.Returned) / one, int64(s.Unaccounted()) / one, int64(s.Unknown) / one}
}

// TestHandedBack: the goods of a settled claim come back into the reconciliation of the recall: by exactly as many as were
// claimed, in the unit of the line, once for a damage, and only where the accepted offer wanted them back.
func TestHandedBack(t *testing.T) {
	eachTill(t, func(h *till) {
		b := h.trade("2027-01-01", h.trader, h.store)
		blocks := h.strike(b, "KGM", 1)
		check := func(what string, c struck, want [3]int64) {
			t.Helper()
			if got := h.total(c); got != want {
				t.Errorf("%s: returned, unaccounted, unknown are %v, want %v", what, got, want)
			}
		}
		settle := func(in tillClaim) model.Claim {
			t.Helper()
			in.against, in.state, in.batch, in.compensation = h.store, model.ClaimAccepted, b, 100
			c := h.claim(in)
			h.pay(h.store, c)
			return c
		}
		settle(tillClaim{units: 3, goods: 1})
		check("pieces without a factor", blocks, [3]int64{0, 10, 10})
		answers, _, err := h.Recall.TaskAnswers(ctx, h.store.Actor, blocks.task, model.Page{})
		if err != nil || len(answers) != 1 || answers[0].Kind != model.AnswerRecovered || answers[0].Quantity != 0 || answers[0].Counted != model.Units(3) {
			t.Errorf("what does not convert is on record as %+v, %v", answers, err)
		}
		if _, err := h.Recall.AddFactor(ctx, h.maker.Actor, once, model.UnitFactor{Product: b.ProductID, From: "", To: "KGM", Num: 2, Den: 1}); err != nil {
			t.Fatal(err)
		}
		settle(tillClaim{units: 2})
		check("goods that the consumer keeps", blocks, [3]int64{0, 10, 10})

		h.claim(tillClaim{against: h.maker, damage: "melon", state: model.ClaimAccepted, batch: b, units: 2, goods: 1})
		c := settle(tillClaim{damage: "melon", units: 2, goods: 1})
		check("two pieces of 2 kg", blocks, [3]int64{4, 6, 6})
		h.write(func(tx *repository.Tx) error { return h.Recall.Recover(tx, c) })
		check("the same damage again", blocks, [3]int64{4, 6, 6})
		settle(tillClaim{units: 4, goods: 1})
		check("more than the shop had", blocks, [3]int64{4, 6, 6})

		if _, err := h.Recall.Answer(ctx, h.store.Actor, once, recall.Answer{Task: blocks.task, Event: model.TaskHoldNone}); err != nil {
			t.Fatal(err)
		}
		check("the shop has none left", blocks, [3]int64{4, 6, 0})
		_, err = h.Recall.Answer(ctx, h.store.Actor, once, recall.Answer{Task: blocks.task, Lines: []recall.AnswerLine{
			{Item: b.EPC, Kind: model.AnswerRecovered, Quantity: model.Units(1), Unit: "KGM"},
		}})
		declines(t, "a shop that counts it itself", err, model.AnswerKindMismatch)

		pieces := h.strike(b, "", 0)
		settle(tillClaim{units: 1, goods: 1})
		check("a recall that blocks nothing", pieces, [3]int64{0, 20, 20}) // told in the unit of the lot
		settle(tillClaim{units: 3, goods: 1, recall: pieces.row.ID})
		check("the remedy of a recall, in pieces", pieces, [3]int64{6, 14, 14})
	})
}
