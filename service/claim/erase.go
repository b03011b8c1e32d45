package claim

import (
	"context"
	"errors"

	"suyuan/model"
	"suyuan/repository"
)

// Erase forgets who claimed, at the claimant's wish, once the claim is over: the key of what was sealed, its hashes, the
// evidence and the private link. What was claimed, decided and paid stays, without a name (个人信息保护法 Art. 47).
//
// Who: whoever has the secret. Refusals: claim-link-unknown, claim-open.
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
		if sums, err = tx.Claim().Erase(&row); err != nil {
			return err
		}
		return tx.AuditWork("public", row.OrgID, actionErase, row.ID.String(), "asked")
	})
	if err != nil {
		return err
	}
	return s.removeFiles(sums)
}

// eraseAtOnce is how many claims one round looks at.
const eraseAtOnce = 200

// EraseDue forgets who claimed wherever it was kept as long as it may be, and returns of how many claims.
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
			if err := s.eraseOne(ctx, row); err != nil {
				return n, err
			}
			n++
		}
		if len(due) < eraseAtOnce {
			return n, nil
		}
	}
}

func (s *Service) eraseOne(ctx context.Context, row model.Claim) error {
	var sums []string
	err := s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		row, err := tx.Claim().Claim(model.SystemScope("retention"), row.ID)
		if err != nil {
			return err
		}
		if sums, err = tx.Claim().Erase(&row); err != nil {
			return err
		}
		return tx.AuditWork(worker, row.OrgID, actionErase, row.ID.String(), "kept long enough")
	})
	if err != nil {
		return err
	}
	return s.removeFiles(sums)
}

// removeFiles takes sealed files off the disk. Their key is gone already: one that stays, because the server stopped here,
// can be read by nobody.
func (s *Service) removeFiles(sums []string) (err error) {
	for _, sum := range sums {
		err = errors.Join(err, s.files.Remove(sum))
	}
	return err
}
