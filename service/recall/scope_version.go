package recall

import (
	"context"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// NewScope is another version of the scope of a case that is under way.
type NewScope struct {
	ID      model.RecallID
	Version int64 // of the case, as it was read; 0 for whatever it is now
	Scope   model.RecallScope
	Policy  model.ClosurePolicy
	// Reason is required; Evidence is a document and required when the version frees something.
	Reason   string
	Evidence model.DocumentID
}

// ScopeChange is what a version of a scope changes.
type ScopeChange struct {
	Case  model.Recall
	Scope model.RecallScopeRow
	// Conditions that came and went, in canonical text, and the things.
	AddedConditions, RemovedConditions []string
	Added, Removed, Changed            []model.RecallLot
	// New counts the holders that had no task before.
	New int
}

func (in *NewScope) check(actor model.Actor) error {
	var f model.Faults
	in.Reason = checkLine(&f, "reason", in.Reason, MaxReason)
	if in.Reason == "" {
		f.Add("reason", model.ValueRequired)
	}
	q := Query{Scope: in.Scope, Policy: in.Policy}
	f.Check("", q.check())
	in.Policy = q.Policy
	if f.Empty() {
		in.Scope = in.Scope.Sorted()
	}
	return f.Err()
}

// Rescope fixes another version of the scope of a case that is under way. What is new is blocked and given to its holders,
// with clocks of its own; what was answered and the day of the first announcement stay. What the new version does not
// reach any more is free again, with the evidence and a notice to its holders; what was destroyed stays so.
//
// Who: permission recall:write, for the responsible company and the authority; a company may only widen what an authority
// has ordered. Refusals: not-found, forbidden, changed-meanwhile, invalid, recall-not-begun, and those of Open and
// launching about the scope.
func (s *Service) Rescope(ctx context.Context, actor model.Actor, idem model.Idempotency, in NewScope) (ScopeChange, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return ScopeChange{}, err
	}
	if err := in.check(actor); err != nil {
		return ScopeChange{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (ScopeChange, error) {
		c, err := s.own(tx, actor, in.ID, in.Version)
		if err != nil {
			return ScopeChange{}, err
		}
		if c.ScopeVersion == 0 || c.State.Ended() {
			return ScopeChange{}, model.RecallNotBegun.Refuse(model.P("number", c.Number))
		}
		m := &moving{s: s, tx: tx, actor: actor, c: &c, in: Move{Reason: in.Reason}, from: c.State}
		d, err := m.rescope(in)
		if err != nil {
			return ScopeChange{}, err
		}
		if err := tx.Recall().UpdateCase(&c); err != nil {
			return ScopeChange{}, err
		}
		d.Case = c
		return d, tx.Audit(actor, "recall.rescope", c.ID.String(), in.Reason)
	})
}

// mayNarrow keeps a company from taking a condition, or reach, off a case that an authority has ordered: conditions also
// stop what nothing is recorded of yet.
func (m *moving) mayNarrow(old Query, in NewScope) error {
	if m.c.Origin != model.OriginOrdered || m.actor.OrgKind == model.KindRegulator {
		return nil
	}
	reach := func(p model.ClosurePolicy) int {
		return slices.IndexFunc(model.Closures(), func(c model.ClosureInfo) bool { return c.Policy == p })
	}
	if _, removed := old.Scope.Diff(in.Scope); len(removed) > 0 || reach(in.Policy) < reach(old.Policy) {
		return model.Forbidden.Refuse(model.P("permission", model.PermRecallOrder))
	}
	return nil
}

func (m *moving) rescope(in NewScope) (ScopeChange, error) {
	if err := m.tx.Recall().Standstill(); err != nil {
		return ScopeChange{}, err
	}
	old, _, sum, err := scopeOf(m.tx, *m.c, m.c.ScopeVersion)
	if err != nil {
		return ScopeChange{}, err
	}
	if in.Evidence != "" {
		if _, err := m.tx.Catalog().Document(m.actor.Scope(), in.Evidence); err != nil {
			return ScopeChange{}, model.NotFound.At("evidence")
		}
	}
	a := asked{
		sight: m.sight(sum), query: Query{Scope: in.Scope, Policy: in.Policy}, org: m.c.OrgID, standIn: standsIn(*m.c),
	}
	r, err := m.s.whole(m.tx, a)
	if err != nil {
		return ScopeChange{}, err
	}
	if err := m.mayNarrow(old.query, in); err != nil {
		return ScopeChange{}, err
	}
	version := m.c.ScopeVersion + 1
	before, err := m.tx.Recall().TasksOf(m.c.ID)
	if err != nil {
		return ScopeChange{}, err
	}
	d, err := m.apply(r, version, model.DeltaScope, in.Evidence)
	if err != nil {
		return ScopeChange{}, err
	}
	if len(d.Removed) > 0 && m.c.Origin == model.OriginOrdered && m.actor.OrgKind != model.KindRegulator {
		return ScopeChange{}, model.Forbidden.Refuse(model.P("permission", model.PermRecallOrder))
	}
	after, err := m.tx.Recall().TasksOf(m.c.ID)
	if err != nil {
		return ScopeChange{}, err
	}
	m.c.ScopeVersion, m.c.Policy = version, in.Policy
	row, err := r.row(model.RecallScopeRow{
		RecallID: m.c.ID, Version: version, KnownAt: m.tx.Now(), Actor: m.actor.Name(), Reason: in.Reason, CreatedAt: m.tx.Now(),
	}, r.lots(m.c.ID), len(after), r.summary(m.eyes(sum)))
	if err != nil {
		return ScopeChange{}, err
	}
	if _, err := m.changed(); err != nil { // conditions strike what has no row yet: tills hear of them
		return ScopeChange{}, err
	}
	change := ScopeChange{Scope: row, Added: d.Added, Removed: d.Removed, Changed: d.Changed, New: len(after) - len(before)}
	change.AddedConditions, change.RemovedConditions = old.query.Scope.Diff(in.Scope)
	if err := m.tx.Recall().InsertScope(row); err != nil {
		return ScopeChange{}, err
	}
	return change, m.watchLines(r)
}

// eyes says whose sight the roots of a new version are found with: an authority's when it has written it or the one
// before, so that a company cannot narrow what an authority sees.
func (m *moving) eyes(before ScopeSummary) ScopeSummary {
	if before.Kind == model.KindRegulator && m.actor.OrgKind != model.KindRegulator {
		return ScopeSummary{Sight: before.Sight, Kind: before.Kind, Region: before.Region}
	}
	return sightOf(m.actor)
}

// sight is the scope of eyes.
func (m *moving) sight(before ScopeSummary) model.Scope { return m.eyes(before).eyes() }

// Comparison is a scope beside what a case affects.
type Comparison struct {
	Case                               model.Recall
	AddedConditions, RemovedConditions []string
	Added, Removed, Changed            []model.RecallLot
	Things, Confirmed, Possible        int
	Holders                            int
	Cut                                bool
}

// Foresee computes what another scope of a case would change and changes nothing. With an empty scope it evaluates the
// one that the case has, as of now.
//
// Who: permission recall:write, for who carries the case out. Refusals: not-found, forbidden, invalid, and those of Open
// about the scope.
func (s *Service) Foresee(ctx context.Context, actor model.Actor, id model.RecallID, scope model.RecallScope, policy model.ClosurePolicy) (Comparison, error) {
	var out Comparison
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return out, err
	}
	err := s.store.Read(ctx, func(tx *repository.Tx) error {
		c, err := s.own(tx, actor, id, 0)
		if err != nil {
			return err
		}
		old, _, sum, err := scopeOf(tx, c, c.ScopeVersion)
		if err != nil {
			return err
		}
		a := old
		if len(scope.Predicates) > 0 {
			m := &moving{s: s, tx: tx, actor: actor, c: &c}
			a.query, a.sight = Query{Scope: scope, Policy: policy}, m.sight(sum)
		}
		r, err := s.reached(tx, a)
		if err != nil {
			return err
		}
		if err := r.claim(tx, a); err != nil {
			return err
		}
		out, err = s.foreseen(tx, c, r)
		out.AddedConditions, out.RemovedConditions = old.query.Scope.Diff(a.query.Scope)
		return err
	})
	return out, err
}

func (s *Service) foreseen(tx *repository.Tx, c model.Recall, r *reach) (out Comparison, err error) {
	before, err := tx.Recall().Affected(c.ID)
	if err != nil {
		return out, err
	}
	lots := r.lots(c.ID)
	d := compare(before, lots)
	holders, err := issue(tx, r, c.OrgID, nil)
	if err != nil {
		return out, err
	}
	out = Comparison{Case: c, Added: d.Added, Removed: d.Removed, Changed: d.Changed, Things: len(lots), Holders: len(holders.lines), Cut: r.Cut != repository.BoundNone}
	out.Confirmed, out.Possible = count(lots)
	return out, nil
}

// Regrade is a graver grade for a case that is under way.
type Regrade struct {
	ID      model.RecallID
	Version int64
	Grade   model.Grade
	// KnownAt is since when the graver risk is known; now when zero.
	KnownAt model.Instant
	Reason  string
}

// Regrade makes a case graver. The clocks of the graver grade run from when the graver risk became known; what ran and was
// answered before stays on record.
//
// Who: permission recall:write, for who carries the case out. Refusals: not-found, forbidden, changed-meanwhile, invalid,
// recall-not-begun, recall-grade-not-graver.
func (s *Service) Regrade(ctx context.Context, actor model.Actor, idem model.Idempotency, in Regrade) (model.Recall, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return model.Recall{}, err
	}
	var f model.Faults
	if in.Reason = checkLine(&f, "reason", in.Reason, MaxReason); in.Reason == "" {
		f.Add("reason", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return model.Recall{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Recall, error) {
		c, err := s.own(tx, actor, in.ID, in.Version)
		if err == nil && (c.KnownAt == 0 || c.State.Ended()) {
			err = model.RecallNotBegun.Refuse(model.P("number", c.Number))
		}
		if err == nil && in.Grade.Rank() >= c.Grade.Rank() {
			err = model.RecallGradeLower.Refuse(model.P("grade", c.Grade))
		}
		if err != nil {
			return c, err
		}
		m := &moving{s: s, tx: tx, actor: actor, c: &c, from: c.State, in: Move{Reason: in.Reason, Grade: in.Grade, KnownAt: in.KnownAt}}
		if err := m.regrade(); err != nil {
			return c, err
		}
		if err := tx.Recall().UpdateCase(&c); err != nil {
			return c, err
		}
		return c, tx.Audit(actor, "recall.regrade", c.ID.String(), in.Reason)
	})
}

func (m *moving) regrade() error {
	known := m.c.KnownAt
	if err := m.grade(); err != nil {
		return err
	}
	graver := m.c.KnownAt
	m.c.KnownAt = known // the first knowledge stays; the graver one is in the clocks
	after := func(r model.Rule) bool { return r.Grade != "" }
	clocks, err := m.s.begin(m.tx, *m.c, "", model.OnUnsafeKnown, graver, after)
	if err != nil {
		return err
	}
	if m.c.AnnouncedAt != 0 {
		more, err := m.s.begin(m.tx, *m.c, "", model.OnAnnounced, max(graver, m.c.AnnouncedAt), after)
		if err != nil {
			return err
		}
		clocks = slices.Concat(clocks, more)
	}
	if err := m.tx.Recall().InsertClocks(clocks); err != nil {
		return err
	}
	if m.c.BlockedFrom != 0 {
		if _, err := m.changed(); err != nil {
			return err
		}
	}
	if err := m.paper(model.PaperConsent, Decision{Event: "regrade", Reason: m.in.Reason}); err != nil {
		return err
	}
	to, err := m.authorities()
	if err != nil {
		return err
	}
	return m.message(model.NewsRecallGrade, append(to, m.c.OrgID)...)
}

// Filing is a paper that is filed without moving the case: a revised plan, or the summary of a stage.
type Filing struct {
	ID     model.RecallID
	Plan   *model.RecallPlan
	Report *model.RecallSummary
	// Final says that the report is the final one; the case is moved by the event report, this files a corrected one.
	Final bool
}

// File files a revised plan or a report and answers the clocks that were running for it.
//
// Who: permission recall:write, for who carries the case out. Refusals: not-found, forbidden, invalid, recall-not-begun.
func (s *Service) File(ctx context.Context, actor model.Actor, idem model.Idempotency, in Filing) (model.RecallPaper, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return model.RecallPaper{}, err
	}
	if (in.Plan == nil) == (in.Report == nil) {
		return model.RecallPaper{}, model.ValueRequired.At("plan")
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (p model.RecallPaper, err error) {
		c, err := s.own(tx, actor, in.ID, 0)
		if err == nil && (c.State.Ended() || c.KnownAt == 0) {
			err = model.RecallNotBegun.Refuse(model.P("number", c.Number))
		}
		if err != nil {
			return p, err
		}
		m := &moving{s: s, tx: tx, actor: actor, c: &c, from: c.State, in: Move{Plan: in.Plan, Report: in.Report}}
		kind := model.PaperPlan
		switch {
		case in.Plan != nil:
			err = m.plan()
		case in.Final:
			kind, err = model.PaperFinal, m.report(model.PaperFinal)
		default:
			kind, err = model.PaperStage, m.report(model.PaperStage)
		}
		if err != nil {
			return p, err
		}
		if err := tx.Recall().UpdateCase(&c); err != nil {
			return p, err
		}
		papers, err := tx.Recall().Papers(c.ID)
		for _, one := range papers {
			if one.Kind == kind && one.Number > p.Number {
				p = one
			}
		}
		if err != nil {
			return p, err
		}
		return p, tx.Audit(actor, "recall.file", c.ID.String(), string(kind))
	})
}
