package trace_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/repository/repotest"
	"suyuan/service/trace"
)

// books are what a test expects of the ledger: what each lot has on the accounts that goods do not leave by themselves,
// and what lies in each container.
type books struct {
	made   map[model.BatchID]model.Quantity
	out    map[model.BatchID]map[model.Account]model.Quantity
	inside map[string]*contents
}

// contents of a container: lots, and containers in it.
type contents struct {
	lots  map[model.BatchID]model.Quantity
	boxes []string
}

func (b *books) book(id model.BatchID, a model.Account, q model.Quantity) {
	if b.out[id] == nil {
		b.out[id] = map[model.Account]model.Quantity{}
	}
	b.out[id][a] += q
}

// empty takes everything out of a container, all the way down, and tells take what it was.
func (b *books) empty(box string, take func(model.BatchID, model.Quantity)) {
	c := b.inside[box]
	if c == nil {
		return
	}
	delete(b.inside, box)
	for id, q := range c.lots {
		take(id, q)
	}
	for _, inner := range c.boxes {
		b.empty(inner, take)
	}
	b.release(box)
}

// release takes a container out of the one that it is in.
func (b *books) release(box string) {
	for _, c := range b.inside {
		for i, inner := range c.boxes {
			if inner == box {
				c.boxes = append(c.boxes[:i:i], c.boxes[i+1:]...)
				break
			}
		}
	}
}

// walk draws operations at random and keeps the books of those that succeed.
type walk struct {
	*chain
	r         *rapid.T
	books     books
	parties   []party
	batches   []model.Batch
	boxes     []string
	shipments []model.Shipment
}

// TestSteps_keep_the_books: whatever people record in whatever order, nothing appears or disappears, the ledger agrees
// with the sum of the operations that succeeded, and containers hold what was put into them.
func TestSteps_keep_the_books(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	h := open(t, repotest.SQLite(t, clock), clock)
	c := newChain(h)
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		w := &walk{chain: c, r: r, parties: []party{c.farm, c.plant, c.shop}}
		w.books = books{made: map[model.BatchID]model.Quantity{}, out: map[model.BatchID]map[model.Account]model.Quantity{}, inside: map[string]*contents{}}
		for i := range 4 {
			w.batches = append(w.batches, c.draft(w.parties[i%3], fmt.Sprintf("%d-%d", round, i), 20, "KGM"))
		}
		for i := range 3 {
			w.boxes = append(w.boxes, sscc(round*10+i))
			b := w.batches[i]
			c.done(c.trace.Commission(ctx, w.maker(b).Actor, once, trace.CommissionCommand{Batch: b.ID}))
			w.books.made[b.ID] = b.Quantity
			w.packSome(w.maker(b), b, model.Units(4), "", c.now())
		}
		for range 20 {
			clock.Advance(time.Minute)
			w.step()
		}
		w.check()
	})
	c.sound()
	c.quiet()
}

func pick[T any](r *rapid.T, label string, list []T) T {
	return list[rapid.IntRange(0, len(list)-1).Draw(r, label)]
}

// mostly is true nine times out of ten.
func (w *walk) mostly(label string) bool { return rapid.IntRange(0, 9).Draw(w.r, label) > 0 }

// when is now or, now and then, a few minutes earlier: people record late.
func (w *walk) when() time.Time {
	if w.mostly("in time") {
		return w.now()
	}
	return w.now().Add(-time.Duration(rapid.IntRange(1, 4).Draw(w.r, "minutes late")) * time.Minute)
}

// holding picks a company and a batch, mostly a company that has some of it on an account.
func (w *walk) holding(account model.Account) (party, model.Batch) {
	b := pick(w.r, "batch", w.batches)
	return w.holder("n.epc = ? AND b.container_id = 0 AND b.account = '"+string(account)+"'", b.EPC), b
}

// holder picks one of the companies for which a balance satisfies a condition, mostly; else any.
func (w *walk) holder(where string, arg any) party {
	orgs := w.rows("SELECT DISTINCT b.org_id FROM balances b JOIN nodes n ON n.id = b.node_id LEFT JOIN nodes c ON c.id = b.container_id "+
		"WHERE b.amount > 0 AND "+where+" ORDER BY b.org_id", arg)
	if len(orgs) == 0 || !w.mostly("a holder") {
		return pick(w.r, "company", w.parties)
	}
	// the order of identifiers is not that of the companies, and a seed must lead to the same walk again
	var holders []party
	for _, p := range w.parties {
		if slices.Contains(orgs, string(p.Org)) {
			holders = append(holders, p)
		}
	}
	return pick(w.r, "holder", holders)
}

// standing picks a container and a company, mostly one where the container stands.
func (w *walk) standing() (party, string) {
	id := pick(w.r, "which", w.boxes)
	for c := w.books.inside[id]; c != nil && len(c.lots) == 0 && len(c.boxes) > 0; c = w.books.inside[id] {
		return w.holder("c.epc = ? AND b.account = 'on-hand'", c.boxes[0]), id
	}
	return w.holder("c.epc = ? AND b.account = 'on-hand'", id), id
}

// ok tells whether an operation succeeded. A refusal is part of the game, any other error is not.
func (w *walk) ok(what string, err error) bool {
	var refusal *model.Refusal
	if err != nil && !errors.As(err, &refusal) {
		w.r.Fatalf("%s: %v", what, err)
	}
	w.r.Logf("%s: %v", what, err)
	return err == nil
}

func (w *walk) step() {
	operation := pick(w.r, "operation", []string{
		"commission", "ship", "ship", "ship box", "ship box", "receive", "receive", "receive", "refuse", "transform", "transform", "pack", "pack",
		"pack box", "unpack", "sell", "sell box", "return", "destroy", "lose", "correct",
	})
	account := model.AccountOnHand
	if operation == "return" {
		account = model.AccountSold
	}
	p, b := w.holding(account)
	q, at := int64(rapid.IntRange(1, 6).Draw(w.r, "amount")), w.when()
	amount, l, id := model.Units(q), line(b, q), ""
	if operation == "ship box" || operation == "pack box" || operation == "unpack" || operation == "sell box" {
		p, id = w.standing()
		l = box(id)
	}
	site := p.site.ID
	switch operation {
	case "commission":
		p = w.maker(b)
		_, err := w.trace.Commission(ctx, p.Actor, once, trace.CommissionCommand{Batch: b.ID, Quantity: amount, At: at})
		if w.ok("commission", err) {
			w.books.made[b.ID] += amount
		}
	case "ship", "ship box":
		s, err := w.trace.Ship(ctx, p.Actor, once, trace.ShipCommand{From: site, To: pick(w.r, "to", w.parties).site.ID, Lines: lines(l), At: at})
		if w.ok("ship", err) {
			w.shipments = append(w.shipments, s.Shipment)
			w.books.release(id)
		}
	case "receive":
		w.receiveSome(at)
	case "refuse":
		if len(w.shipments) == 0 {
			return
		}
		sh := pick(w.r, "shipment", w.shipments)
		s, err := w.trace.Refuse(ctx, w.company(sh.ToOrg).Actor, once, trace.RefuseCommand{Shipment: sh.ID, Reason: "x", At: at})
		if w.ok("refuse", err) {
			w.shipments = append(w.shipments, s.Shipment)
		}
	case "transform":
		to := pick(w.r, "into", w.batches)
		if w.mostly("own output") {
			to = w.batches[3]
			p, b = w.maker(to), pick(w.r, "input", w.batches)
			site, l = p.site.ID, line(b, q)
		}
		_, err := w.trace.Transform(ctx, p.Actor, once, trace.TransformCommand{
			Site: site, Inputs: lines(l), Outputs: lines(line(to, q)), ProcessID: pick(w.r, "process", []string{"", "p", "p"}), At: at,
		})
		if w.ok("transform", err) {
			w.books.book(b.ID, model.AccountConsumed, amount)
			w.books.made[to.ID] += amount
		}
	case "pack", "pack box":
		w.packSome(p, b, amount, id, at)
	case "unpack":
		_, err := w.trace.Unpack(ctx, p.Actor, once, trace.UnpackCommand{Site: site, Container: id, At: at})
		if w.ok("unpack", err) {
			delete(w.books.inside, id)
		}
	case "sell":
		_, err := w.trace.Sell(ctx, p.Actor, once, trace.SellCommand{Site: site, Lines: lines(line(b, q)), At: at})
		if w.ok("sell", err) {
			w.books.book(b.ID, model.AccountSold, amount)
		}
	case "sell box":
		_, err := w.trace.Sell(ctx, p.Actor, once, trace.SellCommand{Site: site, Lines: lines(box(id)), At: at})
		if w.ok("sell box", err) {
			w.books.empty(id, func(b model.BatchID, q model.Quantity) { w.books.book(b, model.AccountSold, q) })
		}
	case "return":
		_, err := w.trace.Return(ctx, p.Actor, once, trace.ReturnCommand{Site: site, Lines: lines(line(b, q)), At: at})
		if w.ok("return", err) {
			w.books.book(b.ID, model.AccountSold, -amount)
			w.books.book(b.ID, model.AccountReturned, amount)
		}
	case "destroy":
		_, err := w.trace.Destroy(ctx, p.Actor, once, trace.DestroyCommand{Site: site, Lines: lines(line(b, q)), Reason: "x", At: at})
		if w.ok("destroy", err) {
			w.books.book(b.ID, model.AccountDestroyed, amount)
		}
	case "lose":
		s, err := w.trace.Lose(ctx, p.Actor, once, trace.LoseCommand{Site: site, Lines: lines(line(b, q)), Reason: "x", At: at})
		if !w.ok("lose", err) {
			return
		}
		w.books.book(b.ID, model.AccountLost, amount)
		if rapid.Bool().Draw(w.r, "found again") {
			w.done(w.trace.Correct(ctx, p.Actor, once, trace.CorrectCommand{EventID: s.EventIDs[0], Reason: "did_not_occur"}))
			w.books.book(b.ID, model.AccountLost, -amount)
		}
	case "correct":
		rows := w.rows("SELECT e.event_id, e.org_id FROM events e WHERE e.biz_step = 'packing' AND e.retracted = 0 ORDER BY e.seq DESC LIMIT 1")
		if len(rows) == 0 {
			return
		}
		var id, org string
		if _, err := fmt.Sscan(rows[0], &id, &org); err != nil {
			w.r.Fatal(err)
		}
		w.correctPacking(w.company(model.OrgID(org)), id)
	}
}

// correctPacking withdraws the last packing: what it put in is out again.
func (w *walk) correctPacking(p party, eventID string) {
	put := w.rows("SELECT pn.epc, COALESCE(b.id, ''), cn.epc, CAST(c.quantity AS CHAR) FROM events e JOIN event_nodes p ON p.event_seq = e.seq AND p.role = 'parent' "+
		"JOIN nodes pn ON pn.id = p.node_id JOIN event_nodes c ON c.event_seq = e.seq AND c.role = 'child' JOIN nodes cn ON cn.id = c.node_id "+
		"LEFT JOIN batches b ON b.id = cn.batch_id WHERE e.event_id = ? AND cn.level = 'lot'", eventID)
	if len(put) != 1 {
		return
	}
	_, err := w.trace.Correct(ctx, p.Actor, once, trace.CorrectCommand{EventID: eventID, Reason: "did_not_occur"})
	if !w.ok("correct", err) {
		return
	}
	var parent, b, epc string
	var q int64
	if _, err := fmt.Sscan(put[0], &parent, &b, &epc, &q); err != nil {
		w.r.Fatal(err)
	}
	if c := w.books.inside[parent]; c != nil {
		c.lots[model.BatchID(b)] -= model.Quantity(q)
	}
}

func (w *walk) maker(b model.Batch) party { return w.company(b.OrgID) }

func (w *walk) company(id model.OrgID) party {
	for _, p := range w.parties {
		if p.Org == id {
			return p
		}
	}
	w.r.Fatalf("no company %s", id)
	return party{}
}

func (w *walk) receiveSome(at time.Time) {
	if len(w.shipments) == 0 {
		return
	}
	sh := pick(w.r, "shipment", w.shipments)
	command := trace.ReceiveCommand{Shipment: sh.ID, At: at}
	var lost model.Quantity
	if rapid.Bool().Draw(w.r, "in parts") {
		lost = model.Units(int64(rapid.IntRange(0, 3).Draw(w.r, "lost")))
		command.Lines = []trace.ReceivedLine{{Line: 1, Quantity: model.Units(int64(rapid.IntRange(0, 6).Draw(w.r, "arrived"))), Lost: lost}}
	}
	_, err := w.trace.Receive(ctx, w.company(sh.ToOrg).Actor, once, command)
	if w.ok("receive", err) && lost > 0 {
		b := w.rows("SELECT n.batch_id FROM shipment_lines l JOIN nodes n ON n.id = l.node_id WHERE l.shipment_id = ?", sh.ID)
		w.books.book(model.BatchID(b[0]), model.AccountLost, lost)
	}
}

// packSome packs an amount of a batch, or the inner container when there is one.
func (w *walk) packSome(p party, b model.Batch, q model.Quantity, inner string, at time.Time) {
	into := pick(w.r, "into", w.boxes)
	l := trace.Line{Batch: b.ID, Quantity: q}
	if inner != "" {
		l = box(inner)
	}
	_, err := w.trace.Pack(ctx, p.Actor, once, trace.PackCommand{Site: p.site.ID, Container: into, Lines: lines(l), At: at})
	if !w.ok("pack", err) {
		return
	}
	if w.books.inside[into] == nil {
		w.books.inside[into] = &contents{lots: map[model.BatchID]model.Quantity{}}
	}
	if inner == "" {
		w.books.inside[into].lots[b.ID] += q
		return
	}
	w.books.release(inner)
	w.books.inside[into].boxes = append(w.books.inside[into].boxes, inner)
}

// check compares the ledger and the containers with the books.
func (w *walk) check() {
	for _, b := range w.batches {
		left := w.books.made[b.ID]
		for _, a := range []model.Account{model.AccountSold, model.AccountConsumed, model.AccountReturned, model.AccountDestroyed, model.AccountLost} {
			w.equal(b.Lot+" "+string(a), w.balance(b, "b.account = ?", a), w.books.out[b.ID][a])
			left -= w.books.out[b.ID][a]
		}
		w.equal(b.Lot+" produced", -w.balance(b, "b.account = ?", model.AccountProduced), w.books.made[b.ID])
		w.equal(b.Lot+" left", w.balance(b, "b.account IN ('on-hand', ?)", model.AccountInTransit), left)
		w.equal(b.Lot+" unaccounted", w.balance(b, "b.account = ?", model.AccountUnaccounted), 0)
		for _, id := range w.boxes {
			var want model.Quantity
			if c := w.books.inside[id]; c != nil {
				want = c.lots[b.ID]
			}
			w.equal(b.Lot+" in "+id, w.balance(b, "b.container_id = (SELECT id FROM nodes WHERE epc = ?)", id), want)
			inside := w.count("edges", "src = (SELECT id FROM nodes WHERE epc = ?) AND dst = (SELECT id FROM nodes WHERE epc = ?) AND kind = 'contain' "+
				"AND known_to = 9223372036854775807 AND to_time = 9223372036854775807", b.EPC, id) > 0
			if inside != (want > 0) {
				w.r.Errorf("%s in %s: by the edges %v, by the books %s", b.Lot, id, inside, want)
			}
		}
	}
	for _, outer := range w.boxes {
		for _, inner := range w.boxes {
			want := false
			if c := w.books.inside[outer]; c != nil {
				for _, id := range c.boxes {
					want = want || id == inner
				}
			}
			got := w.count("edges", "src = (SELECT id FROM nodes WHERE epc = ?) AND dst = (SELECT id FROM nodes WHERE epc = ?) AND kind = 'contain' "+
				"AND known_to = 9223372036854775807 AND to_time = 9223372036854775807", inner, outer) > 0
			if got != want {
				w.r.Errorf("%s in %s: by the edges %v, by the books %v", inner, outer, got, want)
			}
		}
	}
}

func (w *walk) balance(b model.Batch, where string, arg any) model.Quantity {
	rows := w.rows("SELECT CAST(COALESCE(SUM(b.amount), 0) AS CHAR) FROM balances b JOIN nodes n ON n.id = b.node_id WHERE n.epc = ? AND "+where, b.EPC, arg)
	n, err := strconv.ParseInt(rows[0], 10, 64)
	if err != nil {
		w.r.Fatal(err)
	}
	return model.Quantity(n)
}

func (w *walk) equal(what string, got, want model.Quantity) {
	if got != want {
		w.r.Errorf("%s is %s, want %s", what, got, want)
	}
}
