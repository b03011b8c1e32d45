package api

import (
	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
)

// The words of claims on the wire.
type (
	// ClaimStateCode is where a claim stands.
	ClaimStateCode model.ClaimState
	// ClaimTurnCode is who has to act.
	ClaimTurnCode model.ClaimTurn
	// ClaimRemedyCode is what is asked for or offered.
	ClaimRemedyCode model.Remedy
	// ClaimReplyCode is a move of the claimant.
	ClaimReplyCode model.ClaimEvent
	// ClaimFileCode is what a piece of evidence shows.
	ClaimFileCode model.ClaimFileKind
	// ClaimReasonCode is why a claim is refused.
	ClaimReasonCode model.ClaimReason
	// LossCode is what a loss consists of.
	LossCode model.LossKind
	// AmountBasisCode is a ground on which more than the loss is due.
	AmountBasisCode model.AmountBasis
	// KnowingCode is a fact from which an operator is deemed to have known.
	KnowingCode model.KnowingSign
)

// Schema implements huma.SchemaProvider.
func (ClaimStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a claim stands.", model.ClaimLifecycle.States())
}

// Schema implements huma.SchemaProvider.
func (ClaimTurnCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Who has to act next.", []model.ClaimTurn{model.TurnParty, model.TurnClaimant, model.TurnNobody})
}

// Schema implements huma.SchemaProvider.
func (ClaimRemedyCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What is asked for or offered.", model.ClaimRemedies())
}

// Schema implements huma.SchemaProvider.
func (ClaimReplyCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A move of the claimant.", []model.ClaimEvent{model.ClaimSupply, model.ClaimAccept, model.ClaimDecline, model.ClaimWithdraw, model.ClaimConfirm})
}

// Schema implements huma.SchemaProvider.
func (ClaimFileCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What a piece of evidence shows.", model.ClaimFileKinds())
}

// Schema implements huma.SchemaProvider.
func (ClaimReasonCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Why a claim is refused. That somebody else is liable is no reason.", model.CodesOf(model.ClaimReasons()))
}

// Schema implements huma.SchemaProvider.
func (LossCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What a loss consists of.", model.CodesOf(model.LossKinds()))
}

// Schema implements huma.SchemaProvider.
func (AmountBasisCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A ground on which more than the loss is due.", listed(model.AmountRules(), func(r model.AmountRule) model.AmountBasis { return r.Basis }))
}

// Schema implements huma.SchemaProvider.
func (KnowingCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A fact from which an operator is deemed to have known that food was unsafe.", listed(model.KnowingSigns(), func(k model.KnowingSignInfo) model.KnowingSign { return k.Sign }))
}

// listed maps the rows of a table.
func listed[R, T any](rows []R, of func(R) T) []T {
	list := make([]T, 0, len(rows))
	for _, r := range rows {
		list = append(list, of(r))
	}
	return list
}

// MoneyView is an amount: whole hundredths of a currency.
type MoneyView struct {
	Fen      int64  `json:"fen" minimum:"0" maximum:"1000000000000" doc:"Hundredths of the currency."`
	Currency string `json:"currency,omitempty" maxLength:"3" default:"CNY" doc:"ISO 4217; CNY when left out."`
}

func (m MoneyView) money() model.Money {
	return model.Money{Fen: m.Fen, Currency: model.Currency(m.Currency)}
}

func moneyView(m model.Money) MoneyView { return MoneyView{m.Fen, string(m.Currency)} }

// LossView is one item of loss.
type LossView struct {
	Kind  LossCode  `json:"kind"`
	Money MoneyView `json:"money"`
}

func losses(list []LossView) []model.Loss {
	return listed(list, func(l LossView) model.Loss { return model.Loss{Kind: model.LossKind(l.Kind), Money: l.Money.money()} })
}
