package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/claim"
)

// routeClaimMoney registers payment, covers, recourse and the ledger of claims.
func (s *Server) routeClaimMoney() {
	Op(s, Operation{
		ID: "order-claim-payment", Method: http.MethodPost, Path: "/v1/claims/{id}/payments", Tag: "claim", Need: model.PermClaimPay, Creates: true, Status: http.StatusCreated,
		Summary: "Order the payment of a claim: as the party that answers, its insurer, who holds its bond, or a relief fund. A damage has one payment at a time.",
	}, s.orderClaimPayment)
	Op(s, Operation{
		ID: "perform-claim", Method: http.MethodPost, Path: "/v1/claims/{id}/performance", Tag: "claim", Need: model.PermClaimPay, Creates: true, Status: http.StatusCreated,
		Summary: "Record that goods were replaced or repaired as agreed; it settles the claim like money.",
	}, s.performClaim)
	Op(s, Operation{
		ID: "list-claim-payments", Method: http.MethodGet, Path: "/v1/claim-payments", Tag: "claim", Need: model.PermClaimRead,
		Summary: "List payments that you made, that were made on claims against you, or in your region, newest first.",
	}, s.listClaimPayments)
	Op(s, Operation{
		ID: "get-claim-payment", Method: http.MethodGet, Path: "/v1/claim-payments/{id}", Tag: "claim", Need: model.PermClaimRead,
		Summary: "Read a payment. It does not say who claims.",
	}, s.getClaimPayment)
	Op(s, Operation{
		ID: "list-claim-payment-moves", Method: http.MethodGet, Path: "/v1/claim-payments/{id}/moves", Tag: "claim", Need: model.PermClaimRead,
		Summary: "The history of a payment, oldest first.",
	}, s.listClaimPaymentMoves)
	Op(s, Operation{
		ID: "move-claim-payment", Method: http.MethodPost, Path: "/v1/claim-payments/{id}/moves", Tag: "claim", Need: model.PermClaimPay, Creates: true,
		Summary: "Approve a payment, send it, confirm that it arrived, let it fail or cancel it. Above the threshold another person has to approve.",
	}, s.moveClaimPayment)
	s.routePayouts()
	s.routeClaimCovers()
	s.routeRecourses()
}

// PaymentStateCode is where a payment stands.
type PaymentStateCode string

// Schema implements huma.SchemaProvider.
func (PaymentStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where the payment stands.", model.PaymentLifecycle.States())
}

// PaymentEventCode moves a payment.
type PaymentEventCode string

// Schema implements huma.SchemaProvider.
func (PaymentEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What becomes of the payment.", model.PaymentLifecycle.Events())
}

// PayerKindCode is in what capacity somebody pays.
type PayerKindCode string

// Schema implements huma.SchemaProvider.
func (PayerKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("In what capacity it is paid.", model.PayerKinds())
}

// PayoutProviderCode carries payments out.
type PayoutProviderCode string

// Schema implements huma.SchemaProvider.
func (PayoutProviderCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("By which way the money goes.", model.PayoutProviders())
}

// PayoutFailureCode is why a payment did not arrive or was taken back.
type PayoutFailureCode string

// Schema implements huma.SchemaProvider.
func (PayoutFailureCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Why the payment did not arrive or was taken back.", model.PayoutFailures())
}

// yuan reads an amount, in CNY where nothing is said.
func yuan(m MoneyView) model.Money {
	got := m.money()
	if got.Currency == "" {
		got.Currency = model.CNY
	}
	return got
}

// ClaimPaymentView is a payment.
type ClaimPaymentView struct {
	ID           string             `json:"id"`
	ClaimID      string             `json:"claim_id"`
	ClaimNumber  string             `json:"claim_number"`
	Party        *OrgRef            `json:"party,omitempty" doc:"Who answers for the claim."`
	Payer        *OrgRef            `json:"payer,omitempty"`
	Kind         PayerKindCode      `json:"kind"`
	CoverID      string             `json:"cover_id,omitempty"`
	Provider     PayoutProviderCode `json:"provider"`
	Reference    string             `json:"reference,omitempty"`
	RunID        string             `json:"run_id,omitempty" doc:"The settlement file that it went with."`
	Remedy       string             `json:"remedy"`
	Compensation MoneyView          `json:"compensation"`
	Punitive     MoneyView          `json:"punitive"`
	Total        MoneyView          `json:"total"`
	Reason       string             `json:"reason,omitempty" doc:"The means test of a fund."`
	Decider      string             `json:"decider,omitempty"`
	OrderedBy    string             `json:"ordered_by"`
	ApprovedBy   string             `json:"approved_by,omitempty"`
	State        PaymentStateCode   `json:"state"`
	Allowed      []PaymentEventCode `json:"allowed" doc:"Events by which you may move it now."`
	InDoubt      bool               `json:"in_doubt" doc:"The order to the provider was given up and nobody knows whether the provider has it: only the provider's call ends it."`
	OrderedAt    string             `json:"ordered_at" format:"date-time"`
	ConfirmedAt  string             `json:"confirmed_at,omitempty" format:"date-time"`
}

func claimPaymentView(p claim.Payment) ClaimPaymentView {
	r := p.Row
	return ClaimPaymentView{
		ID: r.ID.String(), ClaimID: r.ClaimID.String(), ClaimNumber: p.Claim.Number, Party: orgRef(p.Party), Payer: orgRef(p.Payer), Kind: PayerKindCode(r.PayerKind),
		CoverID: r.CoverID.String(), Provider: PayoutProviderCode(r.Provider), Reference: r.Reference, RunID: r.RunID.String(), Remedy: string(r.Remedy),
		Compensation: moneyView(r.Compensation), Punitive: moneyView(r.Punitive), Total: moneyView(claim.Total(r)), Reason: r.Reason, Decider: r.Decider,
		OrderedBy: r.Actor, ApprovedBy: r.Approver, State: PaymentStateCode(r.State), OrderedAt: r.OrderedAt.String(), ConfirmedAt: r.ConfirmedAt.String(),
		Allowed: listed(p.Allowed, func(e model.PaymentEvent) PaymentEventCode { return PaymentEventCode(e) }), InDoubt: p.Doubt,
	}
}

// ClaimPaymentOutput carries a payment.
type ClaimPaymentOutput struct{ Body ClaimPaymentView }

func paymentOutput(p claim.Payment, err error) (*ClaimPaymentOutput, error) {
	if err != nil {
		return nil, err
	}
	return &ClaimPaymentOutput{claimPaymentView(p)}, nil
}

// OrderClaimPaymentInput orders a payment.
type OrderClaimPaymentInput struct {
	ID   string `path:"id" maxLength:"36" doc:"The claim's id."`
	Body struct {
		Kind         PayerKindCode      `json:"kind"`
		CoverID      string             `json:"cover_id,omitempty" maxLength:"36" doc:"The policy or bond; of an insurer or a bond."`
		Provider     PayoutProviderCode `json:"provider"`
		Compensation MoneyView          `json:"compensation,omitempty" doc:"Left out when an offer was accepted: its sums are paid."`
		Punitive     MoneyView          `json:"punitive,omitempty"`
		Reason       string             `json:"reason,omitempty" maxLength:"2000" doc:"Of a fund: the means test. No personal data."`
		Decider      string             `json:"decider,omitempty" maxLength:"200" doc:"Of a fund: the office that decided and the number of its decision."`
	}
}

func (s *Server) orderClaimPayment(ctx context.Context, c Call, in *OrderClaimPaymentInput) (*ClaimPaymentOutput, error) {
	id, err := model.ParseID[model.Claim](in.ID)
	if err != nil {
		return nil, err
	}
	cover, err := maybeID[model.ClaimCover]("cover_id", in.Body.CoverID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	return paymentOutput(s.services.Claim.Order(ctx, c.Actor, c.Idem, claim.PayOrder{
		Claim: id, Kind: model.PayerKind(b.Kind), Cover: cover, Provider: string(b.Provider), Compensation: yuan(b.Compensation), Punitive: yuan(b.Punitive),
		Reason: b.Reason, Decider: b.Decider,
	}))
}

// maybeID reads an identifier that may be left out; one that is none is a fault of its field.
func maybeID[T any](at, text string) (model.ID[T], error) {
	if text == "" {
		return "", nil
	}
	id, err := model.ParseID[T](text)
	if err != nil {
		return "", model.ValueInvalid.At(at, model.P("value", text))
	}
	return id, nil
}

// PerformClaimInput records a replacement or repair.
type PerformClaimInput struct {
	ID   string `path:"id" maxLength:"36" doc:"The claim's id."`
	Body struct {
		Reference string `json:"reference" maxLength:"200" doc:"Your own: a receipt of the replacement, a repair order."`
	}
}

func (s *Server) performClaim(ctx context.Context, c Call, in *PerformClaimInput) (*ClaimPaymentOutput, error) {
	id, err := model.ParseID[model.Claim](in.ID)
	if err != nil {
		return nil, err
	}
	return paymentOutput(s.services.Claim.Perform(ctx, c.Actor, c.Idem, claim.Performance{Claim: id, Reference: in.Body.Reference}))
}

// ListClaimPaymentsInput narrows a list of payments.
type ListClaimPaymentsInput struct {
	PageInput
	ClaimID  string             `query:"claim_id" maxLength:"36"`
	RunID    string             `query:"run_id" maxLength:"36"`
	State    PaymentStateCode   `query:"state"`
	Provider PayoutProviderCode `query:"provider"`
	Own      bool               `query:"own" doc:"Only those that you pay."`
}

func (s *Server) listClaimPayments(ctx context.Context, c Call, in *ListClaimPaymentsInput) (*ListOutput[ClaimPaymentView], error) {
	f := claim.PaymentFilter{State: model.PaymentState(in.State), Provider: string(in.Provider)}
	var err error
	if f.Claim, err = maybeID[model.Claim]("claim_id", in.ClaimID); err != nil {
		return nil, err
	}
	if f.Run, err = maybeID[model.PayoutRun]("run_id", in.RunID); err != nil {
		return nil, err
	}
	if in.Own {
		f.Payer = c.Actor.Org
	}
	rows, next, err := s.services.Claim.Payments(ctx, c.Actor, f, in.page())
	return listOf(rows, next, claimPaymentView), err
}

// ClaimPaymentInput names a payment.
type ClaimPaymentInput struct {
	ID string `path:"id" maxLength:"36" doc:"The payment's id."`
}

func (in ClaimPaymentInput) payment() (model.PaymentID, error) {
	return model.ParseID[model.ClaimPayment](in.ID)
}

func (s *Server) getClaimPayment(ctx context.Context, c Call, in *ClaimPaymentInput) (*ClaimPaymentOutput, error) {
	id, err := in.payment()
	if err != nil {
		return nil, err
	}
	return paymentOutput(s.services.Claim.Payment(ctx, c.Actor, id))
}

// MoneyMoveView is one move of a payment or a recourse.
type MoneyMoveView struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Event  string `json:"event"`
	Actor  string `json:"actor"`
	Reason string `json:"reason,omitempty"`
	At     string `json:"at" format:"date-time"`
}

func moneyMoveView(m claim.MoneyMoved) MoneyMoveView {
	return MoneyMoveView{m.From, m.To, m.Event, m.Actor, m.Reason, m.At.String()}
}

func (s *Server) listClaimPaymentMoves(ctx context.Context, c Call, in *ClaimPaymentInput) (*ListOutput[MoneyMoveView], error) {
	id, err := in.payment()
	if err != nil {
		return nil, err
	}
	rows, err := s.services.Claim.PaymentHistory(ctx, c.Actor, id)
	return listOf(rows, "", moneyMoveView), err
}

// MoveClaimPaymentInput moves a payment.
type MoveClaimPaymentInput struct {
	ClaimPaymentInput
	Body struct {
		Event     PaymentEventCode  `json:"event"`
		Reference string            `json:"reference,omitempty" maxLength:"200" doc:"Needed to confirm: the bank's or your own."`
		Reason    PayoutFailureCode `json:"reason,omitempty" doc:"Needed to let it fail or to cancel it."`
	}
}

func (s *Server) moveClaimPayment(ctx context.Context, c Call, in *MoveClaimPaymentInput) (*ClaimPaymentOutput, error) {
	id, err := in.payment()
	if err != nil {
		return nil, err
	}
	return paymentOutput(s.services.Claim.MovePayment(ctx, c.Actor, c.Idem, claim.PaymentMove{
		Payment: id, Event: model.PaymentEvent(in.Body.Event), Reference: in.Body.Reference, Reason: model.PayoutFailure(in.Body.Reason),
	}))
}
