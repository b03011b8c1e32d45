package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/trace"
)

// plan is what happens in the demonstration, written down story by story and carried out in the order of time, so that
// the record grows as it would have: who looks at any two lots finds their events interleaved.
type plan struct {
	*world
	today time.Time // the first instant of the present day in China
	rand  *rand.Rand
	deeds []deed
	// featured are the batches that a visitor is shown first, in order.
	featured []feature
	// recalled is a batch against which a recall stands.
	recalled feature
	// underway is that recall.
	underway *affair
	// told is a claim whose private page a visitor is shown.
	told *plea
	// pleas counts the claims.
	pleas int
}

// feature is a batch and why a visitor should look at it.
type feature struct {
	lot *lot
	why string
}

// deed is one thing that somebody does.
type deed struct {
	at   time.Time
	what string
	do   func(context.Context, *stage) error
}

// The seeds make every world the same, apart from its days.
const (
	seedHigh = 0x6b6f726c61
	seedLow  = 0x70656172
)

func newPlan(now time.Time) *plan {
	return &plan{
		world: newWorld(),
		today: model.DateOf(model.InstantOf(now), model.China).Start(model.China).Time(),
		rand:  rand.New(rand.NewPCG(seedHigh, seedLow)), //nolint:gosec // the same numbers every time are wanted
	}
}

// at is an hour of a day, counted from today: -1 is yesterday. A few minutes differ, because people are not punctual.
func (p *plan) at(day int, hour float64) time.Time {
	minutes := time.Duration(hour*60) + time.Duration(p.rand.IntN(12))
	return p.today.AddDate(0, 0, day).Add(minutes*time.Minute + time.Duration(p.rand.IntN(60))*time.Second)
}

// date is the calendar day of an instant in China.
func date(t time.Time) model.Date { return model.DateOf(model.InstantOf(t), model.China) }

// do adds a deed. What would happen today or later has not happened.
func (p *plan) do(at time.Time, what string, do func(context.Context, *stage) error) {
	if at.Before(p.today.Add(-time.Hour)) {
		p.deeds = append(p.deeds, deed{at, what, do})
	}
}

// ordered returns the deeds in the order of time.
func (p *plan) ordered() []deed {
	slices.SortStableFunc(p.deeds, func(a, b deed) int { return cmp.Compare(a.at.UnixMicro(), b.at.UnixMicro()) })
	return p.deeds
}

// lot is a batch of the plan. batch is known once it is registered.
type lot struct {
	article *article
	number  string
	amount  int64
	note    string
	batch   model.Batch
	// stopped is when a recall forbids to sell it; zero when none does.
	stopped time.Time
}

// lot plans a batch without letting it come into being.
func (p *plan) lot(key, number string, amount int64) *lot {
	return &lot{article: p.article(key), number: number, amount: amount}
}

func (p *plan) feature(l *lot, why string) { p.featured = append(p.featured, feature{l, why}) }

// line is an amount of a lot, or a container with everything in it.
type line struct {
	lot       *lot
	amount    int64
	container string
}

func (l *lot) of(amount int64) line { return line{lot: l, amount: amount} }

// itself names a lot without an amount.
func (l *lot) itself() line { return line{lot: l} }

func pallet(sscc string) line { return line{container: sscc} }

func (l line) trace() trace.Line {
	if l.container != "" {
		return trace.Line{Container: l.container}
	}
	return trace.Line{Batch: l.lot.batch.ID, Quantity: model.Units(l.amount), Unit: l.lot.batch.Unit}
}

func traced(lines []line) []trace.Line {
	list := make([]trace.Line, 0, len(lines))
	for _, l := range lines {
		list = append(list, l.trace())
	}
	return list
}

// register enters a batch a few minutes before it comes into being.
func (p *plan) register(at time.Time, site string, l *lot) {
	p.do(at.Add(-5*time.Minute), "register "+l.number, func(ctx context.Context, s *stage) (err error) {
		l.batch, err = s.Catalog.RegisterBatch(ctx, l.article.company.actor, model.Idempotency{}, catalog.BatchInput{
			ProductID: l.article.id, Lot: l.number, Produced: date(at), Quantity: model.Units(l.amount), SiteID: p.place(site).id, Note: l.note,
		})
		return err
	})
}

// happening remembers what a step was recorded as.
type happening struct {
	ids      []string
	shipment model.Shipment
}

// step adds a plain operation of the trace room, done by the company whose site it is.
func (p *plan) step(at time.Time, what, site string, do func(context.Context, *stage, *place) (trace.Step, error)) *happening {
	h := &happening{}
	p.do(at, what+" at "+site, func(ctx context.Context, s *stage) error {
		done, err := do(ctx, s, p.place(site))
		h.ids, h.shipment = done.EventIDs, done.Shipment
		return err
	})
	return h
}

// begin registers a batch and records that it came into being at a site, by harvest or otherwise.
func (p *plan) begin(at time.Time, site string, l *lot, harvest bool) {
	p.register(at, site, l)
	p.step(at, "commission "+l.number, site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Commission(ctx, here.company.actor, model.Idempotency{}, trace.CommissionCommand{
			Batch: l.batch.ID, Site: here.id, At: at, Harvest: harvest,
		})
	})
}

// transform turns lots into new ones, which it registers.
func (p *plan) transform(at time.Time, site string, inputs []line, outputs ...*lot) {
	made := make([]line, 0, len(outputs))
	for _, l := range outputs {
		p.register(at, site, l)
		made = append(made, l.of(l.amount))
	}
	p.step(at, "transform into "+outputs[0].number, site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Transform(ctx, here.company.actor, model.Idempotency{}, trace.TransformCommand{
			Site: here.id, Inputs: traced(inputs), Outputs: traced(made), At: at,
		})
	})
}

func (p *plan) pack(at time.Time, site, sscc string, lines ...line) {
	p.step(at, "pack "+sscc, site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Pack(ctx, here.company.actor, model.Idempotency{}, trace.PackCommand{
			Site: here.id, Container: sscc, Lines: traced(lines), At: at,
		})
	})
}

func (p *plan) unpack(at time.Time, site, sscc string) {
	p.step(at, "unpack "+sscc, site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Unpack(ctx, here.company.actor, model.Idempotency{}, trace.UnpackCommand{Site: here.id, Container: sscc, At: at})
	})
}

// delivery is a shipment of the plan.
type delivery struct {
	*happening
	to string
}

func (p *plan) send(at time.Time, from, to string, lines ...line) *delivery {
	reference := fmt.Sprintf("FH%s-%02d", at.In(model.China).Format("060102"), p.rand.IntN(90)+10)
	h := p.step(at, "ship to "+to, from, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Ship(ctx, here.company.actor, model.Idempotency{}, trace.ShipCommand{
			From: here.id, To: p.place(to).id, Lines: traced(lines), Reference: reference, At: at,
		})
	})
	return &delivery{h, to}
}

// arrive receives a delivery: the lines given, or everything that is open.
func (p *plan) arrive(at time.Time, d *delivery, lines ...trace.ReceivedLine) {
	p.step(at, "receive", d.to, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Receive(ctx, here.company.actor, model.Idempotency{}, trace.ReceiveCommand{Shipment: d.shipment.ID, Lines: lines, At: at})
	})
}

// move sends goods and receives them some hours later.
func (p *plan) move(at time.Time, hours float64, from, to string, lines ...line) {
	d := p.send(at, from, to, lines...)
	p.arrive(at.Add(time.Duration(hours*float64(time.Hour))), d)
}

func (p *plan) observe(at time.Time, site, bizStep, note string, readings []trace.Reading, lines ...line) {
	p.step(at, bizStep, site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Observe(ctx, here.company.actor, model.Idempotency{}, trace.ObserveCommand{
			Site: here.id, Lines: traced(lines), Step: bizStep, Readings: readings, At: at, Note: note,
		})
	})
}

// temperatures are readings of a thermometer, the last one at the end.
func (p *plan) temperatures(end time.Time, every time.Duration, count int, low, high float64, device string) []trace.Reading {
	var readings []trace.Reading
	for i := range count {
		t := end.Add(-every * time.Duration(count-1-i))
		value := low + (high-low)*p.rand.Float64()
		readings = append(readings, trace.Reading{
			Type: "Temperature", Value: strconv.FormatFloat(value, 'f', 1, 64), UOM: "CEL", From: t, To: t, Device: device,
		})
	}
	return readings
}

func (p *plan) sell(at time.Time, site string, lines ...line) *happening {
	receipt := "RJ" + at.In(model.China).Format("060102")
	return p.step(at, "sell", site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Sell(ctx, here.company.actor, model.Idempotency{}, trace.SellCommand{
			Site: here.id, Lines: traced(lines), At: at, Receipt: receipt,
		})
	})
}

// sellDaily closes the till each evening from a day on until everything given is sold, or the till refuses it.
func (p *plan) sellDaily(day, days int, site string, lines ...line) {
	parts := make([][]int64, len(lines))
	for i, l := range lines {
		parts[i] = p.split(l.amount, days)
	}
	for d := range days {
		var sold []line
		evening := p.today.AddDate(0, 0, day+d).Add(21 * time.Hour)
		for i, l := range lines {
			if parts[i][d] > 0 && (l.lot.stopped.IsZero() || evening.Before(l.lot.stopped)) {
				sold = append(sold, l.lot.of(parts[i][d]))
			}
		}
		if len(sold) > 0 {
			p.sell(p.at(day+d, 21), site, sold...)
		}
	}
}

// split divides an amount into parts of about the same size.
func (p *plan) split(amount int64, parts int) []int64 {
	list := make([]int64, parts)
	left := amount
	for i := range parts {
		usual := left / int64(parts-i)
		list[i] = usual
		if spread := usual / 3; spread > 0 && i < parts-1 {
			list[i] += p.rand.Int64N(2*spread) - spread
		}
		left -= list[i]
	}
	return list
}

func (p *plan) destroy(at time.Time, site, reason, method, witness string, lines ...line) {
	p.dispose(at, site, trace.DestroyCommand{Reason: reason, Method: method, Witness: witness}, lines...)
}

func (p *plan) dispose(at time.Time, site string, c trace.DestroyCommand, lines ...line) {
	p.step(at, "destroy", site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		c.Site, c.At, c.Lines = here.id, at, traced(lines)
		return s.Trace.Destroy(ctx, here.company.actor, model.Idempotency{}, c)
	})
}

func (p *plan) lose(at time.Time, site, reason string, lines ...line) {
	p.step(at, "lose", site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Lose(ctx, here.company.actor, model.Idempotency{}, trace.LoseCommand{Site: here.id, Lines: traced(lines), At: at, Reason: reason})
	})
}

// takeBack takes goods back from consumers.
func (p *plan) takeBack(at time.Time, site, reason, receipt string, lines ...line) {
	p.step(at, "take back", site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Return(ctx, here.company.actor, model.Idempotency{}, trace.ReturnCommand{
			Site: here.id, Lines: traced(lines), At: at, Reason: reason, Receipt: receipt,
		})
	})
}

// decide moves a batch in its life: a maker or an authority holds, releases, blocks or closes it.
func (p *plan) decide(at time.Time, by string, l *lot, on model.BatchEvent, reason string) {
	p.do(at, string(on)+" "+l.number, func(ctx context.Context, s *stage) (err error) {
		l.batch, err = s.Catalog.MoveBatch(ctx, p.company(by).actor, model.Idempotency{}, catalog.MoveInput{
			BatchID: l.batch.ID, Event: on, Reason: reason,
		})
		return err
	})
}

// paper is a document of the plan.
type paper struct {
	kind    model.DocumentKind
	title   string
	issuer  string // key of the company that issued it; empty for whoever adds it
	basis   []model.CommitmentBasis
	valid   int // days
	private bool
	lines   []string
}

// file adds a document to a batch.
func (p *plan) file(at time.Time, by string, l *lot, doc paper) {
	p.do(at, "document of "+l.number, func(ctx context.Context, s *stage) error {
		issuer := p.company(cmp.Or(doc.issuer, by)).name.ZH
		in := catalog.DocumentInput{
			BatchID: l.batch.ID, Kind: doc.kind, Title: doc.title, IssuedBy: issuer, IssuedOn: date(at), Basis: doc.basis, Public: !doc.private,
			File: catalog.Upload{Name: doc.title + " " + l.number + ".pdf", MediaType: "application/pdf"},
		}
		if doc.valid > 0 {
			in.ValidTo = in.IssuedOn.AddDays(doc.valid)
		}
		text := append([]string{
			doc.title, issuer, "",
			"产品 Product: " + l.article.name.ZH + " / " + l.article.name.EN,
			"批号 Lot: " + l.number,
			"生产日期 Produced: " + string(l.batch.Produced),
			"签发日期 Issued: " + string(in.IssuedOn), "",
		}, doc.lines...)
		in.File.Content = pdf(append(text, "", "演示文件，内容均为虚构。 Demonstration only; everything in it is invented."))
		_, err := s.Catalog.AddDocument(ctx, p.company(by).actor, model.Idempotency{}, in)
		return err
	})
}

// correct withdraws a step because its data were wrong; corrected is the step that holds the right ones.
func (p *plan) correct(at time.Time, site string, wrong, corrected *happening) {
	p.step(at, "correct", site, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Correct(ctx, here.company.actor, model.Idempotency{}, trace.CorrectCommand{
			EventID: wrong.ids[0], Reason: "incorrect_data", CorrectiveIDs: corrected.ids, At: at,
		})
	})
}

// refuse sends a delivery back; the sender receives it some hours later.
func (p *plan) refuse(at time.Time, hours float64, d *delivery, from, reason string) {
	back := p.step(at, "refuse", d.to, func(ctx context.Context, s *stage, here *place) (trace.Step, error) {
		return s.Trace.Refuse(ctx, here.company.actor, model.Idempotency{}, trace.RefuseCommand{Shipment: d.shipment.ID, Reason: reason, At: at})
	})
	p.arrive(at.Add(time.Duration(hours*float64(time.Hour))), &delivery{back, from})
}
