package claim

import (
	"context"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// Part gives a claim a damage of its own, when it was wrongly taken for the same damage as another: two people had goods
// of one receipt, or a serial number was printed twice.
//
// Who: permission claim:supervise; the authority of its region. Refusals: not-found, invalid (reason), claim-alone,
// claim-paid, changed-meanwhile, idempotency-*.
func (s *Service) Part(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.ClaimID, reason string) (File, error) {
	if err := actor.Must(model.PermClaimSupervise); err != nil {
		return File{}, err
	}
	var f model.Faults
	reason = f.Written("reason", reason, MaxStory, true)
	if err := f.Err(); err != nil {
		return File{}, err
	}
	_, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.ClaimID, error) {
		row, err := tx.Claim().Claim(actor.Scope(), id)
		if err != nil {
			return "", err
		}
		damage, err := tx.Claim().Damage(row.DamageID)
		switch {
		case err != nil:
			return "", err
		case damage.Claims < 2:
			return "", model.ClaimAlone.Refuse()
		case damage.PaymentID != "" && row.State.Over():
			return "", model.ClaimPaid.Refuse()
		}
		if damage.PaymentID != "" {
			own, err := tx.Claim().PaidFor(damage.PaymentID)
			if err != nil {
				return "", err
			}
			if own == row.ID {
				return "", model.ClaimPaid.Refuse()
			}
		}
		if err := tx.Claim().Part(&row, s.vault.Hash("damage", "parted:"+row.ID.String())); err != nil {
			return "", err
		}
		seal, err := s.sealOf(tx, id)
		if err != nil {
			return "", err
		}
		// The reason may name people, so it is sealed like every text about a claim.
		n := model.ClaimNote{ClaimID: id, Kind: model.NotePart, Actor: actor.Name(), By: model.TurnParty}
		if err := note(tx, seal, n, reason); err != nil {
			return "", err
		}
		return id, tx.Audit(actor, "claim.part", id.String(), damage.ID.String())
	})
	if err != nil {
		return File{}, err
	}
	return s.Claim(ctx, actor, id)
}

// The bounds of a list of credit clues.
const (
	ClueDays    = 365
	ClueMaxDays = 1095
	ClueRows    = 200
)

// CreditClues lists the organisations of an authority's region that have let claims run out within the last days (0:
// ClueDays), the worst first, and beside it what they and others have refused with a reason, which the law allows (侵害消费者权益行为处罚办法 Art. 8; 消费者权益保护法 Art. 56).
//
// Who: permission claim:supervise. Refusals: invalid (days).
func (s *Service) CreditClues(ctx context.Context, actor model.Actor, days int) (list []repository.CreditClue, err error) {
	if err := actor.Must(model.PermClaimSupervise); err != nil {
		return nil, err
	}
	if days == 0 {
		days = ClueDays
	}
	if days < 1 || days > ClueMaxDays {
		return nil, model.ValueInvalid.At("days", model.P("value", days))
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		list, err = tx.Claim().CreditClues(actor.Scope(), tx.Now().Add(-time.Duration(days)*24*time.Hour), ClueRows)
		return err
	})
	return list, err
}
