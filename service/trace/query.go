package trace

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// QueriedEvent, EventAnswer and WordKind are what the query interface answers with and browses by.
type (
	QueriedEvent = repository.QueriedEvent
	EventAnswer  = repository.EventAnswer
	WordKind     = repository.WordKind
)

// The kinds of word by which events are browsed.
const (
	WordEventType   = repository.WordEventType
	WordBizStep     = repository.WordBizStep
	WordDisposition = repository.WordDisposition
	WordReadPoint   = repository.WordReadPoint
	WordBizLocation = repository.WordBizLocation
	WordEPC         = repository.WordEPC
)

// QueryRefusal turns a fault of a query into the refusal that names the parameter.
func QueryRefusal(err error) error {
	var fault *epcis.QueryError
	if !errors.As(err, &fault) {
		return err
	}
	switch fault.Exception {
	case epcis.QueryImplementation:
		return model.QueryNotOffered.Refuse(model.P("what", fault.Param+" ("+fault.Reason+")"))
	case epcis.QueryTooComplex:
		return model.QueryTooComplex.Refuse(model.P("limit", fault.Param+": "+fault.Reason))
	}
	params := []model.Param{model.P("name", fault.Param), model.P("reason", fault.Reason)}
	r := model.QueryInvalid.Refuse(params...)
	r.Fields = []model.FieldFault{{At: fault.Param, Problem: model.QueryInvalid, Params: params}}
	return r
}

// QueryEvents answers an EPCIS 2.0 query (§8.2.7.1) over the events that the actor may see. Withdrawn events and their
// declarations are among them, as the standard has it.
//
// Who: permission event:read. binds is the address at which the query is asked: page tokens are good for it alone.
// Refusals: page-token-invalid, epcis-query-too-large, epcis-query-too-complex.
func (s *Service) QueryEvents(ctx context.Context, actor model.Actor, q *epcis.Query, binds string, page model.Page) (a EventAnswer, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return a, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		a, err = tx.Trace().QueryEvents(actor.Scope(), q, binds, page)
		return err
	})
	return a, err
}

// EventsByID returns the events with an eventID that the actor may see: the event, and the declaration that withdrew it.
//
// Who: permission event:read. Refusals: not-found.
func (s *Service) EventsByID(ctx context.Context, actor model.Actor, eventID string) (events []QueriedEvent, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		events, err = tx.Trace().EventsByID(actor.Scope(), eventID)
		return err
	})
	return events, err
}

// ReleasePageToken makes a page token of QueryEvents unusable before it expires. What is no token is released already.
//
// Who: permission event:read.
func (s *Service) ReleasePageToken(ctx context.Context, actor model.Actor, token model.PageToken) error {
	if err := actor.Must(model.PermEventRead); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error { return tx.Trace().ReleaseToken(token) })
}

// Words lists what the events that the actor may see can be browsed by, sorted: event types, business steps,
// dispositions, places or the identifiers of things.
//
// Who: permission event:read. Refusals: page-token-invalid, epcis-query-too-complex.
func (s *Service) Words(ctx context.Context, actor model.Actor, kind WordKind, page model.Page) (words []string, next model.PageToken, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		words, next, err = tx.Trace().Words(actor.Scope(), kind, page)
		return err
	})
	return words, next, err
}

// vocabularies are those whose words exist whether an event has them or not.
var vocabularies = map[WordKind]*epcis.Vocabulary{WordBizStep: epcis.BizSteps, WordDisposition: epcis.Dispositions}

// Browse returns the query for the events with a word, which may be spelled as the standards allow. A word outside the
// vocabularies that no event within the actor's sight has does not exist for the actor.
//
// Who: permission event:read. Refusals: not-found.
func (s *Service) Browse(ctx context.Context, actor model.Actor, kind WordKind, word string) (*epcis.Query, error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return nil, err
	}
	known := kind == WordEventType && epcis.EventType(word).Standard()
	if v := vocabularies[kind]; v != nil {
		word = v.Word(word)
		known = v.Has(word)
	} else if kind != WordEventType {
		word = epcis.Key(word)
	}
	if !known {
		err := s.store.Read(ctx, func(tx *repository.Tx) (err error) {
			known, err = tx.Trace().HasWord(actor.Scope(), kind, word)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if !known {
		return nil, model.NotFound.Refuse()
	}
	all := &epcis.Query{}
	if kind == WordEPC {
		return all.Naming(word), nil
	}
	name := "EQ_" + string(kind)
	if kind == WordEventType {
		name = "eventType"
	}
	q, err := all.Narrow(name, word)
	return q, QueryRefusal(err)
}

// CaptureEvent takes in one event that carries its own context and returns its eventID with the event as it is answered
// from now on. It is kept or refused as a whole.
//
// Who: permission event:capture. Refusals: malformed, trace-event-invalid, trace-event-duplicate, too-large,
// idempotency-*.
func (s *Service) CaptureEvent(ctx context.Context, actor model.Actor, idem model.Idempotency, body []byte) (CapturedEvent, error) {
	if err := actor.Must(model.PermEventCapture); err != nil {
		return CapturedEvent{}, err
	}
	doc, err := parse(Document{Body: body})
	if err != nil {
		return CapturedEvent{}, err
	}
	if doc.Kind != epcis.SingleEvent {
		return CapturedEvent{}, model.EventInvalid.Refuse(model.P("reason", "a single event is expected; documents go to /epcis/capture"))
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (CapturedEvent, error) {
		job := newCapture(tx, actor, BehaviourRollback, body)
		if err := s.capture(tx, actor, doc, &job, nil); err != nil {
			return CapturedEvent{}, err
		}
		if job.Accepted == 0 {
			return CapturedEvent{}, notCaptured(job)
		}
		e, err := tx.Trace().EventOfCapture(job.ID)
		if err != nil {
			return CapturedEvent{}, err
		}
		whole, err := completed(e)
		return CapturedEvent{ID: e.EventID, Event: whole}, err
	})
}

// CapturedEvent is an event that was just captured.
type CapturedEvent struct {
	ID    string
	Event json.RawMessage
}

// notCaptured says why a job kept nothing of its only event.
func notCaptured(job model.Capture) error {
	if job.Duplicates > 0 {
		return model.EventDuplicate.Refuse()
	}
	var faults []CaptureFault
	if err := json.Unmarshal(job.Errors, &faults); err != nil || len(faults) == 0 {
		return model.EventInvalid.Refuse(model.P("reason", "the event was not kept")).Because(err)
	}
	r := model.EventInvalid.Refuse(model.P("reason", faults[0].Detail))
	for _, f := range faults {
		r.Fields = append(r.Fields, model.FieldFault{At: f.Instance, Problem: model.EventInvalid, Detail: f.Detail})
	}
	return r
}

// EventFormat says in which spelling identifiers are answered (GS1-EPC-Format, EPCIS 2.0 §12.5).
type EventFormat string

// The formats. Without a preference events are answered as they were captured.
const (
	FormatNoPreference    EventFormat = "No_Preference"
	FormatDigitalLink     EventFormat = "Always_GS1_Digital_Link"
	FormatURN             EventFormat = "Always_EPC_URN"
	FormatNeverTranslates EventFormat = "Never_Translates"
)

// EventDocument writes an answer as an EPCISQueryDocument. The members of the events are those that were captured, apart
// from eventID and recordTime. Prefixes that the events rely on are declared once at the top; an event for which they
// would mean something else carries its own. It returns the prefixes declared.
func EventDocument(events []QueriedEvent, heading epcis.Heading, format EventFormat) (document []byte, prefixes []epcis.Prefix, err error) {
	heading.Kind = epcis.QueryDocument
	common := map[string]string{}
	list := make([][]byte, 0, len(events))
	for _, e := range events {
		own := !lift(e.Row.Context, common)
		n, err := answered(e.Row, own)
		if err != nil {
			return nil, nil, err
		}
		Respell(n, format)
		list = append(list, n.AppendJSON(nil))
	}
	for name, namespace := range common {
		heading.Prefixes = append(heading.Prefixes, epcis.Prefix{Name: name, Namespace: namespace})
	}
	slices.SortFunc(heading.Prefixes, func(a, b epcis.Prefix) int { return strings.Compare(a.Name, b.Name) })
	return epcis.EncodeDocument(heading, list), heading.Prefixes, nil
}

// schemes are names that other events use as they are: a prefix of that name stays with the event that declares it.
var schemes = []string{"http", "https", "urn", "tag", "info", "did", "ni", "data"}

// lift adds the prefixes of an event's document to those that all events share; false when they cannot be shared.
func lift(context string, common map[string]string) bool {
	if context == "" {
		return true
	}
	n, err := epcis.ParseJSON([]byte(context))
	if err != nil {
		return false
	}
	x := epcis.ContextOf(n)
	standard := epcis.BaseContext()
	if len(x.Remote()) > 0 {
		return false
	}
	for _, p := range x.Prefixes() {
		_, known := standard.Namespace(p.Name)
		if other, taken := common[p.Name]; known || taken && other != p.Namespace || slices.Contains(schemes, p.Name) {
			return false
		}
	}
	for _, p := range x.Prefixes() {
		common[p.Name] = p.Namespace
	}
	return true
}

// answered is an event as it is answered, with its context where it is to carry it.
func answered(row model.Event, own bool) (*epcis.Node, error) {
	if !own {
		row.Context = ""
	}
	whole, err := completed(row)
	if err != nil {
		return nil, err
	}
	return epcis.ParseJSON(bytes.Clone(whole))
}

// IndexEvents adds the events that were recorded before queries had an index of facts to it, a few hundred at a time.
// Until it has finished, queries by such facts read events in order and may be refused as too complex. A server does this
// beside its other work; when there is nothing to add it returns at once.
func (s *Service) IndexEvents(ctx context.Context) error {
	for more := true; more; {
		err := s.store.Write(ctx, func(tx *repository.Tx) (err error) {
			more, err = tx.Trace().IndexEvents()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
