package api

import (
	"context"
	"net/http"

	"suyuan/model"
	"suyuan/service/claim"
)

// routeClaimCovers registers policies and bonds.
func (s *Server) routeClaimCovers() {
	Op(s, Operation{
		ID: "add-claim-cover", Method: http.MethodPost, Path: "/v1/claim-covers", Tag: "claim", Need: model.PermCoverWrite, Creates: true, Status: http.StatusCreated,
		Summary: "Record a policy of liability insurance, as the insurer, or a bond, as the platform or market that holds it.",
	}, s.addClaimCover)
	Op(s, Operation{
		ID: "list-claim-covers", Method: http.MethodGet, Path: "/v1/claim-covers", Tag: "claim", Need: model.PermClaimRead,
		Summary: "Policies and bonds that cover you or from which you pay, newest first.",
	}, s.listClaimCovers)
	Op(s, Operation{
		ID: "get-claim-cover", Method: http.MethodGet, Path: "/v1/claim-covers/{id}", Tag: "claim", Need: model.PermClaimRead,
		Summary: "Read a policy or bond, with what is left of it.",
	}, s.getClaimCover)
	Op(s, Operation{
		ID: "confirm-claim-cover", Method: http.MethodPost, Path: "/v1/claim-covers/{id}/confirm", Tag: "claim", Need: model.PermRecourseWrite,
		Summary: "Agree, as who is covered, that a policy or bond exists: its payer then reads the claims against you and may pay them.",
	}, s.confirmClaimCover)
	Op(s, Operation{
		ID: "end-claim-cover", Method: http.MethodDelete, Path: "/v1/claim-covers/{id}", Tag: "claim", Need: model.PermCoverWrite, Status: http.StatusNoContent,
		Summary: "End a policy or bond: nothing more is paid from it.",
	}, s.endClaimCover)
}

// ClaimCoverView is a policy or bond.
type ClaimCoverView struct {
	ID        string        `json:"id"`
	Kind      PayerKindCode `json:"kind"`
	Covered   *OrgRef       `json:"covered,omitempty"`
	Payer     *OrgRef       `json:"payer,omitempty"`
	Number    string        `json:"number"`
	Ceiling   MoneyView     `json:"ceiling"`
	Left      MoneyView     `json:"left"`
	Punitive  bool          `json:"punitive" doc:"It also covers the punitive part."`
	ValidFrom string        `json:"valid_from" format:"date"`
	ValidTo   string        `json:"valid_to" format:"date"`
	Confirmed string        `json:"confirmed_at,omitempty" format:"date-time" doc:"When who is covered has agreed; before, it opens nothing."`
	EndedAt   string        `json:"ended_at,omitempty" format:"date-time"`
	CreatedAt string        `json:"created_at" format:"date-time"`
}

func claimCoverView(c claim.Cover) ClaimCoverView {
	r := c.Row
	return ClaimCoverView{
		ID: r.ID.String(), Kind: PayerKindCode(r.Kind), Covered: orgRef(c.Covered), Payer: orgRef(c.By), Number: r.Number, Ceiling: moneyView(r.Ceiling),
		Left: moneyView(c.Left), Punitive: r.Punitive == 1, ValidFrom: string(r.ValidFrom), ValidTo: string(r.ValidTo), Confirmed: r.ConfirmedAt.String(), EndedAt: r.EndedAt.String(), CreatedAt: r.CreatedAt.String(),
	}
}

// ClaimCoverOutput carries a policy or bond.
type ClaimCoverOutput struct{ Body ClaimCoverView }

func coverOutput(c claim.Cover, err error) (*ClaimCoverOutput, error) {
	if err != nil {
		return nil, err
	}
	return &ClaimCoverOutput{claimCoverView(c)}, nil
}

// AddClaimCoverInput records a policy or bond.
type AddClaimCoverInput struct {
	Body struct {
		Kind      PayerKindCode `json:"kind" doc:"insurer or bond"`
		OrgID     string        `json:"organisation_id" maxLength:"36" doc:"Who is covered."`
		Number    string        `json:"number" maxLength:"100"`
		Ceiling   MoneyView     `json:"ceiling"`
		Punitive  bool          `json:"punitive,omitempty"`
		ValidFrom string        `json:"valid_from" maxLength:"10" doc:"First day of filing of the claims that it covers."`
		ValidTo   string        `json:"valid_to" maxLength:"10" doc:"Last day."`
	}
}

func (s *Server) addClaimCover(ctx context.Context, c Call, in *AddClaimCoverInput) (*ClaimCoverOutput, error) {
	b := in.Body
	org, err := maybeID[model.Organisation]("organisation_id", b.OrgID)
	if err != nil {
		return nil, err
	}
	return coverOutput(s.services.Claim.AddCover(ctx, c.Actor, c.Idem, claim.NewCover{
		Kind: model.PayerKind(b.Kind), Org: org, Number: b.Number, Ceiling: yuan(b.Ceiling), Punitive: b.Punitive, ValidFrom: model.Date(b.ValidFrom), ValidTo: model.Date(b.ValidTo),
	}))
}

// ListClaimCoversInput narrows a list of covers.
type ListClaimCoversInput struct {
	PageInput
	OrgID string `query:"organisation_id" maxLength:"36" doc:"Who is covered."`
	Live  bool   `query:"live" doc:"Only those that have not ended."`
}

func (s *Server) listClaimCovers(ctx context.Context, c Call, in *ListClaimCoversInput) (*ListOutput[ClaimCoverView], error) {
	org, err := maybeID[model.Organisation]("organisation_id", in.OrgID)
	if err != nil {
		return nil, err
	}
	rows, next, err := s.services.Claim.Covers(ctx, c.Actor, claim.CoverFilter{Org: org, Live: in.Live}, in.page())
	return listOf(rows, next, claimCoverView), err
}

// ClaimCoverInput names a policy or bond.
type ClaimCoverInput struct {
	ID string `path:"id" maxLength:"36" doc:"The cover's id."`
}

func (s *Server) getClaimCover(ctx context.Context, c Call, in *ClaimCoverInput) (*ClaimCoverOutput, error) {
	id, err := model.ParseID[model.ClaimCover](in.ID)
	if err != nil {
		return nil, err
	}
	return coverOutput(s.services.Claim.Cover(ctx, c.Actor, id))
}

func (s *Server) confirmClaimCover(ctx context.Context, c Call, in *ClaimCoverInput) (*ClaimCoverOutput, error) {
	id, err := model.ParseID[model.ClaimCover](in.ID)
	if err != nil {
		return nil, err
	}
	return coverOutput(s.services.Claim.ConfirmCover(ctx, c.Actor, id))
}

func (s *Server) endClaimCover(ctx context.Context, c Call, in *ClaimCoverInput) (*struct{}, error) {
	id, err := model.ParseID[model.ClaimCover](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Claim.EndCover(ctx, c.Actor, id)
}
