package model

import (
	"fmt"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 code with two decimals.
type Currency string

// CNY is the renminbi yuan.
const CNY Currency = "CNY"

// Money is an amount in whole hundredths of its currency: fen. The zero value has no currency and joins any.
type Money struct {
	Fen      int64    `json:"fen"`
	Currency Currency `json:"currency"`
}

// maxFen bounds every amount: ten thousand million yuan, so that ten times any of them and the sum of thousands stay
// far below overflow.
const maxFen = 1_000_000_000_000

// Yuan returns n whole yuan.
func Yuan(n int64) Money { return Money{n * 100, CNY} }

// ParseMoney reads a decimal with at most two places ("25", "25.5", "25.50") and refuses anything else, a sign, and
// what is out of range with money-invalid.
func ParseMoney(s string, c Currency) (Money, error) {
	whole, frac, point := strings.Cut(s, ".")
	if whole == "" || len(whole) > 11 || !allDigits(whole) || len(whole) > 1 && whole[0] == '0' ||
		point && (frac == "" || len(frac) > 2 || !allDigits(frac)) || len(c) != 3 {
		return Money{}, MoneyInvalid.Refuse(P("value", clip(s, 40)))
	}
	fen, err := strconv.ParseInt(whole+(frac + "00")[:2], 10, 64)
	if err != nil || fen > maxFen {
		return Money{}, MoneyInvalid.Refuse(P("value", clip(s, 40)))
	}
	return Money{fen, c}, nil
}

// Amount returns the amount with two decimals and without its currency.
func (m Money) Amount() string {
	sign, fen := "", m.Fen
	if fen < 0 {
		sign = "-"
	}
	whole, part := fen/100, fen%100
	return fmt.Sprintf("%s%d.%02d", sign, max(whole, -whole), max(part, -part))
}

// String returns the amount and its currency: "1000.00 CNY".
func (m Money) String() string { return strings.TrimSpace(m.Amount() + " " + string(m.Currency)) }

// Valid refuses, with money-invalid, an amount that is negative or out of range.
func (m Money) Valid() error {
	if m.Fen < 0 || m.Fen > maxFen {
		return MoneyInvalid.Refuse(P("value", m))
	}
	return nil
}

// Plus adds. It refuses two currencies with money-currency, and a sum out of range with money-invalid.
func (m Money) Plus(n Money) (Money, error) {
	if m.Currency != n.Currency && m != (Money{}) && n != (Money{}) {
		return Money{}, MoneyCurrency.Refuse(P("from", n.Currency), P("to", m.Currency))
	}
	if m.inRange() != nil || n.inRange() != nil {
		return Money{}, MoneyInvalid.Refuse(P("value", max(m.Fen, n.Fen)))
	}
	sum := Money{m.Fen + n.Fen, m.Currency}
	if sum.Currency == "" {
		sum.Currency = n.Currency
	}
	return sum, sum.inRange()
}

// Times multiplies by a whole number, and refuses a product out of range with money-invalid.
func (m Money) Times(n int64) (Money, error) {
	small := m.inRange() == nil && n <= maxFen && n >= -maxFen
	if m.Fen != 0 && n != 0 && (!small || abs(m.Fen) > maxFen/abs(n)) {
		return Money{}, MoneyInvalid.Refuse(P("value", fmt.Sprintf("%d × %s", n, m)))
	}
	return Money{m.Fen * n, m.Currency}, nil
}

func (m Money) inRange() error {
	if m.Fen > maxFen || m.Fen < -maxFen {
		return MoneyInvalid.Refuse(P("value", m))
	}
	return nil
}

func abs(n int64) int64 { return max(n, -n) }
