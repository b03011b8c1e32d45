package api

import (
	"context"
	"net/http"

	"suyuan/model"
)

// routeClaimSummary registers the numbers at the head of a desk.
func (s *Server) routeClaimSummary() {
	Op(s, Operation{
		ID: "get-claim-summary", Method: http.MethodGet, Path: "/v1/claim-summary", Tag: "claim", Need: model.PermClaimRead,
		Summary: "How many claims wait for you, how many of them are due soon or overdue, and what is asked of you in all that are open; each up to 10 000 claims.",
	}, s.getClaimSummary)
}

// ClaimSummaryView is a desk in numbers.
type ClaimSummaryView struct {
	Open     int       `json:"open" doc:"Claims in which you have to act."`
	Soon     int       `json:"soon" doc:"Those of them that are due soon or overdue."`
	Overdue  int       `json:"overdue"`
	Reserve  MoneyView `json:"reserve" doc:"What the claims ask for that are neither paid nor at an end, whoever has to act."`
	Unstated int       `json:"unstated" doc:"How many of these leave the sum to the law."`
	More     bool      `json:"more" doc:"There are more open claims than the reserve adds up."`
}

// ClaimSummaryOutput carries a ClaimSummaryView.
type ClaimSummaryOutput struct{ Body ClaimSummaryView }

func (s *Server) getClaimSummary(ctx context.Context, c Call, _ *struct{}) (*ClaimSummaryOutput, error) {
	n, err := s.services.Claim.Count(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	return &ClaimSummaryOutput{ClaimSummaryView{n.Open, n.Soon, n.Overdue, moneyView(n.Reserve), n.Unstated, n.More}}, nil
}
