package recall

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Answer is what a holder reports.
type Answer struct {
	Task model.RecallTaskID
	// Event moves the task; empty adds what consumers have confirmed to what was answered before.
	Event model.TaskEvent
	Lines []AnswerLine
	Note  string
}

// AnswerLine is a quantity of one thing.
type AnswerLine struct {
	Item string // canonical identifier of the thing
	// Kind is that of the event when empty. Beside its own kind any event takes what is confirmed as consumed, and sealing
	// takes things of which there are none.
	Kind     model.AnswerKind
	Quantity model.Quantity
	Unit     model.Unit // as the holder counts
	Evidence model.DocumentID
	Note     string
}

// MaxAnswerLines bounds the lines of one answer.
const MaxAnswerLines = 1000

// kindOf is the kind of quantity that an event reports.
func kindOf(on model.TaskEvent) model.AnswerKind {
	for _, k := range model.AnswerKinds() {
		if k.Event() == on && on != "" {
			return k
		}
	}
	return ""
}

// takes reports whether an event reports a kind.
func takes(on model.TaskEvent, k model.AnswerKind) bool {
	return k == model.AnswerConsumed || k.Event() != "" && k.Event() == on || on == model.TaskSeal && k == model.AnswerNone
}

// check refuses an answer whose form is wrong, and fills in the kinds.
func (a *Answer) check() error {
	var f model.Faults
	if a.Event != "" && !slices.Contains(model.HolderEvents(), a.Event) {
		f.Add("event", model.ValueInvalid, model.P("value", a.Event))
	}
	if len(a.Lines) > MaxAnswerLines {
		f.Add("lines", model.ValueTooLong, model.P("limit", MaxAnswerLines))
		return f.Err()
	}
	own := false
	for i := range a.Lines {
		l := &a.Lines[i]
		if l.Kind == "" {
			l.Kind = kindOf(a.Event)
		}
		own = own || l.Kind.Event() == a.Event
		l.check(&f, fmt.Sprintf("lines[%d]", i), a.Event)
	}
	if needs := a.Event != model.TaskAcknowledge && a.Event != model.TaskHoldNone; needs && !own && f.Empty() {
		f.Add("lines", model.AnswerEmpty)
	}
	if len(a.Note) > maxReason {
		f.Add("note", model.ValueTooLong, model.P("limit", maxReason))
	}
	return f.Err()
}

func (l AnswerLine) check(f *model.Faults, at string, on model.TaskEvent) {
	switch {
	case !takes(on, l.Kind):
		f.Add(at+".kind", model.AnswerKindMismatch, model.PText("kind", model.AnswerKindWords[l.Kind]), model.PText("event", model.TaskEventWords[on]))
	case l.Kind == model.AnswerNone && l.Quantity != 0, l.Kind != model.AnswerNone && !l.Quantity.InRange():
		f.Add(at+".quantity", model.QuantityInvalid, model.P("value", l.Quantity))
	}
	if l.Item == "" {
		f.Add(at+".item", model.ValueRequired)
	}
	if !l.Unit.Shaped() {
		f.Add(at+".unit", model.UnitUnknown, model.P("value", l.Unit))
	}
	if len(l.Note) > maxReason {
		f.Add(at+".note", model.ValueTooLong, model.P("limit", maxReason))
	}
}

// Answer records what a holder did: it acknowledges, seals, reports none, returns, destroys or relabels, with the
// quantities of each thing in its own unit. Silence is no answer, having none is one. What is answered is never changed;
// see TakeBack.
//
// Who: permission recall:answer; the holder, and for a holder outside the house who told it. Refusals: not-found,
// forbidden, move-not-allowed, recall-answer-closed, invalid (recall-answer-item, recall-answer-unit,
// recall-answer-kind, recall-answer-empty, recall-excess, quantity-invalid, not-found at evidence), idempotency-*.
func (s *Service) Answer(ctx context.Context, actor model.Actor, idem model.Idempotency, a Answer) (Task, error) {
	if err := actor.Must(model.PermRecallAnswer); err != nil {
		return Task{}, err
	}
	faulty := a.check()
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.RecallTaskID, error) {
		t, c, err := held(tx, actor, a.Task)
		if err != nil {
			return "", err
		}
		if !sidesOf(actor, t, c).answers(t) {
			return "", model.Forbidden.Refuse(model.P("permission", model.PermRecallAnswer))
		}
		if faulty != nil {
			return "", faulty
		}
		if err := s.record(tx, a, actor.Scope(), actor.Name(), t, c); err != nil {
			return "", err
		}
		return a.Task, tx.Audit(actor, "recall-task.answer", a.Task.String(), string(a.Event))
	})
	if err != nil {
		return Task{}, err
	}
	return s.readTask(ctx, actor, id)
}

// meets says which duty of its notice a holder has met by an event. To acknowledge is not enough: the law wants the goods
// sealed (食品召回管理办法 Art. 19), and who has none has nothing to seal.
var meets = map[model.TaskEvent]model.Duty{model.TaskSeal: model.DutySeal, model.TaskHoldNone: model.DutySeal}

// record writes an answer to a held task and ends the clocks that it answers. Evidence must be a document that the scope
// may see.
func (s *Service) record(tx *repository.Tx, a Answer, scope model.Scope, who string, t model.RecallTask, c model.Recall) error {
	if t.State == model.TaskIssued { // the holder was faster than the notice
		if err := tx.Recall().MoveTask(&t, model.TaskNotify, who, ""); err != nil {
			return err
		}
	}
	if err := a.fits(t, c); err != nil {
		return err
	}
	lines, err := a.lines(tx, scope, t)
	if err != nil {
		return err
	}
	rows, err := a.rows(tx, scope, who, t, lines)
	if err != nil {
		return err
	}
	if a.Event == model.TaskHoldNone {
		rows = append(rows, a.silent(tx, who, lines, rows)...)
	}
	if err := tx.Recall().AddAnswers(t.ID, rows); err != nil || a.Event == "" {
		return err
	}
	if err := tx.Recall().MoveTask(&t, a.Event, who, a.Note); err != nil {
		return err
	}
	if duty, met := meets[a.Event]; met {
		return s.answer(tx, t.RecallID, t.ID, duty)
	}
	return nil
}

// fits refuses an answer that the task does not take as it stands.
func (a Answer) fits(t model.RecallTask, c model.Recall) error {
	if c.State == model.RecallCancelled || a.Event == "" && (t.State.Ended() || !t.State.Responded()) {
		return model.AnswerClosed.Refuse(model.PText("state", model.TaskLifecycle.Words[t.State]))
	}
	if a.Event == "" {
		return nil
	}
	_, err := model.TaskLifecycle.Next(t.State, a.Event)
	return err
}

// lines reads the lines of the task that the answer is about: all of them when the holder says it has none. Who answers
// for a holder outside the house speaks of what it sees.
func (a Answer) lines(tx *repository.Tx, scope model.Scope, t model.RecallTask) ([]repository.TaskLine, error) {
	if a.Event == model.TaskHoldNone {
		return tx.Recall().AllLines(scope, t.ID)
	}
	keys := make([]string, 0, len(a.Lines))
	for _, l := range a.Lines {
		keys = append(keys, l.Item)
	}
	slices.Sort(keys)
	return tx.Recall().LinesNamed(scope, t.ID, slices.Compact(keys))
}

// rows turns the lines of an answer into rows in the units of the task's lines. It refuses what the holder cannot have.
func (a Answer) rows(tx *repository.Tx, scope model.Scope, who string, t model.RecallTask, lines []repository.TaskLine) ([]model.RecallAnswer, error) {
	factors, err := factorsOf(tx, lines)
	if err != nil {
		return nil, err
	}
	var f model.Faults
	rows := make([]model.RecallAnswer, 0, len(a.Lines))
	seen := map[model.DocumentID]error{}
	for i, l := range a.Lines {
		at := fmt.Sprintf("lines[%d]", i)
		line, quantity, err := l.find(lines, factors)
		if !f.Check(at, err) {
			continue
		}
		if l.Evidence != "" {
			if _, looked := seen[l.Evidence]; !looked {
				_, seen[l.Evidence] = tx.Catalog().Document(scope, l.Evidence)
			}
			if err := seen[l.Evidence]; err != nil && !errors.Is(err, model.NotFound) {
				return nil, err
			}
			f.Check(at+".evidence", seen[l.Evidence])
		}
		tally(line, l.Kind, quantity)
		if err := bearable(*line); err != nil {
			f.Check(at+".quantity", err)
		}
		rows = append(rows, model.RecallAnswer{
			ID: tx.NextSeq(), TaskID: t.ID, RecallID: t.RecallID, NodeID: line.NodeID, Kind: l.Kind, Quantity: quantity, Unit: line.Unit,
			Counted: l.Quantity, CountedUnit: l.Unit, EvidenceID: l.Evidence, Note: l.Note, Actor: who, CreatedAt: tx.Now(),
		})
	}
	return rows, f.Err()
}

// find returns the line of the task that a quantity belongs to, and the quantity in its unit: the line in the same unit
// if there is one, else the first into which it converts exactly.
func (l AnswerLine) find(lines []repository.TaskLine, factors []model.UnitFactor) (*repository.TaskLine, model.Quantity, error) {
	var of *repository.TaskLine
	var converted model.Quantity
	units := model.Unit("")
	named := false
	for i := range lines {
		line := &lines[i]
		if line.Key != l.Item || line.Gone {
			continue
		}
		if line.Unit == l.Unit || l.Kind == model.AnswerNone {
			return line, l.Quantity, nil
		}
		if !named {
			units, named = line.Unit, true
		}
		if q, ok := model.ConvertOn(l.Quantity, line.Product, l.Unit, line.Unit, line.Produced, factors); ok && of == nil {
			of, converted = line, q
		}
	}
	switch {
	case of != nil:
		return of, converted, nil
	case named:
		return nil, 0, model.AnswerUnit.At("unit", model.P("quantity", l.Quantity), model.PText("from", l.Unit.Word()), model.PText("to", units.Word()))
	}
	return nil, 0, model.AnswerItem.At("item", model.P("value", clip(l.Item)))
}

func clip(s string) string {
	const most = 200
	return s[:min(len(s), most)]
}

// tally adds a quantity to what a line says.
func tally(line *repository.TaskLine, k model.AnswerKind, q model.Quantity) {
	sums := map[model.AnswerKind]*model.Quantity{
		model.AnswerSealed: &line.Sealed, model.AnswerReturned: &line.Returned, model.AnswerDestroyed: &line.Destroyed,
		model.AnswerCorrected: &line.Corrected, model.AnswerConsumed: &line.Consumed, model.AnswerExplained: &line.Explained,
	}
	if sum := sums[k]; sum != nil {
		*sum += q // each is at most 10^12, and they are compared after every one
	}
	line.Answered = 1
}

// bearable refuses more than the holder can have had.
func bearable(line repository.TaskLine) error {
	if line.Sealed > line.Distributed {
		return model.RecallExcess.Refuse(model.P("accounted", line.Sealed), model.P("distributed", line.Distributed))
	}
	return line.Tally().Check()
}

// silent adds the lines of which a holder that has none has not spoken: none of them is left.
func (a Answer) silent(tx *repository.Tx, who string, lines []repository.TaskLine, spoken []model.RecallAnswer) (rows []model.RecallAnswer) {
	type place struct {
		node model.Seq
		unit model.Unit
	}
	told := map[place]bool{}
	for _, r := range spoken {
		told[place{r.NodeID, r.Unit}] = true
	}
	for _, l := range lines {
		if told[place{l.NodeID, l.Unit}] {
			continue
		}
		rows = append(rows, model.RecallAnswer{
			ID: tx.NextSeq(), TaskID: l.TaskID, RecallID: l.RecallID, NodeID: l.NodeID, Kind: model.AnswerNone, Unit: l.Unit, CountedUnit: l.Unit,
			Actor: who, CreatedAt: tx.Now(),
		})
	}
	return rows
}

// factorsOf returns the factors of the products of lines.
func factorsOf(tx *repository.Tx, lines []repository.TaskLine) ([]model.UnitFactor, error) {
	products := make([]model.ProductID, 0, len(lines))
	for _, l := range lines {
		if l.Product != "" {
			products = append(products, l.Product)
		}
	}
	return readFactors(tx, products)
}

func readFactors(tx *repository.Tx, products []model.ProductID) ([]model.UnitFactor, error) {
	rows, err := tx.Recall().Factors(products)
	factors := make([]model.UnitFactor, 0, len(rows))
	for _, r := range rows {
		factors = append(factors, r.Factor())
	}
	return factors, err
}

// TakeBack takes a mistaken answer back: it stays on record beside the one that takes it back, and the sums no longer
// hold it.
//
// Who: permission recall:answer; who may answer the task. Refusals: not-found, forbidden, recall-answer-withdrawn,
// recall-answer-closed once the answers are confirmed, idempotency-*.
func (s *Service) TakeBack(ctx context.Context, actor model.Actor, idem model.Idempotency, task model.RecallTaskID, answer model.Seq, note string) (Task, error) {
	if err := actor.Must(model.PermRecallAnswer); err != nil {
		return Task{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.RecallTaskID, error) {
		t, c, err := held(tx, actor, task)
		if err != nil {
			return "", err
		}
		a, taken, err := tx.Recall().Answer(actor.Scope(), task, answer)
		switch {
		case err != nil:
			return "", err
		case !sidesOf(actor, t, c).answers(t) || a.Kind == model.AnswerExplained:
			return "", model.Forbidden.Refuse(model.P("permission", model.PermRecallAnswer))
		case taken || a.Withdrawn != 0:
			return "", model.AnswerTaken.Refuse()
		case t.State.Ended():
			return "", model.AnswerClosed.Refuse(model.PText("state", model.TaskLifecycle.Words[t.State]))
		}
		a.ID, a.Withdrawn, a.Note, a.Actor, a.CreatedAt = tx.NextSeq(), a.ID, note, actor.Name(), tx.Now()
		if err := tx.Recall().AddAnswers(task, []model.RecallAnswer{a}); err != nil {
			return "", err
		}
		return task, tx.Audit(actor, "recall-task.take-back", task.String(), "")
	})
	if err != nil {
		return Task{}, err
	}
	return s.readTask(ctx, actor, id)
}

// Explain accepts an explanation for what a holder cannot account for. It is kept apart from what came back: an accepted
// explanation lets the case close, and recovers nothing.
//
// Who: permission recall:order; the authority of the case or of the holder's region. Refusals: not-found, forbidden,
// invalid (value-required at note, recall-answer-item, recall-answer-unit, recall-excess), idempotency-*.
func (s *Service) Explain(ctx context.Context, actor model.Actor, idem model.Idempotency, a Answer) (Task, error) {
	if err := actor.Must(model.PermRecallOrder); err != nil {
		return Task{}, err
	}
	var f model.Faults
	for i := range a.Lines {
		l := &a.Lines[i]
		l.Kind = model.AnswerExplained
		if !l.Quantity.InRange() {
			f.Add(fmt.Sprintf("lines[%d].quantity", i), model.QuantityInvalid, model.P("value", l.Quantity))
		}
		if l.Note = a.Note; a.Note == "" {
			f.Add("note", model.ValueRequired)
		}
	}
	if len(a.Lines) == 0 || len(a.Lines) > MaxAnswerLines {
		f.Add("lines", model.AnswerEmpty)
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.RecallTaskID, error) {
		t, c, err := held(tx, actor, a.Task)
		if err != nil {
			return "", err
		}
		if !sidesOf(actor, t, c).authority {
			return "", model.Forbidden.Refuse(model.P("permission", model.PermRecallOrder))
		}
		if err := f.Err(); err != nil {
			return "", err
		}
		lines, err := a.lines(tx, actor.Scope(), t)
		if err != nil {
			return "", err
		}
		rows, err := a.rows(tx, actor.Scope(), actor.Name(), t, lines)
		if err != nil {
			return "", err
		}
		if err := tx.Recall().AddAnswers(t.ID, rows); err != nil {
			return "", err
		}
		return a.Task, tx.Audit(actor, "recall-task.explain", a.Task.String(), a.Note)
	})
	if err != nil {
		return Task{}, err
	}
	return s.readTask(ctx, actor, id)
}
