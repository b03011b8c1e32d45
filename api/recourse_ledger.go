package api

import (
	"context"

	"suyuan/model"
	"suyuan/service/claim"
)

// SignedMoneyView is an amount that may be negative.
type SignedMoneyView struct {
	Fen      int64  `json:"fen" doc:"Hundredths of the currency."`
	Currency string `json:"currency"`
}

func signedView(m model.Money) SignedMoneyView { return SignedMoneyView{m.Fen, string(m.Currency)} }

// MoneyEntryView is one line of the ledger.
type MoneyEntryView struct {
	JournalID  string          `json:"journal_id"`
	Kind       string          `json:"kind" enum:"payment,demand,settle,release,reimburse"`
	PaymentID  string          `json:"payment_id,omitempty"`
	RecourseID string          `json:"recourse_id,omitempty"`
	Party      string          `json:"party" doc:"An organisation's id, or consumer."`
	Account    string          `json:"account" enum:"cash,receivable,payable"`
	Part       string          `json:"part" enum:"compensation,punitive"`
	Amount     SignedMoneyView `json:"amount"`
	At         string          `json:"at" format:"date-time"`
}

func moneyEntryView(e model.MoneyEntry) MoneyEntryView {
	return MoneyEntryView{
		e.JournalID.String(), string(e.Kind), e.PaymentID.String(), e.RecourseID.String(), e.Party, string(e.Account), string(e.Part),
		SignedMoneyView{e.Fen, string(e.Currency)}, e.At.String(),
	}
}

// PositionView is where an organisation stands in one part.
type PositionView struct {
	Part       string          `json:"part" enum:"compensation,punitive"`
	Borne      SignedMoneyView `json:"borne"`
	Receivable SignedMoneyView `json:"receivable" doc:"What others owe it."`
	Payable    SignedMoneyView `json:"payable" doc:"What it owes."`
}

func positionView(p model.Position) PositionView {
	return PositionView{string(p.Part), signedView(p.Borne), signedView(p.Receivable), signedView(p.Payable)}
}

// ClaimLedgerView is the ledger of one damage.
type ClaimLedgerView struct {
	Entries []MoneyEntryView `json:"entries"`
	Parties []LedgerParty    `json:"parties"`
}

// LedgerParty is where one organisation stands.
type LedgerParty struct {
	Org       *OrgRef        `json:"organisation"`
	Positions []PositionView `json:"positions"`
}

// ClaimLedgerOutput carries it.
type ClaimLedgerOutput struct{ Body ClaimLedgerView }

func (s *Server) getClaimLedger(ctx context.Context, c Call, in *RecourseClaimInput) (*ClaimLedgerOutput, error) {
	id, err := model.ParseID[model.Claim](in.ID)
	if err != nil {
		return nil, err
	}
	l, err := s.services.Claim.Balance(ctx, c.Actor, id)
	if err != nil {
		return nil, err
	}
	return &ClaimLedgerOutput{ClaimLedgerView{
		Entries: listed(l.Entries, moneyEntryView),
		Parties: listed(l.Parties, func(p claim.PartyPosition) LedgerParty {
			return LedgerParty{orgRef(p.Org), listed(p.Positions, positionView)}
		}),
	}}, nil
}

// ClaimStatementInput asks for a statement.
type ClaimStatementInput struct {
	PageInput
	From string `query:"from" maxLength:"40" doc:"First instant, RFC 3339."`
	To   string `query:"to" maxLength:"40" doc:"First instant that is left out."`
}

// ClaimStatementOutput carries a statement.
type ClaimStatementOutput struct {
	Body struct {
		Opening []PositionView   `json:"opening"`
		Closing []PositionView   `json:"closing" doc:"After the last entry of all pages."`
		Items   []MoneyEntryView `json:"items"`
		Next    string           `json:"next,omitempty" doc:"Token of the next page; absent on the last."`
	}
}

func (s *Server) getClaimStatement(ctx context.Context, c Call, in *ClaimStatementInput) (*ClaimStatementOutput, error) {
	var q claim.StatementQuery
	for at, bound := range map[string]struct {
		text string
		into *model.Instant
	}{"from": {in.From, &q.From}, "to": {in.To, &q.To}} {
		if bound.text == "" {
			continue
		}
		if err := bound.into.UnmarshalText([]byte(bound.text)); err != nil {
			return nil, model.TimeInvalid.At(at, model.P("value", bound.text))
		}
	}
	st, next, err := s.services.Claim.Statement(ctx, c.Actor, q, in.page())
	if err != nil {
		return nil, err
	}
	out := &ClaimStatementOutput{}
	out.Body.Opening, out.Body.Closing = listed(st.Opening, positionView), listed(st.Closing, positionView)
	out.Body.Items, out.Body.Next = listed(st.Entries, moneyEntryView), string(next)
	return out, nil
}
