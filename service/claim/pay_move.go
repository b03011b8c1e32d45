package claim

import (
	"context"
	"errors"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// PaymentMove moves a payment.
type PaymentMove struct {
	Payment model.PaymentID
	Event   model.PaymentEvent
	// Reference is the bank's or the payer's own, needed to confirm.
	Reference string
	// Reason is needed to let a payment fail or to cancel it.
	Reason model.PayoutFailure
}

// MovePayment approves a payment, hands it to its provider, confirms that it has arrived, lets it fail, or cancels it
// before it is sent. With the arrival the ledger has its journal and every claim for the damage is settled; with failure
// or cancellation the damage is free to be paid again and the cover has its sum back.
//
// Who: the payer, with permission claim:pay, to approve claim:approve. Above ApprovalAbove a person approves, and nobody
// what they or a key of theirs ordered; what goes by a provider's webhook or a file only the provider
// confirms, and once it is sent only the provider lets it fail, unless the order was given up and it is certain that the
// provider does not have it. Refusals: not-found, forbidden, invalid, move-not-allowed, claim-payment-approver,
// claim-payment-provider, claim-payout-in-doubt, claim-payout-endpoint-absent, claim-payout-account-absent, idempotency-*.
func (s *Service) MovePayment(ctx context.Context, actor model.Actor, idem model.Idempotency, m PaymentMove) (Payment, error) {
	if err := actor.Must(needOf(m.Event)); err != nil {
		return Payment{}, err
	}
	if err := m.check(); err != nil {
		return Payment{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.PaymentID, error) {
		row, err := heldPayment(tx, actor, m.Payment)
		if err != nil {
			return "", err
		}
		if _, err := model.PaymentLifecycle.Next(row.State, m.Event); err != nil {
			return "", err
		}
		return row.ID, s.movePayment(tx, actor, m, &row)
	})
	if err != nil {
		return Payment{}, err
	}
	return s.Payment(ctx, actor, id)
}

// needOf is the permission of a move.
func needOf(on model.PaymentEvent) model.Permission {
	if on == model.PaymentApprove {
		return model.PermClaimApprove
	}
	return model.PermClaimPay
}

func (m PaymentMove) check() error {
	var f model.Faults
	if !slices.Contains(model.PaymentLifecycle.Events(), m.Event) {
		f.Add("event", model.ValueInvalid, model.P("value", m.Event))
	}
	switch m.Event {
	case model.PaymentConfirm:
		needText(&f, "reference", m.Reference, maxPayText)
	case model.PaymentFail, model.PaymentCancel:
		if m.Reason == "" {
			f.Add("reason", model.ValueRequired)
		} else if !slices.Contains(model.PayoutFailures(), m.Reason) {
			f.Add("reason", model.ValueInvalid, model.P("value", clipped(string(m.Reason))))
		}
	case model.PaymentApprove, model.PaymentSend:
	}
	return f.Err()
}

// heldPayment returns a payment of the actor's organisation and keeps everybody else from moving the money of its damage.
func heldPayment(tx *repository.Tx, actor model.Actor, id model.PaymentID) (model.ClaimPayment, error) {
	row, err := tx.Claim().Payment(actor.Scope(), id)
	if err != nil {
		return row, err
	}
	if !actor.ActsFor(row.PayerID) {
		return row, model.Forbidden.Refuse(model.P("permission", model.PermClaimPay))
	}
	return lockedPayment(tx, row)
}

func lockedPayment(tx *repository.Tx, row model.ClaimPayment) (model.ClaimPayment, error) {
	if _, err := tx.Claim().HoldDamage(row.DamageID); err != nil {
		return row, err
	}
	return tx.Claim().Payment(model.SystemScope("the payment whose damage is locked"), row.ID)
}

func (s *Service) movePayment(tx *repository.Tx, actor model.Actor, m PaymentMove, row *model.ClaimPayment) error {
	switch m.Event {
	case model.PaymentApprove:
		if Total(*row).Fen > s.ApprovalAbove().Fen {
			who, err := behind(tx, actor, row.Actor)
			if err != nil {
				return err
			}
			if actor.Person == "" || who == actor.Name() {
				return model.PaymentApprover.Refuse(model.P("limit", s.ApprovalAbove()))
			}
		}
		return approve(tx, actor, row)
	case model.PaymentSend:
		return s.hand(tx, actor, row)
	case model.PaymentConfirm:
		if !providers[row.Provider].ByHand() {
			return atProvider(*row)
		}
		return s.arrive(tx, doneBy(actor), row, m.Reference)
	case model.PaymentFail:
		if err := lost(tx, *row); err != nil {
			return err
		}
	case model.PaymentCancel:
	}
	return letGo(tx, doneBy(actor), row, m.Event, m.Reason)
}

// behind returns the person behind an actor's name: of a key, who has made it or the key that it replaces.
func behind(tx *repository.Tx, actor model.Actor, name string) (string, error) {
	for {
		id, isKey := strings.CutPrefix(name, "key:")
		if !isKey {
			return name, nil
		}
		k, err := tx.Access().Key(actor.Scope(), model.KeyID(id))
		if err != nil {
			return "", err
		}
		name = k.CreatedBy
	}
}

// doer is in whose name something is done: a person, a key, or a part of the house that no actor has asked.
type doer struct {
	name string
	org  model.OrgID
}

func doneBy(actor model.Actor) doer { return doer{actor.Name(), actor.Org} }

func (d doer) audit(tx *repository.Tx, action string, id model.PaymentID, detail string) error {
	return tx.Claim().AuditAs(d.name, d.org, action, id.String(), detail)
}

// atProvider refuses a step that is the provider's.
func atProvider(row model.ClaimPayment) error {
	return model.PaymentProvider.Refuse(model.PText("provider", model.PayoutProviderWords[row.Provider]))
}

// lost refuses to let a payment fail by hand that its provider may still carry out: the damage would be paid again and
// the consumer twice. An order that was given up is let go once it is known that the provider does not have it: it has
// refused every attempt or was never reached, or it has answered that it knows of none.
func lost(tx *repository.Tx, row model.ClaimPayment) error {
	if row.State != model.PaymentSent || providers[row.Provider].ByHand() {
		return nil
	}
	if row.Provider == model.PayoutWebhook {
		o, err := tx.Claim().PayoutOrder(row.ID)
		if err != nil {
			return err
		}
		switch {
		case o.Phase == model.PayoutGivenUp && o.Doubt == 0:
			return nil
		case o.Phase == model.PayoutGivenUp:
			return model.PayoutInDoubt.Refuse(model.P("number", row.ID))
		}
	}
	return atProvider(row)
}

// paidAfterFailure notes that a provider has paid what had failed. Nothing is settled by it: the damage may have another
// payment by now, and what was paid too much the payer has to get back itself.
func paidAfterFailure(tx *repository.Tx, by doer, row *model.ClaimPayment, reference string) error {
	gone, err := erased(tx, row.ClaimID)
	if err != nil {
		return err
	}
	if row.Reference = reference; gone {
		row.Reference = ""
	}
	if err := tx.Claim().NotePayment(*row); err != nil {
		return err
	}
	return by.audit(tx, "claim-payment.paid-after-failure", row.ID, Total(*row).String())
}

// hand gives a payment to its provider.
func (s *Service) hand(tx *repository.Tx, actor model.Actor, row *model.ClaimPayment) error {
	if err := providers[row.Provider].Hand(tx, s, actor, *row); err != nil {
		return err
	}
	if err := tx.Claim().MovePayment(row, model.PaymentSend, actor.Name(), ""); err != nil {
		return err
	}
	return tx.Audit(actor, "claim-payment.send", row.ID.String(), row.Provider)
}

// arrive notes that a payment has reached the consumer: the ledger has its journal, and every claim for the damage is
// settled. The caller holds the damage.
func (s *Service) arrive(tx *repository.Tx, by doer, row *model.ClaimPayment, reference string) error {
	if err := tx.Claim().MovePayment(row, model.PaymentConfirm, by.name, ""); err != nil {
		return err
	}
	row.Reference, row.ConfirmedAt = reference, tx.Now()
	if err := tx.Claim().NotePayment(*row); err != nil {
		return err
	}
	if _, err := tx.Claim().Post(model.PaymentJournal(*row)); err != nil {
		return err
	}
	if err := overAtProvider(tx, *row); err != nil {
		return err
	}
	if err := s.settleClaims(tx, by.name, *row); err != nil {
		return err
	}
	if Total(*row).Fen > 0 {
		if err := tellOf(tx, model.NewsRecourseOpened, *row); err != nil {
			return err
		}
	}
	return by.audit(tx, "claim-payment.confirm", row.ID, Total(*row).String())
}

// settleClaims settles the claim that is paid and every other that the same consumer has open for the same damage, for
// which nothing more is due; their reason is the number of the paid one. What somebody else claims for the same thing stays
// open: the authority parts it, or the party answers it. What the accepted offer wants handed back counts in the recalls
// that reach it.
func (s *Service) settleClaims(tx *repository.Tx, who string, p model.ClaimPayment) error {
	claims, err := tx.Claim().OnDamage(p.DamageID)
	if err != nil {
		return err
	}
	paid := slices.IndexFunc(claims, func(c model.Claim) bool { return c.ID == p.ClaimID })
	for i := range claims {
		c, reason := &claims[i], ""
		if c.State.Over() {
			continue
		}
		if same, err := tx.Claim().SameClaimant(p.ClaimID, c.ID); err != nil || !same {
			if err != nil {
				return err
			}
			continue
		}
		if i != paid && paid >= 0 {
			reason = claims[paid].Number
		}
		accepted := i == paid && c.State == model.ClaimAccepted
		if err := tx.Claim().Move(c, model.ClaimSettle, who, reason); err != nil {
			return err
		}
		if err := tx.Claim().SetSettled(c); err != nil {
			return err
		}
		if err := tell(tx, news{kind: model.NewsClaimPaid, claim: *c, payment: p}); err != nil {
			return err
		}
		if err := s.tellClaimant(tx, model.NewsClaimantPaid, *c); err != nil {
			return err
		}
		if !accepted {
			continue
		}
		if err := s.handedBack(tx, *c); err != nil {
			return err
		}
	}
	return nil
}

// handedBack has the goods of a claim counted whose accepted offer wanted them back.
func (s *Service) handedBack(tx *repository.Tx, c model.Claim) error {
	if s.recover == nil || c.OfferID == "" {
		return nil
	}
	offer, err := tx.Claim().PayableOffer(c.ID, c.OfferID)
	if err != nil || offer.Goods == 0 {
		return err
	}
	return s.recover(tx, c)
}

// letGo ends a payment that has not arrived: its cover has the sum back and its damage can be paid again.
func letGo(tx *repository.Tx, by doer, row *model.ClaimPayment, on model.PaymentEvent, reason model.PayoutFailure) error {
	if err := tx.Claim().MovePayment(row, on, by.name, string(reason)); err != nil {
		return err
	}
	if err := by.audit(tx, "claim-payment."+string(on), row.ID, ""); err != nil {
		return err
	}
	if on == model.PaymentFail {
		if err := tellOf(tx, model.NewsPaymentFailed, *row); err != nil {
			return err
		}
	}
	if row.CoverID != "" {
		back := Total(*row)
		back.Fen = -back.Fen
		if err := tx.Claim().Draw(row.CoverID, back); err != nil {
			return err
		}
	}
	return overAtProvider(tx, *row)
}

// Payment returns a payment.
//
// Who: permission claim:read; its payer, the first responsible party and the authority of its region. Refusals: not-found.
func (s *Service) Payment(ctx context.Context, actor model.Actor, id model.PaymentID) (p Payment, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return p, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Claim().Payment(actor.Scope(), id)
		if err != nil {
			return err
		}
		list, err := describePayments(tx, actor, []model.ClaimPayment{row})
		if err == nil {
			p = list[0]
		}
		return err
	})
	return p, err
}

// Payments lists payments, newest first.
//
// Who: like Payment. Refusals: page-token-invalid.
func (s *Service) Payments(ctx context.Context, actor model.Actor, f PaymentFilter, page model.Page) (list []Payment, next model.PageToken, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		var rows []model.ClaimPayment
		if rows, next, err = tx.Claim().Payments(actor.Scope(), f, page); err == nil {
			list, err = describePayments(tx, actor, rows)
		}
		return err
	})
	return list, next, err
}

// PaymentHistory lists the moves of a payment, oldest first.
//
// Who: like Payment. Refusals: not-found.
func (s *Service) PaymentHistory(ctx context.Context, actor model.Actor, id model.PaymentID) (moves []MoneyMoved, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Claim().Payment(actor.Scope(), id); err != nil {
			return err
		}
		moves, err = tx.Moves(model.PaymentLifecycle.Name, id.String())
		return err
	})
	return moves, err
}

// describePayments adds claims and names to payments that the actor has been found to see.
func describePayments(tx *repository.Tx, actor model.Actor, rows []model.ClaimPayment) ([]Payment, error) {
	ids, orgs := make([]model.ClaimID, 0, len(rows)), map[model.OrgID]repository.OrgName{}
	for _, r := range rows {
		ids = append(ids, r.ClaimID)
		orgs[r.PayerID] = repository.OrgName{}
	}
	claims, err := tx.Claim().ClaimsOf(ids)
	if err != nil {
		return nil, err
	}
	for _, c := range claims {
		orgs[c.OrgID] = repository.OrgName{}
	}
	if err := tx.Recall().Name(orgs, nil); err != nil {
		return nil, err
	}
	list := make([]Payment, 0, len(rows))
	for _, r := range rows {
		c, allowed, doubt := claims[r.ClaimID], allowedOnPayment(actor, r), false
		if i := slices.Index(allowed, model.PaymentFail); i >= 0 {
			err := lost(tx, r)
			doubt = errors.Is(err, model.PayoutInDoubt)
			if err != nil && !doubt && !errors.Is(err, model.PaymentProvider) {
				return nil, err
			}
			if err != nil {
				allowed = slices.Delete(allowed, i, i+1)
			}
		}
		if !actor.ActsFor(r.PayerID) && actor.OrgKind != model.KindRegulator { // a means test is the fund's and the authority's
			r.Reason, r.Decider = "", ""
		}
		list = append(list, Payment{Row: r, Claim: c, Payer: orgs[r.PayerID], Party: orgs[c.OrgID], Allowed: allowed, Doubt: doubt})
	}
	return list, nil
}

// allowedOnPayment lists the events by which an actor may move a payment now. Whether a second person is needed is
// judged when it is approved.
func allowedOnPayment(actor model.Actor, p model.ClaimPayment) (list []model.PaymentEvent) {
	if !actor.ActsFor(p.PayerID) {
		return nil
	}
	for _, mv := range model.PaymentLifecycle.Moves {
		byHand := providers[p.Provider] != nil && providers[p.Provider].ByHand()
		if mv.From != p.State || !actor.Can(mv.Need) || mv.On == model.PaymentConfirm && !byHand || mv.On == model.PaymentSend && p.Provider == model.PayoutFile {
			continue
		}
		list = append(list, mv.On)
	}
	return list
}
