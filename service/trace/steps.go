package trace

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// Limits of plain operations.
const (
	// MaxLines bounds the lines of one operation.
	MaxLines = 500
	// MaxNote bounds a note, reason, method or witness in characters.
	MaxNote = 500
	// MaxReference bounds the number of a delivery note, receipt or process in characters.
	MaxReference = 100
	// MaxReadings bounds the sensor readings of one observation.
	MaxReadings = 200
)

// earliest is the first instant at which anything can have happened: events before it are typing errors.
var earliest = model.InstantOf(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC))

// Texts in events stay for ever and are read by partners: notes, reasons and references must hold no personal data. They
// travel as members of a namespace of our own, a UUID URN, which is unique without a register and belongs to nobody
// else's domain (RFC 9562 §4, RFC 8141 §2.3.3).
const (
	ownPrefix    = "suyuan"
	ownNamespace = "urn:uuid:5f6b9d2a-0c3e-5a41-9d1f-7b2f6c1e8a40#"
)

// The members of our namespace.
const (
	memberNote      = "note"
	memberReason    = "reason"
	memberReference = "reference" // number of a delivery note or receipt that is no URI
	memberMethod    = "method"    // how goods were destroyed
	memberWitness   = "witness"   // the office or company that watched, no person's name
	memberDevice    = "device"    // a sensor whose identifier is no URI
	// memberStock names the account from which an event takes goods that are not in stock at its place: "in-transit"
	// or "returned". The words of CBV do not tell a pallet lost on the way from one lost in the warehouse.
	memberStock = "stock"
)

// accountNamed returns the account that an event says it takes goods from, "" when it takes them from stock.
func accountNamed(e *epcis.Event) model.Account {
	for _, m := range e.Extensions {
		if m.Value.Kind != epcis.String || !strings.HasSuffix(m.Name, memberStock) || e.Context.Expand(m.Name) != ownNamespace+memberStock {
			continue
		}
		if a := model.Account(m.Value.Text); a == model.AccountInTransit || a == model.AccountReturned {
			return a
		}
	}
	return ""
}

// Line is one lot or container that an operation is about. Exactly one of Batch, EPC and Container is given.
type Line struct {
	Batch model.BatchID
	// EPC is any spelling of a lot known here: EPC URN, Digital Link on any host, its path, or "(01)…(10)…".
	EPC string
	// Container is a logistic unit with everything inside it: an SSCC (18 digits, EPC URN, Digital Link or "(00)…") or
	// the urn:uuid that Pack made.
	Container string
	// Quantity, with Batch or EPC, is measured in Unit, which must convert exactly into the lot's own; the empty unit
	// is the lot's own.
	Quantity model.Quantity
	Unit     model.Unit
}

// Step is what an operation has recorded.
type Step struct {
	EventIDs []string
	// Shipment is the one that Ship made, Receive moved, or Refuse made for the way back; zero otherwise.
	Shipment model.Shipment
	// Container is the logistic unit that Pack filled, "" otherwise.
	Container string
	Recorded  model.Instant
}

// operation is one plain operation while it runs inside its transaction.
type operation struct {
	service *Service
	tx      *repository.Tx
	actor   model.Actor
	org     model.Organisation
	at      model.Instant
	faults  model.Faults
	events  []*epcis.Event
	names   map[string]model.Text
	step    Step
}

// operate runs a plain operation: permission, idempotency, one transaction, and what every operation checks alike. do
// notes faulty fields in the operation's faults or returns a refusal, and says what happened with add and record.
func (s *Service) operate(ctx context.Context, actor model.Actor, idem model.Idempotency, at time.Time, do func(*operation) error) (Step, error) {
	if err := actor.Must(model.PermStepRecord); err != nil {
		return Step{}, err
	}
	run := func(tx *repository.Tx) (Step, error) {
		org, err := tx.Trace().OrganisationOf(actor.Org)
		if err != nil {
			return Step{}, err
		}
		o := &operation{service: s, tx: tx, actor: actor, org: org, names: map[string]model.Text{}}
		o.at = o.when("at", at, tx.Now())
		if err := do(o); err != nil {
			return Step{}, err
		}
		o.step.Recorded = tx.Now()
		return o.step, nil
	}
	if s.within != nil {
		return run(s.within)
	}
	return repository.Once(ctx, s.store, actor, idem, run)
}

// when reads a time at a field: now when absent, not after now, not before 1990.
func (o *operation) when(field string, t time.Time, absent model.Instant) model.Instant {
	at := model.InstantOf(t)
	switch {
	case at.IsZero():
		return absent
	case at > o.tx.Now():
		o.faults.Add(field, model.TimeOutOfOrder)
	case at < earliest:
		o.faults.Add(field, model.TimeInvalid, model.P("value", at))
	}
	return at
}

// need is the length and presence of a text.
type need struct {
	limit    int
	required bool
}

var (
	note      = need{limit: MaxNote}
	reason    = need{limit: MaxNote, required: true}
	reference = need{limit: MaxReference}
)

// text checks a text at a field: its length in characters, no control characters but line breaks and none that reverse
// the order of what follows. It returns the text without surrounding space.
func (o *operation) text(field, s string, n need) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	switch {
	case s == "" && n.required:
		o.faults.Add(field, model.ValueRequired)
	case utf8.RuneCountInString(s) > n.limit:
		o.faults.Add(field, model.ValueTooLong, model.P("limit", n.limit))
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unreadable):
		o.faults.Add(field, model.ValueInvalid, model.P("value", ""))
	}
	return s
}

func unreadable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// site returns an open site of the actor's organisations, or notes not-found or access-site-closed at the field.
func (o *operation) site(field string, id model.SiteID) (model.Site, error) {
	site, err := o.tx.Catalog().OpenSiteOf(o.actor.Orgs(), id)
	if isNotFound(err) || errors.Is(err, model.SiteIsClosed) {
		return site, o.fault(field, err)
	}
	o.names[site.Location()] = site.Name
	return site, err
}

// place returns the ledger's place of a site.
func (o *operation) place(site model.Site) (model.Place, error) {
	key := placeKey(site.Location())
	places, err := o.tx.Trace().EnsurePlaces([]string{key})
	return places[key], err
}

// event begins an event of the operation: what it is, when it happened, and where its goods are read.
func (o *operation) event(kind epcis.EventType, action epcis.Action, step, disposition string, at model.Site) epcis.Event {
	return epcis.Event{
		Type: kind, Action: action, EventTime: epcis.Timestamp{At: o.at.Time()},
		// The zone of the place; all of China is UTC+8.
		EventTimeZoneOffset: o.at.Time().In(model.China).Format("-07:00"),
		BizStep:             step, Disposition: disposition, ReadPoint: epcis.Place{ID: at.Location()},
	}
}

// stays says that the goods of an event are at the site afterwards.
func stays(e *epcis.Event, at model.Site) { e.BizLocation = epcis.Place{ID: at.Location()} }

// own is a member of our namespace; none when the text is empty.
func own(name, text string) []epcis.Member {
	if text == "" {
		return nil
	}
	return []epcis.Member{{Name: ownPrefix + ":" + name, Value: epcis.Text(text)}}
}

// refer adds a reference to a business document: a URI (a GDTI or any other) to the bizTransactionList with its CBV type,
// a plain number to our own members, because only URIs may stand in the list (EPCIS 2.0 §7.3.5.3).
func refer(e *epcis.Event, kind, text string) {
	switch {
	case text == "":
	case isDocumentURI(text):
		e.BizTransactions = append(e.BizTransactions, epcis.BizTransaction{Type: kind, ID: text})
	default:
		e.Extensions = append(e.Extensions, own(memberReference, text)...)
	}
}

// isDocumentURI reports whether a text is a URI as EPCIS writes identifiers (RFC 3986 appendix A), of a scheme that
// names documents. "No.: 5" has the shape of one and is none.
func isDocumentURI(s string) bool {
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "urn:") {
		return false
	}
	if strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%#") != "" || strings.Count(s, "#") > 1 {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.Opaque == "" && u.Host == "" {
		return false
	}
	_, err = url.PathUnescape(s)
	return err == nil
}

// add completes an event, writes it down and reads it back: what goes into the pipeline is what any reader of the
// stored bytes will see. A fault in it is ours.
func (o *operation) add(e epcis.Event) error {
	if e.EventID == "" {
		e.EventID = repository.NewID[model.Event](o.tx).URN()
	}
	body := epcis.Encode(&e)
	if strings.Contains(string(body), `"`+ownPrefix+`:`) {
		body = epcis.WithContext(body, []epcis.Prefix{{Name: ownPrefix, Namespace: ownNamespace}})
	}
	return o.take(body, epcis.BaseContext())
}

func (o *operation) take(body []byte, base epcis.Context) error {
	parsed, err := epcis.ParseEvent(body, base, epcis.Limits{})
	if err != nil {
		return fmt.Errorf("event of a plain operation: %w", err)
	}
	if !parsed.Valid() {
		return fmt.Errorf("event of a plain operation: %s: %s", parsed.Issues[0].Path, parsed.Issues[0].Detail)
	}
	o.events = append(o.events, parsed)
	o.step.EventIDs = append(o.step.EventIDs, parsed.EventID)
	return nil
}

// record sends the events through the pipeline.
func (o *operation) record() error {
	return o.recordIn("")
}

// recordIn is record for events that rely on the prefixes of a document's @context.
func (o *operation) recordIn(context string) error {
	rec := recording{actor: o.actor, org: o.org, context: context, strict: true, events: o.events, names: o.names}
	if context != "" {
		n, err := epcis.ParseJSON([]byte(context))
		if err != nil {
			return fmt.Errorf("stored context: %w", err)
		}
		rec.contexts = epcis.NewContexts(n)
	}
	p, err := o.service.prepare(o.tx, rec)
	if err != nil {
		return err
	}
	if len(p.duplicates) > 0 {
		return model.EventDuplicate.Refuse(model.P("value", p.items[p.duplicates[0]].id))
	}
	return o.service.record(o.tx, rec, p)
}

// quantities writes lots as a quantity list.
func quantities(lots []lotLine) []epcis.Quantity {
	var list []epcis.Quantity
	for _, l := range lots {
		q := epcis.Quantity{EPCClass: l.node.Key}
		if l.quantity != 0 {
			q.Quantity, q.UOM = l.quantity.String(), string(l.unit)
		}
		list = append(list, q)
	}
	return list
}

// containerKeys lists the identities of containers.
func containerKeys(containers []unitLine) []string {
	var keys []string
	for _, c := range containers {
		keys = append(keys, c.node.Key)
	}
	return keys
}

// ends names the two ends of a movement between companies: who has the goods before and after, and where. Who owns them
// is for the companies to say; a change of possession does not tell.
func ends(e *epcis.Event, from, to model.Site, fromOrg, toOrg model.Organisation) {
	party := func(org model.Organisation, site model.Site) []epcis.Party {
		return []epcis.Party{{Type: sdtPossessing, ID: org.Party()}, {Type: sdtLocation, ID: site.Location()}}
	}
	e.Sources, e.Destinations = party(fromOrg, from), party(toOrg, to)
}

// sameKey reports a lot that stands in both lists.
func sameKey(a, b []lotLine) (lotLine, bool) {
	for _, l := range b {
		if slices.ContainsFunc(a, func(o lotLine) bool { return o.node.Key == l.node.Key }) {
			return l, true
		}
	}
	return lotLine{}, false
}

// parseThing reads an identifier as people and scanners write it: a URI, the path of a Digital Link, or the human
// readable interpretation "(01)…(10)…".
func parseThing(s string) (gs1.EPC, bool) {
	s = strings.TrimSpace(s)
	switch {
	case strings.HasPrefix(s, "("):
		elements, ok := bracketed(s)
		if !ok {
			return gs1.EPC{}, false
		}
		link, err := gs1.NewLink(elements[0], elements[1:]...)
		return gs1.LinkEPC(link), err == nil
	case strings.HasPrefix(s, "/"):
		path, query, _ := strings.Cut(s, "?")
		link, err := gs1.ParseLinkPath(path, query)
		return gs1.LinkEPC(link), err == nil
	}
	epc, err := gs1.ParseEPC(s)
	return epc, err == nil
}

// bracketed reads "(01)09506000134352(10)A1". Brackets may stand in a lot number too; what looks like an AI is one.
func bracketed(s string) ([]gs1.Element, bool) {
	var elements []gs1.Element
	for s != "" {
		ai, rest, ok := bracket(s)
		if !ok {
			return nil, false
		}
		end := 1
		for end < len(rest) {
			if _, _, next := bracket(rest[end:]); next {
				break
			}
			end++
		}
		end = min(end, len(rest))
		elements = append(elements, gs1.Element{AI: ai, Value: rest[:end]})
		s = rest[end:]
	}
	return elements, len(elements) > 0
}

// bracket reads an AI of two to four digits in brackets.
func bracket(s string) (ai, rest string, ok bool) {
	if !strings.HasPrefix(s, "(") {
		return "", s, false
	}
	ai, rest, ok = strings.Cut(s[1:], ")")
	return ai, rest, ok && len(ai) >= 2 && len(ai) <= 4 && strings.Trim(ai, "0123456789") == ""
}
