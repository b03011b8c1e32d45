package repository

import (
	"bytes"
	"database/sql"
	"slices"
	"strconv"

	"suyuan/model"
)

// EventThing is a thing that an event names, with its part in it.
type EventThing struct {
	model.EventNode
	Node      model.Node
	Lot       string
	ProductID model.ProductID
	Product   model.Text
	// Category is the product's; empty for what is not one of our batches.
	Category model.Category
}

// EventWords is what events are about, in words.
type EventWords struct {
	// Things are the first things that each event names, in the event's order, and Total how many it names.
	Things map[model.Seq][]EventThing
	Total  map[model.Seq]int
	Orgs   map[model.OrgID]OrgName
	Places map[model.Seq]PlaceName
}

// EventWords says what events are about: at most each things of every event, who recorded it and where it happened. It
// does not ask who may see the events: they come from a list that did, and whoever sees an event sees what it names.
func (t Trace) EventWords(events []model.Event, each int) (*EventWords, error) {
	w := &EventWords{
		Things: map[model.Seq][]EventThing{}, Total: map[model.Seq]int{}, Orgs: map[model.OrgID]OrgName{}, Places: map[model.Seq]PlaceName{},
	}
	seqs := make([]model.Seq, 0, len(events))
	for _, e := range events {
		seqs = append(seqs, e.Seq)
		w.Orgs[e.OrgID] = OrgName{}
		for _, p := range []model.Seq{e.ReadPoint, e.BizLocation} {
			if p != 0 {
				w.Places[p] = PlaceName{}
			}
		}
	}
	if len(seqs) == 0 {
		return w, nil
	}
	for chunk := range slices.Chunk(seqs, walkChunk) {
		if err := t.eventThings(w, intList(chunk), each); err != nil {
			return nil, err
		}
	}
	return w, t.name(w.Orgs, w.Places)
}

// eventThings reads what events name. Steps join parts of a transformation and are nothing to show.
func (t Trace) eventThings(w *EventWords, list string, each int) error {
	const from = " FROM event_nodes en JOIN nodes n ON n.id = en.node_id AND n.level <> 'step' "
	err := t.tx.query(func(r *sql.Rows) error {
		var seq model.Seq
		var n int
		err := r.Scan(&seq, &n)
		w.Total[seq] = n
		return err
	}, "SELECT en.event_seq, COUNT(*)"+from+"WHERE en.event_seq IN ("+list+") GROUP BY en.event_seq")
	if err != nil {
		return err
	}
	return t.tx.query(func(r *sql.Rows) error {
		var e EventThing
		err := r.Scan(&e.EventSeq, &e.NodeID, &e.Role, &e.Quantity, &e.Unit, &e.Measured, &e.Node.Key, &e.Node.Level, &e.Node.BatchID, &e.Lot,
			&e.ProductID, &e.Product.ZH, &e.Product.UG, &e.Product.EN, &e.Category)
		e.Node.ID = e.NodeID
		if len(w.Things[e.EventSeq]) < each {
			w.Things[e.EventSeq] = append(w.Things[e.EventSeq], e)
		}
		return err
	}, "SELECT en.event_seq, en.node_id, en.role, en.quantity, en.unit, en.measured, n.epc, n.level, n.batch_id, COALESCE(b.lot, ''), "+
		"COALESCE(b.product_id, ''), COALESCE(p.name_zh, ''), COALESCE(p.name_ug, ''), COALESCE(p.name_en, ''), COALESCE(p.category, '')"+from+
		"LEFT JOIN batches b ON b.id = n.batch_id LEFT JOIN products p ON p.id = b.product_id "+
		"WHERE en.event_seq IN ("+list+") AND en.line < "+strconv.Itoa(2*each+2)+" ORDER BY en.event_seq, en.line")
}

// NamesOf names organisations and the places of locations by the URIs that events name them by; what nobody registered
// here is left out.
func (t Trace) NamesOf(uris []string) (orgs map[string]OrgName, sites map[string]PlaceName, err error) {
	orgs, sites = map[string]OrgName{}, map[string]PlaceName{}
	err = lookup(slices.Compact(slices.Sorted(slices.Values(uris))), func(chunk []string) error {
		return t.tx.query(func(r *sql.Rows) error {
			var uri, kind string
			var o OrgName
			var p PlaceName
			if err := r.Scan(&uri, &kind, &o.ID, &o.Name.ZH, &o.Name.UG, &o.Name.EN, &o.Region, &p.Site, &p.Name.ZH, &p.Name.UG, &p.Name.EN, &p.Region); err != nil {
				return err
			}
			switch kind {
			case OwnerOrganisation:
				orgs[uri] = o
			case OwnerSite:
				p.URI, p.Org = uri, o.ID
				sites[uri] = p
			}
			return nil
		}, "SELECT i.uri, i.kind, o.id, o.name_zh, o.name_ug, o.name_en, o.region, COALESCE(s.id, ''), COALESCE(s.name_zh, ''), COALESCE(s.name_ug, ''), "+
			"COALESCE(s.name_en, ''), COALESCE(s.region, '') FROM identities i JOIN organisations o ON o.id = i.org_id "+
			"LEFT JOIN sites s ON s.id = i.subject_id WHERE i.uri IN ("+placeholders(len(chunk))+")", anys(chunk)...)
	})
	return orgs, sites, err
}

// shipmentEvents bounds the events that are searched for those of one shipment.
const shipmentEvents = 500

// ShipmentEvents returns the events of a shipment that the scope may see, with their bodies, oldest first: those that name
// one of its lines since it was sent, are a shipping or receiving, and refer to its URN.
func (t Trace) ShipmentEvents(scope model.Scope, sh model.Shipment) ([]model.Event, error) {
	lines, err := t.ShipmentLines(sh.ID)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	var nodes []model.Seq
	for _, l := range lines {
		nodes = append(nodes, l.NodeID)
	}
	seen, args := seenEvent(scope, "e.seq")
	var events []model.Event
	urn := []byte(sh.ID.URN())
	err = t.tx.query(func(r *sql.Rows) error {
		var e model.Event
		err := r.Scan(&e.Seq, &e.EventID, &e.Type, &e.Action, &e.Time, &e.Recorded, &e.BizStep, &e.Disposition, &e.ReadPoint, &e.BizLocation, &e.OrgID, &e.Body)
		if bytes.Contains(e.Body, urn) {
			events = append(events, e)
		}
		return err
	}, "SELECT e.seq, e.event_id, e.type, e.action, e.time, e.recorded, e.biz_step, e.disposition, e.read_point, e.biz_location, e.org_id, e.body FROM events e "+
		"WHERE e.seq IN (SELECT en.event_seq FROM event_nodes en WHERE en.node_id IN ("+intList(nodes)+")) AND e.time >= ? "+
		"AND e.biz_step IN ('shipping', 'receiving') AND e.declares = 0 AND "+seen+" ORDER BY e.time, e.seq LIMIT "+strconv.Itoa(shipmentEvents),
		append([]any{int64(sh.SentAt)}, args...)...)
	return events, err
}
