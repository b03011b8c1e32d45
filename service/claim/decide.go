package claim

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// deskMoves are the moves of the party that answers; settling is paying.
var deskMoves = map[model.ClaimEvent]bool{model.ClaimAsk: true, model.ClaimGrant: true, model.ClaimPropose: true, model.ClaimRefuse: true}

// deed is something that the party does to a claim, inside its transaction.
type deed struct {
	s     *Service
	tx    *repository.Tx
	actor model.Actor
	row   *model.Claim
	seal  *Seal
}

// act does something to a claim of the actor's organisation and writes what it has changed.
func (s *Service) act(ctx context.Context, actor model.Actor, idem model.Idempotency, need model.Permission, id model.ClaimID, version int64, do func(*deed) error) (File, error) {
	return s.actAs(ctx, actor, idem, need, id, version, func(d *deed) error {
		if !actor.ActsFor(d.row.OrgID) {
			return model.Forbidden.Refuse(model.P("permission", need))
		}
		return do(d)
	})
}

// actAs does something to a claim that the actor may see and writes what it has changed.
func (s *Service) actAs(ctx context.Context, actor model.Actor, idem model.Idempotency, need model.Permission, id model.ClaimID, version int64, do func(*deed) error) (File, error) {
	if err := actor.Must(need); err != nil {
		return File{}, err
	}
	_, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.ClaimID, error) {
		row, err := tx.Claim().Claim(actor.Scope(), id)
		switch {
		case err != nil:
			return "", err
		case version != 0 && version != row.Version:
			return "", model.ChangedMeanwhile.Refuse()
		}
		seal, err := s.sealOf(tx, id)
		if err != nil {
			return "", err
		}
		if err := do(&deed{s, tx, actor, &row, seal}); err != nil {
			return "", err
		}
		return id, tx.Claim().Update(&row)
	})
	if err != nil {
		return File{}, err
	}
	return s.Claim(ctx, actor, id)
}

// move makes a move of the claim and writes it into the audit trail.
func (d *deed) move(on model.ClaimEvent, reason string) error {
	if err := d.tx.Claim().Move(d.row, on, d.actor.Name(), reason); err != nil {
		return err
	}
	if err := d.s.tellClaimant(d.tx, model.NewsClaimantAnswered, *d.row); err != nil {
		return err
	}
	return d.tx.Audit(d.actor, actions[on], d.row.ID.String(), reason)
}

// note seals what the party or the authority writes to the claimant.
func (d *deed) note(kind model.ClaimNoteKind, offer model.ClaimOfferID, text string) error {
	return note(d.tx, d.seal, model.ClaimNote{ClaimID: d.row.ID, Kind: kind, OfferID: offer, Actor: d.actor.Name(), By: d.by()}, text)
}

// by says whose words a note is.
func (d *deed) by() model.ClaimTurn {
	if d.actor.ActsFor(d.row.OrgID) {
		return model.TurnParty
	}
	return model.TurnNobody
}

// Ask asks the claimant for evidence.
type Ask struct {
	ID      model.ClaimID
	Version int64
	Kinds   []model.ClaimFileKind // what is missing; at least one
	Note    string
}

// Ask asks for evidence. The 15 days run on.
//
// Who: permission claim:answer; the party that answers. Refusals: not-found, forbidden, move-not-allowed,
// changed-meanwhile, claim-erased, invalid (kinds, note), idempotency-*.
func (s *Service) Ask(ctx context.Context, actor model.Actor, idem model.Idempotency, in Ask) (File, error) {
	var f model.Faults
	in.Note = f.Written("note", in.Note, MaxStory, false)
	if len(in.Kinds) == 0 {
		f.Add("kinds", model.ValueRequired)
	}
	var names []string
	for _, k := range in.Kinds {
		if k == model.FileAnswer || !slices.Contains(model.ClaimFileKinds(), k) {
			f.Add("kinds", model.ValueInvalid, model.P("value", clipped(string(k))))
		}
		names = append(names, string(k))
	}
	slices.Sort(names)
	if err := f.Err(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimAnswer, in.ID, in.Version, func(d *deed) error {
		if err := d.move(model.ClaimAsk, strings.Join(slices.Compact(names), ",")); err != nil {
			return err
		}
		return d.note(model.NoteOf(model.ClaimAsk), "", in.Note)
	})
}

// Proposal is an offer to the claimant.
type Proposal struct {
	ID      model.ClaimID
	Version int64
	Remedy  model.Remedy
	// Compensation and Punitive are 0 for a remedy in kind.
	Compensation, Punitive model.Money
	Goods                  bool // the goods are to be handed back
	Note                   string
}

func (in *Proposal) check() error {
	var f model.Faults
	in.Note = f.Written("note", in.Note, MaxStory, false)
	if !slices.Contains(model.ClaimRemedies(), in.Remedy) {
		f.Add("remedy", model.ValueInvalid, model.P("value", clipped(string(in.Remedy))))
	}
	yuan(&f, "compensation", &in.Compensation)
	yuan(&f, "punitive", &in.Punitive)
	switch {
	case in.Remedy.InKind():
		for at, sum := range map[string]model.Money{"compensation": in.Compensation, "punitive": in.Punitive} {
			if sum.Fen != 0 {
				f.Add(at, model.ValueInvalid, model.P("value", sum))
			}
		}
	case in.Compensation.Fen+in.Punitive.Fen == 0:
		f.Add("compensation", model.ValueRequired)
	}
	return f.Err()
}

// Offer makes an offer. Whatever the party offers, the claimant sees beside it what is due by the law.
//
// Who: permission claim:decide; the party that answers. Refusals: not-found, forbidden, move-not-allowed,
// changed-meanwhile, claim-erased, invalid (remedy, compensation, punitive, note), claim-paid, claim-same-person,
// idempotency-*.
func (s *Service) Offer(ctx context.Context, actor model.Actor, idem model.Idempotency, in Proposal) (File, error) {
	if err := in.check(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimDecide, in.ID, in.Version, func(d *deed) error {
		return d.propose(model.ClaimPropose, in)
	})
}

// propose adds an offer and makes it the one that stands.
func (d *deed) propose(on model.ClaimEvent, in Proposal) error {
	if err := unpaid(d.tx, *d.row); err != nil {
		return err
	}
	if err := held(d.tx, d.row.DamageID); err != nil {
		return err
	}
	due, err := d.s.due(d.tx, *d.row)
	if err != nil {
		return err
	}
	o := model.ClaimOffer{
		ID: repository.NewID[model.ClaimOffer](d.tx), ClaimID: d.row.ID, Remedy: in.Remedy, Compensation: in.Compensation, Punitive: in.Punitive,
		Actor: d.actor.Name(), CreatedAt: d.tx.Now(),
	}
	if in.Goods {
		o.Goods = 1
	}
	if o.Due, err = json.Marshal(due.Amount); err != nil {
		return err
	}
	if err := d.tx.Claim().InsertOffer(o); err != nil {
		return err
	}
	if err := d.move(on, ""); err != nil {
		return err
	}
	d.row.OfferID = o.ID
	if err := d.note(model.NoteOf(on), o.ID, in.Note); err != nil {
		return err
	}
	return d.s.answered(d.row, d.tx.Now())
}

// Grant agrees to what was asked for.
type Grant struct {
	ID      model.ClaimID
	Version int64
	Goods   bool
	Note    string
}

// Grant agrees to what the claimant asked for: the sum that was named, or what is due by the law where none was. The 15
// days for the payment begin.
//
// Who: permission claim:decide; the party that answers. Refusals: not-found, forbidden, move-not-allowed,
// changed-meanwhile, claim-erased, claim-amount-unsettled, claim-paid, claim-same-person, idempotency-*.
func (s *Service) Grant(ctx context.Context, actor model.Actor, idem model.Idempotency, in Grant) (File, error) {
	var f model.Faults
	in.Note = f.Written("note", in.Note, MaxStory, false)
	if err := f.Err(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimDecide, in.ID, in.Version, func(d *deed) error {
		p := Proposal{ID: in.ID, Remedy: d.row.Remedy, Goods: in.Goods, Note: in.Note}
		if err := d.price(&p); err != nil {
			return err
		}
		if err := d.propose(model.ClaimGrant, p); err != nil {
			return err
		}
		return d.s.again(d.row, d.tx.Now())
	})
}

// price splits what was asked for into what makes good the loss and what goes beyond it: the compensation is never more
// than the loss, so that insurance and recourse, which treat the two apart, bear no more of it.
func (d *deed) price(p *Proposal) error {
	p.Compensation, p.Punitive = model.Money{Currency: model.CNY}, model.Money{Currency: model.CNY}
	if p.Remedy.InKind() {
		return nil
	}
	due, err := d.s.due(d.tx, *d.row)
	if err != nil {
		return err
	}
	p.Compensation, p.Punitive = due.Amount.Compensation, due.Amount.Punitive
	if asked := d.row.Asked.Fen; asked > 0 {
		p.Compensation.Fen = min(asked, due.Amount.Compensation.Fen)
		p.Punitive.Fen = asked - p.Compensation.Fen
		return nil
	}
	if len(due.Amount.Asks) > 0 || due.Amount.Total.Fen == 0 {
		return model.ClaimUnsettled.Refuse()
	}
	return nil
}

// Refusal refuses a claim.
type Refusal struct {
	ID      model.ClaimID
	Version int64
	Reason  model.ClaimReason
	Note    string // what it rests on; required
}

// Refuse refuses a claim for a reason of the closed list. The claimant is told the reason, its article, and every way
// that the law leaves open.
//
// Who: permission claim:decide; the party that answers. Refusals: not-found, forbidden, move-not-allowed,
// changed-meanwhile, claim-erased, invalid (reason, note), idempotency-*.
func (s *Service) Refuse(ctx context.Context, actor model.Actor, idem model.Idempotency, in Refusal) (File, error) {
	var f model.Faults
	in.Note = f.Written("note", in.Note, MaxStory, true)
	if _, known := model.ListedOf(model.ClaimReasons(), in.Reason); !known {
		f.Add("reason", model.ValueInvalid, model.P("value", clipped(string(in.Reason))))
	}
	if err := f.Err(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimDecide, in.ID, in.Version, func(d *deed) error {
		if err := d.move(model.ClaimRefuse, string(in.Reason)); err != nil {
			return err
		}
		if err := d.note(model.NoteOf(model.ClaimRefuse), "", in.Note); err != nil {
			return err
		}
		return d.s.answered(d.row, d.tx.Now())
	})
}
