package service_test

import (
	"fmt"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
)

// BenchmarkRecallTasks measures the reconciliation of a case of 1 000 holders and 30 000 lines, and a holder's answer
// about one of a thousand lots.
func BenchmarkRecallTasks(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		clock := repotest.NewClock()
		measureTasks(b, newAffair(b, repotest.SQLite(b, clock), clock))
	})
	b.Run("mysql", func(b *testing.B) {
		clock := repotest.NewClock()
		measureTasks(b, newAffair(b, repotest.MySQL(b, clock), clock))
	})
}

func measureTasks(b *testing.B, a *affair) {
	const holders, lots, hub = 1000, 30, 1000
	a.write(func(tx *repository.Tx) error {
		things := make([]model.RecallLot, 0, hub)
		for i := range hub {
			things = append(things, model.RecallLot{
				RecallID: a.row.ID, NodeID: model.Seq(1_000_000 + i), EPC: fmt.Sprintf("https://id.gs1.org/01/%s/10/X%d", melonGTIN, i), Level: model.LevelLot,
				Class: model.AffectedConfirmed, Reason: "lot", CreatedAt: tx.Now(),
			})
		}
		if err := tx.Recall().InsertAffected(things); err != nil {
			return err
		}
		var tasks []model.RecallTask
		var lines []model.RecallLine
		for h := range holders {
			id := repository.NewID[model.RecallTask](tx)
			tasks = append(tasks, model.RecallTask{
				ID: id, RecallID: a.row.ID, PlaceID: model.Seq(1000 + h), Region: urumqi, Tier: 1 + h%3, ToldBy: a.dealer.Org, State: model.TaskDelivered,
				Version: 1, LinkHash: []byte{}, CreatedAt: tx.Now(),
			})
			n := lots
			if h == 0 {
				n = hub
				tasks[0].OrgID, a.tasks["hub"] = a.shop.Org, id
			}
			for i := range n {
				lines = append(lines, model.RecallLine{
					TaskID: id, NodeID: model.Seq(1_000_000 + (h*lots+i)%hub), Unit: "KGM", RecallID: a.row.ID, Distributed: model.Units(1000),
				})
			}
		}
		return tx.Recall().InsertTasks(tasks, lines)
	})
	b.Run("reconcile", func(b *testing.B) {
		for b.Loop() {
			a.reconcile(a.maker.Actor)
		}
	})
	b.Run("none-of-1000", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.recall.Answer(b.Context(), a.shop.Actor, model.Idempotency{}, recall.Answer{Task: a.tasks["hub"], Event: model.TaskHoldNone}); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if _, err := a.follows(a.dealer.Actor, "hub", model.TaskReject); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
}
