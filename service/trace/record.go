package trace

import (
	"slices"
	"strconv"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// LateAfter is how long after it happened an event may be recorded before a finding says so.
const LateAfter = 72 * time.Hour

// clockSkew is how far ahead of ours a reporter's clock may be before a finding says so.
const clockSkew = 5 * time.Minute

// recording is one call of the pipeline: the events of one document or of one plain operation.
type recording struct {
	actor   model.Actor
	org     model.Organisation // who records
	capture model.CaptureID
	// context is the JSON of the document's @context where events rely on it.
	context string
	// contexts are the same prefixes for the hash rules.
	contexts epcis.Contexts
	// strict refuses what is not there and what may not move; documents from elsewhere are lenient and leave findings.
	strict bool
	events []*epcis.Event
	// stop is told of the events that a recall stops, where the others go on; nil refuses them all.
	stop func(it *item, r *model.Refusal)
	// quiet keeps it from the followers: what they recorded themselves is no news to them.
	quiet bool
	// names says what people call the places of a plain operation, by their URI.
	names map[string]model.Text
}

// called returns what people call a place.
func (r recording) called(uri string) model.Text {
	if name, ok := r.names[uri]; ok {
		return name
	}
	return model.Text{EN: uri}
}

// item is one event on its way through the pipeline.
type item struct {
	event    *epcis.Event
	id, hash string
	declares bool
	seq      model.Seq
	named    []named
	movement movement
	at       model.Instant
	// original is the event that a declaration withdraws, 0 when we do not have it; companion is that event when it
	// stands in the same document.
	original  model.Seq
	companion *item
	// withdrawn marks an event whose declaration came first: it is kept and does nothing.
	withdrawn bool
}

// inert reports whether an event changes neither genealogy nor quantities.
func (it *item) inert() bool { return it.declares || it.withdrawn }

// named is one thing that an event names.
type named struct {
	key      string
	level    model.NodeLevel
	role     model.NodeRole
	literal  string // quantity as written, "" when not given
	unit     model.Unit
	quantity model.Quantity
	measured bool
	node     model.Node
}

// verdict says what became of each event of a recording.
type verdict struct {
	accepted   []*item
	duplicates []int // positions in recording.events
}

// prepared is a recording whose events have identities and have been compared with what is known.
type prepared struct {
	items []*item
	verdict
}

// prepare names every event and finds the duplicates, without writing anything.
func (s *Service) prepare(tx *repository.Tx, rec recording) (*prepared, error) {
	p := &prepared{}
	ids, hashes := make([]string, 0, len(rec.events)), make([]string, 0, len(rec.events))
	for _, e := range rec.events {
		it, err := identify(e, rec.contexts)
		if err != nil {
			return nil, err
		}
		p.items = append(p.items, it)
		ids, hashes = append(ids, it.id), append(hashes, it.hash)
	}
	if rec.strict {
		hashes = nil // what a person does twice happens twice; a retry is told by its idempotency key
	}
	known, err := tx.Trace().KnownEvents(rec.org.ID, ids, hashes)
	if err != nil {
		return nil, err
	}
	seen := map[string]*item{}
	for i, it := range p.items {
		duplicate, err := compare(it, known, seen, rec.org.ID)
		if err != nil {
			return nil, err
		}
		if duplicate {
			p.duplicates = append(p.duplicates, i)
			continue
		}
		p.accepted = append(p.accepted, it)
	}
	return p, nil
}

// identify gives an event its eventID, its own or its content's hash, and reads what it names.
func identify(e *epcis.Event, contexts epcis.Contexts) (*item, error) {
	hash, err := epcis.HashID(e.Node, contexts, epcis.HashCBV20)
	if err != nil {
		return nil, model.EventInvalid.Refuse(model.P("reason", err.Error())).Because(err)
	}
	it := &item{event: e, id: e.EventID, hash: hash, declares: e.ErrorDeclaration != nil, at: model.InstantOf(e.EventTime.At)}
	if it.id == "" {
		it.id = hash
	}
	it.named = readNamed(e)
	if err := bounded(it); err != nil {
		return nil, err
	}
	if !it.declares {
		it.movement = movementOf(e)
	}
	return it, nil
}

// compare tells whether an event is here already. An errorDeclaration shares the eventID of what it withdraws and is
// not its duplicate; a second declaration is.
func compare(it *item, known repository.Known, seen map[string]*item, org model.OrgID) (duplicate bool, err error) {
	stored, have := known.IDs[it.id]
	if it.declares {
		if known.Declared[it.id] || seen["!"+it.id] != nil {
			return true, nil
		}
		seen["!"+it.id] = it
		it.original, it.companion = stored.Seq, seen[it.id]
		return false, nil
	}
	if have || seen[it.id] != nil || known.Hashes[it.hash] || seen["#"+it.hash] != nil {
		return true, nil
	}
	if known.Declared[it.id] || seen["!"+it.id] != nil {
		it.withdrawn, it.movement = true, moveNone
	}
	seen[it.id] = it
	if !it.withdrawn {
		seen["#"+it.hash] = it
	}
	return false, nil
}

// maxKey bounds identifiers in bytes: what both databases index. maxEvent bounds an event as received: what fits into
// one statement of either.
const (
	maxKey   = 512
	maxEvent = 2 << 20
)

// bounded refuses an event that the databases cannot hold.
func bounded(it *item) error {
	e := it.event
	if len(e.Raw) > maxEvent {
		return model.EventInvalid.Refuse(model.P("reason", "the event is longer than "+strconv.Itoa(maxEvent)+" bytes"))
	}
	keys := []string{it.id, stepKey(e, it.id), string(e.Type), e.BizStep, e.Disposition}
	for _, n := range it.named {
		keys = append(keys, n.key)
	}
	for _, p := range places(e) {
		keys = append(keys, p, locationKey(p))
	}
	for _, k := range keys {
		if len(k) > maxKey {
			return model.EventInvalid.Refuse(model.P("reason", "an identifier is longer than "+strconv.Itoa(maxKey)+" bytes"))
		}
	}
	return nil
}

// places lists the locations and parties that an event names.
func places(e *epcis.Event) []string {
	list := []string{e.ReadPoint.ID, e.BizLocation.ID}
	for _, p := range slices.Concat(e.Sources, e.Destinations) {
		list = append(list, p.ID)
	}
	return list
}

// readNamed lists everything that an event names, in the order of its fields.
func readNamed(e *epcis.Event) []named {
	var list []named
	add := func(uri string, role model.NodeRole, class bool, q *epcis.Quantity) {
		n := named{role: role}
		n.key, n.level = identity(uri, class)
		if q != nil {
			n.literal, n.unit = q.Quantity, model.Unit(q.UOM)
		}
		list = append(list, n)
	}
	epcs := func(uris []string, role model.NodeRole) {
		for _, u := range uris {
			add(u, role, false, nil)
		}
	}
	classes := func(quantities []epcis.Quantity, role model.NodeRole) {
		for i := range quantities {
			add(quantities[i].EPCClass, role, true, &quantities[i])
		}
	}
	if e.ParentID != "" {
		add(e.ParentID, model.RoleParent, false, nil)
	}
	epcs(e.EPCList, model.RoleObject)
	classes(e.QuantityList, model.RoleObject)
	epcs(e.ChildEPCs, model.RoleChild)
	classes(e.ChildQuantity, model.RoleChild)
	epcs(e.InputEPCs, model.RoleInput)
	classes(e.InputQuantity, model.RoleInput)
	epcs(e.OutputEPCs, model.RoleOutput)
	classes(e.OutputQuantity, model.RoleOutput)
	return list
}

// identity returns the key under which every spelling of an identifier is one node. What is written like a GS1 key but
// breaks its rules is kept as it is: refusing it would hide the event, correcting it would be guessing.
func identity(uri string, class bool) (string, model.NodeLevel) {
	epc, err := gs1.ParseEPC(uri)
	if err != nil {
		epc = gs1.OpaqueEPC(uri)
	}
	switch epc.Level() {
	case gs1.LevelClass:
		return epc.Key(), model.LevelClass
	case gs1.LevelLot:
		return epc.Key(), model.LevelLot
	case gs1.LevelInstance, gs1.LevelDocument, gs1.LevelLocation, gs1.LevelParty:
		return epc.Key(), model.LevelInstance
	case gs1.LevelPattern, gs1.LevelOpaque:
	}
	if class {
		return epc.Key(), model.LevelLot
	}
	return epc.Key(), model.LevelInstance
}

// record writes prepared events with everything that follows from them: nodes, edges, quantities, visibility and
// findings, all in the caller's transaction. Events that depend on the containers that an earlier event of the same
// document put into another are written after it.
func (s *Service) record(tx *repository.Tx, rec recording, p *prepared) error {
	epoch, err := tx.Recall().Recording(p.concerns())
	if err != nil {
		return err
	}
	for _, it := range p.accepted {
		it.seq = tx.NextSeq()
		if it.companion != nil {
			it.original = it.companion.seq
		}
	}
	var run []*item
	filled := map[string]bool{}
	moved := map[model.Seq]bool{}
	containers := tx.Trace().Containers()
	flush := func() error {
		if len(run) == 0 {
			return nil
		}
		w := &writer{tx: tx, rec: rec, items: run, recalls: s.recalls, epoch: epoch, containers: containers}
		run, filled = nil, map[string]bool{}
		if err := w.write(); err != nil {
			return err
		}
		for _, line := range w.ledger.Postings() {
			moved[line.NodeID] = true
		}
		return nil
	}
	for _, it := range p.accepted {
		if dependsOn(it, filled) || it.companion != nil && slices.Contains(run, it.companion) {
			if err := flush(); err != nil {
				return err
			}
		}
		run = append(run, it)
		if !nests(it) {
			continue
		}
		for _, n := range it.named {
			if n.role == model.RoleParent {
				filled[n.key] = true
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return s.tell(tx, rec, p, moved)
}

// nests reports whether an event changes which containers lie in which: that is known only once it is written. Lots that
// go in and out are known from the ledger at once.
func nests(it *item) bool {
	if it.inert() || it.event.Type != epcis.AggregationEvent {
		return false
	}
	children := 0
	for _, n := range it.named {
		if n.role != model.RoleChild {
			continue
		}
		if n.level == model.LevelInstance {
			return true
		}
		children++
	}
	return children == 0
}

func dependsOn(it *item, filled map[string]bool) bool {
	for _, n := range it.named {
		if n.role != model.RoleParent && filled[n.key] || n.role == model.RoleParent && filled[n.key] && it.movement != movePack {
			return true
		}
	}
	return false
}

// stepKey names the node that joins the inputs and outputs of a transformation. The blank keeps it apart from every
// identifier that a document can hold.
func stepKey(e *epcis.Event, id string) string {
	if e.TransformationID != "" {
		return "step " + e.TransformationID
	}
	return "step " + id
}

// needsStep reports whether a transformation is joined by a step node: many inputs meet many outputs, or partial events
// are tied by a transformationID.
func needsStep(it *item) bool {
	if it.event.Type != epcis.TransformationEvent || it.inert() {
		return false
	}
	in, out := 0, 0
	for _, n := range it.named {
		switch n.role {
		case model.RoleInput:
			in++
		case model.RoleOutput:
			out++
		case model.RoleObject, model.RoleParent, model.RoleChild:
		}
	}
	return it.event.TransformationID != "" || in > 1 && out > 1
}

// placeKey is the identity of a location for the ledger: the place without its sub-location, because goods received at
// a door stand in the same stock as goods shipped from another.
func placeKey(uri string) string {
	epc, err := gs1.ParseEPC(uri)
	if err != nil || epc.Level() != gs1.LevelLocation {
		return uri
	}
	if gln := epc.GLN(); gln != "" {
		return gs1.CanonicalStem + "/414/" + string(gln)
	}
	return epc.Key()
}

// locationKey is the identity of a location as an event names it, sub-location included.
func locationKey(uri string) string {
	epc, err := gs1.ParseEPC(uri)
	if err != nil {
		return uri
	}
	return epc.Key()
}
