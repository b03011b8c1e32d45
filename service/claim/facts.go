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
	// Facts are what it is computed from: those that Established tells of, else what the claimant has filed with what the
	// trace proves.
	Facts       model.ClaimFacts
	Established bool
	Proofs      []model.ClaimProof
	Amount      model.AmountDue
	// Filed is what the claimant has stated; it never changes.
	Filed model.ClaimFacts
	// Findings are what the party and the authority have established, oldest first.
	Findings []Finding
}

// Finding is facts as somebody has established them.
type Finding struct {
	Facts model.ClaimFacts
	// Authority tells that it is the authority's finding and not that of the party that answers.
	Authority bool
	Org       model.OrgID
	At        model.Instant
	// Why is what they rest on; empty once it is erased.
	Why    string
	Amount model.AmountDue
	// Counts tells that what is due is computed from it.
	Counts bool
}

// due computes what is due on a claim as it stands. What the authority has last established counts. Without the
// authority the party's finding counts as long as it takes nothing from what the claimant has stated and the trace
// proves: on the word alone of who has to pay nobody is owed less (法释〔2020〕14号 Art. 5, 6: that the goods met the
// standard is for the party to prove, and for others to find).
func (s *Service) due(tx *repository.Tx, row model.Claim) (d Due, err error) {
	filed := row.Filed
	if len(filed) == 0 { // taken in before what was filed was kept apart
		filed = row.Facts
	}
	if err := json.Unmarshal(filed, &d.Filed); err != nil {
		return d, err
	}
	if d.Proofs, err = s.proofs(tx, row); err != nil {
		return d, err
	}
	d.Facts = s.suggested(tx, row, d.Filed.With(d.Proofs))
	if d.Amount, err = amount(d.Facts); err != nil {
		return d, err
	}
	if d.Findings, err = findings(tx, row.ID); err != nil || len(d.Findings) == 0 {
		return d, err
	}
	last := &d.Findings[len(d.Findings)-1]
	if i := lastOfAuthority(d.Findings); i >= 0 {
		last = &d.Findings[i]
	}
	if last.Authority || last.Amount.Compensation.Fen >= d.Amount.Compensation.Fen && last.Amount.Punitive.Fen >= d.Amount.Punitive.Fen {
		last.Counts = true
		d.Facts, d.Amount, d.Established = last.Facts, last.Amount, true
	}
	return d, nil
}

func lastOfAuthority(list []Finding) int {
	for i, f := range slices.Backward(list) {
		if f.Authority {
			return i
		}
	}
	return -1
}

// findings reads what was established about a claim.
func findings(tx *repository.Tx, id model.ClaimID) (list []Finding, err error) {
	rows, err := tx.Claim().Findings(id)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		f := Finding{Authority: r.Authority == 1, Org: r.OrgID, At: r.CreatedAt}
		if err := json.Unmarshal(r.Facts, &f.Facts); err != nil {
			return nil, err
		}
		if f.Amount, err = amount(f.Facts); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// explain adds to findings what they rest on.
func (d *Due) explain(tx *repository.Tx, id model.ClaimID, seal *Seal) error {
	if len(d.Findings) == 0 {
		return nil
	}
	rows, err := tx.Claim().Findings(id)
	if err != nil {
		return err
	}
	texts, err := tx.Claim().Notes(id)
	if err != nil {
		return err
	}
	for i, r := range rows {
		for _, n := range texts {
			if n.ID != r.NoteID || len(n.Text) == 0 {
				continue
			}
			plain, err := seal.Open("note", n.Text)
			if err != nil {
				return err
			}
			d.Findings[i].Why = string(plain)
		}
	}
	return nil
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

// Facts is what somebody establishes about a claim.
type Facts struct {
	ID      model.ClaimID
	Version int64
	Facts   model.ClaimFacts
	Note    string // what it rests on; required
}

// Establish adds a finding of the party about the facts of a claim. It may be taken back by another one as long as the
// party has not refused the claim, let its time run out or had its offer declined, and the authority has found nothing.
// What the claimant has filed stays beside it, and every finding with who, when and why.
//
// Who: permission claim:answer; the party that answers. Refusals: not-found, forbidden, claim-ended, claim-facts-closed,
// changed-meanwhile, those of model.Amount, invalid (note), idempotency-*.
func (s *Service) Establish(ctx context.Context, actor model.Actor, idem model.Idempotency, in Facts) (File, error) {
	if err := in.check(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimAnswer, in.ID, in.Version, func(d *deed) error {
		if d.row.State.Over() {
			return model.ClaimEnded.Refuse(model.PText("state", model.ClaimLifecycle.Words[d.row.State]))
		}
		open, err := findsNow(d.tx, *d.row)
		if err != nil {
			return err
		}
		if !open {
			return model.ClaimFactsClosed.Refuse(model.PText("state", model.ClaimLifecycle.Words[d.row.State]))
		}
		return d.find(in, false)
	})
}

// findsNow reports whether the party may establish facts.
func findsNow(tx *repository.Tx, row model.Claim) (bool, error) {
	if !row.State.Finds() {
		return false, nil
	}
	rows, err := tx.Claim().Findings(row.ID)
	return !slices.ContainsFunc(rows, func(f model.ClaimFinding) bool { return f.Authority == 1 }), err
}

// Find adds a finding of the authority about the facts of a claim: from then on what is due is computed from it,
// whatever the party and the claimant say.
//
// Who: permission claim:supervise; the authority of its region. Refusals: not-found, claim-ended, changed-meanwhile, those
// of model.Amount, invalid (note), claim-erased, idempotency-*.
func (s *Service) Find(ctx context.Context, actor model.Actor, idem model.Idempotency, in Facts) (File, error) {
	if err := in.check(); err != nil {
		return File{}, err
	}
	return s.actAs(ctx, actor, idem, model.PermClaimSupervise, in.ID, in.Version, func(d *deed) error {
		if d.row.State.Over() {
			return model.ClaimEnded.Refuse(model.PText("state", model.ClaimLifecycle.Words[d.row.State]))
		}
		return d.find(in, true)
	})
}

func (in *Facts) check() error {
	var f model.Faults
	in.Note = f.Written("note", in.Note, MaxStory, true)
	return f.Err()
}

// find adds a finding.
func (d *deed) find(in Facts, authority bool) error {
	in.Facts.Against = d.row.Party
	if _, err := model.Amount(in.Facts); err != nil {
		return err
	}
	facts, err := json.Marshal(in.Facts)
	if err != nil {
		return err
	}
	d.row.Facts = facts
	why := model.ClaimNote{ID: repository.NewID[model.ClaimNote](d.tx), ClaimID: d.row.ID, Kind: model.NoteFacts, Actor: d.actor.Name(), By: d.by()}
	if err := note(d.tx, d.seal, why, in.Note); err != nil {
		return err
	}
	row := model.ClaimFinding{
		ID: repository.NewID[model.ClaimFinding](d.tx), ClaimID: d.row.ID, Facts: facts, OrgID: d.actor.Org, Actor: d.actor.Name(), NoteID: why.ID, CreatedAt: d.tx.Now(),
	}
	action := "claim.facts"
	if authority {
		row.Authority, action = 1, "claim.find"
	}
	if err := d.tx.Claim().InsertFinding(row); err != nil {
		return err
	}
	return d.tx.Audit(d.actor, action, d.row.ID.String(), row.ID.String())
}
