package main_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service"
	"suyuan/service/catalog"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// How many recalls are launched around the kill, and of how many lots each.
const (
	launchCases   = 12
	launchLots    = 4
	launchWriters = 3
	launchKilled  = 4 // answers after which the server is killed
)

// TestKillLaunch kills the server while it launches recalls and starts it again. A launch that was answered is there
// wholly: state, block, scope, tasks, lines, clocks, notices and its event; one that was not is there wholly or not at
// all, and can be sent again under its Idempotency-Key.
func TestKillLaunch(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *killed) { (&launches{killed: h}).run() })
}

// launches are recalls that wait for their announcement.
type launches struct {
	*killed
	cases    []model.RecallID
	answered [launchCases]atomic.Bool
}

func (h *launches) run() {
	h.prepare()
	h.launchUntilKilled(h.start())
	server := h.start()
	h.launched("after the kill", false)
	for i := range h.cases {
		if err := h.launch(h.t.Context(), server, i); err != nil {
			h.t.Fatal(err)
		}
	}
	h.launched("after launching all again", true)
	server.stop()
	if out, err := h.command("fsck").CombinedOutput(); err != nil {
		h.t.Errorf("fsck: %v\n%s", err, out)
	}
}

// prepare makes a maker whose lots have gone to two shops, and a case with a plan for every few of them.
func (h *launches) prepare() {
	h.t.Helper()
	ctx := h.t.Context()
	store, s := h.open()
	defer store.Close()
	maker := h.company(store, "maker")
	orchard := h.site(s, maker)
	goods, lots := h.harvest(s, maker, orchard)
	for _, name := range []string{"shop", "stall"} {
		shop := h.company(store, name)
		var lines []trace.Line
		for _, b := range lots {
			lines = append(lines, trace.Line{Batch: b.ID, Quantity: model.Units(10), Unit: b.Unit})
		}
		sent, err := s.Trace.Ship(ctx, maker, model.Idempotency{}, trace.ShipCommand{From: orchard, To: h.site(s, shop), Lines: lines})
		h.must(err)
		_, err = s.Trace.Receive(ctx, shop, model.Idempotency{}, trace.ReceiveCommand{Shipment: sent.Shipment.ID})
		h.must(err)
	}
	for i := range launchCases {
		h.plan(s, maker, goods, lots[i*launchLots:(i+1)*launchLots])
	}
	h.key = h.machine(s, maker, model.PermRecallRead, model.PermRecallAnnounce)
}

// harvest makes the lots, half of which each of the shops is to have.
func (h *launches) harvest(s *service.Services, maker model.Actor, orchard model.SiteID) (goods model.Goods, lots []model.Batch) {
	h.t.Helper()
	ctx := h.t.Context()
	product, err := s.Catalog.CreateProduct(ctx, maker, model.Idempotency{}, catalog.ProductInput{
		Code: "P", Name: model.Text{EN: "pears"}, Category: model.CategoryFruit, Unit: "KGM",
	})
	h.must(err)
	for i := range launchCases * launchLots {
		b, err := s.Catalog.RegisterBatch(ctx, maker, model.Idempotency{}, catalog.BatchInput{
			ProductID: product.ID, Lot: fmt.Sprintf("L%03d", i), Produced: model.DateOf(model.InstantOf(time.Now()), model.China).AddDays(-1),
			Quantity: model.Units(20), SiteID: orchard,
		})
		h.must(err)
		_, err = s.Trace.Commission(ctx, maker, model.Idempotency{}, trace.CommissionCommand{Batch: b.ID, Site: orchard})
		h.must(err)
		lots = append(lots, b)
	}
	return model.Goods{Maker: maker.Org, Product: product.ID}, lots
}

// plan opens a case about some lots and files its plan.
func (h *launches) plan(s *service.Services, maker model.Actor, goods model.Goods, lots []model.Batch) {
	h.t.Helper()
	var scope model.RecallScope
	for _, b := range lots {
		scope.Predicates = append(scope.Predicates, model.ScopeLot{Goods: goods, Lot: b.Lot})
	}
	c, err := s.Recall.Open(h.t.Context(), maker, model.Idempotency{}, recall.Draft{Title: model.Text{EN: lots[0].Lot}, Scope: scope})
	h.must(err)
	said, today := model.Text{EN: "said"}, model.DateOf(model.InstantOf(time.Now()), model.China)
	for _, m := range []recall.Move{
		{Event: model.RecallAssess, Grade: model.GradeI},
		{Event: model.RecallFilePlan, Plan: &model.RecallPlan{
			Contact: model.PlanContact{Representative: "a", Person: "b", Phone: "0996-2000000", Address: "c"}, Area: said, Reason: said, Harm: said, Steps: said,
			Starts: today, Ends: today.AddDays(7), Notice: said, Venues: []model.PlanVenue{model.VenueShops}, Consumers: said,
			Remedies: []model.Remedy{model.RemedyRefund}, Operators: said, Disposals: []model.PlanDisposal{model.DisposalCentral}, Handling: said,
			Payer: model.PayerProducer, Expected: 950, Effect: said,
		}},
	} {
		m.ID = c.ID
		_, err := s.Recall.Move(h.t.Context(), maker, model.Idempotency{}, m)
		h.must(err)
	}
	h.cases = append(h.cases, c.ID)
}

// launch announces a case. An error means that no answer came.
func (h *launches) launch(ctx context.Context, server *process, i int) error {
	err := h.move(ctx, server, "/v1/recalls/"+h.cases[i].String()+"/moves", fmt.Sprintf("launch-%d", i), `{"event":"announce"}`, "announced")
	if err == nil {
		h.answered[i].Store(true)
	}
	return err
}

// launchUntilKilled launches from several clients at once and kills the server as soon as some launches were answered.
func (h *launches) launchUntilKilled(server *process) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 2*time.Minute)
	defer cancel()
	var next, answers atomic.Int64
	enough := make(chan struct{})
	var wg sync.WaitGroup
	for range launchWriters {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < launchCases && h.launch(ctx, server, i) == nil; i = int(next.Add(1)) - 1 {
				if answers.Add(1) == launchKilled {
					close(enough)
				}
			}
		})
	}
	select {
	case <-enough:
	case <-ctx.Done():
	}
	server.kill()
	wg.Wait()
	switch n := answers.Load(); {
	case n < launchKilled:
		h.t.Fatalf("only %d launches were answered:\n%s", n, server.errs)
	case n == launchCases:
		h.t.Error("the server was not killed in the midst of a launch")
	}
}

// launched compares what is stored of every case: all of a launch, or nothing of it.
func (h *launches) launched(when string, all bool) {
	h.t.Helper()
	db, err := sql.Open(h.driver, h.dsn)
	h.must(err)
	defer db.Close()
	nothing, whole := "plan-filed 0 0 0 0 0 0 0", fmt.Sprintf("announced 1 %d 1 2 %d 2 1", launchLots, 2*launchLots)
	there := 0
	for i, id := range h.cases {
		have := h.stored(db, id)
		if have == whole {
			there++
		}
		if have != whole && (have != nothing || all || h.answered[i].Load()) {
			h.t.Errorf("%s, case %d, answered %v: %s is stored, want %s or %s", when, i, h.answered[i].Load(), have, nothing, whole)
		}
	}
	h.t.Logf("%s: %d of %d launches are there", when, there, launchCases)
}

// stored is what there is of a launch: the state, the case's block, blocked lots, the fixed scope, tasks, their lines and
// notices, and its event.
func (h *launches) stored(db *sql.DB, id model.RecallID) string {
	h.t.Helper()
	parts := make([]string, 0, 8)
	for _, query := range []string{
		"SELECT state FROM recalls WHERE id = ?",
		"SELECT COUNT(*) FROM recalls WHERE id = ? AND blocked_from > 0",
		"SELECT COUNT(*) FROM recall_lots WHERE recall_id = ? AND blocked = 1",
		"SELECT COUNT(*) FROM recall_scopes WHERE recall_id = ? AND version > 0",
		"SELECT COUNT(*) FROM recall_tasks WHERE recall_id = ?",
		"SELECT COUNT(*) FROM recall_lines WHERE recall_id = ?",
		"SELECT COUNT(*) FROM notices WHERE subject_id = ? AND kind = 'recall.task'",
		"SELECT COUNT(*) FROM recalls c JOIN events e ON CAST(e.body AS CHAR) LIKE CONCAT('%', c.number, '%') WHERE c.id = ?",
	} {
		var part string
		h.must(db.QueryRowContext(h.t.Context(), query, id.String()).Scan(&part))
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}
