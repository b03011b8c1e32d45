package recall

import (
	"context"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// Exercise is what a mock recall found out (BRCGS 3.9, FSMA 204): how fast, how far, and whether the quantities add up.
// It notified nobody and blocked nothing.
type Exercise struct {
	// TraceMicros runs from the opening of the exercise, whoever carried it on and by whatever steps, to its report;
	// WalkMicros is the part of it that the house itself needed to find everything.
	TraceMicros int64 `json:"trace_us"`
	WalkMicros  int64 `json:"walk_us"`
	Things      int   `json:"things"`
	Holders     int   `json:"holders"`
	Lines       int   `json:"lines"`
	Outside     int   `json:"outside"` // holders without a console here
	Beyond      int   `json:"beyond"`  // places where the trace leaves the house
	// Balance compares, per unit, what came into being with what is accounted for.
	Balance []Balance `json:"balance"`
}

// Balance is the mass balance of an exercise in one unit: of the lots of its own make that were not used up, what was
// made, and where it is.
type Balance struct {
	Unit model.Unit     `json:"unit"`
	Made model.Quantity `json:"made"`
	// Found is on hand, on its way, sold, used up in what is affected too, destroyed or written off.
	Found model.Quantity `json:"found"`
}

// Closes reports whether everything that was made was found.
func (b Balance) Closes() bool { return b.Made == b.Found }

// ExerciseGrade is a limit of time and whether it was kept.
type ExerciseGrade struct {
	Name  string
	Limit time.Duration
	Kept  bool
}

// The limits against which an exercise is graded.
const (
	withinBRCGS = 4 * time.Hour
	withinFSMA  = 24 * time.Hour
	withinOurs  = 3 * time.Second
)

// Grades compares the time of the trace, that of people included, with the limits of four hours (BRCGS 3.9) and 24 hours
// (FSMA 204), and that of the house alone with our own seconds.
func (e Exercise) Grades() []ExerciseGrade {
	took, walk := time.Duration(e.TraceMicros)*time.Microsecond, time.Duration(e.WalkMicros)*time.Microsecond
	return []ExerciseGrade{
		{"brcgs", withinBRCGS, took <= withinBRCGS}, {"fsma", withinFSMA, took <= withinFSMA}, {"own", withinOurs, walk <= withinOurs},
	}
}

// exercised sums up an exercise.
func exercised(r *reach, out issued, lots []model.RecallLot, took, walk time.Duration) *Exercise {
	e := &Exercise{TraceMicros: took.Microseconds(), WalkMicros: walk.Microseconds(), Things: len(lots), Holders: len(out.tasks), Lines: len(out.lines)}
	for _, t := range out.tasks {
		if t.OrgID == "" {
			e.Outside++
		}
	}
	for _, f := range r.Frontier {
		if r.holds(r.Rows[f.Row].Node) && f.Kind != FrontierSold {
			e.Beyond++
		}
	}
	for _, row := range r.Rows {
		if row.First && r.holds(row.Node) {
			e.Balance = weigh(e.Balance, row.Amounts)
		}
	}
	return e
}

// weigh adds the accounts of one lot.
func weigh(sums []Balance, amounts []Amount) []Balance {
	for _, a := range amounts {
		at := -1
		for i := range sums {
			if sums[i].Unit == a.Unit {
				at = i
			}
		}
		if at < 0 {
			sums, at = append(sums, Balance{Unit: a.Unit}), len(sums)
		}
		switch a.Account {
		case model.AccountProduced:
			sums[at].Made = plusAmount(sums[at].Made, a.Quantity)
		case model.AccountUnaccounted: // what turned up from nowhere is no find
		default:
			sums[at].Found = plusAmount(sums[at].Found, a.Quantity)
		}
	}
	return sums
}

// Rehearse opens an exercise and carries it out at once: when it returns, ExerciseOf tells what it found out. It may be
// carried on like any case, to rehearse the steps of people as well.
//
// Who: permission recall:write. Refusals: those of Open, recall-scope-cut.
func (s *Service) Rehearse(ctx context.Context, actor model.Actor, idem model.Idempotency, d Draft) (model.Recall, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return model.Recall{}, err
	}
	d.Mock = true
	if err := d.check(actor); err != nil {
		return model.Recall{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Recall, error) {
		c, r, err := s.open(tx, actor, d)
		if err != nil {
			return c, err
		}
		m := &moving{s: s, tx: tx, actor: actor, c: &c, from: c.State, ready: r}
		if err := m.launch(); err != nil {
			return c, err
		}
		if err := tx.Recall().UpdateCase(&c); err != nil {
			return c, err
		}
		return c, tx.Audit(actor, "recall.rehearse", c.ID.String(), c.Number)
	})
}

// ExerciseOf returns what an exercise found out.
//
// Who: permission recall:read, for who carries it out and the authorities. Refusals: not-found (also for a case that is
// no exercise), forbidden, recall-not-begun.
func (s *Service) ExerciseOf(ctx context.Context, actor model.Actor, id model.RecallID) (c model.Recall, e Exercise, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return c, e, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if c, err = tx.Recall().Case(actor.Scope(), id); err != nil {
			return err
		}
		switch {
		case !seesAll(actor, c):
			return model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
		case c.Mock == 0:
			return model.NotFound.Refuse()
		case c.ScopeVersion == 0:
			return model.RecallNotBegun.Refuse(model.P("number", c.Number))
		}
		_, _, sum, err := scopeOf(tx, c, 1)
		if err == nil && sum.Exercise != nil {
			e = *sum.Exercise
		}
		return err
	})
	return c, e, err
}
