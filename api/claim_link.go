package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/claim"
)

// routeClaimLinks registers new private links.
func (s *Server) routeClaimLinks() {
	Op(s, Operation{
		ID: "renew-claim-link", Method: http.MethodPost, Path: "/v1/claims/{id}/link", Tag: "claim", Need: model.PermClaimSupervise, Creates: true, Status: http.StatusCreated,
		Summary: "As the authority: give a claimant who has lost the private link a new one, after checking who it is. The old one opens nothing any more.",
	}, s.renewClaimLink)
}

// LinkProofCode is how it was made sure that somebody is the claimant.
type LinkProofCode string

// Schema implements huma.SchemaProvider.
func (LinkProofCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("How it was made sure that the person is the claimant.", model.LinkProofs())
}

// RenewClaimLinkInput asks for a new private link.
type RenewClaimLinkInput struct {
	ClaimInput
	Body struct {
		Contact string        `json:"contact" minLength:"1" maxLength:"254" doc:"The telephone number or mail address of the claim, as the person tells it."`
		Proof   LinkProofCode `json:"proof"`
	}
}

// RenewClaimLinkOutput is a new private link.
type RenewClaimLinkOutput struct {
	Body struct {
		Number string `json:"number"`
		URL    string `json:"url" doc:"The private page of the claim, told this once."`
		Secret string `json:"secret"`
	}
}

func (s *Server) renewClaimLink(ctx context.Context, c Call, in *RenewClaimLinkInput) (*RenewClaimLinkOutput, error) {
	id, err := in.claim()
	if err != nil {
		return nil, err
	}
	made, err := s.services.Claim.NewLink(ctx, c.Actor, c.Idem, claim.Relink{ID: id, Contact: in.Body.Contact, Proof: model.LinkProof(in.Body.Proof)})
	if err != nil {
		return nil, err
	}
	out := &RenewClaimLinkOutput{}
	out.Body.Number, out.Body.URL, out.Body.Secret = made.Number, made.URL, made.Secret
	return out, nil
}
