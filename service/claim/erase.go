package claim

import (
	"cmp"
	"context"
	"errors"

	"suyuan/model"
	"suyuan/repository"
)

// Erase forgets who claimed, at the claimant's wish, once the claim is over: the key of what was sealed, its hashes, the
// evidence and the private link. What was claimed, decided and paid stays, without a name (个人信息保护法 Art. 47). A
// payment that is still to be carried out has to know where to go and is waited for.
//
// Who: whoever has the secret. Refusals: claim-link-unknown, claim-open, claim-paying.
func (s *Service) Erase(ctx context.Context, secret string) error {
	var sums []string
	err := s.store.Write(ctx, func(tx *repository.Tx) error {
		row, err := linked(tx, secret)
		if err != nil {
			return err
		}
		if !row.State.Over() {
			return model.ClaimOpen.Refuse(model.PText("state", model.ClaimLifecycle.Words[row.State]))
		}
		if paying, err := paying(tx, row); err != nil || paying {
			return cmp.Or(err, error(model.ClaimPaying.Refuse()))
		}
		if sums, err = tx.Claim().Erase(&row); err != nil {
			return err
		}
		return tx.AuditWork(claimant, row.OrgID, actionErase, row.ID.String(), "asked")
	})
	if err != nil {
		return err
	}
	return s.removeFiles(sums)
}

// paying keeps everybody else from moving the money of a claim and reports whether a payment of it is to be carried out.
func paying(tx *repository.Tx, row model.Claim) (bool, error) {
	if _, err := tx.Claim().HoldDamage(row.DamageID); err != nil {
		return false, err
	}
	return tx.Claim().Unfinished(row.ID)
}

// eraseAtOnce is how many claims one round looks at.
const eraseAtOnce = 200

// EraseDue forgets who claimed wherever it was kept as long as it may be, and returns of how many claims. A claim in which
// nobody has made a move until then, such as one whose offer was never answered, lapses with it.
func (s *Service) EraseDue(ctx context.Context) (n int, err error) {
	for {
		var due []model.Claim
		err := s.store.Read(ctx, func(tx *repository.Tx) (err error) {
			due, err = tx.Claim().ToErase(eraseAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return n, err
		}
		for _, row := range due {
			erased, err := s.eraseOne(ctx, row)
			if err != nil {
				return n, err
			}
			if erased {
				n++
			}
		}
		if len(due) < eraseAtOnce {
			return n, nil
		}
	}
}

// eraseOne erases one claim, but not one that a payment has been ordered for at this moment.
func (s *Service) eraseOne(ctx context.Context, row model.Claim) (erased bool, err error) {
	var sums []string
	err = s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		erased = false
		if paying, err := paying(tx, row); err != nil || paying {
			return err
		}
		row, err := tx.Claim().Claim(model.SystemScope("retention"), row.ID)
		if err != nil {
			return err
		}
		if _, err := model.ClaimLifecycle.Next(row.State, model.ClaimLapse); err == nil {
			if err := tx.Claim().Move(&row, model.ClaimLapse, worker, ""); err != nil {
				return err
			}
			row.WarnAt = 0
		}
		erased = true
		if sums, err = tx.Claim().Erase(&row); err != nil {
			return err
		}
		return tx.AuditWork(worker, row.OrgID, actionErase, row.ID.String(), "kept long enough")
	})
	if err != nil {
		return false, err
	}
	return erased, s.removeFiles(sums)
}

// removeFiles takes sealed files off the disk. Their key is gone already: one that stays, because the server stopped here,
// can be read by nobody.
func (s *Service) removeFiles(sums []string) (err error) {
	for _, sum := range sums {
		err = errors.Join(err, s.files.Remove(sum))
	}
	return err
}
