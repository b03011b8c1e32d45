package trace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// Limits of one captured document, announced by OPTIONS /epcis/capture and enforced exactly.
const (
	// CaptureMaxEvents is GS1-EPCIS-Capture-Limit: how many events a document may hold.
	CaptureMaxEvents = 10_000
	// CaptureMaxBytes is GS1-EPCIS-Capture-File-Size-Limit.
	CaptureMaxBytes = 32 << 20
)

// The values of GS1-Capture-Error-Behaviour (EPCIS 2.0 §12.6).
const (
	BehaviourRollback = "rollback" // all or nothing; the default
	BehaviourProceed  = "proceed"  // keep the good events, report the others
)

// CaptureFault is one entry of a capture job's errors: a problem of EPCIS 2.0 (§12.7) with the place in the document.
type CaptureFault struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	// Instance is the JSON pointer of the event; in an XML document, of its JSON form.
	Instance string `json:"instance,omitempty"`
}

// The problem types of EPCIS 2.0 that a capture job reports.
const (
	faultValidation = "epcisException:ValidationException"
	faultDuplicate  = "epcisException:ResourceAlreadyExistsException"
)

// maxFaults bounds the errors that one job keeps.
const maxFaults = 200

// maxContext bounds the document's own @context, which is kept with each of its events.
const maxContext = 16 << 10

// Document is a capture request.
type Document struct {
	Body []byte
	// XML says that Body is of the XML binding; it is JSON otherwise. The events are kept in their JSON form.
	XML bool
	// Behaviour is BehaviourRollback or BehaviourProceed; empty means rollback.
	Behaviour string
}

// Capture takes in an EPCIS 2.0 document (EPCISDocument, EPCISQueryDocument, or one event with its own context) and
// returns its finished job; EPCISDocument and EPCISQueryDocument may also be XML, of EPCIS 1.x too. What the job accepted is durable when Capture returns; under rollback a job that did not
// accept everything has kept nothing.
//
// Who: permission event:capture. Refusals: malformed (no JSON, no XML), trace-event-invalid (no EPCIS document), too-large,
// value-invalid (unknown behaviour), idempotency-*.
func (s *Service) Capture(ctx context.Context, actor model.Actor, idem model.Idempotency, d Document) (model.Capture, error) {
	if err := actor.Must(model.PermEventCapture); err != nil {
		return model.Capture{}, err
	}
	switch d.Behaviour {
	case "":
		d.Behaviour = BehaviourRollback
	case BehaviourRollback, BehaviourProceed:
	default:
		return model.Capture{}, model.ValueInvalid.At("GS1-Capture-Error-Behaviour", model.P("value", d.Behaviour))
	}
	doc, err := parse(d)
	if err != nil {
		return model.Capture{}, err
	}
	if len(contextText(doc)) > maxContext {
		return model.Capture{}, model.TooLarge.Refuse(model.P("limit", strconv.Itoa(maxContext)+" bytes of @context"))
	}
	var stopped stoppedEvents
	for range maxPasses {
		job, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Capture, error) {
			job := newCapture(tx, actor, d.Behaviour, d.Body)
			return job, s.capture(tx, actor, doc, &job, stopped)
		})
		var more stoppedEvents
		if !errors.As(err, &more) {
			return job, err
		}
		if stopped == nil {
			stopped = stoppedEvents{}
		}
		maps.Copy(stopped, more)
	}
	return model.Capture{}, stopped.first()
}

// maxPasses bounds how often a document is begun anew without the events that a recall stops: leaving one out can change
// what another one moves, but not for long.
const maxPasses = 5

// stoppedEvents are the events of a document, by position, that a recall stops. As an error it undoes what the transaction has
// written, so that the document can be recorded without them.
type stoppedEvents map[int]*model.Refusal

// Error implements error.
func (e stoppedEvents) Error() string {
	return strconv.Itoa(len(e)) + " events are stopped by a recall"
}

// first is the refusal of the first of them.
func (e stoppedEvents) first() error {
	return e[slices.Min(slices.Collect(maps.Keys(e)))]
}

// newCapture is a job that begins with a body.
func newCapture(tx *repository.Tx, actor model.Actor, behaviour string, body []byte) model.Capture {
	sum := sha256.Sum256(body)
	return model.Capture{
		ID: repository.NewID[model.Capture](tx), OrgID: actor.Org, Actor: actor.Name(), State: model.CaptureRunning,
		Behaviour: behaviour, PayloadSHA: hex.EncodeToString(sum[:]), Errors: []byte("[]"), CreatedAt: tx.Now(),
	}
}

// parse reads a document; its errors are refusals.
func parse(d Document) (*epcis.Document, error) {
	read := epcis.ParseDocument
	if d.XML {
		read = epcis.ParseXML
	}
	doc, err := read(d.Body, epcis.Limits{Bytes: CaptureMaxBytes, Events: CaptureMaxEvents})
	var (
		syntax  *epcis.SyntaxError
		markup  *epcis.XMLError
		limit   *epcis.LimitError
		invalid *epcis.InvalidError
	)
	switch {
	case errors.As(err, &syntax):
		return nil, model.Malformed.Refuse(model.P("reason", "JSON: "+syntax.Error()))
	case errors.As(err, &markup):
		return nil, model.Malformed.Refuse(model.P("reason", "XML: "+markup.Error()))
	case errors.As(err, &limit):
		return nil, model.TooLarge.Refuse(model.P("limit", strconv.Itoa(limit.Max)+" "+limit.What))
	case errors.As(err, &invalid):
		r := model.EventInvalid.Refuse(model.P("reason", invalid.Issues[0].Detail))
		for _, i := range invalid.Issues {
			r.Fields = append(r.Fields, model.FieldFault{At: i.Path, Problem: model.EventInvalid, Detail: i.Code + ": " + i.Detail})
		}
		return nil, r
	}
	return doc, err
}

// refusedFault is the fault of an event that is refused.
func refusedFault(r *model.Refusal, position int) CaptureFault {
	return CaptureFault{faultValidation, r.Problem.Title.EN, r.Problem.Detail.Fill(model.EN, r.Params), eventPointer(position)}
}

// capture runs a parsed document through the pipeline and finishes its job. Events that a recall stops are known from an
// earlier pass; when there are others and the job goes on without them, the error is stoppedEvents.
func (s *Service) capture(tx *repository.Tx, actor model.Actor, doc *epcis.Document, job *model.Capture, stopped stoppedEvents) error {
	if err := tx.Trace().InsertCapture(*job); err != nil {
		return err
	}
	org, err := tx.Trace().OrganisationOf(actor.Org)
	if err != nil {
		return err
	}
	rec := recording{actor: actor, org: org, capture: job.ID, context: contextText(doc)}
	if rec.context != "" {
		rec.contexts = epcis.NewContexts(doc.Root.Get("@context"))
	}
	var faults []CaptureFault
	positions := make([]int, 0, len(doc.Events)) // of rec.events in the document
	for i := range doc.Events {
		e := &doc.Events[i]
		if r := stopped[i]; r != nil {
			job.Rejected++
			faults = append(faults, refusedFault(r, i))
			continue
		}
		if e.Valid() {
			rec.events = append(rec.events, e)
			positions = append(positions, i)
			continue
		}
		job.Rejected++
		for _, issue := range e.Issues {
			faults = append(faults, CaptureFault{faultValidation, "Not a valid EPCIS 2.0 event", issue.Code + ": " + issue.Detail, issue.Path})
		}
	}
	prep, err := s.prepareEach(tx, &rec, &positions, &faults, job)
	if err != nil {
		return err
	}
	for _, i := range prep.duplicates {
		faults = append(faults, CaptureFault{
			faultDuplicate, "Event already captured", "an event with this eventID or content is here: " + prep.items[i].id, eventPointer(positions[i]),
		})
	}
	job.Duplicates = len(prep.duplicates)
	on := model.CaptureFinish
	switch {
	case len(faults) == 0:
	case job.Behaviour == BehaviourProceed && (len(prep.accepted) > 0 || job.Rejected+job.Duplicates == 0):
		on = model.CaptureKeep
	default:
		on, prep.accepted = model.CaptureFail, nil
	}
	more := stoppedEvents{}
	if job.Behaviour == BehaviourProceed {
		rec.stop = func(it *item, r *model.Refusal) { more[positions[slices.Index(prep.items, it)]] = r }
	}
	if err := s.record(tx, rec, prep); err != nil {
		return err
	}
	if len(more) > 0 {
		return more
	}
	job.Accepted = len(prep.accepted)
	return s.finish(tx, actor, job, on, faults)
}

// prepareEach prepares all events at once and, when one of them cannot be (an identifier too long, another company's
// event withdrawn), finds out which, one by one.
func (s *Service) prepareEach(tx *repository.Tx, rec *recording, positions *[]int, faults *[]CaptureFault, job *model.Capture) (*prepared, error) {
	prep, err := s.prepare(tx, *rec)
	if err == nil {
		return prep, nil
	}
	var refusal *model.Refusal
	if !errors.As(err, &refusal) {
		return nil, err
	}
	var (
		good []*epcis.Event
		at   []int
	)
	for i, e := range rec.events {
		one := *rec
		one.events = []*epcis.Event{e}
		_, err := s.prepare(tx, one)
		if !errors.As(err, &refusal) {
			if err != nil {
				return nil, err
			}
			good, at = append(good, e), append(at, (*positions)[i])
			continue
		}
		job.Rejected++
		*faults = append(*faults, refusedFault(refusal, (*positions)[i]))
	}
	rec.events, *positions = good, at
	return s.prepare(tx, *rec)
}

func eventPointer(i int) string { return "/epcisBody/eventList/" + strconv.Itoa(i) }

func (s *Service) finish(tx *repository.Tx, actor model.Actor, job *model.Capture, on model.CaptureEvent, faults []CaptureFault) error {
	if len(faults) > maxFaults {
		faults = faults[:maxFaults]
	}
	if len(faults) > 0 {
		text, err := json.Marshal(faults)
		if err != nil {
			return err
		}
		job.Errors = text
	}
	if err := tx.Trace().FinishCapture(*job, on, actor.Name()); err != nil {
		return err
	}
	next, err := model.CaptureLifecycle.Next(model.CaptureRunning, on)
	job.State, job.FinishedAt, job.Version = next.To, tx.Now(), 1
	return err
}

// contextText is the document's @context where it declares more than the standard one.
func contextText(doc *epcis.Document) string {
	if doc.Kind == epcis.SingleEvent || len(doc.Context.Prefixes()) == 0 {
		return ""
	}
	if n := doc.Root.Get("@context"); n != nil {
		return string(n.AppendJSON(nil))
	}
	return ""
}

// CaptureJob returns a capture job of the actor's own organisation, or of one in a regulator's region.
//
// Who: permission event:capture. Refusals: not-found.
func (s *Service) CaptureJob(ctx context.Context, actor model.Actor, id model.CaptureID) (job model.Capture, err error) {
	if err := actor.Must(model.PermEventCapture); err != nil {
		return job, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		job, err = tx.Trace().Capture(actor.Scope(), id)
		return err
	})
	return job, err
}

// CaptureJobs lists capture jobs, newest first.
//
// Who: permission event:capture.
func (s *Service) CaptureJobs(ctx context.Context, actor model.Actor, page model.Page) (jobs []model.Capture, next model.PageToken, err error) {
	if err := actor.Must(model.PermEventCapture); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		jobs, next, err = tx.Trace().Captures(actor.Scope(), page)
		return err
	})
	return jobs, next, err
}
