package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/claim"
)

// routePayouts registers the ways in which payments leave the house.
func (s *Server) routePayouts() {
	Op(s, Operation{
		ID: "make-payout-run", Method: http.MethodPost, Path: "/v1/payout-runs", Tag: "claim", Need: model.PermClaimPay, Creates: true, Status: http.StatusCreated,
		Summary: "Put all approved payments that go by file into a settlement file for your bank; each goes with one file only.",
	}, s.makePayoutRun)
	Op(s, Operation{
		ID: "list-payout-runs", Method: http.MethodGet, Path: "/v1/payout-runs", Tag: "claim", Need: model.PermClaimPay,
		Summary: "Your settlement files, newest first.",
	}, s.listPayoutRuns)
	s.Handle(Operation{
		ID: "get-payout-run-file", Method: http.MethodGet, Path: "/v1/payout-runs/{id}/file", Tag: "claim", Need: model.PermClaimPay,
		Summary: "Download a settlement file as CSV with its control sums. It holds accounts of claimants; each download is audited.",
	}, s.getPayoutRunFile)
	s.Handle(Operation{
		ID: "read-payout-run-result", Method: http.MethodPost, Path: "/v1/payout-runs/{id}/result", Tag: "claim", Need: model.PermClaimPay, Creates: true,
		MaxBody: claim.MaxSettlementResult,
		Summary: "Read your bank's result back: CSV with the columns number, result (ok or failed), reference and amount. The answer reports line by line. " +
			"Of a failure the reference is account, name, limit, refused or returned; anything else is kept as other.",
	}, s.readPayoutRunResult)
	Op(s, Operation{
		ID: "get-payout-endpoint", Method: http.MethodGet, Path: "/v1/payout-endpoint", Tag: "claim", Need: model.PermClaimPay,
		Summary: "Where your payment provider takes orders, without the secret.",
	}, s.getPayoutEndpoint)
	Op(s, Operation{
		ID: "set-payout-endpoint", Method: http.MethodPut, Path: "/v1/payout-endpoint", Tag: "claim", Need: model.PermClaimPay,
		Summary: "Name the address of your payment provider, in place of the one before. The secret is told this once.",
	}, s.setPayoutEndpoint)
	Op(s, Operation{
		ID: "remove-payout-endpoint", Method: http.MethodDelete, Path: "/v1/payout-endpoint/{id}", Tag: "claim", Need: model.PermClaimPay, Status: http.StatusNoContent,
		Summary: "Send no more orders to an address.",
	}, s.removePayoutEndpoint)
	s.Handle(Operation{
		ID: "payout-callback", Method: http.MethodPost, Path: "/v1/payout-callbacks/{endpoint}", Tag: "claim", Need: model.PermPublic, MaxBody: claim.MaxPayoutCall,
		Summary: "For payment providers: confirm a payment, say that it failed, or that there is no such order and none will be carried out, with a call signed by " +
			"Standard Webhooks (type payout.confirmed, payout.failed or payout.unknown, payment, amount, reference; of a failure account, name, limit, refused or returned).",
	}, s.payoutCallback)
}

// PayoutRunView is a settlement file.
type PayoutRunView struct {
	ID        string    `json:"id"`
	Number    string    `json:"number"`
	Payments  int       `json:"payments"`
	Total     MoneyView `json:"total"`
	MadeBy    string    `json:"made_by"`
	CreatedAt string    `json:"created_at" format:"date-time"`
	EndedAt   string    `json:"ended_at,omitempty" format:"date-time" doc:"When the last of its payments was confirmed or failed."`
}

func payoutRunView(r model.PayoutRun) PayoutRunView {
	return PayoutRunView{
		ID: r.ID.String(), Number: r.Number, Payments: r.Payments, Total: moneyView(model.Money{Fen: r.Fen, Currency: r.Currency}), MadeBy: r.Actor,
		CreatedAt: r.CreatedAt.String(), EndedAt: r.EndedAt.String(),
	}
}

// MakePayoutRunOutput carries a settlement file that was made.
type MakePayoutRunOutput struct {
	Body struct {
		Run  PayoutRunView `json:"run"`
		Left []string      `json:"left" doc:"Approved payments that could not go: their claimants have given no account."`
	}
}

func (s *Server) makePayoutRun(ctx context.Context, c Call, _ *Empty) (*MakePayoutRunOutput, error) {
	made, err := s.services.Claim.Settle(ctx, c.Actor, c.Idem)
	if err != nil {
		return nil, err
	}
	out := &MakePayoutRunOutput{}
	out.Body.Run = payoutRunView(made.Run)
	out.Body.Left = listed(made.Left, model.PaymentID.String)
	return out, nil
}

func (s *Server) listPayoutRuns(ctx context.Context, c Call, in *PageInput) (*ListOutput[PayoutRunView], error) {
	rows, next, err := s.services.Claim.SettlementRuns(ctx, c.Actor, in.page())
	return listOf(rows, next, payoutRunView), err
}

func (s *Server) getPayoutRunFile(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.PayoutRun](c.Param("id"))
	if err != nil {
		return err
	}
	run, content, err := s.services.Claim.SettlementFile(c.Request.Context(), call.Actor, id)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	sendTable(c, "settlement-"+run.Number+".csv", "text/csv; charset=utf-8")
	c.Data(http.StatusOK, "text/csv; charset=utf-8", content)
	return nil
}

// SettlementOutcomeCode is what became of a line.
type SettlementOutcomeCode string

// Schema implements huma.SchemaProvider.
func (SettlementOutcomeCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What became of the line.", claim.SettlementOutcomes())
}

// SettlementLineView is one line of a bank's result.
type SettlementLineView struct {
	Line    int                   `json:"line"`
	Number  string                `json:"number"`
	Outcome SettlementOutcomeCode `json:"outcome"`
	Ordered MoneyView             `json:"ordered"`
	Amount  MoneyView             `json:"amount"`
}

// SettlementReportView says what a bank's result has done.
type SettlementReportView struct {
	RunID string               `json:"run_id"`
	Lines []SettlementLineView `json:"lines"`
	Open  int                  `json:"open" doc:"Payments of the file that still wait for a result."`
}

func (s *Server) readPayoutRunResult(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.PayoutRun](c.Param("id"))
	if err != nil {
		return err
	}
	body, err := s.readBody(c)
	if err != nil {
		return err
	}
	report, err := s.services.Claim.ReadSettlement(c.Request.Context(), call.Actor, call.Idem, id, body)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, SettlementReportView{RunID: report.Run.String(), Open: report.Open, Lines: listed(report.Lines, func(l claim.SettlementLine) SettlementLineView {
		return SettlementLineView{l.Line, l.Number, SettlementOutcomeCode(l.Outcome), moneyView(l.Ordered), moneyView(l.Amount)}
	})})
	return nil
}

// PayoutEndpointView is where a provider takes orders.
type PayoutEndpointView struct {
	ID        string `json:"id"`
	Address   string `json:"address"`
	Callback  string `json:"callback" doc:"Where the provider calls back."`
	Secret    string `json:"secret,omitempty" doc:"Signs orders and calls; told once."`
	CreatedAt string `json:"created_at" format:"date-time"`
}

// PayoutEndpointOutput carries it.
type PayoutEndpointOutput struct{ Body PayoutEndpointView }

func (s *Server) payoutEndpoint(e model.PayoutEndpoint, secret string) *PayoutEndpointOutput {
	return &PayoutEndpointOutput{PayoutEndpointView{
		ID: e.ID.String(), Address: e.Address, Callback: s.opts.BaseURL + "/v1/payout-callbacks/" + e.ID.String(), Secret: secret, CreatedAt: e.CreatedAt.String(),
	}}
}

func (s *Server) getPayoutEndpoint(ctx context.Context, c Call, _ *Empty) (*PayoutEndpointOutput, error) {
	e, err := s.services.Payouts.Endpoint(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	return s.payoutEndpoint(e, ""), nil
}

// SetPayoutEndpointInput names an address.
type SetPayoutEndpointInput struct {
	Body struct {
		Address string `json:"address" maxLength:"500" doc:"HTTPS on the open Internet, port 443 or 8443."`
	}
}

func (s *Server) setPayoutEndpoint(ctx context.Context, c Call, in *SetPayoutEndpointInput) (*PayoutEndpointOutput, error) {
	e, secret, err := s.services.Payouts.SetEndpoint(ctx, c.Actor, in.Body.Address)
	if err != nil {
		return nil, err
	}
	return s.payoutEndpoint(e, secret), nil
}

// PayoutEndpointInput names an address.
type PayoutEndpointInput struct {
	ID string `path:"id" maxLength:"36" doc:"The address's id."`
}

func (s *Server) removePayoutEndpoint(ctx context.Context, c Call, in *PayoutEndpointInput) (*struct{}, error) {
	id, err := model.ParseID[model.PayoutEndpoint](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Payouts.RemoveEndpoint(ctx, c.Actor, id)
}

func (s *Server) payoutCallback(c *gin.Context, _ Call) error {
	id, err := model.ParseID[model.PayoutEndpoint](c.Param("endpoint"))
	if err != nil {
		return model.PayoutSignature.Refuse()
	}
	body, err := s.readBody(c)
	if err != nil {
		return err
	}
	err = s.services.Payouts.Heard(c.Request.Context(), claim.PayoutCall{
		Endpoint: id, ID: c.GetHeader("webhook-id"), Timestamp: c.GetHeader("webhook-timestamp"), Signature: c.GetHeader("webhook-signature"), Body: body,
	})
	if err == nil {
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
	}
	return err
}
