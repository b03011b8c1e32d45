package complaint

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// TipMove is one move of a tip.
type TipMove struct {
	ID      model.TipID
	Version int64
	Event   model.TipEvent
	// Text is kept sealed: what verifying found, the reason of a decision, to whom it is passed.
	Text string
	// Into comes with merge: the tip that this one repeats or adds to; NewFacts tells which. New facts start its time anew, a
	// plain repeat is not handled again (Art. 35).
	Into     model.TipID
	NewFacts bool
}

// tipTexts are the events that need a text.
var tipTexts = map[model.TipEvent]bool{
	model.TipVerify: false, model.TipExtend: true, model.TipOpen: true, model.TipDrop: true, model.TipTransfer: true, model.TipMerge: false, model.TipTell: false,
}

func (in *TipMove) check() error {
	var f model.Faults
	required, known := tipTexts[in.Event]
	if !known {
		f.Add("event", model.ValueInvalid, model.P("value", shortened(string(in.Event))))
		return f.Err()
	}
	in.Text = f.Written("text", in.Text, MaxNote, required)
	if in.Event == model.TipMerge && in.Into == "" {
		f.Add("into", model.ValueRequired)
	}
	return f.Err()
}

// MoveTip moves a tip.
//
// Who: the authority that handles it with complaint:handle, for more time its lead with complaint:extend; one that nobody
// handles belongs to whichever authority of its region acts first. Refusals: not-found, forbidden,
// complaint-other-authority, invalid (event, text, into), move-not-allowed, changed-meanwhile, tip-extended, clock-overdue
// for more time asked for too late, tip-not-same, tip-decided.
func (s *Service) MoveTip(ctx context.Context, actor model.Actor, idem model.Idempotency, in TipMove) (TipRow, error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return TipRow{}, err
	}
	if err := in.check(); err != nil {
		return TipRow{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (TipRow, error) {
		row, err := tx.Complaint().Tip(actor.Scope(), in.ID)
		if err != nil {
			return TipRow{}, err
		}
		if err := mayMoveTip(actor, row, in.Event); err != nil {
			return TipRow{}, err
		}
		if in.Version != 0 && in.Version != row.Version {
			return TipRow{}, model.ChangedMeanwhile.Refuse()
		}
		if err := s.moveTip(tx, actor, in, &row); err != nil {
			return TipRow{}, err
		}
		rows, err := shownTips(tx, []model.Tip{row})
		if err != nil {
			return TipRow{}, err
		}
		return rows[0], nil
	})
}

// mayMoveTip says why the actor may not make a move, nil when it may.
func mayMoveTip(actor model.Actor, row model.Tip, on model.TipEvent) error {
	need := model.PermComplaintHandle
	if on == model.TipExtend {
		need = model.PermComplaintExtend
	}
	if err := actor.Must(need); err != nil {
		return err
	}
	if row.AuthorityID != "" && !actor.ActsFor(row.AuthorityID) {
		return model.ComplaintNotYours.Refuse()
	}
	_, err := model.TipLifecycle.Next(row.State, on)
	return err
}

func (s *Service) moveTip(tx *repository.Tx, actor model.Actor, in TipMove, row *model.Tip) error {
	if row.AuthorityID == "" {
		row.AuthorityID = actor.Org
	}
	reason := ""
	if in.Event == model.TipMerge {
		number, err := s.mergeTip(tx, actor, in, row)
		if err != nil {
			return err
		}
		reason = number
	}
	if err := s.stepTip(tx, row, in.Event, actor.Name(), reason); err != nil {
		return err
	}
	kind := model.NoteDecision
	if in.Event == model.TipVerify || in.Event == model.TipOpen || in.Event == model.TipDrop {
		kind = model.NoteFinding
	}
	if err := s.note(tx, row.ID.String(), kind, in.Text, actor.Name(), actor.Org); err != nil {
		return err
	}
	return tx.Audit(actor, "complaint-tip."+string(in.Event), row.ID.String(), reason)
}

// mergeTip lets a tip belong to another one about the same operator and returns that one's number. New facts start its
// time anew.
func (s *Service) mergeTip(tx *repository.Tx, actor model.Actor, in TipMove, row *model.Tip) (number string, err error) {
	into, err := tx.Complaint().Tip(actor.Scope(), in.Into)
	if absentHere(err) {
		return "", model.NotFound.At("into")
	}
	if err != nil {
		return "", err
	}
	switch {
	case into.ID == row.ID || into.OrgID != row.OrgID || into.State == model.TipMerged || into.AuthorityID != row.AuthorityID:
		return "", model.TipMergeOther.Refuse()
	case in.NewFacts && into.State.Over():
		return "", model.TipMergeOver.Refuse()
	}
	row.MergedID = into.ID
	if !in.NewFacts {
		return into.Number, nil
	}
	list, err := readClocks(into.Clocks)
	if err != nil {
		return "", err
	}
	if list, err = list.answer(tx.Now()); err != nil {
		return "", err
	}
	if list, err = list.start(model.OnClue, tx.Now()); err != nil {
		return "", err
	}
	into.Extended = 0
	if err := s.setTipClocks(&into, list, tx.Now()); err != nil {
		return "", err
	}
	if err := tx.Complaint().UpdateTip(&into); err != nil {
		return "", err
	}
	if err := s.note(tx, into.ID.String(), model.NoteFact, in.Text, actor.Name(), actor.Org); err != nil {
		return "", err
	}
	return into.Number, tx.Audit(actor, "complaint-tip.facts", into.ID.String(), row.Number)
}

// stepTip makes a declared move of a tip with what follows of it.
func (s *Service) stepTip(tx *repository.Tx, row *model.Tip, on model.TipEvent, actor, reason string) error {
	mv, err := model.TipLifecycle.Next(row.State, on)
	if err != nil {
		return err
	}
	list, err := readClocks(row.Clocks)
	if err != nil {
		return err
	}
	switch {
	case on == model.TipExtend:
		if list, err = s.extend(list, row, actor, tx.Now()); err != nil {
			return err
		}
		row.Extended = 1
	case on == model.TipTell:
		row.ToldAt = tx.Now()
	case mv.To.Over():
		row.DecidedAt = tx.Now()
		if list, err = list.answer(tx.Now()); err != nil {
			return err
		}
	}
	if err := s.setTipClocks(row, list, tx.Now()); err != nil {
		return err
	}
	if err := tx.Complaint().UpdateTip(row); err != nil {
		return err
	}
	to, err := repository.Move(tx, &model.TipLifecycle, row.ID.String(), row.Version, row.State, on, actor, reason)
	if err != nil {
		return err
	}
	row.State, row.Version = to, row.Version+1
	if !to.Over() {
		return nil
	}
	return tx.Complaint().Keep(row.ID.String(), retention(row.DecidedAt))
}

// extend gives verifying the additional time of the rule, once (Art. 27).
func (s *Service) extend(list clocks, row *model.Tip, by string, now model.Instant) (clocks, error) {
	if row.Extended == 1 {
		return list, model.TipExtended.Refuse()
	}
	until, ok := list.present().ExtendedUntil(s.calendar, now)
	if !ok {
		return list, model.ClockFixed.Refuse(model.PText("act", model.TipEventWords[model.TipExtend]))
	}
	return list.replace(list.present().Extend(s.calendar, until.At, by, string(model.TipExtend), now))
}
