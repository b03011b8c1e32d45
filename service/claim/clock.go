package claim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// WarnBefore is how long before its deadline a claim stands among what is due soon, and its party is told so, once.
const WarnBefore = 3 * 24 * time.Hour

// worker is who acts when time does.
const worker = "system:claim-clocks"

// begin starts the clock of the answer, or of the payment, that is due of the first responsible party.
func (s *Service) begin(row *model.Claim, now model.Instant) error {
	rules, err := model.RulesOn(model.PackCNClaim, "", model.OnClaim, model.DateOf(now, model.China))
	if err != nil {
		return err
	}
	for _, r := range rules {
		if r.Answers != model.DutyAnswerClaim {
			continue
		}
		clock, err := model.StartClock(r, now, now)
		if err != nil {
			return err
		}
		return s.wind(row, clock, now)
	}
	return model.RuleUnknown.Refuse(model.P("value", model.PackCNClaim))
}

// wind writes a clock into a claim, with its deadline and the instant at which it runs out.
func (s *Service) wind(row *model.Claim, clock model.Clock, now model.Instant) (err error) {
	due := clock.Due(s.calendar, now)
	row.DueAt, row.Provisional, row.WarnAt = due.At, 0, 0
	if due.Provisional() {
		row.Provisional = 1
	}
	if clock.AnsweredAt.IsZero() {
		row.WarnAt = due.At + 1
		if soon := due.At.Add(-WarnBefore); soon > now {
			row.WarnAt = soon
		}
	}
	row.Clock, err = json.Marshal(clock)
	return err
}

func clockOf(row model.Claim) (c model.Clock, err error) { return c, json.Unmarshal(row.Clock, &c) }

// answered notes that the party has decided.
func (s *Service) answered(row *model.Claim, now model.Instant) error {
	clock, err := clockOf(*row)
	if err != nil || !clock.AnsweredAt.IsZero() {
		return err
	}
	if clock, err = clock.Answer(now); err != nil {
		return err
	}
	return s.wind(row, clock, now)
}

// again starts the clock anew, for the payment of what both agree on or a better offer. That an earlier time has run out
// stays on record; without a new one nothing would ever again follow from not paying.
func (s *Service) again(row *model.Claim, now model.Instant) error { return s.begin(row, now) }

// deemAtOnce is how many claims one round looks at.
const deemAtOnce = 200

// paymentHeld is how long after the deadline a payment that a bank or a provider carries out keeps a claim from being
// deemed refused. Banks settle on the next working day; the longest holiday, of eight days, and a day to read the bank's
// answer are left to them. What arrives later still settles the claim, deemed as it is.
const paymentHeld = 9 * 24 * time.Hour

// Deem deems refused every claim whose time has run out: neither decided nor paid in 15 days counts as wilful delay or
// refusal without reason (侵害消费者权益行为处罚办法 Art. 8). What a bank or a provider is carrying out is left for
// paymentHeld; that somebody says to have paid by hand holds nothing. It may run on several replicas at once, and returns
// how many it has deemed. A claim that cannot be dealt with keeps none behind it from its turn: what was wrong with it is
// returned in the end.
func (s *Service) Deem(ctx context.Context) (n int, err error) {
	var wrong []error
	for after := (repository.ClaimKey{}); ; {
		var due []model.Claim
		err := s.store.Read(ctx, func(tx *repository.Tx) (err error) {
			due, err = tx.Claim().ClaimsToWatch(after, deemAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return n, errors.Join(append(wrong, err)...)
		}
		for _, row := range due {
			after = repository.ClaimKey{Due: row.WarnAt, ID: row.ID}
			deemed := false
			err := s.store.Write(ctx, func(tx *repository.Tx) (err error) {
				deemed, err = s.deem(tx, row)
				return err
			})
			switch {
			case errors.Is(err, model.ChangedMeanwhile): // decided this moment, or another replica has it
			case ctx.Err() != nil:
				return n, err
			case err != nil && len(wrong) < deemAtOnce:
				wrong = append(wrong, fmt.Errorf("claim %s: %w", row.Number, err))
			case deemed:
				n++
			}
		}
		if len(due) < deemAtOnce {
			return n, errors.Join(wrong...)
		}
	}
}

// deem deals with one claim whose time has run out, or soon will have.
func (s *Service) deem(tx *repository.Tx, row model.Claim) (deemed bool, err error) {
	ceased, err := ceasedReason(tx, row)
	if err != nil {
		return false, err
	}
	if tx.Now() <= row.DueAt && ceased == "" {
		return false, warn(tx, row)
	}
	row.WarnAt = 0
	if _, err := model.ClaimLifecycle.Next(row.State, model.ClaimDeem); err != nil {
		return false, tx.Claim().Update(&row) //nolint:nilerr // nothing is owed in this state
	}
	if _, err := tx.Claim().Damage(row.DamageID); err != nil {
		return false, err
	}
	payment, err := standing(tx, row)
	if err != nil {
		return false, err
	}
	if payment.ClaimID == row.ID {
		until := row.DueAt.Add(paymentHeld)
		switch {
		case payment.State == model.PaymentSent && !providers[payment.Provider].ByHand() && tx.Now() <= until:
			row.WarnAt = until + 1
			return false, tx.Claim().Update(&row)
		case payment.State == model.PaymentOrdered, payment.State == model.PaymentApproved: // and then left lying
			if err := letGo(tx, doer{worker, row.OrgID}, &payment, model.PaymentCancel, model.FailedOverdue); err != nil {
				return false, err
			}
		}
	}
	if err := tx.Claim().Move(&row, model.ClaimDeem, worker, ceased); err != nil {
		return false, err
	}
	if err := tx.Claim().Update(&row); err != nil {
		return false, err
	}
	if err := tell(tx, news{kind: model.NewsClaimDeemed, claim: row}); err != nil {
		return false, err
	}
	if err := s.tellClaimant(tx, model.NewsClaimantDeemed, row); err != nil {
		return false, err
	}
	return true, tx.AuditWork(worker, row.OrgID, actionDeemed, row.ID.String(), row.Number)
}

// ceasedReason says so where there is nobody left to answer a claim.
func ceasedReason(tx *repository.Tx, row model.Claim) (string, error) {
	if alone, err := tx.Access().Unclaimed(row.OrgID); err != nil || !alone {
		return "", err
	}
	return "the party has ceased and nobody succeeds it", nil
}

// warn tells the party that the time of a claim runs out soon, unless its payment is on the way. The claim is looked at
// again when the time is over.
func warn(tx *repository.Tx, row model.Claim) error {
	row.WarnAt = row.DueAt + 1
	if err := tx.Claim().Update(&row); err != nil {
		return err
	}
	if _, err := model.ClaimLifecycle.Next(row.State, model.ClaimDeem); err != nil {
		return nil //nolint:nilerr // nothing is owed in this state
	}
	payment, err := standing(tx, row)
	if err != nil || payment.State == model.PaymentSent || payment.State == model.PaymentConfirmed {
		return err
	}
	return tell(tx, news{kind: model.NewsClaimDueSoon, claim: row})
}

// Overdue reports whether the party has let the time of a claim run out.
func Overdue(row model.Claim, now model.Instant) bool {
	return row.DueAt != 0 && now > row.DueAt && (row.WarnAt != 0 || row.State == model.ClaimDeemed || row.State == model.ClaimAccepted)
}
