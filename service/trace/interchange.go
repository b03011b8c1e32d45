package trace

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// Progress is told how many events of how many an export has written. A nil Progress is told nothing.
type Progress func(done, total int)

func (p Progress) report(done, total int) {
	if p != nil {
		p(done, total)
	}
}

// interchangeChunk is how many events of an export are in memory with their bodies at one time.
const interchangeChunk = 500

// interchange is what exports of a trace to the forms of authorities have in common. Of the events only a chunk is in
// memory; what is kept of all is their order and the facts about the things they name.
type interchange struct {
	tx       *repository.Tx
	scope    model.Scope
	walk     *Walk
	lang     model.Lang
	things   map[model.Seq]*Thing
	products map[model.ProductID]model.Product
	owners   map[string]repository.Owner
	orgs     map[model.OrgID]OrgName
	places   map[model.Seq]PlaceName
	byURI    map[string]model.Seq // of places
	origins  map[model.Seq]origin
	sent     map[model.Seq]location // where a lot was last shipped from
	used     map[string]string      // the text of every location that was written, by its URI
	seen     map[string]location
	keys     map[string]string // canonical forms of identifiers
	codes    map[model.Seq]lotName
}

// lotName is how a lot is written: its traceability lot code, and its number where it is known.
type lotName struct{ code, number string }

// origin is how a lot came into being, as far as the trace tells.
type origin struct {
	place     location // where its traceability lot code was assigned
	harvested []harvest
	created   bool
}

// harvest is where and when something was harvested.
type harvest struct {
	farm  location
	field string
	by    OrgName
	on    string
}

// location is a place or party as an export names it. The zero location is none.
type location struct {
	URI    string
	Name   string
	Org    OrgName
	Site   model.SiteID
	Region model.Region
}

// text names a location in one cell: its name, its company where that is another, and its identifier.
func (l location) text(lang model.Lang) string {
	var parts []string
	for _, part := range []string{l.Name, l.Org.Name.In(lang), gln(l.URI)} {
		if part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// gln is the GLN in a party's or place's identifier, else the identifier as it is.
func gln(uri string) string {
	if epc, err := gs1.ParseEPC(uri); err == nil && epc.GLN() != "" {
		text := "GLN " + string(epc.GLN())
		if ext := epc.Extension(); ext != "" {
			text += " " + ext
		}
		return text
	}
	return uri
}

// happening is one event of a trace with everything that an export says about it.
type happening struct {
	event  model.Event
	parsed *epcis.Event
	lots   []lot
	at     location
	by     OrgName
	// to and from are the other side, where the event or an earlier one names it.
	to, from location
	docs     []document
}

// lot is one lot that an event of the trace is about.
type lot struct {
	node     model.Seq
	code     string // traceability lot code
	number   string // the lot number alone, where it is known
	thing    *Thing
	product  model.Product // zero for what is not one of our batches
	role     model.NodeRole
	quantity model.Quantity
	unit     model.Unit
	measured bool
}

// document is a business document that an event refers to.
type document struct{ kind, number string }

// export walks a trace and hands its events, oldest first, to visit; then it calls finish. All happens in one snapshot.
func (s *Service) export(ctx context.Context, actor model.Actor, q WalkQuery, lang model.Lang, progress Progress,
	visit func(*interchange, *happening) error, finish func(*interchange) error,
) error {
	if err := actor.Must(model.PermTraceRead); err != nil {
		return err
	}
	q.Direction, q.WithEvents = Both, true
	q.MaxNodes, q.MaxDepth = WalkMaxNodes, WalkMaxDepth
	return s.store.Read(ctx, func(tx *repository.Tx) error {
		x, err := openInterchange(tx, actor.Scope(), q, lang)
		if err != nil {
			return err
		}
		total := len(x.walk.Events)
		for done := 0; done < total; done += interchangeChunk {
			progress.report(done, total)
			chunk := x.walk.Events[done:min(done+interchangeChunk, total)]
			if err := x.chunk(chunk, func(h *happening) error { return visit(x, h) }); err != nil {
				return err
			}
		}
		if err := finish(x); err != nil {
			return err
		}
		progress.report(total, total)
		return nil
	})
}

func openInterchange(tx *repository.Tx, scope model.Scope, q WalkQuery, lang model.Lang) (*interchange, error) {
	x := &interchange{
		tx: tx, scope: scope, walk: &Walk{Query: q}, lang: lang, things: map[model.Seq]*Thing{}, owners: map[string]repository.Owner{},
		orgs: map[model.OrgID]OrgName{}, places: map[model.Seq]PlaceName{}, byURI: map[string]model.Seq{}, origins: map[model.Seq]origin{}, sent: map[model.Seq]location{},
		used: map[string]string{}, seen: map[string]location{}, keys: map[string]string{}, codes: map[model.Seq]lotName{},
	}
	var err error
	if x.walk.Root, err = rootOf(tx, scope, q); err != nil {
		return nil, err
	}
	if err := x.walk.fill(tx, scope); err != nil {
		return nil, err
	}
	for _, b := range x.walk.Branches {
		if b.Cut != repository.BoundNone {
			return nil, model.TooLarge.Refuse(model.P("limit", string(b.Cut)))
		}
		for _, r := range b.Rows {
			x.things[r.Node] = r.Thing
		}
	}
	if err := x.addMoves(); err != nil {
		return nil, err
	}
	if x.walk.EventsCut || len(x.walk.Events) > WalkMaxEvents {
		return nil, model.TooLarge.Refuse(model.P("limit", WalkMaxEvents))
	}
	return x, x.readNames()
}

// addMoves adds the events that moved a lot of the trace inside a container and name the container alone.
func (x *interchange) addMoves() error {
	lots := make([]model.Seq, 0, len(x.things))
	for id := range x.things {
		lots = append(lots, id)
	}
	slices.Sort(lots)
	moves, cut, err := x.tx.Trace().EventsMoving(x.scope, lots, x.walk.Query.KnownAt, WalkMaxEvents)
	if err != nil {
		return err
	}
	known := make(map[model.Seq]bool, len(x.walk.Events))
	for _, e := range x.walk.Events {
		known[e.Seq] = true
	}
	for _, e := range moves {
		if !known[e.Seq] {
			x.walk.Events = append(x.walk.Events, e)
		}
	}
	slices.SortFunc(x.walk.Events, func(a, b model.Event) int { return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Seq, b.Seq)) })
	x.walk.EventsCut = x.walk.EventsCut || cut
	return nil
}

// readNames reads what products, places and companies of the trace are called.
func (x *interchange) readNames() (err error) {
	products := map[model.ProductID]bool{}
	for _, t := range x.things {
		if t.ProductID != "" {
			products[t.ProductID] = true
		}
		if t.Maker != "" {
			x.orgs[t.Maker] = OrgName{}
		}
	}
	for _, e := range x.walk.Events {
		x.orgs[e.OrgID] = OrgName{}
		for _, p := range []model.Seq{e.ReadPoint, e.BizLocation} {
			if p != 0 {
				x.places[p] = PlaceName{}
			}
		}
	}
	ids := make([]model.ProductID, 0, len(products))
	for id := range products {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if x.products, err = x.tx.Trace().TracedProducts(ids); err != nil {
		return err
	}
	if err := x.tx.Trace().Names(nil, x.places); err != nil {
		return err
	}
	for id, p := range x.places {
		x.byURI[p.URI] = id
		if p.Org != "" {
			x.orgs[p.Org] = OrgName{}
		}
	}
	return x.tx.Trace().Names(x.orgs, nil)
}

// chunk reads some events whole and visits them in order.
func (x *interchange) chunk(events []model.Event, visit func(*happening) error) error {
	files, err := x.tx.Trace().EventFiles(events)
	if err != nil {
		return err
	}
	list := make([]*happening, 0, len(events))
	for _, f := range files {
		// The event was judged when it was captured; a prefix that only its document declared is no matter here.
		parsed, err := epcis.ParseEvent(f.Event.Body, epcis.BaseContext(), epcis.Limits{})
		if err != nil {
			return err
		}
		list = append(list, &happening{event: f.Event, parsed: parsed, lots: x.lots(f.Lines), docs: documents(parsed)})
	}
	if err := x.readParties(list); err != nil {
		return err
	}
	for _, h := range list {
		x.situate(h)
		if err := visit(h); err != nil {
			return err
		}
	}
	return nil
}

// lots are the lines about lots of the trace. A container is not a lot: what it held stands in lines of its own.
func (x *interchange) lots(lines []repository.EventLine) []lot {
	var list []lot
	for _, l := range lines {
		t := x.things[l.Node]
		if t == nil || isLogisticUnit(t.Node.Key) {
			continue
		}
		name, known := x.codes[l.Node]
		if !known {
			name = lotName{lotCode(t), lotNumber(t)}
			x.codes[l.Node] = name
		}
		list = append(list, lot{
			node: l.Node, code: name.code, number: name.number, thing: t, product: x.products[t.ProductID], role: l.Role,
			quantity: l.Quantity, unit: l.Unit, measured: l.Measured,
		})
	}
	return list
}

func isLogisticUnit(key string) bool { return strings.HasPrefix(key, gs1.CanonicalStem+"/00/") }

// lotCode is the traceability lot code: GTIN and lot as GS1 prints them, else the lot number of the batch, else the
// identifier.
func lotCode(t *Thing) string {
	if epc, err := gs1.ParseEPC(t.Node.Key); err == nil {
		if link, ok := epc.Link(); ok {
			return link.HRI()
		}
	}
	if t.Lot != "" {
		return t.Lot
	}
	return t.Node.Key
}

func lotNumber(t *Thing) string {
	if t.Lot != "" {
		return t.Lot
	}
	if epc, err := gs1.ParseEPC(t.Node.Key); err == nil {
		return epc.Lot()
	}
	return ""
}

// readParties learns who owns the parties and places that events name as source and destination.
func (x *interchange) readParties(list []*happening) error {
	var uris []string
	for _, h := range list {
		for _, p := range slices.Concat(h.parsed.Sources, h.parsed.Destinations) {
			if key := x.key(p.ID); x.owners[key].Org == "" && !slices.Contains(uris, key) {
				uris = append(uris, key)
			}
		}
	}
	found, err := x.tx.Trace().Owners(uris)
	if err != nil {
		return err
	}
	fresh := map[model.OrgID]OrgName{}
	for uri, o := range found {
		x.owners[uri] = o
		if _, known := x.orgs[o.Org]; !known {
			fresh[o.Org] = OrgName{}
		}
	}
	if err := x.tx.Trace().Names(fresh, nil); err != nil {
		return err
	}
	for id, name := range fresh {
		x.orgs[id] = name
	}
	return nil
}

// key is the canonical form of an identifier.
func (x *interchange) key(uri string) string {
	key, known := x.keys[uri]
	if !known {
		key = uri
		if epc, err := gs1.ParseEPC(uri); err == nil {
			key = epc.Key()
		}
		x.keys[uri] = key
	}
	return key
}

// where names a location in one cell and notes that it was named.
func (x *interchange) where(l location) string {
	if l.URI == "" {
		return ""
	}
	text, known := x.used[l.URI]
	if !known {
		text = l.text(x.lang)
		x.used[l.URI], x.seen[l.URI] = text, l
	}
	return text
}

// situate says where an event happened, who was on the other side, and what it means for the lots' origin.
func (x *interchange) situate(h *happening) {
	h.by = x.orgs[h.event.OrgID]
	h.at = x.placeOf(h.event.ReadPoint)
	if h.at.URI == "" {
		h.at = x.placeOf(h.event.BizLocation)
	}
	h.to, h.from = x.partyOf(h.parsed.Destinations), x.partyOf(h.parsed.Sources)
	step := epcis.BizSteps.Word(h.parsed.BizStep)
	for _, l := range h.lots {
		if step == epcis.StepReceiving && h.from.URI == "" {
			h.from = x.sent[l.node]
		}
		if step == epcis.StepShipping {
			x.sent[l.node] = h.at
		}
	}
	x.learn(h)
}

func (x *interchange) placeOf(id model.Seq) location {
	p, known := x.places[id]
	if !known || p.URI == "" {
		return location{}
	}
	return location{URI: p.URI, Name: p.Name.In(x.lang), Org: x.orgs[p.Org], Site: p.Site, Region: p.Region}
}

// partyOf picks the location of a source or destination list, else whoever has the goods, else whoever owns them.
func (x *interchange) partyOf(parties []epcis.Party) location {
	for _, kind := range []string{"location", "possessing_party", "owning_party"} {
		for _, p := range parties {
			if epcis.SourceDestTypes.Word(p.Type) != kind {
				continue
			}
			l := location{URI: x.key(p.ID)}
			if place, known := x.byURI[l.URI]; known {
				return x.placeOf(place)
			}
			if o, known := x.owners[l.URI]; known {
				l.Org, l.Region = x.orgs[o.Org], o.Region
				if o.Kind == repository.OwnerSite {
					l.Site = model.SiteID(o.Subject)
				}
			}
			return l
		}
	}
	return location{}
}

// learn remembers where lots come from: events come oldest first, so that what is later made of a lot finds its origin.
func (x *interchange) learn(h *happening) {
	var harvested []harvest
	for _, l := range h.lots {
		if l.role == model.RoleInput {
			for _, more := range x.origins[l.node].harvested {
				if !slices.Contains(harvested, more) {
					harvested = append(harvested, more)
				}
			}
		}
	}
	created := h.parsed.Type == epcis.ObjectEvent && h.parsed.Action == epcis.Add
	for _, l := range h.lots {
		if l.role != model.RoleOutput && !(created && l.role == model.RoleObject) {
			continue
		}
		o := x.origins[l.node]
		if !o.created {
			o.place, o.created = h.at, true
		}
		if on := masterData(h.parsed.ILMD, "harvestStartDate", "harvestEndDate"); on != "" {
			harvested = []harvest{{farm: h.at, field: masterData(h.parsed.ILMD, "productionUnit", "growingArea"), by: h.by, on: on}}
		}
		o.harvested = harvested
		x.origins[l.node] = o
	}
}

// masterData returns the first of the named attributes of instance or lot master data, whatever vocabulary they are of.
func masterData(ilmd *epcis.Node, names ...string) string {
	if ilmd == nil {
		return ""
	}
	for _, name := range names {
		for i := range ilmd.Members {
			m := &ilmd.Members[i]
			if local := m.Name[strings.LastIndexAny(m.Name, ":/#")+1:]; local == name && m.Value.Kind == epcis.String {
				return m.Value.Text
			}
		}
	}
	return ""
}

// documents reads the business documents that an event refers to.
func documents(e *epcis.Event) []document {
	var docs []document
	for _, t := range e.BizTransactions {
		number := t.ID
		if rest, ok := strings.CutPrefix(number, "urn:epcglobal:cbv:bt:"); ok { // CBV 2.0 §8.6.2: urn:epcglobal:cbv:bt:GLN:number
			if _, after, found := strings.Cut(rest, ":"); found {
				number = after
			}
		} else if epc, err := gs1.ParseEPC(number); err == nil {
			if link, ok := epc.Link(); ok {
				number = link.HRI()
			}
		}
		docs = append(docs, document{epcis.BizTransactionTypes.Word(t.Type), number})
	}
	return docs
}

// day is the date of an event where it happened.
func (h *happening) day() string { return h.local().Format(time.DateOnly) }

// local is the time of an event at its own offset.
func (h *happening) local() time.Time {
	at := h.parsed.EventTime.At
	if zone, err := time.Parse("-07:00", h.parsed.EventTimeZoneOffset); err == nil {
		return at.In(zone.Location())
	}
	return at
}
