package repository

import (
	"database/sql"
	"slices"

	"suyuan/model"
)

// EventLine is one thing that an event is about.
type EventLine struct {
	Node model.Seq
	// Role is empty for a lot that the event does not name but moves, inside a container.
	Role     model.NodeRole
	Quantity model.Quantity
	Unit     model.Unit
	// Measured tells that there is a quantity: as the event gave it, or as the ledger moved it.
	Measured bool
}

// EventFile is an event with its body and what it is about.
type EventFile struct {
	Event model.Event
	Lines []EventLine
}

// EventFiles completes events with their bodies and what they are about. Like EventsBySeq it does not ask who may see
// them. Call it with some hundred events at a time: the bodies are in memory together.
func (t Trace) EventFiles(events []model.Event) ([]*EventFile, error) {
	list := make([]*EventFile, 0, len(events))
	files := make(map[model.Seq]*EventFile, len(events))
	for _, e := range events {
		f := &EventFile{Event: e}
		list, files[e.Seq] = append(list, f), f
	}
	for chunk := range slices.Chunk(events, inChunk) {
		seqs := make([]model.Seq, len(chunk))
		for i, e := range chunk {
			seqs[i] = e.Seq
		}
		for _, read := range []func(map[model.Seq]*EventFile, string) error{t.readBodies, t.readNamed, t.readMoved} {
			if err := read(files, intList(seqs)); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

func (t Trace) readBodies(files map[model.Seq]*EventFile, list string) error {
	return t.tx.query(func(r *sql.Rows) error {
		var seq model.Seq
		var context string
		var body []byte
		err := r.Scan(&seq, &context, &body)
		if f := files[seq]; f != nil {
			f.Event.Context, f.Event.Body = context, body
		}
		return err
	}, "SELECT seq, context, body FROM events WHERE seq IN ("+list+")")
}

func (t Trace) readNamed(files map[model.Seq]*EventFile, list string) error {
	return t.tx.query(func(r *sql.Rows) error {
		var seq model.Seq
		var l EventLine
		err := r.Scan(&seq, &l.Node, &l.Role, &l.Quantity, &l.Unit, &l.Measured)
		if f := files[seq]; f != nil {
			f.Lines = append(f.Lines, l)
		}
		return err
	}, "SELECT event_seq, node_id, role, quantity, unit, measured FROM event_nodes WHERE event_seq IN ("+list+") ORDER BY event_seq, line")
}

// readMoved adds the lots that an event moved without naming them. What one account loses another gains, so the gains
// alone are what moved.
func (t Trace) readMoved(files map[model.Seq]*EventFile, list string) error {
	return t.tx.query(func(r *sql.Rows) error {
		var seq model.Seq
		l := EventLine{Measured: true}
		if err := r.Scan(&seq, &l.Node, &l.Unit, &l.Quantity); err != nil {
			return err
		}
		f := files[seq]
		if f == nil {
			return nil
		}
		at := slices.IndexFunc(f.Lines, func(o EventLine) bool { return o.Node == l.Node })
		switch {
		case at < 0:
			f.Lines = append(f.Lines, l)
		case f.Lines[at].Role == "" && f.Lines[at].Unit == l.Unit:
			f.Lines[at].Quantity += l.Quantity
		}
		return nil
	}, "SELECT event_seq, node_id, unit, amount FROM postings WHERE event_seq IN ("+list+") AND amount > 0 ORDER BY event_seq, id")
}

// Names fills in what organisations and places are called.
func (t Trace) Names(orgs map[model.OrgID]OrgName, places map[model.Seq]PlaceName) error {
	return t.name(orgs, places)
}

// TracedProducts returns products by their numbers. It does not ask who may see them: the numbers come from a closure.
func (t Trace) TracedProducts(ids []model.ProductID) (map[model.ProductID]model.Product, error) {
	products := map[model.ProductID]model.Product{}
	err := lookup(ids, func(chunk []model.ProductID) error {
		var rows []model.Product
		if err := t.tx.db.Where("id IN ?", chunk).Find(&rows).Error; err != nil {
			return err
		}
		for _, p := range rows {
			products[p.ID] = p
		}
		return nil
	})
	return products, err
}

// EventsMoving returns the standing events within the scope that the ledger booked for any of the nodes, without
// their bodies: also those that moved a lot inside a container, which name the container alone. With more than
// limit of them it returns that many, and cut is true.
func (t Trace) EventsMoving(scope model.Scope, nodes []model.Seq, knownAt model.Instant, limit int) (events []model.Event, cut bool, err error) {
	return t.standingEvents(scope, "postings", nodes, knownAt, limit)
}
