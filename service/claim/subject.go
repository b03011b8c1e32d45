package claim

import (
	"context"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Subject is what a recourse is about, as far as both its sides may know it: which goods, and what the trace proves of
// them. What the claimant says, what was offered and shown, and what others demand of each other is not theirs to see.
type Subject struct {
	ID      model.ClaimID
	Number  string
	Damage  model.DamageID
	Product model.Text
	Lot     string
	Proofs  []model.ClaimProof
	// File tells that the reader may open the whole file of the claim.
	File bool
}

// Subject returns what may be known of a claim by who has recourse for it or is asked for it.
//
// Who: permission recourse:read; who may see the claim, or is creditor or debtor of a recourse for it. Refusals: not-found.
func (s *Service) Subject(ctx context.Context, actor model.Actor, id model.ClaimID) (about Subject, err error) {
	if err := actor.Must(model.PermRecourseRead); err != nil {
		return about, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Claim().Concerned(actor.Scope(), id)
		if err != nil {
			return err
		}
		all, err := subjects(tx, actor, []model.ClaimID{row.ID})
		about = all[row.ID]
		return err
	})
	return about, err
}

// subjects tells of claims what may be known of them, without what is proven.
func subjects(tx *repository.Tx, actor model.Actor, ids []model.ClaimID) (map[model.ClaimID]Subject, error) {
	claims, err := tx.Claim().ClaimsOf(ids)
	if err != nil {
		return nil, err
	}
	rows := make([]model.Claim, 0, len(claims))
	for _, c := range claims {
		rows = append(rows, c)
	}
	names, err := tx.Claim().ClaimNames(rows)
	if err != nil {
		return nil, err
	}
	seen, err := tx.Claim().Seen(actor.Scope(), ids)
	if err != nil {
		return nil, err
	}
	list := make(map[model.ClaimID]Subject, len(rows))
	for _, c := range rows {
		list[c.ID] = Subject{ID: c.ID, Number: c.Number, Damage: c.DamageID, Product: names.Products[c.ProductID], Lot: names.Lots[c.BatchID], File: seen[c.ID] && actor.Can(model.PermClaimRead)}
	}
	return list, nil
}

// subjectProofs is what the trace proves of the goods of a recourse. In whose hands something was is told where it was one
// of the two sides: who supplied whom besides is not theirs to see.
func (s *Service) subjectProofs(tx *repository.Tx, c model.Claim, r model.Recourse) ([]model.ClaimProof, error) {
	list, err := s.proofs(tx, c)
	for i := range list {
		list[i].Refs = slices.Clone(list[i].Refs)
		for j := range list[i].Refs {
			if org := &list[i].Refs[j].OrgID; *org != r.CreditorID && *org != r.DebtorID {
				*org = ""
			}
		}
	}
	return list, err
}
