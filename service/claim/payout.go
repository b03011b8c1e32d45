package claim

import (
	"encoding/json"
	"errors"

	"suyuan/model"
	"suyuan/repository"
)

// Provider carries payments out.
type Provider interface {
	// Ready refuses a payment that it could not carry out.
	Ready(tx *repository.Tx, p model.ClaimPayment) error
	// Hand takes an approved payment over, in the transaction that moves it to sent.
	Hand(tx *repository.Tx, s *Service, actor model.Actor, p model.ClaimPayment) error
	// ByHand reports whether somebody at the payer may record that the money has arrived, or that it never will.
	ByHand() bool
}

// providers are the ways in which money leaves the house, by name.
var providers = map[string]Provider{
	model.PayoutManual:  manualPayout{},
	model.PayoutFile:    filePayout{},
	model.PayoutWebhook: webhookPayout{},
}

// manualPayout is cash or a transfer that the payer makes by itself and records with its reference.
type manualPayout struct{}

func (manualPayout) Ready(*repository.Tx, model.ClaimPayment) error { return nil }

func (manualPayout) Hand(*repository.Tx, *Service, model.Actor, model.ClaimPayment) error { return nil }

func (manualPayout) ByHand() bool { return true }

// filePayout is a settlement file, which Settle makes of all approved payments of a payer together.
type filePayout struct{}

func (filePayout) Ready(*repository.Tx, model.ClaimPayment) error { return nil }

func (filePayout) Hand(_ *repository.Tx, _ *Service, _ model.Actor, p model.ClaimPayment) error {
	return atProvider(p)
}

func (filePayout) ByHand() bool { return false }

// webhookPayout is an order to the payer's provider.
type webhookPayout struct{}

func (webhookPayout) Ready(tx *repository.Tx, p model.ClaimPayment) error {
	_, err := endpointOf(tx, p.PayerID)
	return err
}

func (webhookPayout) Hand(tx *repository.Tx, s *Service, actor model.Actor, p model.ClaimPayment) error {
	e, err := endpointOf(tx, p.PayerID)
	if err != nil {
		return err
	}
	if _, err := s.account(tx, doneBy(actor), p); err != nil {
		return err
	}
	return tx.Claim().InsertPayoutOrder(model.PayoutOrder{
		PaymentID: p.ID, EndpointID: e.ID, Phase: model.PayoutWaiting, NextAt: tx.Now(), CreatedAt: tx.Now(),
	})
}

func (webhookPayout) ByHand() bool { return false }

func endpointOf(tx *repository.Tx, payer model.OrgID) (model.PayoutEndpoint, error) {
	e, err := tx.Claim().PayoutEndpointOf(payer)
	if errors.Is(err, model.NotFound) {
		return e, model.PayoutEndpointAbsent.Refuse()
	}
	return e, err
}

// overAtProvider ends what waits at the provider of a payment that is over.
func overAtProvider(tx *repository.Tx, p model.ClaimPayment) error {
	if p.Provider == model.PayoutWebhook {
		o, err := tx.Claim().PayoutOrder(p.ID)
		if errors.Is(err, model.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		o.Phase = model.PayoutOver
		return tx.Claim().SetPayoutOrder(o)
	}
	if p.RunID != "" {
		return tx.Claim().EndRun(p.RunID)
	}
	return nil
}

// account opens where a payment is to go, at the moment it goes there. Each look is audited; what is seen is in the
// answer only. Refusal: claim-payout-account-absent.
func (s *Service) account(tx *repository.Tx, by doer, p model.ClaimPayment) (to model.ClaimContact, err error) {
	key, sealed, err := tx.Claim().SealedAccount(p.ClaimID)
	if errors.Is(err, model.NotFound) || err == nil && (len(key) == 0 || len(sealed) == 0) {
		return to, model.PayoutAccountAbsent.Refuse()
	}
	if err != nil {
		return to, err
	}
	seal, err := s.vault.OpenSeal(p.ClaimID.String(), key)
	if err != nil {
		return to, err
	}
	plain, err := seal.Open("contact", sealed)
	if err != nil {
		return to, err
	}
	if err := json.Unmarshal(plain, &to); err != nil {
		return model.ClaimContact{}, err
	}
	if to.Account == "" {
		return model.ClaimContact{}, model.PayoutAccountAbsent.Refuse()
	}
	return to, by.audit(tx, "claim-payment.account", p.ID, "")
}
