// Package recall decides what a recall reaches: from the conditions of its scope over everything that was made of what
// they select or held it, to where it is now; and it runs the cases in which this is recalled, from the draft to the end.
package recall

import (
	"context"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// Recorder writes events in the caller's transaction, in the name of the actor's organisation.
type Recorder interface {
	RecordIn(tx *repository.Tx, actor model.Actor, events []*epcis.Event) error
}

// Service is the recall room.
type Service struct {
	store    *repository.Store
	recorder Recorder
	calendar *model.WorkCalendar
	clock    func() time.Time
	most     int
}

// Option changes how the room works.
type Option func(*Service)

// WithRecorder says who records the events of a recall; without one none are written.
func WithRecorder(r Recorder) Option { return func(s *Service) { s.recorder = r } }

// WithCalendar replaces the State Council's calendar, by which the clocks of cases run.
func WithCalendar(c *model.WorkCalendar) Option { return func(s *Service) { s.calendar = c } }

// WithClock says by which clock an exercise is timed; without one its times are zero.
func WithClock(c func() time.Time) Option { return func(s *Service) { s.clock = c } }

// WithMostThings bounds the closure of a case; PreviewMaxNodes without it. A case that reaches more cannot be launched.
func WithMostThings(n int) Option { return func(s *Service) { s.most = n } }

// New returns the room.
func New(store *repository.Store, options ...Option) *Service {
	s := &Service{store: store, calendar: model.ChinaWorkdays(), most: PreviewMaxNodes}
	for _, o := range options {
		o(s)
	}
	return s
}

// elapsed tells how long something took, by the room's clock.
func (s *Service) elapsed(since time.Time) time.Duration {
	if s.clock == nil {
		return 0
	}
	return s.clock().Sub(since)
}

// started is the time from which elapsed counts.
func (s *Service) started() time.Time {
	if s.clock == nil {
		return time.Time{}
	}
	return s.clock()
}

// The limits of a preview.
const (
	PreviewMaxNodes = 1_000_000
	// PreviewNodes bounds a preview that names no limit.
	PreviewNodes = 200_000
)

// Query asks what a scope reaches.
type Query struct {
	Scope model.RecallScope
	// Policy is ClosureContainment when empty.
	Policy model.ClosurePolicy
	// KnownAt, when set, answers as of what had been recorded by then, Until as of what had happened by then.
	KnownAt, Until model.Instant
	// MaxNodes bounds the things; 0 means PreviewNodes.
	MaxNodes int
}

func (q Query) asOf() repository.AsOf { return repository.AsOf{Known: q.KnownAt, Until: q.Until} }

// check refuses a query that cannot be answered, and fills in what was left out.
func (q *Query) check() error {
	if q.Policy == "" {
		q.Policy = model.ClosureContainment
	}
	if q.MaxNodes == 0 {
		q.MaxNodes = PreviewNodes
	}
	var f model.Faults
	if _, known := model.ClosureOf(q.Policy); !known {
		f.Add("policy", model.ValueInvalid, model.P("value", q.Policy))
	}
	if q.MaxNodes < 1 || q.MaxNodes > PreviewMaxNodes {
		f.Add("nodes", model.ValueInvalid, model.P("value", q.MaxNodes))
	}
	f.Check("", q.Scope.Validate())
	return f.Err()
}

// Preview computes what a recall of a scope would reach and changes nothing. Whoever may read recalls may ask; the answer
// holds what the actor may see, and says where it goes on beyond that. Refusals: forbidden, invalid (with
// recall-scope-empty, recall-scope-large and those of the conditions at their fields), and recall-scope-void when the
// conditions select nothing that the actor may see.
func (s *Service) Preview(ctx context.Context, actor model.Actor, q Query) (*Closure, error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	var c *Closure
	err := s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		c, err = compute(tx, actor.Scope(), q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}
