package recall

import (
	"cmp"
	"context"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// What the repository tells of tasks, for the floors above.
type (
	TaskFilter = repository.TaskFilter
	TaskRole   = repository.TaskRole
	TaskLine   = repository.TaskLine
	TaskAnswer = repository.TaskAnswer
	TaskCount  = repository.TaskCount
	CaseLine   = repository.LineOfCase
	TaskMoved  = repository.MoveRecord
)

// The sides of a list of tasks.
const (
	TasksHeld = repository.TasksHeld
	TasksTold = repository.TasksTold
)

// Task is a holder's task as somebody sees it.
type Task struct {
	Row  model.RecallTask
	Case model.Recall
	// Holder is empty for one outside the house, which is known by Place alone.
	Holder, Teller repository.OrgName
	Place          repository.PlaceName
	// Allowed lists the events by which the reader may move it now.
	Allowed []model.TaskEvent
	// Parted tells that the holder has been given lines that the reader may not see: others supplied it as well. Settled
	// tells that it has confirmed all that it does see.
	Parted, Settled bool
}

// sides says in which ways an actor has to do with a task.
type sides struct{ holder, teller, responsible, authority, parted, settled bool }

func sidesOf(actor model.Actor, t model.RecallTask, c model.Recall) sides {
	if actor.Anonymous() {
		return sides{}
	}
	return sides{
		holder:      actor.ActsFor(t.OrgID),
		teller:      actor.ActsFor(t.ToldBy) && !actor.ActsFor(t.OrgID),
		responsible: actor.ActsFor(c.OrgID),
		authority:   actor.OrgKind == model.KindRegulator && (oversees(actor, c) || actor.Region.Contains(t.Region)),
	}
}

// answers reports whether the side answers the task: the holder, and for one outside the house whoever told it.
func (s sides) answers(t model.RecallTask) bool {
	return s.holder || t.OrgID == "" && (s.teller || s.responsible)
}

// may reports whether the side may move a task by an event. Nobody confirms what it has answered itself.
func (s sides) may(on model.TaskEvent, t model.RecallTask) bool {
	follows := s.authority || !s.holder && (s.teller || s.responsible)
	switch on {
	case model.TaskAcknowledge, model.TaskSeal, model.TaskHoldNone, model.TaskReturn, model.TaskDestroy, model.TaskRelabel:
		return s.answers(t)
	case model.TaskConfirm: // of what several supplied each confirms what came from it alone, once
		return s.authority && !s.parted || follows && !s.answers(t) && !(s.parted && s.settled)
	case model.TaskReject, model.TaskReopen, model.TaskNotify, model.TaskEscalate:
		return follows
	case model.TaskWithdraw:
		return s.authority || s.responsible
	case model.TaskDeliver, model.TaskBounce, model.TaskOpen: // these happen, nobody decides them
	}
	return false
}

// allowed lists the events by which an actor may move a task now.
func allowed(actor model.Actor, s sides, t model.RecallTask) (list []model.TaskEvent) {
	for _, mv := range model.TaskLifecycle.Moves {
		if mv.From == t.State && actor.Can(mv.Need) && s.may(mv.On, t) {
			list = append(list, mv.On)
		}
	}
	return list
}

// Tasks lists holders' tasks, oldest first: those that the actor has itself, those of who had the goods from it, and for
// who recalls and the authority those of a case.
//
// Who: permission recall:read; a company its own, those of its customers and, of its own recall, those of its direct
// customers; an authority those of its region and of its own cases. Refusals: page-token-invalid.
func (s *Service) Tasks(ctx context.Context, actor model.Actor, f repository.TaskFilter, page model.Page) (tasks []Task, next model.PageToken, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		var rows []model.RecallTask
		if rows, next, err = tx.Recall().Tasks(actor.Scope(), f, page); err == nil {
			tasks, err = describe(tx, actor, rows)
		}
		return err
	})
	return tasks, next, err
}

// CaseTasks lists the tasks of a case, and counts by state those whose holders the actor is not told: the company that
// recalls learns of its customers' customers in numbers only.
//
// Who: like Tasks. Refusals: not-found, page-token-invalid.
func (s *Service) CaseTasks(ctx context.Context, actor model.Actor, f repository.TaskFilter, page model.Page) (
	tasks []Task, deeper []repository.TaskCount, next model.PageToken, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		c, err := seenCase(tx, actor, f.Recall)
		if err != nil {
			return err
		}
		var rows []model.RecallTask
		if rows, next, err = tx.Recall().Tasks(actor.Scope(), f, page); err != nil {
			return err
		}
		if tasks, err = describe(tx, actor, rows); err == nil {
			deeper, err = tx.Recall().CountDeeper(actor.Scope(), c)
		}
		return err
	})
	return tasks, deeper, next, err
}

// seenCase returns a case that the actor may see. An exercise is seen by who holds it, and by nobody whom it concerns.
func seenCase(tx *repository.Tx, actor model.Actor, id model.RecallID) (model.Recall, error) {
	c, err := tx.Recall().Case(actor.Scope(), id)
	if err == nil && c.Mock == 1 && !actor.Scope().All() && !actor.ActsFor(c.OrgID) && !actor.ActsFor(c.OpenedBy) {
		return model.Recall{}, model.NotFound.Refuse()
	}
	return c, err
}

// describe adds the names to tasks that the actor has been found to see.
func describe(tx *repository.Tx, actor model.Actor, rows []model.RecallTask) ([]Task, error) {
	cases, err := tx.Recall().CasesOf(rows)
	if err != nil {
		return nil, err
	}
	orgs, places := map[model.OrgID]repository.OrgName{}, map[model.Seq]repository.PlaceName{}
	for _, t := range rows {
		for _, org := range []model.OrgID{t.OrgID, t.ToldBy} {
			if org != "" {
				orgs[org] = repository.OrgName{}
			}
		}
		if t.PlaceID != 0 {
			places[t.PlaceID] = repository.PlaceName{}
		}
	}
	if err := tx.Recall().Name(orgs, places); err != nil {
		return nil, err
	}
	parts, err := partsFor(tx, actor, rows)
	if err != nil {
		return nil, err
	}
	tasks := make([]Task, 0, len(rows))
	for _, t := range rows {
		c := cases[t.RecallID]
		side := sidesOf(actor, t, c)
		side.parted, side.settled = parts.of(t.ID)
		tasks = append(tasks, Task{
			Row: t, Case: c, Holder: orgs[t.OrgID], Teller: orgs[t.ToldBy], Place: places[t.PlaceID], Allowed: allowed(actor, side, t),
			Parted: side.parted, Settled: side.settled,
		})
	}
	return tasks, nil
}

// parts are the tasks of which an actor sees some lines only, and those of them where one of these waits to be confirmed.
type parts struct{ parted, waiting map[model.RecallTaskID]bool }

func (p parts) of(id model.RecallTaskID) (parted, settled bool) {
	return p.parted[id], p.parted[id] && !p.waiting[id]
}

// partsFor finds them among tasks; who answers by a link is the holder.
func partsFor(tx *repository.Tx, actor model.Actor, rows []model.RecallTask) (p parts, err error) {
	if actor.Anonymous() {
		return p, nil
	}
	ids := make([]model.RecallTaskID, 0, len(rows))
	for _, t := range rows {
		ids = append(ids, t.ID)
	}
	if p.parted, err = tx.Recall().Parted(actor.Scope(), ids); err != nil {
		return p, err
	}
	ids = slices.DeleteFunc(ids, func(id model.RecallTaskID) bool { return !p.parted[id] })
	p.waiting, err = tx.Recall().Awaiting(actor.Scope(), ids)
	return p, err
}

// Task returns a task. When the holder itself looks at it for the first time it counts as opened, and the time is kept.
//
// Who: like Tasks. Refusals: not-found.
func (s *Service) Task(ctx context.Context, actor model.Actor, id model.RecallTaskID) (task Task, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return task, err
	}
	task, err = s.readTask(ctx, actor, id)
	if err != nil || !sidesOf(actor, task.Row, task.Case).holder || !opens(task.Row.State) {
		return task, err
	}
	if err := s.looked(ctx, id, actor.Name()); err != nil {
		return Task{}, err
	}
	return s.readTask(ctx, actor, id)
}

func (s *Service) readTask(ctx context.Context, actor model.Actor, id model.RecallTaskID) (task Task, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Recall().Task(actor.Scope(), id)
		if err != nil {
			return err
		}
		tasks, err := describe(tx, actor, []model.RecallTask{row})
		if err == nil {
			task = tasks[0]
		}
		return err
	})
	return task, err
}

// opens reports whether looking at a task in a state is news.
func opens(state model.TaskState) bool {
	_, err := model.TaskLifecycle.Next(state, model.TaskOpen)
	return err == nil || state == model.TaskIssued
}

// looked notes that the holder has looked at its task. It may do so before its notice was sent.
func (s *Service) looked(ctx context.Context, id model.RecallTaskID, who string) error {
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		t, err := tx.Recall().HoldTask(id)
		if err != nil || !opens(t.State) {
			return err
		}
		if t.State == model.TaskIssued {
			if err := tx.Recall().MoveTask(&t, model.TaskNotify, who, ""); err != nil {
				return err
			}
		}
		return tx.Recall().MoveTask(&t, model.TaskOpen, who, "")
	})
}

// TaskLines lists what a task is about, with what the trace says the holder had and the sums of what it answered. Who
// supplied the holder sees only what came from it alone: rivals do not learn of each other.
//
// Who: like Tasks. Refusals: not-found, page-token-invalid.
func (s *Service) TaskLines(ctx context.Context, actor model.Actor, id model.RecallTaskID, page model.Page) (lines []repository.TaskLine, next model.PageToken, err error) {
	err = s.onTask(ctx, actor, id, func(tx *repository.Tx) (err error) {
		lines, next, err = tx.Recall().TaskLines(actor.Scope(), id, page)
		return err
	})
	return lines, next, err
}

// TaskAnswers lists what was answered to a task, newest first, with what was taken back, about the lines that the actor
// sees.
//
// Who: like Tasks. Refusals: not-found, page-token-invalid.
func (s *Service) TaskAnswers(ctx context.Context, actor model.Actor, id model.RecallTaskID, page model.Page) (answers []repository.TaskAnswer, next model.PageToken, err error) {
	err = s.onTask(ctx, actor, id, func(tx *repository.Tx) (err error) {
		answers, next, err = tx.Recall().Answers(actor.Scope(), id, page)
		return err
	})
	return answers, next, err
}

// TaskHistory lists the moves of a task, oldest first. Who sees only a part of the task is not told who else moved it and
// with what words: these may speak of the rest.
//
// Who: like Tasks. Refusals: not-found.
func (s *Service) TaskHistory(ctx context.Context, actor model.Actor, id model.RecallTaskID) (moves []repository.MoveRecord, err error) {
	err = s.onTask(ctx, actor, id, func(tx *repository.Tx) (err error) {
		if moves, err = tx.Moves(model.TaskLifecycle.Name, id.String()); err != nil {
			return err
		}
		parted, err := tx.Recall().Parted(actor.Scope(), []model.RecallTaskID{id})
		for i := range moves {
			if mv := &moves[i]; parted[id] && mv.Actor != actor.Name() {
				mv.Actor, mv.Reason = "", ""
			}
		}
		return err
	})
	return moves, err
}

// onTask reads something about a task that the actor may see.
func (s *Service) onTask(ctx context.Context, actor model.Actor, id model.RecallTaskID, read func(tx *repository.Tx) error) error {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return err
	}
	return s.store.Read(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Recall().Task(actor.Scope(), id); err != nil {
			return err
		}
		return read(tx)
	})
}

// TaskMove follows a holder up.
type TaskMove struct {
	Task  model.RecallTaskID
	Event model.TaskEvent // one of model.TellerEvents
	// Reason is shown to the holder; needed to reject, reopen, escalate and withdraw.
	Reason string
}

const maxReason = 500

// MoveTask confirms or rejects what a holder answered, reopens, escalates or withdraws its task, or notifies it anew. A
// holder whose answer is rejected, or whose task is reopened or withdrawn, is told.
//
// Who: permission recall:write; who told the holder, who recalls, or the authority, and never the holder itself. Who sees
// only a part of a task, because others supplied the holder too, confirms that part, once; the task is confirmed when
// nothing waits any more. What several supplied is the authority's to confirm, or that of who recalls where it sees it.
// Only the authority withdraws the task of a holder that has something affected. Refusals: not-found, forbidden,
// move-not-allowed, invalid (value-required at reason), recall-disposal-unproven, recall-excess, recall-task-live,
// idempotency-*.
func (s *Service) MoveTask(ctx context.Context, actor model.Actor, idem model.Idempotency, m TaskMove) (Task, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return Task{}, err
	}
	if err := m.check(); err != nil {
		return Task{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.RecallTaskID, error) {
		t, c, err := held(tx, actor, m.Task)
		if err != nil {
			return "", err
		}
		side := sidesOf(actor, t, c)
		parts, err := partsFor(tx, actor, []model.RecallTask{t})
		if err != nil {
			return "", err
		}
		side.parted, side.settled = parts.of(t.ID)
		if err := m.guard(tx, actor, side, t); err != nil {
			return "", err
		}
		waits, err := m.settle(tx, actor, t)
		if err != nil {
			return "", err
		}
		if waits {
			return m.Task, tx.Audit(actor, "recall-task.confirm-part", m.Task.String(), "")
		}
		if err := s.follow(tx, actor, c, &t, m.Event, m.Reason); err != nil {
			return "", err
		}
		if kind, tells := movedNotices[m.Event]; tells && t.OrgID != "" {
			if err := tellAll(tx, c, []told{{to: t.OrgID, task: t.ID, kind: kind, due: t.DueAt}}); err != nil {
				return "", err
			}
		}
		return m.Task, tx.Audit(actor, "recall-task."+string(m.Event), m.Task.String(), "")
	})
	if err != nil {
		return Task{}, err
	}
	return s.readTask(ctx, actor, id)
}

// follow moves a task, and has follow what does: a duty that turns out not to be met runs again from now, and corrected
// goods are freed or blocked again.
func (s *Service) follow(tx *repository.Tx, actor model.Actor, c model.Recall, t *model.RecallTask, on model.TaskEvent, reason string) error {
	if err := tx.Recall().MoveTask(t, on, actor.Name(), reason); err != nil {
		return err
	}
	if t.State == model.TaskAcknowledged {
		clocks, err := s.begin(tx, c, t.ID, model.OnNoticeReceived, tx.Now(), nil)
		if err != nil {
			return err
		}
		for _, row := range clocks {
			t.DueAt = max(t.DueAt, row.DueAt)
		}
		if err := tx.Recall().InsertClocks(clocks); err != nil {
			return err
		}
		if err := tx.Recall().SetTaskDue(t.ID, t.DueAt); err != nil {
			return err
		}
	}
	return s.remedy(tx, actor, c, *t)
}

func (m TaskMove) check() error {
	var f model.Faults
	if !slices.Contains(model.TellerEvents(), m.Event) {
		f.Add("event", model.ValueInvalid, model.P("value", m.Event))
	}
	if m.Reason == "" && m.Event != model.TaskConfirm && m.Event != model.TaskNotify {
		f.Add("reason", model.ValueRequired)
	}
	if len(m.Reason) > maxReason {
		f.Add("reason", model.ValueTooLong, model.P("limit", maxReason))
	}
	return f.Err()
}

// settle notes on the lines that the actor sees that it has found them done, or that they are to be done again. waits
// tells that others have still to confirm theirs.
func (m TaskMove) settle(tx *repository.Tx, actor model.Actor, t model.RecallTask) (waits bool, err error) {
	switch m.Event {
	case model.TaskConfirm:
		return tx.Recall().ConfirmLines(actor.Scope(), t.ID, actor.Name())
	case model.TaskReject, model.TaskReopen:
		return false, tx.Recall().DoubtLines(actor.Scope(), t.ID)
	default:
		return false, nil
	}
}

// guard refuses a move that the side may not make or that the answers do not bear.
func (m TaskMove) guard(tx *repository.Tx, actor model.Actor, side sides, t model.RecallTask) error {
	if !side.may(m.Event, t) {
		return model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
	}
	if _, err := model.TaskLifecycle.Next(t.State, m.Event); err != nil {
		return err
	}
	lines, err := tx.Recall().AllLines(wide(), t.ID)
	if err != nil {
		return err
	}
	switch m.Event {
	case model.TaskConfirm:
		if side.parted {
			if lines, err = tx.Recall().AllLines(actor.Scope(), t.ID); err != nil {
				return err
			}
		}
		return confirmable(lines)
	case model.TaskWithdraw:
		live := slices.ContainsFunc(lines, func(l repository.TaskLine) bool { return !l.Gone && l.Class != model.AffectedCleared })
		if live && !side.authority {
			return model.TaskLive.Refuse()
		}
	default:
	}
	return nil
}

// confirmable refuses to confirm answers that are not proven or that do not add up.
func confirmable(lines []repository.TaskLine) error {
	unproven := 0
	for _, l := range lines {
		unproven += l.Unproven
		if err := l.Tally().Check(); err != nil {
			return err
		}
	}
	if unproven > 0 {
		return model.RecallDisposalUnproven.Refuse(model.P("count", unproven))
	}
	return nil
}

// held returns a task that the actor may see, and its case, and keeps everybody else from changing it.
func held(tx *repository.Tx, actor model.Actor, id model.RecallTaskID) (t model.RecallTask, c model.Recall, err error) {
	seen, err := tx.Recall().Task(actor.Scope(), id)
	if err != nil {
		return t, c, err
	}
	t, c, err = lockTask(tx, id)
	t.ToldBy = seen.ToldBy
	return t, c, err
}

func lockTask(tx *repository.Tx, id model.RecallTaskID) (t model.RecallTask, c model.Recall, err error) {
	if t, err = tx.Recall().HoldTask(id); err != nil {
		return t, c, err
	}
	cases, err := tx.Recall().CasesOf([]model.RecallTask{t})
	return t, cases[t.RecallID], err
}

// Name is what people call the holder of a task: its organisation or, for one outside the house, its place.
func (t Task) Name(lang model.Lang) string {
	return cmp.Or(t.Holder.Name.In(lang), t.Place.Name.In(lang), t.Place.URI)
}
