package claim

import (
	"context"
	"encoding/json"

	"suyuan/model"
	"suyuan/repository"
)

// What the repository tells of recourse, for the floors above.
type (
	RecourseFilter = repository.RecourseFilter
	RecourseSide   = repository.RecourseSide
)

// The sides of a list of recourses.
const (
	RecourseOwed = repository.RecourseOwed
	RecourseOwes = repository.RecourseOwes
)

// Recourse is a recourse as somebody sees it.
type Recourse struct {
	Row model.Recourse
	// Claim is what it is about, as far as its sides may know it; what is proven stands in a single recourse only.
	Claim Subject
	// Proposal is what the trace gave for it, or zero when the demand was stated.
	Proposal         model.RecourseProposal
	Creditor, Debtor repository.OrgName
	// Allowed lists the events by which the reader may move it now.
	Allowed []model.RecourseEvent
}

// Demand asks another organisation to bear a part of what the actor's has borne.
type Demand struct {
	Claim  model.ClaimID
	Debtor model.OrgID
	Ground model.RecourseGround
	// Share is of all that the creditor has borne for the damage, in hundredths of a percent. The sums follow from it when
	// they are left out; when they are stated, it follows from them.
	Share        int
	Compensation model.Money
	Punitive     model.Money
	// Cover is the policy by which an insurer is asked to refund its insured, with GroundPolicy.
	Cover model.CoverID
	Note  string
	// Term asks for an answer within model.RecourseAnswerDays working days: a term of the house, not of a statute.
	Term bool
}

const maxRecourseNote = 2000

func (d Demand) check() error {
	var f model.Faults
	if _, known := model.RecourseGroundOf(d.Ground); !known {
		f.Add("ground", model.ValueInvalid, model.P("value", d.Ground))
	}
	if d.Share < 0 || d.Share > model.WholeShare {
		f.Add("share", model.ValueInvalid, model.P("value", d.Share))
	}
	checkMoney(&f, "compensation", d.Compensation)
	checkMoney(&f, "punitive", d.Punitive)
	if d.stated() == (d.Share != 0) {
		f.Add("share", model.ValueRequired)
	}
	if (d.Ground == model.GroundPolicy) != (d.Cover != "") {
		f.Add("cover", model.ValueRequired)
	}
	if len(d.Note) > maxRecourseNote {
		f.Add("note", model.ValueTooLong, model.P("limit", maxRecourseNote))
	}
	return f.Err()
}

// stated reports whether the sums are stated, and not the share.
func (d Demand) stated() bool { return d.Compensation.Fen != 0 || d.Punitive.Fen != 0 }

// Demand opens a recourse of who has borne something of a damage: who has paid the consumer, and who has paid by recourse
// and passes it on. It may go one hop back or straight to who is liable. All that somebody demands is at most what it has
// borne, part by part.
//
// Who: permission recourse:write. Refusals: not-found, invalid, recourse-unpaid, insured-before-victim, recourse-excess,
// recourse-shares, recourse-party, recourse-against-insured, recourse-circle, claim-cover-unfit, claim-cover-punitive,
// idempotency-*.
func (s *Service) Demand(ctx context.Context, actor model.Actor, idem model.Idempotency, d Demand) (Recourse, error) {
	if err := actor.Must(model.PermRecourseWrite); err != nil {
		return Recourse{}, err
	}
	if err := d.check(); err != nil {
		return Recourse{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.RecourseID, error) {
		c, err := tx.Claim().Concerned(actor.Scope(), d.Claim)
		if err != nil {
			return "", err
		}
		b, err := bearerOf(tx, actor, c.DamageID)
		if err != nil {
			return "", err
		}
		row, err := s.demand(tx, actor, d, c, b)
		if err != nil {
			return "", err
		}
		if err := tx.Claim().InsertRecourse(row); err != nil {
			return "", err
		}
		if err := tell(tx, news{kind: model.NewsRecourseDemanded, claim: c, recourse: row, by: actor.Org}); err != nil {
			return "", err
		}
		return row.ID, tx.Audit(actor, "recourse.demand", row.ID.String(), row.Number)
	})
	if err != nil {
		return Recourse{}, err
	}
	return s.Recourse(ctx, actor, id)
}

// burden is what an organisation has borne of a damage so far and what of it it demands of others. The damage is locked.
type burden struct {
	damage    model.Damage
	payment   model.ClaimPayment
	recourses []model.Recourse
	org       model.OrgID
	borne     map[model.MoneyPart]int64 // now
	recovered map[model.MoneyPart]int64 // by recourses that are settled
	asked     map[model.MoneyPart]int64 // by recourses that wait
	shares    int
}

// bearerOf is the burden of that of the actor's organisations which has borne something: what somebody who was succeeded
// has paid is still demanded in its name, so that the ledger of each goes on.
func bearerOf(tx *repository.Tx, actor model.Actor, id model.DamageID) (own burden, err error) {
	for _, org := range actor.Orgs() {
		b, err := burdenOf(tx, org, id)
		if err != nil || b.borne[model.PartCompensation] > 0 || b.borne[model.PartPunitive] > 0 {
			return b, err
		}
		if org == actor.Org {
			own = b
		}
	}
	return own, nil
}

func burdenOf(tx *repository.Tx, org model.OrgID, id model.DamageID) (b burden, err error) {
	b = burden{org: org, borne: map[model.MoneyPart]int64{}, recovered: map[model.MoneyPart]int64{}, asked: map[model.MoneyPart]int64{}}
	if b.damage, err = tx.Claim().HoldDamage(id); err != nil {
		return b, err
	}
	if b.damage.PaymentID != "" {
		if b.payment, err = tx.Claim().Payment(model.SystemScope("what a recourse is for"), b.damage.PaymentID); err != nil {
			return b, err
		}
	}
	balances, err := tx.Claim().Balances(id)
	if err != nil {
		return b, err
	}
	for _, p := range model.PositionsOf(string(org), balances) {
		b.borne[p.Part] = p.Borne.Fen
	}
	if b.recourses, err = tx.Claim().RecoursesOf(id); err != nil {
		return b, err
	}
	for _, r := range b.recourses {
		if r.CreditorID != org || !r.State.Standing() {
			continue
		}
		into := b.asked
		if r.State == model.RecourseSettled {
			into = b.recovered
		}
		into[model.PartCompensation] += r.Compensation.Fen
		into[model.PartPunitive] += r.Punitive.Fen
		b.shares += r.Share
	}
	return b, nil
}

// left is what of a part can still be demanded.
func (b burden) left(part model.MoneyPart) int64 { return b.borne[part] - b.asked[part] }

// gross is what of a part the organisation had to bear before others bore some of it.
func (b burden) gross(part model.MoneyPart) int64 { return b.borne[part] + b.recovered[part] }

// shareOf is the share that sums are of all that the organisation had to bear, rounded down.
func (b burden) shareOf(sums ...model.Money) int {
	var fen, gross int64
	for _, m := range sums {
		fen += m.Fen
	}
	for _, part := range model.MoneyParts() {
		gross += b.gross(part)
	}
	if gross <= 0 {
		return 0
	}
	return int(fen * model.WholeShare / gross)
}

func (s *Service) demand(tx *repository.Tx, actor model.Actor, d Demand, c model.Claim, b burden) (row model.Recourse, err error) {
	if err := b.opens(d.Ground); err != nil {
		return row, err
	}
	answers, err := tx.Access().Heir(d.Debtor) // whoever it has passed to
	if err != nil {
		return row, err
	}
	debtor, err := tx.Claim().ActiveOrganisation(answers)
	if absent(err) || err == nil && !b.fits(d, debtor) {
		return row, model.RecourseParty.At("debtor")
	}
	if err != nil {
		return row, err
	}
	if err := b.guard(tx, d, c); err != nil {
		return row, err
	}
	row = model.Recourse{
		ID: repository.NewID[model.Recourse](tx), Number: drawNumber(tx.Now()), DamageID: c.DamageID, ClaimID: c.ID, PaymentID: b.payment.ID, ParentID: b.parent(),
		CreditorID: b.org, DebtorID: debtor.ID, Region: debtor.Region, Ground: d.Ground, Share: d.Share, CoverID: d.Cover, Note: d.Note,
		Compensation: model.Yuan(0), Punitive: model.Yuan(0), CounterCompensation: model.Yuan(0), CounterPunitive: model.Yuan(0),
		State: model.RecourseLifecycle.Initial, Version: 1, Actor: actor.Name(), CreatedAt: tx.Now(),
	}
	if err := b.sums(d, &row); err != nil {
		return row, err
	}
	if d.Term {
		if row.DueAt, err = s.recourseTerm(tx.Now()); err != nil {
			return row, err
		}
	}
	row.Evidence, err = s.evidenceFor(tx, actor, d, c, b)
	return row, err
}

// opens refuses recourse while the consumer has nothing, or while the organisation has borne nothing.
func (b burden) opens(ground model.RecourseGround) error {
	paid := b.payment.State == model.PaymentConfirmed && (b.borne[model.PartCompensation] > 0 || b.borne[model.PartPunitive] > 0)
	switch {
	case paid:
		return nil
	case ground == model.GroundPolicy:
		return model.InsuredBeforeVictim.Refuse()
	}
	return model.RecourseUnpaid.Refuse()
}

// fits reports whether a debtor can be asked on a ground.
func (b burden) fits(d Demand, debtor model.Organisation) bool {
	switch d.Ground {
	case model.GroundPolicy:
		return debtor.Kind == model.KindInsurer && debtor.ID != b.org
	case model.GroundReport, model.GroundNegligent:
		return debtor.Kind == model.KindLab || debtor.Kind == model.KindCertifier
	case model.GroundProduction, model.GroundSupply, model.GroundStorage, model.GroundSale, model.GroundAdvance, model.GroundInsured, model.GroundOther:
	}
	return debtor.ID != b.org && debtor.Kind != model.KindRegulator && debtor.Kind != model.KindPlatform && debtor.Kind != model.KindInsurer
}

// guard refuses what would lead back to where it came from, an insurer against its insured, and a policy that does not
// cover this.
func (b burden) guard(tx *repository.Tx, d Demand, c model.Claim) error {
	if b.above()[d.Debtor] {
		return model.RecourseCircle.Refuse()
	}
	insured, err := b.insured(tx)
	if err != nil {
		return err
	}
	if insured[d.Debtor] {
		return model.RecourseInsured.Refuse()
	}
	switch d.Ground {
	case model.GroundPolicy:
		return b.fitsPolicy(tx, d, c)
	case model.GroundAdvance:
		if k := b.payment.PayerKind; b.payment.PayerID != b.org || k != model.PayerFund && k != model.PayerBond || d.Debtor != c.OrgID {
			return model.RecourseParty.At("debtor")
		}
	case model.GroundInsured:
		if len(insured) == 0 {
			return model.RecourseParty.At("ground")
		}
	case model.GroundProduction, model.GroundSupply, model.GroundStorage, model.GroundReport, model.GroundNegligent, model.GroundSale, model.GroundOther:
	}
	return nil
}

// fitsPolicy refuses a policy that is not the debtor's, does not cover the creditor, or leaves out what is asked.
func (b burden) fitsPolicy(tx *repository.Tx, d Demand, c model.Claim) error {
	cover, err := tx.Claim().Cover(model.SystemScope("the policy of who asks"), d.Cover)
	if absent(err) || err == nil && (cover.Payer != d.Debtor || cover.Kind != model.PayerInsurer || !covers(cover, b.org, c)) {
		return model.CoverUnfit.Refuse()
	}
	if err != nil {
		return err
	}
	if cover.Punitive == 0 && d.Punitive.Fen != 0 {
		return model.CoverPunitive.Refuse()
	}
	return nil
}

// above lists who has, by recourses that stand, what the organisation would pass on: its creditors and theirs.
func (b burden) above() map[model.OrgID]bool {
	found, ask := map[model.OrgID]bool{}, []model.OrgID{b.org}
	for len(ask) > 0 {
		org := ask[0]
		ask = ask[1:]
		for _, r := range b.recourses {
			if r.DebtorID == org && r.State.Standing() && !found[r.CreditorID] {
				found[r.CreditorID] = true
				ask = append(ask, r.CreditorID)
			}
		}
	}
	return found
}

// insured lists for whom the organisation has paid as an insurer.
func (b burden) insured(tx *repository.Tx) (map[model.OrgID]bool, error) {
	found, covers := map[model.OrgID]bool{}, []model.CoverID{}
	if b.payment.PayerID == b.org && b.payment.PayerKind == model.PayerInsurer {
		covers = append(covers, b.payment.CoverID)
	}
	for _, r := range b.recourses {
		if r.DebtorID == b.org && r.Ground == model.GroundPolicy && r.State.Standing() {
			covers = append(covers, r.CoverID)
		}
	}
	for _, id := range covers {
		cover, err := tx.Claim().Cover(model.SystemScope("whom an insurer insures"), id)
		if err != nil {
			return nil, err
		}
		found[cover.OrgID] = true
	}
	return found, nil
}

// parent is the recourse by which the organisation came to bear what it passes on, the latest of several.
func (b burden) parent() (id model.RecourseID) {
	for _, r := range b.recourses {
		if r.DebtorID == b.org && r.State == model.RecourseSettled {
			id = r.ID
		}
	}
	return id
}

// sums works out what is demanded, part by part, and refuses more than is left. A policy that leaves out the punitive
// part is asked for a share of the compensation.
func (b burden) sums(d Demand, row *model.Recourse) error {
	if d.stated() {
		row.Compensation.Fen, row.Punitive.Fen = d.Compensation.Fen, d.Punitive.Fen
		row.Share = b.shareOf(row.Compensation, row.Punitive)
	} else {
		row.Compensation.Fen = b.gross(model.PartCompensation) * int64(d.Share) / model.WholeShare
		if d.Ground != model.GroundPolicy {
			row.Punitive.Fen = b.gross(model.PartPunitive) * int64(d.Share) / model.WholeShare
		}
	}
	for _, of := range []struct {
		part model.MoneyPart
		sum  model.Money
	}{{model.PartCompensation, row.Compensation}, {model.PartPunitive, row.Punitive}} {
		if of.sum.Fen > b.left(of.part) {
			return model.RecourseExcess.Refuse(model.PText("part", model.MoneyPartWords[of.part]),
				model.P("left", model.Money{Fen: max(b.left(of.part), 0), Currency: model.CNY}))
		}
	}
	if row.Compensation.Fen == 0 && row.Punitive.Fen == 0 {
		return model.ValueRequired.At("share")
	}
	if b.shares+row.Share > model.WholeShare {
		return model.RecourseShares.Refuse(model.P("left", model.Money{Fen: int64(max(model.WholeShare-b.shares, 0))}.Amount()))
	}
	return nil
}

// evidenceFor is what the trace says for a demand, as JSON; empty when it says nothing.
func (s *Service) evidenceFor(tx *repository.Tx, actor model.Actor, d Demand, c model.Claim, b burden) ([]byte, error) {
	plan, err := s.propose(tx, actor, c, b)
	if err != nil {
		return nil, err
	}
	for _, p := range plan.Proposals {
		if p.Debtor == d.Debtor && p.Ground == d.Ground {
			return json.Marshal(p)
		}
	}
	return []byte{}, nil
}

// Recourse returns a recourse with what it is about: the goods and what the trace proves of them, but not the file of the
// claim, which is between the claimant and who answers.
//
// Who: permission recourse:read; creditor, debtor, and the authority of either. Refusals: not-found.
func (s *Service) Recourse(ctx context.Context, actor model.Actor, id model.RecourseID) (r Recourse, err error) {
	if err := actor.Must(model.PermRecourseRead); err != nil {
		return r, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Claim().Recourse(actor.Scope(), id)
		if err != nil {
			return err
		}
		list, err := s.describeRecourses(tx, actor, []model.Recourse{row})
		if err != nil {
			return err
		}
		r = list[0]
		c, err := tx.Claim().ClaimsOf([]model.ClaimID{row.ClaimID})
		if err != nil {
			return err
		}
		r.Claim.Proofs, err = s.subjectProofs(tx, c[row.ClaimID], row)
		return err
	})
	return r, err
}

// Recourses lists recourses, newest first.
//
// Who: like Recourse. Refusals: page-token-invalid.
func (s *Service) Recourses(ctx context.Context, actor model.Actor, f RecourseFilter, page model.Page) (list []Recourse, next model.PageToken, err error) {
	if err := actor.Must(model.PermRecourseRead); err != nil {
		return nil, "", err
	}
	f.Orgs = actor.Orgs()
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		var rows []model.Recourse
		if rows, next, err = tx.Claim().Recourses(actor.Scope(), f, page); err == nil {
			list, err = s.describeRecourses(tx, actor, rows)
		}
		return err
	})
	return list, next, err
}

// RecourseHistory lists the moves of a recourse, oldest first.
//
// Who: like Recourse. Refusals: not-found.
func (s *Service) RecourseHistory(ctx context.Context, actor model.Actor, id model.RecourseID) (moves []MoneyMoved, err error) {
	if err := actor.Must(model.PermRecourseRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Claim().Recourse(actor.Scope(), id); err != nil {
			return err
		}
		moves, err = tx.Moves(model.RecourseLifecycle.Name, id.String())
		return err
	})
	return moves, err
}

// describeRecourses adds claims and names to recourses that the actor has been found to see.
func (s *Service) describeRecourses(tx *repository.Tx, actor model.Actor, rows []model.Recourse) ([]Recourse, error) {
	ids, orgs := make([]model.ClaimID, 0, len(rows)), map[model.OrgID]repository.OrgName{}
	for _, r := range rows {
		ids = append(ids, r.ClaimID)
		orgs[r.CreditorID], orgs[r.DebtorID] = repository.OrgName{}, repository.OrgName{}
	}
	claims, err := subjects(tx, actor, ids)
	if err != nil {
		return nil, err
	}
	if err := tx.Recall().Name(orgs, nil); err != nil {
		return nil, err
	}
	list := make([]Recourse, 0, len(rows))
	for _, r := range rows {
		if r.CreditorID != actor.Org && actor.OrgKind != model.KindRegulator { // by which other recourse it came about is not the debtor's to know
			r.ParentID = ""
		}
		one := Recourse{Row: r, Claim: claims[r.ClaimID], Creditor: orgs[r.CreditorID], Debtor: orgs[r.DebtorID], Allowed: s.allowedOnRecourse(actor, r, tx.Now())}
		if len(r.Evidence) > 0 {
			if err := json.Unmarshal(r.Evidence, &one.Proposal); err != nil {
				return nil, err
			}
		}
		list = append(list, one)
	}
	return list, nil
}
