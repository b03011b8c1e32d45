package model_test

import (
	"testing"

	"suyuan/model"
)

// TestMoneyOfClaimsHasWords: every account, journal and move of money has a name in each language.
func TestMoneyOfClaimsHasWords(t *testing.T) {
	t.Parallel()
	for _, a := range []model.MoneyAccount{model.AccountCash, model.AccountReceivable, model.AccountPayable} {
		complete(t, string(a), model.MoneyAccountWords[a])
	}
	for _, k := range []model.JournalKind{model.JournalPayment, model.JournalDemand, model.JournalSettle, model.JournalRelease, model.JournalReimburse} {
		complete(t, string(k), model.JournalKindWords[k])
	}
	for _, e := range model.PaymentLifecycle.Events() {
		complete(t, string(e), model.PaymentEventWords[e])
	}
	for _, e := range model.RecourseLifecycle.Events() {
		complete(t, string(e), model.RecourseEventWords[e])
	}
}
