package main_test

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service"
	"suyuan/service/catalog"
	"suyuan/service/claim"
	"suyuan/service/trace"
)

// How many losses are paid around the kills, and how often the server is killed.
const (
	payDamages = 40
	payKills   = 6
	payWriters = 4
	payMost    = 3                    // answers after which the server is killed, at most
	payAfter   = 4 * time.Millisecond // and the time after them, at most
)

// TestKillPay kills the server again and again, at random points, while it confirms payments. Whatever the point, a loss
// is paid wholly or not at all: the payment, both claims for the loss and the journal agree, and every confirmation that
// was answered is there. One that was not can be sent again under its Idempotency-Key.
func TestKillPay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *killed) { (&payments{killed: h}).run() })
}

// payments are payments that wait for their confirmation, each for a loss with two claims.
type payments struct {
	*killed
	ordered  []model.ClaimPayment
	answered [payDamages]atomic.Bool
}

func (h *payments) run() {
	h.prepare()
	for range payKills {
		h.confirmUntilKilled(h.start())
		h.agree("after a kill", false)
	}
	server := h.start()
	for i := range h.ordered {
		if err := h.confirm(h.t.Context(), server, i); err != nil {
			h.t.Fatal(err)
		}
	}
	h.agree("after confirming all again", true)
	server.stop()
	if out, err := h.command("fsck").CombinedOutput(); err != nil {
		h.t.Errorf("fsck: %v\n%s", err, out)
	}
}

// prepare makes a maker that owes for losses, each claimed twice, and has ordered the payments.
func (h *payments) prepare() {
	h.t.Helper()
	ctx := h.t.Context()
	store, s := h.open()
	defer store.Close()
	maker := h.company(store, "maker")
	site := h.site(s, maker)
	product, err := s.Catalog.CreateProduct(ctx, maker, model.Idempotency{}, catalog.ProductInput{
		Code: "P", Name: model.Text{EN: "pears"}, Category: model.CategoryFruit, Unit: "KGM",
	})
	h.must(err)
	today := model.DateOf(model.InstantOf(time.Now()), model.China)
	batch, err := s.Catalog.RegisterBatch(ctx, maker, model.Idempotency{}, catalog.BatchInput{
		ProductID: product.ID, Lot: "L", Produced: today, Quantity: model.Units(1000), SiteID: site,
	})
	h.must(err)
	_, err = s.Trace.Commission(ctx, maker, model.Idempotency{}, trace.CommissionCommand{Batch: batch.ID, Site: site})
	h.must(err)
	for i := range payDamages {
		h.order(s, maker, claim.Filing{
			Code: batch.Code, Operator: maker.Org.String(), BoughtOn: today, Units: 1, Price: model.Yuan(50), What: "broken", Remedy: model.RemedyRefund,
			Receipt: fmt.Sprint("R", i), Contact: model.ClaimContact{Phone: fmt.Sprintf("138%08d", i)}, Consent: model.ClaimConsentNow().Version,
		})
	}
	h.key = h.machine(s, maker, model.PermClaimRead, model.PermClaimPay)
}

// order files a claim twice, grants it once and orders its payment.
func (h *payments) order(s *service.Services, maker model.Actor, in claim.Filing) {
	h.t.Helper()
	ctx := h.t.Context()
	_, err := s.Claim.File(ctx, model.Actor{}, model.Idempotency{}, in)
	h.must(err)
	filed, err := s.Claim.File(ctx, model.Actor{}, model.Idempotency{}, in)
	h.must(err)
	_, err = s.Claim.Grant(ctx, maker, model.Idempotency{}, claim.Grant{ID: filed.ID})
	h.must(err)
	p, err := s.Claim.Order(ctx, maker, model.Idempotency{}, claim.PayOrder{Claim: filed.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
	h.must(err)
	h.ordered = append(h.ordered, p.Row)
}

// confirm confirms a payment. An error means that no answer came.
func (h *payments) confirm(ctx context.Context, server *process, i int) error {
	err := h.move(ctx, server, "/v1/claim-payments/"+h.ordered[i].ID.String()+"/moves", fmt.Sprintf("pay-%d", i), `{"event":"confirm","reference":"bank"}`, "confirmed")
	if err == nil {
		h.answered[i].Store(true)
	}
	return err
}

// confirmUntilKilled confirms from several clients at once, in any order, and kills the server at a random point.
func (h *payments) confirmUntilKilled(server *process) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	order := rand.Perm(payDamages)
	slices.SortStableFunc(order, func(a, b int) int { // what was answered before comes last
		return cmp.Compare(h.rank(a), h.rank(b))
	})
	most := 1 + rand.Int64N(payMost)
	var next, answers atomic.Int64
	enough := make(chan struct{})
	var wg sync.WaitGroup
	for range payWriters {
		wg.Go(func() {
			for n := next.Add(1) - 1; n < payDamages && h.confirm(ctx, server, order[n]) == nil; n = next.Add(1) - 1 {
				if answers.Add(1) == most {
					close(enough)
				}
			}
		})
	}
	select {
	case <-enough:
		<-time.After(rand.N(payAfter)) // in the midst of the next ones
	case <-ctx.Done():
	}
	server.kill()
	wg.Wait()
	if n := answers.Load(); n < most {
		h.t.Fatalf("only %d confirmations were answered:\n%s", n, server.errs)
	}
}

func (h *payments) rank(i int) int {
	if h.answered[i].Load() {
		return 1
	}
	return 0
}

// agree compares what is stored of every loss: all of its payment, or nothing of it.
func (h *payments) agree(when string, all bool) {
	h.t.Helper()
	db, err := sql.Open(h.driver, h.dsn)
	h.must(err)
	defer db.Close()
	const nothing, whole = "approved 0 0 0 0", "confirmed 2 2 1 0"
	there := 0
	for i, p := range h.ordered {
		have := h.told(db, p)
		if have == whole {
			there++
		}
		if have != whole && (have != nothing || all || h.answered[i].Load()) {
			h.t.Errorf("%s, payment %d, answered %v: %s is stored, want %s or %s", when, i, h.answered[i].Load(), have, nothing, whole)
		}
	}
	var confirmed, settled, sum int
	h.must(db.QueryRowContext(h.t.Context(), "SELECT (SELECT COUNT(*) FROM claim_payments WHERE state = 'confirmed'), "+
		"(SELECT COUNT(DISTINCT damage_id) FROM claims WHERE state = 'settled'), (SELECT COALESCE(SUM(fen), 0) FROM claim_entries)").Scan(&confirmed, &settled, &sum))
	if confirmed != there || settled != there || sum != 0 {
		h.t.Errorf("%s: %d payments are confirmed, %d losses settled, %d wholly paid, the ledger sums to %d", when, confirmed, settled, there, sum)
	}
	h.t.Logf("%s: %d of %d losses are paid", when, there, payDamages)
}

// told is what there is of a payment: its state, the settled claims for the loss, the entries of the ledger, the moves of
// its confirmation, and the sum of the entries.
func (h *payments) told(db *sql.DB, p model.ClaimPayment) string {
	h.t.Helper()
	parts := make([]string, 0, 5)
	for _, q := range []struct {
		query string
		id    string
	}{
		{"SELECT state FROM claim_payments WHERE id = ?", p.ID.String()},
		{"SELECT COUNT(*) FROM claims WHERE damage_id = ? AND state = 'settled'", p.DamageID.String()},
		{"SELECT COUNT(*) FROM claim_entries WHERE damage_id = ?", p.DamageID.String()},
		{"SELECT COUNT(*) FROM moves WHERE event = 'confirm' AND subject_id = ?", p.ID.String()},
		{"SELECT COALESCE(SUM(fen), 0) FROM claim_entries WHERE damage_id = ?", p.DamageID.String()},
	} {
		var part string
		h.must(db.QueryRowContext(h.t.Context(), q.query, q.id).Scan(&part))
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}
