package trace

import (
	"cmp"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// writer writes one run of events. Its steps fill its fields in the order in which they stand in write.
type writer struct {
	tx    *repository.Tx
	rec   recording
	items []*item
	// containers remembers what earlier runs of the recording said about containers.
	containers *repository.Containers

	nodes   map[string]model.Node
	added   map[string]bool
	batches map[model.BatchID]model.Batch
	places  map[string]model.Place
	owners  map[string]repository.Owner
	ledger  *model.Ledger
	// inside lists, per container that moves, what lies in it.
	inside map[model.Seq][]model.Seq
	// packed holds the batches of the lots that move, by name or in a container.
	packed map[model.Seq]model.Batch
	// recalls answers from memory, struck is what they have against the things that move: nil until asked for.
	recalls  Recalls
	epoch    model.Seq // of what recalls affect, as the transaction sees it
	struck   struck
	findings []model.Finding
	rows     []repository.Recorded
	parents  []model.Seq // containers whose contents must be computed anew
	activate []model.BatchID
}

func (w *writer) write() error {
	for _, step := range []func() error{
		w.ensureNodes, w.ensurePlaces, w.retract, w.loadLedger, w.move, w.index, w.checkStrangers, w.store,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) ensureNodes() error {
	var want []model.Node
	for _, it := range w.items {
		for _, n := range it.named {
			want = append(want, model.Node{Key: n.key, Level: n.level})
		}
		if needsStep(it) {
			want = append(want, model.Node{Key: stepKey(it.event, it.id), Level: model.LevelStep})
		}
	}
	var err error
	if w.nodes, w.added, err = w.tx.Trace().EnsureNodes(want); err != nil {
		return err
	}
	var ids []model.BatchID
	for _, it := range w.items {
		for i := range it.named {
			it.named[i].node = w.nodes[it.named[i].key]
			if b := it.named[i].node.BatchID; b != "" {
				ids = append(ids, b)
			}
		}
	}
	slices.Sort(ids)
	if w.batches, err = w.tx.Trace().BatchesOf(slices.Compact(ids)); err != nil {
		return err
	}
	w.packed = map[model.Seq]model.Batch{}
	for _, it := range w.items {
		for i := range it.named {
			n := &it.named[i]
			if b, ours := w.batches[n.node.BatchID]; ours {
				w.packed[n.node.ID] = b
			}
			w.measure(it, n)
		}
	}
	return nil
}

// measure reads a quantity and expresses it in the lot's own unit. What cannot be is kept in the event and left out of
// the ledger, with a finding.
func (w *writer) measure(it *item, n *named) {
	if n.literal == "" {
		return
	}
	q, err := model.ParseQuantity(n.literal)
	if err != nil || !q.InRange() {
		w.find(it, model.Finding{Kind: model.FindingRange, NodeID: n.node.ID})
		return
	}
	unit := n.unit
	if u, ok := model.UnitOf(unit); ok && u.Dimension == model.Count && u.Num == u.Den {
		unit = model.Piece
	}
	if b, ok := w.batches[n.node.BatchID]; ok && b.Unit != unit {
		converted, exact := q.Convert(unit, b.Unit)
		if !exact {
			w.find(it, model.Finding{Kind: model.FindingUnit, NodeID: n.node.ID, Amount: q, Unit: unit})
			return
		}
		q, unit = converted, b.Unit
	}
	n.quantity, n.unit, n.measured = q, unit, true
}

func (w *writer) find(it *item, f model.Finding) {
	if it.inert() {
		return
	}
	f.EventSeq = it.seq
	if f.OrgID == "" {
		f.OrgID = w.rec.org.ID
	}
	w.findings = append(w.findings, f)
}

// sdtLocation and the two parties are the source and destination types of CBV 2.0 §7.4.
const (
	sdtLocation   = "location"
	sdtOwning     = "owning_party"
	sdtPossessing = "possessing_party"
)

func (w *writer) ensurePlaces() error {
	var uris, parties []string
	for _, it := range w.items {
		e := it.event
		for _, p := range []string{e.ReadPoint.ID, e.BizLocation.ID} {
			if p != "" {
				uris = append(uris, locationKey(p), placeKey(p))
			}
		}
		for _, list := range [][]epcis.Party{e.Sources, e.Destinations} {
			for _, p := range list {
				if epcis.SourceDestTypes.Word(p.Type) == sdtLocation {
					uris = append(uris, placeKey(p.ID))
				} else {
					parties = append(parties, locationKey(p.ID))
				}
			}
		}
	}
	var err error
	if w.places, err = w.tx.Trace().EnsurePlaces(uris); err != nil {
		return err
	}
	for _, it := range w.items {
		for _, n := range it.named {
			if item := itemKey(n.key); item != "" && produced(it, n) {
				parties = append(parties, item)
			}
		}
	}
	w.owners, err = w.tx.Trace().Owners(slices.Compact(slices.Sorted(slices.Values(append(parties, uris...)))))
	return err
}

func (w *writer) place(uri string) model.Place {
	if uri == "" {
		return model.Place{}
	}
	return w.places[placeKey(uri)]
}

// here is where the event happened: the business location, else the read point.
func (w *writer) here(e *epcis.Event) model.Place {
	return w.place(cmp.Or(e.BizLocation.ID, e.ReadPoint.ID))
}

// end returns the place and organisation named by a sourceList or destinationList.
func (w *writer) end(parties []epcis.Party) (place model.Place, org model.OrgID) {
	for _, p := range parties {
		switch epcis.SourceDestTypes.Word(p.Type) {
		case sdtLocation:
			place = w.place(p.ID)
			org = cmp.Or(org, place.OrgID)
		case sdtPossessing, sdtOwning:
			org = cmp.Or(w.owners[locationKey(p.ID)].Org, org)
		}
	}
	return place, org
}

// retract withdraws the events that the declarations of this run name.
func (w *writer) retract() error {
	for _, it := range w.items {
		if !it.declares || it.original == 0 {
			continue
		}
		parents, err := w.tx.Trace().Retract(it.original)
		if err != nil {
			return err
		}
		w.parents = append(w.parents, parents...)
	}
	return nil
}

// loadLedger locks every lot that moves, with what lies in the containers that move and what withdrawn events booked.
func (w *writer) loadLedger() error {
	var lots, containers []model.Seq
	for _, it := range w.items {
		if it.movement == moveNone {
			continue
		}
		for _, n := range it.named {
			if n.level == model.LevelLot {
				lots = append(lots, n.node.ID)
			} else if n.level == model.LevelInstance && !w.added[n.key] {
				containers = append(containers, n.node.ID)
			}
		}
	}
	w.inside = map[model.Seq][]model.Seq{}
	if len(containers) > 0 {
		slices.Sort(containers)
		containers = slices.Compact(containers)
		if err := w.tx.Trace().LockNodes(containers); err != nil {
			return err
		}
		inside, err := w.containers.Inside(containers, w.latest())
		if err != nil {
			return err
		}
		w.inside = inside
		all := slices.Clone(containers)
		for _, inner := range inside {
			all = append(all, inner...)
		}
		contents, err := w.tx.Trace().ContentsOf(all)
		if err != nil {
			return err
		}
		packed := make([]model.Seq, 0, len(contents))
		for _, b := range contents {
			packed = append(packed, b.NodeID)
		}
		if err := w.knowPacked(packed); err != nil {
			return err
		}
		lots = append(lots, packed...)
	}
	for _, it := range w.items {
		if it.declares && it.original != 0 {
			posted, err := w.tx.Trace().PostingsOf(it.original)
			if err != nil {
				return err
			}
			for _, p := range posted {
				lots = append(lots, p.NodeID)
			}
		}
	}
	var err error
	w.ledger, err = w.tx.Trace().LoadLedger(lots)
	return err
}

// knowPacked loads the batches of the lots that lie in moving containers: a held lot holds its pallet.
func (w *writer) knowPacked(lots []model.Seq) error {
	nodes, err := w.tx.Trace().NodesByID(lots)
	if err != nil {
		return err
	}
	var ids []model.BatchID
	for _, n := range nodes {
		if n.BatchID != "" {
			ids = append(ids, n.BatchID)
		}
	}
	slices.Sort(ids)
	batches, err := w.tx.Trace().BatchesOf(slices.Compact(ids))
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if b, ok := batches[n.BatchID]; ok {
			w.packed[n.ID] = b
		}
	}
	return nil
}

// latest is the instant up to which the contents of containers matter to this run.
func (w *writer) latest() model.Instant {
	var at model.Instant
	for _, it := range w.items {
		at = max(at, it.at)
	}
	return at
}

// move books every movement of the run.
func (w *writer) move() error {
	for _, it := range w.items {
		if it.declares && it.original != 0 {
			posted, err := w.tx.Trace().PostingsOf(it.original)
			if err != nil {
				return err
			}
			w.ledger.Reverse(it.seq, posted)
			if err := w.undone(posted); err != nil {
				return err
			}
			continue
		}
		if it.movement == moveNone {
			continue
		}
		if other := cmp.Or(w.foreignStock(it), w.foreignLot(it)); other != "" {
			w.find(it, model.Finding{Kind: model.FindingNotHeld, NodeID: it.named[0].node.ID, OrgID: other})
			continue
		}
		if err := w.mayMove(it); err != nil {
			return err
		}
		if err := w.book(it); err != nil {
			return err
		}
	}
	for _, f := range w.ledger.Shortfalls() {
		w.findings = append(w.findings, model.Finding{
			Kind: model.FindingMassBalance, EventSeq: f.EventSeq, NodeID: f.Slot.NodeID, OrgID: cmp.Or(f.Slot.OrgID, w.rec.org.ID),
			PlaceID: f.Slot.PlaceID, Amount: f.Amount, Unit: f.Slot.Unit,
		})
	}
	return nil
}

// undone refuses a plain correction of what later steps rest on: the goods are no longer where the event had put them.
// A captured declaration is taken in all the same and leaves a finding.
func (w *writer) undone(posted []model.Posting) error {
	if !w.rec.strict || len(w.ledger.Shortfalls()) == 0 {
		return nil
	}
	gone := w.ledger.Shortfalls()[0]
	var wanted model.Quantity
	for _, p := range posted {
		if p.NodeID == gone.Slot.NodeID && p.Account == gone.Slot.Account && p.PlaceID == gone.Slot.PlaceID && p.ContainerID == gone.Slot.ContainerID {
			wanted += p.Amount
		}
	}
	nodes, err := w.tx.Trace().NodesByID([]model.Seq{gone.Slot.NodeID})
	if err != nil {
		return err
	}
	lot := ""
	for _, n := range nodes {
		lot = cmp.Or(w.batches[n.BatchID].Lot, n.Key)
	}
	return short(lot, w.rec.org.Name, gone.Slot.Unit, wanted-gone.Amount, wanted)
}

// foreignStock returns the organisation whose stock an event claims to move although another one recorded it: what a
// stranger says of one's own shelves is kept and shown as a finding, and moves nothing. Goods on their way to the
// recorder are the recorder's to receive.
func (w *writer) foreignStock(it *item) model.OrgID {
	if len(it.named) == 0 {
		return ""
	}
	places := []model.Place{w.here(it.event)}
	if it.movement == moveShip || it.movement == moveSendBack {
		from, _ := w.end(it.event.Sources)
		places = append(places, from)
	}
	for _, p := range places {
		if p.OrgID != "" && !w.rec.actor.ActsFor(p.OrgID) {
			return p.OrgID
		}
	}
	return ""
}

// foreignLot returns the maker of a lot that an event claims to bring into being although another organisation recorded
// it: only the maker of a batch, or the owner of its trade item number, makes it.
func (w *writer) foreignLot(it *item) model.OrgID {
	for _, n := range it.named {
		if !produced(it, n) || n.level != model.LevelLot {
			continue
		}
		maker := w.owners[itemKey(n.key)].Org
		if b, ok := w.batches[n.node.BatchID]; ok {
			maker = b.OrgID
		}
		if maker != "" && !w.rec.actor.ActsFor(maker) {
			return maker
		}
	}
	return ""
}

// produced reports whether an event brings a thing into being.
func produced(it *item, n named) bool {
	return it.movement == moveProduce || it.movement == moveTransform && n.role == model.RoleOutput
}

// itemKey is the trade item of a lot's key: the Digital Link up to the GTIN, or "" for a lot without one.
func itemKey(lot string) string {
	item, _, found := strings.Cut(lot, "/10/")
	if !found || !strings.HasPrefix(item, gs1.CanonicalStem+"/01/") {
		return ""
	}
	return item
}

// mayMove stops what is recalled and held and blocked batches, and wakes drafts that come into being.
func (w *writer) mayMove(it *item) error {
	if err := w.notRecalled(it); err != nil {
		return err
	}
	for _, n := range it.named {
		b, ok := w.batches[n.node.BatchID]
		if !ok {
			continue
		}
		if produced(it, n) {
			if b.State == model.BatchDraft && !slices.Contains(w.activate, b.ID) {
				w.activate = append(w.activate, b.ID)
			}
			continue
		}
		if err := w.frozen(it, n.node.ID, b); err != nil {
			return err
		}
	}
	on, err := w.goesOn(it)
	if err != nil || len(w.packed)+len(w.struck) == 0 {
		return err
	}
	for _, n := range it.named {
		if n.level == model.LevelInstance && n.role != model.RoleOutput && on(n.node.ID, "") {
			if err := w.contentsGoOn(it, n, on); err != nil {
				return err
			}
		}
	}
	return nil
}

// contentsGoOn checks the lots in a container that an event moves on.
func (w *writer) contentsGoOn(it *item, container named, on onward) error {
	var last model.Seq
	for _, s := range w.ledger.Inside(append([]model.Seq{container.node.ID}, w.inside[container.node.ID]...)) { // by lot
		if s.NodeID == last {
			continue
		}
		last = s.NodeID
		b, ours := w.packed[last]
		if !on(last, b.OrgID) {
			continue
		}
		if err := w.recalled(it, last, cmp.Or(b.Lot, container.key)); err != nil {
			return err
		}
		if !ours {
			continue
		}
		if err := w.frozen(it, last, b); err != nil {
			return err
		}
	}
	return nil
}

// frozen refuses, or notes, that a batch which must stand still goes on.
func (w *writer) frozen(it *item, node model.Seq, b model.Batch) error {
	still := b.State == model.BatchHeld || b.State == model.BatchBlocked || b.State == model.BatchClosed ||
		b.State == model.BatchDraft && !slices.Contains(w.activate, b.ID) && w.rec.strict
	if !still || !it.movement.freezes() {
		return nil
	}
	if w.rec.strict {
		return model.BatchNotMovable.Refuse(model.P("lot", b.Lot), model.PText("state", model.BatchLifecycle.Words[b.State]))
	}
	w.find(it, model.Finding{Kind: model.FindingBlocked, NodeID: node})
	return nil
}

// index prepares the event's own rows: what it names, who may see it, and the edges it draws.
func (w *writer) index() error {
	for _, it := range w.items {
		row := repository.Recorded{Event: w.eventRow(it), Orgs: w.seenBy(it), Terms: it.event.Terms()}
		for _, n := range it.named {
			measured := 0
			if n.measured {
				measured = 1
			}
			row.Nodes = append(row.Nodes, model.EventNode{
				EventSeq: it.seq, NodeID: n.node.ID, Role: n.role, Quantity: n.quantity, Unit: n.unit, Measured: measured,
			})
		}
		if !it.inert() {
			row.Edges = w.edges(it)
			w.noteParents(it)
			w.checkTime(it)
		}
		w.rows = append(w.rows, row)
	}
	return w.addShippers()
}

func (w *writer) eventRow(it *item) model.Event {
	e := it.event
	row := model.Event{
		Seq: it.seq, EventID: it.id, Hash: it.hash, HashRules: epcis.HashRules, Type: string(e.Type), Action: string(e.Action),
		Time: it.at, Offset: e.EventTimeZoneOffset, Recorded: w.tx.Now(), BizStep: epcis.BizSteps.Word(e.BizStep),
		Disposition: epcis.Dispositions.Word(e.Disposition), OrgID: w.rec.org.ID, Actor: w.rec.actor.Name(),
		CaptureID: w.rec.capture, Context: w.rec.context, Body: e.Raw,
	}
	if e.ReadPoint.ID != "" {
		row.ReadPoint = w.places[locationKey(e.ReadPoint.ID)].ID
	}
	if e.BizLocation.ID != "" {
		row.BizLocation = w.places[locationKey(e.BizLocation.ID)].ID
	}
	if it.declares {
		row.Declares = 1
	}
	if it.inert() {
		row.Retracted = w.tx.Now() // it speaks of something that does not hold
	}
	return row
}

// seenBy lists the organisations that may see the event: who recorded it, whose place it happened at, who is named.
func (w *writer) seenBy(it *item) []model.EventOrg {
	orgs := []model.EventOrg{{EventSeq: it.seq, OrgID: w.rec.org.ID, Region: w.rec.org.Region, Why: model.WhyCaptured}}
	add := func(uri string, why model.EventOrgWhy) {
		o, ok := w.owners[uri]
		if !ok || o.Org == "" {
			return
		}
		for _, have := range orgs {
			if have.OrgID == o.Org && have.Region == o.Region {
				return
			}
		}
		orgs = append(orgs, model.EventOrg{EventSeq: it.seq, OrgID: o.Org, Region: o.Region, Why: why})
	}
	for _, p := range []string{it.event.ReadPoint.ID, it.event.BizLocation.ID} {
		if p != "" {
			add(placeKey(p), model.WhyPlace)
		}
	}
	for _, list := range [][]epcis.Party{it.event.Sources, it.event.Destinations} {
		for _, p := range list {
			if epcis.SourceDestTypes.Word(p.Type) == sdtLocation {
				add(placeKey(p.ID), model.WhyParty)
			} else {
				add(locationKey(p.ID), model.WhyParty)
			}
		}
	}
	return orgs
}

// addShippers lets whoever shipped goods to the receiver see that they arrived, also when the receiver names no source.
func (w *writer) addShippers() error {
	var nodes []model.Seq
	for _, it := range w.items {
		if it.movement == moveReceive && len(it.event.Sources) == 0 {
			for _, n := range it.named {
				nodes = append(nodes, n.node.ID)
			}
		}
	}
	if len(nodes) == 0 {
		return nil
	}
	slices.Sort(nodes)
	shippers, err := w.tx.Trace().Shippers(slices.Compact(nodes), w.rec.org.ID)
	if err != nil {
		return err
	}
	for i, it := range w.items {
		if it.movement != moveReceive || len(it.event.Sources) > 0 {
			continue
		}
		for _, n := range it.named {
			for _, o := range shippers[n.node.ID] {
				o.EventSeq = it.seq
				if !slices.ContainsFunc(w.rows[i].Orgs, func(h model.EventOrg) bool { return h.OrgID == o.OrgID && h.Region == o.Region }) {
					w.rows[i].Orgs = append(w.rows[i].Orgs, o)
				}
			}
		}
	}
	return nil
}

// edges draws the arrows of a transformation. One input or one output makes direct arrows; many on both sides meet in a
// step node, so that the number of arrows is their sum and not their product.
func (w *writer) edges(it *item) []model.Edge {
	if it.event.Type != epcis.TransformationEvent {
		return nil
	}
	var in, out []named
	for _, n := range it.named {
		switch n.role {
		case model.RoleInput:
			in = append(in, n)
		case model.RoleOutput:
			out = append(out, n)
		case model.RoleObject, model.RoleParent, model.RoleChild:
		}
	}
	edge := func(src, dst model.Seq, of named) model.Edge {
		e := model.Edge{
			ID: w.tx.NextSeq(), Src: src, Dst: dst, Kind: model.EdgeTransform, EventSeq: it.seq, FromTime: it.at, ToTime: it.at,
			KnownFrom: w.tx.Now(), KnownTo: model.Forever, Quantity: of.quantity, Unit: of.unit,
		}
		if of.measured {
			e.Measured = 1
		}
		return e
	}
	var edges []model.Edge
	if needsStep(it) {
		step := w.nodes[stepKey(it.event, it.id)].ID
		for _, n := range in {
			edges = append(edges, edge(n.node.ID, step, n))
		}
		for _, n := range out {
			edges = append(edges, edge(step, n.node.ID, n))
		}
		return edges
	}
	for _, i := range in {
		for _, o := range out {
			many := o
			if len(in) > 1 {
				many = i
			}
			edges = append(edges, edge(i.node.ID, o.node.ID, many))
		}
	}
	return edges
}

func (w *writer) noteParents(it *item) {
	if it.event.Type != epcis.AggregationEvent && it.event.Type != epcis.AssociationEvent {
		return
	}
	for _, n := range it.named {
		if n.role == model.RoleParent {
			w.parents = append(w.parents, n.node.ID)
		}
	}
}

func (w *writer) checkTime(it *item) {
	switch now := w.tx.Now(); {
	case it.at > now.Add(clockSkew):
		w.find(it, model.Finding{Kind: model.FindingFuture})
	case it.at < now.Add(-LateAfter):
		w.find(it, model.Finding{Kind: model.FindingLate})
	}
}

// checkStrangers notes lots that were recorded by somebody who never had to do with them. It accuses nobody: the first
// receiver of goods whose supplier names no destination looks the same. An authority never holds what it orders back.
func (w *writer) checkStrangers() error {
	if w.rec.org.Kind == model.KindRegulator {
		return nil
	}
	var nodes []model.Seq
	for _, it := range w.items {
		for _, n := range it.named {
			if !w.added[n.key] && n.level == model.LevelLot {
				nodes = append(nodes, n.node.ID)
			}
		}
	}
	if len(nodes) == 0 {
		return nil
	}
	slices.Sort(nodes)
	touched, used, err := w.tx.Trace().Touching(w.rec.actor.Orgs(), slices.Compact(nodes))
	if err != nil {
		return err
	}
	for _, it := range w.items {
		for _, n := range it.named {
			own := w.rec.actor.ActsFor(w.batches[n.node.BatchID].OrgID)
			if used[n.node.ID] && !touched[n.node.ID] && !own && n.level == model.LevelLot {
				w.find(it, model.Finding{Kind: model.FindingNotHeld, NodeID: n.node.ID})
				touched[n.node.ID] = true // once per run is enough
			}
		}
	}
	return nil
}

// store writes the rows.
func (w *writer) store() error {
	t := w.tx.Trace()
	var children []model.Seq
	earliest := model.Forever
	for _, it := range w.items {
		if it.movement == movePack {
			earliest = min(earliest, it.at)
			for _, n := range it.named {
				if n.role == model.RoleChild && n.level == model.LevelInstance {
					children = append(children, n.node.ID)
				}
			}
		}
	}
	if len(children) > 0 {
		before, err := t.ContainersAfter(children, earliest)
		if err != nil {
			return err
		}
		w.parents = append(w.parents, before...)
	}
	if err := t.InsertEvents(w.rows); err != nil {
		return err
	}
	if err := t.StoreLedger(w.ledger); err != nil {
		return err
	}
	withdrawn := slices.ContainsFunc(w.items, func(it *item) bool { return it.declares && it.original != 0 })
	if err := w.containers.Rebuild(w.parents, w.rows, withdrawn); err != nil {
		return err
	}
	if err := t.InsertFindings(w.findings); err != nil {
		return err
	}
	if err := t.ResolveBalance(w.ledger.Settled()); err != nil {
		return err
	}
	return w.wakeDrafts()
}

// wakeDrafts moves the batches that came into being from draft to active.
func (w *writer) wakeDrafts() error {
	for _, id := range w.activate {
		b := w.batches[id]
		_, err := repository.Move(w.tx, &model.BatchLifecycle, b.ID.String(), b.Version, b.State, model.BatchActivate, w.rec.actor.Name(), "")
		if err != nil {
			return err
		}
	}
	return nil
}
