package claim

import (
	"cmp"
	"context"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// RecourseMove moves a recourse.
type RecourseMove struct {
	Recourse model.RecourseID
	Event    model.RecourseEvent
	// The sums are those of a counter-offer (dispute) or of what mediation or a court found (find, adjudge): at most what
	// was demanded. With agree they are left out: the debtor agrees to the whole, the creditor to the counter-offer.
	Compensation model.Money
	Punitive     model.Money
	// CourtRef is the number of the court's or mediator's paper: needed to sue, adjudge, dismiss and find.
	CourtRef string
	// Reason is needed to dispute and to release.
	Reason string
}

// MoveRecourse agrees to a recourse, disputes it, asks for mediation, records what mediation found, takes it to court,
// records a judgment, confirms that it is paid, or gives it up. Once it is agreed, found or adjudged the ledger has the
// debt; once it is settled the money has moved and the debtor bears it, and may pass it on. A debtor who stays silent or
// does not pay ends nothing: once the time has passed the creditor asks for mediation or sues, and what was owed and is
// sued for is a debt again when the court has set it.
//
// Who: agree and dispute the debtor, and the creditor agrees to a counter-offer, with recourse:answer; mediate either
// side, sue, adjudge, dismiss, settle and release the creditor, with recourse:write; find the authority of either side,
// with recourse:mediate. Refusals: not-found, forbidden, invalid (recourse-sum, recourse-counter), move-not-allowed,
// recourse-early, claim-cover-ceiling, claim-cover-unfit, idempotency-*.
func (s *Service) MoveRecourse(ctx context.Context, actor model.Actor, idem model.Idempotency, m RecourseMove) (Recourse, error) {
	need, err := needOfRecourse(m.Event)
	if err != nil {
		return Recourse{}, err
	}
	if err := actor.Must(need); err != nil {
		return Recourse{}, err
	}
	if err := m.check(); err != nil {
		return Recourse{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.RecourseID, error) {
		row, err := heldRecourse(tx, actor, m.Recourse)
		if err != nil {
			return "", err
		}
		if !mayMoveRecourse(actor, row, m.Event) {
			return "", model.Forbidden.Refuse(model.P("permission", need))
		}
		if _, err := model.RecourseLifecycle.Next(row.State, m.Event); err != nil {
			return "", err
		}
		if due, err := s.waits(row, actor, m.Event, tx.Now()); err != nil || due != 0 {
			return "", cmp.Or(err, error(model.RecourseEarly.Refuse(model.P("due", due))))
		}
		if err := m.apply(s, tx, actor, &row); err != nil {
			return "", err
		}
		if err := tellRecourse(tx, recourseNotices[m.Event], row, actor.Org); err != nil {
			return "", err
		}
		return row.ID, tx.Audit(actor, "recourse."+string(m.Event), row.ID.String(), row.Number)
	})
	if err != nil {
		return Recourse{}, err
	}
	return s.Recourse(ctx, actor, id)
}

// recourseNotices says what is told of each move of a recourse.
var recourseNotices = map[model.RecourseEvent]model.NoticeKind{
	model.RecourseAgree: model.NewsRecourseAgreed, model.RecourseFind: model.NewsRecourseAgreed, model.RecourseAdjudge: model.NewsRecourseAgreed,
	model.RecourseDispute: model.NewsRecourseDisputed, model.RecourseMediate: model.NewsRecourseMediated, model.RecourseSue: model.NewsRecourseSued,
	model.RecourseSettle: model.NewsRecourseSettled, model.RecourseRelease: model.NewsRecourseReleased, model.RecourseDismiss: model.NewsRecourseReleased,
}

// needOfRecourse is the permission of an event. Refusal: invalid.
func needOfRecourse(on model.RecourseEvent) (model.Permission, error) {
	for _, mv := range model.RecourseLifecycle.Moves {
		if mv.On == on {
			return mv.Need, nil
		}
	}
	return "", model.ValueInvalid.At("event", model.P("value", on))
}

func (m RecourseMove) check() error {
	var f model.Faults
	checkMoney(&f, "compensation", m.Compensation)
	checkMoney(&f, "punitive", m.Punitive)
	switch m.Event {
	case model.RecourseDispute, model.RecourseRelease:
		needText(&f, "reason", m.Reason, maxPayText)
	case model.RecourseSue, model.RecourseDismiss, model.RecourseAdjudge, model.RecourseFind:
		needText(&f, "court_ref", m.CourtRef, maxPayText)
	case model.RecourseAgree, model.RecourseMediate, model.RecourseSettle:
	}
	sums := m.Compensation.Fen != 0 || m.Punitive.Fen != 0
	if finds := m.Event == model.RecourseAdjudge || m.Event == model.RecourseFind; finds != sums && m.Event != model.RecourseDispute {
		f.Add("compensation", model.ValueInvalid, model.P("value", m.Compensation))
	}
	return f.Err()
}

// heldRecourse returns a recourse that the actor may see, and keeps everybody else from moving the money of its damage.
func heldRecourse(tx *repository.Tx, actor model.Actor, id model.RecourseID) (model.Recourse, error) {
	row, err := tx.Claim().Recourse(actor.Scope(), id)
	if err != nil {
		return row, err
	}
	if _, err := tx.Claim().HoldDamage(row.DamageID); err != nil {
		return row, err
	}
	return tx.Claim().Recourse(actor.Scope(), id)
}

// mayMoveRecourse reports whether an actor is on the side that makes a move.
func mayMoveRecourse(actor model.Actor, r model.Recourse, on model.RecourseEvent) bool {
	creditor, debtor := actor.ActsFor(r.CreditorID), actor.ActsFor(r.DebtorID)
	switch on {
	case model.RecourseAgree:
		return debtor || creditor && r.State == model.RecourseDisputed && offered(r)
	case model.RecourseDispute:
		return debtor
	case model.RecourseMediate:
		return creditor || debtor
	case model.RecourseFind:
		return actor.OrgKind == model.KindRegulator // that it is of either side's region the scope has found
	case model.RecourseSue, model.RecourseAdjudge, model.RecourseDismiss, model.RecourseSettle, model.RecourseRelease:
		return creditor
	}
	return false
}

// offered reports whether the debtor has made a counter-offer.
func offered(r model.Recourse) bool { return r.CounterCompensation.Fen+r.CounterPunitive.Fen > 0 }

// recourseTerm is until when a debtor has to answer or pay, from an instant on.
func (s *Service) recourseTerm(from model.Instant) (model.Instant, error) {
	due, err := s.calendar.End(model.Period{Amount: model.RecourseAnswerDays, Unit: model.Workdays}, from)
	return due.At, err
}

// waits returns until when the creditor has to wait for the debtor before a move, 0 when it has not: with a demand until
// the debtor's time to answer has passed, with a debt until that to pay. A demand that names no time has that of the house.
func (s *Service) waits(r model.Recourse, actor model.Actor, on model.RecourseEvent, now model.Instant) (until model.Instant, err error) {
	further := on == model.RecourseMediate || on == model.RecourseSue
	if !further || !actor.ActsFor(r.CreditorID) || r.State != model.RecourseDemanded && r.State != model.RecourseAgreed {
		return 0, nil
	}
	if until = r.DueAt; until == 0 {
		until, err = s.recourseTerm(r.CreatedAt)
	}
	if err != nil || now > until {
		return 0, err
	}
	return until, nil
}

// allowedOnRecourse lists the events by which an actor may move a recourse now.
func (s *Service) allowedOnRecourse(actor model.Actor, r model.Recourse, now model.Instant) (list []model.RecourseEvent) {
	for _, mv := range model.RecourseLifecycle.Moves {
		if mv.From != r.State || !actor.Can(mv.Need) || !mayMoveRecourse(actor, r, mv.On) || slices.Contains(list, mv.On) {
			continue
		}
		if until, err := s.waits(r, actor, mv.On, now); err == nil && until == 0 {
			list = append(list, mv.On)
		}
	}
	return list
}

// apply moves a recourse and writes what follows.
func (m RecourseMove) apply(s *Service, tx *repository.Tx, actor model.Actor, row *model.Recourse) error {
	before := row.State
	if m.CourtRef != "" {
		row.CourtRef = m.CourtRef
	}
	switch m.Event {
	case model.RecourseDispute:
		if err := m.counter(row); err != nil {
			return err
		}
	case model.RecourseAgree, model.RecourseFind, model.RecourseAdjudge:
		return m.owe(s, tx, actor, row)
	case model.RecourseSettle:
		row.SettledAt = tx.Now()
	case model.RecourseMediate, model.RecourseSue, model.RecourseDismiss, model.RecourseRelease:
	}
	if err := tx.Claim().MoveRecourse(row, m.Event, actor.Name(), m.Reason); err != nil {
		return err
	}
	switch {
	case m.Event == model.RecourseSettle:
		if _, err := tx.Claim().Post(model.SettleJournal(*row)); err != nil {
			return err
		}
	case before == model.RecourseAgreed: // given up, or before a court, which sets anew what is owed
		if err := forgive(tx, *row); err != nil {
			return err
		}
	}
	return tx.Claim().NoteRecourse(*row)
}

// counter notes the counter-offer of a dispute: less than the demand, and no part of it more.
func (m RecourseMove) counter(row *model.Recourse) error {
	if m.Compensation.Fen > row.Compensation.Fen || m.Punitive.Fen > row.Punitive.Fen ||
		m.Compensation.Fen == row.Compensation.Fen && m.Punitive.Fen == row.Punitive.Fen {
		return model.RecourseCounter.At("compensation")
	}
	row.CounterCompensation.Fen, row.CounterPunitive.Fen = m.Compensation.Fen, m.Punitive.Fen
	return nil
}

// owe makes a recourse a debt of the sums that were agreed, found or adjudged; its share follows them.
func (m RecourseMove) owe(s *Service, tx *repository.Tx, actor model.Actor, row *model.Recourse) error {
	compensation, punitive := m.Compensation.Fen, m.Punitive.Fen
	if m.Event == model.RecourseAgree {
		compensation, punitive = row.Compensation.Fen, row.Punitive.Fen
		if actor.ActsFor(row.CreditorID) {
			compensation, punitive = row.CounterCompensation.Fen, row.CounterPunitive.Fen
		}
	}
	for _, of := range []struct {
		at        string
		part      model.MoneyPart
		fen, most int64
	}{{"compensation", model.PartCompensation, compensation, row.Compensation.Fen}, {"punitive", model.PartPunitive, punitive, row.Punitive.Fen}} {
		if of.fen > of.most {
			return model.RecourseSum.At(of.at, model.PText("part", model.MoneyPartWords[of.part]), model.P("left", model.Money{Fen: of.most, Currency: model.CNY}))
		}
	}
	demanded := model.Money{Fen: row.Compensation.Fen + row.Punitive.Fen, Currency: model.CNY}
	if agreed := compensation + punitive; agreed != demanded.Fen {
		row.Share = int(int64(row.Share) * agreed / demanded.Fen)
	}
	row.Compensation.Fen, row.Punitive.Fen = compensation, punitive
	var err error
	if row.DueAt, err = s.recourseTerm(tx.Now()); err != nil {
		return err
	}
	if err := drawPolicy(tx, *row); err != nil {
		return err
	}
	if err := tx.Claim().MoveRecourse(row, m.Event, actor.Name(), demanded.String()); err != nil {
		return err
	}
	if err := tx.Claim().NoteRecourse(*row); err != nil {
		return err
	}
	_, err = tx.Claim().Post(model.DemandJournal(*row))
	return err
}

// drawPolicy takes what an insurer owes its insured off the policy.
func drawPolicy(tx *repository.Tx, row model.Recourse) error {
	if row.CoverID == "" {
		return nil
	}
	cover, err := tx.Claim().Cover(model.SystemScope("the policy of a refund"), row.CoverID)
	if err != nil {
		return err
	}
	if row.Punitive.Fen > 0 && cover.Punitive == 0 {
		return model.CoverPunitive.Refuse()
	}
	return tx.Claim().Draw(row.CoverID, model.Money{Fen: row.Compensation.Fen + row.Punitive.Fen, Currency: model.CNY})
}

// forgive undoes a debt that is given up or is before a court.
func forgive(tx *repository.Tx, row model.Recourse) error {
	if _, err := tx.Claim().Post(model.ReleaseJournal(row)); err != nil || row.CoverID == "" {
		return err
	}
	return tx.Claim().Draw(row.CoverID, model.Money{Fen: -row.Compensation.Fen - row.Punitive.Fen, Currency: model.CNY})
}
