package trace_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/trace"
)

// chain is a house with three companies that record plain operations. The farm and its site have GLNs, the depot of the
// shop has none.
type chain struct {
	*house
	farm, plant, shop party
	depot             model.Site // a second site of the shop
	lots              int
}

// eachChain runs a test on both engines over a fresh chain and checks every invariant afterwards.
func eachChain(t *testing.T, test func(c *chain)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		c := newChain(open(t, s, clock))
		test(c)
		c.sound()
		c.quiet()
	})
}

func newChain(h *house) *chain {
	c := &chain{house: h}
	c.farm = h.company("farm", "653121")
	c.plant = h.company("plant", "650100")
	c.shop = h.company("shop", "310101")
	c.depot = c.addSite(c.shop, "depot")
	return c
}

// quiet checks what holds when only plain operations were recorded: everything is accounted for, and what is open of
// shipments is what stands in transit.
func (h *house) quiet() {
	h.t.Helper()
	if n := h.count("balances", "account = 'unaccounted' AND amount <> 0"); n > 0 {
		h.t.Errorf("%d balances are unaccounted", n)
	}
	h.want("findings", h.rows("SELECT kind, COUNT(*) FROM findings WHERE kind <> 'late-event' GROUP BY kind"))
	h.want("open lines and goods in transit differ", h.rows("SELECT node_id, place_id, CAST(SUM(amount) AS CHAR) FROM ("+
		"SELECT l.node_id, p.id AS place_id, l.`open` AS amount FROM shipment_lines l JOIN shipments s ON s.id = l.shipment_id "+
		"JOIN places p ON p.site_id = s.to_site WHERE l.container = 0 AND l.done = 0 UNION ALL "+
		"SELECT node_id, place_id, -amount FROM balances WHERE account = 'in-transit' AND container_id = 0 AND amount <> 0) x "+
		"GROUP BY node_id, place_id HAVING SUM(amount) <> 0"))
}

// addSite adds a site without a GLN.
func (c *chain) addSite(p party, name string) model.Site {
	c.t.Helper()
	var s model.Site
	c.write(func(tx *repository.Tx) error {
		s = model.Site{ID: repository.NewID[model.Site](tx), OrgID: p.Org, Name: model.Text{ZH: name, EN: name}, Region: p.Region, CreatedAt: tx.Now()}
		return tx.Access().AddSite(s)
	})
	return s
}

// draft registers a batch of a product without a GTIN; unit and amount as registered.
func (c *chain) draft(p party, lot string, amount int64, unit model.Unit) model.Batch {
	c.t.Helper()
	var b model.Batch
	c.write(func(tx *repository.Tx) error {
		product := model.Product{
			ID: repository.NewID[model.Product](tx), OrgID: p.Org, Code: lot, Name: model.Text{EN: lot}, Category: model.CategoryFruit,
			Unit: unit, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Catalog().InsertProduct(product); err != nil {
			return err
		}
		b = model.Batch{
			ID: repository.NewID[model.Batch](tx), OrgID: p.Org, ProductID: product.ID, Lot: lot, Produced: "2026-11-20", Expires: "2026-12-20",
			Quantity: model.Units(amount), Unit: unit, SiteID: p.site.ID, State: model.BatchDraft, Version: 1, CreatedAt: tx.Now(),
		}
		b.EPC, b.Code = b.ID.URN(), strings.ToUpper(string(b.ID)[len(b.ID)-10:])
		if err := tx.Catalog().InsertBatch(b); err != nil {
			return err
		}
		return tx.Trace().BindBatch(b)
	})
	return b
}

// made registers and commissions kilograms.
func (c *chain) made(p party, lot string, kg int64) model.Batch {
	c.t.Helper()
	b := c.draft(p, lot, kg, "KGM")
	c.done(c.trace.Commission(context.Background(), p.Actor, once, trace.CommissionCommand{Batch: b.ID}))
	return b
}

// moveBatch moves a batch by hand.
func (c *chain) moveBatch(b model.Batch, events ...model.BatchEvent) {
	c.t.Helper()
	for _, on := range events {
		c.write(func(tx *repository.Tx) error {
			rows, err := tx.Trace().BatchesOf([]model.BatchID{b.ID})
			if err != nil {
				return err
			}
			_, err = repository.Move(tx, &model.BatchLifecycle, b.ID.String(), rows[b.ID].Version, rows[b.ID].State, on, "test", "test")
			return err
		})
	}
}

// once is no idempotency key: each call is its own.
var once model.Idempotency

// done returns what an operation recorded.
func (c *chain) done(s trace.Step, err error) trace.Step {
	c.t.Helper()
	if err != nil {
		c.t.Fatalf("refused: %v", err)
	}
	if s.Recorded == 0 || len(s.EventIDs) == 0 {
		c.t.Fatalf("nothing was recorded: %+v", s)
	}
	return s
}

// refused checks that an operation was refused with a problem, at a field unless it is empty, and answered nothing.
func (c *chain) refused(what string, s trace.Step, err error, want *model.Problem, field string) {
	c.t.Helper()
	if !errors.Is(err, want) {
		c.t.Errorf("%s: %v, want %s", what, err, want.Code)
		return
	}
	if len(s.EventIDs) > 0 {
		c.t.Errorf("%s: refused and yet recorded %v", what, s.EventIDs)
	}
	var r *model.Refusal
	if !errors.As(err, &r) || field == "" {
		return
	}
	for _, f := range r.Fields {
		if f.At == field && f.Problem == want {
			return
		}
	}
	c.t.Errorf("%s: %v, want the fault at %s", what, err, field)
}

// line is an amount of a batch in its own unit.
func line(b model.Batch, amount int64) trace.Line {
	return trace.Line{Batch: b.ID, Quantity: model.Units(amount)}
}

func box(container string) trace.Line { return trace.Line{Container: container} }

func lines(list ...trace.Line) []trace.Line { return list }

// where shows on which accounts a lot stands, by account, site and container.
func (c *chain) where(b model.Batch) []string {
	c.t.Helper()
	list := c.rows("SELECT b.account, COALESCE(s.name_en, '?'), CASE WHEN b.container_id = 0 THEN '' ELSE 'packed' END, CAST(SUM(b.amount) AS CHAR) FROM balances b "+
		"JOIN nodes n ON n.id = b.node_id LEFT JOIN places p ON p.id = b.place_id LEFT JOIN sites s ON s.id = p.site_id "+
		"WHERE n.epc = ? AND b.amount <> 0 AND b.account <> 'produced' "+
		"GROUP BY b.account, s.name_en, CASE WHEN b.container_id = 0 THEN '' ELSE 'packed' END ORDER BY 1, 2, 3", b.EPC)
	for i, l := range list {
		at := strings.LastIndexByte(l, ' ')
		var n int64
		if _, err := fmt.Sscan(l[at+1:], &n); err != nil {
			c.t.Fatal(err)
		}
		list[i] = l[:at+1] + model.Quantity(n).String()
	}
	return list
}

// body reads a stored event.
func (c *chain) body(eventID string, declares int) map[string]any {
	c.t.Helper()
	rows := c.rows("SELECT body FROM events WHERE event_id = ? AND declares = ?", eventID, declares)
	if len(rows) != 1 {
		c.t.Fatalf("%d events %s", len(rows), eventID)
	}
	var m map[string]any
	dec := json.NewDecoder(strings.NewReader(rows[0]))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil {
		c.t.Fatal(err)
	}
	return m
}

// says checks one member of a stored event, written as compact JSON; "" is none.
func (c *chain) says(body map[string]any, member, want string) {
	c.t.Helper()
	got := ""
	if v, ok := body[member]; ok {
		b, err := json.Marshal(v)
		if err != nil {
			c.t.Fatal(err)
		}
		got = string(b)
	}
	if got != want {
		c.t.Errorf("%s is %s, want %s", member, got, want)
	}
}

// shipments shows the states of all shipments, oldest first.
func (c *chain) shipments() []string {
	return c.rows("SELECT f.name_en, t.name_en, s.state FROM shipments s JOIN sites f ON f.id = s.from_site JOIN sites t ON t.id = s.to_site ORDER BY s.id")
}

// seen lists who may see an event.
func (c *chain) seen(eventID string) []string {
	return c.rows("SELECT DISTINCT o.name_en FROM event_orgs eo JOIN events e ON e.seq = eo.event_seq JOIN organisations o ON o.id = eo.org_id WHERE e.event_id = ? ORDER BY 1", eventID)
}

// ship sends kilograms of a batch and returns the shipment.
func (c *chain) ship(p party, to model.SiteID, l ...trace.Line) model.Shipment {
	c.t.Helper()
	return c.done(c.trace.Ship(context.Background(), p.Actor, once, trace.ShipCommand{From: p.site.ID, To: to, Lines: l})).Shipment
}

// receive receives everything.
func (c *chain) receive(p party, sh model.Shipment) trace.Step {
	c.t.Helper()
	return c.done(c.trace.Receive(context.Background(), p.Actor, once, trace.ReceiveCommand{Shipment: sh.ID}))
}

// now is the present of the chain.
func (c *chain) now() time.Time { return c.clock.Now() }
