package recall

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Move moves a case: one of the events of model.RecallLifecycle with what it needs.
type Move struct {
	ID    model.RecallID
	Event model.RecallEvent
	// Version is the one that was read; 0 for whatever it is now.
	Version int64
	// Reason is required for what the authority decides and for what ends or reopens a case.
	Reason string
	// Grade and KnownAt come with assess: how grave it is, and since when it is known to be unsafe (now when zero).
	Grade   model.Grade
	KnownAt model.Instant
	// Plan comes with file-plan, Report with report.
	Plan   *model.RecallPlan
	Report *model.RecallSummary
	// Until comes with extend: the last instant in time, as the authority consents to it.
	Until model.Instant
}

// moving is a move while it is made, inside its transaction.
type moving struct {
	s     *Service
	tx    *repository.Tx
	actor model.Actor
	c     *model.Recall
	in    Move
	// from is the state before the move; epoch what tills see of the change, 0 while there is none.
	from  model.RecallState
	epoch model.Seq
	ready *reach
}

// deed is what a move does besides changing the state, and what it needs.
type deed struct {
	reason bool
	do     []func(*moving) error
}

// deeds says it for every event; a test compares the table with the lifecycle.
var deeds = map[model.RecallEvent]deed{
	model.RecallAssess:       {do: []func(*moving) error{(*moving).grade, (*moving).unsafe}},
	model.RecallOrder:        {reason: true, do: []func(*moving) error{(*moving).gradeOrdered, (*moving).launch, (*moving).stopped, (*moving).ordered}},
	model.RecallFilePlan:     {do: []func(*moving) error{(*moving).filePlan}},
	model.RecallObject:       {reason: true, do: []func(*moving) error{(*moving).decided, (*moving).objected}},
	model.RecallWithdraw:     {do: []func(*moving) error{(*moving).launch, (*moving).stopped, (*moving).withdrawing}},
	model.RecallReachedSale:  {reason: true},
	model.RecallAnnounce:     {do: []func(*moving) error{(*moving).launch, (*moving).stopped, (*moving).announced}},
	model.RecallProclaim:     {reason: true, do: []func(*moving) error{(*moving).launch, (*moving).stopped, (*moving).announced}},
	model.RecallExecute:      {},
	model.RecallExtend:       {reason: true, do: []func(*moving) error{(*moving).decided, (*moving).extended}},
	model.RecallDispose:      {do: []func(*moving) error{(*moving).finished}},
	model.RecallResume:       {reason: true, do: []func(*moving) error{(*moving).resumed}},
	model.RecallReport:       {do: []func(*moving) error{(*moving).reported}},
	model.RecallEvaluate:     {reason: true, do: []func(*moving) error{(*moving).decided}},
	model.RecallFindLacking:  {reason: true, do: []func(*moving) error{(*moving).decided, (*moving).lacking}},
	model.RecallEndActive:    {reason: true, do: []func(*moving) error{(*moving).decided}},
	model.RecallClose:        {reason: true, do: []func(*moving) error{(*moving).decided, (*moving).closing}},
	model.RecallReopen:       {reason: true, do: []func(*moving) error{(*moving).reopened}},
	model.RecallCancel:       {reason: true, do: []func(*moving) error{(*moving).ended}},
	model.RecallRevoke:       {reason: true, do: []func(*moving) error{(*moving).decided, (*moving).ended}},
	model.RecallReturnToPlan: {reason: true, do: []func(*moving) error{(*moving).decided}},

	model.RecallFinishExercise: {do: []func(*moving) error{(*moving).rehearsed}},
}

// Move makes a move of a case. From order, withdraw, announce and proclaim on everything that it reaches is blocked.
//
// Who: the permission of the move in model.RecallLifecycle; whose case it is for what a company does, whose region for
// what the authority decides. Refusals: not-found, forbidden, move-not-allowed, changed-meanwhile, invalid,
// recall-launched, recall-scope-void, recall-scope-cut, recall-mock-only, recall-mock-foreign, those of closing
// (model.RecallClosing), clock-*, idempotency-*.
func (s *Service) Move(ctx context.Context, actor model.Actor, idem model.Idempotency, in Move) (model.Recall, error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return model.Recall{}, err
	}
	if err := in.check(); err != nil {
		return model.Recall{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Recall, error) {
		c, err := tx.Recall().Case(actor.Scope(), in.ID)
		if err != nil {
			return c, err
		}
		mv, err := model.RecallLifecycle.Next(c.State, in.Event)
		if err != nil {
			return c, err
		}
		if err := permit(actor, c, mv); err != nil {
			return c, err
		}
		if in.Version != 0 && in.Version != c.Version {
			return c, model.ChangedMeanwhile.Refuse()
		}
		return c, s.move(tx, actor, &c, in, nil)
	})
}

func (in *Move) check() error {
	var f model.Faults
	in.Reason = checkLine(&f, "reason", in.Reason, MaxReason)
	if deeds[in.Event].reason && in.Reason == "" {
		f.Add("reason", model.ValueRequired)
	}
	if _, known := deeds[in.Event]; !known {
		f.Add("event", model.ValueInvalid, model.P("value", clipped(string(in.Event))))
	}
	return f.Err()
}

// needed is the permission that a move of a case takes. What has been launched is not taken back by who has to recall: once
// things are blocked, only the authority ends a case before its time, whatever state it has come back to.
func needed(c model.Recall, mv model.Move[model.RecallState, model.RecallEvent]) model.Permission {
	switch {
	case mv.On != model.RecallCancel || c.BlockedFrom == 0:
		return mv.Need
	case c.Origin == model.OriginOrdered:
		return model.PermRecallOrder
	}
	return model.PermRecallApprove
}

// permit decides whether an actor may make a move of a case.
func permit(actor model.Actor, c model.Recall, mv model.Move[model.RecallState, model.RecallEvent]) error {
	need := needed(c, mv)
	if need != mv.Need && actor.OrgKind != model.KindRegulator {
		return model.RecallLaunched.Refuse(model.P("number", c.Number))
	}
	if err := actor.Must(need); err != nil {
		return err
	}
	if mv.On == model.RecallFinishExercise && c.Mock == 0 {
		return model.RecallMockOnly.Refuse(model.P("number", c.Number))
	}
	if c.Mock == 1 && need == model.PermRecallOrder && actor.Org != c.OpenedBy {
		return model.RecallMockForeign.Refuse(model.P("number", c.Number))
	}
	may := false
	switch need {
	case model.PermRecallOrder, model.PermRecallApprove:
		may = oversees(actor, c)
	case model.PermRecallAnnounce:
		may = actor.ActsFor(c.OrgID)
	default:
		may = carriesOut(actor, c)
	}
	if !may {
		return model.Forbidden.Refuse(model.P("permission", need))
	}
	return nil
}

// move makes a permitted move. ready is what the case reaches, where that has been computed in this transaction.
func (s *Service) move(tx *repository.Tx, actor model.Actor, c *model.Recall, in Move, ready *reach) error {
	m := &moving{s: s, tx: tx, actor: actor, c: c, in: in, from: c.State, ready: ready}
	to, err := repository.Move(tx, &model.RecallLifecycle, c.ID.String(), c.Version, c.State, in.Event, actor.Name(), in.Reason)
	if err != nil {
		return err
	}
	c.State, c.Version = to, c.Version+1
	for _, do := range deeds[in.Event].do {
		if err := do(m); err != nil {
			return err
		}
	}
	if c.BlockedFrom != 0 || c.AnnouncedAt != 0 { // tills and pages show the state
		if _, err := m.changed(); err != nil {
			return err
		}
	}
	if err := tx.Recall().UpdateCase(c); err != nil {
		return err
	}
	return tx.Audit(actor, "recall."+string(in.Event), c.ID.String(), c.Number)
}

// grade notes how grave it is and since when it is known; an exercise may be graded as well.
func (m *moving) grade() error {
	var f model.Faults
	if pack, err := model.PackOf(m.c.Pack, model.DateOf(m.tx.Now(), model.China)); f.Check("pack", err) && len(pack.Grades) > 0 {
		if _, known := pack.GradeOf(m.in.Grade); m.in.Grade == "" {
			f.Add("grade", model.ValueRequired)
		} else if !known {
			f.Add("grade", model.ValueInvalid, model.P("value", clipped(string(m.in.Grade))))
		}
	} else if m.in.Grade != "" {
		f.Add("grade", model.ValueInvalid, model.P("value", clipped(string(m.in.Grade))))
	}
	if m.in.KnownAt > m.tx.Now() {
		f.Add("known_at", model.ClockFuture)
	}
	m.c.Grade, m.c.KnownAt = m.in.Grade, cmp.Or(m.in.KnownAt, m.tx.Now())
	return f.Err()
}

// unsafe starts what runs from knowing that the goods are unsafe.
func (m *moving) unsafe() error {
	if err := m.start(model.OnUnsafeKnown, m.c.KnownAt); err != nil {
		return err
	}
	return m.start(model.OnDefectFound, m.c.KnownAt)
}

// gradeOrdered grades a case that nobody has assessed: the order itself is the knowledge.
func (m *moving) gradeOrdered() error {
	m.c.Origin = model.OriginOrdered
	if m.c.KnownAt != 0 {
		return nil
	}
	if err := m.grade(); err != nil {
		return err
	}
	return m.unsafe()
}

// stopped answers the duty to stop and to tell: the block and the notices are out.
func (m *moving) stopped() error { return m.answer(model.DutyStop) }

// ordered starts what runs from the authority's order and tells the company.
func (m *moving) ordered() error {
	for _, fact := range []model.Trigger{model.OnOrdered, model.OnRecallNotice} {
		if err := m.start(fact, m.tx.Now()); err != nil {
			return err
		}
	}
	if err := m.decided(); err != nil {
		return err
	}
	return m.message(model.NewsRecallOrdered, m.c.OrgID)
}

// message tells organisations about the case; an exercise tells nobody.
func (m *moving) message(kind model.NoticeKind, to ...model.OrgID) error {
	var list []told
	for _, org := range to {
		list = append(list, told{to: org, kind: kind})
	}
	return tellAll(m.tx, *m.c, list)
}

// authorities are who oversees the company: the nearest, and who opened the case.
func (m *moving) authorities() ([]model.OrgID, error) { return authorities(m.tx, *m.c) }

func authorities(tx *repository.Tx, c model.Recall) (list []model.OrgID, err error) {
	orgs, err := tx.Recall().OrganisationsOf([]model.OrgID{c.OrgID})
	if err != nil {
		return nil, err
	}
	if c.OpenedBy != c.OrgID { // only an authority opens a case for somebody else
		list = append(list, c.OpenedBy)
	}
	above, err := tx.Access().Overseers(orgs[c.OrgID])
	if err == nil && len(above) > 0 && above[0].ID != c.OpenedBy {
		list = append(list, above[0].ID)
	}
	return list, err
}

// paper files a paper; each kind is numbered.
func (m *moving) paper(kind model.PaperKind, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	n, err := m.tx.Recall().NextPaper(m.c.ID, kind)
	if err != nil {
		return err
	}
	return m.tx.Recall().InsertPaper(model.RecallPaper{
		ID: repository.NewID[model.RecallPaper](m.tx), RecallID: m.c.ID, Kind: kind, Number: n, Body: text, Actor: m.actor.Name(), OrgID: m.actor.Org,
		CreatedAt: m.tx.Now(),
	})
}

// Decision is the body of a paper of kind consent: what the authority decided and why.
type Decision struct {
	Event  model.RecallEvent `json:"event"`
	Reason string            `json:"reason"`
	Until  string            `json:"until,omitempty"`
}

// decided files the authority's decision.
func (m *moving) decided() error {
	return m.paper(model.PaperConsent, Decision{m.in.Event, m.in.Reason, m.in.Until.String()})
}

func (m *moving) filePlan() error {
	if err := m.plan(); err != nil {
		return err
	}
	to, err := m.authorities()
	if err != nil {
		return err
	}
	if err := m.start(model.OnPlanFiled, m.tx.Now()); err != nil {
		return err
	}
	return m.message(model.NewsRecallPlan, to...)
}

// plan files a plan and answers what it was due for.
func (m *moving) plan() error {
	var f model.Faults
	if m.in.Plan == nil {
		f.Add("plan", model.ValueRequired)
		return f.Err()
	}
	plan := *m.in.Plan
	plan.ScopeVersion = max(m.c.ScopeVersion, 1) // what it speaks of is not for its author to say
	if f.Check("plan", plan.Validate()); !f.Empty() {
		return f.Err()
	}
	if err := m.paper(model.PaperPlan, plan); err != nil {
		return err
	}
	m.c.PlanVersion++
	return m.answer(model.DutyStart, model.DutyFilePlan, model.DutyRevisePlan)
}

func (m *moving) objected() error {
	if err := m.start(model.OnPlanObjected, m.tx.Now()); err != nil {
		return err
	}
	return m.message(model.NewsRecallLacking, m.c.OrgID)
}

// withdrawing starts the clocks of a withdrawal: it is begun, but nothing is announced.
func (m *moving) withdrawing() error { return m.answer(model.DutyStart) }

// announced starts what runs from the announcement. The first one stays when the case is announced again.
func (m *moving) announced() error {
	if m.c.AnnouncedAt == 0 && m.c.Mock == 0 {
		m.c.AnnouncedAt = m.tx.Now()
		if err := m.start(model.OnAnnounced, m.tx.Now()); err != nil {
			return err
		}
	}
	if err := m.answer(model.DutyPublish, model.DutyNotify); err != nil {
		return err
	}
	to, err := m.authorities()
	if err != nil {
		return err
	}
	return m.message(model.NewsRecallAnnounced, to...)
}

func (m *moving) extended() error {
	if m.in.Until <= m.tx.Now() {
		return model.ValueRequired.At("until")
	}
	return m.extend(model.DutyFinish, m.in.Until)
}

// finished notes that the goods are back or safe: the recall has ended, and its report becomes due.
func (m *moving) finished() error {
	if err := m.answer(model.DutyFinish, model.DutyRecover); err != nil {
		return err
	}
	for _, fact := range []model.Trigger{model.OnFinished, model.OnHandled} {
		if err := m.start(fact, m.tx.Now()); err != nil {
			return err
		}
	}
	return nil
}

// resumed takes the end back: the first deadline runs again and no report is due before the next end.
func (m *moving) resumed() error {
	if err := m.restart(model.DutyFinish); err != nil {
		return err
	}
	return m.giveUp(model.DutyReport, model.DutySummary)
}

// giveUp ends clocks of the case whose fact turned out not to hold.
func (m *moving) giveUp(duties ...model.Duty) error {
	rows, err := m.tx.Recall().OpenClocks(m.c.ID, "")
	if err != nil {
		return err
	}
	for _, row := range rows {
		if rule, known := model.RuleOf(row.Rule); known && slices.Contains(duties, rule.Answers) {
			row.Ended, row.WarnAt = 1, 0
			if err := m.tx.Recall().UpdateClock(row); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *moving) reported() error { return m.report(model.PaperFinal) }

// report files a report and answers what it was due for.
func (m *moving) report(kind model.PaperKind) error {
	var f model.Faults
	if m.in.Report == nil {
		f.Add("report", model.ValueRequired)
		return f.Err()
	}
	if f.Check("report", m.in.Report.Validate()); !f.Empty() {
		return f.Err()
	}
	if id := m.in.Report.EvidenceID; id != "" {
		if _, err := m.tx.Catalog().Document(m.actor.Scope(), id); err != nil {
			return model.NotFound.At("report.evidence_id")
		}
	}
	if err := m.paper(kind, m.in.Report); err != nil {
		return err
	}
	if kind == model.PaperStage {
		return m.answer(model.DutyStageSummary)
	}
	return m.answer(model.DutyReport, model.DutySummary)
}

func (m *moving) lacking() error { return m.message(model.NewsRecallLacking, m.c.OrgID) }

// closing ends a case that has come back to zero, and refuses with everything that stands in the way.
func (m *moving) closing() error {
	closing, err := Closing(m.tx, *m.c)
	if err != nil {
		return err
	}
	if err := closing.Refuse(); err != nil {
		return err
	}
	m.c.EndedAt = m.tx.Now()
	if err := m.narrowWatch(); err != nil {
		return err
	}
	if err := m.stopClocks(); err != nil {
		return err
	}
	tasks, err := m.tx.Recall().TasksOf(m.c.ID)
	if err != nil {
		return err
	}
	list := []told{{to: m.c.OrgID, kind: model.NewsRecallClosed}}
	for _, t := range tasks {
		if t.OrgID != "" && t.OrgID != m.c.OrgID && t.State != model.TaskWithdrawn {
			list = append(list, told{to: t.OrgID, task: t.ID, kind: model.NewsRecallClosed})
		}
	}
	return tellAll(m.tx, *m.c, list)
}

// narrowWatch keeps a case that has come to its end alive to what may still add to it, and to nothing else.
func (m *moving) narrowWatch() error {
	if m.c.Mock == 1 {
		return nil
	}
	a, _, _, err := scopeOf(m.tx, *m.c, m.c.ScopeVersion)
	if err != nil {
		return err
	}
	return m.tx.Recall().NarrowWatch(m.c.ID, a.query.Scope)
}

// rehearsed ends an exercise. Its report says when.
func (m *moving) rehearsed() error {
	m.c.EndedAt = m.tx.Now()
	return m.stopClocks()
}

// reportDuties are the rules whose open clocks keep a case from being closed.
func reportDuties() (rules []model.RuleID) {
	for _, p := range model.RulePacks() {
		for _, r := range p.Rules {
			if r.Kind != model.RuleRetains && slices.Contains([]model.Duty{model.DutyReport, model.DutySummary, model.DutyFinish}, r.Answers) {
				rules = append(rules, r.ID())
			}
		}
	}
	return rules
}

func (m *moving) reopened() error {
	m.c.EndedAt = 0
	return nil
}

// ended frees everything and takes every task back: the case was not needed.
func (m *moving) ended() error {
	m.c.EndedAt = m.tx.Now()
	if err := m.stopClocks(); err != nil {
		return err
	}
	if err := m.tx.Recall().Unwatch(m.c.ID); err != nil {
		return err
	}
	if m.c.BlockedFrom == 0 {
		return nil
	}
	epoch, err := m.changed()
	if err != nil {
		return err
	}
	heads, err := m.tx.Recall().Heads(m.c.ID)
	if err != nil {
		return err
	}
	if err := m.tx.Recall().Unblock(m.c.ID, epoch); err != nil {
		return err
	}
	if err := m.tell(lifted, heads); err != nil {
		return err
	}
	tasks, err := m.tx.Recall().TasksOf(m.c.ID)
	if err != nil {
		return err
	}
	var notices []told
	for _, t := range tasks {
		if err := m.takeBack(t); err != nil {
			return err
		}
		if t.OrgID == "" {
			continue
		}
		notices = append(notices, told{to: t.OrgID, task: t.ID, kind: model.NewsRecallLifted, due: t.DueAt})
	}
	return tellAll(m.tx, *m.c, notices)
}
