package trace

import (
	"context"
	"slices"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// EventFilter narrows a list of events; empty fields do not.
type EventFilter struct {
	Batch model.BatchID
	// Thing is anything that WalkQuery.Root may be.
	Thing   string
	BizStep string // bare word of the CBV, or a URI
	// From is the first and To the first no longer wanted time of occurrence.
	From, To model.Instant
}

// Events lists the events that the actor may see, the last recorded first, without their bodies; withdrawn ones and
// their declarations are among them. A batch or thing that no such event names gives an empty list. Refusals: forbidden,
// page-token-invalid.
func (s *Service) Events(ctx context.Context, actor model.Actor, f EventFilter, page model.Page) (rows []model.Event, next model.PageToken, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		narrow := repository.EventFilter{BizStep: epcis.BizSteps.Word(f.BizStep), From: f.From, To: f.To}
		if f.Batch != "" || f.Thing != "" {
			batch, keys := f.Batch, []string(nil)
			if batch == "" {
				batch, keys = rootKeys(f.Thing)
			}
			if narrow.Node, err = tx.Trace().NodeNamed(batch, keys); err != nil || narrow.Node == 0 {
				return err
			}
		}
		rows, next, err = tx.Trace().Events(actor.Scope(), narrow, page)
		return err
	})
	return rows, next, err
}

// Event returns one event that the actor may see as the JSON that was captured, with its eventID and recordTime filled
// in and the prefixes it relies on declared, so that it can stand alone. Refusals: forbidden, not-found.
func (s *Service) Event(ctx context.Context, actor model.Actor, eventID string) (event []byte, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		e, err := tx.Trace().Event(actor.Scope(), eventID)
		if err != nil {
			return err
		}
		event, err = completed(e)
		return err
	})
	return event, err
}

// completed fills in what the repository adds to an event (EPCIS 2.0 §7.4.1). The members keep their order and spelling.
func completed(e model.Event) ([]byte, error) {
	n, err := epcis.ParseJSON(e.Body)
	if err != nil {
		return nil, err
	}
	var head, rest []epcis.Member
	if e.Context != "" && n.Get("@context") == nil {
		context, err := epcis.ParseJSON([]byte(e.Context))
		if err != nil {
			return nil, err
		}
		head = append(head, epcis.Member{Name: "@context", Value: *context})
	}
	for _, m := range n.Members {
		switch m.Name {
		case "eventID", "recordTime":
		case "@context", "type":
			head = append(head, m)
		default:
			rest = append(rest, m)
		}
	}
	head = append(head, epcis.Member{Name: "eventID", Value: epcis.Text(e.EventID)},
		epcis.Member{Name: "recordTime", Value: epcis.Text(e.Recorded.String())})
	whole := epcis.Obj(append(head, rest...)...)
	return whole.AppendJSON(nil), nil
}

// Stock lists what the actor's organisation has of lots, by place; a regulator sees what the companies of its region
// have. Refusals: forbidden, page-token-invalid.
func (s *Service) Stock(ctx context.Context, actor model.Actor, f repository.StockFilter, page model.Page) (rows []repository.StockRow, next model.PageToken, err error) {
	if err := actor.Must(model.PermStockRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Trace().Stock(actor.Scope(), f, page)
		return err
	})
	return rows, next, err
}

// BatchStock is where a batch stands.
type BatchStock struct {
	Thing  *repository.Thing
	Orgs   map[model.OrgID]repository.OrgName
	Places map[model.Seq]repository.PlaceName
}

// BatchStock says on which accounts, with whom and where the quantity of a batch stands: to a company its own part, to
// the batch's maker also that of those it shares an event about the batch with, to a regulator what lies in its region.
// Refusals: forbidden, not-found.
func (s *Service) BatchStock(ctx context.Context, actor model.Actor, id model.BatchID) (b BatchStock, err error) {
	if err := actor.Must(model.PermStockRead); err != nil {
		return b, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		n, err := tx.Trace().NodeOfBatch(actor.Scope(), id)
		if err != nil || n.ID == 0 {
			b.Thing = &repository.Thing{Node: model.Node{BatchID: id}}
			return err
		}
		d, err := tx.Trace().Describe(actor.Scope(), []model.Seq{n.ID}, 0)
		if err != nil {
			return err
		}
		b = BatchStock{Thing: d.Things[n.ID], Orgs: d.Orgs, Places: d.Places}
		b.Thing.Stock = slices.DeleteFunc(b.Thing.Stock, func(h repository.Holding) bool { return !h.Told })
		return nil
	})
	return b, err
}

// Findings lists what the automatic checks found in what the actor's organisation recorded, or the companies of its
// region, newest first. Refusals: forbidden, page-token-invalid.
func (s *Service) Findings(ctx context.Context, actor model.Actor, f repository.FindingFilter, page model.Page) (rows []repository.FindingRow, next model.PageToken, err error) {
	if err := actor.Must(model.PermFindingRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Trace().Findings(actor.Scope(), f, page)
		return err
	})
	return rows, next, err
}

// Shipments lists the shipments that the actor's organisation sends or receives, or the companies of its region, newest
// first, without their lines. Refusals: forbidden, page-token-invalid.
func (s *Service) Shipments(ctx context.Context, actor model.Actor, f repository.ShipmentFilter, page model.Page) (rows []repository.ShipmentRow, next model.PageToken, err error) {
	if err := actor.Must(model.PermShipmentRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Trace().Shipments(actor.Scope(), f, page)
		return err
	})
	return rows, next, err
}

// Shipment returns one shipment with its lines to its sender, its receiver and the regulators of either. Refusals:
// forbidden, not-found.
func (s *Service) Shipment(ctx context.Context, actor model.Actor, id model.ShipmentID) (row repository.ShipmentRow, err error) {
	if err := actor.Must(model.PermShipmentRead); err != nil {
		return row, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		row, err = tx.Trace().ShipmentFile(actor.Scope(), id)
		return err
	})
	return row, err
}

// LastEvent returns the number of the last event that the actor's organisation may see, 0 when there is none: a mark
// that grows whenever something was recorded about its goods. For those who oversee others it is the last event of all,
// which tells nothing but that there was one. Refusals: forbidden.
func (s *Service) LastEvent(ctx context.Context, actor model.Actor) (seq model.Seq, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return 0, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		seq, err = tx.Trace().LastEvent(actor.Scope())
		return err
	})
	return seq, err
}
