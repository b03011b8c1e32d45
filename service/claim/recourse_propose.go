package claim

import (
	"context"
	"encoding/json"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// RecoursePlan is what the trace suggests to who has borne a loss.
type RecoursePlan struct {
	// Left is what can still be demanded, part by part.
	Left []model.Position
	// Proposals are ways to choose from, the best proven first; Bears is why the creditor may have to bear it itself.
	Proposals []model.RecourseProposal
	Bears     []model.Borne
	Names     map[model.OrgID]repository.OrgName
}

// Proposals computes from the trace of the goods of whom the actor's organisation may demand what it has borne: along the
// actual chain back to the producer, by the evidence that recalls, events, papers and the facts of the claim give.
//
// Who: permission recourse:read; an organisation that has borne something of the damage. Refusals: not-found,
// recourse-unpaid.
func (s *Service) Proposals(ctx context.Context, actor model.Actor, id model.ClaimID) (plan RecoursePlan, err error) {
	if err := actor.Must(model.PermRecourseRead); err != nil {
		return plan, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error { // the sums are read under the lock of the damage
		c, err := tx.Claim().Concerned(actor.Scope(), id)
		if err != nil {
			return err
		}
		b, err := bearerOf(tx, actor, c.DamageID)
		if err != nil {
			return err
		}
		if err := b.opens(""); err != nil {
			return err
		}
		if plan, err = s.propose(tx, actor, c, b); err != nil {
			return err
		}
		for _, part := range model.MoneyParts() {
			plan.Left = append(plan.Left, model.Position{
				Part: part, Borne: model.Money{Fen: b.borne[part], Currency: model.CNY}, Receivable: model.Money{Fen: b.asked[part], Currency: model.CNY},
				Payable: model.Money{Fen: 0, Currency: model.CNY},
			})
		}
		plan.Names = map[model.OrgID]repository.OrgName{}
		for _, p := range plan.Proposals {
			for _, org := range append(slices.Clone(p.Way), p.Debtor) {
				plan.Names[org] = repository.OrgName{}
			}
		}
		return tx.Recall().Name(plan.Names, nil)
	})
	return plan, err
}

// propose computes proposals for who has borne a loss.
func (s *Service) propose(tx *repository.Tx, actor model.Actor, c model.Claim, b burden) (RecoursePlan, error) {
	plan := RecoursePlan{}
	if k := b.payment.PayerKind; actor.ActsFor(b.payment.PayerID) && (k == model.PayerFund || k == model.PayerBond) {
		plan.add(model.RecourseProposal{
			Debtor: c.OrgID, Ground: model.GroundAdvance, Share: model.WholeShare, Way: []model.OrgID{b.org, c.OrgID},
			Evidence: []model.RecourseEvidence{{Fact: model.FactPaid, Ref: b.payment.ID.String()}},
		})
		return plan, nil
	}
	insured, err := b.insured(tx)
	if err != nil {
		return plan, err
	}
	f := finder{claim: c, from: b.org, plan: &plan}
	for org := range insured {
		f.from = org
	}
	if f.trace, err = tx.Claim().TraceOf(c); err != nil {
		return plan, err
	}
	if err := json.Unmarshal(c.Facts, &f.facts); err != nil {
		return plan, err
	}
	f.walk()
	f.find()
	if f.from == b.org {
		err = f.policies(tx, c)
	} else {
		f.subrogate(b.payment)
	}
	above := b.above()
	plan.Proposals = slices.DeleteFunc(plan.Proposals, func(p model.RecourseProposal) bool {
		return p.Debtor == "" || actor.ActsFor(p.Debtor) || p.Debtor == f.from || above[p.Debtor]
	})
	return plan, err
}

func (p *RecoursePlan) add(one model.RecourseProposal) { p.Proposals = append(p.Proposals, one) }

// finder looks in a trace for who has to bear a loss, as it stands for one organisation of the chain.
type finder struct {
	claim model.Claim
	facts model.ClaimFacts
	trace repository.TraceOfClaim
	from  model.OrgID
	plan  *RecoursePlan

	suppliers []model.OrgID                 // from whom it had the goods
	ways      map[model.OrgID][]model.OrgID // back to each organisation up the chain
}

// walk goes back along the chain from who has borne the loss.
func (f *finder) walk() {
	f.ways = map[model.OrgID][]model.OrgID{f.from: {f.from}}
	for ask := []model.OrgID{f.from}; len(ask) > 0; ask = ask[1:] {
		for _, w := range f.trace.Ways {
			if w.To != ask[0] || f.ways[w.From] != nil {
				continue
			}
			f.ways[w.From] = append(slices.Clone(f.ways[ask[0]]), w.From)
			ask = append(ask, w.From)
			if w.To == f.from {
				f.suppliers = append(f.suppliers, w.From)
			}
		}
	}
}

func (f *finder) find() {
	if f.ownFault() {
		return
	}
	f.production()
	f.storage()
	f.sale()
	f.hops()
	f.papers()
}

// saleFaults is what the trace says of the sale itself.
func (f *finder) saleFaults() (list []model.RecourseEvidence) {
	if f.claim.BoughtOn == "" {
		return nil
	}
	if f.trace.Batch.Expired(f.claim.BoughtOn) {
		list = append(list, model.RecourseEvidence{Fact: model.FactExpired, Ref: f.trace.Batch.ID.String()})
	}
	for _, r := range f.trace.Recalls {
		if f.trace.Stood(r.ID, f.claim.BoughtOn.Start(model.China)) {
			list = append(list, model.RecourseEvidence{Fact: model.FactSoldAfter, Ref: r.ID.String()})
		}
	}
	return list
}

// seller is who sold the goods: whom the claimant names, else the operator that answers.
func (f *finder) seller() model.OrgID {
	if f.claim.SellerID != "" {
		return f.claim.SellerID
	}
	if f.claim.Party == model.PartyOperator {
		return f.claim.OrgID
	}
	return ""
}

// maker made the lot.
func (f *finder) maker() model.OrgID { return f.trace.Batch.OrgID }

// ownFault reports that the organisation bears the loss itself: it sold what it must not sell, or it can name nobody from
// whom it had the goods (产品质量法 Art. 42) while nothing says that they were made so.
func (f *finder) ownFault() bool {
	if faults := f.saleFaults(); len(faults) > 0 && f.seller() == f.from {
		f.plan.Bears = append(f.plan.Bears, model.Borne{Ground: model.GroundSale, Evidence: faults})
		return true
	}
	if f.from != f.maker() && len(f.suppliers) == 0 {
		f.plan.Bears = append(f.plan.Bears, model.Borne{Ground: model.GroundSale, Evidence: []model.RecourseEvidence{{Fact: model.FactNoSource}}})
		return len(f.trace.Recalls) == 0
	}
	for _, s := range f.trace.Spoilt {
		if s.Org == f.from {
			f.plan.Bears = append(f.plan.Bears, model.Borne{Ground: model.GroundStorage, Evidence: []model.RecourseEvidence{{Fact: model.FactSpoilt, Ref: s.EventID}}})
		}
	}
	return false
}

// recalled is the evidence of the recalls that reach the lot.
func (f *finder) recalled() (list []model.RecourseEvidence) {
	for _, r := range f.trace.Recalls {
		list = append(list, model.RecourseEvidence{Fact: model.FactRecalled, Ref: r.ID.String()})
	}
	return list
}

// production proposes the producer where a recall reaches the lot, or the claim has established that it is unsafe.
func (f *finder) production() {
	evidence := f.recalled()
	if len(evidence) == 0 && (f.facts.UnsafeFood || f.facts.DefectKnown) {
		evidence = append(evidence, model.RecourseEvidence{Fact: model.FactStated})
	}
	if len(evidence) == 0 || f.maker() == "" {
		return
	}
	f.plan.add(model.RecourseProposal{
		Debtor: f.maker(), Ground: model.GroundProduction, Share: model.WholeShare, Way: f.ways[f.maker()],
		Evidence: append([]model.RecourseEvidence{{Fact: model.FactProduced, Ref: f.trace.Batch.ID.String()}}, evidence...),
	})
}

// storage proposes in whose custody the goods were damaged or left their limits; alone it bears all, beside a defect of
// production the parties settle the share.
func (f *finder) storage() {
	share := model.WholeShare
	if len(f.trace.Recalls) > 0 {
		share = 0
	}
	for _, s := range f.trace.Spoilt {
		evidence := model.RecourseEvidence{Fact: model.FactSpoilt, Ref: s.EventID}
		at := slices.IndexFunc(f.plan.Proposals, func(p model.RecourseProposal) bool { return p.Debtor == s.Org && p.Ground == model.GroundStorage })
		if at >= 0 {
			f.plan.Proposals[at].Evidence = append(f.plan.Proposals[at].Evidence, evidence)
			continue
		}
		f.plan.add(model.RecourseProposal{Debtor: s.Org, Ground: model.GroundStorage, Share: share, Way: f.ways[s.Org], Evidence: []model.RecourseEvidence{evidence}})
	}
}

// sale proposes the seller to who has paid for it.
func (f *finder) sale() {
	if faults := f.saleFaults(); len(faults) > 0 {
		f.plan.add(model.RecourseProposal{Debtor: f.seller(), Ground: model.GroundSale, Share: model.WholeShare, Evidence: faults})
	}
}

// hops proposes one step back: from whom the goods came, in equal shares where they came from several.
func (f *finder) hops() {
	for _, org := range f.suppliers {
		f.plan.add(model.RecourseProposal{
			Debtor: org, Ground: model.GroundSupply, Share: model.WholeShare / len(f.suppliers), Way: f.ways[org],
			Evidence: []model.RecourseEvidence{{Fact: model.FactSupplied}},
		})
	}
}

// papers proposes who has put a report or certificate on a lot that is recalled all the same. Whether it was negligent or
// false a person has to say, and what share follows.
func (f *finder) papers() {
	recalled := f.recalled()
	if len(recalled) == 0 {
		return
	}
	for _, p := range f.trace.Papers {
		f.plan.add(model.RecourseProposal{
			Debtor: p.Org, Ground: model.GroundNegligent,
			Evidence: append([]model.RecourseEvidence{{Fact: model.FactDocument, Ref: p.ID.String()}}, recalled...),
		})
	}
}

// policies proposes the insurers of who has paid.
func (f *finder) policies(tx *repository.Tx, c model.Claim) error {
	list, err := tx.Claim().CoversOf(f.from, c.CreatedAt)
	if err != nil {
		return err
	}
	for _, cover := range list {
		if cover.Kind == model.PayerInsurer && covers(cover, f.from, c) {
			f.plan.add(model.RecourseProposal{
				Debtor: cover.Payer, Ground: model.GroundPolicy, Share: model.WholeShare, CoverID: cover.ID,
				Evidence: []model.RecourseEvidence{{Fact: model.FactInsured, Ref: cover.ID.String()}},
			})
		}
	}
	return nil
}

// subrogate turns what the insured could demand into what its insurer can, and drops why the insured bears it.
func (f *finder) subrogate(p model.ClaimPayment) {
	for i := range f.plan.Proposals {
		one := &f.plan.Proposals[i]
		one.Ground = model.GroundInsured
		one.Evidence = append(one.Evidence, model.RecourseEvidence{Fact: model.FactPaid, Ref: p.ID.String()})
	}
	f.plan.Bears = nil
}
