package api

import (
	"context"
	"net/http"

	"suyuan/model"
	"suyuan/service/claim"
)

// routeClaimFindings registers what the authority finds about a claim, and what tells losses of one person apart.
func (s *Server) routeClaimFindings() {
	Op(s, Operation{
		ID: "find-claim-facts", Method: http.MethodPut, Path: "/v1/claims/{id}/findings", Tag: "claim", Need: model.PermClaimSupervise, Creates: true,
		Summary: "As the authority: establish the facts of a claim. What is due is computed from them, whatever the party says.",
	}, s.findClaim)
	Op(s, Operation{
		ID: "tell-claim-apart", Method: http.MethodPost, Path: "/v1/claims/{id}/apart", Tag: "claim", Need: model.PermClaimDecide, Creates: true,
		Summary: "As the party: say that a claim is about another loss than the others of the same person for the same lot.",
	}, s.tellClaimApart)
}

// ClaimFindingView is facts as somebody has established them.
type ClaimFindingView struct {
	Facts     FactsView     `json:"facts"`
	Authority bool          `json:"authority" doc:"By the authority; else by the party that answers."`
	OrgID     string        `json:"organisation_id"`
	Why       string        `json:"note,omitempty" doc:"What they rest on."`
	Amount    AmountDueView `json:"amount"`
	Counts    bool          `json:"counts" doc:"What is due is computed from it."`
	At        model.Instant `json:"at" format:"date-time"`
}

func claimFindingView(f claim.Finding) ClaimFindingView {
	return ClaimFindingView{factsView(f.Facts), f.Authority, f.Org.String(), f.Why, amountDueView(f.Amount), f.Counts, f.At}
}

func (s *Server) findClaim(ctx context.Context, c Call, in *EstablishClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	return claimCase(s.services.Claim.Find(ctx, c.Actor, c.Idem, claim.Facts{ID: id, Version: in.Body.Version, Facts: in.Body.Facts.facts(), Note: in.Body.Note}))
}

func (s *Server) tellClaimApart(ctx context.Context, c Call, in *PartClaimInput) (*ClaimCaseOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	return claimCase(s.services.Claim.Apart(ctx, c.Actor, c.Idem, id, in.Body.Reason))
}
