package recall

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"suyuan/model"
	"suyuan/repository"
)

// SignalMove is one move of a signal.
type SignalMove struct {
	ID model.SignalID
	// Version is what the actor has read; 0 moves whatever is there.
	Version int64
	Event   model.SignalEvent
	// Reason is kept in the file: for find-unsafe and find-safe the assessment. Taking needs none.
	Reason string
	// Grade comes with find-unsafe, where the rules know grades.
	Grade model.Grade
	// Batch or Product say what a signal is about that names only a code that nothing has.
	Batch   model.BatchID
	Product model.ProductID
	// Evidence comes with reconsider.
	Evidence model.DocumentID
	// Into or Recall come with merge: the signal or the case that this one belongs to.
	Into   model.SignalID
	Recall model.RecallID
}

// MoveSignal assesses a signal. Finding it unsafe is the knowledge from which the hours of the recall run: it is noted
// with this instant, whoever reads it later, and a case about the goods is opened and graded, whose clocks run from then.
//
// Who: permission recall:write, for the maker of the goods and the authorities that oversee it; what an authority
// reported only an authority finds safe or merges. Refusals: not-found, forbidden, invalid (reason, grade, batch,
// product, evidence, into, recall), move-not-allowed, changed-meanwhile, recall-signal-authority,
// recall-signal-goods-unknown, recall-signal-circle, recall-signal-other-maker, recall-signal-case-over, and those of Open.
func (s *Service) MoveSignal(ctx context.Context, actor model.Actor, idem model.Idempotency, in SignalMove) (SignalRow, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return SignalRow{}, err
	}
	var f model.Faults
	in.Reason = f.Written("reason", in.Reason, MaxAssessment, in.Event != model.SignalTake)
	if err := f.Err(); err != nil {
		return SignalRow{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (SignalRow, error) {
		row, err := tx.Recall().Signal(actor.Scope(), in.ID)
		if err != nil {
			return SignalRow{}, err
		}
		before, err := shownOne(tx, actor, row)
		if err != nil {
			return before, err
		}
		if err := mayMove(actor, before, in.Event); err != nil {
			return before, err
		}
		if in.Version != 0 && in.Version != row.Version {
			return before, model.ChangedMeanwhile.Refuse()
		}
		if err := (assessing{s, tx, actor, in}).move(&row); err != nil {
			return before, err
		}
		return shownOne(tx, actor, row)
	})
}

// mayMove says why the actor may not make a move, nil when it may.
func mayMove(actor model.Actor, r SignalRow, on model.SignalEvent) error {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return err
	}
	if !r.Judge {
		return model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
	}
	if _, err := model.SignalLifecycle.Next(r.State, on); err != nil {
		return err
	}
	settles := on == model.SignalFindSafe || on == model.SignalMerge
	if settles && r.ReporterKind == model.KindRegulator && actor.OrgKind != model.KindRegulator {
		return model.SignalOfAuthority.Refuse()
	}
	return nil
}

// assessing is one move under way.
type assessing struct {
	s     *Service
	tx    *repository.Tx
	actor model.Actor
	in    SignalMove
}

// deedsOfSignals are what moves do besides changing the state.
var deedsOfSignals = map[model.SignalEvent]func(assessing, *model.Signal) error{
	model.SignalFindUnsafe: assessing.findUnsafe,
	model.SignalFindSafe:   assessing.findSafe,
	model.SignalMerge:      assessing.merge,
	model.SignalReconsider: assessing.reconsider,
}

func (a assessing) move(row *model.Signal) error {
	if err := a.identify(row); err != nil {
		return err
	}
	to, err := repository.Move(a.tx, &model.SignalLifecycle, row.ID.String(), row.Version, row.State, a.in.Event, a.actor.Name(), a.in.Reason)
	if err != nil {
		return err
	}
	row.State, row.Version = to, row.Version+1
	if do := deedsOfSignals[a.in.Event]; do != nil {
		if err := do(a, row); err != nil {
			return err
		}
	}
	if err := a.tx.Recall().UpdateSignal(row); err != nil {
		return err
	}
	return a.tx.Audit(a.actor, "recall-signal."+string(a.in.Event), row.ID.String(), string(row.Grade))
}

// identify says what goods a signal is about that nobody knew so far; afterwards their maker and its authority have to
// assess it as well. It stays with the authority where it was found.
func (a assessing) identify(row *model.Signal) error {
	switch {
	case a.in.Batch == "" && a.in.Product == "", a.in.Batch == row.BatchID && (a.in.Product == "" || a.in.Product == row.ProductID):
		return nil
	case row.ProductID != "":
		return model.ValueInvalid.At("batch", model.P("value", a.in.Batch))
	}
	var f model.Faults
	g, err := goodsOf(a.tx, a.actor, a.in.Batch, a.in.Product, "", &f)
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		found := row.Region
		g.mark(row)
		row.Region = cmp.Or(found, row.Region)
	}
	return err
}

// findUnsafe notes the knowledge, and opens the case that has to follow. Its clocks run from this instant.
func (a assessing) findUnsafe(row *model.Signal) error {
	if row.ProductID == "" {
		return model.SignalGoodsUnknown.Refuse(model.P("code", shortened(row.Code)))
	}
	row.Grade, row.Assessment, row.UnsafeAt = a.in.Grade, a.in.Reason, a.tx.Now()
	c, err := a.open(*row)
	if err != nil {
		return err
	}
	row.RecallID = c.ID
	return a.tx.Recall().CarrySignals(row.ID, c.ID)
}

// open opens a case about the goods of a signal with what the signal says, and grades it as the finding does.
func (a assessing) open(row model.Signal) (c model.Recall, err error) {
	d, err := a.draft(row)
	if err != nil {
		return c, err
	}
	if err := d.check(a.actor); err != nil {
		return c, err
	}
	c, r, err := a.s.open(a.tx, a.actor, d)
	if err != nil {
		return c, err
	}
	return c, a.s.move(a.tx, a.actor, &c, Move{
		ID: c.ID, Event: model.RecallAssess, Reason: cut(row.Assessment, MaxReason), Grade: row.Grade, KnownAt: row.UnsafeAt,
	}, r)
}

// draft is the case that a signal asks for.
func (a assessing) draft(row model.Signal) (d Draft, err error) {
	products, err := a.tx.Recall().SignalProducts([]model.ProductID{row.ProductID})
	if err != nil {
		return d, err
	}
	batches, err := a.tx.Trace().BatchesOf(once([]model.BatchID{row.BatchID}))
	if err != nil {
		return d, err
	}
	var evidence model.Document
	if row.EvidenceID != "" {
		if evidence, err = a.tx.Catalog().Document(a.actor.Scope(), row.EvidenceID); err != nil && !absentHere(err) {
			return d, err
		}
	}
	d = Draft{
		Title: titleOf(products[row.ProductID], batches[row.BatchID]), Hazard: inItsLanguage(cut(row.Harm, MaxHazard)),
		Scope: signalScope(row, batches[row.BatchID], evidence), Policy: model.ClosureContainment,
	}
	if a.actor.OrgKind == model.KindRegulator {
		d.Responsible = row.OrgID
	}
	return d, nil
}

// cut takes the beginning of a text that is too long.
func cut(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit-1]) + "…"
	}
	return s
}

// titleOf names the goods: the product in each of its languages, and the lot.
func titleOf(p model.Product, b model.Batch) model.Text {
	name := func(s string) string {
		if s == "" || b.Lot == "" {
			return cut(s, MaxTitle)
		}
		return cut(s, MaxTitle-len(b.Lot)-1) + " " + b.Lot
	}
	return model.Text{ZH: name(p.Name.ZH), UG: name(p.Name.UG), EN: name(p.Name.EN)}
}

// inItsLanguage puts what somebody wrote into the language whose letters it is written in.
func inItsLanguage(s string) model.Text {
	has := func(script *unicode.RangeTable) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(script, r) })
	}
	switch {
	case has(unicode.Arabic):
		return model.Text{UG: s}
	case has(unicode.Han):
		return model.Text{ZH: s}
	}
	return model.Text{EN: s}
}

func (a assessing) findSafe(row *model.Signal) error {
	row.Assessment = a.in.Reason
	return nil
}

// merge lets a signal belong to another one, or to a case, about the same maker's goods.
func (a assessing) merge(row *model.Signal) error {
	var err error
	switch {
	case a.in.Into != "":
		err = a.mergeSignal(row)
	case a.in.Recall != "":
		err = a.mergeCase(row)
	default:
		err = model.ValueRequired.At("into")
	}
	if err != nil {
		return err
	}
	row.Assessment = a.in.Reason
	if row.MergedID != "" {
		return a.tx.Recall().AdoptSignals(row.ID, row.MergedID, row.RecallID)
	}
	return a.tx.Recall().CarrySignals(row.ID, row.RecallID)
}

func (a assessing) mergeSignal(row *model.Signal) error {
	into, err := a.tx.Recall().Signal(a.actor.Scope(), a.in.Into)
	if absentHere(err) {
		return model.NotFound.At("into")
	}
	if err != nil {
		return err
	}
	seen, err := shownOne(a.tx, a.actor, into)
	switch {
	case err != nil:
		return err
	case !seen.Judge:
		return model.NotFound.At("into")
	case into.ID == row.ID || into.State == model.SignalMerged || into.State == model.SignalSafe:
		return model.SignalCircle.Refuse()
	case into.OrgID != row.OrgID:
		return model.SignalOtherMaker.Refuse()
	}
	row.MergedID, row.RecallID = into.ID, into.RecallID
	return nil
}

func (a assessing) mergeCase(row *model.Signal) error {
	c, err := a.tx.Recall().Case(a.actor.Scope(), a.in.Recall)
	switch {
	case absentHere(err):
		return model.NotFound.At("recall")
	case err != nil:
		return err
	case c.Mock == 1 || c.State.Ended():
		return model.SignalCaseOver.Refuse(model.P("number", c.Number))
	case c.OrgID != row.OrgID:
		return model.SignalOtherMaker.Refuse()
	}
	row.RecallID = c.ID
	return nil
}

// reconsider takes up what was found safe again, with new evidence: it replaces what was there, which the audit trail
// keeps.
func (a assessing) reconsider(row *model.Signal) error {
	if a.in.Evidence == "" {
		return nil
	}
	d, err := a.tx.Catalog().Document(a.actor.Scope(), a.in.Evidence)
	if absentHere(err) {
		return model.NotFound.At("evidence")
	}
	if err != nil {
		return err
	}
	was := row.EvidenceID
	row.EvidenceID = d.ID
	return a.tx.Audit(a.actor, "recall-signal.evidence", row.ID.String(), was.String())
}

// StartHours is within how many hours a recall has to be started once goods of a grade are known to be unsafe; ok is
// false when the rules give no hours.
func StartHours(pack model.RulePack, g model.Grade) (hours int, ok bool) {
	i := slices.IndexFunc(pack.Rules, func(r model.Rule) bool {
		return r.Starts == model.OnUnsafeKnown && r.Answers == model.DutyStart && r.Grade == g && r.Period.Unit == model.Hours
	})
	if i < 0 {
		return 0, false
	}
	return pack.Rules[i].Period.Amount, true
}
