package trace

import (
	"context"
	"slices"
	"time"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// Recalls knows from memory what recalls have against goods; see recall.Board. Without it the database is asked.
type Recalls interface {
	// Against returns what live recalls have against things, the strictest first.
	Against(ctx context.Context, asked ...model.RecallAsked) ([]model.RecallStrike, error)
	// Conditions returns the conditions of the live cases and the epoch as of which they are, -1 before they are known.
	Conditions() (*model.RecallConditions, model.Seq)
	// Quiet reports whether nothing at all stands against anything at an epoch. False when it does not know.
	Quiet(epoch model.Seq) bool
}

// WithRecalls has the room ask somebody else's memory of recalls.
func WithRecalls(r Recalls) Option { return func(s *Service) { s.recalls = r } }

// LateReport is how long after it happened the movement of a recalled thing may be reported and still be refused. What
// comes later was done by a till that could not ask; it is kept, because it is true, and found.
const LateReport = 5 * time.Minute

// concerns is what a recording may have to do with recalls.
func (p *prepared) concerns() repository.Concerns {
	var c repository.Concerns
	for _, it := range p.accepted {
		c.Links = c.Links || it.declares || it.draws()
		for _, n := range it.named {
			c.Keys = append(c.Keys, n.key)
		}
	}
	slices.Sort(c.Keys)
	c.Keys = slices.Compact(c.Keys)
	return c
}

// struck is what recalls have against the things that a run of events moves.
type struck map[model.Seq][]model.RecallStrike

// knowRecalls looks up what recalls have against everything that the run sends on, once for all its events.
func (w *writer) knowRecalls() error {
	if w.struck != nil {
		return nil
	}
	w.struck = struck{}
	if w.recalls != nil && w.recalls.Quiet(w.epoch) {
		return nil
	}
	asked := map[model.Seq]model.RecallAsked{}
	for _, it := range w.items {
		if !it.movement.freezes() && it.movement != moveSendBack {
			continue
		}
		for _, n := range it.named {
			if produced(it, n) {
				continue
			}
			asked[n.node.ID] = model.RecallAsked{Key: n.key, Batch: w.batches[n.node.BatchID]}
			for _, inner := range w.inside[n.node.ID] {
				if _, named := asked[inner]; !named {
					asked[inner] = model.RecallAsked{}
				}
			}
		}
		for _, s := range w.ledger.Inside(w.containersOf(it)) {
			b := w.packed[s.NodeID]
			asked[s.NodeID] = model.RecallAsked{Key: b.EPC, Batch: b}
		}
	}
	if len(asked) == 0 {
		return nil
	}
	var err error
	w.struck, err = strikesOn(w.tx, w.recalls, asked)
	return err
}

// strikesOn returns what recalls have against nodes: what their lists say, and what a condition says of things that no
// list has looked at yet.
func strikesOn(tx *repository.Tx, recalls Recalls, asked map[model.Seq]model.RecallAsked) (struck, error) {
	nodes := sortedKeys(asked)
	found, epoch, err := tx.Recall().Against(nodes)
	if err != nil {
		return nil, err
	}
	conditions, err := conditionsAt(tx, recalls, epoch)
	if err != nil {
		return nil, err
	}
	fits := struck{}
	for _, node := range nodes {
		if strikes := conditions.Against(asked[node]); len(strikes) > 0 {
			fits[node] = strikes
		}
	}
	if len(fits) == 0 {
		return found, nil
	}
	judged, err := tx.Recall().Judged(sortedKeys(fits))
	for node, strikes := range fits {
		for _, s := range strikes {
			if !slices.Contains(judged[node], s.ID) {
				found[node] = append(found[node], s)
			}
		}
	}
	return found, err
}

// conditionsAt returns the conditions of the live cases as the transaction sees them.
func conditionsAt(tx *repository.Tx, recalls Recalls, epoch model.Seq) (*model.RecallConditions, error) {
	var known *model.RecallConditions
	at := model.Seq(-1)
	if recalls != nil {
		known, at = recalls.Conditions()
	}
	if at == epoch {
		return known, nil
	}
	changed, err := tx.Recall().Conditions(min(at, epoch))
	return known.With(changed), err
}

func sortedKeys[V any](m map[model.Seq]V) []model.Seq {
	keys := make([]model.Seq, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// recalled refuses, or notes, that something against which a recall stands goes on. A plain operation is refused
// whatever time it names; a document may report what happened before the block, and late what happened after it.
func (w *writer) recalled(it *item, node model.Seq, called string) error {
	strikes := w.struck[node]
	after := slices.ContainsFunc(strikes, func(s model.RecallStrike) bool { return it.at >= s.Since })
	switch late := w.tx.Now() > it.at.Add(LateReport); {
	case len(strikes) == 0, !w.rec.strict && !after:
		return nil
	case w.rec.strict || !late:
		r := model.BatchRecalled.Refuse(model.P("lot", called), model.P("recall", model.RecallNumbers(strikes)))
		if w.rec.stop == nil {
			return r
		}
		w.rec.stop(it, r)
		return nil
	}
	w.find(it, model.Finding{Kind: model.FindingRecalled, NodeID: node})
	return nil
}

// notRecalled checks everything that an event sends on: what it names, and what lies in the containers it names.
func (w *writer) notRecalled(it *item) error {
	on, err := w.goesOn(it)
	if err != nil || len(w.struck) == 0 {
		return err
	}
	for _, n := range it.named {
		if produced(it, n) || !on(n.node.ID, w.batches[n.node.BatchID].OrgID) {
			continue
		}
		called := n.key
		if b, ours := w.batches[n.node.BatchID]; ours {
			called = b.Lot
		}
		if err := w.recalled(it, n.node.ID, called); err != nil {
			return err
		}
		for _, inner := range w.inside[n.node.ID] {
			if !on(inner, "") {
				continue
			}
			if err := w.recalled(it, inner, called); err != nil {
				return err
			}
		}
	}
	return nil
}

// onward reports whether an event moves on a thing of a maker.
type onward func(node model.Seq, maker model.OrgID) bool

func all(model.Seq, model.OrgID) bool  { return true }
func none(model.Seq, model.OrgID) bool { return false }

// goesOn tells what an event moves on. What is called a return goes back only to who made or supplied the thing, or to who
// recalls it; anybody else would be another customer. Who has no name here cannot be judged.
func (w *writer) goesOn(it *item) (onward, error) {
	sendBack := it.movement == moveSendBack
	if !sendBack && !it.movement.freezes() {
		return none, nil
	}
	if err := w.knowRecalls(); err != nil || !sendBack {
		return all, err
	}
	_, to := w.end(it.event.Destinations)
	if len(w.struck) == 0 || to == "" || to == w.rec.org.ID {
		return none, nil
	}
	var nodes []model.Seq
	for _, n := range it.named {
		nodes = append(append(nodes, n.node.ID), w.inside[n.node.ID]...)
	}
	for _, s := range w.ledger.Inside(w.containersOf(it)) {
		nodes = append(nodes, s.NodeID)
	}
	var cases []model.RecallID
	for _, strikes := range w.struck {
		for _, s := range strikes {
			cases = append(cases, s.ID)
		}
	}
	if recalls, err := w.tx.Recall().CarriedOutBy(to, cases); err != nil || recalls {
		return none, err
	}
	return fromOther(w.tx, to, w.rec.org.ID, nodes)
}

// fromOther tells which of some nodes that an organisation holds somebody else has neither made nor sent to it.
func fromOther(tx *repository.Tx, to, holder model.OrgID, nodes []model.Seq) (onward, error) {
	suppliers, err := tx.Trace().Suppliers(nodes, holder)
	return func(node model.Seq, maker model.OrgID) bool {
		return maker != to && !slices.ContainsFunc(suppliers[node], func(o model.EventOrg) bool { return o.OrgID == to })
	}, err
}

// against returns what live recalls have against things: from memory, or else from the database.
func (s *Service) against(ctx context.Context, tx *repository.Tx, asked ...model.RecallAsked) ([]model.RecallStrike, error) {
	if s.recalls != nil {
		return s.recalls.Against(ctx, asked...)
	}
	var strikes []model.RecallStrike
	for _, a := range asked {
		node, found, err := tx.Trace().NodeOf(a.Key)
		if err != nil {
			return nil, err
		}
		if !found {
			node.ID = 0 // no node has it; conditions may still select it
		}
		on, err := strikesOn(tx, nil, map[model.Seq]model.RecallAsked{node.ID: a})
		if err != nil {
			return nil, err
		}
		strikes = append(strikes, on[node.ID]...)
	}
	return strikes, nil
}

// thingKey is the key of the single thing that a code names beside its lot; empty when it names none.
func thingKey(code string) string {
	epc, ok := parseThing(code)
	if !ok || epc.GTIN() == "" || epc.Serial() == "" {
		return ""
	}
	link, err := gs1.NewLink(gs1.Element{AI: "01", Value: string(epc.GTIN())}, gs1.Element{AI: "21", Value: epc.Serial()})
	if err != nil {
		return ""
	}
	return gs1.LinkEPC(link).Key()
}

// CodeKeys returns the canonical keys of everything that a code names, however it was scanned or typed: the lot, the
// single thing, the container, the trade item. It knows no more than the code itself; none for what is no such code.
func CodeKeys(code string) (keys []string) {
	code = model.NarrowCode(code)
	s := listen(code)
	for _, key := range []string{s.key, s.container, thingKey(code), s.item} {
		if key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
