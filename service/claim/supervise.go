package claim

import (
	"context"
	"errors"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// Part gives a claim a damage of its own, when it was wrongly taken for the same damage as another: two people had goods
// of one receipt, or a serial number was printed twice. Where it has one already and is held because the same person
// claims for the same lot, it says that it is another loss, as Apart does.
//
// Who: permission claim:supervise; the authority of its region. Refusals: not-found, invalid (reason), claim-alone,
// claim-paid, claim-erased, changed-meanwhile, idempotency-*.
func (s *Service) Part(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.ClaimID, reason string) (File, error) {
	if err := apartReason(&reason); err != nil {
		return File{}, err
	}
	return s.actAs(ctx, actor, idem, model.PermClaimSupervise, id, 0, func(d *deed) error {
		damage, err := d.tx.Claim().Damage(d.row.DamageID)
		if err != nil {
			return err
		}
		if damage.Claims < 2 {
			err := d.apart(damage, reason)
			if errors.Is(err, model.ClaimNotHeld) {
				err = model.ClaimAlone.Refuse()
			}
			return err
		}
		if err := parts(d.tx, *d.row, damage); err != nil {
			return err
		}
		who, err := d.tx.Claim().Secret(id)
		if err != nil {
			return err
		}
		if err := d.tx.Claim().Part(d.row, d.s.vault.Hash("damage", "parted:"+id.String()), d.s.marks(*d.row, who)); err != nil {
			return err
		}
		return d.said(damage, reason)
	})
}

// Apart says that a claim is about another loss than those that the same person claims for the same lot: somebody has
// bought twice. It can be paid from then on.
//
// Who: permission claim:decide; the party that answers. Refusals: not-found, forbidden, invalid (reason), claim-not-held,
// claim-ended, claim-erased, changed-meanwhile, idempotency-*.
func (s *Service) Apart(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.ClaimID, reason string) (File, error) {
	if err := apartReason(&reason); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimDecide, id, 0, func(d *deed) error {
		if d.row.State.Over() {
			return model.ClaimEnded.Refuse(model.PText("state", model.ClaimLifecycle.Words[d.row.State]))
		}
		damage, err := d.tx.Claim().Damage(d.row.DamageID)
		if err != nil {
			return err
		}
		return d.apart(damage, reason)
	})
}

func apartReason(reason *string) error {
	var f model.Faults
	*reason = f.Written("reason", *reason, MaxStory, true)
	return f.Err()
}

// apart notes that a damage is another loss than its twins.
func (d *deed) apart(damage model.Damage, reason string) error {
	twins, err := d.tx.Claim().Twins(damage.ID, false)
	if err != nil {
		return err
	}
	if len(twins) == 0 || damage.ApartAt != 0 {
		return model.ClaimNotHeld.Refuse()
	}
	if err := d.tx.Claim().SetApart(damage.ID); err != nil {
		return err
	}
	return d.said(damage, reason)
}

// said writes down why a claim is about a damage of its own. The reason may name people, so it is sealed like every text
// about a claim.
func (d *deed) said(was model.Damage, reason string) error {
	if err := d.note(model.NotePart, "", reason); err != nil {
		return err
	}
	return d.tx.Audit(d.actor, "claim.part", d.row.ID.String(), was.ID.String())
}

// parts refuses to take a claim out of a damage with which it has been settled, or from which it was itself paid.
func parts(tx *repository.Tx, row model.Claim, damage model.Damage) error {
	switch {
	case damage.Claims < 2:
		return model.ClaimAlone.Refuse()
	case damage.PaymentID == "":
		return nil
	case row.State.Over():
		return model.ClaimPaid.Refuse()
	}
	own, err := tx.Claim().PaidFor(damage.PaymentID)
	if err == nil && own == row.ID {
		err = model.ClaimPaid.Refuse()
	}
	return err
}

// held refuses to promise or pay a damage when another one of the same person and lot has its payment and nobody has said
// that this one is another loss. Whoever calls holds the damage; the twins are held as well, so that of two that are
// ordered at the same moment one finds the other.
func held(tx *repository.Tx, id model.DamageID) error {
	own, err := tx.Claim().Damage(id)
	if err != nil || own.ApartAt != 0 {
		return err
	}
	twins, err := tx.Claim().Twins(id, true)
	if err != nil {
		return err
	}
	for _, twin := range twins {
		if twin.PaymentID == "" {
			continue
		}
		other, err := tx.Claim().PaidFor(twin.PaymentID)
		if err != nil {
			return err
		}
		rows, err := tx.Claim().ClaimsOf([]model.ClaimID{other})
		if err != nil {
			return err
		}
		return model.ClaimSamePerson.Refuse(model.P("number", rows[other].Number))
	}
	return nil
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
