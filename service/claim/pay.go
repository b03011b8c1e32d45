package claim

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// What the repository tells of payments, for the floors above.
type (
	PaymentFilter = repository.PaymentFilter
	MoneyMoved    = repository.MoveRecord
)

// defaultApproval is the sum above which a second person has to approve a payment, unless WithApproval says otherwise.
var defaultApproval = model.Yuan(5_000)

// WithApproval sets the sum above which a payment needs the approval of a second person.
func WithApproval(above model.Money) Option { return func(s *Service) { s.approval = &above } }

// ApprovalAbove is the sum above which a payment needs the approval of a second person.
func (s *Service) ApprovalAbove() model.Money {
	if s.approval == nil {
		return defaultApproval
	}
	return *s.approval
}

// Payment is a payment as somebody sees it.
type Payment struct {
	Row   model.ClaimPayment
	Claim model.Claim
	// Payer paid, Party is the first responsible party.
	Payer, Party repository.OrgName
	// Allowed lists the events by which the reader may move it now.
	Allowed []model.PaymentEvent
	// Doubt tells its payer that the order to the provider was given up and nobody knows whether the provider has it.
	Doubt bool
}

// Total is the whole sum of a payment.
func Total(p model.ClaimPayment) model.Money {
	return model.Money{Fen: p.Compensation.Fen + p.Punitive.Fen, Currency: model.CNY}
}

// PayOrder orders a payment.
type PayOrder struct {
	Claim model.ClaimID
	Kind  model.PayerKind
	// Cover is the policy or bond from which it is paid; of an insurer or a bond.
	Cover    model.CoverID
	Provider string
	// The sums are those of the accepted offer and may be left out. Where nothing was accepted they are stated, and at most
	// what the law gives by the facts.
	Compensation model.Money
	Punitive     model.Money
	// Reason is the means test of a fund, Decider the office that decided and the number of its decision.
	Reason  string
	Decider string
}

// The lengths of what is stated with a payment, in bytes.
const (
	maxPayReason = 2000
	maxPayText   = 200
)

// AskAdvance notes that the claimant asks a relief fund to pay in advance. The caller has found the claimant by the
// private link. Asking again changes nothing. Refusal: claim-advance-not-open.
func AskAdvance(tx *repository.Tx, row *model.Claim) error {
	switch row.State {
	case model.ClaimRefused, model.ClaimDeemed, model.ClaimDeclined:
	case model.ClaimFiled, model.ClaimEvidence, model.ClaimOffered, model.ClaimAccepted, model.ClaimSettled, model.ClaimWithdrawn, model.ClaimClosed:
		return model.AdvanceNotOpen.Refuse(model.PText("state", model.ClaimLifecycle.Words[row.State]))
	}
	if row.AdvanceAt != 0 {
		return nil
	}
	row.AdvanceAt = tx.Now()
	return tx.Claim().SetAdvance(row)
}

// Order orders the payment of a damage, which from then on has its one payment until that fails or is cancelled. Up to
// ApprovalAbove it is approved by the same person in the same step.
//
// Who: permission claim:pay; the first responsible party once both agree; its insurer and who holds its bond also after
// a refusal; a relief fund of the region after a refusal, when the claimant has asked it. Refusals: not-found, forbidden,
// invalid, claim-not-payable, claim-payer-mismatch, claim-payment-sum, claim-payment-in-kind, claim-damage-paid,
// claim-same-person, claim-cover-unfit, claim-cover-punitive, claim-cover-ceiling, claim-advance-not-asked,
// claim-payout-endpoint-absent, idempotency-*.
func (s *Service) Order(ctx context.Context, actor model.Actor, idem model.Idempotency, in PayOrder) (Payment, error) {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return Payment{}, err
	}
	if err := in.check(); err != nil {
		return Payment{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.PaymentID, error) {
		c, err := payable(tx, actor, in.Claim)
		if err != nil {
			return "", err
		}
		row, err := in.row(s, tx, actor, c)
		if err != nil {
			return "", err
		}
		if err := providers[in.Provider].Ready(tx, row); err != nil {
			return "", err
		}
		return row.ID, s.order(tx, actor, &row)
	})
	if err != nil {
		return Payment{}, err
	}
	return s.Payment(ctx, actor, id)
}

func (in PayOrder) check() error {
	var f model.Faults
	if _, known := model.PayerKindWords[in.Kind]; !known {
		f.Add("kind", model.ValueInvalid, model.P("value", in.Kind))
	}
	if providers[in.Provider] == nil {
		f.Add("provider", model.ValueInvalid, model.P("value", in.Provider))
	}
	checkMoney(&f, "compensation", in.Compensation)
	checkMoney(&f, "punitive", in.Punitive)
	if (in.Kind == model.PayerInsurer || in.Kind == model.PayerBond) != (in.Cover != "") {
		f.Add("cover", model.ValueRequired)
	}
	if in.Kind == model.PayerFund {
		needText(&f, "reason", in.Reason, maxPayReason)
		needText(&f, "decider", in.Decider, maxPayText)
	} else if in.Reason != "" || in.Decider != "" {
		f.Add("reason", model.ValueInvalid, model.P("value", in.Kind))
	}
	return f.Err()
}

// checkMoney notes an amount that is out of range or of another currency than the claims are in.
func checkMoney(f *model.Faults, at string, m model.Money) {
	if f.Check(at, m.Valid()) && m.Fen != 0 && m.Currency != model.CNY {
		f.Add(at, model.MoneyCurrency, model.P("from", m.Currency), model.P("to", model.CNY))
	}
}

// needText notes a text that is missing or too long.
func needText(f *model.Faults, at, text string, most int) {
	switch {
	case text == "":
		f.Add(at, model.ValueRequired)
	case len(text) > most:
		f.Add(at, model.ValueTooLong, model.P("limit", most))
	}
}

// payable returns a claim that the actor may see, and keeps everybody else from paying its damage, which has no payment.
func payable(tx *repository.Tx, actor model.Actor, id model.ClaimID) (model.Claim, error) {
	c, err := tx.Claim().Claim(actor.Scope(), id)
	if err != nil {
		return c, err
	}
	d, err := tx.Claim().HoldDamage(c.DamageID)
	if err != nil {
		return c, err
	}
	if d.PaymentID != "" {
		standing, err := tx.Claim().Payment(model.SystemScope("whether a damage is paid"), d.PaymentID)
		if err != nil {
			return c, err
		}
		return c, model.DamagePaid.Refuse(model.PText("state", model.PaymentLifecycle.Words[standing.State]))
	}
	if err := held(tx, c.DamageID); err != nil {
		return c, err
	}
	return tx.Claim().Claim(actor.Scope(), id) // as it is under the lock
}

// row makes the payment that is ordered, with the sums that are due.
func (in PayOrder) row(s *Service, tx *repository.Tx, actor model.Actor, c model.Claim) (row model.ClaimPayment, err error) {
	cover, err := in.mayPay(tx, actor, c)
	if err != nil {
		return row, err
	}
	row = newPayment(tx, actor, c, in.Kind, in.Provider)
	row.CoverID, row.Reason, row.Decider = in.Cover, in.Reason, in.Decider
	if c.State == model.ClaimAccepted {
		err = in.agreed(tx, c, &row)
	} else {
		err = in.stated(s, tx, c, &row)
	}
	if err != nil {
		return row, err
	}
	if row.Punitive.Fen > 0 && (in.Kind == model.PayerFund || in.Cover != "" && cover.Punitive == 0) {
		return row, model.CoverPunitive.Refuse()
	}
	return row, nil
}

func newPayment(tx *repository.Tx, actor model.Actor, c model.Claim, kind model.PayerKind, provider string) model.ClaimPayment {
	return model.ClaimPayment{
		ID: repository.NewID[model.ClaimPayment](tx), ClaimID: c.ID, DamageID: c.DamageID, Holds: c.DamageID.String(), PayerID: actor.Org, PayerKind: kind,
		Provider: provider, Remedy: model.RemedyCompensate, Compensation: model.Yuan(0), Punitive: model.Yuan(0), Actor: actor.Name(),
		State: model.PaymentLifecycle.Initial, Version: 1, OrderedAt: tx.Now(), CreatedAt: tx.Now(),
	}
}

// mayPay refuses a payer that is not what it says it is, or for whom it is not the time.
func (in PayOrder) mayPay(tx *repository.Tx, actor model.Actor, c model.Claim) (cover model.ClaimCover, err error) {
	mismatch := model.PayerMismatch.Refuse(model.PText("payer", model.PayerKindWords[in.Kind]))
	early := model.ClaimNotPayable.Refuse(model.PText("state", model.ClaimLifecycle.Words[c.State]), model.PText("payer", model.PayerKindWords[in.Kind]))
	switch in.Kind {
	case model.PayerParty:
		if !actor.ActsFor(c.OrgID) {
			return cover, mismatch
		}
		if c.State != model.ClaimAccepted {
			return cover, early
		}
	case model.PayerInsurer, model.PayerBond:
		if cover, err = fitting(tx, actor, in.Kind, in.Cover, c); err != nil {
			return cover, err
		}
	case model.PayerFund:
		if actor.OrgKind != model.KindFund || !actor.Region.Contains(c.Region) {
			return cover, mismatch
		}
		if c.State == model.ClaimAccepted {
			return cover, early
		}
		if c.AdvanceAt == 0 {
			return cover, model.AdvanceNotAsked.Refuse()
		}
	}
	if !c.State.Payable() {
		return cover, early
	}
	return cover, nil
}

// agreed takes the sums of the offer that both have agreed on: not more, and not less.
func (in PayOrder) agreed(tx *repository.Tx, c model.Claim, row *model.ClaimPayment) error {
	offer, err := tx.Claim().PayableOffer(c.ID, c.OfferID)
	if err != nil {
		return err
	}
	if offer.Remedy.InKind() {
		return model.PaymentInKind.Refuse(model.PText("remedy", model.RemedyWords[offer.Remedy]))
	}
	for _, part := range []struct {
		at        string
		part      model.MoneyPart
		said, due model.Money
	}{
		{"compensation", model.PartCompensation, in.Compensation, offer.Compensation}, {"punitive", model.PartPunitive, in.Punitive, offer.Punitive},
	} {
		if (in.Compensation.Fen != 0 || in.Punitive.Fen != 0) && part.said.Fen != part.due.Fen {
			return model.PaymentSum.At(part.at, model.PText("part", model.MoneyPartWords[part.part]), model.P("due", part.due))
		}
	}
	row.Remedy, row.Compensation.Fen, row.Punitive.Fen = offer.Remedy, offer.Compensation.Fen, offer.Punitive.Fen
	return nil
}

// stated takes the sums that somebody states who steps in after a refusal: the whole compensation that is due, since the
// claimant has not agreed to less, and of the punitive part at most what is due. What is due does not rest on what the
// party that has refused says of the facts; see Service.due.
func (in PayOrder) stated(s *Service, tx *repository.Tx, c model.Claim, row *model.ClaimPayment) error {
	d, err := s.due(tx, c)
	if err != nil {
		return err
	}
	due := d.Amount
	for _, part := range []struct {
		at        string
		part      model.MoneyPart
		said, due model.Money
	}{
		{"compensation", model.PartCompensation, in.Compensation, due.Compensation}, {"punitive", model.PartPunitive, in.Punitive, due.Punitive},
	} {
		if part.said.Fen > part.due.Fen || part.part == model.PartCompensation && (part.said.Fen != part.due.Fen || part.due.Fen == 0) {
			return model.PaymentSum.At(part.at, model.PText("part", model.MoneyPartWords[part.part]), model.P("due", part.due))
		}
	}
	row.Compensation.Fen, row.Punitive.Fen = in.Compensation.Fen, in.Punitive.Fen
	return nil
}

// order writes a payment, draws its cover, and approves it where one person is enough.
func (s *Service) order(tx *repository.Tx, actor model.Actor, row *model.ClaimPayment) error {
	if row.CoverID != "" {
		if err := tx.Claim().Draw(row.CoverID, Total(*row)); err != nil {
			return err
		}
	}
	if err := tx.Claim().InsertPayment(*row); err != nil {
		return err
	}
	if err := tx.Audit(actor, "claim-payment.order", row.ID.String(), Total(*row).String()); err != nil {
		return err
	}
	if Total(*row).Fen > s.ApprovalAbove().Fen || !actor.Can(model.PermClaimApprove) {
		return tellOf(tx, model.NewsPaymentWaits, *row)
	}
	return approve(tx, actor, row)
}

func approve(tx *repository.Tx, actor model.Actor, row *model.ClaimPayment) error {
	if err := tx.Claim().MovePayment(row, model.PaymentApprove, actor.Name(), ""); err != nil {
		return err
	}
	row.Approver = actor.Name()
	if err := tx.Claim().NotePayment(*row); err != nil {
		return err
	}
	return tx.Audit(actor, "claim-payment.approve", row.ID.String(), Total(*row).String())
}

// Performance records that goods were replaced or repaired as agreed.
type Performance struct {
	Claim model.ClaimID
	// Reference is the payer's own: a receipt of the replacement, a repair order.
	Reference string
}

// Perform records that an agreed replacement or repair has been done: a payment in kind, with sums of zero, which settles
// the damage like money.
//
// Who: permission claim:pay; the first responsible party. Refusals: not-found, invalid, claim-not-payable,
// claim-payer-mismatch, claim-payment-in-kind, claim-damage-paid, claim-same-person, idempotency-*.
func (s *Service) Perform(ctx context.Context, actor model.Actor, idem model.Idempotency, in Performance) (Payment, error) {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return Payment{}, err
	}
	var f model.Faults
	needText(&f, "reference", in.Reference, maxPayText)
	if err := f.Err(); err != nil {
		return Payment{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.PaymentID, error) {
		c, err := payable(tx, actor, in.Claim)
		if err != nil {
			return "", err
		}
		if _, err := (PayOrder{Kind: model.PayerParty}).mayPay(tx, actor, c); err != nil {
			return "", err
		}
		offer, err := tx.Claim().PayableOffer(c.ID, c.OfferID)
		if err != nil {
			return "", err
		}
		if !offer.Remedy.InKind() {
			return "", model.PaymentInKind.Refuse(model.PText("remedy", model.RemedyWords[offer.Remedy]))
		}
		row := newPayment(tx, actor, c, model.PayerParty, model.PayoutManual)
		row.Remedy = offer.Remedy
		if err := tx.Claim().InsertPayment(row); err != nil {
			return "", err
		}
		if err := approve(tx, actor, &row); err != nil {
			return "", err
		}
		return row.ID, s.arrive(tx, doneBy(actor), &row, in.Reference)
	})
	if err != nil {
		return Payment{}, err
	}
	return s.Payment(ctx, actor, id)
}
