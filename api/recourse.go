package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/claim"
)

// routeRecourses registers recourse and the ledger of money.
func (s *Server) routeRecourses() {
	Op(s, Operation{
		ID: "propose-recourse", Method: http.MethodGet, Path: "/v1/claims/{id}/recourse-proposals", Tag: "recourse", Need: model.PermRecourseRead,
		Summary: "Of whom you may demand what you have borne for a claim: along the actual chain, with the evidence the trace gives.",
	}, s.proposeRecourse)
	Op(s, Operation{
		ID: "demand-recourse", Method: http.MethodPost, Path: "/v1/claims/{id}/recourses", Tag: "recourse", Need: model.PermRecourseWrite, Creates: true, Status: http.StatusCreated,
		Summary: "Demand of another organisation a part of what you have borne, by share or by sums; one hop back or straight to who is liable.",
	}, s.demandRecourse)
	Op(s, Operation{
		ID: "list-recourses", Method: http.MethodGet, Path: "/v1/recourses", Tag: "recourse", Need: model.PermRecourseRead,
		Summary: "Recourses by you, against you, or in your region, newest first.",
	}, s.listRecourses)
	Op(s, Operation{
		ID: "get-recourse", Method: http.MethodGet, Path: "/v1/recourses/{id}", Tag: "recourse", Need: model.PermRecourseRead,
		Summary: "Read a recourse with what it is about, what the trace proves of the goods, and the evidence that was proposed for it.",
	}, s.getRecourse)
	Op(s, Operation{
		ID: "list-recourse-moves", Method: http.MethodGet, Path: "/v1/recourses/{id}/moves", Tag: "recourse", Need: model.PermRecourseRead,
		Summary: "The history of a recourse, oldest first.",
	}, s.listRecourseMoves)
	Op(s, Operation{
		ID: "move-recourse", Method: http.MethodPost, Path: "/v1/recourses/{id}/moves", Tag: "recourse", Need: model.PermRecourseRead, Creates: true,
		Summary: "Agree, dispute with or without a counter-offer, mediate, find, sue, adjudge, dismiss, settle or release. Each move needs its own permission and side.",
	}, s.moveRecourse)
	Op(s, Operation{
		ID: "get-claim-ledger", Method: http.MethodGet, Path: "/v1/claims/{id}/ledger", Tag: "recourse", Need: model.PermRecourseRead,
		Summary: "The double-entry ledger of the damage of a claim, as far as you were part of it; whole to the authority.",
	}, s.getClaimLedger)
	Op(s, Operation{
		ID: "get-claim-statement", Method: http.MethodGet, Path: "/v1/claim-statement", Tag: "recourse", Need: model.PermRecourseRead,
		Summary: "What claims have cost you: where you stood before, your entries, oldest first, and where you stand after.",
	}, s.getClaimStatement)
}

// RecourseStateCode is where a recourse stands.
type RecourseStateCode string

// Schema implements huma.SchemaProvider.
func (RecourseStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where the recourse stands.", model.RecourseLifecycle.States())
}

// RecourseEventCode moves a recourse.
type RecourseEventCode string

// Schema implements huma.SchemaProvider.
func (RecourseEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What becomes of the recourse.", model.RecourseLifecycle.Events())
}

// RecourseGroundCode is why somebody else bears what was paid.
type RecourseGroundCode string

// Schema implements huma.SchemaProvider.
func (RecourseGroundCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Why the debtor bears it.", listed(model.RecourseGrounds(), func(g model.RecourseGroundInfo) model.RecourseGround { return g.Ground }))
}

// RecourseEvidenceView is one thing that a proposal rests on.
type RecourseEvidenceView struct {
	Fact string   `json:"fact"`
	Name TextView `json:"name"`
	Ref  string   `json:"ref,omitempty" doc:"Of an event, a recall, a document, a policy or a payment."`
}

func recourseEvidence(list []model.RecourseEvidence) []RecourseEvidenceView {
	return listed(list, func(e model.RecourseEvidence) RecourseEvidenceView {
		return RecourseEvidenceView{string(e.Fact), textView(model.RecourseFactWords[e.Fact]), e.Ref}
	})
}

// RecourseProposalView is whom the trace suggests.
type RecourseProposalView struct {
	Debtor   *OrgRef                `json:"debtor,omitempty"`
	Ground   RecourseGroundCode     `json:"ground"`
	Name     TextView               `json:"ground_name"`
	Article  TextView               `json:"article"`
	Share    int                    `json:"share" doc:"In hundredths of a percent; 0 leaves it to the parties."`
	Way      []OrgRef               `json:"way,omitempty" doc:"The chain from you back to the debtor."`
	CoverID  string                 `json:"cover_id,omitempty"`
	Evidence []RecourseEvidenceView `json:"evidence"`
}

// RecourseLeftView is what can still be demanded of one part.
type RecourseLeftView struct {
	Part  string    `json:"part" enum:"compensation,punitive"`
	Borne MoneyView `json:"borne" doc:"What you bear now."`
	Asked MoneyView `json:"asked" doc:"What of it you demand of others already."`
}

// RecourseBorneView is a reason to bear a loss oneself.
type RecourseBorneView struct {
	Ground   RecourseGroundCode     `json:"ground"`
	Evidence []RecourseEvidenceView `json:"evidence"`
}

// RecoursePlanView is what the trace suggests.
type RecoursePlanView struct {
	Left      []RecourseLeftView     `json:"left"`
	Proposals []RecourseProposalView `json:"proposals" doc:"Ways to choose from, the best proven first."`
	Bears     []RecourseBorneView    `json:"bears" doc:"Why you may have to bear it yourself."`
}

// RecoursePlanOutput carries it.
type RecoursePlanOutput struct{ Body RecoursePlanView }

// RecourseClaimInput names a claim.
type RecourseClaimInput struct {
	ID string `path:"id" maxLength:"36" doc:"The claim's id."`
}

func (s *Server) proposeRecourse(ctx context.Context, c Call, in *RecourseClaimInput) (*RecoursePlanOutput, error) {
	id, err := model.ParseID[model.Claim](in.ID)
	if err != nil {
		return nil, err
	}
	plan, err := s.services.Claim.Proposals(ctx, c.Actor, id)
	if err != nil {
		return nil, err
	}
	out := &RecoursePlanOutput{}
	b := &out.Body
	b.Proposals = listed(plan.Proposals, func(p model.RecourseProposal) RecourseProposalView {
		info, _ := model.RecourseGroundOf(p.Ground)
		v := RecourseProposalView{
			Debtor: orgRef(plan.Names[p.Debtor]), Ground: RecourseGroundCode(p.Ground), Name: textView(info.Name), Article: textView(info.Ref.Text()), Share: p.Share,
			CoverID: p.CoverID.String(), Evidence: recourseEvidence(p.Evidence),
		}
		for _, org := range p.Way {
			if ref := orgRef(plan.Names[org]); ref != nil {
				v.Way = append(v.Way, *ref)
			}
		}
		return v
	})
	b.Left = listed(plan.Left, func(p model.Position) RecourseLeftView {
		return RecourseLeftView{string(p.Part), moneyView(p.Borne), moneyView(p.Receivable)}
	})
	b.Bears = listed(plan.Bears, func(one model.Borne) RecourseBorneView {
		return RecourseBorneView{RecourseGroundCode(one.Ground), recourseEvidence(one.Evidence)}
	})
	return out, nil
}

// RecourseView is a recourse.
type RecourseView struct {
	ID           string                 `json:"id"`
	Number       string                 `json:"number"`
	ClaimID      string                 `json:"claim_id"`
	ClaimNumber  string                 `json:"claim_number"`
	Subject      RecourseSubjectView    `json:"subject" doc:"What it is about, as far as both sides may know it."`
	PaymentID    string                 `json:"payment_id"`
	ParentID     string                 `json:"parent_id,omitempty" doc:"The recourse that the creditor has settled and passes on."`
	Creditor     *OrgRef                `json:"creditor,omitempty"`
	Debtor       *OrgRef                `json:"debtor,omitempty"`
	Ground       RecourseGroundCode     `json:"ground"`
	Share        int                    `json:"share" doc:"In hundredths of a percent of what the creditor had to bear."`
	Compensation MoneyView              `json:"compensation"`
	Punitive     MoneyView              `json:"punitive"`
	Counter      *RecourseCounterView   `json:"counter,omitempty" doc:"What the debtor that disputes it would bear."`
	CoverID      string                 `json:"cover_id,omitempty"`
	Evidence     []RecourseEvidenceView `json:"evidence"`
	Note         string                 `json:"note,omitempty"`
	CourtRef     string                 `json:"court_ref,omitempty"`
	State        RecourseStateCode      `json:"state"`
	Allowed      []RecourseEventCode    `json:"allowed" doc:"Events by which you may move it now."`
	DueAt        string                 `json:"due_at,omitempty" format:"date-time" doc:"By when an answer is asked for, and once it is owed by when it is to be paid: a term of the house, not of a statute. After it the creditor may ask for mediation or sue."`
	SettledAt    string                 `json:"settled_at,omitempty" format:"date-time"`
	CreatedAt    string                 `json:"created_at" format:"date-time"`
}

// RecourseCounterView is a counter-offer.
type RecourseCounterView struct {
	Compensation MoneyView `json:"compensation"`
	Punitive     MoneyView `json:"punitive"`
}

func recourseView(r claim.Recourse) RecourseView {
	w := r.Row
	v := RecourseView{
		ID: w.ID.String(), Number: w.Number, ClaimID: w.ClaimID.String(), ClaimNumber: r.Claim.Number, Subject: recourseSubject(r.Claim), PaymentID: w.PaymentID.String(), ParentID: w.ParentID.String(),
		Creditor: orgRef(r.Creditor), Debtor: orgRef(r.Debtor), Ground: RecourseGroundCode(w.Ground), Share: w.Share, Compensation: moneyView(w.Compensation),
		Punitive: moneyView(w.Punitive), CoverID: w.CoverID.String(), Evidence: recourseEvidence(r.Proposal.Evidence), Note: w.Note, CourtRef: w.CourtRef,
		State: RecourseStateCode(w.State), DueAt: w.DueAt.String(), SettledAt: w.SettledAt.String(), CreatedAt: w.CreatedAt.String(),
		Allowed: listed(r.Allowed, func(e model.RecourseEvent) RecourseEventCode { return RecourseEventCode(e) }),
	}
	if w.CounterCompensation.Fen+w.CounterPunitive.Fen > 0 {
		v.Counter = &RecourseCounterView{moneyView(w.CounterCompensation), moneyView(w.CounterPunitive)}
	}
	return v
}

// RecourseSubjectView is what a recourse is about.
type RecourseSubjectView struct {
	DamageID string      `json:"damage_id"`
	Product  TextView    `json:"product"`
	Lot      string      `json:"lot,omitempty"`
	Proofs   []ProofView `json:"proofs" doc:"What the trace proves of the goods; of one recourse only, not in a list."`
	File     bool        `json:"file" doc:"You may open the file of the claim. A debtor may not."`
}

func recourseSubject(c claim.Subject) RecourseSubjectView {
	return RecourseSubjectView{c.Damage.String(), textView(c.Product), c.Lot, proofViews(c.Proofs), c.File}
}

// RecourseOutput carries a recourse.
type RecourseOutput struct{ Body RecourseView }

func recourseOutput(r claim.Recourse, err error) (*RecourseOutput, error) {
	if err != nil {
		return nil, err
	}
	return &RecourseOutput{recourseView(r)}, nil
}

// DemandRecourseInput demands something.
type DemandRecourseInput struct {
	RecourseClaimInput
	Body struct {
		DebtorID     string             `json:"debtor_id" maxLength:"36"`
		Ground       RecourseGroundCode `json:"ground"`
		Share        int                `json:"share,omitempty" minimum:"0" maximum:"10000" doc:"In hundredths of a percent; the sums follow. Either this or the sums."`
		Compensation MoneyView          `json:"compensation,omitempty"`
		Punitive     MoneyView          `json:"punitive,omitempty"`
		CoverID      string             `json:"cover_id,omitempty" maxLength:"36" doc:"Your policy, when you ask your insurer."`
		Note         string             `json:"note,omitempty" maxLength:"2000"`
		Term         bool               `json:"term,omitempty" doc:"Ask for an answer in 10 working days: a term of the house."`
	}
}

func (s *Server) demandRecourse(ctx context.Context, c Call, in *DemandRecourseInput) (*RecourseOutput, error) {
	id, err := model.ParseID[model.Claim](in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	debtor, err := maybeID[model.Organisation]("debtor_id", b.DebtorID)
	if err != nil {
		return nil, err
	}
	cover, err := maybeID[model.ClaimCover]("cover_id", b.CoverID)
	if err != nil {
		return nil, err
	}
	return recourseOutput(s.services.Claim.Demand(ctx, c.Actor, c.Idem, claim.Demand{
		Claim: id, Debtor: debtor, Ground: model.RecourseGround(b.Ground), Share: b.Share, Compensation: yuan(b.Compensation), Punitive: yuan(b.Punitive),
		Cover: cover, Note: b.Note, Term: b.Term,
	}))
}

// ListRecoursesInput narrows a list of recourses.
type ListRecoursesInput struct {
	PageInput
	Side    string            `query:"side" enum:"creditor,debtor" doc:"What you demand, or what is demanded of you; both when left out."`
	State   RecourseStateCode `query:"state"`
	ClaimID string            `query:"claim_id" maxLength:"36"`
}

func (s *Server) listRecourses(ctx context.Context, c Call, in *ListRecoursesInput) (*ListOutput[RecourseView], error) {
	id, err := maybeID[model.Claim]("claim_id", in.ClaimID)
	if err != nil {
		return nil, err
	}
	rows, next, err := s.services.Claim.Recourses(ctx, c.Actor, claim.RecourseFilter{
		Side: claim.RecourseSide(in.Side), State: model.RecourseState(in.State), Claim: id,
	}, in.page())
	return listOf(rows, next, recourseView), err
}

// RecourseInput names a recourse.
type RecourseInput struct {
	ID string `path:"id" maxLength:"36" doc:"The recourse's id."`
}

func (in RecourseInput) recourse() (model.RecourseID, error) {
	return model.ParseID[model.Recourse](in.ID)
}

func (s *Server) getRecourse(ctx context.Context, c Call, in *RecourseInput) (*RecourseOutput, error) {
	id, err := in.recourse()
	if err != nil {
		return nil, err
	}
	return recourseOutput(s.services.Claim.Recourse(ctx, c.Actor, id))
}

func (s *Server) listRecourseMoves(ctx context.Context, c Call, in *RecourseInput) (*ListOutput[MoneyMoveView], error) {
	id, err := in.recourse()
	if err != nil {
		return nil, err
	}
	rows, err := s.services.Claim.RecourseHistory(ctx, c.Actor, id)
	return listOf(rows, "", moneyMoveView), err
}

// MoveRecourseInput moves a recourse.
type MoveRecourseInput struct {
	RecourseInput
	Body struct {
		Event        RecourseEventCode `json:"event"`
		Compensation MoneyView         `json:"compensation,omitempty" doc:"Of a counter-offer, or what mediation or a court found."`
		Punitive     MoneyView         `json:"punitive,omitempty"`
		CourtRef     string            `json:"court_ref,omitempty" maxLength:"200" doc:"Number of the court's or mediator's paper: to sue, adjudge, dismiss and find."`
		Reason       string            `json:"reason,omitempty" maxLength:"200" doc:"To dispute and to release."`
	}
}

func (s *Server) moveRecourse(ctx context.Context, c Call, in *MoveRecourseInput) (*RecourseOutput, error) {
	id, err := in.recourse()
	if err != nil {
		return nil, err
	}
	b := in.Body
	return recourseOutput(s.services.Claim.MoveRecourse(ctx, c.Actor, c.Idem, claim.RecourseMove{
		Recourse: id, Event: model.RecourseEvent(b.Event), Compensation: yuan(b.Compensation), Punitive: yuan(b.Punitive), CourtRef: b.CourtRef, Reason: b.Reason,
	}))
}
