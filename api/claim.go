package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/claim"
)

// routeClaims registers the desk of the first responsible party and what others may see of claims.
func (s *Server) routeClaims() {
	s.routePublicClaims()
	s.routeClaimSummary()
	s.routeClaimLinks()
	s.routeClaimFindings()
	Op(s, Operation{
		ID: "list-claims", Method: http.MethodGet, Path: "/v1/claims", Tag: "claim", Need: model.PermClaimRead,
		Summary: "List claims: with a turn the queue of a desk, what is due first first; else newest first. Without who claims.",
	}, s.listClaims)
	Op(s, Operation{
		ID: "get-claim", Method: http.MethodGet, Path: "/v1/claims/{id}", Tag: "claim", Need: model.PermClaimRead,
		Summary: "Read the file of a claim: offers, evidence, what the trace proves and what is due by the law. Without who claims.",
	}, s.getClaim)
	Op(s, Operation{
		ID: "reveal-claimant", Method: http.MethodPost, Path: "/v1/claims/{id}/reveal", Tag: "claim", Need: model.PermClaimReveal,
		Summary: "Read who claims, how to reach them and what they wrote. Each look is written down; an authority that was not asked says why.",
	}, s.revealClaimant)
	Op(s, Operation{
		ID: "ask-claim-evidence", Method: http.MethodPost, Path: "/v1/claims/{id}/ask", Tag: "claim", Need: model.PermClaimAnswer, Creates: true,
		Summary: "Ask the claimant for evidence. The 15 days run on.",
	}, s.askClaim)
	Op(s, Operation{
		ID: "compute-claim-amount", Method: http.MethodPost, Path: "/v1/claims/{id}/amount", Tag: "claim", Need: model.PermClaimRead,
		Summary: "Compute what would be due from facts that are considered; nothing changes.",
	}, s.computeClaim)
	Op(s, Operation{
		ID: "establish-claim-facts", Method: http.MethodPut, Path: "/v1/claims/{id}/facts", Tag: "claim", Need: model.PermClaimAnswer, Creates: true,
		Summary: "Establish the facts of a claim, from which what is due is computed.",
	}, s.establishClaim)
	Op(s, Operation{
		ID: "offer-claim", Method: http.MethodPost, Path: "/v1/claims/{id}/offer", Tag: "claim", Need: model.PermClaimDecide, Creates: true,
		Summary: "Make the claimant an offer.",
	}, s.offerClaim)
	Op(s, Operation{
		ID: "grant-claim", Method: http.MethodPost, Path: "/v1/claims/{id}/grant", Tag: "claim", Need: model.PermClaimDecide, Creates: true,
		Summary: "Agree to what was asked for, or to what is due by the law where no sum was named.",
	}, s.grantClaim)
	Op(s, Operation{
		ID: "refuse-claim", Method: http.MethodPost, Path: "/v1/claims/{id}/refuse", Tag: "claim", Need: model.PermClaimDecide, Creates: true,
		Summary: "Refuse a claim for one of the reasons that the law knows. The claimant is told every way that is open.",
	}, s.refuseClaim)
	Op(s, Operation{
		ID: "list-claim-reasons", Method: http.MethodGet, Path: "/v1/claim-reasons", Tag: "claim", Need: model.PermPublic,
		Summary: "The reasons for which a claim can be refused, with their articles.",
	}, s.listClaimReasons)
	Op(s, Operation{
		ID: "part-claim", Method: http.MethodPost, Path: "/v1/claims/{id}/part", Tag: "claim", Need: model.PermClaimSupervise, Creates: true,
		Summary: "As the authority: part a claim from others that it was wrongly taken for the same damage as.",
	}, s.partClaim)
	Op(s, Operation{
		ID: "list-credit-clues", Method: http.MethodGet, Path: "/v1/claim-clues", Tag: "claim", Need: model.PermClaimSupervise,
		Summary: "As the authority: the organisations that let claims run out, the worst first, and what they refuse for what reason.",
	}, s.listClues)
	s.Handle(Operation{
		ID: "add-claim-answer", Method: http.MethodPost, Path: "/v1/claims/{id}/files", Tag: "claim", Need: model.PermClaimAnswer, Creates: true,
		Status: http.StatusCreated, MaxBody: claim.MaxFile + formOverhead, Summary: "As the party that answers: add evidence (multipart/form-data: file).",
	}, s.addClaimAnswer)
	s.Handle(Operation{
		ID: "open-claim-file", Method: http.MethodGet, Path: "/v1/claims/{id}/files/{file}", Tag: "claim", Need: model.PermClaimReveal,
		Summary: "Download a piece of evidence. Each look is written down.",
	}, s.openClaimFile)
}

// ClaimInput names a claim.
type ClaimInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (in ClaimInput) claim() (model.ClaimID, error) { return model.ParseID[model.Claim](in.ID) }

// ListClaimsInput narrows a list of claims.
type ListClaimsInput struct {
	PageInput
	Turn    string `query:"turn" enum:"party,claimant,nobody" doc:"Who has to act: the queue of a desk."`
	State   string `query:"state" maxLength:"20"`
	Product string `query:"product_id" maxLength:"64"`
	Batch   string `query:"batch_id" maxLength:"64"`
	Recall  string `query:"recall_id" maxLength:"64"`
	Org     string `query:"organisation_id" maxLength:"64" doc:"As the authority: who answers."`
	Number  string `query:"number" maxLength:"20"`
	Overdue bool   `query:"overdue"`
	Deemed  bool   `query:"deemed" doc:"Was deemed refused at some time."`
	Payer   bool   `query:"payer" doc:"What you cover or have paid, instead of what you answer for."`
}

func (s *Server) listClaims(ctx context.Context, c Call, in *ListClaimsInput) (*ListOutput[ClaimView], error) {
	rows, next, err := s.services.Claim.Claims(ctx, c.Actor, claim.Filter{
		Turn: model.ClaimTurn(in.Turn), State: model.ClaimState(in.State), Product: model.ProductID(in.Product), Batch: model.BatchID(in.Batch),
		Recall: model.RecallID(in.Recall), Org: model.OrgID(in.Org), Number: in.Number, Overdue: in.Overdue, Deemed: in.Deemed, Payer: in.Payer,
	}, in.page())
	return listOf(rows, next, claimView), err
}

// ClaimCaseView is the file of a claim.
type ClaimCaseView struct {
	ClaimView
	Seller    TextView         `json:"seller,omitempty"`
	Recall    string           `json:"recall_number,omitempty"`
	Stage     string           `json:"clock_stage"`
	Due       ClaimDueView     `json:"due"`
	Offers    []ClaimOfferView `json:"offers"`
	Files     []ClaimFileView  `json:"files"`
	Notes     []ClaimNoteView  `json:"notes" doc:"What the party wrote; the claimant's come with reveal."`
	Moves     []ClaimMoveView  `json:"moves"`
	Refusal   *ClaimReasonView `json:"refusal,omitempty"`
	Routes    []ClaimRouteView `json:"routes"`
	Others    []ClaimView      `json:"others" doc:"Other claims for the same damage that you may see."`
	PaymentID string           `json:"payment_id,omitempty" doc:"The payment that stands for the damage."`
	Allowed   []string         `json:"allowed"`
	CanFacts  bool             `json:"can_establish_facts"`
	CanReveal bool             `json:"can_reveal"`
	CanPart   bool             `json:"can_part"`
	CanLink   bool             `json:"can_renew_link"`
	CanFind   bool             `json:"can_find_facts" doc:"As the authority."`
	CanApart  bool             `json:"can_tell_apart"`
	RevealWhy bool             `json:"reveal_needs_reason"`
	Same      []string         `json:"same_person" doc:"Numbers of other claims of the same person for the same lot."`
	Held      bool             `json:"held" doc:"One of them has a payment: this one cannot be granted or paid before somebody has said that it is another loss."`
	ErasedAt  model.Instant    `json:"erased_at,omitempty" format:"date-time"`
}

// ClaimCaseOutput carries a ClaimCaseView.
type ClaimCaseOutput struct{ Body ClaimCaseView }

func claimCase(f claim.File, err error) (*ClaimCaseOutput, error) {
	if err != nil {
		return nil, err
	}
	return &ClaimCaseOutput{ClaimCaseView{
		ClaimView: claimView(f.Row), Seller: textView(f.Seller.Name), Recall: f.Recall, Stage: string(f.Stage), Due: claimDueView(f.Due),
		Offers: listed(f.Offers, claimOfferView), Files: listed(f.Files, claimFileView), Notes: listed(f.Notes, claimNoteView), Moves: listed(f.Moves, claimMoveView),
		Refusal: refusalView(f.Refusal), Routes: listed(f.Routes, claimRouteView), Others: listed(f.Others, claimView), PaymentID: f.PaymentID.String(),
		Allowed: codes[string](f.Allowed), CanFacts: f.Facts, CanReveal: f.Reveal, CanPart: f.Part, CanLink: f.Link, ErasedAt: f.Erased,
		CanFind: f.Find, CanApart: f.Apart, RevealWhy: f.Why, Same: append([]string{}, f.Twins...), Held: f.Held,
	}}, nil
}

func (s *Server) getClaim(ctx context.Context, c Call, in *ClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	return claimCase(s.services.Claim.Claim(ctx, c.Actor, id))
}

// ClaimantOutput is who claims.
type ClaimantOutput struct {
	Body struct {
		Contact ClaimContactView `json:"contact"`
		What    string           `json:"what"`
		Harm    string           `json:"harm,omitempty"`
		Receipt string           `json:"receipt,omitempty"`
		Seller  string           `json:"seller,omitempty"`
		Lang    string           `json:"lang"`
		Consent int              `json:"consent"`
		Notes   []ClaimNoteView  `json:"notes"`
	}
}

// RevealClaimantInput asks who claims.
type RevealClaimantInput struct {
	ClaimInput
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"2000" doc:"As an authority to which the claim was not handed: why you look. Sealed."`
	}
}

func (s *Server) revealClaimant(ctx context.Context, c Call, in *RevealClaimantInput) (*ClaimantOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	var why []string
	if in.Body != nil {
		why = append(why, in.Body.Reason)
	}
	p, err := s.services.Claim.Reveal(ctx, c.Actor, id, why...)
	if err != nil {
		return nil, err
	}
	out := &ClaimantOutput{}
	b := &out.Body
	b.Contact, b.What, b.Harm, b.Receipt, b.Seller = claimContactView(p.Contact), p.Story.What, p.Story.Harm, p.Story.Receipt, p.Story.Seller
	b.Lang, b.Consent, b.Notes = string(p.Lang), p.Consent, listed(p.Notes, claimNoteView)
	return out, nil
}

// AskClaimInput asks for evidence.
type AskClaimInput struct {
	ClaimInput
	Body struct {
		Version int64           `json:"version,omitempty" minimum:"0" doc:"The one that was read."`
		Kinds   []ClaimFileCode `json:"kinds" minItems:"1" maxItems:"4" uniqueItems:"true"`
		Note    string          `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Server) askClaim(ctx context.Context, c Call, in *AskClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	return claimCase(s.services.Claim.Ask(ctx, c.Actor, c.Idem, claim.Ask{
		ID: id, Version: in.Body.Version, Kinds: codes[model.ClaimFileKind](in.Body.Kinds), Note: in.Body.Note,
	}))
}

// ComputeClaimInput is facts that are considered.
type ComputeClaimInput struct {
	ClaimInput
	Body FactsView
}

// AmountOutput carries an AmountDueView.
type AmountOutput struct{ Body AmountDueView }

func (s *Server) computeClaim(ctx context.Context, c Call, in *ComputeClaimInput) (*AmountOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	due, err := s.services.Claim.Amount(ctx, c.Actor, id, in.Body.facts())
	if err != nil {
		return nil, err
	}
	return &AmountOutput{amountDueView(due)}, nil
}

// EstablishClaimInput is what the party establishes.
type EstablishClaimInput struct {
	ClaimInput
	Body struct {
		Version int64     `json:"version,omitempty" minimum:"0"`
		Facts   FactsView `json:"facts"`
		Note    string    `json:"note" maxLength:"2000" doc:"What it rests on."`
	}
}

func (s *Server) establishClaim(ctx context.Context, c Call, in *EstablishClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	return claimCase(s.services.Claim.Establish(ctx, c.Actor, c.Idem, claim.Facts{ID: id, Version: in.Body.Version, Facts: in.Body.Facts.facts(), Note: in.Body.Note}))
}

// OfferClaimInput is an offer.
type OfferClaimInput struct {
	ClaimInput
	Body struct {
		Version      int64           `json:"version,omitempty" minimum:"0"`
		Remedy       ClaimRemedyCode `json:"remedy"`
		Compensation MoneyView       `json:"compensation,omitempty"`
		Punitive     MoneyView       `json:"punitive,omitempty"`
		Goods        bool            `json:"goods_back,omitempty"`
		Note         string          `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Server) offerClaim(ctx context.Context, c Call, in *OfferClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	b := in.Body
	return claimCase(s.services.Claim.Offer(ctx, c.Actor, c.Idem, claim.Proposal{
		ID: id, Version: b.Version, Remedy: model.Remedy(b.Remedy), Compensation: b.Compensation.money(), Punitive: b.Punitive.money(), Goods: b.Goods, Note: b.Note,
	}))
}

// GrantClaimInput grants a claim.
type GrantClaimInput struct {
	ClaimInput
	Body struct {
		Version int64  `json:"version,omitempty" minimum:"0"`
		Goods   bool   `json:"goods_back,omitempty"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Server) grantClaim(ctx context.Context, c Call, in *GrantClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	return claimCase(s.services.Claim.Grant(ctx, c.Actor, c.Idem, claim.Grant{ID: id, Version: in.Body.Version, Goods: in.Body.Goods, Note: in.Body.Note}))
}

// RefuseClaimInput refuses a claim.
type RefuseClaimInput struct {
	ClaimInput
	Body struct {
		Version int64           `json:"version,omitempty" minimum:"0"`
		Reason  ClaimReasonCode `json:"reason"`
		Note    string          `json:"note" maxLength:"2000" doc:"What it rests on; the claimant reads it."`
	}
}

func (s *Server) refuseClaim(ctx context.Context, c Call, in *RefuseClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	return claimCase(s.services.Claim.Refuse(ctx, c.Actor, c.Idem, claim.Refusal{
		ID: id, Version: in.Body.Version, Reason: model.ClaimReason(in.Body.Reason), Note: in.Body.Note,
	}))
}

func (s *Server) listClaimReasons(context.Context, Call, *Empty) (*ListOutput[ClaimReasonView], error) {
	return listOf(model.ClaimReasons(), "", claimReasonView), nil
}

// PartClaimInput parts a claim from others.
type PartClaimInput struct {
	ClaimInput
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

func (s *Server) partClaim(ctx context.Context, c Call, in *PartClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	return claimCase(s.services.Claim.Part(ctx, c.Actor, c.Idem, id, in.Body.Reason))
}

// ListCluesInput says how far back to look.
type ListCluesInput struct {
	Days int `query:"days" minimum:"1" maximum:"1095" default:"365"`
}

// CreditClueView is how often an organisation has let claims run out.
type CreditClueView struct {
	OrgID        string        `json:"organisation_id"`
	Organisation TextView      `json:"organisation"`
	Region       string        `json:"region"`
	Times        int           `json:"times" doc:"Deemed refused: neither decided nor paid in time."`
	First        model.Instant `json:"first,omitempty" format:"date-time"`
	Last         model.Instant `json:"last,omitempty" format:"date-time"`
	Refused      int           `json:"refused" doc:"Refused with a reason, in time."`
	Reasons      []ClueReason  `json:"reasons"`
}

// ClueReason is how often an organisation refused for one reason.
type ClueReason struct {
	Reason string   `json:"reason"`
	Name   TextView `json:"name"`
	Times  int      `json:"times"`
}

func clueReason(r claim.ClueReason) ClueReason {
	info, _ := model.ListedOf(model.ClaimReasons(), r.Reason)
	return ClueReason{string(r.Reason), textView(info.Words), r.Times}
}

func (s *Server) listClues(ctx context.Context, c Call, in *ListCluesInput) (*ListOutput[CreditClueView], error) {
	list, err := s.services.Claim.CreditClues(ctx, c.Actor, in.Days)
	return listOf(list, "", func(v claim.Clue) CreditClueView {
		return CreditClueView{v.OrgID.String(), textView(v.Name), string(v.Region), v.Times, v.First, v.Last, v.Refused, listed(v.Reasons, clueReason)}
	}), err
}

func (s *Server) addClaimAnswer(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Claim](c.Param("id"))
	if err != nil {
		return err
	}
	in, err := claimUpload(c)
	if err != nil {
		return err
	}
	f, err := s.services.Claim.AddAnswer(c.Request.Context(), call.Actor, call.Idem, id, in)
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, claimFileView(f))
	return nil
}

func (s *Server) openClaimFile(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Claim](c.Param("id"))
	if err != nil {
		return err
	}
	file, err := model.ParseID[model.ClaimFile](c.Param("file"))
	if err != nil {
		return err
	}
	f, content, err := s.services.Claim.OpenEvidence(c.Request.Context(), call.Actor, id, file)
	if err != nil {
		return err
	}
	sendEvidence(c, f.ID.String(), f.Media, content)
	return nil
}
