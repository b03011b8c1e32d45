package claim

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// CoverFilter narrows a list of covers.
type CoverFilter = repository.CoverFilter

// Cover is a policy or bond as somebody sees it.
type Cover struct {
	Row model.ClaimCover
	// Covered is whose claims are paid from it, By who pays.
	Covered, By repository.OrgName
	// Left is what can still be drawn.
	Left model.Money
}

// NewCover records a policy or a bond.
type NewCover struct {
	Kind model.PayerKind // insurer or bond
	// Org is who is covered: a company of the chain.
	Org     model.OrgID
	Number  string
	Ceiling model.Money
	// Punitive tells that it also covers the punitive part.
	Punitive  bool
	ValidFrom model.Date
	ValidTo   model.Date
}

const maxCoverNumber = 100

func (in NewCover) check(actor model.Actor) error {
	var f model.Faults
	if in.Kind != model.PayerInsurer && in.Kind != model.PayerBond {
		f.Add("kind", model.ValueInvalid, model.P("value", in.Kind))
	}
	needText(&f, "number", in.Number, maxCoverNumber)
	checkMoney(&f, "ceiling", in.Ceiling)
	if in.Ceiling.Fen == 0 {
		f.Add("ceiling", model.ValueRequired)
	}
	for at, day := range map[string]model.Date{"valid_from": in.ValidFrom, "valid_to": in.ValidTo} {
		if _, err := model.ParseDate(string(day)); err != nil {
			f.Check(at, err)
		}
	}
	if in.ValidTo < in.ValidFrom {
		f.Add("valid_to", model.ValueInvalid, model.P("value", in.ValidTo))
	}
	if (in.Kind == model.PayerInsurer) != (actor.OrgKind == model.KindInsurer) || actor.ActsFor(in.Org) {
		f.Add("kind", model.CoverParty)
	}
	return f.Err()
}

// AddCover records a policy of liability insurance, as the insurer, or a bond, as the platform or market that holds it. It
// counts once who is covered has confirmed it, since it lets the payer read who claims. It is never changed; a wrong one is
// ended.
//
// Who: permission cover:write. Refusals: invalid (claim-cover-party at kind or org), idempotency-*.
func (s *Service) AddCover(ctx context.Context, actor model.Actor, idem model.Idempotency, in NewCover) (Cover, error) {
	if err := actor.Must(model.PermCoverWrite); err != nil {
		return Cover{}, err
	}
	if err := in.check(actor); err != nil {
		return Cover{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.CoverID, error) {
		covered, err := tx.Claim().ActiveOrganisation(in.Org)
		if absent(err) || err == nil && !inChain(covered.Kind) {
			return "", model.CoverParty.At("org")
		}
		if err != nil {
			return "", err
		}
		row := model.ClaimCover{
			ID: repository.NewID[model.ClaimCover](tx), Kind: in.Kind, OrgID: in.Org, Payer: actor.Org, Number: in.Number, Ceiling: in.Ceiling,
			ValidFrom: in.ValidFrom, ValidTo: in.ValidTo, Actor: actor.Name(), CreatedAt: tx.Now(),
		}
		if in.Punitive {
			row.Punitive = 1
		}
		if err := tx.Claim().InsertCover(row); err != nil {
			return "", err
		}
		if err := tell(tx, news{kind: model.NewsCoverAsked, cover: row}); err != nil {
			return "", err
		}
		return row.ID, tx.Audit(actor, "claim-cover.add", row.ID.String(), string(in.Kind))
	})
	if err != nil {
		return Cover{}, err
	}
	return s.Cover(ctx, actor, id)
}

// inChain reports whether an organisation of a kind makes or trades goods, and so can be the one who answers for a claim.
func inChain(k model.OrgKind) bool {
	switch k {
	case model.KindProducer, model.KindProcessor, model.KindDistributor, model.KindRetailer:
		return true
	case model.KindLab, model.KindCertifier, model.KindInsurer, model.KindFund, model.KindRegulator, model.KindPlatform:
	}
	return false
}

// ConfirmCover agrees, as who is covered, that a policy or bond exists: from then on its payer reads the claims against the
// covered company and may pay them.
//
// Who: permission recourse:write, who is covered. Refusals: not-found.
func (s *Service) ConfirmCover(ctx context.Context, actor model.Actor, id model.CoverID) (Cover, error) {
	if err := actor.Must(model.PermRecourseWrite); err != nil {
		return Cover{}, err
	}
	err := s.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Claim().ConfirmCover(actor.Org, id); err != nil {
			return err
		}
		if err := tellCover(tx, model.NewsCoverConfirmed, id); err != nil {
			return err
		}
		return tx.Audit(actor, "claim-cover.confirm", id.String(), "")
	})
	if err != nil {
		return Cover{}, err
	}
	return s.Cover(ctx, actor, id)
}

// EndCover ends a policy or bond: it answers for nothing that is claimed from now on. What was claimed while it was in
// force is still paid from it, and demanded back from it: what has fallen due no declaration takes away.
//
// Who: permission cover:write, who pays from it. Refusals: not-found.
func (s *Service) EndCover(ctx context.Context, actor model.Actor, id model.CoverID) error {
	if err := actor.Must(model.PermCoverWrite); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Claim().EndCover(actor.Org, id); err != nil {
			return err
		}
		if err := tellCover(tx, model.NewsCoverEnded, id); err != nil {
			return err
		}
		return tx.Audit(actor, "claim-cover.end", id.String(), "")
	})
}

// Cover returns a policy or bond.
//
// Who: permission claim:read; who pays, who is covered, and the authority of the latter's region. Refusals: not-found.
func (s *Service) Cover(ctx context.Context, actor model.Actor, id model.CoverID) (c Cover, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return c, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Claim().Cover(actor.Scope(), id)
		if err != nil {
			return err
		}
		list, err := describeCovers(tx, []model.ClaimCover{row})
		if err == nil {
			c = list[0]
		}
		return err
	})
	return c, err
}

// Covers lists policies and bonds, newest first.
//
// Who: like Cover. Refusals: page-token-invalid.
func (s *Service) Covers(ctx context.Context, actor model.Actor, f CoverFilter, page model.Page) (list []Cover, next model.PageToken, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		var rows []model.ClaimCover
		if rows, next, err = tx.Claim().Covers(actor.Scope(), f, page); err == nil {
			list, err = describeCovers(tx, rows)
		}
		return err
	})
	return list, next, err
}

func describeCovers(tx *repository.Tx, rows []model.ClaimCover) ([]Cover, error) {
	orgs := map[model.OrgID]repository.OrgName{}
	for _, r := range rows {
		orgs[r.OrgID], orgs[r.Payer] = repository.OrgName{}, repository.OrgName{}
	}
	if err := tx.Recall().Name(orgs, nil); err != nil {
		return nil, err
	}
	list := make([]Cover, 0, len(rows))
	for _, r := range rows {
		list = append(list, Cover{Row: r, Covered: orgs[r.OrgID], By: orgs[r.Payer], Left: model.Money{Fen: r.Ceiling.Fen - r.Drawn, Currency: r.Ceiling.Currency}})
	}
	return list, nil
}

// fitting returns the cover from which an actor may pay a claim: its own, of the party that answers, and in force on the
// day on which the claim was filed (claims made, not losses occurred: the day of a loss is seldom known).
func fitting(tx *repository.Tx, actor model.Actor, kind model.PayerKind, id model.CoverID, c model.Claim) (model.ClaimCover, error) {
	cover, err := tx.Claim().Cover(actor.Scope(), id)
	if err != nil {
		return cover, err
	}
	if !actor.ActsFor(cover.Payer) || cover.Kind != kind {
		return cover, model.PayerMismatch.Refuse(model.PText("payer", model.PayerKindWords[kind]))
	}
	if !covers(cover, c.OrgID, c) {
		return cover, model.CoverUnfit.Refuse()
	}
	return cover, nil
}

// covers reports whether a cover is of an organisation and was in force when a claim was filed; that it was ended later
// changes nothing.
func covers(cover model.ClaimCover, org model.OrgID, c model.Claim) bool {
	filed := model.DateOf(c.CreatedAt, model.China)
	return cover.OrgID == org && cover.ConfirmedAt > 0 && (cover.EndedAt == 0 || c.CreatedAt < cover.EndedAt) && cover.ValidFrom <= filed && filed <= cover.ValidTo
}

// Company finds a registered company by its identifier, GLN, registration number or exact name: whom a policy covers, of
// whom something is demanded.
//
// Who: permission claim:read. Refusal: not-found.
func (s *Service) Company(ctx context.Context, actor model.Actor, typed string) (found repository.OrgName, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return found, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		o, err := tx.Claim().Operator(typed, 0, 0)
		if err == nil && o.ID == "" {
			err = model.NotFound.Refuse()
		}
		if err == nil && o.Ceased {
			err = model.OrgCeased.Refuse(model.PText("name", o.Name))
		}
		found = repository.OrgName{ID: o.ID, Name: o.Name, Region: o.Region}
		return err
	})
	return found, err
}
