package claim

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Due is what is due on a claim, and why.
type Due struct {
	// Facts are what it is computed from. Established tells that the party has settled them; until then they are what the
	// claimant states with what the trace proves.
	Facts       model.ClaimFacts
	Established bool
	Proofs      []model.ClaimProof
	Amount      model.AmountDue
}

// due computes what is due on a claim as it stands.
func (s *Service) due(tx *repository.Tx, row model.Claim) (d Due, err error) {
	if err := json.Unmarshal(row.Facts, &d.Facts); err != nil {
		return d, err
	}
	if d.Proofs, err = s.proofs(tx, row); err != nil {
		return d, err
	}
	if d.Established, err = established(tx, row.ID); err != nil {
		return d, err
	}
	if !d.Established {
		d.Facts = s.suggested(tx, row, d.Facts.With(d.Proofs))
	}
	d.Amount, err = amount(d.Facts)
	return d, err
}

// amount computes what is due; where the basis that was elected does not apply, the one that gives most does.
func amount(f model.ClaimFacts) (model.AmountDue, error) {
	due, err := model.Amount(f)
	if errors.Is(err, model.AmountBarred) {
		f.Elected, f.Set = "", model.Money{}
		due, err = model.Amount(f)
	}
	return due, err
}

// suggested keeps to the category of the goods: the rules for unsafe food are for food alone.
func (s *Service) suggested(tx *repository.Tx, row model.Claim, f model.ClaimFacts) model.ClaimFacts {
	if f.UnsafeFood && !edible(tx, row.ProductID) {
		f.UnsafeFood = false
	}
	return f
}

// edible reports whether a product is food or grown to be eaten.
func edible(tx *repository.Tx, id model.ProductID) bool {
	list, err := tx.Recall().Categories([]model.ProductID{id})
	return err == nil && !slices.Contains(list, model.CategoryConsumer)
}

// established reports whether the party has settled the facts.
func established(tx *repository.Tx, id model.ClaimID) (bool, error) {
	rows, err := tx.Claim().Notes(id)
	return slices.ContainsFunc(rows, func(n model.ClaimNote) bool { return n.Kind == model.NoteFacts }), err
}

// Amount computes what would be due from facts that the party considers, and changes nothing.
//
// Who: permission claim:read; whoever may see the claim. Refusals: not-found, those of model.Amount at their fields.
func (s *Service) Amount(ctx context.Context, actor model.Actor, id model.ClaimID, f model.ClaimFacts) (due model.AmountDue, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return due, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Claim().Claim(actor.Scope(), id)
		if err != nil {
			return err
		}
		f.Against = row.Party
		due, err = model.Amount(f)
		return err
	})
	return due, err
}

// Facts is what the party establishes about a claim.
type Facts struct {
	ID      model.ClaimID
	Version int64
	Facts   model.ClaimFacts
	Note    string // what it rests on; required
}

// Establish settles the facts of a claim, from which what is due is computed. The party may take back what it found as
// long as the claim is open; every version is in the audit trail by who and when.
//
// Who: permission claim:answer; the party that answers. Refusals: not-found, forbidden, claim-ended, changed-meanwhile,
// those of model.Amount, invalid (note), idempotency-*.
func (s *Service) Establish(ctx context.Context, actor model.Actor, idem model.Idempotency, in Facts) (File, error) {
	var f model.Faults
	in.Note = f.Written("note", in.Note, MaxStory, true)
	if err := f.Err(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimAnswer, in.ID, in.Version, func(d *deed) error {
		if d.row.State.Over() {
			return model.ClaimEnded.Refuse(model.PText("state", model.ClaimLifecycle.Words[d.row.State]))
		}
		in.Facts.Against = d.row.Party
		if _, err := model.Amount(in.Facts); err != nil {
			return err
		}
		facts, err := json.Marshal(in.Facts)
		if err != nil {
			return err
		}
		d.row.Facts = facts
		if err := d.note(model.NoteFacts, "", in.Note); err != nil {
			return err
		}
		return d.tx.Audit(actor, "claim.facts", d.row.ID.String(), "")
	})
}
