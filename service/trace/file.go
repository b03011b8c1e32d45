package trace

import (
	"context"
	"strings"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// EventWords is what events are about, in words, and EventThing one thing that an event names.
type (
	EventWords = repository.EventWords
	EventThing = repository.EventThing
)

// ListedThings is how many things of each event a list of events names.
const ListedThings = 3

// EventsInWords is Events with what the events are about.
func (s *Service) EventsInWords(ctx context.Context, actor model.Actor, f EventFilter, page model.Page) (rows []model.Event, words *EventWords, next model.PageToken, err error) {
	if rows, next, err = s.Events(ctx, actor, f, page); err != nil {
		return nil, nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		words, err = tx.Trace().EventWords(rows, ListedThings)
		return err
	})
	return rows, words, next, err
}

// End is one end of a movement as an event names it: identifiers, and names where they are registered here.
type End struct {
	Party, Location string
	Org             OrgName
	Site            PlaceName
}

// EventFile is everything that there is to say about one event.
type EventFile struct {
	Event model.Event
	// Read is the event as it was captured, and JSON the same for programs, see Event.
	Read *epcis.Event
	JSON []byte
	// Things are all that it names, up to filedThings of Total.
	Things []EventThing
	Total  int
	Orgs   map[model.OrgID]OrgName
	Places map[model.Seq]PlaceName
	From   End
	To     End
	// Note, Reason, Method and Witness are what people wrote; Reference numbers a document that has no URI.
	Note, Reason, Method, Witness, Reference string
	// Returned says that it took goods which consumers had brought back.
	Returned bool
	// Shipment is the shipment that it belongs to, empty for none.
	Shipment model.ShipmentID
	// Correctable says that the actor may withdraw it, as far as can be told before trying.
	Correctable bool
}

// filedThings bounds the things that an event's file lists.
const filedThings = 500

// EventFile returns one event that the actor may see, in words. Refusals: forbidden, not-found.
func (s *Service) EventFile(ctx context.Context, actor model.Actor, eventID string) (f EventFile, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return f, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		f, err = readEventFile(tx, actor, eventID)
		return err
	})
	return f, err
}

func readEventFile(tx *repository.Tx, actor model.Actor, eventID string) (f EventFile, err error) {
	if f.Event, err = tx.Trace().Event(actor.Scope(), eventID); err != nil {
		return f, err
	}
	if f.JSON, err = completed(f.Event); err != nil {
		return f, err
	}
	if f.Read, err = read(f.Event); err != nil {
		return f, err
	}
	words, err := tx.Trace().EventWords([]model.Event{f.Event}, filedThings)
	if err != nil {
		return f, err
	}
	f.Things, f.Total, f.Orgs, f.Places = words.Things[f.Event.Seq], words.Total[f.Event.Seq], words.Orgs, words.Places
	if err := f.ends(tx); err != nil {
		return f, err
	}
	f.written()
	ids := shipmentsNamed(f.Read)
	ours, err := tx.Trace().AnyShipment(ids)
	if err != nil {
		return f, err
	}
	if ours {
		f.Shipment = ids[len(ids)-1]
	}
	f.Correctable = !ours && actor.ActsFor(f.Event.OrgID) && f.Event.Declares == 0 && f.Event.Retracted == 0 && actor.Can(model.PermStepRecord)
	return f, nil
}

// shipmentsNamed lists the identifiers among an event's business transactions that have the form of a shipment's.
func shipmentsNamed(e *epcis.Event) (ids []model.ShipmentID) {
	for _, b := range e.BizTransactions {
		if id, ok := model.IDFromURN[model.Shipment](b.ID); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// ends names the source and the destination.
func (f *EventFile) ends(tx *repository.Tx) error {
	take := func(parties []epcis.Party) (e End) {
		for _, p := range parties {
			if epcis.SourceDestTypes.Word(p.Type) == sdtLocation {
				e.Location = p.ID
			} else if e.Party == "" || epcis.SourceDestTypes.Word(p.Type) == sdtPossessing {
				e.Party = p.ID
			}
		}
		return e
	}
	f.From, f.To = take(f.Read.Sources), take(f.Read.Destinations)
	var uris []string
	for _, uri := range []string{f.From.Party, f.From.Location, f.To.Party, f.To.Location} {
		if uri != "" {
			uris = append(uris, uri, placeKey(uri))
		}
	}
	orgs, sites, err := tx.Trace().NamesOf(uris)
	for _, e := range []*End{&f.From, &f.To} {
		e.Org, e.Site = orgs[e.Party], sites[e.Location]
		if e.Org.ID == "" {
			e.Org = orgs[placeKey(e.Party)]
		}
		if e.Site.Site == "" {
			e.Site = sites[placeKey(e.Location)]
		}
	}
	return err
}

// written takes what people wrote out of our own members.
func (f *EventFile) written() {
	for _, m := range f.Read.Extensions {
		name, ours := strings.CutPrefix(f.Read.Context.Expand(m.Name), ownNamespace)
		if !ours || m.Value.Kind != epcis.String {
			continue
		}
		switch name {
		case memberNote:
			f.Note = m.Value.Text
		case memberReason:
			f.Reason = m.Value.Text
		case memberMethod:
			f.Method = m.Value.Text
		case memberWitness:
			f.Witness = m.Value.Text
		case memberReference:
			f.Reference = m.Value.Text
		case memberStock:
			f.Returned = m.Value.Text == string(model.AccountReturned)
		}
	}
}

// Yield is what share of the inputs came out, in parts of ten thousand. ok is false where the amounts are not known or
// cannot be compared: only amounts of one dimension can.
func (f *EventFile) Yield() (share int64, ok bool) {
	var in, out model.Quantity
	unit := model.Unit("")
	for _, t := range f.Things {
		if t.Role != model.RoleInput && t.Role != model.RoleOutput {
			continue
		}
		if t.Measured == 0 || f.Total > len(f.Things) {
			return 0, false
		}
		if unit == "" {
			unit = t.Unit
		}
		q, fits := t.Quantity.Convert(t.Unit, unit)
		if !fits {
			return 0, false
		}
		side := &in
		if t.Role == model.RoleOutput {
			side = &out
		}
		if *side, fits = side.AddChecked(q); !fits {
			return 0, false
		}
	}
	share, ok = int64(0), in > 0 && out > 0
	if ok {
		q, fits := model.Units(1).MulRatio(int64(out), int64(in))
		share, ok = int64(q)/100, fits
	}
	return share, ok
}

// ShipmentFile is one shipment with what became of it.
type ShipmentFile struct {
	ShipmentRow
	// Fates say what became of each line, in the order of Lines.
	Fates []LineFate
	// Events are those of the shipment that the actor may see, oldest first, with their words.
	Events []ShipmentEvent
	// Due is since when the receiver should have recorded something: LateAfter after it was sent; 0 when nothing is open.
	Due model.Instant
}

// LineFate is what became of one line: what arrived, what was written off on the way and what went back. All zero for a
// container.
type LineFate struct{ Received, Lost, Refused model.Quantity }

// ShipmentEvent is one event of a shipment.
type ShipmentEvent struct {
	Event model.Event
	// What is "sent", "received", "lost" or "returned".
	What string
	By   OrgName
	// Things are what it is about.
	Things []EventThing
}

// ShipmentFile returns one shipment with its lines, its events and what became of each line, to its sender, its receiver
// and the regulators of either. Refusals: forbidden, not-found.
func (s *Service) ShipmentFile(ctx context.Context, actor model.Actor, id model.ShipmentID) (f ShipmentFile, err error) {
	if err := actor.Must(model.PermShipmentRead); err != nil {
		return f, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		f = ShipmentFile{}
		if f.ShipmentRow, err = tx.Trace().ShipmentFile(actor.Scope(), id); err != nil {
			return err
		}
		events, err := tx.Trace().ShipmentEvents(actor.Scope(), f.Shipment)
		if err != nil {
			return err
		}
		words, err := tx.Trace().EventWords(events, filedThings)
		if err != nil {
			return err
		}
		for _, e := range events {
			f.Events = append(f.Events, ShipmentEvent{e, whatOfShipment(f.Shipment, e), words.Orgs[e.OrgID], words.Things[e.Seq]})
		}
		f.settleFates()
		if f.State == model.ShipmentSent || f.State == model.ShipmentPartly {
			f.Due = f.SentAt.Add(LateAfter)
		}
		return nil
	})
	return f, err
}

// whatOfShipment says what an event is to a shipment: goods that go back are sent once more, in a shipment of their own.
func whatOfShipment(sh model.Shipment, e model.Event) string {
	switch {
	case e.EventID == sh.EventID:
		return "sent"
	case e.BizStep == epcis.StepReceiving && e.Action == string(epcis.Delete):
		return "lost"
	case e.BizStep == epcis.StepReceiving:
		return "received"
	case e.Disposition == epcis.DispReturned:
		return "returned"
	}
	return "sent"
}

// settleFates sums up what the events say of each line. A lot on two lines fills the first one first, as the ledger does
// not tell them apart.
func (f *ShipmentFile) settleFates() {
	f.Fates = make([]LineFate, len(f.Lines))
	share := func(node model.Seq, q model.Quantity, of func(*LineFate) *model.Quantity) {
		for i, l := range f.Lines {
			if l.NodeID != node || q <= 0 {
				continue
			}
			fate := &f.Fates[i]
			room := min(q, l.Quantity-l.Open-fate.Received-fate.Lost-fate.Refused)
			*of(fate), q = *of(fate)+max(0, room), q-max(0, room)
		}
	}
	ways := map[string]func(*LineFate) *model.Quantity{
		"received": func(l *LineFate) *model.Quantity { return &l.Received },
		"lost":     func(l *LineFate) *model.Quantity { return &l.Lost },
		"returned": func(l *LineFate) *model.Quantity { return &l.Refused },
	}
	for _, e := range f.Events {
		if of, ok := ways[e.What]; ok {
			for _, t := range e.Things {
				share(t.NodeID, t.Quantity, of)
			}
		}
	}
}

// StockChoice is a product or site that a list of stock can be narrowed to.
type StockChoice = repository.StockChoice

// StockChoices lists the products and sites of what the actor's organisation, or the companies of its region, have.
// Refusals: forbidden.
func (s *Service) StockChoices(ctx context.Context, actor model.Actor) (products, sites []StockChoice, err error) {
	if err := actor.Must(model.PermStockRead); err != nil {
		return nil, nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		products, sites, err = tx.Trace().StockChoices(actor.Scope())
		return err
	})
	return products, sites, err
}
